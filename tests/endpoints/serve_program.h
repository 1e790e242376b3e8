// `maylab serve` as a program of its own: the binary that is shipped (MAYLAB_BINARY).
#pragma once

#include "endpoints/real_client.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <csignal>

namespace maylab::test {

// `maylab serve ...`, ready when it listens.
class Server {
  public:
    explicit Server(const QStringList& arguments, int ports = 1) {
        QProcessEnvironment e = QProcessEnvironment::systemEnvironment();
        e.insert("XDG_DATA_HOME", m_home.filePath("data"));
        e.insert("XDG_CONFIG_HOME", m_home.filePath("config"));
        m_process.setProcessEnvironment(e);
        m_process.start(qEnvironmentVariable("MAYLAB_BINARY"), QStringList{"serve"} + arguments);
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < kPatience && said.count(" listens on ") < ports && m_process.state() != QProcess::NotRunning) {
            m_process.waitForReadyRead(100);
            said += m_process.readAllStandardError();
        }
    }
    ~Server() { stop(); }

    QString port(const char* protocol = "redis") const {
        const QRegularExpression line(QStringLiteral("maylab: %1[^\n]* listens on 127\\.0\\.0\\.1:(\\d+)").arg(QLatin1String(protocol)));
        return line.match(QString::fromUtf8(said)).captured(1);
    }
    std::uint16_t number(const char* protocol = "redis") const { return port(protocol).toUShort(); }
    // The exit code after a signal.
    int stop(int signal = SIGTERM) {
        if (m_process.state() == QProcess::NotRunning) return m_process.exitCode();
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
        if (!m_process.waitForFinished(kPatience)) {
            m_process.kill();
            m_process.waitForFinished();
            return -1;
        }
        said += m_process.readAllStandardError();
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    bool waitForEnd() { return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(kPatience); }
    int exitCode() const { return m_process.exitCode(); }

    QByteArray said;

  private:
    QTemporaryDir m_home;
    QProcess m_process;
};

} // namespace maylab::test
