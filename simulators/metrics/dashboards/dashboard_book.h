// All dashboards of a world as a value: name, body as it was put, when. A copy shares the bodies.
// Times are Unix milliseconds. Source: CloudWatch API reference, PutDashboard to DeleteDashboards.
#pragma once

#include "kernel/hash.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace maylab::metrics {

struct StoredDashboard {
    std::shared_ptr<const std::string> body;
    std::int64_t modified = 0;
};

class DashboardBook {
  public:
    using Dashboards = std::map<std::string, StoredDashboard, std::less<>>;

    const Dashboards& all() const { return m_dashboards; }
    const StoredDashboard* find(std::string_view name) const {
        const auto it = m_dashboards.find(name);
        return it == m_dashboards.end() ? nullptr : &it->second;
    }
    void put(std::string_view name, std::string body, std::int64_t nowMs) {
        note(name, body, nowMs);
        m_dashboards.insert_or_assign(std::string(name), StoredDashboard{std::make_shared<const std::string>(std::move(body)), nowMs});
    }
    void erase(std::string_view name, std::int64_t nowMs) {
        note(name, {}, nowMs);
        if (const auto it = m_dashboards.find(name); it != m_dashboards.end()) m_dashboards.erase(it);
    }
    // Nothing, as long as there never was a dashboard.
    void mixInto(kernel::Fingerprint& f) const {
        if (m_changes > 0) f.mix(m_hash.value());
    }

  private:
    void note(std::string_view name, std::string_view body, std::int64_t nowMs) {
        ++m_changes;
        m_hash.mix(name);
        m_hash.mixWords(body);
        m_hash.mix(static_cast<std::uint64_t>(nowMs));
    }

    Dashboards m_dashboards;
    std::uint64_t m_changes = 0;
    kernel::Fingerprint m_hash;
};

} // namespace maylab::metrics
