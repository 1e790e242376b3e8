#include "labs/worklog/worklog.h"

#include "labs/worklog/checks.h"
#include "labs/worklog/digest.h"
#include "labs/worklog/markdown.h"
#include "labs/worklog/page_words.h"

#include <algorithm>
#include <charconv>

namespace maylab::worklog {
namespace {

constexpr const char* kDash = "\u2013";

// A debrief line with its figures: only the sentences in which all figures are known, the last figure of the first
// clause in bold. It is the figure that counts, so sentences without one are left out.
struct Filled {
    std::string text;
    int figures = 0;
};

// An address that can end neither its brackets nor its table cell.
std::string linkTarget(const std::string& url) {
    std::string out;
    for (const char c : cleanText(url)) {
        switch (c) {
        case '|': out += "%7C"; break;
        case '<': out += "%3C"; break;
        case '>': out += "%3E"; break;
        case '{': out += "%7B"; break;
        case ' ':
        case '\n': out += "%20"; break;
        default: out += c;
        }
    }
    return out;
}

// Placeholders become private characters while the prose around them is escaped.
std::string sentinel(std::size_t n) {
    std::string s(3, '\0'); // U+E000 + n in UTF-8
    const auto c = 0xE000u + static_cast<unsigned>(n);
    s[0] = static_cast<char>(0xE0 | (c >> 12));
    s[1] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    s[2] = static_cast<char>(0x80 | (c & 0x3F));
    return s;
}

std::vector<std::string> sentencesOf(const std::string& text) {
    std::vector<std::string> out;
    std::size_t begin = 0;
    bool code = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '`') code = !code;
        const bool stop = !code && (text[i] == '.' || text[i] == '!' || text[i] == '?');
        if (!stop || (i + 1 < text.size() && text[i + 1] != ' ' && text[i + 1] != '\n')) continue;
        out.push_back(text.substr(begin, i + 1 - begin));
        begin = i + 1;
    }
    if (begin < text.size()) out.push_back(text.substr(begin));
    return out;
}

// Figures with the unit and decimals of the plan where they have none.
progress::Figures formatted(progress::Figures figures, const StepPlan& step) {
    for (auto& f : figures) {
        for (const auto& format : step.figures) {
            if (format.id != f.name) continue;
            if (f.unit.empty()) f.unit = format.unit;
            if (f.decimals < 0) f.decimals = format.decimals;
        }
    }
    return figures;
}

Filled filled(const std::string& line, const progress::Figures& figures, Language language) {
    Filled out;
    for (const std::string& sentence : sentencesOf(line)) {
        std::string marked;
        std::vector<std::string> values;
        bool whole = true, code = false;
        for (std::size_t i = 0; i < sentence.size(); ++i) {
            const char c = sentence[i];
            if (c == '`') code = !code;
            const auto close = c == '{' && !code ? sentence.find('}', i) : std::string::npos;
            if (close == std::string::npos) {
                marked += c;
                continue;
            }
            const auto* figure = progress::find(figures, sentence.substr(i + 1, close - i - 1));
            if (!figure) whole = false;
            else values.push_back(valueText(*figure, language));
            marked += sentinel(values.size());
            i = close;
        }
        if (!whole || values.empty()) continue;
        std::string text = prose(marked);
        // The last figure before the first semicolon of the whole line is the one to see.
        const auto clause = text.substr(0, text.find(';'));
        std::size_t main = 0;
        for (std::size_t n = 1; n <= values.size(); ++n) {
            if (clause.find(sentinel(n)) != std::string::npos) main = n;
        }
        for (std::size_t n = 1; n <= values.size(); ++n) {
            const bool bold = n == main && out.figures == 0 && values[n - 1].front() != '`';
            const auto at = text.find(sentinel(n));
            if (at != std::string::npos) text.replace(at, 3, bold ? "**" + values[n - 1] + "**" : values[n - 1]);
        }
        if (!out.text.empty()) out.text += ' ';
        out.text += text;
        out.figures += static_cast<int>(values.size());
    }
    return out;
}

class Builder {
  public:
    Builder(const progress::Facts& facts, const WeekPlan& week, const Options& options, const Digest& d, Worklog& log,
            Language language)
        : m_facts(facts), m_week(week), m_options(options), m_digest(d), m_log(log), m_language(language)
        , m_words(words(week, options, language)) {}

    std::string page() {
        frontMatter();
        bool first = true;
        for (int i = 0; i < kSectionCount; ++i) {
            const auto section = static_cast<Section>(i);
            if (!m_options.has(section)) continue;
            const std::string body = bodyOf(section);
            if (body.empty()) continue;
            if (!first && seed()) m_out += "---\n\n";
            first = false;
            m_out += "### " + m_words.headings[i] + "\n\n" + body + '\n';
        }
        // Whatever is switched off, the page says where its figures come from.
        if (!m_provenanceSaid && m_digest.anything()) m_out += provenance() + '\n';
        while (m_out.size() > 1 && m_out[m_out.size() - 1] == '\n' && m_out[m_out.size() - 2] == '\n') m_out.pop_back();
        return cleanText(m_out);
    }

  private:
    bool english() const { return m_language == Language::English; }
    bool seed() const { return m_options.profile == Profile::Seed; }
    const char* pick(const char* en, const char* vi) const { return english() ? en : vi; }
    std::string title(const Text& t) const { return prose(t.in(m_language)); }
    std::string date(const std::string& iso) const {
        return english() && m_options.longDates.value_or(seed()) ? longDate(iso) : dayMonthYear(iso);
    }
    std::string minutes(std::int64_t seconds) const {
        return std::to_string((seconds + 59) / 60) + pick(" min", " phút");
    }

    void frontMatter() {
        // Later than the newest run, never later than now: Hugo hides a page from the future without a word.
        progress::WallTime t = m_options.now;
        if (m_digest.last.unixMilliseconds > 0 && m_digest.last < t) t.unixMilliseconds = m_digest.last.unixMilliseconds;
        const std::string chapter = std::to_string(m_week.chapter) + '.' + std::to_string(m_week.week) + '.';
        m_out += "---\ntitle: \"" + m_words.title + "\"\ndate: " + t.localIso8601() +
                 "\nweight: " + std::to_string(m_options.weight) + "\nchapter: false\npre: \" <b> " + chapter +
                 " </b> \"\n---\n\n";
    }

    std::string bodyOf(Section section) {
        switch (section) {
        case Section::Objectives: return objectives();
        case Section::Tasks: return tasks();
        case Section::Achievements: return withProvenance(achievements());
        case Section::Difficulties: return withProvenance(difficulties());
        case Section::Evidence: return withProvenance(evidence());
        case Section::RealAws: return realAws();
        case Section::NextWeek: return ownLines(noteOfNextWeek(m_week), Section::NextWeek);
        }
        return {};
    }

    SectionCount& count(Section s) { return m_log.counts[static_cast<int>(s)]; }

    std::string provenance() {
        m_provenanceSaid = true;
        std::string seeds;
        for (const auto s : m_digest.seeds) seeds += (seeds.empty() ? "" : ", ") + std::to_string(s);
        std::string line = pick("*Measured in Mây Lab (a simulator, no AWS account)",
                                "*Số liệu đo trên Mây Lab (môi trường mô phỏng, không dùng tài khoản AWS)");
        if (!seeds.empty()) {
            line += english() ? (m_digest.seeds.size() > 1 ? ", seeds " : ", seed ") : ", seed ";
            line += seeds;
        }
        if (!m_options.programVersion.empty()) {
            line += pick(", version ", ", phiên bản ") + escaped(m_options.programVersion);
        }
        return line + ".*\n";
    }

    std::string withProvenance(const std::string& body) {
        if (body.empty() || m_provenanceSaid) return body;
        return provenance() + '\n' + body;
    }

    std::string objectives() {
        std::string out;
        for (const auto& o : m_week.objectives) out += "- " + prose(o.in(m_language)) + '\n';
        count(Section::Objectives).lines = static_cast<int>(m_week.objectives.size());
        return out;
    }

    static std::string row(const std::vector<std::string>& cells) {
        std::string out = "|";
        for (const auto& c : cells) out += ' ' + c + " |";
        return out + '\n';
    }
    static std::string head(const std::vector<std::string>& columns) {
        return row(columns) + row(std::vector<std::string>(columns.size(), "---"));
    }

    std::string tasks() {
        if (!m_digest.anything()) return {};
        std::string out = head(m_words.taskColumns);
        for (const auto& l : m_digest.labs) {
            const int day = weekday(l.start);
            out += row({day == 8 ? m_words.sunday : std::to_string(day), taskCell(l), date(l.start),
                        l.complete ? date(l.completion) : kDash, sourcesCell(*l.plan)});
        }
        count(Section::Tasks).lines = static_cast<int>(m_digest.labs.size());
        return out + '\n' + timeSpent() + cleanUp();
    }

    std::string taskCell(const LabDone& l) const {
        const std::string name = "**" + title(l.plan->name) + "**";
        std::vector<std::string> steps;
        for (const auto& s : l.steps) {
            if (s.counts()) steps.push_back(title(s.plan->title));
        }
        std::string out;
        if (seed()) {
            out = name;
            for (std::size_t i = 0; i < steps.size(); ++i) out += (i == 0 ? ": " : "; ") + steps[i];
        } else if (m_options.lineBreak == LineBreak::Semicolon) {
            out = name;
            if (!steps.empty()) out += "; **" + std::string(m_words.practice) + "** ";
            for (std::size_t i = 0; i < steps.size(); ++i) out += (i == 0 ? "" : "; ") + steps[i];
        } else {
            out = "- " + name;
            if (!steps.empty()) out += " <br> - **" + std::string(m_words.practice) + "**";
            for (const auto& s : steps) out += " <br>&emsp; + " + s;
        }
        if (!l.complete) out += std::string(seed() || m_options.lineBreak == LineBreak::Semicolon ? "; *" : " <br> - *") + m_words.inProgress + '*';
        return out;
    }

    std::string sourcesCell(const LabPlan& lab) const {
        const bool breaks = !seed() && m_options.lineBreak == LineBreak::BrTag;
        const char* between = breaks ? " <br> " : m_options.lineBreak == LineBreak::Semicolon ? "; " : " ";
        std::string out;
        for (const auto& s : lab.sources) {
            if (!out.empty()) out += between;
            out += '<' + linkTarget(s.url) + '>';
            const std::string note = s.added ? prose(s.note.in(m_language)) : std::string();
            if (!note.empty()) out += " (" + note + ')';
        }
        return out.empty() ? kDash : out;
    }

    std::string timeSpent() const {
        std::map<std::string, std::int64_t> byDay;
        for (const auto& a : m_facts.activity) {
            if (m_digest.lab(a.lab)) byDay[a.date] += a.seconds;
        }
        std::string out;
        for (const auto& [day, seconds] : byDay) {
            if (seconds > 0) out += (out.empty() ? "" : "; ") + date(day) + ": " + minutes(seconds);
        }
        if (out.empty()) return {};
        return pick("Active time: ", "Thời gian thực hành: ") + out + ".\n\n";
    }

    std::string cleanUp() const {
        std::string out = pick("Clean-up: no resources were created, nothing to delete",
                               "Dọn dẹp: không tạo tài nguyên nào nên không có gì phải xóa");
        std::optional<double> cost = m_options.wouldHaveCostUsd;
        for (const LabDone& l : m_digest.labs) {
            for (const StepDone& s : l.steps) {
                const auto* bill = s.debrief && !m_options.wouldHaveCostUsd ? progress::find(s.debrief->figures, progress::kBillTotalFigure) : nullptr;
                if (bill) cost = cost.value_or(0) + bill->value;
            }
        }
        if (cost) {
            const std::string usd = number(*cost, *cost < 1 ? 3 : 2, m_language);
            out += english() ? "; would have cost $" + usd : "; nếu làm trên AWS thật sẽ tốn " + usd + " USD";
        }
        return out + ".\n";
    }

    std::string standing(const LabDone& l) const {
        const auto n = [](int v) { return std::to_string(v); };
        std::string out;
        if (english()) {
            out = n(l.worked) + " of " + n(l.total) + (l.total == 1 ? " step" : " steps");
            if (l.understood > 0) out += ", " + n(l.understood) + " explained";
            if (l.shown > 0) out += ", " + n(l.shown) + " with full help";
            if (l.onlyTested > 0) out += ", " + n(l.onlyTested) + " tested, not done";
        } else {
            out = n(l.worked) + '/' + n(l.total) + " bước";
            if (l.understood > 0) out += ", giải thích được " + n(l.understood) + " bước";
            if (l.shown > 0) out += ", " + n(l.shown) + " bước có trợ giúp toàn phần";
            if (l.onlyTested > 0) out += ", " + n(l.onlyTested) + " bước chỉ làm bài kiểm tra, không thực hành";
        }
        return out;
    }

    std::string achievements() {
        std::string out;
        auto& c = count(Section::Achievements);
        c = {};
        for (const auto& l : m_digest.labs) {
            if (l.worked == 0 && l.onlyTested == 0) continue;
            out += "- **" + title(l.plan->name) + "**: " + standing(l) + '.';
            const std::string own = escaped(m_facts.note(l.plan->id, english() ? "en" : "vi"));
            if (!own.empty()) out += " *" + own + '*';
            out += '\n';
            ++c.lines;
            for (const auto& s : l.steps) {
                if (s.counts()) out += stepLine(s, c);
            }
        }
        return out;
    }

    std::string stepLine(const StepDone& s, SectionCount& c) const {
        std::string text;
        if (s.debrief) {
            const Filled f = filled(s.plan->debrief.in(m_language), formatted(s.debrief->figures, *s.plan), m_language);
            text = f.text;
            c.figures += f.figures;
        }
        for (const auto* p : s.predictions) {
            if (!text.empty()) text += ' ';
            text += predicted(*p, *s.plan);
            ++c.figures;
        }
        if (text.empty()) return {}; // nothing measured, nothing to say
        std::string address = english() ? " (step " : " (bước ";
        address += std::to_string(s.number) + ", seed " + std::to_string(s.seed) + ')';
        return "  - " + title(s.plan->title) + ": " + text + address + '\n';
    }

    std::string predictedValue(const progress::Prediction& p, const StepPlan& step, bool measured) const {
        const std::string& word = measured ? p.measuredText : p.answerText;
        if (!word.empty()) return escaped(word);
        const auto* text = step.prediction(p.prediction);
        const std::string unitCode = !p.unit.empty() ? p.unit : text ? text->unit : std::string();
        if (measured && !p.measured) return kDash;
        const double value = measured ? *p.measured : p.answer;
        return valueText(value, unitCode, -1, m_language);
    }

    std::string predicted(const progress::Prediction& p, const StepPlan& step) const {
        return pick("Predicted ", "Dự đoán ") + predictedValue(p, step, false) + pick(", measured ", ", đo được ") +
               predictedValue(p, step, true) + '.';
    }

    std::string address(const LabPlan& lab, const StepPlan& step, progress::RunId run, kernel::SimTime at) const {
        const auto* found = lab.step(step.id);
        const auto number = found ? found - lab.steps.data() + 1 : 0;
        std::string out = title(lab.name) + pick(", step ", ", bước ") + std::to_string(number);
        if (run > 0) {
            out += pick(", run ", ", lần chạy ") + std::to_string(run) + ", " + kernel::formatClock(at);
        }
        return out;
    }

    // ">= 0.9" as it is read: "≥ 0.9", "≥ 0,9".
    std::string comparison(const std::string& said, const std::string& unit, int decimals) const {
        const auto gap = said.find(' ');
        const std::string op = said.substr(0, gap);
        const char* sign = op == "within" ? "≈" : op == ">=" ? "≥" : op == "<=" ? "≤" : op == "!=" ? "≠" : op == ">" || op == "<" || op == "=" ? op.c_str() : nullptr;
        double value = 0;
        if (sign && gap != std::string::npos) {
            const char* end = said.data() + said.size();
            const auto r = std::from_chars(said.data() + gap + 1, end, value);
            if (r.ec == std::errc() && r.ptr == end) return escaped("a" + std::string(sign)).substr(1) + ' ' + valueText(value, unit, decimals, m_language);
        }
        return escaped(said);
    }

    std::string goalLine(const progress::Verdict& v, const StepPlan& step) const {
        const auto* goal = step.goal(v.goal);
        std::string out = goal ? title(goal->title) : '`' + prose(v.goal) + '`';
        const int decimals = goal ? goal->decimals : -1;
        const std::string unit = goal ? goal->unit : std::string();
        if (const auto* word = progress::find(v.figures, "measured"); word && word->isText()) {
            const GoalText none, &of = goal ? *goal : none;
            const auto option = std::find_if(of.options.begin(), of.options.end(), [&](const auto& o) { return o.first == word->text; });
            const bool named = option != of.options.end() && !option->second.empty();
            return out + pick(": answered ", ": trả lời ") + (named ? title(option->second) : escaped(word->text));
        }
        if (v.measured && !v.comparison.empty()) {
            return out + pick(": measured ", ": đo được ") + valueText(*v.measured, unit, decimals, m_language) +
                   pick(", needs ", ", cần ") + comparison(v.comparison, unit, decimals);
        }
        // Judged together: what each part measured.
        std::string parts;
        for (const auto& f : v.figures) {
            const auto* part = step.goal(f.name);
            if (!part) continue;
            progress::Figure shown = f;
            if (shown.unit.empty()) shown.unit = part->unit;
            if (shown.decimals < 0) shown.decimals = part->decimals;
            parts += (parts.empty() ? "" : "; ") + title(part->title) + ' ' + valueText(shown, m_language);
        }
        return parts.empty() ? out : out + ": " + parts;
    }

    std::string difficulties() {
        std::string rows;
        int n = 0;
        for (const auto& m : m_digest.mistakes) {
            const auto* text = m.step->mistake(m.mistake);
            std::string name = text ? title(text->name) : '`' + prose(m.mistake) + '`';
            name = "**" + name + "** (" + address(*m.lab, *m.step, m.last->run, m.last->at) +
                   (m.times > 1 ? pick("; times: ", "; số lần: ") + std::to_string(m.times) : std::string()) + ')';
            std::string solution = pick("not solved yet", "chưa giải quyết");
            if (m.solvedBy) {
                solution = pick("goal passed afterwards: ", "sau đó đạt mục tiêu: ") + goalLine(*m.solvedBy, *m.step) + " (" +
                           kernel::formatClock(m.solvedBy->at) + ')';
            }
            const std::string cause = text ? hint(text->cause, formatted(m.last->figures, *m.step)) : std::string();
            const std::string lesson = text ? prose(text->lesson.in(m_language)) : std::string();
            rows += row({name, orDash(cause), solution, orDash(lesson)});
            ++n;
        }
        for (const auto& w : m_digest.wrong) {
            const auto& p = *w.prediction;
            const auto* text = w.step->prediction(p.prediction);
            const std::string question = text ? prose(text->question.in(m_language)) : '`' + prose(p.prediction) + '`';
            const std::string expected = pick("expected ", "dự đoán ") + predictedValue(p, *w.step, false) +
                                         pick(", measured ", ", đo được ") + predictedValue(p, *w.step, true);
            rows += row({"**" + std::string(pick("Wrong prediction", "Dự đoán sai")) + "**: " + expected + " (" +
                             address(*w.lab, *w.step, p.run, p.at) + ')',
                         question, pick("compared with the measured value", "so sánh với giá trị đo được"),
                         orDash(text ? hint(text->lesson, figuresOf(w)) : std::string())});
            ++n;
        }
        count(Section::Difficulties).lines = n;
        return rows.empty() ? rows : head(m_words.difficultyColumns) + rows;
    }

    progress::Figures figuresOf(const WrongPrediction& w) const {
        const auto* d = m_facts.debrief(w.lab->id, w.step->id);
        return d ? formatted(d->figures, *w.step) : progress::Figures{};
    }
    static std::string orDash(const std::string& s) { return s.empty() ? kDash : s; }

    // A text with or without figures; sentences whose figures are unknown are left out.
    std::string hint(const Text& text, const progress::Figures& figures) const {
        std::string out;
        for (const auto& sentence : sentencesOf(text.in(m_language))) {
            const std::string one = sentence.find('{') == std::string::npos ? prose(sentence)
                                                                             : plain(filled(sentence, figures, m_language).text);
            if (!one.empty()) out += (out.empty() ? "" : " ") + one;
        }
        return out;
    }
    static std::string plain(std::string s) {
        for (std::size_t at = 0; (at = s.find("**", at)) != std::string::npos;) s.erase(at, 2);
        return s;
    }

    std::string evidence() {
        std::string out;
        std::size_t n = 0;
        for (const auto& l : m_digest.labs) {
            for (const auto& s : l.steps) {
                if (!s.counts() || n >= m_log.evidence.size()) continue;
                const Evidence& e = m_log.evidence[n++];
                out += "- " + address(*l.plan, *s.plan, s.run, s.at) + ", seed " + std::to_string(s.seed) + ", " +
                       date(s.wall.localDate()) + ": " + title(s.plan->title) + '\n';
                for (const auto* v : s.verdicts) {
                    out += "  - " + goalLine(*v, *s.plan) + " (" + kernel::formatClock(v->at) + ")\n";
                }
                if (!e.imageFile.empty()) {
                    out += "  - ![" + escaped(e.alt.in(m_language)) + "](" + m_log.imagesUrl + '/' + e.imageFile + ")\n";
                    out += "  - [" + std::string(pick("replay file", "tệp phát lại")) + "](" + m_log.imagesUrl + '/' +
                           e.journalFile + ") (`maylab replay " + e.journalFile + "`)\n";
                }
            }
        }
        count(Section::Evidence).lines = static_cast<int>(m_log.evidence.size());
        return out;
    }

    // Left for the learner: the program writes nothing here.
    std::string realAws() {
        const std::string own = ownLines(noteOfRealAws(m_week), Section::RealAws);
        if (!own.empty()) return own;
        return m_digest.anything() ? std::string(kDash) + '\n' : std::string();
    }

    std::string ownLines(const std::string& subject, Section section) {
        std::string out;
        const std::string text = cleanText(m_facts.note(subject, english() ? "en" : "vi"));
        int n = 0;
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            const std::string line = escaped(text.substr(at, end - at));
            if (!line.empty()) {
                out += "- " + line + '\n';
                ++n;
            }
            at = end + 1;
        }
        auto& lines = count(section).lines;
        lines = std::max(lines, n);
        return out;
    }

    const progress::Facts& m_facts;
    const WeekPlan& m_week;
    const Options& m_options;
    const Digest& m_digest;
    Worklog& m_log;
    Language m_language;
    Words m_words;
    std::string m_out;
    bool m_provenanceSaid = false;
};

std::vector<Evidence> evidenceOf(const Digest& d) {
    std::vector<Evidence> all;
    for (const auto& l : d.labs) {
        for (const auto& s : l.steps) {
            if (!s.counts()) continue;
            Evidence e;
            e.lab = l.plan->id;
            e.step = s.plan->id;
            e.run = s.run;
            e.at = s.at;
            e.wall = s.wall;
            e.seed = s.seed;
            if (s.run > 0) {
                const std::string name = l.plan->id + '-' + std::to_string(s.number) + "-run" + std::to_string(s.run);
                e.imageFile = name + ".png";
                e.journalFile = name + ".jsonl";
            }
            e.alt.en = l.plan->name.en + ": " + s.plan->title.en + " (simulated)";
            e.alt.vi = l.plan->name.vi + ": " + s.plan->title.vi + " (mô phỏng)";
            e.footer = "seed " + std::to_string(s.seed) + ", " + dayMonthYear(s.wall.localDate()) + ", simulated";
            all.push_back(std::move(e));
        }
    }
    return all;
}

} // namespace

std::string noteOfNextWeek(const WeekPlan& week) { return "week" + std::to_string(week.week) + "/plan"; }
std::string noteOfRealAws(const WeekPlan& week) { return "week" + std::to_string(week.week) + "/real-aws"; }

int weekday(const std::string& iso) {
    int y = 0, m = 0, d = 0;
    const auto part = [&](std::size_t from, std::size_t length, int& out) {
        const auto r = std::from_chars(iso.data() + from, iso.data() + from + length, out);
        return r.ec == std::errc() && r.ptr == iso.data() + from + length;
    };
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-' || !part(0, 4, y) || !part(5, 2, m) || !part(8, 2, d)) return 0;
    if (m < 1 || m > 12 || d < 1 || d > 31) return 0;
    // Sakamoto's rule; 0 is Sunday.
    static constexpr int kShift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (m < 3) --y;
    const int w = (y + y / 4 - y / 100 + y / 400 + kShift[m - 1] + d) % 7;
    return w == 0 ? 8 : w + 1;
}

Worklog compose(const progress::Facts& facts, const WeekPlan& week, const Options& options) {
    Worklog log;
    const Digest d = digest(facts, week, options);
    const std::string chapter = std::to_string(week.chapter) + '.' + std::to_string(week.week);
    log.slug = chapter + "-Week" + std::to_string(week.week);
    log.imagesUrl = "/images/worklog/week" + std::to_string(week.week);
    log.evidence = evidenceOf(d);
    for (const auto& l : d.labs) {
        if (l.complete) log.complete.insert(l.plan->id);
    }
    // Counts are those of the fuller page; both are built from the same rows.
    log.english = {Language::English, "_index.md", Builder(facts, week, options, d, log, Language::English).page()};
    log.vietnamese = {Language::Vietnamese, "_index.vi.md", Builder(facts, week, options, d, log, Language::Vietnamese).page()};
    const std::string link = "](" + chapter + "-week" + std::to_string(week.week) + "/)";
    log.indexLine.en = "**Week " + std::to_string(week.week) + ":** [" + escaped(week.summary.en) + link;
    log.indexLine.vi = "**Tuần " + std::to_string(week.week) + ":** [" + escaped(week.summary.vi) + link;
    log.commitMessage = "worklog: week " + std::to_string(week.week);
    log.checks = checksOf(facts, week, options, d, log);
    return log;
}

} // namespace maylab::worklog
