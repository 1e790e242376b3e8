// The frame of the program: rail, top bar, message bar, pages, status bar. It knows pages only as `Page`.
#pragma once

#include "app/shell/actions.h"
#include "app/shell/page.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/state.h"

#include <QHash>
#include <QMainWindow>

#include <functional>
#include <vector>

class QMenu;
class QStackedWidget;

namespace maylab::app {

class CommandPalette;
class FocusRing;
class MessageBar;
class NavigationRail;
class TopBar;
class PortsFact;
class StatusLine;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    // One entry of the rail; `page` is a page that was added, or a key that railChosen names.
    struct RailEntry {
        QString page;                     // id of the page it opens
        std::function<QString()> text;    // in the chrome's language
        QByteArray icon;
        std::function<double()> progress; // 0..1, drawn as a ring; empty = no ring
        bool enabled = true;              // false: planned, drawn muted and says so
        enum class Place { Top, Labs, Below, Bottom } place = Place::Labs;
    };

    MainWindow(const UiContext& ui, ActionRegistry& actions, QWidget* parent = nullptr);
    ~MainWindow() override;

    // The window owns the page.
    void addPage(const QString& id, Page* page);
    Page* page(const QString& id) const;
    void showPage(const QString& id);
    QString currentPage() const { return m_current; }

    void setRailEntries(std::vector<RailEntry> entries);
    // Which entry stands for a page that several share (every lab opens in the lab page).
    void setRailKey(const QString& page, const QString& key);
    void refreshRail(); // progress changed
    // The small form of the first minutes: no rail, no palette field.
    void setChromeShown(bool shown);

    // Left of the status bar: what was saved, what was passed. `announce` reads it to assistive tools, politely.
    void setStatus(const QByteArray& icon, const QString& text, bool announce = false);
    // Right of the status bar; empty text hides it.
    PortsFact& portsFact();
    void setStatusFact(const QString& id, const QByteArray& icon, const QString& text);

    // One bar at a time per id; an action or closing takes it away. Texts are asked again in another language.
    using MessageText = std::function<QString()>;
    void showMessage(const QString& id, State state, MessageText text, MessageText action = {},
                     std::function<void()> onAction = {});
    void hideMessage(const QString& id);

    CommandPalette& palette() const { return *m_palette; }
    void openPalette();
    void openHelp();
    bool walkPanes(bool forward);

  signals:
    void railChosen(const QString& key); // an entry whose key is no page
    void pageShown(const QString& id);
    void closing(); // the window is about to close and everything is still alive

  protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

  private:
    struct Message {
        QString id;
        State state;
        MessageText text, action;
        std::function<void()> run;
    };
    void addOwnActions();
    void installShortcuts();
    void retranslate();
    void refreshTitle();
    void refreshMessage();
    QMenu* makeMenu();

    const UiContext& m_ui;
    ActionRegistry& m_actions;
    NavigationRail* m_rail;
    TopBar* m_top;
    MessageBar* m_messageBar;
    QStackedWidget* m_stack;
    StatusLine* m_status;
    CommandPalette* m_palette;
    FocusRing* m_focusRing;
    std::vector<std::pair<QString, Page*>> m_pages;
    std::vector<Message> m_messages;
    QList<QAction*> m_shortcuts;
    QHash<QString, QString> m_railKeys; // by page
    QString m_current;
};

} // namespace maylab::app
