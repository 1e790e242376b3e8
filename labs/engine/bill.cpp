#include "labs/engine/bill.h"

#include "kernel/world.h"

namespace maylab::labs {

namespace {

constexpr const char* kService = "elasticache";

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

std::optional<Bill> billOf(const kernel::World& world, const Prices& prices) {
    if (world.find(kService) == kernel::World::kNoService) return std::nullopt;
    const auto usage = world.peek(kService, "DescribeUsage", kernel::Json::object());
    if (!usage) return std::nullopt;
    return billOf(*usage, prices);
}

} // namespace maylab::labs
