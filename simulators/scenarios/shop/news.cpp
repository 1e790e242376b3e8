#include "scenarios/shop/news.h"

#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr aws::Shape kMessages = aws::integerIn(1, 100'000);
constexpr aws::Shape kNewsRate = aws::doubleIn(0.01, 1000);
constexpr aws::Shape kNewsSeconds = aws::doubleIn(0.1, 3600);
constexpr aws::Shape kChannel{aws::ShapeType::String, {}, nullptr, 1, 100};

constexpr aws::MemberShape kStartNews[] = {
    {"channel", &kChannel, false, "Where the messages are published."},
    {"messages", &kMessages, false, "How many, one after another."},
    {"messagesPerSecond", &kNewsRate, false, "How many of them a second."},
    {"ticker", &aws::kBoolean, false, "Whether the ticker in the shop's window listens."}};
constexpr aws::Shape kStartNewsInput = aws::structureOf(kStartNews);
constexpr aws::MemberShape kCutTicker[] = {
    {"seconds", &kNewsSeconds, false, "How long the ticker stays away; 10."}};
constexpr aws::Shape kCutTickerInput = aws::structureOf(kCutTicker);
constexpr aws::OperationModel kNewsModels[] = {
    {"lab", "StartNews", &kStartNewsInput, nullptr, aws::ErrorStyle::Query,
     "Publishes messages to whoever is subscribed."},
    {"lab", "CutTicker", &kCutTickerInput, nullptr, aws::ErrorStyle::Query,
     "Cuts the ticker's connection; it subscribes again after a while."},
    {"lab", "DescribeNews", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "How many messages were published, delivered to the ticker, and lost."}};

constexpr kernel::RuleInfo kNewsRules[] = {
    {"shop.news.lost", "message,receivers,lost,published", "Redis documentation, Pub/Sub: Delivery semantics"},
    {"shop.news.ticker-cut", "seconds,published,delivered,cuts", "Redis documentation, Pub/Sub: Delivery semantics"}};

constexpr SimDuration kNewsRetry = SimDuration::seconds(1);

} // namespace

std::span<const aws::OperationModel> News::operations() const {
    return kNewsModels;
}

std::span<const kernel::RuleInfo> News::rules() const {
    return kNewsRules;
}

void News::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name, kernel::MetricKind kind) {
        return metrics.define({"Shop/News", name, {}, "Count", kind, kernel::MetricResolution::High});
    };
    m_publishedMetric = define("Published", kernel::MetricKind::Counter);
    m_deliveredMetric = define("Delivered", kernel::MetricKind::Counter);
    m_lostMetric = define("Lost", kernel::MetricKind::Counter);
    m_receiversMetric = define("Receivers", kernel::MetricKind::Sample);
}

void News::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    defineMetrics(shop.world().metrics());
}

ApiResult News::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (operation == "CutTicker") {
        if (!m_listening || m_cut) return ApiResult(kernel::fail("InvalidState", "The ticker is not listening."));
        double seconds = 10;
        read(input, "seconds", seconds);
        m_cut = true;
        m_listening = false;
        ++m_cuts;
        m_tickerBack = shop.now() + SimDuration::fromSeconds(seconds);
        shop.schedule(m_tickerBack, kTickerBack);
        if (const auto found = shop.reach(); found.reach == KeyValueCache::Reach::Ok)
            say(*shop.cache(), shop.world(), found.node, {"CLIENT", "KILL", "ID", NumberText(m_tickerClient)});
        shop.decide(static_cast<unsigned>(NewsRule::TickerCut), 0, 0, {}, seconds, static_cast<double>(m_published),
                    static_cast<double>(m_delivered), m_cuts);
        return Json::object();
    }
    NewsSettings s = m_settings;
    if (given(input, "channel")) s.channel = textOf(input, "channel");
    read(input, "messages", s.messages);
    read(input, "messagesPerSecond", s.messagesPerSecond);
    read(input, "ticker", s.ticker);
    if (shop.settings().application.endpoint.empty()) {
        return invalidCombination("Messages go through the application's cache; SetApplication has no endpoint.");
    }
    switchOn(shop);
    m_settings = s;
    ++m_generation;
    m_left = s.messages;
    if (s.ticker && !m_listening && !m_cut) connectTicker(shop);
    shop.schedule(shop.now() + SimDuration::fromSeconds(1 / s.messagesPerSecond), kPublish, 0, m_generation);
    return Json::object();
}

void News::askTicker(ShopFloor& shop, Token token, const Json& argv) {
    shop.callService(token, "elasticache", "redis",
                     {{"endpoint", shop.settings().application.endpoint}, {"connection", "ticker"}, {"argv", argv}});
}

void News::connectTicker(ShopFloor& shop) {
    askTicker(shop, kAskedId, {"CLIENT", "ID"});
}

void News::onReply(ShopFloor& shop, std::uint32_t token, const ApiResult& result) {
    const bool answered = result && result->contains("reply");
    const std::string bytes = answered ? (*result)["reply"].get<std::string>() : std::string();
    if (token == kAskedId) {
        ReplyReader reader(bytes);
        if (!reader.integer(m_tickerClient)) {
            shop.schedule(shop.now() + kNewsRetry, kTickerBack);
            return;
        }
        askTicker(shop, kSubscribed, {"SUBSCRIBE", m_settings.channel});
        return;
    }
    m_listening = answered && !bytes.empty() && bytes.front() != '-';
    if (!m_listening) shop.schedule(shop.now() + kNewsRetry, kTickerBack);
}

void News::onEvent(ShopFloor& shop, const kernel::Event& event) {
    switch (static_cast<EventKind>(event.kind)) {
    case kPublish:
        if (event.data != m_generation || m_left == 0) return;
        publish(shop);
        if (--m_left > 0)
            shop.schedule(shop.now() + SimDuration::fromSeconds(1 / m_settings.messagesPerSecond), kPublish, 0, m_generation);
        return;
    case kTickerBack:
        m_cut = false;
        if (m_settings.ticker && !m_listening) connectTicker(shop);
        return;
    }
}

void News::publish(ShopFloor& shop) {
    ++m_published;
    shop.world().metrics().add(m_publishedMetric, 1);
    std::int64_t receivers = 0;
    if (const auto found = shop.reach(); found.reach == KeyValueCache::Reach::Ok) {
        const std::string message = "tin " + std::to_string(m_published);
        const auto reply = say(*shop.cache(), shop.world(), found.node, {"PUBLISH", m_settings.channel, message});
        ReplyReader reader(reply.bytes);
        if (!reader.integer(receivers)) {
            receivers = 0;
            shop.countCacheError();
        }
    } else {
        shop.countCacheError();
    }
    shop.world().metrics().sample(m_receiversMetric, static_cast<double>(receivers));
    ++(receivers > 0 ? m_reached : m_unheard);
    // The node may have lost the ticker by itself (a reboot, a failover).
    if (m_listening && receivers == 0) {
        m_listening = false;
        shop.schedule(shop.now() + kNewsRetry, kTickerBack);
    }
    if (m_listening) {
        ++m_delivered;
        shop.world().metrics().add(m_deliveredMetric, 1);
        return;
    }
    if (!m_settings.ticker) return;
    ++m_lost;
    shop.world().metrics().add(m_lostMetric, 1);
    shop.decide(static_cast<unsigned>(NewsRule::Lost), 0, 0, {}, static_cast<double>(m_published), static_cast<double>(receivers),
                static_cast<double>(m_lost), static_cast<double>(m_published));
}

ApiResult News::describe(const kernel::World& world, std::string_view, const Json&) const {
    Json out = {{"channel", m_settings.channel},
                {"messages", m_settings.messages},
                {"messagesPerSecond", m_settings.messagesPerSecond},
                {"ticker", m_settings.ticker},
                {"listening", m_listening},
                {"left", m_left},
                {"published", m_published},
                {"delivered", m_delivered},
                {"lost", m_lost},
                {"reachedSomebody", m_reached},
                {"reachedNobody", m_unheard},
                {"cuts", m_cuts}};
    if (m_cut) out["back"] = world.calendar().iso8601(m_tickerBack);
    return out;
}

void News::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_published);
    f.mix(m_lost);
}

} // namespace maylab::scenarios
