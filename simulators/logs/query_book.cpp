#include "logs/query_book.h"

#include "aws/account.h"
#include "aws/paging.h"
#include "kernel/hash.h"
#include "logs/log_store.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace maylab::logs {
namespace {

constexpr std::string_view kPointerKind = "LogRecord";

// The events of all groups of a query, in order.
std::vector<LogEventView> eventsOf(const LogQuery& query, const LogStore& store, std::int64_t nowMs) {
    constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max() / 1000 - 1;
    const std::int64_t from = std::min(query.startTime, kMaxSeconds) * 1000;
    const std::int64_t to = (std::min(query.endTime, kMaxSeconds - 1) + 1) * 1000; // the last second is part of it
    std::vector<LogEventView> all;
    for (const std::string& group : query.groups) {
        if (store.find(group) == nullptr) continue; // deleted since
        const auto more = store.events(group, from, to, nowMs);
        const auto middle = static_cast<std::ptrdiff_t>(all.size());
        all.insert(all.end(), more.begin(), more.end());
        std::inplace_merge(all.begin(), all.begin() + middle, all.end(),
                           [](const LogEventView& a, const LogEventView& b) { return a.key() < b.key(); });
    }
    return all;
}

} // namespace

std::string_view toString(LogQuery::Status status) {
    switch (status) {
    case LogQuery::Status::Scheduled: return "Scheduled";
    case LogQuery::Status::Running: return "Running";
    case LogQuery::Status::Complete: return "Complete";
    case LogQuery::Status::Failed: return "Failed";
    case LogQuery::Status::Cancelled: return "Cancelled";
    case LogQuery::Status::Timeout: break;
    }
    return "Timeout";
}

const LogQuery* QueryBook::find(std::string_view id) const {
    const auto found = std::find_if(m_queries.begin(), m_queries.end(), [&](const auto& q) { return q.second.id == id; });
    return found == m_queries.end() ? nullptr : &found->second;
}

std::size_t QueryBook::underWay() const {
    return static_cast<std::size_t>(
        std::count_if(m_queries.begin(), m_queries.end(), [](const auto& q) { return !q.second.over(); }));
}

const LogQuery& QueryBook::begin(LogQuery query, std::uint64_t worldSeed, std::int64_t nowMs) {
    const std::uint32_t number = ++m_asked;
    query.id = aws::requestId(worldSeed, kernel::fnv1a("logs query") + number);
    query.createTime = nowMs;
    query.runningFrom = nowMs + kScheduledMs;
    m_due.push_back({number, query.runningFrom});
    const LogQuery& begun = m_queries.emplace(number, std::move(query)).first->second;
    forgetOld();
    return begun;
}

bool QueryBook::cancel(std::string_view id, std::int64_t nowMs) {
    const auto found = std::find_if(m_queries.begin(), m_queries.end(), [&](const auto& q) { return q.second.id == id; });
    if (found == m_queries.end() || found->second.over()) return false;
    LogQuery& query = found->second;
    query.status = LogQuery::Status::Cancelled;
    query.endedAt = nowMs;
    query.outcome.reset();
    return true;
}

std::optional<QueryBook::Due> QueryBook::takeDue() {
    if (m_due.empty()) return std::nullopt;
    const Due due = m_due.back();
    m_due.pop_back();
    return due;
}

std::uint64_t QueryBook::goOn(std::uint32_t number, const LogStore& store, std::int64_t nowMs) {
    const auto found = m_queries.find(number);
    if (found == m_queries.end() || found->second.over()) return 0; // cancelled
    LogQuery& query = found->second;
    if (query.status == LogQuery::Status::Scheduled) {
        run(query, store, nowMs);
        m_due.push_back({number, query.endedAt});
        return query.outcome->result.bytesScanned;
    }
    using Status = insights::QueryResult::Status;
    const Status how = query.outcome->result.status;
    query.status = how == Status::Complete ? LogQuery::Status::Complete
                 : how == Status::Failed   ? LogQuery::Status::Failed
                                           : LogQuery::Status::Timeout;
    forgetOld();
    return 0;
}

// All at once, at the instant at which it begins to run; who asks before it is over does not see it.
void QueryBook::run(LogQuery& query, const LogStore& store, std::int64_t nowMs) {
    const std::vector<LogEventView> events = eventsOf(query, store, nowMs);
    LogQuery::Outcome outcome;
    outcome.result = insights::run(*query.query, events, query.limit.value_or(insights::kDefaultLimit));
    for (const insights::ResultRow& row : outcome.result.rows) {
        for (const insights::ResultField& f : row.fields) outcome.bytes += f.value.size() + sizeof f;
        if (!row.event) continue;
        outcome.pointers.push_back(eventPointer(events[*row.event].logGroup, events[*row.event].key()));
        outcome.bytes += outcome.pointers.back().size() + sizeof(std::string);
    }
    const auto reading = static_cast<std::int64_t>(outcome.result.bytesScanned * 1000 / kBytesPerSecond);
    query.status = LogQuery::Status::Running;
    query.endedAt = nowMs + std::max(kLeastRunningMs, reading);
    query.outcome = std::make_shared<const LogQuery::Outcome>(std::move(outcome));
}

void QueryBook::forgetOld() {
    std::size_t kept = 0, bytes = 0;
    std::vector<std::uint32_t> old;
    for (auto q = m_queries.rbegin(); q != m_queries.rend(); ++q) {
        if (q->second.outcome) bytes += q->second.outcome->bytes;
        const bool newest = kept++ == 0;
        if (!newest && q->second.over() && (kept > kMaxKept || bytes > kMaxResultBytes)) old.push_back(q->first);
    }
    for (const std::uint32_t number : old) m_queries.erase(number);
}

insights::QueryResult resultNow(const LogQuery& query, const LogStore& store, std::int64_t nowMs, insights::Work work) {
    return insights::run(*query.query, eventsOf(query, store, nowMs), query.limit.value_or(insights::kDefaultLimit), work);
}

std::string eventPointer(std::string_view group, const EventKey& key) {
    return aws::makeMarker(kPointerKind, std::to_string(key.timestamp) + ' ' + std::to_string(key.sequence) + ' ' +
                                             std::string(group));
}

std::optional<EventPlace> readEventPointer(std::string_view pointer) {
    const auto text = aws::readMarker(kPointerKind, pointer);
    if (!text) return std::nullopt;
    EventPlace place;
    const char* at = text->data();
    const char* end = at + text->size();
    const auto timestamp = std::from_chars(at, end, place.key.timestamp);
    if (timestamp.ec != std::errc() || timestamp.ptr == end) return std::nullopt;
    const auto sequence = std::from_chars(timestamp.ptr + 1, end, place.key.sequence);
    if (sequence.ec != std::errc() || sequence.ptr == end) return std::nullopt;
    place.group.assign(sequence.ptr + 1, end);
    return place;
}

} // namespace maylab::logs
