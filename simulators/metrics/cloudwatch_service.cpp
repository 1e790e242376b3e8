#include "metrics/cloudwatch_service.h"

#include "metrics/alarm_notification.h"
#include "metrics/alarm_operations.h"
#include "metrics/dashboards/dashboard_operations.h"
#include "metrics/dashboards/log_rows.h"
#include "metrics/dashboards/promql_rows.h"
#include "metrics/models.h"
#include "metrics/operations.h"
#include "metrics/prometheus_series.h"

#include <algorithm>
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

kernel::ApiResult read(const MetricStore& store, const AlarmBook& alarms, std::string_view operation,
                       const kernel::Json& input, std::int64_t nowMs) {
    if (operation == "DescribeAlarmEvaluations") return describeAlarmEvaluations(alarms, store, input, nowMs);
    if (auto refused = unknownMember(operation, input)) return tl::unexpected(*refused);
    if (operation == "GetMetricData") return getMetricData(store, input, nowMs);
    if (operation == "GetMetricStatistics") return getMetricStatistics(store, input, nowMs);
    if (operation == "ListMetrics") return listMetrics(store, input, nowMs);
    if (operation == "DescribeAlarms") return describeAlarms(alarms, input);
    if (operation == "DescribeAlarmsForMetric") return describeAlarmsForMetric(alarms, input);
    if (operation == "DescribeAlarmHistory") return describeAlarmHistory(alarms, input);
    return kernel::fail("InvalidAction",
                        "Could not find operation " + std::string(operation) + " for version 2010-08-01");
}

// Billed by the metrics it asks for, not as one request.
std::uint64_t metricsAskedFor(const kernel::Json& input) {
    const auto queries = input.find("MetricDataQueries");
    if (queries == input.end() || !queries->is_array()) return 0;
    return static_cast<std::uint64_t>(
        std::count_if(queries->begin(), queries->end(), [](const kernel::Json& q) { return q.is_object() && q.contains("MetricStat"); }));
}

bool isOurs(std::string_view operation) {
    static constexpr std::string_view kOurs[] = {"DescribeAlarmEvaluations", "DescribeDashboardTargets", "DescribeUsage", "ExportGrafanaDashboard",
                                                 "ImportGrafanaDashboard", "QueryPrometheus"};
    return std::find(std::begin(kOurs), std::end(kOurs), operation) != std::end(kOurs);
}

bool writesAlarms(std::string_view operation) {
    return operation == "PutMetricAlarm" || operation == "PutCompositeAlarm" || operation == "DeleteAlarms" ||
           operation == "SetAlarmState" || operation == "EnableAlarmActions" || operation == "DisableAlarmActions";
}

kernel::ApiResult write(AlarmBook& alarms, const MetricStore& store, std::string_view operation, const kernel::Json& input,
                        std::int64_t nowMs) {
    if (operation == "PutMetricAlarm") return putMetricAlarm(alarms, store, input, nowMs);
    if (operation == "PutCompositeAlarm") return putCompositeAlarm(alarms, input, nowMs);
    if (operation == "DeleteAlarms") return deleteAlarms(alarms, input, nowMs);
    if (operation == "SetAlarmState") return setAlarmState(alarms, input, nowMs);
    return enableAlarmActions(alarms, input, operation == "EnableAlarmActions", nowMs);
}

kernel::ApiResult writeDashboards(DashboardBook& book, std::string_view operation, const kernel::Json& input, std::int64_t nowMs) {
    if (operation == "ImportGrafanaDashboard") return importGrafanaDashboard(book, input, nowMs);
    if (auto refused = unknownMember(operation, input)) return tl::unexpected(*refused);
    if (operation == "PutDashboard") return putDashboard(book, input, nowMs);
    return deleteDashboards(book, input, nowMs);
}

kernel::ApiResult readDashboards(const DashboardBook& book, const WidgetSources& sources, std::string_view operation,
                                 const kernel::Json& input, std::int64_t nowMs) {
    if (operation == "ExportGrafanaDashboard") return exportGrafanaDashboard(book, sources.store, input, nowMs);
    if (operation == "DescribeDashboardTargets") return describeDashboardTargets(book, sources, input, nowMs);
    if (auto refused = unknownMember(operation, input)) return tl::unexpected(*refused);
    if (operation == "GetDashboard") return getDashboard(book, input);
    return listDashboards(book, input);
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
    m_alarms.evaluate(m_store, m_store.startUnix() + static_cast<std::int64_t>(m_store.closedUntil().inSeconds()));
    act(world);
    world.schedule(m_store.closedUntil() + kernel::SimDuration::seconds(1), m_id, kTick);
}

WidgetSources CloudWatchService::widgetSources(const kernel::World& world) const {
    const auto series = std::make_shared<const PrometheusSeries>(m_store, world.metrics(), m_alarms);
    const auto promql = [series](const MetricRow& row, std::int64_t start, std::int64_t end, std::int64_t step) {
        return promqlReader(*series)(row, start, end, step);
    };
    return {m_store, m_alarms, {promql, logsReader(world)}};
}

kernel::ApiResult CloudWatchService::promql(const kernel::World& world, const kernel::Json& input) const {
    return queryPrometheus(PrometheusSeries(m_store, world.metrics(), m_alarms), input, world.unixMilliseconds());
}

kernel::MaybeResult CloudWatchService::call(kernel::World& world, const kernel::Call& call) {
    const std::int64_t now = world.unixMilliseconds();
    if (call.actor != kernel::Actor::Setup && call.actor != kernel::Actor::World && !isOurs(call.operation)) {
        if (call.operation == "GetMetricData") m_requests.metricsRequested += metricsAskedFor(call.input);
        else ++m_requests.requests;
    }
    if (call.operation == "DescribeUsage") return describeUsage(usage(), now);
    if (writesAlarms(call.operation)) {
        if (auto refused = unknownMember(call.operation, call.input)) return kernel::ApiResult(tl::unexpected(*refused));
        auto result = write(m_alarms, m_store, call.operation, call.input, now);
        act(world);
        return result;
    }
    if (writesDashboards(call.operation)) {
        const auto before = m_dashboards.all().size();
        auto result = writeDashboards(m_dashboards, call.operation, call.input, now);
        m_dashboardMeter.change(now, static_cast<double>(m_dashboards.all().size()) - static_cast<double>(before));
        return result;
    }
    if (readsDashboards(call.operation))
        return readDashboards(m_dashboards, widgetSources(world), call.operation, call.input, now);
    if (call.operation == "QueryPrometheus") return promql(world, call.input);
    if (call.operation != "PutMetricData") return read(m_store, m_alarms, call.operation, call.input, now);
    // A lab's set-up writes history all at once; everybody else has the account's rate.
    if (call.actor != kernel::Actor::Setup && !m_putThrottle.take(world.now()))
        return tl::unexpected(aws::throttled());
    if (auto refused = unknownMember(call.operation, call.input))
        return kernel::ApiResult(tl::unexpected(*refused));
    return putMetricData(m_store, call.input, now);
}

kernel::ApiResult CloudWatchService::peek(const kernel::World& world, std::string_view operation,
                                          const kernel::Json& input) const {
    if (operation == "PutMetricData" || writesAlarms(operation) || writesDashboards(operation))
        return kernel::fail("InvalidAction", std::string(operation) + " writes; it cannot be asked for as a read.");
    if (operation == "DescribeUsage") return describeUsage(usage(), world.unixMilliseconds());
    if (readsDashboards(operation))
        return readDashboards(m_dashboards, widgetSources(world), operation, input, world.unixMilliseconds());
    if (operation == "QueryPrometheus") return promql(world, input);
    return read(m_store, m_alarms, operation, input, world.unixMilliseconds());
}

void CloudWatchService::act(kernel::World& world) {
    for (AlarmAction& action : m_alarms.takeActions()) {
        const std::string_view service = actionService(action.arn);
        const kernel::ServiceId to = world.find(service);
        if (to == kernel::World::kNoService) {
            m_alarms.noteAction(action, "There is no " + std::string(service) + " in this world.", false);
            continue;
        }
        kernel::Json input;
        std::string operation, published;
        if (service == "sns") {
            const AlarmNotification n = alarmNotification(m_alarms, action);
            operation = "Publish";
            published = kernel::Json{{"default", n.json}}.dump();
            input = {{"TopicArn", action.arn},
                     {"Subject", n.subject},
                     {"Message", kernel::Json{{"default", n.json}, {"sms", n.sms}, {"email", n.email}}.dump()},
                     {"MessageStructure", "json"}};
        } else if (service == "lambda") {
            operation = "Invoke";
            input = {{"FunctionName", action.arn}, {"InvocationType", "Event"}, {"Payload", alarmEvent(m_alarms, action)}};
        } else {
            operation = "RunAlarmAction";
            input = {{"ActionArn", action.arn}, {"Alarm", alarmMessage(m_alarms, action)}};
        }
        const std::uint64_t token = ++m_nextToken;
        m_sent.push_back({token, std::move(action), std::move(published)});
        world.callFrom(m_id, token, service, operation, input);
    }
}

void CloudWatchService::onReply(kernel::World&, std::uint64_t token, const kernel::ApiResult& result) {
    const auto at = std::find_if(m_sent.begin(), m_sent.end(), [&](const SentAction& s) { return s.token == token; });
    if (at == m_sent.end()) return;
    m_alarms.noteAction(at->action, result ? at->published : result.error().code + ": " + result.error().message, result.has_value());
    m_sent.erase(at);
}

void CloudWatchService::mixInto(kernel::Fingerprint& f) const {
    m_store.mixInto(f);
    if (!m_alarms.alarms().empty() || !m_alarms.history().empty()) m_alarms.mixInto(f);
    m_dashboards.mixInto(f);
}

const CloudWatchService* cloudWatchOf(const kernel::World& world) {
    const kernel::ServiceId id = world.find(CloudWatchService::kName);
    return id == kernel::World::kNoService ? nullptr : dynamic_cast<const CloudWatchService*>(&world.service(id));
}

const MetricStore& storeOf(const kernel::World& world) {
    const auto* service = cloudWatchOf(world);
    MAYLAB_ASSERT(service != nullptr);
    return service->store();
}

} // namespace maylab::metrics
