#include "app/shell/widgets/state.h"

#include <QCoreApplication>

namespace maylab::app {

StateLook stateLook(State state) {
    switch (state) {
    case State::Pass: return {"circle-check", ColorToken::Pass, ColorToken::PassTint};
    case State::Fail: return {"circle-x", ColorToken::Fail, ColorToken::FailTint};
    case State::Alarm: return {"bell-ring", ColorToken::Fail, ColorToken::FailTint};
    case State::Warning: return {"triangle-alert", ColorToken::Warn, ColorToken::WarnTint};
    case State::Running: return {"timer", ColorToken::Accent, ColorToken::Tint};
    case State::InProgress: return {"loader", ColorToken::Accent, ColorToken::Tint};
    case State::NotBegun: return {"circle-dashed", ColorToken::Muted, ColorToken::Hover};
    case State::Open: return {"circle", ColorToken::Muted, ColorToken::Hover};
    case State::Stopped: return {"circle-stop", ColorToken::Muted, ColorToken::Hover};
    case State::Locked: return {"lock", ColorToken::Muted, ColorToken::Hover};
    case State::Planned: return {"circle-dashed", ColorToken::Muted, ColorToken::Hover};
    }
    return {"circle", ColorToken::Muted, ColorToken::Hover};
}

QString stateWord(State state) {
    const auto say = [](const char* text) { return QCoreApplication::translate("State", text); };
    switch (state) {
    case State::Pass: return say(QT_TRANSLATE_NOOP("State", "Done"));
    case State::Fail: return say(QT_TRANSLATE_NOOP("State", "Failed"));
    case State::Alarm: return QStringLiteral("ALARM");
    case State::Warning: return say(QT_TRANSLATE_NOOP("State", "Warning"));
    case State::Running:
    case State::InProgress: return say(QT_TRANSLATE_NOOP("State", "In progress"));
    case State::NotBegun: return say(QT_TRANSLATE_NOOP("State", "Not begun"));
    case State::Open: return say(QT_TRANSLATE_NOOP("State", "Open"));
    case State::Stopped: return say(QT_TRANSLATE_NOOP("State", "Stopped"));
    case State::Locked: return say(QT_TRANSLATE_NOOP("State", "Locked"));
    case State::Planned: return say(QT_TRANSLATE_NOOP("State", "Comes later"));
    }
    return {};
}

} // namespace maylab::app
