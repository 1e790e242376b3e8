#include "metrics/packed_column.h"

#include "kernel/assert.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace maylab::metrics {
namespace {

static_assert(std::endian::native == std::endian::little);

enum class Form : std::uint8_t { Constant, Whole, Steps, Bits };
constexpr std::uint8_t kGaps = 0x80; // beside the form: a mask of the seconds that have a value follows
constexpr std::size_t kSeconds = std::tuple_size_v<MinuteOfSeconds>;
constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
constexpr double kWholeLimit = 9007199254740992.0; // 2^53

using Offsets = std::array<std::uint64_t, kSeconds>;

// Bit patterns in the order of their numbers, the negative ones first.
std::uint64_t orderedBits(double v) {
    const auto b = std::bit_cast<std::uint64_t>(v);
    return b >> 63 != 0 ? ~b : b | std::uint64_t{1} << 63;
}
double fromOrderedBits(std::uint64_t b) {
    return std::bit_cast<double>(b >> 63 != 0 ? b & ~(std::uint64_t{1} << 63) : ~b);
}

bool isWhole(double v) {
    if (!(v > -kWholeLimit && v < kWholeLimit)) return false;
    return std::bit_cast<std::uint64_t>(v) == std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<std::int64_t>(v)));
}

template <class T> void append(std::vector<std::uint8_t>& bytes, T value) {
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof(T));
    std::memcpy(bytes.data() + at, &value, sizeof(T));
}
template <class T> T read(const std::uint8_t*& at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    at += sizeof(T);
    return value;
}

// The values without gaps, less their least, and how wide they are.
struct Packing {
    Offsets offsets;
    std::uint64_t least = 0;
    std::uint64_t set = 0; // bits that any offset has
    int width = 0;

    template <class Read> Packing(std::size_t begin, Read&& valueAt) {
        for (std::size_t i = begin; i < kSeconds; ++i)
            offsets[i] = valueAt(i);
        least = *std::min_element(offsets.begin() + static_cast<std::ptrdiff_t>(begin), offsets.end());
        for (std::size_t i = begin; i < kSeconds; ++i)
            set |= offsets[i] -= least;
        width = std::bit_width(set);
    }
};

void appendOffsets(const Offsets& offsets, std::size_t begin, int shift, int width, std::vector<std::uint8_t>& bytes) {
    std::uint64_t word = 0;
    int filled = 0;
    for (std::size_t i = begin; i < kSeconds; ++i) {
        const std::uint64_t v = offsets[i] >> shift;
        word |= v << filled;
        filled += width;
        if (filled < 64) continue;
        append(bytes, word);
        filled -= 64;
        word = filled == 0 ? 0 : v >> (width - filled);
    }
    for (; filled > 0; filled -= 8, word >>= 8)
        bytes.push_back(static_cast<std::uint8_t>(word));
}

// The i-th of offsets that lie `width` bits apart.
std::uint64_t offsetAt(const std::uint8_t* at, std::size_t i, int width) {
    const std::size_t bit = i * static_cast<std::size_t>(width);
    const int shift = static_cast<int>(bit & 7);
    std::uint64_t word;
    std::memcpy(&word, at + (bit >> 3), sizeof(word));
    word >>= shift;
    if (shift + width > 64) word |= static_cast<std::uint64_t>(at[(bit >> 3) + 8]) << (64 - shift);
    return width == 64 ? word : word & ((std::uint64_t{1} << width) - 1);
}

} // namespace

void packColumn(const MinuteOfSeconds& values, std::vector<std::uint8_t>& bytes) {
    MinuteOfSeconds filled = values; // an absent value is the one before, or the first there is
    std::uint64_t present = 0;
    for (std::size_t i = 0; i < kSeconds; ++i)
        if (values[i] == values[i]) present |= std::uint64_t{1} << i;
    constexpr std::uint64_t kAll = (std::uint64_t{1} << kSeconds) - 1;
    const bool gaps = present != kAll && present != 0;
    if (gaps) {
        double last = values[static_cast<std::size_t>(std::countr_zero(present))];
        for (double& v : filled)
            if (v == v) last = v;
            else v = last;
    }
    const auto begin = [&](Form form) {
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint8_t>(form) | (gaps ? kGaps : 0)));
        if (gaps) append(bytes, present);
    };

    const auto first = std::bit_cast<std::uint64_t>(filled[0]);
    if (present == 0 || std::all_of(filled.begin(), filled.end(),
                                    [&](double v) { return std::bit_cast<std::uint64_t>(v) == first; })) {
        begin(Form::Constant);
        append(bytes, present == 0 ? kNoValue : filled[0]);
        return;
    }

    const Packing bits(0, [&](std::size_t i) { return orderedBits(filled[i]); });
    const int shift = std::countr_zero(bits.set);
    const int width = bits.width - shift;
    if (std::all_of(filled.begin(), filled.end(), isWhole)) {
        const auto whole = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(filled[i])) + (std::uint64_t{1} << 62); };
        const Packing numbers(0, whole);
        const Packing steps(1, [&](std::size_t i) { return whole(i) - whole(i - 1) + (std::uint64_t{1} << 62); });
        if (steps.width + 1 < numbers.width && steps.width < width) { // a base more costs about a bit each
            begin(Form::Steps);
            bytes.push_back(static_cast<std::uint8_t>(steps.width));
            append(bytes, whole(0));
            append(bytes, steps.least);
            appendOffsets(steps.offsets, 1, 0, steps.width, bytes);
            return;
        }
        if (numbers.width <= width) {
            begin(Form::Whole);
            bytes.push_back(static_cast<std::uint8_t>(numbers.width));
            append(bytes, numbers.least);
            appendOffsets(numbers.offsets, 0, 0, numbers.width, bytes);
            return;
        }
    }
    begin(Form::Bits);
    bytes.push_back(static_cast<std::uint8_t>(width));
    bytes.push_back(static_cast<std::uint8_t>(shift));
    append(bytes, bits.least);
    appendOffsets(bits.offsets, 0, shift, width, bytes);
}

void unpackColumn(std::span<const std::uint8_t> bytes, MinuteOfSeconds& values) {
    MAYLAB_ASSERT(bytes.size() > kPackedColumnPadding);
    const std::uint8_t* at = bytes.data();
    const auto head = read<std::uint8_t>(at);
    const std::uint64_t present = (head & kGaps) != 0 ? read<std::uint64_t>(at) : ~std::uint64_t{0};
    const auto number = [](std::uint64_t whole) { return static_cast<double>(static_cast<std::int64_t>(whole - (std::uint64_t{1} << 62))); };
    switch (static_cast<Form>(head & ~kGaps)) {
    case Form::Constant:
        values.fill(read<double>(at));
        break;
    case Form::Whole: {
        const int width = read<std::uint8_t>(at);
        const auto least = read<std::uint64_t>(at);
        for (std::size_t i = 0; i < kSeconds; ++i)
            values[i] = number(least + offsetAt(at, i, width));
        break;
    }
    case Form::Steps: {
        const int width = read<std::uint8_t>(at);
        auto whole = read<std::uint64_t>(at);
        const std::uint64_t least = read<std::uint64_t>(at) - (std::uint64_t{1} << 62);
        values[0] = number(whole);
        for (std::size_t i = 1; i < kSeconds; ++i)
            values[i] = number(whole += least + offsetAt(at, i - 1, width));
        break;
    }
    case Form::Bits: {
        const int width = read<std::uint8_t>(at);
        const int shift = read<std::uint8_t>(at);
        const auto least = read<std::uint64_t>(at);
        for (std::size_t i = 0; i < kSeconds; ++i)
            values[i] = fromOrderedBits(least + (offsetAt(at, i, width) << shift));
        break;
    }
    }
    if ((head & kGaps) == 0) return;
    for (std::size_t i = 0; i < kSeconds; ++i)
        if ((present >> i & 1) == 0) values[i] = kNoValue;
}

} // namespace maylab::metrics
