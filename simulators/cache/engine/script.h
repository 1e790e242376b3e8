// Scripts: EVAL and its family on Lua 5.1. Every script begins in a fresh sandbox (script_arena.h) and is bounded: by
// memory, and by modelled time, as nobody could stop a server that does one thing at a time.
// Source: sheet 2.1 (should), 2.2; behaviour compared with redis-server 7.0.15.
#pragma once

#include "cache/engine/command_table.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace maylab::cache {

// What the first line of a script ("#!lua flags=no-writes") says of it.
struct ScriptFlags {
    enum : std::uint32_t { kNoWrites = 1, kAllowOom = 2, kAllowStale = 4, kNoCluster = 8, kAllowCrossSlot = 16 };
    bool declared = false; // there is such a line
    std::uint32_t flags = 0;
    std::size_t bodyFrom = 0; // the line itself is left out; its line end stays, for the numbers of lines
};
// False: error is the text of the error reply.
bool parseScriptFlags(std::string_view source, ScriptFlags& flags, std::string& error);

struct ScriptRun {
    std::string_view sha, source;
    ScriptFlags flags;
    bool readOnly = false; // EVAL_RO, or a script that says no-writes
    std::span<const std::string_view> keys, arguments;
};
// Runs it for i's client and writes the reply.
void runScript(Invocation& i, const ScriptRun& run);
// Does it compile? Else error is the compiler's message.
bool compiles(std::string_view source, std::string& error);

} // namespace maylab::cache
