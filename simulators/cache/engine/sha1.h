// SHA-1, as scripts are named by it.
#pragma once

#include <string>
#include <string_view>

namespace maylab::cache {

std::string sha1Hex(std::string_view bytes); // 40 small letters

} // namespace maylab::cache
