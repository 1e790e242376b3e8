// The livestream: very many visitors, a large share of whom want one product, and a client that knows clusters.
//
//   visitor ─ local copy (of one of the application's servers), if it is young enough: answer
//           └ slot -> shard -> primary, or one of its replicas ─ queue for a connection ─ GET ─ hit: answer
//                                                                                          └ miss: one load for all
//
// Arrivals of a quarter of a millisecond are sent together; each is a command of its own at its node, so that hits,
// engine time, queues and stale reads are the node's own. A node has a few hundred connections: when they are all busy
// (its engine is behind by kConnectionsAhead) visitors wait in the application, at most 1 s, then 503. Of a product that
// is missing one load goes to the database and all who want it wait for that (request coalescing). Price changes are
// written through to every copy; the hot product changes at regular times besides.
// Remedies: localTtlSeconds (a local cache), readFrom replicas, copies (product:42#0 .. #n-1), more shards.
// Metrics Shop/Live: Requests, Latency (milliseconds), Errors503, LocalHits, Hits, Misses, StaleReads, StalePercent (of the
// last second), Redirects. Source: labs outline, step 12; cache sheet 6.1 M10, 6.2 F6.
#pragma once

#include "kernel/cow_array.h"
#include "ports/key_value_cache.h"
#include "scenarios/shop/workload.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class ReadFrom : std::uint8_t { Primary, Replicas };

struct LivestreamSettings {
    double requestsPerSecond = 0;
    std::uint32_t hotProduct = 42;
    double hotShare = 0.5;
    double priceChangeSeconds = 60; // of the hot product; 0: none besides the usual
    double localTtlSeconds = 0;     // 0: no local cache
    ReadFrom readFrom = ReadFrom::Primary;
    std::uint32_t copies = 1;
    double ttlSeconds = 3600; // of what it stores; 0: without EX
};

enum class LiveRule : std::uint8_t { Stale, GaveUp, Loaded, PriceWritten, Redirected };

struct LivestreamTotals {
    std::uint64_t requests = 0, answers = 0, errors503 = 0, localHits = 0, hits = 0, misses = 0, staleReads = 0,
                  loads = 0, redirects = 0;
};

struct LivestreamView {
    struct Node {
        std::uint32_t node = 0; // NodeRef
        std::uint32_t shard = 0;
        bool replica = false;
        std::uint64_t sent = 0;      // commands so far
        std::uint32_t waiting = 0;   // visitors, in the application
        double behindMilliseconds = 0; // the engine's queue
    };
    LivestreamSettings settings;
    LivestreamTotals totals;
    std::vector<Node> nodes;
    std::uint32_t hotShard = 0; // where the hot product (its first copy) lives
};

class Livestream final : public Workload {
  public:
    static constexpr std::uint32_t kServers = 8;      // processes of the application, each with a local cache
    static constexpr std::uint32_t kMaxCopies = 64;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<Livestream>(*this); }
    std::string_view name() const override { return "livestream"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void onPriceChange(ShopFloor& shop, std::uint32_t product, std::uint32_t version) override;
    kernel::SimDuration startQuery(ShopFloor& shop, std::uint32_t ticket) override;
    void onQueryDone(ShopFloor& shop, std::uint32_t ticket) override;
    void gaveUp(ShopFloor& shop, std::uint32_t ticket) override;
    QueryInfo queryInfo(std::uint32_t ticket) const override;
    void mixInto(kernel::Fingerprint& f) const override;

    const LivestreamSettings& settings() const { return m_settings; }
    const LivestreamTotals& totals() const { return m_totals; }
    LivestreamView view(const kernel::World& world) const;

  private:
    using NodeRef = ports::KeyValueCache::NodeRef;
    enum EventKind : std::uint16_t {
        kTick,       // data: generation
        kHotChange,  // data: generation
        kStoreAtNode, // handle: product; data: version << 8 | copy
        kSecond      // data: generation
    };
    static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

    struct Visitor {
        std::int64_t arrivedNs = 0;
        std::uint32_t product = 0;
        std::uint8_t copy = 0, server = 0;
    };
    struct Node {
        NodeRef ref = ports::KeyValueCache::kNoNode;
        std::uint32_t shard = 0;
        bool replica = false;
        kernel::SimTime freeAt;
        std::uint64_t sent = 0;
        std::vector<Visitor> queue;
        std::size_t head = 0;
        std::uint32_t waiting() const { return static_cast<std::uint32_t>(queue.size() - head); }
    };
    struct Shard {
        std::uint32_t primary = 0;            // index of a node
        std::vector<std::uint32_t> replicas;  // indices
    };
    struct Local {
        std::int64_t expiresNs = 0;
        std::uint32_t version = 0;
        bool known = false;
    };
    struct Product {
        std::uint32_t firstWaiter = kNobody; // of a load
        std::uint32_t version = 0;           // what the load reads
        std::uint8_t copy = 0;
        bool loading = false;
    };
    struct Waiter {
        Visitor visitor;
        std::uint32_t next = kNobody;
    };

    void switchOn(ShopFloor& shop);
    void tick(ShopFloor& shop);
    void learnNodes(ShopFloor& shop);
    std::uint32_t shardOf(std::uint32_t product, std::uint8_t copy) const;
    bool isSplit(std::uint32_t product) const { return m_settings.copies > 1 && product == m_settings.hotProduct; }
    void arrive(ShopFloor& shop, std::int64_t atNs);
    void drain(ShopFloor& shop, Node& node);
    void ask(ShopFloor& shop, Node& node, const Visitor& v);
    void missed(ShopFloor& shop, const Visitor& v);
    void answer(ShopFloor& shop, const Visitor& v, std::uint32_t version, std::int64_t atNs, double how);
    void fail503(ShopFloor& shop, const Visitor& v);
    void store(ShopFloor& shop, std::uint32_t product, std::uint32_t version, std::uint8_t copy);
    std::string_view keyFor(std::uint32_t product, std::uint8_t copy, char* buffer) const;
    Local& localOf(std::uint8_t server, std::uint32_t product);

    LivestreamSettings m_settings;
    LivestreamTotals m_totals;
    bool m_on = false;
    std::uint32_t m_generation = 0;
    std::int64_t m_nextArrivalNs = 0;
    kernel::SimTime m_mapAt;
    bool m_mapKnown = false;
    std::vector<Node> m_nodes;
    std::vector<Shard> m_shards;
    std::shared_ptr<const std::vector<std::uint8_t>> m_shardOfSlot; // empty: one shard
    std::shared_ptr<const std::vector<std::uint16_t>> m_slotOfProduct;
    kernel::CowArray<Local, 9> m_local; // by server, then product
    kernel::CowArray<Product, 9> m_products;
    std::vector<Waiter> m_waiters;
    std::uint32_t m_freeWaiter = kNobody;
    std::uint64_t m_secondRequests = 0, m_secondStale = 0;
    kernel::StreamId m_arrivalStream = 0, m_wishStream = 0, m_routeStream = 0, m_queryStream = 0;
    struct Metrics {
        kernel::MetricId requests = 0, latency = 0, errors503 = 0, localHits = 0, hits = 0, misses = 0, staleReads = 0,
                         stalePercent = 0, redirects = 0;
    } m_metric;
};

} // namespace maylab::scenarios
