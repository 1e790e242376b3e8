// What `maylab check` says of the labs of the catalog: the solution passes on the lab's seed and two others, every mistake
// fails where it must, no slider passes by fiddling. Two threads share the work, as the verb's do.
#include <QtTest>

#include "labs/engine/checker.h"
#include "labs_of_the_catalog.h"
#include "scenarios/registry.h"

#include <mutex>
#include <thread>

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
        for (const auto& lab : catalog().labs) {
            const auto jobs = labs::checkJobs(lab, options);
            std::vector<labs::JobResult> results(jobs.size());
            std::mutex mutex;
            std::size_t next = 0;
            const auto work = [&] {
                for (;;) {
                    std::size_t job = 0;
                    {
                        const std::lock_guard lock(mutex);
                        if (next == jobs.size()) return;
                        job = next++;
                    }
                    results[job] = jobs[job].run(scenarios::makeWorld);
                }
            };
            std::thread other(work);
            work();
            other.join();
            const labs::CheckReport report = labs::report(*lab, results, options);
            QVERIFY2(report.passed(), report.text().c_str());
            QVERIFY(report.checks > 100);
        }
    }
};

QTEST_APPLESS_MAIN(TestCatalogCheck)
#include "tst_catalog_check.moc"
