// A row of tabs 32 px high over a stack of panes: the content of a dock. Panes can move from one stack to another
// (below 1280 px the right dock becomes tabs of the left one).
#pragma once

#include "app/shell/ui_context.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QWidget>

#include <functional>
#include <vector>

namespace maylab::app {

class TabStack : public QWidget {
    Q_OBJECT
  public:
    explicit TabStack(const UiContext& ui, QWidget* parent = nullptr);

    // The stack takes the pane; text is asked again after a change of language.
    void addPane(const QString& id, QWidget* pane, std::function<QString()> text);
    // Gives the pane up without destroying it; null if it is not here.
    QWidget* takePane(const QString& id);
    bool hasPane(const QString& id) const;
    void showPane(const QString& id);
    QString currentPane() const;
    // Hidden when there is one pane and it needs no name.
    void setBarShownAlways(bool always);
    int count() const { return static_cast<int>(m_panes.size()); }
    QTabBar* bar() const { return m_bar; }

  signals:
    void paneShown(const QString& id);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    struct Pane {
        QString id;
        QWidget* widget;
        std::function<QString()> text;
    };
    void retranslate();
    void showBar();
    int indexOf(const QString& id) const;
    std::vector<Pane> m_panes;
    QTabBar* m_bar;
    QStackedWidget* m_stack;
    bool m_always = false;
};

} // namespace maylab::app
