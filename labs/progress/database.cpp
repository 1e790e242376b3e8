#include "labs/progress/database.h"

#include "kernel/outside.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStorageInfo>
#include <QUrl>
#include <QVariant>

#include <atomic>

namespace maylab::progress {
namespace {

constexpr int kSqliteReadOnly = 8, kSqliteIoError = 10, kSqliteCorrupt = 11, kSqliteFull = 13, kSqliteCantOpen = 14,
              kSqliteTooBig = 18, kSqliteConstraint = 19, kSqliteMismatch = 20, kSqliteNotADatabase = 26;
constexpr qint64 kHardlyAnySpace = 1 << 20;

QString migrationName(int number) {
    const QDir dir(QStringLiteral(":/maylab/migrations"));
    const auto files = dir.entryList({QStringLiteral("%1_*.sql").arg(number, 4, 10, QLatin1Char('0'))}, QDir::Files);
    return files.isEmpty() ? QString() : dir.filePath(files.first());
}

DatabaseError classify(const QSqlError& e, const QString& file) {
    const int code = e.nativeErrorCode().toInt() & 0xFF;
    DatabaseError out;
    out.text = e.databaseText().isEmpty() ? e.text().toStdString() : e.databaseText().toStdString();
    switch (code) {
    case kSqliteFull: out.kind = DatabaseError::Kind::DiskFull; break;
    case kSqliteReadOnly:
    case kSqliteCantOpen: out.kind = DatabaseError::Kind::ReadOnly; break;
    case kSqliteCorrupt:
    case kSqliteNotADatabase: out.kind = DatabaseError::Kind::Damaged; break;
    case kSqliteTooBig:
    case kSqliteConstraint:
    case kSqliteMismatch: out.kind = DatabaseError::Kind::Refused; break;
    case kSqliteIoError: {
        const QStorageInfo disk(QFileInfo(file).absolutePath());
        if (disk.isValid() && disk.isReadOnly()) out.kind = DatabaseError::Kind::ReadOnly;
        else if (disk.isValid() && disk.bytesAvailable() < kHardlyAnySpace) out.kind = DatabaseError::Kind::DiskFull;
        break;
    }
    default: break;
    }
    return out;
}

QString q(const std::string& s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }
std::string u(const QVariant& v) { return v.toString().toUtf8().toStdString(); }
std::int64_t bits(std::uint64_t v) { return static_cast<std::int64_t>(v); }

std::string figuresText(const Figures& figures) {
    kernel::Json j = kernel::Json::array();
    for (const auto& f : figures) {
        kernel::Json one = {{"n", f.name}};
        if (f.isText()) one["t"] = f.text;
        else one["v"] = f.value;
        if (!f.unit.empty()) one["u"] = f.unit;
        if (f.decimals >= 0) one["d"] = f.decimals;
        j.push_back(std::move(one));
    }
    return j.dump(-1, ' ', false, kernel::Json::error_handler_t::replace);
}

Figures figuresFrom(const std::string& text) {
    Figures out;
    const auto j = kernel::parseJson(text);
    if (!j.is_array()) return out;
    for (const auto& f : j) {
        if (!f.is_object()) continue;
        Figure figure;
        const auto name = f.find("n"), value = f.find("v"), word = f.find("t"), unit = f.find("u"), places = f.find("d");
        if (name != f.end() && name->is_string()) figure.name = name->get<std::string>();
        if (value != f.end() && value->is_number()) figure.value = value->get<double>();
        if (word != f.end() && word->is_string()) figure.text = word->get<std::string>();
        if (unit != f.end() && unit->is_string()) figure.unit = unit->get<std::string>();
        if (places != f.end() && places->is_number_integer()) figure.decimals = places->get<int>();
        out.push_back(std::move(figure));
    }
    return out;
}

// One statement with its values in order.
class Statement {
  public:
    Statement(const QSqlDatabase& db, const char* sql) : m_query(db) {
        m_query.setForwardOnly(true);
        m_ok = m_query.prepare(QString::fromLatin1(sql));
    }
    Statement& operator<<(const std::string& v) { return add(q(v)); }
    Statement& operator<<(std::int64_t v) { return add(QVariant(static_cast<qint64>(v))); }
    Statement& operator<<(int v) { return add(v); }
    Statement& operator<<(double v) { return add(v); }
    Statement& operator<<(const WallTime& t) { return *this << t.unixMilliseconds << t.offsetMinutes; }
    Statement& operator<<(kernel::SimTime t) { return *this << t.ns(); }
    Statement& add(const QVariant& v) {
        m_query.addBindValue(v);
        return *this;
    }
    bool exec() { return m_ok && m_query.exec(); }
    QSqlQuery& query() { return m_query; }

  private:
    QSqlQuery m_query;
    bool m_ok = false;
};

// Reads the columns of a row from left to right.
class Row {
  public:
    explicit Row(const QSqlQuery& query) : m_query(query) {}
    QVariant next() { return m_query.value(m_column++); }
    std::string text() { return u(next()); }
    std::int64_t integer() { return next().toLongLong(); }
    int small() { return next().toInt(); }
    double real() { return next().toDouble(); }
    WallTime wall() {
        WallTime t;
        t.unixMilliseconds = integer();
        t.offsetMinutes = small();
        return t;
    }
    kernel::SimTime at() { return kernel::SimTime::fromNs(integer()); }
    std::uint64_t unsignedBits() { return static_cast<std::uint64_t>(integer()); }

  private:
    const QSqlQuery& m_query;
    int m_column = 0;
};

bool insertRow(const QSqlDatabase& db, const JournalRow& r, QSqlError& error) {
    Statement s(db, "INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)");
    s << r.run << r.seq << r.wall;
    if (r.markAt) s << *r.markAt << bits(r.markFingerprint);
    else s.add(QVariant()).add(QVariant());
    s.add(QByteArray(r.body.data(), static_cast<qsizetype>(r.body.size())));
    if (s.exec()) return true;
    error = s.query().lastError();
    return false;
}

// Writes one item; false with the error.
class Writer {
  public:
    Writer(const QSqlDatabase& db, QSqlError& error) : m_db(db), m_error(error) {}

    bool operator()(const RunRecord& r) {
        kernel::Journal header;
        header.header = r.header;
        Statement s(m_db, "INSERT OR REPLACE INTO runs (id, header, lab, step, attempt, origin, started_ms, "
                          "started_offset, ended_ms, ended_offset, state, replayable) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
        s << r.id << header.headerLine() << r.lab << r.step << r.attempt << static_cast<int>(r.origin) << r.started;
        if (r.ended) s << *r.ended;
        else s.add(QVariant()).add(QVariant());
        s << static_cast<int>(r.state) << (r.replayable ? 1 : 0);
        return done(s);
    }
    bool operator()(const EndRun& e) {
        Statement s(m_db, "UPDATE runs SET ended_ms = ?, ended_offset = ?, state = ? WHERE id = ?");
        s << e.wall << static_cast<int>(e.state) << e.run;
        if (!done(s)) return false;
        if (e.state != RunState::Discarded) return true;
        Statement d(m_db, "DELETE FROM journal WHERE run = ?");
        d << e.run;
        return done(d);
    }
    bool operator()(const NotReplayable& n) {
        Statement s(m_db, "UPDATE runs SET replayable = 0 WHERE id = ?");
        s << n.run;
        return done(s);
    }
    bool operator()(const JournalRow& r) { return insertRow(m_db, r, m_error); }
    bool operator()(const CutJournal& c) {
        Statement s(m_db, "DELETE FROM journal WHERE run = ? AND seq > ?");
        s << c.last.run << c.last.seq;
        return done(s) && insertRow(m_db, c.last, m_error);
    }
    bool operator()(const Verdict& v) {
        Statement s(m_db, "INSERT INTO verdicts (run, lab, step, goal, measured, comparison, figures, at_ns, wall_ms, "
                          "wall_offset, seed, behaviours) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
        s << v.run << v.lab << v.step << v.goal;
        s.add(v.measured ? QVariant(*v.measured) : QVariant());
        s << v.comparison << figuresText(v.figures) << v.at
          << v.wall << bits(v.seed) << v.behaviours.dump();
        return done(s);
    }
    bool operator()(const StepOutcome& o) {
        Statement s(m_db, "INSERT INTO outcomes (run, lab, step, outcome, at_ns, wall_ms, wall_offset, seed) VALUES "
                          "(?,?,?,?,?,?,?,?)");
        s << o.run << o.lab << o.step << std::string(toString(o.outcome)) << o.at << o.wall << bits(o.seed);
        return done(s);
    }
    bool operator()(const Debrief& d) {
        Statement s(m_db, "INSERT INTO debriefs (run, lab, step, at_ns, wall_ms, wall_offset, seed, figures) VALUES "
                          "(?,?,?,?,?,?,?,?)");
        s << d.run << d.lab << d.step << d.at << d.wall << bits(d.seed) << figuresText(d.figures);
        return done(s);
    }
    bool operator()(const MistakeMet& m) {
        Statement s(m_db, "INSERT INTO mistakes (run, lab, step, mistake, at_ns, wall_ms, wall_offset, figures) VALUES "
                          "(?,?,?,?,?,?,?,?)");
        s << m.run << m.lab << m.step << m.mistake << m.at << m.wall << figuresText(m.figures);
        return done(s);
    }
    bool operator()(const Prediction& p) {
        Statement s(m_db, "INSERT OR IGNORE INTO predictions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        s << p.run << p.lab << p.step << p.prediction << p.answer << p.answerText << p.unit << p.confidence << p.at
          << p.wall;
        s.add(p.measured ? QVariant(*p.measured) : QVariant());
        s << p.measuredText;
        s.add(p.right ? QVariant(*p.right ? 1 : 0) : QVariant());
        return done(s);
    }
    bool operator()(const PredictionMeasured& p) {
        Statement s(m_db, "UPDATE predictions SET measured = ?, measured_text = ?, was_right = ? WHERE run = ? AND "
                          "lab = ? AND step = ? AND prediction = ? AND measured IS NULL AND measured_text = ''");
        s << p.measured << p.measuredText << (p.right ? 1 : 0) << p.run << p.lab << p.step << p.prediction;
        return done(s);
    }
    bool operator()(const Answer& a) {
        Statement s(m_db, "INSERT INTO answers (run, lab, step, question, attempt, given, was_right, at_ns, wall_ms, "
                          "wall_offset) VALUES (?,?,?,?,?,?,?,?,?,?)");
        s << a.run << a.lab << a.step << a.question << a.attempt << a.given << (a.right ? 1 : 0) << a.at << a.wall;
        return done(s);
    }
    bool operator()(const Note& n) {
        Statement s(m_db, "INSERT OR REPLACE INTO notes VALUES (?,?,?,?,?)");
        s << n.subject << n.language << n.text << n.wall;
        return done(s);
    }
    bool operator()(const MoreActive& a) {
        Statement s(m_db, "INSERT INTO activity VALUES (?,?,?) ON CONFLICT (day, lab) DO UPDATE SET seconds = seconds "
                          "+ excluded.seconds");
        s << a.time.date << a.time.lab << a.time.seconds;
        return done(s);
    }
    bool operator()(const Setting& v) {
        Statement s(m_db, "INSERT OR REPLACE INTO settings VALUES (?,?)");
        s << v.name << v.value;
        return done(s);
    }

  private:
    bool done(Statement& s) {
        if (s.exec()) return true;
        m_error = s.query().lastError();
        return false;
    }
    const QSqlDatabase& m_db;
    QSqlError& m_error;
};

// Runs a SELECT and hands each row to take(Row&); false with the error.
template <typename Take>
bool each(const QSqlDatabase& db, const char* sql, QSqlError& error, Take take) {
    Statement s(db, sql);
    if (s.exec()) {
        while (s.query().next()) {
            Row row(s.query());
            take(row);
        }
    }
    error = s.query().lastError();
    return error.type() == QSqlError::NoError;
}

} // namespace

Database::Database() {
    static std::atomic<int> count{0};
    m_connection = QStringLiteral("maylab-progress-%1").arg(++count);
}

Database::~Database() { close(); }

bool Database::isOpen() const { return QSqlDatabase::contains(m_connection); }

void Database::close() {
    if (!isOpen()) return;
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

std::optional<DatabaseError> Database::run(const QString& sql) const {
    const auto db = QSqlDatabase::database(m_connection, false);
    QSqlQuery query(db);
    if (query.exec(sql)) return std::nullopt;
    return classify(query.lastError(), db.databaseName());
}

int Database::newestMigration() {
    int n = 0;
    while (!migrationName(n + 1).isEmpty()) ++n;
    return n;
}

std::optional<DatabaseError> Database::open(const QString& file, Mode mode, const WallTime& now, int migrateTo) {
    close();
    m_backup.clear();
    // In read-only mode first as SQLite likes it, then without touching anything beside the file (a WAL database in
    // a folder that cannot be written).
    const bool write = mode == Mode::ReadWrite;
    const int attempts = write ? 1 : 2;
    std::optional<DatabaseError> error;
    int version = 0;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        close();
        error.reset();
        auto db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
        if (write) {
            db.setDatabaseName(file);
            db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
        } else {
            QUrl url = QUrl::fromLocalFile(QFileInfo(file).absoluteFilePath());
            if (attempt == 1) url.setQuery(QStringLiteral("immutable=1"));
            db.setDatabaseName(url.toString(QUrl::FullyEncoded));
            db.setConnectOptions(QStringLiteral("QSQLITE_OPEN_URI;QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"));
        }
        if (!db.open()) {
            error = classify(db.lastError(), file);
            if (error->kind == DatabaseError::Kind::Other) error->kind = DatabaseError::Kind::ReadOnly;
            continue;
        }
        QSqlQuery query(db);
        if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next()) {
            error = classify(query.lastError(), file);
            continue;
        }
        version = query.value(0).toInt();
        break;
    }
    if (!error && version > newestMigration() && write) {
        error = DatabaseError{DatabaseError::Kind::Newer, "version " + std::to_string(version)};
    }
    if (!error && version <= newestMigration()) {
        QSqlQuery query(QSqlDatabase::database(m_connection, false));
        if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next()) {
            error = classify(query.lastError(), file);
        } else if (query.value(0).toString() != QLatin1String("ok")) {
            error = DatabaseError{DatabaseError::Kind::Damaged, u(query.value(0))};
        }
    }
    if (!error && write) {
        for (const char* pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"}) {
            if ((error = run(QString::fromLatin1(pragma)))) break;
        }
    }
    if (!error && write) error = migrate(file, version, migrateTo > 0 ? migrateTo : newestMigration(), now);
    if (error) close();
    return error;
}

std::optional<DatabaseError> Database::migrate(const QString& file, int from, int to, const WallTime& now) {
    if (from >= to) return std::nullopt;
    const auto failed = [](DatabaseError e) {
        if (e.kind == DatabaseError::Kind::Other) e.kind = DatabaseError::Kind::Migration;
        return e;
    };
    if (from > 0) {
        QString stamp = q(now.localIso8601()).left(19);
        stamp.remove(QLatin1Char('-')).remove(QLatin1Char(':'));
        const QString base = QFileInfo(file).absolutePath() + QStringLiteral("/profile-v%1-%2").arg(from).arg(stamp);
        QString backup = base + QStringLiteral(".sqlite");
        for (int n = 2; QFile::exists(backup); ++n) backup = base + QStringLiteral("-%1.sqlite").arg(n);
        QString quoted = backup;
        quoted.replace(QLatin1Char('\''), QLatin1String("''"));
        if (auto e = run(QStringLiteral("VACUUM INTO '%1'").arg(quoted))) {
            QFile::remove(backup);
            return failed(*e);
        }
        m_backup = backup;
    }
    if (auto e = run(QStringLiteral("BEGIN IMMEDIATE"))) return failed(*e);
    std::optional<DatabaseError> error;
    for (int n = from + 1; n <= to && !error; ++n) {
        QFile sql(migrationName(n));
        if (!sql.open(QIODevice::ReadOnly)) {
            error = DatabaseError{DatabaseError::Kind::Migration, "migration " + std::to_string(n) + " is missing"};
            break;
        }
        // Statements end with ';' at the end of a line.
        const QString all = QString::fromUtf8(sql.readAll());
        for (const QString& statement : all.split(QStringLiteral(";\n"), Qt::SkipEmptyParts)) {
            if (statement.trimmed().isEmpty()) continue;
            if ((error = run(statement))) break;
        }
    }
    if (!error && from == 0) {
        error = run(QStringLiteral("INSERT INTO profile VALUES (1, %1, %2)").arg(now.unixMilliseconds).arg(now.offsetMinutes));
    }
    if (!error) error = run(QStringLiteral("PRAGMA user_version = %1").arg(to));
    if (!error) error = run(QStringLiteral("COMMIT"));
    if (!error) return std::nullopt;
    (void)run(QStringLiteral("ROLLBACK"));
    return failed(*error);
}

std::optional<DatabaseError> Database::load(Facts& f, std::vector<std::pair<RunId, std::int64_t>>& nextRows) {
    const auto db = QSqlDatabase::database(m_connection, false);
    QSqlError error;
    bool ok = each(db, "SELECT id, header, lab, step, attempt, origin, started_ms, started_offset, state, "
                       "replayable, ended_ms, ended_offset FROM runs ORDER BY id",
                   error, [&](Row& row) {
                       RunRecord r;
                       r.id = row.integer();
                       if (auto h = kernel::Journal::parseHeader(row.text())) r.header = *h;
                       r.lab = row.text();
                       r.step = row.text();
                       r.attempt = row.small();
                       r.origin = static_cast<RunOrigin>(row.small());
                       r.started = row.wall();
                       r.state = static_cast<RunState>(row.small());
                       r.replayable = row.small() != 0;
                       const QVariant ended = row.next();
                       if (!ended.isNull()) r.ended = WallTime{ended.toLongLong(), row.small()};
                       f.runs.push_back(std::move(r));
                   });
    ok = ok && each(db, "SELECT run, max(seq) + 1 FROM journal GROUP BY run", error, [&](Row& row) {
             const RunId run = row.integer();
             nextRows.emplace_back(run, row.integer());
         });
    ok = ok && each(db, "SELECT run, lab, step, goal, measured, comparison, figures, at_ns, wall_ms, wall_offset, "
                        "seed, behaviours FROM verdicts ORDER BY id",
                    error, [&](Row& row) {
                        Verdict v;
                        v.run = row.integer();
                        v.lab = row.text();
                        v.step = row.text();
                        v.goal = row.text();
                        if (const QVariant measured = row.next(); !measured.isNull()) v.measured = measured.toDouble();
                        v.comparison = row.text();
                        v.figures = figuresFrom(row.text());
                        v.at = row.at();
                        v.wall = row.wall();
                        v.seed = row.unsignedBits();
                        v.behaviours = kernel::parseJson(row.text());
                        if (!v.behaviours.is_object()) v.behaviours = kernel::Json::object();
                        f.verdicts.push_back(std::move(v));
                    });
    ok = ok && each(db, "SELECT run, lab, step, outcome, at_ns, wall_ms, wall_offset, seed FROM outcomes ORDER BY id",
                    error, [&](Row& row) {
                        StepOutcome o;
                        o.run = row.integer();
                        o.lab = row.text();
                        o.step = row.text();
                        const bool known = outcomeFromString(row.text(), o.outcome);
                        o.at = row.at();
                        o.wall = row.wall();
                        o.seed = row.unsignedBits();
                        if (known) f.outcomes.push_back(std::move(o));
                    });
    ok = ok && each(db, "SELECT run, lab, step, at_ns, wall_ms, wall_offset, seed, figures FROM debriefs ORDER BY id",
                    error, [&](Row& row) {
                        Debrief d;
                        d.run = row.integer();
                        d.lab = row.text();
                        d.step = row.text();
                        d.at = row.at();
                        d.wall = row.wall();
                        d.seed = row.unsignedBits();
                        d.figures = figuresFrom(row.text());
                        f.debriefs.push_back(std::move(d));
                    });
    ok = ok && each(db, "SELECT run, lab, step, mistake, at_ns, wall_ms, wall_offset, figures FROM mistakes ORDER BY id",
                    error, [&](Row& row) {
                        MistakeMet m;
                        m.run = row.integer();
                        m.lab = row.text();
                        m.step = row.text();
                        m.mistake = row.text();
                        m.at = row.at();
                        m.wall = row.wall();
                        m.figures = figuresFrom(row.text());
                        f.mistakes.push_back(std::move(m));
                    });
    ok = ok && each(db, "SELECT run, lab, step, prediction, answer, answer_text, unit, confidence, at_ns, wall_ms, "
                        "wall_offset, measured, measured_text, was_right FROM predictions ORDER BY rowid",
                    error, [&](Row& row) {
                        Prediction p;
                        p.run = row.integer();
                        p.lab = row.text();
                        p.step = row.text();
                        p.prediction = row.text();
                        p.answer = row.real();
                        p.answerText = row.text();
                        p.unit = row.text();
                        p.confidence = row.small();
                        p.at = row.at();
                        p.wall = row.wall();
                        const QVariant measured = row.next();
                        if (!measured.isNull()) p.measured = measured.toDouble();
                        p.measuredText = row.text();
                        const QVariant right = row.next();
                        if (!right.isNull()) p.right = right.toInt() != 0;
                        f.predictions.push_back(std::move(p));
                    });
    ok = ok && each(db, "SELECT run, lab, step, question, attempt, given, was_right, at_ns, wall_ms, wall_offset FROM "
                        "answers ORDER BY id",
                    error, [&](Row& row) {
                        Answer a;
                        a.run = row.integer();
                        a.lab = row.text();
                        a.step = row.text();
                        a.question = row.text();
                        a.attempt = row.small();
                        a.given = row.text();
                        a.right = row.small() != 0;
                        a.at = row.at();
                        a.wall = row.wall();
                        f.answers.push_back(std::move(a));
                    });
    // An old profile that was opened read-only may not have these yet.
    const bool hasNotes = db.tables().contains(QStringLiteral("notes"));
    ok = ok && (!hasNotes ||
                (each(db, "SELECT subject, language, body, wall_ms, wall_offset FROM notes ORDER BY rowid", error,
                      [&](Row& row) {
                          Note n;
                          n.subject = row.text();
                          n.language = row.text();
                          n.text = row.text();
                          n.wall = row.wall();
                          f.notes.push_back(std::move(n));
                      }) &&
                 each(db, "SELECT day, lab, seconds FROM activity ORDER BY day, lab", error,
                      [&](Row& row) {
                          ActiveTime a;
                          a.date = row.text();
                          a.lab = row.text();
                          a.seconds = row.integer();
                          f.activity.push_back(std::move(a));
                      }) &&
                 each(db, "SELECT name, value FROM settings", error, [&](Row& row) {
                     const std::string name = row.text();
                     f.settings[name] = row.text();
                 })));
    if (ok) return std::nullopt;
    return classify(error, db.databaseName());
}

std::optional<DatabaseError> Database::write(const std::vector<Item>& items) {
    auto db = QSqlDatabase::database(m_connection, false);
    if (auto e = run(QStringLiteral("BEGIN IMMEDIATE"))) return e;
    QSqlError error;
    Writer writer(db, error);
    for (const auto& item : items) {
        if (std::visit(writer, item)) continue;
        const auto e = classify(error, db.databaseName());
        (void)run(QStringLiteral("ROLLBACK"));
        return e;
    }
    if (auto e = run(QStringLiteral("COMMIT"))) {
        (void)run(QStringLiteral("ROLLBACK"));
        return e;
    }
    return std::nullopt;
}

std::optional<DatabaseError> Database::rows(RunId run, std::vector<JournalRow>& rows) const {
    const auto db = QSqlDatabase::database(m_connection, false);
    Statement s(db, "SELECT seq, wall_ms, wall_offset, mark_ns, mark_fingerprint, body FROM journal WHERE run = ? ORDER "
                    "BY seq");
    s << run;
    if (s.exec()) {
        while (s.query().next()) {
            Row row(s.query());
            JournalRow r;
            r.run = run;
            r.seq = row.integer();
            r.wall = row.wall();
            const QVariant mark = row.next();
            if (!mark.isNull()) r.markAt = kernel::SimTime::fromNs(mark.toLongLong());
            r.markFingerprint = row.unsignedBits();
            r.body = row.next().toByteArray().toStdString();
            rows.push_back(std::move(r));
        }
    }
    const auto error = s.query().lastError();
    if (error.type() == QSqlError::NoError) return std::nullopt;
    return classify(error, db.databaseName());
}

QString Database::setAside(const QString& file, const WallTime& now) {
    QString stamp = q(now.localIso8601()).left(19);
    stamp.remove(QLatin1Char('-')).remove(QLatin1Char(':'));
    const QString base = file + QStringLiteral(".damaged-") + stamp;
    QString target = base;
    for (int n = 2; QFile::exists(target); ++n) target = base + QStringLiteral("-%1").arg(n);
    if (!QFile::rename(file, target)) return {};
    // What SQLite keeps beside the file belongs to it.
    for (const char* suffix : {"-wal", "-shm"}) {
        const QString side = file + QLatin1String(suffix);
        if (QFile::exists(side)) (void)QFile::rename(side, target + QLatin1String(suffix));
    }
    return target;
}

} // namespace maylab::progress
