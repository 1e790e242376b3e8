// Two nodes side by side under the same requests: Redis and Memcached, or any two endpoints.
//
//   popularity (requests) ─ crawler (crawlerKeys one-off keys) ─ the same popularity again (requestsAfter)
//
// Each request is a GET at both nodes; who misses gets a SET. The requests are those of the recorded experiments: Zipf
// over keys "key:000017", drawn from a splitmix64 stream that begins at seed, so that hit ratios can be held against
// measured ones. Paced at requestsPerSecond in steps of a millisecond. A window is 25,000 requests.
// From request changeAt on, values have laterBytes: what that does to slab classes is the node's business.
// whatIfObjects: beside the nodes, what eight other policies would have given on the same requests with room for so many
// objects (cache/whatif); they change nothing. 0: off, and nothing is kept.
// Metrics Shop/Compare, dimension Node = a | b: Hits, Misses, Refused, WindowHitRatio (one value a window).
// Source: cache sheet 4.3 (E1, E3, E7); labs outline, step 9.
#pragma once

#include "cache/whatif/whatif.h"
#include "ports/key_value_cache.h"
#include "scenarios/shop/workload.h"
#include "traffic/popularity.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

struct ComparisonSettings {
    std::array<std::string, 2> endpoints;
    std::uint32_t seed = 42;
    std::uint32_t keys = 100'000;
    double exponent = 0.99;
    double requestsPerSecond = 20'000;
    std::uint32_t requests = 500'000;
    std::uint32_t crawlerKeys = 50'000;
    std::uint32_t requestsAfter = 250'000;
    std::uint32_t valueBytes = 500;
    std::uint32_t changeAt = 0; // 0: never
    std::uint32_t laterBytes = 0;
    std::uint32_t whatIfObjects = 0;
};

struct ComparisonNode {
    std::uint64_t hits = 0, misses = 0, refused = 0, unreachable = 0;
    std::uint32_t windowHits = 0;
    std::vector<float> windows;      // hit ratios of the windows of 25,000 requests; the crawler has none
    std::int32_t firstAfterCrawler = -1; // index of that window; -1: not yet closed
};

struct ComparisonView {
    enum class State : std::uint8_t { NotStarted, Popularity, Crawler, After, Finished };
    State state = State::NotStarted;
    ComparisonSettings settings;
    std::uint32_t done = 0, whole = 0; // requests
    std::array<ComparisonNode, 2> nodes;
};

class Comparison final : public Workload {
  public:
    static constexpr std::uint32_t kWindow = 25'000;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<Comparison>(*this); }
    std::string_view name() const override { return "comparison"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

    ComparisonView view() const;

  private:
    enum EventKind : std::uint16_t { kTick }; // data: run

    std::uint32_t whole() const { return m_settings.requests + m_settings.crawlerKeys + m_settings.requestsAfter; }
    ComparisonView::State state() const;
    void tick(ShopFloor& shop);
    void ask(ShopFloor& shop, std::string_view key, std::uint32_t bytes, bool crawler);
    void closeWindow(ShopFloor& shop);
    double draw();

    ComparisonSettings m_settings;
    bool m_on = false, m_running = false;
    std::uint32_t m_run = 0, m_done = 0, m_inWindow = 0;
    std::uint64_t m_random = 0;
    kernel::SimTime m_begun;
    std::shared_ptr<const traffic::ZipfTable> m_zipf;
    std::array<ComparisonNode, 2> m_nodes;
    std::optional<whatif::WhatIf> m_whatIf;
    struct Metrics {
        kernel::MetricId hits = 0, misses = 0, refused = 0, ratio = 0;
    };
    std::array<Metrics, 2> m_metric{};
};

} // namespace maylab::scenarios
