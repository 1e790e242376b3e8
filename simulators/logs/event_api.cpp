// PutLogEvents, GetLogEvents, FilterLogEvents.
#include "aws/paging.h"
#include "kernel/hash.h"
#include "logs/embedded_metrics.h"
#include "logs/operations.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <limits>

namespace maylab::logs {
namespace {

constexpr std::size_t kMaxBatchBytes = 1'048'576;
constexpr std::size_t kMaxEventBytes = 1'048'576; // 256 KB until 2025
constexpr std::size_t kMaxPage = 10'000;
constexpr std::size_t kMaxPageBytes = 1'048'576;

// What new events set in motion beside being kept.
void notice(LogsState& state, const std::string& groupName, const LogGroup& group, const std::string& streamName,
            const std::vector<LogEvent>& events) {
    MatchBuffer buffer;
    for (const LogEvent& e : events) {
        for (const auto& [name, filter] : group.metricFilters) state.batch.see(groupName, name, filter, e, buffer);
        for (const EmbeddedMetric& m : embeddedMetrics(e.message)) {
            for (const double v : m.values) state.batch.add(m.metric, m.timestamp, v);
        }
        state.tails.see(groupName, streamName, e, buffer);
        for (const auto& [name, filter] : group.subscriptionFilters) {
            if (filter.compiled->matches(e.message, buffer)) state.deliveries[{groupName, streamName, name}].push_back(e);
        }
    }
}

ApiResult putLogEvents(LogsState& state, const Json& input, std::int64_t nowMs) {
    const std::string groupName = textOf(input, "logGroupName"), streamName = textOf(input, "logStreamName");
    const Json& given = input["logEvents"];
    std::size_t bytes = 0;
    std::vector<LogEvent> events;
    events.reserve(given.size());
    for (const Json& one : given) {
        LogEvent e;
        e.timestamp = one["timestamp"].get<std::int64_t>();
        e.message = one["message"].get<std::string>();
        const std::size_t size = footprint(e);
        if (size > kMaxEventBytes)
            return invalid("Log event too large: " + std::to_string(size) + " bytes exceeds limit of " +
                           std::to_string(kMaxEventBytes));
        bytes += size;
        if (!events.empty() && e.timestamp < events.back().timestamp)
            return invalid("Log events in a single PutLogEvents request must be in chronological order.");
        events.push_back(std::move(e));
    }
    if (bytes > kMaxBatchBytes)
        return invalid("Upload too large: " + std::to_string(bytes) + " bytes exceeds limit of " +
                       std::to_string(kMaxBatchBytes));
    if (events.back().timestamp - events.front().timestamp > kDayMs)
        return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");

    LogGroup* group = state.store.find(groupName);
    if (group == nullptr) return notFound("log group");
    const auto stream = group->streams.find(streamName);
    if (stream == group->streams.end()) return notFound("log stream");
    if (state.store.storedBytes() + bytes > LogStore::kMaxStoredBytes)
        return kernel::fail("ServiceUnavailableException", "This lab keeps at most 256 MB of log events.", 503);

    // In order, so what is refused is at the two ends.
    const auto index = [&](std::int64_t timestamp) {
        const auto at = std::lower_bound(events.begin(), events.end(), timestamp,
                                         [](const LogEvent& e, std::int64_t t) { return e.timestamp < t; });
        return static_cast<std::size_t>(at - events.begin());
    };
    const std::size_t tooOld = index(nowMs - kMaxPastMs);
    const std::size_t expired = index(group->readableFrom(nowMs));
    const std::size_t tooNew = index(nowMs + kMaxFutureMs + 1);
    Json rejected = Json::object();
    if (tooNew < events.size()) rejected["tooNewLogEventStartIndex"] = tooNew;
    if (tooOld > 0) rejected["tooOldLogEventEndIndex"] = tooOld;
    if (expired > tooOld) rejected["expiredLogEventEndIndex"] = expired;
    const std::size_t first = std::max(tooOld, expired);
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(std::max(tooNew, first)), events.end());
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(first));

    state.store.append(*group, stream->second, events, nowMs);
    notice(state, groupName, *group, streamName, events);
    // Sequence tokens are ignored since 2023, but a reply still has one.
    Json reply = {{"nextSequenceToken", eventId({nowMs, 0})}};
    if (!rejected.empty()) reply["rejectedLogEventsInfo"] = std::move(rejected);
    return reply;
}

std::uint64_t checkOf(std::string_view group, std::string_view stream) {
    return kernel::mix64(kernel::fnv1a(stream, kernel::fnv1a(group)));
}

// "f/" + 56 digits: a place in a stream, and a check that it was made for that stream.
std::string makeToken(char direction, const EventKey& key, std::uint64_t check) {
    char digits[80];
    std::snprintf(digits, sizeof digits, "%c/%017lld%019llu%020llu", direction, static_cast<long long>(key.timestamp),
                  static_cast<unsigned long long>(key.sequence),
                  static_cast<unsigned long long>(check ^ kernel::mix64(key.sequence)));
    return digits;
}

struct Token {
    bool forward = true;
    EventKey key;
};

std::optional<Token> readToken(const std::string& text, std::uint64_t check) {
    if (text.size() != 58 || (text[0] != 'f' && text[0] != 'b') || text[1] != '/') return std::nullopt;
    Token t;
    t.forward = text[0] == 'f';
    const char* at = text.data() + 2;
    if (std::from_chars(at, at + 17, t.key.timestamp).ptr != at + 17) return std::nullopt;
    if (std::from_chars(at + 17, at + 36, t.key.sequence).ptr != at + 36) return std::nullopt;
    if (makeToken(text[0], t.key, check) != text) return std::nullopt;
    return t;
}

ApiResult getLogEvents(const LogsState& state, const Json& input, std::int64_t nowMs) {
    const auto groupName = groupNameOf(state, input);
    if (!groupName) return tl::unexpected(groupName.error());
    const std::string streamName = textOf(input, "logStreamName");
    const LogGroup& group = *state.store.find(*groupName);
    const auto stream = group.streams.find(streamName);
    if (stream == group.streams.end()) return notFound("log stream");
    const std::uint64_t check = checkOf(*groupName, streamName);
    std::optional<Token> token;
    if (const auto it = input.find("nextToken"); it != input.end()) {
        token = readToken(it->get_ref<const std::string&>(), check);
        if (!token) return invalid("The specified nextToken is invalid.");
    }
    const std::size_t limit = static_cast<std::size_t>(integerOf(input, "limit").value_or(kMaxPage));
    const std::int64_t from = std::max(integerOf(input, "startTime").value_or(0), group.readableFrom(nowMs));
    const std::int64_t to = integerOf(input, "endTime").value_or(std::numeric_limits<std::int64_t>::max());
    const bool forward = token ? token->forward : input.value("startFromHead", false);

    const EventList& list = stream->second.events;
    const auto begin = list.lower({from, 0});
    const auto end = to > from ? list.lower({to, 0}) : begin;
    // A page grows from where the token points, within [begin, end), in the token's direction.
    const auto clamp = [&](EventKey key) {
        if (begin != list.end() && key < list.at(begin).key()) return begin;
        const auto at = list.lower(key);
        return end != list.end() && list.at(end).key() < key ? end : at;
    };
    auto left = token ? clamp(token->key) : forward ? begin : end;
    auto right = left;
    std::size_t count = 0, bytes = 0;
    const auto takes = [&](EventList::Cursor c) {
        bytes += footprint(list.at(c));
        return count < limit && (count == 0 || bytes <= kMaxPageBytes);
    };
    if (forward) {
        for (; right != end && takes(right); ++count) right = list.next(right);
    } else {
        for (; left != begin && takes(list.previous(left)); ++count) left = list.previous(left);
    }
    Json events = Json::array();
    for (auto c = left; c != right; c = list.next(c)) {
        const LogEvent& e = list.at(c);
        events.push_back({{"timestamp", e.timestamp}, {"message", e.message}, {"ingestionTime", e.ingestionTime}});
    }
    EventKey before, after;
    if (count > 0) {
        before = list.at(left).key();
        after = list.at(list.previous(right)).key();
        ++after.sequence;
    } else if (token) {
        before = after = token->key; // nothing there: the same token, so that the reader knows
    } else {
        before = after = {std::clamp<std::int64_t>(forward ? from : nowMs, 0, nowMs + kMaxFutureMs), 0};
    }
    return Json{{"events", std::move(events)},
                {"nextForwardToken", makeToken('f', after, check)},
                {"nextBackwardToken", makeToken('b', before, check)}};
}

ApiResult filterLogEvents(const LogsState& state, const Json& input, std::int64_t nowMs) {
    const auto groupName = groupNameOf(state, input);
    if (!groupName) return tl::unexpected(groupName.error());
    const std::vector<std::string> names = textsOf(input, "logStreamNames");
    const std::string prefix = textOf(input, "logStreamNamePrefix");
    if (!names.empty() && !prefix.empty())
        return invalid("logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
    const auto pattern = compilePattern(textOf(input, "filterPattern"));
    if (!pattern) return tl::unexpected(pattern.error());
    const LogGroup& group = *state.store.find(*groupName);
    LogStore::StreamList streams;
    for (const std::string& name : names) {
        const auto it = group.streams.find(name);
        if (it == group.streams.end()) return notFound("log stream");
        if (std::none_of(streams.begin(), streams.end(), [&](const auto& s) { return s.first == name; }))
            streams.emplace_back(it->first, &it->second);
    }
    if (names.empty()) {
        for (auto it = group.streams.lower_bound(prefix); it != group.streams.end() && it->first.starts_with(prefix); ++it)
            streams.emplace_back(it->first, &it->second);
    }
    constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();
    const std::int64_t end = integerOf(input, "endTime").value_or(kEver);
    EventKey from{std::max(integerOf(input, "startTime").value_or(0), group.readableFrom(nowMs)), 0};
    if (const auto it = input.find("nextToken"); it != input.end()) {
        const auto key = aws::readMarker("FilterLogEvents:" + *groupName, it->get_ref<const std::string&>());
        const auto token = key ? readToken(*key, 0) : std::nullopt;
        if (!token) return invalid("The specified nextToken is invalid.");
        from = std::max(from, token->key);
    }
    const std::size_t limit = static_cast<std::size_t>(integerOf(input, "limit").value_or(kMaxPage));
    const auto page = LogStore::page(*groupName, streams, from, end == kEver ? end : end + 1, pattern->get(), limit, kMaxPageBytes);
    Json events = Json::array();
    for (const LogEventView& e : page.events) {
        events.push_back({{"logStreamName", e.stream},
                          {"timestamp", e.timestamp},
                          {"message", e.message},
                          {"ingestionTime", e.ingestionTime},
                          {"eventId", eventId(e.key())}});
    }
    Json reply = {{"events", std::move(events)}, {"searchedLogStreams", Json::array()}}; // empty since 2020
    if (page.more) reply["nextToken"] = aws::makeMarker("FilterLogEvents:" + *groupName, makeToken('f', page.next, 0));
    return reply;
}

constexpr ReadOperation kEventReads[] = {{"GetLogEvents", getLogEvents}, {"FilterLogEvents", filterLogEvents}};
constexpr WriteOperation kEventWrites[] = {{"PutLogEvents", putLogEvents}};

} // namespace

std::string eventId(const EventKey& key) {
    char digits[64];
    std::snprintf(digits, sizeof digits, "3%017lld%038llu", static_cast<long long>(key.timestamp),
                  static_cast<unsigned long long>(key.sequence));
    return digits;
}

std::span<const ReadOperation> eventReads() {
    return kEventReads;
}

std::span<const WriteOperation> eventWrites() {
    return kEventWrites;
}

} // namespace maylab::logs
