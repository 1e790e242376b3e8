#include "metrics/exposition.h"
#include "metrics/operations.h"

#include <nlohmann/json.hpp>

namespace maylab::metrics {

kernel::ApiResult queryPrometheus(const promql::SeriesSource& series, const kernel::Json& input, std::int64_t nowMs) {
    promql::HttpRequest request{"GET", "/api/v1/query", {}};
    if (!input.is_object()) return kernel::fail("bad_data", "the input is no object");
    for (const auto& [name, value] : input.items()) {
        if (name != "expr" && name != "time" && name != "start" && name != "end" && name != "step")
            return kernel::fail("bad_data", "unknown parameter: " + name);
        if (!value.is_string() && !value.is_number()) return kernel::fail("bad_data", "parameter " + name + " must be a text or a number");
        request.form.emplace_back(name == "expr" ? "query" : name, value.is_string() ? value.get<std::string>() : value.dump());
        if (name == "start" || name == "end" || name == "step") request.path = "/api/v1/query_range";
    }
    const promql::HttpResponse response = prometheusAnswer(request, series, nowMs);
    kernel::Json body = kernel::Json::parse(response.body, nullptr, false);
    if (response.status == 200) return body;
    return kernel::fail(body["errorType"].get<std::string>(), body["error"].get<std::string>());
}

} // namespace maylab::metrics
