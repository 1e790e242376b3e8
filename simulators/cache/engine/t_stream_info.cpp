// XINFO: what the server knows of a stream, its groups and their consumers. Source: sheet 2.1.
#include "cache/engine/commands.h"
#include "cache/engine/stream_arguments.h"

#include <algorithm>
#include <string>

namespace maylab::cache::commands {

namespace {

// Empty: an error was written.
Typed<StreamValue> stream(Invocation& i) {
    auto s = readTyped<StreamValue>(i, i.argv[2]);
    if (!s && !s.wrong) i.out.error(text::kNoSuchKey);
    return s;
}

void number(Invocation& i, std::string_view name, std::size_t value) {
    i.out.bulk(name);
    i.out.integer(static_cast<std::int64_t>(value));
}

void idOf(Invocation& i, std::string_view name, StreamId id) {
    i.out.bulk(name);
    replyStreamId(i, id);
}

void progress(Invocation& i, const StreamValue& s, const StreamGroup& g) {
    i.out.bulk("entries-read");
    if (g.entriesRead == StreamGroup::kUnknownRead) i.out.null();
    else i.out.integer(g.entriesRead);
    i.out.bulk("lag");
    if (const std::optional<std::int64_t> lag = s.lag(g)) i.out.integer(*lag);
    else i.out.null();
}

void edge(Invocation& i, const StreamValue& s, std::string_view name, bool last) {
    i.out.bulk(name);
    bool any = false;
    s.visit({}, StreamId::highest(), last, [&](const StreamEntry& e) {
        replyEntry(i, e);
        any = true;
        return false;
    });
    if (!any) i.out.null();
}

void fullGroup(Invocation& i, const StreamValue& s, std::string_view name, const StreamGroup& g, std::int64_t count) {
    const auto limited = [&](std::size_t n) {
        return count == 0 ? n : std::min(n, static_cast<std::size_t>(count));
    };
    i.out.map(7);
    i.out.bulk("name");
    i.out.bulk(name);
    idOf(i, "last-delivered-id", g.lastId);
    progress(i, s, g);
    number(i, "pel-count", g.pending.size());
    i.out.bulk("pending");
    std::size_t left = limited(g.pending.size());
    i.out.array(left);
    for (auto at = g.pending.begin(); left > 0; ++at, --left) {
        i.out.array(4);
        replyStreamId(i, at->first);
        i.out.bulk(g.consumer(at->second.consumer).name);
        i.out.integer(at->second.deliveredMs);
        i.out.integer(static_cast<std::int64_t>(at->second.deliveries));
    }
    i.out.bulk("consumers");
    i.out.array(g.consumers().size());
    for (const auto& [consumer, n] : g.consumers()) {
        const StreamConsumer& c = g.consumer(n);
        i.out.map(4);
        i.out.bulk("name");
        i.out.bulk(consumer);
        i.out.bulk("seen-time");
        i.out.integer(c.seenMs);
        number(i, "pel-count", c.pending.size());
        i.out.bulk("pending");
        left = limited(c.pending.size());
        i.out.array(left);
        for (auto at = c.pending.begin(); left > 0; ++at, --left) {
            const PendingEntry& p = g.pending.find(*at)->second;
            i.out.array(3);
            replyStreamId(i, *at);
            i.out.integer(p.deliveredMs);
            i.out.integer(static_cast<std::int64_t>(p.deliveries));
        }
    }
}

} // namespace

void xinfoStream(Invocation& i) {
    const auto s = stream(i);
    if (!s) return;
    const bool full = i.argc() > 3;
    constexpr std::int64_t kDefaultCount = 10;
    std::int64_t count = kDefaultCount;
    if (full) {
        if ((i.argc() != 4 && i.argc() != 6) || !is(i.argv[3], "FULL") || (i.argc() == 6 && !is(i.argv[4], "COUNT"))) {
            subCommandSyntax(i);
            return;
        }
        if (i.argc() == 6 && !integerArgument(i, i.argv[5], count)) return;
        if (count < 0) count = kDefaultCount;
    }
    i.out.map(full ? 9 : 10);
    number(i, "length", s->size());
    number(i, "radix-tree-keys", s->blocks().size());
    number(i, "radix-tree-nodes", s->radixNodes());
    idOf(i, "last-generated-id", s->lastId);
    idOf(i, "max-deleted-entry-id", s->maxDeletedId);
    number(i, "entries-added", s->entriesAdded);
    idOf(i, "recorded-first-entry-id", s->firstId);
    if (!full) {
        number(i, "groups", s->groups().size());
        edge(i, *s, "first-entry", false);
        edge(i, *s, "last-entry", true);
        return;
    }
    i.out.bulk("entries");
    replyEntries(i, *s, {}, StreamId::highest(), count, false);
    i.out.bulk("groups");
    i.out.array(s->groups().size());
    for (const auto& [name, g] : s->groups()) fullGroup(i, *s, name, *g, count);
}

void xinfoGroups(Invocation& i) {
    const auto s = stream(i);
    if (!s) return;
    i.out.array(s->groups().size());
    for (const auto& [name, box] : s->groups()) {
        const StreamGroup& g = *box;
        i.out.map(6);
        i.out.bulk("name");
        i.out.bulk(name);
        number(i, "consumers", g.consumers().size());
        number(i, "pending", g.pending.size());
        idOf(i, "last-delivered-id", g.lastId);
        progress(i, *s, g);
    }
}

void xinfoConsumers(Invocation& i) {
    const auto s = stream(i);
    if (!s) return;
    const StreamGroup* g = s->group(i.argv[3]);
    if (g == nullptr) {
        i.out.error("NOGROUP No such consumer group '" + std::string(i.argv[3]) + "' for key name '" + std::string(i.argv[2]) +
                    "'");
        return;
    }
    i.out.array(g->consumers().size());
    for (const auto& [name, n] : g->consumers()) {
        const StreamConsumer& c = g->consumer(n);
        i.out.map(3);
        i.out.bulk("name");
        i.out.bulk(name);
        number(i, "pending", c.pending.size());
        i.out.bulk("idle");
        i.out.integer(std::max<std::int64_t>(i.server.nowMs - c.seenMs, 0));
    }
}

} // namespace maylab::cache::commands
