// The server's compact sequence of strings and integers, byte for byte as it keeps it (and as DUMP shows it): 6 bytes of
// header (bytes u32, elements u16), then per element its encoding, its bytes and its length once more to be walked from
// behind, 0xFF at the end. Small hashes and sorted sets are one, nodes of lists too. Source: sheet 2.13.
//
// Positions are byte offsets; 0 is none (before the first, after the last). They hold until the listpack changes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace maylab::cache {

class Listpack {
  public:
    using Pos = std::uint32_t;
    using Scratch = std::array<char, 24>; // the digits of an integer element
    static constexpr std::size_t kHeader = 6, kEmpty = kHeader + 1;

    Listpack();

    std::size_t size() const { return m_count; } // elements
    std::size_t bytes() const { return m_data.size(); }
    std::string_view view() const { return {reinterpret_cast<const char*>(m_data.data()), m_data.size()}; }
    std::uint64_t realBytes() const { return m_data.capacity(); }

    Pos first() const { return m_count == 0 ? 0 : kHeader; }
    Pos last() const { return m_count == 0 ? 0 : before(static_cast<Pos>(m_data.size() - 1)); }
    Pos next(Pos p) const;
    Pos previous(Pos p) const { return p == kHeader ? 0 : before(p); }
    Pos at(std::int64_t index) const; // negative: from the end; 0 if out of range
    std::string_view text(Pos p, Scratch& scratch) const;
    bool isInteger(Pos p, std::int64_t& value) const;
    // The first element from p on that is text; step: looks at every step-th element only (fields of a hash: 2).
    Pos find(std::string_view text, Pos from, std::size_t step = 1) const;
    bool equals(Pos p, std::string_view text) const;

    void append(std::string_view text) { insert(0, text); }
    void prepend(std::string_view text) { insert(first(), text); }
    void insert(Pos before, std::string_view text); // 0: at the end
    void replace(Pos p, std::string_view text);
    Pos erase(Pos p, std::size_t count = 1); // what follows, or 0
    void eraseFrom(std::size_t index, std::size_t count);
    void takeAll(const Listpack& other); // appended as they are encoded

    // What an element costs, with both its lengths.
    static std::size_t elementBytes(std::string_view text);
    // Bytes from outside (RESTORE): false if they are not a listpack.
    static bool parse(std::string_view bytes, Listpack& out);

  private:
    Pos before(Pos p) const;
    std::size_t span(Pos p) const; // bytes of the element at p, with its back length
    void splice(Pos at, std::size_t remove, std::string_view add);
    void writeHeader();

    std::vector<unsigned char> m_data;
    std::uint32_t m_count = 0;
};

} // namespace maylab::cache
