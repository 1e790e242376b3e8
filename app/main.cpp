// maylab: the window, or a headless verb.
#include "app/application.h"
#include "app/environment.h"
#include "app/shell/settings.h"
#include "app/verbs/verb.h"

#include <QApplication>
#include <QMessageBox>

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <cstdio>

using namespace maylab::app;

namespace {

// What Qt has to say goes to a file of the profile, never into a verb's output.
void logToProfile() {
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            (profileDirectory() + QStringLiteral("/maylab.log")).toStdString(), 1 << 20, 2);
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("maylab", sink));
        spdlog::flush_on(spdlog::level::warn);
    } catch (const spdlog::spdlog_ex&) {
        spdlog::set_level(spdlog::level::off); // a read-only disk: the window says so by itself
    }
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        const std::string line = text.toStdString();
        type >= QtCriticalMsg && type != QtInfoMsg ? spdlog::error(line) : spdlog::warn(line);
        if (type == QtFatalMsg) std::fprintf(stderr, "maylab: %s\n", line.c_str());
    });
}

int runWindow(int& argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Mây Lab"));
    QApplication::setDesktopFileName(QStringLiteral("maylab"));
    logToProfile();
    auto made = Application::make({catalogDirectory(), profileDirectory(), Settings::defaultPath()});
    if (!made) {
        complain(made.error());
        QMessageBox::warning(nullptr, QStringLiteral("Mây Lab"), made.error());
        return 1;
    }
    Application& program = **made;
    program.start();
    program.window().show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    const QString first = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (first == QLatin1String("--help") || first == QLatin1String("-h") || first == QLatin1String("help")) {
        printUsage(stdout);
        return 0;
    }
    if (first == QLatin1String("--version")) {
        std::printf("maylab %s\n", qPrintable(programVersion()));
        return 0;
    }
    if (const Verb* verb = findVerb(first)) {
        QStringList arguments;
        for (int i = 2; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
        if (verb->needsGui) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
            QApplication application(argc, argv);
            return verb->run(*verb, arguments);
        }
        QCoreApplication application(argc, argv);
        return verb->run(*verb, arguments);
    }
    if (!first.isEmpty() && !first.startsWith(QLatin1Char('-'))) {
        complain(QStringLiteral("there is no verb '%1'").arg(first));
        printUsage(stderr);
        return 2;
    }
    return runWindow(argc, argv);
}
