// Sets: SADD, SPOP, SINTER and their family. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/scan.h"
#include "cache/engine/set_value.h"
#include "cache/engine/typed.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

using Set = Typed<SetValue>;

void chargeElements(Invocation& i, std::uint64_t n) { i.server.charge(static_cast<std::int64_t>(n) * kElementNs); }

enum class Operation : std::uint8_t { Intersection, Union, Difference };

// False: WRONGTYPE was written. A missing key is a nullptr.
bool readSets(Invocation& i, std::span<const std::string_view> keys, std::vector<const SetValue*>& sets) {
    for (const std::string_view key : keys) {
        const Set s = readTyped<SetValue>(i, key);
        if (s.wrong) return false;
        sets.push_back(s.value);
    }
    return true;
}

// Members of the smallest set that all others have; visit -> false ends it.
template <class Visit>
void intersect(Invocation& i, std::vector<const SetValue*> sets, Visit&& visit) {
    if (std::find(sets.begin(), sets.end(), nullptr) != sets.end()) return;
    std::stable_sort(sets.begin(), sets.end(), [](const SetValue* a, const SetValue* b) { return a->size() < b->size(); });
    std::uint64_t looked = 0;
    sets[0]->each([&](std::string_view member) {
        ++looked;
        for (std::size_t k = 1; k < sets.size(); ++k) {
            if (sets[k] != sets[0] && !sets[k]->contains(member)) return true;
        }
        return static_cast<bool>(visit(member));
    });
    chargeElements(i, looked * sets.size());
}

std::unique_ptr<SetValue> combine(Invocation& i, Operation op, const std::vector<const SetValue*>& sets) {
    auto result = std::make_unique<SetValue>();
    const CollectionRules rules = collectionRules(i.server);
    const auto addAll = [&](std::string_view member) {
        result->add(member, rules);
        return true;
    };
    if (op == Operation::Intersection) {
        intersect(i, sets, addAll);
        return result;
    }
    for (std::size_t k = 0; k < sets.size(); ++k) {
        if (sets[k] == nullptr) continue;
        chargeElements(i, sets[k]->size());
        if (op == Operation::Union) {
            sets[k]->each(addAll);
        } else if (k == 0) {
            sets[0]->each([&](std::string_view member) {
                for (std::size_t other = 1; other < sets.size(); ++other) {
                    if (sets[other] != nullptr && sets[other]->contains(member)) return true;
                }
                return addAll(member);
            });
        }
    }
    return result;
}

void reply(Invocation& i, const SetValue& set) {
    i.out.set(set.size());
    set.each([&](std::string_view member) {
        i.out.bulk(member);
        return true;
    });
}

void combineGeneric(Invocation& i, Operation op) {
    std::vector<const SetValue*> sets;
    if (readSets(i, i.argv.subspan(1), sets)) reply(i, *combine(i, op, sets));
}

void storeGeneric(Invocation& i, Operation op, std::string_view event) {
    std::vector<const SetValue*> sets;
    if (!readSets(i, i.argv.subspan(2), sets)) return;
    auto result = combine(i, op, sets);
    const auto size = static_cast<std::int64_t>(result->size());
    const bool was = static_cast<bool>(lookupWrite(i.server, i.db(), i.argv[1], Touch::No));
    if (storeTyped(i, i.argv[1], result.release())) changed(i, i.argv[1], Notify::Set, event);
    else if (was) changed(i, i.argv[1], Notify::Generic, "del");
    i.out.integer(size);
}

// Each member with the chance that what is still wanted has among what is still to come: none twice.
std::vector<std::string> draw(const SetValue& set, std::uint64_t wanted, kernel::Rng& rng) {
    std::vector<std::string> drawn;
    std::uint64_t left = set.size();
    set.each([&](std::string_view member) {
        const std::uint64_t still = wanted - drawn.size();
        if (still == left || rng.below(left) < still) drawn.emplace_back(member);
        --left;
        return drawn.size() < wanted;
    });
    return drawn;
}

void popMany(Invocation& i) {
    constexpr std::string_view kPositive = "ERR value is out of range, must be positive";
    std::int64_t count = 0;
    if (!integerArgument(i, i.argv[2], count, kPositive)) return;
    if (count < 0) {
        i.out.error(kPositive);
        return;
    }
    Set s = writeTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s || count == 0) {
        i.out.set(0);
        return;
    }
    const std::uint64_t n = std::min<std::uint64_t>(static_cast<std::uint64_t>(count), s->size());
    const bool all = n == s->size();
    const std::vector<std::string> taken = draw(*s, n, i.server.memberRandom);
    i.out.set(taken.size());
    for (const std::string& member : taken) i.out.bulk(member);
    changeTyped(i, s, i.argv[1], [&](SetValue& v) {
        for (const std::string& member : taken) v.remove(member);
        changed(i, i.argv[1], Notify::Set, "spop", n);
    });
    chargeElements(i, n);
    if (all) {
        replicateAs(i, {"DEL", i.argv[1]});
        return;
    }
    std::vector<std::string_view> srem{"SREM", i.argv[1]};
    srem.insert(srem.end(), taken.begin(), taken.end());
    replicateAs(i, srem);
}

} // namespace

void sadd(Invocation& i) {
    Set s = writeTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    const CollectionRules rules = collectionRules(i.server);
    std::int64_t added = 0;
    changeTyped(i, s, i.argv[1], [&](SetValue& v) {
        for (std::size_t k = 2; k < i.argc(); ++k) added += v.add(i.argv[k], rules);
    });
    if (added > 0) changed(i, i.argv[1], Notify::Set, "sadd", static_cast<std::uint64_t>(added));
    chargeElements(i, i.argc() - 3);
    i.out.integer(added);
}

void srem(Invocation& i) {
    Set s = writeTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    std::int64_t removed = 0;
    bool any = false;
    for (std::size_t k = 2; s && k < i.argc() && !any; ++k) any = s->contains(i.argv[k]);
    if (any) {
        changeTyped(i, s, i.argv[1], [&](SetValue& v) {
            for (std::size_t k = 2; k < i.argc() && v.size() != 0; ++k) removed += v.remove(i.argv[k]);
            changed(i, i.argv[1], Notify::Set, "srem", static_cast<std::uint64_t>(removed)); // before "del"
        });
    }
    chargeElements(i, i.argc() - 3);
    i.out.integer(removed);
}

void smove(Invocation& i) {
    const std::string_view from = i.argv[1], to = i.argv[2], member = i.argv[3];
    Set source = writeTyped<SetValue>(i, from);
    // A missing source answers before the destination's type is looked at.
    if (source.wrong) return;
    if (!source) {
        i.out.integer(0);
        return;
    }
    Set target = writeTyped<SetValue>(i, to);
    if (target.wrong) return;
    if (from == to) {
        i.out.integer(source->contains(member));
        return;
    }
    if (!source->contains(member)) {
        i.out.integer(0);
        return;
    }
    changeTyped(i, source, from, [&](SetValue& v) {
        v.remove(member);
        notifyKeyspace(i.server, i.db(), Notify::Set, "srem", from);
    });
    keyModified(i.server, i.db(), from);
    const CollectionRules rules = collectionRules(i.server);
    bool added = false;
    changeTyped(i, target, to, [&](SetValue& v) { added = v.add(member, rules); });
    if (added) changed(i, to, Notify::Set, "sadd", 1);
    i.server.stats.dirty += 1;
    i.out.integer(1);
}

void sismember(Invocation& i) {
    const Set s = readTyped<SetValue>(i, i.argv[1]);
    if (!s.wrong) i.out.integer(s && s->contains(i.argv[2]));
}

void smismember(Invocation& i) {
    const Set s = readTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    i.out.array(i.argc() - 2);
    for (std::size_t k = 2; k < i.argc(); ++k) i.out.integer(s && s->contains(i.argv[k]));
    chargeElements(i, i.argc() - 3);
}

void scard(Invocation& i) {
    const Set s = readTyped<SetValue>(i, i.argv[1]);
    if (!s.wrong) i.out.integer(s ? static_cast<std::int64_t>(s->size()) : 0);
}

void smembers(Invocation& i) {
    const Set s = readTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s) {
        i.out.set(0);
        return;
    }
    chargeElements(i, s->size());
    reply(i, *s);
}

void spop(Invocation& i) {
    if (i.argc() == 3) {
        popMany(i);
        return;
    }
    if (i.argc() > 3) {
        i.out.error(text::kSyntax);
        return;
    }
    Set s = writeTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s) {
        i.out.null();
        return;
    }
    const std::string member = s->random(i.server.memberRandom);
    changeTyped(i, s, i.argv[1], [&](SetValue& v) {
        v.remove(member);
        changed(i, i.argv[1], Notify::Set, "spop");
    });
    replicateAs(i, {"SREM", i.argv[1], member});
    i.out.bulk(member);
}

void srandmember(Invocation& i) {
    if (i.argc() > 3) {
        i.out.error(text::kSyntax);
        return;
    }
    std::int64_t count = 0;
    const bool counted = i.argc() == 3;
    if (counted && !integerArgument(i, i.argv[2], count)) return;
    if (count == INT64_MIN) {
        i.out.error("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");
        return;
    }
    const Set s = readTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!counted) {
        s ? i.out.bulk(s->random(i.server.memberRandom)) : i.out.null();
        return;
    }
    if (!s || count == 0) {
        i.out.array(0);
        return;
    }
    if (count < 0) {
        // The reply must fit into the engine: repeats may be asked for without end.
        const auto n = static_cast<std::uint64_t>(-count);
        if (!lengthAllowed(i, 0, static_cast<std::int64_t>(std::min<std::uint64_t>(n, UINT32_MAX) * 8))) return;
        i.out.array(n);
        for (std::uint64_t k = 0; k < n; ++k) i.out.bulk(s->random(i.server.memberRandom));
        chargeElements(i, n);
        return;
    }
    const std::uint64_t n = std::min<std::uint64_t>(static_cast<std::uint64_t>(count), s->size());
    const std::vector<std::string> drawn = draw(*s, n, i.server.memberRandom);
    i.out.array(n);
    for (const std::string& member : drawn) i.out.bulk(member);
    chargeElements(i, n);
}

void sinter(Invocation& i) { combineGeneric(i, Operation::Intersection); }

void sunion(Invocation& i) { combineGeneric(i, Operation::Union); }

void sdiff(Invocation& i) { combineGeneric(i, Operation::Difference); }

void sinterstore(Invocation& i) { storeGeneric(i, Operation::Intersection, "sinterstore"); }

void sunionstore(Invocation& i) { storeGeneric(i, Operation::Union, "sunionstore"); }

void sdiffstore(Invocation& i) { storeGeneric(i, Operation::Difference, "sdiffstore"); }

void sintercard(Invocation& i) {
    constexpr std::string_view kNoKeys = "ERR numkeys should be greater than 0", kNegative = "ERR LIMIT can't be negative";
    std::int64_t keys = 0, limit = 0;
    if (!integerArgument(i, i.argv[1], keys, kNoKeys)) return;
    if (keys < 1) {
        i.out.error(kNoKeys);
        return;
    }
    if (keys > static_cast<std::int64_t>(i.argc()) - 2) {
        i.out.error("ERR Number of keys can't be greater than number of args");
        return;
    }
    for (std::size_t k = 2 + static_cast<std::size_t>(keys); k < i.argc(); ++k) {
        if (!is(i.argv[k], "LIMIT") || k + 1 == i.argc()) {
            i.out.error(text::kSyntax);
            return;
        }
        if (!integerArgument(i, i.argv[++k], limit, kNegative)) return;
        if (limit < 0) {
            i.out.error(kNegative);
            return;
        }
    }
    std::vector<const SetValue*> sets;
    if (!readSets(i, i.argv.subspan(2, static_cast<std::size_t>(keys)), sets)) return;
    std::int64_t n = 0;
    intersect(i, sets, [&](std::string_view) { return ++n != limit; });
    i.out.integer(n);
}

void sscan(Invocation& i) {
    std::uint64_t cursor = 0;
    if (!scanCursor(i, i.argv[2], cursor)) return;
    const Set s = readTyped<SetValue>(i, i.argv[1]);
    if (s.wrong) return;
    ScanOptions o;
    if (s && !scanOptions(i, 3, false, o)) return; // a missing key does not look at them
    std::vector<std::string> items;
    if (s) {
        std::int64_t seen = 0;
        cursor = scanWalk(
            cursor, o.count,
            [&](std::uint64_t c) {
                return s->scan(c, [&](std::string_view member) {
                    ++seen;
                    if (o.takes(member)) items.emplace_back(member);
                });
            },
            [&] { return seen; });
        i.server.charge(seen * kElementNs);
    }
    replyScan(i, s ? cursor : 0, items);
}

} // namespace maylab::cache::commands
