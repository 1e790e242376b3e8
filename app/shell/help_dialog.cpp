#include "app/shell/help_dialog.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <QEvent>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace maylab::app {

HelpDialog::HelpDialog(const UiContext& ui, const ActionRegistry& actions, QWidget* parent)
    : QDialog(parent), m_ui(ui), m_actions(actions),
      m_title(new Label(ui, TextRole::PageTitle, ColorToken::Text, this)), m_text(new TextBlock(ui)),
      m_keysTitle(new Label(ui, TextRole::BarTitle)), m_keys(new QGridLayout),
      m_close(new Button(ui, ButtonKind::Primary, this)) {
    setObjectName(QStringLiteral("helpDialog"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(m_title);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setObjectName(QStringLiteral("helpText"));
    auto* body = new QWidget;
    auto* inner = new QVBoxLayout(body);
    inner->setContentsMargins(0, 0, 12, 0);
    inner->setSpacing(12);
    inner->addWidget(m_text);
    inner->addWidget(m_keysTitle);
    m_keys->setHorizontalSpacing(24);
    m_keys->setVerticalSpacing(4);
    m_keys->setColumnStretch(1, 1);
    inner->addLayout(m_keys);
    inner->addStretch(1);
    area->setWidget(body);
    column->addWidget(area, 1);
    column->addWidget(m_close, 0, Qt::AlignRight);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    m_close->setDefault(true);
    const QSize room = parent != nullptr ? parent->size() : QSize(900, 700);
    resize(std::min(ui.theme.px(620), room.width() - 40), std::min(ui.theme.px(600), room.height() - 40));
    retranslate();
}

void HelpDialog::retranslate() {
    setWindowTitle(tr("Help and keys"));
    m_title->setText(tr("Help and keys"));
    m_text->setProse(
        tr("A step has goals. The value now and the value needed stand beside each goal. Set a control, or type a "
           "command in the console: both do the same, and every control shows its command.\n\n"
           "The clock at the bottom is **virtual time**: one minute here may take a second. Click a point, a request "
           "or a goal and choose **Why?** to read the reason in words."));
    m_keysTitle->setText(tr("Keys"));
    m_close->setText(tr("Close"));
    while (QLayoutItem* item = m_keys->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    const auto line = [&](const QString& key, const QString& text) {
        auto* keyLabel = markAsData(new Label(m_ui, TextRole::Console));
        keyLabel->setText(key);
        auto* textLabel = new TextBlock(m_ui, TextRole::Small);
        textLabel->setProse(text);
        m_keys->addWidget(keyLabel, row, 0, Qt::AlignTop);
        m_keys->addWidget(textLabel, row, 1);
        ++row;
    };
    for (const auto& action : m_actions.all()) {
        if (!action.shortcut.isEmpty()) line(action.shortcut.toString(QKeySequence::NativeText), action.text());
    }
    line(QStringLiteral("Tab, Shift+Tab"), tr("Next and previous control"));
    line(QStringLiteral("+  −"), tr("In a chart: zoom in and out in time"));
    line(QStringLiteral("← →"), tr("In a chart: move in time; with Shift: move the crosshair"));
    line(QStringLiteral("Home"), tr("In a chart: follow live"));
    line(QStringLiteral("T"), tr("In a chart: show as table"));
}

void HelpDialog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

} // namespace maylab::app
