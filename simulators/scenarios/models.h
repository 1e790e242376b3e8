// The operations of our own service "lab" as tables: what AWS has no API for, in the form of an API.
#pragma once

#include "aws/shape.h"

#include <span>

namespace maylab::scenarios {

std::span<const aws::OperationModel> operationModels();

} // namespace maylab::scenarios
