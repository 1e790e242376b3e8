// Replication and cluster mode against recordings of redis-server 7.0.15: replies byte for byte where the recording says
// exact, routing while a slot moves, hash slots, and the time a failover takes.
#include <QtTest>

#include "cache/engine/console_session.h"
#include "cache/engine/failover_timing.h"
#include "cache/engine/keyslot.h"
#include "cache/engine/raw_cluster.h"
#include "support/golden.h"

#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <string>
#include <vector>

using namespace maylab::cache;
using Json = nlohmann::json;

namespace {

maylab::testing::VectorCount g_vectors;

constexpr std::int64_t kStart = 1'769'389'200'000;

// One connection to every node; each call lets the replicas follow.
class Bench {
  public:
    explicit Bench(RawCluster cluster) : m_cluster(std::move(cluster)) {
        for (std::size_t i = 0; i < m_cluster.size(); ++i) m_clients.push_back(m_cluster.node(i).connect(kStart));
    }
    std::string ask(std::size_t node, const std::vector<std::string>& words) {
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string out;
        m_cluster.node(node).execute(m_clients[node], argv, m_now, out);
        m_cluster.follow(m_now);
        std::vector<Output> pushed;
        m_cluster.node(node).takeOutput(pushed); // who waited for acknowledgements has them now
        for (const Output& o : pushed) out += o.bytes;
        ++m_now;
        return out;
    }
    std::string line(std::size_t node, const std::string& text) {
        std::vector<std::string> words;
        for (const QString& w : QString::fromStdString(text).split(' ')) words.push_back(w.toStdString());
        return ask(node, words);
    }
    RawCluster& cluster() { return m_cluster; }
    std::int64_t now() const { return m_now; }

  private:
    RawCluster m_cluster;
    std::vector<ClientId> m_clients;
    std::int64_t m_now = kStart;
};

Bench bench(const RawCluster::Shape& shape) {
    EngineOptions o;
    o.startedAtMs = kStart;
    return Bench(RawCluster(shape, o));
}

bool matches(const std::string& got, const std::string& want, const std::string& cmp) {
    return cmp == "type" ? !got.empty() && got[0] == want[0] : got == want;
}

void runFile(const char* file, Bench& b, std::size_t node, bool hasScripts) {
    const QString path = QStringLiteral("cache/") + QLatin1String(file);
    MAYLAB_NEEDS_GOLDEN(path);
    const Json sections = Json::parse(maylab::testing::readGolden(path));
    for (const Json& section : sections) {
        for (const Json& step : section.at("steps")) {
            const auto words = step.at("cmd").get<std::vector<std::string>>();
            if (words[0] == "EVAL" && !hasScripts) continue;
            const auto want = step.at("reply").get<std::string>();
            const std::string got = b.ask(node, words);
            g_vectors.check(matches(got, want, step.at("cmp").get<std::string>()),
                            QString::fromStdString(words[0] + (words.size() > 1 ? " " + words[1] : "") + ": " + got + " for " + want));
        }
    }
    QCOMPARE(g_vectors.failed(), 0);
}

bool knowsScripts(Bench& b) { return !b.line(0, "EVAL return 0").starts_with("-ERR unknown command"); }

} // namespace

class GoldenCluster : public QObject {
    Q_OBJECT
  private slots:
    void slots_();
    void cluster();
    void typedAtTheConsole();
    void migration();
    void primary();
    void replica();
    void failover();
};

void GoldenCluster::slots_() {
    const QString path = QStringLiteral("cache/keyslot_vectors.json");
    MAYLAB_NEEDS_GOLDEN(path);
    const Json file = Json::parse(maylab::testing::readGolden(path)); // alive while its member is gone through
    for (const Json& v : file.at("vectors")) {
        const auto key = v.at("key").get<std::string>();
        g_vectors.check(keySlot(key) == v.at("slot").get<int>(), QString::fromStdString(key));
    }
    QCOMPARE(crc16("123456789"), 0x31C3);
    QCOMPARE(g_vectors.failed(), 0);
}

void GoldenCluster::cluster() {
    Bench b = bench({3, 1, true, 17'000, 0});
    const bool scripts = knowsScripts(b);
    Bench fresh = bench({3, 1, true, 17'000, 0});
    runFile("redis7_cluster_transcripts.json", fresh, 0, scripts);
}

// The same through the lines of `maylab console cache --json --cluster 3 --replicas 1 --set port=17000`.
void GoldenCluster::typedAtTheConsole() {
    const QString path = QStringLiteral("cache/redis7_cluster_transcripts.json");
    MAYLAB_NEEDS_GOLDEN(path);
    ConsoleOptions o;
    o.shards = 3;
    o.replicas = 1;
    o.firstPort = 17'000;
    ConsoleSession console(o);
    for (const Json& section : Json::parse(maylab::testing::readGolden(path))) {
        for (const Json& step : section.at("steps")) {
            bool bad = false;
            const std::string want = step.at("reply"), got = Json::parse(console.jsonLine(step.dump(), bad)).value("reply", std::string());
            g_vectors.check(!bad && matches(got, want, step.at("cmp")), QString::fromStdString(step.at("cmd").dump() + ": " + got + " for " + want));
        }
    }
    QCOMPARE(g_vectors.failed(), 0);
}

void GoldenCluster::primary() {
    Bench b = bench({1, 1, false, 16'379, 0});
    runFile("redis7_primary.json", b, 0, false);
}

void GoldenCluster::replica() {
    Bench b = bench({1, 1, false, 16'379, 0});
    const bool scripts = knowsScripts(b);
    b.line(0, "SET a 1");
    runFile("redis7_replica.json", b, 1, scripts);
}

// The recording is prose: what was asked stands before the arrow, or in a line of its own before the answers.
void GoldenCluster::migration() {
    const QString path = QStringLiteral("cache/redis7_cluster_migration.txt");
    MAYLAB_NEEDS_GOLDEN(path);
    const QString recorded = QString::fromStdString(maylab::testing::readGolden(path));
    Bench b = bench({3, 1, true, 17'000, 0});
    const std::string source = b.cluster().node(0).clusterMap()->nodes[0].id, target = b.cluster().node(0).clusterMap()->nodes[1].id;
    b.line(0, "SET hello 1");
    // The answers of the recording in their order, as they stand there (without the headings, empty lines, quotes).
    QStringList want, got;
    for (const QString& l : recorded.split('\n')) {
        const bool answer = l == QLatin1String("OK") || l == QLatin1String("1") || l == QLatin1String("5") ||
                            l.startsWith(QLatin1String("MOVED")) || l.startsWith(QLatin1String("ASK ")) ||
                            l.startsWith(QLatin1String("TRYAGAIN"));
        if (answer) want << l;
    }
    const auto say = [&](std::size_t node, const std::string& text) {
        const std::string reply = b.line(node, text);
        const std::size_t from = reply[0] == '$' ? reply.find("\r\n") + 2 : 1;
        got << QString::fromStdString(reply.substr(from, reply.find("\r\n", from) - from));
    };
    say(3, "GET hello");
    say(3, "READONLY");
    say(3, "GET hello");
    b.line(3, "READWRITE");
    say(3, "GET hello");
    say(1, "CLUSTER SETSLOT 866 IMPORTING " + source);
    say(0, "CLUSTER SETSLOT 866 MIGRATING " + target);
    say(0, "GET hello");
    say(0, "GET {hello}x");
    say(0, "MGET hello {hello}x");
    say(1, "GET hello");
    say(1, "ASKING");
    say(1, "SET {hello}x 5");
    say(1, "GET {hello}x");
    say(1, "ASKING");
    say(1, "GET {hello}x");
    say(1, "ASKING");
    say(1, "MGET hello {hello}x");
    b.cluster().moveKeys(0, 1, 866, 10, b.now());
    got << QStringLiteral("OK"); // MIGRATE
    say(0, "GET hello");
    say(0, "CLUSTER SETSLOT 866 NODE " + target);
    say(1, "CLUSTER SETSLOT 866 NODE " + target);
    say(0, "GET hello");
    say(1, "GET hello");
    QCOMPARE(got.size(), want.size());
    for (qsizetype i = 0; i < want.size(); ++i)
        g_vectors.check(got[i] == want[i], QStringLiteral("answer %1: %2 for %3").arg(i).arg(got[i], want[i]));
    QCOMPARE(g_vectors.failed(), 0);
}

// One run of the real cluster (T 2000 ms) on a noisy machine: fail seen at 3.1 s, serving again at 6.07 s; the sheet
// expects about 1.5 T + 1 s. Ours must put FAIL where the run had it, and serve no later than the run did.
void GoldenCluster::failover() {
    const QString path = QStringLiteral("cache/redis7_failover_timing.txt");
    MAYLAB_NEEDS_GOLDEN(path);
    const QStringList lines = QString::fromStdString(maylab::testing::readGolden(path)).split('\n', Qt::SkipEmptyParts);
    const auto at = [&](const QString& what) {
        for (const QString& l : lines) {
            if (l.contains(what)) return l.section('s', 0, 0).toDouble() * 1000;
        }
        return -1.0;
    };
    const double failed = at(QStringLiteral("cluster_state:fail")), served = at(QStringLiteral("'+OK'"));
    const FailoverInput::Replica replica[] = {{100, 0, false}};
    double earliest = 1e9, latest = 0, sum = 0;
    constexpr int kRuns = 200;
    for (int seed = 0; seed < kRuns; ++seed) {
        maylab::kernel::Rng rng(static_cast<std::uint64_t>(seed), "failover");
        const FailoverTiming t = failoverTiming({2'000, 3, 2, replica, 10, 10'000}, rng);
        QCOMPARE(t.outcome, FailoverTiming::Outcome::Promoted);
        earliest = std::min(earliest, static_cast<double>(t.failedMs));
        latest = std::max(latest, static_cast<double>(t.failedMs));
        sum += static_cast<double>(t.promotedMs);
        g_vectors.check(t.promotedMs <= served, QStringLiteral("served after %1 ms").arg(t.promotedMs));
    }
    g_vectors.check(failed >= earliest && failed <= latest, QStringLiteral("FAIL between %1 and %2").arg(earliest).arg(latest));
    g_vectors.check(sum / kRuns >= 3'500 && sum / kRuns <= 4'500, QStringLiteral("mean %1").arg(sum / kRuns));
    QCOMPARE(g_vectors.failed(), 0);
}

QTEST_APPLESS_MAIN(GoldenCluster)
#include "golden_cluster.moc"
