#include "app/lesson/lab_views.h"

#include "app/lesson/lab_page.h"
#include "app/panels/alarm_panel.h"
#include "app/panels/dashboard/dashboard_panel.h"
#include "app/panels/dimensions_panel.h"
#include "app/panels/histogram_panel.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/periods_panel.h"
#include "app/panels/replication_panel.h"
#include "app/panels/slab_panel.h"
#include "app/panels/slot_map_panel.h"
#include "app/panels/stampede_panel.h"
#include "app/panels/strips_panel.h"

namespace maylab::app {
namespace {

template <class Panel>
LabView view(const char* id, Panel* panel, QString (*text)(), bool wide, void (*ask)(Interest&, const Panel&)) {
    panel->hide();
    return {id, panel, text, wide, [panel](const Snapshot& s) { panel->setSnapshot(s); },
            [panel, ask](Interest& i) { ask(i, *panel); }};
}

} // namespace

std::vector<LabView> makeLabViews(const UiContext& ui, QWidget* page) {
    return {
        view<KeyspacePanel>("keyspace", new KeyspacePanel(ui, page), [] { return LabPage::tr("Keyspace"); }, false,
                            [](Interest& i, const KeyspacePanel& p) {
                                i.keyspace = true;
                                i.tiles = p.roomForTiles();
                            }),
        view<SlotMapPanel>("slots", new SlotMapPanel(ui, page), [] { return LabPage::tr("Slots"); }, true,
                           [](Interest& i, const SlotMapPanel&) { i.slotMap = true; }),
        view<ReplicationPanel>("replication", new ReplicationPanel(ui, page), [] { return LabPage::tr("Replication"); }, true,
                               [](Interest& i, const ReplicationPanel&) { i.replication = true; }),
        view<StampedePanel>("stampede", new StampedePanel(ui, page), [] { return LabPage::tr("Home page"); }, false,
                            [](Interest& i, const StampedePanel&) { i.stampede = true; }),
        view<SlabPanel>("slabs", new SlabPanel(ui, page), [] { return LabPage::tr("Slabs"); }, true,
                        [](Interest& i, const SlabPanel&) { i.slabs = true; }),
        view<AlarmPanel>("alarm", new AlarmPanel(ui, page), [] { return LabPage::tr("Alarm"); }, true,
                         [](Interest& i, const AlarmPanel& p) {
                             i.alarm = true;
                             i.alarmName = p.chosen();
                         }),
        view<StripsPanel>("strips", new StripsPanel(ui, page), [] { return LabPage::tr("Strips"); }, true,
                          [](Interest& i, const StripsPanel&) { i.strips = true; }),
        view<DashboardPanel>("dashboard", new DashboardPanel(ui, page), [] { return LabPage::tr("Dashboard"); }, true,
                             [](Interest& i, const DashboardPanel& p) { i.dashboard = p.interest(); }),
        view<HistogramPanel>("histogram", new HistogramPanel(ui, page), [] { return LabPage::tr("Histogram"); }, true,
                             [](Interest& i, const HistogramPanel&) { i.histogram = true; }),
        view<PeriodsPanel>("periods", new PeriodsPanel(ui, page), [] { return LabPage::tr("Periods"); }, true,
                           [](Interest& i, const PeriodsPanel& p) {
                               i.periods = true;
                               i.periodsStatistic = p.statistic();
                           }),
        view<DimensionsPanel>("dimensions", new DimensionsPanel(ui, page), [] { return LabPage::tr("Dimensions"); }, true,
                              [](Interest& i, const DimensionsPanel&) { i.dimensions = true; }),
    };
}

} // namespace maylab::app
