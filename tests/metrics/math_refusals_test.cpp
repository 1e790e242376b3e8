// Metric math that is refused, hostile or random: one line of error, never a crash, and every answer as a naive evaluator's.
#include <QtTest>

#include "golden_vectors.h"
#include "math_world.h"
#include "support/test_suite.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace maylab;
using namespace maylab::metrics;
using namespace maylab::testing;
using nlohmann::json;

class MathRefusalsTest : public QObject {
    Q_OBJECT
  private slots:
    void refusals_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* expression, const char* text) {
            QTest::newRow(expression) << QString::fromLatin1(expression) << QString::fromLatin1(text);
        };
        row("m1 +", "Invalid syntax at position 5");
        row("m1 + * 2", "Invalid syntax at position 6");
        row("(m1", "Invalid syntax at position 4");
        row("m1)", "Invalid syntax at position 3");
        row("[m1, m2", "Invalid syntax at position 8");
        row("m1 # 2", "Invalid syntax at position 4");
        row("2m1", "Invalid syntax at position 2");
        row("SUM('x)", "Invalid syntax at position 5");
        row("", "Invalid syntax at position 1");
        row("m1 ANDm2", "Invalid syntax at position 4");
        row("ANOMALY_DETECTOR(m1)", "Function 'ANOMALY_DETECTOR' not found at position 1");
        row("1 + sum(m1)", "Function 'sum' not found at position 5");
        row("SERVICE_QUOTA(m1)", "Function 'SERVICE_QUOTA' is not available in this simulator at position 1");
        row("select AVG(M) from Golden", "Metrics Insights queries are not available in this simulator");
        row("m1 + m9", "Undefined id 'm9' at position 6");
        row("M1 + 1", "Unexpected word 'M1' at position 1");
        row("METRICS() / METRICS()",
            "Unsupported operand type(s) for /: '[Array[TimeSeries], Array[TimeSeries]]' at position 11");
        row("METRICS() > m1",
            "Unsupported operand type(s) for >: '[Array[TimeSeries], TimeSeries]' at position 11");
        row("AVG(m1)", "The result is a number; it must be a time series or an array of time series");
        row("SUM(2)", "Invalid argument for function 'SUM' at position 5");
        row("SUM(m1, m2)", "Function 'SUM' takes 1 argument at position 1");
        row("SORT(METRICS(), MEDIAN, ASC)", "Invalid argument for function 'SORT' at position 17");
        row("SORT(METRICS(), AVG, UP)", "Invalid argument for function 'SORT' at position 22");
        row("SLICE(METRICS(), -1)", "Invalid argument for function 'SLICE' at position 18");
        row("FIRST(m1)", "Invalid argument for function 'FIRST' at position 7");
        row("FILL(m1, NONE)", "Invalid argument for function 'FILL' at position 10");
        row("m1 / PERIOD(m1 + m2)", "Invalid argument for function 'PERIOD' at position 16");
        row("IF(METRICS(), m1)", "Invalid argument for function 'IF' at position 4");
        row("[m1, 2]", "An array holds time series only at position 6");
        row("TIME_SERIES(m1)", "Invalid argument for function 'TIME_SERIES' at position 13");
        row("result + 1", "It depends on its own result");
        row("ANOMALY_DETECTION_BAND(METRICS())",
            "METRICS is not supported inside ANOMALY_DETECTION_BAND at position 24");
        row("ANOMALY_DETECTION_BAND(m1, 0)", "The number of deviations must be above 0 at position 28");
        row("SEARCH('', 'Sum', 60)", "Invalid search expression at position 9");
        row("SEARCH('{A, } x', 'Sum', 60)", "Invalid search expression at position 13");
        row("SEARCH('a OR', 'Sum', 60)", "Invalid search expression at position 13");
        row("SEARCH('(a', 'Sum', 60)", "Invalid search expression at position 11");
        row("SEARCH('a', 'Median', 60)", "The value 'Median' is not a valid statistic at position 13");
        row("SEARCH('a', 'Sum', 61)",
            "The period must be 1, 5, 10, 20, 30 or a multiple of 60, up to 86400 at position 20");
        row("SEARCH(m1, 'Sum')", "Invalid argument for function 'SEARCH' at position 8");
    }

    void refusals() {
        QFETCH(QString, expression);
        QFETCH(QString, text);
        MathWorld w({{"m1", {1.0, 2.0}}, {"m2", {3.0, 4.0}}});
        QCOMPARE(q(w.refusal(expression.toStdString())),
                 QStringLiteral("ValidationError: Error in expression 'result': ") + text);
    }

    // Brackets and signs are bounded in depth, expressions in length, and no text makes it fall over.
    void hostileText() {
        MathWorld w({{"m1", {1.0, 2.0}}});
        for (const char* opening : {"(", "[", "-", "ABS(", "1^"}) {
            std::string deep;
            while (deep.size() + 8 < kMaxExpressionLength)
                deep += opening;
            QVERIFY(w.refusal(deep + "m1").find("Nested too deeply") != std::string::npos);
        }
        std::string longSum = "m1";
        while (longSum.size() + 3 <= kMaxExpressionLength)
            longSum += "+m1";
        QCOMPARE(w.rowOf(longSum), json({683.0, 1366.0}));
        QVERIFY(w.refusal(std::string(kMaxExpressionLength + 1, ' ')).find("must be shorter than 2049") !=
                std::string::npos);
        QVERIFY(w.refusal("SEARCH('" + std::string(1025, 'a') + "', 'Sum')").find("longer than 1024") !=
                std::string::npos);

        kernel::Rng rng(4, "math");
        const char* const pieces[] = {"m1",
                                      "m2",
                                      "(",
                                      ")",
                                      "[",
                                      "]",
                                      ",",
                                      "+",
                                      "-",
                                      "*",
                                      "/",
                                      "^",
                                      "<",
                                      "==",
                                      "AND",
                                      "OR",
                                      "1",
                                      "0.5",
                                      "1e3",
                                      "SUM(",
                                      "IF(",
                                      "FILL(",
                                      "SORT(",
                                      "AVG",
                                      "DESC",
                                      "REPEAT",
                                      "METRICS()",
                                      "'x'",
                                      "\"",
                                      "'",
                                      " ",
                                      "SEARCH(",
                                      "'{Golden} m'",
                                      "RATE(",
                                      "ANOMALY_DETECTION_BAND(",
                                      "\xc3\xa9",
                                      ".",
                                      "TIME_SERIES("};
        int answered = 0;
        for (int i = 0; i < 3000; ++i) {
            std::string text;
            for (std::uint64_t n = 1 + rng.next() % 9; n > 0; --n)
                text += pieces[rng.next() % std::size(pieces)];
            const auto got = w.evaluate(text);
            if (got) {
                ++answered;
            } else {
                QVERIFY2(got.error().code == "ValidationError",
                         (text + ": " + got.error().code + got.error().message).c_str());
            }
        }
        QVERIFY(answered > 0);
    }

    void orderOfQueriesDoesNotMatter() {
        MathWorld w({{"m1", {1.0, 2.0}}});
        const auto got = w.ask({{{"Id", "a"}, {"Expression", "b * 2"}},
                                {{"Id", "b"}, {"Expression", "c + m1"}, {"ReturnData", false}},
                                {{"Id", "c"}, {"Expression", "m1 * 10"}}});
        QVERIFY(got.has_value());
        QCOMPARE((*got)["MetricDataResults"].size(), 2u);
        QCOMPARE((*got)["MetricDataResults"][0]["Values"], json({22.0, 44.0}));
        QCOMPARE((*got)["MetricDataResults"][1]["Values"], json({10.0, 20.0}));
        const auto circle = w.ask({{{"Id", "a"}, {"Expression", "b"}}, {{"Id", "b"}, {"Expression", "a"}}});
        QVERIFY(!circle);
        QCOMPARE(circle.error().message,
                 std::string("Error in expression 'a': It depends on its own result"));
    }

    void everyBadExpressionIsOneLine() {
        MathWorld w({{"m1", {1.0}}});
        const auto got = w.ask({{{"Id", "a"}, {"Expression", "m1 +"}}, {{"Id", "b"}, {"Expression", ")"}}});
        QVERIFY(!got);
        QCOMPARE(got.error().message, std::string("Error in expression 'a': Invalid syntax at position 5\n"
                                                  "Error in expression 'b': Invalid syntax at position 1"));
    }

    // Random trees of operators against maps of stamp -> value.
    void randomExpressions() {
        using Points = std::map<int, double>;
        kernel::Rng rng(11, "trees");
        constexpr int kPeriods = 12;
        struct Model {
            std::string text;
            bool scalar = false;
            double number = 0;
            Points points;
        };
        std::vector<Points> metrics;
        std::function<Model(int)> tree = [&](int depth) -> Model {
            const auto pick = rng.next() % (depth == 0 ? 2 : 10);
            if (pick == 0) {
                const auto n = static_cast<double>(rng.next() % 4);
                return {std::to_string(static_cast<int>(n)), true, n, {}};
            }
            if (pick == 1) {
                const std::size_t m = rng.next() % metrics.size();
                return {'m' + std::to_string(m), false, 0, metrics[m]};
            }
            const Model a = tree(depth - 1);
            if (pick == 2 && !a.scalar) { // FILL with a number
                Model out{"FILL(" + a.text + ", 7)", false, 0, a.points};
                for (int t = 0; t < kPeriods; ++t)
                    out.points.emplace(t, 7);
                return out;
            }
            if (pick == 3 && !a.scalar) {
                Model out{"DIFF(" + a.text + ')', false, 0, {}};
                const double* before = nullptr;
                for (const auto& [t, v] : a.points) {
                    if (before != nullptr) out.points[t] = v - *before;
                    before = &v;
                }
                return out;
            }
            const Model b = tree(depth - 1);
            if (pick == 4 && !a.scalar && !b.scalar) {
                Model out{"IF(" + a.text + ", " + b.text + ')', false, 0, {}};
                for (const auto& [t, v] : a.points)
                    if (v != 0) out.points[t] = b.points.count(t) != 0 ? b.points.at(t) : 0;
                return out;
            }
            if (pick == 5 && !a.scalar && !b.scalar) {
                Model out{"MAX([" + a.text + ", " + b.text + "])", false, 0, a.points};
                for (const auto& [t, v] : b.points) {
                    const auto [it, added] = out.points.emplace(t, v);
                    if (!added && v > it->second) it->second = v;
                }
                return out;
            }
            const char* const names[] = {"+", "-", "*", "/", "<", ">=", "==", "AND", "OR"};
            const std::size_t op = rng.next() % std::size(names);
            const auto apply = [&](double x, double y) -> std::optional<double> {
                switch (op) {
                case 0:
                    return x + y;
                case 1:
                    return x - y;
                case 2:
                    return x * y;
                case 3:
                    return y == 0 ? std::nullopt : std::optional(x / y);
                case 4:
                    return x < y;
                case 5:
                    return x >= y;
                case 6:
                    return x == y;
                case 7:
                    return x != 0 && y != 0;
                default:
                    return x != 0 || y != 0;
                }
            };
            Model out{'(' + a.text + ' ' + names[op] + ' ' + b.text + ')', a.scalar && b.scalar, 0, {}};
            if (out.scalar) {
                const auto v = apply(a.number, b.number);
                if (!v) return a; // a number that is none: another time
                out.number = *v;
                return out;
            }
            for (int t = 0; t < kPeriods; ++t) {
                const bool hasA = a.points.count(t) != 0, hasB = b.points.count(t) != 0;
                if (a.scalar ? !hasB : b.scalar ? !hasA : !hasA && !hasB) continue;
                const auto v = apply(a.scalar ? a.number
                                     : hasA   ? a.points.at(t)
                                              : 0,
                                     b.scalar ? b.number
                                     : hasB   ? b.points.at(t)
                                              : 0);
                if (v) out.points[t] = *v;
            }
            return out;
        };
        int compared = 0;
        for (int world = 0; world < 10; ++world) {
            std::map<std::string, Input> inputs;
            metrics.assign(4, {});
            for (std::size_t m = 0; m < metrics.size(); ++m) {
                Input& in = inputs['m' + std::to_string(m)];
                for (int t = 0; t < kPeriods; ++t) {
                    in.emplace_back();
                    if (rng.next() % 4 == 0) continue;
                    in.back() = static_cast<double>(rng.next() % 9) - 3;
                    metrics[m][t] = *in.back();
                }
            }
            MathWorld w(inputs);
            for (int i = 0; i < 60; ++i) {
                const Model model = tree(4);
                if (model.scalar || model.text.size() > kMaxExpressionLength) continue;
                json want = json::array();
                for (int t = 0; t < kPeriods; ++t)
                    want.push_back(model.points.count(t) != 0 ? json(model.points.at(t)) : json());
                const json got = w.rowOf(model.text);
                QVERIFY2(sameRow(got, want),
                         (model.text + "\n got " + got.dump() + "\nwant " + want.dump()).c_str());
                ++compared;
            }
        }
        QVERIFY(compared > 300);
    }
};

MAYLAB_TESTS(MathRefusalsTest)
#include "math_refusals_test.moc"
