// The grid of a dashboard: 24 columns, rows without end, no two widgets over each other. Pure arithmetic.
#pragma once

#include "app/session/dashboard_picture.h"

#include <cstddef>
#include <vector>

namespace maylab::app {

inline constexpr int kGridColumns = 24;
inline constexpr int kGridMaxHeight = 1000; // of one widget
inline constexpr int kLeastWidth = 2, kLeastHeight = 2;

// The nearest cell that lies on the grid.
GridCell onGrid(GridCell cell);

// The cells after that of `moved` became `wanted`. It gets exactly that place; a widget it would lie over goes above it
// where there is room, else down, and pushes on what is there. Widgets that are not touched stay.
std::vector<GridCell> placed(const std::vector<GridCell>& cells, std::size_t moved, GridCell wanted);

// The first free place of that size, in reading order.
GridCell freePlace(const std::vector<GridCell>& cells, int width, int height);

// Rows that the widgets take.
int gridRows(const std::vector<GridCell>& cells);

} // namespace maylab::app
