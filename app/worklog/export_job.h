// An export in small steps, so that the window goes on living: the pictures one by one, then the files.
#pragma once

#include "labs/worklog/worklog_export.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <set>

namespace maylab::app {

class ExportJob : public QObject {
    Q_OBJECT
  public:
    struct Work {
        worklog::Worklog log;
        worklog::WeekPlan week;
        QString folder;
        std::vector<worklog::Language> languages{worklog::Language::English, worklog::Language::Vietnamese};
        bool replace = false;
        worklog::PictureRenderer picture;
        worklog::JournalSource journal;
    };
    explicit ExportJob(Work work, QObject* parent = nullptr);
    void start();
    void stop(); // nothing was written yet: pictures are drawn beside first

  signals:
    void progressed(int done, int of);
    void finished(const QString& pageFolder, int files, int missingPictures);
    void failed(const QString& reason);
    void stopped();

  private:
    void next();
    void write();

    Work m_work;
    QTemporaryDir m_drawn;
    std::set<std::string> m_good;
    QTimer m_timer;
    std::size_t m_at = 0;
};

} // namespace maylab::app
