// The Logs Insights queries of a world and the saved query definitions, as a value.
//
// A query is Scheduled when it is asked, Running kScheduledMs later, and over when it has read its events at kBytesPerSecond
// and at least kLeastRunningMs. It sees the events that are there when it begins to run. The service says nothing of these
// times; they are ours, so that a learner sees the states that a program must wait for. Results are kept, newest first,
// as far as kMaxResultBytes and kMaxKept go (AWS: seven days); those that run are always kept.
// Units: times in Unix milliseconds, but for the range of a query, seconds, as the service takes it. Source: sheet 2.8.
#pragma once

#include "logs/insights/run.h"
#include "logs/log_event.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::logs {

class LogStore;

struct LogQuery {
    enum class Status : std::uint8_t { Scheduled, Running, Complete, Failed, Cancelled, Timeout };
    // What came out: rows, and of each the event that it is, as the @ptr names it.
    struct Outcome {
        insights::QueryResult result;
        std::vector<std::string> pointers; // of each row; empty where rows are no events
        std::size_t bytes = 0;
    };

    std::string id, text;
    std::vector<std::string> groups;
    std::int64_t startTime = 0, endTime = 0; // seconds, both included
    std::optional<std::size_t> limit;
    std::int64_t createTime = 0, runningFrom = 0, endedAt = 0;
    Status status = Status::Scheduled;
    std::shared_ptr<const insights::Query> query;
    std::shared_ptr<const Outcome> outcome; // from Running on

    bool over() const { return status != Status::Scheduled && status != Status::Running; }
};
std::string_view toString(LogQuery::Status status);

struct QueryDefinition {
    struct Parameter {
        std::string name;
        std::optional<std::string> defaultValue, description;
    };
    std::string name, text, clientToken;
    std::vector<std::string> groups;
    std::vector<Parameter> parameters;
    std::int64_t lastModified = 0;
};

class QueryBook {
  public:
    static constexpr std::int64_t kScheduledMs = 200;
    static constexpr std::int64_t kLeastRunningMs = 800;
    static constexpr std::uint64_t kBytesPerSecond = 50'000'000;
    static constexpr std::size_t kMaxConcurrent = 30;
    static constexpr std::size_t kMaxKept = 1000;
    static constexpr std::size_t kMaxResultBytes = std::size_t{64} << 20;
    static constexpr std::size_t kMaxDefinitions = 1000;

    // By their number, in the order in which they were asked.
    const std::map<std::uint32_t, LogQuery>& queries() const { return m_queries; }
    const LogQuery* find(std::string_view id) const;
    std::size_t underWay() const;
    // Takes a query up and gives it an id.
    const LogQuery& begin(LogQuery query, std::uint64_t worldSeed, std::int64_t nowMs);
    // False if it is over already.
    bool cancel(std::string_view id, std::int64_t nowMs);

    // When a query goes on, and which: each is told once, in any order.
    struct Due {
        std::uint32_t number;
        std::int64_t atMs;
    };
    std::optional<Due> takeDue();
    // Returns the bytes that it scanned.
    std::uint64_t goOn(std::uint32_t number, const LogStore& store, std::int64_t nowMs);

    std::map<std::string, QueryDefinition, std::less<>> definitions; // by id
    std::uint64_t definitionsMade = 0;

  private:
    void run(LogQuery& query, const LogStore& store, std::int64_t nowMs);
    void forgetOld();

    std::map<std::uint32_t, LogQuery> m_queries;
    std::vector<Due> m_due;
    std::uint32_t m_asked = 0;
};

// The rows of a query at this instant, beside the book: for who looks only, and pays with no more than `work`.
insights::QueryResult resultNow(const LogQuery& query, const LogStore& store, std::int64_t nowMs, insights::Work work);

// What @ptr says of an event, and which event that is.
std::string eventPointer(std::string_view group, const EventKey& key);
struct EventPlace {
    std::string group;
    EventKey key;
};
std::optional<EventPlace> readEventPointer(std::string_view pointer);

} // namespace maylab::logs
