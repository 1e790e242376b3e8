#include "scenarios/shop/sessions.h"

#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr std::pair<SessionStore, const char*> kStores[] = {{SessionStore::Hash, "hash"}, {SessionStore::JsonText, "json"}};
constexpr const char* kStoreNames[] = {"hash", "json"};
constexpr aws::Shape kStore = aws::enumOf(kStoreNames);
constexpr aws::Shape kVisitors = aws::integerIn(1, Sessions::kMaxVisitors);
constexpr aws::Shape kClick = aws::doubleIn(1, 3600);
constexpr aws::Shape kMinutes = aws::doubleIn(1, 1440);
constexpr aws::Shape kSessionsTtl = aws::doubleIn(0, 2'592'000);
constexpr aws::Shape kSessionsPercent = aws::doubleIn(0, 100);

constexpr aws::MemberShape kSetSessions[] = {
    {"enabled", &aws::kBoolean, false, "Whether visitors log in; switching it on begins with nobody logged in."},
    {"visitors", &kVisitors, false, "How many are in the shop at the same time; they come within one visit's length."},
    {"clickSeconds", &kClick, false, "Between two clicks of a visitor, on average; half of it more or less."},
    {"visitMinutes", &kMinutes, false, "How long a visitor stays; then another comes."},
    {"ttlSeconds", &kSessionsTtl, false, "EXPIRE of a session; 0: none."},
    {"renew", &aws::kBoolean, false, "EXPIRE again with every click; else at login only."},
    {"store", &kStore, false, "A hash with a field for each value, or one JSON text."},
    {"twoTabsPercent", &kSessionsPercent, false, "Clicks that come from two tabs at the same moment."}};
constexpr aws::Shape kSetSessionsInput = aws::structureOf(kSetSessions);
constexpr aws::OperationModel kSessionsModels[] = {
    {"lab", "SetSessions", &kSetSessionsInput, nullptr, aws::ErrorStyle::Query,
     "Login sessions that the application keeps in the cache."},
    {"lab", "DescribeSessions", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Settings of the sessions, what became of them, and how they lie in the cache."}};

constexpr kernel::RuleInfo kSessionsRules[] = {
    {"shop.session.logged-out", "idleSeconds,ttlSeconds,renewed,clicks", "Redis documentation, EXPIRE"},
    {"shop.session.item-lost", "items,inCache,inLedger,clicks", "Redis documentation, HINCRBY"},
    {"shop.session.refused", "login,status,ttlSeconds,visitors", "Redis documentation, Key eviction"}};

constexpr std::uint64_t kSecondTab = std::uint64_t{1} << 63;
constexpr SimDuration kBetweenTabs = SimDuration::microseconds(300); // less than a round trip

constexpr std::int64_t kLongestMs = 1'800'000; // the house's rule: half an hour after the last click it is over

// {"user":17,"cart":3,"lang":"vi"}
constexpr std::string_view kBeforeCart = "\"cart\":";
std::string jsonOf(std::uint32_t visitor, std::uint32_t cart) {
    return "{\"user\":" + std::to_string(visitor) + "," + std::string(kBeforeCart) + std::to_string(cart) + ",\"lang\":\"vi\"}";
}

} // namespace

std::span<const aws::OperationModel> Sessions::operations() const {
    return kSessionsModels;
}

std::span<const kernel::RuleInfo> Sessions::rules() const {
    return kSessionsRules;
}

std::string_view Sessions::keyOf(std::uint32_t session, char* buffer) {
    // An odd multiplier turns 24 bits into other 24 bits, each into one.
    const std::uint32_t mixed = session * 0x9E3779B1u & 0xFFFFFFu;
    constexpr std::string_view kPrefix = "session:";
    std::copy(kPrefix.begin(), kPrefix.end(), buffer);
    for (int digit = 0; digit < 6; ++digit) buffer[8 + digit] = "0123456789abcdef"[mixed >> (20 - 4 * digit) & 0xF];
    return {buffer, 14};
}

void Sessions::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name, kernel::MetricKind kind) {
        return metrics.define({"Shop/Sessions", name, {}, "Count", kind, kernel::MetricResolution::High});
    };
    m_loginsMetric = define("Logins", kernel::MetricKind::Counter);
    m_clicksMetric = define("Clicks", kernel::MetricKind::Counter);
    m_logoutsMetric = define("Logouts", kernel::MetricKind::Counter);
    m_lostMetric = define("LostItems", kernel::MetricKind::Counter);
    m_misfitsMetric = define("Misfits", kernel::MetricKind::Counter);
    m_hereMetric = define("ActiveVisitors", kernel::MetricKind::Gauge);
}

void Sessions::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_random = shop.world().random().open("shop.sessions");
    defineMetrics(shop.world().metrics());
}

ApiResult Sessions::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    SessionSettings s = m_settings;
    read(input, "enabled", s.enabled);
    read(input, "visitors", s.visitors);
    read(input, "clickSeconds", s.clickSeconds);
    read(input, "visitMinutes", s.visitMinutes);
    read(input, "ttlSeconds", s.ttlSeconds);
    read(input, "renew", s.renew);
    read(input, "twoTabsPercent", s.twoTabsPercent);
    if (given(input, "store")) parseName(kStores, textOf(input, "store"), s.store);
    if (s.enabled && shop.settings().application.endpoint.empty()) {
        return invalidCombination("Sessions lie in the application's cache; SetApplication has no endpoint.");
    }
    // Whoever is here has a session of the old kind: everybody logs in anew.
    const bool anew = s.enabled != m_settings.enabled || s.visitors != m_settings.visitors ||
                      s.visitMinutes != m_settings.visitMinutes || s.store != m_settings.store;
    switchOn(shop);
    m_settings = s;
    if (anew) restart(shop);
    return Json::object();
}

void Sessions::restart(ShopFloor& shop) {
    ++m_generation;
    m_here = 0;
    m_visitors.clear();
    shop.world().metrics().add(m_hereMetric, 0);
    if (!m_settings.enabled) return;
    m_visitors.resize(m_settings.visitors);
    kernel::Rng& rng = shop.world().random()[m_random];
    const double spread = m_settings.visitMinutes * 60;
    for (std::uint32_t v = 0; v < m_settings.visitors; ++v)
        shop.schedule(shop.now() + SimDuration::fromSeconds(spread * rng.uniform()), kLogin, v, m_generation);
}

void Sessions::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if ((event.data & 0x7FFF'FFFF) != m_generation || event.handle >= m_visitors.size()) return;
    switch (static_cast<EventKind>(event.kind)) {
    case kLogin:
        logIn(shop, event.handle);
        return;
    case kClick:
        click(shop, event.handle);
        return;
    case kClickAtNode:
        clickAtNode(shop, event.handle, (event.data & kSecondTab) != 0);
        return;
    case kWriteBack:
        writeBack(shop, event.handle, static_cast<std::uint32_t>(event.data >> 32 & 0x7FFF'FFFF));
        return;
    }
}

bool Sessions::usable(ShopFloor& shop, std::uint32_t& node) {
    const KeyValueCache::Resolved found = shop.reach();
    node = found.node;
    if (found.reach == KeyValueCache::Reach::Ok && shop.cache() != nullptr) return true;
    shop.countCacheError();
    return false;
}

void Sessions::logIn(ShopFloor& shop, std::uint32_t visitor) {
    m_visitors.mut(visitor).leaves = shop.now() + SimDuration::fromSeconds(m_settings.visitMinutes * 60);
    ++m_here;
    shop.world().metrics().add(m_hereMetric, m_here);
    begin(shop, visitor);
    scheduleClick(shop, visitor);
}

void Sessions::begin(ShopFloor& shop, std::uint32_t visitor) {
    Visitor& v = m_visitors.mut(visitor);
    v.session = ++m_lastSession;
    v.cart = v.clicks = 0;
    v.lastClick = shop.now();
    ++m_logins;
    shop.world().metrics().add(m_loginsMetric, 1);
    std::uint32_t node = 0;
    if (!usable(shop, node)) return;
    KeyValueCache& cache = *shop.cache();
    char buffer[kKeyCapacity];
    const std::string_view key = keyOf(v.session, buffer);
    const NumberText ttl(static_cast<std::int64_t>(m_settings.ttlSeconds));
    const bool ends = m_settings.ttlSeconds > 0;
    CacheReply::Status status = CacheReply::Status::Ok;
    if (m_settings.store == SessionStore::Hash) {
        status = say(cache, shop.world(), node, {"HSET", key, "user", NumberText(visitor), "cart", "0", "lang", "vi"}).status;
        if (status == CacheReply::Status::Ok && ends) status = say(cache, shop.world(), node, {"EXPIRE", key, ttl}).status;
    } else {
        const std::string text = jsonOf(visitor, 0);
        status = (ends ? say(cache, shop.world(), node, {"SET", key, text, "EX", ttl})
                       : say(cache, shop.world(), node, {"SET", key, text}))
                     .status;
    }
    if (status == CacheReply::Status::Ok) return;
    ++m_refused;
    shop.countCacheError();
    if (status == CacheReply::Status::Gone) shop.forgetReach();
    shop.decide(static_cast<unsigned>(SessionRule::Refused), 0, visitor, {}, 1, static_cast<double>(status),
                m_settings.ttlSeconds, m_here);
}

void Sessions::scheduleClick(ShopFloor& shop, std::uint32_t visitor) {
    const Visitor& v = m_visitors[visitor];
    const double factor = 0.5 + shop.world().random()[m_random].uniform();
    const SimTime at = shop.now() + SimDuration::fromSeconds(m_settings.clickSeconds * factor);
    if (at >= v.leaves) {
        leave(shop, visitor);
        return;
    }
    shop.schedule(at, kClick, visitor, m_generation);
}

// The session stays in the cache until its TTL ends; another visitor takes the place.
void Sessions::leave(ShopFloor& shop, std::uint32_t visitor) {
    Visitor& v = m_visitors.mut(visitor);
    const SimTime at = v.leaves;
    v.session = 0;
    --m_here;
    shop.world().metrics().add(m_hereMetric, m_here);
    shop.schedule(std::max(at, shop.now()), kLogin, visitor, m_generation);
}

void Sessions::click(ShopFloor& shop, std::uint32_t visitor) {
    Visitor& v = m_visitors.mut(visitor);
    if (v.session == 0) return;
    ++v.clicks;
    ++m_clicks;
    shop.world().metrics().add(m_clicksMetric, 1);
    const SimTime at = shop.now() + ShopFloor::halfRoundTrip();
    shop.schedule(at, kClickAtNode, visitor, m_generation);
    const bool twoTabs = shop.world().random()[m_random].uniform() * 100 < m_settings.twoTabsPercent;
    if (twoTabs) shop.schedule(at + kBetweenTabs, kClickAtNode, visitor, m_generation | kSecondTab);
    scheduleClick(shop, visitor);
}

void Sessions::clickAtNode(ShopFloor& shop, std::uint32_t visitor, bool secondTab) {
    Visitor& v = m_visitors.mut(visitor);
    std::uint32_t node = 0;
    if (v.session == 0 || !usable(shop, node)) return;
    KeyValueCache& cache = *shop.cache();
    char buffer[kKeyCapacity];
    const std::string_view key = keyOf(v.session, buffer);
    const NumberText ttl(static_cast<std::int64_t>(m_settings.ttlSeconds));
    const bool adds = addsItem(v) || secondTab;
    if (m_settings.store == SessionStore::JsonText) {
        const auto reply = say(cache, shop.world(), node, {"GET", key});
        ReplyReader reader(reply.bytes);
        std::string_view text;
        if (!reader.bulk(text)) {
            if (reply.status == CacheReply::Status::Nil) loggedOut(shop, visitor);
            return;
        }
        std::uint32_t cart = 0;
        if (const std::size_t at = text.find(kBeforeCart); at != std::string_view::npos) {
            const char* from = text.data() + at + kBeforeCart.size();
            std::from_chars(from, text.data() + text.size(), cart);
        }
        // Below what was put into it: another tab wrote over it. (A write that is on its way is not lost yet.)
        if (!secondTab && cart < v.cart) itemsLost(shop, visitor, cart);
        if (adds) {
            ++v.cart;
            const std::uint64_t back = std::uint64_t{cart + 1} << 32 | m_generation;
            shop.schedule(reply.finishedAt + ShopFloor::halfRoundTrip() * 2, kWriteBack, visitor, back);
        } else if (m_settings.renew && m_settings.ttlSeconds > 0) {
            say(cache, shop.world(), node, {"EXPIRE", key, ttl});
        }
        v.lastClick = shop.now();
        lookAt(shop, node, key);
        return;
    }
    const auto reply = say(cache, shop.world(), node, {"HGET", key, "cart"});
    ReplyReader reader(reply.bytes);
    std::string_view text;
    if (!reader.bulk(text)) {
        if (reply.status == CacheReply::Status::Nil) loggedOut(shop, visitor);
        return;
    }
    std::uint32_t cart = 0;
    std::from_chars(text.data(), text.data() + text.size(), cart);
    if (cart < v.cart) itemsLost(shop, visitor, cart);
    if (adds) {
        ++v.cart;
        say(cache, shop.world(), node, {"HINCRBY", key, "cart", "1"});
    }
    if (m_settings.renew && m_settings.ttlSeconds > 0) say(cache, shop.world(), node, {"EXPIRE", key, ttl});
    v.lastClick = shop.now();
    lookAt(shop, node, key);
}

// How the session lies there now, whoever put it there.
void Sessions::lookAt(ShopFloor& shop, std::uint32_t node, std::string_view key) {
    const ports::KeyFacts facts = shop.cache()->facts(shop.world(), node, key);
    if (facts.type == "hash" && facts.ttlMilliseconds > 0 && facts.ttlMilliseconds <= kLongestMs) return;
    ++m_misfits;
    shop.world().metrics().add(m_misfitsMetric, 1);
}

void Sessions::writeBack(ShopFloor& shop, std::uint32_t visitor, std::uint32_t cart) {
    const Visitor& v = m_visitors[visitor];
    std::uint32_t node = 0;
    if (v.session == 0 || !usable(shop, node)) return;
    char buffer[kKeyCapacity];
    const std::string_view key = keyOf(v.session, buffer);
    const std::string text = jsonOf(visitor, cart);
    const NumberText ttl(static_cast<std::int64_t>(m_settings.ttlSeconds));
    const bool renews = m_settings.renew && m_settings.ttlSeconds > 0;
    if (renews) say(*shop.cache(), shop.world(), node, {"SET", key, text, "EX", ttl});
    else say(*shop.cache(), shop.world(), node, {"SET", key, text, "KEEPTTL"});
}

void Sessions::loggedOut(ShopFloor& shop, std::uint32_t visitor) {
    Visitor& v = m_visitors.mut(visitor);
    ++m_logouts;
    shop.world().metrics().add(m_logoutsMetric, 1);
    const SimDuration idle = shop.now() - v.lastClick;
    shop.decide(static_cast<unsigned>(SessionRule::LoggedOut), 0, visitor, idle, idle.inSeconds(), m_settings.ttlSeconds,
                m_settings.renew ? 1 : 0, v.clicks);
    begin(shop, visitor); // at once, with a new session
}

void Sessions::itemsLost(ShopFloor& shop, std::uint32_t visitor, std::uint32_t inCache) {
    Visitor& v = m_visitors.mut(visitor);
    const std::uint32_t lost = v.cart - inCache;
    m_lostItems += lost;
    shop.world().metrics().add(m_lostMetric, lost);
    shop.decide(static_cast<unsigned>(SessionRule::ItemLost), 0, visitor, {}, lost, inCache, v.cart, v.clicks);
    v.cart = inCache; // the ledger gives in: an item is counted as lost once
}

ApiResult Sessions::describe(const kernel::World&, std::string_view, const Json&) const {
    return Json{{"enabled", m_settings.enabled},
                {"visitors", m_settings.visitors},
                {"clickSeconds", m_settings.clickSeconds},
                {"visitMinutes", m_settings.visitMinutes},
                {"ttlSeconds", m_settings.ttlSeconds},
                {"renew", m_settings.renew},
                {"store", nameOf(kStores, m_settings.store)},
                {"twoTabsPercent", m_settings.twoTabsPercent},
                {"activeVisitors", m_here},
                {"logins", m_logins},
                {"clicks", m_clicks},
                {"logouts", m_logouts},
                {"lostItems", m_lostItems},
                {"misfits", m_misfits},
                {"refused", m_refused}};
}

void Sessions::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_logins);
    f.mix(m_clicks);
    f.mix(m_logouts);
    f.mix(m_lostItems);
}

} // namespace maylab::scenarios
