// The operations of the door "logs" in tables, one .cpp a group of them. nowMs is the world's present in Unix
// milliseconds; input has passed its shape. Private to the room.
#pragma once

#include "kernel/service.h"
#include "logs/logs_service.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::logs {

using kernel::ApiResult;
using kernel::Json;

struct ReadOperation {
    std::string_view name;
    ApiResult (*run)(const LogsState& state, const Json& input, std::int64_t nowMs);
};
struct WriteOperation {
    std::string_view name;
    ApiResult (*run)(LogsState& state, const Json& input, std::int64_t nowMs);
};

std::span<const ReadOperation> groupReads();
std::span<const WriteOperation> groupWrites();
std::span<const ReadOperation> eventReads();
std::span<const WriteOperation> eventWrites();
std::span<const ReadOperation> filterReads();
std::span<const WriteOperation> filterWrites();
std::span<const ReadOperation> liveTailReads();
std::span<const WriteOperation> liveTailWrites();
std::span<const ReadOperation> insightsReads();
std::span<const WriteOperation> insightsWrites();
std::span<const ReadOperation> usageReads();

// Reads the filter that PutSubscriptionFilter asks for; the destination is not looked at.
tl::expected<SubscriptionFilter, kernel::ApiError> readSubscription(const LogsState& state, const Json& input, std::int64_t nowMs);

// The payload of one delivery (subscription_payload.h around its JSON).
Json subscriptionPayload(const LogsState::Addressee& to, std::span<const LogEvent> events);
// Requests for PutMetricData, each within its limits. Data that became too old to be taken is left out.
std::vector<Json> metricRequests(const MetricBatch::Data& data, std::int64_t nowMs);

// --- what operations have in common ---
inline tl::unexpected<kernel::ApiError> invalid(std::string message) {
    return kernel::fail("InvalidParameterException", std::move(message));
}
inline tl::unexpected<kernel::ApiError> notFound(std::string_view what) {
    return kernel::fail("ResourceNotFoundException", "The specified " + std::string(what) + " does not exist.");
}
inline std::string textOf(const Json& input, const char* name, std::string otherwise = {}) {
    const auto it = input.find(name);
    return it == input.end() ? std::move(otherwise) : it->get<std::string>();
}
inline std::optional<std::int64_t> integerOf(const Json& input, const char* name) {
    const auto it = input.find(name);
    return it == input.end() ? std::nullopt : std::optional(it->get<std::int64_t>());
}
std::vector<std::string> textsOf(const Json& input, const char* name);
// Which group an input means: logGroupName, or logGroupIdentifier, a name or an ARN.
tl::expected<std::string, kernel::ApiError> groupNameOf(const LogsState& state, const Json& input);
std::string groupArn(std::string_view group);
std::string eventId(const EventKey& key); // 56 digits
tl::expected<std::shared_ptr<const FilterPattern>, kernel::ApiError> compilePattern(std::string_view text);
// The rest of a list after a page; the token names the last key of the page before, for that operation.
struct PageRequest {
    std::optional<std::string> after;
    std::size_t limit = 50;
};
tl::expected<PageRequest, kernel::ApiError> pageRequest(std::string_view operation, const Json& input);

} // namespace maylab::logs
