#include "metrics/alarm_notification.h"

#include "aws/account.h"
#include "metrics/alarm_json.h"
#include "metrics/api_input.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace maylab::metrics {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kSubjectBudget = 99; // SNS takes less than 100 characters
constexpr std::size_t kSmsNameBudget = 90;
constexpr std::size_t kChildrenInEmail = 10;

// ALARM: "cpu" in Asia Pacific (Singapore); a long name is cut.
std::string heading(const AlarmAction& action, std::size_t nameBudget) {
    std::string name = action.alarm;
    if (name.size() > nameBudget) name = name.substr(0, nameBudget - 3) + "...";
    return std::string(toString(action.to)) + ": \"" + name + "\" in " + std::string(kRegionName);
}

std::string subjectOf(const AlarmAction& action) {
    const std::size_t around = toString(action.to).size() + kRegionName.size() + std::string_view(": \"\" in ").size();
    return heading(action, kSubjectBudget - around);
}

// 80 -> 80.0, as the service writes a double.
std::string decimal(double v) {
    std::string text = numberText(v);
    if (text.find_first_of(".eEnN") == std::string::npos) text += ".0";
    return text;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

Json dimensionsOf(const Dimensions& dimensions) {
    Json out = Json::array();
    for (const auto& [name, value] : dimensions) out.push_back({{"name", name}, {"value", value}});
    return out;
}

// Queries as the notification writes them: dimensions with small names.
Json queriesOf(const MetricAlarmRule& r) {
    Json queries = Json::parse(r.queriesJson, nullptr, false);
    if (!queries.is_array()) return Json::array();
    for (Json& q : queries) {
        if (!q.contains("MetricStat") || !q["MetricStat"].contains("Metric")) continue;
        Json& metric = q["MetricStat"]["Metric"];
        Json dimensions = Json::array();
        if (metric.contains("Dimensions")) {
            for (const Json& d : metric["Dimensions"]) dimensions.push_back({{"name", d.value("Name", "")}, {"value", d.value("Value", "")}});
        }
        metric["Dimensions"] = std::move(dimensions);
    }
    return queries;
}

Json triggerOf(const MetricAlarmRule& r) {
    Json out = {{"Period", r.metric.period},
                {"EvaluationPeriods", r.evaluationPeriods},
                {"ComparisonOperator", toString(r.op)},
                {"TreatMissingData", toString(r.treat)},
                {"EvaluateLowSampleCountPercentile", r.ignoreLowSamples ? "ignore" : ""}};
    if (!r.band) out["Threshold"] = r.threshold;
    if (r.datapointsToAlarm) out["DatapointsToAlarm"] = *r.datapointsToAlarm;
    if (!r.queries.empty()) {
        out["Metrics"] = queriesOf(r);
        if (r.band) out["ThresholdMetricId"] = r.queries[*r.band].id;
        return out;
    }
    const std::string statistic = r.metric.statistic.text();
    const bool extended = r.metric.statistic.extended();
    out["MetricName"] = r.metric.key.name;
    out["Namespace"] = r.metric.key.metricNamespace;
    out["StatisticType"] = extended ? "ExtendedStatistic" : "Statistic";
    out["Statistic"] = extended ? statistic : upper(statistic);
    out["Unit"] = r.metric.unit ? Json(toString(*r.metric.unit)) : Json();
    out["Dimensions"] = dimensionsOf(r.metric.key.dimensions);
    return out;
}

Json eventStat(const SeriesKey& key, std::int64_t period, const std::string& statistic) {
    Json dimensions = Json::object();
    for (const auto& [name, value] : key.dimensions) dimensions[name] = value;
    return {{"metric", {{"namespace", key.metricNamespace}, {"name", key.name}, {"dimensions", std::move(dimensions)}}},
            {"period", period},
            {"stat", statistic}};
}

// Every alarm as a list of queries, also one on a plain metric.
Json eventMetrics(const MetricAlarmRule& r) {
    if (r.queries.empty()) {
        return Json::array({{{"id", "m1"}, {"metricStat", eventStat(r.metric.key, r.metric.period, r.metric.statistic.text())}, {"returnData", true}}});
    }
    Json out = Json::array();
    for (const MetricQuery& q : r.queries) {
        Json one = {{"id", q.id}, {"returnData", q.returnData}};
        if (q.metric) one["metricStat"] = eventStat(q.metric->key, q.metric->period, q.metric->statistic.text());
        else one["expression"] = q.expression;
        if (q.label) one["label"] = *q.label;
        out.push_back(std::move(one));
    }
    return out;
}

Json childrenOf(const Alarm& alarm) {
    const Json data = Json::parse(*alarm.reasonData, nullptr, false);
    Json out = Json::array();
    if (!data.is_object() || !data.contains("triggeringAlarms")) return out;
    for (const Json& child : data["triggeringAlarms"]) {
        out.push_back({{"Arn", child["arn"]}, {"State", {{"Value", child["state"]["value"]}, {"Timestamp", child["state"]["timestamp"]}}}});
    }
    return out;
}

class Email {
  public:
    void line(std::string_view text = {}) { (m_text += text) += '\n'; }
    void row(std::string_view label, std::string_view value) {
        std::string text = "- " + std::string(label) + ':';
        text.resize(std::max<std::size_t>(text.size() + 1, 30), ' ');
        line(text += value);
    }
    std::string text() && { return std::move(m_text); }

  private:
    std::string m_text;
};

std::string list(const std::vector<std::string>& actions) {
    std::string out;
    for (const std::string& a : actions) out += (out.empty() ? "[" : ", ") + a;
    return out.empty() ? out : out + ']';
}

void describeMetric(Email& mail, const MetricAlarmRule& r) {
    mail.line();
    mail.line("Threshold:");
    const std::string limit = r.band ? "the band " + r.queries[*r.band].id : decimal(r.threshold);
    mail.line("- ALARM when " + std::string(toString(r.op)) + ' ' + limit + " holds for " + std::to_string(r.needed()) + " of the last " +
              std::to_string(r.evaluationPeriods) + " periods of " + std::to_string(r.metric.period) + " seconds.");
    mail.line();
    if (!r.queries.empty()) {
        mail.line("Monitored Metrics:");
        const MetricQuery& watched = r.queries[r.watched];
        if (!watched.expression.empty()) mail.row("MetricExpression", watched.expression);
        mail.row("MetricLabel", watched.label.value_or(watched.id));
        return;
    }
    std::string dimensions;
    for (const auto& [name, value] : r.metric.key.dimensions) dimensions += (dimensions.empty() ? "[" : ", [") + name + " = " + value + ']';
    mail.line("Monitored Metric:");
    mail.row("MetricNamespace", r.metric.key.metricNamespace);
    mail.row("MetricName", r.metric.key.name);
    mail.row("Dimensions", dimensions);
    mail.row("Period", std::to_string(r.metric.period) + " seconds");
    mail.row("Statistic", r.metric.statistic.text());
    mail.row("Unit", r.metric.unit ? toString(*r.metric.unit) : "not specified");
    mail.row("TreatMissingData", toString(r.treat));
}

void describeChildren(Email& mail, const Alarm& alarm) {
    mail.line();
    mail.line("Triggering children (max. " + std::to_string(kChildrenInEmail) + "):");
    const Json children = childrenOf(alarm);
    for (std::size_t i = 0; i < std::min(children.size(), kChildrenInEmail); ++i) {
        const Json& state = children[i]["State"];
        mail.line("- " + children[i]["Arn"].get<std::string>() + "   " + state["Value"].get<std::string>() + "   " + state["Timestamp"].get<std::string>());
    }
}

std::string emailOf(const AlarmBook& book, const AlarmAction& action) {
    const std::string at = longTime(action.changed);
    Email mail;
    mail.line("Your Amazon CloudWatch alarm \"" + action.alarm + "\" in " + std::string(kRegionName) + " is now in state " +
              std::string(toString(action.to)) + ".");
    mail.line();
    mail.line("Alarm Details:");
    mail.row("Name", action.alarm);
    const Alarm* alarm = book.find(action.alarm);
    if (alarm != nullptr) mail.row("Description", alarm->definition->description);
    mail.row("State Change", std::string(toString(action.from)) + " -> " + std::string(toString(action.to)));
    if (alarm != nullptr && alarm->definition->composite) mail.row("Alarm Rule", alarm->definition->composite->text);
    mail.row("Reason for State Change", action.reason);
    mail.row("Timestamp", at);
    mail.row("AWS Account", aws::kAccountId);
    mail.row("Alarm Arn", alarmArn(action.alarm));
    if (alarm == nullptr) return std::move(mail).text();
    const AlarmDefinition& d = *alarm->definition;
    if (d.metric) describeMetric(mail, *d.metric);
    if (d.composite) describeChildren(mail, *alarm);
    mail.line();
    mail.line("State Change Actions:");
    for (const AlarmState s : {AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData}) {
        mail.row(toString(s), list(d.actions[static_cast<std::size_t>(s)]));
    }
    return std::move(mail).text();
}

} // namespace

Json alarmMessage(const AlarmBook& book, const AlarmAction& action) {
    Json out = {{"AlarmName", action.alarm},
                {"AlarmDescription", nullptr},
                {"AWSAccountId", aws::kAccountId},
                {"NewStateValue", toString(action.to)},
                {"NewStateReason", action.reason},
                {"StateChangeTime", javaTime(action.changed)},
                {"Region", kRegionName},
                {"AlarmArn", alarmArn(action.alarm)},
                {"OldStateValue", toString(action.from)}};
    const Alarm* alarm = book.find(action.alarm);
    if (alarm == nullptr) return out;
    const AlarmDefinition& d = *alarm->definition;
    if (!d.description.empty()) out["AlarmDescription"] = d.description;
    out["AlarmConfigurationUpdatedTimestamp"] = javaTime(d.configured);
    out["OKActions"] = d.actions[static_cast<std::size_t>(AlarmState::Ok)];
    out["AlarmActions"] = d.actions[static_cast<std::size_t>(AlarmState::Alarm)];
    out["InsufficientDataActions"] = d.actions[static_cast<std::size_t>(AlarmState::InsufficientData)];
    if (d.metric) out["Trigger"] = triggerOf(*d.metric);
    if (d.composite) {
        out["AlarmRule"] = d.composite->text;
        out["TriggeringChildren"] = childrenOf(*alarm);
    }
    return out;
}

Json alarmEvent(const AlarmBook& book, const AlarmAction& action) {
    Json data = {{"alarmName", action.alarm},
                 {"state", {{"value", toString(action.to)}, {"reason", action.reason}, {"timestamp", javaTime(action.changed)}}},
                 {"previousState", {{"value", toString(action.from)}}},
                 {"configuration", Json::object()}};
    if (const Alarm* alarm = book.find(action.alarm)) {
        const AlarmDefinition& d = *alarm->definition;
        if (!alarm->reasonData->empty()) data["state"]["reasonData"] = *alarm->reasonData;
        Json& configuration = data["configuration"];
        if (!d.description.empty()) configuration["description"] = d.description;
        if (d.composite) {
            configuration["alarmRule"] = d.composite->text;
            if (!d.composite->suppressor.empty()) {
                configuration["actionsSuppressor"] = d.composite->suppressor;
                configuration["actionsSuppressorWaitPeriod"] = d.composite->waitSeconds;
                configuration["actionsSuppressorExtensionPeriod"] = d.composite->extensionSeconds;
            }
        }
        if (d.metric) configuration["metrics"] = eventMetrics(*d.metric);
    }
    return {{"source", "aws.cloudwatch"}, {"alarmArn", alarmArn(action.alarm)}, {"accountId", aws::kAccountId},
            {"time", javaTime(action.at)}, {"region", aws::kRegion},            {"alarmData", std::move(data)}};
}

AlarmNotification alarmNotification(const AlarmBook& book, const AlarmAction& action) {
    return {subjectOf(action), alarmMessage(book, action).dump(), heading(action, kSmsNameBudget), emailOf(book, action)};
}

} // namespace maylab::metrics
