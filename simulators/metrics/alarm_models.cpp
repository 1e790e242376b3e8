// Tables of the operations on alarms, for the command line and for what is refused as unknown.
#include "metrics/model_shapes.h"
#include "metrics/models.h"

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

constexpr MemberShape kTagMembers[] = {{"Key", &kString, kRequired}, {"Value", &kString, kRequired}};
constexpr Shape kTag = aws::structureOf(kTagMembers);
constexpr Shape kTags = aws::listOf(kTag);

constexpr MemberShape kPutMetricMembers[] = {
    {"AlarmName", &kString, kRequired},
    {"AlarmDescription", &kString},
    {"ActionsEnabled", &kBoolean, false, "default true"},
    {"OKActions", &aws::kStringList, false, "up to 5 ARNs"},
    {"AlarmActions", &aws::kStringList, false, "up to 5 ARNs"},
    {"InsufficientDataActions", &aws::kStringList, false, "up to 5 ARNs"},
    {"MetricName", &kString},
    {"Namespace", &kString},
    {"Statistic", &kString, false, "SampleCount, Average, Sum, Minimum, Maximum"},
    {"ExtendedStatistic", &kString, false, "p99, tm90, IQM ..."},
    {"Dimensions", &kDimensions},
    {"Period", &kInteger, false, "10, 20, 30 or a multiple of 60 seconds"},
    {"Unit", &kUnit},
    {"EvaluationPeriods", &kInteger, kRequired, "N: how many of the newest periods are looked at"},
    {"DatapointsToAlarm", &kInteger, false, "M of N; default N"},
    {"Threshold", &kDouble},
    {"ComparisonOperator", &kString, kRequired},
    {"TreatMissingData", &kString, false, "missing, ignore, breaching, notBreaching; default missing"},
    {"EvaluateLowSampleCountPercentile", &kString, false, "evaluate, ignore"},
    {"Metrics", &kQueries},
    {"Tags", &kTags},
    {"ThresholdMetricId", &kString}};
constexpr Shape kPutMetric = aws::structureOf(kPutMetricMembers);
constexpr MemberShape kPutCompositeMembers[] = {
    {"AlarmName", &kString, kRequired},
    {"AlarmRule", &kString, kRequired, "ALARM(a) AND NOT OK(b) ..."},
    {"AlarmDescription", &kString},
    {"ActionsEnabled", &kBoolean},
    {"OKActions", &aws::kStringList},
    {"AlarmActions", &aws::kStringList},
    {"InsufficientDataActions", &aws::kStringList},
    {"ActionsSuppressor", &kString, false, "an alarm: while it is in ALARM no action runs"},
    {"ActionsSuppressorWaitPeriod", &kInteger, false, "seconds"},
    {"ActionsSuppressorExtensionPeriod", &kInteger, false, "seconds"},
    {"Tags", &kTags}};
constexpr Shape kPutComposite = aws::structureOf(kPutCompositeMembers);
constexpr MemberShape kNamesMembers[] = {{"AlarmNames", &aws::kStringList, kRequired}};
constexpr Shape kNames = aws::structureOf(kNamesMembers);
constexpr MemberShape kSetStateMembers[] = {{"AlarmName", &kString, kRequired},
                                            {"StateValue", &kString, kRequired, "OK, ALARM, INSUFFICIENT_DATA"},
                                            {"StateReason", &kString, kRequired},
                                            {"StateReasonData", &kString, false, "JSON"}};
constexpr Shape kSetState = aws::structureOf(kSetStateMembers);
constexpr MemberShape kDescribeMembers[] = {{"AlarmNames", &aws::kStringList},
                                            {"AlarmNamePrefix", &kString},
                                            {"AlarmTypes", &aws::kStringList, false, "MetricAlarm, CompositeAlarm"},
                                            {"ChildrenOfAlarmName", &kString},
                                            {"ParentsOfAlarmName", &kString},
                                            {"StateValue", &kString},
                                            {"ActionPrefix", &kString},
                                            {"MaxRecords", &kInteger},
                                            {"NextToken", &kString}};
constexpr Shape kDescribe = aws::structureOf(kDescribeMembers);
constexpr MemberShape kForMetricMembers[] = {{"MetricName", &kString, kRequired}, {"Namespace", &kString, kRequired},
                                             {"Statistic", &kString},             {"ExtendedStatistic", &kString},
                                             {"Dimensions", &kDimensions},        {"Period", &kInteger},
                                             {"Unit", &kUnit}};
constexpr Shape kForMetric = aws::structureOf(kForMetricMembers);
constexpr MemberShape kHistoryMembers[] = {{"AlarmName", &kString}, {"AlarmTypes", &aws::kStringList}, {"HistoryItemType", &kString},
                                           {"StartDate", &kTimestamp}, {"EndDate", &kTimestamp}, {"MaxRecords", &kInteger},
                                           {"NextToken", &kString}, {"ScanBy", &kString}};
constexpr Shape kHistory = aws::structureOf(kHistoryMembers);

constexpr MemberShape kAlarmMembers[] = {
    {"Metrics", &kQueries},        {"ThresholdMetricId", &kString},
    {"AlarmName", &kString},       {"AlarmArn", &kString},        {"AlarmDescription", &kString}, {"StateValue", &kString},
    {"StateReason", &kString},     {"StateUpdatedTimestamp", &kTimestamp}, {"StateTransitionedTimestamp", &kTimestamp},
    {"MetricName", &kString},      {"Namespace", &kString},       {"Statistic", &kString},        {"ExtendedStatistic", &kString},
    {"Dimensions", &kDimensions},  {"Period", &kInteger},         {"EvaluationPeriods", &kInteger}, {"DatapointsToAlarm", &kInteger},
    {"Threshold", &kDouble},       {"ComparisonOperator", &kString}, {"TreatMissingData", &kString}, {"AlarmRule", &kString}};
constexpr Shape kAlarm = aws::structureOf(kAlarmMembers);
constexpr Shape kAlarms = aws::listOf(kAlarm);
constexpr MemberShape kDescribeOutputMembers[] = {{"MetricAlarms", &kAlarms}, {"CompositeAlarms", &kAlarms}, {"NextToken", &kString}};
constexpr Shape kDescribeOutput = aws::structureOf(kDescribeOutputMembers);
constexpr MemberShape kItemMembers[] = {{"AlarmName", &kString}, {"AlarmType", &kString}, {"Timestamp", &kTimestamp},
                                        {"HistoryItemType", &kString}, {"HistorySummary", &kString}, {"HistoryData", &kString}};
constexpr Shape kItem = aws::structureOf(kItemMembers);
constexpr Shape kItems = aws::listOf(kItem);
constexpr MemberShape kHistoryOutputMembers[] = {{"AlarmHistoryItems", &kItems}, {"NextToken", &kString}};
constexpr Shape kHistoryOutput = aws::structureOf(kHistoryOutputMembers);

constexpr aws::OperationModel model(const char* operation, const Shape* input, const Shape* output, const char* summary) {
    return {"cloudwatch", operation, input, output, aws::ErrorStyle::Query, summary, {}, nullptr, nullptr};
}

constexpr aws::OperationModel kModels[] = {
    model("DeleteAlarms", &kNames, nullptr, "Deletes alarms; their history stays."),
    model("DescribeAlarmHistory", &kHistory, &kHistoryOutput, "Lists what happened to alarms in the last two weeks."),
    model("DescribeAlarms", &kDescribe, &kDescribeOutput, "Lists alarms with their settings and states."),
    model("DescribeAlarmsForMetric", &kForMetric, &kDescribeOutput, "Lists the alarms on one metric."),
    model("DisableAlarmActions", &kNames, nullptr, "Lets alarms change state without acting."),
    model("EnableAlarmActions", &kNames, nullptr, "Lets alarms act again."),
    model("PutCompositeAlarm", &kPutComposite, nullptr, "Creates or replaces an alarm over other alarms."),
    model("PutMetricAlarm", &kPutMetric, nullptr, "Creates or replaces an alarm on a metric."),
    model("SetAlarmState", &kSetState, nullptr, "Sets a state until the next evaluation, to try what follows.")};

} // namespace

std::span<const aws::OperationModel> alarmModels() {
    return kModels;
}

} // namespace maylab::metrics
