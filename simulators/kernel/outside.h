// What comes from outside may be anything: bytes that want to be UTF-8, text that wants to be JSON, the input of a door.
#pragma once

#include "kernel/doors.h"

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <string_view>

namespace maylab::kernel {

// Well formed: nothing overlong, no surrogates, nothing beyond U+10FFFF.
bool isUtf8(std::string_view bytes);
// At most that many bytes from the front, without half a character at the end.
std::string_view utf8Prefix(std::string_view text, std::size_t bytes);

// nlohmann's parser does not recurse, but whatever copies, compares or prints its result does. So text that nests
// deeper than anything of ours is not parsed at all: the result is discarded, as for text that is no JSON.
inline constexpr int kMaxNesting = 100;
bool nestsDeeper(std::string_view json, int levels);
Json parseJson(std::string_view text, int levels = kMaxNesting);

// The input of a call as every service may rely on it, the way the AWS protocols read JSON: a null member is one that
// was not given, and numbers that JSON has no words for are the texts "NaN", "Infinity", "-Infinity". Refused: texts
// that are not UTF-8, a text instead of an object, more levels than kMaxInputNesting.
inline constexpr int kMaxInputNesting = 64; // a journal's line around it must stay within kMaxNesting
tl::expected<Json, ApiError> readInput(const Json& input);

} // namespace maylab::kernel
