// Reads the catalog. A lab that is not right in every part is refused with file, JSON path and advice, without
// running a world; the rest of the catalog still loads.
#pragma once

#include "labs/engine/lab.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace maylab::labs {

// What exists to be named by a lab: taken from the simulators' own tables (knowledge.h), or made by a test.
struct Knowledge {
    struct Operation {
        std::string service, name;
        bool read = false; // may be peeked
        auto operator<=>(const Operation&) const = default;
    };
    std::set<std::string> scenarios;
    std::set<std::pair<std::string, std::string>> parameters; // scenario, parameter
    std::set<std::pair<std::string, std::string>> metrics;    // namespace, name
    std::set<Operation> operations;
    std::set<std::string> rules;                              // decision rule ids
};

struct LoadProblem {
    std::string lab;  // folder name
    std::string file; // relative to the catalog: "elasticache/lab.json"
    std::string path; // "steps[2].goals", or "line 12" in a Markdown file
    Message what;
    Message advice;
    // "elasticache/lab.json: steps[2].goals: is missing. Add ..."
    std::string english() const;
};

struct Catalog {
    std::vector<std::shared_ptr<const Lab>> labs; // in order of day, then id
    std::optional<Week> week;
    ConsolePaths console;
    std::shared_ptr<const Prices> prices; // null: no prices.json, or it was refused
    std::vector<LoadProblem> problems;

    std::shared_ptr<const Lab> lab(std::string_view id) const;
};

Catalog loadCatalog(const std::filesystem::path& folder, const Knowledge& knowledge);
// One lab folder; null with problems when it is refused. console and prices may be null.
std::shared_ptr<const Lab> loadLab(const std::filesystem::path& folder, const Knowledge& knowledge,
                                   const ConsolePaths* console, std::vector<LoadProblem>& problems,
                                   const std::shared_ptr<const Prices>& prices = nullptr);

} // namespace maylab::labs
