#include "app/lesson/lesson_words.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace maylab::app {
namespace {

using labs::Scalar;

labs::Language labLanguage(Language l) {
    return l == Language::English ? labs::Language::English : labs::Language::Vietnamese;
}

QString fromUtf8(const std::string& s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

// Three significant digits, as many decimals as the size asks for.
int decimalsFor(double v) {
    const double a = std::abs(v);
    if (a == std::floor(a) || a >= 100) return 0;
    return a >= 10 ? 1 : 2;
}

} // namespace

QString LessonWords::name(std::string_view scope, std::string_view part) const {
    return fromUtf8(m_lab->textOf(labLanguage(m_ui.language.chrome()), scope, part));
}

bool LessonWords::has(std::string_view scope, std::string_view part) const {
    return !m_lab->textOf(labs::Language::English, scope, part).empty();
}

QString LessonWords::proseIn(Language language, std::string_view scope, std::string_view part,
                             const labs::SessionView* view) const {
    const std::string& text = m_lab->textOf(labLanguage(language), scope, part);
    if (text.empty()) return {};
    return fromUtf8(labs::fillPlaceholders(text, [&](std::string_view id) -> std::string {
        if (id.substr(0, 8) == "console.") return "{" + std::string(id) + "}"; // filled by the card On real AWS
        if (view == nullptr) return {};
        for (const labs::FigureView& f : view->figures) {
            if (f.id == id) return valueIn(language, f.value, f.unit, f.decimals).toStdString();
        }
        for (const labs::AnswerView& a : view->answers) {
            if (a.id == id) return valueIn(language, a.given, "none").toStdString();
        }
        for (const labs::PredictionView& p : view->predictions) {
            if (p.id == id && p.answered) return valueIn(language, Scalar(p.answer), "none").toStdString();
        }
        for (const labs::GoalResult& g : view->goals) {
            if (id == "goal." + g.id) return valueIn(language, g.measured, g.unit, g.decimals).toStdString();
        }
        return {};
    }));
}

QString LessonWords::prose(std::string_view scope, std::string_view part, const labs::SessionView* view) const {
    QStringList parts;
    for (const Language l : m_ui.language.prose()) {
        const QString text = proseIn(l, scope, part, view);
        if (!text.isEmpty()) parts << text;
    }
    return parts.join(QStringLiteral("\n\n"));
}

QString LessonWords::value(const Scalar& v, const std::string& unit, int decimals) const {
    return valueIn(m_ui.language.chrome(), v, unit, decimals);
}

QString LessonWords::valueIn(Language language, const Scalar& v, const std::string& unit, int decimals) const {
    if (!v.present()) return QStringLiteral("–");
    if (v.isText()) {
        // Words of the simulators' own, which no service has; a service's words stay as they are.
        struct Word {
            std::string_view own;
            const char* english;
            const char* vietnamese;
        };
        static constexpr Word kWords[] = {{"true", "yes", "có"},
                                          {"false", "no", "không"},
                                          {"idle", "not begun", "chưa bắt đầu"},
                                          {"running", "running", "đang chạy"},
                                          {"finished", "finished", "đã xong"}};
        for (const Word& word : kWords)
            if (v.text() == word.own) return QString::fromUtf8(language == Language::English ? word.english : word.vietnamese);
        constexpr qsizetype kMost = 48; // a value, not a page
        const QString text = fromUtf8(v.text()).section(QLatin1Char('\n'), 0, 0).trimmed();
        return text.size() > kMost ? text.left(kMost - 1) + QStringLiteral("…") : text;
    }
    const Format format(language);
    const double n = v.number();
    const auto with = [&](const char* english, const char* vietnamese, double x) {
        const QString number = format.number(x, decimals >= 0 ? decimals : decimalsFor(x));
        return format.withUnit(number, QString::fromUtf8(language == Language::English ? english : vietnamese));
    };
    if (unit == "ratio") return format.number(n, decimals >= 0 ? decimals : 2);
    if (unit == "percent") return format.percent(n, decimals >= 0 ? decimals : decimalsFor(n));
    if (unit == "milliseconds") return with("ms", "ms", n);
    if (unit == "seconds") return with("s", "s", n);
    if (unit == "per-second") return format.number(n, decimals >= 0 ? decimals : decimalsFor(n)) + QStringLiteral("/s");
    if (unit == "bytes") return with("bytes", "byte", n);
    if (unit == "mebibytes") return with("MB", "MB", n);
    if (unit == "dollars") return format.money(n, decimals >= 0 ? decimals : 2);
    if (unit == "dollars-per-hour") return format.money(n, decimals >= 0 ? decimals : 3) + QStringLiteral("/h");
    return format.number(n, decimals >= 0 ? decimals : decimalsFor(n));
}

QString LessonWords::unitName(const std::string& unit) const {
    const bool english = m_ui.language.chrome() == Language::English;
    if (unit == "percent") return QStringLiteral("%");
    if (unit == "milliseconds") return QStringLiteral("ms");
    if (unit == "seconds") return QStringLiteral("s");
    if (unit == "per-second") return QStringLiteral("/s");
    if (unit == "bytes") return english ? QStringLiteral("bytes") : QStringLiteral("byte");
    if (unit == "mebibytes") return QStringLiteral("MB");
    if (unit == "dollars") return QStringLiteral("USD");
    if (unit == "dollars-per-hour") return QStringLiteral("USD/h");
    return {};
}

QString LessonWords::needs(const labs::GoalResult& goal) const {
    using labs::Comparison;
    const auto one = [&](const Scalar& s) { return value(s, goal.unit, goal.decimals); };
    if (!goal.needed.present()) return {};
    switch (goal.is) {
    case Comparison::AtLeast: return QStringLiteral("≥ ") + one(goal.needed);
    case Comparison::AtMost: return QStringLiteral("≤ ") + one(goal.needed);
    case Comparison::Above: return QStringLiteral("> ") + one(goal.needed);
    case Comparison::Below: return QStringLiteral("< ") + one(goal.needed);
    case Comparison::Equal: return QStringLiteral("= ") + one(goal.needed);
    case Comparison::NotEqual: return QStringLiteral("≠ ") + one(goal.needed);
    case Comparison::Matches: return one(goal.needed);
    case Comparison::Between: return one(goal.needed) + QStringLiteral(" – ") + one(goal.neededUpper);
    case Comparison::Within: return QStringLiteral("≈ ") + one(goal.needed);
    }
    return {};
}

QString LessonWords::message(const labs::Message& m, std::string_view step) const {
    if (m.empty()) return {};
    for (const labs::MessageInfo& info : labs::messageTable()) {
        if (m.id != info.id) continue;
        std::string pattern = QCoreApplication::translate("Messages", info.english).toStdString();
        return fromUtf8(labs::fillPlaceholders(pattern, [&](std::string_view name) -> std::string {
            for (const auto& [key, v] : m.values) {
                if (key != name) continue;
                if (key == "instant") {
                    // The shop's clock, as the texts say it.
                    const QDateTime at = QDateTime::fromString(fromUtf8(v.text()), Qt::ISODate).toOffsetFromUtc(7 * 3600);
                    return m_ui.format().time(at.time()).toStdString();
                }
                if (!step.empty() && (key == "goal" || key == "part")) return this->name(step, "goal." + v.text()).toStdString();
                return v.isNumber() ? m_ui.format().compact(v.number()).toStdString() : v.toString();
            }
            return {};
        }));
    }
    return fromUtf8(m.id);
}

} // namespace maylab::app
