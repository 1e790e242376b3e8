// The program without a window, as a teacher's script sees it: output, messages, exit codes. The binary is the one that
// is shipped (MAYLAB_BINARY); each test has a profile of its own through the XDG variables.
#include <QtTest>

#include <QDirIterator>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace {

struct Outcome {
    int code = -1;
    QByteArray out, err;
    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
};

} // namespace

class TestVerbs : public QObject {
    Q_OBJECT

  private:
    QTemporaryDir m_home;

    Outcome maylab(const QStringList& arguments, const QByteArray& input = {}, const QString& catalog = {}) const {
        QProcess p;
        QProcessEnvironment e = QProcessEnvironment::systemEnvironment();
        e.insert("XDG_DATA_HOME", m_home.filePath("data"));
        e.insert("XDG_CONFIG_HOME", m_home.filePath("config"));
        e.insert("XDG_RUNTIME_DIR", m_home.path());
        e.remove("DISPLAY");
        e.remove("QT_QPA_PLATFORM");
        if (!catalog.isEmpty()) e.insert("MAYLAB_CATALOG", catalog);
        p.setProcessEnvironment(e);
        p.start(qEnvironmentVariable("MAYLAB_BINARY"), arguments);
        p.write(input);
        p.closeWriteChannel();
        if (!p.waitForFinished(120'000)) p.kill();
        return {p.exitStatus() == QProcess::NormalExit ? p.exitCode() : -1, p.readAllStandardOutput(), p.readAllStandardError()};
    }

  private slots:
    void everyVerbExplainsItself() {
        const Outcome all = maylab({"--help"});
        QCOMPARE(all.code, 0);
        QVERIFY(all.err.isEmpty());
        for (const char* verb : {"labs", "check", "run", "console", "serve", "replay", "worklog", "shots", "bench"}) {
            QVERIFY2(all.out.contains(verb), verb);
            const Outcome one = maylab({verb, "--help"});
            QVERIFY2(one.code == 0 && one.out.contains("Usage:") && one.err.isEmpty(), one.err.constData());
        }
    }

    void wrongWordsAreRefused_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no such verb") << QStringList{"nosuch"};
        QTest::newRow("no such option") << QStringList{"labs", "--nosuch"};
        QTest::newRow("no such lab") << QStringList{"run", "--lab", "nosuch", "--solution"};
        QTest::newRow("no such step") << QStringList{"run", "--lab", "elasticache", "--solution", "--until", "nosuch"};
        QTest::newRow("no number") << QStringList{"run", "--lab", "elasticache", "--solution", "--seed", "x"};
        QTest::newRow("nothing to run") << QStringList{"run"};
        QTest::newRow("no service") << QStringList{"console"};
        QTest::newRow("other service") << QStringList{"console", "lambda"};
        QTest::newRow("bad setting") << QStringList{"console", "cache", "--set", "maxmemory=lots"};
        QTest::newRow("bad parameter") << QStringList{"console", "aws", "--set", "nosuch=1"};
        QTest::newRow("no file") << QStringList{"replay", "/nonexistent.jsonl"};
        QTest::newRow("no folder") << QStringList{"shots"};
        QTest::newRow("no language") << QStringList{"worklog", "--lang", "fr", "--out", "/tmp"};
    }
    void wrongWordsAreRefused() {
        QFETCH(QStringList, arguments);
        const Outcome o = maylab(arguments);
        QVERIFY(o.code > 0);
        QVERIFY2(o.err.startsWith("maylab: ") || o.err.contains("\nmaylab: "), o.err.constData());
        QVERIFY2(o.out.isEmpty(), o.out.constData());
    }

    void labs() {
        const Outcome o = maylab({"labs", "--json"});
        QCOMPARE(o.code, 0);
        const QJsonObject lab = o.json().array().at(0).toObject();
        QCOMPARE(lab["id"].toString(), QStringLiteral("elasticache"));
        for (const char* language : {"en", "vi"}) QVERIFY(!lab["title"].toObject()[QLatin1String(language)].toString().isEmpty());
        QCOMPARE(lab["steps"].toArray().size(), 12);
        QCOMPARE(lab["steps"].toArray().at(0).toObject()["id"].toString(), QStringLiteral("drowns"));
    }

    void consoleSpeaksBytesAndDoors() {
        const Outcome cache = maylab({"console", "cache", "--json", "--set", "maxmemory=10mb"},
                                     R"({"conn":"A","cmd":["SET","a","1","EX","10"]})" "\n" R"({"sleep_s":4})" "\n"
                                     R"({"conn":"B","cmd":["TTL","a"]})" "\n" R"({"conn":"A","raw":"PING\r\nGET a\r\n"})" "\n");
        QCOMPARE(cache.code, 0);
        QCOMPARE(cache.out, QByteArray("{\"reply\":\"+OK\\r\\n\"}\n{\"reply\":\":6\\r\\n\"}\n{\"reply\":\"+PONG\\r\\n$1\\r\\n1\\r\\n\"}\n"));
        const Outcome restricted = maylab({"console", "cache", "--engine", "elasticache"}, "CONFIG GET maxmemory\n");
        QVERIFY(restricted.out.startsWith("(error) ERR unknown command"));
        QCOMPARE(maylab({"console", "cache", "--json"}, "not json\n").code, 1);

        const Outcome aws = maylab({"console", "aws", "--json"},
                                   R"({"service":"elasticache","operation":"DescribeCacheClusters","input":{"CacheClusterId":"nosuch"}})" "\n"
                                   R"({"advance":5})" "\n" R"({"service":"cloudwatch","operation":"ListMetrics","input":{"Namespace":"Shop/App"}})" "\n");
        QCOMPARE(aws.code, 0);
        const QList<QByteArray> lines = aws.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const QJsonObject error = QJsonDocument::fromJson(lines[0]).object()["error"].toObject();
        QCOMPARE(error["code"].toString(), QStringLiteral("CacheClusterNotFound"));
        QCOMPARE(error["status"].toInt(), 404);
        QVERIFY(!QJsonDocument::fromJson(lines[2]).object()["output"].toObject()["Metrics"].toArray().isEmpty());

        // A service by its own name: commands and doors that name none are its own, and both may be mixed.
        const Outcome cloudWatch = maylab({"console", "cloudwatch"},
                                          "put-metric-data --namespace Lab --metric-name Orders --value 3\n" R"({"operation":"ListMetrics","input":{"Namespace":"Lab"}})" "\n"
                                          "aws sns create-topic --name oncall --query TopicArn --output text\n");
        QVERIFY2(cloudWatch.code == 0, cloudWatch.err.constData());
        const QList<QByteArray> replies = cloudWatch.out.trimmed().split('\n');
        QCOMPARE(replies.size(), 2);
        QCOMPARE(QJsonDocument::fromJson(replies[0]).object()["output"].toObject()["Metrics"].toArray().size(), 1);
        QVERIFY2(replies[1].endsWith(":oncall"), replies[1].constData());
    }

    // A step done without a window is in the profile, on the page, and can be replayed from what was exported.
    void aRunBecomesAWorklog() {
        const Outcome run = maylab({"run", "--lab", "elasticache", "--solution", "--until", "drowns", "--save", "--json"});
        QVERIFY2(run.code == 0, run.err.constData());
        const QJsonObject result = run.json().object();
        QCOMPARE(result["fingerprint"].toString().size(), 16);
        const QJsonArray goals = result["steps"].toArray().at(0).toObject()["goals"].toArray();
        QCOMPARE(goals.size(), 3);
        for (const auto& g : goals) QVERIFY(g.toObject()["passed"].toBool() && g.toObject().contains("measured"));

        // What was typed in it, for a real account: nothing in this step, and the script says so.
        const Outcome script = maylab({"worklog", "--to-real-aws", "-", "--lang", "en"});
        QVERIFY2(script.code == 0 && script.out.startsWith("#!/bin/sh\n") && script.out.contains("# ---- 1. "), (script.out + script.err).constData());
        QCOMPARE(maylab({"worklog", "--to-real-aws", "-", "--lab", "nosuch"}).code, 2);
        const QString file = m_home.filePath("to-real-aws.sh");
        QCOMPARE(maylab({"worklog", "--to-real-aws", file, "--lang", "en"}).code, 0);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), script.out);

        const QString out = m_home.filePath("site");
        for (const char* language : {"en", "vi"}) {
            const Outcome page = maylab({"worklog", "--lang", language, "--out", out, "--force"});
            QVERIFY2(page.code == 0, page.err.constData());
        }
        QVERIFY(QFile::exists(out + "/1.4-Week4/_index.md") && QFile::exists(out + "/1.4-Week4/_index.vi.md"));
        QDirIterator files(out + "/static", {"*.jsonl", "*.png"}, QDir::Files, QDirIterator::Subdirectories);
        int pictures = 0, journals = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.endsWith(".png")) {
                ++pictures;
                QVERIFY(!QImage(path).isNull());
                continue;
            }
            ++journals;
            const Outcome again = maylab({"replay", path});
            QVERIFY2(again.code == 0 && again.out.contains("marks agree"), (again.out + again.err).constData());
            // Changed by hand, it no longer gives what it says.
            QFile journal(file);
            QVERIFY(journal.open(QIODevice::ReadOnly));
            QByteArray text = journal.readAll();
            text.replace("\"requestsPerSecond\":600", "\"requestsPerSecond\":601");
            QFile forged(m_home.filePath("forged.jsonl"));
            QVERIFY(forged.open(QIODevice::WriteOnly) && forged.write(text) == text.size());
            forged.close();
            QVERIFY(maylab({"replay", forged.fileName()}).code > 0);
        }
        QVERIFY(pictures == 1 && journals == 1);
    }

    void aBrokenLabIsNamedAndTheRestLoads() {
        const QString catalog = m_home.filePath("catalog");
        const QString source = qEnvironmentVariable("MAYLAB_CATALOG");
        QDirIterator it(source, QDir::Files, QDirIterator::Subdirectories);
        for (const QString& copy : {QStringLiteral("elasticache"), QStringLiteral("other")}) {
            QDirIterator lab(source + "/elasticache", QDir::Files, QDirIterator::Subdirectories);
            while (lab.hasNext()) {
                const QString from = lab.next();
                const QString to = catalog + '/' + copy + '/' + QDir(source + "/elasticache").relativeFilePath(from);
                QDir().mkpath(QFileInfo(to).path());
                QVERIFY(QFile::copy(from, to));
            }
        }
        for (const char* file : {"week4.json", "console.json", "prices.json"}) QVERIFY(QFile::copy(source + '/' + file, catalog + '/' + file));
        QFile broken(catalog + "/other/steps/how-old/step.json");
        QVERIFY(broken.open(QIODevice::ReadOnly));
        QJsonObject step = QJsonDocument::fromJson(broken.readAll()).object();
        broken.close();
        step.remove("goals");
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write(QJsonDocument(step).toJson()) > 0);
        broken.close();
        const Outcome listed = maylab({"labs", "--json"}, {}, catalog);
        QCOMPARE(listed.json().array().size(), 1);
        QVERIFY2(listed.err.contains("other/steps/how-old/step.json: goals"), listed.err.constData());
    }

    // The same pictures every time, without a display.
    void shotsAreDeterministic() {
        QHash<QString, QByteArray> first;
        for (int round = 0; round < 2; ++round) {
            const QString out = m_home.filePath(QStringLiteral("shots%1").arg(round));
            const Outcome o = maylab({"shots", "--page", "first", "--out", out});
            QVERIFY2(o.code == 0, o.err.constData());
            QDirIterator it(out, {"*.png"}, QDir::Files);
            int n = 0;
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QByteArray bytes = file.readAll();
                if (round == 0) first[it.fileName()] = bytes;
                else QVERIFY2(first.value(it.fileName()) == bytes, qPrintable(it.fileName()));
                ++n;
            }
            QCOMPARE(n, 4);
        }
    }

    // A profile that is no database is set aside, and the program says so.
    void aCorruptProfileIsToldAndKept() {
        const QString folder = m_home.filePath("data/maylab");
        QDir().mkpath(folder);
        for (const char* suffix : {"", "-wal", "-shm"}) QFile::remove(folder + "/profile.sqlite" + suffix);
        QFile file(folder + "/profile.sqlite");
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(5000, 'x')) == 5000);
        file.close();
        const Outcome o = maylab({"run", "--lab", "elasticache", "--solution", "--until", "drowns", "--save"});
        QVERIFY2(o.err.contains("maylab: "), o.err.constData());
        QVERIFY(!QDir(folder).entryList({"profile.sqlite.damaged-*"}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestVerbs)
#include "tst_verbs.moc"
