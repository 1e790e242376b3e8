// Tags of a resource: sorted by key, at most 50, keys of 1 to 128 and values of 0 to 256 characters, no key that
// begins with "aws:" (Tagging AWS resources, "Tag naming limits and requirements").
#pragma once

#include "kernel/doors.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::aws {

inline constexpr std::size_t kMaxTags = 50;

using TagSet = std::map<std::string, std::string>;

// Adds [{"Key": ..., "Value": ...}, ...]; an error leaves tags as they were.
std::optional<kernel::ApiError> addTags(TagSet& tags, const kernel::Json& list);
kernel::Json tagList(const TagSet& tags);

} // namespace maylab::aws
