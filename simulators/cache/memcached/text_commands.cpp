#include "cache/memcached/commands.h"
#include "cache/memcached/items.h"
#include "cache/memcached/numbers.h"

#include <charconv>

namespace maylab::memcached {

namespace {

constexpr std::string_view kTooLarge = "SERVER_ERROR object too large for cache";
constexpr std::string_view kNoMemory = "SERVER_ERROR out of memory storing object";
constexpr std::string_view kDiscoveryKey = "AmazonElastiCache:cluster"; // what clients of engines before 1.4.14 read

PrefixStats* prefixOf(Process& p, std::string_view key) {
    if (!p.settings.detail) return nullptr;
    const std::size_t colon = key.find(':');
    if (colon == std::string_view::npos) return nullptr;
    const std::string_view prefix = key.substr(0, colon);
    const auto at = p.prefixes.find(prefix);
    if (at != p.prefixes.end()) return &at->second;
    if (p.prefixes.size() >= 1024) return nullptr;
    return &p.prefixes[std::string(prefix)];
}

// "noreply" is whatever stands last.

void appendNumber(std::string& out, std::uint64_t n) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, n).ptr);
}

void runGet(Process& p, const Connection& c, const Line& line, bool withCas, bool touch, Reply& reply) {
    std::size_t first = 1;
    RelativeSeconds expires = 0;
    if (touch) {
        std::int32_t t = 0;
        if (!parseI32(line[1], t)) {
            reply.text("CLIENT_ERROR invalid exptime argument");
            return;
        }
        expires = realTime(p, t);
        first = 2;
    }
    std::string& out = reply.out();
    for (std::size_t k = first; k < line.words.size(); ++k) {
        const std::string_view key = line.words[k];
        if (key.size() > kMaxKey) {
            reply.dropUnsent();
            reply.text(kBadFormat);
            return;
        }
        p.charge(kReadNs);
        if (!touch && p.options.clusterConfig && key == kDiscoveryKey) {
            const std::string payload = discoveryText(p, c);
            out += "VALUE " + std::string(key) + " 0 " + std::to_string(payload.size()) + "\r\n" + payload + "\r\n";
            continue;
        }
        const ItemIndex i = getItem(p, key, Update::Yes);
        if (PrefixStats* prefix = prefixOf(p, key)) {
            ++prefix->gets;
            prefix->hits += i != 0 ? 1 : 0;
        }
        if (i == 0) {
            ++(touch ? p.stats.touchCommands : p.stats.getCommands);
            ++(touch ? p.stats.touchMisses : p.stats.getMisses);
            continue;
        }
        if (touch) {
            p.items.mut(i).expires = expires;
            ++p.stats.touchCommands;
            ++p.classStats[p.items[i].slabClass].touchHits;
        } else {
            ++p.stats.getCommands;
            ++p.segment(p.items[i].slabClass, p.items[i].segment).hits;
        }
        const Item& item = p.items[i];
        out += "VALUE ";
        out += key;
        out += ' ';
        appendNumber(out, item.clientFlags);
        out += ' ';
        appendNumber(out, item.length);
        if (withCas) {
            out += ' ';
            appendNumber(out, item.cas);
        }
        out += "\r\n";
        appendValue(p, item, out);
        out += "\r\n";
        p.charge(item.length);
    }
    out += "END\r\n";
    reply.flush();
}

// set, add, replace, append, prepend, cas: checks the line, then waits for the value.
void runStore(Process& p, Connection& c, const Line& line, StoreMode mode, Reply& reply) {
    const bool quiet = lastIsNoreply(line);
    reply.quiet(quiet);
    if (line[1].size() > kMaxKey) return reply.text(kBadFormat);
    std::uint32_t clientFlags = 0;
    std::int32_t expires = 0, length = 0;
    std::uint64_t cas = 0;
    if (!parseU32(line[2], clientFlags) || !parseI32(line[3], expires) || !parseI32(line[4], length))
        return reply.text(kBadFormat);
    if (mode == StoreMode::Cas && !parseU64(line[5], cas)) return reply.text(kBadFormat);
    if (length < 0 || length > INT32_MAX - 2) return reply.text(kBadFormat);
    if (PrefixStats* prefix = prefixOf(p, line[1])) ++prefix->sets;
    const auto bytes = static_cast<std::uint32_t>(length);
    const std::size_t total = Item::total(line[1].size(), clientFlags, bytes, p.settings.cas);
    const bool tooLarge = p.slabs.table().classFor(total) == 0;
    if (tooLarge || bytes > p.options.realMemoryCap) {
        reply.text(tooLarge ? kTooLarge : kNoMemory);
        ++(tooLarge ? p.stats.storeTooLarge : p.stats.storeNoMemory);
        p.noteRefused(tooLarge ? ItemEvent::Kind::TooLarge : ItemEvent::Kind::OutOfMemory, line[1], 0, total);
        c.swallow = std::uint64_t{bytes} + 2;
        // What is there is older than what the client wanted: it goes.
        if (mode == StoreMode::Set) {
            if (const ItemIndex old = getItem(p, line[1], Update::No); old != 0) unlinkItem(p, old);
        }
        return;
    }
    c.store = {};
    c.store.active = true;
    c.store.mode = mode;
    c.store.noreply = quiet;
    c.store.key = line[1];
    c.store.clientFlags = clientFlags;
    c.store.expires = realTime(p, expires);
    c.store.length = bytes;
    c.store.cas = cas;
}

void runTouch(Process& p, const Line& line, Reply& reply) {
    reply.quiet(lastIsNoreply(line));
    if (line[1].size() > kMaxKey) return reply.text(kBadFormat);
    std::int32_t expires = 0;
    if (!parseI32(line[2], expires)) return reply.text("CLIENT_ERROR invalid exptime argument");
    p.charge(kReadNs);
    const RelativeSeconds at = realTime(p, expires);
    const ItemIndex i = getItem(p, line[1], Update::Yes);
    ++p.stats.touchCommands;
    if (i == 0) {
        ++p.stats.touchMisses;
        return reply.text("NOT_FOUND");
    }
    p.items.mut(i).expires = at;
    ++p.classStats[p.items[i].slabClass].touchHits;
    reply.text("TOUCHED");
}

void runDelta(Process& p, const Line& line, bool increment, Reply& reply) {
    reply.quiet(lastIsNoreply(line));
    if (line[1].size() > kMaxKey) return reply.text(kBadFormat);
    std::uint64_t delta = 0;
    if (!parseU64(line[2], delta)) return reply.text("CLIENT_ERROR invalid numeric delta argument");
    p.charge(kWriteNs);
    const DeltaResult r = addDelta(p, line[1], increment, delta, 0);
    switch (r.status) {
    case Delta::Ok: return reply.text(std::to_string(r.value));
    case Delta::NonNumeric: return reply.text("CLIENT_ERROR cannot increment or decrement non-numeric value");
    case Delta::OutOfMemory: return reply.error("SERVER_ERROR out of memory");
    case Delta::NotFound:
    case Delta::CasMismatch: break;
    }
    ++(increment ? p.stats.incrMisses : p.stats.decrMisses);
    reply.text("NOT_FOUND");
}

void runDelete(Process& p, const Line& line, Reply& reply) {
    if (line.tokens() > 3) {
        const bool zero = line[2] == "0", quiet = lastIsNoreply(line);
        reply.quiet(quiet);
        const bool valid = (line.tokens() == 4 && (zero || quiet)) || (line.tokens() == 5 && zero && quiet);
        if (!valid) return reply.text("CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]");
    }
    if (line[1].size() > kMaxKey) return reply.text(kBadFormat);
    p.charge(kWriteNs);
    if (PrefixStats* prefix = prefixOf(p, line[1])) ++prefix->deletes;
    const ItemIndex i = getItem(p, line[1], Update::No);
    if (i == 0) {
        ++p.stats.deleteMisses;
        return reply.text("NOT_FOUND");
    }
    ++p.classStats[p.items[i].slabClass].deleteHits;
    unlinkItem(p, i);
    reply.text("DELETED");
}

bool tokensAre(const Line& line, std::size_t a, std::size_t b, Reply& reply) {
    if (line.tokens() == a || line.tokens() == b) return true;
    reply.text("ERROR");
    return false;
}

} // namespace

void Reply::text(std::string_view line) {
    if (!m_quiet) {
        m_out += line;
        m_out += "\r\n";
    }
    m_quiet = false;
}

void Reply::error(std::string_view line) {
    m_quiet = false;
    text(line);
}

void runLine(Process& p, Connection& c, const Line& line, Reply& reply) {
    ++p.stats.commands;
    reply.next();
    const std::string_view name = line[0];
    if (line.tokens() < 2 || name.size() < 2) return reply.text("ERROR");
    if (name.size() == 2 && name[0] == 'm') return runMeta(p, c, line, reply);
    if (name[0] == 'g' || name == "bget") {
        if (line.tokens() < 3) return reply.text("ERROR");
        if (name == "get" || name == "bget") return runGet(p, c, line, false, false, reply);
        if (name == "gets") return runGet(p, c, line, true, false, reply);
        if (name == "gat") return runGet(p, c, line, false, true, reply);
        if (name == "gats") return runGet(p, c, line, true, true, reply);
        return reply.text("ERROR");
    }
    static constexpr std::pair<std::string_view, StoreMode> kStores[] = {
        {"set", StoreMode::Set},         {"add", StoreMode::Add},         {"replace", StoreMode::Replace},
        {"append", StoreMode::Append},   {"prepend", StoreMode::Prepend}, {"cas", StoreMode::Cas}};
    for (const auto& [store, mode] : kStores) {
        if (name != store) continue;
        const std::size_t words = mode == StoreMode::Cas ? 7 : 6;
        if (tokensAre(line, words, words + 1, reply)) runStore(p, c, line, mode, reply);
        return;
    }
    if (name == "incr" || name == "decr") {
        if (tokensAre(line, 4, 5, reply)) runDelta(p, line, name == "incr", reply);
    } else if (name == "touch") {
        if (tokensAre(line, 4, 5, reply)) runTouch(p, line, reply);
    } else if (name == "delete") {
        if (line.tokens() < 3 || line.tokens() > 5) return reply.text("ERROR");
        runDelete(p, line, reply);
    } else if (name == "stats") {
        runStats(p, line, reply);
    } else {
        runAdmin(p, c, line, reply);
    }
}

void finishStore(Process& p, Connection& c, std::string_view data, Reply& reply) {
    const PendingStore store = std::move(c.store);
    c.store = {};
    p.charge(kWriteNs + static_cast<std::int64_t>(store.length));
    reply.quiet(store.noreply);
    const std::size_t total = Item::total(store.key.size(), store.clientFlags, store.length, p.settings.cas);
    const std::uint8_t slabClass = p.slabs.table().classFor(total);
    AllocError error{};
    const ItemIndex i = allocateItem(p, store.key, store.clientFlags, store.expires, store.length, error);
    if (i == 0) {
        reply.error(kNoMemory);
        ++p.stats.storeNoMemory;
        p.noteRefused(ItemEvent::Kind::OutOfMemory, store.key, slabClass, total);
        if (store.mode == StoreMode::Set || store.meta) {
            if (const ItemIndex old = getItem(p, store.key, Update::No); old != 0) unlinkItem(p, old);
        }
        return;
    }
    ++p.classStats[slabClass].sets;
    if (!data.ends_with("\r\n")) {
        freeItem(p, i);
        if (store.meta) reply.error("CLIENT_ERROR bad data chunk");
        else reply.text("CLIENT_ERROR bad data chunk");
        return;
    }
    data.remove_suffix(2);
    Item& item = p.items.mut(i);
    p.items.setBytes(item, data);
    if (store.binaryKey) item.flags |= Item::kBinaryKey;
    std::uint64_t newCas = 0;
    const Stored stored = storeItem(p, i, store.mode, store.cas, store.mayBeStale, newCas);
    if (!store.meta) {
        static constexpr std::string_view kTexts[] = {"STORED", "NOT_STORED", "EXISTS", "NOT_FOUND"};
        return reply.text(kTexts[static_cast<std::size_t>(stored)]);
    }
    static constexpr std::string_view kCodes[] = {"HD", "NS", "EX", "NF"};
    if (stored != Stored::Stored) reply.quiet(false);
    std::string text(kCodes[static_cast<std::size_t>(stored)]);
    for (std::size_t at = 0; at < store.returnFlags.size();) {
        const std::size_t end = std::min(store.returnFlags.find(' ', at), store.returnFlags.size());
        const std::string_view word = std::string_view(store.returnFlags).substr(at, end - at);
        text += ' ';
        if (word == "k") {
            text += 'k';
            if (store.binaryKey) {
                appendBase64(store.key, text);
                text += " b";
            } else {
                text += store.key;
            }
        } else if (word == "c") {
            text += 'c';
            text += std::to_string(newCas);
        } else {
            text += word;
        }
        at = end + 1;
    }
    reply.text(text);
}

} // namespace maylab::memcached
