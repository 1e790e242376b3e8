// The rows of the command table, one function per family; the table merges and sorts them. Shapes, flags, categories and
// key specifications are facts of redis-server 7.0.15 (COMMAND INFO); usage and summary are our words.
// A new family: a function here, a file rows_<family>.cpp, a line in command_table.cpp.
#pragma once

#include "cache/engine/command_table.h"

#include <cstdint>
#include <span>

namespace maylab::cache::rows {

inline constexpr std::uint32_t kWrite = Command::kWrite, kReadonly = Command::kReadonly, kDenyOom = Command::kDenyOom,
                        kAdmin = Command::kAdmin, kNoScript = Command::kNoScript, kLoading = Command::kLoading,
                        kStale = Command::kStale, kFast = Command::kFast, kNoAuth = Command::kNoAuth,
                        kAllowBusy = Command::kAllowBusy, kNoMulti = Command::kNoMulti,
                        kMovableKeys = Command::kMovableKeys, kNoAsyncLoading = Command::kNoAsyncLoading,
                        kPubSub = Command::kPubSub, kSkipMonitor = Command::kSkipMonitor,
                        kSkipSlowlog = Command::kSkipSlowlog, kNoMandatoryKeys = Command::kNoMandatoryKeys,
                        kMayReplicate = Command::kMayReplicate, kAsking = Command::kAsking,
                        kBlocking = Command::kBlocking, kRestricted = Command::kRestricted;

std::span<const Command> coreRows();
std::span<const Command> hashRows();
std::span<const Command> setRows();
std::span<const Command> listRows();
std::span<const Command> sortedSetRows();
std::span<const Command> geoRows();
std::span<const Command> hyperLogLogRows();
std::span<const Command> streamRows();
std::span<const Command> transactionRows();
std::span<const Command> pubSubRows();
std::span<const Command> scriptRows();
std::span<const Command> clusterRows();

} // namespace maylab::cache::rows
