// The values of goals: what is read where.
#include "kernel/world.h"
#include "labs/engine/bill.h"
#include "labs/engine/goal.h"
#include "labs/engine/readings.h"
#include "metrics/cloudwatch_service.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace maylab::labs {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

Scalar measureMetric(const MetricQuery& q, const kernel::World& world, const JudgeContext& context) {
    if (world.find(metrics::CloudWatchService::kName) == kernel::World::kNoService) return {};
    const metrics::MetricStore& store = metrics::storeOf(world);
    metrics::SeriesId series = metrics::kNoSeries;
    metrics::Dimensions dimensions = q.dimensions;
    std::sort(dimensions.begin(), dimensions.end());
    series = store.find(q.metricNamespace, q.name, dimensions);
    if (series == metrics::kNoSeries && q.anyDimensions) {
        const auto any = store.findAnyDimensions(q.metricNamespace, q.name);
        if (!any.empty()) series = any.front();
    }
    if (series == metrics::kNoSeries) return {};
    const auto statistic = metrics::Statistic::parse(q.statistic);
    if (!statistic) return {};

    SimTime to = store.closedUntil();
    if (q.published) {
        // The service's data are by the clock's minute: the last whole ones.
        const std::int64_t unixNow = store.startUnix() + to.wholeSeconds();
        const std::int64_t end = unixNow - unixNow % 60;
        to = SimTime::atSecond(end - store.startUnix());
        const std::int64_t seconds = std::max<std::int64_t>(60, q.window.wholeSeconds());
        if (to < context.windowsFrom + SimDuration::seconds(seconds) || to.wholeSeconds() < seconds) return {};
        const auto points = store.published(series, std::nullopt, {end - seconds, end, seconds, unixNow});
        if (points.empty()) return {};
        const auto v = points.back().data.value(*statistic);
        return v ? Scalar(*v) : Scalar();
    }
    if (to < context.windowsFrom + q.window || to < SimTime() + q.window) return {};
    const auto v = context.readings != nullptr ? context.readings->window(store, series, *statistic, to - q.window, to)
                                               : store.window(series, *statistic, to - q.window, to);
    return v && std::isfinite(*v) ? Scalar(*v) : Scalar();
}

Scalar measureRead(const ApiRead& read, const kernel::World& world, const JudgeContext& context) {
    Readings once;
    Readings& readings = context.readings != nullptr ? *context.readings : once;
    const kernel::ApiResult& reply = readings.reply(world, read.service, read.operation, read.input);
    if (!reply) return {};
    const Json::json_pointer at(read.at); // the loader has seen that it is one
    if (!reply->contains(at)) return {};
    const Json& found = reply->at(at);
    if (read.length) {
        if (found.is_string()) return static_cast<double>(found.get_ref<const std::string&>().size());
        return static_cast<double>(found.size());
    }
    return Scalar::fromJson(found);
}

Scalar measureRedis(const Value& value, const kernel::World& world) {
    const auto reply = world.peek("elasticache", "redis", Json{{"endpoint", value.endpoint}, {"argv", value.argv}});
    if (!reply || !reply->contains("reply") || !reply->at("reply").is_string()) return {};
    const RespReply r = readResp(reply->at("reply").get_ref<const std::string&>());
    if (r.type == "integer" || r.type == "array") return r.number;
    if (r.type == "string" || r.type == "ok") return r.text;
    return {};
}

Scalar measureCalls(const CallPattern& pattern, const kernel::World& world, const JudgeContext& context) {
    double n = 0;
    const auto& records = world.callRecords();
    for (auto it = records.rbegin(); it != records.rend() && it->id > context.firstCall; ++it) {
        if (it->answered && it->at >= context.windowsFrom && recordMatches(pattern, *it)) ++n;
    }
    return n;
}

// A line without a price would make the bill too small: then there is none.
Scalar measureBill(const std::string& what, const kernel::World& world, const JudgeContext& context) {
    if (!context.prices) return {};
    const auto bill = billOf(world, *context.prices);
    if (!bill || !bill->complete) return {};
    return what == "perHour" ? bill->perHour : what == "perMonth" ? bill->perMonth() : bill->total;
}

Scalar lookUp(const std::vector<std::pair<std::string, Scalar>>* list, const std::string& id) {
    if (list) {
        for (const auto& [key, value] : *list) {
            if (key == id) return value;
        }
    }
    return {};
}

Scalar combine(const Value& value, const kernel::World& world, const JudgeContext& context) {
    double result = 0;
    for (std::size_t i = 0; i < value.parts.size(); ++i) {
        const Scalar part = measure(value.parts[i], world, context);
        if (!part.isNumber()) return {};
        if (i == 0) result = part.number();
        else if (value.kind == Value::Kind::Sum) result += part.number();
        else if (value.kind == Value::Kind::Difference) result -= part.number();
        else if (part.number() == 0) return {};
        else result /= part.number();
    }
    return result;
}

// Of those that are there: nodes come and go.
Scalar largest(const Value& value, const kernel::World& world, const JudgeContext& context) {
    Scalar result;
    for (const Value& each : value.parts) {
        const Scalar part = measure(each, world, context);
        if (part.isNumber() && (!result.isNumber() || part.number() > result.number())) result = part;
    }
    return result;
}

} // namespace

Scalar measure(const Value& value, const kernel::World& world, const JudgeContext& context) {
    Scalar v;
    switch (value.kind) {
    case Value::Kind::Constant: v = value.constant; break;
    case Value::Kind::Metric: v = measureMetric(value.metric, world, context); break;
    case Value::Kind::Read: v = measureRead(value.read, world, context); break;
    case Value::Kind::Redis: v = measureRedis(value, world); break;
    case Value::Kind::Calls: v = measureCalls(value.calls, world, context); break;
    case Value::Kind::Decisions: {
        const kernel::RuleId rule = world.decisions().findRule(value.id);
        if (rule == 0) return {};
        std::uint64_t before = 0;
        if (context.decisionCountsAtBegin && rule < context.decisionCountsAtBegin->size()) {
            before = (*context.decisionCountsAtBegin)[rule];
        }
        v = static_cast<double>(world.decisions().count(rule) - before);
        break;
    }
    case Value::Kind::Bill: v = measureBill(value.id, world, context); break;
    case Value::Kind::Answer: v = lookUp(context.answers, value.id); break;
    case Value::Kind::Prediction: v = lookUp(context.predictions, value.id); break;
    case Value::Kind::Sum:
    case Value::Kind::Difference:
    case Value::Kind::Ratio: v = combine(value, world, context); break;
    case Value::Kind::Largest: v = largest(value, world, context); break;
    }
    if (value.times != 1 && v.isNumber()) return v.number() * value.times;
    return v;
}

bool globMatches(std::string_view pattern, std::string_view text) {
    // Greedy with one place to come back to: linear in practice, no recursion.
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] != '*' && lower(pattern[p]) == lower(text[t])))) {
            ++p;
            ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

RespReply readResp(std::string_view bytes) {
    RespReply r;
    const std::size_t end = bytes.find("\r\n");
    if (bytes.empty() || end == std::string_view::npos) return r;
    const std::string_view line = bytes.substr(1, end - 1);
    const auto number = [&](std::string_view s) {
        double n = 0;
        std::from_chars(s.data(), s.data() + s.size(), n);
        return n;
    };
    switch (bytes.front()) {
    case '+':
        r.type = "ok";
        r.text = line;
        break;
    case '-':
        r.type = "error";
        r.text = line;
        break;
    case ':':
        r.type = "integer";
        r.text = line;
        r.number = number(line);
        break;
    case '$':
        if (line == "-1") {
            r.type = "nil";
        } else {
            r.type = "string";
            const double n = number(line);
            // Never more than is there, whatever the length claims.
            const double left = static_cast<double>(bytes.size());
            r.text = bytes.substr(std::min(end + 2, bytes.size()), static_cast<std::size_t>(std::clamp(n, 0.0, left)));
        }
        break;
    case '_': r.type = "nil"; break;
    case '*':
        r.type = line == "-1" ? "nil" : "array";
        r.number = number(line);
        break;
    default: break;
    }
    return r;
}

bool callMatches(const CallPattern& pattern, kernel::Actor actor, std::string_view service, std::string_view operation) {
    if (service != pattern.service) return false;
    if (!pattern.operations.empty() &&
        std::find(pattern.operations.begin(), pattern.operations.end(), operation) == pattern.operations.end()) {
        return false;
    }
    if (pattern.actors.empty()) return actor != kernel::Actor::Setup && actor != kernel::Actor::World;
    return std::find(pattern.actors.begin(), pattern.actors.end(), actor) != pattern.actors.end();
}

namespace {

using Captures = std::vector<std::pair<std::string, std::string>>;

const std::string* captured(const Captures& captures, std::string_view name) {
    for (const auto& [key, value] : captures) {
        if (key == name) return &value;
    }
    return nullptr;
}

bool sameWord(std::string_view a, std::string_view b) { return a == b; }

// Every way in which the words fit; "..." may fit in several.
void matchWords(const std::vector<std::string>& pattern, std::size_t p, const std::vector<std::string>& words, std::size_t w,
                const Captures& captures, std::vector<Captures>& out) {
    if (out.size() >= 16) return;
    if (p == pattern.size()) {
        if (w == words.size()) out.push_back(captures);
        return;
    }
    if (pattern[p] == "...") {
        for (std::size_t k = w; k <= words.size(); ++k) matchWords(pattern, p + 1, words, k, captures, out);
        return;
    }
    if (w == words.size()) return;
    if (pattern[p].size() > 1 && pattern[p][0] == '$') {
        const std::string name = pattern[p].substr(1);
        if (const std::string* known = captured(captures, name)) {
            if (sameWord(*known, words[w])) matchWords(pattern, p + 1, words, w + 1, captures, out);
            return;
        }
        Captures more = captures;
        more.emplace_back(name, words[w]);
        matchWords(pattern, p + 1, words, w + 1, more, out);
        return;
    }
    if (globMatches(pattern[p], words[w])) matchWords(pattern, p + 1, words, w + 1, captures, out);
}

bool replyMatches(const ReplyPattern& pattern, const kernel::CallRecord& record, const Captures& captures) {
    if (!record.ok || !record.output.is_object() || !record.output.contains("reply") ||
        !record.output.at("reply").is_string()) {
        return false;
    }
    const RespReply r = readResp(record.output.at("reply").get_ref<const std::string&>());
    if (!pattern.type.empty() && r.type != pattern.type) return false;
    if (!pattern.text.empty() && !globMatches(pattern.text, r.text)) return false;
    if (pattern.from || pattern.to || !pattern.toVariable.empty()) {
        if (r.type != "integer") return false;
        if (pattern.from && r.number < *pattern.from) return false;
        if (pattern.to && r.number > *pattern.to) return false;
        if (!pattern.toVariable.empty()) {
            const std::string* word = captured(captures, pattern.toVariable);
            if (!word) return false;
            double bound = 0;
            const auto parsed = std::from_chars(word->data(), word->data() + word->size(), bound);
            if (parsed.ec != std::errc() || r.number > bound) return false;
        }
    }
    return true;
}

} // namespace

std::vector<Captures> matchRecord(const CallPattern& pattern, const kernel::CallRecord& record, const Captures& before) {
    if (!record.answered || !callMatches(pattern, record.actor, record.service, record.operation)) return {};
    if (pattern.ok && *pattern.ok != record.ok) return {};
    if (!pattern.errorCode.empty() && (record.ok || !globMatches(pattern.errorCode, record.errorCode))) return {};
    for (const auto& [pointer, glob] : pattern.where) {
        const Json::json_pointer at(pointer);
        if (!record.input.contains(at)) return {};
        const Scalar found = Scalar::fromJson(record.input.at(at));
        if (!found.present() || !globMatches(glob, found.toString())) return {};
    }
    std::vector<Captures> out;
    if (pattern.argv.empty()) {
        out.push_back(before);
    } else {
        std::vector<std::string> words;
        if (!record.input.is_object() || !record.input.contains("argv") || !record.input.at("argv").is_array()) return {};
        for (const Json& w : record.input.at("argv")) {
            if (!w.is_string()) return {};
            words.push_back(w.get<std::string>());
        }
        // A command of hundreds of words is no pattern of a lab; "..." over it would cost.
        if (words.size() > 256) return {};
        matchWords(pattern.argv, 0, words, 0, before, out);
    }
    if (pattern.reply) std::erase_if(out, [&](const Captures& c) { return !replyMatches(*pattern.reply, record, c); });
    return out;
}

bool recordMatches(const CallPattern& pattern, const kernel::CallRecord& record) {
    return !matchRecord(pattern, record, {}).empty();
}

} // namespace maylab::labs
