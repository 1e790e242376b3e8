// Places around a place: GEOSEARCH, and the older GEORADIUS with its words in another order. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/geo_arguments.h"
#include "cache/engine/zset_arguments.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

enum class Order : std::uint8_t { Unsaid, Near, Far };

struct Request {
    geo::Area area;
    double unit = 1; // metres
    bool withCoord = false, withDist = false, withHash = false;
    bool any = false;       // the first that are found will do
    std::int64_t count = 0; // 0: all
    Order order = Order::Unsaid;
    const std::string_view* destination = nullptr;
    bool storesDistance = false;
};

struct Match {
    std::string_view member; // good until the server changes
    double score = 0, distance = 0; // metres
    geo::Point place;
};

enum class Dialect : std::uint8_t { Radius, RadiusByMember, Search, SearchStore };
enum class Store : std::uint8_t { Allowed, Refused };

class Search {
  public:
    Search(Invocation& i, std::size_t sourceAt, Dialect dialect, Store store)
        : m_i(i), m_dialect(dialect), m_mayStore(store == Store::Allowed), m_source(readTyped<ZSetValue>(i, i.argv[sourceAt])) {}

    void run() {
        if (m_source.wrong || !readCentre() || !readOptions() || !consistent()) return;
        if (!m_source) {
            if (m_r.destination != nullptr) storeZSet(m_i, *m_r.destination, new ZSetValue(), kEvent);
            else m_i.out.array(0);
            return;
        }
        find();
        if (m_r.destination != nullptr) store();
        else reply();
    }

  private:
    static constexpr std::string_view kEvent = "geosearchstore", kRadiusEvent = "georadiusstore";

    bool searching() const { return m_dialect == Dialect::Search || m_dialect == Dialect::SearchStore; }
    bool fail(std::string_view error) {
        m_i.out.error(error);
        return false;
    }

    bool distanceArgument(std::size_t at) {
        if (!doubleArgument(m_i, m_i.argv[at], m_r.area.radius, "ERR need numeric radius")) return false;
        if (m_r.area.radius < 0) return fail("ERR radius cannot be negative");
        return readUnit(at + 1);
    }
    bool boxArgument(std::size_t at) {
        geo::Area& a = m_r.area;
        a.box = true;
        if (!doubleArgument(m_i, m_i.argv[at], a.width, "ERR need numeric width") ||
            !doubleArgument(m_i, m_i.argv[at + 1], a.height, "ERR need numeric height"))
            return false;
        if (a.height < 0 || a.width < 0) return fail("ERR height or width cannot be negative");
        return readUnit(at + 2);
    }
    bool readUnit(std::size_t at) {
        const std::optional<double> unit = unitArgument(m_i, m_i.argv[at]);
        m_r.unit = unit.value_or(1);
        return unit.has_value();
    }
    bool memberArgument(std::size_t at) {
        const std::optional<double> score = m_source->score(m_i.argv[at]);
        if (!score) return fail("ERR could not decode requested zset member");
        m_r.area.centre = geo::place(*score);
        return true;
    }

    // What GEORADIUS has at fixed places. m_at: where the options begin.
    bool readCentre() {
        switch (m_dialect) {
        case Dialect::Radius: m_at = 6; return pointArgument(m_i, 2, m_r.area.centre) && distanceArgument(4);
        case Dialect::RadiusByMember: m_at = 5; return !m_source || (memberArgument(2) && distanceArgument(3));
        case Dialect::Search: m_at = 2; break;
        case Dialect::SearchStore: m_at = 3; m_r.destination = &m_i.argv[1]; break;
        }
        return true;
    }

    bool readOptions() {
        for (std::size_t k = m_at; k < m_i.argc(); ++k) {
            const std::string_view word = m_i.argv[k];
            const std::size_t after = m_i.argc() - k - 1;
            if (is(word, "WITHDIST")) m_r.withDist = true;
            else if (is(word, "WITHHASH")) m_r.withHash = true;
            else if (is(word, "WITHCOORD")) m_r.withCoord = true;
            else if (is(word, "ANY")) m_r.any = true;
            else if (is(word, "ASC")) m_r.order = Order::Near;
            else if (is(word, "DESC")) m_r.order = Order::Far;
            else if (is(word, "COUNT") && after >= 1) {
                if (!integerArgument(m_i, m_i.argv[++k], m_r.count)) return false;
                if (m_r.count <= 0) return fail("ERR COUNT must be > 0");
            } else if (!searching() && m_mayStore && after >= 1 && (is(word, "STORE") || is(word, "STOREDIST"))) {
                m_r.destination = &m_i.argv[++k];
                m_r.storesDistance = is(word, "STOREDIST");
            } else if (m_dialect == Dialect::SearchStore && is(word, "STOREDIST")) {
                m_r.storesDistance = true;
            } else if (searching() && after >= 1 && !m_fromPoint && is(word, "FROMMEMBER")) {
                ++k;
                if (m_source && !memberArgument(k)) return false;
                m_fromMember = true;
            } else if (searching() && after >= 2 && !m_fromMember && is(word, "FROMLONLAT")) {
                if (!pointArgument(m_i, k + 1, m_r.area.centre)) return false;
                m_fromPoint = true;
                k += 2;
            } else if (searching() && after >= 2 && !m_byBox && is(word, "BYRADIUS")) {
                if (!distanceArgument(k + 1)) return false;
                m_byRadius = true;
                k += 2;
            } else if (searching() && after >= 3 && !m_byRadius && is(word, "BYBOX")) {
                if (!boxArgument(k + 1)) return false;
                m_byBox = true;
                k += 3;
            } else {
                return fail(text::kSyntax);
            }
        }
        return true;
    }

    bool consistent() {
        if (m_r.destination != nullptr && (m_r.withDist || m_r.withHash || m_r.withCoord))
            return fail(std::string("ERR ") +
                        (m_dialect == Dialect::SearchStore ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS") +
                        " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
        if (searching() && !m_fromMember && !m_fromPoint)
            return fail("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for " + std::string(m_i.argv[0]));
        if (searching() && !m_byRadius && !m_byBox)
            return fail("ERR exactly one of BYRADIUS and BYBOX can be specified for " + std::string(m_i.argv[0]));
        if (m_r.any && m_r.count == 0) return fail("ERR the ANY argument requires COUNT argument");
        return true;
    }

    void find() {
        geo::Area area = m_r.area;
        area.radius *= m_r.unit;
        area.width *= m_r.unit;
        area.height *= m_r.unit;
        const std::size_t enough = m_r.any ? static_cast<std::size_t>(m_r.count) : SIZE_MAX;
        const geo::ScoreRanges ranges = geo::cover(area);
        std::size_t looked = 0;
        for (std::size_t k = 0; k < ranges.count && m_matches.size() < enough; ++k) {
            const RankRange range = m_source->byScore({ranges.ranges[k].from, ranges.ranges[k].below, false, true});
            looked += range.count;
            m_source->visit(range.from, range.count, false, [&](std::string_view member, double score) {
                if (m_matches.size() >= enough) return;
                const geo::Point place = geo::place(score);
                if (const std::optional<double> metres = area.distanceIfInside(place))
                    m_matches.push_back({member, score, *metres, place});
            });
        }
        m_i.server.charge(static_cast<std::int64_t>(looked) * kElementNs);
        // The nearest ones, if only some are wanted and nobody said which.
        if (m_r.order == Order::Unsaid && m_r.count != 0 && !m_r.any) m_r.order = Order::Near;
        if (m_r.order == Order::Near)
            std::stable_sort(m_matches.begin(), m_matches.end(), [](const Match& a, const Match& b) { return a.distance < b.distance; });
        else if (m_r.order == Order::Far)
            std::stable_sort(m_matches.begin(), m_matches.end(), [](const Match& a, const Match& b) { return a.distance > b.distance; });
        if (m_r.count != 0 && static_cast<std::uint64_t>(m_r.count) < m_matches.size())
            m_matches.resize(static_cast<std::size_t>(m_r.count));
    }

    void reply() {
        RespWriter& out = m_i.out;
        const std::size_t extras = std::size_t{m_r.withDist} + std::size_t{m_r.withHash} + std::size_t{m_r.withCoord};
        out.array(m_matches.size());
        for (const Match& m : m_matches) {
            if (extras != 0) out.array(extras + 1);
            out.bulk(m.member);
            if (m_r.withDist) out.bulk(formatFixed(m.distance / m_r.unit, 4));
            if (m_r.withHash) out.integer(static_cast<std::int64_t>(m.score));
            if (m_r.withCoord) {
                out.array(2);
                out.humanReal(m.place.longitude);
                out.humanReal(m.place.latitude);
            }
        }
    }

    void store() {
        const ZSetRules rules = zsetRules(m_i.server);
        auto* stored = new ZSetValue();
        stored->makeLarge(rules); // made as a large one, flat in the end if it may be
        for (const Match& m : m_matches) stored->set(m.member, m_r.storesDistance ? m.distance / m_r.unit : m.score, rules);
        stored->makeFlatIfSmall(rules);
        storeZSet(m_i, *m_r.destination, stored, searching() ? kEvent : kRadiusEvent, m_matches.size());
    }

    Invocation& m_i;
    Dialect m_dialect;
    bool m_mayStore;
    Typed<ZSetValue> m_source;
    Request m_r;
    std::size_t m_at = 0;
    bool m_fromMember = false, m_fromPoint = false, m_byRadius = false, m_byBox = false;
    std::vector<Match> m_matches;
};

} // namespace

void georadius(Invocation& i) { Search(i, 1, Dialect::Radius, Store::Allowed).run(); }

void georadiusRo(Invocation& i) { Search(i, 1, Dialect::Radius, Store::Refused).run(); }

void georadiusbymember(Invocation& i) { Search(i, 1, Dialect::RadiusByMember, Store::Allowed).run(); }

void georadiusbymemberRo(Invocation& i) { Search(i, 1, Dialect::RadiusByMember, Store::Refused).run(); }

void geosearch(Invocation& i) { Search(i, 1, Dialect::Search, Store::Allowed).run(); }

void geosearchstore(Invocation& i) { Search(i, 2, Dialect::SearchStore, Store::Allowed).run(); }

} // namespace maylab::cache::commands
