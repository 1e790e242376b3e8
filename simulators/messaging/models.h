// Operation tables of the door "sns": for the check of an input, the `aws` command line and the forms. Sorted by name.
#pragma once

#include "aws/shape.h"

#include <span>

namespace maylab::messaging {

std::span<const aws::OperationModel> operationModels();

} // namespace maylab::messaging
