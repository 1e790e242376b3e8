#include "app/shell/main_window.h"

#include "app/shell/command_palette.h"
#include "app/shell/focus_ring.h"
#include "app/shell/help_dialog.h"
#include "app/shell/navigation_rail.h"
#include "app/shell/status_line.h"
#include "app/shell/top_bar.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/pane_state.h"
#include "kernel/assert.h"

#include <QAction>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {

MainWindow::MainWindow(const UiContext& ui, ActionRegistry& actions, QWidget* parent)
    : QMainWindow(parent), m_ui(ui), m_actions(actions) {
    setObjectName(QStringLiteral("mainWindow"));
    auto* center = new QWidget(this);
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    m_rail = new NavigationRail(ui, center);
    m_top = new TopBar(ui, center);
    m_messageBar = new MessageBar(ui, center);
    m_stack = new QStackedWidget(center);
    m_status = new StatusLine(ui, center);
    row->addWidget(m_rail);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_top);
    right->addWidget(m_messageBar);
    right->addWidget(m_stack, 1);
    row->addLayout(right, 1);
    column->addLayout(row, 1);
    column->addWidget(m_status);
    setCentralWidget(center);
    m_messageBar->hide();
    m_palette = new CommandPalette(ui, actions, this);
    m_focusRing = new FocusRing(ui, this);
    setMinimumSize(640, 480);
    resize(1366, 768);

    connect(m_rail, &NavigationRail::chosen, this, [this](const QString& key) {
        if (page(key) != nullptr) showPage(key);
        else emit railChosen(key);
    });
    connect(m_top, &TopBar::menuAsked, this, [this] { m_actions.run("view.menu"); });
    connect(m_top, &TopBar::paletteAsked, this, &MainWindow::openPalette);
    connect(m_top, &TopBar::helpAsked, this, &MainWindow::openHelp);
    connect(m_top, &TopBar::themeAsked, this, [this] { m_actions.run("view.theme"); });
    connect(m_top, &TopBar::languageChosen, this, [this](LanguageMode mode) {
        m_actions.run(mode == LanguageMode::English      ? "language.en"
                      : mode == LanguageMode::Vietnamese ? "language.vi"
                                                         : "language.both");
    });
    connect(m_messageBar, &MessageBar::closed, this, [this] {
        if (!m_messages.empty()) hideMessage(m_messages.back().id);
    });
    connect(m_messageBar, &MessageBar::actionChosen, this, [this] {
        if (m_messages.empty()) return;
        const Message message = m_messages.back();
        hideMessage(message.id);
        if (message.run) message.run();
    });
    connect(&actions, &ActionRegistry::changed, this, &MainWindow::installShortcuts);
    addOwnActions();
    retranslate();
    const QByteArray geometry = ui.settings.value(Setting::WindowGeometry).toByteArray();
    if (!geometry.isEmpty()) restoreGeometry(geometry);
}

MainWindow::~MainWindow() = default;

void MainWindow::addOwnActions() {
    Settings& settings = m_ui.settings;
    const auto add = [this](QByteArray id, QByteArray icon, const char* group, const char* text, QKeySequence key,
                            std::function<void()> run) {
        ActionRegistry::Action action;
        action.id = std::move(id);
        action.icon = std::move(icon);
        action.text = [text] { return tr(text); };
        action.group = [group] { return tr(group); };
        action.shortcut = std::move(key);
        action.run = std::move(run);
        action.installShortcut = true;
        // Both languages find it, whichever is shown.
        const UiContext& ui = m_ui;
        action.otherWords = [&ui, text] {
            return ui.language.translate(Language::English, "maylab::app::MainWindow", text) + QLatin1Char(' ') +
                   ui.language.translate(Language::Vietnamese, "maylab::app::MainWindow", text);
        };
        m_actions.add(std::move(action));
    };
    static const char* const kView = QT_TRANSLATE_NOOP("maylab::app::MainWindow", "View");
    static const char* const kLanguage = QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Language");
    static const char* const kProgram = QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Program");
    add("view.palette", "search", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Find a command"),
        QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    add("view.menu", "menu", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Open the menu"), QKeySequence(Qt::Key_F10),
        [this] {
            QMenu* menu = makeMenu();
            menu->popup(m_top->mapToGlobal(QPoint(12, m_top->height() - 4)));
            menu->setFocus(Qt::PopupFocusReason);
        });
    add("view.nextPane", "arrow-right", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Next pane"),
        QKeySequence(Qt::Key_F6), [this] { walkPanes(true); });
    add("view.previousPane", "arrow-right", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Previous pane"),
        QKeySequence(Qt::SHIFT | Qt::Key_F6), [this] { walkPanes(false); });
    add("view.theme", "moon", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Switch between light and dark theme"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), [this, &settings] {
            settings.set(Setting::Theme, m_ui.theme.isDark() ? QStringLiteral("light") : QStringLiteral("dark"));
            m_ui.theme.setMode(m_ui.theme.isDark() ? ThemeMode::Light : ThemeMode::Dark);
        });
    add("view.fullScreen", "maximize-2", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Full screen"),
        QKeySequence(Qt::Key_F11), [this] { isFullScreen() ? showNormal() : showFullScreen(); });
    const auto larger = [this, &settings](int by) {
        const auto at = std::find(kTextSizes.begin(), kTextSizes.end(), m_ui.theme.textSize()) - kTextSizes.begin();
        const auto to = std::clamp<std::ptrdiff_t>(at + by, 0, std::ssize(kTextSizes) - 1);
        m_ui.theme.setTextSize(kTextSizes[static_cast<std::size_t>(to)]);
        settings.set(Setting::TextSize, m_ui.theme.textSize());
    };
    add("view.larger", "zoom-in", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Larger text"),
        QKeySequence(Qt::CTRL | Qt::Key_Plus), [larger] { larger(1); });
    add("view.smaller", "zoom-out", kView, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Smaller text"),
        QKeySequence(Qt::CTRL | Qt::Key_Minus), [larger] { larger(-1); });
    const auto language = [this, &settings](LanguageMode mode, const char* value) {
        settings.set(Setting::Language, QLatin1String(value));
        m_ui.language.setMode(mode);
    };
    add("language.en", "", kLanguage, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "English"),
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_1), [language] { language(LanguageMode::English, "en"); });
    add("language.vi", "", kLanguage, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Vietnamese"),
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_2), [language] { language(LanguageMode::Vietnamese, "vi"); });
    add("language.both", "", kLanguage, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "English and Vietnamese"),
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_3), [language] { language(LanguageMode::Both, "en+vi"); });
    add("program.help", "circle-question-mark", kProgram,
        QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Help and keys"), QKeySequence(Qt::Key_F1), [this] { openHelp(); });
    add("program.quit", "x", kProgram, QT_TRANSLATE_NOOP("maylab::app::MainWindow", "Close the program"),
        QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
}

void MainWindow::installShortcuts() {
    qDeleteAll(m_shortcuts);
    m_shortcuts.clear();
    for (const auto& action : m_actions.all()) {
        if (!action.installShortcut || action.shortcut.isEmpty()) continue;
        auto* shortcut = new QAction(this);
        shortcut->setShortcut(action.shortcut);
        shortcut->setShortcutContext(Qt::WindowShortcut);
        connect(shortcut, &QAction::triggered, this, [this, id = action.id] { m_actions.run(id); },
                Qt::QueuedConnection); // running it may install shortcuts anew
        addAction(shortcut);
        m_shortcuts.push_back(shortcut);
    }
}

QMenu* MainWindow::makeMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("mainMenu"));
    QStringList groups;
    for (const auto& action : m_actions.all()) {
        const QString group = action.group ? action.group() : QString();
        if (!group.isEmpty() && !groups.contains(group)) groups << group;
    }
    for (const QString& group : groups) {
        QMenu* sub = menu->addMenu(group);
        for (const auto& action : m_actions.all()) {
            if (!action.group || action.group() != group || action.id == "view.menu") continue;
            QAction* entry = sub->addAction(action.text());
            if (!action.icon.isEmpty()) entry->setIcon(m_ui.icons.icon(action.icon));
            entry->setShortcut(action.shortcut);
            entry->setShortcutContext(Qt::WidgetShortcut); // shown only: the window's own action does it
            entry->setEnabled(!action.enabled || action.enabled());
            connect(entry, &QAction::triggered, this, [this, id = action.id] { m_actions.run(id); },
                    Qt::QueuedConnection);
        }
    }
    return menu;
}

void MainWindow::addPage(const QString& id, Page* page) {
    MAYLAB_ASSERT(this->page(id) == nullptr && "a page of this id is there already");
    m_pages.emplace_back(id, page);
    m_stack->addWidget(page);
    connect(page, &Page::titleChanged, this, [this, page] {
        if (this->page(m_current) == page) refreshTitle();
    });
    if (m_pages.size() == 1) showPage(id);
}

Page* MainWindow::page(const QString& id) const {
    for (const auto& [name, page] : m_pages) {
        if (name == id) return page;
    }
    return nullptr;
}

void MainWindow::showPage(const QString& id) {
    Page* wanted = page(id);
    if (wanted == nullptr) return;
    const bool same = id == m_current;
    if (!same) {
        if (Page* before = page(m_current)) before->left();
        m_current = id;
        m_stack->setCurrentWidget(wanted);
    }
    m_rail->setCurrent(m_railKeys.value(id, id));
    refreshTitle();
    if (!same) {
        wanted->entered();
        const auto panes = wanted->panes();
        if (!panes.isEmpty()) panes.first()->setFocus(Qt::OtherFocusReason);
        emit pageShown(id);
    }
}

void MainWindow::setRailEntries(std::vector<RailEntry> entries) {
    m_rail->setEntries(entries);
    m_rail->setCurrent(m_railKeys.value(m_current, m_current));
}

void MainWindow::setRailKey(const QString& page, const QString& key) {
    m_railKeys[page] = key;
    m_rail->setCurrent(m_railKeys.value(m_current, m_current));
}

void MainWindow::refreshRail() {
    m_rail->refresh();
}

void MainWindow::setChromeShown(bool shown) {
    m_rail->setVisible(shown);
    m_top->setPaletteShown(shown);
    m_status->setFactsShown(shown);
}

void MainWindow::setStatus(const QByteArray& icon, const QString& text, bool announce) {
    m_status->setStatus(icon, text, announce);
}

PortsFact& MainWindow::portsFact() { return m_status->ports(); }

void MainWindow::setStatusFact(const QString& id, const QByteArray& icon, const QString& text) {
    m_status->setFact(id, icon, text);
}

void MainWindow::showMessage(const QString& id, State state, MessageText text, MessageText action,
                             std::function<void()> onAction) {
    std::erase_if(m_messages, [&](const Message& m) { return m.id == id; });
    m_messages.push_back({id, state, std::move(text), std::move(action), std::move(onAction)});
    refreshMessage();
}

void MainWindow::hideMessage(const QString& id) {
    std::erase_if(m_messages, [&](const Message& m) { return m.id == id; });
    refreshMessage();
}

void MainWindow::refreshMessage() {
    m_messageBar->setVisible(!m_messages.empty());
    if (!m_messages.empty()) {
        const Message& last = m_messages.back();
        m_messageBar->setMessage(last.state, last.text(), last.action ? last.action() : QString());
    }
}

void MainWindow::openPalette() {
    m_palette->open();
}

void MainWindow::openHelp() {
    auto* dialog = new HelpDialog(m_ui, m_actions, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

bool MainWindow::walkPanes(bool forward) {
    QList<QWidget*> panes;
    if (Page* page = this->page(m_current)) {
        for (QWidget* pane : page->panes()) {
            if (pane != nullptr && pane->isVisible() && pane->isEnabled()) panes << pane;
        }
    }
    if (m_rail->isVisible()) panes << m_rail->firstList();
    panes << m_top;
    if (m_messageBar->isVisible()) panes << m_messageBar;

    const QWidget* focus = focusWidget();
    qsizetype at = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (focus != nullptr && (panes[i] == focus || panes[i]->isAncestorOf(focus))) at = i;
        if (panes[i] == m_rail->firstList() && focus != nullptr && m_rail->isAncestorOf(focus)) at = i;
    }
    for (qsizetype i = 1; i <= panes.size(); ++i) {
        const qsizetype to = ((forward ? at + i : (at < 0 ? 0 : at) - i) % panes.size() + panes.size()) % panes.size();
        QWidget* pane = panes[to];
        QWidget* target = nullptr;
        if (pane->focusPolicy() & Qt::TabFocus) {
            target = pane;
        } else {
            // The first stop inside, in tab order.
            QWidget* w = pane;
            do {
                w = w->nextInFocusChain();
                if (pane->isAncestorOf(w) && (w->focusPolicy() & Qt::TabFocus) && w->isVisible() && w->isEnabled()) {
                    target = w;
                }
            } while (target == nullptr && w != pane);
        }
        if (target == nullptr) continue;
        target->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    return false;
}

void MainWindow::refreshTitle() {
    Page* page = this->page(m_current);
    if (page == nullptr) return;
    m_top->setTitle(page->title(), page->subtitle());
    setWindowTitle(page->title().isEmpty() ? QStringLiteral("Mây Lab")
                                           : QStringLiteral("%1 – Mây Lab").arg(page->title()));
}

void MainWindow::retranslate() {
    refreshTitle();
    refreshMessage();
    m_status->setStatus({}, {}, false); // it was said in the other language, and is over
    m_stack->setAccessibleName(tr("Page"));
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    emit closing();
    if (!isFullScreen()) m_ui.settings.set(Setting::WindowGeometry, saveGeometry());
    m_ui.settings.flush();
    QMainWindow::closeEvent(event);
}

} // namespace maylab::app
