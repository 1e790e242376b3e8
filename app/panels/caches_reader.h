// Names that a console can connect to: endpoints of groups, nodes that stand alone, nodes of Memcached clusters.
#pragma once

#include "app/session/picture.h"

namespace maylab::kernel {
class World;
}

namespace maylab::app {

// Only what has an endpoint already, groups before nodes, in the order in which they were made.
void readCaches(const kernel::World& world, std::vector<CachePicture>& out);

} // namespace maylab::app
