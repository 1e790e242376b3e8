// The bill of a world: what it used, times what AWS asks for. Usage is the service's own account of what happened in
// virtual time (ElastiCacheService, DescribeUsage), prices are the catalog's (prices.h). No world is changed.
//
// A node is billed by the hour from when it is available until it is gone, each begun hour in full; replicas, shards and
// nodes of a Memcached cluster each by itself. Snapshots beyond the one that is free for each cluster: by gigabyte and time.
// Source: ElastiCache FAQ, "Billing"; fidelity sheet 1.6.
#pragma once

#include "kernel/doors.h"
#include "labs/engine/prices.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace maylab::kernel {
class World;
}

namespace maylab::labs {

struct BillLine {
    enum class Kind { Nodes, Snapshots };
    Kind kind = Kind::Nodes;
    std::string item;        // Nodes: the node type
    double quantity = 0;     // node-hours, each begun one in full; gigabyte-months
    double running = 0;      // nodes at this moment; gigabytes kept beyond the free ones
    std::optional<double> price; // per unit; none: not in the table
    double amount = 0;       // quantity x price
    double perHour = 0;      // as things stand
    bool verified = false;   // the price
    bool ours = false;       // only the simulator has it: priced 0
};

struct Bill {
    std::vector<BillLine> lines; // node types by name, then snapshots; what was never used is not there
    double total = 0;            // since the world began
    double perHour = 0;          // as things stand now
    bool complete = true;        // false: a line has no price
    bool empty() const { return lines.empty(); }
};

inline constexpr double kHoursPerMonth = 730;

// usage: the output of DescribeUsage.
Bill billOf(const kernel::Json& usage, const Prices& prices);
// None when nothing in this world keeps an account.
std::optional<Bill> billOf(const kernel::World& world, const Prices& prices);

} // namespace maylab::labs
