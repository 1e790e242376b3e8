// What a lesson leaves in the profile: turns the session's events into facts of a ProgressStore. Used by the window
// (as the session's sink, on the world's thread; the store writes on its own) and by `maylab run --save`.
#pragma once

#include "app/session/run_host.h"
#include "labs/engine/session.h"
#include "labs/progress/progress_store.h"

#include <map>
#include <mutex>

namespace maylab::app {

// Writes the facts of these events to run's rows.
void recordLessonEvents(progress::ProgressStore& store, progress::RunId run, const labs::LabSession& session,
                        const std::vector<labs::SessionEvent>& events);

class LessonRecord final : public JournalSink {
  public:
    explicit LessonRecord(progress::ProgressStore& store) : m_store(store) {}

    // The window closes in good order: runs stay open in the profile, so that the next start can go on with them.
    void keepOpen();
    // The next run of the session goes on in this row of the profile: it was resumed.
    void continueIn(progress::RunId run);
    progress::RunId currentRun() const;

    void begin(const kernel::JournalHeader& header, std::uint64_t run) override;
    void append(std::uint64_t run, std::vector<kernel::JournalEntry> entries) override;
    void notReplayable(std::uint64_t run) override;
    void lesson(std::uint64_t run, const labs::LabSession& session,
                const std::vector<labs::SessionEvent>& events) override;
    void end(std::uint64_t run) override;

  private:
    progress::RunId rowOf(std::uint64_t run) const;

    progress::ProgressStore& m_store;
    mutable std::mutex m_mutex;
    std::map<std::uint64_t, progress::RunId> m_rows; // session run -> row
    progress::RunId m_continue = 0, m_current = 0;
    bool m_keepOpen = false;
};

} // namespace maylab::app
