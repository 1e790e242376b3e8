// The list of best sellers: every sale adds one to its product in a sorted set, and the shop keeps a ledger of its own to
// compare with.
//
//   add      ZINCRBY bestsellers 1 product:17                   one command, nothing between reading and writing
//   rewrite  ZSCORE bestsellers product:17, one round trip, ZADD bestsellers 24 product:17
//
// With "rewrite" two sales of one product within a round trip read the same number, and one of them is lost.
// Metrics Shop/BestSellers: Sales, LostSales (counters).
// Source: labs outline, step 7; cache sheet 6.3 (8).
#pragma once

#include "kernel/cow_array.h"
#include "scenarios/shop/workload.h"
#include "traffic/arrivals.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::scenarios {

enum class CountSales : std::uint8_t { Add, Rewrite };

struct BestSellersSettings {
    bool enabled = false;
    double salesPerSecond = 50;
    CountSales method = CountSales::Add;
};

enum class BestSellersRule : std::uint8_t { SaleLost, Refused };

class BestSellers final : public Workload {
  public:
    static constexpr std::string_view kKey = "bestsellers";
    static constexpr std::size_t kTop = 10;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<BestSellers>(*this); }
    std::string_view name() const override { return "bestSellers"; }
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
        kSale,       // data: generation
        kSaleAtNode, // handle: product; data: generation
        kWriteBack   // handle: product; data: score + 1 that is written
    };

    void switchOn(ShopFloor& shop);
    void scheduleSale(ShopFloor& shop);
    void saleAtNode(ShopFloor& shop, std::uint32_t product);
    void writeBack(ShopFloor& shop, std::uint32_t product, std::uint64_t score);
    bool usable(ShopFloor& shop, std::uint32_t& node);
    void refused(ShopFloor& shop, std::uint32_t product, unsigned status);

    BestSellersSettings m_settings;
    bool m_on = false, m_expected = false;
    std::uint32_t m_generation = 0;
    traffic::ArrivalProcess m_arrivals;
    kernel::CowArray<std::uint32_t, 9> m_ledger; // by product: sales that the cache was told of
    kernel::StreamId m_random = 0;
    std::uint64_t m_sales = 0, m_lost = 0, m_refused = 0;
    kernel::MetricId m_salesMetric = 0, m_lostMetric = 0;
};

} // namespace maylab::scenarios
