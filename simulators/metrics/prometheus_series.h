// A world's metrics as Prometheus has them: the series that PromQL reads and that the exposition shows.
//
//   gauges       one for each plain statistic of a published minute (and p50, p90, p95, p99 where single values were
//                measured or published), at the minute's end
//   counters     <name>_total of what the world counts: every second of the last 3 h, every minute before
//   histograms   <name>_bucket, _sum, _count of what the world measures value by value, likewise; a value counts as the
//                middle of its sketch bucket (distribution.h), so that a count never depends on how it is kept. Their
//                _sum is ever growing, so these metrics have no gauge of their Sum
//   lab_alarm_state{alarm, state}, lab_world_time_seconds (the last closed second, Unix)
//
// Everything is computed from the store, so looking changes nothing, and an instant's values do not depend on when they
// are asked for. Times are Unix milliseconds of the world's calendar. Names: prometheus_names.h; where two metrics of
// CloudWatch fall together, the later has a label cloudwatch_metric. Source: sheet 3.3.
#pragma once

#include "kernel/metric_sink.h"
#include "metrics/alarm_book.h"
#include "metrics/promql/series.h"
#include "metrics/store.h"

#include <functional>
#include <string>
#include <vector>

namespace maylab::metrics {

inline constexpr std::string_view kWorldTimeMetric = "lab_world_time_seconds";

// The bounds of a histogram's buckets, ascending, without +Inf.
std::span<const double> bucketBounds(Unit unit);

class PrometheusSeries final : public promql::SeriesSource {
  public:
    PrometheusSeries(const MetricStore& store, const kernel::MetricSink& sink, const AlarmBook& alarms)
        : m_store(store), m_sink(sink), m_alarms(alarms) {}

    std::vector<promql::Series> select(std::span<const promql::Matcher> matchers, std::int64_t from,
                                       std::int64_t to) const override;
    std::vector<promql::Labels> names(std::span<const promql::Matcher> matchers, std::int64_t from,
                                      std::int64_t to) const override;
    std::vector<promql::MetricFamily> families() const override;
    // The end of the last closed second, in milliseconds.
    std::int64_t now() const { return m_store.closedUnix() * 1000; }

  private:
    // A metric of CloudWatch and what it is called.
    struct Metric {
        SeriesId id;
        const SeriesKey& key;
        const std::string& base;
        kernel::MetricKind kind; // Sample also when it was published from outside
        bool own;                // the world measures it, so that it can be added up
        Unit unit;
        bool ambiguous; // another metric has this name already
    };
    using Found = std::vector<promql::Series>;

    void forEachMetric(const std::function<void(const Metric&)>& visit) const;
    void find(std::span<const promql::Matcher> matchers, std::int64_t from, std::int64_t to, bool samples, Found& out) const;
    void gauges(const Metric& m, std::span<const promql::Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                Found& out) const;
    void counter(const Metric& m, std::span<const promql::Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                 Found& out) const;
    void histogram(const Metric& m, std::span<const promql::Matcher> matchers, std::int64_t from, std::int64_t to,
                   bool samples, Found& out) const;
    void alarmStates(std::span<const promql::Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                     Found& out) const;
    void worldTime(std::span<const promql::Matcher> matchers, std::int64_t from, std::int64_t to, bool samples,
                   Found& out) const;
    // The instants at which a second or, before the 1 s view, a minute ends, ascending.
    void forEachEnd(std::int64_t from, std::int64_t to, const std::function<void(std::int64_t end)>& visit) const;

    const MetricStore& m_store;
    const kernel::MetricSink& m_sink;
    const AlarmBook& m_alarms;
};

} // namespace maylab::metrics
