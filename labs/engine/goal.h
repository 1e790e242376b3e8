// Goals: a value and a comparison, or a combination of goals; and how they are judged.
//
// A goal is judged when a second of virtual time closes (goals without a hold also right after a door call or an
// act). A hold counts closed seconds. Absence never passes: a value that cannot be had (a window not yet filled since
// the step began, no such metric, a refused read) is absent, and an absent value makes its goal "not yet judged".
// `not` of something absent is absent too. A passed goal stays passed; its live value goes on being shown.
#pragma once

#include "kernel/doors.h"
#include "kernel/time.h"
#include "labs/engine/message.h"
#include "labs/engine/prices.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace maylab::kernel {
class World;
struct CallRecord;
} // namespace maylab::kernel

namespace maylab::labs {

using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

// ---------------------------------------------------------------------------------------------- definitions

struct MetricQuery {
    std::string metricNamespace, name;
    std::vector<std::pair<std::string, std::string>> dimensions; // exact set
    bool anyDimensions = true; // none given: the series without dimensions, else the first of that name
    std::string statistic;     // "Sum", "p99", "TM(:99)" ...
    SimDuration window;        // up to now
    bool published = false;    // the 60 s view instead of the 1 s view
};

struct ApiRead {
    std::string service, operation;
    Json input = Json::object();
    std::string at;      // JSON pointer into the reply
    bool length = false; // the number of members of what is there, instead of itself
};

// What a door call's reply must be. A Redis reply is in RESP; other services answer JSON.
struct ReplyPattern {
    std::string type;               // "nil", "ok", "integer", "string", "error", "array" or "" (any)
    std::string text;               // glob over a string or an error's text, "" = any
    std::optional<double> from, to; // of an integer
    std::string toVariable;         // upper bound is this captured word, as a number
};

// Which door calls count. argv elements are globs, compared without case; "..." is any number of words; "$name"
// captures one word, and must be the same word where it comes again in a sequence.
struct CallPattern {
    std::string service;
    std::vector<std::string> operations;  // empty: any
    std::vector<kernel::Actor> actors;    // empty: any but setup
    std::vector<std::string> argv;        // of /argv in the input; empty: any
    std::vector<std::pair<std::string, std::string>> where; // JSON pointer into the input -> glob
    std::optional<bool> ok;               // accepted or refused by the service
    std::string errorCode;                // glob on the refusal's code
    std::optional<ReplyPattern> reply;
};

struct Value {
    enum class Kind { Constant, Metric, Read, Redis, Calls, Decisions, Bill, Answer, Prediction, Sum, Difference, Ratio, Largest };
    Kind kind = Kind::Constant;
    Scalar constant;
    MetricQuery metric;
    ApiRead read;
    std::vector<std::string> argv; // Redis: a read-only command
    std::string endpoint;          // Redis
    CallPattern calls;             // Calls: how many since the step began
    std::string id;                // Answer, Prediction: which; Decisions: rule id, counted since the step began;
                                   // Bill: "total", "perHour" or "perMonth", in dollars
    std::vector<Value> parts;      // Sum, Difference (first minus the others), Ratio (first by second), Largest
    double times = 1;              // the result is multiplied by this
};

enum class Comparison { AtLeast, AtMost, Above, Below, Equal, NotEqual, Matches, Between, Within };
const char* toString(Comparison c); // ">=" "<=" ">" "<" "=" "!=" "matches" "between" "within"

// From when on a goal counts; windows must lie after it.
struct Since {
    enum class Kind { StepBegin, Instant, Offset, Goal, Call };
    Kind kind = Kind::StepBegin;
    std::int64_t unixMilliseconds = 0; // Instant
    SimDuration offset;                // Offset: after the step began
    std::string goal;                  // Goal: when it passed
    CallPattern call;                  // Call: the first call that matches
};

struct Goal {
    enum class Kind { Compare, All, Any, Not, Sequence, Calls };
    std::string id;
    Kind kind = Kind::Compare;
    // Compare
    Value value;
    Comparison is = Comparison::AtLeast;
    Value target;          // Between: the lower bound
    Value upper;           // Between
    double tolerance = 0;  // Within
    bool relative = false; // Within: tolerance is a share of the target
    // All (judged together, one hold), Any, Not (one part), Sequence (each passes after the one before)
    std::vector<Goal> parts;
    // Calls: door calls in this order
    std::vector<CallPattern> calls;

    SimDuration hold;               // "for"
    std::vector<std::string> after; // goal ids, or "prediction:<id>", which must have passed (been answered) before
    std::vector<Goal> when;         // at most one: judged only while this holds
    Since since;
    std::string unit;               // of the value shown: see Unit in lab.schema.json
    int decimals = -1;              // digits after the point; -1: as few as say it
};

// ---------------------------------------------------------------------------------------------- results

enum class GoalState { NotYetJudged, Open, Holding, Passed };
const char* toString(GoalState s);

struct GoalResult {
    std::string id;
    GoalState state = GoalState::NotYetJudged;
    double progress = 0;  // 0..1, for a bar
    Scalar measured;      // the value now; absent shows as a dash
    Scalar before;        // the first value it was judged with, before the learner changed anything
    Scalar needed;        // what it is compared with
    Scalar neededUpper;   // Between
    Comparison is = Comparison::AtLeast;
    std::string unit;
    int decimals = -1;
    bool holdsNow = false;
    double heldSeconds = 0, neededSeconds = 0;
    std::optional<SimTime> passedAt;
    Scalar passedWith;    // the value when it passed
    std::optional<SimTime> fellAt; // the last time a hold broke
    double heldBeforeFall = 0;
    Scalar fellWith;
    Message reason;
    std::vector<GoalResult> parts; // All, Any, Not, Sequence: one each; Calls: one per call
};

// ---------------------------------------------------------------------------------------------- judging

class Readings;

// What goals read besides the world.
struct JudgeContext {
    SimTime stepBegan;
    // Door calls made after this one count.
    kernel::CallId firstCall = 0;
    const std::vector<std::uint64_t>* decisionCountsAtBegin = nullptr; // by RuleId
    const std::vector<std::pair<std::string, Scalar>>* answers = nullptr;
    const std::vector<std::pair<std::string, Scalar>>* predictions = nullptr;
    const std::vector<std::pair<std::string, SimTime>>* passedGoals = nullptr;
    const Prices* prices = nullptr; // none: there is no bill
    // A metric window is absent when it begins before this.
    SimTime windowsFrom;
    // What was read of this world as it stands; null: nothing is kept.
    Readings* readings = nullptr;
};

// The value now; absent Scalar when it cannot be had.
Scalar measure(const Value& value, const kernel::World& world, const JudgeContext& context);
// Compares without state: nullopt when something is absent.
std::optional<bool> compare(const Goal& goal, const Scalar& value, const Scalar& target, const Scalar& upper);
// '*' any characters, '?' one; without case.
bool globMatches(std::string_view pattern, std::string_view text);
bool callMatches(const CallPattern& pattern, kernel::Actor actor, std::string_view service, std::string_view operation);
// Every way in which an answered call fits the pattern, as captured words on top of those captured before.
std::vector<std::vector<std::pair<std::string, std::string>>>
matchRecord(const CallPattern& pattern, const kernel::CallRecord& record,
            const std::vector<std::pair<std::string, std::string>>& before);
bool recordMatches(const CallPattern& pattern, const kernel::CallRecord& record);

// A reply in RESP, as far as goals read it: the type and the first line or the bulk string.
struct RespReply {
    std::string type; // "nil", "ok", "integer", "string", "error", "array"
    std::string text;
    double number = 0;
};
RespReply readResp(std::string_view bytes);

// One goal with its hold, its parts and its verdict. A value: it copies with its session.
class GoalJudge {
  public:
    GoalJudge() = default;
    explicit GoalJudge(const Goal& goal); // the goal (part of the lab) must outlive it

    // secondClosed: a whole second has just ended (holds grow or break). Otherwise only what needs no hold may pass.
    // Returns true when the goal passed in this call.
    bool judge(const kernel::World& world, const JudgeContext& context, bool secondClosed);
    // Not judged at the moment (the program is acting): a hold breaks.
    void suspend();

    const GoalResult& result() const { return m_result; }
    const Goal& goal() const { return *m_goal; }
    bool passed() const { return m_result.state == GoalState::Passed; }
    // The condition has held for its full time up to now, whether or not the goal passed before.
    bool heldLongEnough() const { return m_result.holdsNow && m_liveSeconds >= m_neededSeconds; }
    // Counts the hold from nothing again, after the verdict (Another day failed).
    void rearm() { m_liveSeconds = 0; }
    // A verdict from the journal: passed, whatever this run shows.
    void restoreVerdict(SimTime at, Scalar measured);

  private:
    struct Partial { // door calls in order, in the making
        std::size_t next = 0;
        std::vector<std::pair<std::string, std::string>> captured;
        bool operator==(const Partial&) const = default;
    };
    std::optional<bool> condition(const kernel::World& world, JudgeContext context, bool secondClosed);
    bool guardsOpen(const kernel::World& world, JudgeContext& context, bool secondClosed);
    std::optional<bool> compareNow(const kernel::World& world, const JudgeContext& context);
    std::optional<bool> callsNow(const kernel::World& world, const JudgeContext& context);
    void copyParts();

    const Goal* m_goal = nullptr;
    GoalResult m_result;
    std::int64_t m_neededSeconds = 0;
    std::int64_t m_heldSeconds = 0;  // towards the verdict
    std::int64_t m_liveSeconds = 0;  // in a row up to now
    std::vector<GoalJudge> m_parts;
    std::vector<GoalJudge> m_when;   // at most one
    std::size_t m_reached = 0;       // Calls, Sequence
    std::vector<Partial> m_partials; // Calls
    kernel::CallId m_nextCall = 0;   // Calls: not yet looked at
    std::optional<SimTime> m_since;
};

} // namespace maylab::labs
