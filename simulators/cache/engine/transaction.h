// MULTI, EXEC and WATCH: commands put aside and run without anybody between; keys whose change makes EXEC do nothing.
// Source: sheet 2.9.
#pragma once

#include "cache/engine/blocking.h"
#include "cache/engine/command_table.h"

#include <span>
#include <string_view>

namespace maylab::cache {

void queueCommand(Server& s, Client& c, const Command& command, std::span<const std::string_view> argv);
// A command could not be queued.
void refuseTransaction(Client& c);
void discardTransaction(Server& s, Client& c);
void unwatchAll(Server& s, Client& c);

// Marks whoever watches the key.
void touchWatched(Server& s, int db, std::string_view key);
// Before a database is emptied, or changes places with another (with: its number, else -1).
void touchWatchedInDatabase(Server& s, int db, int with);

} // namespace maylab::cache
