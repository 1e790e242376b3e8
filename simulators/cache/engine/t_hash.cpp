// Hashes: HSET, HGET and their family. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/hash_value.h"
#include "cache/engine/scan.h"
#include "cache/engine/typed.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

using Hash = Typed<HashValue>;

void chargeElements(Invocation& i, std::size_t n) { i.server.charge(static_cast<std::int64_t>(n) * kElementNs); }

void replyField(Invocation& i, const Hash& h, std::string_view field) {
    HashValue::Scratch scratch;
    const auto value = h ? h->get(field, scratch) : std::nullopt;
    if (value) i.out.bulk(*value);
    else i.out.null();
}

// HSET, HMSET: the number of new fields, or -1 after an error.
std::int64_t setFields(Invocation& i) {
    if (i.argc() % 2 == 1) {
        wrongArity(i);
        return -1;
    }
    Hash h = writeTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return -1;
    const CollectionRules rules = collectionRules(i.server);
    std::int64_t added = 0;
    changeTyped(i, h, i.argv[1], [&](HashValue& v) {
        v.expect(i.argv.subspan(2), rules);
        for (std::size_t k = 2; k < i.argc(); k += 2) added += v.set(i.argv[k], i.argv[k + 1], rules);
    });
    changed(i, i.argv[1], Notify::Hash, "hset", (i.argc() - 2) / 2);
    chargeElements(i, (i.argc() - 4) / 2);
    return added;
}

enum class Part : std::uint8_t { Fields, Values, Both };

void replyAll(Invocation& i, Part part) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    const std::size_t n = h ? h->size() : 0;
    if (part == Part::Both) i.out.map(n);
    else i.out.array(n);
    if (!h) return;
    h->each([&](std::string_view field, std::string_view value) {
        if (part != Part::Values) i.out.bulk(field);
        if (part != Part::Fields) i.out.bulk(value);
    });
    chargeElements(i, n);
}

void replyPair(Invocation& i, std::string_view field, std::string_view value, bool withValues) {
    if (withValues && i.out.protocol() > 2) i.out.array(2);
    i.out.bulk(field);
    if (withValues) i.out.bulk(value);
}

void randomFields(Invocation& i, std::int64_t count, bool withValues) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    if (!h || count == 0) {
        i.out.array(0);
        return;
    }
    const bool unique = count > 0;
    const auto size = static_cast<std::uint64_t>(h->size());
    const std::uint64_t wanted = unique ? std::min<std::uint64_t>(static_cast<std::uint64_t>(count), size)
                                        : static_cast<std::uint64_t>(-count);
    // The reply must fit into the engine: repeats may be asked for without end.
    if (!lengthAllowed(i, 0, static_cast<std::int64_t>(std::min<std::uint64_t>(wanted, UINT32_MAX) * 8))) return;
    i.out.array(wanted * (withValues && i.out.protocol() == 2 ? 2 : 1));
    chargeElements(i, wanted);
    kernel::Rng& rng = i.server.memberRandom;
    if (!unique) {
        for (std::uint64_t k = 0; k < wanted; ++k)
            h->randomField(rng, [&](std::string_view f, std::string_view v) { replyPair(i, f, v, withValues); });
        return;
    }
    // Each field with the chance that what is still wanted has among what is still to come: in order, none twice.
    std::uint64_t left = size, still = wanted;
    h->each([&](std::string_view f, std::string_view v) {
        if (still > 0 && (still == left || rng.below(left) < still)) {
            replyPair(i, f, v, withValues);
            --still;
        }
        --left;
    });
}

} // namespace

void hset(Invocation& i) {
    const std::int64_t added = setFields(i);
    if (added >= 0) i.out.integer(added);
}

void hmset(Invocation& i) {
    if (setFields(i) >= 0) i.out.ok();
}

void hsetnx(Invocation& i) {
    Hash h = writeTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    HashValue::Scratch scratch;
    if (h && h->get(i.argv[2], scratch)) {
        i.out.integer(0);
        return;
    }
    const CollectionRules rules = collectionRules(i.server);
    changeTyped(i, h, i.argv[1], [&](HashValue& v) { v.set(i.argv[2], i.argv[3], rules); });
    changed(i, i.argv[1], Notify::Hash, "hset");
    i.out.integer(1);
}

void hget(Invocation& i) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (!h.wrong) replyField(i, h, i.argv[2]);
}

void hmget(Invocation& i) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    i.out.array(i.argc() - 2);
    for (std::size_t k = 2; k < i.argc(); ++k) replyField(i, h, i.argv[k]);
    chargeElements(i, i.argc() - 3);
}

void hgetall(Invocation& i) { replyAll(i, Part::Both); }

void hkeys(Invocation& i) { replyAll(i, Part::Fields); }

void hvals(Invocation& i) { replyAll(i, Part::Values); }

void hlen(Invocation& i) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (!h.wrong) i.out.integer(h ? static_cast<std::int64_t>(h->size()) : 0);
}

void hexists(Invocation& i) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    HashValue::Scratch scratch;
    if (!h.wrong) i.out.integer(h && h->get(i.argv[2], scratch) ? 1 : 0);
}

void hstrlen(Invocation& i) {
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    HashValue::Scratch scratch;
    const auto value = h ? h->get(i.argv[2], scratch) : std::nullopt;
    i.out.integer(value ? static_cast<std::int64_t>(value->size()) : 0);
}

void hdel(Invocation& i) {
    Hash h = writeTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    std::int64_t removed = 0;
    HashValue::Scratch scratch;
    bool any = false;
    for (std::size_t k = 2; h && k < i.argc() && !any; ++k) any = h->get(i.argv[k], scratch).has_value();
    if (any) {
        changeTyped(i, h, i.argv[1], [&](HashValue& v) {
            for (std::size_t k = 2; k < i.argc() && v.size() != 0; ++k) removed += v.remove(i.argv[k]);
            changed(i, i.argv[1], Notify::Hash, "hdel", static_cast<std::uint64_t>(removed)); // before "del"
        });
    }
    chargeElements(i, i.argc() - 3);
    i.out.integer(removed);
}

void hincrby(Invocation& i) {
    std::int64_t by = 0, value = 0;
    if (!integerArgument(i, i.argv[3], by)) return;
    Hash h = writeTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    HashValue::Scratch scratch;
    const auto old = h ? h->get(i.argv[2], scratch) : std::nullopt;
    if (old && !parseInteger(*old, value)) {
        i.out.error("ERR hash value is not an integer");
        return;
    }
    if (__builtin_add_overflow(value, by, &value)) {
        i.out.error("ERR increment or decrement would overflow");
        return;
    }
    const CollectionRules rules = collectionRules(i.server);
    changeTyped(i, h, i.argv[1], [&](HashValue& v) { v.set(i.argv[2], formatInteger(value), rules); });
    changed(i, i.argv[1], Notify::Hash, "hincrby");
    i.out.integer(value);
}

void hincrbyfloat(Invocation& i) {
    long double by = 0, value = 0;
    if (!parseLongDouble(i.argv[3], by)) {
        i.out.error(text::kNotFloat);
        return;
    }
    if (std::isinf(by)) {
        i.out.error("ERR value is NaN or Infinity");
        return;
    }
    Hash h = writeTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    HashValue::Scratch scratch;
    const auto old = h ? h->get(i.argv[2], scratch) : std::nullopt;
    if (old && !parseLongDouble(*old, value)) {
        i.out.error("ERR hash value is not a float");
        return;
    }
    value += by;
    if (std::isnan(value) || std::isinf(value)) {
        i.out.error("ERR increment would produce NaN or Infinity");
        return;
    }
    const std::string result = formatLongDouble(value);
    const CollectionRules rules = collectionRules(i.server);
    changeTyped(i, h, i.argv[1], [&](HashValue& v) { v.set(i.argv[2], result, rules); });
    changed(i, i.argv[1], Notify::Hash, "hincrbyfloat");
    replicateAs(i, {"HSET", i.argv[1], i.argv[2], result}); // the same on every machine
    i.out.bulk(result);
}

void hscan(Invocation& i) {
    std::uint64_t cursor = 0;
    if (!scanCursor(i, i.argv[2], cursor)) return;
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    ScanOptions o;
    if (h && !scanOptions(i, 3, false, o)) return; // a missing key does not look at them
    std::vector<std::string> items;
    if (h) {
        std::int64_t seen = 0;
        cursor = scanWalk(
            cursor, o.count,
            [&](std::uint64_t c) {
                return h->scan(c, [&](std::string_view field, std::string_view value) {
                    ++seen;
                    if (!o.takes(field)) return;
                    items.emplace_back(field);
                    items.emplace_back(value);
                });
            },
            [&] { return seen; });
        i.server.charge(seen * kElementNs);
    }
    replyScan(i, h ? cursor : 0, items);
}

void hrandfield(Invocation& i) {
    if (i.argc() > 2) {
        std::int64_t count = 0;
        if (!integerArgument(i, i.argv[2], count)) return;
        if (count == INT64_MIN) {
            i.out.error("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");
            return;
        }
        if (i.argc() > 4 || (i.argc() == 4 && !is(i.argv[3], "WITHVALUES"))) {
            i.out.error(text::kSyntax);
            return;
        }
        const bool withValues = i.argc() == 4;
        if (withValues && (count < -INT64_MAX / 2 || count > INT64_MAX / 2)) {
            i.out.error("ERR value is out of range");
            return;
        }
        randomFields(i, count, withValues);
        return;
    }
    const Hash h = readTyped<HashValue>(i, i.argv[1]);
    if (h.wrong) return;
    if (!h) {
        i.out.null();
        return;
    }
    h->randomField(i.server.memberRandom, [&](std::string_view field, std::string_view) { i.out.bulk(field); });
}

} // namespace maylab::cache::commands
