#include "app/charts/chart_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maylab::app {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

} // namespace

void thin(const std::vector<ChartPoint>& points, double from, double to, int pixels, double gapSeconds,
          std::vector<ChartPoint>& out) {
    out.clear();
    if (points.empty() || !(to > from) || pixels <= 0) return;
    const double width = (to - from) * 4.0 / pixels; // seconds per bucket of 4 px
    std::int64_t bucket = std::numeric_limits<std::int64_t>::min();
    ChartPoint low, high;
    bool any = false;
    bool gapAfter = false;
    double before = kNaN;

    const auto flush = [&] {
        if (any) {
            const bool lowFirst = low.at <= high.at;
            out.push_back(lowFirst ? low : high);
            if (low.at != high.at) out.push_back(lowFirst ? high : low);
        }
        if (gapAfter && !out.empty() && !std::isnan(out.back().value)) out.push_back({out.back().at, kNaN});
        any = false;
        gapAfter = false;
    };
    for (const ChartPoint& p : points) {
        if (std::isnan(p.value)) {
            gapAfter = true;
            flush();
            before = kNaN;
            continue;
        }
        const bool gap = !std::isnan(before) && p.at - before > gapSeconds;
        const auto mine = static_cast<std::int64_t>(std::floor((p.at - from) / width));
        if (gap) {
            gapAfter = true;
            flush();
            bucket = mine;
        } else if (mine != bucket) {
            flush();
            bucket = mine;
        }
        if (!any) {
            low = high = p;
            any = true;
        } else {
            if (p.value < low.value) low = p;
            if (p.value >= high.value) high = p;
        }
        before = p.at;
    }
    flush();
}

double valueAt(const std::vector<ChartPoint>& points, double at, double gapSeconds) {
    const auto after = std::upper_bound(points.begin(), points.end(), at + 1e-9,
                                        [](double t, const ChartPoint& p) { return t < p.at; });
    if (after == points.begin()) return kNaN;
    const ChartPoint& p = *std::prev(after);
    return at - p.at <= gapSeconds ? p.value : kNaN;
}

AxisRange niceRange(double low, double high, bool fixedLow, bool fixedHigh, int steps) {
    if (!std::isfinite(low) || !std::isfinite(high)) return {};
    if (high <= low) high = low + (low == 0 ? 1 : std::fabs(low) * 0.1);
    const double rough = (high - low) / (steps - 0.5);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = power;
    for (double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (factor * power >= rough * 0.999) {
            step = factor * power;
            break;
        }
    }
    AxisRange range;
    range.step = step;
    range.low = fixedLow ? low : std::floor(low / step + 1e-9) * step;
    range.high = fixedHigh ? high : std::ceil(high / step - 1e-9) * step;
    return range;
}

double timeStep(double seconds, int pixels, int labelPixels) {
    const double most = std::max(1.0, std::floor(static_cast<double>(pixels) / (labelPixels * 1.8)));
    const double least = seconds / most;
    for (double step : {1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1200.0, 1800.0, 3600.0,
                        7'200.0, 10'800.0, 21'600.0, 43'200.0, 86'400.0, 172'800.0, 604'800.0, 1'209'600.0}) {
        if (step >= least) return step;
    }
    return 2'419'200;
}

} // namespace maylab::app
