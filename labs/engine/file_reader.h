// Reads the files of a catalog and reports what is wrong with them. Inner header of the loader.
#pragma once

#include "labs/engine/loader.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::labs::detail {

struct FileReader {
    std::string lab;
    std::filesystem::path root; // of the catalog: file names in messages are relative to it
    std::vector<LoadProblem>& problems;

    std::string name(const std::filesystem::path& file) const;
    void problem(const std::filesystem::path& file, std::string path, Message what, Message advice) const;
    std::optional<std::string> text(const std::filesystem::path& file) const;
    // Parses; refuses fields that come twice.
    std::optional<nlohmann::json> parsed(const std::filesystem::path& file) const;
    // And refuses what the schema's definition refuses.
    std::optional<nlohmann::json> jsonFile(const std::filesystem::path& file, std::string_view definition) const;
};

} // namespace maylab::labs::detail
