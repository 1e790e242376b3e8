// The weekly maintenance window "ddd:hh24:mi-ddd:hh24:mi" and the daily snapshot window "hh24:mi-hh24:mi", UTC
// (API reference, PreferredMaintenanceWindow: at least 60 minutes).
#pragma once

#include "kernel/time.h"

#include <string>
#include <string_view>

namespace maylab::cache {

bool isMaintenanceWindow(std::string_view window);
bool isSnapshotWindow(std::string_view window);
// The first start of the window after now. The window must be valid.
kernel::SimTime nextWindowStart(std::string_view window, const kernel::Calendar& calendar, kernel::SimTime now);
// n in [0, 168): a window of one hour that begins at that hour of the week (Monday 00:00 is 0).
std::string maintenanceWindowAt(int hourOfWeek);
std::string snapshotWindowAt(int hourOfDay);

} // namespace maylab::cache
