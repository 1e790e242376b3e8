// What commands share when they read arguments: the server's error texts and the parsers that answer with them.
#pragma once

#include "cache/engine/command_table.h"
#include "cache/engine/key_change.h"
#include "cache/engine/lookup.h"
#include "cache/engine/numbers.h"

#include <cstdint>
#include <string_view>

namespace maylab::cache {

namespace text {
inline constexpr std::string_view kWrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
inline constexpr std::string_view kNotInteger = "ERR value is not an integer or out of range";
inline constexpr std::string_view kIntRange =
    "ERR value is out of range, value must between -2147483648 and 2147483647";
inline constexpr std::string_view kNotFloat = "ERR value is not a valid float";
inline constexpr std::string_view kSyntax = "ERR syntax error";
inline constexpr std::string_view kNoSuchKey = "ERR no such key";
inline constexpr std::string_view kDbRange = "ERR DB index is out of range";
inline constexpr std::string_view kNotPositive = "ERR value is out of range, must be positive";
inline constexpr std::string_view kTooLong = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
inline constexpr std::string_view kOom = "OOM command not allowed when used memory > 'maxmemory'.";
inline constexpr std::string_view kReadOnly = "READONLY You can't write against a read only replica.";
inline constexpr std::string_view kNoReplicas = "NOREPLICAS Not enough good replicas to write.";
inline constexpr std::string_view kMasterDown =
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";
} // namespace text

inline constexpr std::int64_t kElementNs = 75; // one element of an O(N) command

// False: an error was written.
bool integerArgument(Invocation& i, std::string_view arg, std::int64_t& value,
                     std::string_view error = text::kNotInteger);
bool integerInRange(Invocation& i, std::string_view arg, std::int64_t low, std::int64_t high, std::int64_t& value,
                    std::string_view error);
bool doubleArgument(Invocation& i, std::string_view arg, double& value, std::string_view error = text::kNotFloat);
void wrongArity(Invocation& i);
void subCommandSyntax(Invocation& i); // a sub-command that is unknown to its container, or has too many arguments
// The entry holds a string, or the error was written.
bool isString(Invocation& i, EntryIndex entry);
// May a string become that long? Checks the server's limit and the engine's own memory cap.
bool lengthAllowed(Invocation& i, std::int64_t offset, std::int64_t length);
// notInteger: what answers a text that is no int; kNotInteger has a text of its own for numbers beyond 32 bits.
bool databaseArgument(Invocation& i, std::string_view arg, int& db, std::string_view notInteger);
inline bool is(std::string_view arg, std::string_view word) { return equalsIgnoreCase(arg, word); }

// The time to live of SET and its family, turned into Unix ms. False: an error was written.
enum class TimeUnit : std::uint8_t { Seconds, Milliseconds };
bool expiryArgument(Invocation& i, std::string_view arg, TimeUnit unit, bool absolute, std::int64_t& atMs);

// Records changes for INFO's rdb_changes_since_last_save that are no single key's (see key_change.h for those).
inline void countChanges(Invocation& i, std::uint64_t n) { i.server.stats.dirty += n; }

} // namespace maylab::cache
