// Union, intersection and difference of sorted sets. Source: sheet 2.1.
#include "cache/engine/commands.h"
#include "cache/engine/set_value.h"
#include "cache/engine/zset_arguments.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace maylab::cache::commands {

namespace {

enum class Operation : std::uint8_t { Union, Inter, Diff };
enum class Aggregate : std::uint8_t { Sum, Min, Max };

// One of the sets that are combined; a key that is missing is an empty one. Members of a plain set have the score 1.
struct Input {
    const ZSetValue* zset = nullptr;
    const SetValue* set = nullptr;
    std::vector<std::string> numbers; // an intset's members, since its bytes are none
    double weight = 1;

    std::size_t size() const { return zset != nullptr ? zset->size() : set != nullptr ? set->size() : 0; }
    bool isSame(const Input& o) const { return zset == o.zset && set == o.set; }
    std::optional<double> score(std::string_view member) const {
        if (zset != nullptr) return zset->score(member);
        return set != nullptr && set->contains(member) ? std::optional(1.0) : std::nullopt;
    }
    template <class Visit> // visit(member, score)
    void each(Visit&& visit) const {
        if (zset != nullptr) {
            zset->visitAll(visit);
            return;
        }
        for (const std::string& number : numbers) visit(std::string_view(number), 1.0);
        if (set == nullptr || set->encoding() == Encoding::Intset) return;
        set->each([&](std::string_view member) {
            visit(member, 1.0);
            return true;
        });
    }
};

struct Request {
    std::vector<Input> inputs;
    Aggregate aggregate = Aggregate::Sum;
    bool withScores = false;
    std::int64_t limit = 0; // 0: none
};

double weighted(const Input& in, double score) { return in.weight * score; }
double orZero(double score) { return std::isnan(score) ? 0 : score; }

double combined(double a, double b, Aggregate how) {
    switch (how) {
    case Aggregate::Min: return b < a ? b : a;
    case Aggregate::Max: return b > a ? b : a;
    case Aggregate::Sum: break;
    }
    return orZero(a + b);
}

// at: where the number of keys stands. False: an error was written.
bool readRequest(Invocation& i, std::size_t at, Operation operation, bool stores, bool cardinality, Request& r) {
    std::int64_t count = 0;
    if (!integerArgument(i, i.argv[at], count)) return false;
    if (count < 1) {
        i.out.error("ERR at least 1 input key is needed for '" + std::string(i.command.name) + "' command");
        return false;
    }
    const auto syntax = [&] {
        i.out.error(text::kSyntax);
        return false;
    };
    if (count > static_cast<std::int64_t>(i.argc() - at - 1)) return syntax();
    r.inputs.resize(static_cast<std::size_t>(count));
    std::size_t k = at + 1;
    for (Input& in : r.inputs) {
        const Found f = lookupRead(i.server, i.db(), i.argv[k++]);
        in.set = typedAt<SetValue>(i, f, false).value;
        if (in.set != nullptr) {
            if (in.set->encoding() == Encoding::Intset)
                in.set->eachElement([&](std::string_view number) { in.numbers.emplace_back(number); });
            continue;
        }
        const auto z = typedAt<ZSetValue>(i, f, true);
        if (z.wrong) return false;
        in.zset = z.value;
    }
    const bool weights = operation != Operation::Diff && !cardinality;
    while (k < i.argc()) {
        const std::size_t left = i.argc() - k;
        if (weights && left >= r.inputs.size() + 1 && is(i.argv[k], "WEIGHTS")) {
            ++k;
            for (Input& in : r.inputs) {
                if (!doubleArgument(i, i.argv[k++], in.weight, "ERR weight value is not a float")) return false;
            }
        } else if (weights && left >= 2 && is(i.argv[k], "AGGREGATE")) {
            if (is(i.argv[k + 1], "SUM")) r.aggregate = Aggregate::Sum;
            else if (is(i.argv[k + 1], "MIN")) r.aggregate = Aggregate::Min;
            else if (is(i.argv[k + 1], "MAX")) r.aggregate = Aggregate::Max;
            else return syntax();
            k += 2;
        } else if (!stores && !cardinality && is(i.argv[k], "WITHSCORES")) {
            r.withScores = true;
            ++k;
        } else if (cardinality && left >= 2 && is(i.argv[k], "LIMIT")) {
            if (!integerInRange(i, i.argv[k + 1], 0, INT64_MAX, r.limit, "ERR LIMIT can't be negative")) return false;
            k += 2;
        } else {
            return syntax();
        }
    }
    // The smallest first: fewest members to try, and the order in which the server adds scores up.
    if (operation != Operation::Diff)
        std::stable_sort(r.inputs.begin(), r.inputs.end(), [](const Input& a, const Input& b) { return a.size() < b.size(); });
    return true;
}

struct Results {
    // Views of members of the inputs, good until the server changes.
    std::vector<std::pair<std::string_view, double>> members;
    std::uint64_t looked = 0; // elements of work
};

// give(member, score) returns false when there is enough.
template <class Give>
std::uint64_t intersect(const Request& r, Give&& give) {
    std::uint64_t looked = 0;
    bool more = r.inputs[0].size() > 0;
    if (more)
        r.inputs[0].each([&](std::string_view member, double own) {
            if (!more) return;
            ++looked;
            double score = orZero(weighted(r.inputs[0], own));
            for (std::size_t k = 1; k < r.inputs.size(); ++k) {
                const Input& in = r.inputs[k];
                const std::optional<double> other = in.isSame(r.inputs[0]) ? own : in.score(member);
                if (!other) return;
                score = combined(score, weighted(in, *other), r.aggregate);
            }
            more = give(member, score);
        });
    return looked * r.inputs.size();
}

Results combine(const Request& r, Operation operation) {
    Results out;
    if (operation == Operation::Inter) {
        out.looked = intersect(r, [&](std::string_view member, double score) {
            out.members.emplace_back(member, score);
            return true;
        });
    } else if (operation == Operation::Diff) {
        r.inputs[0].each([&](std::string_view member, double score) {
            for (std::size_t k = 1; k < r.inputs.size(); ++k) {
                ++out.looked;
                if (r.inputs[k].score(member)) return;
            }
            out.members.emplace_back(member, score);
        });
    } else {
        std::unordered_map<std::string_view, std::size_t> place;
        for (const Input& in : r.inputs) {
            in.each([&](std::string_view member, double own) {
                ++out.looked;
                const double score = orZero(weighted(in, own));
                const auto [at, fresh] = place.try_emplace(member, out.members.size());
                if (fresh) out.members.emplace_back(member, score);
                else out.members[at->second].second = combined(out.members[at->second].second, score, r.aggregate);
            });
        }
    }
    return out;
}

void combineGeneric(Invocation& i, Operation operation) {
    Request r;
    if (!readRequest(i, 1, operation, false, false, r)) return;
    Results results = combine(r, operation);
    i.server.charge(static_cast<std::int64_t>(results.looked) * kElementNs);
    std::sort(results.members.begin(), results.members.end(), [](const auto& a, const auto& b) {
        return a.second < b.second || (a.second == b.second && a.first < b.first);
    });
    const bool nested = r.withScores && i.out.protocol() > 2;
    i.out.array(results.members.size() * (r.withScores && !nested ? 2 : 1));
    for (const auto& [member, score] : results.members) {
        if (nested) i.out.array(2);
        i.out.bulk(member);
        if (r.withScores) i.out.real(score);
    }
}

void storeGeneric(Invocation& i, Operation operation, std::string_view event) {
    Request r;
    if (!readRequest(i, 2, operation, true, false, r)) return;
    const Results results = combine(r, operation);
    i.server.charge(static_cast<std::int64_t>(results.looked) * kElementNs);
    const ZSetRules rules = zsetRules(i.server);
    auto* stored = new ZSetValue();
    stored->makeLarge(rules); // made as a large one, flat in the end if it may be
    if (operation == Operation::Union) stored->expect(results.members.size());
    for (const auto& [member, score] : results.members) stored->set(member, score, rules);
    stored->makeFlatIfSmall(rules);
    storeZSet(i, i.argv[1], stored, event);
}

} // namespace

void zunion(Invocation& i) { combineGeneric(i, Operation::Union); }

void zinter(Invocation& i) { combineGeneric(i, Operation::Inter); }

void zdiff(Invocation& i) { combineGeneric(i, Operation::Diff); }

void zunionstore(Invocation& i) { storeGeneric(i, Operation::Union, "zunionstore"); }

void zinterstore(Invocation& i) { storeGeneric(i, Operation::Inter, "zinterstore"); }

void zdiffstore(Invocation& i) { storeGeneric(i, Operation::Diff, "zdiffstore"); }

void zintercard(Invocation& i) {
    Request r;
    if (!readRequest(i, 1, Operation::Inter, false, true, r)) return;
    std::int64_t n = 0;
    const std::uint64_t looked = intersect(r, [&](std::string_view, double) { return ++n != r.limit; });
    i.server.charge(static_cast<std::int64_t>(looked) * kElementNs);
    i.out.integer(n);
}

} // namespace maylab::cache::commands
