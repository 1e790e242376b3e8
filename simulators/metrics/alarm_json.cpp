#include "metrics/alarm_json.h"

#include "aws/account.h"
#include "kernel/time.h"
#include "metrics/alarm_book.h"
#include "metrics/alarm_operations.h"
#include "metrics/alarm_reason.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace maylab::metrics {
namespace {

using Json = nlohmann::json;

Json stateJson(const Alarm& a) {
    Json out = {{"stateValue", toString(a.state)}, {"stateReason", *a.reason}};
    if (!a.reasonData->empty()) out["stateReasonData"] = Json::parse(*a.reasonData, nullptr, false);
    return out;
}

} // namespace

std::string javaTime(std::int64_t unixMs) {
    std::string iso = kernel::formatIso8601(unixMs, true);
    if (!iso.empty() && iso.back() == 'Z') iso.pop_back();
    return iso + "+0000";
}

std::string alarmArn(std::string_view name) {
    return aws::makeArn("cloudwatch", "alarm:" + std::string(name));
}

std::string longTime(std::int64_t unixMs) {
    static constexpr std::array<const char*, 7> kDays{"Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"};
    static constexpr std::array<const char*, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                         "July",    "August",   "September", "October", "November", "December"};
    const std::string iso = kernel::formatIso8601(unixMs);
    const std::int64_t days = unixMs / 86'400'000;
    const auto two = [&](std::size_t at) { return (iso[at] - '0') * 10 + (iso[at + 1] - '0'); };
    return std::string(kDays[static_cast<std::size_t>(days % 7)]) + ' ' + std::to_string(two(8)) + ' ' +
           kMonths[static_cast<std::size_t>(two(5) - 1)] + ", " + iso.substr(0, 4) + ' ' + iso.substr(11, 8) + " UTC";
}

std::string reasonDataOf(const MetricAlarmRule& rule, const AlarmRow& row) {
    Json out = {{"version", "1.0"},
                {"queryDate", javaTime(row.at * 1000)},
                {"statistic", rule.metric.statistic.text()},
                {"period", rule.metric.period},
                {"threshold", rule.threshold}};
    if (rule.band) {
        out.erase("threshold");
        Json lower = Json::array(), upper = Json::array();
        for (const int i : row.evaluation.lookedAt) {
            lower.push_back(row.points[static_cast<std::size_t>(i)].lower);
            upper.push_back(row.points[static_cast<std::size_t>(i)].upper);
        }
        out["recentLowerThresholds"] = std::move(lower);
        out["recentUpperThresholds"] = std::move(upper);
    }
    if (!rule.queries.empty()) out.erase("statistic");
    Json recent = Json::array(), evaluated = Json::array();
    for (const int i : row.evaluation.lookedAt) recent.push_back(*row.points[static_cast<std::size_t>(i)].value);
    if (!row.evaluation.lookedAt.empty()) {
        out["startDate"] = javaTime(row.points[static_cast<std::size_t>(row.evaluation.lookedAt.front())].stamp * 1000);
    }
    if (rule.metric.unit) out["unit"] = toString(*rule.metric.unit);
    for (auto p = row.points.rbegin(); p != row.points.rend(); ++p) {
        Json point = {{"timestamp", javaTime(p->stamp * 1000)}};
        if (p->value) {
            if (rule.queries.empty()) point["sampleCount"] = p->sampleCount;
            point["value"] = *p->value;
        }
        evaluated.push_back(std::move(point));
    }
    out["recentDatapoints"] = std::move(recent);
    out["evaluatedDatapoints"] = std::move(evaluated);
    return out.dump();
}

std::string compositeReasonData(const AlarmBook& book, const CompositeRule& rule) {
    Json triggering = Json::array();
    for (const std::string& child : rule.children()) {
        const Alarm* a = book.find(child);
        if (a == nullptr) continue;
        triggering.push_back({{"arn", alarmArn(child)},
                              {"state", {{"value", toString(a->state)}, {"timestamp", javaTime(a->transitioned)}}}});
    }
    return Json{{"triggeringAlarms", std::move(triggering)}}.dump();
}

std::string configurationHistory(std::string_view type, const AlarmDefinition& now, const AlarmDefinition* before) {
    Json out = {{"version", "1.0"}, {"type", type}};
    out[type == "Delete" ? "deletedAlarm" : type == "Create" ? "createdAlarm" : "updatedAlarm"] = alarmSettings(now);
    if (before != nullptr) out["previousAlarm"] = alarmSettings(*before);
    return out.dump();
}

std::string stateHistory(const Alarm& before, const Alarm& after) {
    return Json{{"version", "1.0"}, {"oldState", stateJson(before)}, {"newState", stateJson(after)}}.dump();
}

std::string actionHistory(const AlarmAction& action, std::string_view result, bool ok) {
    Json out = {{"actionState", ok ? "Succeeded" : "Failed"},
                {"notificationResource", action.arn},
                {"stateUpdateTimestamp", action.changed}};
    if (!result.empty()) out[ok ? "publishedMessage" : "error"] = result;
    return out.dump();
}

} // namespace maylab::metrics
