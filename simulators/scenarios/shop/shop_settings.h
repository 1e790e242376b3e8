// Everything about the shop that an operation of "lab" can set. Times in the units their names end in.
#pragma once

#include "traffic/arrivals.h"
#include "traffic/closed_loop.h"
#include "traffic/popularity.h"

#include <cstdint>
#include <string>

namespace maylab::scenarios {

enum class Strategy : std::uint8_t { None, LazyLoading, WriteThrough };
const char* toString(Strategy strategy); // "lazy-loading"

struct DatabaseSettings {
    std::uint32_t connections = 14;
    double serviceMilliseconds = 25;
    double serviceSpread = 0.3; // standard deviation / mean, log-normal
    std::uint32_t queueLimit = 2000;
};

struct ApplicationSettings {
    Strategy strategy = Strategy::None;
    std::string endpoint;
    double ttlSeconds = 300; // 0: SET without EX
    double jitterPercent = 0;
};

struct ShopSettings {
    static constexpr std::uint32_t kMaxProducts = 1'000'000;
    static constexpr double kMaxRequestsPerSecond = 200'000;

    bool closedLoop = false;
    traffic::ArrivalSettings arrivals{traffic::ArrivalKind::Poisson, 300};
    traffic::ClosedLoopSettings users;
    traffic::PopularitySettings popularity; // popularity.keys is the number of products
    DatabaseSettings database;
    ApplicationSettings application;
    double changesPerSecond = 20;
};

// How the world around the shop is built; not part of any operation.
inline constexpr double kCacheRoundTripMilliseconds = 0.5;
inline constexpr double kGiveUpSeconds = 1;            // an application waits so long for a connection
inline constexpr double kConnectTimeoutSeconds = 1;    // and so long for a cache that does not answer
inline constexpr std::uint32_t kCacheConnections = 10; // the application's pool to a cache node
inline constexpr std::uint32_t kMaxInFlight = 50'000;  // requests inside the application at one time
inline constexpr std::uint32_t kValueBytes = 500;      // of a product as JSON

} // namespace maylab::scenarios
