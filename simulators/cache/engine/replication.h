// The stream from a primary to its replicas. A primary writes every effect down once, with its virtual time and the offset
// behind it in bytes of the real protocol; a replica (or whoever asks later) reads from an offset on. What lies within
// repl-backlog-size, or was not yet taken by a replica that is being followed up, can still be read; else: full copy.
// Source: sheet 2.7.
#pragma once

#include "cache/engine/blob.h"
#include "cache/engine/moved_key.h"
#include "kernel/cow_array.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct ReplicationRecord {
    enum class Kind : std::uint8_t {
        Command,   // words, as RESP
        Set,       // a synthetic value under key, dead at expireAt (kNoExpiry: never)
        Del,       // key
        Restore,   // a whole value that came from another node
        Select,    // the commands that follow are for db
        Multi, Exec,
        Ping,
        GetAck     // the primary wants to know how far its replicas are
    };
    static constexpr std::size_t kInlineKey = 23;

    Kind kind = Kind::Ping;
    std::uint8_t db = 0;
    bool byServer = false;      // Del: expiry, eviction or a move to another shard; no client asked for it
    std::uint8_t keyLength = 0; // of inlineKey; kInlineKey + 1: the key is in block
    char inlineKey[kInlineKey] = {};
    std::uint32_t valueLength = 0;
    std::uint64_t tag = 0;
    std::int64_t expireAt = -1; // Unix ms
    std::int64_t timeMs = 0;    // when the primary did it
    std::uint64_t offset = 0;   // behind the record
    Blob block;                 // shared: a long key, or the words of a Command
    std::shared_ptr<const MovedKey> moved; // Restore

    // Set, Del, Restore: its key. Command: the first key argument, or nothing.
    std::string_view key() const;
    bool isWrite() const { return kind <= Kind::Restore; }
    // As the stream has it: SET key <bytes> PXAT ..., DEL key. A synthetic value is given as "<n bytes>".
    std::vector<std::string> words() const;
};

// Newest records of a stream, by offset.
class ReplicationBacklog {
  public:
    bool active() const { return m_active; }
    // The stream goes on at offset; what was before cannot be read here.
    void start(std::uint64_t offset);
    void stop();
    void append(ReplicationRecord record, std::uint64_t bytes); // sets record.offset
    void appendAsIs(const ReplicationRecord& record);           // of the primary's stream
    std::uint64_t offset() const { return m_offset; }     // behind the newest
    std::uint64_t firstByte() const { return m_from + 1; } // INFO counts bytes from 1
    std::uint64_t length() const { return m_offset - m_from; }
    bool has(std::uint64_t offset) const { return m_active && offset >= m_from && offset <= m_offset; }
    // Forgets what is older than size bytes, but nothing behind keep.
    void trim(std::uint64_t size, std::uint64_t keep);
    // At most `most` records behind offset that were made by untilMs. False: offset cannot be read from any more.
    bool read(std::uint64_t offset, std::int64_t untilMs, std::size_t most, std::vector<ReplicationRecord>& out) const;
    std::size_t records() const { return m_count; }

  private:
    const ReplicationRecord& at(std::size_t i) const { return m_ring[(m_first + i) & (m_ring.size() - 1)]; }
    std::size_t firstBehind(std::uint64_t offset) const;
    void push(ReplicationRecord record);

    kernel::CowArray<ReplicationRecord, 5> m_ring; // a power of two of places
    std::size_t m_first = 0, m_count = 0;
    std::uint64_t m_from = 0, m_offset = 0;
    bool m_active = false;
};

// A replica as its primary sees it; the owner of both keeps it up to date (Engine::setReplicas).
struct ReplicaState {
    enum class State : std::uint8_t { WaitBgsave, SendBulk, Online };
    std::string ip;
    std::uint16_t port = 6379;
    State state = State::Online;
    std::uint64_t sentOffset = 0;  // the stream may not be forgotten behind it
    std::uint64_t ackedOffset = 0; // by its last REPLCONF ACK
    std::int64_t ackedAtMs = 0;    // Unix ms; lag counts from there
};

// How a replica stands with its primary; the owner says when the link goes up and down.
struct PrimaryLink {
    std::string host;
    std::uint16_t port = 0;
    enum class State : std::uint8_t { Connect, Connecting, Sync, Connected };
    State state = State::Connect;
    std::int64_t lastIoMs = 0;    // Unix ms: the last word from the primary
    std::int64_t downSinceMs = 0; // while not Connected; 0: it never was
};

struct Replication {
    bool replica = false;
    PrimaryLink link;                  // of a replica
    std::vector<ReplicaState> replicas; // of a primary (or a replica that has its own)
    std::string id, id2;               // master_replid, master_replid2
    std::int64_t secondOffset = -1;    // up to there id2 was the same stream
    ReplicationBacklog backlog;
    int selectedDb = -1;               // of the stream written so far
    bool acksWanted = false;           // somebody waits in WAIT
    std::uint64_t epoch = 0;           // how often this server became a primary: names its next id
};

} // namespace maylab::cache
