// Where on Earth: longitude and latitude as 52 bits, one of each in turn, that lie close together in a sorted set when
// the places lie close together; and which ranges of such numbers cover a circle or a box.
// Degrees and metres. Latitudes end at 85.05112878 as in Web Mercator. Source: sheet 2.1; WGS-84 mean radius.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace maylab::cache::geo {

inline constexpr double kLongitudeMax = 180, kLatitudeMax = 85.05112878;

struct Point {
    double longitude = 0, latitude = 0;
};

// The score under which a sorted set keeps a place, and the place that a score stands for: the middle of its cell.
std::uint64_t score(Point p);
Point place(double score);
// Eleven letters of the common geohash, whose latitudes end at the poles; the last one is always 0.
std::string text(Point p);
double distance(Point a, Point b); // metres, by the haversine formula

// What GEOSEARCH looks for, around a point.
struct Area {
    Point centre;
    bool box = false;
    double radius = 0;            // metres
    double width = 0, height = 0; // metres
    // The metres from the centre.
    std::optional<double> distanceIfInside(Point p) const;
};

// At most nine ranges of scores that hold everything in the area, in the order in which the server looks them through.
struct ScoreRanges {
    struct Range {
        double from = 0, below = 0;
    };
    std::array<Range, 9> ranges;
    std::size_t count = 0;
};
ScoreRanges cover(const Area& area);

} // namespace maylab::cache::geo
