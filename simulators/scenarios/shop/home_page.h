// The home page: one popular key that is dear to build, and what the application does when it leaves the cache.
//
//   visitor ─ GET page:home ─ hit: answer
//                           └ miss: a connection of the database for the time of a build ─ SET page:home ─ answer
//
//   none                     every visitor who misses builds the page
//   lock                     SET lock:home <token> NX PX n; who gets it builds, stores and releases it. The others take
//                            the old copy, or wait and ask the cache again. Released by EVAL (compare, then delete) or
//                            by a plain DEL, which also deletes the lock of somebody else
//   early-refresh            before the end a visitor may build already, the likelier the nearer the end (XFetch):
//                            now + delta · beta · -ln(u) >= end, where delta is how long the last build took
//   stale-while-revalidate   the old copy for everybody, one build in the background
//
// Where an old copy is used, the key lives staleSeconds longer than the page is fresh, and the value itself says until
// when it is fresh. All keys are real ones in the node: GET lock:home shows the token, a person may delete it.
// Metrics Shop/Home: Requests, Latency, StaleServed, LocksTaken, LocksRefused, LocksWithoutEnd,
// ForeignReleases, RebuildTime (milliseconds from the moment a visitor first missed a fresh page to the next store), and Shop/DB LoadsOfKey with
// dimension Key=page:home.
// Sources: labs outline, step 6; Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention
// (2015); Redis documentation, SET (pattern of a lock); RFC 5861.
#pragma once

#include "kernel/rng.h"
#include "ports/key_value_cache.h"
#include "scenarios/shop/shop_view.h"
#include "scenarios/shop/workload.h"
#include "traffic/arrivals.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class StampedeStrategy : std::uint8_t { None, Lock, EarlyRefresh, StaleWhileRevalidate };
enum class LockRelease : std::uint8_t { CompareAndDelete, Delete };
enum class LockWaiters : std::uint8_t { Stale, Wait };

struct HomePageSettings {
    double requestsPerSecond = 0;
    StampedeStrategy strategy = StampedeStrategy::None;
    double ttlSeconds = 30;
    double staleSeconds = 60; // how much longer an old copy is kept, where one is used
    double buildMilliseconds = 400;
    double buildSpread = 0; // standard deviation / mean, log-normal
    std::uint32_t pageBytes = 20'000;
    double beta = 1; // early-refresh
    std::uint32_t lockMilliseconds = 2000; // PX; 0: none
    LockRelease release = LockRelease::CompareAndDelete;
    LockWaiters waiters = LockWaiters::Stale;
    std::uint32_t waitMilliseconds = 50;

    bool keepsOldCopy() const {
        return strategy == StampedeStrategy::StaleWhileRevalidate ||
               (strategy == StampedeStrategy::Lock && waiters == LockWaiters::Stale);
    }
};

enum class HomeRule : std::uint8_t {
    Answered,    // fresh, from the cache
    ServedStale, // the old copy
    Load,        // a build begins
    Rebuilt,
    Early,
    LockTaken,
    LockRefused,
    LockReleased,
    LockForeign, // DEL removed the lock of somebody else
    LockLost,    // compare-and-delete found the lock of somebody else, or none
    HolderDied,
    GaveUpLock,
    GaveUpConnection,
    CacheUnreachable
};

struct HomePageTotals {
    std::uint64_t requests = 0, hits = 0, staleServed = 0, misses = 0, loads = 0, rebuilt = 0;
    std::uint64_t locksTaken = 0, locksRefused = 0, releases = 0, foreignReleases = 0, lostLocks = 0;
    std::uint64_t locksWithoutEnd = 0, holdersDied = 0, errors503 = 0;
    std::uint32_t mostLoads = 0; // at one time, since the settings last changed
};

// What a stampede counter draws.
struct HomePageView {
    struct Load {
        std::uint64_t request = 0; // 0: in the background
        kernel::SimTime since;
        bool running = false; // has a connection; else it waits for one
    };
    HomePageSettings settings;
    HomePageTotals totals;
    std::vector<Load> loads;       // at most 128, oldest first
    std::uint32_t loadsNow = 0;
    std::uint32_t waitingForLock = 0;
    std::uint64_t lockHolder = 0;  // request; 0: nobody, as far as the application knows
    kernel::SimTime lockTakenAt, lockEndsAt; // zero end: no PX
    kernel::SimTime freshUntil;    // of the page last stored; zero: none yet
    kernel::SimTime missingSince;  // zero: the page is there
    double lastRebuildMilliseconds = -1;
};

class HomePage final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<HomePage>(*this); }
    std::string_view name() const override { return "homePage"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    kernel::SimDuration startQuery(ShopFloor& shop, std::uint32_t ticket) override;
    void onQueryDone(ShopFloor& shop, std::uint32_t ticket) override;
    void gaveUp(ShopFloor& shop, std::uint32_t ticket) override;
    QueryInfo queryInfo(std::uint32_t ticket) const override;
    void mixInto(kernel::Fingerprint& f) const override;

    const HomePageSettings& settings() const { return m_settings; }
    const HomePageTotals& totals() const { return m_totals; }
    HomePageView view(const kernel::World& world) const;
    // The next one who builds the page (with the lock, where there is one) dies on the way.
    void killNextBuilder() { m_killNext = true; }

  private:
    enum EventKind : std::uint16_t {
        kArrival,   // data: generation
        kGetAtNode, // handle: visit; data: its id
        kGetReply,
        kLockAtNode,
        kLockReply,
        kWaitOver,
        kStoreAtNode,
        kStoreReply,
        kCacheFailed
    };
    static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

    struct Visit {
        std::uint64_t id = 0;      // of this slot's occupant; 0: free
        std::uint64_t request = 0; // 0: a refresh in the background
        kernel::SimTime arrived, mark, loadSince, asked;
        kernel::SimTime freshUntil, lockedAt;
        std::int64_t cacheNs = 0, waitNs = 0, queryNs = 0;
        std::int64_t leavesInMs = -1;
        std::uint32_t nextFree = 0;
        std::uint32_t waits = 0; // how often it has waited for the lock
        bool hit = false, foreign = false, cacheAnswered = false;
        bool locked = false, refused = false;
        bool loading = false, running = false, dies = false;
    };

    void switchOn(ShopFloor& shop);
    void scheduleArrival(ShopFloor& shop);
    std::uint32_t allocate(ShopFloor& shop, bool background);
    bool isLive(const kernel::Event& event) const;

    void askCache(ShopFloor& shop, std::uint32_t i);
    void toNode(ShopFloor& shop, std::uint32_t i, EventKind kind);
    bool atNode(ShopFloor& shop, std::uint32_t i, ports::KeyValueCache::NodeRef& node);
    void onGetAtNode(ShopFloor& shop, std::uint32_t i);
    void onGetReply(ShopFloor& shop, std::uint32_t i);
    void missed(ShopFloor& shop, std::uint32_t i);
    bool refreshesEarly(ShopFloor& shop, const Visit& v);
    void onLockAtNode(ShopFloor& shop, std::uint32_t i);
    void onLockReply(ShopFloor& shop, std::uint32_t i);
    void load(ShopFloor& shop, std::uint32_t i);
    void endLoad(std::uint32_t i);
    void onStoreAtNode(ShopFloor& shop, std::uint32_t i);
    kernel::SimTime release(ShopFloor& shop, std::uint32_t i, ports::KeyValueCache::NodeRef node);
    void onCacheFailed(ShopFloor& shop, std::uint32_t i);
    void answerFromCache(ShopFloor& shop, std::uint32_t i, bool stale);
    void finish(ShopFloor& shop, std::uint32_t i, Outcome outcome);
    void decide(ShopFloor& shop, HomeRule rule, const Visit& v, kernel::SimDuration took, double a, double b, double c,
                double d) const;

    HomePageSettings m_settings;
    HomePageTotals m_totals;
    bool m_on = false, m_killNext = false, m_refreshing = false, m_arrivalExpected = false;
    std::uint32_t m_generation = 0;
    traffic::ArrivalProcess m_arrivals;
    kernel::LogNormal m_build;
    std::vector<Visit> m_visits;
    std::uint32_t m_firstFree = kNobody;
    std::uint64_t m_nextVisit = 1;
    std::vector<std::uint32_t> m_loading; // visits, oldest first
    std::uint32_t m_waitingForLock = 0;
    double m_deltaSeconds = 0; // how long the last build took
    std::uint64_t m_lockHolder = 0;
    kernel::SimTime m_lockTakenAt, m_lockEndsAt, m_freshUntil, m_missingSince, m_storedAt;
    double m_lastRebuild = -1;
    kernel::StreamId m_arrivalStream = 0, m_buildStream = 0, m_earlyStream = 0;
    struct Metrics {
        kernel::MetricId requests = 0, latency = 0, staleServed = 0, locksTaken = 0, locksRefused = 0,
                         locksWithoutEnd = 0, foreignReleases = 0, rebuildTime = 0, loadsOfKey = 0;
    } m_metric;
};

} // namespace maylab::scenarios
