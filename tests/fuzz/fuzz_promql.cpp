// Text as a PromQL query, as a selector, as an expression for labels and as an HTTP request: each is answered or refused
// in words, and an answer is JSON.
#include "metrics/exposition.h"
#include "metrics/promql/http_api.h"
#include "metrics/promql/regex.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace maylab::metrics::promql;

namespace {

constexpr std::size_t kMaxInput = 2048;

void require(bool holds) {
    if (!holds) std::abort();
}

const SeriesList& series() {
    static const SeriesList kSeries([] {
        std::vector<Series> all;
        for (const char* node : {"a", "b", "c"}) {
            for (const char* name : {"hits_total", "cpu"}) {
                Series s{{{"__name__", name}, {"node", node}}, {}};
                for (std::int64_t t = 0; t <= 600; t += 15)
                    s.samples.push_back({t * 1000, static_cast<double>((t * 7 + node[0]) % 101)});
                all.push_back(std::move(s));
            }
            for (const char* bound : {"0.1", "1", "+Inf"})
                all.push_back({{{"__name__", "lat_bucket"}, {"le", bound}, {"node", node}}, {{300'000, bound[0] == '+' ? 9.0 : 4.0}}});
        }
        return all;
    }());
    return kSeries;
}

void answered(const HttpResponse& response) {
    require(response.status >= 200 && response.status < 600);
    if (response.contentType != "application/json") return;
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    require(!body.is_discarded());
    require((response.status == 200) == (body["status"] == "success"));
    require(response.status == 200 || !body["error"].get<std::string>().empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), std::min(size, kMaxInput));
    ApiSettings settings;
    settings.now = 600'000;
    settings.query.maxSamples = 200'000;
    answered(answer({"GET", "/api/v1/query", {{"query", text}}}, series(), settings));
    answered(answer({"POST", "/api/v1/query_range", {{"query", text}, {"start", "0"}, {"end", "600"}, {"step", "97"}}}, series(), settings));
    answered(answer({"GET", "/api/v1/series", {{"match[]", text}}}, series(), settings));
    answered(answer({"GET", "/api/v1/query", {{"query", "1"}, {"time", text}}}, series(), settings));
    answered(answer(httpRequest("GET", text, text), series(), settings));
    answered(maylab::metrics::prometheusAnswer(httpRequest("GET", "/api/v1/label/" + text + "/values", ""), series(), 600'000));
    std::string problem;
    const auto regex = Regex::compile(text.substr(0, 200), problem);
    require(regex != nullptr || !problem.empty());
    if (regex) {
        const auto match = regex->match(text);
        require(match.has_value() == regex->matches(text));
        if (match) (void)regex->expand(*match, text);
    }
    return 0;
}
