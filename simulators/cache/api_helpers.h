// What the operations of ElastiCache share: pages, names, errors. Internal to the room.
#pragma once

#include "aws/paging.h"
#include "cache/parameters.h"
#include "kernel/service.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

inline constexpr std::size_t kDefaultPage = 100;
inline constexpr std::size_t kLongestName = 255; // of a group of parameters or subnets, of a snapshot

// "" where it is missing; the input was validated.
inline std::string textOf(const kernel::Json& input, const char* member) {
    const auto it = input.find(member);
    return it != input.end() && it->is_string() ? it->get<std::string>() : std::string();
}

inline std::string lowerCase(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// Identifiers begin with a letter, hold letters, digits and single hyphens, and do not end with one.
inline bool isIdentifier(std::string_view text, std::size_t longest) {
    if (text.empty() || text.size() > longest || std::isalpha(static_cast<unsigned char>(text[0])) == 0) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (c >= 128 || (std::isalnum(c) == 0 && c != '-')) return false;
        if (c == '-' && (i + 1 == text.size() || text[i + 1] == '-')) return false;
    }
    return true;
}

inline kernel::ApiError badValue(std::string text) { return {"InvalidParameterValue", std::move(text), 400}; }
inline kernel::ApiError badCombination(std::string text) { return {"InvalidParameterCombination", std::move(text), 400}; }

inline kernel::ApiError notAnIdentifier(const char* parameter) {
    return {"InvalidParameterValue",
            "The parameter " + std::string(parameter) +
                " is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, "
                "digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
            400};
}

inline kernel::ApiError mustBeProvided(const char* parameter) {
    return {"InvalidParameterValue",
            "The parameter " + std::string(parameter) + " must be provided and must not be blank.", 400};
}

inline kernel::ApiError unknownAction(std::string_view operation) {
    return {"InvalidAction",
            "The action " + std::string(operation.substr(0, 100)) + " is not valid for this web service.", 400};
}

inline kernel::ApiError clusterNotFound(const std::string& id) {
    return {"CacheClusterNotFound", "CacheCluster not found: " + id.substr(0, 100), 404};
}

inline kernel::ApiError replicationGroupNotFound(const std::string& id) {
    return {"ReplicationGroupNotFoundFault", "ReplicationGroup " + id.substr(0, 100) + " not found.", 404};
}

inline kernel::ApiError parameterGroupNotFound(const std::string& name) {
    return {"CacheParameterGroupNotFound", "CacheParameterGroup not found: " + name.substr(0, 300), 404};
}

inline kernel::ApiError subnetGroupNotFound(const std::string& name) {
    return {"CacheSubnetGroupNotFoundFault", "Cache Subnet Group " + name.substr(0, 300) + " does not exist.", 400};
}

// Ours: known to the service on AWS, not modelled here. Never pretends.
inline kernel::ApiError notModelled(const std::string& what) {
    return {"UnsupportedBySimulator", what + " is not part of this simulator.", 400};
}

inline kernel::ApiError valkeyIsNotModelled() {
    return {"UnsupportedBySimulator",
            "Valkey is not part of this simulator. Its commands are those of Redis OSS: use --engine redis.", 400};
}

// "1.6.9" is older than "1.6.17".
bool isOlderVersion(std::string_view a, std::string_view b);
// "" and "7.0" and "7.0.7" -> "7.0.7"; "" if there is no such version. In engine_versions.cpp.
std::string fullVersion(std::string_view wanted, CacheEngine engine);

// One page of rows whose keys ascend. Marker and MaxRecords come from input, Marker goes into the reply.
inline kernel::ApiResult page(std::string_view operation, const char* listName, const kernel::Json& input,
                              std::vector<std::pair<std::string, kernel::Json>>& rows) {
    std::string after;
    const std::string marker = textOf(input, "Marker");
    if (!marker.empty()) {
        const auto key = aws::readMarker(operation, marker);
        if (!key) return kernel::fail("InvalidParameterValue", "The Marker is invalid: " + marker.substr(0, 100));
        after = *key;
    }
    const std::size_t limit = input.value("MaxRecords", kDefaultPage);
    kernel::Json out = {{listName, kernel::Json::array()}};
    const std::string* last = nullptr;
    for (auto& [key, row] : rows) {
        if (!marker.empty() && key <= after) continue;
        if (out[listName].size() == limit) {
            out["Marker"] = aws::makeMarker(operation, *last);
            break;
        }
        out[listName].push_back(std::move(row));
        last = &key;
    }
    return out;
}

} // namespace maylab::cache
