// The shop: visitors -> application (no cache, lazy loading, write-through) -> database; door name "lab".
//
//   visitor arrives ─ GET to the cache (0.25 ms there, engine, 0.25 ms back) ─ hit: answer
//                                                                           └ miss: connection of the
//                                                                           database,
//   wait at most 1 s, query (25 ms, log-normal) ─ SET to the cache (0.25 + engine + 0.25 ms) ─ answer
//
// Events carry the request's index and, as data, its id: an event whose request is gone is let pass (no
// cancel). Requests live in a pool and are found by index; nothing is allocated for one. Bad settings are
// refused with InvalidParameterValue, InvalidParameterCombination or MissingParameter, and change nothing.
//
// Beside these visitors the shop has workloads (workload.h): values of their own that share its database, cache client
// and books. An operation, event, query or reply that is one of theirs is handed on.
#pragma once

#include "kernel/cow_array.h"
#include "kernel/decision.h"
#include "kernel/metric_sink.h"
#include "kernel/rng.h"
#include "kernel/service.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"
#include "scenarios/shop/cache_client.h"
#include "scenarios/shop/cluster_client.h"
#include "scenarios/shop/connection_pool.h"
#include "scenarios/shop/product_truth.h"
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_rules.h"
#include "scenarios/shop/shop_settings.h"
#include "scenarios/shop/shop_view.h"
#include "scenarios/shop/workload.h"
#include "traffic/arrivals.h"
#include "traffic/closed_loop.h"
#include "traffic/popularity.h"

#include <cstdint>
#include <string>
#include <vector>

namespace maylab::scenarios {

struct ShopTotals {
    std::uint64_t requests = 0, answers = 0, errors503 = 0;
    std::uint64_t hits = 0, misses = 0, foreignHits = 0, staleReads = 0;
    std::uint64_t queries = 0, queriesDone = 0;
    std::uint64_t changes = 0, writeThroughs = 0, cacheErrors = 0, storesRefused = 0;
};

class ShopService final : public kernel::Service {
  public:
    // The settings must be valid (a programmer's error if not).
    explicit ShopService(const ShopSettings& settings);

    std::string_view name() const override { return "lab"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<ShopService>(*this); }
    int behaviourVersion() const override { return 2; } // 1: the planted lines of a night's log took four minutes
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation,
                           const kernel::Json& input) const override;
    void onReply(kernel::World& world, std::uint64_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const ShopSettings& settings() const { return m_settings; }
    const ShopTotals& totals() const { return m_totals; }
    const ProductTruth& truth() const { return m_truth; }
    std::uint32_t inFlight() const { return m_inFlight; }
    ShopView view(const kernel::World& world, std::size_t maxRecent) const;
    const std::vector<WorkloadBox>& workloads() const { return m_workloads; }

    static constexpr std::uint16_t kFirstWorkloadEvent = 64;
    static constexpr std::uint16_t eventKindOf(std::uint16_t workload, std::uint16_t kind) {
        return static_cast<std::uint16_t>(kFirstWorkloadEvent + workload * Workload::kEventKinds + kind);
    }

  private:
    friend class ShopFloor;
    static constexpr unsigned kJobTicketBits = 26;
    static constexpr std::uint64_t kForwarded = std::uint64_t{1} << 63; // of a reply's token; the rest is the call's id
    static_assert(ShopFloor::kMaxTicket == 1u << kJobTicketBits);

    enum EventKind : std::uint16_t {
        kArrival,        // data: generation of the arrivals
        kUserAsks,       // data: generation of the closed loop
        kScanArrival,    // data: generation of the scan
        kPriceChange,    // data: generation of the changes
        kMovePopularity, // data: ranks
        kGetAtNode,      // handle: request; data: its id
        kGetReply,
        kCacheFailed,
        kQueryDone, // handle: connection; data: id of its request
        kSetAtNode,
        kSetReply,
        kPatienceEnds,
        kWriteAtNode // write-through; handle: product; data: version
    };

    struct Request {
        std::uint64_t id = 0; // 0: free
        kernel::SimTime arrived;
        kernel::SimTime mark; // when the present hop began
        std::uint32_t product = 0;
        std::uint32_t version = 0;
        std::uint32_t userGeneration = 0; // 0: open loop
        std::uint32_t aheadInQueue = 0;
        std::int64_t leavesInMs = -1; // of a hit: time to live that was left; -1 none
        std::int64_t cacheNs = 0, waitNs = 0, queryNs = 0;
        kernel::SimTime storedAt;
        std::uint32_t nextFree = 0;
        std::uint32_t foreignBytes = 0;
        bool asked = false; // the cache answered: a hit or a miss
        bool hit = false;
        bool foreign = false;
        // In cluster mode: how often a node was asked, and where ASK sent this request.
        std::uint8_t attempts = 0;
        ClusterClient::NodeRef askAt = ports::KeyValueCache::kNoNode;
    };
    struct ProductState {
        kernel::SimTime storedAt; // last SET of the application that the cache took
        std::uint32_t loads = 0;  // now on their way
    };
    struct ScheduledMove {
        kernel::SimTime at;
        std::uint32_t ranks = 0;
    };
    struct Metrics {
        kernel::MetricId queries = 0, inUse = 0, waiting = 0, loadsOfKey = 0;
        kernel::MetricId requests = 0, latency = 0, errors503 = 0, staleReads = 0, answerAge = 0, hits = 0,
                         misses = 0, cacheErrors = 0;
    };
    struct Streams {
        kernel::StreamId arrivals = 0, users = 0, popularity = 0, scan = 0, changes = 0, service = 0,
                         jitter = 0;
    };

    // --- visitors (shop_service.cpp)
    void scheduleArrival(kernel::World& world);
    void scheduleScan(kernel::World& world);
    void scheduleChange(kernel::World& world);
    void arrive(kernel::World& world, std::uint32_t product, std::uint32_t userGeneration);
    std::uint64_t newRequest(kernel::World& world);
    std::uint32_t wishOf(kernel::World& world); // the product that the next visitor wants
    void changePrice(kernel::World& world, std::uint32_t product);
    std::uint32_t allocate();
    bool isLive(const kernel::Event& event) const;

    // --- application
    ports::KeyValueCache* cachePort(kernel::World& world) const { return m_client.port(world); }
    ports::KeyValueCache::Resolved reach(kernel::World& world);
    static kernel::SimDuration halfRoundTrip() { return CacheClient::halfRoundTrip(); }
    void countHit(kernel::World& world);
    void countMiss(kernel::World& world);
    void countCacheError(kernel::World& world);
    // True: the node sent the request elsewhere, and where that is has been noted.
    bool redirected(kernel::World& world, Request& r, const ports::CacheReply& reply);
    void askCache(kernel::World& world, std::uint32_t index);
    void onGetAtNode(kernel::World& world, std::uint32_t index);
    void onGetReply(kernel::World& world, std::uint32_t index);
    void onCacheFailed(kernel::World& world, std::uint32_t index);
    void storeOrAnswer(kernel::World& world, std::uint32_t index);
    void onSetAtNode(kernel::World& world, std::uint32_t index);
    bool stored(kernel::World& world, ports::CacheReply::Status status, std::uint64_t request,
                std::uint32_t product, std::uint32_t version, kernel::SimDuration ttl,
                kernel::SimDuration took);
    void onWriteAtNode(kernel::World& world, const kernel::Event& event);
    kernel::SimDuration drawTtl(kernel::World& world);
    void answer(kernel::World& world, std::uint32_t index);
    void fail503(kernel::World& world, std::uint32_t index, ShopRule rule);
    void finish(kernel::World& world, std::uint32_t index, Outcome outcome);
    void finishForeign(kernel::World& world, const RequestRecord& record);
    void keepRecord(kernel::World& world, kernel::SimDuration took, const RequestRecord& record);

    // --- database
    void askDatabase(kernel::World& world, std::uint32_t index);
    // What the pool knows of who holds or wants a connection: a request of the shop's own visitors, or a workload's
    // ticket.
    static constexpr std::uint32_t jobOf(std::uint16_t workload, std::uint32_t ticket) {
        return (workload + 1u) << kJobTicketBits | ticket;
    }
    static constexpr bool isWorkloadsJob(std::uint32_t job) { return job >> kJobTicketBits != 0; }
    static constexpr std::uint16_t workloadOfJob(std::uint32_t job) {
        return static_cast<std::uint16_t>((job >> kJobTicketBits) - 1);
    }
    static constexpr std::uint32_t ticketOfJob(std::uint32_t job) {
        return job & (ShopFloor::kMaxTicket - 1);
    }
    Workload::QueryInfo infoOfJob(std::uint32_t job) const;
    ShopFloor::Query queryFor(kernel::World& world, std::uint32_t job);
    void startJob(kernel::World& world, std::uint32_t job, std::uint32_t connection);
    void startQuery(kernel::World& world, std::uint32_t index, std::uint32_t connection);
    void holdConnection(kernel::World& world, std::uint32_t connection, kernel::SimDuration time,
                        std::uint64_t data);
    void onQueryDone(kernel::World& world, const kernel::Event& event);
    void startWaiters(kernel::World& world);
    void armPatience(kernel::World& world);
    void onPatienceEnds(kernel::World& world);
    void endLoad(std::uint32_t product);
    void setLevels(kernel::World& world);

    void decide(kernel::World& world, ShopRule rule, std::uint64_t request, std::uint32_t product,
                kernel::SimDuration took, double a, double b, double c, double d) {
        decideAs(world, m_firstRule + static_cast<unsigned>(rule), request, product, took, a, b, c, d);
    }
    void decideAs(kernel::World& world, unsigned rule, std::uint64_t request, std::uint32_t subject,
                  kernel::SimDuration took, double a, double b, double c, double d);

    // --- operations (shop_api.cpp)
    kernel::ApiResult perform(kernel::World& world, std::string_view operation, const kernel::Json& input);
    kernel::ApiResult setTraffic(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult rampTraffic(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult setPopularity(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult movePopularity(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult startScan(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult setApplication(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult setPriceChanges(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult setProducts(kernel::World& world, const kernel::Json& input);
    kernel::ApiResult setDatabase(kernel::World& world, const kernel::Json& input);
    kernel::Json describe(const kernel::World& world) const;
    void startUsers(kernel::World& world, std::uint32_t count);

    ShopSettings m_settings;
    kernel::ServiceId m_id = 0;
    CacheClient m_client;
    ClusterClient m_cluster;
    Metrics m_metric;
    Streams m_stream;
    kernel::RuleId m_firstRule = 0;

    traffic::ArrivalProcess m_arrivals, m_scanArrivals, m_changeArrivals;
    traffic::ClosedLoop m_users;
    traffic::KeyPopularity m_popularity;
    traffic::OneOffScan m_scan;
    std::vector<ScheduledMove> m_moves;
    bool m_arrivalExpected = false, m_scanExpected = false, m_changeExpected = false;
    std::uint32_t m_arrivalGeneration = 0, m_scanGeneration = 0, m_changeGeneration = 0, m_userGeneration = 1;
    bool m_patienceArmed = false; // one timer, for whoever has waited longest

    std::vector<Request> m_requests;
    std::uint32_t m_firstFree = ConnectionPool::kNobody;
    std::uint32_t m_inFlight = 0;
    std::uint64_t m_nextRequest = 1;

    ConnectionPool m_pool;
    kernel::LogNormal m_service;
    double m_slowdown = 1; // fault: every query takes so many times as long
    double m_hotShare = 0; // fault: so many of the visitors want m_hotProduct
    std::uint32_t m_hotProduct = 0;
    kernel::StreamId m_hotStream = 0;
    ProductTruth m_truth;
    kernel::CowArray<ProductState, 9> m_products;
    std::vector<WorkloadBox> m_workloads;
    std::vector<kernel::RuleId> m_workloadRules; // first of each

    ShopTotals m_totals;
    std::vector<RequestRecord> m_recent; // ring of ShopView::kRecent
    std::uint64_t m_recentWritten = 0;
};

// The shop of this world; nullptr if it has none.
const ShopService* findShop(const kernel::World& world);

// The workload of that kind of this world's shop; nullptr if there is no shop or none of that kind.
template <class Kind>
const Kind* findWorkload(const kernel::World& world) {
    const ShopService* shop = findShop(world);
    if (shop == nullptr) return nullptr;
    for (const WorkloadBox& w : shop->workloads()) {
        if (const auto* found = dynamic_cast<const Kind*>(&*w)) return found;
    }
    return nullptr;
}

} // namespace maylab::scenarios
