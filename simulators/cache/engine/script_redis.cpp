// redis.call and the rest of the redis table; replies become Lua values, and Lua values replies.
#include "cache/engine/acl.h"
#include "cache/engine/arguments.h"
#include "cache/engine/cluster_route.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/replication_feed.h"
#include "cache/engine/script_reply.h"
#include "cache/engine/script_vm.h"
#include "cache/engine/sha1.h"

#include <charconv>
#include <cstdio>
#include <cstring>

namespace maylab::cache {

namespace {

constexpr const char* kBadArguments = "ERR Lua redis lib command arguments must be strings or integers";

ScriptContext& context() { return *ScriptVm::current(); }

// --- one command ---

void refuse(ScriptContext& c, std::string_view text) {
    c.reply.assign("-");
    c.reply += text;
    c.reply += "\r\n";
}

// Why the script may not run the command; empty: it may.
std::string whyNot(ScriptContext& c, const Command& command) {
    Server& s = c.server;
    if (command.has(Command::kNoScript)) return "ERR This Redis command is not allowed from script";
    if (s.acl.restricts()) {
        if (const AclVerdict v = aclCheck(s, c.caller, command, c.argv); !v) {
            noteDenied(s, c.caller, v, "lua", command, c.argv);
            return std::string("ERR The user executing the script ") +
                   (v.what == AclVerdict::Denied::Key       ? "can't access at least one of the keys mentioned in the command arguments"
                    : v.what == AclVerdict::Denied::Channel ? "can't publish to the channel mentioned in the command"
                                                            : "can't run this command or subcommand");
        }
    }
    if (c.run.readOnly && command.has(Command::kWrite | Command::kMayReplicate))
        return "ERR Write commands are not allowed from read-only scripts.";
    if (command.has(Command::kWrite) && !c.wrote) {
        if (const std::string refusal = refusalOf(s, c.speaker, command); !refusal.empty()) return refusal;
    }
    const bool allowed = (c.run.flags.flags & ScriptFlags::kAllowOom) != 0;
    if (command.has(Command::kDenyOom) && !allowed && !c.wrote &&
        (c.noMemory || s.keyspace.realBytes() >= s.options.realMemoryCap))
        return std::string(text::kOom);
    if (s.cluster.map != nullptr && mayBeRouted(command)) {
        Router router(s);
        router.add(command, c.argv);
        const auto status = router.route({c.caller.asking, c.caller.readOnly}, command.has(Command::kWrite)).status;
        if (status == Route::Status::CrossSlot) return "ERR Script attempted to access keys that do not hash to the same slot";
        if (status != Route::Status::Ok) return "ERR Script attempted to access a non local key in a cluster node";
    }
    return {};
}

// Runs context().argv; the reply is in context().reply. Nothing is raised here.
void runCommandOfScript(ScriptContext& c) {
    Server& s = c.server;
    c.reply.clear();
    bool unknownSub = false;
    const Command* command = resolveCommand(c.argv, s.options.profile == EngineProfile::ElastiCache, unknownSub);
    std::string refusal;
    if (command == nullptr) refusal = "ERR Unknown Redis command called from script";
    else if (!arityFits(*command, c.argv.size())) refusal = "ERR Wrong number of args calling Redis command from script";
    else refusal = whyNot(c, *command);
    if (!refusal.empty()) {
        refuse(c, refusal);
        return;
    }
    if (command->has(Command::kWrite)) c.wrote = true;
    RespWriter out(c.reply, c.speaker.protocol);
    call(s, c.speaker, *command, c.argv, out);
}

// Arguments from the stack into context().argv. False: something that is neither text nor number.
bool takeArguments(lua_State* lua, ScriptContext& c) {
    const int n = lua_gettop(lua);
    c.argv.clear();
    c.numbers.clear();
    c.numbers.reserve(static_cast<std::size_t>(n)); // what argv points to must not move
    for (int k = 1; k <= n; ++k) {
        if (lua_type(lua, k) == LUA_TNUMBER) {
            char text[64];
            std::snprintf(text, sizeof text, "%.17g", lua_tonumber(lua, k));
            c.argv.emplace_back(c.numbers.emplace_back(text));
        } else if (lua_type(lua, k) == LUA_TSTRING) {
            std::size_t size = 0;
            const char* bytes = lua_tolstring(lua, k, &size);
            c.argv.emplace_back(bytes, size);
        } else {
            return false;
        }
    }
    return true;
}

int callOrRaise(lua_State* lua, bool raise) {
    ScriptContext& c = context();
    const char* problem = nullptr;
    if (lua_gettop(lua) == 0) problem = "ERR Please specify at least one argument for this redis lib call";
    else if (!takeArguments(lua, c)) problem = kBadArguments;
    if (problem == nullptr) {
        runCommandOfScript(c);
        lua_settop(lua, 0);
        pushReply(lua, c.reply);
        if (!raise || c.reply.empty() || c.reply[0] != '-') return 1;
        return lua_error(lua);
    }
    if (raise) return raiseScriptError(lua, problem);
    lua_newtable(lua);
    lua_pushstring(lua, problem);
    lua_setfield(lua, -2, "err");
    return 1;
}

int redisCall(lua_State* lua) { return callOrRaise(lua, true); }
int redisPcall(lua_State* lua) { return callOrRaise(lua, false); }

// --- the rest ---

int wrapped(lua_State* lua, const char* field, bool error) {
    if (lua_gettop(lua) != 1 || lua_type(lua, 1) != LUA_TSTRING) {
        lua_newtable(lua);
        lua_pushliteral(lua, "ERR wrong number or type of arguments");
        lua_setfield(lua, -2, "err");
        return 1;
    }
    lua_newtable(lua);
    if (error) {
        // A leading - may be written or not; one word alone is text, not a code.
        const char* text = lua_tostring(lua, 1);
        if (text[0] == '-') ++text;
        if (std::strchr(text, ' ') == nullptr) lua_pushfstring(lua, "ERR %s", text);
        else lua_pushstring(lua, text);
    } else {
        lua_pushvalue(lua, 1);
    }
    lua_setfield(lua, -2, field);
    return 1;
}

int errorReply(lua_State* lua) { return wrapped(lua, "err", true); }
int statusReply(lua_State* lua) { return wrapped(lua, "ok", false); }

void hexOf(const char* bytes, std::size_t size, char* out) {
    const std::string hex = sha1Hex({bytes, size});
    std::memcpy(out, hex.data(), hex.size());
}

int sha1hex(lua_State* lua) {
    if (lua_gettop(lua) != 1) return raiseScriptError(lua, "ERR wrong number of arguments");
    std::size_t size = 0;
    const char* bytes = lua_tolstring(lua, 1, &size);
    char hex[40];
    hexOf(bytes == nullptr ? "" : bytes, size, hex);
    lua_pushlstring(lua, hex, sizeof hex);
    return 1;
}

// Nobody reads the server's log: only what it refuses is left.
int log(lua_State* lua) {
    if (lua_gettop(lua) < 2) return raiseScriptError(lua, "ERR redis.log() requires two arguments or more.");
    if (lua_isnumber(lua, 1) == 0) return raiseScriptError(lua, "ERR First argument must be a number (log level).");
    const double level = lua_tonumber(lua, 1);
    if (level < 0 || level > 3) return raiseScriptError(lua, "ERR Invalid debug level.");
    return 0;
}

int setresp(lua_State* lua) {
    if (lua_gettop(lua) != 1) return raiseScriptError(lua, "ERR redis.setresp() requires one argument.");
    const double version = lua_tonumber(lua, 1);
    if (version != 2 && version != 3) return raiseScriptError(lua, "ERR RESP version must be 2 or 3.");
    context().speaker.protocol = static_cast<int>(version);
    return 0;
}

int yes(lua_State* lua) {
    lua_pushboolean(lua, 1);
    return 1;
}
// There is no debugger to stop in.
int no(lua_State* lua) {
    lua_pushboolean(lua, 0);
    return 1;
}
int nothing(lua_State*) { return 0; }

int setRepl(lua_State* lua) {
    if (lua_gettop(lua) != 1) return raiseScriptError(lua, "ERR redis.set_repl() requires one argument.");
    const int flags = static_cast<int>(lua_tonumber(lua, 1));
    if ((flags & ~3) != 0)
        return raiseScriptError(lua, "ERR Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
    return 0;
}

int aclCheckCmd(lua_State* lua) {
    ScriptContext& c = context();
    if (lua_gettop(lua) == 0) return raiseScriptError(lua, "ERR Please specify at least one argument for this redis lib call");
    if (!takeArguments(lua, c)) return raiseScriptError(lua, "ERR redis.acl_check_cmd() arguments must be strings or integers");
    bool unknownSub = false;
    const Command* command = resolveCommand(c.argv, false, unknownSub);
    if (command == nullptr || !arityFits(*command, c.argv.size()))
        return raiseScriptError(lua, "ERR Invalid command passed to redis.acl_check_cmd()");
    lua_pushboolean(lua, mayRun(c.server, c.caller, *command, c.argv) ? 1 : 0);
    return 1;
}

} // namespace

void openRedisLibrary(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {
        {"call", redisCall},         {"pcall", redisPcall},       {"log", log},         {"setresp", setresp},
        {"sha1hex", sha1hex},        {"error_reply", errorReply}, {"status_reply", statusReply},
        {"set_repl", setRepl},       {"replicate_commands", yes}, {"breakpoint", no},   {"debug", nothing},
        {"acl_check_cmd", aclCheckCmd}};
    static constexpr std::pair<const char*, int> kNumbers[] = {
        {"LOG_DEBUG", 0}, {"LOG_VERBOSE", 1}, {"LOG_NOTICE", 2}, {"LOG_WARNING", 3}, {"REPL_NONE", 0}, {"REPL_AOF", 1},
        {"REPL_SLAVE", 2}, {"REPL_REPLICA", 2}, {"REPL_ALL", 3}, {"REDIS_VERSION_NUM", 0x0007000F}};
    lua_newtable(lua);
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
    for (const auto& [name, value] : kNumbers) {
        lua_pushnumber(lua, value);
        lua_setfield(lua, -2, name);
    }
    lua_pushliteral(lua, "7.0.15");
    lua_setfield(lua, -2, "REDIS_VERSION");
}

} // namespace maylab::cache
