// Ports of worlds with several nodes: every node has one, nodes send clients to one another's, and who follows a name
// finds whoever bears it now. Cluster-aware clients live through resharding and failover.
#include <QtTest>

#include "endpoints/loopback_client.h"
#include "endpoints/real_client.h"
#include "endpoints/served_world.h"

#include <set>

using namespace maylab;
using namespace maylab::app;
using kernel::Json;
using test::encoded;
using test::LoopbackClient;
using test::ServedWorld;

namespace {

const std::vector<PortRequest> kRedis{{ClientProtocol::Redis, 0}};

kernel::JournalHeader rawCluster(int shards, int replicas) {
    kernel::JournalHeader h;
    h.scenario = "engine";
    h.parameters = {{"shards", shards}, {"replicas", replicas}};
    return h;
}

kernel::JournalHeader shop(Json more) {
    kernel::JournalHeader h;
    h.scenario = "shop";
    h.parameters = {{"requestsPerSecond", 1}, {"changesPerSecond", 0.1}, {"application", {{"endpoint", "shop"}, {"strategy", "none"}}}, {"warmSeconds", 1}};
    h.parameters.update(more);
    return h;
}

kernel::JournalHeader group(int shards, int replicas) {
    Json g{{"ReplicationGroupId", "shop"}, {"ReplicationGroupDescription", "of a test"}, {"Engine", "redis"}, {"CacheNodeType", "cache.m6g.large"},
           {"AutomaticFailoverEnabled", replicas > 0 || shards > 1}, {"CacheSubnetGroupName", "shop-private"}};
    if (shards > 1) {
        g.update({{"NumNodeGroups", shards}, {"ReplicasPerNodeGroup", replicas}, {"CacheParameterGroupName", "default.redis7.cluster.on"}});
    } else {
        g["NumCacheClusters"] = 1 + replicas;
    }
    return shop({{"replicationGroup", std::move(g)}});
}

// All of an answer, however it is built.
std::string answer(LoopbackClient& c, std::initializer_list<std::string_view> words) {
    static constexpr std::string_view kEnd = "the answer ends here";
    if (!c.send(encoded(words) + encoded({"ECHO", kEnd}))) return {};
    std::string all;
    for (;;) {
        const std::string line = c.line();
        if (line.empty()) return "no end: " + all;
        if (line == std::string(kEnd) + "\r\n") return all.substr(0, all.rfind('$'));
        all += line;
    }
}

// The text of an answer that is a bulk text.
std::string bulk(LoopbackClient& c, std::initializer_list<std::string_view> words) {
    const std::string all = answer(c, words);
    if (all.empty() || all[0] != '$') return all;
    const std::size_t from = all.find("\r\n") + 2;
    return all.substr(from, std::stoul(all.substr(1)));
}

std::string asBulk(const std::string& text) { return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n"; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::uint16_t portIn(const std::string& redirection) {
    return static_cast<std::uint16_t>(std::atoi(redirection.substr(redirection.rfind(':') + 1).c_str()));
}

// host and port of each line of CLUSTER NODES.
std::set<std::string> addressesIn(const std::string& nodes) {
    std::set<std::string> found;
    for (const QString& line : QString::fromStdString(nodes).split('\n', Qt::SkipEmptyParts)) {
        const QString address = line.section(' ', 1, 1);
        found.insert(address.section('@', 0, 0).toStdString() + (address.contains(',') ? " with a host name" : ""));
    }
    return found;
}

std::set<std::string> listeningAt(const PortsView& ports, const std::string& host) {
    std::set<std::string> found;
    for (const ListeningPort& p : ports.ports) found.insert(host + ":" + std::to_string(p.port));
    return found;
}

// What redis-cli -c printed beside the redirections that it followed.
QByteArray answersOf(const QByteArray& printed) {
    QByteArray answers;
    for (const QByteArray& line : printed.split('\n')) {
        if (!line.isEmpty() && !line.startsWith("-> ")) answers += line + '\n';
    }
    return answers;
}

QString text(std::uint16_t port) { return QString::number(port); }

// Asks until it holds: a world on 60x needs a moment of ours.
template <class F>
bool soon(F&& holds) {
    for (int i = 0; i < 600; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

} // namespace

class TestClusters : public QObject {
    Q_OBJECT

  private slots:
    void nodesOfARawClusterNameOneAnothersPorts() {
        ServedWorld s(rawCluster(3, 1), kRedis, 6);
        QCOMPARE(s.ports.ports.size(), std::size_t(6));
        QCOMPARE(s.ports.ports[5].node, std::string("replica 6"));
        for (const bool ipv6 : {false, true}) {
            if (ipv6 && !s.ports.ports[0].ipv6) continue; // a machine without it
            const std::string host = ipv6 ? "::1" : "127.0.0.1";
            LoopbackClient first(s.port(), ipv6);
            // foo is in slot 12182: the third node's.
            const std::string moved = answer(first, {"GET", "foo"});
            QCOMPARE(moved, "-MOVED 12182 " + host + ":" + std::to_string(s.port(2)) + "\r\n");
            LoopbackClient third(portIn(moved), ipv6);
            QCOMPARE(answer(third, {"SET", "foo", "1"}), std::string("+OK\r\n"));
            QCOMPARE(addressesIn(bulk(first, {"CLUSTER", "NODES"})), listeningAt(s.ports, host));
            LoopbackClient replica(s.port(5), ipv6);
            QCOMPARE(answer(replica, {"GET", "foo"}), moved);
            QCOMPARE(answer(replica, {"READONLY"}), std::string("+OK\r\n"));
            QCOMPARE(bulk(replica, {"GET", "foo"}), std::string("1"));
        }
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    void everyAnswerThatNamesANodeNamesItsPort() {
        ServedWorld s(rawCluster(2, 1), kRedis, 4);
        LoopbackClient c(s.port()), replica(s.port(2));
        const std::string host = "127.0.0.1", own = std::to_string(s.port()), itsReplica = std::to_string(s.port(2));
        const std::string spans = answer(c, {"CLUSTER", "SLOTS"});
        const std::string shards = answer(c, {"CLUSTER", "SHARDS"});
        for (std::size_t i = 0; i < 4; ++i) {
            const std::string port = std::to_string(s.port(i));
            QVERIFY2(has(spans, asBulk(host) + ":" + port + "\r\n"), spans.c_str());
            QVERIFY2(has(shards, asBulk("port") + ":" + port + "\r\n" + asBulk("ip") + asBulk(host)), shards.c_str());
        }
        QVERIFY(!has(spans, ":7000\r\n") && !has(shards, ":7000\r\n"));
        QVERIFY(has(answer(c, {"ROLE"}), asBulk(host) + asBulk(itsReplica)));
        QVERIFY(has(bulk(c, {"INFO", "replication"}), "slave0:ip=" + host + ",port=" + itsReplica + ",state=online"));
        QVERIFY(has(answer(replica, {"ROLE"}), asBulk(host) + ":" + own + "\r\n"));
        QVERIFY(has(bulk(replica, {"INFO", "replication"}), "master_host:" + host + "\r\nmaster_port:" + own + "\r\n"));
        QVERIFY(has(answer(c, {"CLUSTER", "REPLICAS", bulk(c, {"CLUSTER", "MYID"})}), host + ":" + itsReplica + "@"));
        // A slot on its way: ASK names the port as well.
        LoopbackClient second(s.port(1));
        const std::string from = bulk(c, {"CLUSTER", "MYID"}), to = bulk(second, {"CLUSTER", "MYID"});
        QCOMPARE(answer(second, {"CLUSTER", "SETSLOT", "866", "IMPORTING", from}), std::string("+OK\r\n"));
        QCOMPARE(answer(c, {"CLUSTER", "SETSLOT", "866", "MIGRATING", to}), std::string("+OK\r\n"));
        const std::string ask = answer(c, {"GET", "hello"});
        QCOMPARE(ask, "-ASK 866 " + host + ":" + std::to_string(s.port(1)) + "\r\n");
        LoopbackClient there(portIn(ask));
        QCOMPARE(answer(there, {"ASKING"}) , std::string("+OK\r\n"));
        QCOMPARE(there.ask(encoded({"ASKING"}) + encoded({"SET", "hello", "1"})), std::string("+OK\r\n"));
        QCOMPARE(there.line(), std::string("+OK\r\n"));
        // In a script and in a transaction the client is the same.
        QCOMPARE(answer(c, {"EVAL", "return redis.pcall('GET', KEYS[1])", "1", "foo"}), answer(c, {"GET", "foo"}));
        QVERIFY(has(answer(c, {"GET", "foo"}), "-MOVED 12182 " + host + ":" + std::to_string(s.port(1))));
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    // A cluster of the service; inside the world everything keeps the name that it has there.
    void aGroupInClusterModeLeadsOutsideClientsToPorts() {
        ServedWorld s(group(3, 1), kRedis, 6);
        QCOMPARE(s.ports.ports.size(), std::size_t(6));
        QVERIFY(s.portOf("shop-0001-001") != 0 && s.ports.ports[0].cluster);
        LoopbackClient first(s.portOf("shop-0001-001"));
        QCOMPARE(addressesIn(bulk(first, {"CLUSTER", "NODES"})), listeningAt(s.ports, "127.0.0.1"));
        QCOMPARE(answer(first, {"SET", "foo", "1"}), "-MOVED 12182 127.0.0.1:" + std::to_string(s.portOf("shop-0003-001")) + "\r\n");
        const Json inside = s.call("elasticache", "redis", {{"endpoint", "shop"}, {"argv", {"CLUSTER", "NODES"}}});
        const std::string nodes = inside.value("reply", std::string());
        QVERIFY2(has(nodes, ":6379@") && !has(nodes, "127.0.0.1"), nodes.c_str());
        const test::Outcome o = test::runProgram("redis-cli", {"-c", "-p", text(s.port())}, "SET foo 1\nSET hello 2\nGET foo\nGET hello\nSET bar 3\nGET bar\n");
        QCOMPARE(answersOf(o.out), QByteArray("OK\nOK\n1\n2\nOK\n3\n"));
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    // Two shards become three under a client that knows clusters: the new nodes get ports, no key is lost.
    void aClientLivesThroughResharding() {
        ServedWorld s(group(2, 0), kRedis, 2);
        QCOMPARE(s.ports.ports.size(), std::size_t(2));
        s.runner.setSpeed(Speed::X600);
        const Json changed = s.call("elasticache", "ModifyReplicationGroupShardConfiguration",
                                    {{"ReplicationGroupId", "shop"}, {"NodeGroupCount", 3}, {"ApplyImmediately", true}});
        QVERIFY(changed.is_object());
        const test::Outcome o = test::python(R"(
import sys, time
from redis.cluster import RedisCluster
c = RedisCluster(host='127.0.0.1', port=int(sys.argv[1]), decode_responses=True)
for i in range(600): c.set('k%d' % i, i)
until = time.time() + 40
n = 0
while True:
    for i in range(600):
        assert c.get('k%d' % i) == str(i), i
        c.set('k%d' % i, i)
    n += 1
    owners = {node.port for node in c.nodes_manager.slots_cache[16383]} | {node.port for node in c.nodes_manager.slots_cache[0]}
    held = [c.dbsize(target_nodes=node) for node in c.get_primaries()]
    if len(held) == 3 and min(held) > 100: break
    assert time.time() < until, held
    if n % 5 == 0: c.nodes_manager.initialize()
assert sum(held) == 600, held
print('done', c.cluster_info(target_nodes=RedisCluster.RANDOM)['cluster_state'])
)", {text(s.port())});
        QVERIFY2(o.code == 0 && o.out == "done ok\n", (o.out + o.err).right(600).constData());
        QVERIFY(soon([&] {
            s.waitFor([](const Snapshot&) { return true; });
            return s.ports.ports.size() == 3;
        }));
        LoopbackClient c(s.port());
        QCOMPARE(addressesIn(bulk(c, {"CLUSTER", "NODES"})), listeningAt(s.ports, "127.0.0.1"));
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    // The ports of names lead to whoever bears them; the ports of nodes stay with the nodes.
    void thePrimarysPortFollowsAFailover() {
        ServedWorld s(group(1, 1), kRedis, 4);
        const std::uint16_t primary = s.portOf("shop (primary)"), reader = s.portOf("shop (reader)"), one = s.portOf("shop-001"), two = s.portOf("shop-002");
        QCOMPARE(s.ports.ports.size(), std::size_t(4));
        QVERIFY(primary == s.port() && reader != 0 && one != 0 && two != 0);
        const auto role = [](std::uint16_t port) {
            LoopbackClient c(port);
            return has(answer(c, {"ROLE"}), asBulk("master")) ? std::string("primary") : std::string("replica");
        };
        {
            LoopbackClient c(primary), r(reader), second(two);
            QCOMPARE(answer(c, {"SET", "k", "before"}), std::string("+OK\r\n"));
            QVERIFY(soon([&] { return bulk(r, {"GET", "k"}) == "before"; }));
            QVERIFY(answer(r, {"SET", "k", "x"}).starts_with("-READONLY"));
            QVERIFY2(has(answer(second, {"ROLE"}), asBulk("127.0.0.1") + ":" + std::to_string(one) + "\r\n"), "");
        }
        QCOMPARE(role(one), std::string("primary"));
        QCOMPARE(role(two), std::string("replica"));
        s.runner.setSpeed(Speed::X60);
        QVERIFY(s.call("elasticache", "TestFailover", {{"ReplicationGroupId", "shop"}, {"NodeGroupId", "0001"}}).is_object());
        QVERIFY(soon([&] { return role(two) == "primary" && role(primary) == "primary"; }));
        LoopbackClient c(primary);
        QCOMPARE(answer(c, {"SET", "k", "after"}), std::string("+OK\r\n"));
        LoopbackClient second(two);
        QCOMPARE(bulk(second, {"GET", "k"}), std::string("after"));
        QVERIFY(soon([&] { return LoopbackClient(one).ask("PING\r\n") == "+PONG\r\n" && role(one) == "replica"; }));
        QVERIFY(soon([&] {
            LoopbackClient r(reader);
            return bulk(r, {"GET", "k"}) == "after" && role(reader) == "replica";
        }));
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    void memcachedNodesShareTheKeysOfAHashingClient() {
        const Json letIn{{"GroupName", "shop-cache"}, {"IpProtocol", "tcp"}, {"FromPort", 11211}, {"ToPort", 11211}, {"SourceSecurityGroupName", "shop-app"}};
        const Json two{{"CacheClusterId", "mem"}, {"Engine", "memcached"}, {"CacheNodeType", "cache.t3.micro"}, {"NumCacheNodes", 2}, {"CacheSubnetGroupName", "shop-private"}};
        Json calls = Json::array();
        calls.push_back({"ec2", "AuthorizeSecurityGroupIngress", letIn});
        calls.push_back({"elasticache", "CreateCacheCluster", two});
        ServedWorld s(shop({{"calls", std::move(calls)}, {"warmSeconds", 600}}), {{ClientProtocol::Memcached, 0}}, 2);
        QCOMPARE(s.ports.ports.size(), std::size_t(2));
        QCOMPARE(s.ports.ports[1].node, std::string("mem.0002"));
        const test::Outcome o = test::python(R"(
import sys
from pymemcache.client.hash import HashClient
from pymemcache.client.base import Client
ports = [int(p) for p in sys.argv[1:]]
c = HashClient([('127.0.0.1', p) for p in ports])
keys = ['k%d' % i for i in range(400)]
for k in keys: assert c.set(k, k.upper(), noreply=False)
assert len(c.get_many(keys)) == 400 and c.get('k7') == b'K7'
assert c.incr('none', 1) is None and c.delete('k7', noreply=False) and c.get('k7') is None
held = [Client(('127.0.0.1', p)).stats()[b'curr_items'] for p in ports]
assert sum(held) == 399 and min(held) > 100, held
print('done')
)", {text(s.port(0)), text(s.port(1))});
        QVERIFY2(o.code == 0 && o.out == "done\n", (o.out + o.err).right(600).constData());
        // Auto Discovery.
        LoopbackClient c(s.port(1));
        const std::string a = std::to_string(s.port(0)), b = std::to_string(s.port(1));
        QVERIFY(c.ask("config get cluster\r\n").starts_with("CONFIG cluster 0 "));
        (void)c.line(); // the version, which ends with \n alone, and the nodes
        QVERIFY(c.send("get AmazonElastiCache:cluster\r\nversion\r\n"));
        std::string all;
        while (!has(all, "VERSION 1.6")) {
            const std::string l = c.line();
            QVERIFY(!l.empty());
            all += l;
        }
        QVERIFY2(has(all, "\n127.0.0.1|127.0.0.1|" + a + " 127.0.0.1|127.0.0.1|" + b + "\n"), all.c_str());
        const Json inside = s.call("elasticache", "memcached", {{"endpoint", "mem"}, {"text", "config get cluster"}});
        QVERIFY2(has(inside.value("reply", std::string()), ".0001."), inside.dump().c_str());
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    // --- programs that others wrote, at a raw cluster ---

    void redisCliFollowsRedirections() {
        ServedWorld s(rawCluster(3, 0), kRedis, 3);
        QByteArray lines;
        for (int i = 0; i < 60; ++i) lines += "SET key" + QByteArray::number(i) + " " + QByteArray::number(i) + "\n";
        for (int i = 0; i < 60; ++i) lines += "GET key" + QByteArray::number(i) + "\n";
        const test::Outcome o = test::runProgram("redis-cli", {"-c", "-p", text(s.port())}, lines);
        QByteArray want;
        for (int i = 0; i < 60; ++i) want += "OK\n";
        for (int i = 0; i < 60; ++i) want += QByteArray::number(i) + "\n";
        QCOMPARE(answersOf(o.out), want);
        QVERIFY(o.out.count("-> Redirected to slot") > 20);
        int held = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            LoopbackClient c(s.port(k));
            const int n = std::atoi(answer(c, {"DBSIZE"}).substr(1).c_str());
            QVERIFY(n > 5);
            held += n;
        }
        QCOMPARE(held, 60);
        const test::Outcome check = test::runProgram("redis-cli", {"--cluster", "check", "127.0.0.1:" + text(s.port())});
        QVERIFY2(check.code == 0 && check.out.contains("[OK] All 16384 slots covered."), (check.out + check.err).constData());
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    void redisBenchmarkSpreadsOverTheCluster() {
        ServedWorld s(rawCluster(3, 0), kRedis, 3);
        const test::Outcome o = test::runProgram("redis-benchmark", {"--cluster", "-p", text(s.port()), "-t", "set,get,incr", "-n", "6000", "-r", "5000", "-c", "12", "-P", "4", "--csv"});
        QVERIFY2(o.code == 0 && o.out.contains("\"SET\"") && o.out.contains("\"INCR\"") && !o.out.contains("rror"), (o.out + o.err).constData());
        for (std::size_t k = 0; k < 3; ++k) {
            LoopbackClient c(s.port(k));
            QVERIFY(std::atoi(answer(c, {"DBSIZE"}).substr(1).c_str()) > 500);
        }
    }

    void pythonsClusterClient() {
        ServedWorld s(rawCluster(3, 1), kRedis, 6);
        const test::Outcome o = test::python(R"(
import sys
from redis.cluster import RedisCluster
from redis.exceptions import RedisClusterException, ResponseError
port = int(sys.argv[1])
c = RedisCluster(host='127.0.0.1', port=port, decode_responses=True, read_from_replicas=True)
assert len(c.get_primaries()) == 3 and len(c.get_replicas()) == 3
assert {n.host for n in c.get_nodes()} == {'127.0.0.1'}
for i in range(500): assert c.set('k%d' % i, i)
assert all(c.get('k%d' % i) == str(i) for i in range(500))
assert c.mset_nonatomic({'a': 1, 'b': 2, 'c': 3}) and c.mget_nonatomic('a', 'b', 'c') == ['1', '2', '3']
assert c.mset({'{t}a': 1, '{t}b': 2}) and c.mget('{t}a', '{t}b') == ['1', '2']
try: c.mget('a', 'b')
except (RedisClusterException, ResponseError): pass
else: assert False
with c.pipeline() as p:
    for i in range(300): p.incr('k%d' % i)
    assert p.execute() == [i + 1 for i in range(300)]
assert c.dbsize(target_nodes=RedisCluster.PRIMARIES) == 505
assert len(list(c.scan_iter(match='k*'))) == 500
assert c.eval('return redis.call("GET", KEYS[1])', 1, 'k9') == '10'
r = c.get_redis_connection(c.get_node_from_key('list'))
c.rpush('list', 'x')
assert c.blpop('list', timeout=1) == ('list', 'x')
s = c.pubsub()
s.subscribe('news')
assert s.get_message(timeout=5)['type'] == 'subscribe'
print('done')
)", {text(s.port(1))});
        QVERIFY2(o.code == 0 && o.out == "done\n", (o.out + o.err).right(600).constData());
        QCOMPARE(test::replayedDifferently(s), std::string());
    }
};

QTEST_GUILESS_MAIN(TestClusters)
#include "tst_clusters.moc"
