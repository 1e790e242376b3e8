// The Redis wire protocol and how redis-cli shows it: RESP2 and RESP3 replies, parsing of what clients send
// (multibulk and inline), parsing of replies, human formatting, and splitting a typed line into arguments.
// Bytes are bytes; nothing here throws. Source: Redis protocol specification; error texts measured (sheet 2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

// Appends replies to a string. The protocol version decides the form of null, map, set, double.
class RespWriter {
  public:
    RespWriter(std::string& out, int protocol) : m_out(out), m_protocol(protocol) {}

    int protocol() const { return m_protocol; }
    void simple(std::string_view text);             // +OK
    void ok() { m_out += "+OK\r\n"; }
    void error(std::string_view codeAndText);       // -ERR ...; line ends become spaces
    void integer(std::int64_t value);
    void bulk(std::string_view bytes);
    void bulkInteger(std::int64_t value);
    void null();                                    // $-1 or _
    void nullArray();                               // *-1 or _
    void array(std::size_t items);
    void map(std::size_t pairs);                    // RESP2: flat array of twice as many
    void set(std::size_t items);
    void real(double value);                        // RESP2: bulk
    void humanReal(double value);                   // the same with 17 decimals at most, as INCRBYFLOAT prints
    void boolean(bool value);                       // RESP2: integer
    void verbatim(std::string_view text);           // RESP2: bulk
    void raw(std::string_view bytes) { m_out += bytes; }
    void push(std::size_t items);                   // RESP2: array
    std::string& out() { return m_out; }
    // Where the last error() begins in out(); npos: none was written.
    std::size_t lastError() const { return m_lastError; }
    // Errors were counted where they arose: forget them.
    void clearError() { m_lastError = std::string::npos; }

  private:
    void header(char type, std::int64_t n);
    std::string& m_out;
    std::size_t m_lastError = std::string::npos;
    int m_protocol;
};

// RESP bytes of a command as a client library sends it.
std::string encodeCommand(std::span<const std::string_view> argv);
std::string encodeCommand(std::initializer_list<std::string_view> argv);

// What came from a client and is not executed yet.
class RequestParser {
  public:
    enum class Status : std::uint8_t { Incomplete, Command, Error };
    struct Limits {
        std::int64_t maxBulkLength = 512ll << 20;
        bool authenticated = true; // before AUTH only small requests are taken
    };
    void feed(std::string_view bytes);
    // Command: argv holds the arguments; they lie in the parser and are good until its next call. Error: text of the
    // protocol error, without "-ERR Protocol error: "; the connection must be closed. Empty requests are skipped.
    Status next(std::vector<std::string_view>& argv, const Limits& limits, std::string& error);
    std::size_t buffered() const { return m_buffer.size() - m_pos; }
    // Bytes it really holds: buffered() and the arguments of the command that is coming.
    std::size_t held() const { return m_buffer.size() - (m_multibulk > 0 ? m_begin : m_pos); }
    void clear();

  private:
    struct Argument { // in m_buffer
        std::size_t at, length;
    };
    Status inlineCommand(std::vector<std::string_view>& argv, std::string& error);
    Status multibulk(std::vector<std::string_view>& argv, const Limits& limits, std::string& error);
    void forgetDone();
    std::string m_buffer;
    std::size_t m_begin = 0; // of the command that is coming
    std::size_t m_pos = 0;
    std::int64_t m_multibulk = 0; // arguments still to come
    std::int64_t m_bulk = -1;     // length of the argument that is coming
    std::vector<Argument> m_arguments;
    std::vector<std::string> m_words; // of an inline command
};

// A reply as a tree, for whoever reads it (a goal, a formatter).
struct RespValue {
    enum class Kind : std::uint8_t { Simple, Error, Integer, Bulk, Null, Array, Map, Set, Double, Boolean, Verbatim, Push };
    Kind kind = Kind::Null;
    std::string text;            // Simple, Error, Bulk, Verbatim (without its format), Double as it was sent
    std::int64_t integer = 0;    // Integer, Boolean
    std::vector<RespValue> items; // Array, Set, Push; Map: key, value, key, value ...
};
// One reply from the front of bytes; consumed says how long it was. Empty when bytes are cut or malformed.
std::optional<RespValue> parseReply(std::string_view bytes, std::size_t* consumed = nullptr);

// As redis-cli prints it on a terminal: (nil), (integer) 1, "a", 1) "a", (error) ERR ..., ends with a line end.
// Several replies in one string are printed one after another.
std::string formatReply(const RespValue& value);
std::string formatReplies(std::string_view bytes);
// As redis-cli quotes bytes: "caf\xc3\xa9".
std::string quoteBytes(std::string_view bytes);

// Splits a line by redis-cli's rules: words, "double quotes with \n \xff escapes", 'single quotes'.
// Empty optional: unbalanced quotes ("Invalid argument(s)").
std::optional<std::vector<std::string>> splitLine(std::string_view line);

// Bytes as JSON text can carry them, and back: every byte is the code point of the same number.
std::string bytesToUtf8(std::string_view bytes);
std::string utf8ToBytes(std::string_view text); // code points above 255 keep their UTF-8 bytes

} // namespace maylab::cache
