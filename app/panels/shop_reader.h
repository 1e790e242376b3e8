// Workloads of the shop as pictures: the home page and the comparison of two nodes. Qt-free, on the world's thread.
#pragma once

#include "app/session/picture.h"

#include <deque>

namespace maylab::kernel {
class World;
}

namespace maylab::app {

// Keeps what a look at one instant cannot tell: how bad each expiry of the home page was.
class StampedeReader {
  public:
    void read(const kernel::World& world, StampedePicture& out);

  private:
    void collect(const kernel::World& world);

    std::deque<StampedePicture::Expiry> m_expiries; // oldest first
    std::int64_t m_seenSecond = 0, m_lastBuild = -100;
};

void readComparison(const kernel::World& world, ComparisonPicture& out);

} // namespace maylab::app
