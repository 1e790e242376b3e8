// A key with everything that belongs to it, on its way from one server to another (resharding, MIGRATE).
// The value is shared, not copied. Source: sheet 2.6.
#pragma once

#include "cache/engine/blob.h"
#include "cache/engine/collection.h"
#include "cache/engine/value_type.h"

#include <cstdint>
#include <string>

namespace maylab::cache {

struct MovedKey {
    std::string key;
    ValueType type = ValueType::String;
    Encoding encoding = Encoding::Embstr;
    std::uint8_t flags = 0;        // of Entry
    std::uint32_t length = 0;      // bytes of a string, else elements
    std::int64_t integer = 0;      // Encoding::Int
    std::uint64_t tag = 0;         // of a synthetic value
    Blob bytes;                    // of any other string
    CollectionRef collection;      // of every other type
    std::int64_t expireAt = -1;    // Unix ms; -1: never
    std::uint32_t access = 0;      // LRU clock or LFU bits, as the source had them
    std::uint64_t payloadBytes = 0; // what travels: about a DUMP of it with its key

    bool synthetic() const;
};

} // namespace maylab::cache
