// What is typed into the console's tabs and what they show, against a world with real nodes: redis-cli with its reading
// mode, its endpoints and redirections; Memcached with its two-line commands; the words beside it in both languages.
#include "cache/elasticache_desk.h"

#include "app/console/console_widget.h"
#include "app/console/memcached_forms.h"
#include "app/panels/caches_reader.h"
#include "app/shell/ui_context.h"

#include <QLabel>
#include <QTabBar>
#include <QTemporaryDir>

using namespace maylab;
using namespace maylab::app;
using maylab::test::Desk;
using kernel::SimDuration;

namespace {

// The session's part without its thread: what waits is answered when the world has moved.
class WorldDoor final : public ConsoleDoor {
  public:
    explicit WorldDoor(kernel::World& world) : m_world(world) {}

    Ticket call(const std::string& service, const std::string& operation, const kernel::Json& input, Done done) override {
        const kernel::CallId id = m_world.call(kernel::Actor::Console, service, operation, input);
        calls.push_back(operation);
        m_waiting[id] = {++m_ticket, std::move(done)};
        deliver();
        if (const auto it = m_waiting.find(id); it != m_waiting.end()) {
            CallAnswer pending;
            pending.pending = true;
            it->second.done(pending);
        }
        return m_ticket;
    }
    Ticket peek(const std::string& service, const std::string& operation, const kernel::Json& input, Done done) override {
        CallAnswer a;
        auto read = m_world.peek(service, operation, input);
        a.ok = read.has_value();
        if (read) a.output = std::move(*read);
        else a.error = read.error();
        done(a);
        return ++m_ticket;
    }
    void forget(Ticket ticket) override {
        std::erase_if(m_waiting, [&](const auto& one) { return one.second.ticket == ticket; });
    }
    void run(SimDuration d) {
        m_world.runUntil(m_world.now() + d);
        deliver();
    }

    std::vector<std::string> calls;

  private:
    struct Waiting {
        Ticket ticket;
        Done done;
    };
    void deliver() {
        for (kernel::Reply& reply : m_world.takeReplies()) {
            const auto it = m_waiting.find(reply.id);
            if (it == m_waiting.end()) continue;
            const Done done = std::move(it->second.done);
            m_waiting.erase(it);
            CallAnswer a;
            a.ok = reply.result.has_value();
            if (a.ok) a.output = std::move(*reply.result);
            else a.error = reply.result.error();
            done(a);
        }
    }
    kernel::World& m_world;
    std::map<kernel::CallId, Waiting> m_waiting;
    Ticket m_ticket = 0;
};

// What a tab shows, a line each; notes by their number.
QString shown(const ConsoleShell& shell, std::size_t from = 0) {
    QString out;
    for (std::size_t i = from; i < shell.lines().size(); ++i) {
        const ConsoleLine& l = shell.lines()[i];
        switch (l.kind) {
        case ConsoleLine::Kind::Input: out += l.prompt + l.text; break;
        case ConsoleLine::Kind::Output: out += l.text; break;
        case ConsoleLine::Kind::Error: out += QStringLiteral("! ") + l.text; break;
        case ConsoleLine::Kind::Sentence: out += QStringLiteral("? ") + QString::fromUtf8(l.sentence->text).left(30); break;
        case ConsoleLine::Kind::Note: out += QStringLiteral("# %1 %2 %3").arg(static_cast<int>(l.note)).arg(l.argument).arg(l.second); break;
        }
        out += QLatin1Char('\n');
    }
    return out;
}
// Another redis-cli, while the tab waits: the replies of both go where they belong.
std::string another(ConsoleDoor& door, const std::string& line, const char* endpoint = "shop") {
    std::string reply;
    door.call("elasticache", "redis", {{"endpoint", endpoint}, {"argv", cache::splitLine(line).value()}, {"connection", "other"}}, [&reply](const CallAnswer& a) {
        reply = a.ok ? cache::formatReplies(cache::utf8ToBytes(a.output["reply"].get<std::string>())) : a.error.code;
    });
    return reply;
}
// What came out after a line, without its echo.
QString type(ConsoleShell& shell, const QString& line) {
    const std::size_t before = shell.lines().size() + 1;
    shell.submit(line);
    return shown(shell, before);
}
QString note(ConsoleNote n, qint64 argument = 0, qint64 second = 0) {
    return QStringLiteral("# %1 %2 %3\n").arg(static_cast<int>(n)).arg(argument).arg(second);
}

void memcachedCluster(Desk& desk, const char* id, int nodes) {
    desk.ok("AuthorizeSecurityGroupIngress", {{"GroupName", "shop-cache"}, {"IpProtocol", "tcp"}, {"FromPort", 11211}, {"ToPort", 11211},
                                              {"SourceSecurityGroupName", "shop-app"}}, "ec2");
    desk.ok("CreateCacheCluster", {{"CacheClusterId", id}, {"Engine", "memcached"}, {"CacheNodeType", "cache.t3.micro"},
                                   {"NumCacheNodes", nodes}, {"CacheSubnetGroupName", "shop-private"}});
    desk.skip();
}

void shards(Desk& desk) {
    desk.ok("CreateReplicationGroup", {{"ReplicationGroupId", "shop"}, {"ReplicationGroupDescription", "three"}, {"NumNodeGroups", 3},
                                       {"ReplicasPerNodeGroup", 0}, {"CacheParameterGroupName", "default.redis7.cluster.on"},
                                       {"AutomaticFailoverEnabled", true}, {"CacheNodeType", "cache.t3.micro"},
                                       {"CacheSubnetGroupName", "shop-private"}});
    for (int i = 0; i < 10 && desk.ok("DescribeReplicationGroups")["ReplicationGroups"][0]["Status"] != "available"; ++i) desk.skip();
}

struct Window {
    Window() : icons(theme), language(Language::English), settings(folder.filePath(QStringLiteral("maylab.ini"))), ui{theme, icons, language, settings} {
        theme.attach(*qApp);
        theme.setMode(ThemeMode::Light);
    }
    QTemporaryDir folder;
    Theme theme;
    IconStore icons;
    LanguageController language;
    Settings settings;
    UiContext ui;
};

} // namespace

class TestConsole : public QObject {
    Q_OBJECT

  private slots:
    void init() {
        desk = std::make_unique<Desk>();
        door = std::make_unique<WorldDoor>(*desk->world);
    }

    // --- Memcached ---

    void theFormsSayWhatTheServerTakes() {
        QCOMPARE(memcachedValueAfter("set k 0 60 5"), std::optional<std::size_t>(5));
        QCOMPARE(memcachedValueAfter("set k 0 -1 0 noreply"), std::optional<std::size_t>(0));
        QCOMPARE(memcachedValueAfter("cas k 0 60 5 17"), std::optional<std::size_t>(5));
        QCOMPARE(memcachedValueAfter("ms k 2 T60"), std::optional<std::size_t>(2));
        for (const char* none : {"set k 0 60", "set k x 60 5", "set k 0 60 -5", "set k 0 60 5x", "SET k 0 60 5", "get k", "ms k", "cas k 0 60 5", ""})
            QVERIFY2(!memcachedValueAfter(none), none);
        QVERIFY(!memcachedValueAfter("set " + std::string(251, 'k') + " 0 60 5"));
        QCOMPARE(memcachedKeyIn("gat 60 product:17"), std::string_view("product:17"));
        QCOMPARE(memcachedKeyIn("stats items"), std::string_view());
        QVERIFY(std::is_sorted(memcachedForms().begin(), memcachedForms().end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
        // Every command that is offered is one that the engine knows.
        memcachedCluster(*desk, "mc", 1);
        MemoryHistory history;
        MemcachedShell shell(*door, history);
        shell.setNodes({"mc:11211"});
        static const std::map<QString, QString> kWords = {{"key", "k"}, {"flags", "0"}, {"exptime", "0"}, {"bytes", "1"}, {"unique", "1"}, {"number", "1"},
                                                          {"megabytes", "64"}, {"level", "1"}, {"source-class", "1"}, {"destination-class", "2"}};
        for (const MemcachedForm& f : memcachedForms()) {
            QStringList words;
            for (const QString& place : QString::fromUtf8(f.form.data(), static_cast<qsizetype>(f.form.size())).split(' ')) {
                if (place.startsWith('[') || place.endsWith(']')) break;
                const auto word = kWords.find(place);
                words << (word != kWords.end() ? word->second : place.section('|', 0, 0));
            }
            if (f.name == "lru") words = QStringList{"lru", "tune", "10", "25", "0.1", "2.0"};
            QString line = words.join(' ');
            const bool value = memcachedValueAfter(line.toStdString()).has_value();
            if (value) type(shell, line);
            const QString answer = type(shell, value ? QStringLiteral("1") : line);
            QVERIFY2(!answer.startsWith(QLatin1String("! ERROR")) && !answer.startsWith(QLatin1String("#")) && !shell.busy(), qPrintable(line + ": " + answer));
        }
    }

    void memcachedIsSpokenToInTwoLines() {
        memcachedCluster(*desk, "shop-mc", 1);
        MemoryHistory history;
        MemcachedShell shell(*door, history);
        shell.setNodes({"shop-mc:11211"});
        QCOMPARE(shell.prompt(), QString("shop-mc:11211> "));
        QCOMPARE(type(shell, "set product:17 0 60 5"), note(ConsoleNote::DataBlock, 5));
        QCOMPARE(shell.prompt(), QString("5 B> "));
        QVERIFY(door->calls.empty()); // not before the value is there
        QCOMPARE(type(shell, "hello"), QString("STORED\n"));
        QCOMPARE(door->calls.size(), std::size_t(1));
        QCOMPARE(desk->world->callRecords().back().input["text"].get<std::string>(), std::string("set product:17 0 60 5\r\nhello\r\n"));
        QCOMPARE(shell.prompt(), QString("shop-mc:11211> "));
        QCOMPARE(type(shell, "get product:17"), QString("VALUE product:17 0 5\nhello\nEND\n"));
        QVERIFY(type(shell, "gets product:17").startsWith("VALUE product:17 0 5 "));
        QCOMPARE(type(shell, "touch product:17 120"), QString("TOUCHED\n"));
        QCOMPARE(type(shell, "delete product:17"), QString("DELETED\n"));
        // The value is not a command: words of the tab stand in it, an empty one is one, and it is not remembered.
        type(shell, "set k 0 0 5");
        QCOMPARE(type(shell, "clear"), QString("STORED\n"));
        type(shell, "set k 0 0 0");
        QCOMPARE(type(shell, ""), QString("STORED\n"));
        QCOMPARE(type(shell, "get k"), QString("VALUE k 0 0\n \nEND\n").replace(" \n", "\n"));
        QVERIFY(!history.load("memcached").contains("clear"));
        QCOMPARE(shell.older(""), QString("get k"));
        // Bytes, not characters.
        type(shell, "set ten 0 0 5");
        QCOMPARE(type(shell, QString::fromUtf8("Mây ")), QString("STORED\n"));
        QCOMPARE(type(shell, "get ten"), QString::fromUtf8("VALUE ten 0 5\nMây \nEND\n"));
        // Numbers, statistics, the meta commands.
        type(shell, "set n 0 0 2");
        type(shell, "41");
        QCOMPARE(type(shell, "incr n 1"), QString("42\n"));
        QVERIFY(type(shell, "stats items").contains("STAT items:1:number "));
        QVERIFY(type(shell, "stats slabs").contains("STAT 1:chunk_size 96"));
        QCOMPARE(type(shell, "ms n 2 T60"), note(ConsoleNote::DataBlock, 2));
        QCOMPARE(type(shell, "43"), QString("HD\n"));
        QCOMPARE(type(shell, "mg n v"), QString("VA 2\n43\n"));
        QCOMPARE(type(shell, "md n"), QString("HD\n"));
        QCOMPARE(type(shell, "mn"), QString("MN\n"));
        QCOMPARE(type(shell, "flush_all"), QString("OK\n"));
        QCOMPARE(type(shell, "version"), QString("VERSION 1.6.18\n"));
    }

    void aWrongLengthIsAnsweredAsByTheServer() {
        memcachedCluster(*desk, "shop-mc", 1);
        MemoryHistory history;
        MemcachedShell shell(*door, history);
        shell.setNodes({"shop-mc:11211"});
        // Too long: the rest is read as the next command.
        type(shell, "set k 0 60 5");
        const QString tooLong = type(shell, "hello world");
        QVERIFY2(tooLong.startsWith("! CLIENT_ERROR bad data chunk\n! ERROR\n? The value is not as long"), qPrintable(tooLong));
        // Too short: it waits, and a line end counts.
        type(shell, "set k 0 60 5");
        QCOMPARE(type(shell, "h"), note(ConsoleNote::DataBlockGoesOn, 3, 5));
        QCOMPARE(shell.prompt(), QString("2 B> "));
        QCOMPARE(type(shell, "io"), QString("STORED\n"));
        QCOMPARE(type(shell, "get k"), QString("VALUE k 0 5\nh\nio\nEND\n"));
        type(shell, "set k 0 60 5");
        QCOMPARE(type(shell, "hell"), note(ConsoleNote::DataBlockGoesOn, 6, 5));
        QVERIFY(type(shell, "o").contains("CLIENT_ERROR bad data chunk"));
        // Ctrl+C: nothing went out.
        const std::size_t before = door->calls.size();
        type(shell, "set k 0 60 5");
        QVERIFY(shell.stop());
        QVERIFY(shown(shell).endsWith("^C\n" + note(ConsoleNote::DataDropped)));
        QCOMPARE(door->calls.size(), before);
        QVERIFY(!shell.stop());
        // What the server refuses as it stands is not asked a value for.
        QVERIFY(type(shell, "set k 0 60").startsWith("! ERROR\n? Memcached has no such command"));
        QVERIFY(type(shell, "SET k 0 60 5").startsWith("! ERROR\n"));
        QVERIFY(type(shell, "set k x 60 5").startsWith("! CLIENT_ERROR bad command line format\n? A word of the line"));
        QCOMPARE(type(shell, "set k 0 60 70000"), note(ConsoleNote::DataTooLong, 65536));
    }

    void memcachedNodesAreChosenAndLeft() {
        memcachedCluster(*desk, "html", 2);
        std::vector<CachePicture> caches;
        readCaches(*desk->world, caches);
        QCOMPARE(caches, (std::vector<CachePicture>{{"html.0001", 11211, true}, {"html.0002", 11211, true}}));
        MemoryHistory history;
        MemcachedShell shell(*door, history);
        shell.setNodes({"html.0001:11211", "html.0002:11211"});
        type(shell, "set k 0 0 1");
        type(shell, "1");
        QCOMPARE(type(shell, "connect html.0002"), QString("Connected to html.0002.\n"));
        QCOMPARE(shell.prompt(), QString("html.0002:11211> "));
        QCOMPARE(type(shell, "get k"), QString("END\n")); // nodes know nothing of one another
        QVERIFY(type(shell, "connect").startsWith("html.0001:11211\nhtml.0002:11211\n"));
        QCOMPARE(shell.complete("connect html.").words, (QStringList{"html.0001", "html.0002"}));
        QCOMPARE(shell.complete("stats s").words, (QStringList{"settings", "sizes", "slabs"}));
        QCOMPARE(shell.complete("con").words, (QStringList{"config", "connect"}));
        QCOMPARE(shell.complete("get k").words, QStringList());
        QCOMPARE(shell.usage("set k 0"), QString("set key flags exptime bytes [noreply]"));
        QCOMPARE(type(shell, "help mg"), QString("mg key [flags: v t f s c h l N<ttl> R<ttl> T<ttl> ...]\n"));
        QCOMPARE(type(shell, "help"), note(ConsoleNote::HelpMemcached));
        QCOMPARE(type(shell, "aws elasticache describe-cache-clusters"), note(ConsoleNote::OnlyMemcached));
        QCOMPARE(type(shell, "quit"), QString("Connection closed by foreign host.\n") + note(ConsoleNote::Reconnects));
        QCOMPARE(type(shell, "version"), QString("VERSION 1.6.18\n"));
        QVERIFY(type(shell, "connect nosuch").startsWith("! Could not connect to memcached at nosuch:11211: Name or service not known\n? There is no such name"));
        QVERIFY(type(shell, "telnet html.0001 6379").startsWith("! Could not connect to memcached at html.0001:6379: Connection "));
        shell.beginRun();
        QCOMPARE(shell.endpoint(), QString());
    }

    void aClosedPortTimesOut() {
        memcachedCluster(*desk, "shop-mc", 1);
        MemoryHistory history;
        MemcachedShell shell(*door, history);
        shell.setNodes({"shop-mc:11211"});
        const kernel::Json groups = desk->ok("DescribeSecurityGroups", kernel::Json::object(), "ec2")["SecurityGroups"];
        for (const auto& g : groups) {
            for (const auto& p : g["IpPermissions"]) {
                if (p.value("FromPort", 0) != 11211 && p.value("FromPort", 0) != 6379) continue;
                desk->ok("RevokeSecurityGroupIngress", {{"GroupId", g["GroupId"]}, {"IpPermissions", kernel::Json::array({p})}}, "ec2");
            }
        }
        QCOMPARE(type(shell, "get k"), note(ConsoleNote::Waiting));
        QVERIFY(shell.busy());
        door->run(SimDuration::seconds(300));
        QVERIFY(!shell.busy());
        QVERIFY2(shown(shell).contains("! Could not connect to memcached at shop-mc:11211: Connection timed out\n? Nothing answered at all."), qPrintable(shown(shell)));
        const ErrorText* row = findErrorText("ConnectionTimedOut", "Could not connect to memcached at shop-mc:11211: Connection timed out");
        QVERIFY(QString::fromUtf8(row->text).contains("11211"));
        QVERIFY(QString::fromUtf8(findErrorText("ConnectionTimedOut", "Could not connect to Redis at shop:6379: Connection timed out")->text).contains("6379"));
    }

    // --- redis-cli ---

    void subscribeReadsUntilCtrlC() {
        desk->available();
        MemoryHistory history;
        RedisShell shell(*door, history);
        QVERIFY2(type(shell, "SUBSCRIBE").startsWith("Reading messages... (press Ctrl-C to quit)\n! (error) ERR wrong number of arguments for 'subscribe' command\n"), qPrintable(shown(shell)));
        QVERIFY(!shell.busy());
        QCOMPARE(type(shell, "SUBSCRIBE news"), QString("Reading messages... (press Ctrl-C to quit)\n1) \"subscribe\"\n2) \"news\"\n3) (integer) 1\n") + note(ConsoleNote::Reading));
        QVERIFY(shell.busy());
        const std::size_t begun = shell.lines().size();
        const std::uint64_t calls = door->calls.size();
        desk->redis("PUBLISH news hello", "shop", "other");
        QTRY_COMPARE(shown(shell, begun), QString("1) \"message\"\n2) \"news\"\n3) \"hello\"\n"));
        desk->redis("PUBLISH news again", "shop", "other");
        QTRY_COMPARE(shown(shell, begun), QString("1) \"message\"\n2) \"news\"\n3) \"hello\"\n1) \"message\"\n2) \"news\"\n3) \"again\"\n"));
        QCOMPARE(door->calls.size(), calls); // reading along is nothing that happens to the world
        QVERIFY(shell.stop());
        QVERIFY(!shell.busy());
        QVERIFY(shown(shell).endsWith("^C\n" + note(ConsoleNote::ReadingLeft)));
        QCOMPARE(desk->redis("PUBLISH news gone", "shop", "other"), std::string("(integer) 0\n"));
        QCOMPARE(type(shell, "PING"), QString("PONG\n")); // on a new connection: not only (P|S)SUBSCRIBE is allowed
        QVERIFY(type(shell, "PSUBSCRIBE n*").contains("psubscribe"));
        QVERIFY(shell.busy());
        shell.beginRun(); // another step
        QVERIFY(!shell.busy());
    }

    void monitorShowsWhatOthersDo() {
        desk->available();
        MemoryHistory history;
        RedisShell shell(*door, history);
        QCOMPARE(type(shell, "MONITOR"), QString("OK\n") + note(ConsoleNote::Reading));
        const std::size_t begun = shell.lines().size();
        desk->redis("SET k v", "shop", "other");
        QTRY_VERIFY(shown(shell, begun).contains("\"SET\" \"k\" \"v\""));
        // More than is kept between two looks: the newest, and how much is missing.
        std::string big(5000, 'x');
        for (int i = 0; i < 400; ++i) desk->redis("SET k " + big, "shop", "other");
        QTRY_VERIFY(shown(shell, begun).contains(QStringLiteral("# %1 ").arg(static_cast<int>(ConsoleNote::MessagesDropped))));
        // A node that goes away ends it.
        desk->ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
        QTRY_VERIFY2(!shell.busy(), desk->status().c_str());
        QVERIFY(shown(shell).contains("! Error: Server closed the connection\n? The node hung up"));
    }

    void whatWaitsIsAnsweredOrLeft() {
        desk->available();
        MemoryHistory history;
        RedisShell shell(*door, history);
        QCOMPARE(type(shell, "BLPOP q 0"), note(ConsoleNote::Waiting));
        QVERIFY(shell.busy());
        another(*door, "RPUSH q a");
        door->run(SimDuration::milliseconds(1));
        QVERIFY(!shell.busy());
        QVERIFY(shown(shell).endsWith("1) \"q\"\n2) \"a\"\n"));
        QCOMPARE(type(shell, "XREAD BLOCK 2000 STREAMS s $"), note(ConsoleNote::Waiting));
        door->run(SimDuration::seconds(3));
        QVERIFY(shown(shell).endsWith("(nil)\n"));
        QVERIFY(type(shell, "WAIT 0 100").endsWith("(integer) 0\n"));
        // Ctrl+C: the connection goes, so what is pushed later stays where it is.
        type(shell, "BLPOP q 0");
        QVERIFY(shell.stop());
        QVERIFY(!shell.busy());
        QCOMPARE(another(*door, "RPUSH q b"), std::string("(integer) 1\n"));
        QCOMPARE(type(shell, "LLEN q"), QString("(integer) 1\n"));
        QVERIFY(!shell.stop());
    }

    void endpointsAreChosen() {
        desk->available();
        desk->available("other");
        MemoryHistory history;
        RedisShell shell(*door, history);
        shell.setHosts({"shop", "other"});
        QCOMPARE(shell.endpoint(), QString("shop"));
        QCOMPARE(type(shell, "redis-cli -h other -p 6379"), QString());
        QCOMPARE(shell.prompt(), QString("other:6379> "));
        QCOMPARE(type(shell, "redis-cli -h shop -n 3"), QString());
        QCOMPARE(shell.prompt(), QString("shop:6379[3]> "));
        QCOMPARE(type(shell, "MULTI"), QString("OK\n"));
        QCOMPARE(shell.prompt(), QString("shop:6379[3](TX)> "));
        QCOMPARE(type(shell, "SET k v"), QString("QUEUED\n"));
        QCOMPARE(type(shell, "EXEC"), QString("1) OK\n"));
        QCOMPARE(shell.prompt(), QString("shop:6379[3]> "));
        QCOMPARE(type(shell, "redis-cli -h other GET k"), QString("(nil)\n"));
        QCOMPARE(type(shell, "redis-cli --tls"), QString("! Unrecognized option or bad number of args for: '--tls'\n"));
        QCOMPARE(type(shell, "redis-cli"), note(ConsoleNote::StaysConnected));
        QCOMPARE(shell.prompt(), QString("other:6379> "));
        QVERIFY(type(shell, "redis-cli -h nosuch").startsWith("! Could not connect to Redis at nosuch:6379: Name or service not known\n? There is no such name"));
        QCOMPARE(shell.complete("redis-cli -c -h o").words, QStringList{"other"});
        QVERIFY(shell.usage("redis-cli ").contains("-h host"));
        // A world whose Redis has another name.
        shell.beginRun();
        QCOMPARE(shell.endpoint(), QString("shop"));
        shell.setHosts({"sessions"});
        QCOMPARE(shell.endpoint(), QString("sessions"));
    }

    void redirectionsAreShownOrFollowed() {
        shards(*desk);
        MemoryHistory history;
        RedisShell shell(*door, history);
        std::vector<CachePicture> caches;
        readCaches(*desk->world, caches);
        QCOMPARE(caches.front(), (CachePicture{"shop", 6379, false}));
        // Some of these keys lie elsewhere than on the node that the name stands for.
        const QString node = QString::fromStdString(caches.back().name);
        type(shell, "redis-cli -h " + node);
        QString plain;
        QString key;
        for (int i = 0; i < 20 && !plain.startsWith("! (error) MOVED"); ++i) {
            key = QStringLiteral("k%1").arg(i);
            plain = type(shell, "SET " + key + " v");
        }
        QVERIFY2(plain.startsWith("! (error) MOVED ") && plain.contains("\n? Another shard holds this key"), qPrintable(plain));
        QVERIFY(type(shell, "MGET a b c").startsWith("! (error) CROSSSLOT Keys in request don't hash to the same slot\n? The keys lie in different hash"));
        QCOMPARE(type(shell, "redis-cli -c -h " + node), QString());
        QVERIFY(shell.followsRedirects());
        const QString followed = type(shell, "SET " + key + " v");
        QVERIFY2(followed.startsWith("-> Redirected to slot [") && followed.endsWith("\nOK\n"), qPrintable(followed));
        const QString where = followed.section(" located at ", 1).section('\n', 0, 0);
        QCOMPARE(shell.prompt(), where + "> "); // it stays there
        QCOMPARE(type(shell, "GET " + key), QString("\"v\"\n"));
        // Also a command that waits says where it was sent.
        type(shell, "redis-cli -c -h " + node);
        QCOMPARE(type(shell, "BLPOP {" + key + "}q 1"), note(ConsoleNote::Waiting));
        door->run(SimDuration::seconds(2));
        QVERIFY2(shown(shell).endsWith("located at " + where + "\n(nil)\n"), qPrintable(shown(shell)));
        QCOMPARE(shell.prompt(), where + "> ");
        for (const char* code : {"MOVED", "ASK", "CROSSSLOT", "TRYAGAIN", "CLUSTERDOWN", "READONLY"}) QVERIFY2(findRedisErrorText(code) != nullptr, code);
    }

    // --- the pane ---

    void thePaneFollowsTheWorldAndTheLanguage() {
        desk->available();
        Window w;
        MemoryHistory history;
        ConsoleWidget pane(w.ui, *door, history, desk->catalog);
        pane.resize(740, 200);
        pane.show();
        Snapshot s;
        s.run = 1;
        s.state = RunState::Ready;
        readCaches(*desk->world, s.picture.caches);
        pane.setSnapshot(s);
        QVERIFY(!pane.isTabShown(ConsoleWidget::Tab::Memcached));
        memcachedCluster(*desk, "shop-mc", 1);
        s.picture.caches.clear();
        readCaches(*desk->world, s.picture.caches);
        pane.setSnapshot(s);
        QVERIFY(pane.isTabShown(ConsoleWidget::Tab::Memcached));
        QCOMPARE(pane.currentTab(), ConsoleWidget::Tab::Redis); // it takes nobody's place
        pane.setCurrentTab(ConsoleWidget::Tab::Memcached);
        auto* input = pane.input(ConsoleWidget::Tab::Memcached);
        QTest::keyClicks(input, "set k 0 60 5");
        QCOMPARE(pane.findChild<QWidget*>("memcached")->findChild<QLabel*>("usage")->text(), QString("set key flags exptime bytes [noreply]"));
        QTest::keyClick(input, Qt::Key_Return);
        const auto text = [&](const char* tab) { return pane.findChild<QWidget*>(QString::fromLatin1(tab))->findChild<ConsoleOutput*>()->toPlainText(); };
        QVERIFY2(text("memcached").contains("Now the value itself: 5 bytes"), qPrintable(text("memcached")));
        w.language.setMode(LanguageMode::Vietnamese);
        QCoreApplication::processEvents();
        QVERIFY2(!text("memcached").contains("Now the value") && text("memcached").contains("5 byte"), qPrintable(text("memcached")));
        QTest::keyClick(input, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(text("memcached").contains("^C"));
        QTest::keyClicks(input, "SET");
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY2(text("memcached").contains(QString::fromUtf8("→ ")), qPrintable(text("memcached")));
        // Reading: the line is closed, Stop is there, and Ctrl+C leaves.
        pane.setCurrentTab(ConsoleWidget::Tab::Redis);
        input = pane.input(ConsoleWidget::Tab::Redis);
        QTest::keyClicks(input, "subscribe news");
        QTest::keyClick(input, Qt::Key_Return);
        auto* stop = pane.findChild<QWidget*>("redis")->findChild<QPushButton*>("stop");
        QVERIFY(stop->isVisible() && input->isReadOnly());
        QVERIFY2(text("redis").contains("Ctrl+C") && !text("redis").contains("appears here while"), qPrintable(text("redis")));
        QTest::keyClick(input, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(!stop->isVisible() && !input->isReadOnly());
        // Another run: the tab is gone with its node, and what there is to talk to is the API.
        s.run = 2;
        s.picture.caches.clear();
        pane.setCurrentTab(ConsoleWidget::Tab::Memcached);
        pane.setSnapshot(s);
        QVERIFY(!pane.isTabShown(ConsoleWidget::Tab::Memcached));
        QCOMPARE(pane.currentTab(), ConsoleWidget::Tab::Aws);
    }

  private:
    std::unique_ptr<Desk> desk;
    std::unique_ptr<WorldDoor> door;
};

QTEST_MAIN(TestConsole)
#include "tst_console.moc"
