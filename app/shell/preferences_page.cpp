#include "app/shell/preferences_page.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/text.h"

#include <QCheckBox>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace maylab::app {

LanguageMode languageModeOf(const Settings& settings) {
    const QString value = settings.text(Setting::Language);
    if (value == QLatin1String("en")) return LanguageMode::English;
    if (value == QLatin1String("vi")) return LanguageMode::Vietnamese;
    if (value == QLatin1String("en+vi")) return LanguageMode::Both;
    return LanguageController::systemLanguage() == Language::Vietnamese ? LanguageMode::Vietnamese
                                                                        : LanguageMode::English;
}

ThemeMode themeModeOf(const Settings& settings) {
    const QString value = settings.text(Setting::Theme);
    if (value == QLatin1String("light")) return ThemeMode::Light;
    if (value == QLatin1String("dark")) return ThemeMode::Dark;
    return ThemeMode::System;
}

void applySettings(const UiContext& ui) {
    ui.theme.setMode(themeModeOf(ui.settings));
    ui.theme.setTextSize(ui.settings.number(Setting::TextSize));
    ui.theme.setReducedMotion(ui.settings.flag(Setting::ReducedMotion));
    ui.language.setMode(languageModeOf(ui.settings));
}

PreferencesPage::PreferencesPage(const UiContext& ui, const QString& profilePath, QWidget* parent)
    : Page(parent), m_ui(ui), m_profilePath(profilePath) {
    setObjectName(QStringLiteral("preferencesPage"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    outer->addWidget(area);
    auto* body = new QWidget;
    area->setWidget(body);
    auto* wide = new QHBoxLayout(body);
    wide->setContentsMargins(24, 24, 24, 24);
    auto* column = new QVBoxLayout;
    column->setSpacing(16);
    wide->addLayout(column, 4);
    wide->addStretch(1);

    const auto card = [&](Label*& title) {
        auto* frame = new Card(ui, body);
        auto* inner = new QVBoxLayout(frame);
        inner->setContentsMargins(20, 16, 20, 18);
        inner->setSpacing(14);
        title = new Label(ui, TextRole::BarTitle, ColorToken::Text, frame);
        inner->addWidget(title);
        column->addWidget(frame);
        return inner;
    };
    const auto check = [&](QVBoxLayout* into, QCheckBox*& box, TextBlock*& hint, const char* name) {
        auto* group = new QVBoxLayout;
        group->setSpacing(2);
        box = new QCheckBox(body);
        box->setObjectName(QLatin1String(name));
        hint = new TextBlock(ui, TextRole::Small, ColorToken::Muted, body);
        hint->setContentsMargins(ui.theme.px(24), 0, 0, 0);
        group->addWidget(box);
        group->addWidget(hint);
        into->addLayout(group);
    };

    QVBoxLayout* look = card(m_lookTitle);
    m_language = row(look, m_languageName, m_languageHint, {"en", "vi", "en+vi"});
    m_theme = row(look, m_themeName, m_themeHint, {"system", "light", "dark"});
    m_size = row(look, m_sizeName, m_sizeHint, {"100", "115", "130"});
    check(look, m_motion, m_motionHint, "reducedMotion");
    QVBoxLayout* learn = card(m_learnTitle);
    check(learn, m_pause, m_pauseHint, "pauseOnRead");
    m_speed = row(learn, m_speedName, m_speedHint, {"1", "10", "60", "600"});
    QVBoxLayout* clients = card(m_clientsTitle);
    check(clients, m_clients, m_clientsHint, "realClients");
    QVBoxLayout* profile = card(m_profileTitle);
    m_profile = markAsData(new ElidedLabel(ui, TextRole::Command, ColorToken::Text, body));
    m_profile->setElideMode(Qt::ElideMiddle);
    m_profile->setText(QDir::toNativeSeparators(profilePath));
    profile->addWidget(m_profile);
    m_profileHint = new TextBlock(ui, TextRole::Small, ColorToken::Muted, body);
    profile->addWidget(m_profileHint);
    m_openProfile = new Button(ui, ButtonKind::Secondary, body);
    m_openProfile->setIconName("folder-open");
    m_openProfile->setObjectName(QStringLiteral("openProfile"));
    profile->addWidget(m_openProfile, 0, Qt::AlignLeft);
    m_readOnly = new TextBlock(ui, TextRole::Small, ColorToken::Warn, body);
    m_readOnly->setVisible(ui.settings.isReadOnly());
    column->addWidget(m_readOnly);
    column->addStretch(1);

    m_language->setObjectName(QStringLiteral("preferencesLanguage"));
    m_theme->setObjectName(QStringLiteral("preferencesTheme"));
    m_size->setObjectName(QStringLiteral("preferencesTextSize"));
    m_speed->setObjectName(QStringLiteral("preferencesSpeed"));
    Settings& settings = ui.settings;
    connect(m_language, &Segments::chosen, this, [this, &settings](const QString& id) {
        settings.set(Setting::Language, id);
        m_ui.language.setMode(id == QLatin1String("en")   ? LanguageMode::English
                              : id == QLatin1String("vi") ? LanguageMode::Vietnamese
                                                          : LanguageMode::Both);
    });
    connect(m_theme, &Segments::chosen, this, [this, &settings](const QString& id) {
        settings.set(Setting::Theme, id);
        m_ui.theme.setMode(themeModeOf(settings));
    });
    connect(m_size, &Segments::chosen, this, [this, &settings](const QString& id) {
        settings.set(Setting::TextSize, id.toInt());
        m_ui.theme.setTextSize(id.toInt());
    });
    connect(m_motion, &QCheckBox::toggled, this, [this, &settings](bool on) {
        settings.set(Setting::ReducedMotion, on);
        m_ui.theme.setReducedMotion(on);
    });
    connect(m_pause, &QCheckBox::toggled, this, [&settings](bool on) { settings.set(Setting::PauseOnRead, on); });
    connect(m_speed, &Segments::chosen, this,
            [&settings](const QString& id) { settings.set(Setting::DefaultSpeed, id.toInt()); });
    connect(m_clients, &QCheckBox::clicked, this, &PreferencesPage::clientsAsked);
    connect(m_openProfile, &QPushButton::clicked, this, [this] { emit openFolderAsked(m_profilePath); });
    connect(&ui.language, &LanguageController::changed, this, &PreferencesPage::refresh);
    connect(&ui.theme, &Theme::changed, this, &PreferencesPage::refresh);
    connect(&ui.settings, &Settings::changed, this, &PreferencesPage::refresh);
    retranslate();
    refresh();
}

Segments* PreferencesPage::row(QVBoxLayout* column, Label*& name, TextBlock*& hint, const QStringList& ids) {
    auto* group = new QVBoxLayout;
    group->setSpacing(4);
    name = new Label(m_ui, TextRole::Body, ColorToken::Text, this);
    name->setRole(TextRole::Body, QFont::Medium);
    hint = new TextBlock(m_ui, TextRole::Small, ColorToken::Muted, this);
    auto* segments = new Segments(m_ui, this);
    for (const QString& id : ids) segments->addSegment(id);
    group->addWidget(name);
    group->addWidget(segments, 0, Qt::AlignLeft);
    group->addWidget(hint);
    column->addLayout(group);
    return segments;
}

QString PreferencesPage::title() const {
    return tr("Preferences");
}

QList<QWidget*> PreferencesPage::panes() const {
    return {m_language, m_pause, m_clients, m_openProfile};
}

void PreferencesPage::setClientsOn(bool on) {
    m_clients->setChecked(on);
}

void PreferencesPage::entered() {
    refresh();
}

void PreferencesPage::refresh() {
    const LanguageMode mode = m_ui.language.mode();
    m_language->setCurrent(mode == LanguageMode::English      ? QStringLiteral("en")
                           : mode == LanguageMode::Vietnamese ? QStringLiteral("vi")
                                                              : QStringLiteral("en+vi"));
    m_theme->setCurrent(m_ui.settings.text(Setting::Theme));
    m_size->setCurrent(QString::number(m_ui.theme.textSize()));
    m_motion->setChecked(m_ui.settings.flag(Setting::ReducedMotion));
    m_pause->setChecked(m_ui.settings.flag(Setting::PauseOnRead));
    m_speed->setCurrent(QString::number(m_ui.settings.number(Setting::DefaultSpeed)));
}

void PreferencesPage::retranslate() {
    m_lookTitle->setText(tr("Language and look"));
    m_languageName->setText(tr("Language"));
    m_language->setAccessibleName(tr("Language"));
    m_language->setSegmentText(QStringLiteral("en"), QStringLiteral("English"));
    m_language->setSegmentText(QStringLiteral("vi"), QStringLiteral("Tiếng Việt"));
    m_language->setSegmentText(QStringLiteral("en+vi"), QStringLiteral("English + Tiếng Việt"));
    for (const char* id : {"en", "vi", "en+vi"}) m_language->setSegmentIsData(QLatin1String(id));
    m_languageHint->setProse(
        tr("With both, the text of a step is shown in the two languages; menus and buttons use your system's."));
    m_themeName->setText(tr("Theme"));
    m_theme->setAccessibleName(tr("Theme"));
    m_theme->setSegmentText(QStringLiteral("system"), tr("As the system"));
    m_theme->setSegmentText(QStringLiteral("light"), tr("Light"));
    m_theme->setSegmentText(QStringLiteral("dark"), tr("Dark"));
    m_themeHint->hide();
    m_sizeName->setText(tr("Text size"));
    m_size->setAccessibleName(tr("Text size"));
    for (int size : kTextSizes) {
        m_size->setSegmentText(QString::number(size), m_ui.format().percent(size));
    }
    m_sizeHint->hide();
    m_motion->setText(tr("Reduced motion"));
    m_motion->setAccessibleName(m_motion->text());
    m_motionHint->setProse(tr("Panes open at once, dots are shown where they end."));
    m_learnTitle->setText(tr("Learning"));
    m_pause->setText(tr("Pause while I read"));
    m_pause->setAccessibleName(m_pause->text());
    m_pauseHint->setProse(tr("The clock waits while a hint or Why? is open."));
    m_speedName->setText(tr("Speed at the start of a step"));
    m_speed->setAccessibleName(tr("Speed at the start of a step"));
    for (const char* id : {"1", "10", "60", "600"}) {
        m_speed->setSegmentText(QLatin1String(id), QLatin1String(id) + QLatin1Char('x'));
        m_speed->setSegmentIsData(QLatin1String(id));
    }
    m_speedHint->setProse(tr("At 60x one minute of virtual time takes one second."));
    m_clientsTitle->setText(tr("Real clients"));
    m_clients->setText(tr("Let real clients in"));
    m_clients->setAccessibleName(m_clients->text());
    m_clientsHint->setProse(tr("`redis-cli` and other programs on this computer reach the lab's caches, on 127.0.0.1 and ::1 only. What they "
                               "do counts for the goals. Off again when the program is closed."));
    m_profileTitle->setText(tr("Your profile"));
    m_profile->setAccessibleName(tr("Place of your profile: %1").arg(QDir::toNativeSeparators(m_profilePath)));
    m_profileHint->setProse(tr("Progress, runs and notes are kept in this folder. Copy it to take them along."));
    m_openProfile->setText(tr("Open the folder"));
    m_readOnly->setProse(tr("These preferences were written by a newer version. Changes hold until the program is closed."));
    emit titleChanged();
}

void PreferencesPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        refresh();
    }
    Page::changeEvent(event);
}

} // namespace maylab::app
