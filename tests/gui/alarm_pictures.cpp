#include "alarm_pictures.h"

#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace maylab::test {

using namespace app;
using kernel::Json;

namespace {

constexpr std::int64_t kNow = 1'769'782'800; // 2026-01-30 14:20:00 UTC

// The CPU of the minutes before kNow, newest first; < 0: no data.
constexpr double kCpu[] = {69, 72, -1, 79, 84, 87, 90, 88, 86, 79, 81, -1, 83, 79, 74, 71, 77, 69, 73, 82};

AlarmPicture::Row row(int minutesAgo, int n, int range) {
    AlarmPicture::Row r;
    r.at = kNow - minutesAgo * 60;
    int real = 0;
    for (int i = 0; i < range; ++i) {
        const double v = kCpu[static_cast<std::size_t>(minutesAgo + i)];
        AlarmPicture::Point p;
        p.stamp = r.at - (i + 1) * 60;
        if (v >= 0) p.value = v;
        p.breaching = v > 80;
        p.lookedAt = v >= 0 && real++ < n;
        r.breaching += p.lookedAt && p.breaching ? 1 : 0;
        r.points.insert(r.points.begin(), p);
    }
    bool gap = false;
    for (int i = 0; i < n; ++i) gap = gap || kCpu[static_cast<std::size_t>(minutesAgo + i)] < 0;
    r.missing = gap ? AlarmPicture::Missing::OlderTaken : AlarmPicture::Missing::NotNeeded;
    return r;
}

class LabDoor final : public kernel::Service {
  public:
    LabDoor(std::string replay, std::string strips) : m_replay(std::move(replay)), m_strips(std::move(strips)) {}
    std::string_view name() const override { return "lab"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<LabDoor>(*this); }
    void start(kernel::World&) override {}
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override { return peek(world, call.operation, call.input); }
    kernel::ApiResult peek(const kernel::World&, std::string_view operation, const Json&) const override {
        const std::string& text = operation == "DescribeReplay" ? m_replay : m_strips;
        if (text.empty()) return kernel::fail("InvalidAction", "no such operation");
        return Json::parse(text);
    }
    void onReply(kernel::World&, std::uint64_t, const kernel::ApiResult&) override {}
    void mixInto(kernel::Fingerprint&) const override {}

  private:
    std::string m_replay, m_strips;
};

} // namespace

AlarmPicture cpuAlarm() {
    AlarmPicture p;
    p.present = true;
    p.names = {"orders-errors", "shop-all", "shop-cpu-high"};
    p.name = "shop-cpu-high";
    p.status = AlarmStatus::Ok;
    p.since = kNow - 60;
    p.reason = "Threshold Crossed: 2 out of the last 3 datapoints [72.0 (30/01/26 14:18:00), 79.0 (30/01/26 14:16:00)] were not greater than the "
               "threshold (80.0) (minimum 2 datapoints for ALARM -> OK transition).";
    p.reasonAt = kNow - 60;
    p.metric = "CPUUtilization";
    p.statistic = "Average";
    p.unit = "Percent";
    p.comparison = ">";
    p.threshold = 80;
    p.datapointsToAlarm = 2;
    p.evaluationPeriods = 3;
    p.range = 8;
    p.treat = "missing";
    for (int i = 0; i < 12; ++i) {
        AlarmPicture::Row r = row(i, 3, 8);
        const bool alarm = i >= 2 && i < 9;
        r.status = alarm ? AlarmStatus::Alarm : AlarmStatus::Ok;
        r.changed = i == 1 || i == 8;
        r.reason = alarm ? "Threshold Crossed: 2 out of the last 3 datapoints [81.0 (30/01/26 14:09:00), 83.0 (30/01/26 14:07:00)] were greater than "
                           "the threshold (80.0) (minimum 2 datapoints for OK -> ALARM transition)."
                         : i < 2 ? p.reason : "Unchecked: Initial alarm creation";
        r.reasonAt = alarm ? kNow - 480 : i < 2 ? kNow - 60 : 0;
        p.rows.push_back(r);
    }
    return p;
}

AlarmPicture quietAlarm(const std::string& treat) {
    AlarmPicture p = cpuAlarm();
    p.names = {"heartbeat"};
    p.name = "heartbeat";
    p.treat = treat;
    p.status = treat == "missing" ? AlarmStatus::InsufficientData : treat == "breaching" ? AlarmStatus::Alarm : AlarmStatus::Ok;
    p.reason = "Insufficient Data: 3 datapoints were unknown.";
    for (AlarmPicture::Row& r : p.rows) {
        for (AlarmPicture::Point& point : r.points) point = {point.stamp, std::nullopt, false, false, false};
        r.breaching = 0;
        r.filled = 3;
        r.missing = treat == "breaching"      ? AlarmPicture::Missing::AsBreaching
                    : treat == "notBreaching" ? AlarmPicture::Missing::AsNotBreaching
                                              : AlarmPicture::Missing::NoneAtAll;
        r.status = p.status;
        r.changed = false;
        r.reason = p.reason;
    }
    return p;
}

AlarmPicture compositeAlarm() {
    AlarmPicture p;
    p.present = p.composite = true;
    p.names = {"deployment", "orders-errors", "shop-all", "shop-cpu-high", "shop-latency"};
    p.name = "shop-all";
    p.status = AlarmStatus::Alarm;
    p.rule = "(ALARM(\"shop-cpu-high\") OR ALARM(\"orders-errors\") OR ALARM(\"shop-latency\")) AND NOT INSUFFICIENT_DATA(\"gone\")";
    p.reason = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-cpu-high transitioned to ALARM at Friday 30 January, 2026 14:12:00 UTC";
    p.reasonAt = kNow - 480;
    p.waitSeconds = p.extensionSeconds = 60;
    p.suppressedBy = "WaitPeriod";
    p.children = {{"shop-cpu-high", true, false, AlarmStatus::Alarm, kNow - 480},
                  {"orders-errors", true, false, AlarmStatus::Ok, kNow - 3600},
                  {"shop-latency", true, false, AlarmStatus::InsufficientData, kNow - 7200},
                  {"gone", false, false, AlarmStatus::InsufficientData, 0},
                  {"deployment", true, true, AlarmStatus::Ok, kNow - 5000}};
    return p;
}

ReplayPicture replay() {
    ReplayPicture p;
    p.present = true;
    p.status = "running";
    p.signal = "cpu";
    p.alarm = "shop-cpu-high";
    p.minute = 266;
    p.minutes = 360;
    p.episodes = 7;
    p.outside = 8;
    p.incidents = {{70, 82, true, true, 2, 0}, {190, 202, true, false, 0, 0}, {0, 0, false, false, 0, 0}};
    p.rules = {{1, 1, 80, 19, 32, 1, false}, {2, 3, 80, 7, 8, 2, true}, {3, 5, 80, 5, 4, 3, false}, {8, 10, 80, 3, 0, std::nullopt, false}};
    AlarmStatus status = AlarmStatus::InsufficientData;
    for (const double at : {0.0, 3.0, 31.0, 34.0, 72.0, 85.0, 120.0, 122.0, 150.0, 153.0, 240.0, 243.0}) {
        p.stretches.push_back({at, status});
        status = status == AlarmStatus::Ok ? AlarmStatus::Alarm : AlarmStatus::Ok;
    }
    return p;
}

ReplayPicture nightWithGaps() {
    ReplayPicture p = replay();
    p.signal = "gaps";
    p.alarm = "shop-heartbeat";
    p.incidents.clear();
    p.rules.clear();
    p.needs = {{"shop-heartbeat", false, 0, -1, AlarmStatus::Ok, AlarmStatus::Ok},
               {"shop-errors", false, 41, 65, AlarmStatus::InsufficientData, AlarmStatus::Ok},
               {"shop-cpu", false, 3, 130, AlarmStatus::Ok, AlarmStatus::Alarm},
               {"shop-batch", true, 0, -1, AlarmStatus::Ok, AlarmStatus::Ok}};
    return p;
}

ReplayPicture nightWithMessages() {
    ReplayPicture p = replay();
    p.signal = "incidents";
    p.rules.clear();
    p.incidents[0].messages = 1;
    p.incidents[1].messages = 3;
    p.messages = 5;
    p.messagesForNothing = 1;
    p.deploymentFrom = 180;
    p.deploymentTo = 215;
    return p;
}

StripsPicture strips(bool evaluated) {
    StripsPicture p;
    p.present = true;
    p.round = 1;
    p.evaluated = evaluated;
    const std::optional<double> none;
    using A = AlarmStatus;
    const auto add = [&](const char* treat, int m, std::vector<std::optional<double>> points, A previous, std::optional<A> prediction, A status, const char* rule) {
        StripsPicture::Strip s;
        s.number = static_cast<int>(p.strips.size()) + 1;
        s.treat = treat;
        s.datapointsToAlarm = m;
        s.evaluationPeriods = 3;
        s.threshold = 80;
        s.points = std::move(points);
        s.previous = previous;
        s.prediction = prediction;
        if (evaluated) {
            s.status = status;
            s.right = prediction == status;
            s.rule = rule;
            p.right += s.right ? 1 : 0;
        }
        p.strips.push_back(std::move(s));
    };
    add("missing", 3, {71, none, 91, none, 88}, A::Ok, A::Ok, A::Ok, "enough-data");
    add("breaching", 3, {64, none, none, none, none}, A::Ok, A::Alarm, A::Ok, "filled-breaching");
    add("missing", 3, {none, none, none, none, none}, A::Ok, A::InsufficientData, A::InsufficientData, "no-data");
    add("notBreaching", 2, {none, 92, 95, none, 90}, A::Alarm, A::Alarm, A::Alarm, "enough-data");
    add("missing", 2, {none, none, none, 97, none}, A::InsufficientData, A::Alarm, A::Alarm, "premature");
    add("ignore", 2, {none, none, none, 97, none}, A::Ok, A::Alarm, A::Ok, "premature");
    p.strips.back().prediction.reset(); // KEEP, and it was kept
    p.strips.back().keep = true;
    p.strips.back().right = evaluated;
    p.right += evaluated ? 1 : 0;
    add("breaching", 2, {none, none, none, none, 62}, A::Ok, std::nullopt, A::Alarm, "filled-breaching");
    add("notBreaching", 3, {none, none, none, none, none}, A::Alarm, A::Ok, A::Ok, "no-data");
    return p;
}

std::unique_ptr<kernel::World> alarmWorld(std::string replay, std::string strips) {
    auto world = std::make_unique<kernel::World>(kernel::WorldConfig{});
    world->add(std::make_unique<metrics::CloudWatchService>());
    if (!replay.empty() || !strips.empty()) world->add(std::make_unique<LabDoor>(std::move(replay), std::move(strips)));
    return world;
}

std::string callDoor(kernel::World& world, const char* operation, const std::string& input) {
    world.call(kernel::Actor::Form, "cloudwatch", operation, Json::parse(input));
    const auto replies = world.takeReplies();
    if (replies.size() != 1) return "no single reply";
    return replies.front().result ? std::string() : replies.front().result.error().code;
}

std::string peekDoor(const kernel::World& world, const char* operation, const std::string& input) {
    const auto answer = world.peek("cloudwatch", operation, Json::parse(input));
    return answer ? answer->dump() : answer.error().code;
}

std::string put(kernel::World& world, double value) {
    Json datum = {{"MetricName", "CPUUtilization"}, {"Value", value}, {"Unit", "Percent"}};
    return callDoor(world, "PutMetricData", Json{{"Namespace", "Shop/Web"}, {"MetricData", Json::array({datum})}}.dump());
}

} // namespace maylab::test
