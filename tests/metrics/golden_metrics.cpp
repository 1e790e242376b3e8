// Golden vectors of statistics, periods and API errors. Statistics run twice: the definitions alone, and
// through PutMetricData and GetMetricStatistics.
#include <QtTest>

#include "metrics/published_view.h"
#include "golden_vectors.h"
#include "metrics_world.h"

#include "kernel/time.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;
using testing::q;
using testing::readVectors;
using testing::unixSeconds;
using testing::vectors;

namespace {

bool close(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max({1e-300, std::abs(a), std::abs(b)});
}

std::vector<ValueCount> inputOf(const json& input) {
    std::vector<ValueCount> out;
    if (input.contains("raw")) {
        for (const auto& v : input["raw"])
            out.push_back({v.get<double>(), 1});
    } else {
        for (std::size_t i = 0; i < input["Values"].size(); ++i)
            out.push_back({input["Values"][i].get<double>(),
                           input.contains("Counts") ? input["Counts"][i].get<double>() : 1});
    }
    return out;
}

// What the service answers for those values, published in one second; by statistic.
std::map<std::string, double> throughTheDoor(const std::vector<ValueCount>& values, const json& expect) {
    MetricsWorld w;
    for (std::size_t i = 0; i < values.size(); i += 150) {
        json v = json::array(), c = json::array();
        for (std::size_t k = i; k < std::min(i + 150, values.size()); ++k) {
            v.push_back(values[k].value);
            c.push_back(values[k].count);
        }
        const auto put =
            w.call("PutMetricData", {{"Namespace", "Golden"},
                                     {"MetricData", {{{"MetricName", "M"}, {"Values", v}, {"Counts", c}}}}});
        if (!put) qFatal("PutMetricData: %s", put.error().message.c_str());
    }
    std::map<std::string, double> out;
    const auto ask = [&](const char* member, const json& names) {
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        const auto got = w.call("GetMetricStatistics", {{"Namespace", "Golden"},
                                                        {"MetricName", "M"},
                                                        {"StartTime", now - 60},
                                                        {"EndTime", now + 60},
                                                        {"Period", 60},
                                                        {member, names}});
        if (!got) qFatal("GetMetricStatistics: %s", got.error().message.c_str());
        for (const auto& point : (*got)["Datapoints"]) {
            for (const auto& [k, v] : point.items())
                if (v.is_number()) out[k] = v.get<double>();
            if (point.contains("ExtendedStatistics"))
                for (const auto& [k, v] : point["ExtendedStatistics"].items())
                    out[k] = v.get<double>();
        }
    };
    json plain = json::array(), extended = json::array();
    for (const auto& [name, value] : expect.items()) {
        const auto s = Statistic::parse(name);
        if (!s) qFatal("statistic %s", name.c_str());
        (s->extended() ? extended : plain).push_back(name);
        if (extended.size() == 10) {
            ask("ExtendedStatistics", extended);
            extended.clear();
        }
        if (plain.size() == 5) {
            ask("Statistics", plain);
            plain.clear();
        }
    }
    if (!plain.empty()) ask("Statistics", plain);
    if (!extended.empty()) ask("ExtendedStatistics", extended);
    return out;
}

} // namespace

class GoldenMetrics : public QObject {
    Q_OBJECT
  private slots:
    void statistics() {
        const json file = readVectors("statistics.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/statistics.json"));
        const int before = vectors().failed();
        for (const json& v : file["vectors"]) {
            const auto values = inputOf(v["input"]);
            Distribution exact(1'000'000);
            exact.add(values);
            std::set<double> distinct;
            for (const ValueCount& x : values)
                distinct.insert(x.value);
            std::map<std::string, double> served;
            const bool door = distinct.size() <= kExactDistinct;
            if (door) served = throughTheDoor(values, v["expect"]);
            for (const auto& [name, want] : v["expect"].items()) {
                const std::string what = v["id"].get<std::string>() + ' ' + name;
                const auto statistic = Statistic::parse(name);
                if (!statistic) {
                    vectors().fail(q(what + ": " + statistic.error()));
                    continue;
                }
                const auto got = exact.value(*statistic);
                const auto it = served.find(name);
                bool ok = false;
                if (want["v"].is_null()) {
                    ok = !got && it == served.end();
                } else {
                    const double wanted = want["v"].get<double>();
                    ok = got && close(*got, wanted) &&
                         (!door || (it != served.end() && close(it->second, wanted)));
                }
                vectors().check(ok,
                                q(what + ": got " + (got ? std::to_string(*got) : "nothing") + ", served " +
                                  (it != served.end() ? std::to_string(it->second) : "nothing") + ", want " +
                                  want["v"].dump()));
            }
        }
        QCOMPARE(vectors().failed(), before);
    }

    void statisticSets() {
        const json file = readVectors("statistics.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/statistics.json"));
        const int before = vectors().failed();
        for (const json& v : file["statistic_sets"]) {
            MetricsWorld w;
            json data = json::array();
            for (const json& set : v["sets"])
                data.push_back({{"MetricName", "M"}, {"StatisticValues", set}});
            bool ok = w.call("PutMetricData", {{"Namespace", "Golden"}, {"MetricData", data}}).has_value();
            const std::int64_t now = w.world->unixMilliseconds() / 1000;
            json ask = {{"Namespace", "Golden"},
                        {"MetricName", "M"},
                        {"StartTime", now},
                        {"EndTime", now + 60},
                        {"Period", 60},
                        {"Statistics", {"SampleCount", "Sum", "Average", "Minimum", "Maximum"}}};
            const auto plain = w.call("GetMetricStatistics", ask);
            ok = ok && plain && (*plain)["Datapoints"].size() == 1;
            if (ok)
                for (const auto& [name, want] : v["expect"].items())
                    ok = ok && close((*plain)["Datapoints"][0][name].get<double>(), want.get<double>());
            ask.erase("Statistics");
            ask["ExtendedStatistics"] = {"p50"};
            const auto extended = w.call("GetMetricStatistics", ask);
            ok = ok && extended &&
                 ((*extended)["Datapoints"].size() == 1) == v["extended_available"].get<bool>();
            vectors().check(ok, q(v["id"].get<std::string>()));
        }
        QCOMPARE(vectors().failed(), before);
    }

    void periods() {
        const json file = readVectors("periods.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/periods.json"));
        const int before = vectors().failed();
        for (const json& v : file["vectors"]) {
            const auto period = v["period"].get<std::int64_t>();
            std::int64_t first = INT64_MAX, last = unixSeconds(v["end"]);
            for (const json& s : v["samples"]) {
                first = std::min(first, unixSeconds(s[0]));
                last = std::max(last, unixSeconds(s[0]));
            }
            MetricsWorld w(first * 1000);
            w.world->runUntil(kernel::SimTime::atSecond(last + 1 - first));
            json data = json::array();
            for (const json& s : v["samples"])
                data.push_back({{"MetricName", "M"},
                                {"Timestamp", s[0].get<std::string>() + "Z"},
                                {"Value", s[1]},
                                {"StorageResolution", period < 60 ? 1 : 60}});
            bool ok = w.call("PutMetricData", {{"Namespace", "Golden"}, {"MetricData", data}}).has_value();
            const auto statistic = v["stat"].get<std::string>();
            const auto got =
                w.call("GetMetricData", {{"StartTime", v["start"].get<std::string>() + "Z"},
                                         {"EndTime", v["end"].get<std::string>() + "Z"},
                                         {"ScanBy", "TimestampAscending"},
                                         {"MetricDataQueries",
                                          {{{"Id", "m"},
                                            {"MetricStat",
                                             {{"Metric", {{"Namespace", "Golden"}, {"MetricName", "M"}}},
                                              {"Period", period},
                                              {"Stat", statistic}}}}}}});
            json points = json::array();
            if (got) {
                const json& r = (*got)["MetricDataResults"][0];
                for (std::size_t i = 0; i < r["Values"].size(); ++i)
                    points.push_back({r["Timestamps"][i], r["Values"][i]});
            }
            ok = ok && points.size() == v["expect"].size();
            for (std::size_t i = 0; ok && i < points.size(); ++i)
                ok = points[i][0] == v["expect"][i][0] &&
                     close(points[i][1].get<double>(), v["expect"][i][1].get<double>());
            vectors().check(ok, q(v["id"].get<std::string>() + ": got " + points.dump()));
        }
        for (const json& v : file["retention"]) {
            const auto age = v["age_seconds"].get<std::int64_t>();
            const auto period = v["period"].get<std::int64_t>();
            const int resolution = v["storage_resolution"].get<int>();
            const std::int64_t stamp = unixSeconds("2026-01-01T12:00:00Z");
            // Read straight away, and again after later data have made the store roll up what is old.
            for (const bool rolled : {false, true}) {
                MetricStore store(stamp * 1000);
                Datum d{{"Golden", "M", {}}, Unit::None, stamp, resolution, Distribution::of(1)};
                store.put({d}, stamp);
                if (rolled) {
                    d.stamp = stamp + age;
                    store.put({d}, stamp + age);
                }
                const PublishedRange range{roundStart(stamp, period, stamp + age), stamp + period, period,
                                           stamp + age};
                const bool returned = !store.published(store.find("Golden", "M", {}), {}, range).empty();
                vectors().check(returned == v["data_returned"].get<bool>(),
                                q(v["id"].get<std::string>() + (rolled ? " rolled up" : "")));
            }
        }
        for (const json& v : file["start_rounding"]) {
            const std::int64_t start = unixSeconds("2026-01-01T" + v["start"].get<std::string>() + "Z");
            const std::int64_t want = unixSeconds("2026-01-01T" + v["rounded"].get<std::string>() + "Z");
            const std::int64_t now = start + v["age_days"].get<std::int64_t>() * kDay + 60;
            vectors().check(roundStart(start, v["period"].get<std::int64_t>(), now) == want,
                            q(v["id"].get<std::string>()));
        }
        QCOMPARE(vectors().failed(), before);
    }

    void apiErrors() {
        const json file = readVectors("api_errors.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/api_errors.json"));
        const int before = vectors().failed();
        for (const json& v : file["vectors"]) {
            const auto operation = v["operation"].get<std::string>();
            const auto condition = v["condition"].get<std::string>();
            MetricsWorld w;
            const json input = requestFor(w, operation, condition, v["message"].get<std::string>());
            if (operation == "PutLogEvents") continue; // a room of its own: golden_logs
            if (input.is_null()) {
                std::printf("not run: %s %s\n", operation.c_str(), condition.c_str());
                continue;
            }
            const auto got = w.call(operation.c_str(), input);
            // A message that nobody has seen is not in the vector, or a note in brackets.
            const auto message = v["message"].get<std::string>();
            const bool ok = !got && got.error().code == v["code"].get<std::string>() &&
                            (message.empty() || message[0] == '(' || got.error().message == message) &&
                            got.error().httpStatus == v["http"].get<int>();
            vectors().check(ok, q(v["id"].get<std::string>() + ": got " +
                                  (got ? "a reply" : got.error().code + ": " + got.error().message)));
        }
        QCOMPARE(vectors().failed(), before);
    }

  private:
    // A request that meets the condition, which the vectors give in words. Null: an operation of a later
    // part.
    static json requestFor(const MetricsWorld& w, const std::string& operation, const std::string& condition,
                           const std::string& message) {
        const auto has = [&](const char* word) { return condition.find(word) != std::string::npos; };
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        if (operation == "PutMetricData") {
            json d = {{"MetricName", "M"}};
            if (has("entries")) {
                d["Values"] = json::array();
                for (int i = 0; i < std::atoi(condition.c_str() + condition.find("has ") + 4); ++i)
                    d["Values"].push_back(i);
            } else if (has("days old")) {
                d["Value"] = 1;
                d["Timestamp"] =
                    now - std::atoi(condition.c_str() + condition.find("timestamp ") + 10) * kDay;
            } else if (has("NaN")) {
                d["Value"] = "NaN";
            } else if (has("Value and Values")) {
                d["Value"] = 1;
                d["Values"] = {1};
            } else if (has("Value and StatisticValues")) {
                d["Value"] = 1;
                d["StatisticValues"] = {{"SampleCount", 1}, {"Sum", 1}, {"Minimum", 1}, {"Maximum", 1}};
            } else if (has("Counts")) {
                d["Values"] = {1, 2};
                d["Counts"] = {1};
            } else if (has("1001") || has("1,001") || has("more than 1000") || has("more than 1,000")) {
                d["Value"] = 1;
                return {{"Namespace", "N"}, {"MetricData", std::vector<json>(1001, d)}};
            } else {
                return {};
            }
            return {{"Namespace", "N"}, {"MetricData", {d}}};
        }
        if (operation == "GetMetricStatistics") {
            json in = {{"Namespace", "N"}, {"MetricName", "M"}, {"StartTime", now},
                       {"EndTime", now},   {"Period", 60},      {"Statistics", {"Sum"}}};
            if (has("StartTime >= EndTime")) return in;
            const std::string upTo = "requested up to ";
            if (const auto at = message.find(upTo); at != std::string::npos) {
                std::string digits;
                for (std::size_t i = at + upTo.size(); i < message.size() && message[i] != ' '; ++i)
                    if (message[i] != ',') digits += message[i];
                in["StartTime"] = now - 60 * std::atoll(digits.c_str());
                return in;
            }
            if (has("Statistics")) {
                in.erase("Statistics");
                in["StartTime"] = now - 60;
                return in;
            }
            return {};
        }
        if (operation == "GetMetricData") {
            const json stat = {
                {"Metric", {{"Namespace", "N"}, {"MetricName", "M"}}}, {"Period", 60}, {"Stat", "Sum"}};
            json in = {{"StartTime", now},
                       {"EndTime", now},
                       {"MetricDataQueries", {{{"Id", "m"}, {"MetricStat", stat}}}}};
            if (has("EndTime == StartTime")) return in;
            if (has("EndTime < StartTime") || has("StartTime > EndTime")) {
                in["EndTime"] = now - 60;
                return in;
            }
            if (has("MetricStat")) {
                in["EndTime"] = now + 60;
                in["MetricDataQueries"][0].erase("MetricStat");
                return in;
            }
            return {};
        }
        if (operation == "ListMetrics" && has("NextToken")) return {{"NextToken", "bad"}};
        if (operation == "PutMetricAlarm" && has("ExtendedStatistic")) {
            const auto open = condition.find('"'), close = condition.rfind('"');
            return {{"AlarmName", "a"},
                    {"Namespace", "N"},
                    {"MetricName", "M"},
                    {"ExtendedStatistic", condition.substr(open + 1, close - open - 1)},
                    {"Period", 60},
                    {"EvaluationPeriods", 1},
                    {"Threshold", 1},
                    {"ComparisonOperator", "GreaterThanThreshold"}};
        }
        if (operation == "SetAlarmState") {
            json in = {{"AlarmName", "none"}, {"StateValue", "OK"}, {"StateReason", "x"}};
            if (has("unknown alarm")) return in;
            if (has("StateReasonData")) {
                in["StateReasonData"] = "{";
                return in;
            }
        }
        if (operation == "PutDashboard" && has("not JSON")) return {{"DashboardName", "d"}, {"DashboardBody", "not JSON"}};
        if (operation == "GetDashboard" && has("unknown name")) return {{"DashboardName", "d"}};
        return {};
    }
};

QTEST_APPLESS_MAIN(GoldenMetrics)
#include "golden_metrics.moc"
