// What a chart shows of its series: points of the visible time, thinned to at most one per 2 px without losing a
// peak or a gap.
#pragma once

#include "app/charts/chart_model.h"

#include <vector>

namespace maylab::app {

// Buckets of 4 px keep their lowest and highest value in order of time: one point per 2 px on average, and no
// spike is lost. A NaN (gap) in a bucket is kept. `pixels` is the width of [from, to].
// Longer distances than gapSeconds become an explicit NaN between the two points.
void thin(const std::vector<ChartPoint>& points, double from, double to, int pixels, double gapSeconds,
          std::vector<ChartPoint>& out);

// The value shown at `at`: that of the last point not later, if it is not further away than the gap; else NaN.
double valueAt(const std::vector<ChartPoint>& points, double at, double gapSeconds);

// Ends of a pleasant axis around [low, high]: multiples of 1, 2, 2.5 or 5 with 4 to 6 ticks.
struct AxisRange {
    double low = 0;
    double high = 1;
    double step = 0.2;
};
AxisRange niceRange(double low, double high, bool fixedLow, bool fixedHigh, int steps = 5);

// Distance between ticks of a time axis so that labels of `labelPixels` fit: 1, 2, 5, 10, 15, 20, 30 s, 1 min ... 4 weeks.
double timeStep(double seconds, int pixels, int labelPixels);

} // namespace maylab::app
