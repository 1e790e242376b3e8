// Strings: GET, SET and their family, counters, ranges.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/key_change.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

namespace maylab::cache::commands {

namespace {

// Options of SET and GETEX.
struct Options {
    bool nx = false, xx = false, get = false, keepTtl = false, persist = false;
    bool expires = false, absolute = false;
    std::string_view lifetime; // the option that decides it: may be repeated, excludes the others
    TimeUnit unit = TimeUnit::Seconds;
    std::string_view time;
};

bool parseOptions(Invocation& i, std::size_t from, bool forGet, Options& o) {
    for (std::size_t k = from; k < i.argc(); ++k) {
        const std::string_view a = i.argv[k];
        const bool hasNext = k + 1 < i.argc();
        const bool free = o.lifetime.empty() || is(a, o.lifetime);
        if (!forGet && is(a, "NX") && !o.xx) o.nx = true;
        else if (!forGet && is(a, "XX") && !o.nx) o.xx = true;
        else if (!forGet && is(a, "GET")) o.get = true;
        else if (!forGet && is(a, "KEEPTTL") && free) {
            o.keepTtl = true;
            o.lifetime = a;
        } else if (forGet && is(a, "PERSIST") && free) {
            o.persist = true;
            o.lifetime = a;
        } else if (hasNext && free && (is(a, "EX") || is(a, "PX") || is(a, "EXAT") || is(a, "PXAT"))) {
            o.expires = true;
            o.lifetime = a;
            o.absolute = a.size() == 4;
            o.unit = a[0] == 'E' || a[0] == 'e' ? TimeUnit::Seconds : TimeUnit::Milliseconds;
            o.time = i.argv[++k];
        } else {
            i.out.error(text::kSyntax);
            return false;
        }
    }
    return true;
}

void replyValue(Invocation& i, EntryIndex entry) {
    std::string scratch;
    i.out.bulk(valueText(i.server, entry, scratch));
}

// As GET: false if there was an error.
bool replyGet(Invocation& i, std::string_view key) {
    const Found f = lookupRead(i.server, i.db(), key);
    if (!f) {
        i.out.null();
        return true;
    }
    if (!isString(i, f.entry)) return false;
    replyValue(i, f.entry);
    return true;
}

void replace(Invocation& i, std::string_view key, std::string_view value, bool keepTtl = false) {
    const Found f = lookupWrite(i.server, i.db(), key);
    storeText(i.server, setKey(i.server, i.db(), key, f, keepTtl), value);
    changed(i, key, Notify::String, "set");
}

// SET with GET: replicas need no reply.
void replicateSetWithoutGet(Invocation& i) {
    std::vector<std::string_view> words(i.argv.begin(), i.argv.begin() + 3);
    for (std::size_t k = 3; k < i.argc(); ++k) {
        if (!is(i.argv[k], "GET")) words.push_back(i.argv[k]);
    }
    replicateAs(i, words);
}

void setGeneric(Invocation& i, std::string_view key, std::string_view value, const Options& o, bool nxAnswersNumber) {
    std::int64_t atMs = kNoExpiry;
    if (o.expires && !expiryArgument(i, o.time, o.unit, o.absolute, atMs)) return;
    if (o.get && !replyGet(i, key)) return;
    const Found f = lookupWrite(i.server, i.db(), key);
    if ((o.nx && f) || (o.xx && !f)) {
        if (!o.get) nxAnswersNumber ? i.out.integer(0) : i.out.null();
        return;
    }
    const EntryIndex e = setKey(i.server, i.db(), key, f, o.keepTtl);
    storeText(i.server, e, value);
    changed(i, key, Notify::String, "set");
    if (o.expires) {
        setExpiry(i.server, i.db(), e, atMs);
        notifyKeyspace(i.server, i.db(), Notify::Generic, "expire", key);
        replicateAs(i, {"SET", key, value, "PXAT", formatInteger(atMs)});
    } else if (o.get) {
        replicateSetWithoutGet(i);
    }
    if (!o.get) nxAnswersNumber ? i.out.integer(1) : i.out.ok();
}

void setWithTime(Invocation& i, TimeUnit unit) {
    Options o;
    o.expires = true;
    o.unit = unit;
    o.time = i.argv[2];
    setGeneric(i, i.argv[1], i.argv[3], o, false);
}

void add(Invocation& i, std::int64_t by) {
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    std::int64_t value = 0;
    if (f) {
        if (!isString(i, f.entry)) return;
        std::string scratch;
        if (!integerArgument(i, valueText(i.server, f.entry, scratch), value)) return;
    }
    if (__builtin_add_overflow(value, by, &value)) {
        i.out.error("ERR increment or decrement would overflow");
        return;
    }
    // In place: the time to live stays.
    const EntryIndex e = f ? f.entry : addKey(i.server, i.db(), i.argv[1], f.hash);
    storeInteger(i.server, e, value);
    i.server.keyspace.mut(e).writtenTick = i.server.tick();
    changed(i, i.argv[1], Notify::String, "incrby");
    i.out.integer(value);
}

void setPairs(Invocation& i, bool onlyIfNone) {
    if (i.argc() % 2 == 0) {
        wrongArity(i);
        return;
    }
    if (onlyIfNone) {
        for (std::size_t k = 1; k < i.argc(); k += 2) {
            if (lookupWrite(i.server, i.db(), i.argv[k])) {
                i.out.integer(0);
                return;
            }
        }
    }
    for (std::size_t k = 1; k < i.argc(); k += 2) replace(i, i.argv[k], i.argv[k + 1]);
    i.server.charge(static_cast<std::int64_t>(i.argc() / 2) * kElementNs);
    if (onlyIfNone) i.out.integer(1);
    else i.out.ok();
}

} // namespace

void get(Invocation& i) { replyGet(i, i.argv[1]); }

void set(Invocation& i) {
    Options o;
    if (parseOptions(i, 3, false, o)) setGeneric(i, i.argv[1], i.argv[2], o, false);
}

void setnx(Invocation& i) {
    Options o;
    o.nx = true;
    setGeneric(i, i.argv[1], i.argv[2], o, true);
}

void setex(Invocation& i) { setWithTime(i, TimeUnit::Seconds); }

void psetex(Invocation& i) { setWithTime(i, TimeUnit::Milliseconds); }

void getset(Invocation& i) {
    if (!replyGet(i, i.argv[1])) return;
    replace(i, i.argv[1], i.argv[2]);
    replicateAs(i, {"SET", i.argv[1], i.argv[2]});
}

void getdel(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.null();
        return;
    }
    if (!isString(i, f.entry)) return;
    replyValue(i, f.entry);
    removeKey(i.server, i.db(), f.entry);
    changed(i, i.argv[1], Notify::Generic, "del");
    replicateAs(i, {"DEL", i.argv[1]});
}

void getex(Invocation& i) {
    Options o;
    if (!parseOptions(i, 2, true, o)) return;
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.null();
        return;
    }
    if (!isString(i, f.entry)) return;
    std::int64_t atMs = kNoExpiry;
    if (o.expires && !expiryArgument(i, o.time, o.unit, o.absolute, atMs)) return;
    replyValue(i, f.entry);
    if (o.expires && o.absolute && atMs <= i.server.nowMs) {
        removeKey(i.server, i.db(), f.entry);
        changed(i, i.argv[1], Notify::Generic, "del");
        replicateAs(i, {"DEL", i.argv[1]});
    } else if (o.expires) {
        setExpiry(i.server, i.db(), f.entry, atMs);
        changed(i, i.argv[1], Notify::Generic, "expire");
        replicateAs(i, {"PEXPIREAT", i.argv[1], formatInteger(atMs)});
    } else if (o.persist && i.server.keyspace.entry(f.entry).hasExpiry()) {
        setExpiry(i.server, i.db(), f.entry, kNoExpiry);
        changed(i, i.argv[1], Notify::Generic, "persist");
        replicateAs(i, {"PERSIST", i.argv[1]});
    }
}

void mget(Invocation& i) {
    i.out.array(i.argc() - 1);
    for (std::size_t k = 1; k < i.argc(); ++k) {
        const Found f = lookupRead(i.server, i.db(), i.argv[k]);
        if (!f || i.server.keyspace.entry(f.entry).type != ValueType::String) i.out.null();
        else replyValue(i, f.entry);
    }
    i.server.charge(static_cast<std::int64_t>(i.argc()) * kElementNs);
}

void mset(Invocation& i) { setPairs(i, false); }

void msetnx(Invocation& i) { setPairs(i, true); }

void append(Invocation& i) {
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    const std::string_view extra = i.argv[2];
    if (!f) {
        storeText(i.server, addKey(i.server, i.db(), i.argv[1], f.hash), extra);
        changed(i, i.argv[1], Notify::String, "append");
        i.out.integer(static_cast<std::int64_t>(extra.size()));
        return;
    }
    if (!isString(i, f.entry)) return;
    const std::int64_t length = valueLength(i.server, f.entry);
    const auto added = static_cast<std::int64_t>(extra.size());
    if (!lengthAllowed(i, length, added)) return;
    char* bytes = storeRaw(i.server, f.entry, static_cast<std::size_t>(length + added));
    if (added > 0) std::memcpy(bytes + length, extra.data(), extra.size());
    i.server.keyspace.mut(f.entry).writtenTick = i.server.tick();
    changed(i, i.argv[1], Notify::String, "append");
    i.out.integer(length + added);
}

void strlen(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) i.out.integer(0);
    else if (isString(i, f.entry)) i.out.integer(valueLength(i.server, f.entry));
}

void getrange(Invocation& i) {
    std::int64_t start = 0, end = 0;
    if (!integerArgument(i, i.argv[2], start) || !integerArgument(i, i.argv[3], end)) return;
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.bulk("");
        return;
    }
    if (!isString(i, f.entry)) return;
    std::string scratch;
    const std::string_view value = valueText(i.server, f.entry, scratch);
    const auto length = static_cast<std::int64_t>(value.size());
    if (start < 0 && end < 0 && start > end) {
        i.out.bulk("");
        return;
    }
    if (start < 0) start = std::max<std::int64_t>(start + length, 0);
    if (end < 0) end = std::max<std::int64_t>(end + length, 0);
    end = std::min(end, length - 1);
    if (length == 0 || start > end) i.out.bulk("");
    else i.out.bulk(value.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start + 1)));
}

void setrange(Invocation& i) {
    std::int64_t offset = 0;
    if (!integerArgument(i, i.argv[2], offset)) return;
    if (offset < 0) {
        i.out.error("ERR offset is out of range");
        return;
    }
    const std::string_view value = i.argv[3];
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    if (f && !isString(i, f.entry)) return;
    if (value.empty()) {
        i.out.integer(f ? valueLength(i.server, f.entry) : 0);
        return;
    }
    if (!lengthAllowed(i, offset, static_cast<std::int64_t>(value.size()))) return;
    const EntryIndex e = f ? f.entry : addKey(i.server, i.db(), i.argv[1], f.hash);
    const std::size_t size = static_cast<std::size_t>(offset) + value.size();
    char* bytes = storeRaw(i.server, e, size);
    std::memcpy(bytes + offset, value.data(), value.size());
    i.server.keyspace.mut(e).writtenTick = i.server.tick();
    changed(i, i.argv[1], Notify::String, "setrange");
    i.out.integer(valueLength(i.server, e));
}

void incr(Invocation& i) { add(i, 1); }

void decr(Invocation& i) { add(i, -1); }

void incrby(Invocation& i) {
    std::int64_t by = 0;
    if (integerArgument(i, i.argv[2], by)) add(i, by);
}

void decrby(Invocation& i) {
    std::int64_t by = 0;
    if (!integerArgument(i, i.argv[2], by)) return;
    if (by == INT64_MIN) i.out.error("ERR decrement would overflow");
    else add(i, -by);
}

void incrbyfloat(Invocation& i) {
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    if (f && !isString(i, f.entry)) return;
    long double value = 0, by = 0;
    if (f) {
        std::string scratch;
        if (!parseLongDouble(valueText(i.server, f.entry, scratch), value)) {
            i.out.error(text::kNotFloat);
            return;
        }
    }
    if (!parseLongDouble(i.argv[2], by)) {
        i.out.error(text::kNotFloat);
        return;
    }
    value += by;
    if (std::isnan(value) || std::isinf(value)) {
        i.out.error("ERR increment would produce NaN or Infinity");
        return;
    }
    const std::string result = formatLongDouble(value);
    const EntryIndex e = f ? f.entry : addKey(i.server, i.db(), i.argv[1], f.hash);
    i.server.keyspace.setBytes(e, result); // stays a string, also when it looks like an integer
    i.server.keyspace.mut(e).writtenTick = i.server.tick();
    changed(i, i.argv[1], Notify::String, "incrbyfloat");
    replicateAs(i, {"SET", i.argv[1], result, "KEEPTTL"}); // no difference in rounding there
    i.out.bulk(result);
}

} // namespace maylab::cache::commands
