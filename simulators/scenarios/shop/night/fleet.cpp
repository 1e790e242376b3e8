#include "scenarios/shop/night/fleet.h"

#include "metrics/cloudwatch_service.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::MetricId;
using kernel::MetricSink;
using kernel::SimDuration;
using Scheme = FleetScheme;

namespace {

constexpr const char* kNamespace = "Shop/Fleet";
// Where and when the tiers of sheet 1.5 were read.
constexpr const char *kPriceRegion = "us-east-1", *kPriceSeen = "2022-04-29";
constexpr std::pair<Scheme, const char*> kSchemes[] = {{Scheme::Off, "off"},
                                                       {Scheme::Total, "total"},
                                                       {Scheme::Host, "host"},
                                                       {Scheme::Zone, "zone"},
                                                       {Scheme::Endpoint, "endpoint"},
                                                       {Scheme::ZoneEndpoint, "zone-endpoint"},
                                                       {Scheme::HostZoneEndpoint, "host-zone-endpoint"},
                                                       {Scheme::User, "user"}};
constexpr const char* kSchemeNames[] = {"off", "total", "host", "zone", "endpoint", "zone-endpoint", "host-zone-endpoint", "user"};
constexpr aws::Shape kScheme = aws::enumOf(kSchemeNames);
constexpr aws::MemberShape kSet[] = {{"errors", &kScheme, false, "Dimensions of the metric Errors."},
                                     {"latency", &kScheme, false, "Dimensions of the metric Latency."}};
constexpr aws::Shape kSetInput = aws::structureOf(kSet);
constexpr aws::OperationModel kFleetModels[] = {
    {"lab", "SetFleetMetrics", &kSetInput, nullptr, aws::ErrorStyle::Query, "Chooses the dimensions under which the fleet publishes."},
    {"lab", "DescribeDimensions", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "How many metrics the fleet makes, what they cost, and what they can answer."}};

struct Axis {
    const char* name;
    std::uint32_t values;
};
constexpr Axis kHost{"Host", Fleet::kHosts}, kZone{"AvailabilityZone", Fleet::kZones}, kEndpoint{"Endpoint", Fleet::kEndpoints},
    kUser{"UserId", Fleet::kUsers};

std::vector<Axis> axesOf(Scheme scheme) {
    switch (scheme) {
    case Scheme::Off:
    case Scheme::Total: return {};
    case Scheme::Host: return {kHost};
    case Scheme::Zone: return {kZone};
    case Scheme::Endpoint: return {kEndpoint};
    case Scheme::ZoneEndpoint: return {kZone, kEndpoint};
    case Scheme::HostZoneEndpoint: return {kHost, kZone, kEndpoint};
    case Scheme::User: return {kUser};
    }
    return {};
}

constexpr const char* kEndpointNames[Fleet::kEndpoints] = {
    "/",       "/search", "/product", "/cart",   "/checkout", "/pay",    "/login",   "/logout",  "/account", "/orders", "/invoice", "/voucher",
    "/review", "/stock",  "/ship",    "/refund", "/wishlist", "/banner", "/suggest", "/compare", "/chat",    "/help",   "/health",  "/admin"};

std::string valueOf(const Axis& axis, std::uint32_t i) {
    char text[32];
    if (axis.name == kEndpoint.name) return kEndpointNames[i];
    if (axis.name == kZone.name) std::snprintf(text, sizeof text, "us-east-1%c", static_cast<char>('a' + i));
    else if (axis.name == kHost.name) std::snprintf(text, sizeof text, "web-%02u", i + 1);
    else std::snprintf(text, sizeof text, "u%05u", i + 1);
    return text;
}

std::size_t countOf(Scheme scheme) {
    if (scheme == Scheme::Off) return 0;
    std::size_t n = 1;
    for (const Axis& a : axesOf(scheme)) n *= a.values;
    return n;
}

// Every value of that dimension alone has a datum of the last minutes: CloudWatch sums nothing by itself.
bool answers(const kernel::World& world, const char* metric, const Axis& axis) {
    constexpr std::int64_t kRecent = 180;
    const metrics::MetricStore& store = metrics::storeOf(world);
    const std::int64_t now = world.unixMilliseconds() / 1000;
    for (std::uint32_t i = 0; i < axis.values; ++i) {
        const metrics::SeriesId id = store.find(kNamespace, metric, {{axis.name, valueOf(axis, i)}});
        if (id == metrics::kNoSeries) return false;
        const auto last = store.lastDatum(id);
        if (!last || now - *last > kRecent) return false;
    }
    return true;
}

} // namespace

std::vector<BilledMetrics> billOfMetrics(std::size_t metrics) {
    constexpr BilledMetrics kTiers[] = {{10'000, 0.30}, {240'000, 0.10}, {750'000, 0.05}};
    constexpr double kBeyond = 0.02;
    std::vector<BilledMetrics> bill;
    for (const BilledMetrics& t : kTiers) {
        const std::size_t n = std::min(metrics, t.metrics);
        if (n > 0) bill.push_back({n, t.each});
        metrics -= n;
    }
    if (metrics > 0) bill.push_back({metrics, kBeyond});
    return bill;
}

double monthlyPriceOfMetrics(std::size_t metrics) {
    double usd = 0;
    for (const BilledMetrics& t : billOfMetrics(metrics)) usd += static_cast<double>(t.metrics) * t.each;
    return usd;
}

std::span<const aws::OperationModel> Fleet::operations() const {
    return kFleetModels;
}

void Fleet::defineMetrics(MetricSink& sink) {
    std::vector<MetricId> any;
    switchTo(sink, "Errors", Scheme::Endpoint, any);
    switchTo(sink, "Latency", Scheme::Zone, any);
}

void Fleet::switchTo(MetricSink& sink, const char* name, Scheme scheme, std::vector<MetricId>& out) {
    for (const MetricId id : out) sink.retire(id);
    out.clear();
    if (scheme == Scheme::Off) return;
    const bool errors = name[0] == 'E';
    kernel::MetricSpec spec{kNamespace, name, {}, errors ? "Count" : "Milliseconds",
                            errors ? kernel::MetricKind::Counter : kernel::MetricKind::Sample, kernel::MetricResolution::Standard};
    spec.custom = true;
    const std::vector<Axis> axes = axesOf(scheme);
    const std::size_t count = countOf(scheme);
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        spec.dimensions.clear();
        std::size_t rest = i;
        for (const Axis& a : axes) {
            spec.dimensions.emplace_back(a.name, valueOf(a, static_cast<std::uint32_t>(rest % a.values)));
            rest /= a.values;
        }
        out.push_back(sink.define(spec));
    }
}

ApiResult Fleet::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    kernel::World& world = shop.world();
    if (!m_on) {
        m_on = true;
        m_stream = world.random().open("shop.fleet");
        const std::int64_t wait = 60'000 - world.unixMilliseconds() % 60'000;
        shop.schedule(world.now() + SimDuration::milliseconds(wait) + SimDuration::seconds(30), kMinute);
    }
    if (given(input, "errors")) {
        parseName(kSchemes, textOf(input, "errors"), m_errors);
        switchTo(world.metrics(), "Errors", m_errors, m_errorMetrics);
    }
    if (given(input, "latency")) {
        parseName(kSchemes, textOf(input, "latency"), m_latency);
        switchTo(world.metrics(), "Latency", m_latency, m_latencyMetrics);
    }
    return Json::object();
}

void Fleet::onEvent(ShopFloor& shop, const kernel::Event&) {
    kernel::Rng& rng = shop.world().random()[m_stream];
    MetricSink& sink = shop.world().metrics();
    // 600 errors a minute over the fleet, however they are counted.
    constexpr std::uint64_t kErrors = 600;
    for (std::uint64_t i = 0; i < kErrors && !m_errorMetrics.empty(); ++i) sink.add(m_errorMetrics[rng.below(m_errorMetrics.size())], 1);
    for (const MetricId id : m_latencyMetrics) sink.sample(id, rng.logNormal(40, 0.5));
    shop.schedule(shop.now() + SimDuration::minutes(1), kMinute);
}

ApiResult Fleet::describe(const kernel::World& world, std::string_view, const Json&) const {
    const std::size_t metrics = countOf(m_errors) + countOf(m_latency);
    const auto schemeOf = [](Scheme s) {
        Json scheme = Json::array();
        for (const Axis& a : axesOf(s)) scheme.push_back({{"name", a.name}, {"values", a.values}});
        return scheme;
    };
    // What multiplies: the larger of the two.
    const Json scheme = schemeOf(countOf(m_errors) >= countOf(m_latency) ? m_errors : m_latency);
    Json bill = Json::array();
    for (const BilledMetrics& t : billOfMetrics(metrics)) bill.push_back({{"metrics", t.metrics}, {"each", t.each}});
    const bool byEndpoint = answers(world, "Errors", kEndpoint), byZone = answers(world, "Latency", kZone);
    return Json{{"namespace", kNamespace},
                {"errors", nameOf(kSchemes, m_errors)},
                {"latency", nameOf(kSchemes, m_latency)},
                {"errorsMetrics", countOf(m_errors)},
                {"latencyMetrics", countOf(m_latency)},
                {"sets", Json::array({{{"metric", "Errors"}, {"scheme", schemeOf(m_errors)}, {"metrics", countOf(m_errors)}},
                                      {{"metric", "Latency"}, {"scheme", schemeOf(m_latency)}, {"metrics", countOf(m_latency)}}})},
                {"scheme", scheme},
                {"metrics", metrics},
                {"monthly", monthlyPriceOfMetrics(metrics)},
                {"bill", bill},
                {"priceRegion", kPriceRegion},
                {"priceSeen", kPriceSeen},
                {"answered", (byEndpoint ? 1 : 0) + (byZone ? 1 : 0)},
                {"answers", Json::array({{{"question", "errors-by-endpoint"}, {"answered", byEndpoint}},
                                         {{"question", "latency-by-zone"}, {"answered", byZone}}})}};
}

void Fleet::mixInto(kernel::Fingerprint& f) const {
    f.mix(static_cast<std::uint64_t>(m_errors));
    f.mix(static_cast<std::uint64_t>(m_latency));
}

} // namespace maylab::scenarios
