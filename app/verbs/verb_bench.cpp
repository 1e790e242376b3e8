#include "app/verbs/bench_clients.h"
#include "app/verbs/verb.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <cstdio>

namespace maylab::app {
namespace {

using nlohmann::json;


QString beside(const QString& relative) { return QCoreApplication::applicationDirPath() + QLatin1Char('/') + relative; }

json row(const char* name, const char* what, const char* quantity, double target, double measured) {
    return {{"benchmark", name},     {"what", what},         {"quantity", quantity},
            {"target", target},      {"measured", measured}, {"ratio", measured > 0 ? target / measured : 0.0}};
}

bool runChild(const QString& program, const QStringList& arguments, QByteArray& out, double& seconds) {
    QTemporaryDir profile;
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_DATA_HOME"), profile.path());
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), profile.path());
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    child.start(program, arguments);
    if (!child.waitForFinished(600'000)) return false;
    seconds = static_cast<double>(timer.nsecsElapsed()) * 1e-9;
    out = child.readAllStandardOutput();
    return child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0;
}

} // namespace

int runBench(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print the results as JSON.")});
    parser.addOption({QStringLiteral("filter"), QStringLiteral("Only benchmarks whose name matches."), QStringLiteral("REGEX")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;

    json rows = json::array();
    bool ok = true;
    const QString filter = parser.value(QStringLiteral("filter"));
    const QString engines = beside(QStringLiteral("bench/maylab_bench"));
    if (!QFile::exists(engines)) {
        complain(QStringLiteral("the benchmarks are not built; `./maylab bench` builds them"));
        return 1;
    }
    QByteArray out;
    double seconds = 0;
    QStringList args{QStringLiteral("--json")};
    if (!filter.isEmpty()) args << QStringLiteral("--benchmark_filter=") + filter;
    if (runChild(engines, args, out, seconds)) {
        for (auto& r : json::parse(out.toStdString(), nullptr, false).value("benchmarks", json::array())) rows.push_back(r);
    } else if (filter.isEmpty()) {
        ok = false;
    }
    if (filter.isEmpty()) {
        const QString window = beside(QStringLiteral("bench/maylab_bench_window"));
        if (runChild(window, {QStringLiteral("--json")}, out, seconds)) {
            for (auto& r : json::parse(out.toStdString(), nullptr, false).value("benchmarks", json::array())) rows.push_back(r);
        } else {
            complain(QStringLiteral("the window's benchmark failed"));
            ok = false;
        }
        if (runChild(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("run"), QStringLiteral("--lab"), QStringLiteral("elasticache"), QStringLiteral("--solution"),
                      QStringLiteral("--until"), QStringLiteral("memory-is-finite")},
                     out, seconds)) {
            rows.push_back(row("SolutionHeadless", "the solution of the first four steps, headless", "s", 4, seconds));
        } else {
            complain(QStringLiteral("the solution did not pass"));
            ok = false;
        }
    }
    if (filter.isEmpty() || filter.startsWith(QLatin1String("RealClients"))) benchClients(rows);
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{"benchmarks", rows}});
    } else {
        std::printf("%-34s %12s %12s %8s\n", "benchmark", "measured", "target", "ratio");
        for (const json& r : rows) {
            const std::string quantity = r.value("quantity", "ns");
            if (r.contains("target")) {
                std::printf("%-34s %12.4g %12.4g %7.2fx  %s; %s\n", r["benchmark"].get<std::string>().c_str(),
                            r["measured"].get<double>(), r["target"].get<double>(), r["ratio"].get<double>(),
                            quantity.c_str(), r["what"].get<std::string>().c_str());
            } else if (r.contains("what") && !r.contains("nanoseconds")) {
                std::printf("%-34s %s\n", r["benchmark"].get<std::string>().c_str(), r["what"].get<std::string>().c_str());
            } else {
                std::printf("%-34s %12.4g\n", r["benchmark"].get<std::string>().c_str(),
                            r.value("itemsPerSecond", r.value("nanoseconds", 0.0)));
            }
        }
        std::printf("(a ratio above 1 is better than the target)\n");
    }
    return ok ? 0 : 1;
}

} // namespace maylab::app
