// What a command tells the rest of the server about the keys it changed: watchers (WATCH), keyspace notifications,
// blocked clients, replicas, and INFO's count of changes. Source: sheet 2.9, 2.12, 2.7.
#pragma once

#include "cache/engine/command_table.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace maylab::cache {

// Classes of keyspace notifications, as the letters of notify-keyspace-events.
enum class Notify : std::uint16_t {
    Generic = 1 << 0, // g
    String = 1 << 1,  // $
    List = 1 << 2,    // l
    Set = 1 << 3,     // s
    Hash = 1 << 4,    // h
    ZSet = 1 << 5,    // z
    Expired = 1 << 6, // x
    Evicted = 1 << 7, // e
    Stream = 1 << 8,  // t
    KeyMiss = 1 << 9, // m
    New = 1 << 10     // n
};

// The key changed, came or went: transactions that watch it will fail.
void keyModified(Server& s, int db, std::string_view key);
// Publishes the event as notify-keyspace-events asks for.
void notifyKeyspace(Server& s, int db, Notify kind, std::string_view event, std::string_view key);
// Does anybody want to hear of changes? If not, whoever would have to copy a key for it need not.
bool anybodyListens(const Server& s);
// All of it, for a command that changed key by n changes: modified, notified, counted.
void changed(Invocation& i, std::string_view key, Notify kind, std::string_view event, std::uint64_t n = 1);
// A collection became empty and its key is gone.
void emptied(Invocation& i, std::string_view key);
// A whole database changes (FLUSHDB) or changes places with another (with >= 0): call before.
void databaseModified(Server& s, int db, int with = -1);
// There is something in the list, sorted set or stream under key: whoever waits for it is served after the command
// (and the transaction or script) that runs now.
void keyReady(Server& s, int db, std::string_view key);

// Lets the client wait until one of keys is ready or the time is over (0 ms: for ever); the command is then executed
// anew, with the same arguments. False: it must not wait (inside MULTI or a script): answer at once as for a timeout.
// Call it when there is nothing to take; write no reply when it says true.
bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs);
// What the client gets when the time is over; default: a null array. Call before waitForKeys says true.
enum class TimeoutReply : std::uint8_t { NullArray, Null };
bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs, TimeoutReply reply);
// The same where the arguments mean something else later (XREAD's $): what is executed anew instead.
bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs, TimeoutReply reply,
                 std::span<const std::string_view> again);
// Seconds with a fraction, as BLPOP takes them; false: an error was written.
bool timeoutArgument(Invocation& i, std::string_view arg, std::int64_t& timeoutMs);

// Replicas get the command as it was typed if it changed something. Not so where its effect depends on time, chance or
// state: then it says what they get instead. Called twice: both, in this order. No words: nothing.
void replicateAs(Invocation& i, std::initializer_list<std::string_view> argv);
void replicateAs(Invocation& i, std::span<const std::string_view> argv);
void replicateNothing(Invocation& i);

} // namespace maylab::cache
