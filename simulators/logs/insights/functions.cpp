#include "logs/insights/functions.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace maylab::logs::insights {
namespace {

constexpr std::size_t kAny = SIZE_MAX;

constexpr FunctionInfo kFunctions[] = {
    {"abs", Function::Abs, 1, 1},
    {"ceil", Function::Ceil, 1, 1},
    {"floor", Function::Floor, 1, 1},
    {"greatest", Function::Greatest, 1, kAny},
    {"least", Function::Least, 1, kAny},
    {"log", Function::Log, 1, 1},
    {"sqrt", Function::Sqrt, 1, 1},
    {"ispresent", Function::IsPresent, 1, 1},
    {"coalesce", Function::Coalesce, 1, kAny},
    {"isempty", Function::IsEmpty, 1, 1},
    {"isblank", Function::IsBlank, 1, 1},
    {"concat", Function::Concat, 1, kAny},
    {"ltrim", Function::Ltrim, 1, 2},
    {"rtrim", Function::Rtrim, 1, 2},
    {"trim", Function::Trim, 1, 2},
    {"strlen", Function::Strlen, 1, 1},
    {"toupper", Function::ToUpper, 1, 1},
    {"tolower", Function::ToLower, 1, 1},
    {"substr", Function::Substr, 2, 3},
    {"replace", Function::Replace, 3, 3},
    {"strcontains", Function::StrContains, 2, 2},
    {"bin", Function::Bin, 1, 1},
    {"datefloor", Function::DateFloor, 2, 2},
    {"dateceil", Function::DateCeil, 2, 2},
    {"frommillis", Function::FromMillis, 1, 1},
    {"tomillis", Function::ToMillis, 1, 1},
    {"isvalidip", Function::IsValidIp, 1, 1},
    {"isvalidipv4", Function::IsValidIpV4, 1, 1},
    {"isvalidipv6", Function::IsValidIpV6, 1, 1},
    {"isipinsubnet", Function::IsIpInSubnet, 2, 2},
    {"isipv4insubnet", Function::IsIpv4InSubnet, 2, 2},
    {"isipv6insubnet", Function::IsIpv6InSubnet, 2, 2},
    {"avg", Function::Avg, 1, 1},
    {"count", Function::Count, 0, 1},
    {"count_distinct", Function::CountDistinct, 1, 1},
    {"max", Function::Max, 1, 1},
    {"min", Function::Min, 1, 1},
    {"pct", Function::Pct, 2, 2},
    {"stddev", Function::Stddev, 1, 1},
    {"sum", Function::Sum, 1, 1},
    {"earliest", Function::Earliest, 1, 1},
    {"latest", Function::Latest, 1, 1},
    {"sortsfirst", Function::SortsFirst, 1, 1},
    {"sortslast", Function::SortsLast, 1, 1},
};

struct Unit {
    std::string_view names[5];
    Period one;
};
constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr double kEndOfCalendar = 1e15; // beyond, a time is printed by nobody
constexpr Unit kUnits[] = {
    {{"ms", "msec", "msecs", "millisecond", "milliseconds"}, {1, 0}},
    {{"s", "sec", "secs", "second", "seconds"}, {kSecond, 0}},
    {{"m", "min", "mins", "minute", "minutes"}, {kMinute, 0}},
    {{"h", "hr", "hrs", "hour", "hours"}, {kHour, 0}},
    {{"d", "day", "days"}, {kDay, 0}},
    {{"w", "week", "weeks"}, {7 * kDay, 0}},
    {{"mo", "mon", "mons", "month", "months"}, {0, 1}},
    {{"q", "qtr", "qtrs", "quarter", "quarters"}, {0, 3}},
    {{"y", "yr", "yrs", "year", "years"}, {0, 12}},
};

bool sameWord(std::string_view a, std::string_view lower) {
    return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
               return (x >= 'A' && x <= 'Z' ? static_cast<char>(x | 0x20) : x) == y;
           });
}

// Days since 1970-01-01 of the first of a month; months count from January 1970.
double daysOfMonth(double months) {
    const double year = std::floor(months / 12) + 1970, month = months - std::floor(months / 12) * 12;
    const double y = month < 2 ? year - 1 : year, m = month < 2 ? month + 10 : month - 2; // March is 0
    const double leap = std::floor(y / 4) - std::floor(y / 100) + std::floor(y / 400);
    return 365 * y + leap + std::floor((153 * m + 2) / 5) - 719468;
}
double monthOf(double ms) {
    const double days = std::floor(ms / static_cast<double>(kDay));
    double month = std::floor(days / 30.436875);
    while (daysOfMonth(month) > days) --month;
    while (daysOfMonth(month + 1) <= days) ++month;
    return month;
}

} // namespace

const FunctionInfo* findFunction(std::string_view name) {
    const auto found = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                    [&](const FunctionInfo& f) { return sameWord(name, f.name); });
    return found == std::end(kFunctions) ? nullptr : found;
}

std::optional<Period> periodOf(double count, std::string_view unit) {
    for (const Unit& u : kUnits) {
        const bool named = std::any_of(std::begin(u.names), std::end(u.names),
                                       [&](std::string_view n) { return !n.empty() && sameWord(unit, n); });
        if (!named) continue;
        const double ms = count * static_cast<double>(u.one.ms), months = count * static_cast<double>(u.one.months);
        if (count != std::floor(count) || count < 1 || months > 1200 || ms > 36525.0 * static_cast<double>(kDay))
            return std::nullopt;
        return Period{static_cast<std::int64_t>(ms), static_cast<std::int64_t>(months)};
    }
    return std::nullopt;
}

double floorTo(const Period& p, double ms) {
    if (p.months == 0) return std::floor(ms / static_cast<double>(p.ms)) * static_cast<double>(p.ms);
    if (!(std::abs(ms) < kEndOfCalendar)) return ms;
    const double n = static_cast<double>(p.months);
    return daysOfMonth(std::floor(monthOf(ms) / n) * n) * static_cast<double>(kDay);
}

double ceilTo(const Period& p, double ms) {
    const double floor = floorTo(p, ms);
    if (floor == ms) return ms;
    if (p.months == 0) return floor + static_cast<double>(p.ms);
    return daysOfMonth(monthOf(floor) + static_cast<double>(p.months)) * static_cast<double>(kDay);
}

} // namespace maylab::logs::insights
