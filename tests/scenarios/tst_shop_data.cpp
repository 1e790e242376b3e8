// The workloads that use Redis' types: what they keep, what they lose when they are used wrongly, over seeds; that they
// refuse bad input, clone, and leave no trace before they are switched on.
#include <QtTest>

#include "workload_world.h"

using namespace workloads;

namespace {

// A node and an application that knows it; nobody comes.
Json quietShop() {
    return {{"cluster", Json::object()},
            {"application", {{"endpoint", "shop"}, {"strategy", "none"}}},
            {"requestsPerSecond", 1},
            {"changesPerSecond", 0.1}};
}

// Half an hour of visitors who click once a minute on average and have sessions of two minutes.
ShopWorld withSessions(std::uint64_t seed, Json settings) {
    ShopWorld shop(seed, quietShop());
    const Json usual = {{"enabled", true}, {"visitors", 500}, {"clickSeconds", 60}, {"visitMinutes", 10}, {"ttlSeconds", 120}};
    for (const auto& [name, value] : usual.items()) {
        if (!settings.contains(name)) settings[name] = value;
    }
    if (!shop.lab("SetSessions", settings).empty()) qFatal("%s", shop.lastMessage.c_str());
    shop.run(1800);
    return shop;
}

} // namespace

class TstShopData : public QObject {
    Q_OBJECT

  private slots:
    void sessionsAreKeptByRenewing() {
        for (const std::uint64_t seed : {1, 2, 3}) {
            ShopWorld shop = withSessions(seed, {{"store", "hash"}, {"renew", true}});
            const Json s = shop.read("DescribeSessions");
            QVERIFY(s["clicks"] > 5000);
            QCOMPARE(s["logouts"], 0);
            QCOMPARE(s["lostItems"], 0);
            QCOMPARE(s["misfits"], 0);
            // The keys are real ones.
            QVERIFY(shop.redis({"DBSIZE"}).find(":0") == std::string::npos);
        }
    }

    void sessionsEndWhileVisitorsShop() {
        for (const std::uint64_t seed : {1, 2, 3}) {
            ShopWorld shop = withSessions(seed, {{"store", "hash"}, {"renew", false}});
            QVERIFY(shop.read("DescribeSessions")["logouts"] > 100);
            QCOMPARE(shop.decisions("shop.session.logged-out"), shop.read("DescribeSessions")["logouts"].get<std::uint64_t>());
        }
    }

    void twoTabsLoseItemsOfOneText() {
        ShopWorld text = withSessions(1, {{"store", "json"}, {"renew", true}, {"twoTabsPercent", 20}});
        const Json s = text.read("DescribeSessions");
        QVERIFY(s["lostItems"] > 20);
        QVERIFY(s["misfits"] > 1000); // a text is no hash
        ShopWorld hash = withSessions(1, {{"store", "hash"}, {"renew", true}, {"twoTabsPercent", 20}});
        QCOMPARE(hash.read("DescribeSessions")["lostItems"], 0);
    }

    void bestSellersAgreeWithTheLedger() {
        for (const std::uint64_t seed : {1, 2, 3}) {
            ShopWorld add(seed, quietShop());
            QCOMPARE(add.lab("SetBestSellers", {{"enabled", true}, {"salesPerSecond", 200}}), std::string());
            add.run(60);
            const Json a = add.read("DescribeBestSellers");
            QVERIFY(a["sales"] > 10'000);
            QCOMPARE(a["agree"], true);
            QCOMPARE(a["ledger"].size(), std::size_t(10));

            ShopWorld rewrite(seed, quietShop());
            QCOMPARE(rewrite.lab("SetBestSellers", {{"enabled", true}, {"salesPerSecond", 3000}, {"method", "rewrite"}}), std::string());
            rewrite.run(60);
            const Json r = rewrite.read("DescribeBestSellers");
            QVERIFY(r["lostSales"] > 100);
            QCOMPARE(r["agree"], false);
        }
    }

    void limiterLetsThroughWhatItPromises() {
        const auto limited = [](const char* method) {
            ShopWorld shop(1, quietShop());
            shop.lab("SetRateLimiter", {{"enabled", true}, {"requestsPerSecond", 500}, {"users", 200}, {"limit", 100}, {"method", method}});
            shop.run(400);
            return shop.read("DescribeRateLimiter");
        };
        const Json fixed = limited("fixed"), sliding = limited("sliding"), forEver = limited("for-ever");
        QVERIFY(sliding["rejected"] > 1000);
        QVERIFY2(sliding["mostInWindow"] <= 100, sliding.dump().c_str());
        // Two windows may meet.
        QVERIFY(fixed["mostInWindow"] > 100 && fixed["mostInWindow"] <= 200);
        // Without EXPIRE whoever reached the limit stays out.
        QVERIFY(forEver["rejected"] > fixed["rejected"]);
    }

    void newsAreLostToWhoIsAway() {
        for (const std::uint64_t seed : {1, 2, 3}) {
            ShopWorld shop(seed, quietShop());
            QCOMPARE(shop.lab("StartNews", Json::object()), std::string());
            shop.run(8);
            QVERIFY(shop.redis({"PUBLISH", "news", "hello"}).find(":1") != std::string::npos);
            QCOMPARE(shop.lab("CutTicker", {{"seconds", 10}}), std::string());
            QCOMPARE(shop.lab("CutTicker", {{"seconds", 10}}), std::string("InvalidState"));
            shop.run(2);
            QVERIFY(shop.redis({"PUBLISH", "news", "hello"}).find(":0") != std::string::npos);
            shop.run(40);
            const Json n = shop.read("DescribeNews");
            QCOMPARE(n["published"], 30);
            QCOMPARE(n["left"], 0);
            QVERIFY2(n["lost"] >= 9 && n["lost"] <= 11, n.dump().c_str());
            QCOMPARE(n["lost"].get<int>() + n["delivered"].get<int>(), 30);
        }
    }

    void ordersOutliveAPacker() {
        for (const std::uint64_t seed : {1, 2, 3}) {
            ShopWorld shop(seed, quietShop());
            QVERIFY(shop.redis({"XGROUP", "CREATE", "orders", "pack", "$", "MKSTREAM"}).find("OK") != std::string::npos);
            QCOMPARE(shop.lab("StartOrders", Json::object()), std::string());
            shop.run(15);
            QCOMPARE(shop.lab("KillPacker", {{"packer", 1}}), std::string());
            shop.run(60);
            Json o = shop.read("DescribeOrders");
            QCOMPARE(o["added"], 150);
            QCOMPARE(o["packers"][0]["alive"], false);
            const int pending = o["pending"];
            QVERIFY2(pending >= 1, o.dump().c_str());
            QCOMPARE(o["packedOnce"].get<int>(), 150 - pending);
            // By hand: claim all that have waited, acknowledge each.
            shop.redis({"XAUTOCLAIM", "orders", "pack", "me", "1000", "0"});
            const std::string claimed = shop.lastReply.dump();
            int acknowledged = 0;
            for (std::size_t at = claimed.find("\\r\\n*2\\r\\n$"); at != std::string::npos; at = claimed.find("\\r\\n*2\\r\\n$", at + 1)) {
                const std::size_t id = claimed.find("\\r\\n", at + 9) + 4;
                const std::string text = claimed.substr(id, claimed.find("\\r\\n", id) - id);
                if (text.find('-') == std::string::npos) continue;
                if (shop.redis({"XACK", "orders", "pack", text.c_str()}).find(":1") != std::string::npos) ++acknowledged;
            }
            QCOMPARE(acknowledged, pending);
            o = shop.read("DescribeOrders");
            QCOMPARE(o["pending"], 0);
            QVERIFY2(o["packedOnce"] == 150, o.dump().c_str());
            QCOMPARE(o["acknowledgedByHand"].get<int>(), pending);
            QCOMPARE(o["packedTwice"], 0);
        }
    }

    // The tills may be opened again: nothing of the packers' earlier reads takes an order away.
    void tillsOpenAgain() {
        ShopWorld shop(1, quietShop());
        shop.redis({"XGROUP", "CREATE", "orders", "pack", "$", "MKSTREAM"});
        for (int round = 0; round < 3; ++round) {
            QCOMPARE(shop.lab("StartOrders", Json::object()), std::string());
            shop.run(40);
            const Json o = shop.read("DescribeOrders");
            QCOMPARE(o["pending"], 0);
            QCOMPARE(o["packedOnce"], 150);
            QCOMPARE(shop.lab("KillPacker", {{"packer", 1}}), std::string("InvalidState")); // nothing would come
        }
    }

    void publishedOrdersAreLost() {
        ShopWorld shop(1, quietShop());
        QCOMPARE(shop.lab("StartOrders", {{"method", "publish"}}), std::string());
        shop.run(40);
        QCOMPARE(shop.read("DescribeOrders")["lost"], 150);
    }

    void refusals() {
        ShopWorld none(1, {{"requestsPerSecond", 1}});
        for (const char* operation : {"SetSessions", "SetBestSellers", "SetRateLimiter", "SetCarts", "SetCheckout"})
            QCOMPARE(none.lab(operation, {{"enabled", true}}), std::string("InvalidParameterCombination"));
        QCOMPARE(none.lab("StartNews", Json::object()), std::string("InvalidParameterCombination"));
        QCOMPARE(none.lab("KillPacker", {{"packer", 1}}), std::string("InvalidState"));
        QCOMPARE(none.lab("SetSessions", Json::object()), std::string("MissingParameter"));
        QVERIFY(!none.lab("SetSessions", {{"visitors", 0}}).empty());
        QVERIFY(!none.lab("SetSessions", {{"store", "xml"}}).empty());
        QVERIFY(!none.lab("SetCarts", {{"names", "any"}}).empty());
    }

    // Everything on: a copy runs on to the same bits, and one that was not asked for anything leaves none.
    void clonesRunOn() {
        ShopWorld shop(5, quietShop());
        shop.lab("SetSessions", {{"enabled", true}, {"visitors", 200}, {"clickSeconds", 20}, {"visitMinutes", 2}, {"store", "json"}});
        shop.lab("SetBestSellers", {{"enabled", true}});
        shop.lab("SetRateLimiter", {{"enabled", true}, {"method", "sliding"}});
        shop.lab("StartNews", {{"messages", 100}});
        shop.redis({"XGROUP", "CREATE", "orders", "pack", "$", "MKSTREAM"});
        shop.lab("StartOrders", Json::object());
        shop.lab("SetCarts", {{"enabled", true}});
        shop.lab("SetCheckout", {{"enabled", true}, {"writesPerSecond", 50}});
        shop.run(20);
        const auto copy = shop->clone();
        QCOMPARE(copy->fingerprint(), shop->fingerprint());
        shop.run(40);
        copy->runFor(SimDuration::seconds(40));
        QCOMPARE(copy->fingerprint(), shop->fingerprint());
        QVERIFY(shop.read("DescribeCarts")["reads"] > 500);
        QCOMPARE(shop.read("DescribeCarts")["failed"], 0);
        QVERIFY(shop.read("DescribeCheckout")["written"] > 2000);
    }
};

QTEST_GUILESS_MAIN(TstShopData)
#include "tst_shop_data.moc"
