#include "app/console/events_model.h"

#include <algorithm>

namespace maylab::app {

EventsModel::EventsModel(const UiContext& ui, QObject* parent)
    : QAbstractTableModel(parent), m_ui(ui), m_happenings(std::make_shared<const std::vector<Happening>>()) {}

void EventsModel::setHappenings(std::shared_ptr<const std::vector<Happening>> happenings) {
    if (!happenings || happenings == m_happenings) return;
    // Mostly a few rows more at the end; whatever else it is, the whole.
    const auto& a = *m_happenings;
    const auto& b = *happenings;
    const bool longer = b.size() > a.size() && !a.empty() && a.front().number == b.front().number &&
                        a.front().at == b.front().at && a.back().number == b[a.size() - 1].number;
    if (longer) {
        beginInsertRows({}, static_cast<int>(a.size()), static_cast<int>(b.size()) - 1);
        const int old = static_cast<int>(a.size());
        m_happenings = std::move(happenings);
        endInsertRows();
        // A refusal may have been noted on an older row.
        emit dataChanged(index(0, What), index(old - 1, What));
        return;
    }
    beginResetModel();
    m_happenings = std::move(happenings);
    endResetModel();
}

void EventsModel::setNames(HappeningNames names) {
    m_names = std::move(names);
    retranslate();
}

void EventsModel::retranslate() {
    const int n = rowCount();
    if (n > 0) emit dataChanged(index(0, 0), index(n - 1, ColumnCount - 1));
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

int EventsModel::rowOf(std::uint64_t number) const {
    const auto it = std::find_if(m_happenings->begin(), m_happenings->end(),
                                 [number](const Happening& h) { return h.number == number; });
    return it == m_happenings->end() ? -1 : static_cast<int>(it - m_happenings->begin());
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_happenings->size());
}

int EventsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString EventsModel::who(const Happening& h) const {
    switch (h.kind) {
    case Happening::Kind::Service: return QStringLiteral("ElastiCache");
    case Happening::Kind::Goal:
    case Happening::Kind::Step: return tr("lab");
    case Happening::Kind::Act: return tr("you");
    case Happening::Kind::Fault: return tr("fault");
    case Happening::Kind::Command: break;
    }
    switch (h.actor) {
    case kernel::Actor::Form: return tr("form");
    case kernel::Actor::Console: return tr("console");
    case kernel::Actor::Client: return tr("client");
    case kernel::Actor::Solution: return tr("solution");
    case kernel::Actor::Setup:
    case kernel::Actor::World: return tr("lab");
    }
    return {};
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Happening& h = (*m_happenings)[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
        switch (index.column()) {
        case Time: return m_ui.format().clock(h.at.ns());
        case Who: return who(h);
        case What: return happeningText(h, m_names);
        default: return {};
        }
    }
    if (role == Qt::FontRole && index.column() == Time) return m_ui.theme.font(TextRole::Command);
    if (role == Qt::ForegroundRole) {
        if (!h.code.empty()) return m_ui.theme.color(ColorToken::Fail);
        if (h.kind == Happening::Kind::Goal) return m_ui.theme.color(ColorToken::Pass);
        if (index.column() != What) return m_ui.theme.color(ColorToken::Text2);
    }
    return {};
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case Time: return tr("Time");
    case Who: return tr("By");
    case What: return tr("What happened");
    default: return {};
    }
}

} // namespace maylab::app
