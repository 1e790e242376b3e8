#include "cache/usage_ledger.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;

std::int64_t UsageLedger::begunHours(SimDuration time) {
    constexpr std::int64_t kHour = 3'600'000'000'000;
    return std::max<std::int64_t>(1, (time.ns() + kHour - 1) / kHour);
}

void UsageLedger::nodeStarted(SimTime now, std::uint32_t slot, std::uint32_t node, const NodeType& type) {
    m_open.try_emplace(key(slot, node), Open{&type, now}); // a node that comes back is the same node
}

void UsageLedger::close(SimTime now, const Open& open) {
    Closed& sum = m_closed[open.type];
    sum.billedHours += begunHours(now - open.since);
    sum.time = sum.time + (now - open.since);
}

void UsageLedger::nodeEnded(SimTime now, std::uint32_t slot, std::uint32_t node) {
    const auto it = m_open.find(key(slot, node));
    if (it == m_open.end()) return;
    close(now, it->second);
    m_open.erase(it);
}

void UsageLedger::clusterEnded(SimTime now, std::uint32_t slot) {
    const auto from = m_open.lower_bound(key(slot, 0)), to = m_open.upper_bound(key(slot, 0xffff'ffff));
    for (auto it = from; it != to; ++it) close(now, it->second);
    m_open.erase(from, to);
}

void UsageLedger::clusterResized(SimTime now, std::uint32_t slot, const NodeType& type) {
    const auto from = m_open.lower_bound(key(slot, 0)), to = m_open.upper_bound(key(slot, 0xffff'ffff));
    for (auto it = from; it != to; ++it) {
        if (it->second.type == &type) continue;
        close(now, it->second);
        it->second = {&type, now};
    }
}

void UsageLedger::snapshotsChanged(SimTime now, std::int64_t kept, std::int64_t billed) {
    m_byteHours = snapshots(now).billedByteHours;
    m_snapshotsSince = now;
    m_kept = kept;
    m_billed = billed;
}

std::vector<NodeUsage> UsageLedger::nodes(SimTime now) const {
    std::vector<NodeUsage> out;
    const auto of = [&](const NodeType* type) -> NodeUsage& {
        for (NodeUsage& u : out) {
            if (u.type == type) return u;
        }
        out.push_back({type, 0, 0, {}});
        return out.back();
    };
    for (const auto& [type, closed] : m_closed) {
        NodeUsage& u = of(type);
        u.billedHours += closed.billedHours;
        u.time = u.time + closed.time;
    }
    for (const auto& [node, open] : m_open) {
        NodeUsage& u = of(open.type);
        ++u.running;
        u.billedHours += begunHours(now - open.since);
        u.time = u.time + (now - open.since);
    }
    std::sort(out.begin(), out.end(), [](const NodeUsage& a, const NodeUsage& b) {
        return std::string_view(a.type->name) < std::string_view(b.type->name);
    });
    return out;
}

SnapshotUsage UsageLedger::snapshots(SimTime now) const {
    SnapshotUsage u;
    u.kept = m_kept;
    u.billed = m_billed;
    u.billedByteHours = m_byteHours + static_cast<double>(m_billed) * (now - m_snapshotsSince).inSeconds() / 3600;
    return u;
}

} // namespace maylab::cache
