// What other machines sent to CloudWatch before the learner came: one datum a minute, through PutMetricData with its own time.
//
//   WriteRequestHistory {hours}   Shop/Web Requests: an evening with one short spike, in the last `hours` hours
//   DescribeNight                 which metric that is, its busiest minute and what an hour makes of it
//   WriteNodeHistory              Shop/Nodes Hits and Misses of two nodes in the last hour: one large and good, one small and
//                                 poor; for some minutes nobody came at all
//   DescribeRatio                 the learner's last GetMetricData with an expression, against the truth minute by minute
//
// Times are Unix seconds of the world's calendar. Source: labs outline, lab 2, steps 2 and 6.
#pragma once

#include "scenarios/shop/workload.h"

#include <vector>

namespace maylab::scenarios {

class NightHistory final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<NightHistory>(*this); }
    std::string_view name() const override { return "history"; }
    std::span<const aws::OperationModel> operations() const override;
    // What comes through PutMetricData, its own and what a learner is asked to send: for whoever wants to know the names.
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor&, const kernel::Event&) override {}
    void onReply(ShopFloor& shop, std::uint32_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    struct NodeMinute {
        std::int64_t at = 0;
        double hits[2] = {}, misses[2] = {}; // both 0: the node was not asked, and sent nothing
        double all() const { return hits[0] + hits[1] + misses[0] + misses[1]; }
    };

    void writeRequests(ShopFloor& shop, int hours);
    void writeNodes(ShopFloor& shop);
    kernel::ApiResult describeNight(const kernel::World& world) const;
    kernel::ApiResult describeRatio(const kernel::World& world) const;

    bool m_on = false;
    int m_refused = 0; // batches that CloudWatch did not take
    int m_hours = 0;
    std::int64_t m_firstMinute = 0; // Unix seconds
    std::vector<double> m_requests; // by minute
    std::vector<NodeMinute> m_nodes;
};

} // namespace maylab::scenarios
