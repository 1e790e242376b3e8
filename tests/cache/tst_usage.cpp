// The account of what was used: by hand, and kept by the service while clusters come, change and go.
#include "cache/elasticache_desk.h"

#include "cache/usage_ledger.h"
#include "labs/engine/loader.h"

using namespace maylab;
using namespace maylab::test;
using cache::UsageLedger;

namespace {

Json usage(Desk& d) { return *d.world->peek("elasticache", "DescribeUsage", Json::object()); }

// "type running billed-hours" of each line.
std::string nodes(const Json& u) {
    std::string out;
    for (const Json& n : u["Nodes"]) {
        out += (out.empty() ? "" : ", ") + n["CacheNodeType"].get<std::string>() + " " + n["Running"].dump() + " " + n["BilledHours"].dump();
    }
    return out;
}

} // namespace

class TestUsage : public QObject {
    Q_OBJECT

  private slots:
    void begunHoursCountInFull() {
        const SimDuration hour = SimDuration::hours(1), moment = SimDuration::nanoseconds(1);
        QCOMPARE(UsageLedger::begunHours(SimDuration()), std::int64_t(1));
        QCOMPARE(UsageLedger::begunHours(hour), std::int64_t(1));
        QCOMPARE(UsageLedger::begunHours(hour + moment), std::int64_t(2));
        const cache::NodeType& small = *cache::findNodeType("cache.t3.micro");
        const cache::NodeType& large = *cache::findNodeType("cache.r6g.large");
        UsageLedger l;
        SimTime t;
        l.nodeStarted(t, 3, 0, small);
        l.nodeStarted(t, 3, 1, small);
        l.nodeStarted(t + hour, 3, 1, small); // it came back: the same node
        l.nodeStarted(t, 4, 0, large);
        t = t + hour + moment;
        l.nodeEnded(t, 3, 1);
        l.nodeEnded(t, 3, 1);
        l.clusterResized(t, 3, small); // no other type
        l.clusterResized(t, 3, large);
        t = t + SimDuration::minutes(1);
        auto n = l.nodes(t);
        QCOMPARE(n.size(), std::size_t(2));
        QCOMPARE(std::string(n[0].type->name), std::string("cache.r6g.large"));
        QCOMPARE(n[0].running, 2u);
        QCOMPARE(n[0].billedHours, std::int64_t(2 + 1));
        QCOMPARE(n[1].running, 0u);
        QCOMPARE(n[1].billedHours, std::int64_t(2 + 2));
        QCOMPARE(n[1].time, (hour + moment) * 2);
        l.clusterEnded(t, 3);
        l.clusterEnded(t, 4);
        n = l.nodes(t + hour * 100);
        QCOMPARE(n[0].running, 0u);
        QCOMPARE(n[0].billedHours, std::int64_t(2 + 1));
        l.snapshotsChanged(t, 100, 60);
        l.snapshotsChanged(t + hour, 100, 0);
        QCOMPARE(l.snapshots(t + hour * 9).billedByteHours, 60.0);
    }

    void aCluster() {
        Desk d;
        QCOMPARE(nodes(usage(d)), std::string());
        d.create();
        d.world->runFor(SimDuration::minutes(2));
        QCOMPARE(nodes(usage(d)), std::string()); // not there yet: nothing to pay
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 1 1"));
        d.world->runFor(SimDuration::minutes(61));
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 1 2"));
        d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 1 2"));
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.medium"}, {"ApplyImmediately", true}});
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.medium 1 1, cache.t3.micro 0 2"));
        d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop"}});
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.medium 1 1, cache.t3.micro 0 2"));
        d.skip();
        d.world->runFor(SimDuration::hours(5)); // the bill stands still
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.medium 0 1, cache.t3.micro 0 2"));
    }

    void shardsAndReplicasAreNodes() {
        Desk d;
        d.ok("CreateReplicationGroup", {{"ReplicationGroupId", "big"}, {"ReplicationGroupDescription", "d"}, {"CacheNodeType", "cache.t3.micro"},
                                        {"NumNodeGroups", 3}, {"ReplicasPerNodeGroup", 1}, {"AutomaticFailoverEnabled", true}, {"CacheSubnetGroupName", "shop-private"}});
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 6 6"));
        const auto copy = d.world->clone();
        d.ok("DeleteReplicationGroup", {{"ReplicationGroupId", "big"}});
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 0 6"));
        copy->runFor(SimDuration::minutes(90)); // the copy kept them
        QCOMPARE(nodes(*copy->peek("elasticache", "DescribeUsage", Json::object())), std::string("cache.t3.micro 6 12"));
    }

    void memcachedNodes() {
        Desk d;
        d.ok("CreateCacheCluster", {{"CacheClusterId", "html"}, {"Engine", "memcached"}, {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 3}, {"CacheSubnetGroupName", "shop-private"}});
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 3 3"));
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "html"}, {"NumCacheNodes", 2}, {"CacheNodeIdsToRemove", {"0003"}}, {"ApplyImmediately", true}});
        d.skip();
        QCOMPARE(nodes(usage(d)), std::string("cache.t3.micro 2 3"));
    }

    void snapshotsBeyondTheFreeOne() {
        Desk d;
        d.available();
        d.redis("SET a " + std::string(1000, 'x'));
        const auto billed = [&] { return usage(d)["Snapshots"]["BilledGigabytes"].get<double>(); };
        d.ok("CreateSnapshot", {{"CacheClusterId", "shop"}, {"SnapshotName", "one"}});
        d.skip();
        QVERIFY(usage(d)["Snapshots"]["Gigabytes"].get<double>() > 0);
        QCOMPARE(billed(), 0.0);
        d.ok("CreateSnapshot", {{"CacheClusterId", "shop"}, {"SnapshotName", "two"}});
        d.skip();
        const double second = billed();
        QVERIFY(second > 0);
        d.world->runFor(SimDuration::hours(2));
        QVERIFY(std::abs(usage(d)["Snapshots"]["BilledGigabyteHours"].get<double>() - 2 * second) < 1e-12);
        d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop"}});
        d.skip();
        QVERIFY(billed() > second); // nobody is there for whom one would be free
        d.ok("DeleteSnapshot", {{"SnapshotName", "one"}});
        d.ok("DeleteSnapshot", {{"SnapshotName", "two"}});
        QCOMPARE(billed(), 0.0);
    }

    void readingLeavesNoTrace() {
        Desk d;
        d.available();
        const auto before = d.world->fingerprint();
        (void)usage(d);
        QCOMPARE(d.world->fingerprint(), before);
    }

    // Whatever a lab may create has a price.
    void everyNodeTypeHasAPrice() {
        const labs::Catalog catalog = labs::loadCatalog(qEnvironmentVariable("MAYLAB_CATALOG").toStdString(), {});
        QVERIFY(catalog.prices);
        for (const cache::NodeType& t : cache::nodeTypes()) {
            const labs::NodePrice* price = catalog.prices->node(t.name);
            QVERIFY2(price, t.name);
            QCOMPARE(price->ours, t.ours);
            QVERIFY2(t.ours == (price->perHour == 0), t.name);
        }
    }
};

QTEST_GUILESS_MAIN(TestUsage)
#include "tst_usage.moc"
