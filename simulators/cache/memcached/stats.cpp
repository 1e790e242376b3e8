// What `stats` and its groups say, in the order of 1.6.18.
#include "cache/memcached/commands.h"
#include "cache/memcached/numbers.h"

#include <algorithm>
#include <concepts>
#include <cstdio>

namespace maylab::memcached {

namespace {

constexpr Segment kAllSegments[] = {Segment::Hot, Segment::Warm, Segment::Cold, Segment::Temp};

class Rows {
  public:
    explicit Rows(StatList& out) : m_out(out) {}
    template <std::integral Number>
    void operator()(std::string key, Number value) {
        m_out.emplace_back(std::move(key), std::to_string(value));
    }
    void operator()(std::string key, std::string value) { m_out.emplace_back(std::move(key), std::move(value)); }
    void operator()(std::string key, const char* value) { m_out.emplace_back(std::move(key), value); }
    void yesNo(std::string key, bool on) { (*this)(std::move(key), on ? "yes" : "no"); }

  private:
    StatList& m_out;
};

std::string fixed(double value, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string seconds(std::int64_t ns) {
    const std::int64_t us = ns / 1000;
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(us / 1'000'000),
                  static_cast<long long>(us % 1'000'000));
    return text;
}

SegmentStats sumOf(const Process& p, std::size_t id) {
    SegmentStats t;
    for (const Segment s : kAllSegments) {
        const SegmentStats& x = p.segmentStats[listOf(id, s)];
        t.evicted += x.evicted;
        t.evictedNonzero += x.evictedNonzero;
        t.reclaimed += x.reclaimed;
        t.outOfMemory += x.outOfMemory;
        t.expiredUnfetched += x.expiredUnfetched;
        t.evictedUnfetched += x.evictedUnfetched;
        t.evictedActive += x.evictedActive;
        t.crawlerReclaimed += x.crawlerReclaimed;
        t.crawlerChecked += x.crawlerChecked;
        t.movesToCold += x.movesToCold;
        t.movesToWarm += x.movesToWarm;
        t.movesWithin += x.movesWithin;
        t.directReclaims += x.directReclaims;
        t.hits += x.hits;
    }
    t.evictedTime = p.segmentStats[listOf(id, Segment::Cold)].evictedTime;
    return t;
}

void add(SegmentStats& t, const SegmentStats& x) {
    t.evicted += x.evicted;
    t.reclaimed += x.reclaimed;
    t.expiredUnfetched += x.expiredUnfetched;
    t.evictedUnfetched += x.evictedUnfetched;
    t.evictedActive += x.evictedActive;
    t.crawlerReclaimed += x.crawlerReclaimed;
    t.crawlerChecked += x.crawlerChecked;
    t.movesToCold += x.movesToCold;
    t.movesToWarm += x.movesToWarm;
    t.movesWithin += x.movesWithin;
    t.directReclaims += x.directReclaims;
    t.hits += x.hits;
}

void general(const Process& p, Rows row) {
    const Statistics& s = p.stats;
    const std::uint64_t clients = p.connections.size() + p.pooledConnections;
    ClassStats c;
    SegmentStats t;
    for (std::size_t id = 1; id < kMaxClasses; ++id) {
        const ClassStats& x = p.classStats[id];
        c.sets += x.sets;
        c.touchHits += x.touchHits;
        c.deleteHits += x.deleteHits;
        c.incrHits += x.incrHits;
        c.decrHits += x.decrHits;
        c.casHits += x.casHits;
        c.casBadval += x.casBadval;
        add(t, sumOf(p, id));
    }
    row("pid", 1);
    row("uptime", p.now() - Process::kUpdateInterval);
    row("time", static_cast<std::uint64_t>(p.zeroUnixSeconds() + p.now()));
    row("version", "1.6.18");
    row("libevent", "2.1.12-stable");
    row("pointer_size", 64);
    row("rusage_user", seconds(s.engineNs / 2 + s.backgroundNs));
    row("rusage_system", seconds(s.engineNs - s.engineNs / 2));
    row("max_connections", p.settings.maxConnections);
    row("curr_connections", clients);
    row("total_connections", s.totalConnections + 1); // with the one that listens
    row("rejected_connections", s.rejectedConnections);
    row("connection_structures", clients + 1);
    row("response_obj_oom", 0);
    row("response_obj_count", std::min<std::uint64_t>(clients, 1));
    row("response_obj_bytes", 16384);
    row("read_buf_count", 2);
    row("read_buf_bytes", 32768);
    row("read_buf_bytes_free", 0);
    row("read_buf_oom", 0);
    row("reserved_fds", 5 * p.settings.threads);
    row("cmd_get", s.getCommands);
    row("cmd_set", c.sets);
    row("cmd_flush", s.flushCommands);
    row("cmd_touch", s.touchCommands);
    row("cmd_meta", s.metaCommands);
    row("get_hits", t.hits);
    row("get_misses", s.getMisses);
    row("get_expired", s.getExpired);
    row("get_flushed", s.getFlushed);
    row("delete_misses", s.deleteMisses);
    row("delete_hits", c.deleteHits);
    row("incr_misses", s.incrMisses);
    row("incr_hits", c.incrHits);
    row("decr_misses", s.decrMisses);
    row("decr_hits", c.decrHits);
    row("cas_misses", s.casMisses);
    row("cas_hits", c.casHits);
    row("cas_badval", c.casBadval);
    row("touch_hits", c.touchHits);
    row("touch_misses", s.touchMisses);
    row("store_too_large", s.storeTooLarge);
    row("store_no_memory", s.storeNoMemory);
    row("auth_cmds", 0);
    row("auth_errors", 0);
    row("bytes_read", s.bytesRead);
    row("bytes_written", s.bytesWritten);
    row("limit_maxbytes", p.settings.maxBytes);
    row("accepting_conns", 1);
    row("listen_disabled_num", 0);
    row("time_in_listen_disabled_us", 0);
    row("threads", p.settings.threads);
    row("conn_yields", s.connectionYields);
    row("hash_power_level", p.hashPower);
    row("hash_bytes", std::uint64_t{8} << p.hashPower);
    row("hash_is_expanding", 0);
    if (p.settings.slabReassign) {
        row("slab_reassign_rescues", s.reassignRescues);
        row("slab_reassign_chunk_rescues", s.reassignChunkRescues);
        row("slab_reassign_evictions_nomem", s.reassignEvictions);
        row("slab_reassign_inline_reclaim", s.reassignReclaims);
        row("slab_reassign_busy_items", 0);
        row("slab_reassign_busy_deletes", 0);
        row("slab_reassign_running", p.pageMove.pending ? 1 : 0);
        row("slabs_moved", s.slabsMoved);
    }
    if (p.settings.lruCrawler) {
        row("lru_crawler_running", p.crawler.running ? 1 : 0);
        row("lru_crawler_starts", s.crawlerStarts);
    }
    if (p.settings.lruMaintainer) row("lru_maintainer_juggles", s.maintainerJuggles);
    row("malloc_fails", 0);
    row("log_worker_dropped", 0);
    row("log_worker_written", 0);
    row("log_watcher_skipped", 0);
    row("log_watcher_sent", 0);
    row("log_watchers", static_cast<std::uint64_t>(std::count_if(p.connections.begin(), p.connections.end(),
                                                                 [](const Connection& x) { return x.watching; })));
    row("unexpected_napi_ids", 0);
    row("round_robin_fallback", 0);
    row("bytes", p.currentBytes);
    row("curr_items", p.items.size());
    row("total_items", s.totalItems);
    row("slab_global_page_pool", p.slabs.globalPages());
    row("expired_unfetched", t.expiredUnfetched);
    row("evicted_unfetched", t.evictedUnfetched);
    if (p.settings.lruMaintainer) row("evicted_active", t.evictedActive);
    row("evictions", t.evicted);
    row("reclaimed", t.reclaimed);
    row("crawler_reclaimed", t.crawlerReclaimed);
    row("crawler_items_checked", t.crawlerChecked);
    row("lrutail_reflocked", 0);
    if (p.settings.lruMaintainer) {
        row("moves_to_cold", t.movesToCold);
        row("moves_to_warm", t.movesToWarm);
        row("moves_within_lru", t.movesWithin);
        row("direct_reclaims", t.directReclaims);
        row("lru_bumps_dropped", s.bumpsDropped);
    }
}

void itemGroups(const Process& p, Rows row) {
    for (std::size_t id = 1; id < kMaxClasses; ++id) {
        std::uint64_t size = 0, bytes = 0;
        for (const Segment s : kAllSegments) {
            size += p.list(id, s).size;
            bytes += p.list(id, s).bytes;
        }
        if (size == 0) continue;
        const SegmentStats t = sumOf(p, id);
        const std::string prefix = "items:" + std::to_string(id) + ":";
        const auto put = [&](const char* name, std::uint64_t value) { row(prefix + name, value); };
        const auto age = [&](Segment s) -> std::uint64_t {
            const ItemIndex tail = p.list(id, s).tail;
            return tail == 0 ? 0 : p.now() - p.items[tail].time;
        };
        const auto hits = [&](Segment s) { return p.segmentStats[listOf(id, s)].hits; };
        const bool maintained = p.settings.lruMaintainer;
        put("number", size);
        if (maintained) {
            put("number_hot", p.list(id, Segment::Hot).size);
            put("number_warm", p.list(id, Segment::Warm).size);
            put("number_cold", p.list(id, Segment::Cold).size);
            if (p.settings.tempLru) put("number_temp", p.list(id, Segment::Temp).size);
            put("age_hot", age(Segment::Hot));
            put("age_warm", age(Segment::Warm));
        }
        put("age", age(Segment::Cold));
        put("mem_requested", bytes);
        put("evicted", t.evicted);
        put("evicted_nonzero", t.evictedNonzero);
        put("evicted_time", t.evictedTime);
        put("outofmemory", t.outOfMemory);
        put("tailrepairs", 0);
        put("reclaimed", t.reclaimed);
        put("expired_unfetched", t.expiredUnfetched);
        put("evicted_unfetched", t.evictedUnfetched);
        if (maintained) put("evicted_active", t.evictedActive);
        put("crawler_reclaimed", t.crawlerReclaimed);
        put("crawler_items_checked", t.crawlerChecked);
        put("lrutail_reflocked", 0);
        if (!maintained) continue;
        put("moves_to_cold", t.movesToCold);
        put("moves_to_warm", t.movesToWarm);
        put("moves_within_lru", t.movesWithin);
        put("direct_reclaims", t.directReclaims);
        put("hits_to_hot", hits(Segment::Hot));
        put("hits_to_warm", hits(Segment::Warm));
        put("hits_to_cold", hits(Segment::Cold));
        put("hits_to_temp", hits(Segment::Temp));
    }
}

void slabGroups(const Process& p, Rows row) {
    std::uint64_t active = 0;
    for (std::size_t id = 1; id <= p.slabs.table().largest(); ++id) {
        if (p.slabs.pages(id) == 0) continue;
        ++active;
        const std::string prefix = std::to_string(id) + ":";
        const ClassStats& c = p.classStats[id];
        std::uint64_t hits = 0;
        for (const Segment s : kAllSegments) hits += p.segmentStats[listOf(id, s)].hits;
        const auto put = [&](const char* name, std::uint64_t value) { row(prefix + name, value); };
        put("chunk_size", p.slabs.table()[id].chunkSize);
        put("chunks_per_page", p.slabs.table()[id].perPage);
        put("total_pages", p.slabs.pages(id));
        put("total_chunks", p.slabs.totalChunks(id));
        put("used_chunks", p.slabs.usedChunks(id));
        put("free_chunks", p.slabs.freeChunks(id));
        put("free_chunks_end", 0);
        put("get_hits", hits);
        put("cmd_set", c.sets);
        put("delete_hits", c.deleteHits);
        put("incr_hits", c.incrHits);
        put("decr_hits", c.decrHits);
        put("cas_hits", c.casHits);
        put("cas_badval", c.casBadval);
        put("touch_hits", c.touchHits);
    }
    row("active_slabs", active);
    row("total_malloced", p.slabs.allocatedBytes());
}

void settingsGroup(const Process& p, Rows row) {
    const Settings& s = p.settings;
    row("maxbytes", s.maxBytes);
    row("maxconns", s.maxConnections);
    row("tcpport", s.port);
    row("udpport", 0);
    row("inter", "127.0.0.1");
    row("verbosity", s.verbose);
    row("oldest", p.oldestLive);
    row("evictions", s.evict ? "on" : "off");
    row("domain_socket", "NULL");
    row("umask", "700");
    row.yesNo("shutdown_command", false);
    row("growth_factor", fixed(s.shape.growthFactor, 2));
    row("chunk_size", s.shape.smallestData);
    row("num_threads", s.threads);
    row("num_threads_per_udp", s.threads);
    row("stat_key_prefix", ":");
    row.yesNo("detail_enabled", s.detail);
    row("reqs_per_event", 20);
    row.yesNo("cas_enabled", s.cas);
    row("tcp_backlog", 1024);
    row("binding_protocol", "auto-negotiate");
    row.yesNo("auth_enabled_sasl", false);
    row.yesNo("auth_enabled_ascii", false);
    row("item_size_max", s.shape.itemSizeMax);
    row.yesNo("maxconns_fast", s.modern);
    row("hashpower_init", 0);
    row.yesNo("slab_reassign", s.slabReassign);
    row("slab_automove", s.slabAutomove);
    row("slab_automove_ratio", fixed(s.slabAutomoveRatio, 2));
    row("slab_automove_window", s.slabAutomoveWindow);
    row("slab_chunk_max", s.shape.chunkMax);
    row.yesNo("lru_crawler", s.lruCrawler);
    row("lru_crawler_sleep", s.crawlerSleep);
    row("lru_crawler_tocrawl", s.crawlerToCrawl);
    row("tail_repair_time", 0);
    row.yesNo("flush_enabled", s.flushEnabled);
    row.yesNo("dump_enabled", s.dumpEnabled);
    row("hash_algorithm", s.modern ? "murmur3" : "jenkins");
    row.yesNo("lru_maintainer_thread", s.lruMaintainer);
    row.yesNo("lru_segmented", s.lruSegmented);
    row("hot_lru_pct", s.hotPercent);
    row("warm_lru_pct", s.warmPercent);
    row("hot_max_factor", fixed(s.hotFactor, 2));
    row("warm_max_factor", fixed(s.warmFactor, 2));
    row.yesNo("temp_lru", s.tempLru);
    row("temporary_ttl", s.temporaryTtl);
    row("idle_timeout", s.idleTimeout);
    row("watcher_logbuf_size", 262144);
    row("worker_logbuf_size", 65536);
    row("read_buf_mem_limit", 0);
    row.yesNo("track_sizes", p.sizesEnabled);
    row.yesNo("inline_ascii_response", false);
    row("ext_item_size", 512);
    row("ext_item_age", 4294967295);
    row("ext_low_ttl", 0);
    row("ext_recache_rate", 2000);
    row("ext_wbuf_size", 4194304);
    row("ext_compact_under", 0);
    row("ext_drop_under", 0);
    row("ext_max_sleep", 1000000);
    row("ext_max_frag", "0.80");
    row("slab_automove_freeratio", "0.010");
    row.yesNo("ext_drop_unread", false);
    row.yesNo("ssl_enabled", false);
    row("ssl_chain_cert", "(null)");
    row("ssl_key", "(null)");
    row("ssl_verify_mode", 0);
    row("ssl_keyformat", 1);
    row("ssl_ciphers", "NULL");
    row("ssl_ca_cert", "NULL");
    row("ssl_wbuf_size", 16384);
    row.yesNo("ssl_session_cache", false);
    row.yesNo("ssl_kernel_tls", false);
    row("ssl_min_version", "tlsv1.2");
    row("num_napi_ids", "(null)");
    row("memory_file", "(null)");
}

void connections(const Process& p, Rows row) {
    constexpr std::uint64_t kFirstFd = 23;
    const std::string listens = "tcp:127.0.0.1:" + std::to_string(p.settings.port);
    std::string fd = std::to_string(kFirstFd);
    row(fd + ":addr", listens);
    row(fd + ":state", "conn_listening");
    row(fd + ":secs_since_last_cmd", p.now() - Process::kUpdateInterval);
    std::uint64_t next = kFirstFd;
    for (const Connection& c : p.connections) {
        fd = std::to_string(++next);
        row(fd + ":addr", "tcp:" + c.address);
        row(fd + ":listen_addr", listens);
        row(fd + ":state", c.watching ? "conn_watch" : c.store.active ? "conn_nread" : "conn_read");
        row(fd + ":secs_since_last_cmd", p.now() - c.lastCommand);
    }
}

void print(const StatList& rows, Reply& reply) {
    for (const auto& [key, value] : rows) reply.text("STAT " + key + " " + value);
}

void runDetail(Process& p, std::string_view what, Reply& reply) {
    if (what == "on" || what == "off") {
        p.settings.detail = what == "on";
        return reply.text("OK");
    }
    if (what != "dump") return reply.text("CLIENT_ERROR usage: stats detail on|off|dump");
    for (const auto& [prefix, s] : p.prefixes) {
        reply.out() += "PREFIX " + prefix + " get " + std::to_string(s.gets) + " hit " + std::to_string(s.hits) + " set " +
                       std::to_string(s.sets) + " del " + std::to_string(s.deletes) + "\r\n";
    }
    reply.text("END");
}

void runCachedump(Process& p, const Line& line, Reply& reply) {
    if (!p.settings.dumpEnabled) return reply.text("CLIENT_ERROR stats cachedump not allowed");
    if (line.tokens() < 5) return reply.text("CLIENT_ERROR bad command line");
    std::uint32_t id = 0, limit = 0;
    if (!parseU32(line[2], id) || !parseU32(line[3], limit)) return reply.text("CLIENT_ERROR bad command line format");
    if (id >= kMaxClasses) return reply.text("CLIENT_ERROR Illegal slab id");
    constexpr std::size_t kMaxReply = 2u << 20;
    std::string& out = reply.out();
    const std::size_t before = out.size();
    std::uint32_t shown = 0;
    for (ItemIndex i = p.list(id, Segment::Cold).head; i != 0 && (limit == 0 || shown < limit); i = p.items[i].next) {
        const Item& item = p.items[i];
        const std::int64_t expires = item.expires == 0 ? 0 : p.zeroUnixSeconds() + item.expires;
        const std::string text = "ITEM " + std::string(p.items.key(item)) + " [" + std::to_string(item.length) + " b; " +
                                 std::to_string(expires) + " s]\r\n";
        if (out.size() - before + text.size() + 6 > kMaxReply) break;
        out += text;
        ++shown;
    }
    reply.text("END");
}

void reset(Process& p) {
    const Statistics old = p.stats;
    p.stats = {};
    // What describes the present or belongs to us stays.
    p.stats.commands = old.commands;
    p.stats.engineNs = old.engineNs;
    p.stats.backgroundNs = old.backgroundNs;
    p.segmentStats = {};
    p.classStats = {};
    p.prefixes.clear();
    p.automove.evicted = {};
    p.automove.outOfMemory = {};
}

void sizesGroup(const Process& p, Rows row) {
    if (!p.sizesEnabled) {
        row("sizes_status", "disabled");
        return;
    }
    for (const auto& [bytes, count] : p.sizes) {
        if (count > 0) row(std::to_string(bytes), static_cast<std::uint64_t>(count));
    }
}

} // namespace

bool collectStats(const Process& p, std::string_view which, StatList& out) {
    out.clear();
    if (which.empty()) general(p, Rows(out));
    else if (which == "items") itemGroups(p, Rows(out));
    else if (which == "slabs") slabGroups(p, Rows(out));
    else if (which == "sizes") sizesGroup(p, Rows(out));
    else if (which == "settings") settingsGroup(p, Rows(out));
    else if (which == "conns") connections(p, Rows(out));
    else return which == "extstore";
    return true;
}

void runStats(Process& p, const Line& line, Reply& reply) {
    const std::string_view which = line[1];
    p.charge(kReadNs);
    if (which == "reset") {
        reset(p);
        return reply.text("RESET");
    }
    if (which == "detail") return runDetail(p, line.tokens() < 4 ? std::string_view() : line[2], reply);
    if (which == "cachedump") return runCachedump(p, line, reply);
    StatList rows;
    // These two end without END.
    if (which == "sizes_enable" || which == "sizes_disable") {
        const bool on = which == "sizes_enable";
        if (on && !p.settings.cas) {
            return print({{"sizes_status", "error"}, {"sizes_error", "cas_support_disabled"}}, reply);
        }
        if (on != p.sizesEnabled) {
            p.sizes.clear();
            if (on) p.sizesSinceCas = p.nextCas();
        }
        p.sizesEnabled = on;
        return print({{"sizes_status", on ? "enabled" : "disabled"}}, reply);
    }
    if (!collectStats(p, which, rows)) return reply.text("ERROR");
    p.charge(static_cast<std::int64_t>(rows.size()) * 100);
    print(rows, reply);
    reply.text("END");
}

} // namespace maylab::memcached
