// A run: a world and the journal of what came to it from outside. Everything that changes the world goes through
// here, so that it can be replayed; reads may go straight to world().
#pragma once

#include "kernel/journal.h"
#include "kernel/world.h"

#include <functional>
#include <memory>
#include <string>

namespace maylab::kernel {

// Makes the world of a header (scenarios::makeWorld); fails with a sentence for the person who asked.
using WorldFactory = std::function<tl::expected<std::unique_ptr<World>, std::string>(const JournalHeader&)>;

class Run {
  public:
    static tl::expected<Run, std::string> begin(JournalHeader header, const WorldFactory& factory);

    World& world() { return *m_world; }
    const World& world() const { return *m_world; }
    const Journal& journal() const { return m_journal; }

    // Journalled, then executed at the present instant.
    CallId call(Actor actor, std::string_view service, std::string_view operation, const Json& input);
    void act(std::string_view what, const Json& value);
    tl::expected<ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                 std::string_view via = {});
    void receive(ConnectionId connection, std::string_view bytes);
    void close(ConnectionId connection);
    // Nobody will replay this run: what clients write is not kept.
    void forgetClients() { m_journal.forgetClients(); }
    // A mark: to here a crash can be undone.
    const JournalEntry& mark();

    // Entries appended since the last take: what progress writes once per second.
    std::vector<JournalEntry> takeNewEntries();

    // Rebuilds the state of a journal: entry by entry, or only to the last mark (toLastMark). onEntry is told each
    // entry after it was applied; onReply each reply of a call. Marks are compared: a difference is reported in
    // the result, not fatal, when behaviours differ from this program's.
    struct ReplayReport {
        std::uint64_t entries = 0, marks = 0, differingMarks = 0;
        SimTime firstDifference;
        bool behavioursDiffer = false;
    };
    using EntryHook = std::function<void(Run&, const JournalEntry&)>;
    static tl::expected<Run, std::string> replay(const Journal& journal, const WorldFactory& factory,
                                                 ReplayReport& report, bool toLastMark = false,
                                                 const EntryHook& onEntry = {}, const EntryHook& beforeEntry = {});

    std::unique_ptr<World> cloneWorld() const { return m_world->clone(); }

  private:
    Run(std::unique_ptr<World> world, JournalHeader header);
    JournalEntry stamp(JournalEntry::Kind kind) const;
    void append(JournalEntry e);
    void apply(const JournalEntry& e);

    std::unique_ptr<World> m_world;
    Journal m_journal;
    std::size_t m_taken = 0;
};

} // namespace maylab::kernel
