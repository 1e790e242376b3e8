// How effects get into the stream: the outermost command that runs collects what it and the commands within it (EXEC,
// scripts) did; when it ends that is written down, between MULTI and EXEC if it is more than one thing. Source: sheet 2.7.
#pragma once

#include "cache/engine/command_table.h"
#include "cache/engine/replication.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::cache {

// Whoever executes a command calls its handler through this, EXEC and scripts too: what it changed goes to the replicas as
// it was typed, unless it said otherwise (key_change.h).
void callCommand(Invocation& i);

// Is there a stream of our own to write? (A replica hands on the stream of its primary.)
inline bool feedsReplicas(const Server& s) { return s.replication.backlog.active() && !s.replication.replica; }

// The fast path's effects, and keys that expiry or eviction took.
void replicateSet(Server& s, int db, std::string_view key, std::uint32_t length, std::uint64_t tag, std::int64_t expireAt);
void replicateDel(Server& s, int db, std::string_view key, bool byServer = false);
void replicateRestore(Server& s, int db, std::shared_ptr<const MovedKey> moved);
void replicateCommand(Server& s, int db, std::initializer_list<std::string_view> argv);
// Not an effect: written at once.
void replicatePing(Server& s);
void replicateGetAck(Server& s);
void trimBacklog(Server& s);

// Words of a Command record.
Blob packWords(std::span<const std::string_view> argv);
void unpackWords(std::string_view block, std::vector<std::string_view>& argv);
// Bytes of a command in the stream.
std::uint64_t respBytes(const ReplicationRecord& record);

// A stream that goes on under another name remembers the old one, up to where it stands.
void renameStream(Replication& r, std::string id);
// The server becomes a primary, or follows one (its link is down at first).
void promote(Server& s);
void follow(Server& s, std::string_view host, std::uint16_t port);

// How many replicas have acknowledged offset; how many are near enough for min-replicas-to-write.
std::uint64_t countAcks(const Server& s, std::uint64_t offset);
std::uint64_t goodReplicas(const Server& s);

} // namespace maylab::cache
