// A log event as a query reads it. Units: Unix milliseconds; the sequence number tells events of one millisecond apart.
// The texts belong to the caller and outlive the query's run.
#pragma once

#include <cstdint>
#include <string_view>

namespace maylab::logs::insights {

struct Event {
    std::int64_t timestamp = 0;
    std::int64_t ingestionTime = 0;
    std::uint64_t sequence = 0;
    std::string_view logGroup, stream, message;
};

} // namespace maylab::logs::insights
