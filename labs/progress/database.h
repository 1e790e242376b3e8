// The SQLite file behind a ProgressStore. Used by the store's writer thread only. Every function reports errors by
// kind, so that the store can decide: wait, go read-only, or set the file aside.
#pragma once

#include "labs/progress/facts.h"

#include <QString>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace maylab::progress {

// What waits to be written. Facts are written as they are; the rest changes rows.
struct EndRun {
    RunId run = 0;
    WallTime wall;
    RunState state = RunState::Ended;
};
struct NotReplayable {
    RunId run = 0;
};
struct JournalRow {
    RunId run = 0;
    std::int64_t seq = 0;
    WallTime wall;
    std::optional<kernel::SimTime> markAt;
    std::uint64_t markFingerprint = 0;
    std::string body; // framed
};
// Rows after seq go, the row seq becomes this one.
struct CutJournal {
    JournalRow last;
};
struct Setting {
    std::string name, value;
};
// Adds to what is there.
struct MoreActive {
    ActiveTime time;
};
using Item = std::variant<RunRecord, EndRun, NotReplayable, JournalRow, CutJournal, Verdict, StepOutcome, Debrief,
                          MistakeMet, Prediction, PredictionMeasured, Answer, Note, MoreActive, Setting>;

struct DatabaseError {
    enum class Kind : std::uint8_t { DiskFull, ReadOnly, Damaged, Newer, Migration, Refused, Other };
    // Refused: this item can never be written, whatever the disk does.
    Kind kind = Kind::Other;
    std::string text;
};

class Database {
  public:
    enum class Mode : std::uint8_t { ReadWrite, ReadOnly };

    Database();
    ~Database();

    // Opens, checks and migrates. A file that does not exist is made. In ReadOnly mode nothing is written at all.
    std::optional<DatabaseError> open(const QString& file, Mode mode, const WallTime& now, int migrateTo);
    void close();
    bool isOpen() const;
    // Path of the copy made before a migration in open(), "" if there was none.
    const QString& backup() const { return m_backup; }

    std::optional<DatabaseError> load(Facts& facts, std::vector<std::pair<RunId, std::int64_t>>& nextRows);
    std::optional<DatabaseError> write(const std::vector<Item>& items); // all or nothing
    std::optional<DatabaseError> rows(RunId run, std::vector<JournalRow>& rows) const;

    static int newestMigration();
    // Moves the file (and what SQLite keeps beside it) out of the way; the new path, "" when that failed.
    static QString setAside(const QString& file, const WallTime& now);

  private:
    std::optional<DatabaseError> migrate(const QString& file, int from, int to, const WallTime& now);
    std::optional<DatabaseError> run(const QString& sql) const;

    QString m_connection;
    QString m_backup;
};

} // namespace maylab::progress
