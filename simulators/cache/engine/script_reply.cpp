#include "cache/engine/script_reply.h"

#include <cmath>
#include <cstdlib>
#include <string>

namespace maylab::cache {

namespace {

// Walks over bytes that the engine itself wrote: they are whole.
struct Reader {
    const char* at;
    std::string_view line() {
        const char* from = at;
        while (*at != '\r') ++at;
        const std::string_view text(from, static_cast<std::size_t>(at - from));
        at += 2;
        return text;
    }
    std::string_view block(std::size_t size) {
        const std::string_view text(at, size);
        at += size + 2;
        return text;
    }
};

double toNumber(std::string_view text) {
    double sign = 1, v = 0;
    if (!text.empty() && text[0] == '-') {
        sign = -1;
        text.remove_prefix(1);
    }
    for (const char c : text) v = v * 10 + (c - '0');
    return sign * v;
}

void push(lua_State* lua, std::string_view text) { lua_pushlstring(lua, text.data(), text.size()); }

void pushField(lua_State* lua, const char* name, std::string_view text) {
    lua_createtable(lua, 0, 1);
    push(lua, text);
    lua_setfield(lua, -2, name);
}

void pushOne(lua_State* lua, Reader& in) {
    luaL_checkstack(lua, 6, "reply is nested too deeply");
    const char type = *in.at++;
    const std::string_view head = in.line();
    switch (type) {
    case '+': pushField(lua, "ok", head); return;
    case '-':
        pushField(lua, "err", head);
        return;
    case ':': lua_pushnumber(lua, toNumber(head)); return;
    case '_': lua_pushnil(lua); return;
    case '#': lua_pushboolean(lua, head == "t" ? 1 : 0); return;
    case ',': {
        char text[64];
        const std::size_t n = std::min(head.size(), sizeof text - 1);
        head.copy(text, n);
        text[n] = '\0';
        lua_createtable(lua, 0, 1);
        lua_pushnumber(lua, std::strtod(text, nullptr));
        lua_setfield(lua, -2, "double");
        return;
    }
    case '(': pushField(lua, "big_number", head); return;
    case '$':
    case '*':
        if (head == "-1") {
            lua_pushboolean(lua, 0);
            return;
        }
        break;
    default: break;
    }
    const auto n = static_cast<std::size_t>(toNumber(head));
    switch (type) {
    case '$': push(lua, in.block(n)); return;
    case '=': {
        const std::string_view text = in.block(n);
        lua_createtable(lua, 0, 1);
        lua_createtable(lua, 0, 2);
        push(lua, text.substr(4));
        lua_setfield(lua, -2, "string");
        push(lua, text.substr(0, 3));
        lua_setfield(lua, -2, "format");
        lua_setfield(lua, -2, "verbatim_string");
        return;
    }
    case '%':
        lua_createtable(lua, 0, 1);
        lua_createtable(lua, 0, static_cast<int>(n));
        for (std::size_t k = 0; k < n; ++k) {
            pushOne(lua, in);
            pushOne(lua, in);
            lua_settable(lua, -3);
        }
        lua_setfield(lua, -2, "map");
        return;
    case '~':
        lua_createtable(lua, 0, 1);
        lua_createtable(lua, 0, static_cast<int>(n));
        for (std::size_t k = 0; k < n; ++k) {
            pushOne(lua, in);
            lua_pushboolean(lua, 1);
            lua_settable(lua, -3);
        }
        lua_setfield(lua, -2, "set");
        return;
    default:
        lua_createtable(lua, static_cast<int>(n), 0);
        for (std::size_t k = 0; k < n; ++k) {
            pushOne(lua, in);
            lua_rawseti(lua, -2, static_cast<int>(k + 1));
        }
    }
}

std::string oneLine(lua_State* lua, int index) {
    std::size_t size = 0;
    const char* bytes = lua_tolstring(lua, index, &size);
    std::string text(bytes, size);
    for (char& c : text) {
        if (c == '\r' || c == '\n') c = ' ';
    }
    return text;
}

// Leaves the field of the table on top of the stack if it has that type.
bool field(lua_State* lua, const char* name, int type) {
    lua_pushstring(lua, name);
    lua_rawget(lua, -2);
    if (lua_type(lua, -1) == type) return true;
    lua_pop(lua, 1);
    return false;
}

std::size_t countPairs(lua_State* lua) {
    std::size_t n = 0;
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        ++n;
        lua_pop(lua, 1);
    }
    return n;
}

std::size_t countItems(lua_State* lua) {
    for (int k = 1;; ++k) {
        lua_rawgeti(lua, -1, k);
        const bool end = lua_isnil(lua, -1);
        lua_pop(lua, 1);
        if (end) return static_cast<std::size_t>(k) - 1;
    }
}

// Takes the string that a field of the table on top has off the stack again.
std::string stringField(lua_State* lua, const char* name) {
    lua_pushstring(lua, name);
    lua_rawget(lua, -2);
    std::size_t size = 0;
    const char* bytes = lua_tolstring(lua, -1, &size);
    std::string text(bytes == nullptr ? "" : bytes, size);
    lua_pop(lua, 1);
    return text;
}

// Tables that stand for one value and hold no others. The first kinds are looked for before maps and sets, the others
// after them, as the server does.
[[gnu::noinline]] bool writeOne(lua_State* lua, RespWriter& out) {
    if (field(lua, "err", LUA_TSTRING)) {
        const std::string text = oneLine(lua, -1);
        out.error(text.starts_with("-") ? std::string_view(text).substr(1) : std::string_view(text));
    } else if (field(lua, "ok", LUA_TSTRING)) {
        out.simple(oneLine(lua, -1));
    } else if (field(lua, "double", LUA_TNUMBER)) {
        out.real(lua_tonumber(lua, -1));
    } else {
        return false;
    }
    lua_pop(lua, 1);
    return true;
}

[[gnu::noinline]] bool writeOtherOne(lua_State* lua, RespWriter& out) {
    const bool resp3 = out.protocol() != 2;
    if (field(lua, "big_number", LUA_TSTRING)) {
        const std::string text = oneLine(lua, -1);
        if (resp3) out.raw("(" + text + "\r\n");
        else out.bulk(text);
    } else if (field(lua, "verbatim_string", LUA_TTABLE)) {
        const std::string text = stringField(lua, "string");
        std::string three = stringField(lua, "format");
        three.resize(3, ' ');
        if (resp3) out.raw("=" + std::to_string(text.size() + 4) + "\r\n" + three + ":" + text + "\r\n");
        else out.bulk(text);
    } else {
        return false;
    }
    lua_pop(lua, 1);
    return true;
}

// Called once for each level of a table in a table, up to Lua's own limit of 8,000: what needs room on the stack stands
// in functions of its own, which return before the next level.
void writeTable(lua_State* lua, RespWriter& out, int scriptProtocol) {
    if (writeOne(lua, out)) return;
    if (field(lua, "map", LUA_TTABLE)) {
        out.map(countPairs(lua));
        lua_pushnil(lua);
        while (lua_next(lua, -2) != 0) {
            lua_pushvalue(lua, -2);
            writeValue(lua, out, scriptProtocol); // the key
            writeValue(lua, out, scriptProtocol); // the value
        }
        lua_pop(lua, 1);
        return;
    }
    if (field(lua, "set", LUA_TTABLE)) {
        out.set(countPairs(lua));
        lua_pushnil(lua);
        while (lua_next(lua, -2) != 0) {
            lua_pop(lua, 1);
            lua_pushvalue(lua, -1);
            writeValue(lua, out, scriptProtocol);
        }
        lua_pop(lua, 1);
        return;
    }
    if (writeOtherOne(lua, out)) return;
    const std::size_t items = countItems(lua);
    out.array(items);
    for (std::size_t k = 1; k <= items; ++k) {
        lua_rawgeti(lua, -1, static_cast<int>(k));
        writeValue(lua, out, scriptProtocol);
    }
}

} // namespace

void pushReply(lua_State* lua, std::string_view bytes) {
    Reader in{bytes.data()};
    if (bytes.empty()) lua_pushnil(lua);
    else pushOne(lua, in);
}

void writeValue(lua_State* lua, RespWriter& out, int scriptProtocol) {
    if (lua_checkstack(lua, 8) == 0) {
        out.error("ERR reached lua stack limit");
        lua_pop(lua, 1);
        return;
    }
    switch (lua_type(lua, -1)) {
    case LUA_TSTRING: {
        std::size_t size = 0;
        const char* bytes = lua_tolstring(lua, -1, &size);
        out.bulk({bytes, size});
        break;
    }
    case LUA_TBOOLEAN:
        if (scriptProtocol != 2) out.boolean(lua_toboolean(lua, -1) != 0);
        else if (lua_toboolean(lua, -1) != 0) out.integer(1);
        else out.null();
        break;
    case LUA_TNUMBER: {
        const double v = lua_tonumber(lua, -1);
        // As the processor converts what does not fit.
        const bool fits = v >= -9223372036854775808.0 && v < 9223372036854775808.0;
        out.integer(fits ? static_cast<std::int64_t>(v) : INT64_MIN);
        break;
    }
    case LUA_TTABLE: writeTable(lua, out, scriptProtocol); break;
    default: out.null();
    }
    lua_pop(lua, 1);
}

} // namespace maylab::cache
