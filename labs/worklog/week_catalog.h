// The week's data as the worklog needs it, from the labs' own catalog.
#pragma once

#include "labs/engine/loader.h"
#include "labs/worklog/week_plan.h"

namespace maylab::worklog {

// Without a week file: the labs that are there, without sources.
WeekPlan fromCatalog(const labs::Catalog& catalog);

} // namespace maylab::worklog
