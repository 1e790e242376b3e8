#include "labs/engine/lab_parser.h"

#include "kernel/time.h"
#include "metrics/statistic.h"

#include <algorithm>
#include <charconv>

namespace maylab::labs::detail {

namespace {

std::string joined(const std::vector<std::string>& list) {
    std::string s;
    for (const std::string& e : list) {
        if (!s.empty()) s += ", ";
        s += e;
    }
    return s.empty() ? "none" : s;
}

std::string text(const Json& j, const char* key, const char* otherwise = "") {
    return j.contains(key) ? j.at(key).get<std::string>() : std::string(otherwise);
}

kernel::Actor actorOf(const Json& j) {
    kernel::Actor a = kernel::Actor::Form;
    (void)kernel::actorFromString(j.get_ref<const std::string&>(), a);
    return a;
}

Comparison comparisonOf(const std::string& s) {
    for (const Comparison c : {Comparison::AtLeast, Comparison::AtMost, Comparison::Above, Comparison::Below, Comparison::Equal,
                               Comparison::NotEqual, Comparison::Matches, Comparison::Between, Comparison::Within}) {
        if (s == toString(c)) return c;
    }
    return Comparison::AtLeast;
}

} // namespace

SimDuration parseDuration(const std::string& s) {
    // More digits than any lab needs would overflow: a day has 86,400,000 ms.
    std::int64_t n = 0;
    std::size_t i = 0;
    for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; ++i) n = std::min<std::int64_t>(n * 10 + (s[i] - '0'), 86'400'000);
    const std::string unit = s.substr(i);
    if (unit == "ms") return SimDuration::milliseconds(n);
    if (unit == "s") return SimDuration::seconds(n);
    if (unit == "m") return SimDuration::minutes(std::min<std::int64_t>(n, 500'000));
    return SimDuration::hours(std::min<std::int64_t>(n, 9'000));
}

void LabParser::fault(const std::string& path, Message what, Message advice) {
    faults.push_back({path, std::move(what), std::move(advice)});
}

void LabParser::unknown(const std::string& path, const char* kind, const std::string& id, const std::vector<std::string>& known) {
    fault(path, {"load.unknown-reference", {{"kind", kind}, {"id", id}}}, {"advice.choose", {{"known", joined(known)}}});
}

bool LabParser::pointer(const std::string& p, const std::string& path) {
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] == '~' && (i + 1 >= p.size() || (p[i + 1] != '0' && p[i + 1] != '1'))) {
            fault(path, {"load.bad-value", {{"found", p}}});
            return false;
        }
    }
    return true;
}

void LabParser::door(const Json& j, const std::string& path, bool readOnly, std::string& service, std::string& operation, Json& input) {
    if (!j[0].is_string() || !j[1].is_string() || (j.size() > 2 && !j[2].is_object())) {
        fault(path, {"load.bad-value", {{"found", j.dump()}}}, {"advice.see-schema", {}});
        return;
    }
    service = j[0];
    operation = j[1];
    input = j.size() > 2 ? j[2] : Json::object();
    const auto known = std::find_if(m_known.operations.begin(), m_known.operations.end(),
                                    [&](const auto& o) { return o.service == service && o.name == operation; });
    if (known == m_known.operations.end()) {
        std::vector<std::string> names;
        for (const auto& o : m_known.operations) {
            if (o.service == service) names.push_back(o.name);
        }
        fault(path, {"load.unknown-operation", {{"service", service}, {"operation", operation}}},
              {"advice.choose", {{"known", joined(names)}}});
    } else if (readOnly && !known->read) {
        fault(path, {"load.not-a-read", {{"service", service}, {"operation", operation}}});
    }
}

ApiRead LabParser::read(const Json& d, const Json* where, const std::string& path) {
    ApiRead r;
    door(d, path + ".call", true, r.service, r.operation, r.input);
    if (where) {
        r.at = where->get<std::string>();
        pointer(r.at, path + ".at");
    }
    return r;
}

// What stands behind a name, once more for everybody who uses it.
Value LabParser::used(const std::string& name, const std::string& path) {
    // Far beyond any lab. Values that use others twice double what is made at every step.
    constexpr std::size_t kMostParts = 10'000, kDeepest = 16;
    const auto it = m_values.find(name);
    if (it == m_values.end()) {
        std::vector<std::string> names;
        for (const auto& [k, ignored] : m_values) names.push_back(k);
        unknown(path, "value", name, names);
        return {};
    }
    if (contains(m_using, name)) {
        fault(path, {"load.cannot-cycle", {{"id", name}}});
        return {};
    }
    if (m_usedParts >= kMostParts || m_using.size() >= kDeepest) {
        fault(path, {"load.uses-too-much", {{"id", name}}});
        return {};
    }
    m_using.push_back(name);
    Value v = value(it->second, path + "(" + name + ")");
    m_using.pop_back();
    return v;
}

Value LabParser::value(const Json& j, const std::string& path) {
    Value v;
    if (!m_using.empty()) ++m_usedParts;
    if (!j.is_object()) {
        v.constant = Scalar::fromJson(j);
        return v;
    }
    if (j.contains("times")) v.times = j["times"];
    if (j.contains("metric")) {
        const Json& m = j["metric"];
        v.kind = Value::Kind::Metric;
        MetricQuery& q = v.metric;
        q.metricNamespace = m["namespace"];
        q.name = m["name"];
        q.statistic = m["statistic"];
        q.window = parseDuration(m["window"]);
        q.published = text(m, "view") == "published";
        if (m.contains("dimensions")) {
            q.anyDimensions = false;
            for (const auto& [name, d] : m["dimensions"].items()) q.dimensions.emplace_back(name, d.get<std::string>());
        }
        if (!m_known.metrics.contains({q.metricNamespace, q.name})) {
            std::vector<std::string> names;
            for (const auto& [ns, name] : m_known.metrics) {
                if (ns == q.metricNamespace) names.push_back(name);
            }
            fault(path + ".metric", {"load.unknown-metric", {{"namespace", q.metricNamespace}, {"name", q.name}}},
                  {"advice.choose", {{"known", joined(names)}}});
        }
        if (const auto s = metrics::Statistic::parse(q.statistic); !s) {
            fault(path + ".metric.statistic", {"load.unknown-statistic", {{"statistic", q.statistic}, {"error", s.error()}}});
        }
        if (q.window < SimDuration::seconds(1) || q.window > SimDuration::hours(3) || q.window.ns() % 1'000'000'000 != 0) {
            fault(path + ".metric.window", {"load.bad-value", {{"found", m["window"].get<std::string>()}}});
        }
    } else if (j.contains("call")) {
        v.kind = Value::Kind::Read;
        v.read = read(j["call"], &j["at"], path);
        v.read.length = j.value("length", false);
    } else if (j.contains("redis")) {
        v.kind = Value::Kind::Redis;
        v.argv = texts(j, "redis");
        v.endpoint = j["endpoint"];
    } else if (j.contains("calls")) {
        v.kind = Value::Kind::Calls;
        v.calls = callPattern(j["calls"], path + ".calls");
    } else if (j.contains("decisions")) {
        v.kind = Value::Kind::Decisions;
        v.id = j["decisions"];
        if (!m_known.rules.contains(v.id)) {
            fault(path + ".decisions", {"load.unknown-rule", {{"rule", v.id}}},
                  {"advice.choose", {{"known", joined({m_known.rules.begin(), m_known.rules.end()})}}});
        }
    } else if (j.contains("bill")) {
        v.kind = Value::Kind::Bill;
        v.id = j["bill"];
        if (!m_prices) fault(path + ".bill", {"load.no-prices", {}}, {"advice.add-file", {{"file", "prices.json"}}});
    } else if (j.contains("answer")) {
        v.kind = Value::Kind::Answer;
        v.id = j["answer"];
        if (!contains(m_answerIds, v.id)) unknown(path + ".answer", "answer", v.id, m_answerIds);
    } else if (j.contains("prediction")) {
        v.kind = Value::Kind::Prediction;
        v.id = j["prediction"];
        if (!contains(m_predictionIds, v.id)) unknown(path + ".prediction", "prediction", v.id, m_predictionIds);
    } else if (j.contains("use")) {
        const double times = v.times;
        v = used(j["use"], path + ".use");
        v.times *= times;
    } else {
        static constexpr std::pair<const char*, Value::Kind> kinds[] = {{"sum", Value::Kind::Sum},
                                                                        {"difference", Value::Kind::Difference},
                                                                        {"ratio", Value::Kind::Ratio},
                                                                        {"largest", Value::Kind::Largest}};
        const auto [key, kind] = *std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& k) { return j.contains(k.first); });
        v.kind = kind;
        for (std::size_t i = 0; i < j[key].size(); ++i) v.parts.push_back(value(j[key][i], at(path + "." + key, i)));
    }
    return v;
}

CallPattern LabParser::callPattern(const Json& j, const std::string& path) {
    CallPattern p;
    p.service = j["service"];
    if (j.contains("operation")) {
        if (j["operation"].is_string()) p.operations.push_back(j["operation"]);
        else p.operations = texts(j, "operation");
    }
    bool serviceKnown = false;
    for (const auto& o : m_known.operations) serviceKnown = serviceKnown || o.service == p.service;
    if (!serviceKnown) {
        fault(path + ".service", {"load.unknown-operation", {{"service", p.service}, {"operation", ""}}});
    } else {
        for (const std::string& name : p.operations) {
            const bool there = std::any_of(m_known.operations.begin(), m_known.operations.end(),
                                           [&](const auto& o) { return o.service == p.service && o.name == name; });
            if (!there) fault(path + ".operation", {"load.unknown-operation", {{"service", p.service}, {"operation", name}}});
        }
    }
    if (j.contains("actors")) {
        for (const Json& a : j["actors"]) p.actors.push_back(actorOf(a));
    }
    p.argv = texts(j, "argv");
    if (j.contains("where")) {
        for (const auto& [where, glob] : j["where"].items()) {
            if (where.empty() || where[0] != '/') fault(path + ".where", {"load.bad-value", {{"found", where}}});
            else pointer(where, path + ".where");
            p.where.emplace_back(where, glob.get<std::string>());
        }
    }
    if (j.contains("ok")) p.ok = j["ok"].get<bool>();
    p.errorCode = text(j, "error");
    if (j.contains("reply")) {
        const Json& r = j["reply"];
        ReplyPattern reply;
        reply.type = text(r, "type");
        reply.text = text(r, "text");
        if (r.contains("from")) reply.from = r["from"].get<double>();
        if (r.contains("to")) {
            if (r["to"].is_number()) reply.to = r["to"].get<double>();
            else if (const std::string to = r["to"]; to.size() > 1 && to[0] == '$') reply.toVariable = to.substr(1);
            else fault(path + ".reply.to", {"load.bad-value", {{"found", to}}});
        }
        p.reply = reply;
    }
    return p;
}

Goal LabParser::goal(const Json& j, const std::string& path, bool needsId) {
    Goal g;
    if (j.contains("id")) g.id = j["id"];
    else if (needsId) fault(path, {"load.no-id", {}}, {"advice.add-id", {}});
    if (j.contains("value")) {
        g.kind = Goal::Kind::Compare;
        g.value = value(j["value"], path + ".value");
        g.is = comparisonOf(j["is"]);
        g.target = value(j["target"], path + ".target");
        if (j.contains("upper")) {
            g.upper = value(j["upper"], path + ".upper");
            if (g.target.kind == Value::Kind::Constant && g.upper.kind == Value::Kind::Constant &&
                !(g.target.constant.isNumber() && g.upper.constant.isNumber() && g.target.constant.number() <= g.upper.constant.number())) {
                fault(path + ".upper", {"load.bad-range", {{"from", g.target.constant}, {"to", g.upper.constant}}});
            }
        }
        if (j.contains("tolerance")) {
            if (j["tolerance"].is_number()) {
                g.tolerance = j["tolerance"];
            } else {
                const auto& percent = j["tolerance"].get_ref<const std::string&>();
                g.relative = true;
                if (std::from_chars(percent.data(), percent.data() + percent.size(), g.tolerance).ec != std::errc()) {
                    fault(path + ".tolerance", {"load.bad-value", {{"found", percent}}});
                }
                g.tolerance /= 100;
            }
        }
    } else if (j.contains("calls")) {
        g.kind = Goal::Kind::Calls;
        for (std::size_t i = 0; i < j["calls"].size(); ++i) g.calls.push_back(callPattern(j["calls"][i], at(path + ".calls", i)));
    } else if (j.contains("not")) {
        g.kind = Goal::Kind::Not;
        g.parts.push_back(goal(j["not"], path + ".not", needsId));
    } else {
        const char* key = j.contains("all") ? "all" : j.contains("any") ? "any" : "sequence";
        g.kind = j.contains("all") ? Goal::Kind::All : j.contains("any") ? Goal::Kind::Any : Goal::Kind::Sequence;
        for (std::size_t i = 0; i < j[key].size(); ++i) g.parts.push_back(goal(j[key][i], at(path + "." + key, i), needsId));
    }
    if (g.kind == Goal::Kind::All || g.kind == Goal::Kind::Any || g.kind == Goal::Kind::Not) {
        for (const Goal& p : g.parts) {
            // Judged together, with one hold: the whole's.
            if (p.hold.ns() > 0 || p.kind == Goal::Kind::Sequence) fault(path, {"load.forbidden", {}}, {"advice.see-schema", {}});
        }
    }
    if (j.contains("for")) g.hold = parseDuration(j["for"]);
    g.after = texts(j, "after");
    if (j.contains("when")) g.when.push_back(goal(j["when"], path + ".when", false));
    if (j.contains("since")) {
        const Json& s = j["since"];
        if (s.is_object()) {
            g.since.kind = Since::Kind::Call;
            g.since.call = callPattern(s["call"], path + ".since.call");
        } else {
            const std::string t = s;
            if (t.starts_with("goal:")) {
                g.since.kind = Since::Kind::Goal;
                g.since.goal = t.substr(5);
            } else if (t[0] == '+') {
                g.since.kind = Since::Kind::Offset;
                g.since.offset = parseDuration(t.substr(1));
            } else {
                g.since.kind = Since::Kind::Instant;
                if (!kernel::parseIso8601(t, g.since.unixMilliseconds)) fault(path + ".since", {"load.bad-value", {{"found", t}}});
            }
        }
    }
    g.unit = text(j, "unit");
    g.decimals = j.value("decimals", -1);
    return g;
}

Script LabParser::script(const Json& j, const std::string& path, ScriptUse use) {
    Script out;
    for (std::size_t i = 0; i < j.size(); ++i) {
        const Json& e = j[i];
        const std::string here = at(path, i);
        ScriptItem item;
        if (e.contains("call")) {
            door(e["call"], here + ".call", false, item.service, item.operation, item.input);
        } else if (e.contains("redis")) {
            item.service = "elasticache";
            item.operation = "redis";
            item.input = {{"endpoint", text(e, "endpoint", "shop")}, {"argv", e["redis"]}};
            if (e.contains("connection")) item.input["connection"] = e["connection"];
        } else if (e.contains("wait")) {
            item.kind = ScriptItem::Kind::Wait;
            item.duration = parseDuration(e["wait"]);
        } else if (e.contains("untilGoal")) {
            item.kind = ScriptItem::Kind::WaitForGoal;
            item.id = e["untilGoal"];
        } else if (e.contains("until")) {
            item.kind = ScriptItem::Kind::WaitFor;
            item.until.push_back(goal(e["until"], here + ".until", false));
        } else if (e.contains("skip")) {
            item.kind = ScriptItem::Kind::WaitForAnnounced;
            item.duration = parseDuration(e["skip"]);
        } else if (e.contains("answer") || e.contains("predict")) {
            const char* key = e.contains("answer") ? "answer" : "predict";
            item.kind = e.contains("answer") ? ScriptItem::Kind::Answer : ScriptItem::Kind::Predict;
            if (!e[key][0].is_string() || (item.kind == ScriptItem::Kind::Predict && !e[key][1].is_number())) {
                fault(here + "." + key, {"load.bad-value", {{"found", e[key].dump()}}}, {"advice.see-schema", {}});
            } else {
                item.id = e[key][0];
                if (e[key][1].is_object()) item.measured.push_back(value(e[key][1], here + "." + key));
                else item.value = Scalar::fromJson(e[key][1]);
            }
        } else {
            item.kind = e.contains("why") ? ScriptItem::Kind::Why : ScriptItem::Kind::Exam;
            item.id = e.contains("why") ? e["why"] : e["exam"];
        }
        if (e.contains("atMost")) item.duration = parseDuration(e["atMost"]);
        if (e.contains("as")) item.actor = actorOf(e["as"]);
        item.mayFail = e.value("mayFail", false);

        const bool timeOrCall = item.kind == ScriptItem::Kind::Call || item.kind == ScriptItem::Kind::Wait ||
                                item.kind == ScriptItem::Kind::WaitForAnnounced || item.kind == ScriptItem::Kind::WaitFor;
        if (use != ScriptUse::Learner && !timeOrCall) {
            fault(here, {"load.not-in-script", {{"kind", e.items().begin().key()}}}, {"advice.calls-and-waits", {}});
        }
        out.push_back(std::move(item));
    }
    return out;
}

namespace {

// Can a value be put there? Through members of objects, which are made where there are none yet, and through elements
// that a list has.
bool leadsInto(const Json& input, const std::string& pointer) {
    std::vector<std::string> tokens;
    for (Json::json_pointer p(pointer); !p.empty(); p.pop_back()) tokens.insert(tokens.begin(), p.back());
    const Json* here = &input;
    for (const std::string& token : tokens) {
        const bool number = token.find_first_not_of("0123456789") == std::string::npos;
        if (here != nullptr && here->is_null()) here = nullptr;
        if (here == nullptr) {
            if (number || token == "-") return false; // would begin a list
        } else if (here->is_object()) {
            const auto it = here->find(token);
            here = it == here->end() ? nullptr : &*it;
        } else if (here->is_array()) {
            std::size_t i = 0;
            const auto read = std::from_chars(token.data(), token.data() + token.size(), i);
            if (!number || read.ec != std::errc() || std::to_string(i) != token || i >= here->size()) return false;
            here = &(*here)[i];
        } else {
            return false;
        }
    }
    return true;
}

} // namespace

Control LabParser::control(const Json& j, const std::string& id, const std::string& path) {
    Control c;
    c.id = id;
    const std::string kind = j["kind"];
    c.kind = kind == "slider" ? Control::Kind::Slider
             : kind == "choice" ? Control::Kind::Choice
             : kind == "switch" ? Control::Kind::Switch
             : kind == "text" ? Control::Kind::Text
                                : Control::Kind::Button;
    door(j["call"], path + ".call", false, c.service, c.operation, c.input);
    c.at = text(j, "at");
    const bool missing = c.kind != Control::Kind::Button && c.at.empty();
    if (pointer(c.at, path + ".at") && (missing || !leadsInto(c.input, c.at))) {
        fault(path + ".at", {"load.bad-value", {{"found", "\"" + c.at + "\""}}});
    }
    c.minimum = j.value("min", 0.0);
    c.maximum = j.value("max", 1.0);
    c.step = j.value("step", 1.0);
    c.scale = text(j, "scale") == "logarithmic" ? Control::Scale::Logarithmic : Control::Scale::Linear;
    c.unit = text(j, "unit");
    c.maxLength = j.value("maxLength", 0);
    if (j.contains("options")) {
        for (const Json& o : j["options"]) c.options.push_back(Scalar::fromJson(o));
    }
    if (j.contains("read")) c.read = read(j["read"]["call"], &j["read"]["at"], path + ".read");
    if (j.contains("keeps")) {
        for (const auto& [into, from] : j["keeps"].items()) {
            const std::string here = path + ".keeps";
            const std::string there = from.get<std::string>();
            if (!pointer(into, here) || !pointer(there, here)) continue;
            if (!c.read || into == c.at || !leadsInto(c.input, into)) fault(here, {"load.bad-value", {{"found", "\"" + into + "\""}}});
            else c.keeps.emplace_back(into, there);
        }
    }
    if (j.contains("initial")) c.initial = Scalar::fromJson(j["initial"]);
    return c;
}

Chart LabParser::chart(const Json& j, const std::string& id, const std::string& path) {
    Chart c;
    c.id = id;
    c.unit = j["unit"];
    if (j.contains("min")) c.minimum = j["min"].get<double>();
    if (j.contains("max")) c.maximum = j["max"].get<double>();
    for (std::size_t i = 0; i < j["series"].size(); ++i) {
        const Json& s = j["series"][i];
        ChartSeries series;
        series.id = s["id"];
        const std::string here = at(path + ".series", i);
        for (const ChartSeries& other : c.series) {
            if (other.id == series.id) fault(here + ".id", {"load.duplicate-id", {{"id", series.id}}}, {"advice.rename", {}});
        }
        series.value = value(s["value"], here + ".value");
        series.unit = text(s, "unit", c.unit.c_str());
        series.axis = text(s, "axis", "left");
        c.series.push_back(std::move(series));
    }
    return c;
}

Question LabParser::question(const Json& j, const std::string& path) {
    Question q;
    q.id = text(j, "id");
    double right = 0;
    for (std::size_t i = 0; i < j["options"].size(); ++i) {
        const Json& o = j["options"][i];
        for (const Option& other : q.options) {
            if (other.id == o["id"]) fault(at(path + ".options", i) + ".id", {"load.duplicate-id", {{"id", other.id}}});
        }
        q.options.push_back({o["id"], o.value("right", false)});
        right += q.options.back().right ? 1 : 0;
        if (q.options.back().id == "question") fault(at(path + ".options", i) + ".id", {"load.bad-value", {{"found", "question"}}});
    }
    if (right != 1) fault(path + ".options", {"load.no-right-option", {{"count", right}}}, {"advice.one-right", {}});
    q.rules = texts(j, "rules");
    for (const std::string& r : q.rules) {
        if (!m_known.rules.contains(r)) fault(path + ".rules", {"load.unknown-rule", {{"rule", r}}});
    }
    return q;
}

void LabParser::lab(const Json& j, Lab& out) {
    out.id = j["id"];
    out.day = j["day"];
    out.icon = j["icon"];
    out.scenario = j["scenario"];
    out.seed = j["seed"];
    if (!kernel::parseIso8601(j["calendarStart"], out.calendarStart)) {
        fault("calendarStart", {"load.bad-value", {{"found", j["calendarStart"].get<std::string>()}}});
    }
    if (!m_known.scenarios.contains(out.scenario)) {
        fault("scenario", {"load.unknown-scenario", {{"scenario", out.scenario}}},
              {"advice.choose", {{"known", joined({m_known.scenarios.begin(), m_known.scenarios.end()})}}});
    }
    const auto parameters = [&](const Json& p, const std::string& path) {
        for (const auto& [name, v] : p.items()) {
            if (!m_known.scenarios.contains(out.scenario) || m_known.parameters.contains({out.scenario, name})) continue;
            std::vector<std::string> names;
            for (const auto& [s, n] : m_known.parameters) {
                if (s == out.scenario) names.push_back(n);
            }
            fault(path + "." + name, {"load.unknown-parameter", {{"parameter", name}}}, {"advice.choose", {{"known", joined(names)}}});
        }
    };
    if (j.contains("parameters")) {
        out.parameters = j["parameters"];
        parameters(out.parameters, "parameters");
    }
    for (const Json& s : j["sources"]) {
        Source source;
        source.url = s["url"];
        source.added = s.value("added", false);
        if (s.contains("note")) {
            source.note[0] = s["note"]["en"];
            source.note[1] = s["note"]["vi"];
        }
        out.sources.push_back(std::move(source));
    }
    out.glossary = texts(j, "words");
    if (j.contains("values")) {
        for (const auto& [name, v] : j["values"].items()) m_values.emplace(name, v);
        for (const auto& [name, v] : j["values"].items()) {
            m_using = {name};
            (void)value(v, "values." + name);
            m_using.clear();
        }
    }
    for (const auto& [id, c] : j["controls"].items()) {
        out.controls.push_back(control(c, id, "controls." + id));
        const Control& made = out.controls.back();
        if (made.kind == Control::Kind::Slider &&
            (made.minimum >= made.maximum || (made.scale == Control::Scale::Logarithmic && made.minimum <= 0))) {
            fault("controls." + id + ".max", {"load.bad-range", {{"from", made.minimum}, {"to", made.maximum}}});
        }
    }
    for (const auto& [id, c] : j["charts"].items()) out.charts.push_back(chart(c, id, "charts." + id));
    out.steps.reserve(j["steps"].size());
    for (std::size_t i = 0; i < j["steps"].size(); ++i) {
        const std::string path = at("steps", i);
        const std::string id = j["steps"][i]["id"];
        if (out.step(id) || id == "lab") fault(path + ".id", {"load.duplicate-id", {{"id", id}}}, {"advice.rename", {}});
        if (j["steps"][i].contains("parameters")) parameters(j["steps"][i]["parameters"], path + ".parameters");
        step(j["steps"][i], path, out);
    }
}

} // namespace maylab::labs::detail
