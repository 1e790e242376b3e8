// The worklog pages: a pure function of what was done (progress::Facts), the week's data and a few choices. The same
// input gives the same bytes on every machine: numbers and dates follow fixed rules per language, never the locale.
// Nothing appears in it that was not done. Rules: README.md.
#pragma once

#include "labs/progress/facts.h"
#include "labs/worklog/week_plan.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace maylab::worklog {

enum class Profile : unsigned char { Template, Seed };
enum class LineBreak : unsigned char { BrTag, Semicolon }; // Semicolon where the site forbids raw HTML

enum class Section : unsigned char { Objectives, Tasks, Achievements, Difficulties, Evidence, RealAws, NextWeek };
inline constexpr int kSectionCount = 7;

struct Options {
    Profile profile = Profile::Template;
    LineBreak lineBreak = LineBreak::BrTag;
    std::optional<bool> longDates;   // "January 26, 2026" on the English page; the profile's own way when empty
    int weight = 4;                  // menu order; the week's number unless the siblings say otherwise
    bool otherMaterialsHeading = false; // "Tài liệu tham khảo" instead of "Nguồn tài liệu"
    bool begunLabs = true;           // a row for a lab that is not finished
    bool sections[kSectionCount] = {true, true, true, true, true, true, false};
    bool has(Section s) const { return sections[static_cast<int>(s)]; }
    // Dates a learner changed, "2026-01-26", by lab; the evidence keeps the run's own.
    std::map<std::string, std::string> startDates, completionDates;
    std::optional<double> wouldHaveCostUsd; // for the clean-up line; empty: what the bills of the steps come to
    // What the site says (worklog_export.h looks), for the checks.
    std::optional<int> siblingsWeight;
    bool siteAllowsHtml = true;
    progress::WallTime now;                 // the page's date is never later
    std::string programVersion;
};

// Where the learner's words are kept as progress notes.
std::string noteOfNextWeek(const WeekPlan& week); // "week4/plan"
std::string noteOfRealAws(const WeekPlan& week);  // "week4/real-aws"
inline constexpr int kNoteWords = 12;             // a note of fewer words gets a check

// One figure with its address: what evidence() lists and pictures are made for.
struct Evidence {
    std::string lab, step;
    progress::RunId run = 0;
    kernel::SimTime at;
    progress::WallTime wall;
    std::uint64_t seed = 0;
    std::string imageFile;   // "elasticache-2-run12.png", in the images folder
    std::string journalFile; // "elasticache-2-run12.jsonl", beside it
    Text alt;                // what the picture shows
    // Under the picture, in the picture: "seed 41, 26/01/2026, simulated".
    std::string footer;
};

struct Check {
    enum class Kind : unsigned char {
        WeekdayDiffers, // lab: the week's page puts its date on another weekday
        SourceNote,     // text: what is said about a link
        NoteMissing,    // lab, language
        NoteShort,      // lab, language: fewer than kNoteWords words
        NothingDone,
        DateEdited,     // lab: a date on the page is not the run's
        DateInFuture,   // lab: a run's date lies after today; the machine's clock was wrong
        WeightDiffers,  // number: what the siblings use
        RawHtml,        // the site forbids it and the page has <br>
        NotInTheFuture, // good
        SameRows,       // good
        Provenance,     // good
    };
    enum class Repair : unsigned char { None, WriteNote, UseWeight, UseSemicolons, UseRunDates, OpenLab };
    Kind kind = Kind::SameRows;
    bool good = false;
    Repair repair = Repair::None;
    std::string subject; // lab id
    Language language = Language::English;
    int number = 0;
    Text text; // figures or dates of the sentence, already formatted
};

struct Page {
    Language language = Language::English;
    std::string file; // "_index.md"
    std::string markdown;
};

struct SectionCount {
    int lines = 0;   // lines, rows or pictures
    int figures = 0; // achievements: measured numbers
};

struct Worklog {
    Page english, vietnamese;
    SectionCount counts[kSectionCount];
    std::vector<Evidence> evidence;
    std::vector<Check> checks;
    std::string slug;        // "1.4-Week4"
    std::string imagesUrl;   // "/images/worklog/week4"
    Text indexLine;          // "**Week 4:** [...](1.4-week4/)"
    std::string commitMessage; // "worklog: week 4"
    std::set<std::string> complete;  // labs all of whose core steps are done
    bool isComplete(const std::string& lab) const { return complete.count(lab) != 0; }
    const Page& page(Language l) const { return l == Language::English ? english : vietnamese; }
};

Worklog compose(const progress::Facts& facts, const WeekPlan& week, const Options& options);

// The sentence of a check, the words of its repair ("" when none), and the longer answer to "Why?" ("" when the
// sentence says all). The words come from the installed translator; language is the window's, for dates and names.
std::string checkText(const Check& check, const WeekPlan& week, Language language);
std::string repairText(const Check& check);
std::string whyText(const Check& check, const WeekPlan& week, Language language);

// "2026-01-26" -> 2 (Monday) ... 7 (Saturday), 8 (Sunday); 0 when it is no date.
int weekday(const std::string& isoDate);

} // namespace maylab::worklog
