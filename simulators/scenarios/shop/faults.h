// Faults on the application's side, injected by name: the operations InjectFault, ClearFault and DescribeFaults of "lab".
//
//   database-slow     every query takes factor times as long (F12)
//   scan-burst        a crawler asks for keys old pages, each once, at requestsPerSecond (F7)
//   hot-key           share of all visitors want one product (F6)
//   import-all-keys   one price import now, all with one TTL and no jitter
//   mass-expiry       all cached products get one and the same end, inSeconds from now (F5)
//   memory-pressure   somebody else writes megabytes of large values without a TTL (reports:...) to the node
//   lock-holder-dies  the next one who builds the home page dies on the way, lock and all; once
//
// A fault with seconds ends by itself; others end with ClearFault or have no end (what is done is done). Faults of nodes
// (kill a process, slow a replica, lose a zone ...) belong to the cache's service: a name that is not in this list is handed
// on to InjectNodeFault and ClearNodeFault at the door "elasticache", and DescribeFaults lists its faults too.
// Metric Shop/Faults Active: how many are on. Source: cache sheet 6.2.
#pragma once

#include "ports/key_value_cache.h"
#include "scenarios/shop/workload.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class ShopFault : std::uint8_t {
    DatabaseSlow,
    ScanBurst,
    HotKey,
    ImportAllKeys,
    MassExpiry,
    MemoryPressure,
    LockHolderDies,
    Count
};
const char* toString(ShopFault fault);

struct FaultState {
    bool active = false;
    kernel::SimTime since, ends; // zero end: not by itself
    std::uint32_t strikes = 0;   // how often it was injected
    double a = 0, b = 0;         // factor; keys, requestsPerSecond; product, share; ttl; instant; megabytes, bytes
};

struct FaultsView {
    std::array<FaultState, static_cast<std::size_t>(ShopFault::Count)> faults;
};

class Faults final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<Faults>(*this); }
    std::string_view name() const override { return "faults"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    std::optional<Forward> forwards(std::string_view operation, const kernel::Json& input) const override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

    FaultsView view() const { return {m_faults}; }

  private:
    enum EventKind : std::uint16_t {
        kEnds,       // handle: fault; data: strike
        kBatchAtNode, // handle: fault; data: strike
        kBatchDone
    };
    // A stream of commands to the node, a pipeline at a time (mass-expiry, memory-pressure and its end).
    struct Batch {
        std::uint32_t next = 0, end = 0, refused = 0;
        std::int64_t expireAtMs = 0;
        std::uint32_t bytes = 0;
        bool removes = false;
    };

    FaultState& of(ShopFault fault) { return m_faults[static_cast<std::size_t>(fault)]; }
    Batch& batchOf(ShopFault fault) { return m_batches[fault == ShopFault::MassExpiry ? 0 : 1]; }
    void switchOn(ShopFloor& shop);
    kernel::ApiResult inject(ShopFloor& shop, ShopFault fault, const kernel::Json& input);
    void begin(ShopFloor& shop, ShopFault fault, double seconds, double a, double b);
    void end(ShopFloor& shop, ShopFault fault);
    void undo(ShopFloor& shop, ShopFault fault);
    void sendBatch(ShopFloor& shop, ShopFault fault);
    void onBatchAtNode(ShopFloor& shop, ShopFault fault);
    void countActive(ShopFloor& shop);

    bool m_on = false;
    std::array<FaultState, static_cast<std::size_t>(ShopFault::Count)> m_faults{};
    std::array<Batch, 2> m_batches{};
    kernel::MetricId m_active = 0;
};

} // namespace maylab::scenarios
