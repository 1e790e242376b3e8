#include <QtTest>

#include "labs/engine/schema.h"
#include "tank_world.h"
#include "support/test_suite.h"

#include <fstream>
#include <functional>
#include <sstream>

using namespace maylab;
using labs::Json;
namespace fs = std::filesystem;

namespace {

std::string readAll(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void writeAll(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary | std::ios::trunc) << text; }

// The tank's folder, copied, to be spoiled.
class Copy {
  public:
    Copy() {
        fs::copy(tank::catalogDir(), root(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        // A second lab that stays right: the rest of the catalog must load.
        fs::copy(root() / "tank", root() / "well", fs::copy_options::recursive);
        for (const char* file : {"lab.json", "solution.json", "mistakes/empty-tank.json", "mistakes/at-the-edge.json"}) {
            edit(std::string("well/") + file, [](Json& j) { j[j.contains("id") ? "id" : "lab"] = "well"; });
        }
    }
    fs::path root() const { return m_dir.path().toStdString(); }
    void edit(const std::string& file, const std::function<void(Json&)>& change) {
        Json j = Json::parse(readAll(root() / file));
        change(j);
        writeAll(root() / file, j.dump(1));
    }
    void replace(const std::string& file, const std::string& from, const std::string& to) {
        std::string text = readAll(root() / file);
        const auto at = text.find(from);
        QVERIFY2(at != std::string::npos, from.c_str());
        text.replace(at, from.size(), to);
        writeAll(root() / file, text);
    }
    labs::Catalog load() const { return labs::loadCatalog(root(), tank::knowledge()); }

  private:
    QTemporaryDir m_dir;
};

bool names(const labs::Catalog& catalog, const std::string& file, const std::string& path, const std::string& id) {
    for (const labs::LoadProblem& p : catalog.problems) {
        if (p.file == file && p.path == path && p.what.id == id) return !p.advice.empty();
    }
    return false;
}

QByteArray all(const labs::Catalog& catalog) {
    std::string s;
    for (const auto& p : catalog.problems) s += p.english() + "\n";
    return QByteArray::fromStdString(s.empty() ? "no problem was found" : s);
}

// The tank is refused for this reason, and the well beside it loads.
#define REFUSED(copy, file, path, id)                                                                                                    \
    do {                                                                                                                                 \
        const labs::Catalog loaded_ = (copy).load();                                                                                           \
        QVERIFY2(names(loaded_, file, path, id), all(loaded_).constData());                                                                          \
        QVERIFY(!loaded_.lab("tank"));                                                                                                         \
        QVERIFY(loaded_.lab("well"));                                                                                                          \
    } while (false)

// Every field of an object that the schema asks for, anywhere in the lab: (path, pointer).
void requiredFields(const Json& schema, const Json& instance, const std::string& path, const Json::json_pointer& at,
                    std::vector<std::pair<std::string, Json::json_pointer>>& out) {
    const Json* s = &schema;
    while (s->contains("$ref")) s = &labs::labSchema().at(Json::json_pointer((*s)["$ref"].get<std::string>().substr(1)));
    if (s->contains("oneOf")) {
        // Told apart by their type: the one for objects. By their fields: leaving one out makes it another form.
        const Json& forms = (*s)["oneOf"];
        const auto isText = [](const Json& form) { return form.value("type", "") == "string"; };
        if (!instance.is_object() || forms.size() != 2 || !isText(forms[1])) return;
        requiredFields(forms[0], instance, path, at, out);
        return;
    }
    if (instance.is_object()) {
        for (const Json& r : s->value("required", Json::array())) {
            out.emplace_back((path.empty() ? "" : path + ".") + r.get<std::string>(), at / r.get<std::string>());
        }
        const Json properties = s->value("properties", Json::object());
        for (const auto& [name, value] : instance.items()) {
            const std::string below = (path.empty() ? "" : path + ".") + name;
            if (properties.contains(name)) requiredFields(properties[name], value, below, at / name, out);
            else if (s->contains("additionalProperties") && (*s)["additionalProperties"].is_object()) {
                requiredFields((*s)["additionalProperties"], value, below, at / name, out);
            }
        }
    } else if (instance.is_array() && s->contains("items")) {
        for (std::size_t i = 0; i < instance.size(); ++i) requiredFields((*s)["items"], instance[i], path + "[" + std::to_string(i) + "]", at / i, out);
    }
}

} // namespace

class LoaderTest : public QObject {
    Q_OBJECT

  private slots:
    void theExampleLoads() {
        const labs::Catalog c = labs::loadCatalog(tank::catalogDir(), tank::knowledge());
        QVERIFY2(c.problems.empty(), all(c).constData());
        const auto lab = c.lab("tank");
        QVERIFY(lab);
        QCOMPARE(lab->steps.size(), std::size_t(1));
        const labs::Step& s = lab->steps[0];
        QCOMPARE(s.goals.size(), std::size_t(3));
        QCOMPARE(s.goals[2].parts.size(), std::size_t(2));
        QCOMPARE(s.goals[2].hold, kernel::SimDuration::seconds(10));
        QCOMPARE(s.charts[0].series[0].goal, std::string("full"));
        QCOMPARE(lab->mistakes.size(), std::size_t(2));
        QVERIFY(lab->solutionOf("overflow"));
        QCOMPARE(lab->textOf(labs::Language::Vietnamese, "overflow", "title"), std::string("Bể quá nhỏ"));
        QCOMPARE(c.console.paths.at("tank"), std::string("Tanks › Create tank"));
        QVERIFY(c.prices && lab->prices == c.prices);
        QCOMPARE(c.prices->checked, std::string("2026-01-15"));
        QCOMPARE(c.prices->node("cache.t3.micro")->perHour, 0.017);
        QVERIFY(c.prices->node("cache.lab.10mb")->ours);
        QVERIFY(!c.prices->node("cache.t9.micro"));
        QCOMPARE(c.prices->serverless.at("redis").perMillionUnits, 0.0034);
    }

    void prices() {
        const auto refused = [](const char* path, const char* id, const std::function<void(Json&)>& change) {
            Copy c;
            c.edit("prices.json", change);
            const labs::Catalog loaded = c.load();
            QVERIFY2(names(loaded, "prices.json", path, id), all(loaded).constData());
            QVERIFY(!loaded.prices);
            QVERIFY(loaded.lab("tank")); // it has no bill
        };
        refused("checked", "load.missing-field", [](Json& j) { j.erase("checked"); });
        refused("checked", "load.wrong-form", [](Json& j) { j["checked"] = "last week"; });
        refused("currency", "load.wrong-value", [](Json& j) { j["currency"] = "VND"; });
        refused("nodes.cache.t3.micro.perHour", "load.too-small", [](Json& j) { j["nodes"]["cache.t3.micro"]["perHour"] = -1; });
        refused("nodes.cache.t3.micro.source", "load.missing-field", [](Json& j) { j["nodes"]["cache.t3.micro"].erase("source"); });
        refused("usage.cloudwatch.CustomMetric.tiers", "load.too-short", [](Json& j) { j["usage"]["cloudwatch"]["CustomMetric"]["tiers"] = Json::array(); });
        refused("usage.cloudwatch.Request.per", "load.too-small", [](Json& j) { j["usage"]["cloudwatch"]["Request"]["per"] = 0; });
        refused("nodes.cache.t3.micro.perMonth", "load.unknown-field", [](Json& j) { j["nodes"]["cache.t3.micro"]["perMonth"] = 3; });
        refused("snapshots", "load.missing-field", [](Json& j) { j.erase("snapshots"); });

        // A lab with a bill needs the table.
        const auto useBill = [](Json& j) { j["steps"][0]["goals"][0]["value"] = {{"bill", "total"}}; };
        Copy with;
        with.edit("tank/lab.json", useBill);
        QVERIFY2(with.load().lab("tank"), all(with.load()).constData());
        Copy without;
        without.edit("tank/lab.json", useBill);
        fs::remove(without.root() / "prices.json");
        REFUSED(without, "tank/lab.json", "steps[0].goals[0].value.bill", "load.no-prices");
        Copy other;
        other.edit("tank/lab.json", [](Json& j) { j["steps"][0]["goals"][0]["value"] = {{"bill", "perDay"}}; });
        REFUSED(other, "tank/lab.json", "steps[0].goals[0].value.bill", "load.wrong-value");
    }

    // Each field that must be there, left out: refused at its path.
    void everyMissingField() {
        const Json good = Json::parse(readAll(tank::catalogDir() / "tank/lab.json"));
        std::vector<std::pair<std::string, Json::json_pointer>> fields;
        requiredFields(labs::labSchema(), good, "", Json::json_pointer(), fields);
        QVERIFY(fields.size() > 50);
        for (const auto& [path, pointer] : fields) {
            Json spoiled = good;
            spoiled[pointer.parent_pointer()].erase(pointer.back());
            const auto faults = labs::validate(spoiled);
            const bool found = std::any_of(faults.begin(), faults.end(), [&wanted = path](const auto& f) { return f.path == wanted && f.what.id == "load.missing-field"; });
            QVERIFY2(found, path.c_str());
        }
        for (const auto& [path, pointer] : fields) {
            // A wrong type in its place: nothing takes null.
            Json spoiled = good;
            spoiled[pointer] = nullptr;
            const auto faults = labs::validate(spoiled);
            const bool found = std::any_of(faults.begin(), faults.end(), [&wanted = path](const auto& f) { return f.path.starts_with(wanted); });
            QVERIFY2(found || pointer.back() == "value", path.c_str());
            QVERIFY(!faults.empty());
        }
    }

    void missingFieldInAFile() {
        Copy c;
        c.edit("tank/lab.json", [](Json& j) { j["steps"][0].erase("goals"); });
        REFUSED(c, "tank/lab.json", "steps[0].goals", "load.missing-field");
        const labs::Catalog loaded = c.load();
        const std::string text = loaded.problems[0].english();
        QCOMPARE(text, std::string("tank/lab.json: steps[0].goals: “goals” is missing. Add “goals”."));
    }

    void wrong_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("json");
        const auto row = [](const char* name, const char* path, const char* id, const char* pointer, const char* json) {
            QTest::newRow(name) << path << id << pointer << json;
        };
        row("format", "format", "load.wrong-value", "/format", "2");
        row("id form", "id", "load.wrong-form", "/id", "\"Tank One\"");
        row("folder", "id", "load.wrong-folder", "/id", "\"other\"");
        row("day", "day", "load.too-large", "/day", "9");
        row("unknown field", "colour", "load.unknown-field", "/colour", "1");
        row("unknown field in a step", "steps[0].goal", "load.unknown-field", "/steps/0/goal", "[]");
        row("scenario", "scenario", "load.unknown-scenario", "/scenario", "\"sea\"");
        row("parameter", "parameters.depth", "load.unknown-parameter", "/parameters", "{\"depth\": 1}");
        row("instant", "calendarStart", "load.wrong-form", "/calendarStart", "\"tomorrow\"");
        row("metric", "values.flow.metric", "load.unknown-metric", "/values/flow/metric/name", "\"Outflow\"");
        row("statistic", "values.flow.metric.statistic", "load.unknown-statistic", "/values/flow/metric/statistic", "\"p101\"");
        row("window", "values.flow.metric.window", "load.wrong-form", "/values/flow/metric/window", "\"ten\"");
        row("window 0", "values.flow.metric.window", "load.bad-value", "/values/flow/metric/window", "\"0s\"");
        row("waiting", "steps[0].waiting.value.use", "load.unknown-reference", "/steps/0/waiting", "{\"value\": {\"use\": \"depth\"}, \"is\": \"=\", \"target\": 1}");
        row("named value", "charts.level.series[0].value.use", "load.unknown-reference", "/charts/level/series/0/value/use", "\"depth\"");
        row("cycle of values", "values.flow.use", "load.cannot-cycle", "/values/flow", "{\"use\": \"flow\"}");
        row("operation", "controls.flow.call", "load.unknown-operation", "/controls/flow/call/1", "\"SetFlood\"");
        row("service", "controls.flow.call", "load.unknown-operation", "/controls/flow/call/0", "\"sea\"");
        row("not a read", "controls.flow.read.call", "load.not-a-read", "/controls/flow/read/call/1", "\"SetFlow\"");
        row("range", "controls.flow.max", "load.bad-range", "/controls/flow/max", "0");
        row("logarithmic from 0", "controls.flow.max", "load.bad-range", "/controls/flow/scale", "\"logarithmic\"");
        row("rule", "steps[0].goals[0].value.decisions", "load.unknown-rule", "/steps/0/goals/0/value", "{\"decisions\": \"tank.empty\"}");
        row("comparison", "steps[0].goals[0].is", "load.wrong-value", "/steps/0/goals/0/is", "\"=>\"");
        row("duration", "steps[0].goals[0].for", "load.wrong-form", "/steps/0/goals/0/for", "\"3 s\"");
        row("unit", "steps[0].goals[0].unit", "load.wrong-value", "/steps/0/goals/0/unit", "\"litres\"");
        row("goal twice", "steps[0].goals[1].id", "load.duplicate-id", "/steps/0/goals/1/id", "\"full\"");
        row("part twice", "steps[0].goals[2][0].id", "load.duplicate-id", "/steps/0/goals/2/all/0/id", "\"full\"");
        row("after", "steps[0].goals[2].after", "load.unknown-reference", "/steps/0/goals/2/after/0", "\"empty\"");
        row("after itself", "steps[0].goals[2].after", "load.cannot-cycle", "/steps/0/goals/2/after/0", "\"calm\"");
        row("after a prediction", "steps[0].goals[2].after", "load.unknown-reference", "/steps/0/goals/2/after/1", "\"prediction:rain\"");
        row("hold inside together", "steps[0].goals[2]", "load.forbidden", "/steps/0/goals/2/all/0/for", "\"3s\"");
        row("answer", "steps[0].goals[1].value.answer", "load.unknown-reference", "/steps/0/goals/1/value/answer", "\"size\"");
        row("right", "steps[0].predictions[0].right", "load.bad-range", "/steps/0/predictions/0/right", "[11, 9]");
        row("outside the field", "steps[0].predictions[0].field", "load.bad-range", "/steps/0/predictions/0/field", "[0, 5, 1]");
        row("measured", "steps[0].predictions[0].measured", "load.unknown-reference", "/steps/0/predictions/0/measured", "\"depth\"");
        row("learner's act in a run", "steps[0].predictions[0].run[0]", "load.not-in-script", "/steps/0/predictions/0/run/0", "{\"answer\": [\"limit\", 1]}");
        row("learner's act in the set-up", "steps[0].setup[0]", "load.not-in-script", "/steps/0/setup/0", "{\"untilGoal\": \"full\", \"atMost\": \"9s\"}");
        row("mistake's goal", "steps[0].mistakes[0].goal", "load.unknown-reference", "/steps/0/mistakes/0/goal", "\"dry\"");
        row("tolerance", "steps[0].goals[1].tolerance", "load.bad-value", "/steps/0/goals/1/tolerance", ("\"" + std::string(400, '9') + "%\"").c_str());
        row("control", "steps[0].controls[0]", "load.unknown-reference", "/steps/0/controls/0", "\"valve\"");
        row("chart", "steps[0].charts[0]", "load.unknown-reference", "/steps/0/charts/0/id", "\"depth\"");
        row("chart line", "steps[0].charts[0].lines", "load.unknown-reference", "/steps/0/charts/0/lines/level", "\"dry\"");
        row("pane", "steps[0].panes[0]", "load.wrong-value", "/steps/0/panes/0", "\"garden\"");
        row("word", "steps[0].words", "load.unknown-reference", "/steps/0/words/0", "\"pipe\"");
        row("figure's goal", "steps[0].figures.inflow.when", "load.unknown-reference", "/steps/0/figures/inflow/when", "\"goal:dry\"");
        row("figure's moment", "steps[0].figures.inflow.when", "load.wrong-form", "/steps/0/figures/inflow/when", "\"later\"");
        row("debrief", "steps[0].debrief", "load.unknown-reference", "/steps/0/debrief/0", "\"depth\"");
        row("another day", "steps[0].anotherDay", "load.unknown-reference", "/steps/0/anotherDay/0", "\"dry\"");
        row("no right answer", "steps[0].why.options", "load.no-right-option", "/steps/0/why/options/0/right", "false");
        row("two right answers", "steps[0].exam.options", "load.no-right-option", "/steps/0/exam/options/1/right", "true");
        row("console path", "steps[0].consolePaths", "load.unknown-reference", "/steps/0/consolePaths/0", "\"sink\"");
        row("five goals", "steps[0].goals", "load.too-long", "/steps/0/goals", "[{},{},{},{},{}]");
        row("two know questions", "steps[0].knowThis", "load.too-short", "/steps/0/knowThis", "[]");
        row("url", "sources[0].url", "load.wrong-form", "/sources/0/url", "\"ftp://x\"");
        row("speed", "steps[0].speed", "load.wrong-value", "/steps/0/speed", "7");
    }
    void wrong() {
        QFETCH(QString, path);
        QFETCH(QString, id);
        QFETCH(QString, pointer);
        QFETCH(QString, json);
        Copy c;
        c.edit("tank/lab.json", [&](Json& j) { j[Json::json_pointer(pointer.toStdString())] = Json::parse(json.toStdString()); });
        REFUSED(c, "tank/lab.json", path.toStdString(), id.toStdString());
    }

    // A step in a folder of its own is the same step, and its faults are said where they lie.
    void stepsInFolders() {
        const auto moved = [](Copy& c) {
            const fs::path from = c.root() / "tank", to = from / "steps/overflow";
            fs::create_directories(to);
            Json whole = Json::parse(readAll(from / "lab.json")), solution = Json::parse(readAll(from / "solution.json"));
            writeAll(to / "step.json", whole["steps"][0].dump(1));
            whole["steps"] = {"overflow"};
            writeAll(from / "lab.json", whole.dump(1));
            const Json script = {{"format", 1}, {"lab", "tank"}, {"step", "overflow"}, {"script", solution["steps"]["overflow"]}};
            writeAll(to / "solution.json", script.dump(1));
            fs::remove(from / "solution.json");
            for (const char* language : {"en.md", "vi.md"}) {
                const std::string text = readAll(from / language);
                const std::size_t at = text.find("<!-- overflow.");
                writeAll(from / language, text.substr(0, at));
                writeAll(to / language, text.substr(at));
            }
        };
        {
            Copy c;
            moved(c);
            const labs::Catalog loaded = c.load();
            QVERIFY2(loaded.problems.empty(), all(loaded).constData());
            const auto apart = loaded.lab("tank"), whole = loaded.lab("well");
            QCOMPARE(apart->steps.size(), whole->steps.size());
            QCOMPARE(apart->steps[0].goals.size(), whole->steps[0].goals.size());
            QCOMPARE(apart->solutionOf("overflow")->size(), whole->solutionOf("overflow")->size());
            for (int language = 0; language < 2; ++language) QVERIFY(apart->text[language].parts() == whole->text[language].parts());
        }
        const auto refused = [&](const char* file, const std::function<void(Copy&)>& spoil, const char* where, const char* path, const char* id) {
            Copy c;
            moved(c);
            spoil(c);
            QVERIFY2(names(c.load(), where, path, id), (std::string(file) + ": " + all(c.load()).toStdString()).c_str());
            QVERIFY(!c.load().lab("tank"));
            QVERIFY(c.load().lab("well"));
        };
        const std::string step = "tank/steps/overflow/step.json", script = "tank/steps/overflow/solution.json";
        refused("schema", [&](Copy& c) { c.edit(step, [](Json& j) { j.erase("goals"); }); }, step.c_str(), "goals", "load.missing-field");
        refused("reference", [&](Copy& c) { c.edit(step, [](Json& j) { j["charts"][0]["id"] = "depth"; }); }, step.c_str(), "charts[0]", "load.unknown-reference");
        refused("another id", [&](Copy& c) { c.edit(step, [](Json& j) { j["id"] = "flood"; }); }, step.c_str(), "id", "load.wrong-folder");
        refused("no folder", [&](Copy& c) { fs::remove(c.root() / step); }, step.c_str(), "", "load.no-file");
        refused("twice", [&](Copy& c) { c.edit("tank/lab.json", [](Json& j) { j["steps"] = {"overflow", "overflow"}; }); }, "tank/lab.json", "steps[1]", "load.bad-value");
        refused("outside", [&](Copy& c) { c.edit("tank/lab.json", [](Json& j) { j["steps"] = {"../well"}; }); }, "tank/lab.json", "steps[0]", "load.bad-value");
        refused("solution", [&](Copy& c) { c.edit(script, [](Json& j) { j["script"][0] = {{"answer", {"size", 1}}}; }); }, script.c_str(), "script[0]", "load.unknown-reference");
        refused("no solution", [&](Copy& c) { fs::remove(c.root() / script); }, script.c_str(), "", "load.no-file");
        refused("prose", [&](Copy& c) { c.replace("tank/steps/overflow/vi.md", "<!-- overflow.title -->", "<!-- overflow.titel -->"); }, "tank/steps/overflow/vi.md",
                "overflow.title", "load.text-missing");
        refused("prose of another", [&](Copy& c) { c.replace("tank/steps/overflow/en.md", "<!-- overflow.title -->", "<!-- lab.title -->"); }, "tank/steps/overflow/en.md",
                "line 1", "load.text-unknown");
    }

    void duplicateField() {
        Copy c;
        c.replace("tank/lab.json", "\"minutes\": 6,", "\"minutes\": 6, \"minutes\": 7,");
        REFUSED(c, "tank/lab.json", "steps[0].minutes", "load.duplicate-field");
    }

    void brokenFiles() {
        {
            Copy c;
            c.replace("tank/lab.json", "\"day\": 2,", "\"day\": 2");
            REFUSED(c, "tank/lab.json", "", "load.not-json");
            const auto p = c.load().problems[0];
            QCOMPARE(p.what.values[0].second.number(), 5.0); // the line after the missing comma
        }
        for (const char* file : {"lab.json", "en.md", "vi.md", "solution.json"}) {
            Copy c;
            fs::remove(c.root() / "tank" / file);
            REFUSED(c, std::string("tank/") + file, "", "load.no-file");
        }
        {
            Copy c;
            writeAll(c.root() / "tank/lab.json", "{\"a\": \"\xff\"}");
            REFUSED(c, "tank/lab.json", "", "load.not-utf8");
        }
        {
            Copy c;
            writeAll(c.root() / "tank/lab.json", std::string(5000, '[') + std::string(5000, ']'));
            REFUSED(c, "tank/lab.json", "", "load.forbidden");
        }
        {
            Copy c;
            writeAll(c.root() / "tank/lab.json", "[]");
            REFUSED(c, "tank/lab.json", "", "load.wrong-type");
        }
        // An empty file is one that says nothing.
        {
            Copy c;
            writeAll(c.root() / "tank/lab.json", "");
            REFUSED(c, "tank/lab.json", "", "load.not-json");
        }
        {
            Copy c;
            writeAll(c.root() / "tank/vi.md", "");
            REFUSED(c, "tank/vi.md", "overflow.title", "load.text-missing");
            QVERIFY(!names(c.load(), "tank/vi.md", "", "load.unreadable"));
        }
        {
            Copy c;
            writeAll(c.root() / "tank/lab.json", std::string(5 << 20, ' ') + "{}");
            REFUSED(c, "tank/lab.json", "", "load.unreadable");
        }
    }

    // A share of 5.5 % is one in every locale.
    void toleranceIsReadAsWritten() {
        Copy c;
        c.edit("tank/lab.json", [](Json& j) { j["steps"][0]["goals"][1]["tolerance"] = "5.5%"; });
        const auto lab = c.load().lab("tank");
        QVERIFY(lab);
        QCOMPARE(lab->steps[0].goals[1].tolerance, 0.055);
    }

    void valuesThatUseTooMuch() {
        const auto refused = [](const std::function<void(Json&)>& change) {
            Copy c;
            c.edit("tank/lab.json", [&](Json& j) { change(j["values"]); });
            const labs::Catalog loaded = c.load();
            return !loaded.lab("tank") && loaded.lab("well") &&
                   std::any_of(loaded.problems.begin(), loaded.problems.end(), [](const auto& p) { return p.what.id == "load.uses-too-much"; });
        };
        const auto use = [](const std::string& name) { return Json{{"use", name}}; };
        // Each of them is twice the one before.
        QVERIFY(refused([&](Json& values) {
            std::string last = "flow";
            for (char name = 'a'; name <= 'n'; ++name) {
                values[std::string("x") + name] = {{"sum", {use(last), use(last)}}};
                last = std::string("x") + name;
            }
        }));
        // A chain of thousands.
        QVERIFY(refused([&](Json& values) {
            std::string last = "flow";
            for (int i = 0; i < 2'000; ++i) {
                const std::string name = "v" + std::to_string(i);
                values[name] = use(last);
                last = name;
            }
        }));
        QVERIFY(!refused([&](Json& values) {
            values["both"] = {{"sum", {use("flow"), use("level")}}};
            values["twice"] = {{"sum", {use("both"), use("both")}}};
        }));
    }

    void controlsThatLeadNowhere() {
        struct Case {
            const char *input, *at;
            bool fits;
        };
        const Case cases[] = {
            {"{}", "/a", true},          {"{}", "/a/b/c", true},        {"{\"a\":null}", "/a/b", true}, {"{\"a\":{\"0\":1}}", "/a/0", true},
            {"{\"a\":5}", "/a", true},   {"{\"a\":[{}]}", "/a/0/b", true}, {"{\"a\":[1]}", "/a/0", true},   {"{\"a\":{\"~\":{}}}", "/a/~0/b", true},
            {"{\"a\":5}", "/a/b", false}, {"{\"a\":\"x\"}", "/a/b", false}, {"{\"a\":true}", "/a/0", false}, {"{\"a\":[1]}", "/a/b", false},
            {"{\"a\":[1]}", "/a/1", false}, {"{\"a\":[1]}", "/a/-", false}, {"{\"a\":[1]}", "/a/00", false}, {"{\"a\":[1]}", "/a/0/b", false},
            {"{}", "/a/999999999", false}, {"{}", "/a/-", false},        {"{\"a\":[]}", "/a/18446744073709551616", false}, {"{}", "/a~2", false}};
        for (const Case& one : cases) {
            Copy c;
            c.edit("tank/lab.json", [&](Json& j) {
                j["controls"]["flow"]["call"] = {"lab", "SetFlow", Json::parse(one.input)};
                j["controls"]["flow"]["at"] = one.at;
            });
            const labs::Catalog loaded = c.load();
            const auto lab = loaded.lab("tank");
            QVERIFY2((lab != nullptr) == one.fits, (std::string(one.input) + " " + one.at).c_str());
            if (one.fits) QCOMPARE(lab->controls[0].inputFor(8.5)[Json::json_pointer(one.at)].get<double>(), 8.5);
            else QVERIFY2(names(loaded, "tank/lab.json", "controls.flow.at", "load.bad-value"), all(loaded).constData());
        }
    }

    void shownValuesEndWithAWholeCharacter() {
        Json j = Json::parse(readAll(tank::catalogDir() / "tank/lab.json"));
        for (std::size_t n = 50; n < 60; ++n) {
            std::string icon(n, 'x');
            for (int i = 0; i < 9; ++i) icon += "ế";
            j["icon"] = icon;
            const auto faults = labs::validate(j);
            QVERIFY(!faults.empty());
            for (const auto& f : faults) QVERIFY2(labs::isUtf8(labs::english(f.what)), labs::english(f.what).c_str());
        }
    }

    // The same conditions in forms that more than one branch of the schema could mean: each is looked at once.
    void deepConditionsAreCheap() {
        const Json good = Json::parse(readAll(tank::catalogDir() / "tank/lab.json"));
        const Json plain = {{"value", 1}, {"is", ">="}, {"target", 1}};
        const std::vector<std::function<Json(const Json&)>> forms = {
            [&](const Json& inner) { Json j = plain; j["when"] = inner; return j; },
            [&](const Json& inner) { return Json{{"not", plain}, {"when", inner}}; },
            [&](const Json& inner) { return Json{{"not", inner}, {"when", inner["when"]}}; },
            [&](const Json& inner) { return Json{{"all", {plain, plain}}, {"any", {plain, plain}}, {"when", inner}}; },
            [&](const Json& inner) { return Json{{"all", {inner, plain}}, {"any", {plain, plain}}, {"not", plain}, {"sequence", {plain, plain}}}; }};
        for (std::size_t form = 0; form < forms.size(); ++form) {
            Json guard = plain;
            guard["when"] = plain;
            for (int i = 0; i < (form == 2 ? 10 : 15); ++i) guard = forms[form](guard);
            Json j = good;
            j["steps"][0]["goals"][0]["when"] = guard;
            QElapsedTimer timer;
            timer.start();
            QCOMPARE(labs::validate(j).empty(), form < 3);
            QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(form) + ": " + QString::number(timer.elapsed())));
        }
    }

    void texts() {
        const auto refusedAt = [](const char* file, const char* from, const char* to, const char* reportFile, const std::string& id, const std::string& path) {
            Copy c;
            c.replace(file, from, to);
            const labs::Catalog loaded = c.load();
            QVERIFY2(!loaded.lab("tank"), from);
            QVERIFY(loaded.lab("well"));
            const bool found = std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const auto& p) {
                return p.file == reportFile && p.what.id == id && (path.empty() || p.path == path);
            });
            QVERIFY2(found, all(loaded).constData());
        };
        refusedAt("tank/vi.md", "<!-- overflow.hint.2 -->", "<!-- overflow.hints.2 -->", "tank/vi.md", "load.text-missing", "overflow.hint.2");
        refusedAt("tank/vi.md", "<!-- overflow.hint.2 -->", "<!-- overflow.hints.2 -->", "tank/vi.md", "load.text-unknown", "");
        refusedAt("tank/en.md", "<!-- overflow.title -->", "<!-- lab.title -->", "tank/en.md", "load.text-twice", "line 22");
        refusedAt("tank/en.md", "\nThe tank is too small\n", "\n", "tank/en.md", "load.text-empty", "");
        refusedAt("tank/en.md", "<!-- lab.title -->", "Hello\n<!-- lab.title -->", "tank/en.md", "load.text-before-marker", "line 1");
        // A part that may be there is in both languages or in none.
        refusedAt("tank/vi.md", "<!-- overflow.goal.full.passed -->\n{inflow} chảy vào.\n", "", "tank/vi.md", "load.text-one-language", "");
        refusedAt("tank/vi.md", "dòng vào `8.5`", "dòng vào `9.5`", "tank/vi.md", "load.text-code-spans", "");
        refusedAt("tank/vi.md", "dòng vào `8.5`", "dòng vào 8.5", "tank/vi.md", "load.text-code-spans", "");
        refusedAt("tank/vi.md", "{before} lên", "bé lên", "tank/vi.md", "load.text-placeholders", "");
        refusedAt("tank/vi.md", "{before} lên", "{befor} lên", "tank/vi.md", "load.text-unknown-figure", "");
        refusedAt("tank/en.md", "{console.tank}", "{console.sink}", "tank/en.md", "load.text-unknown-figure", "");
        refusedAt("tank/en.md", "(word:drain)", "(word:pipe)", "tank/en.md", "load.text-unknown-word", "");
    }

    void solutionAndMistakes() {
        {
            Copy c;
            c.edit("tank/solution.json", [](Json& j) { j["steps"] = {{"flood", j["steps"]["overflow"]}}; });
            REFUSED(c, "tank/solution.json", "steps.flood", "load.unknown-reference");
            REFUSED(c, "tank/solution.json", "steps", "load.no-solution");
        }
        {
            Copy c;
            c.edit("tank/solution.json", [](Json& j) { j["steps"]["overflow"][1]["untilGoal"] = "dry"; });
            REFUSED(c, "tank/solution.json", "steps.overflow[1]", "load.unknown-reference");
        }
        {
            Copy c;
            c.edit("tank/solution.json", [](Json& j) { j["steps"]["overflow"][0]["call"][1] = "SetFlood"; });
            REFUSED(c, "tank/solution.json", "steps.overflow[0].call", "load.unknown-operation");
        }
        {
            Copy c;
            c.edit("tank/mistakes/empty-tank.json", [](Json& j) { j["hint"] = "mistake.other.hint"; });
            REFUSED(c, "tank/mistakes/empty-tank.json", "hint", "load.wrong-hint");
        }
        {
            Copy c;
            c.edit("tank/mistakes/empty-tank.json", [](Json& j) { j["step"] = "flood"; });
            REFUSED(c, "tank/mistakes/empty-tank.json", "step", "load.unknown-reference");
        }
    }

    void week() {
        Copy c;
        const Json both = {{"en", "a"}, {"vi", "b"}};
        Json day = {{"day", 2}, {"lab", "tank"}, {"status", "ready"}, {"icon", "droplet"}, {"title", both}, {"firstStep", both},
                    {"task", both}, {"achievement", both}, {"sources", {{{"url", "https://a/"}}, {{"url", "https://b/"}, {"added", true}, {"note", both}}}}};
        Json planned = day;
        planned["lab"] = "sea";
        planned["status"] = "planned";
        const Json week = {{"format", 1}, {"id", "week4"}, {"number", 4}, {"objectives", {both}}, {"days", {day, planned}}};
        writeAll(c.root() / "week4.json", week.dump());
        const labs::Catalog loaded = c.load();
        QVERIFY2(loaded.problems.empty(), all(loaded).constData());
        QCOMPARE(loaded.week->days.size(), std::size_t(2));
        QVERIFY(loaded.week->days[1].planned);
        QVERIFY(loaded.week->days[0].sources[1].added);

        Json twice = week;
        twice["days"][1]["lab"] = "tank";
        writeAll(c.root() / "week4.json", twice.dump());
        QVERIFY(names(c.load(), "week4.json", "days[1].lab", "load.duplicate-id"));
        Json absent = week;
        absent["days"][1]["status"] = "ready";
        writeAll(c.root() / "week4.json", absent.dump());
        QVERIFY(names(c.load(), "week4.json", "days[1].lab", "load.unknown-reference"));
        QVERIFY(c.load().lab("tank"));
    }

    void noCatalog() {
        const labs::Catalog c = labs::loadCatalog("/nowhere/at/all", tank::knowledge());
        QVERIFY(c.labs.empty());
        QCOMPARE(c.problems.size(), std::size_t(1));
    }

    void schemaIsTheFile() {
        QCOMPARE(std::string(labs::labSchemaText()), readAll(tank::sourceDir() / "labs/engine/lab.schema.json"));
    }

    void textHelpers() {
        QCOMPARE(labs::codeSpans("a `b` c ``d ` e`` f"), (std::vector<std::string>{"b", "d ` e"}));
        QCOMPARE(labs::placeholders("{a} `{b}` {{c} {d.e}"), (std::vector<std::string>{"a", "d.e"}));
        const auto fill = [](std::string_view name) { return name == "a" ? std::string("1") : std::string(); };
        QCOMPARE(labs::fillPlaceholders("x {a} `{a}` {b} {{a} y", fill), std::string("x 1 `{a}` – {a} y"));
        QVERIFY(labs::isUtf8("Tết"));
        QVERIFY(!labs::isUtf8("T\xc3"));
        QVERIFY(!labs::isUtf8("\xed\xa0\x80"));
    }

    // Every message that the room's sources make is in the table, with its parameters.
    void everyMessageHasAText() {
        std::set<std::string> known;
        for (const labs::MessageInfo& m : labs::messageTable()) {
            QVERIFY2(known.insert(m.id).second, m.id);
            // Each parameter is in the pattern and the other way round.
            std::vector<std::string> parameters;
            std::stringstream list(m.parameters);
            for (std::string p; std::getline(list, p, ',');) parameters.push_back(p);
            std::string pattern = m.english;
            for (std::size_t at = pattern.find("{{"); at != std::string::npos; at = pattern.find("{{")) pattern.erase(at, 2);
            for (const std::string& p : labs::placeholders(pattern)) {
                const bool there = std::find(parameters.begin(), parameters.end(), p) != parameters.end() || std::string(m.id) == "advice.same-figures";
                QVERIFY2(there, (std::string(m.id) + " " + p).c_str());
            }
        }
        int used = 0;
        for (const auto& entry : fs::directory_iterator(tank::sourceDir() / "labs/engine")) {
            if (entry.path().extension() != ".cpp" || entry.path().filename() == "message.cpp") continue;
            const std::string text = readAll(entry.path());
            static const QRegularExpression pattern(QStringLiteral("\"((?:goal|session|script|load|advice|check)\\.[a-z0-9-]+)\""));
            auto it = pattern.globalMatch(QString::fromStdString(text));
            while (it.hasNext()) {
                const std::string id = it.next().captured(1).toStdString();
                QVERIFY2(known.contains(id), id.c_str());
                ++used;
            }
        }
        QVERIFY(used > 100);
    }
};

MAYLAB_TESTS(LoaderTest)

#include "loader_test.moc"
