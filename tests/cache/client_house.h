// An engine with several connections, by name, for tests.
#pragma once

#include "cache/engine/engine.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

inline constexpr std::int64_t kStart = 1'700'000'000'000;

inline std::vector<std::string> wordsOf(const std::string& line) {
    std::vector<std::string> words{""};
    for (const char c : line) {
        if (c == ' ') words.emplace_back();
        else words.back() += c;
    }
    return words;
}

// Whatever a connection gets lies in its inbox until it is read.
struct House {
    House() {
        EngineOptions o;
        o.startedAtMs = kStart;
        engine = Engine(o);
    }
    ClientId id(const std::string& who) {
        if (!clients.contains(who)) clients[who] = engine.connect(now, "127.0.0.1:" + std::to_string(5000 + clients.size()));
        return clients[who];
    }
    void collect() {
        std::vector<Output> outputs;
        engine.takeOutput(outputs);
        for (const Output& o : outputs) {
            for (auto& [name, client] : clients) {
                if (client != o.client) continue;
                inbox[name] += o.bytes;
                if (o.close) closed[name] = true;
            }
        }
    }
    std::string run(const std::string& who, const std::vector<std::string>& words) {
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string out;
        engine.execute(id(who), argv, now, out);
        collect();
        return out;
    }
    std::string say(const std::string& who, const std::string& line) { return run(who, wordsOf(line)); }
    std::string raw(const std::string& who, const std::string& bytes) {
        std::string out;
        engine.receive(id(who), bytes, now, out);
        collect();
        return out;
    }
    std::string read(const std::string& who) { return std::exchange(inbox[who], std::string()); }
    // As an owner does that wakes the engine when a wait ends.
    void advance(std::int64_t ms) {
        const std::int64_t target = now + ms;
        while (std::min(engine.nextCron(), engine.nextTimeout()) <= target) {
            if (engine.nextTimeout() <= engine.nextCron()) engine.wake(engine.nextTimeout());
            else engine.cron(engine.nextCron());
            collect();
        }
        now = target;
    }
    std::string eval(const std::string& script) { return run("A", {"EVAL", script, "0"}); }

    Engine engine;
    std::map<std::string, ClientId> clients;
    std::map<std::string, std::string> inbox;
    std::map<std::string, bool> closed;
    std::int64_t now = kStart;
};

} // namespace maylab::cache
