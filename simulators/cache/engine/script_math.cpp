// math: functions whose last bits glibc chooses by the processor are replaced by ours; random goes on from script to
// script as the server's does. Left to the C library: the arc functions, and the operator ^.
#include "cache/engine/script_vm.h"
#include "kernel/math.h"

#include <cmath>
#include <limits>

namespace maylab::cache {

namespace {

namespace km = kernel::math;

constexpr double kLn10 = 2.302585092994045684;
constexpr double kLargestAngle = 1e6; // beyond it kernel/math.h does not promise anything

int give(lua_State* lua, double v) {
    lua_pushnumber(lua, v);
    return 1;
}
double number(lua_State* lua, int index = 1) { return luaL_checknumber(lua, index); }

double ln(double x) { return x > 0 ? (std::isinf(x) ? x : km::log(x)) : x == 0 ? -HUGE_VAL : std::nan(""); }
// Reduced by remainders, which are exact.
double angle(double x) { return std::fabs(x) < kLargestAngle ? x : std::fmod(x, 6.283185307179586); }
double sine(double x) { return std::isfinite(x) ? km::sin(angle(x)) : std::nan(""); }
double cosine(double x) { return std::isfinite(x) ? km::cos(angle(x)) : std::nan(""); }
double exponential(double x) { return std::isnan(x) ? x : km::exp(x); }

int mathExp(lua_State* lua) { return give(lua, exponential(number(lua))); }
int mathLog(lua_State* lua) { return give(lua, ln(number(lua))); }
int mathLog10(lua_State* lua) {
    const double x = number(lua);
    const double rounded = std::nearbyint(ln(x) / kLn10);
    // Powers of ten come out even.
    double power = 1;
    if (std::fabs(rounded) <= 22) {
        for (double k = 0; k < std::fabs(rounded); ++k) power *= 10;
        if ((rounded >= 0 && x == power) || (rounded < 0 && x == 1 / power)) return give(lua, rounded);
    }
    return give(lua, ln(x) / kLn10);
}
// As C99 has it: zero, negative and infinite bases, infinite and very large exponents.
double powCorner(double x, double y) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (std::isnan(x) || std::isnan(y)) return x == 1 ? 1 : std::numeric_limits<double>::quiet_NaN();
    const double size = std::fabs(x);
    if (std::isinf(y)) {
        if (size == 1) return 1;
        return (size > 1) == (y > 0) ? kInfinity : 0;
    }
    const bool whole = y == std::floor(y), odd = whole && std::fabs(y) < 0x1p53 && std::floor(y / 2) * 2 != y;
    const double sign = odd && std::signbit(x) ? -1 : 1;
    if (size == 0) return y > 0 ? sign * 0 : sign * kInfinity;
    if (std::isinf(x)) return y > 0 ? sign * kInfinity : sign * 0;
    if (x < 0 && !whole) return std::numeric_limits<double>::quiet_NaN();
    return sign * km::pow(size, y);
}
int mathPow(lua_State* lua) {
    const double x = number(lua), y = number(lua, 2);
    const bool whole = y == std::floor(y) && std::fabs(y) <= 1024;
    if (whole) { // by squaring: exact where the result is
        double base = x, result = 1;
        for (auto n = static_cast<std::uint32_t>(std::fabs(y)); n > 0; n >>= 1, base *= base) {
            if ((n & 1) != 0) result *= base;
        }
        return give(lua, y < 0 ? 1 / result : result);
    }
    if (x > 0 && std::isfinite(x) && std::isfinite(y)) return give(lua, km::pow(x, y));
    return give(lua, powCorner(x, y));
}
int mathSin(lua_State* lua) { return give(lua, sine(number(lua))); }
int mathCos(lua_State* lua) { return give(lua, cosine(number(lua))); }
int mathTan(lua_State* lua) {
    const double x = number(lua);
    return give(lua, sine(x) / cosine(x));
}
int mathSinh(lua_State* lua) {
    const double x = number(lua);
    if (std::fabs(x) < 1e-5) return give(lua, x + x * x * x / 6);
    return give(lua, (exponential(x) - exponential(-x)) / 2);
}
int mathCosh(lua_State* lua) {
    const double x = number(lua);
    return give(lua, (exponential(x) + exponential(-x)) / 2);
}
int mathTanh(lua_State* lua) {
    const double x = number(lua);
    if (std::fabs(x) > 20) return give(lua, x > 0 ? 1 : -1);
    if (std::fabs(x) < 1e-5) return give(lua, x - x * x * x / 3);
    const double up = exponential(x), down = exponential(-x);
    return give(lua, (up - down) / (up + down));
}

// drand48's sequence, 31 bits of it.
constexpr std::uint64_t kMask = (1ull << 48) - 1;

int mathRandom(lua_State* lua) {
    std::uint64_t& state = ScriptVm::current()->server.scripts.random;
    state = (state * 0x5'DEEC'E66Dull + 0xB) & kMask;
    constexpr double kMost = 2147483647.0;
    const double r = static_cast<double>((state >> 17) % 2147483647u) / kMost;
    switch (lua_gettop(lua)) {
    case 0: return give(lua, r);
    case 1: {
        const int high = luaL_checkint(lua, 1);
        luaL_argcheck(lua, 1 <= high, 1, "interval is empty");
        return give(lua, std::floor(r * high) + 1);
    }
    case 2: {
        const int low = luaL_checkint(lua, 1), high = luaL_checkint(lua, 2);
        luaL_argcheck(lua, low <= high, 2, "interval is empty");
        return give(lua, std::floor(r * (static_cast<double>(high) - low + 1)) + low);
    }
    default: return luaL_error(lua, "wrong number of arguments");
    }
}

int mathRandomseed(lua_State* lua) {
    const auto seed = static_cast<std::uint32_t>(luaL_checkint(lua, 1));
    ScriptVm::current()->server.scripts.random = static_cast<std::uint64_t>(seed) << 16 | 0x330E;
    return 0;
}

} // namespace

void openMathFunctions(lua_State* lua) {
    static constexpr luaL_Reg kFunctions[] = {{"exp", mathExp},   {"log", mathLog},   {"log10", mathLog10}, {"pow", mathPow},
                                              {"sin", mathSin},   {"cos", mathCos},   {"tan", mathTan},     {"sinh", mathSinh},
                                              {"cosh", mathCosh}, {"tanh", mathTanh}, {"random", mathRandom}, {"randomseed", mathRandomseed}};
    for (const luaL_Reg& f : kFunctions) {
        lua_pushcfunction(lua, f.func);
        lua_setfield(lua, -2, f.name);
    }
}

} // namespace maylab::cache
