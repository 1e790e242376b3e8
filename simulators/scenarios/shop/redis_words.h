// Small helpers for workloads that speak Redis through the port: numbers and words on the stack, replies read in place.
#pragma once

#include "ports/key_value_cache.h"

#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace maylab::scenarios {

class NumberText {
  public:
    explicit NumberText(std::int64_t value) {
        m_length = static_cast<std::size_t>(std::to_chars(m_text, m_text + sizeof m_text, value).ptr - m_text);
    }
    operator std::string_view() const { return {m_text, m_length}; }

  private:
    char m_text[20];
    std::size_t m_length;
};

inline ports::CommandReply say(ports::KeyValueCache& cache, kernel::World& world, std::uint32_t node,
                               std::initializer_list<std::string_view> words, ports::ClientMode mode = {}) {
    return cache.command(world, node, {words.begin(), words.size()}, mode);
}

// Walks RESP2 replies: ":5", "$3 abc", "*2 ...". Anything else, and what is cut, reads as absent.
class ReplyReader {
  public:
    explicit ReplyReader(std::string_view bytes) : m_rest(bytes) {}

    bool integer(std::int64_t& value) { return number(':', value); }
    bool array(std::int64_t& items) { return number('*', items); }
    // Null: false.
    bool bulk(std::string_view& text) {
        std::int64_t length = 0;
        if (!number('$', length) || length < 0 || static_cast<std::size_t>(length) + 2 > m_rest.size()) return false;
        text = m_rest.substr(0, static_cast<std::size_t>(length));
        m_rest.remove_prefix(static_cast<std::size_t>(length) + 2);
        return true;
    }

  private:
    bool number(char type, std::int64_t& value) {
        const std::size_t end = m_rest.find("\r\n");
        if (end == std::string_view::npos || m_rest.empty() || m_rest.front() != type) return false;
        const auto [at, problem] = std::from_chars(m_rest.data() + 1, m_rest.data() + end, value);
        if (problem != std::errc() || at != m_rest.data() + end) return false;
        m_rest.remove_prefix(end + 2);
        return true;
    }
    std::string_view m_rest;
};

} // namespace maylab::scenarios
