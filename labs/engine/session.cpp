// Time, scripts and replay of a session. Judging is in session_judge.cpp, reading in session_view.cpp.
#include "labs/engine/session.h"

#include "kernel/assert.h"
#include "labs/engine/act_input.h"
#include "labs/engine/session_state.h"

#include <algorithm>

namespace maylab::labs {

using kernel::Actor;
using kernel::JournalEntry;

LabSession::LabSession(std::unique_ptr<State> state) : m(std::move(state)) {}
LabSession::LabSession(LabSession&&) noexcept = default;
LabSession& LabSession::operator=(LabSession&&) noexcept = default;
LabSession::~LabSession() = default;

kernel::JournalHeader LabSession::header(const Lab& lab, const Step& step, const SessionOptions& options) {
    kernel::JournalHeader h;
    h.program = options.program;
    h.scenario = lab.scenario;
    h.seed = options.seed.value_or(lab.seed);
    h.calendarStart = step.calendarStart.value_or(lab.calendarStart);
    h.lab = lab.id;
    h.step = step.id;
    h.parameters = lab.parameters;
    for (const auto& [name, value] : step.parameters.items()) h.parameters[name] = value;
    return h;
}

tl::expected<std::unique_ptr<LabSession::State>, Message> LabSession::State::create(std::shared_ptr<const Lab> lab,
                                                                                    std::string_view stepId, kernel::Run run) {
    const Step* step = lab->step(stepId);
    if (!step) return tl::unexpected(Message{"session.unknown-step", {{"step", std::string(stepId)}}});
    SessionValues values;
    values.lab = std::move(lab);
    values.step = step;
    auto s = std::make_unique<State>(std::move(values), std::move(run));
    for (const Goal& g : step->goals) s->goals.emplace_back(g);
    for (const Mistake& k : step->mistakes) s->mistakes.push_back({GoalJudge(k.sign), std::nullopt, 0, false});
    if (step->waiting) s->waiting.emplace(*step->waiting);
    for (const Figure& f : step->figures) {
        FigureState state;
        for (const Goal& c : f.condition) state.condition.emplace_back(c);
        s->figures.push_back(std::move(state));
    }
    s->predictions.resize(step->predictions.size());
    s->answerTries.resize(step->answers.size());
    s->know.resize(step->knowThis.size());
    if (!step->anotherDay.empty()) s->anotherDay = AnotherDayState::Waiting;
    return s;
}

tl::expected<LabSession, Message> LabSession::begin(std::shared_ptr<const Lab> lab, std::string_view stepId,
                                                    const kernel::WorldFactory& factory, const SessionOptions& options) {
    const Step* step = lab->step(stepId);
    if (!step) return tl::unexpected(Message{"session.unknown-step", {{"step", std::string(stepId)}}});
    auto run = kernel::Run::begin(header(*lab, *step, options), factory);
    if (!run) return tl::unexpected(Message{"session.scenario-refused", {{"error", run.error()}}});
    auto state = State::create(lab, stepId, std::move(*run));
    if (!state) return tl::unexpected(state.error());
    if (auto ok = (*state)->playSetup(); !ok) return tl::unexpected(ok.error());
    (*state)->act("begin", {{"step", step->id}});
    (*state)->beginStep();
    return LabSession(std::move(*state));
}

LabSession LabSession::clone() const {
    const kernel::WorldFactory copyWorld = [&](const kernel::JournalHeader&) { return m->run.cloneWorld(); };
    auto run = kernel::Run::begin(m->run.journal().header, copyWorld);
    MAYLAB_ASSERT(run);
    auto copy = std::make_unique<State>(static_cast<const SessionValues&>(*m), std::move(*run));
    return LabSession(std::move(copy));
}

// ---------------------------------------------------------------------------------------------- set-up

namespace {

// The refusal of the call that was just made, if the service answered at once and refused.
std::optional<Message> refusal(const kernel::World& world, kernel::CallId id, const char* message) {
    const auto& records = world.callRecords();
    for (auto it = records.rbegin(); it != records.rend() && it->id >= id; ++it) {
        if (it->id != id || !it->answered || it->ok) continue;
        return Message{message, {{"service", it->service}, {"operation", it->operation}, {"code", it->errorCode}, {"error", it->errorMessage}}};
    }
    return std::nullopt;
}

SimTime cap(const kernel::World& world, SimTime t) { return std::min(t, world.config().limits.maxTime); }

} // namespace

tl::expected<void, Message> LabSession::State::playSetup() {
    for (const ScriptItem& item : step->setup) {
        switch (item.kind) {
        case ScriptItem::Kind::Call: {
            const kernel::CallId id = run.call(item.actor.value_or(Actor::Setup), item.service, item.operation, item.input);
            if (item.mayFail) break;
            if (auto refused = refusal(world(), id, "session.call-refused")) return tl::unexpected(*refused);
            break;
        }
        case ScriptItem::Kind::Wait: world().runUntil(cap(world(), now() + item.duration)); break;
        case ScriptItem::Kind::WaitForAnnounced: {
            SimTime at;
            std::string what;
            if (world().nextAnnounced(at, what) && at <= now() + item.duration) world().runUntil(cap(world(), at));
            break;
        }
        case ScriptItem::Kind::WaitFor: {
            GoalJudge until(item.until[0]);
            const SimTime deadline = cap(world(), now() + item.duration);
            JudgeContext c;
            c.prices = lab->prices.get();
            while (!until.judge(world(), c, true)) {
                if (now() >= deadline) {
                    return tl::unexpected(Message{"script.condition-not-reached", {{"seconds", item.duration.inSeconds()}}});
                }
                world().runUntil(std::min(deadline, SimTime::atSecond(now().wholeSeconds() + 1)));
            }
            break;
        }
        default: break; // the loader lets no other kind into a set-up
        }
    }
    (void)world().takeReplies();
    return {};
}

void LabSession::State::beginStep() {
    begun = true;
    began = now();
    nextSecond = now().wholeSeconds() + 1;
    firstCall = world().callRecords().empty() ? 0 : world().callRecords().back().id;
    decisionsAtBegin.clear();
    for (std::size_t rule = 0; rule < world().decisions().ruleCount(); ++rule) {
        decisionsAtBegin.push_back(world().decisions().count(static_cast<kernel::RuleId>(rule)));
    }
    // Figures of the beginning look back into the set-up.
    JudgeContext c = context();
    c.windowsFrom = SimTime();
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (step->figures[i].when != Figure::When::Begin) continue;
        setFigure(i, c);
        figures[i].fixed = true;
    }
    judge(false);
}

JudgeContext LabSession::State::context() const {
    JudgeContext c;
    c.stepBegan = began;
    c.firstCall = firstCall;
    c.decisionCountsAtBegin = &decisionsAtBegin;
    c.answers = &answers;
    c.predictions = &predictionsGiven;
    c.passedGoals = &passed;
    c.prices = lab->prices.get();
    c.windowsFrom = began;
    c.readings = readings;
    return c;
}

// ---------------------------------------------------------------------------------------------- time

std::string LabSession::State::lockedBy() const {
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        if (predictions[i].asked && !predictions[i].answered) return step->predictions[i].id;
    }
    return {};
}

bool LabSession::State::predictionRunning() const {
    return std::any_of(scripts.begin(), scripts.end(), [](const ActiveScript& s) { return s.prediction >= 0; });
}

SimTime LabSession::State::nextStop() const {
    SimTime stop = SimTime::atSecond(nextSecond);
    if (!scripts.empty() && scripts.back().waiting) stop = std::min(stop, std::max(scripts.back().due, now()));
    return stop;
}

// Depends only on the world's state, so that stepping, running and a replay do it at the same places: a second is
// judged, and a script goes on, as soon as the clock has reached its time and nothing more happens at that instant.
void LabSession::State::settle() {
    if (!begun) return;
    const auto over = [this](SimTime instant) { return !(world().hasEvents() && world().nextEventTime() <= instant); };
    if (const SimTime boundary = SimTime::atSecond(nextSecond); now() >= boundary && over(boundary)) {
        ++nextSecond;
        judge(true);
    }
    if (over(now())) scriptStep();
}

void LabSession::State::advanceTo(SimTime t) {
    t = cap(world(), t);
    while (now() < t && !locked()) {
        const SimTime stop = std::min(t, nextStop());
        world().runUntil(std::max(stop, now()));
        settle();
    }
}

SimTime LabSession::advanceTo(SimTime t) {
    m->advanceTo(t);
    return m->now();
}

SimTime LabSession::advanceSeconds(std::int64_t seconds) {
    return advanceTo(m->now() + SimDuration::seconds(std::max<std::int64_t>(0, seconds)));
}

bool LabSession::stepEvent() {
    State& s = *m;
    if (s.locked() || !s.world().hasEvents()) return false;
    // What the session has to do before the next event is done first.
    while (!s.locked() && s.nextStop() < s.world().nextEventTime()) s.advanceTo(std::max(s.nextStop(), s.now() + SimDuration::nanoseconds(1)));
    if (s.locked()) return false;
    if (s.world().nextEventTime() > s.world().config().limits.maxTime) return false;
    s.world().step();
    s.settle();
    return true;
}

bool LabSession::locked() const { return m->locked(); }
const JournalEntry& LabSession::mark() { return m->run.mark(); }

// ---------------------------------------------------------------------------------------------- doors and acts

kernel::CallId LabSession::State::doCall(Actor actor, std::string_view service, std::string_view operation, const Json& input) {
    if (begun) {
        made.push_back({now(), actor, std::string(service), std::string(operation), input});
        if (actor == Actor::Form || actor == Actor::Console || actor == Actor::Client) {
            idleSeconds = 0;
            if (anotherDay == AnotherDayState::Failed) changedSinceFailure = true;
        }
    }
    const kernel::CallId id = run.call(actor, service, operation, input);
    if (begun) {
        noteRefusal(id);
        noteChange(actor, service, operation, input);
        judge(false);
    }
    return id;
}

kernel::CallId LabSession::call(Actor actor, std::string_view service, std::string_view operation, const Json& input) {
    return m->doCall(actor, service, operation, input);
}

tl::expected<kernel::ConnectionId, std::string> LabSession::open(std::string_view service, std::string_view endpoint,
                                                                 std::string_view via) {
    return m->run.open(service, endpoint, via);
}

// What a service recorded of it counts as what a learner does by hand.
void LabSession::State::doReceive(kernel::ConnectionId connection, std::string_view bytes) {
    const auto& records = world().callRecords();
    const kernel::CallId before = records.empty() ? 0 : records.back().id;
    run.receive(connection, bytes);
    if (!begun) return;
    idleSeconds = 0;
    if (records.empty() || records.back().id == before) return;
    if (anotherDay == AnotherDayState::Failed) changedSinceFailure = true;
    auto first = records.end();
    while (first != records.begin() && std::prev(first)->id > before) --first;
    for (; first != records.end(); ++first) {
        made.push_back({now(), first->actor, first->service, first->operation, first->input});
        noteChange(first->actor, first->service, first->operation, first->input);
    }
    judge(false);
}

void LabSession::receive(kernel::ConnectionId connection, std::string_view bytes) { m->doReceive(connection, bytes); }

void LabSession::close(kernel::ConnectionId connection) { m->run.close(connection); }

std::optional<kernel::CallId> LabSession::setControl(std::string_view controlId, const Scalar& value) {
    for (const Control& c : m->step->controls) {
        if (c.id != controlId) continue;
        return m->doCall(Actor::Form, c.service, c.operation, c.inputFor(value, m->keptBy(c)));
    }
    return std::nullopt;
}

// What stands in the world of an operation that replaces everything.
Json LabSession::State::keptBy(const Control& control) const {
    if (control.keeps.empty() || !control.read) return nullptr;
    const auto found = world().peek(control.read->service, control.read->operation, control.read->input);
    return found ? *found : Json();
}

void LabSession::State::act(std::string_view what, const Json& value) {
    // In a replay the journal brings the act itself.
    if (!replaying) run.act(what, value);
}

bool LabSession::State::perform(std::string_view what, const Json& value) {
    act(what, value);
    return apply(what, value);
}

// ---------------------------------------------------------------------------------------------- scripts of the lab

void LabSession::State::startScript(const Script& script, Actor actor, int prediction) {
    ActiveScript s;
    s.script = &script;
    s.actor = actor;
    s.prediction = prediction;
    scripts.push_back(std::move(s));
}

void LabSession::State::scriptDone() {
    const int prediction = scripts.back().prediction;
    scripts.pop_back();
    if (prediction < 0) return;
    predictionOver(static_cast<std::size_t>(prediction));
}

void LabSession::State::scriptStep() {
    while (!scripts.empty()) {
        ActiveScript& s = scripts.back();
        if (s.item >= s.script->size()) {
            scriptDone();
            continue;
        }
        const ScriptItem& item = (*s.script)[s.item];
        const Actor actor = item.actor.value_or(s.actor);
        switch (item.kind) {
        case ScriptItem::Kind::Call: {
            if (replaying) return; // scriptMoved() goes on when the journal brings the call
            const kernel::CallId id = doCall(actor, item.service, item.operation, item.input);
            if (!item.mayFail) {
                if (auto refused = refusal(world(), id, "script.call-refused")) event(SessionEvent::Kind::CallRefused, item.operation, *refused);
            }
            ++scripts.back().item;
            break;
        }
        case ScriptItem::Kind::Answer:
        case ScriptItem::Kind::Predict: {
            if (replaying) return;
            const std::size_t own = scripts.size() - 1; // a prediction's run may come to lie above
            const bool predict = item.kind == ScriptItem::Kind::Predict;
            bool open = !predict;
            for (std::size_t i = 0; predict && i < predictions.size(); ++i) {
                open = open || (step->predictions[i].id == item.id && predictions[i].asked && !predictions[i].answered);
            }
            if (!open) { // answered by the learner before, or not asked
                ++scripts[own].item;
                break;
            }
            ++scripts[own].item;
            const Scalar given = item.measured.empty() ? item.value : measure(item.measured.front(), world(), context());
            const Json value{{"id", item.id}, {"value", given.toJson()}, {"by", "script"}};
            act(predict ? "predict" : "answer", value);
            apply(predict ? "predict" : "answer", value);
            break;
        }
        case ScriptItem::Kind::Wait:
        case ScriptItem::Kind::WaitForAnnounced:
            if (!s.waiting) {
                s.due = now() + item.duration;
                if (item.kind == ScriptItem::Kind::WaitForAnnounced) {
                    SimTime at;
                    std::string what;
                    s.due = world().nextAnnounced(at, what) && at <= s.due ? at : now();
                }
                s.waiting = true;
            }
            if (now() < s.due) return;
            s.waiting = false;
            ++s.item;
            break;
        case ScriptItem::Kind::WaitForGoal:
        case ScriptItem::Kind::WaitFor: {
            if (!s.waiting) {
                s.due = now() + item.duration;
                s.waiting = true;
                if (item.kind == ScriptItem::Kind::WaitFor) s.until.assign(1, GoalJudge(item.until[0]));
            }
            bool there = false;
            if (item.kind == ScriptItem::Kind::WaitForGoal) {
                there = std::any_of(passed.begin(), passed.end(), [&](const auto& p) { return p.first == item.id; });
            } else {
                there = s.until[0].passed();
            }
            if (!there && now() < s.due) return;
            s.waiting = false;
            s.until.clear();
            ++s.item;
            break;
        }
        case ScriptItem::Kind::Why:
        case ScriptItem::Kind::Exam: ++s.item; break; // for the learner to say
        }
    }
}

// In a replay: the journal has brought what the script would have done here.
void LabSession::State::scriptMoved(ScriptItem::Kind kind, std::string_view id, Actor actor) {
    if (scripts.empty()) return;
    ActiveScript& s = scripts.back();
    if (s.item >= s.script->size()) return;
    const ScriptItem& item = (*s.script)[s.item];
    if (item.kind != kind) return;
    if (kind == ScriptItem::Kind::Call ? (item.operation != id || item.actor.value_or(s.actor) != actor) : item.id != id) return;
    ++s.item;
}

// ---------------------------------------------------------------------------------------------- replay

tl::expected<LabSession, Message> LabSession::restore(std::shared_ptr<const Lab> lab, const kernel::Journal& journal,
                                                      const kernel::WorldFactory& factory, RestoreReport& report, bool toLastMark,
                                                      const RestoreProgress& progress) {
    const auto broken = [](std::string error) { return tl::unexpected(Message{"session.journal-broken", {{"error", std::move(error)}}}); };
    if (journal.header.lab != lab->id || !lab->step(journal.header.step)) {
        return tl::unexpected(Message{"session.journal-of-other-step", {{"lab", journal.header.lab}, {"step", journal.header.step}}});
    }
    if (!journal.replayable()) return broken("its clients wrote more than is kept");
    auto run = kernel::Run::begin(journal.header, factory);
    if (!run) return tl::unexpected(Message{"session.scenario-refused", {{"error", run.error()}}});
    report.behavioursDiffer = run->journal().header.behaviours != journal.header.behaviours;
    auto state = State::create(lab, journal.header.step, std::move(*run));
    if (!state) return tl::unexpected(state.error());
    State& s = **state;
    s.replaying = true;

    const auto& entries = journal.entries();
    std::size_t last = entries.size();
    if (toLastMark) {
        while (last > 0 && entries[last - 1].kind != JournalEntry::Kind::Mark) --last;
        // Before the first mark there is at least the step's beginning.
        for (std::size_t i = last; i < entries.size() && last == 0; ++i) {
            if (entries[i].kind == JournalEntry::Kind::Act && entries[i].operation == "begin") last = i + 1;
        }
    }
    const double whole = last > 0 ? std::max(1.0, entries[last - 1].at.inSeconds()) : 1;
    unsigned stops = 0;
    const auto goesOn = [&] { return !progress || stops++ % 32 != 0 || progress(std::min(1.0, s.now().inSeconds() / whole)); };
    for (std::size_t i = 0; i < last; ++i) {
        const JournalEntry& e = entries[i];
        kernel::World& w = s.world();
        if (!goesOn()) return tl::unexpected(Message{"session.called-off", {}});
        if (e.at < w.now() || e.at > w.config().limits.maxTime) return broken("it goes back in time");
        while (s.begun && s.nextStop() < e.at) {
            w.runUntil(std::max(s.nextStop(), s.now()));
            const SimTime before = s.nextStop();
            s.settle();
            if (!goesOn()) return tl::unexpected(Message{"session.called-off", {}});
            // A script that waits for its entry has nothing to do before it.
            if (s.nextStop() == before && before <= s.now()) break;
        }
        while (w.eventsExecuted() < e.events && w.hasEvents() && w.nextEventTime() <= e.at) w.runEvents(1);
        const bool astray = w.eventsExecuted() != e.events || (w.hasEvents() && w.nextEventTime() < e.at);
        if (astray) {
            // Other rules, or changed by hand: the entries are still what came from outside.
            ++report.differingMarks;
            w.runUntil(e.at);
        } else {
            w.advanceClock(e.at);
        }
        s.settle();

        switch (e.kind) {
        case JournalEntry::Kind::Call:
            (void)s.doCall(e.actor, e.service, e.operation, e.input);
            if (s.begun) {
                s.scriptMoved(ScriptItem::Kind::Call, e.operation, e.actor);
                s.scriptStep();
            }
            break;
        case JournalEntry::Kind::Act:
            s.run.act(e.operation, e.input);
            if (e.operation == "begin") {
                s.beginStep();
            } else if (s.begun) {
                const bool byScript = member(e.input, "by", std::string()) == "script";
                if (byScript) {
                    s.scriptMoved(e.operation == "predict" ? ScriptItem::Kind::Predict : ScriptItem::Kind::Answer,
                                  member(e.input, "id", std::string()), Actor::Setup);
                }
                (void)s.apply(e.operation, e.input);
                s.scriptStep();
            }
            break;
        case JournalEntry::Kind::Open: (void)s.run.open(e.service, e.operation, e.via); break;
        case JournalEntry::Kind::Bytes:
            e.forEachFrame([&s](kernel::ConnectionId c, std::string_view bytes) { s.doReceive(c, bytes); });
            break;
        case JournalEntry::Kind::Close: s.run.close(e.connection); break;
        case JournalEntry::Kind::Mark: {
            const JournalEntry& mark = s.run.mark();
            ++report.marks;
            if (mark.fingerprint != e.fingerprint) ++report.differingMarks;
            break;
        }
        }
        ++report.entries;
    }
    if (!s.begun) return broken("the step never began in it");
    s.replaying = false;
    (void)s.world().takeReplies();
    (void)s.world().takeData();
    (void)s.run.takeNewEntries();
    s.events.clear();
    for (const Verdict& v : s.verdicts) report.unconfirmed += v.confirmed ? 0 : 1;
    return LabSession(std::move(*state));
}

} // namespace maylab::labs
