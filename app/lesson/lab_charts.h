// The charts of a lab: each pulls its series from the running session when it repaints. A question is on its way at
// most once; between two answers the last one is drawn.
#pragma once

#include "app/charts/chart_model.h"
#include "app/charts/chart_clock.h"
#include "app/lesson/lesson_words.h"
#include "app/session/session_client.h"

#include <algorithm>
#include <vector>

namespace maylab::app {

class LabChartModel : public ChartModel {
    Q_OBJECT
  public:
    LabChartModel(const UiContext& ui, std::shared_ptr<const labs::Lab> lab, const labs::Step& step,
                  const labs::Chart& chart, SessionClient* client, ChartGroup& group, QObject* parent = nullptr);

    QString title() const override;
    QString unit() const override;
    QString seriesName(int series) const override;
    std::vector<ChartSeries> series() const override;
    void points(int series, double from, double to, std::vector<ChartPoint>& out) const override;
    double begin() const override { return m_begin; }
    double now() const override { return m_now; }
    double knownUntil() const override { return std::min(m_now, m_knownUntil); }
    double gapSeconds() const override;
    bool logarithmic() const override;
    int decimals() const override;
    std::optional<double> minimum() const override;
    std::optional<double> maximum() const override { return m_chart.maximum; }
    std::vector<ChartLine> lines() const override;
    std::vector<ChartMark> marks() const override;

    // A snapshot came: asks for points if the range or the time has moved.
    void advance(const Snapshot& snapshot, int pixels);
    const labs::Chart& chart() const { return m_chart; }
    const std::vector<SeriesQuery>& queries() const { return m_queries; }
    void fill(const SeriesAnswer& answer, double now);
    // A new answer has come since the last call.
    bool takeFresh() { return std::exchange(m_fresh, false); }

  private:
    void take(const SeriesAnswer& answer);

    std::shared_ptr<const labs::Lab> m_lab;
    const labs::Step& m_step;
    const labs::Chart& m_chart;
    LessonWords m_words;
    SessionClient* m_client; // null: filled by hand (a picture of a run that is over)
    ChartGroup& m_group;
    std::vector<SeriesQuery> m_queries;                 // the leaves of every series' value, in order
    std::vector<std::vector<ChartPoint>> m_points;      // by series
    std::vector<ChartMark> m_marks;
    double m_begin = 0, m_now = 0, m_knownUntil = 0;
    double m_askedFrom = -1, m_askedTo = -1, m_spacing = 1;
    bool m_asking = false, m_fresh = false;
};

} // namespace maylab::app
