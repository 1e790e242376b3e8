// A query over events, and what comes out of it.
//
// Events are given in order of time; without `sort` the newest comes first, and groups of `stats` stand in the order
// of their keys. Events that sort alike stand in order of time, the oldest first [I]. A row has the shown fields that are not Absent. Where rows are still events, `event` says which.
// recordsMatched: events that passed every `filter` in front of the first stats, dedup or limit.
// A run that needs more than its Work allows ends as TimedOut (steps) or Failed (memory), without rows.
#pragma once

#include "logs/insights/event.h"
#include "logs/insights/query.h"
#include "logs/insights/work.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace maylab::logs::insights {

struct ResultField {
    std::uint32_t column = 0;
    std::string value;
};
struct ResultRow {
    std::vector<ResultField> fields;
    std::optional<std::size_t> event; // index in the events given
};

struct QueryResult {
    enum class Status : std::uint8_t { Complete, Failed, TimedOut };
    Status status = Status::Complete;
    std::vector<std::string> columns;
    std::vector<ResultRow> rows;
    std::uint64_t recordsMatched = 0, recordsScanned = 0, bytesScanned = 0;
};

// limit: how many rows a query without a limit of its own gives.
QueryResult run(const Query& query, std::span<const Event> events, std::size_t limit = kDefaultLimit, Work work = Work());

} // namespace maylab::logs::insights
