// Pages without a memory on the server: a token (ElastiCache's Marker) says after which key to go on, for which
// operation, and carries a check so that an invented one is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace maylab::aws {

std::string makeMarker(std::string_view operation, std::string_view lastKey);
// The last key of the page before; nothing if the token was not made by makeMarker for that operation.
std::optional<std::string> readMarker(std::string_view operation, std::string_view marker);

} // namespace maylab::aws
