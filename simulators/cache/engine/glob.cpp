#include "cache/engine/glob.h"

#include <utility>

namespace maylab::cache {

namespace {

unsigned char fold(char c, bool ignoreCase) {
    const auto u = static_cast<unsigned char>(c);
    return ignoreCase && u >= 'A' && u <= 'Z' ? static_cast<unsigned char>(u + 32) : u;
}

// One pattern element at p against one byte; advances p beyond the element.
bool matchOne(std::string_view pattern, std::size_t& p, char c, bool ignoreCase) {
    const unsigned char byte = fold(c, ignoreCase);
    if (pattern[p] == '?') {
        ++p;
        return true;
    }
    if (pattern[p] == '[') {
        ++p;
        const bool negated = p < pattern.size() && pattern[p] == '^';
        if (negated) ++p;
        bool hit = false;
        for (;; ++p) {
            if (p >= pattern.size()) break; // unclosed: ends here
            if (pattern[p] == '\\' && p + 1 < pattern.size()) {
                ++p;
                hit |= fold(pattern[p], ignoreCase) == byte;
            } else if (pattern[p] == ']') {
                ++p;
                break;
            } else if (p + 2 < pattern.size() && pattern[p + 1] == '-') {
                unsigned char low = fold(pattern[p], ignoreCase), high = fold(pattern[p + 2], ignoreCase);
                if (low > high) std::swap(low, high);
                hit |= byte >= low && byte <= high;
                p += 2;
            } else {
                hit |= fold(pattern[p], ignoreCase) == byte;
            }
        }
        return hit != negated;
    }
    if (pattern[p] == '\\' && p + 1 < pattern.size()) ++p;
    return fold(pattern[p++], ignoreCase) == byte;
}

} // namespace

// Only the last star can ever need another try, so this is at worst |pattern| x |text|.
bool globMatch(std::string_view pattern, std::string_view text, bool ignoreCase) {
    std::size_t p = 0, t = 0;
    std::size_t starPattern = std::string_view::npos, starText = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            starPattern = ++p;
            starText = t;
            continue;
        }
        if (p < pattern.size()) {
            std::size_t after = p;
            if (matchOne(pattern, after, text[t], ignoreCase)) {
                p = after;
                ++t;
                continue;
            }
        }
        if (starPattern == std::string_view::npos) return false;
        p = starPattern;
        t = ++starText;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

} // namespace maylab::cache
