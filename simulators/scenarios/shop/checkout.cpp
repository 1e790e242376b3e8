#include "scenarios/shop/checkout.h"

#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <cstdio>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;
using Status = CacheReply::Status;

namespace {

constexpr aws::Shape kCheckoutRate = aws::doubleIn(0.1, 10'000);
constexpr aws::Shape kCheckoutEndpoint{aws::ShapeType::String, {}, nullptr, 0, 300};

constexpr aws::MemberShape kSetCheckout[] = {
    {"enabled", &aws::kBoolean, false, "Whether orders are written."},
    {"writesPerSecond", &kCheckoutRate, false, "Orders, at random moments."},
    {"endpoint", &kCheckoutEndpoint, false, "The name in the client's configuration; empty: the application's."},
    {"stickyDns", &aws::kBoolean, false, "Whether the client remembers for ever what the name meant first."}};
constexpr aws::Shape kSetCheckoutInput = aws::structureOf(kSetCheckout);
constexpr aws::OperationModel kCheckoutModels[] = {
    {"lab", "SetCheckout", &kSetCheckoutInput, nullptr, aws::ErrorStyle::Query,
     "Orders that the application writes into the cache, one key each."},
    {"lab", "DescribeCheckout", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Settings of the checkout, what was written, the longest and the last time without a success."}};

constexpr double kOutageSeconds = 1; // shorter ones are a retry

constexpr const char* kFailover = "ElastiCache User Guide, Minimizing downtime with Multi-AZ";
constexpr kernel::RuleInfo kCheckoutRules[] = {
    {"shop.checkout.failed", "attempts,milliseconds,status,secondsAgo", kFailover},
    {"shop.checkout.reconnected", "seconds,attempts,looked,reconnects", kFailover},
    {"shop.checkout.read-only", "secondsAgo,attempts,stickyDns,written", kFailover}};

constexpr SimDuration kFirstPause = SimDuration::milliseconds(50), kLongestPause = SimDuration::seconds(1);

} // namespace

std::span<const aws::OperationModel> Checkout::operations() const {
    return kCheckoutModels;
}

std::span<const kernel::RuleInfo> Checkout::rules() const {
    return kCheckoutRules;
}

void Checkout::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name, const char* unit, kernel::MetricKind kind) {
        return metrics.define({"Shop/Checkout", name, {}, unit, kind, kernel::MetricResolution::High});
    };
    m_writtenMetric = define("Written", "Count", kernel::MetricKind::Counter);
    m_failedMetric = define("Failed", "Count", kernel::MetricKind::Counter);
    m_retriesMetric = define("Retries", "Count", kernel::MetricKind::Counter);
    m_readOnlyMetric = define("ReadOnly", "Count", kernel::MetricKind::Counter);
    m_gapMetric = define("SecondsWithoutWrite", "Seconds", kernel::MetricKind::Gauge);
}

void Checkout::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_random = shop.world().random().open("shop.checkout");
    defineMetrics(shop.world().metrics());
}

ApiResult Checkout::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    CheckoutSettings s = m_settings;
    read(input, "enabled", s.enabled);
    read(input, "writesPerSecond", s.writesPerSecond);
    read(input, "stickyDns", s.stickyDns);
    if (given(input, "endpoint")) s.endpoint = textOf(input, "endpoint");
    if (s.enabled && s.endpoint.empty() && shop.settings().application.endpoint.empty()) {
        return invalidCombination("Orders are written to the application's cache; SetApplication has no endpoint.");
    }
    const bool timesChange = s.enabled != m_settings.enabled || s.writesPerSecond != m_settings.writesPerSecond;
    const bool anotherName = s.endpoint != m_settings.endpoint;
    switchOn(shop);
    m_settings = s;
    if (anotherName) {
        m_connected = false;
        m_address = KeyValueCache::kNoNode;
    }
    if (!timesChange) return Json::object();
    ++m_generation;
    if (!s.enabled) return Json::object();
    m_lastSuccess = shop.now();
    m_arrivals = *traffic::ArrivalProcess::make({traffic::ArrivalKind::Poisson, s.writesPerSecond}, shop.now());
    scheduleOrder(shop);
    shop.schedule(shop.now() + SimDuration::seconds(1), kSecond, 0, m_generation);
    return Json::object();
}

void Checkout::scheduleOrder(ShopFloor& shop) {
    const auto next = m_arrivals.next(shop.now(), shop.world().random()[m_random]);
    m_expected = next.arrival;
    shop.schedule(next.at, kOrder, 0, m_generation);
}

double Checkout::secondsWithoutWrite(SimTime now) const {
    return (now - m_lastSuccess).inSeconds();
}

void Checkout::onEvent(ShopFloor& shop, const kernel::Event& event) {
    switch (static_cast<EventKind>(event.kind)) {
    case kOrder: {
        if (event.data != m_generation) return;
        if (m_expected) {
            std::uint32_t index = 0;
            while (index < m_orders.size() && m_orders[index].id != 0) ++index;
            if (index == m_orders.size()) m_orders.emplace_back();
            m_orders[index] = {++m_next, shop.now(), 0};
            shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kAtNode, index, m_next);
        }
        scheduleOrder(shop);
        return;
    }
    case kAtNode:
        if (event.handle < m_orders.size() && m_orders[event.handle].id == event.data) atNode(shop, event.handle);
        return;
    case kSecond:
        if (event.data != m_generation) return;
        m_longestGap = std::max(m_longestGap, secondsWithoutWrite(shop.now()));
        shop.world().metrics().add(m_gapMetric, secondsWithoutWrite(shop.now()));
        shop.schedule(shop.now() + SimDuration::seconds(1), kSecond, 0, m_generation);
        return;
    }
}

// A connection that works is kept, whatever the name means by now.
bool Checkout::connect(ShopFloor& shop) {
    if (m_connected) return true;
    KeyValueCache* cache = shop.cache();
    if (cache == nullptr) return false;
    const std::string& name = m_settings.endpoint.empty() ? shop.settings().application.endpoint : m_settings.endpoint;
    KeyValueCache::Resolved found;
    if (m_settings.stickyDns && m_address != KeyValueCache::kNoNode) {
        found = cache->resolveAddress(shop.world(), m_address);
    } else {
        found = cache->resolve(shop.world(), name);
        m_address = found.address;
    }
    if (found.reach != KeyValueCache::Reach::Ok) return false;
    m_node = found.node;
    m_connected = true;
    return true;
}

void Checkout::atNode(ShopFloor& shop, std::uint32_t index) {
    Order& o = m_orders[index];
    ++o.attempts;
    ++m_attemptsSince;
    if (!connect(shop)) {
        retry(shop, index, Status::Gone, {});
        return;
    }
    char key[32];
    const int n = std::snprintf(key, sizeof key, "order:%llu", static_cast<unsigned long long>(o.id));
    const NumberText at(shop.world().unixMilliseconds());
    const auto reply = say(*shop.cache(), shop.world(), m_node, {"SET", {key, static_cast<std::size_t>(n)}, at, "EX", "86400"});
    const SimDuration took = reply.finishedAt - shop.now() + ShopFloor::halfRoundTrip();
    if (reply.status != Status::Ok) {
        if (reply.status == Status::ReadOnly) {
            ++m_readOnly;
            shop.world().metrics().add(m_readOnlyMetric, 1);
            shop.decide(static_cast<unsigned>(CheckoutRule::ReadOnly), 0, 0, {}, secondsWithoutWrite(shop.now()), o.attempts,
                        m_settings.stickyDns ? 1 : 0, static_cast<double>(m_written));
        }
        if (reply.status == Status::Gone || reply.status == Status::ReadOnly) m_connected = false;
        retry(shop, index, reply.status, took);
        return;
    }
    if (m_broken) {
        m_broken = false;
        if (secondsWithoutWrite(shop.now()) >= kOutageSeconds) m_lastOutage = secondsWithoutWrite(shop.now());
        ++m_reconnects;
        shop.decide(static_cast<unsigned>(CheckoutRule::Reconnected), 0, 0, {}, secondsWithoutWrite(shop.now()), m_attemptsSince,
                    m_settings.stickyDns ? 1 : 0, m_reconnects);
    }
    m_longestGap = std::max(m_longestGap, secondsWithoutWrite(shop.now()));
    m_lastSuccess = shop.now();
    m_attemptsSince = 0;
    ++m_written;
    shop.world().metrics().add(m_writtenMetric, 1);
    o.id = 0;
}

void Checkout::retry(ShopFloor& shop, std::uint32_t index, Status status, SimDuration took) {
    Order& o = m_orders[index];
    m_broken = true;
    if (o.attempts >= kMaxAttempts) {
        ++m_failed;
        shop.world().metrics().add(m_failedMetric, 1);
        shop.countCacheError();
        shop.decide(static_cast<unsigned>(CheckoutRule::Failed), 0, 0, shop.now() - o.begun, o.attempts,
                    (shop.now() - o.begun).inMilliseconds(), static_cast<double>(status), secondsWithoutWrite(shop.now()));
        o.id = 0;
        return;
    }
    ++m_retries;
    shop.world().metrics().add(m_retriesMetric, 1);
    SimDuration pause = kFirstPause;
    for (int k = 1; k < o.attempts; ++k) pause = std::min(pause * 2, kLongestPause);
    shop.schedule(shop.now() + took + pause, kAtNode, index, o.id);
}

ApiResult Checkout::describe(const kernel::World& world, std::string_view, const Json&) const {
    Json out = {{"enabled", m_settings.enabled},
                {"writesPerSecond", m_settings.writesPerSecond},
                {"endpoint", m_settings.endpoint},
                {"stickyDns", m_settings.stickyDns},
                {"connected", m_connected},
                {"written", m_written},
                {"failed", m_failed},
                {"retries", m_retries},
                {"readOnly", m_readOnly},
                {"reconnects", m_reconnects},
                {"longestSecondsWithoutWrite", m_longestGap}};
    if (!m_settings.enabled) return out;
    const double without = secondsWithoutWrite(world.now());
    out["secondsWithoutWrite"] = without;
    out["lastOutageSeconds"] = m_broken && without >= kOutageSeconds ? without : m_lastOutage; // also one that lasts
    return out;
}

void Checkout::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_written);
    f.mix(m_failed);
    f.mix(m_retries);
}

} // namespace maylab::scenarios
