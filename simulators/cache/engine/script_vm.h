// The interpreter behind scripts: Lua 5.1 in a block of its own, its libraries and globals as the server offers them,
// all of them protected against being changed. One per thread; nothing stays in it from one script to the next.
//
// Lua leaves C functions by longjmp when it raises an error: nothing that has a destructor may live in a frame that
// calls into it, except in the outermost one. What a call needs lies in ScriptContext.
#pragma once

#include "cache/engine/script.h"
#include "cache/engine/script_arena.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
}

namespace maylab::cache {

// What cjson was told; for this script only.
struct JsonSettings {
    int encodeDepth = 1000, decodeDepth = 1000, precision = 14;
    int sparseRatio = 2, sparseSafe = 10;
    bool sparseConvert = false, keepBuffer = true, invalidIn = true;
    enum class Invalid : std::uint8_t { Refuse, Write, Null } invalidOut = Invalid::Refuse;
};

// Of the script that runs.
struct ScriptContext {
    Server& server;
    Client& caller;
    Client speaker; // whom redis.call speaks for
    const ScriptRun& run;
    std::uint64_t instructions = 0;          // of the interpreter
    std::int64_t limitNs = 0, beganAtNs = 0; // the time it may take, commands included; Server::costNs when it began
    bool overTime = false;
    bool wrote = false;     // the script changed something: it may go on whatever happens
    bool noMemory = false;  // the server was over maxmemory when the script began
    // Scratch of redis.call.
    std::string reply;
    std::vector<std::string_view> argv;
    std::vector<std::string> numbers;
    std::string text; // what cjson and cmsgpack write
    JsonSettings json;
};

// Is its time over?
bool isOverTime(const ScriptContext& c);

class ScriptVm {
  public:
    static constexpr int kHookEvery = 1'000;            // instructions between two looks at the limit
    static constexpr std::int64_t kInstructionNs = 25;  // modelled

    static ScriptVm& ofThisThread();
    bool ready() const { return m_lua != nullptr; }
    lua_State* lua() { return m_lua; }
    const ScriptArena& arena() const { return m_arena; }
    void reset() { m_arena.restore(); }

    // Runs with context at hand for the functions of the libraries.
    static constexpr std::size_t kLongestText = ScriptArena::kBytes; // of ScriptContext::text
    static ScriptContext* current();
    static void setCurrent(ScriptContext* context);

  private:
    ScriptVm();
    ScriptArena m_arena;
    lua_State* m_lua = nullptr;
};

// The libraries: each leaves its table on the stack.
void openRedisLibrary(lua_State* lua);   // script_redis.cpp
void openBitLibrary(lua_State* lua);     // script_bit.cpp
void openStructLibrary(lua_State* lua);  // script_struct.cpp
void openJsonLibrary(lua_State* lua);    // script_json.cpp
void openMsgpackLibrary(lua_State* lua); // script_msgpack.cpp
void openMathFunctions(lua_State* lua);  // script_math.cpp: replaces functions in the table on the stack
void openPatternFunctions(lua_State* lua); // script_pattern.cpp: the same, for string

// Work of a library beside the interpreter's: counts towards the limit, raises an error beyond it.
void countScriptWork(lua_State* lua, std::uint64_t steps);
// Raises {err = text} as the server's own errors are raised; text begins with its code.
int raiseScriptError(lua_State* lua, const char* text);

} // namespace maylab::cache
