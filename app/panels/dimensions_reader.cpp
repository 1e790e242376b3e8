#include "app/panels/metric_views_reader.h"

#include "kernel/world.h"

#include <nlohmann/json.hpp>

namespace maylab::app {

using kernel::Json;
using kernel::World;

void readDimensions(const World& world, DimensionsPicture& out) {
    if (world.find("lab") == World::kNoService) return;
    const auto answer = world.peek("lab", "DescribeDimensions", Json::object());
    if (!answer) return; // no fleet in this world
    const Json& fleet = *answer;
    out.present = true;
    out.metricNamespace = fleet.at("namespace").get<std::string>();
    for (const Json& s : fleet.at("sets")) {
        DimensionsPicture::Set& set = out.sets.emplace_back();
        set.metric = s.at("metric").get<std::string>();
        set.metrics = s.at("metrics").get<std::uint64_t>();
        for (const Json& d : s.at("scheme")) set.scheme.push_back({d.at("name").get<std::string>(), d.at("values").get<std::uint32_t>()});
    }
    out.metrics = fleet.at("metrics").get<std::uint64_t>();
    out.monthly = fleet.at("monthly").get<double>();
    for (const Json& t : fleet.at("bill")) out.bill.push_back({t.at("metrics").get<std::uint64_t>(), t.at("each").get<double>()});
    out.priceRegion = fleet.at("priceRegion").get<std::string>();
    out.priceSeen = fleet.at("priceSeen").get<std::string>();
    for (const Json& a : fleet.at("answers")) out.answers.push_back({a.at("question").get<std::string>(), a.at("answered").get<bool>()});
}

} // namespace maylab::app
