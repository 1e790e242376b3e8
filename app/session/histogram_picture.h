// The latency of a shop's requests as a distribution: bins on a logarithmic axis, what statistics make of them, and how
// many of each bin were hits.
#pragma once

#include <limits>
#include <vector>

namespace maylab::app {

struct HistogramPicture {
    static constexpr double kFastMilliseconds = 5; // what PR(:5) counts
    static constexpr int kPerDecade = 20;          // bins

    bool present = false;
    int seconds = 0;      // of the window, which ends with the last closed second
    double requests = 0;  // in the window
    double hits = 0, misses = 0; // of a cache; both 0: none is used
    bool approximate = false; // the percentiles are within 1/128 (metrics/distribution.h)

    // Milliseconds; NaN: none. Read as goals read them.
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    double average = kNone, p50 = kNone, p90 = kNone, p99 = kNone;
    double fastPercent = kNone; // PR(:5)

    // bins[i] holds the requests of [10^(firstDecade + i/kPerDecade), the next one's beginning).
    // A hit is faster than any miss, so the fastest are taken for the hits.
    struct Bin {
        double count = 0, hits = 0;
    };
    int firstDecade = -1;
    std::vector<Bin> bins; // whole decades
};

} // namespace maylab::app
