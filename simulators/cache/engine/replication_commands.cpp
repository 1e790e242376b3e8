// ROLE, WAIT, REPLICAOF and what servers say to each other. Source: sheet 2.7.
#include "cache/engine/arguments.h"
#include "cache/engine/blocking.h"
#include "cache/engine/cluster_route.h"
#include "cache/engine/commands.h"
#include "cache/engine/engine.h"
#include "cache/engine/replication_feed.h"

namespace maylab::cache::commands {

namespace {

std::string_view linkName(PrimaryLink::State state) {
    switch (state) {
    case PrimaryLink::State::Connect: return "connect";
    case PrimaryLink::State::Connecting: return "connecting";
    case PrimaryLink::State::Sync: return "sync";
    case PrimaryLink::State::Connected: return "connected";
    }
    return "none";
}

} // namespace

void role(Invocation& i) {
    const Replication& r = i.server.replication;
    const auto offset = static_cast<std::int64_t>(r.backlog.offset());
    if (r.replica) {
        i.out.array(5);
        i.out.bulk("slave");
        const ClientAddress at = addressFor(i.server, i.client.host, r.link.host, r.link.port);
        i.out.bulk(at.host);
        i.out.integer(at.port);
        i.out.bulk(linkName(r.link.state));
        i.out.integer(r.link.state == PrimaryLink::State::Connected ? offset : -1);
        return;
    }
    std::size_t online = 0;
    for (const ReplicaState& s : r.replicas) online += s.state == ReplicaState::State::Online;
    i.out.array(3);
    i.out.bulk("master");
    i.out.integer(offset);
    i.out.array(online);
    for (const ReplicaState& s : r.replicas) {
        if (s.state != ReplicaState::State::Online) continue;
        const ClientAddress at = addressFor(i.server, i.client.host, s.ip, s.port);
        i.out.array(3);
        i.out.bulk(at.host);
        i.out.bulk(std::to_string(at.port));
        i.out.bulk(std::to_string(s.ackedOffset));
    }
}

void wait(Invocation& i) {
    Server& s = i.server;
    if (s.replication.replica) {
        i.out.error("ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is "
                    "configured to be writable (which is not the default) writes to replicas are just local and are not "
                    "propagated.");
        return;
    }
    std::int64_t wanted = 0, timeout = 0;
    if (!integerArgument(i, i.argv[1], wanted)) return;
    if (!integerArgument(i, i.argv[2], timeout, "ERR timeout is not an integer or out of range")) return;
    if (timeout < 0) {
        i.out.error("ERR timeout is negative");
        return;
    }
    const std::uint64_t offset = i.client.writtenUpTo;
    const auto acks = static_cast<std::int64_t>(countAcks(s, offset));
    if (acks >= wanted || !waitForReplicas(s, i.client, wanted, offset, timeout)) {
        i.out.integer(acks);
        return;
    }
    s.replication.acksWanted = true;
    replicateGetAck(s);
}

void replicaof(Invocation& i) {
    Server& s = i.server;
    if (s.cluster.map != nullptr) {
        i.out.error("ERR REPLICAOF not allowed in cluster mode.");
        return;
    }
    if (is(i.argv[1], "NO") && is(i.argv[2], "ONE")) {
        promote(s);
        i.out.ok();
        return;
    }
    std::int64_t port = 0;
    if (!parseInteger(i.argv[2], port) || port < 0 || port > 65'535) {
        i.out.error("ERR Invalid master port");
        return;
    }
    const PrimaryLink& link = s.replication.link;
    if (s.replication.replica && link.host == i.argv[1] && link.port == port) {
        i.out.simple("OK Already connected to specified master");
        return;
    }
    follow(s, i.argv[1], static_cast<std::uint16_t>(port));
    i.out.ok();
}

// A planned failover needs both servers; here only one is: its owner promotes and demotes.
void failover(Invocation& i) {
    const Replication& r = i.server.replication;
    if (i.server.cluster.map != nullptr) {
        i.out.error("ERR FAILOVER not allowed in cluster mode. Use CLUSTER FAILOVER command instead.");
        return;
    }
    std::string_view host;
    std::int64_t port = 0, timeout = 0;
    bool timed = false, force = false;
    if (i.argc() == 2 && is(i.argv[1], "ABORT")) {
        i.out.error("ERR No failover in progress.");
        return;
    }
    for (std::size_t k = 1; k < i.argc(); ++k) {
        if (is(i.argv[k], "TIMEOUT") && !timed && k + 1 < i.argc()) {
            if (!integerArgument(i, i.argv[++k], timeout)) return;
            if (timeout <= 0) {
                i.out.error("ERR FAILOVER timeout must be greater than 0");
                return;
            }
            timed = true;
        } else if (is(i.argv[k], "TO") && host.empty() && k + 2 < i.argc()) {
            host = i.argv[k + 1];
            if (!integerArgument(i, i.argv[k + 2], port)) return;
            k += 2;
        } else if (is(i.argv[k], "FORCE") && !force) {
            force = true;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    if (r.replica) {
        i.out.error("ERR FAILOVER is not valid when server is a replica.");
    } else if (r.replicas.empty()) {
        i.out.error("ERR FAILOVER requires connected replicas.");
    } else if (force && (!timed || host.empty())) {
        i.out.error("ERR FAILOVER with force option requires both a timeout and target HOST and IP.");
    } else if (!host.empty() && std::none_of(r.replicas.begin(), r.replicas.end(), [&](const ReplicaState& s) {
                   return s.ip == host && s.port == port;
               })) {
        i.out.error("ERR FAILOVER target HOST and PORT is not a replica.");
    } else {
        i.out.error("ERR FAILOVER is not offered over a connection: promote a replica with REPLICAOF NO ONE");
    }
}

void psync(Invocation& i) {
    i.out.error("ERR replication over a connection is not offered: replicas of this server are fed by their owner");
}

void replconf(Invocation& i) {
    if (i.argc() % 2 == 0) {
        i.out.error(text::kSyntax);
        return;
    }
    for (std::size_t k = 1; k + 1 < i.argc(); k += 2) {
        const std::string_view option = i.argv[k];
        if (is(option, "ACK") || is(option, "GETACK")) return; // never answered
        if (is(option, "LISTENING-PORT") || is(option, "RDB-ONLY")) {
            std::int64_t n = 0;
            if (!integerArgument(i, i.argv[k + 1], n)) return;
        } else if (!is(option, "CAPA") && !is(option, "IP-ADDRESS") && !is(option, "RDB-FILTER-ONLY")) {
            i.out.error("ERR Unrecognized REPLCONF option: " + std::string(option));
            return;
        }
    }
    i.out.ok();
}

} // namespace maylab::cache::commands
