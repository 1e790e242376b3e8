#include "app/session/session_core.h"

#include "labs/engine/session.h"

#include <algorithm>
#include <chrono>
#include <exception>

namespace maylab::app {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr WallTime kSecond = 1'000'000'000;
constexpr WallTime kFrame = 16'000'000;
constexpr int kMaxSlices = 64;
constexpr WallTime kClientGrain = 1'000'000; // a real client's request never finds the world further behind

WallTime steadyNow() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

Speed nearestSpeed(double factor) {
    if (factor >= 600) return Speed::X600;
    if (factor >= 60) return Speed::X60;
    return factor >= 10 ? Speed::X10 : Speed::X1;
}

} // namespace

SessionCore::SessionCore(SessionConfig config) : m_config(std::move(config)) {
    m_sharedHappenings = std::make_shared<const std::vector<Happening>>();
}

SessionCore::~SessionCore() {
    if (m_config.ports) m_config.ports->close(*this);
    endRun();
}

WallTime SessionCore::wall() const { return m_config.wallClock ? m_config.wallClock() : steadyNow(); }

SimTime SessionCore::now() const { return m_host ? m_host->run().world().now() : SimTime(); }

kernel::AssertContext SessionCore::context() const {
    if (!m_host) return {"session", 0, 0, 0};
    const kernel::World& w = m_host->run().world();
    return {"session", w.seed(), w.now().ns(), w.eventsExecuted()};
}

SimTime SessionCore::limit() const {
    return m_host ? m_host->run().world().config().limits.maxTime : SimTime();
}

// No exception crosses the thread: what is thrown ends this run and is told to the person.
template <class Body>
void SessionCore::guarded(Body&& body) {
    try {
        body();
    } catch (const std::exception& e) {
        failed(e.what());
    } catch (...) {
        failed("an unknown error");
    }
}

void SessionCore::failed(const std::string& why) {
    m_problem = why;
    if (m_host) {
        const kernel::World& w = m_host->run().world();
        m_problem += " (scenario " + w.config().scenario + ", seed " + std::to_string(w.seed()) + ", " +
                     kernel::formatClock(w.now()) + ", event " + std::to_string(w.eventsExecuted()) + ")";
    }
    // What was journalled before is kept; the world may be half changed and is not marked.
    try {
        if (m_host && m_config.sink) m_config.sink->append(m_run, m_host->takeNewEntries());
        if (m_host && m_config.sink) m_config.sink->end(m_run);
    } catch (...) {
        m_problem += "; its journal could not be written";
    }
    m_host.reset();
    m_waiting.clear();
    m_state = RunState::Failed;
    m_changed = true;
}

void SessionCore::handle(SessionCommand command) {
    guarded([&] {
        const kernel::AssertContext c = context();
        const kernel::AssertScope scope(c);
        std::visit([this](auto& which) { on(which); }, command);
    });
    m_changed = true;
}

void SessionCore::endRun() {
    if (!m_host) return;
    guarded([&] {
        flushJournal();
        if (m_config.sink) m_config.sink->end(m_run);
    });
    m_host.reset();
    m_waiting.clear();
    m_state = m_state == RunState::Failed ? m_state : RunState::Empty;
}

void SessionCore::on(command::Begin& c) {
    endRun();
    ++m_run;
    m_state = RunState::Loading;
    m_problem.clear();
    m_replay = {};
    m_happenings.clear();
    m_happened = 0;
    m_sharedHappenings = std::make_shared<const std::vector<Happening>>();
    if (m_config.reader) m_config.reader->reset();
    c.launch.header.program = m_config.program;

    auto launched = m_config.launcher(c.launch, [this](double p) { return !m_launchProgress || m_launchProgress(p); });
    if (!launched) {
        failed(launched.error());
        return;
    }
    m_host = std::move(launched->host);
    if (!m_config.keepClientBytes) m_host->forgetClients();
    m_replay = launched->replay;
    m_state = RunState::Ready;
    const WallTime w = wall();
    m_pacer.reset(w, now());
    m_pacer.setSpeed(c.launch.speed.value_or(launched->speed), w, now());
    m_wantedSpeed = m_host->wantedSpeed();
    m_lastAct = m_lastIdle = w;
    m_pacer.setPlaying(c.launch.play, w, now());
    m_slice = {};
    m_speedWall = w;
    m_speedAt = now();
    m_achieved = 0;
    m_lastFlush = w;
    m_replayable = true;
    // A new run's set-up is written with the first second; a resumed one has nothing new yet.
    m_unwritten = !c.launch.journal;
    if (m_config.sink) m_config.sink->begin(m_host->run().journal().header, m_run);
    if (c.launch.journal) {
        // The timeline of a resumed run is in its journal.
        for (const kernel::JournalEntry& e : m_host->run().journal().entries()) {
            if (e.kind != kernel::JournalEntry::Kind::Call || e.actor == kernel::Actor::Setup) continue;
            Happening h;
            h.at = e.at;
            h.actor = e.actor;
            h.service = e.service;
            h.operation = e.operation;
            h.input = e.input;
            happen(std::move(h));
        }
    }
    if (!m_host->run().journal().header.step.empty() && !c.launch.journal) {
        Happening h;
        h.at = now();
        h.kind = Happening::Kind::Step;
        h.what = m_host->run().journal().header.step;
        happen(std::move(h));
    }
    collect();
    followLesson();
}

void SessionCore::on(command::End&) {
    endRun();
    m_state = RunState::Empty;
}

void SessionCore::on(command::Play& c) { m_pacer.setPlaying(c.on, wall(), now()); }
void SessionCore::on(command::SetSpeed& c) { m_pacer.setSpeed(c.speed, wall(), now()); }

void SessionCore::on(command::StepEvents& c) {
    if (!m_host) return;
    m_pacer.stopSkip(wall(), now());
    m_pacer.setPlaying(false, wall(), now());
    m_unwritten = true;
    m_host->runEvents(std::clamp<std::uint64_t>(c.events, 1, 100'000));
    collect();
    m_pacer.setPlaying(false, wall(), now());
}

void SessionCore::on(command::Skip& c) {
    if (!m_host) return;
    kernel::World& w = m_host->world();
    SimTime target;
    std::string what;
    switch (c.to) {
    case command::Skip::To::Announced:
        if (!w.nextAnnounced(target, what)) return;
        break;
    case command::Skip::To::Event:
        if (!w.hasEvents()) return;
        target = w.nextEventTime();
        break;
    case command::Skip::To::Time: target = c.time; break;
    }
    if (target < w.now()) return;
    m_pacer.skipTo(std::min(target, limit()));
    if (target == w.now()) {
        // Events of this very instant: run them without moving the clock.
        m_unwritten = true;
        m_host->runUntil(target);
        m_pacer.reached(wall(), now());
        collect();
    }
}

void SessionCore::on(command::StopSkip&) { m_pacer.stopSkip(wall(), now()); }
void SessionCore::on(command::SetHold& c) { m_pacer.setHold(c.hold, c.on, wall(), now()); }

void SessionCore::await(kernel::CallId id, Ticket ticket, kernel::Actor actor, const std::string& service,
                        const std::string& operation, const kernel::Json& input) {
    Happening h;
    h.at = now();
    h.actor = actor;
    h.service = service;
    h.operation = operation;
    h.input = input;
    happen(std::move(h));
    CallAnswer answer;
    answer.ticket = ticket;
    answer.actor = actor;
    answer.service = service;
    answer.operation = operation;
    answer.asked = answer.at = now();
    m_waiting.emplace(id, Waiting{ticket, m_happened, answer});
    collect();
    followLesson();
    if (m_waiting.count(id) != 0 && ticket != 0) {
        answer.pending = true;
        m_answers.emplace_back(std::move(answer));
    }
}

void SessionCore::on(command::DoorCall& c) {
    m_lastAct = wall();
    if (!m_host) {
        CallAnswer answer;
        answer.ticket = c.ticket;
        answer.actor = c.actor;
        answer.service = c.service;
        answer.operation = c.operation;
        answer.error = {"NoRun", "No world is running.", 503};
        m_answers.emplace_back(std::move(answer));
        return;
    }
    m_unwritten = true;
    const kernel::CallId id = m_host->call(c.actor, c.service, c.operation, c.input);
    await(id, c.ticket, c.actor, c.service, c.operation, c.input);
}

void SessionCore::on(command::Peek& c) {
    CallAnswer answer;
    answer.ticket = c.ticket;
    answer.actor = kernel::Actor::Console;
    answer.service = c.service;
    answer.operation = c.operation;
    answer.asked = answer.at = now();
    auto read = m_host ? m_host->run().world().peek(c.service, c.operation, c.input)
                       : kernel::ApiResult(kernel::fail("NoRun", "No world is running.", 503));
    answer.ok = read.has_value();
    if (read) answer.output = std::move(*read);
    else answer.error = read.error();
    m_answers.emplace_back(std::move(answer));
}

void SessionCore::on(command::SetControl& c) {
    m_lastAct = wall();
    m_unwritten = true;
    const auto id = m_host ? m_host->setControl(c.control, c.value) : std::nullopt;
    if (!id) {
        CallAnswer answer;
        answer.ticket = c.ticket;
        answer.asked = answer.at = now();
        answer.operation = c.control;
        answer.error = {"NoSuchControl", "This step has no control named '" + c.control + "'.", 404};
        m_answers.emplace_back(std::move(answer));
        return;
    }
    // Which call it equals stands in the world's records.
    const auto& records = m_host->run().world().callRecords();
    const auto record =
        std::find_if(records.rbegin(), records.rend(), [&](const kernel::CallRecord& r) { return r.id == *id; });
    if (record == records.rend()) return;
    await(*id, c.ticket, kernel::Actor::Form, record->service, record->operation, record->input);
}

void SessionCore::on(command::Act& c) {
    m_lastAct = wall();
    ActAnswer answer;
    answer.ticket = c.ticket;
    answer.what = c.what;
    if (!m_host) {
        answer.problem = "No world is running.";
    } else {
        m_unwritten = true;
        auto result = m_host->act(c.what, c.value);
        answer.ok = result.has_value();
        if (result) {
            answer.output = std::move(*result);
        } else {
            answer.problem = result.error();
        }
        collect();
        followLesson();
    }
    m_answers.emplace_back(std::move(answer));
}

void SessionCore::on(command::AskSeries& c) {
    SeriesAnswer answer;
    answer.ticket = c.ticket;
    answer.now = now();
    c.request.maxPoints = std::clamp<std::uint32_t>(c.request.maxPoints, 2, 20'000);
    if (m_host && m_config.reader) m_config.reader->series(m_host->run().world(), c.request, answer);
    answer.series.resize(c.request.queries.size());
    m_answers.emplace_back(std::move(answer));
}

void SessionCore::on(command::AskDetail& c) {
    DetailAnswer answer;
    answer.ticket = c.ticket;
    c.query.limit = std::clamp<std::uint32_t>(c.query.limit, 1, 256);
    answer.query = c.query;
    if (m_host && m_config.reader) m_config.reader->detail(m_host->run().world(), c.query, answer);
    m_answers.emplace_back(std::move(answer));
}

void SessionCore::on(command::SetInterest& c) {
    m_interest = c.interest;
    m_interest.tiles = std::min<std::uint32_t>(m_interest.tiles, KeyspacePicture::kMaxTiles);
}

void SessionCore::on(command::Forget& c) {
    for (auto& [id, waiting] : m_waiting) {
        if (waiting.ticket == c.ticket) waiting.ticket = 0;
    }
}

void SessionCore::on(command::OpenPorts& c) {
    if (!m_config.ports) return;
    if (c.requests.empty()) {
        m_config.ports->close(*this);
        return;
    }
    m_config.ports->open(c.requests, *this);
    if (m_config.ports->isOpen()) m_pacer.setSpeed(Speed::X1, wall(), now());
}

// --- real clients ---

void SessionCore::serveClients(WallTime atMost) {
    m_config.ports->serve(*this, atMost);
}

WallTime SessionCore::catchUp() {
    const WallTime w = wall();
    if (m_host && m_pacer.running() && w - m_lastSlice >= kClientGrain) runSlices();
    return w;
}

tl::expected<kernel::ConnectionId, std::string> SessionCore::open(std::string_view service, std::string_view endpoint,
                                                                  std::string_view via) {
    tl::expected<kernel::ConnectionId, std::string> opened = tl::unexpected<std::string>("Connection refused");
    guarded([&] {
        m_lastAct = catchUp();
        if (!m_host) return;
        const kernel::AssertContext c = context();
        const kernel::AssertScope scope(c);
        opened = m_host->open(service, endpoint, via);
    });
    m_unwritten = m_changed = true;
    return opened;
}

void SessionCore::tell(std::string_view service, std::string_view operation, const kernel::Json& input) {
    guarded([&] {
        if (!m_host) return;
        const kernel::AssertContext c = context();
        const kernel::AssertScope scope(c);
        m_host->call(kernel::Actor::World, service, operation, input);
    });
    m_unwritten = m_changed = true;
}

void SessionCore::receive(kernel::ConnectionId connection, std::string_view bytes) {
    guarded([&] {
        m_lastAct = catchUp();
        if (!m_host) return;
        const kernel::AssertContext c = context();
        const kernel::AssertScope scope(c);
        m_host->receive(connection, bytes);
    });
    m_unwritten = m_changed = true;
}

void SessionCore::close(kernel::ConnectionId connection) {
    guarded([&] {
        if (!m_host) return;
        catchUp();
        if (m_host) m_host->close(connection);
    });
    m_unwritten = m_changed = true;
}

void SessionCore::takeData(std::vector<kernel::DataReply>& into) {
    if (m_host) m_host->world().takeData(into);
    else into.clear();
}

void SessionCore::happen(Happening h) {
    h.number = ++m_happened;
    m_happenings.push_back(std::move(h));
    if (m_happenings.size() > Snapshot::kMaxHappenings) m_happenings.pop_front();
    m_sharedHappenings.reset();
}

void SessionCore::collect() {
    if (!m_host) return;
    for (kernel::Reply& reply : m_host->takeReplies()) {
        const auto it = m_waiting.find(reply.id);
        if (it == m_waiting.end()) continue;
        Waiting waiting = std::move(it->second);
        m_waiting.erase(it);
        if (!reply.result) {
            for (auto h = m_happenings.rbegin(); h != m_happenings.rend(); ++h) {
                if (h->number != waiting.happening) continue;
                h->code = reply.result.error().code;
                m_sharedHappenings.reset();
                break;
            }
        }
        if (waiting.ticket == 0) continue;
        CallAnswer answer = std::move(waiting.answer);
        answer.at = reply.at;
        answer.ok = reply.result.has_value();
        if (answer.ok) {
            answer.output = std::move(*reply.result);
        } else {
            answer.error = reply.result.error();
        }
        m_answers.emplace_back(std::move(answer));
    }
    collectLesson();
}

void SessionCore::collectLesson() {
    std::vector<labs::SessionEvent> events = m_host->takeLessonEvents();
    if (events.empty()) return;
    using Kind = labs::SessionEvent::Kind;
    for (const labs::SessionEvent& e : events) {
        Happening h;
        h.at = e.at;
        h.kind = e.kind == Kind::GoalPassed ? Happening::Kind::Goal : Happening::Kind::Act;
        h.what = e.id;
        switch (e.kind) {
        case Kind::GoalPassed: break;
        case Kind::HintOpened: h.operation = "hint"; break;
        case Kind::MistakeMet: h.operation = "mistake"; break;
        case Kind::PredictionAnswered: h.operation = "prediction"; break;
        case Kind::StepDone: h.operation = "done"; break;
        default: continue;
        }
        happen(std::move(h));
    }
    if (m_config.sink && m_host->labSession() != nullptr) m_config.sink->lesson(m_run, *m_host->labSession(), events);
    m_unwritten = true;
    m_changed = true;
    m_answers.emplace_back(
        LessonNews{m_run, std::make_shared<const std::vector<labs::SessionEvent>>(std::move(events))});
}

void SessionCore::followLesson() {
    if (!m_host) return;
    const bool held = (m_pacer.holds() & static_cast<std::uint8_t>(Hold::Prediction)) != 0;
    if (m_host->awaitsPrediction() != held) m_pacer.setHold(Hold::Prediction, !held, wall(), now());
    const double wanted = m_host->wantedSpeed();
    if (wanted == m_wantedSpeed) return;
    // Only when the lab changes its mind: between two wishes the speed is the learner's choice.
    m_wantedSpeed = wanted;
    if (wanted > 0) m_pacer.setSpeed(nearestSpeed(wanted), wall(), now());
}

void SessionCore::runSlices() {
    const WallTime begun = wall();
    WallTime last = m_lastSlice = begun;
    for (int i = 0; i < kMaxSlices && m_host && m_pacer.running(); ++i) {
        const SimTime at = now();
        const SimTime due = m_pacer.due(last, at, limit());
        if (due <= at) break;
        const SimTime to = due - at > m_slice.value() ? at + m_slice.value() : due;
        m_unwritten = true;
        m_host->runUntil(to);
        const WallTime after = wall();
        // A slice that was cut short by due says nothing about how long a whole one takes.
        if (to < due || after - last > SliceSize::kDear) m_slice.cost(after - last);
        last = after;
        collect();
        followLesson();
        m_pacer.reached(after, now());
        m_changed = true;
        if (after - begun > kTickBudget) break;
    }
}

WallTime SessionCore::tick() {
    if (m_host) guarded([&] { runSlices(); });
    if (serving()) guarded([&] { m_changed = m_config.ports->follow(*this) || m_changed; });
    if (!m_host) return kNothingToDo;

    const WallTime w = wall();
    if (w - m_speedWall >= kSecond / 2) {
        const double achieved = (now() - m_speedAt).inSeconds() / (static_cast<double>(w - m_speedWall) * 1e-9);
        if (achieved != m_achieved) m_changed = true;
        m_achieved = achieved;
        m_speedWall = w;
        m_speedAt = now();
    }
    if (w - m_lastIdle >= kSecond) {
        const WallTime idle = w - std::max(m_lastIdle, m_lastAct);
        m_lastIdle = w;
        constexpr auto kBusy = static_cast<std::uint8_t>(Hold::Reading) | static_cast<std::uint8_t>(Hold::Editing);
        const bool reading = (m_pacer.holds() & kBusy) != 0;
        guarded([&] {
            if (m_pacer.playing()) m_host->idle(static_cast<double>(idle) * 1e-9, reading);
            collect();
        });
        if (!m_host) return kNothingToDo;
    }
    guarded([&] {
        if (!m_host->poll()) return;
        m_unwritten = m_changed = true;
        collect();
    });
    if (m_host && w - m_lastFlush >= kSecond) guarded([&] { flushJournal(); });
    if (!m_host) return kNothingToDo;

    if (m_pacer.running() && now() < limit()) {
        return m_pacer.due(w, now(), limit()) > now() && (m_pacer.skipping() || m_pacer.speed() == Speed::FlatOut)
                   ? 0
                   : kFrame / 2;
    }
    if (m_host->busy()) return 20'000'000;
    if (m_achieved != 0) return kSecond / 2 - (w - m_speedWall) + 1;
    // Paused by a hold: the idle learner is still to be helped.
    if (m_pacer.playing()) return kSecond - (w - m_lastIdle);
    return m_unwritten ? std::max<WallTime>(1, kSecond - (w - m_lastFlush)) : kNothingToDo;
}

void SessionCore::flushJournal() {
    m_lastFlush = wall();
    if (!m_host) return;
    if (!m_unwritten) return;
    m_unwritten = false;
    m_changed = true;
    if (!m_config.sink) return;
    m_host->mark();
    if (m_replayable && !m_host->run().journal().replayable()) {
        m_replayable = false;
        m_config.sink->notReplayable(m_run);
    }
    m_config.sink->append(m_run, m_host->takeNewEntries());
}

std::vector<Answer> SessionCore::takeAnswers() { return std::exchange(m_answers, {}); }

Snapshot SessionCore::snapshot() {
    Snapshot s;
    guarded([&] {
        s = Snapshot();
        if (!m_host) return;
        const kernel::AssertContext c = context();
        const kernel::AssertScope scope(c);
        const kernel::Run& run = m_host->run();
        const kernel::World& w = run.world();
        const kernel::JournalHeader& header = run.journal().header;
        s.scenario = header.scenario;
        s.lab = header.lab;
        s.step = header.step;
        s.seed = header.seed;
        s.calendarStart = header.calendarStart;
        s.now = w.now();
        s.events = w.eventsExecuted();
        s.hasNext = w.nextAnnounced(s.nextAt, s.nextWhat);
        s.journalEntries = run.journal().entries().size();
        s.atEnd = w.now() >= limit();
        s.lesson = m_host->lesson();
        if (m_config.reader) {
            m_config.reader->picture(w, m_interest, s.picture);
            std::vector<Happening> news;
            m_config.reader->news(w, news);
            for (Happening& h : news) {
                h.kind = Happening::Kind::Service;
                happen(std::move(h));
            }
        }
    });
    s.number = ++m_snapshots;
    s.run = m_run;
    s.state = m_state;
    s.problem = m_problem;
    s.replayedMarks = m_replay.marks;
    s.differingMarks = m_replay.differingMarks;
    s.behavioursDiffer = m_replay.behavioursDiffer;
    s.playing = m_pacer.playing();
    s.running = m_host && m_pacer.running() && !s.atEnd;
    s.speed = m_pacer.speed();
    s.holds = m_pacer.holds();
    s.achieved = m_achieved;
    s.skipping = m_pacer.skipping();
    s.skipTarget = m_pacer.skipTarget();
    s.pendingCalls = static_cast<std::uint32_t>(m_waiting.size());
    if (!m_sharedHappenings) {
        m_sharedHappenings = std::make_shared<const std::vector<Happening>>(m_happenings.begin(), m_happenings.end());
    }
    s.happenings = m_sharedHappenings;
    if (m_config.ports) s.ports = m_config.ports->view();
    m_changed = false;
    return s;
}

} // namespace maylab::app
