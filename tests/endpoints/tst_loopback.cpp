// Loopback ports over a session's thread: what clients may do to it, and what they may not.
#include <QtTest>

#include "endpoints/loopback_client.h"
#include "endpoints/served_world.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#if defined(__SANITIZE_THREAD__)
#define MAYLAB_COUNTS_ITS_HEAP 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MAYLAB_COUNTS_ITS_HEAP 1
#endif
#endif
#ifdef MAYLAB_COUNTS_ITS_HEAP
extern "C" std::size_t __sanitizer_get_current_allocated_bytes(); // g++ ships no header for it
#endif

using namespace maylab;
using namespace maylab::app;
using test::encoded;
using test::LoopbackClient;

namespace {

kernel::JournalHeader engineHeader(bool memcached = false) {
    kernel::JournalHeader h;
    h.scenario = "engine";
    h.parameters = {{"memcached", memcached}};
    return h;
}

std::vector<PortRequest> requests(bool memcached) {
    std::vector<PortRequest> r{{ClientProtocol::Redis, 0}};
    if (memcached) r.push_back({ClientProtocol::Memcached, 0});
    return r;
}

// A bare engine on a free port.
struct Served : test::ServedWorld {
    explicit Served(PortLimits limits = {}, bool play = true, bool memcached = false)
        : ServedWorld(engineHeader(memcached), requests(memcached), memcached ? 2 : 1, limits, play) {}
};

// The sanitizers keep freed memory and their shadow of it resident, but count what is allocated.
std::size_t residentBytes() {
#ifdef MAYLAB_COUNTS_ITS_HEAP
    return __sanitizer_get_current_allocated_bytes();
#else
    std::ifstream f("/proc/self/statm");
    std::size_t whole = 0, resident = 0;
    f >> whole >> resident;
    return resident * 4096;
#endif
}

} // namespace

class TestLoopback : public QObject {
    Q_OBJECT

  private slots:
    void bothAddressesAnswer() {
        Served s;
        QVERIFY(s.ports.on);
        QVERIFY(s.ports.ports[0].ipv4);
        for (const bool ipv6 : {false, true}) {
            if (ipv6 && !s.ports.ports[0].ipv6) continue; // a machine without it
            LoopbackClient c(s.port(), ipv6);
            QVERIFY(c.connected());
            QCOMPARE(c.ask("PING\r\n"), std::string("+PONG\r\n"));
            QCOMPARE(c.ask(encoded({"SET", "k", "v"})), std::string("+OK\r\n"));
        }
    }

    void openingSetsRealTime() {
        Served s;
        const auto now = s.waitFor([](const Snapshot& x) { return x.state == RunState::Ready; });
        QVERIFY(now);
        QCOMPARE(now->speed, Speed::X1);
        QVERIFY(now->playing);
    }

    void aPausedWorldAnswersAtItsPresentInstant() {
        Served s({}, false);
        LoopbackClient c(s.port());
        const std::string first = c.ask("TIME\r\n"); // *2
        QCOMPARE(first, std::string("*2\r\n"));
        const std::string a = c.line() + c.line() + c.line() + c.line();
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        (void)c.ask("TIME\r\n");
        QCOMPARE(c.line() + c.line() + c.line() + c.line(), a);
        QCOMPARE(c.ask(encoded({"SET", "k", "v", "PX", "20"})), std::string("+OK\r\n"));
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        QCOMPARE(c.ask(encoded({"EXISTS", "k"})), std::string(":1\r\n"));
        s.runner.play(true);
        for (int i = 0; i < 200 && c.ask(encoded({"EXISTS", "k"})) == ":1\r\n"; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        QCOMPARE(c.ask(encoded({"EXISTS", "k"})), std::string(":0\r\n"));
    }

    void memcachedHasAPortOfItsOwn() {
        Served s({}, true, true);
        QCOMPARE(s.ports.ports.size(), std::size_t(2));
        LoopbackClient c(s.port(1));
        QCOMPARE(c.ask("set k 0 0 3\r\nabc\r\n"), std::string("STORED\r\n"));
        QCOMPARE(c.ask("get k\r\n"), std::string("VALUE k 0 3\r\n"));
        QCOMPARE(c.line(), std::string("abc\r\n"));
    }

    void nothingListensUntilAskedForOrAfterClosing() {
        Served s;
        const std::uint16_t port = s.port();
        LoopbackClient c(port);
        QCOMPARE(c.ask("PING\r\n"), std::string("+PONG\r\n"));
        s.runner.openPorts({});
        QVERIFY(s.waitFor([](const Snapshot& x) { return !x.ports.on; }));
        QVERIFY(c.hungUp());
        QVERIFY(!LoopbackClient(port).connected());
    }

    void aTakenPortIsSaid() {
        Served first;
        Served second;
        second.runner.openPorts({{ClientProtocol::Redis, first.port()}});
        const auto refused =
            second.waitFor([](const Snapshot& x) { return x.ports.problem != PortsView::Problem::None; });
        QVERIFY(refused);
        QCOMPARE(refused->ports.problem, PortsView::Problem::Taken);
        QCOMPARE(refused->ports.problemPort, first.port());
        QVERIFY(!refused->ports.on);
        QCOMPARE(LoopbackClient(first.port()).ask("PING\r\n"), std::string("+PONG\r\n"));
    }

    void anotherRunHangsUpOnTheClientsOfTheLast() {
        Served s;
        LoopbackClient c(s.port());
        QCOMPARE(c.ask(encoded({"SET", "k", "v"})), std::string("+OK\r\n"));
        s.runner.begin({engineHeader(), nullptr, true, Speed::X1, {}});
        QVERIFY(c.hungUp());
        QCOMPARE(LoopbackClient(s.port()).ask(encoded({"EXISTS", "k"})), std::string(":0\r\n"));
    }

    void onlySoManyAtOnce() {
        Served s(PortLimits{2, 0, 64u << 20, 1024u << 20});
        LoopbackClient a(s.port()), b(s.port());
        QCOMPARE(a.ask("PING\r\n"), std::string("+PONG\r\n"));
        QCOMPARE(b.ask("PING\r\n"), std::string("+PONG\r\n"));
        LoopbackClient c(s.port());
        QCOMPARE(c.line(), std::string("-ERR max number of clients reached\r\n"));
        QVERIFY(c.hungUp());
    }

    void theEnginesOwnLimitIsSaidAsTheServerSaysIt() {
        Served s;
        LoopbackClient a(s.port());
        QCOMPARE(a.ask(encoded({"CONFIG", "SET", "maxclients", "1"})), std::string("+OK\r\n"));
        LoopbackClient b(s.port());
        QCOMPARE(b.line(), std::string("-ERR max number of clients reached\r\n"));
        QVERIFY(b.hungUp());
    }

    void theSilentAreHungUpOn() {
        Served s(PortLimits{10, 1, 64u << 20, 1024u << 20});
        LoopbackClient c(s.port());
        QCOMPARE(c.ask("PING\r\n"), std::string("+PONG\r\n"));
        QVERIFY(c.hungUp(10'000));
    }

    // 10,000 connections opened and dropped, some in the middle of a command: everybody else is served, nothing is left.
    void manyComeAndGo() {
        Served s;
        LoopbackClient steady(s.port());
        QCOMPARE(steady.ask("PING\r\n"), std::string("+PONG\r\n"));
        const auto wave = [&](int n) {
            for (int i = 0; i < n; ++i) {
                LoopbackClient c(s.port());
                if (!c.connected()) return false;
                if (i % 3 == 0) c.send("*2\r\n$3\r\nGET\r\n$5\r\nab");
                if (i % 500 == 0 && steady.ask("PING\r\n") != "+PONG\r\n") return false;
            }
            return true;
        };
        QVERIFY(wave(1000));
        const std::size_t before = residentBytes();
        QVERIFY(wave(9000));
        QVERIFY(residentBytes() < before + (24u << 20));
        const auto left = s.waitFor([](const Snapshot& x) { return x.ports.on && x.ports.ports[0].connections == 1; });
        QVERIFY(left);
        // Some may still come out of the system's queue, dropped before they were taken in: they leave as well.
        const auto clients = [&] {
            const std::string header = steady.ask(encoded({"INFO", "clients"}));
            const std::string body = steady.read(std::stoul(header.substr(1)) + 2);
            const std::size_t at = body.find("connected_clients:");
            return body.substr(at, body.find('\r', at) - at);
        };
        QTRY_COMPARE_WITH_TIMEOUT(clients(), std::string("connected_clients:1"), 10'000);
    }

    // A length is a claim: memory is for bytes that came.
    void hugeLengthsCostNothing() {
        Served s;
        LoopbackClient steady(s.port());
        QCOMPARE(steady.ask("PING\r\n"), std::string("+PONG\r\n"));
        const std::size_t before = residentBytes();
        std::vector<LoopbackClient> claimers;
        for (int i = 0; i < 100; ++i) {
            claimers.emplace_back(s.port());
            QVERIFY(claimers.back().send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$536870912\r\nabc"));
        }
        for (int i = 0; i < 100; ++i) {
            claimers.emplace_back(s.port());
            QVERIFY(claimers.back().send("*1000000000\r\n$1\r\na\r\n"));
        }
        QCOMPARE(steady.ask("PING\r\n"), std::string("+PONG\r\n"));
        QVERIFY(residentBytes() < before + (32u << 20));
        QCOMPARE(LoopbackClient(s.port()).ask("*1\r\n$536870913\r\n"),
                 std::string("-ERR Protocol error: invalid bulk length\r\n"));
    }

    // One who asks and does not read is not read any more: what waits for him stays bounded.
    void slowReadersAreNotServedAhead() {
        Served s;
        LoopbackClient steady(s.port());
        QCOMPARE(steady.ask(encoded({"SET", "big", std::string(100'000, 'x')})), std::string("+OK\r\n"));
        const std::size_t before = residentBytes();
        LoopbackClient slow(s.port());
        std::string many;
        for (int i = 0; i < 200; ++i) many += encoded({"GET", "big"});
        for (int i = 0; i < 200; ++i) {
            slow.sendSome(many);
            QCOMPARE(steady.ask("PING\r\n"), std::string("+PONG\r\n"));
        }
        QVERIFY2(residentBytes() < before + (160u << 20), qPrintable(QString::number((residentBytes() - before) >> 20)));
        // He gets what he asked for once he reads.
        QCOMPARE(slow.read(100'000 + 11), "$100000\r\n" + std::string(100'000, 'x') + "\r\n");
    }

    // Nor is everything kept that one is told and does not read: at a limit he is hung up on.
    void slowSubscribersAreHungUpOn() {
        Served s(PortLimits{10, 0, 8u << 20, 1024u << 20});
        LoopbackClient steady(s.port()), slow(s.port());
        QCOMPARE(slow.ask(encoded({"SUBSCRIBE", "news"})), std::string("*3\r\n"));
        const std::size_t before = residentBytes();
        const auto tell = encoded({"EVAL", "return redis.call('PUBLISH', 'news', string.rep('x', 100000))", "0"});
        int told = 0;
        for (int i = 0; i < 600; ++i) told += steady.ask(tell) == ":1\r\n" ? 1 : 0;
        QVERIFY2(told >= 80 && told < 600, qPrintable(QString::number(told)));
        QVERIFY2(residentBytes() < before + (64u << 20), qPrintable(QString::number((residentBytes() - before) >> 20)));
        QCOMPARE(steady.ask("PING\r\n"), std::string("+PONG\r\n"));
        QVERIFY(slow.hungUp());
    }

    // What clients did is in the journal as they sent it, and leads to the same again.
    void aServedRunReplaysToTheSame() {
        Served s({}, true, true);
        {
            LoopbackClient a(s.port()), b(s.port()), m(s.port(1));
            for (int i = 0; i < 300; ++i) {
                const std::string key = "k" + std::to_string(i % 40);
                QCOMPARE(a.ask(encoded({"SET", key, std::to_string(i), "PX", "50"})), std::string("+OK\r\n"));
                b.send(encoded({"INCR", "n"}) + encoded({"GET", key}).substr(0, 7));
                QVERIFY(b.line().front() == ':');
                b.send(encoded({"GET", key}).substr(7));
                if (b.line() != "$-1\r\n") (void)b.line();
                QCOMPARE(m.ask("set " + key + " 0 0 1\r\nx\r\n"), std::string("STORED\r\n"));
            }
            QCOMPARE(a.ask("QUIT\r\n"), std::string("+OK\r\n"));
        }
        QCOMPARE(test::replayedDifferently(s), std::string());
    }

    void manyClientsAtOnce() {
        Served s;
        std::vector<std::thread> threads;
        std::atomic<int> right{0};
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                LoopbackClient c(s.port());
                for (int i = 0; i < 500; ++i) {
                    const std::string key = "t" + std::to_string(t), value = std::to_string(i);
                    std::string batch;
                    for (int k = 0; k < 5; ++k) batch += encoded({"SET", key, value}) + encoded({"GET", key});
                    c.send(batch);
                    const std::string one = "+OK\r\n$" + std::to_string(value.size()) + "\r\n" + value + "\r\n";
                    for (int k = 0; k < 5; ++k) right += c.read(one.size()) == one ? 1 : 0;
                }
            });
        }
        for (int i = 0; i < 20; ++i) {
            s.runner.play(i % 2 == 0);
            (void)s.runner.takeSnapshot();
            std::this_thread::sleep_for(std::chrono::milliseconds(3));
        }
        for (std::thread& t : threads) t.join();
        QCOMPARE(right.load(), 4 * 500 * 5);
    }
};

QTEST_APPLESS_MAIN(TestLoopback)
#include "tst_loopback.moc"
