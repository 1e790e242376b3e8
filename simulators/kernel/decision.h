// Why something happened, as plain data: a rule id and a few values. The words are made in the UI, in the
// learner's language, from one table per simulator (RuleInfo) and the record.
//
// Kept per world: a ring of the last decisions per service, a plain counter per rule (goals may count them), and
// exemplars per rule and second of virtual time (the first, the slowest, one at random) for the last 3 h.
// Older ones are answered by replay. recordSink is the hot path: a few stores, no allocation per decision.
#pragma once

#include "kernel/event_queue.h"
#include "kernel/rng.h"
#include "kernel/sealed_log.h"
#include "kernel/time.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::kernel {

using RuleId = std::uint16_t; // index into the world's rules, in order of registration; 0 is "no rule"

// One row of a simulator's rule table. All strings are literals.
struct RuleInfo {
    const char* id;         // "cache.evict.sampled", the key of its text in every language
    const char* parameters; // names of values[0..], comma separated: "idleSeconds,sampled,poolSize"
    const char* source;     // the page the rule comes from
    const char* notModelled = ""; // what is left out on purpose, a text key or ""
};

struct Decision {
    SimTime at;
    std::uint64_t request = 0; // id of the request it belongs to, 0 if none
    SimDuration took;          // how long what it explains took; the slowest of a second is kept
    std::uint32_t subject = 0; // a handle of the service: key, node, alarm ...
    RuleId rule = 0;
    ServiceId service = 0;
    double values[4] = {0, 0, 0, 0};
};
static_assert(sizeof(Decision) == 64);

class DecisionLog {
  public:
    static constexpr std::size_t kRingSize = 4096;
    static constexpr std::int64_t kExemplarSeconds = 3 * 3600;

    // Exemplars draw from a generator of their own: keeping them changes no simulator.
    explicit DecisionLog(std::uint64_t seed) : m_pick(seed, "kernel.decisions") {}

    // Returns the RuleId of table[0]; the others follow. Registering the same table twice returns the same id.
    RuleId registerRules(std::span<const RuleInfo> table);
    const RuleInfo& rule(RuleId id) const;
    RuleId findRule(std::string_view id) const; // 0 if unknown
    std::size_t ruleCount() const { return m_rules.size(); }

    void record(const Decision& d);

    std::uint64_t count(RuleId id) const { return id < m_counts.size() ? m_counts[id] : 0; }
    // Newest last. The ring of one service, or all exemplars of a rule in [from, to).
    std::vector<Decision> recent(ServiceId service, std::size_t limit) const;
    std::vector<Decision> exemplars(RuleId rule, SimTime from, SimTime to) const;
    // Every decision still known for a request: ring first, then exemplars.
    std::vector<Decision> ofRequest(std::uint64_t request) const;

  private:
    struct Ring {
        std::vector<Decision> cells;
        std::uint64_t written = 0;
    };
    struct Exemplars {
        std::int64_t second = -1;
        std::uint32_t seen = 0;
        Decision first, slowest, random;
        SealedLog<Decision> closed;
    };
    void close(Exemplars& e) const;

    std::vector<const RuleInfo*> m_rules{nullptr};
    std::vector<std::uint64_t> m_counts{0};
    std::vector<Exemplars> m_exemplars{Exemplars{}};
    std::vector<Ring> m_rings; // by ServiceId
    Rng m_pick;
};

} // namespace maylab::kernel
