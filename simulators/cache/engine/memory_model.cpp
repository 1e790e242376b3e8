#include "cache/engine/memory_model.h"

namespace maylab::cache {

std::int64_t MemoryModel::sdsGrown(std::int64_t length) const {
    constexpr std::int64_t kGreedy = 1 << 20;
    const std::int64_t room = length < kGreedy ? length * 2 : length + kGreedy;
    return allocated((room < 32 ? 3 : sdsHeader(room)) + room + 1);
}

std::int64_t MemoryModel::valueBytes(const EntryStore& store, const Entry& e) const {
    switch (e.encoding) {
    case Encoding::Int: return kObject;
    case Encoding::Embstr: return embstr(e.length);
    case Encoding::Raw:
        return kObject + (e.synthetic() ? sdsAllocated(e.length)
                                        : static_cast<std::int64_t>(store.blob(e.blob).sdsAllocated()));
    }
    return 0;
}

std::int64_t MemoryModel::keyBytes(const EntryStore& store, const Entry& e) const {
    return sdsAllocated(static_cast<std::int64_t>(store.key(e).size()));
}

std::int64_t MemoryModel::entryBytes(const EntryStore& store, const Entry& e) const {
    const std::int64_t value = (e.flags & Entry::kShared) != 0 ? 0 : valueBytes(store, e);
    return dictEntry() + keyBytes(store, e) + value + (e.hasExpiry() ? dictEntry() : 0);
}

std::int64_t MemoryModel::memoryUsage(const EntryStore& store, const Entry& e) const {
    return kDictEntry + keyBytes(store, e) + valueBytes(store, e);
}

} // namespace maylab::cache
