#include "cache/engine/replication_feed.h"

#include "cache/engine/key_change.h"
#include "cache/engine/numbers.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace maylab::cache {

namespace {

std::uint64_t digits(std::uint64_t v) {
    std::uint64_t n = 1;
    for (; v >= 10; v /= 10) ++n;
    return n;
}

std::uint64_t bulk(std::uint64_t length) { return 1 + digits(length) + 2 + length + 2; }

std::uint64_t header(std::uint64_t words) { return 1 + digits(words) + 2; }

ReplicationRecord record(const Server& s, ReplicationRecord::Kind kind, int db) {
    ReplicationRecord r;
    r.kind = kind;
    r.db = static_cast<std::uint8_t>(db);
    r.timeMs = s.nowMs;
    return r;
}

void setKey(ReplicationRecord& r, std::string_view key) {
    if (key.size() <= ReplicationRecord::kInlineKey) {
        r.keyLength = static_cast<std::uint8_t>(key.size());
        std::copy_n(key.data(), key.size(), r.inlineKey);
    } else {
        r.keyLength = ReplicationRecord::kInlineKey + 1;
        r.block = Blob::make(key);
    }
}

void write(Server& s, ReplicationRecord r) {
    const std::uint64_t bytes = respBytes(r);
    s.replication.backlog.append(std::move(r), bytes);
}

void select(Server& s, int db) {
    if (s.replication.selectedDb == db) return;
    s.replication.selectedDb = db;
    write(s, record(s, ReplicationRecord::Kind::Select, db));
}

void flushEffects(Server& s) {
    std::vector<ReplicationRecord>& pending = s.effects.pending;
    if (pending.empty()) return;
    const bool several = pending.size() > 1;
    if (several) {
        select(s, pending.front().db);
        write(s, record(s, ReplicationRecord::Kind::Multi, pending.front().db));
    }
    for (ReplicationRecord& r : pending) {
        select(s, r.db);
        write(s, std::move(r));
    }
    if (several) write(s, record(s, ReplicationRecord::Kind::Exec, s.replication.selectedDb));
    pending.clear();
    trimBacklog(s);
}

// An effect of the command that runs, or of nobody.
void effect(Server& s, ReplicationRecord r) {
    if (s.effects.depth > 0) {
        s.effects.pending.push_back(std::move(r));
        return;
    }
    select(s, r.db);
    write(s, std::move(r));
    trimBacklog(s);
}

void asCommand(Invocation& i, std::span<const std::string_view> argv) {
    Server& s = i.server;
    ReplicationRecord r = record(s, ReplicationRecord::Kind::Command, i.db());
    r.block = packWords(argv);
    effect(s, std::move(r));
}

} // namespace

Blob packWords(std::span<const std::string_view> argv) {
    std::size_t bytes = 4;
    for (const auto w : argv) bytes += 4 + w.size();
    std::string block;
    block.reserve(bytes);
    const auto number = [&](std::size_t n) {
        const auto v = static_cast<std::uint32_t>(n);
        block.append(reinterpret_cast<const char*>(&v), 4);
    };
    number(argv.size());
    for (const auto w : argv) {
        number(w.size());
        block += w;
    }
    return Blob::make(block);
}

void unpackWords(std::string_view block, std::vector<std::string_view>& argv) {
    argv.clear();
    const auto number = [&] {
        std::uint32_t v = 0;
        std::memcpy(&v, block.data(), 4);
        block.remove_prefix(4);
        return v;
    };
    if (block.size() < 4) return;
    for (std::uint32_t left = number(); left > 0; --left) {
        const std::uint32_t size = number();
        argv.push_back(block.substr(0, size));
        block.remove_prefix(size);
    }
}

std::uint64_t respBytes(const ReplicationRecord& r) {
    using Kind = ReplicationRecord::Kind;
    switch (r.kind) {
    case Kind::Command: {
        std::vector<std::string_view> argv;
        unpackWords(r.block.view(), argv);
        std::uint64_t bytes = header(argv.size());
        for (const auto w : argv) bytes += bulk(w.size());
        return bytes;
    }
    case Kind::Set: {
        const std::uint64_t bytes = header(3) + bulk(3) + bulk(r.key().size()) + bulk(r.valueLength);
        return r.expireAt < 0 ? bytes : bytes + bulk(4) + bulk(digits(static_cast<std::uint64_t>(r.expireAt)));
    }
    case Kind::Del: return header(2) + bulk(3) + bulk(r.key().size());
    case Kind::Restore:
        return header(6) + bulk(7) + bulk(r.moved->key.size()) +
               bulk(digits(static_cast<std::uint64_t>(std::max<std::int64_t>(r.moved->expireAt, 0)))) +
               bulk(r.moved->payloadBytes) + bulk(7) + bulk(6);
    case Kind::Select: return header(2) + bulk(6) + bulk(digits(r.db));
    case Kind::Multi: return header(1) + bulk(5);
    case Kind::Exec: return header(1) + bulk(4);
    case Kind::Ping: return header(1) + bulk(4);
    case Kind::GetAck: return header(3) + bulk(8) + bulk(6) + bulk(1);
    }
    return 0;
}

void callCommand(Invocation& i) {
    Server& s = i.server;
    if (!feedsReplicas(s)) {
        i.command.handler(i);
        return;
    }
    const bool outerSpoken = std::exchange(s.effects.spoken, false);
    const std::uint64_t before = s.stats.dirty;
    const int db = i.db(); // SELECT within a transaction changes it
    ++s.effects.depth;
    i.command.handler(i);
    if (!s.effects.spoken && s.stats.dirty != before && i.command.has(Command::kWrite)) {
        ReplicationRecord r = record(s, ReplicationRecord::Kind::Command, db);
        r.block = packWords(i.argv);
        s.effects.pending.push_back(std::move(r));
    }
    s.effects.spoken = outerSpoken;
    if (--s.effects.depth == 0) flushEffects(s);
}

void replicateAs(Invocation& i, std::initializer_list<std::string_view> argv) {
    replicateAs(i, std::span<const std::string_view>(argv.begin(), argv.size()));
}

void replicateAs(Invocation& i, std::span<const std::string_view> argv) {
    i.server.effects.spoken = true;
    if (argv.empty() || !feedsReplicas(i.server)) return;
    asCommand(i, argv);
}

void replicateNothing(Invocation& i) { i.server.effects.spoken = true; }

void replicateSet(Server& s, int db, std::string_view key, std::uint32_t length, std::uint64_t tag, std::int64_t expireAt) {
    if (!feedsReplicas(s)) return;
    ReplicationRecord r = record(s, ReplicationRecord::Kind::Set, db);
    setKey(r, key);
    r.valueLength = length;
    r.tag = tag;
    r.expireAt = expireAt;
    effect(s, std::move(r));
}

void replicateDel(Server& s, int db, std::string_view key, bool byServer) {
    if (!feedsReplicas(s)) return;
    ReplicationRecord r = record(s, ReplicationRecord::Kind::Del, db);
    r.byServer = byServer;
    setKey(r, key);
    effect(s, std::move(r));
}

void replicateRestore(Server& s, int db, std::shared_ptr<const MovedKey> moved) {
    if (!feedsReplicas(s)) return;
    ReplicationRecord r = record(s, ReplicationRecord::Kind::Restore, db);
    r.expireAt = moved->expireAt;
    r.moved = std::move(moved);
    effect(s, std::move(r));
}

void replicateCommand(Server& s, int db, std::initializer_list<std::string_view> argv) {
    if (!feedsReplicas(s)) return;
    ReplicationRecord r = record(s, ReplicationRecord::Kind::Command, db);
    r.block = packWords({argv.begin(), argv.size()});
    effect(s, std::move(r));
}

void replicatePing(Server& s) {
    if (!feedsReplicas(s)) return;
    write(s, record(s, ReplicationRecord::Kind::Ping, std::max(s.replication.selectedDb, 0)));
    trimBacklog(s);
}

void replicateGetAck(Server& s) {
    if (!feedsReplicas(s)) return;
    write(s, record(s, ReplicationRecord::Kind::GetAck, std::max(s.replication.selectedDb, 0)));
    trimBacklog(s);
}

void trimBacklog(Server& s) {
    std::uint64_t keep = s.replication.backlog.offset();
    for (const ReplicaState& r : s.replication.replicas) keep = std::min(keep, r.sentOffset);
    s.replication.backlog.trim(s.cfg().replicationBacklog, keep);
}

void renameStream(Replication& r, std::string id) {
    r.id2 = std::exchange(r.id, std::move(id));
    r.secondOffset = static_cast<std::int64_t>(r.backlog.offset()) + 1;
}

void promote(Server& s) {
    Replication& r = s.replication;
    if (!r.replica) return;
    r.replica = false;
    r.link = {};
    r.selectedDb = -1;
    renameStream(r, replicationIdOf(s.options.seed, ++r.epoch));
    if (!r.backlog.active()) r.backlog.start(r.backlog.offset());
}

void follow(Server& s, std::string_view host, std::uint16_t port) {
    Replication& r = s.replication;
    r.replica = true;
    r.link = {};
    r.link.host = host;
    r.link.port = port;
    r.replicas.clear();
    s.pool.running = false;
    s.pool.exceededSinceMs = 0;
    s.expire.hitTimeLimit = false;
}

std::uint64_t countAcks(const Server& s, std::uint64_t offset) {
    return static_cast<std::uint64_t>(
        std::count_if(s.replication.replicas.begin(), s.replication.replicas.end(), [&](const ReplicaState& r) {
            return r.state == ReplicaState::State::Online && r.ackedOffset >= offset;
        }));
}

std::uint64_t goodReplicas(const Server& s) {
    return static_cast<std::uint64_t>(
        std::count_if(s.replication.replicas.begin(), s.replication.replicas.end(), [&](const ReplicaState& r) {
            return r.state == ReplicaState::State::Online &&
                   s.nowMs / 1000 - r.ackedAtMs / 1000 <= s.cfg().minReplicasMaxLag;
        }));
}

} // namespace maylab::cache
