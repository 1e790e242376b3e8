#include "labs/progress/notice.h"

#include <QCoreApplication>
#include <QString>

namespace maylab::progress {

QString text(const Notice& notice) {
    const QString path = QString::fromStdString(notice.path);
    const QString detail = QString::fromStdString(notice.detail);
    switch (notice.kind) {
    case Notice::Kind::AlreadyRunning:
        return QCoreApplication::translate("ProgressNotice", "Mây Lab is already running with this profile.");
    case Notice::Kind::NewerProfile:
        return QCoreApplication::translate("ProgressNotice",
                                           "This profile was made by a newer version. Opened read-only.");
    case Notice::Kind::DamagedSetAside:
        return QCoreApplication::translate(
                   "ProgressNotice",
                   "The profile file is damaged. It was kept as %1, and a new profile was begun.")
            .arg(path);
    case Notice::Kind::DiskFull:
        return QCoreApplication::translate(
            "ProgressNotice", "The disk is full. Your progress is kept in memory until you free space.");
    case Notice::Kind::ReadOnlyDisk:
        return QCoreApplication::translate("ProgressNotice",
                                           "%1 cannot be written. Your progress is kept in memory until it can.")
            .arg(path);
    case Notice::Kind::NotSaved:
        return QCoreApplication::translate(
                   "ProgressNotice", "Your progress could not be saved (%1). It is kept in memory and tried again.")
            .arg(detail);
    case Notice::Kind::SavingAgain:
        return QCoreApplication::translate("ProgressNotice", "Saving works again. Nothing was lost.");
    case Notice::Kind::Migrated:
        return QCoreApplication::translate(
                   "ProgressNotice",
                   "The profile was brought up to this version. A copy of the old one is %1.")
            .arg(path);
    case Notice::Kind::MigrationFailed:
        return QCoreApplication::translate(
                   "ProgressNotice", "The profile could not be brought up to this version (%1). It was left as it "
                                     "is; this session's progress is kept in memory only.")
            .arg(detail);
    case Notice::Kind::JournalGivenUp:
        return QCoreApplication::translate(
                   "ProgressNotice",
                   "The memory for unsaved runs is full. The run of %1 cannot be continued after a restart.")
            .arg(detail);
    }
    return {};
}

} // namespace maylab::progress
