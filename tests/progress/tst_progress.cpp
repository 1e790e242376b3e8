// QtTest first: moc 6.4 cannot parse libstdc++'s <concepts> before <string>.
#include <QtTest>

#include "labs/progress/progress_store.h"
#include "labs/progress/row_frame.h"

#include "kernel/run.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QThread>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace maylab;
using namespace maylab::progress;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

// A service that draws and schedules, so that a fingerprint says something.
class Ticker : public kernel::Service {
  public:
    std::string_view name() const override { return "ticker"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<Ticker>(*this); }
    void start(kernel::World& w) override {
        m_id = static_cast<kernel::ServiceId>(w.serviceCount() - 1);
        m_stream = w.random().open("ticker");
        w.schedule(w.now() + SimDuration::milliseconds(1), m_id, 0);
    }
    void onEvent(kernel::World& w, const kernel::Event&) override {
        const auto draw = w.random()[m_stream].below(1000);
        m_total += draw;
        w.schedule(w.now() + SimDuration::microseconds(static_cast<std::int64_t>(1 + draw)), m_id, 0);
    }
    kernel::MaybeResult call(kernel::World&, const kernel::Call& c) override {
        m_total += c.input.value("n", std::uint64_t{0});
        return kernel::ApiResult(Json::object());
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const Json&) const override { return Json::object(); }
    void mixInto(kernel::Fingerprint& f) const override { f.mix(m_total); }

  private:
    kernel::ServiceId m_id = 0;
    kernel::StreamId m_stream = 0;
    std::uint64_t m_total = 0;
};

tl::expected<std::unique_ptr<kernel::World>, std::string> makeWorld(const kernel::JournalHeader& h) {
    if (h.scenario != "test") return tl::unexpected<std::string>("unknown scenario");
    auto w = std::make_unique<kernel::World>(kernel::WorldConfig{h.scenario, h.seed, kernel::Calendar{h.calendarStart}, {}});
    w->add(std::make_unique<Ticker>());
    return w;
}

kernel::JournalHeader header(std::uint64_t seed = 41) {
    kernel::JournalHeader h;
    h.program = "test";
    h.scenario = "test";
    h.seed = seed;
    h.lab = "elasticache";
    h.step = "cache";
    return h;
}

StoreOptions optionsFor(const QString& folder) {
    StoreOptions o;
    o.directory = folder.toStdString();
    // 26 January 2026, 23:30 in Hà Nội: still the 26th there, 16:30 in UTC.
    o.clock = [] { return WallTime{1'769'445'000'000, 420}; };
    o.retryEvery = std::chrono::milliseconds(20);
    return o;
}

std::unique_ptr<ProgressStore> opened(const StoreOptions& o) {
    auto store = ProgressStore::open(o);
    return store ? std::move(*store) : nullptr;
}

bool hasNotice(const std::vector<Notice>& notices, Notice::Kind kind) {
    return std::any_of(notices.begin(), notices.end(), [&](const Notice& n) { return n.kind == kind; });
}

// One wall second of a run: something happens, time passes, a mark, a row.
void second(ProgressStore& store, RunId id, kernel::Run& run, std::uint64_t n) {
    run.call(kernel::Actor::Form, "ticker", "Add", Json{{"n", n}});
    run.world().runFor(SimDuration::milliseconds(700));
    recordSecond(store, id, run);
}

// Runs SQL on a profile that no store has open.
void sql(const QString& file, const QString& statement) {
    {
        auto db = QSqlDatabase::addDatabase("QSQLITE", "test");
        db.setDatabaseName(file);
        QVERIFY(db.open());
        QSqlQuery q(db);
        QVERIFY2(q.exec(statement), qPrintable(statement));
    }
    QSqlDatabase::removeDatabase("test");
}

// The process that is killed: continues the run it finds (or begins one) and writes a row every 20 ms, telling the
// wall clock and the row's number when the row was posted.
int writer(const QString& folder) {
    auto store = ProgressStore::open(StoreOptions{folder.toStdString(), &WallTime::now, std::chrono::milliseconds(50), 0, 64u << 20});
    if (!store) return 3;
    RunId id = 0;
    std::optional<kernel::Run> run;
    std::uint64_t n = 0;
    if (const auto point = (*store)->unfinished()) {
        auto stored = (*store)->continueRun(point->run.id);
        if (!stored) return 4;
        kernel::Run::ReplayReport report;
        auto replayed = kernel::Run::replay(stored->journal, makeWorld, report, true);
        if (!replayed || report.differingMarks != 0) return 5;
        if (replayed->world().fingerprint() != point->fingerprint) return 6;
        id = point->run.id;
        run.emplace(std::move(*replayed));
        for (const auto& e : run->journal().entries()) n += e.kind == kernel::JournalEntry::Kind::Call;
    } else {
        run.emplace(*kernel::Run::begin(header(), makeWorld));
        id = (*store)->beginRun(run->journal().header);
    }
    for (;;) {
        second(**store, id, *run, ++n);
        char line[64];
        const int length = std::snprintf(line, sizeof line, "%llu %lld\n", static_cast<unsigned long long>(n),
                                         static_cast<long long>(WallTime::now().unixMilliseconds));
        if (::write(STDOUT_FILENO, line, static_cast<std::size_t>(length)) != length) return 7;
        QThread::msleep(20);
    }
}

} // namespace

class TestProgress : public QObject {
    Q_OBJECT

  private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_dir.reset(); }

    void wallTimeIsTheLearnersDay() {
        const WallTime t{1'769'445'000'000, 420};
        QCOMPARE(t.localDate(), std::string("2026-01-26"));
        QCOMPARE(t.localIso8601(), std::string("2026-01-26T23:30:00+07:00"));
        QCOMPARE((WallTime{1'769'445'000'000, 480}.localDate()), std::string("2026-01-27"));
        QCOMPARE((WallTime{1'769'445'000'000, -210}.localIso8601()), std::string("2026-01-26T13:00:00-03:30"));
    }

    void everythingComesBackAsItWentIn() {
        const auto o = optionsFor(folder());
        RunId run = 0;
        {
            auto store = opened(o);
            QVERIFY(store);
            run = store->beginRun(header());
            QCOMPARE(run, RunId{1});
            Verdict v;
            v.run = run;
            v.goal = "together";
            v.measured = 0.94;
            v.comparison = ">= 0.9";
            v.figures = {{"p99", 32.25, "", "ms", 1}, {"policy", 0, "allkeys-lru"}, {"nothing", std::nan(""), ""}};
            v.at = SimTime::atSecond(178);
            store->post(v);
            store->post(v); // twice in one run is once
            Verdict together = v; // of an `all`: no single value
            together.goal = "both";
            together.measured = std::nan("");
            store->post(together);
            store->post(StepOutcome{run, {}, {}, Outcome::Done, SimTime::atSecond(180), {}, 0});
            store->post(StepOutcome{run, {}, {}, Outcome::Understood, SimTime::atSecond(190), {}, 0});
            store->post(Debrief{run, {}, {}, SimTime::atSecond(180), {}, 0, {{"before", 0, ""}, {"after", 0.94, ""}}});
            store->post(MistakeMet{run, {}, {}, "short-ttl", SimTime::atSecond(20), {}, {{"ttl", 5, ""}}});
            Prediction p;
            p.run = run;
            p.prediction = "queries";
            p.answer = 10;
            p.unit = "queries/s";
            p.confidence = 2;
            store->post(p);
            p.answer = 99; // too late
            store->post(p);
            store->post(PredictionMeasured{run, {}, {}, "queries", 190, {}, false});
            store->post(PredictionMeasured{run, {}, {}, "queries", 191, {}, true}); // once only
            store->post(Answer{run, {}, {}, "why", 1, "network", false, SimTime::atSecond(181), {}});
            store->setNote("elasticache", "vi", "Tôi tưởng TTL càng ngắn càng tốt");
            store->setNote("elasticache", "vi", "Tôi tưởng TTL càng ngắn càng tốt, nhưng không phải.");
            store->addActive("elasticache", 61);
            store->addActive("elasticache", 9);
            store->setSetting("worklog.weight", "1");
            store->endRun(run);
            QVERIFY(store->flush());
            QCOMPARE(store->status().saving, Saving::Saved);
            check(store->facts(), run);
        }
        auto again = opened(o);
        QVERIFY(again);
        check(again->facts(), run);
        QCOMPARE(again->beginRun(header()), RunId{2});
        QCOMPARE(again->facts().run(2)->attempt, 2);
        QVERIFY(again->takeNotices().empty());
    }

    void aRunIsKeptSecondBySecondAndContinues() {
        const auto o = optionsFor(folder());
        auto begun = kernel::Run::begin(header(), makeWorld);
        QVERIFY(begun);
        RunId id = 0;
        std::uint64_t at5 = 0;
        {
            auto store = opened(o);
            id = store->beginRun(begun->journal().header);
            QVERIFY(!store->unfinished());
            for (std::uint64_t n = 1; n <= 5; ++n) second(*store, id, *begun, n);
            at5 = begun->world().fingerprint();
            // A tail that has no mark yet, as when the program dies within a second.
            begun->call(kernel::Actor::Form, "ticker", "Add", Json{{"n", 6}});
            store->appendJournal(id, begun->takeNewEntries());
            QVERIFY(store->unfinished()); // also while it waits for the disk
        }
        auto store = opened(o);
        const auto point = store->unfinished();
        QVERIFY(point);
        QCOMPARE(point->run.id, id);
        QCOMPARE(point->run.header.seed, std::uint64_t{41});
        QCOMPARE(point->run.step, std::string("cache"));
        QCOMPARE(point->fingerprint, at5);
        QCOMPARE(point->at, SimTime() + SimDuration::milliseconds(3500));
        QCOMPARE(store->journal(id)->journal.entries().size(), std::size_t{11});

        auto stored = store->continueRun(id);
        QVERIFY(stored);
        QCOMPARE(stored->journal.entries().size(), std::size_t{10});
        kernel::Run::ReplayReport report;
        auto replayed = kernel::Run::replay(stored->journal, makeWorld, report, true);
        QVERIFY(replayed);
        QCOMPARE(report.differingMarks, std::uint64_t{0});
        QCOMPARE(replayed->world().fingerprint(), at5);
        second(*store, id, *replayed, 6);
        const auto at6 = replayed->world().fingerprint();
        QVERIFY(store->flush());
        store.reset();

        store = opened(o);
        QCOMPARE(store->unfinished()->fingerprint, at6);
        const auto whole = store->journal(id);
        QCOMPARE(whole->problem, std::string());
        QCOMPARE(whole->journal.entries().size(), std::size_t{12});
        store->endRun(id);
        QVERIFY(!store->unfinished());
        QVERIFY(!store->continueRun(id));
        QVERIFY(store->journal(id)); // evidence stays
    }

    void discardingTakesTheJournalAndLeavesTheVerdicts() {
        const auto o = optionsFor(folder());
        auto store = opened(o);
        auto run = *kernel::Run::begin(header(), makeWorld);
        const RunId id = store->beginRun(run.journal().header);
        second(*store, id, run, 1);
        Verdict v;
        v.run = id;
        v.goal = "see";
        store->post(v);
        store->discardRun(id);
        QVERIFY(!store->unfinished());
        QVERIFY(store->journal(id)->journal.entries().empty());
        QVERIFY(store->flush());
        store.reset();
        store = opened(o);
        QVERIFY(store->facts().passed("elasticache", "cache", "see"));
        QVERIFY(store->journal(id)->journal.entries().empty());
        QVERIFY(!store->journal(99));
    }

    void aHeadlessRunIsSavedButNotOfferedAgain() {
        const auto o = optionsFor(folder());
        auto store = opened(o);
        auto run = *kernel::Run::begin(header(), makeWorld);
        const RunId id = store->beginRun(run.journal().header, RunOrigin::Headless);
        second(*store, id, run, 1);
        QVERIFY(!store->unfinished());
        QCOMPARE(store->journal(id)->journal.entries().size(), std::size_t{2});
    }

    void aRowThatIsCutSwappedOrChangedIsSeen() {
        auto run = *kernel::Run::begin(header(), makeWorld);
        run.call(kernel::Actor::Form, "ticker", "Add", Json{{"n", 1}});
        run.mark();
        const auto entries = run.takeNewEntries();
        const std::string row = frameRow(7, 3, entries);
        QVERIFY(openRow(7, 3, row));
        QVERIFY(!openRow(7, 4, row));
        QVERIFY(!openRow(8, 3, row));
        for (std::size_t n = 0; n < row.size(); ++n) {
            QVERIFY2(!openRow(7, 3, std::string_view(row).substr(0, n)), qPrintable(QString::number(n)));
            std::string bent = row;
            bent[n] = static_cast<char>(bent[n] ^ 4);
            QVERIFY2(!openRow(7, 3, bent), qPrintable(QString::number(n)));
        }
    }

    void whatComesAfterADamagedRowIsDropped() {
        const auto o = optionsFor(folder());
        auto run = *kernel::Run::begin(header(), makeWorld);
        RunId id = 0;
        std::uint64_t at2 = 0;
        {
            auto store = opened(o);
            id = store->beginRun(run.journal().header);
            for (std::uint64_t n = 1; n <= 4; ++n) {
                second(*store, id, run, n);
                if (n == 2) at2 = run.world().fingerprint();
            }
        }
        sql(file(), "UPDATE journal SET body = substr(body, 1, length(body) - 5) WHERE seq = 2");
        auto store = opened(o);
        const auto stored = store->journal(id);
        QCOMPARE(stored->journal.entries().size(), std::size_t{4});
        QCOMPARE(stored->damagedRows, std::size_t{2});
        QVERIFY(!stored->problem.empty());
        QCOMPARE(store->unfinished()->fingerprint, at2);
        QVERIFY(store->continueRun(id));
        QVERIFY(store->flush());
        QCOMPARE(store->journal(id)->damagedRows, std::size_t{0});
    }

    void oldProfilesAreMigratedAfterABackup() {
        auto o = optionsFor(folder());
        o.migrateTo = 1;
        {
            auto store = opened(o);
            const RunId id = store->beginRun(header());
            store->post(StepOutcome{id, {}, {}, Outcome::Done, SimTime::atSecond(1), {}, 0});
            QVERIFY(store->flush());
        }
        o.migrateTo = 0;
        {
            auto store = opened(o);
            const auto notices = store->takeNotices();
            QVERIFY(hasNotice(notices, Notice::Kind::Migrated));
            QVERIFY(QFile::exists(QString::fromStdString(notices.front().path)));
            QVERIFY(store->facts().has("elasticache", "cache", Outcome::Done));
            store->setNote("elasticache", "en", "after");
            QVERIFY(store->flush());
            // The copy is the profile as it was.
            QFile::remove(folder() + "/old/profile.sqlite");
            QVERIFY(QDir().mkpath(folder() + "/old"));
            QVERIFY(QFile::copy(QString::fromStdString(notices.front().path), folder() + "/old/profile.sqlite"));
        }
        auto old = optionsFor(folder() + "/old");
        old.migrateTo = 1;
        auto store = opened(old);
        QVERIFY(store->facts().has("elasticache", "cache", Outcome::Done));
        QVERIFY(store->facts().notes.empty());
        QVERIFY(opened(o)->takeNotices().empty()); // migrated once
    }

    void aNewerProfileIsOpenedReadOnly() {
        const auto o = optionsFor(folder());
        {
            auto store = opened(o);
            store->setNote("elasticache", "en", "mine");
            QVERIFY(store->flush());
        }
        sql(file(), "PRAGMA user_version = 99");
        sql(file(), "ALTER TABLE runs ADD COLUMN more TEXT");
        const QByteArray before = content(file());
        {
            auto store = opened(o);
            QVERIFY(hasNotice(store->takeNotices(), Notice::Kind::NewerProfile));
            QCOMPARE(store->facts().note("elasticache", "en"), std::string("mine"));
            auto run = *kernel::Run::begin(header(), makeWorld);
            const RunId id = store->beginRun(run.journal().header);
            second(*store, id, run, 1);
            QCOMPARE(store->journal(id)->journal.entries().size(), std::size_t{2}); // from memory
            QVERIFY(!store->flush(std::chrono::milliseconds(200)));
            QCOMPARE(store->status().saving, Saving::ReadOnly);
        }
        QCOMPARE(content(file()), before);
    }

    void aDamagedProfileIsSetAsideNeverDeleted_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("not a database") << 0;
        QTest::newRow("cut in the middle") << 1;
        QTest::newRow("pages overwritten") << 2;
    }
    void aDamagedProfileIsSetAsideNeverDeleted() {
        QFETCH(int, kind);
        const auto o = optionsFor(folder());
        {
            auto store = opened(o);
            auto run = *kernel::Run::begin(header(), makeWorld);
            const RunId id = store->beginRun(run.journal().header);
            for (std::uint64_t n = 1; n <= 200; ++n) second(*store, id, run, n);
            QVERIFY(store->flush());
        }
        QVERIFY(!QFile::exists(file() + "-wal") || QFileInfo(file() + "-wal").size() == 0);
        QFile f(file());
        QVERIFY(f.open(QIODevice::ReadWrite));
        if (kind == 0) {
            f.resize(0);
            f.write(QByteArray(5000, 'x'));
        } else if (kind == 1) {
            f.resize(f.size() / 2);
        } else {
            for (qint64 at = 4096; at + 4096 <= f.size(); at += 8192) {
                f.seek(at);
                f.write(QByteArray(4096, '\x5A'));
            }
        }
        f.close();
        const QByteArray damaged = content(file());
        auto store = opened(o);
        QVERIFY(store);
        const auto notices = store->takeNotices();
        QVERIFY(hasNotice(notices, Notice::Kind::DamagedSetAside));
        QCOMPARE(content(QString::fromStdString(notices.front().path)), damaged);
        store->setNote("elasticache", "en", "begun anew");
        QVERIFY(store->flush());
        store.reset();
        QCOMPARE(opened(o)->facts().note("elasticache", "en"), std::string("begun anew"));
    }

    void twoInstancesWithOneProfile() {
        const auto o = optionsFor(folder());
        auto store = opened(o);
        QVERIFY(store);
        auto second = ProgressStore::open(o);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, Notice::Kind::AlreadyRunning);
        QCOMPARE(text(second.error()), QString::fromUtf8("Mây Lab is already running with this profile."));
        store.reset();
        QVERIFY(opened(o));
    }

    // A limit on file size refuses writes as a full disk does.
    void aDiskThatRefusesLosesNothing() {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit unlimited{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
        const auto o = optionsFor(folder());
        auto store = opened(o);
        auto run = *kernel::Run::begin(header(), makeWorld);
        const RunId id = store->beginRun(run.journal().header);
        second(*store, id, run, 1);
        QVERIFY(store->flush());

        rlimit small = unlimited;
        small.rlim_cur = 4096;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        for (std::uint64_t n = 2; n <= 40; ++n) second(*store, id, run, n);
        store->setNote("elasticache", "en", "written while the disk was full");
        const bool flushed = store->flush(std::chrono::seconds(5));
        const Status during = store->status();
        const auto inMemory = store->journal(id);
        const std::string note = store->facts().note("elasticache", "en");
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &unlimited), 0);

        QVERIFY(!flushed);
        QCOMPARE(during.saving, Saving::KeptInMemory);
        QVERIFY(during.notice);
        QVERIFY(during.waiting >= 40);
        QCOMPARE(note, std::string("written while the disk was full"));
        QCOMPARE(inMemory->journal.entries().size(), std::size_t{80});

        QTRY_COMPARE_WITH_TIMEOUT(store->status().saving, Saving::Saved, 20000); // tried again by itself
        QVERIFY(hasNotice(store->takeNotices(), Notice::Kind::SavingAgain));
        store.reset();
        store = opened(o);
        QCOMPARE(store->facts().note("elasticache", "en"), std::string("written while the disk was full"));
        QCOMPARE(store->journal(id)->journal.entries().size(), std::size_t{80});
        QCOMPARE(store->unfinished()->fingerprint, run.world().fingerprint());
    }

    void aReadOnlyDiskShowsWhatIsThere() {
        const auto o = optionsFor(folder());
        {
            auto store = opened(o);
            store->setNote("elasticache", "en", "from before");
            QVERIFY(store->flush());
        }
        // Root writes everywhere: be nobody for the while.
        const bool root = geteuid() == 0;
        const QByteArray path = QFile::encodeName(folder());
        QCOMPARE(chmod(QFile::encodeName(m_dir->path()).constData(), 0755), 0);
        QFile::remove(folder() + "/maylab.lock");
        QFile::remove(file() + "-wal");
        QFile::remove(file() + "-shm");
        QCOMPARE(chmod(QFile::encodeName(file()).constData(), 0444), 0);
        QCOMPARE(chmod(path.constData(), 0555), 0);
        if (root) QCOMPARE(seteuid(65534), 0);
        auto store = opened(o);
        const bool readable = store && store->facts().note("elasticache", "en") == "from before";
        if (store) store->setNote("elasticache", "en", "changed");
        const bool flushed = store && store->flush(std::chrono::seconds(5));
        const Status during = store ? store->status() : Status{};
        if (root) QCOMPARE(seteuid(0), 0);
        QCOMPARE(chmod(path.constData(), 0755), 0);
        QCOMPARE(chmod(QFile::encodeName(file()).constData(), 0644), 0);
        QVERIFY(readable);
        QVERIFY(!flushed);
        QCOMPARE(during.saving, Saving::KeptInMemory);
        QVERIFY(during.notice);
        QCOMPARE(during.notice->kind, Notice::Kind::ReadOnlyDisk);
        // The disk can be written again: so it is.
        QTRY_COMPARE_WITH_TIMEOUT(store->status().saving, Saving::Saved, 20000);
        store.reset();
        QCOMPARE(opened(o)->facts().note("elasticache", "en"), std::string("changed"));
    }

    void aFolderThatCannotBeMade() {
        auto o = optionsFor("/proc/maylab-has-no-place-here");
        auto store = opened(o);
        QVERIFY(store);
        QVERIFY(hasNotice(store->takeNotices(), Notice::Kind::ReadOnlyDisk));
        auto run = *kernel::Run::begin(header(), makeWorld);
        const RunId id = store->beginRun(run.journal().header);
        second(*store, id, run, 1);
        QCOMPARE(store->unfinished()->fingerprint, run.world().fingerprint());
        QVERIFY(!store->flush(std::chrono::milliseconds(500)));
    }

    void waitingRowsAreBounded() {
        auto o = optionsFor("/proc/maylab-has-no-place-here");
        o.maxWaitingBytes = 12'000;
        auto store = opened(o);
        auto first = *kernel::Run::begin(header(), makeWorld);
        const RunId a = store->beginRun(first.journal().header);
        for (std::uint64_t n = 1; n <= 40; ++n) second(*store, a, first, n);
        auto other = *kernel::Run::begin(header(), makeWorld);
        const RunId b = store->beginRun(other.journal().header);
        for (std::uint64_t n = 1; n <= 30; ++n) second(*store, b, other, n);
        QVERIFY(hasNotice(store->takeNotices(), Notice::Kind::JournalGivenUp));
        QVERIFY(!store->journal(a)->replayable);
        QCOMPARE(store->unfinished()->run.id, b);
    }

    void aFactFromEveryThread() {
        const auto o = optionsFor(folder());
        auto store = opened(o);
        std::vector<std::unique_ptr<QThread>> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back(QThread::create([&store, t] {
                for (int i = 0; i < 50; ++i) {
                    const RunId id = store->beginRun(header(static_cast<std::uint64_t>(t)));
                    store->post(StepOutcome{id, {}, {}, Outcome::Done, SimTime::atSecond(i), {}, 0});
                    (void)store->facts();
                    (void)store->status();
                }
            }));
            threads.back()->start();
        }
        for (auto& t : threads) QVERIFY(t->wait(60000));
        QVERIFY(store->flush());
        store.reset();
        const Facts f = opened(o)->facts();
        QCOMPARE(f.runs.size(), std::size_t{200});
        QCOMPARE(f.outcomes.size(), std::size_t{200});
        for (std::size_t i = 0; i < f.runs.size(); ++i) QCOMPARE(f.runs[i].id, static_cast<RunId>(i + 1));
    }

    void activeIsNotOpen() {
        ActivityMeter m;
        QCOMPARE(m.acted(1'000'000), std::int64_t{0});
        QCOMPARE(m.acted(1'000'700), std::int64_t{0});
        QCOMPARE(m.acted(1'001'400), std::int64_t{1}); // 1.4 s in two parts
        QCOMPARE(m.acted(1'061'400), std::int64_t{60});
        QCOMPARE(m.acted(9'000'000), std::int64_t{0}); // a walk in between
        QCOMPARE(m.acted(9'000'600), std::int64_t{1}); // 0.4 carried
        QCOMPARE(m.acted(8'000'000), std::int64_t{0}); // the clock was set back
    }

    void theProfileLivesWhereXdgSays() {
        const QByteArray old = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", "/tmp/somewhere");
        const std::string where = standardProfileDirectory();
        if (old.isNull()) qunsetenv("XDG_DATA_HOME");
        else qputenv("XDG_DATA_HOME", old);
        QCOMPARE(where, std::string("/tmp/somewhere/maylab"));
    }

    void killedTwentyTimes() {
        std::random_device entropy;
        const unsigned seed = entropy();
        std::mt19937 random(seed);
        qInfo("moments of the kills from seed %u", seed);
        std::uint64_t highest = 0;
        for (int kill = 0; kill < 20; ++kill) {
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(), {"--writer", folder()});
            QVERIFY(process.waitForStarted());
            // The first row says that the run goes on; then any moment will do.
            while (!process.canReadLine()) {
                QVERIFY2(process.waitForReadyRead(60000), qPrintable(QString("writer ended with %1").arg(process.exitCode())));
            }
            QThread::msleep(std::uniform_int_distribution<unsigned long>(0, 1600)(random));
            const std::int64_t killedAt = WallTime::now().unixMilliseconds;
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            QVERIFY(process.waitForFinished());
            std::uint64_t mustBeThere = 0, posted = 0;
            for (const QByteArray& line : process.readAllStandardOutput().split('\n')) {
                const auto parts = line.split(' ');
                if (parts.size() != 2) continue;
                posted = parts[0].toULongLong();
                if (parts[1].toLongLong() <= killedAt - 1000) mustBeThere = posted;
            }
            QVERIFY(posted > 0);

            StoreOptions o;
            o.directory = folder().toStdString();
            auto store = opened(o);
            QVERIFY(store);
            QVERIFY(store->takeNotices().empty());
            const auto point = store->unfinished();
            // A kill within the very first second may leave nothing to continue.
            if (!point) {
                QVERIFY(highest == 0 && mustBeThere == 0);
                continue;
            }
            const auto stored = store->journal(point->run.id);
            QVERIFY(stored);
            QCOMPARE(stored->problem, std::string());
            std::uint64_t rows = 0;
            for (const auto& e : stored->journal.entries()) {
                if (e.kind != kernel::JournalEntry::Kind::Call) continue;
                QCOMPARE(e.input.at("n").get<std::uint64_t>(), rows + 1); // none missing in between
                ++rows;
            }
            QVERIFY2(rows >= mustBeThere && rows >= highest,
                     qPrintable(QString("%1 rows, %2 were a second old").arg(rows).arg(mustBeThere)));
            highest = rows;
            if (kill % 5 == 4) { // the writer compares too, at every start
                kernel::Run::ReplayReport report;
                const auto replayed = kernel::Run::replay(stored->journal, makeWorld, report, true);
                QVERIFY(replayed);
                QCOMPARE(report.differingMarks, std::uint64_t{0});
                QCOMPARE(replayed->world().fingerprint(), point->fingerprint);
                QCOMPARE(replayed->world().now(), point->at);
            }
        }
        QVERIFY(highest > 20);
    }

  private:
    QString folder() const { return m_dir->path() + "/maylab"; }
    QString file() const { return folder() + "/profile.sqlite"; }
    static QByteArray content(const QString& path) {
        QFile f(path);
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    static void check(const Facts& f, RunId run) {
        QCOMPARE(f.runs.size(), std::size_t{1});
        QCOMPARE(f.runs[0].lab, std::string("elasticache"));
        QCOMPARE(f.runs[0].header.seed, std::uint64_t{41});
        QVERIFY(f.runs[0].state == RunState::Ended);
        QCOMPARE(f.runs[0].ended->localDate(), std::string("2026-01-26"));
        QCOMPARE(f.verdicts.size(), std::size_t{2});
        QVERIFY(!f.verdicts[1].measured);
        const Verdict& v = f.verdicts[0];
        QCOMPARE(v.run, run);
        QCOMPARE(v.lab + "/" + v.step + "/" + v.goal, std::string("elasticache/cache/together"));
        QCOMPARE(v.measured.value_or(0), 0.94);
        QCOMPARE(v.comparison, std::string(">= 0.9"));
        QVERIFY((v.figures == Figures{{"p99", 32.25, "", "ms", 1}, {"policy", 0, "allkeys-lru"}}));
        QCOMPARE(v.at, SimTime::atSecond(178));
        QCOMPARE(v.wall.localIso8601(), std::string("2026-01-26T23:30:00+07:00"));
        QCOMPARE(v.seed, std::uint64_t{41});
        QVERIFY(f.has("elasticache", "cache", Outcome::Done));
        QVERIFY(f.has("elasticache", "cache", Outcome::Understood));
        QVERIFY(!f.has("elasticache", "cache", Outcome::Shown));
        QCOMPARE(find(f.debrief("elasticache", "cache")->figures, "after")->value, 0.94);
        QCOMPARE(f.mistakes.size(), std::size_t{1});
        QCOMPARE(f.mistakes[0].mistake, std::string("short-ttl"));
        QCOMPARE(f.predictions.size(), std::size_t{1});
        QCOMPARE(f.predictions[0].answer, 10.0);
        QCOMPARE(*f.predictions[0].measured, 190.0);
        QCOMPARE(*f.predictions[0].right, false);
        QCOMPARE(f.predictions[0].confidence, 2);
        QCOMPARE(f.answers.size(), std::size_t{1});
        QCOMPARE(f.answers[0].given, std::string("network"));
        QCOMPARE(f.note("elasticache", "vi"), std::string("Tôi tưởng TTL càng ngắn càng tốt, nhưng không phải."));
        QCOMPARE(f.note("elasticache", "en"), std::string());
        QCOMPARE(f.activeSeconds("2026-01-26"), std::int64_t{70});
        QCOMPARE(f.setting("worklog.weight"), std::string("1"));
        QCOMPARE(f.setting("nothing", "else"), std::string("else"));
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--writer") return writer(QString::fromLocal8Bit(argv[2]));
    TestProgress test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_progress.moc"
