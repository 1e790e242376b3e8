// May this caller do this? Every call asks; until there is an identity simulator the answer is always yes.
#pragma once

#include "kernel/doors.h"

#include <optional>
#include <string_view>

namespace maylab::aws {

// action: "elasticache:CreateCacheCluster". The error, if there is one, is the service's AccessDenied.
std::optional<kernel::ApiError> authorize(kernel::Actor actor, std::string_view action, std::string_view resourceArn);

} // namespace maylab::aws
