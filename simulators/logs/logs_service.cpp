#include "logs/logs_service.h"

#include "logs/models.h"
#include "logs/operations.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace maylab::logs {
namespace {

constexpr double kPutsPerSecond = 5000; // quota of PutLogEvents in most Regions
constexpr std::size_t kMaxDelivery = 128 * 1024; // so that the payload in base64 stays within what an Event invoke takes
constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 3'600'000;

template <class Operation>
const Operation* findIn(std::initializer_list<std::span<const Operation>> tables, std::string_view name) {
    for (const auto& table : tables) {
        for (const Operation& o : table) {
            if (o.name == name) return &o;
        }
    }
    return nullptr;
}

const ReadOperation* findRead(std::string_view name) {
    return findIn<ReadOperation>(
        {groupReads(), eventReads(), filterReads(), liveTailReads(), insightsReads(), usageReads()}, name);
}

const WriteOperation* findWrite(std::string_view name) {
    return findIn<WriteOperation>({groupWrites(), eventWrites(), filterWrites(), liveTailWrites(), insightsWrites()}, name);
}

kernel::ApiError unknownOperation(std::string_view name) {
    return {"UnknownOperationException", "There is no operation " + std::string(name) + " in Logs_20140328.", 400};
}

// The service names every bad input InvalidParameterException, but for what is not even of the right type.
std::optional<kernel::ApiError> badInput(std::string_view operation, const Json& input) {
    for (const aws::OperationModel& m : operationModels()) {
        if (operation != m.operation) continue;
        kernel::ApiError error;
        if (aws::validate(m, input, error)) return std::nullopt;
        error.code = error.code == "MalformedInput" ? "SerializationException" : "InvalidParameterException";
        return error;
    }
    return unknownOperation(operation);
}

kernel::ApiError noFunction() {
    return {"InvalidParameterException",
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
            400};
}

} // namespace

LogsService::LogsService() : m_putThrottle(kPutsPerSecond, kPutsPerSecond) {}

void LogsService::start(kernel::World& world) {
    m_id = world.find(kName);
    m_state.seed = world.seed();
}

void LogsService::onEvent(kernel::World& world, const kernel::Event& event) {
    switch (event.kind) {
    case kPublish:
        m_publishDue = false;
        publish(world);
        break;
    case kDeliver:
        m_deliverDue = false;
        deliver(world);
        break;
    case kQuery:
        m_state.usage.scanned(m_state.queries.goOn(event.handle, m_state.store, world.unixMilliseconds()));
        break;
    default:
        MAYLAB_ASSERT(event.kind == kExpire);
        m_expireDue = false;
        m_state.store.expire(world.unixMilliseconds());
        m_state.usage.stored(world.unixMilliseconds(), m_state.store.storedBytes());
    }
    schedule(world);
}

void LogsService::schedule(kernel::World& world) {
    const auto untilNext = [&](std::int64_t step) { return step - world.unixMilliseconds() % step; };
    const auto in = [&](std::int64_t ms, EventKind kind) {
        world.schedule(world.now() + kernel::SimDuration::milliseconds(ms), m_id, kind);
        return true;
    };
    if (!m_publishDue && !m_state.batch.empty()) m_publishDue = in(untilNext(kMinuteMs) - 1, kPublish);
    if (!m_deliverDue && !m_state.deliveries.empty()) m_deliverDue = in(1000, kDeliver);
    while (const auto due = m_state.queries.takeDue())
        world.schedule(world.now() + kernel::SimDuration::milliseconds(due->atMs - world.unixMilliseconds()), m_id, kQuery,
                       due->number);
    if (!m_expireDue && m_state.store.anyRetention()) m_expireDue = in(untilNext(kHourMs), kExpire);
}

kernel::MaybeResult LogsService::call(kernel::World& world, const kernel::Call& call) {
    if (!call.input.is_object()) {
        const Json nothing = Json::object();
        return this->call(world, {call.id, call.actor, call.operation, nothing});
    }
    const std::int64_t now = world.unixMilliseconds();
    if (auto refused = badInput(call.operation, call.input)) return kernel::ApiResult(tl::unexpected(*refused));
    if (const ReadOperation* read = findRead(call.operation)) return read->run(m_state, call.input, now);
    if (call.operation == "PutSubscriptionFilter") return putSubscriptionFilter(world, call);
    const WriteOperation* write = findWrite(call.operation);
    MAYLAB_ASSERT(write != nullptr);
    const bool puts = call.operation == "PutLogEvents";
    // A lab's set-up writes history all at once; everybody else has the account's rate.
    if (puts && call.actor != kernel::Actor::Setup && !m_putThrottle.take(world.now()))
        return kernel::ApiResult(kernel::fail("ThrottlingException", "Rate exceeded"));

    const std::string groupName = textOf(call.input, "logGroupName");
    const LogGroup* before = m_state.store.find(groupName);
    const std::uint64_t events = before != nullptr ? before->arrivedEvents : 0;
    const std::uint64_t bytes = before != nullptr ? before->arrivedBytes : 0;
    std::vector<kernel::MetricId> measured;
    if (before != nullptr) measured = {before->incomingEvents, before->incomingBytes};
    if (before != nullptr && call.operation == "DeleteLogGroup") {
        for (const auto& [name, f] : before->subscriptionFilters) measured.insert(measured.end(), {f.forwarded, f.errors});
    }
    kernel::ApiResult result = write->run(m_state, call.input, now);
    if (!result) return result;

    remember(call);
    LogGroup* group = m_state.store.find(groupName);
    if (call.operation == "CreateLogGroup") {
        const auto define = [&](const char* name, const char* unit) {
            return world.metrics().define({"AWS/Logs", name, {{"LogGroupName", groupName}}, unit});
        };
        group->incomingEvents = define("IncomingLogEvents", "Count");
        group->incomingBytes = define("IncomingBytes", "Bytes");
    } else if (call.operation == "DeleteLogGroup") {
        for (const kernel::MetricId id : measured) world.metrics().retire(id);
    } else if (puts) {
        world.metrics().add(group->incomingEvents, static_cast<double>(group->arrivedEvents - events));
        world.metrics().add(group->incomingBytes, static_cast<double>(group->arrivedBytes - bytes));
        m_state.usage.ingested(group->arrivedBytes - bytes);
    }
    m_state.usage.stored(now, m_state.store.storedBytes());
    schedule(world);
    return result;
}

void LogsService::remember(const kernel::Call& call) {
    if (call.actor != kernel::Actor::World) return; // the world itself mixes what comes from outside
    m_called = true;
    m_history.mix(call.operation);
    m_history.mixWords(call.input.dump());
}

kernel::ApiResult LogsService::peek(const kernel::World& world, std::string_view operation, const kernel::Json& input) const {
    if (!input.is_object()) return peek(world, operation, Json::object());
    if (auto refused = badInput(operation, input)) return tl::unexpected(*refused);
    if (const ReadOperation* read = findRead(operation)) return read->run(m_state, input, world.unixMilliseconds());
    return kernel::fail("UnknownOperationException",
                        std::string(operation) + " writes; it cannot be asked for as a read.");
}

void LogsService::publish(kernel::World& world) {
    const MetricBatch::Data data = m_state.batch.take();
    for (const Json& request : metricRequests(data, world.unixMilliseconds()))
        world.callFrom(m_id, 0, "cloudwatch", "PutMetricData", request);
}

// --- subscriptions ---

kernel::MaybeResult LogsService::putSubscriptionFilter(kernel::World& world, const kernel::Call& call) {
    auto filter = readSubscription(m_state, call.input, world.unixMilliseconds());
    if (!filter) return kernel::ApiResult(tl::unexpected(filter.error()));
    if (world.find("lambda") == kernel::World::kNoService) return kernel::ApiResult(tl::unexpected(noFunction()));
    remember(call);
    const std::uint64_t token = ++m_nextToken;
    m_subscribing[token] = {call.id, textOf(call.input, "logGroupName"), textOf(call.input, "filterName"), *filter};
    // Asks whether the function is there and may be called; its answer is this call's.
    world.callFrom(m_id, token, "lambda", "Invoke",
                   {{"FunctionName", filter->destinationArn}, {"InvocationType", "DryRun"}});
    return std::nullopt;
}

void LogsService::install(kernel::World& world, PendingSubscription& pending) {
    LogGroup* group = m_state.store.find(pending.group);
    if (group == nullptr) {
        world.reply(pending.call, notFound("log group"));
        return;
    }
    const bool fresh = !group->subscriptionFilters.contains(pending.name);
    if (fresh && group->subscriptionFilters.size() == LogGroup::kMaxSubscriptionFilters) {
        world.reply(pending.call, kernel::fail("LimitExceededException", "Resource limit exceeded."));
        return;
    }
    const auto define = [&](const char* name) {
        return world.metrics().define(
            {"AWS/Logs", name, {{"LogGroupName", pending.group}, {"DestinationType", "Lambda"}, {"FilterName", pending.name}}, "Count"});
    };
    pending.filter.forwarded = define("ForwardedLogEvents");
    pending.filter.errors = define("DeliveryErrors");
    group->subscriptionFilters.insert_or_assign(pending.name, std::move(pending.filter));
    world.reply(pending.call, Json::object());
}

void LogsService::deliver(kernel::World& world) {
    const auto due = std::exchange(m_state.deliveries, {});
    for (const auto& [to, events] : due) {
        for (std::size_t from = 0; from < events.size();) {
            std::size_t n = 0, bytes = 0;
            while (from + n < events.size() && (n == 0 || bytes + footprint(events[from + n]) <= kMaxDelivery))
                bytes += footprint(events[from + n++]);
            const LogGroup* group = m_state.store.find(to.group);
            const auto filter = group == nullptr ? decltype(group->subscriptionFilters.begin()){} : group->subscriptionFilters.find(to.filter);
            if (group == nullptr || filter == group->subscriptionFilters.end()) break;
            const std::uint64_t token = ++m_nextToken;
            m_delivering[token] = {to.group, to.filter, static_cast<double>(n)};
            const std::string function = filter->second.destinationArn; // the call may change the group
            world.callFrom(m_id, token, "lambda", "Invoke",
                           {{"FunctionName", function},
                            {"InvocationType", "Event"},
                            {"Payload", subscriptionPayload(to, std::span(events).subspan(from, n))}});
            from += n;
        }
    }
}

void LogsService::onReply(kernel::World& world, std::uint64_t token, const kernel::ApiResult& result) {
    if (const auto at = m_subscribing.find(token); at != m_subscribing.end()) {
        PendingSubscription pending = std::move(at->second);
        m_subscribing.erase(at);
        if (result) install(world, pending);
        else world.reply(pending.call, tl::unexpected(noFunction()));
        return;
    }
    const auto at = m_delivering.find(token);
    if (at == m_delivering.end()) return; // of PutMetricData
    const PendingDelivery sent = std::move(at->second);
    m_delivering.erase(at);
    const LogGroup* group = m_state.store.find(sent.group);
    if (group == nullptr) return;
    const auto filter = group->subscriptionFilters.find(sent.filter);
    if (filter == group->subscriptionFilters.end()) return;
    if (result) world.metrics().add(filter->second.forwarded, sent.events);
    else world.metrics().add(filter->second.errors, 1);
}

void LogsService::mixInto(kernel::Fingerprint& f) const {
    if (m_called) f.mix(m_history.value());
}

const LogStore* logsOf(const kernel::World& world) {
    const kernel::ServiceId id = world.find(LogsService::kName);
    if (id == kernel::World::kNoService) return nullptr;
    const auto* service = dynamic_cast<const LogsService*>(&world.service(id));
    MAYLAB_ASSERT(service != nullptr);
    return &service->store();
}

} // namespace maylab::logs
