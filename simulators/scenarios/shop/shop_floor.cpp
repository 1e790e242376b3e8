#include "scenarios/shop/shop_floor.h"

#include "scenarios/shop/shop_service.h"

namespace maylab::scenarios {

using kernel::SimDuration;
using kernel::SimTime;

const ShopSettings& ShopFloor::settings() const {
    return m_shop.m_settings;
}

const ProductTruth& ShopFloor::truth() const {
    return m_shop.m_truth;
}

void ShopFloor::schedule(SimTime at, std::uint16_t kind, std::uint32_t handle, std::uint64_t data) {
    MAYLAB_ASSERT(kind < Workload::kEventKinds);
    if (at > m_world.config().limits.maxTime) return;
    m_world.schedule(at, m_shop.m_id, ShopService::eventKindOf(m_workload, kind), handle, data);
}

void ShopFloor::callService(std::uint32_t token, std::string_view service, std::string_view operation,
                            const kernel::Json& input) {
    m_world.callFrom(m_shop.m_id, std::uint64_t{m_workload} << 32 | token, service, operation, input);
}

kernel::ApiResult ShopFloor::perform(std::string_view operation, const kernel::Json& input) {
    return m_shop.perform(m_world, operation, input);
}

Workload* ShopFloor::find(std::string_view name) {
    for (WorkloadBox& w : m_shop.m_workloads) {
        if (w->name() == name) return w.operator->();
    }
    MAYLAB_ASSERT(false);
    return nullptr;
}

ports::KeyValueCache* ShopFloor::cache() {
    return m_shop.m_client.port(m_world);
}

ports::KeyValueCache::Resolved ShopFloor::reach() {
    return m_shop.reach(m_world);
}

void ShopFloor::forgetReach() {
    m_shop.m_client.forget();
}

SimDuration ShopFloor::halfRoundTrip() {
    return CacheClient::halfRoundTrip();
}

void ShopFloor::countCacheError() {
    m_shop.countCacheError(m_world);
}

void ShopFloor::noteStored(std::uint32_t product) {
    m_shop.m_products.mut(product).storedAt = m_world.now();
}

std::uint32_t ShopFloor::drawProduct(kernel::StreamId stream) {
    return m_shop.m_popularity.draw(m_world.random()[stream]);
}

ShopFloor::Query ShopFloor::query(std::uint32_t ticket) {
    MAYLAB_ASSERT(ticket < kMaxTicket);
    return m_shop.queryFor(m_world, ShopService::jobOf(m_workload, ticket));
}

std::uint32_t ShopFloor::waiting() const {
    return m_shop.m_pool.waiting();
}

double ShopFloor::databaseSlowdown() const {
    return m_shop.m_slowdown;
}

SimDuration ShopFloor::drawQuery(kernel::StreamId stream) {
    const double ms = m_shop.m_service(m_world.random()[stream]) * m_shop.m_slowdown;
    return SimDuration::nanoseconds(static_cast<std::int64_t>(ms * 1e6 + 0.5));
}

void ShopFloor::changePrice(std::uint32_t product) {
    m_shop.changePrice(m_world, product);
}

std::uint32_t ShopFloor::drawProduct(kernel::Rng& rng) const {
    return m_shop.m_popularity.draw(rng);
}

void ShopFloor::setDatabaseSlowdown(double factor) {
    m_shop.m_slowdown = factor;
}

void ShopFloor::setHotProduct(std::uint32_t product, double share) {
    m_shop.m_hotProduct = product;
    m_shop.m_hotShare = share;
    if (share > 0) m_shop.m_hotStream = m_world.random().open("shop.visitors.hot");
}

void ShopFloor::sampleLoads(std::uint32_t loads) {
    m_world.metrics().sample(m_shop.m_metric.loadsOfKey, loads);
}

std::uint64_t ShopFloor::newRequest() {
    return m_shop.newRequest(m_world);
}

void ShopFloor::countHit() {
    m_shop.countHit(m_world);
}

void ShopFloor::countMiss() {
    m_shop.countMiss(m_world);
}

void ShopFloor::countAnswerAge(double seconds, bool stale) {
    m_world.metrics().sample(m_shop.m_metric.answerAge, seconds);
    if (!stale) return;
    ++m_shop.m_totals.staleReads;
    m_world.metrics().add(m_shop.m_metric.staleReads, 1);
}

void ShopFloor::finish(const RequestRecord& record) {
    m_shop.finishForeign(m_world, record);
}

void ShopFloor::decide(unsigned rule, std::uint64_t request, std::uint32_t subject, SimDuration took, double a,
                       double b, double c, double d) {
    m_shop.decideAs(m_world, m_shop.m_workloadRules[m_workload] + rule, request, subject, took, a, b, c, d);
}

} // namespace maylab::scenarios
