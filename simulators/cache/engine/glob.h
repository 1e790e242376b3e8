// Redis' glob: * ? [a-c] [^x] \x, over bytes. Never more than pattern times text steps.
#pragma once

#include <string_view>

namespace maylab::cache {

bool globMatch(std::string_view pattern, std::string_view text, bool ignoreCase = false);

} // namespace maylab::cache
