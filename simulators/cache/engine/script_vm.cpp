#include "cache/engine/script_vm.h"

#include <cstdio>
#include <cstring>

namespace maylab::cache {

namespace {

thread_local ScriptContext* t_context = nullptr;

// Registry: protected table -> what it stands for.
char kProtectedKey;

constexpr const char* kReadonly = "Attempt to modify a readonly table";

int refuseAssignment(lua_State* lua) { return luaL_error(lua, "%s", kReadonly); }

int unknownGlobal(lua_State* lua) {
    const char* name = lua_tostring(lua, 2);
    return luaL_error(lua, "Script attempted to access nonexistent global variable '%s'", name == nullptr ? "?" : name);
}

// Without a position: the server's own functions say it so.
int refusePlainly(lua_State* lua) {
    lua_pushstring(lua, kReadonly);
    return lua_error(lua);
}

// Leaves on the stack what the protected table at index stands for; false: it is an ordinary one.
bool pushProtected(lua_State* lua, int index) {
    if (lua_type(lua, index) != LUA_TTABLE) return false;
    lua_pushvalue(lua, index);
    lua_pushlightuserdata(lua, &kProtectedKey);
    lua_rawget(lua, LUA_REGISTRYINDEX);
    lua_insert(lua, -2);
    lua_rawget(lua, -2);
    lua_remove(lua, -2);
    if (lua_istable(lua, -1)) return true;
    lua_pop(lua, 1);
    return false;
}

// Puts a table that can be read only in place of the one on top of the stack. Missing names are errors if strict.
void protect(lua_State* lua, bool strict) {
    const int real = lua_gettop(lua);
    if (strict) {
        lua_newtable(lua);
        lua_pushcfunction(lua, unknownGlobal);
        lua_setfield(lua, -2, "__index");
        lua_setmetatable(lua, real);
    }
    lua_newtable(lua); // what scripts see
    lua_newtable(lua);
    lua_pushvalue(lua, real);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, refuseAssignment);
    lua_setfield(lua, -2, "__newindex");
    if (strict) {
        lua_newtable(lua); // getmetatable(_G)
        lua_setfield(lua, -2, "__metatable");
    }
    lua_setmetatable(lua, -2);
    lua_pushlightuserdata(lua, &kProtectedKey);
    lua_rawget(lua, LUA_REGISTRYINDEX);
    lua_pushvalue(lua, -2);
    lua_pushvalue(lua, real);
    lua_rawset(lua, -3);
    lua_pop(lua, 1);
    lua_remove(lua, real);
}

// --- globals that differ from stock Lua's ---

int rawSet(lua_State* lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_checkany(lua, 2);
    luaL_checkany(lua, 3);
    if (pushProtected(lua, 1)) return refusePlainly(lua);
    lua_settop(lua, 3);
    lua_rawset(lua, 1);
    return 1;
}

int rawGet(lua_State* lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_checkany(lua, 2);
    lua_settop(lua, 2);
    if (pushProtected(lua, 1)) lua_replace(lua, 1);
    lua_rawget(lua, 1);
    return 1;
}

int setMetatable(lua_State* lua) {
    const int type = lua_type(lua, 2);
    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_argcheck(lua, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table expected");
    if (pushProtected(lua, 1)) return refusePlainly(lua);
    if (luaL_getmetafield(lua, 1, "__metatable") != 0) luaL_error(lua, "cannot change a protected metatable");
    lua_settop(lua, 2);
    lua_setmetatable(lua, 1);
    return 1;
}

int next(lua_State* lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 2);
    if (pushProtected(lua, 1)) lua_replace(lua, 1);
    if (lua_next(lua, 1) != 0) return 2;
    lua_pushnil(lua);
    return 1;
}

int pairs(lua_State* lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_pushvalue(lua, 1);
    lua_pushnil(lua);
    return 3;
}

// Errors of the server arrive as text.
int protectedCall(lua_State* lua) {
    luaL_checkany(lua, 1);
    const int argc = lua_gettop(lua);
    if (lua_pcall(lua, argc - 1, LUA_MULTRET, 0) == 0) {
        lua_pushboolean(lua, 1);
        lua_insert(lua, 1);
        return lua_gettop(lua);
    }
    if (lua_istable(lua, -1)) {
        lua_pushliteral(lua, "err");
        lua_rawget(lua, -2);
        if (lua_isstring(lua, -1)) lua_replace(lua, -2);
        else lua_pop(lua, 1);
    }
    lua_pushboolean(lua, 0);
    lua_insert(lua, -2);
    return 2;
}

// Addresses are what the arena makes of them: the same in every run.
int toString(lua_State* lua) {
    luaL_checkany(lua, 1);
    if (luaL_callmeta(lua, 1, "__tostring") != 0) return 1;
    switch (lua_type(lua, 1)) {
    case LUA_TNUMBER: lua_pushstring(lua, lua_tostring(lua, 1)); break;
    case LUA_TSTRING: lua_pushvalue(lua, 1); break;
    case LUA_TBOOLEAN: lua_pushstring(lua, lua_toboolean(lua, 1) != 0 ? "true" : "false"); break;
    case LUA_TNIL: lua_pushliteral(lua, "nil"); break;
    default: {
        char text[64];
        const std::uint64_t at = ScriptVm::ofThisThread().arena().offset(lua_topointer(lua, 1)) & 0xFFFF'FFFFu;
        std::snprintf(text, sizeof text, "%s: 0x7f%010llx", luaL_typename(lua, 1), static_cast<unsigned long long>(at));
        lua_pushstring(lua, text);
    }
    }
    return 1;
}

// Only text is compiled: what string.dump makes could break out.
int loadText(lua_State* lua, const char* bytes, std::size_t size, const char* name) {
    if (size > 0 && bytes[0] == LUA_SIGNATURE[0]) {
        lua_pushnil(lua);
        lua_pushliteral(lua, "attempt to load a binary chunk");
        return 2;
    }
    if (luaL_loadbuffer(lua, bytes, size, name) == 0) return 1;
    lua_pushnil(lua);
    lua_insert(lua, -2);
    return 2;
}

int loadString(lua_State* lua) {
    std::size_t size = 0;
    const char* bytes = luaL_checklstring(lua, 1, &size);
    return loadText(lua, bytes, size, luaL_optstring(lua, 2, bytes));
}

int loadFunction(lua_State* lua) {
    luaL_checktype(lua, 1, LUA_TFUNCTION);
    const char* name = luaL_optstring(lua, 2, "=(load)");
    lua_newtable(lua);
    const int pieces = lua_gettop(lua);
    int n = 0;
    while (true) {
        lua_pushvalue(lua, 1);
        lua_call(lua, 0, 1);
        std::size_t size = 0;
        if (lua_isnil(lua, -1) || (lua_isstring(lua, -1) != 0 && (lua_tolstring(lua, -1, &size), size == 0))) break;
        if (lua_isstring(lua, -1) == 0) luaL_error(lua, "reader function must return a string");
        lua_rawseti(lua, pieces, ++n);
    }
    lua_settop(lua, pieces);
    luaL_Buffer text;
    luaL_buffinit(lua, &text);
    for (int k = 1; k <= n; ++k) {
        lua_rawgeti(lua, pieces, k);
        luaL_addvalue(&text);
    }
    luaL_pushresult(&text);
    std::size_t size = 0;
    const char* bytes = lua_tolstring(lua, -1, &size);
    return loadText(lua, bytes, size, name);
}

void keepOnly(lua_State* lua) {
    static constexpr const char* kGone[] = {"print", "dofile", "loadfile", "newproxy", "getfenv", "setfenv", "gcinfo", "module", "require",
                                            "package", "debug", "io", "os"};
    for (const char* name : kGone) {
        lua_pushnil(lua);
        lua_setglobal(lua, name);
    }
}

void protectGlobal(lua_State* lua, const char* name) {
    lua_getglobal(lua, name);
    protect(lua, false);
    lua_setglobal(lua, name);
}

void open(lua_State* lua, lua_CFunction library, const char* name) {
    lua_pushcfunction(lua, library);
    lua_pushstring(lua, name);
    lua_call(lua, 1, 0);
}

int build(lua_State* lua) {
    open(lua, luaopen_base, "");
    open(lua, luaopen_table, LUA_TABLIBNAME);
    open(lua, luaopen_string, LUA_STRLIBNAME);
    open(lua, luaopen_math, LUA_MATHLIBNAME);
    keepOnly(lua);
    lua_pushlightuserdata(lua, &kProtectedKey);
    lua_newtable(lua);
    lua_rawset(lua, LUA_REGISTRYINDEX);

    lua_getglobal(lua, "math");
    openMathFunctions(lua);
    lua_pop(lua, 1);
    lua_getglobal(lua, "string");
    openPatternFunctions(lua);
    lua_pop(lua, 1);
    const luaL_Reg globals[] = {{"rawset", rawSet},       {"rawget", rawGet},         {"setmetatable", setMetatable},
                                {"next", next},           {"pcall", protectedCall},   {"tostring", toString},
                                {"loadstring", loadString}, {"load", loadFunction}};
    for (const luaL_Reg& g : globals) lua_register(lua, g.name, g.func);
    lua_getglobal(lua, "next");
    lua_pushcclosure(lua, pairs, 1);
    lua_setglobal(lua, "pairs");

    const luaL_Reg libraries[] = {{"redis", nullptr}, {"bit", nullptr}, {"struct", nullptr}, {"cjson", nullptr}, {"cmsgpack", nullptr}};
    void (*const opening[])(lua_State*) = {openRedisLibrary, openBitLibrary, openStructLibrary, openJsonLibrary, openMsgpackLibrary};
    for (std::size_t k = 0; k < std::size(libraries); ++k) {
        opening[k](lua);
        lua_setglobal(lua, libraries[k].name);
    }
    for (const char* name : {"string", "table", "math", "redis", "bit", "struct", "cjson", "cmsgpack", "coroutine"}) protectGlobal(lua, name);

    // ("").upper finds the protected table, and nobody gets at the metatable itself.
    lua_pushliteral(lua, "");
    lua_getmetatable(lua, -1);
    lua_getglobal(lua, "string");
    lua_setfield(lua, -2, "__index");
    lua_newtable(lua);
    lua_getglobal(lua, "string");
    lua_setfield(lua, -2, "__index");
    protect(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 2);

    lua_pushvalue(lua, LUA_GLOBALSINDEX);
    protect(lua, true);
    lua_pushvalue(lua, -1);
    lua_setglobal(lua, "_G"); // still into the real table
    lua_replace(lua, LUA_GLOBALSINDEX);
    return 0;
}

} // namespace

ScriptContext* ScriptVm::current() { return t_context; }

void ScriptVm::setCurrent(ScriptContext* context) { t_context = context; }

ScriptVm& ScriptVm::ofThisThread() {
    thread_local ScriptVm vm;
    return vm;
}

ScriptVm::ScriptVm() {
    if (!m_arena.ready()) return;
    m_lua = lua_newstate(&ScriptArena::allocate, &m_arena);
    if (m_lua == nullptr) return;
    if (lua_cpcall(m_lua, [](lua_State* lua) { return build(lua); }, nullptr) != 0) {
        std::fprintf(stderr, "%s\n", lua_tostring(m_lua, -1));
        m_lua = nullptr;
        return;
    }
    lua_gc(m_lua, LUA_GCCOLLECT, 0);
    m_arena.keep();
}

bool isOverTime(const ScriptContext& c) {
    const std::int64_t commands = c.server.costNs - c.beganAtNs;
    return c.overTime || static_cast<std::int64_t>(c.instructions) * ScriptVm::kInstructionNs + commands > c.limitNs;
}

void countScriptWork(lua_State* lua, std::uint64_t steps) {
    ScriptContext* c = t_context;
    if (c == nullptr) return;
    c->instructions += steps;
    if (!isOverTime(*c)) return;
    c->overTime = true;
    luaL_error(lua, "Script killed: it ran longer than busy-reply-threshold allows");
}

int raiseScriptError(lua_State* lua, const char* text) {
    lua_newtable(lua);
    lua_pushstring(lua, text);
    lua_setfield(lua, -2, "err");
    return lua_error(lua);
}

} // namespace maylab::cache
