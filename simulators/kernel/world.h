// A world: one clock, one event queue, named random streams, the services, their metrics and decisions.
// Single-threaded, knows no wall clock. A world is a value: clone() runs on to the same fingerprint.
#pragma once

#include "kernel/decision.h"
#include "kernel/doors.h"
#include "kernel/event_queue.h"
#include "kernel/metric_sink.h"
#include "kernel/rng.h"
#include "kernel/service.h"
#include "kernel/time.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::kernel {

struct WorldLimits {
    SimTime maxTime = SimTime::atSecond(400LL * 86400); // the clock refuses to go further
    std::size_t maxReplies = 100'000;                   // replies nobody took
    std::size_t maxCallRecords = 20'000;                // the newest are kept
};

struct WorldConfig {
    std::string scenario;
    std::uint64_t seed = 1;
    Calendar calendar;
    WorldLimits limits;
};

// A reply to a call from outside.
struct Reply {
    CallId id = 0;
    SimTime at;
    ApiResult result;
};

// Bytes for a connection from outside; closed when the service hung up.
struct DataReply {
    ConnectionId connection = 0;
    std::string bytes;
    bool closed = false;
};

// One call from outside as goals see it: who, what, and what came back (result empty while pending).
struct CallRecord {
    CallId id = 0;
    SimTime at;
    Actor actor = Actor::Form;
    std::string service, operation;
    Json input;
    bool answered = false, ok = false;
    Json output;          // when ok
    std::string errorCode; // when not
    std::string errorMessage;
};

class World {
  public:
    explicit World(WorldConfig config);
    World(World&&) noexcept;
    World& operator=(World&&) noexcept;
    ~World();
    std::unique_ptr<World> clone() const;

    // --- time ---
    SimTime now() const { return m_now; }
    const Calendar& calendar() const { return m_config.calendar; }
    std::int64_t unixMilliseconds() const { return m_config.calendar.unixMilliseconds(m_now); }
    std::uint64_t eventsExecuted() const { return m_events; }
    // Executes every event at or before t, then the clock stands at t.
    void runUntil(SimTime t);
    void runFor(SimDuration d) { runUntil(m_now + d); }
    // Executes at most n events and leaves the clock at the last one; returns how many there were.
    std::uint64_t runEvents(std::uint64_t n);
    bool step() { return runEvents(1) == 1; }
    // Moves the clock to t without executing anything; no event may lie before t. (Replay.)
    void advanceClock(SimTime t);
    bool hasEvents() const { return !m_queue.empty(); }
    SimTime nextEventTime() { return m_queue.nextTime(); }
    const WorldConfig& config() const { return m_config; }
    std::uint64_t seed() const { return m_config.seed; }

    // --- for services ---
    EventId schedule(SimTime at, ServiceId service, std::uint16_t kind, std::uint32_t handle = 0,
                     std::uint64_t data = 0);
    bool cancel(EventId id) { return m_queue.cancel(id); }
    RngStreams& random() { return m_random; }
    MetricSink& metrics() { return m_metrics; }
    const MetricSink& metrics() const { return m_metrics; }
    DecisionLog& decisions() { return m_decisions; }
    const DecisionLog& decisions() const { return m_decisions; }
    void reply(CallId id, ApiResult result);
    void send(ConnectionId connection, std::string bytes, bool closed = false);
    // A call from inside the world: not journalled, not counted. Its reply arrives at caller's onReply.
    void callFrom(ServiceId caller, std::uint64_t token, std::string_view service, std::string_view operation,
                  const Json& input);
    // The next instant worth skipping to ("Skip the wait"): services announce it, the earliest in the future wins.
    void announce(SimTime at, std::string_view what);
    bool nextAnnounced(SimTime& at, std::string& what) const;

    // --- services ---
    ServiceId add(std::unique_ptr<Service> service);
    ServiceId find(std::string_view name) const; // kNoService if there is none
    static constexpr ServiceId kNoService = 0xFFFF;
    Service& service(ServiceId id) {
        MAYLAB_ASSERT(id < m_services.size());
        return *m_services[id];
    }
    const Service& service(ServiceId id) const {
        MAYLAB_ASSERT(id < m_services.size());
        return *m_services[id];
    }
    std::size_t serviceCount() const { return m_services.size(); }

    // --- doors, from outside ---
    // The reply is in takeReplies() now or after the world has run further. Unknown services are refused.
    CallId call(Actor actor, std::string_view service, std::string_view operation, const Json& input);
    std::vector<Reply> takeReplies();
    bool isPending(CallId id) const;
    ApiResult peek(std::string_view service, std::string_view operation, const Json& input) const;
    const std::deque<CallRecord>& callRecords() const { return m_records; }
    tl::expected<ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                 std::string_view via = {});
    void receive(ConnectionId connection, std::string_view bytes);
    void close(ConnectionId connection);
    std::vector<DataReply> takeData();
    // The same into a vector whose memory is kept: what was in it is dropped.
    void takeData(std::vector<DataReply>& into);
    bool hasData() const { return !m_data.empty(); }

    // Over everything executed so far and the state it led to. Reading it changes nothing.
    std::uint64_t fingerprint() const;
    // {"elasticache": 1, ...}: which rules this world follows.
    Json behaviourVersions() const;

  private:
    struct Pending {
        CallId id;
        ServiceId caller; // kNoService: from outside
        std::uint64_t token;
    };
    struct Connection {
        ConnectionId id;
        ServiceId service;
    };
    struct Announcement {
        SimTime at;
        std::string what;
    };

    World(const World& other);
    std::vector<Connection>::iterator connectionOf(ConnectionId id);
    void execute(const Event& event);
    void deliver(const Pending& p, const ApiResult& result);
    AssertContext context(const char* simulator) const;

    WorldConfig m_config;
    SimTime m_now;
    std::uint64_t m_events = 0;
    Fingerprint m_rolling;
    EventQueue m_queue;
    RngStreams m_random;
    MetricSink m_metrics;
    DecisionLog m_decisions;
    std::vector<std::unique_ptr<Service>> m_services;
    std::vector<Pending> m_pending;
    std::vector<Reply> m_replies;
    std::vector<DataReply> m_data;
    std::vector<Connection> m_connections; // by id
    std::vector<Announcement> m_announced;
    std::deque<CallRecord> m_records;
    CallId m_nextCall = 1;
    ConnectionId m_nextConnection = 1;
};

} // namespace maylab::kernel
