#include "app/session/session_client.h"

#include "labs/engine/session.h"

namespace maylab::app {

SessionClient::SessionClient(SessionRunner& runner, QObject* parent) : QObject(parent), m_runner(runner) {
    m_timer.setInterval(kPeriodMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &SessionClient::poll);
    m_timer.start();
}

SessionClient::~SessionClient() = default;

template <class T>
void SessionClient::remember(Ticket ticket, QObject* context, T done) {
    if (!done) return;
    m_waiting[ticket] = Waiting{context, context != nullptr, std::move(done)};
}

Ticket SessionClient::call(kernel::Actor actor, const std::string& service, const std::string& operation,
                           const kernel::Json& input, QObject* context, OnCall done) {
    const Ticket ticket = m_runner.call(actor, service, operation, input);
    remember(ticket, context, std::move(done));
    return ticket;
}

Ticket SessionClient::setControl(const std::string& control, const kernel::Json& value, QObject* context,
                                 OnCall done) {
    const Ticket ticket = m_runner.setControl(control, value);
    remember(ticket, context, std::move(done));
    return ticket;
}

Ticket SessionClient::peek(const std::string& service, const std::string& operation, const kernel::Json& input,
                           QObject* context, OnCall done) {
    const Ticket ticket = m_runner.peek(service, operation, input);
    remember(ticket, context, std::move(done));
    return ticket;
}

Ticket SessionClient::act(const std::string& what, const kernel::Json& value, QObject* context, OnAct done) {
    const Ticket ticket = m_runner.act(what, value);
    remember(ticket, context, std::move(done));
    return ticket;
}

Ticket SessionClient::askSeries(const SeriesRequest& request, QObject* context, OnSeries done) {
    const Ticket ticket = m_runner.askSeries(request);
    remember(ticket, context, std::move(done));
    return ticket;
}

Ticket SessionClient::askDetail(const DetailQuery& query, QObject* context, OnDetail done) {
    const Ticket ticket = m_runner.askDetail(query);
    remember(ticket, context, std::move(done));
    return ticket;
}

void SessionClient::forget(Ticket ticket) {
    m_waiting.erase(ticket);
    m_runner.forget(ticket);
}

template <class Callback, class A>
void SessionClient::deliver(const A& answer, bool last) {
    const auto it = m_waiting.find(answer.ticket);
    if (it == m_waiting.end()) return;
    // A callback may ask the next question: nothing of the map is held while it runs.
    Waiting waiting = it->second;
    if (last) m_waiting.erase(it);
    if (waiting.hasContext && !waiting.context) return;
    if (auto* done = std::get_if<Callback>(&waiting.done)) (*done)(answer);
}

void SessionClient::poll() {
    for (const Answer& answer : m_runner.takeAnswers()) {
        if (auto* call = std::get_if<CallAnswer>(&answer)) deliver<OnCall>(*call, !call->pending);
        if (auto* act = std::get_if<ActAnswer>(&answer)) deliver<OnAct>(*act, true);
        if (auto* series = std::get_if<SeriesAnswer>(&answer)) deliver<OnSeries>(*series, true);
        if (auto* detail = std::get_if<DetailAnswer>(&answer)) deliver<OnDetail>(*detail, true);
        if (auto* news = std::get_if<LessonNews>(&answer)) emit lessonNews(*news);
    }
    if (auto snapshot = m_runner.takeSnapshot()) {
        const bool other = snapshot->run != m_snapshot.run || snapshot->state != m_snapshot.state;
        m_snapshot = std::move(*snapshot);
        if (other) emit runChanged();
        emit snapshotTaken(m_snapshot);
    }
}

} // namespace maylab::app
