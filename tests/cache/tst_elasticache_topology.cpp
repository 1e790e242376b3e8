#include <QtTest>

#include "cache/elasticache_desk.h"

#include "cache/engine/keyslot.h"

#include <map>
#include <set>

using namespace maylab;
using namespace maylab::test;

namespace {

ports::SyntheticValue valueOf(int i) { return {500, static_cast<std::uint64_t>(i) + 1}; }

// A desk with replication groups, and clients of the hot path.
struct Fleet : Desk {
    using Desk::Desk;

    Json createGroup(Json more, const char* id = "shop") {
        Json input = {{"ReplicationGroupId", id}, {"ReplicationGroupDescription", "the shop"}, {"Engine", "redis"},
                      {"CacheNodeType", "cache.t3.micro"}, {"CacheSubnetGroupName", "shop-private"}};
        input.update(more);
        return ok("CreateReplicationGroup", input)["ReplicationGroup"];
    }
    void group(Json more, const char* id = "shop") {
        createGroup(std::move(more), id);
        waitFor("available", id);
    }
    Json describe(const char* id = "shop") { return ok("DescribeReplicationGroups", {{"ReplicationGroupId", id}})["ReplicationGroups"][0]; }
    void waitFor(const char* status, const char* id = "shop") {
        for (int i = 0; i < 2000 && describe(id)["Status"] != status; ++i) world->runFor(SimDuration::seconds(1));
        if (describe(id)["Status"] != status) qFatal("never %s", status);
    }
    static Json withReplicas(int nodes) { return {{"NumCacheClusters", nodes}, {"AutomaticFailoverEnabled", nodes > 1}, {"MultiAZEnabled", nodes > 1}}; }
    static Json sharded(int shards, int replicas) {
        return {{"NumNodeGroups", shards}, {"ReplicasPerNodeGroup", replicas}, {"AutomaticFailoverEnabled", true}};
    }
    CacheReply set(const std::string& endpoint, const std::string& key, int value, SimDuration ttl = {}) {
        return keys().set(*world, node(endpoint.c_str()), key, valueOf(value), ttl);
    }
    std::string role(const char* node) {
        const Json g = describe();
        for (const Json& m : g["NodeGroups"][0]["NodeGroupMembers"]) {
            if (m["CacheClusterId"] == node) return m["CurrentRole"];
        }
        return "";
    }
    // A cluster-aware client as real ones are: a map that it asks for, MOVED changes it, ASK goes there once.
    struct Client {
        std::map<int, KeyValueCache::NodeRef> owner;
        int failed = 0, moved = 0, asked = 0, requests = 0;
    };
    void learn(Client& c) {
        const auto any = keys().resolve(*world, "shop");
        for (const auto& range : keys().slotMap(*world, any.node)) {
            for (int s = range.first; s <= range.last; ++s) c.owner[s] = range.primary;
        }
    }
    CacheReply request(Client& c, const std::string& key, bool write, int value = 0) {
        ++c.requests;
        const int slot = cache::keySlot(key);
        KeyValueCache::NodeRef at = c.owner[slot];
        ports::ClientMode mode;
        for (int hop = 0; hop < 6; ++hop) {
            const CacheReply r = write ? keys().set(*world, at, key, valueOf(value), {}, mode) : keys().get(*world, at, key, mode);
            mode = {};
            if (r.status == CacheReply::Status::Moved) {
                ++c.moved;
                at = c.owner[slot] = r.redirect;
            } else if (r.status == CacheReply::Status::Ask) {
                ++c.asked;
                at = r.redirect;
                mode.asking = true;
            } else if (r.status == CacheReply::Status::Gone) {
                learn(c); // the connection broke: whose is the slot now?
                at = c.owner[slot];
            } else {
                if (r.status != CacheReply::Status::Ok && r.status != CacheReply::Status::Nil) ++c.failed;
                return r;
            }
        }
        ++c.failed;
        return {};
    }
};

} // namespace

class TestTopology : public QObject {
    Q_OBJECT
  private slots:
    void groupAsTheApiShowsIt();
    void groupRulesAndErrors_data();
    void groupRulesAndErrors();
    void replicasLagAndServeStaleReads();
    void cutLinkComesBackPartiallyOrWhole();
    void failoverLosesExactlyWhatWasNotCopied();
    void namesFollowThePrimary();
    void withoutFailoverTheNodeComesBackEmpty();
    void testFailoverIsLimited();
    void plannedFailoverLosesNothing();
    void replicasComeAndGo();
    void clusterModeRoutes();
    void reshardingUnderTraffic();
    void shardFailsOver();
    void snapshotsAndRestoring();
    void deletingGroups();
    void memcachedClusters();
    void nodeFaults();
    void clonesRunOn();
};

void TestTopology::groupAsTheApiShowsIt() {
    Fleet d;
    const Json made = d.createGroup(Fleet::withReplicas(2));
    QCOMPARE(made["Status"], Json("creating"));
    QCOMPARE(made["MemberClusters"], Json({"shop-001", "shop-002"}));
    QVERIFY(!made.contains("NodeGroups"));
    QCOMPARE(d.redis("PING"), std::string("UnknownHost: Could not connect to Redis at shop:6379: Name or service not known"));
    d.skip();
    const Json g = d.describe();
    QCOMPARE(g["Status"], Json("available"));
    QCOMPARE(g["MultiAZ"], Json("enabled"));
    QCOMPARE(g["AutomaticFailover"], Json("enabled"));
    QCOMPARE(g["ClusterEnabled"], Json(false));
    const Json shard = g["NodeGroups"][0];
    QCOMPARE(shard["NodeGroupId"], Json("0001"));
    QCOMPARE(shard["PrimaryEndpoint"]["Address"], Json("shop.lab0ne.ng.0001.apse1.cache.amazonaws.com"));
    QCOMPARE(shard["ReaderEndpoint"]["Address"], Json("shop-ro.lab0ne.ng.0001.apse1.cache.amazonaws.com"));
    QCOMPARE(shard["NodeGroupMembers"][0]["CurrentRole"], Json("primary"));
    QCOMPARE(shard["NodeGroupMembers"][1]["CurrentRole"], Json("replica"));
    QVERIFY(shard["NodeGroupMembers"][0]["PreferredAvailabilityZone"] != shard["NodeGroupMembers"][1]["PreferredAvailabilityZone"]);
    const Json clusters = d.ok("DescribeCacheClusters")["CacheClusters"];
    QCOMPARE(clusters.size(), std::size_t{2});
    QCOMPARE(clusters[0]["CacheClusterId"], Json("shop-001"));
    QCOMPARE(clusters[0]["ReplicationGroupId"], Json("shop"));
    QCOMPARE(d.ok("DescribeCacheClusters", {{"ShowCacheClustersNotInReplicationGroups", true}})["CacheClusters"].size(), std::size_t{0});
    // Every name leads somewhere.
    for (const char* name : {"shop", "shop-001", "shop.lab0ne.ng.0001.apse1.cache.amazonaws.com:6379", "10.0.11.50"}) {
        QCOMPARE(d.redis("ROLE", name).substr(0, 9), std::string("1) \"maste"));
    }
    QCOMPARE(d.redis("SET a 1", "shop-002"), std::string("(error) READONLY You can't write against a read only replica.\n"));
    QCOMPARE(d.decisions(CacheRule::ReadOnlyRefused), std::uint64_t{1});
    QCOMPARE(d.redis("SET a 1"), std::string("OK\n"));
    d.world->runFor(SimDuration::milliseconds(20));
    QCOMPARE(d.redis("GET a", "shop-ro"), std::string("\"1\"\n"));
    QCOMPARE(d.type("aws elasticache describe-replication-groups --replication-group-id shop").find("\"Status\": \"available\"") != std::string::npos, true);
}

void TestTopology::groupRulesAndErrors_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* operation, const char* input, const char* code) {
        QTest::addRow("%s %s", operation, input) << operation << input << code;
    };
    const auto create = [&](const char* more, const char* code) {
        row("CreateReplicationGroup",
            qPrintable(QString(R"({"ReplicationGroupId":"new","ReplicationGroupDescription":"d","CacheNodeType":"cache.t3.micro","CacheSubnetGroupName":"shop-private"%1})")
                           .arg(*more == '\0' ? QString() : QString(",") + more)), code);
    };
    row("CreateReplicationGroup", "{}", "InvalidParameterValue");
    create(R"("ReplicationGroupId":"1new")", "InvalidParameterValue");
    create(R"("ReplicationGroupId":"shop")", "ReplicationGroupAlreadyExists");
    create(R"("Engine":"memcached")", "InvalidParameterValue");
    create(R"("Engine":"valkey")", "UnsupportedBySimulator");
    create(R"("AutomaticFailoverEnabled":true)", "InvalidParameterCombination");
    create(R"("MultiAZEnabled":true,"NumCacheClusters":2)", "InvalidParameterCombination");
    create(R"("NumCacheClusters":7)", "InvalidParameterValue");
    create(R"("NumCacheClusters":2,"ReplicasPerNodeGroup":1)", "InvalidParameterCombination");
    create(R"("NumNodeGroups":3)", "InvalidParameterCombination");
    create(R"("NumNodeGroups":3,"AutomaticFailoverEnabled":true,"CacheParameterGroupName":"default.redis7")", "InvalidParameterCombination");
    create(R"("NumNodeGroups":91,"AutomaticFailoverEnabled":true)", "NodeQuotaForClusterExceeded");
    create(R"("NumNodeGroups":0)", "InvalidParameterValue");
    create(R"("ReplicasPerNodeGroup":6)", "InvalidParameterValue");
    create(R"("CacheNodeType":"cache.t9")", "InvalidParameterValue");
    create(R"("CacheParameterGroupName":"default.memcached1.6")", "InvalidParameterCombination");
    create(R"("PreferredCacheClusterAZs":["ap-southeast-1a"],"NumCacheClusters":2)", "InvalidParameterCombination");
    create(R"("SnapshotName":"nope")", "SnapshotNotFoundFault");
    create(R"("PrimaryClusterId":"nope")", "CacheClusterNotFound");
    create(R"("PrimaryClusterId":"shop-001")", "InvalidCacheClusterState");
    create(R"("AuthToken":"secret")", "UnsupportedBySimulator");
    create(R"("NumNodeGroups":2,"AutomaticFailoverEnabled":true,"NodeGroupConfiguration":[{"Slots":"0-100"},{"Slots":"101-200"}])", "InvalidParameterCombination");
    row("DescribeReplicationGroups", R"({"ReplicationGroupId":"nope"})", "ReplicationGroupNotFoundFault");
    row("ModifyReplicationGroup", R"({"ReplicationGroupId":"nope"})", "ReplicationGroupNotFoundFault");
    row("ModifyReplicationGroup", R"({"ReplicationGroupId":"shop","PrimaryClusterId":"shop-002","ApplyImmediately":true})", "InvalidParameterCombination");
    row("ModifyReplicationGroup", R"({"ReplicationGroupId":"shop","CacheParameterGroupName":"default.redis7.cluster.on"})", "InvalidParameterCombination");
    row("TestFailover", R"({"ReplicationGroupId":"shop","NodeGroupId":"0002"})", "NodeGroupNotFoundFault");
    row("TestFailover", R"({"ReplicationGroupId":"nope","NodeGroupId":"0001"})", "ReplicationGroupNotFoundFault");
    row("ModifyReplicationGroupShardConfiguration", R"({"ReplicationGroupId":"shop","NodeGroupCount":2,"ApplyImmediately":true})", "InvalidParameterCombination");
    row("IncreaseReplicaCount", R"({"ReplicationGroupId":"shop","NewReplicaCount":1,"ApplyImmediately":true})", "NoOperationFault");
    row("IncreaseReplicaCount", R"({"ReplicationGroupId":"shop","NewReplicaCount":6,"ApplyImmediately":true})", "InvalidParameterValue");
    row("DecreaseReplicaCount", R"({"ReplicationGroupId":"shop","NewReplicaCount":0,"ApplyImmediately":true})", "InvalidParameterCombination");
    row("DecreaseReplicaCount", R"({"ReplicationGroupId":"shop","ReplicasToRemove":["shop-001"],"ApplyImmediately":true})", "InvalidParameterValue");
    row("DeleteCacheCluster", R"({"CacheClusterId":"shop-001"})", "InvalidCacheClusterState");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop-001"})", "InvalidParameterCombination");
    row("CreateSnapshot", R"({"SnapshotName":"s"})", "InvalidParameterCombination");
    row("CreateSnapshot", R"({"SnapshotName":"s","CacheClusterId":"nope"})", "CacheClusterNotFound");
    row("DeleteSnapshot", R"({"SnapshotName":"nope"})", "SnapshotNotFoundFault");
    row("InjectNodeFault", R"({"Fault":"nonsense","Target":"shop"})", "InvalidParameterValue");
    row("InjectNodeFault", R"({"Fault":"replica-delay","Target":"shop-001","Seconds":1})", "InvalidParameterValue");
    row("memcached", R"({"endpoint":"shop","text":"get a"})", "WrongEngine");
}

void TestTopology::groupRulesAndErrors() {
    QFETCH(QString, operation);
    QFETCH(QString, input);
    QFETCH(QString, code);
    static std::unique_ptr<Fleet> d; // nothing that fails may change it
    if (!d) {
        d = std::make_unique<Fleet>();
        d->group(Fleet::withReplicas(2));
    }
    const auto state = [&] {
        kernel::Fingerprint f;
        d->service().mixInto(f);
        return f.value();
    };
    const std::uint64_t before = state();
    const std::string shown = d->describe().dump();
    QCOMPARE(QString::fromStdString(d->code(qPrintable(operation), Json::parse(input.toStdString()))), code);
    QCOMPARE(d->describe().dump(), shown);
    QCOMPARE(state(), before);
}

void TestTopology::replicasLagAndServeStaleReads() {
    Fleet d(3, true);
    d.group(Fleet::withReplicas(2));
    d.ok("InjectNodeFault", {{"Fault", "replica-delay"}, {"Target", "shop"}, {"Seconds", 0.5}});
    const auto primary = d.node("shop"), reader = d.node("shop-ro");
    QVERIFY(primary != reader);
    d.keys().set(*d.world, primary, "price", valueOf(1), {});
    d.world->runFor(SimDuration::seconds(2));
    d.keys().set(*d.world, primary, "price", valueOf(2), {});
    d.world->runFor(SimDuration::milliseconds(400));
    CacheReply r = d.keys().get(*d.world, reader, "price");
    QCOMPARE(r.value.tag, valueOf(1).tag); // half a second old
    QCOMPARE(d.decisions(CacheRule::StaleReplicaRead), std::uint64_t{1});
    QCOMPARE(d.keys().set(*d.world, reader, "price", valueOf(3), {}).status, CacheReply::Status::ReadOnly);
    d.world->runFor(SimDuration::milliseconds(110));
    r = d.keys().get(*d.world, reader, "price");
    QCOMPARE(r.value.tag, valueOf(2).tag);
    QCOMPARE(d.decisions(CacheRule::StaleReplicaRead), std::uint64_t{1});
    // A key that expires on the primary is gone on the replica too, by the primary's word.
    d.keys().set(*d.world, primary, "short", valueOf(4), SimDuration::seconds(1));
    d.world->runFor(SimDuration::seconds(4));
    QCOMPARE(d.engine("shop-001").dataFingerprint(), d.engine("shop-002").dataFingerprint());
    // The metric says so while writes go on.
    for (int i = 0; i < 300; ++i) {
        d.keys().set(*d.world, primary, keyOf(i % 50), valueOf(i), {});
        d.world->runFor(SimDuration::milliseconds(10));
    }
    const double lag = d.service().replicationLag(*d.world, static_cast<std::uint32_t>(d.service().findCluster("shop-002") - d.service().clusters().data()));
    QVERIFY2(lag > 0.4 && lag < 0.6, qPrintable(QString::number(lag)));
    kernel::MetricId id{};
    QVERIFY(d.world->metrics().find("AWS/ElastiCache", "ReplicationLag", {{"CacheClusterId", "shop-002"}, {"CacheNodeId", "0001"}}, id));
    QVERIFY(d.world->metrics().find("AWS/ElastiCache", "PrimaryLinkHealthStatus", {{"CacheClusterId", "shop-001"}, {"CacheNodeId", "0001"}}, id));
}

void TestTopology::cutLinkComesBackPartiallyOrWhole() {
    Fleet d(4);
    d.group(Fleet::withReplicas(2));
    const auto link = [&] { return *d.service().findCluster("shop-002")->node->link; };
    for (int i = 0; i < 100; ++i) d.set("shop", keyOf(i), i);
    d.world->runFor(SimDuration::seconds(2));
    const auto copies = link().fullCopies;
    d.ok("InjectNodeFault", {{"Fault", "replica-link-cut"}, {"Target", "shop-002"}});
    for (int i = 0; i < 100; ++i) d.set("shop", keyOf(i), i + 1000);
    d.world->runFor(SimDuration::seconds(5));
    QVERIFY(d.engine("shop-001").dataFingerprint() != d.engine("shop-002").dataFingerprint());
    d.ok("ClearNodeFault", {{"Target", "shop-002"}});
    d.world->runFor(SimDuration::seconds(5));
    QCOMPARE(link().fullCopies, copies); // what it missed was still in the backlog
    QCOMPARE(link().partials, std::uint64_t{1});
    QCOMPARE(d.engine("shop-001").dataFingerprint(), d.engine("shop-002").dataFingerprint());
    d.ok("InjectNodeFault", {{"Fault", "replica-link-cut"}, {"Target", "shop-002"}});
    for (int i = 0; i < 6000; ++i) d.set("shop", keyOf(i % 500), i); // 3 MB: more than the backlog of 1 MiB
    d.world->runFor(SimDuration::seconds(2));
    d.ok("ClearNodeFault", {{"Target", "shop-002"}});
    d.world->runFor(SimDuration::seconds(10));
    QCOMPARE(link().fullCopies, copies + 1);
    QCOMPARE(d.engine("shop-001").dataFingerprint(), d.engine("shop-002").dataFingerprint());
}

void TestTopology::failoverLosesExactlyWhatWasNotCopied() {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Fleet d(seed);
        d.group(Fleet::withReplicas(3));
        d.ok("InjectNodeFault", {{"Fault", "replica-delay"}, {"Target", "shop-002"}, {"Seconds", 0.3}});
        d.ok("InjectNodeFault", {{"Fault", "replica-delay"}, {"Target", "shop-003"}, {"Seconds", 0.9}});
        // 400 writes a second, each key once, so that the naive count is a look at what is there.
        int written = 0;
        const auto primary = d.node("shop");
        for (; written < 1200; ++written) {
            QCOMPARE(d.keys().set(*d.world, primary, keyOf(written), valueOf(written), SimDuration::seconds(3600)).status, CacheReply::Status::Ok);
            d.world->runFor(SimDuration::microseconds(2500));
        }
        d.ok("InjectNodeFault", {{"Fault", "kill-process"}, {"Target", "shop"}});
        const SimTime lostAt = d.world->now();
        QCOMPARE(d.keys().set(*d.world, primary, "x", valueOf(0), {}).status, CacheReply::Status::Gone);
        QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::Refused);
        while (d.keys().resolve(*d.world, "shop").reach != KeyValueCache::Reach::Ok) {
            d.world->runFor(SimDuration::milliseconds(100));
            QVERIFY(d.world->now() - lostAt < SimDuration::seconds(15));
        }
        QCOMPARE(d.role("shop-002"), std::string("primary")); // the one with the least lag
        const auto now = d.node("shop");
        int missing = 0;
        std::set<std::string> gone;
        for (int i = 0; i < written; ++i) {
            if (d.keys().get(*d.world, now, keyOf(i)).status != CacheReply::Status::Nil) continue;
            ++missing;
            gone.insert(keyOf(i));
        }
        QVERIFY2(missing > 100 && missing < 140, qPrintable(QString::number(missing))); // 0.3 s x 400/s = 120
        const Json lost = d.ok("DescribeLostWrites", {{"ReplicationGroupId", "shop"}});
        QCOMPARE(lost["LostWriteCount"].get<int>(), missing);
        QCOMPARE(lost["Kind"], Json("failure"));
        QCOMPARE(d.decisions(CacheRule::LostWrite), static_cast<std::uint64_t>(missing));
        QCOMPARE(d.decisions(CacheRule::FailoverChosen), std::uint64_t{1});
        for (const auto& w : *d.service().failovers().back().lost) QVERIFY(gone.erase(w.key) == 1);
        QVERIFY(gone.empty());
        QCOMPARE(lost["Failovers"][0]["NewPrimary"], Json("shop-002"));
        QVERIFY(lost["LostWrites"][0]["Command"].get<std::string>().rfind("SET product:", 0) == 0);
        // The others follow, the lost node comes back as a replica and has everything.
        d.world->runFor(SimDuration::minutes(11));
        QCOMPARE(d.role("shop-001"), std::string("replica"));
        d.keys().set(*d.world, now, "after", valueOf(1), {});
        d.ok("ClearNodeFault", Json::object());
        d.world->runFor(SimDuration::seconds(3));
        QCOMPARE(d.engine("shop-001").dataFingerprint(), d.engine("shop-002").dataFingerprint());
        QCOMPARE(d.engine("shop-003").dataFingerprint(), d.engine("shop-002").dataFingerprint());
    }
}

void TestTopology::namesFollowThePrimary() {
    Fleet d(7);
    d.group(Fleet::withReplicas(2));
    const auto before = d.keys().resolve(*d.world, "shop");
    QVERIFY(before.goodFor > SimDuration());
    d.ok("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}});
    QCOMPARE(d.code("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}}), std::string("InvalidReplicationGroupState"));
    while (d.role("shop-002") != "primary") d.world->runFor(SimDuration::milliseconds(100));
    // Promoted, but resolvers still say the old address: nobody listens there.
    QCOMPARE(d.keys().resolve(*d.world, "shop").address, before.address);
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::Refused);
    d.world->runFor(ElastiCacheService::kDnsLongest);
    QVERIFY(d.keys().resolve(*d.world, "shop").address != before.address);
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::Ok);
    d.world->runFor(SimDuration::minutes(11));
    // Who never asked again talks to a replica now.
    const auto sticky = d.keys().resolveAddress(*d.world, before.address);
    QCOMPARE(sticky.reach, KeyValueCache::Reach::Ok);
    QCOMPARE(d.keys().set(*d.world, sticky.node, "a", valueOf(1), {}).status, CacheReply::Status::ReadOnly);
    std::vector<std::string> messages;
    const Json events = d.ok("DescribeEvents", {{"Duration", 30}});
    for (const Json& e : events["Events"]) messages.push_back(e["Message"]);
    for (const char* text : {"Test Failover API called for node group 0001", "Failover from primary node shop-001 to replica node shop-002 completed",
                             "Recovering cache nodes 0001", "Finished recovery for cache nodes 0001"}) {
        QVERIFY2(std::find(messages.begin(), messages.end(), text) != messages.end(), text);
    }
}

void TestTopology::withoutFailoverTheNodeComesBackEmpty() {
    Fleet d(8);
    d.group({{"NumCacheClusters", 2}});
    d.set("shop", "a", 1);
    d.world->runFor(SimDuration::seconds(1));
    d.ok("InjectNodeFault", {{"Fault", "kill-process"}, {"Target", "shop"}});
    d.world->runFor(SimDuration::minutes(1));
    QCOMPARE(d.role("shop-001"), std::string("primary"));
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::Refused);
    QCOMPARE(d.keys().get(*d.world, d.node("shop-002"), "a").status, CacheReply::Status::Ok); // still readable
    d.world->runFor(SimDuration::minutes(10));
    QCOMPARE(d.keys().get(*d.world, d.node("shop"), "a").status, CacheReply::Status::Nil);
    d.world->runFor(SimDuration::seconds(10));
    QCOMPARE(d.keys().get(*d.world, d.node("shop-002"), "a").status, CacheReply::Status::Nil); // a copy of nothing
    QCOMPARE(d.code("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}}), std::string("InvalidReplicationGroupState"));
    // A cluster of one node likewise.
    d.available("alone");
    d.set("alone", "a", 1);
    d.ok("InjectNodeFault", {{"Fault", "cold-restart"}, {"Target", "alone"}});
    d.world->runFor(SimDuration::seconds(6));
    QCOMPARE(d.keys().get(*d.world, d.node("alone"), "a").status, CacheReply::Status::Nil);
}

void TestTopology::testFailoverIsLimited() {
    Fleet d(9);
    d.group(Fleet::withReplicas(2));
    for (int i = 0; i < 15; ++i) {
        d.ok("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}});
        d.world->runFor(SimDuration::minutes(12));
    }
    QCOMPARE(d.code("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}}), std::string("APICallRateForCustomerExceeded"));
    d.world->runFor(SimDuration::hours(24));
    d.ok("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}});
}

void TestTopology::plannedFailoverLosesNothing() {
    Fleet d(10);
    d.group({{"NumCacheClusters", 2}});
    d.ok("InjectNodeFault", {{"Fault", "replica-delay"}, {"Target", "shop-002"}, {"Seconds", 2}});
    for (int i = 0; i < 50; ++i) d.set("shop", keyOf(i), i);
    d.ok("ModifyReplicationGroup", {{"ReplicationGroupId", "shop"}, {"PrimaryClusterId", "shop-002"}, {"ApplyImmediately", true}});
    d.waitFor("available");
    QCOMPARE(d.role("shop-002"), std::string("primary"));
    d.world->runFor(SimDuration::seconds(10));
    for (int i = 0; i < 50; ++i) QCOMPARE(d.keys().get(*d.world, d.node("shop"), keyOf(i)).status, CacheReply::Status::Ok);
    QCOMPARE(d.ok("DescribeLostWrites")["LostWriteCount"], Json(0));
    QCOMPARE(d.role("shop-001"), std::string("replica"));
}

void TestTopology::replicasComeAndGo() {
    Fleet d(11);
    d.available("old");
    d.set("old", "a", 1);
    d.createGroup({{"PrimaryClusterId", "old"}, {"CacheNodeType", nullptr}, {"CacheSubnetGroupName", nullptr}, {"Engine", nullptr}});
    d.waitFor("available");
    d.ok("IncreaseReplicaCount", {{"ReplicationGroupId", "shop"}, {"NewReplicaCount", 2}, {"ApplyImmediately", true}});
    QCOMPARE(d.describe()["Status"], Json("modifying"));
    d.waitFor("available");
    QCOMPARE(d.describe()["MemberClusters"], Json({"old", "shop-001", "shop-002"}));
    d.world->runFor(SimDuration::seconds(5));
    QCOMPARE(d.keys().get(*d.world, d.node("shop-002"), "a").status, CacheReply::Status::Ok);
    d.ok("ModifyReplicationGroup", {{"ReplicationGroupId", "shop"}, {"AutomaticFailoverEnabled", true}, {"MultiAZEnabled", true}, {"ApplyImmediately", true}});
    QCOMPARE(d.describe()["MultiAZ"], Json("enabled"));
    d.ok("DecreaseReplicaCount", {{"ReplicationGroupId", "shop"}, {"ReplicasToRemove", {"shop-001"}}, {"ApplyImmediately", true}});
    d.waitFor("available");
    QCOMPARE(d.describe()["MemberClusters"], Json({"old", "shop-002"}));
    d.ok("ModifyReplicationGroup", {{"ReplicationGroupId", "shop"}, {"CacheNodeType", "cache.t3.small"}, {"ApplyImmediately", true}});
    d.waitFor("available");
    QCOMPARE(d.engine("shop-002").maxmemory(), std::uint64_t{1'103'269'724});
}

void TestTopology::clusterModeRoutes() {
    Fleet d(12);
    d.group(Fleet::sharded(3, 1));
    const Json g = d.describe();
    QCOMPARE(g["ClusterEnabled"], Json(true));
    QCOMPARE(g["ConfigurationEndpoint"]["Address"], Json("shop.lab0ne.clustercfg.apse1.cache.amazonaws.com"));
    QCOMPARE(g["NodeGroups"].size(), std::size_t{3});
    QCOMPARE(g["NodeGroups"][0]["Slots"], Json("0-5460"));
    QCOMPARE(g["NodeGroups"][1]["Slots"], Json("5461-10922"));
    QCOMPARE(g["NodeGroups"][2]["Slots"], Json("10923-16383"));
    QCOMPARE(g["NodeGroups"][1]["NodeGroupMembers"][0]["CacheClusterId"], Json("shop-0002-001"));
    QVERIFY(!g["NodeGroups"][0]["NodeGroupMembers"][0].contains("CurrentRole"));
    QCOMPARE(d.redis("CLUSTER KEYSLOT foo", "shop-0001-001"), std::string("(integer) 12182\n"));
    const std::string moved = d.redis("SET foo bar", "shop-0001-001");
    QVERIFY2(moved.rfind("(error) MOVED 12182 10.0.", 0) == 0, moved.c_str());
    QCOMPARE(d.redis("MGET cart:42:items cart:42:voucher", "shop"), std::string("(error) CROSSSLOT Keys in request don't hash to the same slot\n"));
    QCOMPARE(d.decisions(CacheRule::Moved), std::uint64_t{1});
    QCOMPARE(d.decisions(CacheRule::CrossSlot), std::uint64_t{1});
    const Json followed = d.ok("redis", {{"endpoint", "shop-0001-001"}, {"argv", {"SET", "foo", "bar"}}, {"cluster", true}});
    QCOMPARE(followed["reply"], Json("+OK\r\n"));
    QVERIFY(followed["redirects"][0].get<std::string>().rfind("-> Redirected to slot [12182] located at 10.0.", 0) == 0);
    Fleet::Client c;
    d.learn(c);
    QCOMPARE(c.owner.size(), std::size_t{16384});
    for (int i = 0; i < 1000; ++i) d.request(c, keyOf(i), true, i);
    for (int i = 0; i < 1000; ++i) QCOMPARE(d.request(c, keyOf(i), false).value.tag, valueOf(i).tag);
    QCOMPARE(c.failed + c.moved + c.asked, 0);
    std::uint64_t keys = 0;
    for (const char* id : {"shop-0001-001", "shop-0002-001", "shop-0003-001"}) keys += d.engine(id).keyCount();
    QCOMPARE(keys, std::uint64_t{1001});
    d.world->runFor(SimDuration::seconds(1));
    // A replica answers reads of who said READONLY.
    const std::string key = keyOf(5);
    for (const auto& range : d.keys().slotMap(*d.world, d.node("shop"))) {
        if (cache::keySlot(key) < range.first || cache::keySlot(key) > range.last) continue;
        QCOMPARE(range.replicas.size(), std::size_t{1});
        QCOMPARE(d.keys().get(*d.world, range.replicas[0], key, {false, true}).value.tag, valueOf(5).tag);
        QCOMPARE(d.keys().get(*d.world, range.replicas[0], key).status, CacheReply::Status::Moved);
    }
}

void TestTopology::reshardingUnderTraffic() {
    Fleet d(13);
    d.group(Fleet::sharded(3, 1));
    Fleet::Client c;
    d.learn(c);
    constexpr int kKeys = 4000;
    std::map<int, int> truth;
    for (int i = 0; i < kKeys; ++i) d.request(c, keyOf(i), true, truth[i] = i);
    const auto traffic = [&] {
        int i = 0;
        while (d.describe()["Status"] != "available") {
            for (int n = 0; n < 100; ++n, ++i) {
                const int k = (i * 7919) % kKeys;
                if (i % 3 == 0) d.request(c, keyOf(k), true, truth[k] = i);
                else QCOMPARE(d.request(c, keyOf(k), false).value.tag, valueOf(truth[k]).tag);
                d.world->runFor(SimDuration::milliseconds(3));
            }
        }
    };
    d.ok("ModifyReplicationGroupShardConfiguration", {{"ReplicationGroupId", "shop"}, {"NodeGroupCount", 4}, {"ApplyImmediately", true}});
    traffic();
    if (QTest::currentTestFailed()) return;
    QCOMPARE(c.failed, 0);
    QVERIFY2(c.asked > 0 && c.moved > 0, qPrintable(QString("%1 ASK, %2 MOVED").arg(c.asked).arg(c.moved)));
    QCOMPARE(d.decisions(CacheRule::SlotMoved), std::uint64_t{4096});
    QCOMPARE(d.decisions(CacheRule::Ask), static_cast<std::uint64_t>(c.asked));
    QCOMPARE(d.describe()["NodeGroups"].size(), std::size_t{4});
    std::uint64_t keys = 0;
    for (const char* id : {"shop-0001-001", "shop-0002-001", "shop-0003-001", "shop-0004-001"}) keys += d.engine(id).keyCount();
    QCOMPARE(keys, std::uint64_t{kKeys});
    d.world->runFor(SimDuration::seconds(5));
    QCOMPARE(d.engine("shop-0004-001").dataFingerprint(), d.engine("shop-0004-002").dataFingerprint());
    // And back to two.
    d.ok("ModifyReplicationGroupShardConfiguration",
         {{"ReplicationGroupId", "shop"}, {"NodeGroupCount", 2}, {"NodeGroupsToRemove", {"0001", "0003"}}, {"ApplyImmediately", true}});
    traffic();
    if (QTest::currentTestFailed()) return;
    QCOMPARE(c.failed, 0);
    QCOMPARE(d.describe()["MemberClusters"].size(), std::size_t{4});
    QCOMPARE(d.engine("shop-0002-001").keyCount() + d.engine("shop-0004-001").keyCount(), std::uint64_t{kKeys});
    QCOMPARE(d.status("shop-0001-001"), std::string("CacheClusterNotFound"));
}

void TestTopology::shardFailsOver() {
    Fleet d(14);
    d.group(Fleet::sharded(2, 1));
    Fleet::Client c;
    d.learn(c);
    for (int i = 0; i < 200; ++i) d.request(c, keyOf(i), true, i);
    d.world->runFor(SimDuration::seconds(1));
    d.ok("InjectNodeFault", {{"Fault", "kill-process"}, {"Target", "shop"}, {"NodeGroupId", "0002"}});
    d.world->runFor(SimDuration::seconds(8));
    Fleet::Client fresh;
    d.learn(fresh);
    for (int i = 0; i < 200; ++i) QCOMPARE(d.request(fresh, keyOf(i), false).value.tag, valueOf(i).tag);
    QCOMPARE(fresh.failed + fresh.moved, 0);
    QCOMPARE(d.code("TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}}), std::string("InvalidReplicationGroupState"));
    d.world->runFor(SimDuration::minutes(11));
    QCOMPARE(d.engine("shop-0002-001").dataFingerprint(), d.engine("shop-0002-002").dataFingerprint());
    QCOMPARE(d.redis("ROLE", "shop-0002-001").substr(0, 9), std::string("1) \"slave"));
}

void TestTopology::snapshotsAndRestoring() {
    Fleet d(15);
    d.group(Fleet::withReplicas(2));
    for (int i = 0; i < 300; ++i) d.set("shop", keyOf(i), i);
    d.world->runFor(SimDuration::seconds(1));
    const Json made = d.ok("CreateSnapshot", {{"ReplicationGroupId", "shop"}, {"SnapshotName", "first"}})["Snapshot"];
    QCOMPARE(made["SnapshotStatus"], Json("creating"));
    QCOMPARE(d.describe()["Status"], Json("snapshotting"));
    QCOMPARE(d.code("CreateSnapshot", {{"ReplicationGroupId", "shop"}, {"SnapshotName", "first"}}), std::string("SnapshotAlreadyExistsFault"));
    d.set("shop", keyOf(0), 999); // after the snapshot
    d.waitFor("available");
    QCOMPARE(d.ok("DescribeSnapshots", {{"SnapshotName", "first"}})["Snapshots"][0]["SnapshotStatus"], Json("available"));
    d.ok("CopySnapshot", {{"SourceSnapshotName", "first"}, {"TargetSnapshotName", "second"}});
    d.world->runFor(SimDuration::minutes(2));
    d.available("one", "cache.t3.micro", {{"SnapshotName", "second"}});
    QCOMPARE(d.engine("one").keyCount(), std::uint64_t{300});
    QCOMPARE(d.keys().get(*d.world, d.node("one"), keyOf(0)).value.tag, valueOf(0).tag);
    QCOMPARE(d.keys().set(*d.world, d.node("one"), "new", valueOf(1), {}).status, CacheReply::Status::Ok);
    // Into three shards.
    Json more = Fleet::sharded(3, 1);
    more["SnapshotName"] = "first";
    d.group(more, "wide");
    std::uint64_t keys = 0;
    for (const char* id : {"wide-0001-001", "wide-0002-001", "wide-0003-001"}) keys += d.engine(id).keyCount();
    QCOMPARE(keys, std::uint64_t{300});
    QCOMPARE(d.engine("wide-0002-001").dataFingerprint(), d.engine("wide-0002-002").dataFingerprint());
    d.ok("DeleteSnapshot", {{"SnapshotName", "first"}});
    QCOMPARE(d.ok("DescribeSnapshots")["Snapshots"].size(), std::size_t{1});
    // Once a day by itself.
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "one"}, {"SnapshotRetentionLimit", 2}, {"SnapshotWindow", "03:00-04:00"}});
    d.world->runFor(SimDuration::hours(24 * 4));
    QCOMPARE(d.ok("DescribeSnapshots", {{"SnapshotSource", "system"}, {"CacheClusterId", "one"}})["Snapshots"].size(), std::size_t{2});
}

void TestTopology::deletingGroups() {
    Fleet d(16);
    d.group(Fleet::withReplicas(2));
    d.set("shop", "a", 1);
    d.ok("DeleteReplicationGroup", {{"ReplicationGroupId", "shop"}, {"RetainPrimaryCluster", true}});
    QCOMPARE(d.code("DeleteReplicationGroup", {{"ReplicationGroupId", "shop"}}), std::string("InvalidReplicationGroupState"));
    d.world->runFor(SimDuration::minutes(6));
    QCOMPARE(d.code("DescribeReplicationGroups", {{"ReplicationGroupId", "shop"}}), std::string("ReplicationGroupNotFoundFault"));
    const Json left = d.ok("DescribeCacheClusters")["CacheClusters"];
    QCOMPARE(left.size(), std::size_t{1});
    QVERIFY(!left[0].contains("ReplicationGroupId"));
    QCOMPARE(d.keys().get(*d.world, d.node("shop-001"), "a").status, CacheReply::Status::Ok);
    d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop-001"}});
    d.world->runFor(SimDuration::minutes(6));
    d.group(Fleet::sharded(2, 1), "wide");
    d.ok("DeleteReplicationGroup", {{"ReplicationGroupId", "wide"}, {"FinalSnapshotIdentifier", "last"}});
    d.world->runFor(SimDuration::minutes(8));
    QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"].size(), std::size_t{0});
    QCOMPARE(d.ok("DescribeReplicationGroups")["ReplicationGroups"].size(), std::size_t{0});
    QCOMPARE(d.ok("DescribeSnapshots", {{"ShowNodeGroupConfig", true}})["Snapshots"][0]["NodeSnapshots"][1]["NodeGroupConfiguration"]["Slots"], Json("8192-16383"));
    QVERIFY(!d.world->hasEvents()); // nothing of it is left behind
}

void TestTopology::memcachedClusters() {
    Fleet d(17, true);
    d.ok("CreateCacheCluster", {{"CacheClusterId", "html"}, {"Engine", "memcached"}, {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 3},
                                {"AZMode", "cross-az"}, {"CacheSubnetGroupName", "shop-private"}, {"Port", 6379}});
    d.skip();
    const Json c = d.ok("DescribeCacheClusters", {{"CacheClusterId", "html"}, {"ShowCacheNodeInfo", true}})["CacheClusters"][0];
    QCOMPARE(c["Engine"], Json("memcached"));
    QCOMPARE(c["ConfigurationEndpoint"]["Address"], Json("html.lab0ne.cfg.apse1.cache.amazonaws.com"));
    QCOMPARE(c["CacheNodes"].size(), std::size_t{3});
    QCOMPARE(c["CacheNodes"][1]["Endpoint"]["Address"], Json("html.lab0ne.0002.apse1.cache.amazonaws.com"));
    QCOMPARE(c["PreferredAvailabilityZone"], Json("Multiple"));
    const auto say = [&](const char* text, const char* endpoint) {
        const auto r = d.call("memcached", {{"endpoint", endpoint}, {"text", text}});
        return r ? (*r)["reply"].get<std::string>() : r.error().code;
    };
    QCOMPARE(say("set k 0 0 5\nhello", "html.0001"), std::string("STORED\r\n"));
    QCOMPARE(say("get k", "html.0001"), std::string("VALUE k 0 5\r\nhello\r\nEND\r\n"));
    QCOMPARE(say("get k", "html.lab0ne.0002.apse1.cache.amazonaws.com"), std::string("END\r\n")); // its own memory
    const std::string config = say("config get cluster", "html");
    QVERIFY2(config.find("html.lab0ne.0003.apse1.cache.amazonaws.com|10.0.1") != std::string::npos, config.c_str());
    QCOMPARE(d.code("redis", {{"endpoint", "html"}, {"argv", {"PING"}}}), std::string("WrongEngine"));
    // The hot path.
    const auto node = d.node("html.0003");
    QCOMPARE(d.keys().set(*d.world, node, "a", valueOf(7), SimDuration::seconds(60)).status, CacheReply::Status::Ok);
    QCOMPARE(d.keys().get(*d.world, node, "a").value.tag, valueOf(7).tag);
    QCOMPARE(d.keys().get(*d.world, node, "b").status, CacheReply::Status::Nil);
    const std::string_view words[] = {"get", "a"};
    QCOMPARE(d.keys().command(*d.world, node, words).status, CacheReply::Status::Ok);
    // Two threads: two requests at one instant do not wait for one another.
    const CacheReply first = d.keys().get(*d.world, node, "a"), second = d.keys().get(*d.world, node, "a");
    QCOMPARE(first.finishedAt > d.world->now(), true);
    QVERIFY((second.finishedAt - first.finishedAt).ns() < 20'000);
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "html"}, {"NumCacheNodes", 2}, {"CacheNodeIdsToRemove", {"0002"}}, {"ApplyImmediately", true}});
    d.world->runFor(SimDuration::minutes(13));
    QCOMPARE(d.ok("DescribeCacheClusters", {{"CacheClusterId", "html"}})["CacheClusters"][0]["NumCacheNodes"], Json(2));
    QCOMPARE(say("get k", "html.0002"), std::string("UnknownHost"));
    QVERIFY(say("config get cluster", "html").find("0002.apse1") == std::string::npos);
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "html"}, {"NumCacheNodes", 4}, {"ApplyImmediately", true}});
    d.world->runFor(SimDuration::minutes(13));
    QCOMPARE(say("get k", "html.0004"), std::string("END\r\n"));
    QCOMPARE(say("get k", "html.0001"), std::string("VALUE k 0 5\r\nhello\r\nEND\r\n")); // the others kept theirs
    d.ok("RebootCacheCluster", {{"CacheClusterId", "html"}, {"CacheNodeIdsToReboot", {"0001"}}});
    QCOMPARE(say("get k", "html.0001"), std::string("ConnectionRefused"));
    d.world->runFor(SimDuration::minutes(2));
    QCOMPARE(say("get k", "html.0001"), std::string("END\r\n"));
    d.ok("InjectNodeFault", {{"Fault", "kill-process"}, {"Target", "html"}, {"CacheNodeId", "0003"}});
    QCOMPARE(d.keys().get(*d.world, node, "a").status, CacheReply::Status::Gone);
    d.world->runFor(SimDuration::minutes(11));
    QCOMPARE(d.keys().get(*d.world, d.node("html.0003"), "a").status, CacheReply::Status::Nil);
    kernel::MetricId id{};
    QVERIFY(d.world->metrics().find("AWS/ElastiCache", "GetHits", {{"CacheClusterId", "html"}, {"CacheNodeId", "0003"}}, id));
    QCOMPARE(d.code("CreateSnapshot", {{"CacheClusterId", "html"}, {"SnapshotName", "s"}}), std::string("SnapshotFeatureNotSupportedFault"));
    // Parameters: at launch only.
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "modern"}, {"CacheParameterGroupFamily", "memcached1.6"}, {"Description", "d"}});
    d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "modern"}, {"ParameterNameValues", {{{"ParameterName", "no_modern"}, {"ParameterValue", "0"}}}}});
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "html"}, {"CacheParameterGroupName", "modern"}});
    d.world->runFor(SimDuration::seconds(10));
    const auto status = [&] { return d.ok("DescribeCacheClusters", {{"CacheClusterId", "html"}})["CacheClusters"][0]["CacheParameterGroup"]["ParameterApplyStatus"]; };
    QCOMPARE(status(), Json("pending-reboot"));
    QVERIFY(!d.service().findCluster("html")->memcached[0].process->engine.settings().lruSegmented);
    d.ok("RebootCacheCluster", {{"CacheClusterId", "html"}, {"CacheNodeIdsToReboot", {"0001", "0002", "0003", "0004"}}});
    d.world->runFor(SimDuration::minutes(2));
    QCOMPARE(status(), Json("in-sync"));
    QVERIFY(d.service().findCluster("html")->memcached[0].process->engine.settings().lruSegmented);
    d.ok("DeleteCacheCluster", {{"CacheClusterId", "html"}});
    d.world->runFor(SimDuration::minutes(7));
    QCOMPARE(d.status("html"), std::string("CacheClusterNotFound"));
}

void TestTopology::nodeFaults() {
    Fleet d(18);
    d.group(Fleet::withReplicas(2));
    const Json lost = d.ok("InjectNodeFault", {{"Fault", "az-loss"}, {"AvailabilityZone", d.service().findCluster("shop-001")->zone}});
    QCOMPARE(lost["Nodes"], Json({"shop-001"}));
    QCOMPARE(d.keys().resolve(*d.world, "shop-001").reach, KeyValueCache::Reach::TimesOut);
    d.world->runFor(SimDuration::minutes(20));
    QCOMPARE(d.role("shop-002"), std::string("primary"));
    QVERIFY(!d.service().findCluster("shop-001")->node); // waits for its zone
    QCOMPARE(d.ok("DescribeNodeFaults")["NodeFaults"][0]["Fault"], Json("az-loss"));
    d.ok("ClearNodeFault", {{"Fault", "az-loss"}});
    d.world->runFor(SimDuration::minutes(11));
    QVERIFY(d.service().findCluster("shop-001")->node.has_value());
    // The engine is slower, busier, smaller, fuller.
    const auto took = [&] { return d.keys().get(*d.world, d.node("shop"), "none").finishedAt - d.world->now(); };
    const SimDuration normal = took();
    d.world->runFor(SimDuration::seconds(1));
    d.ok("InjectNodeFault", {{"Fault", "cpu-credits"}, {"Target", "shop"}, {"Factor", 10}});
    QVERIFY(took() >= normal * 9);
    d.ok("ClearNodeFault", {{"Target", "shop"}});
    d.world->runFor(SimDuration::seconds(1));
    d.ok("InjectNodeFault", {{"Fault", "slow-command"}, {"Target", "shop"}, {"Seconds", 2}});
    QVERIFY(took() >= SimDuration::seconds(2));
    d.ok("InjectNodeFault", {{"Fault", "memory-squeeze"}, {"Target", "shop"}, {"Bytes", 5'000'000}});
    QCOMPARE(d.engine("shop-002").maxmemory(), std::uint64_t{5'000'000});
    d.ok("InjectNodeFault", {{"Fault", "connection-storm"}, {"Target", "shop"}, {"Connections", 66'000}});
    QCOMPARE(d.decisions(CacheRule::TooManyClients), std::uint64_t{1});
    d.ok("ClearNodeFault");
    QCOMPARE(d.engine("shop-002").maxmemory(), std::uint64_t{402'653'184});
}

void TestTopology::clonesRunOn() {
    Fleet d(19, true);
    d.group(Fleet::sharded(2, 1));
    Fleet::Client c;
    d.learn(c);
    for (int i = 0; i < 500; ++i) d.request(c, keyOf(i), true, i);
    d.ok("ModifyReplicationGroupShardConfiguration", {{"ReplicationGroupId", "shop"}, {"NodeGroupCount", 3}, {"ApplyImmediately", true}});
    d.world->runFor(SimDuration::minutes(4));
    d.ok("InjectNodeFault", {{"Fault", "kill-process"}, {"Target", "shop"}, {"NodeGroupId", "0001"}});
    const auto copy = d.world->clone();
    for (int i = 0; i < 3; ++i) {
        d.world->peek("elasticache", "DescribeReplicationGroups", Json{});
        d.world->peek("elasticache", "redis", {{"endpoint", "shop-0002-002"}, {"argv", {"INFO"}}});
        d.world->runFor(SimDuration::minutes(7));
    }
    copy->runFor(SimDuration::minutes(21));
    QCOMPARE(copy->fingerprint(), d.world->fingerprint());
}

QTEST_APPLESS_MAIN(TestTopology)
#include "tst_elasticache_topology.moc"
