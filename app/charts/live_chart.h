// A chart in its frame: header of 28 px (title, unit, legend with current values, follow-live, copy, save), the plot,
// and its twin as a table (key T).
//
// Lines of 2 px are drawn as one-device-pixel strokes side by side, at most one point per 2 px; gaps stay gaps.
// Keys: + - zoom, arrows pan (with a crosshair shown: Shift + arrows move it), Home follows live, T table, Ctrl+C copy.
#pragma once

#include "app/charts/chart_clock.h"
#include "app/charts/chart_model.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/text.h"

#include <QFrame>

#include <memory>

namespace maylab::app {

class LiveChart : public QFrame, public Clocked, public PaintedText {
    Q_OBJECT
  public:
    // The model, the clock and the group outlive the chart.
    LiveChart(const UiContext& ui, ChartModel& model, ChartClock& clock, ChartGroup& group, QWidget* parent = nullptr);
    ~LiveChart() override;

    ChartModel& model() const;
    void setXAxisTitleShown(bool shown); // "virtual time, min:s" at the right end; on by default

    bool isTableShown() const;
    void setTableShown(bool shown);

    // The visible points as tab-separated text in the screen's language, and as CSV in the C locale.
    QString copyText() const;
    QByteArray toCsv() const;
    // For a chart that is never shown: laid out, and its points thinned, for that size.
    void layOutFor(QSize size);
    QImage toImage(QSize size, double devicePixelRatio = 2) const; // title, legend and plot
    QByteArray toSvg(QSize size) const;
    // By suffix .png, .svg or .csv; the reason in words when it fails, empty when saved.
    QString save(const QString& path) const;

    // For tests and benches: points drawn in the last repaint; where the words of its lines stand, and how much of the
    // curves a rectangle lies over, in pixels of time (both in the plot's coordinates).
    int drawnPoints() const;
    QList<QRectF> labelRects() const;
    double covered(const QRectF& rect) const;
    // Draws at once, without waiting for the clock.
    void refresh();

    QWidget* clockedWidget() override { return this; }
    void tick() override { refresh(); }
    QStringList visibleTexts() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void whyAsked(double at); // double click or Enter at the crosshair

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace maylab::app
