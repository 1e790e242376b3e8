#include "app/environment.h"
#include "app/lesson/lesson_record.h"
#include "app/verbs/catalog_access.h"
#include "app/verbs/verb.h"
#include "labs/engine/checker.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <future>

namespace maylab::app {
namespace {

struct PlayedStep {
    labs::SolutionRun run;
    tl::expected<labs::LabSession, labs::Message> session;
};

// A step attempt is a run of its own, so the steps are played side by side; what comes out is in their order.
std::vector<PlayedStep> play(const std::shared_ptr<const labs::Lab>& lab, const std::string& until, std::uint64_t seed) {
    std::vector<std::future<PlayedStep>> going;
    for (const labs::Step& step : lab->steps) {
        going.push_back(std::async(std::launch::async, [&lab, &step, seed] {
            labs::SolutionRun run;
            auto session = labs::playSolution(lab, step.id, seed, scenarios::makeWorld, run);
            return PlayedStep{std::move(run), std::move(session)};
        }));
        if (step.id == until) break;
    }
    std::vector<PlayedStep> played;
    for (auto& g : going) played.push_back(g.get());
    return played;
}

// Each step as a run of the profile: journal, verdicts, outcomes, debrief.
void save(std::vector<PlayedStep>& steps, progress::ProgressStore& store) {
    for (PlayedStep& step : steps) {
        labs::LabSession& session = *step.session;
        const progress::RunId row = store.beginRun(session.run().journal().header, progress::RunOrigin::Headless);
        recordLessonEvents(store, row, session, session.takeEvents());
        session.mark();
        store.appendJournal(row, session.run().takeNewEntries());
        store.endRun(row);
    }
}

void printRun(const labs::LabRun& run, const labs::Lab& lab) {
    for (const labs::SolutionRun& s : run.steps) {
        std::printf("%s %s\n", s.passed ? "passed" : "FAILED",
                    lab.textOf(labs::Language::English, s.step, "title").c_str());
        for (const labs::GoalMeasure& g : s.goals) {
            std::printf("    %-6s %-18s %s", g.passed ? "ok" : "open", g.goal.c_str(), g.measured.toString().c_str());
            for (const auto& [part, value] : g.parts) std::printf("  %s %s", part.c_str(), value.toString().c_str());
            if (g.passed) std::printf("  after %.0f s", g.seconds);
            std::printf("\n");
        }
        if (!s.problem.empty()) std::printf("    %s\n", labs::english(s.problem).c_str());
    }
    std::printf("fingerprint %016llx\n", static_cast<unsigned long long>(run.fingerprint));
}

} // namespace

int runRun(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("lab"), QStringLiteral("Which lab."), QStringLiteral("ID")});
    parser.addOption({QStringLiteral("solution"), QStringLiteral("Play the lab's solution.")});
    parser.addOption({QStringLiteral("until"), QStringLiteral("Stop after this step."), QStringLiteral("STEP")});
    parser.addOption({QStringLiteral("seed"), QStringLiteral("Another seed than the lab's."), QStringLiteral("N")});
    parser.addOption({QStringLiteral("save"), QStringLiteral("Put the run into the profile as if done in the window.")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print goals, measured values and fingerprint as JSON.")});
    parser.addOption({QStringLiteral("catalog"), QStringLiteral("Read the labs from this folder."),
                      QStringLiteral("DIR")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;
    if (!parser.isSet(QStringLiteral("lab")) || !parser.isSet(QStringLiteral("solution"))) {
        complain(QStringLiteral("say what to run: maylab run --lab ID --solution"));
        return 2;
    }
    const auto catalog = openCatalog(parser.value(QStringLiteral("catalog")));
    if (!catalog) return 1;
    const auto lab = findLab(*catalog, parser.value(QStringLiteral("lab")));
    if (!lab) return 1;
    std::uint64_t seed = lab->seed;
    if (parser.isSet(QStringLiteral("seed"))) {
        bool number = false;
        seed = parser.value(QStringLiteral("seed")).toULongLong(&number);
        if (!number) {
            complain(QStringLiteral("--seed takes a number"));
            return 2;
        }
    }
    const std::string until = parser.value(QStringLiteral("until")).toStdString();
    if (!until.empty() && lab->step(until) == nullptr) {
        complain(QStringLiteral("the lab has no step '%1'; `maylab labs` lists them").arg(QString::fromStdString(until)));
        return 2;
    }

    auto steps = play(lab, until, seed);
    labs::LabRun run;
    run.passed = true;
    kernel::Fingerprint fingerprint;
    for (PlayedStep& step : steps) {
        if (!step.session) {
            complain(QString::fromStdString(labs::english(step.session.error())));
            return 1;
        }
        fingerprint.mix(step.run.fingerprint);
        run.passed = run.passed && step.run.passed;
        run.steps.push_back(step.run);
    }
    run.fingerprint = fingerprint.value();

    if (parser.isSet(QStringLiteral("save"))) {
        progress::StoreOptions options;
        options.directory = profileDirectory().toStdString();
        auto store = progress::ProgressStore::open(options);
        if (!store) {
            complain(progress::text(store.error()));
            return 1;
        }
        save(steps, **store);
        const bool flushed = (*store)->flush();
        for (const auto& notice : (*store)->takeNotices()) complain(progress::text(notice));
        if (!flushed) {
            complain(QStringLiteral("the run could not be saved in %1").arg(profileDirectory()));
            exitCode = 1;
        }
    }
    if (parser.isSet(QStringLiteral("json"))) printJson(labs::toJson(run, *lab, seed));
    else printRun(run, *lab);
    return run.passed ? exitCode : 1;
}

} // namespace maylab::app
