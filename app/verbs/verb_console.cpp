#include "app/verbs/verb.h"
#include "aws/console_session.h"
#include "cache/bare_cluster.h"
#include "cache/engine/console_session.h"
#include "cache/memcached/console_session.h"
#include "cache/models.h"
#include "kernel/outside.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"
#include "scenarios/models.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

#include <unistd.h>

namespace maylab::app {
namespace {

using SettingList = std::vector<std::pair<std::string, std::string>>;

// Longer lines are not commands but mistakes; they are answered, not kept.
constexpr std::size_t kMaxLine = 64u << 20;

// getline that does not let one endless line fill the memory.
bool readLine(std::string& line, bool& tooLong) {
    line.clear();
    tooLong = false;
    int c = 0;
    while ((c = getchar_unlocked()) != EOF) {
        if (c == '\n') return true;
        if (line.size() < kMaxLine) line += static_cast<char>(c);
        else tooLong = true;
    }
    return !line.empty();
}

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

std::string errorLine(const std::string& text) {
    return nlohmann::json{{"error", text}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// Of a cluster: how many primaries, how many replicas of each. No shards: one process.
struct ClusterShape {
    std::uint32_t shards = 0, replicas = 0;
};

constexpr std::uint16_t kFirstClusterPort = 7000;

// The port is not a parameter that a running process takes; here it says where the (first) node seems to listen.
bool takePort(SettingList& settings, std::uint16_t& port) {
    const auto at = std::find_if(settings.begin(), settings.end(), [](const auto& s) { return s.first == "port"; });
    if (at == settings.end()) return true;
    bool ok = false;
    port = QString::fromStdString(at->second).toUShort(&ok);
    if (!ok || port < 1 || port > 60'000) {
        complain(QStringLiteral("--set port=N takes a number from 1 to 60000"));
        return false;
    }
    settings.erase(at);
    return true;
}

int consoleCache(bool json, const QString& engine, SettingList settings, std::uint64_t seed, ClusterShape shape) {
    cache::ConsoleOptions options;
    options.seed = seed;
    options.shards = shape.shards;
    options.replicas = shape.replicas;
    if (shape.shards > 0) options.firstPort = kFirstClusterPort;
    if (!takePort(settings, options.firstPort)) return 2;
    options.profile = engine == QLatin1String("elasticache") ? cache::EngineProfile::ElastiCache : cache::EngineProfile::Raw;
    options.settings = std::move(settings);
    cache::ConsoleSession session(options);
    if (!session.startError().empty()) {
        complain(QString::fromStdString(session.startError()));
        return 2;
    }
    const bool prompt = !json && isatty(STDIN_FILENO) != 0;
    bool anyFailed = false, tooLong = false;
    std::string line;
    if (prompt) print(session.prompt());
    while (readLine(line, tooLong)) {
        if (tooLong) {
            anyFailed = true;
            print(json ? errorLine("the line is longer than 64 MB") : "(error) the line is longer than 64 MB\n");
        } else if (json) {
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            bool failed = false;
            const std::string reply = session.jsonLine(line, failed);
            anyFailed = anyFailed || failed;
            if (!reply.empty()) print(reply + "\n");
        } else {
            print(session.textLine(line));
        }
        if (prompt) print(session.prompt());
    }
    return anyFailed ? 1 : 0;
}

int consoleMemcached(bool json, const QString& engine, const SettingList& settings) {
    memcached::ConsoleOptions options;
    options.clusterConfig = engine == QLatin1String("elasticache");
    options.settings = settings;
    memcached::ConsoleSession session(options);
    if (!session.startError().empty()) {
        complain(QString::fromStdString(session.startError()));
        return 2;
    }
    bool anyFailed = false, tooLong = false;
    std::string line;
    while (readLine(line, tooLong)) {
        if (tooLong) {
            anyFailed = true;
            print(json ? errorLine("the line is longer than 64 MB") : "the line is longer than 64 MB\n");
        } else if (json) {
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            bool failed = false;
            const std::string reply = session.jsonLine(line, failed);
            anyFailed = anyFailed || failed;
            if (!reply.empty()) print(reply + "\n");
        } else {
            print(session.textLine(line));
        }
    }
    return anyFailed ? 1 : 0;
}

aws::ModelCatalog awsCatalog() {
    return aws::ModelCatalog{cache::operationModels(), messaging::operationModels(), metrics::operationModels(), logs::operationModels(), scenarios::operationModels()};
}

QStringList awsServices() {
    QStringList names;
    for (const std::string& s : awsCatalog().services()) names << QString::fromStdString(s);
    return names;
}

// service: of lines that name none; "" for aws.
int consoleAws(bool json, const SettingList& settings, std::uint64_t seed, const QString& service) {
    kernel::JournalHeader header;
    header.scenario = "shop";
    header.seed = seed;
    for (const auto& [name, value] : settings) {
        const auto parsed = kernel::parseJson(value);
        header.parameters[name] = parsed.is_discarded() ? nlohmann::json(value) : parsed;
    }
    auto run = kernel::Run::begin(header, scenarios::makeWorld);
    if (!run) {
        complain(QString::fromStdString(run.error()));
        return 2;
    }
    const aws::ModelCatalog catalog = awsCatalog();
    aws::ConsoleSession session(*run, catalog);
    session.setService(service.toStdString());
    const bool prompt = !json && isatty(STDIN_FILENO) != 0;
    int lastExit = 0;
    bool tooLong = false;
    std::string line;
    if (prompt) print("$ ");
    while (readLine(line, tooLong)) {
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos) {
        } else if (tooLong) {
            lastExit = 1;
            print(errorLine("the line is longer than 64 MB"));
        } else if (json || line[first] == '{') {
            print(session.jsonLine(line) + "\n");
        } else {
            const auto text = session.commandLine(line);
            print(text.out);
            std::fputs(text.err.c_str(), stderr);
            lastExit = text.exitCode;
        }
        if (prompt) print("$ ");
    }
    return lastExit == 0 ? 0 : 1;
}

} // namespace

int runConsole(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("service"),
                                 QStringLiteral("cache: a bare Redis engine. memcached: a bare memcached, typed at as through telnet; "
                                                "the value of a storage command is the next line, \"!sleep SECONDS\" lets time pass. "
                                                "aws: the API of the shop's world. %1: the same, for lines "
                                                "that name no service.")
                                      .arg(awsServices().join(QStringLiteral(", "))));
    parser.addOption({QStringLiteral("json"),
                      QStringLiteral("cache: one step object a line, {\"conn\",\"cmd\":[...]}, {\"conn\",\"raw\"}, "
                                     "{\"sleep_s\"}; the answer is {\"reply\": \"<RESP bytes>\"}. memcached: the same with "
                                     "{\"conn\",\"send\": \"<bytes, values with their line end>\"}. aws: one door call a line (without --json too, and mixed with commands), "
                                     "{\"service\",\"operation\",\"input\"} or {\"advance\": seconds}; the answer is "
                                     "{\"output\"} or {\"error\": {\"code\",\"message\",\"status\"}}.")});
    parser.addOption({QStringLiteral("engine"),
                      QStringLiteral("cache: raw (every command) or elasticache (restricted commands are refused). "
                                     "memcached: elasticache knows `config get cluster`."),
                      QStringLiteral("PROFILE"), QStringLiteral("raw")});
    parser.addOption({QStringLiteral("set"),
                      QStringLiteral("cache: a configuration parameter, maxmemory=10mb. memcached: an option as at its start, "
                                     "memory-limit=10, no_modern=. aws: a parameter of the scenario."),
                      QStringLiteral("NAME=VALUE")});
    parser.addOption({QStringLiteral("cluster"),
                      QStringLiteral("cache: an open source cluster of N primaries (1 to %1) on ports from 7000 on (--set port=17000 moves "
                                     "them). A line follows MOVED and ASK, and the next goes to the node it came to; \"@7001 GET k\" "
                                     "asks that node and follows nothing. With --json a step goes to its \"node\" (from 0; the "
                                     "primaries come first), and a redirection is the answer.")
                          .arg(cache::BareCluster::kMaxShards),
                      QStringLiteral("N")});
    parser.addOption({QStringLiteral("replicas"), QStringLiteral("With --cluster: replicas of each primary, 0 to %1 (default 0).").arg(cache::BareCluster::kMaxReplicas),
                      QStringLiteral("N"), QStringLiteral("0")});
    parser.addOption({QStringLiteral("seed"), QStringLiteral("The world's seed (default 1)."), QStringLiteral("N"),
                      QStringLiteral("1")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;

    SettingList settings;
    const QStringList assignments = parser.values(QStringLiteral("set"));
    for (const QString& s : assignments) {
        const auto at = s.indexOf(QLatin1Char('='));
        if (at <= 0) {
            complain(QStringLiteral("--set takes NAME=VALUE, not '%1'").arg(s));
            return 2;
        }
        settings.emplace_back(s.left(at).toStdString(), s.mid(at + 1).toStdString());
    }
    const QString engine = parser.value(QStringLiteral("engine"));
    if (engine != QLatin1String("raw") && engine != QLatin1String("elasticache")) {
        complain(QStringLiteral("--engine is raw or elasticache, not '%1'").arg(engine));
        return 2;
    }
    bool number = false;
    const std::uint64_t seed = parser.value(QStringLiteral("seed")).toULongLong(&number);
    const QStringList services = parser.positionalArguments();
    if (!number) {
        complain(QStringLiteral("--seed takes a number"));
        return 2;
    }
    if (services == QStringList{QStringLiteral("cache")}) {
        ClusterShape shape;
        bool shards = true, replicas = false;
        if (parser.isSet(QStringLiteral("cluster"))) shape.shards = parser.value(QStringLiteral("cluster")).toUInt(&shards);
        shape.replicas = parser.value(QStringLiteral("replicas")).toUInt(&replicas);
        if (!shards || (parser.isSet(QStringLiteral("cluster")) && shape.shards < 1) || shape.shards > cache::BareCluster::kMaxShards) {
            complain(QStringLiteral("--cluster takes a number from 1 to %1").arg(cache::BareCluster::kMaxShards));
            return 2;
        }
        if (!replicas || shape.replicas > cache::BareCluster::kMaxReplicas || (shape.replicas > 0 && shape.shards == 0)) {
            complain(QStringLiteral("--replicas takes a number from 0 to %1, and needs --cluster").arg(cache::BareCluster::kMaxReplicas));
            return 2;
        }
        return consoleCache(parser.isSet(QStringLiteral("json")), engine, std::move(settings), seed, shape);
    }
    if (services == QStringList{QStringLiteral("memcached")}) {
        return consoleMemcached(parser.isSet(QStringLiteral("json")), engine, settings);
    }
    const QString service = services.value(0);
    if (services.size() == 1 && (service == QLatin1String("aws") || awsServices().contains(service))) {
        return consoleAws(parser.isSet(QStringLiteral("json")), settings, seed, service == QLatin1String("aws") ? QString() : service);
    }
    complain(QStringLiteral("say which console: maylab console cache, memcached, aws or one of its services (%1)").arg(awsServices().join(QStringLiteral(", "))));
    return 2;
}

} // namespace maylab::app
