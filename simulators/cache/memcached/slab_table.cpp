#include "cache/memcached/slab_table.h"

#include "cache/memcached/item.h"

namespace maylab::memcached {

SlabTable::SlabTable(const SlabShape& shape) : m_shape(shape) {
    std::uint32_t size = kItemHeader + shape.smallestData;
    std::size_t id = 0;
    while (++id < kMaxClasses - 1 && size < shape.chunkMax / shape.growthFactor) {
        size = (size + 7) / 8 * 8;
        m_classes[id] = {size, shape.pageBytes() / size};
        size = static_cast<std::uint32_t>(size * shape.growthFactor);
    }
    m_largest = id;
    m_classes[id] = {shape.chunkMax, shape.pageBytes() / shape.chunkMax};
}

std::uint8_t SlabTable::classFor(std::size_t bytes) const {
    if (bytes == 0 || bytes > m_shape.itemSizeMax) return 0;
    std::size_t low = 1, high = m_largest;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (bytes > m_classes[middle].chunkSize) low = middle + 1;
        else high = middle;
    }
    return static_cast<std::uint8_t>(low);
}

} // namespace maylab::memcached
