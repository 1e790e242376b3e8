// The thread that runs a world. The UI talks to it through an inbox and polls what comes back: between the two
// threads there are one std::mutex, one condition and plain values, no queued signals.
//
// Every member may be called from any thread and returns at once, except the destructor and stop(), which wait for
// the running slice (a few milliseconds) to end.
#pragma once

#include "app/session/session_core.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace maylab::app {

class SessionRunner {
  public:
    // Commands that wait in the inbox beyond this are refused by post().
    static constexpr std::size_t kMaxInbox = 10'000;

    explicit SessionRunner(SessionConfig config);
    ~SessionRunner();
    SessionRunner(const SessionRunner&) = delete;
    SessionRunner& operator=(const SessionRunner&) = delete;

    // Replaces whatever runs now, also a launch that is still going on.
    void begin(Launch launch);
    void end();
    // Ends the run, writes its journal out, joins the thread. Idempotent.
    void stop();

    void play(bool on);
    void setSpeed(Speed speed);
    void stepEvents(std::uint64_t events = 1);
    void skipToAnnounced();
    void skipToNextEvent();
    void skipTo(kernel::SimTime time);
    void stopSkip();
    void setHold(Hold hold, bool on);
    void setInterest(const Interest& interest);

    Ticket call(kernel::Actor actor, std::string service, std::string operation, kernel::Json input);
    // A read, answered by a CallAnswer.
    Ticket peek(std::string service, std::string operation, kernel::Json input);
    // A control of the lab's form: answered by a CallAnswer, as the call it equals.
    Ticket setControl(std::string control, kernel::Json value);
    // What the learner does in a lab; see LabHost::act for the names.
    Ticket act(std::string what, kernel::Json value);
    Ticket askSeries(SeriesRequest request);
    Ticket askDetail(DetailQuery query);
    void forget(Ticket ticket);
    // Ports for real clients; an empty list closes them. What listens is in the snapshot.
    void openPorts(std::vector<PortRequest> requests);

    // The newest snapshot, if there is one that was not taken yet. Taking it asks for the next.
    std::optional<Snapshot> takeSnapshot();
    std::vector<Answer> takeAnswers();

  private:
    bool post(SessionCommand command);
    void wake();
    Ticket nextTicket();
    void threadMain();
    bool launchProgress(double progress);
    void publish(bool wanted);

    std::mutex m_mutex; // everything down to m_thread
    std::condition_variable m_wake;
    std::deque<SessionCommand> m_inbox;
    std::uint64_t m_launchesPosted = 0; // begin() and end(); a launch that is not the newest gives up
    std::optional<Snapshot> m_snapshot;
    std::vector<Answer> m_answers;
    Ticket m_lastTicket = 0;
    bool m_taken = true; // the UI has the last snapshot
    bool m_stop = false;

    std::shared_ptr<ClientPorts> m_ports; // of it, only wake() from other threads
    SessionCore m_core; // the thread's own
    std::uint64_t m_launchesSeen = 0;
    std::thread m_thread;
};

} // namespace maylab::app
