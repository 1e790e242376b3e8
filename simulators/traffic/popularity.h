// Which key the next visitor asks for. Keys are 0 .. keys-1; rank 0 is the most popular one, and a shift says
// which key has which rank, so that favourites can move while everything runs.
//
//   Zipf     rank r has a share proportional to 1 / (r+1)^exponent, exactly: the cumulative sums, inverted.
//   Uniform  all alike.
//   HotSet   hotKeys keys get hotShare of the draws, the rest get the rest.
//
// The table (12 bytes a key) is immutable and shared by copies. A draw is O(1) and allocates nothing.
#pragma once

#include "kernel/rng.h"
#include "traffic/setting_error.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace maylab::traffic {

enum class PopularityKind : std::uint8_t { Zipf, Uniform, HotSet };

struct PopularitySettings {
    static constexpr std::uint32_t kMaxKeys = 2'000'000;

    PopularityKind kind = PopularityKind::Zipf;
    std::uint32_t keys = 10'000;
    double exponent = 0.99;
    std::uint32_t hotKeys = 100;
    double hotShare = 0.9;

    tl::expected<void, SettingError> validate() const;
};

// Cumulative sums of i^-exponent, i = 1 .. keys, added in increasing i, with a guide to where to begin
// looking.
class ZipfTable {
  public:
    ZipfTable(std::uint32_t keys, double exponent);

    // The smallest rank whose cumulative share exceeds u, 0 <= u < 1.
    std::uint32_t rankAt(double u) const {
        const double x = u * m_total;
        std::uint32_t r = m_guide[static_cast<std::size_t>(u * m_guideSize)];
        while (r < m_last && m_cumulative[r] <= x)
            ++r;
        return r;
    }
    double probability(std::uint32_t rank) const {
        return (m_cumulative[rank] - (rank == 0 ? 0.0 : m_cumulative[rank - 1])) / m_total;
    }

  private:
    std::vector<double> m_cumulative;
    std::vector<std::uint32_t> m_guide; // guide[g]: the first rank that a u in [g, g+1) / size can have
    double m_total = 0, m_guideSize = 1;
    std::uint32_t m_last = 0;
};

class KeyPopularity {
  public:
    static tl::expected<KeyPopularity, SettingError> make(const PopularitySettings& settings);

    std::uint32_t draw(kernel::Rng& rng) const { return keyOfRank(drawRank(rng)); }
    std::uint32_t drawRank(kernel::Rng& rng) const;

    const PopularitySettings& settings() const { return m_settings; }
    // Other settings, same shift (modulo the new number of keys).
    tl::expected<void, SettingError> change(const PopularitySettings& settings);

    // Every rank moves on by so many keys: rank r belongs to key (r + shift) mod keys.
    void move(std::uint32_t ranks) {
        m_shift = static_cast<std::uint32_t>((std::uint64_t{m_shift} + ranks) % m_settings.keys);
    }
    std::uint32_t shift() const { return m_shift; }
    std::uint32_t keyOfRank(std::uint32_t rank) const {
        const std::uint64_t key = std::uint64_t{rank} + m_shift;
        return static_cast<std::uint32_t>(key >= m_settings.keys ? key - m_settings.keys : key);
    }
    std::uint32_t rankOfKey(std::uint32_t key) const {
        return key >= m_shift ? key - m_shift : key + m_settings.keys - m_shift;
    }
    double probabilityOfRank(std::uint32_t rank) const;

  private:
    KeyPopularity() = default;
    PopularitySettings m_settings;
    std::uint32_t m_shift = 0;
    std::shared_ptr<const ZipfTable> m_zipf;
};

// One-off keys: a crawler that asks for each key once and never again.
struct OneOffScan {
    std::uint64_t nextKey = 0;
    std::uint64_t remaining = 0;

    bool finished() const { return remaining == 0; }
    std::uint64_t take() {
        MAYLAB_ASSERT(remaining > 0);
        --remaining;
        return nextKey++;
    }
};

} // namespace maylab::traffic
