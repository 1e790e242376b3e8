#include "metrics/promql/http_api.h"

#include "metrics/promql/answer_text.h"
#include "metrics/promql/text.h"

#include "kernel/time.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace maylab::metrics::promql {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kPlain = "text/plain; charset=utf-8";
// So far that seconds still fit; what has no bound reaches there.
constexpr std::int64_t kFarthest = std::numeric_limits<std::int64_t>::max() / 4;

struct Refusal {
    int status;
    std::string kind, text;
};

HttpResponse success(std::string data) {
    return {200, std::string(kJson), "{\"status\":\"success\",\"data\":" + data + '}'};
}

HttpResponse refused(const Refusal& r) {
    return {r.status, std::string(kJson),
            "{\"status\":\"error\",\"errorType\":" + jsonText(r.kind) + ",\"error\":" + jsonText(r.text) + '}'};
}

Refusal badData(std::string text) { return {400, "bad_data", std::move(text)}; }
Refusal badParameter(std::string_view name, const std::string& text) {
    return badData("invalid parameter " + inQuotes(name) + ": " + text);
}

int hexDigit(char c) {
    if (isDigit(c)) return c - '0';
    const char lower = static_cast<char>(c | 32);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Of a query or a form (plus is a space) or a path.
bool unescape(std::string_view text, bool plusIsSpace, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plusIsSpace) {
            out += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size() || hexDigit(text[i + 1]) < 0 || hexDigit(text[i + 2]) < 0) return false;
            out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return true;
}

// "2026-01-01T00:00:00.25+01:00"
std::optional<std::int64_t> parseRfc3339(std::string_view text) {
    const std::size_t t = text.find('T');
    if (t == std::string_view::npos) return {};
    std::int64_t zone = 0, fraction = 0;
    if (text.ends_with('Z')) {
        text.remove_suffix(1);
    } else {
        if (text.size() < t + 7) return {};
        const std::string_view z = text.substr(text.size() - 6);
        if ((z[0] != '+' && z[0] != '-') || z[3] != ':' || !isDigit(z[1]) || !isDigit(z[2]) || !isDigit(z[4]) || !isDigit(z[5]))
            return {};
        zone = ((z[1] - '0') * 10 + (z[2] - '0')) * 60 + (z[4] - '0') * 10 + (z[5] - '0');
        if (z[0] == '-') zone = -zone;
        text.remove_suffix(6);
    }
    if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
        std::int64_t scale = 100;
        for (std::size_t i = dot + 1; i < text.size(); ++i, scale /= 10) {
            if (!isDigit(text[i])) return {};
            fraction += (text[i] - '0') * scale;
        }
        if (dot + 1 == text.size()) return {};
        text = text.substr(0, dot);
    }
    std::int64_t ms = 0;
    if (!kernel::parseIso8601(std::string(text) + 'Z', ms)) return {};
    return ms + fraction - zone * 60'000;
}

std::optional<std::int64_t> parseTime(std::string_view text) {
    if (const auto seconds = parseNumber(text)) {
        if (!(std::abs(*seconds) < static_cast<double>(kFarthest) / 1000)) return {};
        const double whole = std::trunc(*seconds);
        return static_cast<std::int64_t>(whole) * 1000 + static_cast<std::int64_t>(std::round((*seconds - whole) * 1000));
    }
    return parseRfc3339(text);
}

class Api {
  public:
    Api(const HttpRequest& request, const SeriesSource& source, const ApiSettings& settings)
        : m_request(request), m_source(source), m_settings(settings) {}

    HttpResponse answer() {
        const std::string& path = m_request.path;
        if (path == "/-/healthy" || path == "/-/ready")
            return readOnly({200, std::string(kPlain), "Prometheus Server is " + std::string(path == "/-/ready" ? "Ready" : "Healthy") + ".\n"});
        if (path == "/federate") return m_request.method == "GET" ? federate() : notAllowed();
        constexpr std::string_view kBase = "/api/v1/";
        if (!path.starts_with(kBase)) return notFound();
        const std::string_view what = std::string_view(path).substr(kBase.size());
        if (what == "query") return posted(&Api::query);
        if (what == "query_range") return posted(&Api::queryRange);
        if (what == "query_exemplars") return posted(&Api::exemplars);
        if (what == "labels") return posted(&Api::labels);
        if (what == "series") return posted(&Api::series);
        if (what == "metadata") return posted(&Api::metadata, false);
        if (what == "rules") return readOnly(success("{\"groups\":[]}"));
        if (what == "alerts") return readOnly(success("{\"alerts\":[]}"));
        if (what == "targets") return readOnly(success("{\"activeTargets\":[],\"droppedTargets\":[]}"));
        if (what == "status/buildinfo") return readOnly(success(buildInfo()));
        constexpr std::string_view kLabel = "label/", kValues = "/values";
        if (what.starts_with(kLabel) && what.ends_with(kValues) && what.size() > kLabel.size() + kValues.size()) {
            const std::string_view name = what.substr(kLabel.size(), what.size() - kLabel.size() - kValues.size());
            if (name.find('/') == std::string_view::npos) {
                m_label = name;
                return posted(&Api::labelValues, false);
            }
        }
        return notFound();
    }

  private:
    using Operation = tl::expected<std::string, Refusal> (Api::*)();

    static HttpResponse notFound() { return {404, std::string(kPlain), "404 page not found\n"}; }
    static HttpResponse notAllowed() { return {405, std::string(kPlain), "Method Not Allowed\n"}; }
    HttpResponse readOnly(HttpResponse r) const { return m_request.method == "GET" ? std::move(r) : notAllowed(); }
    HttpResponse posted(Operation operation, bool post = true) {
        if (m_request.method == "OPTIONS") return {204, "", ""};
        if (m_request.method != "GET" && !(post && m_request.method == "POST")) return notAllowed();
        auto data = (this->*operation)();
        return data ? success(std::move(*data)) : refused(data.error());
    }

    std::optional<std::string> parameter(std::string_view name) const {
        for (const auto& [key, value] : m_request.form)
            if (key == name) return value;
        return {};
    }
    std::string text(std::string_view name) const { return parameter(name).value_or(""); }

    // One that must be there.
    tl::expected<std::int64_t, Refusal> timeOf(std::string_view name) const {
        const std::string value = text(name);
        const auto time = parseTime(value);
        if (!time) return tl::unexpected(badParameter(name, "cannot parse " + inQuotes(value) + " to a valid timestamp"));
        return *time;
    }
    tl::expected<std::int64_t, Refusal> timeOr(std::string_view name, std::int64_t otherwise) const {
        const std::string value = text(name);
        if (value.empty()) return otherwise;
        const auto time = parseTime(value);
        if (time) return *time;
        return tl::unexpected(badParameter(name, "Invalid time value for '" + std::string(name) + "': cannot parse " +
                                                     inQuotes(value) + " to a valid timestamp"));
    }
    tl::expected<std::int64_t, Refusal> durationOf(std::string_view name) const {
        const std::string value = text(name);
        if (const auto seconds = parseNumber(value)) {
            if (std::isfinite(*seconds) && std::abs(*seconds) < 9.2e9) return static_cast<std::int64_t>(*seconds * 1000);
            return tl::unexpected(badParameter(name, "cannot parse " + inQuotes(value) + " to a valid duration. It overflows int64"));
        }
        std::string problem;
        if (const auto ms = parseDuration(value, problem)) return *ms;
        return tl::unexpected(badParameter(name, "cannot parse " + inQuotes(value) + " to a valid duration"));
    }
    std::optional<Refusal> badTimeout() const {
        if (text("timeout").empty()) return {};
        const auto timeout = durationOf("timeout");
        return timeout ? std::nullopt : std::optional(timeout.error());
    }

    tl::expected<std::string, Refusal> query() {
        const auto time = timeOr("time", m_settings.now);
        if (!time) return tl::unexpected(time.error());
        if (const auto bad = badTimeout()) return tl::unexpected(*bad);
        const auto expression = parseExpression(text("query"));
        if (!expression) return tl::unexpected(badParameter("query", expression.error().text));
        const auto result = evaluateAt(**expression, m_source, *time, m_settings.query);
        if (!result) return tl::unexpected(Refusal{422, "execution", result.error().text});
        return resultText(*result, *time);
    }

    tl::expected<std::string, Refusal> queryRange() {
        const auto start = timeOf("start");
        if (!start) return tl::unexpected(start.error());
        const auto end = timeOf("end");
        if (!end) return tl::unexpected(end.error());
        if (*end < *start) return tl::unexpected(badParameter("end", "end timestamp must not be before start time"));
        const auto step = durationOf("step");
        if (!step) return tl::unexpected(step.error());
        if (*step <= 0) {
            return tl::unexpected(badParameter(
                "step", "zero or negative query resolution step widths are not accepted. Try a positive integer"));
        }
        if ((*end - *start) / *step > kMaxPoints) {
            return tl::unexpected(badData("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query "
                                          "resolution (?step=XX)"));
        }
        if (const auto bad = badTimeout()) return tl::unexpected(*bad);
        const auto expression = parseExpression(text("query"));
        if (!expression) return tl::unexpected(badData(expression.error().text));
        if (const ValueType t = (*expression)->type(); t != ValueType::Scalar && t != ValueType::Vector) {
            return tl::unexpected(badData("invalid expression type " + inQuotes(documentedType(t)) +
                                          " for range query, must be Scalar or instant Vector"));
        }
        const auto result = evaluateRange(**expression, m_source, *start, *end, *step, m_settings.query);
        if (!result) return tl::unexpected(Refusal{422, "execution", result.error().text});
        return resultText(*result, *end);
    }

    tl::expected<std::string, Refusal> exemplars() {
        const auto start = timeOr("start", -kFarthest), end = timeOr("end", kFarthest);
        if (!start) return tl::unexpected(start.error());
        if (!end) return tl::unexpected(end.error());
        if (*end < *start) return tl::unexpected(badData("end timestamp must not be before start timestamp"));
        const auto expression = parseExpression(text("query"));
        if (!expression) return tl::unexpected(badData(expression.error().text));
        return std::string("[]");
    }

    // The labels of what the match[] parameters select; all when there is none and that is allowed.
    tl::expected<std::vector<Labels>, Refusal> matching(bool anyAllowed, bool nameParameter) const {
        const auto start = timeOr("start", -kFarthest), end = timeOr("end", kFarthest);
        if (!start) return tl::unexpected(start.error());
        if (!end) return tl::unexpected(end.error());
        std::vector<std::vector<Matcher>> selectors;
        for (const auto& [key, value] : m_request.form) {
            if (key != "match[]") continue;
            auto selector = parseSelector(value);
            if (!selector)
                return tl::unexpected(nameParameter ? badParameter(key, selector.error().text) : badData(selector.error().text));
            if (std::all_of(selector->begin(), selector->end(), [](const Matcher& m) { return m.matches(""); }))
                return tl::unexpected(badParameter(key, "match[] must contain at least one non-empty matcher"));
            selectors.push_back(std::move(*selector));
        }
        if (selectors.empty() && anyAllowed) selectors.emplace_back();
        std::vector<Labels> out;
        for (const auto& selector : selectors) {
            auto found = m_source.names(selector, *start, *end);
            std::move(found.begin(), found.end(), std::back_inserter(out));
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }

    tl::expected<std::string, Refusal> series() {
        if (!parameter("match[]")) return tl::unexpected(badData("no match[] parameter provided"));
        const auto all = matching(false, true);
        if (!all) return tl::unexpected(all.error());
        std::string out = "[";
        for (const Labels& labels : *all) {
            if (out.size() > 1) out += ',';
            out += labelsJson(labels);
        }
        return out + ']';
    }
    tl::expected<std::string, Refusal> labels() {
        const auto all = matching(true, false);
        if (!all) return tl::unexpected(all.error());
        std::set<std::string> names;
        for (const Labels& labels : *all)
            for (const auto& label : labels)
                names.insert(label.first);
        return listJson(names);
    }
    tl::expected<std::string, Refusal> labelValues() {
        std::string name;
        if (!unescape(m_label, false, name) || !isLabelName(name))
            return tl::unexpected(badData("invalid label name: " + inQuotes(name)));
        const auto all = matching(true, false);
        if (!all) return tl::unexpected(all.error());
        std::set<std::string> values;
        for (const Labels& labels : *all)
            if (const auto value = labelValue(labels, name); !value.empty()) values.emplace(value);
        return listJson(values);
    }

    tl::expected<std::string, Refusal> metadata() {
        double limit = std::numeric_limits<double>::infinity();
        if (const std::string given = text("limit"); !given.empty()) {
            const bool whole = given.find_first_not_of("0123456789", given[0] == '-' || given[0] == '+' ? 1 : 0) == std::string::npos;
            const auto number = whole && isDigit(given.back()) ? parseNumber(given) : std::nullopt;
            if (!number) return tl::unexpected(badData("limit must be a number"));
            if (*number >= 0) limit = *number;
        }
        const std::string only = text("metric");
        std::string out = "{";
        for (const MetricFamily& f : m_source.families()) {
            if (!only.empty() && f.name != only) continue;
            if (limit-- < 1) break;
            if (out.size() > 1) out += ',';
            out += jsonText(f.name) + ":[{\"type\":" + jsonText(f.type) + ",\"help\":" + jsonText(f.help) +
                   ",\"unit\":" + jsonText(f.unit) + "}]";
        }
        return out + '}';
    }

    std::string buildInfo() const {
        const BuildInfo& b = m_settings.build;
        return "{\"version\":" + jsonText(b.version) + ",\"revision\":" + jsonText(b.revision) + ",\"branch\":" +
               jsonText(b.branch) + ",\"buildUser\":" + jsonText(b.buildUser) + ",\"buildDate\":" + jsonText(b.buildDate) +
               ",\"goVersion\":" + jsonText(b.goVersion) + '}';
    }

    // The present value of each series, as text that another Prometheus reads.
    HttpResponse federate() const {
        std::vector<Series> all;
        for (const auto& [key, value] : m_request.form) {
            if (key != "match[]") continue;
            const auto selector = parseSelector(value);
            if (!selector) return {400, std::string(kPlain), selector.error().text + '\n'};
            for (Series& s : m_source.select(*selector, m_settings.now - m_settings.query.lookback + 1, m_settings.now))
                if (!s.samples.empty()) all.push_back(std::move(s));
        }
        const auto less = [](const Series& a, const Series& b) { return a.labels < b.labels; };
        std::sort(all.begin(), all.end(), less);
        all.erase(std::unique(all.begin(), all.end(), [](const Series& a, const Series& b) { return a.labels == b.labels; }), all.end());
        std::string body, last;
        for (const Series& s : all) {
            const std::string name(labelValue(s.labels, kNameLabel));
            if (name != last) body += "# TYPE " + name + " untyped\n";
            last = name;
            Labels labels = s.labels;
            setLabel(labels, kNameLabel, {});
            if (labelValue(labels, "instance").empty()) labels.emplace(
                std::upper_bound(labels.begin(), labels.end(), std::pair<std::string, std::string>("instance", "")), "instance", "");
            body += name + expositionLabels(labels) + ' ' + sampleText(s.samples.back().value) + ' ' +
                    std::to_string(s.samples.back().time) + '\n';
        }
        return {200, "text/plain; version=0.0.4; charset=utf-8", body};
    }

    const HttpRequest& m_request;
    const SeriesSource& m_source;
    const ApiSettings& m_settings;
    std::string_view m_label; // of label/<name>/values, as it came
};

} // namespace

Form parseForm(std::string_view text) {
    Form out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty() || pair.find(';') != std::string_view::npos) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        std::string key, value;
        if (unescape(pair.substr(0, equals), true, key) &&
            unescape(pair.substr(std::min(equals + 1, pair.size())), true, value))
            out.emplace_back(std::move(key), std::move(value));
    }
    return out;
}

HttpRequest httpRequest(std::string_view method, std::string_view target, std::string_view formBody) {
    const std::size_t question = std::min(target.find('?'), target.size());
    HttpRequest out{std::string(method), std::string(target.substr(0, question)), parseForm(formBody)};
    for (auto& pair : parseForm(target.substr(std::min(question + 1, target.size()))))
        out.form.push_back(std::move(pair));
    return out;
}

HttpResponse answer(const HttpRequest& request, const SeriesSource& source, const ApiSettings& settings) {
    return Api(request, source, settings).answer();
}

} // namespace maylab::metrics::promql
