#include "cache/engine/geohash.h"

#include "kernel/math.h"

#include <algorithm>
#include <cmath>

namespace maylab::cache::geo {

namespace math = kernel::math;

namespace {

constexpr int kSteps = 26; // halvings of each axis: 52 bits
constexpr double kEarthRadius = 6372797.560856;
constexpr double kMercatorMax = 20037726.37;
constexpr double kRadian = 3.14159265358979323846 / 180.0;
constexpr std::uint64_t kLatitudeBits = 0x5555555555555555, kLongitudeBits = 0xAAAAAAAAAAAAAAAA;

double radians(double degrees) { return degrees * kRadian; }
double degrees(double radians) { return radians / kRadian; }

// Bit k of x to bit 2k.
std::uint64_t spread(std::uint32_t x) {
    std::uint64_t v = x;
    v = (v | v << 16) & 0x0000FFFF0000FFFF;
    v = (v | v << 8) & 0x00FF00FF00FF00FF;
    v = (v | v << 4) & 0x0F0F0F0F0F0F0F0F;
    v = (v | v << 2) & 0x3333333333333333;
    return (v | v << 1) & kLatitudeBits;
}

std::uint32_t gather(std::uint64_t v) {
    v &= kLatitudeBits;
    v = (v | v >> 1) & 0x3333333333333333;
    v = (v | v >> 2) & 0x0F0F0F0F0F0F0F0F;
    v = (v | v >> 4) & 0x00FF00FF00FF00FF;
    v = (v | v >> 8) & 0x0000FFFF0000FFFF;
    return static_cast<std::uint32_t>(v | v >> 16);
}

// A cell: both axes halved so many times. Without bits and steps: none.
struct Cell {
    std::uint64_t bits = 0;
    int steps = 0;
    bool none() const { return bits == 0 && steps == 0; }
    bool operator==(const Cell&) const = default;
};

struct Span {
    double min = 0, max = 0;
};
struct Bounds {
    Span longitude, latitude;
};

Cell encode(Point p, int steps, double latitudeMax) {
    const double cells = static_cast<double>(std::uint64_t{1} << steps);
    const double x = (p.longitude + kLongitudeMax) / (2 * kLongitudeMax) * cells;
    const double y = (p.latitude + latitudeMax) / (2 * latitudeMax) * cells;
    return {spread(static_cast<std::uint32_t>(y)) | spread(static_cast<std::uint32_t>(x)) << 1, steps};
}

Bounds decode(Cell c) {
    const double cells = static_cast<double>(std::uint64_t{1} << c.steps);
    const auto side = [&](std::uint32_t n, double limit) {
        const double width = limit - -limit;
        return Span{-limit + n * 1.0 / cells * width, -limit + (n + 1) / cells * width};
    };
    return {side(gather(c.bits >> 1), kLongitudeMax), side(gather(c.bits), kLatitudeMax)};
}

// The cell next to it, around the edge of the map if need be. east and north: -1, 0 or 1.
Cell neighbour(Cell c, int east, int north) {
    const int unused = 64 - 2 * c.steps;
    const auto moved = [&](std::uint64_t own, std::uint64_t other, int by) {
        std::uint64_t v = c.bits & own;
        const std::uint64_t gaps = other >> unused; // ones between our bits carry through
        if (by > 0) v += gaps + 1;
        if (by < 0) v = (v | gaps) - (gaps + 1);
        return v & (own >> unused);
    };
    const std::uint64_t x = east == 0 ? c.bits & kLongitudeBits : moved(kLongitudeBits, kLatitudeBits, east);
    const std::uint64_t y = north == 0 ? c.bits & kLatitudeBits : moved(kLatitudeBits, kLongitudeBits, north);
    c.bits = x | y;
    return c;
}

// So many halvings that a cell and its neighbours hold a circle of that radius, most often.
int stepsFor(double radius, double latitude) {
    if (radius == 0) return kSteps;
    int steps = 1;
    for (; radius < kMercatorMax; radius *= 2) ++steps;
    steps -= 2;
    const double north = std::fabs(latitude); // towards the poles cells are narrow
    if (north > 66) --steps;
    if (north > 80) --steps;
    return std::clamp(steps, 1, kSteps);
}

Bounds boundingBox(const Area& a) {
    const double height = a.box ? a.height / 2 : a.radius, width = a.box ? a.width / 2 : a.radius;
    const double up = degrees(height / kEarthRadius);
    // On the side nearer to the pole the same width is more degrees.
    const double latitude = a.centre.latitude < 0 ? a.centre.latitude - up : a.centre.latitude + up;
    const double aside = degrees(width / kEarthRadius / math::cos(radians(latitude)));
    return {{a.centre.longitude - aside, a.centre.longitude + aside}, {a.centre.latitude - up, a.centre.latitude + up}};
}

// As the processor turns doubles into unsigned numbers: what does not fit becomes 2^63.
std::uint64_t bitsOf(double score) {
    constexpr double kTop = 9223372036854775808.0;
    const auto truncated = [](double d) {
        return d >= -kTop && d < kTop ? static_cast<std::uint64_t>(static_cast<std::int64_t>(d)) : std::uint64_t{1} << 63;
    };
    return score < kTop ? truncated(score) : truncated(score - kTop) ^ std::uint64_t{1} << 63;
}

} // namespace

std::uint64_t score(Point p) { return encode(p, kSteps, kLatitudeMax).bits; }

Point place(double score) {
    const Bounds b = decode({bitsOf(score), kSteps});
    return {std::clamp((b.longitude.min + b.longitude.max) / 2, -kLongitudeMax, kLongitudeMax),
            std::clamp((b.latitude.min + b.latitude.max) / 2, -kLatitudeMax, kLatitudeMax)};
}

std::string text(Point p) {
    constexpr char kLetters[] = "0123456789bcdefghjkmnpqrstuvwxyz";
    const std::uint64_t bits = encode(p, kSteps, 90).bits;
    std::string out;
    for (int shift = 47; shift >= 2; shift -= 5) out += kLetters[bits >> shift & 31];
    return out + '0';
}

double distance(Point a, Point b) {
    const double fromLatitude = radians(a.latitude), toLatitude = radians(b.latitude);
    const double u = math::sin((toLatitude - fromLatitude) / 2);
    const double v = math::sin((radians(b.longitude) - radians(a.longitude)) / 2);
    return 2.0 * kEarthRadius *
           math::asin(math::sqrt(u * u + math::cos(fromLatitude) * math::cos(toLatitude) * v * v));
}

std::optional<double> Area::distanceIfInside(Point p) const {
    if (box && (distance(p, {centre.longitude, p.latitude}) > width / 2 ||
                distance(p, {p.longitude, centre.latitude}) > height / 2))
        return std::nullopt;
    const double metres = distance(centre, p);
    if (!box && metres > radius) return std::nullopt;
    return metres;
}

ScoreRanges cover(const Area& area) {
    const Bounds limits = boundingBox(area);
    const double radius =
        area.box ? math::sqrt(area.width / 2 * (area.width / 2) + area.height / 2 * (area.height / 2)) : area.radius;
    int steps = stepsFor(radius, area.centre.latitude);
    Cell centre = encode(area.centre, steps, kLatitudeMax);
    const auto tooFine = [&] {
        return decode(neighbour(centre, 0, 1)).latitude.max < limits.latitude.max ||
               decode(neighbour(centre, 0, -1)).latitude.min > limits.latitude.min ||
               decode(neighbour(centre, 1, 0)).longitude.max < limits.longitude.max ||
               decode(neighbour(centre, -1, 0)).longitude.min > limits.longitude.min;
    };
    if (steps > 1 && tooFine()) centre = encode(area.centre, --steps, kLatitudeMax);

    constexpr struct {
        int east, north;
    } kOrder[] = {{0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};
    const Bounds own = decode(centre);
    ScoreRanges out;
    Cell last; // a neighbour that was taken
    for (const auto& way : kOrder) {
        // Where the limits end inside the middle cell, nothing beyond it is needed.
        const bool needless = steps >= 2 && ((way.north < 0 && own.latitude.min < limits.latitude.min) ||
                                             (way.north > 0 && own.latitude.max > limits.latitude.max) ||
                                             (way.east < 0 && own.longitude.min < limits.longitude.min) ||
                                             (way.east > 0 && own.longitude.max > limits.longitude.max));
        const Cell c = neighbour(centre, way.east, way.north);
        // Around a large circle the neighbours on both sides may be one and the same.
        if (needless || (!last.none() && c == last)) continue;
        const int unused = 2 * (kSteps - c.steps);
        out.ranges[out.count++] = {static_cast<double>(c.bits << unused), static_cast<double>((c.bits + 1) << unused)};
        if (way.east != 0 || way.north != 0) last = c;
    }
    return out;
}

} // namespace maylab::cache::geo
