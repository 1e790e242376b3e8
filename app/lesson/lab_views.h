// The drawn views of a lab page besides the shop, by the pane id that steps name: what each is called, how much room it
// needs, what it asks of the world's thread and how it takes a snapshot. A new view is a row in lab_views.cpp.
#pragma once

#include "app/session/snapshot.h"
#include "app/shell/ui_context.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace maylab::app {

struct LabView {
    const char* id;
    QWidget* widget;
    QString (*text)(); // of its tab
    bool wide;         // needs the width of the centre
    std::function<void(const Snapshot&)> show;
    std::function<void(Interest&)> ask; // called while it can be seen
};

// Hidden children of `page` until a step names them.
std::vector<LabView> makeLabViews(const UiContext& ui, QWidget* page);

template <class Panel>
Panel* findView(const std::vector<LabView>& views) {
    for (const LabView& v : views) {
        if (auto* panel = qobject_cast<Panel*>(v.widget)) return panel;
    }
    return nullptr;
}

} // namespace maylab::app
