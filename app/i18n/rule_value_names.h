// The words for the parameters of decision records (kernel::RuleInfo::parameters), in the language of the window. A
// number that stands for a choice of the simulator (a policy, a reason, a state) has none: its sentence says it.
#pragma once

#include <QString>

#include <string_view>

namespace maylab::app {

// Empty for a parameter that is not shown.
QString ruleValueName(std::string_view parameter);

} // namespace maylab::app
