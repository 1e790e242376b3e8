// The UI's end of a SessionRunner: polls it by a timer on the UI's thread and tells what came as Qt signals (which
// never cross a thread here). One per window; pages and panels connect to it.
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include "app/session/session_runner.h"

#include <functional>
#include <unordered_map>

namespace maylab::app {

class SessionClient : public QObject {
    Q_OBJECT
  public:
    static constexpr int kPeriodMilliseconds = 50; // <= 20 Hz

    using OnCall = std::function<void(const CallAnswer&)>; // once more when pending
    using OnAct = std::function<void(const ActAnswer&)>;
    using OnSeries = std::function<void(const SeriesAnswer&)>;
    using OnDetail = std::function<void(const DetailAnswer&)>;

    explicit SessionClient(SessionRunner& runner, QObject* parent = nullptr);
    ~SessionClient() override;

    SessionRunner& runner() { return m_runner; }
    // The newest one; an Empty one before the first.
    const Snapshot& snapshot() const { return m_snapshot; }

    // A callback is dropped when context is destroyed.
    Ticket call(kernel::Actor actor, const std::string& service, const std::string& operation,
                const kernel::Json& input, QObject* context = nullptr, OnCall done = {});
    Ticket setControl(const std::string& control, const kernel::Json& value, QObject* context = nullptr,
                      OnCall done = {});
    // Reads what the world's service says to this now; changes nothing. The answer is one of a call.
    Ticket peek(const std::string& service, const std::string& operation, const kernel::Json& input,
                QObject* context, OnCall done);
    Ticket act(const std::string& what, const kernel::Json& value, QObject* context = nullptr, OnAct done = {});
    Ticket askSeries(const SeriesRequest& request, QObject* context, OnSeries done);
    Ticket askDetail(const DetailQuery& query, QObject* context, OnDetail done);
    void forget(Ticket ticket);

    // Polls once, now: what the timer does.
    void poll();
    int waiting() const { return static_cast<int>(m_waiting.size()); }

  signals:
    void snapshotTaken(const maylab::app::Snapshot& snapshot);
    void runChanged(); // another run, or its state: Loading, Ready, Failed
    void lessonNews(const maylab::app::LessonNews& news); // what the lab reached: labs/engine/session.h

  private:
    struct Waiting {
        QPointer<QObject> context;
        bool hasContext = false;
        std::variant<OnCall, OnAct, OnSeries, OnDetail> done;
    };
    template <class T>
    void remember(Ticket ticket, QObject* context, T done);
    template <class Callback, class A>
    void deliver(const A& answer, bool last);

    SessionRunner& m_runner;
    Snapshot m_snapshot;
    QTimer m_timer;
    std::unordered_map<Ticket, Waiting> m_waiting;
};

} // namespace maylab::app
