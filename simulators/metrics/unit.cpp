#include "metrics/unit.h"

namespace maylab::metrics {
namespace {

// In the order in which the service lists them.
constexpr const char* kNames[kUnitCount] = {"Seconds",
                                            "Microseconds",
                                            "Milliseconds",
                                            "Bytes",
                                            "Kilobytes",
                                            "Megabytes",
                                            "Gigabytes",
                                            "Terabytes",
                                            "Bits",
                                            "Kilobits",
                                            "Megabits",
                                            "Gigabits",
                                            "Terabits",
                                            "Percent",
                                            "Count",
                                            "Bytes/Second",
                                            "Kilobytes/Second",
                                            "Megabytes/Second",
                                            "Gigabytes/Second",
                                            "Terabytes/Second",
                                            "Bits/Second",
                                            "Kilobits/Second",
                                            "Megabits/Second",
                                            "Gigabits/Second",
                                            "Terabits/Second",
                                            "Count/Second",
                                            "None"};

} // namespace

const char* toString(Unit unit) {
    return kNames[static_cast<std::size_t>(unit)];
}

std::optional<Unit> unitFromString(std::string_view text) {
    for (int i = 0; i < kUnitCount; ++i)
        if (text == kNames[i]) return static_cast<Unit>(i);
    return std::nullopt;
}

std::string unitSet() {
    std::string out = "[ ";
    for (int i = 0; i < kUnitCount; ++i) {
        if (i > 0) out += ", ";
        out += kNames[i];
    }
    return out + " ]";
}

} // namespace maylab::metrics
