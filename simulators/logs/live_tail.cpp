#include "logs/live_tail.h"

#include <algorithm>

namespace maylab::logs {

void LiveTailSession::see(const std::string& group, const std::string& stream, const LogEvent& event, MatchBuffer& buffer) {
    if (over(event.ingestionTime) || std::find(groups.begin(), groups.end(), group) == groups.end()) return;
    const bool named = std::find(streams.begin(), streams.end(), stream) != streams.end() ||
                       std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& p) { return stream.starts_with(p); });
    if (!named && !(streams.empty() && prefixes.empty())) return;
    if (!compiled->matches(event.message, buffer)) return;
    if (const std::int64_t now = event.ingestionTime / 1000; now != second) {
        second = now;
        inSecond = 0;
    }
    if (inSecond == kPerSecond) {
        sampledUntil = second;
        return;
    }
    ++inSecond;
    kept.push_back({++lastNumber, group, stream, event.message, event.timestamp, event.ingestionTime});
    if (kept.size() > kKept) kept.pop_front();
}

void LiveTails::see(const std::string& group, const std::string& stream, const LogEvent& event, MatchBuffer& buffer) {
    for (auto& [id, session] : sessions) session.see(group, stream, event, buffer);
}

void LiveTails::dropOver(std::int64_t nowMs) {
    std::erase_if(sessions, [&](const auto& s) { return s.second.over(nowMs); });
}

} // namespace maylab::logs
