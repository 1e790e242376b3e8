#include "aws/authorize.h"

namespace maylab::aws {

std::optional<kernel::ApiError> authorize(kernel::Actor, std::string_view, std::string_view) { return std::nullopt; }

} // namespace maylab::aws
