#include "labs/engine/knowledge.h"

#include "cache/cache_rules.h"
#include "cache/models.h"
#include "cache/node_metrics.h"
#include "kernel/world.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "messaging/topic.h"
#include "metrics/models.h"
#include "scenarios/models.h"
#include "scenarios/registry.h"
#include "scenarios/shop/workloads.h"

#include <string_view>

namespace maylab::labs {

namespace {

bool isRead(std::string_view operation) {
    return operation.starts_with("Describe") || operation.starts_with("List") || operation.starts_with("Get") ||
           operation == "FilterLogEvents" || operation == "TestMetricFilter";
}

void addMetrics(const kernel::MetricSink& sink, Knowledge& out) {
    for (kernel::MetricId id = 0; id < sink.size(); ++id) out.metrics.emplace(sink.spec(id).metricNamespace, sink.spec(id).name);
}

} // namespace

Knowledge standardKnowledge() {
    Knowledge out;
    for (const auto& table : {metrics::operationModels(), logs::operationModels(), messaging::operationModels(), cache::operationModels(), scenarios::operationModels()}) {
        for (const aws::OperationModel& m : table) out.operations.insert({m.service, m.operation, isRead(m.operation)});
    }
    // The data plane as an operation: what a console sends. Reads of it are Redis values, not API reads.
    out.operations.insert({"elasticache", "redis", false});
    out.operations.insert({"elasticache", "memcached", false});
    for (const auto& rule : cache::cacheRules()) out.rules.insert(rule.id);

    // A node's metrics exist once there is a node: asked of the part that defines them.
    kernel::MetricSink node;
    const cache::NodeMetrics nodeMetrics(node, "node", 2, 1LL << 30);
    addMetrics(node, out);
    kernel::MetricSink topic;
    messaging::TopicMetrics::define(topic, "topic");
    addMetrics(topic, out);
    kernel::MetricSink workloads;
    scenarios::defineWorkloadMetrics(workloads);
    addMetrics(workloads, out);

    for (const scenarios::ScenarioInfo& info : scenarios::scenarios()) {
        out.scenarios.insert(info.name);
        for (const scenarios::ParameterInfo& p : info.parameters) out.parameters.emplace(info.name, p.name);
        // Made and not run: it says itself what it measures and which rules it follows.
        kernel::JournalHeader header;
        header.scenario = info.name;
        const auto world = scenarios::makeWorld(header);
        if (!world) continue;
        addMetrics((*world)->metrics(), out);
        const kernel::DecisionLog& decisions = (*world)->decisions();
        for (std::size_t id = 1; id < decisions.ruleCount(); ++id) out.rules.insert(decisions.rule(static_cast<kernel::RuleId>(id)).id);
    }
    return out;
}

} // namespace maylab::labs
