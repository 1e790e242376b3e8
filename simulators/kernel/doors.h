// The two kinds of door through which everything that changes a world comes.
//
//   An API operation:       service, operation, JSON input -> JSON output or ApiError. Names, shapes and errors of
//                           the real API; what AWS has no API for is an operation of our own service "lab".
//   A data-plane request:   bytes on a connection (RESP, HTTP ...) -> bytes.
//
// Doors are asynchronous: a reply comes at once or at a later virtual time.
#pragma once

#include "kernel/time.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::kernel {

using Json = nlohmann::json;

// Who acted. Goals may count only what was typed (Console, Client).
enum class Actor : std::uint8_t { Form, Console, Client, Setup, Solution, World };
const char* toString(Actor actor);
bool actorFromString(std::string_view text, Actor& actor);

// The error a real service would give: learners will search for code and text.
struct ApiError {
    std::string code;    // "CacheClusterNotFound"
    std::string message; // the service's own words
    int httpStatus = 400;
};

using CallId = std::uint64_t;       // never 0
using ConnectionId = std::uint64_t; // never 0

} // namespace maylab::kernel
