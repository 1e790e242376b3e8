#include <QtTest>

#include "labs/engine/checker.h"
#include "tank_world.h"
#include "support/test_suite.h"

using namespace maylab;

namespace {

labs::CheckReport check(std::shared_ptr<const labs::Lab> lab, bool sweep = false, int seeds = 3) {
    labs::CheckOptions options;
    options.sweep = sweep;
    options.otherSeeds = seeds;
    std::vector<labs::JobResult> results;
    for (const labs::CheckJob& job : labs::checkJobs(lab, options)) results.push_back(job.run(tank::makeWorld));
    return labs::report(*lab, results, options);
}

bool found(const labs::CheckReport& r, const std::string& id, const std::string& subject = {}) {
    return std::any_of(r.findings.begin(), r.findings.end(), [&](const labs::Finding& f) { return f.what.id == id && (subject.empty() || f.subject == subject); });
}

std::shared_ptr<labs::Lab> spoiled(const std::function<void(labs::Lab&)>& change) {
    auto lab = std::make_shared<labs::Lab>(*tank::lab());
    change(*lab);
    return lab;
}

} // namespace

class CheckerTest : public QObject {
    Q_OBJECT

    void finds(const std::function<void(labs::Lab&)>& change, const char* id, const std::string& subject = {}) {
        const labs::CheckReport r = check(spoiled(change));
        QVERIFY2(found(r, id, subject), (std::string(id) + " " + subject + "\n" + r.text()).c_str());
    }

  private slots:
    void theExampleIsSound() {
        const labs::CheckReport r = check(tank::lab(), true, 10);
        QVERIFY2(r.passed(), r.text().c_str());
        QCOMPARE(r.runs.size(), std::size_t(11));
        QCOMPARE(r.runs[0].seed, std::uint64_t(41));
        QCOMPARE(r.sweeps.size(), std::size_t(2)); // the solution sets the slider twice
        for (const auto& s : r.sweeps) QCOMPARE(s.points.size(), std::size_t(20));
        QVERIFY(r.checks > 60);
        QVERIFY(r.json()["passed"].get<bool>());
    }

    void badLabs() {
        finds([](labs::Lab& lab) { lab.steps[0].goals[0].target.constant = -1.0; }, "check.passes-by-itself", "full");
        finds([](labs::Lab& lab) {
            lab.steps[0].goals[0].value.kind = labs::Value::Kind::Read;
            lab.steps[0].goals[0].value.read = {"lab", "DescribeTank", kernel::Json::object(), "/drain", false};
            lab.steps[0].goals[0].target.constant = 5.0;
        }, "check.goal-true-at-start", "full");
        finds([](labs::Lab& lab) { lab.steps[0].setup[0].input["litresPerSecond"] = -1; }, "check.begin-failed");
        finds([](labs::Lab& lab) { lab.solution[0].script[5].input["litresPerSecond"] = 30; }, "check.solution-stops");
        finds([](labs::Lab& lab) { lab.solution[0].script[5].input["litresPerSecond"] = 30; }, "check.solution-fails", "calm-level");
        finds([](labs::Lab& lab) { lab.solution[0].script[7].id = "drain"; }, "check.solution-not-understood");
        finds([](labs::Lab& lab) { lab.solution[0].script[0].operation = "Nothing"; }, "check.solution-stops");
        finds([](labs::Lab& lab) { lab.mistakes[1].script[4].input["litresPerSecond"] = 8.5; }, "check.mistake-not-recognised");
        finds([](labs::Lab& lab) {
            lab.mistakes[1].script = lab.solution[0].script;
        }, "check.mistake-passes", tank::lab()->mistakes[1].mistake);
        finds([](labs::Lab& lab) { lab.mistakes[0].script[0].operation = "Nothing"; }, "check.mistake-stops", tank::lab()->mistakes[0].mistake);
        finds([](labs::Lab& lab) {
            // Another mistake's sign comes first.
            labs::Mistake always = lab.steps[0].mistakes[0];
            always.id = "always";
            always.sign.target.constant = 1000.0;
            lab.steps[0].mistakes.insert(lab.steps[0].mistakes.begin(), always);
        }, "check.mistake-wrong-hint", "empty-tank");
        finds([](labs::Lab& lab) { lab.steps[0].doItForMe[4].input["litresPerSecond"] = 30; }, "check.do-it-for-me-fails", "calm");
    }

    void goalPassedWhenNobodyPredictsRight() {
        // A goal over a prediction cannot be had by letting the clock run.
        finds([](labs::Lab& lab) {
            labs::Goal g;
            g.id = "guess";
            g.value.kind = labs::Value::Kind::Prediction;
            g.value.id = "growth";
            g.is = labs::Comparison::AtLeast;
            g.target.constant = 0.0;
            lab.steps[0].goals.push_back(g);
            lab.steps[0].predictions[0].after.clear();
        }, "check.passes-by-itself", "guess");
    }

    void sweeps() {
        // Any level is calm enough: nearly every position passes at both places where the solution sets the slider.
        const auto easy = check(spoiled([](labs::Lab& lab) { lab.steps[0].goals[2].parts[1].target.constant = 1e6; }), true, 0);
        QVERIFY2(found(easy, "check.slider-too-easy", "flow"), easy.text().c_str());
        const auto hard = check(spoiled([](labs::Lab& lab) { lab.steps[0].controls[0].minimum = 20; }), true, 0);
        QVERIFY2(found(hard, "check.slider-too-hard", "flow"), hard.text().c_str());
        labs::SweepResult s;
        s.points = {{1, true}, {2, false}, {3, false}, {4, false}};
        QCOMPARE(s.share(), 0.25);
    }

    void anotherDayCheckFindsSeeds() {
        // The goal passes only while the rise before it is remembered: its settings alone do not.
        const auto r = check(spoiled([](labs::Lab& lab) {
            labs::Goal& calm = lab.steps[0].goals[2];
            labs::Goal seen;
            seen.id = "seen";
            seen.value.kind = labs::Value::Kind::Decisions;
            seen.value.id = "tank.full";
            seen.is = labs::Comparison::AtLeast;
            seen.target.constant = 1.0;
            calm.parts.push_back(seen);
        }));
        QVERIFY2(found(r, "check.another-day-fails", "seen"), r.text().c_str());
    }

    void runs() {
        const auto lab = tank::lab();
        const auto a = labs::runLab(lab, "", 41, tank::makeWorld);
        const auto b = labs::runLab(lab, "overflow", 41, tank::makeWorld);
        const auto c = labs::runLab(lab, "", 42, tank::makeWorld);
        QVERIFY(a && b && c);
        QVERIFY(a->passed && a->steps[0].standing.done && a->steps[0].standing.understood);
        QCOMPARE(a->fingerprint, b->fingerprint);
        QVERIFY(a->fingerprint != c->fingerprint);
        QVERIFY(!labs::runLab(lab, "nothing", 41, tank::makeWorld));
        const auto json = labs::toJson(*a, *lab, 41);
        QCOMPARE(json["steps"][0]["goals"].size(), std::size_t(3));
        QVERIFY(json["steps"][0]["goals"][0]["measured"].is_number());
        QCOMPARE(json["fingerprint"].get<std::string>().size(), std::size_t(16));
        // The run can be kept: its journal gives the same end.
        labs::SolutionRun out;
        auto session = labs::playSolution(lab, "overflow", 41, tank::makeWorld, out);
        QVERIFY(session);
        labs::LabSession::RestoreReport report;
        auto again = labs::LabSession::restore(lab, session->run().journal(), tank::makeWorld, report);
        QVERIFY(again);
        QCOMPARE(report.differingMarks, std::uint64_t(0));
        QVERIFY(again->standing() == session->standing());
    }
};

MAYLAB_TESTS(CheckerTest)

#include "checker_test.moc"
