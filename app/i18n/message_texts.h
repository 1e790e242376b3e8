// The sentences of the lab engine (labs::messageTable()), once more as texts to be translated: the engine is Qt-free
// and lupdate does not see them there. A test compares the two; context "Messages".
#pragma once

#include <span>

namespace maylab::app {

std::span<const char* const> messageTexts();

} // namespace maylab::app
