#include "cache/engine/hyperloglog.h"

#include "kernel/math.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace maylab::cache::hll {

namespace {

constexpr int kIndexBits = 14, kRunBits = 64 - kIndexBits; // a run is 1 ... kRunBits + 1
constexpr char kDense = 0, kSparse = 1;
constexpr std::size_t kEncodingAt = 4, kCountAt = 8; // eight bytes, the top bit says that they are of no use

std::uint64_t littleEndian(const char* bytes, std::size_t n) {
    std::uint64_t v = 0;
    for (std::size_t k = 0; k < n; ++k) v |= std::uint64_t{static_cast<unsigned char>(bytes[k])} << (8 * k);
    return v;
}

// MurmurHash2 of 64 bits, by Austin Appleby, with the server's seed.
std::uint64_t murmurHash(std::string_view data) {
    constexpr std::uint64_t kMultiplier = 0xC6A4A7935BD1E995, kSeed = 0xADC83B19;
    constexpr int kShift = 47;
    std::uint64_t h = kSeed ^ (data.size() * kMultiplier);
    for (; data.size() >= 8; data.remove_prefix(8)) {
        std::uint64_t word = littleEndian(data.data(), 8) * kMultiplier;
        word ^= word >> kShift;
        h = (h ^ word * kMultiplier) * kMultiplier;
    }
    if (!data.empty()) h = (h ^ littleEndian(data.data(), data.size())) * kMultiplier;
    h = (h ^ h >> kShift) * kMultiplier;
    return h ^ h >> kShift;
}

// Register at lies in the six bits from bit 6 * at on, lowest first.
std::uint8_t denseRegister(const char* bytes, std::size_t at) {
    const std::size_t bit = at * 6, byte = kHeader + bit / 8, shift = bit % 8;
    unsigned v = static_cast<unsigned char>(bytes[byte]) >> shift;
    if (shift > 2) v |= unsigned{static_cast<unsigned char>(bytes[byte + 1])} << (8 - shift);
    return v & 63;
}

void setDenseRegister(char* bytes, std::size_t at, std::uint8_t value) {
    const std::size_t bit = at * 6, byte = kHeader + bit / 8, shift = bit % 8;
    const auto put = [&](std::size_t where, unsigned mask, unsigned bits) {
        bytes[where] = static_cast<char>((static_cast<unsigned char>(bytes[where]) & ~mask) | bits);
    };
    put(byte, 63u << shift & 255, unsigned{value} << shift & 255);
    if (shift > 2) put(byte + 1, 63u >> (8 - shift), unsigned{value} >> (8 - shift));
}

// A run of equal registers as the sparse form writes it: 00nnnnnn zeroes, 01nnnnnn nnnnnnnn more zeroes, 1vvvvvnn.
constexpr std::size_t kShortZeroes = 64, kMostValues = 4;
constexpr std::uint8_t kHighestSparse = 32;

struct Run {
    std::size_t registers = 0;
    std::uint8_t value = 0;
    std::size_t bytes = 1;
};

Run runAt(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t k) { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0u; };
    const unsigned b = byte(at);
    if ((b & 0x80) != 0) return {(b & 3) + 1, static_cast<std::uint8_t>((b >> 2 & 31) + 1), 1};
    if ((b & 0x40) != 0) return {((b & 63) << 8 | byte(at + 1)) + 1, 0, 2};
    return {(b & 63) + 1, 0, 1};
}

void appendRun(std::string& out, std::size_t registers, std::uint8_t value) {
    if (registers == 0) return;
    const std::size_t n = registers - 1;
    if (value != 0) {
        out += static_cast<char>(0x80 | (value - 1) << 2 | static_cast<int>(n));
    } else if (registers <= kShortZeroes) {
        out += static_cast<char>(n);
    } else {
        out += static_cast<char>(0x40 | n >> 8);
        out += static_cast<char>(n & 255);
    }
}

// visit(first register, run); false: the runs are not all registers, or a run of values goes beyond them.
template <class Visit>
bool eachRun(std::string_view bytes, Visit&& visit) {
    std::size_t first = 0;
    for (std::size_t at = kHeader; at < bytes.size();) {
        const Run r = runAt(bytes, at);
        if (r.value != 0 && first + r.registers > kRegisters) return false;
        visit(first, r);
        first += r.registers;
        at += r.bytes;
    }
    return first == kRegisters;
}

using Histogram = std::array<std::uint32_t, 64>;

double sigma(double x) {
    if (x == 1) return std::numeric_limits<double>::infinity();
    double y = 1, z = x, before = 0;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (before != z);
    return z;
}

double tau(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1, z = 1 - x, before = 0;
    do {
        x = kernel::math::sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    } while (before != z);
    return z / 3;
}

// Ertl's improved raw estimator.
std::uint64_t estimate(const Histogram& h) {
    constexpr double kAlpha = 0.721347520444481703680; // 1 / (2 ln 2)
    constexpr double m = kRegisters;
    double z = m * tau((m - h[kRunBits + 1]) / m);
    for (std::size_t k = kRunBits; k >= 1; --k) z = (z + h[k]) * 0.5;
    z += m * sigma(h[0] / m);
    return static_cast<std::uint64_t>(std::llround(kAlpha * m * m / z));
}

} // namespace

Observation observe(std::string_view element) {
    const std::uint64_t hash = murmurHash(element);
    const std::uint64_t rest = hash >> kIndexBits | std::uint64_t{1} << kRunBits;
    return {static_cast<std::uint32_t>(hash & (kRegisters - 1)), static_cast<std::uint8_t>(std::countr_zero(rest) + 1)};
}

bool isValid(std::string_view bytes) {
    if (bytes.size() < kHeader || bytes.substr(0, 4) != "HYLL") return false;
    const char encoding = bytes[kEncodingAt];
    return encoding == kSparse || (encoding == kDense && bytes.size() == kDenseSize);
}

bool isDense(std::string_view bytes) { return bytes[kEncodingAt] == kDense; }

std::string empty() {
    std::string s("HYLL");
    s.resize(kHeader);
    s[kEncodingAt] = kSparse;
    appendRun(s, kRegisters, 0);
    return s;
}

std::optional<std::uint64_t> cachedCount(std::string_view bytes) {
    const std::uint64_t n = littleEndian(bytes.data() + kCountAt, 8);
    return n >> 63 != 0 ? std::nullopt : std::optional(n);
}

void cacheCount(char* bytes, std::uint64_t count) {
    for (std::size_t k = 0; k < 8; ++k) bytes[kCountAt + k] = static_cast<char>(count >> (8 * k) & 255);
}

void forgetCount(char* bytes) { bytes[kCountAt + 7] = static_cast<char>(static_cast<unsigned char>(bytes[kCountAt + 7]) | 0x80); }

std::optional<std::uint64_t> count(std::string_view bytes) {
    Histogram h{};
    if (isDense(bytes)) {
        for (std::size_t k = 0; k < kRegisters; ++k) ++h[denseRegister(bytes.data(), k)];
    } else if (!eachRun(bytes, [&](std::size_t, const Run& r) { h[r.value] += static_cast<std::uint32_t>(r.registers); })) {
        return std::nullopt;
    }
    return estimate(h);
}

std::uint64_t count(const Registers& registers) {
    Histogram h{};
    for (const std::uint8_t v : registers) ++h[v];
    return estimate(h);
}

bool mergeInto(Registers& highest, std::string_view bytes) {
    if (isDense(bytes)) {
        for (std::size_t k = 0; k < kRegisters; ++k) highest[k] = std::max(highest[k], denseRegister(bytes.data(), k));
        return true;
    }
    return eachRun(bytes, [&](std::size_t first, const Run& r) {
        if (r.value == 0) return;
        for (std::size_t k = first; k < first + r.registers; ++k) highest[k] = std::max(highest[k], r.value);
    });
}

std::optional<std::string> toDense(std::string_view sparse) {
    std::string dense(sparse.substr(0, kHeader));
    dense[kEncodingAt] = kDense;
    dense.resize(kDenseSize);
    const bool whole = eachRun(sparse, [&](std::size_t first, const Run& r) {
        if (r.value == 0) return;
        for (std::size_t k = first; k < first + r.registers; ++k) setDenseRegister(dense.data(), k, r.value);
    });
    if (!whole) return std::nullopt;
    return dense;
}

bool denseIsBelow(const char* bytes, Observation o) { return denseRegister(bytes, o.at) < o.run; }

void raiseDense(char* bytes, Observation o) {
    if (denseIsBelow(bytes, o)) setDenseRegister(bytes, o.at, o.run);
}

Raised raiseSparse(std::string& bytes, Observation o, std::size_t maxBytes) {
    if (o.run > kHighestSparse) return Raised::TooLarge;
    std::size_t at = kHeader, before = kHeader, first = 0; // before: the run that ends where this one begins
    Run r;
    for (; at < bytes.size(); at += r.bytes, first += r.registers) {
        r = runAt(bytes, at);
        if (o.at < first + r.registers) break;
        before = at;
    }
    if (at >= bytes.size()) return Raised::Broken;
    if (r.value >= o.run) return Raised::No;

    // The run falls into what lies before the register, the register, and what lies behind it.
    std::string cut;
    appendRun(cut, o.at - first, r.value);
    appendRun(cut, 1, o.run);
    appendRun(cut, first + r.registers - 1 - o.at, r.value);
    if (cut.size() > r.bytes && bytes.size() + cut.size() - r.bytes > maxBytes) return Raised::TooLarge;
    bytes.replace(at, r.bytes, cut);

    // Equal neighbours become one run, within five steps from the run before.
    std::size_t k = before;
    for (int steps = 5; steps > 0 && k < bytes.size(); --steps) {
        const Run left = runAt(bytes, k);
        if (left.value != 0 && k + 1 < bytes.size()) {
            const Run right = runAt(bytes, k + 1);
            if (right.value == left.value && left.registers + right.registers <= kMostValues) {
                std::string joined;
                appendRun(joined, left.registers + right.registers, left.value);
                bytes.replace(k, 2, joined);
                continue;
            }
        }
        k += left.bytes;
    }
    forgetCount(bytes.data());
    return Raised::Yes;
}

std::string describeSparse(std::string_view bytes) {
    std::string out;
    eachRun(bytes, [&](std::size_t, const Run& r) {
        if (!out.empty()) out += ' ';
        if (r.value == 0) out += (r.bytes == 2 ? "Z:" : "z:") + std::to_string(r.registers);
        else out += "v:" + std::to_string(r.value) + "," + std::to_string(r.registers);
    });
    return out;
}

} // namespace maylab::cache::hll
