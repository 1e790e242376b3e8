// Looking into JSON text without building it: is it a document, and what stands at a path. For filter patterns, which
// ask a few members of every event.
//
// Units: a path is names and indices from the root. Of equal names in an object the last one counts, as JSON parsers
// have it. Text that nests deeper than kernel::kMaxNesting is no document here. Nothing is allocated but by plainText
// when a text has escapes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::logs {

struct JsonStep {
    std::string name;        // of a member, when index < 0
    std::int64_t index = -1; // of an element
};
using JsonPath = std::vector<JsonStep>;

struct JsonPiece {
    enum class Kind : std::uint8_t { Absent, Null, True, False, Number, String, Array, Object };
    Kind kind = Kind::Absent;
    std::string_view text; // as it stands; of a string what is between its quotation marks, escapes and all
};

// One value with nothing but white space around it.
bool isJsonDocument(std::string_view text);

// What stands at the path; `document` must be one.
JsonPiece findJson(std::string_view document, const JsonPath& path);

// A string piece without its escapes: the piece's own text if it has none, else `scratch`.
std::string_view plainText(std::string_view escaped, std::string& scratch);

} // namespace maylab::logs
