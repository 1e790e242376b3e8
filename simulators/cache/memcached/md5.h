// MD5 (RFC 1321): what clients place keys and servers with. Not for secrets.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace maylab::memcached {

std::array<std::uint8_t, 16> md5(std::string_view bytes);

} // namespace maylab::memcached
