// The JSON that CloudWatch keeps beside an alarm: StateReasonData, HistoryData. As text, since it is stored and shown as
// text. Source: sheet 2.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::metrics {

struct Alarm;
struct AlarmAction;
struct AlarmDefinition;
struct AlarmRow;
struct MetricAlarmRule;
class AlarmBook;
class CompositeRule;

std::string alarmArn(std::string_view name);
std::string longTime(std::int64_t unixMilliseconds); // "Friday 27 November, 2026 14:45:00 UTC"
std::string javaTime(std::int64_t unixMilliseconds); // "2026-11-27T14:45:00.000+0000"

std::string reasonDataOf(const MetricAlarmRule& rule, const AlarmRow& row);
std::string compositeReasonData(const AlarmBook& book, const CompositeRule& rule);
std::string configurationHistory(std::string_view type, const AlarmDefinition& now, const AlarmDefinition* before);
std::string stateHistory(const Alarm& before, const Alarm& after);
std::string actionHistory(const AlarmAction& action, std::string_view result, bool ok);

} // namespace maylab::metrics
