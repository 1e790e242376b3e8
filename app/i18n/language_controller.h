// The language of the program: English, Vietnamese, or both side by side, switched while it runs.
//
// Translators, the default QLocale and what lab texts are shown change together. Widgets set their text in
// retranslate(), called at the end of the constructor and from changeEvent(QEvent::LanguageChange); nobody keeps
// the result of tr(). Drawn texts and models connect to changed(), which comes after the translators are in place.
#pragma once

#include <QLocale>
#include <QObject>
#include <QString>
#include <QTranslator>

class QCoreApplication;

namespace maylab::app {

enum class Language { English, Vietnamese };
enum class LanguageMode { English, Vietnamese, Both };

const char* languageCode(Language language); // "en", "vi"

class LanguageController : public QObject {
    Q_OBJECT
  public:
    // `system` is what the chrome uses in the mode Both; by default the language of the desktop (English unless
    // that is Vietnamese).
    explicit LanguageController(QObject* parent = nullptr);
    LanguageController(Language system, QObject* parent = nullptr);
    ~LanguageController() override;

    static Language systemLanguage();

    void setMode(LanguageMode mode);
    LanguageMode mode() const { return m_mode; }

    Language chrome() const; // language of menus, buttons, numbers and dates
    // Languages in which prose of a lab is shown: one, or both with the chrome's first.
    QList<Language> prose() const;
    QLocale locale() const;

    // One text in a given language, whatever the chrome shows: for texts shown in both.
    QString translate(Language language, const char* context, const char* source) const;

  signals:
    void changed();

  private:
    bool install(); // true when another translator is there now

    LanguageMode m_mode = LanguageMode::English;
    Language m_system = Language::English;
    QTranslator m_english;    // plural forms
    QTranslator m_vietnamese; // everything
    QTranslator m_qtBase;     // Qt's own dialogs
    QTranslator* m_installed = nullptr;
    bool m_started = false;
};

// Locale of a language as this program writes it: grouping, decimal mark, names of days and months.
QLocale localeOf(Language language);

} // namespace maylab::app
