// The console pane: tabs redis-cli | memcached | aws | Events, what came out above, one line of input below, and in the
// title which rules hold. The tab memcached comes with the first Memcached node of a run and stays.
//
// Keys in the input: Tab completes (and moves on when there is nothing to complete), Up and Down walk through the
// history, Ctrl+C stops waiting for a reply, Ctrl+L clears.
#pragma once

#include <QFrame>
#include <QLineEdit>
#include <QPlainTextEdit>

#include "app/console/aws_shell.h"
#include "app/console/events_model.h"
#include "app/console/memcached_shell.h"
#include "app/console/redis_shell.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <array>

class QCompleter;
class QStackedWidget;
class QStringListModel;
class QTabBar;
class QTableView;

namespace maylab::app {

// Shows the lines of a shell in the theme's colours and the learner's language.
class ConsoleOutput : public QPlainTextEdit {
    Q_OBJECT
  public:
    ConsoleOutput(const UiContext& ui, ConsoleShell& shell, QWidget* parent = nullptr);
    void renderAll();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void append(int lines);
    void render(const ConsoleLine& line);
    void restyle();

    const UiContext& m_ui;
    ConsoleShell& m_shell;
    bool m_rendering = false;
};

class ConsoleInput : public QLineEdit {
    Q_OBJECT
  public:
    ConsoleInput(const UiContext& ui, ConsoleShell& shell, QWidget* parent = nullptr);
    QCompleter* completer() const { return m_completer; }

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    bool completeNow();
    void insertCandidate(const QString& word);

    ConsoleShell& m_shell;
    QCompleter* m_completer;
    QStringListModel* m_candidates;
    int m_from = 0;
};

class ConsoleWidget : public QFrame {
    Q_OBJECT
  public:
    enum class Tab { Redis, Memcached, Aws, Events };

    ConsoleWidget(const UiContext& ui, ConsoleDoor& door, ConsoleHistory& history, const aws::ModelCatalog& catalog,
                  QWidget* parent = nullptr);

    RedisShell& redis() { return *m_redis; }
    MemcachedShell& memcached() { return *m_memcached; }
    AwsShell& aws() { return *m_aws; }
    EventsModel& events() { return *m_events; }

    void setTabShown(Tab tab, bool shown);
    bool isTabShown(Tab tab) const;
    void setCurrentTab(Tab tab);
    Tab currentTab() const;
    void setSnapshot(const Snapshot& s);
    void setNames(HappeningNames names) { m_events->setNames(std::move(names)); }
    void chooseEvent(std::uint64_t number); // chosen on the timeline
    ConsoleInput* input(Tab tab) const;
    QSize sizeHint() const override;

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    struct Page {
        ConsoleShell* shell;
        QString name; // of the tool, as its tab says it
        ConsoleOutput* output;
        ConsoleInput* input;
        Label* prompt;
        Label* usage;
        Button* stop;
        QWidget* widget;
    };
    Page makePage(ConsoleShell* shell, const QString& name);
    void retranslate();
    void showPrompt(const Page& page);
    void showRules();
    void fitRules();
    void connectTo(const std::vector<CachePicture>& caches);
    const Page* pageOf(Tab tab) const;
    int indexOf(Tab tab) const;

    const UiContext& m_ui;
    RedisShell* m_redis;
    MemcachedShell* m_memcached;
    AwsShell* m_aws;
    EventsModel* m_events;
    QTabBar* m_tabs;
    Label* m_rules;
    QStackedWidget* m_stack;
    std::array<Page, 3> m_pages; // in the order of the tabs
    QTableView* m_table;
    std::uint64_t m_run = 0;
    std::vector<CachePicture> m_caches;
};

} // namespace maylab::app
