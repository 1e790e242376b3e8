#include "kernel/rng.h"

#include "kernel/math.h"

namespace maylab::kernel {

Rng::Rng(std::uint64_t seed) {
    for (auto& word : m_s) word = splitmix64(seed);
}

Rng::Rng(std::uint64_t worldSeed, std::string_view name) : Rng(mix64(worldSeed) ^ fnv1a(name)) {}

std::uint64_t Rng::below(std::uint64_t bound) {
    MAYLAB_ASSERT(bound > 0);
    // Lemire: multiply into 128 bits, reject the few values that would make some results likelier.
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(next()) * bound;
    auto low = static_cast<std::uint64_t>(product);
    if (low < bound) {
        const std::uint64_t threshold = (0 - bound) % bound;
        while (low < threshold) {
            product = static_cast<Wide>(next()) * bound;
            low = static_cast<std::uint64_t>(product);
        }
    }
    return static_cast<std::uint64_t>(product >> 64);
}

double Rng::exponential(double mean) { return -mean * math::log(1.0 - uniform()); }

double Rng::normal(double mean, double deviation) {
    // Marsaglia's polar method; the second value is dropped so that a draw has no hidden state.
    for (;;) {
        const double u = 2.0 * uniform() - 1.0;
        const double v = 2.0 * uniform() - 1.0;
        const double s = u * u + v * v;
        if (s > 0.0 && s < 1.0) return mean + deviation * u * math::sqrt(-2.0 * math::log(s) / s);
    }
}

double Rng::logNormal(double mean, double variation) { return LogNormal(mean, variation)(*this); }

StreamId RngStreams::open(std::string_view name) {
    for (StreamId i = 0; i < m_streams.size(); ++i) {
        if (m_streams[i].name == name) return i;
    }
    m_streams.push_back({std::string(name), Rng(m_seed, name)});
    return static_cast<StreamId>(m_streams.size() - 1);
}

void RngStreams::mixInto(Fingerprint& f) const {
    for (const auto& s : m_streams) {
        f.mix(s.name);
        for (int i = 0; i < 4; ++i) f.mix(s.rng.state()[i]);
    }
}

LogNormal::LogNormal(double mean, double variation) : m_mean(mean) {
    const double sigma2 = math::log(1.0 + variation * variation);
    m_sigma = math::sqrt(sigma2);
    m_mu = math::log(mean) - sigma2 / 2.0;
}

double LogNormal::operator()(Rng& rng) const { return math::exp(m_mu + m_sigma * rng.normal(0.0, 1.0)); }

} // namespace maylab::kernel
