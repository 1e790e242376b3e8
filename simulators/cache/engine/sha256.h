// SHA-256, as passwords of users are kept.
#pragma once

#include <string>
#include <string_view>

namespace maylab::cache {

std::string sha256Hex(std::string_view bytes); // 64 small letters

} // namespace maylab::cache
