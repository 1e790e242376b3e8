#include "cache/engine/slot_index.h"

namespace maylab::cache {

void SlotIndex::add(std::uint16_t slot, EntryIndex i) {
    if (i >= m_links.size()) m_links.resize((i | (decltype(m_links)::kChunk - 1)) + 1);
    Slot& s = m_slots.mut(slot);
    m_links.mut(i) = {s.first, 0};
    if (s.first != 0) m_links.mut(s.first).previous = i;
    s.first = i;
    ++s.count;
}

void SlotIndex::remove(std::uint16_t slot, EntryIndex i) {
    const Links gone = m_links[i];
    Slot& s = m_slots.mut(slot);
    if (gone.previous == 0) s.first = gone.next;
    else m_links.mut(gone.previous).next = gone.next;
    if (gone.next != 0) m_links.mut(gone.next).previous = gone.previous;
    --s.count;
}

void SlotIndex::clear() {
    if (!on()) return;
    *this = {};
    switchOn();
}

} // namespace maylab::cache
