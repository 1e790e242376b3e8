#include "cache/engine/element_dict.h"

#include <algorithm>

namespace maylab::cache {

void ElementDict::count(const BytePair& p, int sign) {
    m_stringBytes += sign * stringBytes(p);
    const std::uint64_t real = kRealPerString + p.name().size() + p.value().size();
    m_realStrings = sign > 0 ? m_realStrings + real : m_realStrings - real;
}

void ElementDict::add(std::string_view name, std::string_view value) {
    BytePair pair(name, value);
    if (m_free == 0) {
        const std::size_t from = m_store.nodes.size(), to = from + decltype(m_store.nodes)::kChunk;
        m_store.nodes.resize(to);
        for (std::size_t k = to; k-- > std::max<std::size_t>(from, 1);) {
            m_store.mut(static_cast<Index>(k)).next = m_free;
            m_free = static_cast<Index>(k);
        }
    }
    const Index i = m_free;
    Node& n = m_store.mut(i);
    m_free = n.next;
    n.hash = hash(name);
    n.pair = std::move(pair);
    count(n.pair, 1);
    m_dict.insert(m_store, i, m_model, [](std::int64_t) { return true; });
}

void ElementDict::setValue(Index i, std::string_view value) {
    Node& n = m_store.mut(i);
    count(n.pair, -1);
    n.pair = BytePair(n.pair.name(), value);
    count(n.pair, 1);
}

void ElementDict::remove(Index i) {
    m_dict.remove(m_store, i, m_model);
    Node& n = m_store.mut(i);
    count(n.pair, -1);
    n.pair = BytePair();
    n.next = m_free;
    m_free = i;
    if (m_dict.sparse()) m_dict.shrink(m_store, m_model);
}

std::int64_t ElementDict::estimatedBytes(std::size_t samples) const {
    std::int64_t strings = 0;
    std::size_t seen = 0;
    each([&](Index i) {
        strings += MemoryModel::kDictEntry + stringBytes(m_store[i].pair);
        return ++seen != samples;
    });
    const double mean = seen == 0 ? 0 : static_cast<double>(strings) / static_cast<double>(seen);
    return kDictStruct + static_cast<std::int64_t>(8 * m_dict.buckets()) +
           static_cast<std::int64_t>(mean * static_cast<double>(size()));
}

} // namespace maylab::cache
