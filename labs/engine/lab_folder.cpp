#include "labs/engine/lab_folder.h"

#include "labs/engine/schema.h"

#include <algorithm>
#include <charconv>

namespace maylab::labs::detail {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// What follows a prefix: "[3].x" of "steps.drowns[3].x", ".goals" of "steps[2].goals".
std::string inner(std::string_view rest) {
    if (!rest.empty() && rest.front() == '.') rest.remove_prefix(1);
    return std::string(rest);
}

} // namespace

LabFolder::LabFolder(fs::path folder, const FileReader& reader) : m_folder(std::move(folder)), m_reader(reader) {}

bool LabFolder::hasFolder(std::string_view id) const {
    return !id.empty() && std::find(m_steps.begin(), m_steps.end(), id) != m_steps.end();
}

std::optional<json> LabFolder::lab() {
    const fs::path file = m_folder / "lab.json";
    auto whole = m_reader.parsed(file);
    if (!whole) return std::nullopt;
    bool complete = true;
    if (whole->is_object() && whole->contains("steps") && (*whole)["steps"].is_array()) {
        json& steps = (*whole)["steps"];
        m_steps.assign(steps.size(), std::string());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (!steps[i].is_string()) continue;
            const std::string id = steps[i];
            // It becomes the name of a folder.
            if (!validate(steps[i], "id").empty() || hasFolder(id)) {
                m_reader.problem(file, "steps[" + std::to_string(i) + "]", {"load.bad-value", {{"found", id}}}, {"advice.change-value", {}});
                complete = false;
                continue;
            }
            m_steps[i] = id;
            const auto step = m_reader.jsonFile(stepFolder(id) / "step.json", "step");
            if (step && (*step)["id"] != id) {
                m_reader.problem(stepFolder(id) / "step.json", "id", {"load.wrong-folder", {{"id", (*step)["id"].get<std::string>()}, {"folder", id}}},
                                 {"advice.rename", {}});
                complete = false;
            }
            if (step) steps[i] = *step;
            else complete = false;
        }
    }
    if (!complete) return std::nullopt;
    const auto faults = validate(*whole);
    for (const SchemaFault& f : faults) {
        const Place p = inLab(f.path);
        m_reader.problem(p.first, p.second, f.what, f.advice);
    }
    return faults.empty() ? whole : std::nullopt;
}

LabFolder::Place LabFolder::inLab(const std::string& path) const {
    constexpr std::string_view kSteps = "steps[";
    if (path.starts_with(kSteps)) {
        std::size_t index = 0;
        const char* const from = path.data() + kSteps.size();
        const auto [end, problem] = std::from_chars(from, path.data() + path.size(), index);
        if (problem == std::errc() && index < m_steps.size() && !m_steps[index].empty()) {
            return {stepFolder(m_steps[index]) / "step.json", inner(std::string_view(end, path.data() + path.size()).substr(1))};
        }
    }
    return {m_folder / "lab.json", path};
}

fs::path LabFolder::textFile(std::string_view key, int language) const {
    const std::string file = std::string(kLanguageCodes[language]) + ".md";
    const std::string scope(key.substr(0, key.find('.')));
    return hasFolder(scope) ? stepFolder(scope) / file : m_folder / file;
}

void LabFolder::texts(LabText (&out)[2]) {
    for (int language = 0; language < 2; ++language) {
        const std::string name = std::string(kLanguageCodes[language]) + ".md";
        const auto add = [&](const fs::path& file, std::string_view only) {
            const auto bytes = m_reader.text(file);
            if (!bytes) return;
            std::vector<LabText::Fault> faults;
            LabText part = LabText::parse(*bytes, faults);
            if (!only.empty()) part.refuseOthers(only, faults);
            out[language].add(std::move(part), faults);
            for (LabText::Fault& f : faults) {
                m_reader.problem(file, "line " + std::to_string(f.line), std::move(f.what), {"advice.remove-one", {}});
            }
        };
        add(m_folder / name, {});
        for (const std::string& id : m_steps) {
            if (!id.empty()) add(stepFolder(id) / name, id);
        }
    }
}

std::optional<json> LabFolder::solution(const std::string& id) {
    const bool inFolders = std::none_of(m_steps.begin(), m_steps.end(), [](const std::string& s) { return s.empty(); });
    json whole = {{"format", 1}, {"lab", id}, {"steps", json::object()}};
    std::error_code ec;
    if (!inFolders || fs::exists(m_folder / "solution.json", ec)) {
        const auto given = m_reader.jsonFile(m_folder / "solution.json", "solution");
        if (!given) return std::nullopt;
        whole = *given;
    }
    for (const std::string& step : m_steps) {
        if (step.empty()) continue;
        const fs::path file = stepFolder(step) / "solution.json";
        const auto given = m_reader.jsonFile(file, "stepSolution");
        if (!given) continue;
        if ((*given)["lab"] != id || (*given)["step"] != step) {
            m_reader.problem(file, "step", {"load.wrong-lab", {{"id", (*given)["lab"].get<std::string>()}}}, {"advice.rename", {}});
        }
        whole["steps"][step] = (*given)["script"];
    }
    return whole;
}

std::vector<fs::path> LabFolder::mistakeFiles() const {
    std::vector<fs::path> all;
    const auto add = [&](const fs::path& folder) {
        std::vector<fs::path> some;
        std::error_code ec;
        for (fs::directory_iterator it(folder / "mistakes", ec), end; !ec && it != end; it.increment(ec)) {
            if (it->path().extension() == ".json") some.push_back(it->path());
        }
        std::sort(some.begin(), some.end());
        all.insert(all.end(), some.begin(), some.end());
    };
    add(m_folder);
    for (const std::string& id : m_steps) {
        if (!id.empty()) add(stepFolder(id));
    }
    return all;
}

LabFolder::Place LabFolder::inSolution(const std::string& path) const {
    constexpr std::string_view kSteps = "steps.";
    if (path.starts_with(kSteps)) {
        const std::string_view rest = std::string_view(path).substr(kSteps.size());
        const std::string_view id = rest.substr(0, rest.find_first_of(".["));
        if (hasFolder(id)) return {stepFolder(std::string(id)) / "solution.json", "script" + std::string(rest.substr(id.size()))};
    }
    return {m_folder / "solution.json", path};
}

} // namespace maylab::labs::detail
