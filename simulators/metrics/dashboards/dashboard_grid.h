// Where widgets stand on the grid of 24 columns: those without a place of their own go to the next free one (6 x 6 unless they
// say otherwise), and of two that overlap the later one moves down. What leaves the right edge is narrowed.
// Units: columns, and rows of the same height. Source: sheet 2.10, 3.1 (no overlap).
#pragma once

#include "metrics/dashboards/dashboard_body.h"

#include <cstdint>
#include <vector>

namespace maylab::metrics {

struct GridRect {
    std::int64_t x = 0, y = 0, width = 6, height = 6;
    bool operator==(const GridRect&) const = default;
    bool overlaps(const GridRect& o) const {
        return x < o.x + o.width && o.x < x + width && y < o.y + o.height && o.y < y + height;
    }
};

// One a widget, in their order.
std::vector<GridRect> placeWidgets(const std::vector<Widget>& widgets);

} // namespace maylab::metrics
