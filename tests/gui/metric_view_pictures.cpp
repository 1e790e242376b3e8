#include "metric_view_pictures.h"

#include "metrics/cloudwatch_service.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace maylab::test {

using app::DimensionsPicture;
using app::HistogramPicture;
using app::PeriodsPicture;
using kernel::Json;
using kernel::SimDuration;
using kernel::World;

namespace {

// Puts its events nowhere: it only measures, once a second, as an application would.
class Application final : public kernel::Service {
  public:
    Application(int fast, int slow) : m_fast(fast), m_slow(slow) {}
    std::string_view name() const override { return "application"; }
    std::unique_ptr<Service> clone() const override { return std::make_unique<Application>(*this); }
    void start(World& world) override {
        m_id = world.find(name());
        const auto define = [&](const char* metric, const char* unit, kernel::MetricKind kind) {
            return world.metrics().define({"Shop/App", metric, {}, unit, kind, kernel::MetricResolution::High});
        };
        m_latency = define("Latency", "Milliseconds", kernel::MetricKind::Sample);
        m_hits = define("Hits", "Count", kernel::MetricKind::Counter);
        m_misses = define("Misses", "Count", kernel::MetricKind::Counter);
        world.schedule(world.now() + SimDuration::milliseconds(500), m_id, 1);
    }
    void onEvent(World& world, const kernel::Event&) override {
        for (int i = 0; i < m_fast; ++i) world.metrics().sample(m_latency, 0.6 + 0.0001 * i);
        for (int i = 0; i < m_slow; ++i) world.metrics().sample(m_latency, 30 + 0.01 * i);
        world.metrics().add(m_hits, m_fast);
        world.metrics().add(m_misses, m_slow);
        world.schedule(world.now() + SimDuration::seconds(1), m_id, 1);
    }
    kernel::MaybeResult call(World&, const kernel::Call&) override { return kernel::ApiResult(Json::object()); }
    kernel::ApiResult peek(const World&, std::string_view, const Json&) const override { return kernel::fail("InvalidAction", "none"); }
    void mixInto(kernel::Fingerprint&) const override {}

  private:
    kernel::ServiceId m_id = 0;
    kernel::MetricId m_latency = 0, m_hits = 0, m_misses = 0;
    int m_fast, m_slow;
};

DimensionsPicture fleet(std::vector<DimensionsPicture::Set> sets, bool errors, bool latency) {
    DimensionsPicture p;
    p.present = true;
    p.metricNamespace = "Shop/Fleet";
    p.sets = std::move(sets);
    for (const auto& s : p.sets) p.metrics += s.metrics;
    const std::uint64_t first = std::min<std::uint64_t>(p.metrics, 10'000), rest = p.metrics - first;
    if (first > 0) p.bill.push_back({first, 0.3});
    if (rest > 0) p.bill.push_back({rest, 0.1});
    for (const auto& t : p.bill) p.monthly += static_cast<double>(t.metrics) * t.each;
    p.priceRegion = "us-east-1";
    p.priceSeen = "2022-04-29";
    p.answers = {{"errors-by-endpoint", errors}, {"latency-by-zone", latency}};
    return p;
}

} // namespace

HistogramPicture latencies(double hitsInThousand) {
    HistogramPicture p;
    p.present = true;
    p.seconds = 600;
    p.requests = 1'200'000;
    p.hits = p.requests * hitsInThousand / 1000;
    p.misses = p.requests - p.hits;
    p.approximate = true;
    p.firstDecade = -1;
    p.bins.resize(80);
    const double shape[] = {0.02, 0.46, 0.33, 0.12, 0.05, 0.02}; // of hits, from 0.5 ms on
    for (std::size_t i = 0; i < std::size(shape); ++i) p.bins[14 + i] = {p.hits * shape[i], p.hits * shape[i]};
    double all = 0;
    const auto bell = [](std::size_t i) { return std::exp(-std::pow((static_cast<double>(i) - 48.5) / 2.6, 2) / 2); };
    for (std::size_t i = 40; i < 58; ++i) all += bell(i);
    for (std::size_t i = 40; i < 58; ++i) p.bins[i].count += p.misses * bell(i) / all;
    p.average = 0.62 * hitsInThousand / 1000 + 26.4 * (1 - hitsInThousand / 1000);
    p.p50 = 0.59;
    p.p90 = hitsInThousand > 900 ? 0.71 : 24.1;
    p.p99 = hitsInThousand > 990 ? 0.78 : 35.2;
    p.fastPercent = hitsInThousand / 10;
    return p;
}

PeriodsPicture anEvening(const std::string& statistic) {
    PeriodsPicture p;
    p.present = true;
    p.metricNamespace = "Shop/Web";
    p.metricName = "Requests";
    p.unit = "Count";
    p.statistic = statistic;
    p.from = 1'769'770'800; // 2026-01-30 11:00 UTC
    p.to = p.from + 6 * 3600;
    p.now = p.to + 300;
    std::vector<double> minutes(360);
    for (std::size_t i = 0; i < minutes.size(); ++i) {
        const double away = (static_cast<double>(i) - 252) / 90;
        minutes[i] = std::floor((220 + 260 / (1 + away * away)) * (1 + 0.05 * std::sin(static_cast<double>(i * i % 97))));
    }
    minutes[83] = 4312;
    for (std::size_t r = 0; r < p.rows.size(); ++r) {
        PeriodsPicture::Row& row = p.rows[r];
        row.period = PeriodsPicture::kPeriods[r];
        const auto n = static_cast<std::size_t>(row.period / 60);
        for (std::size_t i = 0; i < minutes.size(); i += n) {
            double sum = 0;
            for (std::size_t k = i; k < i + n; ++k) sum += minutes[k];
            // Each request was counted as a 1.
            row.values.push_back(statistic == "Sum" ? sum : 1);
            if (row.tallest < 0 || row.values.back() > row.values[static_cast<std::size_t>(row.tallest)]) row.tallest = static_cast<int>(row.values.size()) - 1;
        }
    }
    return p;
}

DimensionsPicture explosion() {
    return fleet({{"Errors", {{"Host", 50}, {"AvailabilityZone", 4}, {"Endpoint", 24}}, 4800}, {"Latency", {}, 0}}, false, false);
}
DimensionsPicture twoQuestions() {
    return fleet({{"Errors", {{"Endpoint", 24}}, 24}, {"Latency", {{"AvailabilityZone", 4}}, 4}}, true, true);
}
DimensionsPicture everyUser() {
    return fleet({{"Errors", {{"UserId", 6000}}, 6000}, {"Latency", {{"UserId", 6000}}, 6000}}, false, false);
}

std::unique_ptr<World> measuredWorld(int seconds, int fast, int slow) {
    auto world = std::make_unique<World>(kernel::WorldConfig{});
    world->add(std::make_unique<metrics::CloudWatchService>());
    world->add(std::make_unique<Application>(fast, slow));
    world->runUntil(kernel::SimTime::atSecond(seconds));
    return world;
}

double windowOf(const World& world, const char* name, const char* statistic, int seconds) {
    const metrics::MetricStore& store = metrics::storeOf(world);
    const auto to = store.closedUntil();
    return store.window(store.find("Shop/App", name, {}), *metrics::Statistic::parse(statistic), to - SimDuration::seconds(seconds), to).value_or(-1);
}

std::unique_ptr<World> nightWorld(const char* calls) {
    kernel::JournalHeader header;
    header.scenario = "shop";
    header.parameters = {{"requestsPerSecond", 1}};
    auto world = scenarios::makeWorld(header);
    if (!world) return nullptr;
    const Json all = Json::parse(calls);
    for (const Json& c : all) {
        (*world)->call(kernel::Actor::Console, c[0].get<std::string>(), c[1].get<std::string>(), c[2]);
        (*world)->runFor(SimDuration::seconds(5));
        for (const auto& reply : (*world)->takeReplies()) {
            if (!reply.result) return nullptr;
        }
    }
    return std::move(*world);
}

double labNumber(const World& world, const char* operation, const char* pointer) {
    const auto answer = world.peek("lab", operation, Json::object());
    const Json::json_pointer at(pointer);
    return answer && answer->contains(at) ? answer->at(at).get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::string labText(const World& world, const char* operation, const char* pointer) {
    const auto answer = world.peek("lab", operation, Json::object());
    const Json::json_pointer at(pointer);
    return answer && answer->contains(at) ? answer->at(at).get<std::string>() : std::string();
}

Largest largestOf(World& world, const char* statistic, int period, long long fromUnix, long long toUnix) {
    const Json input{{"Namespace", "Shop/Web"}, {"MetricName", "Requests"}, {"Period", period}, {"Statistics", Json::array({statistic})},
                     {"StartTime", kernel::formatIso8601(fromUnix * 1000)}, {"EndTime", kernel::formatIso8601(toUnix * 1000)}};
    Largest largest;
    std::string first; // of equals, the earliest
    const auto answer = world.peek("cloudwatch", "GetMetricStatistics", input);
    if (!answer) return largest;
    const Json points = answer->at("Datapoints");
    for (const Json& p : points) {
        const double v = p.at(statistic).get<double>();
        const std::string at = p.at("Timestamp").get<std::string>();
        if (v < largest.value || (v == largest.value && at > first)) continue;
        largest = {v, at.substr(11, 5)};
        first = at;
    }
    return largest;
}

} // namespace maylab::test
