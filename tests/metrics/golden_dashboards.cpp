// Golden dashboards: CloudWatch's body through its door and through the model.
#include <QtTest>

#include "golden_vectors.h"
#include "metrics_world.h"

#include "metrics/dashboards/dashboard_body.h"

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;
using testing::readVectors;
using testing::vectors;

class GoldenDashboards : public QObject {
    Q_OBJECT

  private slots:
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
