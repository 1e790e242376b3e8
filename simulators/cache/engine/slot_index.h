// Which keys lie in which slot: a list through the entries of every slot, newest first, as redis 7.0 threads one through
// its dict. Kept in cluster mode only. Source: sheet 2.5, 2.6.
#pragma once

#include "cache/engine/entry.h"
#include "cache/engine/keyslot.h"
#include "kernel/cow_array.h"

#include <cstdint>

namespace maylab::cache {

class SlotIndex {
  public:
    bool on() const { return m_slots.size() != 0; }
    void switchOn() { m_slots.resize(kSlots); }
    void add(std::uint16_t slot, EntryIndex i);
    void remove(std::uint16_t slot, EntryIndex i);
    void clear();

    std::uint64_t count(std::uint16_t slot) const { return on() ? m_slots[slot].count : 0; }
    EntryIndex first(std::uint16_t slot) const { return on() ? m_slots[slot].first : 0; }
    EntryIndex next(EntryIndex i) const { return m_links[i].next; }

  private:
    struct Slot {
        EntryIndex first = 0;
        std::uint32_t count = 0;
    };
    struct Links {
        EntryIndex next = 0, previous = 0;
    };
    kernel::CowArray<Slot, 8> m_slots;
    kernel::CowArray<Links, 8> m_links; // by entry
};

} // namespace maylab::cache
