// How goals are judged.
#include "labs/engine/goal.h"

#include "aws/shape.h"
#include "kernel/assert.h"
#include "kernel/world.h"

#include <algorithm>
#include <cmath>

namespace maylab::labs {

const char* toString(Comparison c) {
    switch (c) {
    case Comparison::AtLeast: return ">=";
    case Comparison::AtMost: return "<=";
    case Comparison::Above: return ">";
    case Comparison::Below: return "<";
    case Comparison::Equal: return "=";
    case Comparison::NotEqual: return "!=";
    case Comparison::Matches: return "matches";
    case Comparison::Between: return "between";
    case Comparison::Within: return "within";
    }
    return "";
}

const char* toString(GoalState s) {
    switch (s) {
    case GoalState::NotYetJudged: return "not-yet-judged";
    case GoalState::Open: return "open";
    case GoalState::Holding: return "holding";
    case GoalState::Passed: return "passed";
    }
    return "";
}

namespace {

bool equal(const Scalar& a, const Scalar& b) {
    if (a.isNumber() && b.isNumber()) return a.number() == b.number();
    return a.toString() == b.toString();
}

// How near the value is, 0..1, for a bar.
double closeness(const Goal& goal, double v, double target, double upper) {
    const auto share = [](double x) { return std::isfinite(x) ? std::clamp(x, 0.0, 1.0) : 0.0; };
    const auto byDistance = [&](double distance, double scale) {
        return share(1 / (1 + distance / std::max(std::abs(scale), 1e-9)));
    };
    switch (goal.is) {
    case Comparison::AtLeast:
    case Comparison::Above: return target > 0 ? share(v / target) : (v >= target ? 1.0 : 0.0);
    case Comparison::AtMost:
    case Comparison::Below: return v <= target ? 1.0 : target > 0 ? share(target / v) : byDistance(v - target, 1);
    case Comparison::Between:
        return v < target ? (target > 0 ? share(v / target) : 0) : v > upper ? (upper > 0 ? share(upper / v) : 0) : 1.0;
    default: return byDistance(std::abs(v - target), target);
    }
}

// Of a reply with many lines (INFO, CLUSTER INFO) the one that the pattern "*field:value*" speaks of: what a person reads.
Scalar lineAskedFor(const Goal& goal, const Scalar& value, const Scalar& target) {
    if (goal.is != Comparison::Matches || !value.isText() || !target.isText() || value.text().find('\n') == std::string::npos) return value;
    std::string_view field = target.text();
    while (!field.empty() && field.front() == '*') field.remove_prefix(1);
    field = field.substr(0, field.find_first_of(":*?"));
    std::string_view rest = value.text();
    while (!field.empty() && !rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.substr(0, field.size()) == field) return Scalar(std::string(line));
    }
    return value;
}

} // namespace

std::optional<bool> compare(const Goal& goal, const Scalar& value, const Scalar& target, const Scalar& upper) {
    if (!value.present() || !target.present()) return std::nullopt;
    switch (goal.is) {
    case Comparison::Equal: return equal(value, target);
    case Comparison::NotEqual: return !equal(value, target);
    case Comparison::Matches: return globMatches(target.toString(), value.toString());
    default: break;
    }
    if (!value.isNumber() || !target.isNumber()) return std::nullopt;
    const double v = value.number(), t = target.number();
    switch (goal.is) {
    case Comparison::AtLeast: return v >= t;
    case Comparison::AtMost: return v <= t;
    case Comparison::Above: return v > t;
    case Comparison::Below: return v < t;
    case Comparison::Between:
        if (!upper.isNumber()) return std::nullopt;
        return v >= t && v <= upper.number();
    case Comparison::Within: return std::abs(v - t) <= goal.tolerance * (goal.relative ? std::abs(t) : 1.0);
    default: return std::nullopt;
    }
}

GoalJudge::GoalJudge(const Goal& goal) : m_goal(&goal) {
    m_result.id = goal.id;
    m_result.is = goal.is;
    m_result.unit = goal.unit;
    m_result.decimals = goal.decimals;
    m_neededSeconds = (goal.hold.ns() + 999'999'999) / 1'000'000'000;
    m_result.neededSeconds = static_cast<double>(m_neededSeconds);
    for (const Goal& p : goal.parts) m_parts.emplace_back(p);
    for (const Goal& w : goal.when) m_when.emplace_back(w);
    m_partials.push_back({});
    m_result.reason = {"goal.no-value", {}};
    copyParts();
}

void GoalJudge::copyParts() {
    if (m_goal->kind == Goal::Kind::Calls) return;
    m_result.parts.clear();
    for (const GoalJudge& p : m_parts) m_result.parts.push_back(p.m_result);
}

void GoalJudge::restoreVerdict(SimTime at, Scalar measured) {
    m_result.state = GoalState::Passed;
    m_result.progress = 1;
    m_result.passedAt = at;
    m_result.passedWith = measured;
    m_result.reason = {"goal.passed", {{"now", std::move(measured)}}};
}

void GoalJudge::suspend() {
    m_heldSeconds = m_liveSeconds = 0;
    m_result.holdsNow = false;
    if (passed()) return;
    m_result.heldSeconds = 0;
    m_result.state = GoalState::NotYetJudged;
}

bool GoalJudge::guardsOpen(const kernel::World& world, JudgeContext& context, bool secondClosed) {
    for (const std::string& id : m_goal->after) {
        const bool there = context.passedGoals && std::any_of(context.passedGoals->begin(), context.passedGoals->end(),
                                                              [&](const auto& p) { return p.first == id; });
        if (there) continue;
        static constexpr std::string_view kPrediction = "prediction:";
        if (id.starts_with(kPrediction)) {
            m_result.reason = {"goal.waits-for-prediction", {{"prediction", id.substr(kPrediction.size())}}};
        } else {
            m_result.reason = {"goal.waits-for-goal", {{"goal", id}}};
        }
        return false;
    }
    const Since& since = m_goal->since;
    switch (since.kind) {
    case Since::Kind::StepBegin: break;
    case Since::Kind::Instant:
        m_since = SimTime() + SimDuration::milliseconds(since.unixMilliseconds - world.calendar().startUnixMilliseconds);
        break;
    case Since::Kind::Offset: m_since = context.stepBegan + since.offset; break;
    case Since::Kind::Goal:
        if (context.passedGoals) {
            for (const auto& [id, at] : *context.passedGoals) {
                if (id == since.goal) m_since = at;
            }
        }
        break;
    case Since::Kind::Call:
        if (!m_since) {
            for (const kernel::CallRecord& r : world.callRecords()) {
                if (r.id <= context.firstCall || !recordMatches(since.call, r)) continue;
                m_since = r.at;
                break;
            }
        }
        break;
    }
    if (since.kind != Since::Kind::StepBegin) {
        if (!m_since || world.now() < *m_since) {
            if (since.kind == Since::Kind::Goal) m_result.reason = {"goal.waits-for-goal", {{"goal", since.goal}}};
            else if (since.kind == Since::Kind::Call) {
                std::string command = since.call.service;
                if (!since.call.operations.empty()) command += " " + aws::kebabCase(since.call.operations.front());
                m_result.reason = {"goal.waits-since-call", {{"command", command}}};
            }
            else {
                m_result.reason = {"goal.waits-since",
                                   {{"instant", kernel::formatIso8601(world.calendar().unixMilliseconds(*m_since), false)}}};
            }
            return false;
        }
        context.windowsFrom = std::max(context.windowsFrom, *m_since);
    }
    for (GoalJudge& w : m_when) {
        const auto open = w.condition(world, context, secondClosed);
        if (open && *open) continue;
        m_result.reason = {"goal.waits-when",
                           {{"now", w.m_result.measured}, {"is", toString(w.m_goal->is)}, {"needed", w.m_result.needed}}};
        return false;
    }
    return true;
}

std::optional<bool> GoalJudge::compareNow(const kernel::World& world, const JudgeContext& context) {
    m_result.needed = measure(m_goal->target, world, context);
    m_result.measured = lineAskedFor(*m_goal, measure(m_goal->value, world, context), m_result.needed);
    if (!m_result.before.present()) m_result.before = m_result.measured;
    if (m_goal->is == Comparison::Between) m_result.neededUpper = measure(m_goal->upper, world, context);
    const auto holds = compare(*m_goal, m_result.measured, m_result.needed, m_result.neededUpper);
    if (!holds) {
        m_result.progress = 0;
        m_result.reason = {"goal.no-value", {}};
        return holds;
    }
    const bool numbers = m_result.measured.isNumber() && m_result.needed.isNumber();
    m_result.progress = *holds ? 1.0
                        : numbers ? closeness(*m_goal, m_result.measured.number(), m_result.needed.number(),
                                              m_result.neededUpper.number())
                                  : 0.0;
    const std::pair<std::string, Scalar> now{"now", m_result.measured}, needed{"needed", m_result.needed};
    switch (m_goal->is) {
    case Comparison::AtLeast:
    case Comparison::Above: m_result.reason = {"goal.below", {now, needed}}; break;
    case Comparison::AtMost:
    case Comparison::Below: m_result.reason = {"goal.above", {now, needed}}; break;
    case Comparison::Between:
        m_result.reason = {"goal.outside", {now, {"from", m_result.needed}, {"to", m_result.neededUpper}}};
        break;
    default: m_result.reason = {"goal.differs", {now, needed}}; break;
    }
    return holds;
}

std::optional<bool> GoalJudge::callsNow(const kernel::World& world, const JudgeContext& context) {
    const auto& patterns = m_goal->calls;
    if (m_nextCall == 0) m_nextCall = context.firstCall + 1;
    for (const kernel::CallRecord& record : world.callRecords()) {
        if (record.id < m_nextCall || m_reached == patterns.size()) continue;
        const bool ours = std::any_of(patterns.begin(), patterns.end(), [&](const CallPattern& p) {
            return callMatches(p, record.actor, record.service, record.operation);
        });
        // A reply that is still on its way decides what comes after it: wait, so that the order stays the order.
        if (ours && !record.answered) break;
        m_nextCall = record.id + 1;
        if (!ours || record.at < context.windowsFrom) continue;
        std::vector<Partial> grown;
        for (const Partial& p : m_partials) {
            for (auto& captures : matchRecord(patterns[p.next], record, p.captured)) {
                Partial next{p.next + 1, std::move(captures)};
                m_reached = std::max(m_reached, next.next);
                if (next.next < patterns.size()) grown.push_back(std::move(next));
            }
        }
        for (Partial& g : grown) {
            if (std::find(m_partials.begin(), m_partials.end(), g) == m_partials.end()) m_partials.push_back(std::move(g));
        }
        static constexpr std::size_t kMost = 512;
        if (m_partials.size() > kMost) { // the empty one stays, the oldest attempts go
            m_partials.erase(m_partials.begin() + 1, m_partials.begin() + 1 + static_cast<std::ptrdiff_t>(m_partials.size() - kMost));
        }
    }
    const double total = static_cast<double>(patterns.size());
    m_result.measured = static_cast<double>(m_reached);
    m_result.needed = total;
    m_result.progress = static_cast<double>(m_reached) / total;
    m_result.reason = {"goal.calls-done", {{"done", static_cast<double>(m_reached)}, {"total", total}}};
    m_result.parts.resize(patterns.size());
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        GoalResult& part = m_result.parts[i];
        part.id = m_goal->id + "." + std::to_string(i + 1);
        part.holdsNow = i < m_reached;
        part.state = i < m_reached ? GoalState::Passed : GoalState::Open;
        part.progress = i < m_reached ? 1 : 0;
    }
    return m_reached == patterns.size();
}

std::optional<bool> GoalJudge::condition(const kernel::World& world, JudgeContext context, bool secondClosed) {
    std::optional<bool> holds;
    if (!guardsOpen(world, context, secondClosed)) {
        // The live value is shown all the same; it does not count.
        if (m_goal->kind == Goal::Kind::Compare) {
            m_result.measured = measure(m_goal->value, world, context);
            m_result.needed = measure(m_goal->target, world, context);
        }
        for (GoalJudge& p : m_parts) {
            if (p.m_goal->kind == Goal::Kind::Compare) (void)p.condition(world, context, false);
        }
        copyParts();
        m_result.holdsNow = false;
        m_result.progress = 0;
        if (!passed()) m_result.state = GoalState::NotYetJudged;
        return std::nullopt;
    }
    switch (m_goal->kind) {
    case Goal::Kind::Compare: holds = compareNow(world, context); break;
    case Goal::Kind::Calls: holds = callsNow(world, context); break;
    case Goal::Kind::All:
    case Goal::Kind::Any:
    case Goal::Kind::Not: {
        bool absent = false, all = true, any = false;
        double progress = 0, best = 0;
        const GoalJudge* missing = nullptr;
        for (GoalJudge& p : m_parts) {
            const auto part = p.condition(world, context, secondClosed);
            absent = absent || !part;
            all = all && part && *part;
            any = any || (part && *part);
            if (!missing && !(part && *part)) missing = &p;
            progress += p.m_result.progress;
            best = std::max(best, p.m_result.progress);
        }
        if (m_goal->kind == Goal::Kind::All) {
            // One part that is plainly false decides, absent or not the others.
            const bool plainlyFalse = std::any_of(m_parts.begin(), m_parts.end(), [](const GoalJudge& p) {
                return p.m_result.state != GoalState::NotYetJudged && !p.m_result.holdsNow;
            });
            if (all) holds = true;
            else if (!absent || plainlyFalse) holds = false;
            m_result.progress = progress / static_cast<double>(m_parts.size());
            if (missing) m_result.reason = {"goal.part-open", {{"part", missing->m_goal->id}}};
        } else if (m_goal->kind == Goal::Kind::Any) {
            if (any) holds = true;
            else if (!absent) holds = false;
            m_result.progress = best;
            if (missing) m_result.reason = {"goal.part-open", {{"part", missing->m_goal->id}}};
        } else {
            if (!absent) holds = !any;
            m_result.progress = holds && *holds ? 1 : 0;
            m_result.reason = absent ? Message{"goal.no-value", {}} : Message{"goal.not-yet-not", {}};
        }
        break;
    }
    case Goal::Kind::Sequence: {
        // One after the other: each is judged from the moment at which the one before has passed.
        while (m_reached < m_parts.size()) {
            GoalJudge& p = m_parts[m_reached];
            if (!p.judge(world, context, secondClosed)) break;
            ++m_reached;
            break; // the next one begins with the next judging
        }
        double part = m_reached < m_parts.size() ? m_parts[m_reached].m_result.progress : 0;
        m_result.progress = (static_cast<double>(m_reached) + part) / static_cast<double>(m_parts.size());
        m_result.measured = static_cast<double>(m_reached);
        m_result.needed = static_cast<double>(m_parts.size());
        if (m_reached < m_parts.size()) m_result.reason = {"goal.part-open", {{"part", m_parts[m_reached].m_goal->id}}};
        holds = m_reached == m_parts.size();
        break;
    }
    }
    copyParts();
    m_result.holdsNow = holds && *holds;
    if (!passed()) {
        m_result.state = !holds ? GoalState::NotYetJudged : *holds ? GoalState::Holding : GoalState::Open;
    }
    return holds;
}

bool GoalJudge::judge(const kernel::World& world, const JudgeContext& context, bool secondClosed) {
    MAYLAB_ASSERT(m_goal);
    const bool before = passed();
    const auto holds = condition(world, context, secondClosed);
    const bool true_ = holds && *holds;
    if (secondClosed) m_liveSeconds = true_ ? m_liveSeconds + 1 : 0;
    if (before) {
        m_result.progress = 1;
        m_result.reason = {"goal.passed", {{"now", m_result.passedWith}}};
        return false;
    }
    const double needed = static_cast<double>(m_neededSeconds);
    if (true_) {
        if (secondClosed) ++m_heldSeconds;
        m_result.heldSeconds = static_cast<double>(std::min(m_heldSeconds, m_neededSeconds));
        if (m_heldSeconds >= m_neededSeconds) {
            m_result.state = GoalState::Passed;
            m_result.passedAt = world.now();
            m_result.passedWith = m_result.measured;
            m_result.progress = 1;
            m_result.reason = {"goal.passed", {{"now", m_result.passedWith}}};
            return true;
        }
        m_result.state = GoalState::Holding;
        m_result.reason = {"goal.holding", {{"held", m_result.heldSeconds}, {"needed", needed}}};
    } else if (secondClosed && m_heldSeconds > 0) {
        m_result.fellAt = world.now();
        m_result.heldBeforeFall = static_cast<double>(m_heldSeconds);
        m_result.fellWith = m_result.measured;
        m_heldSeconds = 0;
        m_result.heldSeconds = 0;
    } else if (m_heldSeconds > 0) {
        // Between two seconds a hold neither grows nor breaks.
        m_result.state = GoalState::Holding;
    }
    if (m_neededSeconds > 0) {
        // The bar: most of it for getting there, the rest for staying.
        m_result.progress = 0.7 * m_result.progress + 0.3 * static_cast<double>(m_heldSeconds) / needed;
    }
    return false;
}

} // namespace maylab::labs
