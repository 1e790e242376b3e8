// Reads pictures, series and decision records out of a world: the one place where the window looks into simulators.
// Everything is const towards the world; what is kept here (a sample of requests on their way home) belongs to the
// view. Lives on the world's thread.
#pragma once

#include "app/panels/alarm_reader.h"
#include "app/panels/dashboard_reader.h"
#include "app/panels/metric_views_reader.h"
#include "app/panels/shop_reader.h"
#include "app/session/run_host.h"
#include "metrics/store.h"

#include <deque>

namespace maylab::app {

class ScenarioReader final : public WorldReader {
  public:
    void reset() override;
    void picture(const kernel::World& world, const Interest& interest, WorldPicture& out) override;
    void series(const kernel::World& world, const SeriesRequest& request, SeriesAnswer& out) override;
    void detail(const kernel::World& world, const DetailQuery& query, DetailAnswer& out) override;
    void news(const kernel::World& world, std::vector<Happening>& out) override;

    // Distance of points, in seconds, so that at most maxPoints lie in the range.
    static std::int64_t periodFor(std::int64_t seconds, std::uint32_t maxPoints);

  private:
    void shop(const kernel::World& world, const Interest& interest, ShopPicture& out);
    void keyspace(const kernel::World& world, const Interest& interest, const std::string& endpoint,
                  KeyspacePicture& out);
    void addRequest(const kernel::World& world, std::uint64_t request, DetailAnswer& out) const;
    double lastSecond(const kernel::World& world, const char* metricNamespace, const char* name,
                      const metrics::Statistic& statistic) const;

    std::deque<RequestPicture> m_requests; // a sample, oldest first
    std::uint64_t m_seenAnswers = 0;
    std::uint64_t m_nextEvent = 0; // the first that was not told yet
    float m_ttlTop = 0;
    StampedeReader m_stampede;
    AlarmReader m_alarm;
    DashboardReader m_dashboard;
    HistogramReader m_histogram;
};

} // namespace maylab::app
