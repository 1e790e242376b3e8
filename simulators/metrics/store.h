// MetricStore: every metric of a world, as a value. One add feeds two views:
//   the 1 s view of the last 3 h, which charts and goals read (window, points), and
//   the published view, which the API, alarms and exports read (published).
// A metric is namespace + name + the set of its dimensions; its values may come in several units, each a
// stream of its own. A copy shares all closed data.
//
// How the world's own metrics are published (MetricSpec::resolution):
//   Standard  one datum per clock minute: a Counter its sum over the minute, a Gauge its last value (in
//   Percent: the
//             mean of its seconds, as the services do for rates of use), a Sample all its values.
//   High      one datum per second: the counter's sum, the gauge's value, the sampled values.
//
// Times: SimTime at the 1 s view, Unix seconds at the published view. A second [k, k+1) is closed at k+1 s.
#pragma once

#include "kernel/metric_sink.h"
#include "kernel/time.h"
#include "metrics/published_view.h"
#include "metrics/second_view.h"
#include "metrics/statistic.h"
#include "metrics/unit.h"
#include "metrics/usage_meter.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics {

using SeriesId = std::uint32_t;
inline constexpr SeriesId kNoSeries = 0xFFFFFFFF;
using Dimensions = std::vector<std::pair<std::string, std::string>>;

struct SeriesKey {
    std::string metricNamespace, name;
    Dimensions dimensions; // sorted
    auto operator<=>(const SeriesKey&) const = default;
};

// How long the real service takes to show what came in (sheet 1.1); all 0 here, so that a lab can turn them
// on.
struct VisibilityDelays {
    std::int64_t newMetricStatistics = 0; // real: up to 2 minutes
    std::int64_t newMetricList = 0;       // real: up to 15 minutes
    std::int64_t pointOlderThan3h = 0;    // real: up to 2 hours
    std::int64_t pointOlderThan24h = 0;   // real: at least 48 hours
};
inline constexpr VisibilityDelays kDefaultVisibilityDelays{};

inline constexpr std::int64_t kListedAfterLastDatum = 14 * kDay; // ListMetrics hides a metric after two weeks
inline constexpr std::int64_t kRecentlyActive = 3 * 3600;        // RecentlyActive=PT3H

// One datum that was published from outside.
struct Datum {
    SeriesKey key;
    Unit unit = Unit::None;
    std::int64_t stamp = 0; // Unix seconds
    int resolution = 60;    // 1 or 60
    Distribution data;
};

struct Point {
    kernel::SimTime at; // start of the period
    double value = 0;
    bool approximate = false;
};

struct PublishedPoint {
    std::int64_t stamp = 0;
    Unit unit = Unit::None;
    Distribution data;
};

class MetricStore {
  public:
    // t = 0 in Unix milliseconds; a fraction of a second is dropped.
    explicit MetricStore(std::int64_t startUnixMilliseconds = 0,
                         VisibilityDelays delays = kDefaultVisibilityDelays);

    // --- writing ---
    // Closes the next second from the sink (and resets the sink's open second).
    void closeSecond(kernel::MetricSink& sink);
    void put(std::vector<Datum> data, std::int64_t nowUnix);

    // --- which metrics there are ---
    SeriesId find(std::string_view metricNamespace, std::string_view name,
                  const Dimensions& dimensions) const;
    // Every metric of that namespace and name, whatever its dimensions, in the order of their dimensions.
    std::vector<SeriesId> findAnyDimensions(std::string_view metricNamespace, std::string_view name) const;
    const SeriesKey& key(SeriesId id) const;
    std::size_t seriesCount() const { return m_table->size(); }
    // All series, sorted by namespace, name, dimensions.
    const std::vector<SeriesId>& sorted() const { return m_table->sorted; }
    std::optional<Unit> sinkUnit(SeriesId id) const; // of the world's own stream
    std::optional<kernel::MetricId> channel(SeriesId id) const; // the same in the sink
    bool isDistribution(SeriesId id) const; // the same, value by value (MetricKind::Sample): Prometheus has its histogram
    bool wasPut(SeriesId id) const { return !putsOf(id).empty(); }
    // Stamp of the newest published datum; nothing if there is none.
    std::optional<std::int64_t> lastDatum(SeriesId id) const;
    bool listed(SeriesId id, std::int64_t nowUnix) const; // by ListMetrics

    // --- the 1 s view ---
    kernel::SimTime closedUntil() const { return kernel::SimTime::atSecond(m_closed); }
    // Over the closed seconds in [from, to) (both rounded down to the second). Nothing when there is no
    // datum. A metric that only came through PutMetricData is read from its published data instead; in
    // several units it has no single answer, so it has none.
    std::optional<double> window(SeriesId id, const Statistic& statistic, kernel::SimTime from,
                                 kernel::SimTime to) const;
    Distribution distribution(SeriesId id, kernel::SimTime from, kernel::SimTime to) const;
    // One point per period that has a datum; periods are [n p, (n+1) p) of virtual time, and the last one may
    // still grow. Replaces out.
    void points(SeriesId id, const Statistic& statistic, kernel::SimTime from, kernel::SimTime to,
                int periodSeconds, std::vector<Point>& out) const;

    // --- the published view ---
    // Every period of every unit (or of that unit) that has data, by stamp, then unit. range.start must be
    // rounded.
    std::vector<PublishedPoint> published(SeriesId id, std::optional<Unit> unit,
                                          const PublishedRange& range) const;
    // The statistic of each period of the range into out, by period; periods without a value are left as they
    // are. Data of several units are merged.
    void publishedValues(SeriesId id, const Statistic& statistic, std::optional<Unit> unit,
                         const PublishedRange& range, std::span<double> out) const;

    // What was published by applications: through PutMetricData, or by a part of the world that says so (MetricSpec::custom).
    const CustomMetricMeter& customMetrics() const { return m_custom; }

    // --- everything ---
    // All that the world's own stream ever was, oldest first, each datum once: by minutes (older ones rolled up), and
    // second by second from the minute of secondsFrom on, as far as the 1 s view has it. Ends are Unix seconds.
    using VisitPiece = std::function<void(std::int64_t end, const StatisticSet&, std::span<const ValueCount> values)>;
    void pieces(SeriesId id, std::int64_t secondsFrom, const VisitPiece& visit) const;
    std::int64_t closedUnix() const { return m_start + m_closed; } // no second after it is closed
    std::int64_t firstSecondKept() const { return m_seconds.firstSecond(); }

    std::int64_t startUnix() const { return m_start; }
    void mixInto(kernel::Fingerprint& f) const;

  private:
    static constexpr std::uint32_t kNoChannel = 0xFFFFFFFF;
    // Names and who is who; replaced, never changed, when a metric appears. Names lie in blocks, so that one more does not
    // copy them all.
    struct Table {
        static constexpr std::size_t kBlock = 64;
        using Block = std::vector<SeriesKey>;
        std::vector<std::shared_ptr<const Block>> blocks;
        const SeriesKey& key(SeriesId id) const { return (*blocks[id / kBlock])[id % kBlock]; }
        std::size_t size() const { return channelOf.size(); }
        void append(SeriesKey key);
        std::vector<SeriesId> sorted;
        std::vector<std::uint32_t> channelOf; // by SeriesId
        std::vector<SeriesId> seriesOf;       // by channel
        std::vector<Unit> unitOf;             // by channel
        // By channel: a level or a count that is published every second. Its minutes of the last 3 h are made from
        // their seconds when they are asked for, instead of being kept a second time.
        std::vector<bool> bySecond;
        std::vector<bool> sampled; // by channel: value by value, not a level or a count
    };
    struct State {
        std::optional<std::int64_t> first; // arrival of the first datum
        std::optional<std::int64_t> last;
    };
    struct Put {
        SeriesId series;
        Unit unit;
        std::shared_ptr<const PutStream> stream;
    };
    struct Late {
        std::int64_t due;
        Datum datum;
    };

    std::int64_t unixOf(kernel::SimTime t) const { return m_start + floorSecond(t); }
    static std::int64_t floorSecond(kernel::SimTime t);
    bool readable(SeriesId id, const PublishedRange& range) const;
    void collect(SeriesId id, Unit unit, BucketCollector& buckets) const;
    void learnChannels(const kernel::MetricSink& sink);
    SeriesId findKey(const SeriesKey& key) const;
    SeriesId addSeries(Table& table, SeriesKey key);
    void publishMinute(const kernel::MetricSink& sink, std::int64_t minute, std::vector<AgedDatum> aged);
    // The whole minutes of a channel that is published every second which only the 1 s view has (Table::bySecond), of
    // [from, before).
    template <class Visit> void forEachMinute(kernel::MetricId channel, std::int64_t from, std::int64_t before, Visit&& visit) const;
    std::vector<AgedDatum> agingAt(std::int64_t minute) const;
    void accept(std::span<const Datum> data, std::int64_t nowUnix);
    void touch(SeriesId id, std::int64_t stamp, std::int64_t nowUnix);
    std::span<const Put> putsOf(SeriesId id) const;
    void buildWindow(SeriesId id, std::int64_t fromUnix, std::int64_t toUnix, DistributionBuilder& b) const;

    std::int64_t m_start = 0;
    std::int64_t m_closed = 0; // seconds since t = 0
    VisibilityDelays m_delays;
    std::shared_ptr<const Table> m_table;
    std::vector<State> m_state; // by SeriesId
    SecondView m_seconds;
    SinkHistory m_history;
    std::vector<kernel::MetricResolution> m_resolutionOf; // by channel
    std::vector<Put> m_puts;                              // by series, unit
    std::vector<Late> m_late;
    std::vector<bool> m_customOf; // by channel
    CustomMetricMeter m_custom;
    std::uint64_t m_putCount = 0;
    kernel::Fingerprint m_putHash;
};

} // namespace maylab::metrics
