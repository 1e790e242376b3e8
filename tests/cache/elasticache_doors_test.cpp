// How a node is reached: network and security groups, the engine's queue, real clients' bytes, consoles, limits.
#include <QtTest>

#include "aws/account.h"
#include "cache/elasticache_desk.h"
#include "cache/pushed_output.h"
#include "support/test_suite.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace maylab;
using namespace maylab::test;

class ElastiCacheDoorsTest : public QObject {
    Q_OBJECT
  private slots:
    void bytesThatAreNoText();
    void closedDoorHangsThenTimesOut();
    void defaultVpcCannotBeReached();
    void engineThreadIsAQueue();
    void securityGroupRules();
    void portsAndIcmpOfRules();
    void securityGroupLinesSayTheSame();
    void realClientsBytes();
    void consolesReadAlongAndHangUp();
    void whatIsPushedIsKeptInWholeMessages();
    void connectionLimit();
};

void ElastiCacheDoorsTest::bytesThatAreNoText() {
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

void ElastiCacheDoorsTest::closedDoorHangsThenTimesOut() {
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

void ElastiCacheDoorsTest::defaultVpcCannotBeReached() {
    Desk d;
    const Json created = d.ok("CreateCacheCluster", {{"CacheClusterId", "shop"}, {"Engine", "redis"},
                                                     {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 1}});
    QCOMPARE(created["CacheCluster"]["CacheSubnetGroupName"], Json("default"));
    d.skip();
    QCOMPARE(d.status(), std::string("available"));
    QCOMPARE(d.keys().resolve(*d.world, "shop").reach, KeyValueCache::Reach::TimesOut);
}

void ElastiCacheDoorsTest::engineThreadIsAQueue() {
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

void ElastiCacheDoorsTest::securityGroupRules() {
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

void ElastiCacheDoorsTest::portsAndIcmpOfRules() {
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

void ElastiCacheDoorsTest::securityGroupLinesSayTheSame() {
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

void ElastiCacheDoorsTest::realClientsBytes() {
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

void ElastiCacheDoorsTest::consolesReadAlongAndHangUp() {
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

void ElastiCacheDoorsTest::whatIsPushedIsKeptInWholeMessages() {
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

void ElastiCacheDoorsTest::connectionLimit() {
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

MAYLAB_TESTS(ElastiCacheDoorsTest)
#include "elasticache_doors_test.moc"
