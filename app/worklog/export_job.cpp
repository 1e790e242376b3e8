#include "app/worklog/export_job.h"

#include <QFile>
#include <QFileInfo>

namespace maylab::app {

ExportJob::ExportJob(Work work, QObject* parent) : QObject(parent), m_work(std::move(work)) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &ExportJob::next);
}

void ExportJob::start() {
    emit progressed(0, static_cast<int>(m_work.log.evidence.size()));
    m_timer.start();
}

void ExportJob::stop() {
    m_timer.stop();
    emit stopped();
}

void ExportJob::next() {
    if (m_at >= m_work.log.evidence.size()) {
        write();
        return;
    }
    const auto& e = m_work.log.evidence[m_at++];
    if (!e.imageFile.empty() && m_work.picture && m_drawn.isValid()) {
        const QString file = m_drawn.filePath(QString::fromStdString(e.imageFile));
        if (m_work.picture(e, file.toStdString()) && QFileInfo(file).size() > 0) m_good.insert(e.imageFile);
    }
    emit progressed(static_cast<int>(m_at), static_cast<int>(m_work.log.evidence.size()));
    m_timer.start();
}

void ExportJob::write() {
    const auto drawn = [this](const worklog::Evidence& e, const std::string& file) {
        return m_good.count(e.imageFile) != 0 &&
               QFile::copy(m_drawn.filePath(QString::fromStdString(e.imageFile)), QString::fromStdString(file));
    };
    const auto result = worklog::exportTo(m_work.log, m_work.folder.toStdString(), m_work.week, m_work.languages,
                                          m_work.replace, drawn, m_work.journal);
    if (!result) {
        emit failed(QString::fromStdString(result.error()));
        return;
    }
    const auto where = worklog::plan(m_work.log, m_work.folder.toStdString(), m_work.week, m_work.languages);
    emit finished(QString::fromStdString(where.pageFolder), static_cast<int>(result->written.size()),
                  static_cast<int>(result->missingPictures.size()));
}

} // namespace maylab::app
