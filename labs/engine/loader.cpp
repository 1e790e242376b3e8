#include "labs/engine/loader.h"

#include "kernel/outside.h"
#include "labs/engine/lab_parser.h"
#include "labs/engine/schema.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace maylab::labs {

namespace fs = std::filesystem;
using nlohmann::json;

std::string LoadProblem::english() const {
    std::string s = file;
    if (!path.empty()) s += ": " + path;
    s += ": " + labs::english(what);
    if (!advice.empty()) s += " " + labs::english(advice);
    return s;
}

std::shared_ptr<const Lab> Catalog::lab(std::string_view id) const {
    for (const auto& l : labs) {
        if (l->id == id) return l;
    }
    return nullptr;
}

namespace {

// Larger than any lab; a catalog folder is not a place for films.
constexpr std::uintmax_t kMaxFileBytes = 4u << 20;
constexpr int kDeepest = 60; // levels; what reads a file's JSON recurses

struct FileReader {
    std::string lab;
    fs::path root;                 // of the catalog: file names in messages are relative to it
    std::vector<LoadProblem>& problems;

    std::string name(const fs::path& file) const {
        std::error_code ec;
        const fs::path relative = fs::relative(file, root, ec);
        return ec || relative.empty() ? file.filename().string() : relative.generic_string();
    }
    void problem(const fs::path& file, std::string path, Message what, Message advice) const {
        problems.push_back({lab, name(file), std::move(path), std::move(what), std::move(advice)});
    }

    std::optional<std::string> text(const fs::path& file) const {
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

    // Parses; refuses fields that come twice, and what the schema's definition refuses.
    std::optional<json> jsonFile(const fs::path& file, std::string_view definition) const {
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
        json parsed;
        try {
            parsed = json::parse(*bytes, watch);
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
        const auto faults = validate(parsed, definition);
        for (const SchemaFault& f : faults) problem(file, f.path, f.what, f.advice);
        if (!faults.empty()) return std::nullopt;
        return parsed;
    }

    void take(const fs::path& file, std::vector<detail::LabParser::Fault>& faults) const {
        for (auto& f : faults) problem(file, std::move(f.path), std::move(f.what), std::move(f.advice));
        faults.clear();
    }
};

std::string spans(const std::vector<std::string>& list) {
    std::string s;
    for (const std::string& e : list) s += (s.empty() ? "" : ", ") + e;
    return s.empty() ? "none" : s;
}

// Both languages have what the lab asks for and nothing else, and agree in code spans and figures.
void checkTexts(const Lab& lab, const fs::path& folder, const ConsolePaths* console, const FileReader& reader) {
    const TextKeys keys = textKeys(lab);
    const fs::path files[2] = {folder / "en.md", folder / "vi.md"};
    const auto isKnown = [&](const std::string& key) {
        return std::find(keys.required.begin(), keys.required.end(), key) != keys.required.end() ||
               std::find(keys.optional.begin(), keys.optional.end(), key) != keys.optional.end();
    };
    const auto line = [&](int language, std::string_view key) { return "line " + std::to_string(lab.text[language].lineOf(key)); };
    for (int language = 0; language < 2; ++language) {
        const std::string file = reader.name(files[language]);
        for (const std::string& key : keys.required) {
            if (!lab.text[language].has(key)) {
                reader.problem(files[language], key, {"load.text-missing", {{"key", key}}}, {"advice.add-part", {{"file", file}, {"key", key}}});
            }
        }
        for (const std::string& key : keys.optional) {
            if (!lab.text[language].has(key) && lab.text[1 - language].has(key)) {
                reader.problem(files[language], key, {"load.text-one-language", {{"key", key}, {"language", kLanguageCodes[1 - language]}}},
                               {"advice.add-part", {{"file", file}, {"key", key}}});
            }
        }
        for (const auto& [key, text] : lab.text[language].parts()) {
            if (!isKnown(key)) {
                reader.problem(files[language], line(language, key), {"load.text-unknown", {{"key", key}}}, {"advice.remove-part", {{"file", file}}});
                continue;
            }
            const std::string scope = key.substr(0, key.find('.'));
            const Step* step = lab.step(scope);
            for (const std::string& name : placeholders(text)) {
                static constexpr std::string_view kConsole = "console.";
                if (name.starts_with(kConsole)) {
                    const std::string id = name.substr(kConsole.size());
                    const bool declared = step && std::find(step->consolePaths.begin(), step->consolePaths.end(), id) != step->consolePaths.end();
                    if (declared && (!console || console->paths.contains(id))) continue;
                }
                const bool figure = step && std::any_of(step->figures.begin(), step->figures.end(), [&](const Figure& f) { return f.id == name; });
                if (figure) continue;
                reader.problem(files[language], line(language, key), {"load.text-unknown-figure", {{"key", key}, {"figure", name}}}, {"advice.add-figure", {}});
            }
            for (const std::string& word : wordLinks(text)) {
                if (std::find(lab.glossary.begin(), lab.glossary.end(), word) == lab.glossary.end()) {
                    reader.problem(files[language], line(language, key), {"load.text-unknown-word", {{"key", key}, {"word", word}}},
                                   {"advice.choose", {{"known", spans(lab.glossary)}}});
                }
            }
        }
    }
    for (const auto& [key, en] : lab.text[0].parts()) {
        if (!lab.text[1].has(key) || !isKnown(key)) continue;
        const std::string& vi = lab.text[1].get(key);
        const auto differ = [&, &key = key](std::vector<std::string> a, std::vector<std::string> b, const char* id, const char* advice) {
            const std::string sa = spans(a), sb = spans(b);
            std::sort(a.begin(), a.end());
            std::sort(b.begin(), b.end());
            if (a != b) reader.problem(files[1], line(1, key), {id, {{"key", key}, {"en", sa}, {"vi", sb}}}, {advice, {}});
        };
        differ(codeSpans(en), codeSpans(vi), "load.text-code-spans", "advice.same-spans");
        // A figure may be named more often in one language than in the other; which ones must agree.
        const auto once = [](std::vector<std::string> v) {
            std::sort(v.begin(), v.end());
            v.erase(std::unique(v.begin(), v.end()), v.end());
            return v;
        };
        differ(once(placeholders(en)), once(placeholders(vi)), "load.text-placeholders", "advice.same-figures");
    }
}

std::shared_ptr<const Lab> loadLabIn(const fs::path& root, const fs::path& folder, const Knowledge& knowledge,
                                     const ConsolePaths* console, std::vector<LoadProblem>& problems) {
    const std::string folderName = folder.filename().string();
    std::vector<LoadProblem> found;
    const FileReader reader{folderName, root, found};
    auto lab = std::make_shared<Lab>();
    const auto refuse = [&]() -> std::shared_ptr<const Lab> {
        problems.insert(problems.end(), found.begin(), found.end());
        return nullptr;
    };

    const fs::path labFile = folder / "lab.json";
    const auto j = reader.jsonFile(labFile, "");
    // What the other files must fit to is not there: their own faults would only be noise.
    if (!j) return refuse();
    detail::LabParser parser(knowledge, console);
    parser.lab(*j, *lab);
    reader.take(labFile, parser.faults);
    if (lab->id != folderName) {
        reader.problem(labFile, "id", {"load.wrong-folder", {{"id", lab->id}, {"folder", folderName}}}, {"advice.rename", {}});
    }
    if (!found.empty()) return refuse();

    for (int language = 0; language < 2; ++language) {
        const fs::path file = folder / (std::string(kLanguageCodes[language]) + ".md");
        const auto bytes = reader.text(file);
        if (!bytes) continue;
        std::vector<LabText::Fault> faults;
        lab->text[language] = LabText::parse(*bytes, faults);
        for (LabText::Fault& f : faults) {
            reader.problem(file, "line " + std::to_string(f.line), std::move(f.what), {"advice.remove-one", {}});
        }
    }
    if (found.empty()) checkTexts(*lab, folder, console, reader);

    const fs::path solutionFile = folder / "solution.json";
    if (const auto s = reader.jsonFile(solutionFile, "solution")) {
        parser.solution(*s, *lab);
        reader.take(solutionFile, parser.faults);
    }

    std::vector<fs::path> mistakeFiles;
    std::error_code ec;
    for (fs::directory_iterator it(folder / "mistakes", ec), end; !ec && it != end; it.increment(ec)) {
        if (it->path().extension() == ".json") mistakeFiles.push_back(it->path());
    }
    std::sort(mistakeFiles.begin(), mistakeFiles.end());
    for (const fs::path& file : mistakeFiles) {
        const auto m = reader.jsonFile(file, "mistakeFile");
        if (!m) continue;
        MistakeFile made;
        made.file = reader.name(file);
        parser.mistakeFile(*m, *lab, made);
        reader.take(file, parser.faults);
        lab->mistakes.push_back(std::move(made));
    }
    for (std::size_t i = 0; i < lab->steps.size() && found.empty(); ++i) {
        for (std::size_t k = 0; k < lab->steps[i].mistakes.size(); ++k) {
            const std::string& id = lab->steps[i].mistakes[k].id;
            const bool made = std::any_of(lab->mistakes.begin(), lab->mistakes.end(), [&](const MistakeFile& m) {
                return m.step == lab->steps[i].id && m.mistake == id;
            });
            if (made) continue;
            reader.problem(labFile, "steps[" + std::to_string(i) + "].mistakes[" + std::to_string(k) + "]",
                           {"load.no-mistake-file", {{"mistake", id}}}, {"advice.add-mistake-file", {}});
        }
    }
    if (!found.empty()) return refuse();
    return lab;
}

std::vector<Source> readSources(const json& list) {
    std::vector<Source> out;
    for (const json& s : list) {
        Source source;
        source.url = s["url"];
        source.added = s.value("added", false);
        if (s.contains("note")) {
            source.note[0] = s["note"]["en"];
            source.note[1] = s["note"]["vi"];
        }
        out.push_back(std::move(source));
    }
    return out;
}

void loadWeek(const fs::path& root, const fs::path& file, Catalog& catalog) {
    const FileReader reader{"", root, catalog.problems};
    const auto j = reader.jsonFile(file, "week");
    if (!j) return;
    Week week;
    week.id = (*j)["id"];
    week.number = (*j)["number"];
    for (const json& o : (*j)["objectives"]) week.objectives.emplace_back(o["en"], o["vi"]);
    for (std::size_t i = 0; i < (*j)["days"].size(); ++i) {
        const json& d = (*j)["days"][i];
        WeekDay day;
        day.day = d["day"];
        day.lab = d["lab"];
        day.planned = d["status"] == "planned";
        day.icon = d["icon"];
        const auto both = [&](const char* key, std::string (&out)[2]) {
            out[0] = d[key]["en"];
            out[1] = d[key]["vi"];
        };
        both("title", day.title);
        both("firstStep", day.firstStep);
        both("task", day.task);
        both("achievement", day.achievement);
        day.sources = readSources(d["sources"]);
        const std::string path = "days[" + std::to_string(i) + "]";
        const bool twice = std::any_of(week.days.begin(), week.days.end(), [&](const WeekDay& o) { return o.lab == day.lab; });
        if (twice) {
            reader.problem(file, path + ".lab", {"load.duplicate-id", {{"id", day.lab}}}, {"advice.remove-one", {}});
            continue;
        }
        std::error_code ec;
        if (!day.planned && !fs::is_directory(root / day.lab, ec)) {
            reader.problem(file, path + ".lab", {"load.unknown-reference", {{"kind", "lab"}, {"id", day.lab}}}, {"advice.change-value", {}});
            continue;
        }
        week.days.push_back(std::move(day));
    }
    catalog.week = std::move(week);
}

} // namespace

std::shared_ptr<const Lab> loadLab(const fs::path& folder, const Knowledge& knowledge, const ConsolePaths* console,
                                   std::vector<LoadProblem>& problems) {
    return loadLabIn(folder.parent_path(), folder, knowledge, console, problems);
}

Catalog loadCatalog(const fs::path& root, const Knowledge& knowledge) {
    Catalog catalog;
    const FileReader reader{"", root, catalog.problems};
    std::error_code ec;
    if (!fs::is_directory(root, ec)) {
        catalog.problems.push_back({"", root.string(), "", {"load.no-file", {{"file", root.string()}}}, {"advice.add-file", {{"file", root.string()}}}});
        return catalog;
    }
    const ConsolePaths* console = nullptr;
    if (const fs::path file = root / "console.json"; fs::exists(file, ec)) {
        if (const auto j = reader.jsonFile(file, "consolePaths")) {
            catalog.console.checked = (*j)["checked"];
            for (const auto& [id, path] : (*j)["paths"].items()) catalog.console.paths.emplace(id, path);
            console = &catalog.console;
        }
    }
    std::vector<fs::path> folders, weeks;
    for (fs::directory_iterator it(root, ec), end; !ec && it != end; it.increment(ec)) {
        const std::string name = it->path().filename().string();
        std::error_code ignored;
        if (it->is_directory(ignored) && !name.starts_with(".")) folders.push_back(it->path());
        else if (name.starts_with("week") && name.ends_with(".json")) weeks.push_back(it->path());
    }
    std::sort(folders.begin(), folders.end());
    std::sort(weeks.begin(), weeks.end());
    for (const fs::path& folder : folders) {
        if (auto lab = loadLabIn(root, folder, knowledge, console, catalog.problems)) catalog.labs.push_back(std::move(lab));
    }
    std::stable_sort(catalog.labs.begin(), catalog.labs.end(), [](const auto& a, const auto& b) {
        return a->day != b->day ? a->day < b->day : a->id < b->id;
    });
    if (!weeks.empty()) loadWeek(root, weeks.front(), catalog);
    return catalog;
}

} // namespace maylab::labs
