// Text as a metric math expression over three metrics, as what SEARCH looks for, as a label, a statistic and the rule of a
// composite alarm: each is answered or refused with a place in the text, and no value is NaN or infinite.
#include "metrics/composite_rule.h"
#include "metrics/label.h"
#include "metrics/math_expression.h"
#include "metrics/metric_query.h"
#include "metrics/search_expression.h"
#include "metrics/store.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace maylab::metrics;

namespace {

constexpr std::int64_t kNow = 1'767'225'600; // Unix seconds

void require(bool holds) {
    if (!holds) std::abort();
}

SeriesKey keyOf(char which) { return {"N", "M", {{"D", std::string(1, which)}}}; }

// Three metrics of ten minutes; the third has gaps, and values that overflow when they are squared.
const MetricStore& store() {
    static const MetricStore kStore = [] {
        MetricStore s((kNow - 3600) * 1000);
        std::vector<Datum> data;
        for (const char which : {'1', '2', '3'}) {
            for (int i = 0; i < 10; ++i) {
                if (which == '3' && i % 3 == 0) continue;
                Datum d;
                d.key = keyOf(which);
                d.stamp = kNow - 600 + 60 * i;
                d.data = Distribution::of(which == '3' ? 0x1p359 : which == '2' ? i - 4 : i);
                data.push_back(std::move(d));
            }
        }
        s.put(std::move(data), kNow);
        return s;
    }();
    return kStore;
}

void refusedAtAPlace(const MathError& e, std::size_t length) {
    require(!e.text.empty() && e.position <= length + 1);
}

void ask(const std::string& text) {
    std::vector<MetricQuery> queries;
    for (const char which : {'1', '2', '3'}) {
        MetricQuery q;
        q.id = std::string("m") + which;
        q.metric = MetricStat{keyOf(which), Statistic::plain(Statistic::Kind::Sum), which == '3' ? 300 : 60, {}};
        q.returnData = false;
        queries.push_back(std::move(q));
    }
    MetricQuery e;
    e.id = "e";
    e.expression = text;
    queries.push_back(std::move(e));
    const auto answers = evaluateQueries(store(), queries, {(kNow - 600) * 1000, kNow * 1000, kNow * 1000});
    if (!answers) {
        require(!answers.error().sentences.empty());
        for (const std::string& s : answers.error().sentences) require(s.rfind("Error in expression 'e': ", 0) == 0);
        return;
    }
    require(answers->size() == 4);
    for (const Series& s : (*answers)[3].series) {
        require(s.values.size() == s.grid.count && s.grid.period > 0);
        for (const double v : s.values) require(isMissing(v) || std::isfinite(v));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), std::min(size, kMaxExpressionLength + 100));
    if (const auto parsed = MathExpression::parse(text); !parsed) refusedAtAPlace(parsed.error(), text.size());
    ask(text);
    if (const auto search = SearchExpression::parse(text)) (void)search->find(store(), kNow, 10);
    else refusedAtAPlace(search.error(), text.size());
    (void)matchesPartially(text.substr(0, text.size() / 2), text.substr(text.size() / 2));

    const Statistic sum = Statistic::plain(Statistic::Kind::Sum);
    const SeriesKey key = keyOf('1');
    const LabelPoint points[] = {{kNow - 60, Unit::None, 1}, {kNow, Unit::None, 1e300}};
    (void)renderLabel(text, {key, sum, 60, "M", 420, points});
    int zone = 0;
    (void)parseZone(text, zone);

    Distribution some = Distribution::of(3);
    if (const auto statistic = Statistic::parse(text)) {
        const auto value = some.value(*statistic);
        require(!value || std::isfinite(*value));
    } else {
        require(!statistic.error().empty());
    }

    if (const auto rule = CompositeRule::parse(text)) {
        require(rule->children().size() <= CompositeRule::kMaxChildren);
        (void)rule->holds([](std::size_t i) -> std::optional<AlarmState> {
            return i % 2 == 0 ? std::optional(AlarmState::Alarm) : std::nullopt;
        });
    } else {
        require(!rule.error().empty());
    }
    return 0;
}
