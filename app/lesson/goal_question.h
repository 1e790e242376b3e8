// Which record answers "Why?" at a goal: what the goal reads says what to look for.
#pragma once

#include "app/session/queries.h"
#include "labs/engine/goal.h"

namespace maylab::app {

// The part that does not hold decides; a goal about times asks for the slowest request of the last half minute.
DetailQuery whyOf(const labs::Goal& goal, const labs::GoalResult& result, kernel::SimTime now);

} // namespace maylab::app
