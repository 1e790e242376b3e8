#include "kernel/time.h"

#include <cstdio>

namespace maylab::kernel {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date, and back.
std::int64_t daysFromCivil(std::int64_t y, unsigned m, unsigned d) {
    y -= m <= 2;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(y - era * 400);
    const unsigned dayOfYear = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + static_cast<std::int64_t>(dayOfEra) - 719468;
}

struct Civil {
    std::int64_t year;
    unsigned month, day;
};

Civil civilFromDays(std::int64_t z) {
    z += 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const auto dayOfEra = static_cast<unsigned>(z - era * 146097);
    const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned shifted = (5 * dayOfYear + 2) / 153;
    const unsigned day = dayOfYear - (153 * shifted + 2) / 5 + 1;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(yearOfEra) + era * 400 + (month <= 2), month, day};
}

bool digits(const std::string& s, std::size_t pos, std::size_t n, int& out) {
    if (pos + n > s.size()) return false;
    out = 0;
    for (std::size_t i = pos; i < pos + n; ++i) {
        if (s[i] < '0' || s[i] > '9') return false;
        out = out * 10 + (s[i] - '0');
    }
    return true;
}

} // namespace

SimDuration SimDuration::fromSeconds(double s) {
    MAYLAB_ASSERT(s > -9.0e9 && s < 9.0e9); // NaN fails too
    const double scaled = s * 1e9;
    return nanoseconds(static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5));
}

std::string formatIso8601(std::int64_t unixMilliseconds, bool withMs) {
    std::int64_t days = unixMilliseconds / 86'400'000;
    std::int64_t rest = unixMilliseconds % 86'400'000;
    if (rest < 0) {
        rest += 86'400'000;
        --days;
    }
    const Civil c = civilFromDays(days);
    char buffer[64];
    const int h = static_cast<int>(rest / 3'600'000), m = static_cast<int>(rest / 60'000 % 60);
    const int s = static_cast<int>(rest / 1000 % 60), ms = static_cast<int>(rest % 1000);
    if (withMs) {
        std::snprintf(buffer, sizeof buffer, "%04lld-%02u-%02uT%02d:%02d:%02d.%03dZ",
                      static_cast<long long>(c.year), c.month, c.day, h, m, s, ms);
    } else {
        std::snprintf(buffer, sizeof buffer, "%04lld-%02u-%02uT%02d:%02d:%02dZ", static_cast<long long>(c.year),
                      c.month, c.day, h, m, s);
    }
    return buffer;
}

bool parseIso8601(const std::string& t, std::int64_t& unixMilliseconds) {
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    if (!digits(t, 0, 4, y) || t.size() < 10 || t[4] != '-' || !digits(t, 5, 2, mo) || t[7] != '-' ||
        !digits(t, 8, 2, d)) {
        return false;
    }
    std::size_t pos = 10;
    std::int64_t fractionMs = 0;
    if (pos < t.size() && (t[pos] == 'T' || t[pos] == ' ')) {
        if (!digits(t, 11, 2, h) || t.size() < 16 || t[13] != ':' || !digits(t, 14, 2, mi)) return false;
        pos = 16;
        if (pos < t.size() && t[pos] == ':') {
            if (!digits(t, 17, 2, s)) return false;
            pos = 19;
            if (pos < t.size() && t[pos] == '.') {
                int scale = 100;
                for (++pos; pos < t.size() && t[pos] >= '0' && t[pos] <= '9'; ++pos, scale /= 10) {
                    fractionMs += scale * (t[pos] - '0');
                }
            }
        }
    }
    std::int64_t offsetMinutes = 0;
    if (pos < t.size()) {
        if (t[pos] == 'Z' && pos + 1 == t.size()) {
        } else if ((t[pos] == '+' || t[pos] == '-') && pos + 6 == t.size() && t[pos + 3] == ':') {
            int oh = 0, om = 0;
            if (!digits(t, pos + 1, 2, oh) || !digits(t, pos + 4, 2, om)) return false;
            offsetMinutes = (t[pos] == '-' ? -1 : 1) * (oh * 60 + om);
        } else {
            return false;
        }
    }
    if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 24 || mi > 59 || s > 60) return false;
    const std::int64_t days = daysFromCivil(y, static_cast<unsigned>(mo), static_cast<unsigned>(d));
    unixMilliseconds =
        ((days * 24 + h) * 60 + mi - offsetMinutes) * 60'000 + static_cast<std::int64_t>(s) * 1000 + fractionMs;
    return true;
}

std::string Calendar::iso8601(SimTime t, bool withMs) const { return formatIso8601(unixMilliseconds(t), withMs); }

std::string formatClock(SimTime t) {
    const std::int64_t s = t.wholeSeconds();
    const int tenth = static_cast<int>(t.wholeMilliseconds() / 100 % 10);
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%02lld:%02d:%02d.%d", static_cast<long long>(s / 3600),
                  static_cast<int>(s / 60 % 60), static_cast<int>(s % 60), tenth);
    return buffer;
}

} // namespace maylab::kernel
