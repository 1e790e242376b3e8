// Publish: what it takes and refuses.
#include "messaging/operations.h"

#include "kernel/outside.h"
#include "messaging/sns_input.h"

#include <algorithm>

namespace maylab::messaging {

using kernel::Json;

namespace {

constexpr std::size_t kMaxMessageBytes = 256 * 1024;
constexpr std::size_t kMaxSubject = 100; // "less than 100 characters"

// No line breaks, no control characters, not empty, not too long.
bool isSubject(const std::string& subject) {
    return !subject.empty() && characterCount(subject) < kMaxSubject &&
           std::none_of(subject.begin(), subject.end(), [](char c) { return (c >= 0 && c < ' ') || c == 127; });
}

} // namespace

tl::expected<Publication, kernel::ApiError> readPublication(const TopicBook& book, const Json& input) {
    Publication p;
    Message& m = p.message;
    if (input.contains("Subject")) {
        m.subject = text(input, "Subject");
        if (!isSubject(m.subject)) return invalid("Subject");
    }
    m.text = text(input, "Message");
    if (m.text.empty()) return invalid("Empty message");
    const std::string topic = text(input, "TopicArn"), target = text(input, "TargetArn");
    p.phoneNumber = text(input, "PhoneNumber");
    if (!topic.empty() + !target.empty() + !p.phoneNumber.empty() > 1) {
        return invalid("TopicArn Reason: TopicArn, TargetArn and PhoneNumber exclude one another");
    }
    if (topic.empty() && target.empty() && p.phoneNumber.empty()) {
        return invalid("TopicArn or TargetArn Reason: no value for required parameter");
    }
    if (!p.phoneNumber.empty() && !isPhoneNumber(p.phoneNumber)) {
        return invalid("PhoneNumber Reason: " + p.phoneNumber.substr(0, 100) + " is not valid to publish to");
    }
    if (m.text.size() > kMaxMessageBytes) return invalid("Message too long");
    if (input.contains("MessageStructure")) {
        if (text(input, "MessageStructure") != "json") return invalid("MessageStructure");
        const Json parts = kernel::parseJson(m.text);
        if (!parts.is_object()) return invalid("Message Structure - JSON message body failed to parse");
        for (const auto& [protocol, part] : parts.items()) {
            if (part.is_string()) m.other[protocol] = part.get<std::string>();
        }
        const auto usual = m.other.find("default");
        if (usual == m.other.end()) return invalid("Message Structure - No default entry in JSON message body");
        m.text = usual->second;
        m.other.erase(usual);
    }
    if (!p.phoneNumber.empty()) return p;
    p.topicArn = topic.empty() ? target : topic;
    if (const auto found = readTopic(book, p.topicArn, "Publish"); !found) return tl::unexpected(found.error());
    return p;
}

} // namespace maylab::messaging
