#include "metrics/anomaly_band.h"

#include "kernel/math.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

constexpr std::size_t kEnough = 2;

// The values of the `width` seconds from t on, on every day before t that is a multiple of `step` days away.
void collect(const Series& history, std::int64_t t, std::int64_t from, std::int64_t width, std::int64_t step,
             std::vector<double>& out) {
    out.clear();
    const Grid& g = history.grid;
    for (std::int64_t day = step; day * kDay <= kBandHistory; day += step) {
        const std::int64_t begin = from - day * kDay;
        std::int64_t i = floorTo(begin - g.start + g.period - 1, g.period) / g.period;
        for (; g.start + i * g.period < begin + width; ++i) {
            if (i < 0 || i >= static_cast<std::int64_t>(g.count) || g.start + i * g.period >= t) continue;
            const double v = history.values[static_cast<std::size_t>(i)];
            if (!isMissing(v)) out.push_back(v);
        }
    }
}

} // namespace

std::optional<Band> bandOf(std::span<const double> values, double deviations) {
    if (values.size() < kEnough) return std::nullopt;
    const double count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double v : values)
        sum += v;
    const double mean = sum / count;
    for (const double v : values)
        squares += (v - mean) * (v - mean);
    const double width = deviations * kernel::math::sqrt(squares / count);
    Band band{mean + width, mean - width};
    const bool negative = std::any_of(values.begin(), values.end(), [](double v) { return v < 0; });
    if (!negative && band.lower < 0) band.lower = 0;
    return band;
}

BandSeries anomalyBand(const Series& history, const Grid& grid, double deviations) {
    BandSeries out{emptySeries(grid), emptySeries(grid)};
    std::vector<double> values;
    for (std::size_t i = 0; i < grid.count; ++i) {
        const std::int64_t t = grid.stamp(i);
        collect(history, t, t, grid.period, 7, values);
        if (values.size() < kEnough) collect(history, t, t, grid.period, 1, values);
        if (values.size() < kEnough) collect(history, t, floorTo(t, 3600), 3600, 1, values);
        if (const auto band = bandOf(values, deviations)) {
            out.upper.values[i] = band->upper;
            out.lower.values[i] = band->lower;
        }
    }
    return out;
}

} // namespace maylab::metrics
