#include "app/i18n/language_controller.h"

#include "app/i18n/translation_files.h"

#include <QCoreApplication>
#include <QEvent>
#include <QLibraryInfo>

namespace maylab::app {

const char* languageCode(Language language) {
    return language == Language::Vietnamese ? "vi" : "en";
}

QLocale localeOf(Language language) {
    QLocale locale = language == Language::Vietnamese ? QLocale(QLocale::Vietnamese, QLocale::Vietnam)
                                                      : QLocale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

Language LanguageController::systemLanguage() {
    for (const QString& name : QLocale::system().uiLanguages()) {
        const QLocale::Language language = QLocale(name).language();
        if (language == QLocale::Vietnamese) return Language::Vietnamese;
        if (language == QLocale::English) return Language::English;
    }
    return Language::English;
}

LanguageController::LanguageController(QObject* parent) : LanguageController(systemLanguage(), parent) {}

LanguageController::LanguageController(Language system, QObject* parent) : QObject(parent), m_system(system) {
    m_mode = system == Language::Vietnamese ? LanguageMode::Vietnamese : LanguageMode::English;
    if (!m_english.load(translationFile(Language::English))) qWarning("the English plural forms are missing");
    if (!m_vietnamese.load(translationFile(Language::Vietnamese))) qWarning("the Vietnamese texts are missing");
    // Qt's own words in dialogs; where the system has none they stay English.
    [[maybe_unused]] const bool haveQt =
        m_qtBase.load(QStringLiteral("qtbase_vi"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install();
}

LanguageController::~LanguageController() {
    if (m_installed != nullptr && QCoreApplication::instance() != nullptr) {
        QCoreApplication::removeTranslator(&m_qtBase);
        QCoreApplication::removeTranslator(m_installed);
    }
}

Language LanguageController::chrome() const {
    switch (m_mode) {
    case LanguageMode::English: return Language::English;
    case LanguageMode::Vietnamese: return Language::Vietnamese;
    case LanguageMode::Both: break;
    }
    return m_system;
}

QList<Language> LanguageController::prose() const {
    if (m_mode != LanguageMode::Both) return {chrome()};
    return m_system == Language::English ? QList{Language::English, Language::Vietnamese}
                                         : QList{Language::Vietnamese, Language::English};
}

QLocale LanguageController::locale() const {
    return localeOf(chrome());
}

void LanguageController::setMode(LanguageMode mode) {
    if (mode == m_mode) return;
    m_mode = mode;
    // EN and EN + VI may share the chrome: the prose changes all the same.
    if (!install()) QCoreApplication::postEvent(QCoreApplication::instance(), new QEvent(QEvent::LanguageChange));
    emit changed();
}

bool LanguageController::install() {
    const Language language = chrome();
    QTranslator* wanted = language == Language::Vietnamese ? &m_vietnamese : &m_english;
    QLocale::setDefault(localeOf(language));
    if (wanted == m_installed) return false;
    // Install before remove: nothing is ever asked without a translator. Each change posts LanguageChange.
    if (language == Language::Vietnamese) QCoreApplication::installTranslator(&m_qtBase);
    QCoreApplication::installTranslator(wanted);
    if (m_installed != nullptr) QCoreApplication::removeTranslator(m_installed);
    if (language == Language::English) QCoreApplication::removeTranslator(&m_qtBase);
    m_installed = wanted;
    return true;
}

QString LanguageController::translate(Language language, const char* context, const char* source) const {
    const QTranslator& translator = language == Language::Vietnamese ? m_vietnamese : m_english;
    const QString text = translator.translate(context, source);
    return text.isEmpty() ? QString::fromUtf8(source) : text;
}

} // namespace maylab::app
