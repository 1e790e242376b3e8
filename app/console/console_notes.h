// What the console says beside a tool's own output. Kept by id with a number or two, and put into words when it is
// shown, so that it follows the language.
#pragma once

#include <QString>

#include <cstdint>

namespace maylab::app {

enum class ConsoleNote : std::uint8_t {
    None,
    TooLong,          // most characters
    MoreLines,        // how many are not shown
    Waiting,          // the reply needs virtual time
    Stopped,
    Older,            // older lines were dropped
    OnlyAws,          // this tab runs aws commands only
    OnlyRedisCli,     // this tab is a redis-cli already
    OnlyMemcached,    // this tab speaks to Memcached only
    HelpRedis,
    HelpAws,
    HelpMemcached,
    StaysConnected,   // redis-cli without -h
    Reading,          // messages come by themselves
    ReadingLeft,
    MessagesDropped,  // how many bytes
    DataBlock,        // how many bytes are wanted
    DataBlockGoesOn,  // how many came, of how many
    DataTooLong,      // most bytes
    DataDropped,
    Reconnects,       // the server hung up
};
QString noteText(ConsoleNote note, qint64 argument, qint64 second = 0);

} // namespace maylab::app
