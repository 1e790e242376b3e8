#include "app/panels/metric_views_reader.h"

#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace maylab::app {

using kernel::Json;
using kernel::World;

namespace {

constexpr int kMostHours = 24;

void readAsked(const World& world, PeriodsPicture& out) {
    for (auto r = world.callRecords().rbegin(); r != world.callRecords().rend(); ++r) {
        if (r->actor == kernel::Actor::Setup || !r->ok || r->service != "cloudwatch" || r->operation != "GetMetricStatistics") continue;
        const Json& input = r->input;
        if (input.value("Namespace", std::string()) != out.metricNamespace || input.value("MetricName", std::string()) != out.metricName) continue;
        const Json* named = nullptr;
        for (const char* list : {"Statistics", "ExtendedStatistics"}) {
            if (const auto found = input.find(list); named == nullptr && found != input.end() && !found->empty()) named = &found->front();
        }
        if (named == nullptr) continue;
        out.asked = r->id;
        out.askedStatistic = named->get<std::string>();
        out.askedPeriod = input.value("Period", 0);
        return;
    }
}

} // namespace

void readPeriods(const World& world, const std::string& statisticName, PeriodsPicture& out) {
    if (world.find("lab") == World::kNoService || world.find(metrics::CloudWatchService::kName) == World::kNoService) return;
    const auto night = world.peek("lab", "DescribeNight", Json::object());
    if (!night || !night->contains("shown")) return; // no night in this world, or none has begun
    const Json& shown = (*night)["shown"];
    const auto statistic = metrics::Statistic::parse(statisticName);
    if (!statistic) return;
    out.present = true;
    out.metricNamespace = shown.value("Namespace", std::string());
    out.metricName = shown.value("MetricName", std::string());
    out.statistic = statisticName;
    out.now = world.unixMilliseconds() / 1000;
    readAsked(world, out);
    for (std::size_t i = 0; i < out.rows.size(); ++i) out.rows[i].period = PeriodsPicture::kPeriods[i];

    metrics::Dimensions dimensions;
    if (const auto given = shown.find("Dimensions"); given != shown.end() && given->is_array()) {
        for (const Json& d : *given) dimensions.emplace_back(d.value("Name", std::string()), d.value("Value", std::string()));
    }
    std::sort(dimensions.begin(), dimensions.end());
    const metrics::MetricStore& store = metrics::storeOf(world);
    const metrics::SeriesId id = store.find(out.metricNamespace, out.metricName, dimensions);
    const auto last = id == metrics::kNoSeries ? std::nullopt : store.lastDatum(id);
    if (!last) return;
    // The newest datum ends the range, not the present: the periods stay where they are while the clock runs on.
    out.to = metrics::floorTo(*last, 60) + 60;
    out.from = out.to - std::clamp(shown.value("hours", 6), 1, kMostHours) * 3600;
    bool values = false;
    for (PeriodsPicture::Row& row : out.rows) {
        const metrics::PublishedRange range = metrics::publishedRange(out.from * 1000, out.to * 1000, row.period, out.now * 1000);
        row.values.assign(static_cast<std::size_t>(range.periods()), std::numeric_limits<double>::quiet_NaN());
        store.publishedValues(id, *statistic, std::nullopt, range, row.values);
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            if (std::isnan(row.values[i])) continue;
            values = true;
            if (row.tallest < 0 || row.values[i] > row.values[static_cast<std::size_t>(row.tallest)]) row.tallest = static_cast<int>(i);
        }
    }
    const auto hours = store.published(id, std::nullopt, metrics::publishedRange(out.from * 1000, out.to * 1000, 3600, out.now * 1000));
    if (!hours.empty()) out.unit = metrics::toString(hours.back().unit);
    out.noStatistic = !hours.empty() && !values;
}

} // namespace maylab::app
