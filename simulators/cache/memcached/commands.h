// From a line to its reply. One function per family; a line is split at blanks only, as the server does it.
#pragma once

#include "cache/memcached/process.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::memcached {

// The words of a command line. The server keeps 23 of them; only reads go on with the rest.
struct Line {
    static constexpr std::size_t kMaxWords = 23;
    std::vector<std::string_view> words;
    // What the server counts: at most kMaxWords, and one for the end.
    std::size_t tokens() const { return (words.size() < kMaxWords ? words.size() : kMaxWords) + 1; }
    std::string_view operator[](std::size_t i) const { return i < words.size() ? words[i] : std::string_view(); }
};
inline bool lastIsNoreply(const Line& line) { return line.words.size() > 1 && line.words.back() == "noreply"; }

inline constexpr std::string_view kBadFormat = "CLIENT_ERROR bad command line format";

class Reply {
  public:
    Reply(std::string& out, std::size_t unsent) : m_out(out), m_unsent(unsent) {}
    std::string& out() { return m_out; }
    // A line; swallowed if the client asked for no reply.
    void text(std::string_view line);
    // A line that is sent in any case.
    void error(std::string_view line);
    void quiet(bool on) { m_quiet = on; }
    // What was answered so far goes to the socket.
    void flush() {
        m_unsent = m_out.size();
        m_waiting = 0;
    }
    std::size_t unsent() const { return m_unsent; }
    // Another command; those that were not sent yet, even if they say nothing, stand before it.
    void next() { ++m_waiting; }
    bool first() const { return m_waiting <= 1; }
    // Takes back what was not sent yet.
    void dropUnsent() { m_out.resize(m_unsent); }

  private:
    std::string& m_out;
    std::size_t m_unsent;
    std::uint32_t m_waiting = 0;
    bool m_quiet = false;
};

// Runs one line. Storage commands leave what they wait for in c.store (or c.swallow).
void runLine(Process& p, Connection& c, const Line& line, Reply& reply);
// The value of c.store is there, with its line end.
void finishStore(Process& p, Connection& c, std::string_view data, Reply& reply);

void runMeta(Process& p, Connection& c, const Line& line, Reply& reply);
void runAdmin(Process& p, Connection& c, const Line& line, Reply& reply);
void runStats(Process& p, const Line& line, Reply& reply);

// What `config get cluster` tells this client; "host|ip|port" of a node is where the client can reach it.
std::string discoveryText(const Process& p, const Connection& c);

using StatList = std::vector<std::pair<std::string, std::string>>;
// `stats [which]`; false if there is no such group.
bool collectStats(const Process& p, std::string_view which, StatList& out);

} // namespace maylab::memcached
