// The sets of labels of one query, each with a number: equal sets have equal numbers, so that an element of a vector is a
// number and a value, and groups and matches are looked up instead of compared.
#pragma once

#include "metrics/promql/series.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace maylab::metrics::promql {

using LabelsId = std::uint32_t;
inline constexpr LabelsId kNoLabels = 0xFFFFFFFF;

class LabelTable {
  public:
    LabelsId intern(Labels labels);
    const Labels& operator[](LabelsId id) const { return m_sets[id]; }
    std::size_t size() const { return m_sets.size(); }

    LabelsId withoutName(LabelsId id);
    LabelsId keeping(LabelsId id, std::span<const std::string> names);
    LabelsId dropping(LabelsId id, std::span<const std::string> names, bool nameToo);

  private:
    std::deque<Labels> m_sets;
    std::unordered_multimap<std::uint64_t, LabelsId> m_byHash;
    std::vector<LabelsId> m_withoutName;
};

// Something remembered for sets of labels.
class LabelMemo {
  public:
    template <class Make> LabelsId operator()(LabelsId id, Make&& make) {
        if (id >= m_known.size()) m_known.resize(id + std::size_t{64}, kNoLabels);
        if (m_known[id] == kNoLabels) {
            const LabelsId made = make(id);
            m_known[id] = made;
        }
        return m_known[id];
    }

  private:
    std::vector<LabelsId> m_known;
};

// Which element of a vector has a set of labels; forgets all in no time.
class LabelIndex {
  public:
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;
    void clear() { ++m_round; }
    std::uint32_t find(LabelsId id) const {
        return id < m_slots.size() && m_slots[id].round == m_round ? m_slots[id].index : kNone;
    }
    void set(LabelsId id, std::uint32_t index) {
        if (id >= m_slots.size()) m_slots.resize(id + std::size_t{64});
        m_slots[id] = {m_round, index};
    }

  private:
    struct Slot {
        std::uint32_t round = 0, index = 0;
    };
    std::vector<Slot> m_slots;
    std::uint32_t m_round = 1;
};

} // namespace maylab::metrics::promql
