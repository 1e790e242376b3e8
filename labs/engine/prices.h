// What AWS asks for: labs/catalog/prices.json as plain data ($defs/prices). Dated, of one Region, on demand; each entry
// says where it comes from and whether it was read there. Units: US dollars; a gigabyte is 2^30 bytes, a month 730 hours.
// Source: fidelity sheet 1.6; metrics sheet 1.5.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::labs {

struct PriceNote {
    bool verified = false;
    std::string source;
};

struct NodePrice : PriceNote {
    double perHour = 0;
    bool ours = false; // a type that only the simulator has
};

struct SnapshotPrice : PriceNote {
    double perGigabyteMonth = 0;
};

struct ZonePrice : PriceNote {
    double perGigabyte = 0; // each direction
};

struct ServerlessPrice : PriceNote {
    double perGigabyteHour = 0, perMillionUnits = 0;
};

// Of a service that counts itself by item (its DescribeUsage): by how many there are for how long, or by how often something
// happened. Tiers are of one month; what a world used counts as one month's.
struct UsagePrice : PriceNote {
    struct Tier {
        double upTo = std::numeric_limits<double>::infinity(); // units, or levels of a monthly item
        double price = 0;                                      // for `per` units, or a month of one
    };
    bool monthly = false;
    double per = 1;
    std::vector<Tier> tiers;

    double costOf(double quantity) const; // months of a monthly item, else units
    double unitPrice() const;             // of the first tier that is not free
};

struct Prices {
    std::string checked; // "2026-11-27"
    std::string region, currency;
    std::map<std::string, NodePrice, std::less<>> nodes; // "cache.t3.micro"
    SnapshotPrice snapshots;
    ZonePrice betweenZones;
    std::map<std::string, ServerlessPrice, std::less<>> serverless; // "redis"

    std::map<std::string, std::map<std::string, UsagePrice, std::less<>>, std::less<>> usage; // "cloudwatch", "CustomMetric"

    const NodePrice* node(std::string_view type) const; // null: not in the table
};

} // namespace maylab::labs
