// Where everything happens and what it is called: the account, the Region, ARNs, and ids made from the world's
// seed and a name, so that the same run always has the same ids. Shapes of the ids: the services' own
// ("sg-" + 17 hex digits, AWS EC2 "Resource IDs").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::aws {

inline constexpr std::string_view kAccountId = "123456789012";
inline constexpr std::string_view kRegion = "ap-southeast-1";
inline constexpr std::string_view kRegionShort = "apse1"; // as ElastiCache writes it in endpoints
inline constexpr std::string_view kPartition = "aws";
inline constexpr std::string_view kCallerUser = "learner";

// arn:aws:elasticache:ap-southeast-1:123456789012:cluster:shop
struct Arn {
    std::string partition, service, region, account, resource;

    std::string toString() const;
    static std::optional<Arn> parse(std::string_view text);
};
// In this account and Region.
std::string makeArn(std::string_view service, std::string_view resource);

// "sg-" -> "sg-0a1b..." (17 hex digits), the same for the same seed and name.
std::string resourceId(std::uint64_t worldSeed, std::string_view prefix, std::string_view name);
// A UUID of version 4 for the n-th request of a run.
std::string requestId(std::uint64_t worldSeed, std::uint64_t n);

} // namespace maylab::aws
