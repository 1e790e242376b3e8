// The sections of the page with a check box and what is in each: a list whose rows the arrow keys walk and Space
// switches.
#pragma once

#include "app/shell/ui_context.h"

#include <QAbstractListModel>
#include <QListView>

namespace maylab::app {

class SectionModel : public QAbstractListModel {
    Q_OBJECT
  public:
    struct Row {
        QString name, detail;
        bool on = true;
    };
    static constexpr int kDetailRole = Qt::UserRole + 1;

    using QAbstractListModel::QAbstractListModel;
    void setRows(std::vector<Row> rows); // as many as before, or the first time
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

  signals:
    void switched(int row, bool on);

  private:
    std::vector<Row> m_rows;
};

class SectionList : public QListView {
    Q_OBJECT
  public:
    SectionList(const UiContext& ui, SectionModel& model, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  signals:
    void sectionChosen(int row);

  private:
    const UiContext& m_ui;
};

} // namespace maylab::app
