// StartLiveTail, and in place of its event stream two operations of our own: GetLiveTail reads what a session has seen
// after a number, StopLiveTail ends it. What they answer has the shapes of the stream's sessionStart and sessionUpdate.
#include "aws/account.h"
#include "logs/operations.h"

namespace maylab::logs {
namespace {

ApiResult startLiveTail(LogsState& state, const Json& input, std::int64_t nowMs) {
    LiveTailSession s;
    s.started = nowMs;
    s.streams = textsOf(input, "logStreamNames");
    s.prefixes = textsOf(input, "logStreamNamePrefixes");
    s.pattern = textOf(input, "logEventFilterPattern");
    const std::vector<std::string> identifiers = textsOf(input, "logGroupIdentifiers");
    if (!s.streams.empty() && !s.prefixes.empty())
        return invalid("logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.");
    if (identifiers.size() > 1 && !(s.streams.empty() && s.prefixes.empty()))
        return invalid("Log streams can be specified for one log group only.");
    auto compiled = compilePattern(s.pattern);
    if (!compiled) return tl::unexpected(compiled.error());
    s.compiled = *compiled;
    for (const std::string& identifier : identifiers) {
        const auto name = groupNameOf(state, {{"logGroupIdentifier", identifier}});
        if (!name) return tl::unexpected(name.error());
        s.groups.push_back(*name);
    }
    state.tails.dropOver(nowMs);
    if (state.tails.sessions.size() == LiveTails::kMaxSessions)
        return kernel::fail("LimitExceededException", "Resource limit exceeded.");
    const std::string id = aws::requestId(state.seed, ++state.tails.begun);
    Json reply = {{"sessionStart",
                   {{"sessionId", id},
                    {"logGroupIdentifiers", identifiers},
                    {"logStreamNames", s.streams},
                    {"logStreamNamePrefixes", s.prefixes},
                    {"logEventFilterPattern", s.pattern}}}};
    state.tails.sessions.emplace(id, std::move(s));
    return reply;
}

ApiResult stopLiveTail(LogsState& state, const Json& input, std::int64_t) {
    if (state.tails.sessions.erase(textOf(input, "sessionId")) == 0) return notFound("session");
    return Json::object();
}

ApiResult getLiveTail(const LogsState& state, const Json& input, std::int64_t nowMs) {
    const auto at = state.tails.sessions.find(textOf(input, "sessionId"));
    if (at == state.tails.sessions.end()) return notFound("session");
    const LiveTailSession& s = at->second;
    if (s.over(nowMs)) return kernel::fail("SessionTimeoutException", "A Live Tail session ends after three hours.");
    const auto after = static_cast<std::uint64_t>(integerOf(input, "afterNumber").value_or(0));
    Json results = Json::array();
    std::uint64_t first = 0;
    for (const LiveTailSession::Event& e : s.kept) {
        if (e.number <= after) continue;
        if (results.empty()) first = e.number;
        results.push_back({{"number", e.number},
                           {"logGroupIdentifier", e.logGroup},
                           {"logStreamName", e.stream},
                           {"message", e.message},
                           {"timestamp", e.timestamp},
                           {"ingestionTime", e.ingestionTime}});
    }
    const bool sampled = (!results.empty() && first > after + 1) || (s.sampledUntil == s.second && s.lastNumber > after);
    return Json{{"sessionUpdate", {{"sessionMetadata", {{"sampled", sampled}}}, {"sessionResults", std::move(results)}}},
                {"lastNumber", s.lastNumber}};
}

constexpr ReadOperation kLiveTailReads[] = {{"GetLiveTail", getLiveTail}};
constexpr WriteOperation kLiveTailWrites[] = {{"StartLiveTail", startLiveTail}, {"StopLiveTail", stopLiveTail}};

} // namespace

std::span<const ReadOperation> liveTailReads() {
    return kLiveTailReads;
}

std::span<const WriteOperation> liveTailWrites() {
    return kLiveTailWrites;
}

} // namespace maylab::logs
