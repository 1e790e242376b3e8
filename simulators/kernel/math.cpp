#include "kernel/math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace maylab::kernel::math {
namespace {

constexpr double kLn2High = 6.93147180369123816490e-01; // ln 2 split in two, so that k * high is exact
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double scaleByPowerOfTwo(double x, int k) {
    while (k > 1000) {
        x *= std::bit_cast<double>(static_cast<std::uint64_t>(1000 + 1023) << 52);
        k -= 1000;
    }
    while (k < -1000) {
        x *= std::bit_cast<double>(static_cast<std::uint64_t>(-1000 + 1023) << 52);
        k += 1000;
    }
    return x * std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

} // namespace

double log(double x) {
    if (x == 0) return -kInfinity;
    if (!(x > 0)) return std::numeric_limits<double>::quiet_NaN();
    if (x == kInfinity) return x;
    int k = 0;
    if (x < std::numeric_limits<double>::min()) { // subnormal
        x *= 0x1p54;
        k -= 54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    k += static_cast<int>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++k;
    }
    // log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.1716: the series to s^21.
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    double r = 1.0 / 23;
    r = r * z + 1.0 / 21;
    r = r * z + 1.0 / 19;
    r = r * z + 1.0 / 17;
    r = r * z + 1.0 / 15;
    r = r * z + 1.0 / 13;
    r = r * z + 1.0 / 11;
    r = r * z + 1.0 / 9;
    r = r * z + 1.0 / 7;
    r = r * z + 1.0 / 5;
    r = r * z + 1.0 / 3;
    const double tail = 2.0 * s * z * r;
    // 2s = f - s*f keeps the leading term exact to the last bit.
    return k * kLn2High + ((f - s * f) + (tail + k * kLn2Low));
}

double exp(double x) {
    if (x != x) return x;
    if (x > 709.782712893384) return kInfinity;
    if (x < -745.2) return 0.0;
    const double kd = x * 1.4426950408889634;
    const int k = static_cast<int>(kd < 0 ? kd - 0.5 : kd + 0.5);
    const double r = (x - k * kLn2High) - k * kLn2Low; // |r| <= 0.347
    double p = 1.0 / 87178291200.0;                    // 1/14!
    p = p * r + 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    return scaleByPowerOfTwo(1.0 + (r + r * r * p), k);
}

double pow(double x, double y) {
    if (y == 0) return 1.0;
    if (x == 0) return y > 0 ? 0.0 : kInfinity;
    if (y == 1) return x;
    return exp(y * log(x));
}

double sin(double x) {
    // Reduce by multiples of pi/2 in two parts, then a Taylor series on |r| <= pi/4.
    constexpr double kHalfPiHigh = 1.57079632673412561417e+00;
    constexpr double kHalfPiLow = 6.07710050650619224932e-11;
    const double q = x * 0.63661977236758134308;
    const auto n = static_cast<std::int64_t>(q < 0 ? q - 0.5 : q + 0.5);
    const double r = (x - static_cast<double>(n) * kHalfPiHigh) - static_cast<double>(n) * kHalfPiLow;
    const double z = r * r;
    double result = 0;
    if ((n & 1) == 0) {
        double p = -1.0 / 1307674368000.0;
        p = p * z + 1.0 / 6227020800.0;
        p = p * z - 1.0 / 39916800.0;
        p = p * z + 1.0 / 362880.0;
        p = p * z - 1.0 / 5040.0;
        p = p * z + 1.0 / 120.0;
        p = p * z - 1.0 / 6.0;
        result = r + r * z * p;
    } else {
        double p = 1.0 / 20922789888000.0;
        p = p * z - 1.0 / 87178291200.0;
        p = p * z + 1.0 / 479001600.0;
        p = p * z - 1.0 / 3628800.0;
        p = p * z + 1.0 / 40320.0;
        p = p * z - 1.0 / 720.0;
        p = p * z + 1.0 / 24.0;
        p = p * z - 0.5;
        result = 1.0 + z * p;
    }
    return (n & 2) != 0 ? -result : result;
}

double cos(double x) { return sin(x + 1.57079632679489661923); }

double sqrt(double x) { return std::sqrt(x); }

} // namespace maylab::kernel::math
