// The commands this engine knows: shape, flags, keys, and who executes them. One row per command or sub-command;
// what COMMAND INFO and DOCS answer comes from here.
#pragma once

#include "cache/engine/client.h"
#include "cache/engine/resp.h"
#include "cache/engine/server.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::cache {

struct Command;

// One command being executed.
struct Invocation {
    Server& server;
    Client& client;
    std::span<const std::string_view> argv;
    RespWriter& out;
    const Command& command;

    std::size_t argc() const { return argv.size(); }
    int db() const { return client.db; }
};
using Handler = void (*)(Invocation&);

struct Command {
    enum Flag : std::uint32_t {
        kWrite = 1,
        kReadonly = 2,
        kDenyOom = 4,
        kAdmin = 8,
        kNoScript = 16,
        kLoading = 32,
        kStale = 64,
        kFast = 128,
        kNoAuth = 256,
        kAllowBusy = 512,
        kNoMulti = 1024,
        kMovableKeys = 2048,
        kNoAsyncLoading = 4096,
        kBlocking = 8192, // may wait for a key
        kPubSub = 1u << 14,
        kSkipMonitor = 1u << 15,
        kSkipSlowlog = 1u << 16,
        kNoMandatoryKeys = 1u << 17,
        kMayReplicate = 1u << 18, // no write, but replicas may get something of it
        kAsking = 1u << 19,
        kRestricted = 1u << 20 // ElastiCache refuses it
    };
    const char* name; // "get", "config|set"
    int arity;        // exact, or at least -arity; counts the name (and the sub-command's)
    std::uint32_t flags;
    int firstKey, lastKey, keyStep;
    const char* categories; // without @, space separated
    // "RO access@1:0;OW update@2:0": flags@place[#notes]. Places: index:lastkey[:step[:limit]]; index:keynum, how many keys
    // follow stands at index; WORD+from:lastkey[:step[:limit]], after that word; ? unknown.
    const char* keySpecs;
    const char* tips;
    const char* group;
    const char* since;
    const char* usage;
    const char* summary;
    Handler handler; // nullptr: a container of sub-commands

    bool has(std::uint32_t f) const { return (flags & f) != 0; }
};

std::span<const Command> commandTable(); // sorted by name
const Command* findCommand(std::string_view name); // any case; sub-commands as "config|set"
int commandIndex(std::string_view name);           // -1 if unknown
bool isContainer(const Command& c);
// Row of argv: the sub-command where there is one. unknownSub: the container is known, its second word is not.
const Command* resolveCommand(std::span<const std::string_view> argv, bool elasticache, bool& unknownSub);
// One key among a command's arguments, and what the command does with it.
struct KeyUse {
    std::size_t position = 0;
    std::string_view flags; // "RW access update"
    bool has(std::string_view word) const;
    bool reads() const { return has("access"); }
    bool writes() const { return has("insert") || has("update") || has("delete"); }
};
// The keys that argv names, without what is only routed like one; false if the arguments do not fit.
bool commandKeyUses(const Command& c, std::span<const std::string_view> argv, std::vector<KeyUse>& uses);
// Their positions, and those of shard channels; false if the arguments do not fit.
bool commandKeys(const Command& c, std::span<const std::string_view> argv, std::vector<std::size_t>& positions);

} // namespace maylab::cache
