#include "scenarios/shop/best_sellers.h"

#include "scenarios/shop/product_value.h"
#include "scenarios/shop/redis_words.h"
#include "scenarios/shop/shop_floor.h"
#include "scenarios/shop/shop_input.h"
#include "scenarios/shop/shop_service.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using ports::CacheReply;
using ports::KeyValueCache;

namespace {

constexpr std::pair<CountSales, const char*> kBestSellersMethods[] = {{CountSales::Add, "add"}, {CountSales::Rewrite, "rewrite"}};
constexpr const char* kBestSellersMethodNames[] = {"add", "rewrite"};
constexpr aws::Shape kBestSellersMethod = aws::enumOf(kBestSellersMethodNames);
constexpr aws::Shape kBestSellersRate = aws::doubleIn(0.1, 10'000);

constexpr aws::MemberShape kSetBestSellers[] = {
    {"enabled", &aws::kBoolean, false, "Whether sales are counted in the cache; switching it on begins an empty ledger."},
    {"salesPerSecond", &kBestSellersRate, false, "Sales, at random moments; products as popular as with the visitors."},
    {"method", &kBestSellersMethod, false, "add: ZINCRBY. rewrite: read the score, add one in the application, write it."}};
constexpr aws::Shape kSetBestSellersInput = aws::structureOf(kSetBestSellers);
constexpr aws::OperationModel kBestSellersModels[] = {
    {"lab", "SetBestSellers", &kSetBestSellersInput, nullptr, aws::ErrorStyle::Query,
     "The list of best sellers that the application keeps in a sorted set."},
    {"lab", "DescribeBestSellers", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query,
     "The ten best sellers by the shop's ledger and by the cache, and whether they agree."}};

constexpr kernel::RuleInfo kBestSellersRules[] = {
    {"shop.best-sellers.sale-lost", "inCache,inLedger,product,sales", "Redis documentation, ZINCRBY"},
    {"shop.best-sellers.refused", "status,product,sales,salesPerSecond", "Redis documentation, Key eviction"}};

} // namespace

std::span<const aws::OperationModel> BestSellers::operations() const {
    return kBestSellersModels;
}

std::span<const kernel::RuleInfo> BestSellers::rules() const {
    return kBestSellersRules;
}

void BestSellers::defineMetrics(kernel::MetricSink& metrics) {
    const auto define = [&](const char* name) {
        return metrics.define({"Shop/BestSellers", name, {}, "Count", kernel::MetricKind::Counter,
                               kernel::MetricResolution::High});
    };
    m_salesMetric = define("Sales");
    m_lostMetric = define("LostSales");
}

void BestSellers::switchOn(ShopFloor& shop) {
    if (m_on) return;
    m_on = true;
    m_random = shop.world().random().open("shop.best-sellers");
    defineMetrics(shop.world().metrics());
}

ApiResult BestSellers::call(ShopFloor& shop, std::string_view operation, const Json& input) {
    if (!anyGiven(input)) return nothingGiven(operation);
    BestSellersSettings s = m_settings;
    read(input, "enabled", s.enabled);
    read(input, "salesPerSecond", s.salesPerSecond);
    if (given(input, "method")) parseName(kBestSellersMethods, textOf(input, "method"), s.method);
    if (s.enabled && shop.settings().application.endpoint.empty()) {
        return invalidCombination("The list lies in the application's cache; SetApplication has no endpoint.");
    }
    const bool anew = s.enabled && !m_settings.enabled;
    const bool timesChange = s.enabled != m_settings.enabled || s.salesPerSecond != m_settings.salesPerSecond;
    switchOn(shop);
    m_settings = s;
    if (anew) {
        m_ledger.clear();
        m_ledger.resize(shop.settings().popularity.keys);
        m_sales = m_lost = m_refused = 0;
    }
    if (!timesChange) return Json::object();
    ++m_generation;
    if (!s.enabled) return Json::object();
    m_arrivals = *traffic::ArrivalProcess::make({traffic::ArrivalKind::Poisson, s.salesPerSecond}, shop.now());
    scheduleSale(shop);
    return Json::object();
}

void BestSellers::scheduleSale(ShopFloor& shop) {
    const auto next = m_arrivals.next(shop.now(), shop.world().random()[m_random]);
    m_expected = next.arrival;
    shop.schedule(next.at, kSale, 0, m_generation);
}

void BestSellers::onEvent(ShopFloor& shop, const kernel::Event& event) {
    switch (static_cast<EventKind>(event.kind)) {
    case kSale: {
        if (event.data != m_generation) return;
        if (m_expected) {
            const std::uint32_t product = shop.drawProduct(m_random);
            ++m_sales;
            shop.world().metrics().add(m_salesMetric, 1);
            shop.schedule(shop.now() + ShopFloor::halfRoundTrip(), kSaleAtNode, product, m_generation);
        }
        scheduleSale(shop);
        return;
    }
    case kSaleAtNode:
        if (event.data == m_generation) saleAtNode(shop, event.handle);
        return;
    case kWriteBack:
        writeBack(shop, event.handle, event.data);
        return;
    }
}

bool BestSellers::usable(ShopFloor& shop, std::uint32_t& node) {
    const KeyValueCache::Resolved found = shop.reach();
    node = found.node;
    if (found.reach == KeyValueCache::Reach::Ok && shop.cache() != nullptr) return true;
    shop.countCacheError();
    return false;
}

void BestSellers::refused(ShopFloor& shop, std::uint32_t product, unsigned status) {
    ++m_refused;
    shop.countCacheError();
    if (status == static_cast<unsigned>(CacheReply::Status::Gone)) shop.forgetReach();
    shop.decide(static_cast<unsigned>(BestSellersRule::Refused), 0, product, {}, status, product,
                static_cast<double>(m_sales), m_settings.salesPerSecond);
}

void BestSellers::saleAtNode(ShopFloor& shop, std::uint32_t product) {
    std::uint32_t node = 0;
    if (product >= m_ledger.size() || !usable(shop, node)) return;
    char buffer[kKeyCapacity];
    const std::string_view member = keyOf(product, buffer);
    if (m_settings.method == CountSales::Add) {
        const auto reply = say(*shop.cache(), shop.world(), node, {"ZINCRBY", kKey, "1", member});
        if (reply.status != CacheReply::Status::Ok) refused(shop, product, static_cast<unsigned>(reply.status));
        else ++m_ledger.mut(product);
        return;
    }
    const auto reply = say(*shop.cache(), shop.world(), node, {"ZSCORE", kKey, member});
    if (reply.status != CacheReply::Status::Ok && reply.status != CacheReply::Status::Nil) {
        refused(shop, product, static_cast<unsigned>(reply.status));
        return;
    }
    ReplyReader reader(reply.bytes);
    std::string_view text;
    double score = 0;
    if (reader.bulk(text)) std::from_chars(text.data(), text.data() + text.size(), score);
    shop.schedule(reply.finishedAt + ShopFloor::halfRoundTrip() * 2, kWriteBack, product,
                  static_cast<std::uint64_t>(score) + 1);
}

void BestSellers::writeBack(ShopFloor& shop, std::uint32_t product, std::uint64_t score) {
    std::uint32_t node = 0;
    if (product >= m_ledger.size() || !usable(shop, node)) return;
    char buffer[kKeyCapacity];
    const auto reply = say(*shop.cache(), shop.world(), node,
                           {"ZADD", kKey, NumberText(static_cast<std::int64_t>(score)), keyOf(product, buffer)});
    if (reply.status != CacheReply::Status::Ok) {
        refused(shop, product, static_cast<unsigned>(reply.status));
        return;
    }
    const std::uint32_t sold = ++m_ledger.mut(product);
    if (score >= sold) return;
    const auto lost = static_cast<std::uint32_t>(sold - score);
    m_lost += lost;
    shop.world().metrics().add(m_lostMetric, lost);
    shop.decide(static_cast<unsigned>(BestSellersRule::SaleLost), 0, product, {}, static_cast<double>(score), sold, product,
                static_cast<double>(m_sales));
    // Counted once: from here on the ledger goes with the list, and the total keeps what was lost.
    m_ledger.mut(product) = static_cast<std::uint32_t>(score);
}

ApiResult BestSellers::describe(const kernel::World& world, std::string_view, const Json&) const {
    Json out = {{"enabled", m_settings.enabled},
                {"salesPerSecond", m_settings.salesPerSecond},
                {"method", nameOf(kBestSellersMethods, m_settings.method)},
                {"sales", m_sales},
                {"lostSales", m_lost},
                {"refused", m_refused}};
    // Best first; of equals the greater name, as ZREVRANGE has them.
    struct Row {
        std::uint32_t sold;
        std::string name;
    };
    std::vector<Row> rows;
    char buffer[kKeyCapacity];
    for (std::uint32_t p = 0; p < m_ledger.size(); ++p) {
        const std::uint32_t sold = m_ledger[p];
        if (sold == 0 || (rows.size() == kTop && sold < rows.back().sold)) continue;
        Row row{sold, std::string(keyOf(p, buffer))};
        const auto before = [](const Row& a, const Row& b) { return a.sold != b.sold ? a.sold > b.sold : a.name > b.name; };
        rows.insert(std::upper_bound(rows.begin(), rows.end(), row, before), row);
        if (rows.size() > kTop) rows.pop_back();
    }
    Json ledger = Json::array(), cache = Json::array();
    for (const Row& r : rows) ledger.push_back({{"product", r.name}, {"sales", r.sold}});
    const Json ask = {{"endpoint", findShop(world)->settings().application.endpoint},
                      {"argv", {"ZREVRANGE", std::string(kKey), "0", std::to_string(kTop - 1), "WITHSCORES"}}};
    const ApiResult reply = world.peek("elasticache", "redis", ask);
    if (reply && reply->contains("reply")) {
        const std::string bytes = (*reply)["reply"].get<std::string>();
        ReplyReader reader(bytes);
        std::int64_t items = 0;
        std::string_view member, score;
        if (reader.array(items)) {
            while (items >= 2 && reader.bulk(member) && reader.bulk(score)) {
                std::uint32_t sold = 0;
                std::from_chars(score.data(), score.data() + score.size(), sold);
                cache.push_back({{"product", member}, {"sales", sold}});
                items -= 2;
            }
        }
    }
    const bool agree = !rows.empty() && cache == ledger && m_lost == 0;
    out["ledger"] = std::move(ledger);
    out["cache"] = std::move(cache);
    out["agree"] = agree;
    return out;
}

void BestSellers::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_sales);
    f.mix(m_lost);
}

} // namespace maylab::scenarios
