// Strings as rows of bits: SETBIT, GETBIT, BITCOUNT, BITPOS, BITOP, BITFIELD. Bit 0 is the highest of byte 0.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

__extension__ using Wide = __int128; // sums of two 64-bit numbers

constexpr std::string_view kBadOffset = "ERR bit offset is not an integer or out of range";

// hash: "#3" counts in units of width bits.
bool offsetArgument(Invocation& i, std::string_view arg, bool hash, int width, std::uint64_t& offset) {
    const bool units = hash && !arg.empty() && arg[0] == '#';
    std::int64_t v = 0;
    if (!parseInteger(units ? arg.substr(1) : arg, v)) {
        i.out.error(kBadOffset);
        return false;
    }
    // The server's product wraps too.
    offset = static_cast<std::uint64_t>(v) * (units ? static_cast<std::uint64_t>(width) : 1);
    if (static_cast<std::int64_t>(offset) >= 0 && static_cast<std::int64_t>(offset >> 3) < i.server.cfg().protoMaxBulkLength)
        return true;
    i.out.error(kBadOffset);
    return false;
}

int bitAt(std::string_view bytes, std::uint64_t offset) {
    const std::uint64_t byte = offset >> 3;
    return byte < bytes.size() ? static_cast<unsigned char>(bytes[byte]) >> (7 - (offset & 7)) & 1 : 0;
}

std::int64_t countBits(std::string_view bytes) {
    std::int64_t n = 0;
    for (const char c : bytes) n += std::popcount(static_cast<unsigned char>(c));
    return n;
}

// Clamps a start and end as counted from either side; false: the range is empty.
bool clampRange(std::int64_t& start, std::int64_t& end, std::int64_t length) {
    if (start < 0 && end < 0 && start > end) return false;
    if (start < 0) start = std::max<std::int64_t>(start + length, 0);
    if (end < 0) end = std::max<std::int64_t>(end + length, 0);
    end = std::min(end, length - 1);
    return start <= end;
}

bool unitArgument(Invocation& i, std::string_view arg, bool& bits) {
    if (is(arg, "BIT")) bits = true;
    else if (is(arg, "BYTE")) bits = false;
    else {
        i.out.error(text::kSyntax);
        return false;
    }
    return true;
}

struct FieldType {
    bool isSigned = false;
    int width = 0;
};

std::optional<FieldType> parseType(std::string_view arg) {
    std::int64_t width = 0;
    if (arg.empty() || (arg[0] != 'i' && arg[0] != 'u') || !parseInteger(arg.substr(1), width)) return std::nullopt;
    const bool isSigned = arg[0] == 'i';
    if (width < 1 || width > (isSigned ? 64 : 63)) return std::nullopt;
    return FieldType{isSigned, static_cast<int>(width)};
}

std::uint64_t readField(std::string_view bytes, std::uint64_t offset, int width) {
    std::uint64_t v = 0;
    for (int b = 0; b < width; ++b) v = v << 1 | static_cast<std::uint64_t>(bitAt(bytes, offset + static_cast<std::uint64_t>(b)));
    return v;
}

std::int64_t asNumber(std::uint64_t raw, const FieldType& t) {
    if (t.isSigned && t.width < 64 && (raw >> (t.width - 1) & 1) != 0) raw |= ~std::uint64_t{0} << t.width;
    return static_cast<std::int64_t>(raw);
}

void writeField(char* bytes, std::uint64_t offset, int width, std::uint64_t value) {
    for (int b = 0; b < width; ++b) {
        const std::uint64_t at = offset + static_cast<std::uint64_t>(b);
        const auto mask = static_cast<unsigned char>(1u << (7 - (at & 7)));
        auto byte = static_cast<unsigned char>(bytes[at >> 3]);
        if ((value >> (width - 1 - b) & 1) != 0) byte = static_cast<unsigned char>(byte | mask);
        else byte = static_cast<unsigned char>(byte & ~mask);
        bytes[at >> 3] = static_cast<char>(byte);
    }
}

enum class Overflow : std::uint8_t { Wrap, Saturate, Fail };

struct FieldOp {
    enum class Kind : std::uint8_t { Get, Set, IncrBy } kind;
    FieldType type;
    std::uint64_t offset;
    std::int64_t value;
    Overflow overflow;
};

// The sum or value as it fits the type; empty: OVERFLOW FAIL forbids it.
std::optional<std::int64_t> fit(const FieldType& t, Wide wide, Overflow overflow) {
    const Wide low = t.isSigned ? -(static_cast<Wide>(1) << (t.width - 1)) : 0;
    const Wide high = (static_cast<Wide>(1) << (t.isSigned ? t.width - 1 : t.width)) - 1;
    if (wide >= low && wide <= high) return static_cast<std::int64_t>(wide);
    if (overflow == Overflow::Fail) return std::nullopt;
    if (overflow == Overflow::Saturate) return static_cast<std::int64_t>(wide < low ? low : high);
    std::uint64_t raw = static_cast<std::uint64_t>(wide);
    if (t.width < 64) raw &= (std::uint64_t{1} << t.width) - 1;
    return asNumber(raw, t);
}

void bitfieldGeneric(Invocation& i, bool readOnly) {
    std::vector<FieldOp> ops;
    Overflow overflow = Overflow::Wrap;
    bool writes = false;
    std::uint64_t highest = 0;
    for (std::size_t k = 2; k < i.argc(); ++k) {
        const std::string_view word = i.argv[k];
        const std::size_t left = i.argc() - k - 1;
        FieldOp op{FieldOp::Kind::Get, {}, 0, 0, overflow};
        if (is(word, "GET") && left >= 2) op.kind = FieldOp::Kind::Get;
        else if (is(word, "SET") && left >= 3) op.kind = FieldOp::Kind::Set;
        else if (is(word, "INCRBY") && left >= 3) op.kind = FieldOp::Kind::IncrBy;
        else if (is(word, "OVERFLOW") && left >= 1) {
            const std::string_view how = i.argv[++k];
            if (is(how, "WRAP")) overflow = Overflow::Wrap;
            else if (is(how, "SAT")) overflow = Overflow::Saturate;
            else if (is(how, "FAIL")) overflow = Overflow::Fail;
            else {
                i.out.error("ERR Invalid OVERFLOW type specified");
                return;
            }
            continue;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
        const auto type = parseType(i.argv[k + 1]);
        if (!type) {
            i.out.error("ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.");
            return;
        }
        op.type = *type;
        if (!offsetArgument(i, i.argv[k + 2], true, type->width, op.offset)) return;
        k += 2;
        if (op.kind != FieldOp::Kind::Get) {
            if (!integerArgument(i, i.argv[++k], op.value)) return;
            writes = true;
            highest = std::max(highest, op.offset + static_cast<std::uint64_t>(type->width) - 1);
        }
        ops.push_back(op);
    }
    if (writes && readOnly) {
        i.out.error("ERR BITFIELD_RO only supports the GET subcommand");
        return;
    }
    const Found f = writes ? lookupWrite(i.server, i.db(), i.argv[1]) : lookupRead(i.server, i.db(), i.argv[1]);
    if (f && !isString(i, f.entry)) return;
    EntryIndex e = f.entry;
    char* bytes = nullptr;
    std::string scratch;
    std::string_view view;
    bool grown = false;
    if (writes) {
        const auto size = static_cast<std::int64_t>((highest >> 3) + 1);
        if (!lengthAllowed(i, 0, size)) return;
        grown = e == 0 || valueLength(i.server, e) < size;
        if (e == 0) e = addKey(i.server, i.db(), i.argv[1], f.hash);
        bytes = storeRaw(i.server, e, static_cast<std::size_t>(size));
        view = i.server.keyspace.bytes(e);
    } else if (e != 0) {
        view = valueText(i.server, e, scratch);
    }
    i.out.array(ops.size());
    std::uint64_t changes = 0;
    for (const FieldOp& op : ops) {
        const std::int64_t old = asNumber(readField(view, op.offset, op.type.width), op.type);
        if (op.kind == FieldOp::Kind::Get) {
            i.out.integer(old);
            continue;
        }
        const bool set = op.kind == FieldOp::Kind::Set;
        // What is set into an unsigned field is read as unsigned: -1 is the highest number, not below zero.
        const Wide given = op.type.isSigned ? static_cast<Wide>(op.value) : static_cast<Wide>(static_cast<std::uint64_t>(op.value));
        const Wide wide = set ? given : static_cast<Wide>(old) + op.value;
        const auto fitted = fit(op.type, wide, op.overflow);
        if (!fitted) {
            i.out.null();
            continue;
        }
        writeField(bytes, op.offset, op.type.width, static_cast<std::uint64_t>(*fitted));
        i.out.integer(set ? old : *fitted);
        if (grown || *fitted != old) ++changes;
    }
    if (changes > 0) changed(i, i.argv[1], Notify::String, "setbit", changes);
}

} // namespace

void setbit(Invocation& i) {
    std::uint64_t offset = 0;
    if (!offsetArgument(i, i.argv[2], false, 0, offset)) return;
    std::int64_t on = 0;
    constexpr std::string_view kBadBit = "ERR bit is not an integer or out of range";
    if (!integerArgument(i, i.argv[3], on, kBadBit)) return;
    if (on != 0 && on != 1) {
        i.out.error(kBadBit);
        return;
    }
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    if (f && !isString(i, f.entry)) return;
    const auto size = static_cast<std::int64_t>((offset >> 3) + 1);
    if (!lengthAllowed(i, 0, size)) return;
    const bool grown = !f || valueLength(i.server, f.entry) < size;
    const EntryIndex e = f ? f.entry : addKey(i.server, i.db(), i.argv[1], f.hash);
    char* bytes = storeRaw(i.server, e, static_cast<std::size_t>(size));
    const int old = bitAt(i.server.keyspace.bytes(e), offset);
    if (grown || old != on) { // nobody is told of a bit that stays
        writeField(bytes, offset, 1, static_cast<std::uint64_t>(on));
        i.server.keyspace.mut(e).writtenTick = i.server.tick();
        changed(i, i.argv[1], Notify::String, "setbit");
    }
    i.out.integer(old);
}

void getbit(Invocation& i) {
    std::uint64_t offset = 0;
    if (!offsetArgument(i, i.argv[2], false, 0, offset)) return;
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.integer(0);
        return;
    }
    if (!isString(i, f.entry)) return;
    std::string scratch;
    i.out.integer(bitAt(valueText(i.server, f.entry, scratch), offset));
}

void bitcount(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.integer(0);
        return;
    }
    if (!isString(i, f.entry)) return;
    if (i.argc() == 3 || i.argc() > 5) {
        i.out.error(text::kSyntax);
        return;
    }
    std::int64_t start = 0, end = -1;
    bool bits = false;
    if (i.argc() >= 4) {
        if (!integerArgument(i, i.argv[2], start) || !integerArgument(i, i.argv[3], end)) return;
        const bool backwards = start < 0 && end < 0 && start > end; // the unit is not even read
        if (i.argc() == 5 && !backwards && !unitArgument(i, i.argv[4], bits)) return;
    }
    std::string scratch;
    const std::string_view value = valueText(i.server, f.entry, scratch);
    const auto length = static_cast<std::int64_t>(value.size()) * (bits ? 8 : 1);
    if (!clampRange(start, end, length)) {
        i.out.integer(0);
        return;
    }
    const std::int64_t firstByte = bits ? start >> 3 : start, lastByte = bits ? end >> 3 : end;
    std::int64_t n = countBits(value.substr(static_cast<std::size_t>(firstByte), static_cast<std::size_t>(lastByte - firstByte + 1)));
    if (bits) {
        for (std::int64_t b = firstByte * 8; b < start; ++b) n -= bitAt(value, static_cast<std::uint64_t>(b));
        for (std::int64_t b = end + 1; b < (lastByte + 1) * 8; ++b) n -= bitAt(value, static_cast<std::uint64_t>(b));
    }
    i.server.charge((lastByte - firstByte) / 8);
    i.out.integer(n);
}

void bitpos(Invocation& i) {
    std::int64_t wanted = 0;
    if (!integerArgument(i, i.argv[2], wanted)) return;
    if (wanted != 0 && wanted != 1) {
        i.out.error("ERR The bit argument must be 1 or 0.");
        return;
    }
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.integer(wanted == 1 ? -1 : 0);
        return;
    }
    if (!isString(i, f.entry)) return;
    if (i.argc() > 6) {
        i.out.error(text::kSyntax);
        return;
    }
    std::int64_t start = 0, end = -1;
    bool bits = false;
    const bool endGiven = i.argc() >= 5;
    if (i.argc() >= 4 && !integerArgument(i, i.argv[3], start)) return;
    if (i.argc() == 6 && !unitArgument(i, i.argv[5], bits)) return;
    if (endGiven && !integerArgument(i, i.argv[4], end)) return;
    std::string scratch;
    const std::string_view value = valueText(i.server, f.entry, scratch);
    const auto length = static_cast<std::int64_t>(value.size()) * (bits ? 8 : 1);
    if (start < 0) start = std::max<std::int64_t>(start + length, 0);
    if (end < 0) end = std::max<std::int64_t>(end + length, 0);
    end = std::min(end, length - 1);
    if (start > end) {
        i.out.integer(-1);
        return;
    }
    const std::int64_t from = bits ? start : start * 8, to = bits ? end : end * 8 + 7;
    for (std::int64_t b = from; b <= to; ++b) {
        if ((b & 7) == 0 && b + 7 <= to) {
            const auto byte = static_cast<unsigned char>(value[static_cast<std::size_t>(b >> 3)]);
            if (byte == (wanted == 1 ? 0x00 : 0xFF)) {
                b += 7;
                continue;
            }
        }
        if (bitAt(value, static_cast<std::uint64_t>(b)) == wanted) {
            i.out.integer(b);
            return;
        }
    }
    // Looking for a 0 without a given end: beyond the string there are zeros.
    i.out.integer(wanted == 0 && !endGiven ? length * (bits ? 1 : 8) : -1);
}

void bitop(Invocation& i) {
    const std::string_view name = i.argv[1];
    enum class Op : std::uint8_t { And, Or, Xor, Not } op = Op::And;
    if (is(name, "AND")) op = Op::And;
    else if (is(name, "OR")) op = Op::Or;
    else if (is(name, "XOR")) op = Op::Xor;
    else if (is(name, "NOT")) op = Op::Not;
    else {
        i.out.error(text::kSyntax);
        return;
    }
    if (op == Op::Not && i.argc() != 4) {
        i.out.error("ERR BITOP NOT must be called with a single source key.");
        return;
    }
    std::vector<std::string> sources;
    std::size_t longest = 0;
    for (std::size_t k = 3; k < i.argc(); ++k) {
        const Found f = lookupRead(i.server, i.db(), i.argv[k]);
        std::string scratch;
        if (f) {
            if (!isString(i, f.entry)) return;
            sources.emplace_back(valueText(i.server, f.entry, scratch));
        } else {
            sources.emplace_back();
        }
        longest = std::max(longest, sources.back().size());
    }
    if (!lengthAllowed(i, 0, static_cast<std::int64_t>(longest))) return;
    std::string result(longest, '\0');
    for (std::size_t b = 0; b < longest; ++b) {
        const auto at = [&](const std::string& s) { return b < s.size() ? static_cast<unsigned char>(s[b]) : 0u; };
        unsigned v = at(sources[0]);
        if (op == Op::Not) v = ~v;
        for (std::size_t k = 1; k < sources.size(); ++k) {
            if (op == Op::And) v &= at(sources[k]);
            else if (op == Op::Or) v |= at(sources[k]);
            else v ^= at(sources[k]);
        }
        result[b] = static_cast<char>(v & 0xFF);
    }
    i.server.charge(static_cast<std::int64_t>(longest * sources.size()));
    const Found target = lookupWrite(i.server, i.db(), i.argv[2]);
    if (longest == 0) {
        if (target) {
            removeKey(i.server, i.db(), target.entry);
            changed(i, i.argv[2], Notify::Generic, "del");
        }
    } else {
        i.server.keyspace.setRaw(setKey(i.server, i.db(), i.argv[2], target, false), result);
        changed(i, i.argv[2], Notify::String, "set");
    }
    i.out.integer(static_cast<std::int64_t>(longest));
}

void bitfield(Invocation& i) { bitfieldGeneric(i, false); }

void bitfieldRo(Invocation& i) { bitfieldGeneric(i, true); }

} // namespace maylab::cache::commands
