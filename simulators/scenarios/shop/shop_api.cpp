// The operations of "lab". Each reads its input into a copy of the settings, checks it, and only then changes
// anything. The table in scenarios/models.cpp knows names, types and bounds; what lies between members is
// here.
#include "aws/shape.h"
#include "scenarios/models.h"
#include "scenarios/shop/shop_input.h"
#include "scenarios/shop/shop_service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::fail;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;

namespace {

constexpr std::size_t kMaxScheduledMoves = 100;

// The generators name their settings their own way.
ApiResult invalidSetting(const traffic::SettingError& e) {
    std::string name = e.setting;
    if (name == "ratePerSecond") name = "requestsPerSecond";
    if (name == "keys") name = "count";
    return invalid(name + e.message.substr(std::min(e.setting.size(), e.message.size())));
}

constexpr std::pair<traffic::ArrivalKind, const char*> kShopArrivalNames[] = {
    {traffic::ArrivalKind::Constant, "constant"},
    {traffic::ArrivalKind::Poisson, "poisson"},
    {traffic::ArrivalKind::Burst, "burst"},
    {traffic::ArrivalKind::Diurnal, "diurnal"},
    {traffic::ArrivalKind::FlashCrowd, "flash-crowd"}};
constexpr std::pair<traffic::PopularityKind, const char*> kPopularityNames[] = {
    {traffic::PopularityKind::Zipf, "zipf"},
    {traffic::PopularityKind::Uniform, "uniform"},
    {traffic::PopularityKind::HotSet, "hot-set"}};
constexpr std::pair<Strategy, const char*> kShopStrategyNames[] = {{Strategy::None, "none"},
                                                               {Strategy::LazyLoading, "lazy-loading"},
                                                               {Strategy::WriteThrough, "write-through"}};

ApiResult unknownOperation(std::string_view operation) {
    return ApiResult(
        fail("InvalidAction", "Could not find operation " + std::string(operation) + " for service lab."));
}

bool offers(const Workload& workload, std::string_view operation) {
    const auto models = workload.operations();
    return std::any_of(models.begin(), models.end(),
                       [&](const aws::OperationModel& m) { return operation == m.operation; });
}

const char* reachName(ports::KeyValueCache::Reach reach) {
    switch (reach) {
    case ports::KeyValueCache::Reach::Ok:
        return "ok";
    case ports::KeyValueCache::Reach::UnknownHost:
        return "unknown-host";
    case ports::KeyValueCache::Reach::Refused:
        return "refused";
    case ports::KeyValueCache::Reach::TimesOut:
        return "times-out";
    }
    return "";
}

} // namespace

const char* toString(Strategy strategy) {
    return nameOf(kShopStrategyNames, strategy);
}

kernel::MaybeResult ShopService::call(World& world, const kernel::Call& call) {
    const std::span<const aws::OperationModel> models = operationModels();
    const auto model = std::find_if(models.begin(), models.end(), [&](const aws::OperationModel& m) {
        return call.operation == m.operation;
    });
    if (model == models.end()) {
        return unknownOperation(call.operation);
    }
    kernel::ApiError error;
    if (!aws::validate(*model, call.input, error)) return ApiResult(tl::unexpected(error));
    const Json input = call.input.is_null() ? Json::object() : call.input;
    for (const WorkloadBox& w : m_workloads) {
        if (!offers(*w, call.operation)) continue;
        const std::optional<Workload::Forward> other = w->forwards(call.operation, input);
        if (!other) break;
        world.callFrom(m_id, kForwarded | call.id, other->door, other->operation, other->input);
        return std::nullopt;
    }
    return perform(world, call.operation, input);
}

ApiResult ShopService::peek(const World& world, std::string_view operation, const Json& input) const {
    if (operation == "DescribeShop") return describe(world);
    for (const WorkloadBox& w : m_workloads) {
        if (!operation.starts_with("Describe") || !offers(*w, operation)) continue;
        return w->describe(world, operation, input.is_null() ? Json::object() : input);
    }
    return fail("InvalidAction",
                "Could not find read operation " + std::string(operation) + " for service lab.");
}

ApiResult ShopService::perform(World& world, std::string_view operation, const Json& input) {
    if (operation == "SetTraffic") return setTraffic(world, input);
    if (operation == "RampTraffic") return rampTraffic(world, input);
    if (operation == "SetPopularity") return setPopularity(world, input);
    if (operation == "MovePopularity") return movePopularity(world, input);
    if (operation == "StartScan") return startScan(world, input);
    if (operation == "SetApplication") return setApplication(world, input);
    if (operation == "SetPriceChanges") return setPriceChanges(world, input);
    if (operation == "SetProducts") return setProducts(world, input);
    if (operation == "SetDatabase") return setDatabase(world, input);
    if (operation == "DescribeShop") return describe(world);
    for (std::uint16_t i = 0; i < m_workloads.size(); ++i) {
        if (!offers(*m_workloads[i], operation)) continue;
        if (operation.starts_with("Describe")) return m_workloads[i]->describe(world, operation, input);
        ShopFloor floor(world, *this, i);
        return m_workloads[i]->call(floor, operation, input);
    }
    return unknownOperation(operation);
}

ApiResult ShopService::setTraffic(World& world, const Json& input) {
    if (!anyGiven(input)) return nothingGiven("SetTraffic");
    traffic::ArrivalSettings a = m_settings.arrivals;
    traffic::ClosedLoopSettings u = m_settings.users;
    const std::string kind = textOf(input, "arrivals");
    const bool closed = kind.empty() ? m_settings.closedLoop : kind == "closed-loop";
    parseName(kShopArrivalNames, kind, a.kind);
    read(input, "requestsPerSecond", a.ratePerSecond);
    read(input, "burstFactor", a.burstFactor);
    read(input, "burstSeconds", a.burstSeconds);
    read(input, "calmSeconds", a.calmSeconds);
    read(input, "amplitude", a.amplitude);
    read(input, "periodSeconds", a.periodSeconds);
    read(input, "peakInSeconds", a.peakInSeconds);
    read(input, "peakFactor", a.peakFactor);
    read(input, "startInSeconds", a.startInSeconds);
    read(input, "riseSeconds", a.riseSeconds);
    read(input, "holdSeconds", a.holdSeconds);
    read(input, "decaySeconds", a.decaySeconds);
    read(input, "users", u.users);
    read(input, "thinkSeconds", u.thinkSeconds);
    const std::string think = textOf(input, "thinkTime");
    if (!think.empty())
        u.think = think == "constant" ? traffic::ThinkKind::Constant : traffic::ThinkKind::Exponential;

    if (!(a.ratePerSecond >= 0 && a.ratePerSecond <= ShopSettings::kMaxRequestsPerSecond)) {
        return invalid("requestsPerSecond must be a number between 0 and 200000.");
    }
    if (closed && given(input, "requestsPerSecond")) {
        return ApiResult(fail("InvalidParameterCombination",
                              "closed-loop arrivals have users and thinkSeconds, not requestsPerSecond."));
    }
    if (auto ok = a.validate(); !ok) return invalidSetting(ok.error());
    if (auto ok = u.validate(); !ok) return invalidSetting(ok.error());

    m_settings.users = u;
    if (closed) {
        if (!m_settings.closedLoop) {
            m_settings.closedLoop = true;
            ++m_arrivalGeneration;
            m_users = traffic::ClosedLoop();
            m_userGeneration = m_userGeneration + 1 == 0 ? 1 : m_userGeneration + 1;
        }
        m_settings.arrivals = a;
        const auto added = m_users.change(u);
        MAYLAB_ASSERT(added.has_value());
        startUsers(world, *added);
        return Json::object();
    }
    const bool wasClosed = m_settings.closedLoop;
    m_settings.closedLoop = false;
    // Naming the arrivals begins a new day, burst or crowd; another rate alone goes on where the old one is.
    const bool fresh = wasClosed || !kind.empty() || [&] {
        traffic::ArrivalSettings same = a;
        same.ratePerSecond = m_settings.arrivals.ratePerSecond;
        return same != m_settings.arrivals;
    }();
    m_settings.arrivals = a;
    const auto changed =
        fresh ? m_arrivals.change(a, world.now()) : m_arrivals.changeRate(a.ratePerSecond, world.now());
    MAYLAB_ASSERT(changed.has_value());
    ++m_arrivalGeneration;
    scheduleArrival(world);
    return Json::object();
}

ApiResult ShopService::rampTraffic(World& world, const Json& input) {
    if (m_settings.closedLoop) {
        return ApiResult(fail("InvalidParameterCombination", "closed-loop arrivals have no rate to move."));
    }
    double from = m_arrivals.baseRateAt(world.now());
    double to = 0, seconds = 0;
    read(input, "from", from);
    read(input, "to", to);
    read(input, "seconds", seconds);
    const double peak = std::max(from, to);
    if (!(peak <= ShopSettings::kMaxRequestsPerSecond)) {
        return invalid("from and to must be numbers between 0 and 200000.");
    }
    if (auto ok = m_arrivals.ramp(from, to, seconds, world.now()); !ok) return invalidSetting(ok.error());
    m_settings.arrivals.ratePerSecond = to;
    world.announce(world.now() + SimDuration::fromSeconds(seconds), "lab.ramp.end");
    ++m_arrivalGeneration;
    scheduleArrival(world);
    return Json::object();
}

ApiResult ShopService::setPopularity(World&, const Json& input) {
    if (!anyGiven(input)) return nothingGiven("SetPopularity");
    traffic::PopularitySettings p = m_settings.popularity;
    parseName(kPopularityNames, textOf(input, "distribution"), p.kind);
    read(input, "exponent", p.exponent);
    read(input, "hotKeys", p.hotKeys);
    read(input, "hotShare", p.hotShare);
    if (auto ok = m_popularity.change(p); !ok) return invalidSetting(ok.error());
    m_settings.popularity = p;
    return Json::object();
}

ApiResult ShopService::movePopularity(World& world, const Json& input) {
    std::uint32_t ranks = 0;
    read(input, "ranks", ranks);
    if (ranks == 0 || ranks >= m_settings.popularity.keys) {
        return invalid("ranks must be between 1 and " + std::to_string(m_settings.popularity.keys - 1) +
                       ": less than the number of products.");
    }
    if (!given(input, "at")) {
        m_popularity.move(ranks);
        return Json::object();
    }
    const Json& at = input["at"];
    std::int64_t unixMs = 0;
    if (at.is_number()) {
        const double seconds = at.get<double>();
        if (!(seconds >= 0 && seconds < 1e11)) return invalid("at is not an instant of this world.");
        unixMs = static_cast<std::int64_t>(seconds * 1000);
    } else if (!kernel::parseIso8601(at.get<std::string>(), unixMs)) {
        return invalid("at is not an instant in ISO 8601, like 2026-01-26T13:00:00Z.");
    }
    const std::int64_t now = world.unixMilliseconds();
    const std::int64_t last = world.calendar().unixMilliseconds(world.config().limits.maxTime);
    if (unixMs < now || unixMs > last) {
        return invalid("at must lie between now (" + world.calendar().iso8601(world.now()) +
                       ") and the end of this world.");
    }
    if (m_moves.size() >= kMaxScheduledMoves) return invalid("there are already 100 moves to come.");
    const SimTime when = std::max(
        world.now(), SimTime() + SimDuration::milliseconds(unixMs - world.calendar().startUnixMilliseconds));
    m_moves.push_back({when, ranks});
    world.schedule(when, m_id, kMovePopularity, 0, ranks);
    world.announce(when, "lab.popularity.moves");
    return Json::object();
}

ApiResult ShopService::startScan(World& world, const Json& input) {
    traffic::ArrivalSettings a{traffic::ArrivalKind::Constant};
    std::uint32_t keys = 0;
    read(input, "requestsPerSecond", a.ratePerSecond);
    read(input, "keys", keys);
    if (auto ok = m_scanArrivals.change(a, world.now()); !ok) return invalidSetting(ok.error());
    m_scan.remaining = a.ratePerSecond > 0 ? keys : 0;
    ++m_scanGeneration;
    scheduleScan(world);
    return Json::object();
}

ApiResult ShopService::setApplication(World& world, const Json& input) {
    if (!anyGiven(input)) return nothingGiven("SetApplication");
    ApplicationSettings a = m_settings.application;
    parseName(kShopStrategyNames, textOf(input, "strategy"), a.strategy);
    if (given(input, "endpoint")) a.endpoint = textOf(input, "endpoint");
    read(input, "ttlSeconds", a.ttlSeconds);
    read(input, "jitterPercent", a.jitterPercent);
    if (!std::isfinite(a.ttlSeconds) || !std::isfinite(a.jitterPercent)) {
        return invalid("ttlSeconds and jitterPercent must be numbers.");
    }
    if (a.strategy != Strategy::None && a.endpoint.empty()) {
        return ApiResult(
            fail("InvalidParameterCombination",
                 "The strategy " + std::string(toString(a.strategy)) + " needs the endpoint of a cache."));
    }
    m_settings.application = a;
    m_client.forget();
    reach(world);
    return Json::object();
}

ApiResult ShopService::setPriceChanges(World& world, const Json& input) {
    double rate = 0;
    read(input, "changesPerSecond", rate);
    if (auto ok = m_changeArrivals.changeRate(rate, world.now()); !ok) {
        return invalid("changesPerSecond must be a number between 0 and 10000.");
    }
    m_settings.changesPerSecond = rate;
    ++m_changeGeneration;
    scheduleChange(world);
    return Json::object();
}

ApiResult ShopService::setProducts(World&, const Json& input) {
    traffic::PopularitySettings p = m_settings.popularity;
    read(input, "count", p.keys);
    if (p.kind == traffic::PopularityKind::HotSet && p.hotKeys > p.keys) {
        return ApiResult(fail("InvalidParameterCombination", "There are " + std::to_string(p.hotKeys) +
                                                                 " hot products; count must not be less."));
    }
    if (auto ok = m_popularity.change(p); !ok) return invalidSetting(ok.error());
    m_settings.popularity = p;
    if (p.keys > m_products.size()) {
        m_truth.grow(p.keys);
        m_products.resize(p.keys);
    }
    return Json::object();
}

ApiResult ShopService::setDatabase(World& world, const Json& input) {
    if (!anyGiven(input)) return nothingGiven("SetDatabase");
    DatabaseSettings d = m_settings.database;
    read(input, "connections", d.connections);
    read(input, "serviceMilliseconds", d.serviceMilliseconds);
    read(input, "serviceSpread", d.serviceSpread);
    read(input, "queueLimit", d.queueLimit);
    if (!std::isfinite(d.serviceMilliseconds) || !std::isfinite(d.serviceSpread)) {
        return invalid("serviceMilliseconds and serviceSpread must be numbers.");
    }
    m_settings.database = d;
    m_service = kernel::LogNormal(d.serviceMilliseconds, d.serviceSpread);
    m_pool.resize(d.connections, d.queueLimit);
    startWaiters(world);
    return Json::object();
}

Json ShopService::describe(const World& world) const {
    const traffic::ArrivalSettings& a = m_settings.arrivals;
    const SimTime now = world.now();
    Json traffic = {{"arrivals", m_settings.closedLoop ? "closed-loop" : nameOf(kShopArrivalNames, a.kind)},
                    {"requestsPerSecond", a.ratePerSecond},
                    {"requestsPerSecondNow", m_settings.closedLoop ? 0.0 : m_arrivals.rateAt(now)},
                    {"ramping", !m_settings.closedLoop && m_arrivals.rampingAt(now)}};
    if (m_settings.closedLoop) {
        traffic["users"] = m_settings.users.users;
        traffic["thinkSeconds"] = m_settings.users.thinkSeconds;
        traffic["thinkTime"] =
            m_settings.users.think == traffic::ThinkKind::Constant ? "constant" : "exponential";
    } else if (a.kind == traffic::ArrivalKind::Burst) {
        traffic.update({{"burstFactor", a.burstFactor},
                        {"burstSeconds", a.burstSeconds},
                        {"calmSeconds", a.calmSeconds}});
    } else if (a.kind == traffic::ArrivalKind::Diurnal) {
        traffic.update({{"amplitude", a.amplitude},
                        {"periodSeconds", a.periodSeconds},
                        {"peakInSeconds", a.peakInSeconds}});
    } else if (a.kind == traffic::ArrivalKind::FlashCrowd) {
        traffic.update({{"peakFactor", a.peakFactor},
                        {"startInSeconds", a.startInSeconds},
                        {"riseSeconds", a.riseSeconds},
                        {"holdSeconds", a.holdSeconds},
                        {"decaySeconds", a.decaySeconds}});
    }
    const traffic::PopularitySettings& p = m_settings.popularity;
    Json moves = Json::array();
    for (const ScheduledMove& m : m_moves) {
        moves.push_back({{"at", world.calendar().iso8601(m.at)}, {"ranks", m.ranks}});
    }
    const ApplicationSettings& app = m_settings.application;
    const DatabaseSettings& d = m_settings.database;
    const ShopTotals& t = m_totals;
    const char* reached = app.strategy == Strategy::None ? "not-used" : reachName(m_client.last().reach);
    return {
        {"traffic", std::move(traffic)},
        {"popularity",
         {{"distribution", nameOf(kPopularityNames, p.kind)},
          {"exponent", p.exponent},
          {"hotKeys", p.hotKeys},
          {"hotShare", p.hotShare},
          {"movedRanks", m_popularity.shift()},
          {"moves", std::move(moves)}}},
        {"products", p.keys},
        {"scan",
         {{"requestsPerSecond", m_scanArrivals.settings().ratePerSecond}, {"keysLeft", m_scan.remaining}}},
        {"changesPerSecond", m_settings.changesPerSecond},
        {"application",
         {{"strategy", toString(app.strategy)},
          {"endpoint", app.endpoint},
          {"ttlSeconds", app.ttlSeconds},
          {"jitterPercent", app.jitterPercent}}},
        {"database",
         {{"connections", d.connections},
          {"serviceMilliseconds", d.serviceMilliseconds},
          {"serviceSpread", d.serviceSpread},
          {"queueLimit", d.queueLimit},
          {"queriesPerSecondAtMost", d.connections / (d.serviceMilliseconds / 1000)},
          {"giveUpSeconds", kGiveUpSeconds}}},
        {"cache", {{"reach", reached}, {"connectTimeoutSeconds", kConnectTimeoutSeconds}}},
        {"state",
         {{"connectionsInUse", m_pool.inUse()}, {"waiting", m_pool.waiting()}, {"inFlight", m_inFlight}}},
        {"totals",
         {{"requests", t.requests},
          {"answers", t.answers},
          {"errors503", t.errors503},
          {"hits", t.hits},
          {"misses", t.misses},
          {"foreignHits", t.foreignHits},
          {"staleReads", t.staleReads},
          {"queries", t.queries},
          {"queriesDone", t.queriesDone},
          {"changes", t.changes},
          {"writeThroughs", t.writeThroughs},
          {"cacheErrors", t.cacheErrors},
          {"storesRefused", t.storesRefused}}}};
}

} // namespace maylab::scenarios
