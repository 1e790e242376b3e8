#include "cache/memcached/maintainer.h"

#include "cache/memcached/items.h"
#include "cache/memcached/lru.h"
#include "cache/memcached/numbers.h"
#include "cache/memcached/page_mover.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

constexpr std::uint32_t kMaxSleepUs = 1'000'000, kMinSleepUs = 1'000;
constexpr RelativeSeconds kMaxCrawlWait = 60 * 60, kMinCrawlWait = 5;
constexpr std::uint32_t kItemsPerSleep = 1000; // of the crawler
constexpr std::int64_t kCrawlNs = 60;          // an item looked at
constexpr std::size_t kMinutes = 60;

// Starts crawls of these lists; false: there is nothing in any of them.
bool startCrawls(Process& p, const std::array<bool, kLists>& todo, std::uint32_t limit) {
    bool any = false;
    for (std::size_t l = 0; l < kLists; ++l) {
        if (!todo[l] || p.lists[l].tail == 0) continue;
        p.crawler.crawls[l] = {true, limit, limit != 0, p.lists[l].tail};
        p.crawler.results[l].histogram = {};
        p.crawler.results[l].seen = p.crawler.results[l].noExpiry = p.crawler.results[l].reclaimed = 0;
        p.crawler.results[l].complete = false;
        any = true;
    }
    if (!any) return false;
    p.crawler.running = true;
    p.crawler.nextUs = p.nowMs * 1000 + p.settings.crawlerSleep;
    ++p.stats.crawlerStarts;
    return true;
}

// Looks at one item; false: the list is through.
bool crawlOne(Process& p, std::size_t l) {
    Crawl& crawl = p.crawler.crawls[l];
    CrawlResult& result = p.crawler.results[l];
    if (crawl.at == 0 || (crawl.limited && crawl.remaining == 0)) {
        crawl.active = false;
        result.complete = true;
        return false;
    }
    const ItemIndex i = crawl.at;
    const Item item = p.items[i];
    crawl.at = item.prev;
    if (crawl.limited) --crawl.remaining;
    SegmentStats& stats = p.segmentStats[l];
    ++stats.crawlerChecked;
    p.stats.backgroundNs += kCrawlNs;
    const RelativeSeconds now = p.now();
    if ((item.expires != 0 && item.expires < now) || isFlushed(p, item)) {
        ++stats.crawlerReclaimed;
        ++result.reclaimed;
        if (!item.has(Item::kFetched)) ++stats.expiredUnfetched;
        p.note(isFlushed(p, item) ? ItemEvent::Kind::Flushed : ItemEvent::Kind::ExpiredCrawler, i);
        unlinkItem(p, i);
        return true;
    }
    ++result.seen;
    if (item.expires == 0) ++result.noExpiry;
    else if (item.expires - now < kMinutes * 60) ++result.histogram[(item.expires - now) / 60];
    return true;
}

void runCrawler(Process& p, std::int64_t nowUs) {
    while (p.crawler.running && p.crawler.nextUs <= nowUs) {
        std::uint32_t looked = 0;
        bool more = false;
        for (std::size_t l = kLists; l-- > 0 && looked < kItemsPerSleep;) {
            while (p.crawler.crawls[l].active && looked < kItemsPerSleep) looked += crawlOne(p, l) ? 1 : 0;
            more = more || p.crawler.crawls[l].active;
        }
        if (looked < kItemsPerSleep && !more) p.crawler.running = false;
        p.crawler.nextUs += std::max<std::int64_t>(p.settings.crawlerSleep, 1);
    }
}

// How soon a list is crawled again depends on how much the last crawl saw that will die soon.
void checkCrawls(Process& p) {
    const RelativeSeconds now = p.now();
    std::array<bool, kLists> todo{};
    bool any = false;
    std::uint32_t limit = 0;
    for (std::size_t l = kSegments; l < kLists; ++l) {
        CrawlResult& r = p.crawler.results[l];
        if (r.complete) {
            const std::uint64_t lowWatermark = (r.seen - r.noExpiry) / 100 + 1;
            std::uint64_t available = 0;
            for (std::size_t x = 0; x < kMinutes; ++x) {
                available += r.histogram[x];
                if (available <= lowWatermark) continue;
                if (r.wait < x * 60) r.wait += 60;
                else if (r.wait >= 60) r.wait -= 60;
                break;
            }
            if (available == 0) r.wait += 60;
            r.wait = std::min(r.wait, kMaxCrawlWait);
            r.nextCrawl = now + r.wait + kMinCrawlWait;
            r.complete = false;
        }
        if (now > r.nextCrawl) {
            limit = std::max(limit, p.lists[l].size);
            todo[l] = any = true;
            r.nextCrawl = now + kMinCrawlWait;
        }
    }
    if (!any || p.crawler.running) return;
    if (p.settings.crawlerToCrawl != 0) limit = std::min(limit, p.settings.crawlerToCrawl);
    startCrawls(p, todo, limit);
}

void runMaintainer(Process& p) {
    Maintainer& m = p.maintainer;
    ++p.stats.maintainerJuggles;
    std::uint32_t sleep = kMaxSleepUs;
    p.costNs = 0;
    for (std::size_t id = 1; id < kMaxClasses; ++id) {
        std::uint32_t& next = m.nextJuggle[id];
        next = next > m.lastSleepUs ? next - m.lastSleepUs : 0;
        if (next == 0) {
            std::uint32_t& backoff = m.backoff[id];
            if (juggle(p, static_cast<std::uint8_t>(id)) == 0) {
                backoff = std::min(backoff == 0 ? kMinSleepUs : backoff + backoff / 8, kMaxSleepUs);
            } else if (backoff > 0) {
                backoff /= 2;
                if (backoff < kMinSleepUs) backoff = 0;
            }
            next = backoff;
        }
        sleep = std::min(sleep, next);
    }
    if (p.settings.lruSegmented && applyBumps(p)) sleep = std::min(sleep, kMinSleepUs);
    const RelativeSeconds now = p.now();
    if (p.settings.lruCrawler && m.lastCrawlerCheck != now) {
        checkCrawls(p);
        m.lastCrawlerCheck = now;
    }
    if (p.settings.slabAutomove == 1 && m.lastAutomove != now) {
        const PageDecision d = decideAutomove(p);
        if (d.from >= 0) requestPageMove(p, d.from, d.to);
        // Back to the pool: be quick about it.
        if (d.to != 0) m.lastAutomove = now;
        else sleep = kMinSleepUs;
    }
    p.stats.backgroundNs += p.costNs;
    m.lastSleepUs = std::max(sleep, kMinSleepUs);
    m.nextUs += m.lastSleepUs;
}

} // namespace

std::int64_t nextBackgroundUs(const Process& p) {
    std::int64_t next = INT64_MAX;
    if (p.settings.lruMaintainer) next = std::min(next, p.maintainer.nextUs);
    if (p.crawler.running) next = std::min(next, p.crawler.nextUs);
    if (p.pageMove.pending) next = std::min(next, p.pageMove.dueUs);
    return next;
}

void runBackground(Process& p, std::int64_t nowUs) {
    for (std::int64_t due = nextBackgroundUs(p); due <= nowUs; due = nextBackgroundUs(p)) {
        p.nowMs = std::max(p.nowMs, due / 1000);
        if (p.pageMove.pending && p.pageMove.dueUs <= due) runPageMove(p, due);
        else if (p.crawler.running && p.crawler.nextUs <= due) runCrawler(p, due);
        else runMaintainer(p);
    }
}

CrawlStart startCrawl(Process& p, std::string_view classes) {
    std::array<bool, kLists> todo{};
    if (classes == "all") {
        todo.fill(true);
    } else {
        while (!classes.empty()) {
            const std::size_t comma = std::min(classes.find(','), classes.size());
            std::uint32_t id = 0;
            if (!parseU32(classes.substr(0, comma), id) || id < 1 || id >= kMaxClasses) return CrawlStart::BadClass;
            for (std::size_t s = 0; s < kSegments; ++s) todo[id * kSegments + s] = true;
            classes.remove_prefix(std::min(comma + 1, classes.size()));
        }
    }
    if (p.crawler.running) return CrawlStart::Running;
    return startCrawls(p, todo, p.settings.crawlerToCrawl) ? CrawlStart::Ok : CrawlStart::NotStarted;
}

} // namespace maylab::memcached
