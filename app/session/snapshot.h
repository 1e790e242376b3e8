// What the UI knows about a running world: small, built only when the UI has taken the one before.
#pragma once

#include "app/session/client_ports.h"
#include "app/session/pacer.h"
#include "app/session/picture.h"
#include "kernel/doors.h"
#include "kernel/time.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace maylab::labs {
struct SessionView;
struct SessionEvent;
} // namespace maylab::labs

namespace maylab::app {

// Something that happened, for the timeline and the list of events. The words are made in the UI.
struct Happening {
    enum class Kind : std::uint8_t {
        Step,    // a step began: what = its id
        Command, // a door call from outside: service, operation; refused: code is not empty
        Fault,   // an injected fault
        Goal,    // a goal passed: what = its id
        Act,     // a prediction, a hint, an answer: what
        Service, // the service's own event (a cluster became available): what = its text
    };
    std::uint64_t number = 0; // in order, from 1
    kernel::SimTime at;
    Kind kind = Kind::Command;
    kernel::Actor actor = kernel::Actor::Form;
    std::string service, operation;
    std::string what;
    kernel::Json input; // of a command
    std::string code;   // of a refused command
};

enum class RunState : std::uint8_t { Empty, Loading, Ready, Failed };

struct Snapshot {
    static constexpr std::size_t kMaxHappenings = 2000;

    std::uint64_t number = 0; // grows
    std::uint64_t run = 0;    // grows with every begin or resume

    RunState state = RunState::Empty;
    double loadProgress = 0; // 0 to 1 while Loading
    std::string problem;     // Failed: why, in the program's words (English)
    // Resumed from a journal: how the replay went.
    std::uint64_t replayedMarks = 0, differingMarks = 0;
    bool behavioursDiffer = false;

    std::string scenario, lab, step;
    std::uint64_t seed = 0;
    std::int64_t calendarStart = 0; // Unix ms of t = 0

    kernel::SimTime now;
    std::uint64_t events = 0;
    bool playing = false;
    bool running = false; // playing, and nothing holds the clock
    Speed speed = Speed::X1;
    std::uint8_t holds = 0;   // bits of Hold
    double achieved = 0;      // virtual seconds per wall second, over the last half second
    bool skipping = false;
    kernel::SimTime skipTarget;
    bool hasNext = false; // something is announced: "Skip the wait" has a target
    kernel::SimTime nextAt;
    std::string nextWhat;
    std::uint64_t journalEntries = 0;
    std::uint32_t pendingCalls = 0;
    bool atEnd = false; // the clock can go no further

    PortsView ports; // for real clients

    WorldPicture picture;
    // The lab's state (goals, hints, predictions), as labs/engine/session.h describes it; null outside a lab.
    std::shared_ptr<const labs::SessionView> lesson;
    // Everything that happened, oldest first, at most kMaxHappenings; shared, replaced when it grows.
    std::shared_ptr<const std::vector<Happening>> happenings;
};

} // namespace maylab::app
