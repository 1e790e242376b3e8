// Carts: what is in a cart and its voucher lie under two keys, and the application reads both with one MGET.
//
//   plain    cart:42:items   cart:42:voucher      two slots: CROSSSLOT in cluster mode
//   tagged   {cart:42}:items {cart:42}:voucher    one slot for each cart
//   one-tag  {shop}:cart:42:items ...             one slot for all carts: one shard carries them
//
// Every tenth request writes the cart (SET of both keys with a TTL of an hour). With clusterAware the client follows
// redirects (cluster_client.h); without, MOVED is an error to it.
// Metrics Shop/Carts: Reads, CrossSlot, Moved, Asked, Retries, Failed (counters), Latency (milliseconds).
// Source: labs outline, step 11; cache sheet 2.6.
#pragma once

#include "scenarios/shop/cluster_client.h"
#include "scenarios/shop/workload.h"
#include "traffic/arrivals.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class CartNames : std::uint8_t { Plain, Tagged, OneTag };

struct CartsSettings {
    bool enabled = false;
    double readsPerSecond = 20;
    std::uint32_t carts = 5'000;
    CartNames names = CartNames::Plain;
    bool clusterAware = true;
};

enum class CartRule : std::uint8_t { CrossSlot, Failed, Moved, Asked };

class Carts final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<Carts>(*this); }
    std::string_view name() const override { return "carts"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t {
        kRequest, // data: generation
        kAtNode,  // handle: index of the request; data: its id
        kDone
    };
    struct Request {
        std::uint64_t id = 0; // 0: free
        kernel::SimTime begun;
        std::uint32_t cart = 0;
        ClusterClient::NodeRef node = 0;
        std::uint8_t attempts = 0;
        bool write = false, asking = false;
    };

    void switchOn(ShopFloor& shop);
    void scheduleRequest(ShopFloor& shop);
    void begin(ShopFloor& shop);
    void send(ShopFloor& shop, std::uint32_t index, kernel::SimDuration after);
    void atNode(ShopFloor& shop, std::uint32_t index);
    void fail(ShopFloor& shop, std::uint32_t index, ports::CacheReply::Status status);
    void end(std::uint32_t index);
    std::string_view key(std::uint32_t cart, bool voucher, char* buffer) const;

    CartsSettings m_settings;
    bool m_on = false, m_expected = false;
    std::uint32_t m_generation = 0;
    traffic::ArrivalProcess m_arrivals;
    ClusterClient m_client;
    std::vector<Request> m_requests;
    std::uint64_t m_next = 0, m_reads = 0, m_crossSlot = 0, m_moved = 0, m_asked = 0, m_retries = 0, m_failed = 0;
    kernel::StreamId m_random = 0;
    kernel::MetricId m_readsMetric = 0, m_crossSlotMetric = 0, m_movedMetric = 0, m_askedMetric = 0, m_retriesMetric = 0,
                     m_failedMetric = 0, m_latencyMetric = 0;
};

} // namespace maylab::scenarios
