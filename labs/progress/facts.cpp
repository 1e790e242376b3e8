#include "labs/progress/facts.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace maylab::progress {
namespace {

constexpr std::array<const char*, 4> kOutcomes{"done", "understood", "shown", "tested"};

std::string two(int n) { return {static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)}; }

std::string localText(const WallTime& t) {
    return kernel::formatIso8601(t.unixMilliseconds + std::int64_t{60'000} * t.offsetMinutes);
}

} // namespace

std::string WallTime::localDate() const { return localText(*this).substr(0, 10); }

std::string WallTime::localIso8601() const {
    std::string s = localText(*this);
    if (!s.empty() && s.back() == 'Z') s.pop_back();
    const int m = offsetMinutes < 0 ? -offsetMinutes : offsetMinutes;
    return s + (offsetMinutes < 0 ? '-' : '+') + two(m / 60) + ':' + two(m % 60);
}

WallTime WallTime::now() {
    const QDateTime t = QDateTime::currentDateTime();
    return {t.toMSecsSinceEpoch(), t.offsetFromUtc() / 60};
}

const Figure* find(const Figures& figures, const std::string& name) {
    for (const auto& f : figures) {
        if (f.name == name) return &f;
    }
    return nullptr;
}

const char* toString(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

bool outcomeFromString(const std::string& text, Outcome& outcome) {
    for (std::size_t i = 0; i < kOutcomes.size(); ++i) {
        if (text == kOutcomes[i]) {
            outcome = static_cast<Outcome>(i);
            return true;
        }
    }
    return false;
}

const RunRecord* Facts::run(RunId id) const {
    const auto it = std::lower_bound(runs.begin(), runs.end(), id,
                                     [](const RunRecord& r, RunId wanted) { return r.id < wanted; });
    return it != runs.end() && it->id == id ? &*it : nullptr;
}

const StepOutcome* Facts::first(const std::string& lab, const std::string& step, Outcome outcome) const {
    const StepOutcome* best = nullptr;
    for (const auto& o : outcomes) {
        if (o.lab == lab && o.step == step && o.outcome == outcome && (!best || o.wall < best->wall)) best = &o;
    }
    return best;
}

bool Facts::has(const std::string& lab, const std::string& step, Outcome outcome) const {
    return first(lab, step, outcome) != nullptr;
}

const Debrief* Facts::debrief(const std::string& lab, const std::string& step) const {
    const Debrief* best = nullptr;
    for (const auto& d : debriefs) {
        if (d.lab == lab && d.step == step && (!best || d.wall >= best->wall)) best = &d;
    }
    return best;
}

bool Facts::passed(const std::string& lab, const std::string& step, const std::string& goal) const {
    return std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& v) {
        return v.lab == lab && v.step == step && v.goal == goal;
    });
}

std::string Facts::note(const std::string& subject, const std::string& language) const {
    for (const auto& n : notes) {
        if (n.subject == subject && n.language == language) return n.text;
    }
    return {};
}

std::string Facts::setting(const std::string& key, const std::string& otherwise) const {
    const auto it = settings.find(key);
    return it == settings.end() ? otherwise : it->second;
}

std::int64_t Facts::activeSeconds(const std::string& date, const std::string& lab) const {
    std::int64_t sum = 0;
    for (const auto& a : activity) {
        if (a.date == date && (lab.empty() || a.lab == lab)) sum += a.seconds;
    }
    return sum;
}

} // namespace maylab::progress
