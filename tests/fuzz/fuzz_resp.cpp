// Bytes of a stranger on a connection: a reply does not depend on where a request was cut, every reply is one that a
// client can read, and memory stays where its limits are.
#include "cache/engine/engine.h"
#include "kernel/rng.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace maylab::cache;
using maylab::kernel::Rng;

namespace {

constexpr std::size_t kMaxInput = 4096; // and so what a few commands can make of it stays small
constexpr std::int64_t kStart = 1'769'389'200'000;

// Room is asked for before a command runs: one may go beyond by an entry for every few bytes that it brings, or by the
// digits of one long number, or by the registers of a HyperLogLog.
constexpr std::uint64_t overshoot(std::size_t input) { return 64 * input + (16u << 10); }

void require(bool holds) {
    if (!holds) std::abort();
}

EngineOptions options(EngineProfile profile, std::uint64_t realBytes) {
    EngineOptions o;
    o.profile = profile;
    o.startedAtMs = kStart;
    o.realMemoryCap = realBytes;
    return o;
}

bool readable(std::string_view replies) {
    while (!replies.empty()) {
        std::size_t used = 0;
        if (!parseReply(replies, &used)) return false;
        replies.remove_prefix(used);
    }
    return true;
}

// One connection to an engine without maxmemory and CONFIG, at one instant: nothing but the bytes decides.
struct Talk {
    static constexpr std::uint64_t kRealBytes = 64u << 10;

    Engine engine{options(EngineProfile::ElastiCache, kRealBytes)};
    ClientId client = engine.connect(kStart);
    std::string replies;

    void say(std::string_view bytes) {
        const bool closed = engine.receive(client, bytes, kStart, replies).close;
        require(closed == !engine.isOpen(client));
    }
    // Commands whose reply tells of buffers and reads, which slices do change.
    bool askedForFigures() const { return used({"client|info", "client|list", "info", "memory|doctor", "memory|stats"}); }
    // An HTTP word drops what was not sent yet, and that slices do change.
    bool cutOff() const { return !engine.isOpen(client) && replies.empty(); }
    // A reply that is swallowed cannot close the connection, but one before it that was not sent yet does.
    bool mayBeDeaf() const { return used({"client|reply"}); }
    bool used(std::initializer_list<std::string_view> commands) const {
        std::vector<Engine::CommandUse> all;
        engine.commandUse(all);
        return std::any_of(all.begin(), all.end(), [&](const Engine::CommandUse& c) {
            return std::find(commands.begin(), commands.end(), c.name) != commands.end();
        });
    }
};

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
    require(whole.engine.server().keyspace.realBytes() <= Talk::kRealBytes + overshoot(bytes.size()));
    for (const Talk* cut : {&single, &slices}) {
        require(whole.mayBeDeaf() || cut->engine.isOpen(cut->client) == whole.engine.isOpen(whole.client));
        require(cut->engine.keyCount() == whole.engine.keyCount());
        require(cut->engine.server().keyspace.usedBytes() == whole.engine.server().keyspace.usedBytes());
        require(cut->engine.statistics().commandsProcessed == whole.engine.statistics().commandsProcessed);
        if (!whole.askedForFigures() && !whole.cutOff()) require(cut->replies == whole.replies);
    }
}

bool anyKeyMayGo(MaxmemoryPolicy p) {
    return p == MaxmemoryPolicy::AllkeysLru || p == MaxmemoryPolicy::AllkeysLfu || p == MaxmemoryPolicy::AllkeysRandom;
}

// Every command, a small maxmemory, and time that passes: keys expire and are evicted, and the books balance.
void underPressure(std::string_view bytes) {
    static constexpr const char* kPolicies[] = {"allkeys-lru",  "allkeys-lfu",     "allkeys-random", "volatile-lru",
                                                "volatile-lfu", "volatile-random", "volatile-ttl",   "noeviction"};
    constexpr std::uint64_t kRealBytes = 256u << 10, kRoom = 64u << 10;
    Engine engine(options(EngineProfile::Raw, kRealBytes));
    ClientId client = engine.connect(kStart);
    std::int64_t now = kStart;
    require(engine.configure("maxmemory", std::to_string(engine.usedMemory() + kRoom), now).ok);
    require(engine.configure("maxmemory-policy", kPolicies[bytes.size() % std::size(kPolicies)], now).ok);
    require(engine.configure("enable-debug-command", "yes", now).ok);
    const auto settle = [&] {
        while (engine.evictionPending()) engine.continueEviction(now);
    };
    Rng rng(bytes.size(), "pressure");
    for (std::string_view rest = bytes; !rest.empty();) {
        if (!engine.isOpen(client)) client = engine.connect(now);
        if (client == 0) break; // CONFIG SET maxclients
        const std::size_t n = std::min<std::size_t>(rest.size(), 1 + rng.below(128));
        std::string replies;
        engine.receive(client, rest.substr(0, n), now, replies);
        require(readable(replies));
        rest.remove_prefix(n);
        now += static_cast<std::int64_t>(rng.below(200));
        while (engine.nextCron() <= now) engine.cron(engine.nextCron());
        settle();
    }
    // Memory is looked at before a command; the first GET may itself cost some.
    for (int i = 0; i < 2; ++i) {
        engine.get("nobody's key", now);
        settle();
    }
    if (engine.maxmemory() != 0 && anyKeyMayGo(engine.policy())) {
        require(engine.usedMemory() <= engine.maxmemory() || engine.keyCount() == 0);
    }
    const Keyspace& keys = engine.server().keyspace;
    require(keys.realBytes() <= kRealBytes + overshoot(bytes.size()));
    std::uint64_t sum = 0;
    std::vector<KeyView> views;
    for (int db = 0; db < static_cast<int>(keys.databaseCount()); ++db) {
        engine.viewKeys(db, 1'000'000, now, views);
        for (const KeyView& k : views) sum += k.bytes;
    }
    require(sum == static_cast<std::uint64_t>(keys.usedBytes() - keys.tableBytes()));
}

// The other readers of bytes, and what they promise of one another.
void asText(std::string_view bytes) {
    parseReply(bytes);
    formatReplies(bytes);
    require(utf8ToBytes(bytesToUtf8(bytes)) == bytes);
    require(splitLine(quoteBytes(bytes)) == std::vector<std::string>{std::string(bytes)});
    const auto words = splitLine(bytes);
    if (!words || words->empty()) return;
    RequestParser parser;
    parser.feed(encodeCommand(std::vector<std::string_view>(words->begin(), words->end())));
    std::vector<std::string_view> argv;
    std::string error;
    require(parser.next(argv, {}, error) == RequestParser::Status::Command);
    require(std::equal(argv.begin(), argv.end(), words->begin(), words->end()) && parser.buffered() == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), std::min(size, kMaxInput)};
    asText(bytes);
    cutAnywhere(bytes);
    underPressure(bytes);
    return 0;
}
