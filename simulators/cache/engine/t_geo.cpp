// Places in sorted sets: GEOADD, GEOPOS, GEODIST, GEOHASH. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/geo_arguments.h"
#include "cache/engine/zset_arguments.h"

#include <cmath>
#include <string>
#include <vector>

namespace maylab::cache {

std::optional<double> unitArgument(Invocation& i, std::string_view arg) {
    if (is(arg, "m")) return 1;
    if (is(arg, "km")) return 1000;
    if (is(arg, "ft")) return 0.3048;
    if (is(arg, "mi")) return 1609.34;
    i.out.error("ERR unsupported unit provided. please use M, KM, FT, MI");
    return std::nullopt;
}

bool pointArgument(Invocation& i, std::size_t at, geo::Point& point) {
    if (!doubleArgument(i, i.argv[at], point.longitude) || !doubleArgument(i, i.argv[at + 1], point.latitude)) return false;
    if (std::abs(point.longitude) <= geo::kLongitudeMax && std::abs(point.latitude) <= geo::kLatitudeMax) return true;
    i.out.error("ERR invalid longitude,latitude pair " + formatFixed(point.longitude, 6) + "," + formatFixed(point.latitude, 6));
    return false;
}

namespace commands {

namespace {

// One reply for each member from argv[2] on: found(place) or missing().
template <class Found, class Missing>
void replyEach(Invocation& i, Found&& found, Missing&& missing) {
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    i.server.charge(static_cast<std::int64_t>(i.argc() - 2) * kElementNs);
    i.out.array(i.argc() - 2);
    for (std::size_t k = 2; k < i.argc(); ++k) {
        const std::optional<double> score = z ? z->score(i.argv[k]) : std::nullopt;
        if (score) found(geo::place(*score));
        else missing();
    }
}

} // namespace

void geoadd(Invocation& i) {
    AddFlags flags;
    std::size_t at = 2;
    for (; at < i.argc(); ++at) {
        if (is(i.argv[at], "NX")) flags.nx = true;
        else if (is(i.argv[at], "XX")) flags.xx = true;
        else if (is(i.argv[at], "CH")) flags.ch = true;
        else break;
    }
    if ((i.argc() - at) % 3 != 0 || at == i.argc() || (flags.nx && flags.xx)) {
        i.out.error(text::kSyntax);
        return;
    }
    std::vector<ScoredMember> members;
    std::vector<std::string> scores;
    for (std::size_t k = at; k < i.argc(); k += 3) {
        geo::Point p;
        if (!pointArgument(i, k, p)) return;
        const std::uint64_t score = geo::score(p);
        members.push_back({i.argv[k + 2], static_cast<double>(score)});
        scores.push_back(std::to_string(score));
    }
    const std::uint64_t before = i.server.stats.dirty;
    addMembers(i, i.argv[1], flags, members);
    if (i.server.stats.dirty == before) return;
    // To the replicas it is a ZADD.
    std::vector<std::string_view> zadd{"zadd"};
    zadd.insert(zadd.end(), i.argv.begin() + 1, i.argv.begin() + static_cast<std::ptrdiff_t>(at));
    for (std::size_t k = 0; k < members.size(); ++k) {
        zadd.push_back(scores[k]);
        zadd.push_back(members[k].member);
    }
    replicateAs(i, zadd);
}

void geopos(Invocation& i) {
    replyEach(
        i,
        [&](geo::Point p) {
            i.out.array(2);
            i.out.humanReal(p.longitude);
            i.out.humanReal(p.latitude);
        },
        [&] { i.out.nullArray(); });
}

void geohash(Invocation& i) {
    replyEach(i, [&](geo::Point p) { i.out.bulk(geo::text(p)); }, [&] { i.out.null(); });
}

void geodist(Invocation& i) {
    double unit = 1;
    if (i.argc() == 5) {
        const std::optional<double> given = unitArgument(i, i.argv[4]);
        if (!given) return;
        unit = *given;
    } else if (i.argc() > 5) {
        i.out.error(text::kSyntax);
        return;
    }
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    const std::optional<double> from = z ? z->score(i.argv[2]) : std::nullopt;
    const std::optional<double> to = z ? z->score(i.argv[3]) : std::nullopt;
    if (!from || !to) i.out.null();
    else i.out.bulk(formatFixed(geo::distance(geo::place(*from), geo::place(*to)) / unit, 4));
}

} // namespace commands

} // namespace maylab::cache
