// A world with a network and ElastiCache, and a person at its console: what the tests of the service share.
#pragma once

#include <QtTest>

#include "aws/console_session.h"
#include "cache/cache_view.h"
#include "cache/engine/resp.h"
#include "cache/models.h"
#include "metrics/cloudwatch_service.h"

#include <cstring>
#include <memory>
#include <string>

namespace maylab::test {

using cache::CacheRule;
using cache::ElastiCacheService;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;

inline std::string keyOf(int i) { return "product:" + std::to_string(i); }

// The application's bytes of a value.
inline void render(ports::SyntheticValue value, char* out) { std::memset(out, 'x', value.length); }

struct Desk {
    explicit Desk(std::uint64_t seed = 1, bool metrics = false) {
        kernel::WorldConfig config;
        config.seed = seed;
        world = std::make_unique<kernel::World>(config);
        if (metrics) world->add(std::make_unique<metrics::CloudWatchService>());
        world->add(std::make_unique<cache::Ec2Service>());
        world->add(std::make_unique<ElastiCacheService>());
        catalog.add(cache::operationModels());
        session = std::make_unique<aws::ConsoleSession>(*world, catalog);
        keys().setRenderer(render);
    }

    ElastiCacheService& service() { return static_cast<ElastiCacheService&>(world->service(world->find("elasticache"))); }
    KeyValueCache& keys() {
        return *static_cast<KeyValueCache*>(world->service(world->find("elasticache")).port(KeyValueCache::kTag));
    }
    kernel::ApiResult call(const char* operation, const Json& input, const char* door = "elasticache") {
        return session->call(door, operation, input);
    }
    Json ok(const char* operation, const Json& input = Json::object(), const char* door = "elasticache") {
        auto result = call(operation, input, door);
        if (!result) qFatal("%s: %s: %s", operation, result.error().code.c_str(), result.error().message.c_str());
        return *result;
    }
    // Code of the error, "" if there is none.
    std::string code(const char* operation, const Json& input, const char* door = "elasticache") {
        const auto result = call(operation, input, door);
        return result ? "" : result.error().code;
    }
    std::string type(const std::string& line) {
        const auto text = session->commandLine(line);
        if (text.exitCode != 0) qFatal("%s\n%s", line.c_str(), text.err.c_str());
        return text.out;
    }
    // A line as typed into redis-cli; the reply as it prints it.
    std::string redis(const std::string& line, const char* endpoint = "shop", const char* connection = "A") {
        const auto argv = cache::splitLine(line);
        Json words = Json::array();
        for (const auto& w : *argv) words.push_back(cache::bytesToUtf8(w));
        const auto result = call("redis", {{"endpoint", endpoint}, {"argv", words}, {"connection", connection}});
        if (!result) return result.error().code + ": " + result.error().message;
        return cache::formatReplies(cache::utf8ToBytes((*result)["reply"].get<std::string>()));
    }
    Json create(const char* id = "shop", const char* type = "cache.t3.micro", Json more = Json::object()) {
        Json input = {{"CacheClusterId", id}, {"Engine", "redis"}, {"CacheNodeType", type}, {"NumCacheNodes", 1},
                      {"CacheSubnetGroupName", "shop-private"}};
        input.update(more);
        return ok("CreateCacheCluster", input)["CacheCluster"];
    }
    std::string status(const char* id = "shop") {
        const auto result = call("DescribeCacheClusters", {{"CacheClusterId", id}});
        return result ? (*result)["CacheClusters"][0]["CacheClusterStatus"].get<std::string>() : result.error().code;
    }
    // Runs to the next announced instant, as "Skip the wait" does.
    void skip() {
        SimTime at;
        std::string what;
        if (!world->nextAnnounced(at, what)) qFatal("nothing is announced");
        world->runUntil(at);
    }
    void available(const char* id = "shop", const char* type = "cache.t3.micro", Json more = Json::object()) {
        create(id, type, std::move(more));
        skip();
        if (status(id) != "available") qFatal("not available");
    }
    KeyValueCache::NodeRef node(const char* endpoint = "shop") {
        const auto r = keys().resolve(*world, endpoint);
        return r.reach == KeyValueCache::Reach::Ok ? r.node : KeyValueCache::kNoNode;
    }
    const cache::Engine& engine(const char* id = "shop") { return service().findCluster(id)->node->engine; }
    std::uint64_t decisions(CacheRule rule) { return world->decisions().count(service().ruleId(rule)); }
    std::string everything() {
        std::string all;
        for (const char* op : {"DescribeCacheClusters", "DescribeCacheSubnetGroups", "DescribeCacheParameterGroups"}) {
            all += world->peek("elasticache", op, Json{})->dump();
        }
        for (const auto& [name, group] : service().parameterGroups()) {
            all += world->peek("elasticache", "DescribeCacheParameters", {{"CacheParameterGroupName", name}})->dump();
        }
        return all + world->peek("ec2", "DescribeSecurityGroups", Json{})->dump();
    }

    std::unique_ptr<kernel::World> world;
    aws::ModelCatalog catalog;
    std::unique_ptr<aws::ConsoleSession> session;
};

} // namespace maylab::test
