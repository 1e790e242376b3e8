// The session without its thread: takes commands, runs slices of virtual time, keeps what the UI will want to
// know. Everything the runner's thread does is here, driven by a wall clock that a test can hold in its hand.
//
// Exceptions end the run, never the session: the snapshot then says Failed and why.
#pragma once

#include "app/session/client_ports.h"
#include "app/session/run_host.h"

#include <deque>
#include <map>
#include <variant>

namespace maylab::app {

namespace command {
struct Begin {
    Launch launch;
};
struct End {};
struct Play {
    bool on = true;
};
struct SetSpeed {
    Speed speed = Speed::X1;
};
struct StepEvents {
    std::uint64_t events = 1;
};
struct Skip {
    enum class To : std::uint8_t { Announced, Event, Time };
    To to = To::Announced;
    kernel::SimTime time; // To::Time
};
struct StopSkip {};
struct SetHold {
    Hold hold = Hold::Reading;
    bool on = false;
};
struct DoorCall {
    Ticket ticket = 0;
    kernel::Actor actor = kernel::Actor::Form;
    std::string service, operation;
    kernel::Json input;
};
// A read of a service: the world is not changed, nothing is noted.
struct Peek {
    Ticket ticket = 0;
    std::string service, operation;
    kernel::Json input;
};
struct Act {
    Ticket ticket = 0;
    std::string what;
    kernel::Json value;
};
// A control of the lab's form; answered as the call it equals.
struct SetControl {
    Ticket ticket = 0;
    std::string control;
    kernel::Json value;
};
struct AskSeries {
    Ticket ticket = 0;
    SeriesRequest request;
};
struct AskDetail {
    Ticket ticket = 0;
    DetailQuery query;
};
struct SetInterest {
    Interest interest;
};
// Nobody waits for this ticket any more (Stop in the console, a closed page).
struct Forget {
    Ticket ticket = 0;
};
// Ports for real clients, instead of those that are open; none: closes them. Opening sets the speed to 1x.
struct OpenPorts {
    std::vector<PortRequest> requests;
};
} // namespace command

using SessionCommand = std::variant<command::Begin, command::End, command::Play, command::SetSpeed, command::StepEvents,
                             command::Skip, command::StopSkip, command::SetHold, command::DoorCall, command::Peek, command::Act,
                             command::SetControl, command::AskSeries, command::AskDetail, command::SetInterest, command::Forget,
                             command::OpenPorts>;

struct SessionConfig {
    Launcher launcher;
    std::shared_ptr<WorldReader> reader; // may be null: no pictures, no series
    std::shared_ptr<JournalSink> sink;   // may be null: nothing is kept
    std::shared_ptr<ClientPorts> ports;  // may be null: no real clients
    bool keepClientBytes = true;         // in the journal; false: nobody will replay what clients did
    std::function<WallTime()> wallClock; // null: the steady clock
    std::string program;                 // version, goes into the journal's header
};

class SessionCore : private ClientDoor {
  public:
    static constexpr WallTime kNothingToDo = -1;
    static constexpr WallTime kTickBudget = 8'000'000;

    explicit SessionCore(SessionConfig config);
    ~SessionCore() override;

    void handle(SessionCommand command);
    // Runs what is due, at most about kTickBudget of wall time. Returns after how long it wants to be called
    // again; 0: at once, kNothingToDo: not before the next command.
    WallTime tick();

    // True while ports are open: the thread then waits in serveClients().
    bool serving() const { return m_config.ports && m_config.ports->isOpen(); }
    // Handles real clients for about so long, or until ClientPorts::wake(); kNothingToDo: as long as nothing else happens.
    void serveClients(WallTime atMost);

    // Something changed since the last snapshot() that a UI would want to see.
    bool changed() const { return m_changed; }
    Snapshot snapshot();
    std::vector<Answer> takeAnswers();
    // Called while a launch runs on; progress from 0 to 1. Returns false to call it off.
    void setLaunchProgress(LaunchProgress progress) { m_launchProgress = std::move(progress); }
    // Marks and writes out what is not yet written.
    void flushJournal();

    WallTime wall() const;

  private:
    void on(command::Begin& c);
    void on(command::End& c);
    void on(command::Play& c);
    void on(command::SetSpeed& c);
    void on(command::StepEvents& c);
    void on(command::Skip& c);
    void on(command::StopSkip& c);
    void on(command::SetHold& c);
    void on(command::DoorCall& c);
    void on(command::Peek& c);
    void on(command::Act& c);
    void on(command::SetControl& c);
    void on(command::AskSeries& c);
    void on(command::AskDetail& c);
    void on(command::SetInterest& c);
    void on(command::Forget& c);
    void on(command::OpenPorts& c);

    // --- ClientDoor ---
    const kernel::World* world() const override { return m_host ? &m_host->run().world() : nullptr; }
    std::uint64_t run() const override { return m_run; }
    tl::expected<kernel::ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                         std::string_view via) override;
    void tell(std::string_view service, std::string_view operation, const kernel::Json& input) override;
    void receive(kernel::ConnectionId connection, std::string_view bytes) override;
    void close(kernel::ConnectionId connection) override;
    void takeData(std::vector<kernel::DataReply>& into) override;
    // The world comes to where its clock should stand, if that is more than a little ahead. Returns the wall clock.
    WallTime catchUp();

    void runSlices();
    void collect(); // replies and the lab's events, after the world has moved
    void collectLesson();
    void followLesson(); // the lock of a prediction, the speed the lab asks for
    void await(kernel::CallId id, Ticket ticket, kernel::Actor actor, const std::string& service,
               const std::string& operation, const kernel::Json& input);
    void happen(Happening h);
    void failed(const std::string& why);
    void endRun();
    kernel::AssertContext context() const;
    kernel::SimTime limit() const;
    kernel::SimTime now() const;
    template <class Body>
    void guarded(Body&& body);

    SessionConfig m_config;
    LaunchProgress m_launchProgress;
    std::unique_ptr<RunHost> m_host;
    Pacer m_pacer;
    SliceSize m_slice;
    Interest m_interest;

    RunState m_state = RunState::Empty;
    std::string m_problem;
    std::uint64_t m_run = 0;
    kernel::Run::ReplayReport m_replay;

    struct Waiting {
        Ticket ticket;
        std::uint64_t happening; // its number, to note a refusal
        CallAnswer answer;
    };
    std::map<kernel::CallId, Waiting> m_waiting;
    std::vector<Answer> m_answers;
    std::deque<Happening> m_happenings;
    std::uint64_t m_happened = 0;
    std::shared_ptr<const std::vector<Happening>> m_sharedHappenings;

    WallTime m_lastAct = 0; // when the learner last did anything
    WallTime m_lastIdle = 0;
    double m_wantedSpeed = 0;

    WallTime m_lastFlush = 0;
    WallTime m_lastSlice = 0; // when the world last moved
    bool m_replayable = true; // as far as the sink was told
    bool m_unwritten = false; // the journal, or the state after its last mark, has moved on
    std::uint64_t m_snapshots = 0;
    bool m_changed = true;

    // Over about half a second of wall time.
    WallTime m_speedWall = 0;
    kernel::SimTime m_speedAt;
    double m_achieved = 0;
};

} // namespace maylab::app
