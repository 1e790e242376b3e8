// DUMP and RESTORE of strings: RDB encoding, version 10, CRC-64 (Jones), LZF for strings of more than 20 bytes that
// become shorter by it.
#include "cache/engine/access_clock.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache::commands {

namespace {

constexpr std::uint8_t kTypeString = 0;
constexpr std::uint8_t kCompressed = 0xC3;
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

// LZF: a byte below 32 is one less than the number of literal bytes that follow; above, its high 3 bits (7: and the next
// byte) are two less than the length of a match, its low 5 bits and one more byte one less than how far back it lies.
constexpr std::size_t kMostLiterals = 32, kMostBack = 1 << 13, kMostMatch = (1 << 8) + (1 << 3);

// The same choices as the server's compressor, so that the payload is the same. Empty: longer than most.
std::string lzfCompress(std::string_view in, std::size_t most) {
    constexpr int kHashBits = 16;
    std::vector<std::uint32_t> seen(std::size_t{1} << kHashBits); // by hash of three bytes; 0, the very start, never matches
    const auto slot = [&](std::size_t at) -> std::uint32_t& {
        const auto byte = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<unsigned char>(in[at + k])); };
        const std::uint32_t h = byte(0) << 16 | byte(1) << 8 | byte(2);
        return seen[((h >> (24 - kHashBits)) - h * 5) & (seen.size() - 1)];
    };
    std::string out(1, '\0'); // begins with the head of a run of literals
    std::size_t literals = 0, at = 0;
    const auto endRun = [&] {
        if (literals == 0) out.pop_back();
        else out[out.size() - literals - 1] = static_cast<char>(literals - 1);
        literals = 0;
    };
    const auto literal = [&] {
        out += in[at++];
        if (++literals < kMostLiterals) return;
        endRun();
        out += '\0';
    };
    while (at + 2 < in.size()) {
        const std::size_t match = slot(at);
        slot(at) = static_cast<std::uint32_t>(at);
        if (match == 0 || at - match > kMostBack || in.substr(match, 3) != in.substr(at, 3)) {
            if (out.size() >= most) return {};
            literal();
            continue;
        }
        if (out.size() - (literals == 0 ? 1 : 0) + 4 >= most) return {};
        endRun();
        // It leaves the last two bytes out, but looks so far only after its first steps: 16 or one.
        const std::size_t wanted = std::min(in.size() - at - 2, kMostMatch);
        const std::size_t longest = std::max<std::size_t>(wanted, wanted > 16 ? 19 : 3);
        std::size_t length = 3;
        while (length < longest && in[match + length] == in[at + length]) ++length;
        const std::size_t back = at - match - 1, rest = length - 2;
        out += static_cast<char>(back >> 8 | std::min<std::size_t>(rest, 7) << 5);
        if (rest >= 7) out += static_cast<char>(rest - 7);
        out += static_cast<char>(back & 0xFF);
        out += '\0';
        at += length;
        if (at + 2 >= in.size()) break;
        for (std::size_t k = at - 2; k < at; ++k) slot(k) = static_cast<std::uint32_t>(k);
    }
    if (out.size() + 3 > most) return {};
    while (at < in.size()) literal();
    endRun();
    return out;
}

std::optional<std::string> lzfExpand(std::string_view in, std::uint64_t length) {
    std::string out;
    for (std::size_t at = 0; at < in.size();) {
        const auto next = [&] { return static_cast<std::size_t>(static_cast<unsigned char>(in[at++])); };
        const std::size_t head = next();
        if (head < kMostLiterals) {
            if (in.size() - at < head + 1) return std::nullopt;
            out += in.substr(at, head + 1);
            at += head + 1;
        } else {
            std::size_t count = head >> 5;
            if (in.size() - at < (count == 7 ? 2u : 1u)) return std::nullopt;
            if (count == 7) count += next();
            const std::size_t back = ((head & 31) << 8 | next()) + 1;
            if (back > out.size()) return std::nullopt;
            for (count += 2; count > 0; --count) out += out[out.size() - back];
        }
        if (out.size() > length) return std::nullopt;
    }
    if (out.size() != length) return std::nullopt;
    return out;
}

void writeLength(std::string& out, std::size_t length) {
    if (length < 64) {
        out += static_cast<char>(length);
    } else if (length < 16'384) {
        out += static_cast<char>(0x40 | length >> 8);
        out += static_cast<char>(length & 0xFF);
    } else {
        out += static_cast<char>(0x80);
        big(out, length, 4);
    }
}

void writeString(std::string& out, std::string_view s) {
    std::int64_t v = 0;
    if (s.size() <= 11 && parseInteger(s, v) && v >= INT32_MIN && v <= INT32_MAX) {
        const int bytes = v >= INT8_MIN && v <= INT8_MAX ? 1 : v >= INT16_MIN && v <= INT16_MAX ? 2 : 4;
        out += static_cast<char>(0xC0 | (bytes == 1 ? 0 : bytes == 2 ? 1 : 2));
        little(out, static_cast<std::uint64_t>(v), bytes);
        return;
    }
    constexpr std::size_t kWorthCompressing = 21, kLeastGain = 4;
    const std::string compressed = s.size() < kWorthCompressing ? std::string() : lzfCompress(s, s.size() - kLeastGain);
    if (!compressed.empty()) {
        out += static_cast<char>(kCompressed);
        writeLength(out, compressed.size());
    }
    writeLength(out, s.size());
    out += compressed.empty() ? s : compressed;
}

std::uint64_t readLittle(std::string_view s, int bytes) {
    std::uint64_t v = 0;
    for (int b = 0; b < bytes; ++b) v |= static_cast<std::uint64_t>(static_cast<unsigned char>(s[static_cast<std::size_t>(b)])) << (8 * b);
    return v;
}

// Takes a length from the front.
bool readLength(std::string_view& s, std::uint64_t& length) {
    if (s.empty()) return false;
    const auto first = static_cast<unsigned char>(s[0]);
    const std::size_t more = first < 0x40 ? 0 : first < 0x80 ? 1 : 4;
    if (first > 0x80 || s.size() < 1 + more) return false;
    length = more == 4 ? 0 : first & 0x3F;
    for (std::size_t b = 1; b <= more; ++b) length = length << 8 | static_cast<unsigned char>(s[b]);
    s.remove_prefix(1 + more);
    return true;
}

std::optional<std::string> readString(std::string_view s) {
    if (s.empty()) return std::nullopt;
    const auto first = static_cast<unsigned char>(s[0]);
    std::uint64_t length = 0, packed = 0;
    if (first == kCompressed) {
        s.remove_prefix(1);
        if (!readLength(s, packed) || !readLength(s, length) || s.size() != packed) return std::nullopt;
        return lzfExpand(s, length);
    }
    if (first >= 0xC0 && first <= 0xC2) {
        s.remove_prefix(1);
        const int bytes = 1 << (first & 3);
        if (s.size() != static_cast<std::size_t>(bytes)) return std::nullopt;
        const std::uint64_t raw = readLittle(s, bytes);
        const std::int64_t v = bytes == 1   ? static_cast<std::int8_t>(raw)
                               : bytes == 2 ? static_cast<std::int16_t>(raw)
                                            : static_cast<std::int32_t>(raw);
        return formatInteger(v);
    }
    if (!readLength(s, length) || s.size() != length) return std::nullopt;
    return std::string(s);
}

} // namespace

void dump(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.null();
        return;
    }
    if (!isString(i, f.entry)) return;
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
    // Compressed bytes may become many.
    if (!lengthAllowed(i, 0, static_cast<std::int64_t>(value->size()))) return;
    if (old) removeKey(i.server, i.db(), old.entry);
    // Beyond the end of time the server's sum wraps, and the key is dead at once.
    if (ttl != 0 && !absolute && __builtin_add_overflow(ttl, i.server.nowMs, &ttl)) ttl = kNoExpiry;
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
