// The functions of the query language by name, with how many arguments each takes. Names may be written in any case.
// Source: sheet 2.8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace maylab::logs::insights {

enum class Function : std::uint8_t {
    Abs,
    Ceil,
    Floor,
    Greatest,
    Least,
    Log,
    Sqrt,
    IsPresent,
    Coalesce,
    IsEmpty,
    IsBlank,
    Concat,
    Ltrim,
    Rtrim,
    Trim,
    Strlen,
    ToUpper,
    ToLower,
    Substr,
    Replace,
    StrContains,
    Bin,
    DateFloor,
    DateCeil,
    FromMillis,
    ToMillis,
    IsValidIp,
    IsValidIpV4,
    IsValidIpV6,
    IsIpInSubnet,
    IsIpv4InSubnet,
    IsIpv6InSubnet,
    // Of many events, in `stats` only.
    Avg,
    Count,
    CountDistinct,
    Max,
    Min,
    Pct,
    Stddev,
    Sum,
    Earliest,
    Latest,
    SortsFirst,
    SortsLast
};
constexpr bool isAggregate(Function f) {
    return f >= Function::Avg;
}
// Whose last argument is a period: 5m.
constexpr bool takesPeriod(Function f) {
    return f == Function::Bin || f == Function::DateFloor || f == Function::DateCeil;
}

struct FunctionInfo {
    std::string_view name;
    Function function;
    std::size_t least, most; // arguments
};
const FunctionInfo* findFunction(std::string_view name);

// A stretch of time: so many milliseconds, or so many months of the calendar.
struct Period {
    std::int64_t ms = 0;
    std::int64_t months = 0;
};
// Units: ms msec, s sec, m min, h hr, d, w, mo mon, q qtr, y yr and their whole words. Nothing for another one, for
// zero, for what is longer than 100 years.
std::optional<Period> periodOf(double count, std::string_view unit);
// The latest instant of the period's grid, from 1970 on, that is not after this one; and the next one of the grid.
double floorTo(const Period& p, double ms);
double ceilTo(const Period& p, double ms);

} // namespace maylab::logs::insights
