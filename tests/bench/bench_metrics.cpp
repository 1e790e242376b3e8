// Metrics: what an add costs, closing a second, windows as a chart or goal reads them, a copy of the store; ingest and
// the memory it leaves; queries of a day.
#include <benchmark/benchmark.h>

#include "kernel/metric_sink.h"
#include "kernel/rng.h"
#include "metrics/alarm_book.h"
#include "metrics/exposition.h"
#include "metrics/metric_query.h"
#include "metrics/operations.h"
#include "metrics/prometheus_series.h"
#include "metrics/promql/http_api.h"
#include "metrics/store.h"

#include <nlohmann/json.hpp>

#include <malloc.h>

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

// One add a second to each of 2,000 series, each second closed and each minute published: what promtool's `tsdb bench
// write` does with a Prometheus. Half are counters, half gauges; a sample is one add.
void ingest(benchmark::State& state) {
    constexpr int kSeries = 2000;
    kernel::MetricSink sink;
    MetricStore store;
    sink.attach();
    std::vector<kernel::MetricId> ids;
    for (int i = 0; i < kSeries; ++i)
        ids.push_back(sink.define({"N", "C", {{"Id", std::to_string(i)}}, "Count", i % 2 == 0 ? MetricKind::Counter : MetricKind::Gauge}));
    double value = 0;
    for (auto _ : state) {
        for (int s = 0; s < 60; ++s) {
            for (const auto id : ids)
                sink.add(id, value += 1);
            store.closeSecond(sink);
        }
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * 60 * kSeries);
}
BENCHMARK(ingest)->Unit(benchmark::kMillisecond);

// The same for single measured values: 20 metrics of 1,000 latencies a second.
void ingestMeasured(benchmark::State& state) {
    Filled f(0, 20);
    std::vector<double> values(1000);
    for (double& v : values)
        v = f.rng.exponential(20);
    for (auto _ : state) {
        for (int s = 0; s < 60; ++s) {
            for (const auto id : f.samples)
                for (const double v : values)
                    f.sink.sample(id, v);
            f.store.closeSecond(f.sink);
        }
    }
    state.SetItemsProcessed(state.iterations() * 60 * 20 * 1000);
}
BENCHMARK(ingestMeasured)->Unit(benchmark::kMillisecond);

// What 3 h of 500 series take in memory: all that the heap gives back when the store goes, both views, names and tables
// included, divided by the samples.
enum class Shape { Constant, Counted, Growing, Noise };

void storeBytes(benchmark::State& state, Shape shape, MetricResolution resolution) {
    constexpr int kSeries = 500, kSeconds = 3 * 3600;
    const auto heap = [] {
        const struct mallinfo2 m = ::mallinfo2();
        return static_cast<double>(m.uordblks + m.hblkhd);
    };
    double bytes = 0;
    for (auto _ : state) {
        kernel::MetricSink sink;
        sink.attach();
        kernel::Rng rng{1, "bench"};
        const MetricKind kind = shape == Shape::Growing || shape == Shape::Noise ? MetricKind::Gauge : MetricKind::Counter;
        std::vector<kernel::MetricId> ids;
        for (int i = 0; i < kSeries; ++i)
            ids.push_back(sink.define({"N", "C", {{"Id", std::to_string(i)}}, "Count", kind, resolution}));
        std::vector<double> total(kSeries);
        auto store = std::make_unique<MetricStore>();
        for (int s = 0; s < kSeconds; ++s) {
            for (std::size_t i = 0; i < ids.size(); ++i) {
                const auto events = static_cast<double>(rng.below(200)); // of a second in which some 100 are expected
                total[i] += 900 + events;
                sink.add(ids[i], shape == Shape::Constant  ? 1
                                 : shape == Shape::Counted ? events
                                 : shape == Shape::Growing ? total[i]
                                                           : 20 + rng.exponential(20));
            }
            store->closeSecond(sink);
        }
        const double before = heap();
        store.reset();
        bytes = before - heap();
    }
    state.counters["bytes"] = bytes / kSeries / kSeconds;
}
BENCHMARK_CAPTURE(storeBytes, constant, Shape::Constant, MetricResolution::Standard)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, counted, Shape::Counted, MetricResolution::Standard)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, growing, Shape::Growing, MetricResolution::Standard)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, noise, Shape::Noise, MetricResolution::Standard)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, constantHigh, Shape::Constant, MetricResolution::High)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, countedHigh, Shape::Counted, MetricResolution::High)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, growingHigh, Shape::Growing, MetricResolution::High)->Iterations(1);
BENCHMARK_CAPTURE(storeBytes, noiseHigh, Shape::Noise, MetricResolution::High)->Iterations(1);

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

// A day of one metric of 250 things, as queries read it.
struct DayOfMetrics {
    static constexpr int kSeries = 250;
    static constexpr std::int64_t kEnd = 86400;
    kernel::MetricSink sink;
    MetricStore store;
    std::vector<MetricQuery> queries;

    static SeriesKey key(int i) { return {"N", "C", {{"Id", std::to_string(i)}}}; }
    DayOfMetrics() {
        sink.attach();
        std::vector<kernel::MetricId> ids;
        for (int i = 0; i < kSeries; ++i) {
            ids.push_back(sink.define({"N", "C", key(i).dimensions, "Count"}));
            MetricQuery& q = queries.emplace_back();
            q.id = 'm' + std::to_string(i);
            q.metric = MetricStat{key(i), *Statistic::parse("Sum"), 60, {}};
            q.returnData = i == 0;
        }
        for (std::int64_t s = 0; s < kEnd; ++s) {
            for (const auto id : ids)
                sink.add(id, static_cast<double>((id + s) % 7));
            store.closeSecond(sink);
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
        const auto answer = evaluateQueries(day.store, one, DayOfMetrics::kWindow);
        if (!answer || (*answer)[0].series[0].values.size() != 1440)
            state.SkipWithError("not the answer that is measured");
    }
}
BENCHMARK(queryOneSeries24h)->Unit(benchmark::kMicrosecond);

// The same as GetMetricData answers it, in JSON.
void getMetricData24h(benchmark::State& state) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    const nlohmann::json dimension = {{"Name", "Id"}, {"Value", "0"}};
    const nlohmann::json metric = {{"Namespace", "N"}, {"MetricName", "C"}, {"Dimensions", {dimension}}};
    const nlohmann::json query = {{"Id", "m"},
                                  {"MetricStat", {{"Metric", metric}, {"Period", 60}, {"Stat", "Sum"}}}};
    const nlohmann::json input = {
        {"StartTime", 0}, {"EndTime", DayOfMetrics::kEnd}, {"MetricDataQueries", {query}}};
    for (auto _ : state) {
        const auto reply = getMetricData(day.store, input, DayOfMetrics::kWindow.now);
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
        const auto answer = evaluateQueries(day.store, queries, DayOfMetrics::kWindow);
        if (!answer || answer->back().series[0].values.size() != 1440)
            state.SkipWithError("not the answer that is measured");
    }
}
BENCHMARK(querySumOf250Series24h)->Unit(benchmark::kMillisecond);

// PromQL over a day, a step a minute, through Prometheus' HTTP API: from the text of the query to the JSON of the answer.
void promql24h(benchmark::State& state, const char* query, std::size_t points) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    const AlarmBook alarms;
    const PrometheusSeries series(day.store, day.sink, alarms);
    const promql::HttpRequest request{
        "GET", "/api/v1/query_range", {{"query", query}, {"start", "60"}, {"end", std::to_string(DayOfMetrics::kEnd)}, {"step", "60"}}};
    promql::HttpResponse response;
    for (auto _ : state) {
        response = prometheusAnswer(request, series, DayOfMetrics::kWindow.now);
        benchmark::DoNotOptimize(response.body.data());
    }
    const auto body = nlohmann::json::parse(response.body);
    if (response.status != 200 || body["data"]["result"].size() != 1 || body["data"]["result"][0]["values"].size() != points)
        state.SkipWithError("not the answer that is measured");
}
BENCHMARK_CAPTURE(promql24h, one, R"(n_c_sum{id="0"})", 1440)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(promql24h, sumOf250, "sum(n_c_sum)", 1440)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(promql24h, rateOf250, "sum(rate(n_c_total[5m]))", 1439)->Unit(benchmark::kMillisecond);

// One virtual minute's evaluation of 10,000 alarms, 2 of 3, none of which changes its state.
void evaluateAlarms(benchmark::State& state) {
    const DayOfMetrics& day = DayOfMetrics::instance();
    AlarmBook book;
    for (int i = 0; i < 10'000; ++i) {
        AlarmDefinition d;
        d.name = "alarm" + std::to_string(i);
        MetricAlarmRule& r = d.metric.emplace();
        r.metric.key = DayOfMetrics::key(i % DayOfMetrics::kSeries);
        r.threshold = 1e12;
        r.evaluationPeriods = 3;
        r.datapointsToAlarm = 2;
        book.put(std::move(d), 0);
    }
    book.evaluate(day.store, DayOfMetrics::kEnd - 60);
    for (auto _ : state) book.evaluate(day.store, DayOfMetrics::kEnd);
    if (book.find("alarm0")->state != AlarmState::Ok) state.SkipWithError("not the answer that is measured");
}
BENCHMARK(evaluateAlarms)->Unit(benchmark::kMillisecond);

} // namespace
