#include "scenarios/shop/comparison.h"

#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using ports::CacheReply;
using ports::KeyValueCache;
using State = ComparisonView::State;

namespace {

constexpr SimDuration kComparisonTickLength = SimDuration::milliseconds(1);

constexpr std::pair<State, const char*> kStates[] = {{State::NotStarted, "not-started"},
                                                     {State::Popularity, "popularity"},
                                                     {State::Crawler, "crawler"},
                                                     {State::After, "after"},
                                                     {State::Finished, "finished"}};
constexpr aws::Shape kComparisonEndpoint = aws::stringOf(1, 255);
constexpr aws::Shape kSeed = aws::integerIn(0, 4'294'967'295.0);
constexpr aws::Shape kComparisonKeys = aws::integerIn(1, 1'000'000);
constexpr aws::Shape kComparisonExponent = aws::doubleIn(0, 100);
constexpr aws::Shape kComparisonRate = aws::doubleIn(1, 100'000);
constexpr aws::Shape kRequests = aws::integerIn(0, 10'000'000);
constexpr aws::Shape kComparisonBytes = aws::integerIn(1, 1'000'000);
constexpr aws::Shape kObjects = aws::integerIn(0, 1'000'000);

constexpr aws::MemberShape kStartComparison[] = {
    {"a", &kComparisonEndpoint, aws::kRequired, "Address of the first node: host, host:port, or the cluster's id."},
    {"b", &kComparisonEndpoint, aws::kRequired, "Address of the second node."},
    {"seed", &kSeed, false, "Where the random stream begins; 42."},
    {"keys", &kComparisonKeys, false, "How many different keys there are; 100000."},
    {"exponent", &kComparisonExponent, false, "How steep their popularity is (Zipf); 0.99."},
    {"requestsPerSecond", &kComparisonRate, false, "How fast requests come; 20000."},
    {"requests", &kRequests, false, "How many come before the crawler; 500000."},
    {"crawlerKeys", &kRequests, false, "How many one-off keys the crawler asks for; 50000."},
    {"requestsAfter", &kRequests, false, "How many come after the crawler; 250000."},
    {"valueBytes", &kComparisonBytes, false, "How large a value is; 500."},
    {"changeAt", &kRequests, false, "From this request on values have laterBytes; 0: never."},
    {"laterBytes", &kComparisonBytes, false, "How large a value is from changeAt on."},
    {"whatIfObjects", &kObjects, false, "Also: what other policies would give with room for so many objects; 0: off."}};
constexpr aws::Shape kStartComparisonInput = aws::structureOf(kStartComparison);
constexpr aws::OperationModel kComparisonModels[] = {
    {"lab", "StartComparison", &kStartComparisonInput, nullptr, aws::ErrorStyle::Query,
     "The same requests to two nodes side by side; begins anew if one runs."},
    {"lab", "StopComparison", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Ends the comparison that runs."},
    {"lab", "DescribeComparison", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "How far the comparison is, and the hit ratios of both nodes by window."}};

constexpr const char* kComparisonPage = "ElastiCache User Guide, Comparing Memcached and Redis OSS";
constexpr kernel::RuleInfo kComparisonRules[] = {
    {"shop.compare.window", "window,ratioA,ratioB,afterCrawler", kComparisonPage},
    {"shop.compare.finished", "ratioA,ratioB,afterA,afterB", kComparisonPage}};

// "key:000017"
std::string_view numbered(std::string_view prefix, std::uint32_t n, char* buffer) {
    std::memcpy(buffer, prefix.data(), prefix.size());
    char* const digits = buffer + prefix.size();
    std::size_t length = 6;
    for (std::uint32_t rest = n / 1'000'000; rest > 0; rest /= 10)
        ++length;
    for (std::size_t i = length; i-- > 0; n /= 10)
        digits[i] = static_cast<char>('0' + n % 10);
    return {buffer, prefix.size() + length};
}

double ratioOf(const ComparisonNode& n) {
    const double all = static_cast<double>(n.hits + n.misses);
    return all > 0 ? static_cast<double>(n.hits) / all : 0;
}

double afterOf(const ComparisonNode& n) {
    return n.firstAfterCrawler < 0 ? -1 : n.windows[static_cast<std::size_t>(n.firstAfterCrawler)];
}

} // namespace

std::span<const aws::OperationModel> Comparison::operations() const {
    return kComparisonModels;
}

std::span<const kernel::RuleInfo> Comparison::rules() const {
    return kComparisonRules;
}

void Comparison::defineMetrics(kernel::MetricSink& metrics) {
    using enum kernel::MetricKind;
    const char* const names[] = {"a", "b"};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto define = [&](const char* name, const char* unit, kernel::MetricKind kind) {
            return metrics.define(
                {"Shop/Compare", name, {{"Node", names[i]}}, unit, kind, kernel::MetricResolution::High});
        };
        m_metric[i] = {define("Hits", "Count", Counter), define("Misses", "Count", Counter),
                       define("Refused", "Count", Counter), define("WindowHitRatio", "None", Sample)};
    }
}

ApiResult Comparison::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (operation == "StopComparison") {
        if (!m_running) return ApiResult(kernel::fail("InvalidState", "No comparison is running."));
        m_running = false;
        ++m_run;
        return Json::object();
    }
    ComparisonSettings s;
    s.endpoints = {textOf(input, "a"), textOf(input, "b")};
    read(input, "seed", s.seed);
    read(input, "keys", s.keys);
    read(input, "exponent", s.exponent);
    read(input, "requestsPerSecond", s.requestsPerSecond);
    read(input, "requests", s.requests);
    read(input, "crawlerKeys", s.crawlerKeys);
    read(input, "requestsAfter", s.requestsAfter);
    read(input, "valueBytes", s.valueBytes);
    read(input, "changeAt", s.changeAt);
    read(input, "laterBytes", s.laterBytes);
    read(input, "whatIfObjects", s.whatIfObjects);
    if (s.endpoints[0] == s.endpoints[1]) return invalidCombination("a and b must be two different nodes.");
    if ((s.changeAt > 0) != (s.laterBytes > 0))
        return invalidCombination("changeAt and laterBytes must be given together.");
    for (const std::string& endpoint : s.endpoints) {
        const auto* cache = shop.cache();
        if (cache == nullptr ||
            cache->resolve(shop.world(), endpoint).reach == KeyValueCache::Reach::UnknownHost) {
            return invalid("There is no node at " + endpoint + ".");
        }
    }
    if (!m_on) {
        m_on = true;
        defineMetrics(shop.world().metrics());
    }
    m_settings = s;
    m_zipf = std::make_shared<const traffic::ZipfTable>(s.keys, s.exponent);
    m_random = s.seed;
    m_nodes = {};
    m_whatIf.reset();
    if (s.whatIfObjects > 0) m_whatIf.emplace(s.whatIfObjects);
    m_done = m_inWindow = 0;
    m_begun = shop.now();
    m_running = true;
    ++m_run;
    shop.schedule(shop.now() + kComparisonTickLength, kTick, 0, m_run);
    return Json::object();
}

State Comparison::state() const {
    if (!m_running) return m_done > 0 && m_done == whole() ? State::Finished : State::NotStarted;
    if (m_done < m_settings.requests) return State::Popularity;
    return m_done < m_settings.requests + m_settings.crawlerKeys ? State::Crawler : State::After;
}

void Comparison::onEvent(ShopFloor& shop, const kernel::Event& event) {
    if (!m_running || event.data != m_run) return;
    tick(shop);
    if (m_running) shop.schedule(shop.now() + kComparisonTickLength, kTick, 0, m_run);
}

double Comparison::draw() {
    m_random += 0x9E3779B97F4A7C15u;
    std::uint64_t z = m_random;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

void Comparison::tick(ShopFloor& shop) {
    const double due = (shop.now() - m_begun).inSeconds() * m_settings.requestsPerSecond;
    while (m_done < whole() && m_done < due) {
        const bool crawler = m_done >= m_settings.requests && m_done < m_settings.requests + m_settings.crawlerKeys;
        char buffer[24];
        const std::string_view key = crawler ? numbered("scan:", m_done - m_settings.requests, buffer)
                                             : numbered("key:", m_zipf->rankAt(draw()), buffer);
        const bool later = m_settings.changeAt > 0 && m_done >= m_settings.changeAt;
        ask(shop, key, later ? m_settings.laterBytes : m_settings.valueBytes, crawler);
        ++m_done;
        if (!crawler && ++m_inWindow == kWindow) closeWindow(shop);
        // The window in which the crawler came is not mixed with what follows.
        if (m_done == m_settings.requests + m_settings.crawlerKeys) {
            m_inWindow = 0;
            for (ComparisonNode& n : m_nodes)
                n.windowHits = 0;
        }
    }
    if (m_done < whole()) return;
    m_running = false;
    shop.decide(1, 0, 0, shop.now() - m_begun, ratioOf(m_nodes[0]), ratioOf(m_nodes[1]), afterOf(m_nodes[0]),
                afterOf(m_nodes[1]));
}

void Comparison::ask(ShopFloor& shop, std::string_view key, std::uint32_t bytes, bool crawler) {
    if (m_whatIf) m_whatIf->request(key);
    for (std::size_t i = 0; i < 2; ++i) {
        ComparisonNode& n = m_nodes[i];
        const KeyValueCache::Resolved found = shop.cache()->resolve(shop.world(), m_settings.endpoints[i]);
        CacheReply reply;
        reply.status = CacheReply::Status::Gone;
        if (found.reach == KeyValueCache::Reach::Ok) reply = shop.cache()->get(shop.world(), found.node, key);
        if (reply.status == CacheReply::Status::Ok) {
            ++n.hits;
            if (!crawler) ++n.windowHits;
            shop.world().metrics().add(m_metric[i].hits, 1);
            continue;
        }
        ++n.misses;
        shop.world().metrics().add(m_metric[i].misses, 1);
        if (reply.status != CacheReply::Status::Nil) {
            ++n.unreachable;
            continue;
        }
        const CacheReply stored =
            shop.cache()->set(shop.world(), found.node, key, {bytes, tagOf(kFillerBase, m_done)}, SimDuration());
        if (stored.status == CacheReply::Status::Ok) continue;
        ++n.refused;
        shop.world().metrics().add(m_metric[i].refused, 1);
    }
}

void Comparison::closeWindow(ShopFloor& shop) {
    const bool after = m_done >= m_settings.requests + m_settings.crawlerKeys && m_settings.crawlerKeys > 0;
    double ratios[2];
    for (std::size_t i = 0; i < 2; ++i) {
        ComparisonNode& n = m_nodes[i];
        ratios[i] = static_cast<double>(n.windowHits) / kWindow;
        if (after && n.firstAfterCrawler < 0) n.firstAfterCrawler = static_cast<std::int32_t>(n.windows.size());
        n.windows.push_back(static_cast<float>(ratios[i]));
        n.windowHits = 0;
        shop.world().metrics().sample(m_metric[i].ratio, ratios[i]);
    }
    m_inWindow = 0;
    shop.decide(0, 0, 0, {}, static_cast<double>(m_nodes[0].windows.size()), ratios[0], ratios[1], after ? 1 : 0);
}

ComparisonView Comparison::view() const {
    return {state(), m_settings, m_done, m_on ? whole() : 0, m_nodes};
}

ApiResult Comparison::describe(const kernel::World&, std::string_view, const Json&) const {
    Json nodes = Json::array();
    for (std::size_t i = 0; i < 2; ++i) {
        const ComparisonNode& n = m_nodes[i];
        Json windows = Json::array();
        for (const float w : n.windows)
            windows.push_back(static_cast<double>(w));
        nodes.push_back({{"endpoint", m_settings.endpoints[i]},
                         {"hits", n.hits},
                         {"misses", n.misses},
                         {"refused", n.refused},
                         {"unreachable", n.unreachable},
                         {"hitRatio", ratioOf(n)},
                         {"windows", std::move(windows)}});
        if (const double after = afterOf(n); after >= 0) nodes.back()["firstWindowAfterCrawler"] = after; // absent until measured
    }
    Json out = {{"state", nameOf(kStates, state())},
                {"seed", m_settings.seed},
                {"requestsPerSecond", m_settings.requestsPerSecond},
                {"done", m_done},
                {"of", m_on ? whole() : 0},
                {"nodes", std::move(nodes)}};
    if (!m_whatIf) return out;
    Json others = Json::array();
    for (const whatif::WhatIf::Result& r : m_whatIf->results()) {
        others.push_back({{"policy", whatif::toString(r.policy)}, {"requests", r.requests}, {"hits", r.hits}, {"hitRatio", r.hitRatio()}, {"objects", r.objects}});
    }
    out["whatIf"] = std::move(others);
    return out;
}

void Comparison::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_done);
    for (const ComparisonNode& n : m_nodes) {
        f.mix(n.hits);
        f.mix(n.refused);
    }
}

} // namespace maylab::scenarios
