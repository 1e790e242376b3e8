// `maylab shots`: every page in two languages and two themes, always the same bytes for the same program: the
// sessions are plain replays to fixed virtual times with a profile of its own, reduced motion, and no wall clock on
// the page.
#include "app/environment.h"
#include "app/shots.h"
#include "app/verbs/verb.h"

#include <QApplication>
#include <QDir>

#include <cstdio>

namespace maylab::app {

int runShots(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("out"), QStringLiteral("Folder for the pictures."), QStringLiteral("DIR")});
    parser.addOption({QStringLiteral("page"), QStringLiteral("Only pages whose name begins so."), QStringLiteral("NAME")});
    parser.addOption({QStringLiteral("size"), QStringLiteral("Size of the window (default 1366x768)."),
                      QStringLiteral("WxH"), QStringLiteral("1366x768")});
    parser.addOption({QStringLiteral("both"), QStringLiteral("Also in EN + VI.")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;
    const QString out = parser.value(QStringLiteral("out"));
    const QStringList parts = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    if (out.isEmpty() || size.width() < 640 || size.height() < 480 || size.width() > 8000 || size.height() > 8000) {
        complain(QStringLiteral("say where to: maylab shots --out DIR [--size 1366x768]"));
        return 2;
    }
    if (!QDir().mkpath(out)) {
        complain(QStringLiteral("the folder %1 cannot be made").arg(out));
        return 1;
    }
    ShotOptions options;
    options.catalog = catalogDirectory();
    options.size = size;
    options.page = parser.value(QStringLiteral("page"));
    options.both = parser.isSet(QStringLiteral("both"));
    const auto result = takeShots(options, [&](const QString& name, const QImage& image) {
        const QString file = out + QLatin1Char('/') + name + QStringLiteral(".png");
        if (!image.save(file, "PNG")) return false;
        std::printf("%s\n", qPrintable(file));
        std::fflush(stdout);
        return true;
    });
    if (!result) {
        complain(result.error());
        return 1;
    }
    return 0;
}

} // namespace maylab::app
