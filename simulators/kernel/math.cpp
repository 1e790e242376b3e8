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

// A number as the sum of two doubles, the second below half a unit in the last place of the first: about 32 digits. What
// is computed so and then rounded once is right to the last bit, but for results that lie next to the middle of two doubles.
struct Pair {
    double high = 0, low = 0;
};

Pair quickSum(double a, double b) { // |a| >= |b|
    const double s = a + b;
    return {s, b - (s - a)};
}

Pair sum(double a, double b) {
    const double s = a + b;
    const double t = s - a;
    return {s, (a - (s - t)) + (b - t)};
}

Pair product(double a, double b) {
    constexpr double kSplit = 134217729.0; // 2^27 + 1 cuts a double into two of 26 bits
    const double p = a * b;
    const double ca = kSplit * a, cb = kSplit * b;
    const double ah = ca - (ca - a), bh = cb - (cb - b);
    const double al = a - ah, bl = b - bh;
    return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

Pair add(Pair a, Pair b) {
    const Pair s = sum(a.high, b.high);
    return quickSum(s.high, s.low + (a.low + b.low));
}

Pair multiply(Pair a, Pair b) {
    const Pair p = product(a.high, b.high);
    return quickSum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

// pi/2 in parts of 33 bits: n times one of them is exact while |n| < 2^20.
constexpr double kHalfPi1 = 0x1.921fb544p+0, kHalfPi2 = 0x1.0b4611a6p-34, kHalfPi3 = 0x1.3198a2ep-69;
constexpr double kHalfPiTail = 0x1.1a62633145c07p-54; // pi/2 less the nearest double

struct Quadrant {
    std::int64_t n = 0;
    Pair rest; // x - n * pi/2, at most pi/4
};

Quadrant reduce(double x) {
    Quadrant q;
    if (!(x > -1e6 && x < 1e6)) {
        q.rest.high = std::numeric_limits<double>::quiet_NaN();
        return q;
    }
    const double turns = x * 0.63661977236758134308;
    q.n = static_cast<std::int64_t>(turns < 0 ? turns - 0.5 : turns + 0.5);
    const auto n = static_cast<double>(q.n);
    const Pair first = sum(x, -n * kHalfPi1);
    q.rest = add(add(first, {-n * kHalfPi2, 0}), {-n * kHalfPi3, 0});
    return q;
}

// The series on |x| <= pi/4: the terms that reach the last bit as pairs, the others as doubles.
constexpr Pair kSixth{-0x1.5555555555555p-3, -0x1.5555555555555p-57};          // -1/3!
constexpr Pair kHundredTwentieth{0x1.1111111111111p-7, 0x1.1111111111111p-63}; // 1/5!
constexpr Pair kTwentyFourth{0x1.5555555555555p-5, 0x1.5555555555555p-59};     // 1/4!
constexpr Pair kOver720{-0x1.6c16c16c16c17p-10, 0x1.f49f49f49f49fp-65};        // -1/6!

Pair sinNearZero(Pair x) {
    const Pair square = multiply(x, x);
    const double z = square.high;
    double p = 1.0 / 355687428096000.0; // 1/17!
    p = p * z - 1.0 / 1307674368000.0;
    p = p * z + 1.0 / 6227020800.0;
    p = p * z - 1.0 / 39916800.0;
    p = p * z + 1.0 / 362880.0;
    p = p * z - 1.0 / 5040.0;
    const Pair tail = add(kHundredTwentieth, product(p, z));
    const Pair inner = add(kSixth, multiply(tail, square));
    return add(x, multiply(multiply(inner, square), x));
}

Pair cosNearZero(Pair x) {
    const Pair square = multiply(x, x);
    const double z = square.high;
    double p = 1.0 / 20922789888000.0; // 1/16!
    p = p * z - 1.0 / 87178291200.0;
    p = p * z + 1.0 / 479001600.0;
    p = p * z - 1.0 / 3628800.0;
    p = p * z + 1.0 / 40320.0;
    const Pair tail = add(kOver720, product(p, z));
    const Pair inner = add(kTwentyFourth, multiply(tail, square));
    return add({1, 0}, multiply(add({-0.5, 0}, multiply(inner, square)), square));
}

// 0 <= x <= 1/2: ten digits by the series, then one step of Newton's method on sin, which doubles them.
Pair asinNearZero(Pair x) {
    const double z = x.high * x.high;
    double coefficient[16];
    coefficient[0] = 1;
    for (int n = 1; n < 16; ++n) coefficient[n] = coefficient[n - 1] * (2 * n - 1) / (2 * n);
    double p = 0;
    for (int n = 15; n >= 0; --n) p = p * z + coefficient[n] / (2 * n + 1);
    const double y = x.high * p;
    const Pair s = sinNearZero({y, 0});
    const Pair off = add(x, {-s.high, -s.low});
    return quickSum(y, (off.high + off.low) / std::sqrt(1 - z));
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
    const Quadrant q = reduce(x);
    const Pair r = (q.n & 1) == 0 ? sinNearZero(q.rest) : cosNearZero(q.rest);
    return (q.n & 2) != 0 ? -r.high : r.high;
}

double cos(double x) {
    const Quadrant q = reduce(x);
    const Pair r = (q.n & 1) == 0 ? cosNearZero(q.rest) : sinNearZero(q.rest);
    return ((q.n + 1) & 2) != 0 ? -r.high : r.high;
}

double asin(double x) {
    const double size = x < 0 ? -x : x;
    if (!(size <= 1)) return std::numeric_limits<double>::quiet_NaN();
    if (size < 1e-9) return x;
    Pair result;
    if (size <= 0.5) {
        result = asinNearZero({size, 0});
    } else {
        // asin x = pi/2 - 2 asin sqrt((1 - x) / 2)
        const double half = (1 - size) * 0.5; // exact
        const double root = std::sqrt(half);
        Pair s{root, 0};
        if (root != 0) s = quickSum(root, ((half - product(root, root).high) - product(root, root).low) / (2 * root));
        const Pair a = asinNearZero(s);
        result = add({kHalfPi1 + kHalfPi2, kHalfPiTail}, {-2 * a.high, -2 * a.low});
    }
    return x < 0 ? -result.high : result.high;
}

double sqrt(double x) { return std::sqrt(x); }

} // namespace maylab::kernel::math
