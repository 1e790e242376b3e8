// What the golden tests of this room share: the count of a program, a file's vectors, times in them.
#pragma once

#include "support/golden.h"

#include "kernel/time.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace maylab::testing {

inline VectorCount& vectors() {
    static VectorCount count;
    return count;
}
// The closing line comes also when every file is missing.
[[maybe_unused]] inline const VectorCount& kCounted = vectors();

// A file of tests/golden/metrics; null if it is not there.
inline nlohmann::json readVectors(const char* file) {
    const std::string text = readGolden(QStringLiteral("metrics/") + QLatin1String(file));
    if (text.empty()) return {};
    nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
    if (parsed.is_discarded()) qFatal("%s is not JSON", file);
    return parsed;
}

inline QString q(const std::string& s) { return QString::fromStdString(s); }

inline std::int64_t unixSeconds(const std::string& iso) {
    std::int64_t ms = 0;
    if (!kernel::parseIso8601(iso, ms)) qFatal("bad time in a vector: %s", iso.c_str());
    return ms / 1000;
}

} // namespace maylab::testing
