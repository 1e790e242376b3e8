// A log event as a query reads it: the store's own view. The texts outlive the query's run.
#pragma once

#include "logs/log_event.h"

namespace maylab::logs::insights {

using Event = LogEventView;

} // namespace maylab::logs::insights
