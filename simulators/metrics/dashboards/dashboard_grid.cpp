#include "metrics/dashboards/dashboard_grid.h"

#include <algorithm>
#include <numeric>

namespace maylab::metrics {

std::vector<GridRect> placeWidgets(const std::vector<Widget>& widgets) {
    std::vector<GridRect> out(widgets.size());
    GridRect cursor{0, 0, 0, 0}; // where the next one without a place goes; height: of its line
    for (std::size_t i = 0; i < widgets.size(); ++i) {
        const Widget& w = widgets[i];
        GridRect& r = out[i];
        r.width = std::clamp<std::int64_t>(w.width.value_or(6), 1, kGridColumns);
        r.height = std::max<std::int64_t>(w.height.value_or(6), 1);
        if (w.x && w.y) {
            r.x = std::clamp<std::int64_t>(*w.x, 0, kGridColumns - 1);
            r.y = std::max<std::int64_t>(*w.y, 0);
            r.width = std::min<std::int64_t>(r.width, kGridColumns - r.x);
        } else {
            if (cursor.x + r.width > kGridColumns) cursor = {0, cursor.y + cursor.height, 0, 0};
            r.x = cursor.x;
            r.y = cursor.y;
            cursor.x += r.width;
            cursor.height = std::max(cursor.height, r.height);
        }
    }
    // From the top: each as high as it wants to be, unless somebody stands there already.
    std::vector<std::size_t> order(out.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return out[a].y != out[b].y ? out[a].y < out[b].y : out[a].x < out[b].x;
    });
    for (std::size_t k = 0; k < order.size(); ++k) {
        GridRect& r = out[order[k]];
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t j = 0; j < k; ++j) {
                const GridRect& other = out[order[j]];
                if (!r.overlaps(other)) continue;
                r.y = other.y + other.height;
                moved = true;
            }
        }
    }
    return out;
}

} // namespace maylab::metrics
