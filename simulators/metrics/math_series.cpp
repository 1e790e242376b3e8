#include "metrics/math_series.h"

#include "kernel/math.h"
#include "kernel/time.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace maylab::metrics {

namespace {

constexpr std::int64_t kFuture = 2 * 3600; // PutMetricData takes no later stamps

double finite(double v) {
    return std::isfinite(v) ? v : kMissing;
}

std::int64_t readableFor(std::int64_t period) {
    if (period % 3600 == 0) return kHourRetention;
    if (period % 300 == 0) return kFiveMinuteRetention;
    return period % 60 == 0 ? kMinuteRetention : kSecondRetention;
}

double power(double base, double exponent) {
    if (std::abs(exponent) <= 64 && exponent == std::floor(exponent)) { // exact for small whole numbers
        double result = 1;
        for (int i = 0; i < static_cast<int>(std::abs(exponent)); ++i)
            result *= base;
        return exponent < 0 ? 1 / result : result;
    }
    if (base >= 0) return kernel::math::pow(base, exponent);
    if (exponent != std::floor(exponent)) return kMissing;
    const double size = kernel::math::pow(-base, exponent);
    return std::fmod(exponent, 2) == 0 ? size : -size;
}

} // namespace

Grid gridOf(const PublishedRange& range) {
    const std::int64_t period = range.period;
    const std::int64_t oldest = range.now - readableFor(period) - period;
    std::int64_t first = range.start;
    if (first < oldest) first += (oldest - first) / period * period;
    const std::int64_t end = std::min(range.end, range.now + kFuture);
    return {first, period, end > first ? static_cast<std::size_t>((end - first + period - 1) / period) : 0};
}

Grid commonGrid(const Grid& a, const Grid& b) {
    if (a == b || b.count == 0) return a;
    if (a.count == 0) return b;
    const std::int64_t period = std::gcd(std::gcd(a.period, b.period), a.start - b.start);
    const std::int64_t start = std::min(a.start, b.start);
    const std::int64_t last = std::max(a.stamp(a.count - 1), b.stamp(b.count - 1));
    return {start, period, static_cast<std::size_t>((last - start) / period + 1)};
}

Series emptySeries(const Grid& grid, double value) {
    Series s;
    s.grid = grid;
    s.values.assign(grid.count, finite(value));
    return s;
}

Series onGrid(Series s, const Grid& grid) {
    if (s.grid == grid) return s;
    std::vector<double> values(grid.count, kMissing);
    for (std::size_t i = 0; i < s.values.size(); ++i)
        values[static_cast<std::size_t>((s.grid.stamp(i) - grid.start) / grid.period)] = s.values[i];
    s.values = std::move(values);
    s.grid = grid;
    return s;
}

void align(std::span<Series* const> series) {
    if (series.empty()) return;
    Grid grid = series.front()->grid;
    for (const Series* s : series)
        grid = commonGrid(grid, s->grid);
    for (Series* s : series)
        *s = onGrid(std::move(*s), grid);
}

double applyOperator(MathOperator op, double a, double b) {
    switch (op) {
    case MathOperator::Add:
        return finite(a + b);
    case MathOperator::Subtract:
        return finite(a - b);
    case MathOperator::Multiply:
        return finite(a * b);
    case MathOperator::Divide:
        return b == 0 ? kMissing : finite(a / b);
    case MathOperator::Power:
        return finite(power(a, b));
    default:
        break;
    }
    if (isMissing(a) || isMissing(b)) return kMissing;
    switch (op) {
    case MathOperator::Less:
        return a < b;
    case MathOperator::LessEqual:
        return a <= b;
    case MathOperator::Greater:
        return a > b;
    case MathOperator::GreaterEqual:
        return a >= b;
    case MathOperator::Equal:
        return a == b;
    case MathOperator::NotEqual:
        return a != b;
    case MathOperator::And:
        return a != 0 && b != 0;
    default:
        return a != 0 || b != 0;
    }
}

Series combine(MathOperator op, Series a, Series b) {
    Series* both[] = {&a, &b};
    align(both);
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        double x = a.values[i], y = b.values[i];
        if (isMissing(x) && isMissing(y)) continue;
        if (isMissing(x)) x = 0;
        if (isMissing(y)) y = 0;
        a.values[i] = applyOperator(op, x, y);
    }
    return a;
}

Series combine(MathOperator op, Series a, double b) {
    for (double& v : a.values)
        if (!isMissing(v)) v = applyOperator(op, v, b);
    return a;
}

Series combine(MathOperator op, double a, Series b) {
    for (double& v : b.values)
        if (!isMissing(v)) v = applyOperator(op, a, v);
    return b;
}

Series mapValues(Series s, Unary f) {
    for (double& v : s.values)
        if (!isMissing(v)) v = finite(f(v));
    return s;
}

double absolute(double v) {
    return std::abs(v);
}
double ceiling(double v) {
    return std::ceil(v);
}
double floorOf(double v) {
    return std::floor(v);
}
double negated(double v) {
    return -v;
}
double naturalLog(double v) {
    return v > 0 ? kernel::math::log(v) : kMissing;
}

double log10Of(double v) {
    if (v <= 0) return kMissing;
    constexpr double kLn10 = 2.302585092994046;
    const double log = kernel::math::log(v) / kLn10;
    const double whole = std::round(log);
    // Powers of ten that are doubles have whole logarithms.
    return std::abs(whole) <= 22 && power(10, whole) == v ? whole : log;
}

namespace {

// f(value, value before, seconds between them); the first point has none before it.
template <class F>
Series withPrevious(Series s, F f) {
    double previous = kMissing;
    std::size_t at = 0;
    for (std::size_t i = 0; i < s.values.size(); ++i) {
        const double v = s.values[i];
        if (isMissing(v)) continue;
        s.values[i] = isMissing(previous)
                          ? kMissing
                          : finite(f(v, previous,
                                     static_cast<double>(s.grid.period * static_cast<std::int64_t>(i - at))));
        previous = v;
        at = i;
    }
    return s;
}

} // namespace

Series difference(Series s) {
    return withPrevious(std::move(s), [](double v, double before, double) { return v - before; });
}
Series differenceTime(Series s) {
    return withPrevious(std::move(s), [](double, double, double seconds) { return seconds; });
}
Series rate(Series s) {
    return withPrevious(std::move(s),
                        [](double v, double before, double seconds) { return (v - before) / seconds; });
}

Series runningSum(Series s) {
    double sum = 0;
    for (double& v : s.values)
        if (!isMissing(v)) v = finite(sum += v);
    return s;
}

Series fillConstant(Series s, double value) {
    for (double& v : s.values)
        if (isMissing(v)) v = value;
    return s;
}

Series fillRepeat(Series s) {
    double last = kMissing;
    for (double& v : s.values)
        v = last = isMissing(v) ? last : v;
    return s;
}

Series fillLinear(Series s) {
    std::size_t before = s.values.size();
    for (std::size_t i = 0; i < s.values.size(); ++i) {
        if (isMissing(s.values[i])) continue;
        for (std::size_t k = before + 1; k < i; ++k) {
            const double part = static_cast<double>(k - before) / static_cast<double>(i - before);
            s.values[k] = finite(s.values[before] + (s.values[i] - s.values[before]) * part);
        }
        before = i;
    }
    return s;
}

Series fillFrom(Series s, Series filler) {
    Series* both[] = {&s, &filler};
    align(both);
    for (std::size_t i = 0; i < s.values.size(); ++i)
        if (isMissing(s.values[i])) s.values[i] = filler.values[i];
    return s;
}

Series timeField(Series s, TimeField field) {
    for (std::size_t i = 0; i < s.values.size(); ++i) {
        const std::int64_t t = s.grid.stamp(i);
        const std::int64_t day = floorTo(t, kDay) / kDay;               // 1970-01-01, a Thursday, is 0
        const auto number = [&](std::size_t from, std::size_t length) { // of 2026-01-02T23:58:00Z
            return std::stod(kernel::formatIso8601(t * 1000).substr(from, length));
        };
        double& v = s.values[i];
        switch (field) {
        case TimeField::Minute:
            v = static_cast<double>((t - day * kDay) / 60 % 60);
            break;
        case TimeField::Hour:
            v = static_cast<double>((t - day * kDay) / 3600);
            break;
        case TimeField::Day:
            v = static_cast<double>(((day + 3) % 7 + 7) % 7 + 1);
            break;
        case TimeField::Date:
            v = number(8, 2);
            break;
        case TimeField::Month:
            v = number(5, 2);
            break;
        case TimeField::Year:
            v = number(0, 4);
            break;
        case TimeField::Epoch:
            v = static_cast<double>(t);
            break;
        }
    }
    return s;
}

namespace {

struct Tally {
    double sum = 0, low = kMissing, high = kMissing, count = 0, mean = 0, squares = 0;
    void add(double v) {
        if (isMissing(v)) return;
        ++count;
        sum += v;
        if (count == 1 || v < low) low = v;
        if (count == 1 || v > high) high = v;
        const double step = v - mean; // Welford
        mean += step / count;
        squares += step * (v - mean);
    }
    // asked: how many points there could be; a missing one counts as 0 in the average.
    double answer(Aggregate a, double asked) const {
        switch (a) {
        case Aggregate::Sum:
            return finite(sum);
        case Aggregate::Average:
            return count == 0 ? kMissing : finite(sum / asked);
        case Aggregate::Minimum:
            return low;
        case Aggregate::Maximum:
            return high;
        case Aggregate::Deviation:
            return count == 0 ? kMissing : finite(kernel::math::sqrt(squares / count));
        case Aggregate::Count:
            return count;
        }
        return kMissing;
    }
};

} // namespace

double aggregate(Aggregate a, const Series& s) {
    Tally t;
    for (const double v : s.values)
        t.add(v);
    return t.answer(a, static_cast<double>(s.values.size()));
}

Series aggregate(Aggregate a, std::vector<Series> series) {
    if (series.empty()) return {};
    std::vector<Series*> all;
    for (Series& s : series)
        all.push_back(&s);
    align(all);
    std::vector<Tally> tallies(series.front().values.size());
    for (const Series& s : series)
        for (std::size_t i = 0; i < tallies.size(); ++i)
            tallies[i].add(s.values[i]);
    Series out = emptySeries(series.front().grid);
    for (std::size_t i = 0; i < tallies.size(); ++i)
        if (tallies[i].count > 0) out.values[i] = tallies[i].answer(a, static_cast<double>(series.size()));
    return out;
}

} // namespace maylab::metrics
