#include "app/console/console_notes.h"

#include <QCoreApplication>

#include <array>

namespace maylab::app {

namespace {

struct Row {
    ConsoleNote note;
    const char* text;
};

constexpr Row kNotes[] = {
    {ConsoleNote::TooLong, QT_TRANSLATE_NOOP("ConsoleNotes", "This line is longer than %1 characters and was not sent.")},
    {ConsoleNote::MoreLines, QT_TRANSLATE_NOOP("ConsoleNotes", "%1 more lines are not shown.")},
    {ConsoleNote::Waiting, QT_TRANSLATE_NOOP("ConsoleNotes", "The reply needs virtual time to pass. Let the clock run, skip the wait, or stop.")},
    {ConsoleNote::Stopped, QT_TRANSLATE_NOOP("ConsoleNotes", "Stopped waiting.")},
    {ConsoleNote::Older, QT_TRANSLATE_NOOP("ConsoleNotes", "Older lines are not kept.")},
    {ConsoleNote::OnlyAws, QT_TRANSLATE_NOOP("ConsoleNotes", "This tab runs aws commands: aws elasticache describe-cache-clusters")},
    {ConsoleNote::OnlyRedisCli, QT_TRANSLATE_NOOP("ConsoleNotes", "This tab is a redis-cli on the application's host already. aws commands belong in the other tab.")},
    {ConsoleNote::OnlyMemcached, QT_TRANSLATE_NOOP("ConsoleNotes", "This tab speaks to Memcached as telnet does. redis-cli and aws have tabs of their own.")},
    {ConsoleNote::HelpRedis, QT_TRANSLATE_NOOP("ConsoleNotes", "Type a Redis command. Tab completes, Up brings back what was typed, help GET shows a command's form, clear empties the window. redis-cli -h NAME connects elsewhere, with -c it follows MOVED.")},
    {ConsoleNote::HelpAws, QT_TRANSLATE_NOOP("ConsoleNotes", "Type an aws command. Tab completes services, operations and options, Up brings back what was typed, clear empties the window.")},
    {ConsoleNote::HelpMemcached, QT_TRANSLATE_NOOP("ConsoleNotes", "Type a Memcached command in lower case. Storing takes two lines: set KEY FLAGS SECONDS BYTES, then the value. help set shows a command's form, connect NAME goes to another node, quit hangs up, clear empties the window.")},
    {ConsoleNote::StaysConnected, QT_TRANSLATE_NOOP("ConsoleNotes", "Without -h a redis-cli asks its own host, where no Redis runs. This tab stays where it is.")},
    {ConsoleNote::Reading, QT_TRANSLATE_NOOP("ConsoleNotes", "What is sent from now on appears here while the clock runs. Ctrl+C or Stop leaves.")},
    {ConsoleNote::ReadingLeft, QT_TRANSLATE_NOOP("ConsoleNotes", "The connection is closed. The next command opens a new one.")},
    {ConsoleNote::MessagesDropped, QT_TRANSLATE_NOOP("ConsoleNotes", "%1 bytes came faster than they can be shown; they are left out here.")},
    {ConsoleNote::DataBlock, QT_TRANSLATE_NOOP("ConsoleNotes", "Now the value itself: %1 bytes on one line. Command and value are then sent together.")},
    {ConsoleNote::DataBlockGoesOn, QT_TRANSLATE_NOOP("ConsoleNotes", "That makes %1 of %2 bytes; a line end counts as two. The server waits for more. Ctrl+C drops the command.")},
    {ConsoleNote::DataTooLong, QT_TRANSLATE_NOOP("ConsoleNotes", "A value of more than %1 bytes cannot be typed here. The command was not sent.")},
    {ConsoleNote::DataDropped, QT_TRANSLATE_NOOP("ConsoleNotes", "Nothing was sent.")},
    {ConsoleNote::Reconnects, QT_TRANSLATE_NOOP("ConsoleNotes", "The next command opens a new connection.")},
};

} // namespace

QString noteText(ConsoleNote note, qint64 argument, qint64 second) {
    for (const Row& row : kNotes) {
        if (row.note != note) continue;
        QString text = QCoreApplication::translate("ConsoleNotes", row.text);
        return text.replace(QLatin1String("%1"), QString::number(argument)).replace(QLatin1String("%2"), QString::number(second));
    }
    return {};
}

} // namespace maylab::app
