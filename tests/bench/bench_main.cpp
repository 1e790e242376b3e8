// The benchmark program behind `maylab bench`: Google Benchmark with a report of ratios to the targets.
//   --json   one JSON object instead of the table; every other option is Google Benchmark's own.
#include "bench_targets.h"

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

using maylab::bench::Target;

struct Row {
    std::string name;
    double nanoseconds = 0;
    double itemsPerSecond = 0;
    double bytes = 0;
    const Target* target = nullptr;

    double value() const {
        if (target == nullptr) return 0;
        if (std::strcmp(target->quantity, "ns") == 0) return nanoseconds;
        if (std::strcmp(target->quantity, "ms") == 0) return nanoseconds * 1e-6;
        if (std::strcmp(target->quantity, "bytes") == 0) return bytes;
        return itemsPerSecond;
    }
    // Above 1 is better than the target.
    double ratio() const {
        if (target == nullptr || value() == 0) return 0;
        const bool less = std::strcmp(target->quantity, "items/s") != 0;
        return less ? target->target / value() : value() / target->target;
    }
};

class Collector : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.error_occurred) {
                std::fprintf(stderr, "%s: %s\n", run.benchmark_name().c_str(), run.error_message.c_str());
                failed = true;
            }
            if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
            Row row;
            row.name = run.benchmark_name();
            // Of one core, whatever else the machine is doing.
            row.nanoseconds = run.GetAdjustedCPUTime() * (1e9 / benchmark::GetTimeUnitMultiplier(run.time_unit));
            if (const auto it = run.counters.find("items_per_second"); it != run.counters.end()) {
                row.itemsPerSecond = it->second;
            }
            if (const auto it = run.counters.find("bytes"); it != run.counters.end()) row.bytes = it->second;
            for (const Target& t : maylab::bench::targets()) {
                if (row.name.rfind(t.benchmark, 0) == 0 &&
                    (row.name.size() == std::strlen(t.benchmark) || row.name[std::strlen(t.benchmark)] == '/')) {
                    row.target = &t;
                }
            }
            std::fprintf(stderr, "%s\n", row.name.c_str());
            rows.push_back(row);
        }
    }
    std::vector<Row> rows;
    bool failed = false;
};

void printTable(const std::vector<Row>& rows) {
    std::printf("%-44s %14s %14s %8s\n", "benchmark", "measured", "target", "ratio");
    for (const Row& r : rows) {
        if (r.target != nullptr) {
            std::printf("%-44s %9.4g %-4s %9.4g %-4s %7.2fx\n", r.name.c_str(), r.value(),
                        std::strcmp(r.target->quantity, "items/s") == 0 ? "/s" : r.target->quantity,
                        r.target->target, std::strcmp(r.target->quantity, "items/s") == 0 ? "/s" : r.target->quantity,
                        r.ratio());
        } else {
            std::printf("%-44s %9.4g %-4s\n", r.name.c_str(), r.itemsPerSecond > 0 ? r.itemsPerSecond : r.nanoseconds,
                        r.itemsPerSecond > 0 ? "/s" : "ns");
        }
    }
}

void printJson(const std::vector<Row>& rows) {
    nlohmann::json out = nlohmann::json::array();
    for (const Row& r : rows) {
        nlohmann::json j = {{"benchmark", r.name}, {"nanoseconds", r.nanoseconds}};
        if (r.itemsPerSecond > 0) j["itemsPerSecond"] = r.itemsPerSecond;
        if (r.target != nullptr) {
            j["what"] = r.target->what;
            j["quantity"] = r.target->quantity;
            j["target"] = r.target->target;
            j["measured"] = r.value();
            j["ratio"] = r.ratio();
        }
        out.push_back(std::move(j));
    }
    std::printf("%s\n", nlohmann::json{{"benchmarks", out}}.dump(2).c_str());
}

} // namespace

int main(int argc, char** argv) {
    bool json = false;
    std::vector<char*> rest;
    for (int i = 0; i < argc; ++i) {
        if (std::strcmp(argv[i], "--json") == 0) json = true;
        else rest.push_back(argv[i]);
    }
    int count = static_cast<int>(rest.size());
    benchmark::Initialize(&count, rest.data());
    if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);
    if (collector.rows.empty()) {
        std::fprintf(stderr, "maylab bench: no benchmark matched\n");
        return 1;
    }
    json ? printJson(collector.rows) : printTable(collector.rows);
    return collector.failed ? 1 : 0;
}
