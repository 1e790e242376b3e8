// Labels of GetMetricData: dynamic labels such as "p99 [max: ${MAX}]" and the default label. Private to the
// room.
//
// Values: ${AVG} ${SUM} ${MIN} ${MAX} ${FIRST} ${LAST} ${DATAPOINT_COUNT} ${MIN_MAX_RANGE}
// ${FIRST_LAST_RANGE}; times: ${MIN_TIME} ${MAX_TIME} ${FIRST_TIME} ${LAST_TIME} ${MIN_MAX_TIME_RANGE}
// ${FIRST_LAST_TIME_RANGE}, in the zone of LabelOptions.Timezone; ${LABEL} the default label;
// ${PROP('MetricName')}, 'Namespace', 'Stat', 'Period', 'Region', 'AccountId', 'Dim.<name>'. Source:
// CloudWatch user guide, "Using dynamic labels" (names); the form of times is ours. The _RELATIVE forms and
// the options after a comma (sort=, limit=) are left as they are written.
#pragma once

#include "metrics/store.h"

#include <cstdint>
#include <span>
#include <string>

namespace maylab::metrics {

struct LabelPoint {
    std::int64_t stamp = 0;
    Unit unit = Unit::None;
    double value = 0;
};

struct LabelContext {
    const SeriesKey& key;
    const Statistic& statistic;
    std::int64_t period = 60;
    std::string defaultLabel;
    int zoneMinutes = 0;
    std::span<const LabelPoint> points; // oldest first
};

std::string renderLabel(const std::string& text, const LabelContext& context);
// "+0130" -> 90.
bool parseZone(const std::string& text, int& minutes);

} // namespace maylab::metrics
