// What a learner should look at before handing the page in.
#pragma once

#include "labs/worklog/digest.h"
#include "labs/worklog/worklog.h"

namespace maylab::worklog {

std::vector<Check> checksOf(const progress::Facts& facts, const WeekPlan& week, const Options& options, const Digest& d,
                            const Worklog& log);

// Rows of the table under a heading: lines that begin with "|", without the two of the head.
int tableRows(const std::string& markdown, const std::string& firstColumn);

} // namespace maylab::worklog
