// The server itself: CONFIG, INFO, SLOWLOG, LATENCY, TIME, ROLE, saving, and what is refused.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/info.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>
#include <vector>

namespace maylab::cache::commands {

// Sub-commands of a container with our own words.
void help(Invocation& i) {
    const std::string container(std::string_view(i.command.name).substr(0, std::string_view(i.command.name).find('|')));
    std::vector<std::string> lines;
    std::string title = container;
    for (char& c : title) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    lines.push_back(title + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    for (const Command& c : commandTable()) {
        const std::string_view name = c.name;
        if (name.size() <= container.size() || name.substr(0, container.size()) != container || name[container.size()] != '|')
            continue;
        lines.push_back(std::string(c.usage).substr(container.size() + 1));
        lines.push_back("    " + std::string(c.summary));
    }
    i.out.array(lines.size());
    for (const std::string& l : lines) i.out.simple(l);
}

void info(Invocation& i) {
    i.out.verbatim(infoText(i.server, i.argv.subspan(1)));
}

void configGet(Invocation& i) {
    const auto found = i.server.config.matching(i.argv.subspan(2));
    i.out.map(found.size());
    for (const auto& [name, value] : found) {
        i.out.bulk(name);
        i.out.bulk(value);
    }
}

void configSet(Invocation& i) {
    if (i.argc() % 2 != 0) {
        i.out.error(text::kSyntax);
        return;
    }
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    for (std::size_t k = 2; k + 1 < i.argc(); k += 2) pairs.emplace_back(i.argv[k], i.argv[k + 1]);
    const ConfigResult result = i.server.config.set(pairs);
    if (result.ok) i.out.ok();
    else i.out.error("ERR " + result.error);
}

void configResetstat(Invocation& i) {
    Statistics fresh;
    fresh.engineNs = i.server.stats.engineNs;
    fresh.dirty = i.server.stats.dirty;
    i.server.stats = fresh;
    for (CommandStat& c : i.server.commandStats) c = CommandStat();
    i.server.histogramBytes = 0;
    i.server.errorStats.clear();
    i.server.operations = i.server.inputBytes = i.server.outputBytes = RateMeter();
    i.server.operations.lastMs = i.server.inputBytes.lastMs = i.server.outputBytes.lastMs = i.server.nowMs;
    i.out.ok();
}

void configRewrite(Invocation& i) { i.out.error("ERR The server is running without a config file"); }

// --- slow log ---

void slowlogGet(Invocation& i) {
    std::int64_t count = 10;
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    if (i.argc() == 3) {
        constexpr std::string_view kRange = "ERR count should be greater than or equal to -1";
        if (!integerArgument(i, i.argv[2], count, kRange)) return;
        if (count < -1) {
            i.out.error(kRange);
            return;
        }
    }
    const std::size_t length = i.server.slowlog.size();
    const std::size_t n = count < 0 ? length : std::min(length, static_cast<std::size_t>(count));
    i.out.array(n);
    for (std::size_t k = 0; k < n; ++k) {
        const SlowlogEntry& e = i.server.slowlog[k];
        i.out.array(6);
        i.out.integer(static_cast<std::int64_t>(e.id));
        i.out.integer(e.unixSeconds);
        i.out.integer(e.microseconds);
        i.out.array(e.argv.size());
        for (const std::string& a : e.argv) i.out.bulk(a);
        i.out.bulk(e.address);
        i.out.bulk(e.name);
    }
}

void slowlogLen(Invocation& i) { i.out.integer(static_cast<std::int64_t>(i.server.slowlog.size())); }

void slowlogReset(Invocation& i) {
    i.server.slowlog.clear();
    i.out.ok();
}

// --- latency monitor ---

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
        std::int64_t sum = 0;
        for (const LatencySample& s : series.samples) sum += s.milliseconds;
        report += std::to_string(++n) + ". " + name + ": " + std::to_string(series.samples.size()) +
                  " latency spikes (average " + std::to_string(sum / static_cast<std::int64_t>(series.samples.size())) +
                  "ms, worst " + std::to_string(series.maximum) + "ms).\n";
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

// --- time, saving ---

void time(Invocation& i) {
    i.out.array(2);
    i.out.bulk(formatInteger(i.server.nowMs / 1000));
    i.out.bulk(formatInteger(i.server.nowMs % 1000 * 1000));
}

void lastsave(Invocation& i) { i.out.integer(i.server.lastSaveMs / 1000); }

namespace {

// A snapshot of nothing: the process keeps its data in memory, the moment is remembered.
void noteSave(Invocation& i) {
    i.server.lastSaveMs = i.server.nowMs;
    i.server.stats.dirty = 0;
}

} // namespace

void save(Invocation& i) {
    constexpr std::int64_t kNsPerByte = 5; // 200 MB/s
    i.server.charge(i.server.keyspace.usedBytes() * kNsPerByte);
    noteSave(i);
    i.out.ok();
}

void bgsave(Invocation& i) {
    if (i.argc() > 2 || (i.argc() == 2 && !is(i.argv[1], "SCHEDULE"))) {
        i.out.error(text::kSyntax);
        return;
    }
    noteSave(i);
    i.out.simple("Background saving started");
}

void bgrewriteaof(Invocation& i) { i.out.simple("Background append only file rewriting started"); }

void shutdown(Invocation& i) {
    bool nosave = false, save = false, abort = false;
    for (std::size_t k = 1; k < i.argc(); ++k) {
        if (is(i.argv[k], "NOSAVE")) nosave = true;
        else if (is(i.argv[k], "SAVE")) save = true;
        else if (is(i.argv[k], "ABORT")) abort = true;
        else if (!is(i.argv[k], "NOW") && !is(i.argv[k], "FORCE")) {
            i.out.error(text::kSyntax);
            return;
        }
    }
    if ((nosave && save) || (abort && i.argc() > 2)) {
        i.out.error(text::kSyntax);
        return;
    }
    if (abort) {
        i.out.error("ERR No shutdown in progress.");
        return;
    }
    // The process belongs to whoever runs the world: only the connection ends.
    i.client.closing = true;
}

void lolwut(Invocation& i) { i.out.verbatim("Redis ver. 7.0.15\n"); }

void debug(Invocation& i) {
    if (!i.server.cfg().debugCommand) {
        i.out.error("ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it "
                    "from a local connection, otherwise you need to set this option in the configuration file, and then "
                    "restart the server.");
        return;
    }
    const std::string_view what = i.argv[1];
    if (is(what, "SLEEP") && i.argc() == 3) {
        long double seconds = 0;
        if (!parseLongDouble(i.argv[2], seconds)) seconds = 0;
        seconds = std::clamp<long double>(seconds, 0, 3600);
        i.server.charge(static_cast<std::int64_t>(seconds * 1e9L));
        i.out.ok();
    } else if (is(what, "SET-ACTIVE-EXPIRE") && i.argc() == 3) {
        i.out.ok();
    } else if (is(what, "OBJECT") && i.argc() == 3) {
        const EntryIndex e = i.server.keyspace.peek(i.db(), i.argv[2]);
        if (e == 0) {
            i.out.error(text::kNoSuchKey);
            return;
        }
        const Entry& entry = i.server.keyspace.entry(e);
        i.out.simple("Value at:0x" + std::to_string(e) + " refcount:" + ((entry.flags & Entry::kShared) != 0 ? "2147483647" : "1") +
                     " encoding:" + toString(entry.encoding) + " serializedlength:" +
                     std::to_string(entry.isCollection() ? entry.length : valueLength(i.server, e) + 1) + " lru:" + std::to_string(entry.access) +
                     " lru_seconds_idle:" +
                     std::to_string(idleMilliseconds(lruClock(i.server.nowMs), entry.access) / 1000));
    } else {
        subCommandSyntax(i);
    }
}

} // namespace maylab::cache::commands
