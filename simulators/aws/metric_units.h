// The 27 units of a CloudWatch metric by name, as API tables list them. Source: metrics sheet 1.1 (StandardUnit).
#pragma once

namespace maylab::aws {

inline constexpr const char* kMetricUnits[] = {
    "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits",
    "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second",
    "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second",
    "Gigabits/Second", "Terabits/Second", "Count/Second", "None"};

} // namespace maylab::aws
