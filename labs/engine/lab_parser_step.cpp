// One step of a lab, the solution and the mistakes: what belongs together and must fit together.
#include "labs/engine/lab_parser.h"

#include "kernel/time.h"

#include <algorithm>

namespace maylab::labs::detail {

namespace {

const Json kNothing = Json::array();
const Json& list(const Json& j, const char* key) { return j.contains(key) ? j.at(key) : kNothing; }

} // namespace

void LabParser::collectGoalIds(const Goal& g, const std::string& path) {
    if (!g.id.empty()) {
        if (contains(m_goalIds, g.id)) fault(path + ".id", {"load.duplicate-id", {{"id", g.id}}}, {"advice.add-id", {}});
        m_goalIds.push_back(g.id);
    }
    for (std::size_t i = 0; i < g.parts.size(); ++i) collectGoalIds(g.parts[i], at(path, i));
}

void LabParser::goalReferences(const Goal& g, const std::string& path, const std::string& self) {
    static constexpr std::string_view kPrediction = "prediction:";
    for (const std::string& a : g.after) {
        if (a.starts_with(kPrediction)) {
            const std::string id = a.substr(kPrediction.size());
            if (!contains(m_predictionIds, id)) unknown(path + ".after", "prediction", id, m_predictionIds);
        } else if (a == self) {
            fault(path + ".after", {"load.cannot-cycle", {{"id", a}}});
        } else if (!contains(m_topGoalIds, a)) {
            unknown(path + ".after", "goal", a, m_topGoalIds);
        }
    }
    if (g.since.kind == Since::Kind::Goal) {
        if (g.since.goal == self) fault(path + ".since", {"load.cannot-cycle", {{"id", self}}});
        else if (!contains(m_topGoalIds, g.since.goal)) unknown(path + ".since", "goal", g.since.goal, m_topGoalIds);
    }
    for (const Goal& p : g.parts) goalReferences(p, path, self);
    for (const Goal& w : g.when) goalReferences(w, path + ".when", self);
}

void LabParser::scriptReferences(const Script& s, const Step& step, const std::string& path) {
    for (std::size_t i = 0; i < s.size(); ++i) {
        const ScriptItem& item = s[i];
        const std::string here = at(path, i);
        const auto option = [&](const std::optional<Question>& q, const char* kind) {
            std::vector<std::string> ids;
            if (q) {
                for (const Option& o : q->options) ids.push_back(o.id);
            }
            if (!contains(ids, item.id)) unknown(here, kind, item.id, ids);
        };
        switch (item.kind) {
        case ScriptItem::Kind::WaitForGoal:
            if (!contains(m_topGoalIds, item.id)) unknown(here, "goal", item.id, m_topGoalIds);
            break;
        case ScriptItem::Kind::Answer:
            if (!contains(m_answerIds, item.id)) unknown(here, "answer", item.id, m_answerIds);
            break;
        case ScriptItem::Kind::Predict:
            if (!contains(m_predictionIds, item.id)) unknown(here, "prediction", item.id, m_predictionIds);
            break;
        case ScriptItem::Kind::Why: option(step.why, "answer to why"); break;
        case ScriptItem::Kind::Exam: option(step.exam, "exam answer"); break;
        default: break;
        }
    }
}

void LabParser::step(const Json& j, const std::string& path, Lab& lab) {
    Step s;
    s.id = j["id"];
    s.core = j["core"];
    s.minutes = j["minutes"];
    s.speed = j.value("speed", 1.0);
    if (j.contains("chartSpan")) s.chartSeconds = static_cast<double>(parseDuration(j["chartSpan"]).wholeSeconds());
    s.console = j["console"];
    if (j.contains("calendarStart")) {
        std::int64_t ms = 0;
        if (kernel::parseIso8601(j["calendarStart"], ms)) s.calendarStart = ms;
        else fault(path + ".calendarStart", {"load.bad-value", {{"found", j["calendarStart"].get<std::string>()}}});
    }
    if (j.contains("parameters")) s.parameters = j["parameters"];

    m_goalIds.clear();
    m_topGoalIds.clear();
    m_predictionIds.clear();
    m_answerIds.clear();
    const auto ids = [&](const char* key, std::vector<std::string>& out) {
        for (std::size_t i = 0; i < list(j, key).size(); ++i) {
            const std::string id = list(j, key)[i]["id"];
            if (contains(out, id)) fault(at(path + "." + key, i) + ".id", {"load.duplicate-id", {{"id", id}}}, {"advice.rename", {}});
            out.push_back(id);
        }
    };
    ids("predictions", m_predictionIds);
    ids("answers", m_answerIds);
    std::vector<std::string> mistakeIds;
    ids("mistakes", mistakeIds);
    std::vector<std::string> knowIds;
    ids("knowThis", knowIds);

    for (std::size_t i = 0; i < j["goals"].size(); ++i) {
        s.goals.push_back(goal(j["goals"][i], at(path + ".goals", i), true));
        if (!s.goals.back().id.empty()) m_topGoalIds.push_back(s.goals.back().id);
    }
    for (std::size_t i = 0; i < s.goals.size(); ++i) collectGoalIds(s.goals[i], at(path + ".goals", i));
    for (std::size_t i = 0; i < s.goals.size(); ++i) goalReferences(s.goals[i], at(path + ".goals", i), s.goals[i].id);

    s.setup = script(list(j, "setup"), path + ".setup", ScriptUse::Setup);

    for (std::size_t i = 0; i < list(j, "predictions").size(); ++i) {
        const Json& p = j["predictions"][i];
        const std::string here = at(path + ".predictions", i);
        Prediction out;
        out.id = p["id"];
        out.after = texts(p, "after");
        out.unit = p.value("unit", "");
        out.from = p["right"][0];
        out.to = p["right"][1];
        out.minimum = p["field"][0];
        out.maximum = p["field"][1];
        out.step = p["field"][2];
        out.measured = p.value("measured", "");
        out.run = script(list(p, "run"), here + ".run", ScriptUse::PredictionRun);
        out.runSpeed = p.value("runSpeed", 1.0);
        if (out.from > out.to) fault(here + ".right", {"load.bad-range", {{"from", out.from}, {"to", out.to}}});
        if (out.minimum >= out.maximum || out.step <= 0 || out.from < out.minimum || out.to > out.maximum) {
            fault(here + ".field", {"load.bad-range", {{"from", out.minimum}, {"to", out.maximum}}});
        }
        for (const std::string& a : out.after) {
            if (!contains(m_topGoalIds, a)) unknown(here + ".after", "goal", a, m_topGoalIds);
        }
        s.predictions.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < list(j, "answers").size(); ++i) {
        const Json& a = j["answers"][i];
        AnswerField out;
        out.id = a["id"];
        out.after = texts(a, "after");
        out.unit = a.value("unit", "");
        out.text = a.value("text", false);
        for (const Json& o : list(a, "options")) out.options.push_back(Scalar::fromJson(o));
        for (const std::string& g : out.after) {
            if (!contains(m_topGoalIds, g)) unknown(at(path + ".answers", i) + ".after", "goal", g, m_topGoalIds);
        }
        s.answers.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < j["mistakes"].size(); ++i) {
        const Json& m = j["mistakes"][i];
        const std::string here = at(path + ".mistakes", i);
        Mistake out;
        out.id = m["id"];
        out.sign = goal(m["sign"], here + ".sign", false);
        out.goal = m.value("goal", "");
        goalReferences(out.sign, here + ".sign", "");
        if (!out.goal.empty() && !contains(m_topGoalIds, out.goal)) unknown(here + ".goal", "goal", out.goal, m_topGoalIds);
        s.mistakes.push_back(std::move(out));
    }

    if (j.contains("waiting")) {
        s.waiting = goal(j["waiting"], path + ".waiting", false);
        goalReferences(*s.waiting, path + ".waiting", "");
    }

    std::vector<std::string> controlIds, chartIds;
    for (const Control& c : lab.controls) controlIds.push_back(c.id);
    for (const Chart& c : lab.charts) chartIds.push_back(c.id);
    for (std::size_t i = 0; i < j["controls"].size(); ++i) {
        const Json& use = j["controls"][i];
        const std::string here = at(path + ".controls", i);
        const std::string id = use.is_string() ? use.get<std::string>() : use["id"].get<std::string>();
        const auto found = std::find_if(lab.controls.begin(), lab.controls.end(), [&](const Control& c) { return c.id == id; });
        if (found == lab.controls.end()) {
            unknown(here, "control", id, controlIds);
            continue;
        }
        if (std::any_of(s.controls.begin(), s.controls.end(), [&](const Control& c) { return c.id == id; })) {
            fault(here, {"load.duplicate-id", {{"id", id}}}, {"advice.remove-one", {}});
        }
        Control c = *found;
        if (use.is_object()) {
            c.minimum = use.value("min", c.minimum);
            c.maximum = use.value("max", c.maximum);
            c.step = use.value("step", c.step);
            if (use.contains("scale")) {
                c.scale = use["scale"] == "logarithmic" ? Control::Scale::Logarithmic : Control::Scale::Linear;
            }
            if (use.contains("initial")) c.initial = Scalar::fromJson(use["initial"]);
            if (use.contains("options")) {
                const std::vector<Scalar> all = c.options;
                c.options.clear();
                for (const Json& o : use["options"]) {
                    c.options.push_back(Scalar::fromJson(o));
                    // A new option would have no text.
                    if (std::find(all.begin(), all.end(), c.options.back()) == all.end()) {
                        fault(here + ".options", {"load.bad-value", {{"found", o.dump()}}});
                    }
                }
            }
        }
        if (c.kind == Control::Kind::Slider &&
            (c.minimum >= c.maximum || (c.scale == Control::Scale::Logarithmic && c.minimum <= 0))) {
            fault(here, {"load.bad-range", {{"from", c.minimum}, {"to", c.maximum}}});
        }
        s.controls.push_back(std::move(c));
    }
    for (std::size_t i = 0; i < j["charts"].size(); ++i) {
        const Json& use = j["charts"][i];
        const std::string here = at(path + ".charts", i);
        const std::string id = use.is_string() ? use.get<std::string>() : use["id"].get<std::string>();
        const auto found = std::find_if(lab.charts.begin(), lab.charts.end(), [&](const Chart& c) { return c.id == id; });
        if (found == lab.charts.end()) {
            unknown(here, "chart", id, chartIds);
            continue;
        }
        Chart c = *found;
        if (use.is_object()) {
            for (const auto& [seriesId, goalId] : use["lines"].items()) {
                const auto series = std::find_if(c.series.begin(), c.series.end(), [&wanted = seriesId](const ChartSeries& x) { return x.id == wanted; });
                if (series == c.series.end()) unknown(here + ".lines", "series", seriesId, {});
                else series->goal = goalId.get<std::string>();
                if (!contains(m_goalIds, goalId.get<std::string>())) unknown(here + ".lines", "goal", goalId, m_goalIds);
            }
        }
        s.charts.push_back(std::move(c));
    }
    s.panes = texts(j, "panes");
    s.words = texts(j, "words");
    for (const std::string& w : s.words) {
        if (!contains(lab.glossary, w)) unknown(path + ".words", "word", w, lab.glossary);
    }

    for (const auto& [id, f] : j["figures"].items()) {
        const std::string here = path + ".figures." + id;
        Figure out;
        out.id = id;
        out.value = value(f["value"], here + ".value");
        out.unit = f.value("unit", "");
        out.decimals = f.value("decimals", -1);
        if (f["when"].is_object()) {
            out.when = Figure::When::Condition;
            out.condition.push_back(goal(f["when"], here + ".when", false));
            goalReferences(out.condition[0], here + ".when", "");
        } else {
            const std::string when = f["when"];
            const std::size_t colon = when.find(':');
            const std::string kind = when.substr(0, colon);
            if (colon != std::string::npos) out.subject = when.substr(colon + 1);
            out.when = kind == "begin" ? Figure::When::Begin
                       : kind == "end" ? Figure::When::End
                       : kind == "max" ? Figure::When::Maximum
                       : kind == "min" ? Figure::When::Minimum
                       : kind == "live" ? Figure::When::Live
                       : kind == "goal" ? Figure::When::Goal
                                        : Figure::When::Prediction;
            if (out.when == Figure::When::Goal && !contains(m_topGoalIds, out.subject)) {
                unknown(here + ".when", "goal", out.subject, m_topGoalIds);
            }
            if (out.when == Figure::When::Prediction && !contains(m_predictionIds, out.subject)) {
                unknown(here + ".when", "prediction", out.subject, m_predictionIds);
            }
        }
        s.figures.push_back(std::move(out));
    }
    std::vector<std::string> figureIds;
    for (const Figure& f : s.figures) figureIds.push_back(f.id);
    for (std::size_t i = 0; i < s.predictions.size(); ++i) {
        const std::string& m = s.predictions[i].measured;
        if (!m.empty() && !contains(figureIds, m)) unknown(at(path + ".predictions", i) + ".measured", "figure", m, figureIds);
    }
    s.debrief = texts(j, "debrief");
    for (const std::string& f : s.debrief) {
        if (!contains(figureIds, f)) unknown(path + ".debrief", "figure", f, figureIds);
    }
    s.anotherDay = texts(j, "anotherDay");
    for (const std::string& g : s.anotherDay) {
        if (!contains(m_topGoalIds, g)) unknown(path + ".anotherDay", "goal", g, m_topGoalIds);
    }
    s.why = question(j["why"], path + ".why");
    s.exam = question(j["exam"], path + ".exam");
    for (std::size_t i = 0; i < j["knowThis"].size(); ++i) s.knowThis.push_back(question(j["knowThis"][i], at(path + ".knowThis", i)));
    s.consolePaths = texts(j, "consolePaths");
    for (const std::string& c : s.consolePaths) {
        if (!m_console || m_console->paths.contains(c)) continue;
        std::vector<std::string> known;
        for (const auto& [id, ignored] : m_console->paths) known.push_back(id);
        unknown(path + ".consolePaths", "console path", c, known);
    }
    s.doItForMe = script(j["doItForMe"], path + ".doItForMe", ScriptUse::Learner);
    scriptReferences(s.doItForMe, s, path + ".doItForMe");
    lab.steps.push_back(std::move(s));
}

namespace {

// Ids that a script of this step may name.
struct StepIds {
    std::vector<std::string> goals, predictions, answers;
    explicit StepIds(const Step& s) {
        for (const Goal& g : s.goals) goals.push_back(g.id);
        for (const Prediction& p : s.predictions) predictions.push_back(p.id);
        for (const AnswerField& a : s.answers) answers.push_back(a.id);
    }
};

} // namespace

void LabParser::solution(const Json& j, Lab& out) {
    if (j["lab"] != out.id) fault("lab", {"load.wrong-lab", {{"id", j["lab"].get<std::string>()}}}, {"advice.rename", {}});
    for (const auto& [id, s] : j["steps"].items()) {
        const Step* step = out.step(id);
        if (!step) {
            std::vector<std::string> known;
            for (const Step& x : out.steps) known.push_back(x.id);
            unknown("steps." + id, "step", id, known);
            continue;
        }
        const StepIds ids(*step);
        m_topGoalIds = ids.goals;
        m_predictionIds = ids.predictions;
        m_answerIds = ids.answers;
        SolutionStep made{id, script(s, "steps." + id, ScriptUse::Learner)};
        scriptReferences(made.script, *step, "steps." + id);
        out.solution.push_back(std::move(made));
    }
    for (const Step& s : out.steps) {
        if (!out.solutionOf(s.id)) fault("steps", {"load.no-solution", {{"step", s.id}}}, {"advice.add-solution", {{"step", s.id}}});
    }
}

void LabParser::mistakeFile(const Json& j, Lab& lab, MistakeFile& out) {
    if (j["lab"] != lab.id) fault("lab", {"load.wrong-lab", {{"id", j["lab"].get<std::string>()}}}, {"advice.rename", {}});
    out.step = j["step"];
    out.mistake = j["mistake"];
    const Step* step = lab.step(out.step);
    if (!step) {
        std::vector<std::string> known;
        for (const Step& x : lab.steps) known.push_back(x.id);
        unknown("step", "step", out.step, known);
        return;
    }
    std::vector<std::string> mistakes;
    for (const Mistake& m : step->mistakes) mistakes.push_back(m.id);
    if (!contains(mistakes, out.mistake)) unknown("mistake", "mistake", out.mistake, mistakes);
    const std::string hint = j["hint"], expected = "mistake." + out.mistake + ".hint";
    if (hint != expected) fault("hint", {"load.wrong-hint", {{"hint", hint}, {"expected", expected}}});
    const StepIds ids(*step);
    m_topGoalIds = ids.goals;
    m_predictionIds = ids.predictions;
    m_answerIds = ids.answers;
    out.script = script(j["script"], "script", ScriptUse::Learner);
    scriptReferences(out.script, *step, "script");
}

} // namespace maylab::labs::detail
