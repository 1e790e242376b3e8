// bit: operations on the 32 bits of a number, wrapped as Lua BitOp does.
#include "cache/engine/script_vm.h"

#include <bit>

namespace maylab::cache {

namespace {

// The number modulo 2^32, by adding 2^52 + 2^51: what BitOp does, for halves too.
std::uint32_t bits(lua_State* lua, int index) {
    const double n = luaL_checknumber(lua, index) + 6755399441055744.0;
    return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(n));
}

int give(lua_State* lua, std::uint32_t b) {
    lua_pushnumber(lua, static_cast<std::int32_t>(b));
    return 1;
}

int toBit(lua_State* lua) { return give(lua, bits(lua, 1)); }
int bnot(lua_State* lua) { return give(lua, ~bits(lua, 1)); }
int bswap(lua_State* lua) { return give(lua, __builtin_bswap32(bits(lua, 1))); }

template <class Operation>
int fold(lua_State* lua, Operation operation) {
    std::uint32_t b = bits(lua, 1);
    for (int k = lua_gettop(lua); k > 1; --k) b = operation(b, bits(lua, k));
    return give(lua, b);
}
int band(lua_State* lua) { return fold(lua, [](auto a, auto b) { return a & b; }); }
int bor(lua_State* lua) { return fold(lua, [](auto a, auto b) { return a | b; }); }
int bxor(lua_State* lua) { return fold(lua, [](auto a, auto b) { return a ^ b; }); }

template <class Operation>
int shift(lua_State* lua, Operation operation) {
    const std::uint32_t b = bits(lua, 1);
    return give(lua, operation(b, static_cast<int>(bits(lua, 2) & 31)));
}
int lshift(lua_State* lua) { return shift(lua, [](std::uint32_t b, int n) { return b << n; }); }
int rshift(lua_State* lua) { return shift(lua, [](std::uint32_t b, int n) { return b >> n; }); }
int arshift(lua_State* lua) {
    return shift(lua, [](std::uint32_t b, int n) { return static_cast<std::uint32_t>(static_cast<std::int32_t>(b) >> n); });
}
int rol(lua_State* lua) { return shift(lua, [](std::uint32_t b, int n) { return std::rotl(b, n); }); }
int ror(lua_State* lua) { return shift(lua, [](std::uint32_t b, int n) { return std::rotr(b, n); }); }

int tohex(lua_State* lua) {
    std::uint32_t b = bits(lua, 1);
    std::int32_t n = lua_isnone(lua, 2) ? 8 : static_cast<std::int32_t>(bits(lua, 2));
    const char* digits = "0123456789abcdef";
    if (n < 0) {
        digits = "0123456789ABCDEF";
        n = n == INT32_MIN ? 8 : -n;
    }
    if (n > 8) n = 8;
    char text[8];
    for (int k = n; --k >= 0; b >>= 4) text[k] = digits[b & 15];
    lua_pushlstring(lua, text, static_cast<std::size_t>(n));
    return 1;
}

} // namespace

void openBitLibrary(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {{"tobit", toBit},   {"bnot", bnot},     {"band", band}, {"bor", bor},
                                              {"bxor", bxor},     {"lshift", lshift}, {"rshift", rshift}, {"arshift", arshift},
                                              {"rol", rol},       {"ror", ror},       {"bswap", bswap}, {"tohex", tohex}};
    lua_newtable(lua);
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
}

} // namespace maylab::cache
