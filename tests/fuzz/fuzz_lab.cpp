// A file that wants to be a lab: the text of lab.json, then perhaps a line "====" and prose, which stands for both
// languages. It becomes a lab or problems that can be read, and the prose keeps what it says.
//
// Step "a" with mistake "m" of lab "fuzz" has its solution and its mistake's file; a lab of that shape loads.
#include "labs/engine/knowledge.h"
#include "labs/engine/lab_parser.h"
#include "labs/engine/loader.h"
#include "labs/engine/schema.h"
#include "labs/engine/text.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

using namespace maylab::labs;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kDivider = "\n====\n";

void require(bool holds) {
    if (!holds) std::abort();
}

const Knowledge& knowledge() {
    static const Knowledge kKnowledge = standardKnowledge();
    return kKnowledge;
}

// The folder of lab "fuzz", made once and gone at the end; an input changes lab.json and the prose.
class Folder {
  public:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "maylab-fuzz-XXXXXX").string();
        require(mkdtemp(pattern.data()) != nullptr);
        m_root = pattern;
        fs::create_directories(lab() / "mistakes");
        write("solution.json", R"({"format": 1, "lab": "fuzz", "steps": {"a": [{"why": "x"}]}})");
        write("mistakes/m.json", R"({"format": 1, "lab": "fuzz", "step": "a", "mistake": "m", "hint": "mistake.m.hint",
                                     "script": [{"wait": "1s"}]})");
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(m_root, ignored);
    }
    fs::path lab() const { return m_root / "fuzz"; }
    void write(const char* name, std::string_view text) const {
        std::ofstream out(lab() / name, std::ios::binary | std::ios::trunc);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        require(out.good());
    }

  private:
    fs::path m_root;
};

void canBeRead(const Message& what, const Message& advice) {
    const auto known = [](const Message& m) {
        return std::any_of(messageTable().begin(), messageTable().end(),
                           [&](const MessageInfo& i) { return m.id == i.id; });
    };
    require(known(what) && known(advice));
    require(isUtf8(english(what)) && isUtf8(english(advice)));
}

// Most inputs end here: what schema and parser say, without a file. True if only the loader can say more.
bool worthLoading(std::string_view text) {
    int deepest = 0;
    const Json j = Json::parse(text, [&](int depth, Json::parse_event_t, Json&) {
        deepest = std::max(deepest, depth);
        return true;
    }, false);
    constexpr int kDeepest = 60; // the loader refuses what is deeper, before anything looks into it
    if (j.is_discarded() || deepest > kDeepest) return true;
    const std::vector<SchemaFault> faults = validate(j);
    for (const SchemaFault& f : faults) canBeRead(f.what, f.advice);
    if (!faults.empty()) return false;
    Lab lab;
    detail::LabParser parser(knowledge(), nullptr, nullptr);
    parser.lab(j, lab);
    for (const auto& f : parser.faults) canBeRead(f.what, f.advice);
    const TextKeys keys = textKeys(lab);
    require(!keys.required.empty() && lab.steps.size() == j["steps"].size());
    return true;
}

void load(std::string_view text, std::string_view prose) {
    static const Folder kFolder;
    kFolder.write("lab.json", text);
    kFolder.write("en.md", prose);
    kFolder.write("vi.md", prose);
    std::vector<LoadProblem> problems;
    const auto lab = loadLab(kFolder.lab(), knowledge(), nullptr, problems);
    require((lab != nullptr) == problems.empty());
    for (const LoadProblem& p : problems) {
        require(p.lab == "fuzz" && p.file.starts_with("fuzz/"));
        canBeRead(p.what, p.advice);
    }
    if (!lab) return;
    // Whoever loads a lab shows its controls: each says at once which call it is.
    for (const Control& c : lab->controls) {
        std::vector<Scalar> values = c.options;
        if (c.kind != Control::Kind::Choice) values = {c.minimum, c.maximum, "true"};
        for (const Scalar& value : values) require(c.inputFor(value).is_object());
    }
}

void read(std::string_view prose) {
    std::vector<LabText::Fault> faults;
    const LabText parsed = LabText::parse(prose, faults);
    for (const LabText::Fault& f : faults) canBeRead(f.what, {"advice.remove-one", {}});
    std::string written;
    for (const auto& [key, text] : parsed.parts()) {
        require(parsed.lineOf(key) > 0 && isUtf8(text));
        written += "<!-- " + key + " -->\n" + text + "\n";
        const auto figure = [](std::string_view name) { return std::string(name == "a" ? "" : "1"); };
        const std::string filled = fillPlaceholders(text, figure);
        require(codeSpans(filled) == codeSpans(text)); // figures never reach into code
        (void)wordLinks(text);
        (void)placeholders(text);
    }
    // A carriage return is dropped only before a line's end, so a row of them grows shorter with every reading.
    if (prose.find('\r') != std::string_view::npos) return;
    std::vector<LabText::Fault> onlyEmptyOnes;
    require(LabText::parse(written, onlyEmptyOnes).parts() == parsed.parts());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all{reinterpret_cast<const char*>(data), size};
    const std::size_t divider = all.find(kDivider);
    const std::string_view text = all.substr(0, divider);
    const std::string_view prose =
        divider == std::string_view::npos ? std::string_view() : all.substr(divider + kDivider.size());
    read(prose);
    if (worthLoading(text)) load(text, prose);
    return 0;
}
