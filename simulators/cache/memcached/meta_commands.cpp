#include "cache/memcached/commands.h"
#include "cache/memcached/items.h"
#include "cache/memcached/lru.h"
#include "cache/memcached/numbers.h"

#include <array>

namespace maylab::memcached {

namespace {

constexpr std::string_view kBadToken = "CLIENT_ERROR bad token in command line format";
constexpr std::string_view kOpaqueTooLong = "CLIENT_ERROR opaque token too long";
constexpr std::size_t kMaxTokens = 20, kMaxOpaque = 32;

struct Flags {
    bool noUpdate = false, vivify = false, value = false, stale = false, quiet = false, newTtl = false, binaryKey = false;
    bool hasCas = false;
    char mode = 0;
    RelativeSeconds expires = 0, vivifyExpires = 0, recache = 0;
    std::uint32_t clientFlags = 0;
    std::uint64_t cas = 0, delta = 1, initial = 0;
    std::array<char, kMaxKey> decoded{}; // a binary key
    std::size_t decodedBytes = 0;
};

// Reads the flags from word `first` on; the text that refuses them, or empty. A wrong value does not stop the look at
// the flags behind it, and the last complaint wins.
std::string_view readFlags(const Process& p, const Line& line, std::size_t first, Flags& f) {
    std::string_view complaint;
    bool wrong = false;
    std::array<bool, 127> seen{};
    const auto complain = [&](std::string_view text) {
        wrong = true;
        complaint = text;
    };
    const auto time = [&](std::string_view word, RelativeSeconds& at) {
        std::int32_t t = 0;
        if (!parseI32(word.substr(1), t)) return complain(kBadToken);
        at = realTime(p, t);
    };
    for (std::size_t k = first; k < line.tokens() - 1; ++k) {
        const std::string_view word = line[k];
        const auto letter = static_cast<unsigned char>(word[0]);
        if (letter >= seen.size() || seen[letter]) return "CLIENT_ERROR duplicate flag";
        seen[letter] = true;
        switch (word[0]) {
        case 'b':
            f.binaryKey = true;
            if (!decodeBase64(line[1], f.decoded.data(), f.decodedBytes)) complain("CLIENT_ERROR error decoding key");
            break;
        case 'N':
            f.vivify = true;
            time(word, f.vivifyExpires);
            break;
        case 'T':
            time(word, f.expires);
            f.newTtl = true;
            break;
        case 'R': time(word, f.recache); break;
        case 'l':
        case 'h':
        case 'O':
        case 'P':
        case 'L':
        case 'k':
        case 's':
        case 't':
        case 'c':
        case 'f': break;
        case 'v': f.value = true; break;
        case 'u': f.noUpdate = true; break;
        case 'q': f.quiet = true; break;
        case 'F':
            if (!parseU32(word.substr(1), f.clientFlags)) {
                wrong = true;
                if (complaint.empty()) complaint = kBadFormat;
            }
            break;
        case 'C':
            if (!parseU64(word.substr(1), f.cas)) complain(kBadToken);
            else f.hasCas = true;
            break;
        case 'M':
            if (word.size() != 2) complain("CLIENT_ERROR incorrect length for M token");
            else f.mode = word[1];
            break;
        case 'J':
            if (!parseU64(word.substr(1), f.initial)) complain("CLIENT_ERROR invalid numeric initial value");
            break;
        case 'D':
            if (!parseU64(word.substr(1), f.delta)) complain("CLIENT_ERROR invalid numeric delta value");
            break;
        case 'I': f.stale = true; break;
        default: return "CLIENT_ERROR invalid flag";
        }
    }
    return wrong ? complaint : std::string_view();
}

std::string_view keyOf(const Line& line, const Flags& f) {
    return f.binaryKey ? std::string_view(f.decoded.data(), f.decodedBytes) : line[1];
}

void appendKey(std::string& text, std::string_view key, bool binary) {
    text += " k";
    if (binary) {
        appendBase64(key, text);
        text += " b";
    } else {
        text += key;
    }
}

std::string timeLeft(const Process& p, RelativeSeconds expires) {
    return expires == 0 ? "-1" : std::to_string(static_cast<std::uint32_t>(expires - p.now()));
}

// Opaque words and the key, which every reply gives back. False: an opaque word is too long.
bool appendCommon(std::string& text, std::string_view word, std::string_view key, bool binary) {
    if (word[0] == 'O') {
        if (word.size() > kMaxOpaque) return false;
        text += ' ';
        text += word;
    } else if (word[0] == 'k') {
        appendKey(text, key, binary);
    }
    return true;
}

void runMetaGet(Process& p, const Line& line, Reply& reply) {
    if (line.tokens() < 3) return reply.text("ERROR");
    if (line[1].size() > kMaxKey) return reply.error(kBadFormat);
    if (line.tokens() > kMaxTokens) return reply.error("CLIENT_ERROR options flags are too long");
    Flags f;
    if (const auto complaint = readFlags(p, line, 2, f); !complaint.empty()) return reply.error(complaint);
    p.charge(kReadNs);
    const std::string key(keyOf(line, f));
    ItemIndex i = getItem(p, key, Update::No);
    bool created = false, won = false;
    if (i == 0 && f.vivify) {
        AllocError error{};
        i = allocateItem(p, key, 0, 0, 0, error);
        if (i != 0) {
            linkItem(p, i);
            created = true;
        }
    }
    std::string text;
    if (i == 0) {
        for (std::size_t k = 2; k < line.tokens() - 1; ++k) {
            if (!appendCommon(text, line[k], key, f.binaryKey)) return reply.error(kOpaqueTooLong);
        }
        ++p.stats.getCommands;
        ++p.stats.getMisses;
        reply.quiet(f.quiet);
        return reply.text("EN" + text);
    }
    bool ttlSet = false;
    const bool binary = p.items[i].has(Item::kBinaryKey);
    for (std::size_t k = 2; k < line.tokens() - 1; ++k) {
        const std::string_view word = line[k];
        const Item& item = p.items[i];
        switch (word[0]) {
        case 'T':
            ttlSet = true;
            p.items.mut(i).expires = f.expires;
            break;
        case 'N':
            if (created) {
                p.items.mut(i).expires = f.vivifyExpires;
                won = true;
            }
            break;
        case 'R':
            if (!item.has(Item::kTokenSent) && !created && item.expires != 0 && item.expires < f.recache) won = true;
            break;
        case 's': text += " s" + std::to_string(item.length); break;
        case 't': text += " t" + timeLeft(p, item.expires); break;
        case 'c': text += " c" + std::to_string(item.cas); break;
        case 'f': text += " f" + std::to_string(item.clientFlags); break;
        case 'l': text += " l" + std::to_string(p.now() - item.time); break;
        case 'h': text += item.has(Item::kFetched) ? " h1" : " h0"; break;
        default:
            if (!appendCommon(text, word, key, binary)) return reply.error(kOpaqueTooLong);
        }
    }
    const std::uint8_t flags = p.items[i].flags;
    if ((flags & Item::kTokenSent) != 0) text += " Z";
    if ((flags & Item::kStale) != 0) {
        text += " X";
        if ((flags & Item::kTokenSent) == 0) won = true;
    }
    if (won) {
        text += " W";
        p.items.mut(i).flags |= Item::kTokenSent;
    }
    std::string& out = reply.out();
    if (f.value) {
        out += "VA " + std::to_string(p.items[i].length) + text + "\r\n";
        appendValue(p, p.items[i], out);
        out += "\r\n";
        p.charge(p.items[i].length);
    } else {
        out += "HD" + text + "\r\n";
    }
    if (!f.noUpdate) bumpItem(p, i);
    if (ttlSet) {
        ++p.stats.touchCommands;
        ++p.classStats[p.items[i].slabClass].touchHits;
    } else {
        ++p.stats.getCommands;
        ++p.segment(p.items[i].slabClass, p.items[i].segment).hits;
    }
}

void runMetaSet(Process& p, Connection& c, const Line& line, Reply& reply) {
    if (line.tokens() < 3) return reply.text("ERROR");
    if (line[1].size() > kMaxKey || line.tokens() == 3) return reply.error(kBadFormat);
    if (line.tokens() > kMaxTokens) return reply.error("CLIENT_ERROR options flags too long");
    std::int32_t length = 0;
    if (!parseI32(line[2], length) || length < 0 || length > INT32_MAX - 2) return reply.error(kBadFormat);
    // From here on the value is read and dropped if something is wrong.
    const auto refuse = [&](std::string_view complaint) {
        c.swallow = static_cast<std::uint64_t>(length) + 2;
        reply.error(complaint);
    };
    Flags f;
    if (const auto complaint = readFlags(p, line, 3, f); !complaint.empty()) return refuse(complaint);
    PendingStore store;
    bool opaqueTooLong = false;
    for (std::size_t k = 3; k < line.tokens() - 1; ++k) {
        const std::string_view word = line[k];
        std::string_view back;
        if (word[0] == 'O') {
            opaqueTooLong = opaqueTooLong || word.size() > kMaxOpaque;
            back = word;
        } else if (word[0] == 'k' || word[0] == 'c') {
            back = word.substr(0, 1);
        }
        if (back.empty()) continue;
        if (!store.returnFlags.empty()) store.returnFlags += ' ';
        store.returnFlags += back;
    }
    switch (f.mode) {
    case 0:
    case 'S': store.mode = StoreMode::Set; break;
    case 'E': store.mode = StoreMode::Add; break;
    case 'A': store.mode = StoreMode::Append; break;
    case 'P': store.mode = StoreMode::Prepend; break;
    case 'R': store.mode = StoreMode::Replace; break;
    default: return refuse("CLIENT_ERROR invalid mode for ms M token");
    }
    if (f.hasCas && (store.mode == StoreMode::Set || store.mode == StoreMode::Replace)) store.mode = StoreMode::Cas;
    if (opaqueTooLong) return refuse(kOpaqueTooLong);
    store.active = store.meta = true;
    store.noreply = f.quiet;
    store.key = keyOf(line, f);
    store.binaryKey = f.binaryKey;
    store.clientFlags = f.clientFlags;
    store.expires = f.expires;
    store.length = static_cast<std::uint32_t>(length);
    store.cas = f.cas;
    store.mayBeStale = f.stale && store.mode == StoreMode::Cas;
    const std::size_t total = Item::total(store.key.size(), store.clientFlags, store.length, p.settings.cas);
    const bool tooLarge = p.slabs.table().classFor(total) == 0;
    if (tooLarge || store.length > p.options.realMemoryCap) {
        ++(tooLarge ? p.stats.storeTooLarge : p.stats.storeNoMemory);
        p.noteRefused(tooLarge ? ItemEvent::Kind::TooLarge : ItemEvent::Kind::OutOfMemory, store.key, 0, total);
        if (const ItemIndex old = getItem(p, store.key, Update::No); old != 0) unlinkItem(p, old);
        return refuse(tooLarge ? "SERVER_ERROR object too large for cache" : "SERVER_ERROR out of memory storing object");
    }
    c.store = std::move(store);
}

void runMetaDelete(Process& p, const Line& line, Reply& reply) {
    if (line.tokens() < 3) return reply.text("ERROR");
    if (line[1].size() > kMaxKey) return reply.text(kBadFormat);
    if (line.tokens() > kMaxTokens) return reply.text("CLIENT_ERROR options flags too long");
    Flags f;
    if (!readFlags(p, line, 2, f).empty()) return reply.error("CLIENT_ERROR invalid or duplicate flag");
    const std::string key(keyOf(line, f));
    std::string text;
    for (std::size_t k = 2; k < line.tokens() - 1; ++k) {
        if (!appendCommon(text, line[k], key, f.binaryKey)) return reply.error(kOpaqueTooLong);
    }
    p.charge(kWriteNs);
    const ItemIndex i = getItem(p, key, Update::No);
    if (i == 0) {
        ++p.stats.deleteMisses;
        return reply.text("NF" + text);
    }
    if (f.hasCas && p.items[i].cas != f.cas) {
        ++p.stats.deleteMisses;
        return reply.text("EX" + text);
    }
    if (f.stale) {
        // Stays, marked as outdated: the next reader is told to refresh it.
        Item& item = p.items.mut(i);
        if (f.newTtl) item.expires = f.expires;
        item.flags |= Item::kStale;
        item.flags &= static_cast<std::uint8_t>(~Item::kTokenSent);
        item.cas = p.settings.cas ? p.nextCas() : 0;
    } else {
        ++p.classStats[p.items[i].slabClass].deleteHits;
        unlinkItem(p, i);
    }
    reply.quiet(f.quiet);
    reply.text("HD" + text);
}

void runMetaArithmetic(Process& p, const Line& line, Reply& reply) {
    if (line.tokens() < 3) return reply.text("ERROR");
    if (line[1].size() > kMaxKey) return reply.text(kBadFormat);
    if (line.tokens() > kMaxTokens) return reply.text("CLIENT_ERROR options flags too long");
    Flags f;
    if (!readFlags(p, line, 2, f).empty()) return reply.error("CLIENT_ERROR invalid or duplicate flag");
    const std::string key(keyOf(line, f));
    bool increment = true;
    switch (f.mode) {
    case 0:
    case 'I':
    case '+': break;
    case 'D':
    case '-': increment = false; break;
    default: return reply.error("CLIENT_ERROR invalid mode for ma M token");
    }
    p.charge(kWriteNs);
    DeltaResult r = addDelta(p, key, increment, f.delta, f.cas);
    bool created = false, quiet = false;
    std::string head;
    switch (r.status) {
    case Delta::Ok: quiet = f.quiet; break;
    case Delta::NonNumeric: return reply.error("CLIENT_ERROR cannot increment or decrement non-numeric value");
    case Delta::OutOfMemory: return reply.error("SERVER_ERROR out of memory");
    case Delta::CasMismatch: head = "EX"; break;
    case Delta::NotFound:
        if (!f.vivify) {
            ++(increment ? p.stats.incrMisses : p.stats.decrMisses);
            head = "NF";
            break;
        }
        {
            const std::string digits = std::to_string(f.initial);
            AllocError error{};
            const ItemIndex i = allocateItem(p, key, 0, 0, digits.size(), error);
            if (i == 0) return reply.error("SERVER_ERROR Out of memory allocating new item");
            p.items.setBytes(p.items.mut(i), digits);
            linkItem(p, i);
            r = {Delta::Ok, f.initial, i, false};
            created = true;
        }
    }
    std::string text;
    // Where the number outgrew its item, a new time to live goes to the item that is no longer there.
    RelativeSeconds expires = r.item == 0 ? 0 : p.items[r.item].expires;
    for (std::size_t k = 2; k < line.tokens() - 1; ++k) {
        const std::string_view word = line[k];
        if (r.item != 0) {
            if (word[0] == 'c') text += " c" + std::to_string(p.items[r.item].cas);
            else if (word[0] == 't') text += " t" + timeLeft(p, expires);
            else if (word[0] == 'T' || (word[0] == 'N' && created)) {
                expires = word[0] == 'T' ? f.expires : f.vivifyExpires;
                if (!r.replaced) p.items.mut(r.item).expires = expires;
            }
        }
        if (!appendCommon(text, word, key, f.binaryKey)) return reply.error(kOpaqueTooLong);
    }
    reply.quiet(quiet);
    if (r.item == 0) return reply.text(head + text);
    const std::string digits = std::to_string(r.value);
    if (f.value) reply.text("VA " + std::to_string(digits.size()) + text + "\r\n" + digits);
    else reply.text("HD" + text);
}

void runMetaDebug(Process& p, const Line& line, Reply& reply) {
    if (line.tokens() < 3 || line[1].size() > kMaxKey) return reply.text(kBadFormat);
    std::array<char, kMaxKey> decoded{};
    std::size_t bytes = 0;
    std::string_view key = line[1];
    if (line.tokens() >= 4 && line[2] == "b") {
        if (!decodeBase64(key, decoded.data(), bytes)) return reply.text(kBadFormat);
        key = {decoded.data(), bytes};
    }
    ++p.stats.metaCommands;
    p.charge(kReadNs);
    const ItemIndex i = getItem(p, key, Update::No);
    if (i == 0) return reply.text("EN");
    const Item& item = p.items[i];
    std::string text = "ME ";
    if (item.has(Item::kBinaryKey)) appendBase64(p.items.key(item), text);
    else text += p.items.key(item);
    const auto expires =
        static_cast<std::int32_t>(item.expires == 0 ? -1 : static_cast<std::int32_t>(p.now() - item.expires));
    text += " exp=" + std::to_string(expires) + " la=" + std::to_string(p.now() - item.time) +
            " cas=" + std::to_string(item.cas) + " fetch=" + (item.has(Item::kFetched) ? "yes" : "no") +
            " cls=" + std::to_string(item.slabClass) + " size=" + std::to_string(p.totalBytes(i));
    reply.text(text);
}

} // namespace

void runMeta(Process& p, Connection& c, const Line& line, Reply& reply) {
    switch (line[0][1]) {
    case 'g': return runMetaGet(p, line, reply);
    case 's': return runMetaSet(p, c, line, reply);
    case 'd': return runMetaDelete(p, line, reply);
    case 'a': return runMetaArithmetic(p, line, reply);
    case 'e': return runMetaDebug(p, line, reply);
    case 'n':
        reply.text("MN");
        return reply.flush();
    default: return reply.text("ERROR");
    }
}

} // namespace maylab::memcached
