// A lab's folder as one document. A step stands in lab.json itself, or lab.json names it and it has a folder of its own:
//
//     lab.json                    "steps": ["drowns", "cache-in-front", ...]
//     steps/drowns/step.json      the step                        ($defs/step)
//     steps/drowns/en.md, vi.md   its prose, under the keys drowns.*
//     steps/drowns/solution.json  the script that passes it       ($defs/stepSolution)
//     steps/drowns/mistakes/*     what must not pass it           ($defs/mistakeFile)
//
// Either way the rest of the loader sees one lab, one prose per language and one solution; faults are said with the file
// and the path in which they lie. Inner header of the loader.
#pragma once

#include "labs/engine/file_reader.h"
#include "labs/engine/text.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::labs::detail {

class LabFolder {
  public:
    LabFolder(std::filesystem::path folder, const FileReader& reader);

    // lab.json with every step in its place; empty: something could not be read, and was reported.
    std::optional<nlohmann::json> lab();
    // Prose of both languages from lab.json's level and every step's folder.
    void texts(LabText (&out)[2]);
    // solution.json with the scripts of the steps' folders; id: the lab's.
    std::optional<nlohmann::json> solution(const std::string& id);

    // Of lab.json's level, then of the steps in their order; by name within a folder.
    std::vector<std::filesystem::path> mistakeFiles() const;

    // Where a fault lies: "steps[2].goals" of the lab, "steps.drowns[3]" of the solution.
    using Place = std::pair<std::filesystem::path, std::string>;
    Place inLab(const std::string& path) const;
    Place inSolution(const std::string& path) const;
    // The prose file of a key: "drowns.title".
    std::filesystem::path textFile(std::string_view key, int language) const;

  private:
    std::filesystem::path stepFolder(const std::string& id) const { return m_folder / "steps" / id; }
    bool hasFolder(std::string_view id) const;

    std::filesystem::path m_folder;
    const FileReader& m_reader;
    std::vector<std::string> m_steps; // by index; "" stands in lab.json itself
};

} // namespace maylab::labs::detail
