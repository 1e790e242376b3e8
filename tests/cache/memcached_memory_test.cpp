// Memcached's memory: pages, slab classes, chunked items, the segments of the LRU, why an item is gone.
#include <QtTest>

#include "cache/memcached_talk.h"
#include "kernel/rng.h"
#include "support/test_suite.h"

#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace maylab::memcached;
using namespace maylab::test;
using maylab::kernel::Rng;
using Status = maylab::ports::CacheReply::Status;

class MemcachedMemoryTest : public QObject {
    Q_OBJECT
  private slots:
    void memoryComesBack();
    void largeItemsAreChains();
    void crawlerFindsTheDead();
    void hotColdAndWarm();
    void temporaryItems();
    void calcification();
    void pagesMoveByCommand();
    void whyAnItemIsGone();
};

// Under pressure in many classes, with large items, expiry and page moves: the books balance all the time.
void MemcachedMemoryTest::memoryComesBack() {
    for (const bool flat : {false, true}) {
        Options o = options();
        if (flat) QVERIFY(setOption(o.settings, "no_modern", "").ok);
        QVERIFY(setOption(o.settings, "memory-limit", "8").ok);
        Talk t(o);
        Rng rng(flat ? 5 : 6, "pressure");
        std::vector<std::string> keys;
        for (int i = 0; i < 4'000; ++i) keys.push_back("key:" + std::to_string(i) + std::string(i % 50, 'k'));
        for (int i = 0; i < 20'000; ++i) {
            const std::string& key = keys[rng.below(keys.size())];
            const std::uint64_t what = rng.below(20);
            if (what < 10) {
                const std::uint64_t kind = rng.below(30);
                const auto length = static_cast<std::uint32_t>(kind == 0  ? rng.below(1'100'000)
                                                               : kind < 6 ? rng.below(60'000)
                                                                          : rng.below(900));
                const bool tooLarge = length > 1'048'400;
                const auto r = t.server.set(key, {length, 1}, static_cast<std::int64_t>(rng.below(3) * 5'000), t.now);
                if (tooLarge && Item::total(key.size(), 0, length, true) > (1u << 20)) QVERIFY(r.status == Status::Oom);
            } else if (what < 14) {
                t.server.get(key, t.now);
            } else if (what < 16) {
                t.server.del(key, t.now);
            } else if (what == 16) {
                t.say("append " + key + " 0 0 400\r\n" + std::string(400, 'a') + "\r\n");
            } else if (what == 17) {
                t.say("slabs reassign -1 " + std::to_string(1 + rng.below(39)) + "\r\n");
            } else {
                t.pass(static_cast<std::int64_t>(rng.below(300)));
            }
            if (i % 500 == 0) QVERIFY(booksBalance(t.server));
        }
        QVERIFY(t.server.totals().evictions > 100);
        for (const std::string& key : keys) t.server.del(key, t.now);
        QVERIFY(booksBalance(t.server));
        QCOMPARE(t.server.totals().items, std::uint64_t{0});
        QCOMPARE(t.server.totals().bytes, std::uint64_t{0});
        QCOMPARE(t.server.process().items.realBytes(), std::uint64_t{0});
    }
}

void MemcachedMemoryTest::largeItemsAreChains() {
    Talk t;
    const std::string value(900'000, 'v');
    QCOMPARE(t.say(set("large", value)), std::string("STORED\r\n"));
    QCOMPARE(t.say("get large\r\n"), "VALUE large 0 900000\r\n" + value + "\r\nEND\r\n");
    // A header in a small class, a chunk of half a megabyte, and one for the rest.
    QCOMPARE(t.server.process().slabs.usedChunks(39), std::uint64_t{1});
    QCOMPARE(t.server.process().slabs.usedChunks(38), std::uint64_t{1});
    ItemView v;
    QVERIFY(t.server.viewItem("large", t.now, v));
    QCOMPARE(v.bytes, std::uint64_t{48 + 8 + 6 + 900'002});
    QVERIFY(v.chunkBytes > v.bytes);
    QCOMPARE(t.say("incr large 1\r\n"), std::string("CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"));
    QVERIFY(booksBalance(t.server));
    t.say("delete large\r\n");
    QCOMPARE(t.server.process().slabs.usedChunks(39), std::uint64_t{0});
    QVERIFY(booksBalance(t.server));
}

void MemcachedMemoryTest::crawlerFindsTheDead() {
    Talk t;
    for (int i = 0; i < 3'000; ++i) t.server.set("short" + std::to_string(i), {100, 1}, 2'000, t.now);
    for (int i = 0; i < 3'000; ++i) t.server.set("long" + std::to_string(i), {100, 1}, 0, t.now);
    t.pass(5'000);
    QCOMPARE(t.say("lru_crawler crawl all\r\n"), std::string("OK\r\n"));
    QCOMPARE(t.say("lru_crawler crawl all\r\n"), std::string("BUSY currently processing crawler request\r\n"));
    t.pass(1'000);
    QCOMPARE(t.server.totals().items, std::uint64_t{3'000});
    const std::uint64_t found = t.server.totals().crawlerReclaimed + t.server.totals().reclaimed;
    QCOMPARE(found, std::uint64_t{3'000});
    // By itself: it comes again, at first every minute or so.
    for (int i = 0; i < 3'000; ++i) t.server.set("short" + std::to_string(i), {100, 1}, 2'000, t.now);
    t.pass(300'000);
    QCOMPARE(t.server.totals().items, std::uint64_t{3'000});
    QVERIFY(booksBalance(t.server));
    Talk off(options({{"no_lru_crawler", ""}, {"no_lru_maintainer", ""}}));
    QCOMPARE(off.server.nextCron(), std::int64_t{INT64_MAX});
    QCOMPARE(off.say("lru_crawler crawl all\r\n"), std::string("CLIENT_ERROR lru crawler disabled\r\n"));
}

// Where an item is tells how it was used.
void MemcachedMemoryTest::hotColdAndWarm() {
    Talk t(options({{"memory-limit", "4"}}));
    ItemView v;
    const auto segment = [&](const char* key) {
        if (!t.server.viewItem(key, t.now, v)) return std::string("gone");
        return std::string(toString(v.segment));
    };
    t.server.set("once", {500, 1}, 0, t.now);
    t.server.set("often", {500, 1}, 0, t.now);
    QCOMPARE(segment("once"), std::string("hot"));
    t.server.get("once", t.now);
    t.server.get("often", t.now);
    QVERIFY(t.server.viewItem("often", t.now, v) && v.fetched && !v.active);
    t.server.get("often", t.now);
    QVERIFY(t.server.viewItem("often", t.now, v) && v.active);
    for (int i = 0; i < 3'000; ++i) {
        t.server.set("fill" + std::to_string(i), {500, 1}, 0, t.now);
        t.pass(1);
    }
    QCOMPARE(segment("once"), std::string("cold"));
    QCOMPARE(segment("often"), std::string("warm"));
    // A read of a cold item that was read before: it is noted down, and the maintainer moves it.
    t.server.get("once", t.now);
    QCOMPARE(segment("once"), std::string("cold"));
    t.pass(1'000);
    QCOMPARE(segment("once"), std::string("warm"));
    for (int i = 0; i < 30'000; ++i) {
        t.server.set("more" + std::to_string(i), {500, 1}, 0, t.now);
        if (i % 5 == 0) t.pass(1);
    }
    QCOMPARE(segment("fill1"), std::string("gone"));
    QVERIFY(t.server.totals().evictedUnfetched > 20'000);
}

void MemcachedMemoryTest::temporaryItems() {
    Talk t;
    QCOMPARE(t.say("lru temp_ttl 30\r\n"), std::string("OK\r\n"));
    t.say(set("short", "x", "0 10") + set("long", "x", "0 100"));
    ItemView v;
    QVERIFY(t.server.viewItem("short", t.now, v) && v.segment == Segment::Temp);
    QVERIFY(t.server.viewItem("long", t.now, v) && v.segment == Segment::Hot);
    QVERIFY(t.stat("items", "items:1:number_temp") == "1");
    t.pass(13'000);
    QVERIFY(!t.server.viewItem("short", t.now, v)); // the maintainer found it
}

// A cache full of small values gets larger ones. Without page moves their class has no room; with them it gets some.
void MemcachedMemoryTest::calcification() {
    const auto run = [](const char* automove) {
        Talk t(options({{"memory-limit", "10"}, {"slab_automove", automove}}));
        Rng rng(1, "keys");
        for (int i = 0; i < 20'000; ++i) {
            t.server.set("small" + std::to_string(i), {500, 1}, 0, t.now);
            if (i % 20 == 0) t.pass(1);
        }
        // 3,000 keys of 2,000 bytes: some 7 MB.
        std::uint64_t hits = 0;
        for (int i = 0; i < 200'000; ++i) {
            const std::string key = "large" + std::to_string(rng.below(3'000));
            if (t.server.get(key, t.now).status == Status::Ok) hits += i >= 150'000 ? 1 : 0;
            else t.server.set(key, {2'000, 1}, 0, t.now);
            t.pass(2);
        }
        if (!booksBalance(t.server)) qFatal("the books do not balance");
        std::vector<ClassView> classes;
        t.server.viewClasses(t.now, classes);
        std::uint32_t pages = 0;
        for (const ClassView& c : classes)
            if (c.id == 15) pages = c.pages;
        return std::pair{static_cast<double>(hits) / 50'000, pages};
    };
    const auto [stuck, stuckPages] = run("0");
    const auto [moved, movedPages] = run("1");
    std::printf("  large values: hit ratio %.3f with %u pages, %.3f with %u pages when pages move\n", stuck,
                stuckPages, moved, movedPages);
    QCOMPARE(stuckPages, 1u);
    QVERIFY(stuck < 0.25);
    QVERIFY(movedPages >= 6);
    QVERIFY(moved > 0.85);
}

void MemcachedMemoryTest::pagesMoveByCommand() {
    Talk t(options({{"memory-limit", "16"}, {"slab_automove", "0"}}));
    for (int i = 0; i < 4'000; ++i) t.server.set("key" + std::to_string(i), {500, 1}, 0, t.now);
    QCOMPARE(t.stat("slabs", "9:total_pages"), std::string("3"));
    QCOMPARE(t.say("slabs reassign 9 15\r\n"), std::string("OK\r\n"));
    QCOMPARE(t.say("slabs reassign 9 15\r\n"), std::string("BUSY currently processing reassign request\r\n"));
    t.pass(10);
    QCOMPARE(t.stat("slabs", "9:total_pages"), std::string("2"));
    QCOMPARE(t.stat("slabs", "15:total_pages"), std::string("1"));
    QCOMPARE(t.stat("", "slabs_moved"), std::string("1"));
    // 4,000 items in three pages; two hold 3,494, so what was beyond them is gone and the rest was rescued.
    QCOMPARE(t.server.totals().items, std::uint64_t{2 * 1747});
    QCOMPARE(t.stat("", "slab_reassign_evictions_nomem"), std::string("506"));
    QVERIFY(booksBalance(t.server));
    // Back to the pool, and from there to whoever needs one.
    for (int i = 0; i < 2'000; ++i) t.server.del("key" + std::to_string(i), t.now);
    QCOMPARE(t.say("slabs reassign 9 0\r\n"), std::string("OK\r\n"));
    t.pass(10);
    QCOMPARE(t.stat("", "slab_global_page_pool"), std::string("1"));
    t.server.set("other", {30'000, 1}, 0, t.now);
    QCOMPARE(t.stat("", "slab_global_page_pool"), std::string("0"));
    QCOMPARE(t.stat("slabs", "total_malloced"), std::to_string(3u << 20));
    QVERIFY(booksBalance(t.server));
}

void MemcachedMemoryTest::whyAnItemIsGone() {
    Talk t(options({{"memory-limit", "2"}}));
    t.server.recordItemEvents(true);
    std::map<ItemEvent::Kind, int> seen;
    const auto drain = [&] {
        for (const ItemEvent& e : t.server.itemEvents()) ++seen[e.kind];
        t.server.clearItemEvents();
    };
    t.say(set("early", "x", "0 1"));
    t.pass(2'000);
    t.say("get early\r\n");
    QCOMPARE(t.server.itemEvents().size(), std::size_t{1});
    QCOMPARE(t.server.itemEvents()[0].kind, ItemEvent::Kind::ExpiredLazily);
    QCOMPARE(std::string(t.server.itemEvents()[0].keyText()), std::string("early"));
    QCOMPARE(t.server.itemEvents()[0].ttlSeconds, std::int64_t{-1});
    drain();
    t.say("set huge 0 0 3000000\r\n");
    QCOMPARE(t.server.itemEvents()[0].kind, ItemEvent::Kind::TooLarge);
    t.say(std::string(3'000'002, 'x'));
    drain();
    for (int i = 0; i < 5'000; ++i) t.server.set("key" + std::to_string(i), {700, 1}, 0, t.now);
    bool found = false;
    for (const ItemEvent& e : t.server.itemEvents()) {
        if (e.kind != ItemEvent::Kind::Evicted) continue;
        found = true;
        QCOMPARE(int{e.slabClass}, 11);
        QVERIFY(e.classPages >= 1 && e.classItems > 0 && !e.fetched);
        QVERIFY(e.freeBytesElsewhere > 900'000); // the page of `early`
    }
    QVERIFY(found);
    drain();
    t.say("flush_all\r\n");
    t.pass(1'100);
    t.say("get key4999\r\n");
    drain();
    QVERIFY(seen[ItemEvent::Kind::Flushed] > 0);
    t.server.recordItemEvents(false);
    t.say("get key4998\r\n");
    QVERIFY(t.server.itemEvents().empty());
}

MAYLAB_TESTS(MemcachedMemoryTest)
#include "memcached_memory_test.moc"
