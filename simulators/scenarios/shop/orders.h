// Orders through a stream: tills add them, packers of a consumer group read, pack and acknowledge them.
//
//   till    ─ XADD orders * order 17 product product:42           (or PUBLISH orders ..., which keeps nothing)
//   packer  ─ XREADGROUP GROUP pack packer-1 COUNT 5 BLOCK 2000 STREAMS orders >
//             pack each for 0.3 s, then XACK orders pack <id>
//
// The group is the learner's to make (XGROUP CREATE orders pack $ MKSTREAM); until it is there the packers ask again each
// second. KillPacker lets a packer die with the next orders in its hands: they stay pending under its name until somebody
// claims them. With the tills closed it is refused, since no order would come. Opening the tills again begins a new
// ledger. The ledger counts what was packed by packers, what was acknowledged by hand, and what was packed twice.
// Metrics Shop/Orders: Added, Packed, PackedTwice, Lost (counters), Waiting (gauge: packers' own view of the work left).
// Source: labs outline, step 8; cache sheet 1.1 G8.
#pragma once

#include "scenarios/shop/workload.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class OrderChannel : std::uint8_t { Stream, Publish };

struct OrdersSettings {
    std::uint32_t tills = 5;
    double ordersPerSecond = 1; // of each till
    double seconds = 30;
    std::uint32_t packers = 2;
    double packSeconds = 0.3;
    OrderChannel method = OrderChannel::Stream;
};

enum class OrdersRule : std::uint8_t { Lost, PackedTwice, PackerDied };

class Orders final : public Workload {
  public:
    static constexpr std::string_view kStream = "orders", kGroup = "pack";

    std::unique_ptr<Workload> clone() const override { return std::make_unique<Orders>(*this); }
    std::string_view name() const override { return "orders"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void onReply(ShopFloor& shop, std::uint32_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t {
        kTill,    // handle: till; data: generation
        kPacked,  // handle: packer; data: its life
        kAskAgain // handle: packer; data: its life
    };
    struct Packer {
        bool alive = true, dying = false; // dying: dies with the next orders in its hands
        bool asking = false;              // its read is on its way, or blocked at the node
        std::uint32_t life = 0;           // replies to an earlier one are void
        std::deque<std::string> hands;    // ids read and not yet acknowledged
        std::uint64_t packed = 0;
    };

    void switchOn(ShopFloor& shop);
    void add(ShopFloor& shop);
    void ask(ShopFloor& shop, std::uint32_t packer);
    void packNext(ShopFloor& shop, std::uint32_t packer);
    void packed(ShopFloor& shop, std::uint32_t packer);
    static std::string nameOfPacker(std::uint32_t packer) { return "packer-" + std::to_string(packer + 1); }

    OrdersSettings m_settings;
    bool m_on = false;
    std::uint32_t m_generation = 0, m_lives = 0;
    kernel::SimTime m_until;
    std::vector<Packer> m_packers;
    std::uint64_t m_added = 0, m_packed = 0, m_read = 0, m_twice = 0, m_lost = 0;
    kernel::StreamId m_random = 0;
    kernel::MetricId m_addedMetric = 0, m_packedMetric = 0, m_twiceMetric = 0, m_lostMetric = 0;
};

} // namespace maylab::scenarios
