// Memcached as a client meets it: against a dictionary, in slices, limits, connections, times, statistics; the client's ring.
#include <QtTest>

#include "cache/memcached/console_session.h"
#include "cache/memcached/ketama.h"
#include "cache/memcached/md5.h"
#include "cache/memcached_talk.h"
#include "kernel/rng.h"
#include "support/test_suite.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace maylab::memcached;
using namespace maylab::test;
using maylab::kernel::Rng;
using Status = maylab::ports::CacheReply::Status;

namespace {

// A dictionary with times, as the protocol's text tells it.
class NaiveStore {
  public:
    struct Value {
        std::string bytes, flags;
        std::int64_t expires = 0; // second, 0 never
        std::uint64_t cas = 0;
    };
    std::optional<Value> get(const std::string& key, std::int64_t second) {
        const auto at = m_values.find(key);
        if (at == m_values.end()) return {};
        if (at->second.expires != 0 && at->second.expires <= second) {
            m_values.erase(at);
            return {};
        }
        return at->second;
    }
    void put(const std::string& key, Value v) {
        v.cas = ++m_cas;
        m_values[key] = v;
    }
    void touch(const std::string& key, std::int64_t expires) { m_values[key].expires = expires; }
    bool erase(const std::string& key) { return m_values.erase(key) != 0; }

  private:
    std::map<std::string, Value> m_values;
    std::uint64_t m_cas = 0;
};

} // namespace

class TestMemcached : public QObject {
    Q_OBJECT
  private slots:
    void likeADictionary();
    void inputMayBeCutAnywhere();
    void fastPathsAreTheCommands();
    void copiesGoTheirOwnWay();
    void limits();
    void connectionsAreCounted();
    void expiryAndFlush();
    void statisticsKeepTheirOrder();
    void discovery();
    void console();
    void md5OfTheRfc();
    void ringAsLibmemcached();
    void lossOfANode();
};

void TestMemcached::likeADictionary() {
    Talk t;
    NaiveStore naive;
    Rng rng(11, "commands");
    for (int i = 0; i < 30'000; ++i) {
        const std::int64_t second = (t.now - kStart) / 1000;
        const std::string key = "key" + std::to_string(rng.below(40));
        const auto old = naive.get(key, second);
        const std::int64_t ttl = rng.below(3) == 0 ? static_cast<std::int64_t>(1 + rng.below(20)) : 0;
        const std::int64_t expires = ttl == 0 ? 0 : second + ttl;
        const std::string flags = std::to_string(rng.below(3) * 7);
        const std::string value = rng.below(2) == 0 ? std::to_string(rng.below(2000)) : std::string(rng.below(300), 'v');
        const std::string head = key + " " + flags + " " + std::to_string(ttl) + " " + std::to_string(value.size());
        const std::string data = "\r\n" + value + "\r\n";
        std::string want;
        std::string got;
        switch (rng.below(10)) {
        case 0:
            got = t.say("add " + head + data);
            want = old ? "NOT_STORED\r\n" : "STORED\r\n";
            if (!old) naive.put(key, {value, flags, expires});
            break;
        case 1:
            got = t.say("replace " + head + data);
            want = old ? "STORED\r\n" : "NOT_STORED\r\n";
            if (old) naive.put(key, {value, flags, expires});
            break;
        case 2: {
            const bool append = rng.below(2) == 0;
            got = t.say((append ? "append " : "prepend ") + head + data);
            want = old ? "STORED\r\n" : "NOT_STORED\r\n";
            if (old) naive.put(key, {append ? old->bytes + value : value + old->bytes, old->flags, old->expires});
            break;
        }
        case 3: {
            const std::uint64_t cas = old && rng.below(2) == 0 ? old->cas : 1'000'000;
            got = t.say("cas " + head + " " + std::to_string(cas) + data);
            want = !old ? "NOT_FOUND\r\n" : cas == old->cas ? "STORED\r\n" : "EXISTS\r\n";
            if (old && cas == old->cas) naive.put(key, {value, flags, expires});
            break;
        }
        case 4:
            got = t.say("delete " + key + "\r\n");
            want = naive.erase(key) ? "DELETED\r\n" : "NOT_FOUND\r\n";
            break;
        case 5: {
            got = t.say("touch " + key + " " + std::to_string(ttl) + "\r\n");
            want = old ? "TOUCHED\r\n" : "NOT_FOUND\r\n";
            if (old) naive.touch(key, expires);
            break;
        }
        case 6: {
            const bool number = old && !old->bytes.empty() &&
                                old->bytes.find_first_not_of("0123456789") == std::string::npos &&
                                old->bytes.size() < 15;
            if (old && old->bytes.find(' ') != std::string::npos) continue;
            got = t.say("incr " + key + " 7\r\n");
            want = !old ? "NOT_FOUND\r\n" : "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n";
            if (number) {
                const std::string sum = std::to_string(std::stoull(old->bytes) + 7);
                want = sum + "\r\n";
                std::string kept = sum;
                if (kept.size() < old->bytes.size()) kept.resize(old->bytes.size(), ' ');
                naive.put(key, {kept, old->flags, old->expires});
            }
            break;
        }
        case 7:
            got = t.say("gets " + key + "\r\n");
            want = !old ? "END\r\n"
                        : "VALUE " + key + " " + old->flags + " " + std::to_string(old->bytes.size()) + " " +
                              std::to_string(old->cas) + "\r\n" + old->bytes + "\r\nEND\r\n";
            break;
        case 8: t.pass(static_cast<std::int64_t>(rng.below(1500))); continue;
        default:
            got = t.say("set " + head + data);
            want = "STORED\r\n";
            naive.put(key, {value, flags, expires});
        }
        QCOMPARE(QString::fromStdString(got), QString::fromStdString(want));
    }
    QVERIFY(booksBalance(t.server));
}

void TestMemcached::inputMayBeCutAnywhere() {
    const std::string script =
        set("a", "hello") + "get a b a\r\ngets a\r\n" + set("n", "41", "5 100") + "incr n 1\r\nma n v t\r\n" +
        "ms m 3 c\r\nabc\r\nmg m v k O12\r\nmg nothing k q\r\nmn\r\nset bad 0 0 3\r\ntoolong\r\nset none 0 0 "
        "x\r\n" +
        "append a 0 0 2 noreply\r\n!!\r\nget a\r\nset big 0 0 1048576\r\n" + std::string(1'048'576, 'x') +
        "\r\nget big\r\ndelete a noreply\r\nget a\r\nverbosity 1\nversion\r\nbogus\r\n\r\ntouch n "
        "50\r\nstats sizes\r\n" +
        "get " + std::string(250, 'k') + "\r\nflush_all\r\nget n\r\n";
    Talk whole;
    const std::string want = whole.say(script);
    QVERIFY(want.find("SERVER_ERROR object too large for cache\r\n") != std::string::npos);
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        Talk cut;
        Rng rng(seed, "cut");
        std::string got;
        for (std::string_view rest = script; !rest.empty();) {
            const std::size_t n = std::min<std::size_t>(
                rest.size(), seed == 0 && rest.size() < 400 ? 1 : 1 + rng.below(seed < 3 ? 9'000 : 90'000));
            got += cut.say(rest.substr(0, n));
            rest.remove_prefix(n);
        }
        QCOMPARE(QString::fromStdString(got), QString::fromStdString(want));
        QVERIFY(booksBalance(cut.server));
    }
}

void TestMemcached::fastPathsAreTheCommands() {
    Talk a(options({{"memory-limit", "2"}})), b(options({{"memory-limit", "2"}}));
    b.server.setRenderer([](maylab::ports::SyntheticValue v, char* out) { std::fill(out, out + v.length, 'x'); });
    Rng rng(3, "fast");
    for (int i = 0; i < 30'000; ++i) {
        const std::string key = "k" + std::to_string(rng.below(9'000));
        const auto length = static_cast<std::uint32_t>(600 + rng.below(400));
        switch (rng.below(5)) {
        case 0:
        case 2: {
            const std::int64_t ttl = rng.below(2) == 0 ? 0 : 5;
            const std::string reply = a.say(set(key, std::string(length, 'x'), "0 " + std::to_string(ttl)));
            QCOMPARE(b.server.set(key, {length, 9}, ttl * 1000, b.now).status == Status::Ok, reply == "STORED\r\n");
            break;
        }
        case 1:
            QCOMPARE(a.say("delete " + key + "\r\n") == "DELETED\r\n", b.server.del(key, b.now).status == Status::Ok);
            break;
        default: {
            const std::string reply = a.say("get " + key + "\r\n");
            const auto r = b.server.get(key, b.now);
            QCOMPARE(reply == "END\r\n", r.status == Status::Nil);
            if (r.status == Status::Ok)
                QVERIFY(reply.find(" " + std::to_string(r.value.length) + "\r\n") != std::string::npos);
        }
        }
        const auto step = static_cast<std::int64_t>(rng.below(3));
        a.pass(step);
        b.pass(step);
    }
    auto said = a.server.stats("", a.now), felt = b.server.stats("", b.now);
    QCOMPARE(said.size(), felt.size());
    for (std::size_t i = 0; i < said.size(); ++i)
        QCOMPARE(QString::fromStdString(felt[i].first + felt[i].second),
                 QString::fromStdString(said[i].first + said[i].second));
    QVERIFY(b.server.totals().evictions > 0);
    QCOMPARE(a.say("get k1\r\n"), b.say("get k1\r\n"));
    QCOMPARE(b.server.process().items.realBytes(), b.server.totals().items * sizeof(Item));
}

void TestMemcached::copiesGoTheirOwnWay() {
    Talk t(options({{"memory-limit", "64"}}));
    char key[24];
    for (int i = 0; i < 100'000; ++i) {
        std::snprintf(key, sizeof key, "key:%06d", i);
        t.server.set(key, {100, static_cast<std::uint64_t>(i)}, 60'000, t.now);
    }
    t.say(set("typed", "by a person"));
    t.say("set half 0 0 10\r\n12345");
    const std::uint64_t before = t.server.fingerprint();
    Talk copy = t, other = t;
    QCOMPARE(copy.server.fingerprint(), before);
    other.say("67890\r\nflush_all\r\nappend typed 0 0 1\r\n!\r\n");
    other.pass(3'000);
    QCOMPARE(t.server.fingerprint(), before);
    QCOMPARE(t.say("67890\r\nget typed half\r\n"), copy.say("67890\r\nget typed half\r\n"));
    for (Talk* x : {&t, &copy}) {
        for (int i = 0; i < 20'000; ++i) {
            std::snprintf(key, sizeof key, "key:%06d", i * 7 % 120'000);
            if (x->server.get(key, x->now).status == Status::Nil) x->server.set(key, {300, 1}, 0, x->now);
            if (i % 20 == 0) x->pass(7);
        }
    }
    QCOMPARE(t.server.fingerprint(), copy.server.fingerprint());
    QVERIFY(t.server.fingerprint() != before && other.server.fingerprint() != before);
    QVERIFY(booksBalance(t.server) && booksBalance(other.server));
}

void TestMemcached::limits() {
    Talk t(options({{"max-item-size", "2m"}}));
    const std::string longest(250, 'k'), tooLong(251, 'k');
    QCOMPARE(t.say(set(longest, "x")), std::string("STORED\r\n"));
    QCOMPARE(t.say("get " + tooLong + "\r\n"), std::string("CLIENT_ERROR bad command line format\r\n"));
    QCOMPARE(t.say(set(tooLong, "x")), std::string("CLIENT_ERROR bad command line format\r\nERROR\r\n"));
    QVERIFY(t.server.set(longest, {10, 0}, 0, t.now).status == Status::Ok);
    QVERIFY(t.server.set(tooLong, {10, 0}, 0, t.now).status == Status::Oom);
    QVERIFY(t.server.get(tooLong, t.now).status == Status::Nil);
    // 2 MB with header, CAS, key and line end.
    const std::size_t room = (2u << 20) - Item::total(1, 0, 0, true);
    QCOMPARE(t.say(set("b", std::string(room, 'x'))), std::string("STORED\r\n"));
    QCOMPARE(t.say(set("b", std::string(room + 1, 'x'))), std::string("SERVER_ERROR object too large for cache\r\n"));
    QCOMPARE(t.say("get b\r\n"), std::string("END\r\n")); // what is refused takes the old one along
    QCOMPARE(t.say("set b 0 0 2147483647\r\n"), std::string("CLIENT_ERROR bad command line format\r\n"));
    Settings settings;
    QVERIFY(!setOption(settings, "max-item-size", "100").ok);
    // No evictions: an error instead, and what is there stays.
    Talk full(options({{"memory-limit", "2"}, {"disable-evictions", ""}}));
    int stored = 0;
    std::string reply;
    while ((reply = full.say(set("key" + std::to_string(stored), std::string(900, 'x')))) == "STORED\r\n") ++stored;
    QCOMPARE(reply, std::string("SERVER_ERROR out of memory storing object\r\n"));
    QCOMPARE(stored, 2 * 885); // two pages of class 12
    QVERIFY(full.say("get key0\r\n").starts_with("VALUE key0 0 900"));
    QCOMPARE(full.server.totals().evictions, std::uint64_t{0});
    QVERIFY(full.stat("items", "items:12:outofmemory") != "0");
    // A host of real bytes is refused whatever the limit says.
    Options small = options();
    small.realMemoryCap = 1u << 20;
    Talk real(small);
    for (int i = 0; i < 2'000; ++i) real.say(set("r" + std::to_string(i), std::string(2'000, 'x')));
    QVERIFY(real.server.process().items.realBytes() <= (1u << 20) + 4'096);
}

void TestMemcached::connectionsAreCounted() {
    Memcached server(options({{"conn-limit", "3"}, {"threads", "2"}}));
    const ClientId a = server.connect(kStart), b = server.connect(kStart);
    QVERIFY(a != 0 && b != 0 && server.threadOf(a) != server.threadOf(b));
    QVERIFY(server.addPooledConnections(1, kStart));
    QCOMPARE(server.connect(kStart), ClientId{0});
    QVERIFY(!server.addPooledConnections(1, kStart));
    QCOMPARE(server.statistics().rejectedConnections, std::uint64_t{2});
    std::string out;
    QVERIFY(server.receive(a, "quit\r\nversion\r\n", kStart, out).close);
    QVERIFY(out.empty() && !server.isOpen(a));
    QVERIFY(server.receive(a, "version\r\n", kStart, out).close);
    QVERIFY(server.connect(kStart) != 0);
    // What no client sends: a line without end, the binary protocol.
    QVERIFY(server.receive(b, std::string(2'049, 'z'), kStart, out).close);
    const ClientId c = server.connect(kStart);
    QVERIFY(server.receive(c, "\x80\x01", kStart, out).close);
    QVERIFY(out.empty());
    // Values that never come whole: bounded together, and others are served.
    Options small = options({{"conn-limit", "2000"}});
    small.realMemoryCap = 4u << 20;
    Talk crowd(small);
    int closed = 0;
    for (int i = 0; i < 1'000; ++i) {
        const ClientId half = crowd.server.connect(kStart);
        std::string answer;
        if (crowd.server.receive(half, "set k 0 0 900000\r\n" + std::string(100'000, 'x'), kStart, answer).close) ++closed;
    }
    QCOMPARE(closed, 1'000 - 41);
    QVERIFY(crowd.server.process().bufferedBytes <= small.realMemoryCap);
    QCOMPARE(crowd.say(set("k", "v") + "get k\r\n"), std::string("STORED\r\nVALUE k 0 1\r\nv\r\nEND\r\n"));
    // Nobody said anything for a minute.
    Talk idle(options({{"idle-timeout", "60"}}));
    idle.pass(59'000);
    QVERIFY(idle.server.isOpen(idle.client));
    idle.say("mn\r\n");
    idle.pass(59'000);
    QVERIFY(idle.server.isOpen(idle.client));
    idle.pass(3'000);
    QVERIFY(!idle.server.isOpen(idle.client));
    // A read of many keys may be long.
    const ClientId d = server.connect(kStart);
    std::string keys = "get";
    for (int i = 0; i < 5'000; ++i) keys += " key" + std::to_string(i);
    QVERIFY(!server.receive(d, keys, kStart, out).close);
    server.receive(d, "\r\n", kStart, out);
    QCOMPARE(out, std::string("END\r\n"));
    QCOMPARE(server.statistics().getMisses, std::uint64_t{5'000});
}

void TestMemcached::expiryAndFlush() {
    Talk t;
    t.say(set("never", "1") + set("soon", "2", "0 2") + set("dead", "3", "0 -1") +
          set("date", "4", "0 " + std::to_string(kStart / 1000 + 100)));
    QCOMPARE(t.say("get dead\r\n"), std::string("END\r\n"));
    t.pass(1'900);
    QVERIFY(t.say("get soon\r\n").starts_with("VALUE soon"));
    t.pass(100);
    QCOMPARE(t.say("get soon\r\n"), std::string("END\r\n"));
    t.pass(97'900);
    QVERIFY(t.say("get date\r\n").starts_with("VALUE date"));
    t.pass(200);
    QCOMPARE(t.say("get date\r\n"), std::string("END\r\n"));
    QVERIFY(t.say("get never\r\n").starts_with("VALUE never"));
    // A flush with a delay takes what is written until then.
    QCOMPARE(t.say("flush_all 5\r\n"), std::string("OK\r\n"));
    QVERIFY(t.say("get never\r\n").starts_with("VALUE never"));
    t.pass(2'000);
    t.say(set("between", "5"));
    t.pass(3'000);
    QCOMPARE(t.say("get never between\r\n"), std::string("END\r\n"));
    t.say(set("after", "6"));
    t.pass(5'000);
    QVERIFY(t.say("get after\r\n").starts_with("VALUE after"));
    // Written in the same second as a flush, but after it.
    QCOMPARE(t.say("flush_all\r\n" + set("next", "7") + "get after next\r\n"),
             std::string("OK\r\nSTORED\r\nVALUE next 0 1\r\n7\r\nEND\r\n"));
    QVERIFY(t.stat("", "get_flushed") != "0" && t.stat("", "get_expired") != "0");
}

void TestMemcached::statisticsKeepTheirOrder() {
    Talk t;
    t.say(set("k", "v") + "get k\r\n");
    const auto names = [&](const char* group) {
        std::string all;
        for (const auto& [key, value] : t.server.stats(group, t.now)) all += key + " ";
        return all;
    };
    // As 1.6.18 says them.
    QCOMPARE(
        names("items"),
        std::string(
            "items:1:number items:1:number_hot items:1:number_warm items:1:number_cold items:1:age_hot "
            "items:1:age_warm "
            "items:1:age items:1:mem_requested items:1:evicted items:1:evicted_nonzero items:1:evicted_time "
            "items:1:outofmemory items:1:tailrepairs items:1:reclaimed items:1:expired_unfetched "
            "items:1:evicted_unfetched items:1:evicted_active items:1:crawler_reclaimed "
            "items:1:crawler_items_checked "
            "items:1:lrutail_reflocked items:1:moves_to_cold items:1:moves_to_warm items:1:moves_within_lru "
            "items:1:direct_reclaims items:1:hits_to_hot items:1:hits_to_warm items:1:hits_to_cold "
            "items:1:hits_to_temp "));
    QCOMPARE(
        names("slabs"),
        std::string("1:chunk_size 1:chunks_per_page 1:total_pages 1:total_chunks 1:used_chunks 1:free_chunks "
                    "1:free_chunks_end 1:get_hits 1:cmd_set 1:delete_hits 1:incr_hits 1:decr_hits 1:cas_hits "
                    "1:cas_badval 1:touch_hits active_slabs total_malloced "));
    QCOMPARE(
        names(""),
        std::string(
            "pid uptime time version libevent pointer_size rusage_user rusage_system max_connections "
            "curr_connections "
            "total_connections rejected_connections connection_structures response_obj_oom "
            "response_obj_count "
            "response_obj_bytes read_buf_count read_buf_bytes read_buf_bytes_free read_buf_oom reserved_fds "
            "cmd_get cmd_set "
            "cmd_flush cmd_touch cmd_meta get_hits get_misses get_expired get_flushed delete_misses "
            "delete_hits incr_misses "
            "incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval touch_hits touch_misses "
            "store_too_large "
            "store_no_memory auth_cmds auth_errors bytes_read bytes_written limit_maxbytes accepting_conns "
            "listen_disabled_num time_in_listen_disabled_us threads conn_yields hash_power_level hash_bytes "
            "hash_is_expanding slab_reassign_rescues slab_reassign_chunk_rescues "
            "slab_reassign_evictions_nomem "
            "slab_reassign_inline_reclaim slab_reassign_busy_items slab_reassign_busy_deletes "
            "slab_reassign_running "
            "slabs_moved lru_crawler_running lru_crawler_starts lru_maintainer_juggles malloc_fails "
            "log_worker_dropped "
            "log_worker_written log_watcher_skipped log_watcher_sent log_watchers unexpected_napi_ids "
            "round_robin_fallback "
            "bytes curr_items total_items slab_global_page_pool expired_unfetched evicted_unfetched "
            "evicted_active "
            "evictions reclaimed crawler_reclaimed crawler_items_checked lrutail_reflocked moves_to_cold "
            "moves_to_warm "
            "moves_within_lru direct_reclaims lru_bumps_dropped "));
    QCOMPARE(t.stat("items", "items:1:mem_requested"), std::string("61"));
    QCOMPARE(t.stat("slabs", "1:free_chunks"), std::string("10921"));
    QCOMPARE(t.say("stats reset\r\n"), std::string("RESET\r\n"));
    QCOMPARE(t.stat("", "cmd_get"), std::string("0"));
    QCOMPARE(t.stat("", "curr_items"), std::string("1"));
    // A size is counted from the moment on that sizes are asked for.
    QCOMPARE(t.say("stats sizes\r\n"), std::string("STAT sizes_status disabled\r\nEND\r\n"));
    QCOMPARE(t.say("stats sizes_enable\r\n"), std::string("STAT sizes_status enabled\r\n"));
    t.say(set("k2", "v") + set("k3", std::string(100, 'v')));
    QCOMPARE(t.say("stats sizes\r\n"), std::string("STAT 64 1\r\nSTAT 192 1\r\nEND\r\n"));
    t.say("stats detail on\r\n" + set("user:1", "v") + "get user:1 user:2 plain\r\ndelete user:1\r\n");
    QCOMPARE(t.say("stats detail dump\r\n"), std::string("PREFIX user get 2 hit 1 set 1 del 1\r\nEND\r\n"));
}

void TestMemcached::discovery() {
    Talk plain;
    QCOMPARE(plain.say("config get cluster\r\n"), std::string("ERROR\r\n"));
    Talk t;
    t.server.setClusterConfig("a.0001.cache|10.0.0.1|11211 a.0002.cache|10.0.0.2|11211", 12);
    const std::string payload = "12\na.0001.cache|10.0.0.1|11211 a.0002.cache|10.0.0.2|11211\n";
    QCOMPARE(t.say("config get cluster\r\n"),
             "CONFIG cluster 0 " + std::to_string(payload.size()) + "\r\n" + payload + "\r\nEND\r\n");
    QVERIFY(t.say("get AmazonElastiCache:cluster\r\n")
                .starts_with("VALUE AmazonElastiCache:cluster 0 " + std::to_string(payload.size())));
    QCOMPARE(t.say("config get nodes\r\n"), std::string("ERROR\r\n"));
    QVERIFY(t.server.configure("memory-limit", "128", t.now).ok);
    QCOMPARE(t.stat("", "limit_maxbytes"), std::to_string(128u << 20));
    QVERIFY(!t.server.configure("threads", "8", t.now).ok);
    QVERIFY(!t.server.configure("bogus", "8", t.now).ok);
}

void TestMemcached::console() {
    ConsoleSession s({});
    QCOMPARE(s.textLine("set k 0 2 5"), std::string());
    QCOMPARE(s.textLine("hello"), std::string("STORED\n"));
    QCOMPARE(s.textLine("get k"), std::string("VALUE k 0 5\nhello\nEND\n"));
    QCOMPARE(s.textLine("!sleep 2.5"), std::string());
    QCOMPARE(s.textLine("get k"), std::string("END\n"));
    QCOMPARE(s.textLine("!sleep x"), std::string("usage: !sleep SECONDS\n"));
    bool failed = false;
    QCOMPARE(s.jsonLine(R"({"conn":"B","send":"set j 0 0 1\r\n\u00ff\r\nget j\r\n"})", failed),
             std::string(R"({"reply":"STORED\r\nVALUE j 0 1\r\n\u00ff\r\nEND\r\n"})"));
    QVERIFY(!failed);
    QCOMPARE(s.jsonLine(R"({"cmd":["get"]})", failed), std::string(R"({"error":"a step has one of send, raw, sleep_s"})"));
    QVERIFY(failed);
    ConsoleOptions wrong;
    wrong.settings = {{"hot_lru_pct", "90"}};
    QVERIFY(!ConsoleSession(wrong).startError().empty());
}

void TestMemcached::md5OfTheRfc() {
    const auto hex = [](std::string_view text) {
        std::string out;
        for (const std::uint8_t b : md5(text)) {
            char two[3];
            std::snprintf(two, sizeof two, "%02x", b);
            out += two;
        }
        return out;
    };
    QCOMPARE(hex(""), std::string("d41d8cd98f00b204e9800998ecf8427e"));
    QCOMPARE(hex("abc"), std::string("900150983cd24fb0d6963f7d28e17f72"));
    QCOMPARE(hex("abcdefghijklmnopqrstuvwxyz"), std::string("c3fcd3d76192e4007dfb496cca67e13b"));
    QCOMPARE(hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
             std::string("57edf4a22be3c955ac49da2e2107b67a"));
    QCOMPARE(hex(std::string(56, 'a')), std::string("3b0c8ac703f828b04c6c197006d17218"));
}

// The servers of key:000000, key:000001, ... as libmemcached 1.1.4 chose them, weighted ketama and its default.
void TestMemcached::ringAsLibmemcached() {
    const std::string ketama = "211212211202220220120110011002122120021101021210120002112021"
                               "121001220210022012000222112112201111210121110100010211002011";
    const std::string modulo = "111110122222122222220000000111122222212211110111111111111222"
                               "222222211111122112221221111111222222222100002202112222221111";
    const std::vector<std::string> servers = {"10.0.1.5:11211", "10.0.1.6:11211", "10.0.1.7:11212"};
    const KetamaRing ring(servers);
    QCOMPARE(ring.points().size(), servers.size() * KetamaRing::kPointsPerServer);
    for (std::size_t i = 0; i < ketama.size(); ++i) {
        char key[32];
        std::snprintf(key, sizeof key, "key:%06zu", i);
        QCOMPARE(ring.serverFor(key), static_cast<std::size_t>(ketama[i] - '0'));
        QCOMPARE(moduloServer(key, servers.size()), static_cast<std::size_t>(modulo[i] - '0'));
    }
    double all = 0;
    for (const double share : ring.shares()) {
        QVERIFY(share > 0.25 && share < 0.42);
        all += share;
    }
    QVERIFY(qAbs(all - 1) < 1e-9);
}

void TestMemcached::lossOfANode() {
    std::vector<std::string> servers, keys;
    for (int i = 1; i <= 10; ++i) servers.push_back("node" + std::to_string(i) + ":11211");
    for (int i = 0; i < 20'000; ++i) keys.push_back("key:" + std::to_string(i));
    std::vector<std::string> left = servers;
    left.erase(left.begin() + 3);
    const Remapped r = remappedShare(servers, left, keys);
    std::printf("  one of ten nodes lost: %.1f %% of the keys move on a ring, %.1f %% by remainder\n",
                100 * r.ring, 100 * r.modulo);
    // Exactly the keys of the lost node move, about a tenth; by remainder nine of ten do.
    const KetamaRing ring(servers);
    const auto lost = static_cast<double>(
        std::count_if(keys.begin(), keys.end(), [&](const auto& k) { return ring.serverFor(k) == 3; }));
    QCOMPARE(r.ring, lost / static_cast<double>(keys.size()));
    QVERIFY(r.ring > 0.06 && r.ring < 0.15);
    QVERIFY(r.modulo > 0.85 && r.modulo < 0.95);
    QCOMPARE(remappedShare(servers, servers, keys).ring, 0.0);
}

MAYLAB_TESTS(TestMemcached)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "tst_memcached.moc"
