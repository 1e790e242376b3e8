// The 27 units of CloudWatch (BM StandardUnit). There is no conversion: values published with different units
// are separate streams of one metric.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::metrics {

enum class Unit : std::uint8_t {
    Seconds,
    Microseconds,
    Milliseconds,
    Bytes,
    Kilobytes,
    Megabytes,
    Gigabytes,
    Terabytes,
    Bits,
    Kilobits,
    Megabits,
    Gigabits,
    Terabits,
    Percent,
    Count,
    BytesPerSecond,
    KilobytesPerSecond,
    MegabytesPerSecond,
    GigabytesPerSecond,
    TerabytesPerSecond,
    BitsPerSecond,
    KilobitsPerSecond,
    MegabitsPerSecond,
    GigabitsPerSecond,
    TerabitsPerSecond,
    CountPerSecond,
    None
};
inline constexpr int kUnitCount = 27;

const char* toString(Unit unit); // "Count/Second"
std::optional<Unit> unitFromString(std::string_view text);
// "[ Seconds, Microseconds, ..., None ]", as the service lists them in a refusal.
std::string unitSet();

} // namespace maylab::metrics
