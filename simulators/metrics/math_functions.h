// The functions of metric math by name. Private to the room; what they take and give: sheet 2.7.
#pragma once

#include "metrics/math_evaluator.h"

#include <cstddef>
#include <string_view>

namespace maylab::metrics {

struct MathFunction {
    const char* name;
    std::size_t least, most; // arguments
    MathResult<> (*run)(MathEvaluator&, const MathNode&);
};
const MathFunction* findMathFunction(std::string_view name); // null: there is none

// The service has it, but it reads what no simulator here has.
bool isFunctionOfTheServiceOnly(std::string_view name);

} // namespace maylab::metrics
