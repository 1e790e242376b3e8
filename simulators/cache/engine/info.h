// INFO's text and the figures behind it.
#pragma once

#include "cache/engine/server.h"

#include <span>
#include <string>
#include <string_view>

namespace maylab::cache {

struct MemoryFigures {
    std::int64_t used = 0, peak = 0, overhead = 0, dataset = 0;
    std::int64_t active = 0, resident = 0, rss = 0; // the allocator's pages and the process, modelled
    double datasetPercent = 0, peakPercent = 0;
    double fragmentationRatio = 1, residentRatio = 1, rssOverheadRatio = 1, rssRatio = 1;
};
MemoryFigures memoryFigures(const Server& s);

// Sections by name ("default", "all", "everything", "memory", ...); no section: the default ones. via: of whoever asks
// (Client::host).
std::string infoText(const Server& s, std::span<const std::string_view> sections, std::string_view via = {});

// Upper bound in µs of the bucket in which the quantile of a command's latencies lies.
double latencyQuantile(const CommandStat& c, double quantile);
std::size_t latencyBucket(std::int64_t ns);
double latencyBucketUpperNs(std::size_t bucket);

} // namespace maylab::cache
