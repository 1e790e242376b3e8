// A Memcached server with one client and a clock, and its books counted again. Times in Unix milliseconds.
#pragma once

#include <QtTest>

#include "cache/memcached/memcached.h"

#include <initializer_list>
#include <map>
#include <string>
#include <utility>

namespace maylab::test {

using namespace memcached;

constexpr std::int64_t kStart = 1'700'000'000'000;

inline Options options(std::initializer_list<std::pair<const char*, const char*>> settings = {}) {
    Options o;
    o.startedAtMs = kStart;
    for (const auto& [name, value] : settings) {
        if (const ConfigResult r = setOption(o.settings, name, value); !r.ok) qFatal("%s", r.error.c_str());
    }
    return o;
}

// A server with one client at one clock.
struct Talk {
    explicit Talk(const Options& o = options()) : server(o), client(server.connect(now)) {}
    std::string say(std::string_view bytes) {
        std::string out;
        server.receive(client, bytes, now, out);
        return out;
    }
    void pass(std::int64_t milliseconds) {
        now += milliseconds;
        while (server.nextCron() <= now) server.cron(server.nextCron());
    }
    std::string stat(const char* group, const std::string& name) const {
        for (const auto& [key, value] : server.stats(group, now))
            if (key == name) return value;
        return {};
    }
    std::int64_t now = kStart;
    Memcached server;
    ClientId client;
};

inline std::string set(const std::string& key, const std::string& value, const std::string& rest = "0 0") {
    return "set " + key + " " + rest + " " + std::to_string(value.size()) + "\r\n" + value + "\r\n";
}

// Chunks in use, counted from the items; every list as long as it says.
inline bool booksBalance(const Memcached& server) {
    const Process& p = server.process();
    std::map<std::size_t, std::uint64_t> used;
    std::uint64_t items = 0, bytes = 0;
    for (std::size_t l = 0; l < kLists; ++l) {
        std::uint64_t size = 0, listBytes = 0;
        ItemIndex before = 0;
        for (ItemIndex i = p.lists[l].head; i != 0; i = p.items[i].next) {
            const Item& item = p.items[i];
            if (item.prev != before || listOf(item.slabClass, item.segment) != l) return false;
            before = i;
            ++size;
            listBytes += p.totalBytes(i);
            if (p.items.find(p.items.key(item), item.hash) != i) return false;
            if (!item.has(Item::kChunked)) ++used[item.slabClass];
            else
                for (ChunkIndex c = item.chunks; c != 0; c = p.items.chunk(c).next) ++used[p.items.chunk(c).slabClass];
        }
        if (before != p.lists[l].tail || size != p.lists[l].size || listBytes != p.lists[l].bytes) return false;
        items += size;
        bytes += listBytes;
    }
    for (std::size_t c = 1; c <= p.slabs.table().largest(); ++c) {
        std::uint64_t inPages = 0;
        for (std::uint32_t page = 0; page < p.slabs.pages(c); ++page) inPages += p.slabs.usedInPage(c, page);
        if (used[c] != p.slabs.usedChunks(c) || inPages != used[c]) return false;
    }
    return items == p.items.size() && bytes == p.currentBytes;
}

} // namespace maylab::test
