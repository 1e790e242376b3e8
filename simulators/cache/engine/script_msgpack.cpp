// cmsgpack: MessagePack in and out.
#include "cache/engine/script_vm.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <initializer_list>

namespace maylab::cache {

namespace {

constexpr int kMaxDepth = 16; // deeper tables are written as nil, as the server does

ScriptContext& context() { return *ScriptVm::current(); }

// --- out ---

void room(lua_State* lua, ScriptContext& c, std::size_t size) {
    if (c.text.size() + size > ScriptVm::kLongestText) luaL_error(lua, "not enough memory");
}

void bigEndian(ScriptContext& c, std::uint64_t v, int bytes) {
    for (int k = bytes - 1; k >= 0; --k) c.text += static_cast<char>(v >> (8 * k) & 0xFF);
}

void tagged(lua_State* lua, ScriptContext& c, int tag, std::uint64_t v, int bytes) {
    room(lua, c, 9);
    c.text += static_cast<char>(tag);
    bigEndian(c, v, bytes);
}

void packInteger(lua_State* lua, ScriptContext& c, std::int64_t v) {
    const auto u = static_cast<std::uint64_t>(v);
    if (v >= -32 && v <= 127) tagged(lua, c, static_cast<int>(u & 0xFF), 0, 0);
    else if (v >= 0) {
        if (v <= 0xFF) tagged(lua, c, 0xCC, u, 1);
        else if (v <= 0xFFFF) tagged(lua, c, 0xCD, u, 2);
        else if (v <= 0xFFFFFFFFLL) tagged(lua, c, 0xCE, u, 4);
        else tagged(lua, c, 0xCF, u, 8);
    } else if (v >= -128) tagged(lua, c, 0xD0, u, 1);
    else if (v >= -32768) tagged(lua, c, 0xD1, u, 2);
    else if (v >= -2147483648LL) tagged(lua, c, 0xD2, u, 4);
    else tagged(lua, c, 0xD3, u, 8);
}

void packNumber(lua_State* lua, ScriptContext& c, double v) {
    if (std::fabs(v) < 9.2e18 && v == std::floor(v)) {
        packInteger(lua, c, static_cast<std::int64_t>(v));
        return;
    }
    const auto narrow = static_cast<float>(v);
    if (static_cast<double>(narrow) == v) tagged(lua, c, 0xCA, std::bit_cast<std::uint32_t>(narrow), 4);
    else tagged(lua, c, 0xCB, std::bit_cast<std::uint64_t>(v), 8);
}

void packText(lua_State* lua, ScriptContext& c) {
    std::size_t size = 0;
    const char* bytes = lua_tolstring(lua, -1, &size);
    if (size < 32) tagged(lua, c, static_cast<int>(0xA0 | size), 0, 0);
    else if (size <= 0xFF) tagged(lua, c, 0xD9, size, 1);
    else if (size <= 0xFFFF) tagged(lua, c, 0xDA, size, 2);
    else tagged(lua, c, 0xDB, size, 4);
    room(lua, c, size);
    c.text.append(bytes, size);
}

// Keys are 1 .. n, each of them there.
bool isList(lua_State* lua, std::size_t& length) {
    std::size_t items = 0;
    double most = 0;
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        lua_pop(lua, 1);
        const double k = lua_type(lua, -1) == LUA_TNUMBER ? lua_tonumber(lua, -1) : 0;
        if (k < 1 || k != std::floor(k) || k > 4294967295.0) {
            lua_pop(lua, 1);
            return false;
        }
        ++items;
        if (k > most) most = k;
    }
    length = items;
    return most == static_cast<double>(items);
}

void packValue(lua_State* lua, ScriptContext& c, int depth);

void packTable(lua_State* lua, ScriptContext& c, int depth) {
    luaL_checkstack(lua, 5, "in function mp_encode_lua_table");
    std::size_t n = 0;
    if (isList(lua, n)) {
        if (n <= 15) tagged(lua, c, static_cast<int>(0x90 | n), 0, 0);
        else if (n <= 0xFFFF) tagged(lua, c, 0xDC, n, 2);
        else tagged(lua, c, 0xDD, n, 4);
        for (std::size_t k = 1; k <= n; ++k) {
            lua_rawgeti(lua, -1, static_cast<int>(k));
            packValue(lua, c, depth + 1);
        }
        return;
    }
    n = 0;
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        lua_pop(lua, 1);
        ++n;
    }
    if (n < 16) tagged(lua, c, static_cast<int>(0x80 | n), 0, 0);
    else if (n <= 0xFFFF) tagged(lua, c, 0xDE, n, 2);
    else tagged(lua, c, 0xDF, n, 4);
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        lua_pushvalue(lua, -2);
        packValue(lua, c, depth + 1); // the key
        packValue(lua, c, depth + 1); // the value
    }
}

// The value on top of the stack goes.
void packValue(lua_State* lua, ScriptContext& c, int depth) {
    int type = lua_type(lua, -1);
    if (type == LUA_TTABLE && depth == kMaxDepth) type = LUA_TNIL;
    switch (type) {
    case LUA_TSTRING: packText(lua, c); break;
    case LUA_TBOOLEAN: tagged(lua, c, lua_toboolean(lua, -1) != 0 ? 0xC3 : 0xC2, 0, 0); break;
    case LUA_TNUMBER: packNumber(lua, c, lua_tonumber(lua, -1)); break;
    case LUA_TTABLE: packTable(lua, c, depth); break;
    default: tagged(lua, c, 0xC0, 0, 0);
    }
    lua_pop(lua, 1);
}

int pack(lua_State* lua) {
    const int n = lua_gettop(lua);
    if (n == 0) return luaL_argerror(lua, 0, "MessagePack pack needs input.");
    luaL_checkstack(lua, n, "Too many arguments for MessagePack pack.");
    ScriptContext& c = context();
    c.text.clear();
    for (int k = 1; k <= n; ++k) {
        lua_pushvalue(lua, k);
        packValue(lua, c, 0);
    }
    countScriptWork(lua, c.text.size() / 8);
    lua_pushlstring(lua, c.text.data(), c.text.size());
    return 1;
}

// --- in ---

struct Reader {
    const unsigned char* at;
    std::size_t left;
    const char* problem = nullptr;
    int depth = 0;
};
constexpr const char* kShort = "Missing bytes in input.";
constexpr const char* kBad = "Bad data format in input.";
constexpr int kDeepest = 1'000;

bool need(Reader& r, std::uint64_t bytes) {
    if (r.left >= bytes) return true;
    r.problem = kShort;
    return false;
}

std::uint64_t bigEndian(const unsigned char* p, int bytes) {
    std::uint64_t v = 0;
    for (int k = 0; k < bytes; ++k) v = v << 8 | p[k];
    return v;
}

void unpackValue(lua_State* lua, Reader& r);

void advance(Reader& r, std::size_t bytes) {
    r.at += bytes;
    r.left -= bytes;
}

void unpackText(lua_State* lua, Reader& r, int lengthBytes) {
    if (!need(r, 1 + static_cast<std::uint64_t>(lengthBytes))) return;
    const std::uint64_t size = bigEndian(r.at + 1, lengthBytes);
    advance(r, 1 + static_cast<std::size_t>(lengthBytes));
    if (!need(r, size)) return;
    lua_pushlstring(lua, reinterpret_cast<const char*>(r.at), size);
    advance(r, size);
}

void unpackItems(lua_State* lua, Reader& r, std::uint64_t n, bool map) {
    if (++r.depth > kDeepest || lua_checkstack(lua, 4) == 0) {
        r.problem = kBad;
        return;
    }
    lua_newtable(lua);
    for (std::uint64_t k = 1; k <= n; ++k) {
        unpackValue(lua, r);
        if (r.problem != nullptr) return;
        if (!map) {
            lua_rawseti(lua, -2, static_cast<int>(k));
            continue;
        }
        unpackValue(lua, r);
        if (r.problem != nullptr) return;
        const bool noKey = lua_isnil(lua, -2) || (lua_type(lua, -2) == LUA_TNUMBER && std::isnan(lua_tonumber(lua, -2)));
        if (noKey) {
            r.problem = kBad;
            return;
        }
        lua_settable(lua, -3);
    }
    --r.depth;
}

void unpackMany(lua_State* lua, Reader& r, int lengthBytes, bool map) {
    if (!need(r, 1 + static_cast<std::uint64_t>(lengthBytes))) return;
    const std::uint64_t n = bigEndian(r.at + 1, lengthBytes);
    advance(r, 1 + static_cast<std::size_t>(lengthBytes));
    unpackItems(lua, r, n, map);
}

void unpackFixed(lua_State* lua, Reader& r, int tag) {
    const auto number = [&](int bytes, auto make) {
        if (!need(r, 1 + static_cast<std::uint64_t>(bytes))) return;
        lua_pushnumber(lua, make(bigEndian(r.at + 1, bytes)));
        advance(r, 1 + static_cast<std::size_t>(bytes));
    };
    const auto plain = [](std::uint64_t v) { return static_cast<double>(v); };
    switch (tag) {
    case 0xCC: number(1, plain); return;
    case 0xCD: number(2, plain); return;
    case 0xCE: number(4, plain); return;
    case 0xCF: number(8, plain); return;
    case 0xD0: number(1, [](std::uint64_t v) { return static_cast<double>(static_cast<std::int8_t>(v)); }); return;
    case 0xD1: number(2, [](std::uint64_t v) { return static_cast<double>(static_cast<std::int16_t>(v)); }); return;
    case 0xD2: number(4, [](std::uint64_t v) { return static_cast<double>(static_cast<std::int32_t>(v)); }); return;
    case 0xD3: number(8, [](std::uint64_t v) { return static_cast<double>(static_cast<std::int64_t>(v)); }); return;
    case 0xCA: number(4, [](std::uint64_t v) { return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(v))); }); return;
    case 0xCB: number(8, [](std::uint64_t v) { return std::bit_cast<double>(v); }); return;
    case 0xC0: lua_pushnil(lua); break;
    case 0xC2: lua_pushboolean(lua, 0); break;
    case 0xC3: lua_pushboolean(lua, 1); break;
    case 0xC4:
    case 0xD9: unpackText(lua, r, 1); return;
    case 0xC5:
    case 0xDA: unpackText(lua, r, 2); return;
    case 0xC6:
    case 0xDB: unpackText(lua, r, 4); return;
    case 0xDC: unpackMany(lua, r, 2, false); return;
    case 0xDD: unpackMany(lua, r, 4, false); return;
    case 0xDE: unpackMany(lua, r, 2, true); return;
    case 0xDF: unpackMany(lua, r, 4, true); return;
    default: r.problem = kBad; return;
    }
    advance(r, 1);
}

void unpackValue(lua_State* lua, Reader& r) {
    if (!need(r, 1)) return;
    if (lua_checkstack(lua, 4) == 0) {
        r.problem = kBad;
        return;
    }
    const int tag = *r.at;
    if (tag < 0x80 || tag >= 0xE0) {
        lua_pushnumber(lua, static_cast<std::int8_t>(tag));
        advance(r, 1);
    } else if (tag >= 0xA0 && tag < 0xC0) {
        const auto size = static_cast<std::size_t>(tag & 31);
        advance(r, 1);
        if (!need(r, size)) return;
        lua_pushlstring(lua, reinterpret_cast<const char*>(r.at), size);
        advance(r, size);
    } else if (tag < 0x90) {
        advance(r, 1);
        unpackItems(lua, r, static_cast<std::uint64_t>(tag & 15), true);
    } else if (tag < 0xA0) {
        advance(r, 1);
        unpackItems(lua, r, static_cast<std::uint64_t>(tag & 15), false);
    } else {
        unpackFixed(lua, r, tag);
    }
}

// limit 0: all there is, and no offset before the values.
int unpackSome(lua_State* lua, lua_Integer limit, lua_Integer offset) {
    std::size_t size = 0;
    const char* bytes = luaL_checklstring(lua, 1, &size);
    if (offset < 0 || limit < 0) return luaL_error(lua, "Invalid request to unpack with offset of %d and limit of %d.", static_cast<int>(offset), static_cast<int>(limit));
    if (static_cast<std::size_t>(offset) > size)
        return luaL_error(lua, "Start offset %d greater than input length %d.", static_cast<int>(offset), static_cast<int>(size));
    countScriptWork(lua, size / 8);
    Reader r{reinterpret_cast<const unsigned char*>(bytes) + offset, size - static_cast<std::size_t>(offset)};
    const bool all = limit == 0 && offset == 0;
    int n = 0;
    while (r.left > 0 && (all || n < limit)) {
        luaL_checkstack(lua, 3, "in function mp_unpack_full");
        r.depth = 0;
        unpackValue(lua, r);
        if (r.problem != nullptr) return luaL_error(lua, "%s", r.problem);
        ++n;
    }
    if (!all) {
        lua_pushnumber(lua, r.left == 0 ? -1 : static_cast<double>(size - r.left));
        lua_insert(lua, 2);
        ++n;
    }
    return n;
}

int unpack(lua_State* lua) { return unpackSome(lua, 0, 0); }
int unpackOne(lua_State* lua) {
    const lua_Integer offset = luaL_optinteger(lua, 2, 0);
    lua_settop(lua, 1);
    return unpackSome(lua, 1, offset);
}
int unpackLimit(lua_State* lua) {
    const lua_Integer limit = luaL_checkinteger(lua, 2), offset = luaL_optinteger(lua, 3, 0);
    lua_settop(lua, 1);
    return unpackSome(lua, limit, offset);
}

} // namespace

void openMsgpackLibrary(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {{"pack", pack}, {"unpack", unpack}, {"unpack_one", unpackOne}, {"unpack_limit", unpackLimit}};
    lua_newtable(lua);
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
    lua_pushliteral(lua, "cmsgpack");
    lua_setfield(lua, -2, "_NAME");
    lua_pushliteral(lua, "lua-cmsgpack 0.4.0");
    lua_setfield(lua, -2, "_VERSION");
}

} // namespace maylab::cache
