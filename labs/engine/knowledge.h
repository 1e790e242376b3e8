// What labs may name, read from the tables of the simulators that this program has.
#pragma once

#include "labs/engine/loader.h"

namespace maylab::labs {

Knowledge standardKnowledge();

} // namespace maylab::labs
