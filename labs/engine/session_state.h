// What a LabSession is made of. Inner header of session*.cpp.
#pragma once

#include "labs/engine/session.h"

#include <map>

namespace maylab::labs {

// Everything but the run: plain values, so that a session can be copied.
struct SessionValues {
    std::shared_ptr<const Lab> lab;
    const Step* step = nullptr;
    // The journal is being replayed: what comes from outside comes from there, the lab's scripts only keep pace.
    bool replaying = false;
    bool begun = false;

    SimTime began;
    std::int64_t nextSecond = 0; // to be judged next
    kernel::CallId firstCall = 0;
    std::vector<std::uint64_t> decisionsAtBegin;

    std::vector<std::pair<std::string, Scalar>> answers, predictionsGiven;
    std::vector<std::pair<std::string, SimTime>> passed; // goals, and "prediction:<id>"
    std::vector<GoalJudge> goals;                        // as step->goals
    std::vector<Verdict> verdicts;

    struct PredictionState {
        bool asked = false, answered = false, runOver = false, shown = false;
        double answer = 0;
    };
    std::vector<PredictionState> predictions; // as step->predictions
    std::vector<int> answerTries;             // as step->answers

    struct MistakeState {
        GoalJudge sign;
        std::optional<SimTime> met;
        int times = 0;
        bool now = false;
    };
    std::vector<MistakeState> mistakes; // as step->mistakes
    std::optional<GoalJudge> waiting;

    struct FigureState {
        Scalar value;
        bool fixed = false;
        std::vector<GoalJudge> condition;
    };
    std::vector<FigureState> figures; // as step->figures

    // A script of the lab that acts by itself: a prediction's run, or "do it for me".
    struct ActiveScript {
        const Script* script = nullptr;
        std::size_t item = 0;
        kernel::Actor actor = kernel::Actor::Setup;
        int prediction = -1; // whose run it is
        bool waiting = false;
        SimTime due;         // of a wait; the deadline of the others
        std::vector<GoalJudge> until;
    };
    std::vector<ActiveScript> scripts; // the last one acts, the others wait for it

    std::vector<HintView> hints;
    double idleSeconds = 0;
    int changes = 0;
    struct Change {
        std::string control;
        std::string value;
        SimTime at;
    };
    std::vector<Change> recentChanges;
    std::map<std::string, Scalar> lastSet; // by control

    struct QuestionState {
        std::vector<std::string> tried;
        std::string chosen;
        bool answered = false, right = false;
    };
    QuestionState why, exam;
    std::vector<QuestionState> know;

    AnotherDayState anotherDay = AnotherDayState::NotNeeded;
    std::vector<SeedOutcome> otherDays;
    bool changedSinceFailure = false;
    struct Made { // door calls since the step began
        SimTime at;
        kernel::Actor actor;
        std::string service, operation;
        Json input;
    };
    std::vector<Made> made;
    std::map<std::string, std::pair<SimTime, std::size_t>> settled; // goal -> when, and how many calls had been made

    Standing standing;
    std::vector<SessionEvent> events;
};

struct LabSession::State : SessionValues {
    State(SessionValues values, kernel::Run r) : SessionValues(std::move(values)), run(std::move(r)) {}

    kernel::Run run;
    Readings* readings = nullptr; // while it is judged

    // --- session.cpp
    static tl::expected<std::unique_ptr<State>, Message> create(std::shared_ptr<const Lab> lab, std::string_view stepId, kernel::Run run);
    kernel::World& world() { return run.world(); }
    const kernel::World& world() const { return run.world(); }
    SimTime now() const { return run.world().now(); }
    JudgeContext context() const;
    tl::expected<void, Message> playSetup();
    void beginStep();
    std::string lockedBy() const;
    bool locked() const { return !lockedBy().empty(); }
    bool predictionRunning() const;
    SimTime nextStop() const; // the next instant at which the session has something to do
    void settle();
    void advanceTo(SimTime t);
    void doReceive(kernel::ConnectionId connection, std::string_view bytes);
    kernel::CallId doCall(kernel::Actor actor, std::string_view service, std::string_view operation, const Json& input);
    void act(std::string_view what, const Json& value);
    Json keptBy(const Control& control) const;
    // The effect of an act: the same live and in a replay.
    bool apply(std::string_view what, const Json& value);
    bool perform(std::string_view what, const Json& value); // journals, applies, keeps scripts in pace
    void scriptStep();
    void scriptDone();
    void scriptMoved(ScriptItem::Kind kind, std::string_view id, kernel::Actor actor);
    void startScript(const Script& script, kernel::Actor actor, int prediction);

    // --- session_judge.cpp
    void judge(bool secondClosed);
    void judgeNow(bool secondClosed);
    void judgeFigures();
    void judgeMistakes(bool secondClosed);
    void askPredictions();
    void goalPassed(std::size_t index);
    void predictionOver(std::size_t index);
    void showPredictions();
    void fixFigures(Figure::When when, std::string_view subject);
    void setFigure(std::size_t index, const JudgeContext& c);
    void judgeStep();
    void finish();
    bool allGoalsPassed() const;
    void noteRefusal(kernel::CallId id);
    void noteChange(const kernel::Actor actor, std::string_view service, std::string_view operation, const Json& input);
    std::string nextHint() const;
    bool openHint(const std::string& part, const std::string& cause);
    AnotherDayTask makeTask() const;
    void event(SessionEvent::Kind kind, std::string id = {}, Message text = {});
    QuestionView questionView(const Question& q, const QuestionState& s, bool open, std::string_view salt) const;
    bool chooseOption(const Question& q, QuestionState& s, const std::string& option, int tries);
};

} // namespace maylab::labs
