// What reaches the cache engine from outside: protocol in slices, rubbish, limits of clients, consoles and their lines.
#include <QtTest>

#include "cache/engine/console_session.h"
#include "cache/engine_bench.h"
#include "support/test_suite.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace maylab::cache;
using namespace maylab::test;
using maylab::kernel::Rng;
using namespace std::string_literals;

class EngineClientsTest : public QObject {
    Q_OBJECT
  private slots:
    void protocolInSlices();
    void protocolRubbish();
    void protocolErrorsClose();
    void restrictedCommands();
    void consoleMemoryIsBounded();
    void consoleBadLines();
    void consoleSleepsCheaply_data();
    void consoleSleepsCheaply();
    void clientLimits();
    void clientReplyModes();
    void redisCliFormat();
    void splitLines();
};

// However the network cuts the bytes, the replies are the same.
void EngineClientsTest::protocolInSlices() {
    std::string bytes;
    for (int k = 0; k < 200; ++k) {
        bytes += encodeCommand({"SET", "k" + std::to_string(k), std::string(static_cast<std::size_t>(k * 3), 'v')});
        bytes += "GET k" + std::to_string(k) + "\r\n\r\n";
        bytes += encodeCommand({"EXISTS", "k" + std::to_string(k), "none"});
        if (k % 7 == 0) bytes += "*0\r\n";
    }
    Bench whole;
    std::string expected;
    whole.engine.receive(whole.client, bytes, whole.now, expected);
    QVERIFY(expected.size() > bytes.size() / 2);
    Rng rng(1, "slices");
    for (int round = 0; round < 20; ++round) {
        Bench b;
        std::string got;
        for (std::size_t pos = 0; pos < bytes.size();) {
            const std::size_t n = std::min<std::size_t>(bytes.size() - pos, 1 + rng.below(round < 5 ? 3 : 700));
            b.engine.receive(b.client, std::string_view(bytes).substr(pos, n), b.now, got);
            pos += n;
        }
        QVERIFY(got == expected);
    }
}

// Rubbish of several kinds: replies parse, the engine lives, its books balance.
void EngineClientsTest::protocolRubbish() {
    Rng rng(77, "rubbish");
    const std::vector<std::string> words = {"*3\r\n", "$3\r\n", "SET", "GET\r\n", "$-1\r\n", "*-7\r\n", "*99999999999\r\n",
                                            "$99999999999\r\n", "\r\n", "\n", "\0"s, "\"", "'", "*1\r\n$4\r\nPING\r\n",
                                            "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "SETRANGE k 536870911 x\r\n",
                                            "SETBIT k 4294967295 1\r\n", "*1000000\r\n", "HELLO 3\r\n", "CLIENT REPLY OFF\r\n",
                                            "INCRBYFLOAT k 1e5000\r\n", "BITFIELD k SET u8 999999999999 1\r\n"};
    Bench b;
    b.engine.configure("proto-max-bulk-len", "1mb", b.now);
    for (int round = 0; round < 3000; ++round) {
        if (!b.engine.isOpen(b.client)) b.client = b.engine.connect(b.now);
        std::string bytes;
        for (std::uint64_t n = rng.below(8); n > 0; --n) {
            if (rng.chance(0.7)) {
                bytes += words[rng.below(words.size())];
            } else {
                for (std::uint64_t c = rng.below(20); c > 0; --c) bytes += static_cast<char>(rng.below(256));
            }
        }
        std::string out;
        const Engine::Outcome outcome = b.engine.receive(b.client, bytes, b.now, out);
        QVERIFY(outcome.close == !b.engine.isOpen(b.client));
        for (std::string_view rest = out; !rest.empty();) {
            std::size_t used = 0;
            QVERIFY2(parseReply(rest, &used).has_value(), qPrintable(QString::fromStdString(quoteBytes(out))));
            rest.remove_prefix(used);
        }
        // Parsers of replies and typed lines must survive the same bytes.
        parseReply(bytes);
        formatReplies(bytes);
        splitLine(bytes);
    }
    QCOMPARE(sumOfKeys(b.engine), static_cast<std::uint64_t>(b.engine.server().keyspace.usedBytes() -
                                                               b.engine.server().keyspace.tableBytes()));
}

void EngineClientsTest::protocolErrorsClose() {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"*1\r\n$-5\r\n", "-ERR Protocol error: invalid bulk length\r\n"},
        {"*1\r\n$abc\r\n", "-ERR Protocol error: invalid bulk length\r\n"},
        {"*abc\r\n", "-ERR Protocol error: invalid multibulk length\r\n"},
        {"*1\r\n+PING\r\n", "-ERR Protocol error: expected '$', got '+'\r\n"},
        {"GET \"unbalanced\r\n", "-ERR Protocol error: unbalanced quotes in request\r\n"},
        {std::string(70'000, 'a'), "-ERR Protocol error: too big inline request\r\n"},
        {"*" + std::string(70'000, '1'), "-ERR Protocol error: too big mbulk count string\r\n"},
        {"*1\r\n$" + std::string(70'000, '1'), "-ERR Protocol error: too big bulk count string\r\n"}};
    for (const auto& [bytes, want] : cases) {
        Bench b;
        std::string out;
        const Engine::Outcome outcome = b.engine.receive(b.client, bytes.back() == '\n' ? bytes + "PING\r\n" : bytes, b.now, out);
        QCOMPARE(out, want);
        QVERIFY(outcome.close);
        QVERIFY(!b.engine.isOpen(b.client));
        QCOMPARE(b.engine.connectedClients(), std::uint64_t{0});
    }
    // Before AUTH only small requests are read.
    Engine e(optionsOf(1));
    e.configure("requirepass", "secret", kStart);
    const ClientId c = e.connect(kStart);
    std::string out;
    e.receive(c, "*11\r\n", kStart, out);
    QCOMPARE(out, std::string("-ERR Protocol error: unauthenticated multibulk length\r\n"));
}

void EngineClientsTest::restrictedCommands() {
    Bench raw, aws(1, EngineProfile::ElastiCache);
    QCOMPARE(raw.run({"CONFIG", "GET", "hz"}), "*2\r\n" + bulk("hz") + bulk("10"));
    QCOMPARE(aws.run({"CONFIG", "GET", "hz"}), std::string("-ERR unknown command 'CONFIG', with args beginning with: 'GET' 'hz' \r\n"));
    for (const char* name : {"BGSAVE", "BGREWRITEAOF", "SAVE", "SHUTDOWN", "DEBUG", "REPLICAOF", "SLAVEOF"})
        QVERIFY2(aws.run({name}).rfind("-ERR unknown command '", 0) == 0, name);
    QCOMPARE(aws.run({"CLUSTER", "MEET", "h", "1"}), std::string("-ERR unknown subcommand 'MEET'. Try CLUSTER HELP.\r\n"));
    QCOMPARE(aws.run({"CLUSTER", "INFO"}), std::string("-ERR This instance has cluster support disabled\r\n"));
    QCOMPARE(aws.run({"SET", "a", "1"}), std::string("+OK\r\n"));
}

void EngineClientsTest::consoleMemoryIsBounded() {
    ConsoleOptions o;
    ConsoleSession session(o);
    std::string last;
    int taken = 0;
    for (int k = 0; k < 200; ++k) {
        last = session.textLine("SETRANGE big" + std::to_string(k) + " 1000000 x");
        if (last.rfind("(error) OOM", 0) == 0) break;
        ++taken;
    }
    QCOMPARE(last, std::string("(error) OOM command not allowed when used memory > 'maxmemory'.\n"));
    QVERIFY(taken > 50 && taken < 70);
    QVERIFY(session.engine().server().keyspace.realBytes() <= ConsoleSession::kMemoryCap);
    QVERIFY(session.textLine("SETBIT huge 4294967295 1").rfind("(error) OOM", 0) == 0);
    QCOMPARE(session.textLine("FLUSHALL"), std::string("OK\n"));
    QCOMPARE(session.textLine("SET k v"), std::string("OK\n"));
}

void EngineClientsTest::consoleBadLines() {
    ConsoleOptions o;
    o.settings = {{"maxmemory", "100mb"}, {"maxmemory-policy", "allkeys-lru"}};
    ConsoleSession session(o);
    QVERIFY(session.startError().empty());
    bool failed = false;
    const std::string deep = "{\"cmd\":" + std::string(300'000, '[') + std::string(300'000, ']') + "}";
    for (const char* line : {"", "{", "[]", "1", "{}", deep.c_str(), R"({"cmd":"GET"})", R"({"cmd":[]})", R"({"cmd":[{}]})", R"({"sleep_s":"x"})",
                             R"({"sleep_s":-1})", R"({"raw":1})", R"({"conn":1,"cmd":["PING"]})", "\xff\xfe"}) {
        const std::string answer = session.jsonLine(line, failed);
        QVERIFY2(failed && answer.find("\"error\"") != std::string::npos, line);
    }
    QCOMPARE(session.jsonLine(R"({"conn":"A","cmd":["SET","k","v","EX",10]})", failed), std::string(R"({"reply":"+OK\r\n"})"));
    QVERIFY(!failed);
    QCOMPARE(session.jsonLine(R"({"sleep_s":10.5})", failed), std::string());
    QCOMPARE(session.jsonLine(R"({"conn":"B","cmd":["GET","k"]})", failed), std::string(R"({"reply":"$-1\r\n"})"));
    session.jsonLine("{\"cmd\":[\"SET\",\"b\",\"\\u00ff\\u0000\"]}", failed);
    QCOMPARE(session.jsonLine(R"({"cmd":["GET","b"]})", failed), std::string("{\"reply\":\"$2\\r\\n\\u00ff\\u0000\\r\\n\"}"));
    QCOMPARE(session.jsonLine(R"({"raw":"PING\r\n"})", failed), std::string(R"({"reply":"+PONG\r\n"})"));
    // Months of sleep take no time to speak of.
    session.jsonLine(R"({"sleep_s":8640000})", failed);
    QVERIFY(!failed);
    o.settings = {{"nosuch", "1"}};
    QVERIFY(!ConsoleSession(o).startError().empty());
}

void EngineClientsTest::consoleSleepsCheaply_data() {
    QTest::addColumn<QString>("hz");
    for (const char* hz : {"10", "7", "300", "500"}) QTest::addRow("hz %s", hz) << hz;
}

// Ticks that have nothing to do are passed over, and nobody can tell.
void EngineClientsTest::consoleSleepsCheaply() {
    QFETCH(QString, hz);
    ConsoleOptions o;
    o.settings = {{"hz", hz.toStdString()}};
    ConsoleSession slept(o), ticked(o);
    const auto tick = [&](double seconds) {
        const std::int64_t target = ticked.nowMs() + static_cast<std::int64_t>(seconds * 1000);
        Engine& e = ticked.engine();
        while (e.nextCron() <= target) e.cron(e.nextCron());
        ticked.advance(seconds);
    };
    const auto both = [&](const char* line) {
        const std::string a = slept.textLine(line), b = ticked.textLine(line);
        QCOMPARE(a, b);
    };
    both("SET for-ever 1");
    for (int k = 0; k < 300; ++k) both(qPrintable(QString("SET k%1 %1 PX 2000").arg(k)));
    for (const double seconds : {5.0, 90.0, 0.25, 700.05, 3600.0}) {
        slept.advance(seconds);
        tick(seconds);
        QCOMPARE(slept.engine().fingerprint(), ticked.engine().fingerprint());
        QCOMPARE(slept.engine().nextCron(), ticked.engine().nextCron());
        both("INFO everything");
        both("GET for-ever");
    }
    both("CONFIG SET timeout 400");
    slept.advance(800);
    tick(800);
    QCOMPARE(slept.engine().connectedClients(), std::uint64_t{0});
    both("INFO everything");
    // Twenty thousand years: ticked through, this test would not end before its time limit.
    for (int k = 0; k < 20'000; ++k) slept.advance(400 * 86'400.0); // the clock has an end
    QCOMPARE(slept.textLine("GET for-ever"), std::string("\"1\"\n"));
}

void EngineClientsTest::clientLimits() {
    Engine e(optionsOf(1));
    e.configure("maxclients", "3", kStart);
    QVERIFY(e.addPooledConnections(2, kStart));
    const ClientId c = e.connect(kStart);
    QVERIFY(c != 0);
    QCOMPARE(e.connect(kStart), ClientId{0});
    QVERIFY(!e.addPooledConnections(1, kStart));
    QCOMPARE(e.statistics().rejectedConnections, std::uint64_t{2});
    e.removePooledConnections(2);
    const ClientId d = e.connect(kStart);
    QVERIFY(d > c);
    std::string out;
    const std::string id = std::to_string(c);
    const std::string_view kill[] = {"CLIENT", "KILL", "ID", id};
    e.execute(d, kill, kStart, out);
    QCOMPARE(out, number(1));
    QVERIFY(!e.isOpen(c));
    const std::string_view ping[] = {"PING"};
    out.clear();
    QVERIFY(e.execute(c, ping, kStart, out).close);
    QVERIFY(out.empty());
    const std::string_view quit[] = {"QUIT"};
    QVERIFY(e.execute(d, quit, kStart, out).close);
    QCOMPARE(out, std::string("+OK\r\n"));
    QCOMPARE(e.connectedClients(), std::uint64_t{0});
    // An idle timeout closes connections.
    e.configure("timeout", "5", kStart);
    const ClientId sleeper = e.connect(kStart);
    e.cron(kStart + 4000);
    QVERIFY(e.isOpen(sleeper));
    for (std::int64_t t = 4100; t <= 6000; t += 100) e.cron(kStart + t);
    QVERIFY(!e.isOpen(sleeper));
}

void EngineClientsTest::clientReplyModes() {
    Bench b;
    QCOMPARE(b.run({"CLIENT", "REPLY", "SKIP"}), std::string());
    QCOMPARE(b.run({"PING"}), std::string());
    QCOMPARE(b.run({"PING"}), std::string("+PONG\r\n"));
    QCOMPARE(b.run({"CLIENT", "REPLY", "OFF"}), std::string());
    QCOMPARE(b.run({"SET", "a", "1"}), std::string());
    QCOMPARE(b.run({"CLIENT", "REPLY", "ON"}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"GET", "a"}), bulk("1"));
    QVERIFY(b.run({"HELLO", "3"}).rfind("%7\r\n", 0) == 0);
    QCOMPARE(b.run({"GET", "none"}), std::string("_\r\n"));
    QCOMPARE(b.run({"RESET"}), std::string("+RESET\r\n"));
    QCOMPARE(b.run({"GET", "none"}), std::string("$-1\r\n"));
}

void EngineClientsTest::redisCliFormat() {
    QCOMPARE(formatReplies("+OK\r\n"), std::string("OK\n"));
    QCOMPARE(formatReplies("$-1\r\n"), std::string("(nil)\n"));
    QCOMPARE(formatReplies(":7\r\n"), std::string("(integer) 7\n"));
    QCOMPARE(formatReplies("-ERR no\r\n"), std::string("(error) ERR no\n"));
    QCOMPARE(formatReplies("$4\r\na\"\n\xff\r\n"), std::string("\"a\\\"\\n\\xff\"\n"));
    QCOMPARE(formatReplies("*0\r\n"), std::string("(empty array)\n"));
    QCOMPARE(formatReplies("*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n"), std::string("1) \"a\"\n2) 1) (integer) 1\n   2) (nil)\n"));
    std::string eleven = "*11\r\n";
    for (int k = 0; k < 11; ++k) eleven += ":1\r\n";
    QVERIFY(formatReplies(eleven).rfind(" 1) (integer) 1\n 2) ", 0) == 0);
    QCOMPARE(formatReplies("%1\r\n$1\r\na\r\n:1\r\n"), std::string("1# \"a\" => (integer) 1\n"));
    QCOMPARE(formatReplies("~1\r\n$1\r\na\r\n"), std::string("1~ \"a\"\n"));
    QCOMPARE(formatReplies(",1.5\r\n#t\r\n_\r\n"), std::string("(double) 1.5\n(true)\n(nil)\n"));
    QVERIFY(!parseReply("$5\r\nab\r\n").has_value());
    QVERIFY(!parseReply("*1000000000\r\n").has_value());
}

void EngineClientsTest::splitLines() {
    using Words = std::vector<std::string>;
    QCOMPARE(splitLine("  SET  k\tv ").value(), (Words{"SET", "k", "v"}));
    QCOMPARE(splitLine("a \"b c\" 'd e'").value(), (Words{"a", "b c", "d e"}));
    QCOMPARE(splitLine("\"\\x41\\n\\\"\" ''").value(), (Words{"A\n\"", ""}));
    QCOMPARE(splitLine("'it\\'s'").value(), (Words{"it's"}));
    QCOMPARE(splitLine("").value(), Words{});
    QVERIFY(!splitLine("\"open").has_value());
    QVERIFY(!splitLine("'a'b").has_value());
    Rng rng(5, "split");
    for (int round = 0; round < 500; ++round) {
        std::string word;
        for (std::uint64_t n = rng.below(30); n > 0; --n) word += static_cast<char>(rng.below(256));
        QCOMPARE(splitLine(quoteBytes(word)).value(), Words{word});
        QCOMPARE(utf8ToBytes(bytesToUtf8(word)), word);
    }
}

MAYLAB_TESTS(EngineClientsTest)
#include "engine_clients_test.moc"
