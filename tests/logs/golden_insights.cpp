// Logs Insights: the golden queries over the two small sets of events they come with.
#include <QtTest>

#include "logs/insights/run.h"
#include "metrics/golden_vectors.h"

#include <algorithm>

using namespace maylab;
using namespace maylab::logs::insights;
using nlohmann::json;
using testing::q;
using testing::readVectors;
using testing::vectors;

namespace {

json rowsOf(const QueryResult& r) {
    json rows = json::array();
    for (const ResultRow& row : r.rows) {
        json fields = json::array();
        for (const ResultField& f : row.fields) fields.push_back({{"field", r.columns[f.column]}, {"value", f.value}});
        rows.push_back(fields);
    }
    return rows;
}

json sorted(json rows) {
    std::sort(rows.begin(), rows.end());
    return rows;
}

} // namespace

class GoldenInsights : public QObject {
    Q_OBJECT
  private slots:
    void queries() {
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/logs_insights.json"));
        const json file = readVectors("logs_insights.json");
        for (const json& v : file["vectors"]) {
            std::vector<std::string> messages;
            for (const json& e : file["datasets"][v["dataset"].get<std::string>()])
                messages.push_back(e["message"].get<std::string>());
            std::vector<Event> events;
            for (const json& e : file["datasets"][v["dataset"].get<std::string>()]) {
                const auto at = e["timestamp"].get<std::int64_t>();
                events.push_back({at, at, events.size(), "golden", "stream", messages[events.size()]});
            }
            const auto text = v["query"].get<std::string>();
            const std::string what = v["id"].get<std::string>() + ' ' + text;
            const auto query = Query::parse(text);
            if (!query) {
                vectors().fail(q(what + ": " + query.error().describe()));
                continue;
            }
            const QueryResult result = run(*query, events);
            // The order in which dedup leaves rows is not asserted where the vector says so.
            const bool onlySet = v.value("note", "").find("only the set is asserted") != std::string::npos;
            const json got = rowsOf(result), want = v["expect"];
            const bool same = onlySet ? sorted(got) == sorted(want) : got == want;
            vectors().check(same && result.status == QueryResult::Status::Complete, q(what + ": got " + got.dump()));
        }
        QCOMPARE(vectors().failed(), 0);
        QVERIFY(vectors().total() > 0);
    }
};

QTEST_APPLESS_MAIN(GoldenInsights)
#include "golden_insights.moc"
