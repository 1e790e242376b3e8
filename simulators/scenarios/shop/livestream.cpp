#include "scenarios/shop/livestream.h"

#include "cache/engine/keyslot.h"
#include "scenarios/shop/product_truth.h"
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::ClientMode;
using ports::KeyValueCache;

namespace {

constexpr SimDuration kLivestreamTickLength = SimDuration::microseconds(250);
// 200 connections to a node, each with one command of about 12 µs on its way.
constexpr SimDuration kConnectionsAhead = SimDuration::microseconds(2400);
constexpr SimDuration kLearnEvery = SimDuration::milliseconds(100);
constexpr std::int64_t kPatienceNs = static_cast<std::int64_t>(kGiveUpSeconds * 1e9);
constexpr double kLocalMilliseconds = 0.02; // a look into the process's own memory

constexpr std::pair<ReadFrom, const char*> kReadFrom[] = {{ReadFrom::Primary, "primary"},
                                                          {ReadFrom::Replicas, "replicas"}};
constexpr const char* kReadFromNames[] = {"primary", "replicas"};
constexpr aws::Shape kLivestreamRate = aws::doubleIn(0, 200'000);
constexpr aws::Shape kLivestreamProduct = aws::integerIn(0, 999'999);
constexpr aws::Shape kLivestreamShare = aws::doubleIn(0, 1);
constexpr aws::Shape kLivestreamSeconds = aws::doubleIn(0, 86'400);
constexpr aws::Shape kFrom = aws::enumOf(kReadFromNames);
constexpr aws::Shape kCopies = aws::integerIn(1, Livestream::kMaxCopies);
constexpr aws::Shape kLivestreamTtl = aws::doubleIn(0, 2'592'000);

constexpr aws::MemberShape kSetLivestream[] = {
    {"requestsPerSecond", &kLivestreamRate, false, "How many visitors ask each second; 0: nobody."},
    {"hotProduct", &kLivestreamProduct, false, "The product that the livestream shows."},
    {"hotShare", &kLivestreamShare, false, "How many of them want it; the others want any product."},
    {"priceChangeSeconds", &kLivestreamSeconds, false, "How often its price changes; 0: never."},
    {"localTtlSeconds", &kLivestreamSeconds, false, "How long each server of the application keeps a copy; 0: no local cache."},
    {"readFrom", &kFrom, false, "Whether reads go to primaries or to their replicas."},
    {"copies", &kCopies, false, "Under how many keys the hot product is kept: product:42#0, #1, ..."},
    {"ttlSeconds", &kLivestreamTtl, false, "TTL of what the application stores; 0: without EX."}};
constexpr aws::Shape kSetLivestreamInput = aws::structureOf(kSetLivestream);
constexpr aws::OperationModel kLivestreamModels[] = {
    {"lab", "SetLivestream", &kSetLivestreamInput, nullptr, aws::ErrorStyle::Query,
     "Very many visitors, half of them for one product, and what the application does about it."},
    {"lab", "DescribeLivestream", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Settings of the livestream, its nodes and what was counted."}};

constexpr const char* kHotPage = "ElastiCache Well-Architected Lens: hot keys";
constexpr kernel::RuleInfo kLivestreamRules[] = {
    {"shop.live.stale", "ageSeconds,versionsBehind,local,copy", kHotPage},
    {"shop.live.gave-up", "waitMilliseconds,waitingNow,node,behindMilliseconds", kHotPage},
    {"shop.live.loaded", "visitors,milliseconds,version",
     "The shop is a model of this program (request coalescing)"},
    {"shop.live.price-written", "version,copies", "ElastiCache User Guide, Caching strategies: Write-through"},
    {"shop.live.redirected", "slot,from,to", "Redis documentation, Cluster specification: redirections"}};

} // namespace

std::span<const aws::OperationModel> Livestream::operations() const {
    return kLivestreamModels;
}

std::span<const kernel::RuleInfo> Livestream::rules() const {
    return kLivestreamRules;
}

void Livestream::defineMetrics(kernel::MetricSink& metrics) {
    using enum kernel::MetricKind;
    const auto define = [&](const char* name, const char* unit, kernel::MetricKind kind) {
        return metrics.define({"Shop/Live", name, {}, unit, kind, kernel::MetricResolution::High});
    };
    m_metric.requests = define("Requests", "Count", Counter);
    m_metric.latency = define("Latency", "Milliseconds", Sample);
    m_metric.errors503 = define("Errors503", "Count", Counter);
    m_metric.localHits = define("LocalHits", "Count", Counter);
    m_metric.hits = define("Hits", "Count", Counter);
    m_metric.misses = define("Misses", "Count", Counter);
    m_metric.staleReads = define("StaleReads", "Count", Counter);
    m_metric.stalePercent = define("StalePercent", "Percent", Sample);
    m_metric.redirects = define("Redirects", "Count", Counter);
}

void Livestream::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    auto& random = shop.world().random();
    m_arrivalStream = random.open("shop.live.arrivals");
    m_wishStream = random.open("shop.live.wishes");
    m_routeStream = random.open("shop.live.routes");
    m_queryStream = random.open("shop.live.queries");
    defineMetrics(shop.world().metrics());
}

ApiResult Livestream::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    LivestreamSettings s = m_settings;
    read(input, "requestsPerSecond", s.requestsPerSecond);
    read(input, "hotProduct", s.hotProduct);
    read(input, "hotShare", s.hotShare);
    read(input, "priceChangeSeconds", s.priceChangeSeconds);
    read(input, "localTtlSeconds", s.localTtlSeconds);
    parseName(kReadFrom, textOf(input, "readFrom"), s.readFrom);
    read(input, "copies", s.copies);
    read(input, "ttlSeconds", s.ttlSeconds);
    if (s.hotProduct >= shop.settings().popularity.keys) {
        return invalid("hotProduct must be less than the number of products, " +
                       std::to_string(shop.settings().popularity.keys) + ".");
    }
    if (s.requestsPerSecond > 0 && shop.settings().application.endpoint.empty()) {
        return invalidCombination("The livestream reads the application's cache; SetApplication has no endpoint.");
    }
    switchOn(shop);
    if (s.localTtlSeconds != m_settings.localTtlSeconds) {
        const std::size_t copies = m_local.size();
        m_local = {};
        m_local.resize(copies);
    }
    m_settings = s;
    ++m_generation;
    m_nextArrivalNs = shop.now().ns();
    if (s.requestsPerSecond <= 0) return Json::object();
    shop.schedule(shop.now() + kLivestreamTickLength, kTick, 0, m_generation);
    shop.schedule(shop.now() + SimDuration::seconds(1), kSecond, 0, m_generation);
    if (s.priceChangeSeconds > 0)
        shop.schedule(shop.now() + SimDuration::fromSeconds(s.priceChangeSeconds), kHotChange, 0, m_generation);
    return Json::object();
}

void Livestream::onEvent(ShopFloor& shop, const kernel::Event& event) {
    switch (static_cast<EventKind>(event.kind)) {
    case kTick:
        if (event.data != m_generation) return;
        tick(shop);
        shop.schedule(shop.now() + kLivestreamTickLength, kTick, 0, m_generation);
        return;
    case kHotChange:
        if (event.data != m_generation) return;
        shop.changePrice(m_settings.hotProduct);
        shop.schedule(shop.now() + SimDuration::fromSeconds(m_settings.priceChangeSeconds), kHotChange, 0,
                      m_generation);
        return;
    case kStoreAtNode:
        store(shop, event.handle, static_cast<std::uint32_t>(event.data >> 8),
              static_cast<std::uint8_t>(event.data & 0xFF));
        return;
    case kSecond:
        if (event.data != m_generation) return;
        if (m_secondRequests > 0) {
            shop.world().metrics().sample(m_metric.stalePercent, 100.0 * static_cast<double>(m_secondStale) /
                                                                     static_cast<double>(m_secondRequests));
        }
        m_secondRequests = m_secondStale = 0;
        shop.schedule(shop.now() + SimDuration::seconds(1), kSecond, 0, m_generation);
        return;
    }
}

// --- nodes

void Livestream::learnNodes(ShopFloor& shop) {
    if (m_mapKnown && shop.now() - m_mapAt < kLearnEvery) return;
    m_mapKnown = true;
    m_mapAt = shop.now();
    const KeyValueCache::Resolved found = shop.reach();
    std::vector<ports::SlotRange> ranges;
    if (found.reach == KeyValueCache::Reach::Ok) {
        ranges = shop.cache()->slotMap(shop.world(), found.node);
        // Cluster mode is off: the one node has every slot.
        if (ranges.empty()) ranges.push_back({0, cache::kSlots - 1, found.node, {}});
    }
    std::vector<Node> nodes;
    std::vector<Shard> shards;
    auto table = std::make_shared<std::vector<std::uint8_t>>(cache::kSlots, std::uint8_t{0xFF});
    const auto nodeOf = [&](NodeRef ref, std::uint32_t shard, bool replica) {
        for (std::uint32_t i = 0; i < nodes.size(); ++i) {
            if (nodes[i].ref == ref) return i;
        }
        // Who waits for a node that stays keeps waiting.
        const auto old = std::find_if(m_nodes.begin(), m_nodes.end(), [&](const Node& n) { return n.ref == ref; });
        nodes.push_back(old != m_nodes.end() ? std::move(*old) : Node{});
        if (old != m_nodes.end()) old->ref = KeyValueCache::kNoNode;
        nodes.back().ref = ref;
        nodes.back().shard = shard;
        nodes.back().replica = replica;
        return static_cast<std::uint32_t>(nodes.size() - 1);
    };
    for (const ports::SlotRange& r : ranges) {
        std::uint32_t shard = 0;
        while (shard < shards.size() && nodes[shards[shard].primary].ref != r.primary)
            ++shard;
        if (shard == shards.size()) {
            shards.emplace_back();
            shards[shard].primary = nodeOf(r.primary, shard, false);
            for (const NodeRef replica : r.replicas) {
                const std::uint32_t index = nodeOf(replica, shard, true);
                shards[shard].replicas.push_back(index);
            }
        }
        for (std::uint32_t s = r.first; s <= r.last; ++s)
            (*table)[s] = static_cast<std::uint8_t>(shard);
    }
    std::vector<Visitor> homeless;
    for (Node& n : m_nodes) {
        if (n.ref == KeyValueCache::kNoNode) continue;
        homeless.insert(homeless.end(), n.queue.begin() + static_cast<std::ptrdiff_t>(n.head), n.queue.end());
    }
    m_nodes = std::move(nodes);
    m_shards = std::move(shards);
    if (!m_shardOfSlot || *m_shardOfSlot != *table) m_shardOfSlot = std::move(table);
    for (const Visitor& v : homeless)
        fail503(shop, v);
    const std::uint32_t products = shop.settings().popularity.keys;
    if (!m_slotOfProduct || m_slotOfProduct->size() < products) {
        auto slots = std::make_shared<std::vector<std::uint16_t>>(products);
        char buffer[kKeyCapacity];
        for (std::uint32_t p = 0; p < products; ++p)
            (*slots)[p] = cache::keySlot(keyOf(p, buffer));
        m_slotOfProduct = std::move(slots);
        m_products.resize(products);
        // The products of one server after those of another: a new number of products empties the local caches.
        m_local = {};
        m_local.resize(std::size_t{products} * kServers);
    }
}

std::string_view Livestream::keyFor(std::uint32_t product, std::uint8_t copy, char* buffer) const {
    const std::string_view key = keyOf(product, buffer);
    if (!isSplit(product)) return key;
    char* end = buffer + key.size();
    *end++ = '#';
    end = std::to_chars(end, buffer + kKeyCapacity, unsigned{copy}).ptr;
    return {buffer, static_cast<std::size_t>(end - buffer)};
}

std::uint32_t Livestream::shardOf(std::uint32_t product, std::uint8_t copy) const {
    std::uint16_t slot = (*m_slotOfProduct)[product];
    if (isSplit(product)) {
        char buffer[kKeyCapacity];
        slot = cache::keySlot(keyFor(product, copy, buffer));
    }
    return (*m_shardOfSlot)[slot];
}

Livestream::Local& Livestream::localOf(std::uint8_t server, std::uint32_t product) {
    return m_local.mut(std::size_t{server} * m_slotOfProduct->size() + product);
}

// --- visitors

void Livestream::tick(ShopFloor& shop) {
    if (m_slotOfProduct && m_slotOfProduct->size() < shop.settings().popularity.keys) m_mapKnown = false;
    learnNodes(shop);
    kernel::Rng& rng = shop.world().random()[m_arrivalStream];
    const double gapNs = 1e9 / m_settings.requestsPerSecond;
    while (m_nextArrivalNs <= shop.now().ns()) {
        arrive(shop, m_nextArrivalNs);
        m_nextArrivalNs += static_cast<std::int64_t>(rng.exponential(gapNs)) + 1;
    }
    for (Node& n : m_nodes)
        drain(shop, n);
}

void Livestream::arrive(ShopFloor& shop, std::int64_t atNs) {
    kernel::Rng& rng = shop.world().random()[m_wishStream];
    Visitor v;
    v.arrivedNs = atNs;
    v.product = rng.chance(m_settings.hotShare) ? m_settings.hotProduct : shop.drawProduct(rng);
    v.server = static_cast<std::uint8_t>(rng.below(kServers));
    ++m_totals.requests;
    ++m_secondRequests;
    shop.world().metrics().add(m_metric.requests, 1);
    if (m_settings.localTtlSeconds > 0) {
        const Local& l = localOf(v.server, v.product);
        if (l.known && l.expiresNs > atNs) {
            ++m_totals.localHits;
            shop.world().metrics().add(m_metric.localHits, 1);
            answer(shop, v, l.version, atNs + static_cast<std::int64_t>(kLocalMilliseconds * 1e6), 1);
            return;
        }
    }
    kernel::Rng& route = shop.world().random()[m_routeStream];
    if (isSplit(v.product)) v.copy = static_cast<std::uint8_t>(route.below(m_settings.copies));
    const std::uint32_t shard = shardOf(v.product, v.copy);
    if (shard >= m_shards.size()) {
        missed(shop, v); // nobody can be asked
        return;
    }
    const Shard& s = m_shards[shard];
    const bool replica = m_settings.readFrom == ReadFrom::Replicas && !s.replicas.empty();
    m_nodes[replica ? s.replicas[route.below(s.replicas.size())] : s.primary].queue.push_back(v);
}

void Livestream::drain(ShopFloor& shop, Node& node) {
    const SimTime full = shop.now() + kConnectionsAhead;
    while (node.head < node.queue.size()) {
        const Visitor v = node.queue[node.head];
        if (shop.now().ns() - v.arrivedNs > kPatienceNs) {
            ++node.head;
            shop.decide(static_cast<unsigned>(LiveRule::GaveUp), 0, v.product,
                        SimDuration::nanoseconds(shop.now().ns() - v.arrivedNs),
                        static_cast<double>(shop.now().ns() - v.arrivedNs) * 1e-6, node.waiting(), node.shard,
                        (node.freeAt - shop.now()).inMilliseconds());
            fail503(shop, v);
            continue;
        }
        if (node.freeAt >= full) break;
        ++node.head;
        ask(shop, node, v);
    }
    if (node.head == node.queue.size()) {
        node.queue.clear();
        node.head = 0;
    } else if (node.head > 4096 && node.head > node.queue.size() / 2) {
        node.queue.erase(node.queue.begin(), node.queue.begin() + static_cast<std::ptrdiff_t>(node.head));
        node.head = 0;
    }
}

void Livestream::ask(ShopFloor& shop, Node& node, const Visitor& v) {
    char buffer[kKeyCapacity];
    const std::string_view key = keyFor(v.product, v.copy, buffer);
    ++node.sent;
    CacheReply reply = shop.cache()->get(shop.world(), node.ref, key, ClientMode{false, node.replica});
    std::int64_t extraNs = 0;
    for (int hops = 0; hops < 5 && (reply.status == CacheReply::Status::Moved || reply.status == CacheReply::Status::Ask);
         ++hops) {
        ++m_totals.redirects;
        shop.world().metrics().add(m_metric.redirects, 1);
        shop.decide(static_cast<unsigned>(LiveRule::Redirected), 0, v.product, {}, reply.slot, node.ref, reply.redirect);
        if (reply.status == CacheReply::Status::Moved) m_mapKnown = false;
        extraNs += 2 * ShopFloor::halfRoundTrip().ns();
        reply = shop.cache()->get(shop.world(), reply.redirect, key,
                                  ClientMode{reply.status == CacheReply::Status::Ask, false});
    }
    if (extraNs == 0) node.freeAt = std::max(reply.finishedAt, shop.now());
    const std::int64_t readyNs =
        std::max(reply.finishedAt, shop.now()).ns() + 2 * ShopFloor::halfRoundTrip().ns() + extraNs;
    switch (reply.status) {
    case CacheReply::Status::Ok: {
        ++m_totals.hits;
        shop.world().metrics().add(m_metric.hits, 1);
        const bool foreign = reply.foreign || productOfTag(reply.value.tag) != v.product;
        const std::uint32_t version = foreign ? 0 : versionOfTag(reply.value.tag);
        if (m_settings.localTtlSeconds > 0 && !foreign) {
            // Servers were started at different times: the first copy of each is somewhere in its life, or all of
            // them would be renewed in step with one another and with the price changes.
            Local& l = localOf(v.server, v.product);
            if (l.known && l.expiresNs > readyNs) {
                l.version = std::max(l.version, version); // somebody else's request renewed it just now
            } else {
                const double life = l.known ? 1 : shop.world().random()[m_routeStream].uniform();
                l = {readyNs + static_cast<std::int64_t>(m_settings.localTtlSeconds * life * 1e9), version, true};
            }
        }
        answer(shop, v, version, readyNs, 0);
        return;
    }
    case CacheReply::Status::Nil:
        ++m_totals.misses;
        shop.world().metrics().add(m_metric.misses, 1);
        missed(shop, v);
        return;
    case CacheReply::Status::Gone:
        shop.forgetReach();
        m_mapKnown = false;
        [[fallthrough]];
    default:
        shop.countCacheError();
        missed(shop, v);
        return;
    }
}

void Livestream::answer(ShopFloor& shop, const Visitor& v, std::uint32_t version, std::int64_t atNs, double local) {
    ++m_totals.answers;
    const double ms = static_cast<double>(atNs - v.arrivedNs) * 1e-6;
    shop.world().metrics().sample(m_metric.latency, ms);
    const std::uint32_t current = shop.truth().versionOf(v.product);
    if (version >= current) return;
    ++m_totals.staleReads;
    ++m_secondStale;
    shop.world().metrics().add(m_metric.staleReads, 1);
    const double age = (shop.now() - shop.truth().replacedAt(v.product, version)).inSeconds();
    shop.decide(static_cast<unsigned>(LiveRule::Stale), 0, v.product, SimDuration::fromSeconds(ms * 1e-3), age,
                current - version, local, v.copy);
}

void Livestream::fail503(ShopFloor& shop, const Visitor& v) {
    ++m_totals.errors503;
    shop.world().metrics().add(m_metric.errors503, 1);
    shop.world().metrics().sample(m_metric.latency, static_cast<double>(shop.now().ns() - v.arrivedNs) * 1e-6);
}

// --- loads: one for all who want the product

void Livestream::missed(ShopFloor& shop, const Visitor& v) {
    Product& p = m_products.mut(v.product);
    std::uint32_t w = m_freeWaiter;
    if (w != kNobody) {
        m_freeWaiter = m_waiters[w].next;
    } else {
        w = static_cast<std::uint32_t>(m_waiters.size());
        m_waiters.emplace_back();
    }
    m_waiters[w] = {v, p.firstWaiter};
    p.firstWaiter = w;
    if (p.loading) return;
    p.loading = true;
    p.copy = v.copy;
    if (shop.query(v.product) == ShopFloor::Query::QueueFull) {
        gaveUp(shop, v.product);
        return;
    }
    ++m_totals.loads;
    shop.sampleLoads(1);
}

SimDuration Livestream::startQuery(ShopFloor& shop, std::uint32_t product) {
    m_products.mut(product).version = shop.truth().versionOf(product);
    return shop.drawQuery(m_queryStream);
}

void Livestream::onQueryDone(ShopFloor& shop, std::uint32_t product) {
    Product& p = m_products.mut(product);
    p.loading = false;
    std::uint32_t visitors = 0;
    std::int64_t first = shop.now().ns();
    for (std::uint32_t w = std::exchange(p.firstWaiter, kNobody); w != kNobody;) {
        ++visitors;
        first = std::min(first, m_waiters[w].visitor.arrivedNs);
        answer(shop, m_waiters[w].visitor, p.version, shop.now().ns(), 0);
        const std::uint32_t next = m_waiters[w].next;
        m_waiters[w].next = std::exchange(m_freeWaiter, w);
        w = next;
    }
    const SimDuration took = SimDuration::nanoseconds(shop.now().ns() - first);
    shop.decide(static_cast<unsigned>(LiveRule::Loaded), 0, product, took, visitors, took.inMilliseconds(), p.version);
    shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kStoreAtNode, product,
                  std::uint64_t{p.version} << 8 | p.copy);
}

void Livestream::gaveUp(ShopFloor& shop, std::uint32_t product) {
    Product& p = m_products.mut(product);
    p.loading = false;
    for (std::uint32_t w = std::exchange(p.firstWaiter, kNobody); w != kNobody;) {
        fail503(shop, m_waiters[w].visitor);
        const std::uint32_t next = m_waiters[w].next;
        m_waiters[w].next = std::exchange(m_freeWaiter, w);
        w = next;
    }
}

Workload::QueryInfo Livestream::queryInfo(std::uint32_t product) const {
    return {0, product, SimTime()};
}

void Livestream::onPriceChange(ShopFloor& shop, std::uint32_t product, std::uint32_t version) {
    if (m_settings.requestsPerSecond <= 0) return;
    const std::uint32_t copies = isSplit(product) ? m_settings.copies : 1;
    for (std::uint32_t copy = 0; copy < copies; ++copy)
        shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kStoreAtNode, product,
                      std::uint64_t{version} << 8 | copy);
    shop.decide(static_cast<unsigned>(LiveRule::PriceWritten), 0, product, {}, version, copies);
}

void Livestream::store(ShopFloor& shop, std::uint32_t product, std::uint32_t version, std::uint8_t copy) {
    learnNodes(shop);
    if (!m_slotOfProduct || product >= m_slotOfProduct->size()) return;
    const std::uint32_t shard = shardOf(product, copy);
    if (shard >= m_shards.size()) {
        shop.countCacheError();
        return;
    }
    char buffer[kKeyCapacity];
    const std::string_view key = keyFor(product, copy, buffer);
    const SimDuration ttl = SimDuration::fromSeconds(m_settings.ttlSeconds);
    NodeRef node = m_nodes[m_shards[shard].primary].ref;
    bool asking = false;
    for (int hops = 0; hops < 5; ++hops) {
        const CacheReply reply = shop.cache()->set(shop.world(), node, key, productValue(product, version), ttl,
                                                   ClientMode{asking, false});
        if (reply.status == CacheReply::Status::Ok) {
            shop.noteStored(product);
            return;
        }
        asking = reply.status == CacheReply::Status::Ask;
        if (!asking && reply.status != CacheReply::Status::Moved) break;
        if (!asking) m_mapKnown = false;
        node = reply.redirect;
    }
    shop.countCacheError();
}

// --- views

LivestreamView Livestream::view(const kernel::World& world) const {
    LivestreamView v;
    v.settings = m_settings;
    v.totals = m_totals;
    for (const Node& n : m_nodes) {
        v.nodes.push_back({n.ref, n.shard, n.replica, n.sent, n.waiting(),
                           std::max(0.0, (n.freeAt - world.now()).inMilliseconds())});
    }
    if (m_slotOfProduct && m_shardOfSlot) v.hotShard = shardOf(m_settings.hotProduct, 0);
    return v;
}

ApiResult Livestream::describe(const kernel::World& world, std::string_view, const Json&) const {
    const LivestreamView v = view(world);
    Json nodes = Json::array();
    for (const LivestreamView::Node& n : v.nodes) {
        nodes.push_back({{"shard", n.shard},
                         {"role", n.replica ? "replica" : "primary"},
                         {"sent", n.sent},
                         {"waiting", n.waiting},
                         {"behindMilliseconds", n.behindMilliseconds}});
    }
    const LivestreamTotals& t = m_totals;
    return Json{{"requestsPerSecond", m_settings.requestsPerSecond},
                {"hotProduct", m_settings.hotProduct},
                {"hotShare", m_settings.hotShare},
                {"priceChangeSeconds", m_settings.priceChangeSeconds},
                {"localTtlSeconds", m_settings.localTtlSeconds},
                {"readFrom", nameOf(kReadFrom, m_settings.readFrom)},
                {"copies", m_settings.copies},
                {"ttlSeconds", m_settings.ttlSeconds},
                {"hotShard", v.hotShard},
                {"nodes", std::move(nodes)},
                {"totals",
                 {{"requests", t.requests},
                  {"answers", t.answers},
                  {"errors503", t.errors503},
                  {"localHits", t.localHits},
                  {"hits", t.hits},
                  {"misses", t.misses},
                  {"staleReads", t.staleReads},
                  {"loads", t.loads},
                  {"redirects", t.redirects}}}};
}

void Livestream::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_totals.answers);
    f.mix(m_totals.errors503);
    f.mix(m_totals.staleReads);
    f.mix(m_totals.hits);
    f.mix(m_totals.loads);
}

} // namespace maylab::scenarios
