#include "scenarios/shop/night/night_replay.h"

#include "metrics/cloudwatch_service.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <array>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using metrics::AlarmHistoryItem;
using metrics::AlarmOperator;
using metrics::AlarmState;
using metrics::MissingData;

namespace {

constexpr std::pair<NightSignalKind, const char*> kSignals[] = {{NightSignalKind::Cpu, "cpu"},
                                                                {NightSignalKind::Gaps, "gaps"},
                                                                {NightSignalKind::Incidents, "incidents"}};
constexpr const char* kSignalNames[] = {"cpu", "gaps", "incidents"};
constexpr aws::Shape kSignal = aws::enumOf(kSignalNames);
constexpr aws::MemberShape kStart[] = {{"signal", &kSignal, aws::kRequired, "Which recorded night: cpu, gaps or incidents."}};
constexpr aws::Shape kStartInput = aws::structureOf(kStart);
constexpr aws::OperationModel kNightReplayModels[] = {
    {"lab", "StartReplay", &kStartInput, nullptr, aws::ErrorStyle::Query, "Plays a recorded night into CloudWatch, from the next full minute on."},
    {"lab", "DescribeReplay", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "How far the night is, and how the alarms did."}};

constexpr const char* kNightReplayPage = "CloudWatch User Guide, Using Amazon CloudWatch alarms";
constexpr kernel::RuleInfo kNightReplayRules[] = {{"shop.night.incident-begins", "incident,minute,incidents,lengthMinutes", kNightReplayPage},
                                       {"shop.night.incident-ends", "incident,minute,incidents,lengthMinutes", kNightReplayPage},
                                       {"shop.night.finished", "minutes,incidents", kNightReplayPage}};

constexpr const char* kCpuAlarm = "shop-cpu-high";

// What other rules would have said, all at 80.
struct OtherRule {
    int datapoints, periods;
};
constexpr OtherRule kOthers[] = {{1, 1}, {2, 3}, {3, 5}, {8, 10}};

// The four alarms of "gaps" and the setting whose states the night needs.
struct SilentAlarm {
    const char* name;
    RehearsedRule needed;
};
constexpr std::array<SilentAlarm, 4> kSilent = {{
    {"shop-heartbeat", {AlarmOperator::LessThanThreshold, 1, 3, 3, MissingData::Breaching}},
    {"shop-errors", {AlarmOperator::GreaterThanThreshold, 5, 1, 1, MissingData::NotBreaching}},
    {"shop-cpu", {AlarmOperator::GreaterThanThreshold, 80, 3, 3, MissingData::Ignore}},
    {"shop-batch", {AlarmOperator::LessThanThreshold, 500, 3, 3, MissingData::Missing}},
}};
constexpr int kSettles = 10; // minutes until the states of before no longer matter

const metrics::CloudWatchService& cloudWatch(const kernel::World& world) {
    return static_cast<const metrics::CloudWatchService&>(world.service(world.find(metrics::CloudWatchService::kName)));
}

// "Alarm updated from OK to ALARM"
std::optional<std::pair<AlarmState, AlarmState>> changeIn(const std::string& summary) {
    const std::size_t from = summary.find(" from "), to = summary.find(" to ", from == std::string::npos ? 0 : from);
    if (from == std::string::npos || to == std::string::npos) return std::nullopt;
    const auto a = metrics::alarmState(std::string_view(summary).substr(from + 6, to - from - 6));
    const auto b = metrics::alarmState(std::string_view(summary).substr(to + 4));
    if (!a || !b) return std::nullopt;
    return std::pair(*a, *b);
}

Json scoreJson(const AlarmScore& s) {
    return {{"episodes", s.episodes}, {"outside", s.outside}, {"found", s.found}, {"lateMinutes", s.lateMinutes}};
}

} // namespace

std::span<const aws::OperationModel> NightReplay::operations() const {
    return kNightReplayModels;
}

std::span<const kernel::RuleInfo> NightReplay::rules() const {
    return kNightReplayRules;
}

void NightReplay::defineMetrics(kernel::MetricSink& metrics) {
    // Every night's, so that a catalog can be checked without one.
    for (const auto& [kind, name] : kSignals) {
        kernel::Rng any(1, "shop.night");
        for (const NightChannel& c : makeNightSignal(kind, any).channels) metrics.define(c.metric);
    }
}

ApiResult NightReplay::call(ShopFloor& shop, std::string_view, const Json& input) {
    kernel::World& world = shop.world();
    if (!m_on) {
        m_on = true;
        m_stream = world.random().open("shop.night");
    }
    NightSignalKind kind{};
    parseName(kSignals, input["signal"].get<std::string>(), kind);
    for (const kernel::MetricId id : m_metrics) world.metrics().retire(id);
    m_metrics.clear();
    m_signal = std::make_shared<const NightSignal>(makeNightSignal(kind, world.random()[m_stream]));
    for (const NightChannel& c : m_signal->channels) m_metrics.push_back(world.metrics().define(c.metric));
    m_minute = 0;
    ++m_generation;
    const std::int64_t now = world.unixMilliseconds();
    const std::int64_t wait = (60'000 - now % 60'000) % 60'000;
    m_begun = world.now() + SimDuration::milliseconds(wait);
    world.announce(m_begun + SimDuration::minutes(m_signal->length()), "replay");
    // In the middle of its minute, so that the datum belongs to no other.
    shop.schedule(m_begun + SimDuration::seconds(30), kMinute, 0, m_generation);
    return Json::object();
}

void NightReplay::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (event.data != m_generation || isOver()) return;
    for (std::size_t i = 0; i < m_metrics.size(); ++i) {
        const auto& v = m_signal->channels[i].minutes[static_cast<std::size_t>(m_minute)];
        if (v) shop.world().metrics().sample(m_metrics[i], *v);
    }
    for (std::size_t i = 0; i < m_signal->incidents.size(); ++i) {
        const NightIncident& in = m_signal->incidents[i];
        const bool begins = in.from == m_minute;
        if (!begins && in.to != m_minute) continue;
        shop.decide(static_cast<unsigned>(begins ? NightRule::IncidentBegins : NightRule::IncidentEnds), 0, 0, {},
                    static_cast<double>(i + 1), m_minute, static_cast<double>(m_signal->incidents.size()), in.to - in.from);
    }
    if (++m_minute < m_signal->length()) {
        shop.schedule(shop.now() + SimDuration::minutes(1), kMinute, 0, m_generation);
        return;
    }
    shop.decide(static_cast<unsigned>(NightRule::Finished), 0, 0, {}, m_minute, static_cast<double>(m_signal->incidents.size()));
}

std::int64_t NightReplay::minuteUnixMs(const kernel::World& world, int minute) const {
    return world.calendar().unixMilliseconds(m_begun) + minute * 60'000LL;
}

// After each minute that was evaluated, from CloudWatch's history.
std::vector<AlarmState> NightReplay::statesOf(const kernel::World& world, std::string_view alarm) const {
    const metrics::AlarmBook& book = cloudWatch(world).alarms();
    const std::int64_t begun = minuteUnixMs(world, 0);
    std::vector<std::pair<std::int64_t, AlarmState>> changes;
    AlarmState state = AlarmState::InsufficientData;
    bool first = true;
    for (const auto& item : book.history()) {
        if (item->kind != AlarmHistoryItem::Kind::StateUpdate || item->alarm != alarm) continue;
        const auto change = changeIn(item->summary);
        if (!change) continue;
        if (item->at <= begun) {
            state = change->second;
            first = false;
            continue;
        }
        if (first) state = change->first;
        first = false;
        changes.emplace_back(item->at, change->second);
    }
    std::vector<AlarmState> states;
    std::size_t next = 0;
    const std::int64_t now = world.unixMilliseconds();
    for (int m = 0; m < m_minute && minuteUnixMs(world, m + 1) <= now; ++m) {
        for (; next < changes.size() && changes[next].first <= minuteUnixMs(world, m + 1); ++next) state = changes[next].second;
        states.push_back(state);
    }
    return states;
}

void NightReplay::describeCpu(const kernel::World& world, Json& out) const {
    const auto& minutes = m_signal->channels.front().minutes;
    const metrics::Alarm* alarm = cloudWatch(world).alarms().find(kCpuAlarm);
    out["alarm"] = alarm != nullptr ? kCpuAlarm : "";
    const AlarmScore own = score(statesOf(world, kCpuAlarm), m_signal->incidents);
    out.update(scoreJson(own));
    for (std::size_t i = 0; i < m_signal->incidents.size(); ++i) {
        Json& in = out["incidents"][i];
        if (in.empty()) continue; // not told yet
        in["found"] = own.latePer[i] >= 0;
        if (own.latePer[i] >= 0) in["lateMinutes"] = own.latePer[i];
    }
    out["otherRules"] = Json::array();
    if (!isOver()) return;
    const auto add = [&](int datapoints, int periods, double threshold, bool current) {
        const RehearsedRule rule{AlarmOperator::GreaterThanThreshold, threshold, periods, datapoints, MissingData::Missing};
        Json row = scoreJson(score(rehearse(minutes, rule), m_signal->incidents));
        row["m"] = datapoints;
        row["n"] = periods;
        row["threshold"] = threshold;
        row["periodSeconds"] = kRehearsedPeriod;
        row["current"] = current;
        out["otherRules"].push_back(std::move(row));
    };
    constexpr double kUsual = 80;
    const metrics::MetricAlarmRule* set = alarm != nullptr && alarm->definition->metric ? &*alarm->definition->metric : nullptr;
    bool listed = false;
    for (const OtherRule& o : kOthers) {
        const bool current = set != nullptr && set->threshold == kUsual && set->metric.period == kRehearsedPeriod &&
                             set->evaluationPeriods == o.periods && set->needed() == o.datapoints;
        listed = listed || current;
        add(o.datapoints, o.periods, kUsual, current);
    }
    if (set != nullptr && !listed) {
        Json row = scoreJson(own);
        row["m"] = set->needed();
        row["n"] = set->evaluationPeriods;
        row["threshold"] = set->threshold;
        row["periodSeconds"] = set->metric.period;
        row["current"] = true;
        out["otherRules"].push_back(std::move(row));
    }
}

void NightReplay::describeGaps(const kernel::World& world, Json& out) const {
    int right = 0;
    Json alarms = Json::array();
    for (std::size_t i = 0; i < kSilent.size(); ++i) {
        const std::vector<AlarmState> real = statesOf(world, kSilent[i].name);
        const std::vector<AlarmState> needed = rehearse(m_signal->channels[i].minutes, kSilent[i].needed);
        int differing = 0;
        Json first;
        for (std::size_t m = kSettles; m < real.size(); ++m) {
            if (real[m] == needed[m]) continue;
            if (differing++ == 0) {
                first = {{"minute", m + 1}, {"state", metrics::toString(real[m])}, {"needed", metrics::toString(needed[m])}};
            }
        }
        const bool exists = cloudWatch(world).alarms().find(kSilent[i].name) != nullptr;
        const bool fits = exists && differing == 0 && isOver() && real.size() == needed.size();
        right += fits ? 1 : 0;
        Json row = {{"alarm", kSilent[i].name}, {"asNeeded", fits}, {"differingMinutes", differing}};
        if (!first.is_null()) row["first"] = first;
        alarms.push_back(std::move(row));
    }
    out["alarms"] = alarms;
    out["alarmsAsNeeded"] = right;
}

void NightReplay::describeMessages(const kernel::World& world, Json& out) const {
    const metrics::AlarmBook& book = cloudWatch(world).alarms();
    const std::int64_t begun = minuteUnixMs(world, 0), end = minuteUnixMs(world, m_signal->length() + 5);
    std::int64_t messages = 0, rung = 0;
    Json byIncident = Json::array();
    std::vector<int> perIncident(m_signal->incidents.size(), 0);
    for (const auto& item : book.history()) {
        if (item->at <= begun || item->at > end || item->kind != AlarmHistoryItem::Kind::Action) continue;
        if (item->summary.rfind("Successfully executed action arn:aws:sns:", 0) != 0) continue;
        ++messages;
        const int minute = static_cast<int>((item->at - begun) / 60'000);
        bool belongs = false;
        for (std::size_t i = 0; i < m_signal->incidents.size(); ++i) {
            const NightIncident& in = m_signal->incidents[i];
            if (minute < in.from || minute >= in.to + AlarmScore::kClears) continue;
            ++perIncident[i];
            belongs = true;
        }
        rung += belongs ? 0 : 1;
    }
    int composites = 0, children = 0, wait = 0, extension = 0;
    for (const auto& [name, alarm] : book.alarms()) {
        if (!alarm.definition->composite) continue;
        ++composites;
        const metrics::CompositeAlarmRule& c = *alarm.definition->composite;
        children = std::max(children, static_cast<int>(c.rule.children().size()));
        if (c.suppressor.empty()) continue;
        wait = c.waitSeconds;
        extension = c.extensionSeconds;
    }
    out["messages"] = messages;
    out["messagesForNothing"] = rung;
    out["messagesPerIncident"] = perIncident;
    out["composites"] = composites;
    out["children"] = children;
    out["suppressorWait"] = wait;
    out["suppressorExtension"] = extension;
    out["deployment"] = {{"from", m_signal->deployment.from}, {"to", m_signal->deployment.to}};
}

ApiResult NightReplay::describe(const kernel::World& world, std::string_view, const Json&) const {
    if (!m_signal) return Json{{"status", "idle"}, {"minute", 0}, {"minutes", 0}};
    // The last minute's evaluation stands half a minute after its datum.
    const bool judged = isOver() && minuteUnixMs(world, m_signal->length()) <= world.unixMilliseconds();
    Json out = {{"signal", nameOf(kSignals, m_signal->kind)},
                {"status", judged ? "finished" : "running"},
                {"run", m_generation},
                {"begun", world.calendar().iso8601(m_begun)},
                {"minute", m_minute},
                {"minutes", m_signal->length()},
                {"incidents", Json::array()}};
    for (const NightIncident& in : m_signal->incidents) {
        // Where an incident is, is said when it is over.
        if (m_minute >= in.to) out["incidents"].push_back({{"from", in.from}, {"to", in.to}});
        else out["incidents"].push_back(Json::object());
    }
    switch (m_signal->kind) {
    case NightSignalKind::Cpu: describeCpu(world, out); break;
    case NightSignalKind::Gaps: describeGaps(world, out); break;
    case NightSignalKind::Incidents: describeMessages(world, out); break;
    }
    return out;
}

void NightReplay::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_generation);
    f.mix(static_cast<std::uint64_t>(m_minute));
}

} // namespace maylab::scenarios
