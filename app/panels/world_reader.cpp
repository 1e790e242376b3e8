#include "app/panels/world_reader.h"

#include "app/panels/caches_reader.h"
#include "app/panels/cluster_reader.h"
#include "app/panels/strips_reader.h"

#include "cache/cache_view.h"
#include "metrics/cloudwatch_service.h"
#include "scenarios/shop/home_page.h"
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_service.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maylab::app {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
// Requests stay in the sample this long (virtual): ten seconds are on their way home at 10x.
constexpr double kSampleSeconds = 8;

const metrics::Statistic& sum() {
    static const metrics::Statistic s = metrics::Statistic::plain(metrics::Statistic::Kind::Sum);
    return s;
}
const metrics::Statistic& count() {
    static const metrics::Statistic s = metrics::Statistic::plain(metrics::Statistic::Kind::SampleCount);
    return s;
}

const metrics::MetricStore* storeIn(const kernel::World& world) {
    return world.find("cloudwatch") == kernel::World::kNoService ? nullptr : &metrics::storeOf(world);
}

metrics::SeriesId find(const metrics::MetricStore& store, const std::string& ns, const std::string& name,
                       const metrics::Dimensions& dimensions, bool any) {
    const metrics::SeriesId exact = store.find(ns, name, dimensions);
    if (exact != metrics::kNoSeries || !any) return exact;
    const auto all = store.findAnyDimensions(ns, name);
    return all.empty() ? metrics::kNoSeries : all.front();
}

Outcome outcomeOf(scenarios::Outcome o) {
    switch (o) {
    case scenarios::Outcome::CacheHit:
    case scenarios::Outcome::ForeignHit: return Outcome::Hit;
    case scenarios::Outcome::StaleHit: return Outcome::Stale;
    case scenarios::Outcome::DatabaseMiss: return Outcome::Miss;
    case scenarios::Outcome::DatabaseOnly: return Outcome::Database;
    case scenarios::Outcome::Error503: return Outcome::Error;
    }
    return Outcome::Database;
}

const char* outcomeName(scenarios::Outcome o) {
    switch (o) {
    case scenarios::Outcome::CacheHit: return "hit";
    case scenarios::Outcome::ForeignHit: return "foreign";
    case scenarios::Outcome::StaleHit: return "stale";
    case scenarios::Outcome::DatabaseMiss: return "miss";
    case scenarios::Outcome::DatabaseOnly: return "database";
    case scenarios::Outcome::Error503: return "error";
    }
    return "";
}

std::string productKey(std::uint32_t product) {
    char buffer[scenarios::kKeyCapacity];
    return std::string(scenarios::keyOf(product, buffer));
}

// Names and values of a decision by its rule's table.
DecisionRecord recordOf(const kernel::World& world, const kernel::Decision& d) {
    DecisionRecord r;
    const kernel::RuleInfo& rule = world.decisions().rule(d.rule);
    r.at = d.at;
    r.took = d.took;
    r.request = d.request;
    r.service = world.service(d.service).name();
    r.rule = rule.id;
    r.source = rule.source;
    r.notModelled = rule.notModelled;
    std::string_view names = rule.parameters;
    for (int i = 0; i < 4 && !names.empty(); ++i) {
        const std::size_t comma = names.find(',');
        r.values.emplace_back(std::string(names.substr(0, comma)), d.values[i]);
        names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    }
    r.subject = r.service == "lab" ? productKey(d.subject) : cache::keyOfDecision(world, d);
    return r;
}

double valueOf(const DecisionRecord& r, std::string_view name) {
    for (const auto& [n, v] : r.values) {
        if (n == name) return v;
    }
    return 0;
}

bool startsWith(const std::string& text, std::string_view head) { return text.compare(0, head.size(), head) == 0; }

LeftBy leftBy(cache::Departure why) {
    switch (why) {
    case cache::Departure::Expired: return LeftBy::Expired;
    case cache::Departure::Evicted: return LeftBy::Evicted;
    case cache::Departure::Deleted: return LeftBy::Deleted;
    case cache::Departure::None: break;
    }
    return LeftBy::Unknown;
}

float roundedUp(float seconds) {
    for (const float top : {5.f, 10.f, 20.f, 30.f, 60.f, 120.f, 300.f, 600.f, 1800.f, 3600.f}) {
        if (seconds <= top) return top;
    }
    return std::ceil(seconds / 3600.f) * 3600.f;
}

} // namespace

void ScenarioReader::reset() { *this = ScenarioReader(); }

double ScenarioReader::lastSecond(const kernel::World& world, const char* ns, const char* name,
                                  const metrics::Statistic& statistic) const {
    const metrics::MetricStore* store = storeIn(world);
    if (store == nullptr) return 0;
    const metrics::SeriesId id = store->find(ns, name, {});
    const SimTime to = store->closedUntil();
    if (id == metrics::kNoSeries || to < SimTime::atSecond(1)) return 0;
    return store->window(id, statistic, to - SimDuration::seconds(1), to).value_or(0);
}

void ScenarioReader::picture(const kernel::World& world, const Interest& interest, WorldPicture& out) {
    if (interest.caches) readCaches(world, out.caches);
    if (interest.alarm) m_alarm.read(world, interest.alarmName, out.alarm, out.replay);
    if (interest.strips) readStrips(world, out.strips);
    if (interest.dashboard.wanted) out.dashboard = m_dashboard.picture(world, interest.dashboard);
    if (interest.histogram) m_histogram.read(world, out.histogram);
    if (interest.periods) readPeriods(world, interest.periodsStatistic, out.periods);
    if (interest.dimensions) readDimensions(world, out.dimensions);
    if (!scenarios::hasShop(world)) return;
    std::string endpoint = scenarios::findShop(world)->settings().application.endpoint;
    if (interest.shop) shop(world, interest, out.shop);
    if (interest.keyspace) keyspace(world, interest, endpoint, out.keyspace);
    if (interest.stampede) m_stampede.read(world, out.stampede);
    if (interest.slotMap) readSlots(world, endpoint, out.slotMap);
    if (interest.replication) readReplication(world, endpoint, interest.shard, out.replication);
    if (interest.slabs) {
        readComparison(world, out.comparison);
        readSlabs(world, out.comparison.present ? out.comparison.nodes[1].endpoint : endpoint, out.slabs);
    }
}

void ScenarioReader::shop(const kernel::World& world, const Interest& interest, ShopPicture& out) {
    const scenarios::ShopService& service = *scenarios::findShop(world);
    const scenarios::ShopView view = scenarios::shopViewOf(world, interest.requests ? scenarios::ShopView::kRecent : 0);
    out.present = true;
    out.requestsPerSecond = view.requestsPerSecond;
    const auto* page = scenarios::findWorkload<scenarios::HomePage>(world);
    if (page != nullptr && page->isOn()) out.requestsPerSecond += page->settings().requestsPerSecond; // its answers count as well
    out.strategy = scenarios::toString(view.application.strategy);
    out.endpoint = view.application.endpoint;
    out.connections = static_cast<std::uint32_t>(view.connections.size());
    out.slotBusy.reserve(view.connections.size());
    for (const auto& slot : view.connections) {
        out.slotBusy.push_back(slot.busy ? 1 : 0);
        out.busy += slot.busy ? 1 : 0;
    }
    out.waiting = view.waiting;
    out.serviceMilliseconds = service.settings().database.serviceMilliseconds;
    for (const cache::ClusterView& c : cache::clusterViews(world)) {
        if (c.id == out.endpoint || startsWith(out.endpoint, c.id + ".") || c.endpoint == out.endpoint) {
            out.cacheReachable = c.reachable;
            out.endpoint = c.id;
        }
    }

    const double hits = lastSecond(world, "Shop/App", "Hits", sum());
    const double stale = lastSecond(world, "Shop/App", "StaleReads", sum());
    const double misses = lastSecond(world, "Shop/App", "Misses", sum());
    const double answered = lastSecond(world, "Shop/App", "Latency", count());
    const double queries = lastSecond(world, "Shop/DB", "Queries", sum());
    const auto at = [&out](Outcome o) -> double& { return out.perSecond[static_cast<std::size_t>(o)]; };
    at(Outcome::Stale) = std::min(stale, hits);
    at(Outcome::Hit) = hits - at(Outcome::Stale);
    at(Outcome::Miss) = misses;
    at(Outcome::Error) = lastSecond(world, "Shop/App", "Errors503", sum());
    at(Outcome::Database) = view.application.strategy == scenarios::Strategy::None ? std::max(0.0, answered - at(Outcome::Error)) : 0;
    out.queriesPerSecond = queries;

    if (!interest.requests) {
        m_requests.clear();
        m_seenAnswers = view.answeredInAll;
        return;
    }
    // The ring holds the last 512 answers; what is on its way home longer is kept here, thinned out so that all of
    // it fits. Thinning goes by id: a shape does not vanish half way because of its neighbours.
    const double home = interest.homeSeconds > 0 ? std::min(interest.homeSeconds, kSampleSeconds) : 1;
    const double expected = std::max(1.0, view.requestsPerSecond * home);
    const auto every = static_cast<std::uint64_t>(std::ceil(expected / (ShopPicture::kMaxRequests * 0.75)));
    const std::uint64_t fresh = view.answeredInAll - m_seenAnswers;
    const std::size_t take = static_cast<std::size_t>(std::min<std::uint64_t>(fresh, view.recent.size()));
    for (std::size_t i = view.recent.size() - take; i < view.recent.size(); ++i) {
        const scenarios::RequestRecord& r = view.recent[i];
        if (r.id % every != 0) continue;
        RequestPicture p;
        p.id = r.id;
        p.begun = r.arrived;
        p.ended = r.arrived + SimDuration::fromSeconds(static_cast<double>(r.totalMilliseconds) * 1e-3);
        p.product = r.product;
        p.outcome = outcomeOf(r.outcome);
        m_requests.push_back(p);
    }
    m_seenAnswers = view.answeredInAll;
    const SimTime now = world.now();
    while (!m_requests.empty() && (now - m_requests.front().ended).inSeconds() > home) m_requests.pop_front();
    while (m_requests.size() > ShopPicture::kMaxRequests) m_requests.pop_front();
    out.requests.assign(m_requests.begin(), m_requests.end());
}

void ScenarioReader::keyspace(const kernel::World& world, const Interest& interest, const std::string& endpoint,
                              KeyspacePicture& out) {
    const auto clusters = cache::clusterViews(world);
    if (clusters.empty()) return;
    const cache::ClusterView* cluster = &clusters.front();
    KeyOwners owners;
    const bool group = readOwners(world, endpoint, owners);
    for (const auto& c : clusters) {
        if (group ? c.id == owners.primaries.front() : c.id == endpoint || c.endpoint == endpoint || startsWith(endpoint, c.id + ".")) cluster = &c;
    }
    out.cluster = cluster->id;
    out.status = cluster->status;
    out.present = cluster->serving;
    if (!out.present) return;
    out.policy = cluster->policy;
    // Of a group, the primaries have the keys: each its share of them in cluster mode.
    if (!group) owners.primaries = {cluster->id};
    for (const auto& c : clusters) {
        if (std::find(owners.primaries.begin(), owners.primaries.end(), c.id) == owners.primaries.end()) continue;
        out.keys += c.keys;
        out.usedMemory += c.usedMemory;
        out.maxMemory += c.maxmemory;
    }
    const scenarios::ShopService& shop = *scenarios::findShop(world);
    out.products = shop.settings().popularity.keys;

    // Every n-th product has a place of its own: the share of filled tiles is the share of products in the cache.
    const auto own = static_cast<std::uint32_t>(std::min(interest.ownKeys.size(), Interest::kOwnKeys));
    const std::uint32_t room = std::clamp<std::uint32_t>(interest.tiles, own + 1, KeyspacePicture::kMaxTiles) - own;
    out.stride = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (out.products + room - 1) / room));
    float longest = 0;
    const auto fill = [&](TilePicture& tile, const std::string& name) {
        cache::KeyView key;
        const std::string& node = owners.of(name);
        if (cache::keyDetails(world, node, name, key) && key.ttlMilliseconds >= -1) {
            tile.cached = true;
            tile.kind = static_cast<ValueKind>(key.type);
            tile.ttlLeft = key.ttlMilliseconds < 0 ? -1.f : static_cast<float>(key.ttlMilliseconds) * 1e-3f;
            tile.age = static_cast<float>(key.idleMilliseconds) * 1e-3f;
            tile.frequency = static_cast<float>(key.frequency);
            longest = std::max(longest, tile.ttlLeft);
        } else {
            tile.left = leftBy(cache::departureOf(world, node, name));
        }
    };
    // What the learner touched comes first, whether or not it is a product with a place of its own.
    for (const std::string& name : interest.ownKeys) {
        TilePicture& tile = out.tiles.emplace_back();
        tile.own = true;
        tile.key = name;
        fill(tile, name);
    }
    for (std::uint64_t product = 0; product < out.products && out.tiles.size() < KeyspacePicture::kMaxTiles; product += out.stride) {
        TilePicture tile;
        tile.product = static_cast<std::uint32_t>(product);
        const std::string name = productKey(tile.product);
        if (std::find(interest.ownKeys.begin(), interest.ownKeys.end(), name) != interest.ownKeys.end()) continue;
        fill(tile, name);
        out.tiles.push_back(std::move(tile));
    }
    // The scale follows the application's TTL; keys stored before a change may have longer.
    const auto& application = shop.settings().application;
    const auto set = static_cast<float>(application.ttlSeconds * (1 + application.jitterPercent * 0.01));
    const float wanted = roundedUp(std::max(longest, set));
    // Down only when it is far too wide, so that the legend does not jump about.
    if (wanted > m_ttlTop || wanted < m_ttlTop * 0.6f) m_ttlTop = wanted;
    out.ttlTop = m_ttlTop;
}

std::int64_t ScenarioReader::periodFor(std::int64_t seconds, std::uint32_t maxPoints) {
    for (const std::int64_t p : {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600}) {
        if (seconds / p + 1 <= maxPoints) return p;
    }
    return (seconds / maxPoints + 1 + 3599) / 3600 * 3600;
}

void ScenarioReader::series(const kernel::World& world, const SeriesRequest& request, SeriesAnswer& out) {
    out.now = world.now();
    out.series.resize(request.queries.size());
    const metrics::MetricStore* store = storeIn(world);
    if (store == nullptr) return;
    const std::int64_t closed = store->closedUntil().wholeSeconds();
    const std::int64_t from = std::max<std::int64_t>(0, request.from.wholeSeconds());
    const std::int64_t to = std::min(request.to.wholeSeconds() + 1, closed);
    if (to <= from) return;
    const std::int64_t period = periodFor(to - from, request.maxPoints);
    for (std::size_t i = 0; i < request.queries.size(); ++i) {
        const SeriesQuery& q = request.queries[i];
        Series& s = out.series[i];
        metrics::Dimensions dimensions(q.dimensions.begin(), q.dimensions.end());
        std::sort(dimensions.begin(), dimensions.end());
        const metrics::SeriesId id = find(*store, q.metricNamespace, q.name, dimensions, q.anyDimensions);
        const auto statistic = metrics::Statistic::parse(q.ratioOther.empty() ? q.statistic : "Sum");
        if (id == metrics::kNoSeries || !statistic) continue;
        metrics::SeriesId other = metrics::kNoSeries;
        if (!q.ratioOther.empty()) {
            other = find(*store, q.metricNamespace, q.ratioOther, dimensions, q.anyDimensions);
        }
        s.found = true;
        const std::int64_t window = q.windowSeconds > 0 ? q.windowSeconds : period;
        // Points stand at whole multiples of the period: they stay where they are while the range moves on.
        for (std::int64_t end = (from / period + 1) * period; end <= to; end += period) {
            const SimTime a = SimTime::atSecond(std::max<std::int64_t>(0, end - window)), b = SimTime::atSecond(end);
            double value = store->window(id, *statistic, a, b).value_or(kNoValue);
            if (!q.ratioOther.empty()) {
                const double second =
                    other == metrics::kNoSeries ? 0 : store->window(other, *statistic, a, b).value_or(0);
                const double all = (std::isnan(value) ? 0 : value) + second;
                value = all > 0 ? (std::isnan(value) ? 0 : value) / all : kNoValue;
            }
            s.seconds.push_back(static_cast<double>(end));
            s.values.push_back(value);
        }
    }
}

void ScenarioReader::addRequest(const kernel::World& world, std::uint64_t request, DetailAnswer& out) const {
    for (const kernel::Decision& d : world.decisions().ofRequest(request)) {
        if (out.records.size() < out.query.limit) out.records.push_back(recordOf(world, d));
    }
    const auto hop = [&out](const char* what, SimTime from, double milliseconds) {
        if (milliseconds <= 0) return;
        out.hops.push_back({what, from, SimDuration::fromSeconds(milliseconds * 1e-3)});
    };
    if (scenarios::hasShop(world)) {
        for (const scenarios::RequestRecord& r : scenarios::shopViewOf(world).recent) {
            if (r.id != request) continue;
            out.found = true;
            out.subject = productKey(r.product);
            out.outcome = outcomeName(r.outcome);
            hop("cache", r.arrived, r.cacheMilliseconds);
            hop("wait", r.arrived, r.waitMilliseconds);
            hop("query", r.arrived, r.queryMilliseconds);
            const double rest = static_cast<double>(r.totalMilliseconds) - r.cacheMilliseconds - r.waitMilliseconds -
                                r.queryMilliseconds;
            if (rest > 0.01) hop("network", r.arrived, rest);
            return;
        }
    }
    // Older than the ring: its records carry the hops.
    for (const DecisionRecord& r : out.records) {
        out.found = true;
        if (out.subject.empty()) out.subject = r.subject;
        const bool answer = startsWith(r.rule, "shop.answer."), gaveUp = startsWith(r.rule, "shop.error.");
        if (!answer && !gaveUp) continue;
        out.outcome = gaveUp                           ? "error"
                      : r.rule == "shop.answer.cache"  ? "hit"
                      : r.rule == "shop.answer.direct" ? "database"
                      : r.rule == "shop.answer.foreign" ? "foreign"
                                                        : "miss";
        hop("cache", r.at, valueOf(r, "cacheMilliseconds"));
        hop("wait", r.at, valueOf(r, "waitMilliseconds"));
        hop("query", r.at, valueOf(r, "queryMilliseconds"));
    }
    if (out.outcome == "hit") {
        for (const DecisionRecord& r : out.records) {
            if (r.rule == "shop.read.stale") out.outcome = "stale";
        }
    }
}

void ScenarioReader::detail(const kernel::World& world, const DetailQuery& query, DetailAnswer& out) {
    const kernel::DecisionLog& log = world.decisions();
    const auto newest = [&](auto&& wanted) {
        kernel::Decision best;
        bool any = false;
        const auto consider = [&](const kernel::Decision& d) {
            if (!wanted(d) || (any && d.at < best.at)) return;
            best = d;
            any = true;
        };
        for (std::size_t s = 0; s < world.serviceCount(); ++s) {
            for (const kernel::Decision& d : log.recent(static_cast<kernel::ServiceId>(s), 4096)) consider(d);
        }
        return std::pair(any, best);
    };
    switch (query.kind) {
    case DetailQuery::Kind::Request: addRequest(world, query.request, out); return;
    case DetailQuery::Kind::Slowest: {
        // The exemplars keep the slowest of every second; the ring has the newest.
        std::uint64_t slowest = query.request;
        SimDuration took;
        const SimTime to = query.to > query.from ? query.to : world.now() + SimDuration::nanoseconds(1);
        for (const char* id : {"shop.answer.direct", "shop.answer.database", "shop.answer.cache", "shop.error.gave-up"}) {
            const kernel::RuleId rule = log.findRule(id);
            if (rule == 0) continue;
            for (const kernel::Decision& d : log.exemplars(rule, query.from, to)) {
                if (d.request != 0 && (slowest == 0 || d.took > took)) {
                    slowest = d.request;
                    took = d.took;
                }
            }
        }
        if (slowest != 0) addRequest(world, slowest, out);
        return;
    }
    case DetailQuery::Kind::LastOfRule: {
        const kernel::RuleId rule = log.findRule(query.rule);
        if (rule == 0) return;
        auto [any, d] = newest([rule](const kernel::Decision& x) { return x.rule == rule; });
        if (!any) {
            const auto kept = log.exemplars(rule, SimTime(), world.now() + SimDuration::nanoseconds(1));
            if (kept.empty()) return;
            d = kept.back();
        }
        if (d.request != 0) {
            addRequest(world, d.request, out);
            if (out.found) return;
        }
        out.found = true;
        out.records.push_back(recordOf(world, d));
        out.subject = out.records.back().subject;
        return;
    }
    case DetailQuery::Kind::Service: {
        const kernel::ServiceId s = world.find(query.service);
        if (s == kernel::World::kNoService) return;
        auto decisions = log.recent(s, query.limit);
        for (auto d = decisions.rbegin(); d != decisions.rend(); ++d) out.records.push_back(recordOf(world, *d));
        out.found = !out.records.empty();
        return;
    }
    case DetailQuery::Kind::Eviction: {
        // Without a key: the newest eviction. With one: what last happened to that key.
        const auto of = [&](std::string_view head) {
            return [&world, &log, &query, head](const kernel::Decision& d) {
                const std::string_view id = log.rule(d.rule).id;
                if (id.substr(0, head.size()) != head) return false;
                return query.key.empty() || recordOf(world, d).subject == query.key;
            };
        };
        auto [any, d] = newest(of("cache.evicted."));
        if (!any && !query.key.empty()) std::tie(any, d) = newest(of("cache."));
        if (!any && !query.key.empty()) {
            // Nothing in the ring: what the key is at present is still an answer for the view's title.
            out.subject = query.key;
            return;
        }
        if (!any) return;
        out.found = true;
        out.records.push_back(recordOf(world, d));
        out.subject = out.records.back().subject;
        return;
    }
    }
}

void ScenarioReader::news(const kernel::World& world, std::vector<Happening>& out) {
    const cache::ElastiCacheService* service = cache::elastiCacheOf(world);
    if (service == nullptr) return;
    const auto& events = service->events();
    // The list is trimmed at its front: what is newer than the last told is new.
    for (const cache::CacheEvent& e : events) {
        if (e.sequence < m_nextEvent) continue;
        Happening h;
        h.at = e.at;
        h.service = "elasticache";
        h.operation = e.source;
        h.what = e.source + ": " + e.message;
        out.push_back(std::move(h));
    }
    if (!events.empty()) m_nextEvent = events.back().sequence + 1;
}

} // namespace maylab::app
