#include "app/panels/dashboard/dashboard_layout.h"

#include <algorithm>
#include <numeric>

namespace maylab::app {

GridCell onGrid(GridCell cell) {
    cell.width = std::clamp(cell.width, kLeastWidth, kGridColumns);
    cell.height = std::clamp(cell.height, kLeastHeight, kGridMaxHeight);
    cell.x = std::clamp(cell.x, 0, kGridColumns - cell.width);
    cell.y = std::max(cell.y, 0);
    return cell;
}

std::vector<GridCell> placed(const std::vector<GridCell>& cells, std::size_t moved, GridCell wanted) {
    std::vector<GridCell> out = cells;
    out[moved] = onGrid(wanted);
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if ((a == moved) != (b == moved)) return a == moved;
        return std::pair(cells[a].y, cells[a].x) < std::pair(cells[b].y, cells[b].x);
    });
    for (std::size_t n = 1; n < order.size(); ++n) {
        GridCell& cell = out[order[n]];
        const auto lowestBelow = [&](const GridCell& c) { // of the settled ones that c lies over; -1: of none
            int bottom = -1;
            for (std::size_t k = 0; k < n; ++k) {
                if (out[order[k]].meets(c)) bottom = std::max(bottom, out[order[k]].bottom());
            }
            return bottom;
        };
        if (cell.meets(out[moved])) {
            GridCell above = cell;
            above.y = out[moved].y - cell.height;
            const bool free = above.y >= 0 && std::none_of(order.begin(), order.end(), [&](std::size_t other) {
                                  return other != order[n] && out[other].meets(above);
                              });
            if (free) {
                cell = above;
                continue;
            }
        }
        for (int below = lowestBelow(cell); below >= 0; below = lowestBelow(cell)) cell.y = below;
    }
    return out;
}

GridCell freePlace(const std::vector<GridCell>& cells, int width, int height) {
    GridCell place = onGrid({0, 0, width, height});
    // What can move no further up lies at the top or below something.
    std::vector<int> rows{0};
    for (const GridCell& c : cells) rows.push_back(c.bottom());
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (const int row : rows) {
        place.y = row;
        for (place.x = 0; place.right() <= kGridColumns; ++place.x) {
            if (std::none_of(cells.begin(), cells.end(), [&](const GridCell& c) { return c.meets(place); })) return place;
        }
    }
    place.x = 0;
    return place;
}

int gridRows(const std::vector<GridCell>& cells) {
    int rows = 0;
    for (const GridCell& c : cells) rows = std::max(rows, c.bottom());
    return rows;
}

} // namespace maylab::app
