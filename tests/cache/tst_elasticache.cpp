// ElastiCache's operations: states in virtual time, what is refused, groups, pages, tags, events; lines as typed.
#include <QtTest>

#include "aws/account.h"
#include "cache/elasticache_desk.h"
#include "support/test_suite.h"

#include <set>
#include <string>
#include <vector>

using namespace maylab;
using namespace maylab::test;

class TestElastiCache : public QObject {
    Q_OBJECT
  private slots:
    void statesTakeVirtualTime();
    void outlineStepTwoAsTyped();
    void outlineStepFourAsTyped();
    void badInputIsRefusedAndChangesNothing_data();
    void badInputIsRefusedAndChangesNothing();
    void nullMembersWereNotGiven();
    void groupsPagesAndTags();
    void defaultSubnetGroup();
    void eventsAndVersions();
    void completionKnowsTheWorld();
};

void TestElastiCache::statesTakeVirtualTime() {
    std::set<std::int64_t> waits;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Desk d(seed);
        const Json created = d.create();
        QCOMPARE(created["CacheClusterStatus"], Json("creating"));
        QVERIFY(!created.contains("CacheClusterCreateTime"));
        QCOMPARE(created["CacheParameterGroup"]["CacheParameterGroupName"], Json("default.redis7"));
        QCOMPARE(QString::fromStdString(d.redis("PING")),
                 QString("UnknownHost: Could not connect to Redis at shop:6379: Name or service not known"));
        d.skip();
        const std::int64_t ms = d.world->now().wholeMilliseconds();
        QVERIFY2(ms >= 180'000 && ms <= 600'000, qPrintable(QString::number(ms)));
        waits.insert(ms);
        QCOMPARE(d.status(), std::string("available"));

        d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
        QCOMPARE(d.status(), std::string("rebooting cluster nodes"));
        QCOMPARE(d.code("DeleteCacheCluster", {{"CacheClusterId", "shop"}}), std::string("InvalidCacheClusterState"));
        d.skip();
        QCOMPARE(d.status(), std::string("available"));

        const SimTime before = d.world->now();
        QCOMPARE(d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop"}})["CacheCluster"]["CacheClusterStatus"],
                 Json("deleting"));
        QCOMPARE(d.status(), std::string("deleting"));
        d.skip();
        const SimDuration took = d.world->now() - before;
        QVERIFY(took >= ElastiCacheService::kDeleteShortest && took <= ElastiCacheService::kDeleteLongest);
        QCOMPARE(d.status(), std::string("CacheClusterNotFound"));
        d.world->runFor(SimDuration::minutes(1));
        QVERIFY(!d.world->hasEvents()); // nothing of it is left behind
    }
    QVERIFY(waits.size() >= 10);
}

void TestElastiCache::outlineStepTwoAsTyped() {
    Desk d;
    const Json groups = Json::parse(d.type("aws elasticache describe-cache-subnet-groups"));
    QCOMPARE(groups["CacheSubnetGroups"][0]["CacheSubnetGroupName"], Json("shop-private"));
    QCOMPARE(groups["CacheSubnetGroups"][0]["Subnets"].size(), std::size_t{2});
    d.type("aws elasticache create-cache-cluster --cache-cluster-id shop --engine redis --cache-node-type "
           "cache.t3.micro --num-cache-nodes 1 --cache-subnet-group-name shop-private");
    d.skip();
    const Json shown = d.ok("DescribeCacheClusters");
    QCOMPARE(shown[Json::json_pointer("/CacheClusters/0/CacheClusterStatus")], Json("available"));
    QCOMPARE(shown[Json::json_pointer("/CacheClusters/0/CacheSubnetGroupName")], Json("shop-private"));
    QVERIFY(!shown["CacheClusters"][0].contains("CacheNodes"));
    QCOMPARE(d.type("aws elasticache describe-cache-clusters --show-cache-node-info --query "
                    "CacheClusters[0].CacheNodes[0].Endpoint"),
             std::string("{\n    \"Address\": \"shop.lab0ne.0001.apse1.cache.amazonaws.com\",\n    \"Port\": 6379\n}\n"));

    for (const char* endpoint : {"shop", "shop:6379", "shop.lab0ne.0001.apse1.cache.amazonaws.com",
                                 "shop.lab0ne.0001.apse1.cache.amazonaws.com:6379"}) {
        QCOMPARE(d.redis("PING", endpoint), std::string("PONG\n"));
    }
    const SimTime before = d.world->now();
    QCOMPARE(d.redis("GET product:17"), std::string("(nil)\n"));
    QCOMPARE(d.redis("SET product:17 \"{\\\"price\\\": 19}\" EX 60"), std::string("OK\n"));
    QCOMPARE(d.world->now(), before); // typing costs no virtual time
    d.world->runFor(SimDuration::seconds(5));
    QCOMPARE(d.redis("GET product:17"), std::string("\"{\\\"price\\\": 19}\"\n"));
    QCOMPARE(d.redis("TTL product:17"), std::string("(integer) 55\n"));
    d.world->runFor(SimDuration::seconds(56));
    QCOMPARE(d.redis("GET product:17"), std::string("(nil)\n"));
    QCOMPARE(d.redis("SET a 1"), std::string("OK\n"));
    QCOMPARE(d.redis("TTL a"), std::string("(integer) -1\n"));
    // A client of the application sees what a person typed, as somebody else's bytes.
    const CacheReply hit = d.keys().get(*d.world, d.node(), "a");
    QCOMPARE(hit.status, CacheReply::Status::Ok);
    QVERIFY(hit.foreign);
}

void TestElastiCache::outlineStepFourAsTyped() {
    Desk d;
    d.available("shop", "cache.lab.10mb");
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{10'485'760});
    QCOMPARE(std::string(cache::toString(d.engine().policy())), std::string("volatile-lru"));

    // No TTL, so nothing may leave: the node fills and then refuses.
    int stored = 0;
    CacheReply::Status last = CacheReply::Status::Ok;
    for (int i = 0; i < 30'000; ++i) {
        last = d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration()).status;
        if (last == CacheReply::Status::Ok) ++stored;
        if (i % 100 == 0) d.world->runFor(SimDuration::milliseconds(60));
    }
    QCOMPARE(last, CacheReply::Status::Oom);
    QVERIFY2(stored >= 15'400 && stored <= 17'100, qPrintable(QString::number(stored)));
    QCOMPARE(d.redis("SET one more"), std::string("(error) OOM command not allowed when used memory > 'maxmemory'.\n"));
    QCOMPARE(d.redis("DEL product:0"), std::string("(integer) 1\n"));
    QVERIFY(d.decisions(CacheRule::OomRefused) >= 100);

    QVERIFY(QString::fromStdString(d.redis("CONFIG SET maxmemory-policy allkeys-lru")).startsWith("(error) ERR unknown command 'CONFIG'"));
    const auto refused = d.session->commandLine("aws elasticache modify-cache-parameter-group --cache-parameter-group-name "
                                                "default.redis7 --parameter-name-values "
                                                "ParameterName=maxmemory-policy,ParameterValue=allkeys-lru");
    QCOMPARE(refused.exitCode, aws::kExitService);
    QVERIFY2(refused.err.find("(InvalidCacheParameterGroupState) when calling the ModifyCacheParameterGroup operation") !=
                 std::string::npos, refused.err.c_str());

    d.type("aws elasticache create-cache-parameter-group --cache-parameter-group-name shop-lru "
           "--cache-parameter-group-family redis7 --description \"Any key may leave\"");
    d.type("aws elasticache modify-cache-parameter-group --cache-parameter-group-name shop-lru --parameter-name-values "
           "\"ParameterName=maxmemory-policy,ParameterValue=allkeys-lru\"");
    const Json attached = Json::parse(d.type("aws elasticache modify-cache-cluster --cache-cluster-id shop "
                                             "--cache-parameter-group-name shop-lru --apply-immediately"));
    QCOMPARE(attached["CacheCluster"]["CacheParameterGroup"]["ParameterApplyStatus"], Json("applying"));
    QCOMPARE(std::string(cache::toString(d.engine().policy())), std::string("volatile-lru"));
    d.skip();
    const Json group = d.ok("DescribeCacheClusters")["CacheClusters"][0]["CacheParameterGroup"];
    QCOMPARE(group["ParameterApplyStatus"], Json("in-sync"));
    QCOMPARE(group["CacheParameterGroupName"], Json("shop-lru"));
    QCOMPARE(std::string(cache::toString(d.engine().policy())), std::string("allkeys-lru"));

    const std::uint64_t oom = d.engine().statistics().oomRefused;
    for (int i = 30'000; i < 31'000; ++i) {
        QCOMPARE(d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration()).status, CacheReply::Status::Ok);
    }
    QVERIFY(d.engine().statistics().evictedKeys >= 900);
    QCOMPARE(d.engine().statistics().oomRefused, oom);
    QCOMPARE(d.decisions(CacheRule::EvictedLru), d.engine().statistics().evictedKeys);

    // A change of the attached group reaches the node without another ModifyCacheCluster.
    d.type("aws elasticache modify-cache-parameter-group --cache-parameter-group-name shop-lru --parameter-name-values "
           "ParameterName=maxmemory-policy,ParameterValue=allkeys-lfu ParameterName=maxmemory-samples,ParameterValue=10");
    d.skip();
    QCOMPARE(std::string(cache::toString(d.engine().policy())), std::string("allkeys-lfu"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("10"));
    d.ok("ResetCacheParameterGroup", {{"CacheParameterGroupName", "shop-lru"}, {"ResetAllParameters", true}});
    d.skip();
    QCOMPARE(std::string(cache::toString(d.engine().policy())), std::string("volatile-lru"));
}

void TestElastiCache::badInputIsRefusedAndChangesNothing_data() {
    QTest::addColumn<QString>("door");
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* operation, const char* input, const char* code, const char* door = "elasticache") {
        QTest::addRow("%s %s", operation, input) << door << operation << input << code;
    };
    const char* good = R"({"CacheClusterId":"new","Engine":"redis","CacheNodeType":"cache.t3.micro","NumCacheNodes":1,"CacheSubnetGroupName":"shop-private"%1})";
    const auto create = [&](const char* more, const char* code) {
        row("CreateCacheCluster", qPrintable(QString(good).arg(*more == '\0' ? QString() : QString(",") + more)), code);
    };
    row("Nonsense", "{}", "InvalidAction");
    row("CreateCacheCluster", "{}", "InvalidParameterValue");
    row("CreateCacheCluster", "[]", "MalformedInput");
    row("CreateCacheCluster", R"({"CacheClusterId":17})", "MalformedInput");
    row("CreateCacheCluster", R"({"CacheClusterId":"new","Colour":"red"})", "UnknownParameter");
    row("CreateCacheCluster", R"({"CacheClusterId":"new","Engine":"redis","CacheNodeType":"cache.t3.micro"})", "InvalidParameterValue");
    row("CreateCacheCluster", R"({"CacheClusterId":"new","Engine":"redis","NumCacheNodes":1})", "InvalidParameterValue");
    row("CreateCacheCluster", R"({"CacheClusterId":"new","NumCacheNodes":1,"CacheNodeType":"cache.t3.micro"})", "InvalidParameterValue");
    create(R"("CacheClusterId":"1shop")", "InvalidParameterValue");
    create(R"("CacheClusterId":"shop--a")", "InvalidParameterValue");
    create(R"("CacheClusterId":"shop-")", "InvalidParameterValue");
    create(R"("CacheClusterId":"Tết")", "InvalidParameterValue");
    create(R"("CacheClusterId":"")", "InvalidParameterValue");
    create(R"("CacheClusterId":"shop")", "CacheClusterAlreadyExists");
    create(R"("CacheClusterId":"SHOP")", "CacheClusterAlreadyExists");
    create(R"("Engine":"memcached","SnapshotRetentionLimit":1)", "InvalidParameterCombination");
    create(R"("Engine":"memcached","NumCacheNodes":41)", "NodeQuotaForClusterExceeded");
    create(R"("Engine":"memcached","AZMode":"cross-az")", "InvalidParameterCombination");
    create(R"("Engine":"memcached","CacheParameterGroupName":"custom")", "InvalidParameterCombination");
    create(R"("Engine":"memcached","PreferredAvailabilityZones":["ap-southeast-1a","ap-southeast-1b"])", "InvalidParameterCombination");
    create(R"("CacheParameterGroupName":"default.redis7.cluster.on")", "InvalidParameterCombination");
    create(R"("Engine":"valkey")", "UnsupportedBySimulator");
    create(R"("Engine":"oracle")", "InvalidParameterValue");
    create(R"("NumCacheNodes":2)", "InvalidParameterCombination");
    create(R"("NumCacheNodes":0)", "InvalidParameterValue");
    create(R"("NumCacheNodes":-9223372036854775808)", "InvalidParameterValue");
    create(R"("CacheNodeType":"cache.t9.nano")", "InvalidParameterValue");
    create(R"("CacheSubnetGroupName":"nowhere")", "CacheSubnetGroupNotFoundFault");
    create(R"("CacheParameterGroupName":"nothing")", "CacheParameterGroupNotFound");
    create(R"("EngineVersion":"2.8.24")", "InvalidParameterCombination");
    create(R"("SecurityGroupIds":["sg-0123"])", "InvalidParameterValue");
    create(R"("PreferredAvailabilityZone":"eu-west-1a")", "InvalidParameterValue");
    create(R"("PreferredMaintenanceWindow":"sun:5-mon:6")", "InvalidParameterValue");
    create(R"("PreferredMaintenanceWindow":"sun:05:00-sun:05:30")", "InvalidParameterValue");
    create(R"("SnapshotWindow":"25:00-26:00")", "InvalidParameterValue");
    create(R"("SnapshotRetentionLimit":36)", "InvalidParameterValue");
    create(R"("Port":80)", "InvalidParameterValue");
    create(R"("Port":4294973675)", "InvalidParameterValue");
    create(R"("TransitEncryptionEnabled":true)", "UnsupportedBySimulator");
    create(R"("SnapshotName":"s")", "SnapshotNotFoundFault");
    create(R"("ReplicationGroupId":"r")", "ReplicationGroupNotFoundFault");
    create(R"("NetworkType":"ipv6")", "UnsupportedBySimulator");
    create(R"("NetworkType":"token-ring")", "InvalidParameterValue");
    create(R"("AZMode":"cross-az")", "InvalidParameterCombination");
    create(R"("CacheSecurityGroupNames":["a"])", "InvalidParameterValue");
    create(R"("Tags":[{"Key":"aws:mine","Value":"x"}])", "InvalidParameterValue");
    row("DescribeCacheClusters", R"({"CacheClusterId":"nope"})", "CacheClusterNotFound");
    row("DescribeCacheClusters", R"({"CacheClusterId":"fake_cluster"})", "InvalidParameterValue");
    row("DescribeCacheClusters", R"({"MaxRecords":10})", "InvalidParameterValue");
    row("DescribeCacheClusters", R"({"MaxRecords":101})", "InvalidParameterValue");
    row("DescribeCacheClusters", R"({"Marker":"invented"})", "InvalidParameterValue");
    row("DescribeCacheClusters", R"({"ShowCacheNodeInfo":"yes"})", "MalformedInput");
    row("ModifyCacheCluster", R"({"CacheClusterId":"nope"})", "CacheClusterNotFound");
    row("ModifyCacheCluster", R"({"CacheClusterId":"young"})", "InvalidCacheClusterState");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","CacheParameterGroupName":"nope"})", "CacheParameterGroupNotFound");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","CacheNodeType":"nope"})", "InvalidParameterValue");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","NumCacheNodes":3})", "InvalidParameterCombination");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","EngineVersion":"7.0"})", "InvalidParameterCombination");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","EngineVersion":"8"})", "InvalidParameterCombination");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","SecurityGroupIds":["sg-1"]})", "InvalidParameterValue");
    row("ModifyCacheCluster", R"({"CacheClusterId":"shop","CacheParameterGroupName":"custom","PreferredMaintenanceWindow":"x"})", "InvalidParameterValue");
    row("RebootCacheCluster", R"({"CacheClusterId":"shop"})", "InvalidParameterValue");
    row("RebootCacheCluster", R"({"CacheClusterId":"shop","CacheNodeIdsToReboot":["0002"]})", "InvalidParameterValue");
    row("RebootCacheCluster", R"({"CacheClusterId":"young","CacheNodeIdsToReboot":["0001"]})", "InvalidCacheClusterState");
    row("DeleteCacheCluster", R"({"CacheClusterId":"nope"})", "CacheClusterNotFound");
    row("DeleteCacheCluster", R"({"CacheClusterId":"young"})", "InvalidCacheClusterState");
    row("DeleteCacheCluster", R"({"CacheClusterId":"shop","FinalSnapshotIdentifier":"s--s"})", "InvalidParameterValue");
    row("CreateCacheParameterGroup", R"({"CacheParameterGroupName":"default.mine","CacheParameterGroupFamily":"redis7","Description":"d"})", "InvalidParameterValue");
    row("CreateCacheParameterGroup", R"({"CacheParameterGroupName":"custom","CacheParameterGroupFamily":"redis7","Description":"d"})", "CacheParameterGroupAlreadyExists");
    row("CreateCacheParameterGroup", R"({"CacheParameterGroupName":"n","CacheParameterGroupFamily":"redis6.x","Description":"d"})", "UnsupportedBySimulator");
    row("CreateCacheParameterGroup", R"({"CacheParameterGroupName":"n","CacheParameterGroupFamily":"mongo","Description":"d"})", "InvalidParameterValue");
    row("CreateCacheParameterGroup", R"({"CacheParameterGroupName":"n","CacheParameterGroupFamily":"redis7","Description":""})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"nope","ParameterNameValues":[]})", "CacheParameterGroupNotFound");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ParameterNameValues":[]})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"default.redis7","ParameterNameValues":[{"ParameterName":"timeout","ParameterValue":"30"}]})", "InvalidCacheParameterGroupState");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ParameterNameValues":[{"ParameterName":"timeout","ParameterValue":"60"},{"ParameterName":"maxmemory-policy","ParameterValue":"fifo"}]})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ParameterNameValues":[{"ParameterName":"timeout","ParameterValue":"10"}]})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ParameterNameValues":[{"ParameterName":"timeout"}]})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"used","ParameterNameValues":[{"ParameterName":"cluster-enabled","ParameterValue":"yes"}]})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"default.redis7.cluster.on","ParameterNameValues":[{"ParameterName":"timeout","ParameterValue":"30"}]})", "InvalidCacheParameterGroupState");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ParameterNameValues":[{"ParameterName":"maxmemory","ParameterValue":"1"}]})", "InvalidParameterValue");
    row("ModifyCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ParameterNameValues":[{"ParameterName":"no-such","ParameterValue":"1"}]})", "InvalidParameterValue");
    row("ResetCacheParameterGroup", R"({"CacheParameterGroupName":"custom"})", "InvalidParameterCombination");
    row("ResetCacheParameterGroup", R"({"CacheParameterGroupName":"custom","ResetAllParameters":true,"ParameterNameValues":[{"ParameterName":"timeout"}]})", "InvalidParameterCombination");
    row("ResetCacheParameterGroup", R"({"CacheParameterGroupName":"default.redis7","ResetAllParameters":true})", "InvalidCacheParameterGroupState");
    row("DeleteCacheParameterGroup", R"({"CacheParameterGroupName":"default.redis7"})", "InvalidCacheParameterGroupState");
    row("DeleteCacheParameterGroup", R"({"CacheParameterGroupName":"used"})", "InvalidCacheParameterGroupState");
    row("DeleteCacheParameterGroup", R"({"CacheParameterGroupName":"nope"})", "CacheParameterGroupNotFound");
    row("DescribeCacheParameters", R"({"CacheParameterGroupName":"nope"})", "CacheParameterGroupNotFound");
    row("DescribeCacheParameters", R"({"CacheParameterGroupName":"custom","Source":"me"})", "InvalidParameterValue");
    row("DescribeEngineDefaultParameters", R"({"CacheParameterGroupFamily":"x"})", "InvalidParameterValue");
    row("DescribeCacheParameterGroups", R"({"CacheParameterGroupName":"nope"})", "CacheParameterGroupNotFound");
    row("CreateCacheSubnetGroup", R"({"CacheSubnetGroupName":"g","CacheSubnetGroupDescription":"d","SubnetIds":["subnet-1"]})", "InvalidSubnet");
    row("CreateCacheSubnetGroup", R"({"CacheSubnetGroupName":"g","CacheSubnetGroupDescription":"d","SubnetIds":[]})", "InvalidParameterValue");
    row("CreateCacheSubnetGroup", R"({"CacheSubnetGroupName":"g g","CacheSubnetGroupDescription":"d","SubnetIds":[]})", "InvalidParameterValue");
    row("DescribeCacheSubnetGroups", R"({"CacheSubnetGroupName":"nope"})", "CacheSubnetGroupNotFoundFault");
    row("DeleteCacheSubnetGroup", R"({"CacheSubnetGroupName":"shop-private"})", "CacheSubnetGroupInUse");
    row("DeleteCacheSubnetGroup", R"({"CacheSubnetGroupName":"nope"})", "CacheSubnetGroupNotFoundFault");
    row("DeleteCacheSubnetGroup", R"({"CacheSubnetGroupName":"Default"})", "CacheSubnetGroupInUse");
    row("CreateCacheSubnetGroup", R"({"CacheSubnetGroupName":"Default","CacheSubnetGroupDescription":"d","SubnetIds":["subnet-1"]})", "InvalidParameterValue");
    create(R"("CacheSubnetGroupName":"","SecurityGroupIds":["sg-0123"])", "InvalidParameterValue");
    row("ModifyCacheSubnetGroup", R"({"CacheSubnetGroupName":"nope"})", "CacheSubnetGroupNotFoundFault");
    row("DescribeEvents", R"({"SourceIdentifier":"shop"})", "InvalidParameterCombination");
    row("DescribeEvents", R"({"Duration":0})", "InvalidParameterValue");
    row("DescribeEvents", R"({"StartTime":"tomorrow"})", "MalformedInput");
    row("DescribeEvents", R"({"StartTime":"2026-01-27T00:00:00Z","EndTime":"2026-01-26T00:00:00Z"})", "InvalidParameterValue");
    row("ListTagsForResource", R"({"ResourceName":"arn:aws:s3:::bucket"})", "InvalidARN");
    row("ListTagsForResource", R"({"ResourceName":"arn:aws:elasticache:ap-southeast-1:123456789012:cluster:nope"})", "CacheClusterNotFound");
    row("AddTagsToResource", R"({"ResourceName":"arn:aws:elasticache:ap-southeast-1:123456789012:cluster:shop","Tags":[{"Value":"x"}]})", "InvalidParameterValue");
    row("RemoveTagsFromResource", R"({"ResourceName":"arn:aws:elasticache:ap-southeast-1:123456789012:cluster:shop","TagKeys":["nope"]})", "TagNotFound");
    row("redis", "{}", "InvalidParameterValue");
    row("redis", R"({"endpoint":"shop","argv":[]})", "InvalidParameterValue");
    row("redis", R"({"endpoint":"shop","argv":["GET",7]})", "InvalidParameterValue");
    row("redis", R"({"endpoint":"shop","argv":"GET a"})", "InvalidParameterValue");
    row("redis", R"({"endpoint":"nope","argv":["PING"]})", "UnknownHost");
    row("redis", R"({"endpoint":"shop:99999999999999","argv":["PING"]})", "UnknownHost");
    row("redis", R"({"endpoint":"shop.example.com","argv":["PING"]})", "UnknownHost");
    row("DescribeSecurityGroups", R"({"GroupIds":["shop"]})", "InvalidGroupId.Malformed", "ec2");
    row("DescribeSecurityGroups", R"({"GroupIds":["sg-1"]})", "InvalidGroup.NotFound", "ec2");
    row("DescribeSecurityGroups", R"({"Filters":[{"Name":"colour","Values":["red"]}]})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", "{}", "MissingParameter", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache"})", "MissingParameter", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"tcp","FromPort":1,"ToPort":2,"CidrIp":"10.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"ipx","FromPort":1,"ToPort":2,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"tcp","FromPort":9,"ToPort":2,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"tcp","FromPort":1,"ToPort":70000,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"tcp","FromPort":6379,"ToPort":6379,"SourceSecurityGroupName":"shop-app"})", "InvalidPermission.Duplicate", "ec2");
    row("RevokeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"tcp","FromPort":6380,"ToPort":6380,"SourceSecurityGroupName":"shop-app"})", "InvalidPermission.NotFound", "ec2");
    row("RevokeSecurityGroupIngress", R"({"GroupName":"shop-cache","SecurityGroupRuleIds":["sgr-1"]})", "InvalidSecurityGroupRuleId.NotFound", "ec2");
    row("RevokeSecurityGroupIngress", R"({"GroupName":"shop-cache","SecurityGroupRuleIds":[]})", "MissingParameter", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"tcp","FromPort":-1,"ToPort":-1,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"udp","FromPort":-1,"ToPort":65535,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"icmp","FromPort":-1,"ToPort":0,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("AuthorizeSecurityGroupIngress", R"({"GroupName":"shop-cache","IpProtocol":"icmp","FromPort":8,"ToPort":256,"CidrIp":"10.0.0.0/8"})", "InvalidParameterValue", "ec2");
    row("TerminateInstances", "{}", "InvalidAction", "ec2");
}

void TestElastiCache::badInputIsRefusedAndChangesNothing() {
    QFETCH(QString, door);
    QFETCH(QString, operation);
    QFETCH(QString, input);
    QFETCH(QString, code);
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "custom"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "used"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "used"}});
    d.create("young");
    const std::string before = d.everything();
    // Later members win, as in the rows that override a good input.
    const Json given = Json::parse(input.toStdString());
    const auto result = d.session->call(door.toStdString(), operation.toStdString(), given);
    QVERIFY(!result);
    QCOMPARE(QString::fromStdString(result.error().code), code);
    QVERIFY(!result.error().message.empty());
    QCOMPARE(d.everything(), before);
}

void TestElastiCache::nullMembersWereNotGiven() {
    Desk d;
    d.available();
    for (const aws::OperationModel& m : cache::operationModels()) {
        Json nulls = Json::object();
        for (const aws::MemberShape& member : m.input->members) nulls[member.name] = nullptr;
        const auto with = d.call(m.operation, nulls, m.service), without = d.call(m.operation, Json::object(), m.service);
        QVERIFY2(with.has_value() == without.has_value(), m.operation);
        if (with) QCOMPARE(*with, *without);
        else QCOMPARE(with.error().message, without.error().message);
        QCOMPARE(d.world->peek(m.service, m.operation, nulls).has_value(), d.world->peek(m.service, m.operation, Json::object()).has_value());
    }
    // What is given beside them, and within lists, is taken.
    const Json made = d.create("second", "cache.t3.micro", {{"Port", nullptr}, {"SnapshotRetentionLimit", nullptr}, {"AutoMinorVersionUpgrade", nullptr},
                                                            {"SecurityGroupIds", nullptr}, {"Tags", {{{"Key", "team"}, {"Value", nullptr}}}}});
    QCOMPARE(made["SnapshotRetentionLimit"], Json(0));
    QCOMPARE(d.ok("ListTagsForResource", {{"ResourceName", made["ARN"]}})["TagList"], Json({{{"Key", "team"}, {"Value", ""}}}));
    QCOMPARE(d.code("DescribeSecurityGroups", {{"GroupNames", {nullptr}}}, "ec2"), std::string("InvalidParameterValue"));
    QCOMPARE(d.code("AuthorizeSecurityGroupIngress", {{"GroupName", "shop-cache"}, {"IpPermissions", {{{"IpProtocol", nullptr}, {"IpRanges", nullptr}}}}}, "ec2"),
             std::string("MissingParameter"));
}

void TestElastiCache::groupsPagesAndTags() {
    Desk d;
    std::set<std::string> made = {"default.redis7", "default.redis7.cluster.on", "default.memcached1.6"};
    for (int i = 0; i < 45; ++i) {
        const std::string name = "group-" + std::to_string(i);
        d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", name}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
        made.insert(name);
    }
    std::set<std::string> seen;
    Json input = {{"MaxRecords", 20}};
    int pages = 0;
    for (;; ++pages) {
        const Json page = d.ok("DescribeCacheParameterGroups", input);
        QVERIFY(page["CacheParameterGroups"].size() <= 20);
        for (const Json& g : page["CacheParameterGroups"]) QVERIFY(seen.insert(g["CacheParameterGroupName"].get<std::string>()).second);
        if (!page.contains("Marker")) break;
        input["Marker"] = page["Marker"];
    }
    QCOMPARE(pages, 2);
    QVERIFY(seen == made);
    // A marker is good for its own operation only.
    Json wrong = d.ok("DescribeCacheParameterGroups", {{"MaxRecords", 20}});
    QCOMPARE(d.code("DescribeCacheClusters", {{"Marker", wrong["Marker"]}}), std::string("InvalidParameterValue"));
    for (int i = 45; i < 150; ++i) {
        d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "group-" + std::to_string(i)}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    }
    QCOMPARE(d.code("CreateCacheParameterGroup", {{"CacheParameterGroupName", "more"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}}),
             std::string("CacheParameterGroupQuotaExceeded"));
    d.ok("DeleteCacheParameterGroup", {{"CacheParameterGroupName", "group-3"}});
    QCOMPARE(d.code("DescribeCacheParameterGroups", {{"CacheParameterGroupName", "group-3"}}), std::string("CacheParameterGroupNotFound"));

    const Json shop = d.ok("DescribeCacheSubnetGroups", {{"CacheSubnetGroupName", "shop-private"}})["CacheSubnetGroups"][0];
    const Json subnet = shop["Subnets"][0]["SubnetIdentifier"];
    d.ok("CreateCacheSubnetGroup", {{"CacheSubnetGroupName", "One"}, {"CacheSubnetGroupDescription", "d"}, {"SubnetIds", {subnet}}, {"Tags", {{{"Key", "team"}, {"Value", "shop"}}}}});
    const std::string arn = aws::makeArn("elasticache", "subnetgroup:one");
    QCOMPARE(d.ok("ListTagsForResource", {{"ResourceName", arn}})["TagList"], Json({{{"Key", "team"}, {"Value", "shop"}}}));
    d.ok("AddTagsToResource", {{"ResourceName", arn}, {"Tags", {{{"Key", "cost"}, {"Value", "0"}}}}});
    QCOMPARE(d.ok("RemoveTagsFromResource", {{"ResourceName", arn}, {"TagKeys", {"team"}}})["TagList"], Json({{{"Key", "cost"}, {"Value", "0"}}}));
    d.create("c1", "cache.t3.micro", {{"CacheSubnetGroupName", "one"}});
    QCOMPARE(d.code("ModifyCacheSubnetGroup", {{"CacheSubnetGroupName", "one"}, {"SubnetIds", {shop["Subnets"][1]["SubnetIdentifier"]}}}), std::string("SubnetInUse"));
    d.ok("ModifyCacheSubnetGroup", {{"CacheSubnetGroupName", "one"}, {"SubnetIds", {subnet, shop["Subnets"][1]["SubnetIdentifier"]}}});
    QCOMPARE(d.code("DeleteCacheSubnetGroup", {{"CacheSubnetGroupName", "one"}}), std::string("CacheSubnetGroupInUse"));
    // Subnets of two VPCs do not go together.
    const auto& network = static_cast<const cache::Ec2Service&>(d.world->service(d.world->find("ec2")));
    QCOMPARE(d.code("CreateCacheSubnetGroup", {{"CacheSubnetGroupName", "two"}, {"CacheSubnetGroupDescription", "d"}, {"SubnetIds", {subnet, network.subnets().back().id}}}), std::string("InvalidSubnet"));
    // Clusters: the simulator's own limit.
    for (std::size_t i = 1; i < ElastiCacheService::kMaxNodes; ++i) d.create(("m" + std::to_string(i)).c_str());
    QCOMPARE(d.code("CreateCacheCluster", {{"CacheClusterId", "toomany"}, {"Engine", "redis"}, {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 1}, {"CacheSubnetGroupName", "one"}}), std::string("NodeQuotaForCustomerExceeded"));
}

void TestElastiCache::defaultSubnetGroup() {
    Desk d;
    Json input = {{"CacheClusterId", "shop"}, {"Engine", "redis"}, {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 1}, {"SecurityGroupIds", {"sg-0123"}}};
    QCOMPARE(d.code("CreateCacheCluster", input), std::string("InvalidParameterValue"));
    QCOMPARE(d.ok("DescribeCacheSubnetGroups")["CacheSubnetGroups"].size(), std::size_t{1}); // a refusal makes nothing
    input.erase("SecurityGroupIds");
    QCOMPARE(d.ok("CreateCacheCluster", input)["CacheCluster"]["CacheSubnetGroupName"], Json("default"));
    QCOMPARE(d.ok("DescribeCacheSubnetGroups", {{"CacheSubnetGroupName", "default"}})["CacheSubnetGroups"].size(), std::size_t{1});
    d.skip();
    d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop"}});
    d.skip();
    QCOMPARE(d.code("DeleteCacheSubnetGroup", {{"CacheSubnetGroupName", "default"}}), std::string("CacheSubnetGroupInUse"));
    QCOMPARE(d.ok("DescribeCacheSubnetGroups")["CacheSubnetGroups"].size(), std::size_t{2});
}

void TestElastiCache::eventsAndVersions() {
    Desk d;
    d.available();
    const Json events = d.ok("DescribeEvents", {{"SourceType", "cache-cluster"}, {"SourceIdentifier", "shop"}})["Events"];
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(d.ok("DescribeEvents", {{"SourceType", "cache-cluster"}, {"SourceIdentifier", "SHOP"}})["Events"], events);
    QCOMPARE(events[0]["Message"], Json("Cache cluster created")); // newest first
    QVERIFY(events[1]["Message"].get<std::string>().rfind("Added cache node 0001 in availability zone ap-southeast-1", 0) == 0);
    d.world->runFor(SimDuration::hours(2));
    QCOMPARE(d.ok("DescribeEvents")["Events"].size(), std::size_t{0}); // the last hour
    QCOMPARE(d.ok("DescribeEvents", {{"Duration", 180}})["Events"].size(), std::size_t{2});
    QCOMPARE(d.ok("DescribeEvents", {{"StartTime", "2026-01-26T00:00:00Z"}})["Events"].size(), std::size_t{2});
    QCOMPARE(d.ok("DescribeEvents", {{"StartTime", "2026-01-26T00:00:00Z"}, {"Duration", 30}})["Events"].size(), std::size_t{0});
    QCOMPARE(d.ok("DescribeEvents", {{"StartTime", "2026-01-26T01:00:00Z"}, {"EndTime", "2026-01-26T02:00:00Z"}})["Events"].size(), std::size_t{2});
    const Json versions = d.ok("DescribeCacheEngineVersions", {{"Engine", "redis"}});
    QCOMPARE(versions["CacheEngineVersions"].size(), std::size_t{2});
    QCOMPARE(d.ok("DescribeCacheEngineVersions", {{"DefaultOnly", true}, {"Engine", "redis"}})["CacheEngineVersions"][0]["EngineVersion"], Json("7.1"));
    d.available("old", "cache.t3.micro", {{"EngineVersion", "7.0"}});
    QCOMPARE(d.ok("DescribeCacheClusters", {{"CacheClusterId", "old"}})["CacheClusters"][0]["EngineVersion"], Json("7.0.7"));
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "old"}, {"EngineVersion", "7.1"}, {"ApplyImmediately", true}});
    d.skip();
    QCOMPARE(d.ok("DescribeCacheClusters", {{"CacheClusterId", "old"}})["CacheClusters"][0]["EngineVersion"], Json("7.1.0"));
}

void TestElastiCache::completionKnowsTheWorld() {
    Desk d;
    d.available();
    const auto values = [&](const aws::OperationModel& m, std::string_view member) { return cache::completionValues(*d.world, m, member); };
    const auto at = [&](const char* line) { return aws::complete(line, d.catalog, values).candidates; };
    using List = std::vector<std::string>;
    QCOMPARE(at("aws elasticache modify-cache-cluster --cache-cluster-id s"), List{"shop"});
    QCOMPARE(at("aws elasticache create-cache-cluster --cache-subnet-group-name "), List{"shop-private"});
    QCOMPARE(at("aws elasticache modify-cache-parameter-group --parameter-name-values ParameterName=maxmemory-p"), List{"maxmemory-policy"});
    QCOMPARE(at("aws elasticache modify-cache-parameter-group --parameter-name-values ParameterName=maxmemory-policy,ParameterValue=noe"), List{"noeviction"});
}

MAYLAB_TESTS(TestElastiCache)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "tst_elasticache.moc"
