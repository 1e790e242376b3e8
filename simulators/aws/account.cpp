#include "aws/account.h"

#include "kernel/hash.h"

namespace maylab::aws {

namespace {

std::string hex(std::uint64_t value, int digits) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out(static_cast<std::size_t>(digits), '0');
    for (int i = digits - 1; i >= 0; --i, value >>= 4) out[static_cast<std::size_t>(i)] = kDigits[value & 15];
    return out;
}

} // namespace

std::string Arn::toString() const {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
}

std::optional<Arn> Arn::parse(std::string_view text) {
    std::string_view part[5];
    for (std::string_view& p : part) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        p = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (part[0] != "arn" || part[1].empty() || part[2].empty() || text.empty()) return std::nullopt;
    return Arn{std::string(part[1]), std::string(part[2]), std::string(part[3]), std::string(part[4]),
               std::string(text)};
}

std::string makeArn(std::string_view service, std::string_view resource) {
    return Arn{std::string(kPartition), std::string(service), std::string(kRegion), std::string(kAccountId),
               std::string(resource)}
        .toString();
}

std::string resourceId(std::uint64_t worldSeed, std::string_view prefix, std::string_view name) {
    std::uint64_t state = worldSeed ^ kernel::fnv1a(name, kernel::fnv1a(prefix));
    const std::uint64_t a = kernel::splitmix64(state);
    const std::uint64_t b = kernel::splitmix64(state);
    // Ids of 17 digits begin with 0 on AWS.
    return std::string(prefix) + "0" + hex(a, 8) + hex(b, 8);
}

std::string requestId(std::uint64_t worldSeed, std::uint64_t n) {
    std::uint64_t state = worldSeed ^ kernel::mix64(n + 0x7265717565737431ULL);
    const std::uint64_t a = kernel::splitmix64(state);
    const std::uint64_t b = kernel::splitmix64(state);
    return hex(a >> 32, 8) + "-" + hex(a >> 16, 4) + "-4" + hex(a, 3) + "-" + hex(0x8 | (b >> 62), 1) +
           hex(b >> 48, 3) + "-" + hex(b, 12);
}

} // namespace maylab::aws
