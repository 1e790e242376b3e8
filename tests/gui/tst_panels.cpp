// The drawn views with made-up pictures: what they say, how they are walked over, both themes, both languages.
#include <QtTest>

#include "app/panels/decision_view.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/shop_panel.h"
#include "app/panels/time_bar.h"
#include "support/panel_house.h"

#include <QSignalSpy>

#include <set>

using namespace maylab;
using namespace maylab::app;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

ShopPicture drowning() {
    ShopPicture p;
    p.present = true;
    p.requestsPerSecond = 600;
    p.strategy = "none";
    p.connections = 14;
    p.busy = 14;
    p.waiting = 73;
    p.serviceMilliseconds = 25;
    p.queriesPerSecond = 556;
    p.slotBusy.assign(14, 1);
    p.perSecond[static_cast<std::size_t>(Outcome::Database)] = 548;
    p.perSecond[static_cast<std::size_t>(Outcome::Error)] = 12;
    for (std::uint64_t i = 1; i <= 200; ++i) {
        RequestPicture r;
        r.id = i;
        r.ended = SimTime() + SimDuration::milliseconds(static_cast<std::int64_t>(9300 + i * 3));
        r.begun = r.ended - SimDuration::milliseconds(940);
        r.product = static_cast<std::uint32_t>(i % 17);
        r.outcome = i % 40 == 0 ? Outcome::Error : Outcome::Database;
        p.requests.push_back(r);
    }
    return p;
}

ShopPicture cached() {
    ShopPicture p = drowning();
    p.requestsPerSecond = 2000;
    p.strategy = "lazy-loading";
    p.endpoint = "shop";
    p.cacheReachable = true;
    p.busy = 6;
    p.waiting = 0;
    p.queriesPerSecond = 190;
    for (std::size_t i = 0; i < 14; ++i) p.slotBusy[i] = i < 6;
    p.perSecond = {0, 1790, 14, 190, 0};
    for (RequestPicture& r : p.requests) {
        r.outcome = r.id % 11 == 0 ? Outcome::Miss : r.id % 29 == 0 ? Outcome::Stale : Outcome::Hit;
    }
    return p;
}

KeyspacePicture tiles(std::size_t n = 800) {
    KeyspacePicture p;
    p.present = true;
    p.cluster = "shop";
    p.status = "available";
    p.policy = "volatile-lru";
    p.keys = 7012;
    p.products = 10000;
    p.usedMemory = 4 << 20;
    p.maxMemory = 10 << 20;
    p.stride = 12;
    p.ttlTop = 300;
    for (std::size_t i = 0; i < n; ++i) {
        TilePicture t;
        t.product = static_cast<std::uint32_t>(i * 12);
        t.cached = i % 10 < 7;
        t.ttlLeft = i % 50 == 3 ? -1.f : static_cast<float>((i * 37) % 300);
        t.age = static_cast<float>((i * 13) % 200);
        t.frequency = static_cast<float>((i * 7) % 60);
        p.tiles.push_back(t);
    }
    return p;
}

Snapshot running(SimTime now, std::vector<Happening> happenings = {}) {
    Snapshot s;
    s.state = RunState::Ready;
    s.playing = s.running = true;
    s.now = now;
    s.achieved = 1;
    s.happenings = std::make_shared<const std::vector<Happening>>(std::move(happenings));
    return s;
}

Happening command(double seconds, std::uint64_t number, const char* operation = "SetTraffic") {
    Happening h;
    h.number = number;
    h.at = SimTime() + SimDuration::fromSeconds(seconds);
    h.service = "lab";
    h.operation = operation;
    return h;
}

Happening goal(double seconds, std::uint64_t number) {
    Happening h = command(seconds, number, "");
    h.kind = Happening::Kind::Goal;
    h.what = "see-queue";
    return h;
}

DetailAnswer slowRequest() {
    DetailAnswer d;
    d.found = true;
    d.query.kind = DetailQuery::Kind::Request;
    d.query.request = 4711;
    d.subject = "product:17";
    d.outcome = "database";
    d.hops = {{"wait", SimTime(), SimDuration::milliseconds(940)}, {"query", SimTime(), SimDuration::milliseconds(25)}};
    DecisionRecord r;
    r.at = SimTime::atSecond(83);
    r.request = 4711;
    r.rule = "shop.connection.waited";
    r.source = "labs/outline.md, the world of lab 1";
    r.notModelled = "shop.notModelled.threads";
    r.subject = "product:17";
    r.values = {{"waitMilliseconds", 940}, {"aheadInQueue", 526}, {"connections", 14}, {"waitingNow", 530}};
    d.records = {r, r};
    d.records[1].rule = "shop.answer.direct";
    d.records[1].values = {{"cacheMilliseconds", 0}, {"waitMilliseconds", 940}, {"queryMilliseconds", 25}, {"version", 3}};
    return d;
}

// Colours that a picture consists of, as a set.
std::set<QRgb> colorsOf(const QImage& image) {
    std::set<QRgb> colors;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) colors.insert(image.pixel(x, y) | 0xFF000000u);
    }
    return colors;
}

} // namespace

class TestPanels : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void shopSaysWhatItDraws();
    void shopDrawsRequestsOnlyWhenTheyCanBeSeen();
    void shopIsWalkedByKeyboard();
    void shopShowsItsTable();
    void shopFollowsTheme();
    void emptyPicturesAreDrawn();
    void keyspaceClasses();
    void keyspaceIsWalkedByKeyboard();
    void keyspaceStepsThroughClasses();
    void keyspaceSaysHowManyTilesFit();
    void timelineMergesMarks();
    void timelineSpansAndTicks();
    void timeBarAsks();
    void timeBarSaysWhatTheClockDoes();
    void timeBarSmallForm();
    void timeBarLocks();
    void whyPutsRecordsIntoWords();
    void whyPartsAddUp();
    void whyIsPointedAt();
    void everythingIsTranslated();
    void nothingIsClipped();
    void readersGetNames();
    void looks();
};

void TestPanels::shopSaysWhatItDraws() {
    ShopPanel panel(ui());
    panel.setPicture(drowning(), SimTime::atSecond(10), Speed::X1);
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("14 of 14 busy, 73 waiting")), qPrintable(panel.description()));
    QCOMPARE(panel.accessibleDescription(), panel.description());
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(panel.description().contains(QStringLiteral("bận 14/14, 73 đang chờ")), qPrintable(panel.description()));
}

void TestPanels::shopDrawsRequestsOnlyWhenTheyCanBeSeen() {
    ShopPanel panel(ui());
    panel.setPicture(drowning(), SimTime::atSecond(10), Speed::X1);
    const int at1x = panel.movingRequests();
    QVERIFY(at1x > 100);
    panel.setPicture(drowning(), SimTime::atSecond(60), Speed::X1);
    QCOMPARE(panel.movingRequests(), 0); // all of them are home long ago
    panel.setPicture(drowning(), SimTime::atSecond(10), Speed::X60);
    QCOMPARE(panel.movingRequests(), 0); // only counts
    m_theme->setReducedMotion(true);
    panel.setPicture(drowning(), SimTime::atSecond(10), Speed::X1);
    QCOMPARE(panel.movingRequests(), 0);
}

void TestPanels::shopIsWalkedByKeyboard() {
    ShopPanel panel(ui());
    panel.resize(740, 200);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(drowning(), SimTime::atSecond(10), Speed::X1);
    QSignalSpy chosen(&panel, &ShopPanel::requestChosen);
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(chosen.size(), 0);
    QTest::keyClick(&panel, Qt::Key_Right);
    const auto first = panel.chosenRequest();
    QTest::keyClick(&panel, Qt::Key_Right);
    QVERIFY(panel.chosenRequest() > first);
    QVERIFY2(panel.accessibleDescription().contains(QString::number(panel.chosenRequest())),
             qPrintable(panel.accessibleDescription()));
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.front().front().toULongLong(), panel.chosenRequest());
}

void TestPanels::shopShowsItsTable() {
    ShopPanel panel(ui());
    panel.resize(740, 220);
    panel.show();
    panel.setPicture(cached(), SimTime::atSecond(10), Speed::X1);
    QTest::keyClick(&panel, Qt::Key_T);
    QVERIFY(panel.isTableShown());
    auto* table = panel.findChild<QTableWidget*>(QStringLiteral("table"));
    QVERIFY(table->rowCount() >= 6);
    QStringList cells;
    for (int i = 0; i < table->rowCount(); ++i) cells << table->item(i, 0)->text() + u'=' + table->item(i, 1)->text();
    QVERIFY2(cells.contains(QStringLiteral("Database connections in use=6 of 14 busy")), qPrintable(cells.join(u'\n')));
    QVERIFY2(cells.contains(QStringLiteral("Answers: hit=1,790/s")), qPrintable(cells.join(u'\n')));
    panel.setTableShown(false);
    QVERIFY(!panel.isTableShown());
}

void TestPanels::shopFollowsTheme() {
    ShopPanel panel(ui());
    panel.resize(740, 200);
    panel.setPicture(drowning(), SimTime::atSecond(10), Speed::X1);
    const auto light = colorsOf(panel.grab().toImage());
    QVERIFY(light.count(QColor(QStringLiteral("#FFFFFF")).rgb()) == 1);
    m_theme->setMode(ThemeMode::Dark);
    QCoreApplication::processEvents();
    const auto dark = colorsOf(panel.grab().toImage());
    QVERIFY(dark.count(QColor(QStringLiteral("#1B1F26")).rgb()) == 1);
    QVERIFY(dark.count(QColor(QStringLiteral("#FFFFFF")).rgb()) == 0);
}

void TestPanels::emptyPicturesAreDrawn() {
    ShopPanel shop(ui());
    shop.setPicture({}, SimTime(), Speed::X1);
    KeyspacePanel keys(ui());
    keys.setPicture({});
    for (QWidget* w : {static_cast<QWidget*>(&shop), static_cast<QWidget*>(&keys)}) {
        for (const QSize size : {QSize(740, 200), QSize(40, 30), QSize(1, 1), QSize(3000, 1200)}) {
            w->resize(size);
            QVERIFY(!w->grab().isNull());
        }
    }
    // Absurd figures change nothing about that.
    ShopPicture p = drowning();
    p.waiting = 4'000'000'000u;
    p.connections = 100'000;
    p.slotBusy.clear();
    p.busy = 100'000;
    shop.resize(500, 180);
    shop.setPicture(p, SimTime::atSecond(10), Speed::X1);
    QVERIFY(!shop.grab().isNull());
    QTRY_VERIFY(shop.description().contains(QStringLiteral("4,000,000,000")));
}

void TestPanels::keyspaceClasses() {
    KeyspacePanel panel(ui());
    panel.setPicture(tiles());
    TilePicture t;
    QCOMPARE(panel.classOf(t), KeyspacePanel::kAbsent);
    t.cached = true;
    t.ttlLeft = -1;
    QCOMPARE(panel.classOf(t), KeyspacePanel::kNever);
    t.ttlLeft = 0;
    QCOMPARE(panel.classOf(t), 0);
    t.ttlLeft = 59.9f;
    QCOMPARE(panel.classOf(t), 0);
    t.ttlLeft = 60;
    QCOMPARE(panel.classOf(t), 1);
    t.ttlLeft = 300;
    QCOMPARE(panel.classOf(t), 4);
    t.ttlLeft = 9999;
    QCOMPARE(panel.classOf(t), 4);
    QCOMPARE(panel.classText(1), QStringLiteral("60–120"));
    QCOMPARE(panel.classText(4), QStringLiteral("240–300\u00A0s"));
    QCOMPARE(panel.classText(KeyspacePanel::kAbsent), QStringLiteral("not cached"));
    panel.setShade(KeyspacePanel::Shade::Age);
    t.age = 0.5f;
    QCOMPARE(panel.classOf(t), 0);
    t.age = 1;
    QCOMPARE(panel.classOf(t), 1);
    t.age = 500;
    QCOMPARE(panel.classOf(t), 4);
    panel.setShade(KeyspacePanel::Shade::Frequency);
    t.frequency = 5;
    QCOMPARE(panel.classOf(t), 1);
    // The counts of the description are those of the tiles: 240 of 800 are not cached.
    QVERIFY2(panel.description().contains(QStringLiteral("not cached: 30")), qPrintable(panel.description()));
    QVERIFY(panel.description().contains(QStringLiteral("7,012 of 10,000 keys")));
}

void TestPanels::keyspaceIsWalkedByKeyboard() {
    KeyspacePanel panel(ui());
    panel.resize(740, 200);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(tiles());
    QSignalSpy chosen(&panel, &KeyspacePanel::keyChosen);
    QTest::keyClick(&panel, Qt::Key_Right);
    QCOMPARE(panel.cursor(), 1);
    QTest::keyClick(&panel, Qt::Key_Down);
    const int columns = panel.cursor() - 1;
    QVERIFY(columns > 50);
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.cursor(), 799);
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.cursor(), 799);
    QTest::keyClick(&panel, Qt::Key_Home);
    QTest::keyClick(&panel, Qt::Key_Left);
    QCOMPARE(panel.cursor(), 0);
    QTest::keyClick(&panel, Qt::Key_Right);
    QCOMPARE(panel.accessibleDescription(), panel.tileText(1));
    QVERIFY2(panel.tileText(1).contains(QStringLiteral("product:12")), qPrintable(panel.tileText(1)));
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.front().front().toString(), QStringLiteral("product:12"));
    // Fewer tiles than before: the cursor stays on one.
    QTest::keyClick(&panel, Qt::Key_End);
    panel.setPicture(tiles(10));
    QCOMPARE(panel.cursor(), 9);
}

void TestPanels::keyspaceStepsThroughClasses() {
    KeyspacePanel panel(ui());
    panel.resize(740, 200);
    KeyspacePicture p = tiles(100);
    for (TilePicture& t : p.tiles) {
        t.cached = true;
        t.ttlLeft = 290;
    }
    panel.setPicture(p);
    const auto before = colorsOf(panel.grab().toImage());
    for (TilePicture& t : p.tiles) t.ttlLeft = 10;
    panel.setPicture(p);
    QTRY_VERIFY(colorsOf(panel.grab().toImage()).count(m_theme->scale(0).rgb()) == 1);
    QVERIFY(before.count(m_theme->scale(4).rgb()) == 1);
    // With reduced motion there is nothing in between.
    m_theme->setReducedMotion(true);
    for (TilePicture& t : p.tiles) t.ttlLeft = 130;
    panel.setPicture(p);
    QCOMPARE(colorsOf(panel.grab().toImage()).count(m_theme->scale(2).rgb()), std::size_t(1));
}

void TestPanels::keyspaceSaysHowManyTilesFit() {
    KeyspacePanel panel(ui());
    QSignalSpy room(&panel, &KeyspacePanel::roomChanged);
    panel.show();
    panel.resize(400, 160);
    const auto small = panel.roomForTiles();
    panel.resize(1200, 400);
    QVERIFY(panel.roomForTiles() > small * 3);
    panel.resize(4000, 3000);
    QCOMPARE(panel.roomForTiles(), std::uint32_t(KeyspacePicture::kMaxTiles));
    QVERIFY(room.size() >= 2);
}

void TestPanels::timelineMergesMarks() {
    Timeline line(ui());
    line.resize(600, 56);
    line.setState(SimTime::atSecond(50), std::make_shared<const std::vector<Happening>>(std::vector<Happening>{
                                             command(10, 1), command(10.5, 2), goal(11, 3), command(30, 4), goal(45, 5)}));
    QCOMPARE(line.marks().size(), std::size_t(3));
    QCOMPARE(line.marks()[0].items.size(), std::size_t(3));
    QCOMPARE(line.marks()[0].kind, Happening::Kind::Goal);
    QCOMPARE(line.marks()[2].kind, Happening::Kind::Goal);
    for (std::size_t i = 1; i < line.marks().size(); ++i) {
        QVERIFY(line.marks()[i].x - line.marks()[i - 1].x >= Timeline::kMergePixels);
    }
    QCOMPARE(line.markText(0).count(u'\n'), 2);
    line.show();
    line.setFocus(Qt::TabFocusReason);
    QSignalSpy chosen(&line, &Timeline::markChosen);
    QTest::keyClick(&line, Qt::Key_BracketRight);
    QTest::keyClick(&line, Qt::Key_BracketRight);
    QCOMPARE(line.currentMark(), 1);
    QTest::keyClick(&line, Qt::Key_Return);
    QCOMPARE(chosen.front().front().toULongLong(), 4ull);
    QTest::keyClick(&line, Qt::Key_BracketLeft);
    QTest::keyClick(&line, Qt::Key_BracketLeft);
    QCOMPARE(line.currentMark(), 0);
    // Two thousand marks in one place are one mark.
    std::vector<Happening> many;
    for (std::uint64_t i = 1; i <= 2000; ++i) many.push_back(command(20, i));
    line.setState(SimTime::atSecond(50), std::make_shared<const std::vector<Happening>>(many));
    QCOMPARE(line.marks().size(), std::size_t(1));
    QVERIFY(line.markText(0).count(u'\n') <= 8);
}

void TestPanels::timelineSpansAndTicks() {
    double last = 0;
    for (double now = 0; now < 500'000; now = now * 1.1 + 1) {
        const double span = Timeline::spanFor(now);
        QVERIFY(span >= last);
        QVERIFY(now <= span * 0.9 + 1e-9);
        QVERIFY(span / Timeline::tickFor(span, 8) <= 8.0 + 1e-9);
        last = span;
    }
    QCOMPARE(Timeline::spanFor(0), 60.0);
}

void TestPanels::timeBarAsks() {
    TimeBar bar(ui());
    bar.resize(1366, 64);
    bar.show();
    QSignalSpy play(&bar, &TimeBar::playAsked), step(&bar, &TimeBar::stepAsked), speed(&bar, &TimeBar::speedAsked),
        skip(&bar, &TimeBar::skipAsked), stop(&bar, &TimeBar::stopSkipAsked);
    // Without a run nothing can be asked for.
    bar.toggle();
    QCOMPARE(play.size(), 0);
    Snapshot s = running(SimTime::atSecond(202));
    bar.setSnapshot(s);
    bar.timeline()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(bar.timeline(), Qt::Key_Space);
    QCOMPARE(play.size(), 1);
    QCOMPARE(play.front().front().toBool(), false);
    QTest::keyClick(bar.timeline(), Qt::Key_Period);
    QCOMPARE(step.size(), 1);
    QVERIFY(!bar.findChild<QAbstractButton*>(QStringLiteral("skip"))->isEnabled());
    s.hasNext = true;
    s.speed = Speed::X60;
    bar.setSnapshot(s);
    QCOMPARE(bar.findChild<Segments*>(QStringLiteral("speeds"))->current(), QStringLiteral("60x"));
    bar.findChild<QAbstractButton*>(QStringLiteral("skip"))->click();
    QCOMPARE(skip.size(), 1);
    s.skipping = true;
    s.skipTarget = SimTime::atSecond(600);
    bar.setSnapshot(s);
    bar.findChild<QAbstractButton*>(QStringLiteral("skip"))->click();
    QCOMPARE(stop.size(), 1);
    s.skipping = false;
    s.playing = false;
    bar.setSnapshot(s);
    bar.findChild<QAbstractButton*>(QStringLiteral("play"))->click();
    QCOMPARE(play.back().front().toBool(), true);
    const auto buttons = bar.findChild<Segments*>(QStringLiteral("speeds"))->findChildren<QToolButton*>();
    QCOMPARE(buttons.size(), 4);
    buttons.back()->click();
    QCOMPARE(speed.back().front().value<Speed>(), Speed::X600);
}

void TestPanels::timeBarSaysWhatTheClockDoes() {
    TimeBar bar(ui());
    Snapshot s = running(SimTime::atSecond(202));
    const auto words = [&] {
        QStringList texts;
        for (const QLabel* label : bar.findChildren<QLabel*>()) texts << label->text();
        return texts;
    };
    bar.setSnapshot(s);
    QVERIFY(words().contains(QStringLiteral("00:03:22.0")));
    QVERIFY(words().contains(QStringLiteral("virtual time")));
    s.playing = false;
    bar.setSnapshot(s);
    QVERIFY(words().contains(QStringLiteral("paused")));
    s.playing = true;
    s.holds = static_cast<std::uint8_t>(Hold::Reading);
    bar.setSnapshot(s);
    QVERIFY(words().contains(QStringLiteral("waits while you read")));
    s.holds = 0;
    s.speed = Speed::X600;
    s.achieved = 120;
    bar.setSnapshot(s);
    QVERIFY2(words().contains(QStringLiteral("as fast as it can: 120x")), qPrintable(words().join(u'|')));
    s.skipping = true;
    s.skipTarget = SimTime::atSecond(600);
    bar.setSnapshot(s);
    QVERIFY(words().contains(QStringLiteral("running ahead to 10:00")));
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(words().contains(QStringLiteral("đang chạy tới 10:00")), qPrintable(words().join(u'|')));
}

void TestPanels::timeBarSmallForm() {
    TimeBar bar(ui());
    bar.setSmallForm(true);
    bar.resize(800, 64);
    bar.show();
    bar.setSnapshot(running(SimTime::atSecond(12)));
    QVERIFY(bar.findChild<QWidget*>(QStringLiteral("play"))->isVisible());
    QVERIFY(!bar.timeline()->isVisible());
    QVERIFY(!bar.findChild<QWidget*>(QStringLiteral("speeds"))->isVisible());
    bar.setSmallForm(false);
    QVERIFY(bar.timeline()->isVisible());
}

void TestPanels::timeBarLocks() {
    TimeBar bar(ui());
    QSignalSpy play(&bar, &TimeBar::playAsked);
    Snapshot s = running(SimTime::atSecond(12));
    s.holds = static_cast<std::uint8_t>(Hold::Prediction);
    bar.setSnapshot(s);
    bar.toggle();
    QCOMPARE(play.size(), 0);
    s.holds = 0;
    bar.setSnapshot(s);
    bar.toggle();
    QCOMPARE(play.size(), 1);
}

void TestPanels::whyPutsRecordsIntoWords() {
    DecisionView view(ui());
    view.resize(360, 600);
    view.setDetail(slowRequest());
    auto* first = view.findChild<TextBlock*>(QStringLiteral("record1"));
    QVERIFY(first != nullptr);
    QVERIFY2(first->prose().contains(QStringLiteral("940")), qPrintable(first->prose()));
    QVERIFY2(!first->prose().contains(u'{'), qPrintable(first->prose())); // every placeholder found its value
    // A value that is not known is a dash, not minus one.
    DecisionRecord r = slowRequest().records[0];
    r.values[0].second = -1;
    QVERIFY2(DecisionView::sentence(ui(), r).contains(u'–'), qPrintable(DecisionView::sentence(ui(), r)));
    const QString english = first->prose();
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY(view.findChild<TextBlock*>(QStringLiteral("record1"))->prose() != english);
    // An unknown rule is shown by its id, never as nothing.
    r.rule = "some.new.rule";
    QCOMPARE(DecisionView::sentence(ui(), r), QStringLiteral("some.new.rule"));
}

void TestPanels::whyPartsAddUp() {
    HopBar bar(ui());
    bar.setHops(slowRequest().hops);
    const QString words = bar.visibleTexts().join(u'|');
    QVERIFY2(words.contains(QStringLiteral("waiting for a connection 940")), qPrintable(words));
    QVERIFY2(words.contains(QStringLiteral("together 965")), qPrintable(words));
    QCOMPARE(bar.accessibleDescription().count(u','), 2);
    bar.setHops({});
    bar.resize(200, 40);
    QVERIFY(!bar.grab().isNull());
}

void TestPanels::whyIsPointedAt() {
    DecisionView view(ui());
    view.resize(360, 600);
    view.setDetail(slowRequest());
    QVERIFY(view.findChild<QAbstractButton*>(QStringLiteral("point1")) == nullptr);
    view.setPointing(true);
    QSignalSpy pointed(&view, &DecisionView::recordPointedAt);
    view.findChild<QAbstractButton*>(QStringLiteral("point2"))->click();
    QCOMPARE(pointed.front().front().toString(), QStringLiteral("shop.answer.direct"));
    view.clear();
    QVERIFY(!view.detail());
    DetailAnswer none;
    view.setDetail(none);
    QVERIFY(view.findChild<QAbstractButton*>(QStringLiteral("point1")) == nullptr);
}

void TestPanels::everythingIsTranslated() {
    test::PseudoTranslator pseudo;
    qApp->installTranslator(&pseudo);
    test::UntranslatedText untranslated;
    untranslated.names << QStringLiteral("Lazy loading") << QStringLiteral("shop") << QStringLiteral("ms");
    {
        ShopPanel shop(ui());
        shop.setPicture(cached(), SimTime::atSecond(10), Speed::X1);
        KeyspacePanel keys(ui());
        keys.setPicture(tiles());
        TimeBar bar(ui());
        bar.setSnapshot(running(SimTime::atSecond(12), {command(3, 1), goal(5, 2)}));
        DecisionView why(ui());
        QStringList found;
        for (QWidget* w : {static_cast<QWidget*>(&shop), static_cast<QWidget*>(&keys), static_cast<QWidget*>(&bar),
                           static_cast<QWidget*>(&why)}) {
            w->resize(900, 300);
            w->show();
            found += untranslated.find(w);
        }
        // Its sentences come through the language controller: not the pseudo translator's business.
        why.setDetail(slowRequest());
        for (QLabel* record : why.findChildren<QLabel*>(QRegularExpression(QStringLiteral("record.*")))) markAsData(record);
        QStringList inWhy = untranslated.find(&why);
        inWhy.removeIf([](const QString& line) { return line.contains(QStringLiteral("shop.notModelled")); });
        for (const QString& line : inWhy) {
            if (!line.contains(QStringLiteral("TextBlock"))) found << line;
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
    qApp->removeTranslator(&pseudo);
}

void TestPanels::nothingIsClipped() {
    for (const LanguageMode mode : {LanguageMode::English, LanguageMode::Vietnamese}) {
        m_language->setMode(mode);
        QCoreApplication::processEvents();
        TimeBar bar(ui());
        Snapshot s = running(SimTime::atSecond(202), {command(3, 1), goal(5, 2)});
        s.holds = static_cast<std::uint8_t>(Hold::Prediction);
        bar.setSnapshot(s);
        bar.resize(1150, 64);
        bar.show();
        KeyspacePanel keys(ui());
        keys.setPicture(tiles());
        keys.resize(700, 190);
        keys.show();
        ShopPanel shop(ui());
        shop.setPicture(cached(), SimTime::atSecond(10), Speed::X1);
        shop.resize(560, 200);
        shop.show();
        QCoreApplication::processEvents();
        QStringList clipped = test::clippedTexts(&bar) + test::clippedTexts(&keys) + test::clippedTexts(&shop);
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
    }
}

void TestPanels::readersGetNames() {
    TimeBar bar(ui());
    bar.setSnapshot(running(SimTime::atSecond(202)));
    bar.resize(1150, 64);
    bar.show();
    KeyspacePanel keys(ui());
    keys.resize(740, 190);
    keys.show();
    ShopPanel shop(ui());
    shop.resize(740, 200);
    shop.show();
    QCoreApplication::processEvents();
    QStringList faults;
    for (QWidget* w : {static_cast<QWidget*>(&bar), static_cast<QWidget*>(&keys), static_cast<QWidget*>(&shop)}) {
        faults += test::unnamedStops(w);
    }
    faults.removeIf([](const QString& f) { return f.contains(QStringLiteral("speeds")) || f.contains(QStringLiteral("shade")); });
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

// Nothing to check by machine but that it can be drawn; MAYLAB_TEST_SHOTS keeps the pictures for the eye.
void TestPanels::looks() {
    inEveryLook([this](const QString& suffix) {
        ShopPanel shop(ui());
        shop.resize(741, 196);
        shop.setPicture(drowning(), SimTime::atSecond(10), Speed::X1);
        shop.show();
        QVERIFY(!shop.grab().isNull());
        test::shot(&shop, QStringLiteral("shop-none") + suffix);
        shop.resize(741, 236);
        shop.setPicture(cached(), SimTime::atSecond(10), Speed::X1);
        test::shot(&shop, QStringLiteral("shop-cache") + suffix);
        shop.setPicture(cached(), SimTime::atSecond(10), Speed::X60);
        test::shot(&shop, QStringLiteral("shop-60x") + suffix);
        KeyspacePanel keys(ui());
        keys.resize(741, 190);
        keys.setPicture(tiles());
        keys.show();
        keys.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&keys, Qt::Key_PageDown);
        test::shot(&keys, QStringLiteral("keyspace") + suffix);
        TimeBar bar(ui());
        bar.resize(1286, 64);
        Snapshot s = running(SimTime::atSecond(202), {command(8, 1), command(22, 2), goal(47, 3), command(75, 4),
                                                      command(118, 5), command(160, 6), command(162, 7),
                                                      goal(178, 8), command(190, 9)});
        s.hasNext = true;
        bar.setSnapshot(s);
        bar.show();
        test::shot(&bar, QStringLiteral("timebar") + suffix);
        DecisionView why(ui());
        why.resize(336, 560);
        why.setDetail(slowRequest());
        why.show();
        QCoreApplication::processEvents();
        test::shot(&why, QStringLiteral("why") + suffix);
    });
}

QTEST_MAIN(TestPanels)
#include "tst_panels.moc"
