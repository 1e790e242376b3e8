#include "app/verbs/catalog_access.h"
#include "app/verbs/verb.h"
#include "labs/engine/checker.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <numeric>
#include <thread>

namespace maylab::app {
namespace {

// Runs the jobs on all cores, heavy ones first.
std::vector<labs::JobResult> runJobs(const std::vector<labs::CheckJob>& jobs, bool verbose) {
    std::vector<labs::JobResult> results(jobs.size());
    std::vector<std::size_t> order(jobs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return jobs[a].weight > jobs[b].weight; });
    std::mutex mutex;
    std::size_t next = 0;
    const auto work = [&] {
        for (;;) {
            std::size_t job = 0;
            {
                const std::lock_guard lock(mutex);
                if (next == order.size()) return;
                job = order[next++];
            }
            results[job] = jobs[job].run(scenarios::makeWorld);
            if (verbose) {
                const std::lock_guard lock(mutex);
                std::fprintf(stderr, "%s\n", jobs[job].name.c_str());
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1u, std::thread::hardware_concurrency()); ++i) threads.emplace_back(work);
    work();
    for (std::thread& t : threads) t.join();
    return results;
}

} // namespace

int runCheck(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("lab"), QStringLiteral("Only this lab."), QStringLiteral("ID")});
    parser.addOption({QStringLiteral("catalog"), QStringLiteral("Read the labs from this folder."),
                      QStringLiteral("DIR")});
    parser.addOption({QStringLiteral("seeds"), QStringLiteral("Try the solution on so many other seeds (default 10)."),
                      QStringLiteral("N"), QStringLiteral("10")});
    parser.addOption({QStringLiteral("no-sweep"), QStringLiteral("Leave the slider sweep out.")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print the report as JSON.")});
    parser.addOption({QStringLiteral("verbose"), QStringLiteral("Name each job on stderr when it is done.")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;

    bool number = false;
    labs::CheckOptions options;
    options.otherSeeds = parser.value(QStringLiteral("seeds")).toInt(&number);
    options.sweep = !parser.isSet(QStringLiteral("no-sweep"));
    if (!number || options.otherSeeds < 0 || options.otherSeeds > 1000) {
        complain(QStringLiteral("--seeds takes a number from 0 to 1000"));
        return 2;
    }
    const auto catalog = openCatalog(parser.value(QStringLiteral("catalog")));
    if (!catalog) return 1;
    std::vector<std::shared_ptr<const labs::Lab>> chosen = catalog->labs;
    if (parser.isSet(QStringLiteral("lab"))) {
        const auto lab = findLab(*catalog, parser.value(QStringLiteral("lab")));
        if (!lab) return 1;
        chosen = {lab};
    }
    bool passed = catalog->problems.empty();
    if (chosen.empty()) {
        complain(QStringLiteral("the catalog holds no lab that could be loaded"));
        return 1;
    }
    nlohmann::json out = nlohmann::json::array();
    for (const auto& lab : chosen) {
        const auto jobs = labs::checkJobs(lab, options);
        const auto report = labs::report(*lab, runJobs(jobs, parser.isSet(QStringLiteral("verbose"))), options);
        passed = passed && report.passed();
        if (parser.isSet(QStringLiteral("json"))) out.push_back(report.json());
        else std::printf("%s", report.text().c_str());
    }
    if (parser.isSet(QStringLiteral("json"))) printJson(out);
    return passed ? 0 : 1;
}

} // namespace maylab::app
