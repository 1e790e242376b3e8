// Facts: what happened, as plain structs. They go into a ProgressStore and come out of it unchanged; the window, the
// worklog and the headless verbs all read the same ones. Text is UTF-8, virtual time is kernel::SimTime, wall time
// carries the offset of the place where it happened, so that a date stays the learner's date.
#pragma once

#include "kernel/journal.h"
#include "kernel/time.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace maylab::progress {

using RunId = std::int64_t; // from 1; 0: no run

struct WallTime {
    std::int64_t unixMilliseconds = 0; // UTC
    int offsetMinutes = 0;             // local time = UTC + offset

    auto operator<=>(const WallTime& o) const { return unixMilliseconds <=> o.unixMilliseconds; }
    bool operator==(const WallTime& o) const { return unixMilliseconds == o.unixMilliseconds; }
    std::string localDate() const;    // "2026-01-26"
    std::string localIso8601() const; // "2026-01-26T14:03:22+07:00"
    static WallTime now();            // the machine's clock and offset
};

enum class RunState : std::uint8_t {
    Open,      // begun and neither ended nor discarded: after a crash, what can be continued
    Ended,     // left in good order
    Discarded, // the learner gave it up; its journal is gone, its verdicts stay
};

// Who made the run: the window or a headless verb.
enum class RunOrigin : std::uint8_t { Window, Headless };

struct RunRecord {
    RunId id = 0;
    kernel::JournalHeader header; // program, behaviours, scenario, seed, calendar, lab, step
    std::string lab, step;        // empty outside a lab
    int attempt = 1;              // 1 for the first run of this step
    RunOrigin origin = RunOrigin::Window;
    WallTime started;
    std::optional<WallTime> ended;
    RunState state = RunState::Open;
    bool replayable = true; // false: part of its journal was never kept, or is gone
};

// A measured number (or word) as a debrief names it: "after" = 0.94.
struct Figure {
    std::string name;
    double value = 0;
    std::string text;  // set instead of the number when the figure is a word ("allkeys-lru")
    std::string unit;  // "ms"; "" for a ratio or a word
    int decimals = -1; // to show; -1: as many as its size asks for
    bool isText() const { return !text.empty(); }
    bool operator==(const Figure&) const = default;
};
using Figures = std::vector<Figure>;
const Figure* find(const Figures& figures, const std::string& name);

// Figures that the program adds to those a lab names. A dot is in their names and never in a lab's.
inline constexpr const char* kBillTotalFigure = "bill.total"; // dollars when the step was done
inline constexpr const char* kHintsFigure = "lesson.hints";   // opened in that run
inline constexpr const char* kChangesFigure = "lesson.changes"; // of a control, by form
inline std::string beforeOf(const std::string& goal) { return goal + ".before"; } // its value when the step began
inline bool isLabs(const Figure& f) { return f.name.find('.') == std::string::npos; }

// A goal reached. Kept for ever: replay under other rules may confirm it, never take it back.
struct Verdict {
    RunId run = 0;
    std::string lab, step, goal;
    std::optional<double> measured; // the goal's own value when it passed; none where it has no single one
    std::string comparison; // ">= 0.9", as the goal says it; may be empty
    Figures figures;      // whatever else the goal measured
    kernel::SimTime at;
    WallTime wall;
    std::uint64_t seed = 0;
    kernel::Json behaviours = kernel::Json::object();
};

// Kept apart, several may hold for one step.
enum class Outcome : std::uint8_t {
    Done,       // all goals passed, on other days too
    Understood, // "Say why" answered
    Shown,      // "do it for me" was used
    Tested,     // skipped with three right answers; not done
};
const char* toString(Outcome outcome); // "done"
bool outcomeFromString(const std::string& text, Outcome& outcome);

struct StepOutcome {
    RunId run = 0; // 0 for Tested
    std::string lab, step;
    Outcome outcome = Outcome::Done;
    kernel::SimTime at;
    WallTime wall;
    std::uint64_t seed = 0;
};

// The figures of a step's debrief line, measured when the step was done.
struct Debrief {
    RunId run = 0;
    std::string lab, step;
    kernel::SimTime at;
    WallTime wall;
    std::uint64_t seed = 0;
    Figures figures;
};

// A named mistake that was recognised.
struct MistakeMet {
    RunId run = 0;
    std::string lab, step, mistake;
    kernel::SimTime at;
    WallTime wall;
    Figures figures; // values that the hint's text names
};

struct Prediction {
    RunId run = 0;
    std::string lab, step, prediction;
    double answer = 0;      // the first one; later answers do not replace it
    std::string answerText; // for a choice instead of a number
    std::string unit;
    int confidence = 0;     // 0 not asked, 1 guess, 2 think so, 3 certain
    kernel::SimTime at;
    WallTime wall;
    // Known later, once:
    std::optional<double> measured;
    std::string measuredText;
    std::optional<bool> right;
};

struct PredictionMeasured {
    RunId run = 0;
    std::string lab, step, prediction;
    double measured = 0;
    std::string measuredText;
    bool right = false;
};

// "Say why" and exam questions.
struct Answer {
    RunId run = 0;
    std::string lab, step, question;
    int attempt = 1;
    std::string given;
    bool right = false;
    kernel::SimTime at;
    WallTime wall;
};

// What the learner wrote: one text per lab (or other subject, see worklog) and language.
struct Note {
    std::string subject;  // lab id, or "week4/plan" and the like
    std::string language; // "en", "vi"
    std::string text;
    WallTime wall;
};

// Seconds in which the learner did something, per local date and lab.
struct ActiveTime {
    std::string date; // "2026-01-26"
    std::string lab;
    std::int64_t seconds = 0;
};

// Everything a profile knows but the journals. A value: take a copy and read at leisure.
struct Facts {
    std::vector<RunRecord> runs; // by id
    std::vector<Verdict> verdicts;
    std::vector<StepOutcome> outcomes;
    std::vector<Debrief> debriefs;
    std::vector<MistakeMet> mistakes;
    std::vector<Prediction> predictions;
    std::vector<Answer> answers;
    std::vector<Note> notes;
    std::vector<ActiveTime> activity;
    std::map<std::string, std::string> settings;

    const RunRecord* run(RunId id) const;
    bool has(const std::string& lab, const std::string& step, Outcome outcome) const;
    // The earliest such outcome: when the step was first done.
    const StepOutcome* first(const std::string& lab, const std::string& step, Outcome outcome) const;
    const Debrief* debrief(const std::string& lab, const std::string& step) const; // the newest
    bool passed(const std::string& lab, const std::string& step, const std::string& goal) const;
    std::string note(const std::string& subject, const std::string& language) const; // "" when none
    std::string setting(const std::string& key, const std::string& otherwise = {}) const;
    std::int64_t activeSeconds(const std::string& date, const std::string& lab = {}) const; // "" = all labs
};

} // namespace maylab::progress
