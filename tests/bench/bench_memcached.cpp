// Memcached in process, and other policies beside a node. Target: 5 M operations/s, Zipf(0.99) get/set over 100,000
// keys with eviction; a copy of 100,000 items in a millisecond; eight policies at once on 400,000 requests/s.
#include "cache/memcached/memcached.h"
#include "cache/whatif/whatif.h"
#include "kernel/rng.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace maylab::memcached;
using Status = maylab::ports::CacheReply::Status;

constexpr std::int64_t kStart = 1'700'000'000'000;
constexpr std::size_t kKeys = 100'000, kDraws = 1 << 20;

const std::vector<std::uint32_t>& zipfRanks() {
    static const std::vector<std::uint32_t> kRanks = [] {
        std::vector<double> cdf;
        double c = 0;
        for (std::size_t i = 1; i <= kKeys; ++i) cdf.push_back(c += 1.0 / std::pow(static_cast<double>(i), 0.99));
        maylab::kernel::Rng rng(42);
        std::vector<std::uint32_t> ranks(kDraws);
        for (auto& r : ranks)
            r = static_cast<std::uint32_t>(std::upper_bound(cdf.begin(), cdf.end(), rng.uniform() * c) - cdf.begin());
        return ranks;
    }();
    return kRanks;
}

const std::vector<std::string>& keys() {
    static const std::vector<std::string> kAll = [] {
        std::vector<std::string> all;
        for (std::size_t k = 0; k < kKeys; ++k) {
            char text[16];
            std::snprintf(text, sizeof text, "key:%06zu", k);
            all.emplace_back(text);
        }
        return all;
    }();
    return kAll;
}

Memcached makeServer(const char* megabytes, bool flat) {
    Options o;
    o.startedAtMs = kStart;
    if (flat) setOption(o.settings, "no_modern", "");
    setOption(o.settings, "memory-limit", megabytes);
    return Memcached(o);
}

// Cache-aside: get, on a miss set; 20,000 requests per virtual second; the background threads included.
void runZipf(benchmark::State& state, bool flat) {
    const auto& ranks = zipfRanks();
    Memcached server = makeServer("10", flat);
    std::uint64_t operations = 0, i = 0;
    for (auto _ : state) {
        const std::int64_t now = kStart + static_cast<std::int64_t>(i / 20);
        if (server.nextCron() <= now) server.cron(now);
        const std::string& key = keys()[ranks[i++ & (kDraws - 1)]];
        ++operations;
        if (server.get(key, now).status == Status::Nil) {
            server.set(key, {500, i}, 0, now);
            ++operations;
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(operations));
}

void memcachedZipf(benchmark::State& state) { runZipf(state, false); }
BENCHMARK(memcachedZipf);

void memcachedZipfFlat(benchmark::State& state) { runZipf(state, true); }
BENCHMARK(memcachedZipfFlat);

// Whole requests with bytes, as a client sends them.
void memcachedText(benchmark::State& state) {
    const auto& ranks = zipfRanks();
    Memcached server = makeServer("10", false);
    const ClientId client = server.connect(kStart);
    const std::string value(500, 'x');
    std::string out, request;
    std::uint64_t i = 0;
    for (auto _ : state) {
        out.clear();
        const std::string& key = keys()[ranks[i++ & (kDraws - 1)]];
        if (i % 4 == 0) request.assign("set ").append(key).append(" 0 0 500\r\n").append(value).append("\r\n");
        else request.assign("get ").append(key).append("\r\n");
        server.receive(client, request, kStart, out);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(i));
}
BENCHMARK(memcachedText);

void memcachedClone(benchmark::State& state) {
    Memcached server = makeServer("64", false);
    for (const std::string& key : keys()) server.set(key, {500, 0}, 60'000, kStart);
    for (auto _ : state) {
        Memcached copy = server;
        benchmark::DoNotOptimize(copy.totals().items);
    }
    state.counters["items"] = static_cast<double>(server.totals().items);
}
BENCHMARK(memcachedClone)->Unit(benchmark::kMicrosecond);

// Eight policies see the same requests.
void whatIfAllPolicies(benchmark::State& state) {
    const auto& ranks = zipfRanks();
    maylab::whatif::WhatIf w(16'260);
    std::uint64_t i = 0;
    for (auto _ : state) w.request(std::uint64_t{ranks[i++ & (kDraws - 1)]});
    state.SetItemsProcessed(static_cast<std::int64_t>(i));
}
BENCHMARK(whatIfAllPolicies);

} // namespace
