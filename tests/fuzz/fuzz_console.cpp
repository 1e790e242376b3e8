// Lines typed into both consoles, each line into both modes of both: every line is answered, in the form that its
// mode promises, and what was typed can be replayed.
#include "aws/console_session.h"
#include "cache/engine/console_session.h"
#include "cache/engine/numbers.h"
#include "cache/models.h"
#include "kernel/run.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

using namespace maylab;
using kernel::Json;

namespace {

constexpr std::size_t kMaxLines = 32, kMaxLine = 1024;
constexpr double kLongestPause = 60; // seconds: every tick of a longer one is made as well, and shows nothing new

void require(bool holds) {
    if (!holds) std::abort();
}

kernel::JournalHeader header() {
    kernel::JournalHeader h;
    h.scenario = "shop";
    h.parameters = {{"cluster", Json::object()}, {"strategy", "lazy-loading"}, {"ttlSeconds", 60},
                    {"requestsPerSecond", 5},    {"changesPerSecond", 1},      {"products", 100}};
    return h;
}

// Built once; every input begins with a copy.
tl::expected<std::unique_ptr<kernel::World>, std::string> copyOfTheShop(const kernel::JournalHeader&) {
    static const std::unique_ptr<kernel::World> kShop = [] {
        auto world = scenarios::makeWorld(header());
        require(world.has_value());
        return std::move(*world);
    }();
    return kShop->clone();
}

// Does a line ask one of the consoles to let much time pass?
bool isLongPause(std::string_view line, const Json& request) {
    for (const char* name : {"sleep_s", "advance"}) {
        if (!request.is_object() || !request.contains(name) || !request[name].is_number()) continue;
        if (request[name].get<double>() > kLongestPause) return true;
    }
    const auto words = cache::splitLine(line);
    long double seconds = 0;
    return words && words->size() == 2 && words->front() == "!sleep" &&
           cache::parseLongDouble(words->back(), seconds) && seconds > kLongestPause;
}

void type(cache::ConsoleSession& console, std::string_view line) {
    const std::string shown = console.textLine(line);
    require(shown.empty() || shown.back() == '\n');
    require(console.prompt().ends_with("> "));

    bool failed = false;
    const std::string answer = console.jsonLine(line, failed);
    if (answer.empty()) {
        require(!failed);
        return;
    }
    require(answer.find('\n') == std::string::npos);
    const Json j = Json::parse(answer, nullptr, false);
    require(j.is_object() && j.size() == 1 && j.contains(failed ? "error" : "reply") && j.begin()->is_string());
}

void type(aws::ConsoleSession& console, std::string_view line) {
    const aws::ConsoleSession::Text text = console.commandLine(line);
    require(text.exitCode == aws::kExitOk ? text.err.empty() : text.out.empty() && !text.err.empty());

    const std::string answer = console.jsonLine(line);
    require(answer.find('\n') == std::string::npos);
    const Json j = Json::parse(answer, nullptr, false);
    require(j.is_object() && j.size() == 1);
    if (j.contains("output")) return;
    const Json& error = j.at("error");
    require(error.at("code").is_string() && error.at("message").is_string() && error.at("status").is_number_integer());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    cache::ConsoleSession redis{cache::ConsoleOptions{}};
    auto run = kernel::Run::begin(header(), copyOfTheShop);
    require(run.has_value());
    static const aws::ModelCatalog kCatalog{cache::operationModels(), messaging::operationModels(), metrics::operationModels(), logs::operationModels()};
    aws::ConsoleSession shop(*run, kCatalog);

    std::string_view rest{reinterpret_cast<const char*>(data), size};
    bool calm = true;
    for (std::size_t n = 0; n < kMaxLines && calm && !rest.empty(); ++n) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, std::min(end, kMaxLine));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const Json request = Json::parse(line, nullptr, false);
        if (isLongPause(line, request)) continue;
        // Settings of the shop are answered, but time must not pass under them: they allow 200,000 visitors a second.
        calm = !request.is_object() || !request.contains("service") || request["service"] != "lab";
        type(redis, line);
        type(shop, line);
    }
    // As fuzz_resp: one command may go beyond by what it brings.
    require(redis.engine().server().keyspace.realBytes() <= cache::ConsoleSession::kMemoryCap + 64 * size + (8u << 10));

    run->mark();
    const auto read = kernel::Journal::fromJsonLines(run->journal().toJsonLines());
    require(read.headerOk && read.complete);
    kernel::Run::ReplayReport report;
    const auto again = kernel::Run::replay(read.journal, copyOfTheShop, report);
    require(again.has_value() && report.marks == 1 && report.differingMarks == 0);
    return 0;
}
