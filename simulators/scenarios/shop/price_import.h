// The supplier's price import: at regular times it writes every product into the cache, with the prices of that
// moment and a TTL that may be spread (jitter).
//
//   begin ─ a pipeline of SETs (0.25 ms there, each SET its engine time, 0.25 ms back) ─ the next pipeline ─ ... ─ done
//
// One connection, so the next pipeline leaves when the replies of the last have come. The visitors' requests queue at
// the node behind a pipeline, and keys that were written together leave together. An import that is still running when
// the next is due lets that one fall out.
// Metrics Shop/Import: Writes, WritesRefused (counters), Duration (milliseconds, one value an import).
// Source: labs outline, step 5; cache sheet 6.1 M20, 6.2 F5.
#pragma once

#include "scenarios/shop/workload.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace maylab::scenarios {

struct PriceImportSettings {
    bool enabled = false;
    double intervalSeconds = 60;
    double ttlSeconds = 20; // 0: SET without EX
    double jitterPercent = 0;
    std::uint32_t pipeline = 100; // SETs in one write to the connection
};

enum class ImportRule : std::uint8_t { Done, Refused, Unreachable, FellOut };

// What a drawn view reads: how many of the keys that were written leave in which second.
struct PriceImportView {
    static constexpr std::uint32_t kSeconds = 128;

    PriceImportSettings settings;
    bool running = false;
    std::uint32_t written = 0, products = 0; // of the present or last import
    kernel::SimTime begun, done;             // of the present or last import; zero: none yet
    kernel::SimTime next;                    // zero: none to come
    std::vector<std::uint32_t> leaving;      // [i]: in the i-th second from now on; as written, not as they are now
};

class PriceImport final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<PriceImport>(*this); }
    std::string_view name() const override { return "priceImport"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const PriceImportSettings& settings() const { return m_settings; }
    bool isRunning() const { return m_running; }
    PriceImportView view(const kernel::World& world) const;

  private:
    enum EventKind : std::uint16_t {
        kDue,            // data: generation
        kPipelineAtNode, // data: run
        kPipelineDone
    };

    void switchOn(ShopFloor& shop);
    void begin(ShopFloor& shop, double ttlSeconds, double jitterPercent);
    void sendPipeline(ShopFloor& shop);
    void onPipelineAtNode(ShopFloor& shop);
    void finish(ShopFloor& shop, ImportRule rule);
    kernel::SimDuration drawTtl(ShopFloor& shop) const;

    PriceImportSettings m_settings;
    bool m_on = false, m_running = false;
    std::uint32_t m_generation = 0, m_run = 0;
    std::uint32_t m_products = 0, m_next = 0, m_refused = 0;
    double m_ttlSeconds = 0, m_jitterPercent = 0; // of the import that runs
    kernel::SimTime m_begun, m_done, m_due;
    std::uint64_t m_imports = 0, m_writes = 0;
    kernel::StreamId m_jitter = 0;
    kernel::MetricId m_writesMetric = 0, m_refusedMetric = 0, m_duration = 0;
    struct Leaving {
        std::int64_t second = -1;
        std::uint32_t keys = 0;
    };
    std::array<Leaving, PriceImportView::kSeconds> m_leaving{}; // by second modulo the size
};

} // namespace maylab::scenarios
