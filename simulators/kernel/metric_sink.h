// Where every simulator measures itself. A handle is a plain number and survives a clone; an add appends to the
// open second and nothing else. The metrics simulator closes each second (takeSecond) and gives it CloudWatch's
// meaning; a world without it keeps nothing.
//
//   Counter  something happened n times. One datum a second: the sum, also when it is 0.
//   Gauge    a level. One datum a second: the last value set, repeated until it is set again.
//   Sample   single measured values (a latency). Every value counts; no value, no datum.
#pragma once

#include "kernel/assert.h"
#include "kernel/hash.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::kernel {

using MetricId = std::uint32_t;

enum class MetricKind : std::uint8_t { Counter, Gauge, Sample };

// How the service publishes it: one datum per 60 s (the AWS/... namespaces), or every second (high resolution).
enum class MetricResolution : std::uint8_t { Standard, High };

struct MetricSpec {
    std::string metricNamespace;                                // "AWS/ElastiCache"
    std::string name;                                           // "CacheHits"
    std::vector<std::pair<std::string, std::string>> dimensions; // at most 30; identity is the set
    std::string unit = "None";                                  // one of CloudWatch's 27
    MetricKind kind = MetricKind::Counter;
    MetricResolution resolution = MetricResolution::Standard;
    bool custom = false; // an application publishes it itself, as with PutMetricData: AWS would bill it
};

class MetricSink {
  public:
    // The handle of that metric; defining the same namespace, name and dimensions again revives and returns it.
    MetricId define(const MetricSpec& spec);
    // The thing it measured is gone (a deleted cluster): no datum from the next second on.
    void retire(MetricId id);

    // Counter: += n. Gauge: level = n.
    void add(MetricId id, double n) {
        Channel& c = m_channels[id];
        c.touched = true;
        c.value = c.kind == MetricKind::Gauge ? n : c.value + n;
    }
    // Sample: one measured value.
    void sample(MetricId id, double v) {
        if (m_attached) m_channels[id].samples.push_back(v);
    }

    struct Channel {
        std::vector<double> samples;
        double value = 0;
        MetricKind kind = MetricKind::Counter;
        bool live = true;
        bool touched = false; // a gauge that was never set has no datum
    };

    // For the store: attach() before the world runs, then once a second visit and reset the open second.
    void attach() { m_attached = true; }
    std::size_t size() const { return m_channels.size(); }
    const MetricSpec& spec(MetricId id) const { return m_specs[id]; }
    const Channel& channel(MetricId id) const { return m_channels[id]; }
    // Ends the open second: counters to 0, samples emptied (their memory is kept), gauges stay.
    void resetSecond();
    bool find(const std::string& ns, const std::string& name,
              const std::vector<std::pair<std::string, std::string>>& dimensions, MetricId& id) const;

  private:
    std::vector<Channel> m_channels;
    std::vector<MetricSpec> m_specs; // dimensions sorted by name
    bool m_attached = false;
};

} // namespace maylab::kernel
