// The frame of the program with made-up data: a week, its pages, the window around them.
#pragma once

#include "app/shell/first_start_page.h"
#include "app/shell/main_window.h"
#include "app/shell/preferences_page.h"
#include "app/shell/week_page.h"
#include "support/pseudo_locale.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QtTest>

namespace maylab::test {

using namespace maylab::app;

class FakeWeek : public WeekModel {
  public:
    const LanguageController& language;
    bool begun = true;
    explicit FakeWeek(const LanguageController& l) : language(l) {}

    QString both(const char* en, const char* vi) const {
        // Under the pseudo-locale everything that the model says counts as translated.
        const QString probe = QCoreApplication::translate("State", "Done");
        const QString text = QString::fromUtf8(language.chrome() == Language::Vietnamese ? vi : en);
        return probe.startsWith(u'⟦') ? maylab::test::pseudo(text) : text;
    }
    QString title() const override { return both("Week 4", "Tuần 4"); }
    QString subtitle() const override {
        return both("Monday 26 to Saturday 31 January 2026 · 3 of 4 steps done", "26/01/2026 đến 31/01/2026 · xong 3/4 bước");
    }
    std::vector<WeekLab> labs() const override {
        std::vector<WeekLab> labs;
        const struct {
            const char *id, *title, *icon, *en, *vi;
        } rows[] = {
            {"elasticache", "ElastiCache", "database-zap",
             "Put a cache in front of a drowning database, choose TTLs and an eviction policy.",
             "Đặt cache trước một database quá tải, chọn TTL và chính sách loại bỏ."},
            {"cloudfront", "CloudFront", "globe", "Take a page from one Region to the world: cache keys, TTLs, invalidation.",
             "Đưa một trang từ một Region ra khắp thế giới: cache key, TTL, invalidation."},
            {"edge", "Lambda@Edge", "waypoints", "Write handlers for the four triggers in JavaScript and see what each of them may touch.",
             "Viết handler bằng JavaScript cho bốn trigger và xem mỗi trigger được phép sửa những gì."},
            {"lambda", "Lambda", "square-function", "Cold and warm starts, memory and cost, throttling, retries, queues.",
             "Cold start và warm start, bộ nhớ và chi phí, throttling, retry, hàng đợi."},
            {"cloudwatch", "CloudWatch", "activity", "Metrics, percentiles, an alarm that does not flap, Logs Insights.",
             "Metric, percentile, một alarm không chập chờn, Logs Insights."},
            {"ssm", "Systems Manager", "server-cog", "Sessions without port 22, parameters with versions, a command over a fleet.",
             "Phiên kết nối không cần cổng 22, parameter có phiên bản, một lệnh cho cả nhóm máy."},
        };
        int day = 2;
        for (const auto& r : rows) {
            WeekLab lab;
            lab.id = QLatin1String(r.id);
            lab.title = QLatin1String(r.title);
            lab.icon = r.icon;
            lab.sentence = both(r.en, r.vi);
            lab.day = day;
            lab.date = QDate(2026, 1, 24 + day);
            lab.state = State::Planned;
            if (day == 2) {
                lab.state = begun ? State::InProgress : State::NotBegun;
                lab.stepsDone = begun ? 3 : 0;
                lab.stepsTotal = 4;
                lab.minutes = 42;
                lab.figures = begun ? both("Hit ratio 0.94 · p99 7.8 ms", "Tỷ lệ cache hit 0,94 · p99 7,8 ms") : QString();
                lab.firstStep = both("A database drowns", "Database quá tải");
            }
            ++day;
            labs.push_back(lab);
        }
        return labs;
    }
    std::optional<WeekContinuation> continuation() const override {
        WeekContinuation c;
        c.labId = "elasticache";
        c.begun = begun;
        c.title = both("ElastiCache, step 4: Memory is finite", "ElastiCache, bước 4: Bộ nhớ có hạn");
        c.when = begun ? both("yesterday at 21:14", "hôm qua lúc 21:14") : QString();
        if (begun) {
            c.goals = {{State::Pass, both("Evictions seen", "Đã thấy eviction")},
                       {State::Running, both("Hit ratio 0.72, needs ≥ 0.90", "Tỷ lệ cache hit hiện tại 0,72, cần ≥ 0,90")},
                       {State::Open, both("No error for 30 s", "Không lỗi trong 30 s")}};
        }
        return c;
    }
    WorklogSummary worklog() const override {
        WorklogSummary w;
        w.folder = "1.4-Week4";
        w.rows = {{State::InProgress, both("Day 2 · ElastiCache", "Thứ Hai · ElastiCache"), both("26 Jan, 8 figures", "26/01, 8 số liệu")},
                  {State::NotBegun, both("Day 3 · CloudFront", "Thứ Ba · CloudFront"), both("nothing yet", "chưa có gì")}};
        w.warning = both("Your note for day 2 is empty in Vietnamese.", "Ghi chú tiếng Việt cho Thứ Hai còn trống.");
        return w;
    }
};

struct Shell {
    QTemporaryDir folder;
    Theme theme;
    IconStore icons{theme};
    LanguageController language{Language::English};
    Settings settings{folder.filePath("maylab.ini")};
    UiContext ui{theme, icons, language, settings};
    ActionRegistry actions;
    FakeWeek week{language};
    MainWindow window{ui, actions};
    WeekPage* weekPage = new WeekPage(ui, week);
    PreferencesPage* preferences = new PreferencesPage(ui, QStringLiteral("/home/lan/.local/share/maylab"));
    QString noLab; // why there is none
    FirstStartPage* first = new FirstStartPage(ui, [this] {
        return FirstStartPage::FirstStep{week.both("A database drowns", "Database quá tải"), 6, noLab};
    });

    Shell() {
        theme.setMode(ThemeMode::Light);
        theme.attach(*qApp);
        language.setMode(LanguageMode::English);
        window.addPage("week", weekPage);
        window.addPage("preferences", preferences);
        window.addPage("first", first);
        std::vector<MainWindow::RailEntry> rail;
        rail.push_back({"week", [this] { return week.title(); }, "cloud", {}, true, MainWindow::RailEntry::Place::Top});
        for (const WeekLab& lab : week.labs()) {
            rail.push_back({lab.id, [lab] { return lab.title; }, lab.icon,
                            [lab] { return lab.stepsTotal > 0 ? double(lab.stepsDone) / lab.stepsTotal : 0; },
                            lab.state != State::Planned, MainWindow::RailEntry::Place::Labs});
        }
        rail.push_back({"worklog", [this] { return week.both("Worklog", "Worklog"); }, "notebook-pen", {}, true,
                        MainWindow::RailEntry::Place::Below});
        rail.push_back({"preferences", [this] { return week.both("Preferences", "Cài đặt"); }, "settings", {}, true,
                        MainWindow::RailEntry::Place::Bottom});
        window.setRailEntries(rail);
        window.setStatus("save", week.both("Progress saved", "Đã lưu tiến trình"));
        window.resize(1366, 768);
        window.show();
        const bool exposed = QTest::qWaitForWindowActive(&window);
        Q_ASSERT(exposed);
        settle();
    }
    ~Shell() { qApp->setStyleSheet({}); }
    void settle() {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
    }
    QWidget* focus() { return QApplication::focusWidget(); }
};

} // namespace maylab::test
