// Prometheus' text exposition of a world's metrics, as a scraper reads it at /metrics: text version 0.0.4.
//
// The newest value of each series that is not older than five minutes, without time stamps: a scraper has its own clock.
// lab_world_time_seconds says of which instant the values are. Source: sheet 3.3; golden/metrics/exposition_sample.txt.
#pragma once

#include "metrics/promql/http_api.h"
#include "metrics/promql/series.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::metrics {

inline constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";
inline constexpr std::int64_t kExpositionLookback = 300'000; // milliseconds

// at: Unix milliseconds.
std::string exposition(const promql::SeriesSource& source, std::int64_t at);

// A whole server: /metrics, and Prometheus' HTTP API for the rest.
promql::HttpResponse prometheusAnswer(const promql::HttpRequest& request, const promql::SeriesSource& source,
                                      std::int64_t now);

} // namespace maylab::metrics
