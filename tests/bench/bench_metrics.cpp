// Metrics: what an add costs, closing a second, windows as a chart or goal reads them, a copy of the store.
#include <benchmark/benchmark.h>

#include "kernel/metric_sink.h"
#include "kernel/rng.h"
#include "metrics/alarm_book.h"
#include "metrics/metric_query.h"
#include "metrics/operations.h"
#include "metrics/store.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace maylab;
using namespace maylab::metrics;
using kernel::MetricKind;
using kernel::MetricResolution;
using kernel::SimTime;

namespace {

// Counters, and a few sampled metrics with continuous values.
struct Filled {
    kernel::MetricSink sink;
    MetricStore store;
    std::vector<kernel::MetricId> counters, samples;
    kernel::Rng rng{1, "bench"};

    Filled(int counterCount, int sampleCount) {
        sink.attach();
        for (int i = 0; i < counterCount; ++i)
            counters.push_back(sink.define({"N", "C" + std::to_string(i), {{"Id", "x"}}, "Count"}));
        for (int i = 0; i < sampleCount; ++i)
            samples.push_back(sink.define({"N",
                                           "S" + std::to_string(i),
                                           {},
                                           "Milliseconds",
                                           MetricKind::Sample,
                                           MetricResolution::High}));
    }
    void second(int perSample) {
        for (const auto id : counters)
            sink.add(id, static_cast<double>(id % 7));
        for (const auto id : samples)
            for (int i = 0; i < perSample; ++i)
                sink.sample(id, rng.exponential(20));
    }
    void run(int seconds, int perSample) {
        for (int s = 0; s < seconds; ++s) {
            second(perSample);
            store.closeSecond(sink);
        }
    }
};

void addCounter(benchmark::State& state) {
    Filled f(64, 0);
    std::uint32_t i = 0;
    for (auto _ : state)
        f.sink.add(f.counters[i++ & 63], 1);
}
BENCHMARK(addCounter);

void addSample(benchmark::State& state) {
    Filled f(0, 4);
    std::uint32_t i = 0;
    for (auto _ : state) {
        f.sink.sample(f.samples[i & 3], 1.5);
        if ((++i & 4095) == 0) f.sink.resetSecond();
    }
}
BENCHMARK(addSample);

// 60 counters and 3 sampled metrics of 1,000 values a second: the shop at 1,000 requests/s.
void closeShopSecond(benchmark::State& state) {
    Filled f(60, 3);
    for (auto _ : state) {
        state.PauseTiming();
        f.second(1000);
        state.ResumeTiming();
        f.store.closeSecond(f.sink);
    }
}
BENCHMARK(closeShopSecond)->Iterations(2000);

void windowSum600(benchmark::State& state) {
    Filled f(60, 3);
    f.run(3600, 100);
    const SeriesId id = f.store.find("N", "C7", {{"Id", "x"}});
    const Statistic sum = *Statistic::parse("Sum");
    for (auto _ : state)
        benchmark::DoNotOptimize(f.store.window(id, sum, SimTime::atSecond(3000), SimTime::atSecond(3600)));
}
BENCHMARK(windowSum600);

void windowP99Of30Seconds(benchmark::State& state) {
    Filled f(4, 3);
    f.run(1200, 1000);
    const SeriesId id = f.store.find("N", "S1", {});
    const Statistic p99 = *Statistic::parse("p99");
    for (auto _ : state)
        benchmark::DoNotOptimize(f.store.window(id, p99, SimTime::atSecond(1170), SimTime::atSecond(1200)));
}
BENCHMARK(windowP99Of30Seconds);

// A chart of 20 minutes, one point a second.
void pointsP99(benchmark::State& state) {
    Filled f(4, 3);
    f.run(1200, 1000);
    const SeriesId id = f.store.find("N", "S1", {});
    const Statistic p99 = *Statistic::parse("p99");
    std::vector<Point> out;
    for (auto _ : state) {
        f.store.points(id, p99, SimTime(), SimTime::atSecond(1200), 1, out);
        benchmark::DoNotOptimize(out.data());
    }
}
BENCHMARK(pointsP99)->Unit(benchmark::kMicrosecond);

void copyStore(benchmark::State& state) {
    Filled f(static_cast<int>(state.range(0)), 3);
    f.run(3 * 3600 + 30, 20);
    for (auto _ : state) {
        MetricStore copy = f.store;
        benchmark::DoNotOptimize(&copy);
    }
}
BENCHMARK(copyStore)->Arg(60)->Arg(5000)->Unit(benchmark::kMicrosecond);

// A day of minutes of 250 metrics of the world, as GetMetricData's engine reads them.
struct DayOfMetrics {
    static constexpr int kSeries = 250;
    static constexpr std::int64_t kEnd = 86400;
    Filled filled{kSeries, 0};
    std::vector<MetricQuery> queries;

    DayOfMetrics() {
        filled.run(kEnd, 0);
        for (int i = 0; i < kSeries; ++i) {
            MetricQuery& q = queries.emplace_back();
            q.id = 'm' + std::to_string(i);
            q.metric =
                MetricStat{{"N", "C" + std::to_string(i), {{"Id", "x"}}}, *Statistic::parse("Sum"), 60, {}};
            q.returnData = i == 0;
        }
    }
    static const DayOfMetrics& instance() {
        static const DayOfMetrics day;
        return day;
    }
    static constexpr QueryWindow kWindow{0, kEnd * 1000, kEnd * 1000};
};

void queryOneSeries24h(benchmark::State& state) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    const std::span<const MetricQuery> one(day.queries.data(), 1);
    for (auto _ : state) {
        const auto answer = evaluateQueries(day.filled.store, one, DayOfMetrics::kWindow);
        if (!answer || (*answer)[0].series[0].values.size() != 1440)
            state.SkipWithError("not the answer that is measured");
    }
}
BENCHMARK(queryOneSeries24h)->Unit(benchmark::kMicrosecond);

// The same as GetMetricData answers it, in JSON.
void getMetricData24h(benchmark::State& state) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    const nlohmann::json dimension = {{"Name", "Id"}, {"Value", "x"}};
    const nlohmann::json metric = {{"Namespace", "N"}, {"MetricName", "C0"}, {"Dimensions", {dimension}}};
    const nlohmann::json query = {{"Id", "m"},
                                  {"MetricStat", {{"Metric", metric}, {"Period", 60}, {"Stat", "Sum"}}}};
    const nlohmann::json input = {
        {"StartTime", 0}, {"EndTime", DayOfMetrics::kEnd}, {"MetricDataQueries", {query}}};
    for (auto _ : state) {
        const auto reply = getMetricData(day.filled.store, input, DayOfMetrics::kWindow.now);
        if (!reply || (*reply)["MetricDataResults"][0]["Values"].size() != 1440)
            state.SkipWithError("not the answer that is measured");
    }
}
BENCHMARK(getMetricData24h)->Unit(benchmark::kMicrosecond);

void querySumOf250Series24h(benchmark::State& state) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    std::vector<MetricQuery> queries = day.queries;
    MetricQuery& sum = queries.emplace_back();
    sum.id = "sum";
    sum.expression = "SUM(METRICS())";
    for (auto _ : state) {
        const auto answer = evaluateQueries(day.filled.store, queries, DayOfMetrics::kWindow);
        if (!answer || answer->back().series[0].values.size() != 1440)
            state.SkipWithError("not the answer that is measured");
    }
}
BENCHMARK(querySumOf250Series24h)->Unit(benchmark::kMillisecond);

// One virtual minute's evaluation of 10,000 alarms, 2 of 3, none of which changes its state.
void evaluateAlarms(benchmark::State& state) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    AlarmBook book;
    for (int i = 0; i < 10'000; ++i) {
        AlarmDefinition d;
        d.name = "alarm" + std::to_string(i);
        MetricAlarmRule& r = d.metric.emplace();
        r.metric.key = {"N", "C" + std::to_string(i % DayOfMetrics::kSeries), {{"Id", "x"}}};
        r.threshold = 1e12;
        r.evaluationPeriods = 3;
        r.datapointsToAlarm = 2;
        book.put(std::move(d), 0);
    }
    book.evaluate(day.filled.store, DayOfMetrics::kEnd - 60);
    for (auto _ : state) book.evaluate(day.filled.store, DayOfMetrics::kEnd);
    if (book.find("alarm0")->state != AlarmState::Ok) state.SkipWithError("not the answer that is measured");
}
BENCHMARK(evaluateAlarms)->Unit(benchmark::kMillisecond);

} // namespace
