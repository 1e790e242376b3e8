// A workload of the shop: one part of the application with its own traffic, keys, settings and figures (the price
// import, the home page, ...), as a value of its own. ShopService holds one of each kind (workloads.h) and hands it
// what arrives at the door "lab"; what a workload may use of the shop stands in ShopFloor.
//
// Rules that keep worlds comparable:
//   * One that nobody has switched on leaves no trace: it opens its random streams and defines its metrics in
//     switchOn(), which the first operation that changes something calls; it schedules nothing and mixes nothing into
//     the fingerprint before.
//   * Kinds of events are its own numbers from 0 (fewer than kEventKinds); the floor makes them the service's.
//   * Tickets name its queries at the database: its own numbers below ShopFloor::kMaxTicket.
//   * State by value: a copy is a clone. No pointer to shop or world; they are handed to every call.
#pragma once

#include "aws/shape.h"
#include "kernel/decision.h"
#include "kernel/event_queue.h"
#include "kernel/hash.h"
#include "kernel/metric_sink.h"
#include "kernel/service.h"
#include "kernel/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace maylab::scenarios {

class ShopFloor;

class Workload {
  public:
    static constexpr std::uint16_t kEventKinds = 32;

    virtual ~Workload() = default;
    virtual std::unique_ptr<Workload> clone() const = 0;

    virtual std::string_view name() const = 0; // its member of DescribeShop: "priceImport"
    // Its rows of the door's table. Those whose name begins with Describe are reads: they come to describe().
    virtual std::span<const aws::OperationModel> operations() const = 0;
    virtual std::span<const kernel::RuleInfo> rules() const { return {}; }
    // Called in switchOn(), and on a bare sink by whoever wants to know which metrics there are.
    virtual void defineMetrics(kernel::MetricSink& metrics) = 0;

    // A call that another service answers: as that one calls it. Nothing: the workload answers itself.
    struct Forward {
        std::string_view door, operation;
        kernel::Json input;
    };
    virtual std::optional<Forward> forwards(std::string_view /*operation*/, const kernel::Json& /*input*/) const {
        return std::nullopt;
    }
    // The input fits the table. Bad values change nothing.
    virtual kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) = 0;
    virtual kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                                       const kernel::Json& input) const = 0;
    virtual bool isOn() const = 0; // was ever switched on
    virtual void onEvent(ShopFloor& shop, const kernel::Event& event) = 0;
    // A price changed in the database.
    virtual void onPriceChange(ShopFloor&, std::uint32_t /*product*/, std::uint32_t /*version*/) {}
    // The answer to a call that it made with ShopFloor::callService.
    virtual void onReply(ShopFloor&, std::uint32_t /*token*/, const kernel::ApiResult&) {}

    // Its queries at the database (ShopFloor::query). startQuery: a connection is there; says how long it will be
    // held. gaveUp: there was none within the pool's patience.
    struct QueryInfo {
        std::uint64_t request = 0;
        std::uint32_t subject = 0; // as Decision::subject of the shop: a product, or a page (product_value.h)
        kernel::SimTime arrived;
    };
    virtual kernel::SimDuration startQuery(ShopFloor&, std::uint32_t /*ticket*/) { return {}; }
    virtual void onQueryDone(ShopFloor&, std::uint32_t /*ticket*/) {}
    virtual void gaveUp(ShopFloor&, std::uint32_t /*ticket*/) {}
    virtual QueryInfo queryInfo(std::uint32_t /*ticket*/) const { return {}; }

    virtual void mixInto(kernel::Fingerprint&) const = 0;
};

// A workload held by value: copying it clones.
class WorkloadBox {
  public:
    explicit WorkloadBox(std::unique_ptr<Workload> workload) : m_workload(std::move(workload)) {}
    WorkloadBox(const WorkloadBox& o) : m_workload(o.m_workload->clone()) {}
    WorkloadBox(WorkloadBox&&) noexcept = default;
    WorkloadBox& operator=(WorkloadBox o) noexcept {
        m_workload.swap(o.m_workload);
        return *this;
    }
    ~WorkloadBox() = default;
    Workload* operator->() { return m_workload.get(); }
    const Workload* operator->() const { return m_workload.get(); }
    const Workload& operator*() const { return *m_workload; }

  private:
    std::unique_ptr<Workload> m_workload;
};

} // namespace maylab::scenarios
