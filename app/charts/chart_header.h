// The 28 px above a plot: title with unit, legend (line sample, word, current value), and the buttons.
#pragma once

#include "app/charts/chart_plot.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <QFrame>

namespace maylab::app {

class ChartLegend : public QWidget, public PaintedText {
    Q_OBJECT
  public:
    ChartLegend(const UiContext& ui, const ChartPlot& plot, const ChartModel& model, QWidget* parent);
    void setValues(const QStringList& values); // one per series, "" = none
    void retranslate();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 16}; }
    QStringList visibleTexts() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    int entryWidth(int series) const;
    const UiContext& m_ui;
    const ChartPlot& m_plot;
    const ChartModel& m_model;
    QStringList m_values;
    std::vector<int> m_widest; // px a value ever took: nothing jumps
};

class ChartHeader : public QFrame {
    Q_OBJECT
  public:
    ChartHeader(const UiContext& ui, const ChartPlot& plot, const ChartModel& model, QWidget* parent);

    ChartLegend* legend() const { return m_legend; }
    void setFollows(bool follows);
    void setTableShown(bool shown);
    void retranslate();

  signals:
    void followAsked(bool follow);
    void tableAsked();
    void copyAsked();
    void saveAsked();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void restyle();
    void fit();
    const UiContext& m_ui;
    const ChartModel& m_model;
    ElidedLabel* m_title;
    ElidedLabel* m_unit;
    ChartLegend* m_legend;
    IconButton* m_follow;
    IconButton* m_table;
    IconButton* m_copy;
    IconButton* m_save;
    IconButton* m_more;
};

} // namespace maylab::app
