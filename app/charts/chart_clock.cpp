#include "app/charts/chart_clock.h"

#include <QWidget>

#include <algorithm>
#include <cmath>

namespace maylab::app {

ChartClock::ChartClock(QObject* parent) : QObject(parent) {
    m_period.setSingleShot(true);
    m_period.setTimerType(Qt::PreciseTimer);
    m_turn.setSingleShot(true);
    connect(&m_period, &QTimer::timeout, this, &ChartClock::startRound);
    connect(&m_turn, &QTimer::timeout, this, &ChartClock::serveOne);
}

void ChartClock::add(Clocked& chart) {
    if (!m_charts.contains(&chart)) m_charts.push_back(&chart);
}

void ChartClock::remove(Clocked& chart) {
    m_charts.removeAll(&chart);
    m_waiting.removeAll(&chart);
    m_round.removeAll(&chart);
}

void ChartClock::dataChanged() {
    for (Clocked* chart : m_charts) request(*chart);
}

void ChartClock::request(Clocked& chart) {
    if (!m_waiting.contains(&chart)) m_waiting.push_back(&chart);
    if (m_period.isActive() || m_turn.isActive()) return;
    // The first request after a pause is served at once; then the period counts.
    const qint64 since = m_sinceRound.isValid() ? m_sinceRound.elapsed() : kPeriodMilliseconds;
    m_period.start(static_cast<int>(std::max<qint64>(0, kPeriodMilliseconds - since)));
}

bool ChartClock::isShown(QWidget* widget) {
    return widget->isVisible() && !widget->window()->isMinimized() && !widget->visibleRegion().isEmpty();
}

void ChartClock::startRound() {
    m_sinceRound.start();
    m_round.clear();
    for (Clocked* chart : m_waiting) {
        // A hidden chart asks again when it is shown.
        if (isShown(chart->clockedWidget())) m_round.push_back(chart);
    }
    m_waiting.clear();
    if (!m_round.isEmpty()) m_turn.start(0);
}

void ChartClock::serveOne() {
    if (!m_round.isEmpty()) {
        Clocked* chart = m_round.takeFirst();
        ++m_repaints;
        chart->tick();
    }
    if (!m_round.isEmpty()) {
        m_turn.start(0);
    } else if (!m_waiting.isEmpty()) {
        m_period.start(static_cast<int>(std::max<qint64>(0, kPeriodMilliseconds - m_sinceRound.elapsed())));
    }
}

ChartGroup::ChartGroup(QObject* parent) : QObject(parent) {}

void ChartGroup::setSpan(double seconds) {
    const double span = std::clamp(seconds, kShortest, kLongest);
    if (m_follow) {
        m_from = std::max(m_begin, m_now - span);
        m_to = m_from + span;
    } else {
        m_to = m_from + span;
    }
    emit rangeChanged();
}

void ChartGroup::setRange(double from, double to) {
    if (!(to > from)) return;
    const double span = std::clamp(to - from, kShortest, kLongest);
    const double middle = (from + to) / 2;
    m_from = middle - span / 2;
    m_to = middle + span / 2;
    setFollowsLive(false);
    emit rangeChanged();
}

void ChartGroup::zoom(double factor, double around) {
    const double old = span();
    const double wished = std::clamp(old * factor, kShortest, kLongest);
    if (wished == old) return;
    if (m_follow) {
        // While following, the right end stays at now.
        setSpan(wished);
        return;
    }
    const double share = old > 0 ? (around - m_from) / old : 0.5;
    m_from = around - share * wished;
    m_to = m_from + wished;
    emit rangeChanged();
}

void ChartGroup::pan(double seconds) {
    if (seconds == 0) return;
    const double width = span();
    double from = m_from + seconds;
    from = std::clamp(from, m_begin - width / 2, std::max(m_begin, m_now - width / 4));
    if (from == m_from) return;
    setRange(from, from + width);
}

void ChartGroup::setFollowsLive(bool follow) {
    if (follow == m_follow) return;
    m_follow = follow;
    if (follow) advance(m_begin, m_now);
    emit followChanged(follow);
}

void ChartGroup::advance(double begin, double now) {
    m_begin = begin;
    m_now = now;
    if (!m_follow) return;
    const double width = span();
    const double from = std::max(begin, now - width);
    if (from == m_from) return;
    m_from = from;
    m_to = from + width;
    emit rangeChanged();
}

void ChartGroup::setCursor(double at) {
    if (m_hasCursor && at == m_cursor) return;
    m_hasCursor = true;
    m_cursor = at;
    emit cursorChanged();
}

void ChartGroup::clearCursor() {
    if (!m_hasCursor) return;
    m_hasCursor = false;
    emit cursorChanged();
}

} // namespace maylab::app
