#include "app/panels/alarm_reader.h"

#include "kernel/time.h"
#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace maylab::app {

using kernel::Json;
using kernel::World;
using metrics::AlarmHistoryItem;

namespace {

const metrics::CloudWatchService* cloudWatchOf(const World& world) {
    const kernel::ServiceId id = world.find(metrics::CloudWatchService::kName);
    return id == World::kNoService ? nullptr : dynamic_cast<const metrics::CloudWatchService*>(&world.service(id));
}

AlarmStatus statusOf(metrics::AlarmState state) {
    switch (state) {
    case metrics::AlarmState::Ok: return AlarmStatus::Ok;
    case metrics::AlarmState::Alarm: return AlarmStatus::Alarm;
    case metrics::AlarmState::InsufficientData: break;
    }
    return AlarmStatus::InsufficientData;
}

const char* comparisonOf(metrics::AlarmOperator op) {
    switch (op) {
    case metrics::AlarmOperator::GreaterThanOrEqualToThreshold: return ">=";
    case metrics::AlarmOperator::GreaterThanThreshold: return ">";
    case metrics::AlarmOperator::LessThanThreshold: return "<";
    case metrics::AlarmOperator::LessThanOrEqualToThreshold: return "<=";
    case metrics::AlarmOperator::LessThanLowerOrGreaterThanUpperThreshold: return "outside";
    case metrics::AlarmOperator::LessThanLowerThreshold: return "below";
    case metrics::AlarmOperator::GreaterThanUpperThreshold: return "above";
    }
    return "";
}

int integerOf(const Json& object, const char* name, int fallback = 0) {
    const Json& j = memberOf(object, name);
    return j.is_number() ? static_cast<int>(std::clamp(j.get<double>(), -1e9, 1e9)) : fallback;
}

const Json& listOf(const Json& object, const char* name) {
    static const Json kNone = Json::array();
    const Json& j = memberOf(object, name);
    return j.is_array() ? j : kNone;
}

const char* suppressionOf(metrics::Alarm::Suppressed suppressed) {
    switch (suppressed) {
    case metrics::Alarm::Suppressed::No: return "";
    case metrics::Alarm::Suppressed::Wait: return "WaitPeriod";
    case metrics::Alarm::Suppressed::Alarm: return "Alarm";
    case metrics::Alarm::Suppressed::Extension: return "ExtensionPeriod";
    }
    return "";
}

AlarmPicture::Missing missingOf(const metrics::AlarmRow& row, metrics::MissingData treat, int evaluationPeriods) {
    using Missing = AlarmPicture::Missing;
    if (row.lowSample) return Missing::FewSamples;
    switch (row.evaluation.rule) {
    case metrics::EvaluationRule::EnoughData: {
        const auto newest = row.points.end() - std::min<std::ptrdiff_t>(evaluationPeriods, std::ssize(row.points));
        const bool gap = std::any_of(newest, row.points.end(), [](const metrics::AlarmPoint& p) { return !p.value; });
        return gap ? Missing::OlderTaken : Missing::NotNeeded;
    }
    case metrics::EvaluationRule::NoData:
        return treat == metrics::MissingData::Breaching      ? Missing::AsBreaching
               : treat == metrics::MissingData::NotBreaching ? Missing::AsNotBreaching
                                                             : Missing::NoneAtAll;
    case metrics::EvaluationRule::EnoughBreaching: return Missing::EnoughAlready;
    case metrics::EvaluationRule::FilledBreaching: return Missing::AsBreaching;
    case metrics::EvaluationRule::FilledNotBreaching: return Missing::AsNotBreaching;
    case metrics::EvaluationRule::SomeNotBreaching: return Missing::OneIsGood;
    case metrics::EvaluationRule::Premature: return row.evaluation.state ? Missing::OldEnough : Missing::TooEarly;
    }
    return Missing::NotNeeded;
}

AlarmPicture::Row rowOf(const metrics::AlarmRow& looked, const metrics::MetricAlarmRule& rule) {
    AlarmPicture::Row out;
    out.at = looked.at;
    out.older = std::max(0, static_cast<int>(looked.points.size()) - static_cast<int>(AlarmPicture::kPoints));
    for (std::size_t i = static_cast<std::size_t>(out.older); i < looked.points.size(); ++i) {
        const metrics::AlarmPoint& p = looked.points[i];
        out.points.push_back({p.stamp, p.value, p.state == metrics::PointState::Breaching, false, rule.band && p.value && *p.value < p.lower});
    }
    for (const int at : looked.evaluation.lookedAt) {
        if (at >= out.older) out.points[static_cast<std::size_t>(at - out.older)].lookedAt = true;
    }
    out.breaching = looked.evaluation.breaching;
    out.filled = looked.evaluation.filled;
    out.missing = missingOf(looked, rule.treat, rule.evaluationPeriods);
    out.kept = !looked.evaluation.state;
    return out;
}

} // namespace

const Json& memberOf(const Json& object, const char* name) {
    static const Json kNothing;
    if (!object.is_object()) return kNothing;
    const auto at = object.find(name);
    return at == object.end() ? kNothing : *at;
}

double numberOf(const Json& object, const char* name, double fallback) {
    const Json& j = memberOf(object, name);
    return j.is_number() ? j.get<double>() : fallback;
}

std::string textOf(const Json& object, const char* name) {
    const Json& j = memberOf(object, name);
    return j.is_string() ? j.get<std::string>() : std::string();
}

bool flagOf(const Json& object, const char* name) {
    const Json& j = memberOf(object, name);
    return j.is_boolean() && j.get<bool>();
}

AlarmStatus statusOf(const std::string& text) {
    return text == "OK" ? AlarmStatus::Ok : text == "ALARM" ? AlarmStatus::Alarm : AlarmStatus::InsufficientData;
}

void AlarmReader::Changes::follow(const metrics::AlarmBook& book, const std::string& name, std::int64_t sinceMs, std::size_t most) {
    if (name != alarm || sinceMs < since) all.clear();
    alarm = name;
    since = sinceMs;
    std::vector<std::shared_ptr<const AlarmHistoryItem>> fresh; // newest first
    bool met = false;
    for (auto i = book.history().rbegin(); i != book.history().rend() && (*i)->at >= sinceMs; ++i) {
        met = !all.empty() && *i == all.back().item;
        if (met) break;
        if ((*i)->kind == AlarmHistoryItem::Kind::StateUpdate && (*i)->alarm == name && fresh.size() < most) fresh.push_back(*i);
    }
    if (!met) all.clear(); // older than asked for, or of another world
    for (auto i = fresh.rbegin(); i != fresh.rend(); ++i) {
        const Json data = Json::parse((*i)->data, nullptr, false);
        const Json &before = memberOf(data, "oldState"), &after = memberOf(data, "newState");
        all.push_back({*i, statusOf(textOf(before, "stateValue")), statusOf(textOf(after, "stateValue")),
                       textOf(before, "stateReason"), textOf(after, "stateReason")});
    }
    while (!all.empty() && (all.size() > most || all.front().item->at < sinceMs)) all.pop_front();
}

void AlarmReader::read(const World& world, const std::string& wanted, AlarmPicture& out, ReplayPicture& replay) {
    readReplay(world, replay);
    const metrics::CloudWatchService* service = cloudWatchOf(world);
    if (service == nullptr || service->alarms().alarms().empty()) return;
    const metrics::AlarmBook& book = service->alarms();
    const metrics::Alarm* alarm = book.find(wanted);
    if (alarm == nullptr) alarm = book.find(replay.alarm);
    if (alarm == nullptr) {
        const auto& all = book.alarms();
        const auto first = std::find_if(all.begin(), all.end(), [](const auto& a) { return a.second.definition->metric.has_value(); });
        alarm = first != all.end() ? &first->second : &all.begin()->second;
    }
    const metrics::AlarmDefinition& d = *alarm->definition;
    readStretches(world, d.name, replay);
    out.present = true;
    for (const auto& [name, other] : book.alarms()) {
        if (out.names.size() < AlarmPicture::kNames || name == d.name) out.names.push_back(name);
    }
    out.name = d.name;
    out.status = statusOf(alarm->state);
    out.since = alarm->transitioned / 1000;
    out.reason = *alarm->reason;
    out.reasonAt = alarm->updated / 1000;
    out.configured = d.configured / 1000;
    out.actionsEnabled = d.actionsEnabled;
    out.suppressedBy = suppressionOf(alarm->suppressed);
    if (d.metric) {
        const metrics::MetricStore& store = service->store();
        readMetricAlarm(*alarm, store, store.startUnix() + store.closedUntil().wholeSeconds(), out);
        nameStates(book, *alarm, out);
        return;
    }
    out.composite = true;
    out.rule = d.composite->text;
    out.waitSeconds = d.composite->waitSeconds;
    out.extensionSeconds = d.composite->extensionSeconds;
    const auto child = [&](const std::string& name, bool suppressor) {
        AlarmPicture::Child& c = out.children.emplace_back();
        c.name = name;
        c.suppressor = suppressor;
        const metrics::Alarm* a = book.find(name);
        c.exists = a != nullptr;
        if (a == nullptr) return;
        c.status = statusOf(a->state);
        c.since = a->transitioned / 1000;
    };
    for (const std::string& name : d.composite->rule.children()) child(name, false);
    if (!d.composite->suppressor.empty()) child(d.composite->suppressor, true);
}

void AlarmReader::readMetricAlarm(const metrics::Alarm& alarm, const metrics::MetricStore& store, std::int64_t now, AlarmPicture& out) {
    const metrics::MetricAlarmRule& rule = *alarm.definition->metric;
    out.metric = rule.queries.empty() ? rule.metric.key.name : rule.queries[rule.watched].id;
    if (rule.queries.empty()) out.statistic = rule.metric.statistic.text();
    if (rule.metric.unit) out.unit = metrics::toString(*rule.metric.unit);
    out.comparison = comparisonOf(rule.op);
    out.threshold = rule.threshold;
    out.datapointsToAlarm = rule.needed();
    out.evaluationPeriods = rule.evaluationPeriods;
    out.range = rule.range();
    out.period = rule.metric.period;
    out.treat = metrics::toString(rule.treat);

    if (m_settings != alarm.definition || now < m_now) m_rows.clear();
    m_settings = alarm.definition;
    m_now = now;
    // Only what was judged under the present settings: the first evaluation after they were put.
    const std::int64_t step = rule.metric.period < 60 ? 10 : 60;
    const std::int64_t newest = now / step * step;
    std::int64_t oldest = std::max(newest - static_cast<std::int64_t>(AlarmPicture::kRows - 1) * step, store.startUnix() + 1);
    if (!m_rows.empty()) oldest = std::max(oldest, m_rows.front().at + step);
    for (std::int64_t q = (oldest + step - 1) / step * step; q <= newest; q += step) {
        if (q * 1000 <= alarm.definition->configured) continue;
        m_rows.push_front(rowOf(metrics::AlarmBook::look(store, rule, q), rule));
    }
    while (m_rows.size() > AlarmPicture::kRows) m_rows.pop_back();
    out.rows.assign(m_rows.begin(), m_rows.end());
}

// From the newest evaluation back: before a change the alarm was what the change says that it had been.
void AlarmReader::nameStates(const metrics::AlarmBook& book, const metrics::Alarm& alarm, AlarmPicture& out) {
    if (out.rows.empty()) return;
    m_shown.follow(book, alarm.definition->name, out.rows.back().at * 1000, 2 * AlarmPicture::kRows);
    AlarmStatus status = out.status;
    std::string reason = out.reason;
    std::int64_t reasonAt = out.reasonAt;
    auto change = m_shown.all.rbegin();
    for (AlarmPicture::Row& row : out.rows) {
        for (; change != m_shown.all.rend() && change->item->at > row.at * 1000; ++change) {
            status = change->from;
            reason = change->reasonBefore;
            const auto before = std::next(change);
            reasonAt = before != m_shown.all.rend() ? before->item->at / 1000 : 0;
        }
        row.status = status;
        row.reason = reason;
        row.reasonAt = reasonAt;
        row.changed = change != m_shown.all.rend() && change->item->at == row.at * 1000;
    }
}

void AlarmReader::readReplay(const World& world, ReplayPicture& out) {
    if (world.find("lab") == World::kNoService) return;
    const auto answer = world.peek("lab", "DescribeReplay", Json::object());
    if (!answer) return; // this world has no replay
    const Json& reply = *answer;
    out.present = true;
    out.status = textOf(reply, "status");
    out.signal = textOf(reply, "signal");
    out.alarm = textOf(reply, "alarm");
    out.minute = numberOf(reply, "minute");
    out.minutes = numberOf(reply, "minutes");
    out.episodes = integerOf(reply, "episodes");
    out.outside = integerOf(reply, "outside");
    out.messages = integerOf(reply, "messages");
    out.messagesForNothing = integerOf(reply, "messagesForNothing");
    out.deploymentFrom = integerOf(memberOf(reply, "deployment"), "from", -1);
    out.deploymentTo = integerOf(memberOf(reply, "deployment"), "to", -1);
    const Json& perIncident = memberOf(reply, "messagesPerIncident");
    for (const Json& j : listOf(reply, "incidents")) {
        if (out.incidents.size() == ReplayPicture::kIncidents) break;
        const std::size_t place = out.incidents.size();
        ReplayPicture::Incident& i = out.incidents.emplace_back();
        i.told = memberOf(j, "from").is_number();
        i.from = integerOf(j, "from");
        i.to = integerOf(j, "to");
        i.found = flagOf(j, "found");
        i.lateMinutes = numberOf(j, "lateMinutes");
        if (perIncident.is_array() && place < perIncident.size() && perIncident[place].is_number()) i.messages = perIncident[place].get<int>();
    }
    for (const Json& j : listOf(reply, "otherRules")) {
        if (out.rules.size() == ReplayPicture::kRules) break;
        ReplayPicture::Rule& r = out.rules.emplace_back();
        r.m = integerOf(j, "m", 1);
        r.n = integerOf(j, "n", 1);
        r.threshold = numberOf(j, "threshold");
        r.periodSeconds = integerOf(j, "periodSeconds", 60);
        r.episodes = integerOf(j, "episodes");
        r.outside = integerOf(j, "outside");
        // How late is the worst of those found: of a rule that missed an incident it says nothing.
        const bool foundAll = integerOf(j, "found", std::numeric_limits<int>::max()) >= std::ssize(out.incidents);
        if (foundAll && memberOf(j, "lateMinutes").is_number()) r.lateMinutes = numberOf(j, "lateMinutes");
        r.current = flagOf(j, "current");
    }
    for (const Json& j : listOf(reply, "alarms")) {
        if (out.needs.size() == ReplayPicture::kRules) break;
        ReplayPicture::Need& n = out.needs.emplace_back();
        n.alarm = textOf(j, "alarm");
        n.asNeeded = flagOf(j, "asNeeded");
        n.differingMinutes = integerOf(j, "differingMinutes");
        const Json& first = memberOf(j, "first");
        n.firstMinute = integerOf(first, "minute", -1);
        n.firstStatus = statusOf(textOf(first, "state"));
        n.firstNeeded = statusOf(textOf(first, "needed"));
    }
    if (!kernel::parseIso8601(textOf(reply, "begun"), m_begun)) m_begun = 0;
}

void AlarmReader::readStretches(const World& world, const std::string& shown, ReplayPicture& out) {
    const metrics::CloudWatchService* service = cloudWatchOf(world);
    if (service == nullptr || m_begun == 0 || out.status == "idle") return;
    if (out.alarm.empty()) out.alarm = shown;
    const metrics::Alarm* alarm = service->alarms().find(out.alarm);
    if (alarm == nullptr) return;
    m_replayed.follow(service->alarms(), out.alarm, m_begun, ReplayPicture::kStretches - 1);
    const AlarmStatus first = m_replayed.all.empty() ? statusOf(alarm->state) : m_replayed.all.front().from;
    out.stretches.push_back({0, first});
    for (const Change& c : m_replayed.all) {
        const double minute = static_cast<double>(c.item->at - m_begun) / 60'000;
        if (minute <= out.minutes) out.stretches.push_back({minute, c.to});
    }
}

} // namespace maylab::app
