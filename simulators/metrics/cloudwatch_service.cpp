#include "metrics/cloudwatch_service.h"

#include "metrics/models.h"
#include "metrics/operations.h"

#include <optional>
#include <string>
#include <vector>

namespace maylab::metrics {
namespace {

constexpr double kPutsPerSecond = 500; // sheet 2.1

// A member that is in no table, at any depth, is refused; all other rules of an input are the operation's,
// which words them one line per bad member.
std::optional<kernel::ApiError> unknownMember(std::string_view operation, const kernel::Json& input) {
    for (const aws::OperationModel& m : operationModels()) {
        if (operation != m.operation) continue;
        std::vector<aws::Violation> found = aws::violations(*m.input, input);
        std::erase_if(found, [](const aws::Violation& v) { return v.kind != aws::Violation::Kind::Unknown; });
        if (!found.empty()) return aws::describe(m.style, found);
    }
    return std::nullopt;
}

kernel::ApiResult read(const MetricStore& store, std::string_view operation, const kernel::Json& input,
                       std::int64_t nowMs) {
    if (auto refused = unknownMember(operation, input)) return tl::unexpected(*refused);
    if (operation == "GetMetricData") return getMetricData(store, input, nowMs);
    if (operation == "GetMetricStatistics") return getMetricStatistics(store, input, nowMs);
    if (operation == "ListMetrics") return listMetrics(store, input, nowMs);
    return kernel::fail("InvalidAction",
                        "Could not find operation " + std::string(operation) + " for version 2010-08-01");
}

} // namespace

CloudWatchService::CloudWatchService() : m_putThrottle(kPutsPerSecond, kPutsPerSecond) {}

std::unique_ptr<kernel::Service> CloudWatchService::clone() const {
    return std::make_unique<CloudWatchService>(*this);
}

void CloudWatchService::start(kernel::World& world) {
    m_id = world.find(kName);
    MAYLAB_ASSERT(world.now() == kernel::SimTime());
    m_store = MetricStore(world.calendar().startUnixMilliseconds);
    world.metrics().attach();
    world.schedule(kernel::SimTime::atSecond(1), m_id, kTick);
}

void CloudWatchService::onEvent(kernel::World& world, const kernel::Event& event) {
    MAYLAB_ASSERT(event.kind == kTick);
    m_store.closeSecond(world.metrics());
    world.schedule(m_store.closedUntil() + kernel::SimDuration::seconds(1), m_id, kTick);
}

kernel::MaybeResult CloudWatchService::call(kernel::World& world, const kernel::Call& call) {
    const std::int64_t now = world.unixMilliseconds();
    if (call.operation != "PutMetricData") return read(m_store, call.operation, call.input, now);
    // A lab's set-up writes history all at once; everybody else has the account's rate.
    if (call.actor != kernel::Actor::Setup && !m_putThrottle.take(world.now()))
        return tl::unexpected(aws::throttled());
    if (auto refused = unknownMember(call.operation, call.input))
        return kernel::ApiResult(tl::unexpected(*refused));
    return putMetricData(m_store, call.input, now);
}

kernel::ApiResult CloudWatchService::peek(const kernel::World& world, std::string_view operation,
                                          const kernel::Json& input) const {
    if (operation == "PutMetricData")
        return kernel::fail("InvalidAction", "PutMetricData writes; it cannot be asked for as a read.");
    return read(m_store, operation, input, world.unixMilliseconds());
}

const MetricStore& storeOf(const kernel::World& world) {
    const kernel::ServiceId id = world.find(CloudWatchService::kName);
    MAYLAB_ASSERT(id != kernel::World::kNoService);
    const auto* service = dynamic_cast<const CloudWatchService*>(&world.service(id));
    MAYLAB_ASSERT(service != nullptr);
    return service->store();
}

} // namespace maylab::metrics
