// The fixed words of the pages, by profile and language.
#pragma once

#include "labs/worklog/worklog.h"

#include <string>
#include <vector>

namespace maylab::worklog {

struct Words {
    std::string title;
    std::string headings[kSectionCount];
    std::vector<std::string> taskColumns, difficultyColumns;
    const char* practice;
    const char* inProgress;
    const char* sunday;
};

Words words(const WeekPlan& week, const Options& options, Language language);

} // namespace maylab::worklog
