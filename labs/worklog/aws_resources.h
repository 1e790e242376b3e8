// What commands of the `aws` command line make, need and remove, as far as a script for a real account has to know. Inner
// header of real_aws.cpp.
#pragma once

#include "kernel/doors.h"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>

namespace maylab::worklog::detail {

enum class ResourceKind { ReplicationGroup, CacheCluster, Snapshot, ParameterGroup, SubnetGroup, IngressRule, Alarm, CompositeAlarm, Dashboard, LogGroup, Topic };
inline constexpr int kResourceKinds = 11;

// In the order in which they can be removed.
struct ResourceRule {
    ResourceKind kind;
    const char* service;
    const char* idField;   // "CacheClusterId"; "" where operations name it in different ways
    const char* create;    // operations, nullptr where there is none
    const char* remove;
    const char* option;    // of the removal: "--cache-cluster-id"
    const char* waitReady; // waiters of the `aws` command line, nullptr: none
    const char* waitGone;
    bool replaces = false; // creating it again changes it: nothing under that name has to go first
};
std::span<const ResourceRule> resourceRules();
const ResourceRule& ruleOf(ResourceKind kind);

struct Resource {
    ResourceKind kind = ResourceKind::CacheCluster;
    std::string id;
    bool ready = true;  // false: something is under way, wait before it is used
    std::string removeLine; // IngressRule: the command that takes it away
    // Nodes, for what it costs.
    std::string nodeType;
    int shards = 1, perShard = 1; // a cluster: one shard
    bool clusterMode = false;
    int nodes() const { return shards * perShard; }
    bool hasNodes() const { return kind == ResourceKind::ReplicationGroup || kind == ResourceKind::CacheCluster; }
};

// The name of what an operation of the rule is about; "" when the input has none.
std::string idOf(const ResourceRule& rule, const kernel::Json& input);
// "oncall" of "arn:aws:sns:<Region>:<account>:oncall", where both are the simulator's; "" of anything else.
std::string topicOf(std::string_view arn);

// Reads the numbers of nodes out of a command that creates or changes one; true when it says something about them.
bool readNodes(Resource& r, std::string_view operation, const kernel::Json& input);

// Members of an input, "" or otherwise when they are not there or of another type.
std::string textOf(const kernel::Json& input, const char* member);
int intOf(const kernel::Json& input, const char* member, int otherwise);

} // namespace maylab::worklog::detail
