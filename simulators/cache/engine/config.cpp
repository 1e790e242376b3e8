#include "cache/engine/config.h"

#include "cache/engine/glob.h"
#include "cache/engine/key_change.h"
#include "cache/engine/numbers.h"
#include "kernel/assert.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace maylab::cache {

namespace {

constexpr const char* kPolicies[] = {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
                                     "allkeys-lru",  "allkeys-lfu",  "allkeys-random",  "noeviction"};

bool named(std::string_view name, const char* official) {
    return official != nullptr && equalsIgnoreCase(name, official);
}

int rowOf(std::string_view name) {
    const auto table = configParameters();
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (named(name, table[i].name) || named(name, table[i].alias)) return static_cast<int>(i);
    }
    return -1;
}

// Nothing out of an empty text; two separators in a row have an empty word between them.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
        if (text.empty()) out.push_back(text);
    }
    return out;
}

// What the server reads as a C string ends at the first NUL.
std::string_view untilNul(std::string_view text) { return text.substr(0, text.find('\0')); }

std::string oneOf(const std::vector<std::string_view>& choices) {
    std::string list;
    for (const auto choice : choices) list += (list.empty() ? "" : ", ") + std::string(choice);
    return "argument(s) must be one of the following: " + list;
}

std::string between(std::int64_t low, std::int64_t high) {
    return "argument must be between " + std::to_string(low) + " and " + std::to_string(high) + " inclusive";
}

// notify-keyspace-events: letters in any order, printed in the server's order; A stands for all event classes but n,
// and hides an n beside it.
bool canonicalEvents(std::string_view text, std::string& out) {
    static constexpr std::string_view kAll = "g$lshzxetd";
    static constexpr std::string_view kClasses = "g$lshzxetdn", kExtra = "KEm";
    std::string set;
    for (const char c : text) {
        if (c == 'A') set += kAll;
        else if (kClasses.find(c) != std::string_view::npos || kExtra.find(c) != std::string_view::npos) set += c;
        else return false;
    }
    const auto has = [&](char c) { return set.find(c) != std::string::npos; };
    bool all = true;
    for (const char c : kAll) all = all && has(c);
    out.clear();
    if (all) out += 'A';
    else
        for (const char c : kClasses)
            if (has(c)) out += c;
    for (const char c : kExtra)
        if (has(c)) out += c;
    return true;
}

std::uint16_t notifyBits(std::string_view letters) {
    static constexpr std::pair<char, Notify> kLetters[] = {
        {'g', Notify::Generic}, {'$', Notify::String}, {'l', Notify::List},    {'s', Notify::Set},     {'h', Notify::Hash},
        {'z', Notify::ZSet},    {'x', Notify::Expired}, {'e', Notify::Evicted}, {'t', Notify::Stream}, {'m', Notify::KeyMiss},
        {'n', Notify::New}};
    std::uint16_t bits = 0;
    for (const auto& [letter, kind] : kLetters) {
        const bool inAll = letter != 'm' && letter != 'n' && letters.find('A') != std::string_view::npos;
        if (inAll || letters.find(letter) != std::string_view::npos) bits |= static_cast<std::uint16_t>(kind);
    }
    if (letters.find('K') != std::string_view::npos) bits |= EffectiveConfig::kNotifyKeyspace;
    if (letters.find('E') != std::string_view::npos) bits |= EffectiveConfig::kNotifyKeyevent;
    return bits;
}

bool whole(std::string_view text, std::int64_t& v) { return parseInteger(text, v); }

// As strtoll reads it: signs and leading zeros are taken, too large a number saturates.
bool longNumber(std::string_view text, std::int64_t& v) {
    const std::string copy(text);
    char* end = nullptr;
    v = std::strtoll(copy.c_str(), &end, 10);
    return *end == '\0';
}

// "normal 0 0 0 slave 256mb 64mb 60 ...": only the classes named change.
bool bufferLimits(std::string_view text, std::string& value, std::string& error) {
    std::vector<std::string> current;
    for (const auto word : split(value, ' ')) current.emplace_back(word);
    const auto words = split(text, ' ');
    if (words.size() % 4 != 0) {
        error = "Wrong number of arguments in buffer limit configuration.";
        return false;
    }
    for (std::size_t i = 0; i < words.size(); i += 4) {
        std::string_view name = words[i];
        if (equalsIgnoreCase(name, "replica")) name = "slave";
        const auto at = std::find_if(current.begin(), current.end(),
                                     [&](const std::string& w) { return equalsIgnoreCase(w, name); });
        std::uint64_t hard = 0, soft = 0;
        std::int64_t seconds = 0;
        if (at == current.end() || (at - current.begin()) % 4 != 0) {
            error = "Invalid client class specified in buffer limit configuration.";
            return false;
        }
        if (!parseMemory(words[i + 1], hard) || !parseMemory(words[i + 2], soft) ||
            !longNumber(words[i + 3], seconds) || static_cast<int>(seconds) < 0) {
            error = "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
            return false;
        }
        at[1] = std::to_string(hard);
        at[2] = std::to_string(soft);
        at[3] = std::to_string(static_cast<int>(seconds)); // an int in the server
    }
    value.clear();
    for (const std::string& w : current) value += (value.empty() ? "" : " ") + w;
    return true;
}

bool setSpecial(std::string_view name, std::string_view text, std::string& value, std::string& error) {
    if (name == "notify-keyspace-events") {
        if (canonicalEvents(untilNul(text), value)) return true;
        error = "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.";
        return false;
    }
    if (name == "client-output-buffer-limit") return bufferLimits(text, value, error);
    if (name == "save") {
        const auto words = split(text, ' ');
        if (words.size() % 2 != 0) {
            error = "Invalid save parameters";
            return false;
        }
        std::string normal;
        for (std::size_t i = 0; i < words.size(); ++i) {
            std::int64_t v = 0;
            if (!longNumber(words[i], v) || v < (i % 2 == 0 ? 1 : 0)) {
                error = "Invalid save parameters";
                return false;
            }
            normal += (i == 0 ? "" : " ") + std::to_string(v);
        }
        value = normal;
        return true;
    }
    if (name == "latency-tracking-info-percentiles") {
        std::string list;
        for (const auto word : split(text, ' ')) {
            long double p = 0;
            if (!parseLongDouble(word, p)) {
                error = "Invalid latency-tracking-info-percentiles parameters";
                return false;
            }
            if (p < 0 || p > 100) {
                error = "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]";
                return false;
            }
            std::string shown = formatFixed(static_cast<double>(p), 6);
            shown.resize(shown.find_last_not_of('0') + 1);
            if (shown.back() == '.') shown.pop_back();
            list += (list.empty() ? "" : " ") + shown;
        }
        value = list;
        return true;
    }
    if (name == "oom-score-adj-values") {
        const auto words = split(text, ' ');
        bool good = words.size() == 3;
        for (const auto word : words) {
            std::int64_t v = 0;
            good = good && whole(word, v) && v >= -2000 && v <= 2000;
        }
        if (!good) {
            error = words.size() == 3 ? "Invalid oom-score-adj-values, elements must be between -2000 and 2000."
                                      : "wrong number of arguments";
            return false;
        }
        value = text;
        return true;
    }
    if (name == "cluster-announce-hostname") {
        const std::string_view host = untilNul(text);
        const auto allowed = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        };
        if (host.size() >= 256) error = "Hostnames must be less than 256 characters";
        else if (!std::all_of(host.begin(), host.end(), allowed))
            error = "Hostnames may only contain alphanumeric characters, hyphens or dots";
        else value = host;
        return error.empty();
    }
    if (name == "replicaof") {
        error = "can't set immutable config";
        return false;
    }
    if (name == "dir" || name == "dbfilename") {
        error = "can't set protected config";
        return false;
    }
    value = untilNul(text);
    return true;
}

// Several of the choices, printed in the server's order; "default" is none of the others.
std::string parseFlags(const ConfigParameter& p, std::string_view text, std::string& value) {
    const auto choices = split(p.choices, ',');
    std::vector<bool> given(choices.size());
    const auto words = split(text, ' ');
    bool good = !words.empty();
    for (const auto word : words) {
        const auto at = std::find_if(choices.begin(), choices.end(),
                                     [&](std::string_view c) { return equalsIgnoreCase(c, untilNul(word)); });
        if (at == choices.end()) good = false;
        else given[static_cast<std::size_t>(at - choices.begin())] = true;
    }
    if (!good) return oneOf(choices);
    std::string shown;
    for (std::size_t i = 1; i < choices.size(); ++i) {
        if (given[i]) shown += (shown.empty() ? "" : " ") + std::string(choices[i]);
    }
    value = shown.empty() ? std::string(choices[0]) : shown;
    const auto has = [&](std::string_view name) {
        return given[static_cast<std::size_t>(std::find(choices.begin(), choices.end(), name) - choices.begin())];
    };
    return has("save") && has("nosave") ? "shutdown options SAVE and NOSAVE can't be used simultaneously" : std::string();
}

// Parses text into the canonical form of the parameter. Empty: taken.
std::string parseValue(const ConfigParameter& p, std::string_view text, std::string& value) {
    switch (p.type) {
    case ConfigParameter::Type::Bool:
        if (equalsIgnoreCase(untilNul(text), "yes")) value = "yes";
        else if (equalsIgnoreCase(untilNul(text), "no")) value = "no";
        else return "argument must be 'yes' or 'no'";
        return {};
    case ConfigParameter::Type::Enum: {
        const auto choices = split(p.choices, ',');
        for (const auto choice : choices) {
            if (equalsIgnoreCase(choice, untilNul(text))) {
                value = choice;
                return {};
            }
        }
        return oneOf(choices);
    }
    case ConfigParameter::Type::Flags: return parseFlags(p, text, value);
    case ConfigParameter::Type::Integer: {
        std::int64_t v = 0;
        if (!whole(text, v)) return "argument couldn't be parsed into an integer";
        if (v < p.low || v > p.high) return between(p.low, p.high);
        value = std::to_string(v);
        return {};
    }
    case ConfigParameter::Type::Memory: {
        std::uint64_t v = 0;
        if (!parseMemory(text, v)) return "argument must be a memory value";
        if (v > static_cast<std::uint64_t>(p.high) || v < static_cast<std::uint64_t>(p.low))
            return between(p.low, p.high);
        value = std::to_string(v);
        return {};
    }
    case ConfigParameter::Type::MemoryOrPercent: {
        // One signed number in the server: a percentage is kept as its negative.
        std::int64_t v = 0;
        std::uint64_t bytes = 0;
        if (parseMemory(text, bytes)) v = static_cast<std::int64_t>(bytes);
        else if (!text.empty() && text.back() == '%' && whole(text.substr(0, text.size() - 1), v) && v >= 0) v = -v;
        else return "argument must be a memory or percent value";
        if (v < -100) return "percentage argument must be less or equal to 100";
        value = v < 0 ? std::to_string(-v) + "%" : std::to_string(v);
        return {};
    }
    case ConfigParameter::Type::String: value = untilNul(text); return {};
    case ConfigParameter::Type::Special: {
        std::string error;
        return setSpecial(p.name, text, value, error) ? std::string() : error;
    }
    }
    return {};
}

// There is no certificate: TLS cannot be turned on.
bool needsTls(const ConfigParameter& p) {
    const std::string_view name = p.name;
    return name == "tls-port" || name == "tls-replication" || name == "tls-cluster";
}

} // namespace

const char* toString(MaxmemoryPolicy policy) { return kPolicies[static_cast<std::size_t>(policy)]; }

bool EffectiveConfig::lruOrLfu() const {
    switch (policy) {
    case MaxmemoryPolicy::VolatileLru:
    case MaxmemoryPolicy::VolatileLfu:
    case MaxmemoryPolicy::AllkeysLru:
    case MaxmemoryPolicy::AllkeysLfu: return true;
    default: return false;
    }
}

bool parseMemory(std::string_view text, std::uint64_t& bytes) {
    constexpr std::size_t kMostDigits = 127;
    text = untilNul(text);
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits > kMostDigits) return false;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (__builtin_mul_overflow(value, std::uint64_t{10}, &value) ||
            __builtin_add_overflow(value, static_cast<std::uint64_t>(text[i] - '0'), &value)) {
            value = UINT64_MAX;
            break;
        }
    }
    const std::string unit = lowerCase(text.substr(digits));
    std::uint64_t factor = 0;
    if (unit.empty() || unit == "b") factor = 1;
    else if (unit == "k") factor = 1000;
    else if (unit == "kb") factor = 1024;
    else if (unit == "m") factor = 1'000'000;
    else if (unit == "mb") factor = 1 << 20;
    else if (unit == "g") factor = 1'000'000'000;
    else if (unit == "gb") factor = 1 << 30;
    else return false;
    bytes = value * factor;
    return true;
}

Config::Config() {
    for (const ConfigParameter& p : configParameters()) m_values.emplace_back(p.value);
    refresh();
}

ConfigResult Config::set(std::span<const std::pair<std::string_view, std::string_view>> pairs, bool starting) {
    struct Change {
        int row;
        std::string_view name; // as typed
        std::string value;
    };
    std::vector<Change> changes;
    for (const auto& [name, text] : pairs) {
        if (rowOf(name) < 0)
            return ConfigResult::fail("Unknown option or number of arguments for CONFIG SET - '" + std::string(name) +
                                      "'");
    }
    const auto refuse = [](std::string_view name, const std::string& why) {
        return ConfigResult::fail("CONFIG SET failed (possibly related to argument '" + std::string(name) + "') - " +
                                  why);
    };
    for (const auto& [name, text] : pairs) {
        const int row = rowOf(name);
        const ConfigParameter& p = configParameters()[static_cast<std::size_t>(row)];
        if (p.immutable && !starting) return refuse(name, "can't set immutable config");
        for (const Change& c : changes) {
            // The alias counts as another parameter: the later value stays.
            if (c.row == row && equalsIgnoreCase(c.name, name)) return refuse(name, "duplicate parameter");
        }
        Change change{row, name, m_values[static_cast<std::size_t>(row)]};
        const std::string error = parseValue(p, text, change.value);
        if (!error.empty()) return refuse(name, error);
        if (needsTls(p) && change.value != "no" && change.value != "0")
            return refuse(name, "Unable to update TLS configuration. Check server logs.");
        changes.push_back(std::move(change));
    }
    for (Change& c : changes) m_values[static_cast<std::size_t>(c.row)] = std::move(c.value);
    refresh();
    // What is shown hides an n beside an A; it is obeyed all the same.
    for (const auto& [name, text] : pairs) {
        if (rowOf(name) == rowOf("notify-keyspace-events")) m_notifyEvents = notifyBits(untilNul(text));
    }
    m_effective.notifyEvents = m_notifyEvents;
    return {};
}

const std::string* Config::get(std::string_view name) const {
    const int row = rowOf(name);
    return row < 0 ? nullptr : &m_values[static_cast<std::size_t>(row)];
}

std::vector<std::pair<std::string_view, std::string_view>>
Config::matching(std::span<const std::string_view> patterns) const {
    std::vector<std::pair<std::string_view, std::string_view>> out;
    const auto table = configParameters();
    for (std::size_t i = 0; i < table.size(); ++i) {
        for (const char* name : {table[i].name, table[i].alias}) {
            if (name == nullptr) continue;
            for (const std::string_view pattern : patterns) {
                const bool exact = untilNul(pattern).find_first_of("[*?") == std::string_view::npos;
                if (exact ? !named(pattern, name) : !globMatch(pattern, name, true)) continue;
                out.emplace_back(exact ? pattern : std::string_view(name), m_values[i]);
                break;
            }
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

void Config::refresh() {
    const auto number = [&](const char* name) {
        std::int64_t v = 0;
        const bool good = parseInteger(*get(name), v);
        MAYLAB_ASSERT(good);
        return v;
    };
    const auto yes = [&](const char* name) { return *get(name) == "yes"; };
    EffectiveConfig& e = m_effective;
    const bool readable = parseUnsigned(*get("maxmemory"), e.maxmemory);
    MAYLAB_ASSERT(readable);
    e.maxmemory = std::min<std::uint64_t>(e.maxmemory, INT64_MAX); // memory is counted in signed numbers
    const std::string& policy = *get("maxmemory-policy");
    for (std::size_t i = 0; i < std::size(kPolicies); ++i) {
        if (policy == kPolicies[i]) e.policy = static_cast<MaxmemoryPolicy>(i);
    }
    e.samples = number("maxmemory-samples");
    e.evictionTenacity = number("maxmemory-eviction-tenacity");
    e.lfu.logFactor = number("lfu-log-factor");
    e.lfu.decayMinutes = number("lfu-decay-time");
    e.hz = std::clamp<std::int64_t>(number("hz"), 1, 500);
    m_values[static_cast<std::size_t>(rowOf("hz"))] = std::to_string(e.hz); // shown as it is obeyed
    e.dynamicHz = yes("dynamic-hz");
    e.activeExpireEffort = number("active-expire-effort");
    e.activeRehashing = yes("activerehashing");
    e.slowlogSlowerThan = number("slowlog-log-slower-than");
    e.slowlogMaxLength = number("slowlog-max-len");
    constexpr std::int64_t kLeastBacklog = 16 << 10;
    const std::int64_t backlog = std::max(number("repl-backlog-size"), kLeastBacklog);
    e.replicationBacklog = static_cast<std::uint64_t>(backlog);
    m_values[static_cast<std::size_t>(rowOf("repl-backlog-size"))] = std::to_string(backlog);
    e.minReplicasToWrite = number("min-replicas-to-write");
    e.minReplicasMaxLag = number("min-replicas-max-lag");
    e.rdbCompression = yes("rdbcompression");
    e.replicaReadOnly = yes("replica-read-only");
    e.replicaServeStaleData = yes("replica-serve-stale-data");
    e.replicaIgnoreMaxmemory = yes("replica-ignore-maxmemory");
    e.requireFullCoverage = yes("cluster-require-full-coverage");
    e.readsWhenDown = yes("cluster-allow-reads-when-down");
    e.shardChannelsWhenDown = yes("cluster-allow-pubsubshard-when-down");
    e.maxclients = number("maxclients");
    e.databases = number("databases");
    e.protoMaxBulkLength = number("proto-max-bulk-len");
    e.latencyMonitorThreshold = number("latency-monitor-threshold");
    e.latencyTracking = yes("latency-tracking");
    e.debugCommand = *get("enable-debug-command") != "no";
    e.timeoutSeconds = number("timeout");
    e.hashMaxListpackEntries = number("hash-max-listpack-entries");
    e.hashMaxListpackValue = number("hash-max-listpack-value");
    e.setMaxIntsetEntries = number("set-max-intset-entries");
    e.listMaxListpackSize = number("list-max-listpack-size");
    e.zsetMaxListpackEntries = number("zset-max-listpack-entries");
    e.zsetMaxListpackValue = number("zset-max-listpack-value");
    e.streamNodeMaxBytes = number("stream-node-max-bytes");
    e.streamNodeMaxEntries = number("stream-node-max-entries");
    e.hllSparseMaxBytes = number("hll-sparse-max-bytes");
    e.password = *get("requirepass");
    const auto limits = split(*get("client-output-buffer-limit"), ' ');
    for (std::size_t i = 0; i < e.outputLimits.size() && 4 * i + 3 < limits.size(); ++i) {
        OutputLimit& limit = e.outputLimits[i];
        parseMemory(limits[4 * i + 1], limit.hard);
        parseMemory(limits[4 * i + 2], limit.soft);
        parseInteger(limits[4 * i + 3], limit.softSeconds);
    }
    e.scriptMilliseconds = number("busy-reply-threshold");
    e.trackingTableMaxKeys = number("tracking-table-max-keys");
    e.aclLogMaxLength = number("acllog-max-len");
}

} // namespace maylab::cache
