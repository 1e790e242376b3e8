// The operations on dashboards: those of the service, and ours on Grafana. Private to the room.
#pragma once

#include "aws/shape.h"
#include "kernel/service.h"
#include "metrics/dashboards/dashboard_book.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::metrics {

class MetricStore;
struct WidgetSources;

std::span<const aws::OperationModel> dashboardModels();

constexpr bool writesDashboards(std::string_view operation) {
    return operation == "PutDashboard" || operation == "DeleteDashboards" || operation == "ImportGrafanaDashboard";
}
constexpr bool readsDashboards(std::string_view operation) {
    return operation == "GetDashboard" || operation == "ListDashboards" || operation == "ExportGrafanaDashboard" ||
           operation == "DescribeDashboardTargets";
}

kernel::ApiResult putDashboard(DashboardBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult deleteDashboards(DashboardBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult getDashboard(const DashboardBook& book, const kernel::Json& input);
kernel::ApiResult listDashboards(const DashboardBook& book, const kernel::Json& input);

// Ours. {"DashboardName", "DataSource": "prometheus" | "cloudwatch", "Start"?, "End"?} -> {"Dashboard", "Messages"}
kernel::ApiResult exportGrafanaDashboard(const DashboardBook& book, const MetricStore& store, const kernel::Json& input, std::int64_t nowMs);
// {"DashboardName", "Dashboard": an object or its text} -> {"Messages"}
kernel::ApiResult importGrafanaDashboard(DashboardBook& book, const kernel::Json& input, std::int64_t nowMs);
// {"DashboardName" or "Dashboard" (a body or Grafana's JSON), "Start"?, "End"?} -> {"panels": [{"kind", "title", "targets":
// [{"source", "query", "series", "points"}], "notes"}], "kinds", "targets", "answered"}; answered: with at least one point
kernel::ApiResult describeDashboardTargets(const DashboardBook& book, const WidgetSources& sources, const kernel::Json& input, std::int64_t nowMs);

} // namespace maylab::metrics
