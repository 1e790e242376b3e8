// An engine with one client and a clock, for the tests of the cache engine. Times in Unix milliseconds.
#pragma once

#include <QtTest>

#include "cache/engine/engine.h"
#include "kernel/rng.h"

#include <string>
#include <vector>

namespace maylab::test {

using namespace cache;

constexpr std::int64_t kStart = 1'700'000'000'000;

inline EngineOptions optionsOf(std::uint64_t seed, EngineProfile profile = EngineProfile::Raw) {
    EngineOptions o;
    o.seed = seed;
    o.startedAtMs = kStart;
    o.profile = profile;
    return o;
}

// An engine with one connection and a clock.
struct Bench {
    explicit Bench(std::uint64_t seed = 1, EngineProfile profile = EngineProfile::Raw)
        : engine(optionsOf(seed, profile)), client(engine.connect(kStart)) {}
    std::string run(const std::vector<std::string>& words) {
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string out;
        engine.execute(client, argv, now, out);
        return out;
    }
    void advance(std::int64_t ms) {
        const std::int64_t target = now + ms;
        while (engine.nextCron() <= target) engine.cron(engine.nextCron());
        now = target;
    }
    Engine engine;
    ClientId client;
    std::int64_t now = kStart;
};

inline std::string bulk(const std::string& s) { return "$" + std::to_string(s.size()) + "\r\n" + s + "\r\n"; }
inline std::string number(std::int64_t v) { return ":" + std::to_string(v) + "\r\n"; }

inline std::uint64_t sumOfKeys(const Engine& e) {
    std::uint64_t sum = 0;
    std::vector<KeyView> keys;
    for (int db = 0; db < 16; ++db) {
        e.viewKeys(db, 1'000'000, 0, keys);
        for (const KeyView& k : keys) sum += k.bytes;
    }
    return sum;
}

} // namespace maylab::test
