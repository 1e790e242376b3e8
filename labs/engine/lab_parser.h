// From JSON that the schema has accepted to a Lab, with the checks that a schema cannot make: names that must exist,
// ids that must be there once, ranges. Inner header of the loader.
#pragma once

#include "labs/engine/loader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace maylab::labs::detail {

inline bool contains(const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}
inline std::string at(const std::string& path, std::size_t i) { return path + "[" + std::to_string(i) + "]"; }
// The texts of a list; none where the member is missing.
inline std::vector<std::string> texts(const Json& j, const char* key) {
    std::vector<std::string> out;
    if (j.contains(key)) {
        for (const Json& e : j.at(key)) out.push_back(e.get<std::string>());
    }
    return out;
}

class LabParser {
  public:
    LabParser(const Knowledge& knowledge, const ConsolePaths* console, const Prices* prices)
        : m_known(knowledge), m_console(console), m_prices(prices) {}

    void lab(const Json& j, Lab& out);
    void solution(const Json& j, Lab& out);
    void mistakeFile(const Json& j, Lab& lab, MistakeFile& out);

    struct Fault {
        std::string path;
        Message what, advice;
    };
    std::vector<Fault> faults;

  private:
    void fault(const std::string& path, Message what, Message advice = {"advice.change-value", {}});
    void unknown(const std::string& path, const char* kind, const std::string& id, const std::vector<std::string>& known);

    Value value(const Json& j, const std::string& path);
    Value used(const std::string& name, const std::string& path);
    Goal goal(const Json& j, const std::string& path, bool needsId);
    CallPattern callPattern(const Json& j, const std::string& path);
    ApiRead read(const Json& door, const Json* at, const std::string& path);
    void door(const Json& j, const std::string& path, bool readOnly, std::string& service, std::string& operation, Json& input);
    enum class ScriptUse { Setup, PredictionRun, Learner };
    Script script(const Json& j, const std::string& path, ScriptUse use);
    Control control(const Json& j, const std::string& id, const std::string& path);
    Chart chart(const Json& j, const std::string& id, const std::string& path);
    Question question(const Json& j, const std::string& path);
    void step(const Json& j, const std::string& path, Lab& lab);
    void stepReferences(const Step& s, const Json& j, const std::string& path);
    void goalReferences(const Goal& g, const std::string& path, const std::string& self);
    void scriptReferences(const Script& s, const Step& step, const std::string& path);
    bool pointer(const std::string& text, const std::string& path);
    void collectGoalIds(const Goal& g, const std::string& path);

    const Knowledge& m_known;
    const ConsolePaths* m_console;
    const Prices* m_prices;
    std::map<std::string, Json> m_values; // named values of the lab
    std::vector<std::string> m_using;     // named values being resolved, against cycles
    std::size_t m_usedParts = 0;          // of values that were made because others use them
    std::vector<std::string> m_goalIds;   // of the step, parts included
    std::vector<std::string> m_topGoalIds, m_predictionIds, m_answerIds;
};

SimDuration parseDuration(const std::string& text); // "30s"; the schema has seen its form

} // namespace maylab::labs::detail
