// A world's metrics in Prometheus: what PromQL reads against what was measured, the exposition against what PromQL reads,
// and Debian's promtool on its form.
#include <QtTest>

#include "metrics/exposition.h"
#include "metrics/prometheus_series.h"
#include "metrics/promql/text.h"
#include "metrics_world.h"
#include "prometheus_text.h"

#include "kernel/rng.h"

#include <QProcess>

#include <cmath>
#include <map>

using namespace maylab;
using namespace maylab::metrics;
using kernel::MetricKind;
using kernel::SimTime;
using nlohmann::json;
using testing::MetricsWorld;

namespace {

constexpr std::int64_t kStart = 1'767'225'600; // 2026-01-01T00:00:00Z

// A counter, a gauge and a latency, measured at random, with a naive count beside them.
struct Measured {
    MetricsWorld w{kStart * 1000};
    kernel::MetricId hits, level, latency;
    kernel::Rng rng{7};
    double hitsSoFar = 0;
    std::vector<double> latencies;
    std::map<std::int64_t, double> hitsAt;                       // by the end of a second, Unix
    std::map<std::int64_t, std::vector<double>> latenciesAt;     // the same
    std::int64_t second = 0;

    Measured() {
        auto& sink = w.world->metrics();
        hits = sink.define({"AWS/ElastiCache", "CacheHits", {{"CacheClusterId", "shop-001"}}, "Count", MetricKind::Counter});
        level = sink.define({"AWS/ElastiCache", "CPUUtilization", {{"CacheClusterId", "shop-001"}}, "Percent", MetricKind::Gauge});
        latency = sink.define({"Lab/shop", "Latency", {}, "Milliseconds", MetricKind::Sample});
    }
    void run(std::int64_t seconds) {
        auto& sink = w.world->metrics();
        for (std::int64_t i = 0; i < seconds; ++i) {
            const double n = static_cast<double>(rng.below(10));
            sink.add(hits, n);
            sink.add(level, static_cast<double>(rng.below(100)));
            hitsSoFar += n;
            for (std::uint64_t k = rng.below(4); k > 0; --k) {
                const double v = static_cast<double>(rng.below(100'000)) / 1000;
                sink.sample(latency, v);
                latencies.push_back(v);
            }
            ++second;
            w.world->runUntil(SimTime::atSecond(second));
            hitsAt[kStart + second] = hitsSoFar;
            latenciesAt[kStart + second] = latencies;
        }
    }
    PrometheusSeries series() const {
        const auto& service = dynamic_cast<const CloudWatchService&>(w.world->service(w.world->find("cloudwatch")));
        return {service.store(), w.world->metrics(), service.alarms()};
    }
    json query(const std::string& text, std::int64_t at) {
        const auto reply = w.world->peek("cloudwatch", "QueryPrometheus", {{"expr", text}, {"time", at}});
        return reply ? (*reply)["data"]["result"] : json(reply.error().code + ": " + reply.error().message);
    }
    double value(const std::string& text, std::int64_t at) {
        const json result = query(text, at);
        return result.size() == 1 ? promql::parseNumber(result[0]["value"][1].get<std::string>()).value_or(-2) : -1;
    }
};

} // namespace

class TestPrometheus : public QObject {
    Q_OBJECT
  private slots:
    void countersAreWhatWasCounted() {
        Measured m;
        m.run(400);
        const std::string name = "aws_elasticache_cache_hits_total";
        for (const std::int64_t at : {1, 59, 60, 61, 119, 120, 121, 400})
            QCOMPARE(m.value(name, kStart + at), m.hitsAt[kStart + at]);
        QCOMPARE(m.query(name, kStart + 400)[0]["metric"], (json{{"__name__", name}, {"cache_cluster_id", "shop-001"}}));
        // Left-open: a window of 60 s of samples a second has 60 of them.
        QCOMPARE(m.value("count_over_time(" + name + "[1m])", kStart + 300), 60.0);
        const double grown = m.hitsAt[kStart + 300] - m.hitsAt[kStart + 241];
        QVERIFY(std::abs(m.value("rate(" + name + "[1m])", kStart + 300) - grown / 59) < 1e-9);
        QCOMPARE(m.value("aws_elasticache_cache_hits_sum", kStart + 185),
                 m.hitsAt[kStart + 180] - m.hitsAt[kStart + 120]);
        QCOMPARE(m.value("timestamp(aws_elasticache_cache_hits_sum)", kStart + 185), double(kStart + 180));
        QCOMPARE(m.value("lab_world_time_seconds", kStart + 123), double(kStart + 123));
    }

    void histogramsCountEveryValueOnce() {
        Measured m;
        m.run(400);
        for (const std::int64_t at : {61, 119, 333, 400}) {
            const auto& all = m.latenciesAt[kStart + at];
            QCOMPARE(m.value("lab_shop_latency_count", kStart + at), double(all.size()));
            double sum = 0;
            for (const double v : all)
                sum += v;
            QVERIFY(std::abs(m.value("lab_shop_latency_sum", kStart + at) - sum) < 1e-6);
            for (const double bound : bucketBounds(Unit::Milliseconds)) {
                double within = 0;
                for (const double v : all)
                    within += sketch::snap(v) <= bound;
                QCOMPARE(m.value("lab_shop_latency_bucket{le=\"" + promql::numberText(bound) + "\"}", kStart + at), within);
            }
        }
        const double median = m.value("histogram_quantile(0.5, lab_shop_latency_bucket)", kStart + 400);
        QVERIFY2(median > 45 && median < 55, qPrintable(QString::number(median)));
    }

    // Seconds become minutes after three hours; a total never falls, and never changes afterwards.
    void totalsOutliveTheSecondView() {
        Measured m;
        m.run(3 * 3600 + 600);
        for (const char* name : {"aws_elasticache_cache_hits_total", "lab_shop_latency_count", "lab_shop_latency_bucket{le=\"10\"}"}) {
            const auto reply = m.w.world->peek("cloudwatch", "QueryPrometheus",
                                               {{"expr", name}, {"start", kStart + 60}, {"end", kStart + m.second}, {"step", 60}});
            QVERIFY(reply);
            const json& values = (*reply)["data"]["result"][0]["values"];
            QCOMPARE(values.size(), std::size_t(m.second / 60));
            double last = 0;
            for (const json& v : values) {
                const double now = *promql::parseNumber(v[1].get<std::string>());
                QVERIFY(now >= last);
                last = now;
                const auto at = v[0].get<std::int64_t>();
                if (std::string_view(name).ends_with("hits_total")) QCOMPARE(now, m.hitsAt[at]);
                if (std::string_view(name).ends_with("count")) QCOMPARE(now, double(m.latenciesAt[at].size()));
            }
        }
        QCOMPARE(m.value("resets(lab_shop_latency_count[3h])", kStart + m.second), 0.0);
    }

    void expositionIsWhatPromqlReads() {
        Measured m;
        m.run(200);
        m.w.call("PutMetricAlarm", {{"AlarmName", "quote\" \\ and\nline"},
                                    {"Namespace", "AWS/ElastiCache"},
                                    {"MetricName", "CacheHits"},
                                    {"Statistic", "Sum"},
                                    {"Period", 60},
                                    {"EvaluationPeriods", 1},
                                    {"Threshold", 0},
                                    {"ComparisonOperator", "GreaterThanThreshold"}});
        m.w.call("PutMetricAlarm", {{"AlarmName", "hits"},
                                    {"Namespace", "AWS/ElastiCache"},
                                    {"MetricName", "CacheHits"},
                                    {"Dimensions", {{{"Name", "CacheClusterId"}, {"Value", "shop-001"}}}},
                                    {"Statistic", "Sum"},
                                    {"Period", 60},
                                    {"EvaluationPeriods", 1},
                                    {"Threshold", 0},
                                    {"ComparisonOperator", "GreaterThanThreshold"}});
        m.run(100);
        const auto text = exposition(m.series(), m.series().now());
        const auto samples = testing::samplesFromText(text);
        QVERIFY(samples.size() > 30);
        for (const auto& [selector, value] : samples)
            QVERIFY2(m.value(selector, kStart + m.second) == value, qPrintable(QString::fromStdString(selector)));
        QCOMPARE(m.query("count({__name__=~\".+\"})", kStart + m.second)[0]["value"][1], json(std::to_string(samples.size())));
        QCOMPARE(m.value("lab_alarm_state{alarm=\"hits\",state=\"ALARM\"}", kStart + m.second), 1.0);
        QCOMPARE(m.value("lab_alarm_state{alarm=\"hits\",state=\"OK\"}", kStart + m.second), 0.0);
        QCOMPARE(m.value("sum(lab_alarm_state{alarm=\"hits\"})", kStart + 210), 1.0);
        QCOMPARE(m.value("lab_alarm_state{alarm=\"hits\",state=\"INSUFFICIENT_DATA\"}", kStart + 201), 1.0);
        QVERIFY(m.query("lab_alarm_state", kStart + 150).empty()); // not there yet
    }

    void promtoolAcceptsTheExposition() {
        Measured m;
        m.run(200);
        m.w.call("PutMetricData", {{"Namespace", "My App"},
                                   {"MetricData", {{{"MetricName", "Wait Time"}, {"Value", 3}, {"Dimensions", {{{"Name", "le"}, {"Value", "x\"\\"}}}}},
                                                   {{"MetricName", "Wait_Time"}, {"Value", 4}},
                                                   {{"MetricName", "Wait-Time"}, {"Value", 5}, {"Dimensions", {{{"Name", "a-b"}, {"Value", "1"}}, {{"Name", "a_b"}, {"Value", "2"}}}}}}}});
        m.run(60);
        const auto text = exposition(m.series(), m.series().now());
        QVERIFY(text.ends_with('\n'));
        QProcess promtool;
        promtool.start("promtool", {"check", "metrics"});
        QVERIFY2(promtool.waitForStarted(), "prometheus is not installed; ./maylab test installs it");
        promtool.write(text.data(), static_cast<qint64>(text.size()));
        promtool.closeWriteChannel();
        QVERIFY(promtool.waitForFinished());
        const QByteArray said = promtool.readAllStandardError() + promtool.readAllStandardOutput();
        QVERIFY2(promtool.exitCode() == 0, (said + text.data()).constData());
        QCOMPARE(m.value("my_app_wait_time_average{exported_le!=\"\"}", kStart + m.second), 3.0);
        QCOMPARE(m.value("my_app_wait_time_average{a_b=\"1\",a_b_=\"2\"}", kStart + m.second), 5.0);
        QCOMPARE(m.value("my_app_wait_time_average{cloudwatch_metric=\"My App/Wait_Time\"}", kStart + m.second), 4.0);
    }

    void lookingChangesNothing() {
        Measured watched, alone;
        watched.run(90);
        alone.run(90);
        watched.query("sum by (le) (rate(lab_shop_latency_bucket[1m]))", kStart + 80);
        watched.run(90);
        alone.run(90);
        QCOMPARE(watched.w.world->fingerprint(), alone.w.world->fingerprint());
        auto clone = watched.w.world->clone();
        const json input = {{"expr", "sort({__name__=~\".+\"})"}, {"time", kStart + 180}};
        QCOMPARE(*clone->peek("cloudwatch", "QueryPrometheus", input), *watched.w.world->peek("cloudwatch", "QueryPrometheus", input));
    }

    void refusalsHaveTheApisWords() {
        Measured m;
        const auto refused = [&](const json& input) {
            const auto reply = m.w.call("QueryPrometheus", input);
            return reply ? std::string("taken") : reply.error().code + ": " + reply.error().message;
        };
        QCOMPARE(refused({{"expr", "sum("}}), std::string("bad_data: invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis"));
        QCOMPARE(refused({{"expr", "up"}, {"start", 1}, {"end", 2}}), std::string("bad_data: invalid parameter \"step\": cannot parse \"\" to a valid duration"));
        QCOMPARE(refused({{"expr", "topk(NaN, vector(1))"}}), std::string("execution: Scalar value NaN overflows int64"));
        QCOMPARE(refused({{"Query", "up"}}), std::string("bad_data: unknown parameter: Query"));
        QCOMPARE(refused({{"expr", json::array()}}), std::string("bad_data: parameter expr must be a text or a number"));
    }

    // Deep, long and hostile texts are refused or answered, in time that does not run away.
    void boundsHold() {
        Measured m;
        m.run(10);
        const auto code = [&](const std::string& query) {
            const auto reply = m.w.world->peek("cloudwatch", "QueryPrometheus", {{"expr", query}});
            return reply ? std::string("ok") : reply.error().code;
        };
        QCOMPARE(code(std::string(100'000, '(')), std::string("bad_data"));
        QCOMPARE(code(std::string(100'000, '-') + "1"), std::string("bad_data"));
        std::string sum = "1";
        for (int i = 0; i < 50'000; ++i)
            sum += "+1";
        QCOMPARE(code(sum), std::string("bad_data"));
        QCOMPARE(code(std::string(1 << 20, ' ') + "1"), std::string("bad_data"));
        QCOMPARE(code("{a=~\"((((a{1000}){1000}){1000}){1000})\"}"), std::string("bad_data"));
        QCOMPARE(code("{a=~\"(?:(?:(?:){1000}){1000}){1000}\"}"), std::string("bad_data"));
        QCOMPARE(code("{__name__=~\"(a*)*(a*)*(a*)*b\"}"), std::string("ok"));
        QCOMPARE(code("sum_over_time(vector(1)[100y:1ms])"), std::string("execution"));
        QCOMPARE(code("{__name__=~\".+\"}[100y] offset -50y"), std::string("ok"));
        QCOMPARE(code("vector(1) @ 9e18"), std::string("bad_data"));
    }
};

QTEST_GUILESS_MAIN(TestPrometheus)
#include "tst_prometheus.moc"
