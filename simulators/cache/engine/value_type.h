// What a value is and how it is kept.
#pragma once

#include <cstdint>

namespace maylab::cache {

enum class ValueType : std::uint8_t { String, List, Set, ZSet, Hash, Stream };
enum class Encoding : std::uint8_t { Raw, Int, Embstr, Listpack, Hashtable, Quicklist, Intset, Skiplist, Stream };

const char* toString(ValueType type);     // as TYPE says it
const char* toString(Encoding encoding); // as OBJECT ENCODING says it

} // namespace maylab::cache
