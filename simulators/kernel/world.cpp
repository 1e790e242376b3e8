#include "kernel/world.h"

#include "kernel/outside.h"

#include <algorithm>

namespace maylab::kernel {

const char* toString(Actor actor) {
    switch (actor) {
    case Actor::Form: return "form";
    case Actor::Console: return "console";
    case Actor::Client: return "client";
    case Actor::Setup: return "setup";
    case Actor::Solution: return "solution";
    case Actor::World: return "world";
    }
    return "form";
}

bool actorFromString(std::string_view text, Actor& actor) {
    for (const Actor a :
         {Actor::Form, Actor::Console, Actor::Client, Actor::Setup, Actor::Solution, Actor::World}) {
        if (text == toString(a)) {
            actor = a;
            return true;
        }
    }
    return false;
}

World::World(WorldConfig config)
    : m_config(std::move(config)), m_random(m_config.seed), m_decisions(m_config.seed) {
    m_rolling.mix(m_config.scenario);
    m_rolling.mix(m_config.seed);
    m_rolling.mix(static_cast<std::uint64_t>(m_config.calendar.startUnixMilliseconds));
}

World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;
World::~World() = default;

World::World(const World& o)
    : m_config(o.m_config), m_now(o.m_now), m_events(o.m_events), m_rolling(o.m_rolling), m_queue(o.m_queue),
      m_random(o.m_random), m_metrics(o.m_metrics), m_decisions(o.m_decisions), m_pending(o.m_pending),
      m_replies(o.m_replies), m_data(o.m_data), m_connections(o.m_connections), m_announced(o.m_announced),
      m_records(o.m_records), m_nextCall(o.m_nextCall), m_nextConnection(o.m_nextConnection) {
    m_services.reserve(o.m_services.size());
    for (const auto& s : o.m_services) m_services.push_back(s->clone());
}

std::unique_ptr<World> World::clone() const { return std::unique_ptr<World>(new World(*this)); }

AssertContext World::context(const char* simulator) const {
    return {simulator, m_config.seed, m_now.ns(), m_events};
}

void World::execute(const Event& event) {
    m_now = event.at;
    ++m_events;
    m_rolling.mix(static_cast<std::uint64_t>(event.at.ns()));
    m_rolling.mix((static_cast<std::uint64_t>(event.service) << 48) ^
                  (static_cast<std::uint64_t>(event.kind) << 32) ^ event.handle);
    m_rolling.mix(event.data);
    m_services[event.service]->onEvent(*this, event);
}

void World::runUntil(SimTime t) {
    MAYLAB_ASSERT(t >= m_now);
    MAYLAB_ASSERT(t <= m_config.limits.maxTime);
    const AssertContext c = context("world");
    const AssertScope scope(c);
    while (!m_queue.empty() && m_queue.nextTime() <= t) execute(m_queue.pop());
    m_now = t;
}

std::uint64_t World::runEvents(std::uint64_t n) {
    const AssertContext c = context("world");
    const AssertScope scope(c);
    std::uint64_t done = 0;
    while (done < n && !m_queue.empty()) {
        execute(m_queue.pop());
        ++done;
    }
    return done;
}

void World::advanceClock(SimTime t) {
    MAYLAB_ASSERT(t >= m_now);
    MAYLAB_ASSERT(m_queue.empty() || m_queue.nextTime() >= t);
    m_now = t;
}

EventId World::schedule(SimTime at, ServiceId service, std::uint16_t kind, std::uint32_t handle,
                        std::uint64_t data) {
    MAYLAB_ASSERT(at >= m_now);
    MAYLAB_ASSERT(service < m_services.size());
    return m_queue.schedule(at, service, kind, handle, data);
}

ServiceId World::add(std::unique_ptr<Service> service) {
    MAYLAB_ASSERT(find(service->name()) == kNoService);
    MAYLAB_ASSERT(m_services.size() < kNoService);
    m_services.push_back(std::move(service));
    const auto id = static_cast<ServiceId>(m_services.size() - 1);
    m_services[id]->start(*this);
    return id;
}

ServiceId World::find(std::string_view name) const {
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        if (m_services[i]->name() == name) return static_cast<ServiceId>(i);
    }
    return kNoService;
}

CallId World::call(Actor actor, std::string_view serviceName, std::string_view operation, const Json& input) {
    const CallId id = m_nextCall++;
    const auto read = readInput(input);
    CallRecord record;
    record.id = id;
    record.at = m_now;
    record.actor = actor;
    record.service = serviceName;
    record.operation = operation;
    record.input = read ? *read : Json::object();
    m_records.push_back(std::move(record));
    if (m_records.size() > m_config.limits.maxCallRecords) m_records.pop_front();

    const Pending pending{id, kNoService, 0};
    if (!read) {
        deliver(pending, tl::unexpected(read.error()));
        return id;
    }
    m_rolling.mix(static_cast<std::uint64_t>(m_now.ns()));
    m_rolling.mix(serviceName);
    m_rolling.mix(operation);
    m_rolling.mix(read->dump());

    const ServiceId s = find(serviceName);
    if (s == kNoService) {
        deliver(pending, fail("UnknownService", "Could not find a service named '" + std::string(serviceName) +
                                                    "' in this scenario."));
        return id;
    }
    const AssertContext c = context("call");
    const AssertScope scope(c);
    m_pending.push_back(pending);
    if (MaybeResult result = m_services[s]->call(*this, Call{id, actor, operation, *read})) {
        reply(id, std::move(*result));
    }
    return id;
}

void World::callFrom(ServiceId caller, std::uint64_t token, std::string_view serviceName,
                     std::string_view operation, const Json& input) {
    const CallId id = m_nextCall++;
    const auto read = readInput(input);
    const ServiceId s = find(serviceName);
    const Pending pending{id, caller, token};
    if (!read) {
        deliver(pending, tl::unexpected(read.error()));
        return;
    }
    if (s == kNoService) {
        deliver(pending, fail("UnknownService", "Could not find a service named '" + std::string(serviceName) + "'."));
        return;
    }
    m_pending.push_back(pending);
    if (MaybeResult result = m_services[s]->call(*this, Call{id, Actor::World, operation, *read})) {
        reply(id, std::move(*result));
    }
}

void World::reply(CallId id, ApiResult result) {
    const auto it = std::find_if(m_pending.begin(), m_pending.end(), [id](const Pending& p) { return p.id == id; });
    MAYLAB_ASSERT(it != m_pending.end());
    const Pending pending = *it;
    m_pending.erase(it);
    deliver(pending, result);
}

void World::deliver(const Pending& p, const ApiResult& result) {
    if (p.caller != kNoService) {
        m_services[p.caller]->onReply(*this, p.token, result);
        return;
    }
    const auto record =
        std::find_if(m_records.rbegin(), m_records.rend(), [&](const CallRecord& r) { return r.id == p.id; });
    if (record != m_records.rend()) {
        record->answered = true;
        record->ok = result.has_value();
        if (result) {
            record->output = *result;
        } else {
            record->errorCode = result.error().code;
            record->errorMessage = result.error().message;
        }
    }
    if (m_replies.size() >= m_config.limits.maxReplies) m_replies.erase(m_replies.begin());
    m_replies.push_back({p.id, m_now, result});
}

std::vector<Reply> World::takeReplies() { return std::exchange(m_replies, {}); }

bool World::isPending(CallId id) const {
    return std::any_of(m_pending.begin(), m_pending.end(), [id](const Pending& p) { return p.id == id; });
}

ApiResult World::peek(std::string_view serviceName, std::string_view operation, const Json& input) const {
    const ServiceId s = find(serviceName);
    if (s == kNoService) {
        return fail("UnknownService",
                    "Could not find a service named '" + std::string(serviceName) + "' in this scenario.");
    }
    const auto read = readInput(input);
    if (!read) return tl::unexpected(read.error());
    return m_services[s]->peek(*this, operation, *read);
}

tl::expected<ConnectionId, std::string> World::open(std::string_view serviceName, std::string_view endpoint,
                                                    std::string_view via) {
    const ServiceId s = find(serviceName);
    if (s == kNoService) return tl::unexpected<std::string>("Connection refused");
    const ConnectionId id = m_nextConnection++;
    m_rolling.mix(id);
    m_rolling.mix(endpoint);
    if (!via.empty()) m_rolling.mix(via);
    if (auto opened = m_services[s]->open(*this, id, endpoint, via); !opened) return tl::unexpected(opened.error());
    m_connections.push_back({id, s});
    return id;
}

void World::receive(ConnectionId connection, std::string_view bytes) {
    const auto it = connectionOf(connection);
    if (it == m_connections.end()) return;
    m_rolling.mix(connection);
    m_rolling.mixWords(bytes);
    m_services[it->service]->receive(*this, connection, bytes);
}

void World::close(ConnectionId connection) {
    const auto it = connectionOf(connection);
    if (it == m_connections.end()) return;
    const ServiceId s = it->service;
    m_connections.erase(it);
    m_rolling.mix(connection);
    m_services[s]->close(*this, connection);
}

void World::send(ConnectionId connection, std::string bytes, bool closed) {
    m_data.push_back({connection, std::move(bytes), closed});
    if (!closed) return;
    if (const auto it = connectionOf(connection); it != m_connections.end()) m_connections.erase(it);
}

std::vector<World::Connection>::iterator World::connectionOf(ConnectionId id) {
    const auto at = std::lower_bound(m_connections.begin(), m_connections.end(), id,
                                     [](const Connection& c, ConnectionId wanted) { return c.id < wanted; });
    return at != m_connections.end() && at->id == id ? at : m_connections.end();
}

std::vector<DataReply> World::takeData() { return std::exchange(m_data, {}); }

void World::takeData(std::vector<DataReply>& into) {
    into.clear();
    into.swap(m_data);
}

void World::announce(SimTime at, std::string_view what) {
    std::erase_if(m_announced, [this](const Announcement& a) { return a.at <= m_now; });
    m_announced.push_back({at, std::string(what)});
}

bool World::nextAnnounced(SimTime& at, std::string& what) const {
    const Announcement* best = nullptr;
    for (const Announcement& a : m_announced) {
        if (a.at > m_now && (best == nullptr || a.at < best->at)) best = &a;
    }
    if (best == nullptr) return false;
    at = best->at;
    what = best->what;
    return true;
}

std::uint64_t World::fingerprint() const {
    Fingerprint f = m_rolling;
    f.mix(m_events);
    f.mix(static_cast<std::uint64_t>(m_now.ns()));
    f.mix(m_queue.size());
    m_random.mixInto(f);
    for (const auto& s : m_services) s->mixInto(f);
    return f.value();
}

Json World::behaviourVersions() const {
    Json versions = Json::object();
    for (const auto& s : m_services) versions[std::string(s->name())] = s->behaviourVersion();
    return versions;
}

} // namespace maylab::kernel
