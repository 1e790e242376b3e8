#include "app/console/console_widget.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStringListModel>
#include <QTabBar>
#include <QTableView>
#include <QTextBlock>
#include <QVBoxLayout>

namespace maylab::app {

namespace {

constexpr int kPromptWidth = 300; // of the input's row

// The chosen tab is set in bold: every tab keeps the room for it, or choosing a wider one would push the last out.
class Tabs : public QTabBar {
  public:
    using QTabBar::QTabBar;

  protected:
    QSize tabSizeHint(int index) const override {
        QSize size = QTabBar::tabSizeHint(index);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        size.rwidth() += QFontMetrics(bold).horizontalAdvance(tabText(index)) - fontMetrics().horizontalAdvance(tabText(index));
        return size;
    }
};

} // namespace

// ------------------------------------------------------------------------------------------------ ConsoleOutput

ConsoleOutput::ConsoleOutput(const UiContext& ui, ConsoleShell& shell, QWidget* parent)
    : QPlainTextEdit(parent), m_ui(ui), m_shell(shell) {
    setObjectName(QStringLiteral("output"));
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setMaximumBlockCount(ConsoleShell::kMaxLines);
    setUndoRedoEnabled(false);
    setProperty("bare", true); // meets the pane's own edges
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // every line is wrapped; a bar would cover the newest
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setProperty("maylabData", true);
    connect(&m_shell, &ConsoleShell::added, this, &ConsoleOutput::append);
    connect(&m_shell, &ConsoleShell::cleared, this, &ConsoleOutput::renderAll);
    connect(&m_ui.theme, &Theme::changed, this, [this] {
        restyle();
        renderAll();
    });
    connect(&m_ui.language, &LanguageController::changed, this, &ConsoleOutput::renderAll);
    restyle();
    renderAll();
}

void ConsoleOutput::restyle() {
    setFont(m_ui.theme.font(TextRole::Console));
    document()->setDocumentMargin(0); // or more than a line stays empty below the last
    setViewportMargins(m_ui.theme.px(12), m_ui.theme.px(4), m_ui.theme.px(4), m_ui.theme.px(2));
}

void ConsoleOutput::render(const ConsoleLine& line) {
    const Theme& t = m_ui.theme;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    if (!document()->isEmpty()) cursor.insertBlock();
    QTextCharFormat format;
    format.setFont(t.font(TextRole::Console));
    const auto put = [&](const QString& text, ColorToken color, int weight = 0) {
        format.setForeground(t.color(color));
        format.setFontWeight(weight != 0 ? weight : QFont::Normal);
        cursor.insertText(text, format);
    };
    switch (line.kind) {
    case ConsoleLine::Kind::Input:
        put(line.prompt, ColorToken::Accent, QFont::DemiBold);
        put(line.text, ColorToken::Text);
        break;
    case ConsoleLine::Kind::Output: put(line.text.isEmpty() ? QStringLiteral(" ") : line.text, ColorToken::Text); break;
    case ConsoleLine::Kind::Error: put(line.text.isEmpty() ? QStringLiteral(" ") : line.text, ColorToken::Fail); break;
    case ConsoleLine::Kind::Sentence: {
        // In the mode EN + VI the sentence stands in both.
        format.setFont(t.font(TextRole::Small));
        QStringList words;
        for (const Language in : m_ui.language.prose()) words << errorSentence(m_ui.language, in, *line.sentence);
        put(QStringLiteral("→ ") + words.join(QStringLiteral(" · ")), ColorToken::Text2);
        break;
    }
    case ConsoleLine::Kind::Note:
        format.setFont(t.font(TextRole::Small));
        put(noteText(line.note, line.argument, line.second), ColorToken::Muted);
        break;
    }
}

void ConsoleOutput::append(int lines) {
    QScrollBar* bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 4;
    const auto& all = m_shell.lines();
    const int n = std::min(lines, static_cast<int>(all.size()));
    QTextCursor together(document()); // laid out once
    together.beginEditBlock();
    for (int i = static_cast<int>(all.size()) - n; i < static_cast<int>(all.size()); ++i) {
        render(all[static_cast<std::size_t>(i)]);
    }
    together.endEditBlock();
    if (atEnd) bar->setValue(bar->maximum());
}

void ConsoleOutput::renderAll() {
    clear();
    QTextCursor together(document());
    together.beginEditBlock();
    for (const ConsoleLine& line : m_shell.lines()) render(line);
    together.endEditBlock();
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void ConsoleOutput::changeEvent(QEvent* event) { QPlainTextEdit::changeEvent(event); }

// ------------------------------------------------------------------------------------------------ ConsoleInput

ConsoleInput::ConsoleInput(const UiContext& ui, ConsoleShell& shell, QWidget* parent)
    : QLineEdit(parent), m_shell(shell), m_completer(new QCompleter(this)),
      m_candidates(new QStringListModel(this)) {
    setObjectName(QStringLiteral("input"));
    setProperty("bare", true);
    setProperty("maylabData", true);
    setMaxLength(ConsoleShell::kMaxInput + 1); // one more, so that the shell sees that it is too long
    m_completer->setModel(m_candidates);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setProperty("maylabData", true);
    m_completer->popup()->setFont(ui.theme.font(TextRole::Console));
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &ConsoleInput::insertCandidate);
    connect(this, &QLineEdit::textEdited, m_completer->popup(), &QWidget::hide);
    setFont(ui.theme.font(TextRole::Console));
    connect(&ui.theme, &Theme::changed, this, [this, &ui] { setFont(ui.theme.font(TextRole::Console)); });
}

bool ConsoleInput::completeNow() {
    const QString head = text().left(cursorPosition());
    const ConsoleShell::Candidates found = m_shell.complete(head);
    if (found.words.isEmpty()) return false;
    m_from = found.from;
    if (found.words.size() == 1) {
        if (found.words.first() == head.mid(m_from)) return false;
        insertCandidate(found.words.first());
        return true;
    }
    // What all have in common goes in at once; the rest is chosen.
    QString common = found.words.first();
    for (const QString& w : found.words) {
        while (!w.startsWith(common)) common.chop(1);
    }
    if (common.size() > head.size() - m_from) {
        setText(head.left(m_from) + common + text().mid(cursorPosition()));
        setCursorPosition(m_from + static_cast<int>(common.size()));
    }
    m_candidates->setStringList(found.words);
    QRect at = cursorRect();
    at.setWidth(m_completer->popup()->sizeHintForColumn(0) + 40);
    m_completer->complete(at);
    return true;
}

void ConsoleInput::insertCandidate(const QString& word) {
    const QString tail = text().mid(cursorPosition());
    const bool open = word.endsWith(QLatin1Char(':')) || word.endsWith(QLatin1Char('='));
    const QString insert = word + (open || tail.startsWith(QLatin1Char(' ')) ? QString() : QStringLiteral(" "));
    setText(text().left(m_from) + insert + tail);
    setCursorPosition(m_from + static_cast<int>(insert.size()));
}

bool ConsoleInput::event(QEvent* e) {
    // Tab arrives as a key only here: afterwards it is a change of focus.
    if (e->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(e);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier && !text().isEmpty()) {
            completeNow(); // with or without a candidate: whoever types here means the line
            return true;
        }
    }
    return QLineEdit::event(e);
}

void ConsoleInput::keyPressEvent(QKeyEvent* event) {
    if (m_completer->popup()->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Escape:
        case Qt::Key_Tab: event->ignore(); return; // the popup's
        default: break;
        }
    }
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (control && event->key() == Qt::Key_C && !hasSelectedText()) {
        if (!m_shell.stop()) clear();
        return;
    }
    if (control && event->key() == Qt::Key_L) {
        m_shell.clear();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up: setText(m_shell.older(text())); return;
    case Qt::Key_Down: setText(m_shell.newer()); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_shell.busy()) return;
        {
            const QString line = text();
            clear();
            m_shell.submit(line);
        }
        return;
    default: QLineEdit::keyPressEvent(event);
    }
}

// ------------------------------------------------------------------------------------------------ ConsoleWidget

ConsoleWidget::ConsoleWidget(const UiContext& ui, ConsoleDoor& door, ConsoleHistory& history,
                             const aws::ModelCatalog& catalog, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_redis(new RedisShell(door, history, this)),
      m_memcached(new MemcachedShell(door, history, this)), m_aws(new AwsShell(door, history, catalog, this)),
      m_events(new EventsModel(ui, this)), m_tabs(new Tabs(this)),
      m_rules(new Label(ui, TextRole::Smallest, ColorToken::Muted, this)), m_stack(new QStackedWidget(this)),
      m_pages{makePage(m_redis, QStringLiteral("redis-cli")), makePage(m_memcached, QStringLiteral("memcached")),
              makePage(m_aws, QStringLiteral("aws"))},
      m_table(new QTableView(this)) {
    setObjectName(QStringLiteral("console"));
    setProperty("surface", "panel");
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setObjectName(QStringLiteral("consoleTabs"));
    for (const Page& p : m_pages) m_tabs->addTab(p.name);
    m_tabs->addTab(QString());
    setTabShown(Tab::Memcached, false);

    m_table->setModel(m_events);
    m_table->setObjectName(QStringLiteral("events"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_ui.theme.px(24));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setColumnWidth(EventsModel::Time, m_ui.theme.px(100));
    m_table->setColumnWidth(EventsModel::Who, m_ui.theme.px(90));
    for (const Page& p : m_pages) m_stack->addWidget(p.widget);
    m_stack->addWidget(m_table);
    // New events are followed as long as the last is in sight.
    connect(m_events, &QAbstractItemModel::rowsInserted, this, [this] {
        QScrollBar* bar = m_table->verticalScrollBar();
        if (bar->value() >= bar->maximum() - 1) m_table->scrollToBottom();
    });

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* top = new QHBoxLayout();
    top->setContentsMargins(4, 0, 12, 0);
    top->addWidget(m_tabs);
    top->addStretch(1);
    top->addWidget(m_rules);
    column->addLayout(top);
    column->addWidget(new Line(Qt::Horizontal, this));
    column->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int i) {
        m_stack->setCurrentIndex(i);
        showRules();
        if (ConsoleInput* field = input(static_cast<Tab>(i)); field != nullptr && isVisible()) field->setFocus(Qt::OtherFocusReason);
    });
    for (const Page& p : m_pages) {
        connect(p.shell, &ConsoleShell::promptChanged, this, [this, p] { showPrompt(p); });
        connect(p.shell, &ConsoleShell::busyChanged, this, [p](bool busy) {
            p.stop->setVisible(busy);
            p.input->setReadOnly(busy);
        });
        connect(p.stop, &QPushButton::clicked, p.shell, &ConsoleShell::stop);
        connect(p.input, &QLineEdit::textChanged, this, [p](const QString& line) {
            p.usage->setText(line.size() > 1 && line.size() < 200 ? p.shell->usage(line) : QString());
        });
    }
    retranslate();
}

ConsoleWidget::Page ConsoleWidget::makePage(ConsoleShell* shell, const QString& name) {
    Page p;
    p.shell = shell;
    p.name = name;
    p.widget = new QWidget(this);
    p.widget->setObjectName(shell->id());
    p.widget->setProperty("surface", "panel");
    p.output = new ConsoleOutput(m_ui, *shell, p.widget);
    p.input = new ConsoleInput(m_ui, *shell, p.widget);
    p.prompt = markAsData(new Label(m_ui, TextRole::Console, ColorToken::Accent, p.widget));
    p.prompt->setRole(TextRole::Console, QFont::DemiBold);
    p.prompt->setBuddy(p.input);
    p.usage = markAsData(new Label(m_ui, TextRole::Command, ColorToken::Muted, p.widget));
    p.usage->setObjectName(QStringLiteral("usage"));
    p.usage->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    p.usage->setMaximumWidth(m_ui.theme.px(260));
    p.usage->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    p.stop = new Button(m_ui, ButtonKind::Secondary, p.widget, ButtonSize::Small);
    p.stop->setObjectName(QStringLiteral("stop"));
    p.stop->hide();
    p.widget->setFocusProxy(p.input);

    auto* column = new QVBoxLayout(p.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(p.output, 1);
    column->addWidget(new Line(Qt::Horizontal, p.widget));
    auto* row = new QHBoxLayout();
    row->setContentsMargins(12, 2, 12, 2);
    row->setSpacing(0);
    row->addWidget(p.prompt);
    row->addWidget(p.input, 1);
    row->addWidget(p.usage);
    row->addWidget(p.stop);
    column->addLayout(row);
    showPrompt(p);
    return p;
}

// A long endpoint leaves the line its place; what came out shows it whole.
void ConsoleWidget::showPrompt(const Page& page) {
    const QString prompt = page.shell->prompt();
    const QFontMetrics metrics(m_ui.theme.font(TextRole::Console));
    const QString shown = metrics.elidedText(prompt, Qt::ElideMiddle, m_ui.theme.px(kPromptWidth));
    page.prompt->setText(shown);
    page.prompt->setToolTip(shown == prompt ? QString() : prompt);
    page.input->setAccessibleDescription(prompt);
}

int ConsoleWidget::indexOf(Tab tab) const { return static_cast<int>(tab); }

const ConsoleWidget::Page* ConsoleWidget::pageOf(Tab tab) const {
    const auto i = static_cast<std::size_t>(indexOf(tab));
    return i < m_pages.size() ? &m_pages[i] : nullptr;
}

void ConsoleWidget::setTabShown(Tab tab, bool shown) {
    if (!shown && currentTab() == tab) setCurrentTab(Tab::Redis);
    m_tabs->setTabVisible(indexOf(tab), shown);
    m_tabs->updateGeometry(); // which Qt 6.4 leaves out
    fitRules();
}
bool ConsoleWidget::isTabShown(Tab tab) const { return m_tabs->isTabVisible(indexOf(tab)); }

void ConsoleWidget::setCurrentTab(Tab tab) {
    m_tabs->setCurrentIndex(indexOf(tab));
    m_stack->setCurrentIndex(indexOf(tab));
}

ConsoleWidget::Tab ConsoleWidget::currentTab() const { return static_cast<Tab>(m_tabs->currentIndex()); }

void ConsoleWidget::showRules() {
    const auto nodes = m_memcached->nodes().size();
    switch (currentTab()) {
    case Tab::Redis: m_rules->setText(tr("ElastiCache rules: CONFIG is refused")); break;
    case Tab::Memcached:
        m_rules->setText(nodes > 1 ? tr("%1 nodes: connect NAME goes to another").arg(nodes)
                                   : tr("Commands in lower case; a value has a line of its own"));
        break;
    case Tab::Aws:
    case Tab::Events: m_rules->clear(); break;
    }
    fitRules();
}

// The tabs come first.
void ConsoleWidget::fitRules() {
    const int left = width() - m_tabs->sizeHint().width() - m_ui.theme.px(24);
    m_rules->setVisible(m_rules->sizeHint().width() <= left);
}

void ConsoleWidget::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fitRules();
}

void ConsoleWidget::connectTo(const std::vector<CachePicture>& caches) {
    if (caches == m_caches) return;
    m_caches = caches;
    QStringList hosts, nodes;
    for (const CachePicture& c : caches) {
        const QString name = QString::fromStdString(c.name);
        if (c.memcached) nodes << QStringLiteral("%1:%2").arg(name).arg(c.port);
        else hosts << name;
    }
    m_redis->setHosts(hosts);
    m_memcached->setNodes(nodes);
    if (!nodes.isEmpty()) setTabShown(Tab::Memcached, true);
    showRules();
}

void ConsoleWidget::setSnapshot(const Snapshot& s) {
    if (s.run != m_run) {
        m_run = s.run;
        m_caches.clear();
        setTabShown(Tab::Memcached, false);
        for (const Page& p : m_pages) {
            p.shell->beginRun();
            p.shell->clear(); // what another world answered does not hold in this one
        }
        // Nothing to connect to: the API is what there is to talk to.
        if (currentTab() != Tab::Events) setCurrentTab(s.picture.caches.empty() ? Tab::Aws : Tab::Redis);
    }
    connectTo(s.picture.caches);
    if (s.happenings) m_events->setHappenings(s.happenings);
}

void ConsoleWidget::chooseEvent(std::uint64_t number) {
    const int row = m_events->rowOf(number);
    if (row < 0 || !m_tabs->isTabVisible(indexOf(Tab::Events))) return;
    setCurrentTab(Tab::Events);
    m_table->selectRow(row);
    m_table->scrollTo(m_events->index(row, 0));
}

ConsoleInput* ConsoleWidget::input(Tab tab) const {
    const Page* page = pageOf(tab);
    return page != nullptr ? page->input : nullptr;
}

QSize ConsoleWidget::sizeHint() const { return {m_ui.theme.px(740), m_ui.theme.px(150)}; }

void ConsoleWidget::retranslate() {
    setAccessibleName(tr("Console"));
    m_tabs->setAccessibleName(tr("Console tabs"));
    m_tabs->setTabText(indexOf(Tab::Events), tr("Events"));
    m_table->setAccessibleName(tr("Events"));
    m_events->retranslate();
    for (const Page& p : m_pages) {
        p.input->setAccessibleName(tr("Command for %1").arg(p.name));
        p.output->setAccessibleName(tr("Output of %1").arg(p.name));
        p.stop->setText(tr("Stop"));
        p.stop->setToolTip(QStringLiteral("Ctrl+C"));
    }
    showRules();
}

void ConsoleWidget::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

} // namespace maylab::app
