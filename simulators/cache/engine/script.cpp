// EVAL, EVALSHA, SCRIPT: what is run, under which conditions, and how its errors are told.
#include "cache/engine/script.h"

#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/monitor.h"
#include "cache/engine/script_reply.h"
#include "cache/engine/script_vm.h"
#include "cache/engine/sha1.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::int64_t kScriptNs = 6'000;     // beginning and ending one
constexpr std::int64_t kLongestMs = 5'000;    // whatever busy-reply-threshold says
constexpr std::uint64_t kCachedBytes = 32u << 20; // ours: beyond it the cache begins anew
constexpr std::string_view kShebang = "#!";

void look(lua_State* lua, lua_Debug*) {
    ScriptContext* c = ScriptVm::current();
    c->instructions += ScriptVm::kHookEvery;
    if (isOverTime(*c)) {
        c->overTime = true;
        lua_sethook(lua, look, LUA_MASKCOUNT, 1); // whoever catches the error gets it again at once
        luaL_error(lua, "Script killed: it ran longer than busy-reply-threshold allows");
    }
}

// Adds to an error where it arose.
int describeError(lua_State* lua) {
    if (lua_type(lua, 1) != LUA_TTABLE) {
        const char* text = lua_tostring(lua, 1);
        lua_newtable(lua);
        lua_pushfstring(lua, "ERR %s", text == nullptr ? lua_typename(lua, lua_type(lua, 1)) : text);
        lua_setfield(lua, -2, "err");
        lua_replace(lua, 1);
        lua_settop(lua, 1);
    }
    lua_Debug where;
    bool known = lua_getstack(lua, 1, &where) != 0 && lua_getinfo(lua, "Sl", &where) != 0;
    if (known && where.what[0] == 'C') known = lua_getstack(lua, 2, &where) != 0 && lua_getinfo(lua, "Sl", &where) != 0;
    if (known) {
        lua_pushstring(lua, where.source);
        lua_setfield(lua, 1, "source");
        lua_pushinteger(lua, where.currentline);
        lua_setfield(lua, 1, "line");
    }
    return 1;
}

std::string textField(lua_State* lua, const char* name) {
    lua_pushstring(lua, name);
    lua_rawget(lua, -2);
    std::size_t size = 0;
    const char* bytes = lua_isstring(lua, -1) != 0 ? lua_tolstring(lua, -1, &size) : nullptr;
    std::string text(bytes == nullptr ? "" : bytes, size);
    lua_pop(lua, 1);
    return text;
}

// What lua_pcall left as an error.
std::string errorText(lua_State* lua, int status, const ScriptRun& run) {
    if (status == LUA_ERRMEM || lua_type(lua, -1) != LUA_TTABLE) {
        const char* text = lua_tostring(lua, -1);
        return "ERR Error running script " + std::string(run.sha) + ", " + (text == nullptr ? "execution failure" : text);
    }
    std::string text = textField(lua, "err");
    if (text.empty()) text = "ERR unknown error";
    if (text[0] == '-') text.erase(0, 1);
    const std::string source = textField(lua, "source"), line = textField(lua, "line");
    if (!source.empty() && !line.empty()) text += " script: " + std::string(run.sha) + ", on " + source + ":" + line + ".";
    return text;
}

// Runs under lua_cpcall: without memory even this may fail.
struct Preparation {
    const ScriptRun& run;
    std::string_view body;
    int loaded = 0;
};

void pushList(lua_State* lua, std::span<const std::string_view> list) {
    lua_createtable(lua, static_cast<int>(std::min<std::size_t>(list.size(), 1u << 20)), 0);
    int n = 0;
    for (const std::string_view text : list) {
        lua_pushlstring(lua, text.data(), text.size());
        lua_rawseti(lua, -2, ++n);
    }
}

void setHidden(lua_State* lua, const char* name) {
    // _G refuses: the real table is what its metatable looks in, which only rawget through it reaches from here.
    lua_pushvalue(lua, LUA_GLOBALSINDEX);
    lua_getmetatable(lua, -1);
    lua_pushliteral(lua, "__index");
    lua_rawget(lua, -2);
    lua_pushvalue(lua, -4);
    lua_setfield(lua, -2, name);
    lua_pop(lua, 4);
}

std::string_view bodyOf(std::string_view source, const ScriptFlags& flags) { return source.substr(flags.bodyFrom); }

bool load(lua_State* lua, std::string_view body) {
    return luaL_loadbuffer(lua, body.data(), body.size(), "@user_script") == 0;
}

int prepare(lua_State* lua) {
    auto& p = *static_cast<Preparation*>(lua_touserdata(lua, 1));
    pushList(lua, p.run.keys);
    setHidden(lua, "KEYS");
    pushList(lua, p.run.arguments);
    setHidden(lua, "ARGV");
    return 0;
}

bool isBinary(std::string_view body) { return !body.empty() && body[0] == LUA_SIGNATURE[0]; }

} // namespace

bool parseScriptFlags(std::string_view source, ScriptFlags& out, std::string& error) {
    if (!source.starts_with(kShebang)) return true;
    const std::size_t end = source.find('\n');
    if (end == std::string_view::npos) {
        error = "ERR Invalid script shebang";
        return false;
    }
    out.declared = true;
    out.bodyFrom = end;
    std::string_view line = source.substr(0, end);
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t space = line.find_first_of(" \t\r");
        if (space != 0) words.push_back(line.substr(0, space));
        line = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    }
    if (words.empty() || words[0] != "#!lua") {
        error = "ERR Unexpected engine in script shebang: " + std::string(words.empty() ? "" : words[0]);
        return false;
    }
    static constexpr std::pair<std::string_view, std::uint32_t> kNames[] = {{"no-writes", ScriptFlags::kNoWrites},
                                                                            {"allow-oom", ScriptFlags::kAllowOom},
                                                                            {"allow-stale", ScriptFlags::kAllowStale},
                                                                            {"no-cluster", ScriptFlags::kNoCluster},
                                                                            {"allow-cross-slot-keys", ScriptFlags::kAllowCrossSlot}};
    for (std::size_t k = 1; k < words.size(); ++k) {
        if (!words[k].starts_with("flags=")) {
            error = "ERR Unknown lua shebang option: " + std::string(words[k]);
            return false;
        }
        std::string_view list = words[k].substr(6);
        while (!list.empty()) {
            const std::string_view name = list.substr(0, list.find(','));
            list.remove_prefix(std::min(list.size(), name.size() + 1));
            if (name.empty()) continue;
            const auto known = std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& n) { return n.first == name; });
            if (known == std::end(kNames)) {
                error = "ERR Unexpected flag in script shebang: " + std::string(name);
                return false;
            }
            out.flags |= known->second;
        }
    }
    return true;
}

bool compiles(std::string_view source, std::string& error) {
    ScriptFlags flags;
    if (!parseScriptFlags(source, flags, error)) return false;
    ScriptVm& vm = ScriptVm::ofThisThread();
    if (!vm.ready()) {
        error = "ERR this machine has no room for the interpreter";
        return false;
    }
    const std::string_view body = bodyOf(source, flags);
    bool good = !isBinary(body);
    std::string why = "user_script: attempt to load a binary chunk";
    if (good && !load(vm.lua(), body)) {
        good = false;
        why = lua_tostring(vm.lua(), -1);
    }
    vm.reset();
    if (!good) error = "ERR Error compiling script (new function): " + why;
    return good;
}

void runScript(Invocation& i, const ScriptRun& run) {
    Server& s = i.server;
    ScriptVm& vm = ScriptVm::ofThisThread();
    if (!vm.ready()) {
        i.out.error("ERR this machine has no room for the interpreter");
        return;
    }
    std::int64_t ms = s.cfg().scriptMilliseconds;
    if (ms <= 0 || ms > kLongestMs) ms = kLongestMs;
    ScriptContext context{s, i.client, Client(), run};
    context.limitNs = ms * 1'000'000;
    context.beganAtNs = s.costNs;
    context.noMemory = s.cfg().maxmemory != 0 && s.usedMemory() > static_cast<std::int64_t>(s.cfg().maxmemory);
    Client& speaker = context.speaker;
    speaker.id = i.client.id;
    speaker.address = i.client.address;
    speaker.user = i.client.user;
    speaker.host = i.client.host;
    speaker.db = i.client.db;
    speaker.asking = i.client.asking;
    speaker.readOnly = i.client.readOnly;
    speaker.script = speaker.mayNotWait = true;

    lua_State* lua = vm.lua();
    ScriptContext* outer = ScriptVm::current(); // there is none: scripts do not nest
    ScriptVm::setCurrent(&context);
    const std::string_view body = bodyOf(run.source, run.flags);
    Preparation preparation{run, body};
    std::string error;
    int status = lua_cpcall(lua, prepare, &preparation);
    if (status == 0 && (isBinary(body) || !load(lua, body))) {
        error = "ERR Error compiling script (new function): " +
                std::string(isBinary(body) ? "user_script: attempt to load a binary chunk" : lua_tostring(lua, -1));
    } else if (status == 0) {
        lua_pushcfunction(lua, describeError);
        lua_insert(lua, -2);
        lua_sethook(lua, look, LUA_MASKCOUNT, ScriptVm::kHookEvery);
        status = lua_pcall(lua, 0, 1, -2);
        lua_sethook(lua, nullptr, 0, 0);
    }
    if (error.empty() && status != 0) error = errorText(lua, status, run);
    if (error.empty()) writeValue(lua, i.out, speaker.protocol);
    else i.out.error(error);
    ScriptVm::setCurrent(outer);
    vm.reset();
    s.charge(kScriptNs + static_cast<std::int64_t>(context.instructions) * ScriptVm::kInstructionNs);
}

namespace commands {

namespace {

std::string_view remember(Server& s, std::string_view source) {
    std::string sha = sha1Hex(source);
    if (const auto at = s.scripts.cached.find(sha); at != s.scripts.cached.end()) return at->first;
    if (s.scripts.bytes + source.size() > kCachedBytes) s.scripts.cached.clear();
    if (s.scripts.cached.empty()) s.scripts.bytes = 0;
    s.scripts.bytes += source.size();
    return s.scripts.cached.emplace(std::move(sha), std::make_shared<const std::string>(source)).first->first;
}

// May a script that declares itself run here and now?
std::string conditionOf(const Server& s, const ScriptFlags& flags, bool readOnlyCommand) {
    if (!flags.declared) return {};
    const bool writes = (flags.flags & ScriptFlags::kNoWrites) == 0;
    if (s.cluster.map != nullptr && (flags.flags & ScriptFlags::kNoCluster) != 0)
        return "ERR Can not run script on cluster, 'no-cluster' flag is set.";
    if (writes && readOnlyCommand) return "ERR Can not execute a script with write flag using *_ro command.";
    if (writes && s.replication.replica && s.cfg().replicaReadOnly)
        return "READONLY You can not run script with write flag on readonly replica.";
    const bool over = s.cfg().maxmemory != 0 && s.usedMemory() > static_cast<std::int64_t>(s.cfg().maxmemory);
    if (writes && over && (flags.flags & ScriptFlags::kAllowOom) == 0)
        return "OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'";
    return {};
}

void evalGeneric(Invocation& i, bool bySha, bool readOnly) {
    if (!i.server.monitors.empty()) feedMonitors(i.server, i.client, i.argv);
    std::int64_t keys = 0;
    if (!integerArgument(i, i.argv[2], keys)) return;
    if (keys > static_cast<std::int64_t>(i.argc()) - 3) {
        i.out.error("ERR Number of keys can't be greater than number of args");
        return;
    }
    if (keys < 0) {
        i.out.error("ERR Number of keys can't be negative");
        return;
    }
    ScriptRun run;
    std::shared_ptr<const std::string> source; // it may be flushed while it runs
    if (bySha) {
        const auto at = i.server.scripts.cached.find(lowerCase(i.argv[1]));
        if (at == i.server.scripts.cached.end()) {
            i.out.error("NOSCRIPT No matching script. Please use EVAL.");
            return;
        }
        run.sha = at->first;
        source = at->second;
    } else {
        std::string error;
        if (!parseScriptFlags(i.argv[1], run.flags, error)) {
            i.out.error(error);
            return;
        }
        const std::string sha = sha1Hex(i.argv[1]);
        if (i.server.scripts.cached.find(sha) == i.server.scripts.cached.end() && !compiles(i.argv[1], error)) {
            i.out.error(error);
            return;
        }
        run.sha = remember(i.server, i.argv[1]);
        source = i.server.scripts.cached.find(run.sha)->second;
    }
    const std::string sha(run.sha);
    run.sha = sha;
    run.source = *source;
    std::string error;
    if (!parseScriptFlags(run.source, run.flags, error)) {
        i.out.error(error);
        return;
    }
    if (const std::string condition = conditionOf(i.server, run.flags, readOnly); !condition.empty()) {
        i.out.error(condition);
        return;
    }
    run.readOnly = readOnly || (run.flags.flags & ScriptFlags::kNoWrites) != 0;
    run.keys = i.argv.subspan(3, static_cast<std::size_t>(keys));
    run.arguments = i.argv.subspan(3 + static_cast<std::size_t>(keys));
    runScript(i, run);
}

} // namespace

void eval(Invocation& i) { evalGeneric(i, false, false); }
void evalRo(Invocation& i) { evalGeneric(i, false, true); }
void evalsha(Invocation& i) { evalGeneric(i, true, false); }
void evalshaRo(Invocation& i) { evalGeneric(i, true, true); }

void scriptLoad(Invocation& i) {
    std::string error;
    if (!compiles(i.argv[2], error)) i.out.error(error);
    else i.out.bulk(remember(i.server, i.argv[2]));
}

void scriptExists(Invocation& i) {
    i.out.array(i.argc() - 2);
    for (std::size_t k = 2; k < i.argc(); ++k)
        i.out.integer(i.server.scripts.cached.find(i.argv[k]) != i.server.scripts.cached.end() ? 1 : 0);
}

void scriptFlush(Invocation& i) {
    if (i.argc() > 3 || (i.argc() == 3 && !is(i.argv[2], "SYNC") && !is(i.argv[2], "ASYNC"))) {
        i.out.error("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
        return;
    }
    i.server.scripts.cached.clear();
    i.server.scripts.bytes = 0;
    i.out.ok();
}

// A script is over before anybody can say this.
void scriptKill(Invocation& i) { i.out.error("NOTBUSY No scripts in execution right now."); }

void scriptDebug(Invocation& i) {
    if (is(i.argv[2], "NO") || is(i.argv[2], "YES") || is(i.argv[2], "SYNC")) i.out.ok();
    else i.out.error("ERR Use SCRIPT DEBUG YES/SYNC/NO");
}

} // namespace commands

} // namespace maylab::cache
