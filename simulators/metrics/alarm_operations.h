// The operations on alarms, one .cpp a group. They read and refuse; AlarmBook keeps and evaluates. Private to the room.
#pragma once

#include "kernel/service.h"
#include "metrics/alarm_book.h"

#include <span>

namespace maylab::metrics {

kernel::ApiResult putMetricAlarm(AlarmBook& book, const MetricStore& store, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult putCompositeAlarm(AlarmBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult deleteAlarms(AlarmBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult setAlarmState(AlarmBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult enableAlarmActions(AlarmBook& book, const kernel::Json& input, bool enabled, std::int64_t nowMs);
kernel::ApiResult describeAlarms(const AlarmBook& book, const kernel::Json& input);
kernel::ApiResult describeAlarmsForMetric(const AlarmBook& book, const kernel::Json& input);
kernel::ApiResult describeAlarmHistory(const AlarmBook& book, const kernel::Json& input);
// Ours: {"AlarmName", "MaxRecords" (60)} -> the evaluations of the last minutes, newest first, each with its periods.
kernel::ApiResult describeAlarmEvaluations(const AlarmBook& book, const MetricStore& store, const kernel::Json& input,
                                           std::int64_t nowMs);

// As PutMetricAlarm or PutCompositeAlarm took it.
kernel::Json alarmSettings(const AlarmDefinition& d);

} // namespace maylab::metrics
