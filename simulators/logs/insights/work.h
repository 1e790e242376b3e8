// What one run of a query may cost: steps (about a nanosecond or a few each) and bytes that it keeps. Counted, not
// timed, so that a run ends at the same place on every machine. The service stops a query after 60 minutes; we do when
// the steps are used up. Both bounds are ours.
#pragma once

#include <cstddef>
#include <cstdint>

namespace maylab::logs::insights {

class Work {
  public:
    static constexpr std::uint64_t kSteps = 1'500'000'000;
    static constexpr std::size_t kBytes = std::size_t{256} << 20;

    explicit Work(std::uint64_t steps = kSteps, std::size_t bytes = kBytes) : m_steps(steps), m_bytes(bytes) {}

    void spend(std::uint64_t steps) { m_steps = steps < m_steps ? m_steps - steps : 0; }
    void keep(std::size_t bytes) { m_bytes = bytes < m_bytes ? m_bytes - bytes : 0; }
    void free(std::size_t bytes) { m_bytes += bytes; }
    bool outOfSteps() const { return m_steps == 0; }
    bool outOfMemory() const { return m_bytes == 0; }
    bool over() const { return outOfSteps() || outOfMemory(); }

  private:
    std::uint64_t m_steps;
    std::size_t m_bytes;
};

} // namespace maylab::logs::insights
