#include "aws/tags.h"

#include <nlohmann/json.hpp>

namespace maylab::aws {

std::optional<kernel::ApiError> addTags(TagSet& tags, const kernel::Json& list) {
    TagSet result = tags;
    for (const auto& tag : list) {
        const std::string key = tag.value("Key", "");
        const std::string value = tag.value("Value", "");
        if (key.empty() || key.size() > 128) {
            return kernel::ApiError{"InvalidParameterValue", "Tag keys must be between 1 and 128 characters in length.",
                                    400};
        }
        if (value.size() > 256) {
            return kernel::ApiError{"InvalidParameterValue",
                                    "Tag values must be between 0 and 256 characters in length.", 400};
        }
        if (key.rfind("aws:", 0) == 0) {
            return kernel::ApiError{"InvalidParameterValue", "Tag keys must not start with aws:", 400};
        }
        result[key] = value;
    }
    if (result.size() > kMaxTags) {
        return kernel::ApiError{"TagQuotaPerResourceExceeded",
                                "The maximum number of tags allowed on a resource is " + std::to_string(kMaxTags) + ".",
                                400};
    }
    tags = std::move(result);
    return std::nullopt;
}

kernel::Json tagList(const TagSet& tags) {
    kernel::Json list = kernel::Json::array();
    for (const auto& [key, value] : tags) list.push_back({{"Key", key}, {"Value", value}});
    return list;
}

} // namespace maylab::aws
