// What the shop's application writes to CloudWatch Logs: one JSON line for each request it logs.
//
//   {"level":"INFO","path":"/cart","status":200,"ms":12,"errors":0,"server":"web-1"}
//
//   WriteLogHistory {logGroup, days, linesPerHour}  lines of the last days, with their own times, and ten bad minutes: one path
//                                                   became slow in them
//   StartLogReplay {logGroup}                       twenty minutes of lines as they happen: 37 of them are answers of 500 and more,
//                                                   all within three minutes; the word ERROR is in others too
//   DescribeLogs                                    how the learner's metric filter, its metric and its alarm did; which path was slow
//
// The group must be there: who writes to a group that nobody made is refused by the service. Source: labs outline, lab 2, steps
// 11 and 12; metrics sheet 2.8.
#pragma once

#include "scenarios/shop/workload.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

class NightLogs final : public Workload {
  public:
    static constexpr int kPlanted = 37;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<NightLogs>(*this); }
    std::string_view name() const override { return "nightLogs"; }
    std::span<const aws::OperationModel> operations() const override;
    void defineMetrics(kernel::MetricSink&) override {}
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void onReply(ShopFloor& shop, std::uint32_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t { kTick }; // data: generation
    enum Token : std::uint32_t { kMade, kWritten };

    kernel::ApiResult writeHistory(ShopFloor& shop, const kernel::Json& input);
    kernel::ApiResult startReplay(ShopFloor& shop, const kernel::Json& input);
    void put(ShopFloor& shop, const kernel::Json& events);
    void describeReplay(const kernel::World& world, kernel::Json& out) const;
    void describeHistory(const kernel::World& world, kernel::Json& out) const;

    bool m_on = false;
    std::string m_group;
    kernel::StreamId m_stream = 0;
    std::uint64_t m_lines = 0, m_refused = 0;
    std::string m_refusal; // of the last batch that was not taken
    // the replay
    std::uint32_t m_generation = 0;
    int m_tick = 0;
    kernel::SimTime m_begun;
    std::int64_t m_lastError = 0; // Unix ms
    std::vector<std::string> m_sample; // lines of the replay, planted ones first; at most kSample
    // the history
    std::string m_slowPath;
    std::int64_t m_slowFrom = 0, m_slowTo = 0; // Unix ms
    std::uint64_t m_bytes = 0;                 // of all of it
};

} // namespace maylab::scenarios
