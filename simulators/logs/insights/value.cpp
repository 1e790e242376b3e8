#include "logs/insights/value.h"

#include "kernel/outside.h"
#include "kernel/time.h"
#include "logs/characters.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace maylab::logs::insights {
namespace {

constexpr double kFirstMs = -62'167'219'200'000; // 0000-01-01
constexpr double kLastMs = 253'402'300'799'999;  // 9999-12-31

std::string printNumber(double x) {
    char buffer[64];
    const bool large = std::abs(x) >= 1e15;
    const auto end = large ? std::to_chars(buffer, buffer + sizeof buffer, x)
                           : std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::fixed, 4);
    std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
    if (!large) {
        while (text.ends_with('0')) text.remove_suffix(1);
        if (text.ends_with('.')) text.remove_suffix(1);
        if (text == "-0") text = "0";
    }
    return std::string(text);
}

std::string printTime(double ms) {
    std::string text = kernel::formatIso8601(static_cast<std::int64_t>(ms), true); // 2026-01-01T10:03:59.000Z
    text[10] = ' ';
    text.pop_back();
    return text;
}

std::size_t digitsAt(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && isDigit(text[end])) ++end;
    return end - at;
}

int compareTexts(std::string_view a, std::string_view b) {
    const int order = a.compare(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compareInChunks(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        const std::size_t n = digitsAt(a, i), m = digitsAt(b, j);
        if (n > 0 && m > 0) {
            if (n != m) return n < m ? -1 : 1;
            if (const int order = compareTexts(a.substr(i, n), b.substr(j, m))) return order;
            i += n;
            j += m;
            continue;
        }
        if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
        ++i;
        ++j;
    }
    return (i < a.size() ? 1 : 0) - (j < b.size() ? 1 : 0);
}

int compareNumbers(double a, double b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

} // namespace

Value Value::of(double x) {
    Value v;
    if (!std::isfinite(x)) return v;
    v.kind = Kind::Number;
    v.number = x;
    return v;
}

Value Value::of(std::string_view text) {
    Value v;
    v.kind = Kind::Text;
    v.data = text.data();
    v.size = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), UINT32_MAX));
    return v;
}

Value Value::time(double ms) {
    Value v;
    if (!(ms >= kFirstMs && ms <= kLastMs)) return v;
    v.kind = Kind::Time;
    v.number = std::floor(ms);
    return v;
}

std::optional<double> numberOf(std::string_view text) {
    // Not what from_chars takes besides: inf, nan.
    if (text.empty() || !(isDigit(text[0]) || ((text[0] == '-' || text[0] == '.') && text.size() > 1 &&
                                               (isDigit(text[1]) || text[1] == '.'))))
        return std::nullopt;
    double x = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return x;
}

std::optional<double> numberOf(const Value& v) {
    switch (v.kind) {
    case Value::Kind::Number:
    case Value::Kind::Time: return v.number;
    case Value::Kind::Text: return numberOf(v.text());
    case Value::Kind::Absent: break;
    }
    return std::nullopt;
}

bool truth(const Value& v) {
    return numberOf(v).value_or(0) != 0;
}

std::string print(const Value& v) {
    switch (v.kind) {
    case Value::Kind::Number: return printNumber(v.number);
    case Value::Kind::Time: return printTime(v.number);
    case Value::Kind::Text: return std::string(v.text());
    case Value::Kind::Absent: break;
    }
    return {};
}

int compare(const Value& a, const Value& b) {
    if (const auto x = numberOf(a)) {
        if (const auto y = numberOf(b)) return compareNumbers(*x, *y);
    }
    if (a.kind == Value::Kind::Text && b.kind == Value::Kind::Text) return compareTexts(a.text(), b.text());
    return compareTexts(print(a), print(b));
}

int compareNaturally(const Value& a, const Value& b) {
    if (a.absent() || b.absent()) return static_cast<int>(!a.absent()) - static_cast<int>(!b.absent());
    const auto x = numberOf(a), y = numberOf(b);
    if (x && y) return compareNumbers(*x, *y);
    if (x || y) return x ? 1 : -1;
    return compareInChunks(a.text(), b.text());
}

Value TextArena::keep(std::string_view text) {
    text = kernel::utf8Prefix(text, kMaxText);
    while (m_at.block < m_blocks.size() && m_blocks[m_at.block].size - m_at.used < text.size()) m_at = {m_at.block + 1, 0};
    if (m_at.block == m_blocks.size()) {
        const std::size_t size = std::max(kBlock, text.size());
        m_work->keep(size);
        m_blocks.push_back({std::make_unique<char[]>(size), size});
    }
    char* to = m_blocks[m_at.block].bytes.get() + m_at.used;
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    m_at.used += text.size();
    return Value::of(std::string_view(to, text.size()));
}

std::string_view TextArena::textOf(const Value& v) {
    return v.kind == Value::Kind::Text ? v.text() : keep(print(v)).text();
}

} // namespace maylab::logs::insights
