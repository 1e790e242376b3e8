// maylab serve: ports for real clients without a window, until SIGTERM or SIGINT.
#include "app/endpoints/cache_plan.h"
#include "app/environment.h"
#include "app/session/lab_host.h"
#include "app/session/session_runner.h"
#include "app/verbs/catalog_access.h"
#include "app/verbs/verb.h"
#include "cache/bare_cluster.h"
#include "scenarios/registry.h"

#include <QDateTime>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <thread>

#include <sys/resource.h>

namespace maylab::app {
namespace {

// The journal as JSON Lines, written as it grows.
class JournalFile final : public JournalSink {
  public:
    explicit JournalFile(std::ofstream file) : m_file(std::move(file)) {}

    void begin(const kernel::JournalHeader& header, std::uint64_t) override {
        kernel::Journal journal;
        journal.header = header;
        m_file << journal.headerLine() << '\n';
    }
    void append(std::uint64_t, std::vector<kernel::JournalEntry> entries) override {
        if (m_cut) return;
        for (const kernel::JournalEntry& e : entries) m_file << kernel::Journal::entryLine(e) << '\n';
        m_file.flush();
    }
    void notReplayable(std::uint64_t) override {
        m_cut = true;
        std::fprintf(stderr, "maylab: clients wrote more than a journal keeps; it ends here\n");
    }
    void end(std::uint64_t) override { m_file.flush(); }

  private:
    std::ofstream m_file;
    bool m_cut = false;
};

// A world of a lab as its step begins, without the lesson: nothing is asked, no clock is held.
Launcher labWorldLauncher(std::shared_ptr<const labs::Lab> lab, std::string step) {
    return [lab = std::move(lab), step = std::move(step)](const Launch&,
                                                          const LaunchProgress&) -> tl::expected<Launched, std::string> {
        labs::SessionOptions options;
        options.program = programVersion().toStdString();
        auto session = labs::LabSession::begin(lab, step, scenarios::makeWorld, options);
        if (!session) return tl::unexpected(labs::english(session.error()));
        session->run().world().takeReplies(); // of the set-up
        Launched launched;
        launched.host = std::make_unique<PlainHost>(std::move(session->run()));
        return launched;
    };
}

// Does a step's world begin with a node that speaks the protocol?
bool hasNodeFor(const labs::Step& step, ClientProtocol protocol) {
    const auto speaks = [protocol](const kernel::Json& cluster) {
        const bool memcached = cluster.value("Engine", std::string("redis")) == "memcached";
        return memcached == (protocol == ClientProtocol::Memcached);
    };
    if (protocol == ClientProtocol::Prometheus) return true; // every lab's world measures itself
    const kernel::Json& p = step.parameters;
    if (p.contains("cluster") && speaks(p["cluster"])) return true;
    if (p.contains("replicationGroup") && protocol == ClientProtocol::Redis) return true;
    if (!p.contains("calls")) return false;
    return std::any_of(p["calls"].begin(), p["calls"].end(),
                       [&](const kernel::Json& call) { return call.at(1) == "CreateCacheCluster" && speaks(call.at(2)); });
}

// Where to begin when nobody says: the first step whose world has nodes for all of it from the start.
std::string firstStepWithCache(const labs::Lab& lab, const std::vector<PortRequest>& requests) {
    for (const labs::Step& s : lab.steps) {
        if (std::all_of(requests.begin(), requests.end(), [&](const PortRequest& r) { return hasNodeFor(s, r.protocol); })) return s.id;
    }
    return lab.steps.front().id;
}

const char* nameOf(ClientProtocol protocol) {
    switch (protocol) {
    case ClientProtocol::Redis: return "redis";
    case ClientProtocol::Memcached: return "memcached";
    case ClientProtocol::Prometheus: return "prometheus";
    }
    return "";
}

void tell(const std::string& line) { std::fprintf(stderr, "maylab: %s\n", line.c_str()); }

std::string describe(const ListeningPort& p) {
    const std::string port = std::to_string(p.port);
    std::string line = std::string(nameOf(p.protocol)) + (p.node.empty() ? "" : " " + p.node) + " listens on 127.0.0.1:" + port;
    if (p.ipv6) line += " and [::1]:" + port;
    return line;
}

// Says what is new; false when the ports could not be opened.
bool report(const PortsView& now, std::vector<ListeningPort>& told) {
    if (now.problem != PortsView::Problem::None) {
        const std::string port = "port " + std::to_string(now.problemPort);
        tell(now.problem == PortsView::Problem::Taken        ? port + " is taken by another program"
             : now.problem == PortsView::Problem::NotAllowed ? port + " may not be opened by this user"
                                                             : port + ": " + now.problemText);
        return false;
    }
    const auto same = [](const ListeningPort& a, const ListeningPort& b) {
        return a.protocol == b.protocol && a.port == b.port && a.node == b.node;
    };
    for (const ListeningPort& p : now.ports) {
        if (std::none_of(told.begin(), told.end(), [&](const ListeningPort& t) { return same(t, p); })) tell(describe(p));
    }
    for (const ListeningPort& t : told) {
        if (std::none_of(now.ports.begin(), now.ports.end(), [&](const ListeningPort& p) { return p.port == t.port; }))
            tell("port " + std::to_string(t.port) + " is closed: " + t.node + " is gone");
    }
    told = now.ports;
    return true;
}

// As many descriptors as connections may need.
void raiseDescriptorLimit(std::uint32_t connections) {
    constexpr rlim_t kOthers = 64;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + kOthers) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, connections + kOthers);
    setrlimit(RLIMIT_NOFILE, &limit);
}

bool numberOf(const QCommandLineParser& parser, const char* option, qulonglong most, qulonglong& value) {
    bool ok = false;
    const QString text = parser.value(QLatin1String(option));
    const qulonglong n = text.toULongLong(&ok);
    if (!ok || n > most) {
        complain(QStringLiteral("--%1 takes a number up to %2, not '%3'").arg(QLatin1String(option)).arg(most).arg(text));
        return false;
    }
    value = n;
    return true;
}

// Until a signal ends it. 1 when the ports cannot be opened or the world fails.
int serve(SessionRunner& runner, const sigset_t& stopping) {
    std::vector<ListeningPort> told;
    bool listening = false;
    for (;;) {
        const timespec pause{0, listening ? 100'000'000 : 5'000'000};
        const int signal = sigtimedwait(&stopping, nullptr, &pause);
        if (signal == SIGTERM || signal == SIGINT) return 0;
        while (const auto s = runner.takeSnapshot()) {
            if (s->state == RunState::Failed) {
                tell(s->problem);
                return 1;
            }
            if (!report(s->ports, told)) return 1;
            listening = listening || s->ports.on;
        }
    }
}

} // namespace

int runServe(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    const auto option = [&parser](const char* name, const char* help, const char* value, const char* otherwise = nullptr) {
        QCommandLineOption o(QLatin1String(name), QString::fromUtf8(help), QLatin1String(value));
        if (otherwise != nullptr) o.setDefaultValue(QLatin1String(otherwise));
        parser.addOption(o);
    };
    option("redis", "Listen for Redis clients. 0: any free port; stderr says which.", "PORT");
    option("memcached", "Listen for Memcached clients.", "PORT");
    option("prometheus", "With --lab: serve the world's metrics at http://127.0.0.1:PORT: /metrics for a scraper, and Prometheus' HTTP API (PromQL) for Grafana.", "PORT");
    option("engine", "Without --lab: raw (every command) or elasticache (restricted commands are refused).", "PROFILE", "raw");
    option("shards", "With --redis, without --lab: an open source cluster of so many primaries (1 to 16) on PORT and the ports after it; try redis-cli -c.", "N");
    option("replicas", "With --shards: replicas of each primary (0 to 5), on the ports after the primaries'.", "N", "0");
    option("lab", "Serve the cache nodes of this lab's world: a port per node, and one each for the primary and the readers of a replication group; they lead to another node after a failover.", "ID");
    option("step", "The step whose world it is; otherwise the first that begins with nodes for what is served.", "STEP");
    option("speed", "How fast the world's clock runs: 1, 10, 60 or 600 times.", "N", "1");
    option("seed", "The bare engine's seed.", "N", "1");
    option("connections", "How many clients at once.", "N", "1024");
    option("idle", "Hang up on clients that were silent for so long; 0: never.", "SECONDS", "3600");
    option("journal", "Write what clients did to this file; `maylab replay` reads it.", "FILE");
    option("catalog", "Read the labs from this folder.", "DIR");
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;

    std::vector<PortRequest> requests;
    qulonglong number = 0;
    for (const auto& [name, protocol] : {std::pair{"redis", ClientProtocol::Redis}, {"memcached", ClientProtocol::Memcached}, {"prometheus", ClientProtocol::Prometheus}}) {
        if (!parser.isSet(QLatin1String(name))) continue;
        if (!numberOf(parser, name, 65535, number)) return 2;
        requests.push_back({protocol, static_cast<std::uint16_t>(number)});
    }
    if (requests.empty()) {
        complain(QStringLiteral("say what to serve: maylab serve --redis PORT, --memcached PORT, --prometheus PORT, or several"));
        return 2;
    }
    if (parser.isSet(QStringLiteral("prometheus")) && !parser.isSet(QStringLiteral("lab"))) {
        complain(QStringLiteral("--prometheus needs --lab: a bare engine's world keeps no metrics"));
        return 2;
    }
    const QString engine = parser.value(QStringLiteral("engine"));
    if (engine != QLatin1String("raw") && engine != QLatin1String("elasticache")) {
        complain(QStringLiteral("--engine is raw or elasticache, not '%1'").arg(engine));
        return 2;
    }
    Speed speed = Speed::X1;
    if (!numberOf(parser, "speed", 600, number)) return 2;
    switch (number) {
    case 1: break;
    case 10: speed = Speed::X10; break;
    case 60: speed = Speed::X60; break;
    case 600: speed = Speed::X600; break;
    default: complain(QStringLiteral("--speed is 1, 10, 60 or 600")); return 2;
    }
    PortLimits limits;
    if (!numberOf(parser, "connections", 60'000, number)) return 2;
    limits.connections = static_cast<std::uint32_t>(number);
    if (!numberOf(parser, "idle", 1'000'000'000, number)) return 2;
    limits.idleSeconds = static_cast<std::int64_t>(number);

    qulonglong shards = 0, replicas = 0;
    if (parser.isSet(QStringLiteral("shards")) && !numberOf(parser, "shards", cache::BareCluster::kMaxShards, shards)) return 2;
    if (!numberOf(parser, "replicas", cache::BareCluster::kMaxReplicas, replicas)) return 2;
    if (parser.isSet(QStringLiteral("shards")) ? shards == 0 : replicas > 0) {
        complain(QStringLiteral("say how many: --shards takes 1 or more, and --replicas needs it"));
        return 2;
    }
    if (shards > 0 && (parser.isSet(QStringLiteral("lab")) || !parser.isSet(QStringLiteral("redis")))) {
        complain(QStringLiteral("--shards goes with --redis, and not with --lab: its world has its own nodes"));
        return 2;
    }

    SessionConfig config;
    config.program = programVersion().toStdString();
    config.ports = makeLoopbackPorts(cachePlan, limits);
    Launch launch;
    launch.speed = speed;
    if (parser.isSet(QStringLiteral("lab"))) {
        const auto catalog = openCatalog(parser.value(QStringLiteral("catalog")));
        if (!catalog) return 1;
        const auto lab = findLab(*catalog, parser.value(QStringLiteral("lab")));
        if (!lab) return 1;
        const std::string step = parser.isSet(QStringLiteral("step")) ? parser.value(QStringLiteral("step")).toStdString()
                                                                      : firstStepWithCache(*lab, requests);
        if (lab->step(step) == nullptr) {
            complain(QStringLiteral("the lab has no step '%1'; `maylab labs` lists them").arg(QString::fromStdString(step)));
            return 2;
        }
        config.launcher = labWorldLauncher(lab, step);
    } else {
        if (!numberOf(parser, "seed", ~0ull, number)) return 2;
        launch.header.scenario = "engine";
        launch.header.seed = number;
        // Clients compare TTLs and dates with their own clock.
        launch.header.calendarStart = QDateTime::currentMSecsSinceEpoch();
        launch.header.parameters = {{"redis", parser.isSet(QStringLiteral("redis"))},
                                    {"memcached", parser.isSet(QStringLiteral("memcached"))},
                                    {"profile", engine.toStdString()}};
        if (shards > 0) {
            launch.header.parameters["shards"] = shards;
            launch.header.parameters["replicas"] = replicas;
        }
        config.launcher = plainLauncher(scenarios::makeWorld);
    }
    config.keepClientBytes = parser.isSet(QStringLiteral("journal"));
    if (config.keepClientBytes) {
        const QString path = parser.value(QStringLiteral("journal"));
        std::ofstream file(path.toStdString(), std::ios::binary);
        if (!file) {
            complain(QStringLiteral("%1 cannot be written").arg(path));
            return 1;
        }
        config.sink = std::make_shared<JournalFile>(std::move(file));
    }

    raiseDescriptorLimit(limits.connections);
    // Before there is another thread, so that none of them takes the signals.
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopping, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    SessionRunner runner(std::move(config));
    runner.begin(std::move(launch));
    runner.openPorts(requests);
    runner.setSpeed(speed); // opening ports sets 1x
    const int code = serve(runner, stopping);
    runner.stop();
    return code;
}

} // namespace maylab::app
