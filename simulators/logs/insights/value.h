// A value in a query, and how values compare, sort and print.
//
// Log fields have no types: a text that reads as a number counts as one wherever a number is wanted. Booleans are 0 and
// 1. Absent is what a field of another event has; it fails every comparison. Time is Unix milliseconds (@timestamp).
// Printed: numbers with at most four decimals, times as "2026-01-01 10:03:59.000", texts as they are. Sheet 2.8.
#pragma once

#include "logs/insights/work.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::logs::insights {

struct Value {
    enum class Kind : std::uint8_t { Absent, Number, Text, Time };

    double number = 0; // Number, Time
    const char* data = nullptr;
    std::uint32_t size = 0;
    Kind kind = Kind::Absent;

    static Value of(double x); // Absent for what is not finite
    static Value of(bool b) { return of(b ? 1.0 : 0.0); }
    static Value of(std::string_view text);
    static Value time(double ms); // Absent beyond the years 0 to 9999
    bool absent() const { return kind == Kind::Absent; }
    std::string_view text() const { return {data, size}; } // of a Text
};

// Nothing for what is no number.
std::optional<double> numberOf(const Value& v);
std::optional<double> numberOf(std::string_view text);
bool truth(const Value& v);
std::string print(const Value& v);

// <0, 0, >0 as `=` and `<` have it: as numbers if both are, else as texts. Neither may be Absent.
int compare(const Value& a, const Value& b);
// As `sort` has it: Absent, then texts, then numbers; in texts runs of digits count by length, then by digits.
int compareNaturally(const Value& a, const Value& b);

// Where the texts that a query makes lie. Marks let what one event needed be dropped again.
class TextArena {
  public:
    static constexpr std::size_t kMaxText = std::size_t{1} << 20; // what a single text may have; a longer one is cut

    explicit TextArena(Work& work) : m_work(&work) {}

    Value keep(std::string_view text);
    // The text of any value but Absent; a view into the arena or into the event.
    std::string_view textOf(const Value& v);

    struct Mark {
        std::size_t block = 0, used = 0;
    };
    Mark mark() const { return m_at; }
    void rewind(Mark m) { m_at = m; }

  private:
    static constexpr std::size_t kBlock = std::size_t{64} << 10;
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    Work* m_work;
    std::vector<Block> m_blocks;
    Mark m_at;
};

} // namespace maylab::logs::insights
