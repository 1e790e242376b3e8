// Why a setting was refused: which one, and a sentence for the person who made it. Nothing has changed then.
#pragma once

#include <string>

namespace maylab::traffic {

struct SettingError {
    std::string setting; // "ratePerSecond"
    std::string message; // "ratePerSecond must be between 0 and 1000000."
};

} // namespace maylab::traffic
