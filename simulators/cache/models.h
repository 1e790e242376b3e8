// The operation tables of "elasticache" and "ec2" for the command line, validation, completion and help.
#pragma once

#include "aws/shape.h"

#include <span>

namespace maylab::cache {

std::span<const aws::OperationModel> elastiCacheModels();
std::span<const aws::OperationModel> ec2Models();
// What AWS does not have; not in elastiCacheModels().
std::span<const aws::OperationModel> ownModels();
// All three.
std::span<const aws::OperationModel> operationModels();

} // namespace maylab::cache
