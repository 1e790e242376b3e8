// How SNS refuses: codes, texts and the reading of ARNs. Private to the room.
// Source: the API reference's common errors; texts as clients report them (InvalidParameter, NotFound, AuthorizationError).
#pragma once

#include "kernel/service.h"
#include "messaging/topic_book.h"

#include <optional>
#include <string>
#include <string_view>

namespace maylab::messaging {

tl::unexpected<kernel::ApiError> invalid(std::string_view what); // InvalidParameter: "Invalid parameter: WHAT"
tl::unexpected<kernel::ApiError> unsupported(std::string_view sentence);
std::string text(const kernel::Json& input, const char* member); // "" when absent

// The topic of that ARN, or why not. action: "Publish".
tl::expected<const Topic*, kernel::ApiError> readTopic(const TopicBook& book, std::string_view arn, std::string_view action);
// Of this service, account and Region; a topic of that name may or may not exist. parameter: "TopicArn".
std::optional<kernel::ApiError> checkArn(std::string_view arn, std::string_view parameter, std::string_view action);

bool isTopicName(std::string_view name);   // 1 to 256 of A-Z a-z 0-9 _ -
bool isEmailAddress(std::string_view text);
bool isPhoneNumber(std::string_view text); // E.164: + and up to 15 digits
std::size_t characterCount(std::string_view utf8);

// A page of a list that is sorted by key. Refused: a token that no page of this operation gave.
inline constexpr std::size_t kPageSize = 100;
tl::expected<std::string, kernel::ApiError> readPageToken(std::string_view operation, const kernel::Json& input);

} // namespace maylab::messaging
