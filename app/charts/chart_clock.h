// When charts repaint: only visible ones, at most 20 times a second, and one chart per turn of the event loop, so
// that input is served between two of them. Any number of requests for a chart between two ticks is one repaint.
#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QTimer>

class QWidget;

namespace maylab::app {

// Something that repaints when the clock says so.
class Clocked {
  public:
    virtual ~Clocked() = default;
    virtual QWidget* clockedWidget() = 0;
    virtual void tick() = 0;
};

class ChartClock : public QObject {
    Q_OBJECT
  public:
    static constexpr int kPeriodMilliseconds = 50;

    explicit ChartClock(QObject* parent = nullptr);

    void add(Clocked& chart);
    void remove(Clocked& chart);

    // Data moved on: every visible chart repaints once in the next period.
    void dataChanged();
    // One chart only (zoom, theme).
    void request(Clocked& chart);

    qint64 repaints() const { return m_repaints; }

  private:
    void startRound();
    void serveOne();
    static bool isShown(QWidget* widget);

    QList<Clocked*> m_charts;
    QList<Clocked*> m_waiting; // dirty, for the next round
    QList<Clocked*> m_round;   // of this round
    QTimer m_period;
    QTimer m_turn;
    QElapsedTimer m_sinceRound;
    qint64 m_repaints = 0;
};

// What charts of one page share: the visible time, follow-live, and the crosshair.
class ChartGroup : public QObject {
    Q_OBJECT
  public:
    static constexpr double kShortest = 2;         // seconds visible
    static constexpr double kLongest = 3 * 3600.0; // the 1 s view's reach

    explicit ChartGroup(QObject* parent = nullptr);

    void setSpan(double seconds); // visible seconds while following
    double span() const { return m_to - m_from; }
    double from() const { return m_from; }
    double to() const { return m_to; }
    void setRange(double from, double to); // leaves follow-live
    void zoom(double factor, double around);
    void pan(double seconds);

    bool followsLive() const { return m_follow; }
    void setFollowsLive(bool follow);
    void advance(double begin, double now); // moves the window along while following

    bool hasCursor() const { return m_hasCursor; }
    double cursor() const { return m_cursor; }
    void setCursor(double at);
    void clearCursor();

  signals:
    void rangeChanged();
    void followChanged(bool follows);
    void cursorChanged();

  private:
    double m_from = 0;
    double m_to = 120;
    double m_begin = 0;
    double m_now = 0;
    bool m_follow = true;
    bool m_hasCursor = false;
    double m_cursor = 0;
};

} // namespace maylab::app
