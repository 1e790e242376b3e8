// Programs that others wrote, run against our ports. One that is not installed is a failure: set-up installs it.
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <functional>

namespace maylab::test {

inline constexpr int kPatience = 60'000;
// Debian's, which has the libraries; another may come first on the PATH.
inline const QString kPython = QStringLiteral("/usr/bin/python3");

struct Outcome {
    int code = -1;
    QByteArray out, err;
};

inline Outcome runProgram(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
    QProcess p;
    p.start(program, arguments);
    p.write(input);
    p.closeWriteChannel();
    if (!p.waitForFinished(kPatience)) p.kill();
    p.waitForFinished();
    return {p.exitStatus() == QProcess::NormalExit ? p.exitCode() : -1, p.readAllStandardOutput(), p.readAllStandardError()};
}

// One that goes on until it is stopped: what it said by the time enough was there.
inline QByteArray watchProgram(const QString& program, const QStringList& arguments, const std::function<bool(const QByteArray&)>& enough) {
    QProcess p;
    p.setProcessChannelMode(QProcess::MergedChannels);
    p.start(program, arguments);
    QByteArray out;
    QElapsedTimer timer;
    timer.start();
    while (!enough(out) && timer.elapsed() < kPatience && p.state() != QProcess::NotRunning) {
        p.waitForReadyRead(100);
        out += p.readAll();
    }
    p.terminate();
    if (!p.waitForFinished(5000)) p.kill();
    p.waitForFinished();
    return out;
}

inline Outcome python(const QByteArray& program, const QStringList& arguments) {
    return runProgram(kPython, QStringList{"-c", QString::fromUtf8(program)} + arguments);
}

} // namespace maylab::test
