#include "labs/engine/loader.h"

#include "labs/engine/file_reader.h"
#include "labs/engine/lab_folder.h"
#include "labs/engine/lab_parser.h"

#include <algorithm>

namespace maylab::labs {

namespace fs = std::filesystem;
using detail::FileReader;
using detail::LabFolder;
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

std::string spans(const std::vector<std::string>& list) {
    std::string s;
    for (const std::string& e : list) s += (s.empty() ? "" : ", ") + e;
    return s.empty() ? "none" : s;
}

// Both languages have what the lab asks for and nothing else, and agree in code spans and figures.
void checkTexts(const Lab& lab, const LabFolder& folder, const ConsolePaths* console, const FileReader& reader) {
    const TextKeys keys = textKeys(lab);
    const auto isKnown = [&](const std::string& key) {
        return std::find(keys.required.begin(), keys.required.end(), key) != keys.required.end() ||
               std::find(keys.optional.begin(), keys.optional.end(), key) != keys.optional.end();
    };
    const auto line = [&](int language, std::string_view key) { return "line " + std::to_string(lab.text[language].lineOf(key)); };
    for (int language = 0; language < 2; ++language) {
        const auto fileOf = [&](std::string_view key) { return folder.textFile(key, language); };
        for (const std::string& key : keys.required) {
            if (!lab.text[language].has(key)) {
                reader.problem(fileOf(key), key, {"load.text-missing", {{"key", key}}},
                               {"advice.add-part", {{"file", reader.name(fileOf(key))}, {"key", key}}});
            }
        }
        for (const std::string& key : keys.optional) {
            if (!lab.text[language].has(key) && lab.text[1 - language].has(key)) {
                reader.problem(fileOf(key), key, {"load.text-one-language", {{"key", key}, {"language", kLanguageCodes[1 - language]}}},
                               {"advice.add-part", {{"file", reader.name(fileOf(key))}, {"key", key}}});
            }
        }
        for (const auto& [key, text] : lab.text[language].parts()) {
            if (!isKnown(key)) {
                reader.problem(fileOf(key), line(language, key), {"load.text-unknown", {{"key", key}}},
                               {"advice.remove-part", {{"file", reader.name(fileOf(key))}}});
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
                reader.problem(fileOf(key), line(language, key), {"load.text-unknown-figure", {{"key", key}, {"figure", name}}}, {"advice.add-figure", {}});
            }
            for (const std::string& word : wordLinks(text)) {
                if (std::find(lab.glossary.begin(), lab.glossary.end(), word) == lab.glossary.end()) {
                    reader.problem(fileOf(key), line(language, key), {"load.text-unknown-word", {{"key", key}, {"word", word}}},
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
            if (a != b) reader.problem(folder.textFile(key, 1), line(1, key), {id, {{"key", key}, {"en", sa}, {"vi", sb}}}, {advice, {}});
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
                                     const ConsolePaths* console, const std::shared_ptr<const Prices>& prices,
                                     std::vector<LoadProblem>& problems) {
    const std::string folderName = folder.filename().string();
    std::vector<LoadProblem> found;
    const FileReader reader{folderName, root, found};
    auto lab = std::make_shared<Lab>();
    lab->prices = prices;
    const auto refuse = [&]() -> std::shared_ptr<const Lab> {
        problems.insert(problems.end(), found.begin(), found.end());
        return nullptr;
    };

    const fs::path labFile = folder / "lab.json";
    LabFolder files(folder, reader);
    const auto j = files.lab();
    // What the other files must fit to is not there: their own faults would only be noise.
    if (!j) return refuse();
    detail::LabParser parser(knowledge, console, prices.get());
    const auto take = [&](const auto& place) {
        for (auto& f : parser.faults) {
            LabFolder::Place p = place(f.path);
            reader.problem(p.first, std::move(p.second), std::move(f.what), std::move(f.advice));
        }
        parser.faults.clear();
    };
    parser.lab(*j, *lab);
    take([&](const std::string& path) { return files.inLab(path); });
    if (lab->id != folderName) {
        reader.problem(labFile, "id", {"load.wrong-folder", {{"id", lab->id}, {"folder", folderName}}}, {"advice.rename", {}});
    }
    if (!found.empty()) return refuse();

    files.texts(lab->text);
    if (found.empty()) checkTexts(*lab, files, console, reader);

    if (const auto s = files.solution(lab->id)) {
        parser.solution(*s, *lab);
        take([&](const std::string& path) { return files.inSolution(path); });
    }

    for (const fs::path& file : files.mistakeFiles()) {
        const auto m = reader.jsonFile(file, "mistakeFile");
        if (!m) continue;
        MistakeFile made;
        made.file = reader.name(file);
        parser.mistakeFile(*m, *lab, made);
        take([&](const std::string& path) { return LabFolder::Place(file, path); });
        lab->mistakes.push_back(std::move(made));
    }
    for (std::size_t i = 0; i < lab->steps.size() && found.empty(); ++i) {
        for (std::size_t k = 0; k < lab->steps[i].mistakes.size(); ++k) {
            const std::string& id = lab->steps[i].mistakes[k].id;
            const bool made = std::any_of(lab->mistakes.begin(), lab->mistakes.end(), [&](const MistakeFile& m) {
                return m.step == lab->steps[i].id && m.mistake == id;
            });
            if (made) continue;
            const auto [file, path] = files.inLab("steps[" + std::to_string(i) + "].mistakes[" + std::to_string(k) + "]");
            reader.problem(file, path, {"load.no-mistake-file", {{"mistake", id}}}, {"advice.add-mistake-file", {}});
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

Prices readPrices(const json& j) {
    Prices p;
    p.checked = j["checked"];
    p.region = j["region"];
    p.currency = j["currency"];
    const auto note = [](const json& from, PriceNote& to) {
        to.verified = from["verified"];
        to.source = from["source"];
    };
    for (const auto& [type, from] : j["nodes"].items()) {
        NodePrice& to = p.nodes[type];
        note(from, to);
        to.perHour = from["perHour"];
        to.ours = from.value("ours", false);
    }
    note(j["snapshots"], p.snapshots);
    p.snapshots.perGigabyteMonth = j["snapshots"]["perGigabyteMonth"];
    note(j["betweenZones"], p.betweenZones);
    p.betweenZones.perGigabyte = j["betweenZones"]["perGigabyte"];
    for (const auto& [engine, from] : j["serverless"].items()) {
        ServerlessPrice& to = p.serverless[engine];
        note(from, to);
        to.perGigabyteHour = from["perGigabyteHour"];
        to.perMillionUnits = from["perMillionUnits"];
    }
    for (const auto& [service, items] : j["usage"].items()) {
        for (const auto& [item, from] : items.items()) {
            UsagePrice& to = p.usage[service][item];
            note(from, to);
            to.monthly = from.value("monthly", false);
            to.per = from.value("per", 1.0);
            for (const json& tier : from["tiers"]) {
                UsagePrice::Tier& t = to.tiers.emplace_back();
                t.price = tier["price"];
                t.upTo = tier.value("upTo", t.upTo);
            }
        }
    }
    return p;
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
                                   std::vector<LoadProblem>& problems, const std::shared_ptr<const Prices>& prices) {
    return loadLabIn(folder.parent_path(), folder, knowledge, console, prices, problems);
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
    if (const fs::path file = root / "prices.json"; fs::exists(file, ec)) {
        if (const auto j = reader.jsonFile(file, "prices")) catalog.prices = std::make_shared<const Prices>(readPrices(*j));
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
        if (auto lab = loadLabIn(root, folder, knowledge, console, catalog.prices, catalog.problems)) catalog.labs.push_back(std::move(lab));
    }
    std::stable_sort(catalog.labs.begin(), catalog.labs.end(), [](const auto& a, const auto& b) {
        return a->day != b->day ? a->day < b->day : a->id < b->id;
    });
    if (!weeks.empty()) loadWeek(root, weeks.front(), catalog);
    return catalog;
}

} // namespace maylab::labs
