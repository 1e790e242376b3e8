#include <QtTest>

#include "cache/elasticache_desk.h"

#include "aws/account.h"
#include "cache/maintenance_window.h"
#include "cache/parameters.h"
#include "cache/pushed_output.h"

#include <map>
#include <optional>
#include <set>

using namespace maylab;
using namespace maylab::test;

namespace {

std::string keyOf(int i) { return "product:" + std::to_string(i); }

} // namespace

class TestElastiCache : public QObject {
    Q_OBJECT
  private slots:
    void statesTakeVirtualTime();
    void outlineStepTwoAsTyped();
    void outlineStepFourAsTyped();
    void badInputIsRefusedAndChangesNothing_data();
    void badInputIsRefusedAndChangesNothing();
    void nullMembersWereNotGiven();
    void bytesThatAreNoText();
    void closedDoorHangsThenTimesOut();
    void defaultVpcCannotBeReached();
    void engineThreadIsAQueue();
    void cloneRunsOnToTheSameFingerprint();
    void slicesAndSeeds();
    void peekingKeepsTheFingerprint();
    void metricsEqualTheEnginesCounters();
    void ratiosAreOfTheMinute();
    void stoppedNodeHasNoGauges();
    void decisionsSayWhy();
    void parameterTableIsTheEngines();
    void acceptedParametersAreTheEngines();
    void secondParameterChangeStartsAgain();
    void parametersThatNeedAReboot();
    void nodeTypeChangesNowOrInTheWindow();
    void changedWindowMovesAPendingChange();
    void maintenanceWindows();
    void groupsPagesAndTags();
    void defaultSubnetGroup();
    void eventsAndVersions();
    void securityGroupRules();
    void portsAndIcmpOfRules();
    void securityGroupLinesSayTheSame();
    void realClientsBytes();
    void consolesReadAlongAndHangUp();
    void whatIsPushedIsKeptInWholeMessages();
    void connectionLimit();
    void expiryRunsByItself();
    void usableMemoryOfNodeTypes();
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

void TestElastiCache::bytesThatAreNoText() {
    Desk d;
    d.available();
    const auto before = d.world->fingerprint();
    for (const char* line : {"aws elasticache describe-cache-clusters --cache-cluster-id \xff", "aws ec2 describe-security-groups --group-names shop \xc3\xa4\xc3",
                             "aws elasticache create-cache-cluster --cache-cluster-id new --tags Key=\xed\xa0\x80 --engine redis"}) {
        const auto text = d.session->commandLine(line);
        QCOMPARE(text.exitCode, aws::kExitService);
        QVERIFY2(text.err.find("(SerializationException)") != std::string::npos, text.err.c_str());
    }
    QCOMPARE(d.world->fingerprint(), before);
    QCOMPARE(d.status(), std::string("available"));
}

void TestElastiCache::closedDoorHangsThenTimesOut() {
    Desk d;
    d.available();
    QCOMPARE(d.redis("SET a 1"), std::string("OK\n"));
    const std::string group = d.type("aws ec2 describe-security-groups --filters Name=group-name,Values=shop-cache "
                                     "--query SecurityGroups[0].GroupId --output text");
    const std::string id = group.substr(0, group.size() - 1);
    const std::string app = static_cast<const cache::Ec2Service&>(d.world->service(d.world->find("ec2"))).applicationGroup();
    const std::string rule = " --group-id " + id + " --protocol tcp --port 6379 --source-group " + app;
    d.type("aws ec2 revoke-security-group-ingress" + rule);
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::TimesOut);

    const SimTime before = d.world->now();
    const kernel::CallId call = d.world->call(kernel::Actor::Console, "elasticache", "redis",
                                              {{"endpoint", "shop"}, {"argv", {"GET", "a"}}});
    QVERIFY(d.world->isPending(call));
    d.world->runUntil(before + ElastiCacheService::kConnectTimeout - SimDuration::nanoseconds(1));
    QVERIFY(d.world->isPending(call)); // it hangs
    auto clone = d.world->clone();
    d.skip();
    QVERIFY(!d.world->isPending(call));
    const auto replies = d.world->takeReplies();
    QCOMPARE(replies.size(), std::size_t{1});
    QCOMPARE(replies[0].result.error().code, std::string("ConnectionTimedOut"));
    QCOMPARE(replies[0].result.error().httpStatus, 504);
    QCOMPARE(d.world->peek("elasticache", "redis", {{"endpoint", "shop"}, {"argv", {"GET", "a"}}}).error().httpStatus, 504);
    QCOMPARE(replies[0].result.error().message, std::string("Could not connect to Redis at shop:6379: Connection timed out"));
    QCOMPARE(d.world->now(), before + ElastiCacheService::kConnectTimeout);
    QCOMPARE(d.decisions(CacheRule::ConnectTimedOut), std::uint64_t{1});
    clone->runUntil(d.world->now()); // the hanging call lives in a clone as well
    QCOMPARE(clone->takeReplies().size(), std::size_t{1});
    QCOMPARE(clone->fingerprint(), d.world->fingerprint());

    // Another port is closed as well; an open one where nothing listens refuses.
    d.type("aws ec2 authorize-security-group-ingress" + rule);
    QCOMPARE(d.redis("GET a"), std::string("\"1\"\n"));
    QCOMPARE(d.keys().resolve(*d.world, "shop:6380").reach, KeyValueCache::Reach::TimesOut);
    d.type("aws ec2 authorize-security-group-ingress --group-id " + id + " --protocol tcp --port 6380-6390 --cidr 10.0.0.0/16");
    QCOMPARE(d.keys().resolve(*d.world, "shop:6380").reach, KeyValueCache::Reach::Refused);
    QCOMPARE(d.redis("GET a", "shop:6380"),
             std::string("ConnectionRefused: Could not connect to Redis at shop:6380: Connection refused"));
    // While the node restarts its port is closed; afterwards it is empty.
    const auto old = d.node();
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::Refused);
    QCOMPARE(d.keys().get(*d.world, old, "a").status, CacheReply::Status::Gone);
    d.skip();
    QCOMPARE(d.keys().get(*d.world, old, "a").status, CacheReply::Status::Gone);
    QCOMPARE(d.redis("GET a"), std::string("(nil)\n"));
}

void TestElastiCache::defaultVpcCannotBeReached() {
    Desk d;
    const Json created = d.ok("CreateCacheCluster", {{"CacheClusterId", "shop"}, {"Engine", "redis"},
                                                     {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 1}});
    QCOMPARE(created["CacheCluster"]["CacheSubnetGroupName"], Json("default"));
    d.skip();
    QCOMPARE(d.status(), std::string("available"));
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::TimesOut);
}

void TestElastiCache::engineThreadIsAQueue() {
    Desk d;
    d.available();
    d.keys().set(*d.world, d.node(), "a", {500, 1}, SimDuration());
    d.world->runFor(SimDuration::milliseconds(1050)); // between two ticks of the server's timer
    const SimTime now = d.world->now();
    const CacheReply first = d.keys().get(*d.world, d.node(), "a");
    const SimDuration cost = first.finishedAt - now;
    QVERIFY2(cost >= SimDuration::microseconds(11) && cost <= SimDuration::microseconds(13),
             qPrintable(QString::number(cost.ns())));
    QCOMPARE(first.value.length, 500u);
    QCOMPARE(first.value.tag, std::uint64_t{1});
    SimTime last = first.finishedAt;
    for (int i = 0; i < 100; ++i) {
        const CacheReply next = d.keys().get(*d.world, d.node(), "a");
        QCOMPARE(next.finishedAt - last, cost); // each waits for all before it
        last = next.finishedAt;
    }
    d.world->runFor(SimDuration::milliseconds(50));
    QVERIFY(d.keys().get(*d.world, d.node(), "a").finishedAt - d.world->now() < SimDuration::microseconds(100));
    // A slow command typed by a person keeps everybody waiting.
    for (int i = 0; i < 20'000; ++i) {
        d.keys().set(*d.world, d.node(), keyOf(i), {10, 0}, SimDuration());
        if (i % 100 == 0) d.world->runFor(SimDuration::milliseconds(5));
    }
    d.world->runFor(SimDuration::seconds(1));
    d.redis("KEYS *");
    QVERIFY(d.keys().get(*d.world, d.node(), "a").finishedAt - d.world->now() >= SimDuration::milliseconds(1));
}

namespace {

// What an application and a person may do in a second.
void busySecond(kernel::World& world, kernel::Rng& rng) {
    auto& keys = *static_cast<KeyValueCache*>(world.service(world.find("elasticache")).port(KeyValueCache::kTag));
    const auto r = keys.resolve(world, "shop");
    for (int i = 0; i < 50; ++i) {
        const std::string key = keyOf(static_cast<int>(rng.below(3000)));
        if (r.reach == KeyValueCache::Reach::Ok) {
            if (keys.get(world, r.node, key).status != CacheReply::Status::Ok) {
                keys.set(world, r.node, key, {400, rng.next()}, SimDuration::seconds(static_cast<std::int64_t>(1 + rng.below(40))));
            }
            if (rng.chance(0.05)) keys.del(world, r.node, key);
        }
        world.runFor(SimDuration::milliseconds(20));
    }
    world.call(kernel::Actor::Console, "elasticache", "redis",
               {{"endpoint", "shop"}, {"argv", {"SET", keyOf(static_cast<int>(rng.below(50))), "typed", "EX", "9"}}});
}

} // namespace

void TestElastiCache::cloneRunsOnToTheSameFingerprint() {
    Desk d(7, true);
    d.available();
    kernel::Rng rng(3);
    for (int i = 0; i < 100'000; ++i) {
        const auto ttl = i % 3 == 0 ? SimDuration() : SimDuration::seconds(static_cast<std::int64_t>(5 + rng.below(60)));
        d.keys().set(*d.world, d.node(), keyOf(i), {500, static_cast<std::uint64_t>(i)}, ttl);
        if (i % 1000 == 0) d.world->runFor(SimDuration::milliseconds(20));
    }
    QCOMPARE(d.engine().keyCount(), std::uint64_t{100'000});
    auto clone = d.world->clone();
    QCOMPARE(clone->fingerprint(), d.world->fingerprint());
    kernel::Rng a(5), b(5), c(6);
    auto other = d.world->clone();
    for (int s = 0; s < 30; ++s) busySecond(*d.world, a);
    for (int s = 0; s < 30; ++s) busySecond(*clone, b);
    for (int s = 0; s < 30; ++s) busySecond(*other, c);
    QVERIFY(d.engine().keyCount() < 100'000); // some have expired meanwhile
    QCOMPARE(clone->fingerprint(), d.world->fingerprint());
    QVERIFY(other->fingerprint() != d.world->fingerprint());
}

void TestElastiCache::slicesAndSeeds() {
    const auto run = [](std::uint64_t seed, SimDuration slice) {
        Desk d(seed, true);
        d.create("shop", "cache.lab.10mb");
        const SimTime end = SimTime::atSecond(900);
        while (d.world->now() < end) d.world->runUntil(std::min(end, d.world->now() + slice));
        kernel::Rng rng(1);
        for (int s = 0; s < 5; ++s) busySecond(*d.world, rng);
        return d.world->fingerprint();
    };
    const auto whole = run(1, SimDuration::seconds(900));
    QCOMPARE(run(1, SimDuration::milliseconds(777)), whole);
    QVERIFY(run(2, SimDuration::seconds(900)) != whole);
}

void TestElastiCache::peekingKeepsTheFingerprint() {
    Desk d(1, true);
    d.available();
    kernel::Rng rng(1);
    for (int s = 0; s < 3; ++s) busySecond(*d.world, rng);
    auto watched = d.world->clone();
    const std::string arn = aws::makeArn("elasticache", "cluster:shop");
    const auto peekAll = [&](const kernel::World& w) {
        int answered = 0;
        for (const auto& model : cache::operationModels()) {
            for (const Json& input : {Json::object(), Json{{"CacheParameterGroupName", "default.redis7"}},
                                      Json{{"CacheParameterGroupFamily", "redis7"}}, Json{{"ResourceName", arn}}}) {
                answered += w.peek(model.service, model.operation, input).has_value() ? 1 : 0;
            }
        }
        for (const Json& argv : {Json{"GET", "product:1"}, Json{"FLUSHALL"}, Json{"SET", "x", "y"}, Json{"INFO"}, Json{"DBSIZE"}}) {
            answered += w.peek("elasticache", "redis", {{"endpoint", "shop"}, {"argv", argv}}).has_value() ? 1 : 0;
        }
        answered += static_cast<int>(cache::clusterViews(w).size());
        std::vector<cache::KeyView> tiles;
        answered += cache::keyspaceTiles(w, "shop", 4096, tiles) && !tiles.empty() ? 1 : 0;
        return answered;
    };
    kernel::Rng a(2), b(2);
    for (int s = 0; s < 5; ++s) {
        QVERIFY(peekAll(*watched) >= 16);
        busySecond(*watched, a);
        busySecond(*d.world, b);
        QCOMPARE(watched->fingerprint(), d.world->fingerprint());
    }
    QVERIFY(d.engine().keyCount() > 0); // FLUSHALL was only looked at
}

void TestElastiCache::metricsEqualTheEnginesCounters() {
    Desk d(4, true);
    d.available("shop", "cache.lab.10mb", {{"CacheParameterGroupName", "default.redis7"}});
    const SimTime from = d.world->now();
    kernel::Rng rng(9);
    d.keys().connect(*d.world, d.node(), 10);
    for (int s = 0; s < 130; ++s) {
        busySecond(*d.world, rng);
        for (int i = 0; i < 200; ++i) {
            d.keys().set(*d.world, d.node(), "big:" + std::to_string(rng.next() % 40'000), {700, 0}, SimDuration::seconds(500));
        }
    }
    d.redis("MGET a b c");
    d.redis("HELLO");
    d.world->runUntil(SimTime::atSecond(d.world->now().wholeSeconds() + 2));
    const auto& store = metrics::storeOf(*d.world);
    const auto total = [&](const char* name, const char* statistic) {
        const auto id = store.find("AWS/ElastiCache", name, {{"CacheClusterId", "shop"}, {"CacheNodeId", "0001"}});
        if (id == metrics::kNoSeries) qFatal("no metric %s", name);
        return store.window(id, *metrics::Statistic::parse(statistic), from, d.world->now()).value_or(-1);
    };
    const auto& s = d.engine().statistics();
    QVERIFY(s.keyspaceHits > 100 && s.keyspaceMisses > 100 && s.evictedKeys > 100 && s.expiredKeys > 100);
    QCOMPARE(total("CacheHits", "Sum"), double(s.keyspaceHits));
    QCOMPARE(total("CacheMisses", "Sum"), double(s.keyspaceMisses));
    QCOMPARE(total("Evictions", "Sum"), double(s.evictedKeys));
    QCOMPARE(total("Reclaimed", "Sum"), double(s.expiredKeys));
    QCOMPARE(total("NewConnections", "Sum"), double(s.connectionsReceived));
    double get = 0, set = 0, key = 0;
    std::vector<cache::Engine::CommandUse> uses;
    d.engine().commandUse(uses);
    for (const auto& use : uses) {
        if (use.group == "string") (use.write ? set : get) += double(use.calls);
        if (use.group == "generic") key += double(use.calls);
    }
    QVERIFY(get > 0 && set > 0 && key > 0);
    QCOMPARE(total("GetTypeCmds", "Sum"), get);
    QCOMPARE(total("SetTypeCmds", "Sum"), set);
    QCOMPARE(total("StringBasedCmds", "Sum"), get + set);
    QCOMPARE(total("KeyBasedCmds", "Sum"), key);

    const auto now = [&](const char* name) {
        const auto id = store.find("AWS/ElastiCache", name, {{"CacheClusterId", "shop"}, {"CacheNodeId", "0001"}});
        return store.window(id, *metrics::Statistic::parse("Average"), d.world->now() - SimDuration::seconds(1), d.world->now()).value_or(-1);
    };
    QCOMPARE(now("CurrItems"), double(d.engine().keyCount()));
    QCOMPARE(now("CurrVolatileItems"), double(d.engine().expiringCount()));
    QCOMPARE(now("BytesUsedForCache"), double(d.engine().usedMemory()));
    QCOMPARE(now("DatabaseMemoryUsagePercentage"), 100 * double(d.engine().usedMemory()) / 10'485'760);
    QCOMPARE(now("CurrConnections"), double(d.engine().connectedClients()) + cache::NodeMetrics::kMonitorConnections);
    QCOMPARE(now("IsPrimary"), 1.0);
    const double hitRate = total("CacheHitRate", "Average");
    QVERIFY(hitRate > 0 && hitRate < 100);
    // Busy time over the run is what the engine was charged.
    const cache::Cluster& c = *d.service().findCluster("shop");
    const double seconds = (d.world->now() - from).inSeconds();
    const double percent = total("EngineCPUUtilization", "Average");
    QVERIFY2(std::abs(percent - 100 * double(c.node->thread.busyNs) * 1e-9 / seconds) < 0.02 * percent + 0.01,
             qPrintable(QString("%1 %2").arg(percent).arg(100 * double(c.node->thread.busyNs) * 1e-9 / seconds)));
    const double latency = total("GetTypeCmdsLatency", "Average");
    QVERIFY(latency > 0.5 && latency < 5); // engine time of the command, no network
    QVERIFY(total("SuccessfulReadRequestLatency", "Minimum") >= 11);

    // A restart loses nothing that was counted.
    const double hits = double(s.keyspaceHits);
    d.redis("GET nothing");
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    d.skip();
    d.redis("SET a 1");
    d.redis("GET a");
    d.world->runFor(SimDuration::seconds(3));
    QCOMPARE(total("CacheHits", "Sum"), hits + 1);
}

// CacheHitRate and latencies by command: one value a clock minute, from the differences over that minute.
void TestElastiCache::ratiosAreOfTheMinute() {
    Desk d(1, true);
    d.available();
    d.redis("SET k v");
    const auto nextMinute = [&] { d.world->runUntil(SimTime::atSecond((d.world->now().wholeSeconds() / 60 + 1) * 60)); };
    const auto published = [&](const char* name) {
        const std::int64_t end = d.world->unixMilliseconds() / 1000;
        return d.ok("GetMetricStatistics", {{"Namespace", "AWS/ElastiCache"}, {"MetricName", name}, {"Period", 60},
                                            {"Dimensions", {{{"Name", "CacheClusterId"}, {"Value", "shop"}}, {{"Name", "CacheNodeId"}, {"Value", "0001"}}}},
                                            {"StartTime", kernel::formatIso8601((end - 60) * 1000)}, {"EndTime", kernel::formatIso8601(end * 1000)},
                                            {"Statistics", {"Average", "SampleCount"}}}, "cloudwatch")["Datapoints"];
    };
    const auto gets = [&] {
        std::vector<cache::Engine::CommandUse> uses;
        d.engine().commandUse(uses);
        for (const auto& use : uses)
            if (use.name == "get") return use;
        return cache::Engine::CommandUse();
    };
    nextMinute();
    d.world->runFor(SimDuration::seconds(5));
    const auto before = gets();
    d.redis("GET nothing");
    d.world->runFor(SimDuration::seconds(1));
    for (int i = 0; i < 99; ++i) d.redis("GET k");
    const auto after = gets();
    nextMinute();
    const Json rate = published("CacheHitRate"), latency = published("GetTypeCmdsLatency");
    QCOMPARE(rate.size(), std::size_t{1});
    QCOMPARE(rate[0]["Average"].get<double>(), 99.0);
    QCOMPARE(rate[0]["SampleCount"].get<double>(), 1.0);
    QCOMPARE(after.calls - before.calls, std::uint64_t{100});
    QCOMPARE(latency[0]["Average"].get<double>(), (after.microseconds - before.microseconds) / 100);
    QCOMPARE(latency[0]["SampleCount"].get<double>(), 1.0);
    nextMinute(); // without traffic
    QCOMPARE(published("CacheHitRate"), Json::array());
    QCOMPARE(published("GetTypeCmdsLatency"), Json::array());
    // A node that restarts or goes in the middle of a minute: what it did still counts, once.
    for (const char* operation : {"RebootCacheCluster", "DeleteCacheCluster"}) {
        d.redis("SET k v");
        d.redis("GET k");
        d.world->runFor(SimDuration::seconds(3));
        d.redis("GET nothing");
        Json input = {{"CacheClusterId", "shop"}};
        if (operation[0] == 'R') input["CacheNodeIdsToReboot"] = {"0001"};
        d.ok(operation, input);
        nextMinute();
        QCOMPARE(published("CacheHitRate")[0]["Average"].get<double>(), 50.0);
        QCOMPARE(published("CacheHitRate")[0]["SampleCount"].get<double>(), 1.0);
        d.skip();
        nextMinute();
    }
}

void TestElastiCache::stoppedNodeHasNoGauges() {
    Desk d(1, true);
    d.available();
    for (int i = 0; i < 2000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration());
    d.redis("FLUSHALL");
    d.world->runFor(SimDuration::seconds(10));
    const auto& store = metrics::storeOf(*d.world);
    const auto in = [&](const char* name, SimTime from, SimTime to) {
        const auto id = store.find("AWS/ElastiCache", name, {{"CacheClusterId", "shop"}, {"CacheNodeId", "0001"}});
        if (id == metrics::kNoSeries) qFatal("no metric %s", name);
        return store.window(id, *metrics::Statistic::parse("Average"), from, to);
    };
    // As INFO prints them.
    const std::string memory = d.engine().info("memory", d.world->unixMilliseconds());
    const auto line = [&](const std::string& name) { return std::stod(memory.substr(memory.find("\n" + name + ":") + name.size() + 2)); };
    const double ratio = in("MemoryFragmentationRatio", d.world->now() - SimDuration::seconds(1), d.world->now()).value_or(-1);
    QCOMPARE(ratio, line("used_memory_rss") / line("used_memory"));
    QVERIFY(std::abs(ratio - line("mem_fragmentation_ratio")) <= 0.005001);

    constexpr const char* kGauges[] = {"IsPrimary", "CurrItems", "BytesUsedForCache", "CurrConnections", "FreeableMemory", "EngineCPUUtilization"};
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    const SimTime stopped = d.world->now();
    d.skip();
    const SimTime running = d.world->now();
    d.world->runFor(SimDuration::seconds(3));
    for (const char* name : kGauges) {
        QVERIFY2(in(name, stopped - SimDuration::seconds(2), stopped), name);
        QVERIFY2(!in(name, stopped, SimTime::atSecond(running.wholeSeconds())), name);
        QVERIFY2(in(name, running + SimDuration::seconds(1), d.world->now()), name);
    }
    d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop"}});
    const SimTime deleting = d.world->now();
    d.world->runFor(SimDuration::seconds(90));
    QCOMPARE(d.status(), std::string("deleting"));
    for (const char* name : kGauges) QVERIFY2(!in(name, deleting, d.world->now()), name);
}

void TestElastiCache::decisionsSayWhy() {
    Desk d;
    d.available("shop", "cache.lab.10mb");
    auto& keys = d.keys();
    const auto lastOf = [&](CacheRule rule) {
        const auto all = d.world->decisions().exemplars(d.service().ruleId(rule), SimTime(), d.world->now() + SimDuration::seconds(1));
        if (all.empty()) qFatal("no decision");
        return all.back();
    };
    QCOMPARE(keys.get(*d.world, d.node(), "product:5").status, CacheReply::Status::Nil);
    const auto never = lastOf(CacheRule::MissNeverCached);
    QCOMPARE(cache::keyOfDecision(*d.world, never), std::string("product:5"));
    QVERIFY(never.values[1] > 10);

    keys.set(*d.world, d.node(), "product:5", {500, 0}, SimDuration::seconds(2));
    QCOMPARE(keys.get(*d.world, d.node(), "product:5").status, CacheReply::Status::Ok);
    const auto hit = lastOf(CacheRule::Hit);
    QCOMPARE(cache::keyOfDecision(*d.world, hit), std::string("product:5"));
    QCOMPARE(hit.values[0], 2.0);
    QCOMPARE(hit.values[1], 500.0);
    d.world->runFor(SimDuration::seconds(12));
    QCOMPARE(keys.get(*d.world, d.node(), "product:5").status, CacheReply::Status::Nil);
    QCOMPARE(d.decisions(CacheRule::MissExpired), std::uint64_t{1});
    QCOMPARE(d.decisions(CacheRule::ExpiredLazily) + d.decisions(CacheRule::ExpiredActively), std::uint64_t{1});

    keys.set(*d.world, d.node(), "product:6", {500, 0}, SimDuration());
    keys.del(*d.world, d.node(), "product:6");
    keys.get(*d.world, d.node(), "product:6");
    QCOMPARE(d.decisions(CacheRule::MissDeleted), std::uint64_t{1});
    d.redis("SET product:7 v");
    d.redis("UNLINK product:7");
    QCOMPARE(d.redis("GET product:7"), std::string("(nil)\n"));
    QCOMPARE(d.decisions(CacheRule::MissDeleted), std::uint64_t{2});

    // Keys with a TTL leave under volatile-lru; one that left says so when it is asked for.
    for (int i = 0; i < 20'000; ++i) {
        keys.set(*d.world, d.node(), keyOf(100 + i), {500, 0}, SimDuration::hours(1));
        if (i % 100 == 0) d.world->runFor(SimDuration::milliseconds(500));
    }
    QVERIFY(d.decisions(CacheRule::EvictedLru) > 1000);
    const auto evicted = lastOf(CacheRule::EvictedLru);
    const std::string name = cache::keyOfDecision(*d.world, evicted);
    QVERIFY2(name.rfind("product:", 0) == 0, name.c_str());
    QVERIFY(evicted.values[0] > 0);           // it was idle
    QVERIFY(evicted.values[1] >= 1);          // some were sampled
    QVERIFY(evicted.values[3] > 500);         // bytes that came free
    QCOMPARE(keys.get(*d.world, d.node(), name).status, CacheReply::Status::Nil);
    QCOMPARE(d.decisions(CacheRule::MissEvicted), std::uint64_t{1});

    // Every rule has parameters for what it records and a source.
    for (const auto& rule : cache::cacheRules()) {
        QVERIFY(std::string_view(rule.source).size() > 5);
        QVERIFY(std::string_view(rule.parameters).size() > 2);
        QVERIFY(d.world->decisions().findRule(rule.id) != 0);
    }
}

void TestElastiCache::parameterTableIsTheEngines() {
    std::string before;
    for (const auto& p : cache::redis7Parameters()) {
        QVERIFY2(before < p.name, p.name); // sorted
        before = p.name;
        QVERIFY(cache::findParameter(p.name) == &p);
        if (!p.perNodeType && *p.value != '\0') QVERIFY2(cache::isAllowed(p, p.value), p.name);
        if (!p.engine) continue;
        cache::Engine engine;
        const auto result = engine.configure(p.name, p.value, 1'769'389'200'000);
        QVERIFY2(result.ok, (std::string(p.name) + ": " + result.error).c_str());
    }
    const auto& policy = *cache::findParameter("maxmemory-policy");
    for (const char* good : {"allkeys-lfu", "noeviction", "volatile-ttl"}) QVERIFY(cache::isAllowed(policy, good));
    for (const char* bad : {"", "lru", "allkeys", "ALLKEYS-LRU", "volatile-lru,allkeys-lru"}) QVERIFY(!cache::isAllowed(policy, bad));
    const auto& timeout = *cache::findParameter("timeout"); // 0,20-
    for (const char* good : {"0", "20", "100000"}) QVERIFY(cache::isAllowed(timeout, good));
    for (const char* bad : {"1", "19", "-1", "", "x", "20x", "99999999999999999999"}) QVERIFY(!cache::isAllowed(timeout, bad));
    const auto& slow = *cache::findParameter("slowlog-log-slower-than"); // -1 and up
    QVERIFY(cache::isAllowed(slow, "-1") && cache::isAllowed(slow, "0") && !cache::isAllowed(slow, "-2") && !cache::isAllowed(slow, "soon"));
    QVERIFY(cache::findParameter("no-such") == nullptr);

    Desk d;
    d.available();
    QCOMPARE(d.engine().configValue("maxclients"), std::string("65000"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("3"));
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{402'653'184});
    const Json user = d.ok("DescribeCacheParameters", {{"CacheParameterGroupName", "default.redis7"}, {"Source", "user"}});
    QCOMPARE(user["Parameters"].size(), std::size_t{0});
    const Json all = d.ok("DescribeCacheParameters", {{"CacheParameterGroupName", "default.redis7"}});
    std::set<std::string> names;
    for (const Json& p : all["Parameters"]) names.insert(p["ParameterName"].get<std::string>());
    QVERIFY(names.contains("maxmemory-policy") && names.contains("reserved-memory-percent"));
    QCOMPARE(names.size() + all["CacheNodeTypeSpecificParameters"].size(), cache::redis7Parameters().size());
    const Json defaults = d.ok("DescribeEngineDefaultParameters", {{"CacheParameterGroupFamily", "redis7"}});
    QCOMPARE(defaults["EngineDefaults"]["Parameters"].size(), all["Parameters"].size());
}

// Whatever the API accepts, the engine takes.
void TestElastiCache::acceptedParametersAreTheEngines() {
    constexpr const char* kValues[] = {"", "-", "x", "yes", "no", "YES", "0", "1", "2", "10", "19", "20", "64", "-1", "-2", "-5", "-6", "+1", "-0", "007", "1k", " 1",
                                       "1.5", "65535", "1000000", "1048576", "536870912", "536870913", "2147483647", "2147483648", "4294967295", "4294967296",
                                       "9223372036854775807", "9223372036854775808", "-2147483648", "-2147483649", "-9223372036854775808", "allkeys-lfu",
                                       "A", "KEA", "Ex", "KQ", "K,E", "g$lshzxetdmn", "AKEg$lshzxetdmn"};
    for (const auto& p : cache::redis7Parameters()) {
        const bool letters = std::string_view(p.name) == "notify-keyspace-events";
        if (!p.engine && !letters) continue;
        int taken = 0;
        for (const char* value : kValues) {
            cache::Engine engine;
            const bool engineTakes = engine.configure(p.name, value, 1'769'389'200'000).ok;
            const bool accepted = cache::isAllowed(p, value);
            QVERIFY2(!accepted || engineTakes, qPrintable(QString("%1 = '%2'").arg(p.name, value)));
            if (letters) QCOMPARE(accepted, engineTakes);
            taken += accepted ? 1 : 0;
        }
        QVERIFY2(taken > 0 || !p.modifiable, p.name);
    }
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    using Pair = std::pair<const char*, const char*>;
    for (const Pair& bad : {Pair{"timeout", "2147483648"}, Pair{"slowlog-log-slower-than", "-2"}, Pair{"maxmemory-samples", "2147483648"}, Pair{"notify-keyspace-events", "KQ"},
                            Pair{"lfu-log-factor", "2147483648"}, Pair{"lfu-decay-time", "2147483648"}, Pair{"list-compress-depth", "2147483648"},
                            Pair{"tcp-keepalive", "2147483648"}, Pair{"timeout", "0020"}}) {
        const auto result = d.call("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"ParameterNameValues", {{{"ParameterName", bad.first}, {"ParameterValue", bad.second}}}}});
        QVERIFY2(!result, bad.first);
        QCOMPARE(result.error().code, std::string("InvalidParameterValue"));
        QCOMPARE(result.error().message, std::string("Invalid parameter value: ") + bad.second + " for: " + bad.first +
                                             " allowed values are: " + cache::findParameter(bad.first)->allowed);
    }
    d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"ParameterNameValues", {{{"ParameterName", "timeout"}, {"ParameterValue", "2147483647"}},
                                                                                                   {{"ParameterName", "slowlog-log-slower-than"}, {"ParameterValue", "-1"}},
                                                                                                   {{"ParameterName", "notify-keyspace-events"}, {"ParameterValue", "KEx"}}}}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "few"}});
    QCOMPARE(d.engine().configValue("timeout"), std::string("2147483647"));
    QCOMPARE(d.engine().configValue("slowlog-log-slower-than"), std::string("-1"));
}

void TestElastiCache::secondParameterChangeStartsAgain() {
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "few"}});
    const auto change = [&](const char* samples) {
        d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"ParameterNameValues", {{{"ParameterName", "maxmemory-samples"}, {"ParameterValue", samples}}}}});
    };
    const auto status = [&] { return d.ok("DescribeCacheClusters")["CacheClusters"][0]["CacheParameterGroup"]["ParameterApplyStatus"]; };
    change("5");
    d.world->runFor(SimDuration::seconds(3));
    change("7");
    d.world->runFor(SimDuration::milliseconds(4999)); // the first five seconds are over
    QCOMPARE(status(), Json("applying"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("3"));
    d.world->runFor(SimDuration::milliseconds(1));
    QCOMPARE(status(), Json("in-sync"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("7"));
}

void TestElastiCache::parametersThatNeedAReboot() {
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "few"}});
    d.redis("SET a 1");
    d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"},
                                       {"ParameterNameValues", {{{"ParameterName", "activerehashing"}, {"ParameterValue", "no"}},
                                                                {{"ParameterName", "reserved-memory-percent"}, {"ParameterValue", "50"}}}}});
    const auto group = [&] { return d.ok("DescribeCacheClusters")["CacheClusters"][0]["CacheParameterGroup"]; };
    QCOMPARE(group()["ParameterApplyStatus"], Json("applying"));
    d.skip();
    QCOMPARE(group()["ParameterApplyStatus"], Json("pending-reboot"));
    QCOMPARE(group()["CacheNodeIdsToReboot"], Json({"0001"}));
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{268'435'456}); // half of the node: at once
    QCOMPARE(d.engine().configValue("activerehashing"), std::string("yes"));
    QCOMPARE(d.redis("GET a"), std::string("\"1\"\n"));
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    d.skip();
    QCOMPARE(group()["ParameterApplyStatus"], Json("in-sync"));
    QCOMPARE(d.engine().configValue("activerehashing"), std::string("no"));
    QCOMPARE(d.redis("GET a"), std::string("(nil)\n"));
}

void TestElastiCache::nodeTypeChangesNowOrInTheWindow() {
    Desk d;
    d.available();
    for (int i = 0; i < 1000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration());
    const auto node = d.node();
    const Json now = d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.small"}, {"ApplyImmediately", true}});
    QCOMPARE(now["CacheCluster"]["CacheClusterStatus"], Json("modifying"));
    QCOMPARE(now["CacheCluster"]["PendingModifiedValues"]["CacheNodeType"], Json("cache.t3.small"));
    QCOMPARE(d.keys().get(*d.world, node, "product:1").status, CacheReply::Status::Ok); // serves all the time
    d.skip();
    QCOMPARE(d.status(), std::string("available"));
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{1'103'269'724});
    QCOMPARE(d.keys().get(*d.world, node, "product:1").status, CacheReply::Status::Ok);

    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"PreferredMaintenanceWindow", "Wed:03:00-wed:04:30"}});
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.micro"}});
    QCOMPARE(d.status(), std::string("available"));
    QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"][0]["PendingModifiedValues"]["CacheNodeType"], Json("cache.t3.micro"));
    d.skip();
    QCOMPARE(d.world->calendar().iso8601(d.world->now()), std::string("2026-01-28T03:00:00Z")); // a Wednesday
    QCOMPARE(d.status(), std::string("modifying"));
    d.skip();
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{402'653'184});
    QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"][0]["PendingModifiedValues"], Json::object());
    // Data that would not fit.
    for (int i = 0; i < 30'000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration());
    QCOMPARE(d.code("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.lab.10mb"}, {"ApplyImmediately", true}}),
             std::string("InvalidParameterValue"));
    // A put-off change is taken back by naming what is there.
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.medium"}});
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.micro"}});
    d.world->runFor(SimDuration::hours(8 * 24));
    QCOMPARE(d.status(), std::string("available"));
}

void TestElastiCache::changedWindowMovesAPendingChange() {
    const SimTime tuesday = SimTime::atSecond(86400 + 3600), wednesday = SimTime::atSecond(2 * 86400 + 2 * 3600),
                  thursday = SimTime::atSecond(3 * 86400 + 4 * 3600);
    const SimDuration little = SimDuration::seconds(1);
    for (const bool later : {true, false}) {
        Desk d;
        d.available("shop", "cache.t3.micro", {{"PreferredMaintenanceWindow", "wed:03:00-wed:04:00"}});
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.small"}});
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"PreferredMaintenanceWindow", later ? "thu:05:00-thu:06:00" : "tue:02:00-tue:03:00"}});
        const SimTime due = later ? thursday : tuesday;
        d.world->runUntil(later ? wednesday + little : due - little);
        QCOMPARE(d.status(), std::string("available"));
        d.world->runUntil(due - little);
        QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"][0]["PendingModifiedValues"]["CacheNodeType"], Json("cache.t3.small"));
        d.world->runUntil(due);
        QCOMPARE(d.status(), std::string("modifying"));
        d.world->runFor(SimDuration::minutes(13));
        QCOMPARE(d.status(), std::string("available"));
        if (later) continue;
        // A new change waits for its own window, not for one that was given up.
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.medium"}});
        d.world->runUntil(wednesday + little);
        QCOMPARE(d.status(), std::string("available"));
        d.world->runUntil(tuesday + SimDuration::hours(7 * 24));
        QCOMPARE(d.status(), std::string("modifying"));
    }
}

void TestElastiCache::maintenanceWindows() {
    QVERIFY(cache::isMaintenanceWindow("sun:23:30-mon:00:30"));
    for (const char* bad : {"", "sun:23:00-mon:00:00x", "sun:24:00-mon:01:00", "xxx:23:00-mon:01:00", "sun:23:00/mon:01:00",
                            "sun:23:00-sun:23:59", "mon:10:00-mon:10:00"}) {
        QVERIFY2(!cache::isMaintenanceWindow(bad), bad);
    }
    const kernel::Calendar calendar; // Monday 2026-01-26 01:00 UTC
    QCOMPARE(cache::nextWindowStart("mon:02:00-mon:03:00", calendar, SimTime()), SimTime::atSecond(3600));
    QCOMPARE(cache::nextWindowStart("mon:01:00-mon:03:00", calendar, SimTime()), SimTime::atSecond(7 * 86400));
    QCOMPARE(cache::nextWindowStart("sun:23:00-mon:01:30", calendar, SimTime()), SimTime::atSecond(6 * 86400 + 22 * 3600));
    for (int h = 0; h < 168; ++h) QVERIFY(cache::isMaintenanceWindow(cache::maintenanceWindowAt(h)));
    for (int h = 0; h < 24; ++h) QVERIFY(cache::isSnapshotWindow(cache::snapshotWindowAt(h)));
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

void TestElastiCache::securityGroupRules() {
    Desk d;
    const Json all = d.ok("DescribeSecurityGroups", Json::object(), "ec2")["SecurityGroups"];
    QCOMPARE(all.size(), std::size_t{3});
    const Json named = d.ok("DescribeSecurityGroups", {{"GroupNames", {"shop-cache"}}}, "ec2")["SecurityGroups"];
    QCOMPARE(named.size(), std::size_t{1});
    const std::string id = named[0]["GroupId"].get<std::string>();
    QCOMPARE(id.size(), std::size_t{20});
    QCOMPARE(named[0]["IpPermissions"][0]["FromPort"], Json(6379));
    const auto added = d.ok("AuthorizeSecurityGroupIngress", {{"GroupId", id}, {"IpPermissions", {{{"IpProtocol", "tcp"}, {"FromPort", 6379}, {"ToPort", 6379}, {"IpRanges", {{{"CidrIp", "10.9.8.7/16"}}}}}}}}, "ec2");
    QCOMPARE(added["SecurityGroupRules"][0]["CidrIpv4"], Json("10.9.0.0/16"));
    QCOMPARE(d.ok("DescribeSecurityGroups", {{"GroupIds", {id}}}, "ec2")["SecurityGroups"][0]["IpPermissions"].size(), std::size_t{1}); // same ports
    QCOMPARE(d.code("AuthorizeSecurityGroupIngress", {{"GroupId", id}, {"DryRun", true}, {"IpProtocol", "tcp"}, {"FromPort", 1}, {"ToPort", 1}, {"CidrIp", "0.0.0.0/0"}}, "ec2"), std::string("DryRunOperation"));
    d.ok("RevokeSecurityGroupIngress", {{"GroupId", id}, {"SecurityGroupRuleIds", {added["SecurityGroupRules"][0]["SecurityGroupRuleId"]}}}, "ec2");
    for (int port = 1; port < 60; ++port) {
        d.ok("AuthorizeSecurityGroupIngress", {{"GroupId", id}, {"IpProtocol", "tcp"}, {"FromPort", port}, {"ToPort", port}, {"CidrIp", "0.0.0.0/0"}}, "ec2");
    }
    QCOMPARE(d.code("AuthorizeSecurityGroupIngress", {{"GroupId", id}, {"IpProtocol", "tcp"}, {"FromPort", 99}, {"ToPort", 99}, {"CidrIp", "0.0.0.0/0"}}, "ec2"), std::string("RulesPerSecurityGroupLimitExceeded"));
    // A rule for an address range lets the application in as well; one for another range does not.
    d.available();
    const auto& ec2 = static_cast<const cache::Ec2Service&>(d.world->service(d.world->find("ec2")));
    const std::vector<std::string> groups = {id};
    QVERIFY(ec2.applicationReaches(ec2.shopVpc().id, groups, 7));
    QVERIFY(!ec2.applicationReaches(ec2.shopVpc().id, groups, 61));
    QVERIFY(!ec2.applicationReaches(ec2.defaultVpc().id, groups, 7));
    // The command that a form is equal to, and back.
    const Json rule = {{"GroupId", id}, {"IpPermissions", {{{"IpProtocol", "tcp"}, {"FromPort", 6379}, {"ToPort", 6379}, {"UserIdGroupPairs", {{{"GroupId", ec2.applicationGroup()}}}}}}}};
    const auto* model = d.catalog.find("ec2", "RevokeSecurityGroupIngress");
    const std::string line = aws::toCommandLine(*model, rule);
    QCOMPARE(line, "aws ec2 revoke-security-group-ingress --group-id " + id + " --protocol tcp --port 6379 --source-group " + ec2.applicationGroup());
    const auto parsed = aws::parseCommandLine(line, d.catalog);
    QVERIFY(parsed);
    QCOMPARE(parsed->input, rule);
}

void TestElastiCache::portsAndIcmpOfRules() {
    Desk d;
    const auto& ec2 = static_cast<const cache::Ec2Service&>(d.world->service(d.world->find("ec2")));
    const std::string id = ec2.groupForNewClusters(ec2.shopVpc().id).id;
    const std::vector<std::string> groups = {id};
    const auto authorize = [&](const char* protocol, int from, int to) {
        return d.call("AuthorizeSecurityGroupIngress", {{"GroupId", id}, {"IpProtocol", protocol}, {"FromPort", from}, {"ToPort", to}, {"CidrIp", "0.0.0.0/0"}}, "ec2");
    };
    for (const char* protocol : {"tcp", "udp", "6", "17"}) {
        const auto refused = authorize(protocol, -1, -1);
        QVERIFY2(!refused, protocol);
        QCOMPARE(refused.error().message, std::string("Invalid value '-1' for port. Must be in the range 0 to 65535."));
    }
    // Type and code, not a range.
    using Pair = std::pair<int, int>;
    for (const Pair& p : {Pair{8, 0}, Pair{8, -1}, Pair{-1, -1}, Pair{0, 0}, Pair{3, 4}, Pair{255, 255}}) QVERIFY2(authorize("icmp", p.first, p.second), qPrintable(QString::number(p.first)));
    for (const Pair& p : {Pair{-2, 0}, Pair{256, 0}, Pair{8, -2}, Pair{8, 256}, Pair{-1, 0}}) QCOMPARE(authorize("icmp", p.first, p.second).error().code, std::string("InvalidParameterValue"));
    QVERIFY(!ec2.applicationReaches(ec2.shopVpc().id, groups, 1)); // no port is open for it
    QVERIFY(authorize("tcp", 0, 65535));
    QVERIFY(ec2.applicationReaches(ec2.shopVpc().id, groups, 1));
}

void TestElastiCache::securityGroupLinesSayTheSame() {
    Desk d;
    const auto* model = d.catalog.find("ec2", "AuthorizeSecurityGroupIngress");
    const Json permissions[] = {
        {{"IpProtocol", "tcp"}, {"FromPort", 6379}, {"ToPort", 6380}, {"IpRanges", {{{"CidrIp", "10.0.0.0/8"}}}}},
        {{"IpProtocol", "-1"}, {"UserIdGroupPairs", {{{"GroupId", "sg-1"}}}}},
        {{"IpProtocol", "all"}},
        {{"IpProtocol", ""}},
        {{"IpProtocol", "--x y"}, {"FromPort", -5}, {"ToPort", -3}},
        {{"IpProtocol", "tcp"}, {"FromPort", 3'000'000'000}, {"ToPort", 3'000'000'000}},
        {{"IpProtocol", "tcp"}, {"FromPort", INT64_MIN}, {"ToPort", INT64_MAX}},
        {{"IpProtocol", "tcp"}, {"FromPort", UINT64_MAX}, {"ToPort", UINT64_MAX}},
        {{"FromPort", -1}, {"ToPort", -1}},
        {{"FromPort", 1}},
        {{"ToPort", 1}},
        {{"UserIdGroupPairs", {{{"GroupId", "shop-app"}}}}},
        {{"UserIdGroupPairs", {{{"GroupName", "shop-app"}}}}},
        {{"UserIdGroupPairs", {{{"GroupId", ""}}}}},
        {{"UserIdGroupPairs", {{{"GroupId", "sg-1"}, {"UserId", "1"}}}}},
        {{"UserIdGroupPairs", {Json::object()}}},
        {{"IpRanges", {{{"CidrIp", ""}}}}},
        {{"IpRanges", {{{"CidrIp", "a"}}, {{"CidrIp", "b"}}}}},
        {{"IpRanges", {{{"CidrIp", "a"}, {"Description", "d"}}}}},
        {{"IpRanges", Json::array()}},
        {{"IpRanges", {Json::object()}}},
        Json::object()};
    for (const Json& p : permissions) {
        const Json input = {{"GroupId", "sg-0"}, {"IpPermissions", Json::array({p})}};
        const std::string line = aws::toCommandLine(*model, input);
        const auto parsed = aws::parseCommandLine(line, d.catalog);
        QVERIFY2(parsed, line.c_str());
        QVERIFY2(parsed->input.dump() == input.dump(), (line + "\n" + parsed->input.dump()).c_str());
        // Whatever is in them, the service answers.
        QVERIFY(p.contains("UserIdGroupPairs") || !d.code("AuthorizeSecurityGroupIngress", input, "ec2").empty());
    }
    QCOMPARE(d.code("AuthorizeSecurityGroupIngress", {{"GroupName", "shop-cache"}, {"IpProtocol", "tcp"}, {"FromPort", UINT64_MAX}, {"ToPort", UINT64_MAX},
                                                      {"CidrIp", "0.0.0.0/0"}}, "ec2"), std::string("InvalidParameterValue"));
}

void TestElastiCache::realClientsBytes() {
    Desk d;
    d.available();
    QCOMPARE(d.world->open("elasticache", "nope").error(), std::string("Name or service not known"));
    const auto id = d.world->open("elasticache", "shop");
    QVERIFY(id);
    const SimTime before = d.world->now();
    d.world->receive(*id, "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*2\r\n$3\r\nGE");
    d.world->receive(*id, "T\r\n$1\r\na\r\n");
    std::string bytes;
    for (const auto& reply : d.world->takeData()) bytes += reply.bytes;
    QCOMPARE(bytes, std::string("+OK\r\n$1\r\n1\r\n"));
    QCOMPARE(d.world->now(), before);
    d.world->receive(*id, "QUIT\r\n");
    const auto last = d.world->takeData();
    QVERIFY(!last.empty() && last.back().closed);
    // A restart hangs up on everybody.
    const auto second = d.world->open("elasticache", "shop");
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    const auto hungUp = d.world->takeData();
    QCOMPARE(hungUp.size(), std::size_t{1});
    QVERIFY(hungUp[0].connection == *second && hungUp[0].closed);
    QCOMPARE(d.world->open("elasticache", "shop").error(), std::string("Connection refused"));
}

void TestElastiCache::consolesReadAlongAndHangUp() {
    Desk d;
    d.available();
    const auto look = [&](std::optional<std::uint64_t> after = {}) {
        Json input{{"connection", "tab"}};
        if (after) input["after"] = *after;
        return *d.world->peek("elasticache", "redis-messages", input);
    };
    QCOMPARE(look(), (Json{{"open", false}})); // never connected
    d.redis("SUBSCRIBE news", "shop", "tab");
    const Json begun = look();
    QVERIFY(begun["open"].get<bool>());
    QCOMPARE(begun["messages"].get<std::string>(), std::string());
    const auto start = begun["next"].get<std::uint64_t>();
    d.redis("PUBLISH news one");
    const auto fingerprint = d.world->fingerprint();
    const std::string one = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$3\r\none\r\n";
    const Json first = look(start);
    QCOMPARE(first["messages"].get<std::string>(), one);
    QCOMPARE(first["next"].get<std::uint64_t>(), start + one.size());
    QCOMPARE(look(start), first); // looking takes nothing away
    QCOMPARE(look(first["next"].get<std::uint64_t>())["messages"].get<std::string>(), std::string());
    QCOMPARE(d.world->fingerprint(), fingerprint);
    auto clone = d.world->clone();
    QCOMPARE(*clone->peek("elasticache", "redis-messages", {{"connection", "tab"}, {"after", start}}), first);
    QCOMPARE(d.ok("redis-close", {{"connection", "tab"}}), (Json{{"closed", 1}}));
    QCOMPARE(look(), (Json{{"open", false}}));
    QCOMPARE(d.redis("PUBLISH news two"), std::string("(integer) 0\n"));
    QCOMPARE(d.redis("GET k", "shop", "tab"), std::string("(nil)\n")); // a new connection
    QCOMPARE(look(), (Json{{"open", false}}));

    // Who waits is answered that it hung up, and takes nothing any more.
    const kernel::CallId id = d.world->call(kernel::Actor::Console, "elasticache", "redis", {{"endpoint", "shop"}, {"argv", {"BLPOP", "q", "0"}}, {"connection", "tab"}});
    QVERIFY(d.world->isPending(id));
    d.world->call(kernel::Actor::Console, "elasticache", "redis-close", {{"connection", "tab"}});
    QVERIFY(!d.world->isPending(id));
    bool told = false;
    for (const auto& reply : d.world->takeReplies()) told = told || (reply.id == id && !reply.result && reply.result.error().code == "ConnectionClosed");
    QVERIFY(told);
    d.redis("RPUSH q a");
    QCOMPARE(d.redis("LLEN q"), std::string("(integer) 1\n"));
    QCOMPARE(d.ok("redis-close", {{"connection", "nosuch"}}), (Json{{"closed", 0}}));
    QCOMPARE(d.code("redis-close", Json::array()), std::string("InvalidParameterValue"));
    QCOMPARE(d.code("redis-close", {{"connection", 5}}), std::string("InvalidParameterValue"));
    for (const Json& bad : {Json(), Json{{"connection", 5}}, Json{{"connection", "tab"}, {"after", -1}}, Json{{"connection", "tab"}, {"after", "x"}}})
        QCOMPARE(d.world->peek("elasticache", "redis-messages", bad).error().code, std::string("InvalidParameterValue"));
}

void TestElastiCache::whatIsPushedIsKeptInWholeMessages() {
    // Against the whole of it, kept.
    cache::PushedOutput output;
    std::string all;
    std::set<std::uint64_t> starts;
    kernel::Rng rng(11);
    bool dropped = false;
    const auto add = [&](std::size_t length) {
        const std::string message = "$" + std::to_string(length) + "\r\n" + std::string(length, static_cast<char>('a' + length % 26)) + "\r\n";
        starts.insert(all.size());
        all += message;
        output.add(message);
        QCOMPARE(output.end(), std::uint64_t(all.size()));
        QVERIFY(output.end() - output.begin() <= cache::PushedOutput::kMost);
        QVERIFY(output.begin() == output.end() || starts.contains(output.begin()));
        QVERIFY(output.since(0) == std::string_view(all).substr(output.begin()));
    };
    for (int i = 0; i < 3000; ++i) {
        const std::uint64_t before = output.begin();
        add(rng.below(i % 100 == 0 ? 60'000 : 900));
        dropped = dropped || output.begin() > before;
        if (i % 1700 != 1699) continue;
        const std::string kept = all.substr(output.begin());
        QVERIFY(output.take() == kept);
        QCOMPARE(output.begin(), output.end());
    }
    QVERIFY(dropped);
    QVERIFY(output.since(output.end() - 3) == std::string_view(all).substr(all.size() - 3));
    QCOMPARE(output.since(output.end() + 7), std::string_view());
    add(cache::PushedOutput::kMost + 1); // alone too long
    QCOMPARE(output.begin(), output.end());
}

void TestElastiCache::connectionLimit() {
    Desk d;
    d.available();
    for (std::size_t i = 0; i < ElastiCacheService::kMaxConsoleConnections; ++i) {
        QCOMPARE(d.redis("PING", "shop", std::to_string(i).c_str()), std::string("PONG\n"));
    }
    QVERIFY(d.redis("PING", "shop", "one more").rfind("LimitExceeded", 0) == 0);
    d.redis("QUIT", "shop", "0");
    QCOMPARE(d.redis("PING", "shop", "one more"), std::string("PONG\n"));
    d.redis("QUIT", "shop", "one more");
    const auto open = static_cast<std::uint32_t>(d.engine().connectedClients());
    d.keys().connect(*d.world, d.node(), 65'000 - open);
    QCOMPARE(d.engine().connectedClients(), std::uint64_t{65'000});
    QCOMPARE(d.redis("PING", "shop", "late"), std::string("(error) ERR max number of clients reached\n"));
    d.keys().connect(*d.world, d.node(), 1);
    QCOMPARE(d.engine().connectedClients(), std::uint64_t{65'000});
    QCOMPARE(d.decisions(CacheRule::TooManyClients), std::uint64_t{2});
    d.keys().disconnect(*d.world, d.node(), 65'000 - open);
    QCOMPARE(d.redis("PING", "shop", "late"), std::string("PONG\n"));
    // Connections of one node are its own: SELECT on one is not seen by another.
    d.redis("SELECT 3", "shop", "late");
    d.redis("SET k v", "shop", "late");
    QCOMPARE(d.redis("GET k", "shop", "1"), std::string("(nil)\n"));
}

void TestElastiCache::expiryRunsByItself() {
    Desk d;
    d.available();
    for (int i = 0; i < 2000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {50, 0}, SimDuration::seconds(10));
    QCOMPARE(d.engine().keyCount(), std::uint64_t{2000});
    d.world->runFor(SimDuration::seconds(9));
    QCOMPARE(d.engine().keyCount(), std::uint64_t{2000});
    d.world->runFor(SimDuration::seconds(8)); // nobody asks for them: the active cycle finds them
    QCOMPARE(d.engine().keyCount(), std::uint64_t{0});
    QCOMPARE(d.decisions(CacheRule::ExpiredActively), std::uint64_t{2000});
    // A TTL below a millisecond is a millisecond, not "for ever".
    d.keys().set(*d.world, d.node(), "short", {5, 0}, SimDuration::nanoseconds(10));
    d.world->runFor(SimDuration::milliseconds(5));
    QCOMPARE(d.keys().get(*d.world, d.node(), "short").status, CacheReply::Status::Nil);
}

void TestElastiCache::usableMemoryOfNodeTypes() {
    // Sheet 1.4, the column "usable at 25 % reserve".
    const std::map<std::string, std::int64_t> usable = {
        {"cache.t2.micro", 436'469'760},       {"cache.t3.micro", 402'653'184},        {"cache.t3.small", 1'103'269'724},
        {"cache.t3.medium", 2'488'396'677},    {"cache.m5.large", 5'140'907'059},      {"cache.m6g.xlarge", 10'418'941'286},
        {"cache.m6g.2xlarge", 20'975'001'907}, {"cache.r5.large", 10'527'885'772},     {"cache.r6g.xlarge", 21'196'387'276},
        {"cache.r6g.2xlarge", 42'533'387'673}, {"cache.r6g.4xlarge", 85'207'398'912},  {"cache.r6g.16xlarge", 337'500'562'842},
        {"cache.lab.10mb", 10'485'760}};
    for (const auto& [name, bytes] : usable) {
        const auto* type = cache::findNodeType(name);
        QVERIFY2(type != nullptr, name.c_str());
        QCOMPARE(cache::usableMemory(*type, cache::kReservedMemoryPercent), bytes);
    }
    QCOMPARE(cache::usableMemory(*cache::findNodeType("cache.t3.micro"), 100), std::int64_t{0});
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

QTEST_APPLESS_MAIN(TestElastiCache)
#include "tst_elasticache.moc"
