#include "labs/progress/store_impl.h"

#include "labs/progress/row_frame.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <future>

namespace maylab::progress {
namespace {

constexpr std::size_t kBatch = 256;

std::size_t bytesOf(const Item& item) {
    const auto* row = std::get_if<JournalRow>(&item);
    return row ? row->body.size() : 0;
}

// Every fact as an item: what a new file is filled with.
std::vector<Item> itemsOf(const Facts& f) {
    std::vector<Item> items;
    const auto all = [&](const auto& facts) { items.insert(items.end(), facts.begin(), facts.end()); };
    all(f.runs);
    all(f.verdicts);
    all(f.outcomes);
    all(f.debriefs);
    all(f.mistakes);
    all(f.predictions);
    all(f.answers);
    all(f.notes);
    for (const auto& a : f.activity) items.push_back(MoreActive{a});
    for (const auto& [name, value] : f.settings) items.push_back(Setting{name, value});
    return items;
}

// What was done before the file could be read, behind what it holds.
void mergeBehind(Facts& disk, Facts&& mine) {
    const auto behind = [](auto& a, auto& b) {
        a.insert(a.end(), std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()));
    };
    behind(disk.runs, mine.runs);
    std::sort(disk.runs.begin(), disk.runs.end(), [](const RunRecord& a, const RunRecord& b) { return a.id < b.id; });
    behind(disk.verdicts, mine.verdicts);
    behind(disk.outcomes, mine.outcomes);
    behind(disk.debriefs, mine.debriefs);
    behind(disk.mistakes, mine.mistakes);
    behind(disk.predictions, mine.predictions);
    behind(disk.answers, mine.answers);
    for (auto& n : mine.notes) {
        const auto same = std::find_if(disk.notes.begin(), disk.notes.end(), [&](const Note& o) {
            return o.subject == n.subject && o.language == n.language;
        });
        if (same == disk.notes.end()) disk.notes.push_back(std::move(n));
        else *same = std::move(n);
    }
    for (const auto& a : mine.activity) addTo(disk.activity, a);
    for (auto& [name, value] : mine.settings) disk.settings[name] = value;
}

} // namespace

void addTo(std::vector<ActiveTime>& activity, const ActiveTime& more) {
    for (auto& a : activity) {
        if (a.date == more.date && a.lab == more.lab) {
            a.seconds += more.seconds;
            return;
        }
    }
    activity.push_back(more);
}

ProgressStore::Impl::Impl(StoreOptions o) : options(std::move(o)) {
    file = QDir(QString::fromStdString(options.directory)).filePath(QStringLiteral("profile.sqlite"));
}

ProgressStore::Impl::~Impl() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_writer.joinable()) m_writer.join();
}

std::optional<Notice> ProgressStore::Impl::start() {
    m_writer = std::thread([this] { loop(); });
    Lock lock(m_mutex);
    m_done.wait(lock, [this] { return m_started; });
    return m_refused;
}

RunRecord* ProgressStore::Impl::mutableRun(Facts& f, RunId id) { return const_cast<RunRecord*>(f.run(id)); }

Facts ProgressStore::Impl::copy() const {
    const std::lock_guard lock(m_mutex);
    return m_facts;
}

std::uint64_t ProgressStore::Impl::revision() const {
    const std::lock_guard lock(m_mutex);
    return m_revision;
}

Status ProgressStore::Impl::status() const {
    const std::lock_guard lock(m_mutex);
    Status s;
    s.waiting = m_queue.size() + m_batch.size();
    s.notice = m_why;
    if (m_why) s.saving = m_why->kind == Notice::Kind::NewerProfile ? Saving::ReadOnly : Saving::KeptInMemory;
    else s.saving = s.waiting > 0 ? Saving::Writing : Saving::Saved;
    return s;
}

std::vector<Notice> ProgressStore::Impl::takeNotices() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_notices, {});
}

void ProgressStore::Impl::say(Notice notice) {
    // A disk that stays full is told once.
    if (!m_notices.empty() && m_notices.back().kind == notice.kind && m_notices.back().detail == notice.detail) return;
    m_notices.push_back(std::move(notice));
}

void ProgressStore::Impl::enqueue(Item item) {
    m_waitingBytes += bytesOf(item);
    if (!std::holds_alternative<JournalRow>(item)) ++m_revision;
    m_queue.push_back(std::move(item));
    if (m_waitingBytes > options.maxWaitingBytes) giveUpOldestJournal();
}

void ProgressStore::Impl::announce() { m_wake.notify_all(); }

void ProgressStore::Impl::giveUpOldestJournal() {
    RunId oldest = 0;
    for (const auto& item : m_queue) {
        if (const auto* row = std::get_if<JournalRow>(&item); row && (oldest == 0 || row->run < oldest)) oldest = row->run;
    }
    if (oldest == 0) return;
    std::erase_if(m_queue, [&](const Item& item) {
        const auto* row = std::get_if<JournalRow>(&item);
        if (!row || row->run != oldest) return false;
        m_waitingBytes -= row->body.size();
        return true;
    });
    Notice notice{Notice::Kind::JournalGivenUp, {}, {}};
    if (RunRecord* r = mutableRun(m_facts, oldest)) {
        r->replayable = false;
        notice.detail = r->lab.empty() ? r->header.scenario : r->lab + ", " + r->step;
    }
    m_queue.push_back(NotReplayable{oldest});
    say(std::move(notice));
}

bool ProgressStore::Impl::flush(std::chrono::milliseconds patience) {
    Lock lock(m_mutex);
    if (nothingWaits()) return true;
    const auto attempts = m_attempts;
    m_retryAt = {};
    m_wake.notify_all();
    // Done when nothing waits, or when a try that began after this call was refused.
    m_done.wait_for(lock, patience, [&] {
        return nothingWaits() || m_mode == Mode::ReadForEver || (m_why && m_attempts > attempts);
    });
    return nothingWaits();
}

// ---------------------------------------------------------------------------------------------- the writer's thread

void ProgressStore::Impl::loop() {
    Lock lock(m_mutex);
    const auto error = openFile(lock, true);
    if (error) failed(*error);
    m_started = true;
    m_done.notify_all();
    bool lastTry = false;
    while (!m_refused) {
        const auto due = [&] {
            if (m_mode == Mode::ReadForEver) return false;
            if (m_mode == Mode::Writing && !m_why) return !nothingWaits();
            return std::chrono::steady_clock::now() >= m_retryAt;
        };
        while (!m_stop && m_requests.empty() && !due()) {
            if (m_mode == Mode::ReadForEver || !m_why) m_wake.wait(lock);
            else m_wake.wait_until(lock, m_retryAt);
        }
        while (!m_requests.empty()) {
            auto request = std::move(m_requests.front());
            m_requests.pop_front();
            lock.unlock();
            request();
            lock.lock();
        }
        if (m_stop && (nothingWaits() || lastTry || m_mode == Mode::ReadForEver)) break;
        if (m_stop || due()) {
            // Leaving while the disk refuses: one more try, no more.
            lastTry = m_stop && m_why.has_value();
            attempt(lock);
            m_done.notify_all();
        }
    }
    lock.unlock();
    m_database.close();
    m_lock.reset();
}

std::optional<DatabaseError> ProgressStore::Impl::openFile(Lock& lock, bool first) {
    const WallTime now = options.clock();
    lock.unlock();
    std::optional<DatabaseError> error;
    const QString folder = QString::fromStdString(options.directory);
    if (!QDir().mkpath(folder)) {
        error = DatabaseError{DatabaseError::Kind::ReadOnly, "the folder cannot be made"};
    }
    bool another = false;
    if (!error && !m_lock) {
        auto mine = std::make_unique<QLockFile>(folder + QStringLiteral("/maylab.lock"));
        mine->setStaleLockTime(0); // held for hours; a holder that died is recognised by its process id
        if (mine->tryLock(0)) {
            m_lock = std::move(mine);
        } else if (mine->error() == QLockFile::LockFailedError) {
            another = true;
        } else {
            error = DatabaseError{DatabaseError::Kind::ReadOnly, "the folder cannot be written"};
        }
    }
    lock.lock();
    if (another) {
        if (!first) return DatabaseError{DatabaseError::Kind::Other, "another instance has the profile"};
        m_refused = Notice{Notice::Kind::AlreadyRunning, folder.toStdString(), {}};
        return std::nullopt;
    }
    if (!error) {
        lock.unlock();
        error = m_database.open(file, Database::Mode::ReadWrite, now, options.migrateTo);
        lock.lock();
    }
    if (!error) {
        m_mode = Mode::Writing;
        if (!m_database.backup().isEmpty()) say({Notice::Kind::Migrated, m_database.backup().toStdString(), {}});
        if (!m_loaded) error = loadFile(lock, first);
    }
    if (error && error->kind == DatabaseError::Kind::Damaged) return beginAnew(lock);
    if (!error) return std::nullopt;

    m_mode = Mode::NotOpen;
    m_database.close();
    if (!m_loaded && QFileInfo::exists(file)) {
        // What can be read is shown, whatever happens to new facts.
        if (!m_database.open(file, Database::Mode::ReadOnly, now, 0)) {
            (void)loadFile(lock, first);
            m_database.close();
        }
    }
    if (!m_loaded && first) nextRun = now.unixMilliseconds / 1000; // apart from whatever the file holds
    const bool forEver = error->kind == DatabaseError::Kind::Newer || error->kind == DatabaseError::Kind::Migration;
    if (forEver) {
        m_mode = Mode::ReadForEver;
        (void)m_database.open(file, Database::Mode::ReadOnly, now, 0); // for journals
    }
    return error;
}

std::optional<DatabaseError> ProgressStore::Impl::loadFile(Lock& lock, bool first) {
    Facts disk;
    std::vector<std::pair<RunId, std::int64_t>> rows;
    lock.unlock();
    const auto error = m_database.load(disk, rows);
    lock.lock();
    // A newer profile may have other columns: what could be read counts.
    if (error && m_mode == Mode::Writing) return error;
    if (!disk.runs.empty() && first) nextRun = disk.runs.back().id + 1;
    for (const auto& [run, next] : rows) nextRow[run] = next;
    mergeBehind(disk, std::move(m_facts));
    m_facts = std::move(disk);
    m_loaded = true;
    ++m_revision;
    return std::nullopt;
}

// The file is damaged: it is renamed, never deleted, and a new one is filled with what is known.
std::optional<DatabaseError> ProgressStore::Impl::beginAnew(Lock& lock) {
    const WallTime now = options.clock();
    m_mode = Mode::NotOpen;
    lock.unlock();
    m_database.close();
    const QString kept = Database::setAside(file, now);
    std::optional<DatabaseError> error;
    if (kept.isEmpty()) error = DatabaseError{DatabaseError::Kind::Other, "the damaged file cannot be renamed"};
    if (!error) error = m_database.open(file, Database::Mode::ReadWrite, now, options.migrateTo);
    lock.lock();
    if (!kept.isEmpty()) say({Notice::Kind::DamagedSetAside, kept.toStdString(), {}});
    if (error) return error;
    // Facts in memory are all written; of journals only those whose beginning still waits.
    std::map<RunId, std::int64_t> waitingFrom;
    const auto note = [&](const Item& item) {
        if (const auto* row = std::get_if<JournalRow>(&item)) waitingFrom.emplace(row->run, row->seq);
    };
    std::for_each(m_batch.begin(), m_batch.end(), note);
    std::for_each(m_queue.begin(), m_queue.end(), note);
    for (auto& r : m_facts.runs) {
        const auto it = waitingFrom.find(r.id);
        const bool whole = it != waitingFrom.end() && it->second == 0;
        const bool hadRows = nextRow.count(r.id) != 0;
        if (hadRows && !whole) r.replayable = false;
    }
    std::vector<Item> all = itemsOf(m_facts);
    const auto keepRow = [&](Item& item) {
        if (std::holds_alternative<JournalRow>(item)) all.push_back(std::move(item));
    };
    std::for_each(m_batch.begin(), m_batch.end(), keepRow);
    std::for_each(m_queue.begin(), m_queue.end(), keepRow);
    m_batch.clear();
    m_queue.assign(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
    m_loaded = true;
    m_mode = Mode::Writing;
    return std::nullopt;
}

void ProgressStore::Impl::attempt(Lock& lock) {
    ++m_attempts;
    if (m_mode != Mode::Writing) {
        if (auto error = openFile(lock, false)) {
            failed(*error);
            return;
        }
    }
    while (!nothingWaits()) {
        while (m_batch.size() < kBatch && !m_queue.empty()) {
            m_batch.push_back(std::move(m_queue.front()));
            m_queue.pop_front();
        }
        // The batch belongs to the writer while it is written; readers of the queue are requests on this thread.
        lock.unlock();
        const auto error = m_database.write(m_batch);
        lock.lock();
        if (!error) {
            for (const auto& item : m_batch) m_waitingBytes -= bytesOf(item);
            m_batch.clear();
            continue;
        }
        std::optional<DatabaseError> left = error;
        if (error->kind == DatabaseError::Kind::Refused) {
            left = writeOneByOne(lock);
            if (!left) continue;
        }
        if (error->kind == DatabaseError::Kind::Damaged) left = beginAnew(lock);
        if (left) {
            failed(*left);
            return;
        }
    }
    if (m_why) {
        m_why.reset();
        say({Notice::Kind::SavingAgain, {}, {}});
    }
}

// One item of the batch can never be written: the others are, and it is told.
std::optional<DatabaseError> ProgressStore::Impl::writeOneByOne(Lock& lock) {
    while (!m_batch.empty()) {
        const std::vector<Item> one{m_batch.front()};
        lock.unlock();
        const auto error = m_database.write(one);
        lock.lock();
        if (error && error->kind != DatabaseError::Kind::Refused) return error;
        if (error) say({Notice::Kind::NotSaved, {}, error->text});
        m_waitingBytes -= bytesOf(one.front());
        m_batch.erase(m_batch.begin());
    }
    return std::nullopt;
}

void ProgressStore::Impl::failed(const DatabaseError& e) {
    Notice n;
    n.path = QFileInfo(file).absolutePath().toStdString();
    n.detail = e.text;
    switch (e.kind) {
    case DatabaseError::Kind::DiskFull: n.kind = Notice::Kind::DiskFull; break;
    case DatabaseError::Kind::ReadOnly: n.kind = Notice::Kind::ReadOnlyDisk; break;
    case DatabaseError::Kind::Newer: n.kind = Notice::Kind::NewerProfile; break;
    case DatabaseError::Kind::Migration: n.kind = Notice::Kind::MigrationFailed; break;
    case DatabaseError::Kind::Damaged:
    case DatabaseError::Kind::Refused:
    case DatabaseError::Kind::Other: n.kind = Notice::Kind::NotSaved; break;
    }
    if (!m_why || m_why->kind != n.kind) say(n);
    m_why = n;
    // A full disk leaves the connection as it is, so that journals can still be read; a file that cannot be
    // written any more is opened afresh at the next try.
    if (m_mode == Mode::Writing && e.kind == DatabaseError::Kind::ReadOnly) {
        m_mode = Mode::NotOpen;
        m_database.close();
    }
    m_retryAt = std::chrono::steady_clock::now() + options.retryEvery;
}

// ------------------------------------------------------------------------------------------------- reading journals

template <typename F>
auto ProgressStore::Impl::onWriter(F f) -> decltype(f()) {
    auto task = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
    auto result = task->get_future();
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back([task] { (*task)(); });
    }
    m_wake.notify_all();
    return result.get();
}

std::vector<JournalRow> ProgressStore::Impl::rowsOf(RunId run, std::string& problem) {
    std::vector<JournalRow> disk;
    // A database that refuses to be written is often still there to be read.
    Database reader;
    Database* db = &m_database;
    if (!m_database.isOpen() && QFileInfo::exists(file)) {
        db = &reader;
        if (auto e = reader.open(file, Database::Mode::ReadOnly, options.clock(), 0)) problem = e->text;
    }
    if (db->isOpen()) {
        if (auto e = db->rows(run, disk)) problem = e->text;
    }
    std::map<std::int64_t, JournalRow> rows;
    for (auto& r : disk) rows[r.seq] = std::move(r);
    const auto take = [&](const Item& item) {
        if (const auto* row = std::get_if<JournalRow>(&item); row && row->run == run) rows[row->seq] = *row;
        if (const auto* cut = std::get_if<CutJournal>(&item); cut && cut->last.run == run) {
            rows.erase(rows.upper_bound(cut->last.seq), rows.end());
            rows[cut->last.seq] = cut->last;
        }
        if (const auto* end = std::get_if<EndRun>(&item); end && end->run == run && end->state == RunState::Discarded) {
            rows.clear();
        }
    };
    const std::lock_guard lock(m_mutex);
    std::for_each(m_batch.begin(), m_batch.end(), take);
    std::for_each(m_queue.begin(), m_queue.end(), take);
    std::vector<JournalRow> out;
    for (auto& [seq, row] : rows) out.push_back(std::move(row));
    return out;
}

std::optional<ResumePoint> ProgressStore::Impl::unfinished() {
    return onWriter([this]() -> std::optional<ResumePoint> {
        const Facts f = copy();
        for (auto r = f.runs.rbegin(); r != f.runs.rend(); ++r) {
            if (r->state != RunState::Open || !r->replayable || r->origin != RunOrigin::Window) continue;
            std::string problem;
            std::optional<ResumePoint> point;
            std::int64_t expected = 0;
            for (const auto& row : rowsOf(r->id, problem)) {
                if (row.seq != expected++ || !openRow(row.run, row.seq, row.body)) break;
                if (row.markAt) point = ResumePoint{*r, *row.markAt, row.markFingerprint, row.wall};
            }
            if (point) return point;
        }
        return std::nullopt;
    });
}

tl::expected<StoredJournal, std::string> ProgressStore::Impl::stored(RunId run, bool cut) {
    return onWriter([this, run, cut]() -> tl::expected<StoredJournal, std::string> {
        RunRecord record;
        {
            const std::lock_guard lock(m_mutex);
            const RunRecord* r = m_facts.run(run);
            if (!r) return tl::unexpected("there is no run " + std::to_string(run) + " in this profile");
            record = *r;
        }
        StoredJournal out;
        out.journal.header = record.header;
        out.replayable = record.replayable;
        std::string unreadable; // matters only when what is in memory does not begin at the beginning
        const auto rows = rowsOf(run, unreadable);
        if (!unreadable.empty() && (rows.empty() || rows.front().seq != 0)) out.problem = unreadable;
        std::vector<kernel::JournalEntry> all, rowOfMark; // rowOfMark: the row up to its last mark
        std::size_t keep = 0;                             // entries up to the last mark
        JournalRow last;
        std::size_t good = 0;
        for (; good < rows.size() && out.problem.empty(); ++good) {
            const JournalRow& row = rows[good];
            if (row.seq != static_cast<std::int64_t>(good)) {
                out.problem = "a second of the journal is missing";
                break;
            }
            const auto lines = openRow(run, row.seq, row.body);
            if (!lines) {
                out.problem = lines.error();
                break;
            }
            std::vector<kernel::JournalEntry> entries;
            for (std::string_view rest = *lines; !rest.empty() && out.problem.empty();) {
                const auto end = rest.find('\n');
                auto entry = kernel::Journal::parseEntry(rest.substr(0, end));
                if (entry) entries.push_back(std::move(*entry));
                else out.problem = "a line of the journal " + entry.error();
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
            if (!out.problem.empty()) break;
            for (std::size_t i = 0; i < entries.size(); ++i) {
                all.push_back(entries[i]);
                if (entries[i].kind != kernel::JournalEntry::Kind::Mark) continue;
                keep = all.size();
                rowOfMark.assign(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i) + 1);
                last = row;
                last.markAt = entries[i].at;
                last.markFingerprint = entries[i].fingerprint;
            }
        }
        out.damagedRows = rows.size() - good;
        if (cut) {
            if (!record.replayable) return tl::unexpected<std::string>("this run was not kept whole");
            if (record.state != RunState::Open) return tl::unexpected<std::string>("this run has ended");
            if (keep == 0) return tl::unexpected<std::string>("this run has no mark to continue at");
            all.resize(keep);
            last.body = frameRow(run, last.seq, rowOfMark);
            const std::lock_guard lock(m_mutex);
            nextRow[run] = last.seq + 1;
            enqueue(CutJournal{last});
        }
        for (auto& e : all) out.journal.append(std::move(e));
        return out;
    });
}

} // namespace maylab::progress
