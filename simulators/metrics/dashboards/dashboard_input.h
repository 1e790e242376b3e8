// What the operations on dashboards share. Private to the room.
#pragma once

#include "kernel/service.h"
#include "metrics/api_input.h"
#include "metrics/dashboards/dashboard_body.h"
#include "metrics/dashboards/dashboard_book.h"

#include <span>
#include <string>

namespace maylab::metrics {

// The name for a new dashboard; what is wrong with it is noted.
std::string dashboardName(const Reader& in);
// Dashboards call a wrong value InvalidParameterInput.
kernel::ApiError dashboardProblem(const Problems& problems);
// The dashboard that DashboardName names.
tl::expected<const StoredDashboard*, kernel::ApiError> storedDashboard(const DashboardBook& book, const Json& input);
// [{"DataPath", "Message"}, ...]
Json messagesJson(std::span<const DashboardMessage> messages);

} // namespace maylab::metrics
