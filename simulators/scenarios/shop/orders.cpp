#include "scenarios/shop/orders.h"

#include "scenarios/shop/product_value.h"
#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"
#include "scenarios/shop/shop_service.h"

#include <algorithm>
#include <optional>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr std::pair<OrderChannel, const char*> kOrdersMethods[] = {{OrderChannel::Stream, "stream"}, {OrderChannel::Publish, "publish"}};
constexpr const char* kOrdersMethodNames[] = {"stream", "publish"};
constexpr aws::Shape kOrdersMethod = aws::enumOf(kOrdersMethodNames);
constexpr aws::Shape kTills = aws::integerIn(1, 100);
constexpr aws::Shape kOrdersRate = aws::doubleIn(0.01, 100);
constexpr aws::Shape kOrdersSeconds = aws::doubleIn(1, 3600);
constexpr aws::Shape kPackers = aws::integerIn(0, 20);
constexpr aws::Shape kPackSeconds = aws::doubleIn(0.01, 60);
constexpr aws::Shape kPacker = aws::integerIn(1, 20);

constexpr aws::MemberShape kStartOrders[] = {
    {"tills", &kTills, false, "How many tills take orders."},
    {"ordersPerSecond", &kOrdersRate, false, "Orders of each till."},
    {"seconds", &kOrdersSeconds, false, "How long the tills are open."},
    {"packers", &kPackers, false, "How many packers read from the group."},
    {"packSeconds", &kPackSeconds, false, "How long a packer needs for an order."},
    {"method", &kOrdersMethod, false, "stream: XADD, the order is kept. publish: PUBLISH, whoever listens gets it."}};
constexpr aws::Shape kStartOrdersInput = aws::structureOf(kStartOrders);
constexpr aws::MemberShape kKillPacker[] = {{"packer", &kPacker, true, "Its number, from 1."}};
constexpr aws::Shape kKillPackerInput = aws::structureOf(kKillPacker);
constexpr aws::OperationModel kOrdersModels[] = {
    {"lab", "StartOrders", &kStartOrdersInput, nullptr, aws::ErrorStyle::Query,
     "Opens the tills, with packers behind them; an empty ledger."},
    {"lab", "KillPacker", &kKillPackerInput, nullptr, aws::ErrorStyle::Query,
     "A packer dies with the next orders in its hands."},
    {"lab", "DescribeOrders", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "The ledger of the orders: added, packed once, twice or not, pending under whose name."}};

constexpr const char* kStreams = "Redis documentation, Streams: Consumer groups";
constexpr kernel::RuleInfo kOrdersRules[] = {
    {"shop.orders.lost", "order,receivers,lost,added", "Redis documentation, Pub/Sub: Delivery semantics"},
    {"shop.orders.packed-twice", "packer,packed,twice,added", kStreams},
    {"shop.orders.packer-died", "packer,inHands,packed,added", kStreams}};

constexpr SimDuration kOrdersRetry = SimDuration::seconds(1);
constexpr std::uint32_t kLifeBits = 16; // of a token; the rest is the packer

// XINFO GROUPS: an array of groups, each a flat array of names and values.
struct GroupState {
    std::int64_t pending = 0, lag = 0;
};
std::optional<GroupState> groupState(std::string_view bytes, std::string_view group) {
    ReplyReader reader(bytes);
    std::int64_t groups = 0;
    if (!reader.array(groups)) return std::nullopt;
    for (; groups > 0; --groups) {
        std::int64_t members = 0;
        if (!reader.array(members)) return std::nullopt;
        GroupState state;
        bool wanted = false;
        for (; members >= 2; members -= 2) {
            std::string_view name, text;
            std::int64_t number = 0;
            if (!reader.bulk(name)) return std::nullopt;
            if (reader.integer(number)) {
                if (name == "pending") state.pending = number;
                if (name == "lag") state.lag = number;
            } else if (reader.bulk(text)) {
                if (name == "name") wanted = text == group;
            } else {
                return std::nullopt; // a null lag: ids were deleted, nobody can say
            }
        }
        if (wanted) return state;
    }
    return std::nullopt;
}

} // namespace

std::span<const aws::OperationModel> Orders::operations() const {
    return kOrdersModels;
}

std::span<const kernel::RuleInfo> Orders::rules() const {
    return kOrdersRules;
}

void Orders::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name) {
        return metrics.define({"Shop/Orders", name, {}, "Count", kernel::MetricKind::Counter,
                               kernel::MetricResolution::High});
    };
    m_addedMetric = define("Added");
    m_packedMetric = define("Packed");
    m_twiceMetric = define("PackedTwice");
    m_lostMetric = define("Lost");
}

void Orders::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_random = shop.world().random().open("shop.orders");
    defineMetrics(shop.world().metrics());
}

ApiResult Orders::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (operation == "KillPacker") {
        const auto number = input["packer"].get<std::uint32_t>();
        if (number > m_packers.size() || !m_packers[number - 1].alive || m_packers[number - 1].dying)
            return ApiResult(kernel::fail("InvalidState", "There is no living packer " + std::to_string(number) + "."));
        if (shop.now() >= m_until)
            return ApiResult(kernel::fail("InvalidState", "The tills are closed: packer " + std::to_string(number) +
                                                              " gets no more orders. Open them again."));
        m_packers[number - 1].dying = true;
        return Json::object();
    }
    OrdersSettings s = m_settings;
    read(input, "tills", s.tills);
    read(input, "ordersPerSecond", s.ordersPerSecond);
    read(input, "seconds", s.seconds);
    read(input, "packers", s.packers);
    read(input, "packSeconds", s.packSeconds);
    if (given(input, "method")) parseName(kOrdersMethods, textOf(input, "method"), s.method);
    if (shop.settings().application.endpoint.empty()) {
        return invalidCombination("Orders go through the application's cache; SetApplication has no endpoint.");
    }
    switchOn(shop);
    m_settings = s;
    ++m_generation;
    m_until = shop.now() + SimDuration::fromSeconds(s.seconds);
    m_added = m_packed = m_read = m_twice = m_lost = 0;
    // Who is asking goes on asking: a blocked read of an earlier life would take orders that nobody packs.
    ++m_lives;
    std::vector<Packer> before(s.packers);
    std::swap(before, m_packers);
    for (std::uint32_t p = 0; p < s.packers; ++p) {
        if (p < before.size() && before[p].asking) {
            m_packers[p].life = before[p].life;
            m_packers[p].asking = true;
            continue;
        }
        m_packers[p].life = m_lives;
        if (s.method == OrderChannel::Stream) ask(shop, p);
    }
    // The tills take turns, so that all together keep an even pace.
    const SimDuration pace = SimDuration::fromSeconds(1 / s.ordersPerSecond);
    for (std::uint32_t t = 0; t < s.tills; ++t) shop.schedule(shop.now() + pace / s.tills * (t + 1), kTill, t, m_generation);
    return Json::object();
}

void Orders::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (event.kind == kTill) {
        if (event.data != m_generation || shop.now() > m_until) return;
        add(shop);
        shop.schedule(shop.now() + SimDuration::fromSeconds(1 / m_settings.ordersPerSecond), kTill, event.handle, m_generation);
        return;
    }
    if (event.handle >= m_packers.size() || m_packers[event.handle].life != event.data || !m_packers[event.handle].alive) return;
    if (event.kind == kPacked) packed(shop, event.handle);
    else ask(shop, event.handle);
}

void Orders::add(ShopFloor& shop) {
    ++m_added;
    shop.world().metrics().add(m_addedMetric, 1);
    const auto found = shop.reach();
    char buffer[kKeyCapacity];
    const std::string_view product = keyOf(shop.drawProduct(m_random), buffer);
    const NumberText order(static_cast<std::int64_t>(m_added));
    const bool reached = found.reach == KeyValueCache::Reach::Ok && shop.cache() != nullptr;
    std::int64_t receivers = 0;
    bool kept = false;
    if (reached && m_settings.method == OrderChannel::Stream) {
        kept = say(*shop.cache(), shop.world(), found.node, {"XADD", kStream, "*", "order", order, "product", product}).status ==
               CacheReply::Status::Ok;
    } else if (reached) {
        const auto reply = say(*shop.cache(), shop.world(), found.node, {"PUBLISH", kStream, order});
        kept = ReplyReader(reply.bytes).integer(receivers) && receivers > 0;
    }
    if (kept) return;
    ++m_lost;
    shop.world().metrics().add(m_lostMetric, 1);
    if (!reached || m_settings.method == OrderChannel::Stream) shop.countCacheError();
    shop.decide(static_cast<unsigned>(OrdersRule::Lost), 0, 0, {}, static_cast<double>(m_added), static_cast<double>(receivers),
                static_cast<double>(m_lost), static_cast<double>(m_added));
}

void Orders::ask(ShopFloor& shop, std::uint32_t packer) {
    const std::string name = nameOfPacker(packer);
    m_packers[packer].asking = true;
    shop.callService(packer << kLifeBits | (m_packers[packer].life & 0xFFFF), "elasticache", "redis",
                     {{"endpoint", shop.settings().application.endpoint},
                      {"connection", name},
                      {"argv", {"XREADGROUP", "GROUP", kGroup, name, "COUNT", "5", "BLOCK", "2000", "STREAMS", kStream, ">"}}});
}

void Orders::onReply(ShopFloor& shop, std::uint32_t token, const ApiResult& result) {
    const std::uint32_t packer = token >> kLifeBits;
    if (packer >= m_packers.size() || (m_packers[packer].life & 0xFFFF) != (token & 0xFFFF)) return;
    Packer& p = m_packers[packer];
    p.asking = false;
    if (!p.alive || m_settings.method == OrderChannel::Publish) return;
    const std::string bytes = result && result->contains("reply") ? (*result)["reply"].get<std::string>() : std::string();
    // [[orders, [[id, [field, value ...]] ...]]]
    ReplyReader reader(bytes);
    std::int64_t streams = 0, parts = 0, entries = 0;
    std::string_view text;
    if (reader.array(streams) && streams == 1 && reader.array(parts) && reader.bulk(text) && reader.array(entries)) {
        for (; entries > 0; --entries) {
            std::int64_t pair = 0, fields = 0;
            if (!reader.array(pair) || !reader.bulk(text)) break;
            p.hands.emplace_back(text);
            ++m_read;
            for (reader.array(fields); fields > 0 && reader.bulk(text); --fields) {
            }
        }
    }
    if (p.hands.empty()) {
        // Nothing within two seconds, or an error (no group yet, a node that is away).
        const bool nothing = bytes.substr(0, 3) == "*-1";
        shop.schedule(nothing ? shop.now() : shop.now() + kOrdersRetry, kAskAgain, packer, p.life);
        return;
    }
    if (p.dying) {
        p.alive = p.dying = false;
        shop.decide(static_cast<unsigned>(OrdersRule::PackerDied), 0, 0, {}, packer + 1, static_cast<double>(p.hands.size()),
                    static_cast<double>(p.packed), static_cast<double>(m_added));
        return;
    }
    packNext(shop, packer);
}

void Orders::packNext(ShopFloor& shop, std::uint32_t packer) {
    const Packer& p = m_packers[packer];
    if (p.hands.empty()) {
        ask(shop, packer);
        return;
    }
    const double seconds = m_settings.packSeconds * (0.8 + 0.4 * shop.world().random()[m_random].uniform());
    shop.schedule(shop.now() + SimDuration::fromSeconds(seconds), kPacked, packer, p.life);
}

void Orders::packed(ShopFloor& shop, std::uint32_t packer) {
    Packer& p = m_packers[packer];
    const auto found = shop.reach();
    std::int64_t acknowledged = 0;
    if (found.reach == KeyValueCache::Reach::Ok) {
        const auto reply = say(*shop.cache(), shop.world(), found.node, {"XACK", kStream, kGroup, p.hands.front()});
        ReplyReader reader(reply.bytes);
        if (!reader.integer(acknowledged)) {
            shop.schedule(shop.now() + kOrdersRetry, kPacked, packer, p.life);
            return;
        }
    } else {
        shop.schedule(shop.now() + kOrdersRetry, kPacked, packer, p.life);
        return;
    }
    p.hands.pop_front();
    ++p.packed;
    if (acknowledged == 1) {
        ++m_packed;
        shop.world().metrics().add(m_packedMetric, 1);
    } else {
        // Somebody claimed and acknowledged it while it was being packed here.
        ++m_twice;
        shop.world().metrics().add(m_twiceMetric, 1);
        shop.decide(static_cast<unsigned>(OrdersRule::PackedTwice), 0, 0, {}, packer + 1, static_cast<double>(p.packed),
                    static_cast<double>(m_twice), static_cast<double>(m_added));
    }
    packNext(shop, packer);
}

ApiResult Orders::describe(const kernel::World& world, std::string_view, const Json&) const {
    Json packers = Json::array();
    for (std::uint32_t p = 0; p < m_packers.size(); ++p) {
        packers.push_back({{"name", nameOfPacker(p)},
                           {"alive", m_packers[p].alive},
                           {"inHands", m_packers[p].hands.size()},
                           {"packed", m_packers[p].packed}});
    }
    Json out = {{"tills", m_settings.tills},
                {"ordersPerSecond", m_settings.ordersPerSecond},
                {"seconds", m_settings.seconds},
                {"packSeconds", m_settings.packSeconds},
                {"method", nameOf(kOrdersMethods, m_settings.method)},
                {"open", m_on && world.now() < m_until},
                {"added", m_added},
                {"packedByPackers", m_packed},
                {"packedTwice", m_twice},
                {"lost", m_lost},
                {"packers", std::move(packers)}};
    if (!m_on || m_settings.method == OrderChannel::Publish) return out;
    const Json ask = {{"endpoint", findShop(world)->settings().application.endpoint}, {"argv", {"XINFO", "GROUPS", std::string(kStream)}}};
    const ApiResult reply = world.peek("elasticache", "redis", ask);
    if (!reply || !reply->contains("reply")) return out;
    const auto state = groupState((*reply)["reply"].get<std::string>(), kGroup);
    if (!state) return out;
    // Of what the packers have read: neither pending nor acknowledged by them is acknowledged by somebody else.
    const auto read = static_cast<std::int64_t>(m_read), byPackers = static_cast<std::int64_t>(m_packed);
    const std::int64_t byHand = std::max<std::int64_t>(read - state->pending - byPackers, 0);
    out["pending"] = state->pending;
    out["unread"] = state->lag;
    out["acknowledgedByHand"] = byHand;
    out["packedOnce"] = byPackers + byHand - static_cast<std::int64_t>(m_twice);
    return out;
}

void Orders::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_added);
    f.mix(m_packed);
    f.mix(m_twice);
    f.mix(m_lost);
}

} // namespace maylab::scenarios
