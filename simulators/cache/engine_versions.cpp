// Engines and versions: what DescribeCacheEngineVersions lists and what clusters are created with.
#include "cache/api_helpers.h"
#include "cache/elasticache_service.h"

#include <charconv>

namespace maylab::cache {

using kernel::ApiResult;
using kernel::Json;

namespace {

struct EngineVersion {
    CacheEngine engine;
    const char* version;
    const char* full; // as a cluster shows it
    bool isDefault = false;
};
constexpr EngineVersion kVersions[] = {{CacheEngine::Memcached, "1.6.6", "1.6.6"},
                                       {CacheEngine::Memcached, "1.6.12", "1.6.12"},
                                       {CacheEngine::Memcached, "1.6.17", "1.6.17"},
                                       {CacheEngine::Memcached, "1.6.22", "1.6.22", true},
                                       {CacheEngine::Redis, "7.0", "7.0.7"},
                                       {CacheEngine::Redis, "7.1", "7.1.0", true}};

} // namespace

std::string fullVersion(std::string_view wanted, CacheEngine engine) {
    for (const EngineVersion& v : kVersions) {
        if (v.engine != engine) continue;
        if (wanted.empty() ? v.isDefault : wanted == v.version || wanted == v.full) return v.full;
    }
    return {};
}

bool isOlderVersion(std::string_view a, std::string_view b) {
    while (!a.empty() || !b.empty()) {
        const auto next = [](std::string_view& text) {
            const std::size_t dot = std::min(text.find('.'), text.size());
            int n = 0;
            std::from_chars(text.data(), text.data() + dot, n);
            text.remove_prefix(std::min(dot + 1, text.size()));
            return n;
        };
        const int x = next(a), y = next(b);
        if (x != y) return x < y;
    }
    return false;
}

ApiResult ElastiCacheService::describeEngineVersions(const Json& input) const {
    const std::string engine = textOf(input, "Engine"), version = textOf(input, "EngineVersion"),
                      family = textOf(input, "CacheParameterGroupFamily");
    const bool defaultOnly = input.value("DefaultOnly", false);
    std::vector<std::pair<std::string, Json>> all;
    char key[8];
    for (const EngineVersion& v : kVersions) {
        std::snprintf(key, sizeof key, "%02d", static_cast<int>(&v - kVersions));
        if (!engine.empty() && engine != toString(v.engine)) continue;
        if (!version.empty() && version != v.version && version != v.full) continue;
        if (!family.empty() && family != familyOf(v.engine)) continue;
        if (defaultOnly && !v.isDefault) continue;
        const bool redis = v.engine == CacheEngine::Redis;
        all.emplace_back(key, Json{{"Engine", toString(v.engine)},
                                   {"EngineVersion", v.version},
                                   {"CacheParameterGroupFamily", familyOf(v.engine)},
                                   {"CacheEngineDescription", redis ? "Redis" : "memcached"},
                                   {"CacheEngineVersionDescription", std::string(redis ? "redis" : "memcached") + " version " + v.full}});
    }
    return page("DescribeCacheEngineVersions", "CacheEngineVersions", input, all);
}

} // namespace maylab::cache
