#include "metrics/prometheus_series.h"

#include "metrics/prometheus_names.h"
#include "metrics/promql/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace maylab::metrics {
namespace {

using kernel::MetricKind;
using promql::Labels;
using promql::Matcher;
using promql::Sample;

constexpr std::string_view kCollisionLabel = "cloudwatch_metric";

const std::vector<Statistic>& plainStatistics() {
    static const std::vector<Statistic> kPlain = [] {
        std::vector<Statistic> all;
        for (const auto kind : {Statistic::Kind::Sum, Statistic::Kind::Average, Statistic::Kind::Minimum, Statistic::Kind::Maximum,
                                Statistic::Kind::SampleCount})
            all.push_back(Statistic::plain(kind));
        return all;
    }();
    return kPlain;
}

const std::vector<Statistic>& percentiles() {
    static const std::vector<Statistic> kPercentiles = [] {
        std::vector<Statistic> all;
        for (const char* text : {"p50", "p90", "p95", "p99"})
            all.push_back(*Statistic::parse(text));
        return all;
    }();
    return kPercentiles;
}

// Whether a name is worth looking at: the labels come later.
bool nameMeets(std::span<const Matcher> matchers, std::string_view name) {
    return std::all_of(matchers.begin(), matchers.end(),
                       [&](const Matcher& m) { return m.name != promql::kNameLabel || m.matches(name); });
}

// The name that a query asks for, where it asks for one: most do.
const std::string* askedName(std::span<const Matcher> matchers) {
    for (const Matcher& m : matchers)
        if (m.name == promql::kNameLabel && m.kind == Matcher::Kind::Equal) return &m.value;
    return nullptr;
}

std::int64_t floorSeconds(std::int64_t ms) { return floorTo(ms, 1000) / 1000; }

// "Alarm updated from OK to ALARM"
std::optional<AlarmState> newState(std::string_view summary) {
    const std::size_t to = summary.rfind(" to ");
    return to == std::string_view::npos ? std::nullopt : alarmState(summary.substr(to + 4));
}

} // namespace

std::span<const double> bucketBounds(Unit unit) {
    static constexpr double kSeconds[] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    static constexpr double kMilliseconds[] = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};
    static constexpr double kMicroseconds[] = {1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 100000, 1000000};
    static constexpr double kPercents[] = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100};
    static constexpr double kOthers[] = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000, 100000, 1000000};
    switch (unit) {
    case Unit::Seconds: return kSeconds;
    case Unit::Milliseconds: return kMilliseconds;
    case Unit::Microseconds: return kMicroseconds;
    case Unit::Percent: return kPercents;
    default: return kOthers;
    }
}

void PrometheusSeries::forEachMetric(const std::function<void(const Metric&)>& visit) const {
    std::set<std::string> taken;
    std::string base;
    bool ambiguous = false;
    const SeriesKey* last = nullptr;
    for (const SeriesId id : m_store.sorted()) {
        const SeriesKey& key = m_store.key(id);
        if (last == nullptr || last->metricNamespace != key.metricNamespace || last->name != key.name) {
            base = prometheusBaseName(key.metricNamespace, key.name);
            ambiguous = !taken.insert(base).second;
        }
        last = &key;
        const auto channel = m_store.channel(id);
        visit({id, key, base, channel ? m_sink.spec(*channel).kind : MetricKind::Sample, channel.has_value(),
               m_store.sinkUnit(id).value_or(Unit::None), ambiguous});
    }
}

namespace {

Labels labelsOf(std::string_view name, const SeriesKey& key, bool ambiguous) {
    Labels labels;
    for (const auto& [label, value] : prometheusLabels(key.dimensions)) {
        std::string free = label == promql::kBucketLabel ? "exported_le" : label;
        while (!promql::labelValue(labels, free).empty())
            free += '_'; // two dimensions that are called the same here
        promql::setLabel(labels, free, value);
    }
    if (ambiguous) promql::setLabel(labels, kCollisionLabel, key.metricNamespace + '/' + key.name);
    promql::setLabel(labels, promql::kNameLabel, name);
    return labels;
}

} // namespace

void PrometheusSeries::gauges(const Metric& m, std::span<const Matcher> matchers, std::int64_t from, std::int64_t to,
                              bool samples, Found& out) const {
    // Minutes that are over, and end in [from, to].
    const std::int64_t nowUnix = m_store.closedUnix();
    PublishedRange range;
    range.period = kMinute;
    range.now = nowUnix;
    range.start = std::max(floorTo(floorSeconds(from + 999) + kMinute - 1, kMinute) - kMinute,
                           nowUnix - kHourRetention);
    range.start = floorTo(range.start, kMinute);
    range.end = floorTo(std::min(floorSeconds(to), nowUnix), kMinute);
    const auto one = [&](const Statistic& statistic) {
        const std::string name = m.base + '_' + prometheusStatistic(statistic.text());
        if (!nameMeets(matchers, name)) return;
        promql::Series s{labelsOf(name, m.key, m.ambiguous), {}};
        if (!promql::meets(s.labels, matchers)) return;
        if (!samples) {
            out.push_back(std::move(s));
            return;
        }
        if (range.start >= range.end) return;
        std::vector<double> values(static_cast<std::size_t>(range.periods()), std::nan(""));
        m_store.publishedValues(m.id, statistic, {}, range, values);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!std::isnan(values[i])) s.samples.push_back({(range.start + static_cast<std::int64_t>(i + 1) * kMinute) * 1000, values[i]});
        if (!s.samples.empty()) out.push_back(std::move(s));
    };
    const bool histogramHasSum = m.own && m.kind == MetricKind::Sample;
    for (const Statistic& statistic : plainStatistics())
        if (!histogramHasSum || statistic.kind() != Statistic::Kind::Sum) one(statistic);
    if (m.kind == MetricKind::Sample || m_store.wasPut(m.id))
        for (const Statistic& statistic : percentiles())
            one(statistic);
}

void PrometheusSeries::counter(const Metric& m, std::span<const Matcher> matchers, std::int64_t from, std::int64_t to,
                               bool samples, Found& out) const {
    const std::string name = m.base + "_total";
    if (!nameMeets(matchers, name)) return;
    promql::Series s{labelsOf(name, m.key, m.ambiguous), {}};
    if (!promql::meets(s.labels, matchers)) return;
    if (samples) {
        double total = 0;
        m_store.pieces(m.id, floorSeconds(from), [&](std::int64_t end, const StatisticSet& set, std::span<const ValueCount>) {
            total += set.sum;
            const std::int64_t at = end * 1000;
            if (at >= from && at <= to) s.samples.push_back({at, total});
        });
        if (s.samples.empty()) return;
    }
    out.push_back(std::move(s));
}

void PrometheusSeries::histogram(const Metric& m, std::span<const Matcher> matchers, std::int64_t from, std::int64_t to,
                                 bool samples, Found& out) const {
    const std::array<std::string, 3> names{m.base + "_bucket", m.base + "_sum", m.base + "_count"};
    if (std::none_of(names.begin(), names.end(), [&](const std::string& n) { return nameMeets(matchers, n); })) return;
    const std::span<const double> bounds = bucketBounds(m.unit);
    // The buckets with +Inf, then sum and count.
    Found all;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        promql::Series s{labelsOf(names[0], m.key, m.ambiguous), {}};
        promql::setLabel(s.labels, promql::kBucketLabel, i == bounds.size() ? "+Inf" : promql::numberText(bounds[i]));
        all.push_back(std::move(s));
    }
    for (std::size_t i = 1; i < names.size(); ++i)
        all.push_back({labelsOf(names[i], m.key, m.ambiguous), {}});
    std::vector<bool> wanted;
    for (const promql::Series& s : all)
        wanted.push_back(promql::meets(s.labels, matchers));
    if (samples) {
        std::vector<double> totals(all.size());
        std::int64_t known = 0; // totals stand since then
        const auto emit = [&](std::int64_t end) {
            for (std::size_t i = 0; i < all.size(); ++i)
                if (wanted[i]) all[i].samples.push_back({end * 1000, totals[i]});
        };
        // A second without a value has the totals of the one before.
        const auto until = [&](std::int64_t end) {
            if (known == 0) return;
            forEachEnd(std::max(from, (known + 1) * 1000), std::min(to, (end - 1) * 1000), emit);
        };
        m_store.pieces(m.id, floorSeconds(from), [&](std::int64_t end, const StatisticSet& set, std::span<const ValueCount> values) {
            until(end);
            known = end;
            for (const ValueCount& v : values) {
                const double middle = v.value < 0 ? v.value : sketch::snap(v.value);
                for (std::size_t i = 0; i < bounds.size(); ++i)
                    if (middle <= bounds[i]) totals[i] += v.count;
            }
            totals[bounds.size()] += set.sampleCount;
            totals[bounds.size() + 1] += set.sum;
            totals[bounds.size() + 2] += set.sampleCount;
            if (end * 1000 >= from && end * 1000 <= to) emit(end);
        });
        if (m_sink.channel(*m_store.channel(m.id)).live) until(m_store.closedUnix() + 1);
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        if (wanted[i] && (!samples || !all[i].samples.empty())) out.push_back(std::move(all[i]));
}

void PrometheusSeries::forEachEnd(std::int64_t from, std::int64_t to, const std::function<void(std::int64_t)>& visit) const {
    const std::int64_t last = std::min(floorSeconds(to), m_store.closedUnix());
    const std::int64_t seconds = floorTo(m_store.firstSecondKept() + kMinute - 1, kMinute);
    std::int64_t end = std::max(floorSeconds(from + 999), m_store.startUnix() + 1);
    if (end <= seconds) end = floorTo(end + kMinute - 1, kMinute);
    for (; end <= last; end += end < seconds ? kMinute : 1)
        visit(end);
}

void PrometheusSeries::worldTime(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                                 Found& out) const {
    promql::Series s{{{std::string(promql::kNameLabel), std::string(kWorldTimeMetric)}}, {}};
    if (!promql::meets(s.labels, matchers)) return;
    if (samples) forEachEnd(from, to, [&](std::int64_t end) { s.samples.push_back({end * 1000, static_cast<double>(end)}); });
    if (!samples || !s.samples.empty()) out.push_back(std::move(s));
}

void PrometheusSeries::alarmStates(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                                   Found& out) const {
    if (!nameMeets(matchers, kAlarmStateMetric) || m_alarms.alarms().empty()) return;
    struct Change {
        std::int64_t at;
        AlarmState state;
    };
    std::map<std::string_view, std::vector<Change>> changes;
    std::map<std::string_view, std::int64_t> since; // a known time at which the alarm was there
    for (const auto& item : m_alarms.history()) {
        since.try_emplace(item->alarm, item->at);
        if (item->kind != AlarmHistoryItem::Kind::StateUpdate) continue;
        if (const auto state = newState(item->summary)) changes[item->alarm].push_back({item->at, *state});
    }
    constexpr std::array kStates{AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData};
    for (const auto& [name, alarm] : m_alarms.alarms()) {
        const auto& own = changes[name];
        const auto first = since.find(name);
        const std::int64_t begin = first == since.end() ? alarm.definition->configured : first->second;
        for (const AlarmState state : kStates) {
            promql::Series s;
            promql::setLabel(s.labels, promql::kNameLabel, kAlarmStateMetric);
            promql::setLabel(s.labels, "alarm", name);
            promql::setLabel(s.labels, "state", toString(state));
            if (!promql::meets(s.labels, matchers)) continue;
            if (samples) {
                std::size_t next = 0;
                AlarmState now = AlarmState::InsufficientData;
                forEachEnd(std::max(from, begin), to, [&](std::int64_t end) {
                    for (; next < own.size() && own[next].at <= end * 1000; ++next)
                        now = own[next].state;
                    s.samples.push_back({end * 1000, now == state ? 1.0 : 0.0});
                });
                if (s.samples.empty()) continue;
            }
            out.push_back(std::move(s));
        }
    }
}

void PrometheusSeries::find(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                            Found& out) const {
    from = std::max(from, m_store.startUnix() * 1000 - kHourRetention * 1000);
    to = std::min(to, now());
    if (from > to) return;
    const std::string* asked = askedName(matchers);
    forEachMetric([&](const Metric& m) {
        if (asked != nullptr && !asked->starts_with(m.base)) return; // every series of a metric begins like this
        gauges(m, matchers, from, to, samples, out);
        if (m.own && m.kind == MetricKind::Counter) counter(m, matchers, from, to, samples, out);
        if (m.own && m.kind == MetricKind::Sample) histogram(m, matchers, from, to, samples, out);
    });
    alarmStates(matchers, from, to, samples, out);
    worldTime(matchers, from, to, samples, out);
    const auto less = [](const promql::Series& a, const promql::Series& b) { return a.labels < b.labels; };
    std::stable_sort(out.begin(), out.end(), less);
    out.erase(std::unique(out.begin(), out.end(), [](const promql::Series& a, const promql::Series& b) { return a.labels == b.labels; }), out.end());
}

std::vector<promql::Series> PrometheusSeries::select(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const {
    Found out;
    find(matchers, from, to, true, out);
    return out;
}

std::vector<Labels> PrometheusSeries::names(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const {
    Found found;
    find(matchers, from, to, false, found);
    std::vector<Labels> out;
    for (promql::Series& s : found)
        out.push_back(std::move(s.labels));
    return out;
}

std::vector<promql::MetricFamily> PrometheusSeries::families() const {
    std::map<std::string, promql::MetricFamily> all;
    const auto add = [&](std::string name, std::string type, std::string help) {
        all.try_emplace(name, promql::MetricFamily{name, std::move(type), std::move(help), ""});
    };
    forEachMetric([&](const Metric& m) {
        const std::string what = m.key.metricNamespace + ' ' + m.key.name;
        const std::string unit = m.unit == Unit::None ? "" : " (" + std::string(toString(m.unit)) + ')';
        const bool histogram = m.own && m.kind == MetricKind::Sample;
        for (const Statistic& s : plainStatistics()) {
            if (histogram && s.kind() == Statistic::Kind::Sum) continue;
            // Tools keep _sum for histograms, so a gauge of that name goes without a type.
            add(m.base + '_' + prometheusStatistic(s.text()), s.kind() == Statistic::Kind::Sum ? "unknown" : "gauge",
                s.text() + " of " + what + " over a minute" + unit);
        }
        if (m.kind == MetricKind::Sample || m_store.wasPut(m.id))
            for (const Statistic& s : percentiles())
                add(m.base + '_' + prometheusStatistic(s.text()), "gauge", s.text() + " of " + what + " over a minute" + unit);
        if (histogram) add(m.base, "histogram", what + ", every value since the beginning" + unit);
        if (m.own && m.kind == MetricKind::Counter) add(m.base + "_total", "counter", what + ", counted since the beginning" + unit);
    });
    if (!m_alarms.alarms().empty()) add(std::string(kAlarmStateMetric), "gauge", "1 for the state that a CloudWatch alarm is in");
    add(std::string(kWorldTimeMetric), "gauge", "Clock of the simulated world, Unix time");
    std::vector<promql::MetricFamily> out;
    for (auto& [name, family] : all)
        out.push_back(std::move(family));
    return out;
}

} // namespace maylab::metrics
