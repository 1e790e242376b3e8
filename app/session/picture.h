// What the drawn views draw: plain values, small, made on the world's thread and handed over in a Snapshot.
// They hold no reference into a world, so a view can be tested with made-up data.
#pragma once

#include "app/session/alarm_picture.h"
#include "app/session/cluster_picture.h"
#include "app/session/dashboard_picture.h"
#include "app/session/dimensions_picture.h"
#include "app/session/histogram_picture.h"
#include "app/session/periods_picture.h"
#include "app/session/slab_picture.h"
#include "app/session/stampede_picture.h"
#include "app/session/strips_picture.h"
#include "kernel/time.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maylab::app {

// --- the shop ---

enum class Outcome : std::uint8_t {
    Database, // no cache is used: answered by the database
    Hit,
    Stale, // a hit whose value the database had already replaced
    Miss,
    Error, // 503: the application gave up
};
inline constexpr std::size_t kOutcomes = 5;

struct RequestPicture {
    std::uint64_t id = 0;
    kernel::SimTime begun;
    kernel::SimTime ended;
    std::uint32_t product = 0;
    Outcome outcome = Outcome::Database;
};

struct ShopPicture {
    bool present = false;
    double requestsPerSecond = 0; // what the generator is set to
    std::string strategy;         // "none", "lazy-loading", "write-through"
    std::string endpoint;         // of the cache the application uses
    bool cacheReachable = false;
    std::uint32_t connections = 0; // of the database
    std::uint32_t busy = 0;
    std::uint32_t waiting = 0;
    double serviceMilliseconds = 0;
    double queriesPerSecond = 0; // done in the last closed second
    std::vector<std::uint8_t> slotBusy;           // one per connection
    std::vector<RequestPicture> requests;         // ended lately, oldest first, at most kMaxRequests
    std::array<double, kOutcomes> perSecond = {}; // ended in the last closed second
    static constexpr std::size_t kMaxRequests = 512;
};

// --- the keyspace ---

enum class ValueKind : std::uint8_t { String, List, Set, SortedSet, Hash, Stream };
enum class LeftBy : std::uint8_t { Unknown, Expired, Evicted, Deleted }; // why a key is not there

struct TilePicture {
    std::uint32_t product = 0;
    std::string key; // not empty: a key that is no product's
    bool cached = false;
    bool own = false; // a key that the learner touched
    ValueKind kind = ValueKind::String;
    LeftBy left = LeftBy::Unknown;
    float ttlLeft = -1;   // seconds; -1: no TTL
    float age = 0;        // seconds since it was last touched (idle time)
    float frequency = 0;  // LFU counter, 0 to 255, or accesses
};

struct KeyspacePicture {
    bool present = false;
    std::string cluster; // "shop"
    std::string status;  // "available"
    std::string policy;  // maxmemory-policy in force
    std::uint64_t keys = 0;
    std::uint64_t products = 0;
    std::uint64_t usedMemory = 0, maxMemory = 0; // bytes
    std::uint32_t stride = 1; // every stride-th product has a tile
    float ttlTop = 0;         // seconds: the upper end of the scale for TTL left
    std::vector<TilePicture> tiles; // at most kMaxTiles
    static constexpr std::size_t kMaxTiles = 4096;
};

// --- the console: where there is something to connect to ---

struct CachePicture {
    std::string name; // "shop", "shop-ro", "html.0002": as a host it may be left without its domain
    int port = 6379;
    bool memcached = false;
    bool operator==(const CachePicture&) const = default;
};

struct WorldPicture {
    ShopPicture shop;
    KeyspacePicture keyspace;
    SlotsPicture slotMap;
    ReplicationPicture replication;
    StampedePicture stampede;
    SlabPicture slabs;
    ComparisonPicture comparison;
    AlarmPicture alarm;
    ReplayPicture replay;
    StripsPicture strips;
    HistogramPicture histogram;
    PeriodsPicture periods;
    DimensionsPicture dimensions;
    std::vector<CachePicture> caches;
    std::shared_ptr<const DashboardPicture> dashboard; // null: nobody looks; the same object while nothing has changed
};

// What the views on screen can show at present; nothing else is collected.
struct Interest {
    bool shop = true;
    bool keyspace = false;
    bool slotMap = false, replication = false, stampede = false, slabs = false;
    bool alarm = false; // and the replay beside it
    std::string alarmName; // empty: the replay's, or the first
    bool strips = false;
    bool histogram = false, periods = false, dimensions = false;
    std::string periodsStatistic = "Sum";
    bool caches = false; // names of endpoints
    DashboardInterest dashboard;
    std::uint32_t tiles = 1024;
    std::uint32_t shard = 0;           // whose stream is shown
    std::vector<std::string> ownKeys;  // keys that the learner touched: each has a tile, at most kOwnKeys
    static constexpr std::size_t kOwnKeys = 8;
    bool requests = true;    // false above 10x: only counts are drawn
    double homeSeconds = 1;  // so long (virtual) an answered request is still to be seen
};

} // namespace maylab::app
