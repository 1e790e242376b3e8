// The store of metrics: windows and periods against a naive model, the view of seconds, roll-up, copies, peeks, delays.
#include <QtTest>

#include "kernel/time.h"
#include "naive_statistic.h"
#include "support/heap_count.h"
#include "support/test_suite.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace maylab;
using namespace maylab::metrics;
using kernel::MetricKind;
using kernel::MetricResolution;
using kernel::Rng;
using kernel::SimTime;
using namespace maylab::testing;
using nlohmann::json;

class TestMetrics : public QObject {
    Q_OBJECT
  private slots:
    // --- the hot path ---

    // A value through its handle, and the second and minute that close over it: memory grows with time, never with values.
    void aValueCostsNoAllocation() {
        kernel::MetricSink sink;
        sink.attach();
        const auto counter = sink.define({"N", "Counter", {}, "Count", MetricKind::Counter, MetricResolution::High});
        const auto gauge = sink.define({"N", "Gauge", {}, "Count", MetricKind::Gauge, MetricResolution::Standard});
        const auto latency = sink.define({"N", "Latency", {}, "Milliseconds", MetricKind::Sample, MetricResolution::High});
        MetricStore store(1'769'389'200'000);
        Rng rng(5, "values");
        const auto allocationsOf = [&](int values) {
            std::uint64_t most = 0;
            for (int s = 0; s < 600; ++s) {
                const std::uint64_t before = allocations();
                for (int i = 0; i < values; ++i) {
                    sink.add(counter, 1);
                    sink.add(gauge, i);
                    sink.sample(latency, 0.5 + static_cast<double>(rng.below(64)));
                }
                most = std::max(most, allocations() - before);
                store.closeSecond(sink);
            }
            return most;
        };
        (void)allocationsOf(2000); // tables take their size
        QCOMPARE(allocationsOf(2000), std::uint64_t{0});
        const std::uint64_t begin = allocations();
        (void)allocationsOf(2000);
        const std::uint64_t few = allocations() - begin;
        QVERIFY2(few < 600 * 20, qPrintable(QString::number(few))); // of 3,600,000 values
    }

    // --- the 1 s view ---

    void windowsEqualANaiveModel() {
        // Five metrics for 700 s; the naive model keeps every raw value.
        kernel::MetricSink sink;
        sink.attach();
        const auto counter =
            sink.define({"N", "Counter", {}, "Count", MetricKind::Counter, MetricResolution::Standard});
        const auto gauge =
            sink.define({"N", "Gauge", {}, "Count", MetricKind::Gauge, MetricResolution::Standard});
        const auto few =
            sink.define({"N", "Few", {}, "Milliseconds", MetricKind::Sample, MetricResolution::High});
        const auto many =
            sink.define({"N", "Many", {}, "Milliseconds", MetricKind::Sample, MetricResolution::High});
        const auto wide = sink.define({"N", "Wide", {}, "Bytes", MetricKind::Sample, MetricResolution::High});
        constexpr int kSeconds = 700;
        std::vector<std::vector<double>> raw[5];
        for (auto& r : raw)
            r.resize(kSeconds);
        MetricStore store(1'769'389'217'000); // not a whole minute
        Rng rng(17, "windows");
        double level = 0;
        bool levelSet = false;
        for (int s = 0; s < kSeconds; ++s) {
            double count = 0;
            for (auto n = rng.below(5); n > 0; --n) {
                const double by = static_cast<double>(rng.below(3));
                sink.add(counter, by);
                count += by;
            }
            raw[0][static_cast<std::size_t>(s)] = {count};
            if (s > 20 && rng.chance(0.3)) {
                level = static_cast<double>(rng.below(100));
                levelSet = true;
                sink.add(gauge, level);
            }
            if (levelSet) raw[1][static_cast<std::size_t>(s)] = {level};
            const auto sample = [&](kernel::MetricId id, int which, double v) {
                sink.sample(id, v);
                raw[which][static_cast<std::size_t>(s)].push_back(v);
            };
            for (auto n = rng.below(100); n > 30; --n)
                sample(few, 2, static_cast<double>(rng.below(12)));
            for (auto n = rng.below(400); n > 0; --n)
                sample(many, 3, rng.exponential(20));
            if (s % 7 == 0)
                for (int n = 0; n < 100; ++n)
                    sample(wide, 4, std::pow(10.0, rng.uniform() * 200 - 100));
            store.closeSecond(sink);
        }
        QCOMPARE(store.closedUntil(), SimTime::atSecond(kSeconds));
        const char* const names[] = {"Counter", "Gauge", "Few", "Many", "Wide"};
        for (int which = 0; which < 5; ++which) {
            const SeriesId id = store.find("N", names[which], {});
            QVERIFY(id != kNoSeries);
            for (int round = 0; round < 40; ++round) {
                const auto from = static_cast<std::int64_t>(rng.below(kSeconds));
                const auto to = from + static_cast<std::int64_t>(rng.below(round % 2 == 0 ? 20 : 200));
                std::vector<double> v;
                for (auto s = from; s < std::min<std::int64_t>(to, kSeconds); ++s)
                    v.insert(v.end(), raw[which][static_cast<std::size_t>(s)].begin(),
                             raw[which][static_cast<std::size_t>(s)].end());
                for (const char* text : kAllStatistics) {
                    const bool sampled = which >= 3 && stat(text).extended();
                    const auto got =
                        store.window(id, stat(text), SimTime::atSecond(from), SimTime::atSecond(to));
                    QVERIFY2(sameAnswer(got, naive(v, stat(text)), sampled ? 2 * kSketchRelativeError : 1e-9),
                             text);
                }
            }
            // Points of every period are the windows they stand for.
            for (const int period : {1, 5, 7, 60, 100}) {
                for (const char* text : {"Sum", "p90", "Average"}) {
                    std::vector<Point> points;
                    store.points(id, stat(text), SimTime::atSecond(3 * period), SimTime::atSecond(650),
                                 period, points);
                    std::size_t next = 0;
                    for (int at = 3 * period; at < 650; at += period) {
                        const auto want = store.window(id, stat(text), SimTime::atSecond(at),
                                                       SimTime::atSecond(std::min(at + period, 650)));
                        if (!want) continue;
                        QVERIFY(next < points.size());
                        QCOMPARE(points[next].at, SimTime::atSecond(at));
                        QVERIFY(close(points[next].value, *want));
                        ++next;
                    }
                    QCOMPARE(next, points.size());
                }
            }
        }
    }

    // Every bit of every value comes back, whatever the minute's shape, and the column ends where the next begins.
    void packedColumnsAreWhatWasPacked() {
        kernel::Rng rng{7, "columns"};
        const double absent = std::numeric_limits<double>::quiet_NaN();
        const double odd[] = {0.0, -0.0, 1e-320, -1e308, 1e308, 9007199254740991.0, 9007199254740993.0, -9007199254740991.0, 0.1};
        std::vector<std::uint8_t> bytes;
        std::vector<std::pair<std::size_t, MinuteOfSeconds>> packed;
        for (int round = 0; round < 3000; ++round) {
            MinuteOfSeconds column;
            double total = static_cast<double>(rng.below(1'000'000));
            const std::uint64_t range = std::uint64_t{1} << rng.below(62);
            const int shape = static_cast<int>(rng.below(8));
            for (double& v : column) {
                total += static_cast<double>(rng.below(100));
                switch (shape) {
                case 0: v = total; break;
                case 1: v = static_cast<double>(rng.below(range)); break;
                case 2: v = -static_cast<double>(rng.below(range)) * 0.25; break;
                case 3: v = rng.exponential(20) - 5; break;
                case 4: v = odd[rng.below(std::size(odd))]; break;
                case 5: v = 42.5; break;
                case 6: v = std::bit_cast<double>(rng.next() & ~(std::uint64_t{1} << 62)); break; // any finite bits
                default: v = 1000 - total; break;
                }
            }
            if (rng.below(3) == 0)
                for (double& v : column)
                    if (rng.below(4) == 0) v = absent;
            packed.emplace_back(bytes.size(), column);
            packColumn(column, bytes);
        }
        const std::size_t end = bytes.size();
        bytes.resize(end + kPackedColumnPadding, 0xFF);
        for (const auto& [offset, want] : packed) {
            MinuteOfSeconds got;
            unpackColumn(std::span(bytes).subspan(offset), got);
            for (std::size_t i = 0; i < got.size(); ++i)
                if (want[i] == want[i]) QCOMPARE(std::bit_cast<std::uint64_t>(got[i]), std::bit_cast<std::uint64_t>(want[i]));
                else QVERIFY(got[i] != got[i]);
        }
        const auto size = [](const MinuteOfSeconds& column) {
            std::vector<std::uint8_t> one;
            packColumn(column, one);
            return one.size();
        };
        MinuteOfSeconds growing, level, noise;
        for (std::size_t i = 0; i < growing.size(); ++i) {
            growing[i] = 1e9 + 1000.0 * static_cast<double>(i) + static_cast<double>(i * 7 % 100);
            level[i] = 5;
            noise[i] = 20 + rng.exponential(20);
        }
        QVERIFY(size(level) < 10);
        QVERIFY(size(growing) < 60 * 3 / 2);
        QVERIFY(size(noise) < 60 * 15 / 2);
    }

    // What is published every second reads the same at every period while the 1 s view has it and when that has passed on
    // what it was, as one that has every value.
    void publishedEverySecondEqualsANaiveModel() {
        kernel::MetricSink sink;
        sink.attach();
        const auto counter = sink.define({"N", "C", {}, "Count", MetricKind::Counter, MetricResolution::High});
        const auto gauge = sink.define({"N", "G", {}, "Percent", MetricKind::Gauge, MetricResolution::High});
        sink.define({"N", "S", {}, "Count"}); // and one that is not
        kernel::Rng rng{3, "high"};
        const std::int64_t t0 = 1'769'389'217; // amid a minute
        MetricStore store(t0 * 1000);
        std::map<std::int64_t, double> counts, levels;
        const auto check = [&](const char* name, const std::map<std::int64_t, double>& all, std::int64_t period, bool exact) {
            const std::int64_t now = store.closedUnix();
            const PublishedRange range{floorTo(t0, period), floorTo(now, period), period, now};
            std::map<std::int64_t, std::vector<double>> want;
            for (const auto& [second, v] : all) {
                // A second at 3 h is readable only as a part of its minute.
                if (period < 60 && now - second > kSecondRetention) continue;
                if (floorTo(second, period) < range.end) want[floorTo(second, period)].push_back(v);
            }
            const SeriesId id = store.find("N", name, {});
            for (const char* text : {"Sum", "Average", "Maximum", "SampleCount", "p50", "p99"}) {
                std::vector<double> got(static_cast<std::size_t>(range.periods()), std::nan(""));
                store.publishedValues(id, stat(text), {}, range, got);
                for (std::size_t i = 0; i < got.size(); ++i) {
                    const auto it = want.find(range.start + static_cast<std::int64_t>(i) * period);
                    const auto expected = it == want.end() ? std::nullopt : naive(it->second, stat(text));
                    const auto actual = got[i] == got[i] ? std::optional(got[i]) : std::nullopt;
                    QVERIFY2(sameAnswer(actual, expected, exact ? 1e-9 : kSketchRelativeError), text);
                }
            }
        };
        const std::int64_t kEnd = 4 * 3600;
        for (std::int64_t s = 0; s < kEnd; ++s) {
            const auto n = static_cast<double>(rng.below(1000));
            sink.add(counter, n);
            counts[t0 + s] = n;
            if (s % 37 == 12) {
                sink.add(gauge, rng.exponential(10));
            }
            if (s >= 12) levels[t0 + s] = sink.channel(gauge).value;
            store.closeSecond(sink);
            if (s == 100 || s == 2 * 3600 + 30 || s == kEnd - 1)
                for (const std::int64_t period : {1, 10, 60, 300, 3600}) {
                    check("C", counts, period, s < 3 * 3600);
                    check("G", levels, period, s < 3 * 3600);
                }
        }
    }

    void oneSecondViewForgetsAfterThreeHours() {
        kernel::MetricSink sink;
        sink.attach();
        const auto id = sink.define({"N", "C", {}, "Count"});
        MetricStore store;
        for (int s = 0; s < 11'000; ++s) {
            sink.add(id, 1);
            store.closeSecond(sink);
        }
        const SeriesId series = store.find("N", "C", {});
        const auto all = store.window(series, stat("SampleCount"), SimTime(), SimTime::atSecond(11'000));
        QVERIFY(all && *all >= kSecondViewSeconds && *all < kSecondViewSeconds + 60);
        QVERIFY(!store.window(series, stat("Sum"), SimTime(), SimTime::atSecond(100)));
        QCOMPARE(*store.window(series, stat("Sum"), SimTime::atSecond(200), SimTime::atSecond(230)), 30.0);
    }

    void absenceHasNoValue() {
        kernel::MetricSink sink;
        sink.attach();
        const auto gauge = sink.define({"N", "G", {}, "Count", MetricKind::Gauge, MetricResolution::High});
        const auto sample =
            sink.define({"N", "S", {}, "Milliseconds", MetricKind::Sample, MetricResolution::High});
        MetricStore store;
        QCOMPARE(store.find("N", "G", {}), kNoSeries);
        QVERIFY(!store.window(kNoSeries, stat("Sum"), SimTime(), SimTime::atSecond(60)));
        store.closeSecond(sink);
        const SeriesId g = store.find("N", "G", {}), s = store.find("N", "S", {});
        const auto window = [&](SeriesId id, int from, int to) {
            return store.window(id, stat("Average"), SimTime::atSecond(from), SimTime::atSecond(to));
        };
        QVERIFY(!window(g, 0, 10) && !window(s, 0, 10));
        QVERIFY(!store.listed(g, 1) && !store.listed(s, 1));
        sink.add(gauge, 0);
        sink.sample(sample, 0);
        store.closeSecond(sink);
        QCOMPARE(*window(g, 0, 2), 0.0); // zero is a datum, absence is not
        QCOMPARE(*window(s, 0, 2), 0.0);
        store.closeSecond(sink);
        QCOMPARE(*window(g, 2, 3), 0.0); // a level stays
        QVERIFY(!window(s, 2, 3));
        QVERIFY(!window(g, 3, 60)); // not closed yet
        QVERIFY(!window(g, 2, 2));
        sink.add(gauge, 5); // the open second is not seen
        QCOMPARE(*window(g, 0, 60), 0.0);
        sink.retire(gauge);
        store.closeSecond(sink);
        QVERIFY(!window(g, 3, 4));
    }

    // --- the published view ---

    void servicesPublishOnceAMinute() {
        MetricsWorld w;
        auto& sink = w.world->metrics();
        const auto counter = sink.define({"AWS/X", "Hits", {{"Id", "a"}}, "Count"});
        const auto level = sink.define({"AWS/X", "Items", {{"Id", "a"}}, "Count", MetricKind::Gauge});
        const auto use = sink.define({"AWS/X", "CPU", {{"Id", "a"}}, "Percent", MetricKind::Gauge});
        const auto latency =
            sink.define({"AWS/X", "Latency", {{"Id", "a"}}, "Milliseconds", MetricKind::Sample});
        const auto fine =
            sink.define({"Shop/App", "Requests", {}, "Count", MetricKind::Counter, MetricResolution::High});
        for (int s = 0; s < 90; ++s) {
            sink.add(counter, s < 60 ? 2 : 5);
            sink.add(level, s);
            sink.add(use, s % 2 == 0 ? 10 : 30);
            for (int i = 0; i < s % 3; ++i)
                sink.sample(latency, s);
            sink.add(fine, s);
            w.world->runUntil(SimTime::atSecond(s + 1));
        }
        const std::int64_t t0 = w.world->calendar().startUnixMilliseconds / 1000;
        const auto points = [&](const char* name, const char* statistic, int period, bool dimension = true) {
            json q = metricQuery("m", dimension ? "AWS/X" : "Shop/App", name, statistic, period);
            if (dimension) q["MetricStat"]["Metric"]["Dimensions"] = {{{"Name", "Id"}, {"Value", "a"}}};
            const auto got = w.call("GetMetricData", {{"StartTime", t0},
                                                      {"EndTime", t0 + 120},
                                                      {"ScanBy", "TimestampAscending"},
                                                      {"MetricDataQueries", {q}}});
            if (!got) qFatal("%s", got.error().message.c_str());
            return (*got)["MetricDataResults"][0]["Values"];
        };
        // At 90 s only the first minute has been sent.
        QCOMPARE(points("Hits", "Sum", 60), json::array({120.0}));
        QCOMPARE(points("Hits", "SampleCount", 60), json::array({1.0}));
        QCOMPARE(points("Hits", "p50", 60), json::array({120.0}));
        QCOMPARE(points("Items", "Average", 60), json::array({59.0}));
        QCOMPARE(points("CPU", "Average", 60), json::array({20.0}));
        QCOMPARE(points("Latency", "SampleCount", 60), json::array({60.0}));
        QCOMPARE(points("Latency", "Maximum", 60), json::array({59.0}));
        QCOMPARE(points("Hits", "Sum", 10), json::array()); // not high resolution
        // High resolution: every second at once, and the open minute too.
        QCOMPARE(points("Requests", "Sum", 30, false), json::array({435.0, 1335.0, 2235.0}));
        QCOMPARE(points("Requests", "Sum", 60, false), json::array({1770.0, 2235.0}));
        QCOMPARE(points("Requests", "SampleCount", 60, false), json::array({60.0, 30.0}));
        QCOMPARE(points("Requests", "Maximum", 60, false), json::array({59.0, 89.0}));
        // An end inside a minute cuts it.
        const auto cut = w.call(
            "GetMetricData", {{"StartTime", t0},
                              {"EndTime", t0 + 30},
                              {"MetricDataQueries", {metricQuery("m", "Shop/App", "Requests", "Sum", 60)}}});
        QCOMPARE((*cut)["MetricDataResults"][0]["Values"], json::array({435.0}));
    }

    void unitsAreSeparateStreams() {
        MetricsWorld w;
        json data = json::array();
        for (const auto& [unit, value] : std::map<std::string, double>{{"Seconds", 2}, {"Milliseconds", 900}})
            data.push_back({{"MetricName", "M"}, {"Value", value}, {"Unit", unit}});
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", data}}));
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        json ask = {{"Namespace", "N"},    {"MetricName", "M"}, {"StartTime", now - 60},
                    {"EndTime", now + 60}, {"Period", 60},      {"Statistics", {"Sum", "SampleCount"}}};
        const auto both = w.call("GetMetricStatistics", ask);
        QCOMPARE((*both)["Datapoints"].size(), std::size_t{2});
        QCOMPARE((*both)["Datapoints"][0]["Unit"], "Seconds");
        QCOMPARE((*both)["Datapoints"][0]["Sum"], 2.0);
        QCOMPARE((*both)["Datapoints"][1]["Sum"], 900.0);
        ask["Unit"] = "Milliseconds";
        QCOMPARE((*w.call("GetMetricStatistics", ask))["Datapoints"].size(), std::size_t{1});
        ask["Unit"] = "Count"; // a wrong unit gives no data
        QVERIFY((*w.call("GetMetricStatistics", ask))["Datapoints"].empty());
        const auto listed = w.call("ListMetrics", {{"Namespace", "N"}});
        QCOMPARE((*listed)["Metrics"].size(), std::size_t{1}); // one metric all the same
        // Without a single unit a goal's window has no answer.
        const SeriesId id = w.store().find("N", "M", {});
        QVERIFY(!w.store().window(id, stat("Sum"), SimTime(), SimTime::atSecond(10)));
    }

    void putDataEqualANaiveModel() {
        // Random data of 12 days, queries of every kind, against a list of all data and the retention rule.
        const std::int64_t t0 = 1'769'389'200;
        MetricStore store(t0 * 1000);
        Rng rng(23, "puts");
        struct Raw {
            std::int64_t stamp;
            int resolution;
            double value;
        };
        std::vector<Raw> raw;
        std::int64_t now = t0 + 13 * kDay;
        const auto compare = [&](int queries) {
            const SeriesId id = store.find("N", "M", {{"a", "1"}});
            for (int i = 0; i < queries; ++i) {
                const std::int64_t periods[] = {1, 5, 10, 30, 60, 300, 3600, 7200, 420};
                const std::int64_t period = periods[rng.below(9)];
                const std::int64_t age = static_cast<std::int64_t>(
                    rng.below(i % 2 == 0 ? 4 * 3600 : static_cast<std::uint64_t>(now - t0 + kDay)));
                PublishedRange range;
                range.now = now;
                range.period = period;
                range.start = roundStart(now - age, period, now);
                range.end =
                    std::min(now + 100, range.start + period * static_cast<std::int64_t>(1 + rng.below(200)));
                std::map<std::int64_t, std::vector<double>> want;
                for (const Raw& r : raw) {
                    const std::int64_t finest = finestPeriod(now - r.stamp, r.resolution);
                    if (finest == 0 || period % finest != 0) continue;
                    const std::int64_t at = floorTo(r.stamp, finest);
                    if (at < range.start || at >= range.end) continue;
                    want[range.start + (at - range.start) / period * period].push_back(r.value);
                }
                const auto got = store.published(id, {}, range);
                QCOMPARE(got.size(), want.size());
                std::size_t k = 0;
                for (const auto& [stamp, values] : want) {
                    QCOMPARE(got[k].stamp, stamp);
                    for (const char* text :
                         {"SampleCount", "Sum", "Minimum", "Maximum", "p50", "p90", "TM(10%:90%)"})
                        QVERIFY2(sameAnswer(got[k].data.value(stat(text)), naive(values, stat(text)),
                                            stat(text).extended() ? kSketchRelativeError : 1e-9),
                                 text);
                    ++k;
                }
            }
        };
        for (int round = 0; round < 12; ++round) {
            std::vector<Datum> data;
            for (int i = 0; i < 120; ++i) {
                const auto spread = i % 2 == 0 ? std::uint64_t{3 * 3600} : std::uint64_t{12 * 86400};
                Raw r{now - static_cast<std::int64_t>(rng.below(spread)), rng.chance(0.5) ? 1 : 60,
                      static_cast<double>(rng.below(1000))};
                if (r.resolution == 60) r.stamp = floorTo(r.stamp, 60);
                raw.push_back(r);
                data.push_back({{"N", "M", {{"a", "1"}}},
                                Unit::Count,
                                r.stamp,
                                r.resolution,
                                Distribution::of(r.value)});
            }
            store.put(std::move(data), now);
            compare(40);
            now += static_cast<std::int64_t>(rng.below(round < 8 ? 3600 : 30 * 86400)); // and let it grow old
            compare(40);
        }
        QVERIFY(now - t0 > 63 * kDay); // every step of the roll-up was crossed
    }

    void historyRollsUp() {
        // One value a minute for 70 days; then each age is readable at its own period only, and nothing is
        // lost.
        SinkHistory history;
        const std::int64_t t0 = 1'769'389'200 / 3600 * 3600;
        const std::int64_t minutes = 70 * kDay / 60;
        for (std::int64_t m = 0; m < minutes; ++m) {
            auto block = std::make_shared<PeriodBlock>();
            block->stamp = t0 + m * 60;
            block->channels = {3};
            block->data = {Distribution::of(static_cast<double>(m % 7))};
            history.append(block);
        }
        const std::int64_t now = t0 + minutes * 60;
        const auto collect = [&](std::int64_t from, std::int64_t to, std::int64_t period) {
            BucketCollector out({from, to, period, now});
            history.collect(3, to, out);
            double count = 0;
            for (const auto& [stamp, d] : out.take())
                count += d.sampleCount();
            return count;
        };
        QCOMPARE(collect(t0, now, 3600), static_cast<double>(minutes));
        QCOMPARE(collect(t0, now, 300), static_cast<double>(63 * 1440));
        QCOMPARE(collect(t0, now, 60), static_cast<double>(15 * 1440));
        QCOMPARE(collect(t0, t0 + 5 * kDay, 300), 0.0);
        QCOMPARE(collect(now - 7200, now, 60), 120.0);
        QCOMPARE(collect(t0 + 3600, t0 + 7200, 3600), 60.0);
        BucketCollector other({t0, now, 3600, now});
        history.collect(2, now, other);
        QVERIFY(other.take().empty());
    }

    // --- copies ---

    void copiesGoTheirOwnWay() {
        MetricsWorld w;
        auto& sink = w.world->metrics();
        const auto c = sink.define({"N", "C", {}, "Count", MetricKind::Counter, MetricResolution::High});
        const auto s =
            sink.define({"N", "S", {}, "Milliseconds", MetricKind::Sample, MetricResolution::High});
        const auto run = [&](kernel::World& world, int from, int to, double scale) {
            for (int i = from; i < to; ++i) {
                world.metrics().add(c, scale * i);
                for (int k = 0; k < 100; ++k)
                    world.metrics().sample(s, scale * (1 + (i * 37 + k * 13) % 91));
                if (i % 50 == 0)
                    world.call(
                        kernel::Actor::Setup, "cloudwatch", "PutMetricData",
                        {{"Namespace", "P"}, {"MetricData", {{{"MetricName", "V"}, {"Value", scale * i}}}}});
                world.runUntil(SimTime::atSecond(i + 1));
            }
        };
        run(*w.world, 0, 130, 1);
        const auto copy = w.world->clone();
        QCOMPARE(copy->fingerprint(), w.world->fingerprint());
        const auto read = [&](const kernel::World& world, int from, int to) {
            const MetricStore& store = storeOf(world);
            std::vector<double> all;
            for (const char* name : {"C", "S"})
                for (const char* text : {"Sum", "p90"})
                    all.push_back(store
                                      .window(store.find("N", name, {}), stat(text), SimTime::atSecond(from),
                                              SimTime::atSecond(to))
                                      .value_or(-1));
            const SeriesId put = store.find("P", "V", {});
            all.push_back(
                store.window(put, stat("Sum"), SimTime::atSecond(from), SimTime::atSecond(to)).value_or(-1));
            return all;
        };
        const auto before = read(*copy, 0, 130);
        run(*w.world, 130, 300, 3); // another future
        QCOMPARE(read(*copy, 0, 130), before);
        QCOMPARE(read(*copy, 0, 1000), before);
        run(*copy, 130, 300, 3); // the same future
        QCOMPARE(read(*copy, 0, 300), read(*w.world, 0, 300));
        QCOMPARE(copy->fingerprint(), w.world->fingerprint());
    }

    void peekingKeepsTheFingerprint() {
        MetricsWorld w;
        w.world->metrics().define({"N", "C", {}, "Count", MetricKind::Counter, MetricResolution::High});
        w.world->runUntil(SimTime::atSecond(100));
        const auto before = w.world->fingerprint();
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        QVERIFY(w.world->peek("cloudwatch", "ListMetrics", json::object()));
        QVERIFY(w.world->peek("cloudwatch", "GetMetricData",
                              {{"StartTime", now - 60},
                               {"EndTime", now},
                               {"MetricDataQueries", {metricQuery("m", "N", "C", "Sum", 60)}}}));
        QVERIFY(w.world->peek("cloudwatch", "GetMetricStatistics",
                              {{"Namespace", "N"},
                               {"MetricName", "C"},
                               {"StartTime", now - 60},
                               {"EndTime", now},
                               {"Period", 60},
                               {"Statistics", {"Sum"}}}));
        QVERIFY(!w.world->peek("cloudwatch", "PutMetricData", json::object()));
        QVERIFY(!w.world->peek("cloudwatch", "DeleteAlarms", json::object()));
        QCOMPARE(w.world->fingerprint(), before);
    }

    void delaysCanBeTurnedOn() {
        VisibilityDelays delays;
        delays.newMetricList = 900;
        delays.newMetricStatistics = 120;
        delays.pointOlderThan3h = 7200;
        const std::int64_t t0 = 1'769'389'200;
        MetricStore store(t0 * 1000, delays);
        kernel::MetricSink sink;
        sink.attach();
        store.put({{{"N", "M", {}}, Unit::Count, t0, 60, Distribution::of(1)},
                   {{"N", "M", {}}, Unit::Count, t0 - 4 * 3600, 60, Distribution::of(1)}},
                  t0);
        const SeriesId id = store.find("N", "M", {});
        const auto count = [&](std::int64_t now) {
            double n = 0;
            for (const auto& p : store.published(id, {}, {t0 - 6 * 3600, now, 60, now}))
                n += p.data.sampleCount();
            return n;
        };
        QCOMPARE(count(t0 + 119), 0.0);
        QCOMPARE(count(t0 + 121), 1.0);
        QVERIFY(!store.listed(id, t0 + 899));
        QVERIFY(store.listed(id, t0 + 900));
        for (int s = 0; s < 7200; ++s)
            store.closeSecond(sink);
        QCOMPARE(count(t0 + 7200), 2.0);
    }
};

MAYLAB_TESTS(TestMetrics)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "tst_metrics.moc"
