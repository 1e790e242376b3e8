// How requests reach a Memcached node: the hot path, door "memcached", real clients; and why items left.
#include "cache/elasticache_service.h"

#include "cache/client_addresses.h"
#include "cache/engine/resp.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;

namespace {

constexpr std::size_t kLongestRequest = 2u << 20; // of one call of the door

} // namespace

void ElastiCacheService::takeItemEvents(World& world, NodeAddress at) {
    using Kind = memcached::ItemEvent::Kind;
    memcached::Memcached& engine = memcachedAt(at)->process->engine;
    for (const memcached::ItemEvent& e : engine.itemEvents()) {
        const std::uint32_t subject = m_keys.remember(e.keyText());
        const double bytes = static_cast<double>(e.bytes);
        switch (e.kind) {
        case Kind::Evicted:
        case Kind::EvictedByMove:
            departuresOf(at.slot).note(subject, Departure::Evicted, world.now());
            record(world, CacheRule::EvictedSlab, subject, SimDuration(), e.slabClass, e.age, static_cast<double>(e.classPages), static_cast<double>(e.freeBytesElsewhere));
            break;
        case Kind::ExpiredLazily:
        case Kind::ExpiredAtTail:
        case Kind::ExpiredCrawler:
            departuresOf(at.slot).note(subject, Departure::Expired, world.now());
            record(world, e.kind == Kind::ExpiredLazily ? CacheRule::ExpiredLazily : CacheRule::ExpiredActively, subject, SimDuration(),
                   e.ttlSeconds <= 0 ? -static_cast<double>(e.ttlSeconds) : 0, bytes);
            break;
        case Kind::Flushed: departuresOf(at.slot).note(subject, Departure::Deleted, world.now()); break;
        case Kind::OutOfMemory:
        case Kind::TooLarge:
            record(world, CacheRule::SlabRefused, subject, SimDuration(), e.slabClass, bytes, static_cast<double>(e.classPages));
            break;
        }
    }
    engine.clearItemEvents();
}

CacheReply ElastiCacheService::askMemcached(World& world, NodeRef ref, Ask what, std::string_view key,
                                            ports::SyntheticValue value, SimDuration ttl) {
    CacheReply reply;
    reply.finishedAt = world.now();
    MemcachedProcess* p = memcachedOf(ref);
    if (p == nullptr) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const NodeAddress at = NodeAddress::of(ref);
    const std::int64_t ms = world.unixMilliseconds();
    memcached::Memcached::FastReply fast;
    const std::int64_t ttlMs = ttl.ns() <= 0 ? 0 : std::max<std::int64_t>(1, ttl.wholeMilliseconds());
    switch (what) {
    case Ask::Get: fast = p->engine.get(key, ms); break;
    case Ask::Set: fast = p->engine.set(key, value, ttlMs, ms); break;
    case Ask::Delete: fast = p->engine.del(key, ms); break;
    }
    EngineThread& thread = p->freest();
    const std::int64_t cost = fast.costNs + memcached::kNetworkNs;
    const SimDuration waited = thread.give(world.now(), cost), worked = SimDuration::nanoseconds(cost);
    takeItemEvents(world, at);
    reply.status = fast.status;
    reply.foreign = fast.foreign;
    reply.value = fast.value;
    reply.expiresInMilliseconds = fast.expiresInMilliseconds;
    reply.finishedAt = thread.freeAt;
    const bool ok = fast.status == CacheReply::Status::Ok;
    if (what == Ask::Get && ok) {
        const double left = fast.expiresInMilliseconds < 0 ? -1 : static_cast<double>(fast.expiresInMilliseconds) * 1e-3;
        record(world, CacheRule::Hit, m_keys.remember(key), waited + worked, left, fast.value.length, waited.inMicroseconds(), worked.inMicroseconds());
    } else if (what == Ask::Get) {
        recordMiss(world, at.slot, key, waited, worked);
    } else if (what == Ask::Set && ok) {
        record(world, CacheRule::Stored, m_keys.remember(key), waited + worked, ttlMs == 0 ? -1 : ttl.inSeconds(), value.length, waited.inMicroseconds(), worked.inMicroseconds());
    } else if (what == Ask::Delete && ok) {
        departuresOf(at.slot).note(m_keys.remember(key), Departure::Deleted, world.now());
    }
    return reply;
}

// argv as the text protocol has it: {"get", "k"}; a storage command's value is the last word and is sent on a line of its
// own, its length is filled in: {"set", "k", "flags", "exptime", "value"}.
ports::CommandReply ElastiCacheService::commandMemcached(World& world, NodeRef ref, std::span<const std::string_view> argv) {
    ports::CommandReply reply;
    reply.finishedAt = world.now();
    MemcachedProcess* p = memcachedOf(ref);
    if (p == nullptr || argv.empty()) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const std::int64_t ms = world.unixMilliseconds();
    if (p->application == 0 || !p->engine.isOpen(p->application)) p->application = p->engine.connect(ms, kApplicationAddress);
    if (p->application == 0) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    static constexpr std::string_view kStores[] = {"set", "add", "replace", "append", "prepend"};
    const bool stores = argv.size() == 5 && std::find(std::begin(kStores), std::end(kStores), argv[0]) != std::end(kStores);
    std::string line;
    for (std::size_t i = 0; i < argv.size() - (stores ? 1 : 0); ++i) {
        if (i > 0) line += ' ';
        line += argv[i];
    }
    if (stores) {
        line += " " + std::to_string(argv.back().size()) + "\r\n";
        line += argv.back();
    }
    line += "\r\n";
    const auto done = p->engine.receive(p->application, line, ms, m_commandReply);
    EngineThread& thread = p->freest();
    thread.give(world.now(), done.costNs + memcached::kNetworkNs);
    takeItemEvents(world, NodeAddress::of(ref));
    reply.finishedAt = thread.freeAt;
    reply.bytes = m_commandReply;
    const auto begins = [&](std::string_view text) { return reply.bytes.substr(0, text.size()) == text; };
    if (begins("SERVER_ERROR out of memory") || begins("SERVER_ERROR object too large")) reply.status = CacheReply::Status::Oom;
    else if (begins("ERROR") || begins("CLIENT_ERROR") || begins("SERVER_ERROR")) reply.status = CacheReply::Status::Error;
    else if (begins("END") || begins("NOT_FOUND") || begins("NOT_STORED") || begins("EN\r")) reply.status = CacheReply::Status::Nil;
    return reply;
}

// --- door "memcached": {"endpoint", "text", "connection"} -> {"reply"}; text is what a person types, line ends included.
// A missing end of the last line is added. ---

kernel::MaybeResult ElastiCacheService::memcachedDoor(World& world, const kernel::Call& call) {
    const auto wrong = [](const char* what) { return ApiResult(kernel::fail("InvalidParameterValue", what)); };
    const Json& input = call.input;
    if (!input.is_object()) return wrong("The input must be an object with endpoint and text.");
    const auto endpoint = input.find("endpoint"), text = input.find("text"), connection = input.find("connection");
    if (endpoint == input.end() || !endpoint->is_string() || endpoint->get_ref<const std::string&>().size() > 300) {
        return wrong("endpoint must be a string: a cluster's name or host:port.");
    }
    if (text == input.end() || !text->is_string() || text->get_ref<const std::string&>().size() > kLongestRequest) {
        return wrong("text must be a string: the lines that are sent.");
    }
    std::string name = "A";
    if (connection != input.end() && !connection->is_null()) {
        if (!connection->is_string() || connection->get_ref<const std::string&>().size() > 100) return wrong("connection must be a string.");
        name = connection->get<std::string>();
    }
    const Target t = locate(world, endpoint->get_ref<const std::string&>());
    if (t.reach != Reach::Ok) return hangUp(world, call.id, t, "memcached");
    MemcachedNode* n = memcachedAt(t.at);
    if (n == nullptr) return ApiResult(kernel::fail("WrongEngine", "Cluster " + m_clusters[t.at.slot].id + " runs redis: it does not speak memcached's protocol."));
    MemcachedProcess& p = *n->process;
    const std::int64_t ms = world.unixMilliseconds();
    auto console = p.consoles.find(name);
    if (console != p.consoles.end() && !p.engine.isOpen(console->second)) {
        p.consoles.erase(console);
        console = p.consoles.end();
    }
    if (console == p.consoles.end()) {
        if (p.consoles.size() >= kMaxConsoleConnections) {
            return ApiResult(kernel::fail("LimitExceeded", "More than " + std::to_string(kMaxConsoleConnections) + " console connections are open to this node."));
        }
        const memcached::ClientId client = p.engine.connect(ms, std::string(Ec2Service::kApplicationAddress) + ":" + std::to_string(kFirstClientPort + p.nextPort++ % 20'000));
        if (client == 0) {
            record(world, CacheRule::TooManyClients, m_keys.remember(m_clusters[t.at.slot].id), SimDuration(), static_cast<double>(p.engine.connectedClients()));
            return ApiResult(Json{{"reply", std::string(memcached::Memcached::kTooManyError)}});
        }
        console = p.consoles.emplace(name, client).first;
    }
    // A person's line end is \n.
    std::string bytes;
    for (const char c : utf8ToBytes(text->get_ref<const std::string&>())) {
        if (c == '\n' && (bytes.empty() || bytes.back() != '\r')) bytes += '\r';
        bytes += c;
    }
    if (bytes.size() < 2 || bytes.substr(bytes.size() - 2) != "\r\n") bytes += "\r\n";
    std::string out;
    const auto done = p.engine.receive(console->second, bytes, ms, out);
    p.threads[p.engine.threadOf(console->second) % p.threads.size()].give(world.now(), done.costNs + memcached::kNetworkNs);
    takeItemEvents(world, t.at);
    if (done.close) {
        p.engine.disconnect(console->second);
        p.consoles.erase(console);
    }
    return ApiResult(Json{{"reply", bytesToUtf8(out)}, {"closed", done.close}});
}

ApiResult ElastiCacheService::peekMemcached(const World& world, const Json& input) const {
    // On a copy of the world's part that matters: the process. It never hears of it.
    if (!input.is_object() || !input.contains("endpoint") || !input["endpoint"].is_string() || !input.contains("text") || !input["text"].is_string()) {
        return kernel::fail("InvalidParameterValue", "The input must be an object with endpoint and text.");
    }
    const Target t = locate(world, input["endpoint"].get_ref<const std::string&>());
    if (t.reach != Reach::Ok) return tl::unexpected(unreachable(t.reach, t.host, t.port, "memcached"));
    const MemcachedNode* n = memcachedAt(t.at);
    if (n == nullptr) return kernel::fail("WrongEngine", "Cluster " + m_clusters[t.at.slot].id + " runs redis: it does not speak memcached's protocol.");
    memcached::Memcached copy = n->process->engine;
    const std::int64_t ms = world.unixMilliseconds();
    const memcached::ClientId client = copy.connect(ms);
    std::string out;
    if (client != 0) copy.receive(client, utf8ToBytes(input["text"].get_ref<const std::string&>()) + "\r\n", ms, out);
    return Json{{"reply", bytesToUtf8(out)}};
}

// --- real clients ---

tl::expected<void, std::string> ElastiCacheService::openMemcached(World& world, kernel::ConnectionId id, NodeAddress at,
                                                                  std::string_view via) {
    MemcachedProcess& p = *memcachedAt(at)->process;
    const memcached::ClientId client = p.engine.connect(world.unixMilliseconds(), std::string(Ec2Service::kApplicationAddress) + ":" + std::to_string(kFirstClientPort + p.nextPort++ % 20'000));
    if (client == 0) return tl::unexpected<std::string>("max number of clients reached");
    p.engine.setHost(client, via);
    p.connections.emplace_back(id, client);
    return {};
}

bool ElastiCacheService::receiveMemcached(World& world, kernel::ConnectionId id, std::string_view bytes) {
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        for (std::uint32_t i = 0; i < m_clusters[slot].memcached.size(); ++i) {
            MemcachedNode& n = m_clusters[slot].memcached[i];
            if (!n.process) continue;
            auto& open = n.process->connections;
            const auto it = std::find_if(open.begin(), open.end(), [id](const auto& one) { return one.first == id; });
            if (it == open.end()) continue;
            std::string out;
            const memcached::ClientId client = it->second;
            const auto done = n.process->engine.receive(client, bytes, world.unixMilliseconds(), out);
            n.process->threads[n.process->engine.threadOf(client) % n.process->threads.size()].give(world.now(), done.costNs + memcached::kNetworkNs);
            if (done.close) {
                n.process->engine.disconnect(client);
                open.erase(it);
            }
            takeItemEvents(world, {slot, i});
            if (!out.empty() || done.close) world.send(id, std::move(out), done.close);
            return true;
        }
    }
    return false;
}

void ElastiCacheService::closeMemcached(kernel::ConnectionId id) {
    for (Cluster& c : m_clusters) {
        for (MemcachedNode& n : c.memcached) {
            if (!n.process) continue;
            auto& open = n.process->connections;
            const auto it = std::find_if(open.begin(), open.end(), [id](const auto& one) { return one.first == id; });
            if (it == open.end()) continue;
            n.process->engine.disconnect(it->second);
            open.erase(it);
            return;
        }
    }
}

} // namespace maylab::cache
