// Log groups and streams: making, describing, deleting them, retention, tags.
#include "aws/account.h"
#include "aws/paging.h"
#include "logs/operations.h"

#include <algorithm>
#include <cctype>

namespace maylab::logs {

std::vector<std::string> textsOf(const Json& input, const char* name) {
    std::vector<std::string> out;
    if (const auto it = input.find(name); it != input.end()) {
        for (const Json& one : *it) out.push_back(one.get<std::string>());
    }
    return out;
}

std::string groupArn(std::string_view group) {
    return aws::makeArn("logs", "log-group:" + std::string(group));
}

tl::expected<std::string, kernel::ApiError> groupNameOf(const LogsState& state, const Json& input) {
    std::string name = textOf(input, "logGroupName");
    std::string identifier = textOf(input, "logGroupIdentifier");
    if (name.empty() == identifier.empty())
        return invalid("Exactly one of logGroupName and logGroupIdentifier must be specified.");
    if (name.empty()) {
        if (identifier.starts_with("arn:")) {
            const std::string prefix = groupArn("");
            if (!identifier.starts_with(prefix)) return notFound("log group");
            identifier.erase(0, prefix.size());
            if (identifier.ends_with(":*")) identifier.resize(identifier.size() - 2);
        }
        name = std::move(identifier);
    }
    if (state.store.find(name) == nullptr) return notFound("log group");
    return name;
}

tl::expected<PageRequest, kernel::ApiError> pageRequest(std::string_view operation, const Json& input) {
    PageRequest page;
    if (const auto limit = integerOf(input, "limit")) page.limit = static_cast<std::size_t>(*limit);
    if (const auto it = input.find("nextToken"); it != input.end()) {
        page.after = aws::readMarker(operation, it->get_ref<const std::string&>());
        if (!page.after) return invalid("The specified nextToken is invalid.");
    }
    return page;
}

namespace {

ApiResult createLogGroup(LogsState& state, const Json& input, std::int64_t nowMs) {
    const std::string name = textOf(input, "logGroupName");
    if (state.store.find(name) != nullptr)
        return kernel::fail("ResourceAlreadyExistsException", "The specified log group already exists");
    LogGroup group;
    group.creationTime = nowMs;
    if (const auto tags = input.find("tags"); tags != input.end()) {
        for (const auto& [key, value] : tags->items()) group.tags[key] = value.get<std::string>();
    }
    state.store.groups().emplace(name, std::move(group));
    return Json::object();
}

ApiResult deleteLogGroup(LogsState& state, const Json& input, std::int64_t) {
    const std::string name = textOf(input, "logGroupName");
    if (state.store.groups().erase(name) == 0) return notFound("log group");
    std::erase_if(state.deliveries, [&](const auto& d) { return d.first.group == name; });
    return Json::object();
}

ApiResult createLogStream(LogsState& state, const Json& input, std::int64_t nowMs) {
    LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    if (group == nullptr) return notFound("log group");
    LogStream stream;
    stream.creationTime = nowMs;
    if (!group->streams.emplace(textOf(input, "logStreamName"), std::move(stream)).second)
        return kernel::fail("ResourceAlreadyExistsException", "The specified log stream already exists");
    return Json::object();
}

ApiResult deleteLogStream(LogsState& state, const Json& input, std::int64_t) {
    LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    if (group == nullptr) return notFound("log group");
    if (group->streams.erase(textOf(input, "logStreamName")) == 0) return notFound("log stream");
    return Json::object();
}

ApiResult putRetentionPolicy(LogsState& state, const Json& input, std::int64_t) {
    LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    const auto days = *integerOf(input, "retentionInDays");
    const auto& allowed = LogStore::kRetentionDays;
    if (std::find(std::begin(allowed), std::end(allowed), days) == std::end(allowed)) {
        std::string set;
        for (const int d : allowed) set += (set.empty() ? "" : ", ") + std::to_string(d);
        return invalid("1 validation error detected: Value '" + std::to_string(days) +
                       "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [" + set +
                       "]");
    }
    if (group == nullptr) return notFound("log group");
    group->retentionInDays = static_cast<int>(days);
    return Json::object();
}

ApiResult deleteRetentionPolicy(LogsState& state, const Json& input, std::int64_t) {
    LogGroup* group = state.store.find(textOf(input, "logGroupName"));
    if (group == nullptr) return notFound("log group");
    group->retentionInDays.reset();
    return Json::object();
}

bool containsNoCase(std::string_view text, std::string_view part) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end() || part.empty();
}

ApiResult describeLogGroups(const LogsState& state, const Json& input, std::int64_t) {
    const std::string prefix = textOf(input, "logGroupNamePrefix");
    const std::string part = textOf(input, "logGroupNamePattern");
    if (!prefix.empty() && !part.empty())
        return invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    const auto page = pageRequest("DescribeLogGroups", input);
    if (!page) return tl::unexpected(page.error());
    Json list = Json::array(), reply = Json::object();
    const auto& groups = state.store.groups();
    std::string last;
    for (auto it = page->after ? groups.upper_bound(*page->after) : groups.begin(); it != groups.end(); ++it) {
        const auto& [name, g] = *it;
        if (!name.starts_with(prefix) || !containsNoCase(name, part)) continue;
        if (list.size() == page->limit) {
            reply["nextToken"] = aws::makeMarker("DescribeLogGroups", last);
            break;
        }
        Json one = {{"logGroupName", name},
                    {"creationTime", g.creationTime},
                    {"metricFilterCount", g.metricFilters.size()},
                    {"arn", groupArn(name) + ":*"},
                    {"storedBytes", g.storedBytes()},
                    {"logGroupClass", "STANDARD"},
                    {"logGroupArn", groupArn(name)}};
        if (g.retentionInDays) one["retentionInDays"] = *g.retentionInDays;
        list.push_back(std::move(one));
        last = name;
    }
    reply["logGroups"] = std::move(list);
    return reply;
}

Json streamEntry(const std::string& group, const std::string& name, const LogStream& s) {
    Json one = {{"logStreamName", name},
                {"creationTime", s.creationTime},
                {"arn", groupArn(group) + ":log-stream:" + name},
                {"storedBytes", 0}}; // deprecated by the service, always 0
    if (!s.events.empty()) {
        one["firstEventTimestamp"] = s.events.front().timestamp;
        one["lastEventTimestamp"] = s.events.back().timestamp;
    }
    if (s.lastIngestionTime) one["lastIngestionTime"] = *s.lastIngestionTime;
    return one;
}

ApiResult describeLogStreams(const LogsState& state, const Json& input, std::int64_t) {
    const std::string prefix = textOf(input, "logStreamNamePrefix");
    const bool byTime = textOf(input, "orderBy", "LogStreamName") == "LastEventTime";
    const bool descending = input.value("descending", false);
    if (byTime && !prefix.empty()) return invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
    const auto groupName = groupNameOf(state, input);
    if (!groupName) return tl::unexpected(groupName.error());
    const auto page = pageRequest("DescribeLogStreams", input);
    if (!page) return tl::unexpected(page.error());

    using Entry = std::pair<const std::string, LogStream>;
    std::vector<const Entry*> order;
    const auto& streams = state.store.find(*groupName)->streams;
    for (auto it = streams.lower_bound(prefix); it != streams.end() && it->first.starts_with(prefix); ++it)
        order.push_back(&*it);
    // A stream without events counts as the oldest.
    const auto time = [](const Entry* e) { return e->second.events.empty() ? INT64_MIN : e->second.events.back().timestamp; };
    if (byTime) std::stable_sort(order.begin(), order.end(), [&](auto* a, auto* b) { return time(a) < time(b); });
    if (descending) std::reverse(order.begin(), order.end());

    auto it = order.begin();
    if (page->after) {
        it = std::find_if(order.begin(), order.end(), [&](const Entry* e) { return e->first == *page->after; });
        if (it != order.end()) ++it;
    }
    Json list = Json::array(), reply = Json::object();
    for (; it != order.end(); ++it) {
        if (list.size() == page->limit) {
            reply["nextToken"] = aws::makeMarker("DescribeLogStreams", (*(it - 1))->first);
            break;
        }
        list.push_back(streamEntry(*groupName, (*it)->first, (*it)->second));
    }
    reply["logStreams"] = std::move(list);
    return reply;
}

// The group that a resource's ARN names, with or without ":*".
std::string groupOfArn(const Json& input) {
    std::string arn = textOf(input, "resourceArn");
    if (arn.ends_with(":*")) arn.resize(arn.size() - 2);
    const std::string prefix = groupArn("");
    return arn.starts_with(prefix) ? arn.substr(prefix.size()) : std::string();
}

tl::unexpected<kernel::ApiError> noResource() {
    return kernel::fail("ResourceNotFoundException", "The specified resource does not exist.");
}

ApiResult listTagsForResource(const LogsState& state, const Json& input, std::int64_t) {
    const LogGroup* group = state.store.find(groupOfArn(input));
    if (group == nullptr) return noResource();
    Json tags = Json::object();
    for (const auto& [key, value] : group->tags) tags[key] = value;
    return Json{{"tags", std::move(tags)}};
}

ApiResult tagResource(LogsState& state, const Json& input, std::int64_t) {
    LogGroup* group = state.store.find(groupOfArn(input));
    if (group == nullptr) return noResource();
    aws::TagSet tags = group->tags;
    for (const auto& [key, value] : input["tags"].items()) tags[key] = value.get<std::string>();
    if (tags.size() > aws::kMaxTags)
        return kernel::fail("TooManyTagsException", "A resource has at most " + std::to_string(aws::kMaxTags) + " tags.");
    group->tags = std::move(tags);
    return Json::object();
}

ApiResult untagResource(LogsState& state, const Json& input, std::int64_t) {
    LogGroup* group = state.store.find(groupOfArn(input));
    if (group == nullptr) return noResource();
    for (const std::string& key : textsOf(input, "tagKeys")) group->tags.erase(key);
    return Json::object();
}

constexpr ReadOperation kGroupReads[] = {{"DescribeLogGroups", describeLogGroups},
                                    {"DescribeLogStreams", describeLogStreams},
                                    {"ListTagsForResource", listTagsForResource}};
constexpr WriteOperation kGroupWrites[] = {{"CreateLogGroup", createLogGroup},
                                      {"DeleteLogGroup", deleteLogGroup},
                                      {"CreateLogStream", createLogStream},
                                      {"DeleteLogStream", deleteLogStream},
                                      {"PutRetentionPolicy", putRetentionPolicy},
                                      {"DeleteRetentionPolicy", deleteRetentionPolicy},
                                      {"TagResource", tagResource},
                                      {"UntagResource", untagResource}};

} // namespace

std::span<const ReadOperation> groupReads() {
    return kGroupReads;
}

std::span<const WriteOperation> groupWrites() {
    return kGroupWrites;
}

} // namespace maylab::logs
