#include "labs/worklog/markdown.h"

#include <QString>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace maylab::worklog {
namespace {

constexpr std::string_view kNoBreakSpace = "\u00A0";
constexpr std::string_view kRangeDash = "\u2013";

constexpr std::array<const char*, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                              "July",    "August",   "September", "October", "November", "December"};

// Replaces every "{{" so that no shortcode can begin.
std::string withoutShortcodes(std::string text, std::string_view brace) {
    for (std::size_t at = 0; (at = text.find("{{", at)) != std::string::npos; at += brace.size()) {
        text.replace(at, 1, brace);
    }
    return text;
}

std::string oneLine(const std::string& text) {
    std::string out;
    bool gap = false;
    for (const char c : text) {
        if (c == '\n' || c == ' ' || c == '\t') {
            gap = !out.empty();
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        out += c;
    }
    return out;
}

} // namespace

std::string cleanText(const std::string& text) {
    QString s = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    s.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    QString out;
    out.reserve(s.size());
    for (const QChar c : std::as_const(s)) {
        if (c == QLatin1Char('\r') || c == QChar::LineSeparator || c == QChar::ParagraphSeparator) out += QLatin1Char('\n');
        else if (c == QLatin1Char('\n') || c == QLatin1Char('\t')) out += c;
        else if (c.category() == QChar::Other_Control || c == QChar(0xFEFF)) continue;
        else out += c;
    }
    return out.normalized(QString::NormalizationForm_C).toUtf8().toStdString();
}

std::string escaped(const std::string& text) {
    std::string out;
    const std::string line = oneLine(cleanText(text));
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        switch (c) {
        case '<': out += "&lt;"; break;
        case '&': out += "&amp;"; break;
        case '{': out += "&#123;"; break;
        case '\\':
        case '`':
        case '*':
        case '_':
        case '[':
        case ']':
        case '|':
        case '~':
        case '$':
            out += '\\';
            out += c;
            break;
        case '#':
        case '>':
        case '+':
        case '-':
        case '=':
            // A mark only at the beginning of a line.
            if (i == 0) out += '\\';
            out += c;
            break;
        case '.':
        case ')': {
            // "1. " would begin a list.
            const bool list = i > 0 && line.find_first_not_of("0123456789") == i && (i + 1 == line.size() || line[i + 1] == ' ');
            if (list) out += '\\';
            out += c;
            break;
        }
        default: out += c;
        }
    }
    return out;
}

std::string prose(const std::string& markdown) {
    std::string in = oneLine(cleanText(markdown));
    // [words](word:id) -> words
    for (std::size_t at = 0; (at = in.find("](word:", at)) != std::string::npos;) {
        const auto open = in.rfind('[', at);
        const auto close = in.find(')', at);
        if (open == std::string::npos || close == std::string::npos) break;
        in = in.substr(0, open) + in.substr(open + 1, at - open - 1) + in.substr(close + 1);
        at = open;
    }
    std::string out;
    bool code = false;
    for (const char c : in) {
        if (c == '`') code = !code;
        if (c == '|') out += "\\|";
        else if (c == '<' && !code) out += "&lt;";
        else if (c == '{' && !code) out += "&#123;";
        else out += c;
    }
    return withoutShortcodes(out, "{ ");
}

std::string number(double value, int decimals, Language language, bool grouped) {
    if (!std::isfinite(value)) return std::string(kRangeDash);
    const double size = std::fabs(value);
    if (decimals < 0) {
        if (size == std::floor(size) && size < 1e15) decimals = 0;
        else decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    }
    char buffer[400];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, size, std::chars_format::fixed, decimals);
    const std::string_view digits(buffer, static_cast<std::size_t>(end.ptr - buffer));
    const auto point = digits.find('.');
    const std::string_view whole = digits.substr(0, point);
    const bool english = language == Language::English;
    std::string out;
    if (value < 0 && digits.find_first_not_of("0.") != std::string_view::npos) out += '-';
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (grouped && i > 0 && (whole.size() - i) % 3 == 0) out += english ? ',' : '.';
        out += whole[i];
    }
    if (point != std::string_view::npos) {
        out += english ? '.' : ',';
        out += digits.substr(point + 1);
    }
    return out;
}

std::string valueText(double value, const std::string& unit, int decimals, Language language) {
    const auto plain = [&](int places, bool grouped = true) { return number(value, places, language, grouped); };
    const auto with = [&](std::string_view word, bool grouped = true) {
        return plain(decimals, grouped) + std::string(kNoBreakSpace) + std::string(word);
    };
    if (!std::isfinite(value)) return std::string(kRangeDash);
    if (unit.empty() || unit == "none" || unit == "count") return plain(decimals);
    if (unit == "ratio") return plain(decimals >= 0 ? decimals : 2);
    if (unit == "per-second") return plain(decimals) + "/s";
    if (unit == "percent") return with("%");
    if (unit == "milliseconds") return with("ms");
    if (unit == "seconds") return with("s");
    if (unit == "bytes") return with(language == Language::English ? "bytes" : "byte", false);
    if (unit == "mebibytes") return with("MB", false);
    if (unit == "dollars") return plain(decimals >= 0 ? decimals : 2) + std::string(kNoBreakSpace) + "USD";
    if (unit == "dollars-per-hour") return plain(decimals >= 0 ? decimals : 3) + std::string(kNoBreakSpace) + "USD/h";
    return plain(decimals) + std::string(kNoBreakSpace) + escaped(unit);
}

std::string valueText(const progress::Figure& f, Language language) {
    if (f.isText()) return '`' + prose(f.text) + '`';
    return valueText(f.value, f.unit, f.decimals, language);
}

std::string dayMonthYear(const std::string& iso) {
    if (iso.size() != 10) return std::string(kRangeDash);
    return iso.substr(8, 2) + '/' + iso.substr(5, 2) + '/' + iso.substr(0, 4);
}

std::string longDate(const std::string& iso) {
    int month = 0, day = 0;
    if (iso.size() == 10) {
        std::from_chars(iso.data() + 5, iso.data() + 7, month);
        std::from_chars(iso.data() + 8, iso.data() + 10, day);
    }
    if (month < 1 || month > 12) return std::string(kRangeDash);
    return std::string(kMonths[static_cast<std::size_t>(month - 1)]) + ' ' + std::to_string(day) + ", " + iso.substr(0, 4);
}

int countWords(const std::string& text) {
    int words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

} // namespace maylab::worklog
