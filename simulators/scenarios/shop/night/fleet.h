// A fleet that measures itself: 50 hosts in 4 zones serve 24 endpoints, and its two metrics, Errors and Latency, carry the
// dimensions that somebody chose. Each combination of values is a metric of its own and is billed.
//
//   SetFleetMetrics {errors, latency}   the dimension set of each: off, total, host, zone, endpoint, zone-endpoint,
//                                       host-zone-endpoint, user
//   DescribeDimensions                  how many metrics that makes, what they cost a month, and which of the two questions
//                                       ("errors by endpoint", "latency by zone") CloudWatch can answer from them
//
// Published once a minute to Shop/Fleet. Prices: list price by month and metric, tiers of sheet 1.5.
// Source: labs outline, lab 2, step 5; metrics sheet 1.1, 1.5.
#pragma once

#include "scenarios/shop/workload.h"

#include <vector>

namespace maylab::scenarios {

enum class FleetScheme : std::uint8_t { Off, Total, Host, Zone, Endpoint, ZoneEndpoint, HostZoneEndpoint, User };

// Custom metrics of one price; USD a month each.
struct BilledMetrics {
    std::size_t metrics = 0;
    double each = 0;
};
std::vector<BilledMetrics> billOfMetrics(std::size_t metrics);
double monthlyPriceOfMetrics(std::size_t metrics); // USD

class Fleet final : public Workload {
  public:
    static constexpr std::uint32_t kHosts = 50, kZones = 4, kEndpoints = 24, kUsers = 6000;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<Fleet>(*this); }
    std::string_view name() const override { return "fleet"; }
    std::span<const aws::OperationModel> operations() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t { kMinute };

    void switchTo(kernel::MetricSink& sink, const char* name, FleetScheme scheme, std::vector<kernel::MetricId>& out);

    bool m_on = false;
    FleetScheme m_errors = FleetScheme::Off, m_latency = FleetScheme::Off;
    kernel::StreamId m_stream = 0;
    std::vector<kernel::MetricId> m_errorMetrics, m_latencyMetrics;
};

} // namespace maylab::scenarios
