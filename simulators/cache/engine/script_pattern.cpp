// string.find, match, gmatch and gsub: Lua's patterns with a matcher that counts its steps and its depth. The stock one
// may try for hours, or run out of stack, on a pattern made for it, and nobody could stop it meanwhile.
#include "cache/engine/script_vm.h"

#include <cctype>
#include <cstddef>
#include <cstring>

namespace maylab::cache {

namespace {

constexpr int kMaxDepth = 2'000;
constexpr std::ptrdiff_t kUnfinished = -1, kPosition = -2; // of a capture
constexpr char kEscape = '%';

struct Capture {
    const char* from = nullptr;
    std::ptrdiff_t length = 0;
};

struct Matcher {
    lua_State* lua;
    const char* begin; // of the subject
    const char* end;
    const char* patternEnd;
    int level = 0; // captures, finished or not
    int depth = 0;
    std::uint64_t steps = 0;
    Capture captures[LUA_MAXCAPTURES] = {};
};

constexpr std::uint64_t kStepsAtOnce = 4'096;

void step(Matcher& m) {
    if (++m.steps < kStepsAtOnce) return;
    m.steps = 0;
    countScriptWork(m.lua, kStepsAtOnce);
}

bool inClass(int c, int letter) {
    bool in = false;
    switch (std::tolower(letter)) {
    case 'a': in = std::isalpha(c) != 0; break;
    case 'c': in = std::iscntrl(c) != 0; break;
    case 'd': in = std::isdigit(c) != 0; break;
    case 'l': in = std::islower(c) != 0; break;
    case 'p': in = std::ispunct(c) != 0; break;
    case 's': in = std::isspace(c) != 0; break;
    case 'u': in = std::isupper(c) != 0; break;
    case 'w': in = std::isalnum(c) != 0; break;
    case 'x': in = std::isxdigit(c) != 0; break;
    case 'z': in = c == 0; break;
    default: return letter == c;
    }
    return std::isupper(letter) != 0 ? !in : in;
}

// Behind one item of the pattern: a character, a class, a set.
const char* itemEnd(Matcher& m, const char* p) {
    if (p == m.patternEnd) luaL_error(m.lua, "malformed pattern (ends with '%%')");
    const char c = *p++;
    if (c == kEscape) {
        if (p == m.patternEnd) luaL_error(m.lua, "malformed pattern (ends with '%%')");
        return p + 1;
    }
    if (c != '[') return p;
    if (p < m.patternEnd && *p == '^') ++p;
    do {
        if (p == m.patternEnd) luaL_error(m.lua, "malformed pattern (missing ']')");
        if (*p++ == kEscape && p < m.patternEnd) ++p;
    } while (p == m.patternEnd || *p != ']');
    return p + 1;
}

// p at '[', last at its ']'.
bool inSet(int c, const char* p, const char* last) {
    bool yes = true;
    if (p[1] == '^') {
        yes = false;
        ++p;
    }
    while (++p < last) {
        if (*p == kEscape) {
            ++p;
            if (inClass(c, static_cast<unsigned char>(*p))) return yes;
        } else if (p[1] == '-' && p + 2 < last) {
            p += 2;
            if (static_cast<unsigned char>(p[-2]) <= c && c <= static_cast<unsigned char>(*p)) return yes;
        } else if (static_cast<unsigned char>(*p) == c) {
            return yes;
        }
    }
    return !yes;
}

bool fits(Matcher& m, const char* s, const char* p, const char* after) {
    step(m);
    if (s >= m.end) return false;
    const int c = static_cast<unsigned char>(*s);
    switch (*p) {
    case '.': return true;
    case kEscape: return inClass(c, static_cast<unsigned char>(p[1]));
    case '[': return inSet(c, p, after - 1);
    default: return static_cast<unsigned char>(*p) == c;
    }
}

const char* match(Matcher& m, const char* s, const char* p);

const char* balanced(Matcher& m, const char* s, const char* p) {
    if (p + 1 >= m.patternEnd) luaL_error(m.lua, "unbalanced pattern");
    if (s >= m.end || *s != *p) return nullptr;
    int open = 1;
    for (const char* at = s + 1; at < m.end; ++at) {
        step(m);
        if (*at == p[1]) {
            if (--open == 0) return at + 1;
        } else if (*at == *p) {
            ++open;
        }
    }
    return nullptr;
}

const char* longest(Matcher& m, const char* s, const char* p, const char* after) {
    std::ptrdiff_t n = 0;
    while (fits(m, s + n, p, after)) ++n;
    for (; n >= 0; --n) {
        if (const char* end = match(m, s + n, after + 1)) return end;
    }
    return nullptr;
}

const char* shortest(Matcher& m, const char* s, const char* p, const char* after) {
    while (true) {
        if (const char* end = match(m, s, after + 1)) return end;
        if (!fits(m, s, p, after)) return nullptr;
        ++s;
    }
}

const char* openCapture(Matcher& m, const char* s, const char* p, std::ptrdiff_t what) {
    if (m.level >= LUA_MAXCAPTURES) luaL_error(m.lua, "too many captures");
    m.captures[m.level++] = {s, what};
    const char* end = match(m, s, p);
    if (end == nullptr) --m.level;
    return end;
}

const char* closeCapture(Matcher& m, const char* s, const char* p) {
    int k = m.level - 1;
    while (k >= 0 && m.captures[k].length != kUnfinished) --k;
    if (k < 0) luaL_error(m.lua, "invalid pattern capture");
    m.captures[k].length = s - m.captures[k].from;
    const char* end = match(m, s, p);
    if (end == nullptr) m.captures[k].length = kUnfinished;
    return end;
}

const char* again(Matcher& m, const char* s, int digit) {
    const int k = digit - '1';
    if (k < 0 || k >= m.level || m.captures[k].length == kUnfinished) luaL_error(m.lua, "invalid capture index");
    const std::ptrdiff_t n = m.captures[k].length;
    if (n < 0 || m.end - s < n || std::memcmp(m.captures[k].from, s, static_cast<std::size_t>(n)) != 0) return nullptr;
    return s + n;
}

const char* frontier(Matcher& m, const char* s, const char* p, const char*& after) {
    if (p >= m.patternEnd || *p != '[') luaL_error(m.lua, "missing '[' after '%%f' in pattern");
    after = itemEnd(m, p);
    const int before = s == m.begin ? 0 : static_cast<unsigned char>(s[-1]);
    const int here = s == m.end ? 0 : static_cast<unsigned char>(*s);
    return !inSet(before, p, after - 1) && inSet(here, p, after - 1) ? s : nullptr;
}

// One level of the pattern, as far as it goes without branching.
const char* matchHere(Matcher& m, const char* s, const char* p) {
    while (p != m.patternEnd) {
        step(m);
        if (*p == '(') {
            const bool position = p + 1 < m.patternEnd && p[1] == ')';
            return position ? openCapture(m, s, p + 2, kPosition) : openCapture(m, s, p + 1, kUnfinished);
        }
        if (*p == ')') return closeCapture(m, s, p + 1);
        if (*p == '$' && p + 1 == m.patternEnd) return s == m.end ? s : nullptr;
        if (*p == kEscape && p + 1 < m.patternEnd) {
            if (p[1] == 'b') {
                s = balanced(m, s, p + 2);
                if (s == nullptr) return nullptr;
                p += 4;
                continue;
            }
            if (p[1] == 'f') {
                const char* after = nullptr;
                if (frontier(m, s, p + 2, after) == nullptr) return nullptr;
                p = after;
                continue;
            }
            if (std::isdigit(static_cast<unsigned char>(p[1])) != 0) {
                s = again(m, s, p[1]);
                if (s == nullptr) return nullptr;
                p += 2;
                continue;
            }
        }
        const char* after = itemEnd(m, p);
        const char suffix = after < m.patternEnd ? *after : '\0';
        if (suffix == '?') {
            if (fits(m, s, p, after)) {
                if (const char* end = match(m, s + 1, after + 1)) return end;
            }
            p = after + 1;
            continue;
        }
        if (suffix == '*') return longest(m, s, p, after);
        if (suffix == '+') return fits(m, s, p, after) ? longest(m, s + 1, p, after) : nullptr;
        if (suffix == '-') return shortest(m, s, p, after);
        if (!fits(m, s, p, after)) return nullptr;
        ++s;
        p = after;
    }
    return s;
}

const char* match(Matcher& m, const char* s, const char* p) {
    if (++m.depth > kMaxDepth) luaL_error(m.lua, "pattern too complex");
    const char* end = matchHere(m, s, p);
    --m.depth;
    return end;
}

// --- captures ---

void pushCapture(Matcher& m, int k, const char* s, const char* e) {
    if (k >= m.level) {
        if (k != 0) luaL_error(m.lua, "invalid capture index");
        lua_pushlstring(m.lua, s, static_cast<std::size_t>(e - s)); // all of it
        return;
    }
    const Capture& c = m.captures[k];
    if (c.length == kUnfinished) luaL_error(m.lua, "unfinished capture");
    if (c.length == kPosition) lua_pushinteger(m.lua, c.from - m.begin + 1);
    else lua_pushlstring(m.lua, c.from, static_cast<std::size_t>(c.length));
}

int pushCaptures(Matcher& m, const char* s, const char* e) {
    const int n = m.level == 0 && s != nullptr ? 1 : m.level;
    luaL_checkstack(m.lua, n, "too many captures");
    for (int k = 0; k < n; ++k) pushCapture(m, k, s, e);
    return n;
}

std::ptrdiff_t relative(std::ptrdiff_t pos, std::size_t length) {
    if (pos < 0) pos += static_cast<std::ptrdiff_t>(length) + 1;
    return pos >= 0 ? pos : 0;
}

// Plain search; nullptr: not there.
const char* search(const char* s, std::size_t size, const char* what, std::size_t length) {
    return static_cast<const char*>(memmem(s, size, what, length));
}

int findOrMatch(lua_State* lua, bool find) {
    std::size_t size = 0, length = 0;
    const char* s = luaL_checklstring(lua, 1, &size);
    const char* p = luaL_checklstring(lua, 2, &length);
    std::ptrdiff_t from = relative(luaL_optinteger(lua, 3, 1), size) - 1;
    if (from < 0) from = 0;
    else if (from > static_cast<std::ptrdiff_t>(size)) from = static_cast<std::ptrdiff_t>(size);
    const bool plain = find && (lua_toboolean(lua, 4) != 0 || std::strpbrk(p, "^$*+?.([%-") == nullptr);
    countScriptWork(lua, size / 64);
    if (plain) {
        const char* at = search(s + from, size - static_cast<std::size_t>(from), p, length);
        if (at != nullptr) {
            lua_pushinteger(lua, at - s + 1);
            lua_pushinteger(lua, at - s + static_cast<std::ptrdiff_t>(length));
            return 2;
        }
    } else {
        Matcher m{lua, s, s + size, p + length};
        const bool anchored = length > 0 && *p == '^';
        if (anchored) ++p;
        for (const char* at = s + from;; ++at) {
            m.level = m.depth = 0;
            if (const char* end = match(m, at, p)) {
                if (!find) return pushCaptures(m, at, end);
                lua_pushinteger(lua, at - s + 1);
                lua_pushinteger(lua, end - s);
                return pushCaptures(m, nullptr, nullptr) + 2;
            }
            if (at >= m.end || anchored) break;
        }
    }
    lua_pushnil(lua);
    return 1;
}

int find(lua_State* lua) { return findOrMatch(lua, true); }
int matchOnce(lua_State* lua) { return findOrMatch(lua, false); }

int gmatchNext(lua_State* lua) {
    std::size_t size = 0, length = 0;
    const char* s = lua_tolstring(lua, lua_upvalueindex(1), &size);
    const char* p = lua_tolstring(lua, lua_upvalueindex(2), &length);
    Matcher m{lua, s, s + size, p + length};
    for (const char* at = s + lua_tointeger(lua, lua_upvalueindex(3)); at <= m.end; ++at) {
        m.level = m.depth = 0;
        const char* end = match(m, at, p);
        if (end == nullptr) continue;
        lua_pushinteger(lua, end - s + (end == at ? 1 : 0));
        lua_replace(lua, lua_upvalueindex(3));
        return pushCaptures(m, at, end);
    }
    return 0;
}

int gmatch(lua_State* lua) {
    luaL_checkstring(lua, 1);
    luaL_checkstring(lua, 2);
    lua_settop(lua, 2);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, gmatchNext, 3);
    return 1;
}

void addReplacement(Matcher& m, luaL_Buffer& out, const char* s, const char* e) {
    lua_State* lua = m.lua;
    switch (lua_type(lua, 3)) {
    case LUA_TNUMBER:
    case LUA_TSTRING: {
        std::size_t length = 0;
        const char* text = lua_tolstring(lua, 3, &length);
        for (std::size_t k = 0; k < length; ++k) {
            if (text[k] != kEscape) {
                luaL_addchar(&out, text[k]);
                continue;
            }
            ++k;
            const char c = k < length ? text[k] : '\0';
            if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
                luaL_addchar(&out, c);
            } else if (c == '0') {
                luaL_addlstring(&out, s, static_cast<std::size_t>(e - s));
            } else {
                pushCapture(m, c - '1', s, e);
                luaL_addvalue(&out);
            }
        }
        return;
    }
    case LUA_TFUNCTION: {
        lua_pushvalue(lua, 3);
        const int n = pushCaptures(m, s, e);
        lua_call(lua, n, 1);
        break;
    }
    default:
        pushCapture(m, 0, s, e);
        lua_gettable(lua, 3);
    }
    if (lua_toboolean(lua, -1) == 0) {
        lua_pop(lua, 1);
        lua_pushlstring(lua, s, static_cast<std::size_t>(e - s)); // stays as it is
    } else if (lua_isstring(lua, -1) == 0) {
        luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
    }
    luaL_addvalue(&out);
}

int gsub(lua_State* lua) {
    std::size_t size = 0, length = 0;
    const char* s = luaL_checklstring(lua, 1, &size);
    const char* p = luaL_checklstring(lua, 2, &length);
    const int type = lua_type(lua, 3);
    luaL_argcheck(lua, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                  "string/function/table expected");
    const auto most = static_cast<std::size_t>(luaL_optinteger(lua, 4, static_cast<lua_Integer>(size) + 1));
    Matcher m{lua, s, s + size, p + length};
    const bool anchored = length > 0 && *p == '^';
    if (anchored) ++p;
    std::size_t n = 0;
    luaL_Buffer out;
    luaL_buffinit(lua, &out);
    const char* at = s;
    while (n < most) {
        m.level = m.depth = 0;
        const char* end = match(m, at, p);
        if (end != nullptr) {
            ++n;
            addReplacement(m, out, at, end);
        }
        if (end != nullptr && end > at) at = end;
        else if (at < m.end) luaL_addchar(&out, *at++);
        else break;
        if (anchored) break;
    }
    luaL_addlstring(&out, at, static_cast<std::size_t>(m.end - at));
    luaL_pushresult(&out);
    lua_pushinteger(lua, static_cast<lua_Integer>(n));
    return 2;
}

// A text that could never be kept is refused before it is made.
int rep(lua_State* lua) {
    std::size_t size = 0;
    const char* s = luaL_checklstring(lua, 1, &size);
    const lua_Integer n = luaL_checkinteger(lua, 2);
    if (n > 0 && size > 0 && static_cast<std::size_t>(n) > ScriptArena::kBytes / size) luaL_error(lua, "not enough memory");
    luaL_Buffer out;
    luaL_buffinit(lua, &out);
    if (n > 0) countScriptWork(lua, size * static_cast<std::size_t>(n) / 64 + static_cast<std::size_t>(n) / 8);
    for (lua_Integer k = 0; k < n; ++k) luaL_addlstring(&out, s, size);
    luaL_pushresult(&out);
    return 1;
}

} // namespace

void openPatternFunctions(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {{"find", find}, {"match", matchOnce}, {"gmatch", gmatch}, {"gsub", gsub}, {"rep", rep}};
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
    lua_pushnil(lua);
    lua_setfield(lua, -2, "gfind"); // the old name of gmatch
}

} // namespace maylab::cache
