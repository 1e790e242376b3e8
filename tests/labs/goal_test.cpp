#include <QtTest>

#include "labs/engine/bill.h"
#include "labs/engine/goal.h"
#include "tank_world.h"
#include "support/test_suite.h"

using namespace maylab;
using kernel::Actor;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

// A world with a metric that the test writes by hand, second by second.
class Hand final : public kernel::Service {
  public:
    std::string_view name() const override { return "hand"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<Hand>(*this); }
    void start(kernel::World& world) override {
        level = world.metrics().define({"Hand", "Level", {}, "Count", kernel::MetricKind::Gauge, kernel::MetricResolution::High});
        latency = world.metrics().define({"Hand", "Latency", {}, "Milliseconds", kernel::MetricKind::Sample, kernel::MetricResolution::High});
        node = world.metrics().define({"Hand", "Items", {{"Node", "b"}}, "Count", kernel::MetricKind::Gauge, kernel::MetricResolution::High});
    }
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World&, const kernel::Call&) override { return kernel::ApiResult(Json::object()); }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const Json&) const override { return Json::object(); }
    kernel::MetricId level = 0, latency = 0, node = 0;
};

struct Bench {
    Bench() : world(kernel::WorldConfig{}) {
        world.add(std::make_unique<metrics::CloudWatchService>());
        const kernel::ServiceId id = world.add(std::make_unique<Hand>());
        hand = &static_cast<Hand&>(world.service(id));
        world.add(std::make_unique<tank::FakeRedis>());
        context.passedGoals = &passed;
        context.answers = &answers;
        context.predictions = &predictions;
    }
    // One second with this level; then the goal is judged.
    bool second(labs::GoalJudge& judge, double level) {
        world.metrics().add(hand->level, level);
        world.runFor(SimDuration::seconds(1));
        return judge.judge(world, context, true);
    }
    kernel::CallId redis(std::vector<std::string> argv, Actor actor = Actor::Console) {
        return world.call(actor, "elasticache", "redis", {{"endpoint", "shop"}, {"argv", argv}});
    }
    kernel::World world;
    Hand* hand = nullptr;
    labs::JudgeContext context;
    std::vector<std::pair<std::string, SimTime>> passed;
    std::vector<std::pair<std::string, labs::Scalar>> answers, predictions;
};

labs::Value metric(const char* name, const char* statistic, int seconds) {
    labs::Value v;
    v.kind = labs::Value::Kind::Metric;
    v.metric.metricNamespace = "Hand";
    v.metric.name = name;
    v.metric.statistic = statistic;
    v.metric.window = SimDuration::seconds(seconds);
    return v;
}

labs::Value constant(labs::Scalar s) {
    labs::Value v;
    v.constant = std::move(s);
    return v;
}

labs::Goal compareGoal(labs::Value value, labs::Comparison is, labs::Scalar target, int hold = 0) {
    labs::Goal g;
    g.id = "g";
    g.value = std::move(value);
    g.is = is;
    g.target = constant(std::move(target));
    g.hold = SimDuration::seconds(hold);
    return g;
}

labs::CallPattern command(std::vector<std::string> argv, const char* replyType) {
    labs::CallPattern p;
    p.service = "elasticache";
    p.operations = {"redis"};
    p.actors = {Actor::Console, Actor::Client};
    p.argv = std::move(argv);
    p.reply = labs::ReplyPattern{};
    p.reply->type = replyType;
    return p;
}

} // namespace

class GoalTest : public QObject {
    Q_OBJECT

  private slots:
    void ofALongReplyTheLineAskedForIsMeasured() {
        Bench b;
        b.answers.emplace_back("info", labs::Scalar(std::string("state:ok\r\nslots_ok:16384\r\nslots_fail:0\r\n")));
        labs::Value info;
        info.kind = labs::Value::Kind::Answer;
        info.id = "info";
        for (const auto& [pattern, shown] : {std::pair{"*slots_ok:16384*", "slots_ok:16384"}, {"*slots_fail:7*", "slots_fail:0"}}) {
            const labs::Goal g = compareGoal(info, labs::Comparison::Matches, labs::Scalar(std::string(pattern)));
            labs::GoalJudge judge(g);
            QCOMPARE(b.second(judge, 1), std::string_view(pattern) == "*slots_ok:16384*");
            QCOMPARE(judge.result().measured.text(), std::string(shown));
        }
    }

    void holdCountsClosedSeconds() {
        Bench b;
        const labs::Goal g = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 100, 3);
        labs::GoalJudge judge(g);
        QVERIFY(!b.second(judge, 50));
        QCOMPARE(judge.result().state, labs::GoalState::Open);
        QCOMPARE(judge.result().reason.id, std::string("goal.below"));
        QVERIFY(!b.second(judge, 150));
        QVERIFY(!b.second(judge, 150));
        QCOMPARE(judge.result().heldSeconds, 2.0);
        QCOMPARE(judge.result().state, labs::GoalState::Holding);
        // Between seconds a hold neither grows nor breaks.
        QVERIFY(!judge.judge(b.world, b.context, false));
        QCOMPARE(judge.result().heldSeconds, 2.0);
        QVERIFY(!b.second(judge, 99));
        QCOMPARE(judge.result().heldBeforeFall, 2.0);
        QCOMPARE(judge.result().fellWith.number(), 99.0);
        QCOMPARE(*judge.result().fellAt, SimTime::atSecond(4));
        QCOMPARE(judge.result().heldSeconds, 0.0);
        QVERIFY(!b.second(judge, 100));
        QVERIFY(!b.second(judge, 100));
        QVERIFY(b.second(judge, 101));
        QVERIFY(judge.passed());
        QCOMPARE(judge.result().passedWith.number(), 101.0);
        // Passed stays passed; the live value goes on.
        QVERIFY(!b.second(judge, 1));
        QVERIFY(judge.passed());
        QCOMPARE(judge.result().measured.number(), 1.0);
        QCOMPARE(judge.result().passedWith.number(), 101.0);
        QVERIFY(!judge.heldLongEnough());
    }

    void progressGrows() {
        Bench b;
        const labs::Goal g = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 100);
        labs::GoalJudge judge(g);
        double last = -1;
        for (const double level : {10.0, 40.0, 80.0, 100.0}) {
            (void)b.second(judge, level);
            QVERIFY(judge.result().progress > last);
            last = judge.result().progress;
        }
        QCOMPARE(last, 1.0);
    }

    void windowsAreAbsentUntilSeen() {
        Bench b;
        b.world.metrics().add(b.hand->level, 500.0);
        b.world.runUntil(SimTime::atSecond(20));
        b.context.stepBegan = b.context.windowsFrom = b.world.now();
        const labs::Goal g = compareGoal(metric("Level", "Minimum", 10), labs::Comparison::AtLeast, 100);
        labs::GoalJudge judge(g);
        for (int i = 1; i < 10; ++i) {
            QVERIFY(!b.second(judge, 500));
            QCOMPARE(judge.result().state, labs::GoalState::NotYetJudged);
            QVERIFY(!judge.result().measured.present());
        }
        QVERIFY(b.second(judge, 500));
    }

    void absenceNeverPasses() {
        Bench b;
        labs::Goal wrong = compareGoal(metric("Nothing", "Sum", 1), labs::Comparison::AtMost, 5);
        labs::Goal notIt;
        notIt.id = "not";
        notIt.kind = labs::Goal::Kind::Not;
        notIt.parts = {wrong};
        labs::Goal samples = compareGoal(metric("Latency", "p99", 1), labs::Comparison::AtMost, 5); // no value was sampled
        labs::Value ratio;
        ratio.kind = labs::Value::Kind::Ratio;
        ratio.parts = {constant(1), constant(0)};
        labs::Goal division = compareGoal(ratio, labs::Comparison::AtLeast, 0);
        labs::Value read;
        read.kind = labs::Value::Kind::Read;
        read.read.service = "nobody";
        read.read.operation = "Describe";
        labs::Goal refused = compareGoal(read, labs::Comparison::NotEqual, "x");
        labs::Value pointer = read;
        pointer.read.service = "hand";
        pointer.read.at = "/a/b";
        labs::Goal missing = compareGoal(pointer, labs::Comparison::NotEqual, "x");
        labs::Value answer;
        answer.kind = labs::Value::Kind::Answer;
        answer.id = "a";
        labs::Goal unanswered = compareGoal(answer, labs::Comparison::NotEqual, "x");
        for (const labs::Goal& g : {wrong, notIt, samples, division, refused, missing, unanswered}) {
            labs::GoalJudge judge(g);
            QVERIFY(!b.second(judge, 1));
            QCOMPARE(judge.result().state, labs::GoalState::NotYetJudged);
        }
    }

    void comparisons() {
        const auto holds = [](labs::Comparison is, labs::Scalar v, labs::Scalar t, labs::Scalar u = {}, double tolerance = 0, bool relative = false) {
            labs::Goal g;
            g.is = is;
            g.tolerance = tolerance;
            g.relative = relative;
            return labs::compare(g, v, t, u);
        };
        using C = labs::Comparison;
        QVERIFY(*holds(C::AtLeast, 2, 2) && !*holds(C::Above, 2, 2) && *holds(C::AtMost, 2, 2) && !*holds(C::Below, 2, 2));
        QVERIFY(*holds(C::Equal, "available", "available") && !*holds(C::Equal, "creating", "available"));
        QVERIFY(*holds(C::Matches, "default.redis7", "default.*") && !*holds(C::Matches, "mine", "default.*"));
        QVERIFY(*holds(C::Between, 2, 1, 2) && !*holds(C::Between, 3, 1, 2));
        QVERIFY(*holds(C::Within, 588, 560, {}, 0.05, true) && !*holds(C::Within, 589, 560, {}, 0.05, true));
        QVERIFY(*holds(C::Within, 562, 560, {}, 2) && !*holds(C::Within, 563, 560, {}, 2));
        QVERIFY(!holds(C::AtLeast, "text", 2));
        QVERIFY(labs::globMatches("OOM*'maxmemory'.", "OOM command not allowed when used memory > 'maxmemory'."));
        QVERIFY(!labs::globMatches("a?c", "ac") && labs::globMatches("A?C", "abc") && labs::globMatches("***", ""));
    }

    void statisticsAndCombinations() {
        Bench b;
        for (int i = 1; i <= 100; ++i) b.world.metrics().sample(b.hand->latency, i);
        b.world.metrics().add(b.hand->level, 3);
        b.world.metrics().add(b.hand->node, 7);
        b.world.runUntil(SimTime::atSecond(1));
        const auto value = [&](const labs::Value& v) { return labs::measure(v, b.world, b.context).number(); };
        QVERIFY(qAbs(value(metric("Latency", "p99", 1)) - 99) < 1.1);
        QCOMPARE(value(metric("Latency", "SampleCount", 1)), 100.0);
        QCOMPARE(value(metric("Items", "Maximum", 1)), 7.0); // the only one of that name
        labs::Value named = metric("Items", "Maximum", 1);
        named.metric.anyDimensions = false;
        QVERIFY(!labs::measure(named, b.world, b.context).present());
        named.metric.dimensions = {{"Node", "b"}};
        QCOMPARE(value(named), 7.0);
        labs::Value difference;
        difference.kind = labs::Value::Kind::Difference;
        difference.parts = {metric("Items", "Maximum", 1), metric("Level", "Maximum", 1)};
        difference.times = 10;
        QCOMPARE(value(difference), 40.0);
        labs::Value largest;
        largest.kind = labs::Value::Kind::Largest;
        largest.parts = {metric("Level", "Maximum", 1), metric("Items", "Maximum", 1), metric("Nowhere", "Maximum", 1)};
        QCOMPARE(value(largest), 7.0);
        largest.parts.erase(largest.parts.begin(), largest.parts.begin() + 2);
        QVERIFY(!labs::measure(largest, b.world, b.context).present());
        labs::Value dbsize;
        dbsize.kind = labs::Value::Kind::Redis;
        dbsize.argv = {"DBSIZE"};
        dbsize.endpoint = "shop";
        QCOMPARE(value(dbsize), 0.0);
        dbsize.argv = {"GET", "x"};
        QVERIFY(!labs::measure(dbsize, b.world, b.context).present());
    }

    void togetherHasOneHold() {
        Bench b;
        labs::Goal low = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 10);
        labs::Goal high = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtMost, 20);
        low.id = "low";
        high.id = "high";
        labs::Goal g;
        g.id = "both";
        g.kind = labs::Goal::Kind::All;
        g.parts = {low, high};
        g.hold = SimDuration::seconds(2);
        labs::GoalJudge judge(g);
        QVERIFY(!b.second(judge, 15));
        QVERIFY(!b.second(judge, 25)); // one end
        QCOMPARE(judge.result().reason.values[0].second.text(), std::string("high"));
        QVERIFY(!b.second(judge, 15));
        QVERIFY(!b.second(judge, 5)); // the other
        QVERIFY(!b.second(judge, 15));
        QVERIFY(b.second(judge, 15));
        QCOMPARE(judge.result().parts.size(), std::size_t(2));

        labs::Goal any = g;
        any.kind = labs::Goal::Kind::Any;
        any.hold = {};
        any.parts[0].target = constant(1000);
        any.parts[1].target = constant(1);
        labs::GoalJudge anyJudge(any);
        QVERIFY(!b.second(anyJudge, 500));
        QVERIFY(b.second(anyJudge, 0.5));

        labs::Goal no = g;
        no.kind = labs::Goal::Kind::Not;
        no.hold = {};
        no.parts = {low};
        labs::GoalJudge notJudge(no);
        QVERIFY(!b.second(notJudge, 15));
        QVERIFY(b.second(notJudge, 1));
    }

    void guards() {
        Bench b;
        labs::Goal g = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 10);
        g.after = {"first", "prediction:p"};
        labs::GoalJudge judge(g);
        QVERIFY(!b.second(judge, 15));
        QCOMPARE(judge.result().reason.id, std::string("goal.waits-for-goal"));
        QCOMPARE(judge.result().measured.number(), 15.0); // shown, does not count
        b.passed.emplace_back("first", b.world.now());
        QVERIFY(!b.second(judge, 15));
        QCOMPARE(judge.result().reason.id, std::string("goal.waits-for-prediction"));
        b.passed.emplace_back("prediction:p", b.world.now());
        QVERIFY(b.second(judge, 15));

        labs::Goal guarded = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtMost, 100, 2);
        guarded.when = {compareGoal(metric("Level", "Minimum", 1), labs::Comparison::AtLeast, 50)};
        labs::GoalJudge when(guarded);
        QVERIFY(!b.second(when, 10));
        QCOMPARE(when.result().state, labs::GoalState::NotYetJudged);
        QVERIFY(!b.second(when, 60));
        QVERIFY(!b.second(when, 10)); // the guard breaks the hold
        QVERIFY(!b.second(when, 60));
        QVERIFY(b.second(when, 60));
    }

    void since() {
        Bench b;
        b.context.stepBegan = SimTime();
        labs::Goal g = compareGoal(metric("Level", "Maximum", 2), labs::Comparison::AtLeast, 10);
        g.since.kind = labs::Since::Kind::Instant;
        g.since.unixMilliseconds = b.world.calendar().startUnixMilliseconds + 5000;
        labs::GoalJudge judge(g);
        for (int i = 1; i <= 6; ++i) QVERIFY(!b.second(judge, 15)); // at 6 s the window still begins at 4 s
        QVERIFY(b.second(judge, 15));
        QCOMPARE(b.world.now(), SimTime::atSecond(7));

        labs::Goal byCall = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 10);
        byCall.since.kind = labs::Since::Kind::Call;
        byCall.since.call.service = "elasticache";
        byCall.since.call.actors = {Actor::Console};
        labs::GoalJudge callJudge(byCall);
        QVERIFY(!b.second(callJudge, 15));
        b.redis({"SET", "a", "1"}, Actor::Form);
        QVERIFY(!b.second(callJudge, 15));
        b.redis({"SET", "a", "1"});
        QVERIFY(b.second(callJudge, 15));
    }

    void sequenceOfGoals() {
        Bench b;
        labs::Goal up = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 10);
        labs::Goal down = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtMost, 1, 2);
        labs::Goal g;
        g.id = "s";
        g.kind = labs::Goal::Kind::Sequence;
        g.parts = {up, down};
        labs::GoalJudge judge(g);
        QVERIFY(!b.second(judge, 0));
        QVERIFY(!b.second(judge, 0));
        QVERIFY(!b.second(judge, 0)); // down before up does not count
        QVERIFY(!b.second(judge, 20));
        QVERIFY(!b.second(judge, 0));
        QVERIFY(b.second(judge, 0));
    }

    void callsInOrder() {
        Bench b;
        labs::Goal g;
        g.id = "by-hand";
        g.kind = labs::Goal::Kind::Calls;
        g.calls = {command({"GET", "$key"}, "nil"), command({"SET", "$key", "...", "EX", "$ex"}, "ok"), command({"GET", "$key"}, "string"),
                   command({"TTL", "$key"}, "integer")};
        g.calls[3].reply->from = 1;
        g.calls[3].reply->toVariable = "ex";
        labs::GoalJudge judge(g);
        const auto reached = [&] {
            (void)judge.judge(b.world, b.context, false);
            return static_cast<int>(judge.result().measured.number());
        };
        b.redis({"SET", "a", "v", "EX", "60"}); // out of order
        QCOMPARE(reached(), 0);
        b.redis({"get", "b"}, Actor::Form); // not typed
        QCOMPARE(reached(), 0);
        b.redis({"get", "b"});
        QCOMPARE(reached(), 1);
        b.redis({"SET", "c", "v", "EX", "60"}); // another key
        QCOMPARE(reached(), 1);
        b.redis({"SET", "b", "v"}); // for ever
        QCOMPARE(reached(), 1);
        b.redis({"GET", "d"}); // a second beginning beside the first
        b.redis({"set", "d", "v", "nx", "ex", "50"}); // TTL answers 55, more than the 50 given here
        b.redis({"SET", "b", "v", "EX", "60"});
        QCOMPARE(reached(), 2);
        b.redis({"GET", "d"});
        b.redis({"TTL", "d"});
        QCOMPARE(reached(), 3);
        b.redis({"GET", "b"});
        QVERIFY(!judge.passed());
        b.redis({"TTL", "b"});
        QCOMPARE(reached(), 4);
        QVERIFY(judge.passed());
    }

    void lateRepliesKeepTheOrder() {
        Bench b;
        labs::Goal g;
        g.id = "g";
        g.kind = labs::Goal::Kind::Calls;
        g.calls = {command({"SLOW"}, "ok"), command({"GET", "x"}, "nil")};
        labs::GoalJudge judge(g);
        b.redis({"SLOW"});
        b.redis({"GET", "x"});
        QVERIFY(!judge.judge(b.world, b.context, false));
        b.world.runFor(SimDuration::seconds(1));
        QVERIFY(judge.judge(b.world, b.context, true));
    }

    void counters() {
        Bench b;
        labs::Value v;
        v.kind = labs::Value::Kind::Calls;
        v.calls.service = "elasticache";
        b.world.call(Actor::Setup, "elasticache", "redis", {{"argv", {"GET", "x"}}});
        b.redis({"GET", "x"});
        b.context.firstCall = b.world.callRecords().back().id;
        QCOMPARE(labs::measure(v, b.world, b.context).number(), 0.0);
        b.redis({"GET", "x"}, Actor::Form);
        b.redis({"GET", "y"});
        b.redis({"SLOW"}); // pending: not counted
        b.world.call(Actor::Setup, "elasticache", "redis", {{"argv", {"GET", "x"}}});
        b.world.call(Actor::Console, "elasticache", "Refuse", Json::object());
        QCOMPARE(labs::measure(v, b.world, b.context).number(), 3.0);
        v.calls.actors = {Actor::Console};
        QCOMPARE(labs::measure(v, b.world, b.context).number(), 2.0);
        v.calls.errorCode = "CacheCluster*";
        QCOMPARE(labs::measure(v, b.world, b.context).number(), 1.0);
        v.calls.errorCode.clear();
        v.calls.where = {{"/argv/1", "y"}};
        QCOMPARE(labs::measure(v, b.world, b.context).number(), 1.0);
        v.calls.where.clear();
        v.calls.reply = labs::ReplyPattern{};
        v.calls.reply->type = "nil";
        QCOMPARE(labs::measure(v, b.world, b.context).number(), 1.0);
    }

    void theBillIsUsageTimesPrices() {
        const labs::Prices prices = *labs::loadCatalog(tank::catalogDir(), tank::knowledge()).prices;
        const Json usage = {{"Nodes", {{{"CacheNodeType", "cache.lab.10mb"}, {"Running", 1}, {"BilledHours", 2}},
                                       {{"CacheNodeType", "cache.t3.micro"}, {"Running", 2}, {"BilledHours", 5}}}},
                            {"Snapshots", {{"BilledGigabytes", 7.3}, {"BilledGigabyteHours", 73}}}};
        const labs::Bill bill = labs::billOf(usage, prices);
        QCOMPARE(bill.lines.size(), std::size_t(3));
        QVERIFY(bill.lines[0].ours);
        QCOMPARE(bill.lines[0].amount, 0.0);
        QCOMPARE(bill.lines[1].amount, 5 * 0.017);
        QCOMPARE(bill.lines[1].perHour, 2 * 0.017);
        QCOMPARE(bill.lines[2].quantity, 0.1); // a month has 730 hours
        QCOMPARE(bill.lines[2].amount, 0.1 * 0.085);
        QVERIFY(!bill.lines[2].verified);
        QCOMPARE(bill.total, 5 * 0.017 + 0.1 * 0.085);
        QCOMPARE(bill.perHour, 2 * 0.017 + 7.3 * 0.085 / 730);
        QVERIFY(bill.complete);
        QVERIFY(labs::billOf(Json::object(), prices).empty());
        for (const Json& broken : {Json(), Json(3), Json{{"Nodes", 3}, {"Snapshots", {}}}, Json{{"Nodes", {3, {{"CacheNodeType", 4}}}}}}) {
            QCOMPARE(labs::billOf(broken, prices).total, 0.0);
        }
    }

    // The worked figures of the metrics sheet, 1.5.
    void metricsByTheMonth_data() {
        QTest::addColumn<double>("metrics");
        QTest::addColumn<double>("dollars");
        QTest::newRow("600") << 600.0 << 180.0;
        QTest::newRow("4,800") << 4800.0 << 1440.0;
        QTest::newRow("5,000") << 5000.0 << 1500.0;
        QTest::newRow("50,000") << 50'000.0 << 7000.0;
        QTest::newRow("300,000") << 300'000.0 << 29'500.0;
        QTest::newRow("2,000,000") << 2'000'000.0 << 3000.0 + 24'000 + 37'500 + 20'000;
    }

    void metricsByTheMonth() {
        QFETCH(double, metrics);
        QFETCH(double, dollars);
        const labs::Prices prices = *labs::loadCatalog(tank::catalogDir(), tank::knowledge()).prices;
        labs::Bill bill;
        labs::addUsage(bill, "cloudwatch", {{"Items", {{{"Item", "CustomMetric"}, {"Quantity", metrics * 730}, {"Running", metrics}}}}}, prices);
        QVERIFY(std::abs(bill.total - dollars) < 1e-6);
        QVERIFY(std::abs(bill.perMonth() - dollars) < 1e-6);
        QCOMPARE(bill.lines.size(), std::size_t(1));
        QCOMPARE(bill.lines[0].quantity, metrics);
        // Half a month of them, and then none: half the money in the first tier, and nothing more by the hour.
        labs::Bill half;
        labs::addUsage(half, "cloudwatch", {{"Items", {{{"Item", "CustomMetric"}, {"Quantity", 365 * 600}, {"Running", 0}}}}}, prices);
        QVERIFY(std::abs(half.total - 90) < 1e-9);
        QCOMPARE(half.perMonth(), 0.0);
    }

    void whatIsFreeIsNoLine() {
        const labs::Prices prices = *labs::loadCatalog(tank::catalogDir(), tank::knowledge()).prices;
        const auto billOf = [&](const Json& items) {
            labs::Bill bill;
            labs::addUsage(bill, "cloudwatch", {{"Items", items}}, prices);
            return bill;
        };
        QVERIFY(billOf({{{"Item", "Dashboard"}, {"Quantity", 2190}, {"Running", 3}}}).empty());
        const labs::Bill five = billOf({{{"Item", "Dashboard"}, {"Quantity", 0}, {"Running", 5}}});
        QCOMPARE(five.lines[0].price.value(), 3.0);
        QVERIFY(std::abs(five.perMonth() - 6) < 1e-9);
        QVERIFY(billOf({{{"Item", "Request"}, {"Quantity", 1'000'000}}}).empty());
        const labs::Bill requests = billOf({{{"Item", "Request"}, {"Quantity", 3'000'000}}, {{"Item", "MetricRequested"}, {"Quantity", 500}}});
        QVERIFY(std::abs(requests.total - 20.005) < 1e-9);
        QCOMPARE(requests.perHour, 0.0);
        QVERIFY(!requests.lines[0].verified);
        // Something without a price is a bill that says too little.
        const labs::Bill unknown = billOf({{{"Item", "LiveTail"}, {"Quantity", 1}}});
        QVERIFY(!unknown.complete && unknown.lines.size() == 1 && !unknown.lines[0].price);
        QVERIFY(billOf({{{"Item", "LiveTail"}, {"Quantity", 0}}}).complete);
        for (const Json& broken : {Json(), Json(3), Json::array({3}), Json::array({{{"Item", 4}}})}) QVERIFY(billOf(broken).empty());
        labs::Bill none;
        labs::addUsage(none, "cloudwatch", Json(3), prices);
        QVERIFY(none.empty());
    }

    void aBillWithoutAllPricesIsNone() {
        Bench b;
        const labs::Prices prices = *labs::loadCatalog(tank::catalogDir(), tank::knowledge()).prices;
        auto& service = static_cast<tank::FakeRedis&>(b.world.service(b.world.find("elasticache")));
        labs::Value total;
        total.kind = labs::Value::Kind::Bill;
        total.id = "total";
        QVERIFY(!labs::measure(total, b.world, b.context).present()); // no prices
        b.context.prices = &prices;
        QVERIFY(!labs::billOf(kernel::World(kernel::WorldConfig{}), prices)); // nothing there that keeps an account
        QCOMPARE(labs::measure(total, b.world, b.context).number(), 0.0);
        service.usage = {{"Nodes", {{{"CacheNodeType", "cache.t3.micro"}, {"Running", 0}, {"BilledHours", 3}}}}};
        QCOMPARE(labs::measure(total, b.world, b.context).number(), 3 * 0.017);
        total.id = "perMonth"; // nothing runs
        QCOMPARE(labs::measure(total, b.world, b.context).number(), 0.0);
        total.id = "total";
        total.times = 1000;
        QCOMPARE(labs::measure(total, b.world, b.context).number(), 3 * 0.017 * 1000);
        service.usage["Nodes"].push_back({{"CacheNodeType", "cache.x9.huge"}, {"Running", 1}, {"BilledHours", 1}});
        QVERIFY(!labs::measure(total, b.world, b.context).present());
        QVERIFY(!labs::billOf(b.world, prices)->complete);
    }

    // "The bill stands still for an hour."
    void aBillThatStandsStill() {
        Bench b;
        const labs::Prices prices = *labs::loadCatalog(tank::catalogDir(), tank::knowledge()).prices;
        b.context.prices = &prices;
        auto& service = static_cast<tank::FakeRedis&>(b.world.service(b.world.find("elasticache")));
        const auto running = [&](int n) {
            service.usage = {{"Nodes", {{{"CacheNodeType", "cache.t3.micro"}, {"Running", n}, {"BilledHours", 1}}}}};
        };
        labs::Value perHour;
        perHour.kind = labs::Value::Kind::Bill;
        perHour.id = "perHour";
        const labs::Goal g = compareGoal(perHour, labs::Comparison::AtMost, 0, 3600);
        labs::GoalJudge judge(g);
        running(1);
        for (int i = 0; i < 4000; ++i) QVERIFY(!b.second(judge, 0));
        QCOMPARE(judge.result().before.number(), 0.017);
        running(0);
        for (int i = 0; i < 3599; ++i) QVERIFY(!b.second(judge, 0));
        running(1);
        QVERIFY(!b.second(judge, 0));
        running(0);
        for (int i = 0; i < 3599; ++i) QVERIFY(!b.second(judge, 0));
        QVERIFY(b.second(judge, 0));
        QCOMPARE(judge.result().passedWith.number(), 0.0);
    }

    void replies() {
        QCOMPARE(labs::readResp(":55\r\n").number, 55.0);
        QCOMPARE(labs::readResp("$3\r\nabc\r\n").text, std::string("abc"));
        QCOMPARE(labs::readResp("$-1\r\n").type, std::string("nil"));
        QCOMPARE(labs::readResp("-OOM no\r\n").text, std::string("OOM no"));
        QCOMPARE(labs::readResp("*2\r\n").number, 2.0);
        for (const char* broken : {"", ":", "$", "$5\r\nab", "$-7\r\n", "$99999999999999999999\r\n", "?\r\n"}) (void)labs::readResp(broken);
    }

    void copiesAreIndependent() {
        Bench b;
        const labs::Goal g = compareGoal(metric("Level", "Maximum", 1), labs::Comparison::AtLeast, 100, 2);
        labs::GoalJudge judge(g);
        QVERIFY(!b.second(judge, 150));
        labs::GoalJudge copy = judge;
        QVERIFY(b.second(judge, 150));
        QVERIFY(!copy.passed());
        QVERIFY(b.second(copy, 150));
    }
};

MAYLAB_TESTS(GoalTest)

#include "goal_test.moc"
