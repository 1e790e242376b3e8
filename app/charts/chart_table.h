// The table twin of a chart: one row per instant, one column per series, what is missing is "–".
#pragma once

#include "app/charts/chart_model.h"
#include "app/shell/ui_context.h"

#include <QAbstractTableModel>

#include <vector>

namespace maylab::app {

class ChartTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    struct Row {
        double at = 0;
        std::vector<double> values; // NaN where there is none
    };
    ChartTable(const UiContext& ui, const ChartModel& model, QObject* parent = nullptr);

    // Rows of [from, to], newest first; rows that are still there stay where they are.
    void update(double from, double to);
    void retranslate();
    const std::vector<Row>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    const UiContext& m_ui;
    const ChartModel& m_model;
    std::vector<Row> m_rows;
    int m_columns = 0;
};

// Points of all series of [from, to] joined by time, oldest first.
std::vector<ChartTable::Row> joinSeries(const ChartModel& model, double from, double to);

} // namespace maylab::app
