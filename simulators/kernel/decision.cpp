#include "kernel/decision.h"

#include <algorithm>

namespace maylab::kernel {

RuleId DecisionLog::registerRules(std::span<const RuleInfo> table) {
    MAYLAB_ASSERT(!table.empty());
    for (std::size_t i = 1; i < m_rules.size(); ++i) {
        if (m_rules[i] == table.data()) return static_cast<RuleId>(i);
    }
    const auto first = static_cast<RuleId>(m_rules.size());
    for (const RuleInfo& r : table) m_rules.push_back(&r);
    m_counts.resize(m_rules.size(), 0);
    m_exemplars.resize(m_rules.size());
    return first;
}

const RuleInfo& DecisionLog::rule(RuleId id) const {
    MAYLAB_ASSERT(id > 0 && id < m_rules.size());
    return *m_rules[id];
}

RuleId DecisionLog::findRule(std::string_view id) const {
    for (std::size_t i = 1; i < m_rules.size(); ++i) {
        if (m_rules[i]->id == id) return static_cast<RuleId>(i);
    }
    return 0;
}

void DecisionLog::record(const Decision& d) {
    MAYLAB_ASSERT(d.rule > 0 && d.rule < m_rules.size());
    ++m_counts[d.rule];

    if (d.service >= m_rings.size()) m_rings.resize(d.service + 1u);
    Ring& ring = m_rings[d.service];
    if (ring.cells.empty()) ring.cells.resize(kRingSize);
    ring.cells[ring.written++ % kRingSize] = d;

    Exemplars& e = m_exemplars[d.rule];
    const std::int64_t second = d.at.wholeSeconds();
    if (second != e.second) {
        close(e);
        e.second = second;
        e.seen = 1;
        e.first = e.slowest = e.random = d;
        return;
    }
    ++e.seen;
    if (d.took > e.slowest.took) e.slowest = d;
    if (m_pick.below(e.seen) == 0) e.random = d;
}

void DecisionLog::close(Exemplars& e) const {
    if (e.seen == 0) return;
    e.closed.push(e.first);
    if (e.seen > 1) e.closed.push(e.slowest);
    if (e.seen > 2) e.closed.push(e.random);
    e.closed.trimTo(3 * kExemplarSeconds);
}

std::vector<Decision> DecisionLog::recent(ServiceId service, std::size_t limit) const {
    std::vector<Decision> out;
    if (service >= m_rings.size()) return out;
    const Ring& ring = m_rings[service];
    const std::uint64_t n = std::min<std::uint64_t>({ring.written, kRingSize, limit});
    out.reserve(n);
    for (std::uint64_t i = ring.written - n; i < ring.written; ++i) out.push_back(ring.cells[i % kRingSize]);
    return out;
}

std::vector<Decision> DecisionLog::exemplars(RuleId rule, SimTime from, SimTime to) const {
    std::vector<Decision> out;
    if (rule == 0 || rule >= m_exemplars.size()) return out;
    const Exemplars& e = m_exemplars[rule];
    for (std::size_t i = e.closed.firstIndex(); i < e.closed.endIndex(); ++i) {
        const Decision& d = e.closed[i];
        if (d.at >= from && d.at < to) out.push_back(d);
    }
    const Decision* open[] = {&e.first, &e.slowest, &e.random};
    for (std::uint32_t i = 0; i < std::min(e.seen, 3u); ++i) {
        if (open[i]->at >= from && open[i]->at < to) out.push_back(*open[i]);
    }
    return out;
}

std::vector<Decision> DecisionLog::ofRequest(std::uint64_t request) const {
    std::vector<Decision> out;
    const auto take = [&](const Decision& d) {
        if (d.request != request || d.rule == 0) return;
        const bool known = std::any_of(out.begin(), out.end(), [&](const Decision& o) {
            return o.rule == d.rule && o.at == d.at && o.subject == d.subject;
        });
        if (!known) out.push_back(d);
    };
    for (const Ring& ring : m_rings) {
        const std::uint64_t n = std::min<std::uint64_t>(ring.written, ring.cells.size());
        for (std::uint64_t i = ring.written - n; i < ring.written; ++i) take(ring.cells[i % kRingSize]);
    }
    for (const Exemplars& e : m_exemplars) {
        for (std::size_t i = e.closed.firstIndex(); i < e.closed.endIndex(); ++i) take(e.closed[i]);
        const Decision* open[] = {&e.first, &e.slowest, &e.random};
        for (std::uint32_t i = 0; i < std::min(e.seen, 3u); ++i) take(*open[i]);
    }
    std::stable_sort(out.begin(), out.end(), [](const Decision& a, const Decision& b) { return a.at < b.at; });
    return out;
}

} // namespace maylab::kernel
