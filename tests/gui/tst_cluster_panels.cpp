// The views of replication groups, of the home page and of memcached with made-up pictures: what they say in both
// languages, what they draw, how they are walked over.
#include <QtTest>

#include "app/panels/decision_view.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/replication_panel.h"
#include "app/panels/slab_panel.h"
#include "app/panels/slot_map_panel.h"
#include "app/panels/stampede_panel.h"
#include "cache/engine/keyslot.h"
#include "panel_pictures.h"
#include "support/panel_house.h"

#include <QLineEdit>
#include <QSignalSpy>

using namespace maylab;
using namespace maylab::app;
using test::cells;
using test::pixelsOf;
using kernel::SimTime;

class TestClusterPanels : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void slotMapSaysWhoIsHot();
    void slotMapDrawsOwnersByTheirShare();
    void slotMapFindsAKey();
    void slotMapIsWalkedByKeyboard();
    void slotMapHoldsManyShards();
    void replicationSaysWhoIsBehind();
    void replicationListsLostWrites();
    void replicationFollowsAFailover();
    void replicationLineHoldsTheSlowest();
    void stampedeCountsBuilds();
    void stampedeSaysWhoHoldsTheLock();
    void stampedeIsWalkedByKeyboard();
    void slabsAddUp();
    void comparisonIsDrawnFromItsWindows();
    void keyspaceSaysWhyKeysLeft();
    void keyspaceMarksTypesAndOwnKeys();
    void whySaysUnits();
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

template <class Visit> void TestClusterPanels::each(const Visit& visitSettled) {
    const auto visit = [&visitSettled](DrawnPanel& panel, const char* name) {
        test::settle(panel);
        visitSettled(panel, name);
    };
    SlotMapPanel slotMap(ui());
    slotMap.setPicture(test::threeShards());
    visit(slotMap, "slots");
    ReplicationPanel replication(ui());
    replication.setPicture(test::afterFailover(), SimTime::atSecond(232));
    visit(replication, "replication");
    StampedePanel stampede(ui());
    stampede.setPicture(test::stampede());
    visit(stampede, "stampede");
    StampedePanel lock(ui());
    lock.setPicture(test::oneBuilds());
    visit(lock, "stampede-lock");
    SlabPanel slabs(ui());
    slabs.setPicture(test::slabs(), test::comparison());
    visit(slabs, "slabs");
}

void TestClusterPanels::slotMapSaysWhoIsHot() {
    SlotMapPanel panel(ui());
    panel.setPicture(test::threeShards());
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("3 shards, shard 2 hottest at 92\u00A0%.")), qPrintable(panel.description()));
    QCOMPARE(panel.hottest(), 1);
    QVERIFY2(panel.description().contains(QStringLiteral("slot 10921: shard 2, migrating to shard 3, keys left: 12")), qPrintable(panel.description()));
    QVERIFY(panel.description().contains(QStringLiteral("1,200 of 4,096 slots have moved")));
    QVERIFY(panel.description().contains(QStringLiteral("MOVED 120 · ASK 3")));
    QVERIFY2(panel.shardText(1).contains(QStringLiteral("shop-0002-003 in 1c is down")), qPrintable(panel.shardText(1)));
    QVERIFY(panel.shardText(1).contains(QStringLiteral("product:42")));
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(panel.description().contains(QStringLiteral("3 shard, shard 2 nóng nhất, 92\u00A0%.")), qPrintable(panel.description()));
    const QStringList rows = cells(panel);
    QVERIFY2(rows.contains(QStringLiteral("shop-0002-001=primary, ap-southeast-1a")), qPrintable(rows.join(u'\n')));
}

void TestClusterPanels::slotMapDrawsOwnersByTheirShare() {
    SlotMapPanel panel(ui());
    panel.resize(741, 196);
    SlotsPicture p = test::threeShards();
    p.moving.clear();
    panel.setPicture(p);
    const int third = pixelsOf(panel.grab().toImage(), m_theme->series(0));
    // The first shard takes half of all slots: its colour takes half of the strip.
    p.runs = {{0, 8191, 0}, {8192, 12287, 1}, {12288, 16383, 2}};
    panel.setPicture(p);
    const int half = pixelsOf(panel.grab().toImage(), m_theme->series(0));
    QVERIFY2(half > third * 13 / 10 && half < third * 17 / 10, qPrintable(QStringLiteral("%1 %2").arg(third).arg(half)));
    // Hot: the bar of the second is red, and no bar is when nobody is.
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail)) > 100);
    for (ShardPicture& s : p.shards) s.cpuPercent = 20;
    p.shards[1].nodes[2].running = true;
    panel.setPicture(p);
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail)), 0);
}

void TestClusterPanels::slotMapFindsAKey() {
    SlotMapPanel panel(ui());
    panel.resize(741, 196);
    panel.show();
    panel.setPicture(test::threeShards());
    auto* field = panel.findChild<QLineEdit*>(QStringLiteral("findKey"));
    QVERIFY(field->isVisible());
    QTest::keyClicks(field, QStringLiteral("foo"));
    QCOMPARE(panel.keyText(), QStringLiteral("foo → slot 12182: shard 3")); // the specification's own example
    QCOMPARE(panel.accessibleDescription(), panel.keyText());
    panel.findKey(QStringLiteral("{user1000}.following"));
    const QString following = panel.keyText().section(u':', 0, 0).section(u' ', -1);
    panel.findKey(QStringLiteral("{user1000}.followers"));
    QCOMPARE(panel.keyText().section(u':', 0, 0).section(u' ', -1), following); // one tag, one slot
    panel.findKey({});
    QVERIFY(panel.keyText().isEmpty());
    SlotsPicture plain = test::threeShards();
    plain.clusterMode = false;
    panel.setPicture(plain);
    QVERIFY(!field->isVisible());
}

void TestClusterPanels::slotMapIsWalkedByKeyboard() {
    SlotMapPanel panel(ui());
    panel.resize(741, 196);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::threeShards());
    QSignalSpy chosen(&panel, &SlotMapPanel::shardChosen);
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.shardCursor(), 1);
    QCOMPARE(panel.accessibleDescription(), panel.shardText(1));
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(chosen.front().front().toUInt(), 1u);
    QTest::keyClick(&panel, Qt::Key_Right);
    QCOMPARE(panel.accessibleDescription(), QStringLiteral("Slots 0 to 5460: shard 1"));
    QTest::keyClick(&panel, Qt::Key_Right);
    QTest::keyClick(&panel, Qt::Key_Right);
    QTest::keyClick(&panel, Qt::Key_Right);
    QCOMPARE(panel.accessibleDescription(), QStringLiteral("Slots 10922 to 16383: shard 3"));
    QSignalSpy why(&panel, &SlotMapPanel::redirectWhyAsked);
    panel.findChild<QAbstractButton*>(QStringLiteral("whyRedirect"))->click();
    QCOMPARE(why.front().front().toString(), QStringLiteral("cache.moved"));
}

void TestClusterPanels::slotMapHoldsManyShards() {
    SlotMapPanel panel(ui());
    panel.resize(741, 196);
    panel.show();
    SlotsPicture p = test::threeShards();
    p.shards.clear();
    p.runs.clear();
    for (int i = 0; i < 15; ++i) {
        p.shards.push_back(test::shard(qPrintable(QStringLiteral("%1").arg(i + 1, 4, 10, QLatin1Char('0'))), 10 + i, 1000, 10, 1092));
        p.runs.push_back({static_cast<std::uint16_t>(i * 1092), static_cast<std::uint16_t>(i == 14 ? 16383 : i * 1092 + 1091),
                          static_cast<std::uint16_t>(i)});
    }
    p.moving.clear();
    panel.setPicture(p);
    panel.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.shardCursor(), 14);
    QVERIFY(!panel.grab().isNull());
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("15 shards, shard 15 hottest")), qPrintable(panel.description()));
}

void TestClusterPanels::replicationSaysWhoIsBehind() {
    ReplicationPanel panel(ui());
    panel.setPicture(test::afterFailover(), SimTime::atSecond(232));
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("shop-003: replica, ap-southeast-1c, offset 1,173,512, lag 2.40\u00A0s, 31\u00A0kB behind")),
                 qPrintable(panel.description()));
    QVERIFY(panel.description().contains(QStringLiteral("shop-001: takes a full copy, 3.20\u00A0s left")));
    QVERIFY(panel.description().contains(QStringLiteral("Writes on their way: 40, the newest: SET product:56")));
    QCOMPARE(panel.dnsText(), QStringLiteral("The primary endpoint is shop-002; DNS still answers shop-001, for 12.4\u00A0s."));
    ReplicationPicture p = test::afterFailover();
    p.dnsAnswers = p.dnsMeans;
    panel.setPicture(p, SimTime::atSecond(300));
    QCOMPARE(panel.dnsText(), QStringLiteral("The primary endpoint is shop-002, and DNS says so."));
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(panel.description().contains(QStringLiteral("trễ 2,40\u00A0s")), qPrintable(panel.description()));
}

void TestClusterPanels::replicationListsLostWrites() {
    ReplicationPanel panel(ui());
    panel.resize(741, 220);
    panel.show();
    panel.setPicture(test::afterFailover(), SimTime::atSecond(232));
    auto* link = panel.findChild<QAbstractButton*>(QStringLiteral("lostWrites"));
    QVERIFY(link->isVisible());
    QCOMPARE(link->text(), QStringLiteral("3 lost writes"));
    QSignalSpy why(&panel, &ReplicationPanel::lostWritesWhyAsked);
    link->click();
    QCOMPARE(why.size(), 1);
    QVERIFY(panel.isTableShown());
    const QStringList rows = cells(panel);
    QVERIFY2(rows.contains(QStringLiteral("Lost: SET order:8817 paid=00:03:19.9")), qPrintable(rows.join(u'\n')));
    QVERIFY(rows.contains(QStringLiteral("Acknowledged writes lost=3")));
    ReplicationPicture none = test::afterFailover();
    none.failover = {};
    panel.setPicture(none, SimTime::atSecond(232));
    QVERIFY(!link->isVisible());
    QVERIFY(panel.failoverText().isEmpty());
}

void TestClusterPanels::replicationFollowsAFailover() {
    ReplicationPanel panel(ui());
    panel.resize(741, 220);
    ReplicationPicture p = test::afterFailover();
    p.secondsWithoutPrimary = 4;
    p.failover.detectedAt = p.failover.promotedAt = p.failover.dnsAt = SimTime();
    p.failover.lostCount = 0;
    p.failover.lost.clear();
    p.shown.nodes[0].running = false;
    panel.setPicture(p, SimTime::atSecond(204));
    QCOMPARE(panel.failoverText(), QStringLiteral("shop-001 was lost at 03:20"));
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("No primary for 4\u00A0s: writes fail.")), qPrintable(panel.description()));
    const int red = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail));
    QVERIFY(red > 20);
    panel.setPicture(test::afterFailover(), SimTime::atSecond(300));
    QCOMPARE(panel.failoverText(), QStringLiteral("shop-001 was lost at 03:20, detected after 15\u00A0s, shop-002 promoted after 18\u00A0s, DNS after 45\u00A0s, "
                                                  "acknowledged writes lost: 3"));
}

void TestClusterPanels::replicationLineHoldsTheSlowest() {
    ReplicationPanel panel(ui());
    ReplicationPicture p = test::afterFailover();
    for (const std::uint64_t behind : {0ull, 1ull, 1000ull, 1001ull, 31'000ull, 7'000'000ull, 4'000'000'000'000ull}) {
        p.shown.nodes[2].behindBytes = behind;
        panel.setPicture(p, SimTime::atSecond(232));
        QVERIFY(panel.span() >= static_cast<double>(behind));
        QVERIFY(panel.span() <= std::max(1000.0, static_cast<double>(behind) * 2.5));
    }
}

void TestClusterPanels::stampedeCountsBuilds() {
    StampedePanel panel(ui());
    panel.resize(741, 184);
    panel.setPicture(test::stampede());
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("80 build it at the same time, 66 of them wait for a connection.")), qPrintable(panel.description()));
    QVERIFY(panel.description().contains(QStringLiteral("Most at one time: 83.")));
    QVERIFY(panel.description().contains(QStringLiteral("No fresh page for 0.4\u00A0s.")));
    const int crowd = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2));
    StampedePicture calm = test::stampede();
    calm.building = 1;
    calm.waitingForConnection = 0;
    calm.expiries.resize(1);
    calm.expiries[0].most = 1;
    panel.setPicture(calm);
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2)) < crowd / 10);
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(panel.description().contains(QStringLiteral("Nhiều nhất cùng lúc: 83.")), qPrintable(panel.description()));
}

void TestClusterPanels::stampedeSaysWhoHoldsTheLock() {
    StampedePanel panel(ui());
    panel.setPicture(test::oneBuilds());
    QCOMPARE(panel.lockText(), QStringLiteral("Request 4711 has held the lock for 0.12\u00A0s; it ends in 1.88\u00A0s. Waiting for it: 38."));
    StampedePicture p = test::oneBuilds();
    p.lockEndsInSeconds = -1;
    panel.setPicture(p);
    QVERIFY2(panel.lockText().contains(QStringLiteral("it has no end")), qPrintable(panel.lockText()));
    p.lockHolder = 0;
    p.waitingForLock = 0;
    panel.setPicture(p);
    QCOMPARE(panel.lockText(), QStringLiteral("Nobody holds the lock."));
    QVERIFY(panel.pageText().contains(QStringLiteral("Old copies: 180/s.")));
    panel.setPicture(test::stampede());
    QVERIFY(panel.lockText().isEmpty());
}

void TestClusterPanels::stampedeIsWalkedByKeyboard() {
    StampedePanel panel(ui());
    panel.resize(741, 184);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::stampede());
    QTest::keyClick(&panel, Qt::Key_Left);
    QCOMPARE(panel.cursor(), 6);
    QCOMPARE(panel.accessibleDescription(), QStringLiteral("Expiry at 03:30: most builds at once 2, builds in all 4"));
    QTest::keyClick(&panel, Qt::Key_Home);
    QCOMPARE(panel.cursor(), 0);
    // Beside the shop the newest expiries are still there, and the cursor brings the older ones back.
    panel.resize(376, 184);
    QVERIFY(panel.shownExpiries() > 3 && panel.shownExpiries() < 16);
    QSignalSpy why(&panel, &StampedePanel::buildWhyAsked);
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(why.size(), 1);
    StampedePicture fewer = test::stampede();
    fewer.expiries.clear();
    panel.setPicture(fewer);
    QCOMPARE(panel.cursor(), -1);
}

void TestClusterPanels::slabsAddUp() {
    SlabPanel panel(ui());
    panel.resize(741, 196);
    panel.show();
    panel.setPicture(test::slabs(), {});
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("0001 of html: 3 slab classes, 12,480 evictions.")), qPrintable(panel.description()));
    QCOMPARE(panel.classText(1), QStringLiteral("Class 9, chunks of 600\u00A0B: pages 58, chunks used 99,000 of 100,200, hot 18,000, warm 26,000, cold 55,000, evicted 12,480"));
    panel.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.accessibleDescription(), panel.classText(1));
    const QStringList rows = cells(panel);
    QVERIFY2(rows.contains(QStringLiteral("class 9 (600\u00A0B): chunks used=99,000 / 100,200")), qPrintable(rows.join(u'\n')));
    // Cold takes as much of the bar as it has of the chunks.
    SlabPicture p = test::slabs();
    p.classes.erase(p.classes.begin());
    p.classes.pop_back();
    panel.clearFocus();
    panel.setPicture(p, {});
    const int cold = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1));
    p.classes[0].cold = 27'500;
    p.classes[0].usedChunks -= 27'500;
    p.classes[0].freeChunks += 27'500;
    panel.setPicture(p, {});
    const int less = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1));
    QVERIFY2(less > cold * 45 / 100 && less < cold * 60 / 100, qPrintable(QStringLiteral("%1 %2").arg(cold).arg(less)));
}

void TestClusterPanels::comparisonIsDrawnFromItsWindows() {
    SlabPanel panel(ui());
    panel.resize(741, 196);
    panel.setPicture({}, test::comparison());
    QCOMPARE(panel.nodeText(0), QStringLiteral("shop: hit ratio 0.78, last window 0.71"));
    QCOMPARE(panel.phaseText(), QStringLiteral("after the crawler, 80\u00A0% done"));
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Accent)) > 20); // where the crawler came
    ComparisonPicture before = test::comparison();
    for (auto& n : before.nodes) n.windows.resize(3), n.firstAfterCrawler = -1;
    panel.setPicture({}, before);
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Accent)), 0);
    before.nodes[1].hitRatio = -1;
    panel.setPicture({}, before);
    QCOMPARE(panel.nodeText(1), QStringLiteral("html: no request yet"));
}

void TestClusterPanels::keyspaceSaysWhyKeysLeft() {
    KeyspacePanel panel(ui());
    panel.resize(741, 190);
    KeyspacePicture p;
    p.present = true;
    p.cluster = "shop";
    p.policy = "allkeys-lfu";
    p.keys = 25;
    p.products = 100;
    for (std::uint32_t i = 0; i < 100; ++i) {
        TilePicture t;
        t.product = i;
        t.cached = i < 25;
        t.left = i < 25 ? LeftBy::Unknown : i < 50 ? LeftBy::Evicted : i < 75 ? LeftBy::Expired : LeftBy::Unknown;
        p.tiles.push_back(t);
    }
    panel.setShade(KeyspacePanel::Shade::LeftBy);
    m_theme->setReducedMotion(true);
    panel.setPicture(p);
    QCOMPARE(panel.classOf(p.tiles[30]), KeyspacePanel::kEvicted);
    QCOMPARE(panel.classText(KeyspacePanel::kEvicted), QStringLiteral("evicted (allkeys-lfu)"));
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("evicted (allkeys-lfu): 25\u00A0%.")), qPrintable(panel.description()));
    QVERIFY(panel.description().contains(QStringLiteral("never there: 25")));
    QCOMPARE(panel.tileText(30), QStringLiteral("product:30: evicted"));
    const QImage image = panel.grab().toImage();
    const int evicted = pixelsOf(image, m_theme->color(ColorToken::Series2)), expired = pixelsOf(image, m_theme->color(ColorToken::Series3));
    QVERIFY2(evicted >= 25 * 64 && evicted == expired, qPrintable(QStringLiteral("%1 %2").arg(evicted).arg(expired)));
    m_theme->setReducedMotion(false);
}

void TestClusterPanels::keyspaceMarksTypesAndOwnKeys() {
    KeyspacePanel panel(ui());
    // Beside the shop there is no room for four segments: a list of the same four takes their place.
    auto* segments = panel.findChild<Segments*>(QStringLiteral("shade"));
    auto* choice = panel.findChild<QComboBox*>(QStringLiteral("shadeChoice"));
    panel.show();
    panel.resize(380, 190);
    QVERIFY(!segments->isVisibleTo(&panel) && choice->isVisibleTo(&panel));
    panel.setShade(KeyspacePanel::Shade::LeftBy);
    QCOMPARE(choice->currentText(), QStringLiteral("Left by"));
    panel.setShade(KeyspacePanel::Shade::TtlLeft);
    panel.resize(741, 190);
    QVERIFY(segments->isVisibleTo(&panel) && !choice->isVisibleTo(&panel));
    panel.resize(741, 190);
    KeyspacePicture p;
    p.present = true;
    p.keys = p.products = 50;
    p.ttlTop = 60;
    for (std::uint32_t i = 0; i < 50; ++i) {
        TilePicture t;
        t.product = i;
        t.cached = true;
        t.ttlLeft = 30;
        p.tiles.push_back(t);
    }
    panel.setPicture(p);
    const int before = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Accent));
    p.tiles[0].key = "best-sellers";
    p.tiles[0].kind = ValueKind::SortedSet;
    p.tiles[0].own = true;
    panel.setPicture(p);
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Accent)) >= before + 30);
    QVERIFY2(panel.tileText(0).startsWith(QStringLiteral("best-sellers (zset): expires in")), qPrintable(panel.tileText(0)));
    QSignalSpy chosen(&panel, &KeyspacePanel::keyChosen);
    panel.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&panel, Qt::Key_Return);
    QCOMPARE(chosen.front().front().toString(), QStringLiteral("best-sellers"));
}

void TestClusterPanels::whySaysUnits() {
    DecisionView view(ui());
    view.resize(360, 600);
    DetailAnswer d;
    d.found = true;
    d.query.kind = DetailQuery::Kind::LastOfRule;
    d.query.rule = "cache.replica.stale";
    DecisionRecord r;
    r.rule = "cache.replica.stale";
    r.subject = "product:42";
    r.values = {{"lagSeconds", 2.4}, {"bytes", 31'000}, {"slot", 16383}, {"queueMicroseconds", 12}};
    d.records = {r};
    view.setDetail(d);
    auto* values = view.findChild<TextBlock*>(QStringLiteral("values1"));
    QVERIFY(values != nullptr);
    for (const QString& wanted : {QStringLiteral("size 31,000\u00A0B"), QStringLiteral("slot 16383"), QStringLiteral("waited for the engine 12\u00A0µs")}) {
        QVERIFY2(values->prose().contains(wanted), qPrintable(values->prose()));
    }
    bool headline = false;
    for (const QLabel* label : view.findChildren<QLabel*>()) headline = headline || label->text() == QStringLiteral("Why a read was old");
    QVERIFY(headline);
}

void TestClusterPanels::anySizeIsDrawn() {
    each([](DrawnPanel& panel, const char*) {
        for (const QSize size : {QSize(741, 196), QSize(40, 30), QSize(1, 1), QSize(3000, 1200), QSize(393, 200), QSize(270, 140)}) {
            panel.resize(size);
            QVERIFY(!panel.grab().isNull());
        }
    });
    SlotMapPanel none(ui());
    none.setPicture({});
    ReplicationPanel noReplication(ui());
    noReplication.setPicture({}, SimTime());
    StampedePanel noPage(ui());
    noPage.setPicture({});
    SlabPanel noSlabs(ui());
    noSlabs.setPicture({}, {});
    for (QWidget* w : std::initializer_list<QWidget*>{&none, &noReplication, &noPage, &noSlabs}) {
        w->resize(500, 180);
        QVERIFY(!w->grab().isNull());
        QVERIFY(!w->accessibleDescription().isEmpty());
    }
    // A group that has no node yet, and absurd figures.
    SlotsPicture bare;
    bare.present = true;
    bare.group = "shop";
    bare.status = "creating";
    none.setPicture(bare);
    QVERIFY(!none.grab().isNull());
    StampedePicture many = test::stampede();
    many.building = many.waitingForConnection = 2'000'000'000u;
    noPage.setPicture(many);
    QVERIFY(!noPage.grab().isNull());
}

void TestClusterPanels::smallPanesSayItInWords() {
    each([this](DrawnPanel& panel, const char* name) {
        panel.resize(200, 90);
        const QImage small = panel.grab().toImage();
        QVERIFY2(pixelsOf(small, m_theme->color(ColorToken::Text)) > 50, name); // words
        for (const ColorToken t : {ColorToken::Series1, ColorToken::Series2}) QVERIFY2(pixelsOf(small, m_theme->color(t)) == 0, name); // no drawing
    });
}

void TestClusterPanels::everythingIsTranslated() {
    checkTranslations(every(), {741, 220},
                      {"MOVED", "ASK", "PgUp", "PgDown", "shop", "html", "ap-southeast"});
}

void TestClusterPanels::nothingIsClipped() { checkClipping(every(), {741, 240}, {741, 240}); }
void TestClusterPanels::readersGetNames() { checkNames(every(), {741, 220}); }
void TestClusterPanels::sameWordsInBothThemes() { checkThemes(every(), {741, 220}); }
void TestClusterPanels::looks() { keepLooks(every(), {{741, 216}, {393, 216}}); }

QTEST_MAIN(TestClusterPanels)
#include "tst_cluster_panels.moc"
