#include "logs/model_shapes.h"
#include "logs/models.h"

#include "aws/metric_units.h"

#include <iterator>
#include <vector>

namespace maylab::logs {
namespace {

using aws::kBoolean;
using aws::kDouble;
using aws::kInteger;
using aws::kRequired;
using aws::kString;
using aws::MemberShape;
using aws::OperationModel;
using aws::Shape;

constexpr const char* kOrders[] = {"LogStreamName", "LastEventTime"};
constexpr const char* kDistributions[] = {"Random", "ByLogStream"};

constexpr Shape kGroupPart = aws::stringOf(0, 512, "[\\.\\-_/#A-Za-z0-9]*");
constexpr Shape kName = aws::stringOf(1, 512, "[^:*]*"); // of a stream or a filter
constexpr Shape kNames = aws::listOf(kName, 1, 100);
constexpr Shape kPattern = aws::stringOf(0, 1024);
constexpr Shape kListLimit = aws::integerIn(1, 50);
constexpr Shape kEventLimit = aws::integerIn(1, 10'000);
constexpr Shape kArn = aws::stringOf(1, 2048);
constexpr Shape kTagValue = aws::stringOf(0, 256);
constexpr Shape kTags = aws::mapOf(kTagValue, 1, 50);
constexpr Shape kTagKey = aws::stringOf(1, 128);
constexpr Shape kTagKeys = aws::listOf(kTagKey, 0, 50);
constexpr Shape kOrder = aws::enumOf(kOrders);
constexpr Shape kDistribution = aws::enumOf(kDistributions);
constexpr Shape kUnit = aws::enumOf(aws::kMetricUnits);
constexpr Shape kMetricText = aws::stringOf(0, 255, "[^:*$]*");
constexpr Shape kMetricValue = aws::stringOf(0, 100);
constexpr Shape kTexts = aws::mapOf(kString);
constexpr Shape kMessage = aws::stringOf(1, aws::kNoBound);
constexpr Shape kTestMessages = aws::listOf(kMessage, 1, 50);

// Groups and streams.
constexpr MemberShape kGroupInputMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"}};
constexpr Shape kGroupInput = aws::structureOf(kGroupInputMembers);
constexpr MemberShape kCreateGroupMembers[] = {{"logGroupName", &kGroupName, kRequired, "1 to 512 of A-Z a-z 0-9 . - _ / #"},
                                               {"tags", &kTags, false, "up to 50 keys and values"}};
constexpr Shape kCreateGroup = aws::structureOf(kCreateGroupMembers);
constexpr MemberShape kStreamInputMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                               {"logStreamName", &kName, kRequired, "any characters but : and *"}};
constexpr Shape kStreamInput = aws::structureOf(kStreamInputMembers);
constexpr MemberShape kRetentionMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                             {"retentionInDays", &kInteger, kRequired, "1, 3, 5, 7, 14, 30, 60, 90, ... 3653"}};
constexpr Shape kRetention = aws::structureOf(kRetentionMembers);
constexpr MemberShape kDescribeGroupsMembers[] = {{"logGroupNamePrefix", &kGroupName, false, "names that begin so"},
                                                  {"logGroupNamePattern", &kGroupPart, false, "names that have it in them"},
                                                  {"nextToken", &kToken, false, "of the page before"},
                                                  {"limit", &kListLimit, false, "1 to 50; 50"}};
constexpr Shape kDescribeGroups = aws::structureOf(kDescribeGroupsMembers);
constexpr MemberShape kGroupEntryMembers[] = {{"logGroupName", &kString},      {"creationTime", &kInteger},
                                              {"retentionInDays", &kInteger},  {"metricFilterCount", &kInteger},
                                              {"arn", &kString},               {"storedBytes", &kInteger},
                                              {"logGroupClass", &kString},     {"logGroupArn", &kString}};
constexpr Shape kGroupEntry = aws::structureOf(kGroupEntryMembers);
constexpr Shape kGroupEntries = aws::listOf(kGroupEntry);
constexpr MemberShape kGroupsReplyMembers[] = {{"logGroups", &kGroupEntries}, {"nextToken", &kString}};
constexpr Shape kGroupsReply = aws::structureOf(kGroupsReplyMembers);
constexpr MemberShape kDescribeStreamsMembers[] = {{"logGroupName", &kGroupName, false, "name of the log group"},
                                                   {"logGroupIdentifier", &kIdentifier, false, "its name or ARN, instead"},
                                                   {"logStreamNamePrefix", &kName, false, "names that begin so"},
                                                   {"orderBy", &kOrder, false, "LogStreamName"},
                                                   {"descending", &kBoolean, false, "the other way round"},
                                                   {"nextToken", &kToken, false, "of the page before"},
                                                   {"limit", &kListLimit, false, "1 to 50; 50"}};
constexpr Shape kDescribeStreams = aws::structureOf(kDescribeStreamsMembers);
constexpr MemberShape kStreamEntryMembers[] = {{"logStreamName", &kString},       {"creationTime", &kInteger},
                                               {"firstEventTimestamp", &kInteger}, {"lastEventTimestamp", &kInteger},
                                               {"lastIngestionTime", &kInteger},   {"arn", &kString},
                                               {"storedBytes", &kInteger}};
constexpr Shape kStreamEntry = aws::structureOf(kStreamEntryMembers);
constexpr Shape kStreamEntries = aws::listOf(kStreamEntry);
constexpr MemberShape kStreamsReplyMembers[] = {{"logStreams", &kStreamEntries}, {"nextToken", &kString}};
constexpr Shape kStreamsReply = aws::structureOf(kStreamsReplyMembers);
constexpr MemberShape kResourceMembers[] = {{"resourceArn", &kArn, kRequired, "ARN of the log group"}};
constexpr Shape kResource = aws::structureOf(kResourceMembers);
constexpr MemberShape kTagResourceMembers[] = {{"resourceArn", &kArn, kRequired, "ARN of the log group"},
                                               {"tags", &kTags, kRequired, "keys and values"}};
constexpr Shape kTagResource = aws::structureOf(kTagResourceMembers);
constexpr MemberShape kUntagResourceMembers[] = {{"resourceArn", &kArn, kRequired, "ARN of the log group"},
                                                 {"tagKeys", &kTagKeys, kRequired, "keys to remove"}};
constexpr Shape kUntagResource = aws::structureOf(kUntagResourceMembers);

// Events.
constexpr MemberShape kInputEventMembers[] = {{"timestamp", &kTime, kRequired, "Unix milliseconds"},
                                              {"message", &kMessage, kRequired, "the text"}};
constexpr Shape kInputEvent = aws::structureOf(kInputEventMembers);
constexpr Shape kInputEvents = aws::listOf(kInputEvent, 1, 10'000);
constexpr MemberShape kPutEventsMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                             {"logStreamName", &kName, kRequired, "name of the log stream"},
                                             {"logEvents", &kInputEvents, kRequired, "in order, up to 10,000 and 1 MB, 24 h at most"},
                                             {"sequenceToken", &kToken, false, "ignored"}};
constexpr Shape kPutEvents = aws::structureOf(kPutEventsMembers);
constexpr MemberShape kRejectedMembers[] = {{"tooNewLogEventStartIndex", &kInteger},
                                            {"tooOldLogEventEndIndex", &kInteger},
                                            {"expiredLogEventEndIndex", &kInteger}};
constexpr Shape kRejected = aws::structureOf(kRejectedMembers);
constexpr MemberShape kPutEventsReplyMembers[] = {{"nextSequenceToken", &kString}, {"rejectedLogEventsInfo", &kRejected}};
constexpr Shape kPutEventsReply = aws::structureOf(kPutEventsReplyMembers);
constexpr MemberShape kGetEventsMembers[] = {{"logGroupName", &kGroupName, false, "name of the log group"},
                                             {"logGroupIdentifier", &kIdentifier, false, "its name or ARN, instead"},
                                             {"logStreamName", &kName, kRequired, "name of the log stream"},
                                             {"startTime", &kTime, false, "not older, Unix milliseconds"},
                                             {"endTime", &kTime, false, "older, Unix milliseconds"},
                                             {"nextToken", &kToken, false, "nextForwardToken or nextBackwardToken"},
                                             {"limit", &kEventLimit, false, "1 to 10000; as many as 1 MB holds"},
                                             {"startFromHead", &kBoolean, false, "the oldest first; else the newest"}};
constexpr Shape kGetEvents = aws::structureOf(kGetEventsMembers);
constexpr MemberShape kOutputEventMembers[] = {{"timestamp", &kInteger}, {"message", &kString}, {"ingestionTime", &kInteger}};
constexpr Shape kOutputEvent = aws::structureOf(kOutputEventMembers);
constexpr Shape kOutputEvents = aws::listOf(kOutputEvent);
constexpr MemberShape kGetEventsReplyMembers[] = {
    {"events", &kOutputEvents}, {"nextForwardToken", &kString}, {"nextBackwardToken", &kString}};
constexpr Shape kGetEventsReply = aws::structureOf(kGetEventsReplyMembers);
constexpr MemberShape kFilterEventsMembers[] = {{"logGroupName", &kGroupName, false, "name of the log group"},
                                                {"logGroupIdentifier", &kIdentifier, false, "its name or ARN, instead"},
                                                {"logStreamNames", &kNames, false, "these streams only, up to 100"},
                                                {"logStreamNamePrefix", &kName, false, "streams that begin so, instead"},
                                                {"startTime", &kTime, false, "not older, Unix milliseconds"},
                                                {"endTime", &kTime, false, "not newer, Unix milliseconds"},
                                                {"filterPattern", &kPattern, false, "which events"},
                                                {"nextToken", &kToken, false, "of the page before"},
                                                {"limit", &kEventLimit, false, "1 to 10000"},
                                                {"interleaved", &kBoolean, false, "ignored: streams always are"}};
constexpr Shape kFilterEvents = aws::structureOf(kFilterEventsMembers);
constexpr MemberShape kFilteredEventMembers[] = {{"logStreamName", &kString},
                                                 {"timestamp", &kInteger},
                                                 {"message", &kString},
                                                 {"ingestionTime", &kInteger},
                                                 {"eventId", &kString}};
constexpr Shape kFilteredEvent = aws::structureOf(kFilteredEventMembers);
constexpr Shape kFilteredEvents = aws::listOf(kFilteredEvent);
constexpr Shape kAnyList = aws::listOf(kString);
constexpr MemberShape kFilterEventsReplyMembers[] = {
    {"events", &kFilteredEvents}, {"searchedLogStreams", &kAnyList}, {"nextToken", &kString}};
constexpr Shape kFilterEventsReply = aws::structureOf(kFilterEventsReplyMembers);

// Metric filters.
constexpr MemberShape kTransformationMembers[] = {
    {"metricName", &kMetricText, kRequired, "of the metric it fills"},
    {"metricNamespace", &kMetricText, kRequired, "of the metric it fills"},
    {"metricValue", &kMetricValue, kRequired, "a number, or $.member, or $field"},
    {"defaultValue", &kDouble, false, "for a minute with events and no match"},
    {"dimensions", &kTexts, false, "up to 3, each $.member or $field; not with a default value"},
    {"unit", &kUnit, false, "None"}};
constexpr Shape kTransformation = aws::structureOf(kTransformationMembers);
constexpr Shape kTransformations = aws::listOf(kTransformation, 1, 1);
constexpr MemberShape kPutMetricFilterMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                                   {"filterName", &kName, kRequired, "new, or to be replaced"},
                                                   {"filterPattern", &kPattern, kRequired, "which events"},
                                                   {"metricTransformations", &kTransformations, kRequired, "exactly one"}};
constexpr Shape kPutMetricFilter = aws::structureOf(kPutMetricFilterMembers);
constexpr MemberShape kFilterInputMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                               {"filterName", &kName, kRequired, "name of the filter"}};
constexpr Shape kFilterInput = aws::structureOf(kFilterInputMembers);
constexpr MemberShape kDescribeMetricFiltersMembers[] = {{"logGroupName", &kGroupName, false, "all groups if not given"},
                                                         {"filterNamePrefix", &kName, false, "names that begin so"},
                                                         {"nextToken", &kToken, false, "of the page before"},
                                                         {"limit", &kListLimit, false, "1 to 50; 50"},
                                                         {"metricName", &kMetricText, false, "that fill it, with metricNamespace"},
                                                         {"metricNamespace", &kMetricText, false, "with metricName"}};
constexpr Shape kDescribeMetricFilters = aws::structureOf(kDescribeMetricFiltersMembers);
constexpr MemberShape kMetricFilterMembers[] = {{"filterName", &kString},
                                                {"filterPattern", &kString},
                                                {"metricTransformations", &kTransformations},
                                                {"creationTime", &kInteger},
                                                {"logGroupName", &kString}};
constexpr Shape kMetricFilter = aws::structureOf(kMetricFilterMembers);
constexpr Shape kMetricFilters = aws::listOf(kMetricFilter);
constexpr MemberShape kMetricFiltersReplyMembers[] = {{"metricFilters", &kMetricFilters}, {"nextToken", &kString}};
constexpr Shape kMetricFiltersReply = aws::structureOf(kMetricFiltersReplyMembers);
constexpr MemberShape kTestMembers[] = {{"filterPattern", &kPattern, kRequired, "the pattern to try"},
                                        {"logEventMessages", &kTestMessages, kRequired, "1 to 50 messages"}};
constexpr Shape kTest = aws::structureOf(kTestMembers);
constexpr MemberShape kMatchMembers[] = {{"eventNumber", &kInteger}, {"eventMessage", &kString}, {"extractedValues", &kTexts}};
constexpr Shape kMatch = aws::structureOf(kMatchMembers);
constexpr Shape kMatches = aws::listOf(kMatch);
constexpr MemberShape kTestReplyMembers[] = {{"matches", &kMatches}};
constexpr Shape kTestReply = aws::structureOf(kTestReplyMembers);

// Subscription filters.
constexpr MemberShape kPutSubscriptionMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                                   {"filterName", &kName, kRequired, "new, or to be replaced; 2 in a group"},
                                                   {"filterPattern", &kPattern, kRequired, "which events"},
                                                   {"destinationArn", &kArn, kRequired, "ARN of a function"},
                                                   {"roleArn", &kArn, false, "not for functions"},
                                                   {"distribution", &kDistribution, false, "ByLogStream"}};
constexpr Shape kPutSubscription = aws::structureOf(kPutSubscriptionMembers);
constexpr MemberShape kDescribeSubscriptionsMembers[] = {{"logGroupName", &kGroupName, kRequired, "name of the log group"},
                                                         {"filterNamePrefix", &kName, false, "names that begin so"},
                                                         {"nextToken", &kToken, false, "of the page before"},
                                                         {"limit", &kListLimit, false, "1 to 50; 50"}};
constexpr Shape kDescribeSubscriptions = aws::structureOf(kDescribeSubscriptionsMembers);
constexpr MemberShape kSubscriptionMembers[] = {{"filterName", &kString},     {"logGroupName", &kString},
                                                {"filterPattern", &kString},  {"destinationArn", &kString},
                                                {"roleArn", &kString},        {"distribution", &kString},
                                                {"creationTime", &kInteger}};
constexpr Shape kSubscription = aws::structureOf(kSubscriptionMembers);
constexpr Shape kSubscriptions = aws::listOf(kSubscription);
constexpr MemberShape kSubscriptionsReplyMembers[] = {{"subscriptionFilters", &kSubscriptions}, {"nextToken", &kString}};
constexpr Shape kSubscriptionsReply = aws::structureOf(kSubscriptionsReplyMembers);

// Live Tail.
constexpr Shape kTailGroups = aws::listOf(kIdentifier, 1, 10);
constexpr MemberShape kStartTailMembers[] = {{"logGroupIdentifiers", &kTailGroups, kRequired, "names or ARNs, up to 10"},
                                             {"logStreamNames", &kNames, false, "these streams only, of one group"},
                                             {"logStreamNamePrefixes", &kNames, false, "streams that begin so, instead"},
                                             {"logEventFilterPattern", &kPattern, false, "which events"}};
constexpr Shape kStartTail = aws::structureOf(kStartTailMembers);
constexpr MemberShape kGetTailMembers[] = {{"sessionId", &kString, kRequired, "of StartLiveTail"},
                                           {"afterNumber", &kTime, false, "the lastNumber read before; 0"}};
constexpr Shape kGetTail = aws::structureOf(kGetTailMembers);
constexpr MemberShape kStopTailMembers[] = {{"sessionId", &kString, kRequired, "of StartLiveTail"}};
constexpr Shape kStopTail = aws::structureOf(kStopTailMembers);

constexpr OperationModel kModels[] = {
    {"logs", "CreateLogGroup", &kCreateGroup, nullptr, kStyle, "Makes a log group."},
    {"logs", "DeleteLogGroup", &kGroupInput, nullptr, kStyle, "Deletes a log group and everything in it."},
    {"logs", "DescribeLogGroups", &kDescribeGroups, &kGroupsReply, kStyle, "The log groups, by name."},
    {"logs", "CreateLogStream", &kStreamInput, nullptr, kStyle, "Makes a log stream in a group."},
    {"logs", "DeleteLogStream", &kStreamInput, nullptr, kStyle, "Deletes a log stream and its events."},
    {"logs", "DescribeLogStreams", &kDescribeStreams, &kStreamsReply, kStyle, "The log streams of a group."},
    {"logs", "PutRetentionPolicy", &kRetention, nullptr, kStyle, "How many days events are kept."},
    {"logs", "DeleteRetentionPolicy", &kGroupInput, nullptr, kStyle, "Events are kept for ever."},
    {"logs", "TagResource", &kTagResource, nullptr, kStyle, "Adds tags to a log group."},
    {"logs", "UntagResource", &kUntagResource, nullptr, kStyle, "Removes tags."},
    {"logs", "ListTagsForResource", &kResource, nullptr, kStyle, "The tags of a log group."},
    {"logs", "PutLogEvents", &kPutEvents, &kPutEventsReply, kStyle, "Writes events to a log stream."},
    {"logs", "GetLogEvents", &kGetEvents, &kGetEventsReply, kStyle, "Reads a stream, in pages both ways."},
    {"logs", "FilterLogEvents", &kFilterEvents, &kFilterEventsReply, kStyle, "The events of a group that match a pattern."},
    {"logs", "PutMetricFilter", &kPutMetricFilter, nullptr, kStyle, "Makes a metric out of matching events."},
    {"logs", "DescribeMetricFilters", &kDescribeMetricFilters, &kMetricFiltersReply, kStyle, "The metric filters."},
    {"logs", "DeleteMetricFilter", &kFilterInput, nullptr, kStyle, "Deletes a metric filter; its metric stays."},
    {"logs", "TestMetricFilter", &kTest, &kTestReply, kStyle, "Tries a pattern on messages."},
    {"logs", "PutSubscriptionFilter", &kPutSubscription, nullptr, kStyle, "Sends matching events to a function."},
    {"logs", "DescribeSubscriptionFilters", &kDescribeSubscriptions, &kSubscriptionsReply, kStyle, "A group's subscriptions."},
    {"logs", "DeleteSubscriptionFilter", &kFilterInput, nullptr, kStyle, "Ends a subscription."},
    {"logs", "StartLiveTail", &kStartTail, nullptr, kStyle, "Begins to watch what comes in."},
    {"logs", "GetLiveTail", &kGetTail, nullptr, kStyle, "What a session has seen; ours, in place of the event stream."},
    {"logs", "StopLiveTail", &kStopTail, nullptr, kStyle, "Ends a session; ours."},
    {"logs", "DescribeUsage", &aws::kNoMembers, nullptr, kStyle, "What a bill is made from; ours."}};

} // namespace

std::span<const OperationModel> operationModels() {
    static const std::vector<OperationModel> all = [] {
        std::vector<OperationModel> out(std::begin(kModels), std::end(kModels));
        const auto queries = insightsModels();
        out.insert(out.end(), queries.begin(), queries.end());
        return out;
    }();
    return all;
}

} // namespace maylab::logs
