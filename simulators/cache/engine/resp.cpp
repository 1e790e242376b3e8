#include "cache/engine/resp.h"

#include "cache/engine/numbers.h"

#include <charconv>
#include <initializer_list>

namespace maylab::cache {

// --- replies -------------------------------------------------------------------------------------------------

void RespWriter::header(char type, std::int64_t n) {
    char buffer[24];
    buffer[0] = type;
    const auto r = std::to_chars(buffer + 1, buffer + sizeof buffer, n);
    m_out.append(buffer, r.ptr);
    m_out += "\r\n";
}

void RespWriter::simple(std::string_view text) {
    m_out += '+';
    m_out += text;
    m_out += "\r\n";
}

void RespWriter::error(std::string_view codeAndText) {
    m_lastError = m_out.size();
    m_out += '-';
    const std::size_t from = m_out.size();
    m_out += codeAndText;
    for (std::size_t i = from; i < m_out.size(); ++i) {
        if (m_out[i] == '\r' || m_out[i] == '\n') m_out[i] = ' ';
    }
    m_out += "\r\n";
}

void RespWriter::integer(std::int64_t value) { header(':', value); }

void RespWriter::bulk(std::string_view bytes) {
    header('$', static_cast<std::int64_t>(bytes.size()));
    m_out += bytes;
    m_out += "\r\n";
}

void RespWriter::bulkInteger(std::int64_t value) { bulk(formatInteger(value)); }

void RespWriter::null() { m_out += m_protocol == 2 ? "$-1\r\n" : "_\r\n"; }

void RespWriter::nullArray() { m_out += m_protocol == 2 ? "*-1\r\n" : "_\r\n"; }

void RespWriter::array(std::size_t items) { header('*', static_cast<std::int64_t>(items)); }

void RespWriter::map(std::size_t pairs) {
    if (m_protocol == 2) header('*', static_cast<std::int64_t>(pairs * 2));
    else header('%', static_cast<std::int64_t>(pairs));
}

void RespWriter::set(std::size_t items) { header(m_protocol == 2 ? '*' : '~', static_cast<std::int64_t>(items)); }

void RespWriter::push(std::size_t items) { header(m_protocol == 2 ? '*' : '>', static_cast<std::int64_t>(items)); }

void RespWriter::real(double value) {
    if (m_protocol == 2) {
        bulk(formatDouble(value));
    } else {
        m_out += ',';
        m_out += formatDouble(value);
        m_out += "\r\n";
    }
}

void RespWriter::humanReal(double value) {
    const std::string text = formatLongDouble(value);
    if (m_protocol == 2) {
        bulk(text);
    } else {
        m_out += ',';
        m_out += text;
        m_out += "\r\n";
    }
}

void RespWriter::boolean(bool value) {
    if (m_protocol == 2) integer(value ? 1 : 0);
    else m_out += value ? "#t\r\n" : "#f\r\n";
}

void RespWriter::verbatim(std::string_view text) {
    if (m_protocol == 2) {
        bulk(text);
        return;
    }
    header('=', static_cast<std::int64_t>(text.size() + 4));
    m_out += "txt:";
    m_out += text;
    m_out += "\r\n";
}

std::string encodeCommand(std::span<const std::string_view> argv) {
    std::string out;
    RespWriter w(out, 2);
    w.array(argv.size());
    for (const auto a : argv) w.bulk(a);
    return out;
}

std::string encodeCommand(std::initializer_list<std::string_view> argv) {
    return encodeCommand(std::span<const std::string_view>(argv.begin(), argv.size()));
}

// --- requests ------------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t kMaxLine = 64 * 1024; // inline requests and the lines of a multibulk header
constexpr std::int64_t kMaxArguments = INT32_MAX;

constexpr std::size_t kKeptBuffer = 64 * 1024; // what an empty connection may hold

// As strchr finds it: a NUL before the line end hides it.
std::size_t lineEnd(std::string_view bytes, std::size_t from, char mark) {
    for (std::size_t i = from; i < bytes.size(); ++i) {
        if (bytes[i] == mark) return i;
        if (bytes[i] == '\0') break;
    }
    return std::string_view::npos;
}

} // namespace

void RequestParser::clear() { *this = RequestParser(); }

void RequestParser::feed(std::string_view bytes) {
    forgetDone();
    m_buffer += bytes;
}

// Commands that were handed out are over.
void RequestParser::forgetDone() {
    if (m_multibulk > 0) return;
    if (m_pos == m_buffer.size()) {
        m_buffer.clear();
        m_pos = 0;
        if (m_buffer.capacity() > kKeptBuffer) m_buffer.shrink_to_fit();
    } else if (m_pos > kKeptBuffer) {
        m_buffer.erase(0, m_pos);
        m_pos = 0;
    }
}

RequestParser::Status RequestParser::next(std::vector<std::string_view>& argv, const Limits& limits, std::string& error) {
    while (true) {
        forgetDone();
        Status status = Status::Incomplete;
        if (m_multibulk > 0) {
            status = multibulk(argv, limits, error);
        } else {
            if (m_pos >= m_buffer.size()) return Status::Incomplete;
            status = m_buffer[m_pos] == '*' ? multibulk(argv, limits, error) : inlineCommand(argv, error);
        }
        if (status == Status::Command && argv.empty()) continue; // an empty request
        return status;
    }
}

RequestParser::Status RequestParser::inlineCommand(std::vector<std::string_view>& argv, std::string& error) {
    const std::size_t end = lineEnd(m_buffer, m_pos, '\n');
    if (end == std::string::npos) {
        if (m_buffer.size() - m_pos > kMaxLine) {
            error = "too big inline request";
            return Status::Error;
        }
        return Status::Incomplete;
    }
    std::size_t length = end - m_pos;
    if (length > 0 && m_buffer[end - 1] == '\r') --length;
    auto words = splitLine(std::string_view(m_buffer).substr(m_pos, length));
    if (!words) {
        error = "unbalanced quotes in request";
        return Status::Error;
    }
    m_pos = end + 1;
    m_words = std::move(*words);
    argv.assign(m_words.begin(), m_words.end());
    return Status::Command;
}

RequestParser::Status RequestParser::multibulk(std::vector<std::string_view>& argv, const Limits& limits,
                                               std::string& error) {
    const std::string_view all(m_buffer);
    if (m_multibulk == 0) {
        const std::size_t end = lineEnd(all, m_pos, '\r');
        if (end == std::string_view::npos) {
            if (all.size() - m_pos > kMaxLine) {
                error = "too big mbulk count string";
                return Status::Error;
            }
            return Status::Incomplete;
        }
        if (end + 1 >= all.size()) return Status::Incomplete;
        std::int64_t count = 0;
        if (!parseInteger(all.substr(m_pos + 1, end - m_pos - 1), count) || count > kMaxArguments) {
            error = "invalid multibulk length";
            return Status::Error;
        }
        if (count > 10 && !limits.authenticated) {
            error = "unauthenticated multibulk length";
            return Status::Error;
        }
        m_begin = m_pos;
        m_pos = end + 2;
        if (count <= 0) {
            argv.clear();
            return Status::Command;
        }
        m_multibulk = count;
        m_arguments.clear();
        m_bulk = -1;
    }
    while (m_multibulk > 0) {
        if (m_bulk < 0) {
            const std::size_t end = lineEnd(all, m_pos, '\r');
            if (end == std::string_view::npos) {
                if (all.size() - m_pos > kMaxLine) {
                    error = "too big bulk count string";
                    return Status::Error;
                }
                return Status::Incomplete;
            }
            if (end + 1 >= all.size()) return Status::Incomplete;
            if (all[m_pos] != '$') {
                error = std::string("expected '$', got '") + all[m_pos] + "'";
                return Status::Error;
            }
            std::int64_t length = 0;
            if (!parseInteger(all.substr(m_pos + 1, end - m_pos - 1), length) || length < 0 ||
                length > limits.maxBulkLength) {
                error = "invalid bulk length";
                return Status::Error;
            }
            if (length > 16384 && !limits.authenticated) {
                error = "unauthenticated bulk length";
                return Status::Error;
            }
            m_pos = end + 2;
            m_bulk = length;
        }
        const auto length = static_cast<std::size_t>(m_bulk);
        if (all.size() - m_pos < length + 2) return Status::Incomplete;
        m_arguments.push_back({m_pos, length});
        m_pos += length + 2;
        m_bulk = -1;
        --m_multibulk;
    }
    argv.clear();
    for (const Argument& a : m_arguments) argv.push_back(all.substr(a.at, a.length));
    if (m_arguments.capacity() > kKeptBuffer / sizeof(Argument)) m_arguments = {};
    return Status::Command;
}

// --- parsing replies -----------------------------------------------------------------------------------------

namespace {

constexpr int kMaxDepth = 64;

bool parseValue(std::string_view bytes, std::size_t& pos, RespValue& out, int depth) {
    if (depth > kMaxDepth || pos >= bytes.size()) return false;
    const char type = bytes[pos];
    const std::size_t end = bytes.find("\r\n", pos);
    if (end == std::string_view::npos) return false;
    const std::string_view line = bytes.substr(pos + 1, end - pos - 1);
    pos = end + 2;
    using Kind = RespValue::Kind;
    const auto items = [&](Kind kind, std::int64_t perItem) {
        std::int64_t n = 0;
        if (!parseInteger(line, n)) return false;
        if (n < 0) {
            out.kind = Kind::Null;
            return n == -1;
        }
        out.kind = kind;
        if (n > static_cast<std::int64_t>(bytes.size())) return false;
        for (std::int64_t i = 0; i < n * perItem; ++i) {
            RespValue item;
            if (!parseValue(bytes, pos, item, depth + 1)) return false;
            out.items.push_back(std::move(item));
        }
        return true;
    };
    const auto body = [&](Kind kind) {
        std::int64_t n = 0;
        if (!parseInteger(line, n)) return false;
        if (n == -1) {
            out.kind = Kind::Null;
            return true;
        }
        if (n < 0 || bytes.size() - pos < static_cast<std::size_t>(n) + 2) return false;
        out.kind = kind;
        out.text = bytes.substr(pos, static_cast<std::size_t>(n));
        pos += static_cast<std::size_t>(n);
        if (bytes.substr(pos, 2) != "\r\n") return false;
        pos += 2;
        return true;
    };
    switch (type) {
    case '+':
        out.kind = Kind::Simple;
        out.text = line;
        return true;
    case '-':
        out.kind = Kind::Error;
        out.text = line;
        return true;
    case ':': out.kind = Kind::Integer; return parseInteger(line, out.integer);
    case ',':
        out.kind = Kind::Double;
        out.text = line;
        return true;
    case '(':
        out.kind = Kind::Bulk;
        out.text = line;
        return true;
    case '#':
        out.kind = Kind::Boolean;
        out.integer = line == "t" ? 1 : 0;
        return line == "t" || line == "f";
    case '_': out.kind = Kind::Null; return true;
    case '$': return body(Kind::Bulk);
    case '=':
        if (!body(Kind::Verbatim)) return false;
        if (out.text.size() >= 4) out.text.erase(0, 4);
        return true;
    case '*': return items(Kind::Array, 1);
    case '~': return items(Kind::Set, 1);
    case '>': return items(Kind::Push, 1);
    case '%': return items(Kind::Map, 2);
    default: return false;
    }
}

} // namespace

std::optional<RespValue> parseReply(std::string_view bytes, std::size_t* consumed) {
    RespValue value;
    std::size_t pos = 0;
    if (!parseValue(bytes, pos, value, 0)) return std::nullopt;
    if (consumed != nullptr) *consumed = pos;
    return value;
}

} // namespace maylab::cache
