// The export in a small Hugo site, with a minimal layout of this test's own. Needs `hugo` (set-up installs it): it
// fails without.
#include <QtTest>

#include "labs/worklog/checks.h"
#include "labs/worklog/worklog_export.h"
#include "worklog/sample.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace maylab;
using namespace maylab::worklog;

namespace {

void put(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile f(path);
    QVERIFY(f.open(QIODevice::WriteOnly));
    QCOMPARE(f.write(text), text.size());
}

QString get(const QString& path) {
    QFile f(path);
    return f.open(QIODevice::ReadOnly) ? QString::fromUtf8(f.readAll()) : QString();
}

// Rows and cells of each table.
struct Table {
    int rows = 0;
    QList<int> cells;
    QStringList head;
};
QList<Table> tables(const QString& html) {
    QList<Table> out;
    static const QRegularExpression kTable("<table>(.*?)</table>", QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression kRow("<tr>(.*?)</tr>", QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression kHead("<th>(.*?)</th>");
    for (auto t = kTable.globalMatch(html); t.hasNext();) {
        Table table;
        for (auto r = kRow.globalMatch(t.next().captured(1)); r.hasNext();) {
            const QString row = r.next().captured(1);
            if (row.contains("<th>")) {
                for (auto h = kHead.globalMatch(row); h.hasNext();) table.head << h.next().captured(1);
                continue;
            }
            ++table.rows;
            table.cells << static_cast<int>(row.count("<td>"));
        }
        out << table;
    }
    return out;
}

} // namespace

class TestWorklogHugo : public QObject {
    Q_OBJECT

  private slots:
    void rendersInASite_data() {
        QTest::addColumn<bool>("unsafe");
        QTest::addColumn<bool>("seed");
        QTest::addColumn<bool>("semicolons");
        for (const bool unsafe : {true, false}) {
            for (const bool seed : {false, true}) {
                QTest::addRow("unsafe %d, %s", unsafe, seed ? "seed" : "template") << unsafe << seed << !unsafe;
            }
        }
        QTest::newRow("unsafe 0, template, breaks all the same") << false << false << false;
    }

    void rendersInASite() {
        QFETCH(bool, unsafe);
        QFETCH(bool, seed);
        QFETCH(bool, semicolons);
        const QString hugo = QStandardPaths::findExecutable("hugo");
        QVERIFY2(!hugo.isEmpty(), "hugo is not installed; ./maylab installs it");

        QTemporaryDir dir;
        put(dir.filePath("config.toml"),
            QByteArray("baseURL = \"http://example.org/\"\ndefaultContentLanguage = \"en\"\n"
                       "disableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]\n"
                       "[languages.en]\nweight = 1\ntitle = \"Site\"\n[languages.vi]\nweight = 2\ntitle = \"Site\"\n"
                       "[markup.goldmark.renderer]\nunsafe = ") + (unsafe ? "true\n" : "false\n"));
        put(dir.filePath("layouts/_default/list.html"),
            "<html><head><title>{{ .Title }}</title></head><body><nav>{{ range .Pages.ByWeight }}<a "
            "href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</nav><main>{{ .Content }}</main></body></html>\n");
        put(dir.filePath("layouts/index.html"), "<html><body>{{ .Content }}</body></html>\n");
        for (const char* suffix : {"", ".vi"}) {
            put(dir.filePath(QString("content/_index%1.md").arg(suffix)), "---\ntitle: Home\n---\n");
            put(dir.filePath(QString("content/1-Worklog/_index%1.md").arg(suffix)), "---\ntitle: Worklog\nweight: 1\n---\n");
            for (int week : {5, 3, 1}) {
                put(dir.filePath(QString("content/1-Worklog/1.%1-Week%1/_index%2.md").arg(week).arg(suffix)),
                    QString("---\ntitle: \"Week %1\"\ndate: 2026-01-0%1T08:00:00+07:00\nweight: %1\n---\ntext\n").arg(week).toUtf8());
            }
        }

        auto o = sample::options();
        o.profile = seed ? Profile::Seed : Profile::Template;
        o.lineBreak = semicolons ? LineBreak::Semicolon : LineBreak::BrTag;
        o.now = progress::WallTime::now();
        const auto site = lookAt(dir.path().toStdString(), sample::week());
        QCOMPARE(site.unsafeHtml, unsafe);
        o.siteAllowsHtml = site.unsafeHtml;
        // As late as it gets: the newest run is a moment old.
        auto facts = sample::facts();
        facts.runs.back().started = o.now;
        facts.notes[0].text = "A | pipe, <b>bold</b>, {{< shortcode >}}, {{% other %}} and a line\n\nbreak make twelve words or more here.";
        const auto log = compose(facts, sample::week(), o);
        const auto drawn = [](const Evidence&, const std::string& file) {
            QFile f(QString::fromStdString(file));
            return f.open(QIODevice::WriteOnly) && f.write("png") == 3;
        };
        const auto written = exportTo(log, dir.path().toStdString(), sample::week(), {Language::English, Language::Vietnamese},
                                      false, drawn, [](progress::RunId) { return std::string("{}\n"); });
        QVERIFY2(written, written ? "" : written.error().c_str());

        QProcess process;
        process.setWorkingDirectory(dir.path());
        process.start(hugo, {"--quiet", "--cacheDir", dir.filePath("cache")});
        QVERIFY(process.waitForFinished(120000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError() + process.readAllStandardOutput());

        const auto check = [&](const QString& root, const Page& page, const QString& firstColumn, const QString& firstOfMistakes) {
            const QString html = get(dir.filePath("public" + root + "/1-worklog/1.4-week4/index.html"));
            QVERIFY2(!html.isEmpty(), "the page is hidden");
            const auto all = tables(html);
            QCOMPARE(all.size(), 2);
            QCOMPARE(all[0].rows, tableRows(page.markdown, firstColumn.toStdString()));
            QCOMPARE(all[0].rows, 2);
            QCOMPARE(all[0].head.size(), 5);
            QCOMPARE(all[0].head.first(), firstColumn);
            QCOMPARE(all[0].cells, QList<int>({5, 5}));
            QCOMPARE(all[1].rows, 3);
            QCOMPARE(all[1].head.first(), firstOfMistakes);
            QCOMPARE(all[1].cells, QList<int>({4, 4, 4}));
            QVERIFY(!html.contains("<p>|") && !html.contains("| ---"));
            QCOMPARE(html.count("<img src=\"/images/worklog/week4/elasticache-"), 3);
            QCOMPARE(html.contains("<br>"), unsafe && !seed);
            if (semicolons) QVERIFY(!html.contains("raw HTML omitted"));
            if (!semicolons && !unsafe) QVERIFY(html.contains("raw HTML omitted")); // what the check warns of
            QVERIFY(!html.contains("<b>bold"));
            QVERIFY(html.contains("<h3"));
            // In the menu between its neighbours.
            const QString menu = get(dir.filePath("public" + root + "/1-worklog/index.html"));
            const auto at = [&](int week) { return menu.indexOf(QString("1.%1-week%1/").arg(week)); };
            QVERIFY(at(1) >= 0 && at(1) < at(3) && at(3) < at(4) && at(4) < at(5));
            const QString picture = dir.filePath("public/images/worklog/week4/elasticache-2-run12.png");
            QVERIFY(QFile::exists(picture));
        };
        check("", log.english, "Day", "Difficulty");
        check("/vi", log.vietnamese, QString::fromUtf8("Thứ"), QString::fromUtf8("Khó khăn"));
        const QString english = get(dir.filePath("public/1-worklog/1.4-week4/index.html"));
        QVERIFY(english.contains("{{&lt; shortcode"));
        QVERIFY(english.contains("A | pipe"));
    }
};

QTEST_GUILESS_MAIN(TestWorklogHugo)
#include "tst_worklog_hugo.moc"
