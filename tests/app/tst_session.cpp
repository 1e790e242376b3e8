#include <QtTest>

#include "app/session/session_runner.h"
#include "session_world.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

using namespace maylab;
using namespace maylab::app;
using kernel::Actor;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr WallTime kMs = 1'000'000;

// Keeps what a session writes out; its members are guarded because a runner calls them from its thread.
class MemorySink final : public JournalSink {
  public:
    void begin(const kernel::JournalHeader& header, std::uint64_t run) override {
        const std::lock_guard lock(m_mutex);
        ++begun;
        lastRun = run;
        journal = {};
        journal.header = header;
        batches = 0;
    }
    void append(std::uint64_t, std::vector<kernel::JournalEntry> entries) override {
        const std::lock_guard lock(m_mutex);
        ++batches;
        for (auto& e : entries) journal.append(std::move(e));
    }
    void end(std::uint64_t) override {
        const std::lock_guard lock(m_mutex);
        ++ended;
    }
    kernel::Journal copy() const {
        const std::lock_guard lock(m_mutex);
        return journal;
    }

    kernel::Journal journal;
    int begun = 0, ended = 0, batches = 0;
    std::uint64_t lastRun = 0;

  private:
    mutable std::mutex m_mutex;
};

// A reader that does look at the world, so that watching has something to disturb.
class CountingReader final : public WorldReader {
  public:
    void picture(const kernel::World& world, const Interest& interest, WorldPicture& out) override {
        ++pictures;
        out.shop.present = true;
        out.shop.waiting = static_cast<std::uint32_t>(world.peek("tick", "Read", {})->value("sum", 0u) % 1000);
        out.keyspace.tiles.resize(interest.tiles);
    }
    void series(const kernel::World& world, const SeriesRequest& request, SeriesAnswer& out) override {
        for (const SeriesQuery& q : request.queries) {
            Series s;
            s.found = q.name == "Sum";
            if (s.found) {
                s.seconds = {world.now().inSeconds()};
                s.values = {world.peek("tick", "Read", {})->value("sum", 0.0)};
            }
            out.series.push_back(std::move(s));
        }
    }
    void detail(const kernel::World&, const DetailQuery& query, DetailAnswer& out) override {
        out.found = query.request == 5;
        out.subject = "tick:5";
    }
    int pictures = 0;
};

struct Bench {
    WallTime wall = 1'000'000'000;
    std::shared_ptr<MemorySink> sink = std::make_shared<MemorySink>();
    std::shared_ptr<CountingReader> reader = std::make_shared<CountingReader>();
    SessionCore core;

    explicit Bench(bool launch = true) : core(config(*this)) {
        if (launch) core.handle(command::Begin{Launch{test::tickHeader(), nullptr, false, Speed::X1, {}}});
    }
    static SessionConfig config(Bench& b) {
        SessionConfig c;
        c.launcher = plainLauncher(test::makeTickWorld);
        c.sink = b.sink;
        c.reader = b.reader;
        c.wallClock = [&b] { return b.wall; };
        c.program = "test";
        return c;
    }
    // Lets wall time pass in steps of 5 ms.
    void pass(WallTime ns) {
        for (const WallTime until = wall + ns; wall < until;) {
            wall += 5 * kMs;
            core.tick();
        }
    }
    SimTime now() { return core.snapshot().now; }
    template <class T>
    std::vector<T> answers() {
        std::vector<T> out;
        for (Answer& a : core.takeAnswers()) {
            if (auto* t = std::get_if<T>(&a)) out.push_back(std::move(*t));
        }
        return out;
    }
};

template <class T>
bool waitFor(SessionRunner& runner, T&& condition) {
    for (int i = 0; i < 4000; ++i) {
        if (condition(runner)) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT
  private slots:
    // --- pacing, by a wall clock held in the hand ---
    void standsStillWhilePaused();
    void followsTheWallClock_data();
    void followsTheWallClock();
    void changesSpeedWithoutAJump();
    void doesNotChaseAfterAPause();
    void forgivesALag();
    void holdsAndGoesOn();
    void stepsOneEvent();
    void skipsToTheAnnounced();
    void skipsToTheNextEvent();
    void runsFlatOutInSlices();
    void stopsAtTheEndOfTime();
    void adaptsItsSlices();

    // --- the inbox ---
    void answersInOrder();
    void tellsThatAReplyNeedsTime();
    void forgetsWhatNobodyWaitsFor();
    void notesRefusals();
    void answersWithoutARun();
    void asksForSeriesAndDetails();

    // --- faults ---
    void survivesAnExceptionInACall();
    void survivesAnExceptionInAnEvent();
    void reportsALaunchThatFails();

    // --- journal ---
    void writesOncePerWallSecond();
    void writesWhatWasDoneWhilePaused();
    void resumesByReplay();
    void sameFingerprintWatchedAndUnwatched();

    // --- the thread ---
    void runsOnItsOwnThread();
    void replacesARun();
    void callsOffALaunch();
    void stopsAtOnceWhileFlatOut();
    void refusesAFloodOfCalls();
    void buildsASnapshotOnlyWhenTheLastWasTaken();
};

void TestSession::standsStillWhilePaused() {
    Bench b;
    b.pass(1100 * kMs);
    QCOMPARE(b.now().ns(), 0);
    QCOMPARE(b.core.tick(), SessionCore::kNothingToDo);
}

void TestSession::followsTheWallClock_data() {
    QTest::addColumn<int>("speed");
    QTest::addColumn<int>("factor");
    QTest::newRow("1x") << int(Speed::X1) << 1;
    QTest::newRow("10x") << int(Speed::X10) << 10;
    QTest::newRow("60x") << int(Speed::X60) << 60;
    QTest::newRow("600x") << int(Speed::X600) << 600;
}

void TestSession::followsTheWallClock() {
    QFETCH(int, speed);
    QFETCH(int, factor);
    Bench b;
    b.core.handle(command::SetSpeed{Speed(speed)});
    b.core.handle(command::Play{true});
    b.pass(1000 * kMs);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(1000 * factor));
    QVERIFY(b.core.snapshot().running);
    QCOMPARE(b.core.snapshot().achieved, double(factor));
}

void TestSession::changesSpeedWithoutAJump() {
    Bench b;
    b.core.handle(command::Play{true});
    b.pass(100 * kMs);
    b.core.handle(command::SetSpeed{Speed::X60});
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(100));
    b.pass(100 * kMs);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(100 + 6000));
    b.core.handle(command::SetSpeed{Speed::X1});
    b.pass(10 * kMs);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(6110));
}

void TestSession::doesNotChaseAfterAPause() {
    Bench b;
    b.core.handle(command::Play{true});
    b.pass(50 * kMs);
    b.core.handle(command::Play{false});
    b.wall += 3'600'000 * kMs;
    b.core.handle(command::Play{true});
    b.pass(50 * kMs);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(100));
}

void TestSession::forgivesALag() {
    // The machine was busy elsewhere for ten seconds between two ticks.
    Pacer p;
    p.reset(0, {});
    p.setPlaying(true, 0, {});
    const SimTime reached = SimTime() + SimDuration::milliseconds(20);
    p.reached(10'000 * kMs, reached);
    QCOMPARE(p.due(10'000 * kMs, reached, SimTime::atSecond(9999)), reached);
    QCOMPARE(p.due(10'005 * kMs, reached, SimTime::atSecond(9999)), reached + SimDuration::milliseconds(5));
    // Days of wall time overflow nothing.
    QCOMPARE(p.due(INT64_MAX, reached, SimTime::atSecond(60)), SimTime::atSecond(60));
}

void TestSession::holdsAndGoesOn() {
    Bench b;
    b.core.handle(command::Play{true});
    b.pass(50 * kMs);
    b.core.handle(command::SetHold{Hold::Reading, true});
    b.core.handle(command::SetHold{Hold::Editing, true});
    b.pass(50 * kMs);
    QVERIFY(b.core.snapshot().playing);
    QVERIFY(!b.core.snapshot().running);
    b.core.handle(command::SetHold{Hold::Reading, false});
    b.pass(50 * kMs);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(50));
    b.core.handle(command::SetHold{Hold::Editing, false});
    b.pass(50 * kMs);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(100));
}

void TestSession::stepsOneEvent() {
    Bench b;
    b.core.handle(command::Play{true});
    b.core.handle(command::StepEvents{1});
    QCOMPARE(b.core.snapshot().events, 1u);
    QVERIFY(!b.core.snapshot().playing);
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(10));
    b.core.handle(command::StepEvents{3});
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(40));
}

void TestSession::skipsToTheAnnounced() {
    Bench b;
    b.core.handle(command::Skip{});
    QVERIFY(!b.core.snapshot().skipping); // nothing is announced
    b.core.handle(command::DoorCall{1, Actor::Form, "tick", "Later", Json{{"ms", 300'000}}});
    QVERIFY(b.core.snapshot().hasNext);
    b.core.handle(command::Skip{});
    QVERIFY(b.core.snapshot().skipping);
    QCOMPARE(b.core.snapshot().skipTarget, SimTime::atSecond(300));
    for (int i = 0; i < 50 && b.core.snapshot().skipping; ++i) b.core.tick();
    const Snapshot s = b.core.snapshot();
    QVERIFY(!s.skipping);
    QVERIFY(!s.running); // paused before, paused again
    QCOMPARE(s.now, SimTime::atSecond(300));
    QVERIFY(b.answers<CallAnswer>().back().ok);
}

void TestSession::skipsToTheNextEvent() {
    Bench b;
    b.core.handle(command::Skip{command::Skip::To::Event, {}});
    b.core.tick();
    QCOMPARE(b.now(), SimTime() + SimDuration::milliseconds(10));
    QCOMPARE(b.core.snapshot().events, 1u);
}

void TestSession::runsFlatOutInSlices() {
    Bench b;
    b.core.handle(command::SetSpeed{Speed::FlatOut});
    b.core.handle(command::Play{true});
    QCOMPARE(b.core.tick(), WallTime(0)); // wants to go on at once
    const SimTime first = b.now();
    QVERIFY(first > SimTime());
    QVERIFY(b.core.tick() == 0);
    QVERIFY(b.now() > first);
}

void TestSession::stopsAtTheEndOfTime() {
    Bench b;
    b.core.handle(command::Skip{command::Skip::To::Time, SimTime::atSecond(4000LL * 86400)});
    QCOMPARE(b.core.snapshot().skipTarget, SimTime::atSecond(400LL * 86400));
}

void TestSession::adaptsItsSlices() {
    SliceSize s;
    const auto first = s.value();
    s.cost(0);
    QCOMPARE(s.value(), first * 2);
    for (int i = 0; i < 100; ++i) s.cost(0);
    QVERIFY(s.value() <= SimDuration::minutes(1));
    for (int i = 0; i < 100; ++i) s.cost(100 * kMs);
    QVERIFY(s.value() >= SimDuration::nanoseconds(1));
    QVERIFY(s.value() <= SimDuration::microseconds(1));
}

void TestSession::answersInOrder() {
    Bench b;
    for (Ticket t = 1; t <= 20; ++t) {
        b.core.handle(command::DoorCall{t, Actor::Console, "tick", t % 3 == 0 ? "Nothing" : "Add", Json{{"n", int(t)}}});
    }
    const auto answers = b.answers<CallAnswer>();
    QCOMPARE(answers.size(), std::size_t(20));
    for (Ticket t = 1; t <= 20; ++t) {
        QCOMPARE(answers[t - 1].ticket, t);
        QCOMPARE(answers[t - 1].ok, t % 3 != 0);
    }
    QCOMPARE(answers[2].error.code, std::string("UnknownOperation"));
    QCOMPARE(answers[1].output.value("sum", 0), 3);
}

void TestSession::tellsThatAReplyNeedsTime() {
    Bench b;
    b.core.handle(command::DoorCall{4, Actor::Console, "tick", "Later", Json{{"ms", 40}}});
    auto answers = b.answers<CallAnswer>();
    QCOMPARE(answers.size(), std::size_t(1));
    QVERIFY(answers[0].pending);
    QCOMPARE(b.core.snapshot().pendingCalls, 1u);
    b.core.handle(command::Play{true});
    b.pass(30 * kMs);
    QVERIFY(b.answers<CallAnswer>().empty());
    b.pass(20 * kMs);
    answers = b.answers<CallAnswer>();
    QCOMPARE(answers.size(), std::size_t(1));
    QVERIFY(!answers[0].pending);
    QVERIFY(answers[0].ok);
    QCOMPARE(answers[0].at - answers[0].asked, SimDuration::milliseconds(40));
    QCOMPARE(b.core.snapshot().pendingCalls, 0u);
}

void TestSession::forgetsWhatNobodyWaitsFor() {
    Bench b;
    b.core.handle(command::DoorCall{4, Actor::Console, "tick", "Later", Json{{"ms", 20}}});
    b.answers<CallAnswer>();
    b.core.handle(command::Forget{4});
    b.core.handle(command::Play{true});
    b.pass(50 * kMs);
    QVERIFY(b.answers<CallAnswer>().empty());
}

void TestSession::notesRefusals() {
    Bench b;
    b.core.handle(command::DoorCall{1, Actor::Form, "tick", "Echo", Json::object()});
    b.core.handle(command::DoorCall{2, Actor::Form, "nowhere", "Echo", Json::object()});
    const Snapshot s = b.core.snapshot();
    QCOMPARE(s.happenings->size(), std::size_t(2));
    QVERIFY(s.happenings->at(0).code.empty());
    QCOMPARE(s.happenings->at(1).code, std::string("UnknownService"));
    QCOMPARE(s.happenings->at(1).number, 2u);
    for (int i = 0; i < 3000; ++i) b.core.handle(command::DoorCall{0, Actor::Form, "tick", "Echo", Json::object()});
    QCOMPARE(b.core.snapshot().happenings->size(), Snapshot::kMaxHappenings);
    QCOMPARE(b.core.snapshot().happenings->back().number, 3002u);
}

void TestSession::answersWithoutARun() {
    Bench b(false);
    b.core.handle(command::DoorCall{9, Actor::Form, "tick", "Echo", Json::object()});
    b.core.handle(command::Act{10, "hint", Json(1)});
    b.core.handle(command::AskSeries{11, {{SeriesQuery{}}, {}, {}, 10}});
    b.core.handle(command::AskDetail{12, {}});
    b.core.handle(command::Peek{13, "tick", "Read", Json::object()});
    b.core.handle(command::StepEvents{});
    b.core.handle(command::Skip{});
    b.core.handle(command::Play{true});
    QCOMPARE(b.core.tick(), SessionCore::kNothingToDo);
    const auto all = b.core.takeAnswers();
    QCOMPARE(all.size(), std::size_t(5));
    QCOMPARE(std::get<CallAnswer>(all[0]).error.code, std::string("NoRun"));
    QCOMPARE(std::get<CallAnswer>(all[4]).error.code, std::string("NoRun"));
    QVERIFY(!std::get<ActAnswer>(all[1]).ok);
    QCOMPARE(std::get<SeriesAnswer>(all[2]).series.size(), std::size_t(1));
    QVERIFY(!std::get<DetailAnswer>(all[3]).found);
    QCOMPARE(b.core.snapshot().state, RunState::Empty);
}

void TestSession::asksForSeriesAndDetails() {
    Bench b;
    SeriesQuery known, unknown;
    known.name = "Sum";
    unknown.name = "Other";
    b.core.handle(command::AskSeries{1, {{known, unknown}, {}, SimTime::atSecond(1), 100}});
    DetailQuery q;
    q.request = 5;
    b.core.handle(command::AskDetail{2, q});
    const auto all = b.core.takeAnswers();
    const auto& series = std::get<SeriesAnswer>(all[0]);
    QCOMPARE(series.ticket, Ticket(1));
    QVERIFY(series.series[0].found);
    QVERIFY(!series.series[1].found);
    QVERIFY(std::get<DetailAnswer>(all[1]).found);
}

void TestSession::survivesAnExceptionInACall() {
    Bench b;
    b.core.handle(command::DoorCall{1, Actor::Form, "tick", "Break", Json::object()});
    const Snapshot s = b.core.snapshot();
    QCOMPARE(s.state, RunState::Failed);
    QVERIFY2(s.problem.find("the call broke") != std::string::npos, s.problem.c_str());
    QVERIFY2(s.problem.find("seed 7") != std::string::npos, s.problem.c_str());
    QCOMPARE(b.sink->ended, 1);
    // The journal names the call that broke it, so that the fault can be replayed.
    QCOMPARE(b.sink->copy().entries().back().operation, std::string("Break"));
    b.core.handle(command::Begin{Launch{test::tickHeader(), nullptr, true, Speed::X1, {}}});
    QCOMPARE(b.core.snapshot().state, RunState::Ready);
    QVERIFY(b.core.snapshot().problem.empty());
}

void TestSession::survivesAnExceptionInAnEvent() {
    Bench b;
    b.core.handle(command::DoorCall{1, Actor::Form, "tick", "BreakLater", Json::object()});
    b.core.handle(command::Play{true});
    b.pass(100 * kMs);
    QCOMPARE(b.core.snapshot().state, RunState::Failed);
    QVERIFY(b.core.snapshot().problem.find("the tick broke") != std::string::npos);
    QCOMPARE(b.core.tick(), SessionCore::kNothingToDo);
}

void TestSession::reportsALaunchThatFails() {
    Bench b;
    auto header = test::tickHeader();
    header.scenario = "moon";
    b.core.handle(command::Begin{Launch{header, nullptr, true, Speed::X1, {}}});
    QCOMPARE(b.core.snapshot().state, RunState::Failed);
    QCOMPARE(b.core.snapshot().problem, std::string("There is no scenario moon."));
    QCOMPARE(b.sink->ended, 1); // the run before it ended in good order
}

void TestSession::writesOncePerWallSecond() {
    Bench b;
    b.core.handle(command::Play{true});
    b.pass(3500 * kMs);
    QCOMPARE(b.sink->batches, 3);
    const auto journal = b.sink->copy();
    QCOMPARE(journal.header.program, std::string("test"));
    QCOMPARE(journal.entries().size(), std::size_t(3));
    for (const auto& e : journal.entries()) QCOMPARE(e.kind, kernel::JournalEntry::Kind::Mark);
    b.core.handle(command::End{});
    QCOMPARE(b.sink->batches, 4); // what happened since
    QCOMPARE(b.sink->ended, 1);
}

void TestSession::writesWhatWasDoneWhilePaused() {
    Bench b;
    b.pass(2000 * kMs);
    const int before = b.sink->batches;
    b.core.handle(command::DoorCall{1, Actor::Console, "tick", "Add", Json{{"n", 3}}});
    QVERIFY(b.core.tick() != SessionCore::kNothingToDo); // asks to be woken for it
    b.pass(1100 * kMs);
    QCOMPARE(b.sink->batches, before + 1);
    b.pass(5000 * kMs);
    QCOMPARE(b.sink->batches, before + 1); // nothing happened, nothing is written
    QCOMPARE(b.core.tick(), SessionCore::kNothingToDo);
}

void TestSession::resumesByReplay() {
    Bench b;
    b.core.handle(command::SetSpeed{Speed::X60});
    b.core.handle(command::Play{true});
    b.pass(400 * kMs);
    b.core.handle(command::DoorCall{1, Actor::Console, "tick", "Add", Json{{"n", 3}}});
    b.pass(1300 * kMs);
    // Killed here: what the sink has is all there is.
    auto journal = std::make_shared<kernel::Journal>(b.sink->copy());
    const auto mark = journal->entries().back();
    QCOMPARE(mark.kind, kernel::JournalEntry::Kind::Mark);

    Bench c(false);
    c.core.handle(command::Begin{Launch{journal->header, journal, false, Speed::X1, {}}});
    const Snapshot s = c.core.snapshot();
    QCOMPARE(s.state, RunState::Ready);
    QCOMPARE(s.now, mark.at);
    QCOMPARE(s.events, mark.events);
    QVERIFY(s.replayedMarks > 0);
    QCOMPARE(s.differingMarks, 0u);
    QCOMPARE(s.happenings->size(), std::size_t(1));
    QCOMPARE(s.happenings->front().operation, std::string("Add"));
    QVERIFY(c.core.takeAnswers().empty());
}

void TestSession::sameFingerprintWatchedAndUnwatched() {
    // Watched: odd slices, snapshots, series, details, marks. Unwatched: one plain run of the same journal.
    Bench b;
    b.core.handle(command::SetSpeed{Speed::X600});
    b.core.handle(command::Play{true});
    SeriesQuery q;
    q.name = "Sum";
    for (int i = 0; i < 40; ++i) {
        b.wall += 7 * kMs + i * 1013;
        b.core.tick();
        (void)b.core.snapshot();
        b.core.handle(command::AskSeries{Ticket(i + 1), {{q}, {}, SimTime::atSecond(60), 50}});
        b.core.handle(command::AskDetail{Ticket(i + 1), {}});
        b.core.handle(command::Peek{Ticket(100 + i), "tick", "Read", Json::object()});
        if (i % 9 == 0) b.core.handle(command::DoorCall{1, Actor::Form, "tick", "Add", Json{{"n", i}}});
        if (i == 20) b.core.handle(command::StepEvents{3});
        if (i == 20) b.core.handle(command::Play{true});
    }
    QVERIFY(b.reader->pictures >= 40);
    std::uint64_t sum = 0;
    int peeks = 0;
    for (const Answer& one : b.core.takeAnswers()) {
        const auto* call = std::get_if<CallAnswer>(&one);
        if (call == nullptr || call->ticket < 100) continue;
        ++peeks;
        QVERIFY(call->ok && !call->pending);
        QVERIFY(call->output.value("sum", std::uint64_t(0)) >= sum); // as it is at that moment
        sum = call->output.value("sum", std::uint64_t(0));
    }
    QCOMPARE(peeks, 40);
    b.core.handle(command::End{});
    const auto journal = b.sink->copy();
    const auto& last = journal.entries().back();
    QCOMPARE(last.kind, kernel::JournalEntry::Kind::Mark);
    QVERIFY(std::none_of(journal.entries().begin(), journal.entries().end(), [](const auto& e) { return e.operation == "Read"; }));

    auto world = *test::makeTickWorld(journal.header);
    for (const auto& e : journal.entries()) {
        if (e.kind != kernel::JournalEntry::Kind::Call) continue;
        world->runUntil(e.at);
        QCOMPARE(world->eventsExecuted(), e.events);
        world->call(e.actor, e.service, e.operation, e.input);
    }
    world->runUntil(last.at);
    QCOMPARE(world->fingerprint(), last.fingerprint);
}

void TestSession::runsOnItsOwnThread() {
    Bench b(false);
    SessionConfig config = Bench::config(b);
    config.wallClock = nullptr;
    SessionRunner runner(config);
    runner.begin(Launch{test::tickHeader(), nullptr, true, Speed::X600, {}});
    const Ticket ticket = runner.call(Actor::Console, "tick", "Later", Json{{"ms", 1000}});
    bool answered = false;
    SimTime last;
    QVERIFY(waitFor(runner, [&](SessionRunner& r) {
        for (Answer& a : r.takeAnswers()) {
            auto* c = std::get_if<CallAnswer>(&a);
            if (c && c->ticket == ticket && !c->pending) answered = c->ok;
        }
        if (auto s = r.takeSnapshot()) {
            if (s->now < last) return true;
            last = s->now;
        }
        return answered && last >= SimTime::atSecond(2);
    }));
    QVERIFY(answered);
    QVERIFY(last >= SimTime::atSecond(2));
    runner.stop();
    runner.stop();
    QCOMPARE(b.sink->begun, 1);
    QCOMPARE(b.sink->ended, 1);
}

void TestSession::replacesARun() {
    Bench b(false);
    SessionConfig config = Bench::config(b);
    config.wallClock = nullptr;
    SessionRunner runner(config);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        runner.begin(Launch{test::tickHeader(seed), nullptr, true, Speed::FlatOut, {}});
        QVERIFY(waitFor(runner, [seed](SessionRunner& r) {
            auto s = r.takeSnapshot();
            return s && s->state == RunState::Ready && s->seed == seed && s->now > SimTime();
        }));
    }
    runner.end();
    QVERIFY(waitFor(runner, [](SessionRunner& r) {
        auto s = r.takeSnapshot();
        return s && s->state == RunState::Empty;
    }));
    runner.stop();
    QCOMPARE(b.sink->begun, 5);
    QCOMPARE(b.sink->ended, 5);
    QCOMPARE(b.sink->lastRun, 5u);
}

void TestSession::callsOffALaunch() {
    std::atomic<int> begun{0}, calledOff{0};
    SessionConfig config;
    config.launcher = [&](const Launch& launch, const LaunchProgress& progress) -> tl::expected<Launched, std::string> {
        ++begun;
        if (launch.header.seed == 1) {
            double p = 0;
            while (progress(p)) {
                p = p < 0.9 ? p + 0.001 : p;
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
            ++calledOff;
            return tl::unexpected<std::string>("called off");
        }
        return plainLauncher(test::makeTickWorld)(launch, progress);
    };
    SessionRunner runner(config);
    runner.begin(Launch{test::tickHeader(1), nullptr, true, Speed::X1, {}});
    QVERIFY(waitFor(runner, [](SessionRunner& r) {
        auto s = r.takeSnapshot();
        return s && s->state == RunState::Loading && s->loadProgress > 0.1;
    }));
    runner.begin(Launch{test::tickHeader(2), nullptr, true, Speed::X1, {}});
    QVERIFY(waitFor(runner, [](SessionRunner& r) {
        auto s = r.takeSnapshot();
        return s && s->state == RunState::Ready && s->seed == 2;
    }));
    QCOMPARE(calledOff.load(), 1);
    runner.begin(Launch{test::tickHeader(1), nullptr, true, Speed::X1, {}});
    QVERIFY(waitFor(runner, [&](SessionRunner&) { return begun.load() == 3; }));
    runner.stop(); // also ends a launch that would never come to an end
    QCOMPARE(calledOff.load(), 2);
}

void TestSession::stopsAtOnceWhileFlatOut() {
    Bench b(false);
    SessionConfig config = Bench::config(b);
    config.wallClock = nullptr;
    auto runner = std::make_unique<SessionRunner>(config);
    runner->begin(Launch{test::tickHeader(), nullptr, true, Speed::FlatOut, {}});
    QVERIFY(waitFor(*runner, [](SessionRunner& r) {
        auto s = r.takeSnapshot();
        return s && s->now > SimTime::atSecond(10);
    }));
    runner.reset();
    QCOMPARE(b.sink->ended, 1);
    const auto journal = b.sink->copy();
    QCOMPARE(journal.entries().back().kind, kernel::JournalEntry::Kind::Mark);
    kernel::Run::ReplayReport report;
    auto again = kernel::Run::replay(journal, test::makeTickWorld, report, true);
    QVERIFY(again.has_value());
    QCOMPARE(report.differingMarks, 0u);
}

void TestSession::refusesAFloodOfCalls() {
    // The thread is held up by a launch that waits: the inbox fills, and says so instead of eating memory.
    std::atomic<bool> go{false}, held{false};
    SessionConfig config;
    config.launcher = [&](const Launch& launch, const LaunchProgress& progress) {
        held = true;
        while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return plainLauncher(test::makeTickWorld)(launch, progress);
    };
    SessionRunner runner(config);
    runner.begin(Launch{test::tickHeader(), nullptr, false, Speed::X1, {}});
    QVERIFY(waitFor(runner, [&](SessionRunner&) { return held.load(); }));
    for (std::size_t i = 0; i < SessionRunner::kMaxInbox + 10; ++i) {
        runner.call(Actor::Console, "tick", "Echo", Json::object());
    }
    go = true;
    std::size_t ok = 0, refused = 0;
    QVERIFY(waitFor(runner, [&](SessionRunner& r) {
        for (Answer& a : r.takeAnswers()) {
            auto* c = std::get_if<CallAnswer>(&a);
            if (c && c->ok) ++ok;
            if (c && !c->ok && c->error.code == "TooManyCalls") ++refused;
        }
        return ok + refused == SessionRunner::kMaxInbox + 10;
    }));
    QCOMPARE(refused, std::size_t(10));
}

void TestSession::buildsASnapshotOnlyWhenTheLastWasTaken() {
    Bench b(false);
    SessionConfig config = Bench::config(b);
    config.wallClock = nullptr;
    {
        SessionRunner runner(config);
        runner.begin(Launch{test::tickHeader(), nullptr, true, Speed::FlatOut, {}});
        // Nobody takes anything while a lot happens.
        const Ticket ticket = runner.call(Actor::Form, "tick", "Later", Json{{"ms", 600'000}});
        QVERIFY(waitFor(runner, [ticket](SessionRunner& r) {
            for (Answer& a : r.takeAnswers()) {
                auto* c = std::get_if<CallAnswer>(&a);
                if (c && c->ticket == ticket && !c->pending) return true;
            }
            return false;
        }));
    }
    QVERIFY2(b.reader->pictures <= 3, qPrintable(QString::number(b.reader->pictures)));
}

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
