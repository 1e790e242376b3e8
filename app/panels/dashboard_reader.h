// Evaluates the dashboard that is on screen, at most four times a second of wall time while time passes; what a person
// changes (another body, range or variable, anything in a world that stands still) is evaluated at once. A query of logs is
// asked anew every two seconds at most, and less often where it takes long. Changes nothing in the world. Lives on the
// world's thread.
#pragma once

#include "app/session/dashboard_picture.h"
#include "kernel/time.h"
#include "metrics/dashboards/widget_evaluation.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace maylab::kernel {
class World;
}

namespace maylab::app {

class DashboardReader {
  public:
    void reset() { *this = {}; }
    // The same object again while it is not evaluated anew.
    std::shared_ptr<const DashboardPicture> picture(const kernel::World& world, const DashboardInterest& interest);

  private:
    using Wall = std::chrono::steady_clock::time_point;
    using LogAnswer = tl::expected<metrics::WidgetTable, std::string>;

    // `ask`, asked once for every query and length of range until the answers are old.
    metrics::OtherSources::Logs remembered(metrics::OtherSources::Logs ask, Wall now);

    std::shared_ptr<const DashboardPicture> m_last;
    DashboardInterest m_asked;
    metrics::Dashboard m_dashboard; // of m_last's body
    Wall m_evaluated, m_logsUntil;
    std::map<std::pair<std::string, std::int64_t>, LogAnswer> m_logs;
};

} // namespace maylab::app
