// cjson: JSON in and out, with the limits and messages of Lua CJSON 2.1 as the server has it set up.
#include "cache/engine/script_vm.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace maylab::cache {

namespace {

ScriptContext& context() { return *ScriptVm::current(); }

// --- out: into ScriptContext::text, which outlives an error ---

void encodeValue(lua_State* lua, ScriptContext& c, int depth);

void add(lua_State* lua, ScriptContext& c, const char* bytes, std::size_t size) {
    if (c.text.size() + size > ScriptVm::kLongestText) luaL_error(lua, "not enough memory");
    c.text.append(bytes, size);
}

void encodeText(lua_State* lua, ScriptContext& c, int index) {
    std::size_t size = 0;
    const char* bytes = lua_tolstring(lua, index, &size);
    add(lua, c, "\"", 1);
    for (std::size_t k = 0; k < size; ++k) {
        const auto byte = static_cast<unsigned char>(bytes[k]);
        static constexpr char kFrom[] = "\"\\/\b\f\n\r\t", kTo[] = "\"\\/bfnrt";
        const char* at = byte == 0 ? nullptr : std::strchr(kFrom, byte);
        char text[8] = {'\\', 0};
        if (at != nullptr) {
            text[1] = kTo[at - kFrom];
            add(lua, c, text, 2);
        } else if (byte < 0x20 || byte == 0x7F) {
            std::snprintf(text, sizeof text, "\\u%04x", byte);
            add(lua, c, text, 6);
        } else {
            add(lua, c, bytes + k, 1);
        }
    }
    add(lua, c, "\"", 1);
}

void encodeNumber(lua_State* lua, ScriptContext& c, double v) {
    if (!std::isfinite(v)) {
        if (c.json.invalidOut == JsonSettings::Invalid::Null) {
            add(lua, c, "null", 4);
            return;
        }
        if (c.json.invalidOut == JsonSettings::Invalid::Refuse) luaL_error(lua, "Cannot serialise number: must not be NaN or Inf");
    }
    char text[64];
    const int n = std::snprintf(text, sizeof text, "%.*g", c.json.precision, v);
    add(lua, c, text, static_cast<std::size_t>(n));
}

// The length of the list on top of the stack; -1: it is none.
double listLength(lua_State* lua, const JsonSettings& s) {
    double most = 0, items = 0;
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        lua_pop(lua, 1);
        const double k = lua_type(lua, -1) == LUA_TNUMBER ? lua_tonumber(lua, -1) : 0;
        if (k < 1 || std::floor(k) != k) {
            lua_pop(lua, 1);
            return -1;
        }
        if (k > most) most = k;
        ++items;
    }
    if (s.sparseRatio > 0 && most > items * s.sparseRatio && most > s.sparseSafe) {
        if (!s.sparseConvert) luaL_error(lua, "Cannot serialise table: excessively sparse array");
        return -1;
    }
    return most;
}

void encodeTable(lua_State* lua, ScriptContext& c, int depth) {
    const double length = listLength(lua, c.json);
    if (length > 0) {
        add(lua, c, "[", 1);
        for (double k = 1; k <= length; ++k) {
            if (k > 1) add(lua, c, ",", 1);
            lua_rawgeti(lua, -1, static_cast<int>(k));
            encodeValue(lua, c, depth);
            lua_pop(lua, 1);
        }
        add(lua, c, "]", 1);
        return;
    }
    add(lua, c, "{", 1);
    bool first = true;
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        if (!first) add(lua, c, ",", 1);
        first = false;
        if (lua_type(lua, -2) == LUA_TNUMBER) {
            add(lua, c, "\"", 1);
            encodeNumber(lua, c, lua_tonumber(lua, -2));
            add(lua, c, "\":", 2);
        } else if (lua_type(lua, -2) == LUA_TSTRING) {
            encodeText(lua, c, -2);
            add(lua, c, ":", 1);
        } else {
            luaL_error(lua, "Cannot serialise %s: table key must be a number or string", luaL_typename(lua, -2));
        }
        encodeValue(lua, c, depth);
        lua_pop(lua, 1);
    }
    add(lua, c, "}", 1);
}

void encodeValue(lua_State* lua, ScriptContext& c, int depth) {
    switch (lua_type(lua, -1)) {
    case LUA_TSTRING: encodeText(lua, c, -1); return;
    case LUA_TNUMBER: encodeNumber(lua, c, lua_tonumber(lua, -1)); return;
    case LUA_TBOOLEAN:
        if (lua_toboolean(lua, -1) != 0) add(lua, c, "true", 4);
        else add(lua, c, "false", 5);
        return;
    case LUA_TNIL: add(lua, c, "null", 4); return;
    case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(lua, -1) == nullptr) {
            add(lua, c, "null", 4);
            return;
        }
        break;
    case LUA_TTABLE:
        ++depth;
        if (depth > c.json.encodeDepth || lua_checkstack(lua, 5) == 0)
            luaL_error(lua, "Cannot serialise, excessive nesting (%d)", depth);
        encodeTable(lua, c, depth);
        return;
    default: break;
    }
    luaL_error(lua, "Cannot serialise %s: type not supported", luaL_typename(lua, -1));
}

int encode(lua_State* lua) {
    luaL_argcheck(lua, lua_gettop(lua) == 1, 1, "expected 1 argument");
    ScriptContext& c = context();
    c.text.clear();
    encodeValue(lua, c, 0);
    countScriptWork(lua, c.text.size() / 8);
    lua_pushlstring(lua, c.text.data(), c.text.size());
    return 1;
}

// --- in ---

struct Reader {
    lua_State* lua;
    ScriptContext& c;
    const char* from;
    const char* at;
    const char* end;
    int depth = 0;
};

enum class Token : std::uint8_t { ObjectBegin, ObjectEnd, ListBegin, ListEnd, Text, Number, True, False, Null, Colon, Comma, End, Invalid };
constexpr const char* kTokenNames[] = {"T_OBJ_BEGIN", "T_OBJ_END", "T_ARR_BEGIN", "T_ARR_END", "T_STRING", "T_NUMBER", "T_BOOLEAN",
                                       "T_BOOLEAN",   "T_NULL",    "T_COLON",     "T_COMMA",   "T_END",    nullptr};

struct Read {
    Token token = Token::End;
    const char* at = nullptr; // where it begins
    double number = 0;        // Number; the text is in ScriptContext::text
    const char* problem = nullptr;
};

[[noreturn]] void refuse(Reader& r, const char* expected, const Read& t) {
    const char* found = t.token == Token::Invalid ? t.problem : kTokenNames[static_cast<int>(t.token)];
    luaL_error(r.lua, "Expected %s but found %s at character %d", expected, found, static_cast<int>(t.at - r.from) + 1);
    std::abort(); // luaL_error does not return
}

int hexDigits(const char* p, const char* end) {
    int v = 0;
    for (int k = 0; k < 4; ++k, ++p) {
        if (p >= end) return -1;
        const char d = *p;
        if (d >= '0' && d <= '9') v = v * 16 + (d - '0');
        else if (d >= 'a' && d <= 'f') v = v * 16 + (d - 'a' + 10);
        else if (d >= 'A' && d <= 'F') v = v * 16 + (d - 'A' + 10);
        else return -1;
    }
    return v;
}

void addUtf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// \uXXXX, or two of them for a character beyond 16 bits. False: it is none.
bool unicode(Reader& r) {
    const int high = hexDigits(r.at + 2, r.end);
    if (high < 0) return false;
    if ((high & 0xF800) == 0xD800) {
        if ((high & 0x400) != 0 || r.end - r.at < 12 || r.at[6] != '\\' || r.at[7] != 'u') return false;
        const int low = hexDigits(r.at + 8, r.end);
        if (low < 0 || (low & 0xFC00) != 0xDC00) return false;
        addUtf8(r.c.text, 0x10000u + (static_cast<std::uint32_t>(high & 0x3FF) << 10 | static_cast<std::uint32_t>(low & 0x3FF)));
        r.at += 12;
        return true;
    }
    addUtf8(r.c.text, static_cast<std::uint32_t>(high));
    r.at += 6;
    return true;
}

void readText(Reader& r, Read& t) {
    r.c.text.clear();
    const auto invalid = [&](const char* problem) {
        t.token = Token::Invalid;
        t.problem = problem;
        t.at = r.at;
    };
    for (++r.at;; ) {
        if (r.at >= r.end) {
            invalid("unexpected end of string");
            return;
        }
        if (*r.at == '"') break;
        if (*r.at != '\\') {
            r.c.text += *r.at++;
            continue;
        }
        const char escape = r.at + 1 < r.end ? r.at[1] : '\0';
        if (escape == 'u') {
            if (!unicode(r)) {
                invalid("invalid unicode escape code");
                return;
            }
            continue;
        }
        static constexpr char kFrom[] = "\"\\/bfnrt", kTo[] = "\"\\/\b\f\n\r\t";
        const char* place = escape == '\0' ? nullptr : std::strchr(kFrom, escape);
        if (place == nullptr) {
            invalid("invalid escape code");
            return;
        }
        r.c.text += kTo[place - kFrom];
        r.at += 2;
    }
    ++r.at;
    t.token = Token::Text;
}

// What strtod would take but JSON would not: 0x10, 01, inf, nan. (cjson takes the last two unless told otherwise.)
bool isStrange(const char* p) {
    if (*p == '+') return true;
    if (*p == '-') ++p;
    if (*p == '0') return (p[1] | 0x20) == 'x' || (p[1] >= '0' && p[1] <= '9');
    if (*p >= '0' && *p <= '9') return false;
    char lower[4] = {};
    for (int k = 0; k < 3 && p[k] != '\0'; ++k) lower[k] = static_cast<char>(p[k] | 0x20);
    return std::strcmp(lower, "inf") == 0 || std::strcmp(lower, "nan") == 0;
}

Read next(Reader& r) {
    while (r.at < r.end && std::strchr(" \t\n\r", *r.at) != nullptr && *r.at != '\0') ++r.at;
    Read t;
    t.at = r.at;
    if (r.at >= r.end) return t;
    const auto word = [&](const char* text, Token token) {
        const std::size_t n = std::strlen(text);
        if (static_cast<std::size_t>(r.end - r.at) < n || std::strncmp(r.at, text, n) != 0) return false;
        r.at += n;
        t.token = token;
        return true;
    };
    static constexpr char kSigns[] = "{}[]:,";
    static constexpr Token kSignTokens[] = {Token::ObjectBegin, Token::ObjectEnd, Token::ListBegin, Token::ListEnd, Token::Colon, Token::Comma};
    if (const char* sign = *r.at == '\0' ? nullptr : std::strchr(kSigns, *r.at)) {
        ++r.at;
        t.token = kSignTokens[sign - kSigns];
        return t;
    }
    if (*r.at == '"') {
        readText(r, t);
        return t;
    }
    t.token = Token::Invalid;
    t.problem = "invalid token";
    const bool numeric = *r.at == '-' || *r.at == '+' || (*r.at >= '0' && *r.at <= '9');
    if (numeric || isStrange(r.at)) {
        if (!r.c.json.invalidIn && isStrange(r.at)) {
            t.problem = "invalid number";
            return t;
        }
        char* end = nullptr;
        const double v = std::strtod(r.at, &end); // the text ends with a NUL
        if (end == r.at) {
            t.problem = "invalid number";
            return t;
        }
        t.number = v;
        t.token = Token::Number;
        r.at = end;
        return t;
    }
    if (word("true", Token::True) || word("false", Token::False) || word("null", Token::Null)) return t;
    return t;
}

void decodeValue(Reader& r, const Read& t);

void deeper(Reader& r) {
    ++r.depth;
    if (r.depth > r.c.json.decodeDepth || lua_checkstack(r.lua, 4) == 0)
        luaL_error(r.lua, "Found too many nested data structures (%d) at character %d", r.depth, static_cast<int>(r.at - r.from));
}

void decodeObject(Reader& r) {
    deeper(r);
    lua_newtable(r.lua);
    Read t = next(r);
    if (t.token == Token::ObjectEnd) {
        --r.depth;
        return;
    }
    while (true) {
        if (t.token != Token::Text) refuse(r, "object key string", t);
        lua_pushlstring(r.lua, r.c.text.data(), r.c.text.size());
        t = next(r);
        if (t.token != Token::Colon) refuse(r, "colon", t);
        decodeValue(r, next(r));
        lua_rawset(r.lua, -3);
        t = next(r);
        if (t.token == Token::ObjectEnd) break;
        if (t.token != Token::Comma) refuse(r, "comma or object end", t);
        t = next(r);
    }
    --r.depth;
}

void decodeList(Reader& r) {
    deeper(r);
    lua_newtable(r.lua);
    Read t = next(r);
    if (t.token == Token::ListEnd) {
        --r.depth;
        return;
    }
    for (int n = 1;; ++n) {
        decodeValue(r, t);
        lua_rawseti(r.lua, -2, n);
        t = next(r);
        if (t.token == Token::ListEnd) break;
        if (t.token != Token::Comma) refuse(r, "comma or array end", t);
        t = next(r);
    }
    --r.depth;
}

void decodeValue(Reader& r, const Read& t) {
    switch (t.token) {
    case Token::Text: lua_pushlstring(r.lua, r.c.text.data(), r.c.text.size()); return;
    case Token::Number: lua_pushnumber(r.lua, t.number); return;
    case Token::True: lua_pushboolean(r.lua, 1); return;
    case Token::False: lua_pushboolean(r.lua, 0); return;
    case Token::Null: lua_pushlightuserdata(r.lua, nullptr); return;
    case Token::ObjectBegin: decodeObject(r); return;
    case Token::ListBegin: decodeList(r); return;
    default: refuse(r, "value", t);
    }
}

int decode(lua_State* lua) {
    luaL_argcheck(lua, lua_gettop(lua) == 1, 1, "expected 1 argument");
    std::size_t size = 0;
    const char* bytes = luaL_checklstring(lua, 1, &size);
    if (size >= 2 && (bytes[0] == '\0' || bytes[1] == '\0')) luaL_error(lua, "JSON parser does not support UTF-16 or UTF-32");
    countScriptWork(lua, size / 8);
    Reader r{lua, context(), bytes, bytes, bytes + size};
    decodeValue(r, next(r));
    const Read t = next(r);
    if (t.token != Token::End) refuse(r, "the end", t);
    return 1;
}

// --- settings: each shows what it is, after setting it if told to ---

int option(lua_State* lua, int& value, int low, int high) {
    if (!lua_isnoneornil(lua, 1)) {
        const int wanted = luaL_checkint(lua, 1);
        if (wanted < low || wanted > high)
            luaL_argerror(lua, 1, lua_pushfstring(lua, "expected integer between %d and %d", low, high));
        value = wanted;
    }
    lua_pushinteger(lua, value);
    return 1;
}

int encodeMaxDepth(lua_State* lua) { return option(lua, context().json.encodeDepth, 1, INT32_MAX); }
int decodeMaxDepth(lua_State* lua) { return option(lua, context().json.decodeDepth, 1, INT32_MAX); }
int encodeNumberPrecision(lua_State* lua) { return option(lua, context().json.precision, 1, 14); }

int keepBuffer(lua_State* lua) {
    if (!lua_isnoneornil(lua, 1)) context().json.keepBuffer = lua_toboolean(lua, 1) != 0;
    lua_pushboolean(lua, context().json.keepBuffer ? 1 : 0);
    return 1;
}

int sparseArray(lua_State* lua) {
    JsonSettings& s = context().json;
    if (!lua_isnoneornil(lua, 1)) s.sparseConvert = lua_toboolean(lua, 1) != 0;
    if (!lua_isnoneornil(lua, 2)) s.sparseRatio = luaL_checkint(lua, 2);
    if (!lua_isnoneornil(lua, 3)) s.sparseSafe = luaL_checkint(lua, 3);
    lua_pushboolean(lua, s.sparseConvert ? 1 : 0);
    lua_pushinteger(lua, s.sparseRatio);
    lua_pushinteger(lua, s.sparseSafe);
    return 3;
}

int encodeInvalidNumbers(lua_State* lua) {
    JsonSettings& s = context().json;
    using Invalid = JsonSettings::Invalid;
    if (lua_type(lua, 1) == LUA_TBOOLEAN) {
        s.invalidOut = lua_toboolean(lua, 1) != 0 ? Invalid::Write : Invalid::Refuse;
    } else if (!lua_isnoneornil(lua, 1)) {
        static constexpr const char* kNames[] = {"off", "on", "null", nullptr};
        s.invalidOut = static_cast<Invalid>(luaL_checkoption(lua, 1, nullptr, kNames));
    }
    if (s.invalidOut == Invalid::Null) lua_pushliteral(lua, "null");
    else lua_pushboolean(lua, s.invalidOut == Invalid::Write ? 1 : 0);
    return 1;
}

int decodeInvalidNumbers(lua_State* lua) {
    if (!lua_isnoneornil(lua, 1)) context().json.invalidIn = lua_toboolean(lua, 1) != 0;
    lua_pushboolean(lua, context().json.invalidIn ? 1 : 0);
    return 1;
}

} // namespace

void openJsonLibrary(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {{"encode", encode},
                                              {"decode", decode},
                                              {"encode_max_depth", encodeMaxDepth},
                                              {"decode_max_depth", decodeMaxDepth},
                                              {"encode_number_precision", encodeNumberPrecision},
                                              {"encode_keep_buffer", keepBuffer},
                                              {"encode_sparse_array", sparseArray},
                                              {"encode_invalid_numbers", encodeInvalidNumbers},
                                              {"decode_invalid_numbers", decodeInvalidNumbers}};
    lua_newtable(lua);
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
    lua_pushlightuserdata(lua, nullptr);
    lua_setfield(lua, -2, "null");
    lua_pushliteral(lua, "cjson");
    lua_setfield(lua, -2, "_NAME");
    lua_pushliteral(lua, "2.1.0");
    lua_setfield(lua, -2, "_VERSION");
}

} // namespace maylab::cache
