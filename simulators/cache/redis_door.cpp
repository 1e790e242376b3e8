// Door "redis": commands typed at a redis-cli on the application's host, and the connections of real clients.
#include "cache/elasticache_service.h"

#include "cache/announce_nodes.h"
#include "cache/client_addresses.h"
#include "cache/engine/resp.h"

#include <algorithm>
#include <charconv>

namespace maylab::cache {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr std::size_t kMaxArguments = 100'000;
constexpr int kMaxRedirections = 5; // as redis-cli -c follows them

bool isCommand(std::string_view word, std::string_view upper) {
    return word.size() == upper.size() && std::equal(word.begin(), word.end(), upper.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
           });
}

// What redis-cli -c says of its way, and where it stays.
void addRedirects(Json& out, const std::vector<std::string>& lines, const Cluster& at) {
    if (lines.empty()) return;
    out["redirects"] = lines;
    out["endpoint"] = at.address + ":" + std::to_string(at.port);
}

// Of the inputs of redis-close and redis-messages.
const std::string* connectionIn(const Json& input) {
    if (!input.is_object()) return nullptr;
    const auto name = input.find("connection");
    return name != input.end() && name->is_string() ? name->get_ptr<const std::string*>() : nullptr;
}

struct RedisRequest {
    std::string endpoint, connection = "A";
    std::vector<std::string> argv; // bytes
    bool follow = false;           // redis-cli -c
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
    const auto follow = input.find("cluster");
    if (follow != input.end() && !follow->is_null()) {
        if (!follow->is_boolean()) return wrong("cluster must be true or false: follow redirections as redis-cli -c does.");
        r.follow = follow->get<bool>();
    }
    r.endpoint = endpoint->get<std::string>();
    return r;
}

} // namespace

kernel::ApiError ElastiCacheService::unreachable(Reach reach, const std::string& host, int port, const char* what) {
    const std::string where = std::string("Could not connect to ") + what + " at " + host + ":" + std::to_string(port) + ": ";
    if (reach == Reach::Refused) return {"ConnectionRefused", where + "Connection refused", 503};
    if (reach == Reach::TimesOut) return {"ConnectionTimedOut", where + "Connection timed out", 504};
    return {"UnknownHost", where + "Name or service not known", 503};
}

// Nobody answers at that target: at once, or when the client gives up.
kernel::MaybeResult ElastiCacheService::hangUp(World& world, kernel::CallId call, const Target& t, const char* what) {
    if (t.reach == Reach::TimesOut) {
        const SimTime due = world.now() + kConnectTimeout;
        m_hanging.push_back({call, t.host, t.port, what});
        world.schedule(due, m_id, kConnectTimesOut, 0, call);
        world.announce(due, "the connection to " + t.host + " gives up");
        return std::nullopt;
    }
    record(world, t.reach == Reach::Refused ? CacheRule::ConnectRefused : CacheRule::UnknownHost, m_keys.remember(t.host),
           SimDuration(), t.port);
    return ApiResult(tl::unexpected(unreachable(t.reach, t.host, t.port, what)));
}

// The console's connection to a node, made when it is first needed. 0: refused, out says why.
ClientId ElastiCacheService::consoleAt(World& world, std::uint32_t slot, const std::string& connection, std::string& out,
                                       kernel::ApiError& error) {
    Node& n = *m_clusters[slot].node;
    const auto console = n.consoles.find(connection);
    if (console != n.consoles.end()) {
        if (n.engine.isOpen(console->second)) return console->second;
        n.consoles.erase(console);
    }
    if (n.consoles.size() >= kMaxConsoleConnections) {
        error = {"LimitExceeded", "More than " + std::to_string(kMaxConsoleConnections) + " console connections are open to this node.", 400};
        return 0;
    }
    const std::uint32_t clientPort = kFirstClientPort + n.consolePorts++ % 20'000;
    const ClientId client = n.engine.connect(world.unixMilliseconds(),
                                             std::string(Ec2Service::kApplicationAddress) + ":" + std::to_string(clientPort));
    if (client == 0) {
        record(world, CacheRule::TooManyClients, m_keys.remember(m_clusters[slot].id), SimDuration(),
               static_cast<double>(n.engine.connectedClients()));
        out = Engine::kMaxClientsError;
        return 0;
    }
    n.consoles.emplace(connection, client);
    return client;
}

kernel::MaybeResult ElastiCacheService::redisDoor(World& world, const kernel::Call& call) {
    if (m_executed) return ApiResult(Json{{"reply", bytesToUtf8(*m_executed)}});
    auto request = parseRedisRequest(call.input);
    if (!request) return ApiResult(tl::unexpected(request.error()));
    const Target t = locate(world, request->endpoint);
    if (t.reach != Reach::Ok) return hangUp(world, call.id, t, "Redis");
    if (m_clusters[t.at.slot].engine != CacheEngine::Redis) {
        return ApiResult(kernel::fail("WrongEngine", "Cluster " + m_clusters[t.at.slot].id + " runs memcached: it does not speak the Redis protocol."));
    }
    const std::vector<std::string_view> argv(request->argv.begin(), request->argv.end());
    std::vector<std::string> redirects;
    std::uint32_t slot = t.at.slot;
    bool asking = false;
    for (int hop = 0;; ++hop) {
        std::string reply;
        kernel::ApiError error;
        const ClientId client = consoleAt(world, slot, request->connection, reply, error);
        if (client == 0 && !error.code.empty()) return ApiResult(tl::unexpected(error));
        Engine::Outcome outcome;
        if (client != 0) {
            const Node& n = *m_clusters[slot].node;
            if (n.waiting.contains(client)) {
                return ApiResult(kernel::fail("ConnectionBusy", "The last command of this connection still waits for its reply."));
            }
            if (asking) m_clusters[slot].node->engine.setMode(client, {true, false});
            outcome = executeTyped(world, slot, request->connection, client, argv, reply);
        }
        if (outcome.waits && m_clusters[slot].node->engine.isOpen(client)) {
            m_clusters[slot].node->waiting.emplace(client, WaitingCommand{call.id, std::move(redirects)});
            return std::nullopt;
        }
        const bool sentOn = outcome.route == ports::CacheReply::Status::Moved || outcome.route == ports::CacheReply::Status::Ask;
        const NodeRef next = sentOn ? refOfMap(slot, outcome.redirect) : kNoNode;
        const bool reachable = next != kNoNode && runs(NodeAddress::of(next));
        if (request->follow && sentOn && reachable && hop < kMaxRedirections) {
            const Cluster& to = m_clusters[NodeAddress::of(next).slot];
            redirects.push_back("-> Redirected to slot [" + std::to_string(outcome.slot) + "] located at " + to.address + ":" + std::to_string(to.port));
            asking = outcome.route == ports::CacheReply::Status::Ask;
            slot = NodeAddress::of(next).slot;
            continue;
        }
        Json out;
        addRedirects(out, redirects, m_clusters[slot]);
        out["reply"] = bytesToUtf8(reply);
        auto& pushed = m_clusters[slot].node->pushed;
        if (const auto mine = pushed.find(client); mine != pushed.end()) {
            if (std::string bytes = mine->second.take(); !bytes.empty()) out["pushed"] = bytesToUtf8(bytes);
        }
        return ApiResult(std::move(out));
    }
}

Engine::Outcome ElastiCacheService::executeTyped(World& world, std::uint32_t slot, const std::string& connection, ClientId client,
                                                 std::span<const std::string_view> argv, std::string& out) {
    Node& n = *m_clusters[slot].node;
    if (n.link) catchUp(world, slot);
    const std::int64_t ms = world.unixMilliseconds();
    const Statistics before = n.engine.statistics();
    const Engine::Outcome outcome = n.engine.execute(client, argv, ms, out);
    const bool readOnly = std::string_view(out).substr(0, 9) == "-READONLY";
    if (outcome.close || (readOnly && closesOnReplicaWrite(slot))) {
        n.engine.disconnect(client);
        n.pushed.erase(client);
        n.consoles.erase(connection);
    }
    const SimDuration worked = SimDuration::nanoseconds(outcome.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    if (outcome.route != ports::CacheReply::Status::Ok) {
        recordRoute(world, slot, argv.size() > 1 ? argv[1] : argv[0], outcome.route, outcome.slot, outcome.redirect);
        return outcome;
    }
    if (readOnly) recordRoute(world, slot, argv.size() > 1 ? argv[1] : argv[0], ports::CacheReply::Status::ReadOnly, 0, kNoClusterNode);
    // A GET typed by hand can be asked for its reason as well as any other.
    const Statistics& after = n.engine.statistics();
    if (argv.size() == 2 && isCommand(argv[0], "GET")) {
        if (after.keyspaceHits > before.keyspaceHits) {
            KeyView key;
            const bool known = n.engine.viewKey(0, argv[1], ms, key);
            record(world, CacheRule::Hit, m_keys.remember(argv[1]), waited + worked,
                   known && key.ttlMilliseconds >= 0 ? static_cast<double>(key.ttlMilliseconds) * 1e-3 : -1,
                   known ? key.valueBytes : 0, waited.inMicroseconds(), worked.inMicroseconds());
            if (n.link && isStale(world, n, argv[1])) {
                record(world, CacheRule::StaleReplicaRead, m_keys.remember(argv[1]), waited + worked, replicationLag(world, slot), known ? key.valueBytes : 0);
            }
        } else if (after.keyspaceMisses > before.keyspaceMisses) {
            recordMiss(world, slot, argv[1], waited, worked);
        }
    } else if (isCommand(argv[0], "DEL") || isCommand(argv[0], "UNLINK")) {
        if (out != ":0\r\n" && !out.empty() && out[0] == ':') {
            for (std::size_t i = 1; i < argv.size(); ++i) {
                departuresOf(slot).note(m_keys.remember(argv[i]), Departure::Deleted, world.now());
            }
        }
    }
    return outcome;
}

void ElastiCacheService::deliverOutput(World& world, std::uint32_t slot) {
    Node& n = *m_clusters[slot].node;
    if (n.engine.hasOutput()) [[unlikely]] sendOutput(world, slot);
    const std::int64_t due = n.engine.nextTimeout();
    if (due >= n.waitsEndMs) return;
    n.waitsEndMs = due;
    const SimTime at = world.now() + SimDuration::milliseconds(due - world.unixMilliseconds());
    world.schedule(std::max(at, world.now()), m_id, kWaitEnds, slot, n.generation);
}

// To real clients at once; to the console as the reply of what waited, or with the next one.
void ElastiCacheService::sendOutput(World& world, std::uint32_t slot) {
    Node& n = *m_clusters[slot].node;
    m_output.clear();
    n.engine.takeOutput(m_output);
    for (Output& o : m_output) {
        const auto connection = std::find_if(n.connections.begin(), n.connections.end(),
                                             [&](const auto& one) { return one.second == o.client; });
        if (connection != n.connections.end()) {
            const kernel::ConnectionId id = connection->first;
            if (o.close) {
                n.engine.disconnect(o.client);
                n.connections.erase(connection);
            }
            world.send(id, std::move(o.bytes), o.close);
            continue;
        }
        const auto waiter = n.waiting.find(o.client);
        if (waiter != n.waiting.end()) {
            WaitingCommand command = std::move(waiter->second);
            n.waiting.erase(waiter);
            Json reply{{"reply", bytesToUtf8(o.bytes)}};
            addRedirects(reply, command.redirects, m_clusters[slot]);
            world.reply(command.call, std::move(reply));
        } else {
            n.pushed[o.client].add(o.bytes);
        }
        if (o.close) {
            n.engine.disconnect(o.client);
            n.pushed.erase(o.client);
            std::erase_if(n.consoles, [&](const auto& one) { return one.second == o.client; });
        }
    }
    m_output.clear();
}

// --- doors "redis-close", "redis-messages": a redis-cli that was ended, and one that reads ---

kernel::MaybeResult ElastiCacheService::closeConsole(World& world, const kernel::Call& call) {
    const std::string* name = connectionIn(call.input);
    if (name == nullptr) return ApiResult(kernel::fail("InvalidParameterValue", "connection must be a string."));
    int closed = 0;
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        if (!m_clusters[slot].node) continue;
        Node& n = *m_clusters[slot].node;
        const auto console = n.consoles.find(*name);
        if (console == n.consoles.end()) continue;
        const ClientId client = console->second;
        if (const auto waiter = n.waiting.find(client); waiter != n.waiting.end()) {
            world.reply(waiter->second.call, tl::unexpected(kernel::ApiError{"ConnectionClosed", "The client closed the connection.", 400}));
            n.waiting.erase(waiter);
        }
        n.consoles.erase(console);
        n.pushed.erase(client);
        if (n.engine.isOpen(client)) n.engine.disconnect(client);
        ++closed;
    }
    return ApiResult(Json{{"closed", closed}});
}

ApiResult ElastiCacheService::peekMessages(const Json& input) const {
    const std::string* name = connectionIn(input);
    const auto after = input.is_object() ? input.find("after") : input.end();
    const bool isNumber = name != nullptr && after != input.end() && after->is_number_unsigned();
    if (name == nullptr || (after != input.end() && !isNumber)) {
        return kernel::fail("InvalidParameterValue", "connection must be a string, after a whole number.");
    }
    for (const Cluster& c : m_clusters) {
        if (!c.node) continue;
        const auto console = c.node->consoles.find(*name);
        if (console == c.node->consoles.end() || !c.node->engine.subscribed(console->second)) continue;
        const auto pushed = c.node->pushed.find(console->second);
        static const PushedOutput kNothing;
        const PushedOutput& output = pushed == c.node->pushed.end() ? kNothing : pushed->second;
        const std::uint64_t from = isNumber ? std::clamp(after->get<std::uint64_t>(), output.begin(), output.end()) : output.begin();
        return Json{{"open", true}, {"from", from}, {"next", output.end()}, {"messages", bytesToUtf8(output.since(from))}};
    }
    return Json{{"open", false}};
}

bool ElastiCacheService::closesOnReplicaWrite(std::uint32_t slot) const {
    const auto it = m_clusters[slot].applied.find("close-on-replica-write");
    return it != m_clusters[slot].applied.end() && it->second == "yes";
}

ApiResult ElastiCacheService::peekRedis(const World& world, const Json& input) const {
    auto request = parseRedisRequest(input);
    if (!request) return tl::unexpected(request.error());
    const Target t = locate(world, request->endpoint);
    if (t.reach != Reach::Ok) return tl::unexpected(unreachable(t.reach, t.host, t.port, "Redis"));
    const Cluster& c = m_clusters[t.at.slot];
    if (c.engine != CacheEngine::Redis) return kernel::fail("WrongEngine", "Cluster " + c.id + " runs memcached: it does not speak the Redis protocol.");
    const std::int64_t ms = world.unixMilliseconds();
    const std::vector<std::string_view> argv(request->argv.begin(), request->argv.end());
    std::string out;
    std::uint32_t slot = t.at.slot;
    // On a copy: whatever the command does, the node never hears of it.
    for (int hop = 0; hop <= kMaxRedirections; ++hop) {
        Engine copy = m_clusters[slot].node->engine;
        if (m_clusters[slot].node->link) catchUpCopy(world, slot, copy);
        const ClientId client = copy.connect(ms);
        if (client == 0) return Json{{"reply", std::string(Engine::kMaxClientsError)}};
        out.clear();
        const Engine::Outcome outcome = copy.execute(client, argv, ms, out);
        if (!request->follow || outcome.route != ports::CacheReply::Status::Moved) break;
        const NodeRef next = refOfMap(slot, outcome.redirect);
        if (next == kNoNode || !runs(NodeAddress::of(next))) break;
        slot = NodeAddress::of(next).slot;
    }
    return Json{{"reply", bytesToUtf8(out)}};
}

tl::expected<void, std::string> ElastiCacheService::open(World& world, kernel::ConnectionId id,
                                                         std::string_view endpoint, std::string_view via) {
    const Target t = locate(world, endpoint);
    switch (t.reach) {
    case Reach::UnknownHost: return tl::unexpected<std::string>("Name or service not known");
    case Reach::Refused: return tl::unexpected<std::string>("Connection refused");
    case Reach::TimesOut: return tl::unexpected<std::string>("Connection timed out");
    case Reach::Ok: break;
    }
    if (m_clusters[t.at.slot].engine == CacheEngine::Memcached) return openMemcached(world, id, t.at, via);
    Node& n = *m_clusters[t.at.slot].node;
    const std::uint32_t clientPort = kFirstClientPort + n.consolePorts++ % 20'000;
    const ClientId client =
        n.engine.connect(world.unixMilliseconds(),
                         std::string(Ec2Service::kApplicationAddress) + ":" + std::to_string(clientPort));
    if (client == 0) return tl::unexpected<std::string>("max number of clients reached");
    n.engine.setHost(client, via);
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
        if (n.link) catchUp(world, slot);
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
    receiveMemcached(world, id, bytes);
}

// The ports that lead to nodes from outside: what nodes say of one another to who came through one.
ApiResult ElastiCacheService::announceNodes(const Json& input) {
    auto ports = readAnnouncedPorts(input);
    if (!ports) return tl::unexpected(ports.error());
    m_announced = *ports;
    for (Cluster& c : m_clusters) {
        if (c.node) c.node->engine.setAnnouncedPorts(m_announced);
        for (MemcachedNode& n : c.memcached) {
            if (n.process) n.process->engine.setAnnouncedPorts(m_announced);
        }
    }
    return Json::object();
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
    closeMemcached(id);
}

} // namespace maylab::cache
