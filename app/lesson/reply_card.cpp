#include "app/lesson/reply_card.h"

#include <nlohmann/json.hpp>

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace maylab::app {
namespace {

// Empty: not to be shown in one line.
QString shortText(const kernel::Json& value) {
    if (!value.is_string() && !value.is_number()) return {};
    const QString text = QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
    return text.size() > ReplyCard::kLongest || text.contains(QLatin1Char('\n')) ? QString() : text;
}

} // namespace

ReplyCard::ReplyCard(const UiContext& ui, QWidget* parent)
    : Card(ui, parent), m_title(new Label(ui, TextRole::Small, ColorToken::Text2, this)) {
    setObjectName(QStringLiteral("controls.reply"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 10);
    column->setSpacing(4);
    column->addWidget(m_title);
    for (std::size_t i = 0; i < kMostMembers; ++i) {
        Row row{new QWidget(this), nullptr, nullptr, nullptr};
        auto* lines = new QVBoxLayout(row.box);
        lines->setContentsMargins(0, 0, 0, 0);
        lines->setSpacing(2);
        row.name = new Label(ui, TextRole::Small, ColorToken::Text, row.box);
        markAsData(row.name);
        lines->addWidget(row.name);
        auto* line = new QHBoxLayout;
        line->setSpacing(4);
        row.value = new QLineEdit(row.box);
        row.value->setReadOnly(true);
        row.value->setFont(ui.theme.font(TextRole::Command));
        row.value->setObjectName(QStringLiteral("controls.reply.value.%1").arg(i));
        line->addWidget(row.value, 1);
        row.copy = new IconButton(ui, "copy", 14, row.box);
        row.copy->setObjectName(QStringLiteral("controls.reply.copy.%1").arg(i));
        connect(row.copy, &QToolButton::clicked, this,
                [value = row.value] { QGuiApplication::clipboard()->setText(value->text()); });
        line->addWidget(row.copy);
        lines->addLayout(line);
        column->addWidget(row.box);
        m_rows.push_back(row);
    }
    hide();
    retranslate();
}

void ReplyCard::setReply(const kernel::Json& output) {
    bool shown = output.is_object() && !output.empty() && output.size() <= kMostMembers;
    for (const auto& member : shown ? output : kernel::Json::object()) shown = shown && !shortText(member).isEmpty();
    std::size_t i = 0;
    if (shown) {
        for (const auto& [name, value] : output.items()) {
            m_rows[i].name->setText(QString::fromStdString(name));
            m_rows[i].value->setText(shortText(value));
            m_rows[i].value->setCursorPosition(0);
            m_rows[i++].box->show();
        }
        for (; i < m_rows.size(); ++i) m_rows[i].box->hide();
        retranslate();
    }
    setVisible(shown);
}

void ReplyCard::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void ReplyCard::retranslate() {
    m_title->setText(tr("The service answered:"));
    for (const Row& row : m_rows) {
        row.value->setAccessibleName(row.name->text());
        row.copy->setName(tr("Copy %1").arg(row.name->text()));
    }
}

} // namespace maylab::app
