#include "kernel/metric_sink.h"

#include <algorithm>

namespace maylab::kernel {

bool MetricSink::find(const std::string& ns, const std::string& name,
                      const std::vector<std::pair<std::string, std::string>>& dimensions, MetricId& id) const {
    auto sorted = dimensions;
    std::sort(sorted.begin(), sorted.end());
    for (MetricId i = 0; i < m_specs.size(); ++i) {
        const MetricSpec& s = m_specs[i];
        if (s.name == name && s.metricNamespace == ns && s.dimensions == sorted) {
            id = i;
            return true;
        }
    }
    return false;
}

MetricId MetricSink::define(const MetricSpec& spec) {
    MetricId id = 0;
    if (find(spec.metricNamespace, spec.name, spec.dimensions, id)) {
        m_channels[id].live = true;
        return id;
    }
    m_specs.push_back(spec);
    std::sort(m_specs.back().dimensions.begin(), m_specs.back().dimensions.end());
    Channel c;
    c.kind = spec.kind;
    m_channels.push_back(std::move(c));
    return static_cast<MetricId>(m_channels.size() - 1);
}

void MetricSink::retire(MetricId id) {
    MAYLAB_ASSERT(id < m_channels.size());
    Channel& c = m_channels[id];
    c.live = false;
    c.touched = false;
    c.value = 0;
    c.samples.clear();
}

void MetricSink::resetSecond() {
    for (Channel& c : m_channels) {
        c.samples.clear();
        if (c.kind == MetricKind::Counter) c.value = 0;
    }
}

} // namespace maylab::kernel
