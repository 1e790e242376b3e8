// Logs Insights over 100,000 JSON events of about 90 bytes.
#include <benchmark/benchmark.h>

#include "logs/insights/run.h"

#include <string>
#include <vector>

using namespace maylab::logs::insights;

namespace {

constexpr std::int64_t kEvents = 100'000;

struct Log {
    std::vector<std::string> messages;
    std::vector<Event> events;

    Log() {
        for (std::int64_t i = 0; i < kEvents; ++i) {
            const bool error = i % 50 == 0;
            messages.push_back(std::string(R"({"level":")") + (error ? "ERROR" : "INFO") + R"(","path":"/p)" +
                               std::to_string(i % 7) + R"(","status":)" + (error ? "503" : "200") + R"(,"latency":)" +
                               std::to_string(i * 7919 % 1000) + R"(,"node":"n)" + std::to_string(i % 4) + "\"}");
        }
        for (std::int64_t i = 0; i < kEvents; ++i)
            events.push_back({1'767'261'600'000 + i * 10, 0, static_cast<std::uint64_t>(i), "shop", "web",
                              messages[static_cast<std::size_t>(i)]});
    }
};

void ask(benchmark::State& state, const char* text) {
    static const Log kLog;
    const auto query = Query::parse(text);
    if (!query) {
        state.SkipWithError(query.error().describe().c_str());
        return;
    }
    for (auto _ : state) {
        const QueryResult r = run(*query, kLog.events);
        if (r.status != QueryResult::Status::Complete || r.rows.empty()) state.SkipWithError("no rows");
    }
}

void insightsStats(benchmark::State& state) {
    ask(state, "stats count(*) as n, avg(latency) as a, pct(latency, 99) as p99 by path, bin(1m)");
}
void insightsSearch(benchmark::State& state) {
    ask(state, "filter @message like /\"status\":5\\d\\d/ | sort latency desc | limit 20");
}

BENCHMARK(insightsStats)->Unit(benchmark::kMillisecond);
BENCHMARK(insightsSearch)->Unit(benchmark::kMillisecond);

} // namespace
