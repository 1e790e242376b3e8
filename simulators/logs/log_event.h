// A log event, as the store keeps it and as its readers see it.
//
// Units: Unix milliseconds. Events of a group are ordered by (timestamp, sequence); the sequence numbers count the events
// of the world as they came in, so the order is total and the same in every run. Source: sheet 1.3.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::logs {

// Between which events a place is: right before the event of this key, if there is one.
struct EventKey {
    std::int64_t timestamp = 0;
    std::uint64_t sequence = 0;
    auto operator<=>(const EventKey&) const = default;
};

struct LogEvent {
    std::int64_t timestamp = 0;
    std::int64_t ingestionTime = 0;
    std::uint64_t sequence = 0;
    std::string message;

    EventKey key() const { return {timestamp, sequence}; }
};

// Good until the store changes.
struct LogEventView {
    std::int64_t timestamp = 0;
    std::int64_t ingestionTime = 0;
    std::uint64_t sequence = 0;
    std::string_view logGroup, stream, message;

    EventKey key() const { return {timestamp, sequence}; }
};

// What an event costs in storage and in a batch: its bytes and 26 more.
inline constexpr std::size_t kEventOverhead = 26;
inline std::size_t footprint(const LogEvent& e) {
    return e.message.size() + kEventOverhead;
}

} // namespace maylab::logs
