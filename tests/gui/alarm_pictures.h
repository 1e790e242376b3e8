// Made-up alarms, a replay and strips for the views of alarms; and a world with an alarm in it for their readers.
#pragma once

#include "app/session/alarm_picture.h"
#include "app/session/strips_picture.h"
#include "kernel/world.h"

#include <memory>
#include <string>

namespace maylab::test {

// shop-cpu-high, > 80, 2 of 3, range 8: noisy CPU, back to OK one evaluation ago.
app::AlarmPicture cpuAlarm();
// Hardly any data; treat missing data as `treat`.
app::AlarmPicture quietAlarm(const std::string& treat);
app::AlarmPicture compositeAlarm();
app::ReplayPicture replay(); // of CPU
app::ReplayPicture nightWithGaps();
app::ReplayPicture nightWithMessages();
app::StripsPicture strips(bool evaluated);

// A world with CloudWatch, and with a door "lab" that answers with these texts (JSON; "" : no such operation).
std::unique_ptr<kernel::World> alarmWorld(std::string replay = {}, std::string strips = {});
// A call as a form makes it; the code of the refusal, "" if there is none.
std::string callDoor(kernel::World& world, const char* operation, const std::string& input);
std::string peekDoor(const kernel::World& world, const char* operation, const std::string& input);
std::string put(kernel::World& world, double value); // Shop/Web CPUUtilization, now

} // namespace maylab::test
