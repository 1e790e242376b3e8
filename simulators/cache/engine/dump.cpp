// DUMP and RESTORE of strings: RDB encoding, version 10, CRC-64 (Jones). Long strings are written uncompressed,
// compressed payloads of a real server are refused as unreadable.
#include "cache/engine/access_clock.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::cache::commands {

namespace {

constexpr std::uint8_t kTypeString = 0;
constexpr unsigned kVersion = 10;
constexpr std::string_view kBadPayload = "ERR DUMP payload version or checksum are wrong";

std::uint64_t crc64(std::string_view bytes) {
    constexpr std::uint64_t kPolynomial = 0x95ac9329ac4bc9b5ull; // ad93d23594c935a9 reflected
    std::uint64_t crc = 0;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int b = 0; b < 8; ++b) crc = (crc & 1) != 0 ? crc >> 1 ^ kPolynomial : crc >> 1;
    }
    return crc;
}

void little(std::string& out, std::uint64_t v, int bytes) {
    for (int b = 0; b < bytes; ++b) out += static_cast<char>(v >> (8 * b) & 0xFF);
}

void big(std::string& out, std::uint64_t v, int bytes) {
    for (int b = bytes; b-- > 0;) out += static_cast<char>(v >> (8 * b) & 0xFF);
}

void writeString(std::string& out, std::string_view s) {
    std::int64_t v = 0;
    if (s.size() <= 11 && parseInteger(s, v) && v >= INT32_MIN && v <= INT32_MAX) {
        const int bytes = v >= INT8_MIN && v <= INT8_MAX ? 1 : v >= INT16_MIN && v <= INT16_MAX ? 2 : 4;
        out += static_cast<char>(0xC0 | (bytes == 1 ? 0 : bytes == 2 ? 1 : 2));
        little(out, static_cast<std::uint64_t>(v), bytes);
        return;
    }
    if (s.size() < 64) {
        out += static_cast<char>(s.size());
    } else if (s.size() < 16'384) {
        out += static_cast<char>(0x40 | s.size() >> 8);
        out += static_cast<char>(s.size() & 0xFF);
    } else {
        out += static_cast<char>(0x80);
        big(out, s.size(), 4);
    }
    out += s;
}

std::uint64_t readLittle(std::string_view s, int bytes) {
    std::uint64_t v = 0;
    for (int b = 0; b < bytes; ++b) v |= static_cast<std::uint64_t>(static_cast<unsigned char>(s[static_cast<std::size_t>(b)])) << (8 * b);
    return v;
}

std::optional<std::string> readString(std::string_view s) {
    if (s.empty()) return std::nullopt;
    const auto first = static_cast<unsigned char>(s[0]);
    s.remove_prefix(1);
    if (first >= 0xC0 && first <= 0xC2) {
        const int bytes = 1 << (first & 3);
        if (s.size() != static_cast<std::size_t>(bytes)) return std::nullopt;
        const std::uint64_t raw = readLittle(s, bytes);
        const std::int64_t v = bytes == 1   ? static_cast<std::int8_t>(raw)
                               : bytes == 2 ? static_cast<std::int16_t>(raw)
                                            : static_cast<std::int32_t>(raw);
        return formatInteger(v);
    }
    std::uint64_t length = 0;
    if (first < 0x40) {
        length = first;
    } else if (first < 0x80) {
        if (s.empty()) return std::nullopt;
        length = static_cast<std::uint64_t>(first & 0x3F) << 8 | static_cast<unsigned char>(s[0]);
        s.remove_prefix(1);
    } else if (first == 0x80) {
        if (s.size() < 4) return std::nullopt;
        for (std::size_t b = 0; b < 4; ++b) length = length << 8 | static_cast<unsigned char>(s[b]);
        s.remove_prefix(4);
    } else {
        return std::nullopt;
    }
    if (s.size() != length) return std::nullopt;
    return std::string(s);
}

} // namespace

void dump(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.null();
        return;
    }
    std::string payload(1, static_cast<char>(kTypeString)), scratch;
    writeString(payload, valueText(i.server, f.entry, scratch));
    little(payload, kVersion, 2);
    little(payload, crc64(payload), 8);
    i.out.bulk(payload);
}

void restore(Invocation& i) {
    bool replace = false, absolute = false;
    std::int64_t idle = -1, frequency = -1;
    for (std::size_t k = 4; k < i.argc(); ++k) {
        const bool hasNext = k + 1 < i.argc();
        if (is(i.argv[k], "REPLACE")) replace = true;
        else if (is(i.argv[k], "ABSTTL")) absolute = true;
        else if (is(i.argv[k], "IDLETIME") && hasNext && frequency == -1) {
            if (!integerArgument(i, i.argv[++k], idle)) return;
            if (idle < 0) {
                i.out.error("ERR Invalid IDLETIME value, must be >= 0");
                return;
            }
        } else if (is(i.argv[k], "FREQ") && hasNext && idle == -1) {
            if (!integerArgument(i, i.argv[++k], frequency)) return;
            if (frequency < 0 || frequency > 255) {
                i.out.error("ERR Invalid FREQ value, must be >= 0 and <= 255");
                return;
            }
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    const Found old = lookupWrite(i.server, i.db(), i.argv[1], Touch::No);
    if (old && !replace) {
        i.out.error("BUSYKEY Target key name already exists.");
        return;
    }
    std::int64_t ttl = 0;
    if (!integerArgument(i, i.argv[2], ttl)) return;
    if (ttl < 0) {
        i.out.error("ERR Invalid TTL value, must be >= 0");
        return;
    }
    if (!absolute && ttl > INT64_MAX - i.server.nowMs) {
        i.out.error("ERR invalid expire time in 'restore' command");
        return;
    }
    const std::string_view payload = i.argv[3];
    if (payload.size() < 10 || readLittle(payload.substr(payload.size() - 10), 2) > kVersion ||
        readLittle(payload.substr(payload.size() - 8), 8) != crc64(payload.substr(0, payload.size() - 8))) {
        i.out.error(kBadPayload);
        return;
    }
    const std::string_view body = payload.substr(0, payload.size() - 10);
    const auto value = !body.empty() && body[0] == static_cast<char>(kTypeString) ? readString(body.substr(1)) : std::nullopt;
    if (!value) {
        i.out.error("ERR Bad data format");
        return;
    }
    if (old) removeKey(i.server, i.db(), old.entry);
    if (ttl != 0 && !absolute) ttl += i.server.nowMs;
    changed(i);
    if (ttl != 0 && ttl <= i.server.nowMs) {
        i.out.ok();
        return;
    }
    const EntryIndex e = addKey(i.server, i.db(), i.argv[1], i.server.keyspace.hash(i.argv[1]));
    storeText(i.server, e, *value);
    if (ttl != 0) setExpiry(i.server, i.db(), e, ttl);
    if (frequency >= 0 && i.server.cfg().lfuPolicy())
        i.server.keyspace.mut(e).access = lfuMinutes(i.server.nowMs) << 8 | static_cast<std::uint32_t>(frequency);
    if (idle >= 0 && !i.server.cfg().lfuPolicy())
        i.server.keyspace.mut(e).access = lruClock(i.server.nowMs - std::min<std::int64_t>(idle, i.server.nowMs / 1000) * 1000);
    i.out.ok();
}

} // namespace maylab::cache::commands
