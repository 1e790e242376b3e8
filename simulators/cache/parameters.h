// The parameters of the families this simulator offers: defaults, bounds, what may be changed and when it takes
// effect (ParameterGroups.Redis.md; sheet 1.3). Values are text, as in the API.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace maylab::cache {

struct CacheParameter {
    const char* name;
    const char* value;    // the family's default; "" for none
    const char* dataType; // "integer", "string"
    const char* allowed;  // "0-", "1-1200000", "yes,no", "" (anything)
    bool modifiable = true;
    bool needsReboot = false;
    bool engine = true;       // the engine of this simulator obeys it; others are kept and shown
    bool perNodeType = false; // listed under CacheNodeTypeSpecificParameters
    const char* description = "";
};

inline constexpr std::string_view kRedisFamily = "redis7";
inline constexpr std::string_view kDefaultGroup = "default.redis7";
inline constexpr int kReservedMemoryPercent = 25;

// Sorted by name.
std::span<const CacheParameter> redis7Parameters();
const CacheParameter* findParameter(std::string_view name);
// Does the value lie in the parameter's bounds?
bool isAllowed(const CacheParameter& parameter, std::string_view value);

} // namespace maylab::cache
