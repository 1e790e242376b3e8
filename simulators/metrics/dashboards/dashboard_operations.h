// The operations on dashboards: those of the service, and ours on Grafana. Private to the room.
#pragma once

#include "aws/shape.h"
#include "kernel/service.h"
#include "metrics/dashboards/dashboard_book.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::metrics {

std::span<const aws::OperationModel> dashboardModels();

constexpr bool writesDashboards(std::string_view operation) {
    return operation == "PutDashboard" || operation == "DeleteDashboards" || operation == "ImportGrafanaDashboard";
}
constexpr bool readsDashboards(std::string_view operation) {
    return operation == "GetDashboard" || operation == "ListDashboards";
}

kernel::ApiResult putDashboard(DashboardBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult deleteDashboards(DashboardBook& book, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult getDashboard(const DashboardBook& book, const kernel::Json& input);
kernel::ApiResult listDashboards(const DashboardBook& book, const kernel::Json& input);

} // namespace maylab::metrics
