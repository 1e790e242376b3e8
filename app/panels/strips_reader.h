// Reads the strips of data points out of a world that has them. Qt-free, on the world's thread.
#pragma once

#include "app/session/strips_picture.h"

namespace maylab::kernel {
class World;
}

namespace maylab::app {

void readStrips(const kernel::World& world, StripsPicture& out);

} // namespace maylab::app
