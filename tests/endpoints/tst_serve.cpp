// `maylab serve` with the clients that people have: redis-cli, redis-benchmark, memcached's own tools, client libraries.
// The binary is the one that is shipped (MAYLAB_BINARY). A tool that is not installed is a failure: set-up installs it.
#include <QtTest>

#include "endpoints/loopback_client.h"
#include "endpoints/real_client.h"
#include "endpoints/serve_program.h"

#include <QStandardPaths>
#include <QTemporaryDir>

#include <csignal>

using namespace maylab::test;

class TestServe : public QObject {
    Q_OBJECT

  private:
    static QByteArray cli(const Server& s, const QStringList& arguments, const QByteArray& input = {}) {
        const Outcome o = runProgram("redis-cli", QStringList{"-p", s.port()} + arguments, input);
        return o.code == 0 ? o.out : "exit " + QByteArray::number(o.code) + ": " + o.out + o.err;
    }

  private slots:
    void initTestCase() {
        for (const char* tool : {"redis-cli", "redis-benchmark", "memccat", "memccp"}) {
            QVERIFY2(!QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty(),
                     (QByteArray(tool) + " is not installed; ./maylab test installs it").constData());
        }
        for (const char* module : {"redis", "pymemcache"}) {
            QVERIFY2(runProgram(kPython, {"-c", QStringLiteral("import ") + QLatin1String(module)}).code == 0,
                     (QByteArray("python3-") + module + " is not installed; ./maylab test installs it").constData());
        }
    }

    void saysWhereAndEndsWhenTold() {
        for (const int signal : {SIGTERM, SIGINT}) {
            Server s({"--redis", "0", "--memcached", "0"}, 2);
            QVERIFY2(s.number() > 0, s.said.constData());
            QVERIFY2(s.number("memcached") > 0, s.said.constData());
            QCOMPARE(cli(s, {"PING"}), QByteArray("PONG\n"));
            QCOMPARE(s.stop(signal), 0);
            QVERIFY(!LoopbackClient(s.number()).connected());
        }
    }

    void wrongWordsAreRefused_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing to serve") << QStringList{};
        QTest::newRow("no port") << QStringList{"--redis", "x"};
        QTest::newRow("too high") << QStringList{"--redis", "65536"};
        QTest::newRow("metrics of nothing") << QStringList{"--prometheus", "0"};
        QTest::newRow("no profile") << QStringList{"--redis", "0", "--engine", "valkey"};
        QTest::newRow("no shards") << QStringList{"--redis", "0", "--shards", "0"};
        QTest::newRow("too many shards") << QStringList{"--redis", "0", "--shards", "17"};
        QTest::newRow("replicas of nothing") << QStringList{"--redis", "0", "--replicas", "1"};
        QTest::newRow("shards of nothing") << QStringList{"--memcached", "0", "--shards", "3"};
        QTest::newRow("shards of a lab") << QStringList{"--redis", "0", "--shards", "3", "--lab", "elasticache"};
        QTest::newRow("no lab") << QStringList{"--redis", "0", "--lab", "nosuch"};
        QTest::newRow("no step") << QStringList{"--redis", "0", "--lab", "elasticache", "--step", "nosuch"};
        QTest::newRow("no speed") << QStringList{"--redis", "0", "--speed", "7"};
        QTest::newRow("no file") << QStringList{"--redis", "0", "--journal", "/nonexistent/x"};
    }
    void wrongWordsAreRefused() {
        QFETCH(QStringList, arguments);
        Server s(arguments);
        QVERIFY(s.waitForEnd());
        QVERIFY(s.exitCode() > 0);
        QVERIFY2(s.said.startsWith("maylab: "), s.said.constData());
    }

    void aTakenPortIsAMessage() {
        Server first({"--redis", "0"});
        Server second({"--redis", first.port()});
        QVERIFY(second.waitForEnd());
        QCOMPARE(second.exitCode(), 1);
        QVERIFY2(second.said.contains("port " + first.port().toUtf8() + " is taken"), second.said.constData());
    }

    void theServiceProfileRestrictsCommands() {
        Server s({"--redis", "0", "--engine", "elasticache"});
        QVERIFY(cli(s, {"CONFIG", "GET", "maxmemory"}).startsWith("ERR unknown command"));
        Server raw({"--redis", "0"});
        QVERIFY(cli(raw, {"CONFIG", "GET", "maxmemory"}).startsWith("maxmemory\n"));
    }

    void redisCli() {
        Server s({"--redis", "0"});
        QCOMPARE(cli(s, {"SET", "greeting", "xin chào"}), QByteArray("OK\n"));
        QCOMPARE(cli(s, {"GET", "greeting"}), QByteArray("xin chào\n"));
        QCOMPARE(cli(s, {"-3", "HELLO", "3"}).left(7), QByteArray("server "));
        QByteArray many;
        for (int i = 0; i < 500; ++i) many += "SET item:" + QByteArray::number(i) + " " + QByteArray(i % 50 + 1, 'x') + "\n";
        many += "EXPIRE item:1 100\n";
        QVERIFY(cli(s, {}, many).endsWith("1\n"));
        QCOMPARE(cli(s, {"DBSIZE"}), QByteArray("501\n"));
        QCOMPARE(cli(s, {"--scan", "--pattern", "item:*"}).count('\n'), 500);
        const QByteArray big = cli(s, {"--bigkeys"});
        QVERIFY2(big.contains("Sampled 501 keys in the keyspace!") && big.contains("501 strings with"), big.constData());
        const QByteArray mem = cli(s, {"--memkeys"});
        QVERIFY2(mem.contains("Sampled 501 keys in the keyspace!"), mem.constData());
        const QByteArray piped = cli(s, {"--pipe"}, "*3\r\n$3\r\nSET\r\n$1\r\np\r\n$1\r\n1\r\n");
        QVERIFY2(piped.contains("errors: 0, replies: 1"), piped.constData());
    }

    void redisCliThatGoesOn() {
        Server s({"--redis", "0"});
        QCOMPARE(cli(s, {"SET", "k", "v"}), QByteArray("OK\n"));
        const QByteArray stat = watchProgram("stdbuf", {"-oL", "redis-cli", "-p", s.port(), "--stat", "-i", "0.1"},
                                             [](const QByteArray& out) { return out.count('\n') > 5; });
        QVERIFY2(stat.contains("keys") && stat.contains("clients"), stat.constData());
        const QRegularExpression row(QStringLiteral("\n1 +\\d+\\.\\d+[KM] +1 +0 +\\d+"));
        QVERIFY2(row.match(QString::fromUtf8(stat)).hasMatch(), stat.constData());
        // Without a terminal: min max avg samples, once.
        const QByteArray latency = cli(s, {"--latency", "-i", "1", "--raw"});
        QCOMPARE(latency.simplified().split(' ').size(), 4);
        QVERIFY2(latency.simplified().split(' ').at(3).toInt() > 10, latency.constData());
    }

    void redisBenchmarkRunsAllItsTests() {
        Server s({"--redis", "0"});
        const Outcome o = runProgram("redis-benchmark", {"-p", s.port(), "-n", "2000", "-c", "20", "-P", "4", "--csv"});
        QCOMPARE(o.code, 0);
        QVERIFY2(o.err.isEmpty(), o.err.constData());
        QVERIFY2(!o.out.contains("Error"), o.out.constData());
        for (const char* name : {"PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP", "RPOP", "SADD", "HSET",
                                 "SPOP", "ZADD", "ZPOPMIN", "LPUSH (needed to benchmark LRANGE)", "LRANGE_100 (first 100 elements)",
                                 "LRANGE_300 (first 300 elements)", "LRANGE_500 (first 500 elements)",
                                 "LRANGE_600 (first 600 elements)", "MSET (10 keys)"}) {
            QVERIFY2(o.out.contains("\"" + QByteArray(name) + "\""), name);
        }
        const QByteArray stats = cli(s, {"INFO", "errorstats"});
        QVERIFY2(!stats.contains("errorstat_"), stats.constData());
    }

    void pythonRedis() {
        Server s({"--redis", "0"});
        const Outcome o = python(R"(
import sys, time, redis
r = redis.Redis(port=int(sys.argv[1]), decode_responses=True)
assert r.ping() and r.set('a', 1, ex=100) and r.get('a') == '1' and 0 < r.ttl('a') <= 100
assert r.incrby('a', 41) == 42 and r.mset({'x': 1, 'y': 2}) and r.mget('x', 'y', 'z') == ['1', '2', None]
with r.pipeline(transaction=False) as p:
    for i in range(1000): p.set('p%d' % i, i)
    for i in range(1000): p.get('p%d' % i)
    assert p.execute()[1000:] == [str(i) for i in range(1000)]
assert r.info('server')['redis_version'] == '7.0.15'
assert len(list(r.scan_iter(match='p*', count=50))) == 1000
try: r.execute_command('NOSUCH')
except redis.ResponseError as e: assert 'unknown command' in str(e)
else: assert False
r.expireat('x', int(time.time()) + 1000)
assert 900 < r.ttl('x') <= 1000, r.ttl('x')
big = 'x' * 5_000_000
assert r.set('big', big) and r.get('big') == big
r.set('short', 1, px=50)
time.sleep(0.3)
assert r.get('short') is None
print('done')
)", {s.port()});
        QVERIFY2(o.code == 0 && o.out == "done\n", o.err.constData());
    }

    // Commands that wait, messages that come unasked, and the newer protocol.
    void clientsThatWait() {
        Server s({"--redis", "0"});
        const Outcome o = python(R"(
import sys, threading, time, redis
port = int(sys.argv[1])
r = redis.Redis(port=port, decode_responses=True)
other = redis.Redis(port=port, decode_responses=True)
def later(f):
    t = threading.Timer(0.2, f)
    t.start()
    return t
t = later(lambda: other.rpush('queue', 'one', 'two'))
assert r.blpop(['nothing', 'queue'], timeout=20) == ('queue', 'one')
t.join()
assert r.blpop('nothing', timeout=1) is None
assert r.brpoplpush('queue', 'done', timeout=1) == 'two' and r.lrange('done', 0, -1) == ['two']
later(lambda: other.zadd('board', {'a': 1}))
assert r.bzpopmin('board', timeout=20) == ('board', 'a', 1.0)
later(lambda: other.xadd('events', {'n': 1}))
[(name, [(id, fields)])] = r.xread({'events': '$'}, block=20000)
assert name == 'events' and fields == {'n': '1'}
assert r.xread({'events': id}, block=100) == []
r.xgroup_create('events', 'g', id='$')
later(lambda: other.xadd('events', {'n': 2}))
[(name, [(id, fields)])] = r.xreadgroup('g', 'me', {'events': '>'}, block=20000)
assert fields == {'n': '2'} and r.xpending('events', 'g')['pending'] == 1 and r.xack('events', 'g', id) == 1
p = r.pubsub()
p.subscribe('news')
p.psubscribe('n*')
assert [p.get_message(timeout=20)['type'] for _ in range(2)] == ['subscribe', 'psubscribe']
assert other.publish('news', 'hello') == 2
got = [p.get_message(timeout=20) for _ in range(2)]
assert [(m['type'], m['data']) for m in got] == [('message', 'hello'), ('pmessage', 'hello')], got
with r.pipeline() as w:
    w.watch('k')
    other.set('k', 1)
    w.multi()
    w.set('k', 2)
    try: w.execute()
    except redis.WatchError: pass
    else: assert False
assert r.register_script('return {KEYS[1], ARGV[1]}')(keys=['k'], args=['v']) == ['k', 'v']
print('done')
)", {s.port()});
        QVERIFY2(o.code == 0 && o.out == "done\n", o.err.right(600).constData());
    }

    void theNewerProtocol() {
        Server s({"--redis", "0"});
        const QByteArray typed = "HSET h a 1 b 2\nHGETALL h\nSADD s x\nSMEMBERS s\nZADD z 1.5 m\nZSCORE z m\nGET nothing\nSISMEMBER s x\n";
        QCOMPARE(cli(s, {"-3", "--no-raw"}, typed),
                 QByteArray("(integer) 2\n1# \"a\" => \"1\"\n2# \"b\" => \"2\"\n(integer) 1\n1~ \"x\"\n(integer) 1\n(double) 1.5\n(nil)\n(integer) 1\n"));
        QVERIFY(cli(s, {"-2", "--no-raw"}, typed).contains("1) \"a\"\n2) \"1\"\n"));
        // Messages come as pushes, between answers.
        LoopbackClient c(s.number()), other(s.number());
        QCOMPARE(c.ask("HELLO 3\r\n"), std::string("%7\r\n"));
        QVERIFY(c.send("SUBSCRIBE news\r\nECHO here\r\n"));
        std::string all;
        while (all.find("here\r\n") == std::string::npos) {
            const std::string line = c.line();
            QVERIFY(!line.empty());
            all += line;
        }
        QVERIFY2(all.ends_with(">3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n$4\r\nhere\r\n"), all.c_str());
        QCOMPARE(other.ask("PUBLISH news hi\r\n"), std::string(":1\r\n"));
        QCOMPARE(c.read(40), std::string(">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n"));
    }

    void aRawClusterForClusterClients() {
        QTemporaryDir folder;
        const QString path = folder.filePath("run.jsonl");
        {
            Server s({"--redis", "0", "--engine", "raw", "--shards", "3", "--replicas", "1", "--journal", path}, 6);
            QVERIFY2(s.said.contains("redis primary 1 listens") && s.said.contains("redis replica 6 listens"), s.said.constData());
            const Outcome o = runProgram("redis-cli", {"-c", "-p", s.port()}, "SET foo 1\nGET hello\nGET foo\n");
            QVERIFY2(o.out.endsWith("\n1\n") && o.out.count("-> Redirected") == 3, o.out.constData());
            const Outcome b = runProgram("redis-benchmark", {"--cluster", "-p", s.port(), "-t", "set,get", "-n", "3000", "-r", "500", "-q"});
            QVERIFY2(b.code == 0 && b.out.contains("Cluster has 3 master nodes"), (b.out + b.err).constData());
            QCOMPARE(s.stop(), 0);
        }
        const Outcome o = runProgram(qEnvironmentVariable("MAYLAB_BINARY"), {"replay", path, "--json"});
        QVERIFY2(o.code == 0, o.err.constData());
        QVERIFY2(o.out.contains("\"differingMarks\": 0") && !o.out.contains("\"marks\": 0"), o.out.constData());
    }

    void memcachedTools() {
        Server s({"--memcached", "0"});
        const QString server = "--servers=127.0.0.1:" + s.port("memcached");
        QTemporaryDir folder;
        QFile file(folder.filePath("greeting"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("xin chao\n");
        file.close();
        const Outcome copied = runProgram("memccp", {server, file.fileName()});
        QVERIFY2(copied.code == 0, (copied.out + copied.err).constData());
        const Outcome shown = runProgram("memccat", {server, "greeting"});
        QVERIFY2(shown.code == 0 && shown.out.startsWith("xin chao"), (shown.out + shown.err).constData());
        LoopbackClient raw(s.number("memcached"));
        QCOMPARE(raw.ask("version\r\n"), std::string("VERSION 1.6.18\r\n"));
        QCOMPARE(raw.ask("incr nothing 1\r\n"), std::string("NOT_FOUND\r\n"));
    }

    void pythonMemcached() {
        Server s({"--memcached", "0"});
        const Outcome o = python(R"(
import sys
from pymemcache.client.base import Client
c = Client(('127.0.0.1', int(sys.argv[1])))
assert c.set('a', '1', noreply=False) and c.get('a') == b'1' and c.incr('a', 41) == 42
assert c.set_many({'k%d' % i: str(i) for i in range(500)}, noreply=False) == []
assert len(c.get_many(['k%d' % i for i in range(500)])) == 500
value, cas = c.gets('a')
assert c.cas('a', 'new', cas, noreply=False) is True and c.cas('a', 'x', cas, noreply=False) is False
assert c.delete('a', noreply=False) and c.get('a') is None
assert c.stats()[b'curr_items'] == 500
print('done')
)", {s.port("memcached")});
        QVERIFY2(o.code == 0 && o.out == "done\n", o.err.constData());
    }

    void aLabsNodesHavePorts() {
        Server s({"--redis", "0", "--lab", "elasticache"});
        QVERIFY2(s.number() > 0 && s.said.contains("redis shop listens"), s.said.constData());
        // It is the service's engine, with the shop's traffic on it.
        QVERIFY(cli(s, {"CONFIG", "GET", "maxmemory"}).startsWith("ERR unknown command"));
        QVERIFY(cli(s, {"INFO", "memory"}).contains("maxmemory_policy:"));
        QCOMPARE(cli(s, {"SET", "mine", "1"}), QByteArray("OK\n"));
        QCOMPARE(cli(s, {"GET", "mine"}), QByteArray("1\n"));
        const auto hits = [&] {
            const QByteArray info = cli(s, {"INFO", "stats"});
            return info.mid(info.indexOf("keyspace_misses:") + 16).trimmed().split('\r').first().toInt();
        };
        const int before = hits();
        QTRY_VERIFY_WITH_TIMEOUT(hits() > before, kPatience);
    }

    // The cluster of the step with the hot key: six nodes, whose redirections lead from port to port.
    void aLabsClusterAnswersAClusterClient() {
        Server s({"--redis", "0", "--lab", "elasticache", "--step", "the-hot-key"}, 6);
        QVERIFY2(s.said.contains("redis shop-0001-001 listens") && s.said.contains("redis shop-0003-002 listens"), s.said.constData());
        const Outcome o = python(R"(
import sys
from redis.cluster import RedisCluster
c = RedisCluster(host='127.0.0.1', port=int(sys.argv[1]), decode_responses=True)
assert len(c.get_primaries()) == 3 and len(c.get_replicas()) == 3
for i in range(100): assert c.set('mine:%d' % i, i)
assert all(c.get('mine:%d' % i) == str(i) for i in range(100))
print('done')
)", {s.port()});
        QVERIFY2(o.code == 0 && o.out == "done\n", o.err.right(600).constData());
    }

    // Asked for Memcached, it begins where there is some.
    void aLabsMemcachedHasAPort() {
        Server s({"--memcached", "0", "--lab", "elasticache"});
        QVERIFY2(s.said.contains("memcached shop-mc.0001 listens"), s.said.constData());
        LoopbackClient c(s.number("memcached"));
        QCOMPARE(c.ask("set mine 0 0 1\r\nx\r\n"), std::string("STORED\r\n"));
        QCOMPARE(c.ask("config get cluster\r\n").substr(0, 17), std::string("CONFIG cluster 0 "));
    }

    void aJournalReplays() {
        QTemporaryDir folder;
        const QString path = folder.filePath("run.jsonl");
        {
            Server s({"--redis", "0", "--memcached", "0", "--journal", path}, 2);
            const Outcome o = runProgram("redis-benchmark", {"-p", s.port(), "-t", "set,get", "-n", "3000", "-r", "500", "-q"});
            QCOMPARE(o.code, 0);
            QCOMPARE(cli(s, {"SET", "a", "1"}), QByteArray("OK\n"));
            QCOMPARE(s.stop(), 0);
        }
        const Outcome o = runProgram(qEnvironmentVariable("MAYLAB_BINARY"), {"replay", path, "--json"});
        QVERIFY2(o.code == 0, o.err.constData());
        QVERIFY2(o.out.contains("\"differingMarks\": 0") && !o.out.contains("\"marks\": 0"), o.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestServe)
#include "tst_serve.moc"
