// The bill of a world: what it used, times what AWS asks for. Usage is the service's own account of what happened in
// virtual time (ElastiCacheService, DescribeUsage), prices are the catalog's (prices.h). No world is changed.
//
// A node is billed by the hour from when it is available until it is gone, each begun hour in full; replicas, shards and
// nodes of a Memcached cluster each by itself. Snapshots beyond the one that is free for each cluster: by gigabyte and time.
// What other services count by item (DescribeUsage {"Items": [{"Item", "Quantity", "Running"}]}): items of the price table that
// are marked monthly by the hours so far (Quantity) and by how many there are (Running), all others by how often they happened.
// Of these a line is only there when it costs something. Source: ElastiCache FAQ, "Billing"; fidelity sheet 1.6; metrics sheet 1.5.
#pragma once

#include "kernel/doors.h"
#include "labs/engine/prices.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::kernel {
class World;
}

namespace maylab::labs {

inline constexpr double kHoursPerMonth = 730;

struct BillLine {
    enum class Kind { Nodes, Snapshots, Usage };
    Kind kind = Kind::Nodes;
    std::string item;        // Nodes: the node type; Usage: its name in the price table
    std::string service;     // Usage: "cloudwatch"
    bool monthly = false;    // Usage: quantity is in months of one, price is for a month
    double per = 1;          // Usage: so many units cost price
    double quantity = 0;     // node-hours, each begun one in full; gigabyte-months; units
    double running = 0;      // nodes at this moment; gigabytes kept beyond the free ones
    std::optional<double> price; // per unit; none: not in the table
    double amount = 0;       // quantity x price
    double perHour = 0;      // as things stand
    bool verified = false;   // the price
    bool ours = false;       // only the simulator has it: priced 0
};

struct Bill {
    std::vector<BillLine> lines; // node types by name, snapshots, items by service and name; what was never used is not there
    double total = 0;            // since the world began
    double perHour = 0;          // as things stand now
    double perMonth() const { return perHour * kHoursPerMonth; }
    bool complete = true;        // false: a line has no price
    bool empty() const { return lines.empty(); }
};

// usage: the output of DescribeUsage of ElastiCache.
Bill billOf(const kernel::Json& usage, const Prices& prices);
// Adds what a service counted by item.
void addUsage(Bill& bill, std::string_view service, const kernel::Json& usage, const Prices& prices);
// None when nothing in this world keeps an account.
std::optional<Bill> billOf(const kernel::World& world, const Prices& prices);

} // namespace maylab::labs
