#include "app/shell/first_start_page.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <QEvent>
#include <QVBoxLayout>

namespace maylab::app {

FirstStartPage::FirstStartPage(const UiContext& ui, std::function<FirstStep()> first, QWidget* parent)
    : Page(parent), m_ui(ui), m_first(std::move(first)), m_box(new QWidget(this)) {
    setObjectName(QStringLiteral("firstStartPage"));
    m_name = markAsData(new Label(ui, TextRole::PageTitle, ColorToken::Text, m_box));
    m_name->setText(QStringLiteral("Mây Lab"));
    m_sentence = new TextBlock(ui, TextRole::BarTitle, ColorToken::Text2, m_box);
    m_language = new Segments(ui, m_box);
    m_start = new Button(ui, ButtonKind::Primary, m_box, ButtonSize::Big);
    m_week = new Button(ui, ButtonKind::Link, m_box);

    auto* outer = new QVBoxLayout(this);
    outer->addStretch(2);
    // Not an alignment: that would take the box for as high as its hint, whatever its text needs.
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_box);
    middle->addStretch(1);
    outer->addLayout(middle);
    outer->addStretch(3);
    auto* column = new QVBoxLayout(m_box);
    column->setSpacing(16);
    column->addWidget(new IconLabel(ui, "cloud", 44, ColorToken::Accent, m_box), 0, Qt::AlignHCenter);
    column->addWidget(m_name, 0, Qt::AlignHCenter);
    column->addWidget(m_sentence);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_sentence->setObjectName(QStringLiteral("firstSentence"));
    column->addSpacing(4);
    column->addWidget(m_language, 0, Qt::AlignHCenter);
    column->addSpacing(12);
    column->addWidget(m_start, 0, Qt::AlignHCenter);
    column->addWidget(m_week, 0, Qt::AlignHCenter);

    m_language->setObjectName(QStringLiteral("firstLanguage"));
    m_language->addSegment(QStringLiteral("en"), QStringLiteral("English"));
    m_language->addSegment(QStringLiteral("vi"), QStringLiteral("Tiếng Việt"));
    m_language->setSegmentIsData(QStringLiteral("en"));
    m_language->setSegmentIsData(QStringLiteral("vi"));
    m_start->setObjectName(QStringLiteral("firstStart"));
    m_start->setIconName("play");
    m_start->setDefault(true);
    m_start->setAutoDefault(true);
    m_week->setObjectName(QStringLiteral("firstWeek"));
    connect(m_language, &Segments::chosen, this, [this](const QString& id) {
        emit languageChosen(id == QLatin1String("vi") ? LanguageMode::Vietnamese : LanguageMode::English);
    });
    connect(m_start, &QPushButton::clicked, this, &FirstStartPage::startChosen);
    connect(m_week, &QPushButton::clicked, this, &FirstStartPage::weekChosen);
    connect(&ui.theme, &Theme::changed, this, &FirstStartPage::restyle);
    connect(&ui.language, &LanguageController::changed, this, &FirstStartPage::retranslate);
    retranslate();
    restyle();
}

QList<QWidget*> FirstStartPage::panes() const {
    return {m_start, m_language};
}

void FirstStartPage::restyle() {
    m_box->setFixedWidth(m_ui.theme.px(600));
}

void FirstStartPage::retranslate() {
    const FirstStep first = m_first();
    m_sentence->setProse(first.problem.isEmpty() ? tr("Learn AWS caching on this computer. No account, no bill.") : first.problem);
    m_start->setVisible(first.problem.isEmpty());
    m_start->setText(tr("Start: %1 · %2").arg(first.title, m_ui.format().minutes(first.minutes)));
    m_start->setAccessibleName(m_start->text());
    m_week->setText(tr("See the whole week"));
    m_language->setAccessibleName(tr("Language"));
    m_language->setCurrent(m_ui.language.chrome() == Language::Vietnamese ? QStringLiteral("vi") : QStringLiteral("en"));
    emit titleChanged();
}

void FirstStartPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    Page::changeEvent(event);
}

} // namespace maylab::app
