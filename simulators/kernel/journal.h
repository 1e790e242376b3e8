// What came from outside, in order: door calls, the learner's acts, real clients' bytes; each with virtual time
// and the number of events executed before it. Once per wall second a mark (time, events, fingerprint).
// With the header, a journal is a run: replay rebuilds every state the run was ever in.
//
// Exchange format: JSON Lines, the header first. Reading stops at the first line that is cut or unreadable and
// says so; what was read before it is kept.
#pragma once

#include "kernel/doors.h"
#include "kernel/time.h"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::kernel {

struct JournalHeader {
    static constexpr int kFormat = 1;
    int format = kFormat;
    std::string program;  // version of the program that wrote it
    Json behaviours = Json::object(); // behaviour version per service
    std::string scenario;
    std::uint64_t seed = 1;
    std::int64_t calendarStart = Calendar{}.startUnixMilliseconds; // Unix milliseconds of t = 0
    std::string lab, step; // empty outside a lab
    Json parameters = Json::object(); // of the scenario
};

// One read of a real client's socket.
struct ClientFrame {
    ConnectionId connection = 0;
    std::size_t length = 0;
};

struct JournalEntry {
    enum class Kind : std::uint8_t { Call, Act, Open, Bytes, Close, Mark };
    SimTime at;
    std::uint64_t events = 0;
    Kind kind = Kind::Call;
    Actor actor = Actor::Form;
    std::string service;   // Call, Open
    std::string operation; // Call; Act: what the learner did ("hint", "prediction"); Open: the endpoint
    std::string via;       // Open: the host of the forwarded port, empty without one
    Json input;            // Call, Act
    ConnectionId connection = 0; // Open, Bytes, Close
    std::string bytes;           // Bytes
    // Bytes: several reads at one instant share an entry; bytes then holds one frame after the other. Empty: all of it
    // is connection's.
    std::vector<ClientFrame> frames;
    std::uint64_t fingerprint = 0; // Mark

    // Calls f(connection, bytes) for each read, in order.
    template <class F>
    void forEachFrame(F&& f) const {
        if (frames.empty()) {
            f(connection, std::string_view(bytes));
            return;
        }
        std::string_view rest(bytes);
        for (const ClientFrame& one : frames) {
            f(one.connection, rest.substr(0, one.length));
            rest.remove_prefix(one.length);
        }
    }
};

class Journal {
  public:
    // Clients' bytes, and what keeping them costs, beyond this are not kept: the run goes on, marked "not replayable
    // from here".
    static constexpr std::size_t kMaxClientBytes = 256u << 20;
    // Reads of one instant share an entry up to this.
    static constexpr std::size_t kMaxEntryBytes = 1u << 20;

    JournalHeader header;

    void append(JournalEntry entry);
    // Adds a read to the last entry if it has number from or more and holds reads of the same instant; false otherwise.
    bool extend(std::size_t from, SimTime at, std::uint64_t events, ConnectionId connection, std::string_view bytes);
    // Nobody will ask what the clients wrote: their entries are not kept.
    void forgetClients() { m_replayable = false; }
    const std::vector<JournalEntry>& entries() const { return m_entries; }
    bool replayable() const { return m_replayable; }

    std::string headerLine() const;
    static std::string entryLine(const JournalEntry& entry);
    std::string toJsonLines() const;

    struct ReadResult;
    static ReadResult fromJsonLines(std::string_view text);
    static tl::expected<JournalHeader, std::string> parseHeader(std::string_view line);
    static tl::expected<JournalEntry, std::string> parseEntry(std::string_view line);

  private:
    bool roomFor(std::size_t clientBytes);

    std::vector<JournalEntry> m_entries;
    std::size_t m_clientBytes = 0;
    bool m_replayable = true;
};

struct Journal::ReadResult {
    Journal journal;
    bool complete = true;  // false: stopped early
    std::string problem;   // "line 41 is cut", ready for a message
    bool headerOk = false; // nothing can be done without it
};

} // namespace maylab::kernel
