// What the real server's allocator would hand out: the sheet's memory model (2.13), exact for strings.
// Measured on redis-server 7.0.15 with Debian's jemalloc 5.3 (quantum 16); the bundled jemalloc has quantum 8.
#pragma once

#include "cache/engine/entry.h"

#include <bit>
#include <cstdint>

namespace maylab::cache {

enum class Allocator : std::uint8_t { Quantum16, Quantum8 };

struct MemoryModel {
    // Fixed parts of used_memory.
    static constexpr std::int64_t kStartup = 876'384;        // empty process, as used_memory_startup says
    static constexpr std::int64_t kClientActive = 38'816;    // a connection that is talking (buffers grown)
    static constexpr std::int64_t kClientIdle = 1'800;       // after two silent seconds
    static constexpr std::int64_t kCommandHistogram = 24'688; // made at the first call of each command
    static constexpr std::int64_t kInfoWorkspace = 1'400;    // INFO sees the memory it is itself using
    static constexpr std::int64_t kObject = 16;              // robj
    static constexpr std::int64_t kDictEntry = 24;           // before rounding to a class

    static constexpr std::int64_t kSlotLinks = 16;           // cluster mode: two pointers in the dict entry of a key

    Allocator allocator = Allocator::Quantum16;
    bool cluster = false;

    std::int64_t allocated(std::int64_t bytes) const {
        if (allocator == Allocator::Quantum16) {
            if (bytes <= 128) return bytes <= 8 ? 8 : (bytes + 15) & ~std::int64_t{15};
        } else if (bytes <= 64) {
            return bytes <= 8 ? 8 : (bytes + 7) & ~std::int64_t{7};
        }
        const int shift = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(bytes - 1))) - 3;
        const std::int64_t step = std::int64_t{1} << shift;
        return (bytes + step - 1) & ~(step - 1);
    }
    static std::int64_t sdsHeader(std::int64_t length) {
        return length < 32 ? 1 : length < 256 ? 3 : length < 65'536 ? 5 : length < (std::int64_t{1} << 32) ? 9 : 17;
    }
    // A fresh sds of that length. The empty string takes the 3-byte header, since it is expected to grow.
    std::int64_t sdsAllocated(std::int64_t length) const {
        return allocated((length == 0 ? 3 : sdsHeader(length)) + length + 1);
    }
    SdsSize sdsFresh(std::int64_t length) const;
    // An sds that was appended to: the server over-allocates (twice up to 1 MiB, then 1 MiB more).
    SdsSize sdsGrown(std::int64_t length) const;
    std::int64_t embstr(std::int64_t length) const { return allocated(kObject + 3 + length + 1); }
    std::int64_t dictEntry() const { return allocated(kDictEntry); } // of the expires
    std::int64_t keyDictEntry() const { return allocated(kDictEntry + (cluster ? kSlotLinks : 0)); }
    std::int64_t tableBytes(std::uint64_t buckets) const {
        return buckets == 0 ? 0 : allocated(static_cast<std::int64_t>(8 * buckets));
    }

    std::int64_t valueBytes(const EntryStore& store, const Entry& e) const; // as objectComputeSize counts it
    std::int64_t keyBytes(const EntryStore& store, const Entry& e) const;   // the key's sds
    // What the entry adds to used_memory, without dict tables.
    std::int64_t entryBytes(const EntryStore& store, const Entry& e) const;
    // MEMORY USAGE key: counts a dict entry as 24 bytes and shared integers as their own; looks at so many elements of a
    // collection (0: all).
    std::int64_t memoryUsage(const EntryStore& store, const Entry& e, std::size_t samples) const;
};

} // namespace maylab::cache
