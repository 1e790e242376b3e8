// The shop with the simplest cache there is: what it does is its own then, not the cache's.
#include <QtTest>

#include "fake_cache.h"
#include "kernel/math.h"
#include "scenarios/models.h"
#include "scenarios/shop/shop_service.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <set>

using namespace maylab::scenarios;
using maylab::kernel::Decision;
using maylab::kernel::Json;
using maylab::kernel::Rng;
using maylab::kernel::SimDuration;
using maylab::kernel::SimTime;
using maylab::kernel::World;
using Reach = maylab::ports::KeyValueCache::Reach;

namespace {

// A world of shop and fake cache, and what a test asks of it.
class Shop {
  public:
    explicit Shop(std::uint64_t seed, const ShopSettings& settings = {})
        : m_world(std::make_unique<World>(maylab::kernel::WorldConfig{"shop", seed, {}, {}})) {
        m_world->metrics().attach();
        m_world->add(std::make_unique<FakeCache>());
        m_world->add(std::make_unique<ShopService>(settings));
    }
    explicit Shop(std::unique_ptr<World> world) : m_world(std::move(world)) {}

    World& world() { return *m_world; }
    const ShopService& service() const { return *findShop(*m_world); }
    const ShopTotals& totals() const { return service().totals(); }
    const FakeCache& cache() const { return static_cast<const FakeCache&>(m_world->service(0)); }
    ShopView view() const { return shopViewOf(*m_world); }
    Json describe() const { return *m_world->peek("lab", "DescribeShop", Json::object()); }

    // Empty when the call succeeded, else its error code.
    std::string call(const char* operation, const Json& input, const char* door = "lab") {
        m_world->call(maylab::kernel::Actor::Setup, door, operation, input);
        const auto replies = m_world->takeReplies();
        if (replies.size() != 1) return "no reply";
        lastMessage = replies[0].result ? "" : replies[0].result.error().message;
        return replies[0].result ? "" : replies[0].result.error().code;
    }
    void run(double seconds) { m_world->runFor(SimDuration::fromSeconds(seconds)); }
    // Runs in small steps and keeps every answered request.
    void collect(double seconds) {
        const SimTime end = m_world->now() + SimDuration::fromSeconds(seconds);
        std::uint64_t seen = view().answeredInAll;
        while (m_world->now() < end) {
            m_world->runUntil(std::min(end, m_world->now() + SimDuration::milliseconds(20)));
            const ShopView v = view();
            const std::uint64_t fresh = v.answeredInAll - seen;
            if (fresh > v.recent.size()) qFatal("more than the ring holds");
            records.insert(records.end(), v.recent.end() - static_cast<std::ptrdiff_t>(fresh), v.recent.end());
            seen = v.answeredInAll;
        }
    }
    bool conserved() const {
        const ShopTotals& t = totals();
        const ShopView v = view();
        std::uint32_t busy = 0;
        for (const auto& slot : v.connections) busy += slot.busy ? 1 : 0;
        return t.requests == t.answers + t.errors503 + service().inFlight() && t.queries == t.queriesDone + busy &&
               v.answeredInAll == t.answers + t.errors503;
    }

    std::vector<RequestRecord> records;
    std::string lastMessage;

  private:
    std::unique_ptr<World> m_world;
};

ShopSettings cached(Strategy strategy, double ttl = 300) {
    ShopSettings s;
    s.application.strategy = strategy;
    s.application.endpoint = "shop";
    s.application.ttlSeconds = ttl;
    return s;
}

ShopSettings few(ShopSettings s, std::uint32_t products) {
    s.popularity.kind = maylab::traffic::PopularityKind::Uniform;
    s.popularity.keys = products;
    return s;
}

std::vector<Decision> decisionsOf(const World& world, ShopRule rule) {
    const auto id = world.decisions().findRule(shopRules()[static_cast<std::size_t>(rule)].id);
    return world.decisions().exemplars(id, SimTime(), world.now() + SimDuration::seconds(1));
}
std::uint64_t countOf(const World& world, ShopRule rule) {
    return world.decisions().count(world.decisions().findRule(shopRules()[static_cast<std::size_t>(rule)].id));
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

} // namespace

class TestShop : public QObject {
    Q_OBJECT
  private slots:
    void poolAgreesWithANaiveQueue();
    void shopAgreesWithANaiveQueue();
    void poolGrowsAndShrinks();
    void truthAgreesWithANaiveHistory();
    void valuesAreJsonOfTheirLength();
    void keysComeAndGo();

    void drownsAndRecovers();
    void requestsAreConserved();
    void hopsAddUp();
    void missesAreStoredAndHit();
    void ttlAndJitter();
    void lazyLoadingGrowsStale();
    void writeThroughIsNeverStaleButForRaces();
    void anOldLoadCanOverwriteANewPrice();
    void concurrentLoadsAreCounted();
    void closedDoors_data();
    void closedDoors();
    void foreignValuesAreWhatTheyAre();
    void fullCacheRefusesStores();
    void closedLoopAsksOnlyAfterTheReply();
    void trafficChangesItsKindWhileRunning();
    void scansAskOnce();
    void popularityMovesAtItsInstant();
    void productsComeAndGo();
    void metricsAgreeWithTheTotals();
    void decisionsSayWhy();
    void viewIsSmall();

    void sameSeedSameRun();
    void clonesRunOn();
    void watchingChangesNothing();
    void absurdSettingsAreRefused_data();
    void absurdSettingsAreRefused();
    void absurdLoadIsBounded();
};

// --- parts -----------------------------------------------------------------------------------------------------

void TestShop::poolAgreesWithANaiveQueue() {
    // Arrivals and services at random; the naive queue knows for each server when it is free, nothing else.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Rng rng(seed, "pool");
        const auto servers = static_cast<std::uint32_t>(1 + rng.below(20));
        const double load = 0.5 + rng.uniform();
        constexpr std::int64_t kPatience = 1'000'000'000;
        struct Customer {
            std::int64_t arrived, service, start = -1;
        };
        std::vector<Customer> customers;
        double t = 0;
        for (int i = 0; i < 3000; ++i) {
            t += rng.exponential(0.025e9 / (servers * load));
            customers.push_back({static_cast<std::int64_t>(t), static_cast<std::int64_t>(rng.logNormal(0.025e9, 0.3))});
        }
        std::vector<std::int64_t> expected;
        std::vector<std::int64_t> freeAt(servers, 0);
        for (const Customer& c : customers) {
            const auto server = std::min_element(freeAt.begin(), freeAt.end());
            const std::int64_t start = std::max(c.arrived, *server);
            expected.push_back(start - c.arrived >= kPatience ? -1 : start);
            if (expected.back() >= 0) *server = start + c.service;
        }

        ConnectionPool pool(servers, 100'000, SimDuration::nanoseconds(kPatience));
        std::multimap<std::int64_t, std::uint32_t> done; // time, connection
        const auto begin = [&](std::uint32_t who, std::uint32_t connection, std::int64_t now) {
            customers[who].start = now;
            done.emplace(now + customers[who].service, connection);
        };
        const auto work = [&](std::int64_t until) {
            ConnectionPool::Waiter w;
            for (;;) {
                const std::int64_t gone = pool.frontDeadline().ns();
                const std::int64_t ready = done.empty() ? std::numeric_limits<std::int64_t>::max() : done.begin()->first;
                if (std::min(gone, ready) > until) return;
                if (gone <= ready) {
                    QVERIFY(pool.giveUp(SimTime::fromNs(gone), w));
                    continue;
                }
                pool.release(done.begin()->second, SimTime::fromNs(ready));
                done.erase(done.begin());
                while (const auto c = pool.startNext(SimTime::fromNs(ready), w)) begin(w.request, *c, ready);
            }
        };
        for (std::uint32_t i = 0; i < customers.size(); ++i) {
            const std::int64_t now = customers[i].arrived;
            work(now);
            if (const auto c = pool.start(i, SimTime::fromNs(now))) {
                begin(i, *c, now);
            } else {
                QVERIFY(pool.wait(i, SimTime::fromNs(now)));
            }
            QVERIFY(pool.inUse() <= servers);
        }
        work(std::numeric_limits<std::int64_t>::max() - 1);
        for (std::size_t i = 0; i < customers.size(); ++i) {
            QVERIFY2(customers[i].start == expected[i], qPrintable(QString("seed %1, customer %2").arg(seed).arg(i)));
        }
    }
}

void TestShop::shopAgreesWithANaiveQueue() {
    // The whole way through events and metrics: every wait follows from arrivals and query times alone.
    for (const double rate : {300.0, 550.0, 700.0}) {
        ShopSettings s;
        s.arrivals.ratePerSecond = rate;
        Shop shop(5, s);
        shop.collect(40);
        shop.call("SetTraffic", {{"requestsPerSecond", 0}});
        shop.collect(3);
        QCOMPARE(shop.service().inFlight(), 0u);
        std::sort(shop.records.begin(), shop.records.end(),
                  [](const RequestRecord& a, const RequestRecord& b) { return a.id < b.id; });
        QVERIFY(shop.records.size() > static_cast<std::size_t>(rate) * 38);
        std::vector<double> freeAt(14, 0);
        int gaveUp = 0;
        for (const RequestRecord& r : shop.records) {
            const double arrived = r.arrived.inSeconds() * 1000;
            const auto server = std::min_element(freeAt.begin(), freeAt.end());
            const double wait = std::max(0.0, *server - arrived);
            if (r.outcome == Outcome::Error503) {
                QVERIFY2(wait > 999.9, qPrintable(QString::number(wait)));
                QVERIFY(std::abs(r.waitMilliseconds - 1000) < 0.001);
                ++gaveUp;
                continue;
            }
            QVERIFY2(std::abs(wait - r.waitMilliseconds) < 0.05,
                     qPrintable(QString("request %1: %2 against %3").arg(r.id).arg(r.waitMilliseconds).arg(wait)));
            *server = arrived + wait + r.queryMilliseconds;
        }
        QCOMPARE(gaveUp > 0, rate > 560);
    }
}

void TestShop::poolGrowsAndShrinks() {
    ConnectionPool pool(3, 2, SimDuration::seconds(1));
    const SimTime t;
    for (std::uint32_t i = 0; i < 3; ++i) QCOMPARE(pool.start(i, t).value_or(99), i);
    QVERIFY(!pool.start(3, t));
    QVERIFY(pool.wait(3, t));
    QVERIFY(pool.wait(4, t));
    QVERIFY(!pool.wait(5, t)); // full
    pool.resize(1, 0);
    QCOMPARE(pool.waiting(), 2u); // who is in the queue stays there
    ConnectionPool::Waiter w;
    pool.release(1, t);
    QVERIFY(!pool.startNext(t, w)); // two are still busy, one allowed
    pool.release(0, t);
    QCOMPARE(pool.startNext(t, w).value_or(99), 0u); // connection 2 ends on its own
    QCOMPARE(w.request, 3u);
    pool.release(2, t);
    QCOMPARE(pool.connections().size(), std::size_t{1});
    pool.resize(200, 10);
    QCOMPARE(pool.startNext(t, w).value_or(99), 1u);
    for (std::uint32_t i = 0; i < 198; ++i) QCOMPARE(pool.start(100 + i, t).value_or(999), i + 2);
    QVERIFY(!pool.start(999, t));
    QCOMPARE(pool.inUse(), 200u);
}

void TestShop::truthAgreesWithANaiveHistory() {
    ProductTruth truth(50);
    std::vector<std::vector<SimTime>> naive(50);
    Rng rng(1, "truth");
    std::vector<std::uint64_t> order; // which change was the n-th
    for (int i = 0; i < 400'000; ++i) {
        const SimTime now = SimTime::fromNs(std::int64_t{i} * 1000);
        const auto product = static_cast<std::uint32_t>(rng.below(50));
        naive[product].push_back(now);
        QCOMPARE(truth.change(product, now), static_cast<std::uint32_t>(naive[product].size()));
        if (i % 997 != 0) continue;
        for (std::uint32_t p = 0; p < 50; ++p) {
            const std::uint32_t current = truth.versionOf(p);
            for (std::uint32_t back = 1; back <= std::min(current, 5u); ++back) {
                QCOMPARE(truth.replacedAt(p, current - back).ns(), naive[p][current - back].ns());
            }
        }
    }
    // Older than the log: never younger than what is true, and as old as the log knows.
    const SimTime known = truth.replacedAt(0, 0);
    QVERIFY(known >= naive[0][0]);
    QVERIFY(known <= naive[0].back());
    QCOMPARE(truth.changes(), std::size_t{400'000});
}

void TestShop::valuesAreJsonOfTheirLength() {
    Rng rng(3, "values");
    for (int i = 0; i < 2000; ++i) {
        const auto product = static_cast<std::uint32_t>(i == 0 ? 0 : rng.below(1'000'000));
        const auto version = static_cast<std::uint32_t>(i % 7 == 0 ? 4'000'000'000u : rng.below(5));
        const auto value = productValue(product, version);
        QCOMPARE(value.length, kValueBytes);
        std::string text(value.length + 1, '#');
        renderProduct(value, text.data());
        QCOMPARE(text.back(), '#');
        text.pop_back();
        const Json json = Json::parse(text, nullptr, false);
        QVERIFY(!json.is_discarded());
        QCOMPARE(json["id"].get<std::uint32_t>(), product);
        QCOMPARE(json["version"].get<std::uint32_t>(), version);
        QCOMPARE(json["price"].get<std::uint32_t>(), priceOf(product, version));
        QVERIFY(json["price"].get<std::uint32_t>() > 0);
        if (version > 0 && version < 100) QVERIFY(priceOf(product, version) != priceOf(product, version - 1));
    }
    // Shorter than the text: cut, and not a byte more.
    for (std::uint32_t length = 0; length < 100; ++length) {
        std::string text(length + 8, '#');
        renderProduct({length, tagOf(17, 2)}, text.data());
        QCOMPARE(text.substr(length), std::string(8, '#'));
    }
}

void TestShop::keysComeAndGo() {
    char buffer[kKeyCapacity];
    QVERIFY(keyOf(17, buffer) == "product:17");
    QVERIFY(keyOf(kScanBase + 4, buffer) == "archive:4");
    for (const std::uint32_t p : {0u, 9u, 99'999u, kScanBase - 1, kScanBase, 0xFFFFFFFFu}) {
        std::uint32_t back = 1;
        QVERIFY(productOfKey(keyOf(p, buffer), back));
        QCOMPARE(back, p);
    }
    std::uint32_t unused = 0;
    for (const char* text : {"", "product:", "product:-1", "product:007", "product:17x", "product:99999999999", "Product:1"}) {
        QVERIFY(!productOfKey(text, unused));
    }
}

// --- the shop --------------------------------------------------------------------------------------------------

void TestShop::drownsAndRecovers() {
    Shop shop(1);
    shop.run(10);
    QVERIFY(shop.view().waiting < 10);
    QCOMPARE(shop.totals().errors503, std::uint64_t{0});
    shop.call("SetTraffic", {{"requestsPerSecond", 700}});
    shop.run(20);
    QVERIFY(shop.view().waiting > 400); // a second's worth of those who come
    QCOMPARE(shop.view().connections.size(), std::size_t{14});
    const std::uint64_t drowned = shop.totals().errors503;
    // 700 come and 560 are served; the first seconds fill the queue.
    QVERIFY2(drowned > 140 * 12 && drowned < 140 * 20, qPrintable(QString::number(drowned)));
    shop.call("SetTraffic", {{"requestsPerSecond", 450}});
    shop.run(20);
    const std::uint64_t settled = shop.totals().errors503;
    QVERIFY(shop.view().waiting < 14);
    shop.run(20);
    QCOMPARE(shop.totals().errors503, settled);
}

void TestShop::requestsAreConserved() {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Shop shop(seed);
        Rng rng(seed, "operations");
        for (int i = 0; i < 120; ++i) {
            switch (rng.below(10)) {
            case 0: shop.call("SetTraffic", {{"requestsPerSecond", rng.uniform() * 3000}, {"arrivals", "burst"}}); break;
            case 1: shop.call("SetTraffic", {{"requestsPerSecond", rng.uniform() * 1200}, {"arrivals", "poisson"}}); break;
            case 2: shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", rng.below(900)}, {"thinkSeconds", 0.3}}); break;
            case 3: shop.call("SetApplication", {{"strategy", "lazy-loading"}, {"endpoint", "shop"}, {"ttlSeconds", rng.below(20)}}); break;
            case 4: shop.call("SetApplication", {{"strategy", "write-through"}, {"endpoint", "shop"}, {"jitterPercent", 30}}); break;
            case 5: shop.call("SetApplication", {{"strategy", "none"}}); break;
            case 6: shop.call("SetDatabase", {{"connections", 1 + rng.below(40)}, {"queueLimit", rng.below(300)}}); break;
            case 7: shop.call("SetProducts", {{"count", 1 + rng.below(20'000)}}); break;
            case 8: shop.call("Reach", {{"reach", rng.below(4)}}, "elasticache"); break;
            default: shop.call("StartScan", {{"requestsPerSecond", rng.below(500)}, {"keys", 1 + rng.below(400)}}); break;
            }
            for (int k = 0; k < 5; ++k) {
                shop.run(0.13);
                QVERIFY2(shop.conserved(), qPrintable(QString("seed %1, step %2").arg(seed).arg(i)));
            }
        }
        shop.call("SetTraffic", {{"requestsPerSecond", 0}, {"arrivals", "poisson"}});
        shop.call("StartScan", {{"requestsPerSecond", 0}, {"keys", 1}});
        shop.run(20);
        QCOMPARE(shop.service().inFlight(), 0u);
        QCOMPARE(shop.totals().requests, shop.totals().answers + shop.totals().errors503);
        QVERIFY(shop.totals().errors503 > 0 && shop.totals().hits > 0);
    }
}

void TestShop::hopsAddUp() {
    ShopSettings s = cached(Strategy::LazyLoading, 2);
    s.arrivals.ratePerSecond = 1500;
    Shop shop(2, s);
    shop.collect(20);
    int waited = 0;
    for (const RequestRecord& r : shop.records) {
        const float sum = r.cacheMilliseconds + r.waitMilliseconds + r.queryMilliseconds;
        QVERIFY2(std::abs(sum - r.totalMilliseconds) < 0.01f,
                 qPrintable(QString("%1 against %2").arg(sum).arg(r.totalMilliseconds)));
        waited += r.waitMilliseconds > 0 ? 1 : 0;
        if (isHit(r.outcome)) QVERIFY(r.totalMilliseconds < 2 && r.queryMilliseconds == 0);
        if (r.outcome == Outcome::DatabaseMiss) QVERIFY(r.queryMilliseconds > 5 && r.cacheMilliseconds > 1);
    }
    QVERIFY(waited > 100);
}

void TestShop::missesAreStoredAndHit() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 0), 40);
    s.arrivals.ratePerSecond = 200;
    s.changesPerSecond = 0;
    Shop shop(3, s);
    shop.collect(20);
    QCOMPARE(shop.cache().entries.size(), std::size_t{40});
    QCOMPARE(shop.cache().connected, std::int64_t{kCacheConnections});
    // Every product was loaded once, or a few times where two asked before the first was stored.
    QVERIFY(shop.totals().misses >= 40 && shop.totals().misses < 60);
    double fastest = 1e9;
    for (const RequestRecord& r : shop.records) {
        if (isHit(r.outcome)) fastest = std::min(fastest, static_cast<double>(r.totalMilliseconds));
    }
    QVERIFY(std::abs(fastest - 0.512) < 1e-4); // round trip and 12 µs
    QCOMPARE(shop.totals().staleReads, std::uint64_t{0});
    shop.call("SetApplication", {{"strategy", "none"}});
    QCOMPARE(shop.cache().connected, std::int64_t{0});
}

void TestShop::ttlAndJitter() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 100), 4000);
    s.application.jitterPercent = 20;
    s.arrivals.ratePerSecond = 500;
    s.database.connections = 100;
    Shop shop(3, s);
    std::map<std::string, SimTime, std::less<>> seen;
    double least = 1e9, most = 0;
    for (int i = 0; i < 40; ++i) {
        const SimTime before = shop.world().now();
        shop.run(0.2);
        for (const auto& [key, entry] : shop.cache().entries) {
            if (!seen.try_emplace(key, entry.expires).second) continue;
            const double ttl = (entry.expires - before).inSeconds(); // within 0.2 s
            least = std::min(least, ttl);
            most = std::max(most, ttl);
        }
    }
    QVERIFY(seen.size() > 1500);
    QVERIFY2(least >= 80 && least < 81, qPrintable(QString::number(least)));
    QVERIFY2(most <= 120.2 && most > 119, qPrintable(QString::number(most)));
    shop.call("SetApplication", {{"ttlSeconds", 0}});
    shop.run(5);
    int eternal = 0;
    for (const auto& [key, entry] : shop.cache().entries) eternal += entry.expires == SimTime() ? 1 : 0;
    QVERIFY(eternal > 500);
}

void TestShop::lazyLoadingGrowsStale() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 10), 100);
    s.arrivals.ratePerSecond = 1000;
    s.changesPerSecond = 10; // each product every 10 s
    Shop shop(4, s);
    shop.run(60);
    const double share = static_cast<double>(shop.totals().staleReads) / static_cast<double>(shop.totals().hits);
    // A copy lives for T = 10 s and is out of date after an exponential time of 10 s: 1 - (1 - 1/e).
    QVERIFY2(std::abs(share - 0.37) < 0.05, qPrintable(QString::number(share)));
    double oldest = 0;
    for (const Decision& d : decisionsOf(shop.world(), ShopRule::StaleRead)) {
        // Changed after it was stored, or at most while its query ran; and it leaves 10 s after it was stored.
        QVERIFY(d.values[1] >= 0 && d.values[1] <= d.values[0] + 0.1);
        QVERIFY(d.values[0] + d.values[2] > 9.9 && d.values[0] + d.values[2] < 10.1);
        QVERIFY(d.values[3] >= 1);
        oldest = std::max(oldest, d.values[1]);
    }
    QVERIFY(oldest > 8 && oldest <= 10);
}

void TestShop::writeThroughIsNeverStaleButForRaces() {
    ShopSettings s = few(cached(Strategy::WriteThrough, 0), 100);
    s.arrivals.ratePerSecond = 2000;
    s.changesPerSecond = 200;
    Shop shop(5, s);
    shop.run(30); // everything is loaded and was changed since: no load is on its way any more
    const ShopTotals before = shop.totals();
    const SimTime from = shop.world().now();
    shop.run(60);
    QCOMPARE(shop.totals().misses, before.misses);
    const std::uint64_t stale = shop.totals().staleReads - before.staleReads;
    // What is left: the half millisecond in which the new price is on its way.
    QVERIFY2(stale > 0 && stale < 300, qPrintable(QString::number(stale)));
    for (const Decision& d : decisionsOf(shop.world(), ShopRule::StaleRead)) {
        if (d.at >= from) QVERIFY2(d.values[1] < 0.001, qPrintable(QString::number(d.values[1])));
    }
    QCOMPARE(countOf(shop.world(), ShopRule::WriteThrough), shop.totals().writeThroughs);
    QVERIFY(shop.totals().writeThroughs + 5 >= shop.totals().changes);
}

void TestShop::anOldLoadCanOverwriteANewPrice() {
    ShopSettings s = few(cached(Strategy::WriteThrough, 0), 20);
    s.arrivals.ratePerSecond = 100;
    s.changesPerSecond = 20;
    s.database.connections = 500;
    s.database.serviceMilliseconds = 3000; // any load reads a price that has changed when it is stored
    Shop shop(6, s);
    shop.run(4);
    QVERIFY(shop.totals().misses > 0);
    const ShopTotals before = shop.totals();
    shop.run(0.5);
    QVERIFY(shop.totals().staleReads > before.staleReads);
    double oldest = 0;
    for (const Decision& d : decisionsOf(shop.world(), ShopRule::StaleRead)) oldest = std::max(oldest, d.values[1]);
    QVERIFY(oldest > 0.5);
}

void TestShop::concurrentLoadsAreCounted() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 30), 1);
    s.arrivals = {maylab::traffic::ArrivalKind::Constant, 200};
    s.database.serviceMilliseconds = 400;
    s.database.serviceSpread = 0;
    s.database.connections = 500;
    s.changesPerSecond = 0;
    Shop shop(7, s);
    maylab::kernel::MetricId id = 0;
    QVERIFY(shop.world().metrics().find("Shop/DB", "LoadsOfKey", {}, id));
    shop.run(20);
    const auto& samples = shop.world().metrics().channel(id).samples;
    QVERIFY(!samples.empty());
    // 200 a second for the 400 ms of a load: one herd of 80, and one who asks before the first answer is stored.
    QCOMPARE(*std::max_element(samples.begin(), samples.end()), 80.0);
    QCOMPARE(samples.size(), std::size_t{81});
}

void TestShop::closedDoors_data() {
    QTest::addColumn<int>("reach");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<double>("lost"); // milliseconds before the database is asked
    QTest::newRow("security group closed") << static_cast<int>(Reach::TimesOut) << "shop" << 1000.0;
    QTest::newRow("nothing listens") << static_cast<int>(Reach::Refused) << "shop" << 0.5;
    QTest::newRow("wrong name") << static_cast<int>(Reach::Ok) << "shp" << 0.0;
}

void TestShop::closedDoors() {
    QFETCH(int, reach);
    QFETCH(QString, endpoint);
    QFETCH(double, lost);
    ShopSettings s = cached(Strategy::LazyLoading);
    s.arrivals.ratePerSecond = 200;
    Shop shop(8, s);
    shop.run(5);
    QVERIFY(shop.totals().hits > 0);
    shop.call("Reach", {{"reach", reach}}, "elasticache");
    shop.call("SetApplication", {{"endpoint", endpoint.toStdString()}});
    shop.run(2);
    shop.collect(5);
    QVERIFY(shop.records.size() > 800);
    for (const RequestRecord& r : shop.records) {
        QVERIFY(r.outcome == Outcome::DatabaseOnly);
        QVERIFY(std::abs(r.cacheMilliseconds - lost) < 0.001);
    }
    QCOMPARE(countOf(shop.world(), ShopRule::CacheUnreachable) > 0, true);
    QVERIFY(shop.totals().cacheErrors > 1000);
    QCOMPARE(shop.cache().connected, std::int64_t{0});
    // The door is opened again: the next look-up finds it.
    shop.call("Reach", {{"reach", 0}}, "elasticache");
    shop.call("SetApplication", {{"endpoint", "shop"}});
    shop.run(3);
    shop.records.clear();
    shop.collect(2);
    for (const RequestRecord& r : shop.records) QVERIFY(r.outcome != Outcome::DatabaseOnly);
    QCOMPARE(shop.cache().connected, std::int64_t{kCacheConnections});
    QVERIFY(shop.conserved());
}

void TestShop::foreignValuesAreWhatTheyAre() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 0), 4);
    s.arrivals.ratePerSecond = 100;
    s.changesPerSecond = 0;
    Shop shop(9, s);
    shop.run(5);
    shop.call("Type", {{"key", "product:1"}}, "elasticache");
    shop.call("Copy", {{"from", "product:2"}, {"to", "product:3"}}, "elasticache");
    shop.run(1);
    shop.collect(10);
    int foreign = 0;
    for (const RequestRecord& r : shop.records) {
        const bool touched = r.product == 1 || r.product == 3;
        QVERIFY(r.outcome == (touched ? Outcome::ForeignHit : Outcome::CacheHit));
        foreign += touched ? 1 : 0;
    }
    QVERIFY(foreign > 100);
    QVERIFY(countOf(shop.world(), ShopRule::AnswerForeign) == shop.totals().foreignHits);
    QCOMPARE(countOf(shop.world(), ShopRule::StaleRead), std::uint64_t{0});
    QCOMPARE(shop.totals().staleReads, shop.totals().foreignHits); // not what the database has
}

void TestShop::fullCacheRefusesStores() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 0), 1000);
    s.arrivals.ratePerSecond = 400;
    Shop shop(10, s);
    shop.call("Capacity", {{"keys", 100}}, "elasticache");
    shop.run(30);
    QCOMPARE(shop.cache().entries.size(), std::size_t{100});
    QVERIFY(shop.totals().storesRefused > 5000);
    QCOMPARE(countOf(shop.world(), ShopRule::StoreRefused), shop.totals().storesRefused);
    QCOMPARE(shop.totals().errors503, std::uint64_t{0}); // the visitor gets the answer all the same
    const double ratio = static_cast<double>(shop.totals().hits) / static_cast<double>(shop.totals().answers);
    QVERIFY(std::abs(ratio - 0.1) < 0.02);
}

void TestShop::closedLoopAsksOnlyAfterTheReply() {
    Shop shop(11);
    QCOMPARE(shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", 500}, {"thinkSeconds", 0.5}}), std::string());
    for (int i = 0; i < 200; ++i) {
        shop.run(0.1);
        QVERIFY(shop.service().inFlight() <= 500);
    }
    // More than the database can do, and yet nobody gives up: the users slow down. 500 = 560 (0.5 + R), R = 0.39 s.
    const std::uint64_t before = shop.totals().requests;
    shop.collect(20);
    const double rate = static_cast<double>(shop.totals().requests - before) / 20;
    QVERIFY2(std::abs(rate - 560) < 12, qPrintable(QString::number(rate)));
    double mean = 0;
    for (const RequestRecord& r : shop.records) mean += r.totalMilliseconds;
    mean /= static_cast<double>(shop.records.size());
    QVERIFY2(std::abs(mean - 393) < 25, qPrintable(QString::number(mean)));
    QCOMPARE(shop.totals().errors503, std::uint64_t{0});
    shop.call("SetTraffic", {{"users", 0}});
    shop.run(15);
    QCOMPARE(shop.service().inFlight(), 0u);
    QVERIFY(shop.conserved());
}

void TestShop::trafficChangesItsKindWhileRunning() {
    ShopSettings s = cached(Strategy::LazyLoading);
    Shop shop(12, s);
    const auto rateOver = [&](double seconds) {
        const std::uint64_t before = shop.totals().requests;
        shop.run(seconds);
        return static_cast<double>(shop.totals().requests - before) / seconds;
    };
    QVERIFY(std::abs(rateOver(20) - 300) < 20);
    shop.call("SetTraffic", {{"arrivals", "constant"}, {"requestsPerSecond", 125}});
    QVERIFY(std::abs(rateOver(20) - 125) <= 0.1);
    shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", 100}, {"thinkSeconds", 1}});
    shop.run(5);
    QVERIFY(std::abs(rateOver(20) - 98) < 10);
    shop.call("SetTraffic", {{"arrivals", "flash-crowd"}, {"requestsPerSecond", 100}, {"peakFactor", 5}, {"riseSeconds", 1}, {"holdSeconds", 20}});
    shop.run(2);
    QVERIFY(std::abs(rateOver(10) - 500) < 35);
    shop.call("SetTraffic", {{"requestsPerSecond", 200}}); // the crowd goes on, at the new level
    QVERIFY(std::abs(rateOver(5) - 1000) < 70);
    shop.call("SetTraffic", {{"arrivals", "poisson"}, {"requestsPerSecond", 400}});
    shop.call("RampTraffic", {{"to", 700}, {"seconds", 10}});
    QVERIFY(shop.describe()["traffic"]["ramping"].get<bool>());
    QVERIFY(std::abs(rateOver(10) - 550) < 35);
    QVERIFY(std::abs(rateOver(10) - 700) < 40);
    QCOMPARE(shop.describe()["traffic"]["requestsPerSecondNow"].get<double>(), 700.0);
    QVERIFY(shop.conserved());
}

void TestShop::scansAskOnce() {
    ShopSettings s = cached(Strategy::LazyLoading, 0);
    s.arrivals.ratePerSecond = 0;
    Shop shop(13, s);
    shop.call("StartScan", {{"requestsPerSecond", 100}, {"keys", 250}});
    shop.collect(5);
    QCOMPARE(shop.records.size(), std::size_t{250});
    std::set<std::uint32_t> products;
    for (const RequestRecord& r : shop.records) {
        QVERIFY(r.product >= kScanBase);
        QVERIFY(r.outcome == Outcome::DatabaseMiss);
        products.insert(r.product);
    }
    QCOMPARE(products.size(), std::size_t{250});
    QVERIFY(shop.cache().entries.contains("archive:249"));
    shop.call("StartScan", {{"requestsPerSecond", 100}, {"keys", 10}});
    shop.run(5);
    QVERIFY(shop.cache().entries.contains("archive:259")); // new ones
    QCOMPARE(shop.totals().hits, std::uint64_t{0});
}

void TestShop::popularityMovesAtItsInstant() {
    ShopSettings s;
    s.popularity.exponent = 3;
    s.database.connections = 100;
    Shop shop(14, s);
    const std::string at = shop.world().calendar().iso8601(SimTime::atSecond(60));
    QCOMPARE(shop.call("MovePopularity", {{"ranks", 5000}, {"at", at}}), std::string());
    QCOMPARE(shop.describe()["popularity"]["moves"].size(), std::size_t{1});
    SimTime next;
    std::string what;
    QVERIFY(shop.world().nextAnnounced(next, what));
    QCOMPARE(next.ns(), SimTime::atSecond(60).ns());
    shop.run(50);
    shop.collect(20);
    int favourite = 0, wrong = 0;
    for (const RequestRecord& r : shop.records) {
        favourite += r.product == (r.arrived < next ? 0u : 5000u) ? 1 : 0;
        wrong += r.product == (r.arrived < next ? 5000u : 0u) ? 1 : 0;
    }
    QCOMPARE(wrong, 0);
    QVERIFY(favourite > 0.8 * static_cast<double>(shop.records.size())); // 1 / zeta(3) = 0.83
    QCOMPARE(shop.describe()["popularity"]["movedRanks"].get<int>(), 5000);
    QVERIFY(shop.describe()["popularity"]["moves"].empty());
    QCOMPARE(shop.call("MovePopularity", {{"ranks", 5000}}), std::string());
    QCOMPARE(shop.describe()["popularity"]["movedRanks"].get<int>(), 0);
}

void TestShop::productsComeAndGo() {
    ShopSettings s = cached(Strategy::WriteThrough, 60);
    s.arrivals.ratePerSecond = 1500;
    s.changesPerSecond = 500;
    Shop shop(15, s);
    for (const int count : {100'000, 10, 1, 1'000'000, 5000}) {
        QCOMPARE(shop.call("SetProducts", {{"count", count}}), std::string());
        shop.run(2);
        shop.records.clear();
        shop.collect(1);
        for (const RequestRecord& r : shop.records) {
            if (r.arrived > shop.world().now() - SimDuration::seconds(1)) QVERIFY(r.product < static_cast<std::uint32_t>(count));
        }
        QVERIFY(shop.conserved());
    }
}

void TestShop::metricsAgreeWithTheTotals() {
    ShopSettings s = cached(Strategy::LazyLoading, 3);
    s.arrivals.ratePerSecond = 1800;
    Shop shop(16, s);
    shop.run(12);
    const auto& metrics = shop.world().metrics();
    const auto value = [&](const char* space, const char* name) {
        maylab::kernel::MetricId id = 0;
        if (!metrics.find(space, name, {}, id)) qFatal("%s is not there", name);
        return metrics.channel(id);
    };
    const ShopTotals& t = shop.totals();
    const auto same = [](double a, std::uint64_t b) { return a == static_cast<double>(b); };
    QVERIFY(same(value("Shop/App", "Requests").value, t.requests));
    QVERIFY(same(value("Shop/App", "Errors503").value, t.errors503));
    QVERIFY(same(value("Shop/App", "Hits").value, t.hits));
    QVERIFY(same(value("Shop/App", "Misses").value, t.misses));
    QVERIFY(same(value("Shop/App", "StaleReads").value, t.staleReads));
    QVERIFY(same(value("Shop/DB", "Queries").value, t.queries));
    QVERIFY(same(value("Shop/DB", "ConnectionsInUse").value, 14));
    QVERIFY(same(value("Shop/DB", "ConnectionsWaiting").value, shop.view().waiting));
    QCOMPARE(value("Shop/App", "Latency").samples.size(), static_cast<std::size_t>(t.answers + t.errors503));
    QCOMPARE(value("Shop/App", "AnswerAge").samples.size(), static_cast<std::size_t>(t.answers));
    QVERIFY(t.errors503 > 0 && t.staleReads > 0);
}

void TestShop::decisionsSayWhy() {
    ShopSettings s;
    s.arrivals.ratePerSecond = 650;
    Shop shop(17, s);
    shop.run(10);
    shop.collect(0.5);
    bool slow = false, refused = false;
    for (const RequestRecord& r : shop.records) {
        const auto why = shop.world().decisions().ofRequest(r.id);
        QVERIFY(!why.empty());
        const Decision& last = why.back();
        const auto& rule = shop.world().decisions().rule(last.rule);
        if (r.outcome == Outcome::DatabaseOnly) {
            QCOMPARE(QByteArray(rule.id), QByteArray("shop.answer.direct"));
            QVERIFY(std::abs(last.values[1] - r.waitMilliseconds) < 0.01);
            QVERIFY(std::abs(last.values[2] - r.queryMilliseconds) < 0.01);
            QVERIFY(std::abs(last.took.inMilliseconds() - r.totalMilliseconds) < 0.01);
            slow = slow || r.waitMilliseconds > 900;
        } else {
            QCOMPARE(QByteArray(rule.id), QByteArray("shop.error.gave-up"));
            QCOMPARE(last.values[0], 1000.0);
            QCOMPARE(last.values[2], 14.0);
            refused = true;
        }
    }
    QVERIFY(slow && refused);
    QCOMPARE(shopRules().size(), static_cast<std::size_t>(ShopRule::Count));
    for (const auto& rule : shopRules()) {
        QCOMPARE(QByteArray(rule.parameters).count(','), 3);
        QVERIFY(QByteArray(rule.source).size() > 0);
    }
}

void TestShop::viewIsSmall() {
    ShopSettings s;
    s.arrivals.ratePerSecond = 3000;
    Shop shop(18, s);
    shop.run(5);
    const ShopView v = shop.view();
    QCOMPARE(v.recent.size(), ShopView::kRecent);
    QCOMPARE(v.firstWaiting.size(), std::size_t{64});
    QCOMPARE(v.waiting, 2000u); // the queue's limit
    QCOMPARE(v.requestsPerSecond, 3000.0);
    QCOMPARE(shopViewOf(shop.world(), 5).recent.size(), std::size_t{5});
    QCOMPARE(shopViewOf(shop.world(), 5).recent.back().id, v.recent.back().id);
    for (std::size_t i = 1; i < v.firstWaiting.size(); ++i) {
        QVERIFY(v.firstWaiting[i - 1].arrived <= v.firstWaiting[i].arrived);
    }
    QVERIFY(countOf(shop.world(), ShopRule::QueueFull) > 0);
}

// --- determinism -----------------------------------------------------------------------------------------------

namespace {

ShopSettings busySettings() {
    ShopSettings s = cached(Strategy::WriteThrough, 4);
    s.application.jitterPercent = 10;
    s.arrivals.kind = maylab::traffic::ArrivalKind::Burst;
    s.arrivals.ratePerSecond = 1500;
    return s;
}

void script(Shop& shop, int part) {
    if (part == 0) {
        shop.call("StartScan", {{"requestsPerSecond", 50}, {"keys", 300}});
        shop.call("MovePopularity", {{"ranks", 77}, {"at", shop.world().calendar().iso8601(SimTime::atSecond(9))}});
    } else {
        shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", 700}, {"thinkSeconds", 0.2}});
    }
}

} // namespace

void TestShop::sameSeedSameRun() {
    const auto run = [](std::uint64_t seed, int slices) {
        Shop shop(seed, busySettings());
        script(shop, 0);
        for (int i = 0; i < slices; ++i) shop.world().runUntil(SimTime::fromNs(7'000'000'000 / slices * (i + 1)));
        script(shop, 1);
        while (shop.world().now() < SimTime::atSecond(12)) {
            if (slices == 1) {
                shop.world().runUntil(SimTime::atSecond(12));
            } else if (shop.world().nextEventTime() > SimTime::atSecond(12)) {
                shop.world().runUntil(SimTime::atSecond(12));
            } else {
                shop.world().step();
            }
        }
        return shop.world().fingerprint();
    };
    QCOMPARE(run(1, 1), run(1, 1));
    QCOMPARE(run(1, 1), run(1, 1000));
    QVERIFY(run(1, 1) != run(2, 1));
}

void TestShop::clonesRunOn() {
    Shop shop(3, busySettings());
    script(shop, 0);
    shop.run(5.001);
    Shop other(shop.world().clone());
    QVERIFY(shop.service().inFlight() > 0);
    for (Shop* s : {&shop, &other}) {
        s->run(3);
        script(*s, 1);
        s->run(4);
    }
    QCOMPARE(shop.world().fingerprint(), other.world().fingerprint());
    QCOMPARE(shop.describe(), other.describe());
    // A clone that is told something else does not reach back.
    Shop third(shop.world().clone());
    const std::uint64_t before = shop.world().fingerprint();
    third.call("SetTraffic", {{"users", 5}});
    third.run(5);
    QCOMPARE(shop.world().fingerprint(), before);
}

void TestShop::watchingChangesNothing() {
    Shop watched(4, busySettings()), unwatched(4, busySettings());
    script(watched, 0);
    script(unwatched, 0);
    for (int i = 0; i < 300; ++i) {
        watched.run(0.02);
        const std::uint64_t before = watched.world().fingerprint();
        (void)watched.describe();
        (void)watched.view();
        (void)watched.world().peek("lab", "NoSuchRead", Json::object());
        QCOMPARE(watched.world().fingerprint(), before);
    }
    unwatched.run(6);
    QCOMPARE(watched.world().now().ns(), unwatched.world().now().ns());
    QCOMPARE(watched.world().fingerprint(), unwatched.world().fingerprint());
}

// --- bad input -------------------------------------------------------------------------------------------------

void TestShop::absurdSettingsAreRefused_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* operation, const char* input, const char* code = "InvalidParameterValue") {
        QTest::addRow("%s %s", operation, input) << operation << input << code;
    };
    row("SetTraffic", R"({"requestsPerSecond": -1})");
    row("SetTraffic", R"({"requestsPerSecond": 1e12})");
    row("SetTraffic", R"({"requestsPerSecond": 200001})");
    row("SetTraffic", R"({"requestsPerSecond": "many"})", "MalformedInput");
    row("SetTraffic", R"({"requestsPerSecond": null})", "MissingParameter");
    row("SetTraffic", R"({})", "MissingParameter");
    row("SetTraffic", R"([1, 2])", "MalformedInput");
    row("SetTraffic", R"({"requestsPerSecond": 5, "color": "red"})", "UnknownParameter");
    row("SetTraffic", R"({"arrivals": "tides"})");
    row("SetTraffic", R"({"arrivals": "burst", "burstFactor": 0})");
    row("SetTraffic", R"({"arrivals": "flash-crowd", "requestsPerSecond": 200000, "peakFactor": 900})");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": -5})");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": 1e12})", "MalformedInput");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": 5, "requestsPerSecond": 10})", "InvalidParameterCombination");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": 5, "thinkSeconds": 0})");
    row("RampTraffic", R"({"from": 1, "to": 2})");
    row("RampTraffic", R"({"to": 1e12, "seconds": 5})");
    row("RampTraffic", R"({"to": 100, "seconds": -5})");
    row("RampTraffic", R"({"to": 100, "seconds": 0})");
    row("SetPopularity", R"({"exponent": -0.5})");
    row("SetPopularity", R"({"distribution": "normal"})");
    row("SetPopularity", R"({"distribution": "hot-set", "hotKeys": 0})");
    row("SetPopularity", R"({"distribution": "hot-set", "hotKeys": 20000})");
    row("SetPopularity", R"({"distribution": "hot-set", "hotShare": 2})");
    row("SetPopularity", R"({})", "MissingParameter");
    row("MovePopularity", R"({"ranks": 10000})");
    row("MovePopularity", R"({"ranks": 0})");
    row("MovePopularity", R"({"ranks": -3})");
    row("MovePopularity", R"({"ranks": 5, "at": "tomorrow"})", "MalformedInput");
    row("MovePopularity", R"({"ranks": 5, "at": "1999-01-01T00:00:00Z"})");
    row("MovePopularity", R"({"ranks": 5, "at": "9999-01-01T00:00:00Z"})");
    row("MovePopularity", R"({"ranks": 5, "at": 1e300})");
    row("StartScan", R"({"requestsPerSecond": 10})");
    row("StartScan", R"({"requestsPerSecond": 10, "keys": 0})");
    row("StartScan", R"({"requestsPerSecond": -10, "keys": 10})");
    row("SetApplication", R"({"strategy": "magic"})");
    row("SetApplication", R"({"strategy": "lazy-loading"})", "InvalidParameterCombination");
    row("SetApplication", R"({"ttlSeconds": -1})");
    row("SetApplication", R"({"ttlSeconds": 1e12})");
    row("SetApplication", R"({"jitterPercent": 101})");
    row("SetApplication", R"({"endpoint": 6379})", "MalformedInput");
    row("SetApplication", R"({})", "MissingParameter");
    row("SetPriceChanges", R"({"changesPerSecond": -1})");
    row("SetPriceChanges", R"({"changesPerSecond": 1e12})");
    row("SetPriceChanges", R"({})");
    row("SetProducts", R"({"count": 0})");
    row("SetProducts", R"({"count": -10})");
    row("SetProducts", R"({"count": 100000000000})");
    row("SetProducts", R"({"count": 10.5})", "MalformedInput");
    row("SetDatabase", R"({"connections": 0})");
    row("SetDatabase", R"({"connections": 100000})");
    row("SetDatabase", R"({"serviceMilliseconds": 0})");
    row("SetDatabase", R"({"serviceSpread": -1})");
    row("SetDatabase", R"({"queueLimit": -1})");
    row("SetDatabase", R"({})", "MissingParameter");
    row("Explode", R"({})", "InvalidAction");
}

void TestShop::absurdSettingsAreRefused() {
    QFETCH(QString, operation);
    QFETCH(QString, input);
    QFETCH(QString, code);
    Shop shop(1), untouched(1);
    shop.run(3);
    untouched.run(3);
    const Json before = shop.describe();
    const Json parsed = Json::parse(input.toStdString());
    QCOMPARE(QString::fromStdString(shop.call(operation.toUtf8().constData(), parsed)), code);
    QVERIFY(shop.lastMessage.size() > 10);
    QCOMPARE(shop.describe(), before);
    shop.run(3);
    untouched.run(3);
    QCOMPARE(shop.describe(), untouched.describe()); // and it runs on as if nothing had been said
}

void TestShop::absurdLoadIsBounded() {
    // Not a number cannot be written in JSON, but can be handed in by a program.
    Shop shop(1);
    for (const char* name : {"requestsPerSecond", "burstFactor", "thinkSeconds"}) {
        QVERIFY(!shop.call("SetTraffic", {{"arrivals", "burst"}, {name, kNan}}).empty());
    }
    QVERIFY(!shop.call("SetApplication", {{"ttlSeconds", kNan}}).empty());
    QVERIFY(!shop.call("SetDatabase", {{"serviceMilliseconds", kNan}}).empty());
    QVERIFY(!shop.call("SetPriceChanges", {{"changesPerSecond", kNan}}).empty());

    // 200,000 a second against a cache that does not answer: the application fills up, no further.
    shop.call("SetApplication", {{"strategy", "lazy-loading"}, {"endpoint", "shop"}});
    shop.call("Reach", {{"reach", static_cast<int>(Reach::TimesOut)}}, "elasticache");
    QCOMPARE(shop.call("SetTraffic", {{"requestsPerSecond", 200'000}, {"arrivals", "poisson"}}), std::string());
    shop.run(2);
    QVERIFY(shop.service().inFlight() <= kMaxInFlight);
    QVERIFY(countOf(shop.world(), ShopRule::ApplicationFull) > 0);
    QVERIFY(shop.conserved());
    QCOMPARE(shop.call("SetDatabase", {{"connections", 1}, {"serviceMilliseconds", 60000}, {"queueLimit", 0}}), std::string());
    shop.run(1);
    QVERIFY(shop.conserved());
}

QTEST_APPLESS_MAIN(TestShop)
#include "tst_shop.moc"
