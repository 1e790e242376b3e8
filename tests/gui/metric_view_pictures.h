// Made-up pictures of a latency distribution, of one metric at four periods and of a fleet's dimensions; and worlds for
// their readers.
#pragma once

#include "app/session/dimensions_picture.h"
#include "app/session/histogram_picture.h"
#include "app/session/periods_picture.h"

#include "kernel/world.h"

#include <memory>
#include <string>

namespace maylab::test {

// Of every 1,000 requests so many are hits.
app::HistogramPicture latencies(double hitsInThousand);
app::PeriodsPicture anEvening(const std::string& statistic);
app::DimensionsPicture explosion();   // 50 x 4 x 24
app::DimensionsPicture twoQuestions(); // what answers both for 28 metrics
app::DimensionsPicture everyUser();

// A world with CloudWatch whose application measures `fast` hits of 0.6 ms and `slow` misses of 30 ms a second.
std::unique_ptr<kernel::World> measuredWorld(int seconds, int fast, int slow);
// Reads the store as goals do.
double windowOf(const kernel::World& world, const char* name, const char* statistic, int seconds);
// The shop with its night, after the calls [["lab", operation, input], ...].
std::unique_ptr<kernel::World> nightWorld(const char* calls);
// A number of the lab's reply, by JSON pointer; "busiest" as text.
double labNumber(const kernel::World& world, const char* operation, const char* pointer);
std::string labText(const kernel::World& world, const char* operation, const char* pointer);
// Sum, Average ... as GetMetricStatistics answers: the largest value and its time "HH:MM".
struct Largest {
    double value = -1;
    std::string time;
};
Largest largestOf(kernel::World& world, const char* statistic, int period, long long fromUnix, long long toUnix);

} // namespace maylab::test
