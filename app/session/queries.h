// Questions to a running world and their answers. They travel through the runner's inbox and come back with the
// next poll: asking never blocks the UI and never changes a run.
#pragma once

#include "kernel/doors.h"
#include "kernel/time.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace maylab::labs {
struct SessionEvent;
}

namespace maylab::app {

using Ticket = std::uint64_t; // never 0

// --- series ---

struct SeriesQuery {
    std::string metricNamespace; // "Shop/App"
    std::string name;            // "Latency"
    std::vector<std::pair<std::string, std::string>> dimensions;
    bool anyDimensions = true;   // the first series of that name, whatever its dimensions
    std::string statistic = "Average"; // "Sum", "p99" ...
    // Not empty: the ratio Sum(name) / (Sum(name) + Sum(ratioOther)); hit ratio = CacheHits, CacheMisses.
    std::string ratioOther;
    // The window every point looks back on, in seconds; 0: as wide as the distance of the points.
    std::int64_t windowSeconds = 0;
};

struct SeriesRequest {
    std::vector<SeriesQuery> queries;
    kernel::SimTime from, to; // to is cut to the last closed second
    std::uint32_t maxPoints = 500;
};

struct Series {
    bool found = false;           // false: no such metric yet
    std::vector<double> seconds;  // virtual time of each point
    std::vector<double> values;   // NaN where there is no datum: gaps are gaps
};

struct SeriesAnswer {
    Ticket ticket = 0;
    kernel::SimTime now;
    std::vector<Series> series; // as asked
};

// --- why ---

struct DetailQuery {
    enum class Kind : std::uint8_t {
        Request,    // of this request id
        LastOfRule, // the newest exemplar or ring record of a rule
        Service,    // the last decisions of a service
        Slowest,    // the slowest request of [from, to)
        Eviction,   // the newest eviction, or that of key if given
    };
    Kind kind = Kind::Request;
    std::uint64_t request = 0;
    std::string rule;    // LastOfRule
    std::string service; // Service
    std::string key;     // Eviction
    kernel::SimTime from, to;
    std::uint32_t limit = 16;
};

struct DecisionRecord {
    kernel::SimTime at;
    kernel::SimDuration took;
    std::uint64_t request = 0;
    std::string service;
    std::string rule;       // "cache.evict.sampled"
    std::string source;     // the page the rule comes from
    std::string notModelled;
    std::string subject;    // what it was about: a key, a node; may be empty
    std::vector<std::pair<std::string, double>> values; // named by the rule's table
};

// A stretch of a request's time. what: "visitor", "network", "cache", "wait", "query", "store".
struct HopRecord {
    std::string what;
    kernel::SimTime from;
    kernel::SimDuration took;
};

struct DetailAnswer {
    Ticket ticket = 0;
    DetailQuery query;
    bool found = false;
    std::string subject; // "product:17"
    std::string outcome; // "hit", "miss", "stale", "error", "database"; empty if not a request
    std::vector<HopRecord> hops;
    std::vector<DecisionRecord> records;
};

// --- doors ---

struct CallAnswer {
    Ticket ticket = 0;
    kernel::Actor actor = kernel::Actor::Form;
    std::string service, operation;
    kernel::SimTime asked, at;
    bool pending = false; // needs virtual time to pass; another answer with this ticket follows
    bool ok = false;
    kernel::Json output;    // when ok
    kernel::ApiError error; // when not
};

// What came of something the learner did in the lab (a prediction, a hint, a reset).
struct ActAnswer {
    Ticket ticket = 0;
    std::string what;
    bool ok = false;
    kernel::Json output;
    std::string problem;
};

// What the lab reached: not an answer to anything, but delivered the same way, each once and in order.
struct LessonNews {
    std::uint64_t run = 0;
    std::shared_ptr<const std::vector<labs::SessionEvent>> events;
};

using Answer = std::variant<SeriesAnswer, DetailAnswer, CallAnswer, ActAnswer, LessonNews>;

} // namespace maylab::app
