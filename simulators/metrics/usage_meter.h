// What a bill of CloudWatch is made from, counted as it happens: levels over time (alarms, dashboards), metrics by the hours
// in which they got data, requests. Plain values; prices are not known here (labs/engine/bill.h).
//
// Times are Unix: milliseconds for levels, seconds for metrics. Source: sheet 1.5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace maylab::metrics {

struct AlarmDefinition;

// How many there are, and how many hours that makes together.
class LevelMeter {
  public:
    void change(std::int64_t nowMs, double by) {
        m_hours = hours(nowMs);
        m_since = nowMs;
        m_level += by;
    }
    double level() const { return m_level; }
    double hours(std::int64_t nowMs) const { return m_hours + m_level * static_cast<double>(nowMs - m_since) / 3'600'000; }

  private:
    double m_level = 0, m_hours = 0;
    std::int64_t m_since = 0;
};

// A custom metric is billed for each clock hour in which it receives data.
class CustomMetricMeter {
  public:
    // windowSeconds: for how long after its newest datum it counts as running.
    void received(std::uint32_t series, std::int64_t nowUnix, std::int32_t windowSeconds);
    std::uint64_t metricHours() const { return m_hours; }
    std::size_t running(std::int64_t nowUnix) const;

  private:
    static constexpr std::int64_t kNever = INT64_MIN;
    struct Entry {
        std::int64_t last = kNever;
        std::int32_t window = 0;
    };
    std::vector<Entry> m_of; // by series
    std::uint64_t m_hours = 0;
};

// Alarms by their price: of a metric (each one that the alarm reads, three for a band), of a metric below a minute, composite.
class AlarmMeter {
  public:
    // Before and after a change; null: it was not there, it is there no more.
    void change(std::int64_t nowMs, const AlarmDefinition* before, const AlarmDefinition* after);
    const LevelMeter& standard() const { return m_standard; }
    const LevelMeter& highResolution() const { return m_highResolution; }
    const LevelMeter& composite() const { return m_composite; }

  private:
    void add(std::int64_t nowMs, const AlarmDefinition& d, double sign);

    LevelMeter m_standard, m_highResolution, m_composite;
};

struct RequestMeter {
    std::uint64_t requests = 0;
    std::uint64_t metricsRequested = 0; // by GetMetricData, which is billed by them
};

} // namespace maylab::metrics
