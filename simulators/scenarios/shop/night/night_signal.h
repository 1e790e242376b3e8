// The recorded nights of the CloudWatch lab as data: what each metric said minute by minute, and what was wrong when. Pure:
// a signal is made from a stream of random numbers and plays no part in the shop.
//
//   cpu        six hours of one server's CPU: noise that reaches 84 %, three incidents of 12 minutes at 87 % and more
//   gaps       one hour of four metrics that fall silent: a heartbeat, an error count, a CPU, a batch job
//   incidents  95 minutes of CPU, 5xx and p99 with three incidents, the second inside a deployment, and two false starts
//
// A minute without a value is one in which nothing was published. Minutes count from the beginning of the signal.
// Source: labs outline, lab 2, steps 8 to 10.
#pragma once

#include "kernel/metric_sink.h"
#include "kernel/rng.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class NightSignalKind : std::uint8_t { Cpu, Gaps, Incidents };

struct NightIncident {
    int from = 0, to = 0; // minutes [from, to)
};

struct NightChannel {
    kernel::MetricSpec metric;
    std::vector<std::optional<double>> minutes;
};

struct NightSignal {
    NightSignalKind kind = NightSignalKind::Cpu;
    std::vector<NightChannel> channels;
    std::vector<NightIncident> incidents;
    NightIncident deployment; // empty: none
    int length() const { return channels.empty() ? 0 : static_cast<int>(channels.front().minutes.size()); }
};

// Where its channels stand.
inline constexpr std::size_t kNightHeartbeat = 0, kNightErrors = 1, kNightCpu = 2, kNightBatch = 3; // Gaps

NightSignal makeNightSignal(NightSignalKind kind, kernel::Rng& rng);

} // namespace maylab::scenarios
