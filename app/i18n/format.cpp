#include "app/i18n/format.h"

#include <QCoreApplication>

#include <cmath>

namespace maylab::app {

namespace {

const QString kNoValue = QStringLiteral("–");

} // namespace

QString Format::count(qint64 value) const {
    return m_locale.toString(value);
}

QString Format::number(double value, int decimals) const {
    if (std::isnan(value)) return kNoValue;
    if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    QString text = m_locale.toString(value, 'f', decimals);
    // "-0.00" says less than "0.00".
    if (value < 0 && text.contains(QLatin1Char('-'))) {
        bool zero = true;
        for (QChar c : text) {
            if (c.isDigit() && c != QLatin1Char('0')) zero = false;
        }
        if (zero) text.remove(QLatin1Char('-'));
    }
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString Format::compact(double value) const {
    const double size = std::fabs(value);
    if (std::isnan(value)) return kNoValue;
    if (size == 0 || size >= 100 || (size >= 1 && value == std::floor(value))) return number(value, 0);
    if (size >= 10) return number(value, 1);
    if (size >= 0.1) return number(value, 2);
    return number(value, size >= 0.01 ? 3 : 4);
}

QString Format::scaled(double value) const {
    if (!std::isfinite(value)) return number(value, 0);
    const double size = std::fabs(value);
    if (size >= 1e15) return QString::number(value, 'g', 3);
    for (const auto& [from, letter] : {std::pair(1e9, u'G'), std::pair(1e6, u'M'), std::pair(1e5, u'k')}) {
        const double unit = letter == u'G' ? 1e9 : letter == u'M' ? 1e6 : 1e3;
        if (size >= from) return compact(value / unit) + QChar(kNoBreakSpace) + QChar(letter);
    }
    return compact(value);
}

QString Format::percent(double value, int decimals) const {
    return number(value, decimals) + QChar(kNoBreakSpace) + QLatin1Char('%');
}

QString Format::setting(qint64 value) const {
    return QString::number(value);
}

QString Format::setting(double value) const {
    QString text = QString::number(value, 'g', 15);
    return text.replace(QLatin1Char('.'), m_locale.decimalPoint());
}

QString Format::withUnit(const QString& number, const QString& unit) const {
    return unit.isEmpty() ? number : number + QChar(kNoBreakSpace) + unit;
}

QString Format::money(double usd, int decimals) const {
    const QString amount = number(usd, decimals);
    if (m_language == Language::Vietnamese) return amount + QChar(kNoBreakSpace) + QStringLiteral("USD");
    return usd < 0 ? QChar(0x2212) + QStringLiteral("$") + number(-usd, decimals) : QLatin1Char('$') + amount;
}

QString Format::clock(qint64 nanoseconds) const {
    const qint64 tenths = nanoseconds / 100'000'000;
    const qint64 seconds = tenths / 10;
    return QStringLiteral("%1:%2:%3.%4")
        .arg(seconds / 3600, 2, 10, QLatin1Char('0'))
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'))
        .arg(tenths % 10);
}

QString Format::shortClock(double seconds) const {
    const auto whole = static_cast<qint64>(std::floor(seconds + 1e-9));
    if (whole < 0) return QChar(0x2212) + shortClock(-seconds);
    if (whole >= 3600) {
        return QStringLiteral("%1:%2:%3")
            .arg(whole / 3600)
            .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
            .arg(whole % 60, 2, 10, QLatin1Char('0'));
    }
    return QStringLiteral("%1:%2").arg(whole / 60, 2, 10, QLatin1Char('0')).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

QString Format::minutes(int minutes) const {
    const bool vi = m_language == Language::Vietnamese;
    const QChar space(kNoBreakSpace);
    const QString m = QString::number(minutes % 60) + space + (vi ? QStringLiteral("phút") : QStringLiteral("min"));
    if (minutes < 60) return m;
    const QString h = QString::number(minutes / 60) + space + (vi ? QStringLiteral("giờ") : QStringLiteral("h"));
    return minutes % 60 == 0 ? h : h + QLatin1Char(' ') + m;
}

QString Format::date(QDate date) const {
    if (!date.isValid()) return kNoValue;
    return m_language == Language::Vietnamese ? date.toString(QStringLiteral("dd/MM/yyyy"))
                                              : m_locale.toString(date, QStringLiteral("d MMMM yyyy"));
}

QString Format::dateShort(QDate date) const {
    if (!date.isValid()) return kNoValue;
    return m_language == Language::Vietnamese ? date.toString(QStringLiteral("dd/MM"))
                                              : m_locale.toString(date, QStringLiteral("d MMM"));
}

QString Format::weekday(QDate date) const {
    if (!date.isValid()) return kNoValue;
    if (m_language == Language::English) return m_locale.dayName(date.dayOfWeek());
    static const char* const kDays[] = {"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"};
    return QString::fromUtf8(kDays[date.dayOfWeek() - 1]);
}

QString Format::dateWithDay(QDate date) const {
    if (!date.isValid()) return kNoValue;
    return m_language == Language::Vietnamese ? weekday(date) + QStringLiteral(", ") + this->date(date)
                                              : weekday(date) + QLatin1Char(' ') + this->date(date);
}

QString Format::time(QTime time) const {
    return time.toString(QStringLiteral("HH:mm"));
}

} // namespace maylab::app
