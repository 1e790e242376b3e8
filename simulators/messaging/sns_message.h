// A message as each kind of endpoint gets it: e-mail text, the JSON envelope of queues and web addresses, the event of a
// function. Private to the room.
//
// Envelopes carry no signature: nobody here could check one. What stands around the message in an e-mail is ours.
// Source: Amazon SNS developer guide, "Parsing message formats"; Lambda, "SNS event".
#pragma once

#include "messaging/topic.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace maylab::messaging {

struct Message {
    std::string id;
    std::string subject;                                   // "" for none
    std::string text;                                      // MessageStructure json: its "default"
    std::map<std::string, std::string, std::less<>> other; // MessageStructure json: by protocol
    std::int64_t at = 0;                                   // Unix milliseconds

    const std::string& textFor(std::string_view protocol) const;
};

std::string emailSubject(const Message& message);
std::string emailBody(const Message& message, const Subscription& to);
nlohmann::json notification(const Message& message, const Subscription& to);
nlohmann::json functionEvent(const Message& message, const Subscription& to);

inline constexpr std::string_view kConfirmationSubject = "AWS Notification - Subscription Confirmation";
std::string confirmationEmail(const Subscription& s);
nlohmann::json confirmationNotice(const Subscription& s, std::string_view messageId, std::int64_t at);

} // namespace maylab::messaging
