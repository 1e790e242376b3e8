// The labs of the catalog: they load, the solution passes on the lab's seed and two others, every mistake fails where
// it must, no slider passes by fiddling, and every step of the solution ends in the same bits everywhere.
#include <QtTest>

#include "labs/engine/checker.h"
#include "labs/engine/knowledge.h"
#include "labs/engine/loader.h"
#include "scenarios/registry.h"
#include "support/golden.h"

#include <nlohmann/json.hpp>

#include <mutex>
#include <thread>

using namespace maylab;
using Json = nlohmann::json;

namespace {

const labs::Catalog& catalog() {
    static const labs::Catalog kCatalog =
        labs::loadCatalog(qEnvironmentVariable("MAYLAB_CATALOG").toStdString(), labs::standardKnowledge());
    return kCatalog;
}

std::string hex(std::uint64_t n) { return QByteArray::number(static_cast<qulonglong>(n), 16).rightJustified(16, '0').toStdString(); }

constexpr auto kFingerprints = "labs/fingerprints.json";

} // namespace

class TestCatalog : public QObject {
    Q_OBJECT

  private slots:
    void loads() {
        std::string all;
        for (const auto& p : catalog().problems) all += p.english() + "\n";
        QVERIFY2(all.empty(), all.c_str());
        QVERIFY(!catalog().labs.empty());
        QVERIFY(catalog().week.has_value());
    }

    // Golden fingerprints, kept per behaviour version. The same file is read by the Release build of g++, by the
    // sanitizers' builds of clang and g++, and once with glibc's plain code paths (CTest: labs_bits_plain_cpu).
    void bits() {
        const Json want = Json::parse(maylab::testing::readGolden(QString::fromLatin1(kFingerprints)), nullptr, false);
        Json got = Json::object();
        for (const auto& lab : catalog().labs) {
            for (const labs::Step& step : lab->steps) {
                labs::SolutionRun run;
                const auto session = labs::playSolution(lab, step.id, lab->seed, scenarios::makeWorld, run);
                QVERIFY2(session, step.id.c_str());
                got["behaviours"] = session->run().journal().header.behaviours;
                got[lab->id][step.id] = hex(session->world().fingerprint());
            }
        }
        QVERIFY2(want == got, (std::string("tests/golden/") + kFingerprints + " should say (a rule changed? raise the "
                               "simulator's behaviour version):\n" + got.dump(2)).c_str());
    }

    void check() {
        labs::CheckOptions options;
        options.otherSeeds = 2;
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

QTEST_APPLESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
