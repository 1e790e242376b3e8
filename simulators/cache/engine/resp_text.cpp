// How redis-cli shows replies and reads lines.
#include "cache/engine/resp.h"

namespace maylab::cache {

namespace {

constexpr char kHex[] = "0123456789abcdef";

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Vertical tabs and form feeds stand before words and behind quotes, but do not end an unquoted word.
bool endsWord(char c) { return isSpace(c) && c != '\v' && c != '\f'; }

std::string formatIndented(const RespValue& v, const std::string& prefix);

std::string formatItems(const RespValue& v, const std::string& prefix) {
    const bool isMap = v.kind == RespValue::Kind::Map;
    const std::size_t count = isMap ? v.items.size() / 2 : v.items.size();
    if (count == 0) {
        switch (v.kind) {
        case RespValue::Kind::Map: return "(empty hash)\n";
        case RespValue::Kind::Set: return "(empty set)\n";
        case RespValue::Kind::Push: return "(empty push)\n";
        default: return "(empty array)\n";
        }
    }
    const std::size_t width = std::to_string(count).size();
    const std::string deeper = prefix + std::string(width + 2, ' ');
    const char mark = isMap ? '#' : v.kind == RespValue::Kind::Set ? '~' : ')';
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i + 1);
        // The first line of a nested reply stands behind its parent's number.
        if (i != 0) out += prefix;
        out += std::string(width - number.size(), ' ') + number + mark + ' ';
        if (isMap) {
            std::string key = formatIndented(v.items[2 * i], deeper);
            if (!key.empty() && key.back() == '\n') key.pop_back();
            out += key + " => " + formatIndented(v.items[2 * i + 1], deeper);
        } else {
            out += formatIndented(v.items[i], deeper);
        }
    }
    return out;
}

std::string formatIndented(const RespValue& v, const std::string& prefix) {
    using Kind = RespValue::Kind;
    switch (v.kind) {
    case Kind::Simple: return v.text + "\n";
    case Kind::Error: return "(error) " + v.text + "\n";
    case Kind::Integer: return "(integer) " + std::to_string(v.integer) + "\n";
    case Kind::Bulk: return quoteBytes(v.text) + "\n";
    case Kind::Null: return "(nil)\n";
    case Kind::Double: return "(double) " + v.text + "\n";
    case Kind::Boolean: return v.integer != 0 ? "(true)\n" : "(false)\n";
    case Kind::Verbatim: return v.text + (v.text.empty() || v.text.back() != '\n' ? "\n" : "");
    case Kind::Array:
    case Kind::Map:
    case Kind::Set:
    case Kind::Push: return formatItems(v, prefix);
    }
    return {};
}

} // namespace

std::string quoteBytes(std::string_view bytes) {
    std::string out = "\"";
    for (const char c : bytes) {
        switch (c) {
        case '\\':
        case '"':
            out += '\\';
            out += c;
            break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\a': out += "\\a"; break;
        case '\b': out += "\\b"; break;
        default:
            if (c >= 0x20 && c < 0x7f) {
                out += c;
            } else {
                const auto u = static_cast<unsigned char>(c);
                out += "\\x";
                out += kHex[u >> 4];
                out += kHex[u & 15];
            }
        }
    }
    return out + '"';
}

std::string formatReply(const RespValue& value) { return formatIndented(value, ""); }

std::string formatReplies(std::string_view bytes) {
    std::string out;
    while (!bytes.empty()) {
        std::size_t consumed = 0;
        const auto value = parseReply(bytes, &consumed);
        if (!value) return out + quoteBytes(bytes) + "\n";
        out += formatReply(*value);
        bytes.remove_prefix(consumed);
    }
    return out;
}

std::optional<std::vector<std::string>> splitLine(std::string_view line) {
    line = line.substr(0, line.find('\0')); // as C reads it
    std::vector<std::string> words;
    std::size_t i = 0;
    while (true) {
        while (i < line.size() && isSpace(line[i])) ++i;
        if (i >= line.size()) return words;
        std::string word;
        char quote = 0;
        for (bool done = false; !done; ++i) {
            if (i >= line.size()) {
                if (quote != 0) return std::nullopt;
                break;
            }
            const char c = line[i];
            if (quote == '"') {
                if (c == '\\' && i + 3 < line.size() && line[i + 1] == 'x' && hexDigit(line[i + 2]) >= 0 &&
                    hexDigit(line[i + 3]) >= 0) {
                    word += static_cast<char>(hexDigit(line[i + 2]) * 16 + hexDigit(line[i + 3]));
                    i += 3;
                } else if (c == '\\' && i + 1 < line.size()) {
                    const char e = line[++i];
                    word += e == 'n' ? '\n' : e == 'r' ? '\r' : e == 't' ? '\t' : e == 'b' ? '\b' : e == 'a' ? '\a' : e;
                } else if (c == '"') {
                    if (i + 1 < line.size() && !isSpace(line[i + 1])) return std::nullopt;
                    done = true;
                } else {
                    word += c;
                }
            } else if (quote == '\'') {
                if (c == '\\' && i + 1 < line.size() && line[i + 1] == '\'') {
                    word += '\'';
                    ++i;
                } else if (c == '\'') {
                    if (i + 1 < line.size() && !isSpace(line[i + 1])) return std::nullopt;
                    done = true;
                } else {
                    word += c;
                }
            } else if (endsWord(c)) {
                done = true;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else {
                word += c;
            }
        }
        words.push_back(std::move(word));
    }
}

std::string bytesToUtf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | u >> 6);
            out += static_cast<char>(0x80 | (u & 0x3F));
        }
    }
    return out;
}

std::string utf8ToBytes(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto u = static_cast<unsigned char>(text[i]);
        // Two-byte sequences up to U+00FF begin with C2 or C3.
        if ((u == 0xC2 || u == 0xC3) && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80) {
            out += static_cast<char>((u & 3) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3F));
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace maylab::cache
