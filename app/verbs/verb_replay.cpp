#include "app/verbs/verb.h"
#include "kernel/run.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <QFile>

#include <cstdio>

namespace maylab::app {

int runReplay(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("A journal (JSON Lines)."));
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print the result as JSON.")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;
    const QStringList files = parser.positionalArguments();
    if (files.size() != 1) {
        complain(QStringLiteral("say which journal: maylab replay FILE"));
        return 2;
    }
    QFile file(files.first());
    if (!file.open(QIODevice::ReadOnly)) {
        complain(QStringLiteral("%1 cannot be read: %2").arg(files.first(), file.errorString()));
        return 1;
    }
    const auto read = kernel::Journal::fromJsonLines(file.readAll().toStdString());
    if (!read.headerOk) {
        complain(QStringLiteral("%1: %2").arg(files.first(), QString::fromStdString(read.problem)));
        return 1;
    }
    if (!read.complete) complain(QStringLiteral("%1: %2").arg(files.first(), QString::fromStdString(read.problem)));

    kernel::Run::ReplayReport report;
    const auto run = kernel::Run::replay(read.journal, scenarios::makeWorld, report);
    if (!run) {
        complain(QString::fromStdString(run.error()));
        return 1;
    }
    char fingerprint[17];
    std::snprintf(fingerprint, sizeof fingerprint, "%016llx",
                  static_cast<unsigned long long>(run->world().fingerprint()));
    const auto& h = read.journal.header;
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{"scenario", h.scenario},
                   {"seed", h.seed},
                   {"lab", h.lab},
                   {"step", h.step},
                   {"complete", read.complete},
                   {"entries", report.entries},
                   {"marks", report.marks},
                   {"differingMarks", report.differingMarks},
                   {"behavioursDiffer", report.behavioursDiffer},
                   {"virtualSeconds", run->world().now().inSeconds()},
                   {"events", run->world().eventsExecuted()},
                   {"fingerprint", fingerprint}});
    } else {
        std::printf("%s, seed %llu%s%s: %llu entries, %s, %llu events, fingerprint %s\n", h.scenario.c_str(),
                    static_cast<unsigned long long>(h.seed), h.step.empty() ? "" : ", step ", h.step.c_str(),
                    static_cast<unsigned long long>(report.entries),
                    kernel::formatClock(run->world().now()).c_str(),
                    static_cast<unsigned long long>(run->world().eventsExecuted()), fingerprint);
        if (report.differingMarks == 0) {
            std::printf("all %llu marks agree\n", static_cast<unsigned long long>(report.marks));
        } else {
            std::printf("%llu of %llu marks differ, the first at %s%s\n",
                        static_cast<unsigned long long>(report.differingMarks),
                        static_cast<unsigned long long>(report.marks),
                        kernel::formatClock(report.firstDifference).c_str(),
                        report.behavioursDiffer ? " (recorded under other rules)" : "");
        }
    }
    return read.complete && report.differingMarks == 0 ? 0 : 1;
}

} // namespace maylab::app
