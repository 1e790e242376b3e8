// What `maylab check` says of the labs of the catalog: the solution passes on the lab's seed and two others, every mistake
// fails where it must, no slider passes by fiddling. Two threads share the work, as the verb's do.
#include <QtTest>

#include "labs/engine/checker.h"
#include "labs_of_the_catalog.h"
#include "scenarios/registry.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace maylab;
using test::catalog;

class TestCatalogCheck : public QObject {
    Q_OBJECT

  private slots:
    void check() {
        labs::CheckOptions options;
        // The sanitizers look for faults in the code, which other seeds do not change: there the lab's own is played. Races
        // do not come from a slider's values either.
        bool given = false;
        const int seeds = qEnvironmentVariableIntValue("MAYLAB_OTHER_SEEDS", &given);
        options.otherSeeds = given ? seeds : 2;
        options.sweep = qEnvironmentVariable("MAYLAB_SWEEP") != QLatin1String("0");
        // Under TSan a step with 140,000 requests a second takes half an hour, and has no other threads than a quieter one.
        const int busiest = qEnvironmentVariableIntValue("MAYLAB_BUSIEST", &given);
        const bool whole = !given;
        const auto& all = catalog().labs;
        std::vector<std::vector<labs::CheckJob>> jobs;
        std::vector<std::vector<labs::JobResult>> results;
        for (const auto& lab : all) {
            jobs.push_back(labs::checkJobs(lab, options));
            results.emplace_back(jobs.back().size());
        }
        struct Task {
            const labs::CheckJob* job;
            labs::JobResult* result;
        };
        std::vector<Task> tasks;
        for (std::size_t l = 0; l < jobs.size(); ++l) {
            for (std::size_t i = 0; i < jobs[l].size(); ++i) {
                if (whole || jobs[l][i].busiest <= busiest) tasks.push_back({&jobs[l][i], &results[l][i]});
            }
        }
        // The heavy ones first, of all labs: the last of them would keep one thread alone.
        std::stable_sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) { return a.job->weight > b.job->weight; });
        std::atomic<std::size_t> next = 0;
        const auto work = [&] {
            for (std::size_t i = next++; i < tasks.size(); i = next++) *tasks[i].result = tasks[i].job->run(scenarios::makeWorld);
        };
        std::thread other(work);
        work();
        other.join();
        for (std::size_t l = 0; l < jobs.size(); ++l) {
            const labs::CheckReport report = labs::report(*all[l], results[l], options);
            QVERIFY2(report.passed(), report.text().c_str());
            QVERIFY(report.checks > (whole ? 100 : 50));
        }
    }
};

QTEST_APPLESS_MAIN(TestCatalogCheck)
#include "tst_catalog_check.moc"
