// What the worklog needs to know about a week and its labs: plain data, filled by the caller (fromCatalog() in
// week_catalog.h does it from labs/catalog). Texts come in pairs, English and Vietnamese, UTF-8.
#pragma once

#include <string>
#include <vector>

namespace maylab::worklog {

enum class Language : unsigned char { English, Vietnamese };

struct Text {
    std::string en, vi;
    const std::string& in(Language language) const { return language == Language::English ? en : vi; }
    bool empty() const { return en.empty() && vi.empty(); }
};

struct Source {
    std::string url;
    Text note;          // why it was added; empty for the seed's own links
    bool added = false; // false: stands in the week's own list
};

// A named mistake as a row of the difficulties table.
struct MistakeText {
    std::string id;
    Text name;     // the difficulty
    Text cause;    // what was behind it
    Text lesson;   // the solution is not a text: it is the goal that passed afterwards
};

struct PredictionText {
    std::string id;
    Text question;
    Text lesson; // what the measured value teaches; may be empty
    std::string unit;
};

// A goal or a part of one.
struct GoalText {
    std::string id;
    Text title;
    std::string unit;
    int decimals = -1;
    std::vector<std::pair<std::string, Text>> options; // of an answer that is chosen: what each is called
};

// How a figure of the debrief line is shown, where the fact does not say so itself.
struct FigureFormat {
    std::string id, unit;
    int decimals = -1;
};

struct StepPlan {
    std::string id;
    Text title;
    bool core = true;
    std::vector<GoalText> goals;
    // The step's debrief line with {name} where a figure goes.
    Text debrief;
    std::vector<FigureFormat> figures;
    std::vector<MistakeText> mistakes;
    std::vector<PredictionText> predictions;
    const GoalText* goal(const std::string& goalId) const;
    const MistakeText* mistake(const std::string& mistakeId) const;
    const PredictionText* prediction(const std::string& predictionId) const;
};

struct LabPlan {
    std::string id;
    int day = 0;             // 2 Monday ... 7 Saturday, as the week's page has it
    std::string plannedDate; // "2026-01-25" where the week's page names one
    Text name;               // "ElastiCache"
    std::vector<Source> sources; // the week's links in order, then the added ones
    std::vector<StepPlan> steps; // empty while the lab does not exist yet
    const StepPlan* step(const std::string& stepId) const;
};

struct WeekPlan {
    int week = 4;
    int chapter = 1;     // 1-Worklog
    Text summary;        // the index line's text
    std::vector<Text> objectives;
    std::vector<LabPlan> labs;
    const LabPlan* lab(const std::string& labId) const;
};

} // namespace maylab::worklog
