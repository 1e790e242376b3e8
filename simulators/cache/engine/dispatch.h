// One command from arguments to reply: is it known, allowed, affordable; run it; count it.
#pragma once

#include "cache/engine/command_table.h"
#include "cache/engine/server.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace maylab::cache {

// Engine time of a command beside its elements: sheet 5.4.
inline constexpr std::int64_t kReadNs = 1'500;
inline constexpr std::int64_t kWriteNs = 2'000;

// Moves the clock on (never back) and lets the fast expire cycle run, as before every round of the event loop.
void beginCall(Server& s, std::int64_t nowMs);
// What a client said: may it, run it or put it aside, serve who waits for what it changed.
void runCommand(Server& s, Client& c, std::span<const std::string_view> argv, std::string& out);
// Executes a command that may run, and counts it: from a client, from EXEC, from a script. again: of a client that
// waited; it was shown to MONITOR and counted as processed already.
void call(Server& s, Client& c, const Command& command, std::span<const std::string_view> argv, RespWriter& writer,
          bool again = false);
// Why the command may not run for this client now ("READONLY You can't ..."); empty: it may. Knows no memory limit.
std::string refusalOf(Server& s, Client& c, const Command& command);
// "ERR unknown command ...", "ERR unknown subcommand ...".
std::string unknownCommandText(std::span<const std::string_view> argv, bool unknownSub);
// Do the rules of the client's user let it run the command on these arguments?
bool mayRun(const Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv);
bool arityFits(const Command& command, std::size_t argc);
// Counts an error reply by its code. text: without the "-".
void noteError(Server& s, std::string_view text);
// Counts one call of a command that took ns.
void noteCall(Server& s, std::size_t command, std::int64_t ns);
// May a write go on? Evicts first; false: refused with the OOM error.
bool makeRoom(Server& s, bool denyOom);
// A primary with fewer good replicas than min-replicas-to-write takes no writes.
bool enoughReplicas(const Server& s);
// A replica that lost its primary and is not to answer with stale data.
bool refusesStale(const Server& s);
void noteOom(Server& s, int db, std::string_view key);

// One tick of the timer at nowMs.
void timerTick(Server& s, std::int64_t nowMs, std::int64_t hz);
std::int64_t effectiveHz(const Server& s);
std::int64_t tickMilliseconds(std::int64_t hz);
// Ticks have nothing left to do before somebody calls: no key may expire, no table moves, no client is watched, the
// meters stand at nothing.
bool timerRests(const Server& s);
// From nextCronMs on, the ticks of a timer that rests, at most until nowMs: they only count.
void passTicks(Server& s, std::int64_t nowMs);

} // namespace maylab::cache
