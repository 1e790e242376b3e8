// The operation tables of "cloudwatch" for the command line, completion and help (aws/shape.h).
#pragma once

#include "aws/shape.h"

#include <span>

namespace maylab::metrics {

// Of these, those that AWS does not have.
std::span<const aws::OperationModel> ownModels();
std::span<const aws::OperationModel> operationModels();
std::span<const aws::OperationModel> alarmModels(); // a part of them

} // namespace maylab::metrics
