#include <QtTest>

#include "kernel/rng.h"
#include "kernel/time.h"
#include "metrics_world.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace maylab;
using namespace maylab::metrics;
using kernel::MetricKind;
using kernel::MetricResolution;
using kernel::Rng;
using kernel::SimTime;
using nlohmann::json;
using testing::MetricsWorld;

namespace {

Statistic stat(const char* text) {
    auto s = Statistic::parse(text);
    if (!s) qFatal("%s", s.error().c_str());
    return *s;
}

const char* const kAllStatistics[] = {
    "SampleCount", "Sum",         "Average",    "Minimum",     "Maximum",     "p0",       "p10",     "p50",
    "p90",         "p99",         "p99.9",      "p100",        "tm90",        "tc90",     "ts90",    "wm90",
    "IQM",         "TM(10%:90%)", "WM(5%:95%)", "TC(20%:70%)", "TS(20%:70%)", "TM(80%:)", "TM(:30%)"};

bool close(double a, double b, double relative = 1e-9) {
    return std::abs(a - b) <= relative * std::max({1e-300, std::abs(a), std::abs(b)});
}

// The definitions of sheet 2.5 written out over the sorted raw values, as plainly as possible.
std::optional<double> naive(std::vector<double> v, const Statistic& s) {
    using Kind = Statistic::Kind;
    if (v.empty()) return std::nullopt;
    std::sort(v.begin(), v.end());
    const double sum = std::accumulate(v.begin(), v.end(), 0.0);
    const auto n = static_cast<std::int64_t>(v.size());
    switch (s.kind()) {
    case Kind::SampleCount:
        return static_cast<double>(n);
    case Kind::Sum:
        return sum;
    case Kind::Average:
        return sum / static_cast<double>(n);
    case Kind::Minimum:
        return v.front();
    case Kind::Maximum:
        return v.back();
    default:
        break;
    }
    if (v.front() < 0) return std::nullopt;
    const auto ceilShare = [&](std::int64_t share) { // in units small enough for 64 bits
        const std::int64_t p = share / 1'000'000;
        return (p * n + 999'999) / 1'000'000;
    };
    const auto floorShare = [&](std::int64_t share) { return share / 1'000'000 * n / 1'000'000; };
    if (s.kind() == Kind::Percentile)
        return v[static_cast<std::size_t>(std::max<std::int64_t>(1, ceilShare(s.upper())) - 1)];
    std::vector<double> kept;
    double winsorized = 0;
    if (s.percentBounds()) {
        const auto lo = static_cast<std::size_t>(floorShare(s.lower()));
        const auto hi = static_cast<std::size_t>(ceilShare(s.upper()));
        kept.assign(v.begin() + static_cast<std::ptrdiff_t>(lo), v.begin() + static_cast<std::ptrdiff_t>(hi));
        if (kept.empty() && s.kind() == Kind::WinsorizedMean) return std::nullopt;
        for (std::size_t i = 0; i < v.size() && !kept.empty(); ++i)
            winsorized += i < lo ? kept.front() : i >= hi ? kept.back() : v[i];
    } else {
        for (const double x : v) {
            if (x > s.from() && x <= s.to()) kept.push_back(x);
            winsorized += std::clamp(x, s.from(), s.to());
        }
    }
    const double keptSum = std::accumulate(kept.begin(), kept.end(), 0.0);
    switch (s.kind()) {
    case Kind::TrimmedCount:
        return static_cast<double>(kept.size());
    case Kind::TrimmedSum:
        return keptSum;
    case Kind::PercentileRank:
        return 100.0 * static_cast<double>(kept.size()) / static_cast<double>(n);
    case Kind::WinsorizedMean:
        return winsorized / static_cast<double>(n);
    default:
        break;
    }
    if (kept.empty()) return std::nullopt;
    return keptSum / static_cast<double>(kept.size());
}

bool sameAnswer(const std::optional<double>& got, const std::optional<double>& want, double relative = 1e-9) {
    return got.has_value() == want.has_value() && (!got || close(*got, *want, relative));
}

json metricQuery(const char* id, const char* ns, const char* name, const char* statistic, int period) {
    return {
        {"Id", id},
        {"MetricStat",
         {{"Metric", {{"Namespace", ns}, {"MetricName", name}}}, {"Period", period}, {"Stat", statistic}}}};
}

} // namespace

class TestMetrics : public QObject {
    Q_OBJECT
  private slots:

    // --- statistics ---

    void parsesEverySpelling_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("ok");
        for (const char* good :
             {"SampleCount", "Sum",      "Average",      "Minimum",        "Maximum",
              "IQM",         "p0",       "p100",         "p99.9",          "p99.9999999999",
              "p5.",         "tm99",     "tc0.5",        "ts90",           "wm98.5",
              "TM(10%:90%)", "TM(:95%)", "TM(80%:)",     "TC(0.005:0.03)", "TS(80:)",
              "WM(:1e3)",    "PR(:300)", "PR(100:2000)", "TM(100%:100%)",  "PR(2:2)"})
            QTest::newRow(good) << QString::fromLatin1(good) << true;
        for (const char* bad : {"",
                                "average",
                                "P99",
                                "p",
                                "p101",
                                "p100.1",
                                "p-1",
                                "p99.99999999999",
                                "p1e1",
                                "90",
                                "tm",
                                "pr90",
                                "PR(10%:90%)",
                                "PR(:)",
                                "TM(:)",
                                "TM(10:90%)",
                                "TM(90%:10%)",
                                "TM(5:1)",
                                "TM(1:2",
                                "TM1:2)",
                                "TM(12)",
                                "XX(1:2)",
                                "TM(-1:5)",
                                "TM(a:b)",
                                "IQM(1:2)",
                                "p 99",
                                "p99 ",
                                "TM(1:2:3)",
                                "PR(:nan)",
                                "PR(:inf)"})
            QTest::newRow(qPrintable(QStringLiteral("bad %1").arg(QLatin1String(bad))))
                << QString::fromLatin1(bad) << false;
    }
    void parsesEverySpelling() {
        QFETCH(QString, text);
        QFETCH(bool, ok);
        const auto s = Statistic::parse(text.toStdString());
        QCOMPARE(s.has_value(), ok);
        if (ok) {
            QCOMPARE(s->text(), text.toStdString());
        } else {
            QVERIFY(!s.error().empty());
        }
    }

    void exactEqualsTheDefinitions() {
        Rng rng(7, "exact");
        const char* const absolute[] = {"TM(2:5)", "TC(:3)", "TS(4:)", "WM(2:6)",
                                        "PR(1:4)", "PR(:0)", "WM(:2)"};
        for (int round = 0; round < 400; ++round) {
            std::vector<double> v(1 + rng.below(120));
            for (double& x : v)
                x = round % 2 == 0 ? static_cast<double>(rng.below(9)) : rng.exponential(3);
            if (round % 40 == 39) v[0] = -0.5;
            Distribution d;
            for (const double x : v)
                d.add(x);
            for (const char* text : kAllStatistics)
                QVERIFY2(sameAnswer(d.value(stat(text)), naive(v, stat(text))), text);
            for (const char* text : absolute)
                QVERIFY2(sameAnswer(d.value(stat(text)), naive(v, stat(text))), text);
            QVERIFY(!d.approximate());
        }
    }

    void sketchStaysWithinItsBound() {
        Rng rng(11, "sketch");
        for (int round = 0; round < 60; ++round) {
            std::vector<double> v(2000 + rng.below(3000));
            const double scale = std::pow(10.0, static_cast<double>(rng.below(12)) - 6);
            for (double& x : v)
                x = round % 3 == 0   ? scale * rng.exponential(1)
                    : round % 3 == 1 ? scale * rng.logNormal(1, 3)
                                     : scale * std::pow(10.0, rng.uniform() * 12);
            if (round % 5 == 0) std::fill(v.begin(), v.begin() + 100, 0.0);
            Distribution d;
            for (const double x : v)
                d.add(x);
            QVERIFY(d.approximate());
            for (const char* text : kAllStatistics) {
                const auto got = d.value(stat(text)), want = naive(v, stat(text));
                QVERIFY(got && want);
                const bool exactly = !stat(text).extended() || std::string_view(text) == "p0" ||
                                     std::string_view(text) == "p100" ||
                                     stat(text).kind() == Statistic::Kind::TrimmedCount;
                QVERIFY2(std::abs(*got - *want) <= (exactly ? 1e-9 : kSketchRelativeError) * *want + 1e-300,
                         text);
            }
            // Counting below a bound: off by no more than the values within the error of the bound.
            for (const double share : {0.1, 0.5, 0.9}) {
                const double bound = v[static_cast<std::size_t>(share * static_cast<double>(v.size()))];
                if (bound <= 0) continue;
                char text[64];
                std::snprintf(text, sizeof text, "TC(:%.17g)", bound);
                std::size_t low = 0, high = 0;
                for (const double x : v) {
                    low += x <= bound * (1 - 2 * kSketchRelativeError);
                    high += x <= bound * (1 + 2 * kSketchRelativeError);
                }
                const double got = *d.value(stat(text));
                QVERIFY(got >= static_cast<double>(low) && got <= static_cast<double>(high));
            }
        }
    }

    void bucketsHoldTheirValues() {
        Rng rng(3, "buckets");
        std::uint32_t last = 0;
        for (double v = 1e-300; v < 1e300; v *= 1.0007) {
            const std::uint32_t b = sketch::bucketOf(v);
            QVERIFY(b >= last);
            last = b;
            const double middle = sketch::middleOf(b);
            QVERIFY(std::abs(middle - v) <= kSketchRelativeError * v);
            QCOMPARE(sketch::bucketOf(middle), b);
        }
        QCOMPARE(sketch::snap(0.0), 0.0);
        QCOMPARE(sketch::snap(-0.0), 0.0);
        QCOMPARE(sketch::snap(5e-324), 0.0);
        Q_UNUSED(rng)
    }

    void mergingPartsIsAddingAll() {
        Rng rng(5, "merge");
        for (int round = 0; round < 200; ++round) {
            const bool many = round % 4 == 0;
            std::vector<double> v(1 + rng.below(many ? 4000 : 300));
            for (double& x : v)
                x = many ? rng.exponential(10) : static_cast<double>(rng.below(40));
            Distribution whole, merged;
            for (std::size_t i = 0; i < v.size();) {
                Distribution part;
                for (std::size_t n = 1 + rng.below(90); n > 0 && i < v.size(); --n, ++i)
                    part.add(v[i]);
                merged.merge(part);
            }
            std::vector<ValueCount> all;
            for (const double x : v)
                all.push_back({x, 1});
            whole.add(all);
            QCOMPARE(merged.approximate(), whole.approximate());
            for (const char* text : kAllStatistics)
                QVERIFY2(sameAnswer(merged.value(stat(text)), whole.value(stat(text))), text);
        }
    }

    void mergedSketchesKeepExactTotals() {
        Rng rng(6, "totals");
        Distribution merged;
        std::vector<double> all;
        for (int part = 0; part < 5; ++part) {
            Distribution d;
            for (int i = 0; i < 2000; ++i) {
                all.push_back(rng.exponential(10));
                d.add(all.back());
            }
            QVERIFY(d.approximate());
            merged.merge(d);
        }
        for (const char* text : {"SampleCount", "Sum", "Average", "Minimum", "Maximum", "p0", "p100"})
            QVERIFY2(sameAnswer(merged.value(stat(text)), naive(all, stat(text))), text);
        QVERIFY(sameAnswer(merged.value(stat("p90")), naive(all, stat("p90")), kSketchRelativeError));
    }

    void setsThatHideTheirValuesHaveNoPercentiles() {
        Distribution d;
        d.add(StatisticSet{3, 0.1 * 3, 0.1, 0.1}); // binary rounding must not hide it
        QVERIFY(d.hasExtended());
        QCOMPARE(*d.value(stat("p50")), 0.1);
        Distribution hidden;
        hidden.add(StatisticSet{2, 3, 1, 2});
        QVERIFY(!hidden.value(stat("p50")));
        d.merge(hidden);
        QVERIFY(!d.value(stat("TM(:50%)")));
        QCOMPARE(*d.value(stat("SampleCount")), 5.0);
        d.add(7);
        QVERIFY(!d.value(stat("p99")));
        QCOMPARE(*d.value(stat("Maximum")), 7.0);
    }

    void limitsCanBeLowered() {
        Distribution d;
        for (int i = 1; i <= 500; ++i)
            d.add(i);
        QVERIFY(!d.approximate());
        d.limitTo(64);
        QVERIFY(d.approximate());
        QVERIFY(close(*d.value(stat("p50")), 250, kSketchRelativeError));
        QCOMPARE(*d.value(stat("Sum")), 125250.0);
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

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
