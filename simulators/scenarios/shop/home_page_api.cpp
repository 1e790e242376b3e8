// The home page's operations, rules, metrics and view.
#include "scenarios/shop/home_page.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <utility>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimTime;

namespace {

constexpr std::size_t kShownLoads = 128;

constexpr std::pair<StampedeStrategy, const char*> kStrategies[] = {
    {StampedeStrategy::None, "none"},
    {StampedeStrategy::Lock, "lock"},
    {StampedeStrategy::EarlyRefresh, "early-refresh"},
    {StampedeStrategy::StaleWhileRevalidate, "stale-while-revalidate"}};
constexpr std::pair<LockRelease, const char*> kReleases[] = {{LockRelease::CompareAndDelete, "compare-and-delete"},
                                                             {LockRelease::Delete, "delete"}};
constexpr std::pair<LockWaiters, const char*> kWaiters[] = {{LockWaiters::Stale, "stale"},
                                                            {LockWaiters::Wait, "wait"}};

constexpr const char* kHomePageStrategyNames[] = {"none", "lock", "early-refresh", "stale-while-revalidate"};
constexpr const char* kReleaseNames[] = {"compare-and-delete", "delete"};
constexpr const char* kWaiterNames[] = {"stale", "wait"};
constexpr aws::Shape kHomePageRate = aws::doubleIn(0, 20'000);
constexpr aws::Shape kHomePageStrategy = aws::enumOf(kHomePageStrategyNames);
constexpr aws::Shape kHomePageTtl = aws::doubleIn(0.1, 2'592'000);
constexpr aws::Shape kStale = aws::doubleIn(0, 2'592'000);
constexpr aws::Shape kBuild = aws::doubleIn(1, 60'000);
constexpr aws::Shape kHomePageSpread = aws::doubleIn(0, 2);
constexpr aws::Shape kHomePageBytes = aws::integerIn(200, 1'000'000);
constexpr aws::Shape kBeta = aws::doubleIn(0, 100);
constexpr aws::Shape kLock = aws::integerIn(0, 3'600'000);
constexpr aws::Shape kRelease = aws::enumOf(kReleaseNames);
constexpr aws::Shape kWaiter = aws::enumOf(kWaiterNames);
constexpr aws::Shape kWait = aws::integerIn(1, 10'000);

constexpr aws::MemberShape kSetHomePage[] = {
    {"requestsPerSecond", &kHomePageRate, false, "How many visitors open the home page each second; 0: nobody."},
    {"strategy", &kHomePageStrategy, false, "What the application does when the page leaves the cache."},
    {"ttlSeconds", &kHomePageTtl, false, "How long the page is fresh."},
    {"staleSeconds", &kStale, false, "How much longer an old copy is kept, where the strategy uses one."},
    {"buildMilliseconds", &kBuild, false, "How long one build holds a connection of the database, on average."},
    {"buildSpread", &kHomePageSpread, false, "Its standard deviation divided by the mean (log-normal)."},
    {"pageBytes", &kHomePageBytes, false, "How large the page is."},
    {"beta", &kBeta, false, "early-refresh: above 1 earlier, below 1 later."},
    {"lockMilliseconds", &kLock, false, "lock: PX of the lock; 0: without PX, for ever."},
    {"release", &kRelease, false, "lock: how its holder gives it back: EVAL that compares first, or a plain DEL."},
    {"waiters", &kWaiter, false, "lock: what the others do: take the old copy, or wait and ask again."},
    {"waitMilliseconds", &kWait, false, "lock: how long they wait before they ask again."}};
constexpr aws::Shape kSetHomePageInput = aws::structureOf(kSetHomePage);
constexpr aws::OperationModel kHomePageModels[] = {
    {"lab", "SetHomePage", &kSetHomePageInput, nullptr, aws::ErrorStyle::Query,
     "The home page: its visitors, its build, and how the application prevents a stampede."},
    {"lab", "DescribeHomePage", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Settings of the home page, its lock, its loads and what was counted."}};

constexpr const char* kHomePageCacheAside = "ElastiCache User Guide, Caching strategies: Lazy loading";
constexpr const char* kLockPage = "Redis documentation, SET: patterns; distributed locks";
constexpr const char* kEarlyPage = "Optimal Probabilistic Cache Stampede Prevention (VLDB 2015)";
constexpr const char* kStalePage = "RFC 5861, stale-while-revalidate";
constexpr const char* kHomePageModel = "The shop is a model of this program (home page)";
constexpr kernel::RuleInfo kHomePageRules[] = {
    {"shop.home.answer", "cacheMilliseconds,freshForSeconds,leavesInSeconds,foreign", kHomePageCacheAside},
    {"shop.home.stale", "cacheMilliseconds,overdueSeconds,leavesInSeconds,loads", kStalePage},
    {"shop.home.load", "loads,waitingNow,locked,strategy", kHomePageCacheAside},
    {"shop.home.rebuilt", "milliseconds,waitMilliseconds,queryMilliseconds,loads", kHomePageCacheAside},
    {"shop.home.early", "leftSeconds,deltaMilliseconds,beta,aheadSeconds", kEarlyPage},
    {"shop.home.lock-taken", "lockMilliseconds,waitingForLock,waits,hasEnd", kLockPage},
    {"shop.home.lock-refused", "holder,heldMilliseconds,servedStale,waitMilliseconds", kLockPage},
    {"shop.home.lock-released", "heldMilliseconds,lockMilliseconds,compared,waitingForLock", kLockPage},
    {"shop.home.lock-foreign", "heldMilliseconds,lockMilliseconds,holder,holderMilliseconds", kLockPage},
    {"shop.home.lock-lost", "heldMilliseconds,lockMilliseconds,holder,error", kLockPage},
    {"shop.home.holder-died", "queryMilliseconds,locked,lockMilliseconds,heldMilliseconds", kHomePageModel},
    {"shop.home.gave-up-lock", "waitedMilliseconds,waits,holder,heldMilliseconds", kHomePageModel},
    {"shop.home.gave-up-connection", "waitMilliseconds,waitingNow,locked,loads", kHomePageModel},
    {"shop.home.cache-unreachable", "milliseconds,reach,connectTimeoutMilliseconds,write",
     "ElastiCache User Guide, Troubleshooting: connections; security groups"}};
static_assert(std::size(kHomePageRules) == static_cast<std::size_t>(HomeRule::CacheUnreachable) + 1);

} // namespace

std::span<const aws::OperationModel> HomePage::operations() const {
    return kHomePageModels;
}

std::span<const kernel::RuleInfo> HomePage::rules() const {
    return kHomePageRules;
}

void HomePage::defineMetrics(kernel::MetricSink& metrics) {
    using enum kernel::MetricKind;
    const auto define = [&](const char* name, const char* unit, kernel::MetricKind kind) {
        return metrics.define({"Shop/Home", name, {}, unit, kind, kernel::MetricResolution::High});
    };
    m_metric.requests = define("Requests", "Count", Counter);
    m_metric.latency = define("Latency", "Milliseconds", Sample);
    m_metric.staleServed = define("StaleServed", "Count", Counter);
    m_metric.locksTaken = define("LocksTaken", "Count", Counter);
    m_metric.locksRefused = define("LocksRefused", "Count", Counter);
    m_metric.locksWithoutEnd = define("LocksWithoutEnd", "Count", Counter);
    m_metric.foreignReleases = define("ForeignReleases", "Count", Counter);
    m_metric.rebuildTime = define("RebuildTime", "Milliseconds", Sample);
    m_metric.loadsOfKey = metrics.define({"Shop/DB", "LoadsOfKey", {{"Key", "page:home"}}, "Count", Sample,
                                          kernel::MetricResolution::High});
}

void HomePage::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_arrivalStream = shop.world().random().open("shop.home.arrivals");
    m_buildStream = shop.world().random().open("shop.home.build");
    m_earlyStream = shop.world().random().open("shop.home.early");
    m_build = kernel::LogNormal(m_settings.buildMilliseconds, m_settings.buildSpread);
    defineMetrics(shop.world().metrics());
}

ApiResult HomePage::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    HomePageSettings s = m_settings;
    read(input, "requestsPerSecond", s.requestsPerSecond);
    parseName(kStrategies, textOf(input, "strategy"), s.strategy);
    read(input, "ttlSeconds", s.ttlSeconds);
    read(input, "staleSeconds", s.staleSeconds);
    read(input, "buildMilliseconds", s.buildMilliseconds);
    read(input, "buildSpread", s.buildSpread);
    read(input, "pageBytes", s.pageBytes);
    read(input, "beta", s.beta);
    read(input, "lockMilliseconds", s.lockMilliseconds);
    parseName(kReleases, textOf(input, "release"), s.release);
    parseName(kWaiters, textOf(input, "waiters"), s.waiters);
    read(input, "waitMilliseconds", s.waitMilliseconds);
    if (s.requestsPerSecond > 0 && shop.settings().application.endpoint.empty()) {
        return invalidCombination("The home page is kept in the application's cache; SetApplication has no endpoint.");
    }
    traffic::ArrivalProcess arrivals = m_arrivals;
    if (s.requestsPerSecond != m_settings.requestsPerSecond) {
        const auto ok = arrivals.change({traffic::ArrivalKind::Poisson, s.requestsPerSecond}, shop.now());
        if (!ok) return invalid("requestsPerSecond must be a number between 0 and 20000.");
    }
    switchOn(shop);
    const bool rateChanged = s.requestsPerSecond != m_settings.requestsPerSecond;
    m_settings = s;
    m_build = kernel::LogNormal(s.buildMilliseconds, s.buildSpread);
    m_totals.mostLoads = static_cast<std::uint32_t>(m_loading.size());
    if (rateChanged) {
        m_arrivals = arrivals;
        ++m_generation;
        scheduleArrival(shop);
    }
    return Json::object();
}

ApiResult HomePage::describe(const kernel::World& world, std::string_view, const Json&) const {
    const HomePageView v = view(world);
    const HomePageSettings& s = m_settings;
    const HomePageTotals& t = m_totals;
    Json lock = {{"holder", v.lockHolder}};
    if (v.lockHolder != 0) {
        lock["takenAt"] = world.calendar().iso8601(v.lockTakenAt);
        lock["endsAt"] = v.lockEndsAt == SimTime() ? Json(nullptr) : Json(world.calendar().iso8601(v.lockEndsAt));
    }
    return Json{{"requestsPerSecond", s.requestsPerSecond},
                {"strategy", nameOf(kStrategies, s.strategy)},
                {"ttlSeconds", s.ttlSeconds},
                {"staleSeconds", s.staleSeconds},
                {"buildMilliseconds", s.buildMilliseconds},
                {"buildSpread", s.buildSpread},
                {"pageBytes", s.pageBytes},
                {"beta", s.beta},
                {"lockMilliseconds", s.lockMilliseconds},
                {"release", nameOf(kReleases, s.release)},
                {"waiters", nameOf(kWaiters, s.waiters)},
                {"waitMilliseconds", s.waitMilliseconds},
                {"lock", std::move(lock)},
                {"state",
                 {{"loads", v.loadsNow},
                  {"waitingForLock", v.waitingForLock},
                  {"missingSeconds",
                   v.missingSince == SimTime() ? 0.0 : (world.now() - v.missingSince).inSeconds()},
                  {"lastRebuildMilliseconds", v.lastRebuildMilliseconds}}},
                {"totals",
                 {{"requests", t.requests},
                  {"hits", t.hits},
                  {"misses", t.misses},
                  {"staleServed", t.staleServed},
                  {"loads", t.loads},
                  {"mostLoads", t.mostLoads},
                  {"rebuilt", t.rebuilt},
                  {"locksTaken", t.locksTaken},
                  {"locksRefused", t.locksRefused},
                  {"locksWithoutEnd", t.locksWithoutEnd},
                  {"releases", t.releases},
                  {"foreignReleases", t.foreignReleases},
                  {"lostLocks", t.lostLocks},
                  {"holdersDied", t.holdersDied},
                  {"errors503", t.errors503}}}};
}

HomePageView HomePage::view(const kernel::World& world) const {
    HomePageView v;
    v.settings = m_settings;
    v.totals = m_totals;
    v.loadsNow = static_cast<std::uint32_t>(m_loading.size());
    for (std::size_t k = 0; k < std::min(kShownLoads, m_loading.size()); ++k) {
        const Visit& visit = m_visits[m_loading[k]];
        v.loads.push_back({visit.request, visit.loadSince, visit.running});
    }
    v.waitingForLock = m_waitingForLock;
    const bool ended = m_lockEndsAt != SimTime() && m_lockEndsAt <= world.now();
    v.lockHolder = ended ? 0 : m_lockHolder;
    v.lockTakenAt = m_lockTakenAt;
    v.lockEndsAt = m_lockEndsAt;
    v.freshUntil = m_freshUntil;
    v.missingSince = m_missingSince;
    v.lastRebuildMilliseconds = m_lastRebuild;
    return v;
}

} // namespace maylab::scenarios
