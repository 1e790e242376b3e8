// The operation tables of "logs" for the checks of inputs, the command line, completion and help (aws/shape.h).
#pragma once

#include "aws/shape.h"

#include <span>

namespace maylab::logs {

std::span<const aws::OperationModel> operationModels();

// Those of Logs Insights among them.
std::span<const aws::OperationModel> insightsModels();

} // namespace maylab::logs
