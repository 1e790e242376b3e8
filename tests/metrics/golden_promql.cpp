// PromQL and Prometheus' HTTP API: what a real Prometheus answered, request by request.
#include <QtTest>

#include "golden_vectors.h"
#include "metrics/promql/http_api.h"
#include "prometheus_text.h"

#include <algorithm>
#include <set>

using namespace maylab;
using namespace maylab::metrics::promql;
using nlohmann::json;
using testing::q;
using testing::readVectors;
using testing::vectors;

namespace {

// 2.42 as it was recorded: windows closed at both ends, its own version.
ApiSettings recorded(const json& shapes) {
    ApiSettings s;
    s.query.edges = Edges::Closed;
    s.now = 1'795'000'000'000; // the recording's own day, far from the samples
    for (const json& v : shapes.value("vectors", json::array())) {
        if (v["request"]["path"] != "/api/v1/status/buildinfo") continue;
        const json& data = v["body"]["data"];
        s.build = {data["version"], data["revision"], data["branch"], data["buildUser"], data["buildDate"], data["goVersion"]};
    }
    return s;
}

std::string textOf(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

HttpRequest requestOf(const json& v) {
    HttpRequest r{v["method"], v["path"], {}};
    for (const auto& [key, value] : v["params"].items()) {
        if (!value.is_array()) r.form.emplace_back(key, textOf(value));
        else
            for (const json& one : value)
                r.form.emplace_back(key, textOf(one));
    }
    return r;
}

// The elements of a vector come in no order that means anything, unless they were sorted.
bool same(json a, json b, const std::string& query) {
    if (a == b) return true;
    if (query.starts_with("sort") || query.starts_with("topk") || query.starts_with("bottomk")) return false;
    for (json* answer : {&a, &b}) {
        if (!answer->contains("data") || !(*answer)["data"].is_object()) return false;
        json& result = (*answer)["data"]["result"];
        std::sort(result.begin(), result.end());
    }
    return a == b;
}

} // namespace

class GoldenPromql : public QObject {
    Q_OBJECT
  private slots:
    void queries();
    void shapes();

  private:
    static SeriesList source() {
        return SeriesList(testing::seriesFromText(readVectors("promql.json")["input_openmetrics"].get<std::vector<std::string>>()));
    }
};

void GoldenPromql::queries() {
    MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/promql.json"));
    const json file = readVectors("promql.json");
    const SeriesList series = source();
    const ApiSettings settings = recorded(json::object());
    ApiSettings leftOpen = settings;
    leftOpen.query.edges = Edges::LeftOpen;
    const int before = vectors().failed();
    for (const json& v : file["vectors"]) {
        const std::string query = v["query"];
        json request = {{"method", "GET"}, {"path", v["kind"] == "range" ? "/api/v1/query_range" : "/api/v1/query"}};
        for (const char* name : {"query", "time", "start", "end", "step"})
            if (v.contains(name)) request["params"][name] = v[name];
        const auto check = [&](const ApiSettings& s, const char* edges) {
            const HttpResponse got = answer(requestOf(request), series, s);
            const bool ok = got.status == v["http"].get<int>() && same(json::parse(got.body), v["response"], query);
            vectors().check(ok, q(query + " (" + edges + "): " + got.body + " instead of " + v["response"].dump()));
        };
        check(settings, "closed");
        if (v.value("boundary_free", true)) check(leftOpen, "left-open");
    }
    QCOMPARE(vectors().failed(), before);
    QVERIFY(vectors().total() > 0);
}

void GoldenPromql::shapes() {
    MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/prom_http_shapes.json"));
    const json file = readVectors("prom_http_shapes.json");
    const SeriesList series = source();
    const ApiSettings settings = recorded(file);
    const int before = vectors().failed();
    for (const json& v : file["vectors"]) {
        const HttpResponse got = answer(requestOf(v["request"]), series, settings);
        const json body = v["body"].is_string() ? json(got.body) : json::parse(got.body, nullptr, false);
        const bool ok = got.status == v["status"].get<int>() && got.contentType == v["content_type"].get<std::string>() &&
                        same(body, v["body"], "");
        vectors().check(ok, q(v["request"].dump() + ": " + std::to_string(got.status) + ' ' + got.contentType + ' ' + got.body));
    }
    QCOMPARE(vectors().failed(), before);
}

QTEST_GUILESS_MAIN(GoldenPromql)
#include "golden_promql.moc"
