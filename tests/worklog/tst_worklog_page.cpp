// The worklog page as a person uses it. With MAYLAB_SHOTS=<folder> it also leaves pictures of the page there.
#include <QtTest>

#include "app/shell/widgets/buttons.h"
#include "app/worklog/markdown_html.h"
#include "app/worklog/section_list.h"
#include "app/worklog/worklog_page.h"
#include "app/worklog/worklog_pane.h"
#include "worklog/sample.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QTextTable>

using namespace maylab;
using namespace maylab::app;

namespace {

// The sample as a profile: what a learner's week leaves behind.
void fill(progress::ProgressStore& store, progress::WallTime& clock) {
    const progress::Facts f = sample::facts();
    std::map<progress::RunId, progress::RunId> ids;
    for (const auto& r : f.runs) {
        clock = r.started;
        ids[r.id] = store.beginRun(r.header);
    }
    for (auto o : f.outcomes) {
        o.run = ids[o.run];
        store.post(o);
    }
    for (auto d : f.debriefs) {
        d.run = ids[d.run];
        store.post(d);
    }
    for (auto v : f.verdicts) {
        v.run = ids[v.run];
        store.post(v);
    }
    for (auto m : f.mistakes) {
        m.run = ids[m.run];
        store.post(m);
    }
    for (auto p : f.predictions) {
        p.run = ids[p.run];
        store.post(p);
    }
    for (const auto& n : f.notes) store.setNote(n.subject, n.language, n.text);
    for (const auto& a : f.activity) {
        std::int64_t ms = 0;
        kernel::parseIso8601(a.date + "T10:00:00+07:00", ms);
        clock = {ms, 420};
        store.addActive(a.lab, a.seconds);
    }
    clock = sample::at("2026-02-02");
}

int tablesIn(const QTextBrowser& browser) {
    int n = 0;
    for (QTextFrame* frame : browser.document()->rootFrame()->childFrames()) n += qobject_cast<QTextTable*>(frame) != nullptr;
    return n;
}

} // namespace

class TestWorklogPage : public QObject {
    Q_OBJECT

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        progress::StoreOptions o;
        o.directory = m_dir->filePath("profile").toStdString();
        o.clock = [this] { return m_clock; };
        m_store = std::move(*progress::ProgressStore::open(o));
        fill(*m_store, m_clock);
        m_theme = std::make_unique<Theme>();
        m_theme->setMode(ThemeMode::Light);
        m_theme->attach(*qApp);
        m_icons = std::make_unique<IconStore>(*m_theme);
        m_language = std::make_unique<LanguageController>(Language::English);
        m_language->setMode(LanguageMode::English);
        m_settings = std::make_unique<Settings>(m_dir->filePath("settings.ini"));
        m_ui.reset(new UiContext{*m_theme, *m_icons, *m_language, *m_settings});
        m_pictures = 0;
        m_page = std::make_unique<WorklogPage>(
            *m_ui, sample::week(), *m_store,
            [this](const worklog::Evidence&, const std::string& file) {
                ++m_pictures;
                QFile f(QString::fromStdString(file));
                return f.open(QIODevice::WriteOnly) && f.write("png") == 3;
            },
            QStringLiteral("0.1.0"));
        m_page->resize(1286, 696);
        m_page->show();
        m_page->entered();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup() {
        m_page.reset();
        m_settings.reset();
        m_language.reset();
        m_icons.reset();
        m_theme.reset();
        m_store.reset();
        m_dir.reset();
    }

    void bothPagesStandSideBySide() {
        for (const char* code : {"en", "vi"}) {
            QCOMPARE(tablesIn(*browser(code)), 2);
            QVERIFY(browser(code)->isVisible());
        }
        QVERIFY(browser("en")->toPlainText().contains("Tasks to be carried out this week:"));
        QVERIFY(browser("vi")->toPlainText().contains(QString::fromUtf8("Các công việc cần triển khai trong tuần này:")));
        QVERIFY(browser("vi")->toPlainText().contains(QString::fromUtf8("0,94")));
        QVERIFY(browser("en")->toPlainText().contains("< b>") || browser("en")->toPlainText().contains("<b>")); // shown, not obeyed
        QVERIFY(m_page->subtitle().contains("3 of 4 steps done"));
    }

    void sectionsAreSwitchedByMouseAndKeyboard() {
        auto* list = m_page->findChild<SectionList*>();
        auto* model = qobject_cast<SectionModel*>(list->model());
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model->rowCount(), 8);
        QVERIFY(browser("en")->toPlainText().contains("Challenges Faced"));
        const QModelIndex difficulties = model->index(4);
        const QRect r = list->visualRect(difficulties);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(24, r.center().y()));
        QVERIFY(!browser("en")->toPlainText().contains("Challenges Faced"));
        QCOMPARE(tablesIn(*browser("vi")), 1);
        list->setFocus();
        list->setCurrentIndex(difficulties);
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(browser("en")->toPlainText().contains("Challenges Faced"));
        // Labs in progress.
        list->setCurrentIndex(model->index(2));
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(!browser("en")->toPlainText().contains("in progress"));
        QCOMPARE(model->index(1).data(SectionModel::kDetailRole).toString(), QString("1 row"));
        // Kept for the next start.
        QCOMPARE(m_store->facts().setting("worklog.begun"), std::string("0"));
    }

    void choicesReachThePages() {
        choose("worklogProfile", "seed");
        QVERIFY(markdown("en").contains("title: \"Worklog Week 4\""));
        QVERIFY(markdown("en").contains("January 26, 2026"));
        choose("worklogDates", "short");
        QVERIFY(!markdown("en").contains("January 26, 2026"));
        choose("worklogWeight", "1");
        QVERIFY(markdown("vi").contains("\nweight: 1\n"));
        choose("worklogProfile", "template");
        choose("worklogBreaks", "semicolon");
        QVERIFY(!markdown("en").contains("<br>"));
    }

    void notesAreSavedWhileTyping() {
        choose("worklogNoteSubject", "elasticache");
        auto* note = m_page->findChild<QPlainTextEdit*>("worklogNote-vi");
        QCOMPARE(note->toPlainText(), QString());
        note->setFocus();
        QTest::keyClicks(note, "mot hai ba");
        QTRY_COMPARE(m_store->facts().note("elasticache", "vi"), std::string("mot hai ba"));
        QVERIFY(markdown("vi").contains("*mot hai ba*"));
        QVERIFY(!markdown("en").contains("mot hai ba"));
        QTest::keyClicks(note, " bon"); // the cursor stayed where it was
        QTRY_COMPARE(m_store->facts().note("elasticache", "vi"), std::string("mot hai ba bon"));
        // A last word before the page goes away.
        QTest::keyClicks(note, "!");
        m_page->left();
        QCOMPARE(m_store->facts().note("elasticache", "vi"), std::string("mot hai ba bon!"));
        choose("worklogNoteSubject", "week4/plan");
        QCOMPARE(note->toPlainText(), QString());
    }

    void checksOfferTheRepair() {
        choose("worklogNoteSubject", "lambda");
        Button* write = nullptr;
        for (auto* b : m_page->findChildren<Button*>(QString("worklogRepair%1").arg(int(worklog::Check::Kind::NoteMissing)))) {
            if (b->isVisibleTo(m_page.get())) write = b;
        }
        QVERIFY(write);
        QCOMPARE(write->text(), QString("Write it"));
        write->click();
        QCOMPARE(QApplication::focusWidget(), m_page->findChild<QPlainTextEdit*>("worklogNote-vi"));
        QCOMPARE(m_page->findChild<QComboBox*>("worklogNoteSubject")->currentData().toString(), QString("elasticache"));
        auto* why = m_page->findChild<Button*>(QString("worklogWhy%1").arg(int(worklog::Check::Kind::WeekdayDiffers)));
        QVERIFY(why);
        why->click();
    }

    void thePanesScrollTogether() {
        auto* en = browser("en")->verticalScrollBar();
        auto* vi = browser("vi")->verticalScrollBar();
        QVERIFY(en->maximum() > 0 && vi->maximum() > 0);
        en->setValue(en->maximum());
        QCOMPARE(vi->value(), vi->maximum());
        vi->setValue(0);
        QCOMPARE(en->value(), 0);
    }

    void markdownAndCopy() {
        auto* view = m_page->findChild<Segments*>("worklogView-en");
        emit view->chosen("markdown");
        auto* source = m_page->findChild<QPlainTextEdit*>("worklogMarkdown-en");
        QVERIFY(source->isVisible() && source->isReadOnly());
        // A text edit hands its no-break spaces out as plain ones; the copy button gives the page as it is.
        QCOMPARE(source->toPlainText(), markdown("en").replace(QChar::Nbsp, u' '));
        m_page->findChild<IconButton*>("worklogCopy-vi")->click();
        QCOMPARE(QApplication::clipboard()->text(), markdown("vi"));
    }

    void exportAsksBeforeItReplaces() {
        QTemporaryDir out;
        int folders = 0, asked = 0;
        auto answer = WorklogPage::Seams::Replace::Cancel;
        m_page->setSeams({[&](QWidget*, const QString&) {
                              ++folders;
                              return out.path();
                          },
                          [&](QWidget*, const QStringList&) {
                              ++asked;
                              return answer;
                          }});
        QSignalSpy status(m_page.get(), &WorklogPage::statusAsked);
        m_page->findChild<Button*>("worklogExport")->click();
        QTRY_COMPARE(status.size(), 1);
        QCOMPARE(m_pictures, 3);
        QVERIFY(QFile::exists(out.filePath("1.4-Week4/_index.md")));
        QVERIFY(QFile::exists(out.filePath("1.4-Week4/_index.vi.md")));
        QCOMPARE(asked, 0);
        QFile page(out.filePath("1.4-Week4/_index.md"));
        QVERIFY(page.open(QIODevice::WriteOnly));
        page.write("mine");
        page.close();
        m_page->startExport();
        QCOMPARE(asked, 1);
        QVERIFY(page.open(QIODevice::ReadOnly));
        QCOMPARE(page.readAll(), QByteArray("mine"));
        page.close();
        answer = WorklogPage::Seams::Replace::Replace;
        m_page->startExport();
        QTRY_COMPARE(status.size(), 2);
        QVERIFY(page.size() > 1000);
        QCOMPARE(m_store->facts().setting("worklog.folder"), out.path().toStdString());
    }

    void anExportThatFailsIsTold() {
        m_page->setSeams({[](QWidget*, const QString&) { return QString("/proc/maylab"); }, {}});
        m_page->startExport();
        auto* message = m_page->findChild<QWidget*>("worklogMessage");
        QTRY_VERIFY(message->isVisible());
    }

    void languageAndThemeSwitchLive() {
        const QString before = markdown("en");
        choose("worklogNoteSubject", "elasticache");
        m_language->setMode(LanguageMode::Vietnamese);
        QCoreApplication::processEvents();
        QCOMPARE(markdown("en"), before);
        QVERIFY(browser("en")->isVisible());
        QCOMPARE(m_page->findChild<QComboBox*>("worklogNoteSubject")->currentData().toString(), QString("elasticache"));
        const QString light = browser("en")->toHtml();
        m_theme->setMode(ThemeMode::Dark);
        QCoreApplication::processEvents();
        QVERIFY(browser("en")->toHtml() != light);
    }

    void narrowWindowsShowOnePage() {
        m_page->resize(720, 520);
        QCoreApplication::processEvents();
        QVERIFY(browser("en")->isVisible() != browser("vi")->isVisible());
        auto* one = m_page->findChild<Segments*>("worklogOneOf");
        QVERIFY(one->isVisible());
        one->setCurrent("vi");
        emit one->chosen("vi");
        QVERIFY(browser("vi")->isVisible() && !browser("en")->isVisible());
        m_page->resize(1286, 696);
        QCoreApplication::processEvents();
        QVERIFY(browser("vi")->isVisible() && browser("en")->isVisible());
    }

    void previewReadsWhatThePagesWrite() {
        const QString html = worklogHtml("---\ntitle: x\n---\n### A\n\n| a \\| b | c |\n| --- | --- |\n| **x** `y\\|z` | <https://e.org/> <br> &emsp; &lt;b> |\n\n- one *i* \\*n\\*\n  - two ![p](/i.png)\n", *m_theme);
        QVERIFY(html.contains("<b>x</b> <code>y|z</code>"));
        QVERIFY(html.contains("a | b"));
        QVERIFY(html.contains("href=\"https://e.org/\""));
        QVERIFY(html.contains("<br/> &emsp; &lt;b"));
        QVERIFY(html.contains("one <i>i</i> *n*"));
        QVERIFY(!html.contains("title: x"));
        QCOMPARE(worklogHeadings("---\na: b\n---\n### A\ntext\n### B\n"), QStringList({"A", "B"}));
    }

    void everythingHasANameForAssistiveTools() {
        for (auto* w : m_page->findChildren<QWidget*>()) {
            const bool interactive = qobject_cast<QAbstractButton*>(w) || qobject_cast<QComboBox*>(w) ||
                                     qobject_cast<QPlainTextEdit*>(w) || qobject_cast<QTextBrowser*>(w);
            if (!interactive || w->focusPolicy() == Qt::NoFocus || !w->isVisibleTo(m_page.get())) continue;
            auto* button = qobject_cast<QAbstractButton*>(w);
            const bool named = !w->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            QVERIFY2(named, qPrintable(QString(w->metaObject()->className()) + ' ' + w->objectName()));
        }
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("MAYLAB_SHOTS");
        for (const bool dark : {false, true}) {
            m_theme->setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
            for (const auto mode : {LanguageMode::English, LanguageMode::Vietnamese}) {
                m_language->setMode(mode);
                for (const QSize size : {QSize(1286, 696), QSize(1840, 1008), QSize(720, 528)}) {
                    m_page->resize(size);
                    QCoreApplication::processEvents();
                    const QImage image = m_page->grab().toImage();
                    QVERIFY(!image.isNull());
                    if (folder.isEmpty()) continue;
                    QDir().mkpath(folder);
                    QVERIFY(image.save(QString("%1/worklog-%2-%3-%4.png").arg(folder, dark ? "dark" : "light",
                                                                              mode == LanguageMode::English ? "en" : "vi")
                                           .arg(size.width())));
                }
            }
        }
    }

  private:
    QTextBrowser* browser(const char* code) const {
        return m_page->findChild<QTextBrowser*>(QString("worklogPreview-%1").arg(code));
    }
    QString markdown(const char* code) const {
        return m_page->findChild<WorklogPane*>(QString("worklogPane-%1").arg(code))->markdown();
    }
    void choose(const char* box, const char* data) {
        auto* b = m_page->findChild<QComboBox*>(box);
        const int at = b->findData(QString(data));
        QVERIFY2(at >= 0, data);
        b->setCurrentIndex(at);
        emit b->activated(at);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    progress::WallTime m_clock = sample::at("2026-02-02");
    std::unique_ptr<progress::ProgressStore> m_store;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<IconStore> m_icons;
    std::unique_ptr<LanguageController> m_language;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<UiContext> m_ui;
    std::unique_ptr<WorklogPage> m_page;
    int m_pictures = 0;
};

QTEST_MAIN(TestWorklogPage)
#include "tst_worklog_page.moc"
