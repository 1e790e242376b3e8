// What a session runs and how it is read: interfaces, so that the session can be tested with a small world.
// Everything here is called on the world's thread only.
#pragma once

#include "app/session/picture.h"
#include "app/session/queries.h"
#include "app/session/snapshot.h"
#include "kernel/run.h"

#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::labs {
class LabSession;
class Scalar;
} // namespace maylab::labs

namespace maylab::app {

// A run, alone or with a lab bound to it.
class RunHost {
  public:
    virtual ~RunHost() = default;

    virtual const kernel::Run& run() const = 0;
    virtual kernel::World& world() = 0;
    // Executes every event at or before t; then the clock stands at t.
    virtual void runUntil(kernel::SimTime t) = 0;
    // Executes at most n events.
    virtual std::uint64_t runEvents(std::uint64_t n) = 0;
    virtual kernel::CallId call(kernel::Actor actor, std::string_view service, std::string_view operation,
                                const kernel::Json& input) = 0;
    // The form: a control of the lab's step set to a value. Empty when there is no such control.
    virtual std::optional<kernel::CallId> setControl(std::string_view, const kernel::Json&) { return {}; }
    virtual std::vector<kernel::Reply> takeReplies() = 0;
    // Real clients.
    virtual tl::expected<kernel::ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                                 std::string_view via) = 0;
    virtual void receive(kernel::ConnectionId connection, std::string_view bytes) = 0;
    virtual void close(kernel::ConnectionId connection) = 0;
    // Something the learner does in the lab; the error is a sentence for the person.
    virtual tl::expected<kernel::Json, std::string> act(std::string_view what, const kernel::Json& value) = 0;
    virtual void mark() = 0;
    // Nobody will replay what clients did: their bytes are not kept.
    virtual void forgetClients() {}
    virtual std::vector<kernel::JournalEntry> takeNewEntries() = 0;
    // The lab's state for the snapshot; null outside a lab.
    virtual std::shared_ptr<const labs::SessionView> lesson() { return nullptr; }
    // What the lab reached since the last take: goals passed, hints opened.
    virtual std::vector<labs::SessionEvent> takeLessonEvents();
    virtual const labs::LabSession* labSession() const { return nullptr; }
    // True while the learner's prediction is awaited: the clock is held.
    virtual bool awaitsPrediction() const { return false; }
    // The speed the lab asks for at this moment; 0: none in particular.
    virtual double wantedSpeed() const { return 0; }
    // Wall seconds since the learner last did anything; reading: a text is open, the clock waits for it.
    virtual void idle(double /*wallSeconds*/, bool /*reading*/) {}
    // Work that runs beside the world (other days on unseen seeds); true when it has brought something.
    virtual bool poll() { return false; }
    // True while poll() has something to wait for.
    virtual bool busy() const { return false; }
};

// A run without a lab: the sandbox of tests.
class PlainHost final : public RunHost {
  public:
    explicit PlainHost(kernel::Run run) : m_run(std::move(run)) {}

    const kernel::Run& run() const override { return m_run; }
    kernel::World& world() override { return m_run.world(); }
    void runUntil(kernel::SimTime t) override { m_run.world().runUntil(t); }
    std::uint64_t runEvents(std::uint64_t n) override { return m_run.world().runEvents(n); }
    kernel::CallId call(kernel::Actor actor, std::string_view service, std::string_view operation,
                        const kernel::Json& input) override {
        return m_run.call(actor, service, operation, input);
    }
    std::vector<kernel::Reply> takeReplies() override { return m_run.world().takeReplies(); }
    tl::expected<kernel::ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                         std::string_view via) override {
        return m_run.open(service, endpoint, via);
    }
    void receive(kernel::ConnectionId connection, std::string_view bytes) override { m_run.receive(connection, bytes); }
    void close(kernel::ConnectionId connection) override { m_run.close(connection); }
    tl::expected<kernel::Json, std::string> act(std::string_view what, const kernel::Json& value) override {
        m_run.act(what, value);
        return kernel::Json();
    }
    void mark() override { m_run.mark(); }
    void forgetClients() override { m_run.forgetClients(); }
    std::vector<kernel::JournalEntry> takeNewEntries() override { return m_run.takeNewEntries(); }

  private:
    kernel::Run m_run;
};

// Reads a world without trace: the fingerprint is the same with and without it.
class WorldReader {
  public:
    virtual ~WorldReader() = default;
    // A new run: forget whatever was kept of the one before.
    virtual void reset() {}
    virtual void picture(const kernel::World& world, const Interest& interest, WorldPicture& out) = 0;
    virtual void series(const kernel::World& world, const SeriesRequest& request, SeriesAnswer& out) = 0;
    virtual void detail(const kernel::World& world, const DetailQuery& query, DetailAnswer& out) = 0;
    // Events of the services themselves that were not yet told, oldest first; number and kind are filled in by the
    // session.
    virtual void news(const kernel::World&, std::vector<Happening>&) {}
};

// Where the journal goes. An implementation hands its arguments to a thread of its own and returns at once.
class JournalSink {
  public:
    virtual ~JournalSink() = default;
    virtual void begin(const kernel::JournalHeader& header, std::uint64_t run) = 0;
    // At most once per wall second, the last entry a mark; once more when the run ends or is replaced.
    virtual void append(std::uint64_t run, std::vector<kernel::JournalEntry> entries) = 0;
    // Real clients wrote more than is kept: what comes from now on is not the whole run.
    virtual void notReplayable(std::uint64_t /*run*/) {}
    // Goals passed, steps done, mistakes met; the measured values are the session's to read, now.
    virtual void lesson(std::uint64_t /*run*/, const labs::LabSession&, const std::vector<labs::SessionEvent>&) {}
    virtual void end(std::uint64_t run) = 0;
};

// What to run: a scenario, or a lab's step when header.lab and header.step are set (the lab then says scenario and
// parameters). A journal: resume it, to its last mark, by replay; a resumed run goes on in the same journal.
struct Launch {
    kernel::JournalHeader header;
    std::shared_ptr<const kernel::Journal> journal; // null: a new run
    bool play = true;                  // time runs as soon as it is ready
    std::optional<Speed> speed;        // none: as the launcher says
    std::optional<std::uint64_t> seed; // of a lab's step: another than the lab's own
};

struct Launched {
    std::unique_ptr<RunHost> host;
    kernel::Run::ReplayReport replay;
    Speed speed = Speed::X1; // what the lab's step begins with
};

// Told the progress, 0 to 1; returns false when the launch was called off: the launcher gives up soon.
using LaunchProgress = std::function<bool(double)>;
using Launcher = std::function<tl::expected<Launched, std::string>(const Launch&, const LaunchProgress&)>;

// Runs without a lab.
Launcher plainLauncher(kernel::WorldFactory factory);

} // namespace maylab::app
