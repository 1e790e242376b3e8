#include "app/charts/chart_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace maylab::app {

std::vector<ChartTable::Row> joinSeries(const ChartModel& model, double from, double to) {
    const std::size_t count = model.series().size();
    std::map<double, std::vector<double>> byTime;
    std::vector<ChartPoint> points;
    for (std::size_t s = 0; s < count; ++s) {
        model.points(static_cast<int>(s), from, to, points);
        for (const ChartPoint& p : points) {
            if (p.at < from || p.at > to || std::isnan(p.value)) continue;
            auto& values = byTime[p.at];
            if (values.empty()) values.assign(count, std::numeric_limits<double>::quiet_NaN());
            values[s] = p.value;
        }
        points.clear();
    }
    std::vector<ChartTable::Row> rows;
    rows.reserve(byTime.size());
    for (auto& [at, values] : byTime) rows.push_back({at, std::move(values)});
    return rows;
}

ChartTable::ChartTable(const UiContext& ui, const ChartModel& model, QObject* parent)
    : QAbstractTableModel(parent), m_ui(ui), m_model(model) {}

void ChartTable::update(double from, double to) {
    const int columns = 1 + static_cast<int>(m_model.series().size());
    std::vector<Row> rows = joinSeries(m_model, from, to);
    std::reverse(rows.begin(), rows.end());
    if (columns != m_columns) {
        beginResetModel();
        m_columns = columns;
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    // New instants come in at the top, old ones leave at the bottom; whatever else changed resets.
    const double newest = m_rows.empty() ? -1e300 : m_rows.front().at;
    const auto firstKnown = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.at <= newest; });
    const auto fresh = static_cast<std::size_t>(firstKnown - rows.begin());
    const std::size_t kept = rows.size() - fresh;
    bool follows = kept <= m_rows.size();
    for (std::size_t i = 0; follows && i < kept; ++i) follows = m_rows[i].at == rows[fresh + i].at;
    if (!follows) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    if (kept < m_rows.size()) {
        beginRemoveRows({}, static_cast<int>(kept), static_cast<int>(m_rows.size()) - 1);
        m_rows.resize(kept);
        endRemoveRows();
    }
    if (fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        m_rows.insert(m_rows.begin(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(fresh));
        endInsertRows();
    }
    for (std::size_t i = fresh; i < rows.size(); ++i) m_rows[i].values = std::move(rows[i].values);
    if (kept > 0) emit dataChanged(index(static_cast<int>(fresh), 0), index(rowCount() - 1, m_columns - 1));
}

void ChartTable::retranslate() {
    if (m_columns > 0) emit headerDataChanged(Qt::Horizontal, 0, m_columns - 1);
    if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, m_columns - 1));
}

int ChartTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ChartTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_columns;
}

QVariant ChartTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 0) return m_ui.format().shortClock(row.at);
        return m_ui.format().number(row.values[static_cast<std::size_t>(index.column() - 1)], m_model.decimals());
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole: return m_ui.theme.font(TextRole::Console);
    default: return {};
    }
}

QVariant ChartTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return section == 0 ? tr("Time") : m_model.seriesName(section - 1);
}

} // namespace maylab::app
