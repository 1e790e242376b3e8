#include "metrics/promql/functions.h"

#include "kernel/math.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace maylab::metrics::promql {
namespace {

using Scalars = std::span<const double>;
using Result = std::optional<double>;

// A sum that remembers what rounding took from it (Kahan, Neumaier).
class Sum {
  public:
    void add(double x) {
        const double t = m_sum + x;
        m_lost += std::abs(m_sum) >= std::abs(x) ? (m_sum - t) + x : (x - t) + m_sum;
        m_sum = t;
    }
    double value() const { return std::isinf(m_sum) ? m_sum : m_sum + m_lost; }
    double plain() const { return m_sum; }

  private:
    double m_sum = 0, m_lost = 0;
};

double seconds(std::int64_t milliseconds) { return static_cast<double>(milliseconds) / 1000; }

// Sheet 3.4: the growth between the first and last sample, stretched to the window's edges where they are near.
Result extrapolated(const Window& w, bool counter, bool perSecond) {
    const auto s = w.samples;
    if (s.size() < 2) return {};
    double grown = s.back().value - s.front().value;
    if (counter) {
        for (std::size_t i = 1; i < s.size(); ++i)
            if (s[i].value < s[i - 1].value) grown += s[i - 1].value;
    }
    double toStart = seconds(s.front().time - w.from);
    const double toEnd = seconds(w.to - s.back().time);
    const double covered = seconds(s.back().time - s.front().time);
    const double gap = covered / static_cast<double>(s.size() - 1);
    // A counter was never below zero.
    if (counter && grown > 0 && s.front().value >= 0) toStart = std::min(toStart, covered * (s.front().value / grown));
    const double near = gap * 1.1;
    double stretched = covered;
    stretched += toStart < near ? toStart : gap / 2;
    stretched += toEnd < near ? toEnd : gap / 2;
    double factor = stretched / covered;
    if (perSecond) factor /= seconds(w.to - w.from);
    return grown * factor;
}

Result instant(const Window& w, bool perSecond) {
    const auto s = w.samples;
    if (s.size() < 2) return {};
    const Sample &last = s.back(), &before = s[s.size() - 2];
    const double step = perSecond && last.value < before.value ? last.value : last.value - before.value;
    if (last.time == before.time) return {};
    return perSecond ? step / seconds(last.time - before.time) : step;
}

struct Line {
    double slope = 0, intercept = 0;
};
// Least squares; the intercept is at that time.
Line regression(std::span<const Sample> samples, std::int64_t at) {
    const double n = static_cast<double>(samples.size());
    Sum x, y, xy, xx;
    bool constant = true;
    for (const Sample& s : samples) {
        constant = constant && s.value == samples[0].value;
        const double dx = seconds(s.time - at);
        x.add(dx);
        y.add(s.value);
        xy.add(dx * s.value);
        xx.add(dx * dx);
    }
    if (constant) return std::isinf(samples[0].value) ? Line{kNaN, kNaN} : Line{0, samples[0].value};
    const double covariance = xy.value() - x.value() * y.value() / n;
    const double variance = xx.value() - x.value() * x.value() / n;
    const double slope = covariance / variance;
    return {slope, y.value() / n - slope * x.value() / n};
}

double meanOf(std::span<const Sample> samples) {
    Sum mean;
    double count = 0;
    for (const Sample& s : samples) {
        ++count;
        const double m = mean.plain();
        if (std::isinf(m)) {
            if (std::isinf(s.value) && (m > 0) == (s.value > 0)) continue;
            if (std::isfinite(s.value)) continue; // adding to infinity changes nothing
        }
        mean.add(s.value / count - m / count);
    }
    return mean.value();
}

double varianceOf(std::span<const Sample> samples) {
    Sum mean, squares;
    double count = 0;
    for (const Sample& s : samples) {
        ++count;
        const double delta = s.value - mean.value();
        mean.add(delta / count);
        squares.add(delta * (s.value - mean.value()));
    }
    return squares.value() / count;
}

template <class Better> double extreme(std::span<const Sample> samples, Better better) {
    double best = samples[0].value;
    for (const Sample& s : samples)
        if (better(s.value, best) || std::isnan(best)) best = s.value;
    return best;
}

Result rate(const Window& w, Scalars) { return extrapolated(w, true, true); }
Result increase(const Window& w, Scalars) { return extrapolated(w, true, false); }
Result delta(const Window& w, Scalars) { return extrapolated(w, false, false); }
Result irate(const Window& w, Scalars) { return instant(w, true); }
Result idelta(const Window& w, Scalars) { return instant(w, false); }
Result deriv(const Window& w, Scalars) {
    if (w.samples.size() < 2) return {};
    return regression(w.samples, w.samples[0].time).slope;
}
Result predictLinear(const Window& w, Scalars scalars) {
    if (w.samples.size() < 2) return {};
    const Line line = regression(w.samples, w.at);
    return line.slope * scalars[0] + line.intercept;
}
// Double exponential smoothing; the factors were checked.
Result holtWinters(const Window& w, Scalars scalars) {
    const auto s = w.samples;
    if (s.size() < 2) return {};
    const double level = scalars[0], trendFactor = scalars[1];
    double before = 0, now = s[0].value, trend = s[1].value - s[0].value;
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (i > 1) trend = trendFactor * (now - before) + (1 - trendFactor) * trend;
        before = std::exchange(now, level * s[i].value + (1 - level) * (now + trend));
    }
    return now;
}
Result changes(const Window& w, Scalars) {
    double n = 0;
    for (std::size_t i = 1; i < w.samples.size(); ++i) {
        const double a = w.samples[i - 1].value, b = w.samples[i].value;
        if (a != b && !(std::isnan(a) && std::isnan(b))) ++n;
    }
    return n;
}
Result resets(const Window& w, Scalars) {
    double n = 0;
    for (std::size_t i = 1; i < w.samples.size(); ++i)
        if (w.samples[i].value < w.samples[i - 1].value) ++n;
    return n;
}
Result avgOverTime(const Window& w, Scalars) { return meanOf(w.samples); }
Result sumOverTime(const Window& w, Scalars) {
    Sum sum;
    for (const Sample& s : w.samples)
        sum.add(s.value);
    return sum.value();
}
Result countOverTime(const Window& w, Scalars) { return static_cast<double>(w.samples.size()); }
Result lastOverTime(const Window& w, Scalars) { return w.samples.back().value; }
Result presentOverTime(const Window&, Scalars) { return 1; }
Result minOverTime(const Window& w, Scalars) { return extreme(w.samples, std::less<>()); }
Result maxOverTime(const Window& w, Scalars) { return extreme(w.samples, std::greater<>()); }
Result stdvarOverTime(const Window& w, Scalars) { return varianceOf(w.samples); }
Result stddevOverTime(const Window& w, Scalars) { return kernel::math::sqrt(varianceOf(w.samples)); }
Result quantileOverTime(const Window& w, Scalars scalars) {
    std::vector<double> values;
    for (const Sample& s : w.samples)
        values.push_back(s.value);
    return quantileOf(scalars[0], values);
}

double absolute(double v) { return std::abs(v); }
double ceiling(double v) { return std::ceil(v); }
double floored(double v) { return std::floor(v); }
double squareRoot(double v) { return kernel::math::sqrt(v); }
double sign(double v) { return v < 0 ? -1 : v > 0 ? 1 : v; }
double exponential(double v) { return kernel::math::exp(v); }
double naturalLog(double v) { return v < 0 || std::isnan(v) ? kNaN : std::isinf(v) ? v : kernel::math::log(v); }
double binaryLog(double v) {
    if (!(v > 0) || std::isinf(v)) return naturalLog(v);
    int exponent = 0;
    const double fraction = std::frexp(v, &exponent);
    return fraction == 0.5 ? exponent - 1 : exponent + naturalLog(fraction) * std::numbers::log2e;
}
// As Go has it: over the binary logarithm.
double decimalLog(double v) { return binaryLog(v) * 0.30102999566398119521373889472449; }
double sine(double v) { return kernel::math::sin(v); }
double cosine(double v) { return kernel::math::cos(v); }
double tangent(double v) { return sine(v) / cosine(v); }
double arcSine(double v) { return kernel::math::asin(v); }
double arcCosine(double v) { return std::numbers::pi / 2 - kernel::math::asin(v); }
double arcTangent(double v) {
    if (std::abs(v) > 1) return std::copysign(std::numbers::pi / 2, v) - arcTangent(1 / v);
    return kernel::math::asin(v / kernel::math::sqrt(1 + v * v));
}
// log(1 + v), also where 1 + v has lost most of v.
double logOnePlus(double v) {
    const double u = 1 + v;
    return u == 1 || std::isinf(u) ? v : naturalLog(u) * (v / (u - 1));
}
double sinh(double v) {
    if (std::abs(v) > 0.5) return (exponential(v) - exponential(-v)) / 2;
    double term = v, sum = v; // Taylor's series
    for (int n = 2; n < 16; n += 2) {
        term *= v * v / (n * (n + 1));
        sum += term;
    }
    return sum;
}
double cosh(double v) { return (exponential(v) + exponential(-v)) / 2; }
double tanh(double v) { return std::abs(v) > 22 ? sign(v) : sinh(v) / cosh(v); }
double arSinh(double v) {
    const double size = std::abs(v);
    if (size > 1e8) return sign(v) * (naturalLog(size) + std::numbers::ln2);
    return sign(v) * logOnePlus(size + size * size / (1 + kernel::math::sqrt(size * size + 1)));
}
double arCosh(double v) {
    if (v > 1e8) return naturalLog(v) + std::numbers::ln2;
    return v < 1 ? kNaN : logOnePlus(v - 1 + kernel::math::sqrt((v - 1) * (v + 1)));
}
double arTanh(double v) { return logOnePlus(2 * v / (1 - v)) / 2; }
double degrees(double v) { return v * 180 / std::numbers::pi; }
double radians(double v) { return v * std::numbers::pi / 180; }

constexpr auto S = ValueType::Scalar, V = ValueType::Vector, M = ValueType::Matrix, T = ValueType::String;

// Sorted by name.
const std::vector<Function>& table() {
    static const std::vector<Function> kTable = [] {
        std::vector<Function> all;
        const auto element = [&](std::string_view name, ElementFunction f) {
            all.push_back({name, {V}, 0, V, nullptr, f});
        };
        const auto range = [&](std::string_view name, RangeFunction f, std::vector<ValueType> arguments = {M}) {
            all.push_back({name, std::move(arguments), 0, V, f, nullptr});
        };
        const auto other = [&](std::string_view name, std::vector<ValueType> arguments, int variadic = 0, ValueType result = V) {
            all.push_back({name, std::move(arguments), variadic, result, nullptr, nullptr});
        };
        element("abs", absolute);
        element("acos", arcCosine);
        element("acosh", arCosh);
        element("asin", arcSine);
        element("asinh", arSinh);
        element("atan", arcTangent);
        element("atanh", arTanh);
        element("ceil", ceiling);
        element("cos", cosine);
        element("cosh", cosh);
        element("deg", degrees);
        element("exp", exponential);
        element("floor", floored);
        element("ln", naturalLog);
        element("log10", decimalLog);
        element("log2", binaryLog);
        element("rad", radians);
        element("sgn", sign);
        element("sin", sine);
        element("sinh", sinh);
        element("sqrt", squareRoot);
        element("tan", tangent);
        element("tanh", tanh);

        range("avg_over_time", avgOverTime);
        range("changes", changes);
        range("count_over_time", countOverTime);
        range("delta", delta);
        range("deriv", deriv);
        range("holt_winters", holtWinters, {M, S, S});
        range("idelta", idelta);
        range("increase", increase);
        range("irate", irate);
        range("last_over_time", lastOverTime);
        range("max_over_time", maxOverTime);
        range("min_over_time", minOverTime);
        range("predict_linear", predictLinear, {M, S});
        range("present_over_time", presentOverTime);
        range("quantile_over_time", quantileOverTime, {S, M});
        range("rate", rate);
        range("resets", resets);
        range("stddev_over_time", stddevOverTime);
        range("stdvar_over_time", stdvarOverTime);
        range("sum_over_time", sumOverTime);

        other("absent", {V});
        other("absent_over_time", {M});
        other("clamp", {V, S, S});
        other("clamp_max", {V, S});
        other("clamp_min", {V, S});
        for (const std::string_view calendar : {"day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"})
            other(calendar, {V}, 1);
        other("histogram_count", {V});
        other("histogram_fraction", {S, S, V});
        other("histogram_quantile", {S, V});
        other("histogram_sum", {V});
        other("label_join", {V, T, T, T}, -1);
        other("label_replace", {V, T, T, T, T});
        other("pi", {}, 0, S);
        other("round", {V, S}, 1);
        other("scalar", {V}, 0, S);
        other("sort", {V});
        other("sort_desc", {V});
        other("time", {}, 0, S);
        other("timestamp", {V});
        other("vector", {S});
        std::sort(all.begin(), all.end(), [](const Function& a, const Function& b) { return a.name < b.name; });
        return all;
    }();
    return kTable;
}

// Buckets with the same bound as one; counts that never fall.
void mendBuckets(std::vector<Bucket>& buckets) {
    std::size_t last = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].upperBound == buckets[last].upperBound) buckets[last].count += buckets[i].count;
        else buckets[++last] = buckets[i];
    }
    buckets.resize(last + 1);
    double most = -kInf;
    for (Bucket& b : buckets) {
        if (b.count > most) most = b.count;
        else if (b.count < most) b.count = most;
    }
}

} // namespace

std::span<const Function> allFunctions() { return table(); }

const Function* findFunction(std::string_view name) {
    const auto& all = table();
    const auto at = std::lower_bound(all.begin(), all.end(), name,
                                     [](const Function& f, std::string_view n) { return f.name < n; });
    return at != all.end() && at->name == name ? &*at : nullptr;
}

double quantileOf(double q, std::vector<double>& values) {
    if (values.empty() || std::isnan(q)) return kNaN;
    if (q < 0) return -kInf;
    if (q > 1) return kInf;
    std::sort(values.begin(), values.end(), [](double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; });
    const double last = static_cast<double>(values.size() - 1);
    const double rank = q * last;
    const double lower = std::max(0.0, std::floor(rank)), upper = std::min(last, lower + 1);
    const double weight = rank - std::floor(rank);
    return values[static_cast<std::size_t>(lower)] * (1 - weight) + values[static_cast<std::size_t>(upper)] * weight;
}

double histogramQuantile(double q, std::vector<Bucket> buckets) {
    if (std::isnan(q)) return kNaN;
    if (q < 0) return -kInf;
    if (q > 1) return kInf;
    if (buckets.empty()) return kNaN;
    std::stable_sort(buckets.begin(), buckets.end(), [](const Bucket& a, const Bucket& b) { return a.upperBound < b.upperBound; });
    if (buckets.back().upperBound != kInf) return kNaN;
    mendBuckets(buckets);
    if (buckets.size() < 2) return kNaN;
    const double observations = buckets.back().count;
    if (observations == 0) return kNaN;
    double rank = q * observations;
    std::size_t b = 0;
    while (b + 1 < buckets.size() && !(buckets[b].count >= rank))
        ++b;
    if (b + 1 == buckets.size()) return buckets[b - 1].upperBound;
    if (b == 0 && buckets[0].upperBound <= 0) return buckets[0].upperBound;
    double start = 0, count = buckets[b].count;
    if (b > 0) {
        start = buckets[b - 1].upperBound;
        count -= buckets[b - 1].count;
        rank -= buckets[b - 1].count;
    }
    return start + (buckets[b].upperBound - start) * (rank / count);
}

} // namespace maylab::metrics::promql
