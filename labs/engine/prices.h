// What AWS asks for: labs/catalog/prices.json as plain data ($defs/prices). Dated, of one Region, on demand; each entry
// says where it comes from and whether it was read there. Units: US dollars; a gigabyte is 2^30 bytes, a month 730 hours.
// Source: fidelity sheet 1.6.
#pragma once

#include <map>
#include <string>
#include <string_view>

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

struct Prices {
    std::string checked; // "2026-11-27"
    std::string region, currency;
    std::map<std::string, NodePrice, std::less<>> nodes; // "cache.t3.micro"
    SnapshotPrice snapshots;
    ZonePrice betweenZones;
    std::map<std::string, ServerlessPrice, std::less<>> serverless; // "redis"

    const NodePrice* node(std::string_view type) const; // null: not in the table
};

} // namespace maylab::labs
