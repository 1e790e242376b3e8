// A lab as data: what labs/catalog/<id>/ says, read and checked by the loader (loader.h), played by a LabSession
// (session.h). Ids name things within their step; all words are in LabText under keys made from the ids
// (textKeys()). Durations are virtual time.
#pragma once

#include "labs/engine/goal.h"
#include "labs/engine/prices.h"
#include "labs/engine/text.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maylab::labs {

enum class Language { English, Vietnamese };
inline constexpr const char* kLanguageCodes[] = {"en", "vi"};

// One line of a script: set-up, what the program does after a prediction, "do it for me", a solution, a mistake.
struct ScriptItem {
    enum class Kind { Call, Wait, WaitForGoal, WaitForAnnounced, WaitFor, Answer, Predict, Why, Exam };
    Kind kind = Kind::Call;
    std::string service, operation; // Call
    Json input = Json::object();    // Call
    std::optional<kernel::Actor> actor; // Call: "as"; else the script's own
    bool mayFail = false;           // Call: a refusal by the service is part of the story
    SimDuration duration;           // Wait; the others: at most this long
    std::vector<Goal> until;        // WaitFor: one condition
    std::string id;                 // WaitForGoal, Answer, Predict: which; Why, Exam: the answer chosen
    Scalar value;                   // Answer, Predict
    std::vector<Value> measured;    // Answer: at most one; what the run shows at that moment is the answer
};
using Script = std::vector<ScriptItem>;

struct Control {
    enum class Kind { Slider, Choice, Switch, Button, Text };
    enum class Scale { Linear, Logarithmic };
    std::string id;
    Kind kind = Kind::Slider;
    std::string service, operation; // "lab", "SetTraffic"
    Json input = Json::object();    // what is sent besides the value
    std::string at;                 // JSON pointer: where the value goes in the input ("" for a button)
    double minimum = 0, maximum = 1, step = 1; // Slider
    Scale scale = Scale::Linear;
    std::vector<Scalar> options;    // Choice
    int maxLength = 0;              // Text
    std::string unit;
    std::optional<ApiRead> read;    // where the value in force stands in the world
    // An operation that replaces everything (PutMetricAlarm): what else its input names is kept as it stands in the world.
    // Pointers into the input, and where their values are in the reply of read's call.
    std::vector<std::pair<std::string, std::string>> keeps;
    Scalar initial;                 // what the control shows when there is no read

    // The door call's input for this value. Sliders: within the range, as fine as the step is written (10: whole numbers).
    Json inputFor(const Scalar& value) const;
    // The same with what the world keeps; reply: of read's call, null where there is none.
    Json inputFor(const Scalar& value, const Json& reply) const;
    double rounded(double value) const;
};

struct ChartSeries {
    std::string id;
    Value value;           // one metric, or a combination of metrics over the same window
    std::string unit;
    std::string axis = "left";
    std::string goal;      // a goal (or part) whose target is drawn as a line, "" for none
};

struct Chart {
    std::string id;
    std::string unit;
    std::optional<double> minimum, maximum;
    std::vector<ChartSeries> series;
};

// A measured number that texts may name as {id}.
struct Figure {
    enum class When { Begin, Goal, Prediction, End, Maximum, Minimum, Condition, Live };
    std::string id;
    Value value;
    When when = When::End;
    std::string subject;          // Goal, Prediction: which
    std::vector<Goal> condition;  // Condition: the first time it holds
    std::string unit;
    int decimals = -1;
};

struct Prediction {
    std::string id;
    std::vector<std::string> after; // asked when these goals have passed; empty: when the step begins
    std::string unit;
    double from = 0, to = 0;        // right within
    std::string measured;           // figure that shows what the run said, "" for none
    Script run;                     // what the program does by itself once it is answered
    double runSpeed = 1;
    double minimum = 0, maximum = 0, step = 1; // of the field
};

struct AnswerField { // a goal compares what is typed here
    std::string id;
    std::vector<std::string> after;
    std::string unit;
    std::vector<Scalar> options; // empty: a number is typed,
    bool text = false;           // or a text ("20:58")
};

struct Mistake {
    std::string id;
    Goal sign;        // recognised when this holds
    std::string goal; // only while this goal is open ("" = any time in the step)
};

struct Option {
    std::string id;
    bool right = false;
};

struct Question { // words under <key>.question, <key>.<option>, <key>.<option>.reason
    std::string id;
    std::vector<Option> options;
    std::vector<std::string> rules; // may also be answered by pointing at a decision of one of these rules
};

struct Step {
    std::string id;
    bool core = true;
    int minutes = 10;
    double speed = 1;
    double chartSeconds = 0; // how much time the charts show; 0: the page's own choice
    std::optional<std::int64_t> calendarStart; // Unix ms of t = 0, else the lab's
    Json parameters = Json::object();          // of the scenario, on top of the lab's
    Script setup;
    std::vector<Goal> goals;
    std::vector<Prediction> predictions;
    std::vector<AnswerField> answers;
    std::vector<Mistake> mistakes;
    std::optional<Goal> waiting; // while it holds, time must pass: nobody idles
    Script doItForMe; // hint 4
    std::vector<Control> controls; // with this step's changes applied
    std::vector<std::string> panes;
    std::vector<Chart> charts;
    bool console = false;
    std::vector<std::string> words; // glossary ids that are new here
    std::vector<Figure> figures;
    std::vector<std::string> anotherDay; // goals judged again on other seeds
    std::optional<Question> why, exam;
    std::vector<std::string> consolePaths; // ids in console.json
    std::vector<Question> knowThis;        // three
    std::vector<std::string> debrief;      // figures of the debrief line
};

struct Source {
    std::string url;
    bool added = false;      // not in the programme's page, added by us
    std::string note[2];     // by Language
};

struct SolutionStep {
    std::string step;
    Script script;
};

struct MistakeFile {
    std::string file;
    std::string step;
    std::string mistake;
    Script script;
};

struct Lab {
    std::string id, icon, scenario;
    std::shared_ptr<const Prices> prices; // the catalog's; null: it has none
    int day = 2;
    std::uint64_t seed = 1;
    std::int64_t calendarStart = 0;
    Json parameters = Json::object();
    std::vector<Source> sources;
    std::vector<std::string> glossary; // ids of explained words
    std::vector<Control> controls;     // as declared, before a step changes them
    std::vector<Chart> charts;
    std::vector<Step> steps;
    std::vector<SolutionStep> solution;
    std::vector<MistakeFile> mistakes;
    LabText text[2]; // by Language

    const Step* step(std::string_view stepId) const;
    const Script* solutionOf(std::string_view stepId) const;
    const LabText& prose(Language language) const { return text[static_cast<int>(language)]; }
    // The Markdown of "<step>.<part>" in that language.
    const std::string& textOf(Language language, std::string_view scope, std::string_view part) const;
};

// Keys that both language files must have, and those that they may have (then both).
struct TextKeys {
    std::vector<std::string> required, optional;
};
TextKeys textKeys(const Lab& lab);

struct WeekDay {
    int day = 2; // 2 = Monday ... 7 = Saturday
    std::string lab;
    bool planned = false; // not built yet
    std::string icon;
    std::string title[2], firstStep[2], task[2], achievement[2];
    std::vector<Source> sources;
};

struct Week {
    std::string id;
    int number = 4;
    std::vector<WeekDay> days;
    std::vector<std::pair<std::string, std::string>> objectives; // English, Vietnamese
};

// Console paths of AWS, English names, dated: {console.<id>} in a text.
struct ConsolePaths {
    std::string checked; // "2026-01"
    std::map<std::string, std::string, std::less<>> paths;
};

} // namespace maylab::labs
