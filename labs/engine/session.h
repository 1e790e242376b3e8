// A lab step bound to a run. A step attempt is a run of its own: begin() makes the world, plays the step's set-up
// (which rebuilds the story so far) and notes in the journal that the step began. From then on everything the
// learner does comes through here, is journalled and judged.
//
// Time: the caller says how far (advanceTo); the session stops at every whole second to judge, and at every
// instant at which a script of the lab has something to do. While a prediction waits for its answer the run is
// locked and no time passes. Reads (view()) are plain values and change nothing.
//
// Verdicts, mistakes and results are acts in the journal beside what the learner did, so that a journal alone tells the story:
// restore() replays it, confirms the verdicts, and never takes one back.
#pragma once

#include "kernel/run.h"
#include "labs/engine/bill.h"
#include "labs/engine/lab.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maylab::labs {

// ---------------------------------------------------------------------------------------------- what the UI sees

struct PredictionView {
    std::string id;
    bool asked = false; // the card is shown
    bool answered = false;
    double answer = 0;
    bool right = false;
    bool running = false;          // the program is showing what happens
    std::optional<double> measured; // once the run has shown it
    double from = 0, to = 0;        // to be shown only when answered
};

struct AnswerView {
    std::string id;
    bool asked = false;
    Scalar given; // absent: none yet
    int tries = 0;
};

struct HintView {
    // "hint.1" .. "hint.4", "mistake.<id>.hint", or "stop" (the fiddle guard): the part of the text
    std::string part;
    int level = 0; // 1..4; 0 for a mistake's hint and the guard's
    std::string cause; // "asked", "idle", "mistake", "fiddling"
    SimTime at;
};

struct MistakeView {
    std::string id;
    SimTime at;       // first met
    int times = 0;    // how often it began
    bool now = false; // its sign is there at this moment
};

struct FigureView {
    std::string id;
    Scalar value;
    std::string unit;
    int decimals = -1;
};

struct QuestionView {
    bool open = false; // may be answered now
    bool answered = false, right = false;
    int tries = 0;
    std::vector<std::string> tried; // wrong answers so far
    std::vector<std::string> order; // option ids in the order to show
    std::string shown;              // the right option, once it may be shown
};

// How a step stands. Kept apart: shown (hint 4 was used), tested (I know this, 3 of 3).
struct Standing {
    bool done = false, understood = false, shown = false, tested = false;
    bool operator==(const Standing&) const = default;
};

enum class AnotherDayState { NotNeeded, Waiting, Due, Running, Passed, Failed };

struct SeedOutcome {
    std::uint64_t seed = 0;
    std::string goal;
    bool passed = false;
    Scalar measured; // of the part that failed, or of the goal
    std::string part;
    Scalar needed;
};

struct SessionView {
    std::string lab, step;
    std::uint64_t seed = 0;
    SimTime now, began;
    std::int64_t unixMilliseconds = 0;
    bool locked = false;
    std::string lockedBy; // prediction
    double wantedSpeed = 1; // what the lab asks for at this moment
    bool scriptRunning = false; // the program acts: prediction's run or "do it for me"
    std::vector<GoalResult> goals;
    int goalsPassed = 0;
    std::vector<PredictionView> predictions;
    std::vector<AnswerView> answers;
    std::vector<HintView> hints; // opened, oldest first
    std::string nextHint;        // part that opens next, "" when all are open
    std::vector<MistakeView> mistakes;
    std::vector<FigureView> figures;
    std::optional<QuestionView> why, exam;
    std::vector<QuestionView> knowThis;
    AnotherDayState anotherDay = AnotherDayState::NotNeeded;
    std::vector<SeedOutcome> otherDays;
    Standing standing;
    int changes = 0; // settings changed by form: tries, shown in the debrief
    std::optional<Bill> bill; // none: no prices, or nothing that keeps an account
    std::vector<std::pair<std::string, Scalar>> controls; // what each control of the step shows now (controlValue)
    std::vector<std::pair<std::string, Json>> kept;       // of controls that keep something: the reply it stands in
};

struct SessionEvent {
    enum class Kind {
        GoalPassed,      // id
        GoalFell,        // id: a hold broke
        HintOpened,      // id: part
        MistakeMet,      // id
        PredictionAsked, // id
        PredictionAnswered,
        PredictionShown, // id: the run has shown it
        AnotherDayDue,
        AnotherDayPassed,
        AnotherDayFailed,
        WhyAsked,
        WhyAnswered,
        WhyShown, // two wrong tries: the answer is shown
        ExamAnswered,
        StepDone,
        StepUnderstood,
        StepShown,
        StepTested,
        CallRefused, // id: a call of the lab's own script was refused
    };
    Kind kind;
    SimTime at;
    std::string id;
    Message text;
};

struct Verdict {
    std::string goal;
    SimTime at;
    Scalar measured;
    bool confirmed = true; // false: from an older journal, this program's rules did not reach it again
    std::vector<std::pair<std::string, Scalar>> parts; // of an `all`
};

// ---------------------------------------------------------------------------------------------- another day

// The settings in force when goals passed, to be tried on other seeds. A value: hand it to another thread.
struct AnotherDayTask {
    std::shared_ptr<const Lab> lab;
    std::string step;
    std::vector<std::uint64_t> seeds;
    struct Trial {
        std::string goal;
        Script script; // the learner's calls without superseded settings and idle time
        SimDuration atMost; // since the step began; at least so long, and two minutes after the last call, is waited
        SimTime passedAt;   // the hour of the learner's day: what comes at an hour comes late to a day that begins early
    };
    std::vector<Trial> trials;
};
struct AnotherDayResult {
    bool passed = false;
    std::vector<SeedOutcome> outcomes;
};
// No world of the session is touched.
AnotherDayResult runAnotherDay(const AnotherDayTask& task, const kernel::WorldFactory& factory);
// Seeds that are neither the lab's nor this one, always the same for the same seed.
std::vector<std::uint64_t> otherSeeds(std::uint64_t labSeed, std::uint64_t seed, int count);

// ---------------------------------------------------------------------------------------------- the session

struct SessionOptions {
    std::optional<std::uint64_t> seed; // else the lab's
    std::string program;               // version, for the journal's header
};

class LabSession {
  public:
    // Plays the set-up: up to a second or two of work. Fails when the scenario or a set-up call refuses.
    static tl::expected<LabSession, Message> begin(std::shared_ptr<const Lab> lab, std::string_view stepId,
                                                   const kernel::WorldFactory& factory,
                                                   const SessionOptions& options = {});
    // Rebuilds a session from its journal (to the last mark, as after a crash, or to its end).
    struct RestoreReport {
        std::uint64_t entries = 0, marks = 0, differingMarks = 0;
        bool behavioursDiffer = false;
        int unconfirmed = 0; // verdicts that only the journal knows
    };
    // progress: now and then told how much is done, 0 to 1; false calls it off.
    using RestoreProgress = std::function<bool(double)>;
    static tl::expected<LabSession, Message> restore(std::shared_ptr<const Lab> lab, const kernel::Journal& journal,
                                                     const kernel::WorldFactory& factory, RestoreReport& report,
                                                     bool toLastMark = true, const RestoreProgress& progress = {});
    // Header of the run a step attempt is.
    static kernel::JournalHeader header(const Lab& lab, const Step& step, const SessionOptions& options);

    LabSession(LabSession&&) noexcept;
    LabSession& operator=(LabSession&&) noexcept;
    ~LabSession();
    // The world, the goals' state, everything: runs on to the same end. The journal of the copy begins anew.
    LabSession clone() const;

    const Lab& lab() const;
    const Step& step() const;
    kernel::Run& run();
    const kernel::Run& run() const;
    const kernel::World& world() const;

    // --- time ---
    // Runs to t, judging on the way; stops earlier when a prediction locks the run. Returns where it stands.
    SimTime advanceTo(SimTime t);
    SimTime advanceSeconds(std::int64_t seconds);
    // One event; false when locked or nothing is pending.
    bool stepEvent();
    bool locked() const;
    // A mark in the journal (once per wall second).
    const kernel::JournalEntry& mark();

    // --- the learner ---
    kernel::CallId call(kernel::Actor actor, std::string_view service, std::string_view operation, const Json& input);
    // Real clients.
    tl::expected<kernel::ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                         std::string_view via = {});
    void receive(kernel::ConnectionId connection, std::string_view bytes);
    void close(kernel::ConnectionId connection);
    // The form: a control of this step set to a value. Empty when there is no such control.
    std::optional<kernel::CallId> setControl(std::string_view controlId, const Scalar& value);
    // What the run shows for a value at this moment.
    Scalar measured(const Value& value) const;
    bool answer(std::string_view answerId, const Scalar& value);
    // Once only; unlocks the run. False when not asked or answered already.
    bool predict(std::string_view predictionId, double value);
    // The next hint; the hint of a mistake whose sign is there comes first. Hint 4 starts "do it for me".
    bool openNextHint(std::string_view cause = "asked");
    // Wall time without any act or call: 30 s open the first hint. Not while a prediction waits, a goal
    // holds, or the step waits for something (a replay). reading: a text has the focus, the clock waits.
    void idle(double wallSeconds, bool reading = false);
    bool answerWhy(std::string_view optionId);
    bool answerWhyByDecision(kernel::RuleId rule);
    bool answerExam(std::string_view optionId);
    // Number of right answers; 3 of 3: tested.
    int iKnowThis(const std::vector<std::string>& optionIds);
    // The learner starts this step again; the caller begins a new session afterwards. Last act of this run.
    void noteReset();

    // --- another day ---
    bool anotherDayDue() const;
    AnotherDayTask takeAnotherDayTask();
    void anotherDayDone(const AnotherDayResult& result);

    // For a trial on another day: every goal but this one counts as passed, no prediction is asked.
    void assumeAllBut(std::string_view goalId);

    // --- reading ---
    SessionView view() const;
    std::vector<SessionEvent> takeEvents();
    const std::vector<Verdict>& verdicts() const;
    const Standing& standing() const;
    // The value a control shows now: from the world, else what was set last.
    Scalar controlValue(std::string_view controlId) const;
    // {name} of a text: figures, answers, the goals' live values ("goal.<id>").
    Scalar figure(std::string_view id) const;
    bool allGoalsPassed() const;

  private:
    struct State;
    explicit LabSession(std::unique_ptr<State> state);
    std::unique_ptr<State> m;
};

// Plays a script over a session: what solutions, mistakes and `maylab run` do. Returns false with a message when a
// call is refused that may not be, or a wait for a goal runs out.
struct ScriptOutcome {
    bool ok = true;
    std::size_t item = 0; // where it stopped
    Message problem;
};
using AnotherDayRunner = std::function<AnotherDayResult(const AnotherDayTask&)>;
ScriptOutcome playScript(LabSession& session, const Script& script, kernel::Actor actor,
                         const AnotherDayRunner& anotherDay = {}, std::size_t first = 0);

} // namespace maylab::labs
