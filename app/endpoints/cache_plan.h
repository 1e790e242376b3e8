// Which nodes of a world speak Redis or Memcached, for the loopback ports.
#pragma once

#include "app/endpoints/loopback_ports.h"

namespace maylab::app {

std::vector<PortTarget> cachePlan(const kernel::World& world, ClientProtocol protocol);

} // namespace maylab::app
