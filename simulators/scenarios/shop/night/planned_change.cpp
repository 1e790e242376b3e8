#include "scenarios/shop/night/planned_change.h"

#include "metrics/cloudwatch_service.h"
#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using metrics::Statistic;

namespace {

constexpr aws::Shape kPlannedChangeFault = aws::stringOf(1, 100);
constexpr aws::Shape kMinute = aws::integerIn(0, 600);
constexpr aws::Shape kPlannedChangeMegabytes = aws::doubleIn(0, 100'000);
constexpr aws::Shape kPlannedChangeKeys = aws::integerIn(1, 10'000);
constexpr aws::Shape kPlannedChangeBytes = aws::integerIn(1, 100'000);
constexpr aws::MemberShape kPlan[] = {{"fault", &kPlannedChangeFault, aws::kRequired, "A fault of the shop (InjectFault), or report-job."},
                                      {"megabytes", &kPlannedChangeMegabytes, false, "Of memory-pressure."},
                                      {"seconds", &kPlannedChangeMegabytes, false, "How long it lasts; without it, until somebody ends it. report-job: 120."},
                                      {"keysPerSecond", &kPlannedChangeKeys, false, "report-job: how many reports a second; 20."},
                                      {"bytes", &kPlannedChangeBytes, false, "report-job: how large one is; 1000."},
                                      {"earliestMinute", &kMinute, false, "From now; 8."},
                                      {"latestMinute", &kMinute, false, "From now; 16."}};
constexpr aws::Shape kPlanInput = aws::structureOf(kPlan);
constexpr aws::OperationModel kPlannedChangeModels[] = {
    {"lab", "PlanChange", &kPlanInput, nullptr, aws::ErrorStyle::Query, "Lets something happen at a moment that is not told."},
    {"lab", "DescribeChange", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "What happened, when it is over: which graph moved first."}};

constexpr double kFelt = 200; // ms of p99: what visitors notice
constexpr std::string_view kReportJob = "report-job";
constexpr SimDuration kTold = SimDuration::minutes(4), kUsual = SimDuration::minutes(5);

std::optional<double> readWindow(const kernel::World& world, const char* ns, const char* name, const Statistic& s, SimTime from, SimTime to) {
    const metrics::MetricStore& store = metrics::storeOf(world);
    const auto all = store.findAnyDimensions(ns, name);
    if (all.empty()) return std::nullopt;
    return store.window(all.front(), s, from, to);
}

Statistic plain(Statistic::Kind kind) {
    return Statistic::plain(kind);
}

std::optional<double> hitRatio(const kernel::World& world, SimTime from, SimTime to) {
    const auto hits = readWindow(world, "Shop/App", "Hits", plain(Statistic::Kind::Sum), from, to);
    const auto misses = readWindow(world, "Shop/App", "Misses", plain(Statistic::Kind::Sum), from, to);
    if (!hits || !misses || *hits + *misses == 0) return std::nullopt;
    return *hits / (*hits + *misses);
}

std::vector<double> ranksOf(const std::vector<double>& v) {
    std::vector<std::size_t> order(v.size());
    for (std::size_t i = 0; i < v.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return v[a] < v[b]; });
    std::vector<double> ranks(v.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t j = i;
        while (j < order.size() && v[order[j]] == v[order[i]]) ++j;
        for (std::size_t k = i; k < j; ++k) ranks[order[k]] = static_cast<double>(i + j - 1) / 2; // ties share their rank
        i = j;
    }
    return ranks;
}

std::optional<double> spearman(const std::vector<double>& x, const std::vector<double>& y) {
    if (x.size() < 3) return std::nullopt;
    const std::vector<double> a = ranksOf(x), b = ranksOf(y);
    const double mean = static_cast<double>(x.size() - 1) / 2;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean) * (b[i] - mean);
        aa += (a[i] - mean) * (a[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
    }
    if (aa == 0 || bb == 0) return std::nullopt;
    return ab / std::sqrt(aa * bb);
}

} // namespace

std::span<const aws::OperationModel> PlannedChange::operations() const {
    return kPlannedChangeModels;
}

ApiResult PlannedChange::call(ShopFloor& shop, std::string_view, const Json& input) {
    std::uint32_t earliest = 8, latest = 16;
    read(input, "earliestMinute", earliest);
    read(input, "latestMinute", latest);
    if (latest < earliest) return invalidCombination("latestMinute is before earliestMinute.");
    m_on = true;
    m_happened = false;
    m_told.clear();
    ++m_generation;
    m_fault = textOf(input, "fault");
    Json fault = {{"fault", m_fault}};
    for (const char* name : {"megabytes", "seconds"}) {
        if (given(input, name)) fault[name] = input[name];
    }
    m_keysPerSecond = 20;
    m_bytes = 1000;
    read(input, "keysPerSecond", m_keysPerSecond);
    read(input, "bytes", m_bytes);
    double jobSeconds = 120;
    read(input, "seconds", jobSeconds);
    m_jobSeconds = static_cast<std::uint32_t>(jobSeconds);
    m_reports = 0;
    m_input = fault.dump();
    kernel::World& world = shop.world();
    kernel::Rng& rng = world.random()[world.random().open("shop.planned-change")];
    const std::uint64_t seconds = earliest * 60 + rng.below((latest - earliest) * 60 + 1);
    shop.schedule(world.now() + SimDuration::seconds(static_cast<std::int64_t>(seconds)), kChange, 0, m_generation);
    return Json::object();
}

void PlannedChange::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (event.data != m_generation) return;
    if (event.kind == kTell) {
        m_told = follow(shop.world()).dump();
        return;
    }
    if (event.kind == kReports) {
        writeReports(shop);
        return;
    }
    if (m_fault == kReportJob) writeReports(shop);
    else if (!shop.perform("InjectFault", Json::parse(m_input))) return;
    m_happened = true;
    m_at = shop.now();
    shop.schedule(m_at + kTold, kTell, 0, m_generation);
}

void PlannedChange::writeReports(ShopFloor& shop) {
    const std::string value(m_bytes, 'r');
    const auto found = shop.reach();
    for (std::uint32_t i = 0; i < m_keysPerSecond; ++i, ++m_reports) {
        if (found.reach != ports::KeyValueCache::Reach::Ok || shop.cache() == nullptr) continue;
        say(*shop.cache(), shop.world(), found.node, {"SET", "report:job:" + std::to_string(m_reports), value});
    }
    if (m_reports < m_keysPerSecond * m_jobSeconds) shop.schedule(shop.now() + SimDuration::seconds(1), kReports, 0, m_generation);
}

void PlannedChange::tellWhen(const kernel::World& world, Json& out) const {
    out["minute"] = std::floor(m_at.inSeconds() / 60);
    out["time"] = world.calendar().iso8601(m_at).substr(11, 5);
}

ApiResult PlannedChange::describe(const kernel::World& world, std::string_view, const Json&) const {
    if (!m_told.empty()) return Json::parse(m_told);
    Json out = {{"planned", m_on}, {"happened", false}};
    if (m_happened) tellWhen(world, out);
    return out;
}

Json PlannedChange::follow(const kernel::World& world) const {
    Json out = {{"planned", true}, {"happened", true}};
    const SimTime usualFrom = m_at > SimTime{} + kUsual ? m_at - kUsual : SimTime{};
    const auto usualRatio = hitRatio(world, usualFrom, m_at);
    const auto p99 = Statistic::parse("p99"), p95 = Statistic::parse("p95");
    struct Mover {
        const char* id;
        std::int64_t second = -1; // after the change
    };
    std::array<Mover, 4> movers = {{{"evictions"}, {"hit-ratio"}, {"waiting"}, {"p99"}}};
    constexpr std::int64_t kLooked = 240;
    // A graph moved when it stands off for three seconds: one unlucky second is none.
    std::array<std::int64_t, 4> since = {-1, -1, -1, -1};
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::int64_t s = 0; s < kLooked; ++s) {
        const SimTime from = m_at + SimDuration::seconds(s), to = from + SimDuration::seconds(1), before = to - SimDuration::seconds(10);
        if (to > world.now()) break;
        const bool moved[] = {
            readWindow(world, "AWS/ElastiCache", "Evictions", plain(Statistic::Kind::Sum), from, to).value_or(0) > 0,
            hitRatio(world, before, to).value_or(none) < usualRatio.value_or(none) - 0.05,
            readWindow(world, "Shop/DB", "ConnectionsWaiting", plain(Statistic::Kind::Average), from, to).value_or(0) >= 5,
            readWindow(world, "Shop/App", "Latency", *p99, before, to).value_or(none) >= kFelt};
        for (std::size_t i = 0; i < movers.size(); ++i) {
            if (!moved[i]) since[i] = -1;
            else if (since[i] < 0) since[i] = s;
            if (since[i] >= 0 && s - since[i] >= 2 && movers[i].second < 0) movers[i].second = since[i];
        }
    }
    std::array<Mover, 4> order = movers;
    std::stable_sort(order.begin(), order.end(), [](const Mover& a, const Mover& b) {
        return (a.second < 0 ? kLooked : a.second) < (b.second < 0 ? kLooked : b.second);
    });
    tellWhen(world, out);
    out["fault"] = m_fault;
    for (std::size_t i = 0; i < order.size(); ++i) out["order"][i] = {{"id", order[i].id}, {"second", order[i].second}};
    for (const Mover& m : movers) out["seconds"][m.id] = m.second;
    std::vector<double> ratios, waits;
    for (SimTime from = usualFrom; from + SimDuration::seconds(10) <= world.now(); from = from + SimDuration::seconds(10)) {
        const SimTime to = from + SimDuration::seconds(10);
        const auto ratio = hitRatio(world, from, to);
        const auto wait = readWindow(world, "Shop/App", "Latency", *p95, from, to);
        if (!ratio || !wait) continue;
        ratios.push_back(*ratio);
        waits.push_back(*wait);
    }
    if (const auto r = spearman(ratios, waits)) out["correlation"] = *r;
    return out;
}

void PlannedChange::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_generation);
    f.mix(m_happened ? 1 : 0);
}

} // namespace maylab::scenarios
