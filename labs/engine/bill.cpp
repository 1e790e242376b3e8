#include "labs/engine/bill.h"

#include "kernel/world.h"

#include <algorithm>

namespace maylab::labs {

namespace {

constexpr const char* kNodesService = "elasticache";

double number(const kernel::Json& j, const char* key) {
    const auto it = j.find(key);
    return it != j.end() && it->is_number() ? it->get<double>() : 0;
}

void add(Bill& bill, BillLine line) {
    if (line.price) {
        line.amount = line.quantity * *line.price;
        bill.total += line.amount;
        bill.perHour += line.perHour;
    } else {
        bill.complete = false;
    }
    bill.lines.push_back(std::move(line));
}

} // namespace

const NodePrice* Prices::node(std::string_view type) const {
    const auto it = nodes.find(type);
    return it == nodes.end() ? nullptr : &it->second;
}

double UsagePrice::costOf(double quantity) const {
    double cost = 0, from = 0;
    for (const Tier& t : tiers) {
        cost += std::max(0.0, std::min(quantity, t.upTo) - from) * t.price / per;
        from = t.upTo;
    }
    return cost;
}

double UsagePrice::unitPrice() const {
    const auto paid = std::find_if(tiers.begin(), tiers.end(), [](const Tier& t) { return t.price > 0; });
    return paid == tiers.end() ? 0 : paid->price;
}

Bill billOf(const kernel::Json& usage, const Prices& prices) {
    Bill bill;
    if (!usage.is_object()) return bill;
    if (const auto nodes = usage.find("Nodes"); nodes != usage.end() && nodes->is_array()) {
        for (const kernel::Json& n : *nodes) {
            if (!n.is_object() || !n.contains("CacheNodeType") || !n["CacheNodeType"].is_string()) continue;
            BillLine line;
            line.item = n["CacheNodeType"].get<std::string>();
            line.quantity = number(n, "BilledHours");
            line.running = number(n, "Running");
            if (const NodePrice* price = prices.node(line.item)) {
                line.price = price->perHour;
                line.perHour = line.running * price->perHour;
                line.verified = price->verified;
                line.ours = price->ours;
            }
            add(bill, std::move(line));
        }
    }
    if (const auto snapshots = usage.find("Snapshots"); snapshots != usage.end() && snapshots->is_object()) {
        BillLine line;
        line.kind = BillLine::Kind::Snapshots;
        line.quantity = number(*snapshots, "BilledGigabyteHours") / kHoursPerMonth;
        line.running = number(*snapshots, "BilledGigabytes");
        line.price = prices.snapshots.perGigabyteMonth;
        line.perHour = line.running * prices.snapshots.perGigabyteMonth / kHoursPerMonth;
        line.verified = prices.snapshots.verified;
        if (line.quantity > 0 || line.running > 0) add(bill, std::move(line));
    }
    return bill;
}

void addUsage(Bill& bill, std::string_view service, const kernel::Json& usage, const Prices& prices) {
    const auto items = usage.find("Items");
    if (!usage.is_object() || items == usage.end() || !items->is_array()) return;
    const auto known = prices.usage.find(service);
    for (const kernel::Json& i : *items) {
        if (!i.is_object() || !i.contains("Item") || !i["Item"].is_string()) continue;
        BillLine line;
        line.kind = BillLine::Kind::Usage;
        line.service = service;
        line.item = i["Item"].get<std::string>();
        line.quantity = number(i, "Quantity");
        line.running = number(i, "Running");
        if (line.quantity == 0 && line.running == 0) continue;
        const UsagePrice* price = nullptr;
        if (known != prices.usage.end()) {
            const auto at = known->second.find(line.item);
            if (at != known->second.end()) price = &at->second;
        }
        if (price == nullptr) {
            bill.complete = false;
            bill.lines.push_back(std::move(line));
            continue;
        }
        line.monthly = price->monthly;
        line.per = price->per;
        if (line.monthly) line.quantity /= kHoursPerMonth;
        line.price = price->unitPrice();
        line.verified = price->verified;
        line.amount = price->costOf(line.quantity);
        line.perHour = line.monthly ? price->costOf(line.running) / kHoursPerMonth : 0;
        if (line.amount == 0 && line.perHour == 0) continue;
        bill.total += line.amount;
        bill.perHour += line.perHour;
        bill.lines.push_back(std::move(line));
    }
}

std::optional<Bill> billOf(const kernel::World& world, const Prices& prices) {
    std::optional<Bill> bill;
    const auto usageOf = [&](const std::string& service) -> std::optional<kernel::Json> {
        if (world.find(service) == kernel::World::kNoService) return std::nullopt;
        auto usage = world.peek(service, "DescribeUsage", kernel::Json::object());
        return usage ? std::optional(std::move(*usage)) : std::nullopt;
    };
    if (const auto usage = usageOf(kNodesService)) bill = billOf(*usage, prices);
    for (const auto& [service, items] : prices.usage) {
        const auto usage = usageOf(service);
        if (!usage) continue;
        if (!bill) bill.emplace();
        addUsage(*bill, service, *usage, prices);
    }
    return bill;
}

} // namespace maylab::labs
