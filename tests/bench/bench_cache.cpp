// The cache engine in process. Target: 5 M operations/s, Zipf(0.99) GET/SET over 100,000 keys with eviction; a copy
// of 100,000 keys in 3 ms. The counter "ratio" is measured / target.
#include "cache/engine/engine.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace maylab::cache;
using Status = maylab::ports::CacheReply::Status;

constexpr std::int64_t kStart = 1'700'000'000'000;
constexpr std::size_t kKeys = 100'000, kDraws = 1 << 20;

std::vector<std::uint32_t> zipfRanks() {
    std::vector<double> cdf;
    double c = 0;
    for (std::size_t i = 1; i <= kKeys; ++i) cdf.push_back(c += 1.0 / std::pow(static_cast<double>(i), 0.99));
    maylab::kernel::Rng rng(42);
    std::vector<std::uint32_t> ranks(kDraws);
    for (auto& r : ranks)
        r = static_cast<std::uint32_t>(std::upper_bound(cdf.begin(), cdf.end(), rng.uniform() * c) - cdf.begin());
    return ranks;
}

struct Keys {
    Keys() {
        for (std::size_t k = 0; k < kKeys; ++k) {
            char text[16];
            std::snprintf(text, sizeof text, "key:%06zu", k);
            names.emplace_back(text);
        }
    }
    std::vector<std::string> names;
};

const Keys& keys() {
    static const Keys kAll;
    return kAll;
}

Engine makeEngine(const char* maxmemory, const char* policy) {
    EngineOptions o;
    o.startedAtMs = kStart;
    Engine e(o);
    e.configure("maxmemory", maxmemory, kStart);
    e.configure("maxmemory-policy", policy, kStart);
    return e;
}

// Cache-aside: GET, on a miss SET; 20,000 requests per virtual second; timer included.
void runZipf(benchmark::State& state, const char* policy) {
    const std::vector<std::uint32_t> ranks = zipfRanks();
    Engine e = makeEngine("10mb", policy);
    std::uint64_t operations = 0, i = 0;
    for (auto _ : state) {
        const std::int64_t now = kStart + static_cast<std::int64_t>(i / 20);
        if (e.nextCron() <= now) e.cron(now);
        const std::string& key = keys().names[ranks[i++ & (kDraws - 1)]];
        ++operations;
        if (e.get(key, now).status == Status::Nil) {
            e.set(key, {500, i}, 0, now);
            ++operations;
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(operations));
}

void cacheZipfLru(benchmark::State& state) { runZipf(state, "allkeys-lru"); }
BENCHMARK(cacheZipfLru);

void cacheZipfLfu(benchmark::State& state) { runZipf(state, "allkeys-lfu"); }
BENCHMARK(cacheZipfLfu);

// GET and SET evenly, everything fits.
void cacheZipfNoPressure(benchmark::State& state) {
    const std::vector<std::uint32_t> ranks = zipfRanks();
    Engine e = makeEngine("0", "noeviction");
    std::uint64_t i = 0;
    for (auto _ : state) {
        const std::string& key = keys().names[ranks[i & (kDraws - 1)]];
        if ((i & 1) == 0) benchmark::DoNotOptimize(e.get(key, kStart));
        else e.set(key, {500, i}, 0, kStart);
        ++i;
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(i));
}
BENCHMARK(cacheZipfNoPressure);

// Whole commands with bytes, as a client sends them.
void cacheResp(benchmark::State& state) {
    const std::vector<std::uint32_t> ranks = zipfRanks();
    Engine e = makeEngine("10mb", "allkeys-lru");
    const ClientId client = e.connect(kStart);
    const std::string value(500, 'x');
    std::string out;
    std::uint64_t i = 0;
    for (auto _ : state) {
        out.clear();
        const std::string& key = keys().names[ranks[i++ & (kDraws - 1)]];
        const std::string request = i % 4 == 0 ? encodeCommand({"SET", key, value}) : encodeCommand({"GET", key});
        e.receive(client, request, kStart, out);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(i));
}
BENCHMARK(cacheResp);

void cacheClone(benchmark::State& state) {
    Engine e = makeEngine("0", "noeviction");
    for (const std::string& key : keys().names) e.set(key, {500, 0}, 60'000, kStart);
    for (auto _ : state) {
        Engine copy = e;
        benchmark::DoNotOptimize(copy.keyCount());
    }
    state.counters["keys"] = static_cast<double>(e.keyCount());
}
BENCHMARK(cacheClone)->Unit(benchmark::kMicrosecond);

// A copy that then writes everywhere: what sharing postpones.
void cacheCloneAndTouchAll(benchmark::State& state) {
    Engine e = makeEngine("0", "noeviction");
    for (const std::string& key : keys().names) e.set(key, {500, 0}, 60'000, kStart);
    for (auto _ : state) {
        Engine copy = e;
        for (std::size_t k = 0; k < kKeys; k += 50) copy.set(keys().names[k], {500, 1}, 60'000, kStart + 5000);
        benchmark::DoNotOptimize(copy.keyCount());
    }
}
BENCHMARK(cacheCloneAndTouchAll)->Unit(benchmark::kMicrosecond);

// A board of 100,000 players: a score rises, the first ten are read.
struct Board {
    static constexpr std::uint64_t kMembers = 100'000;
    Engine engine = makeEngine("0", "noeviction");
    ClientId client = engine.connect(kStart);
    std::vector<std::string> names;
    std::string out;

    Board() {
        for (std::uint64_t k = 0; k < kMembers; ++k) {
            names.push_back("player:" + std::to_string(k));
            run({"ZADD", "board", std::to_string(k * 7919 % 100'003), names.back()});
        }
    }
    void run(std::initializer_list<std::string_view> words) {
        out.clear();
        engine.execute(client, std::span(words.begin(), words.size()), kStart, out);
    }
};

void cacheZincrby(benchmark::State& state) {
    Board b;
    maylab::kernel::Rng rng(3);
    for (auto _ : state) b.run({"ZINCRBY", "board", "5", b.names[rng.below(Board::kMembers)]});
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(cacheZincrby);

void cacheTopTen(benchmark::State& state) {
    Board b;
    for (auto _ : state) b.run({"ZREVRANGE", "board", "0", "9", "WITHSCORES"});
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(cacheTopTen);

// The first write to the board of a copy: what it must make its own.
void cacheCloneAndZincrby(benchmark::State& state) {
    Board b;
    for (auto _ : state) {
        Engine copy = b.engine;
        const std::string_view words[] = {"ZINCRBY", "board", "5", b.names[77]};
        b.out.clear();
        copy.execute(b.client, words, kStart, b.out);
    }
}
BENCHMARK(cacheCloneAndZincrby)->Unit(benchmark::kMicrosecond);

} // namespace
