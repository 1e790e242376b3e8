// Ctrl+K: a list of everything that can be done, narrowed while typing. Enter does it, Escape leaves.
#pragma once

#include "app/shell/actions.h"
#include "app/shell/ui_context.h"

#include <QAbstractListModel>
#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;

namespace maylab::app {

class Label;

class PaletteModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { GroupRole = Qt::UserRole, ShortcutRole, IconNameRole };
    PaletteModel(const ActionRegistry& actions, QObject* parent = nullptr);
    void setQuery(const QString& query);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QByteArray idAt(int row) const;

  private:
    const ActionRegistry& m_actions;
    std::vector<QByteArray> m_rows;
    const ActionRegistry::Action* action(int row) const;
};

class CommandPalette : public QFrame {
    Q_OBJECT
  public:
    CommandPalette(const UiContext& ui, ActionRegistry& actions, QWidget* window);

    void open();
    void dismiss();
    QLineEdit* field() const { return m_field; }
    QListView* list() const { return m_list; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    void place();
    void query();
    void runCurrent();

    const UiContext& m_ui;
    ActionRegistry& m_actions;
    PaletteModel* m_model;
    QLineEdit* m_field;
    QListView* m_list;
    Label* m_nothing;
    QPointer<QWidget> m_focusBefore;
};

} // namespace maylab::app
