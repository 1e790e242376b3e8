#include "scenarios/shop/night/night_history.h"

#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;

namespace {

constexpr aws::Shape kHours = aws::integerIn(1, 24);
constexpr aws::MemberShape kWrite[] = {{"hours", &kHours, false, "How far back; 6."}};
constexpr aws::Shape kWriteInput = aws::structureOf(kWrite);
constexpr aws::OperationModel kNightHistoryModels[] = {
    {"lab", "WriteRequestHistory", &kWriteInput, nullptr, aws::ErrorStyle::Query, "Sends the requests of the last hours to CloudWatch, a datum a minute."},
    {"lab", "WriteNodeHistory", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Sends an hour of hits and misses of two nodes to CloudWatch."},
    {"lab", "DescribeNight", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Which metric the evening's requests are, and their busiest minute."},
    {"lab", "DescribeRatio", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Your last metric math over the two nodes, against the truth."}};

constexpr const char* kWebNamespace = "Shop/Web";
constexpr const char* kNodesNamespace = "Shop/Nodes";
constexpr const char* kNodeNames[] = {"a", "b"};
constexpr std::size_t kNightHistoryBatch = 900; // PutMetricData takes 1,000

std::int64_t fullMinute(const kernel::World& world) {
    return world.unixMilliseconds() / 60'000 * 60;
}

std::string iso(std::int64_t unixSeconds) {
    return kernel::formatIso8601(unixSeconds * 1000);
}

void send(ShopFloor& shop, std::uint32_t token, const char* ns, const Json& data) {
    for (std::size_t i = 0; i < data.size(); i += kNightHistoryBatch) {
        const auto from = data.begin() + static_cast<std::ptrdiff_t>(i);
        const auto to = data.begin() + static_cast<std::ptrdiff_t>(std::min(data.size(), i + kNightHistoryBatch));
        shop.callService(token, "cloudwatch", "PutMetricData", {{"Namespace", ns}, {"MetricData", Json(std::vector<Json>(from, to))}});
    }
}

} // namespace

std::span<const aws::OperationModel> NightHistory::operations() const {
    return kNightHistoryModels;
}

void NightHistory::defineMetrics(kernel::MetricSink& metrics) {
    const auto known = [&](const char* ns, const char* name, std::vector<std::pair<std::string, std::string>> dimensions = {}) {
        metrics.define({ns, name, std::move(dimensions), "Count", kernel::MetricKind::Sample, kernel::MetricResolution::Standard});
    };
    known(kWebNamespace, "Requests");
    for (const char* node : kNodeNames) {
        known(kNodesNamespace, "Hits", {{"Node", node}});
        known(kNodesNamespace, "Misses", {{"Node", node}});
    }
    // What learners send themselves.
    known("Shop/Lab", "Orders", {{"Till", "1"}});
    known("Shop/Lab", "LatencySet");
    known("Shop/Lab", "LatencyValues");
    known("Shop/Logs", "Http5xx");
}

ApiResult NightHistory::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    m_on = true;
    if (operation == "WriteNodeHistory") {
        writeNodes(shop);
        return Json::object();
    }
    std::uint32_t hours = 6;
    read(input, "hours", hours);
    writeRequests(shop, static_cast<int>(hours));
    return Json::object();
}

void NightHistory::onReply(ShopFloor&, std::uint32_t, const ApiResult& result) {
    if (!result) ++m_refused;
}

// Each request is counted as a 1, as a server does that adds one for each: the average of a minute is 1 whatever comes.
void NightHistory::writeRequests(ShopFloor& shop, int hours) {
    kernel::Rng& rng = shop.world().random()[shop.world().random().open("shop.night.requests")];
    m_hours = hours;
    const auto minutes = static_cast<std::size_t>(hours) * 60;
    m_firstMinute = fullMinute(shop.world()) - static_cast<std::int64_t>(minutes) * 60;
    m_requests.assign(minutes, 0);
    // An evening that swells and ebbs; its fullest hour is not the hour of the spike.
    const double crest = static_cast<double>(minutes) * 0.7;
    for (std::size_t i = 0; i < minutes; ++i) {
        const double away = (static_cast<double>(i) - crest) / (static_cast<double>(minutes) * 0.25);
        const double base = 220 + 260 / (1 + away * away);
        m_requests[i] = std::floor(base * (0.95 + 0.1 * rng.uniform()));
    }
    const std::size_t spike = minutes / 6 + rng.below(minutes / 6);
    m_requests[spike] = 4200 + static_cast<double>(rng.below(200));
    Json data = Json::array();
    for (std::size_t i = 0; i < minutes; ++i) {
        data.push_back({{"MetricName", "Requests"},
                        {"Timestamp", iso(m_firstMinute + static_cast<std::int64_t>(i) * 60)},
                        {"Unit", "Count"},
                        {"StatisticValues", {{"SampleCount", m_requests[i]}, {"Sum", m_requests[i]}, {"Minimum", 1}, {"Maximum", 1}}}});
    }
    send(shop, 0, kWebNamespace, data);
}

void NightHistory::writeNodes(ShopFloor& shop) {
    kernel::Rng& rng = shop.world().random()[shop.world().random().open("shop.night.nodes")];
    constexpr std::size_t kMinutes = 60, kNobodyFrom = 22, kNobodyTo = 27, kOnlyLarge = 48;
    m_nodes.assign(kMinutes, {});
    Json data = Json::array();
    const std::int64_t first = fullMinute(shop.world()) - static_cast<std::int64_t>(kMinutes) * 60;
    for (std::size_t i = 0; i < kMinutes; ++i) {
        NodeMinute& m = m_nodes[i];
        m.at = first + static_cast<std::int64_t>(i) * 60;
        if (i >= kNobodyFrom && i < kNobodyTo) continue; // the shop was closed
        const double large = std::floor(9600 + 800 * rng.uniform()), small = std::floor(90 + 20 * rng.uniform());
        m.hits[0] = std::floor(large * (0.988 + 0.004 * rng.uniform()));
        m.misses[0] = large - m.hits[0];
        if (i < kOnlyLarge) { // then the small one is taken out
            m.hits[1] = std::floor(small * (0.45 + 0.1 * rng.uniform()));
            m.misses[1] = small - m.hits[1];
        }
        for (int node = 0; node < 2; ++node) {
            if (m.hits[node] + m.misses[node] == 0) continue;
            const Json dimensions = Json::array({{{"Name", "Node"}, {"Value", kNodeNames[node]}}});
            data.push_back({{"MetricName", "Hits"}, {"Dimensions", dimensions}, {"Timestamp", iso(m.at)}, {"Unit", "Count"}, {"Value", m.hits[node]}});
            data.push_back({{"MetricName", "Misses"}, {"Dimensions", dimensions}, {"Timestamp", iso(m.at)}, {"Unit", "Count"}, {"Value", m.misses[node]}});
        }
    }
    send(shop, 1, kNodesNamespace, data);
}

ApiResult NightHistory::describe(const kernel::World& world, std::string_view operation, const Json&) const {
    return operation == "DescribeRatio" ? describeRatio(world) : describeNight(world);
}

ApiResult NightHistory::describeNight(const kernel::World&) const {
    if (m_requests.empty()) return Json{{"hours", 0}};
    const auto top = std::max_element(m_requests.begin(), m_requests.end()) - m_requests.begin();
    // The hours as GetMetricStatistics with Period 3600 cuts them when it is asked for the whole history: from its beginning.
    const std::ptrdiff_t hour = top / 60 * 60;
    const double sum = std::accumulate(m_requests.begin() + hour, m_requests.begin() + hour + 60, 0.0);
    const std::string at = iso(m_firstMinute + top * 60);
    return Json{{"shown", {{"Namespace", kWebNamespace}, {"MetricName", "Requests"}, {"Dimensions", Json::array()}, {"hours", m_hours}}},
                {"busiest", at.substr(11, 5)},
                {"busiestTimestamp", at},
                {"requests", m_requests[static_cast<std::size_t>(top)]},
                {"hourSum", sum},
                {"hourPerMinute", std::floor(sum / 60 + 0.5)},
                {"refusedBatches", m_refused}};
}

ApiResult NightHistory::describeRatio(const kernel::World& world) const {
    Json out = {{"asked", false}};
    double hits = 0, all = 0, means = 0;
    std::size_t both = 0, traffic = 0;
    for (const NodeMinute& m : m_nodes) {
        hits += m.hits[0] + m.hits[1];
        all += m.all();
        traffic += m.all() > 0 ? 1 : 0;
        const double a = m.hits[0] + m.misses[0], b = m.hits[1] + m.misses[1];
        if (a == 0 || b == 0) continue;
        means += 50 * m.hits[0] / a + 50 * m.hits[1] / b;
        ++both;
    }
    if (all == 0 || both == 0) return out;
    out["truth"] = 100 * hits / all;
    out["meanOfRatios"] = means / static_cast<double>(both);
    out["minutesWithTraffic"] = traffic;
    // The newest answered request of the learner that has one series from an expression.
    for (auto r = world.callRecords().rbegin(); r != world.callRecords().rend(); ++r) {
        if (r->actor == kernel::Actor::Setup || r->service != "cloudwatch" || r->operation != "GetMetricData" || !r->ok) continue;
        std::string expressionId, expression;
        const Json queries = r->input.value("MetricDataQueries", Json::array());
        for (const Json& q : queries) {
            if (!q.contains("Expression") || !q.value("ReturnData", true)) continue;
            expressionId = q.value("Id", std::string());
            expression = q["Expression"].get<std::string>();
        }
        if (expressionId.empty()) continue;
        std::map<std::string, double> answered;
        const Json results = r->output.value("MetricDataResults", Json::array());
        for (const Json& series : results) {
            if (series.value("Id", std::string()) != expressionId) continue;
            for (std::size_t i = 0; i < series["Values"].size(); ++i) {
                answered[series["Timestamps"][i].get<std::string>()] = series["Values"][i].get<double>();
            }
        }
        constexpr double kClose = 0.1;
        std::size_t within = 0, without = 0;
        double sum = 0;
        std::size_t known = 0;
        for (const NodeMinute& m : m_nodes) {
            const auto found = answered.find(iso(m.at));
            if (found == answered.end()) continue;
            if (m.all() == 0) {
                ++without;
                continue;
            }
            ++known;
            sum += found->second;
            within += std::abs(found->second - 100 * (m.hits[0] + m.hits[1]) / m.all()) <= kClose ? 1 : 0;
        }
        out["asked"] = true;
        out["expression"] = expression;
        out["points"] = answered.size();
        out["within"] = within;
        out["missing"] = traffic - known;
        out["pointsWithoutTraffic"] = without;
        out["offBy"] = traffic - within; // minutes with traffic that have no value, or a wrong one
        if (known > 0) out["mean"] = sum / static_cast<double>(known);
        break;
    }
    return out;
}

void NightHistory::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_requests.size());
    f.mix(m_nodes.size());
    f.mix(static_cast<std::uint64_t>(m_refused));
}

} // namespace maylab::scenarios
