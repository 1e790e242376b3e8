// Reads an alarm, its last evaluations and the replay of the night out of a world. Qt-free, on the world's thread.
#pragma once

#include "app/session/alarm_picture.h"
#include "kernel/doors.h"

#include <deque>
#include <memory>
#include <string>

namespace maylab::kernel {
class World;
}
namespace maylab::metrics {
struct Alarm;
class AlarmBook;
struct AlarmHistoryItem;
class MetricStore;
struct MetricAlarmRule;
} // namespace maylab::metrics

namespace maylab::app {

// What the lab's door says, with a fallback for what is absent or of another type.
const kernel::Json& memberOf(const kernel::Json& object, const char* name);
double numberOf(const kernel::Json& object, const char* name, double fallback = 0);
std::string textOf(const kernel::Json& object, const char* name);
bool flagOf(const kernel::Json& object, const char* name);
AlarmStatus statusOf(const std::string& text); // "OK", "ALARM"; else insufficient

// An evaluation and a history item never change, so each is read once and kept.
class AlarmReader {
  public:
    // wanted: the alarm's name; where there is none of that name, the replay's alarm, else the first with periods.
    void read(const kernel::World& world, const std::string& wanted, AlarmPicture& alarm, ReplayPicture& replay);

  private:
    struct Change { // of state
        std::shared_ptr<const metrics::AlarmHistoryItem> item;
        AlarmStatus from = AlarmStatus::InsufficientData, to = AlarmStatus::InsufficientData;
        std::string reasonBefore, reason;
    };
    // The changes of one alarm since some instant.
    struct Changes {
        std::string alarm;
        std::int64_t since = 0; // Unix ms
        std::deque<Change> all; // oldest first
        void follow(const metrics::AlarmBook& book, const std::string& name, std::int64_t sinceMs, std::size_t most);
    };

    // shown: the alarm whose states are told where the replay names none.
    void readReplay(const kernel::World& world, ReplayPicture& out);
    void readStretches(const kernel::World& world, const std::string& shown, ReplayPicture& out);
    void readMetricAlarm(const metrics::Alarm& alarm, const metrics::MetricStore& store, std::int64_t now, AlarmPicture& out);
    void nameStates(const metrics::AlarmBook& book, const metrics::Alarm& alarm, AlarmPicture& out);

    std::shared_ptr<const void> m_settings; // whose evaluations m_rows are
    std::deque<AlarmPicture::Row> m_rows;   // newest first; without states
    std::int64_t m_now = 0;                 // Unix seconds, at the last read
    Changes m_shown, m_replayed;
    std::int64_t m_begun = 0; // of the replay, Unix ms
};

} // namespace maylab::app
