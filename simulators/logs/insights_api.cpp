// Logs Insights: StartQuery, GetQueryResults, StopQuery, DescribeQueries, the saved query definitions, and what @ptr
// leads to: GetLogRecord; GetLogGroupFields.
#include "aws/account.h"
#include "aws/paging.h"
#include "kernel/hash.h"
#include "logs/insights/event_fields.h"
#include "logs/operations.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace maylab::logs {
namespace {

constexpr std::size_t kMaxGroups = 50;
constexpr std::size_t kMaxResultsPage = 10'000;
constexpr std::size_t kListPage = 1000;
constexpr std::int64_t kFieldsAroundMs = 8 * 60'000, kFieldsBackMs = 15 * 60'000;

tl::unexpected<kernel::ApiError> noSuchGroup(const std::string& name) {
    return kernel::fail("ResourceNotFoundException", "Log group '" + name + "' does not exist for account ID '" +
                                                         std::string(aws::kAccountId) + "'");
}

tl::expected<std::vector<std::string>, kernel::ApiError> groupsOf(const LogsState& state, const Json& input) {
    std::vector<std::string> groups = textsOf(input, "logGroupNames");
    const std::vector<std::string> identifiers = textsOf(input, "logGroupIdentifiers");
    const std::string single = textOf(input, "logGroupName");
    const int ways = static_cast<int>(input.contains("logGroupName")) + static_cast<int>(input.contains("logGroupNames")) +
                     static_cast<int>(input.contains("logGroupIdentifiers"));
    if (ways != 1) return invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.");
    if (!single.empty()) groups.push_back(single);
    for (const std::string& identifier : identifiers) {
        const auto name = groupNameOf(state, {{"logGroupIdentifier", identifier}});
        if (!name) return tl::unexpected(name.error());
        groups.push_back(*name);
    }
    if (groups.empty()) return invalid("At least one log group must be specified.");
    if (groups.size() > kMaxGroups)
        return invalid("A query can include at most " + std::to_string(kMaxGroups) + " log groups.");
    std::vector<std::string> once;
    for (const std::string& g : groups) {
        if (state.store.find(g) == nullptr) return noSuchGroup(g);
        if (std::find(once.begin(), once.end(), g) == once.end()) once.push_back(g);
    }
    return once;
}

// Nothing of that time can be there: it was before every group, or is past every retention.
bool isOutOfReach(const LogsState& state, const LogQuery& q, std::int64_t nowMs) {
    return std::all_of(q.groups.begin(), q.groups.end(), [&](const std::string& name) {
        const LogGroup& g = *state.store.find(name);
        const std::int64_t last = std::min<std::int64_t>(q.endTime, INT64_MAX / 1000 - 1) * 1000 + 999;
        const bool hasEarlier = std::any_of(g.streams.begin(), g.streams.end(), [&](const auto& s) {
            return !s.second.events.empty() && s.second.events.front().timestamp <= last;
        });
        return last < g.readableFrom(nowMs) || (last < g.creationTime && !hasEarlier);
    });
}

// What StartQuery is given, compiled.
tl::expected<LogQuery, kernel::ApiError> readQuery(const LogsState& state, const Json& input) {
    if (textOf(input, "queryLanguage", "CWLI") != "CWLI")
        return invalid("Only the query language CWLI is simulated, not SQL and PPL.");
    LogQuery q;
    q.text = textOf(input, "queryString");
    q.startTime = *integerOf(input, "startTime");
    q.endTime = *integerOf(input, "endTime");
    if (const auto limit = integerOf(input, "limit")) q.limit = static_cast<std::size_t>(*limit);
    if (q.startTime > q.endTime) return invalid("The end of the time range must not be before its start.");
    auto groups = groupsOf(state, input);
    if (!groups) return tl::unexpected(groups.error());
    q.groups = std::move(*groups);
    auto compiled = insights::Query::parse(q.text);
    if (!compiled) return kernel::fail("MalformedQueryException", compiled.error().describe());
    q.query = std::make_shared<const insights::Query>(std::move(*compiled));
    return q;
}

ApiResult startQuery(LogsState& state, const Json& input, std::int64_t nowMs) {
    auto q = readQuery(state, input);
    if (!q) return tl::unexpected(q.error());
    if (isOutOfReach(state, *q, nowMs))
        return kernel::fail("MalformedQueryException",
                            "Query's end date and time is either before the log groups creation time or exceeds the log "
                            "groups log retention settings ([" +
                                std::to_string(q->startTime) + "," + std::to_string(q->endTime) + "])");
    if (state.queries.underWay() >= QueryBook::kMaxConcurrent)
        return kernel::fail("LimitExceededException", "Account maximum query concurrency limit of [" +
                                                          std::to_string(QueryBook::kMaxConcurrent) + "] reached.");
    return Json{{"queryId", state.queries.begin(std::move(*q), state.seed, nowMs).id}};
}

// Ours, for a dashboard's widgets: the rows of this instant, without a query under way. What needs more than a glance may
// cost is refused.
ApiResult peekQuery(const LogsState& state, const Json& input, std::int64_t nowMs) {
    constexpr std::uint64_t kGlanceSteps = 50'000'000;
    constexpr std::size_t kGlanceBytes = std::size_t{32} << 20;
    const auto q = readQuery(state, input);
    if (!q) return tl::unexpected(q.error());
    const insights::QueryResult r = resultNow(*q, state.store, nowMs, insights::Work(kGlanceSteps, kGlanceBytes));
    if (r.status != insights::QueryResult::Status::Complete)
        return kernel::fail("LimitExceededException", "The query needs more than a dashboard may spend on it; StartQuery runs it.");
    Json rows = Json::array();
    for (const insights::ResultRow& row : r.rows) {
        Json cells = Json::array();
        for (std::size_t i = 0; i < r.columns.size(); ++i) cells.push_back("");
        for (const insights::ResultField& f : row.fields) cells[f.column] = f.value;
        rows.push_back(std::move(cells));
    }
    return Json{{"columns", r.columns}, {"rows", std::move(rows)}, {"bytesScanned", static_cast<double>(r.bytesScanned)}};
}

ApiResult stopQuery(LogsState& state, const Json& input, std::int64_t nowMs) {
    const std::string id = textOf(input, "queryId");
    if (state.queries.find(id) == nullptr) return notFound("query");
    if (!state.queries.cancel(id, nowMs)) return invalid("The specified query is not running.");
    return Json{{"success", true}};
}

// The place in a list after a page; the token belongs to this list.
tl::expected<std::size_t, kernel::ApiError> placeOf(const std::string& list, const Json& input) {
    if (!input.contains("nextToken")) return 0;
    const auto key = aws::readMarker(list, textOf(input, "nextToken"));
    std::size_t place = 0;
    if (!key || std::from_chars(key->data(), key->data() + key->size(), place).ec != std::errc())
        return invalid("The specified nextToken is invalid.");
    return place;
}

ApiResult getQueryResults(const LogsState& state, const Json& input, std::int64_t) {
    const LogQuery* q = state.queries.find(textOf(input, "queryId"));
    if (q == nullptr) return notFound("query");
    const std::string list = "GetQueryResults " + q->id;
    const auto from = placeOf(list, input);
    if (!from) return tl::unexpected(from.error());
    Json results = Json::array(), reply = Json::object();
    const bool told = q->over() && q->outcome;
    if (told) {
        const insights::QueryResult& r = q->outcome->result;
        const auto limit = static_cast<std::size_t>(integerOf(input, "maxItems").value_or(kMaxResultsPage));
        const std::size_t begin = std::min(*from, r.rows.size()), end = begin + std::min(limit, r.rows.size() - begin);
        for (std::size_t i = begin; i < end; ++i) {
            Json row = Json::array();
            for (const insights::ResultField& f : r.rows[i].fields)
                row.push_back({{"field", r.columns[f.column]}, {"value", f.value}});
            if (!q->outcome->pointers.empty()) row.push_back({{"field", "@ptr"}, {"value", q->outcome->pointers[i]}});
            results.push_back(std::move(row));
        }
        if (end < r.rows.size() && end > begin) reply["nextToken"] = aws::makeMarker(list, std::to_string(end));
    }
    const auto count = [&](std::uint64_t insights::QueryResult::*which) {
        return told ? static_cast<double>(q->outcome->result.*which) : 0.0;
    };
    reply["queryLanguage"] = "CWLI";
    reply["results"] = std::move(results);
    reply["statistics"] = {{"recordsMatched", count(&insights::QueryResult::recordsMatched)},
                           {"recordsScanned", count(&insights::QueryResult::recordsScanned)},
                           {"estimatedRecordsSkipped", 0.0},
                           {"bytesScanned", count(&insights::QueryResult::bytesScanned)},
                           {"estimatedBytesSkipped", 0.0},
                           {"logGroupsScanned", told ? static_cast<double>(q->groups.size()) : 0.0}};
    reply["status"] = toString(q->status);
    return reply;
}

// Newest first; the token names the query that the page before ended with.
ApiResult describeQueries(const LogsState& state, const Json& input, std::int64_t) {
    const std::string group = textOf(input, "logGroupName"), status = textOf(input, "status");
    const auto limit = static_cast<std::size_t>(integerOf(input, "maxResults").value_or(kListPage));
    const auto before = placeOf("DescribeQueries", input);
    if (!before) return tl::unexpected(before.error());
    Json list = Json::array(), reply = Json::object();
    const auto& queries = state.queries.queries();
    std::uint32_t last = 0;
    for (auto it = queries.rbegin(); it != queries.rend(); ++it) {
        const LogQuery& q = it->second;
        if (*before != 0 && it->first >= *before) continue;
        if (!group.empty() && std::find(q.groups.begin(), q.groups.end(), group) == q.groups.end()) continue;
        if (!status.empty() && toString(q.status) != status) continue;
        if (textOf(input, "queryLanguage", "CWLI") != "CWLI") continue;
        if (list.size() == limit) {
            reply["nextToken"] = aws::makeMarker("DescribeQueries", std::to_string(last));
            break;
        }
        Json one = {{"queryLanguage", "CWLI"}, {"queryId", q.id},
                    {"queryString", q.text},   {"status", toString(q.status)},
                    {"createTime", q.createTime}, {"logGroupName", q.groups.front()}};
        if (q.over()) one["queryDuration"] = q.endedAt - q.createTime;
        if (q.over() && q.outcome) one["bytesScanned"] = static_cast<double>(q.outcome->result.bytesScanned);
        list.push_back(std::move(one));
        last = it->first;
    }
    reply["queries"] = std::move(list);
    return reply;
}

// --- saved queries ---

ApiResult putQueryDefinition(LogsState& state, const Json& input, std::int64_t nowMs) {
    if (textOf(input, "queryLanguage", "CWLI") != "CWLI")
        return invalid("Only the query language CWLI is simulated, not SQL and PPL.");
    auto& definitions = state.queries.definitions;
    QueryDefinition d;
    d.name = textOf(input, "name");
    d.text = textOf(input, "queryString");
    d.groups = textsOf(input, "logGroupNames");
    d.clientToken = textOf(input, "clientToken");
    d.lastModified = nowMs;
    std::set<std::string> names;
    if (const auto given = input.find("parameters"); given != input.end()) {
        for (const Json& p : *given) {
            QueryDefinition::Parameter one{textOf(p, "name"), {}, {}};
            if (p.contains("defaultValue")) one.defaultValue = textOf(p, "defaultValue");
            if (p.contains("description")) one.description = textOf(p, "description");
            if (!names.insert(one.name).second) return invalid("The parameter " + one.name + " is given twice.");
            d.parameters.push_back(std::move(one));
        }
    }
    for (const std::string& g : d.groups) {
        if (state.store.find(g) == nullptr) return noSuchGroup(g);
    }
    std::string id = textOf(input, "queryDefinitionId");
    if (!id.empty()) {
        if (!definitions.contains(id)) return notFound("query definition");
        definitions[id] = std::move(d);
        return Json{{"queryDefinitionId", id}};
    }
    for (const auto& [known, other] : definitions) { // the same request, sent again
        if (!d.clientToken.empty() && other.clientToken == d.clientToken) return Json{{"queryDefinitionId", known}};
    }
    if (definitions.size() == QueryBook::kMaxDefinitions)
        return kernel::fail("LimitExceededException", "Resource limit exceeded.");
    id = aws::requestId(state.seed, kernel::fnv1a("query definition") + ++state.queries.definitionsMade);
    definitions.emplace(id, std::move(d));
    return Json{{"queryDefinitionId", id}};
}

ApiResult deleteQueryDefinition(LogsState& state, const Json& input, std::int64_t) {
    if (state.queries.definitions.erase(textOf(input, "queryDefinitionId")) == 0) return notFound("query definition");
    return Json{{"success", true}};
}

// By name, and by id where names are the same.
ApiResult describeQueryDefinitions(const LogsState& state, const Json& input, std::int64_t) {
    const std::string prefix = textOf(input, "queryDefinitionNamePrefix");
    const auto limit = static_cast<std::size_t>(integerOf(input, "maxResults").value_or(kListPage));
    const auto from = placeOf("DescribeQueryDefinitions", input);
    if (!from) return tl::unexpected(from.error());
    std::vector<std::pair<std::string_view, std::string_view>> order;
    for (const auto& [id, d] : state.queries.definitions) {
        if (d.name.starts_with(prefix) && textOf(input, "queryLanguage", "CWLI") == "CWLI") order.emplace_back(d.name, id);
    }
    std::sort(order.begin(), order.end());
    Json list = Json::array(), reply = Json::object();
    for (std::size_t i = *from; i < order.size() && list.size() < limit; ++i) {
        const QueryDefinition& d = state.queries.definitions.find(order[i].second)->second;
        Json one = {{"queryLanguage", "CWLI"},
                    {"queryDefinitionId", order[i].second},
                    {"name", d.name},
                    {"queryString", d.text},
                    {"lastModified", d.lastModified}};
        if (!d.groups.empty()) one["logGroupNames"] = d.groups;
        for (const QueryDefinition::Parameter& p : d.parameters) {
            Json parameter = {{"name", p.name}};
            if (p.defaultValue) parameter["defaultValue"] = *p.defaultValue;
            if (p.description) parameter["description"] = *p.description;
            one["parameters"].push_back(std::move(parameter));
        }
        list.push_back(std::move(one));
    }
    if (*from + list.size() < order.size())
        reply["nextToken"] = aws::makeMarker("DescribeQueryDefinitions", std::to_string(*from + list.size()));
    reply["queryDefinitions"] = std::move(list);
    return reply;
}

// --- single events ---

ApiResult getLogRecord(const LogsState& state, const Json& input, std::int64_t nowMs) {
    const auto place = readEventPointer(textOf(input, "logRecordPointer"));
    if (!place) return invalid("The specified logRecordPointer is invalid.");
    if (state.store.find(place->group) == nullptr) return notFound("log group");
    const auto events = state.store.events(place->group, place->key.timestamp, place->key.timestamp + 1, nowMs);
    const auto event = std::find_if(events.begin(), events.end(), [&](const LogEventView& e) { return e.key() == place->key; });
    if (event == events.end()) return notFound("log record");
    Json record = Json::object();
    for (auto& [name, value] : insights::discoverFields(*event)) record[name] = std::move(value);
    record["@timestamp"] = std::to_string(event->timestamp);
    record["@ingestionTime"] = std::to_string(event->ingestionTime);
    record["@ptr"] = textOf(input, "logRecordPointer");
    return Json{{"logRecord", std::move(record)}};
}

// The names that events around a time have, the most common first; percentages are rounded up.
ApiResult getLogGroupFields(const LogsState& state, const Json& input, std::int64_t nowMs) {
    const auto group = groupNameOf(state, input);
    if (!group) return tl::unexpected(group.error());
    std::int64_t from = nowMs - kFieldsBackMs, to = nowMs + 1;
    if (const auto seconds = integerOf(input, "time")) {
        const std::int64_t middle = std::min<std::int64_t>(*seconds, INT64_MAX / 2000) * 1000;
        from = middle - kFieldsAroundMs;
        to = middle + kFieldsAroundMs;
    }
    const auto events = state.store.events(*group, from, to, nowMs);
    std::map<std::string, std::size_t> counts;
    for (const LogEventView& e : events) {
        std::set<std::string> names; // a name may stand twice in an object
        for (auto& field : insights::discoverFields(e)) names.insert(std::move(field.first));
        for (const std::string& n : names) ++counts[n];
    }
    std::vector<std::pair<std::size_t, std::string>> order;
    for (const auto& [name, n] : counts) order.emplace_back((n * 100 + events.size() - 1) / events.size(), name);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    Json list = Json::array();
    for (const auto& [percent, name] : order) list.push_back({{"name", name}, {"percent", percent}});
    return Json{{"logGroupFields", std::move(list)}};
}

constexpr ReadOperation kInsightsReads[] = {{"GetQueryResults", getQueryResults},
                                    {"PeekQuery", peekQuery},
                                    {"DescribeQueries", describeQueries},
                                    {"DescribeQueryDefinitions", describeQueryDefinitions},
                                    {"GetLogRecord", getLogRecord},
                                    {"GetLogGroupFields", getLogGroupFields}};
constexpr WriteOperation kInsightsWrites[] = {{"StartQuery", startQuery},
                                      {"StopQuery", stopQuery},
                                      {"PutQueryDefinition", putQueryDefinition},
                                      {"DeleteQueryDefinition", deleteQueryDefinition}};

} // namespace

std::span<const ReadOperation> insightsReads() {
    return kInsightsReads;
}

std::span<const WriteOperation> insightsWrites() {
    return kInsightsWrites;
}

} // namespace maylab::logs
