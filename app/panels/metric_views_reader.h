// What CloudWatch holds, read for the views of distributions, periods and dimensions. Nothing here changes a world.
#pragma once

#include "app/session/dimensions_picture.h"
#include "app/session/histogram_picture.h"
#include "app/session/periods_picture.h"
#include "kernel/time.h"

#include <string>

namespace maylab::kernel {
class World;
}

namespace maylab::app {

// Shop/App Latency of the last 10 minutes. Made again when a second has closed.
class HistogramReader {
  public:
    void read(const kernel::World& world, HistogramPicture& out);

  private:
    kernel::SimTime m_closed;
    HistogramPicture m_last;
};

// The metric that the night names (DescribeNight), its last hours. `statistic` is CloudWatch's spelling.
void readPeriods(const kernel::World& world, const std::string& statistic, PeriodsPicture& out);

// The fleet's dimensions (DescribeDimensions).
void readDimensions(const kernel::World& world, DimensionsPicture& out);

} // namespace maylab::app
