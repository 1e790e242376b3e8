// Statistics: their spellings, exact and by sketch against the definitions, merged, and from statistic sets.
#include <QtTest>

#include "naive_statistic.h"
#include "support/test_suite.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace maylab;
using namespace maylab::metrics;
using kernel::MetricKind;
using kernel::MetricResolution;
using kernel::Rng;
using kernel::SimTime;
using namespace maylab::testing;
using nlohmann::json;

class StatisticTest : public QObject {
    Q_OBJECT
  private slots:
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
};

MAYLAB_TESTS(StatisticTest)
#include "statistic_test.moc"
