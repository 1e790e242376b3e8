#include <QtTest>

#include "labs/engine/session.h"
#include "tank_world.h"
#include "support/test_suite.h"

using namespace maylab;
using kernel::Actor;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using labs::LabSession;
using labs::SessionEvent;

namespace {

LabSession start(std::shared_ptr<const labs::Lab> lab = tank::lab(), std::optional<std::uint64_t> seed = {}) {
    labs::SessionOptions options;
    options.seed = seed;
    auto s = LabSession::begin(std::move(lab), "overflow", tank::makeWorld, options);
    if (!s) qFatal("%s", labs::english(s.error()).c_str());
    return std::move(*s);
}

bool happened(std::vector<SessionEvent>& events, SessionEvent::Kind kind, const std::string& id = {}) {
    return std::any_of(events.begin(), events.end(), [&](const SessionEvent& e) { return e.kind == kind && (id.empty() || e.id == id); });
}

labs::AnotherDayResult passAll(const labs::AnotherDayTask&) { return {true, {}}; }

labs::GoalState state(const LabSession& s, const std::string& id) {
    for (const auto& g : s.view().goals) {
        if (g.id == id) return g.state;
    }
    return labs::GoalState::NotYetJudged;
}

// Everything of a view that the learner sees, as text.
std::string summary(const LabSession& s) {
    const labs::SessionView v = s.view();
    std::string out = std::to_string(v.now.ns()) + " " + std::to_string(s.world().fingerprint()) + " " + v.lockedBy + " " + v.nextHint;
    for (const auto& g : v.goals) {
        out += "|" + g.id + " " + labs::toString(g.state) + " " + g.measured.toString() + " " + g.passedWith.toString() + " " +
               std::to_string(g.heldSeconds) + " " + (g.passedAt ? std::to_string(g.passedAt->ns()) : "-");
    }
    for (const auto& p : v.predictions) out += "|" + p.id + std::to_string(p.asked) + std::to_string(p.answered) + std::to_string(p.running) + std::to_string(p.answer);
    for (const auto& f : v.figures) out += "|" + f.id + " " + f.value.toString();
    for (const auto& h : v.hints) out += "|" + h.part + " " + h.cause + " " + std::to_string(h.at.ns());
    for (const auto& m : v.mistakes) out += "|" + m.id + std::to_string(m.times) + std::to_string(m.now);
    out += "|" + std::to_string(static_cast<int>(v.anotherDay)) + std::to_string(v.standing.done) + std::to_string(v.standing.understood) +
           std::to_string(v.standing.shown) + std::to_string(v.standing.tested) + " " + std::to_string(v.changes);
    return out;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

  private slots:
    void theStory() {
        LabSession s = start();
        QCOMPARE(s.view().now, SimTime::atSecond(10)); // after the set-up
        QCOMPARE(s.controlValue("flow").number(), 5.0);
        QCOMPARE(s.figure("before").number(), 0.0);
        s.advanceSeconds(5);
        QCOMPARE(state(s, "full"), labs::GoalState::Open);
        QCOMPARE(state(s, "calm"), labs::GoalState::NotYetJudged);
        QVERIFY(!s.answer("limit", 10)); // not asked yet
        QVERIFY(!s.predict("growth", 10));

        QVERIFY(s.setControl("flow", 25));
        QVERIFY(!s.setControl("valve", 25));
        s.advanceSeconds(60);
        auto events = s.takeEvents();
        QVERIFY(happened(events, SessionEvent::Kind::GoalPassed, "full"));
        QVERIFY(happened(events, SessionEvent::Kind::PredictionAsked, "growth"));
        QVERIFY(s.takeEvents().empty());
        // Locked: no time passes until it is answered.
        QVERIFY(s.locked());
        const SimTime locked = s.view().now;
        QVERIFY(locked < SimTime::atSecond(30));
        s.advanceSeconds(60);
        QVERIFY(!s.stepEvent());
        QCOMPARE(s.view().now, locked);
        QVERIFY(s.figure("inflow").number() > 24); // at the moment of the goal

        QVERIFY(s.predict("growth", 30));
        QVERIFY(!s.predict("growth", 10)); // the first answer stays
        QVERIFY(!s.locked());
        QCOMPARE(s.view().wantedSpeed, 10.0);
        QVERIFY(s.view().scriptRunning);
        s.advanceSeconds(5);
        QCOMPARE(s.controlValue("flow").number(), 0.0); // the program acts
        s.advanceSeconds(18);
        QVERIFY(!s.view().scriptRunning);
        events = s.takeEvents();
        QVERIFY(happened(events, SessionEvent::Kind::PredictionShown, "growth"));
        const labs::PredictionView p = s.view().predictions[0];
        QVERIFY(!p.right);
        QVERIFY(p.measured && *p.measured > 10);

        QVERIFY(s.answer("limit", 12));
        QCOMPARE(state(s, "limit"), labs::GoalState::Open);
        QVERIFY(s.answer("limit", 10.2));
        QCOMPARE(state(s, "limit"), labs::GoalState::Passed); // at once: a goal without a hold
        QCOMPARE(s.view().answers[0].tries, 2);
        QCOMPARE(s.figure("given").number(), 10.2); // a live figure is of this moment

        QVERIFY(s.setControl("flow", 8.5));
        s.advanceSeconds(60);
        QVERIFY(s.allGoalsPassed());
        QVERIFY(s.anotherDayDue());
        QVERIFY(!s.standing().done);
        QVERIFY(!s.answerWhy("inflow")); // first the step
        const labs::AnotherDayTask task = s.takeAnotherDayTask();
        QCOMPARE(task.seeds.size(), std::size_t(3));
        const labs::AnotherDayResult result = labs::runAnotherDay(task, tank::makeWorld);
        QVERIFY(result.passed);
        QCOMPARE(result.outcomes.size(), std::size_t(3));
        s.anotherDayDone(result);
        QVERIFY(s.standing().done);
        QVERIFY(!s.standing().understood);
        QVERIFY(s.figure("highest").number() >= 50);
        QVERIFY(s.figure("end").number() < 12);

        QVERIFY(s.answerWhy("drain"));
        QVERIFY(!s.answerWhy("drain")); // the same again is no try
        QVERIFY(s.view().why->shown.empty());
        QVERIFY(s.answerWhy("inflow"));
        QVERIFY(s.standing().understood);
        QVERIFY(s.answerExam("b"));
        QVERIFY(!s.view().exam->right);
        QCOMPARE(s.view().exam->shown, std::string("a"));
        QCOMPARE(s.verdicts().size(), std::size_t(3));
        QCOMPARE(s.verdicts()[2].parts.size(), std::size_t(2));
        QVERIFY(!s.standing().shown && !s.standing().tested);
    }

    void twoWrongTriesShowTheAnswer() {
        LabSession s = start();
        const auto lab = tank::lab();
        const labs::Script& solution = *lab->solutionOf("overflow");
        QVERIFY(labs::playScript(s, labs::Script(solution.begin(), solution.end() - 2), Actor::Form, passAll).ok);
        QVERIFY(s.standing().done);
        QVERIFY(s.answerWhy("drain"));
        QVERIFY(s.answerWhy("tank"));
        QVERIFY(s.view().why->answered);
        QCOMPARE(s.view().why->shown, std::string("inflow"));
        QVERIFY(!s.answerWhy("inflow"));
        QVERIFY(s.standing().done && !s.standing().understood);
    }

    void sameInSlicesAndWatched() {
        LabSession a = start(), b = start(), c = start();
        const auto act = [](LabSession& s, int i) {
            if (i == 3) (void)s.setControl("flow", 25);
            if (i == 20) (void)s.predict("growth", 10);
            if (i == 50) (void)s.setControl("flow", 8.5);
        };
        for (int i = 0; i < 100; ++i) {
            act(a, i);
            a.advanceSeconds(1);
            act(b, i);
            for (int k = 0; k < 4; ++k) {
                b.advanceTo(b.view().now + SimDuration::milliseconds(250));
                (void)b.view();
            }
            act(c, i);
            const SimTime end = c.view().now + SimDuration::seconds(1);
            auto& world = const_cast<kernel::World&>(c.world());
            const auto due = [&] { return world.hasEvents() && world.nextEventTime() <= end; };
            // Several events may happen at the end's own instant: an act comes after all of them.
            while (!c.locked() && (world.now() < end || due())) {
                if (!due() || !c.stepEvent()) c.advanceTo(end);
            }
        }
        QCOMPARE(QString::fromStdString(summary(b)), QString::fromStdString(summary(a)));
        QCOMPARE(c.world().fingerprint(), a.world().fingerprint());
        QCOMPARE(c.verdicts().size(), a.verdicts().size());
    }

    void clonesGoOnAlike() {
        LabSession a = start();
        (void)a.setControl("flow", 25);
        a.advanceSeconds(3);
        LabSession b = a.clone();
        for (LabSession* s : {&a, &b}) {
            s->advanceSeconds(10);
            (void)s->predict("growth", 11);
            s->advanceSeconds(30);
            (void)s->setControl("flow", 9);
            s->advanceSeconds(30);
        }
        QCOMPARE(QString::fromStdString(summary(b)), QString::fromStdString(summary(a)));
    }

    void hintsOneByOne() {
        LabSession s = start();
        for (int i = 1; i <= 3; ++i) {
            QCOMPARE(s.view().nextHint, "hint." + std::to_string(i));
            QVERIFY(s.openNextHint());
            QCOMPARE(s.view().hints.back().level, i);
        }
        QVERIFY(!s.standing().shown);
        QVERIFY(s.openNextHint());
        QVERIFY(s.standing().shown);
        QVERIFY(!s.openNextHint());
        // "Do it for me" goes on as time does, predictions and answers included.
        for (int i = 0; i < 200 && !s.allGoalsPassed(); ++i) s.advanceSeconds(1);
        QVERIFY(s.allGoalsPassed());
    }

    void nothingIsDoneForOneInAPredictionsRun() {
        LabSession s = start();
        (void)s.setControl("flow", 25);
        s.advanceSeconds(60);
        QVERIFY(s.predict("growth", 11));
        for (int i = 1; i <= 3; ++i) QVERIFY(s.openNextHint());
        QVERIFY(s.view().scriptRunning);
        QCOMPARE(s.view().nextHint, std::string());
        QVERIFY(!s.openNextHint());
        s.advanceSeconds(23);
        QVERIFY(!s.view().scriptRunning);
        QVERIFY(s.view().predictions[0].measured);
        QCOMPARE(s.view().nextHint, std::string("hint.4"));
        QVERIFY(s.openNextHint());
    }

    void idleOpensTheFirstHint() {
        LabSession s = start();
        for (int i = 0; i < 29; ++i) s.idle(1);
        QVERIFY(s.view().hints.empty());
        for (int i = 0; i < 60; ++i) s.idle(1, true); // reading
        QVERIFY(s.view().hints.empty());
        (void)s.setControl("flow", 6); // something was done
        for (int i = 0; i < 29; ++i) s.idle(1);
        QVERIFY(s.view().hints.empty());
        s.idle(1.5);
        QCOMPARE(s.view().hints.size(), std::size_t(1));
        QCOMPARE(s.view().hints[0].cause, std::string("idle"));
        for (int i = 0; i < 90; ++i) s.idle(1);
        QCOMPARE(s.view().hints.size(), std::size_t(1));
    }

    void noHintOpensWhileAPredictionWaits() {
        LabSession s = start();
        QVERIFY(s.setControl("flow", 25));
        s.advanceSeconds(60);
        QVERIFY(s.locked());
        for (int i = 0; i < 90; ++i) s.idle(1);
        QVERIFY(s.view().hints.empty());
        QVERIFY(s.predict("growth", 30));
        for (int i = 0; i < 31; ++i) s.idle(1);
        QCOMPARE(s.view().hints.size(), std::size_t(1));
    }

    void noHintOpensWhileTheStepWaits() {
        auto lab = std::make_shared<labs::Lab>(*tank::lab());
        lab->steps[0].waiting = lab->steps[0].mistakes[1].sign.parts[0]; // the flow lies between 9.5 and 13
        LabSession s = start(lab);
        QVERIFY(s.setControl("flow", 11));
        s.advanceSeconds(10);
        for (int i = 0; i < 90; ++i) s.idle(1);
        QVERIFY(s.view().hints.empty());
        QVERIFY(s.setControl("flow", 6));
        s.advanceSeconds(10);
        for (int i = 0; i < 31; ++i) s.idle(1);
        QCOMPARE(s.view().hints.size(), std::size_t(1));
    }

    void mistakesChooseTheHint() {
        LabSession s = start();
        s.advanceSeconds(10);
        QVERIFY(s.view().mistakes.empty()); // the goal is not open yet
        (void)s.setControl("flow", 25);
        s.advanceSeconds(30);
        (void)s.predict("growth", 10);
        s.advanceSeconds(23);
        (void)s.setControl("flow", 1);
        s.advanceSeconds(4);
        QCOMPARE(s.view().nextHint, std::string("hint.1"));
        s.advanceSeconds(3);
        auto events = s.takeEvents();
        QVERIFY(happened(events, SessionEvent::Kind::MistakeMet, "empty-tank"));
        QCOMPARE(s.view().nextHint, std::string("mistake.empty-tank.hint"));
        QVERIFY(s.openNextHint());
        QCOMPARE(s.view().nextHint, std::string("hint.1"));
        (void)s.setControl("flow", 8.5);
        s.advanceSeconds(3);
        QVERIFY(!s.view().mistakes[0].now);
        (void)s.setControl("flow", 1);
        s.advanceSeconds(8);
        QCOMPARE(s.view().mistakes[0].times, 2);
        events = s.takeEvents();
        QVERIFY(!happened(events, SessionEvent::Kind::MistakeMet)); // recorded when first met
    }

    // A mistake that an answer tells shows while time stands, too: nothing else would judge it then.
    void aWrongAnswerIsAMistakeAtOnce() {
        auto lab = std::make_shared<labs::Lab>(*tank::lab());
        labs::Mistake& guess = lab->steps[0].mistakes[0];
        labs::Goal sign;
        sign.value.kind = labs::Value::Kind::Answer;
        sign.value.id = "limit";
        sign.is = labs::Comparison::Above;
        sign.target.constant = labs::Scalar(50.0);
        guess.goal.clear();
        guess.sign = sign;
        const auto asked = [&] { // the answer, after the first goal and its prediction
            LabSession s = start(lab);
            (void)s.setControl("flow", 25);
            s.advanceSeconds(30);
            (void)s.predict("growth", 10);
            s.advanceSeconds(23);
            return s;
        };
        LabSession s = asked();
        QVERIFY(s.answer("limit", labs::Scalar(20.0)));
        QVERIFY(s.view().mistakes.empty());
        QVERIFY(s.answer("limit", labs::Scalar(100.0)));
        QCOMPARE(s.view().nextHint, "mistake." + guess.id + ".hint");
        QVERIFY(s.answer("limit", labs::Scalar(10.0)));
        QVERIFY(!s.view().mistakes[0].now);
        guess.sign.hold = kernel::SimDuration::seconds(2);
        LabSession held = asked();
        QVERIFY(held.answer("limit", labs::Scalar(100.0)));
        QVERIFY(held.view().mistakes.empty()); // what has to last is judged by seconds
        held.advanceSeconds(3);
        QVERIFY(!held.view().mistakes.empty());
    }

    void fiddleGuard() {
        const auto change = [](LabSession& s, const std::vector<std::pair<double, int>>& steps) {
            for (const auto& [value, wait] : steps) {
                (void)s.setControl("flow", value);
                s.advanceSeconds(wait);
            }
            const labs::SessionView v = s.view();
            return std::any_of(v.hints.begin(), v.hints.end(), [](const auto& h) { return h.part == "stop"; });
        };
        LabSession fast = start();
        QVERIFY(!change(fast, {{1, 5}, {2, 5}, {3, 5}, {4, 5}, {5, 5}}));
        QVERIFY(change(fast, {{6, 5}}));
        QCOMPARE(fast.view().changes, 6);
        LabSession held = start();
        QVERIFY(!change(held, {{1, 5}, {2, 5}, {3, 11}, {4, 5}, {5, 5}, {6, 5}, {7, 5}, {1, 1}})); // one was held
        LabSession same = start();
        QVERIFY(!change(same, {{1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}})); // no change at all
    }

    // Two controls of one operation: setting one moves not the other, and counts for one.
    void aCallIsOneControls() {
        auto lab = std::make_shared<labs::Lab>(*tank::lab());
        auto& controls = lab->steps[0].controls;
        labs::Control first = controls.front();
        controls.clear();
        for (const char* name : {"one", "two"}) {
            first.id = name;
            first.service = "lab";
            first.operation = "PutNote";
            first.input = {{"note", name}};
            first.at = "/text";
            first.kind = labs::Control::Kind::Text;
            first.read.reset();
            first.initial = labs::Scalar(std::string("-"));
            controls.push_back(first);
        }
        LabSession s = start(lab);
        (void)s.setControl("two", labs::Scalar(std::string("x")));
        QCOMPARE(s.controlValue("one").toString(), std::string("-"));
        QCOMPARE(s.controlValue("two").toString(), std::string("x"));
        QCOMPARE(s.view().changes, 1);
    }

    void iKnowThis() {
        LabSession s = start();
        QCOMPARE(s.iKnowThis({"a", "b"}), 0); // three are asked
        QCOMPARE(s.iKnowThis({"a", "b", "a"}), 3);
        QVERIFY(s.standing().tested && !s.standing().done);
        LabSession t = start();
        QCOMPARE(t.iKnowThis({"a", "a", "a"}), 2);
        QVERIFY(!t.standing().tested);
        QCOMPARE(t.iKnowThis({"a", "b", "a"}), 0); // once
    }

    void anotherDayFailsAndIsTriedAgain() {
        LabSession s = start();
        const auto lab = tank::lab();
        const labs::Script& solution = *lab->solutionOf("overflow");
        QVERIFY(labs::playScript(s, labs::Script(solution.begin(), solution.end() - 2), Actor::Form).ok);
        QVERIFY(s.anotherDayDue());
        (void)s.takeAnotherDayTask();
        labs::SeedOutcome bad;
        bad.seed = 7;
        bad.goal = "calm";
        bad.measured = 30;
        s.anotherDayDone({false, {bad}});
        QVERIFY(!s.standing().done);
        QVERIFY(s.allGoalsPassed()); // a verdict is never taken back
        s.advanceSeconds(30);
        QVERIFY(!s.anotherDayDue()); // the same settings are not tried twice
        (void)s.setControl("flow", 8.4);
        s.advanceSeconds(3);
        QVERIFY(s.anotherDayDue()); // still holding for longer than ten seconds
        s.anotherDayDone(labs::runAnotherDay(s.takeAnotherDayTask(), tank::makeWorld));
        QVERIFY(s.standing().done);
    }

    void anotherDayCatchesLuck() {
        // Settings that pass nowhere else: an outcome per seed and goal says what was measured.
        labs::AnotherDayTask task;
        task.lab = tank::lab();
        task.step = "overflow";
        task.seeds = {1, 2};
        labs::AnotherDayTask::Trial trial;
        trial.goal = "calm";
        labs::ScriptItem item;
        item.service = "lab";
        item.operation = "SetFlow";
        item.input = {{"litresPerSecond", 14}};
        trial.script = {item};
        task.trials = {trial};
        const auto result = labs::runAnotherDay(task, tank::makeWorld);
        QVERIFY(!result.passed);
        QCOMPARE(result.outcomes.size(), std::size_t(2));
        QCOMPARE(result.outcomes[0].part, std::string("calm-level"));
        QVERIFY(result.outcomes[0].measured.number() > 12);
        for (const std::uint64_t seed : labs::otherSeeds(41, 7, 10)) QVERIFY(seed != 41 && seed != 7);
        QCOMPARE(labs::otherSeeds(41, 7, 10), labs::otherSeeds(41, 7, 10));
    }

    void anotherDayDropsOldSettings() {
        LabSession s = start();
        for (const double v : {1.0, 2.0, 3.0}) (void)s.setControl("flow", v);
        const auto lab = tank::lab();
        const labs::Script& solution = *lab->solutionOf("overflow");
        QVERIFY(labs::playScript(s, labs::Script(solution.begin(), solution.end() - 2), Actor::Form).ok);
        const auto task = s.takeAnotherDayTask();
        int calls = 0;
        for (const auto& item : task.trials[0].script) calls += item.kind == labs::ScriptItem::Kind::Call;
        QCOMPARE(calls, 1);
    }

    // What a killed program had in its journal gives the same session again.
    void restore_data() {
        QTest::addColumn<int>("until");
        for (const int until : {0, 2, 6, 12, 20, 31, 45, 60, 80, 99}) QTest::newRow(std::to_string(until).c_str()) << until;
    }
    void restore() {
        QFETCH(int, until);
        const auto lab = tank::lab();
        LabSession s = start(lab);
        const auto act = [](LabSession& x, int i) {
            if (i == 3) (void)x.setControl("flow", 25);
            if (i == 4) (void)x.openNextHint();
            if (i == 15) (void)x.predict("growth", 30);
            if (i == 16) (void)x.answer("limit", 10);
            if (i == 40) (void)x.setControl("flow", 1);
            if (i == 42) (void)x.call(Actor::Console, "elasticache", "redis", {{"argv", {"SLOW"}}});
            if (i == 50) (void)x.openNextHint();
            if (i == 52) (void)x.setControl("flow", 8.5);
            if (i == 70 && x.anotherDayDue()) x.anotherDayDone(passAll(x.takeAnotherDayTask()));
            if (i == 72) (void)x.answerWhy("drain");
            if (i == 73) (void)x.answerWhy("inflow");
        };
        for (int i = 0; i <= until; ++i) {
            act(s, i);
            s.advanceTo(s.view().now + SimDuration::milliseconds(730));
            if (i % 3 == 0) (void)s.mark();
        }
        (void)s.mark();
        const std::string text = s.run().journal().toJsonLines();
        const auto read = kernel::Journal::fromJsonLines(text);
        QVERIFY(read.complete && read.headerOk);
        LabSession::RestoreReport report;
        auto again = LabSession::restore(lab, read.journal, tank::makeWorld, report);
        QVERIFY2(again, again ? "" : labs::english(again.error()).c_str());
        QCOMPARE(report.differingMarks, std::uint64_t(0));
        QCOMPARE(report.unconfirmed, 0);
        QCOMPARE(QString::fromStdString(summary(*again)), QString::fromStdString(summary(s)));
        QCOMPARE(again->run().journal().toJsonLines(), text);
        // And goes on alike.
        for (int i = until + 1; i < until + 30; ++i) {
            for (LabSession* x : {&s, &*again}) {
                act(*x, i);
                x->advanceSeconds(1);
            }
        }
        QCOMPARE(QString::fromStdString(summary(*again)), QString::fromStdString(summary(s)));
    }

    void restoreDoItForMe() {
        const auto lab = tank::lab();
        LabSession s = start(lab);
        for (int i = 0; i < 4; ++i) (void)s.openNextHint();
        for (int cut = 0; cut < 90; cut += 9) {
            s.advanceSeconds(9);
            (void)s.mark();
            LabSession::RestoreReport report;
            auto again = LabSession::restore(lab, s.run().journal(), tank::makeWorld, report);
            QVERIFY2(again, again ? "" : labs::english(again.error()).c_str());
            QCOMPARE(report.differingMarks, std::uint64_t(0));
            QCOMPARE(QString::fromStdString(summary(*again)), QString::fromStdString(summary(s)));
            LabSession on = s.clone();
            on.advanceSeconds(40);
            again->advanceSeconds(40);
            QCOMPARE(QString::fromStdString(summary(*again)), QString::fromStdString(summary(on)));
        }
        QVERIFY(s.allGoalsPassed());
    }

    void onlyToTheLastMark() {
        const auto lab = tank::lab();
        LabSession s = start(lab);
        (void)s.setControl("flow", 25);
        s.advanceSeconds(2);
        (void)s.mark();
        const std::string atMark = summary(s);
        s.advanceSeconds(1);
        (void)s.setControl("flow", 3);
        LabSession::RestoreReport report;
        auto again = LabSession::restore(lab, s.run().journal(), tank::makeWorld, report);
        QVERIFY(again);
        QCOMPARE(summary(*again), atMark);
    }

    // A verdict of an older program stands although these rules do not reach it.
    void verdictsAreNeverTakenBack() {
        const auto lab = tank::lab();
        LabSession s = start(lab);
        s.advanceSeconds(2);
        kernel::Journal journal;
        journal.header = s.run().journal().header;
        for (const auto& e : s.run().journal().entries()) journal.append(e);
        kernel::JournalEntry verdict;
        verdict.kind = kernel::JournalEntry::Kind::Act;
        verdict.at = s.view().now;
        verdict.events = s.world().eventsExecuted();
        verdict.operation = "verdict";
        verdict.input = {{"goal", "full"}, {"measured", 73.0}, {"parts", Json::object()}};
        journal.append(verdict);
        LabSession::RestoreReport report;
        auto again = LabSession::restore(lab, journal, tank::makeWorld, report, false);
        QVERIFY(again);
        QCOMPARE(report.unconfirmed, 1);
        QCOMPARE(state(*again, "full"), labs::GoalState::Passed);
        QCOMPARE(again->verdicts()[0].measured.number(), 73.0);
        QVERIFY(!again->verdicts()[0].confirmed);
        QVERIFY(again->locked()); // the prediction that comes after it is asked
    }

    void aRestoreSaysHowFarItIsAndCanBeCalledOff() {
        const auto lab = tank::lab();
        LabSession s = start(lab);
        s.advanceSeconds(600);
        (void)s.mark();
        LabSession::RestoreReport report;
        std::vector<double> told;
        const auto note = [&](double p) {
            told.push_back(p);
            return true;
        };
        QVERIFY(LabSession::restore(lab, s.run().journal(), tank::makeWorld, report, true, note));
        QVERIFY(told.size() > 3);
        QVERIFY(std::is_sorted(told.begin(), told.end()));
        QVERIFY(told.back() > 0.5 && told.back() <= 1);
        const auto stop = [&](double) { return false; };
        const auto off = LabSession::restore(lab, s.run().journal(), tank::makeWorld, report, true, stop);
        QVERIFY(!off);
        QCOMPARE(off.error().id, std::string("session.called-off"));
    }

    void badJournals() {
        const auto lab = tank::lab();
        LabSession::RestoreReport report;
        kernel::Journal journal;
        QCOMPARE(LabSession::restore(lab, journal, tank::makeWorld, report).error().id, std::string("session.journal-of-other-step"));
        LabSession s = start(lab);
        journal.header = s.run().journal().header;
        QCOMPARE(LabSession::restore(lab, journal, tank::makeWorld, report).error().id, std::string("session.journal-broken"));
        for (const auto& e : s.run().journal().entries()) journal.append(e);
        kernel::JournalEntry e;
        e.kind = kernel::JournalEntry::Kind::Act;
        e.operation = "verdict";
        e.at = s.view().now;
        e.events = s.world().eventsExecuted();
        for (const Json& odd : {Json("x"), Json(nullptr), Json::array({1}), Json{{"goal", 5}}, Json{{"goal", "nothing"}}}) {
            for (const char* what : {"verdict", "hint", "predict", "answer", "why", "exam", "know", "anotherDay", "mistake", "unheard-of"}) {
                e.operation = what;
                e.input = odd;
                kernel::Journal spoiled = journal;
                spoiled.append(e);
                (void)LabSession::restore(lab, spoiled, tank::makeWorld, report, false); // no crash
            }
        }
        e.at = SimTime::atSecond(1);
        journal.append(e);
        QCOMPARE(LabSession::restore(lab, journal, tank::makeWorld, report, false).error().id, std::string("session.journal-broken"));
    }

    // The journal alone tells what the service did not take, and a restored run's journal says it once.
    void refusalsAreInTheJournal() {
        const auto lab = tank::lab();
        LabSession s = start(lab);
        (void)s.call(Actor::Console, "elasticache", "Refuse", Json::object());
        (void)s.call(Actor::Console, "elasticache", "redis", {{"endpoint", "shop"}, {"argv", {"NONSENSE"}}});
        (void)s.call(Actor::Console, "elasticache", "redis", {{"endpoint", "shop"}, {"argv", {"GET", "a"}}});
        (void)s.call(Actor::Setup, "elasticache", "Refuse", Json::object());
        const auto refusals = [](const kernel::Journal& j) {
            std::vector<std::string> out;
            for (const kernel::JournalEntry& e : j.entries()) {
                if (e.kind != kernel::JournalEntry::Kind::Act || e.operation != "refused") continue;
                out.push_back(e.input["operation"].get<std::string>() + " " + e.input["code"].get<std::string>());
            }
            return out;
        };
        const std::vector<std::string> want{"Refuse CacheClusterNotFound", "redis ERR"};
        QCOMPARE(refusals(s.run().journal()), want);
        s.advanceSeconds(2);
        s.mark();
        LabSession::RestoreReport report;
        auto again = LabSession::restore(lab, s.run().journal(), tank::makeWorld, report);
        QVERIFY(again);
        QCOMPARE(report.differingMarks, std::uint64_t(0));
        QCOMPARE(refusals(again->run().journal()), want);
        QCOMPARE(summary(*again), summary(s));
    }

    void theBillIsInTheView() {
        LabSession s = start();
        QVERIFY(s.view().bill && s.view().bill->empty()); // nothing that costs was used
        kernel::World& w = s.run().world();
        static_cast<tank::FakeRedis&>(w.service(w.find("elasticache"))).usage = {{"Nodes", {{{"CacheNodeType", "cache.t3.micro"}, {"Running", 2}, {"BilledHours", 4}}}}};
        QVERIFY(s.view().bill);
        QCOMPARE(s.view().bill->perHour, 2 * 0.017);
        QCOMPARE(s.view().bill->total, 4 * 0.017);
    }

    void setupRefused() {
        auto spoiled = std::make_shared<labs::Lab>(*tank::lab());
        spoiled->steps[0].setup[0].input = {{"litresPerSecond", -1}};
        const auto s = LabSession::begin(spoiled, "overflow", tank::makeWorld);
        QVERIFY(!s);
        QCOMPARE(s.error().id, std::string("session.call-refused"));
        QCOMPARE(LabSession::begin(tank::lab(), "nothing", tank::makeWorld).error().id, std::string("session.unknown-step"));
    }

    void controlsRound() {
        const auto lab = tank::lab();
        const labs::Step& step = lab->steps[0];
        labs::Control c = step.controls[0];
        QCOMPARE(c.inputFor(8.5)["litresPerSecond"].get<double>(), 8.5);
        QCOMPARE(c.inputFor(99)["litresPerSecond"].get<double>(), 40.0);
        QVERIFY(c.inputFor(7.0)["litresPerSecond"].is_number_integer());
        c.step = 10; // moves the slider; what is typed stands
        QCOMPARE(c.inputFor(16)["litresPerSecond"].get<double>(), 16.0);
        QCOMPARE(c.inputFor(16.4)["litresPerSecond"].get<double>(), 16.0);
    }
};

MAYLAB_TESTS(SessionTest)

#include "session_test.moc"
