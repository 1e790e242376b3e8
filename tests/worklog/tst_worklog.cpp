// QtTest first: moc 6.4 cannot parse libstdc++'s <concepts> before <string>.
#include <QtTest>

#include "labs/worklog/checks.h"
#include "labs/worklog/markdown.h"
#include "labs/worklog/worklog_export.h"
#include "worklog/sample.h"

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>
#include <clocale>

using namespace maylab;
using namespace maylab::worklog;

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

bool has(const std::string& page, const char* text) {
    const bool found = page.find(text) != std::string::npos;
    if (!found) qInfo().noquote() << "looked for:" << text << "\nin:\n" << q(page);
    return found;
}
bool lacks(const std::string& page, const char* text) { return page.find(text) == std::string::npos; }

const Check* find(const Worklog& log, Check::Kind kind, const char* subject = nullptr) {
    for (const auto& c : log.checks) {
        if (c.kind == kind && (!subject || c.subject == subject)) return &c;
    }
    return nullptr;
}

// Keys of the front matter, in order.
QStringList keys(const std::string& page) {
    QStringList out;
    const QStringList lines = q(page).split('\n');
    for (int i = 1; i < lines.size() && lines[i] != "---"; ++i) out << lines[i].section(':', 0, 0);
    return out;
}

int count(const std::string& text, const char* what) { return static_cast<int>(q(text).count(what)); }

} // namespace

class TestWorklog : public QObject {
    Q_OBJECT

  private slots:
    void frontMatterHasTheseKeysAndNoOthers() {
        for (const auto profile : {Profile::Template, Profile::Seed}) {
            auto o = sample::options();
            o.profile = profile;
            const auto log = compose(sample::facts(), sample::week(), o);
            for (const auto l : {Language::English, Language::Vietnamese}) {
                const auto& page = log.page(l).markdown;
                QCOMPARE(keys(page), (QStringList{"title", "date", "weight", "chapter", "pre"}));
                QVERIFY(has(page, "\npre: \" <b> 1.4. </b> \"\n"));
                QVERIFY(has(page, "\nchapter: false\n"));
                QVERIFY(has(page, "\nweight: 4\n"));
                QVERIFY(has(page, "\ndate: 2026-02-01T10:00:00+07:00\n")); // of the newest run
            }
        }
    }

    void profilesUseTheirOwnHeadings() {
        auto o = sample::options();
        const auto t = compose(sample::facts(), sample::week(), o);
        QVERIFY(has(t.english.markdown, "title: \"Week 4 Worklog\""));
        QVERIFY(has(t.english.markdown, "\n### Week 4 Objectives:\n"));
        QVERIFY(has(t.english.markdown, "\n### Tasks to be carried out this week:\n"));
        QVERIFY(has(t.english.markdown, "\n| Day | Task | Start Date | Completion Date | Reference Material |\n"));
        QVERIFY(has(t.english.markdown, "\n### Week 4 Achievements:\n"));
        QVERIFY(has(t.vietnamese.markdown, "title: \"Worklog Tuần 4\""));
        QVERIFY(has(t.vietnamese.markdown, "\n### Mục tiêu tuần 4:\n"));
        QVERIFY(has(t.vietnamese.markdown, "\n### Các công việc cần triển khai trong tuần này:\n"));
        QVERIFY(has(t.vietnamese.markdown, "\n| Thứ | Công việc | Ngày bắt đầu | Ngày hoàn thành | Nguồn tài liệu |\n"));
        QVERIFY(has(t.vietnamese.markdown, "\n### Kết quả đạt được tuần 4:\n"));
        QVERIFY(has(t.english.markdown, "| 26/01/2026 | 27/01/2026 |"));
        QCOMPARE(count(t.english.markdown, "\n---\n"), 1); // the front matter's end only

        o.profile = Profile::Seed;
        o.otherMaterialsHeading = true;
        const auto s = compose(sample::facts(), sample::week(), o);
        QVERIFY(has(s.english.markdown, "title: \"Worklog Week 4\""));
        QVERIFY(has(s.english.markdown, "\n### Week 4 Goals:\n"));
        QVERIFY(has(s.english.markdown, "\n### Tasks to be implemented this week:\n"));
        QVERIFY(has(s.english.markdown, "| Source of materials |"));
        QVERIFY(has(s.english.markdown, "| January 26, 2026 | January 27, 2026 |"));
        QVERIFY(has(s.vietnamese.markdown, "\n### Mục tiêu tuần 4:\n"));
        QVERIFY(has(s.vietnamese.markdown, "| Tài liệu tham khảo |"));
        QVERIFY(has(s.vietnamese.markdown, "| 26/01/2026 | 27/01/2026 |"));
        QCOMPARE(count(s.english.markdown, "\n---\n"), 6); // six sections, five rules between them
        QVERIFY(lacks(s.english.markdown, "<br>"));
    }

    void daysComeFromTheDates() {
        QCOMPARE(weekday("2026-01-25"), 8);
        QCOMPARE(weekday("2026-01-26"), 2);
        QCOMPARE(weekday("2026-01-31"), 7);
        QCOMPARE(weekday("2024-02-29"), 5);
        for (int i = 0; i < 800; ++i) {
            const QDate d = QDate(2025, 11, 1).addDays(i);
            QCOMPARE(weekday(d.toString(Qt::ISODate).toStdString()), d.dayOfWeek() + 1);
        }
        for (const char* bad : {"", "26/01/2026", "2026-13-01", "2026-01-xx", "2026-1-1"}) QCOMPARE(weekday(bad), 0);

        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown, "\n| 2 | - **ElastiCache** <br>"));
        QVERIFY(has(log.english.markdown, "\n| Sun | - **Lambda** <br> - *in progress* | 01/02/2026 | – |"));
        QVERIFY(has(log.vietnamese.markdown, "\n| CN | - **Lambda** <br> - *đang thực hiện* | 01/02/2026 | – |"));
        const auto* c = find(log, Check::Kind::WeekdayDiffers);
        QVERIFY(c && !c->good);
        QCOMPARE(q(checkText(*c, sample::week(), Language::English)),
                 QString("January 25, 2026 is a Sunday. The dates come from your runs."));
        QVERIFY(!whyText(*c, sample::week(), Language::English).empty());
    }

    void theLearnersDayCountsNotUtc() {
        // 23:30 on the 26th in Hà Nội is the 26th, although UTC agrees; 00:30 on the 27th is still the 26th in UTC.
        auto f = sample::facts();
        for (auto& r : f.runs) {
            if (r.lab == "elasticache") r.started = sample::at("2026-01-26", 14 * 60 + 30);
        }
        for (auto& o : f.outcomes) o.wall = sample::at("2026-01-26", 14 * 60 + 40);
        const auto log = compose(f, sample::week(), sample::options());
        QVERIFY(has(log.english.markdown, "\n| 3 | - **ElastiCache**"));
        QVERIFY(has(log.english.markdown, "| 27/01/2026 | 27/01/2026 |"));
    }

    void oneRowALabAndOnlyWhatWasDone() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QCOMPARE(tableRows(log.english.markdown, "Day"), 2);
        QCOMPARE(tableRows(log.vietnamese.markdown, "Thứ"), 2);
        QVERIFY(lacks(log.english.markdown, "CloudFront"));
        QVERIFY(has(log.english.markdown,
                    "- **ElastiCache** <br> - **Practice:** <br>&emsp; + A database drowns <br>&emsp; + A cache in front "
                    "<br>&emsp; + Memory is finite |"));
        QVERIFY(has(log.vietnamese.markdown, " - **Thực hành:** <br>&emsp; + Database quá tải"));
        // The begun lab may be left out.
        auto o = sample::options();
        o.begunLabs = false;
        const auto without = compose(sample::facts(), sample::week(), o);
        QCOMPARE(tableRows(without.english.markdown, "Day"), 1);
        QVERIFY(lacks(without.english.markdown, "**Lambda**"));
        // Two labs on one day are two rows with the same date.
        auto f = sample::facts();
        f.runs.back().started = sample::at("2026-01-26", 5);
        QCOMPARE(tableRows(compose(f, sample::week(), sample::options()).english.markdown, "Day"), 2);
        // A step that was only tested is not done.
        f = sample::facts();
        f.outcomes.push_back({0, "lambda", "hello", progress::Outcome::Tested, {}, sample::at("2026-02-01", 5), 0});
        const auto tested = compose(f, sample::week(), sample::options());
        QVERIFY(has(tested.english.markdown, "- **Lambda**: 0 of 1 step, 1 tested, not done."));
        QVERIFY(lacks(tested.english.markdown, "+ Hello"));
    }

    void nothingDoneNothingClaimed() {
        const auto log = compose({}, sample::week(), sample::options());
        QVERIFY(has(log.english.markdown, "### Week 4 Objectives:"));
        for (const char* word : {"|", "ElastiCache**", "Achievements", "Measured", "seed", "Clean-up", "AWS too"}) {
            QVERIFY2(lacks(log.english.markdown, word), word);
        }
        QVERIFY(find(log, Check::Kind::NothingDone));
        QVERIFY(find(log, Check::Kind::NotInTheFuture)->good);
        // A discarded run leaves no trace.
        auto f = sample::facts();
        for (auto& r : f.runs) r.state = progress::RunState::Discarded;
        f.outcomes.clear();
        QCOMPARE(tableRows(compose(f, sample::week(), sample::options()).english.markdown, "Day"), 0);
    }

    void theWeeksLinksThenTheAddedOnes() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown,
                    "| <https://docs.aws.amazon.com/elasticache/> <br> <https://000061.awsstudygroup.com/vi/> |"));
        QVERIFY(has(log.english.markdown,
                    "<https://docs.aws.amazon.com/lambda/> <br> <https://000008.awsstudygroup.com/vi/> <br> "
                    "<https://000022.awsstudygroup.com/vi/> (000008 is a CloudWatch workshop; 000022 is added for Lambda) |"));
        QVERIFY(find(log, Check::Kind::SourceNote, "lambda"));
        QVERIFY(!find(log, Check::Kind::SourceNote, "elasticache"));
    }

    void figuresAreMeasuredAndHaveAnAddress() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown,
                    "  - A cache in front: Hit ratio 0.00 → **0.94**; database from 560/s to 115/s; p99 from 1,038\u00A0ms to "
                    "32\u00A0ms. Predicted 10/s, measured 190/s. (step 2, seed 41)\n"));
        QVERIFY(has(log.vietnamese.markdown,
                    "  - Đặt cache phía trước: Tỷ lệ cache hit 0,00 → **0,94**; database từ 560/s xuống 115/s; p99 từ "
                    "1.038\u00A0ms xuống 32\u00A0ms. Dự đoán 10/s, đo được 190/s. (bước 2, seed 41)\n"));
        QVERIFY(has(log.english.markdown, "With `allkeys-lru`: **0.78**. Your 10 MB held 16,260 products."));
        QVERIFY(lacks(log.english.markdown, "cold")); // a sentence without a figure is not a result
        QVERIFY(has(log.english.markdown,
                    "- ElastiCache, step 2, run 12, 00:03:22.0, seed 41, 26/01/2026: A cache in front\n"));
        QVERIFY(has(log.english.markdown, "  - Fast and rarely asked: Hit ratio, 10 s 0.94; p99, 10 s 32\u00A0ms (00:02:58.0)\n"));
        QVERIFY(has(log.english.markdown, "(/images/worklog/week4/elasticache-2-run12.png)"));
        QVERIFY(has(log.english.markdown, "`maylab replay elasticache-2-run12.jsonl`"));
        QCOMPARE(log.evidence.size(), std::size_t{3});
        QCOMPARE(q(log.evidence[1].footer), QString("seed 41, 26/01/2026, simulated"));
        QCOMPARE(log.counts[2].lines, 1);
        QCOMPARE(log.counts[2].figures, 2 + 6 + 3 + 1);
        // A figure that was not measured takes its sentence with it.
        auto f = sample::facts();
        f.debriefs[1].figures.erase(f.debriefs[1].figures.begin());
        QVERIFY(lacks(compose(f, sample::week(), sample::options()).english.markdown, "database from"));
    }

    void doneUnderstoodAndShownAreKeptApart() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown, "- **ElastiCache**: 3 of 3 steps, 1 explained, 1 with full help."));
        QVERIFY(has(log.vietnamese.markdown, "- **ElastiCache**: 3/3 bước, giải thích được 1 bước, 1 bước có trợ giúp toàn phần."));
    }

    void theProvenanceIsThereOnceWhateverIsSwitchedOff() {
        for (int mask = 0; mask < 128; ++mask) {
            auto o = sample::options();
            for (int i = 0; i < kSectionCount; ++i) o.sections[i] = (mask >> i & 1) != 0;
            const auto log = compose(sample::facts(), sample::week(), o);
            QCOMPARE(count(log.english.markdown, "*Measured in Mây Lab (a simulator, no AWS account), seed 41, version 0.1.0.*"), 1);
            QCOMPARE(count(log.vietnamese.markdown,
                           "*Số liệu đo trên Mây Lab (môi trường mô phỏng, không dùng tài khoản AWS), seed 41, phiên bản 0.1.0.*"),
                     1);
            QVERIFY(find(log, Check::Kind::Provenance)->good);
            QVERIFY(find(log, Check::Kind::SameRows)->good);
        }
    }

    void difficultiesComeFromMistakesAndWrongPredictions() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown, "\n| Difficulty | Cause | Solution | Lesson |\n"));
        QVERIFY(has(log.vietnamese.markdown, "\n| Khó khăn | Nguyên nhân | Cách giải quyết | Bài học rút ra |\n"));
        QCOMPARE(tableRows(log.english.markdown, "Difficulty"), 3);
        QVERIFY(has(log.english.markdown,
                    "\n| **An empty shop is fast** (ElastiCache, step 1, run 11, 00:00:10.0) | With 100 visitors everything is "
                    "fast. The goal counts only from 480/s. | goal passed afterwards: See the queue: measured 104, needs ≥ "
                    "100 (00:00:33.0) |"));
        QVERIFY(has(log.english.markdown, "| **A TTL of a moment** (ElastiCache, step 2, run 12, 00:01:30.0; times: 2) |"));
        QVERIFY(has(log.english.markdown, "**Wrong prediction**: expected 10/s, measured 190/s (ElastiCache, step 2, run 12"));
        QCOMPARE(log.counts[3].lines, 3);
        auto f = sample::facts();
        f.predictions[0].right = true;
        f.mistakes.clear();
        const auto none = compose(f, sample::week(), sample::options());
        QVERIFY(lacks(none.english.markdown, "Challenges"));
        f = sample::facts();
        f.verdicts.clear();
        QVERIFY(has(compose(f, sample::week(), sample::options()).english.markdown, "| not solved yet |"));
    }

    void theLearnersSentenceIsTheirsAndOnlyInItsLanguage() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown,
                    "*I thought a shorter TTL is always better, but 5 s made the database drown again \\| see \\*step 2\\* "
                    "&lt;b>.*\n"));
        QVERIFY(lacks(log.vietnamese.markdown, "shorter"));
        const auto* c = find(log, Check::Kind::NoteMissing, "elasticache");
        QVERIFY(c && c->language == Language::Vietnamese && c->repair == Check::Repair::WriteNote);
        QCOMPARE(q(checkText(*c, sample::week(), Language::English)), QString("Your note for ElastiCache is empty in Vietnamese."));
        auto f = sample::facts();
        f.notes[0].text = "Caches are nice.";
        QVERIFY(find(compose(f, sample::week(), sample::options()), Check::Kind::NoteShort, "elasticache"));
    }

    void timeIsActiveTimeADay() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QVERIFY(has(log.english.markdown, "Active time: 26/01/2026: 74 min; 27/01/2026: 20 min; 01/02/2026: 2 min.\n"));
        QVERIFY(has(log.vietnamese.markdown, "Thời gian thực hành: 26/01/2026: 74 phút;"));
    }

    void cleaningUpIsNothing() {
        auto o = sample::options();
        QVERIFY(has(compose(sample::facts(), sample::week(), o).english.markdown,
                    "Clean-up: no resources were created, nothing to delete.\n"));
        // The steps' own bills, added up.
        auto f = sample::facts();
        int billed = 0;
        for (auto& d : f.debriefs) {
            if (d.lab != "elasticache" || billed == 2) continue;
            progress::Figure bill;
            bill.name = progress::kBillTotalFigure;
            bill.value = ++billed * 0.017;
            d.figures.push_back(bill);
        }
        QCOMPARE(billed, 2);
        QVERIFY(has(compose(f, sample::week(), o).english.markdown, "nothing to delete; would have cost $0.051.\n"));
        o.wouldHaveCostUsd = 1.79;
        const auto log = compose(sample::facts(), sample::week(), o);
        QVERIFY(has(log.english.markdown, "nothing to delete; would have cost $1.79.\n"));
        QVERIFY(has(log.vietnamese.markdown, "sẽ tốn 1,79 USD.\n"));
    }

    void theProgramNeverFillsWhatIsTheLearners() {
        auto o = sample::options();
        o.sections[static_cast<int>(Section::NextWeek)] = true;
        auto f = sample::facts();
        const auto empty = compose(f, sample::week(), o);
        QVERIFY(has(empty.english.markdown, "### On real AWS too:\n\n–\n"));
        QVERIFY(lacks(empty.english.markdown, "Plan for next week"));
        f.notes.push_back({noteOfNextWeek(sample::week()), "en", "- CloudFront\nLambda@Edge", {}});
        f.notes.push_back({noteOfRealAws(sample::week()), "vi", "Đã tạo node cache.t3.micro", {}});
        const auto log = compose(f, sample::week(), o);
        QVERIFY(has(log.english.markdown, "### Plan for next week:\n\n- \\- CloudFront\n- Lambda@Edge\n"));
        QVERIFY(has(log.vietnamese.markdown, "### Làm thêm trên AWS thật:\n\n- Đã tạo node cache.t3.micro\n"));
        QVERIFY(has(log.english.markdown, "### On real AWS too:\n\n–\n"));
    }

    void editedDatesKeepTheEvidence() {
        auto o = sample::options();
        o.startDates["elasticache"] = "2026-01-24";
        const auto log = compose(sample::facts(), sample::week(), o);
        QVERIFY(has(log.english.markdown, "| 7 | - **ElastiCache**"));
        QVERIFY(has(log.english.markdown, "| 24/01/2026 | 27/01/2026 |"));
        QVERIFY(has(log.english.markdown, "seed 41, 26/01/2026: A cache in front"));
        QCOMPARE(find(log, Check::Kind::DateEdited)->repair, Check::Repair::UseRunDates);
    }

    void neverInTheFuture() {
        auto o = sample::options();
        o.now = sample::at("2026-01-26", 1); // the clock was set back since the runs
        const auto log = compose(sample::facts(), sample::week(), o);
        QVERIFY(has(log.english.markdown, "\ndate: 2026-01-26T10:01:00+07:00\n"));
        QVERIFY(find(log, Check::Kind::NotInTheFuture)->good);
        QVERIFY(find(log, Check::Kind::DateInFuture, "elasticache"));
    }

    void textCannotBreakTheSite_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("written");
        QTest::newRow("pipe") << "a|b" << "a\\|b";
        QTest::newRow("tag") << "<script>x</script>" << "&lt;script>x&lt;/script>";
        QTest::newRow("shortcode") << "{{< youtube x >}} {{% y %}}" << "&#123;&#123;&lt; youtube x >}} &#123;&#123;% y %}}";
        QTest::newRow("lines") << "one\r\n\r\n two\n" << "one two";
        QTest::newRow("entity") << "&nbsp;" << "&amp;nbsp;";
        QTest::newRow("emphasis") << "*a* _b_ `c` ~d~" << "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~";
        QTest::newRow("link") << "[a](b)" << "\\[a\\](b)";
        QTest::newRow("heading") << "# a" << "\\# a";
        QTest::newRow("list") << "1. a" << "1\\. a";
        QTest::newRow("number") << "1.5 s" << "1.5 s";
        QTest::newRow("controls") << QString::fromUtf8("a\u0007b\uFEFFc\u2028d") << "abc d";
        QTest::newRow("composed") << QString::fromUtf8("tỷ lệ").normalized(QString::NormalizationForm_D) << QString::fromUtf8("tỷ lệ");
    }
    void textCannotBreakTheSite() {
        QFETCH(QString, typed);
        QFETCH(QString, written);
        QCOMPARE(q(escaped(typed.toStdString())), written);
        auto f = sample::facts();
        f.notes[0].text = typed.toStdString();
        const auto page = compose(f, sample::week(), sample::options()).english.markdown;
        QVERIFY(lacks(page, "{{<") && lacks(page, "{{%") && lacks(page, "\r"));
        QCOMPARE(q(page), q(page).normalized(QString::NormalizationForm_C));
    }

    void labTextsAreEscapedToo() {
        QCOMPARE(q(prose("a [miss](word:miss) | `x|<y` <b> {{< z")), QString("a miss \\| `x\\|<y` &lt;b> &#123;&#123;&lt; z"));
        QCOMPARE(q(prose("`{{< z`")), QString("`{ {< z`"));
    }

    void numbersFollowTheLanguageNotTheMachine() {
        QCOMPARE(q(number(1038.4, -1, Language::English)), QString("1,038"));
        QCOMPARE(q(number(1038.4, -1, Language::Vietnamese)), QString("1.038"));
        QCOMPARE(q(number(1234567, 0, Language::English)), QString("1,234,567"));
        QCOMPARE(q(number(0.94, 2, Language::Vietnamese)), QString("0,94"));
        QCOMPARE(q(number(9.81, -1, Language::English)), QString("9.81"));
        QCOMPARE(q(number(32.25, -1, Language::English)), QString("32.2"));
        QCOMPARE(q(number(-0.001, 2, Language::English)), QString("0.00"));
        QCOMPARE(q(number(-1500, -1, Language::English)), QString("-1,500"));
        QCOMPARE(q(number(std::nan(""), 2, Language::English)), QString("–"));
        QCOMPARE(q(valueText(progress::Figure{"m", 1024, "", "mebibytes", 0}, Language::Vietnamese)), QString("1024\u00A0MB"));
        const auto before = compose(sample::facts(), sample::week(), sample::options());
        const std::string old = std::setlocale(LC_ALL, nullptr);
        QLocale::setDefault(QLocale(QLocale::German));
        std::setlocale(LC_ALL, "de_DE.UTF-8");
        const auto after = compose(sample::facts(), sample::week(), sample::options());
        std::setlocale(LC_ALL, old.c_str());
        QLocale::setDefault(QLocale::c());
        QCOMPARE(q(after.english.markdown), q(before.english.markdown));
        QCOMPARE(q(after.vietnamese.markdown), q(before.vietnamese.markdown));
    }

    void tablesHaveNoHoles() {
        for (const auto profile : {Profile::Template, Profile::Seed}) {
            for (const auto breaks : {LineBreak::BrTag, LineBreak::Semicolon}) {
                auto o = sample::options();
                o.profile = profile;
                o.lineBreak = breaks;
                const auto log = compose(sample::facts(), sample::week(), o);
                for (const auto l : {Language::English, Language::Vietnamese}) {
                    const QString page = q(log.page(l).markdown);
                    int columns = 0;
                    for (const QString& line : page.split('\n')) {
                        if (!line.startsWith('|')) {
                            columns = 0;
                            continue;
                        }
                        QString bare = line;
                        bare.remove("\\|");
                        const int here = static_cast<int>(bare.count('|'));
                        if (columns != 0) QCOMPARE(here, columns);
                        columns = here;
                    }
                    if (breaks == LineBreak::Semicolon) QVERIFY(!page.contains("<br>"));
                    QVERIFY(!page.contains("\n\n\n"));
                    QVERIFY(page.endsWith('\n') && !page.endsWith("\n\n"));
                    QVERIFY(!page.contains("successfully", Qt::CaseInsensitive));
                    QVERIFY(!page.startsWith(QChar(0xFEFF)));
                }
            }
        }
    }

    void indexLineAndCommitMessage() {
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        QCOMPARE(q(log.indexLine.en),
                 QString("**Week 4:** [ElastiCache, CloudFront, Lambda, CloudWatch and Systems Manager](1.4-week4/)"));
        QVERIFY(q(log.indexLine.vi).startsWith("**Tuần 4:** [") && q(log.indexLine.vi).endsWith("](1.4-week4/)"));
        QCOMPARE(q(log.commitMessage), QString("worklog: week 4"));
        QCOMPARE(q(log.slug), QString("1.4-Week4"));
    }

    void exportWritesWholeFilesAndAsksBefore() {
        QTemporaryDir dir;
        const auto log = compose(sample::facts(), sample::week(), sample::options());
        const std::vector<Language> both{Language::English, Language::Vietnamese};
        const std::string folder = dir.path().toStdString();
        const auto drawn = [](const Evidence& e, const std::string& file) {
            if (e.step == "memory") return false; // nothing to draw
            QFile f(q(file));
            return f.open(QIODevice::WriteOnly) && f.write("png") == 3;
        };
        const auto journal = [](progress::RunId run) { return run == 12 ? std::string("{}\n") : std::string(); };
        auto r = exportTo(log, folder, sample::week(), both, false, drawn, journal);
        QVERIFY2(r, r ? "" : r.error().c_str());
        QCOMPARE(r->written.size(), std::size_t{2 + 1 + 2});
        QCOMPARE(r->missingPictures, std::vector<std::string>{"elasticache-3-run13.png"});
        QVERIFY(QFile::exists(dir.filePath("1.4-Week4/_index.md")));
        QVERIFY(QFile::exists(dir.filePath("1.4-Week4/_index.vi.md")));
        QVERIFY(QFile::exists(dir.filePath("static/images/worklog/week4/elasticache-2-run12.jsonl")));
        QFile page(dir.filePath("1.4-Week4/_index.md"));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QByteArray text = page.readAll();
        page.close();
        QVERIFY(text.contains("elasticache-2-run12.png") && !text.contains("elasticache-3-run13.png"));
        QVERIFY(text.contains("elasticache-2-run12.jsonl") && !text.contains("elasticache-1-run11.jsonl"));
        QVERIFY(!text.contains("\r") && !text.startsWith("\xEF\xBB\xBF"));

        // The second time it asks, and leaves everything as it is.
        QVERIFY(page.open(QIODevice::WriteOnly));
        page.write("mine");
        page.close();
        QVERIFY(!plan(log, folder, sample::week(), both).existing.empty());
        QVERIFY(!exportTo(log, folder, sample::week(), both, false, drawn, journal));
        QVERIFY(page.open(QIODevice::ReadOnly));
        QCOMPARE(page.readAll(), QByteArray("mine"));
        page.close();
        QVERIFY(exportTo(log, folder, sample::week(), both, true, drawn, journal));
        // One language alone writes one page.
        QTemporaryDir other;
        QVERIFY(exportTo(log, other.path().toStdString(), sample::week(), {Language::Vietnamese}, false, {}, {}));
        QVERIFY(QFile::exists(other.filePath("1.4-Week4/_index.vi.md")));
        QVERIFY(!QFile::exists(other.filePath("1.4-Week4/_index.md")));
        // A folder that cannot be written is told, not crashed over.
        const auto nowhere = exportTo(log, "/proc/maylab", sample::week(), both, false, {}, {});
        QVERIFY(!nowhere && nowhere.error().find("cannot be made") != std::string::npos);
    }

    void aSiteIsRecognised() {
        QTemporaryDir dir;
        const auto put = [&](const QString& path, const QByteArray& text) {
            QDir().mkpath(QFileInfo(dir.filePath(path)).absolutePath());
            QFile f(dir.filePath(path));
            QVERIFY(f.open(QIODevice::WriteOnly));
            f.write(text);
        };
        QVERIFY(!lookAt(dir.path().toStdString(), sample::week()).isSite);
        put("config.toml", "[markup.goldmark.renderer]\n  unsafe = true\n");
        put("content/1-Worklog/1.1-Week1/_index.md", "---\nweight: 1\n---\n");
        put("content/1-Worklog/1.2-Week2/_index.md", "---\nweight: 1\n---\n");
        put("content/1-Worklog/1.4-Week4/_index.md", "---\nweight: 4\n---\n");
        const auto site = lookAt(dir.filePath("content/1-Worklog").toStdString(), sample::week());
        QVERIFY(site.isSite && site.unsafeHtml);
        QCOMPARE(site.siblingsWeight, std::optional<int>(1));
        auto o = sample::options();
        o.siblingsWeight = site.siblingsWeight;
        const auto log = compose(sample::facts(), sample::week(), o);
        QCOMPARE(find(log, Check::Kind::WeightDiffers)->number, 1);
        const auto where = plan(log, dir.filePath("content").toStdString(), sample::week(), {Language::English});
        QCOMPARE(q(where.pageFolder), QDir(dir.filePath("content/1-Worklog/1.4-Week4")).absolutePath());
        QCOMPARE(q(where.imagesFolder), QDir(dir.filePath("static/images/worklog/week4")).absolutePath());
        QCOMPARE(where.existing.size(), std::size_t{1});
        put("config.toml", "title = \"x\"\n");
        put("content/1-Worklog/1.2-Week2/_index.md", "---\nweight: 2\n---\n");
        const auto strict = lookAt(dir.path().toStdString(), sample::week());
        QVERIFY(!strict.unsafeHtml && !strict.siblingsWeight);
        o.siteAllowsHtml = false;
        QCOMPARE(find(compose(sample::facts(), sample::week(), o), Check::Kind::RawHtml)->repair, Check::Repair::UseSemicolons);
    }
};

QTEST_GUILESS_MAIN(TestWorklog)
#include "tst_worklog.moc"
