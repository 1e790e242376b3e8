// A world small enough to be calculated by hand: water flows in at a rate that door "lab" sets, and a drain takes
// 10 litres a second. Beyond that the level grows. Metrics Lab/Tank Inflow and Level; peek DescribeTank.
#pragma once

#include "kernel/run.h"
#include "kernel/world.h"
#include "labs/engine/loader.h"
#include "metrics/cloudwatch_service.h"

#include <filesystem>

namespace tank {

using namespace maylab;

inline constexpr kernel::RuleInfo kRules[] = {{"tank.full", "level", "hand"}};

class TankService final : public kernel::Service {
  public:
    static constexpr double kDrain = 10;

    std::string_view name() const override { return "lab"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<TankService>(*this); }
    void start(kernel::World& world) override {
        m_id = world.find("lab");
        m_random = world.random().open("tank");
        m_inflow = world.metrics().define({"Lab/Tank", "Inflow", {}, "Count", kernel::MetricKind::Counter, kernel::MetricResolution::High});
        m_levelMetric = world.metrics().define({"Lab/Tank", "Level", {}, "Count", kernel::MetricKind::Gauge, kernel::MetricResolution::High});
        m_rule = world.decisions().registerRules(kRules);
        world.schedule(kernel::SimTime() + kernel::SimDuration::milliseconds(100), m_id, 1);
    }
    void onEvent(kernel::World& world, const kernel::Event& event) override {
        const double noise = 1 + 0.02 * (world.random()[m_random].uniform() - 0.5);
        const double in = m_flow * 0.1 * noise;
        m_level = std::max(0.0, m_level + in - kDrain * 0.1);
        world.metrics().add(m_inflow, in);
        world.metrics().add(m_levelMetric, m_level);
        if (m_level >= 50) {
            kernel::Decision d;
            d.at = world.now();
            d.rule = m_rule;
            d.service = m_id;
            d.values[0] = m_level;
            world.decisions().record(d);
        }
        world.schedule(event.at + kernel::SimDuration::milliseconds(100), m_id, 1);
    }
    kernel::MaybeResult call(kernel::World&, const kernel::Call& call) override {
        if (call.operation == "SetFlow") {
            if (!call.input.contains("litresPerSecond") || !call.input["litresPerSecond"].is_number() ||
                call.input["litresPerSecond"].get<double>() < 0) {
                return kernel::ApiResult(kernel::fail("InvalidParameterValue", "litresPerSecond must be a number of at least 0"));
            }
            m_flow = call.input["litresPerSecond"];
            return kernel::ApiResult(kernel::Json::object());
        }
        return kernel::ApiResult(kernel::fail("InvalidAction", "no such operation"));
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view operation, const kernel::Json&) const override {
        if (operation == "DescribeTank") {
            return kernel::Json{{"flow", m_flow}, {"drain", kDrain}, {"level", m_level}, {"pipes", {"in", "out"}}, {"state", "ready"}};
        }
        return kernel::fail("InvalidAction", "no such operation");
    }
    void mixInto(kernel::Fingerprint& f) const override { f.mix(static_cast<std::uint64_t>(m_level * 1e6)); }

  private:
    kernel::ServiceId m_id = 0;
    kernel::StreamId m_random = 0;
    kernel::MetricId m_inflow = 0, m_levelMetric = 0;
    kernel::RuleId m_rule = 0;
    double m_flow = 0, m_level = 0;
};

// Answers a few Redis commands from a table, in RESP: what a console sends.
class FakeRedis final : public kernel::Service {
  public:
    std::string_view name() const override { return "elasticache"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<FakeRedis>(*this); }
    void onEvent(kernel::World& world, const kernel::Event& e) override {
        world.reply(e.data, kernel::ApiResult(kernel::Json{{"reply", "+PONG\r\n"}}));
    }
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override {
        if (call.operation == "Refuse") return kernel::ApiResult(kernel::fail("CacheClusterNotFound", "no such cluster"));
        if (call.operation != "redis") return kernel::ApiResult(kernel::Json::object());
        const std::string command = call.input["argv"][0];
        if (command == "SLOW") { // a reply that comes a second later
            world.schedule(world.now() + kernel::SimDuration::seconds(1), world.find("elasticache"), 1, 0, call.id);
            return std::nullopt;
        }
        return kernel::ApiResult(kernel::Json{{"reply", reply(call.input["argv"])}});
    }
    kernel::Json usage; // what DescribeUsage says; null: this world keeps no account
    kernel::ApiResult peek(const kernel::World&, std::string_view operation, const kernel::Json& input) const override {
        if (operation == "DescribeUsage" && !usage.is_null()) return usage;
        if (operation == "redis") {
            if (input["argv"][0] == "DBSIZE") return kernel::Json{{"reply", ":" + std::to_string(m_keys.size()) + "\r\n"}};
            if (input["argv"][0] == "GET") return kernel::Json{{"reply", "$-1\r\n"}};
        }
        return kernel::fail("InvalidAction", "no such operation");
    }

  private:
    std::string reply(const kernel::Json& argv) {
        std::string command = argv[0];
        for (char& c : command) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        const std::string key = argv.size() > 1 ? argv[1].get<std::string>() : "";
        if (command == "SET") {
            m_keys[key] = argv[2].get<std::string>();
            return "+OK\r\n";
        }
        if (command == "GET") {
            const auto it = m_keys.find(key);
            return it == m_keys.end() ? "$-1\r\n" : "$" + std::to_string(it->second.size()) + "\r\n" + it->second + "\r\n";
        }
        if (command == "TTL") return ":55\r\n";
        return "-ERR unknown command\r\n";
    }
    std::map<std::string, std::string> m_keys;
};

inline tl::expected<std::unique_ptr<kernel::World>, std::string> makeWorld(const kernel::JournalHeader& header) {
    if (header.scenario != "tank") return tl::unexpected<std::string>("there is no scenario " + header.scenario);
    kernel::WorldConfig config;
    config.scenario = header.scenario;
    config.seed = header.seed;
    config.calendar.startUnixMilliseconds = header.calendarStart;
    auto world = std::make_unique<kernel::World>(config);
    world->add(std::make_unique<metrics::CloudWatchService>());
    world->add(std::make_unique<TankService>());
    world->add(std::make_unique<FakeRedis>());
    return world;
}

inline labs::Knowledge knowledge() {
    labs::Knowledge k;
    k.scenarios = {"tank"};
    k.parameters = {{"tank", "size"}};
    k.metrics = {{"Lab/Tank", "Inflow"}, {"Lab/Tank", "Level"}};
    k.operations = {{"lab", "SetFlow", false}, {"lab", "DescribeTank", true}, {"elasticache", "redis", false}};
    k.rules = {"tank.full"};
    return k;
}

inline std::filesystem::path sourceDir() { return qEnvironmentVariable("MAYLAB_SOURCE_DIR").toStdString(); }
inline std::filesystem::path catalogDir() { return sourceDir() / "tests/labs/catalog"; }

inline std::shared_ptr<const labs::Lab> lab() {
    const labs::Catalog catalog = labs::loadCatalog(catalogDir(), knowledge());
    return catalog.lab("tank");
}

} // namespace tank
