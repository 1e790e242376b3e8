// Golden vectors of filter patterns, of what metric filters publish, and of the embedded metric format. Patterns run
// through TestMetricFilter and FilterLogEvents; metrics are read back from CloudWatch.
#include <QtTest>

#include "logs/embedded_metrics.h"
#include "logs/filter_pattern.h"
#include "logs_world.h"
#include "support/golden.h"

#include "kernel/time.h"

#include <algorithm>
#include <map>

using namespace maylab;
using nlohmann::json;
using testing::LogsWorld;

namespace {

testing::VectorCount& vectors() {
    static testing::VectorCount count;
    return count;
}

json readVectors(const char* file) {
    const json parsed = json::parse(testing::readGolden(QStringLiteral("metrics/") + QLatin1String(file)), nullptr, false);
    if (parsed.is_discarded()) qFatal("%s is not JSON", file);
    return parsed["vectors"];
}

QString q(const std::string& s) { return QString::fromStdString(s); }

// Every published value of a metric, a period's values one by one, by the minute.
std::map<std::int64_t, std::map<double, double>> published(LogsWorld& w, const std::string& ns, const std::string& name,
                                                           const json& dimensions, const std::string& unit = "None") {
    const auto& store = metrics::storeOf(*w.world);
    metrics::Dimensions key;
    for (const auto& [n, v] : dimensions.items()) key.emplace_back(n, v.get<std::string>());
    std::sort(key.begin(), key.end());
    std::map<std::int64_t, std::map<double, double>> out;
    const auto id = store.find(ns, name, key);
    if (id == metrics::kNoSeries) return out;
    const std::int64_t now = w.now() / 60'000 * 60;
    const auto points = store.published(id, metrics::unitFromString(unit), {now - 7200, now + 120, 60, now});
    for (const auto& p : points) {
        for (const auto& v : p.data.values()) out[p.stamp][v.value] += v.count;
    }
    return out;
}

} // namespace

class GoldenLogs : public QObject {
    Q_OBJECT

  private slots:
    void filterPatterns() {
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/filter_patterns.json"));
        for (const json& v : readVectors("filter_patterns.json")) {
            const QString id = q(v["id"].get<std::string>());
            LogsWorld w;
            const auto tested = w.call("TestMetricFilter", {{"filterPattern", v["pattern"]}, {"logEventMessages", {v["message"]}}});
            const bool wanted = v["match"].get<bool>();
            if (!tested) {
                vectors().fail(id + ": " + q(tested.error().message));
                continue;
            }
            const bool matched = (*tested)["matches"].size() == 1;
            w.write(v["message"].get<std::string>());
            const json found = w.read("FilterLogEvents", {{"filterPattern", v["pattern"]}});
            bool extracted = true;
            if (v.contains("extracted") && matched) {
                const json& values = (*tested)["matches"][0]["extractedValues"];
                for (const auto& [name, value] : v["extracted"].items())
                    extracted = extracted && values.value(name[0] == '$' ? name : '$' + name, "") == value;
            }
            vectors().check(matched == wanted && (found["events"].size() == 1) == wanted && extracted, id);
        }
        QCOMPARE(vectors().failed(), 0);
    }

    void metricFilterEmission() {
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/metric_filter_emission.json"));
        for (const json& v : readVectors("metric_filter_emission.json")) {
            const QString id = q(v["id"].get<std::string>());
            const json& f = v["filter"];
            json t = {{"metricName", "M"}, {"metricNamespace", "Golden"}, {"metricValue", f["metricValue"]}};
            if (f.contains("defaultValue")) t["defaultValue"] = f["defaultValue"];
            if (f.contains("dimensions")) t["dimensions"] = f["dimensions"];
            LogsWorld w;
            w.must("PutMetricFilter", {{"logGroupName", LogsWorld::kGroup},
                                       {"filterName", "f"},
                                       {"filterPattern", f["pattern"]},
                                       {"metricTransformations", {t}}});
            const std::int64_t first = w.now() / 60'000 * 60;
            for (const json& minute : v["minute_events"]) {
                for (const json& message : minute) w.write(message.get<std::string>());
                w.world->runFor(kernel::SimDuration::minutes(1));
            }
            const auto got = published(w, "Golden", "M", json::object());
            bool good = v.contains("expect_sum_per_minute") || v.contains("expect_values_per_minute") || v.contains("expect");
            if (v.contains("expect_sum_per_minute")) {
                for (std::size_t i = 0; i < v["expect_sum_per_minute"].size(); ++i) {
                    const json& wanted = v["expect_sum_per_minute"][i];
                    const auto at = got.find(first + static_cast<std::int64_t>(i) * 60);
                    double sum = 0;
                    if (at != got.end()) {
                        for (const auto& [value, count] : at->second) sum += value * count;
                    }
                    good = good && (at == got.end()) == wanted.is_null() && (wanted.is_null() || wanted == sum);
                }
            }
            if (v.contains("expect_values_per_minute")) {
                for (std::size_t i = 0; i < v["expect_values_per_minute"].size(); ++i) {
                    std::map<double, double> wanted;
                    for (const json& value : v["expect_values_per_minute"][i]) wanted[value.get<double>()] += 1;
                    const auto at = got.find(first + static_cast<std::int64_t>(i) * 60);
                    good = good && (at == got.end() ? wanted.empty() : at->second == wanted);
                }
            }
            if (v.contains("expect")) {
                for (const json& one : v["expect"]) {
                    const auto there = published(w, "Golden", "M", one["dimensions"]);
                    good = good && there.size() == 1 && there.begin()->second.contains(one["value"].get<double>());
                }
            }
            vectors().check(good, id);
        }
        QCOMPARE(vectors().failed(), 0);
    }

    // What a bill is made from: bytes that came in, and bytes kept over time.
    void usage() {
        LogsWorld w;
        const auto item = [&](const char* name) -> json {
            const json usage = *w.world->peek("logs", "DescribeUsage", json::object());
            for (const json& i : usage["Items"]) {
                if (i["Item"] == name) return i;
            }
            return nullptr;
        };
        constexpr double kGigabyte = 1 << 30;
        QCOMPARE(item("IngestedGigabyte")["Quantity"].get<double>(), 0.0);
        const double bytes = 1000 + 26; // what the service adds to each event
        w.put(json::array({{{"timestamp", w.now()}, {"message", std::string(1000, 'x')}}}));
        QCOMPARE(item("IngestedGigabyte")["Quantity"].get<double>(), bytes / kGigabyte);
        QCOMPARE(item("StoredGigabyte")["Running"].get<double>(), bytes / kGigabyte);
        QCOMPARE(item("StoredGigabyte")["Quantity"].get<double>(), 0.0);
        w.world->runFor(kernel::SimDuration::hours(3));
        QCOMPARE(item("StoredGigabyte")["Quantity"].get<double>(), 3 * bytes / kGigabyte);
        w.must("DeleteLogGroup", {{"logGroupName", LogsWorld::kGroup}});
        w.world->runFor(kernel::SimDuration::hours(3));
        QCOMPARE(item("StoredGigabyte")["Running"].get<double>(), 0.0);
        QCOMPARE(item("StoredGigabyte")["Quantity"].get<double>(), 3 * bytes / kGigabyte);
        QCOMPARE(item("IngestedGigabyte")["Quantity"].get<double>(), bytes / kGigabyte); // what came in stays on the bill
        QCOMPARE(item("ScannedGigabyte")["Quantity"].get<double>(), 0.0);
    }

    void embeddedMetricFormat() {
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/emf.json"));
        for (const json& v : readVectors("emf.json")) {
            const QString id = q(v["id"].get<std::string>());
            // By itself ...
            json got = json::array();
            for (const auto& m : logs::embeddedMetrics(v["event"].dump())) {
                json dimensions = json::object();
                for (const auto& [name, value] : m.metric.dimensions) dimensions[name] = value;
                got.push_back({{"Namespace", m.metric.metricNamespace},
                               {"MetricName", m.metric.name},
                               {"Dimensions", dimensions},
                               {"Values", m.values},
                               {"Unit", m.metric.unit},
                               {"Timestamp", m.timestamp}});
            }
            bool good = got.size() == v["expect"].size();
            for (const json& wanted : v["expect"]) {
                good = good && std::any_of(got.begin(), got.end(), [&](const json& one) {
                           return std::all_of(wanted.items().begin(), wanted.items().end(),
                                              [&](const auto& member) { return one.value(member.key(), json()) == member.value(); });
                       });
            }
            // ... and through the doors, on the day of the event.
            std::int64_t day = v["event"].contains("_aws") ? v["event"]["_aws"].value("Timestamp", std::int64_t{0}) : 0;
            LogsWorld w(true, std::max<std::int64_t>(day, 1'500'000'000'000));
            w.write(v["event"].dump());
            w.world->runFor(kernel::SimDuration::minutes(2));
            for (const json& wanted : v["expect"]) {
                if (wanted.value("Timestamp", day) < 1'500'000'000'000) continue; // too old for CloudWatch
                const auto there = published(w, wanted["Namespace"], wanted["MetricName"], wanted["Dimensions"],
                                             wanted.value("Unit", "None"));
                double sum = 0, sumWanted = 0;
                for (const auto& [stamp, values] : there) {
                    for (const auto& [value, count] : values) sum += value * count;
                }
                for (const json& value : wanted["Values"]) sumWanted += value.get<double>();
                good = good && !there.empty() && sum == sumWanted;
            }
            vectors().check(good, id);
        }
        QCOMPARE(vectors().failed(), 0);
    }

    // The refusals of this room in the file of all of CloudWatch's.
    void apiErrors() {
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/api_errors.json"));
        for (const json& v : readVectors("api_errors.json")) {
            if (v["operation"] != "PutLogEvents") continue;
            LogsWorld w;
            const std::int64_t day = 86'400'000;
            const auto got = w.call("PutLogEvents", {{"logGroupName", LogsWorld::kGroup},
                                                     {"logStreamName", LogsWorld::kStream},
                                                     {"logEvents", {{{"timestamp", w.now() - day - 1}, {"message", "a"}}, {{"timestamp", w.now()}, {"message", "b"}}}}});
            vectors().check(v["condition"] == "batch spans more than 24 h" && !got && got.error().code == v["code"] && got.error().message == v["message"],
                            q(v["id"].get<std::string>()));
        }
        QCOMPARE(vectors().failed(), 0);
    }
};

QTEST_APPLESS_MAIN(GoldenLogs)
#include "golden_logs.moc"
