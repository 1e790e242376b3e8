#include "scenarios/shop/shop_view.h"

#include "scenarios/shop/shop_service.h"

#include <algorithm>

namespace maylab::scenarios {

namespace {
constexpr std::uint32_t kShownWaiting = 64;
}

const char* toString(Outcome outcome) {
    switch (outcome) {
    case Outcome::CacheHit:
        return "cache-hit";
    case Outcome::StaleHit:
        return "stale-hit";
    case Outcome::ForeignHit:
        return "foreign-hit";
    case Outcome::DatabaseMiss:
        return "database-miss";
    case Outcome::DatabaseOnly:
        return "database-only";
    case Outcome::Error503:
        return "error-503";
    }
    return "";
}

ShopView ShopService::view(const kernel::World& world, std::size_t maxRecent) const {
    ShopView v;
    v.at = world.now();
    v.connections.reserve(m_pool.connections().size());
    for (const ConnectionPool::Connection& c : m_pool.connections()) {
        ShopView::Slot slot;
        slot.busy = c.request != ConnectionPool::kNobody;
        slot.since = c.since;
        if (slot.busy) {
            const Workload::QueryInfo info = infoOfJob(c.request);
            slot.request = info.request;
            slot.product = info.subject;
        }
        v.connections.push_back(slot);
    }
    v.waiting = m_pool.waiting();
    const std::uint32_t shown = std::min(v.waiting, kShownWaiting);
    v.firstWaiting.reserve(shown);
    for (std::uint32_t i = 0; i < shown; ++i) {
        const ConnectionPool::Waiter& w = m_pool.waiterAt(i);
        const Workload::QueryInfo r = infoOfJob(w.request);
        RequestRecord record;
        record.id = r.request;
        record.arrived = r.arrived;
        record.product = r.subject;
        record.waitMilliseconds = static_cast<float>((world.now() - w.since).inMilliseconds());
        record.totalMilliseconds = static_cast<float>((world.now() - r.arrived).inMilliseconds());
        v.firstWaiting.push_back(record);
    }
    const std::uint64_t n = std::min<std::uint64_t>({m_recentWritten, ShopView::kRecent, maxRecent});
    v.recent.reserve(n);
    for (std::uint64_t i = m_recentWritten - n; i < m_recentWritten; ++i) {
        v.recent.push_back(m_recent[i % ShopView::kRecent]);
    }
    v.answeredInAll = m_recentWritten;
    v.inFlight = m_inFlight;
    v.requestsPerSecond = m_settings.closedLoop ? 0 : m_arrivals.rateAt(world.now());
    v.application = m_settings.application;
    return v;
}

ShopView shopViewOf(const kernel::World& world, std::size_t maxRecent) {
    const ShopService* shop = findShop(world);
    MAYLAB_ASSERT(shop != nullptr);
    return shop->view(world, maxRecent);
}

bool hasShop(const kernel::World& world) {
    return findShop(world) != nullptr;
}

} // namespace maylab::scenarios
