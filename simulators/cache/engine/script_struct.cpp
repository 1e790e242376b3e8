// struct: values in the layout of C, packed into text and out of it.
#include "cache/engine/script_vm.h"

#include <bit>
#include <cctype>
#include <climits>
#include <cstring>

namespace maylab::cache {

namespace {

constexpr std::size_t kMaxInteger = 32;
constexpr std::size_t kMaxAlign = 8;

struct Layout {
    bool little = std::endian::native == std::endian::little;
    std::size_t align = 1;
};

// A number in the format; other if there is none.
std::size_t count(lua_State* lua, const char*& format, std::size_t other) {
    if (std::isdigit(static_cast<unsigned char>(*format)) == 0) return other;
    std::size_t n = 0;
    while (std::isdigit(static_cast<unsigned char>(*format)) != 0) {
        if (n > INT_MAX / 10) luaL_error(lua, "integral size overflow");
        n = n * 10 + static_cast<std::size_t>(*format++ - '0');
    }
    return n;
}

std::size_t sizeOf(lua_State* lua, char option, const char*& format) {
    switch (option) {
    case 'B':
    case 'b': return 1;
    case 'H':
    case 'h': return sizeof(short);
    case 'L':
    case 'l': return sizeof(long);
    case 'T': return sizeof(std::size_t);
    case 'f': return sizeof(float);
    case 'd': return sizeof(double);
    case 'x': return 1;
    case 'c': return count(lua, format, 1);
    case 'i':
    case 'I': {
        const std::size_t n = count(lua, format, sizeof(int));
        if (n > kMaxInteger)
            luaL_error(lua, "integral size %d is larger than limit of %d", static_cast<int>(n), static_cast<int>(kMaxInteger));
        return n;
    }
    default: return 0;
    }
}

// Bytes to skip so that the next value lies right.
std::size_t padding(std::size_t at, std::size_t size, char option, const Layout& layout) {
    if (size == 0 || option == 'c') return 0;
    const std::size_t align = size < layout.align ? size : layout.align;
    return align > 1 ? (align - (at & (align - 1))) & (align - 1) : 0;
}

// Options without a value. False: it is none of them.
void control(lua_State* lua, char option, const char*& format, Layout& layout) {
    switch (option) {
    case ' ': return;
    case '>': layout.little = false; return;
    case '<': layout.little = true; return;
    case '!': {
        const std::size_t a = count(lua, format, kMaxAlign);
        if (a == 0 || (a & (a - 1)) != 0) luaL_error(lua, "alignment is not a power of 2");
        layout.align = a;
        return;
    }
    default: {
        char text[64];
        std::snprintf(text, sizeof text, "invalid format option '%c'", option);
        luaL_argerror(lua, 1, text);
    }
    }
}

void putInteger(lua_State* lua, luaL_Buffer* out, int index, bool little, std::size_t size) {
    const double n = luaL_checknumber(lua, index);
    std::uint64_t v = n < 0 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(n)) : static_cast<std::uint64_t>(n);
    char bytes[kMaxInteger];
    for (std::size_t k = 0; k < size; ++k, v >>= 8) bytes[little ? k : size - 1 - k] = static_cast<char>(v & 0xFF);
    luaL_addlstring(out, bytes, size);
}

double getInteger(const char* bytes, bool little, bool isSigned, std::size_t size) {
    std::uint64_t v = 0;
    for (std::size_t k = 0; k < size; ++k) v = v << 8 | static_cast<unsigned char>(bytes[little ? size - 1 - k : k]);
    if (!isSigned) return static_cast<double>(v);
    const std::uint64_t mask = size >= 8 ? 0 : ~std::uint64_t{0} << (size * 8 - 1);
    if (mask != 0 && (v & mask) != 0) v |= mask;
    return static_cast<double>(static_cast<std::int64_t>(v));
}

void reorder(char* bytes, std::size_t size, bool little) {
    if (little == (std::endian::native == std::endian::little)) return;
    for (std::size_t a = 0, b = size - 1; a < b; ++a, --b) {
        const char c = bytes[a];
        bytes[a] = bytes[b];
        bytes[b] = c;
    }
}

int pack(lua_State* lua) {
    luaL_Buffer out;
    const char* format = luaL_checkstring(lua, 1);
    Layout layout;
    int arg = 2;
    std::size_t total = 0;
    lua_pushnil(lua); // stands between the arguments and what the buffer pushes
    luaL_buffinit(lua, &out);
    while (*format != '\0') {
        const char option = *format++;
        std::size_t size = sizeOf(lua, option, format);
        const std::size_t skip = padding(total, size, option, layout);
        total += skip;
        for (std::size_t k = 0; k < skip; ++k) luaL_addchar(&out, '\0');
        switch (option) {
        case 'b': case 'B': case 'h': case 'H': case 'l': case 'L': case 'T': case 'i': case 'I':
            putInteger(lua, &out, arg++, layout.little, size);
            break;
        case 'x': luaL_addchar(&out, '\0'); break;
        case 'f': {
            auto v = static_cast<float>(luaL_checknumber(lua, arg++));
            char bytes[sizeof v];
            std::memcpy(bytes, &v, sizeof v);
            reorder(bytes, sizeof v, layout.little);
            luaL_addlstring(&out, bytes, sizeof v);
            break;
        }
        case 'd': {
            const double v = luaL_checknumber(lua, arg++);
            char bytes[sizeof v];
            std::memcpy(bytes, &v, sizeof v);
            reorder(bytes, sizeof v, layout.little);
            luaL_addlstring(&out, bytes, sizeof v);
            break;
        }
        case 'c':
        case 's': {
            std::size_t length = 0;
            const char* text = luaL_checklstring(lua, arg++, &length);
            if (size == 0) size = length;
            luaL_argcheck(lua, length >= size, arg, "string too short");
            luaL_addlstring(&out, text, size);
            if (option == 's') {
                luaL_addchar(&out, '\0');
                ++size;
            }
            break;
        }
        default: control(lua, option, format, layout);
        }
        total += size;
    }
    luaL_pushresult(&out);
    return 1;
}

int unpack(lua_State* lua) {
    Layout layout;
    const char* format = luaL_checkstring(lua, 1);
    std::size_t length = 0;
    const char* data = luaL_checklstring(lua, 2, &length);
    const double start = luaL_optnumber(lua, 3, 1);
    luaL_argcheck(lua, start >= 1 && start < 4e18, 3, "offset must be 1 or greater");
    std::size_t pos = static_cast<std::size_t>(start) - 1;
    int n = 0;
    while (*format != '\0') {
        const char option = *format++;
        std::size_t size = sizeOf(lua, option, format);
        pos += padding(pos, size, option, layout);
        luaL_argcheck(lua, size <= length && pos <= length - size, 2, "data string too short");
        luaL_checkstack(lua, 2, "too many results");
        switch (option) {
        case 'b': case 'B': case 'h': case 'H': case 'l': case 'L': case 'T': case 'i': case 'I':
            lua_pushnumber(lua, getInteger(data + pos, layout.little, std::islower(static_cast<unsigned char>(option)) != 0, size));
            ++n;
            break;
        case 'x': break;
        case 'f': {
            char bytes[sizeof(float)];
            std::memcpy(bytes, data + pos, sizeof bytes);
            reorder(bytes, sizeof bytes, layout.little);
            lua_pushnumber(lua, static_cast<double>(std::bit_cast<float>(bytes)));
            ++n;
            break;
        }
        case 'd': {
            char bytes[sizeof(double)];
            std::memcpy(bytes, data + pos, sizeof bytes);
            reorder(bytes, sizeof bytes, layout.little);
            lua_pushnumber(lua, std::bit_cast<double>(bytes));
            ++n;
            break;
        }
        case 'c':
            if (size == 0) {
                if (n == 0 || lua_isnumber(lua, -1) == 0) luaL_error(lua, "format 'c0' needs a previous size");
                const double wanted = lua_tonumber(lua, -1);
                lua_pop(lua, 1);
                --n;
                luaL_argcheck(lua, wanted >= 0 && wanted <= static_cast<double>(length) && pos <= length - static_cast<std::size_t>(wanted), 2,
                              "data string too short");
                size = static_cast<std::size_t>(wanted);
            }
            lua_pushlstring(lua, data + pos, size);
            ++n;
            break;
        case 's': {
            const void* end = pos <= length ? std::memchr(data + pos, '\0', length - pos) : nullptr;
            if (end == nullptr) luaL_error(lua, "unfinished string in data");
            size = static_cast<std::size_t>(static_cast<const char*>(end) - (data + pos)) + 1;
            lua_pushlstring(lua, data + pos, size - 1);
            ++n;
            break;
        }
        default: control(lua, option, format, layout);
        }
        pos += size;
    }
    lua_pushinteger(lua, static_cast<lua_Integer>(pos) + 1);
    return n + 1;
}

int size(lua_State* lua) {
    Layout layout;
    const char* format = luaL_checkstring(lua, 1);
    std::size_t pos = 0;
    while (*format != '\0') {
        const char option = *format++;
        const std::size_t n = sizeOf(lua, option, format);
        pos += padding(pos, n, option, layout);
        if (option == 's') luaL_argerror(lua, 1, "option 's' has no fixed size");
        if (option == 'c' && n == 0) luaL_argerror(lua, 1, "option 'c0' has no fixed size");
        if (std::isalnum(static_cast<unsigned char>(option)) == 0) control(lua, option, format, layout);
        pos += n;
    }
    lua_pushinteger(lua, static_cast<lua_Integer>(pos));
    return 1;
}

} // namespace

void openStructLibrary(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {{"pack", pack}, {"unpack", unpack}, {"size", size}};
    lua_newtable(lua);
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
}

} // namespace maylab::cache
