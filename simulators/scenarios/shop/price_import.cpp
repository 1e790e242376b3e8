#include "scenarios/shop/price_import.h"

#include "scenarios/shop/product_truth.h"
#include "scenarios/shop/product_value.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"

#include <algorithm>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr aws::Shape kInterval = aws::doubleIn(1, 86'400);
constexpr aws::Shape kPriceImportTtl = aws::doubleIn(0, 2'592'000);
constexpr aws::Shape kPriceImportPercent = aws::doubleIn(0, 100);
constexpr aws::Shape kPriceImportPipeline = aws::integerIn(1, 10'000);

constexpr aws::MemberShape kSetPriceImport[] = {
    {"enabled", &aws::kBoolean, false, "Whether the supplier sends prices; the first import begins at once."},
    {"intervalSeconds", &kInterval, false, "From the begin of one import to the begin of the next."},
    {"ttlSeconds", &kPriceImportTtl, false, "How long the cache keeps what the import wrote; 0: without EX, for ever."},
    {"jitterPercent", &kPriceImportPercent, false, "Each TTL is drawn between this much less and this much more."},
    {"pipeline", &kPriceImportPipeline, false, "How many SETs the import sends before it waits for their replies."}};
constexpr aws::Shape kSetPriceImportInput = aws::structureOf(kSetPriceImport);
constexpr aws::MemberShape kStartPriceImport[] = {
    {"ttlSeconds", &kPriceImportTtl, false, "For this import; as set by SetPriceImport if not given."},
    {"jitterPercent", &kPriceImportPercent, false, "For this import; as set by SetPriceImport if not given."}};
constexpr aws::Shape kStartPriceImportInput = aws::structureOf(kStartPriceImport);
constexpr aws::OperationModel kPriceImportModels[] = {
    {"lab", "SetPriceImport", &kSetPriceImportInput, nullptr, aws::ErrorStyle::Query,
     "The import that writes every product into the cache at regular times."},
    {"lab", "StartPriceImport", &kStartPriceImportInput, nullptr, aws::ErrorStyle::Query, "One import now."},
    {"lab", "DescribePriceImport", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "Settings of the import, how far it is, and when what it wrote will leave."}};

constexpr const char* kPriceImportTtlPage = "ElastiCache User Guide, Caching strategies: Adding TTL";
constexpr kernel::RuleInfo kPriceImportRules[] = {
    {"shop.import.done", "keys,milliseconds,ttlSeconds,jitterPercent", kPriceImportTtlPage},
    {"shop.import.refused", "keys,milliseconds,refused,ttlSeconds", "Redis documentation, Key eviction"},
    {"shop.import.unreachable", "keys,milliseconds,products,reach",
     "ElastiCache User Guide, Troubleshooting: connections; security groups"},
    {"shop.import.fell-out", "keys,milliseconds,products,intervalSeconds",
     "The shop is a model of this program (one import at a time)"}};

ApiResult noCache() {
    return invalidCombination("The import writes to the application's cache; SetApplication has no endpoint.");
}

} // namespace

std::span<const aws::OperationModel> PriceImport::operations() const {
    return kPriceImportModels;
}

std::span<const kernel::RuleInfo> PriceImport::rules() const {
    return kPriceImportRules;
}

void PriceImport::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name, const char* unit, kernel::MetricKind kind) {
        return metrics.define({"Shop/Import", name, {}, unit, kind, kernel::MetricResolution::High});
    };
    m_writesMetric = define("Writes", "Count", kernel::MetricKind::Counter);
    m_refusedMetric = define("WritesRefused", "Count", kernel::MetricKind::Counter);
    m_duration = define("Duration", "Milliseconds", kernel::MetricKind::Sample);
}

void PriceImport::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_jitter = shop.world().random().open("shop.import.jitter");
    defineMetrics(shop.world().metrics());
}

ApiResult PriceImport::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (operation == "StartPriceImport") {
        if (m_running) return ApiResult(kernel::fail("InvalidState", "An import is running already."));
        double ttl = m_settings.ttlSeconds, jitter = m_settings.jitterPercent;
        read(input, "ttlSeconds", ttl);
        read(input, "jitterPercent", jitter);
        if (shop.settings().application.endpoint.empty()) return noCache();
        switchOn(shop);
        begin(shop, ttl, jitter);
        return Json::object();
    }
    if (!anyGiven(input)) return nothingGiven(operation);
    PriceImportSettings s = m_settings;
    read(input, "enabled", s.enabled);
    read(input, "intervalSeconds", s.intervalSeconds);
    read(input, "ttlSeconds", s.ttlSeconds);
    read(input, "jitterPercent", s.jitterPercent);
    read(input, "pipeline", s.pipeline);
    if (s.enabled && shop.settings().application.endpoint.empty()) return noCache();
    const bool timesChange =
        s.enabled != m_settings.enabled || s.intervalSeconds != m_settings.intervalSeconds;
    switchOn(shop);
    m_settings = s;
    if (!timesChange) return Json::object();
    ++m_generation;
    m_due = SimTime();
    if (s.enabled) {
        m_due = shop.now();
        shop.schedule(m_due, kDue, 0, m_generation);
    }
    return Json::object();
}

ApiResult PriceImport::describe(const kernel::World& world, std::string_view, const Json&) const {
    const PriceImportView v = view(world);
    Json leaving = Json::array();
    for (const std::uint32_t n : v.leaving)
        leaving.push_back(n);
    Json out = {{"enabled", m_settings.enabled},
                {"intervalSeconds", m_settings.intervalSeconds},
                {"ttlSeconds", m_settings.ttlSeconds},
                {"jitterPercent", m_settings.jitterPercent},
                {"pipeline", m_settings.pipeline},
                {"running", m_running},
                {"imports", m_imports},
                {"writes", m_writes},
                {"lastMilliseconds", m_imports == 0 ? 0.0 : (m_done - m_begun).inMilliseconds()},
                {"leavingPerSecond", std::move(leaving)}};
    if (m_running) out["written"] = m_next;
    if (m_due > world.now()) out["next"] = world.calendar().iso8601(m_due);
    return out;
}

PriceImportView PriceImport::view(const kernel::World& world) const {
    PriceImportView v;
    v.settings = m_settings;
    v.running = m_running;
    v.written = m_next;
    v.products = m_products;
    v.begun = m_begun;
    v.done = m_done;
    v.next = m_due > world.now() ? m_due : SimTime();
    v.leaving.resize(PriceImportView::kSeconds);
    const std::int64_t now = world.now().wholeSeconds();
    for (const Leaving& l : m_leaving) {
        if (l.second >= now && l.second < now + PriceImportView::kSeconds)
            v.leaving[static_cast<std::size_t>(l.second - now)] = l.keys;
    }
    return v;
}

void PriceImport::onEvent(ShopFloor& shop, const kernel::Event& event) {
    switch (static_cast<EventKind>(event.kind)) {
    case kDue:
        if (event.data != m_generation) return;
        if (m_running) {
            shop.decide(static_cast<unsigned>(ImportRule::FellOut), 0, 0, {}, m_next,
                        (shop.now() - m_begun).inMilliseconds(), m_products, m_settings.intervalSeconds);
        } else {
            begin(shop, m_settings.ttlSeconds, m_settings.jitterPercent);
        }
        m_due = shop.now() + SimDuration::fromSeconds(m_settings.intervalSeconds);
        shop.schedule(m_due, kDue, 0, m_generation);
        return;
    case kPipelineAtNode:
        if (m_running && event.data == m_run) onPipelineAtNode(shop);
        return;
    case kPipelineDone:
        if (!m_running || event.data != m_run) return;
        if (m_next < m_products) {
            sendPipeline(shop);
        } else {
            finish(shop, m_refused > 0 ? ImportRule::Refused : ImportRule::Done);
        }
        return;
    }
}

void PriceImport::begin(ShopFloor& shop, double ttlSeconds, double jitterPercent) {
    ++m_run;
    m_ttlSeconds = ttlSeconds;
    m_jitterPercent = jitterPercent;
    m_running = true;
    m_begun = shop.now();
    m_products = shop.settings().popularity.keys;
    m_next = m_refused = 0;
    sendPipeline(shop);
}

void PriceImport::sendPipeline(ShopFloor& shop) {
    if (shop.reach().reach != KeyValueCache::Reach::Ok) {
        shop.countCacheError();
        finish(shop, ImportRule::Unreachable);
        return;
    }
    shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kPipelineAtNode, 0, m_run);
}

SimDuration PriceImport::drawTtl(ShopFloor& shop) const {
    if (m_ttlSeconds <= 0) return {};
    double s = m_ttlSeconds;
    if (m_jitterPercent > 0)
        s *= 1 + m_jitterPercent / 100 * (2 * shop.world().random()[m_jitter].uniform() - 1);
    return std::max(SimDuration::fromSeconds(s), SimDuration::milliseconds(1));
}

void PriceImport::onPipelineAtNode(ShopFloor& shop) {
    const KeyValueCache::Resolved found = shop.reach();
    KeyValueCache* cache = shop.cache();
    if (found.reach != KeyValueCache::Reach::Ok || cache == nullptr) {
        shop.countCacheError();
        finish(shop, ImportRule::Unreachable);
        return;
    }
    SimTime ready = shop.now();
    const std::uint32_t end = std::min(m_products, m_next + m_settings.pipeline);
    std::uint32_t written = 0, refused = 0;
    for (; m_next < end; ++m_next) {
        const SimDuration ttl = drawTtl(shop);
        char buffer[kKeyCapacity];
        const CacheReply reply =
            cache->set(shop.world(), found.node, keyOf(m_next, buffer),
                       productValue(m_next, shop.truth().versionOf(m_next)), ttl);
        ready = std::max(ready, reply.finishedAt);
        if (reply.status == CacheReply::Status::Gone) {
            shop.forgetReach();
            shop.countCacheError();
            finish(shop, ImportRule::Unreachable);
            return;
        }
        if (reply.status != CacheReply::Status::Ok) {
            ++refused;
            continue;
        }
        ++written;
        shop.noteStored(m_next);
        if (ttl > SimDuration()) {
            const std::int64_t second = (shop.now() + ttl).wholeSeconds();
            Leaving& l = m_leaving[static_cast<std::size_t>(second) % m_leaving.size()];
            if (l.second < second) l = {second, 0};
            if (l.second == second) ++l.keys;
        }
    }
    m_writes += written;
    m_refused += refused;
    shop.world().metrics().add(m_writesMetric, written);
    shop.world().metrics().add(m_refusedMetric, refused);
    shop.schedule(ready + ShopFloor::halfRoundTrip(), kPipelineDone, 0, m_run);
}

void PriceImport::finish(ShopFloor& shop, ImportRule rule) {
    m_running = false;
    m_done = shop.now();
    const SimDuration took = m_done - m_begun;
    if (rule != ImportRule::Unreachable) ++m_imports;
    shop.world().metrics().sample(m_duration, took.inMilliseconds());
    double c = m_ttlSeconds, d = m_jitterPercent;
    if (rule == ImportRule::Refused) {
        c = m_refused;
        d = m_ttlSeconds;
    } else if (rule == ImportRule::Unreachable) {
        c = m_products;
        d = static_cast<double>(shop.reach().reach);
    }
    shop.decide(static_cast<unsigned>(rule), 0, 0, took, m_next - m_refused, took.inMilliseconds(), c, d);
}

void PriceImport::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_writes);
    f.mix(m_imports);
    f.mix(m_next);
}

} // namespace maylab::scenarios
