// The tables of Logs Insights' operations.
#include "logs/model_shapes.h"
#include "logs/models.h"

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

constexpr const char* kLanguages[] = {"CWLI", "SQL", "PPL"};
constexpr const char* kStatuses[] = {"Scheduled", "Running", "Complete", "Failed", "Cancelled", "Timeout", "Unknown"};

constexpr Shape kLanguage = aws::enumOf(kLanguages);
constexpr Shape kStatus = aws::enumOf(kStatuses);
constexpr Shape kGroupNames = aws::listOf(kGroupName);
constexpr Shape kIdentifiers = aws::listOf(kIdentifier);
constexpr Shape kId = aws::stringOf(1, 256);
constexpr Shape kQueryText = aws::stringOf(0, 10'000);
constexpr Shape kDefinitionText = aws::stringOf(1, 10'000);
constexpr Shape kDefinitionName = aws::stringOf(1, 255);
constexpr Shape kClientToken = aws::stringOf(36, 128, "[^ ]*");
constexpr Shape kRows = aws::integerIn(1, 100'000);
constexpr Shape kItems = aws::integerIn(0, 10'000);
constexpr Shape kListSize = aws::integerIn(1, 1000);
constexpr Shape kParameterName = aws::stringOf(1, 128, "[a-zA-Z_][a-zA-Z0-9_]*");
constexpr Shape kParameterDefault = aws::stringOf(0, 1024);
constexpr Shape kParameterText = aws::stringOf(0, 512);

// Queries.
constexpr MemberShape kStartMembers[] = {
    {"queryLanguage", &kLanguage, false, "CWLI"},
    {"logGroupName", &kGroupName, false, "one log group, or"},
    {"logGroupNames", &kGroupNames, false, "up to 50 log groups, or"},
    {"logGroupIdentifiers", &kIdentifiers, false, "up to 50 names or ARNs"},
    {"startTime", &kTime, kRequired, "first second, since 1970"},
    {"endTime", &kTime, kRequired, "last second, since 1970"},
    {"queryString", &kQueryText, kRequired, "fields @timestamp, @message | filter ... | limit 20"},
    {"limit", &kRows, false, "rows, 1 to 100000; 10000"}};
constexpr Shape kStart = aws::structureOf(kStartMembers);
constexpr MemberShape kStartReplyMembers[] = {{"queryId", &kString}};
constexpr Shape kStartReply = aws::structureOf(kStartReplyMembers);
constexpr MemberShape kGetMembers[] = {{"queryId", &kId, kRequired, "of StartQuery"},
                                       {"nextToken", &kToken, false, "of the page before"},
                                       {"maxItems", &kItems, false, "rows of a page, up to 10000"}};
constexpr Shape kGet = aws::structureOf(kGetMembers);
constexpr MemberShape kFieldMembers[] = {{"field", &kString}, {"value", &kString}};
constexpr Shape kField = aws::structureOf(kFieldMembers);
constexpr Shape kRow = aws::listOf(kField);
constexpr Shape kResults = aws::listOf(kRow);
constexpr MemberShape kStatisticsMembers[] = {
    {"recordsMatched", &kDouble},       {"recordsScanned", &kDouble},        {"estimatedRecordsSkipped", &kDouble},
    {"bytesScanned", &kDouble},         {"estimatedBytesSkipped", &kDouble}, {"logGroupsScanned", &kDouble}};
constexpr Shape kStatistics = aws::structureOf(kStatisticsMembers);
constexpr MemberShape kGetReplyMembers[] = {{"queryLanguage", &kString},
                                            {"results", &kResults},
                                            {"statistics", &kStatistics},
                                            {"status", &kString},
                                            {"nextToken", &kString}};
constexpr Shape kGetReply = aws::structureOf(kGetReplyMembers);
constexpr Shape kCells = aws::listOf(kString);
constexpr Shape kCellRows = aws::listOf(kCells);
constexpr MemberShape kPeekReplyMembers[] = {{"columns", &kCells}, {"rows", &kCellRows}, {"bytesScanned", &kDouble}};
constexpr Shape kPeekReply = aws::structureOf(kPeekReplyMembers);
constexpr MemberShape kStopMembers[] = {{"queryId", &kId, kRequired, "of StartQuery"}};
constexpr Shape kStop = aws::structureOf(kStopMembers);
constexpr MemberShape kSuccessMembers[] = {{"success", &kBoolean}};
constexpr Shape kSuccess = aws::structureOf(kSuccessMembers);
constexpr MemberShape kDescribeMembers[] = {{"logGroupName", &kGroupName, false, "queries of this group"},
                                            {"status", &kStatus, false, "queries that are so"},
                                            {"maxResults", &kListSize, false, "1 to 1000; 1000"},
                                            {"nextToken", &kToken, false, "of the page before"},
                                            {"queryLanguage", &kLanguage, false, "CWLI"}};
constexpr Shape kDescribe = aws::structureOf(kDescribeMembers);
constexpr MemberShape kQueryMembers[] = {{"queryLanguage", &kString}, {"queryId", &kString},
                                         {"queryString", &kString},   {"status", &kString},
                                         {"createTime", &kInteger},   {"logGroupName", &kString},
                                         {"queryDuration", &kInteger}, {"bytesScanned", &kDouble}};
constexpr Shape kQuery = aws::structureOf(kQueryMembers);
constexpr Shape kQueries = aws::listOf(kQuery);
constexpr MemberShape kDescribeReplyMembers[] = {{"queries", &kQueries}, {"nextToken", &kString}};
constexpr Shape kDescribeReply = aws::structureOf(kDescribeReplyMembers);

// Saved queries.
constexpr MemberShape kParameterMembers[] = {{"name", &kParameterName, kRequired, "as {{name}} in the query"},
                                             {"defaultValue", &kParameterDefault, false, "when none is given"},
                                             {"description", &kParameterText, false, "what it is for"}};
constexpr Shape kParameter = aws::structureOf(kParameterMembers);
constexpr Shape kParameters = aws::listOf(kParameter, 0, 20);
constexpr MemberShape kPutDefinitionMembers[] = {{"queryLanguage", &kLanguage, false, "CWLI"},
                                                 {"name", &kDefinitionName, kRequired, "what it is called"},
                                                 {"queryDefinitionId", &kId, false, "the one to replace"},
                                                 {"logGroupNames", &kGroupNames, false, "which groups it is for"},
                                                 {"queryString", &kDefinitionText, kRequired, "the query"},
                                                 {"clientToken", &kClientToken, false, "36 to 128 characters; the same twice makes one"},
                                                 {"parameters", &kParameters, false, "up to 20 placeholders"}};
constexpr Shape kPutDefinition = aws::structureOf(kPutDefinitionMembers);
constexpr MemberShape kDefinitionIdMembers[] = {{"queryDefinitionId", &kString}};
constexpr Shape kDefinitionId = aws::structureOf(kDefinitionIdMembers);
constexpr MemberShape kDeleteDefinitionMembers[] = {{"queryDefinitionId", &kId, kRequired, "of PutQueryDefinition"}};
constexpr Shape kDeleteDefinition = aws::structureOf(kDeleteDefinitionMembers);
constexpr MemberShape kDescribeDefinitionsMembers[] = {{"queryLanguage", &kLanguage, false, "CWLI"},
                                                       {"queryDefinitionNamePrefix", &kDefinitionName, false, "names that begin so"},
                                                       {"maxResults", &kListSize, false, "1 to 1000; 1000"},
                                                       {"nextToken", &kToken, false, "of the page before"}};
constexpr Shape kDescribeDefinitions = aws::structureOf(kDescribeDefinitionsMembers);
constexpr MemberShape kDefinitionMembers[] = {{"queryLanguage", &kString}, {"queryDefinitionId", &kString},
                                              {"name", &kString},          {"queryString", &kString},
                                              {"lastModified", &kInteger}, {"logGroupNames", &aws::kStringList},
                                              {"parameters", &kParameters}};
constexpr Shape kDefinition = aws::structureOf(kDefinitionMembers);
constexpr Shape kDefinitions = aws::listOf(kDefinition);
constexpr MemberShape kDefinitionsReplyMembers[] = {{"queryDefinitions", &kDefinitions}, {"nextToken", &kString}};
constexpr Shape kDefinitionsReply = aws::structureOf(kDefinitionsReplyMembers);

// Single events.
constexpr Shape kPointer = aws::stringOf(1, 4096);
constexpr Shape kRecord = aws::mapOf(kString);
constexpr MemberShape kGetRecordMembers[] = {{"logRecordPointer", &kPointer, kRequired, "the @ptr of a row"},
                                             {"unmask", &kBoolean, false, "nothing is masked here"}};
constexpr Shape kGetRecord = aws::structureOf(kGetRecordMembers);
constexpr MemberShape kGetRecordReplyMembers[] = {{"logRecord", &kRecord}};
constexpr Shape kGetRecordReply = aws::structureOf(kGetRecordReplyMembers);
constexpr MemberShape kGroupFieldsMembers[] = {{"logGroupName", &kGroupName, false, "name of the log group, or"},
                                               {"time", &kTime, false, "8 minutes around this second; the last 15 minutes"},
                                               {"logGroupIdentifier", &kIdentifier, false, "its name or ARN"}};
constexpr Shape kGroupFields = aws::structureOf(kGroupFieldsMembers);
constexpr MemberShape kGroupFieldMembers[] = {{"name", &kString}, {"percent", &kInteger}};
constexpr Shape kGroupField = aws::structureOf(kGroupFieldMembers);
constexpr Shape kGroupFieldList = aws::listOf(kGroupField);
constexpr MemberShape kGroupFieldsReplyMembers[] = {{"logGroupFields", &kGroupFieldList}};
constexpr Shape kGroupFieldsReply = aws::structureOf(kGroupFieldsReplyMembers);

constexpr OperationModel kInsightsModels[] = {
    {"logs", "StartQuery", &kStart, &kStartReply, kStyle, "Asks a Logs Insights query over groups and a time range."},
    {"logs", "GetQueryResults", &kGet, &kGetReply, kStyle, "How far a query is, and its rows when it is over."},
    {"logs", "PeekQuery", &kStart, &kPeekReply, kStyle, "The rows of a query as they are now, for a dashboard; ours."},
    {"logs", "StopQuery", &kStop, &kSuccess, kStyle, "Cancels a query that is not over."},
    {"logs", "DescribeQueries", &kDescribe, &kDescribeReply, kStyle, "The queries of late, the newest first."},
    {"logs", "PutQueryDefinition", &kPutDefinition, &kDefinitionId, kStyle, "Saves a query under a name."},
    {"logs", "DescribeQueryDefinitions", &kDescribeDefinitions, &kDefinitionsReply, kStyle, "The saved queries, by name."},
    {"logs", "DeleteQueryDefinition", &kDeleteDefinition, &kSuccess, kStyle, "Deletes a saved query."},
    {"logs", "GetLogRecord", &kGetRecord, &kGetRecordReply, kStyle, "All fields of the event that a @ptr names."},
    {"logs", "GetLogGroupFields", &kGroupFields, &kGroupFieldsReply, kStyle, "Which fields events have, and how many of them."}};

} // namespace

std::span<const OperationModel> insightsModels() {
    return kInsightsModels;
}

} // namespace maylab::logs
