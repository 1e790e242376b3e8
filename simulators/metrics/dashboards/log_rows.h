// Widgets of logs: their rows from the service behind the door "logs" of the same world, and what a chart makes of them.
//
// A widget's query names its groups ("SOURCE '/a' | SOURCE '/b' | filter ..."). A look costs the world nothing: no query is
// begun and no byte is billed. It is bounded instead: kMostLogRows rows, and in one reading of a dashboard kMostLogQueries
// queries and kMostLogBytes scanned; what is beyond says so. Errors: the service's code and text. Source: sheet 2.8, 2.10.
#pragma once

#include "metrics/dashboards/widget_evaluation.h"

namespace maylab::kernel {
class World;
}

namespace maylab::metrics {

inline constexpr std::size_t kMostLogRows = 1'000, kMostLogQueries = 20, kMostLogBytes = std::size_t{64} << 20;

// The world outlives what comes back; the bounds count over its copies.
OtherSources::Logs logsReader(const kernel::World& world);

// A table as series: a column of times ("bin(1m)") is the time, columns of words name the series, each column of numbers is
// one. Without a column of times every row is one value, at the end of the range. Nothing where there are no numbers.
std::vector<WidgetSeries> seriesOfRows(const WidgetTable& table, std::int64_t endUnix);

} // namespace maylab::metrics
