// What an alarm tells others when it changes its state: the JSON that queues and functions read, the text of an e-mail, of a
// telephone message, and their heading. All of it goes to SNS in one message, a text for each protocol.
//
// A function that is an action itself gets an event of another form.
//
// Members, labels and headings are CloudWatch's, the sentences between them ours. Source: CloudWatch user guide, "Notifying
// users on alarm changes" (schemas; "Invoke a Lambda function from an alarm"); headings as received (README).
#pragma once

#include "kernel/doors.h"
#include "metrics/alarm_book.h"

#include <string>

namespace maylab::metrics {

inline constexpr std::string_view kRegionName = "Asia Pacific (Singapore)";

struct AlarmNotification {
    std::string subject; // of less than 100 characters
    std::string json, sms, email;
};

AlarmNotification alarmNotification(const AlarmBook& book, const AlarmAction& action);
// The schema's members.
kernel::Json alarmMessage(const AlarmBook& book, const AlarmAction& action);
// What a function gets that the alarm invokes itself; of the state before only which it was.
kernel::Json alarmEvent(const AlarmBook& book, const AlarmAction& action);

} // namespace maylab::metrics
