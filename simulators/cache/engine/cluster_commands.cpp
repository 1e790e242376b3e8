// CLUSTER and its sub-commands, READONLY, READWRITE, ASKING. What changes the cluster changes this node's own view: its map
// becomes a copy of its own. Source: sheet 2.2, 2.6.
#include "cache/engine/arguments.h"
#include "cache/engine/cluster_route.h"
#include "cache/engine/commands.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

bool enabled(Invocation& i) {
    if (i.server.cluster.map != nullptr) return true;
    i.out.error("ERR This instance has cluster support disabled");
    return false;
}

const ClusterMap& mapOf(const Invocation& i) { return *i.server.cluster.map; }
ClusterIndex selfOf(const Invocation& i) { return i.server.cluster.self; }

template <class Change>
void changeMap(Invocation& i, Change&& change) {
    auto map = std::make_shared<ClusterMap>(mapOf(i));
    change(*map);
    map->refreshState(i.server.cfg().requireFullCoverage);
    i.server.cluster.map = std::move(map);
}

bool slotArgument(Invocation& i, std::string_view arg, std::uint16_t& slot) {
    std::int64_t v = 0;
    if (!parseInteger(arg, v) || v < 0 || v >= kSlots) {
        i.out.error("ERR Invalid or out of range slot");
        return false;
    }
    slot = static_cast<std::uint16_t>(v);
    return true;
}

bool nodeArgument(Invocation& i, std::string_view id, ClusterIndex& node, std::string_view unknown = "ERR Unknown node ") {
    node = mapOf(i).find(id);
    if (node != kNoClusterNode) return true;
    i.out.error(std::string(unknown) + std::string(id));
    return false;
}

// The slots named by argv from index 2 on; pairs are ranges.
bool slotList(Invocation& i, bool ranges, std::vector<std::uint16_t>& slots) {
    if (ranges && i.argc() % 2 == 1) {
        wrongArity(i);
        return false;
    }
    for (std::size_t k = 2; k < i.argc(); k += ranges ? 2 : 1) {
        std::uint16_t first = 0, last = 0;
        if (!slotArgument(i, i.argv[k], first) || !slotArgument(i, i.argv[ranges ? k + 1 : k], last)) return false;
        if (first > last) {
            i.out.error("ERR start slot number " + std::to_string(first) + " is greater than end slot number " +
                        std::to_string(last));
            return false;
        }
        for (std::uint32_t slot = first; slot <= last; ++slot) slots.push_back(static_cast<std::uint16_t>(slot));
    }
    return true;
}

void changeSlots(Invocation& i, bool ranges, bool add) {
    std::vector<std::uint16_t> slots;
    if (!enabled(i) || !slotList(i, ranges, slots)) return;
    std::vector<bool> seen(kSlots);
    for (const std::uint16_t slot : slots) {
        const bool taken = mapOf(i).owner[slot] != kNoClusterNode;
        const std::string name = "ERR Slot " + std::to_string(slot);
        if (add && taken) return i.out.error(name + " is already busy");
        if (!add && !taken) return i.out.error(name + " is already unassigned");
        if (seen[slot]) return i.out.error(name + " specified multiple times");
        seen[slot] = true;
    }
    changeMap(i, [&](ClusterMap& map) {
        for (const std::uint16_t slot : slots) {
            map.owner[slot] = add ? selfOf(i) : kNoClusterNode;
            std::erase_if(map.moves, [&](const SlotMove& m) { return m.slot == slot && m.target == selfOf(i); });
        }
    });
    i.out.ok();
}

template <class Visit>
void eachRange(const ClusterMap& map, Visit&& visit) {
    for (std::uint32_t slot = 0; slot < kSlots;) {
        const ClusterIndex node = map.owner[slot];
        std::uint32_t end = slot;
        while (end < kSlots && map.owner[end] == node) ++end;
        if (node != kNoClusterNode) visit(node, slot, end - 1);
        slot = end;
    }
}

std::string nodeLine(const Invocation& i, ClusterIndex index) {
    const ClusterMap& map = mapOf(i);
    const ClusterNode& n = map.nodes[index];
    const ClientAddress at = addressFor(i.server, i.client.host, n.ip, n.port);
    std::string line = n.id + " " + at.host + ":" + std::to_string(at.port) + "@" + std::to_string(n.busPort);
    if (!n.hostname.empty() && !at.forwarded) line += "," + n.hostname;
    std::string flags;
    const auto flag = [&](bool set, std::string_view name) {
        if (!set) return;
        if (!flags.empty()) flags += ',';
        flags += name;
    };
    flag(index == selfOf(i), "myself");
    flag(n.isPrimary() && !n.handshake, "master");
    flag(!n.isPrimary(), "slave");
    flag(n.possiblyFailed && !n.failed, "fail?");
    flag(n.failed, "fail");
    flag(n.handshake, "handshake");
    flag(n.noAddress, "noaddr");
    flag(n.noFailover, "nofailover");
    line += " " + (flags.empty() ? "noflags" : flags) + " " + (n.isPrimary() ? "-" : map.nodes[n.primary].id);
    const bool me = index == selfOf(i);
    line += " " + std::to_string(me ? 0 : n.pingSentMs) + " " + std::to_string(me ? 0 : n.pongReceivedMs);
    line += " " + std::to_string(n.isPrimary() ? n.configEpoch : map.nodes[n.primary].configEpoch);
    line += me || n.linkUp ? " connected" : " disconnected";
    eachRange(map, [&](ClusterIndex owner, std::uint32_t first, std::uint32_t last) {
        if (owner != index) return;
        line += " " + std::to_string(first);
        if (first != last) line += "-" + std::to_string(last);
    });
    if (me) {
        for (const SlotMove& m : map.moves) {
            const std::string slot = " [" + std::to_string(m.slot);
            if (m.source == index && m.migrating) line += slot + "->-" + map.nodes[m.target].id + "]";
            if (m.target == index && m.importing) line += slot + "-<-" + map.nodes[m.source].id + "]";
        }
    }
    return line;
}

void nodeEntry(Invocation& i, const ClusterNode& n) {
    const std::string& kind = *i.server.config.get("cluster-preferred-endpoint-type");
    const ClientAddress at = addressFor(i.server, i.client.host, n.ip, n.port);
    i.out.array(4);
    if (kind == "unknown-endpoint") i.out.null();
    else i.out.bulk(endpointOf(i.server, i.client.host, n));
    i.out.integer(at.port);
    i.out.bulk(n.id);
    const bool ip = kind != "ip", host = kind != "hostname" && !n.hostname.empty() && !at.forwarded;
    i.out.map((ip ? 1u : 0u) + (host ? 1u : 0u));
    if (ip) {
        i.out.bulk("ip");
        i.out.bulk(at.host);
    }
    if (host) {
        i.out.bulk("hostname");
        i.out.bulk(n.hostname);
    }
}

std::vector<ClusterIndex> replicasOf(const ClusterMap& map, ClusterIndex primary) {
    std::vector<ClusterIndex> out;
    for (std::size_t k = 0; k < map.nodes.size(); ++k) {
        if (map.nodes[k].primary == primary && !map.nodes[k].isPrimary()) out.push_back(static_cast<ClusterIndex>(k));
    }
    return out;
}

std::uint64_t largestEpoch(const ClusterMap& map) {
    std::uint64_t most = map.currentEpoch;
    for (const ClusterNode& n : map.nodes) most = std::max(most, n.configEpoch);
    return most;
}

// A newer epoch than anybody's, without asking.
bool bumpEpoch(ClusterMap& map, ClusterIndex node) {
    const std::uint64_t largest = largestEpoch(map);
    if (map.nodes[node].configEpoch != 0 && map.nodes[node].configEpoch == largest) return false;
    map.currentEpoch = largest + 1;
    map.nodes[node].configEpoch = map.currentEpoch;
    return true;
}

std::string freshNodeId(Invocation& i) {
    return replicationIdOf(i.server.options.seed ^ 0x6d656574, mapOf(i).currentEpoch * 1'000 + mapOf(i).nodes.size() + 1);
}

} // namespace

void readonly(Invocation& i) {
    if (!enabled(i)) return;
    i.client.readOnly = true;
    i.out.ok();
}

void readwrite(Invocation& i) {
    if (!enabled(i)) return;
    i.client.readOnly = false;
    i.out.ok();
}

void asking(Invocation& i) {
    if (!enabled(i)) return;
    i.client.asking = true;
    i.out.ok();
}

// --- what everybody may ask ---

void clusterInfo(Invocation& i) {
    if (!enabled(i)) return;
    const ClusterMap& map = mapOf(i);
    std::uint32_t assigned = 0, served = 0, suspected = 0, failed = 0;
    for (const ClusterIndex o : map.owner) {
        if (o == kNoClusterNode) continue;
        ++assigned;
        const ClusterNode& n = map.nodes[o];
        ++(n.failed ? failed : n.possiblyFailed ? suspected : served);
    }
    const ClusterNode& me = map.nodes[selfOf(i)];
    std::string text;
    const auto line = [&](std::string_view name, std::uint64_t v) {
        text += std::string(name) + ":" + std::to_string(v) + "\r\n";
    };
    text += std::string("cluster_state:") + (map.ok ? "ok" : "fail") + "\r\n";
    line("cluster_slots_assigned", assigned);
    line("cluster_slots_ok", served);
    line("cluster_slots_pfail", suspected);
    line("cluster_slots_fail", failed);
    line("cluster_known_nodes", map.nodes.size());
    line("cluster_size", map.size());
    line("cluster_current_epoch", map.currentEpoch);
    line("cluster_my_epoch", me.isPrimary() ? me.configEpoch : map.nodes[me.primary].configEpoch);
    line("cluster_stats_messages_sent", 0);
    line("cluster_stats_messages_received", 0);
    line("total_cluster_links_buffer_limit_exceeded", 0);
    i.out.verbatim(text);
}

void clusterNodes(Invocation& i) {
    if (!enabled(i)) return;
    std::string text;
    for (std::size_t k = 0; k < mapOf(i).nodes.size(); ++k) text += nodeLine(i, static_cast<ClusterIndex>(k)) + "\n";
    i.out.verbatim(text);
}

void clusterSlots(Invocation& i) {
    if (!enabled(i)) return;
    const ClusterMap& map = mapOf(i);
    std::size_t ranges = 0;
    eachRange(map, [&](ClusterIndex, std::uint32_t, std::uint32_t) { ++ranges; });
    i.out.array(ranges);
    eachRange(map, [&](ClusterIndex owner, std::uint32_t first, std::uint32_t last) {
        std::vector<ClusterIndex> replicas = replicasOf(map, owner);
        std::erase_if(replicas, [&](ClusterIndex r) { return map.nodes[r].failed; });
        i.out.array(3 + replicas.size());
        i.out.integer(first);
        i.out.integer(last);
        nodeEntry(i, map.nodes[owner]);
        for (const ClusterIndex r : replicas) nodeEntry(i, map.nodes[r]);
    });
}

void clusterShards(Invocation& i) {
    if (!enabled(i)) return;
    const ClusterMap& map = mapOf(i);
    std::vector<ClusterIndex> primaries;
    for (std::size_t k = 0; k < map.nodes.size(); ++k) {
        if (map.nodes[k].isPrimary()) primaries.push_back(static_cast<ClusterIndex>(k));
    }
    i.out.array(primaries.size());
    for (const ClusterIndex p : primaries) {
        std::vector<std::uint32_t> bounds;
        eachRange(map, [&](ClusterIndex owner, std::uint32_t first, std::uint32_t last) {
            if (owner == p) bounds.insert(bounds.end(), {first, last});
        });
        std::vector<ClusterIndex> members = replicasOf(map, p);
        members.insert(members.begin(), p);
        i.out.map(2);
        i.out.bulk("slots");
        i.out.array(bounds.size());
        for (const std::uint32_t b : bounds) i.out.integer(b);
        i.out.bulk("nodes");
        i.out.array(members.size());
        for (const ClusterIndex m : members) {
            const ClusterNode& n = map.nodes[m];
            const bool me = m == selfOf(i);
            const ClientAddress at = addressFor(i.server, i.client.host, n.ip, n.port);
            const bool hostname = !n.hostname.empty() && !at.forwarded;
            i.out.map(hostname ? 8 : 7);
            i.out.bulk("id");
            i.out.bulk(n.id);
            i.out.bulk("port");
            i.out.integer(at.port);
            i.out.bulk("ip");
            i.out.bulk(at.host);
            i.out.bulk("endpoint");
            i.out.bulk(endpointOf(i.server, i.client.host, n));
            if (hostname) {
                i.out.bulk("hostname");
                i.out.bulk(n.hostname);
            }
            i.out.bulk("role");
            i.out.bulk(n.isPrimary() ? "master" : "replica");
            i.out.bulk("replication-offset");
            i.out.integer(static_cast<std::int64_t>(me ? i.server.replication.backlog.offset() : n.replicationOffset));
            i.out.bulk("health");
            i.out.bulk(n.failed || n.possiblyFailed ? "fail" : "online");
        }
    }
}

void clusterMyid(Invocation& i) {
    if (enabled(i)) i.out.bulk(mapOf(i).nodes[selfOf(i)].id);
}

void clusterKeyslot(Invocation& i) {
    if (enabled(i)) i.out.integer(keySlot(i.argv[2]));
}

void clusterCountkeysinslot(Invocation& i) {
    if (!enabled(i)) return;
    std::int64_t slot = 0;
    if (!integerArgument(i, i.argv[2], slot)) return;
    if (slot < 0 || slot >= kSlots) return i.out.error("ERR Invalid slot");
    i.out.integer(static_cast<std::int64_t>(i.server.keyspace.slotIndex().count(static_cast<std::uint16_t>(slot))));
}

void clusterGetkeysinslot(Invocation& i) {
    if (!enabled(i)) return;
    std::int64_t slot = 0, most = 0;
    if (!integerArgument(i, i.argv[2], slot) || !integerArgument(i, i.argv[3], most)) return;
    if (slot < 0 || slot >= kSlots || most < 0) return i.out.error("ERR Invalid slot or number of keys");
    const SlotIndex& index = i.server.keyspace.slotIndex();
    const auto n = std::min(static_cast<std::uint64_t>(most), index.count(static_cast<std::uint16_t>(slot)));
    i.out.array(n);
    EntryIndex e = index.first(static_cast<std::uint16_t>(slot));
    for (std::uint64_t k = 0; k < n; ++k, e = index.next(e)) i.out.bulk(i.server.keyspace.key(e));
}

void clusterReplicas(Invocation& i) {
    ClusterIndex node = 0;
    if (!enabled(i) || !nodeArgument(i, i.argv[2], node)) return;
    if (!mapOf(i).nodes[node].isPrimary()) return i.out.error("ERR The specified node is not a master");
    const std::vector<ClusterIndex> replicas = replicasOf(mapOf(i), node);
    i.out.array(replicas.size());
    for (const ClusterIndex r : replicas) i.out.bulk(nodeLine(i, r));
}

void clusterFailureReports(Invocation& i) {
    ClusterIndex node = 0;
    if (enabled(i) && nodeArgument(i, i.argv[2], node)) i.out.integer(mapOf(i).nodes[node].failureReports);
}

void clusterLinks(Invocation& i) {
    if (!enabled(i)) return;
    const ClusterMap& map = mapOf(i);
    std::vector<const ClusterNode*> linked;
    for (std::size_t k = 0; k < map.nodes.size(); ++k) {
        if (k != selfOf(i) && map.nodes[k].linkUp) linked.push_back(&map.nodes[k]);
    }
    i.out.array(linked.size() * 2);
    for (const ClusterNode* n : linked) {
        for (const std::string_view direction : {"to", "from"}) {
            i.out.map(6);
            i.out.bulk("direction");
            i.out.bulk(direction);
            i.out.bulk("node");
            i.out.bulk(n->id);
            i.out.bulk("create-time");
            i.out.integer(i.server.startedMs);
            i.out.bulk("events");
            i.out.bulk("r");
            i.out.bulk("send-buffer-allocated");
            i.out.integer(0);
            i.out.bulk("send-buffer-used");
            i.out.integer(0);
        }
    }
}

// --- what changes this node's view ---

void clusterAddslots(Invocation& i) { changeSlots(i, false, true); }
void clusterAddslotsrange(Invocation& i) { changeSlots(i, true, true); }
void clusterDelslots(Invocation& i) { changeSlots(i, false, false); }
void clusterDelslotsrange(Invocation& i) { changeSlots(i, true, false); }

void clusterFlushslots(Invocation& i) {
    if (!enabled(i)) return;
    if (i.server.keyspace.keyCount() != 0) return i.out.error("ERR DB must be empty to perform CLUSTER FLUSHSLOTS.");
    changeMap(i, [&](ClusterMap& map) { std::replace(map.owner.begin(), map.owner.end(), selfOf(i), kNoClusterNode); });
    i.out.ok();
}

void clusterSetslot(Invocation& i) {
    if (!enabled(i)) return;
    const ClusterIndex self = selfOf(i);
    const ClusterMap& now = mapOf(i);
    if (!now.nodes[self].isPrimary()) return i.out.error("ERR You can use SETSLOT only with masters.");
    std::uint16_t slot = 0;
    if (!slotArgument(i, i.argv[2], slot)) return;
    const std::string_view action = i.argv[3];
    constexpr std::string_view kDontKnow = "ERR I don't know about node ";
    ClusterIndex node = 0;
    const bool withNode = i.argc() == 5;
    const auto targetFits = [&] {
        if (now.nodes[node].isPrimary()) return true;
        i.out.error("ERR Target node is not a master");
        return false;
    };
    if (is(action, "MIGRATING") && withNode) {
        if (now.owner[slot] != self) return i.out.error("ERR I'm not the owner of hash slot " + std::to_string(slot));
        if (!nodeArgument(i, i.argv[4], node, kDontKnow) || !targetFits()) return;
        changeMap(i, [&](ClusterMap& map) {
            for (SlotMove& m : map.moves) {
                if (m.slot == slot && m.source == self) m.migrating = false;
            }
            map.openMove(slot, self, node).migrating = true;
        });
    } else if (is(action, "IMPORTING") && withNode) {
        if (now.owner[slot] == self) return i.out.error("ERR I'm already the owner of hash slot " + std::to_string(slot));
        if (!nodeArgument(i, i.argv[4], node, kDontKnow) || !targetFits()) return;
        changeMap(i, [&](ClusterMap& map) {
            for (SlotMove& m : map.moves) {
                if (m.slot == slot && m.target == self) m.importing = false;
            }
            map.openMove(slot, node, self).importing = true;
        });
    } else if (is(action, "STABLE") && i.argc() == 4) {
        changeMap(i, [&](ClusterMap& map) {
            for (SlotMove& m : map.moves) {
                if (m.slot != slot) continue;
                if (m.source == self) m.migrating = false;
                if (m.target == self) m.importing = false;
            }
            std::erase_if(map.moves, [](const SlotMove& m) { return !m.migrating && !m.importing; });
        });
    } else if (is(action, "NODE") && withNode) {
        if (!nodeArgument(i, i.argv[4], node) || !targetFits()) return;
        const std::uint64_t keys = i.server.keyspace.slotIndex().count(slot);
        if (now.owner[slot] == self && node != self && keys != 0) {
            return i.out.error("ERR Can't assign hashslot " + std::to_string(slot) +
                               " to a different node while I still hold keys for this hash slot.");
        }
        changeMap(i, [&](ClusterMap& map) {
            const bool imported = map.importingFrom(slot, self) != kNoClusterNode;
            map.owner[slot] = node;
            std::erase_if(map.moves, [&](const SlotMove& m) {
                return m.slot == slot && ((m.source == self && keys == 0) || (m.target == self && node == self));
            });
            // Others must believe the new owner rather than the old one.
            if (imported && node == self) bumpEpoch(map, self);
        });
    } else {
        return i.out.error("ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP");
    }
    i.out.ok();
}

void clusterMeet(Invocation& i) {
    if (!enabled(i)) return;
    if (i.argc() > 5) return subCommandSyntax(i);
    std::int64_t port = 0, busPort = 0;
    if (!parseInteger(i.argv[3], port)) return i.out.error("ERR Invalid TCP base port specified: " + std::string(i.argv[3]));
    busPort = port + 10'000;
    if (i.argc() == 5 && !parseInteger(i.argv[4], busPort))
        return i.out.error("ERR Invalid TCP bus port specified: " + std::string(i.argv[4]));
    const bool address = !i.argv[2].empty() && i.argv[2].find_first_not_of("0123456789.abcdefABCDEF:") == std::string_view::npos;
    if (!address || port <= 0 || port > 65'535 || busPort <= 0 || busPort > 65'535)
        return i.out.error("ERR Invalid node address specified: " + std::string(i.argv[2]) + ":" + std::string(i.argv[3]));
    const bool known = std::any_of(mapOf(i).nodes.begin(), mapOf(i).nodes.end(), [&](const ClusterNode& n) {
        return n.ip == i.argv[2] && n.port == port;
    });
    if (!known) {
        changeMap(i, [&](ClusterMap& map) {
            ClusterNode n;
            n.id = freshNodeId(i);
            n.ip = i.argv[2];
            n.port = static_cast<std::uint16_t>(port);
            n.busPort = static_cast<std::uint16_t>(busPort);
            n.handshake = true;
            n.linkUp = false;
            map.nodes.push_back(std::move(n));
        });
    }
    i.out.ok();
}

void clusterForget(Invocation& i) {
    ClusterIndex node = 0;
    if (!enabled(i) || !nodeArgument(i, i.argv[2], node)) return;
    if (node == selfOf(i)) return i.out.error("ERR I tried hard but I can't forget myself...");
    if (mapOf(i).nodes[selfOf(i)].primary == node) return i.out.error("ERR Can't forget my master!");
    changeMap(i, [&](ClusterMap& map) { map.remove(node); });
    if (i.server.cluster.self > node) --i.server.cluster.self;
    i.out.ok();
}

void clusterReset(Invocation& i) {
    if (!enabled(i)) return;
    const bool hard = i.argc() == 3 && is(i.argv[2], "HARD");
    if (i.argc() > 3 || (i.argc() == 3 && !hard && !is(i.argv[2], "SOFT"))) return i.out.error(text::kSyntax);
    const ClusterNode me = mapOf(i).nodes[selfOf(i)];
    if (me.isPrimary() && i.server.keyspace.keyCount() != 0)
        return i.out.error("ERR CLUSTER RESET can't be called with master nodes containing keys");
    if (!me.isPrimary()) {
        promote(i.server);
        i.server.keyspace.flush(0);
    }
    const std::string id = freshNodeId(i);
    changeMap(i, [&](ClusterMap& map) {
        ClusterNode alone = me;
        alone.primary = kNoClusterNode;
        const std::uint64_t epoch = map.currentEpoch;
        map = ClusterMap();
        if (hard) {
            alone.id = id;
            alone.configEpoch = 0;
        } else {
            map.currentEpoch = epoch;
        }
        map.nodes.push_back(std::move(alone));
    });
    i.server.cluster.self = 0;
    i.out.ok();
}

void clusterReplicate(Invocation& i) {
    ClusterIndex node = 0;
    if (!enabled(i) || !nodeArgument(i, i.argv[2], node)) return;
    const ClusterIndex self = selfOf(i);
    const ClusterNode& target = mapOf(i).nodes[node];
    if (node == self) return i.out.error("ERR Can't replicate myself");
    if (!target.isPrimary()) return i.out.error("ERR I can only replicate a master, not a replica.");
    if (mapOf(i).nodes[self].isPrimary() && (mapOf(i).slotCount(self) != 0 || i.server.keyspace.keyCount() != 0))
        return i.out.error("ERR To set a master the node must be empty and without assigned slots.");
    follow(i.server, target.ip, target.port);
    changeMap(i, [&](ClusterMap& map) { map.nodes[self].primary = node; });
    i.out.ok();
}

void clusterFailover(Invocation& i) {
    if (!enabled(i)) return;
    const bool force = i.argc() == 3 && (is(i.argv[2], "FORCE") || is(i.argv[2], "TAKEOVER"));
    if (i.argc() > 3 || (i.argc() == 3 && !force)) return i.out.error(text::kSyntax);
    const ClusterMap& map = mapOf(i);
    const ClusterNode& me = map.nodes[selfOf(i)];
    if (me.isPrimary()) return i.out.error("ERR You should send CLUSTER FAILOVER to a replica");
    if (!force && (map.nodes[me.primary].failed || !map.nodes[me.primary].linkUp))
        return i.out.error("ERR Master is down or failed, please use CLUSTER FAILOVER FORCE");
    promote(i.server);
    changeMap(i, [&](ClusterMap& changed) { changed.promote(selfOf(i)); });
    i.out.ok();
}

void clusterBumpepoch(Invocation& i) {
    if (!enabled(i)) return;
    bool bumped = false;
    changeMap(i, [&](ClusterMap& map) { bumped = bumpEpoch(map, selfOf(i)); });
    i.out.simple((bumped ? "BUMPED " : "STILL ") + std::to_string(mapOf(i).nodes[selfOf(i)].configEpoch));
}

void clusterSetConfigEpoch(Invocation& i) {
    if (!enabled(i)) return;
    std::int64_t epoch = 0;
    if (!integerArgument(i, i.argv[2], epoch)) return;
    if (epoch < 0) return i.out.error("ERR Invalid config epoch specified: " + std::to_string(epoch));
    if (mapOf(i).nodes.size() > 1) {
        return i.out.error("ERR The user can assign a config epoch only when the node does not know any other node.");
    }
    if (mapOf(i).nodes[selfOf(i)].configEpoch != 0) return i.out.error("ERR Node config epoch is already non-zero");
    changeMap(i, [&](ClusterMap& map) {
        map.nodes[selfOf(i)].configEpoch = static_cast<std::uint64_t>(epoch);
        map.currentEpoch = std::max(map.currentEpoch, static_cast<std::uint64_t>(epoch));
    });
    i.out.ok();
}

void clusterSaveconfig(Invocation& i) {
    if (enabled(i)) i.out.ok();
}

} // namespace maylab::cache::commands
