// Everything that happened in this run as a table: when, who, what.
#pragma once

#include <QAbstractTableModel>

#include "app/panels/timeline.h"

namespace maylab::app {

class EventsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Time, Who, What, ColumnCount };

    EventsModel(const UiContext& ui, QObject* parent = nullptr);
    void setHappenings(std::shared_ptr<const std::vector<Happening>> happenings);
    void setNames(HappeningNames names);
    // Row of the happening with that number, -1 if it is not kept.
    int rowOf(std::uint64_t number) const;
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    QString who(const Happening& h) const;
    const UiContext& m_ui;
    HappeningNames m_names;
    std::shared_ptr<const std::vector<Happening>> m_happenings;
};

} // namespace maylab::app
