// The left rail: the week, a ring per lab, worklog, preferences. A vertical list: arrows move, Enter opens.
#pragma once

#include "app/shell/main_window.h"

#include <QAbstractListModel>
#include <QFrame>
#include <QListView>

namespace maylab::app {

class RailModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { IconRole = Qt::UserRole, ProgressRole, PageRole };
    using QAbstractListModel::QAbstractListModel;
    void setEntries(std::vector<MainWindow::RailEntry> entries);
    void refresh();
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    int rowOf(const QString& page) const;

  private:
    std::vector<MainWindow::RailEntry> m_entries;
};

class RailList : public QListView {
    Q_OBJECT
  public:
    RailList(const UiContext& ui, QWidget* parent);
    RailModel* rail() const { return m_model; }
    int wishedHeight() const;
    QSize sizeHint() const override { return {80, wishedHeight()}; }
    QSize minimumSizeHint() const override { return {60, 40}; }
    void setCurrentPage(const QString& page);

  signals:
    void chosen(const QString& page);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    const UiContext& m_ui;
    RailModel* m_model;
};

class NavigationRail : public QFrame {
    Q_OBJECT
  public:
    NavigationRail(const UiContext& ui, QWidget* parent = nullptr);

    void setEntries(const std::vector<MainWindow::RailEntry>& entries);
    void setCurrent(const QString& page);
    void refresh();
    QWidget* firstList() const { return m_labs; }

  signals:
    void chosen(const QString& page);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    void restyle();
    const UiContext& m_ui;
    RailList* m_top;
    RailList* m_labs;
    RailList* m_below;
    RailList* m_bottom;
    QFrame* m_line;
};

} // namespace maylab::app
