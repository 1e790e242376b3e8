// Which sizes of chunk a server cuts its pages into. Bytes; classes are numbered from 1, class 0 is the pool of
// pages that belong to nobody. Source: fidelity sheet of the cache, section 3 (memory).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace maylab::memcached {

inline constexpr std::size_t kMaxClasses = 64; // 0 is the global page pool
inline constexpr std::size_t kPageBytes = 1u << 20;

struct SlabShape {
    double growthFactor = 1.25;
    std::uint32_t smallestData = 48;         // -n: room for key, flags and value in the smallest chunk
    std::uint32_t chunkMax = kPageBytes / 2; // larger items are chains of chunks
    std::uint32_t itemSizeMax = kPageBytes;  // -I
    std::uint32_t pageBytes() const { return itemSizeMax > kPageBytes ? itemSizeMax : kPageBytes; }
};

class SlabTable {
  public:
    struct Class {
        std::uint32_t chunkSize = 0;
        std::uint32_t perPage = 0;
    };

    explicit SlabTable(const SlabShape& shape = {});
    std::size_t largest() const { return m_largest; } // number of classes
    const Class& operator[](std::size_t id) const { return m_classes[id]; }
    // The class for an item of so many bytes; 0 if it is larger than the item size limit.
    std::uint8_t classFor(std::size_t bytes) const;
    const SlabShape& shape() const { return m_shape; }

  private:
    SlabShape m_shape;
    std::array<Class, kMaxClasses> m_classes{};
    std::size_t m_largest = 0;
};

} // namespace maylab::memcached
