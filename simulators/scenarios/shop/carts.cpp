#include "scenarios/shop/carts.h"

#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <cstdio>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using ports::CacheReply;
using ports::KeyValueCache;
using Status = CacheReply::Status;

namespace {

constexpr std::pair<CartNames, const char*> kCartsNames[] = {
    {CartNames::Plain, "plain"}, {CartNames::Tagged, "tagged"}, {CartNames::OneTag, "one-tag"}};
constexpr const char* kNameTexts[] = {"plain", "tagged", "one-tag"};
constexpr aws::Shape kNaming = aws::enumOf(kNameTexts);
constexpr aws::Shape kCartsRate = aws::doubleIn(0.1, 10'000);
constexpr aws::Shape kCarts = aws::integerIn(1, 1'000'000);

constexpr aws::MemberShape kSetCarts[] = {
    {"enabled", &aws::kBoolean, false, "Whether carts are read and written."},
    {"readsPerSecond", &kCartsRate, false, "Requests for carts, at random moments; every tenth is a write."},
    {"carts", &kCarts, false, "How many carts there are."},
    {"names", &kNaming, false, "plain: cart:42:items. tagged: {cart:42}:items. one-tag: {shop}:cart:42:items."},
    {"clusterAware", &aws::kBoolean, false, "Whether the client follows MOVED and ASK."}};
constexpr aws::Shape kSetCartsInput = aws::structureOf(kSetCarts);
constexpr aws::OperationModel kCartsModels[] = {
    {"lab", "SetCarts", &kSetCartsInput, nullptr, aws::ErrorStyle::Query, "Carts that the application keeps under two keys each."},
    {"lab", "DescribeCarts", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Settings of the carts and what became of the requests."}};

constexpr const char* kCluster = "Redis documentation, Redis cluster specification";
constexpr kernel::RuleInfo kCartsRules[] = {{"shop.cart.cross-slot", "cart,slotA,slotB,reads", kCluster},
                                       {"shop.cart.failed", "cart,attempts,milliseconds,status", kCluster},
                                       {"shop.cart.moved", "cart,slot,attempts,milliseconds", kCluster},
                                       {"shop.cart.asked", "cart,slot,attempts,milliseconds", kCluster}};

constexpr std::size_t kKeyRoom = 40;
constexpr std::uint64_t kWriteEvery = 10;
constexpr SimDuration kPause = SimDuration::milliseconds(20); // before TRYAGAIN and CLUSTERDOWN are asked again
constexpr std::uint32_t kNotReached = KeyValueCache::kNoNode;

} // namespace

std::span<const aws::OperationModel> Carts::operations() const {
    return kCartsModels;
}

std::span<const kernel::RuleInfo> Carts::rules() const {
    return kCartsRules;
}

void Carts::defineMetrics(kernel::MetricSink& metrics) {
    const auto count = [&](const char* name) {
        return metrics.define({"Shop/Carts", name, {}, "Count", kernel::MetricKind::Counter, kernel::MetricResolution::High});
    };
    m_readsMetric = count("Reads");
    m_crossSlotMetric = count("CrossSlot");
    m_movedMetric = count("Moved");
    m_askedMetric = count("Asked");
    m_retriesMetric = count("Retries");
    m_failedMetric = count("Failed");
    m_latencyMetric = metrics.define({"Shop/Carts", "Latency", {}, "Milliseconds", kernel::MetricKind::Sample,
                                      kernel::MetricResolution::High});
}

void Carts::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_random = shop.world().random().open("shop.carts");
    defineMetrics(shop.world().metrics());
}

ApiResult Carts::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    CartsSettings s = m_settings;
    read(input, "enabled", s.enabled);
    read(input, "readsPerSecond", s.readsPerSecond);
    read(input, "carts", s.carts);
    read(input, "clusterAware", s.clusterAware);
    if (given(input, "names")) parseName(kCartsNames, textOf(input, "names"), s.names);
    if (s.enabled && shop.settings().application.endpoint.empty()) {
        return invalidCombination("Carts lie in the application's cache; SetApplication has no endpoint.");
    }
    const bool timesChange = s.enabled != m_settings.enabled || s.readsPerSecond != m_settings.readsPerSecond;
    switchOn(shop);
    m_settings = s;
    if (!timesChange) return Json::object();
    ++m_generation;
    if (!s.enabled) return Json::object();
    m_arrivals = *traffic::ArrivalProcess::make({traffic::ArrivalKind::Poisson, s.readsPerSecond}, shop.now());
    scheduleRequest(shop);
    return Json::object();
}

void Carts::scheduleRequest(ShopFloor& shop) {
    const auto next = m_arrivals.next(shop.now(), shop.world().random()[m_random]);
    m_expected = next.arrival;
    shop.schedule(next.at, kRequest, 0, m_generation);
}

void Carts::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (event.kind == kRequest) {
        if (event.data != m_generation) return;
        if (m_expected) begin(shop);
        scheduleRequest(shop);
        return;
    }
    if (event.handle >= m_requests.size() || m_requests[event.handle].id != event.data) return;
    if (event.kind == kAtNode) {
        atNode(shop, event.handle);
        return;
    }
    const double took = (shop.now() - m_requests[event.handle].begun).inMilliseconds();
    shop.world().metrics().sample(m_latencyMetric, took);
    end(event.handle);
}

std::string_view Carts::key(std::uint32_t cart, bool voucher, char* buffer) const {
    static constexpr const char* kForms[] = {"cart:%u:%s", "{cart:%u}:%s", "{shop}:cart:%u:%s"};
    const int n = std::snprintf(buffer, kKeyRoom, kForms[static_cast<int>(m_settings.names)], cart, voucher ? "voucher" : "items");
    return {buffer, static_cast<std::size_t>(n)};
}

void Carts::begin(ShopFloor& shop) {
    std::uint32_t index = 0;
    while (index < m_requests.size() && m_requests[index].id != 0) ++index;
    if (index == m_requests.size()) m_requests.emplace_back();
    Request& r = m_requests[index];
    r = Request();
    r.id = ++m_next;
    r.begun = shop.now();
    r.cart = static_cast<std::uint32_t>(shop.world().random()[m_random].below(m_settings.carts));
    r.write = m_next % kWriteEvery == 0;
    r.node = kNotReached;
    ++m_reads;
    shop.world().metrics().add(m_readsMetric, 1);
    send(shop, index, {});
}

void Carts::send(ShopFloor& shop, std::uint32_t index, SimDuration after) {
    shop.schedule(shop.now() + after + ShopFloor::halfRoundTrip(), kAtNode, index, m_requests[index].id);
}

void Carts::end(std::uint32_t index) {
    m_requests[index].id = 0;
}

void Carts::fail(ShopFloor& shop, std::uint32_t index, Status status) {
    const Request& r = m_requests[index];
    ++m_failed;
    shop.world().metrics().add(m_failedMetric, 1);
    shop.countCacheError();
    shop.decide(static_cast<unsigned>(CartRule::Failed), 0, r.cart, shop.now() - r.begun, r.cart, r.attempts,
                (shop.now() - r.begun).inMilliseconds(), static_cast<double>(status));
    end(index);
}

void Carts::atNode(ShopFloor& shop, std::uint32_t index) {
    Request& r = m_requests[index];
    ++r.attempts;
    const KeyValueCache::Resolved found = shop.reach();
    KeyValueCache* cache = shop.cache();
    if (found.reach != KeyValueCache::Reach::Ok || cache == nullptr) {
        fail(shop, index, Status::Gone);
        return;
    }
    char first[kKeyRoom], second[kKeyRoom];
    const std::string_view items = key(r.cart, false, first), voucher = key(r.cart, true, second);
    const std::uint16_t slot = ClusterClient::slotOf(items);
    ClusterClient::NodeRef node = r.node;
    if (!r.asking || node == kNotReached)
        node = m_settings.clusterAware ? m_client.route(shop.world(), *cache, found.node, slot) : found.node;
    const ports::ClientMode mode{r.asking, false};
    r.asking = false;
    ports::CommandReply reply;
    if (r.write) {
        const NumberText count(static_cast<std::int64_t>(r.id % 9 + 1));
        reply = say(*cache, shop.world(), node, {"SET", items, count, "EX", "3600"}, mode);
        if (reply.status == Status::Ok) reply = say(*cache, shop.world(), node, {"SET", voucher, "TET2026", "EX", "3600"}, mode);
    } else {
        reply = say(*cache, shop.world(), node, {"MGET", items, voucher}, mode);
    }
    const SimDuration back = reply.finishedAt - shop.now() + ShopFloor::halfRoundTrip();
    const auto again = [&](SimDuration pause) {
        if (r.attempts >= ClusterClient::kMaxAttempts) {
            fail(shop, index, reply.status);
            return;
        }
        ++m_retries;
        shop.world().metrics().add(m_retriesMetric, 1);
        send(shop, index, back + pause);
    };
    const double took = (shop.now() - r.begun).inMilliseconds();
    switch (reply.status) {
    case Status::Ok:
    case Status::Nil: shop.schedule(shop.now() + back, kDone, index, r.id); return;
    case Status::CrossSlot:
        ++m_crossSlot;
        shop.world().metrics().add(m_crossSlotMetric, 1);
        shop.decide(static_cast<unsigned>(CartRule::CrossSlot), 0, r.cart, back, r.cart, slot, ClusterClient::slotOf(voucher),
                    static_cast<double>(m_reads));
        fail(shop, index, reply.status);
        return;
    case Status::Moved:
        ++m_moved;
        shop.world().metrics().add(m_movedMetric, 1);
        shop.decide(static_cast<unsigned>(CartRule::Moved), 0, r.cart, back, r.cart, reply.slot, r.attempts, took);
        if (!m_settings.clusterAware) {
            fail(shop, index, reply.status);
            return;
        }
        m_client.learn(reply.slot, reply.redirect);
        again({});
        return;
    case Status::Ask:
        ++m_asked;
        shop.world().metrics().add(m_askedMetric, 1);
        shop.decide(static_cast<unsigned>(CartRule::Asked), 0, r.cart, back, r.cart, reply.slot, r.attempts, took);
        if (!m_settings.clusterAware) {
            fail(shop, index, reply.status);
            return;
        }
        r.asking = true;
        r.node = reply.redirect;
        again({});
        return;
    case Status::TryAgain:
    case Status::ClusterDown: again(kPause); return;
    case Status::Gone:
    case Status::ReadOnly:
        m_client.forget();
        shop.forgetReach();
        again(kPause);
        return;
    default: fail(shop, index, reply.status); return;
    }
}

ApiResult Carts::describe(const kernel::World&, std::string_view, const Json&) const {
    return Json{{"enabled", m_settings.enabled},
                {"readsPerSecond", m_settings.readsPerSecond},
                {"carts", m_settings.carts},
                {"names", nameOf(kCartsNames, m_settings.names)},
                {"clusterAware", m_settings.clusterAware},
                {"reads", m_reads},
                {"crossSlot", m_crossSlot},
                {"moved", m_moved},
                {"asked", m_asked},
                {"retries", m_retries},
                {"failed", m_failed}};
}

void Carts::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_reads);
    f.mix(m_failed);
    f.mix(m_moved);
    f.mix(m_asked);
}

} // namespace maylab::scenarios
