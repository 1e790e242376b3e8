#include "metrics/alarm_operations.h"
#include "metrics/alarm_reason.h"
#include "metrics/api_input.h"
#include "metrics/metric_query_input.h"

#include <algorithm>
#include <cmath>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMaxActions = 5;
constexpr std::size_t kMaxDescription = 1024;
constexpr std::size_t kMaxAlarmName = 255;
constexpr std::size_t kMaxRule = 10'240;

std::vector<std::string> texts(const Reader& in, const char* name, std::size_t most) {
    std::vector<std::string> out;
    const Json* list = in.list(name);
    if (list == nullptr) return out;
    if (list->size() > most) {
        in.problems().value(std::string("The collection ") + name + " must not have a size greater than " + std::to_string(most) + '.');
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        if ((*list)[i].is_string()) out.push_back((*list)[i].get<std::string>());
        else in.problems().wrongType("The parameter " + memberPath(name, i) + " must be a string.");
    }
    return out;
}

void readCommon(const Reader& in, AlarmDefinition& d) {
    d.name = in.name("AlarmName", true, kMaxAlarmName);
    d.description = in.text("AlarmDescription").value_or("");
    if (d.description.size() > kMaxDescription) in.problems().value("The parameter AlarmDescription must be shorter than 1025 characters.");
    d.actionsEnabled = in.boolean("ActionsEnabled").value_or(true);
    d.actions[static_cast<std::size_t>(AlarmState::InsufficientData)] = texts(in, "InsufficientDataActions", kMaxActions);
    d.actions[static_cast<std::size_t>(AlarmState::Ok)] = texts(in, "OKActions", kMaxActions);
    d.actions[static_cast<std::size_t>(AlarmState::Alarm)] = texts(in, "AlarmActions", kMaxActions);
    for (const auto& list : d.actions) {
        for (const std::string& arn : list) {
            if (!arn.starts_with("arn:")) in.problems().value("Invalid arn syntax: " + arn);
        }
    }
    if (const Json* tags = in.list("Tags")) {
        for (std::size_t i = 0; i < tags->size(); ++i) {
            if (!(*tags)[i].is_object()) {
                in.problems().wrongType("The parameter " + memberPath("Tags", i) + " must be a structure.");
                continue;
            }
            const Reader tag((*tags)[i], memberPath("Tags", i), in.problems());
            const auto key = tag.text("Key"), value = tag.text("Value");
            if (key && !key->empty()) d.tags.emplace_back(*key, value.value_or(""));
            else in.problems().missing(tag.path("Key"));
        }
    }
}

// Which services may act for which kind of alarm: sheet 1.2.
void checkActions(const AlarmDefinition& d, Problems& problems) {
    const bool math = d.metric && !d.metric->queries.empty(), band = d.metric && d.metric->band;
    for (const auto& list : d.actions) {
        for (const std::string& arn : list) {
            const std::string_view service = actionService(arn);
            const char* kind = nullptr;
            if (d.composite && service != "sns" && service != "lambda" && service != "ssm" && service != "ssm-incidents") kind = "a composite alarm";
            else if (band && service == "autoscaling") kind = "an alarm on an anomaly detection band";
            else if (math && (service == "automate" || service == "swf")) kind = "an alarm on metric math";
            if (kind != nullptr) problems.value("Unsupported action for " + std::string(kind) + ": " + arn);
        }
    }
}

void oneOf(const Reader& in, const char* name, const char* set) {
    in.problems().value(std::string("The parameter ") + name + " must be a value in the set [ " + set + " ].");
}

// Published in several units and none named: AWS leaves open which one is read, so we ask.
bool needsUnit(const MetricStore& store, const AlarmMetric& m, std::int64_t nowMs) {
    if (m.unit) return false;
    const SeriesId id = store.find(m.key.metricNamespace, m.key.name, m.key.dimensions);
    if (id == kNoSeries) return false;
    std::optional<Unit> first;
    for (const PublishedPoint& p : store.published(id, std::nullopt, publishedRange(nowMs - 3'600'000, nowMs, 60, nowMs))) {
        if (first && *first != p.unit) return true;
        first = p.unit;
    }
    return false;
}

// Metrics: up to 10 queries, one of them watched (ReturnData), and the band that ThresholdMetricId names.
void readMath(const Json& metrics, const std::optional<std::string>& bandId, const MetricStore& store, std::int64_t nowMs,
              MetricAlarmRule& rule, Problems& problems) {
    constexpr std::size_t kMaxQueries = 10;
    if (metrics.empty() || metrics.size() > kMaxQueries) {
        problems.value("The collection Metrics must have from 1 to 10 members.");
        return;
    }
    rule.queries = readMetricQueries(metrics, "Metrics", problems);
    rule.queriesJson = metrics.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (problems.any()) return;
    std::optional<std::size_t> watched;
    for (std::size_t i = 0; i < rule.queries.size(); ++i) {
        if (bandId && rule.queries[i].id == *bandId) {
            rule.band = i;
            continue;
        }
        if (!rule.queries[i].returnData) continue;
        if (watched) {
            problems.value("Exactly one member of Metrics must have ReturnData set to true.");
            return;
        }
        watched = i;
    }
    if (bandId && !rule.band) problems.value("The ThresholdMetricId " + *bandId + " is not the Id of a member of Metrics.");
    if (!watched) problems.value("Exactly one member of Metrics must have ReturnData set to true.");
    if (problems.any()) return;
    rule.watched = *watched;
    if (rule.band) rule.queries[*rule.band].returnData = true; // it is read, too
    // The period of what is watched: its own, or that of the first metric.
    const MetricQuery& seen = rule.queries[*watched];
    std::int64_t period = seen.metric ? seen.metric->period : seen.period.value_or(0);
    for (const MetricQuery& q : rule.queries) {
        if (period == 0 && q.metric) period = q.metric->period;
    }
    rule.metric.period = static_cast<int>(period == 0 ? kDefaultExpressionPeriod : period);
    const auto answers = evaluateQueries(store, rule.queries, {nowMs - period * 1000, nowMs, nowMs});
    if (!answers) {
        for (const std::string& sentence : answers.error().sentences) problems.value(sentence);
        return;
    }
    if ((*answers)[*watched].array) problems.value("An alarm watches one time series; the expression " + seen.id + " returns several.");
    if (rule.band && !(*answers)[*rule.band].array) problems.value("The expression " + *bandId + " is not an anomaly detection band.");
}

} // namespace

kernel::ApiResult putMetricAlarm(AlarmBook& book, const MetricStore& store, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    AlarmDefinition d;
    readCommon(in, d);
    MetricAlarmRule rule;
    const Json* metrics = in.list("Metrics");
    if (metrics != nullptr) {
        // One MetricStat that returns data is the plain form in other words.
        for (const char* plain : {"MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit"}) {
            if (in.has(plain)) problems.combination(std::string("The parameters Metrics and ") + plain + " are mutually exclusive.");
        }
        const bool single = metrics->size() == 1 && metrics->front().is_object() && metrics->front().contains("MetricStat");
        if (!single) readMath(*metrics, in.text("ThresholdMetricId"), store, nowMs, rule, problems);
    }
    const Json empty = Json::object();
    const Json* stat = metrics != nullptr && metrics->size() == 1 && metrics->front().is_object() && metrics->front().contains("MetricStat")
        ? &metrics->front()["MetricStat"]
        : nullptr;
    const Json& metricJson = stat != nullptr && stat->is_object() && stat->contains("Metric") ? (*stat)["Metric"] : empty;
    const Reader statIn(stat != nullptr ? *stat : input, stat != nullptr ? "Metrics.member.1.MetricStat" : "", problems);
    const Reader metricIn(stat != nullptr ? metricJson : input, stat != nullptr ? "Metrics.member.1.MetricStat.Metric" : "", problems);
    std::string statistic;
    if (metrics == nullptr || stat != nullptr) {
        rule.metric.key.metricNamespace = metricIn.metricNamespace("Namespace", true);
        rule.metric.key.name = metricIn.name("MetricName", true);
        rule.metric.key.dimensions = metricIn.dimensions("Dimensions");
        std::sort(rule.metric.key.dimensions.begin(), rule.metric.key.dimensions.end());
        rule.metric.unit = statIn.unit("Unit");
        const auto period = statIn.integer("Period");
        if (!period) problems.missing(statIn.path("Period"));
        else if (*period != 10 && *period != 20 && *period != 30 && (*period < 60 || *period % 60 != 0 || *period > 604'800)) {
            problems.value("The parameter " + statIn.path("Period") + " must be 10, 20, 30 or a multiple of 60.");
        } else rule.metric.period = static_cast<int>(*period);
        const char* const plainName = stat != nullptr ? "Stat" : "Statistic";
        const auto plain = statIn.text(plainName);
        const auto extended = stat != nullptr ? std::nullopt : in.text("ExtendedStatistic");
        if (plain && extended) problems.combination("The parameters Statistic and ExtendedStatistic are mutually exclusive.");
        if (!plain && !extended) problems.missing(stat != nullptr ? statIn.path("Stat") : std::string("Statistic"));
        if (plain) {
            const auto parsed = Statistic::parse(*plain);
            if (parsed && (stat != nullptr || !parsed->extended())) rule.metric.statistic = *parsed;
            else if (stat != nullptr) problems.value("The value " + *plain + " for parameter " + statIn.path("Stat") + " is not supported.");
            else oneOf(in, "Statistic", "SampleCount, Average, Sum, Minimum, Maximum");
        } else if (extended) {
            const auto parsed = Statistic::parse(*extended);
            if (parsed && parsed->extended()) rule.metric.statistic = *parsed;
            else problems.value("The value " + *extended + " for parameter ExtendedStatistic is not supported.");
        }
    }
    const auto periods = in.integer("EvaluationPeriods");
    if (!periods) problems.missing("EvaluationPeriods");
    else if (*periods < 1 || *periods > 100'000) problems.value("The parameter EvaluationPeriods must be greater than or equal to 1.");
    else rule.evaluationPeriods = static_cast<int>(*periods);
    if (const auto m = in.integer("DatapointsToAlarm")) {
        if (*m < 1) problems.value("The parameter DatapointsToAlarm must be greater than or equal to 1.");
        else if (*m > rule.evaluationPeriods) problems.combination("The parameter DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
        else rule.datapointsToAlarm = static_cast<int>(*m);
    }
    const std::int64_t span = static_cast<std::int64_t>(rule.metric.period) * rule.evaluationPeriods;
    if (span > (rule.metric.period < 3600 ? 86'400 : 604'800)) {
        problems.combination("Metrics cannot be checked across more than " + std::string(rule.metric.period < 3600 ? "a day" : "seven days") +
                             " (EvaluationPeriods * Period must be <= " + (rule.metric.period < 3600 ? "86400" : "604800") + ").");
    }
    const auto op = in.text("ComparisonOperator");
    if (!op) problems.missing("ComparisonOperator");
    else if (const auto known = alarmOperator(*op); !known) {
        oneOf(in, "ComparisonOperator", "GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold");
    } else {
        rule.op = *known;
        if (comparesWithBand(*known) && !in.has("ThresholdMetricId")) problems.missing("ThresholdMetricId");
        if (!comparesWithBand(*known) && in.has("ThresholdMetricId")) {
            problems.combination("ThresholdMetricId is only for operators that compare with a band.");
        }
    }
    const auto threshold = in.number("Threshold");
    if (in.has("ThresholdMetricId")) {
        if (threshold) problems.combination("The parameters Threshold and ThresholdMetricId are mutually exclusive.");
    } else if (!threshold) problems.missing("Threshold");
    else if (!std::isfinite(*threshold)) problems.value("The parameter Threshold must be a finite number.");
    else rule.threshold = *threshold;
    if (const auto treat = in.text("TreatMissingData")) {
        if (const auto known = missingData(*treat)) rule.treat = *known;
        else problems.value("The value " + *treat + " for parameter TreatMissingData is not supported.");
    }
    if (const auto low = in.text("EvaluateLowSampleCountPercentile")) {
        if (*low != "evaluate" && *low != "ignore") problems.value("The value " + *low + " for parameter EvaluateLowSampleCountPercentile is not supported.");
        else if (rule.metric.statistic.kind() != Statistic::Kind::Percentile) {
            problems.combination("EvaluateLowSampleCountPercentile is only for alarms on a percentile.");
        } else rule.ignoreLowSamples = *low == "ignore";
    }
    if (!problems.any() && rule.queries.empty() && needsUnit(store, rule.metric, nowMs)) {
        problems.combination("This metric is published in several units: name one with Unit. AWS leaves open which of them is read.");
    }
    if (const Alarm* old = book.find(d.name); old != nullptr && old->definition->composite) {
        problems.value("A composite alarm with the name " + d.name + " exists already.");
    }
    d.metric = std::move(rule);
    checkActions(d, problems);
    if (problems.any()) return tl::unexpected(problems.error());
    book.put(std::move(d), nowMs);
    return Json::object();
}

kernel::ApiResult putCompositeAlarm(AlarmBook& book, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    AlarmDefinition d;
    readCommon(in, d);
    CompositeAlarmRule rule;
    const auto text = in.text("AlarmRule");
    if (!text) problems.missing("AlarmRule");
    else if (text->size() > kMaxRule) problems.value("The parameter AlarmRule must be shorter than " + std::to_string(kMaxRule + 1) + " characters.");
    else {
        rule.text = *text;
        auto parsed = CompositeRule::parse(*text);
        if (parsed) rule.rule = std::move(*parsed);
        else problems.value("Invalid AlarmRule: " + parsed.error());
    }
    rule.suppressor = std::string(alarmNameOf(in.text("ActionsSuppressor").value_or("")));
    const auto wait = in.integer("ActionsSuppressorWaitPeriod"), extension = in.integer("ActionsSuppressorExtensionPeriod");
    if (rule.suppressor.empty() && (wait || extension)) {
        problems.combination("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor.");
    }
    if (!rule.suppressor.empty() && (!wait || !extension)) {
        problems.missing(!wait ? "ActionsSuppressorWaitPeriod" : "ActionsSuppressorExtensionPeriod");
    }
    for (const auto& [value, name] : {std::pair{wait, "ActionsSuppressorWaitPeriod"}, {extension, "ActionsSuppressorExtensionPeriod"}}) {
        if (value && (*value < 0 || *value > 86'400)) problems.value(std::string("The parameter ") + name + " must be from 0 to 86400.");
    }
    rule.waitSeconds = static_cast<int>(wait.value_or(0));
    rule.extensionSeconds = static_cast<int>(extension.value_or(0));
    std::string unknown;
    for (const std::string& child : rule.rule.children()) {
        if (book.find(child) == nullptr) unknown += (unknown.empty() ? "" : ", ") + child;
    }
    if (!unknown.empty()) problems.value("Could not save the composite alarm as alarms [" + unknown + "] in the alarm rule do not exist");
    if (!rule.suppressor.empty() && book.find(rule.suppressor) == nullptr) {
        problems.value("Could not save the composite alarm as its ActionsSuppressor " + rule.suppressor + " does not exist");
    }
    if (const Alarm* old = book.find(d.name); old != nullptr && old->definition->metric) {
        problems.value("A metric alarm with the name " + d.name + " exists already.");
    }
    d.composite = std::move(rule);
    checkActions(d, problems);
    if (problems.any()) return tl::unexpected(problems.error());
    book.put(std::move(d), nowMs);
    return Json::object();
}

} // namespace maylab::metrics
