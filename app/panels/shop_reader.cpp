#include "app/panels/shop_reader.h"

#include "metrics/cloudwatch_service.h"
#include "metrics/store.h"
#include "scenarios/shop/comparison.h"
#include "scenarios/shop/home_page.h"
#include "scenarios/shop/shop_service.h"

#include <algorithm>

namespace maylab::app {

using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;

namespace {

// Builds that begin further apart than this belong to two expiries.
constexpr std::int64_t kQuietSeconds = 2;
// A reader that begins late looks back no further than this.
constexpr std::int64_t kLookBackSeconds = 900;

const char* strategyName(scenarios::StampedeStrategy s) {
    switch (s) {
    case scenarios::StampedeStrategy::None: return "none";
    case scenarios::StampedeStrategy::Lock: return "lock";
    case scenarios::StampedeStrategy::EarlyRefresh: return "early-refresh";
    case scenarios::StampedeStrategy::StaleWhileRevalidate: return "stale-while-revalidate";
    }
    return "";
}

const metrics::MetricStore* storeOf(const World& world) {
    return world.find("cloudwatch") == World::kNoService ? nullptr : &metrics::storeOf(world);
}

double lastSecond(const World& world, const char* name) {
    const metrics::MetricStore* store = storeOf(world);
    if (store == nullptr || store->closedUntil() < SimTime::atSecond(1)) return 0;
    const metrics::SeriesId id = store->find("Shop/Home", name, {});
    if (id == metrics::kNoSeries) return 0;
    const SimTime to = store->closedUntil();
    return store->window(id, metrics::Statistic::plain(metrics::Statistic::Kind::Sum), to - SimDuration::seconds(1), to).value_or(0);
}

} // namespace

// A sample of LoadsOfKey is how many build at the moment at which one begins: the maximum of a second is the worst of it.
void StampedeReader::collect(const World& world) {
    const metrics::MetricStore* store = storeOf(world);
    if (store == nullptr) return;
    const metrics::SeriesId id = store->find("Shop/DB", "LoadsOfKey", {{"Key", "page:home"}});
    if (id == metrics::kNoSeries) return;
    const std::int64_t closed = store->closedUntil().wholeSeconds();
    for (std::int64_t s = std::max(m_seenSecond, closed - kLookBackSeconds); s < closed; ++s) {
        const SimTime from = SimTime::atSecond(s), to = SimTime::atSecond(s + 1);
        const auto most = store->window(id, metrics::Statistic::plain(metrics::Statistic::Kind::Maximum), from, to);
        if (!most) continue;
        const auto builds = store->window(id, metrics::Statistic::plain(metrics::Statistic::Kind::SampleCount), from, to);
        if (s - m_lastBuild > kQuietSeconds || m_expiries.empty()) m_expiries.push_back({from, 0, 0});
        if (m_expiries.size() > StampedePicture::kExpiries) m_expiries.pop_front();
        m_expiries.back().most = std::max(m_expiries.back().most, static_cast<std::uint32_t>(*most));
        m_expiries.back().builds += static_cast<std::uint32_t>(builds.value_or(0));
        m_lastBuild = s;
    }
    m_seenSecond = std::max(m_seenSecond, closed);
}

void StampedeReader::read(const World& world, StampedePicture& out) {
    const auto* page = scenarios::findWorkload<scenarios::HomePage>(world);
    if (page == nullptr || !page->isOn()) return;
    collect(world);
    const scenarios::HomePageView v = page->view(world);
    const SimTime now = world.now();
    out.present = true;
    out.strategy = strategyName(v.settings.strategy);
    out.requestsPerSecond = v.settings.requestsPerSecond;
    out.ttlSeconds = v.settings.ttlSeconds;
    const auto running = static_cast<std::uint32_t>(
        std::count_if(v.loads.begin(), v.loads.end(), [](const auto& load) { return load.running; }));
    out.building = std::min(running, v.loadsNow);
    out.waitingForConnection = v.loadsNow - out.building;
    out.waitingForLock = v.waitingForLock;
    out.mostBuilds = v.totals.mostLoads;
    out.lockHolder = v.lockHolder;
    if (v.lockHolder != 0) {
        out.lockHeldSeconds = (now - v.lockTakenAt).inSeconds();
        out.lockEndsInSeconds = v.lockEndsAt == SimTime() ? -1 : (v.lockEndsAt - now).inSeconds();
    }
    out.stored = v.freshUntil != SimTime();
    out.freshForSeconds = out.stored ? (v.freshUntil - now).inSeconds() : 0;
    out.missingSeconds = v.missingSince == SimTime() ? 0 : (now - v.missingSince).inSeconds();
    out.stalePerSecond = lastSecond(world, "StaleServed");
    out.hitsPerSecond = std::max(0.0, lastSecond(world, "Requests") - out.stalePerSecond);
    out.lastRebuildMilliseconds = v.lastRebuildMilliseconds;
    out.expiries.assign(m_expiries.begin(), m_expiries.end());
}

void readComparison(const World& world, ComparisonPicture& out) {
    const auto* comparison = scenarios::findWorkload<scenarios::Comparison>(world);
    if (comparison == nullptr || !comparison->isOn()) return;
    const scenarios::ComparisonView v = comparison->view();
    using State = scenarios::ComparisonView::State;
    out.present = v.state != State::NotStarted;
    out.phase = v.state == State::Popularity ? "popularity" : v.state == State::Crawler ? "crawler" : v.state == State::After ? "after"
                : v.state == State::Finished ? "finished" : "";
    out.done = v.done;
    out.whole = v.whole;
    for (std::size_t i = 0; i < out.nodes.size(); ++i) {
        const scenarios::ComparisonNode& n = v.nodes[i];
        ComparisonPicture::Node& p = out.nodes[i];
        p.endpoint = v.settings.endpoints[i];
        p.endpoint.resize(std::min(p.endpoint.find('.'), p.endpoint.size())); // the cluster's name says enough
        const std::uint64_t all = n.hits + n.misses;
        p.hitRatio = all == 0 ? -1 : static_cast<double>(n.hits) / static_cast<double>(all);
        p.windows = n.windows;
        p.firstAfterCrawler = n.firstAfterCrawler;
    }
}

} // namespace maylab::app
