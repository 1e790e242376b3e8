#include "cache/engine/info.h"

#include "cache/engine/access_clock.h"
#include "cache/engine/cluster_route.h"
#include "cache/engine/command_table.h"
#include "cache/engine/numbers.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace maylab::cache {

namespace {

// What a process needs beside its data, and how much larger its pages are than what is in them.
constexpr std::int64_t kProcessRss = 7'500'000;
constexpr double kPageOverhead = 1.03;
constexpr std::int64_t kSystemMemory = 25'276'026'880;
constexpr std::string_view kDefaultSections[] = {"server",      "clients", "memory",     "persistence", "stats",
                                                 "replication", "cpu",     "module_list", "errorstats",  "cluster",
                                                 "keyspace"};
constexpr std::string_view kAllSections[] = {"server",      "clients",      "memory",       "persistence",
                                             "stats",       "replication",  "cpu",          "module_list",
                                             "commandstats", "errorstats",  "latencystats", "cluster",
                                             "keyspace"};

class Lines {
  public:
    void section(std::string_view title) {
        if (!m_text.empty()) m_text += "\r\n";
        m_text += "# ";
        m_text += title;
        m_text += "\r\n";
    }
    void line(std::string_view name, std::string_view value) {
        m_text += name;
        m_text += ':';
        m_text += value;
        m_text += "\r\n";
    }
    void number(std::string_view name, std::int64_t value) { line(name, formatInteger(value)); }
    void count(std::string_view name, std::uint64_t value) { line(name, std::to_string(value)); }
    void real(std::string_view name, double value) { line(name, formatFixed(value, 2)); }
    std::string take() { return std::move(m_text); }

  private:
    std::string m_text;
};

void serverSection(const Server& s, Lines& l) {
    const bool aws = s.options.profile == EngineProfile::ElastiCache;
    const std::int64_t uptime = (s.nowMs - s.startedMs) / 1000;
    l.section("Server");
    l.line("redis_version", "7.0.15");
    l.line("redis_git_sha1", aws ? "0" : "00000000");
    l.line("redis_git_dirty", "0");
    l.line("redis_build_id", aws ? "0" : "ae4d7c971a948f0");
    l.line("redis_mode", s.options.cluster ? "cluster" : "standalone");
    l.line("os", aws ? "Amazon ElastiCache" : "Linux x86_64");
    l.line("arch_bits", "64");
    l.line("monotonic_clock", "POSIX clock_gettime");
    l.line("multiplexing_api", "epoll");
    l.line("atomicvar_api", "c11-builtin");
    l.line("gcc_version", aws ? "0.0.0" : "12.2.0");
    l.line("process_id", "1");
    l.line("process_supervised", "no");
    l.line("run_id", s.runId);
    l.count("tcp_port", s.options.port);
    l.number("server_time_usec", s.nowMs * 1000);
    l.number("uptime_in_seconds", uptime);
    l.number("uptime_in_days", uptime / 86'400);
    l.number("hz", s.cfg().hz);
    l.number("configured_hz", s.cfg().hz);
    l.count("lru_clock", lruClock(s.nowMs));
    l.line("executable", aws ? "-" : "/usr/bin/redis-server");
    l.line("config_file", "");
    l.line("io_threads_active", "0");
}

void clientsSection(const Server& s, Lines& l) {
    std::size_t largest = 0;
    for (const Client& c : s.clients.all()) largest = std::max(largest, c.parser.buffered());
    l.section("Clients");
    l.count("connected_clients", s.clients.size() + s.clients.pooled);
    l.line("cluster_connections", "0");
    l.number("maxclients", s.cfg().maxclients);
    l.count("client_recent_max_input_buffer", s.clients.size() == 0 ? 0 : std::max<std::size_t>(largest, 20'480));
    l.line("client_recent_max_output_buffer", "0");
    l.count("blocked_clients", s.blocking.clients);
    l.count("tracking_clients", s.tracking.clients);
    l.count("clients_in_timeout_table", s.blocking.timeouts.size());
}

void memorySection(const Server& s, Lines& l) {
    const MemoryFigures m = memoryFigures(s);
    const auto sized = [&](std::string_view name, std::int64_t bytes) {
        l.number(name, bytes);
        l.line(std::string(name) + "_human", formatBytes(static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0))));
    };
    l.section("Memory");
    sized("used_memory", m.used);
    sized("used_memory_rss", m.rss);
    sized("used_memory_peak", m.peak);
    l.line("used_memory_peak_perc", formatFixed(m.peakPercent, 2) + "%");
    l.number("used_memory_overhead", m.overhead);
    l.number("used_memory_startup", MemoryModel::kStartup);
    l.number("used_memory_dataset", m.dataset);
    l.line("used_memory_dataset_perc", formatFixed(m.datasetPercent, 2) + "%");
    l.number("allocator_allocated", m.used);
    l.number("allocator_active", m.active);
    l.number("allocator_resident", m.resident);
    sized("total_system_memory", kSystemMemory);
    l.line("used_memory_lua", "31744");
    l.line("used_memory_vm_eval", "31744");
    l.line("used_memory_lua_human", "31.00K");
    l.line("used_memory_scripts_eval", "0");
    l.count("number_of_cached_scripts", s.scripts.cached.size());
    l.line("number_of_functions", "0");
    l.line("number_of_libraries", "0");
    l.line("used_memory_vm_functions", "32768");
    l.line("used_memory_vm_total", "64512");
    l.line("used_memory_vm_total_human", "63.00K");
    l.line("used_memory_functions", "200");
    l.line("used_memory_scripts", "200");
    l.line("used_memory_scripts_human", "200B");
    sized("maxmemory", static_cast<std::int64_t>(s.cfg().maxmemory));
    l.line("maxmemory_policy", toString(s.cfg().policy));
    l.real("allocator_frag_ratio", m.fragmentationRatio);
    l.number("allocator_frag_bytes", m.active - m.used);
    l.real("allocator_rss_ratio", m.residentRatio);
    l.number("allocator_rss_bytes", m.resident - m.active);
    l.real("rss_overhead_ratio", m.rssOverheadRatio);
    l.number("rss_overhead_bytes", m.rss - m.resident);
    l.real("mem_fragmentation_ratio", m.rssRatio);
    l.number("mem_fragmentation_bytes", m.rss - m.used);
    l.line("mem_not_counted_for_evict", "0");
    l.line("mem_replication_backlog", "0");
    l.line("mem_total_replication_buffers", "0");
    l.line("mem_clients_slaves", "0");
    l.number("mem_clients_normal", s.clientMemory());
    l.line("mem_cluster_links", "0");
    l.line("mem_aof_buffer", "0");
    l.line("mem_allocator", s.options.allocator == Allocator::Quantum16 ? "jemalloc-5.3.0" : "jemalloc-5.2.1");
    l.line("active_defrag_running", "0");
    l.line("lazyfree_pending_objects", "0");
    l.line("lazyfreed_objects", "0");
}

void persistenceSection(const Server& s, Lines& l) {
    l.section("Persistence");
    static constexpr std::string_view kZeros[] = {"loading",         "async_loading",         "current_cow_peak",
                                                  "current_cow_size", "current_cow_size_age"};
    for (const auto name : kZeros) l.line(name, "0");
    l.line("current_fork_perc", "0.00");
    l.line("current_save_keys_processed", "0");
    l.line("current_save_keys_total", "0");
    l.count("rdb_changes_since_last_save", s.stats.dirty);
    l.line("rdb_bgsave_in_progress", "0");
    l.number("rdb_last_save_time", s.lastSaveMs / 1000);
    l.line("rdb_last_bgsave_status", "ok");
    l.line("rdb_last_bgsave_time_sec", "-1");
    l.line("rdb_current_bgsave_time_sec", "-1");
    l.line("rdb_saves", "0");
    l.line("rdb_last_cow_size", "0");
    l.line("rdb_last_load_keys_expired", "0");
    l.line("rdb_last_load_keys_loaded", "0");
    l.line("aof_enabled", "0");
    l.line("aof_rewrite_in_progress", "0");
    l.line("aof_rewrite_scheduled", "0");
    l.line("aof_last_rewrite_time_sec", "-1");
    l.line("aof_current_rewrite_time_sec", "-1");
    l.line("aof_last_bgrewrite_status", "ok");
    l.line("aof_rewrites", "0");
    l.line("aof_rewrites_consecutive_failures", "0");
    l.line("aof_last_write_status", "ok");
    l.line("aof_last_cow_size", "0");
    l.line("module_fork_in_progress", "0");
    l.line("module_fork_last_cow_size", "0");
}

void statsSection(const Server& s, Lines& l) {
    const Statistics& t = s.stats;
    const std::int64_t exceeding = s.pool.exceededSinceMs == 0 ? 0 : s.nowMs - s.pool.exceededSinceMs;
    l.section("Stats");
    l.count("total_connections_received", t.connectionsReceived);
    l.count("total_commands_processed", t.commandsProcessed);
    l.number("instantaneous_ops_per_sec", static_cast<std::int64_t>(s.operations.perSecond()));
    l.count("total_net_input_bytes", t.netInputBytes);
    l.count("total_net_output_bytes", t.netOutputBytes);
    l.count("total_net_repl_input_bytes", t.replicationInputBytes);
    l.count("total_net_repl_output_bytes", t.replicationOutputBytes);
    l.real("instantaneous_input_kbps", s.inputBytes.perSecond() / 1024);
    l.real("instantaneous_output_kbps", s.outputBytes.perSecond() / 1024);
    l.line("instantaneous_input_repl_kbps", "0.00");
    l.line("instantaneous_output_repl_kbps", "0.00");
    l.count("rejected_connections", t.rejectedConnections);
    l.count("sync_full", t.fullSyncs);
    l.count("sync_partial_ok", t.partialSyncs);
    l.count("sync_partial_err", t.partialSyncsRefused);
    l.count("expired_keys", t.expiredKeys);
    l.real("expired_stale_perc", t.expiredStalePerc * 100);
    l.count("expired_time_cap_reached_count", t.expiredTimeCapReached);
    l.count("expire_cycle_cpu_milliseconds", t.expireCycleNs / 1'000'000);
    l.count("evicted_keys", t.evictedKeys);
    l.line("evicted_clients", "0");
    l.count("total_eviction_exceeded_time", t.evictionExceededNs / 1'000'000 + static_cast<std::uint64_t>(exceeding));
    l.number("current_eviction_exceeded_time", exceeding);
    l.count("keyspace_hits", t.keyspaceHits);
    l.count("keyspace_misses", t.keyspaceMisses);
    l.count("pubsub_channels", s.pubsub.channels.size());
    l.count("pubsub_patterns", s.pubsub.patterns.size());
    l.count("pubsubshard_channels", s.pubsub.shardChannels.size());
    static constexpr std::string_view kZeros[] = {"latest_fork_usec",
        "total_forks",            "migrate_cached_sockets",   "slave_expires_tracked_keys", "active_defrag_hits",
        "active_defrag_misses",   "active_defrag_key_hits",   "active_defrag_key_misses", "total_active_defrag_time",
        "current_active_defrag_time"};
    for (const auto name : kZeros) l.line(name, "0");
    l.count("tracking_total_keys", s.tracking.keys.size());
    l.count("tracking_total_items", s.tracking.items());
    l.count("tracking_total_prefixes", s.tracking.prefixes.size());
    l.line("unexpected_error_replies", "0");
    l.count("total_error_replies", t.errorReplies);
    l.line("dump_payload_sanitizations", "0");
    l.count("total_reads_processed", t.readsProcessed);
    l.count("total_writes_processed", t.writesProcessed);
    l.line("io_threaded_reads_processed", "0");
    l.line("io_threaded_writes_processed", "0");
    l.line("reply_buffer_shrinks", "0");
    l.line("reply_buffer_expands", "0");
}

void replicationSection(const Server& s, std::string_view via, Lines& l) {
    const Replication& r = s.replication;
    const auto secondsSince = [&](std::int64_t ms) { return std::max<std::int64_t>(s.nowMs / 1000 - ms / 1000, 0); };
    const std::string offset = std::to_string(r.backlog.offset());
    l.section("Replication");
    l.line("role", r.replica ? "slave" : "master");
    if (r.replica) {
        const bool up = r.link.state == PrimaryLink::State::Connected;
        const ClientAddress at = addressFor(s, via, r.link.host, r.link.port);
        l.line("master_host", at.host);
        l.number("master_port", at.port);
        l.line("master_link_status", up ? "up" : "down");
        l.number("master_last_io_seconds_ago", up ? secondsSince(r.link.lastIoMs) : -1);
        l.line("master_sync_in_progress", r.link.state == PrimaryLink::State::Sync ? "1" : "0");
        l.line("slave_read_repl_offset", offset);
        l.line("slave_repl_offset", offset);
        if (!up) l.number("master_link_down_since_seconds", r.link.downSinceMs == 0 ? -1 : secondsSince(r.link.downSinceMs));
        l.line("slave_priority", *s.config.get("replica-priority"));
        l.line("slave_read_only", s.cfg().replicaReadOnly ? "1" : "0");
        l.line("replica_announced", *s.config.get("replica-announced") == "yes" ? "1" : "0");
    }
    l.count("connected_slaves", r.replicas.size());
    if (s.cfg().minReplicasToWrite > 0 && s.cfg().minReplicasMaxLag > 0)
        l.count("min_slaves_good_slaves", goodReplicas(s));
    for (std::size_t k = 0; k < r.replicas.size(); ++k) {
        static constexpr std::string_view kStates[] = {"wait_bgsave", "send_bulk", "online"};
        const ReplicaState& replica = r.replicas[k];
        const bool online = replica.state == ReplicaState::State::Online;
        const ClientAddress at = addressFor(s, via, replica.ip, replica.port);
        l.line("slave" + std::to_string(k),
               "ip=" + at.host + ",port=" + std::to_string(at.port) +
                   ",state=" + std::string(kStates[static_cast<std::size_t>(replica.state)]) +
                   ",offset=" + std::to_string(replica.ackedOffset) +
                   ",lag=" + std::to_string(online ? secondsSince(replica.ackedAtMs) : 0));
    }
    l.line("master_failover_state", "no-failover");
    l.line("master_replid", r.id);
    l.line("master_replid2", r.id2);
    l.line("master_repl_offset", offset);
    l.number("second_repl_offset", r.secondOffset);
    l.line("repl_backlog_active", r.backlog.active() ? "1" : "0");
    l.line("repl_backlog_size", *s.config.get("repl-backlog-size"));
    l.count("repl_backlog_first_byte_offset", r.backlog.active() ? r.backlog.firstByte() : 0);
    l.count("repl_backlog_histlen", r.backlog.length());
}

// Modelled engine time: three quarters in the process, a quarter in the kernel.
void cpuSection(const Server& s, Lines& l) {
    const double seconds = static_cast<double>(s.stats.engineNs) * 1e-9;
    const auto cpu = [&](std::string_view name, double v) { l.line(name, formatFixed(v, 6)); };
    l.section("CPU");
    cpu("used_cpu_sys", seconds * 0.25);
    cpu("used_cpu_user", seconds * 0.75);
    cpu("used_cpu_sys_children", 0);
    cpu("used_cpu_user_children", 0);
    cpu("used_cpu_sys_main_thread", seconds * 0.25);
    cpu("used_cpu_user_main_thread", seconds * 0.75);
}

void commandSection(const Server& s, Lines& l) {
    l.section("Commandstats");
    const auto table = commandTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const CommandStat& c = s.commandStats[i];
        if (c.calls == 0 && c.rejected == 0 && c.failed == 0) continue;
        const double perCall = c.calls == 0 ? 0 : static_cast<double>(c.ns) / 1000.0 / static_cast<double>(c.calls);
        l.line(std::string("cmdstat_") + table[i].name,
               "calls=" + std::to_string(c.calls) + ",usec=" + std::to_string(c.ns / 1000) +
                   ",usec_per_call=" + formatFixed(perCall, 2) + ",rejected_calls=" + std::to_string(c.rejected) +
                   ",failed_calls=" + std::to_string(c.failed));
    }
}

void latencySection(const Server& s, Lines& l) {
    l.section("Latencystats");
    if (!s.cfg().latencyTracking) return;
    const auto table = commandTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const CommandStat& c = s.commandStats[i];
        if (c.calls == 0) continue;
        l.line(std::string("latency_percentiles_usec_") + table[i].name,
               "p50=" + formatFixed(latencyQuantile(c, 0.5), 3) + ",p99=" + formatFixed(latencyQuantile(c, 0.99), 3) +
                   ",p99.9=" + formatFixed(latencyQuantile(c, 0.999), 3));
    }
}

void keyspaceSection(const Server& s, Lines& l) {
    l.section("Keyspace");
    for (std::size_t db = 0; db < s.keyspace.databaseCount(); ++db) {
        const Database& d = s.keyspace.db(db);
        if (d.keys.size() == 0 && d.expires.size() == 0) continue;
        l.line("db" + std::to_string(db), "keys=" + std::to_string(d.keys.size()) +
                                              ",expires=" + std::to_string(d.expires.size()) +
                                              ",avg_ttl=" + formatInteger(d.averageTtl));
    }
}

void section(const Server& s, std::string_view name, std::string_view via, Lines& l) {
    if (name == "server") serverSection(s, l);
    else if (name == "clients") clientsSection(s, l);
    else if (name == "memory") memorySection(s, l);
    else if (name == "persistence") persistenceSection(s, l);
    else if (name == "stats") statsSection(s, l);
    else if (name == "replication") replicationSection(s, via, l);
    else if (name == "cpu") cpuSection(s, l);
    else if (name == "module_list") l.section("Modules");
    else if (name == "commandstats") commandSection(s, l);
    else if (name == "errorstats") {
        l.section("Errorstats");
        for (const auto& [code, count] : s.errorStats) l.line("errorstat_" + code, "count=" + std::to_string(count));
    } else if (name == "latencystats") latencySection(s, l);
    else if (name == "cluster") {
        l.section("Cluster");
        l.line("cluster_enabled", s.options.cluster ? "1" : "0");
    } else if (name == "keyspace") keyspaceSection(s, l);
}

} // namespace

MemoryFigures memoryFigures(const Server& s) {
    MemoryFigures m;
    m.used = s.usedMemory() + MemoryModel::kInfoWorkspace;
    m.peak = std::max(s.peakMemory, m.used);
    m.overhead = MemoryModel::kStartup + s.clientMemory() + s.keyspace.overheadBytes();
    m.dataset = m.used - m.overhead;
    const std::int64_t net = m.used - MemoryModel::kStartup;
    m.datasetPercent = net <= 0 ? 0 : 100.0 * static_cast<double>(m.dataset) / static_cast<double>(net);
    m.peakPercent = 100.0 * static_cast<double>(m.used) / static_cast<double>(m.peak);
    // Pages that were once needed stay with the process.
    m.active = static_cast<std::int64_t>(static_cast<double>(m.used) * kPageOverhead);
    m.resident = std::max(m.active, static_cast<std::int64_t>(static_cast<double>(s.peakMemory) * 0.9));
    m.rss = m.resident + kProcessRss;
    const auto ratio = [](std::int64_t a, std::int64_t b) { return b == 0 ? 0 : static_cast<double>(a) / static_cast<double>(b); };
    m.fragmentationRatio = ratio(m.active, m.used);
    m.residentRatio = ratio(m.resident, m.active);
    m.rssOverheadRatio = ratio(m.rss, m.resident);
    m.rssRatio = ratio(m.rss, m.used);
    return m;
}

std::string infoText(const Server& s, std::span<const std::string_view> sections, std::string_view via) {
    std::vector<std::string> wanted;
    const auto add = [&](std::string_view name) {
        if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) wanted.emplace_back(name);
    };
    if (sections.empty())
        for (const auto name : kDefaultSections) add(name);
    for (const auto raw : sections) {
        const std::string name = lowerCase(raw);
        if (name == "default")
            for (const auto d : kDefaultSections) add(d);
        else if (name == "all" || name == "everything")
            for (const auto d : kAllSections) add(d);
        else add(name == "modules" ? "module_list" : std::string_view(name));
    }
    Lines l;
    for (const auto known : kAllSections) {
        if (std::find(wanted.begin(), wanted.end(), known) != wanted.end()) section(s, known, via, l);
    }
    return l.take();
}

// Four buckets an octave, from 256 ns on.
std::size_t latencyBucket(std::int64_t ns) {
    const auto v = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 256));
    const int octave = static_cast<int>(std::bit_width(v)) - 9;
    const auto quarter = static_cast<std::size_t>(v >> (octave + 6) & 3);
    return std::min(static_cast<std::size_t>(octave) * 4 + quarter, CommandStat::kLatencyBuckets - 1);
}

double latencyBucketUpperNs(std::size_t bucket) {
    const std::uint64_t base = std::uint64_t{256} << (bucket / 4);
    return static_cast<double>(base + base / 4 * (bucket % 4 + 1));
}

double latencyQuantile(const CommandStat& c, double quantile) {
    std::uint64_t total = 0;
    for (const std::uint32_t n : c.latency) total += n;
    if (total == 0) return 0;
    const double wanted = quantile * static_cast<double>(total);
    double seen = 0;
    for (std::size_t b = 0; b < c.latency.size(); ++b) {
        seen += c.latency[b];
        if (seen >= wanted) return latencyBucketUpperNs(b) / 1000.0;
    }
    return latencyBucketUpperNs(c.latency.size() - 1) / 1000.0;
}

} // namespace maylab::cache
