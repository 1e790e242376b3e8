#include "messaging/sns_input.h"

#include "aws/account.h"
#include "aws/paging.h"

#include <algorithm>

namespace maylab::messaging {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

} // namespace

tl::unexpected<kernel::ApiError> invalid(std::string_view what) {
    return kernel::fail("InvalidParameter", "Invalid parameter: " + std::string(what));
}

tl::unexpected<kernel::ApiError> unsupported(std::string_view sentence) {
    return kernel::fail("UnsupportedBySimulator", std::string(sentence));
}

std::string text(const kernel::Json& input, const char* member) {
    const auto at = input.find(member);
    return at != input.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<kernel::ApiError> checkArn(std::string_view arn, std::string_view parameter, std::string_view action) {
    const auto parsed = aws::Arn::parse(arn);
    if (!parsed) {
        const auto elements = std::count(arn.begin(), arn.end(), ':') + 1;
        if (elements < 6) {
            return invalid(std::string(parameter) + " Reason: An ARN must have at least 6 elements, not " + std::to_string(elements)).value();
        }
        return invalid(parameter).value();
    }
    if (parsed->service != "sns" || parsed->region != aws::kRegion) return invalid(parameter).value();
    if (parsed->account != aws::kAccountId) {
        const std::string caller = "arn:aws:iam::" + std::string(aws::kAccountId) + ":user/" + std::string(aws::kCallerUser);
        return kernel::ApiError{"AuthorizationError",
                                "User: " + caller + " is not authorized to perform: SNS:" + std::string(action) + " on resource: " +
                                    std::string(arn) + " because no resource-based policy allows the SNS:" + std::string(action) + " action",
                                403};
    }
    return std::nullopt;
}

tl::expected<const Topic*, kernel::ApiError> readTopic(const TopicBook& book, std::string_view arn, std::string_view action) {
    if (auto refused = checkArn(arn, "TopicArn", action)) return tl::unexpected(*refused);
    const Topic* topic = book.find(arn);
    if (topic == nullptr) return kernel::fail("NotFound", "Topic does not exist", 404);
    return topic;
}

bool isTopicName(std::string_view name) {
    return !name.empty() && name.size() <= 256 &&
           std::all_of(name.begin(), name.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '_' || c == '-'; });
}

bool isEmailAddress(std::string_view address) {
    const std::size_t at = address.find('@');
    if (at == 0 || at == std::string_view::npos || address.size() > 320) return false;
    const std::string_view host = address.substr(at + 1);
    if (host.find('.') == std::string_view::npos || host.front() == '.' || host.back() == '.') return false;
    return std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(at),
                       [](char c) { return c > ' ' && c < 127 && std::string_view("()<>[],;:\\\"@").find(c) == std::string_view::npos; }) &&
           std::all_of(host.begin(), host.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '.' || c == '-'; });
}

bool isPhoneNumber(std::string_view number) {
    return number.size() >= 3 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
           std::all_of(number.begin() + 1, number.end(), isDigit);
}

std::size_t characterCount(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

tl::expected<std::string, kernel::ApiError> readPageToken(std::string_view operation, const kernel::Json& input) {
    const std::string token = text(input, "NextToken");
    if (token.empty()) return std::string();
    auto after = aws::readMarker(operation, token);
    if (!after) return invalid("NextToken");
    return std::move(*after);
}

} // namespace maylab::messaging
