// Metric filters and subscription filters; what they send.
#include "aws/account.h"
#include "aws/paging.h"
#include "kernel/time.h"
#include "logs/operations.h"
#include "logs/subscription_payload.h"

#include <algorithm>

namespace maylab::logs {

tl::expected<std::shared_ptr<const FilterPattern>, kernel::ApiError> compilePattern(std::string_view text) {
    PatternError error;
    auto pattern = FilterPattern::parse(text, error);
    if (pattern) return std::make_shared<const FilterPattern>(std::move(*pattern));
    if (error.reason.starts_with("Invalid character(s)")) return invalid(error.reason);
    return invalid("Invalid filter pattern: " + error.reason + " (at character " + std::to_string(error.offset + 1) + ")");
}

namespace {

constexpr std::size_t kMaxDimensions = 3;
constexpr std::size_t kMaxRequestData = 1000;    // of PutMetricData, sheet 2.1
constexpr std::size_t kMaxDatumValues = 150;
constexpr std::size_t kMaxRequestValues = 15'000; // keeps a request below 1 MB

tl::unexpected<kernel::ApiError> transformation(const std::string& what) {
    return invalid("Invalid metric transformation: " + what);
}

tl::unexpected<kernel::ApiError> limitExceeded() {
    return kernel::fail("LimitExceededException", "Resource limit exceeded.");
}

tl::expected<MetricFilter, kernel::ApiError> readMetricFilter(const Json& input, std::int64_t nowMs) {
    MetricFilter f;
    f.creationTime = nowMs;
    f.pattern = textOf(input, "filterPattern");
    auto compiled = compilePattern(f.pattern);
    if (!compiled) return tl::unexpected(compiled.error());
    f.compiled = *compiled;
    const Json& t = input["metricTransformations"][0];
    f.metricNamespace = textOf(t, "metricNamespace");
    f.metricName = textOf(t, "metricName");
    f.unit = textOf(t, "unit", "None");
    f.metricValue = textOf(t, "metricValue");
    if (f.metricNamespace.starts_with("AWS/")) return transformation("a namespace of your own must not begin with AWS/");
    f.constant = numberOf(f.metricValue);
    if (!f.constant) f.value = f.compiled->selector(f.metricValue);
    if (!f.constant && !f.value) return transformation("metric value " + f.metricValue + " must be a valid number");
    if (const auto it = t.find("defaultValue"); it != t.end()) f.defaultValue = it->get<double>();
    if (const auto it = t.find("dimensions"); it != t.end()) {
        if (it->size() > kMaxDimensions) return transformation("a metric filter has at most 3 dimensions");
        for (const auto& [name, value] : it->items()) {
            const std::string text = value.get<std::string>();
            const auto selector = f.compiled->selector(text);
            if (!selector) return transformation("dimension value must be valid selector");
            if (name.empty() || name.size() > 255 || name[0] == ':') return transformation("dimension name must be valid");
            f.dimensions.push_back({name, text, *selector});
        }
    }
    if (!f.dimensions.empty() && f.defaultValue)
        return transformation("dimensions and default value are mutually exclusive properties");
    return f;
}

ApiResult putMetricFilter(LogsState& state, const Json& input, std::int64_t nowMs) {
    auto filter = readMetricFilter(input, nowMs);
    if (!filter) return tl::unexpected(filter.error());
    LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    if (group == nullptr) return notFound("log group");
    const std::string name = textOf(input, "filterName");
    const auto old = group->metricFilters.find(name);
    if (old == group->metricFilters.end() && group->metricFilters.size() == LogGroup::kMaxMetricFilters) return limitExceeded();
    const int before = old != group->metricFilters.end() && old->second.compiled->regexes() > 0;
    if (filter->compiled->regexes() > 0 && group->regexPatterns() - before == LogGroup::kMaxRegexPatterns) return limitExceeded();
    group->metricFilters.insert_or_assign(name, std::move(*filter));
    return Json::object();
}

ApiResult deleteMetricFilter(LogsState& state, const Json& input, std::int64_t) {
    LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    if (group == nullptr) return notFound("log group");
    if (group->metricFilters.erase(textOf(input, "filterName")) == 0) return notFound("metric filter");
    return Json::object();
}

Json metricFilterEntry(const std::string& group, const std::string& name, const MetricFilter& f) {
    Json t = {{"metricName", f.metricName}, {"metricNamespace", f.metricNamespace}, {"metricValue", f.metricValue}};
    if (f.defaultValue) t["defaultValue"] = *f.defaultValue;
    if (f.unit != "None") t["unit"] = f.unit;
    for (const auto& d : f.dimensions) t["dimensions"][d.name] = d.selectorText;
    return {{"filterName", name},
            {"filterPattern", f.pattern},
            {"metricTransformations", Json::array({std::move(t)})},
            {"creationTime", f.creationTime},
            {"logGroupName", group}};
}

ApiResult describeMetricFilters(const LogsState& state, const Json& input, std::int64_t) {
    const std::string only = textOf(input, "logGroupName"), prefix = textOf(input, "filterNamePrefix");
    const std::string metric = textOf(input, "metricName"), space = textOf(input, "metricNamespace");
    if (metric.empty() != space.empty()) return invalid("Both metricName and metricNamespace must be specified.");
    if (!only.empty() && state.store.find(only) == nullptr) return notFound("log group");
    const auto page = pageRequest("DescribeMetricFilters", input);
    if (!page) return tl::unexpected(page.error());
    Json list = Json::array(), reply = Json::object();
    std::string last;
    for (const auto& [group, g] : state.store.groups()) {
        if (!only.empty() && group != only) continue;
        for (const auto& [name, f] : g.metricFilters) {
            std::string key = group + '\n' + name; // sorts as the maps do: no group's name has a line feed
            if (!name.starts_with(prefix) || (page->after && key <= *page->after)) continue;
            if (!metric.empty() && (f.metricName != metric || f.metricNamespace != space)) continue;
            if (list.size() == page->limit) {
                reply["nextToken"] = aws::makeMarker("DescribeMetricFilters", last);
                reply["metricFilters"] = std::move(list);
                return reply;
            }
            list.push_back(metricFilterEntry(group, name, f));
            last = std::move(key);
        }
    }
    reply["metricFilters"] = std::move(list);
    return reply;
}

ApiResult testMetricFilter(const LogsState&, const Json& input, std::int64_t) {
    const auto pattern = compilePattern(textOf(input, "filterPattern"));
    if (!pattern) return tl::unexpected(pattern.error());
    MatchBuffer buffer;
    Json matches = Json::array();
    const std::vector<std::string> messages = textsOf(input, "logEventMessages");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!(*pattern)->matches(messages[i], buffer)) continue;
        Json values = Json::object();
        for (auto& [name, value] : (*pattern)->extract(messages[i], buffer)) values[name] = value;
        matches.push_back({{"eventNumber", i + 1}, {"eventMessage", messages[i]}, {"extractedValues", std::move(values)}});
    }
    return Json{{"matches", std::move(matches)}};
}

ApiResult describeSubscriptionFilters(const LogsState& state, const Json& input, std::int64_t) {
    const std::string groupName = textOf(input, "logGroupName"), prefix = textOf(input, "filterNamePrefix");
    const LogGroup* group = state.store.find(groupName);
    if (group == nullptr) return notFound("log group");
    const auto page = pageRequest("DescribeSubscriptionFilters", input);
    if (!page) return tl::unexpected(page.error());
    Json list = Json::array(), reply = Json::object();
    std::string last;
    for (const auto& [name, f] : group->subscriptionFilters) {
        if (!name.starts_with(prefix) || (page->after && name <= *page->after)) continue;
        if (list.size() == page->limit) {
            reply["nextToken"] = aws::makeMarker("DescribeSubscriptionFilters", last);
            break;
        }
        Json one = {{"filterName", name},       {"logGroupName", groupName},
                    {"filterPattern", f.pattern}, {"destinationArn", f.destinationArn},
                    {"distribution", f.distribution}, {"creationTime", f.creationTime}};
        if (!f.roleArn.empty()) one["roleArn"] = f.roleArn;
        list.push_back(std::move(one));
        last = name;
    }
    reply["subscriptionFilters"] = std::move(list);
    return reply;
}

ApiResult deleteSubscriptionFilter(LogsState& state, const Json& input, std::int64_t) {
    const std::string groupName = textOf(input, "logGroupName"), name = textOf(input, "filterName");
    LogGroup* group = state.store.find(groupName);
    if (group == nullptr) return notFound("log group");
    if (group->subscriptionFilters.erase(name) == 0) return notFound("subscription filter");
    std::erase_if(state.deliveries, [&](const auto& d) { return d.first.group == groupName && d.first.filter == name; });
    return Json::object();
}

constexpr ReadOperation kFilterReads[] = {{"DescribeMetricFilters", describeMetricFilters},
                                    {"TestMetricFilter", testMetricFilter},
                                    {"DescribeSubscriptionFilters", describeSubscriptionFilters}};
constexpr WriteOperation kFilterWrites[] = {{"PutMetricFilter", putMetricFilter},
                                      {"DeleteMetricFilter", deleteMetricFilter},
                                      {"DeleteSubscriptionFilter", deleteSubscriptionFilter}};

} // namespace

tl::expected<SubscriptionFilter, kernel::ApiError> readSubscription(const LogsState& state, const Json& input, std::int64_t nowMs) {
    SubscriptionFilter f;
    f.creationTime = nowMs;
    f.pattern = textOf(input, "filterPattern");
    f.destinationArn = textOf(input, "destinationArn");
    f.roleArn = textOf(input, "roleArn");
    f.distribution = textOf(input, "distribution", "ByLogStream");
    auto compiled = compilePattern(f.pattern);
    if (!compiled) return tl::unexpected(compiled.error());
    f.compiled = *compiled;
    const LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    if (group == nullptr) return notFound("log group");
    const auto old = group->subscriptionFilters.find(textOf(input, "filterName"));
    const bool fresh = old == group->subscriptionFilters.end();
    if (fresh && group->subscriptionFilters.size() == LogGroup::kMaxSubscriptionFilters) return limitExceeded();
    const int before = !fresh && old->second.compiled->regexes() > 0;
    if (f.compiled->regexes() > 0 && group->regexPatterns() - before == LogGroup::kMaxRegexPatterns) return limitExceeded();
    const auto arn = aws::Arn::parse(f.destinationArn);
    if (!arn) return invalid("Invalid destinationArn: " + f.destinationArn);
    // Only functions are in these worlds; the others are refused as the service refuses what it cannot reach.
    if (arn->service == "kinesis")
        return invalid("Could not deliver test message to specified Kinesis stream. Check if the given kinesis stream is in "
                       "ACTIVE state.");
    if (arn->service == "firehose")
        return invalid("Could not deliver test message to specified Firehose stream. Check if the given Firehose stream is in "
                       "ACTIVE state.");
    if (arn->service != "lambda") return invalid("Invalid destinationArn: " + f.destinationArn);
    return f;
}

Json subscriptionPayload(const LogsState::Addressee& to, std::span<const LogEvent> events) {
    Json list = Json::array();
    for (const LogEvent& e : events)
        list.push_back({{"id", eventId(e.key())}, {"timestamp", e.timestamp}, {"message", e.message}});
    const Json document = {{"messageType", "DATA_MESSAGE"},
                           {"owner", aws::kAccountId},
                           {"logGroup", to.group},
                           {"logStream", to.stream},
                           {"subscriptionFilters", Json::array({to.filter})},
                           {"logEvents", std::move(list)}};
    return {{"awslogs", {{"data", base64(gzipStored(document.dump()))}}}};
}

std::vector<Json> metricRequests(const MetricBatch::Data& data, std::int64_t nowMs) {
    std::vector<Json> requests;
    std::size_t values = 0;
    const std::string* open = nullptr; // the namespace of the last request
    for (const auto& [where, counts] : data) {
        const auto& [metric, timestamp] = where;
        if (timestamp < nowMs - kMaxPastMs || timestamp > nowMs + kMaxFutureMs) continue;
        Json dimensions = Json::array();
        for (const auto& [name, value] : metric.dimensions) dimensions.push_back({{"Name", name}, {"Value", value}});
        for (auto it = counts.begin(); it != counts.end();) {
            Json datum = {{"MetricName", metric.name},
                          {"Timestamp", kernel::formatIso8601(timestamp, true)},
                          {"Unit", metric.unit},
                          {"StorageResolution", metric.resolution},
                          {"Values", Json::array()},
                          {"Counts", Json::array()}};
            if (!dimensions.empty()) datum["Dimensions"] = dimensions;
            for (; it != counts.end() && datum["Values"].size() < kMaxDatumValues; ++it) {
                datum["Values"].push_back(it->first);
                datum["Counts"].push_back(it->second);
            }
            const bool full = !requests.empty() && (requests.back()["MetricData"].size() == kMaxRequestData ||
                                                    values + kMaxDatumValues > kMaxRequestValues);
            if (open == nullptr || *open != metric.metricNamespace || full) {
                requests.push_back({{"Namespace", metric.metricNamespace}, {"MetricData", Json::array()}});
                open = &metric.metricNamespace;
                values = 0;
            }
            values += datum["Values"].size();
            requests.back()["MetricData"].push_back(std::move(datum));
        }
    }
    return requests;
}

std::span<const ReadOperation> filterReads() {
    return kFilterReads;
}

std::span<const WriteOperation> filterWrites() {
    return kFilterWrites;
}

} // namespace maylab::logs
