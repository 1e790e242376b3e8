// Consumer groups: making them, acknowledging, what is pending, taking it over. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/stream_arguments.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

void noSuchGroup(Invocation& i, std::string_view group, std::string_view key) {
    i.out.error("NOGROUP No such consumer group '" + std::string(group) + "' for key name '" + std::string(key) + "'");
}

void noSuchKeyOrGroup(Invocation& i, std::string_view key, std::string_view group) {
    i.out.error("NOGROUP No such key '" + std::string(key) + "' or consumer group '" + std::string(group) + "'");
}

struct GroupOptions {
    bool makeStream = false;
    std::int64_t entriesRead = StreamGroup::kUnknownRead;
};

// Options of CREATE (and of SETID, which makes no stream), from argv[5] on. False: an error was written.
bool groupOptions(Invocation& i, bool create, GroupOptions& o) {
    for (std::size_t k = 5; k < i.argc(); ++k) {
        if (create && is(i.argv[k], "MKSTREAM")) {
            o.makeStream = true;
        } else if (is(i.argv[k], "ENTRIESREAD") && k + 1 < i.argc()) {
            if (!integerArgument(i, i.argv[++k], o.entriesRead)) return false;
            if (o.entriesRead < 0 && o.entriesRead != StreamGroup::kUnknownRead) {
                i.out.error("ERR value for ENTRIESREAD must be positive or -1");
                return false;
            }
        } else {
            subCommandSyntax(i);
            return false;
        }
    }
    return true;
}

// The stream of an XGROUP command; empty: an error was written.
Typed<StreamValue> groupStream(Invocation& i, bool needsGroup, bool mayMake = false) {
    auto s = writeTyped<StreamValue>(i, i.argv[2]);
    if (s.wrong || (mayMake && !s)) return s;
    if (!s)
        i.out.error("ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the "
                    "MKSTREAM option to create an empty stream automatically.");
    else if (needsGroup && s->group(i.argv[3]) == nullptr) noSuchGroup(i, i.argv[3], i.argv[2]);
    else return s;
    s = {};
    s.wrong = true;
    return s;
}

// The group of a command that names key and group as its first two arguments.
const StreamGroup* pendingGroup(Invocation& i, const Typed<StreamValue>& s) {
    const StreamGroup* g = s ? s->group(i.argv[2]) : nullptr;
    if (g == nullptr) noSuchKeyOrGroup(i, i.argv[1], i.argv[2]);
    return g;
}

void replyPending(Invocation& i, const StreamGroup& g, StreamId id, const PendingEntry& p) {
    i.out.array(4);
    replyStreamId(i, id);
    i.out.bulk(g.consumer(p.consumer).name);
    i.out.integer(std::max<std::int64_t>(i.server.nowMs - p.deliveredMs, 0));
    i.out.integer(static_cast<std::int64_t>(p.deliveries));
}

// A claim as replicas and the append-only file get it.
void replicateClaim(Invocation& i, const StreamGroup& g, StreamId id, const PendingEntry& p) {
    replicateAs(i, {"XCLAIM", i.argv[1], i.argv[2], g.consumer(p.consumer).name, "0", id.text(), "TIME",
                    std::to_string(p.deliveredMs), "RETRYCOUNT", std::to_string(p.deliveries), "FORCE", "JUSTID", "LASTID",
                    g.lastId.text()});
}

std::uint32_t consumerFor(Invocation& i, StreamGroup& g, std::string_view name) {
    std::optional<std::uint32_t> number = g.find(name);
    if (!number) {
        number = g.add(name, i.server.nowMs);
        changed(i, i.argv[1], Notify::Stream, "xgroup-createconsumer");
    }
    g.consumer(*number).seenMs = i.server.nowMs;
    return *number;
}

// Replies what XCLAIM and XAUTOCLAIM took over.
void replyClaimed(Invocation& i, const StreamValue& s, const std::vector<StreamId>& ids, bool justId) {
    i.server.charge(static_cast<std::int64_t>(ids.size()) * kElementNs);
    i.out.array(ids.size());
    for (const StreamId id : ids) {
        if (justId) {
            replyStreamId(i, id);
            continue;
        }
        s.visit(id, id, false, [&](const StreamEntry& e) {
            replyEntry(i, e);
            return false;
        });
    }
}

} // namespace

void xgroupCreate(Invocation& i) {
    GroupOptions o;
    if (!groupOptions(i, true, o)) return;
    auto s = groupStream(i, false, o.makeStream);
    if (s.wrong) return;
    if (i.argc() > 8) {
        subCommandSyntax(i);
        return;
    }
    StreamId id;
    if (i.argv[4] == "$") {
        if (s) id = s->lastId;
    } else if (!streamIdArgument(i, i.argv[4], id, 0, true)) {
        return;
    }
    if (!changeTyped(i, s, i.argv[2], [&](StreamValue& v) { return v.addGroup(i.argv[3], id, o.entriesRead); })) {
        i.out.error("BUSYGROUP Consumer Group name already exists");
        return;
    }
    changed(i, i.argv[2], Notify::Stream, "xgroup-create");
    i.out.ok();
}

void xgroupSetid(Invocation& i) {
    GroupOptions o;
    if (!groupOptions(i, false, o)) return;
    auto s = groupStream(i, true);
    if (s.wrong) return;
    if (i.argc() != 5 && i.argc() != 7) {
        subCommandSyntax(i);
        return;
    }
    StreamId id = s->lastId;
    if (i.argv[4] != "$" && !streamIdArgument(i, i.argv[4], id, 0, false)) return;
    changeTyped(i, s, i.argv[2], [&](StreamValue& v) {
        v.changeGroup(i.argv[3], [&](StreamGroup& g) {
            g.lastId = id;
            g.entriesRead = o.entriesRead;
        });
    });
    changed(i, i.argv[2], Notify::Stream, "xgroup-setid");
    i.out.ok();
}

void xgroupDestroy(Invocation& i) {
    auto s = groupStream(i, false);
    if (s.wrong) return;
    const bool there = s->group(i.argv[3]) != nullptr;
    if (there) {
        changeTyped(i, s, i.argv[2], [&](StreamValue& v) { v.removeGroup(i.argv[3]); });
        changed(i, i.argv[2], Notify::Stream, "xgroup-destroy");
        keyReady(i.server, i.db(), i.argv[2]); // whoever waits for the group learns that it is gone
    }
    i.out.integer(there ? 1 : 0);
}

void xgroupCreateconsumer(Invocation& i) {
    auto s = groupStream(i, true);
    if (s.wrong) return;
    const bool fresh = !s->group(i.argv[3])->find(i.argv[4]);
    if (fresh) {
        changeTyped(i, s, i.argv[2], [&](StreamValue& v) {
            v.changeGroup(i.argv[3], [&](StreamGroup& g) { g.add(i.argv[4], i.server.nowMs); });
        });
        changed(i, i.argv[2], Notify::Stream, "xgroup-createconsumer");
    }
    i.out.integer(fresh ? 1 : 0);
}

void xgroupDelconsumer(Invocation& i) {
    auto s = groupStream(i, true);
    if (s.wrong) return;
    const std::optional<std::uint32_t> number = s->group(i.argv[3])->find(i.argv[4]);
    std::size_t pending = 0;
    if (number) {
        pending = s->group(i.argv[3])->consumer(*number).pending.size();
        changeTyped(i, s, i.argv[2],
                    [&](StreamValue& v) { v.changeGroup(i.argv[3], [&](StreamGroup& g) { g.remove(*number); }); });
        changed(i, i.argv[2], Notify::Stream, "xgroup-delconsumer");
    }
    i.out.integer(static_cast<std::int64_t>(pending));
}

void xack(Invocation& i) {
    auto s = readTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s || s->group(i.argv[2]) == nullptr) {
        i.out.integer(0);
        return;
    }
    std::vector<StreamId> ids(i.argc() - 3);
    for (std::size_t k = 0; k < ids.size(); ++k) {
        if (!streamIdArgument(i, i.argv[k + 3], ids[k], 0, true)) return;
    }
    std::int64_t done = 0;
    changeTyped(i, s, i.argv[1], [&](StreamValue& v) {
        v.changeGroup(i.argv[2], [&](StreamGroup& g) {
            for (const StreamId id : ids) done += g.acknowledge(id);
        });
    });
    i.server.stats.dirty += static_cast<std::uint64_t>(done);
    i.server.charge(static_cast<std::int64_t>(ids.size() - 1) * kElementNs);
    i.out.integer(done);
}

void xpending(Invocation& i) {
    if (i.argc() != 3 && (i.argc() < 6 || i.argc() > 9)) {
        i.out.error(text::kSyntax);
        return;
    }
    StreamId from, to;
    std::int64_t count = 0, minIdle = 0;
    std::string_view name;
    bool named = false;
    if (i.argc() >= 6) {
        std::size_t k = 3;
        if (is(i.argv[3], "IDLE")) {
            if (!integerArgument(i, i.argv[4], minIdle)) return;
            if (i.argc() < 8) {
                i.out.error(text::kSyntax);
                return;
            }
            k += 2;
        }
        if (!integerArgument(i, i.argv[k + 2], count)) return;
        count = std::max<std::int64_t>(count, 0);
        if (!streamRangeArgument(i, i.argv[k], i.argv[k + 1], from, to)) return;
        if (k + 3 < i.argc()) {
            name = i.argv[k + 3];
            named = true;
        }
    }
    const auto s = readTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    const StreamGroup* g = pendingGroup(i, s);
    if (g == nullptr) return;
    if (i.argc() == 3) {
        i.out.array(4);
        i.out.integer(static_cast<std::int64_t>(g->pending.size()));
        if (g->pending.empty()) {
            i.out.null();
            i.out.null();
            i.out.nullArray();
            return;
        }
        replyStreamId(i, g->pending.begin()->first);
        replyStreamId(i, g->pending.rbegin()->first);
        std::vector<const StreamConsumer*> busy;
        for (const auto& [consumer, number] : g->consumers()) {
            if (!g->consumer(number).pending.empty()) busy.push_back(&g->consumer(number));
        }
        i.out.array(busy.size());
        for (const StreamConsumer* c : busy) {
            i.out.array(2);
            i.out.bulk(c->name);
            i.out.bulk(std::to_string(c->pending.size()));
        }
        return;
    }
    std::vector<std::pair<StreamId, const PendingEntry*>> found;
    std::uint64_t looked = 0;
    const auto take = [&](StreamId id, const PendingEntry& p) { // false: enough
        ++looked;
        if (minIdle == 0 || i.server.nowMs - p.deliveredMs >= minIdle) {
            found.emplace_back(id, &p);
            --count;
        }
        return count > 0;
    };
    if (named) {
        const std::optional<std::uint32_t> number = g->find(name);
        if (number && count > 0) {
            const std::set<StreamId>& own = g->consumer(*number).pending;
            for (auto at = own.lower_bound(from); at != own.end() && *at <= to; ++at) {
                if (!take(*at, g->pending.find(*at)->second)) break;
            }
        }
    } else if (count > 0) {
        for (auto at = g->pending.lower_bound(from); at != g->pending.end() && at->first <= to; ++at) {
            if (!take(at->first, at->second)) break;
        }
    }
    i.server.charge(static_cast<std::int64_t>(looked) * kElementNs);
    i.out.array(found.size());
    for (const auto& [id, p] : found) replyPending(i, *g, id, *p);
}

void xclaim(Invocation& i) {
    auto s = readTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (pendingGroup(i, s) == nullptr) return;
    std::int64_t minIdle = 0, deliveredMs = -1, retries = -1;
    if (!integerArgument(i, i.argv[4], minIdle, "ERR Invalid min-idle-time argument for XCLAIM")) return;
    minIdle = std::max<std::int64_t>(minIdle, 0);
    std::vector<StreamId> ids;
    std::size_t k = 5;
    for (StreamId id; k < i.argc() && parseStreamId(i.argv[k], id, 0, true); ++k) ids.push_back(id);
    const std::int64_t now = i.server.nowMs;
    bool force = false, justId = false;
    StreamId lastId;
    for (; k < i.argc(); ++k) {
        const std::string_view word = i.argv[k];
        const bool more = k + 1 < i.argc();
        if (is(word, "FORCE")) {
            force = true;
        } else if (is(word, "JUSTID")) {
            justId = true;
        } else if (is(word, "IDLE") && more) {
            if (!integerArgument(i, i.argv[++k], deliveredMs, "ERR Invalid IDLE option argument for XCLAIM")) return;
            deliveredMs = static_cast<std::int64_t>(static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(deliveredMs));
        } else if (is(word, "TIME") && more) {
            if (!integerArgument(i, i.argv[++k], deliveredMs, "ERR Invalid TIME option argument for XCLAIM")) return;
        } else if (is(word, "RETRYCOUNT") && more) {
            if (!integerArgument(i, i.argv[++k], retries, "ERR Invalid RETRYCOUNT option argument for XCLAIM")) return;
        } else if (is(word, "LASTID") && more) {
            if (!streamIdArgument(i, i.argv[++k], lastId, 0, true)) return;
        } else {
            i.out.error("ERR Unrecognized XCLAIM option '" + std::string(word) + "'");
            return;
        }
    }
    if (deliveredMs < 0 || deliveredMs > now) deliveredMs = now;
    replicateNothing(i);
    std::vector<StreamId> claimed;
    changeTyped(i, s, i.argv[1], [&](StreamValue& v) {
        v.changeGroup(i.argv[2], [&](StreamGroup& g) {
            bool advanced = lastId > g.lastId;
            if (advanced) g.lastId = lastId;
            std::optional<std::uint32_t> consumer; // made when there is something for it
            for (const StreamId id : ids) {
                auto at = g.pending.find(id);
                if (!v.contains(id)) { // deleted: nobody can process it any more
                    if (at == g.pending.end()) continue;
                    replicateClaim(i, g, id, at->second);
                    g.acknowledge(id);
                    advanced = false;
                    ++i.server.stats.dirty;
                    continue;
                }
                if (at == g.pending.end() ? !force : minIdle > 0 && now - at->second.deliveredMs < minIdle) continue;
                if (!consumer) consumer = consumerFor(i, g, i.argv[3]);
                PendingEntry& p = g.assign(id, *consumer);
                p.deliveredMs = deliveredMs;
                if (retries >= 0) p.deliveries = static_cast<std::uint64_t>(retries);
                else if (!justId) ++p.deliveries;
                claimed.push_back(id);
                replicateClaim(i, g, id, p);
                advanced = false; // the claim says it
                ++i.server.stats.dirty;
            }
            if (!advanced) return;
            replicateAs(i, {"XGROUP", "SETID", i.argv[1], i.argv[2], g.lastId.text(), "ENTRIESREAD",
                            std::to_string(g.entriesRead)});
            ++i.server.stats.dirty;
        });
    });
    replyClaimed(i, *s, claimed, justId);
}

void xautoclaim(Invocation& i) {
    std::int64_t minIdle = 0, count = 100;
    constexpr std::int64_t kAttemptsPerEntry = 10, kMostCount = INT64_MAX / 16;
    if (!integerArgument(i, i.argv[4], minIdle, "ERR Invalid min-idle-time argument for XAUTOCLAIM")) return;
    minIdle = std::max<std::int64_t>(minIdle, 0);
    StreamId from, unused;
    if (!streamRangeArgument(i, i.argv[5], "+", from, unused)) return;
    bool justId = false;
    for (std::size_t k = 6; k < i.argc(); ++k) {
        if (is(i.argv[k], "COUNT") && k + 1 < i.argc()) {
            if (!integerInRange(i, i.argv[++k], 1, kMostCount, count, "ERR COUNT must be > 0")) return;
        } else if (is(i.argv[k], "JUSTID")) {
            justId = true;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    auto s = readTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (pendingGroup(i, s) == nullptr) return;
    replicateNothing(i);
    std::vector<StreamId> claimed, deleted;
    StreamId next;
    changeTyped(i, s, i.argv[1], [&](StreamValue& v) {
        v.changeGroup(i.argv[2], [&](StreamGroup& g) {
            std::optional<std::uint32_t> consumer;
            std::int64_t attempts = count > INT64_MAX / kAttemptsPerEntry ? INT64_MAX : count * kAttemptsPerEntry;
            auto at = g.pending.lower_bound(from);
            for (; attempts > 0 && count > 0 && at != g.pending.end(); --attempts) {
                const StreamId id = at->first;
                if (!v.contains(id)) {
                    replicateClaim(i, g, id, at->second);
                    ++at;
                    g.acknowledge(id);
                    deleted.push_back(id);
                    ++i.server.stats.dirty;
                    --count;
                    continue;
                }
                ++at;
                if (minIdle > 0 && i.server.nowMs - g.pending.find(id)->second.deliveredMs < minIdle) continue;
                if (!consumer) consumer = consumerFor(i, g, i.argv[3]);
                PendingEntry& p = g.assign(id, *consumer);
                p.deliveredMs = i.server.nowMs;
                if (!justId) ++p.deliveries;
                claimed.push_back(id);
                --count;
                replicateClaim(i, g, id, p);
                ++i.server.stats.dirty;
            }
            if (at != g.pending.end()) next = at->first;
        });
    });
    i.out.array(3);
    replyStreamId(i, next);
    replyClaimed(i, *s, claimed, justId);
    i.out.array(deleted.size());
    for (const StreamId id : deleted) replyStreamId(i, id);
}

} // namespace maylab::cache::commands
