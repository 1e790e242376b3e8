// QtTest first: moc 6.4 cannot parse libstdc++'s <concepts> before <string>.
#include <QtTest>

#include "kernel/math.h"
#include "kernel/outside.h"
#include "kernel/run.h"

#include <bit>
#include <cmath>
#include <limits>
#include <map>

using namespace maylab::kernel;

namespace {

// The smallest service with everything a world offers: draws, schedules, measures, decides, answers late.
class Ticker : public Service {
  public:
    std::string_view name() const override { return "ticker"; }
    std::unique_ptr<Service> clone() const override { return std::make_unique<Ticker>(*this); }
    void start(World& w) override {
        m_id = static_cast<ServiceId>(w.serviceCount() - 1);
        m_stream = w.random().open("ticker");
        m_rule = w.decisions().registerRules(kRules);
        m_metric = w.metrics().define({"Lab/Test", "Ticks", {{"b", "2"}, {"a", "1"}}, "Count"});
        w.schedule(w.now() + SimDuration::milliseconds(1), m_id, 0);
    }
    void onEvent(World& w, const Event& e) override {
        if (e.kind == 1) {
            w.reply(e.data, Json{{"total", m_total}});
            return;
        }
        const auto draw = w.random()[m_stream].below(1000);
        m_total += draw;
        w.metrics().add(m_metric, 1);
        Decision d;
        d.at = w.now();
        d.service = m_id;
        d.rule = m_rule;
        d.took = SimDuration::nanoseconds(static_cast<std::int64_t>(draw));
        d.values[0] = static_cast<double>(draw);
        w.decisions().record(d);
        w.schedule(w.now() + SimDuration::microseconds(static_cast<std::int64_t>(1 + draw)), m_id, 0);
    }
    MaybeResult call(World& w, const Call& c) override {
        if (c.operation == "Add") {
            if (!c.input.contains("n") || !c.input["n"].is_number_integer()) {
                return ApiResult(fail("InvalidParameterValue", "n is not a number"));
            }
            m_total += c.input["n"].get<std::uint64_t>();
            return ApiResult(Json::object());
        }
        if (c.operation == "Later") {
            w.schedule(w.now() + SimDuration::seconds(1), m_id, 1, 0, c.id);
            return std::nullopt;
        }
        return ApiResult(fail("InvalidAction", "unknown operation"));
    }
    ApiResult peek(const World&, std::string_view, const Json&) const override { return Json{{"total", m_total}}; }
    void mixInto(Fingerprint& f) const override { f.mix(m_total); }

  private:
    static constexpr RuleInfo kRules[] = {{"test.tick", "draw", "none"}};
    ServiceId m_id = 0;
    StreamId m_stream = 0;
    RuleId m_rule = 0;
    MetricId m_metric = 0;
    std::uint64_t m_total = 0;
};

tl::expected<std::unique_ptr<World>, std::string> makeWorld(const JournalHeader& h) {
    if (h.scenario != "test") return tl::unexpected<std::string>("unknown scenario");
    auto w = std::make_unique<World>(WorldConfig{h.scenario, h.seed, Calendar{h.calendarStart}, {}});
    w->add(std::make_unique<Ticker>());
    return w;
}

JournalHeader header(std::uint64_t seed) {
    JournalHeader h;
    h.scenario = "test";
    h.seed = seed;
    return h;
}

} // namespace

class TestKernel : public QObject {
    Q_OBJECT

  private slots:
    void timeIsIso8601AndBack() {
        std::int64_t ms = 0;
        QVERIFY(parseIso8601("2026-01-26T08:00:00+07:00", ms));
        QCOMPARE(formatIso8601(ms), std::string("2026-01-26T01:00:00Z"));
        QVERIFY(parseIso8601("2024-02-29T23:59:59.250Z", ms));
        QCOMPARE(formatIso8601(ms, true), std::string("2024-02-29T23:59:59.250Z"));
        QVERIFY(parseIso8601("1969-12-31", ms));
        QCOMPARE(formatIso8601(ms), std::string("1969-12-31T00:00:00Z"));
        for (const char* bad : {"", "2026", "2026-13-01", "2026-01-26T25:00:00Z", "2026-01-26T01:00:00X", "nonsense"}) {
            QVERIFY2(!parseIso8601(bad, ms), bad);
        }
        QCOMPARE(formatClock(SimTime::fromNs(202'040'000'000)), std::string("00:03:22.0"));
    }

    void mathAgreesWithLibmToItsBound() {
        Rng rng(7);
        for (int i = 0; i < 200'000; ++i) {
            const double x = math::exp(rng.uniform() * 60 - 30);
            QVERIFY(std::abs(math::log(x) - std::log(x)) <= 4e-16 * std::max(1.0, std::abs(std::log(x))) * 2);
            const double y = rng.uniform() * 200 - 100;
            QVERIFY(std::abs(math::exp(y) / std::exp(y) - 1) < 2e-15);
            QVERIFY(std::abs(math::sin(y) - std::sin(y)) < 1e-14);
            QVERIFY(std::abs(math::cos(y) - std::cos(y)) < 1e-14);
        }
        QCOMPARE(math::pow(2, 10), 1024.0);
        QCOMPARE(math::exp(0), 1.0);
        QCOMPARE(math::log(1), 0.0);
    }

    // One in a thousand differs by one unit in the last place: the exact value lies next to the middle of two doubles.
    void trigonometryAgreesWithLibmToTheLastBit() {
        Rng rng(11);
        const auto ulps = [](double a, double b) {
            return std::abs(std::bit_cast<std::int64_t>(a) - std::bit_cast<std::int64_t>(b));
        };
        int compared = 0, different = 0;
        const auto compare = [&](double got, double want) {
            ++compared;
            different += got == want ? 0 : 1;
            QVERIFY2(ulps(got, want) <= 1, qPrintable(QString::number(want, 'g', 17)));
        };
        for (int i = 0; i < 100'000; ++i) {
            const double angle = (rng.uniform() - 0.5) * (i % 2 == 0 ? 8 : 2e5);
            compare(math::sin(angle), std::sin(angle));
            compare(math::cos(angle), std::cos(angle));
            const double sine = (2 * rng.uniform() - 1) * (i % 2 == 0 ? 1 : std::exp(-30 * rng.uniform()));
            compare(math::asin(sine), std::asin(sine));
        }
        QVERIFY2(different < compared / 200, qPrintable(QString::number(different)));
        for (const double x : {0.0, 0.5, -0.5, 1.0, -1.0, 1e-300}) QCOMPARE(math::asin(x), std::asin(x));
        QVERIFY(std::isnan(math::asin(1.0000001)));
        QVERIFY(std::isnan(math::sin(1e300)));
        QCOMPARE(math::cos(0), 1.0);
    }

    void distributionsHaveTheirMeans() {
        Rng rng(3);
        double exponential = 0, logNormal = 0, square = 0;
        const int n = 400'000;
        const LogNormal service(25, 0.3);
        for (int i = 0; i < n; ++i) {
            exponential += rng.exponential(5);
            const double s = service(rng);
            logNormal += s;
            square += s * s;
        }
        QVERIFY(std::abs(exponential / n - 5) < 0.05);
        QVERIFY(std::abs(logNormal / n - 25) < 0.1);
        const double variation = std::sqrt(square / n - (logNormal / n) * (logNormal / n)) / (logNormal / n);
        QVERIFY(std::abs(variation - 0.3) < 0.01);
        std::array<int, 7> histogram{};
        for (int i = 0; i < 70'000; ++i) ++histogram[rng.below(7)];
        for (const int h : histogram) QVERIFY(std::abs(h - 10'000) < 500);
    }

    void queueAgreesWithASortedMap() {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            Rng rng(seed);
            EventQueue q;
            std::map<std::pair<std::int64_t, EventId>, std::uint64_t> naive;
            std::vector<EventId> ids;
            std::int64_t now = 0;
            for (int i = 0; i < 4000; ++i) {
                const auto what = rng.below(10);
                if (what < 5 || naive.empty()) {
                    const std::int64_t at = now + static_cast<std::int64_t>(rng.below(50));
                    const EventId id = q.schedule(SimTime::fromNs(at), 0, 0, 0, rng.next());
                    ids.push_back(id);
                    naive[{at, id}] = 0;
                } else if (what < 7) {
                    const EventId id = ids[rng.below(ids.size())];
                    const auto it = std::find_if(naive.begin(), naive.end(),
                                                 [id](const auto& p) { return p.first.second == id; });
                    QCOMPARE(q.cancel(id), it != naive.end());
                    if (it != naive.end()) naive.erase(it);
                } else {
                    const Event e = q.pop();
                    QCOMPARE(e.at.ns(), naive.begin()->first.first);
                    QCOMPARE(e.sequence, naive.begin()->first.second);
                    now = e.at.ns();
                    naive.erase(naive.begin());
                }
                QCOMPARE(q.size(), naive.size());
                QCOMPARE(q.empty(), naive.empty());
            }
        }
    }

    void streamsDependOnNamesOnly() {
        RngStreams a(41), b(41);
        const StreamId a1 = a.open("one");
        (void)b.open("two");
        const StreamId b1 = b.open("one");
        for (int i = 0; i < 100; ++i) QCOMPARE(a[a1].next(), b[b1].next());
    }

    void sameSeedSameFingerprintInOneRunOrSlicesWatchedOrNot() {
        auto whole = makeWorld(header(41)).value();
        auto sliced = makeWorld(header(41)).value();
        auto other = makeWorld(header(42)).value();
        whole->runUntil(SimTime::atSecond(20));
        other->runUntil(SimTime::atSecond(20));
        Rng rng(1);
        while (sliced->now() < SimTime::atSecond(20)) {
            if (rng.chance(0.5)) {
                for (auto n = rng.below(100); n > 0 && sliced->nextEventTime() <= SimTime::atSecond(20); --n) {
                    QVERIFY(sliced->step());
                }
            } else {
                const SimTime t = sliced->now() + SimDuration::microseconds(static_cast<std::int64_t>(rng.below(9999)));
                sliced->runUntil(std::min(t, SimTime::atSecond(20)));
            }
            (void)sliced->peek("ticker", "Total", {});
            (void)sliced->fingerprint();
            (void)sliced->decisions().recent(0, 10);
        }
        QCOMPARE(sliced->fingerprint(), whole->fingerprint());
        QVERIFY(other->fingerprint() != whole->fingerprint());
    }

    void aCloneRunsOnToTheSameFingerprint() {
        auto w = makeWorld(header(5)).value();
        w->runUntil(SimTime::atSecond(3));
        auto copy = w->clone();
        QCOMPARE(copy->fingerprint(), w->fingerprint());
        w->runUntil(SimTime::atSecond(9));
        QVERIFY(copy->fingerprint() != w->fingerprint());
        copy->runUntil(SimTime::atSecond(9));
        QCOMPARE(copy->fingerprint(), w->fingerprint());
    }

    void aReplyMayComeLater() {
        auto w = makeWorld(header(1)).value();
        const CallId id = w->call(Actor::Console, "ticker", "Later", Json::object());
        QVERIFY(w->isPending(id));
        QVERIFY(w->takeReplies().empty());
        w->runFor(SimDuration::seconds(2));
        const auto replies = w->takeReplies();
        QCOMPARE(replies.size(), std::size_t(1));
        QCOMPARE(replies[0].id, id);
        QCOMPARE(replies[0].at.wholeSeconds(), 1);
        QVERIFY(replies[0].result.has_value());
        QVERIFY(w->callRecords().back().answered);
    }

    void badCallsAreRefusedAndChangeNothing() {
        auto w = makeWorld(header(1)).value();
        w->call(Actor::Form, "nosuch", "X", {});
        w->call(Actor::Form, "ticker", "X", {});
        w->call(Actor::Form, "ticker", "Add", Json{{"n", "many"}});
        const auto replies = w->takeReplies();
        QCOMPARE(replies.size(), std::size_t(3));
        QCOMPARE(replies[0].result.error().code, std::string("UnknownService"));
        QCOMPARE(replies[1].result.error().code, std::string("InvalidAction"));
        QCOMPARE(replies[2].result.error().code, std::string("InvalidParameterValue"));
        QCOMPARE(w->peek("ticker", "Total", {}).value()["total"].get<int>(), 0);
    }

    void whatADoorCannotReadIsRefusedAndReplays() {
        Json deep = Json::object();
        for (int i = 0; i < kMaxInputNesting; ++i) deep = Json{{"a", deep}};
        Run run = Run::begin(header(1), makeWorld).value();
        World& w = run.world();
        const auto before = w.fingerprint();
        for (const Json& input : {Json{{"n", "\xff"}}, Json{{"\xc3", 1}}, Json{{"list", {{{"x", "\xed\xa0\x80"}}}}}, deep, Json("text")}) {
            run.call(Actor::Console, "ticker", "Add", input);
            const auto replies = w.takeReplies();
            QCOMPARE(replies.size(), std::size_t(1));
            QCOMPARE(replies[0].result.error().code, std::string("SerializationException"));
            QCOMPARE(replies[0].result.error().httpStatus, 400);
            QCOMPARE(w.peek("ticker", "Total", input).error().code, std::string("SerializationException"));
            QVERIFY(w.callRecords().back().answered && !w.callRecords().back().ok);
        }
        QCOMPARE(w.fingerprint(), before);
        deep = deep["a"];
        run.call(Actor::Console, "ticker", "Add", Json{{"n", 5}, {"text", "Tết"}, {"a", deep["a"]}});
        QVERIFY(w.takeReplies().back().result.has_value());
        run.call(Actor::Console, "ticker", "Later", Json::object()); // its id is part of the fingerprint
        w.runFor(SimDuration::seconds(2));
        run.mark();
        const auto read = Journal::fromJsonLines(run.journal().toJsonLines());
        QVERIFY2(read.complete, read.problem.c_str());
        Run::ReplayReport report;
        const Run again = Run::replay(read.journal, makeWorld, report).value();
        QCOMPARE(report.differingMarks, 0u);
        QCOMPARE(again.world().callRecords().size(), w.callRecords().size());
        QCOMPARE(again.world().callRecords().front().errorCode, std::string("SerializationException"));
    }

    void aNullMemberWasNotGiven() {
        const double infinity = std::numeric_limits<double>::infinity();
        const Json given = {{"n", 7}, {"a", nullptr}, {"in", {{"b", nullptr}, {"c", {nullptr, {{"d", nullptr}}}}}},
                            {"x", std::nan("")}, {"y", -infinity}};
        const Json read = {{"n", 7}, {"in", {{"c", {nullptr, Json::object()}}}}, {"x", "NaN"}, {"y", "-Infinity"}};
        QCOMPARE(readInput(given).value(), read);
        QCOMPARE(readInput(nullptr).value(), Json());
        Run run = Run::begin(header(1), makeWorld).value();
        run.call(Actor::Client, "ticker", "Add", given);
        run.call(Actor::Client, "ticker", "Add", Json{{"n", nullptr}});
        QCOMPARE(run.world().callRecords().front().input, read);
        QCOMPARE(run.journal().entries().front().input, read);
        QCOMPARE(run.world().callRecords().back().errorCode, std::string("InvalidParameterValue"));
        QCOMPARE(run.world().peek("ticker", "Total", Json{{"x", nullptr}}).value()["total"].get<int>(), 7);
    }

    void textFromOutside() {
        for (const char* bad : {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) QVERIFY(!isUtf8(bad));
        QVERIFY(isUtf8("") && isUtf8("Tết \xf0\x9f\x8c\xa7"));
        QCOMPARE(utf8Prefix("Tết", 4), std::string_view("Tế"));
        QCOMPARE(utf8Prefix("Tết", 3), std::string_view("T"));
        QCOMPARE(utf8Prefix("Tết", 9), std::string_view("Tết"));
        QCOMPARE(utf8Prefix("\x80\x80", 1), std::string_view());

        const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
        QVERIFY(parseJson(nested(kMaxNesting)).is_array());
        QVERIFY(parseJson(nested(kMaxNesting + 1)).is_discarded());
        QVERIFY(parseJson(nested(300'000)).is_discarded());
        QVERIFY(parseJson("[1").is_discarded());
        QVERIFY(!nestsDeeper("[\"[[[\\\"[[\", \"]\"]", 1)); // brackets within texts do not count
        QVERIFY(nestsDeeper("[\"]\", [1]]", 1));
        const std::string line = "{\"t\":0,\"n\":0,\"k\":\"act\",\"act\":\"x\",\"input\":" + nested(300'000) + "}";
        QVERIFY(!Journal::parseEntry(line));
        QVERIFY(!Journal::parseHeader("{\"maylab\":5}"));
        QVERIFY(!Journal::parseHeader("{\"maylab\":\"journal\",\"format\":1,\"scenario\":\"test\",\"seed\":1,\"calendarStart\":0,\"parameters\":" +
                                      nested(300'000) + "}"));
    }

    void aJournalReplaysToItsMarks() {
        Run run = Run::begin(header(41), makeWorld).value();
        Rng rng(9);
        for (int i = 0; i < 200; ++i) {
            if (rng.chance(0.3)) run.world().runEvents(rng.below(50));
            else run.world().runFor(SimDuration::microseconds(static_cast<std::int64_t>(rng.below(20'000))));
            if (rng.chance(0.5)) run.call(Actor::Form, "ticker", "Add", Json{{"n", rng.below(1000)}});
            if (rng.chance(0.1)) run.call(Actor::Console, "ticker", "Later", Json::object());
            if (rng.chance(0.1)) run.act("hint", Json{{"level", 1}});
            if (rng.chance(0.2)) run.mark();
        }
        run.mark();
        const auto read = Journal::fromJsonLines(run.journal().toJsonLines());
        QVERIFY2(read.complete, read.problem.c_str());
        Run::ReplayReport report;
        const Run again = Run::replay(read.journal, makeWorld, report).value();
        QCOMPARE(report.differingMarks, 0u);
        QVERIFY(report.marks > 10);
        QCOMPARE(again.world().fingerprint(), run.world().fingerprint());
        QCOMPARE(again.journal().toJsonLines(), run.journal().toJsonLines());
    }

    void aChangedJournalDoesNotReplayToItsMarks() {
        Run run = Run::begin(header(41), makeWorld).value();
        run.world().runFor(SimDuration::seconds(1));
        run.call(Actor::Form, "ticker", "Add", Json{{"n", 5}});
        run.mark();
        std::string text = run.journal().toJsonLines();
        text.replace(text.find("\"n\":5}"), 6, "\"n\":6}");
        const auto read = Journal::fromJsonLines(text);
        Run::ReplayReport report;
        QVERIFY(Run::replay(read.journal, makeWorld, report).has_value());
        QCOMPARE(report.differingMarks, 1u);
    }

    void aCutJournalKeepsWhatItHas() {
        Run run = Run::begin(header(41), makeWorld).value();
        for (int i = 0; i < 5; ++i) {
            run.world().runFor(SimDuration::seconds(1));
            run.call(Actor::Form, "ticker", "Add", Json{{"n", i}});
            run.mark();
        }
        const std::string text = run.journal().toJsonLines();
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            const auto read = Journal::fromJsonLines(std::string_view(text).substr(0, cut));
            QVERIFY(read.journal.entries().size() <= 10);
            if (!read.complete) QVERIFY(!read.problem.empty());
            if (!read.headerOk) continue;
            Run::ReplayReport report;
            QVERIFY(Run::replay(read.journal, makeWorld, report, true).has_value());
            QCOMPARE(report.differingMarks, 0u);
        }
    }

    void journalBytesAreBinarySafe() {
        JournalEntry e;
        e.kind = JournalEntry::Kind::Bytes;
        e.connection = 3;
        for (int i = 0; i < 256; ++i) e.bytes += static_cast<char>(i);
        const auto back = Journal::parseEntry(Journal::entryLine(e));
        QVERIFY(back.has_value());
        QVERIFY(back->bytes == e.bytes);
    }

    void decisionsAreCountedAndExemplarsKept() {
        auto w = makeWorld(header(4)).value();
        w->runUntil(SimTime::atSecond(10));
        const RuleId rule = w->decisions().findRule("test.tick");
        QVERIFY(rule != 0);
        QVERIFY(w->decisions().count(rule) > 10'000);
        QCOMPARE(w->decisions().recent(0, 100).size(), std::size_t(100));
        const auto second = w->decisions().exemplars(rule, SimTime::atSecond(4), SimTime::atSecond(5));
        QCOMPARE(second.size(), std::size_t(3));
        QVERIFY(second[1].took >= second[0].took && second[1].took >= second[2].took);
    }

    void metricIdentityIsTheSetOfDimensions() {
        MetricSink sink;
        sink.attach();
        const MetricId a = sink.define({"N", "M", {{"x", "1"}, {"y", "2"}}});
        QCOMPARE(sink.define({"N", "M", {{"y", "2"}, {"x", "1"}}}), a);
        QVERIFY(sink.define({"N", "M", {{"x", "1"}}}) != a);
        sink.add(a, 2);
        sink.add(a, 3);
        QCOMPARE(sink.channel(a).value, 5.0);
        sink.resetSecond();
        QCOMPARE(sink.channel(a).value, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestKernel)
#include "tst_kernel.moc"
