// DescribeAlarms, DescribeAlarmsForMetric, DescribeAlarmHistory, and what the alarm microscope reads.
#include "metrics/alarm_json.h"
#include "metrics/alarm_operations.h"
#include "metrics/api_input.h"

#include "aws/account.h"
#include "aws/paging.h"
#include "kernel/time.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

constexpr std::int64_t kMostRecords = 100;

Json dimensionsJson(const Dimensions& all) {
    Json out = Json::array();
    for (const auto& [name, value] : all) out.push_back({{"Name", name}, {"Value", value}});
    return out;
}

Json alarmJson(const Alarm& a) {
    const AlarmDefinition& d = *a.definition;
    Json out = alarmSettings(d);
    out.erase("Tags");
    out["AlarmArn"] = alarmArn(d.name);
    out["AlarmConfigurationUpdatedTimestamp"] = kernel::formatIso8601(d.configured, true);
    out["StateValue"] = toString(a.state);
    out["StateReason"] = *a.reason;
    if (!a.reasonData->empty()) out["StateReasonData"] = *a.reasonData;
    out["StateUpdatedTimestamp"] = kernel::formatIso8601(a.updated, true);
    out["StateTransitionedTimestamp"] = kernel::formatIso8601(a.transitioned, true);
    if (a.suppressed != Alarm::Suppressed::No) {
        out["ActionsSuppressedBy"] = a.suppressed == Alarm::Suppressed::Wait    ? "WaitPeriod"
                                     : a.suppressed == Alarm::Suppressed::Alarm ? "Alarm"
                                                                                : "ExtensionPeriod";
        out["ActionsSuppressedReason"] = a.suppressed == Alarm::Suppressed::Alarm
            ? "Actions suppressed by " + alarmArn(d.composite->suppressor)
            : "Actions suppressed until " + kernel::formatIso8601(a.actionsDue);
    }
    return out;
}

// By name; a token from the page before.
std::optional<std::string> after(const Reader& in, std::string_view operation) {
    const auto token = in.text("NextToken");
    if (!token) return std::string();
    auto last = aws::readMarker(operation, *token);
    if (!last) in.problems().value("The token " + *token + " is not valid.");
    return last;
}

std::int64_t most(const Reader& in) {
    const auto n = in.integer("MaxRecords");
    if (n && (*n < 1 || *n > kMostRecords)) in.problems().value("The parameter MaxRecords must be from 1 to 100.");
    return n.value_or(50);
}

const char* toText(EvaluationRule rule) {
    switch (rule) {
    case EvaluationRule::EnoughData: return "enough-data";
    case EvaluationRule::NoData: return "no-data";
    case EvaluationRule::EnoughBreaching: return "enough-breaching";
    case EvaluationRule::FilledBreaching: return "filled-breaching";
    case EvaluationRule::FilledNotBreaching: return "filled-not-breaching";
    case EvaluationRule::SomeNotBreaching: return "some-not-breaching";
    case EvaluationRule::Premature: return "premature";
    }
    return "";
}

const char* toText(PointState state) {
    switch (state) {
    case PointState::Missing: return "missing";
    case PointState::NotBreaching: return "not-breaching";
    case PointState::Breaching: return "breaching";
    }
    return "";
}

} // namespace

Json alarmSettings(const AlarmDefinition& d) {
    Json out = {{"AlarmName", d.name},
                {"ActionsEnabled", d.actionsEnabled},
                {"OKActions", d.actions[static_cast<std::size_t>(AlarmState::Ok)]},
                {"AlarmActions", d.actions[static_cast<std::size_t>(AlarmState::Alarm)]},
                {"InsufficientDataActions", d.actions[static_cast<std::size_t>(AlarmState::InsufficientData)]}};
    if (!d.description.empty()) out["AlarmDescription"] = d.description;
    if (!d.tags.empty()) {
        Json tags = Json::array();
        for (const auto& [key, value] : d.tags) tags.push_back({{"Key", key}, {"Value", value}});
        out["Tags"] = std::move(tags);
    }
    if (d.metric) {
        const MetricAlarmRule& r = *d.metric;
        if (r.queries.empty()) {
            out["Namespace"] = r.metric.key.metricNamespace;
            out["MetricName"] = r.metric.key.name;
            out["Dimensions"] = dimensionsJson(r.metric.key.dimensions);
            out[r.metric.statistic.extended() ? "ExtendedStatistic" : "Statistic"] = r.metric.statistic.text();
            out["Period"] = r.metric.period;
        } else {
            out["Metrics"] = Json::parse(r.queriesJson, nullptr, false);
            if (r.band) out["ThresholdMetricId"] = r.queries[*r.band].id;
        }
        if (r.metric.unit) out["Unit"] = toString(*r.metric.unit);
        out["EvaluationPeriods"] = r.evaluationPeriods;
        if (r.datapointsToAlarm) out["DatapointsToAlarm"] = *r.datapointsToAlarm;
        if (!r.band) out["Threshold"] = r.threshold;
        out["ComparisonOperator"] = toString(r.op);
        if (r.treat != MissingData::Missing) out["TreatMissingData"] = toString(r.treat);
        if (r.ignoreLowSamples) out["EvaluateLowSampleCountPercentile"] = "ignore";
    }
    if (d.composite) {
        out["AlarmRule"] = d.composite->text;
        if (!d.composite->suppressor.empty()) {
            out["ActionsSuppressor"] = alarmArn(d.composite->suppressor);
            out["ActionsSuppressorWaitPeriod"] = d.composite->waitSeconds;
            out["ActionsSuppressorExtensionPeriod"] = d.composite->extensionSeconds;
        }
    }
    return out;
}

kernel::ApiResult describeAlarms(const AlarmBook& book, const Json& input) {
    Problems problems;
    const Reader in(input, "", problems);
    const auto start = after(in, "DescribeAlarms");
    const std::int64_t page = most(in);
    const auto prefix = in.text("AlarmNamePrefix"), actionPrefix = in.text("ActionPrefix"), stateText = in.text("StateValue");
    const auto childrenOf = in.text("ChildrenOfAlarmName"), parentsOf = in.text("ParentsOfAlarmName");
    const auto state = stateText ? alarmState(*stateText) : std::nullopt;
    if (stateText && !state) problems.value("The parameter StateValue must be a value in the set [ OK, ALARM, INSUFFICIENT_DATA ].");
    bool metricAlarms = true, composites = false; // as AWS: composites only when asked for
    if (const Json* types = in.list("AlarmTypes"); types != nullptr && !types->empty()) {
        metricAlarms = false;
        for (const Json& t : *types) {
            if (t == "MetricAlarm") metricAlarms = true;
            else if (t == "CompositeAlarm") composites = true;
            else problems.value("The parameter AlarmTypes must hold values in the set [ MetricAlarm, CompositeAlarm ].");
        }
    }
    std::vector<std::string> names;
    if (const Json* list = in.list("AlarmNames")) {
        if (prefix) problems.combination("AlarmNamePrefix and AlarmNames are mutually exclusive.");
        for (const Json& n : *list) {
            if (n.is_string()) names.push_back(n.get<std::string>());
        }
        if (!in.has("AlarmTypes")) composites = true;
    }
    if (problems.any()) return tl::unexpected(problems.error());
    const auto childNames = [&]() -> std::vector<std::string> {
        const Alarm* a = childrenOf ? book.find(alarmNameOf(*childrenOf)) : nullptr;
        return a != nullptr && a->definition->composite ? a->definition->composite->rule.children() : std::vector<std::string>();
    }();
    const std::vector<std::string> parentNames = parentsOf ? book.parentsOf(alarmNameOf(*parentsOf)) : std::vector<std::string>();
    const auto contains = [](const std::vector<std::string>& all, const std::string& one) {
        return std::find(all.begin(), all.end(), one) != all.end();
    };
    Json metricOut = Json::array(), compositeOut = Json::array();
    std::int64_t count = 0;
    std::string last;
    Json out;
    for (const auto& [name, alarm] : book.alarms()) {
        const AlarmDefinition& d = *alarm.definition;
        if (name <= *start && !start->empty()) continue;
        if (d.metric && !metricAlarms && !childrenOf && !parentsOf) continue;
        if (d.composite && !composites && !childrenOf && !parentsOf) continue;
        if (!names.empty() && !contains(names, name)) continue;
        if (prefix && name.compare(0, prefix->size(), *prefix) != 0) continue;
        if (state && alarm.state != *state) continue;
        if (childrenOf && !contains(childNames, name)) continue;
        if (parentsOf && !contains(parentNames, name)) continue;
        if (actionPrefix) {
            const bool any = std::any_of(d.actions.begin(), d.actions.end(), [&](const auto& list) {
                return std::any_of(list.begin(), list.end(), [&](const std::string& arn) { return arn.compare(0, actionPrefix->size(), *actionPrefix) == 0; });
            });
            if (!any) continue;
        }
        if (count == page) {
            out["NextToken"] = aws::makeMarker("DescribeAlarms", last);
            break;
        }
        (d.metric ? metricOut : compositeOut).push_back(alarmJson(alarm));
        last = name;
        ++count;
    }
    out["MetricAlarms"] = std::move(metricOut);
    out["CompositeAlarms"] = std::move(compositeOut);
    return out;
}

kernel::ApiResult describeAlarmsForMetric(const AlarmBook& book, const Json& input) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string metricNamespace = in.metricNamespace("Namespace", true), name = in.name("MetricName", true);
    Dimensions dimensions = in.dimensions("Dimensions");
    std::sort(dimensions.begin(), dimensions.end());
    const auto statistic = in.text("Statistic"), extended = in.text("ExtendedStatistic");
    const auto period = in.integer("Period");
    const auto unit = in.unit("Unit");
    if (problems.any()) return tl::unexpected(problems.error());
    Json found = Json::array();
    for (const auto& [_, alarm] : book.alarms()) {
        if (!alarm.definition->metric) continue;
        const AlarmMetric& m = alarm.definition->metric->metric;
        if (m.key.metricNamespace != metricNamespace || m.key.name != name || m.key.dimensions != dimensions) continue;
        if (statistic && m.statistic.text() != *statistic) continue;
        if (extended && m.statistic.text() != *extended) continue;
        if (period && m.period != *period) continue;
        if (unit && m.unit != unit) continue;
        found.push_back(alarmJson(alarm));
    }
    return Json{{"MetricAlarms", std::move(found)}};
}

kernel::ApiResult describeAlarmHistory(const AlarmBook& book, const Json& input) {
    Problems problems;
    const Reader in(input, "", problems);
    const auto name = in.text("AlarmName"), type = in.text("HistoryItemType"), scan = in.text("ScanBy");
    const auto start = in.time("StartDate"), end = in.time("EndDate");
    const std::int64_t page = most(in);
    const auto token = after(in, "DescribeAlarmHistory");
    static constexpr const char* kKinds[] = {"ConfigurationUpdate", "StateUpdate", "Action"};
    if (type && std::none_of(std::begin(kKinds), std::end(kKinds), [&](const char* k) { return *type == k; })) {
        problems.value("The parameter HistoryItemType must be a value in the set [ ConfigurationUpdate, StateUpdate, Action ].");
    }
    if (scan && *scan != "TimestampDescending" && *scan != "TimestampAscending") {
        problems.value("The parameter ScanBy must be a value in the set [ TimestampDescending, TimestampAscending ].");
    }
    if (problems.any()) return tl::unexpected(problems.error());
    std::vector<const AlarmHistoryItem*> found;
    for (const auto& item : book.history()) {
        if (name && item->alarm != *name) continue;
        if (type && *type != kKinds[static_cast<std::size_t>(item->kind)]) continue;
        if ((start && item->at < *start) || (end && item->at > *end)) continue;
        found.push_back(item.get());
    }
    if (!scan || *scan == "TimestampDescending") std::reverse(found.begin(), found.end());
    std::size_t from = 0;
    if (!token->empty()) from = static_cast<std::size_t>(std::max(0, std::atoi(token->c_str())));
    Json items = Json::array();
    std::size_t i = from;
    for (; i < found.size() && i < from + static_cast<std::size_t>(page); ++i) {
        const AlarmHistoryItem& h = *found[i];
        items.push_back({{"AlarmName", h.alarm},
                         {"AlarmType", h.composite ? "CompositeAlarm" : "MetricAlarm"},
                         {"Timestamp", kernel::formatIso8601(h.at, true)},
                         {"HistoryItemType", kKinds[static_cast<std::size_t>(h.kind)]},
                         {"HistorySummary", h.summary},
                         {"HistoryData", h.data}});
    }
    Json out = {{"AlarmHistoryItems", std::move(items)}};
    if (i < found.size()) out["NextToken"] = aws::makeMarker("DescribeAlarmHistory", std::to_string(i));
    return out;
}

kernel::ApiResult describeAlarmEvaluations(const AlarmBook& book, const MetricStore& store, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string name = in.name("AlarmName", true);
    const auto records = in.integer("MaxRecords");
    if (records && (*records < 1 || *records > 1440)) problems.value("The parameter MaxRecords must be from 1 to 1440.");
    if (problems.any()) return tl::unexpected(problems.error());
    const Alarm* alarm = book.find(name);
    if (alarm == nullptr) return kernel::fail("ResourceNotFound", "Unknown alarm " + name, 404);
    if (!alarm->definition->metric) return kernel::fail("InvalidParameterValue", "A composite alarm has no periods of its own.");
    const MetricAlarmRule& rule = *alarm->definition->metric;
    const std::int64_t step = rule.metric.period < 60 ? 10 : 60;
    std::int64_t q = nowMs / 1000 / step * step;
    Json rows = Json::array();
    for (std::int64_t i = 0; i < records.value_or(60) && q > store.startUnix(); ++i, q -= step) {
        const AlarmRow row = AlarmBook::look(store, rule, q);
        Json points = Json::array();
        for (const AlarmPoint& p : row.points) {
            Json point = {{"Timestamp", kernel::formatIso8601(p.stamp * 1000)}, {"State", toText(p.state)}};
            if (p.value) point["Value"] = *p.value;
            points.push_back(std::move(point));
        }
        for (const int at : row.evaluation.lookedAt) points[static_cast<std::size_t>(at)]["LookedAt"] = true;
        rows.push_back({{"Timestamp", kernel::formatIso8601(q * 1000)},
                        {"Points", std::move(points)},
                        {"Real", row.evaluation.real},
                        {"Breaching", row.evaluation.breaching},
                        {"Filled", row.evaluation.filled},
                        {"LowSample", row.lowSample},
                        {"Rule", toText(row.evaluation.rule)},
                        {"Result", row.evaluation.state ? Json(toString(*row.evaluation.state)) : Json("RETAIN")}});
    }
    return Json{{"AlarmName", name},
                {"EvaluationPeriods", rule.evaluationPeriods},
                {"DatapointsToAlarm", rule.needed()},
                {"EvaluationRange", rule.range()},
                {"Threshold", rule.threshold},
                {"TreatMissingData", toString(rule.treat)},
                {"Evaluations", std::move(rows)}};
}

} // namespace maylab::metrics
