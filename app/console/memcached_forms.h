// The commands of memcached's text protocol with their forms, for completion and the usage line, and which of them are
// followed by a line with a value. Source: memcached 1.6, doc/protocol.txt.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::app {

struct MemcachedForm {
    std::string_view name; // "set", "stats items"
    std::string_view form; // "set key flags exptime bytes [noreply]"
};

std::span<const MemcachedForm> memcachedForms(); // by name
// Of the longest name that the line begins with; nullptr if there is none.
const MemcachedForm* memcachedFormOf(std::string_view line);

// How many bytes of value must follow this command line; nothing where none do, also where the server refuses the line
// as it stands and would not read a value.
std::optional<std::size_t> memcachedValueAfter(std::string_view line);
// The key that a command names; empty if none.
std::string_view memcachedKeyIn(std::string_view line);

} // namespace maylab::app
