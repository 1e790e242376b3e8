#include "scenarios/models.h"

#include "scenarios/shop/shop_settings.h"
#include "scenarios/shop/workloads.h"

#include <vector>

namespace maylab::scenarios {

namespace {

using aws::doubleIn;
using aws::enumOf;
using aws::integerIn;
using aws::kRequired;
using aws::MemberShape;
using aws::OperationModel;
using aws::Shape;
using aws::structureOf;

constexpr const char* kArrivalNames[] = {"poisson", "constant",    "burst",
                                         "diurnal", "flash-crowd", "closed-loop"};
constexpr const char* kThinkNames[] = {"exponential", "constant"};
constexpr const char* kDistributionNames[] = {"zipf", "uniform", "hot-set"};
constexpr const char* kStrategyNames[] = {"none", "lazy-loading", "write-through"};

constexpr Shape kArrivals = enumOf(kArrivalNames);
constexpr Shape kThink = enumOf(kThinkNames);
constexpr Shape kDistribution = enumOf(kDistributionNames);
constexpr Shape kStrategy = enumOf(kStrategyNames);
constexpr Shape kRate = doubleIn(0, ShopSettings::kMaxRequestsPerSecond);
constexpr Shape kFactor = doubleIn(1, 1000);
constexpr Shape kSpan = doubleIn(0.001, 604800);
constexpr Shape kSpanOrNone = doubleIn(0, 604800);
constexpr Shape kShare = doubleIn(0, 1);
constexpr Shape kUsers = integerIn(0, traffic::ClosedLoopSettings::kMaxUsers);
constexpr Shape kThinkSeconds = doubleIn(0.001, 86400);
constexpr Shape kPeriod = doubleIn(1, 604800);
constexpr Shape kRampSeconds = doubleIn(0.001, 86400);
constexpr Shape kExponent = doubleIn(0, 100);
constexpr Shape kKeys = integerIn(1, ShopSettings::kMaxProducts);
constexpr Shape kRanks = integerIn(1, ShopSettings::kMaxProducts);
constexpr Shape kScanKeys = integerIn(1, 10'000'000);
constexpr Shape kScanRate = doubleIn(0, ShopSettings::kMaxRequestsPerSecond);
constexpr Shape kEndpoint = aws::stringOf(0, 255);
constexpr Shape kTtl = doubleIn(0, 2'592'000);
constexpr Shape kPercent = doubleIn(0, 100);
constexpr Shape kChanges = doubleIn(0, 10'000);
constexpr Shape kConnections = integerIn(1, 1000);
constexpr Shape kService = doubleIn(0.01, 60'000);
constexpr Shape kSpread = doubleIn(0, 2);
constexpr Shape kQueue = integerIn(0, 100'000);

constexpr MemberShape kSetTraffic[] = {
    {"requestsPerSecond", &kRate, false, "How many visitors ask each second; burst and diurnal: on average."},
    {"arrivals", &kArrivals, false, "How they come. Giving it begins a new day, burst or crowd."},
    {"burstFactor", &kFactor, false, "burst: a burst has so many times the calm rate."},
    {"burstSeconds", &kSpan, false, "burst: mean length of a burst."},
    {"calmSeconds", &kSpan, false, "burst: mean length of the calm between two."},
    {"amplitude", &kShare, false, "diurnal: how far the rate swings, as a share of its mean."},
    {"periodSeconds", &kPeriod, false, "diurnal: length of a day."},
    {"peakInSeconds", &kSpanOrNone, false, "diurnal: from now to the highest rate."},
    {"peakFactor", &kFactor, false, "flash-crowd: the crowd has so many times the usual rate."},
    {"startInSeconds", &kSpanOrNone, false, "flash-crowd: from now to its begin."},
    {"riseSeconds", &kSpan, false, "flash-crowd: how long it grows."},
    {"holdSeconds", &kSpanOrNone, false, "flash-crowd: how long it stays."},
    {"decaySeconds", &kSpan, false, "flash-crowd: how fast it goes (exponential)."},
    {"users", &kUsers, false, "closed-loop: how many users, each waiting for the reply before asking again."},
    {"thinkSeconds", &kThinkSeconds, false, "closed-loop: mean time between reply and next request."},
    {"thinkTime", &kThink, false, "closed-loop: how that time is distributed."}};
constexpr MemberShape kRampTraffic[] = {
    {"from", &kRate, false, "Requests per second at the begin; the present rate if not given."},
    {"to", &kRate, kRequired, "Requests per second at the end, and from then on."},
    {"seconds", &kRampSeconds, kRequired, "How long the ramp takes."}};
constexpr MemberShape kSetPopularity[] = {
    {"distribution", &kDistribution, false, "How the visitors' wishes spread over the products."},
    {"exponent", &kExponent, false, "zipf: 0 is uniform, 1 is steep."},
    {"hotKeys", &kKeys, false, "hot-set: how many products are hot."},
    {"hotShare", &kShare, false, "hot-set: their share of all requests."}};
constexpr MemberShape kMovePopularityMembers[] = {
    {"ranks", &kRanks, kRequired, "Every rank goes to the product that lies so many numbers further."},
    {"at", &aws::kTimestamp, false, "When; now if not given."}};
constexpr MemberShape kStartScan[] = {
    {"requestsPerSecond", &kScanRate, kRequired, "How fast the crawler asks; 0 stops it."},
    {"keys", &kScanKeys, kRequired, "How many keys it asks for, each once."}};
constexpr MemberShape kSetApplication[] = {
    {"strategy", &kStrategy, false, "How the application uses the cache."},
    {"endpoint", &kEndpoint, false, "Address of the cache: host, host:port, or the cluster's id."},
    {"ttlSeconds", &kTtl, false, "How long the cache keeps an answer; 0: without EX, for ever."},
    {"jitterPercent", &kPercent, false, "Each TTL is drawn between this much less and this much more."}};
constexpr MemberShape kSetPriceChanges[] = {
    {"changesPerSecond", &kChanges, kRequired, "How many prices change each second, any product."}};
constexpr MemberShape kSetProducts[] = {{"count", &kKeys, kRequired, "How many products the shop has."}};
constexpr MemberShape kSetDatabase[] = {
    {"connections", &kConnections, false, "How many queries run at one time."},
    {"serviceMilliseconds", &kService, false, "Mean time of a query."},
    {"serviceSpread", &kSpread, false, "Its standard deviation divided by the mean (log-normal)."},
    {"queueLimit", &kQueue, false, "How many may wait for a connection; more are refused at once."}};

constexpr Shape kSetTrafficInput = structureOf(kSetTraffic);
constexpr Shape kRampTrafficInput = structureOf(kRampTraffic);
constexpr Shape kSetPopularityInput = structureOf(kSetPopularity);
constexpr Shape kMovePopularityInput = structureOf(kMovePopularityMembers);
constexpr Shape kStartScanInput = structureOf(kStartScan);
constexpr Shape kSetApplicationInput = structureOf(kSetApplication);
constexpr Shape kSetPriceChangesInput = structureOf(kSetPriceChanges);
constexpr Shape kSetProductsInput = structureOf(kSetProducts);
constexpr Shape kSetDatabaseInput = structureOf(kSetDatabase);

constexpr auto kStyle = aws::ErrorStyle::Query;
constexpr OperationModel kModels[] = {
    {"lab", "SetTraffic", &kSetTrafficInput, nullptr, kStyle, "How many visitors come, and how."},
    {"lab", "RampTraffic", &kRampTrafficInput, nullptr, kStyle,
     "Moves the traffic evenly from one level to another."},
    {"lab", "SetPopularity", &kSetPopularityInput, nullptr, kStyle, "Which products the visitors want."},
    {"lab", "MovePopularity", &kMovePopularityInput, nullptr, kStyle,
     "Other products become the favourites."},
    {"lab", "StartScan", &kStartScanInput, nullptr, kStyle, "A crawler asks for old pages, each once."},
    {"lab", "SetApplication", &kSetApplicationInput, nullptr, kStyle, "How the application uses the cache."},
    {"lab", "SetPriceChanges", &kSetPriceChangesInput, nullptr, kStyle, "How often prices change."},
    {"lab", "SetProducts", &kSetProductsInput, nullptr, kStyle, "How many products the shop has."},
    {"lab", "SetDatabase", &kSetDatabaseInput, nullptr, kStyle,
     "Connections, query time and queue of the database."},
    {"lab", "DescribeShop", &aws::kNoMembers, nullptr, kStyle, "Every setting and the present state."}};

} // namespace

std::span<const aws::OperationModel> operationModels() {
    static const std::vector<OperationModel> kAll = [] {
        std::vector<OperationModel> all(std::begin(kModels), std::end(kModels));
        for (const WorkloadBox& w : makeWorkloads()) {
            const auto own = w->operations();
            all.insert(all.end(), own.begin(), own.end());
        }
        return all;
    }();
    return kAll;
}

} // namespace maylab::scenarios
