// Numbers as memcached reads them from a line: as C's strtol family, but the whole word, and cut to their width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::memcached {

bool parseU64(std::string_view text, std::uint64_t& value); // up to the first white space
bool parseU32(std::string_view text, std::uint32_t& value); // the low 32 bits of what stands there
bool parseI32(std::string_view text, std::int32_t& value);  // the low 32 bits of what stands there
bool parseDouble(std::string_view text, double& value);

// Base64 of binary keys. decode: empty if the text is not valid.
bool decodeBase64(std::string_view text, char* out, std::size_t& length);
void appendBase64(std::string_view bytes, std::string& out);

} // namespace maylab::memcached
