// The process as a primary and as a replica.
#include "cache/engine/engine.h"

#include "cache/engine/blocking.h"
#include "cache/engine/command_table.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/hash_value.h"
#include "cache/engine/lookup.h"
#include "cache/engine/moved_entry.h"
#include "cache/engine/replication_feed.h"
#include "cache/engine/set_value.h"
#include "kernel/hash.h"

#include <algorithm>
#include <array>

namespace maylab::cache {

namespace {

void applyCommand(Server& s, Client& primary, const ReplicationRecord& record, std::string& replies) {
    std::vector<std::string_view> argv;
    unpackWords(record.block.view(), argv);
    bool unknownSub = false;
    const Command* command = argv.empty() ? nullptr : resolveCommand(argv, false, unknownSub);
    if (command == nullptr || command->handler == nullptr) return;
    primary.db = record.db;
    std::int64_t bytes = 0;
    for (const auto a : argv) bytes += static_cast<std::int64_t>(a.size());
    const std::int64_t before = s.costNs;
    replies.clear();
    RespWriter out(replies, 2);
    Invocation call{s, primary, argv, out, *command};
    callCommand(call);
    s.charge(kWriteNs + bytes);
    noteCall(s, static_cast<std::size_t>(command - commandTable().data()), s.costNs - before);
}

void applySet(Server& s, const ReplicationRecord& record) {
    static const auto kIndex = static_cast<std::size_t>(commandIndex("set"));
    const std::string_view key = record.key();
    const Found f = lookupWrite(s, record.db, key);
    const EntryIndex e = setKey(s, record.db, key, f, false);
    s.keyspace.setSynthetic(e, record.valueLength, record.tag);
    if (record.expireAt >= 0) setExpiry(s, record.db, e, record.expireAt);
    ++s.stats.dirty;
    const std::int64_t ns = kWriteNs + static_cast<std::int64_t>(key.size() + record.valueLength);
    s.charge(ns);
    noteCall(s, kIndex, ns);
}

void applyDel(Server& s, const ReplicationRecord& record) {
    static const auto kIndex = static_cast<std::size_t>(commandIndex("del"));
    const std::string_view key = record.key();
    if (const Found f = lookupWrite(s, record.db, key, Touch::No)) {
        removeKey(s, record.db, f.entry);
        ++s.stats.dirty;
    }
    const std::int64_t ns = kWriteNs + static_cast<std::int64_t>(key.size());
    s.charge(ns);
    noteCall(s, kIndex, ns);
}

// Members and fields lie in a table in an order of its own history, which a replica did not have.
std::uint64_t contentOf(const Collection& c) {
    std::uint64_t sum = 0;
    if (c.type() == ValueType::Set) {
        static_cast<const SetValue&>(c).each([&](std::string_view member) {
            kernel::Fingerprint f;
            f.mix(member);
            sum += f.value();
            return true;
        });
        return sum;
    }
    if (c.type() == ValueType::Hash) {
        static_cast<const HashValue&>(c).each([&](std::string_view field, std::string_view value) {
            kernel::Fingerprint f;
            f.mix(field);
            f.mix(value);
            sum += f.value();
        });
        return sum;
    }
    kernel::Fingerprint f;
    c.mixInto(f);
    return f.value();
}

} // namespace

// --- primary ---

void Engine::startReplication(std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    if (s.replication.backlog.active()) return;
    s.replication.backlog.start(s.replication.backlog.offset());
    s.replication.selectedDb = -1;
}

std::uint64_t Engine::replicationOffset() const { return m_server.replication.backlog.offset(); }

bool Engine::readReplication(std::uint64_t offset, std::int64_t untilMs, std::size_t most,
                             std::vector<ReplicationRecord>& out) const {
    return m_server.replication.backlog.read(offset, untilMs, most, out);
}

void Engine::pingReplicas(std::int64_t nowMs) {
    m_server.nowMs = std::max(m_server.nowMs, nowMs);
    replicatePing(m_server);
}

void Engine::setReplicas(std::vector<ReplicaState> replicas) {
    Replication& r = m_server.replication;
    // A copy that begins tells the replica nothing of the database that was selected before.
    if (replicas.size() > r.replicas.size() && !r.replica) r.selectedDb = -1;
    r.replicas = std::move(replicas);
    r.acksWanted = false;
    answerReplicaWaits(m_server);
    trimBacklog(m_server);
}

bool Engine::acksWanted() const { return m_server.replication.acksWanted; }

void Engine::becomePrimary(std::int64_t nowMs) {
    m_server.nowMs = std::max(m_server.nowMs, nowMs);
    promote(m_server);
}

// --- replica ---

void Engine::becomeReplica(std::string_view host, std::uint16_t port, std::int64_t nowMs) {
    m_server.nowMs = std::max(m_server.nowMs, nowMs);
    follow(m_server, host, port);
}

void Engine::setPrimaryLink(PrimaryLink::State state, std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    PrimaryLink& link = s.replication.link;
    using State = PrimaryLink::State;
    if (state == State::Connected) link.lastIoMs = s.nowMs;
    else if (link.state == State::Connected) link.downSinceMs = s.nowMs;
    link.state = state;
}

void Engine::syncFrom(const Engine& primary, std::int64_t nowMs) {
    Server& s = m_server;
    const Server& p = primary.m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.keyspace = p.keyspace;
    s.keyspace.setHeadroom(Keyspace::kNoLimit);
    if (s.options.cluster) s.keyspace.indexSlots(); // a snapshot of a server without cluster mode has no index
    s.tickBaseMs = p.tickBaseMs;
    s.pool = {};
    s.expire = {};
    Replication& r = s.replication;
    r.id = p.replication.id;
    r.id2 = p.replication.id2;
    r.secondOffset = p.replication.secondOffset;
    r.backlog.start(p.replication.backlog.offset());
    ++s.stats.fullSyncs;
    setPrimaryLink(PrimaryLink::State::Connected, nowMs);
    s.notePeak();
}

bool Engine::continueFrom(const Engine& primary, std::int64_t nowMs) {
    Replication& mine = m_server.replication;
    const Replication& theirs = primary.m_server.replication;
    const std::uint64_t offset = mine.backlog.offset();
    const bool sameName = mine.id == theirs.id;
    const bool oldName = mine.id == theirs.id2 && static_cast<std::int64_t>(offset) < theirs.secondOffset;
    if ((!sameName && !oldName) || !mine.backlog.active() || !theirs.backlog.has(offset)) return false;
    if (!sameName) renameStream(mine, theirs.id);
    setPrimaryLink(PrimaryLink::State::Connected, nowMs);
    return true;
}

std::int64_t Engine::applyReplication(std::span<const ReplicationRecord> records, std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.costNs = 0;
    s.replication.link.lastIoMs = s.nowMs;
    Client primary; // as the stream's own connection: never refused, nobody reads its replies
    std::string replies;
    s.effects.applying = true;
    for (const ReplicationRecord& record : records) {
        if (record.offset <= s.replication.backlog.offset()) continue;
        switch (record.kind) {
        case ReplicationRecord::Kind::Command: applyCommand(s, primary, record, replies); break;
        case ReplicationRecord::Kind::Set: applySet(s, record); break;
        case ReplicationRecord::Kind::Del: applyDel(s, record); break;
        case ReplicationRecord::Kind::Restore:
            putEntry(s, record.db, *record.moved);
            s.charge(movedKeyNs(*record.moved));
            break;
        default: break;
        }
        s.stats.replicationInputBytes += record.offset - s.replication.backlog.offset();
        s.replication.backlog.appendAsIs(record);
    }
    s.effects.applying = false;
    trimBacklog(s);
    s.notePeak();
    s.stats.engineNs += s.costNs;
    return s.costNs;
}

std::uint64_t Engine::dataFingerprint() const {
    const Keyspace& keyspace = m_server.keyspace;
    std::uint64_t sum = 0;
    for (std::size_t db = 0; db < keyspace.databaseCount(); ++db) {
        const Database& d = keyspace.db(db);
        for (int t = 0; t < 2; ++t) {
            for (std::uint64_t b = 0; b < d.keys.tableSize(t); ++b) {
                for (EntryIndex i = d.keys.head(t, b); i != 0; i = keyspace.entry(i).next) {
                    const Entry& e = keyspace.entry(i);
                    kernel::Fingerprint f;
                    f.mix(db);
                    f.mix(keyspace.key(i));
                    f.mix(static_cast<std::uint64_t>(e.expireAt));
                    f.mix(static_cast<std::uint64_t>(e.type));
                    if (e.isCollection()) f.mix(contentOf(keyspace.collection(i)));
                    else if (e.encoding == Encoding::Int) f.mix(static_cast<std::uint64_t>(e.integer));
                    else if (e.synthetic()) f.mix(std::uint64_t{e.length} << 32 ^ e.tag);
                    else f.mix(keyspace.bytes(i));
                    sum += f.value();
                }
            }
        }
    }
    return sum;
}

} // namespace maylab::cache
