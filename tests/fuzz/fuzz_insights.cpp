// Text as a Logs Insights query over a few events, and as the message of one: each is answered, refusals name a place,
// and no row has more columns than are shown.
#include "logs/insights/event_fields.h"
#include "logs/insights/run.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace maylab::logs::insights;

namespace {

constexpr std::size_t kMaxInput = 4096;

void require(bool holds) {
    if (!holds) std::abort();
}

void ask(std::string_view text, std::span<const Event> events) {
    const auto query = Query::parse(text);
    if (!query) {
        require(query.error().describe().find("unexpected symbol found ") == 0);
        require(query.error().offset <= query.error().end && query.error().end <= text.size());
        return;
    }
    const QueryResult r = run(*query, events, 10, Work(2'000'000, std::size_t{16} << 20));
    require(r.recordsScanned == events.size() && r.recordsMatched <= events.size());
    require(!r.columns.empty());
    for (const ResultRow& row : r.rows) {
        require(row.fields.size() <= r.columns.size());
        for (const ResultField& f : row.fields) require(f.column < r.columns.size());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), std::min(size, kMaxInput)};
    const Event events[] = {
        {1000, 1000, 1, "/aws/lambda/f", "s", text},
        {2000, 2000, 2, "g", "s", R"({"level":"ERROR","path":"/a","latency":12.5,"tags":["x",{"y":null}]})"},
        {2000, 2001, 3, "g", "s", "REPORT RequestId: r1 Duration: 2 ms Billed Duration: 3 ms Max Memory Used: 7 MB"},
        {3000, 3000, 4, "g", "s", "user=u1, latency := 216"},
    };
    ask(text, events);
    ask("fields a, level, tags.0, tags.1.y | stats count(*), latest(@message) by level", events);
    (void)discoverFields(events[0]);
    return 0;
}
