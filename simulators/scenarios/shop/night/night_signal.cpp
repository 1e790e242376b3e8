#include "scenarios/shop/night/night_signal.h"

#include <array>
#include <cmath>
#include <utility>

namespace maylab::scenarios {

using kernel::Rng;

namespace {

double rounded(double v) {
    return std::floor(v * 10 + 0.5) / 10;
}

double between(Rng& rng, double low, double high) {
    return rounded(low + (high - low) * rng.uniform());
}

NightChannel channel(const char* ns, const char* name, const char* unit, std::vector<std::pair<std::string, std::string>> dimensions,
                     int minutes) {
    NightChannel c;
    c.metric = {ns, name, std::move(dimensions), unit, kernel::MetricKind::Sample, kernel::MetricResolution::Standard};
    c.minutes.resize(static_cast<std::size_t>(minutes));
    return c;
}

// What rings a nervous alarm and is no incident, minute by minute: # above 80, . below. The third keeps five of five from being
// an answer at 80; only a better threshold is one.
constexpr std::array<std::string_view, 4> kBursts = {"##.#.", "#.##.#", "#####", "##.##"};
constexpr int kBurstRoom = 10;

NightSignal cpu(Rng& rng) {
    constexpr int kMinutes = 360, kIncidentLength = 12;
    NightSignal s;
    s.channels.push_back(channel("AWS/EC2", "CPUUtilization", "Percent", {{"InstanceId", "i-0shopweb1"}}, kMinutes));
    auto& v = s.channels.front().minutes;
    // Slow waves below the bursts: what is no incident and no burst stays below 78.
    double level = 64;
    for (auto& minute : v) {
        level += (64 - level) * 0.2 + (rng.uniform() - 0.5) * 9;
        level = std::min(74.0, std::max(52.0, level));
        minute = rounded(level + (rng.uniform() - 0.5) * 7);
    }
    // Seven slots of 50 minutes: burst, incident, burst, ... so that they never touch.
    constexpr int kSlot = 50;
    std::array<std::size_t, kBursts.size()> order = {0, 1, 2, 3};
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[rng.below(i + 1)]);
    for (int slot = 0; slot < 7; ++slot) {
        const int start = slot * kSlot + 8 + static_cast<int>(rng.below(24));
        if (slot % 2 == 1) {
            for (int k = 0; k < kIncidentLength; ++k) v[static_cast<std::size_t>(start + k)] = between(rng, 87, 97);
            s.incidents.push_back({start, start + kIncidentLength});
            continue;
        }
        const std::string_view burst = kBursts[order[static_cast<std::size_t>(slot / 2)]];
        for (std::size_t k = 0; k < burst.size(); ++k) {
            v[static_cast<std::size_t>(start) + k] = burst[k] == '#' ? between(rng, 81, 84) : between(rng, 72, 78);
        }
        // One lonely peak behind it.
        v[static_cast<std::size_t>(start + kBurstRoom)] = between(rng, 81, 84);
    }
    return s;
}

NightSignal gaps(Rng& rng) {
    constexpr int kMinutes = 60;
    NightSignal s;
    s.kind = NightSignalKind::Gaps;
    s.channels.push_back(channel("Shop/Night", "Heartbeat", "Count", {{"Server", "till-3"}}, kMinutes));
    s.channels.push_back(channel("Shop/Night", "Errors", "Count", {{"Server", "web-1"}}, kMinutes));
    s.channels.push_back(channel("Shop/Night", "CPU", "Percent", {{"Server", "web-1"}}, kMinutes));
    s.channels.push_back(channel("Shop/Night", "BatchRows", "Count", {{"Job", "invoices"}}, kMinutes));
    const int shift = static_cast<int>(rng.below(3)); // not every night is the same minute
    for (int m = 0; m < kMinutes; ++m) {
        const auto at = static_cast<std::size_t>(m);
        const int k = m - shift;
        if (k < 20 || k >= 35) s.channels[kNightHeartbeat].minutes[at] = 1;
        if (k == 12) s.channels[kNightErrors].minutes[at] = 2;
        if (k >= 30 && k < 34) s.channels[kNightErrors].minutes[at] = static_cast<double>(10 + rng.below(12));
        const bool agentDown = (k >= 22 && k < 34) || (k >= 46 && k < 58);
        if (!agentDown) s.channels[kNightCpu].minutes[at] = k >= 14 && k < 38 ? between(rng, 88, 96) : between(rng, 40, 60);
        if (m < 5) s.channels[kNightBatch].minutes[at] = static_cast<double>(900 + rng.below(200));
    }
    return s;
}

NightSignal incidents(Rng& rng) {
    constexpr int kMinutes = 95;
    NightSignal s;
    s.kind = NightSignalKind::Incidents;
    s.channels.push_back(channel("Shop/Night", "CPU", "Percent", {{"Server", "web-1"}}, kMinutes));
    s.channels.push_back(channel("Shop/Night", "Http5xx", "Count", {{"Server", "web-1"}}, kMinutes));
    s.channels.push_back(channel("Shop/Night", "LatencyP99", "Milliseconds", {{"Server", "web-1"}}, kMinutes));
    s.channels.push_back(channel("Shop/Night", "Deploying", "Count", {{"Server", "web-1"}}, kMinutes));
    const int shift = static_cast<int>(rng.below(4));
    s.incidents = {{14 + shift, 22 + shift}, {45 + shift, 53 + shift}, {74 + shift, 82 + shift}};
    s.deployment = {40 + shift, 60 + shift};
    const NightIncident cpuAlone{30 + shift, 34 + shift}, errorsAlone{65 + shift, 69 + shift};
    const auto in = [](int m, const NightIncident& i, int late = 0) { return m >= i.from + late && m < i.to + late; };
    for (int m = 0; m < kMinutes; ++m) {
        const auto at = static_cast<std::size_t>(m);
        bool cpuHigh = in(m, cpuAlone), errorsHigh = in(m, errorsAlone), slow = false;
        for (const NightIncident& i : s.incidents) {
            cpuHigh = cpuHigh || in(m, i);
            errorsHigh = errorsHigh || in(m, i, 1);
            slow = slow || in(m, i, 1);
        }
        s.channels[0].minutes[at] = cpuHigh ? between(rng, 88, 97) : between(rng, 45, 65);
        s.channels[1].minutes[at] = static_cast<double>(errorsHigh ? 25 + rng.below(20) : rng.below(3));
        s.channels[2].minutes[at] = slow ? between(rng, 800, 1100) : between(rng, 35, 60);
        s.channels[3].minutes[at] = in(m, s.deployment) ? 1 : 0;
    }
    return s;
}

} // namespace

NightSignal makeNightSignal(NightSignalKind kind, Rng& rng) {
    switch (kind) {
    case NightSignalKind::Cpu: return cpu(rng);
    case NightSignalKind::Gaps: return gaps(rng);
    case NightSignalKind::Incidents: return incidents(rng);
    }
    return {};
}

} // namespace maylab::scenarios
