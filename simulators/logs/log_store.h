// Everything CloudWatch Logs keeps, as a value: log groups with their streams, events, retention, metric and subscription
// filters, tags; and the reading of events by time.
//
// Units: Unix milliseconds. Events that are past a group's retention are in no reading from that moment on; what they
// occupy is freed by expire(), which the service calls once an hour (AWS: within 72 hours). Source: sheet 1.3, 2.8.
#pragma once

#include "aws/tags.h"
#include "kernel/metric_sink.h"
#include "logs/event_list.h"
#include "logs/filter_pattern.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::logs {

inline constexpr std::int64_t kDayMs = 86'400'000;
// How far from the present an event's time may lie (PutLogEvents).
inline constexpr std::int64_t kMaxPastMs = 14 * kDayMs, kMaxFutureMs = 2 * 3'600'000;

struct LogStream {
    std::int64_t creationTime = 0;
    std::optional<std::int64_t> lastIngestionTime;
    EventList events;
};

struct MetricFilter {
    std::int64_t creationTime = 0;
    std::string pattern;
    std::shared_ptr<const FilterPattern> compiled;
    std::string metricNamespace, metricName, unit;
    std::string metricValue;                    // a number or a selector, as it was given
    std::optional<double> constant;             // of a number
    std::optional<ValueSelector> value;         // of a selector
    std::optional<double> defaultValue;
    struct Dimension {
        std::string name, selectorText;
        ValueSelector selector;
    };
    std::vector<Dimension> dimensions; // by name
};

struct SubscriptionFilter {
    std::int64_t creationTime = 0;
    std::string pattern;
    std::shared_ptr<const FilterPattern> compiled;
    std::string destinationArn, roleArn, distribution;
    kernel::MetricId forwarded = 0, errors = 0;
};

struct LogGroup {
    static constexpr std::size_t kMaxMetricFilters = 100;
    static constexpr std::size_t kMaxSubscriptionFilters = 2;
    static constexpr int kMaxRegexPatterns = 5;

    std::int64_t creationTime = 0;
    std::optional<int> retentionInDays;
    aws::TagSet tags;
    std::map<std::string, LogStream, std::less<>> streams;
    std::map<std::string, MetricFilter, std::less<>> metricFilters;
    std::map<std::string, SubscriptionFilter, std::less<>> subscriptionFilters;
    std::uint64_t arrivedEvents = 0, arrivedBytes = 0; // ever
    kernel::MetricId incomingEvents = 0, incomingBytes = 0;

    // The oldest time stamp that may still be read.
    std::int64_t readableFrom(std::int64_t nowMs) const {
        return retentionInDays ? nowMs - *retentionInDays * kDayMs : INT64_MIN;
    }
    std::size_t storedBytes() const;
    // Filters whose pattern has a regular expression.
    int regexPatterns() const;
};

class LogStore {
  public:
    // Ours: what the events of a world may occupy; the service has no such bound.
    static constexpr std::size_t kMaxStoredBytes = std::size_t{256} << 20;
    static constexpr int kRetentionDays[] = {1,   3,   5,   7,   14,  30,   60,   90,   120,  150,  180, 365,
                                             400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

    using Groups = std::map<std::string, LogGroup, std::less<>>;
    Groups& groups() { return m_groups; }
    const Groups& groups() const { return m_groups; }
    LogGroup* find(std::string_view name);
    const LogGroup* find(std::string_view name) const;

    // Appends to that stream and hands out sequence numbers, in the order given.
    void append(LogGroup& group, LogStream& stream, std::vector<LogEvent>& events, std::int64_t nowMs);
    std::size_t storedBytes() const;
    // Frees what is past its retention.
    void expire(std::int64_t nowMs);
    bool anyRetention() const;

    // The events of a group with from <= timestamp < to, in order. The views are good until the store changes.
    std::vector<LogEventView> events(std::string_view group, std::int64_t from, std::int64_t to, std::int64_t nowMs) const;
    // The same from a key on, in these streams only; at most `limit` events that match (nullptr: all do) and, but for the
    // first, no more than maxBytes. `more`: at least one other matches.
    struct Page {
        std::vector<LogEventView> events;
        bool more = false;
        EventKey next; // where the next page begins
    };
    using StreamList = std::vector<std::pair<std::string_view, const LogStream*>>;
    static Page page(std::string_view group, const StreamList& streams, EventKey from, std::int64_t to,
                     const FilterPattern* pattern, std::size_t limit, std::size_t maxBytes);

  private:
    Groups m_groups;
    std::uint64_t m_nextSequence = 1;
};

} // namespace maylab::logs
