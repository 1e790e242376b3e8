#include "labs/engine/file_reader.h"

#include "kernel/outside.h"
#include "labs/engine/schema.h"
#include "labs/engine/text.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace maylab::labs::detail {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Larger than any lab; a catalog folder is not a place for films.
constexpr std::uintmax_t kMaxFileBytes = 4u << 20;
constexpr int kDeepest = 60; // levels; what reads a file's JSON recurses

} // namespace

std::string FileReader::name(const fs::path& file) const {
    std::error_code ec;
    const fs::path relative = fs::relative(file, root, ec);
    return ec || relative.empty() ? file.filename().string() : relative.generic_string();
}

void FileReader::problem(const fs::path& file, std::string path, Message what, Message advice) const {
    problems.push_back({lab, name(file), std::move(path), std::move(what), std::move(advice)});
}

std::optional<std::string> FileReader::text(const fs::path& file) const {
    std::error_code ec;
    if (!fs::is_regular_file(file, ec)) {
        problem(file, "", {"load.no-file", {{"file", name(file)}}}, {"advice.add-file", {{"file", name(file)}}});
        return std::nullopt;
    }
    std::ifstream in(file, std::ios::binary);
    if (const std::uintmax_t size = fs::file_size(file, ec); in && size <= kMaxFileBytes) {
        std::string bytes(size, '\0');
        in.read(bytes.data(), static_cast<std::streamsize>(size));
        bytes.resize(static_cast<std::size_t>(in.gcount()));
        if (!in.bad()) return bytes;
    }
    problem(file, "", {"load.unreadable", {{"file", name(file)}}}, {"advice.add-file", {{"file", name(file)}}});
    return std::nullopt;
}

std::optional<json> FileReader::parsed(const fs::path& file) const {
    auto bytes = text(file);
    if (!bytes) return std::nullopt;
    if (!isUtf8(*bytes)) {
        problem(file, "", {"load.not-utf8", {}}, {"advice.save-utf8", {}});
        return std::nullopt;
    }
    if (kernel::nestsDeeper(*bytes, kDeepest)) {
        problem(file, "", {"load.forbidden", {}}, {"advice.see-schema", {}});
        return std::nullopt;
    }
    struct Level {
        std::set<std::string> keys;
        std::string key; // the last one
        std::size_t index = 0;
        bool array = false;
    };
    std::vector<Level> levels;
    std::vector<std::pair<std::string, std::string>> twice; // path, field
    const auto path = [&] {
        std::string s;
        for (const Level& l : levels) {
            if (l.array) {
                s += "[" + std::to_string(l.index) + "]";
            } else if (!l.key.empty()) {
                s += (s.empty() ? "" : ".") + l.key;
            }
        }
        return s;
    };
    const json::parser_callback_t watch = [&](int, json::parse_event_t event, json& parsed) {
        using E = json::parse_event_t;
        if (event == E::object_start) {
            levels.push_back({});
        } else if (event == E::array_start) {
            levels.push_back({});
            levels.back().array = true;
        } else if (event == E::key) {
            Level& level = levels.back();
            level.key = parsed;
            if (!level.keys.insert(level.key).second) twice.emplace_back(path(), level.key);
        } else {
            if (event != E::value) levels.pop_back();
            if (!levels.empty() && levels.back().array) ++levels.back().index;
        }
        return true;
    };
    json result;
    try {
        result = json::parse(*bytes, watch);
    } catch (const json::parse_error& e) {
        const std::size_t upTo = std::min<std::size_t>(e.byte, bytes->size());
        double line = 1, column = 1;
        for (std::size_t i = 0; i + 1 < upTo; ++i) {
            if ((*bytes)[i] == '\n') {
                ++line;
                column = 1;
            } else {
                ++column;
            }
        }
        problem(file, "", {"load.not-json", {{"line", line}, {"column", column}}}, {"advice.fix-json", {}});
        return std::nullopt;
    } catch (const json::exception&) {
        problem(file, "", {"load.unreadable", {{"file", name(file)}}}, {"advice.fix-json", {}});
        return std::nullopt;
    }
    if (!twice.empty()) {
        for (const auto& [where, key] : twice) {
            problem(file, where, {"load.duplicate-field", {{"field", key}}}, {"advice.remove-one", {}});
        }
        return std::nullopt;
    }
    return result;
}

std::optional<json> FileReader::jsonFile(const fs::path& file, std::string_view definition) const {
    auto read = parsed(file);
    if (!read) return std::nullopt;
    const auto faults = validate(*read, definition);
    for (const SchemaFault& f : faults) problem(file, f.path, f.what, f.advice);
    if (!faults.empty()) return std::nullopt;
    return read;
}

} // namespace maylab::labs::detail
