#include "app/environment.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace maylab::app {

QString catalogDirectory() {
    const QString named = qEnvironmentVariable("MAYLAB_CATALOG");
    if (!named.isEmpty()) return QDir(named).absolutePath();
    QDir dir(QCoreApplication::applicationDirPath());
    for (int up = 0; up < 5; ++up) {
        if (QFileInfo::exists(dir.filePath(QStringLiteral("labs/catalog")))) {
            return dir.filePath(QStringLiteral("labs/catalog"));
        }
        if (!dir.cdUp()) break;
    }
    return QStandardPaths::locate(QStandardPaths::GenericDataLocation, QStringLiteral("maylab/catalog"),
                                  QStandardPaths::LocateDirectory);
}

QString profileDirectory() {
    const QString path =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/maylab");
    QDir().mkpath(path);
    return path;
}

QString programVersion() { return QStringLiteral(MAYLAB_VERSION); }

} // namespace maylab::app
