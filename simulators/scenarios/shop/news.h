// News by publish and subscribe: the shop publishes a message a second, a ticker in the shop's window listens. Whoever is
// not listening at that moment never gets it.
//
//   publisher ─ PUBLISH news <n>  ─ the reply says how many clients got it
//   ticker    ─ SUBSCRIBE news on a connection of its own; CutTicker kills that connection, after so many seconds the
//               ticker subscribes again
//
// A message counts as delivered when the ticker was connected, as lost when it was not; other subscribers (a person in
// the console) are in the receivers that PUBLISH tells, not in these.
// Metrics Shop/News: Published, Delivered, Lost (counters), Receivers (sample).
// Source: labs outline, step 8; cache sheet 1.1 G8.
#pragma once

#include "scenarios/shop/workload.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace maylab::scenarios {

struct NewsSettings {
    std::string channel = "news";
    std::uint32_t messages = 30;
    double messagesPerSecond = 1;
    bool ticker = true; // whether the shop's own subscriber listens
};

enum class NewsRule : std::uint8_t { Lost, TickerCut };

class News final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<News>(*this); }
    std::string_view name() const override { return "news"; }
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
        kPublish, // data: generation
        kTickerBack
    };
    enum Token : std::uint32_t { kAskedId, kSubscribed };

    void switchOn(ShopFloor& shop);
    void publish(ShopFloor& shop);
    void connectTicker(ShopFloor& shop);
    void askTicker(ShopFloor& shop, Token token, const kernel::Json& argv);

    NewsSettings m_settings;
    bool m_on = false, m_listening = false, m_cut = false;
    std::uint32_t m_generation = 0, m_left = 0, m_cuts = 0;
    std::int64_t m_tickerClient = 0;
    std::uint64_t m_published = 0, m_delivered = 0, m_lost = 0, m_reached = 0, m_unheard = 0;
    kernel::SimTime m_tickerBack;
    kernel::MetricId m_publishedMetric = 0, m_deliveredMetric = 0, m_lostMetric = 0, m_receiversMetric = 0;
};

} // namespace maylab::scenarios
