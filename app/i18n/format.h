// Numbers, dates, times and money as they stand on the screen. Files, logs and commands use the C locale instead.
//
// One value per language; cheap to make. A unit always follows a no-break space.
#pragma once

#include "app/i18n/language_controller.h"

#include <QDate>
#include <QDateTime>

namespace maylab::app {

class Format {
  public:
    explicit Format(Language language) : m_language(language), m_locale(localeOf(language)) {}
    explicit Format(const LanguageController& controller) : Format(controller.chrome()) {}

    Language language() const { return m_language; }
    const QLocale& locale() const { return m_locale; }

    QString count(qint64 value) const;                       // 2,000 / 2.000
    QString number(double value, int decimals) const;        // 1,040.5 / 1.040,5; NaN is "–"
    QString compact(double value) const;                     // as many decimals as the size asks for (3 digits)
    QString scaled(double value) const;                      // compact, from 100,000 on in k, M and G
    QString ratio(double value) const { return number(value, 2); } // 0.72 / 0,72
    QString percent(double value, int decimals = 0) const;   // of 100: "68 %" (no-break space)
    QString setting(qint64 value) const;                     // settings, ports, ids, memory sizes: never grouped
    QString setting(double value) const;                     // the same with decimals as typed
    QString withUnit(const QString& number, const QString& unit) const;
    QString money(double usd, int decimals) const;           // $0.102 / 0,102 USD

    QString clock(qint64 nanoseconds) const;                 // 00:03:22.0, the same in both languages
    QString shortClock(double seconds) const;                // 03:22, or 1:03:22 from an hour on
    QString minutes(int minutes) const;                      // 6 min / 6 phút; 1 h 52 min / 1 giờ 52 phút

    QString date(QDate date) const;                          // 26 January 2026 / 26/01/2026
    QString dateShort(QDate date) const;                     // 26 Jan / 26/01
    QString weekday(QDate date) const;                       // Monday / Thứ Hai
    QString dateWithDay(QDate date) const;                   // Monday 26 January 2026 / Thứ Hai, 26/01/2026
    QString time(QTime time) const;                          // 21:14

    static constexpr char16_t kNoBreakSpace = 0x00A0;

  private:
    Language m_language;
    QLocale m_locale;
};

} // namespace maylab::app
