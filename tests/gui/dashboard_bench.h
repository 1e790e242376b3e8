// A dashboard pane with made-up pictures behind a door that answers when it is told to, for the tests of the pane.
#pragma once

#include "app/panels/dashboard/dashboard_panel.h"
#include "dashboard_pictures.h"
#include "support/panel_house.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace maylab::test {

using namespace app;
using kernel::Json;

// Notes what comes through the door; answers when it is told to.
struct FakeDoor {
    struct Asked {
        std::string operation;
        Json input;
        DashboardDoor::Done done;
    };
    std::deque<Asked> calls, reads;

    DashboardDoor door() {
        DashboardDoor d;
        d.call = [this](const std::string& o, const Json& i, DashboardDoor::Done done) { calls.push_back({o, i, std::move(done)}); };
        d.read = [this](const std::string& o, const Json& i, DashboardDoor::Done done) { reads.push_back({o, i, std::move(done)}); };
        d.command = [](const std::string& o, const Json& i) { return QString::fromStdString("aws " + o + " " + i.value("DashboardName", "")); };
        return d;
    }
    static void answer(Asked asked, Json output) {
        CallAnswer a;
        a.ok = true;
        a.output = std::move(output);
        asked.done(a);
    }
    static void refuse(Asked asked, const char* code, const char* message) {
        CallAnswer a;
        a.error = {code, message};
        asked.done(a);
    }
};

inline bool overlap(const std::vector<GridCell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (cells[i].meets(cells[k])) return true;
        }
    }
    return false;
}

// Every kind of widget.
inline std::unique_ptr<DashboardPanel> filled(const UiContext& ui, FakeDoor& door, QSize size = {900, 900}) {
    auto panel = std::make_unique<DashboardPanel>(ui);
    panel->setDoor(door.door());
    panel->resize(size);
    panel->show();
    panel->setPicture(everyKind());
    QCoreApplication::processEvents();
    settle(*panel);
    return panel;
}

} // namespace maylab::test
