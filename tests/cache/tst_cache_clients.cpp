// Several clients of one engine: who waits, who listens, who watches, who is told what, in which order; and scripts.
// Rows and texts are redis-server 7.0.15's, recorded.
#include <QtTest>

#include "client_house.h"

#include <atomic>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace maylab::cache;
using namespace std::string_literals;

class TestCacheClients : public QObject {
    Q_OBJECT

  private slots:
    void waitersAreServedInOrderOfArrival();
    void waitsEnd();
    void whoWaitsIsReadLater();
    void waitersOfAStreamAreToldThatItIsGone();
    void transactionsSeeWhatTheyWatch();
    void transactionsRefuseWhole();
    void commandsNameTheirEvents();
    void messagesReachWhoListens();
    void monitorsSeeEverybody();
    void slowListenersAreClosed();
    void pausedClientsGoOn();
    void cachesAreToldOfChanges();
    void copiesGoOnAlike();
    void scriptsAreBounded();
    void nothingStaysOfAScript();
    void scriptsRunAlikeOnEveryThread();
};

void TestCacheClients::waitersAreServedInOrderOfArrival() {
    House h;
    QCOMPARE(h.say("B", "BLPOP q 0"), ""s);
    QCOMPARE(h.say("C", "BRPOP q 0"), ""s);
    QCOMPARE(h.say("D", "BLPOP other q 0"), ""s);
    QVERIFY(h.engine.waits(h.id("B")));
    QVERIFY(h.engine.info("clients", h.now).find("blocked_clients:3") != std::string::npos);
    // Whoever pushed is answered first, then they, from one push.
    QCOMPARE(h.say("A", "RPUSH q 1 2"), ":2\r\n"s);
    QCOMPARE(h.read("B"), "*2\r\n$1\r\nq\r\n$1\r\n1\r\n"s);
    QCOMPARE(h.read("C"), "*2\r\n$1\r\nq\r\n$1\r\n2\r\n"s);
    QCOMPARE(h.read("D"), ""s);
    // Of a transaction the key that came first serves, not the one that was named first.
    h.say("A", "MULTI");
    h.say("A", "RPUSH q x");
    h.say("A", "RPUSH other y");
    h.say("A", "EXEC");
    QCOMPARE(h.read("D"), "*2\r\n$1\r\nq\r\n$1\r\nx\r\n"s);
    QCOMPARE(h.say("A", "LRANGE other 0 -1"), "*1\r\n$1\r\ny\r\n"s);
    // What one is served may serve the next.
    h.say("B", "BLMOVE src dst LEFT RIGHT 0");
    h.say("C", "BLPOP dst 0");
    h.say("A", "RPUSH src v");
    QCOMPARE(h.read("B"), "$1\r\nv\r\n"s);
    QCOMPARE(h.read("C"), "*2\r\n$3\r\ndst\r\n$1\r\nv\r\n"s);
    // A string serves nobody; a list that is renamed there does.
    h.say("B", "BLPOP k 0");
    h.say("A", "SET k v");
    h.say("A", "DEL k");
    QCOMPARE(h.read("B"), ""s);
    h.say("A", "RPUSH o 7");
    h.say("A", "RENAME o k");
    QCOMPARE(h.read("B"), "*2\r\n$1\r\nk\r\n$1\r\n7\r\n"s);
    // In a transaction nobody waits.
    h.say("A", "MULTI");
    h.say("A", "BLPOP none 0");
    QCOMPARE(h.say("A", "EXEC"), "*1\r\n*-1\r\n"s);
    // Who left is passed over.
    h.say("B", "BLPOP q2 0");
    h.say("C", "BLPOP q2 0");
    h.engine.disconnect(h.id("B"));
    h.say("A", "RPUSH q2 1");
    QCOMPARE(h.read("C"), "*2\r\n$2\r\nq2\r\n$1\r\n1\r\n"s);
}

void TestCacheClients::waitsEnd() {
    House h;
    h.say("B", "BLPOP q 2.5");
    QCOMPARE(h.engine.nextTimeout(), kStart + 2'500);
    h.advance(2'499);
    QCOMPARE(h.read("B"), ""s);
    h.advance(1);
    QCOMPARE(h.read("B"), "*-1\r\n"s);
    QCOMPARE(h.engine.nextTimeout(), INT64_MAX);
    const std::string id = std::to_string(h.id("B"));
    h.say("B", "BLPOP q 0");
    QCOMPARE(h.say("A", "CLIENT UNBLOCK " + id), ":1\r\n"s);
    QCOMPARE(h.read("B"), "*-1\r\n"s);
    h.say("B", "BLPOP q 0");
    QCOMPARE(h.say("A", "CLIENT UNBLOCK " + id + " ERROR"), ":1\r\n"s);
    QCOMPARE(h.read("B"), "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n"s);
    QCOMPARE(h.say("A", "CLIENT UNBLOCK " + id), ":0\r\n"s);
    h.say("B", "BLPOP q 0");
    h.say("A", "CLIENT KILL ID " + id);
    QVERIFY(h.closed["B"]);
    QCOMPARE(h.say("A", "RPUSH q 1"), ":1\r\n"s);
    QCOMPARE(h.say("A", "LLEN q"), ":1\r\n"s);
}

void TestCacheClients::whoWaitsIsReadLater() {
    House h;
    QCOMPARE(h.raw("B", "BLPOP q 0\r\nPING\r\nBLPOP q 0\r\nECHO x\r\n"), ""s);
    h.say("A", "RPUSH q 1");
    QCOMPARE(h.read("B"), "*2\r\n$1\r\nq\r\n$1\r\n1\r\n+PONG\r\n"s);
    h.say("A", "RPUSH q 2");
    QCOMPARE(h.read("B"), "*2\r\n$1\r\nq\r\n$1\r\n2\r\n$1\r\nx\r\n"s);
}

void TestCacheClients::waitersOfAStreamAreToldThatItIsGone() {
    House h;
    constexpr const char* kWait = "XREADGROUP GROUP g c BLOCK 0 STREAMS s >";
    h.say("A", "XGROUP CREATE s g $ MKSTREAM");
    h.say("B", kWait);
    h.say("A", "DEL s");
    QCOMPARE(h.read("B"), "-UNBLOCKED the stream key no longer exists\r\n"s);
    h.say("A", "XGROUP CREATE s g $ MKSTREAM");
    h.say("B", kWait);
    h.say("A", "SET s 1");
    QCOMPARE(h.read("B"), "-UNBLOCKED the stream key no longer exists\r\n"s);
    h.say("A", "DEL s");
    h.say("A", "XGROUP CREATE s g $ MKSTREAM");
    h.say("B", kWait);
    h.say("A", "XGROUP DESTROY s g");
    QCOMPARE(h.read("B"), "-NOGROUP the consumer group this client was blocked on no longer exists\r\n"s);
    // $ is where the stream ended when the wait began.
    h.say("A", "XADD s 1-1 f v");
    h.say("B", "XREAD BLOCK 0 STREAMS s $");
    h.say("A", "XADD s 2-1 f w");
    QCOMPARE(h.read("B"), "*1\r\n*2\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n2-1\r\n*2\r\n$1\r\nf\r\n$1\r\nw\r\n"s);
}

void TestCacheClients::transactionsSeeWhatTheyWatch() {
    const auto outcome = [](const std::string& before, const std::string& meanwhile, std::int64_t wait = 0) {
        House h;
        h.say("A", "SET o 1");
        if (!before.empty()) h.say("A", before);
        h.say("W", "WATCH k");
        if (!meanwhile.empty()) h.say("A", meanwhile);
        if (wait > 0) h.now += wait; // nobody looks: the key is dead but there
        h.say("W", "MULTI");
        h.say("W", "PING");
        return h.say("W", "EXEC");
    };
    const std::string done = "*1\r\n+PONG\r\n", nothing = "*-1\r\n";
    QCOMPARE(outcome("SET k v", ""), done);
    QCOMPARE(outcome("SET k v", "SET k v"), nothing);
    QCOMPARE(outcome("", "SET k v"), nothing);
    QCOMPARE(outcome("SET k v", "GET k"), done);
    QCOMPARE(outcome("SET k v", "EXPIRE k 100"), nothing);
    QCOMPARE(outcome("SET k v", "DEL k"), nothing);
    QCOMPARE(outcome("", "DEL k"), done);
    QCOMPARE(outcome("SET k v", "FLUSHALL"), nothing);
    QCOMPARE(outcome("", "FLUSHALL"), done);
    QCOMPARE(outcome("SET k v", "SWAPDB 0 1"), nothing);
    QCOMPARE(outcome("", "SWAPDB 0 1"), done);
    QCOMPARE(outcome("", "RENAME o k"), nothing);
    QCOMPARE(outcome("SET k v", "SETRANGE k 0 "), done);
    QCOMPARE(outcome("SET k v", "TOUCH k"), done);
    QCOMPARE(outcome("SET k v PX 50", "", 51), nothing);
    // Dead already when it was watched: its removal changes nothing, a new value does.
    for (const auto& [meanwhile, want] : {std::pair{"GET k", done}, {"SET k w", nothing}, {"FLUSHALL", done}}) {
        House h;
        h.say("A", "SET k v PX 10");
        h.now += 20;
        h.say("W", "WATCH k");
        h.say("A", meanwhile);
        h.say("W", "MULTI");
        h.say("W", "PING");
        QCOMPARE(h.say("W", "EXEC"), want);
    }
    House h;
    h.say("W", "WATCH k");
    h.say("A", "SET k 1");
    h.say("W", "UNWATCH");
    h.say("W", "MULTI");
    QCOMPARE(h.say("W", "EXEC"), "*0\r\n"s);
    // An evicted key is a changed key.
    QVERIFY(h.engine.configure("maxmemory-policy", "allkeys-random", h.now).ok);
    h.say("W", "WATCH k");
    QVERIFY(h.engine.configure("maxmemory", "1", h.now).ok);
    h.say("A", "GET nosuch");
    QVERIFY(h.engine.configure("maxmemory", "0", h.now).ok);
    h.say("W", "MULTI");
    QCOMPARE(h.say("W", "EXEC"), nothing);
}

void TestCacheClients::transactionsRefuseWhole() {
    House h;
    QCOMPARE(h.say("A", "EXEC"), "-ERR EXEC without MULTI\r\n"s);
    QCOMPARE(h.say("A", "DISCARD"), "-ERR DISCARD without MULTI\r\n"s);
    QCOMPARE(h.say("A", "MULTI"), "+OK\r\n"s);
    QCOMPARE(h.say("A", "MULTI"), "-ERR MULTI calls can not be nested\r\n"s);
    QCOMPARE(h.say("A", "WATCH x"), "-ERR WATCH inside MULTI is not allowed\r\n"s);
    QCOMPARE(h.say("A", "SET a 1"), "+QUEUED\r\n"s);
    QCOMPARE(h.say("A", "NOSUCH"), "-ERR unknown command 'NOSUCH', with args beginning with: \r\n"s);
    QCOMPARE(h.say("A", "EXEC"), "-EXECABORT Transaction discarded because of previous errors.\r\n"s);
    QCOMPARE(h.say("A", "EXISTS a"), ":0\r\n"s);
    h.say("A", "MULTI");
    QCOMPARE(h.say("A", "EXEC x"), "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command\r\n"s);
    // What fails while it runs stands in its place, and the rest runs.
    h.say("A", "MULTI");
    h.say("A", "SET t text");
    h.say("A", "INCR t");
    h.say("A", "INCR n");
    QCOMPARE(h.say("A", "EXEC"), "*3\r\n+OK\r\n-ERR value is not an integer or out of range\r\n:1\r\n"s);
    QVERIFY(h.engine.info("commandstats", h.now).find("cmdstat_incr:calls=2") != std::string::npos);
    h.say("A", "MULTI");
    QCOMPARE(h.say("A", "RESET"), "+RESET\r\n"s);
    QCOMPARE(h.say("A", "EXEC"), "-ERR EXEC without MULTI\r\n"s);
    // Others see the whole or nothing: a message published within comes in its place.
    h.say("B", "SUBSCRIBE c");
    h.say("A", "MULTI");
    h.say("A", "PUBLISH c m");
    QCOMPARE(h.read("B"), ""s);
    QCOMPARE(h.say("A", "EXEC"), "*1\r\n:1\r\n"s);
    QCOMPARE(h.read("B"), "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n"s);
}

// A command and the events that redis-server 7.0.15 published for it, one after the other on the same keys.
void TestCacheClients::commandsNameTheirEvents() {
    static constexpr struct {
        const char* command;
        const char* events;
    } kRows[] = {
        {"SET k v", "new=k set=k"},
        {"SET k v EX 100", "set=k expire=k"},
        {"SETEX k 10 v", "set=k expire=k"},
        {"PSETEX k 10000 v", "set=k expire=k"},
        {"SETNX k v", ""},
        {"SETNX n v", "new=n set=n"},
        {"GETSET k v", "set=k"},
        {"GETDEL k", "del=k"},
        {"GETDEL k", "keymiss=k"},
        {"SET k v KEEPTTL", "new=k set=k"},
        {"GETEX k EX 100", "expire=k"},
        {"GETEX k PERSIST", "persist=k"},
        {"GETEX k", ""},
        {"GETEX k EXAT 1", "del=k"},
        {"MSET a 1 b 2", "new=a set=a new=b set=b"},
        {"MSETNX a 1 c 2", ""},
        {"MSETNX x1 1 x2 2", "new=x1 set=x1 new=x2 set=x2"},
        {"APPEND a x", "append=a"},
        {"APPEND new x", "new=new append=new"},
        {"SETRANGE a 0 z", "setrange=a"},
        {"SETRANGE a 0 ", ""},
        {"INCR i", "new=i incrby=i"},
        {"DECRBY i 3", "incrby=i"},
        {"INCRBYFLOAT i 1.5", "incrbyfloat=i"},
        {"SETBIT bb 7 1", "new=bb setbit=bb"},
        {"BITFIELD bb SET u8 0 3 INCRBY u8 0 1", "setbit=bb"},
        {"BITFIELD bb GET u8 0", ""},
        {"BITOP NOT dd bb", "new=dd set=dd"},
        {"BITOP NOT dd none", "keymiss=none del=dd"},
        {"BITOP NOT dd none", "keymiss=none"},
        {"DEL a b c none", "del=a del=b"},
        {"UNLINK new none", "del=new"},
        {"EXPIRE i 100", "expire=i"},
        {"EXPIRE i 100 NX", ""},
        {"PERSIST i", "persist=i"},
        {"PERSIST i", ""},
        {"EXPIRE i -1", "del=i"},
        {"SET r1 v", "new=r1 set=r1"},
        {"RENAME r1 r2", "new=r2 rename_from=r1 rename_to=r2"},
        {"SET r1 v", "new=r1 set=r1"},
        {"RENAME r1 r2", "new=r2 rename_from=r1 rename_to=r2"},
        {"RENAMENX r2 r3", "new=r3 rename_from=r2 rename_to=r3"},
        {"COPY r3 r4", "new=r4 copy_to=r4"},
        {"COPY r3 r4 REPLACE", "new=r4 copy_to=r4"},
        {"COPY r3 r4 DB 1", "@1:new=r4 @1:copy_to=r4"},
        {"MOVE r3 1", "@1:new=r3 move_from=r3 @1:move_to=r3"},
        {"SWAPDB 0 1", ""},
        {"GET nokey", "keymiss=nokey"},
        {"EXISTS nokey", "keymiss=nokey"},
        {"TTL nokey", "keymiss=nokey"},
        {"MGET r4 n1 n2", "keymiss=n1 keymiss=n2"},
        {"TYPE n1", "keymiss=n1"},
        {"TOUCH n1", "keymiss=n1"},
        {"OBJECT ENCODING n1", ""},
        {"STRLEN n1", "keymiss=n1"},
        {"INCR n1", "new=n1 incrby=n1"},
        {"DEL n1", "del=n1"},
        {"FLUSHDB", ""},
        {"FLUSHALL", ""},
        {"SORT nokey STORE d", "keymiss=nokey"},
        {"SET d 1", "new=d set=d"},
        {"SORT nokey STORE d", "keymiss=nokey del=d"},
        {"EXPIREAT d 1", ""},
        {"FLUSHALL", ""},
        {"HSET h f v g w", "new=h hset=h"},
        {"HSETNX h f x", ""},
        {"HSETNX h n x", "hset=h"},
        {"HMSET h f 2", "hset=h"},
        {"HINCRBY h f 1", "hincrby=h"},
        {"HINCRBYFLOAT h f 1.5", "hincrbyfloat=h"},
        {"HDEL h nosuch", ""},
        {"HDEL h f g n", "hdel=h del=h"},
        {"HGET h f", "keymiss=h"},
        {"LPUSH l a b", "new=l lpush=l"},
        {"RPUSH l c", "rpush=l"},
        {"LPUSHX l z", "lpush=l"},
        {"RPUSHX nol z", ""},
        {"LSET l 0 q", "lset=l"},
        {"LINSERT l BEFORE q p", "linsert=l"},
        {"LREM l 0 p", "lrem=l"},
        {"LREM l 0 p", ""},
        {"LTRIM l 0 2", "ltrim=l"},
        {"LPOP l", "lpop=l"},
        {"RPOP l 1", "rpop=l"},
        {"LMOVE l m LEFT RIGHT", "new=m rpush=m lpop=l del=l"},
        {"RPOPLPUSH m l", "new=l lpush=l rpop=m del=m"},
        {"LMPOP 1 l LEFT", "lpop=l del=l"},
        {"LTRIM l 5 9", ""},
        {"RPUSH l a b c", "new=l rpush=l"},
        {"LTRIM l 5 9", "ltrim=l del=l"},
        {"RPUSH l a", "new=l rpush=l"},
        {"BLPOP l 1", "lpop=l del=l"},
        {"SADD s a b c", "new=s sadd=s"},
        {"SADD s a", ""},
        {"SREM s a", "srem=s"},
        {"SREM s zz", ""},
        {"SMOVE s t b", "srem=s new=t sadd=t"},
        {"SPOP s", "spop=s del=s"},
        {"SADD s x y z", "new=s sadd=s"},
        {"SINTERSTORE d s t", ""},
        {"SUNIONSTORE d s t", "new=d sunionstore=d"},
        {"SDIFFSTORE d s s", "del=d"},
        {"SPOP s 9", "spop=s del=s"},
        {"ZADD z 1 a 2 b 3 c", "new=z zadd=z"},
        {"ZADD z 1 a", ""},
        {"ZADD z 5 a", "zadd=z"},
        {"ZINCRBY z 1 a", "zincr=z"},
        {"ZADD z INCR 1 a", "zincr=z"},
        {"ZREM z a", "zrem=z"},
        {"ZREM z a", ""},
        {"ZREMRANGEBYSCORE z 9 10", ""},
        {"ZREMRANGEBYRANK z 0 0", "zremrangebyrank=z"},
        {"ZADD z 1 a", "zadd=z"},
        {"ZPOPMIN z", "zpopmin=z"},
        {"ZPOPMAX z", "zpopmax=z del=z"},
        {"ZADD z 1 a 2 b", "new=z zadd=z"},
        {"ZUNIONSTORE y 1 z", "new=y zunionstore=y"},
        {"ZINTERSTORE y 1 z", "zinterstore=y"},
        {"ZDIFFSTORE y 2 z z", "del=y"},
        {"ZRANGESTORE y z 0 -1", "new=y zrangestore=y"},
        {"ZREMRANGEBYLEX y - +", "zremrangebylex=y del=y"},
        {"ZMPOP 1 z MIN", "zpopmin=z"},
        {"BZPOPMIN z 1", "zpopmin=z del=z"},
        {"PFADD p a", "new=p pfadd=p"},
        {"PFADD p a", ""},
        {"PFADD p b", "pfadd=p"},
        {"PFMERGE q p", "keymiss=q new=q pfadd=q"},
        {"PFCOUNT p", ""},
        {"GEOADD g 13.361389 38.115556 P", "new=g zadd=g"},
        {"GEOSEARCHSTORE gd g FROMMEMBER P BYRADIUS 1 km", "new=gd geosearchstore=gd"},
        {"XADD x 1-1 f v", "new=x xadd=x"},
        {"XADD x 2-1 f v", "xadd=x"},
        {"XDEL x 1-1", "xdel=x"},
        {"XDEL x 1-1", ""},
        {"XTRIM x MAXLEN 0", "xtrim=x"},
        {"XGROUP CREATE x gr 0", "xgroup-create=x"},
        {"XGROUP CREATECONSUMER x gr co", "xgroup-createconsumer=x"},
        {"XADD x 3-1 f v", "xadd=x"},
        {"XREADGROUP GROUP gr c2 STREAMS x >", "xgroup-createconsumer=x"},
        {"XACK x gr 3-1", ""},
        {"XGROUP SETID x gr 0", "xgroup-setid=x"},
        {"XGROUP DELCONSUMER x gr co", "xgroup-delconsumer=x"},
        {"XGROUP DESTROY x gr", "xgroup-destroy=x"},
        {"XSETID x 9-9", "xsetid=x"},
        {"XADD x MAXLEN 1 10-1 f v", "xadd=x xtrim=x"},
        {"XADD new NOMKSTREAM 1-1 f v", ""},
        {"RPUSH so 3 1 2", "new=so rpush=so"},
        {"SORT so STORE so2", "new=so2 sortstore=so2"},
        {"SET l2 x", "new=l2 set=l2"},
        {"RENAME so2 l2", "new=l2 rename_from=so2 rename_to=l2"},
        {"DEL h l m s t d z y x so l2", "del=t del=x del=so del=l2"},
        {"DEL p q g gd", "del=p del=q del=g del=gd"},
        {"SORT nosuch STORE so3", "keymiss=nosuch"},
    };
    House h;
    QVERIFY(h.engine.configure("notify-keyspace-events", "AEmn", h.now).ok);
    h.say("L", "PSUBSCRIBE __keyevent@*");
    for (const auto& row : kRows) {
        h.say("A", row.command);
        std::string events;
        const std::string bytes = h.read("L");
        for (std::size_t pos = 0; pos < bytes.size();) {
            std::size_t used = 0;
            const auto message = parseReply(std::string_view(bytes).substr(pos), &used);
            QVERIFY(message && message->items.size() == 4);
            pos += used;
            const std::string& channel = message->items[2].text; // __keyevent@0__:set
            const std::string db = channel.substr(11, channel.find("__:") - 11);
            if (!events.empty()) events += ' ';
            if (db != "0") events += "@" + db + ":";
            events += channel.substr(channel.find("__:") + 3) + "=" + message->items[3].text;
        }
        QVERIFY2(events == row.events, qPrintable(QString::fromStdString(std::string(row.command) + ": " + events + ", want " + row.events)));
    }
    // Keys that die or are evicted.
    h.say("A", "SET e 1 PX 50");
    h.read("L");
    h.advance(200);
    QVERIFY(h.read("L").find("expired") != std::string::npos);
    QVERIFY(h.engine.configure("notify-keyspace-events", "Kx", h.now).ok);
    h.say("A", "SET e 1 PX 50");
    QCOMPARE(h.read("L"), ""s);
    h.say("K", "SUBSCRIBE __keyspace@0__:e");
    h.now += 60;
    h.say("A", "GET e");
    QCOMPARE(h.read("K"), "*3\r\n$7\r\nmessage\r\n$16\r\n__keyspace@0__:e\r\n$7\r\nexpired\r\n"s);
}

void TestCacheClients::messagesReachWhoListens() {
    House h;
    QCOMPARE(h.say("S", "SUBSCRIBE a b"), "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n"s);
    h.say("S", "PSUBSCRIBE ?");
    h.say("T", "HELLO 3");
    h.say("T", "SUBSCRIBE a");
    QCOMPARE(h.say("A", "PUBLISH a x"), ":3\r\n"s);
    QCOMPARE(h.read("S"), "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n*4\r\n$8\r\npmessage\r\n$1\r\n?\r\n$1\r\na\r\n$1\r\nx\r\n"s);
    QCOMPARE(h.read("T"), ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n"s);
    QCOMPARE(h.say("S", "GET k"), "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n"s);
    QCOMPARE(h.say("S", "PING"), "*2\r\n$4\r\npong\r\n$0\r\n\r\n"s);
    QCOMPARE(h.say("T", "GET k"), "_\r\n"s);
    // To oneself: before the reply. Without replies: still.
    QCOMPARE(h.say("T", "PUBLISH a y"), ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\ny\r\n:3\r\n"s);
    h.say("T", "CLIENT REPLY OFF");
    QCOMPARE(h.say("T", "PUBLISH a z"), ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nz\r\n"s);
    h.read("S");
    QCOMPARE(h.say("A", "PUBSUB NUMSUB a nobody"), "*4\r\n$1\r\na\r\n:2\r\n$6\r\nnobody\r\n:0\r\n"s);
    h.engine.disconnect(h.id("T"));
    QCOMPARE(h.say("A", "PUBLISH a w"), ":2\r\n"s);
    h.read("S");
    QCOMPARE(h.say("S", "RESET"), "+RESET\r\n"s);
    QCOMPARE(h.say("A", "PUBSUB CHANNELS"), "*0\r\n"s);
    QCOMPARE(h.say("A", "PUBSUB NUMPAT"), ":0\r\n"s);
    h.say("S", "SSUBSCRIBE sh");
    QCOMPARE(h.say("A", "PUBLISH sh m"), ":0\r\n"s);
    QCOMPARE(h.say("A", "SPUBLISH sh m"), ":1\r\n"s);
    QCOMPARE(h.read("S"), "*3\r\n$8\r\nsmessage\r\n$2\r\nsh\r\n$1\r\nm\r\n"s);
}

void TestCacheClients::monitorsSeeEverybody() {
    House h;
    h.say("M", "MONITOR");
    h.say("A", "SET k a\"b");
    const std::string line = h.read("M"); // +seconds.microseconds, database, who, what
    QCOMPARE(line.substr(0, 12), "+1700000000."s);
    QCOMPARE(line.substr(18), " [0 127.0.0.1:5001] \"SET\" \"k\" \"a\\\"b\"\r\n"s);
    h.say("A", "CONFIG GET maxmemory");
    QCOMPARE(h.read("M"), ""s); // nobody is shown the work of an administrator
    h.say("A", "AUTH secret");
    QVERIFY(h.read("M").find("\"AUTH\" \"(redacted)\"") != std::string::npos);
    h.say("A", "MULTI");
    h.say("A", "PING");
    QVERIFY(h.read("M").find("PING") == std::string::npos); // shown when it runs
    h.say("A", "EXEC");
    const std::string lines = h.read("M");
    QVERIFY(lines.find("PING") < lines.find("EXEC"));
    h.eval("return redis.call('get','k')");
    QVERIFY(h.read("M").find("[0 lua] \"get\" \"k\"") != std::string::npos);
    h.engine.set("fast", {3, 1}, 0, h.now);
    h.collect();
    QVERIFY(h.read("M").find("\"SET\" \"fast\"") != std::string::npos);
    h.say("M", "RESET");
    h.say("A", "GET k");
    QCOMPARE(h.read("M"), ""s);
}

void TestCacheClients::slowListenersAreClosed() {
    House h;
    QVERIFY(h.engine.configure("client-output-buffer-limit", "pubsub 1000 500 2", h.now).ok);
    h.say("S", "SUBSCRIBE c");
    // Nobody takes what is sent: past the soft limit for more than two seconds, or past the hard one at once.
    const std::string message(300, 'm');
    h.run("A", {"PUBLISH", "c", message});
    QVERIFY(!h.closed["S"]);
    h.engine.noteUnsent(h.id("S"), 400);
    h.run("A", {"PUBLISH", "c", message});
    QVERIFY(!h.closed["S"]);
    h.now += 4'000;
    h.run("A", {"PUBLISH", "c", message});
    QVERIFY(h.closed["S"]);
    QVERIFY(!h.engine.isOpen(h.id("S")));
    h.say("T", "SUBSCRIBE c");
    h.engine.noteUnsent(h.id("T"), 800);
    h.run("A", {"PUBLISH", "c", message});
    QVERIFY(h.closed["T"]);
    QCOMPARE(h.run("A", {"PUBLISH", "c", message}), ":0\r\n"s);
}

void TestCacheClients::pausedClientsGoOn() {
    House h;
    h.say("A", "CLIENT PAUSE 1000 WRITE");
    QCOMPARE(h.say("B", "GET k"), "$-1\r\n"s);
    QCOMPARE(h.raw("B", "SET k 1\r\nGET k\r\n"), ""s);
    h.advance(999);
    QCOMPARE(h.read("B"), ""s);
    h.advance(1);
    QCOMPARE(h.read("B"), "+OK\r\n$1\r\n1\r\n"s);
    h.say("A", "CLIENT PAUSE 100000");
    QCOMPARE(h.say("B", "PING"), ""s);
    QVERIFY(h.engine.waits(h.id("B")));
}

void TestCacheClients::cachesAreToldOfChanges() {
    House h;
    const std::string k = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n";
    h.say("A", "HELLO 3");
    h.say("A", "CLIENT TRACKING ON");
    h.say("A", "GET k");
    h.say("B", "SET k 1");
    QCOMPARE(h.read("A"), k);
    h.say("B", "SET k 2"); // told once
    QCOMPARE(h.read("A"), ""s);
    h.say("A", "GET k");
    QCOMPARE(h.say("A", "SET k 3"), "+OK\r\n" + k); // its own change: after the reply
    h.say("A", "GET k");
    h.say("B", "FLUSHALL");
    QCOMPARE(h.read("A"), ">2\r\n$10\r\ninvalidate\r\n_\r\n"s);
    h.say("A", "CLIENT TRACKING OFF");
    h.say("A", "CLIENT TRACKING ON BCAST PREFIX u: NOLOOP");
    h.say("B", "MSET u:2 x u:1 y z:1 z");
    QCOMPARE(h.read("A"), ">2\r\n$10\r\ninvalidate\r\n*2\r\n$3\r\nu:1\r\n$3\r\nu:2\r\n"s);
    QCOMPARE(h.say("A", "SET u:1 1"), "+OK\r\n"s);
    // By way of another connection, in the old protocol.
    h.say("R", "SUBSCRIBE __redis__:invalidate");
    h.say("C", "CLIENT TRACKING ON REDIRECT " + std::to_string(h.id("R")));
    h.say("C", "GET k");
    h.say("B", "SET k 1");
    QCOMPARE(h.read("R"), "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$1\r\nk\r\n"s);
    QVERIFY(h.engine.info("clients", h.now).find("tracking_clients:2") != std::string::npos);
    h.engine.disconnect(h.id("A"));
    QVERIFY(h.engine.info("clients", h.now).find("tracking_clients:1") != std::string::npos);
}

void TestCacheClients::copiesGoOnAlike() {
    House h;
    h.say("B", "BLPOP q 5");
    h.say("S", "PSUBSCRIBE *");
    h.say("W", "WATCH k");
    h.say("A", "CLIENT TRACKING ON BCAST");
    h.say("A", "MULTI");
    h.say("A", "INCR n");
    House other = h;
    const auto goOn = [](House& one) {
        std::string all = one.say("C", "PUBLISH c m") + one.say("C", "SET k 1") + one.say("A", "EXEC");
        all += one.eval("return tostring(math.random(1000)) .. tostring({})");
        one.advance(6'000);
        return all + one.read("B") + one.read("S") + one.say("W", "MULTI") + one.say("W", "EXEC");
    };
    const std::string first = goOn(h);
    QCOMPARE(goOn(other), first);
    QCOMPARE(other.engine.fingerprint(), h.engine.fingerprint());
    QVERIFY(first.find("*-1") != std::string::npos);
}

void TestCacheClients::scriptsAreBounded() {
    House h;
    // A short limit, so that the test is short: modelled time, not ours.
    QVERIFY(h.engine.configure("busy-reply-threshold", "50", h.now).ok);
    for (const char* endless : {"while true do end", "while true do pcall(function() while true do end end) end",
                                "coroutine.wrap(function() while true do end end)() while true do end", "while true do redis.call('ping') end",
                                "return string.find(string.rep('a',60), string.rep('a?',60)..string.rep('a',60))",
                                "return string.rep(' ',20000):find((' *'):rep(20)..'x')"}) {
        const std::string reply = h.eval(endless);
        QVERIFY2(reply.find("Script killed") != std::string::npos, endless);
    }
    QVERIFY(h.engine.configure("busy-reply-threshold", "5000", h.now).ok);
    for (const char* greedy : {"local t={} while true do t[#t+1]='x' end", "local s='x' while true do s=s..s end",
                               "return ('x'):rep(1e6):rep(1e6)", "return string.rep('x',1e9)"}) {
        const std::string reply = h.eval(greedy);
        QVERIFY2(reply.find("not enough memory") != std::string::npos, greedy);
    }
    for (const char* deep : {"local function f() return 1+f() end return f()", "local t={} t.x=t return cjson.encode(t)",
                             "return #cmsgpack.unpack(string.rep('\\145',100000)..'\\1')", "return {unpack({},1,1e8)}",
                             "return ('x'):find(('(x?'):rep(31))", "return ('a'):find('[')", "return ('a'):find('%')"}) {
        QCOMPARE(h.eval(deep).substr(0, 1), "-"s);
    }
    QVERIFY(h.eval("local t={} t[1]=t return t").size() > 10); // a reply that never ends is cut
    QCOMPARE(h.eval("return loadstring(string.dump(function() return 1 end))"), "$-1\r\n"s); // no bytecode
    QCOMPARE(h.eval("return 1"), ":1\r\n"s);
}

void TestCacheClients::nothingStaysOfAScript() {
    House h;
    QVERIFY(h.eval("x = 1").find("Attempt to modify a readonly table") != std::string::npos);
    QVERIFY(h.eval("rawset(_G, 'x', 1)").find("Attempt to modify a readonly table") != std::string::npos);
    QVERIFY(h.eval("string.upper = nil").find("Attempt to modify a readonly table") != std::string::npos);
    QVERIFY(h.eval("getmetatable('').__index = nil").find("Attempt to modify a readonly table") != std::string::npos);
    h.eval("table.insert(string, 'left behind') KEYS.left = 1 cjson.encode_max_depth(1)");
    QCOMPARE(h.eval("return {#string, tostring(KEYS.left), cjson.encode({{1}})}"), "*3\r\n:0\r\n$3\r\nnil\r\n$5\r\n[[1]]\r\n"s);
    QVERIFY(h.eval("return x").find("nonexistent global variable 'x'") != std::string::npos);
    // Even memory is as it was.
    const std::string before = h.eval("return collectgarbage('count') * 1024");
    h.eval("local t = {} for i = 1, 100000 do t[i] = {} end");
    QCOMPARE(h.eval("return collectgarbage('count') * 1024"), before);
    // Chance goes on from script to script, as the server's does; it belongs to the server.
    QCOMPARE(h.eval("math.randomseed(5) return math.random(1000)"), ":525\r\n"s);
    QCOMPARE(h.eval("return math.random(1000)..','..math.random(1000)"), "$7\r\n273,789\r\n"s);
    // A script that failed halfway keeps what it wrote, and writes nothing more.
    h.eval("redis.call('set','a','1') error('boom') redis.call('set','b','1')");
    QCOMPARE(h.say("A", "EXISTS a b"), ":1\r\n"s);
}

void TestCacheClients::scriptsRunAlikeOnEveryThread() {
    const auto work = [] {
        House h;
        std::string all;
        for (int k = 0; k < 50; ++k) {
            all += h.run("A", {"EVAL", "local t = {} for i = 1, 40 do t[{}] = i end local s = '' for _, v in pairs(t) do s = s .. v .. ' ' end "
                                       "redis.call('set', KEYS[1], s) return redis.call('get', KEYS[1]) .. tostring(t)",
                               "1", "k" + std::to_string(k)});
        }
        return all;
    };
    const std::string here = work();
    std::string there[3];
    std::vector<std::thread> threads;
    for (std::string& result : there) threads.emplace_back([&result, &work] { result = work(); });
    for (std::thread& t : threads) t.join();
    for (const std::string& result : there) QCOMPARE(result, here);
}

QTEST_APPLESS_MAIN(TestCacheClients)
#include "tst_cache_clients.moc"
