// The views of alarms: what they say in both languages, what they draw, how they are walked over; and what their readers
// find in a world, against the service's own doors.
#include <QtTest>

#include "alarm_pictures.h"
#include "app/panels/alarm_panel.h"
#include "app/panels/alarm_reader.h"
#include "app/panels/strips_panel.h"
#include "app/panels/strips_reader.h"
#include "support/panel_house.h"

#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace maylab;
using namespace maylab::app;
using test::cells;
using test::pixelsOf;
using kernel::SimTime;

namespace {

// shop-cpu-high on Shop/Web CPUUtilization.
QString alarmInput(int m, int n, const char* treat = "missing") {
    return QStringLiteral("{\"AlarmName\":\"shop-cpu-high\",\"Namespace\":\"Shop/Web\",\"MetricName\":\"CPUUtilization\",\"Statistic\":\"Average\",\"Period\":60,"
                          "\"Unit\":\"Percent\",\"EvaluationPeriods\":%1,\"DatapointsToAlarm\":%2,\"Threshold\":80,"
                          "\"ComparisonOperator\":\"GreaterThanThreshold\",\"TreatMissingData\":\"%3\"}")
        .arg(QString::number(n), QString::number(m), QLatin1String(treat));
}

// A value a minute, from the given minute on; NaN: none.
void feed(kernel::World& world, int fromMinute, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        world.runUntil(SimTime::atSecond((fromMinute + static_cast<int>(i)) * 60 + 10));
        if (!std::isnan(values[i])) QCOMPARE(test::put(world, values[i]), std::string());
    }
    world.runUntil(SimTime::atSecond((fromMinute + static_cast<int>(values.size())) * 60 + 5));
}

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

} // namespace

class TestAlarmPanels : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void microscopeSaysWhatWasJudged();
    void microscopeBoxesWhatWasUsed();
    void numbersTellTheSide();
    void reasonIsTheServicesOwn();
    void cursorStaysOnItsEvaluation();
    void alarmsAreChosen();
    void compositeShowsItsChildren();
    void missingDataHasWords();
    void rulesStandWhereThereIsRoom();
    void replayIsDrawn();
    void stripsArePredictedAndJudged();
    void readerAgreesWithTheDoors();
    void readerKeepsStatesThroughChanges();
    void readerFollowsNewSettingsAndClones();
    void readerReadsTheReplay();
    void readerReadsStrips();
    void anySizeIsDrawn();
    void smallPanesSayItInWords();
    void everythingIsTranslated();
    void nothingIsClipped();
    void readersGetNames();
    void sameWordsInBothThemes();
    void looks();

  private:
    template <class Visit> void each(const Visit& visit); // every panel, filled
    auto every() {
        return [this](const auto& visit) { each(visit); };
    }
};

template <class Visit> void TestAlarmPanels::each(const Visit& visitSettled) {
    const auto visit = [&visitSettled](DrawnPanel& panel, const char* name) {
        test::settle(panel);
        visitSettled(panel, name);
    };
    AlarmPanel alarm(ui());
    alarm.setPicture(test::cpuAlarm(), test::replay());
    visit(alarm, "alarm");
    AlarmPanel alone(ui());
    alone.setPicture(test::cpuAlarm(), {});
    visit(alone, "alarm-alone");
    AlarmPanel quiet(ui());
    quiet.setPicture(test::quietAlarm("missing"), {});
    visit(quiet, "alarm-quiet");
    AlarmPanel composite(ui());
    composite.setPicture(test::compositeAlarm(), {});
    visit(composite, "alarm-composite");
    AlarmPanel rules(ui());
    rules.setPicture(test::cpuAlarm(), test::replay());
    rules.setRulesFirst(true);
    visit(rules, "alarm-rules");
    rules.setPicture(test::cpuAlarm(), test::nightWithGaps());
    visit(rules, "alarm-gaps");
    rules.setPicture(test::cpuAlarm(), test::nightWithMessages());
    visit(rules, "alarm-messages");
    ReplayPicture running = test::replay();
    running.rules.clear();
    rules.setPicture(test::cpuAlarm(), running);
    visit(rules, "alarm-running");
    StripsPanel open(ui());
    open.setPicture(test::strips(false));
    visit(open, "strips-open");
    StripsPanel judged(ui());
    judged.setPicture(test::strips(true));
    visit(judged, "strips-judged");
}

void TestAlarmPanels::microscopeSaysWhatWasJudged() {
    AlarmPanel panel(ui());
    panel.setPicture(test::cpuAlarm(), test::replay());
    QCOMPARE(panel.ruleText(), QStringLiteral("> 80, 2 of 3, range 8 points"));
    QCOMPARE(panel.rowText(1), QStringLiteral("Evaluated at 14:19:00: data points 86▲ 88▲ 90▲ 87▲ [84▲] [79] – [72]; breaching 1 of 3; missing data: "
                                              "older point taken; OK, changed"));
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("Alarm shop-cpu-high is in state OK: > 80, 2 of 3, range 8 points.")), qPrintable(panel.description()));
    QVERIFY2(panel.description().contains(QStringLiteral("Replay at 4:26 of 6:00. Episodes: 7, changes outside incidents: 8.")), qPrintable(panel.description()));
    QVERIFY(panel.description().contains(QStringLiteral("Incident 1, 1:10–1:22: found after 2\u00A0min.")));
    QVERIFY(panel.description().contains(QStringLiteral("Incident 2, 3:10–3:22: not found.")));
    QVERIFY(panel.description().contains(QStringLiteral("Incident 3: not over yet.")));
    const QStringList rows = cells(panel);
    QVERIFY2(rows.contains(QStringLiteral("14:20:00: 88▲ 90▲ 87▲ 84▲ [79] – [72] [69]=0 of 3 · older point taken · OK · same")), qPrintable(rows.join(u'\n')));
    QVERIFY2(rows.contains(QStringLiteral("Rule 2 of 3 (yours)=episodes 7, late 2\u00A0min, outside 8")), qPrintable(rows.join(u'\n')));
    QVERIFY(rows.contains(QStringLiteral("Rule 8 of 10=episodes 3, late –\u00A0min, outside 0")));
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QCOMPARE(panel.ruleText(), QStringLiteral("> 80, 2/3, xét 8 điểm"));
    AlarmPicture slow = test::cpuAlarm();
    slow.period = 300;
    panel.setPicture(slow, test::replay());
    QCOMPARE(panel.ruleText(), QStringLiteral("> 80 mỗi 300 s, 2/3, xét 8 điểm"));
    ReplayPicture replay = test::replay();
    replay.rules.front().periodSeconds = 300;
    QCOMPARE(ReplayDrawing(ui(), replay).ruleText(0), ReplayDrawing(ui(), test::replay()).ruleText(0) + QStringLiteral(", 300 s"));
}

void TestAlarmPanels::microscopeBoxesWhatWasUsed() {
    // Ten rows of nothing, but for one breaching point: it is red only where it was used.
    AlarmPicture p = test::quietAlarm("notBreaching");
    AlarmPanel panel(ui());
    panel.resize(741, 300);
    panel.setPicture(p, {});
    const int none = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::FailTint));
    QCOMPARE(none, 0);
    p.rows[3].points[6] = {p.rows[3].at - 120, 91.0, true, false, false};
    panel.setPicture(p, {});
    QImage image = panel.grab().toImage();
    QVERIFY(pixelsOf(image, m_theme->color(ColorToken::Fail)) > 0);
    QCOMPARE(pixelsOf(image, m_theme->color(ColorToken::FailTint)), 0);
    p.rows[3].points[6].lookedAt = true;
    panel.setPicture(p, {});
    image = panel.grab().toImage();
    QVERIFY(pixelsOf(image, m_theme->color(ColorToken::FailTint)) > 100);
    // The sign says on which side of the threshold it breaches.
    QVERIFY2(panel.rowText(3).contains(QStringLiteral("[91▲]")), qPrintable(panel.rowText(3)));
    p.comparison = "<";
    p.threshold = 95;
    panel.setPicture(p, {});
    QVERIFY2(panel.rowText(3).contains(QStringLiteral("[91▼]")), qPrintable(panel.rowText(3)));
    QVERIFY(panel.grab().toImage() != image);
}

void TestAlarmPanels::numbersTellTheSide() {
    const Format f = ui().format();
    QCOMPARE(pointText(f, 80.4, 80), QStringLiteral("80.4")); // 80 would be on the threshold
    QCOMPARE(pointText(f, 79.96, 80), QStringLiteral("79.96"));
    QCOMPARE(pointText(f, 80, 80), QStringLiteral("80"));
    QCOMPARE(pointText(f, 91.27, 80), QStringLiteral("91"));
    QCOMPARE(pointText(f, 0.5, 80), QStringLiteral("0.50"));
    QCOMPARE(pointText(f, 0, 80), QStringLiteral("0"));
    QCOMPARE(pointText(f, 2'512'400, 80), QStringLiteral("2,512k"));
}

void TestAlarmPanels::reasonIsTheServicesOwn() {
    AlarmPanel panel(ui());
    panel.resize(741, 300);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::cpuAlarm(), {});
    QCOMPARE(panel.reasonText(), QString::fromStdString(test::cpuAlarm().reason));
    QTest::keyClick(&panel, Qt::Key_Down);
    QTest::keyClick(&panel, Qt::Key_Down);
    QVERIFY2(panel.reasonText().contains(QStringLiteral("OK -> ALARM transition")), qPrintable(panel.reasonText()));
    QVERIFY(panel.accessibleDescription().endsWith(panel.reasonText()));
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.cursor(), 11);
    QCOMPARE(panel.reasonText(), QStringLiteral("Unchecked: Initial alarm creation"));
    QTest::keyClick(&panel, Qt::Key_PageUp);
    QVERIFY(panel.cursor() < 11 && panel.cursor() > 0);
    QTest::keyClick(&panel, Qt::Key_Home);
    QCOMPARE(panel.cursor(), 0);
    QTest::keyClick(&panel, Qt::Key_Up);
    QCOMPARE(panel.cursor(), 0);
}

void TestAlarmPanels::cursorStaysOnItsEvaluation() {
    AlarmPanel panel(ui());
    panel.resize(741, 300);
    AlarmPicture p = test::cpuAlarm();
    const auto newer = [&p] {
        p.rows.insert(p.rows.begin(), p.rows.front());
        p.rows.front().at += 60;
    };
    panel.setPicture(p, {});
    newer();
    panel.setPicture(p, {});
    QCOMPARE(panel.cursor(), 0); // the newest is followed
    QTest::keyClick(&panel, Qt::Key_Down);
    const QString chosen = panel.rowText(1);
    newer();
    panel.setPicture(p, {});
    QCOMPARE(panel.cursor(), 2);
    QCOMPARE(panel.rowText(2), chosen);
    p.rows.resize(1);
    panel.setPicture(p, {});
    QCOMPARE(panel.cursor(), 0);
    panel.setPicture({}, {});
    QCOMPARE(panel.cursor(), 0);
    QTest::keyClick(&panel, Qt::Key_Down);
    QVERIFY(panel.rowText(0).isEmpty());
}

void TestAlarmPanels::alarmsAreChosen() {
    AlarmPanel panel(ui());
    panel.resize(741, 240);
    panel.show();
    panel.setPicture(test::cpuAlarm(), {});
    auto* choice = panel.findChild<QComboBox*>(QStringLiteral("alarmChoice"));
    QVERIFY(choice->isVisibleTo(&panel));
    QCOMPARE(choice->currentText(), QStringLiteral("shop-cpu-high"));
    QSignalSpy chosen(&panel, &AlarmPanel::alarmChosen);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Up);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(panel.chosen(), std::string("shop-all"));
    panel.setPicture(test::quietAlarm("ignore"), {});
    QVERIFY(!choice->isVisibleTo(&panel));
}

void TestAlarmPanels::compositeShowsItsChildren() {
    AlarmPanel panel(ui());
    panel.resize(741, 260);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::compositeAlarm(), {});
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("Rule: (ALARM(\"shop-cpu-high\") OR")), qPrintable(panel.description()));
    QCOMPARE(panel.childText(0), QStringLiteral("shop-cpu-high: ALARM since 14:12:00"));
    QCOMPARE(panel.childText(3), QStringLiteral("gone: there is no such alarm"));
    QCOMPARE(panel.childText(4), QStringLiteral("Suppressor deployment: OK since 12:56:40"));
    QSignalSpy chosen(&panel, &AlarmPanel::alarmChosen);
    QTest::keyClick(&panel, Qt::Key_Down);
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(panel.chosen(), std::string("orders-errors"));
    for (int i = 0; i < 2; ++i) QTest::keyClick(&panel, Qt::Key_Down);
    QTest::keyClick(&panel, Qt::Key_Return); // one that is not there opens nothing
    QCOMPARE(chosen.size(), 1);
}

void TestAlarmPanels::missingDataHasWords() {
    AlarmPanel panel(ui());
    QSet<QString> words;
    for (int i = 0; i <= static_cast<int>(AlarmPicture::Missing::FewSamples); ++i) {
        AlarmPicture::Row row;
        row.filled = 2;
        row.missing = static_cast<AlarmPicture::Missing>(i);
        const QString text = panel.missingText(row);
        QVERIFY(!text.isEmpty() && !words.contains(text));
        words << text;
    }
}

void TestAlarmPanels::rulesStandWhereThereIsRoom() {
    AlarmPanel panel(ui());
    auto* part = panel.findChild<Segments*>(QStringLiteral("part"));
    panel.show();
    panel.setPicture(test::cpuAlarm(), test::replay());
    panel.resize(741, 240);
    QCoreApplication::processEvents();
    QVERIFY(part->isVisibleTo(&panel) && !panel.showsRules());
    part->setFocus();
    emit part->chosen(QStringLiteral("rules"));
    QVERIFY(panel.showsRules());
    panel.resize(500, 240); // the same switch as a button
    auto* button = panel.findChild<IconButton*>(QStringLiteral("showRules"));
    QVERIFY(!part->isVisibleTo(&panel) && button->isVisibleTo(&panel) && button->isChecked());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(!panel.showsRules());
    for (const QSize room : {QSize(1100, 300), QSize(741, 460)}) {
        panel.resize(room);
        QCoreApplication::processEvents();
        QVERIFY(!part->isVisibleTo(&panel) && panel.showsRules());
    }
    panel.setPicture(test::cpuAlarm(), {});
    QVERIFY(!part->isVisibleTo(&panel) && !panel.showsRules());
}

void TestAlarmPanels::replayIsDrawn() {
    AlarmPanel panel(ui());
    panel.resize(1100, 420);
    ReplayPicture r = test::replay();
    AlarmPicture quiet = test::quietAlarm("missing");
    quiet.status = AlarmStatus::InsufficientData;
    panel.setPicture(quiet, r);
    const auto red = [&] { return pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail)); };
    const int before = red();
    for (auto& s : r.stretches) {
        if (s.status == AlarmStatus::Alarm) s.status = AlarmStatus::Ok;
    }
    panel.setPicture(quiet, r);
    QVERIFY(red() < before - 100);
    const int triangles = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Warn));
    r.incidents.clear();
    panel.setPicture(quiet, r);
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Warn)) < triangles - 40);
    // Thresholds that differ are part of the rule's name.
    const ReplayPicture same = test::replay();
    QCOMPARE(ReplayDrawing(ui(), same).ruleText(1), QStringLiteral("2 of 3"));
    ReplayPicture other = test::replay();
    other.rules[2].threshold = 85.5;
    QCOMPARE(ReplayDrawing(ui(), other).ruleText(2), QStringLiteral("3 of 5 at 85.5"));
    other.status = "idle";
    QCOMPARE(ReplayDrawing(ui(), other).progressText(), QStringLiteral("The replay has not begun."));
    const ReplayPicture gaps = test::nightWithGaps(), messages = test::nightWithMessages();
    const ReplayDrawing silent(ui(), gaps), rung(ui(), messages);
    QCOMPARE(silent.progressText(), QStringLiteral("As needed so far: 2 of 4"));
    QCOMPARE(silent.needText(1), QStringLiteral("differs in 41\u00A0min, from 1:05: INSUFFICIENT_DATA, needed OK"));
    QCOMPARE(silent.needText(0), QStringLiteral("as needed so far"));
    QCOMPARE(silent.needText(3), QStringLiteral("as needed, all night"));
    QCOMPARE(rung.progressText(), QStringLiteral("Messages: 5, outside incidents: 1"));
    QVERIFY2(rung.describe().contains(QStringLiteral("Grey: the deployment, 3:00–3:35.")), qPrintable(rung.describe()));
    QCOMPARE(rung.incidentText(1), QStringLiteral("Incident 2, 3:10–3:22: messages 3"));
}

void TestAlarmPanels::stripsArePredictedAndJudged() {
    StripsPanel panel(ui());
    panel.resize(741, 240);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::strips(false));
    QTRY_VERIFY2(panel.description().startsWith(QStringLiteral("7 of 8 predicted.")), qPrintable(panel.description()));
    QCOMPARE(panel.stripText(0), QStringLiteral("Strip 1: data points 71 – 91▲ – 88▲, threshold 80, 3 of 3, missing data missing, before OK; predicted OK"));
    QVERIFY(panel.stripText(6).endsWith(QStringLiteral("not predicted")));
    panel.setPicture(test::strips(true));
    QTRY_VERIFY2(panel.description().startsWith(QStringLiteral("6 of 8 right.")), qPrintable(panel.description()));
    QVERIFY2(panel.stripText(5).endsWith(QStringLiteral("predicted KEEP; comes to OK: right; too few breach: the state is kept")), qPrintable(panel.stripText(5)));
    QVERIFY(panel.stripText(4).endsWith(QStringLiteral("comes to ALARM: right; all breach for long enough")));
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.cursor(), 7);
    QCOMPARE(panel.accessibleDescription(), panel.stripText(7));
    QTest::keyClick(&panel, Qt::Key_Up);
    QCOMPARE(panel.cursor(), 6);
    const QStringList rows = cells(panel);
    QCOMPARE(rows.size(), 8);
    QVERIFY2(rows[2].startsWith(QStringLiteral("Strip 3: – – – – –=")), qPrintable(rows[2]));
}

// --- readers ---

void TestAlarmPanels::readerAgreesWithTheDoors() {
    auto world = test::alarmWorld();
    QCOMPARE(test::callDoor(*world, "PutMetricAlarm", alarmInput(2, 3).toStdString()), std::string());
    feed(*world, 0, {70, 84, kGap, 91, 88, 60, kGap, kGap, 62, 95, 61});
    AlarmReader reader;
    AlarmPicture a;
    ReplayPicture r;
    reader.read(*world, {}, a, r);
    QVERIFY(a.present && !r.present && !a.composite);
    QCOMPARE(a.name, std::string("shop-cpu-high"));
    QCOMPARE(a.comparison, std::string(">"));
    QCOMPARE(a.unit, std::string("Percent"));
    QCOMPARE(a.range, 8);
    const QJsonObject door = QJsonDocument::fromJson(QByteArray::fromStdString(test::peekDoor(*world, "DescribeAlarmEvaluations", "{\"AlarmName\":\"shop-cpu-high\"}"))).object();
    const QJsonArray rows = door[QStringLiteral("Evaluations")].toArray();
    QVERIFY(a.rows.size() == 11 && rows.size() >= 11);
    for (std::size_t i = 0; i < a.rows.size(); ++i) {
        const QJsonObject row = rows[static_cast<int>(i)].toObject();
        const QJsonArray points = row[QStringLiteral("Points")].toArray();
        QCOMPARE(QDateTime::fromSecsSinceEpoch(a.rows[i].at, Qt::UTC).toString(Qt::ISODate), row[QStringLiteral("Timestamp")].toString());
        QCOMPARE(a.rows[i].breaching, row[QStringLiteral("Breaching")].toInt());
        QCOMPARE(a.rows[i].filled, row[QStringLiteral("Filled")].toInt());
        QCOMPARE(static_cast<int>(a.rows[i].points.size()), static_cast<int>(points.size()));
        for (std::size_t k = 0; k < a.rows[i].points.size(); ++k) {
            const QJsonObject point = points[static_cast<int>(k)].toObject();
            QCOMPARE(a.rows[i].points[k].value.has_value(), point.contains(QStringLiteral("Value")));
            if (a.rows[i].points[k].value) QCOMPARE(*a.rows[i].points[k].value, point[QStringLiteral("Value")].toDouble());
            QCOMPARE(a.rows[i].points[k].lookedAt, point[QStringLiteral("LookedAt")].toBool());
            QCOMPARE(a.rows[i].points[k].breaching, point[QStringLiteral("State")].toString() == QStringLiteral("breaching"));
        }
    }
}

// Read at every minute, a row says what the alarm's state was at that minute; read once at the end it says the same.
void TestAlarmPanels::readerKeepsStatesThroughChanges() {
    auto world = test::alarmWorld();
    QCOMPARE(test::callDoor(*world, "PutMetricAlarm", alarmInput(2, 3).toStdString()), std::string());
    AlarmReader often;
    const std::vector<double> values{70, 84, 86, 91, 88, 60, 61, kGap, 62, 95, 97, 61, 60, 59};
    struct Seen {
        std::int64_t at;
        AlarmStatus status;
        std::string reason;
    };
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
        feed(*world, static_cast<int>(i), {values[i]});
        AlarmPicture a;
        ReplayPicture r;
        often.read(*world, {}, a, r);
        QVERIFY(!a.rows.empty());
        QCOMPARE(a.rows.front().status, a.status);
        QCOMPARE(a.rows.front().reason, a.reason);
        seen.push_back({a.rows.front().at, a.status, a.reason});
    }
    AlarmReader once;
    for (AlarmReader* reader : {&often, &once}) {
        AlarmPicture a;
        ReplayPicture r;
        reader->read(*world, "shop-cpu-high", a, r);
        QCOMPARE(a.rows.size(), seen.size());
        int changes = 0;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const AlarmPicture::Row& row = a.rows[seen.size() - 1 - i];
            QCOMPARE(row.at, seen[i].at);
            QCOMPARE(row.status, seen[i].status);
            QCOMPARE(row.reason, seen[i].reason);
            QCOMPARE(row.changed, i == 0 ? row.status != AlarmStatus::InsufficientData : seen[i].status != seen[i - 1].status);
            changes += row.changed ? 1 : 0;
        }
        QVERIFY(changes >= 4);
    }
    // A state set by hand lasts until the next evaluation, which changes it back.
    const std::string set = "{\"AlarmName\":\"shop-cpu-high\",\"StateValue\":\"ALARM\",\"StateReason\":\"a test\"}";
    QCOMPARE(test::callDoor(*world, "SetAlarmState", set), std::string());
    AlarmPicture a;
    ReplayPicture r;
    often.read(*world, {}, a, r);
    QVERIFY(a.status == AlarmStatus::Alarm && a.rows.front().status == AlarmStatus::Ok && a.reason == "a test");
    feed(*world, static_cast<int>(values.size()), {58});
    AlarmPicture after;
    often.read(*world, {}, after, r);
    QVERIFY(after.rows.front().changed && after.rows.front().status == AlarmStatus::Ok && !after.rows[1].changed);
}

void TestAlarmPanels::readerFollowsNewSettingsAndClones() {
    auto world = test::alarmWorld();
    QCOMPARE(test::callDoor(*world, "PutMetricAlarm", alarmInput(1, 1).toStdString()), std::string());
    feed(*world, 0, {70, 84, 70, 91, 70});
    AlarmReader reader;
    AlarmPicture a, b, c, d;
    ReplayPicture r;
    reader.read(*world, {}, a, r);
    QCOMPARE(a.rows.size(), std::size_t{5});
    // Only what was judged under the settings that are shown.
    QCOMPARE(test::callDoor(*world, "PutMetricAlarm", alarmInput(3, 3).toStdString()), std::string());
    reader.read(*world, {}, b, r);
    QVERIFY(b.rows.empty());
    QCOMPARE(b.status, a.status);
    feed(*world, 5, {92, 93});
    const auto branch = world->clone();
    feed(*world, 7, {94, 95});
    reader.read(*world, {}, c, r);
    QVERIFY(c.rows.size() == 4 && c.status == AlarmStatus::Alarm && c.rows.front().breaching == 3);
    // Back in time, and another future: nothing of the first is left.
    reader.read(*branch, {}, d, r);
    QVERIFY(d.rows.size() == 2 && d.status == AlarmStatus::Ok && d.rows.front().status == AlarmStatus::Ok);
    QCOMPARE(test::callDoor(*world, "DeleteAlarms", "{\"AlarmNames\":[\"shop-cpu-high\"]}"), std::string());
    AlarmPicture none;
    reader.read(*world, "shop-cpu-high", none, r);
    QVERIFY(!none.present);
    // A composite alarm lists what it stands on.
    QCOMPARE(test::callDoor(*branch, "PutMetricAlarm", QString(alarmInput(1, 1)).replace(QStringLiteral("shop-cpu-high"), QStringLiteral("another")).toStdString()),
             std::string());
    QCOMPARE(test::callDoor(*branch, "PutCompositeAlarm", "{\"AlarmName\":\"all\",\"AlarmRule\":\"ALARM(shop-cpu-high) OR ALARM(another)\",\"ActionsSuppressor\":\"another\","
                                                             "\"ActionsSuppressorWaitPeriod\":60,\"ActionsSuppressorExtensionPeriod\":120}"), std::string());
    AlarmPicture composite;
    reader.read(*branch, "all", composite, r);
    QVERIFY(composite.composite && composite.children.size() == 3 && composite.waitSeconds == 60 && composite.extensionSeconds == 120);
    QVERIFY(composite.children[0].name == "shop-cpu-high" && composite.children[0].exists && composite.children[0].status == AlarmStatus::Ok);
    QVERIFY(composite.children[2].name == "another" && composite.children[2].suppressor);
    QCOMPARE(composite.names, (std::vector<std::string>{"all", "another", "shop-cpu-high"}));
}

void TestAlarmPanels::readerReadsTheReplay() {
    const auto start = QDateTime::fromMSecsSinceEpoch(kernel::Calendar{}.startUnixMilliseconds, Qt::UTC);
    const QString reply = QStringLiteral("{\"signal\":\"cpu\",\"status\":\"running\",\"begun\":\"%1\",\"minute\":5,\"minutes\":360,\"episodes\":1,\"outside\":2,"
                                         "\"alarm\":\"shop-cpu-high\",\"incidents\":[{\"from\":1,\"to\":3,\"found\":true,\"lateMinutes\":1},{}],\"otherRules\":[{\"m\":2,\"n\":3,\"threshold\":80,\"episodes\":7,\"lateMinutes\":2,"
                                         "\"outside\":8,\"current\":true},{\"m\":8,\"n\":10,\"threshold\":80,\"episodes\":3,\"lateMinutes\":8,\"found\":1,\"outside\":0}]}")
                              .arg(start.toString(Qt::ISODate));
    auto world = test::alarmWorld(reply.toStdString());
    const std::string first = QString(alarmInput(1, 1)).replace(QStringLiteral("shop-cpu-high"), QStringLiteral("another")).toStdString();
    QCOMPARE(test::callDoor(*world, "PutMetricAlarm", first), std::string());
    QCOMPARE(test::callDoor(*world, "PutMetricAlarm", alarmInput(1, 1).toStdString()), std::string());
    feed(*world, 0, {70, 84, 85, 70, 71});
    AlarmReader reader;
    AlarmPicture a;
    ReplayPicture r;
    reader.read(*world, {}, a, r);
    QCOMPARE(a.name, std::string("shop-cpu-high")); // the replay's, not the first
    QVERIFY(r.present && r.status == "running");
    QCOMPARE(r.incidents.size(), std::size_t{2});
    QVERIFY(r.incidents[0].told && r.incidents[0].found && r.incidents[0].lateMinutes == 1);
    QVERIFY(!r.incidents[1].told && !r.incidents[1].found);
    QCOMPARE(r.rules.size(), std::size_t{2});
    QVERIFY(r.rules[0].current && r.rules[0].lateMinutes == 2.0 && !r.rules[1].current && !r.rules[1].lateMinutes);
    // INSUFFICIENT_DATA, OK at minute 1, ALARM at 2, OK at 4.
    QCOMPARE(r.stretches.size(), std::size_t{4});
    const std::pair<double, AlarmStatus> expected[] = {{0, AlarmStatus::InsufficientData}, {1, AlarmStatus::Ok}, {2, AlarmStatus::Alarm}, {4, AlarmStatus::Ok}};
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(r.stretches[i].from, expected[i].first);
        QCOMPARE(r.stretches[i].status, expected[i].second);
    }
    // A door that answers something else, or nothing, is no reason to fall over.
    for (const char* strange : {"{}", "[]", "{\"status\":7,\"minutes\":\"x\",\"incidents\":{},\"otherRules\":[3,null]}"}) {
        auto other = test::alarmWorld(strange);
        AlarmPicture none;
        ReplayPicture empty;
        AlarmReader().read(*other, {}, none, empty);
        QVERIFY(!none.present && empty.present && empty.stretches.empty());
    }
}

void TestAlarmPanels::readerReadsStrips() {
    const char* reply = "{\"round\":2,\"evaluated\":true,\"right\":1,\"strips\":[{\"strip\":1,\"treatMissingData\":\"missing\",\"datapointsToAlarm\":3,"
                        "\"evaluationPeriods\":3,\"range\":5,\"threshold\":80,\"points\":[null,91,90.5,null,88],\"previous\":\"OK\",\"prediction\":\"ALARM\","
                        "\"state\":\"ALARM\",\"right\":true,\"rule\":\"enough-data\"},{\"strip\":2,\"points\":\"none\",\"prediction\":\"KEEP\","
                        "\"state\":\"INSUFFICIENT_DATA\",\"right\":false}]}";
    const auto world = test::alarmWorld({}, reply);
    StripsPicture p;
    readStrips(*world, p);
    QVERIFY(p.present && p.evaluated && p.round == 2 && p.right == 1);
    QCOMPARE(p.strips.size(), std::size_t{2});
    QCOMPARE(p.strips[0].points.size(), std::size_t{5});
    QVERIFY(!p.strips[0].points[0] && p.strips[0].points[2] == 90.5);
    QVERIFY(p.strips[0].prediction == AlarmStatus::Alarm && p.strips[0].status == AlarmStatus::Alarm && p.strips[0].right);
    QVERIFY(p.strips[1].points.empty() && !p.strips[1].prediction && p.strips[1].keep && !p.strips[0].keep && p.strips[1].status == AlarmStatus::InsufficientData);
    StripsPicture none;
    readStrips(*test::alarmWorld(), none);
    QVERIFY(!none.present);
}

// --- every view ---

void TestAlarmPanels::anySizeIsDrawn() {
    each([](DrawnPanel& panel, const char*) {
        for (const QSize size : {QSize(741, 240), QSize(40, 30), QSize(1, 1), QSize(3000, 1200), QSize(393, 200), QSize(270, 140), QSize(500, 500), QSize(1000, 130)}) {
            panel.resize(size);
            QVERIFY(!panel.grab().isNull());
        }
    });
    AlarmPanel none(ui());
    none.setPicture({}, {});
    StripsPanel noStrips(ui());
    noStrips.setPicture({});
    for (QWidget* w : std::initializer_list<QWidget*>{&none, &noStrips}) {
        w->resize(500, 180);
        QVERIFY(!w->grab().isNull());
        QVERIFY(!w->accessibleDescription().isEmpty());
    }
    // A new alarm that was never judged, ranges wider than the view, a composite alarm of nothing, a replay without incidents.
    AlarmPicture fresh = test::cpuAlarm();
    fresh.rows.clear();
    none.setPicture(fresh, test::replay());
    QVERIFY(!none.grab().isNull());
    AlarmPicture wide = test::cpuAlarm();
    wide.evaluationPeriods = 24;
    for (auto& row : wide.rows) {
        row.points.resize(AlarmPicture::kPoints, {0, 123'456.789, true, true, false});
        row.older = 12;
    }
    none.setPicture(wide, {});
    QVERIFY(!none.grab().isNull());
    AlarmPicture hollow = test::compositeAlarm();
    hollow.children.clear();
    ReplayPicture bare;
    bare.present = true;
    bare.minutes = 1;
    none.setPicture(hollow, bare);
    QVERIFY(!none.grab().isNull());
}

void TestAlarmPanels::smallPanesSayItInWords() {
    each([this](DrawnPanel& panel, const char* name) {
        panel.resize(220, 100);
        const QImage small = panel.grab().toImage();
        QVERIFY2(pixelsOf(small, m_theme->color(ColorToken::Text)) > 50, name); // words
        QVERIFY2(pixelsOf(small, m_theme->color(ColorToken::FailTint)) < 1600, name); // no cells: a chip in the header at most
    });
}

void TestAlarmPanels::everythingIsTranslated() {
    checkTranslations(every(), {741, 240},
                      {"INSUFFICIENT_DATA", "OK", "shop-cpu-high", "shop-heartbeat", "shop-errors", "shop-cpu",
                       "shop-batch"});
}

void TestAlarmPanels::nothingIsClipped() { checkClipping(every(), {741, 260}, {900, 260}); }
void TestAlarmPanels::readersGetNames() { checkNames(every(), {741, 240}); }
void TestAlarmPanels::sameWordsInBothThemes() { checkThemes(every(), {741, 240}); }
void TestAlarmPanels::looks() { keepLooks(every(), {{741, 260}, {1100, 420}, {741, 460}, {420, 260}}); }

QTEST_MAIN(TestAlarmPanels)
#include "tst_alarm_panels.moc"
