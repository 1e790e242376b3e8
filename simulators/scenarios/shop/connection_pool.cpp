#include "scenarios/shop/connection_pool.h"

#include <bit>
#include <limits>

namespace maylab::scenarios {

using kernel::SimTime;

ConnectionPool::ConnectionPool(std::uint32_t connections, std::uint32_t queueLimit,
                               kernel::SimDuration patience)
    : m_limit(0)
    , m_queueLimit(queueLimit)
    , m_patience(patience)
    , m_ring(64) {
    resize(connections, queueLimit);
}

void ConnectionPool::resize(std::uint32_t connections, std::uint32_t queueLimit) {
    MAYLAB_ASSERT(connections > 0);
    const std::uint32_t before = m_limit;
    m_limit = connections;
    m_queueLimit = queueLimit;
    if (m_connections.size() < connections) m_connections.resize(connections);
    m_free.resize((m_connections.size() + 63) / 64, 0);
    for (std::uint32_t i = connections; i < before; ++i)
        setFree(i, false);
    for (std::uint32_t i = before; i < connections; ++i)
        setFree(i, m_connections[i].request == kNobody);
    while (m_connections.size() > m_limit && m_connections.back().request == kNobody)
        m_connections.pop_back();
}

void ConnectionPool::setFree(std::uint32_t i, bool isFree) {
    const std::uint64_t bit = std::uint64_t{1} << (i % 64);
    m_free[i / 64] = isFree ? m_free[i / 64] | bit : m_free[i / 64] & ~bit;
}

std::optional<std::uint32_t> ConnectionPool::lowestFree() const {
    for (std::size_t w = 0; w < m_free.size(); ++w) {
        if (m_free[w] != 0)
            return static_cast<std::uint32_t>(w * 64 + static_cast<unsigned>(std::countr_zero(m_free[w])));
    }
    return std::nullopt;
}

void ConnectionPool::take(std::uint32_t connection, std::uint32_t request, SimTime now) {
    setFree(connection, false);
    m_connections[connection] = {request, now};
    ++m_inUse;
}

std::optional<std::uint32_t> ConnectionPool::start(std::uint32_t request, SimTime now) {
    if (m_count > 0) return std::nullopt;
    const auto connection = lowestFree();
    if (connection) take(*connection, request, now);
    return connection;
}

bool ConnectionPool::wait(std::uint32_t request, SimTime now) {
    if (m_count >= m_queueLimit) return false;
    if (m_count == m_ring.size()) {
        std::vector<Waiter> larger(m_ring.size() * 2);
        for (std::uint32_t i = 0; i < m_count; ++i)
            larger[i] = waiterAt(i);
        m_ring = std::move(larger);
        m_head = 0;
    }
    m_ring[(m_head + m_count) & (m_ring.size() - 1)] = {request, now};
    ++m_count;
    return true;
}

ConnectionPool::Waiter ConnectionPool::popFront() {
    const Waiter w = m_ring[m_head];
    m_head = static_cast<std::uint32_t>((m_head + 1) & (m_ring.size() - 1));
    --m_count;
    return w;
}

void ConnectionPool::release(std::uint32_t connection, SimTime now) {
    MAYLAB_ASSERT(connection < m_connections.size() && m_connections[connection].request != kNobody);
    m_connections[connection] = {kNobody, now};
    --m_inUse;
    if (connection < m_limit) {
        setFree(connection, true);
        return;
    }
    while (m_connections.size() > m_limit && m_connections.back().request == kNobody)
        m_connections.pop_back();
}

std::optional<std::uint32_t> ConnectionPool::startNext(SimTime now, Waiter& waiter) {
    if (m_count == 0) return std::nullopt;
    const auto connection = lowestFree();
    if (!connection) return std::nullopt;
    waiter = popFront();
    take(*connection, waiter.request, now);
    return connection;
}

bool ConnectionPool::giveUp(SimTime now, Waiter& waiter) {
    if (m_count == 0 || frontDeadline() > now) return false;
    waiter = popFront();
    return true;
}

SimTime ConnectionPool::frontDeadline() const {
    if (m_count == 0) return SimTime::fromNs(std::numeric_limits<std::int64_t>::max());
    return m_ring[m_head].since + m_patience;
}

} // namespace maylab::scenarios
