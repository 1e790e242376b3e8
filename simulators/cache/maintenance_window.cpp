#include "cache/maintenance_window.h"

namespace maylab::cache {

namespace {

constexpr const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kWeekMinutes = 7 * 24 * 60;
constexpr int kShortestMinutes = 60;

bool twoDigits(std::string_view text, int limit, int& n) {
    if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
    n = (text[0] - '0') * 10 + (text[1] - '0');
    return n < limit;
}

// "hh:mm" -> minutes
bool timeOfDay(std::string_view text, int& minutes) {
    int h = 0, m = 0;
    if (text.size() != 5 || text[2] != ':' || !twoDigits(text.substr(0, 2), 24, h) || !twoDigits(text.substr(3), 60, m)) {
        return false;
    }
    minutes = h * 60 + m;
    return true;
}

// "ddd:hh:mm" -> minutes since Monday 00:00
bool timeOfWeek(std::string_view text, int& minutes) {
    if (text.size() != 9 || text[3] != ':' || !timeOfDay(text.substr(4), minutes)) return false;
    for (int d = 0; d < 7; ++d) {
        if (text.substr(0, 3) == kDays[d]) {
            minutes += d * 24 * 60;
            return true;
        }
    }
    return false;
}

std::string twoDigits(int n) { return std::string(1, static_cast<char>('0' + n / 10)) + static_cast<char>('0' + n % 10); }

} // namespace

bool isMaintenanceWindow(std::string_view window) {
    int from = 0, to = 0;
    if (window.size() != 19 || window[9] != '-' || !timeOfWeek(window.substr(0, 9), from) ||
        !timeOfWeek(window.substr(10), to)) {
        return false;
    }
    return (to - from + kWeekMinutes) % kWeekMinutes >= kShortestMinutes;
}

bool isSnapshotWindow(std::string_view window) {
    int from = 0, to = 0;
    if (window.size() != 11 || window[5] != '-' || !timeOfDay(window.substr(0, 5), from) ||
        !timeOfDay(window.substr(6), to)) {
        return false;
    }
    return (to - from + 24 * 60) % (24 * 60) >= kShortestMinutes;
}

kernel::SimTime nextWindowStart(std::string_view window, const kernel::Calendar& calendar, kernel::SimTime now) {
    int start = 0;
    MAYLAB_ASSERT(window.size() == 19 && timeOfWeek(window.substr(0, 9), start));
    constexpr std::int64_t kMinuteMs = 60'000;
    constexpr std::int64_t kWeekMs = kWeekMinutes * kMinuteMs;
    // 1970-01-01 was a Thursday: Monday 00:00 lies three days before.
    constexpr std::int64_t kMondayBefore = -3LL * 24 * 60 * kMinuteMs;
    const std::int64_t ms = calendar.unixMilliseconds(now);
    const std::int64_t week = (ms - kMondayBefore) / kWeekMs * kWeekMs + kMondayBefore;
    std::int64_t at = week + start * kMinuteMs;
    while (at <= ms) at += kWeekMs;
    return kernel::SimTime::fromNs((at - calendar.startUnixMilliseconds) * 1'000'000);
}

std::string maintenanceWindowAt(int hourOfWeek) {
    const auto text = [](int hour) {
        return std::string(kDays[hour / 24]) + ":" + twoDigits(hour % 24) + ":00";
    };
    return text(hourOfWeek) + "-" + text((hourOfWeek + 1) % 168);
}

std::string snapshotWindowAt(int hourOfDay) { return twoDigits(hourOfDay) + ":00-" + twoDigits((hourOfDay + 1) % 24) + ":00"; }

} // namespace maylab::cache
