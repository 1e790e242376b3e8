// What other policies would have given on the same requests: miss ratios as libCacheSim has them, against naive models,
// and as values that are copied in the middle.
#include <QtTest>

#include "cache/whatif/whatif.h"
#include "kernel/rng.h"
#include "support/golden.h"
#include "support/zipf.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <list>
#include <sstream>
#include <string>

using namespace maylab::whatif;

namespace {

// The queue as it is told: a list, and a linear search.
struct NaiveQueue {
    std::size_t capacity;
    bool bump;
    std::list<std::uint64_t> queue; // youngest first
    bool request(std::uint64_t id) {
        const auto at = std::find(queue.begin(), queue.end(), id);
        const bool hit = at != queue.end();
        if (hit && !bump) return true;
        if (hit) queue.erase(at);
        else if (queue.size() == capacity) queue.pop_back();
        queue.push_front(id);
        return hit;
    }
};

Policy policyNamed(const std::string& name, bool& known) {
    known = true;
    if (name == "FIFO") return Policy::Fifo;
    if (name == "LRU") return Policy::Lru;
    if (name == "Clock") return Policy::Clock;
    if (name == "Sieve") return Policy::Sieve;
    if (name.starts_with("S3FIFO")) return Policy::S3Fifo;
    if (name == "LFU") return Policy::Lfu;
    if (name == "ARC") return Policy::Arc;
    if (name == "TwoQ") return Policy::TwoQ;
    known = false;
    return Policy::Fifo;
}

} // namespace

class TestWhatIf : public QObject {
    Q_OBJECT

  private slots:
    void missRatiosOfLibCacheSim();
    void fifoAndLruLikeAList();
    void neverMoreThanItsCapacity();
    void scansAndLoops();
    void copiesGoTheirOwnWay();
};

void TestWhatIf::missRatiosOfLibCacheSim() {
    const QString path = QStringLiteral("cache/libcachesim_zipf099_100k_500k.txt");
    QVERIFY(maylab::testing::hasGolden(path));
    std::vector<std::uint64_t> trace(500'000);
    maylab::testing::ZipfStream zipf(100'000, 0.99, 42);
    for (auto& id : trace) id = zipf.next();
    maylab::testing::VectorCount vectors;
    std::istringstream lines(maylab::testing::readGolden(path));
    for (std::string line; std::getline(lines, line);) {
        char file[64], name[64];
        unsigned long capacity = 0;
        double want = 0;
        if (std::sscanf(line.c_str(), "%63s %63s cache size %lu, 500000 req, miss ratio %lf", file, name,
                        &capacity, &want) != 4)
            continue;
        bool known = false;
        const Policy policy = policyNamed(name, known);
        if (!known) continue; // policies that are not offered
        const Policy one[] = {policy};
        WhatIf w(capacity, one);
        for (const std::uint64_t id : trace) w.request(id);
        const double miss = 1 - w.results()[0].hitRatio();
        std::printf("  %-8s %6lu objects: miss ratio %.4f (libCacheSim %.4f)\n", toString(policy), capacity, miss, want);
        vectors.check(std::abs(miss - want) <= 0.0001, QString::fromLatin1(name));
    }
    QCOMPARE(vectors.total(), 16);
    QCOMPARE(vectors.failed(), 0);
}

void TestWhatIf::fifoAndLruLikeAList() {
    for (const bool bump : {false, true}) {
        NaiveQueue naive{50, bump, {}};
        PolicyCache cache(bump ? Policy::Lru : Policy::Fifo, 50);
        maylab::kernel::Rng rng(7, "whatif");
        for (int i = 0; i < 20'000; ++i) {
            const std::uint64_t id = rng.below(rng.below(200) + 1);
            QCOMPARE(cache.request(id), naive.request(id));
        }
        for (std::uint64_t id = 0; id < 200; ++id) {
            QCOMPARE(cache.contains(id), std::find(naive.queue.begin(), naive.queue.end(), id) != naive.queue.end());
        }
    }
}

void TestWhatIf::neverMoreThanItsCapacity() {
    for (const Policy policy : kAllPolicies) {
        for (const std::size_t capacity : {1, 2, 3, 9, 10, 11, 100}) {
            PolicyCache cache(policy, capacity);
            maylab::kernel::Rng rng(capacity, "whatif");
            for (int i = 0; i < 5'000; ++i) {
                const std::uint64_t id = rng.below(rng.below(300) + 1);
                const bool inside = cache.contains(id);
                QCOMPARE(cache.request(id), inside);
                QVERIFY2(cache.size() <= capacity && cache.contains(id), toString(policy));
            }
            QCOMPARE(cache.size(), capacity);
        }
    }
}

// What the policies are famous for. A hundred hot objects, then a scan of objects that are read once.
void TestWhatIf::scansAndLoops() {
    const auto hotAfterScan = [](Policy policy) {
        PolicyCache cache(policy, 200);
        for (int round = 0; round < 20; ++round)
            for (std::uint64_t id = 0; id < 100; ++id) cache.request(id);
        for (std::uint64_t id = 1000; id < 3000; ++id) cache.request(id);
        std::size_t left = 0;
        for (std::uint64_t id = 0; id < 100; ++id) left += cache.contains(id) ? 1 : 0;
        return left;
    };
    QCOMPARE(hotAfterScan(Policy::Fifo), std::size_t{0});
    QCOMPARE(hotAfterScan(Policy::Lru), std::size_t{0});
    for (const Policy policy : {Policy::S3Fifo, Policy::Lfu, Policy::Arc}) QCOMPARE(hotAfterScan(policy), std::size_t{100});
    // A loop one object longer than the cache: LRU never hits.
    PolicyCache lru(Policy::Lru, 100);
    for (int i = 0; i < 1'010; ++i) QVERIFY(!lru.request(static_cast<std::uint64_t>(i % 101)));
}

void TestWhatIf::copiesGoTheirOwnWay() {
    WhatIf original(500);
    maylab::testing::ZipfStream zipf(5'000, 0.99, 3);
    for (int i = 0; i < 20'000; ++i) original.request(zipf.next());
    const std::uint64_t before = original.fingerprint();
    WhatIf copy = original, other = original;
    QCOMPARE(copy.fingerprint(), before);
    maylab::testing::ZipfStream a = zipf, b = zipf;
    for (int i = 0; i < 5'000; ++i) copy.request(a.next());
    for (int i = 0; i < 5'000; ++i) other.request(std::uint64_t{900'000} + static_cast<std::uint64_t>(i));
    QCOMPARE(original.fingerprint(), before);
    QVERIFY(other.fingerprint() != copy.fingerprint());
    for (int i = 0; i < 5'000; ++i) original.request(b.next());
    QCOMPARE(original.fingerprint(), copy.fingerprint());
    QCOMPARE(original.results()[0].requests, std::uint64_t{25'000});
}

QTEST_APPLESS_MAIN(TestWhatIf)
#include "tst_whatif.moc"
