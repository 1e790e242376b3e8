// The memcached engine against recordings of memcached 1.6.18: its protocol byte for byte, its slab classes, and the
// Zipf workload with both kinds of LRU within the tolerances of the fidelity sheet (sections 3, 4.2, 4.3 E7).
#include <QtTest>

#include "cache/memcached/memcached.h"
#include "support/golden.h"
#include "support/zipf.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace maylab::memcached;
using Json = nlohmann::json;

namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;

maylab::testing::VectorCount g_vectors;

QString qs(const std::string& s) { return QString::fromStdString(s); }

std::string shortened(const std::string& s) { return s.size() <= 120 ? s : s.substr(0, 120) + "..."; }

// Long requests were recorded as their beginning and "...(N bytes)": the last letter was repeated.
bool restore(std::string& send) {
    const std::size_t dots = send.find("...(");
    if (dots == std::string::npos || !send.ends_with(" bytes)")) return true;
    const std::size_t bytes = std::stoul(send.substr(dots + 4));
    std::string head = send.substr(0, dots);
    const char letter = head.back();
    const bool isValue = head.find("\r\n") != std::string::npos;
    const std::string tail = isValue ? "\r\n" : head.starts_with("set ") ? " 0 0 1\r\nx\r\n" : "\r\n";
    if (bytes < head.size() + tail.size()) return false;
    send = head + std::string(bytes - head.size() - tail.size(), letter) + tail;
    return true;
}

// The names of STAT lines, for replies whose values are of their day.
std::vector<std::string> statNames(const std::string& reply) {
    std::vector<std::string> names;
    std::istringstream lines(reply);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("STAT ")) names.push_back(line.substr(5, line.find(' ', 5) - 5));
    }
    return names;
}

bool matches(const std::string& got, const std::string& want, const std::string& cmp) {
    if (cmp == "type") return !got.empty() && !want.empty() && got[0] == want[0];
    if (cmp == "prefix") return got.substr(0, 12) == want.substr(0, 12);
    if (cmp == "keys" || cmp == "stats") return !statNames(want).empty() && statNames(got) == statNames(want);
    return got == want;
}

std::uint64_t number(const Json& j) { return std::stoull(j.get<std::string>()); }

} // namespace

class GoldenMemcached : public QObject {
    Q_OBJECT

  private slots:
    void init() { m_failedBefore = g_vectors.failed(); }
    void transcript();
    void slabClasses();
    void zipf10mb();

  private:
    void checkVectors() { QCOMPARE(g_vectors.failed(), m_failedBefore); }
    int m_failedBefore = 0;
};

void GoldenMemcached::transcript() {
    const QString path = QStringLiteral("cache/memcached_1.6.18_transcripts.json");
    MAYLAB_NEEDS_GOLDEN(path);
    Memcached server;
    std::int64_t now = server.process().options.startedAtMs;
    const auto pass = [&](double seconds) {
        const std::int64_t until = now + static_cast<std::int64_t>(seconds * 1000);
        while (server.nextCron() <= until) server.cron(server.nextCron());
        now = until;
    };
    std::map<std::string, ClientId> clients;
    int index = 0;
    for (const Json& step : Json::parse(maylab::testing::readGolden(path))) {
        if (step.contains("sleep_s")) {
            pass(step.at("sleep_s").get<double>());
            continue;
        }
        auto send = step.at("send").get<std::string>();
        QVERIFY(restore(send));
        ClientId& client = clients[step.value("conn", "A")];
        if (!server.isOpen(client)) client = server.connect(now);
        std::string got;
        server.receive(client, send, now, got);
        const auto want = step.at("reply").get<std::string>();
        const std::string cmp = step.value("cmp", "exact");
        g_vectors.check(matches(got, want, cmp),
                        qs("step " + std::to_string(index) + " " + shortened(Json(send).dump()) + ": got " +
                           shortened(Json(got).dump()) + ", want " + shortened(Json(want).dump()) + " (" +
                           cmp + ")"));
        ++index;
    }
    std::printf("  %d requests\n", index);
    checkVectors();
}

void GoldenMemcached::slabClasses() {
    const QString path = QStringLiteral("cache/memcached_slab_classes.txt");
    MAYLAB_NEEDS_GOLDEN(path);
    const SlabTable table;
    std::istringstream lines(maylab::testing::readGolden(path));
    std::size_t classes = 0;
    for (std::string line; std::getline(lines, line);) {
        unsigned id = 0, size = 0, perPage = 0;
        if (std::sscanf(line.c_str(), "slab class %u: chunk size %u perslab %u", &id, &size, &perPage) != 3) continue;
        ++classes;
        g_vectors.check(id < kMaxClasses && table[id].chunkSize == size && table[id].perPage == perPage, qs(line));
    }
    g_vectors.check(classes == table.largest(), qs(std::to_string(table.largest()) + " classes"));
    checkVectors();
}

void GoldenMemcached::zipf10mb() {
    const QString path = QStringLiteral("cache/exp_memcached_zipf10mb.json");
    MAYLAB_NEEDS_GOLDEN(path);
    for (const Json& run : Json::parse(maylab::testing::readGolden(path))) {
        const auto name = run.at("name").get<std::string>();
        const bool flat = name == "flat_lru_no_modern";
        Options options;
        // The server's clock ticks once a second, and HOT drains at the tick: the recording ended half a second after one.
        options.startedAtMs = kStart - 500;
        if (flat) QVERIFY(setOption(options.settings, "no_modern", "").ok);
        QVERIFY(setOption(options.settings, "memory-limit", "10").ok);
        Memcached server(options);
        maylab::testing::ZipfStream zipf(100'000, 0.99, 42);
        const auto requests = run.at("requests").get<std::size_t>();
        constexpr std::size_t kWindows = 20;
        std::size_t hits = 0, secondHalf = 0, windowHits = 0;
        for (std::size_t i = 0; i < requests; ++i) {
            const std::int64_t now = kStart + static_cast<std::int64_t>(i) / 20;
            while (server.nextCron() <= now) server.cron(server.nextCron());
            const std::size_t rank = zipf.next();
            char key[24];
            std::snprintf(key, sizeof key, "key:%06zu", rank);
            if (server.get(key, now).status == maylab::ports::CacheReply::Status::Ok) {
                ++hits;
                ++windowHits;
                if (i >= requests / 2) ++secondHalf;
            } else {
                QVERIFY(server.set(key, {500, rank}, 0, now).status == maylab::ports::CacheReply::Status::Ok);
            }
            if ((i + 1) % (requests / kWindows) != 0) continue;
            const std::size_t window = i / (requests / kWindows);
            const double ratio = static_cast<double>(windowHits) / static_cast<double>(requests / kWindows);
            const auto want = run.at("windows").at(window).get<double>();
            g_vectors.check(std::abs(ratio - want) <= 0.01,
                            qs(name + ": window " + std::to_string(window) + " " + std::to_string(ratio) +
                               " real " + std::to_string(want)));
            windowHits = 0;
        }
        const auto near = [&](const char* what, double got, double want, double tolerance) {
            std::printf("  %-20s %-22s %.4f (real %.4f)\n", name.c_str(), what, got, want);
            g_vectors.check(std::abs(got - want) <= tolerance, qs(name + ": " + what));
        };
        const auto all = static_cast<double>(requests);
        const Totals t = server.totals();
        const Json& real = run.at("stats");
        near("hit ratio", static_cast<double>(hits) / all, run.at("hit_ratio").get<double>(), 0.01);
        near("second half", 2 * static_cast<double>(secondHalf) / all, run.at("hit_ratio_second_half").get<double>(), 0.01);
        const auto evictions = static_cast<double>(number(real.at("evictions")));
        near("evictions", static_cast<double>(t.evictions), evictions, 0.02 * evictions);
        const auto unfetched = static_cast<double>(number(real.at("evicted_unfetched")));
        near("evicted unfetched", static_cast<double>(t.evictedUnfetched), unfetched, 0.03 * unfetched);
        near("items", static_cast<double>(t.items), static_cast<double>(number(real.at("curr_items"))), 0);
        near("bytes", static_cast<double>(t.bytes), static_cast<double>(number(real.at("bytes"))), 0);
        if (!flat) {
            const auto share = [&](const char* what, std::uint64_t got, double tolerance) {
                const auto want = static_cast<double>(number(real.at(what)));
                near(what, static_cast<double>(got), want, tolerance * want);
            };
            share("moves_to_cold", t.movesToCold, 0.03);
            share("moves_to_warm", t.movesToWarm, 0.15);
            share("moves_within_lru", t.movesWithin, 0.15);
            share("direct_reclaims", t.directReclaims, 0.02);
        }
        // Whatever the recording says of the class: items by list, chunks and pages.
        std::map<std::string, std::string> said;
        for (const char* group : {"items", "slabs"}) {
            for (const auto& [key, value] : server.stats(group, kStart)) said[key] = value;
        }
        for (const char* group : {"items", "slabs"}) {
            for (const auto& [key, value] : run.at(group).items()) {
                const auto want = static_cast<double>(number(value));
                QVERIFY2(said.count(key) == 1, key.c_str());
                // Some 3,600 new items a second pass through HOT: the tolerance is what comes in 80 ms.
                const bool list = key.find("number_") != std::string::npos;
                near(key.c_str(), std::stod(said[key]), want, list ? 300 : 0);
            }
        }
    }
    checkVectors();
}

QTEST_APPLESS_MAIN(GoldenMemcached)
#include "golden_memcached.moc"
