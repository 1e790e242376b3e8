#include "scenarios/shop/night/night_board.h"

#include "aws/account.h"
#include "metrics/cloudwatch_service.h"
#include "metrics/dashboards/widget_evaluation.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr aws::Shape kName = aws::stringOf(1, 255);
constexpr aws::MemberShape kDescribe[] = {{"DashboardName", &kName, aws::kRequired, "Which dashboard."}};
constexpr aws::Shape kDescribeInput = aws::structureOf(kDescribe);
constexpr aws::OperationModel kNightBoardModels[] = {{"lab", "DescribeBoard", &kDescribeInput, nullptr, aws::ErrorStyle::Query,
                                            "What stands on a dashboard, and whether it answers."}};

constexpr SimDuration kNightBoardWindow = SimDuration::minutes(10); // of the hit ratio that is asked for

std::string textAt(const Json& j, const char* name) {
    const auto it = j.find(name);
    return it != j.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// Asked in another Region than the account's.
bool isElsewhere(const Json& options) {
    const std::string region = textAt(options, "region");
    return !region.empty() && region != aws::kRegion && region != "default";
}

void countParts(const Json& body, Json& out) {
    std::size_t horizontal = 0, vertical = 0, rightAxis = 0, elsewhere = 0;
    const Json widgets = body.value("widgets", Json::array());
    for (const Json& w : widgets) {
        const Json properties = w.value("properties", Json::object());
        const Json annotations = properties.value("annotations", Json::object());
        if (annotations.is_object()) {
            horizontal += annotations.value("horizontal", Json::array()).size();
            vertical += annotations.value("vertical", Json::array()).size();
        }
        const Json rows = properties.value("metrics", Json::array());
        bool right = false, away = isElsewhere(properties);
        for (const Json& row : rows) {
            if (!row.is_array() || row.empty() || !row.back().is_object()) continue;
            right = right || textAt(row.back(), "yAxis") == "right";
            away = away || isElsewhere(row.back());
        }
        rightAxis += right ? 1 : 0;
        elsewhere += away ? 1 : 0;
    }
    out["widgets"] = widgets.size();
    out["horizontal"] = horizontal;
    out["vertical"] = vertical;
    out["rightAxis"] = rightAxis;
    out["elsewhere"] = elsewhere;
    out["variables"] = body.value("variables", Json::array()).size();
}

// Graphs on one of whose axes stand metrics of several units.
std::size_t mixedAxes(const kernel::World& world, const std::string& body) {
    const metrics::MetricStore& store = metrics::storeOf(world);
    const metrics::Dashboard d = metrics::readDashboard(body).dashboard;
    const metrics::QueryWindow window = metrics::rangeOf(d, world.unixMilliseconds());
    std::size_t mixed = 0;
    for (const metrics::Widget& w : d.widgets) {
        if (w.type != metrics::WidgetType::Metric || w.view.value_or(metrics::WidgetView::TimeSeries) != metrics::WidgetView::TimeSeries) continue;
        std::set<metrics::Unit> left, right;
        const metrics::WidgetQueries asked = metrics::queriesOf(d, w, window);
        for (std::size_t i = 0; i < asked.queries.size(); ++i) {
            const auto& options = (*w.rows)[asked.rowOf[i]].options;
            if (!asked.queries[i].metric || (options && options->visible == false)) continue;
            const metrics::SeriesKey& key = asked.queries[i].metric->key;
            const metrics::SeriesId id = store.find(key.metricNamespace, key.name, key.dimensions);
            if (id == metrics::kNoSeries) continue;
            if (const auto unit = store.sinkUnit(id)) (options && options->yAxis == "right" ? right : left).insert(*unit);
        }
        mixed += left.size() > 1 || right.size() > 1 ? 1 : 0;
    }
    return mixed;
}

std::optional<double> hitRatio(const kernel::World& world, SimTime at) {
    const metrics::MetricStore& store = metrics::storeOf(world);
    const metrics::Statistic sum = metrics::Statistic::plain(metrics::Statistic::Kind::Sum);
    const auto read = [&](const char* name) -> std::optional<double> {
        const metrics::SeriesId id = store.find("Shop/App", name, {});
        if (id == metrics::kNoSeries || at < SimTime() + kNightBoardWindow) return std::nullopt;
        return store.window(id, sum, at - kNightBoardWindow, at);
    };
    const auto hits = read("Hits"), misses = read("Misses");
    if (!hits || !misses || *hits + *misses == 0) return std::nullopt;
    return *hits / (*hits + *misses);
}

// The last answered PromQL query of the learner whose result is one number.
void describePromql(const kernel::World& world, Json& out) {
    out["promqlAsked"] = false;
    for (auto r = world.callRecords().rbegin(); r != world.callRecords().rend(); ++r) {
        if (r->actor == kernel::Actor::Setup || r->service != "cloudwatch" || r->operation != "QueryPrometheus" || !r->ok) continue;
        const Json result = r->output.value("data", Json::object()).value("result", Json::array());
        Json pair;
        if (result.is_array() && result.size() == 1 && result[0].is_object()) pair = result[0].value("value", Json());
        else if (result.is_array() && result.size() == 2 && result[1].is_string()) pair = result; // a scalar
        if (!pair.is_array() || pair.size() != 2 || !pair[1].is_string()) continue;
        const double value = std::strtod(pair[1].get<std::string>().c_str(), nullptr);
        if (!std::isfinite(value)) continue;
        out["promqlAsked"] = true;
        out["promql"] = r->input.value("expr", Json());
        out["promqlValue"] = value;
        if (const auto truth = hitRatio(world, r->at)) {
            out["truth"] = *truth;
            out["promqlOff"] = std::abs(value - *truth);
        }
        return;
    }
}

} // namespace

std::span<const aws::OperationModel> NightBoard::operations() const {
    return kNightBoardModels;
}

ApiResult NightBoard::call(ShopFloor&, std::string_view operation, const Json&) {
    return ApiResult(kernel::fail("InvalidAction", std::string(operation) + " changes nothing."));
}

ApiResult NightBoard::describe(const kernel::World& world, std::string_view, const Json& input) const {
    Json out = {{"exists", false}};
    const Json which = {{"DashboardName", input["DashboardName"]}};
    if (const auto found = world.peek("cloudwatch", "GetDashboard", which)) {
        out["exists"] = true;
        const std::string text = found->value("DashboardBody", std::string());
        if (Json::accept(text)) countParts(Json::parse(text), out);
        out["mixedAxes"] = mixedAxes(world, text);
        if (const auto targets = world.peek("cloudwatch", "DescribeDashboardTargets", which)) {
            out["kinds"] = targets->value("kinds", Json::array());
            out["kindCount"] = out["kinds"].size();
            out["targets"] = targets->value("targets", 0);
            out["answered"] = targets->value("answered", 0);
            out["silent"] = targets->value("targets", 0) - targets->value("answered", 0);
        }
    }
    for (auto r = world.callRecords().rbegin(); r != world.callRecords().rend(); ++r) {
        if (r->service != "cloudwatch" || r->operation != "PutDashboard" || !r->ok || r->input.value("DashboardName", Json()) != which["DashboardName"]) continue;
        out["messages"] = r->output.value("DashboardValidationMessages", Json::array()).size();
        break;
    }
    describePromql(world, out);
    return out;
}

} // namespace maylab::scenarios
