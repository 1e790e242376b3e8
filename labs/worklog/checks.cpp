#include "labs/worklog/checks.h"

#include "labs/worklog/markdown.h"

#include <QCoreApplication>
#include <QString>

#include <algorithm>

namespace maylab::worklog {
namespace {

using Kind = Check::Kind;
using Repair = Check::Repair;

Check make(Kind kind, bool good, Repair repair = Repair::None) {
    Check c;
    c.kind = kind;
    c.good = good;
    c.repair = repair;
    return c;
}

const char* code(Language l) { return l == Language::English ? "en" : "vi"; }

std::string weekdayName(int day, Language language) {
    static constexpr const char* kEn[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    static constexpr const char* kVi[] = {"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"};
    if (day < 2 || day > 8) return {};
    return (language == Language::English ? kEn : kVi)[day - 2];
}

std::string dateIn(const std::string& iso, Language language) {
    return language == Language::English ? longDate(iso) : dayMonthYear(iso);
}

void dates(std::vector<Check>& out, const WeekPlan& week, const Options& options, const Digest& d) {
    // The week's page, where it names a date that is another weekday than it says.
    for (const auto& lab : week.labs) {
        const int real = weekday(lab.plannedDate);
        if (real == 0 || lab.day == 0 || real == lab.day || !d.anything()) continue;
        Check c = make(Kind::WeekdayDiffers, false);
        c.subject = lab.id;
        c.number = real;
        out.push_back(std::move(c));
        break; // one says it for all: they are shifted together
    }
    const std::string today = options.now.localDate();
    for (const auto& l : d.labs) {
        if (l.edited()) {
            Check c = make(Kind::DateEdited, false, Repair::UseRunDates);
            c.subject = l.plan->id;
            out.push_back(std::move(c));
        }
        if (std::max(l.start, l.completion) > today) {
            Check c = make(Kind::DateInFuture, false);
            c.subject = l.plan->id;
            out.push_back(std::move(c));
        }
    }
}

void notes(std::vector<Check>& out, const progress::Facts& facts, const Digest& d) {
    for (const auto& l : d.labs) {
        if (l.worked == 0) continue;
        for (const auto language : {Language::English, Language::Vietnamese}) {
            const int words = countWords(facts.note(l.plan->id, code(language)));
            if (words >= kNoteWords) continue;
            Check c = make(words == 0 ? Kind::NoteMissing : Kind::NoteShort, false, Repair::WriteNote);
            c.subject = l.plan->id;
            c.language = language;
            c.number = words;
            out.push_back(std::move(c));
        }
    }
}

QString q(const std::string& s) { return QString::fromStdString(s); }

} // namespace

int tableRows(const std::string& markdown, const std::string& firstColumn) {
    const auto head = markdown.find("\n| " + firstColumn + " |");
    if (head == std::string::npos) return 0;
    int lines = 0;
    for (std::size_t at = head + 1; at < markdown.size() && markdown[at] == '|'; ++lines) {
        const auto end = markdown.find('\n', at);
        if (end == std::string::npos) {
            ++lines;
            break;
        }
        at = end + 1;
    }
    return std::max(0, lines - 2);
}

std::vector<Check> checksOf(const progress::Facts& facts, const WeekPlan& week, const Options& options, const Digest& d,
                            const Worklog& log) {
    std::vector<Check> out;
    if (!d.anything()) out.push_back(make(Kind::NothingDone, false, Repair::OpenLab));
    dates(out, week, options, d);
    for (const auto& l : d.labs) {
        for (const auto& s : l.plan->sources) {
            if (!s.added || s.note.empty()) continue;
            Check c = make(Kind::SourceNote, false);
            c.subject = l.plan->id;
            c.text = s.note;
            out.push_back(std::move(c));
        }
    }
    notes(out, facts, d);
    if (options.siblingsWeight && *options.siblingsWeight != options.weight) {
        Check c = make(Kind::WeightDiffers, false, Repair::UseWeight);
        c.number = *options.siblingsWeight;
        out.push_back(std::move(c));
    }
    const bool hasBreaks = log.english.markdown.find("<br>") != std::string::npos;
    if (!options.siteAllowsHtml && hasBreaks) out.push_back(make(Kind::RawHtml, false, Repair::UseSemicolons));

    // Things that hold by construction are looked at on the finished pages all the same.
    const auto dateOf = [](const std::string& page) {
        const auto at = page.find("\ndate: ");
        std::int64_t ms = 0;
        if (at == std::string::npos || !kernel::parseIso8601(page.substr(at + 7, 25), ms)) return std::int64_t{-1};
        return ms;
    };
    const auto past = [&](const Page& p) {
        const auto ms = dateOf(p.markdown);
        return ms >= 0 && ms <= options.now.unixMilliseconds;
    };
    out.push_back(make(Kind::NotInTheFuture, past(log.english) && past(log.vietnamese)));
    const int en = tableRows(log.english.markdown, "Day"), vi = tableRows(log.vietnamese.markdown, "Thứ");
    Check same = make(Kind::SameRows, en == vi);
    same.number = en;
    out.push_back(std::move(same));
    if (d.anything()) {
        const auto once = [](const std::string& page, const char* words) {
            const auto at = page.find(words);
            return at != std::string::npos && page.find(words, at + 1) == std::string::npos;
        };
        out.push_back(make(Kind::Provenance, once(log.english.markdown, "*Measured in Mây Lab") &&
                                                 once(log.vietnamese.markdown, "*Số liệu đo trên Mây Lab")));
    }
    std::stable_partition(out.begin(), out.end(), [](const Check& c) { return !c.good; });
    return out;
}

std::string checkText(const Check& c, const WeekPlan& week, Language language) {
    const LabPlan* lab = week.lab(c.subject);
    const QString name = lab ? q(cleanText(lab->name.in(language))) : q(c.subject);
    QString out;
    switch (c.kind) {
    case Kind::WeekdayDiffers:
        out = QCoreApplication::translate("Worklog", "%1 is a %2. The dates come from your runs.")
                  .arg(q(lab ? dateIn(lab->plannedDate, language) : std::string()), q(weekdayName(c.number, language)));
        break;
    case Kind::SourceNote: out = name + QStringLiteral(": ") + q(cleanText(c.text.in(language))); break;
    case Kind::NoteMissing:
        out = (c.language == Language::English
                   ? QCoreApplication::translate("Worklog", "Your note for %1 is empty in English.")
                   : QCoreApplication::translate("Worklog", "Your note for %1 is empty in Vietnamese."))
                  .arg(name);
        break;
    case Kind::NoteShort:
        out = (c.language == Language::English
                   ? QCoreApplication::translate("Worklog", "Your English note for %1 has %2 words, at least %3 say something.")
                   : QCoreApplication::translate("Worklog", "Your Vietnamese note for %1 has %2 words, at least %3 say something."))
                  .arg(name)
                  .arg(c.number)
                  .arg(kNoteWords);
        break;
    case Kind::NothingDone:
        out = QCoreApplication::translate("Worklog", "Nothing was done yet, so the page has no rows.");
        break;
    case Kind::DateEdited:
        out = QCoreApplication::translate("Worklog", "You changed a date of %1. The evidence keeps the date of the run.").arg(name);
        break;
    case Kind::DateInFuture:
        out = QCoreApplication::translate("Worklog", "A date of %1 lies in the future. Is the clock of this computer right?").arg(name);
        break;
    case Kind::WeightDiffers:
        out = QCoreApplication::translate("Worklog", "The other weeks of your site all have weight %1.").arg(c.number);
        break;
    case Kind::RawHtml:
        out = QCoreApplication::translate("Worklog", "Your site drops raw HTML: the line breaks in the table would vanish.");
        break;
    case Kind::NotInTheFuture:
        out = c.good ? QCoreApplication::translate("Worklog", "The date is not in the future")
                     : QCoreApplication::translate("Worklog", "The date is in the future: Hugo would hide the page");
        break;
    case Kind::SameRows:
        out = c.good ? QCoreApplication::translate("Worklog", "Both pages carry the same rows")
                     : QCoreApplication::translate("Worklog", "The two pages carry different rows");
        break;
    case Kind::Provenance:
        out = c.good ? QCoreApplication::translate("Worklog", "Both pages say where the figures come from")
                     : QCoreApplication::translate("Worklog", "A page does not say where its figures come from");
        break;
    }
    return out.toStdString();
}

std::string repairText(const Check& c) {
    switch (c.repair) {
    case Repair::None: return {};
    case Repair::WriteNote: return QCoreApplication::translate("Worklog", "Write it").toStdString();
    case Repair::UseWeight: return QCoreApplication::translate("Worklog", "Use weight %1").arg(c.number).toStdString();
    case Repair::UseSemicolons: return QCoreApplication::translate("Worklog", "Use semicolons").toStdString();
    case Repair::UseRunDates: return QCoreApplication::translate("Worklog", "Use the dates of the runs").toStdString();
    case Repair::OpenLab: return QCoreApplication::translate("Worklog", "Open the first lab").toStdString();
    }
    return {};
}

std::string whyText(const Check& c, const WeekPlan& week, Language language) {
    const LabPlan* lab = week.lab(c.subject);
    if (c.kind == Kind::WeekdayDiffers && lab) {
        return QCoreApplication::translate(
                   "Worklog",
                   "The week's page puts %1 on day %2, which is %3. In the calendar %4 is a %5. Day numbers on your page are "
                   "worked out from the dates of your runs: 2 is Monday, 7 is Saturday, Sunday is written out.")
            .arg(q(cleanText(lab->name.in(language))))
            .arg(lab->day)
            .arg(q(weekdayName(lab->day, language)), q(dateIn(lab->plannedDate, language)),
                 q(weekdayName(c.number, language)))
            .toStdString();
    }
    if (c.kind == Kind::Provenance) {
        return QCoreApplication::translate("Worklog", "Without this line the page would claim things that did not happen on "
                                                      "AWS. It cannot be switched off.")
            .toStdString();
    }
    return {};
}

} // namespace maylab::worklog
