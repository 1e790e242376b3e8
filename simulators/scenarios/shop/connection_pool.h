// The database's connections and the queue before them: who holds which connection, who waits, who gives up.
//
// First come, first served. A waiter gives up when it has waited for the patience of the pool; what was
// started is always finished. Since all have the same patience, the first in the queue is the first to give
// up: one timer, at frontDeadline(), is enough. A plain value without a clock; no allocation once the ring
// has grown.
#pragma once

#include "kernel/assert.h"
#include "kernel/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace maylab::scenarios {

class ConnectionPool {
  public:
    static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

    struct Waiter {
        std::uint32_t request = kNobody;
        kernel::SimTime since;
    };
    struct Connection {
        std::uint32_t request = kNobody; // kNobody: idle
        kernel::SimTime since;           // busy or idle since then
    };

    ConnectionPool(std::uint32_t connections, std::uint32_t queueLimit, kernel::SimDuration patience);

    // A free connection for this request, the lowest; nothing if all are taken or somebody waits already.
    std::optional<std::uint32_t> start(std::uint32_t request, kernel::SimTime now);
    // False: the queue is full.
    bool wait(std::uint32_t request, kernel::SimTime now);
    // The query on that connection is done.
    void release(std::uint32_t connection, kernel::SimTime now);
    // The first waiter gets a free connection, if there are both.
    std::optional<std::uint32_t> startNext(kernel::SimTime now, Waiter& waiter);
    // The first waiter, if its patience has ended.
    bool giveUp(kernel::SimTime now, Waiter& waiter);

    // Fewer connections: those too many are closed as their queries end. Those who wait beyond a lower limit
    // stay.
    void resize(std::uint32_t connections, std::uint32_t queueLimit);

    std::uint32_t limit() const { return m_limit; }
    std::uint32_t queueLimit() const { return m_queueLimit; }
    std::uint32_t inUse() const { return m_inUse; }
    std::uint32_t waiting() const { return m_count; }
    kernel::SimTime frontDeadline() const;
    const Waiter& waiterAt(std::uint32_t i) const { return m_ring[(m_head + i) & (m_ring.size() - 1)]; }
    // Limit of them, or more while some above the limit are still busy.
    const std::vector<Connection>& connections() const { return m_connections; }

  private:
    Waiter popFront();
    std::optional<std::uint32_t> lowestFree() const;
    void setFree(std::uint32_t i, bool isFree);
    void take(std::uint32_t connection, std::uint32_t request, kernel::SimTime now);

    std::uint32_t m_limit, m_queueLimit, m_inUse = 0;
    kernel::SimDuration m_patience;
    std::vector<Connection> m_connections;
    std::vector<std::uint64_t> m_free; // one bit a connection below the limit
    std::vector<Waiter> m_ring;        // a power of two
    std::uint32_t m_head = 0, m_count = 0;
};

} // namespace maylab::scenarios
