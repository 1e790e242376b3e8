// DescribeUsage, ours: {} -> {"Items": [{"Item", "Quantity", "Running"}]}; a gigabyte is 2^30 bytes, of what is stored Quantity
// is gigabytes times hours.
#include "logs/operations.h"

namespace maylab::logs {
namespace {

ApiResult describeUsage(const LogsState& state, const Json&, std::int64_t nowMs) {
    constexpr double kGigabyte = 1 << 30;
    const LogUsage& u = state.usage;
    Json items = Json::array();
    items.push_back({{"Item", "IngestedGigabyte"}, {"Quantity", static_cast<double>(u.ingestedBytes()) / kGigabyte}});
    items.push_back({{"Item", "ScannedGigabyte"}, {"Quantity", static_cast<double>(u.scannedBytes()) / kGigabyte}});
    items.push_back({{"Item", "StoredGigabyte"},
                     {"Quantity", u.storedByteHours(nowMs) / kGigabyte},
                     {"Running", static_cast<double>(u.storedBytes()) / kGigabyte}});
    return Json{{"Items", std::move(items)}};
}

constexpr ReadOperation kUsageReads[] = {{"DescribeUsage", describeUsage}};

} // namespace

std::span<const ReadOperation> usageReads() { return kUsageReads; }

} // namespace maylab::logs
