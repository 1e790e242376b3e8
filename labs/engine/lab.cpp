#include "labs/engine/lab.h"

#include <algorithm>
#include <cmath>

namespace maylab::labs {

double Control::rounded(double value) const {
    const double v = std::clamp(value, minimum, maximum);
    // As fine as the step is written: 1 for a step of 10, 0.1 for 0.5. Steps like 0.1 leave binary dust; a learner
    // who typed 8.5 gets 8.5.
    double places = 1;
    for (int i = 0; i < 9 && step > 0 && std::abs(step * places - std::round(step * places)) > 1e-6; ++i) places *= 10;
    return step > 0 ? std::clamp(std::round(v * places) / places, minimum, maximum) : std::round(v * 1e9) / 1e9;
}

namespace {

// A Scalar keeps no booleans: a choice between false and true sends them as what they were.
bool isYesOrNo(const Control& control) {
    return !control.options.empty() && std::all_of(control.options.begin(), control.options.end(), [](const Scalar& o) {
        return o.isText() && (o.text() == "true" || o.text() == "false");
    });
}

} // namespace

Json Control::inputFor(const Scalar& value) const {
    Json in = input;
    if (at.empty() && kind == Kind::Button) return in;
    Json v;
    switch (kind) {
    case Kind::Slider: {
        const double n = rounded(value.number());
        if (std::floor(n) == n && std::abs(n) < 1e15) v = static_cast<std::int64_t>(n);
        else v = n;
        break;
    }
    case Kind::Switch: v = value.toString() == "true" || (value.isNumber() && value.number() != 0); break;
    case Kind::Choice:
        if (isYesOrNo(*this)) v = value.text() == "true";
        else if (value.isNumber() && std::floor(value.number()) == value.number()) v = static_cast<std::int64_t>(value.number());
        else v = value.toJson();
        break;
    case Kind::Text: v = value.toString(); break;
    case Kind::Button: break;
    }
    in[Json::json_pointer(at)] = v;
    return in;
}

Json Control::inputFor(const Scalar& value, const Json& reply) const {
    Json in = inputFor(value);
    for (const auto& [into, from] : keeps) {
        const Json::json_pointer pointer(from);
        if (reply.contains(pointer) && !reply.at(pointer).is_null()) in[Json::json_pointer(into)] = reply.at(pointer);
    }
    return in;
}

const Step* Lab::step(std::string_view stepId) const {
    for (const Step& s : steps) {
        if (s.id == stepId) return &s;
    }
    return nullptr;
}

const Script* Lab::solutionOf(std::string_view stepId) const {
    for (const SolutionStep& s : solution) {
        if (s.step == stepId) return &s.script;
    }
    return nullptr;
}

const std::string& Lab::textOf(Language language, std::string_view scope, std::string_view part) const {
    return prose(language).get(std::string(scope) + "." + std::string(part));
}

namespace {

void goalKeys(const Goal& goal, const std::string& step, TextKeys& keys, bool top) {
    keys.required.push_back(step + ".goal." + goal.id);
    if (top) keys.optional.push_back(step + ".goal." + goal.id + ".passed");
    for (const Goal& p : goal.parts) goalKeys(p, step, keys, false);
    for (std::size_t i = 0; i < goal.calls.size(); ++i) {
        keys.required.push_back(step + ".goal." + goal.id + "." + std::to_string(i + 1));
    }
}

} // namespace

TextKeys textKeys(const Lab& lab) {
    TextKeys keys;
    const auto need = [&](std::string key) {
        if (std::find(keys.required.begin(), keys.required.end(), key) == keys.required.end()) {
            keys.required.push_back(std::move(key));
        }
    };
    need("lab.title");
    need("lab.summary");
    keys.optional.push_back("lab.debrief");
    for (const std::string& w : lab.glossary) {
        need("lab.word." + w);
        need("lab.word." + w + ".means");
    }
    for (const Control& c : lab.controls) {
        need("lab.control." + c.id);
        if (c.kind == Control::Kind::Choice) {
            for (const Scalar& o : c.options) need("lab.control." + c.id + "." + o.toString());
        }
    }
    for (const Chart& c : lab.charts) {
        need("lab.chart." + c.id);
        for (const ChartSeries& s : c.series) need("lab.chart." + c.id + "." + s.id);
    }
    for (const Step& s : lab.steps) {
        const std::string at = s.id + ".";
        need(at + "title");
        need(at + "idea");
        need(at + "text");
        for (const Goal& g : s.goals) goalKeys(g, s.id, keys, true);
        for (const Prediction& p : s.predictions) {
            need(at + "prediction." + p.id);
            keys.optional.push_back(at + "prediction." + p.id + ".after");
        }
        for (const AnswerField& a : s.answers) {
            need(at + "answer." + a.id);
            for (const Scalar& o : a.options) need(at + "answer." + a.id + "." + o.toString());
        }
        for (const Mistake& m : s.mistakes) {
            need(at + "mistake." + m.id);
            need(at + "mistake." + m.id + ".hint");
        }
        for (int level = 1; level <= 4; ++level) need(at + "hint." + std::to_string(level));
        keys.optional.push_back(at + "stop");
        const auto question = [&](const Question& q, const std::string& scope, bool reasons) {
            need(scope + ".question");
            for (const Option& o : q.options) {
                need(scope + "." + o.id);
                if (reasons) need(scope + "." + o.id + ".reason");
            }
        };
        if (s.why) question(*s.why, at + "why", true);
        if (s.exam) question(*s.exam, at + "exam", true);
        for (const Question& q : s.knowThis) question(q, at + "know." + q.id, false);
        for (const char* line : {"console", "cli", "network", "identity", "cost", "remove"}) need(at + "aws." + line);
        for (const std::string& pane : s.panes) keys.optional.push_back(at + "pane." + pane);
        need(at + "debrief");
    }
    return keys;
}

} // namespace maylab::labs
