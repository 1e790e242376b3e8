#include "app/session/session_runner.h"

#include <chrono>

namespace maylab::app {

SessionRunner::SessionRunner(SessionConfig config) : m_ports(config.ports), m_core(std::move(config)) {
    m_core.setLaunchProgress([this](double p) { return launchProgress(p); });
    m_thread = std::thread([this] { threadMain(); });
}

SessionRunner::~SessionRunner() { stop(); }

void SessionRunner::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        ++m_launchesPosted;
    }
    wake();
    if (m_thread.joinable()) m_thread.join();
}

bool SessionRunner::post(SessionCommand command) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stop || m_inbox.size() >= kMaxInbox) return false;
        if (std::holds_alternative<command::Begin>(command) || std::holds_alternative<command::End>(command)) {
            ++m_launchesPosted;
        }
        m_inbox.push_back(std::move(command));
    }
    wake();
    return true;
}

// The thread waits at one of two places.
void SessionRunner::wake() {
    m_wake.notify_one();
    if (m_ports) m_ports->wake();
}

Ticket SessionRunner::nextTicket() {
    const std::lock_guard lock(m_mutex);
    return ++m_lastTicket;
}

void SessionRunner::begin(Launch launch) { post(command::Begin{std::move(launch)}); }
void SessionRunner::end() { post(command::End{}); }
void SessionRunner::play(bool on) { post(command::Play{on}); }
void SessionRunner::setSpeed(Speed speed) { post(command::SetSpeed{speed}); }
void SessionRunner::stepEvents(std::uint64_t events) { post(command::StepEvents{events}); }
void SessionRunner::skipToAnnounced() { post(command::Skip{command::Skip::To::Announced, {}}); }
void SessionRunner::skipToNextEvent() { post(command::Skip{command::Skip::To::Event, {}}); }
void SessionRunner::skipTo(kernel::SimTime time) { post(command::Skip{command::Skip::To::Time, time}); }
void SessionRunner::stopSkip() { post(command::StopSkip{}); }
void SessionRunner::setHold(Hold hold, bool on) { post(command::SetHold{hold, on}); }
void SessionRunner::setInterest(const Interest& interest) { post(command::SetInterest{interest}); }
void SessionRunner::openPorts(std::vector<PortRequest> requests) { post(command::OpenPorts{std::move(requests)}); }
void SessionRunner::forget(Ticket ticket) { post(command::Forget{ticket}); }

Ticket SessionRunner::call(kernel::Actor actor, std::string service, std::string operation, kernel::Json input) {
    const Ticket ticket = nextTicket();
    const bool taken =
        post(command::DoorCall{ticket, actor, service, operation, std::move(input)});
    if (!taken) {
        CallAnswer answer;
        answer.ticket = ticket;
        answer.actor = actor;
        answer.service = std::move(service);
        answer.operation = std::move(operation);
        answer.error = {"TooManyCalls", "Too many commands are waiting; this one was not sent.", 429};
        const std::lock_guard lock(m_mutex);
        m_answers.emplace_back(std::move(answer));
    }
    return ticket;
}

Ticket SessionRunner::peek(std::string service, std::string operation, kernel::Json input) {
    const Ticket ticket = nextTicket();
    if (!post(command::Peek{ticket, service, operation, std::move(input)})) {
        CallAnswer answer;
        answer.ticket = ticket;
        answer.service = std::move(service);
        answer.operation = std::move(operation);
        answer.error = {"TooManyCalls", "Too many commands are waiting; this one was not sent.", 429};
        const std::lock_guard lock(m_mutex);
        m_answers.emplace_back(std::move(answer));
    }
    return ticket;
}

Ticket SessionRunner::setControl(std::string control, kernel::Json value) {
    const Ticket ticket = nextTicket();
    if (!post(command::SetControl{ticket, control, std::move(value)})) {
        CallAnswer answer;
        answer.ticket = ticket;
        answer.operation = std::move(control);
        answer.error = {"TooManyCalls", "Too many commands are waiting; this one was not sent.", 429};
        const std::lock_guard lock(m_mutex);
        m_answers.emplace_back(std::move(answer));
    }
    return ticket;
}

Ticket SessionRunner::act(std::string what, kernel::Json value) {
    const Ticket ticket = nextTicket();
    if (!post(command::Act{ticket, what, std::move(value)})) {
        ActAnswer answer;
        answer.ticket = ticket;
        answer.what = std::move(what);
        answer.problem = "Too many commands are waiting; this one was not sent.";
        const std::lock_guard lock(m_mutex);
        m_answers.emplace_back(std::move(answer));
    }
    return ticket;
}

Ticket SessionRunner::askSeries(SeriesRequest request) {
    const Ticket ticket = nextTicket();
    post(command::AskSeries{ticket, std::move(request)});
    return ticket;
}

Ticket SessionRunner::askDetail(DetailQuery query) {
    const Ticket ticket = nextTicket();
    post(command::AskDetail{ticket, std::move(query)});
    return ticket;
}

std::optional<Snapshot> SessionRunner::takeSnapshot() {
    std::optional<Snapshot> taken;
    {
        const std::lock_guard lock(m_mutex);
        taken.swap(m_snapshot);
        if (m_taken) return taken;
        m_taken = true;
    }
    wake();
    return taken;
}

std::vector<Answer> SessionRunner::takeAnswers() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_answers, {});
}

// On the session's thread, from within a launch: the UI sees a true bar, and a newer launch ends this one.
bool SessionRunner::launchProgress(double progress) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stop || m_launchesPosted != m_launchesSeen) return false;
        if (!m_taken && progress > 0) return true; // the first one says that it began
    }
    Snapshot s = m_core.snapshot();
    s.loadProgress = progress;
    const std::lock_guard lock(m_mutex);
    m_snapshot = std::move(s);
    m_taken = false;
    return true;
}

void SessionRunner::publish(bool wanted) {
    std::vector<Answer> answers = m_core.takeAnswers();
    if (!answers.empty()) {
        const std::lock_guard lock(m_mutex);
        for (Answer& a : answers) m_answers.push_back(std::move(a));
    }
    if (!wanted || !m_core.changed()) return;
    Snapshot s = m_core.snapshot();
    const std::lock_guard lock(m_mutex);
    m_snapshot = std::move(s);
    m_taken = false;
}

void SessionRunner::threadMain() {
    WallTime pause = 0;
    for (;;) {
        std::deque<SessionCommand> commands;
        bool wanted = false;
        {
            std::unique_lock lock(m_mutex);
            const auto ready = [this] { return m_stop || !m_inbox.empty() || (m_taken && m_core.changed()); };
            if (m_core.serving()) {
                if (!ready()) {
                    lock.unlock();
                    m_core.serveClients(pause);
                    lock.lock();
                }
            } else if (pause == SessionCore::kNothingToDo) {
                m_wake.wait(lock, ready);
            } else if (pause > 0) {
                m_wake.wait_for(lock, std::chrono::nanoseconds(pause), ready);
            }
            if (m_stop) break;
            commands.swap(m_inbox);
            wanted = m_taken;
        }
        for (SessionCommand& c : commands) {
            if (std::holds_alternative<command::Begin>(c) || std::holds_alternative<command::End>(c)) {
                const std::lock_guard lock(m_mutex);
                ++m_launchesSeen;
            }
            m_core.handle(std::move(c));
        }
        pause = m_core.tick();
        publish(wanted);
    }
    m_core.handle(command::End{});
}

} // namespace maylab::app
