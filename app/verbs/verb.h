// The headless twin: what the program does without a window. A verb prints its data on stdout, messages on stderr,
// and returns 0 only on success (1: it could not be done, 2: the command line was wrong).
#pragma once

#include <QCommandLineParser>
#include <QString>
#include <QStringList>

#include <nlohmann/json_fwd.hpp>

#include <span>

namespace maylab::app {

struct Verb {
    const char* name;
    const char* arguments; // for --help: "cache|aws [--set NAME=VALUE]..."
    const char* summary;
    bool needsGui; // draws pictures: runs on the offscreen platform
    int (*run)(const Verb& self, const QStringList& arguments);
};

std::span<const Verb> verbs();
const Verb* findVerb(const QString& name);
void printUsage(FILE* out);

// Adds --help, parses; false: the caller returns exitCode (help was printed, or the command line was wrong).
bool parseArguments(const Verb& self, QCommandLineParser& parser, const QStringList& arguments, int& exitCode);

void printJson(const nlohmann::json& value); // pretty, UTF-8, one trailing newline
void complain(const QString& message);       // "maylab: ..." on stderr

int runLabs(const Verb&, const QStringList&);
int runCheck(const Verb&, const QStringList&);
int runRun(const Verb&, const QStringList&);
int runConsole(const Verb&, const QStringList&);
int runServe(const Verb&, const QStringList&);
int runReplay(const Verb&, const QStringList&);
int runWorklog(const Verb&, const QStringList&);
int runShots(const Verb&, const QStringList&);
int runBench(const Verb&, const QStringList&);

} // namespace maylab::app
