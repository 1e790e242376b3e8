#include "labs/progress/row_frame.h"

#include "kernel/hash.h"

#include <charconv>

namespace maylab::progress {
namespace {

std::string checksum(RunId run, std::int64_t seq, std::size_t entries, std::string_view lines) {
    const std::string place = std::to_string(run) + '/' + std::to_string(seq) + '/' + std::to_string(entries) + '\n';
    std::uint64_t h = kernel::fnv1a(lines, kernel::fnv1a(place));
    std::string s(16, '0');
    for (int i = 15; i >= 0; --i, h >>= 4) s[static_cast<std::size_t>(i)] = "0123456789abcdef"[h & 15];
    return s;
}

// Takes the text up to the next blank (or the end) off the front.
std::string_view word(std::string_view& rest) {
    const auto end = rest.find(' ');
    const auto w = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return w;
}

bool number(std::string_view text, std::size_t& n) {
    const auto r = std::from_chars(text.data(), text.data() + text.size(), n);
    return r.ec == std::errc() && r.ptr == text.data() + text.size();
}

} // namespace

std::string frameRow(RunId run, std::int64_t seq, const std::vector<kernel::JournalEntry>& entries) {
    std::string lines;
    for (const auto& e : entries) lines += kernel::Journal::entryLine(e) + '\n';
    return "maylab-row 1 " + std::to_string(entries.size()) + ' ' + std::to_string(lines.size()) + ' ' +
           checksum(run, seq, entries.size(), lines) + '\n' + lines;
}

tl::expected<std::string_view, std::string> openRow(RunId run, std::int64_t seq, std::string_view row) {
    const auto end = row.find('\n');
    if (end == std::string_view::npos) return tl::unexpected<std::string>("the row is cut in its first line");
    std::string_view head = row.substr(0, end);
    const std::string_view lines = row.substr(end + 1);
    std::size_t entries = 0, bytes = 0;
    const bool known = word(head) == "maylab-row" && word(head) == "1" && number(word(head), entries) &&
                       number(word(head), bytes);
    if (!known) return tl::unexpected<std::string>("the row's first line is not a row header");
    if (lines.size() != bytes) return tl::unexpected<std::string>("the row is cut");
    if (head != checksum(run, seq, entries, lines)) return tl::unexpected<std::string>("the row's checksum is wrong");
    return lines;
}

} // namespace maylab::progress
