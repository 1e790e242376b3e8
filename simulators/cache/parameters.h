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
                          // Nothing wider than what the engine takes, if it obeys: config_table.cpp
    bool modifiable = true;
    bool needsReboot = false;
    bool engine = true;       // the engine of this simulator obeys it; others are kept and shown
    bool perNodeType = false; // listed under CacheNodeTypeSpecificParameters
    const char* description = "";
    bool letters = false; // the value is made of the letters of allowed, in any order, or is empty
};

enum class CacheEngine : std::uint8_t { Redis, Memcached };
const char* toString(CacheEngine engine); // "redis"
const char* familyOf(CacheEngine engine); // "redis7"

inline constexpr std::string_view kRedisFamily = "redis7";
inline constexpr std::string_view kMemcachedFamily = "memcached1.6";
inline constexpr std::string_view kDefaultGroup = "default.redis7";
inline constexpr std::string_view kDefaultClusterGroup = "default.redis7.cluster.on"; // cluster-enabled
inline constexpr std::string_view kDefaultMemcachedGroup = "default.memcached1.6";
inline constexpr int kReservedMemoryPercent = 25;

// Sorted by name.
std::span<const CacheParameter> redis7Parameters();
std::span<const CacheParameter> memcached16Parameters();
std::span<const CacheParameter> parametersOf(std::string_view family); // empty: unknown
const CacheParameter* findParameter(std::string_view name, std::string_view family = kRedisFamily);
// Does the value lie in the parameter's bounds? Whole numbers are spelled as the engine takes them: no "+1", no "007".
bool isAllowed(const CacheParameter& parameter, std::string_view value);

} // namespace maylab::cache
