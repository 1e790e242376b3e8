// What a session makes of the world when a second closes, and what the learner's acts do.
#include "labs/engine/act_input.h"
#include "labs/engine/readings.h"
#include "labs/engine/session_state.h"

#include <algorithm>
#include <cmath>

namespace maylab::labs {

using kernel::Actor;
using Kind = SessionEvent::Kind;

void LabSession::State::event(Kind kind, std::string id, Message text) {
    static constexpr std::size_t kMostEvents = 1000; // nobody looks: the oldest go
    if (events.size() >= kMostEvents) events.erase(events.begin());
    events.push_back({kind, now(), std::move(id), std::move(text)});
}

bool LabSession::State::allGoalsPassed() const {
    return std::all_of(goals.begin(), goals.end(), [](const GoalJudge& g) { return g.passed(); });
}

// ---------------------------------------------------------------------------------------------- judging

void LabSession::State::judge(bool secondClosed) {
    Readings read;
    readings = &read;
    judgeNow(secondClosed);
    readings = nullptr;
}

void LabSession::State::judgeNow(bool secondClosed) {
    if (secondClosed) {
        judgeFigures();
        for (ActiveScript& s : scripts) {
            for (GoalJudge& u : s.until) (void)u.judge(world(), context(), true);
        }
    }
    if (waiting) (void)waiting->judge(world(), context(), secondClosed);
    // While the program shows what happens, nothing counts: it is not the learner who acts.
    if (predictionRunning()) {
        for (GoalJudge& g : goals) g.suspend();
        for (MistakeState& k : mistakes) {
            k.sign.suspend();
            k.now = false;
        }
        return;
    }
    for (std::size_t i = 0; i < goals.size(); ++i) {
        const bool held = goals[i].result().heldSeconds > 0;
        if (goals[i].judge(world(), context(), secondClosed)) goalPassed(i);
        else if (held && goals[i].result().heldSeconds == 0 && !goals[i].passed()) {
            const GoalResult& r = goals[i].result();
            event(Kind::GoalFell, r.id,
                  {"goal.fell", {{"held", r.heldBeforeFall}, {"needed", r.neededSeconds}, {"now", r.fellWith}}});
        }
    }
    askPredictions();
    showPredictions();
    if (secondClosed) judgeMistakes(true);
    judgeStep();
}

void LabSession::State::predictionOver(std::size_t index) {
    predictions[index].runOver = true;
    fixFigures(Figure::When::Prediction, step->predictions[index].id);
    showPredictions();
}

// Beside the learner's number stands the measured one, as soon as its figure has a value: with the end of the
// prediction's run, or where nothing is run when the learner's own run comes to it.
void LabSession::State::showPredictions() {
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        PredictionState& p = predictions[i];
        if (!p.answered || !p.runOver || p.shown) continue;
        for (std::size_t k = 0; k < figures.size(); ++k) {
            if (step->figures[k].id != step->predictions[i].measured || !figures[k].fixed || !figures[k].value.present()) continue;
            p.shown = true;
            event(Kind::PredictionShown, step->predictions[i].id);
        }
    }
}

void LabSession::State::goalPassed(std::size_t index) {
    const GoalResult& r = goals[index].result();
    passed.emplace_back(r.id, now());
    Verdict v;
    v.goal = r.id;
    v.at = now();
    v.measured = r.passedWith;
    Json parts = Json::object();
    for (const GoalResult& p : r.parts) {
        v.parts.emplace_back(p.id, p.measured);
        parts[p.id] = p.measured.toJson();
    }
    act("verdict", {{"goal", r.id}, {"measured", v.measured.toJson()}, {"parts", parts}});
    verdicts.push_back(std::move(v));
    settled[r.id] = {now(), made.size()};
    // What is said of it names live figures too: those of this moment, not of the last second.
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (step->figures[i].when == Figure::When::Live) setFigure(i, context());
    }
    fixFigures(Figure::When::Goal, r.id);
    event(Kind::GoalPassed, r.id, {"goal.passed", {{"now", r.passedWith}}});
}

void LabSession::State::setFigure(std::size_t index, const JudgeContext& c) {
    const Scalar v = measure(step->figures[index].value, world(), c);
    Scalar& kept = figures[index].value;
    const bool numbers = v.isNumber() && kept.isNumber();
    switch (step->figures[index].when) {
    case Figure::When::Maximum:
        if (v.present() && (!numbers || v.number() > kept.number())) kept = v;
        break;
    case Figure::When::Minimum:
        if (v.present() && (!numbers || v.number() < kept.number())) kept = v;
        break;
    default: kept = v; break;
    }
}

void LabSession::State::fixFigures(Figure::When when, std::string_view subject) {
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (figures[i].fixed || step->figures[i].when != when || step->figures[i].subject != subject) continue;
        setFigure(i, context());
        figures[i].fixed = true;
    }
}

void LabSession::State::judgeFigures() {
    const JudgeContext c = context();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (figures[i].fixed) continue;
        switch (step->figures[i].when) {
        case Figure::When::Live:
        case Figure::When::End:
        case Figure::When::Maximum:
        case Figure::When::Minimum: setFigure(i, c); break;
        case Figure::When::Condition:
            if (figures[i].condition[0].judge(world(), c, true)) {
                setFigure(i, c);
                figures[i].fixed = true;
            }
            break;
        default: break;
        }
    }
}

void LabSession::State::judgeMistakes(bool secondClosed) {
    for (std::size_t i = 0; i < mistakes.size(); ++i) {
        MistakeState& k = mistakes[i];
        const Mistake& rule = step->mistakes[i];
        if (!rule.goal.empty()) {
            const auto goal = std::find_if(goals.begin(), goals.end(), [&](const GoalJudge& g) { return g.goal().id == rule.goal; });
            const GoalState state = goal->result().state;
            if (state != GoalState::Open && state != GoalState::Holding) {
                k.sign.suspend();
                k.now = false;
                continue;
            }
        }
        (void)k.sign.judge(world(), context(), secondClosed);
        const bool there = k.sign.heldLongEnough();
        if (there && !k.now) {
            ++k.times;
            if (!k.met) {
                k.met = now();
                act("mistake", {{"id", rule.id}});
                event(Kind::MistakeMet, rule.id);
            }
        }
        k.now = there;
    }
}

void LabSession::State::askPredictions() {
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        if (predictions[i].asked) continue;
        const auto& after = step->predictions[i].after;
        const bool open = std::all_of(after.begin(), after.end(), [&](const std::string& id) {
            return std::any_of(passed.begin(), passed.end(), [&](const auto& p) { return p.first == id; });
        });
        if (!open) continue;
        predictions[i].asked = true;
        event(Kind::PredictionAsked, step->predictions[i].id);
        return; // one card at a time
    }
}

void LabSession::State::judgeStep() {
    if (standing.done || !allGoalsPassed()) return;
    const bool answered = std::all_of(predictions.begin(), predictions.end(),
                                      [](const PredictionState& p) { return p.answered && p.runOver; });
    if (!answered) return;
    switch (anotherDay) {
    case AnotherDayState::Waiting:
        anotherDay = AnotherDayState::Due;
        event(Kind::AnotherDayDue);
        break;
    case AnotherDayState::Failed: {
        // Again only with other settings, and when they have held here for their full time.
        const bool again = changedSinceFailure && std::all_of(goals.begin(), goals.end(), [&](const GoalJudge& g) {
            const bool tried = std::any_of(otherDays.begin(), otherDays.end(),
                                           [&](const SeedOutcome& o) { return o.goal == g.goal().id && !o.passed; });
            return !tried || g.heldLongEnough();
        });
        if (!again) break;
        for (const SeedOutcome& o : otherDays) {
            if (!o.passed) settled[o.goal] = {now(), made.size()};
        }
        anotherDay = AnotherDayState::Due;
        event(Kind::AnotherDayDue);
        break;
    }
    case AnotherDayState::NotNeeded:
    case AnotherDayState::Passed: finish(); break;
    case AnotherDayState::Due:
    case AnotherDayState::Running: break;
    }
}

void LabSession::State::finish() {
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (step->figures[i].when != Figure::When::End || figures[i].fixed) continue;
        // Read between two seconds too; the last whole second's value stays when there is nothing newer.
        const Scalar kept = figures[i].value;
        setFigure(i, context());
        if (!figures[i].value.present()) figures[i].value = kept;
        figures[i].fixed = true;
    }
    standing.done = true;
    event(Kind::StepDone, step->id);
    if (step->why) event(Kind::WhyAsked, step->id);
}

// ---------------------------------------------------------------------------------------------- refusals

// The journal alone tells which of the learner's calls the service did not take: its error right away, or an error in RESP.
void LabSession::State::noteRefusal(kernel::CallId id) {
    const auto& records = world().callRecords();
    if (records.empty() || records.back().id != id || !records.back().answered) return;
    const kernel::CallRecord& r = records.back();
    if (r.actor == Actor::Setup || r.actor == Actor::World) return;
    std::string code = r.ok ? std::string() : r.errorCode;
    if (r.ok && r.operation == "redis") {
        const RespReply reply = readResp(member(r.output, "reply", std::string()));
        if (reply.type == "error") code = reply.text.substr(0, reply.text.find(' '));
    }
    if (!code.empty()) act("refused", {{"operation", r.operation}, {"code", code}});
}

// ---------------------------------------------------------------------------------------------- fiddling

// Of several controls of one operation (a state for each strip, a rule for each alarm) the call is that one's whose own
// members it has most of.
static bool meansControl(const Control& control, const std::vector<Control>& all, const Json& input) {
    const auto alike = [&](const Control& c) {
        std::size_t n = 0;
        for (const auto& [name, value] : c.input.items()) n += input.contains(name) && input[name] == value ? 1 : 0;
        return n;
    };
    return std::none_of(all.begin(), all.end(), [&](const Control& other) {
        return other.service == control.service && other.operation == control.operation && other.at == control.at &&
               alike(other) > alike(control);
    });
}

void LabSession::State::noteChange(Actor actor, std::string_view service, std::string_view operation, const Json& input) {
    if (actor == Actor::Setup || actor == Actor::World || !input.is_object()) return;
    for (const Control& c : step->controls) {
        if (c.service != service || c.operation != operation || c.at.empty()) continue;
        if (!meansControl(c, step->controls, input)) continue;
        const Json::json_pointer at(c.at);
        if (!input.contains(at)) continue;
        const Scalar value = Scalar::fromJson(input.at(at));
        lastSet[c.id] = value;
        if (actor != Actor::Form) continue;
        ++changes;
        const std::string text = value.toString();
        const auto last = std::find_if(recentChanges.rbegin(), recentChanges.rend(), [&](const Change& x) { return x.control == c.id; });
        if (last != recentChanges.rend() && last->value == text) continue; // the same again is no change
        // A setting that was held for 10 s was looked at: the count begins anew.
        if (last != recentChanges.rend() && now() - last->at >= SimDuration::seconds(10)) {
            std::erase_if(recentChanges, [&](const Change& x) { return x.control == c.id; });
        }
        recentChanges.push_back({c.id, text, now()});
        std::erase_if(recentChanges, [&](const Change& x) { return now() - x.at > SimDuration::seconds(60); });
        const auto n = std::count_if(recentChanges.begin(), recentChanges.end(), [&](const Change& x) { return x.control == c.id; });
        if (n >= 6) {
            std::erase_if(recentChanges, [&](const Change& x) { return x.control == c.id; });
            (void)openHint("stop", "fiddling");
        }
    }
}

// ---------------------------------------------------------------------------------------------- hints

std::string LabSession::State::nextHint() const {
    const auto isOpen = [&](const std::string& part) {
        return std::any_of(hints.begin(), hints.end(), [&](const HintView& h) { return h.part == part; });
    };
    for (std::size_t i = 0; i < mistakes.size(); ++i) {
        const std::string part = "mistake." + step->mistakes[i].id + ".hint";
        if (mistakes[i].now && !isOpen(part)) return part;
    }
    for (int level = 1; level <= 4; ++level) {
        const std::string part = "hint." + std::to_string(level);
        if (isOpen(part)) continue;
        // The program does one thing after the other: the step only when a prediction's run is over.
        return level == 4 && predictionRunning() ? std::string() : part;
    }
    return {};
}

// Journals what was not asked for (idle, fiddling) at the place where it happens; a replay comes to it by itself.
bool LabSession::State::openHint(const std::string& part, const std::string& cause) {
    if (part.empty()) return false;
    HintView h;
    h.part = part;
    h.cause = cause;
    h.at = now();
    if (part.starts_with("hint.")) h.level = part.back() - '0';
    if (part == "stop") {
        const bool before = std::any_of(hints.begin(), hints.end(), [](const HintView& x) { return x.part == "stop"; });
        event(Kind::HintOpened, part);
        if (before) return true;
    } else {
        event(Kind::HintOpened, part);
    }
    hints.push_back(std::move(h));
    if (part == "hint.4") {
        standing.shown = true;
        event(Kind::StepShown, step->id);
        startScript(step->doItForMe, Actor::Solution, -1);
    }
    return true;
}

// ---------------------------------------------------------------------------------------------- questions

bool LabSession::State::chooseOption(const Question& q, QuestionState& s, const std::string& option, int tries) {
    const auto chosen = std::find_if(q.options.begin(), q.options.end(), [&](const Option& o) { return o.id == option; });
    if (s.answered || (chosen == q.options.end() && !option.empty())) return false;
    if (std::find(s.tried.begin(), s.tried.end(), option) != s.tried.end() && !option.empty()) return false;
    if (chosen != q.options.end() && chosen->right) {
        s.answered = s.right = true;
        s.chosen = option;
    } else {
        s.tried.push_back(option);
        if (static_cast<int>(s.tried.size()) >= tries) s.answered = true;
    }
    return true;
}

// ---------------------------------------------------------------------------------------------- acts

bool LabSession::State::apply(std::string_view what, const Json& value) {
    idleSeconds = 0;
    const auto text = [&](const char* key) { return member(value, key, std::string()); };
    const auto json = [&](const char* key) { return member(value, key, Json()); };
    if (what == "answer") {
        const std::string id = text("id");
        for (std::size_t i = 0; i < step->answers.size(); ++i) {
            if (step->answers[i].id != id) continue;
            ++answerTries[i];
            std::erase_if(answers, [&](const auto& a) { return a.first == id; });
            answers.emplace_back(id, Scalar::fromJson(json("value")));
            judge(false);
            // A wrong answer shows at once, also while time stands: nothing else would judge it.
            if (begun && !predictionRunning()) judgeMistakes(false);
            return true;
        }
        return false;
    }
    if (what == "predict") {
        const std::string id = text("id");
        for (std::size_t i = 0; i < predictions.size(); ++i) {
            const Prediction& p = step->predictions[i];
            if (p.id != id || predictions[i].answered || !json("value").is_number()) continue;
            predictions[i].asked = predictions[i].answered = true;
            predictions[i].answer = json("value");
            predictionsGiven.emplace_back(id, predictions[i].answer);
            passed.emplace_back("prediction:" + id, now());
            event(Kind::PredictionAnswered, id);
            if (p.run.empty()) predictionOver(i);
            else startScript(p.run, Actor::Setup, static_cast<int>(i));
            judge(false);
            return true;
        }
        return false;
    }
    if (what == "hint") return openHint(text("part"), text("cause"));
    if (what == "why" && step->why) {
        std::string option = text("option");
        const Question& q = *step->why;
        if (!text("rule").empty()) {
            // Pointed at a decision of the right rule: the right option; at another: a try.
            const bool right = std::find(q.rules.begin(), q.rules.end(), text("rule")) != q.rules.end();
            for (const Option& o : q.options) {
                if (right && o.right) option = o.id;
            }
        }
        if (!chooseOption(q, why, option, 2)) return false;
        if (why.right) {
            standing.understood = true;
            event(Kind::WhyAnswered, option);
            event(Kind::StepUnderstood, step->id);
        } else if (why.answered) {
            event(Kind::WhyShown, step->id);
        } else {
            event(Kind::WhyAnswered, option);
        }
        return true;
    }
    if (what == "exam" && step->exam) {
        const std::string option = text("option");
        if (option.empty() || !chooseOption(*step->exam, exam, option, 1)) return false;
        event(Kind::ExamAnswered, option);
        return true;
    }
    if (what == "know") {
        int right = 0;
        const Json options = member(value, "options", Json::array());
        for (std::size_t i = 0; i < know.size() && i < options.size(); ++i) {
            if (!options[i].is_string()) continue;
            (void)chooseOption(step->knowThis[i], know[i], options[i].get<std::string>(), 1);
            right += know[i].right ? 1 : 0;
        }
        if (!know.empty() && right == static_cast<int>(know.size())) {
            standing.tested = true;
            event(Kind::StepTested, step->id);
        }
        return true;
    }
    if (what == "anotherDay") {
        otherDays.clear();
        for (const Json& o : member(value, "outcomes", Json::array())) {
            SeedOutcome out;
            out.seed = member(o, "seed", std::uint64_t{0});
            out.goal = member(o, "goal", std::string());
            out.passed = member(o, "passed", false);
            out.part = member(o, "part", std::string());
            out.measured = Scalar::fromJson(member(o, "measured", Json()));
            out.needed = Scalar::fromJson(member(o, "needed", Json()));
            otherDays.push_back(std::move(out));
        }
        changedSinceFailure = false;
        if (member(value, "passed", false)) {
            anotherDay = AnotherDayState::Passed;
            event(Kind::AnotherDayPassed);
            judgeStep();
        } else {
            anotherDay = AnotherDayState::Failed;
            for (GoalJudge& g : goals) g.rearm();
            Message failure{"session.another-day-failed", {}};
            for (const SeedOutcome& o : otherDays) {
                if (o.passed) continue;
                failure.values = {{"seed", static_cast<double>(o.seed)}, {"goal", o.goal}, {"measured", o.measured}};
                break;
            }
            event(Kind::AnotherDayFailed, "", std::move(failure));
        }
        return true;
    }
    if (what == "verdict") {
        // From a journal. Reached again by this replay: nothing to do. Not reached: it stands all the same.
        const std::string id = text("goal");
        for (GoalJudge& g : goals) {
            if (g.goal().id != id || g.passed()) continue;
            const Scalar measured = Scalar::fromJson(json("measured"));
            g.restoreVerdict(now(), measured);
            Verdict v{id, now(), measured, false, {}};
            const Json parts = member(value, "parts", Json::object());
            for (const auto& [part, x] : parts.items()) v.parts.emplace_back(part, Scalar::fromJson(x));
            verdicts.push_back(std::move(v));
            passed.emplace_back(id, now());
            settled[id] = {now(), made.size()};
            fixFigures(Figure::When::Goal, id);
            askPredictions();
            judgeStep();
        }
        return true;
    }
    if (what == "mistake") {
        for (std::size_t i = 0; i < mistakes.size(); ++i) {
            if (step->mistakes[i].id != text("id") || mistakes[i].met) continue;
            mistakes[i].met = now();
            mistakes[i].times = std::max(mistakes[i].times, 1);
        }
        return true;
    }
    return what == "reset" || what == "begin" || what == "refused";
}

Scalar LabSession::measured(const Value& value) const { return measure(value, m->world(), m->context()); }

bool LabSession::answer(std::string_view answerId, const Scalar& value) {
    for (const AnswerField& a : m->step->answers) {
        if (a.id != answerId) continue;
        for (const std::string& id : a.after) {
            if (std::none_of(m->passed.begin(), m->passed.end(), [&](const auto& p) { return p.first == id; })) return false;
        }
        const bool ok = m->perform("answer", {{"id", a.id}, {"value", value.toJson()}});
        m->scriptStep();
        return ok;
    }
    return false;
}

bool LabSession::predict(std::string_view predictionId, double value) {
    if (!std::isfinite(value)) return false;
    for (std::size_t i = 0; i < m->predictions.size(); ++i) {
        if (m->step->predictions[i].id != predictionId) continue;
        if (!m->predictions[i].asked || m->predictions[i].answered) return false;
        const bool ok = m->perform("predict", {{"id", std::string(predictionId)}, {"value", value}});
        m->scriptStep();
        return ok;
    }
    return false;
}

bool LabSession::openNextHint(std::string_view cause) {
    const std::string part = m->nextHint();
    if (part.empty()) return false;
    const bool ok = m->perform("hint", {{"part", part}, {"cause", std::string(cause)}});
    m->scriptStep();
    return ok;
}

void LabSession::idle(double wallSeconds, bool reading) {
    // A prediction that waits asks for itself; a goal that holds wants nothing but time, nor does what the step waits for.
    const bool holds = std::any_of(m->goals.begin(), m->goals.end(),
                                   [](const GoalJudge& g) { return g.result().state == GoalState::Holding; });
    if (reading || m->locked() || holds || (m->waiting && m->waiting->heldLongEnough()) || m->standing.done || !m->hints.empty()) return;
    m->idleSeconds += wallSeconds;
    if (m->idleSeconds >= 30) (void)openNextHint("idle");
}

bool LabSession::answerWhy(std::string_view optionId) {
    if (!m->standing.done || !m->step->why || m->why.answered || optionId.empty()) return false;
    const auto& options = m->step->why->options;
    if (std::none_of(options.begin(), options.end(), [&](const Option& o) { return o.id == optionId; })) return false;
    if (std::find(m->why.tried.begin(), m->why.tried.end(), optionId) != m->why.tried.end()) return false;
    return m->perform("why", {{"option", std::string(optionId)}});
}

bool LabSession::answerWhyByDecision(kernel::RuleId rule) {
    if (!m->standing.done || !m->step->why || m->why.answered || m->step->why->rules.empty()) return false;
    if (rule == 0 || rule >= m->world().decisions().ruleCount()) return false;
    return m->perform("why", {{"rule", m->world().decisions().rule(rule).id}});
}

bool LabSession::answerExam(std::string_view optionId) {
    if (!m->step->exam || m->exam.answered) return false;
    const auto& options = m->step->exam->options;
    if (std::none_of(options.begin(), options.end(), [&](const Option& o) { return o.id == optionId; })) return false;
    return m->perform("exam", {{"option", std::string(optionId)}});
}

int LabSession::iKnowThis(const std::vector<std::string>& optionIds) {
    if (m->know.empty() || optionIds.size() != m->know.size() || m->know[0].answered) return 0;
    (void)m->perform("know", {{"options", optionIds}});
    return static_cast<int>(std::count_if(m->know.begin(), m->know.end(), [](const auto& k) { return k.right; }));
}

void LabSession::noteReset() { m->act("reset", {{"step", m->step->id}}); }

} // namespace maylab::labs
