// Golden vectors: read from the folder in MAYLAB_GOLDEN, else from tests/golden. Other vectors may be a part only: what
// the folder in MAYLAB_GOLDEN has not is skipped. A file of ours that is missing fails. Every golden test ends with a
// line "N vectors, M failed".
#pragma once

#include <QByteArray>
#include <QFile>
#include <QFileInfo>
#include <QString>
#include <QtGlobal>

#include <cstdio>
#include <string>

namespace maylab::testing {

inline QString goldenPath(const QString& relative) {
    QString root = qEnvironmentVariable("MAYLAB_GOLDEN");
    if (root.isEmpty()) root = qEnvironmentVariable("MAYLAB_SOURCE_DIR") + QStringLiteral("/tests/golden");
    return root + QLatin1Char('/') + relative;
}

// First in a test that reads that file.
#define MAYLAB_NEEDS_GOLDEN(relative)                                                                                  \
    do {                                                                                                               \
        if (maylab::testing::hasGolden(relative)) break;                                                               \
        if (qEnvironmentVariableIsSet("MAYLAB_GOLDEN")) QSKIP("no vectors");                                           \
        QFAIL(qPrintable(maylab::testing::goldenPath(relative) + QStringLiteral(" is missing")));                      \
    } while (false)

inline bool hasGolden(const QString& relative) { return QFileInfo::exists(goldenPath(relative)); }

// The file's bytes; empty if it cannot be read.
inline std::string readGolden(const QString& relative) {
    QFile file(goldenPath(relative));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.readAll().toStdString();
}

// Counts vectors over a whole test program and prints the closing line when it ends.
class VectorCount {
  public:
    ~VectorCount() { std::printf("%d vectors, %d failed\n", m_total, m_failed); }
    void pass() { ++m_total; }
    void fail(const QString& what) {
        ++m_total;
        ++m_failed;
        std::printf("FAILED vector: %s\n", qPrintable(what));
    }
    void check(bool ok, const QString& what) { ok ? pass() : fail(what); }
    int failed() const { return m_failed; }
    int total() const { return m_total; }

  private:
    int m_total = 0, m_failed = 0;
};

} // namespace maylab::testing
