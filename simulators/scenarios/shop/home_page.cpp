// The home page's traffic and its four ways to be rebuilt; operations and view are in home_page_api.cpp.
#include "scenarios/shop/home_page.h"

#include "kernel/math.h"
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_floor.h"

#include <algorithm>
#include <charconv>

namespace maylab::scenarios {

using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr std::string_view kPageKey = "page:home";
constexpr std::string_view kLockKey = "lock:home";
// Only who still owns the lock may take it away.
constexpr std::string_view kCompareAndDelete =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";
// As long as a visitor waits for a connection, so long it waits for a lock.
constexpr SimDuration kPatience = SimDuration::nanoseconds(static_cast<std::int64_t>(kGiveUpSeconds * 1e9));
constexpr SimDuration kHomePageConnectTimeout =
    SimDuration::nanoseconds(static_cast<std::int64_t>(kConnectTimeoutSeconds * 1e9));

// "visit-4711": whose lock it is, unique for each request.
struct Token {
    explicit Token(std::uint64_t request) {
        constexpr std::string_view kPrefix = "visit-";
        std::copy(kPrefix.begin(), kPrefix.end(), text);
        end = std::to_chars(text + kPrefix.size(), text + sizeof text, request).ptr;
    }
    std::string_view view() const { return {text, static_cast<std::size_t>(end - text)}; }
    char text[32];
    char* end;
};

struct Number {
    explicit Number(std::uint64_t n) : end(std::to_chars(text, text + sizeof text, n).ptr) {}
    std::string_view view() const { return {text, static_cast<std::size_t>(end - text)}; }
    char text[24];
    char* end;
};

// The version of a page's tag.
std::uint32_t hundredths(SimTime t) {
    return static_cast<std::uint32_t>(t.ns() / 10'000'000);
}
SimTime fromHundredths(std::uint32_t n) {
    return SimTime::fromNs(std::int64_t{n} * 10'000'000);
}

double milliseconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-6;
}
double secondsOrNever(std::int64_t ms) {
    return ms < 0 ? -1 : static_cast<double>(ms) * 1e-3;
}

} // namespace

void HomePage::decide(ShopFloor& shop, HomeRule rule, const Visit& v, SimDuration took, double a, double b, double c,
                      double d) const {
    shop.decide(static_cast<unsigned>(rule), v.request, kHomePage, took, a, b, c, d);
}

void HomePage::scheduleArrival(ShopFloor& shop) {
    const auto next = m_arrivals.next(shop.now(), shop.world().random()[m_arrivalStream]);
    m_arrivalExpected = next.arrival;
    shop.schedule(next.at, kArrival, 0, m_generation);
}

std::uint32_t HomePage::allocate(ShopFloor& shop, bool background) {
    std::uint32_t i = m_firstFree;
    if (i != kNobody) {
        m_firstFree = m_visits[i].nextFree;
        m_visits[i] = Visit{};
    } else {
        i = static_cast<std::uint32_t>(m_visits.size());
        m_visits.emplace_back();
    }
    Visit& v = m_visits[i];
    v.id = m_nextVisit++;
    v.request = background ? 0 : shop.newRequest();
    v.arrived = v.mark = shop.now();
    return i;
}

bool HomePage::isLive(const kernel::Event& event) const {
    return event.handle < m_visits.size() && m_visits[event.handle].id == event.data;
}

void HomePage::onEvent(ShopFloor& shop, const kernel::Event& event) {
    const auto kind = static_cast<EventKind>(event.kind);
    if (kind == kArrival) {
        if (event.data != m_generation) return;
        if (m_arrivalExpected) {
            ++m_totals.requests;
            shop.world().metrics().add(m_metric.requests, 1);
            askCache(shop, allocate(shop, false));
        }
        scheduleArrival(shop);
        return;
    }
    if (!isLive(event)) return;
    const std::uint32_t i = event.handle;
    switch (kind) {
    case kArrival:
        return;
    case kGetAtNode:
        onGetAtNode(shop, i);
        return;
    case kGetReply:
        onGetReply(shop, i);
        return;
    case kLockAtNode:
        onLockAtNode(shop, i);
        return;
    case kLockReply:
        onLockReply(shop, i);
        return;
    case kWaitOver:
        --m_waitingForLock;
        askCache(shop, i);
        return;
    case kStoreAtNode:
        onStoreAtNode(shop, i);
        return;
    case kStoreReply:
        m_visits[i].cacheNs += (shop.now() - m_visits[i].mark).ns();
        finish(shop, i, Outcome::DatabaseMiss);
        return;
    case kCacheFailed:
        onCacheFailed(shop, i);
        return;
    }
}

// --- the way to the cache

void HomePage::toNode(ShopFloor& shop, std::uint32_t i, EventKind kind) {
    Visit& v = m_visits[i];
    v.mark = shop.now();
    switch (shop.reach().reach) {
    case KeyValueCache::Reach::Ok:
        shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kind, i, v.id);
        return;
    case KeyValueCache::Reach::UnknownHost:
        onCacheFailed(shop, i);
        return;
    case KeyValueCache::Reach::Refused:
        shop.schedule(shop.now() + ShopFloor::halfRoundTrip() * 2, kCacheFailed, i, v.id);
        return;
    case KeyValueCache::Reach::TimesOut:
        shop.schedule(shop.now() + kHomePageConnectTimeout, kCacheFailed, i, v.id);
        return;
    }
}

bool HomePage::atNode(ShopFloor& shop, std::uint32_t i, KeyValueCache::NodeRef& node) {
    const KeyValueCache::Resolved found = shop.reach();
    node = found.node;
    if (found.reach == KeyValueCache::Reach::Ok && shop.cache() != nullptr) return true;
    // The way was closed while the request was on it.
    const Visit& v = m_visits[i];
    const SimTime noticed = found.reach == KeyValueCache::Reach::TimesOut ? v.mark + kHomePageConnectTimeout
                                                                          : shop.now() + ShopFloor::halfRoundTrip();
    shop.schedule(noticed, kCacheFailed, i, v.id);
    return false;
}

void HomePage::askCache(ShopFloor& shop, std::uint32_t i) {
    toNode(shop, i, kGetAtNode);
}

void HomePage::onGetAtNode(ShopFloor& shop, std::uint32_t i) {
    KeyValueCache::NodeRef node = KeyValueCache::kNoNode;
    if (!atNode(shop, i, node)) return;
    Visit& v = m_visits[i];
    const CacheReply reply = shop.cache()->get(shop.world(), node, kPageKey);
    v.asked = shop.now();
    const SimTime ready = std::max(reply.finishedAt, shop.now()) + ShopFloor::halfRoundTrip();
    switch (reply.status) {
    case CacheReply::Status::Ok:
        v.hit = true;
        v.foreign = reply.foreign || productOfTag(reply.value.tag) != kHomePage;
        v.freshUntil = v.foreign ? SimTime() : fromHundredths(versionOfTag(reply.value.tag));
        v.leavesInMs = reply.expiresInMilliseconds;
        break;
    case CacheReply::Status::Nil:
        v.hit = false;
        break;
    case CacheReply::Status::Gone:
        shop.forgetReach();
        shop.schedule(ready, kCacheFailed, i, v.id);
        return;
    default:
        shop.schedule(ready, kCacheFailed, i, v.id);
        return;
    }
    shop.schedule(ready, kGetReply, i, v.id);
}

void HomePage::onCacheFailed(ShopFloor& shop, std::uint32_t i) {
    // As most code does: catch the client's error and build the page, without a hit or a miss.
    Visit& v = m_visits[i];
    const SimDuration took = shop.now() - v.mark;
    v.cacheNs += took.ns();
    shop.countCacheError();
    decide(shop, HomeRule::CacheUnreachable, v, took, took.inMilliseconds(), static_cast<double>(shop.reach().reach),
           kHomePageConnectTimeout.inMilliseconds(), v.loading ? 1 : 0);
    if (v.queryNs > 0) {
        finish(shop, i, Outcome::DatabaseMiss);
    } else {
        load(shop, i);
    }
}

void HomePage::onGetReply(ShopFloor& shop, std::uint32_t i) {
    Visit& v = m_visits[i];
    v.cacheNs += (shop.now() - v.mark).ns();
    if (!v.cacheAnswered) {
        v.cacheAnswered = true;
        if (v.hit) {
            ++m_totals.hits;
            shop.countHit();
        } else {
            ++m_totals.misses;
            shop.countMiss();
        }
    }
    const bool fresh = v.hit && (v.foreign || shop.now() < v.freshUntil);
    if (!fresh) {
        // A reply that left the node before the page came back says nothing about now.
        if (m_missingSince == SimTime() && v.asked > m_storedAt) m_missingSince = shop.now();
        missed(shop, i);
        return;
    }
    if (m_settings.strategy == StampedeStrategy::EarlyRefresh && !v.foreign && refreshesEarly(shop, v)) {
        load(shop, i);
        return;
    }
    answerFromCache(shop, i, false);
}

bool HomePage::refreshesEarly(ShopFloor& shop, const Visit& v) {
    if (m_deltaSeconds <= 0) return false;
    const double u = shop.world().random()[m_earlyStream].uniform();
    const double ahead = m_deltaSeconds * m_settings.beta * -kernel::math::log(1 - u);
    const double left = (v.freshUntil - shop.now()).inSeconds();
    if (ahead < left) return false;
    decide(shop, HomeRule::Early, v, SimDuration(), left, m_deltaSeconds * 1000, m_settings.beta, ahead);
    return true;
}

void HomePage::missed(ShopFloor& shop, std::uint32_t i) {
    switch (m_settings.strategy) {
    case StampedeStrategy::None:
    case StampedeStrategy::EarlyRefresh:
        load(shop, i);
        return;
    case StampedeStrategy::StaleWhileRevalidate:
        if (!m_visits[i].hit) {
            load(shop, i);
            return;
        }
        answerFromCache(shop, i, true);
        if (!m_refreshing) {
            m_refreshing = true;
            load(shop, allocate(shop, true));
        }
        return;
    case StampedeStrategy::Lock:
        toNode(shop, i, kLockAtNode);
        return;
    }
}

void HomePage::answerFromCache(ShopFloor& shop, std::uint32_t i, bool stale) {
    const Visit& v = m_visits[i];
    const SimDuration took = shop.now() - v.arrived;
    const double age = v.foreign ? -1 : (shop.now() - v.freshUntil).inSeconds();
    if (stale) {
        ++m_totals.staleServed;
        shop.world().metrics().add(m_metric.staleServed, 1);
        decide(shop, HomeRule::ServedStale, v, took, milliseconds(v.cacheNs), age, secondsOrNever(v.leavesInMs),
               static_cast<double>(m_loading.size()));
    } else {
        decide(shop, HomeRule::Answered, v, took, milliseconds(v.cacheNs), -age, secondsOrNever(v.leavesInMs),
               v.foreign ? 1 : 0);
    }
    finish(shop, i, stale ? Outcome::StaleHit : v.foreign ? Outcome::ForeignHit : Outcome::CacheHit);
}

// --- the lock

void HomePage::onLockAtNode(ShopFloor& shop, std::uint32_t i) {
    KeyValueCache::NodeRef node = KeyValueCache::kNoNode;
    if (!atNode(shop, i, node)) return;
    Visit& v = m_visits[i];
    const Token token(v.request);
    const Number px(m_settings.lockMilliseconds);
    const std::string_view argv[] = {"SET", kLockKey, token.view(), "NX", "PX", px.view()};
    const bool hasEnd = m_settings.lockMilliseconds > 0;
    const auto reply = shop.cache()->command(shop.world(), node, std::span(argv).first(hasEnd ? 6 : 4));
    const SimTime ready = std::max(reply.finishedAt, shop.now()) + ShopFloor::halfRoundTrip();
    if (reply.status != CacheReply::Status::Ok && reply.status != CacheReply::Status::Nil) {
        if (reply.status == CacheReply::Status::Gone) shop.forgetReach();
        shop.schedule(ready, kCacheFailed, i, v.id);
        return;
    }
    v.locked = reply.status == CacheReply::Status::Ok;
    v.lockedAt = shop.now();
    if (v.locked) {
        m_lockHolder = v.request;
        m_lockTakenAt = shop.now();
        m_lockEndsAt = hasEnd ? shop.now() + SimDuration::milliseconds(m_settings.lockMilliseconds) : SimTime();
        ++m_totals.locksTaken;
        shop.world().metrics().add(m_metric.locksTaken, 1);
        if (!hasEnd) {
            ++m_totals.locksWithoutEnd;
            shop.world().metrics().add(m_metric.locksWithoutEnd, 1);
        }
        decide(shop, HomeRule::LockTaken, v, shop.now() - v.mark, m_settings.lockMilliseconds, m_waitingForLock,
               v.waits, hasEnd ? 1 : 0);
    }
    shop.schedule(ready, kLockReply, i, v.id);
}

void HomePage::onLockReply(ShopFloor& shop, std::uint32_t i) {
    Visit& v = m_visits[i];
    v.cacheNs += (shop.now() - v.mark).ns();
    if (v.locked) {
        load(shop, i);
        return;
    }
    // A visitor who comes back counts as refused once.
    const bool copy = v.hit && m_settings.waiters == LockWaiters::Stale;
    if (!v.refused) {
        v.refused = true;
        ++m_totals.locksRefused;
        shop.world().metrics().add(m_metric.locksRefused, 1);
        decide(shop, HomeRule::LockRefused, v, shop.now() - v.mark, static_cast<double>(m_lockHolder),
               (shop.now() - m_lockTakenAt).inMilliseconds(), copy ? 1 : 0, m_settings.waitMilliseconds);
    }
    if (copy) {
        answerFromCache(shop, i, true);
        return;
    }
    if (shop.now() - v.arrived >= kPatience) {
        decide(shop, HomeRule::GaveUpLock, v, shop.now() - v.arrived, (shop.now() - v.arrived).inMilliseconds(),
               v.waits, static_cast<double>(m_lockHolder), (shop.now() - m_lockTakenAt).inMilliseconds());
        finish(shop, i, Outcome::Error503);
        return;
    }
    ++v.waits;
    ++m_waitingForLock;
    shop.schedule(shop.now() + SimDuration::milliseconds(m_settings.waitMilliseconds), kWaitOver, i, v.id);
}

SimTime HomePage::release(ShopFloor& shop, std::uint32_t i, KeyValueCache::NodeRef node) {
    const Visit& v = m_visits[i];
    const Token token(v.request);
    const bool compares = m_settings.release == LockRelease::CompareAndDelete;
    const std::string_view compare[] = {"EVAL", kCompareAndDelete, "1", kLockKey, token.view()};
    const std::string_view plain[] = {"DEL", kLockKey};
    const auto reply =
        compares ? shop.cache()->command(shop.world(), node, compare) : shop.cache()->command(shop.world(), node, plain);
    const SimDuration held = shop.now() - v.lockedAt;
    const bool deleted = reply.status == CacheReply::Status::Ok && reply.bytes.starts_with(":1");
    if (!deleted) {
        ++m_totals.lostLocks;
        decide(shop, HomeRule::LockLost, v, held, held.inMilliseconds(), m_settings.lockMilliseconds,
               static_cast<double>(m_lockHolder), reply.status == CacheReply::Status::Ok ? 0 : 1);
    } else if (m_lockHolder != v.request) {
        ++m_totals.foreignReleases;
        shop.world().metrics().add(m_metric.foreignReleases, 1);
        decide(shop, HomeRule::LockForeign, v, held, held.inMilliseconds(), m_settings.lockMilliseconds,
               static_cast<double>(m_lockHolder), (shop.now() - m_lockTakenAt).inMilliseconds());
        m_lockHolder = 0;
    } else {
        ++m_totals.releases;
        decide(shop, HomeRule::LockReleased, v, held, held.inMilliseconds(), m_settings.lockMilliseconds,
               compares ? 1 : 0, m_waitingForLock);
        m_lockHolder = 0;
    }
    return std::max(reply.finishedAt, shop.now());
}

// --- the build

void HomePage::load(ShopFloor& shop, std::uint32_t i) {
    Visit& v = m_visits[i];
    v.mark = v.loadSince = shop.now();
    v.loading = true;
    m_loading.push_back(i);
    ++m_totals.loads;
    const auto loads = static_cast<std::uint32_t>(m_loading.size());
    m_totals.mostLoads = std::max(m_totals.mostLoads, loads);
    shop.sampleLoads(loads);
    shop.world().metrics().sample(m_metric.loadsOfKey, loads);
    if (m_killNext) {
        m_killNext = false;
        v.dies = true;
    }
    decide(shop, HomeRule::Load, v, SimDuration(), loads, shop.waiting(), v.locked ? 1 : 0,
           static_cast<double>(m_settings.strategy));
    if (shop.query(i) == ShopFloor::Query::QueueFull) gaveUp(shop, i);
}

SimDuration HomePage::startQuery(ShopFloor& shop, std::uint32_t i) {
    Visit& v = m_visits[i];
    v.waitNs = (shop.now() - v.mark).ns();
    v.mark = shop.now();
    v.running = true;
    const double ms = m_build(shop.world().random()[m_buildStream]) * shop.databaseSlowdown();
    return SimDuration::nanoseconds(static_cast<std::int64_t>(ms * 1e6 + 0.5));
}

void HomePage::endLoad(std::uint32_t i) {
    m_visits[i].loading = m_visits[i].running = false;
    m_loading.erase(std::find(m_loading.begin(), m_loading.end(), i));
    if (m_visits[i].request == 0) m_refreshing = false;
}

void HomePage::onQueryDone(ShopFloor& shop, std::uint32_t i) {
    Visit& v = m_visits[i];
    v.queryNs = (shop.now() - v.mark).ns();
    m_deltaSeconds = (shop.now() - v.loadSince).inSeconds();
    if (v.dies) {
        // The process is gone, and with it the page and whoever knew the token of the lock.
        endLoad(i);
        ++m_totals.holdersDied;
        decide(shop, HomeRule::HolderDied, v, shop.now() - v.arrived, milliseconds(v.queryNs), v.locked ? 1 : 0,
               v.locked ? m_settings.lockMilliseconds : 0, (shop.now() - v.lockedAt).inMilliseconds());
        finish(shop, i, Outcome::Error503);
        return;
    }
    toNode(shop, i, kStoreAtNode);
}

void HomePage::onStoreAtNode(ShopFloor& shop, std::uint32_t i) {
    KeyValueCache::NodeRef node = KeyValueCache::kNoNode;
    if (!atNode(shop, i, node)) return;
    Visit& v = m_visits[i];
    const SimTime freshUntil = shop.now() + SimDuration::fromSeconds(m_settings.ttlSeconds);
    const double kept = m_settings.ttlSeconds + (m_settings.keepsOldCopy() ? m_settings.staleSeconds : 0);
    const CacheReply reply = shop.cache()->set(
        shop.world(), node, kPageKey, {m_settings.pageBytes, tagOf(kHomePage, hundredths(freshUntil))},
        SimDuration::fromSeconds(kept));
    SimTime ready = std::max(reply.finishedAt, shop.now());
    endLoad(i);
    if (reply.status == CacheReply::Status::Ok) {
        m_freshUntil = freshUntil;
        m_storedAt = shop.now();
        ++m_totals.rebuilt;
        const SimDuration missing = m_missingSince == SimTime() ? SimDuration() : shop.now() - m_missingSince;
        if (m_missingSince != SimTime()) {
            m_lastRebuild = missing.inMilliseconds();
            shop.world().metrics().sample(m_metric.rebuildTime, m_lastRebuild);
            m_missingSince = SimTime();
        }
        decide(shop, HomeRule::Rebuilt, v, missing, missing.inMilliseconds(), milliseconds(v.waitNs),
               milliseconds(v.queryNs), static_cast<double>(m_loading.size()));
    } else {
        if (reply.status == CacheReply::Status::Gone) shop.forgetReach();
        shop.countCacheError();
    }
    if (v.locked) ready = std::max(ready, release(shop, i, node));
    shop.schedule(ready + ShopFloor::halfRoundTrip(), kStoreReply, i, v.id);
}

void HomePage::gaveUp(ShopFloor& shop, std::uint32_t i) {
    Visit& v = m_visits[i];
    v.waitNs = (shop.now() - v.mark).ns();
    endLoad(i);
    // It cannot build the page, and keeps the lock until the lock ends by itself.
    decide(shop, HomeRule::GaveUpConnection, v, shop.now() - v.arrived, milliseconds(v.waitNs), shop.waiting(),
           v.locked ? 1 : 0, static_cast<double>(m_loading.size()));
    finish(shop, i, Outcome::Error503);
}

Workload::QueryInfo HomePage::queryInfo(std::uint32_t i) const {
    const Visit& v = m_visits[i];
    return {v.request, kHomePage, v.arrived};
}

void HomePage::finish(ShopFloor& shop, std::uint32_t i, Outcome outcome) {
    Visit& v = m_visits[i];
    if (v.loading) endLoad(i);
    if (v.request != 0) {
        const SimDuration took = shop.now() - v.arrived;
        RequestRecord record{v.request, v.arrived, kHomePage, outcome};
        record.cacheMilliseconds = static_cast<float>(milliseconds(v.cacheNs));
        record.waitMilliseconds = static_cast<float>(milliseconds(v.waitNs));
        record.queryMilliseconds = static_cast<float>(milliseconds(v.queryNs));
        record.totalMilliseconds = static_cast<float>(took.inMilliseconds());
        shop.world().metrics().sample(m_metric.latency, took.inMilliseconds());
        if (outcome == Outcome::Error503) ++m_totals.errors503;
        shop.finish(record);
    }
    v.id = 0;
    v.nextFree = m_firstFree;
    m_firstFree = i;
}

void HomePage::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_totals.loads);
    f.mix(m_totals.staleServed);
    f.mix(m_totals.locksRefused);
    f.mix(m_lockHolder);
    f.mix(m_waitingForLock);
}

} // namespace maylab::scenarios
