// What the application keeps in the cache: about 500 bytes of JSON a product, made real when somebody reads
// it.
//   {"id":17,"name":"Banh chung 17","price":125000,"version":3,"description":"..."}
#pragma once

#include "ports/key_value_cache.h"

#include <cstdint>
#include <string_view>

namespace maylab::scenarios {

// The tag of a synthetic value: product and version. One-off keys of a scan have numbers from kScanBase on; the home
// page is a number of its own, whose version says until when the page is fresh, in hundredths of a second.
inline constexpr std::uint32_t kScanBase = 0x80000000;
inline constexpr std::uint32_t kHomePage = 0xFFFF0000;
inline constexpr std::uint32_t kReportBase = 0xFFFE0000; // somebody else's large value; the version numbers them
inline constexpr std::uint32_t kFillerBase = 0xFFFD0000; // an experiment's value: nothing but x

constexpr std::uint64_t tagOf(std::uint32_t product, std::uint32_t version) {
    return (std::uint64_t{product} << 32) | version;
}
constexpr std::uint32_t productOfTag(std::uint64_t tag) {
    return static_cast<std::uint32_t>(tag >> 32);
}
constexpr std::uint32_t versionOfTag(std::uint64_t tag) {
    return static_cast<std::uint32_t>(tag);
}

ports::SyntheticValue productValue(std::uint32_t product, std::uint32_t version);

// In đồng; a version has its own price.
std::uint32_t priceOf(std::uint32_t product, std::uint32_t version);

// Writes exactly value.length bytes.
void renderProduct(ports::SyntheticValue value, char* out);

// "product:17" or, of a scan, "archive:17", or "page:home". Buffer of kKeyCapacity bytes.
inline constexpr std::size_t kKeyCapacity = 24;
std::string_view keyOf(std::uint32_t product, char* buffer);
// The inverse; false for any other text.
bool productOfKey(std::string_view key, std::uint32_t& product);

} // namespace maylab::scenarios
