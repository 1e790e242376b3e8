// Visitors and the database; the application is in shop_application.cpp, the operations in shop_api.cpp.
#include "scenarios/shop/shop_service.h"

#include "scenarios/shop/workloads.h"

#include <algorithm>

namespace maylab::scenarios {

using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;

ShopService::ShopService(const ShopSettings& settings)
    : m_settings(settings)
    , m_popularity(*traffic::KeyPopularity::make(settings.popularity))
    , m_pool(settings.database.connections, settings.database.queueLimit,
             SimDuration::fromSeconds(kGiveUpSeconds))
    , m_service(settings.database.serviceMilliseconds, settings.database.serviceSpread)
    , m_truth(settings.popularity.keys)
    , m_workloads(makeWorkloads())
    , m_recent(ShopView::kRecent) {
    m_products.resize(settings.popularity.keys);
}

void ShopService::start(World& world) {
    m_id = world.find(name());
    m_client.start(world);
    if (auto* cache = cachePort(world)) cache->setRenderer(&renderProduct);

    auto& random = world.random();
    m_stream.arrivals = random.open("shop.visitors.arrivals");
    m_stream.users = random.open("shop.visitors.users");
    m_stream.popularity = random.open("shop.visitors.popularity");
    m_stream.scan = random.open("shop.crawler");
    m_stream.changes = random.open("shop.database.changes");
    m_stream.service = random.open("shop.database.service");
    m_stream.jitter = random.open("shop.application.jitter");
    m_firstRule = world.decisions().registerRules(shopRules());
    m_workloadRules.clear();
    for (const WorkloadBox& w : m_workloads) {
        m_workloadRules.push_back(w->rules().empty() ? kernel::RuleId{0} : world.decisions().registerRules(w->rules()));
    }

    const auto define = [&](const char* space, const char* metric, const char* unit,
                            kernel::MetricKind kind) {
        return world.metrics().define({space, metric, {}, unit, kind, kernel::MetricResolution::High});
    };
    using enum kernel::MetricKind;
    m_metric.queries = define("Shop/DB", "Queries", "Count", Counter);
    m_metric.inUse = define("Shop/DB", "ConnectionsInUse", "Count", Gauge);
    m_metric.waiting = define("Shop/DB", "ConnectionsWaiting", "Count", Gauge);
    m_metric.loadsOfKey = define("Shop/DB", "LoadsOfKey", "Count", Sample);
    m_metric.requests = define("Shop/App", "Requests", "Count", Counter);
    m_metric.latency = define("Shop/App", "Latency", "Milliseconds", Sample);
    m_metric.errors503 = define("Shop/App", "Errors503", "Count", Counter);
    m_metric.staleReads = define("Shop/App", "StaleReads", "Count", Counter);
    m_metric.answerAge = define("Shop/App", "AnswerAge", "Seconds", Sample);
    m_metric.hits = define("Shop/App", "Hits", "Count", Counter);
    m_metric.misses = define("Shop/App", "Misses", "Count", Counter);
    m_metric.cacheErrors = define("Shop/App", "CacheErrors", "Count", Counter);
    setLevels(world);

    if (m_settings.closedLoop) {
        const auto added = m_users.change(m_settings.users);
        MAYLAB_ASSERT(added.has_value());
        startUsers(world, *added);
    } else {
        m_arrivals = *traffic::ArrivalProcess::make(m_settings.arrivals, world.now());
    }
    m_changeArrivals = *traffic::ArrivalProcess::make(
        {traffic::ArrivalKind::Poisson, m_settings.changesPerSecond}, world.now());
    scheduleArrival(world);
    scheduleChange(world);
}

void ShopService::onEvent(World& world, const kernel::Event& event) {
    if (event.kind >= kFirstWorkloadEvent) {
        const auto workload = static_cast<std::uint16_t>((event.kind - kFirstWorkloadEvent) / Workload::kEventKinds);
        MAYLAB_ASSERT(workload < m_workloads.size());
        kernel::Event own = event;
        own.kind = static_cast<std::uint16_t>((event.kind - kFirstWorkloadEvent) % Workload::kEventKinds);
        ShopFloor floor(world, *this, workload);
        m_workloads[workload]->onEvent(floor, own);
        return;
    }
    switch (static_cast<EventKind>(event.kind)) {
    case kArrival:
        if (event.data != m_arrivalGeneration) return;
        if (m_arrivalExpected) arrive(world, wishOf(world), 0);
        scheduleArrival(world);
        return;
    case kUserAsks:
        if (event.data != m_userGeneration) return;
        arrive(world, wishOf(world), m_userGeneration);
        return;
    case kScanArrival:
        if (event.data != m_scanGeneration) return;
        if (m_scanExpected)
            arrive(world, kScanBase + static_cast<std::uint32_t>(m_scan.take() % kScanBase), 0);
        scheduleScan(world);
        return;
    case kPriceChange:
        if (event.data != m_changeGeneration) return;
        if (m_changeExpected) {
            changePrice(world, static_cast<std::uint32_t>(
                                   world.random()[m_stream.changes].below(m_settings.popularity.keys)));
        }
        scheduleChange(world);
        return;
    case kMovePopularity: {
        const auto ranks = static_cast<std::uint32_t>(event.data);
        const auto it = std::find_if(m_moves.begin(), m_moves.end(), [&](const ScheduledMove& m) {
            return m.at == event.at && m.ranks == ranks;
        });
        if (it == m_moves.end()) return;
        m_moves.erase(it);
        m_popularity.move(ranks % m_settings.popularity.keys);
        return;
    }
    case kGetAtNode:
        if (isLive(event)) onGetAtNode(world, event.handle);
        return;
    case kGetReply:
        if (isLive(event)) onGetReply(world, event.handle);
        return;
    case kCacheFailed:
        if (isLive(event)) onCacheFailed(world, event.handle);
        return;
    case kSetAtNode:
        if (isLive(event)) onSetAtNode(world, event.handle);
        return;
    case kSetReply:
        if (!isLive(event)) return;
        m_requests[event.handle].cacheNs += (world.now() - m_requests[event.handle].mark).ns();
        answer(world, event.handle);
        return;
    case kQueryDone:
        onQueryDone(world, event);
        return;
    case kPatienceEnds:
        onPatienceEnds(world);
        return;
    case kWriteAtNode:
        onWriteAtNode(world, event);
        return;
    }
}

void ShopService::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_totals.answers);
    f.mix(m_totals.errors503);
    f.mix(m_totals.hits);
    f.mix(m_totals.staleReads);
    f.mix(m_totals.changes);
    f.mix(m_popularity.shift());
    f.mix(m_inFlight);
    f.mix(m_pool.waiting());
    for (const WorkloadBox& w : m_workloads) {
        if (w->isOn()) w->mixInto(f);
    }
}

void ShopService::onReply(World& world, std::uint64_t token, const kernel::ApiResult& result) {
    if ((token & kForwarded) != 0) {
        world.reply(token & ~kForwarded, result);
        return;
    }
    const auto workload = static_cast<std::uint16_t>(token >> 32);
    MAYLAB_ASSERT(workload < m_workloads.size());
    ShopFloor floor(world, *this, workload);
    m_workloads[workload]->onReply(floor, static_cast<std::uint32_t>(token), result);
}

// --- visitors
// --------------------------------------------------------------------------------------------------

void ShopService::scheduleArrival(World& world) {
    if (m_settings.closedLoop) return;
    const auto next = m_arrivals.next(world.now(), world.random()[m_stream.arrivals]);
    m_arrivalExpected = next.arrival;
    if (next.at <= world.config().limits.maxTime)
        world.schedule(next.at, m_id, kArrival, 0, m_arrivalGeneration);
}

void ShopService::scheduleScan(World& world) {
    m_scanExpected = false;
    if (m_scan.finished()) return;
    const auto next = m_scanArrivals.next(world.now(), world.random()[m_stream.scan]);
    m_scanExpected = next.arrival;
    if (next.at <= world.config().limits.maxTime)
        world.schedule(next.at, m_id, kScanArrival, 0, m_scanGeneration);
}

void ShopService::scheduleChange(World& world) {
    const auto next = m_changeArrivals.next(world.now(), world.random()[m_stream.changes]);
    m_changeExpected = next.arrival;
    if (next.at <= world.config().limits.maxTime)
        world.schedule(next.at, m_id, kPriceChange, 0, m_changeGeneration);
}

void ShopService::startUsers(World& world, std::uint32_t count) {
    kernel::Rng& rng = world.random()[m_stream.users];
    for (std::uint32_t i = 0; i < count; ++i) {
        world.schedule(m_users.firstRequest(world.now(), rng), m_id, kUserAsks, 0, m_userGeneration);
    }
}

std::uint32_t ShopService::allocate() {
    ++m_inFlight;
    std::uint32_t index = m_firstFree;
    if (index != ConnectionPool::kNobody) {
        m_firstFree = m_requests[index].nextFree;
        m_requests[index] = Request{};
    } else {
        index = static_cast<std::uint32_t>(m_requests.size());
        m_requests.emplace_back();
    }
    m_requests[index].id = m_nextRequest++;
    return index;
}

std::uint64_t ShopService::newRequest(World& world) {
    ++m_totals.requests;
    world.metrics().add(m_metric.requests, 1);
    ++m_inFlight;
    return m_nextRequest++;
}

bool ShopService::isLive(const kernel::Event& event) const {
    return event.handle < m_requests.size() && m_requests[event.handle].id == event.data;
}

std::uint32_t ShopService::wishOf(World& world) {
    if (m_hotShare > 0 && world.random()[m_hotStream].chance(m_hotShare)) return m_hotProduct;
    return m_popularity.draw(world.random()[m_stream.popularity]);
}

void ShopService::arrive(World& world, std::uint32_t product, std::uint32_t userGeneration) {
    ++m_totals.requests;
    world.metrics().add(m_metric.requests, 1);
    const bool full = m_inFlight >= kMaxInFlight;
    const std::uint32_t index = allocate();
    Request& r = m_requests[index];
    r.arrived = r.mark = world.now();
    r.product = product;
    r.userGeneration = userGeneration;
    if (full) {
        fail503(world, index, ShopRule::ApplicationFull);
    } else if (m_settings.application.strategy == Strategy::None) {
        askDatabase(world, index);
    } else {
        askCache(world, index);
    }
}

void ShopService::finish(World& world, std::uint32_t index, Outcome outcome) {
    Request& r = m_requests[index];
    const SimDuration took = world.now() - r.arrived;
    RequestRecord record{r.id, r.arrived, r.product, outcome};
    record.cacheMilliseconds = static_cast<float>(static_cast<double>(r.cacheNs) * 1e-6);
    record.waitMilliseconds = static_cast<float>(static_cast<double>(r.waitNs) * 1e-6);
    record.queryMilliseconds = static_cast<float>(static_cast<double>(r.queryNs) * 1e-6);
    record.totalMilliseconds = static_cast<float>(took.inMilliseconds());
    keepRecord(world, took, record);

    const std::uint32_t userGeneration = r.userGeneration;
    r.id = 0;
    r.nextFree = m_firstFree;
    m_firstFree = index;
    --m_inFlight;

    if (userGeneration == m_userGeneration && m_settings.closedLoop) {
        const auto again = m_users.afterReply(world.now(), world.random()[m_stream.users]);
        if (again) world.schedule(*again, m_id, kUserAsks, 0, m_userGeneration);
    }
}

void ShopService::keepRecord(World& world, SimDuration took, const RequestRecord& record) {
    world.metrics().sample(m_metric.latency, took.inMilliseconds());
    m_recent[m_recentWritten++ % ShopView::kRecent] = record;
}

void ShopService::finishForeign(World& world, const RequestRecord& record) {
    --m_inFlight;
    if (record.outcome == Outcome::Error503) {
        ++m_totals.errors503;
        world.metrics().add(m_metric.errors503, 1);
    } else {
        ++m_totals.answers;
    }
    keepRecord(world, world.now() - record.arrived, record);
}

void ShopService::decideAs(World& world, unsigned rule, std::uint64_t request, std::uint32_t subject,
                           SimDuration took, double a, double b, double c, double d) {
    kernel::Decision decision;
    decision.at = world.now();
    decision.request = request;
    decision.took = took;
    decision.subject = subject;
    decision.rule = static_cast<kernel::RuleId>(rule);
    decision.service = m_id;
    decision.values[0] = a;
    decision.values[1] = b;
    decision.values[2] = c;
    decision.values[3] = d;
    world.decisions().record(decision);
}

// --- database
// --------------------------------------------------------------------------------------------------

void ShopService::changePrice(World& world, std::uint32_t product) {
    // Prices come from the supplier's own system: they need none of the application's connections.
    const std::uint32_t version = m_truth.change(product, world.now());
    ++m_totals.changes;
    for (std::uint16_t i = 0; i < m_workloads.size(); ++i) {
        if (!m_workloads[i]->isOn()) continue;
        ShopFloor floor(world, *this, i);
        m_workloads[i]->onPriceChange(floor, product, version);
    }
    if (m_settings.application.strategy != Strategy::WriteThrough) return;
    if (reach(world).reach == ports::KeyValueCache::Reach::Ok) {
        world.schedule(world.now() + halfRoundTrip(), m_id, kWriteAtNode, product, version);
        return;
    }
    countCacheError(world);
    decide(world, ShopRule::CacheUnreachable, 0, product, {}, 0, static_cast<double>(m_client.last().reach),
           kConnectTimeoutSeconds * 1000, 1);
}

void ShopService::askDatabase(World& world, std::uint32_t index) {
    Request& r = m_requests[index];
    r.mark = world.now();
    std::uint32_t loads = 1;
    if (r.product < kScanBase) loads = ++m_products.mut(r.product).loads;
    world.metrics().sample(m_metric.loadsOfKey, loads);
    if (const auto connection = m_pool.start(index, world.now())) {
        startQuery(world, index, *connection);
        setLevels(world);
        return;
    }
    r.aheadInQueue = m_pool.waiting();
    if (!m_pool.wait(index, world.now())) {
        endLoad(r.product);
        fail503(world, index, ShopRule::QueueFull);
        return;
    }
    setLevels(world);
    armPatience(world);
}

void ShopService::startQuery(World& world, std::uint32_t index, std::uint32_t connection) {
    Request& r = m_requests[index];
    const SimDuration waited = world.now() - r.mark;
    r.waitNs = waited.ns();
    if (r.waitNs > 0) {
        decide(world, ShopRule::WaitedConnection, r.id, r.product, waited, waited.inMilliseconds(),
               r.aheadInQueue, m_pool.limit(), m_pool.waiting());
    }
    r.mark = world.now();
    // What a query reads is what is true when it starts; a price that changes meanwhile is not in its answer.
    r.version = r.product < kScanBase ? m_truth.versionOf(r.product) : 0;
    ++m_totals.queries;
    world.metrics().add(m_metric.queries, 1);
    const double milliseconds = m_service(world.random()[m_stream.service]) * m_slowdown;
    holdConnection(world, connection, SimDuration::nanoseconds(static_cast<std::int64_t>(milliseconds * 1e6 + 0.5)),
                   r.id);
}

void ShopService::holdConnection(World& world, std::uint32_t connection, SimDuration time, std::uint64_t data) {
    world.schedule(world.now() + time, m_id, kQueryDone, connection, data);
}

ShopFloor::Query ShopService::queryFor(World& world, std::uint32_t job) {
    ShopFloor::Query outcome = ShopFloor::Query::QueueFull;
    if (const auto connection = m_pool.start(job, world.now())) {
        startJob(world, job, *connection);
        outcome = ShopFloor::Query::Started;
    } else if (m_pool.wait(job, world.now())) {
        armPatience(world);
        outcome = ShopFloor::Query::Waits;
    }
    setLevels(world);
    return outcome;
}

void ShopService::startJob(World& world, std::uint32_t job, std::uint32_t connection) {
    if (!isWorkloadsJob(job)) {
        startQuery(world, job, connection);
        return;
    }
    ++m_totals.queries;
    world.metrics().add(m_metric.queries, 1);
    const std::uint16_t workload = workloadOfJob(job);
    ShopFloor floor(world, *this, workload);
    holdConnection(world, connection, m_workloads[workload]->startQuery(floor, ticketOfJob(job)), job);
}

Workload::QueryInfo ShopService::infoOfJob(std::uint32_t job) const {
    if (isWorkloadsJob(job)) return m_workloads[workloadOfJob(job)]->queryInfo(ticketOfJob(job));
    const Request& r = m_requests[job];
    return {r.id, r.product, r.arrived};
}

void ShopService::onQueryDone(World& world, const kernel::Event& event) {
    MAYLAB_ASSERT(event.handle < m_pool.connections().size());
    const std::uint32_t index = m_pool.connections()[event.handle].request;
    ++m_totals.queriesDone;
    if (isWorkloadsJob(index)) {
        MAYLAB_ASSERT(index == event.data);
        m_pool.release(event.handle, world.now());
        startWaiters(world);
        ShopFloor floor(world, *this, workloadOfJob(index));
        m_workloads[workloadOfJob(index)]->onQueryDone(floor, ticketOfJob(index));
        return;
    }
    MAYLAB_ASSERT(index < m_requests.size() && m_requests[index].id == event.data);
    m_requests[index].queryNs = (world.now() - m_requests[index].mark).ns();
    m_pool.release(event.handle, world.now());
    endLoad(m_requests[index].product);
    startWaiters(world);
    storeOrAnswer(world, index);
}

void ShopService::startWaiters(World& world) {
    ConnectionPool::Waiter waiter;
    while (const auto connection = m_pool.startNext(world.now(), waiter)) {
        startJob(world, waiter.request, *connection);
    }
    setLevels(world);
}

void ShopService::endLoad(std::uint32_t product) {
    if (product < kScanBase) --m_products.mut(product).loads;
}

void ShopService::armPatience(World& world) {
    if (m_patienceArmed || m_pool.waiting() == 0) return;
    m_patienceArmed = true;
    world.schedule(m_pool.frontDeadline(), m_id, kPatienceEnds);
}

void ShopService::onPatienceEnds(World& world) {
    m_patienceArmed = false;
    ConnectionPool::Waiter waiter;
    while (m_pool.giveUp(world.now(), waiter)) {
        if (isWorkloadsJob(waiter.request)) {
            ShopFloor floor(world, *this, workloadOfJob(waiter.request));
            m_workloads[workloadOfJob(waiter.request)]->gaveUp(floor, ticketOfJob(waiter.request));
            continue;
        }
        Request& r = m_requests[waiter.request];
        r.waitNs = (world.now() - r.mark).ns();
        endLoad(r.product);
        fail503(world, waiter.request, ShopRule::GaveUp);
    }
    setLevels(world);
    armPatience(world);
}

void ShopService::setLevels(World& world) {
    world.metrics().add(m_metric.inUse, m_pool.inUse());
    world.metrics().add(m_metric.waiting, m_pool.waiting());
}

const ShopService* findShop(const World& world) {
    const kernel::ServiceId id = world.find("lab");
    return id == World::kNoService ? nullptr : dynamic_cast<const ShopService*>(&world.service(id));
}

} // namespace maylab::scenarios
