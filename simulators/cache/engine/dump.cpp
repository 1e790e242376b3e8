// DUMP and RESTORE: a value in its RDB form (rdb.h). MIGRATE, as far as it goes without another server.
#include "cache/engine/access_clock.h"
#include "cache/engine/commands.h"
#include "cache/engine/dump.h"
#include "cache/engine/hash_value.h"
#include "cache/engine/key_change.h"
#include "cache/engine/list_value.h"
#include "cache/engine/rdb.h"
#include "cache/engine/set_value.h"
#include "cache/engine/stream.h"
#include "cache/engine/typed.h"
#include "cache/engine/zset_arguments.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

namespace maylab::cache {

namespace {

constexpr std::string_view kBadPayload = "ERR DUMP payload version or checksum are wrong";

using Restored = std::variant<std::monostate, std::string, CollectionRef>; // nothing: bad data

bool differentFields(const Listpack& pack) {
    if (pack.size() % 2 != 0) return false;
    std::unordered_set<std::string> seen;
    Listpack::Scratch scratch;
    for (auto p = pack.first(); p != 0; p = pack.next(pack.next(p))) {
        if (!seen.emplace(pack.text(p, scratch)).second) return false;
    }
    return true;
}

CollectionRef readSet(RdbReader& in, const CollectionRules& rules) {
    auto* set = new SetValue();
    CollectionRef ref(set);
    const std::uint64_t n = in.length();
    if (n > static_cast<std::uint64_t>(rules.config.setMaxIntsetEntries)) set->growLarge(n, rules);
    for (std::uint64_t k = 0; k < n && !in.failed(); ++k) {
        const std::string member = in.string();
        if (in.failed() || !set->add(member, rules)) return {};
    }
    return ref;
}

CollectionRef readIntset(RdbReader& in, const CollectionRules& rules) {
    auto* set = new SetValue();
    CollectionRef ref(set);
    if (!set->takeIntset(in.string(), rules)) return {};
    return ref;
}

CollectionRef readHash(RdbReader& in, const CollectionRules& rules) {
    auto* hash = new HashValue();
    CollectionRef ref(hash);
    const std::uint64_t n = in.length();
    if (n > static_cast<std::uint64_t>(rules.config.hashMaxListpackEntries)) hash->growLarge(n, rules);
    for (std::uint64_t k = 0; k < n && !in.failed(); ++k) {
        const std::string field = in.string(), value = in.string();
        if (in.failed() || !hash->set(field, value, rules)) return {};
    }
    return ref;
}

CollectionRef readHashListpack(RdbReader& in, const CollectionRules& rules) {
    Listpack pack;
    if (!Listpack::parse(in.string(), pack) || !differentFields(pack)) return {};
    return CollectionRef(HashValue::fromListpack(std::move(pack), rules));
}

CollectionRef readSortedSet(RdbReader& in, const ZSetRules& rules) {
    auto* set = new ZSetValue();
    CollectionRef ref(set);
    const std::uint64_t n = in.length();
    set->makeLarge(rules);
    for (std::uint64_t k = 0; k < n && !in.failed(); ++k) {
        const std::string member = in.string();
        const double score = in.real();
        if (in.failed() || std::isnan(score) || set->score(member)) return {};
        set->set(member, score, rules);
    }
    if (set->size() != 0) set->makeFlatIfSmall(rules);
    return ref;
}

CollectionRef readSortedSetListpack(RdbReader& in, const ZSetRules& rules) {
    Listpack pack;
    if (!Listpack::parse(in.string(), pack) || !differentFields(pack)) return {};
    auto* set = new ZSetValue();
    CollectionRef ref(set);
    Listpack::Scratch member, score;
    for (auto p = pack.first(); p != 0; p = pack.next(pack.next(p))) {
        long double value = 0;
        if (!parseLongDouble(pack.text(pack.next(p), score), value)) return {};
        set->set(pack.text(p, member), static_cast<double>(value), rules);
    }
    return ref;
}

CollectionRef readList(RdbReader& in, const CollectionRules& rules) {
    auto* list = new ListValue();
    CollectionRef ref(list);
    const std::uint64_t n = in.length();
    for (std::uint64_t k = 0; k < n && !in.failed(); ++k) {
        const std::string value = in.string();
        if (!in.failed()) list->push(ListEnd::Tail, value, rules);
    }
    return ref;
}

CollectionRef readQuicklist(RdbReader& in, const CollectionRules& rules) {
    auto* list = new ListValue();
    CollectionRef ref(list);
    const std::uint64_t n = in.length();
    for (std::uint64_t k = 0; k < n && !in.failed(); ++k) {
        const std::uint64_t container = in.length();
        const std::string bytes = in.string();
        Listpack pack;
        if (container == rdb::kNodePlain) pack.append(bytes);
        else if (container != rdb::kNodePacked || !Listpack::parse(bytes, pack)) return {};
        if (!in.failed() && pack.size() != 0) list->appendNode(std::move(pack), rules);
    }
    return ref;
}

Restored readValue(RdbReader& in, Server& s) {
    const CollectionRules rules = collectionRules(s);
    CollectionRef value;
    switch (in.byte()) {
    case rdb::kString: {
        std::string text = in.string();
        if (in.done()) return text;
        return {};
    }
    case rdb::kList: value = readList(in, rules); break;
    case rdb::kSet: value = readSet(in, rules); break;
    case rdb::kSetIntset: value = readIntset(in, rules); break;
    case rdb::kHash: value = readHash(in, rules); break;
    case rdb::kHashListpack: value = readHashListpack(in, rules); break;
    case rdb::kZSet2: value = readSortedSet(in, zsetRules(s)); break;
    case rdb::kZSetListpack: value = readSortedSetListpack(in, zsetRules(s)); break;
    case rdb::kListQuicklist2: value = readQuicklist(in, rules); break;
    case rdb::kStreamListpacks2: {
        StreamValue* stream = StreamValue::restore(in); // may be empty
        if (stream == nullptr) return {};
        return CollectionRef(stream);
    }
    default: return {};
    }
    if (!value || !in.done() || value->size() == 0) return {};
    return value;
}

} // namespace

RdbWriter serialized(const Server& s, EntryIndex e) {
    RdbWriter writer(s.cfg().rdbCompression);
    if (s.keyspace.entry(e).isCollection()) {
        s.keyspace.collection(e).dump(writer);
    } else {
        std::string scratch;
        writer.byte(rdb::kString);
        writer.string(valueText(s, e, scratch));
    }
    return writer;
}

namespace commands {

void dump(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.null();
        return;
    }
    RdbWriter writer = serialized(i.server, f.entry);
    std::string& payload = writer.out();
    const auto little = [&](std::uint64_t v, int bytes) {
        for (int b = 0; b < bytes; ++b) payload += static_cast<char>(v >> (8 * b) & 0xFF);
    };
    little(rdb::kVersion, 2);
    little(crc64(payload), 8);
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
    const auto little = [&](std::size_t fromEnd, std::size_t bytes) {
        std::uint64_t v = 0;
        for (std::size_t b = 0; b < bytes; ++b)
            v |= std::uint64_t{static_cast<unsigned char>(payload[payload.size() - fromEnd + b])} << (8 * b);
        return v;
    };
    if (payload.size() < 10 || little(10, 2) > rdb::kVersion || little(8, 8) != crc64(payload.substr(0, payload.size() - 8))) {
        i.out.error(kBadPayload);
        return;
    }
    RdbReader reader(payload.substr(0, payload.size() - 10));
    Restored value = readValue(reader, i.server);
    if (std::holds_alternative<std::monostate>(value)) {
        i.out.error("ERR Bad data format");
        return;
    }
    auto* bytes = std::get_if<std::string>(&value);
    auto* collection = std::get_if<CollectionRef>(&value);
    // Compressed bytes may become many.
    if (!lengthAllowed(i, 0, static_cast<std::int64_t>(bytes != nullptr ? bytes->size() : (*collection)->realBytes()))) return;
    if (old) removeKey(i.server, i.db(), old.entry);
    // Beyond the end of time the server's sum wraps, and the key is dead at once.
    if (ttl != 0 && !absolute && __builtin_add_overflow(ttl, i.server.nowMs, &ttl)) ttl = kNoExpiry;
    if (ttl != 0 && ttl <= i.server.nowMs && !i.server.effects.applying) {
        if (old) {
            changed(i, i.argv[1], Notify::Generic, "del");
            replicateAs(i, {"DEL", i.argv[1]});
        }
        i.out.ok();
        return;
    }
    const EntryIndex e = addKey(i.server, i.db(), i.argv[1], i.server.keyspace.hash(i.argv[1]));
    if (bytes != nullptr) storeText(i.server, e, *bytes);
    else i.server.keyspace.setCollection(e, std::move(*collection));
    if (ttl != 0) setExpiry(i.server, i.db(), e, ttl);
    if (ttl != 0 && !absolute) {
        const std::string at = formatInteger(ttl);
        std::vector<std::string_view> words(i.argv.begin(), i.argv.end());
        words[2] = at;
        words.push_back("ABSTTL");
        replicateAs(i, words);
    }
    if (frequency >= 0 && i.server.cfg().lfuPolicy())
        i.server.keyspace.mut(e).access = lfuMinutes(i.server.nowMs) << 8 | static_cast<std::uint32_t>(frequency);
    if (idle >= 0 && !i.server.cfg().lfuPolicy())
        i.server.keyspace.mut(e).access = lruClock(i.server.nowMs - std::min<std::int64_t>(idle, i.server.nowMs / 1000) * 1000);
    changed(i, i.argv[1], Notify::Generic, "restore");
    i.out.ok();
}

// No server can be reached from here: keys that are there stay, with the error of a target that does not answer.
void migrate(Invocation& i) {
    std::vector<std::string_view> keys{i.argv[3]};
    for (std::size_t k = 6; k < i.argc(); ++k) {
        const std::size_t left = i.argc() - k - 1;
        if (is(i.argv[k], "COPY") || is(i.argv[k], "REPLACE")) continue;
        if (is(i.argv[k], "AUTH") && left >= 1) {
            ++k;
        } else if (is(i.argv[k], "AUTH2") && left >= 2) {
            k += 2;
        } else if (is(i.argv[k], "KEYS")) {
            if (!i.argv[3].empty()) {
                i.out.error("ERR When using MIGRATE KEYS option, the key argument must be set to the empty string");
                return;
            }
            keys.assign(i.argv.begin() + static_cast<std::ptrdiff_t>(k) + 1, i.argv.end());
            break;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    std::int64_t timeout = 0, db = 0;
    if (!integerArgument(i, i.argv[5], timeout) || !integerArgument(i, i.argv[4], db)) return;
    const bool any = std::any_of(keys.begin(), keys.end(),
                                 [&](std::string_view key) { return static_cast<bool>(lookupRead(i.server, i.db(), key)); });
    if (any) i.out.error("IOERR error or timeout connecting to the client");
    else i.out.simple("NOKEY");
}

} // namespace commands

} // namespace maylab::cache
