// Logs Insights: what the language says beyond the golden queries, what is refused and where, regular expressions
// against a naive matcher, bounds.
#include <QtTest>

#include "logs/insights/event_fields.h"
#include "logs/insights/run.h"

#include "kernel/rng.h"

#include <algorithm>
#include <functional>
#include <map>

using namespace maylab;
using namespace maylab::logs::insights;

namespace {

constexpr std::int64_t kStart = 1'767'261'600'000; // 2026-01-01 10:00:00

struct Log {
    std::vector<std::string> messages;
    std::string group = "shop";

    QueryResult ask(const std::string& text, std::size_t limit = kDefaultLimit, Work work = Work()) const {
        const auto query = Query::parse(text);
        if (!query) qFatal("%s: %s", text.c_str(), query.error().describe().c_str());
        std::vector<Event> events;
        for (const std::string& m : messages) {
            const auto i = static_cast<std::int64_t>(events.size());
            events.push_back({kStart + i * 1000, kStart + i * 1000 + 250, events.size(), group, "web", m});
        }
        return run(*query, events, limit, work);
    }
    // "a=1 b=2; a=3 b=4"
    std::string rows(const std::string& text) const {
        const QueryResult r = ask(text);
        if (r.status != QueryResult::Status::Complete) return "not complete";
        std::string out;
        for (const ResultRow& row : r.rows) {
            if (!out.empty()) out += "; ";
            bool first = true;
            for (const ResultField& f : row.fields) {
                out += (first ? "" : " ") + r.columns[f.column] + "=" + f.value;
                first = false;
            }
        }
        return out;
    }
};

// The value of an expression.
std::string valueOf(const std::string& expression, const std::string& message = R"({"a":5,"t":"Abc","e":""})") {
    const QueryResult r = Log{{message}}.ask("fields " + expression + " as r");
    if (r.rows.size() != 1) return "no row";
    return r.rows[0].fields.empty() ? "absent" : r.rows[0].fields[0].value;
}

std::string refusal(const std::string& query) {
    const auto q = Query::parse(query);
    return q ? "accepted" : q.error().describe();
}

// A regular expression over a and b that can be said to a naive matcher too: where a match from `at` may end.
using Ends = std::vector<std::size_t>;
using Matcher = std::function<Ends(const std::string&, std::size_t)>;
struct Model {
    std::string source;
    Matcher ends;
};

Model randomModel(kernel::Rng& rng, int depth) {
    switch (rng.next() % (depth > 0 ? 7 : 3)) {
    case 0:
    case 1: {
        const char c = rng.next() % 2 == 0 ? 'a' : 'b';
        return {std::string(1, c), [c](const std::string& t, std::size_t at) { return at < t.size() && t[at] == c ? Ends{at + 1} : Ends{}; }};
    }
    case 2: return {".", [](const std::string& t, std::size_t at) { return at < t.size() ? Ends{at + 1} : Ends{}; }};
    case 3: {
        const Model x = randomModel(rng, depth - 1), y = randomModel(rng, depth - 1);
        return {x.source + y.source, [x, y](const std::string& t, std::size_t at) {
                    Ends all;
                    for (const std::size_t e : x.ends(t, at)) {
                        for (const std::size_t f : y.ends(t, e)) {
                            if (std::find(all.begin(), all.end(), f) == all.end()) all.push_back(f);
                        }
                    }
                    return all;
                }};
    }
    case 4: {
        const Model x = randomModel(rng, depth - 1), y = randomModel(rng, depth - 1);
        return {"(?:" + x.source + "|" + y.source + ")", [x, y](const std::string& t, std::size_t at) {
                    Ends all = x.ends(t, at);
                    for (const std::size_t f : y.ends(t, at)) {
                        if (std::find(all.begin(), all.end(), f) == all.end()) all.push_back(f);
                    }
                    return all;
                }};
    }
    default: {
        const Model x = randomModel(rng, depth - 1);
        const std::size_t least = rng.next() % 3, most = least + rng.next() % 3;
        const bool lazy = rng.next() % 2 == 0;
        return {"(?:" + x.source + "){" + std::to_string(least) + "," + std::to_string(most) + "}" + (lazy ? "?" : ""),
                [x, least, most, lazy](const std::string& t, std::size_t at) {
                    // In order of preference: as often as possible, or as seldom.
                    const std::function<Ends(std::size_t, std::size_t)> from = [&](std::size_t p, std::size_t times) {
                        Ends all;
                        const auto add = [&all](std::size_t f) {
                            if (std::find(all.begin(), all.end(), f) == all.end()) all.push_back(f);
                        };
                        if (lazy && times >= least) add(p);
                        if (times < most) {
                            for (const std::size_t e : x.ends(t, p)) {
                                for (const std::size_t f : from(e, times + 1)) add(f);
                            }
                        }
                        if (!lazy && times >= least) add(p);
                        return all;
                    };
                    return from(at, 0);
                }};
    }
    }
}

} // namespace

class TestInsights : public QObject {
    Q_OBJECT
  private slots:
    void functionsOfNumbers() {
        QCOMPARE(valueOf("abs(-3)"), "3");
        QCOMPARE(valueOf("ceil(1.2) + floor(-1.2)"), "0");
        QCOMPARE(valueOf("greatest(1, 10, 9)"), "10");
        QCOMPARE(valueOf("least(\"b\", 3, \"a\")"), "a");
        QCOMPARE(valueOf("log(1)"), "0");
        QCOMPARE(valueOf("log(0)"), "absent");
        QCOMPARE(valueOf("sqrt(2)"), "1.4142");
        QCOMPARE(valueOf("sqrt(-1)"), "absent");
        QCOMPARE(valueOf("2 ^ 3 ^ 2"), "512");
        QCOMPARE(valueOf("(-2) ^ 3"), "-8");
        QCOMPARE(valueOf("-7 % 3"), "-1");
        QCOMPARE(valueOf("1 / 0"), "absent");
        QCOMPARE(valueOf("t * 2"), "absent");
        QCOMPARE(valueOf("1 + 2 * 3 - a / 2"), "4.5");
        QCOMPARE(valueOf("1 / 3"), "0.3333");
        QCOMPARE(valueOf("0 - 0.00001"), "0");
        QCOMPARE(valueOf("1e300"), "1e+300");
    }
    void functionsOfTexts() {
        QCOMPARE(valueOf("isempty(e) + isempty(nope) + isempty(t)"), "2");
        QCOMPARE(valueOf("isblank(\"  \")"), "1");
        QCOMPARE(valueOf("concat(t, \"-\", a, '\\'')"), "Abc-5'");
        QCOMPARE(valueOf("toupper(\"aé\")"), "Aé");
        QCOMPARE(valueOf("tolower(t)"), "abc");
        QCOMPARE(valueOf("strlen(\"Mây\")"), "3");
        QCOMPARE(valueOf("substr(\"Mây Lab\", 1, 2)"), "ây");
        QCOMPARE(valueOf("substr(t, 9)"), "");
        QCOMPARE(valueOf("trim(\"ââxâ\", \"â\")"), "x");
        QCOMPARE(valueOf("replace(\"foo\", \"o\", \"00\")"), "f0000");
        QCOMPARE(valueOf("strcontains(t, \"bc\") * 10 + strcontains(t, \"BC\")"), "10");
        QCOMPARE(valueOf("coalesce(nope, e, t)"), "");
        QCOMPARE(valueOf("strlen(nope)"), "absent");
    }
    void functionsOfTimes() {
        QCOMPARE(valueOf("datefloor(@timestamp, 1d)"), "2026-01-01 00:00:00.000");
        QCOMPARE(valueOf("dateceil(@timestamp, 1h)"), "2026-01-01 10:00:00.000");
        QCOMPARE(valueOf("dateceil(fromMillis(1), 15 minutes)"), "1970-01-01 00:15:00.000");
        QCOMPARE(valueOf("datefloor(@timestamp, 1q)"), "2026-01-01 00:00:00.000");
        QCOMPARE(valueOf("dateceil(fromMillis(1767261600000), 1mo)"), "2026-02-01 00:00:00.000");
        QCOMPARE(valueOf("datefloor(fromMillis(951868799999), 1mo)"), "2000-02-01 00:00:00.000");
        QCOMPARE(valueOf("toMillis(@timestamp)"), std::to_string(kStart));
        QCOMPARE(valueOf("toMillis(@ingestionTime) - toMillis(@timestamp)"), "250");
        QCOMPARE(valueOf("fromMillis(1e18)"), "absent");
        QCOMPARE(valueOf("datefloor(1e300, 1y)"), "absent");
    }
    void functionsOfAddresses() {
        QCOMPARE(valueOf("isValidIp(\"10.0.0.1\") + isValidIpV4(\"::1\") + isValidIpV6(\"::1\")"), "2");
        QCOMPARE(valueOf("isValidIpV4(\"10.0.0.256\") + isValidIpV4(\"10.0.0\") + isValidIpV4(\"1.2.3.04\")"), "0");
        QCOMPARE(valueOf("isValidIpV6(\"1::2::3\") + isValidIpV6(\"1:2:3:4:5:6:7\") + isValidIpV6(\":1\")"), "0");
        QCOMPARE(valueOf("isValidIpV6(\"::ffff:192.0.2.1\") + isValidIpV6(\"1:2:3:4:5:6:7:8\") + isValidIpV6(\"::\")"), "3");
        QCOMPARE(valueOf("isIpInSubnet(\"192.0.2.130\", \"192.0.2.128/25\")"), "1");
        QCOMPARE(valueOf("isIpInSubnet(\"192.0.2.127\", \"192.0.2.128/25\")"), "0");
        QCOMPARE(valueOf("isIpv6InSubnet(\"2001:db8::9\", \"2001:db8::/32\") + isIpv4InSubnet(\"2001:db8::9\", \"2001:db8::/32\")"), "1");
    }
    void comparisonsKnowWhatIsAbsent() {
        QCOMPARE(valueOf("nope = 1"), "0");
        QCOMPARE(valueOf("nope != 1"), "0");
        QCOMPARE(valueOf("not nope = 1"), "1");
        QCOMPARE(valueOf("nope not in [1]"), "0");
        QCOMPARE(valueOf("nope not like \"x\""), "0");
        QCOMPARE(valueOf("a = \"5\""), "1");
        QCOMPARE(valueOf("a = 5.0"), "1");
        QCOMPARE(valueOf("a in [1, \"5\"] and a not in [6] and t in ['Abc']"), "1");
        QCOMPARE(valueOf("t > \"Abb\""), "1");
        QCOMPARE(valueOf("t > 1 or t < 1 or t = 1"), "0");
        QCOMPARE(valueOf("t != 1"), "1");
        QCOMPARE(valueOf("not not (a > 4 and a < 6 or nope)"), "1");
        QCOMPARE(valueOf("t =~ /^(?i)ABC$/"), "1");
        QCOMPARE(valueOf("@timestamp >= \"2026-01-01 10:00:00\""), "1");
    }
    void fieldsOfJson() {
        const std::string message = R"( {"a":{"b":[{"c":"x"},7]}, "flat.name":1, "q\u00e9":"\ud83d\ude00\n", "@k":2,
            "yes":true, "none":null, "o-k":3} )";
        QCOMPARE(valueOf("a.b.0.c", message), "x");
        QCOMPARE(valueOf("a.b.1", message), "7");
        QCOMPARE(valueOf("a.b", message), "absent");
        QCOMPARE(valueOf("flat.name", message), "1");
        QCOMPARE(valueOf("`qé`", message), "😀\n");
        QCOMPARE(valueOf("@@k", message), "2");
        QCOMPARE(valueOf("yes", message), "1");
        QCOMPARE(valueOf("none", message), "absent");
        QCOMPARE(valueOf("`o-k`", message), "3");
        QCOMPARE(valueOf("a", R"({"a":1)"), "absent");
        QCOMPARE(valueOf("a", R"({"a":1} rest)"), "absent");
        QCOMPARE(valueOf("a", R"({"a":01})"), "absent");
        QCOMPARE(valueOf("a", R"(x {"a":1})"), "absent");
        Log lambda{{R"(2026 INFO {"a":1} {"a":2})"}, "/aws/lambda/checkout"};
        QCOMPARE(lambda.rows("fields a"), "a=1");
        QCOMPARE(lambda.rows("fields @log, @logStream"), "@log=123456789012:/aws/lambda/checkout @logStream=web");
    }
    void fieldsOfLambda() {
        const Log log{{"START RequestId: r7 Version: $LATEST",
                       "REPORT RequestId: r7\tDuration: 12.5 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: "
                       "80 MB\tInit Duration: 150.25 ms\t",
                       "END RequestId: r7", "REPORT of something else"}};
        QCOMPARE(log.rows("filter @type=\"REPORT\" | fields @requestId, @duration, @billedDuration, @initDuration, "
                          "@memorySize, @maxMemoryUsed"),
                 "@requestId=r7 @duration=12.5 @billedDuration=13 @initDuration=150.25 @memorySize=256000000 "
                 "@maxMemoryUsed=80000000");
        QCOMPARE(log.rows("stats count(*) as n by @type"), "n=1; @type=END n=1; @type=REPORT n=1; @type=START n=1");
        std::map<std::string, std::string> found;
        for (const auto& [name, value] : discoverFields({kStart, kStart, 0, "g", "s", log.messages[1]})) found[name] = value;
        QCOMPARE(found["@maxMemoryUsed"], "80000000");
        QCOMPARE(found["@type"], "REPORT");
        QCOMPARE(discoverFields({kStart, kStart, 0, "g", "s", R"({"a":{"b":1},"c":"x"})"}).size(), 7U);
    }
    void whatIsShown() {
        const Log log{{"k=1 v=x", "other"}};
        QCOMPARE(log.rows("filter @message like \"k=\""), "@timestamp=2026-01-01 10:00:00.000 @message=k=1 v=x");
        QCOMPARE(log.rows("parse @message \"k=* v=*\" as k, v | filter ispresent(k)"),
                 "@timestamp=2026-01-01 10:00:00.000 @message=k=1 v=x k=1 v=x");
        QCOMPARE(log.rows("fields @message | parse @message \"k=* v=*\" as k, v | filter ispresent(k) | display v, k"), "v=x k=1");
        QCOMPARE(log.rows("fields @logStream | fields strlen(@message) as n | limit 1"), "@logStream=web n=5");
        QCOMPARE(log.rows("parse @message /k=(?<k>\\d+)( w=(?<w>.*))?/ | display k, w, @logStream"), "@logStream=web; k=1 @logStream=web");
        QCOMPARE(log.ask("fields @message").rows[0].event, std::optional<std::size_t>(1));
        QVERIFY(!log.ask("stats count()").rows[0].event);
    }
    void stats() {
        const Log log{{R"({"p":"a","v":1})", R"({"p":"a","v":2})", R"({"p":"b","v":4})", R"({"v":"x"})"}};
        QCOMPARE(log.rows("stats sum(v), avg(v), stddev(v) as s, count(p), count() by p"),
                 "sum(v)=0 count(p)=0 count()=1; "
                 "p=a sum(v)=3 avg(v)=1.5 s=0.7071 count(p)=2 count()=2; "
                 "p=b sum(v)=4 avg(v)=4 count(p)=1 count()=1");
        QCOMPARE(log.rows("stats max(v) as high, min(v) as low, sortsFirst(p) as f, sortsLast(p) as l, count_distinct(p) as d"),
                 "high=4 low=x f=a l=b d=2");
        QCOMPARE(log.rows("stats max(@timestamp) - min(@timestamp) as ms, earliest(@timestamp) as e"),
                 "ms=3000 e=2026-01-01 10:00:00.000");
        QCOMPARE(log.rows("filter v > 100 | stats count(*) as n, max(v) as m"), "n=0");
        QCOMPARE(log.rows("filter v > 100 | stats count(*) as n by p"), "");
        QCOMPARE(log.rows("stats count(*) by bin(2s) | sort count( * ) desc, bin(2s) desc | limit 1"),
                 "bin(2s)=2026-01-01 10:00:02.000 count(*)=2");
        QCOMPARE(log.rows("stats count(*) as n by p | stats max(n) as most, count(*) as groups"), "most=2 groups=3");
        QCOMPARE(log.rows("stats count(*) as n by p | filter n > 1 | fields n * 10 as m"), "p=a n=2 m=20");
        QCOMPARE(log.rows("stats pct(v, 0) as a, pct(v, 34) as b, pct(v, 100) as c"), "a=1 b=2 c=4");
        QCOMPARE(log.rows("stats sum(v = 2 or v = 4) / count(*) as share"), "share=0.5");
    }
    // The nearest rank, also where a binary fraction of a percentage is a little too large: 7 % and 55 % of 100.
    void percentilesHaveTheirRank() {
        Log log;
        for (int i = 1; i <= 100; ++i) log.messages.push_back(std::to_string(i));
        for (int percent = 1; percent <= 100; ++percent) {
            const std::string p = std::to_string(percent);
            QCOMPARE(log.rows("stats pct(@message, " + p + ") as v"), "v=" + p);
        }
        QCOMPARE(log.rows("stats pct(@message, 99.1) as v"), "v=100");
    }
    void sortIsNatural() {
        const Log log{{"b", "item10", "item9", "10", "9", "-1.5", "a"}};
        QCOMPARE(log.rows("fields @message as m | sort m"), "m=a; m=b; m=item9; m=item10; m=-1.5; m=9; m=10");
        QCOMPARE(log.rows("fields @message as m | sort m desc | limit 2"), "m=10; m=9");
        QCOMPARE(log.rows("fields @message as m | sort strlen(m), m desc | limit 2"), "m=9; m=b");
    }
    void dedupKeepsTheFirst() {
        const Log log{{R"({"p":1,"n":1})", R"({"p":1,"n":2})", R"({"n":3})", R"({"n":4})", R"({"p":2,"n":5})"}};
        QCOMPARE(log.rows("fields n | dedup p"), "n=5; n=4; n=3; n=2");
        QCOMPARE(log.rows("fields n | sort @timestamp asc | dedup p | limit 3"), "n=1; n=3; n=4");
    }
    void statistics() {
        const Log log{{"12", "345", "6"}};
        QueryResult r = log.ask("filter @message > 9 | stats count(*) as n | filter n > 99");
        QCOMPARE(r.recordsScanned, 3U);
        QCOMPARE(r.bytesScanned, 6U);
        QCOMPARE(r.recordsMatched, 2U);
        QVERIFY(r.rows.empty());
        QCOMPARE(log.ask("limit 1").recordsMatched, 3U);
        QCOMPARE(log.ask("sort @message | filter @message > 9 | limit 1").recordsMatched, 2U);
        QCOMPARE(log.ask("fields @message", 2).rows.size(), 2U);
        QCOMPARE(log.ask("fields @message | limit 3", 2).rows.size(), 3U);
    }

    void refusals_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* query, const char* text) { QTest::newRow(query) << query << text; };
        row("", "unexpected symbol found <EOF> at line 1 and position 0");
        row("fields", "unexpected symbol found <EOF> at line 1 and position 6");
        row("fields a |", "unexpected symbol found <EOF> at line 1 and position 10");
        row("fields a, | limit 1", "unexpected symbol found | at line 1 and position 10");
        row("count()", "unexpected symbol found count at line 1 and position 0");
        row("fields a\n# say why\n| filter (b = 1", "unexpected symbol found <EOF> at line 3 and position 15");
        row("filter b == 1", "unexpected symbol found = at line 1 and position 10");
        row("filter 'é' = ; b", "unexpected symbol found ; at line 1 and position 13");
        row("filter a not b", "unexpected symbol found b at line 1 and position 13");
        row("filter a like b", "unexpected symbol found b at line 1 and position 14");
        row("filter a in []", "unexpected symbol found ] at line 1 and position 13");
        row("filter a = \"b", "unexpected symbol found \" at line 1 and position 11");
        row("fields and", "unexpected symbol found and at line 1 and position 7");
        row("fields nope(a)", "unexpected symbol found nope at line 1 and position 7: there is no function nope");
        row("fields abs(a, b)", "unexpected symbol found , at line 1 and position 12: wrong number of arguments of abs");
        row("fields substr(a)", "unexpected symbol found ) at line 1 and position 15: wrong number of arguments of substr");
        row("fields bin(5x)", "unexpected symbol found 5x at line 1 and position 11: this is no period");
        row("fields bin(0m)", "unexpected symbol found 0m at line 1 and position 11: this is no period");
        row("fields bin(a)", "unexpected symbol found a at line 1 and position 11");
        row("fields avg(a)", "unexpected symbol found avg at line 1 and position 7: the function avg stands in stats only");
        row("stats a", "unexpected symbol found a at line 1 and position 6: stats knows what one event has only within a "
                       "function over many");
        row("stats 1", "unexpected symbol found 1 at line 1 and position 6: stats needs a function over many events here");
        row("stats avg(sum(a))", "unexpected symbol found sum at line 1 and position 10: a function over many events cannot "
                                 "stand in another one");
        row("stats pct(a, 101)", "unexpected symbol found 101 at line 1 and position 13: pct takes a percentage from 0 to 100");
        row("stats count(*) as a by a", "unexpected symbol found <EOF> at line 1 and position 24: stats makes a twice");
        row("fields a as b, c as b", "unexpected symbol found b at line 1 and position 20: Ephemeral field is already defined");
        row("parse @message \"*=*\" as a", "unexpected symbol found \"*=*\" at line 1 and position 15: the pattern has 2 "
                                          "wildcards for 1 fields");
        row("parse @message /a(b)/", "unexpected symbol found / at line 1 and position 15: the expression of parse has no "
                                     "named group, (?<name>...)");
        row("parse @message /(?<a>x/", "unexpected symbol found ( at line 1 and position 16: the group is not closed");
        row("filter @message like /a", "unexpected symbol found / at line 1 and position 21: the regular expression is not closed");
        row("limit 0", "unexpected symbol found 0 at line 1 and position 6: limit takes a whole number from 1 to 100000");
        row("limit 100001", "unexpected symbol found 100001 at line 1 and position 6: limit takes a whole number from 1 to 100000");
        row("limit x", "unexpected symbol found x at line 1 and position 6");
        row("display a + 1", "unexpected symbol found a at line 1 and position 8: display takes names of fields");
        row("fields a b", "unexpected symbol found b at line 1 and position 9");
    }
    void refusals() {
        QFETCH(QString, query);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(refusal(query.toStdString())), text);
    }
    void whatTheServiceHasAndWeHaveNot() {
        for (const std::string name : {"pattern", "diff", "anomaly", "unmask", "filterIndex", "lookup", "join", "unnest",
                                       "SOURCE", "addtotals"}) {
            QCOMPARE(refusal("fields @message | " + name + " @message"),
                     "unexpected symbol found " + name + " at line 1 and position 18: the command " + name + " is not simulated");
        }
    }
    void bounds() {
        QCOMPARE(refusal("fields a" + std::string(9'992, ' ')), "accepted");
        QCOMPARE(refusal("fields a" + std::string(9'993, ' ')),
                 "unexpected symbol found 10001 characters at line 1 and position 0: a query has at most 10000");
        QVERIFY(refusal("filter " + std::string(4000, '(') + "a" + std::string(4000, ')')).ends_with("nests too deep"));
        QVERIFY(refusal("fields 2" + [] {
                    std::string s;
                    for (int i = 0; i < 2000; ++i) s += "^2";
                    return s;
                }()).ends_with("nests too deep"));
        QVERIFY(refusal("fields 1" + [] {
                    std::string s;
                    for (int i = 0; i < 4000; ++i) s += "+1";
                    return s;
                }()).ends_with("too large"));
        QVERIFY(refusal("filter a like /((a{99}){99}){99}/").ends_with("the expression is too large"));
        QCOMPARE(refusal("filter " + std::string(9'000, '-') + "1"), "accepted");
        // Texts that double with every field are cut, and end the query when they are too many.
        std::string doubling = "fields concat(@message, @message) as a0";
        for (int i = 0; i < 40; ++i)
            doubling += " | fields concat(a" + std::to_string(i) + ", a" + std::to_string(i) + ") as a" + std::to_string(i + 1);
        Log log;
        log.messages.assign(1000, std::string(1000, 'x'));
        QCOMPARE(log.ask(doubling + " | display @timestamp").status, QueryResult::Status::Failed);
        QVERIFY(log.ask(doubling + " | display @timestamp").rows.empty());
        QCOMPARE(log.ask("filter @message like /(x+x+)+[yz]/", 10, Work(1'000'000)).status, QueryResult::Status::TimedOut);
        QCOMPARE(log.ask("filter @message not like /(x+x+)+[yz]/ | stats count(*)").rows[0].fields[0].value, "1000");
    }

    void regularExpressions_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("found"); // the group g; "-": no match
        const auto row = [](const char* p, const char* t, const char* f) { QTest::newRow(p) << p << t << f; };
        row("(?<g>a+)", "baab", "aa");
        row("(?<g>a+?)", "baab", "a");
        row("(?<g>a|ab)b?", "ab", "a");
        row("(?<g>\\d{2,3})", "1 1234", "123");
        row("(?<g>[^ ]+)$", "x yz", "yz");
        row("^(?<g>\\w+)", "-x", "-");
        row("\\b(?<g>o\\w*)", "foo one", "one");
        row("(?<g>.*)=(.*)", "a=b=c", "a=b");
        row("(?<g>.*?)=(.*)", "a=b=c", "a");
        row("(?i)(?<g>ERR)", "an Err", "Err");
        row("(?<g>(?i:e)R)", "er eR", "eR");
        row("(?<g>.)y", "Mây", "â");
        row("(?<g>[à-ỹ]+)", "trả lời", "ả");
        row("(?<g>\\x41\\u0042)", "ABC", "AB");
        row("(?<g>a.b)", "a\nb", "-");
        row("(?s)(?<g>a.b)", "a\nb", "a\nb");
        row("(?m)^(?<g>b)$", "a\nb\nc", "b");
        row("(?<g>[\\d.\\-]+)", "v-1.5", "-1.5");
        row("(?<g>[]a]+)", "x]a]", "]a]");
        row("(?<g>a{,2})", "a{,2}", "a{,2}");
        row("(?<g>(a*)*)b", "aab", "aa");
        row("x(?<g>)", "ax", "");
    }
    void regularExpressions() {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(QString, found);
        const auto regex = Regex::parse(pattern.toStdString());
        QVERIFY2(regex.has_value(), regex ? "" : regex.error().reason.c_str());
        Work work;
        RegexMatcher matcher(work);
        std::vector<std::string_view> groups;
        const std::string bytes = text.toStdString();
        const bool matched = matcher.match(*regex, bytes, groups);
        QCOMPARE(matcher.search(*regex, bytes), matched);
        QCOMPARE(matched ? QString::fromUtf8(groups[0].data(), static_cast<qsizetype>(groups[0].size())) : QStringLiteral("-"), found);
    }
    void refusedExpressions() {
        for (const char* bad : {"(", ")", "a)", "[a", "*", "a**+", "(?=a)", "(?<!a)", "(?<n>a)(?<n>b)", "(?<>a)", "\\", "\\1", "\\p",
                                "[b-a]", "a{3,2}", "(?q)a", "\\x1", "[[:alpha:]]", "a++"}) {
            const auto r = Regex::parse(bad);
            QVERIFY2(!r.has_value(), bad);
            QVERIFY(!r.error().reason.empty() && r.error().offset <= std::string(bad).size());
        }
        QVERIFY(!Regex::parse(std::string(60, '(') + std::string(60, ')')).has_value());
    }
    // Random expressions against a matcher that tries everything in order of preference.
    void expressionsAgainstANaiveMatcher() {
        const std::uint64_t seed = 20260101;
        kernel::Rng rng{seed, "insights"};
        int matches = 0;
        for (int i = 0; i < 400; ++i) {
            const Model model = randomModel(rng, 4);
            const auto regex = Regex::parse("(?<g>" + model.source + ")");
            QVERIFY2(regex.has_value(), model.source.c_str());
            Work work;
            RegexMatcher matcher(work);
            for (int t = 0; t < 20; ++t) {
                std::string text;
                for (std::uint64_t n = rng.next() % 8; n > 0; --n) text += rng.next() % 2 == 0 ? 'a' : 'b';
                std::string want = "-";
                for (std::size_t at = 0; at <= text.size() && want == "-"; ++at) {
                    const Ends ends = model.ends(text, at);
                    if (!ends.empty()) want = text.substr(at, ends[0] - at);
                }
                std::vector<std::string_view> groups;
                const bool matched = matcher.match(*regex, text, groups);
                QCOMPARE(matcher.search(*regex, text), matched);
                const std::string got = matched ? std::string(groups[0]) : "-";
                QVERIFY2(got == want, (model.source + " in " + text + ": got " + got + ", want " + want + ", seed " +
                                       std::to_string(seed)).c_str());
                matches += matched ? 1 : 0;
            }
        }
        QVERIFY(matches > 1000);
    }
};

QTEST_APPLESS_MAIN(TestInsights)
#include "tst_insights.moc"
