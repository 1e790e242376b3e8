// How requests reach a node: names, security groups, the engine thread with its queue, the port of the hot path, the
// door "redis", real clients' connections; and why each was answered as it was.
#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "cache/engine/resp.h"

#include <algorithm>
#include <charconv>

namespace maylab::cache {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;

namespace {

constexpr std::uint32_t kSlotBits = 8; // of a NodeRef; the rest is the generation of the process
constexpr std::uint32_t kSlotMask = (1u << kSlotBits) - 1;
static_assert(ElastiCacheService::kMaxClusters <= kSlotMask);
constexpr std::uint32_t kFirstClientPort = 40'000;
constexpr std::size_t kMaxArguments = 100'000;
constexpr std::string_view kApplicationAddress = "10.0.1.20:39999";

std::uint32_t refOf(std::uint32_t slot, const Node& node) { return node.generation << kSlotBits | slot; }

bool isCommand(std::string_view word, std::string_view upper) {
    return word.size() == upper.size() && std::equal(word.begin(), word.end(), upper.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
           });
}

double micros(SimDuration d) { return static_cast<double>(d.ns()) * 1e-3; }

} // namespace

std::string ElastiCacheService::endpointOf(const Cluster& cluster) {
    return cluster.id + "." + std::string(kDnsLabel) + ".0001." + std::string(aws::kRegionShort) +
           ".cache.amazonaws.com";
}

const Ec2Service& ElastiCacheService::network(const World& world) const {
    return static_cast<const Ec2Service&>(world.service(m_ec2));
}

ElastiCacheService::Target ElastiCacheService::locate(const World& world, std::string_view endpoint) const {
    Target t;
    const std::size_t colon = endpoint.rfind(':');
    std::string_view host = endpoint.substr(0, colon);
    if (colon != std::string_view::npos) {
        const std::string_view number = endpoint.substr(colon + 1);
        const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), t.port);
        if (problem != std::errc() || end != number.data() + number.size() || t.port < 1 || t.port > 65535) t.port = 0;
    }
    // "<id>" or "<id>.lab0ne.0001.apse1.cache.amazonaws.com"
    const std::string_view id = host.substr(0, host.find('.'));
    const Cluster* c = nullptr;
    for (std::uint32_t i = 0; i < m_clusters.size(); ++i) {
        if (m_clusters[i].used && m_clusters[i].id == id) {
            c = &m_clusters[i];
            t.slot = i;
        }
    }
    if (c != nullptr && host.size() != id.size() && host != endpointOf(*c)) c = nullptr;
    if (colon == std::string_view::npos && c != nullptr) t.port = c->port;
    // The name exists from the moment the node does until the cluster is gone.
    if (c == nullptr || t.port == 0 || !c->createdAt) return t;
    if (!network(world).applicationReaches(c->vpc, c->securityGroups, t.port)) {
        t.reach = Reach::TimesOut;
    } else {
        t.reach = c->node && t.port == c->port ? Reach::Ok : Reach::Refused;
    }
    return t;
}

ElastiCacheService::Resolved ElastiCacheService::resolve(const World& world, std::string_view endpoint) const {
    const Target t = locate(world, endpoint);
    if (t.reach != Reach::Ok) return {t.reach, kNoNode};
    return {t.reach, refOf(t.slot, *m_clusters[t.slot].node)};
}

Node* ElastiCacheService::nodeOf(NodeRef ref) {
    const std::uint32_t slot = ref & kSlotMask;
    if (slot >= m_clusters.size()) return nullptr;
    Cluster& c = m_clusters[slot];
    return c.node && c.node->generation == ref >> kSlotBits ? &*c.node : nullptr;
}

void ElastiCacheService::record(World& world, CacheRule rule, std::uint32_t subject, SimDuration took, double a,
                                double b, double c, double d) {
    kernel::Decision decision;
    decision.at = world.now();
    decision.took = took;
    decision.subject = subject;
    decision.rule = ruleId(rule);
    decision.service = m_id;
    decision.values[0] = a;
    decision.values[1] = b;
    decision.values[2] = c;
    decision.values[3] = d;
    world.decisions().record(decision);
}

void ElastiCacheService::takeKeyEvents(World& world, std::uint32_t slot) {
    Engine& engine = m_clusters[slot].node->engine;
    const auto events = engine.keyEvents();
    if (events.empty()) return;
    for (const KeyEvent& e : events) {
        const std::uint32_t subject = m_keys.remember(e.keyText());
        const double bytes = static_cast<double>(e.bytes);
        const double idle = static_cast<double>(e.idleMilliseconds) * 1e-3;
        const double ttl = e.ttlMilliseconds == -1 ? -1 : static_cast<double>(e.ttlMilliseconds) * 1e-3;
        switch (e.kind) {
        case KeyEvent::Kind::Evicted: {
            m_departures[slot].note(subject, Departure::Evicted, world.now());
            switch (e.policy) {
            case MaxmemoryPolicy::VolatileLru:
            case MaxmemoryPolicy::AllkeysLru:
                record(world, CacheRule::EvictedLru, subject, SimDuration(), idle, e.sampled, e.poolSize, bytes);
                break;
            case MaxmemoryPolicy::VolatileLfu:
            case MaxmemoryPolicy::AllkeysLfu:
                record(world, CacheRule::EvictedLfu, subject, SimDuration(), e.frequency, e.sampled, e.poolSize, bytes);
                break;
            case MaxmemoryPolicy::VolatileTtl:
                record(world, CacheRule::EvictedTtl, subject, SimDuration(), ttl, e.sampled, e.poolSize, bytes);
                break;
            case MaxmemoryPolicy::VolatileRandom:
            case MaxmemoryPolicy::AllkeysRandom:
            case MaxmemoryPolicy::NoEviction:
                record(world, CacheRule::EvictedRandom, subject, SimDuration(), ttl, e.sampled, e.poolSize, bytes);
                break;
            }
            break;
        }
        case KeyEvent::Kind::ExpiredLazily:
        case KeyEvent::Kind::ExpiredActive: {
            m_departures[slot].note(subject, Departure::Expired, world.now());
            const double overdue = e.ttlMilliseconds < -1 ? -static_cast<double>(e.ttlMilliseconds) * 1e-3 : 0;
            record(world,
                   e.kind == KeyEvent::Kind::ExpiredLazily ? CacheRule::ExpiredLazily : CacheRule::ExpiredActively,
                   subject, SimDuration(), overdue, bytes);
            break;
        }
        case KeyEvent::Kind::OomRefused:
            record(world, CacheRule::OomRefused, subject, SimDuration(), bytes, static_cast<double>(engine.maxmemory()),
                   static_cast<double>(e.policy));
            break;
        }
    }
    engine.clearKeyEvents();
}

SimDuration ElastiCacheService::settle(World& world, std::uint32_t slot, std::int64_t costNs) {
    Node& n = *m_clusters[slot].node;
    const SimTime start = std::max(world.now(), n.freeAt);
    n.freeAt = start + SimDuration::nanoseconds(costNs);
    n.busyNs += costNs;
    takeKeyEvents(world, slot);
    deliverOutput(world, slot);
    if (n.engine.evictionPending() && !n.evictionScheduled) {
        n.evictionScheduled = true;
        world.schedule(std::max(n.freeAt, world.now() + SimDuration::microseconds(1)), m_id, kEviction, slot,
                       n.generation);
    }
    return start - world.now();
}

void ElastiCacheService::deliverOutput(World& world, std::uint32_t slot) {
    Node& n = *m_clusters[slot].node;
    if (n.engine.hasOutput()) {
        std::vector<Output> outputs;
        n.engine.takeOutput(outputs);
        for (Output& o : outputs) {
            const auto to = std::find_if(n.connections.begin(), n.connections.end(),
                                         [&o](const auto& one) { return one.second == o.client; });
            if (to == n.connections.end()) continue; // typed at the console, which hears only replies
            const kernel::ConnectionId connection = to->first;
            if (o.close) n.connections.erase(to);
            world.send(connection, std::move(o.bytes), o.close);
        }
    }
    const std::int64_t due = n.engine.nextTimeout();
    if (due >= n.waitsEndMs) return;
    n.waitsEndMs = due;
    const SimTime at = world.now() + SimDuration::milliseconds(due - world.unixMilliseconds());
    world.schedule(std::max(at, world.now()), m_id, kWaitEnds, slot, n.generation);
}

void ElastiCacheService::recordMiss(World& world, std::uint32_t slot, std::string_view key, SimDuration waited,
                                    SimDuration worked) {
    const std::uint32_t subject = m_keys.remember(key);
    const Departures::Answer left = m_departures[slot].find(subject);
    CacheRule rule = CacheRule::MissNeverCached;
    if (left.why == Departure::Expired) rule = CacheRule::MissExpired;
    if (left.why == Departure::Evicted) rule = CacheRule::MissEvicted;
    if (left.why == Departure::Deleted) rule = CacheRule::MissDeleted;
    const double ago = left.why == Departure::None ? 0 : static_cast<double>(world.now().wholeSeconds() - left.second);
    record(world, rule, subject, waited + worked, micros(waited), micros(worked), ago);
}

CacheReply ElastiCacheService::get(World& world, NodeRef ref, std::string_view key, ports::ClientMode) {
    CacheReply reply;
    reply.finishedAt = world.now();
    Node* n = nodeOf(ref);
    if (n == nullptr) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const std::uint32_t slot = ref & kSlotMask;
    const Engine::FastReply fast = n->engine.get(key, world.unixMilliseconds());
    const SimDuration worked = SimDuration::nanoseconds(fast.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    reply.status = fast.status;
    reply.foreign = fast.foreign;
    reply.value = fast.value;
    reply.expiresInMilliseconds = fast.expiresInMilliseconds;
    reply.finishedAt = n->freeAt;
    if (fast.status == CacheReply::Status::Ok) {
        const double ttl = fast.expiresInMilliseconds < 0 ? -1 : static_cast<double>(fast.expiresInMilliseconds) * 1e-3;
        record(world, CacheRule::Hit, m_keys.remember(key), waited + worked, ttl, fast.value.length, micros(waited),
               micros(worked));
    } else if (fast.status == CacheReply::Status::Nil) {
        recordMiss(world, slot, key, waited, worked);
    }
    m_clusters[slot].metrics->requestLatency(world.metrics(), false, micros(waited + worked));
    return reply;
}

CacheReply ElastiCacheService::set(World& world, NodeRef ref, std::string_view key, ports::SyntheticValue value,
                                   SimDuration ttl, ports::ClientMode) {
    CacheReply reply;
    reply.finishedAt = world.now();
    Node* n = nodeOf(ref);
    if (n == nullptr) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const std::uint32_t slot = ref & kSlotMask;
    // A TTL shorter than Redis can express is the shortest it can.
    const std::int64_t ttlMs = ttl.ns() <= 0 ? 0 : std::max<std::int64_t>(1, ttl.wholeMilliseconds());
    const Engine::FastReply fast = n->engine.set(key, value, ttlMs, world.unixMilliseconds());
    const SimDuration worked = SimDuration::nanoseconds(fast.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    reply.status = fast.status;
    reply.finishedAt = n->freeAt;
    if (fast.status == CacheReply::Status::Ok) {
        record(world, CacheRule::Stored, m_keys.remember(key), waited + worked, ttlMs == 0 ? -1 : ttl.inSeconds(),
               value.length, micros(waited), micros(worked));
        m_clusters[slot].metrics->requestLatency(world.metrics(), true, micros(waited + worked));
    }
    return reply;
}

CacheReply ElastiCacheService::del(World& world, NodeRef ref, std::string_view key, ports::ClientMode) {
    CacheReply reply;
    reply.finishedAt = world.now();
    Node* n = nodeOf(ref);
    if (n == nullptr) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const std::uint32_t slot = ref & kSlotMask;
    const Engine::FastReply fast = n->engine.del(key, world.unixMilliseconds());
    const SimDuration worked = SimDuration::nanoseconds(fast.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    reply.status = fast.status;
    reply.finishedAt = n->freeAt;
    if (fast.status == CacheReply::Status::Ok) {
        m_departures[slot].note(m_keys.remember(key), Departure::Deleted, world.now());
    }
    m_clusters[slot].metrics->requestLatency(world.metrics(), true, micros(waited + worked));
    return reply;
}

ports::CommandReply ElastiCacheService::command(World& world, NodeRef ref, std::span<const std::string_view> argv,
                                                ports::ClientMode) {
    ports::CommandReply reply;
    reply.finishedAt = world.now();
    m_commandReply.clear();
    Node* n = nodeOf(ref);
    if (n == nullptr) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const std::uint32_t slot = ref & kSlotMask;
    const std::int64_t nowMs = world.unixMilliseconds();
    if (n->application == 0 || !n->engine.isOpen(n->application)) n->application = n->engine.connect(nowMs, kApplicationAddress);
    if (n->application == 0) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    const Engine::Outcome done = n->engine.execute(n->application, argv, nowMs, m_commandReply);
    settle(world, slot, done.costNs + kNetworkHandling.ns());
    reply.finishedAt = n->freeAt;
    reply.bytes = m_commandReply;
    const auto begins = [&](std::string_view text) { return reply.bytes.substr(0, text.size()) == text; };
    if (begins("-OOM")) reply.status = CacheReply::Status::Oom;
    else if (begins("-WRONGTYPE")) reply.status = CacheReply::Status::WrongType;
    else if (begins("-READONLY")) reply.status = CacheReply::Status::ReadOnly;
    else if (begins("-")) reply.status = CacheReply::Status::Error;
    else if (begins("$-1") || begins("*-1")) reply.status = CacheReply::Status::Nil;
    return reply;
}

std::vector<ports::SlotRange> ElastiCacheService::slotMap(const World&, NodeRef) const { return {}; }

ports::KeyFacts ElastiCacheService::facts(const World& world, NodeRef ref, std::string_view key) const {
    const Node* n = nodeOf(ref);
    KeyView view;
    if (n == nullptr || !n->engine.viewKey(0, key, world.unixMilliseconds(), view) || view.ttlMilliseconds < -1) return {};
    return {toString(view.type), view.ttlMilliseconds};
}

void ElastiCacheService::setRenderer(Renderer renderer) {
    m_renderer = renderer;
    for (Cluster& c : m_clusters) {
        if (c.node) c.node->engine.setRenderer(renderer);
    }
}

void ElastiCacheService::connect(World& world, NodeRef ref, std::uint32_t connections) {
    Node* n = nodeOf(ref);
    if (n == nullptr) return;
    if (!n->engine.addPooledConnections(connections, world.unixMilliseconds())) {
        record(world, CacheRule::TooManyClients, m_keys.remember(m_clusters[ref & kSlotMask].id), SimDuration(),
               connections);
    }
}

void ElastiCacheService::disconnect(World&, NodeRef ref, std::uint32_t connections) {
    if (Node* n = nodeOf(ref)) n->engine.removePooledConnections(connections);
}

void* ElastiCacheService::port(std::uint32_t kind) {
    return kind == KeyValueCache::kTag ? static_cast<KeyValueCache*>(this) : nullptr;
}

namespace {

struct RedisRequest {
    std::string endpoint, connection = "A";
    std::vector<std::string> argv; // bytes
};

tl::expected<RedisRequest, kernel::ApiError> parseRedisRequest(const Json& input) {
    const auto wrong = [](const char* what) {
        return tl::unexpected<kernel::ApiError>(kernel::ApiError{"InvalidParameterValue", what, 400});
    };
    RedisRequest r;
    if (!input.is_object()) return wrong("The input must be an object with endpoint and argv.");
    const auto endpoint = input.find("endpoint"), argv = input.find("argv"), connection = input.find("connection");
    if (endpoint == input.end() || !endpoint->is_string() || endpoint->get_ref<const std::string&>().size() > 300) {
        return wrong("endpoint must be a string: a cluster's name or host:port.");
    }
    if (argv == input.end() || !argv->is_array() || argv->empty() || argv->size() > kMaxArguments) {
        return wrong("argv must be a list of strings, the command first.");
    }
    for (const Json& word : *argv) {
        if (!word.is_string()) return wrong("argv must be a list of strings, the command first.");
        r.argv.push_back(utf8ToBytes(word.get_ref<const std::string&>()));
    }
    if (connection != input.end() && !connection->is_null()) {
        if (!connection->is_string() || connection->get_ref<const std::string&>().size() > 100) {
            return wrong("connection must be a string.");
        }
        r.connection = connection->get<std::string>();
    }
    r.endpoint = endpoint->get<std::string>();
    return r;
}

} // namespace

kernel::ApiError ElastiCacheService::unreachable(Reach reach, const std::string& host, int port) {
    const std::string where = "Could not connect to Redis at " + host + ":" + std::to_string(port) + ": ";
    if (reach == Reach::Refused) return {"ConnectionRefused", where + "Connection refused", 503};
    if (reach == Reach::TimesOut) return {"ConnectionTimedOut", where + "Connection timed out", 504};
    return {"UnknownHost", where + "Name or service not known", 503};
}

kernel::MaybeResult ElastiCacheService::redisDoor(World& world, const kernel::Call& call) {
    if (m_executed) return ApiResult(Json{{"reply", bytesToUtf8(*m_executed)}});
    auto request = parseRedisRequest(call.input);
    if (!request) return ApiResult(tl::unexpected(request.error()));
    Target t = locate(world, request->endpoint);
    t.host = request->endpoint.substr(0, request->endpoint.rfind(':'));
    if (t.reach == Reach::TimesOut) {
        const SimTime due = world.now() + kConnectTimeout;
        m_hanging.push_back({call.id, t.host, t.port});
        world.schedule(due, m_id, kConnectTimesOut, 0, call.id);
        world.announce(due, "the connection to " + t.host + " gives up");
        return std::nullopt;
    }
    if (t.reach != Reach::Ok) {
        record(world, t.reach == Reach::Refused ? CacheRule::ConnectRefused : CacheRule::UnknownHost,
               m_keys.remember(t.host), SimDuration(), t.port);
        return ApiResult(tl::unexpected(unreachable(t.reach, t.host, t.port)));
    }
    Node& n = *m_clusters[t.slot].node;
    const std::int64_t ms = world.unixMilliseconds();
    std::string out;
    auto console = n.consoles.find(request->connection);
    if (console != n.consoles.end() && !n.engine.isOpen(console->second)) {
        n.consoles.erase(console);
        console = n.consoles.end();
    }
    if (console == n.consoles.end()) {
        if (n.consoles.size() >= kMaxConsoleConnections) {
            return ApiResult(kernel::fail("LimitExceeded", "More than " + std::to_string(kMaxConsoleConnections) +
                                                               " console connections are open to this node."));
        }
        const std::uint32_t clientPort = kFirstClientPort + n.consolePorts++ % 20'000;
        const ClientId client =
            n.engine.connect(ms, std::string(Ec2Service::kApplicationAddress) + ":" + std::to_string(clientPort));
        if (client == 0) {
            record(world, CacheRule::TooManyClients, m_keys.remember(m_clusters[t.slot].id), SimDuration(),
                   static_cast<double>(n.engine.connectedClients()));
            return ApiResult(Json{{"reply", std::string(Engine::kMaxClientsError)}});
        }
        console = n.consoles.emplace(request->connection, client).first;
    }
    std::vector<std::string_view> argv(request->argv.begin(), request->argv.end());
    const Statistics before = n.engine.statistics();
    const Engine::Outcome outcome = n.engine.execute(console->second, argv, ms, out);
    if (outcome.close) {
        n.engine.disconnect(console->second);
        n.consoles.erase(console);
    }
    const SimDuration worked = SimDuration::nanoseconds(outcome.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, t.slot, worked.ns());
    // A GET typed by hand can be asked for its reason as well as any other.
    const Statistics& after = n.engine.statistics();
    if (argv.size() == 2 && isCommand(argv[0], "GET")) {
        if (after.keyspaceHits > before.keyspaceHits) {
            KeyView key;
            const bool known = n.engine.viewKey(0, argv[1], ms, key);
            record(world, CacheRule::Hit, m_keys.remember(argv[1]), waited + worked,
                   known && key.ttlMilliseconds >= 0 ? static_cast<double>(key.ttlMilliseconds) * 1e-3 : -1,
                   known ? key.valueBytes : 0, micros(waited), micros(worked));
        } else if (after.keyspaceMisses > before.keyspaceMisses) {
            recordMiss(world, t.slot, argv[1], waited, worked);
        }
    } else if (isCommand(argv[0], "DEL") || isCommand(argv[0], "UNLINK")) {
        if (out != ":0\r\n" && !out.empty() && out[0] == ':') {
            for (std::size_t i = 1; i < argv.size(); ++i) {
                m_departures[t.slot].note(m_keys.remember(argv[i]), Departure::Deleted, world.now());
            }
        }
    }
    return ApiResult(Json{{"reply", bytesToUtf8(out)}});
}

ApiResult ElastiCacheService::peekRedis(const World& world, const Json& input) const {
    auto request = parseRedisRequest(input);
    if (!request) return tl::unexpected(request.error());
    const Target t = locate(world, request->endpoint);
    if (t.reach != Reach::Ok) {
        return tl::unexpected(unreachable(t.reach, request->endpoint.substr(0, request->endpoint.rfind(':')), t.port));
    }
    // On a copy: whatever the command does, the node never hears of it.
    Engine copy = m_clusters[t.slot].node->engine;
    const std::int64_t ms = world.unixMilliseconds();
    const ClientId client = copy.connect(ms);
    std::string out;
    if (client == 0) return Json{{"reply", std::string(Engine::kMaxClientsError)}};
    const std::vector<std::string_view> argv(request->argv.begin(), request->argv.end());
    copy.execute(client, argv, ms, out);
    return Json{{"reply", bytesToUtf8(out)}};
}

tl::expected<void, std::string> ElastiCacheService::open(World& world, kernel::ConnectionId id,
                                                         std::string_view endpoint) {
    const Target t = locate(world, endpoint);
    switch (t.reach) {
    case Reach::UnknownHost: return tl::unexpected<std::string>("Name or service not known");
    case Reach::Refused: return tl::unexpected<std::string>("Connection refused");
    case Reach::TimesOut: return tl::unexpected<std::string>("Connection timed out");
    case Reach::Ok: break;
    }
    Node& n = *m_clusters[t.slot].node;
    const std::uint32_t clientPort = kFirstClientPort + n.consolePorts++ % 20'000;
    const ClientId client =
        n.engine.connect(world.unixMilliseconds(),
                         std::string(Ec2Service::kApplicationAddress) + ":" + std::to_string(clientPort));
    if (client == 0) return tl::unexpected<std::string>("max number of clients reached");
    n.connections.emplace_back(id, client);
    return {};
}

void ElastiCacheService::receive(World& world, kernel::ConnectionId id, std::string_view bytes) {
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        Cluster& c = m_clusters[slot];
        if (!c.node) continue;
        Node& n = *c.node;
        const auto it = std::find_if(n.connections.begin(), n.connections.end(),
                                     [id](const auto& one) { return one.first == id; });
        if (it == n.connections.end()) continue;
        if (const std::int64_t second = world.now().wholeSeconds(); second != m_recordSecond) {
            m_recordSecond = second;
            m_recorded = 0;
        }
        n.engine.recordCommands(kRecordsPerSecond - m_recorded);
        std::string out;
        const Engine::Outcome outcome = n.engine.receive(it->second, bytes, world.unixMilliseconds(), out);
        if (outcome.close) {
            n.engine.disconnect(it->second);
            n.connections.erase(it);
        }
        settle(world, slot, outcome.costNs + Engine::kNetworkNs);
        recordCommands(world, slot);
        if (!out.empty() || outcome.close) world.send(id, std::move(out), outcome.close);
        return;
    }
}

// The world keeps records of calls: the command becomes one that is over already.
void ElastiCacheService::recordCommands(World& world, std::uint32_t slot) {
    const std::string endpoint = m_clusters[slot].id;
    for (ExecutedCommand& c : m_clusters[slot].node->engine.takeCommands()) {
        ++m_recorded;
        Json argv = Json::array();
        for (const std::string& a : c.argv) argv.push_back(bytesToUtf8(a));
        m_executed = std::move(c.reply);
        world.call(kernel::Actor::Client, kName, "redis",
                   {{"endpoint", endpoint}, {"argv", std::move(argv)}, {"connection", "client " + std::to_string(c.client)}});
        m_executed.reset();
    }
}

void ElastiCacheService::close(World&, kernel::ConnectionId id) {
    for (Cluster& c : m_clusters) {
        if (!c.node) continue;
        Node& n = *c.node;
        const auto it = std::find_if(n.connections.begin(), n.connections.end(),
                                     [id](const auto& one) { return one.first == id; });
        if (it == n.connections.end()) continue;
        n.engine.disconnect(it->second);
        n.connections.erase(it);
        return;
    }
}

} // namespace maylab::cache
