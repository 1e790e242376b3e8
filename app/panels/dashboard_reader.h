// Evaluates the dashboard that is on screen, at most four times a second of wall time while time passes; what a person
// changes (another body, range or variable, anything in a world that stands still) is evaluated at once. Changes nothing
// in the world. Lives on the world's thread.
#pragma once

#include "app/session/dashboard_picture.h"
#include "kernel/time.h"
#include "metrics/dashboards/dashboard_body.h"

#include <chrono>
#include <memory>

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
    std::shared_ptr<const DashboardPicture> m_last;
    DashboardInterest m_asked;
    metrics::Dashboard m_dashboard; // of m_last's body
    std::chrono::steady_clock::time_point m_evaluated;
};

} // namespace maylab::app
