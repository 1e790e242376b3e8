#include "app/verbs/verb.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace maylab::app {
namespace {

constexpr std::array kVerbs{
    Verb{"labs", "[--json]", "list the labs and their steps", false, runLabs},
    Verb{"check", "[--lab ID] [--catalog DIR] [--json]", "run every lab's solution, mistakes and sliders", false,
         runCheck},
    Verb{"run", "--lab ID --solution [--until STEP] [--seed N] [--save] [--json]",
         "do a lab's steps with its solution and print the goals with what was measured", false, runRun},
    Verb{"console", "cache|memcached|aws|SERVICE [--json] [--engine raw|elasticache] [--cluster N [--replicas N]] [--set NAME=VALUE]...",
         "read one command or door call per line, print one reply each", false, runConsole},
    Verb{"serve", "--redis PORT [--memcached PORT] [--prometheus PORT] [--engine raw|elasticache] [--shards N [--replicas N] | --lab ID [--step STEP]] [--speed N]",
         "let real clients in, on 127.0.0.1 and ::1 only, until SIGTERM or Ctrl-C", false, runServe},
    Verb{"replay", "FILE [--json]", "rebuild a journalled run and compare it with its marks", false, runReplay},
    Verb{"worklog", "--lang en|vi --out DIR [--profile template|seed] | --to-real-aws FILE [--lab ID]",
         "export the worklog page, or your own commands of a lab as a script for a real account", true, runWorklog},
    Verb{"shots", "--out DIR [--page NAME] [--size WxH]", "render every page in two languages and two themes", true,
         runShots},
    Verb{"bench", "[--json]", "measure the program against its targets, as ratios", false, runBench},
};

} // namespace

std::span<const Verb> verbs() { return kVerbs; }

const Verb* findVerb(const QString& name) {
    for (const Verb& v : kVerbs) {
        if (name == QLatin1String(v.name)) return &v;
    }
    return nullptr;
}

void printUsage(FILE* out) {
    std::fprintf(out, "Mây Lab: learn AWS caching on this computer. No account, no bill.\n\n"
                      "Usage: maylab                 open the window\n"
                      "       maylab VERB [OPTIONS]  work without a window; every verb has --help\n\nVerbs:\n");
    for (const Verb& v : kVerbs) std::fprintf(out, "  %-8s %s\n           %s\n", v.name, v.arguments, v.summary);
    std::fprintf(out, "\nThe profile lies in XDG_DATA_HOME/maylab, settings in XDG_CONFIG_HOME/maylab,\n"
                      "the labs in MAYLAB_CATALOG or beside the program.\n");
}

bool parseArguments(const Verb& self, QCommandLineParser& parser, const QStringList& arguments, int& exitCode) {
    parser.setApplicationDescription(QString::fromUtf8(self.summary));
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("Show this help."));
    parser.addOption(help);
    const QStringList whole = QStringList{QStringLiteral("maylab ") + QLatin1String(self.name)} + arguments;
    if (!parser.parse(whole)) {
        complain(parser.errorText());
        exitCode = 2;
        return false;
    }
    if (parser.isSet(help)) {
        std::printf("Usage: maylab %s %s\n\n%s\n", self.name, self.arguments, qPrintable(parser.helpText()));
        exitCode = 0;
        return false;
    }
    return true;
}

void printJson(const nlohmann::json& value) {
    std::printf("%s\n", value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void complain(const QString& message) {
    std::fprintf(stderr, "maylab: %s\n", message.toUtf8().constData());
}

} // namespace maylab::app
