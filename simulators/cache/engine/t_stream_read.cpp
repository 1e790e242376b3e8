// XREAD and XREADGROUP: what came after an id, for everybody or for one consumer of a group. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/stream_arguments.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

struct ReadArguments {
    std::int64_t timeoutMs = -1; // -1: does not wait
    std::int64_t count = 0;
    bool noAck = false, grouped = false;
    std::string_view group, consumer;
    std::size_t streams = 0; // where the keys begin
    std::size_t keys = 0;
};

bool readArguments(Invocation& i, bool ofGroup, ReadArguments& a) {
    const auto fail = [&](std::string_view error) {
        i.out.error(error);
        return false;
    };
    for (std::size_t k = 1; k < i.argc() && a.streams == 0; ++k) {
        const std::string_view word = i.argv[k];
        const std::size_t more = i.argc() - k - 1;
        if (is(word, "BLOCK") && more > 0) {
            if (!parseInteger(i.argv[++k], a.timeoutMs)) return fail("ERR timeout is not an integer or out of range");
            if (a.timeoutMs < 0) return fail("ERR timeout is negative");
            if (a.timeoutMs > INT64_MAX - i.server.nowMs) return fail("ERR timeout is out of range");
        } else if (is(word, "COUNT") && more > 0) {
            if (!integerArgument(i, i.argv[++k], a.count)) return false;
            a.count = std::max<std::int64_t>(a.count, 0);
        } else if (is(word, "STREAMS") && more > 0) {
            a.streams = k + 1;
            if (more % 2 != 0) {
                // XREADGROUP says the same.
                i.out.error("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
                return false;
            }
            a.keys = more / 2;
        } else if (is(word, "GROUP") && more >= 2) {
            if (!ofGroup) return fail("ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.");
            a.group = i.argv[k + 1];
            a.consumer = i.argv[k + 2];
            a.grouped = true;
            k += 2;
        } else if (is(word, "NOACK")) {
            if (!ofGroup) return fail("ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.");
            a.noAck = true;
        } else {
            return fail(text::kSyntax);
        }
    }
    if (a.streams == 0) return fail(text::kSyntax);
    if (ofGroup && !a.grouped) return fail("ERR Missing GROUP option for XREADGROUP");
    return true;
}

// What replicas get for one entry that was given to a consumer.
void replicateClaim(Invocation& i, std::string_view key, std::string_view group, const StreamGroup& g, StreamId id,
                    const PendingEntry& p) {
    replicateAs(i, {"XCLAIM", key, group, g.consumer(p.consumer).name, "0", id.text(), "TIME", std::to_string(p.deliveredMs),
                    "RETRYCOUNT", std::to_string(p.deliveries), "FORCE", "JUSTID", "LASTID", g.lastId.text()});
}

// New entries for a consumer: from now on the group has read them, and they wait to be acknowledged.
void deliver(Invocation& i, const ReadArguments& a, std::string_view key, StreamValue& s, std::uint32_t consumer, StreamId from) {
    std::vector<StreamEntry> entries;
    s.visit(from, StreamId::highest(), false, [&](const StreamEntry& e) {
        entries.push_back(e);
        return a.count == 0 || static_cast<std::int64_t>(entries.size()) < a.count;
    });
    i.server.charge(static_cast<std::int64_t>(entries.size()) * kElementNs);
    i.out.array(entries.size());
    bool advanced = false;
    s.changeGroup(a.group, [&](StreamGroup& g) {
        for (const StreamEntry& e : entries) {
            if (e.id > g.lastId) {
                if (g.entriesRead != StreamGroup::kUnknownRead && !s.tombstonesFrom(e.id)) ++g.entriesRead;
                else if (s.entriesAdded != 0) g.entriesRead = s.distanceTo(e.id);
                g.lastId = e.id;
                advanced = true;
            }
            replyEntry(i, e);
            if (a.noAck) continue;
            PendingEntry& p = g.assign(e.id, consumer);
            p.deliveredMs = i.server.nowMs;
            p.deliveries = 1;
            replicateClaim(i, key, a.group, g, e.id, p);
        }
        if (advanced && a.noAck) // else the claims say it
            replicateAs(i, {"XGROUP", "SETID", key, a.group, g.lastId.text(), "ENTRIESREAD", std::to_string(g.entriesRead)});
    });
}

// What the consumer has not acknowledged yet, again.
void repeat(Invocation& i, const ReadArguments& a, StreamValue& s, std::uint32_t consumer, StreamId from) {
    s.changeGroup(a.group, [&](StreamGroup& g) {
        std::vector<StreamId> ids;
        const std::set<StreamId>& pending = g.consumer(consumer).pending;
        for (auto at = pending.lower_bound(from);
             at != pending.end() && (a.count == 0 || static_cast<std::int64_t>(ids.size()) < a.count); ++at)
            ids.push_back(*at);
        i.server.charge(static_cast<std::int64_t>(ids.size()) * kElementNs);
        i.out.array(ids.size());
        for (const StreamId id : ids) {
            bool there = false;
            s.visit(id, id, false, [&](const StreamEntry& e) {
                replyEntry(i, e);
                there = true;
                return false;
            });
            if (there) {
                PendingEntry& p = g.pending.find(id)->second;
                p.deliveredMs = i.server.nowMs;
                ++p.deliveries;
                continue;
            }
            i.out.array(2); // deleted meanwhile
            replyStreamId(i, id);
            i.out.nullArray();
        }
    });
}

void readGeneric(Invocation& i, bool ofGroup) {
    ReadArguments a;
    if (!readArguments(i, ofGroup, a)) return;
    if (ofGroup) replicateNothing(i);
    const auto keyAt = [&](std::size_t k) { return i.argv[a.streams + k]; };
    struct Wanted {
        StreamId after;
        bool fresh = false;  // ">"
        bool serve = false;
    };
    std::vector<Wanted> wanted(a.keys);
    for (std::size_t k = 0; k < a.keys; ++k) {
        const std::string_view arg = i.argv[a.streams + a.keys + k];
        const auto s = readTyped<StreamValue>(i, keyAt(k));
        if (s.wrong) return;
        if (ofGroup && (!s || s->group(a.group) == nullptr)) {
            i.out.error("NOGROUP No such key '" + std::string(keyAt(k)) + "' or consumer group '" + std::string(a.group) +
                        "' in XREADGROUP with GROUP option");
            return;
        }
        if (arg == "$") {
            if (ofGroup) {
                i.out.error("ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this "
                            "consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just "
                            "return an empty result set.");
                return;
            }
            if (s) wanted[k].after = s->lastId;
        } else if (arg == ">") {
            if (!ofGroup) {
                i.out.error("ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> "
                            "option.");
                return;
            }
            wanted[k].fresh = true;
        } else if (!streamIdArgument(i, arg, wanted[k].after, 0, true)) {
            return;
        }
        // The server keeps ">" as the highest id, and takes that for ">".
        wanted[k].fresh = wanted[k].fresh || (ofGroup && wanted[k].after == StreamId::highest());
    }
    std::size_t served = 0;
    for (std::size_t k = 0; k < a.keys; ++k) {
        const auto s = readTyped<StreamValue>(i, keyAt(k));
        if (!s) continue;
        Wanted& w = wanted[k];
        if (w.fresh) w.after = s->group(a.group)->lastId;
        w.serve = (ofGroup && !w.fresh) || (s->size() > 0 && s->lastEntryId() > w.after);
        served += w.serve;
    }
    if (served == 0) {
        if (a.timeoutMs >= 0) {
            // An id that means "from now on" must go on meaning this instant.
            std::vector<std::string> words(i.argv.begin(), i.argv.end());
            for (std::size_t k = 0; k < a.keys; ++k) {
                if (words[a.streams + a.keys + k] == "$") words[a.streams + a.keys + k] = wanted[k].after.text();
            }
            const std::vector<std::string_view> again(words.begin(), words.end());
            if (waitForKeys(i, i.argv.subspan(a.streams, a.keys), a.timeoutMs, TimeoutReply::NullArray, again)) return;
        }
        i.out.nullArray();
        return;
    }
    const bool flat = i.out.protocol() == 2;
    if (flat) i.out.array(served);
    else i.out.map(served);
    for (std::size_t k = 0; k < a.keys; ++k) {
        const Wanted& w = wanted[k];
        if (!w.serve) continue;
        if (flat) i.out.array(2);
        i.out.bulk(keyAt(k));
        StreamId from = w.after;
        from.increment();
        auto s = typedAt<StreamValue>(i, lookupWrite(i.server, i.db(), keyAt(k)), false);
        if (!ofGroup) {
            replyEntries(i, *s, from, StreamId::highest(), a.count, false);
            continue;
        }
        bool made = false;
        changeTyped(i, s, keyAt(k), [&](StreamValue& v) {
            const std::uint32_t consumer = v.changeGroup(a.group, [&](StreamGroup& g) {
                const std::optional<std::uint32_t> known = g.find(a.consumer);
                made = !known;
                const std::uint32_t number = known ? *known : g.add(a.consumer, i.server.nowMs);
                g.consumer(number).seenMs = i.server.nowMs;
                return number;
            });
            if (made) {
                changed(i, keyAt(k), Notify::Stream, "xgroup-createconsumer");
                if (a.noAck) replicateAs(i, {"XGROUP", "CREATECONSUMER", keyAt(k), a.group, a.consumer});
            }
            if (w.fresh) deliver(i, a, keyAt(k), v, consumer, from);
            else repeat(i, a, v, consumer, from);
        });
        ++i.server.stats.dirty;
    }
}

} // namespace

void xread(Invocation& i) { readGeneric(i, false); }

void xreadgroup(Invocation& i) { readGeneric(i, true); }

} // namespace maylab::cache::commands
