// Random numbers of a world. Every purpose has a stream of its own, named ("cache.evict.shop-001", "visitors"),
// seeded from the world's seed and the name alone: switching one feature on never changes what another draws.
#pragma once

#include "kernel/assert.h"
#include "kernel/hash.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::kernel {

// xoshiro256++. Plain value: copying it copies the future.
class Rng {
  public:
    Rng() : Rng(0) {}
    explicit Rng(std::uint64_t seed);
    Rng(std::uint64_t worldSeed, std::string_view name);

    std::uint64_t next() {
        const std::uint64_t result = rotl(m_s[0] + m_s[3], 23) + m_s[0];
        const std::uint64_t t = m_s[1] << 17;
        m_s[2] ^= m_s[0];
        m_s[3] ^= m_s[1];
        m_s[1] ^= m_s[2];
        m_s[0] ^= m_s[3];
        m_s[2] ^= t;
        m_s[3] = rotl(m_s[3], 45);
        return result;
    }
    // Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    // Uniform in [0, bound), bound > 0, without bias.
    std::uint64_t below(std::uint64_t bound);
    bool chance(double probability) { return uniform() < probability; }
    double exponential(double mean);
    double normal(double mean, double deviation);
    // Log-normal with the given mean and coefficient of variation (deviation / mean).
    double logNormal(double mean, double variation);

    const std::uint64_t* state() const { return m_s; }

  private:
    static constexpr std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    std::uint64_t m_s[4];
};

using StreamId = std::uint32_t;

class RngStreams {
  public:
    explicit RngStreams(std::uint64_t seed) : m_seed(seed) {}

    // The stream of that name; made on first use. The id stays valid in clones.
    StreamId open(std::string_view name);
    Rng& operator[](StreamId id) {
        MAYLAB_ASSERT(id < m_streams.size());
        return m_streams[id].rng;
    }
    std::uint64_t seed() const { return m_seed; }
    void mixInto(Fingerprint& f) const;

  private:
    struct Stream {
        std::string name;
        Rng rng;
    };
    std::uint64_t m_seed;
    std::vector<Stream> m_streams;
};

// A precomputed log-normal service time: one normal draw and one exp a sample.
class LogNormal {
  public:
    LogNormal() = default;
    LogNormal(double mean, double variation);
    double operator()(Rng& rng) const;
    double mean() const { return m_mean; }

  private:
    double m_mean = 0, m_mu = 0, m_sigma = 0;
};

} // namespace maylab::kernel
