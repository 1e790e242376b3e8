// What a tree of the right grammar may still be wrong in: types, numbers of arguments, matching of vectors.
#pragma once

#include "metrics/promql/expression.h"

#include <optional>
#include <string>
#include <string_view>

namespace maylab::metrics::promql {

struct TypeProblem {
    std::size_t at = 0;
    std::string text;
};
// The first problem. Vector matching of operands that are no vectors is taken out of the tree.
std::optional<TypeProblem> checkTypes(Expression& root, std::string_view query);

} // namespace maylab::metrics::promql
