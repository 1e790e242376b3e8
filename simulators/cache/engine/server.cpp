#include "cache/engine/server.h"

#include "cache/engine/command_table.h"
#include "cache/engine/numbers.h"

#include <algorithm>
#include <memory>

namespace maylab::cache {

namespace {

SipKey sipKeyOf(std::uint64_t seed) {
    kernel::Rng rng(seed, "cache.hash");
    SipKey key;
    key.k0 = rng.next();
    key.k1 = rng.next();
    return key;
}

std::string hexId(std::uint64_t seed, std::string_view what) {
    kernel::Rng rng(seed, what);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string id;
    for (int i = 0; i < 40; ++i) id += kDigits[rng.below(16)];
    return id;
}

} // namespace

std::string replicationIdOf(std::uint64_t seed, std::uint64_t epoch) {
    return hexId(seed, epoch == 0 ? "cache.replid" : "cache.replid." + std::to_string(epoch));
}

void RateMeter::track(std::uint64_t count, std::int64_t nowMs) {
    const std::int64_t elapsed = nowMs - lastMs;
    if (elapsed <= 0) return;
    samples[next] = static_cast<double>(count - lastCount) * 1000.0 / static_cast<double>(elapsed);
    next = (next + 1) % samples.size();
    lastCount = count;
    lastMs = nowMs;
}

double RateMeter::perSecond() const {
    double sum = 0;
    for (const double s : samples) sum += s;
    return sum / static_cast<double>(samples.size());
}

Server::Server(const EngineOptions& o)
    : options(o), keyspace(sipKeyOf(o.seed), MemoryModel{o.allocator, o.cluster}, 16), commandStats(commandTable().size()),
      sampleRandom(o.seed, "cache.evict"), lfuRandom(o.seed, "cache.lfu"), keyRandom(o.seed, "cache.randomkey"),
      memberRandom(o.seed, "cache.members"), runId(hexId(o.seed, "cache.runid")), nowMs(o.startedAtMs),
      tickBaseMs(o.startedAtMs), startedMs(o.startedAtMs), nextCronMs(o.startedAtMs + 100), lastSaveMs(o.startedAtMs) {
    replication.id = replicationIdOf(o.seed, 0);
    replication.id2 = std::string(40, '0');
    operations.lastMs = inputBytes.lastMs = outputBytes.lastMs = o.startedAtMs;
    peakMemory = usedMemory();
    if (!o.cluster) return;
    const std::pair<std::string_view, std::string_view> enabled{"cluster-enabled", "yes"};
    config.set({&enabled, 1}, true);
    // Alone, without slots, until somebody hands over a map.
    auto alone = std::make_shared<ClusterMap>();
    ClusterNode& me = alone->nodes.emplace_back();
    me.id = hexId(o.seed, "cache.nodeid");
    me.port = o.port;
    me.busPort = static_cast<std::uint16_t>(o.port + 10'000);
    cluster.map = std::move(alone);
    cluster.self = 0;
}

ConfigResult Server::configure(std::span<const std::pair<std::string_view, std::string_view>> pairs, bool starting) {
    ConfigResult r = config.set(pairs, starting);
    for (const auto& [name, value] : pairs) {
        if (r.ok && equalsIgnoreCase(name, "requirepass")) acl.setDefaultPassword(value);
    }
    return r;
}

void Server::notePeak() { peakMemory = std::max(peakMemory, usedMemory()); }

KeyEvent& Server::newEvent(KeyEvent::Kind kind, int db, std::string_view key, std::uint64_t hash) {
    KeyEvent& e = events.emplace_back();
    e.kind = kind;
    e.policy = cfg().policy;
    e.db = static_cast<std::uint8_t>(db);
    e.keyHash = hash;
    e.keyLength = static_cast<std::uint8_t>(std::min(key.size(), KeyEvent::kKeyBytes));
    std::copy_n(key.data(), e.keyLength, e.key);
    return e;
}

void Server::noteLatency(std::string_view event, std::int64_t ns) {
    const std::int64_t ms = ns / 1'000'000;
    const std::int64_t threshold = cfg().latencyMonitorThreshold;
    if (threshold <= 0 || ms < threshold) return;
    LatencySeries& series = latency[std::string(event)];
    series.maximum = std::max(series.maximum, ms);
    const std::int64_t second = nowMs / 1000;
    if (!series.samples.empty() && series.samples.back().unixSeconds == second) {
        series.samples.back().milliseconds = std::max(series.samples.back().milliseconds, ms);
        return;
    }
    series.samples.push_back({second, ms});
    if (series.samples.size() > LatencySeries::kLength) series.samples.pop_front();
}

} // namespace maylab::cache
