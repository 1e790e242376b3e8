#include "cache/engine/memory_model.h"

#include <algorithm>

namespace maylab::cache {

namespace {

// What lies in the allocator's class beyond header and NUL is room, as far as the header can count. The 1-byte header
// counts none.
SdsSize sdsSize(std::int64_t allocated, std::int64_t header, std::int64_t length) {
    const std::int64_t countable = header == 1 ? length : header == 3 ? 0xFF : header == 5 ? 0xFFFF : INT64_MAX;
    return {static_cast<std::uint64_t>(allocated), static_cast<std::uint64_t>(std::min(allocated - header - 1, countable))};
}

} // namespace

SdsSize MemoryModel::sdsFresh(std::int64_t length) const {
    return sdsSize(sdsAllocated(length), length == 0 ? 3 : sdsHeader(length), length);
}

SdsSize MemoryModel::sdsGrown(std::int64_t length) const {
    constexpr std::int64_t kGreedy = 1 << 20;
    const std::int64_t wanted = length < kGreedy ? length * 2 : length + kGreedy;
    const std::int64_t header = wanted < 32 ? 3 : sdsHeader(wanted);
    return sdsSize(allocated(header + wanted + 1), header, wanted);
}

std::int64_t MemoryModel::valueBytes(const EntryStore& store, const Entry& e) const {
    if (e.isCollection()) return store.collection(e.collection).allocatedBytes(*this);
    switch (e.encoding) {
    case Encoding::Int: return kObject;
    case Encoding::Embstr: return embstr(e.length);
    case Encoding::Raw:
        return kObject + (e.synthetic() ? sdsAllocated(e.length)
                                        : static_cast<std::int64_t>(store.blob(e.blob).sds().allocated));
    default: return 0;
    }
}

std::int64_t MemoryModel::keyBytes(const EntryStore& store, const Entry& e) const {
    return sdsAllocated(static_cast<std::int64_t>(store.key(e).size()));
}

std::int64_t MemoryModel::entryBytes(const EntryStore& store, const Entry& e) const {
    const std::int64_t value = (e.flags & Entry::kShared) != 0 ? 0 : valueBytes(store, e);
    return keyDictEntry() + keyBytes(store, e) + value + (e.hasExpiry() ? dictEntry() : 0);
}

std::int64_t MemoryModel::memoryUsage(const EntryStore& store, const Entry& e, std::size_t samples) const {
    const std::int64_t value =
        e.isCollection() ? store.collection(e.collection).estimatedBytes(*this, samples) : valueBytes(store, e);
    return kDictEntry + keyBytes(store, e) + value;
}

} // namespace maylab::cache
