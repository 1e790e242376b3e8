// The Prometheus port of `maylab serve --lab`: requests byte by byte, and Debian's prometheus that scrapes a running lab
// and must have stored what the lab itself answers.
#include <QtTest>

#include "endpoints/loopback_client.h"
#include "endpoints/serve_program.h"

#include <nlohmann/json.hpp>

#include <map>

using namespace maylab::test;
using nlohmann::json;

namespace {

struct Reply {
    int status = 0;
    std::string body;
};

Reply readReply(LoopbackClient& c) {
    Reply r;
    std::size_t length = std::size_t{1} << 30; // until they hang up
    const std::string first = c.line();
    if (first.size() > 12) r.status = std::atoi(first.c_str() + 9);
    for (std::string line = c.line(); line.size() > 2; line = c.line())
        if (line.starts_with("Content-Length: ")) length = std::stoul(line.substr(16));
    r.body = c.read(length);
    return r;
}

std::string escaped(const std::string& text) { return QUrl::toPercentEncoding(QString::fromStdString(text)).toStdString(); }

Reply get(std::uint16_t port, const std::string& target) {
    LoopbackClient c(port);
    c.send("GET " + target + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"); // 1.0: no chunks
    return readReply(c);
}

// The elements of an instant query, by their labels; those that a scraper adds are left out.
std::map<std::string, std::string> vectorOf(std::uint16_t port, const std::string& query, const std::string& time) {
    const Reply reply = get(port, "/api/v1/query?query=" + escaped(query) + "&time=" + time);
    std::map<std::string, std::string> out;
    const json body = json::parse(reply.body, nullptr, false);
    if (reply.status != 200 || body.is_discarded()) return out;
    for (const json& one : body["data"]["result"]) {
        json metric = one["metric"];
        metric.erase("instance");
        metric.erase("job");
        const std::string name = metric.value("__name__", "");
        if (name != "up" && !name.starts_with("scrape_")) out[metric.dump()] = one["value"][1];
    }
    return out;
}

std::string only(const std::map<std::string, std::string>& elements) { return elements.size() == 1 ? elements.begin()->second : ""; }

// One that is free now.
std::uint16_t freePort() {
    const int s = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    ::bind(s, reinterpret_cast<sockaddr*>(&at), size);
    ::getsockname(s, reinterpret_cast<sockaddr*>(&at), &size);
    ::close(s);
    return ntohs(at.sin_port);
}

} // namespace

class TestPrometheusPort : public QObject {
    Q_OBJECT

  private:
    static QStringList arguments() { return {"--prometheus", "0", "--lab", "elasticache", "--speed", "60"}; }

  private slots:
    void speaksHttp() {
        Server s(arguments());
        const std::uint16_t port = s.number("prometheus");
        QVERIFY2(port > 0, s.said.constData());
        QCOMPARE(get(port, "/api/v1/query?query=1%2B1&time=4").body,
                 std::string("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}"));
        QCOMPARE(get(port, "/nope").status, 404);

        // A form, in pieces; then another request on the same connection, and two at once.
        LoopbackClient c(port);
        const std::string form = "query=2*3&time=4";
        const std::string post = "POST /api/v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                                 std::to_string(form.size()) + "\r\n\r\n" + form;
        for (const char byte : post)
            QVERIFY(c.send({&byte, 1}));
        QVERIFY(readReply(c).body.find("\"6\"") != std::string::npos);
        const std::string health = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
        QVERIFY(c.send(health + health));
        for (int i = 0; i < 2; ++i)
            QCOMPARE(readReply(c).body, std::string("Prometheus Server is Healthy.\n"));
        QCOMPARE(s.stop(), 0);
    }

    void refusesWhatIsTooMuchOrNoHttp() {
        Server s(arguments());
        const std::uint16_t port = s.number("prometheus");
        const auto status = [&](const std::string& request) {
            LoopbackClient c(port);
            c.send(request);
            const int answered = readReply(c).status;
            return c.hungUp() ? answered : -1;
        };
        QCOMPARE(status("PING\r\n\r\n"), 400);
        QCOMPARE(status("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431);
        QCOMPARE(status("POST /api/v1/query HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n"), 413);
        QCOMPARE(status("POST /api/v1/query HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" + std::string(1u << 20, 'x')), 413);
        const std::string post = "POST /api/v1/query HTTP/1.1\r\nHost: x\r\n";
        for (const char* length : {"-1", "99999999999999999999999", "3\r\nContent-Length: 5"})
            QCOMPARE(status(post + "Content-Length: " + length + "\r\n\r\n"), 400);
        for (const char* chunk : {"zz", "ffffffffffffffffff"})
            QCOMPARE(status(post + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n"), 400);
        QCOMPARE(status(std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 30)), 400);
        QCOMPARE(status("\x16\x03\x01" + std::string(500, '\1')), 400); // TLS
        // Half a megabyte of parentheses is short enough for the port, and too deep for the language.
        std::string form = "query=";
        while (form.size() < 500'000)
            form += "%28";
        const std::string deep = post + "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form;
        QCOMPARE(status(deep), 400);
        for (const char* odd : {"query=%zz%00%ff", "query=1e999", "query=1&time=1e999", "query=1&time=NaN", "query=1&time=-9e18"})
            QCOMPARE(get(port, std::string("/api/v1/query?") + odd).status, 400);
        QCOMPARE(get(port, "/api/v1/query_range?query=up&start=0&end=1e9&step=1e-9").status, 400);
        QCOMPARE(get(port, "/-/ready").status, 200); // and it still serves
    }

    void aRealPrometheusStoresWhatWeAnswer() {
        Server s(arguments());
        const std::uint16_t port = s.number("prometheus"), theirs = freePort();
        QVERIFY2(port > 0, s.said.constData());
        QTemporaryDir home;
        QFile config(home.filePath("prometheus.yml"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
                     "scrape_configs: [{job_name: lab, static_configs: [{targets: ['127.0.0.1:" + QByteArray::number(port) + "']}]}]\n");
        config.close();
        QProcess prometheus;
        prometheus.setProcessChannelMode(QProcess::MergedChannels);
        prometheus.start("prometheus", {"--config.file=" + config.fileName(), "--storage.tsdb.path=" + home.filePath("data"),
                                        "--web.listen-address=127.0.0.1:" + QString::number(theirs)});
        QVERIFY2(prometheus.waitForStarted(), "prometheus is not installed; ./maylab test installs it");

        // From the second scrape on counters have something to tell. When it was by their clock, and by the lab's.
        std::string scraped, inLab;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < kPatience) {
            const std::string count = only(vectorOf(theirs, "count_over_time(lab_world_time_seconds[1m])", std::to_string(QDateTime::currentSecsSinceEpoch())));
            if (!count.empty() && std::stoi(count) >= 4) break;
            QTest::qWait(200);
        }
        scraped = only(vectorOf(theirs, "timestamp(lab_world_time_seconds)", std::to_string(QDateTime::currentSecsSinceEpoch())));
        QVERIFY2(!scraped.empty(), prometheus.readAll().constData());
        inLab = only(vectorOf(theirs, "lab_world_time_seconds", scraped));
        const auto stored = vectorOf(theirs, "{__name__=~\".+\"}", scraped);
        const auto answered = vectorOf(port, "{__name__=~\".+\"}", inLab);
        prometheus.terminate();
        QVERIFY(prometheus.waitForFinished());

        QVERIFY2(stored.size() > 100, qPrintable(QString::number(stored.size())));
        QCOMPARE(stored.size(), answered.size());
        for (const auto& [labels, value] : stored) {
            const auto ours = answered.find(labels);
            QVERIFY2(ours != answered.end(), labels.c_str());
            QVERIFY2(ours->second == value, (labels + ": " + value + " stored, " + ours->second + " answered").c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestPrometheusPort)
#include "tst_prometheus_port.moc"
