#include "app/panels/strips_reader.h"

#include "app/panels/alarm_reader.h"
#include "kernel/world.h"

#include <nlohmann/json.hpp>

namespace maylab::app {

using kernel::Json;
using kernel::World;

void readStrips(const World& world, StripsPicture& out) {
    if (world.find("lab") == World::kNoService) return;
    const auto answer = world.peek("lab", "DescribeStrips", Json::object());
    if (!answer) return; // this world has no strips
    out.round = static_cast<int>(numberOf(*answer, "round"));
    out.right = static_cast<int>(numberOf(*answer, "right"));
    out.evaluated = flagOf(*answer, "evaluated");
    const Json& all = memberOf(*answer, "strips");
    if (!all.is_array()) return;
    out.present = true;
    for (const Json& j : all) {
        if (out.strips.size() == StripsPicture::kStrips) break;
        StripsPicture::Strip& s = out.strips.emplace_back();
        s.number = static_cast<int>(numberOf(j, "strip", static_cast<double>(out.strips.size())));
        s.treat = textOf(j, "treatMissingData");
        s.datapointsToAlarm = static_cast<int>(numberOf(j, "datapointsToAlarm", 1));
        s.evaluationPeriods = static_cast<int>(numberOf(j, "evaluationPeriods", 1));
        s.threshold = numberOf(j, "threshold");
        if (const Json& points = memberOf(j, "points"); points.is_array()) {
            for (const Json& p : points) {
                if (s.points.size() == StripsPicture::kPoints) break;
                s.points.push_back(p.is_number() ? std::optional(p.get<double>()) : std::nullopt);
            }
        }
        s.previous = statusOf(textOf(j, "previous"));
        if (const std::string text = textOf(j, "prediction"); text == "KEEP") s.keep = true;
        else if (!text.empty()) s.prediction = statusOf(text);
        if (!out.evaluated) continue;
        if (const std::string text = textOf(j, "state"); !text.empty()) s.status = statusOf(text);
        s.right = flagOf(j, "right");
        s.rule = textOf(j, "rule");
    }
}

} // namespace maylab::app
