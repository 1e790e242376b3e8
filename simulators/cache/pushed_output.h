// What a server sent to a console connection that had asked for nothing just then (SUBSCRIBE, MONITOR, tracking): the
// newest of it, in RESP, until it is taken. A connection that nobody reads does not grow without end: its oldest
// messages go first. Positions count bytes since the connection was made.
#pragma once

#include "cache/engine/resp.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace maylab::cache {

class PushedOutput {
  public:
    static constexpr std::size_t kMost = 1 << 20;

    void add(std::string_view bytes) {
        m_kept += bytes;
        if (m_kept.size() <= kMost) return;
        // Whole messages, and half of all: not one by one as new ones come.
        std::size_t cut = 0;
        while (m_kept.size() - cut > kMost / 2) {
            std::size_t message = 0;
            if (!parseReply(std::string_view(m_kept).substr(cut), &message)) break;
            cut += message;
        }
        if (m_kept.size() - cut > kMost) cut = m_kept.size(); // one message alone is too long
        m_gone += cut;
        m_kept.erase(0, cut);
    }
    std::string take() {
        m_gone += m_kept.size();
        return std::exchange(m_kept, {});
    }

    std::uint64_t begin() const { return m_gone; }
    std::uint64_t end() const { return m_gone + m_kept.size(); }
    // From a position on, or from where what is kept begins.
    std::string_view since(std::uint64_t position) const {
        const std::uint64_t from = std::clamp(position, begin(), end());
        return std::string_view(m_kept).substr(from - m_gone);
    }

  private:
    std::string m_kept;
    std::uint64_t m_gone = 0;
};

} // namespace maylab::cache
