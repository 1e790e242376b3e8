// One learner's profile on disk: facts in, queries out.
//
// Posting a fact changes the facts in memory at once and hands it to a writer on its own thread; every function may
// be called from any thread and none waits for the disk but those that say so. The writer commits what it has at
// once: what was posted a moment ago survives kill -9. When the disk is full or read-only, facts stay in memory in
// order and are written as soon as it works again. Nothing signals: the window polls status() and takeNotices().
//
// The file is SQLite in WAL mode, `profile.sqlite` in the profile's directory, with one lock per directory.
#pragma once

#include "labs/progress/facts.h"
#include "labs/progress/notice.h"

#include "kernel/run.h"

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maylab::progress {

// $XDG_DATA_HOME/maylab, as QStandardPaths gives it.
std::string standardProfileDirectory();

struct StoreOptions {
    std::string directory = standardProfileDirectory();
    std::function<WallTime()> clock = &WallTime::now;
    std::chrono::milliseconds retryEvery{2000}; // when the disk refused
    // Highest migration to apply; tests make an old profile with it. 0: all there are.
    int migrateTo = 0;
    // Journal rows that wait for the disk; beyond it the oldest run's journal is given up, with a notice.
    std::size_t maxWaitingBytes = 64u << 20;
};

enum class Saving : std::uint8_t {
    Saved,        // everything posted is on disk
    Writing,      // a moment behind
    KeptInMemory, // the disk refuses; see notice
    ReadOnly,     // newer profile: nothing will be written
};

struct Status {
    Saving saving = Saving::Saved;
    std::size_t waiting = 0;      // facts not on disk yet
    std::optional<Notice> notice; // why, while it lasts
};

// A run that can be continued, and from where.
struct ResumePoint {
    RunRecord run;
    kernel::SimTime at;            // virtual time of the last mark
    std::uint64_t fingerprint = 0; // there
    WallTime savedAt;              // of the row that holds it
};

struct StoredJournal {
    kernel::Journal journal;      // everything that is whole
    std::size_t damagedRows = 0;  // rows whose checksum or text was wrong; reading stopped before the first
    std::string problem;          // "" or what was wrong
    bool replayable = true;       // false: part of it was never kept
};

class ProgressStore {
  public:
    // Opens, migrates (after a backup) and loads. Waits for the disk. The only failure is another instance with the
    // same profile (Notice::Kind::AlreadyRunning); whatever else is wrong with the disk leaves a store that works in
    // memory and says so.
    static tl::expected<std::unique_ptr<ProgressStore>, Notice> open(StoreOptions options = {});
    // Writes what waits (not when the disk refuses), lets the lock go.
    ~ProgressStore();
    ProgressStore(const ProgressStore&) = delete;
    ProgressStore& operator=(const ProgressStore&) = delete;

    // --- facts in ---
    RunId beginRun(const kernel::JournalHeader& header, RunOrigin origin = RunOrigin::Window);
    // One row: what came in during one wall second, its mark last.
    void appendJournal(RunId run, std::vector<kernel::JournalEntry> entries);
    void markNotReplayable(RunId run); // its clients wrote more than is kept
    void endRun(RunId run);
    void discardRun(RunId run); // its journal goes; verdicts and outcomes stay
    // Wall time, seed, lab, step and behaviours are filled in from the clock and the run where they are empty.
    void post(Verdict fact);
    void post(StepOutcome fact);
    void post(Debrief fact);
    void post(MistakeMet fact);
    void post(Prediction fact);
    void post(PredictionMeasured fact);
    void post(Answer fact);
    void setNote(const std::string& subject, const std::string& language, const std::string& text);
    void addActive(const std::string& lab, std::int64_t seconds); // today
    void setSetting(const std::string& key, const std::string& value);

    // --- queries out ---
    Facts facts() const;
    // Cheap: raised by every change of facts; a page redraws when it moved.
    std::uint64_t revision() const;
    WallTime now() const;

    // The newest open run that has a mark. Waits for the disk.
    std::optional<ResumePoint> unfinished() const;
    // Reads a journal (what waits included). Waits for the disk.
    tl::expected<StoredJournal, std::string> journal(RunId run) const;
    // The run goes on: the journal is cut after its last mark, on disk too, and given back. Waits for the disk.
    tl::expected<StoredJournal, std::string> continueRun(RunId run);

    // --- state ---
    Status status() const;
    std::vector<Notice> takeNotices(); // what happened since the last call, each once
    bool flush(std::chrono::milliseconds patience = std::chrono::seconds(10)); // false: not everything is on disk
    std::string file() const;

  private:
    class Impl;
    explicit ProgressStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// What a session does once per wall second: sets a mark and posts what came in.
void recordSecond(ProgressStore& store, RunId run, kernel::Run& world);

// Active, not open, minutes: the time between two acts counts when it is at most kIdleAfter.
class ActivityMeter {
  public:
    static constexpr std::int64_t kIdleAfterMilliseconds = 60'000;
    // Tells that the learner did something at this instant; returns the whole seconds that this adds.
    std::int64_t acted(std::int64_t unixMilliseconds);

  private:
    std::int64_t m_last = 0;
    std::int64_t m_carried = 0; // milliseconds not yet returned
};

} // namespace maylab::progress
