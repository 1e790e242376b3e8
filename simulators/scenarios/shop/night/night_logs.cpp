#include "scenarios/shop/night/night_logs.h"

#include "metrics/cloudwatch_service.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::Rng;
using kernel::SimDuration;

namespace {

constexpr aws::Shape kGroup = aws::stringOf(1, 512);
constexpr aws::Shape kDays = aws::integerIn(1, 14);
constexpr aws::Shape kPerHour = aws::integerIn(1, 2000);
constexpr aws::MemberShape kHistory[] = {{"logGroup", &kGroup, aws::kRequired, "Where the lines go."},
                                         {"days", &kDays, false, "How far back; 7."},
                                         {"linesPerHour", &kPerHour, false, "On an ordinary hour; 60."}};
constexpr aws::Shape kHistoryInput = aws::structureOf(kHistory);
constexpr aws::MemberShape kReplay[] = {{"logGroup", &kGroup, aws::kRequired, "Where the lines go."}};
constexpr aws::Shape kReplayInput = aws::structureOf(kReplay);
constexpr aws::OperationModel kNightLogsModels[] = {
    {"lab", "WriteLogHistory", &kHistoryInput, nullptr, aws::ErrorStyle::Query, "Sends the application's log lines of the last days to CloudWatch Logs."},
    {"lab", "StartLogReplay", &kReplayInput, nullptr, aws::ErrorStyle::Query, "Plays twenty minutes of the application's log, from the next full minute on."},
    {"lab", "DescribeLogs", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "How your metric filter, its alarm and your last query did."}};

constexpr const char* kStream = "web-1";
constexpr int kReplayMinutes = 20, kTicksPerMinute = 6, kLinesPerTick = 4;
constexpr int kErrorsFrom = 6, kErrorMinutes = 3; // minutes of the replay with the planted lines
constexpr std::size_t kSample = 400;
constexpr std::size_t kNightLogsBatch = 1000;

constexpr const char* kPaths[] = {"/", "/cart", "/product", "/checkout", "/search", "/login"};

std::string line(const char* level, const char* path, int status, int ms, int errors, const char* note = nullptr) {
    char text[256];
    std::snprintf(text, sizeof text, "{\"level\":\"%s\",\"path\":\"%s\",\"status\":%d,\"ms\":%d,\"errors\":%d,\"server\":\"web-1\"%s%s%s}", level,
                  path, status, ms, errors, note != nullptr ? ",\"note\":\"" : "", note != nullptr ? note : "", note != nullptr ? "\"" : "");
    return text;
}

int usualMs(Rng& rng) {
    return static_cast<int>(std::max(1.0, rng.logNormal(18, 0.8)));
}

// Lines that are no failure of the application; some have the word in them.
std::string ordinary(Rng& rng) {
    const char* path = kPaths[rng.below(std::size(kPaths))];
    const std::uint64_t dice = rng.below(20);
    if (dice == 0) return line("ERROR", path, 404, usualMs(rng), 0, "page not found");
    if (dice == 1) return line("INFO", path, 200, 500 + static_cast<int>(rng.below(90)), 0, "slow, but no ERROR");
    if (dice == 2) return line("WARN", path, 302, usualMs(rng), 0);
    return line("INFO", path, 200, usualMs(rng), 0);
}

std::string failure(Rng& rng) {
    constexpr int kStatus[] = {500, 502, 503};
    // One draw a statement: the order of arguments is the compiler's.
    const int status = kStatus[rng.below(3)];
    const int ms = 900 + static_cast<int>(rng.below(200));
    const char* path = kPaths[rng.below(std::size(kPaths))];
    return line("ERROR", path, status, ms, 1);
}

} // namespace

std::span<const aws::OperationModel> NightLogs::operations() const {
    return kNightLogsModels;
}

ApiResult NightLogs::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (shop.world().find("logs") == kernel::World::kNoService) return invalid("This world has no CloudWatch Logs.");
    // Only a group that is there: the application does not make one.
    const auto found = shop.world().peek("logs", "DescribeLogGroups", {{"logGroupNamePrefix", textOf(input, "logGroup")}});
    bool there = false;
    if (found) {
        for (const Json& g : found->at("logGroups")) there = there || g.value("logGroupName", std::string()) == textOf(input, "logGroup");
    }
    if (!there) return ApiResult(kernel::fail("ResourceNotFoundException", "The specified log group does not exist."));
    if (!m_on) {
        m_on = true;
        m_stream = shop.world().random().open("shop.night.logs");
    }
    m_group = textOf(input, "logGroup");
    shop.callService(kMade, "logs", "CreateLogStream", {{"logGroupName", m_group}, {"logStreamName", kStream}});
    return operation == "StartLogReplay" ? startReplay(shop, input) : writeHistory(shop, input);
}

void NightLogs::put(ShopFloor& shop, const Json& events) {
    if (events.empty()) return;
    m_lines += events.size();
    shop.callService(kWritten, "logs", "PutLogEvents", {{"logGroupName", m_group}, {"logStreamName", kStream}, {"logEvents", events}});
}

void NightLogs::onReply(ShopFloor&, std::uint32_t token, const ApiResult& result) {
    if (token == kMade || result) return; // a stream that is there already is as good
    ++m_refused;
    m_refusal = result.error().code + ": " + result.error().message;
}

ApiResult NightLogs::writeHistory(ShopFloor& shop, const Json& input) {
    std::uint32_t days = 7, perHour = 60;
    read(input, "days", days);
    read(input, "linesPerHour", perHour);
    Rng& rng = shop.world().random()[m_stream];
    const std::int64_t now = shop.world().unixMilliseconds();
    constexpr std::int64_t kHour = 3'600'000;
    // Ten bad minutes within the last three hours.
    m_slowPath = kPaths[1 + rng.below(std::size(kPaths) - 1)];
    m_slowFrom = (now - kHour - static_cast<std::int64_t>(rng.below(100)) * 60'000) / 60'000 * 60'000;
    m_slowTo = m_slowFrom + 10 * 60'000;
    m_bytes = 0;
    Json events = Json::array();
    std::int64_t batchFrom = 0;
    const auto flush = [&] {
        put(shop, events);
        events = Json::array();
    };
    const auto add = [&](std::int64_t at, std::string text) {
        // A batch spans 24 hours at most.
        if (events.empty()) batchFrom = at;
        else if (events.size() >= kNightLogsBatch || at - batchFrom > 23 * kHour) {
            flush();
            batchFrom = at;
        }
        m_bytes += text.size();
        events.push_back({{"timestamp", at}, {"message", std::move(text)}});
    };
    const std::int64_t first = now - static_cast<std::int64_t>(days) * 24 * kHour + 60'000;
    const std::int64_t step = kHour / perHour;
    std::int64_t slowAt = m_slowFrom;
    for (std::int64_t at = first; at < now - 1000; at += step) {
        // In the bad minutes there is a line every two seconds.
        for (; slowAt < m_slowTo && slowAt <= at; slowAt += 2000) {
            const bool slow = rng.below(3) == 0;
            const char* path = slow ? m_slowPath.c_str() : kPaths[rng.below(std::size(kPaths))];
            const bool isSlow = m_slowPath == path;
            add(slowAt, line("INFO", path, 200, isSlow ? 1400 + static_cast<int>(rng.below(900)) : usualMs(rng), 0));
        }
        add(at, ordinary(rng));
    }
    flush();
    return Json::object();
}

ApiResult NightLogs::startReplay(ShopFloor& shop, const Json&) {
    ++m_generation;
    m_tick = 0;
    m_lastError = 0;
    m_sample.clear();
    const std::int64_t now = shop.world().unixMilliseconds();
    m_begun = shop.now() + SimDuration::milliseconds((60'000 - now % 60'000) % 60'000);
    shop.world().announce(m_begun + SimDuration::minutes(kReplayMinutes), "replay");
    shop.schedule(m_begun + SimDuration::seconds(5), kTick, 0, m_generation);
    return Json::object();
}

void NightLogs::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (event.data != m_generation || m_tick >= kReplayMinutes * kTicksPerMinute) return;
    Rng& rng = shop.world().random()[m_stream];
    // 37 over the ticks of three minutes: two or three each, twelve a minute.
    constexpr int kTicks = kErrorMinutes * kTicksPerMinute;
    const int inside = m_tick - kErrorsFrom * kTicksPerMinute;
    int failures = 0;
    if (inside >= 0 && inside < kTicks) failures = (inside + 1) * kPlanted / kTicks - inside * kPlanted / kTicks;
    const std::int64_t at = shop.world().unixMilliseconds();
    Json events = Json::array();
    for (int i = 0; i < kLinesPerTick + failures; ++i) {
        std::string text = i < failures ? failure(rng) : ordinary(rng);
        if (m_sample.size() < kSample) {
            if (i < failures) m_sample.insert(m_sample.begin(), text);
            else m_sample.push_back(text);
        }
        events.push_back({{"timestamp", at}, {"message", std::move(text)}});
    }
    if (failures > 0) m_lastError = at;
    put(shop, events);
    ++m_tick;
    shop.schedule(shop.now() + SimDuration::seconds(60 / kTicksPerMinute), kTick, 0, m_generation);
}

// The learner's filter is tried on the replay's own lines, by the service's own TestMetricFilter.
void NightLogs::describeReplay(const kernel::World& world, Json& out) const {
    const bool finished = m_tick >= kReplayMinutes * kTicksPerMinute;
    out["status"] = m_generation == 0 ? "idle" : finished ? "finished" : "running";
    out["minute"] = m_tick / kTicksPerMinute;
    out["minutes"] = kReplayMinutes;
    out["planted"] = kPlanted;
    if (m_group.empty()) return;
    const auto filters = world.peek("logs", "DescribeMetricFilters", {{"logGroupName", m_group}});
    if (!filters || filters->at("metricFilters").empty()) return;
    const Json& all = filters->at("metricFilters");
    const Json filter = *std::max_element(all.begin(), all.end(), [](const Json& a, const Json& b) {
        return a["creationTime"].get<std::int64_t>() < b["creationTime"].get<std::int64_t>(); // the one that was made or replaced last
    });
    out["filterPattern"] = filter.value("filterPattern", std::string());
    if (finished) {
        constexpr std::size_t kTested = 50; // lines a call
        int matched = 0, planted = 0;
        for (std::size_t i = 0; i < m_sample.size(); i += kTested) {
            const auto from = m_sample.begin() + static_cast<std::ptrdiff_t>(i);
            const std::vector<std::string> part(from, m_sample.begin() + static_cast<std::ptrdiff_t>(std::min(m_sample.size(), i + kTested)));
            const auto tested = world.peek("logs", "TestMetricFilter", {{"filterPattern", filter["filterPattern"]}, {"logEventMessages", part}});
            if (!tested) return;
            for (const Json& match : tested->at("matches")) {
                ++matched;
                planted += match["eventMessage"].get<std::string>().find("\"status\":5") != std::string::npos ? 1 : 0;
            }
        }
        out["matched"] = matched;
        out["matchedPlanted"] = planted;
        out["matchedOther"] = matched - planted;
    }
    const Json transformation = filter["metricTransformations"].at(0);
    const std::string ns = transformation.value("metricNamespace", std::string()), name = transformation.value("metricName", std::string());
    out["defaultValue"] = transformation.contains("defaultValue") && !transformation["defaultValue"].is_null();
    const metrics::MetricStore& store = metrics::storeOf(world);
    const auto series = store.findAnyDimensions(ns, name);
    double sum = 0;
    for (const metrics::SeriesId id : series) {
        sum += store.window(id, metrics::Statistic::plain(metrics::Statistic::Kind::Sum), m_begun, world.now()).value_or(0);
    }
    out["metricSum"] = sum;
    out["series"] = series.size();
    // An alarm on that metric: did it ring, and how long after the last error was it quiet again?
    const auto& cloudWatch = static_cast<const metrics::CloudWatchService&>(world.service(world.find(metrics::CloudWatchService::kName)));
    const std::int64_t begun = world.calendar().unixMilliseconds(m_begun);
    for (const auto& [alarmName, alarm] : cloudWatch.alarms().alarms()) {
        if (!alarm.definition->metric) continue;
        const metrics::SeriesKey& watched = alarm.definition->metric->metric.key;
        if (watched.metricNamespace != ns || watched.name != name) continue;
        out["alarm"] = alarmName;
        out["threshold"] = alarm.definition->metric->threshold;
        std::int64_t rang = 0, quiet = 0;
        for (const auto& item : cloudWatch.alarms().history()) {
            if (item->alarm != alarmName || item->kind != metrics::AlarmHistoryItem::Kind::StateUpdate || item->at < begun) continue;
            if (item->summary.find(" to ALARM") != std::string::npos) rang = item->at;
            else if (rang > 0 && item->summary.find(" to OK") != std::string::npos) quiet = item->at;
        }
        out["rang"] = rang > 0;
        if (rang > 0 && quiet > rang && m_lastError > 0) out["quietAfterSeconds"] = (quiet - m_lastError) / 1000;
    }
}

// The learner's last query: what it asks, its first row, and what it read.
void NightLogs::describeHistory(const kernel::World& world, Json& out) const {
    if (m_slowPath.empty()) return;
    out["historyBytes"] = m_bytes;
    out["incidentFrom"] = kernel::formatIso8601(m_slowFrom).substr(11, 5);
    out["incidentTo"] = kernel::formatIso8601(m_slowTo).substr(11, 5);
    for (auto r = world.callRecords().rbegin(); r != world.callRecords().rend(); ++r) {
        if (r->actor == kernel::Actor::Setup || r->service != "logs" || r->operation != "StartQuery" || !r->ok) continue;
        out["query"] = {{"queryString", r->input.value("queryString", Json())},
                        {"startTime", r->input.value("startTime", Json())},
                        {"endTime", r->input.value("endTime", Json())}};
        const auto found = world.peek("logs", "GetQueryResults", {{"queryId", r->output.value("queryId", std::string())}});
        if (!found) break;
        out["queryStatus"] = found->value("status", std::string());
        if (out["queryStatus"] != "Complete") break;
        const Json rows = found->value("results", Json::array());
        const double scanned = found->value("statistics", Json::object()).value("bytesScanned", 0.0);
        out["bytesScanned"] = scanned;
        out["scannedShare"] = m_bytes > 0 ? scanned / static_cast<double>(m_bytes) : 0;
        out["rows"] = rows.size();
        if (rows.empty()) break;
        for (const Json& cell : rows.front()) {
            if (cell.value("field", std::string()) == "path") out["firstPath"] = cell.value("value", std::string());
        }
        out["right"] = out.value("firstPath", std::string()) == m_slowPath;
        break;
    }
}

ApiResult NightLogs::describe(const kernel::World& world, std::string_view, const Json&) const {
    Json out = {{"logGroup", m_group}, {"lines", m_lines}, {"refusedBatches", m_refused}};
    if (!m_refusal.empty()) out["refusal"] = m_refusal;
    describeReplay(world, out);
    describeHistory(world, out);
    return out;
}

void NightLogs::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_lines);
    f.mix(m_generation);
}

} // namespace maylab::scenarios
