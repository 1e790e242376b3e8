// The states that the program shows with a sign, a word and a colour, so that colour never speaks alone.
#pragma once

#include "app/shell/theme.h"

#include <QByteArray>
#include <QString>

namespace maylab::app {

enum class State { Pass, Fail, Alarm, Warning, Running, InProgress, NotBegun, Open, Stopped, Locked, Planned };

struct StateLook {
    QByteArray icon;
    ColorToken color;
    ColorToken tint;
};
StateLook stateLook(State state);

// "Done", "In progress", ... as a lab or a step says it, in the chrome's language.
QString stateWord(State state);

} // namespace maylab::app
