// The process as a node of a cluster.
#include "cache/engine/engine.h"

#include "cache/engine/lookup.h"
#include "cache/engine/moved_entry.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>
#include <memory>

namespace maylab::cache {

void Engine::setClusterMap(ClusterMapRef map, ClusterIndex self) {
    m_server.cluster.map = std::move(map);
    m_server.cluster.self = self;
}

void Engine::setAnnouncedPorts(AnnouncedPortsRef ports) { m_server.announced = std::move(ports); }

void Engine::setHost(ClientId client, std::string_view host) {
    if (Client* c = m_server.clients.find(client)) c->host = host;
}

void Engine::setMode(ClientId client, ports::ClientMode mode) {
    Client* c = m_server.clients.find(client);
    if (c == nullptr) return;
    c->asking = mode.asking;
    c->readOnly = mode.readOnly;
}

std::uint64_t Engine::keysInSlot(std::uint16_t slot) const { return m_server.keyspace.slotIndex().count(slot); }

std::int64_t Engine::takeKeys(std::uint16_t slot, std::size_t n, std::int64_t nowMs, std::vector<MovedKey>& out) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.costNs = 0;
    for (; n > 0; --n) {
        const EntryIndex i = s.keyspace.slotIndex().first(slot);
        if (i == 0) break;
        if (isExpired(s, s.keyspace.entry(i))) {
            expireKey(s, 0, i, true);
            continue;
        }
        const MovedKey& moved = out.emplace_back(readEntry(s, i));
        replicateDel(s, 0, moved.key, true);
        removeKey(s, 0, i);
        ++s.stats.dirty;
        s.charge(movedKeyNs(moved));
    }
    s.stats.engineNs += s.costNs;
    return s.costNs;
}

std::int64_t Engine::putKeys(std::span<const MovedKey> keys, std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.costNs = 0;
    for (const MovedKey& moved : keys) {
        putEntry(s, 0, moved);
        if (feedsReplicas(s)) replicateRestore(s, 0, std::make_shared<const MovedKey>(moved));
        s.charge(movedKeyNs(moved));
    }
    s.notePeak();
    s.stats.engineNs += s.costNs;
    return s.costNs;
}

} // namespace maylab::cache
