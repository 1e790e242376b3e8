#include "scenarios/shop/rate_limiter.h"

#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <cstdio>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr std::pair<LimiterMethod, const char*> kRateLimiterMethods[] = {
    {LimiterMethod::Fixed, "fixed"}, {LimiterMethod::Sliding, "sliding"}, {LimiterMethod::ForEver, "for-ever"}};
constexpr const char* kRateLimiterMethodNames[] = {"fixed", "sliding", "for-ever"};
constexpr aws::Shape kRateLimiterMethod = aws::enumOf(kRateLimiterMethodNames);
constexpr aws::Shape kRateLimiterRate = aws::doubleIn(0.1, 10'000);
constexpr aws::Shape kRateLimiterUsers = aws::integerIn(1, RateLimiter::kMaxUsers);
constexpr aws::Shape kLimit = aws::integerIn(1, 100'000);
constexpr aws::Shape kRateLimiterWindow = aws::doubleIn(1, 3600);

constexpr aws::MemberShape kSetRateLimiter[] = {
    {"enabled", &aws::kBoolean, false, "Whether users ask; switching it on begins an empty ledger."},
    {"requestsPerSecond", &kRateLimiterRate, false, "Requests of all users together, at random moments."},
    {"users", &kRateLimiterUsers, false, "How many users; a few of them ask most."},
    {"limit", &kLimit, false, "Requests that a user may do in a window."},
    {"windowSeconds", &kRateLimiterWindow, false, "The length of the window."},
    {"method", &kRateLimiterMethod, false, "fixed: INCR and EXPIRE. sliding: a sorted set of moments. for-ever: INCR without EXPIRE."}};
constexpr aws::Shape kSetRateLimiterInput = aws::structureOf(kSetRateLimiter);
constexpr aws::OperationModel kRateLimiterModels[] = {
    {"lab", "SetRateLimiter", &kSetRateLimiterInput, nullptr, aws::ErrorStyle::Query,
     "A limit of requests for each user, counted in the cache."},
    {"lab", "DescribeRateLimiter", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Settings of the limiter, what it let through, and the most that one user got within a window."}};

constexpr kernel::RuleInfo kRateLimiterRules[] = {
    {"shop.limiter.rejected", "user,limit,inWindow,ttlSeconds", "Redis documentation, INCR: Pattern: Rate limiter"},
    {"shop.limiter.over-limit", "user,limit,inWindow,windowSeconds", "Redis documentation, INCR: Pattern: Rate limiter"}};

} // namespace

std::span<const aws::OperationModel> RateLimiter::operations() const {
    return kRateLimiterModels;
}

std::span<const kernel::RuleInfo> RateLimiter::rules() const {
    return kRateLimiterRules;
}

void RateLimiter::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name, kernel::MetricKind kind) {
        return metrics.define({"Shop/Limiter", name, {}, "Count", kind, kernel::MetricResolution::High});
    };
    m_acceptedMetric = define("Accepted", kernel::MetricKind::Counter);
    m_rejectedMetric = define("Rejected", kernel::MetricKind::Counter);
    m_mostMetric = define("MostInWindow", kernel::MetricKind::Sample);
}

void RateLimiter::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_random = shop.world().random().open("shop.limiter");
    defineMetrics(shop.world().metrics());
}

ApiResult RateLimiter::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    LimiterSettings s = m_settings;
    read(input, "enabled", s.enabled);
    read(input, "requestsPerSecond", s.requestsPerSecond);
    read(input, "users", s.users);
    read(input, "limit", s.limit);
    read(input, "windowSeconds", s.windowSeconds);
    if (given(input, "method")) parseName(kRateLimiterMethods, textOf(input, "method"), s.method);
    if (s.enabled && shop.settings().application.endpoint.empty()) {
        return invalidCombination("The limiter counts in the application's cache; SetApplication has no endpoint.");
    }
    const bool anew = (s.enabled && !m_settings.enabled) || s.users != m_settings.users;
    const bool timesChange = anew || s.enabled != m_settings.enabled || s.requestsPerSecond != m_settings.requestsPerSecond;
    switchOn(shop);
    m_settings = s;
    if (anew) {
        traffic::PopularitySettings popularity;
        popularity.keys = s.users;
        m_popularity = *traffic::KeyPopularity::make(popularity);
        m_accepted.assign(s.users, {});
        m_most = 0;
        m_acceptedInAll = m_rejectedInAll = m_unasked = 0;
    }
    if (!timesChange) return Json::object();
    ++m_generation;
    if (!s.enabled) return Json::object();
    m_arrivals = *traffic::ArrivalProcess::make({traffic::ArrivalKind::Poisson, s.requestsPerSecond}, shop.now());
    scheduleRequest(shop);
    return Json::object();
}

void RateLimiter::scheduleRequest(ShopFloor& shop) {
    const auto next = m_arrivals.next(shop.now(), shop.world().random()[m_random]);
    m_expected = next.arrival;
    shop.schedule(next.at, kRequest, 0, m_generation);
}

void RateLimiter::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (event.data != m_generation) return;
    switch (static_cast<EventKind>(event.kind)) {
    case kRequest:
        if (m_expected) {
            const std::uint32_t user = m_popularity->draw(shop.world().random()[m_random]);
            shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kAskAtNode, user, m_generation);
        }
        scheduleRequest(shop);
        return;
    case kAskAtNode:
        if (event.handle < m_accepted.size()) askAtNode(shop, event.handle);
        return;
    }
}

std::optional<bool> RateLimiter::allowed(ShopFloor& shop, std::uint32_t node, std::string_view key) {
    KeyValueCache& cache = *shop.cache();
    const NumberText window(static_cast<std::int64_t>(m_settings.windowSeconds));
    std::int64_t n = 0;
    if (m_settings.method != LimiterMethod::Sliding) {
        const auto reply = say(cache, shop.world(), node, {"INCR", key});
        ReplyReader reader(reply.bytes);
        if (!reader.integer(n)) return std::nullopt;
        if (n == 1 && m_settings.method == LimiterMethod::Fixed) say(cache, shop.world(), node, {"EXPIRE", key, window});
        return n <= m_settings.limit;
    }
    const std::int64_t nowMs = shop.world().unixMilliseconds();
    const NumberText now(nowMs), old(nowMs - static_cast<std::int64_t>(m_settings.windowSeconds * 1000));
    say(cache, shop.world(), node, {"ZREMRANGEBYSCORE", key, "0", old});
    const auto reply = say(cache, shop.world(), node, {"ZCARD", key});
    ReplyReader reader(reply.bytes);
    if (!reader.integer(n)) return std::nullopt;
    if (n >= m_settings.limit) return false;
    say(cache, shop.world(), node, {"ZADD", key, now, NumberText(static_cast<std::int64_t>(++m_member))});
    say(cache, shop.world(), node, {"EXPIRE", key, window});
    return true;
}

void RateLimiter::askAtNode(ShopFloor& shop, std::uint32_t user) {
    char key[24];
    const int length = std::snprintf(key, sizeof key, "limit:u%u", user);
    const std::string_view name(key, static_cast<std::size_t>(length));
    const KeyValueCache::Resolved found = shop.reach();
    std::optional<bool> verdict;
    if (found.reach == KeyValueCache::Reach::Ok && shop.cache() != nullptr) verdict = allowed(shop, found.node, name);
    // A limiter that cannot count lets everybody in: better no limit than no shop.
    if (!verdict) {
        ++m_unasked;
        shop.countCacheError();
    }
    // In milliseconds, as the keys count.
    std::deque<std::int64_t>& accepted = m_accepted[user];
    const std::int64_t nowMs = shop.world().unixMilliseconds();
    const std::int64_t begins = nowMs - static_cast<std::int64_t>(m_settings.windowSeconds * 1000);
    while (!accepted.empty() && accepted.front() <= begins) accepted.pop_front();
    if (verdict.value_or(true)) {
        accepted.push_back(nowMs);
        ++m_acceptedInAll;
        const auto n = static_cast<std::uint32_t>(accepted.size());
        m_most = std::max(m_most, n);
        shop.world().metrics().add(m_acceptedMetric, 1);
        shop.world().metrics().sample(m_mostMetric, n);
        if (n > m_settings.limit)
            shop.decide(static_cast<unsigned>(LimiterRule::OverLimit), 0, user, {}, user, m_settings.limit, n, m_settings.windowSeconds);
        return;
    }
    ++m_rejectedInAll;
    shop.world().metrics().add(m_rejectedMetric, 1);
    const ports::KeyFacts facts = shop.cache()->facts(shop.world(), found.node, name);
    const double ttl = facts.ttlMilliseconds < 0 ? -1 : static_cast<double>(facts.ttlMilliseconds) * 1e-3;
    shop.decide(static_cast<unsigned>(LimiterRule::Rejected), 0, user, {}, user, m_settings.limit,
                static_cast<double>(accepted.size()), ttl);
}

ApiResult RateLimiter::describe(const kernel::World&, std::string_view, const Json&) const {
    return Json{{"enabled", m_settings.enabled},
                {"requestsPerSecond", m_settings.requestsPerSecond},
                {"users", m_settings.users},
                {"limit", m_settings.limit},
                {"windowSeconds", m_settings.windowSeconds},
                {"method", nameOf(kRateLimiterMethods, m_settings.method)},
                {"accepted", m_acceptedInAll},
                {"rejected", m_rejectedInAll},
                {"notAsked", m_unasked},
                {"mostInWindow", m_most}};
}

void RateLimiter::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_acceptedInAll);
    f.mix(m_rejectedInAll);
}

} // namespace maylab::scenarios
