// What a workload may use of the shop, for the length of one call: the world, the application's client to the cache,
// the database's connections, the truth about prices, and the books (totals, latency, decisions).
#pragma once

#include "kernel/service.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"
#include "scenarios/shop/shop_settings.h"
#include "scenarios/shop/shop_view.h"

#include <cstdint>
#include <string_view>

namespace maylab::scenarios {

class ProductTruth;
class ShopService;
class Workload;

class ShopFloor {
  public:
    static constexpr std::uint32_t kMaxTicket = 1u << 26;

    ShopFloor(kernel::World& world, ShopService& shop, std::uint16_t workload)
        : m_world(world), m_shop(shop), m_workload(workload) {}

    kernel::World& world() { return m_world; }
    kernel::SimTime now() const { return m_world.now(); }
    const ShopSettings& settings() const;
    const ProductTruth& truth() const;

    // An event of this workload; kind < Workload::kEventKinds. Beyond the end of the world's time: none.
    void schedule(kernel::SimTime at, std::uint16_t kind, std::uint32_t handle = 0, std::uint64_t data = 0);
    // An operation of this shop, as at its door.
    kernel::ApiResult perform(std::string_view operation, const kernel::Json& input);
    // The workload of that name; there must be one.
    Workload* find(std::string_view name);
    // A call at another service's door; its answer comes to Workload::onReply.
    void callService(std::uint32_t token, std::string_view service, std::string_view operation,
                     const kernel::Json& input);

    // --- the cache, by the application's endpoint
    ports::KeyValueCache* cache();
    ports::KeyValueCache::Resolved reach(); // looked up again every 100 ms
    void forgetReach();                     // the node turned out to be gone
    static kernel::SimDuration halfRoundTrip();
    void countCacheError();
    // The cache took a product's value: where StaleReads and "stored so long ago" come from.
    void noteStored(std::uint32_t product);

    // A product as the visitors ask for them.
    std::uint32_t drawProduct(kernel::StreamId stream);

    // --- the database
    enum class Query : std::uint8_t { Started, Waits, QueueFull };
    // Asks for a connection for that ticket. Started: Workload::startQuery was called within.
    Query query(std::uint32_t ticket);
    std::uint32_t waiting() const;
    double databaseSlowdown() const; // 1: as set; a workload's own build times take it into account
    kernel::SimDuration drawQuery(kernel::StreamId stream); // how long one of the usual queries takes
    void changePrice(std::uint32_t product);                // in the database
    std::uint32_t drawProduct(kernel::Rng& rng) const;      // as the shop's visitors wish
    void setDatabaseSlowdown(double factor);
    // That share of the visitors want this product; 0: nobody in particular.
    void setHotProduct(std::uint32_t product, double share);
    void sampleLoads(std::uint32_t loads); // Shop/DB LoadsOfKey

    // --- the books
    std::uint64_t newRequest();    // counts one request, returns its id
    void countHit(); // the cache had what was asked for
    void countMiss();
    void countAnswerAge(double seconds, bool stale); // Shop/App AnswerAge and StaleReads of one answer
    // A request of newRequest() is answered (or failed with 503).
    void finish(const RequestRecord& record);
    void decide(unsigned rule, std::uint64_t request, std::uint32_t subject, kernel::SimDuration took, double a = 0,
                double b = 0, double c = 0, double d = 0);

  private:
    kernel::World& m_world;
    ShopService& m_shop;
    std::uint16_t m_workload;
};

} // namespace maylab::scenarios
