// Prometheus' HTTP API as a function: a request, the series and the present -> a response.
//
//   /api/v1/query, query_range, series, labels, label/<name>/values, metadata, status/buildinfo, query_exemplars, rules,
//   alerts, targets; /federate; /-/healthy, /-/ready
//
// Answers and refusals have the bytes of Prometheus 2.42 (400 bad_data, 422 execution); what is not there is 404. There are
// no exemplars, rules and targets here, so those lists are empty.
// Source: sheet 3.2; golden/metrics/prom_http_shapes.json.
#pragma once

#include "metrics/promql/evaluator.h"
#include "metrics/promql/series.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics::promql {

using Form = std::vector<std::pair<std::string, std::string>>;
// "a=1&b=x%20y"; a pair that is badly escaped is left out, as in Go.
Form parseForm(std::string_view text);

struct HttpRequest {
    std::string method, path; // without the query
    Form form;                // the body's pairs, then those of the query
};
// From a request's target ("/api/v1/query?query=up") and a body that is a form, or nothing.
HttpRequest httpRequest(std::string_view method, std::string_view target, std::string_view formBody);

struct HttpResponse {
    int status = 200;
    std::string contentType, body;
};

// Grafana reads from the version what the server can do.
struct BuildInfo {
    std::string version = "2.53.0", revision = "maylab", branch = "main", buildUser = "maylab", buildDate, goVersion;
};

struct ApiSettings {
    QueryOptions query;
    BuildInfo build;
    std::int64_t now = 0; // Unix milliseconds
};

inline constexpr std::int64_t kMaxPoints = 11'000; // of a series

HttpResponse answer(const HttpRequest& request, const SeriesSource& source, const ApiSettings& settings);

} // namespace maylab::metrics::promql
