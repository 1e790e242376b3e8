// A lab's step as a run: what the learner does reaches the LabSession by name, what it reaches comes back as events.
// Another day runs on a thread of its own; it touches no world but the ones it makes.
#pragma once

#include "app/session/run_host.h"
#include "labs/engine/session.h"

#include <atomic>
#include <thread>

namespace maylab::app {

class LabHost final : public RunHost {
  public:
    LabHost(labs::LabSession session, kernel::WorldFactory factory);
    ~LabHost() override;

    const kernel::Run& run() const override { return m_session.run(); }
    kernel::World& world() override { return m_session.run().world(); }
    void runUntil(kernel::SimTime t) override { m_session.advanceTo(t); }
    std::uint64_t runEvents(std::uint64_t n) override;
    kernel::CallId call(kernel::Actor actor, std::string_view service, std::string_view operation,
                        const kernel::Json& input) override {
        return m_session.call(actor, service, operation, input);
    }
    std::optional<kernel::CallId> setControl(std::string_view control, const kernel::Json& value) override;
    std::vector<kernel::Reply> takeReplies() override { return world().takeReplies(); }
    tl::expected<kernel::ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                         std::string_view via) override {
        return m_session.open(service, endpoint, via);
    }
    void receive(kernel::ConnectionId connection, std::string_view bytes) override { m_session.receive(connection, bytes); }
    void close(kernel::ConnectionId connection) override { m_session.close(connection); }

    // what, value -> what comes back; the error is a sentence.
    //   "answer"   {"id", "value"}   an answer field of the step
    //   "predict"  {"id", "value"}   once; unlocks the run
    //   "hint"     {"cause"?}        opens the next hint
    //   "why"      {"option"} or {"rule"}
    //   "exam"     {"option"}
    //   "know"     {"options": []}   "I know this" -> {"right": n}
    //   "reset"    {}                the caller begins the step again afterwards
    tl::expected<kernel::Json, std::string> act(std::string_view what, const kernel::Json& value) override;

    void mark() override { m_session.mark(); }
    std::vector<kernel::JournalEntry> takeNewEntries() override { return m_session.run().takeNewEntries(); }
    std::shared_ptr<const labs::SessionView> lesson() override;
    std::vector<labs::SessionEvent> takeLessonEvents() override { return m_session.takeEvents(); }
    const labs::LabSession* labSession() const override { return &m_session; }
    bool awaitsPrediction() const override { return m_session.locked(); }
    double wantedSpeed() const override;
    void idle(double wallSeconds, bool reading) override { m_session.idle(wallSeconds, reading); }
    bool poll() override;
    bool busy() const override { return m_otherDays.joinable(); }

  private:
    labs::LabSession m_session;
    kernel::WorldFactory m_factory;
    std::thread m_otherDays;
    std::atomic<bool> m_otherDaysDone{false};
    labs::AnotherDayResult m_otherDaysResult; // the thread's until m_otherDaysDone
};

// Launches labs' steps (header.lab not empty) and plain scenarios. findLab is called on the world's thread; null:
// there is no such lab.
using LabFinder = std::function<std::shared_ptr<const labs::Lab>(const std::string& id)>;
Launcher labLauncher(LabFinder findLab, kernel::WorldFactory factory, std::string program);

} // namespace maylab::app
