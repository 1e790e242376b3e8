// The labs of the catalog: they load, their controls send what operations take, a solution uses what its step offers, and
// every step of it ends in the same bits everywhere. What a lab's check says of them: tst_catalog_check.cpp.
#include <QtTest>

#include "cache/announce_nodes.h"
#include "cache/elasticache_service.h"
#include "cache/models.h"
#include "labs/engine/checker.h"
#include "labs_of_the_catalog.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"
#include "scenarios/models.h"
#include "scenarios/registry.h"
#include "support/golden.h"

#include <nlohmann/json.hpp>

using namespace maylab;
using test::catalog;
using Json = nlohmann::json;

namespace {

std::string hex(std::uint64_t n) { return QByteArray::number(static_cast<qulonglong>(n), 16).rightJustified(16, '0').toStdString(); }

const aws::OperationModel* modelOf(const std::string& service, const std::string& operation) {
    for (const auto& table : {cache::operationModels(), metrics::operationModels(), logs::operationModels(), messaging::operationModels(), scenarios::operationModels()}) {
        for (const aws::OperationModel& m : table) {
            if (service == m.service && operation == m.operation) return &m;
        }
    }
    return nullptr;
}

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

    // What a control sends has the shape of its operation, whichever option is chosen: a learner must never meet
    // MalformedInput by pressing a button.
    void controlsSendWhatTheirOperationTakes() {
        int judged = 0;
        for (const auto& lab : catalog().labs) {
            for (const labs::Step& step : lab->steps) {
                for (const labs::Control& c : step.controls) {
                    std::vector<labs::Scalar> values = c.options;
                    if (c.kind == labs::Control::Kind::Slider) values = {c.minimum, c.maximum};
                    if (c.kind == labs::Control::Kind::Switch) values = {true, false};
                    if (values.empty()) values = {labs::Scalar()};
                    for (const labs::Scalar& value : values) {
                        const Json input = c.inputFor(value);
                        const std::string which = step.id + "/" + c.id + " " + input.dump();
                        const auto* model = modelOf(c.service, c.operation);
                        QVERIFY2(model != nullptr, which.c_str());
                        kernel::ApiError error;
                        QVERIFY2(aws::validate(*model, input, error), (which + ": " + error.code + " " + error.message).c_str());
                        ++judged;
                    }
                }
            }
        }
        QVERIFY(judged > 40);
    }

    // What the solution sends by itself, the learner must find on the page; the rest is typed in the console.
    void solutionsUseWhatTheirStepOffers() {
        int judged = 0;
        for (const auto& lab : catalog().labs) {
            for (const labs::Step& step : lab->steps) {
                const labs::Script* solution = lab->solutionOf(step.id);
                QVERIFY2(solution != nullptr, step.id.c_str());
                for (const labs::ScriptItem& item : *solution) {
                    if (item.kind != labs::ScriptItem::Kind::Call || item.actor == kernel::Actor::Console) continue;
                    for (auto it = item.input.begin(); it != item.input.end(); ++it) {
                        const std::string& member = it.key();
                        const Json& value = it.value();
                        const bool offered = std::any_of(step.controls.begin(), step.controls.end(), [&](const labs::Control& c) {
                            return c.service == item.service && c.operation == item.operation &&
                                   ((c.at + "/").rfind("/" + member + "/", 0) == 0 || (c.input.contains(member) && c.input[member] == value) ||
                                    std::any_of(c.keeps.begin(), c.keeps.end(), [&](const auto& k) { return (k.first + "/").rfind("/" + member + "/", 0) == 0; }));
                        });
                        QVERIFY2(offered, (step.id + ": no control for " + item.operation + " " + member).c_str());
                        ++judged;
                    }
                }
            }
        }
        QVERIFY(judged > 15);
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

    // Real clients at a lab's cluster: what they did is in the journal, and the lesson comes back from it.
    void clientsComeBackFromTheJournal() {
        const auto& lab = catalog().labs.front();
        auto s = labs::LabSession::begin(lab, "the-hot-key", scenarios::makeWorld, {});
        QVERIFY2(s, s ? "" : labs::english(s.error()).c_str());
        Json nodes = Json::array();
        std::string first, third;
        for (const cache::Cluster& c : cache::elastiCacheOf(s->world())->clusters()) {
            if (!c.used) continue;
            const int port = 7000 + static_cast<int>(nodes.size());
            nodes.push_back({{"Address", c.address}, {"Port", c.port}, {"AnnouncedPort", port}});
            if (c.id == "shop-0001-001") first = cache::ElastiCacheService::endpointOf(c) + ":" + std::to_string(c.port);
            if (c.id == "shop-0003-001") third = std::to_string(port);
        }
        QCOMPARE(nodes.size(), std::size_t(6));
        (void)s->call(kernel::Actor::World, "elasticache", cache::kAnnounceNodes, {{"Nodes", nodes}});
        const auto outside = s->open("elasticache", first, "127.0.0.1"), inside = s->open("elasticache", first);
        QVERIFY(outside && inside);
        const auto answer = [&](kernel::ConnectionId c, std::string_view command) {
            s->receive(c, command);
            std::string all;
            for (const kernel::DataReply& r : s->run().world().takeData()) all += r.connection == c ? r.bytes : std::string();
            return all;
        };
        QCOMPARE(answer(*outside, "GET foo\r\n"), "-MOVED 12182 127.0.0.1:" + third + "\r\n");
        const std::string moved = answer(*inside, "GET foo\r\n");
        QVERIFY2(moved.starts_with("-MOVED 12182 ") && moved.ends_with(":6379\r\n"), moved.c_str());
        QCOMPARE(answer(*outside, "SET hello 1\r\n"), std::string("+OK\r\n"));
        s->advanceSeconds(3);
        s->close(*outside);
        (void)s->mark();
        labs::LabSession::RestoreReport report;
        const auto again = labs::LabSession::restore(lab, s->run().journal(), scenarios::makeWorld, report);
        QVERIFY2(again, again ? "" : labs::english(again.error()).c_str());
        QVERIFY(report.marks > 0);
        QCOMPARE(report.differingMarks, std::uint64_t(0));
        QCOMPARE(again->world().fingerprint(), s->world().fingerprint());
    }
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
