// Live Tail: a session sees the events that come in after it began and match its pattern. It keeps the newest kKept, and
// of one second at most kPerSecond, as the service samples a busy group; a reader asks for what came after the last
// number it has seen. Units: Unix milliseconds. Source: sheet 2.8, StartLiveTail of the API reference.
#pragma once

#include "logs/log_store.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace maylab::logs {

struct LiveTailSession {
    static constexpr std::size_t kPerSecond = 500;
    static constexpr std::size_t kKept = 500;
    static constexpr std::int64_t kLifetimeMs = 3 * 3'600'000; // then the service ends it

    struct Event {
        std::uint64_t number = 0; // in this session, from 1
        std::string logGroup, stream, message;
        std::int64_t timestamp = 0, ingestionTime = 0;
    };

    std::int64_t started = 0;
    std::vector<std::string> groups;
    std::vector<std::string> streams, prefixes; // both empty: all
    std::string pattern;
    std::shared_ptr<const FilterPattern> compiled;

    std::deque<Event> kept;
    std::uint64_t lastNumber = 0;
    std::int64_t second = 0; // the one being counted
    std::size_t inSecond = 0;
    std::int64_t sampledUntil = -1; // the last second of which some were left out

    bool over(std::int64_t nowMs) const { return nowMs - started >= kLifetimeMs; }
    void see(const std::string& group, const std::string& stream, const LogEvent& event, MatchBuffer& buffer);
};

struct LiveTails {
    static constexpr std::size_t kMaxSessions = 15;

    std::map<std::string, LiveTailSession, std::less<>> sessions;
    std::uint64_t begun = 0;

    void see(const std::string& group, const std::string& stream, const LogEvent& event, MatchBuffer& buffer);
    void dropOver(std::int64_t nowMs);
};

} // namespace maylab::logs
