#include "scenarios/shop/faults.h"

#include "scenarios/shop/home_page.h"
#include "scenarios/shop/price_import.h"
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr std::uint32_t kFaultsPipeline = 100;
constexpr std::uint32_t kLargePipeline = 4; // of large values

constexpr std::pair<ShopFault, const char*> kFaultsNames[] = {
    {ShopFault::DatabaseSlow, "database-slow"},       {ShopFault::ScanBurst, "scan-burst"},
    {ShopFault::HotKey, "hot-key"},                   {ShopFault::ImportAllKeys, "import-all-keys"},
    {ShopFault::MassExpiry, "mass-expiry"},           {ShopFault::MemoryPressure, "memory-pressure"},
    {ShopFault::LockHolderDies, "lock-holder-dies"}};

constexpr aws::Shape kFaultsFault = aws::stringOf(1, 64);
constexpr aws::Shape kFaultsSeconds = aws::doubleIn(0.001, 86'400);
constexpr aws::Shape kFaultsFactor = aws::doubleIn(1, 1000);
constexpr aws::Shape kFaultsRate = aws::doubleIn(1, 200'000);
constexpr aws::Shape kFaultsKeys = aws::integerIn(1, 10'000'000);
constexpr aws::Shape kFaultsProduct = aws::integerIn(0, 999'999);
constexpr aws::Shape kFaultsShare = aws::doubleIn(0, 1);
constexpr aws::Shape kFaultsTtl = aws::doubleIn(0.001, 2'592'000);
constexpr aws::Shape kFaultsMegabytes = aws::doubleIn(0.001, 100'000);
constexpr aws::Shape kFaultsBytes = aws::integerIn(1, 10'000'000);
constexpr aws::Shape kTarget = aws::stringOf(1, 255);
constexpr aws::Shape kFaultsConnections = aws::integerIn(1, 200'000);

constexpr aws::MemberShape kInjectFault[] = {
    {"fault", &kFaultsFault, aws::kRequired, "Its name, as in DescribeFaults."},
    {"seconds", &kFaultsSeconds, false, "After so long it ends by itself; replica-delay: the lag; slow-command: how long it runs."},
    {"factor", &kFaultsFactor, false, "database-slow: how many times as long a query takes, 10; cpu-credits: how many times slower, 8."},
    {"requestsPerSecond", &kFaultsRate, false, "scan-burst: how fast the crawler asks; 2000."},
    {"keys", &kFaultsKeys, false, "scan-burst: how many pages, 50000; mass-expiry: how many products, all."},
    {"product", &kFaultsProduct, false, "hot-key: which product; 42."},
    {"share", &kFaultsShare, false, "hot-key: its share of all visitors; 0.3."},
    {"ttlSeconds", &kFaultsTtl, false, "import-all-keys: one TTL for all; 20."},
    {"inSeconds", &kFaultsSeconds, false, "mass-expiry: from now to the common end; 5."},
    {"megabytes", &kFaultsMegabytes, false, "memory-pressure: how much is written, 100; memory-squeeze: what is left to the node."},
    {"bytes", &kFaultsBytes, false, "memory-pressure: how large a value is; 100000."},
    {"target", &kTarget, false, "Faults of nodes: which cluster or group; az-loss: which zone."},
    {"shard", &kTarget, false, "Faults of nodes: of a group, which shard; the first."},
    {"node", &kTarget, false, "Faults of nodes: of a Memcached cluster, which node; 0001."},
    {"connections", &kFaultsConnections, false, "connection-storm: how many."}};
constexpr aws::MemberShape kClearFault[] = {
    {"fault", &kFaultsFault, aws::kRequired, "Its name, as in DescribeFaults."},
    {"target", &kTarget, false, "Faults of nodes: of which cluster, group or zone; all."}};
constexpr aws::Shape kInjectFaultInput = aws::structureOf(kInjectFault);
constexpr aws::Shape kClearFaultInput = aws::structureOf(kClearFault);
constexpr aws::OperationModel kFaultsModels[] = {
    {"lab", "InjectFault", &kInjectFaultInput, nullptr, aws::ErrorStyle::Query, "Something goes wrong, by name."},
    {"lab", "ClearFault", &kClearFaultInput, nullptr, aws::ErrorStyle::Query, "Ends a fault that has no end."},
    {"lab", "DescribeFaults", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Every fault there is, and which are on since when."}};

constexpr const char* kFaultsModel = "The shop is a model of this program (faults)";
constexpr const char* kFaultsTtlPage = "ElastiCache User Guide, Caching strategies: Adding TTL";
// In the order of ShopFault, then the end of any of them.
constexpr kernel::RuleInfo kFaultsRules[] = {
    {"shop.fault.database-slow", "factor,seconds", kFaultsModel},
    {"shop.fault.scan-burst", "keys,requestsPerSecond,seconds", kFaultsModel},
    {"shop.fault.hot-key", "product,share,seconds", kFaultsModel},
    {"shop.fault.import-all-keys", "ttlSeconds", kFaultsTtlPage},
    {"shop.fault.mass-expiry", "keys,inSeconds", kFaultsTtlPage},
    {"shop.fault.memory-pressure", "megabytes,bytes,seconds", "Redis documentation, Key eviction"},
    {"shop.fault.lock-holder-dies", "armed", kFaultsModel},
    {"shop.fault.ended", "fault,seconds,refused", kFaultsModel}};
constexpr unsigned kEndedRule = static_cast<unsigned>(ShopFault::Count);
static_assert(std::size(kFaultsRules) == kEndedRule + 1);

bool parseFault(const Json& input, ShopFault& fault) {
    fault = ShopFault::Count;
    parseName(kFaultsNames, textOf(input, "fault"), fault);
    return fault != ShopFault::Count;
}

// What is done at once and stays done.
bool isOneStroke(ShopFault fault) {
    return fault == ShopFault::ImportAllKeys || fault == ShopFault::MassExpiry;
}

std::string_view reportKey(std::uint32_t i, char* buffer) {
    constexpr std::string_view kPrefix = "report:";
    std::copy(kPrefix.begin(), kPrefix.end(), buffer);
    const auto end = std::to_chars(buffer + kPrefix.size(), buffer + kKeyCapacity, i).ptr;
    return {buffer, static_cast<std::size_t>(end - buffer)};
}

} // namespace

const char* toString(ShopFault fault) {
    return nameOf(kFaultsNames, fault);
}

std::span<const aws::OperationModel> Faults::operations() const {
    return kFaultsModels;
}

std::span<const kernel::RuleInfo> Faults::rules() const {
    return kFaultsRules;
}

void Faults::defineMetrics(kernel::MetricSink& metrics) {
    m_active = metrics.define(
        {"Shop/Faults", "Active", {}, "Count", kernel::MetricKind::Gauge, kernel::MetricResolution::High});
}

void Faults::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    defineMetrics(shop.world().metrics());
}

// The same fault in the words of the cache's service.
std::optional<Workload::Forward> Faults::forwards(std::string_view operation, const Json& input) const {
    ShopFault fault;
    if (operation == "DescribeFaults" || parseFault(input, fault)) return std::nullopt;
    const std::string name = textOf(input, "fault");
    Json out = {{"Fault", name}};
    const auto pass = [&](const char* ours, const char* theirs) {
        if (given(input, ours)) out[theirs] = input.at(ours);
    };
    pass("target", name == "az-loss" ? "AvailabilityZone" : "Target");
    pass("shard", "NodeGroupId");
    pass("node", "CacheNodeId");
    pass("seconds", "Seconds");
    pass("factor", "Factor");
    pass("connections", "Connections");
    double megabytes = 0;
    read(input, "megabytes", megabytes);
    if (megabytes > 0) out["Bytes"] = std::floor(megabytes * 1024 * 1024);
    return Forward{"elasticache", operation == "InjectFault" ? "InjectNodeFault" : "ClearNodeFault", std::move(out)};
}

ApiResult Faults::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    ShopFault fault;
    if (!parseFault(input, fault)) return invalid("There is no fault " + textOf(input, "fault") + ".");
    if (operation == "InjectFault") return inject(shop, fault, input);
    if (!of(fault).active) {
        return ApiResult(kernel::fail("InvalidState", std::string("The fault ") + toString(fault) + " is not on."));
    }
    end(shop, fault);
    return Json::object();
}

ApiResult Faults::inject(ShopFloor& shop, ShopFault fault, const Json& input) {
    double seconds = 0;
    read(input, "seconds", seconds);
    if (given(input, "seconds") && (isOneStroke(fault) || fault == ShopFault::LockHolderDies)) {
        return invalidCombination(std::string(toString(fault)) + " has no duration; seconds cannot be given.");
    }
    const bool needsCache = fault == ShopFault::ImportAllKeys || fault == ShopFault::MassExpiry ||
                            fault == ShopFault::MemoryPressure;
    if (needsCache && shop.settings().application.endpoint.empty()) {
        return invalidCombination(std::string(toString(fault)) +
                                  " strikes the application's cache; SetApplication has no endpoint.");
    }
    switch (fault) {
    case ShopFault::DatabaseSlow: {
        double factor = 10;
        read(input, "factor", factor);
        begin(shop, fault, seconds, factor, 0);
        shop.setDatabaseSlowdown(factor);
        return Json::object();
    }
    case ShopFault::ScanBurst: {
        double rate = 2000;
        std::uint32_t keys = 50'000;
        read(input, "requestsPerSecond", rate);
        read(input, "keys", keys);
        // It is over when every page was asked for.
        const double whole = keys / rate;
        begin(shop, fault, seconds > 0 ? std::min(seconds, whole) : whole, keys, rate);
        return shop.perform("StartScan", {{"requestsPerSecond", rate}, {"keys", keys}});
    }
    case ShopFault::HotKey: {
        std::uint32_t product = 42;
        double share = 0.3;
        read(input, "product", product);
        read(input, "share", share);
        if (product >= shop.settings().popularity.keys) {
            return invalid("product must be less than the number of products, " +
                           std::to_string(shop.settings().popularity.keys) + ".");
        }
        begin(shop, fault, seconds, product, share);
        shop.setHotProduct(product, share);
        return Json::object();
    }
    case ShopFault::ImportAllKeys: {
        double ttl = 20;
        read(input, "ttlSeconds", ttl);
        auto* import = static_cast<PriceImport*>(shop.find("priceImport"));
        if (import->isRunning()) return ApiResult(kernel::fail("InvalidState", "An import is running already."));
        begin(shop, fault, 0, ttl, 0);
        return shop.perform("StartPriceImport", {{"ttlSeconds", ttl}, {"jitterPercent", 0}});
    }
    case ShopFault::MassExpiry: {
        double inSeconds = 5;
        std::uint32_t keys = shop.settings().popularity.keys;
        read(input, "inSeconds", inSeconds);
        read(input, "keys", keys);
        Batch& b = batchOf(fault);
        b = {0, std::min(keys, shop.settings().popularity.keys)};
        b.expireAtMs = shop.world().unixMilliseconds() + static_cast<std::int64_t>(inSeconds * 1000);
        begin(shop, fault, 0, b.end, inSeconds);
        sendBatch(shop, fault);
        return Json::object();
    }
    case ShopFault::MemoryPressure: {
        double megabytes = 100;
        std::uint32_t bytes = 100'000;
        read(input, "megabytes", megabytes);
        read(input, "bytes", bytes);
        const double count = std::ceil(megabytes * 1e6 / bytes);
        if (count > 1'000'000) return invalid("megabytes of values of that size are more than 1000000 keys.");
        batchOf(fault) = {0, static_cast<std::uint32_t>(count), 0, 0, bytes};
        begin(shop, fault, seconds, megabytes, bytes);
        sendBatch(shop, fault);
        return Json::object();
    }
    case ShopFault::LockHolderDies:
        begin(shop, fault, 0, 1, 0);
        static_cast<HomePage*>(shop.find("homePage"))->killNextBuilder();
        // It is over once somebody has died; nothing is left to clear.
        of(fault).active = false;
        countActive(shop);
        return Json::object();
    case ShopFault::Count:
        break;
    }
    return Json::object();
}

void Faults::begin(ShopFloor& shop, ShopFault fault, double seconds, double a, double b) {
    switchOn(shop);
    FaultState& f = of(fault);
    ++f.strikes;
    f.active = !isOneStroke(fault);
    f.since = shop.now();
    f.ends = seconds > 0 ? shop.now() + SimDuration::fromSeconds(seconds) : SimTime();
    f.a = a;
    f.b = b;
    if (seconds > 0) shop.schedule(f.ends, kEnds, static_cast<std::uint32_t>(fault), f.strikes);
    const bool hasTwo = fault != ShopFault::DatabaseSlow;
    shop.decide(static_cast<unsigned>(fault), 0, 0, {}, a, hasTwo ? b : seconds, seconds);
    countActive(shop);
}

void Faults::undo(ShopFloor& shop, ShopFault fault) {
    switch (fault) {
    case ShopFault::DatabaseSlow:
        shop.setDatabaseSlowdown(1);
        return;
    case ShopFault::ScanBurst:
        (void)shop.perform("StartScan", {{"requestsPerSecond", 0}, {"keys", 1}});
        return;
    case ShopFault::HotKey:
        shop.setHotProduct(0, 0);
        return;
    case ShopFault::MemoryPressure: {
        // What was written is deleted again, as far as it was written.
        Batch& b = batchOf(fault);
        const bool idle = b.next == b.end;
        b = {0, b.next, b.refused, 0, b.bytes, true};
        if (idle) sendBatch(shop, fault);
        return;
    }
    default:
        return;
    }
}

void Faults::end(ShopFloor& shop, ShopFault fault) {
    FaultState& f = of(fault);
    f.active = false;
    f.ends = SimTime();
    ++f.strikes; // an end that is still scheduled is void
    undo(shop, fault);
    const double refused = fault == ShopFault::MemoryPressure ? batchOf(fault).refused : 0;
    shop.decide(kEndedRule, 0, 0, shop.now() - f.since, static_cast<double>(fault), (shop.now() - f.since).inSeconds(),
                refused);
    countActive(shop);
}

void Faults::countActive(ShopFloor& shop) {
    const auto n = std::count_if(m_faults.begin(), m_faults.end(), [](const FaultState& f) { return f.active; });
    shop.world().metrics().add(m_active, static_cast<double>(n));
}

void Faults::onEvent(ShopFloor& shop, const kernel::Event& event) {
    const auto fault = static_cast<ShopFault>(event.handle);
    switch (static_cast<EventKind>(event.kind)) {
    case kEnds:
        if (of(fault).active && event.data == of(fault).strikes) end(shop, fault);
        return;
    case kBatchAtNode:
        onBatchAtNode(shop, fault);
        return;
    case kBatchDone:
        sendBatch(shop, fault);
        return;
    }
}

void Faults::sendBatch(ShopFloor& shop, ShopFault fault) {
    Batch& b = batchOf(fault);
    if (b.next >= b.end) return;
    if (shop.reach().reach != KeyValueCache::Reach::Ok) {
        b.end = b.next;
        return;
    }
    shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kBatchAtNode, static_cast<std::uint32_t>(fault));
}

void Faults::onBatchAtNode(ShopFloor& shop, ShopFault fault) {
    Batch& b = batchOf(fault);
    const KeyValueCache::Resolved found = shop.reach();
    KeyValueCache* cache = shop.cache();
    if (found.reach != KeyValueCache::Reach::Ok || cache == nullptr) {
        b.end = b.next;
        return;
    }
    SimTime ready = shop.now();
    const bool large = fault == ShopFault::MemoryPressure && !b.removes;
    const std::uint32_t end = std::min(b.end, b.next + (large ? kLargePipeline : kFaultsPipeline));
    char key[kKeyCapacity], number[24];
    for (; b.next < end; ++b.next) {
        if (fault == ShopFault::MassExpiry) {
            const auto last = std::to_chars(number, number + sizeof number, b.expireAtMs).ptr;
            const std::string_view argv[] = {"PEXPIREAT", keyOf(b.next, key),
                                             {number, static_cast<std::size_t>(last - number)}};
            ready = std::max(ready, cache->command(shop.world(), found.node, argv).finishedAt);
        } else if (b.removes) {
            ready = std::max(ready, cache->del(shop.world(), found.node, reportKey(b.next, key)).finishedAt);
        } else {
            const CacheReply reply = cache->set(shop.world(), found.node, reportKey(b.next, key),
                                                {b.bytes, tagOf(kReportBase, b.next)}, {});
            ready = std::max(ready, reply.finishedAt);
            if (reply.status == CacheReply::Status::Oom) ++b.refused;
        }
    }
    shop.schedule(ready + ShopFloor::halfRoundTrip(), kBatchDone, static_cast<std::uint32_t>(fault));
}

ApiResult Faults::describe(const kernel::World& world, std::string_view, const Json&) const {
    Json faults = Json::array();
    for (std::size_t i = 0; i < m_faults.size(); ++i) {
        const auto fault = static_cast<ShopFault>(i);
        const FaultState& f = m_faults[i];
        Json one = {{"fault", toString(fault)}, {"active", f.active}};
        if (f.strikes > 0) one["since"] = world.calendar().iso8601(f.since);
        if (f.active && f.ends != SimTime()) one["ends"] = world.calendar().iso8601(f.ends);
        if (f.strikes > 0 && fault == ShopFault::DatabaseSlow) one["factor"] = f.a;
        if (f.strikes > 0 && fault == ShopFault::HotKey) {
            one["product"] = f.a;
            one["share"] = f.b;
        }
        faults.push_back(std::move(one));
    }
    // The nodes' own.
    const ApiResult nodes = world.peek("elasticache", "DescribeNodeFaults", Json::object());
    if (nodes && nodes->contains("NodeFaults")) {
        for (const Json& f : nodes->at("NodeFaults")) {
            Json one = {{"fault", f.at("Fault")}, {"active", true}};
            one["target"] = f.contains("Node") ? f.at("Node") : f.at("AvailabilityZone");
            faults.push_back(std::move(one));
        }
    }
    return Json{{"faults", std::move(faults)}};
}

void Faults::mixInto(kernel::Fingerprint& f) const {
    for (const FaultState& s : m_faults) {
        f.mix(s.strikes);
        f.mix(s.active ? 1 : 0);
    }
}

} // namespace maylab::scenarios
