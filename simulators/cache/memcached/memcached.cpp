#include "cache/memcached/memcached.h"

#include "cache/memcached/commands.h"
#include "cache/memcached/items.h"
#include "cache/memcached/maintainer.h"
#include "kernel/hash.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

constexpr std::size_t kLongLine = 2048;        // without an end, only a get may be longer
constexpr std::size_t kReadBuffer = 16u << 10;
constexpr std::size_t kLongestGet = 1u << 20;  // ours: the real server takes any number of keys
constexpr std::uint32_t kRequestsPerEvent = 21; // then another connection has its turn
constexpr unsigned char kBinaryMagic = 0x80;

std::size_t decimals(std::uint64_t v) {
    std::size_t n = 1;
    for (; v >= 10; v /= 10) ++n;
    return n;
}

// May a line that has no end yet go on?
bool mayBeLong(std::string_view line) {
    std::size_t blanks = 0;
    while (blanks < line.size() && line[blanks] == ' ') ++blanks;
    const std::string_view rest = line.substr(blanks);
    return blanks <= 100 && line.size() <= kLongestGet && (rest.starts_with("get ") || rest.starts_with("gets "));
}

void split(std::string_view text, std::vector<std::string_view>& words) {
    words.clear();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = text.find_first_not_of(' ', at);
        if (from == std::string_view::npos) break;
        const std::size_t to = std::min(text.find(' ', from), text.size());
        words.push_back(text.substr(from, to - from));
        at = to;
    }
}

} // namespace

Memcached::Memcached(const Options& options) : m_process(options) {}

// --- connections ---

void Memcached::begin(std::int64_t nowMs) {
    Process& p = m_process;
    if (nowMs > p.nowMs) p.nowMs = nowMs;
    p.costNs = 0;
}

ClientId Memcached::connect(std::int64_t nowMs, std::string_view address) {
    begin(nowMs);
    Process& p = m_process;
    if (connectedClients() >= p.settings.maxConnections) {
        ++p.stats.rejectedConnections;
        return 0;
    }
    ++p.stats.totalConnections;
    Connection& c = p.connections.emplace_back();
    c.id = ++p.lastClient;
    c.address = address;
    c.lastCommand = p.now();
    c.thread = static_cast<std::uint32_t>(c.id % p.settings.threads);
    return c.id;
}

void Memcached::disconnect(ClientId client) {
    std::erase_if(m_process.connections, [&](const Connection& c) {
        if (c.id != client) return false;
        m_process.bufferedBytes -= c.input.size();
        return true;
    });
}

bool Memcached::isOpen(ClientId client) const {
    return std::any_of(m_process.connections.begin(), m_process.connections.end(),
                       [client](const Connection& c) { return c.id == client; });
}

std::uint32_t Memcached::threadOf(ClientId client) const {
    return static_cast<std::uint32_t>(client % m_process.settings.threads);
}

bool Memcached::addPooledConnections(std::uint32_t n, std::int64_t nowMs) {
    begin(nowMs);
    Process& p = m_process;
    if (connectedClients() + n > p.settings.maxConnections) {
        p.stats.rejectedConnections += n;
        return false;
    }
    p.stats.totalConnections += n;
    p.pooledConnections += n;
    return true;
}

void Memcached::removePooledConnections(std::uint32_t n) {
    m_process.pooledConnections -= std::min<std::uint64_t>(n, m_process.pooledConnections);
}

std::uint64_t Memcached::connectedClients() const { return m_process.connections.size() + m_process.pooledConnections; }

Memcached::Outcome Memcached::finish(const Connection& c) {
    const Outcome outcome{m_process.costNs, c.closing};
    m_process.stats.engineNs += m_process.costNs + kNetworkNs;
    if (c.closing) disconnect(c.id);
    return outcome;
}

Memcached::Outcome Memcached::receive(ClientId client, std::string_view bytes, std::int64_t nowMs, std::string& out) {
    begin(nowMs);
    Process& p = m_process;
    Connection* found = p.find(client);
    if (found == nullptr) return {0, true};
    Connection& c = *found;
    p.stats.bytesRead += bytes.size();
    if (c.watching) return finish(c);
    const std::size_t outBefore = out.size(), keptBefore = c.input.size();
    // The usual case, whole requests and nothing kept, reads from where the bytes are.
    const bool kept = c.consumed < c.input.size();
    if (kept) c.input.append(bytes);
    std::string_view rest = kept ? std::string_view(c.input).substr(c.consumed) : bytes;
    Reply reply(out, out.size());
    Line line;
    std::uint32_t requests = 0, writes = 0;
    while (!c.closing && !c.watching && !rest.empty()) {
        if (c.swallow > 0) {
            const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(c.swallow, rest.size()));
            rest.remove_prefix(n);
            c.swallow -= n;
            continue;
        }
        if (c.store.active) {
            const std::size_t wanted = std::size_t{c.store.length} + 2;
            if (rest.size() < wanted) break;
            const std::string_view data = rest.substr(0, wanted);
            rest.remove_prefix(wanted);
            finishStore(p, c, data, reply);
        } else {
            if (static_cast<unsigned char>(rest[0]) == kBinaryMagic) {
                c.closing = true; // the binary protocol is not spoken here
                reply.dropUnsent();
                break;
            }
            const std::size_t end = rest.find('\n');
            // Read in pieces of 16 kB, a longer line shows no end at first.
            if (end == std::string_view::npos || end >= kReadBuffer) {
                if (rest.size() > kLongLine && !mayBeLong(rest.substr(0, end))) {
                    c.closing = true;
                    reply.dropUnsent();
                }
                if (c.closing || end == std::string_view::npos) break;
            }
            std::string_view text = rest.substr(0, end);
            if (end > 1 && text.back() == '\r') text.remove_suffix(1);
            text = text.substr(0, text.find('\0'));
            split(text, line.words);
            c.lastCommand = p.now();
            const std::size_t unsent = reply.unsent();
            runLine(p, c, line, reply);
            rest.remove_prefix(end + 1);
            writes += reply.unsent() != unsent ? 1 : 0;
        }
        // After so many requests another connection has its turn, and the replies go out.
        if (!c.store.active && ++requests % kRequestsPerEvent == 0 && !rest.empty()) {
            ++p.stats.connectionYields;
            reply.flush();
        }
    }
    // One write is part of the round trip; every single get of a pipeline makes another.
    if (writes > 1) p.charge(static_cast<std::int64_t>(writes - 1) * kExtraWriteNs);
    const std::size_t left = rest.size();
    if (kept) {
        c.consumed = c.input.size() - left;
        if (left == 0) {
            c.input.clear();
            c.consumed = 0;
        } else if (c.consumed > c.input.size() / 2) {
            c.input.erase(0, c.consumed);
            c.consumed = 0;
        }
    } else {
        c.input.assign(rest);
        c.consumed = 0;
    }
    p.bufferedBytes += c.input.size() - keptBefore;
    if (p.bufferedBytes > p.options.realMemoryCap && !c.input.empty()) {
        out += "SERVER_ERROR out of memory reading request\r\n";
        c.closing = true;
    }
    p.stats.bytesWritten += out.size() - outBefore;
    return finish(c);
}

// --- fast paths ---

Memcached::FastReply Memcached::get(std::string_view key, std::int64_t nowMs) {
    begin(nowMs);
    Process& p = m_process;
    FastReply r;
    ++p.stats.commands;
    ++p.stats.getCommands;
    const ItemIndex i = key.size() > kMaxKey ? 0 : getItem(p, key, Update::Yes);
    std::uint64_t replyBytes = 5;
    p.charge(kReadNs);
    if (i == 0) {
        ++p.stats.getMisses;
    } else {
        const Item& item = p.items[i];
        ++p.segment(item.slabClass, item.segment).hits;
        r.status = ports::CacheReply::Status::Ok;
        r.foreign = !item.has(Item::kSynthetic);
        r.value = {item.length, r.foreign ? 0 : item.tag};
        if (item.expires != 0) r.expiresInMilliseconds = (static_cast<std::int64_t>(item.expires) - p.now()) * 1000;
        replyBytes += 12 + key.size() + decimals(item.clientFlags) + decimals(item.length) + item.length;
        p.charge(item.length);
    }
    p.stats.bytesRead += 6 + key.size();
    p.stats.bytesWritten += replyBytes;
    p.stats.engineNs += p.costNs + kNetworkNs;
    r.costNs = p.costNs;
    return r;
}

Memcached::FastReply Memcached::set(std::string_view key, ports::SyntheticValue value, std::int64_t ttlMs,
                                    std::int64_t nowMs) {
    begin(nowMs);
    Process& p = m_process;
    FastReply r;
    r.status = ports::CacheReply::Status::Oom;
    ++p.stats.commands;
    p.charge(kWriteNs + static_cast<std::int64_t>(value.length));
    const RelativeSeconds expires =
        ttlMs <= 0 ? 0 : p.now() + static_cast<RelativeSeconds>(std::min<std::int64_t>((ttlMs + 999) / 1000, INT32_MAX));
    AllocError error = AllocError::TooLarge;
    const ItemIndex i = key.size() > kMaxKey ? 0 : allocateItem(p, key, 0, expires, value.length, error);
    std::uint64_t replyBytes = 8;
    if (i != 0) {
        const std::uint8_t slabClass = p.items[i].slabClass;
        p.items.setSynthetic(p.items.mut(i), value.length, value.tag);
        ++p.classStats[slabClass].sets;
        if (const ItemIndex old = getItem(p, key, Update::No); old != 0) unlinkItem(p, old);
        linkItem(p, i);
        r.status = ports::CacheReply::Status::Ok;
    } else {
        const bool tooLarge = error == AllocError::TooLarge;
        ++(tooLarge ? p.stats.storeTooLarge : p.stats.storeNoMemory);
        const std::size_t total = Item::total(key.size(), 0, value.length, p.settings.cas);
        p.noteRefused(tooLarge ? ItemEvent::Kind::TooLarge : ItemEvent::Kind::OutOfMemory, key,
                      p.slabs.table().classFor(total), total);
        if (const ItemIndex old = getItem(p, key, Update::No); old != 0) unlinkItem(p, old);
        replyBytes = 43;
    }
    p.stats.bytesRead += 4 + key.size() + 4 + decimals(value.length) + 2 +
                         decimals(static_cast<std::uint64_t>(ttlMs > 0 ? ttlMs / 1000 : 0)) + value.length +
                         2;
    p.stats.bytesWritten += replyBytes;
    p.stats.engineNs += p.costNs + kNetworkNs;
    r.costNs = p.costNs;
    return r;
}

Memcached::FastReply Memcached::del(std::string_view key, std::int64_t nowMs) {
    begin(nowMs);
    Process& p = m_process;
    FastReply r;
    ++p.stats.commands;
    p.charge(kWriteNs);
    const ItemIndex i = key.size() > kMaxKey ? 0 : getItem(p, key, Update::No);
    if (i == 0) {
        ++p.stats.deleteMisses;
    } else {
        ++p.classStats[p.items[i].slabClass].deleteHits;
        unlinkItem(p, i);
        r.status = ports::CacheReply::Status::Ok;
    }
    p.stats.bytesRead += 9 + key.size();
    p.stats.bytesWritten += i == 0 ? 11 : 9;
    p.stats.engineNs += p.costNs + kNetworkNs;
    r.costNs = p.costNs;
    return r;
}

void Memcached::setRenderer(ports::KeyValueCache::Renderer renderer) { m_process.renderer = renderer; }

// --- time ---

std::int64_t Memcached::nextCron() const {
    const std::int64_t us = nextBackgroundUs(m_process);
    return us == INT64_MAX ? INT64_MAX : (us + 999) / 1000;
}

std::int64_t Memcached::cron(std::int64_t nowMs) {
    Process& p = m_process;
    const std::int64_t before = p.stats.backgroundNs;
    runBackground(p, nowMs * 1000);
    p.nowMs = std::max(p.nowMs, nowMs);
    if (p.settings.idleTimeout != 0) {
        std::vector<ClientId> idle;
        for (const Connection& c : p.connections) {
            if (!c.watching && p.now() - c.lastCommand > p.settings.idleTimeout) idle.push_back(c.id);
        }
        for (const ClientId c : idle) disconnect(c);
    }
    return p.stats.backgroundNs - before;
}

// --- configuration ---

void Memcached::setClusterConfig(std::string_view endpoints, std::uint64_t version) {
    m_process.options.clusterConfig = true;
    m_process.clusterEndpoints = endpoints;
    m_process.clusterVersion = version;
}

void Memcached::setHost(ClientId client, std::string_view host) {
    if (Connection* c = m_process.find(client)) c->host = host;
}

ConfigResult Memcached::configure(std::string_view name, std::string_view value, std::int64_t nowMs) {
    begin(nowMs);
    static constexpr std::string_view kAtStartOnly[] = {
        "threads",        "port",      "slab-min-size", "slab-growth-factor", "max-item-size",
        "slab_chunk_max", "no_modern", "disable-cas",   "no_slab_reassign",   "slab_reassign"};
    if (std::find(std::begin(kAtStartOnly), std::end(kAtStartOnly), name) != std::end(kAtStartOnly)) {
        return {false, std::string(name) + ": only at the start of the server"};
    }
    Settings changed = m_process.settings;
    ConfigResult r = setOption(changed, name, value);
    if (!r.ok) return r;
    m_process.settings = changed;
    m_process.slabs.setLimit(changed.maxBytes);
    return r;
}

void Memcached::flushAll(std::int64_t nowMs) {
    begin(nowMs);
    std::string out;
    Reply reply(out, 0);
    Connection nobody;
    Line line;
    line.words = {"flush_all"};
    runLine(m_process, nobody, line, reply);
}

void Memcached::recordItemEvents(bool on) {
    m_process.recordEvents = on;
    if (!on) m_process.events.clear();
}

// --- reads ---

std::vector<std::pair<std::string, std::string>> Memcached::stats(std::string_view which, std::int64_t nowMs) const {
    StatList rows;
    if (nowMs <= m_process.nowMs) {
        collectStats(m_process, which, rows);
    } else {
        Process now = m_process; // shares all memory
        now.nowMs = nowMs;
        collectStats(now, which, rows);
    }
    return rows;
}

std::uint64_t Memcached::fingerprint() const {
    const Process& p = m_process;
    kernel::Fingerprint f;
    for (std::size_t l = 0; l < kLists; ++l) {
        if (p.lists[l].size == 0) continue;
        f.mix(l);
        for (ItemIndex i = p.lists[l].head; i != 0; i = p.items[i].next) {
            const Item& item = p.items[i];
            f.mix(std::uint64_t{item.hash} << 32 | item.length);
            f.mix(item.cas);
            f.mix(std::uint64_t{item.expires} << 32 | item.time);
            f.mix(std::uint64_t{item.page} << 8 | item.flags);
            f.mix(item.clientFlags);
            if (item.has(Item::kSynthetic)) f.mix(item.tag);
            else f.mix(p.items.bytes(item));
        }
    }
    for (std::size_t c = 1; c < kMaxClasses; ++c) {
        if (p.slabs.pages(c) != 0) f.mix(std::uint64_t{p.slabs.pages(c)} << 32 | p.slabs.usedChunks(c));
    }
    f.mix(p.lastCas);
    f.mix(p.stats.getCommands);
    f.mix(p.stats.getMisses);
    f.mix(p.stats.totalItems);
    f.mix(static_cast<std::uint64_t>(p.maintainer.nextUs));
    f.mix(static_cast<std::uint64_t>(p.stats.engineNs));
    return f.value();
}

} // namespace maylab::memcached
