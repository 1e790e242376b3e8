#include "app/worklog/worklog_pane.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"
#include "app/worklog/markdown_html.h"

#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTextBlock>
#include <QTextBrowser>
#include <QUrl>

namespace maylab::app {

WorklogPane::WorklogPane(const UiContext& ui, Language language, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_language(language)
    , m_name(markAsData(new Label(ui, TextRole::Small, ColorToken::Text, this)))
    , m_path(markAsData(new ElidedLabel(ui, TextRole::Command, ColorToken::Text2, this)))
    , m_view(new Segments(ui, this)), m_copy(new IconButton(ui, "copy", 16, this)), m_stack(new QStackedWidget(this))
    , m_browser(new QTextBrowser), m_source(new QPlainTextEdit)
    , m_noteName(markAsData(new Label(ui, TextRole::Small, ColorToken::Text, this)))
    , m_noteState(markAsData(new Label(ui, TextRole::Smallest, ColorToken::Muted, this))), m_note(new QPlainTextEdit(this)) {
    const QString code = QString::fromLatin1(languageCode(language));
    setObjectName(QStringLiteral("worklogPane-") + code);
    m_view->setObjectName(QStringLiteral("worklogView-") + code);
    m_copy->setObjectName(QStringLiteral("worklogCopy-") + code);
    m_browser->setObjectName(QStringLiteral("worklogPreview-") + code);
    m_source->setObjectName(QStringLiteral("worklogMarkdown-") + code);
    m_note->setObjectName(QStringLiteral("worklogNote-") + code);
    m_name->setRole(TextRole::Small, QFont::DemiBold);
    m_noteName->setRole(TextRole::Small, QFont::DemiBold);
    m_view->addSegment(QStringLiteral("preview"));
    m_view->addSegment(QStringLiteral("markdown"));
    m_view->setSegmentIsData(QStringLiteral("preview")); // in the pane's language
    m_view->setSegmentIsData(QStringLiteral("markdown"));
    m_view->setCurrent(QStringLiteral("preview"));
    m_browser->setFrameShape(QFrame::NoFrame);
    m_browser->setOpenLinks(false);
    m_browser->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_browser->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_browser->document()->setDocumentMargin(16);
    m_source->setFrameShape(QFrame::NoFrame);
    m_source->setReadOnly(true);
    m_source->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    markAsData(m_browser);
    markAsData(m_source);
    markAsData(m_note);
    m_stack->addWidget(m_browser);
    m_stack->addWidget(m_source);
    m_note->setTabChangesFocus(true);
    m_note->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 3, 8, 3);
    bar->setSpacing(8);
    bar->addWidget(m_name);
    bar->addWidget(m_path, 1);
    bar->addWidget(m_view);
    bar->addWidget(m_copy);
    column->addLayout(bar);
    column->addWidget(new Line(Qt::Horizontal, this));
    column->addWidget(m_stack, 1);
    column->addWidget(new Line(Qt::Horizontal, this));
    auto* noteBar = new QHBoxLayout;
    noteBar->setContentsMargins(12, 6, 12, 2);
    noteBar->setSpacing(8);
    noteBar->addWidget(new IconLabel(ui, "pencil", 14, ColorToken::Text2, this));
    noteBar->addWidget(m_noteName, 1);
    noteBar->addWidget(m_noteState);
    column->addLayout(noteBar);
    auto* noteRow = new QHBoxLayout;
    noteRow->setContentsMargins(12, 4, 12, 12);
    noteRow->addWidget(m_note);
    column->addLayout(noteRow);

    connect(m_view, &Segments::chosen, this, [this](const QString& id) {
        const double at = scrollPosition();
        m_stack->setCurrentIndex(id == QLatin1String("markdown") ? 1 : 0);
        setScrollPosition(at);
    });
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_markdown);
        emit copied();
    });
    connect(m_browser, &QTextBrowser::anchorClicked, this, [](const QUrl& url) {
        if (url.scheme().startsWith(QLatin1String("http"))) QDesktopServices::openUrl(url);
    });
    connect(m_note, &QPlainTextEdit::textChanged, this, &WorklogPane::noteTyped);
    for (QAbstractScrollArea* area : {static_cast<QAbstractScrollArea*>(m_browser), static_cast<QAbstractScrollArea*>(m_source)}) {
        connect(area->verticalScrollBar(), &QScrollBar::valueChanged, this, [this, area] {
            if (!m_following && area == static_cast<QAbstractScrollArea*>(m_stack->currentWidget())) emit scrolled(scrollPosition());
        });
    }
    connect(&ui.theme, &Theme::changed, this, &WorklogPane::restyle);
    restyle();
    retranslate();
}

QString WorklogPane::own(Language language, const char* source) const {
    return m_ui.language.translate(language, "WorklogPane", source);
}

void WorklogPane::restyle() {
    m_source->setFont(m_ui.theme.font(TextRole::Command));
    m_note->setFont(m_ui.theme.font(TextRole::Small));
    m_note->setFixedHeight(m_ui.theme.px(66));
    m_rendered.clear();
    render();
}

void WorklogPane::retranslate() {
    m_name->setText(m_language == Language::English ? QStringLiteral("English") : QStringLiteral("Tiếng Việt"));
    m_view->setSegmentText(QStringLiteral("preview"), own(QT_TRANSLATE_NOOP("WorklogPane", "Preview")));
    m_view->setSegmentText(QStringLiteral("markdown"), QStringLiteral("Markdown"));
    m_view->setAccessibleName(m_name->text());
    m_copy->setName(m_language == Language::English ? tr("Copy the English page") : tr("Copy the Vietnamese page"));
    m_browser->setAccessibleName(m_language == Language::English ? tr("Preview of the English page") : tr("Preview of the Vietnamese page"));
    m_source->setAccessibleName(m_language == Language::English ? tr("Markdown of the English page") : tr("Markdown of the Vietnamese page"));
    m_note->setPlaceholderText(own(QT_TRANSLATE_NOOP("WorklogPane", "What surprised you? What would you do differently at work?")));
    setNoteSubject(m_subject);
    setNoteState(m_state);
}

void WorklogPane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void WorklogPane::setPage(const QString& file, const QString& markdown) {
    m_file = file;
    m_path->setText(file);
    if (markdown == m_markdown) return;
    m_markdown = markdown;
    render();
}

void WorklogPane::render() {
    if (m_rendered == m_markdown && !m_rendered.isEmpty()) return;
    m_rendered = m_markdown;
    m_following = true;
    const double at = scrollPosition();
    m_browser->setHtml(worklogHtml(m_markdown, m_ui.theme));
    m_source->setPlainText(m_markdown);
    setScrollPosition(at);
    m_following = false;
}

QScrollBar* WorklogPane::bar() const {
    return static_cast<QAbstractScrollArea*>(m_stack->currentWidget())->verticalScrollBar();
}

double WorklogPane::scrollPosition() const {
    const QScrollBar* b = bar();
    return b->maximum() > 0 ? static_cast<double>(b->value()) / b->maximum() : 0;
}

void WorklogPane::setScrollPosition(double position) {
    m_following = true;
    QScrollBar* b = bar();
    b->setValue(static_cast<int>(position * b->maximum() + 0.5));
    m_following = false;
}

void WorklogPane::showHeading(const QString& heading) {
    if (m_stack->currentIndex() == 1) {
        QTextCursor found = m_source->document()->find(QStringLiteral("### ") + heading);
        if (found.isNull()) return;
        m_source->setTextCursor(QTextCursor(found.block()));
        m_source->centerCursor();
        return;
    }
    for (QTextBlock b = m_browser->document()->begin(); b.isValid(); b = b.next()) {
        if (b.text() != heading || b.blockFormat().headingLevel() == 0) continue;
        const QRectF r = m_browser->document()->documentLayout()->blockBoundingRect(b);
        m_browser->verticalScrollBar()->setValue(static_cast<int>(r.top()) - 8);
        return;
    }
}

void WorklogPane::setNoteSubject(const QString& name) {
    m_subject = name;
    m_noteName->setText(own(QT_TRANSLATE_NOOP("WorklogPane", "My note, %1")).arg(name));
    m_note->setAccessibleName(m_noteName->text());
}

void WorklogPane::setNote(const QString& text) {
    if (text == m_note->toPlainText()) return;
    const QSignalBlocker quiet(m_note);
    m_note->setPlainText(text);
}

QString WorklogPane::note() const { return m_note->toPlainText(); }

void WorklogPane::setNoteState(NoteState state) {
    m_state = state;
    switch (state) {
    case NoteState::Saved: m_noteState->setText(own(QT_TRANSLATE_NOOP("WorklogPane", "saved"))); break;
    case NoteState::Saving: m_noteState->setText(own(QT_TRANSLATE_NOOP("WorklogPane", "saving…"))); break;
    case NoteState::InMemory: m_noteState->setText(own(QT_TRANSLATE_NOOP("WorklogPane", "kept in memory"))); break;
    }
}

void WorklogPane::focusNote() {
    m_note->setFocus(Qt::ShortcutFocusReason);
    m_note->moveCursor(QTextCursor::End);
}

} // namespace maylab::app
