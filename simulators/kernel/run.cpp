#include "kernel/run.h"

#include "kernel/outside.h"

namespace maylab::kernel {

Run::Run(std::unique_ptr<World> world, JournalHeader header) : m_world(std::move(world)) {
    m_journal.header = std::move(header);
    m_journal.header.behaviours = m_world->behaviourVersions();
}

tl::expected<Run, std::string> Run::begin(JournalHeader header, const WorldFactory& factory) {
    auto world = factory(header);
    if (!world) return tl::unexpected(world.error());
    return Run(std::move(*world), std::move(header));
}

JournalEntry Run::stamp(JournalEntry::Kind kind) const {
    JournalEntry e;
    e.at = m_world->now();
    e.events = m_world->eventsExecuted();
    e.kind = kind;
    return e;
}

void Run::append(JournalEntry e) { m_journal.append(std::move(e)); }

CallId Run::call(Actor actor, std::string_view service, std::string_view operation, const Json& input) {
    JournalEntry e = stamp(JournalEntry::Kind::Call);
    e.actor = actor;
    e.service = service;
    e.operation = operation;
    // Journal and world get the same. What the door refuses a journal could not hold: a text stands for it, which the
    // door refuses as well.
    auto read = readInput(input);
    e.input = read ? std::move(*read) : Json("unreadable");
    append(std::move(e));
    return m_world->call(actor, service, operation, m_journal.entries().back().input);
}

void Run::act(std::string_view what, const Json& value) {
    JournalEntry e = stamp(JournalEntry::Kind::Act);
    e.operation = what;
    e.input = value;
    append(std::move(e));
}

tl::expected<ConnectionId, std::string> Run::open(std::string_view service, std::string_view endpoint,
                                                  std::string_view via) {
    JournalEntry e = stamp(JournalEntry::Kind::Open);
    e.service = service;
    e.operation = endpoint;
    e.via = via;
    auto id = m_world->open(service, endpoint, via);
    e.connection = id ? *id : 0;
    append(std::move(e));
    return id;
}

void Run::receive(ConnectionId connection, std::string_view bytes) {
    const bool shared = m_journal.extend(m_taken, m_world->now(), m_world->eventsExecuted(), connection, bytes);
    if (!shared && m_journal.replayable()) {
        JournalEntry e = stamp(JournalEntry::Kind::Bytes);
        e.connection = connection;
        e.bytes = bytes;
        append(std::move(e));
    }
    m_world->receive(connection, bytes);
}

void Run::close(ConnectionId connection) {
    JournalEntry e = stamp(JournalEntry::Kind::Close);
    e.connection = connection;
    append(std::move(e));
    m_world->close(connection);
}

const JournalEntry& Run::mark() {
    JournalEntry e = stamp(JournalEntry::Kind::Mark);
    e.fingerprint = m_world->fingerprint();
    append(std::move(e));
    return m_journal.entries().back();
}

std::vector<JournalEntry> Run::takeNewEntries() {
    const auto& all = m_journal.entries();
    std::vector<JournalEntry> fresh(all.begin() + static_cast<std::ptrdiff_t>(m_taken), all.end());
    m_taken = all.size();
    return fresh;
}

void Run::apply(const JournalEntry& e) {
    switch (e.kind) {
    case JournalEntry::Kind::Call: m_world->call(e.actor, e.service, e.operation, e.input); break;
    case JournalEntry::Kind::Open: (void)m_world->open(e.service, e.operation, e.via); break;
    case JournalEntry::Kind::Bytes:
        e.forEachFrame([this](ConnectionId c, std::string_view bytes) { m_world->receive(c, bytes); });
        break;
    case JournalEntry::Kind::Close: m_world->close(e.connection); break;
    case JournalEntry::Kind::Act:
    case JournalEntry::Kind::Mark: break;
    }
}

tl::expected<Run, std::string> Run::replay(const Journal& journal, const WorldFactory& factory,
                                           ReplayReport& report, bool toLastMark, const EntryHook& onEntry,
                                           const EntryHook& beforeEntry) {
    auto begun = begin(journal.header, factory);
    if (!begun) return begun;
    Run run = std::move(*begun);
    report.behavioursDiffer = run.m_journal.header.behaviours != journal.header.behaviours;

    std::size_t last = journal.entries().size();
    if (toLastMark) {
        while (last > 0 && journal.entries()[last - 1].kind != JournalEntry::Kind::Mark) --last;
    }
    for (std::size_t i = 0; i < last; ++i) {
        const JournalEntry& e = journal.entries()[i];
        if (beforeEntry) beforeEntry(run, e);
        World& w = *run.m_world;
        // The state at an entry is (events executed, clock): run to both, in that order.
        if (e.events < w.eventsExecuted() || e.at < w.now() || e.at > w.config().limits.maxTime) {
            return tl::unexpected<std::string>("the journal goes back in time; it was changed by hand");
        }
        while (w.eventsExecuted() < e.events) {
            if (!w.hasEvents() || w.nextEventTime() > e.at) {
                // Only under other rules can the same inputs lead to other events.
                if (report.differingMarks == 0) report.firstDifference = w.now();
                ++report.differingMarks;
                break;
            }
            w.runEvents(1);
        }
        if (w.hasEvents() && w.nextEventTime() < e.at) {
            if (report.differingMarks == 0) report.firstDifference = w.now();
            ++report.differingMarks;
            w.runUntil(e.at);
        } else {
            w.advanceClock(e.at);
        }
        run.append(e);
        if (e.kind == JournalEntry::Kind::Mark) {
            ++report.marks;
            if (w.fingerprint() != e.fingerprint) {
                if (report.differingMarks == 0) report.firstDifference = e.at;
                ++report.differingMarks;
            }
        }
        run.apply(e);
        ++report.entries;
        if (onEntry) onEntry(run, e);
    }
    run.m_taken = run.m_journal.entries().size();
    return run;
}

} // namespace maylab::kernel
