// The application: how it uses the cache, what it answers, and what it does when there is no cache.
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_service.h"

#include <algorithm>

namespace maylab::scenarios {

using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr SimDuration kShopApplicationRoundTrip =
    SimDuration::nanoseconds(static_cast<std::int64_t>(kCacheRoundTripMilliseconds * 1e6));
constexpr SimDuration kShopApplicationConnectTimeout =
    SimDuration::nanoseconds(static_cast<std::int64_t>(kConnectTimeoutSeconds * 1e9));

double milliseconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-6;
}
double secondsOrNever(std::int64_t ms) {
    return ms < 0 ? -1 : static_cast<double>(ms) * 1e-3;
}

} // namespace

KeyValueCache::Resolved ShopService::reach(World& world) {
    return m_client.reach(world, m_settings.application.endpoint,
                          m_settings.application.strategy != Strategy::None);
}

void ShopService::countHit(World& world) {
    ++m_totals.hits;
    world.metrics().add(m_metric.hits, 1);
}

void ShopService::countMiss(World& world) {
    ++m_totals.misses;
    world.metrics().add(m_metric.misses, 1);
}

void ShopService::countCacheError(World& world) {
    ++m_totals.cacheErrors;
    world.metrics().add(m_metric.cacheErrors, 1);
}

SimDuration ShopService::drawTtl(World& world) {
    const ApplicationSettings& a = m_settings.application;
    if (a.ttlSeconds <= 0) return {};
    double seconds = a.ttlSeconds;
    if (a.jitterPercent > 0) {
        seconds *= 1 + a.jitterPercent / 100 * (2 * world.random()[m_stream.jitter].uniform() - 1);
    }
    return std::max(SimDuration::fromSeconds(seconds), SimDuration::milliseconds(1));
}

void ShopService::askCache(World& world, std::uint32_t index) {
    Request& r = m_requests[index];
    r.mark = world.now();
    switch (reach(world).reach) {
    case KeyValueCache::Reach::Ok:
        world.schedule(world.now() + halfRoundTrip(), m_id, kGetAtNode, index, r.id);
        return;
    case KeyValueCache::Reach::UnknownHost:
        onCacheFailed(world, index);
        return;
    case KeyValueCache::Reach::Refused:
        world.schedule(world.now() + kShopApplicationRoundTrip, m_id, kCacheFailed, index, r.id);
        return;
    case KeyValueCache::Reach::TimesOut:
        world.schedule(world.now() + kShopApplicationConnectTimeout, m_id, kCacheFailed, index, r.id);
        return;
    }
}

bool ShopService::redirected(World&, Request& r, const CacheReply& reply) {
    if (r.attempts >= ClusterClient::kMaxAttempts) return false;
    switch (reply.status) {
    case CacheReply::Status::Moved: m_cluster.learn(reply.slot, reply.redirect); break;
    case CacheReply::Status::Ask: r.askAt = reply.redirect; break;
    case CacheReply::Status::TryAgain:
    case CacheReply::Status::ClusterDown: break; // once more at the same node
    default: return false;
    }
    ++r.attempts;
    return true;
}

void ShopService::onGetAtNode(World& world, std::uint32_t index) {
    Request& r = m_requests[index];
    const KeyValueCache::Resolved found = reach(world);
    KeyValueCache* cache = cachePort(world);
    if (found.reach != KeyValueCache::Reach::Ok || cache == nullptr) {
        // The way was closed while the request was on it.
        world.schedule(found.reach == KeyValueCache::Reach::TimesOut ? r.mark + kShopApplicationConnectTimeout
                                                                     : world.now() + halfRoundTrip(),
                       m_id, kCacheFailed, index, r.id);
        return;
    }
    char buffer[kKeyCapacity];
    const std::string_view key = keyOf(r.product, buffer);
    const bool asking = r.askAt != KeyValueCache::kNoNode;
    const KeyValueCache::NodeRef node = asking ? r.askAt : m_cluster.routeKey(world, *cache, found.node, key);
    r.askAt = KeyValueCache::kNoNode;
    const CacheReply reply = cache->get(world, node, key, {asking, false});
    if (redirected(world, r, reply)) {
        world.schedule(std::max(reply.finishedAt, world.now()) + kShopApplicationRoundTrip, m_id, kGetAtNode, index, r.id);
        return;
    }
    switch (reply.status) {
    case CacheReply::Status::Ok:
        r.asked = r.hit = true;
        // Under the key may lie what a person typed, or copied there from another product.
        r.foreign = reply.foreign || productOfTag(reply.value.tag) != r.product;
        r.version = versionOfTag(reply.value.tag);
        r.foreignBytes = reply.value.length;
        r.leavesInMs = reply.expiresInMilliseconds;
        if (r.product < kScanBase) r.storedAt = m_products[r.product].storedAt;
        break;
    case CacheReply::Status::Nil:
        r.asked = true;
        break;
    case CacheReply::Status::Oom:
    case CacheReply::Status::WrongType:
        break; // an error reply: go to the database
    case CacheReply::Status::Gone:
        m_client.forget();
        m_cluster.forget();
        break;
    default: break; // a cluster that does not settle: as an error reply
    }
    const SimTime ready = std::max(reply.finishedAt, world.now()) + halfRoundTrip();
    world.schedule(ready, m_id, r.asked ? kGetReply : kCacheFailed, index, r.id);
}

void ShopService::onGetReply(World& world, std::uint32_t index) {
    Request& r = m_requests[index];
    r.cacheNs = (world.now() - r.mark).ns();
    if (r.hit) {
        countHit(world);
        answer(world, index);
        return;
    }
    countMiss(world);
    askDatabase(world, index);
}

void ShopService::onCacheFailed(World& world, std::uint32_t index) {
    // As most code does: catch the client's error and ask the database, without a hit or a miss.
    Request& r = m_requests[index];
    r.cacheNs = (world.now() - r.mark).ns();
    countCacheError(world);
    decide(world, ShopRule::CacheUnreachable, r.id, r.product, SimDuration::nanoseconds(r.cacheNs),
           milliseconds(r.cacheNs), static_cast<double>(m_client.last().reach), kShopApplicationConnectTimeout.inMilliseconds(),
           0);
    askDatabase(world, index);
}

void ShopService::storeOrAnswer(World& world, std::uint32_t index) {
    Request& r = m_requests[index];
    if (r.asked && m_settings.application.strategy != Strategy::None &&
        reach(world).reach == KeyValueCache::Reach::Ok) {
        r.mark = world.now();
        world.schedule(world.now() + halfRoundTrip(), m_id, kSetAtNode, index, r.id);
        return;
    }
    answer(world, index);
}

void ShopService::onSetAtNode(World& world, std::uint32_t index) {
    Request& r = m_requests[index];
    const KeyValueCache::Resolved found = reach(world);
    KeyValueCache* cache = cachePort(world);
    SimTime finished = world.now();
    if (found.reach == KeyValueCache::Reach::Ok && cache != nullptr) {
        char buffer[kKeyCapacity];
        const std::string_view key = keyOf(r.product, buffer);
        const bool asking = r.askAt != KeyValueCache::kNoNode;
        const KeyValueCache::NodeRef node = asking ? r.askAt : m_cluster.routeKey(world, *cache, found.node, key);
        r.askAt = KeyValueCache::kNoNode;
        const SimDuration ttl = drawTtl(world);
        const CacheReply reply = cache->set(world, node, key, productValue(r.product, r.version), ttl, {asking, false});
        finished = std::max(finished, reply.finishedAt);
        if (redirected(world, r, reply)) {
            world.schedule(finished + kShopApplicationRoundTrip, m_id, kSetAtNode, index, r.id);
            return;
        }
        stored(world, reply.status, r.id, r.product, r.version, ttl, finished + halfRoundTrip() - r.mark);
    } else {
        countCacheError(world);
    }
    world.schedule(finished + halfRoundTrip(), m_id, kSetReply, index, r.id);
}

bool ShopService::stored(World& world, CacheReply::Status status, std::uint64_t request,
                         std::uint32_t product, std::uint32_t version, SimDuration ttl, SimDuration took) {
    if (status == CacheReply::Status::Ok) {
        if (product < kScanBase) m_products.mut(product).storedAt = world.now();
        return true;
    }
    countCacheError(world);
    if (status == CacheReply::Status::Gone) {
        m_client.forget();
        m_cluster.forget();
    }
    if (status == CacheReply::Status::Oom) ++m_totals.storesRefused;
    decide(world, ShopRule::StoreRefused, request, product, took, took.inMilliseconds(), version,
           ttl.inSeconds(), static_cast<double>(status));
    return false;
}

void ShopService::onWriteAtNode(World& world, const kernel::Event& event) {
    const std::uint32_t product = event.handle;
    const auto version = static_cast<std::uint32_t>(event.data);
    const KeyValueCache::Resolved found = reach(world);
    KeyValueCache* cache = cachePort(world);
    if (found.reach != KeyValueCache::Reach::Ok || cache == nullptr) {
        countCacheError(world);
        return;
    }
    char buffer[kKeyCapacity];
    const SimDuration ttl = drawTtl(world);
    const std::string_view key = keyOf(product, buffer);
    const CacheReply reply = cache->set(world, m_cluster.routeKey(world, *cache, found.node, key), key,
                                        productValue(product, version), ttl);
    if (reply.status == CacheReply::Status::Moved) {
        m_cluster.learn(reply.slot, reply.redirect);
        world.schedule(std::max(reply.finishedAt, world.now()) + kShopApplicationRoundTrip, m_id, kWriteAtNode, product, version);
        return;
    }
    const SimDuration took = std::max(reply.finishedAt, world.now()) + kShopApplicationRoundTrip - world.now();
    const bool taken = stored(world, reply.status, 0, product, version, ttl, took);
    ++m_totals.writeThroughs;
    decide(world, ShopRule::WriteThrough, 0, product, took, took.inMilliseconds(), version, ttl.inSeconds(),
           taken ? 1 : 0);
}

void ShopService::answer(World& world, std::uint32_t index) {
    const Request& r = m_requests[index];
    const SimDuration took = world.now() - r.arrived;
    const std::uint32_t current = r.product < kScanBase ? m_truth.versionOf(r.product) : 0;
    const double cacheMs = milliseconds(r.cacheNs);
    const double leaves = secondsOrNever(r.leavesInMs);
    ++m_totals.answers;

    if (!r.hit) {
        // As fresh as an answer can be: what the query read.
        world.metrics().sample(m_metric.answerAge, 0);
        decide(world, r.asked ? ShopRule::AnswerDatabase : ShopRule::AnswerDirect, r.id, r.product, took,
               cacheMs, milliseconds(r.waitNs), milliseconds(r.queryNs), r.version);
        finish(world, index, r.asked ? Outcome::DatabaseMiss : Outcome::DatabaseOnly);
        return;
    }
    if (r.foreign) {
        // Given as it is; the database never had it, so it is no current price, and no age can be told.
        ++m_totals.foreignHits;
        ++m_totals.staleReads;
        world.metrics().add(m_metric.staleReads, 1);
        decide(world, ShopRule::AnswerForeign, r.id, r.product, took, cacheMs, leaves, r.foreignBytes,
               current);
        finish(world, index, Outcome::ForeignHit);
        return;
    }
    const double storedAgo = r.product < kScanBase ? (world.now() - r.storedAt).inSeconds() : -1;
    decide(world, ShopRule::AnswerCache, r.id, r.product, took, cacheMs, storedAgo, leaves, r.version);
    if (r.version >= current) {
        world.metrics().sample(m_metric.answerAge, 0);
        finish(world, index, Outcome::CacheHit);
        return;
    }
    const double age = (world.now() - m_truth.replacedAt(r.product, r.version)).inSeconds();
    ++m_totals.staleReads;
    world.metrics().add(m_metric.staleReads, 1);
    world.metrics().sample(m_metric.answerAge, age);
    decide(world, ShopRule::StaleRead, r.id, r.product, took, storedAgo, age, leaves, current - r.version);
    finish(world, index, Outcome::StaleHit);
}

void ShopService::fail503(World& world, std::uint32_t index, ShopRule rule) {
    const Request& r = m_requests[index];
    ++m_totals.errors503;
    world.metrics().add(m_metric.errors503, 1);
    const double waiting = m_pool.waiting();
    const double connections = m_pool.limit();
    const SimDuration took = world.now() - r.arrived;
    switch (rule) {
    case ShopRule::GaveUp:
        decide(world, rule, r.id, r.product, took, milliseconds(r.waitNs), r.aheadInQueue, connections,
               waiting);
        break;
    case ShopRule::QueueFull:
        decide(world, rule, r.id, r.product, took, milliseconds(r.cacheNs), m_pool.queueLimit(), connections,
               waiting);
        break;
    default:
        decide(world, rule, r.id, r.product, took, m_inFlight, kMaxInFlight, connections, waiting);
        break;
    }
    finish(world, index, Outcome::Error503);
}

} // namespace maylab::scenarios
