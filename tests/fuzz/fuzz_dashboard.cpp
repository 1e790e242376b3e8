// A file that wants to be a dashboard: a body of CloudWatch, or what Grafana imports. It is refused in words or becomes a board
// that is written back without loss, placed without overlap, drawn, and exported as something that can be imported again.
#include "metrics/dashboards/dashboard_body.h"
#include "metrics/dashboards/dashboard_grid.h"
#include "metrics/dashboards/grafana_export.h"
#include "metrics/dashboards/grafana_import.h"
#include "metrics/dashboards/widget_evaluation.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace maylab::metrics;

namespace {

constexpr std::int64_t kNow = 1'767'225'600'000;

void require(bool holds) {
    if (!holds) std::abort();
}

// One metric with a few values, so that rows of N/M have something to draw.
const MetricStore& store() {
    static const MetricStore kStore = [] {
        MetricStore s(kNow - 3'600'000);
        std::vector<Datum> data;
        for (int i = 0; i < 10; ++i) {
            Datum d;
            d.key = {"N", "M", {}};
            d.stamp = kNow / 1000 - 600 + 60 * i;
            d.data = Distribution::of(i);
            data.push_back(std::move(d));
        }
        s.put(std::move(data), kNow / 1000);
        return s;
    }();
    return kStore;
}

void use(const Dashboard& d) {
    const std::string body = writeDashboard(d);
    const DashboardReading again = readDashboard(body);
    require(!again.isJson || again.refused() || again.dashboard == d);
    const std::vector<GridRect> places = placeWidgets(d.widgets);
    for (std::size_t i = 0; i < places.size() && i < 50; ++i)
        for (std::size_t j = 0; j < i; ++j) require(!places[i].overlaps(places[j]));
    const AlarmBook alarms;
    const Dashboard shown = withVariables(d, {});
    for (const Widget& w : shown.widgets) {
        const WidgetPicture picture = evaluateWidget({store(), alarms, {}}, shown, w, {kNow - 3'600'000, kNow, kNow});
        for (const WidgetSeries& s : picture.series)
            for (const ChartPoint& p : s.points) require(p.value - p.value == 0);
    }
    for (const GrafanaSource source : {GrafanaSource::Prometheus, GrafanaSource::CloudWatch})
        require(!exportGrafana(d, "fuzz", source, {kNow - 3'600'000, kNow, kNow}, &store()).json.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const DashboardReading body = readDashboard(text);
    if (body.isJson && !body.refused()) use(body.dashboard);
    if (body.refused() && body.isJson) require(refusalText(body.messages).find("dataPath") != std::string::npos);
    const GrafanaImport grafana = importGrafana(text);
    if (grafana.refused()) {
        for (const DashboardMessage& m : grafana.messages) require(!m.message.empty());
        return 0;
    }
    // What an import makes is a body that the service takes, but for ids and dimensions that only it forbids.
    use(grafana.dashboard);
    const GrafanaExport out = exportGrafana(grafana.dashboard, "fuzz", GrafanaSource::CloudWatch, {kNow - 3'600'000, kNow, kNow}, nullptr);
    require(!out.json.empty());
    return 0;
}
