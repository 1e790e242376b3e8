// Golden dashboards: CloudWatch's body through its door and through the model.
#include <QtTest>

#include "golden_vectors.h"
#include "metrics_world.h"

#include "metrics/dashboards/dashboard_body.h"

#include <array>
#include <set>

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;
using testing::readVectors;
using testing::vectors;

namespace {

// What must come back the same: panels with their places, targets and drawing.
json comparable(const json& dashboard) {
    json out = json::array();
    for (json p : dashboard["panels"]) {
        for (json& t : p["targets"])
            if (!t.contains("hide")) t["hide"] = false;
        out.push_back(std::move(p));
    }
    return out;
}

// The rules of an import, said once more and plainly, against the file that goes out.
QString brokenRule(const json& d) {
    if (!d["title"].is_string() || d["title"].get<std::string>().empty()) return QStringLiteral("title");
    if (d["schemaVersion"] != 39 || !d["id"].is_null() || d["refresh"] != "" || d["timezone"] != "utc") return QStringLiteral("head");
    if (!d["uid"].is_string() || d["uid"].get<std::string>().size() > 40) return QStringLiteral("uid");
    for (const json& t : d["tags"])
        if (!t.is_string()) return QStringLiteral("tags");
    std::set<std::string> inputs;
    for (const json& i : d["__inputs"]) inputs.insert("${" + i["name"].get<std::string>() + "}");
    const auto isSource = [&](const json& source) {
        return source.is_object() && source["type"].is_string() &&
               (inputs.contains(source["uid"].get<std::string>()) || source["uid"] == "-- Mixed --");
    };
    std::set<int> ids;
    std::vector<std::array<int, 4>> places;
    for (const json& p : d["panels"]) {
        if (!ids.insert(p["id"].get<int>()).second) return QStringLiteral("panel ids");
        const json& g = p["gridPos"];
        const std::array<int, 4> r{g["x"].get<int>(), g["y"].get<int>(), g["w"].get<int>(), g["h"].get<int>()};
        if (r[0] < 0 || r[2] < 1 || r[0] + r[2] > 24 || r[3] < 1) return QStringLiteral("grid");
        for (const auto& o : places)
            if (r[0] < o[0] + o[2] && o[0] < r[0] + r[2] && r[1] < o[1] + o[3] && o[1] < r[1] + r[3]) return QStringLiteral("overlap");
        places.push_back(r);
        std::set<std::string> refs;
        for (const json& t : p.value("targets", json::array()))
            if (!refs.insert(t["refId"].get<std::string>()).second || !isSource(t["datasource"])) return QStringLiteral("targets");
        if (p.contains("targets") && !isSource(p["datasource"])) return QStringLiteral("data source");
        if (!p.contains("fieldConfig") || !p["fieldConfig"]["defaults"].contains("thresholds")) continue;
        const json& steps = p["fieldConfig"]["defaults"]["thresholds"]["steps"];
        if (!steps[0]["value"].is_null()) return QStringLiteral("first step");
        for (std::size_t i = 2; i < steps.size(); ++i)
            if (!(steps[i - 1]["value"] < steps[i]["value"])) return QStringLiteral("steps");
    }
    return {};
}

} // namespace

class GoldenDashboards : public QObject {
    Q_OBJECT

  private slots:
    void grafana_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("source");
        QTest::newRow("minimal, prometheus") << "grafana_min.json" << "prometheus";
        QTest::newRow("minimal, cloudwatch") << "grafana_min.json" << "cloudwatch";
        QTest::newRow("prometheus") << "grafana_prometheus_lab.json" << "prometheus";
        QTest::newRow("cloudwatch") << "grafana_cloudwatch_lab.json" << "cloudwatch";
    }
    // In by the door, out by the door, and the same again.
    void grafana() {
        QFETCH(QString, file);
        QFETCH(QString, source);
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/") + file);
        const json golden = readVectors(qPrintable(file));
        MetricsWorld w;
        const auto imported = w.call("ImportGrafanaDashboard", {{"DashboardName", "lab"}, {"Dashboard", golden}});
        vectors().check(imported && (*imported)["Messages"] == json::array(),
                        file + QStringLiteral(": import: ") + (imported ? testing::q(imported->dump()) : testing::q(imported.error().message)));
        const auto body = w.call("GetDashboard", {{"DashboardName", "lab"}});
        QVERIFY(body);
        const DashboardReading reading = readDashboard((*body)["DashboardBody"].get<std::string>());
        vectors().check(reading.messages.empty(), file + QStringLiteral(": its body is CloudWatch's own"));
        const auto exported = w.call("ExportGrafanaDashboard", {{"DashboardName", "lab"}, {"DataSource", source.toStdString()}});
        QVERIFY(exported);
        const json out = (*exported)["Dashboard"];
        vectors().check(brokenRule(out).isEmpty(), file + QStringLiteral(": breaks a rule: ") + brokenRule(out));
        const json want = comparable(golden), got = comparable(out);
        vectors().check(want.size() == got.size(), file + QStringLiteral(": panels"));
        for (std::size_t i = 0; i < std::min(want.size(), got.size()); ++i)
            vectors().check(want[i] == got[i], file + QStringLiteral(": panel %1: ").arg(i) + testing::q(json::diff(want[i], got[i]).dump()));
        for (const char* name : {"__inputs", "annotations", "templating", "time", "title", "uid", "tags", "graphTooltip"})
            if (golden.contains(name)) vectors().check(golden[name] == out[name], file + QStringLiteral(": ") + QLatin1String(name) + testing::q(out[name].dump()));
        const auto again = w.call("ImportGrafanaDashboard", {{"DashboardName", "again"}, {"Dashboard", out.dump()}});
        QVERIFY(again);
        const auto second = w.call("GetDashboard", {{"DashboardName", "again"}});
        QVERIFY(second);
        const Dashboard once = reading.dashboard, twice = readDashboard((*second)["DashboardBody"].get<std::string>()).dashboard;
        vectors().check(once.widgets == twice.widgets && once.variables == twice.variables, file + QStringLiteral(": imported again it is the same board"));
        QCOMPARE(vectors().failed(), 0);
    }
    void cloudWatchBody() {
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/cloudwatch_dashboard_body.json"));
        const json golden = readVectors("cloudwatch_dashboard_body.json");
        const std::string text = golden.dump();
        const DashboardReading reading = readDashboard(text);
        vectors().check(!reading.refused() && reading.messages.empty(), QStringLiteral("body: read without a message"));
        vectors().check(json::parse(writeDashboard(reading.dashboard)) == golden, QStringLiteral("body: written without loss"));
        vectors().check(reading.dashboard.widgets.size() == 4, QStringLiteral("body: four widgets"));

        std::vector<DashboardMessage> messages;
        const auto rows = resolveRows(*reading.dashboard.widgets.at(0).rows, "", messages);
        const std::vector<std::string> misses{"Lab/Cache", "Misses", "Node", "a"};
        vectors().check(messages.empty() && rows.at(1) == misses, QStringLiteral("body: dots repeat the cells above"));

        MetricsWorld w;
        const auto put = w.call("PutDashboard", {{"DashboardName", "lab"}, {"DashboardBody", text}});
        vectors().check(put && (*put)["DashboardValidationMessages"] == json::array(), QStringLiteral("body: PutDashboard"));
        const auto got = w.call("GetDashboard", {{"DashboardName", "lab"}});
        vectors().check(got && (*got)["DashboardBody"] == text, QStringLiteral("body: GetDashboard"));
        QCOMPARE(vectors().failed(), 0);
    }
};

QTEST_GUILESS_MAIN(GoldenDashboards)
#include "golden_dashboards.moc"
