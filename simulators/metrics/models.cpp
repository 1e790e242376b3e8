#include "metrics/model_shapes.h"
#include "metrics/dashboards/dashboard_operations.h"
#include "metrics/models.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {
namespace {

using aws::kBoolean;
using aws::kDouble;
using aws::kInteger;
using aws::kRequired;
using aws::kString;
using aws::kTimestamp;
using aws::MemberShape;
using aws::Shape;

constexpr const char* kStatistics[] = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"};
constexpr const char* kScanOrders[] = {"TimestampDescending", "TimestampAscending"};
constexpr const char* kRecentlyActiveValues[] = {"PT3H"};

constexpr Shape kStatistic = aws::enumOf(kStatistics);
constexpr Shape kStatisticList = aws::listOf(kStatistic);
constexpr Shape kScanBy = aws::enumOf(kScanOrders);
constexpr Shape kRecentlyActive = aws::enumOf(kRecentlyActiveValues);
constexpr Shape kDoubles = aws::listOf(kDouble);
constexpr Shape kTimes = aws::listOf(kTimestamp);

constexpr MemberShape kDimensionFilterMembers[] = {{"Name", &kString, kRequired}, {"Value", &kString}};
constexpr Shape kDimensionFilter = aws::structureOf(kDimensionFilterMembers);
constexpr Shape kDimensionFilters = aws::listOf(kDimensionFilter);

// PutMetricData
constexpr MemberShape kStatisticSetMembers[] = {{"SampleCount", &kDouble, kRequired},
                                                {"Sum", &kDouble, kRequired},
                                                {"Minimum", &kDouble, kRequired},
                                                {"Maximum", &kDouble, kRequired}};
constexpr Shape kStatisticSet = aws::structureOf(kStatisticSetMembers);
constexpr MemberShape kDatumMembers[] = {
    {"MetricName", &kString, kRequired, "name of the metric"},
    {"Dimensions", &kDimensions, false, "up to 30; every combination is a metric of its own"},
    {"Timestamp", &kTimestamp, false, "two weeks ago to two hours ahead; default now"},
    {"Value", &kDouble, false, "one value"},
    {"StatisticValues", &kStatisticSet, false, "aggregated by the sender; usually has no percentiles"},
    {"Values", &kDoubles, false, "up to 150 different values"},
    {"Counts", &kDoubles, false, "how often each of Values occurred; default 1"},
    {"Unit", &kUnit, false, "default None"},
    {"StorageResolution", &kInteger, false, "60, or 1 for high resolution"}};
constexpr Shape kDatum = aws::structureOf(kDatumMembers);
constexpr Shape kData = aws::listOf(kDatum);
constexpr MemberShape kPutInputMembers[] = {{"Namespace", &kString, kRequired, "container of the metrics"},
                                            {"MetricData", &kData, false, "up to 1,000 metrics"}};
constexpr Shape kPutInput = aws::structureOf(kPutInputMembers);

// The command line may give one datum as plain options, as the AWS CLI does; so MetricData is not required
// there, and the operation itself refuses when it is missing.
constexpr MemberShape kPutCommandLine[] = {
    {"MetricName", &kString, false, "name of the metric, for one datum"},
    {"Timestamp", &kTimestamp, false, "of the datum"},
    {"Value", &kDouble, false, "of the datum"},
    {"StatisticValues", &kStatisticSet, false, "of the datum"},
    {"Unit", &kUnit, false, "of the datum"},
    {"Dimensions", &kString, false, "Name=Value,Name=Value"},
    {"StorageResolution", &kInteger, false, "of the datum"}};

void foldPut(aws::Json& input) {
    aws::Json datum = aws::Json::object();
    for (const MemberShape& m : kPutCommandLine) {
        const auto it = input.find(m.name);
        if (it == input.end()) continue;
        if (std::string_view(m.name) == "Dimensions" && it->is_string()) {
            aws::Json list = aws::Json::array();
            const auto& text = it->get_ref<const std::string&>();
            for (std::size_t i = 0; i <= text.size();) {
                const std::size_t comma = std::min(text.find(',', i), text.size());
                const std::string pair = text.substr(i, comma - i);
                const std::size_t equals = pair.find('=');
                list.push_back(equals == std::string::npos ? aws::Json{{"Name", pair}}
                                                           : aws::Json{{"Name", pair.substr(0, equals)},
                                                                       {"Value", pair.substr(equals + 1)}});
                i = comma + 1;
            }
            datum[m.name] = std::move(list);
        } else {
            datum[m.name] = *it;
        }
        input.erase(it);
    }
    if (!datum.empty() && !input.contains("MetricData"))
        input["MetricData"] = aws::Json::array({std::move(datum)});
}

// GetMetricStatistics
constexpr MemberShape kStatisticsInputMembers[] = {
    {"Namespace", &kString, kRequired},
    {"MetricName", &kString, kRequired},
    {"Dimensions", &kDimensions, false, "exactly those it was published with"},
    {"StartTime", &kTimestamp, kRequired, "inclusive"},
    {"EndTime", &kTimestamp, kRequired, "exclusive"},
    {"Period", &kInteger, kRequired, "1, 5, 10, 20, 30 or a multiple of 60 seconds"},
    {"Statistics", &kStatisticList, false, "SampleCount, Average, Sum, Minimum, Maximum"},
    {"ExtendedStatistics", &aws::kStringList, false, "p99, tm90, PR(:5) ..."},
    {"Unit", &kUnit, false, "only data published with that unit"}};
constexpr Shape kStatisticsInput = aws::structureOf(kStatisticsInputMembers);
constexpr Shape kDoubleMap = aws::mapOf(kDouble);
constexpr MemberShape kDatapointMembers[] = {{"Timestamp", &kTimestamp}, {"SampleCount", &kDouble},
                                             {"Average", &kDouble},      {"Sum", &kDouble},
                                             {"Minimum", &kDouble},      {"Maximum", &kDouble},
                                             {"Unit", &kUnit},           {"ExtendedStatistics", &kDoubleMap}};
constexpr Shape kDatapoint = aws::structureOf(kDatapointMembers);
constexpr Shape kDatapoints = aws::listOf(kDatapoint);
constexpr MemberShape kStatisticsOutputMembers[] = {{"Label", &kString}, {"Datapoints", &kDatapoints}};
constexpr Shape kStatisticsOutput = aws::structureOf(kStatisticsOutputMembers);

// GetMetricData
constexpr MemberShape kLabelOptionsMembers[] = {{"Timezone", &kString, false, "+0700"}};
constexpr Shape kLabelOptions = aws::structureOf(kLabelOptionsMembers);
constexpr MemberShape kDataInputMembers[] = {{"MetricDataQueries", &kQueries, kRequired, "up to 500"},
                                             {"StartTime", &kTimestamp, kRequired, "inclusive"},
                                             {"EndTime", &kTimestamp, kRequired, "exclusive"},
                                             {"NextToken", &kString},
                                             {"ScanBy", &kScanBy, false, "default TimestampDescending"},
                                             {"MaxDatapoints", &kInteger, false, "per page, at most 100,800"},
                                             {"LabelOptions", &kLabelOptions}};
constexpr Shape kDataInput = aws::structureOf(kDataInputMembers);
constexpr MemberShape kResultMembers[] = {{"Id", &kString},
                                          {"Label", &kString},
                                          {"Timestamps", &kTimes},
                                          {"Values", &kDoubles},
                                          {"StatusCode", &kString}};
constexpr Shape kResult = aws::structureOf(kResultMembers);
constexpr Shape kResults = aws::listOf(kResult);
constexpr MemberShape kMessageMembers[] = {{"Code", &kString}, {"Value", &kString}};
constexpr Shape kMessage = aws::structureOf(kMessageMembers);
constexpr Shape kMessages = aws::listOf(kMessage);
constexpr MemberShape kDataOutputMembers[] = {
    {"MetricDataResults", &kResults}, {"NextToken", &kString}, {"Messages", &kMessages}};
constexpr Shape kDataOutput = aws::structureOf(kDataOutputMembers);

// ListMetrics
constexpr MemberShape kListInputMembers[] = {
    {"Namespace", &kString, false, "exact"},
    {"MetricName", &kString, false, "exact"},
    {"Dimensions", &kDimensionFilters, false, "metrics that have these, perhaps with others"},
    {"NextToken", &kString},
    {"RecentlyActive", &kRecentlyActive, false, "only metrics with data in the last 3 hours"}};
constexpr Shape kListInput = aws::structureOf(kListInputMembers);
constexpr Shape kMetricList = aws::listOf(kMetric);
constexpr MemberShape kListOutputMembers[] = {{"Metrics", &kMetricList}, {"NextToken", &kString}};
constexpr Shape kListOutput = aws::structureOf(kListOutputMembers);

constexpr aws::OperationModel kModels[] = {{"cloudwatch",
                                            "GetMetricData",
                                            &kDataInput,
                                            &kDataOutput,
                                            aws::ErrorStyle::Query,
                                            "Reads up to 500 metrics at once.",
                                            {},
                                            nullptr,
                                            nullptr},
                                           {"cloudwatch",
                                            "GetMetricStatistics",
                                            &kStatisticsInput,
                                            &kStatisticsOutput,
                                            aws::ErrorStyle::Query,
                                            "Reads one metric.",
                                            {},
                                            nullptr,
                                            nullptr},
                                           {"cloudwatch",
                                            "ListMetrics",
                                            &kListInput,
                                            &kListOutput,
                                            aws::ErrorStyle::Query,
                                            "Lists the metrics that had data in the last two weeks.",
                                            {},
                                            nullptr,
                                            nullptr},
                                           {"cloudwatch", "PutMetricData", &kPutInput, nullptr,
                                            aws::ErrorStyle::Query, "Publishes data of metrics.",
                                            kPutCommandLine, foldPut, nullptr}};

} // namespace

std::span<const aws::OperationModel> operationModels() {
    static const std::vector<aws::OperationModel> all = [] {
        std::vector<aws::OperationModel> out(std::begin(kModels), std::end(kModels));
        for (const auto part : {alarmModels(), dashboardModels(), ownModels()})
            out.insert(out.end(), part.begin(), part.end());
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::string_view(a.operation) < b.operation; });
        return out;
    }();
    return all;
}

} // namespace maylab::metrics
