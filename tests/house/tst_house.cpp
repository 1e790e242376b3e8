// The rules of the house as a test: what may not stand in which room. A finding names file and line.
#include <QtTest>

#include <QDirIterator>
#include <QRegularExpression>

#include <functional>

// Declared before anything else: moc 6.4 loses its way in raw string literals.
class TestHouse : public QObject {
    Q_OBJECT

  private slots:
    void theRoomsAreThere();
    void noQtInQtFreeRooms();
    void onlyTheWorldIsRandom();
    void onlyTheWorldHasAClock();
    void noThreadsInSimulators();
    void noLibmTranscendentals();
    void noMutableStatics();
    void simulatorsDoNotIncludeOneAnother();
    void noHexColourOutsideTheThemeTable();
    void nothingIsLeftUnfinished();
    void headersArePragmaOnce();
};

namespace {

struct SourceFile {
    QString path; // relative to the repository
    QStringList lines;
};

QString root() {
    return qEnvironmentVariable("MAYLAB_SOURCE_DIR");
}

QVector<SourceFile> sourcesUnder(const QStringList& folders) {
    QVector<SourceFile> out;
    for (const QString& folder : folders) {
        QDirIterator it(root() + QLatin1Char('/') + folder, {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile f(it.next());
            if (!f.open(QIODevice::ReadOnly)) continue;
            out.push_back({QDir(root()).relativeFilePath(f.fileName()),
                           QString::fromUtf8(f.readAll()).split(QLatin1Char('\n'))});
        }
    }
    return out;
}

QString codeOf(const QString& line) {
    const auto comment = line.indexOf(QStringLiteral("//"));
    return comment < 0 ? line : line.left(comment);
}

QStringList find(const QVector<SourceFile>& files, const QRegularExpression& pattern,
                 const std::function<bool(const QString& path)>& allowed = {}) {
    QStringList found;
    for (const SourceFile& f : files) {
        if (allowed && allowed(f.path)) continue;
        for (int i = 0; i < f.lines.size(); ++i) {
            if (pattern.match(codeOf(f.lines[i])).hasMatch()) {
                found << QStringLiteral("%1:%2: %3").arg(f.path).arg(i + 1).arg(f.lines[i].trimmed());
            }
        }
    }
    return found;
}

void expectNone(const QStringList& found, const char* rule) {
    QVERIFY2(found.isEmpty(), qPrintable(QString::fromUtf8(rule) + QStringLiteral(":\n") + found.join('\n')));
}

const QStringList kPureRooms{"simulators", "labs/engine"};

} // namespace

void TestHouse::theRoomsAreThere() {
    QVERIFY(sourcesUnder(kPureRooms).size() > 10);
}

void TestHouse::noQtInQtFreeRooms() {
    expectNone(find(sourcesUnder(kPureRooms), QRegularExpression(R"(#\s*include\s*[<\x22]Q)")),
               "Qt may not be included in simulators and labs/engine");
}

void TestHouse::onlyTheWorldIsRandom() {
    expectNone(find(sourcesUnder(kPureRooms),
                    QRegularExpression(
                        R"(\bs?rand\s*\(|random_device|mt19937|std::\w+_distribution|random_shuffle)")),
               "randomness comes from named streams of the world");
}

void TestHouse::onlyTheWorldHasAClock() {
    expectNone(
        find(
            sourcesUnder(kPureRooms),
            QRegularExpression(
                R"(system_clock|steady_clock|high_resolution_clock|\bgettimeofday|\bclock_gettime\s*\(|\btime\s*\(\s*(NULL|nullptr|0)\s*\)|\blocaltime|\bgmtime)")),
        "simulators know no wall clock");
}

void TestHouse::noThreadsInSimulators() {
    // Copies of a world share large values and may live on different threads: their reference counts are atomic.
    const QStringList shared{"simulators/kernel/cow_array.h",          "simulators/kernel/cow_box.h",
                             "simulators/cache/engine/blob.cpp",       "simulators/cache/engine/collection.h",
                             "simulators/cache/engine/element_dict.h", "simulators/cache/engine/list_value.h"};
    expectNone(find(sourcesUnder(kPureRooms), QRegularExpression(R"(#\s*include\s*<(thread|mutex|future)>)")),
               "a world is single-threaded");
    expectNone(find(sourcesUnder(kPureRooms), QRegularExpression(R"(#\s*include\s*<atomic>)"),
                    [&](const QString& p) { return shared.contains(p); }),
               "a world is single-threaded");
}

void TestHouse::noLibmTranscendentals() {
    expectNone(
        find(sourcesUnder(kPureRooms),
             QRegularExpression(
                 R"(std::(log|log2|log10|log1p|exp|exp2|expm1|pow|sin|cos|tan|atan|atan2|cbrt)\s*\()")),
        "glibc picks variants by CPU: use kernel/math.h");
}

void TestHouse::noMutableStatics() {
    // Two exceptions: kernel/assert.cpp names the failing world in a message; script_vm.cpp has an interpreter for each
    // thread, whose beginning is copied back after every script, so that nothing survives one.
    const QStringList perThread{"simulators/kernel/assert.cpp", "simulators/cache/engine/script_vm.cpp"};
    expectNone(
        find(
            sourcesUnder(kPureRooms),
            QRegularExpression(
                R"(^\s*(static|thread_local)\s+(?!constexpr\b|const\b|inline\s+constexpr\b|_?assert)[\w:<>,\s\*&]+\s+\w+\s*(=|\{|;))"),
            [&](const QString& p) { return perThread.contains(p); }),
        "state lives in a world");
}

void TestHouse::simulatorsDoNotIncludeOneAnother() {
    const QStringList simulators{"metrics", "logs", "messaging", "cache", "traffic"};
    QStringList found;
    for (const QString& room : simulators) {
        for (const QString& other : simulators) {
            if (room == other) continue;
            found += find(sourcesUnder({"simulators/" + room}),
                          QRegularExpression(QStringLiteral("#\\s*include\\s*\"%1/").arg(other)));
        }
    }
    found +=
        find(sourcesUnder({"simulators/kernel"}),
             QRegularExpression(R"(#\s*include\s*\x22(aws|ports|traffic|metrics|logs|messaging|cache|scenarios|labs)/)"));
    found += find(sourcesUnder({"simulators/aws", "simulators/ports"}),
                  QRegularExpression(R"(#\s*include\s*\x22(traffic|metrics|logs|messaging|cache|scenarios|labs)/)"));
    found += find(sourcesUnder({"simulators"}), QRegularExpression(R"(#\s*include\s*\x22(labs|app)/)"));
    found += find(sourcesUnder({"labs"}), QRegularExpression(R"(#\s*include\s*"app/)"));
    expectNone(found, "no arrow runs up, simulators stand side by side");
}

void TestHouse::noHexColourOutsideTheThemeTable() {
    expectNone(find(sourcesUnder({"app"}), QRegularExpression(R"(\x22#[0-9A-Fa-f]{6}\b)"),
                    [](const QString& p) { return p.startsWith(QLatin1String("app/shell/theme")); }),
               "colours come from the one theme table");
}

void TestHouse::nothingIsLeftUnfinished() {
    expectNone(find(sourcesUnder({"simulators", "labs", "app", "tests"}),
                    QRegularExpression(QStringLiteral("\\b(%1)\\b")
                                           .arg(QStringList{"QSK"
                                                            "IP",
                                                            "QEXPECT_"
                                                            "FAIL"}
                                                    .join('|'))),
                    // Another folder of golden vectors may be a part only.
                    [](const QString& p) { return p == QLatin1String("tests/support/golden.h"); }),
               "a test that is skipped proves nothing");
}

void TestHouse::headersArePragmaOnce() {
    QStringList found;
    for (const SourceFile& f : sourcesUnder({"simulators", "labs", "app"})) {
        if (f.path.endsWith(QLatin1String(".h")) && !f.lines.contains(QStringLiteral("#pragma once"))) {
            found << f.path;
        }
    }
    expectNone(found, "every header begins with #pragma once");
}
QTEST_APPLESS_MAIN(TestHouse)
#include "tst_house.moc"
