#include "logs/log_store.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace maylab::logs {

std::size_t LogGroup::storedBytes() const {
    std::size_t sum = 0;
    for (const auto& [name, stream] : streams) sum += stream.events.bytes();
    return sum;
}

int LogGroup::regexPatterns() const {
    int count = 0;
    for (const auto& [name, f] : metricFilters) count += f.compiled->regexes() > 0;
    for (const auto& [name, f] : subscriptionFilters) count += f.compiled->regexes() > 0;
    return count;
}

LogGroup* LogStore::find(std::string_view name) {
    const auto at = m_groups.find(name);
    return at == m_groups.end() ? nullptr : &at->second;
}

const LogGroup* LogStore::find(std::string_view name) const {
    const auto at = m_groups.find(name);
    return at == m_groups.end() ? nullptr : &at->second;
}

void LogStore::append(LogGroup& group, LogStream& stream, std::vector<LogEvent>& events, std::int64_t nowMs) {
    for (LogEvent& e : events) {
        e.ingestionTime = nowMs;
        e.sequence = m_nextSequence++;
        ++group.arrivedEvents;
        group.arrivedBytes += footprint(e);
        stream.events.insert(e);
    }
    if (!events.empty()) stream.lastIngestionTime = nowMs;
}

std::size_t LogStore::storedBytes() const {
    std::size_t sum = 0;
    for (const auto& [name, group] : m_groups) sum += group.storedBytes();
    return sum;
}

void LogStore::expire(std::int64_t nowMs) {
    for (auto& [name, group] : m_groups) {
        if (!group.retentionInDays) continue;
        for (auto& [streamName, stream] : group.streams) stream.events.dropBefore(group.readableFrom(nowMs));
    }
}

bool LogStore::anyRetention() const {
    return std::any_of(m_groups.begin(), m_groups.end(), [](const auto& g) { return g.second.retentionInDays.has_value(); });
}

LogStore::Page LogStore::page(std::string_view group, const StreamList& streams, EventKey from, std::int64_t to,
                              const FilterPattern* pattern, std::size_t limit, std::size_t maxBytes) {
    struct Head {
        const LogEvent* event;
        std::size_t stream;
        EventList::Cursor at;
        bool operator>(const Head& o) const { return event->key() > o.event->key(); }
    };
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
    const auto push = [&](std::size_t i, EventList::Cursor c) {
        const EventList& list = streams[i].second->events;
        if (c != list.end() && list.at(c).timestamp < to) heads.push({&list.at(c), i, c});
    };
    for (std::size_t i = 0; i < streams.size(); ++i) push(i, streams[i].second->events.lower(from));

    Page page;
    MatchBuffer buffer;
    std::size_t bytes = 0;
    while (!heads.empty()) {
        const Head head = heads.top();
        const LogEvent& e = *head.event;
        const bool wanted = pattern == nullptr || pattern->matches(e.message, buffer);
        if (wanted) {
            const bool full = page.events.size() == limit || bytes + footprint(e) > maxBytes;
            if (full && !page.events.empty()) {
                page.more = true;
                page.next = e.key();
                return page;
            }
            bytes += footprint(e);
            page.events.push_back({e.timestamp, e.ingestionTime, e.sequence, group, streams[head.stream].first, e.message});
        }
        heads.pop();
        push(head.stream, streams[head.stream].second->events.next(head.at));
    }
    return page;
}

std::vector<LogEventView> LogStore::events(std::string_view groupName, std::int64_t from, std::int64_t to,
                                           std::int64_t nowMs) const {
    const auto at = m_groups.find(groupName);
    if (at == m_groups.end()) return {};
    StreamList all;
    for (const auto& [name, stream] : at->second.streams) all.emplace_back(name, &stream);
    constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
    return page(at->first, all, {std::max(from, at->second.readableFrom(nowMs)), 0}, to, nullptr, kAll, kAll).events;
}

} // namespace maylab::logs
