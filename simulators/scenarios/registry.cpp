#include "scenarios/registry.h"

#include "cache/bare_cluster.h"
#include "cache/bare_service.h"
#include "cache/ec2_service.h"
#include "cache/elasticache_service.h"
#include "logs/logs_service.h"
#include "messaging/sns_service.h"
#include "metrics/cloudwatch_service.h"
#include "scenarios/shop/shop_service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace maylab::scenarios {

using kernel::Actor;
using kernel::Json;
using kernel::SimDuration;
using kernel::World;

namespace {

constexpr int kMaxWarmSeconds = 3600;
constexpr int kMaxCalls = 100;
// A cluster takes at most ten minutes; longer means that it will never be there.
constexpr SimDuration kClusterPatience = SimDuration::minutes(30);

constexpr ParameterInfo kShopParameters[] = {
    {"products", "How many products; 10000."},
    {"database", "Input of SetDatabase."},
    {"changesPerSecond", "Price changes; 20."},
    {"cluster", "Input of CreateCacheCluster; the world is handed over when it is available."},
    {"replicationGroup", "Input of CreateReplicationGroup; the world is handed over when it is available."},
    {"calls", "More door calls, each [service, operation, input], after the cluster."},
    {"application", "Input of SetApplication."},
    {"popularity", "Input of SetPopularity."},
    {"traffic", "Input of SetTraffic; 300 requests a second."},
    {"requestsPerSecond", "Short for that member of traffic."},
    {"strategy", "Short for that member of application."},
    {"ttlSeconds", "Short for that member of application."},
    {"jitterPercent", "Short for that member of application."},
    {"warmSeconds", "How long the shop has been open when the world is handed over; 0 to 3600."},
    {"warmTraffic", "Input of SetTraffic for that time, if other than traffic."}};

constexpr ParameterInfo kEngineParameters[] = {
    {"redis", "true (the default): there is a Redis process."},
    {"memcached", "true: there is a memcached process; false."},
    {"profile", "Of Redis: raw (every command) or elasticache (what the service restricts is unknown); raw."},
    {"shards", "1 to 16: instead of one Redis process an open source cluster of so many primaries."},
    {"replicas", "Of each shard; 0."}};

constexpr ScenarioInfo kScenarios[] = {
    {"shop", "A shop before Tết: visitors, an application, a cache, a database.", kShopParameters},
    {"engine", "A Redis or a memcached process with nothing around it, for real clients.", kEngineParameters}};

using Failure = tl::unexpected<std::string>;

class ShopBuilder {
  public:
    explicit ShopBuilder(const kernel::JournalHeader& header)
        : m_header(header)
        , m_parameters(header.parameters) {}

    tl::expected<std::unique_ptr<World>, std::string> build() {
        if (m_parameters.is_null()) m_parameters = Json::object();
        if (auto ok = checkNames(); !ok) return Failure(ok.error());
        const int warmSeconds = m_warmSeconds;

        m_world = std::make_unique<World>(kernel::WorldConfig{
            m_header.scenario, m_header.seed, kernel::Calendar{m_header.calendarStart}, {}});
        // The metrics tick first in every second, and the network is there before what stands in it.
        m_world->add(std::make_unique<metrics::CloudWatchService>());
        m_world->add(std::make_unique<cache::Ec2Service>());
        m_world->add(std::make_unique<cache::ElastiCacheService>());
        ShopSettings settings;
        settings.arrivals.ratePerSecond = 0; // nobody comes before everything stands
        m_world->add(std::make_unique<ShopService>(settings));
        // Last: what has no events of its own leaves the numbers of the others as they are.
        m_world->add(std::make_unique<messaging::SnsService>());
        m_world->add(std::make_unique<logs::LogsService>());

        if (auto ok = setUp(); !ok) return Failure(ok.error());
        const bool otherWarmTraffic = warmSeconds > 0 && m_parameters.contains("warmTraffic");
        if (auto ok = lab("SetTraffic", otherWarmTraffic ? m_parameters["warmTraffic"] : traffic()); !ok) {
            return Failure(ok.error());
        }
        m_world->runFor(SimDuration::seconds(warmSeconds));
        if (otherWarmTraffic) {
            if (auto ok = lab("SetTraffic", traffic()); !ok) return Failure(ok.error());
        }
        return std::move(m_world);
    }

  private:
    using Done = tl::expected<void, std::string>;

    Done checkNames() {
        if (!m_parameters.is_object())
            return Failure("The parameters of scenario \"shop\" must be a JSON object.");
        for (const auto& [name, value] : m_parameters.items()) {
            const bool known = std::any_of(std::begin(kShopParameters), std::end(kShopParameters),
                                           [&, n = name](const ParameterInfo& p) { return n == p.name; });
            if (!known) return Failure("Scenario \"shop\" has no parameter \"" + name + "\".");
            const bool object = name == "database" || name == "cluster" || name == "replicationGroup" || name == "application" ||
                                name == "popularity" || name == "traffic" || name == "warmTraffic";
            if (object && !value.is_object())
                return Failure("Parameter \"" + name + "\" must be a JSON object.");
        }
        if (m_parameters.contains("warmSeconds")) {
            const Json& warm = m_parameters["warmSeconds"];
            const bool fits =
                warm.is_number_integer() && warm.get<double>() >= 0 && warm.get<double>() <= kMaxWarmSeconds;
            if (!fits) return Failure("Parameter \"warmSeconds\" must be a whole number between 0 and 3600.");
            m_warmSeconds = warm.get<int>();
        }
        return {};
    }

    Done setUp() {
        if (has("products")) {
            if (auto ok = lab("SetProducts", {{"count", m_parameters["products"]}}); !ok) return ok;
        }
        if (has("database")) {
            if (auto ok = lab("SetDatabase", m_parameters["database"]); !ok) return ok;
        }
        if (has("changesPerSecond")) {
            const Json input = {{"changesPerSecond", m_parameters["changesPerSecond"]}};
            if (auto ok = lab("SetPriceChanges", input); !ok) return ok;
        }
        if (has("popularity")) {
            if (auto ok = lab("SetPopularity", m_parameters["popularity"]); !ok) return ok;
        }
        if (has("cluster")) {
            if (auto ok = makeCluster(m_parameters["cluster"]); !ok) return ok;
        }
        if (has("replicationGroup")) {
            if (auto ok = makeReplicationGroup(m_parameters["replicationGroup"]); !ok) return ok;
        }
        if (has("calls")) {
            if (auto ok = makeCalls(m_parameters["calls"]); !ok) return ok;
        }
        Json application = has("application") ? m_parameters["application"] : Json::object();
        for (const char* name : {"strategy", "ttlSeconds", "jitterPercent"}) {
            if (has(name)) application[name] = m_parameters[name];
        }
        if (application.contains("strategy") && application["strategy"] != "none" &&
            !application.contains("endpoint") && has("cluster") &&
            m_parameters["cluster"].contains("CacheClusterId")) {
            application["endpoint"] = m_parameters["cluster"]["CacheClusterId"];
        }
        if (application.empty()) return {};
        return lab("SetApplication", application);
    }

    Json traffic() const {
        Json input = has("traffic") ? m_parameters["traffic"] : Json::object();
        if (has("requestsPerSecond")) input["requestsPerSecond"] = m_parameters["requestsPerSecond"];
        const bool closed = input.contains("arrivals") && input["arrivals"] == "closed-loop";
        if (!closed && !input.contains("requestsPerSecond"))
            input["requestsPerSecond"] = ShopSettings{}.arrivals.ratePerSecond;
        return input;
    }

    // A door call that has to succeed; one that answers later is waited for.
    Done call(const std::string& service, const std::string& operation, const Json& input) {
        const kernel::CallId id = m_world->call(Actor::Setup, service, operation, input);
        for (int i = 0; i < 120 && m_world->isPending(id); ++i)
            m_world->runFor(SimDuration::seconds(1));
        for (const kernel::Reply& reply : m_world->takeReplies()) {
            if (reply.id != id) continue;
            if (reply.result) return {};
            return Failure("Setting up the world: " + service + " " + operation + " was refused: " +
                           reply.result.error().code + ": " + reply.result.error().message);
        }
        return Failure("Setting up the world: " + service + " " + operation + " did not answer.");
    }
    Done lab(const char* operation, const Json& input) { return call("lab", operation, input); }

    Done makeCluster(const Json& input) {
        Json whole = input;
        // What every step of the story has in common.
        const std::pair<const char*, Json> usual[] = {{"Engine", "redis"},
                                                      {"CacheNodeType", "cache.t3.micro"},
                                                      {"NumCacheNodes", 1},
                                                      {"CacheSubnetGroupName", "shop-private"},
                                                      {"CacheClusterId", "shop"}};
        for (const auto& [name, value] : usual) {
            if (!whole.contains(name)) whole[name] = value;
        }
        m_parameters["cluster"] = whole;
        if (auto ok = call("elasticache", "CreateCacheCluster", whole); !ok) return ok;
        return awaitCluster(whole["CacheClusterId"]);
    }

    Done makeReplicationGroup(const Json& input) {
        if (auto ok = call("elasticache", "CreateReplicationGroup", input); !ok) return ok;
        const Json which = {{"ReplicationGroupId", input.at("ReplicationGroupId")}};
        return await("DescribeReplicationGroups", which, "/ReplicationGroups/0/Status", "the replication group");
    }

    Done awaitCluster(const Json& id) {
        return await("DescribeCacheClusters", {{"CacheClusterId", id}}, "/CacheClusters/0/CacheClusterStatus", "the cluster");
    }

    Done await(const char* operation, const Json& which, const char* at, const std::string& what) {
        const kernel::SimTime until = m_world->now() + kClusterPatience;
        while (m_world->now() < until) {
            const auto found = m_world->peek("elasticache", operation, which);
            if (!found) return Failure("Setting up the world: " + found.error().message);
            if (found->at(Json::json_pointer(at)) == "available") return {};
            m_world->runFor(SimDuration::seconds(1));
        }
        return Failure("Setting up the world: " + what + " did not become available within half an hour.");
    }

    Done makeCalls(const Json& calls) {
        if (!calls.is_array() || calls.size() > kMaxCalls) {
            return Failure("Parameter \"calls\" must be a list of at most 100 calls.");
        }
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const Json& c = calls[i];
            if (!c.is_array() || c.size() != 3 || !c[0].is_string() || !c[1].is_string() ||
                !c[2].is_object()) {
                return Failure("Parameter \"calls\"[" + std::to_string(i) +
                               "] must be [service, operation, input].");
            }
            if (auto ok = call(c[0].get<std::string>(), c[1].get<std::string>(), c[2]); !ok) return ok;
        }
        return {};
    }

    bool has(const char* name) const { return m_parameters.contains(name) && !m_parameters[name].is_null(); }

    const kernel::JournalHeader& m_header;
    Json m_parameters;
    int m_warmSeconds = 0;
    std::unique_ptr<World> m_world;
};

tl::expected<std::unique_ptr<World>, std::string> makeEngine(const kernel::JournalHeader& header) {
    // Its owner pointed real clients at it: as many keys as a laptop has room for.
    constexpr std::uint64_t kRealMemoryCap = 2ull << 30;
    constexpr std::uint32_t kMemcachedConnections = 10'000;
    bool redis = true, withMemcached = false;
    cache::RawCluster::Shape shape{0, 0, true, 7000, 0}; // shards 0: one process
    cache::EngineOptions options;
    options.realMemoryCap = kRealMemoryCap;
    if (!header.parameters.is_null() && !header.parameters.is_object())
        return Failure("The parameters of scenario \"engine\" must be a JSON object.");
    for (const auto& [name, value] : header.parameters.items()) {
        if (name == "redis" || name == "memcached") {
            if (!value.is_boolean()) return Failure("Parameter \"" + name + "\" must be true or false.");
            (name == "redis" ? redis : withMemcached) = value.get<bool>();
        } else if (name == "profile") {
            if (value != "raw" && value != "elasticache")
                return Failure("Parameter \"profile\" must be \"raw\" or \"elasticache\".");
            if (value == "elasticache") options.profile = cache::EngineProfile::ElastiCache;
        } else if (name == "shards" || name == "replicas") {
            const bool shards = name == "shards";
            const std::int64_t least = shards ? 1 : 0, most = shards ? cache::BareCluster::kMaxShards : cache::BareCluster::kMaxReplicas;
            if (!value.is_number_integer() || value < least || value > most)
                return Failure("Parameter \"" + name + "\" must be a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
            (shards ? shape.shards : shape.replicas) = value.get<std::uint32_t>();
        } else {
            return Failure("Scenario \"engine\" has no parameter \"" + name + "\".");
        }
    }
    auto world = std::make_unique<World>(
        kernel::WorldConfig{header.scenario, header.seed, kernel::Calendar{header.calendarStart}, {}});
    if (shape.replicas > 0 && shape.shards == 0) return Failure("Parameter \"replicas\" needs \"shards\".");
    if (redis && shape.shards > 0) {
        options.realMemoryCap /= shape.shards * (1 + shape.replicas);
        world->add(std::make_unique<cache::BareCluster>(shape, options));
    } else if (redis) {
        world->add(std::make_unique<cache::BareRedis>(options));
    }
    if (withMemcached) {
        memcached::Options other;
        other.realMemoryCap = kRealMemoryCap;
        other.settings.maxConnections = kMemcachedConnections;
        world->add(std::make_unique<cache::BareMemcached>(other));
    }
    return world;
}

} // namespace

std::span<const ScenarioInfo> scenarios() {
    return kScenarios;
}

const ScenarioInfo* findScenario(std::string_view name) {
    for (const ScenarioInfo& s : kScenarios) {
        if (name == s.name) return &s;
    }
    return nullptr;
}

tl::expected<std::unique_ptr<World>, std::string> makeWorld(const kernel::JournalHeader& header) {
    if (findScenario(header.scenario) == nullptr) {
        return Failure("There is no scenario \"" + header.scenario + "\"; there are \"shop\" and \"engine\".");
    }
    if (header.scenario == "engine") return makeEngine(header);
    return ShopBuilder(header).build();
}

} // namespace maylab::scenarios
