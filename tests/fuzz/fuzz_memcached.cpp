// Bytes of a stranger on a connection to memcached: a reply does not depend on where a request was cut, every reply is
// one that a client can read, chunks and lists stay exact whatever happens, and memory stays where its limits are.
#include "cache/memcached/memcached.h"
#include "kernel/rng.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

using namespace maylab::memcached;
using maylab::kernel::Rng;

namespace {

constexpr std::size_t kMaxInput = 4096;
constexpr std::int64_t kStart = 1'769'389'200'000;

void require(bool holds) {
    if (!holds) std::abort();
}

Options options(std::uint64_t realBytes) {
    Options o;
    o.startedAtMs = kStart;
    o.realMemoryCap = realBytes;
    return o;
}

// Lines with CR LF (dumps of keys: LF), and after VALUE and VA as many bytes as they say.
bool readable(std::string_view replies) {
    while (!replies.empty()) {
        const std::size_t end = replies.find('\n');
        if (end == std::string_view::npos) return false;
        std::string_view line = replies.substr(0, end);
        replies.remove_prefix(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        else if (!line.starts_with("key=")) return false;
        std::size_t data = 0;
        if (line.starts_with("VA ")) {
            data = std::strtoul(std::string(line.substr(3)).c_str(), nullptr, 10);
        } else if (line.starts_with("VALUE ")) {
            // A key of a text command has no blank.
            const std::size_t key = line.find(' ', 6), flags = line.find(' ', key + 1);
            if (key == std::string_view::npos || flags == std::string_view::npos) return false;
            data = std::strtoul(std::string(line.substr(flags + 1)).c_str(), nullptr, 10);
        } else {
            continue;
        }
        if (replies.size() < data + 2 || replies.substr(data, 2) != "\r\n") return false;
        replies.remove_prefix(data + 2);
    }
    return true;
}

void requireBooksBalance(const Memcached& server) {
    const Process& p = server.process();
    std::array<std::uint64_t, kMaxClasses> used{};
    std::uint64_t items = 0, bytes = 0;
    for (std::size_t l = 0; l < kLists; ++l) {
        std::uint64_t size = 0;
        ItemIndex before = 0;
        for (ItemIndex i = p.lists[l].head; i != 0; i = p.items[i].next) {
            const Item& item = p.items[i];
            require(item.prev == before && listOf(item.slabClass, item.segment) == l);
            require(p.items.find(p.items.key(item), item.hash) == i);
            before = i;
            ++size;
            bytes += p.totalBytes(i);
            if (!item.has(Item::kChunked)) ++used[item.slabClass];
            for (ChunkIndex c = item.chunks; c != 0; c = p.items.chunk(c).next) ++used[p.items.chunk(c).slabClass];
        }
        require(before == p.lists[l].tail && size == p.lists[l].size);
        items += size;
    }
    for (std::size_t c = 1; c < kMaxClasses; ++c) require(used[c] == p.slabs.usedChunks(c));
    require(items == p.items.size() && bytes == p.currentBytes);
    require(p.items.realBytes() <= p.options.realMemoryCap + items * sizeof(Item) + kMaxInput);
}

// One connection at one instant: nothing but the bytes decides.
struct Talk {
    static constexpr std::uint64_t kRealBytes = 64u << 10;

    Memcached server{options(kRealBytes)};
    ClientId client = server.connect(kStart);
    std::string replies;

    void say(std::string_view bytes) {
        const bool closed = server.receive(client, bytes, kStart, replies).close;
        require(closed == !server.isOpen(client));
    }
};

// What slices do change, as with the real server: how long a line may be that has no end yet, what is taken back
// because it was not sent yet, and figures of the connection.
bool slicesShow(std::string_view bytes) {
    constexpr std::size_t kLongLine = 2048, kLongKey = 250;
    for (const std::string_view word : {"stats", "watch", "metadump"}) {
        if (bytes.find(word) != std::string_view::npos) return true;
    }
    std::size_t line = 0, key = 0;
    for (const char c : bytes) {
        line = c == '\n' ? 0 : line + 1;
        key = c == '\n' || c == ' ' ? 0 : key + 1;
        if (line > kLongLine || key > kLongKey || static_cast<unsigned char>(c) == 0x80) return true;
    }
    return false;
}

void cutAnywhere(std::string_view bytes) {
    Talk whole, single, slices;
    whole.say(bytes);
    for (const char& c : bytes) single.say({&c, 1});
    Rng rng(bytes.size(), "slices");
    for (std::string_view rest = bytes; !rest.empty();) {
        const std::size_t n = std::min<std::size_t>(rest.size(), 1 + rng.below(40));
        slices.say(rest.substr(0, n));
        rest.remove_prefix(n);
    }
    require(readable(whole.replies));
    requireBooksBalance(whole.server);
    if (slicesShow(bytes)) return;
    for (const Talk* cut : {&single, &slices}) {
        require(cut->server.isOpen(cut->client) == whole.server.isOpen(whole.client));
        require(cut->replies == whole.replies);
        require(cut->server.totals().items == whole.server.totals().items);
        require(cut->server.statistics().commands == whole.server.statistics().commands);
    }
}

// A small cache, time that passes, copies that go on: memory stays within the pages, the books balance.
void underPressure(std::string_view bytes) {
    Options o = options(256u << 10);
    if (bytes.size() % 3 == 0) require(setOption(o.settings, "no_modern", "").ok);
    require(setOption(o.settings, "memory-limit", "1").ok);
    Memcached server(o);
    ClientId client = server.connect(kStart);
    std::int64_t now = kStart;
    Rng rng(bytes.size(), "pressure");
    for (int i = 0; i < 300; ++i)
        server.set("filled" + std::to_string(i), {static_cast<std::uint32_t>(rng.below(9'000)), 1},
                   static_cast<std::int64_t>(rng.below(4'000)), now);
    for (std::string_view rest = bytes; !rest.empty();) {
        if (!server.isOpen(client)) client = server.connect(now);
        const std::size_t n = std::min<std::size_t>(rest.size(), 1 + rng.below(128));
        std::string replies;
        server.receive(client, rest.substr(0, n), now, replies);
        rest.remove_prefix(n);
        now += static_cast<std::int64_t>(rng.below(900));
        while (server.nextCron() <= now) server.cron(server.nextCron());
        server.get("filled" + std::to_string(rng.below(300)), now);
    }
    requireBooksBalance(server);
    Memcached copy = server;
    for (Memcached* x : {&server, &copy}) {
        std::string replies;
        const ClientId c = x->connect(now);
        x->receive(c, "set a 0 0 1\r\n1\r\nlru_crawler crawl all\r\nslabs reassign -1 1\r\nget a\r\n", now, replies);
        for (int i = 0; i < 5 && x->nextCron() < INT64_MAX; ++i) x->cron(x->nextCron());
    }
    require(server.fingerprint() == copy.fingerprint());
    requireBooksBalance(copy);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), std::min(size, kMaxInput));
    cutAnywhere(bytes);
    underPressure(bytes);
    return 0;
}
