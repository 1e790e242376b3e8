// Commands of the server and the table of all: settings, dump and restore, slow log; what real Redis answered otherwise once.
#include <QtTest>

#include "cache/engine/command_table.h"
#include "cache/engine_bench.h"
#include "support/test_suite.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace maylab::cache;
using namespace maylab::test;
using maylab::kernel::Rng;
using namespace std::string_literals;
using Status = maylab::ports::CacheReply::Status;

class EngineCommandsTest : public QObject {
    Q_OBJECT
  private slots:
    void keyEvents();
    void configErrors();
    void configIsAllOrNothing();
    void dumpAndRestore();
    void slowlogAndLatency();
    void commandTableIsSound();
    void differencesFoundAgainstRedis_data();
    void differencesFoundAgainstRedis();
};

void EngineCommandsTest::keyEvents() {
    Engine e(optionsOf(2));
    e.configure("maxmemory", "1200000", kStart);
    e.configure("maxmemory-policy", "allkeys-lru", kStart);
    for (int k = 0; k < 2000; ++k) e.set("quiet:" + std::to_string(k), {500, 0}, 0, kStart);
    QVERIFY(e.keyEvents().empty());
    e.recordKeyEvents(true);
    const std::uint64_t before = e.statistics().evictedKeys;
    for (int k = 0; k < 200; ++k) e.set("a-rather-long-key-that-does-not-fit-into-the-entry:" + std::to_string(k), {500, 0}, 0, kStart + 9000);
    QCOMPARE(e.keyEvents().size(), e.statistics().evictedKeys - before);
    const KeyEvent& event = e.keyEvents().front();
    QVERIFY(event.kind == KeyEvent::Kind::Evicted);
    QCOMPARE(event.policy, MaxmemoryPolicy::AllkeysLru);
    QCOMPARE(event.idleMilliseconds, std::int64_t{9000});
    QCOMPARE(event.keyText().substr(0, 6), std::string_view("quiet:"));
    QVERIFY(event.poolSize >= 1 && event.poolSize <= EvictionPool::kSize && event.sampled == 5);
    QCOMPARE(event.bytes, std::int64_t{576});
    e.clearKeyEvents();
    // Dead keys: found by a reader, or by the timer.
    e.set("lazy", {10, 0}, 50, kStart + 9000);
    e.clearKeyEvents();
    QVERIFY(e.get("lazy", kStart + 9100).status == Status::Nil);
    QVERIFY(e.keyEvents().back().kind == KeyEvent::Kind::ExpiredLazily);
    QCOMPARE(e.keyEvents().back().ttlMilliseconds, std::int64_t{-50});
    QCOMPARE(e.keyEvents().back().keyText(), std::string_view("lazy"));
    e.set("active", {10, 0}, 50, kStart + 9200);
    e.clearKeyEvents();
    for (std::int64_t t = kStart + 9300; t < kStart + 60'000 && e.keyEvents().empty(); t += 100) e.cron(t);
    QVERIFY(!e.keyEvents().empty() && e.keyEvents()[0].kind == KeyEvent::Kind::ExpiredActive);
    QCOMPARE(e.keyEvents()[0].keyText(), std::string_view("active"));
    e.clearKeyEvents();
    e.configure("maxmemory-policy", "noeviction", kStart);
    e.configure("maxmemory", "1mb", kStart);
    QVERIFY(e.set("refused", {10, 0}, 0, kStart + 60'000).status == Status::Oom);
    QVERIFY(e.keyEvents().back().kind == KeyEvent::Kind::OomRefused);
    QCOMPARE(e.keyEvents().back().keyText(), std::string_view("refused"));
}

void EngineCommandsTest::configErrors() {
    Bench b;
    const auto possibly = [](const std::string& name, const std::string& why) {
        return "-ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why + "\r\n";
    };
    QCOMPARE(b.run({"CONFIG", "SET", "maxmemory", "lots"}), possibly("maxmemory", "argument must be a memory value"));
    QCOMPARE(b.run({"CONFIG", "SET", "appendonly", "maybe"}), possibly("appendonly", "argument must be 'yes' or 'no'"));
    QCOMPARE(b.run({"CONFIG", "SET", "databases", "4"}), possibly("databases", "can't set immutable config"));
    QCOMPARE(b.run({"CONFIG", "SET", "hz", "1", "hz", "2"}), possibly("hz", "duplicate parameter"));
    QCOMPARE(b.run({"CONFIG", "SET", "maxmemory-samples", "-1"}),
             possibly("maxmemory-samples", "argument must be between 1 and 2147483647 inclusive"));
    QCOMPARE(b.run({"CONFIG", "SET", "hz", "10", "nosuch", "1"}),
             std::string("-ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'\r\n"));
    QCOMPARE(b.run({"CONFIG", "SET", "MAXMEMORY", "100m"}), std::string("+OK\r\n"));
    QCOMPARE(b.engine.maxmemory(), std::uint64_t{100'000'000});
    QCOMPARE(b.run({"CONFIG", "GET", "maxmemory"}), "*2\r\n" + bulk("maxmemory") + bulk("100000000"));
    QCOMPARE(b.run({"CONFIG", "SET", "slave-priority", "7"}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"CONFIG", "GET", "replica-priority"}), "*2\r\n" + bulk("replica-priority") + bulk("7"));
    QVERIFY(!b.engine.configure("maxmemory-policy", "sometimes", b.now).ok);
    QVERIFY(!b.engine.configure("", "", b.now).ok);
    QVERIFY(b.engine.configure("databases", "16", b.now).ok);
}

void EngineCommandsTest::configIsAllOrNothing() {
    Bench b;
    b.run({"CONFIG", "SET", "maxmemory", "5mb", "maxmemory-policy", "bogus"});
    QCOMPARE(b.engine.maxmemory(), std::uint64_t{0});
}

void EngineCommandsTest::dumpAndRestore() {
    Bench b;
    // Payloads of redis-server 7.0.15.
    b.run({"SET", "d", "hello"});
    QCOMPARE(b.run({"DUMP", "d"}), bulk("\0\5hello\n\0cr\xdfve4 \n"s));
    b.run({"SET", "d", "300"});
    QCOMPARE(b.run({"DUMP", "d"}), bulk("\0\xc1,\1\n\0\x95" "Ba\xf2" "e\x82\\\x10"s));
    Rng rng(3, "dump");
    for (const std::size_t length : {0u, 1u, 11u, 63u, 64u, 5000u, 20'000u}) {
        std::string v;
        for (std::size_t k = 0; k < length; ++k) v += static_cast<char>(rng.below(256));
        b.run({"SET", "from", v});
        const auto payload = parseReply(b.run({"DUMP", "from"}));
        QVERIFY(payload.has_value());
        QCOMPARE(b.run({"RESTORE", "to", "0", payload->text, "REPLACE"}), std::string("+OK\r\n"));
        QCOMPARE(b.run({"GET", "to"}), bulk(v));
        std::string broken = payload->text;
        broken[rng.below(broken.size())] ^= 1;
        QVERIFY(b.run({"RESTORE", "to2", "0", broken})[0] == '-');
    }
    QCOMPARE(b.run({"RESTORE", "to", "0", "x"}), std::string("-BUSYKEY Target key name already exists.\r\n"));
}

void EngineCommandsTest::slowlogAndLatency() {
    Bench b;
    for (int k = 0; k < 150'000; ++k) b.engine.set("key:" + std::to_string(k), {10, 0}, 0, b.now);
    b.run({"CONFIG", "SET", "latency-monitor-threshold", "5"});
    QVERIFY(b.run({"KEYS", "nothing*"}) == "*0\r\n"); // O(N): 150,000 keys are more than 10 ms
    const auto log = parseReply(b.run({"SLOWLOG", "GET"}));
    QVERIFY(log && log->items.size() == 1);
    QVERIFY(log->items[0].items[2].integer >= 10'000);
    QCOMPARE(log->items[0].items[3].items[0].text, std::string("KEYS"));
    QVERIFY(b.run({"LATENCY", "LATEST"}).rfind("*1\r\n*4\r\n$7\r\ncommand\r\n", 0) == 0);
    QCOMPARE(b.run({"SLOWLOG", "RESET"}), std::string("+OK\r\n"));
    b.run({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    std::vector<std::string> many = {"MGET"};
    for (int k = 0; k < 40; ++k) many.push_back(std::string(200, 'k'));
    b.run(many);
    const auto cut = parseReply(b.run({"SLOWLOG", "GET", "1"}));
    const auto& argv = cut->items[0].items[3].items;
    QCOMPARE(argv.size(), std::size_t{32});
    QCOMPARE(argv[1].text, std::string(128, 'k') + "... (72 more bytes)");
    QCOMPARE(argv[31].text, std::string("... (10 more arguments)"));
}

void EngineCommandsTest::commandTableIsSound() {
    const auto names = commandNames();
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
    for (const Command& c : commandTable()) {
        QCOMPARE(findCommand(c.name), &c);
        QVERIFY2(c.handler == nullptr || c.usage[0] != '\0', c.name);
    }
    // Every command answers something to no, one and many arguments, and nothing it says breaks the protocol.
    for (const Command& c : commandTable()) {
        const std::string name = c.name;
        std::vector<std::string> words = {name.substr(0, name.find('|'))};
        if (name.find('|') != std::string::npos) words.push_back(name.substr(name.find('|') + 1));
        Bench b;
        for (int extra = 0; extra < 8; ++extra) {
            for (const char* filler : {"0", "key", "-1"}) {
                if (!b.engine.isOpen(b.client)) b.client = b.engine.connect(b.now);
                std::vector<std::string> call = words;
                for (int k = 0; k < extra; ++k) call.emplace_back(filler);
                const std::string reply = b.run(call);
                // One reply; SUBSCRIBE and its family confirm every argument.
                std::size_t used = 0;
                for (std::size_t pos = 0; pos < reply.size(); pos += used) {
                    QVERIFY2(parseReply(std::string_view(reply).substr(pos), &used),
                             qPrintable(QString::fromStdString(name + " " + quoteBytes(reply))));
                    QVERIFY(used == reply.size() || c.has(Command::kPubSub));
                }
                if (b.engine.waits(b.client)) b.engine.disconnect(b.client);
            }
        }
    }
    QVERIFY(commandUsage("set").find("KEEPTTL") != std::string_view::npos);
    QVERIFY(commandUsage("config set").find("CONFIG SET") == 0);
    QVERIFY(commandUsage("nosuch").empty());
}

// What a differential run against redis-server 7.0.15 found: bytes as they are sent, everything that comes back, and
// whether the connection is open afterwards.
void EngineCommandsTest::differencesFoundAgainstRedis_data() {
    QTest::addColumn<std::string>("sent");
    QTest::addColumn<std::string>("want");
    QTest::addColumn<bool>("open");
    const auto row = [](const char* name, const std::string& sent, const std::string& want, bool open = true) {
        QTest::newRow(name) << sent << want << open;
    };
    const auto times = [](std::size_t n, char c = 'x') { return std::string(n, c); };
    row("unsigned BITFIELD SET", "BITFIELD b OVERFLOW SAT SET u8 0 -1 GET u8 0\r\n", "*2\r\n:0\r\n:255\r\n");
    row("unsigned BITFIELD SET, fail", "BITFIELD b OVERFLOW FAIL SET u8 0 -1\r\n", "*1\r\n$-1\r\n");
    row("signed BITFIELD SET", "BITFIELD b OVERFLOW SAT SET i8 0 -200 GET i8 0\r\n", "*2\r\n:0\r\n:-128\r\n");
    row("SORT STORE of nothing", "SET d 1\r\nSORT none STORE d\r\nEXISTS d\r\nSORT none\r\n", "+OK\r\n:0\r\n:0\r\n*0\r\n");
    row("EX twice", "SET k v EX 10 EX 20\r\nTTL k\r\nGETEX k EX 10 EX 30\r\nTTL k\r\n", "+OK\r\n:20\r\n$1\r\nv\r\n:30\r\n");
    row("KEEPTTL and PERSIST twice", "SET k v EX 9\r\nSET k w KEEPTTL keepttl\r\nTTL k\r\nGETEX k PERSIST PERSIST\r\nTTL k\r\n",
        "+OK\r\n+OK\r\n:9\r\n$1\r\nw\r\n:-1\r\n");
    row("EX and another kind", "SET k v EX 1 PX 1\r\nSET k v EX 1 KEEPTTL\r\nGETEX k PERSIST EX 1\r\n",
        "-ERR syntax error\r\n-ERR syntax error\r\n-ERR syntax error\r\n");
    row("the last EX counts", "SET k 1 EX 10 EX x\r\n", "-ERR value is not an integer or out of range\r\n");
    row("hexadecimal floats", "INCRBYFLOAT f 0x10\r\nINCRBYFLOAT f 0x.8p1\r\nINCRBYFLOAT f 0x\r\n",
        "$2\r\n16\r\n$2\r\n17\r\n-ERR value is not a valid float\r\n");
    row("denormal floats", "INCRBYFLOAT f 1e-4940\r\nINCRBYFLOAT f 1e-5000\r\nINCRBYFLOAT f 1e5000\r\n",
        "$1\r\n0\r\n-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n");
    row("long floats", "INCRBYFLOAT f " + times(5118, '0') + "1\r\nINCRBYFLOAT f " + times(5119, '0') + "1\r\n",
        "$1\r\n1\r\n-ERR value is not a valid float\r\n");
    row("a float with a NUL", "INCRBYFLOAT f \"1\\x00\"\r\n", "-ERR value is not a valid float\r\n");
    row("SLOWLOG of no length", "CONFIG SET slowlog-log-slower-than 0\r\nPING\r\nCONFIG SET slowlog-max-len 0\r\nSLOWLOG LEN\r\n",
        "+OK\r\n+PONG\r\n+OK\r\n:0\r\n");
    row("BITOP makes a raw string", "SET a x\r\nBITOP NOT a a\r\nOBJECT ENCODING a\r\n", "+OK\r\n:1\r\n$3\r\nraw\r\n");
    row("COPY of an integer", "SET a 5\r\nCOPY a b\r\nOBJECT REFCOUNT b\r\nRENAME a c\r\nOBJECT REFCOUNT c\r\n",
        "+OK\r\n:1\r\n:1\r\n+OK\r\n:2147483647\r\n");
    row("COPY of a grown string", "SET v " + times(40) + "\r\nAPPEND v " + times(101) + "\r\nCOPY v w\r\nMEMORY USAGE v\r\nMEMORY USAGE w\r\n",
        "+OK\r\n:141\r\n:1\r\n:368\r\n:208\r\n");
    row("REPLY SKIP twice", "CLIENT REPLY SKIP\r\nCLIENT REPLY SKIP\r\nPING\r\nPING\r\n", "+PONG\r\n");
    row("POST", "POST / HTTP/1.1\r\nPING\r\n", "", false);
    row("GET and Host:", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", false);
    row("NUL in an error", "*3\r\n$3\r\nf\0o\r\n$3\r\nx\0y\r\n$1\r\nz\r\n"s,
        "-ERR unknown command 'f', with args beginning with: 'x' 'z' \r\n");
    row("NUL in a subcommand", "*2\r\n$6\r\nCLIENT\r\n$3\r\nx\0y\r\n"s, "-ERR unknown subcommand 'x'. Try CLIENT HELP.\r\n");
    row("tabs inline", "\vECHO a\vb\fc\r\nECHO a\tb\r\n", "$5\r\na\vb\fc\r\n-ERR wrong number of arguments for 'echo' command\r\n");
    row("SKIP, QUIT", "CLIENT REPLY SKIP\r\nQUIT\r\nPING\r\n", "");
    row("PING, SKIP, QUIT", "PING\r\nCLIENT REPLY SKIP\r\nQUIT\r\nPING\r\n", "+PONG\r\n", false);
    row("OFF, protocol error", "CLIENT REPLY OFF\r\n*1\r\n$x\r\nPING\r\n", "");
    row("NUL in a line", "PING\0\r\nPING\r\n"s, "");
    row("NUL in a count", "*1\0\r\n$4\r\nPING\r\n"s, "");
    row("NUL in a length", "*1\r\n$4\0\r\nPING\r\n"s, "");
    row("RESTORE looks at the payload", "RESTORE k 9223372036854775807 x\r\n", "-ERR DUMP payload version or checksum are wrong\r\n");
    row("DUMP compresses", "SET s " + times(300) + "\r\nDUMP s\r\n",
        "+OK\r\n" + bulk("\0\xc3\x0c\x41\x2c\1xx\xe0\xff\0\xe0\x17\0\1xx\n\0\xf0\x33\x19Z\x8b" "f\r\x84"s));
    row("DUMP of 21 and 20 bytes", "SET s " + times(21) + "\r\nDUMP s\r\nSET s " + times(20) + "\r\nDUMP s\r\n",
        "+OK\r\n" + bulk("\0\xc3\6\x15\1xx\xe0\n\0\n\0\x94\x1a\x83g`\x17\x19/"s) + "+OK\r\n" +
            bulk("\0\x14"s + times(20) + "\n\0[<\x81\xec\xa5\x8c\xc5k"s));
    const std::string fox = "the quick brown fox the quick brown dog the lazy quick fox";
    const std::string packed = "\0\xc3(:\x14the quick brown fox t\xe0\6\x13\2dog`\x13\3lazy\xa0, &\n\0\xcc\x31~d\xa1\xbe\6\xa3"s;
    row("DUMP of words", "SET s \"" + fox + "\"\r\nDUMP s\r\n", "+OK\r\n" + bulk(packed));
    row("RESTORE expands", encodeCommand({"RESTORE", "s", "0", packed}) + "GET s\r\n", "+OK\r\n" + bulk(fox));
    row("BITFIELD # wraps", "BITFIELD b SET u8 #2305843009213693953 255\r\nSTRLEN b\r\n", "*1\r\n:0\r\n:2\r\n");
    const auto usage = [&](const char* name, const std::string& lines, const std::string& replies, int bytes) {
        row(name, lines + "MEMORY USAGE k\r\n", replies + number(bytes));
    };
    usage("SET 40, APPEND", "SET k " + times(40) + "\r\nAPPEND k y\r\n", "+OK\r\n:41\r\n", 96);
    usage("SET 44, APPEND", "SET k " + times(44) + "\r\nAPPEND k y\r\n", "+OK\r\n:45\r\n", 144);
    usage("SET 30, SETRANGE", "SET k " + times(30) + "\r\nSETRANGE k 0 y\r\n", "+OK\r\n:30\r\n", 80);
    usage("SET 45, APPEND", "SET k " + times(45) + "\r\nAPPEND k yy\r\n", "+OK\r\n:47\r\n", 160);
    usage("SET 251, APPEND", "SET k " + times(251) + "\r\nAPPEND k yz\r\n", "+OK\r\n:253\r\n", 560);
    usage("SETRANGE 6", "SETRANGE k 0 " + times(6) + "\r\n", ":6\r\n", 56);
    usage("SETRANGE 30", "SETRANGE k 0 " + times(30) + "\r\n", ":30\r\n", 80);
    usage("SETRANGE of an empty string", "SET k \"\"\r\nSETRANGE k 0 abcdef\r\n", "+OK\r\n:6\r\n", 64);
    usage("SETBIT 8, APPEND", "SETBIT k 8 1\r\nAPPEND k z\r\n", ":0\r\n:3\r\n", 64);
    usage("SETBIT 240, APPEND", "SETBIT k 240 1\r\nAPPEND k z\r\n", ":0\r\n:32\r\n", 128);
}

void EngineCommandsTest::differencesFoundAgainstRedis() {
    QFETCH(std::string, sent);
    QFETCH(std::string, want);
    QFETCH(bool, open);
    Bench b;
    std::string out;
    const Engine::Outcome outcome = b.engine.receive(b.client, sent, b.now, out);
    QCOMPARE(out, want);
    QCOMPARE(!outcome.close, open);
    QCOMPARE(b.engine.isOpen(b.client), open);
    QCOMPARE(sumOfKeys(b.engine), static_cast<std::uint64_t>(b.engine.server().keyspace.usedBytes() -
                                                               b.engine.server().keyspace.tableBytes()));
}

MAYLAB_TESTS(EngineCommandsTest)
#include "engine_commands_test.moc"
