#include "app/lesson/aws_card.h"

#include <QEvent>
#include <QVBoxLayout>

#include <array>

namespace maylab::app {
namespace {
constexpr std::array kLines{"console", "cli", "network", "identity", "cost", "remove"};
}

AwsCard::AwsCard(const LessonWords& words, const labs::Step& step, const labs::ConsolePaths& paths, QWidget* parent)
    : Card(words.ui(), parent), m_words(words), m_step(step), m_paths(paths) {
    setObjectName(QStringLiteral("aws.") + QString::fromStdString(step.id));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 12, 8);
    layout->setSpacing(4);
    m_head = new Button(words.ui(), ButtonKind::Flat, this);
    m_head->setObjectName(objectName() + QStringLiteral(".head"));
    m_head->setCheckable(true);
    layout->addWidget(m_head, 0, Qt::AlignLeft);
    m_body = new QWidget(this);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(8, 0, 0, 4);
    body->setSpacing(2);
    for (std::size_t i = 0; i < kLines.size(); ++i) {
        auto* name = new Label(words.ui(), TextRole::Smallest, ColorToken::Muted, m_body);
        auto* text = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text, m_body);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        body->addWidget(name);
        body->addWidget(text);
        body->addSpacing(4);
        m_lines.emplace_back(name, text);
    }
    m_checked = new Label(words.ui(), TextRole::Smallest, ColorToken::Muted, m_body);
    body->addWidget(m_checked);
    layout->addWidget(m_body);
    m_body->hide();
    connect(m_head, &QPushButton::toggled, this, [this](bool on) {
        m_open = on;
        m_body->setVisible(on);
        m_head->setIconName(on ? "chevron-down" : "chevron-right");
        emit toggled(on);
    });
    m_head->setIconName("chevron-right");
    retranslate();
}

void AwsCard::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void AwsCard::retranslate() {
    m_head->setText(tr("On real AWS"));
    const QString names[] = {tr("Console"), tr("Command"), tr("Network"), tr("Identity"), tr("Time and price"),
                             tr("How to remove it")};
    for (std::size_t i = 0; i < kLines.size(); ++i) {
        m_lines[i].first->setText(names[i]);
        QString text = m_words.prose(m_step.id, std::string("aws.") + kLines[i]);
        for (const std::string& id : m_step.consolePaths) {
            const auto path = m_paths.paths.find(id);
            if (path == m_paths.paths.end()) continue;
            text.replace(QStringLiteral("{console.%1}").arg(QString::fromStdString(id)),
                         QString::fromStdString(path->second));
        }
        m_lines[i].second->setProse(text);
    }
    m_checked->setText(tr("Console paths as of %1.").arg(QString::fromStdString(m_paths.checked)));
}

} // namespace maylab::app
