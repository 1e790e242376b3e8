// LATENCY: spikes by event, their picture and their story; how long each command took.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/info.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace maylab::cache::commands {

namespace {

// "7s", "3m", "2h", "1d": how long ago.
std::string ago(std::int64_t seconds) {
    constexpr std::int64_t kMinute = 60, kHour = 3'600, kDay = 86'400;
    if (seconds < kMinute) return std::to_string(seconds) + "s";
    if (seconds < kHour) return std::to_string(seconds / kMinute) + "m";
    if (seconds < kDay) return std::to_string(seconds / kHour) + "h";
    return std::to_string(seconds / kDay) + "d";
}

// Columns of four letters' height, three levels to a letter; below each, its age from top to bottom.
std::string picture(std::span<const LatencySample> samples, std::int64_t low, std::int64_t high, std::int64_t nowSeconds) {
    constexpr std::string_view kTops = "_o#"; // of a column, by how much of the letter it fills
    constexpr auto kTop = static_cast<std::int64_t>(kTops.size());
    constexpr std::int64_t kRows = 4, kLevels = kTop * kRows;
    const std::int64_t range = std::max<std::int64_t>(high - low, 1);
    std::string out;
    for (std::int64_t row = kRows - 1; row >= 0; --row) {
        for (const LatencySample& s : samples) {
            const std::int64_t level = std::min((s.milliseconds - low) * kLevels / range, kLevels - 1);
            const std::int64_t inRow = level - row * kTop;
            out += inRow < 0 ? ' ' : inRow < kTop ? kTops[static_cast<std::size_t>(inRow)] : '|';
        }
        out += '\n';
    }
    std::vector<std::string> ages;
    std::size_t longest = 0;
    for (const LatencySample& s : samples) longest = std::max(longest, ages.emplace_back(ago(nowSeconds - s.unixSeconds)).size());
    out += std::string(samples.size(), ' ') + "\n";
    for (std::size_t k = 0; k < longest; ++k) {
        for (const std::string& age : ages) out += k < age.size() ? age[k] : ' ';
        out += '\n';
    }
    return out;
}

} // namespace

void latencyGraph(Invocation& i) {
    constexpr std::size_t kColumns = 80;
    const auto at = i.server.latency.find(std::string(i.argv[2]));
    if (at == i.server.latency.end()) {
        i.out.error("ERR No samples available for event '" + std::string(i.argv[2]) + "'");
        return;
    }
    const std::vector<LatencySample> samples(at->second.samples.begin(), at->second.samples.end());
    const auto [low, high] = std::minmax_element(samples.begin(), samples.end(), [](const auto& a, const auto& b) {
        return a.milliseconds < b.milliseconds;
    });
    std::string out = at->first + " - high " + std::to_string(high->milliseconds) + " ms, low " + std::to_string(low->milliseconds) +
                      " ms (all time high " + std::to_string(at->second.maximum) + " ms)\n" + std::string(kColumns, '-') + "\n";
    for (std::size_t from = 0; from < samples.size(); from += kColumns) {
        if (from != 0) out += '\n';
        const auto some = std::span(samples).subspan(from, std::min(kColumns, samples.size() - from));
        out += picture(some, low->milliseconds, high->milliseconds, i.server.nowMs / 1000);
    }
    i.out.verbatim(out);
}

void latencyHistory(Invocation& i) {
    const auto at = i.server.latency.find(std::string(i.argv[2]));
    if (at == i.server.latency.end()) {
        i.out.array(0);
        return;
    }
    i.out.array(at->second.samples.size());
    for (const LatencySample& s : at->second.samples) {
        i.out.array(2);
        i.out.integer(s.unixSeconds);
        i.out.integer(s.milliseconds);
    }
}

void latencyLatest(Invocation& i) {
    i.out.array(i.server.latency.size());
    for (const auto& [name, series] : i.server.latency) {
        i.out.array(4);
        i.out.bulk(name);
        i.out.integer(series.samples.back().unixSeconds);
        i.out.integer(series.samples.back().milliseconds);
        i.out.integer(series.maximum);
    }
}

void latencyReset(Invocation& i) {
    std::int64_t n = 0;
    if (i.argc() == 2) {
        n = static_cast<std::int64_t>(i.server.latency.size());
        i.server.latency.clear();
    }
    for (std::size_t k = 2; k < i.argc(); ++k) n += static_cast<std::int64_t>(i.server.latency.erase(std::string(i.argv[k])));
    i.out.integer(n);
}

void latencyDoctor(Invocation& i) {
    if (i.server.cfg().latencyMonitorThreshold == 0) {
        i.out.verbatim("I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use "
                       "\"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a "
                       "deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.\n");
        return;
    }
    if (i.server.latency.empty()) {
        i.out.verbatim("Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest "
                       "bit. I honestly think you ought to sit down calmly, take a stress pill, and think things over.\n");
        return;
    }
    std::string report = "Dave, I have observed latency spikes in this Redis instance.\n\n";
    std::size_t n = 0;
    for (const auto& [name, series] : i.server.latency) {
        const auto samples = static_cast<std::int64_t>(series.samples.size());
        std::int64_t sum = 0, deviations = 0;
        for (const LatencySample& s : series.samples) sum += s.milliseconds;
        const std::int64_t mean = sum / samples;
        for (const LatencySample& s : series.samples) deviations += std::abs(s.milliseconds - mean);
        const std::int64_t span = i.server.nowMs / 1000 - series.samples.front().unixSeconds;
        const double period = std::max(1.0, static_cast<double>(span) / static_cast<double>(samples));
        report += std::to_string(++n) + ". " + name + ": " + std::to_string(samples) + " latency spikes (average " +
                  std::to_string(mean) + "ms, mean deviation " + std::to_string(deviations / samples) + "ms, period " +
                  formatFixed(period, 2) + " sec). Worst all time event " + std::to_string(series.maximum) + "ms.\n";
    }
    i.out.verbatim(report);
}

void latencyHistogram(Invocation& i) {
    std::vector<std::size_t> wanted;
    const auto table = commandTable();
    for (std::size_t k = 0; k < table.size(); ++k) {
        if (i.server.commandStats[k].calls == 0) continue;
        bool take = i.argc() == 2;
        for (std::size_t a = 2; a < i.argc(); ++a) take = take || is(i.argv[a], table[k].name);
        if (take) wanted.push_back(k);
    }
    i.out.map(wanted.size());
    for (const std::size_t k : wanted) {
        const CommandStat& c = i.server.commandStats[k];
        // Cumulative counts by powers of two of microseconds.
        std::array<std::uint64_t, 40> octaves{};
        for (std::size_t b = 0; b < c.latency.size(); ++b) {
            const auto us = static_cast<std::uint64_t>(latencyBucketUpperNs(b) / 1000.0);
            octaves[us <= 1 ? 0 : static_cast<std::size_t>(std::bit_width(us - 1))] += c.latency[b];
        }
        std::vector<std::pair<std::int64_t, std::int64_t>> rows;
        std::uint64_t sum = 0;
        for (std::size_t o = 0; o < octaves.size(); ++o) {
            if (octaves[o] == 0) continue;
            sum += octaves[o];
            rows.emplace_back(std::int64_t{1} << o, static_cast<std::int64_t>(sum));
        }
        i.out.bulk(table[k].name);
        i.out.map(2);
        i.out.bulk("calls");
        i.out.integer(static_cast<std::int64_t>(c.calls));
        i.out.bulk("histogram_usec");
        i.out.map(rows.size());
        for (const auto& [us, n] : rows) {
            i.out.integer(us);
            i.out.integer(n);
        }
    }
}

} // namespace maylab::cache::commands
