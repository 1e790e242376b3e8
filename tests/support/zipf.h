// Zipf draws exactly as the recorded experiments made them (fidelity sheet of the cache, section 4.3).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace maylab::testing {

class ZipfStream {
  public:
    ZipfStream(std::size_t n, double s, std::uint64_t seed) : m_state(seed) {
        double c = 0;
        for (std::size_t i = 1; i <= n; ++i) {
            c += 1.0 / std::pow(static_cast<double>(i), s);
            m_cdf.push_back(c);
        }
    }
    std::size_t next() {
        m_state += 0x9E3779B97F4A7C15ull;
        std::uint64_t z = m_state;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ z >> 27) * 0x94D049BB133111EBull;
        z ^= z >> 31;
        const double x = static_cast<double>(z >> 11) * 0x1p-53 * m_cdf.back();
        return static_cast<std::size_t>(std::upper_bound(m_cdf.begin(), m_cdf.end(), x) - m_cdf.begin());
    }

  private:
    std::uint64_t m_state;
    std::vector<double> m_cdf;
};

} // namespace maylab::testing
