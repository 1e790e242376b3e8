// Shapes that the operations on metrics and those on alarms share: units, dimensions, a metric, a query for one.
// Bounds are left to the operations themselves: they answer with one line per bad member, as the service
// does.
#pragma once

#include "aws/metric_units.h"
#include "aws/shape.h"

namespace maylab::metrics {

inline constexpr aws::Shape kUnit = aws::enumOf(aws::kMetricUnits);

inline constexpr aws::MemberShape kDimensionMembers[] = {{"Name", &aws::kString, aws::kRequired}, {"Value", &aws::kString, aws::kRequired}};
inline constexpr aws::Shape kDimension = aws::structureOf(kDimensionMembers);
inline constexpr aws::Shape kDimensions = aws::listOf(kDimension);

inline constexpr aws::MemberShape kMetricMembers[] = {
    {"Namespace", &aws::kString}, {"MetricName", &aws::kString}, {"Dimensions", &kDimensions}};
inline constexpr aws::Shape kMetric = aws::structureOf(kMetricMembers);
inline constexpr aws::MemberShape kMetricStatMembers[] = {{"Metric", &kMetric, aws::kRequired},
                                              {"Period", &aws::kInteger, aws::kRequired},
                                              {"Stat", &aws::kString, aws::kRequired},
                                              {"Unit", &kUnit}};
inline constexpr aws::Shape kMetricStat = aws::structureOf(kMetricStatMembers);
inline constexpr aws::MemberShape kQueryMembers[] = {{"Id", &aws::kString, aws::kRequired, "starts with a lower-case letter"},
                                         {"MetricStat", &kMetricStat},
                                         {"Expression", &aws::kString},
                                         {"Label", &aws::kString},
                                         {"ReturnData", &aws::kBoolean},
                                         {"Period", &aws::kInteger},
                                         {"AccountId", &aws::kString}};
inline constexpr aws::Shape kQuery = aws::structureOf(kQueryMembers);
inline constexpr aws::Shape kQueries = aws::listOf(kQuery);

} // namespace maylab::metrics
