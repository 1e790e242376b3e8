// A week as a learner may have had it: one lab done over two days, one begun on a Sunday, the rest untouched.
#pragma once

#include "labs/worklog/worklog.h"

namespace sample {

maylab::worklog::WeekPlan week();
maylab::progress::Facts facts();
maylab::worklog::Options options();
// 10:00 in Hà Nội on that day, plus minutes.
maylab::progress::WallTime at(const char* isoDate, int minutes = 0);

} // namespace sample
