// Who stands where on the lab page: docks, the centre, and what a narrow window does to them.
#include "app/lesson/lab_page.h"

#include "app/lesson/bill_view.h"
#include "app/lesson/controls_pane.h"
#include "app/lesson/step_pane.h"
#include "app/panels/decision_view.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/replication_panel.h"
#include "app/panels/shop_panel.h"
#include "app/panels/slot_map_panel.h"
#include "app/panels/stampede_panel.h"
#include "app/panels/time_bar.h"

#include <QDockWidget>
#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {
namespace {

constexpr int kNarrow = 1280;
constexpr int kBesideShop = 900; // of the centre: below this a wide view does not stand beside the shop

} // namespace

void LabPage::buildPanes() {
    setObjectName(QStringLiteral("labPage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_docks = new QMainWindow(this);
    m_docks->setWindowFlags(Qt::Widget); // its constructor makes a window whatever it is told
    m_docks->setObjectName(QStringLiteral("lab.docks"));
    m_docks->setDockNestingEnabled(true);
    m_docks->setContextMenuPolicy(Qt::PreventContextMenu);
    layout->addWidget(m_docks, 1);

    m_left = new TabStack(m_ui);
    m_right = new TabStack(m_ui);
    m_right->setBarShownAlways(true);
    const auto dock = [this](const char* name, QWidget* content, Qt::DockWidgetArea area) {
        auto* d = new QDockWidget(m_docks);
        d->setObjectName(QString::fromLatin1(name));
        d->setTitleBarWidget(new QWidget(d));
        d->setFeatures(QDockWidget::DockWidgetMovable);
        d->setWidget(content);
        m_docks->addDockWidget(area, d);
        return d;
    };
    m_leftDock = dock("lab.left", m_left, Qt::LeftDockWidgetArea);
    m_rightDock = dock("lab.right", m_right, Qt::RightDockWidgetArea);

    m_stepPane = new StepPane(m_ui);
    m_controls = new ControlsPane(m_ui, m_parts.models);
    m_why = new DecisionView(m_ui);
    m_why->setObjectName(QStringLiteral("lab.why"));
    m_why->setParent(this); // until it has a tab
    m_why->hide();
    m_left->addPane(QStringLiteral("step"), m_stepPane, [] { return tr("Step"); });
    m_right->addPane(QStringLiteral("controls"), m_controls, [] { return tr("Controls"); });

    m_center = new QSplitter(Qt::Vertical);
    m_center->setObjectName(QStringLiteral("lab.center"));
    m_center->setChildrenCollapsible(false);
    m_service = new QSplitter(Qt::Horizontal);
    m_service->setChildrenCollapsible(false);
    m_shop = new ShopPanel(m_ui);
    m_views = new TabStack(m_ui);
    m_drawn = makeLabViews(m_ui, this);
    m_keyspace = findView<KeyspacePanel>(m_drawn);
    m_slotMap = findView<SlotMapPanel>(m_drawn);
    m_replication = findView<ReplicationPanel>(m_drawn);
    m_stampede = findView<StampedePanel>(m_drawn);
    m_service->addWidget(m_shop);
    m_service->addWidget(m_views);
    m_chartArea = new QWidget;
    new QGridLayout(m_chartArea);
    m_console = new ConsoleWidget(m_ui, m_door, m_history, m_parts.models);
    m_center->addWidget(m_service);
    m_center->addWidget(m_chartArea);
    m_center->addWidget(m_console);
    m_center->setStretchFactor(0, 4);
    m_center->setStretchFactor(1, 5);
    m_center->setStretchFactor(2, 3);
    m_docks->setCentralWidget(m_center);
    connect(m_center, &QSplitter::splitterMoved, this, [this] {
        if (!m_small) m_ui.settings.set(Setting::LabLayout, m_center->saveState());
    });

    m_loading = new LoadingState(m_ui, this);
    m_loading->setObjectName(QStringLiteral("lab.loading"));
    m_loading->hide();
    m_error = new ErrorState(m_ui, this);
    m_error->setObjectName(QStringLiteral("lab.error"));
    m_error->hide();
    layout->addWidget(m_loading, 1);
    layout->addWidget(m_error, 1);

    m_time = new TimeBar(m_ui, this);
    m_bill = new BillButton(m_ui, m_time);
    m_time->addAtEnd(m_bill);
    layout->addWidget(m_time);
}

// Who stands where: by the width of the window and by what the step names.
void LabPage::arrange() {
    const bool narrow = width() > 0 && width() < kNarrow - 80;
    m_narrow = narrow;
    TabStack* side = narrow ? m_left : m_right;
    TabStack* other = narrow ? m_right : m_left;
    const auto place = [&](const QString& id, QWidget* pane, std::function<QString()> text, bool shown) {
        if (!shown) {
            for (TabStack* s : {side, other}) {
                if (QWidget* w = s->takePane(id)) w->hide(), w->setParent(this), w->hide();
            }
            return;
        }
        if (side->hasPane(id)) return;
        other->takePane(id);
        side->addPane(id, pane, std::move(text));
    };
    place(QStringLiteral("controls"), m_controls, [] { return tr("Controls"); }, m_step == nullptr || !m_controls->isEmpty());
    place(QStringLiteral("why"), m_why, [] { return tr("Why?"); }, m_whyShown);
    m_stepPane->setPanesShown(panesShown());
    m_rightDock->setVisible(m_right->count() > 0);
    const int w = width();
    const int left = w < kNarrow ? 256 : w < 1800 ? 304 : w < 2480 ? 336 : 400;
    const int right = w < 1800 ? 264 : w < 2480 ? 344 : 440;
    m_leftDock->setMinimumWidth(std::min(left, 256));
    m_rightDock->setMinimumWidth(240);
    m_docks->resizeDocks({m_leftDock, m_rightDock}, {m_ui.theme.px(left), m_ui.theme.px(right)}, Qt::Horizontal);
}

std::vector<std::string> LabPage::panesShown() const {
    std::vector<std::string> shown;
    if (m_step == nullptr) return shown;
    for (const std::string& pane : m_step->panes) {
        if (pane != "why" || m_whyShown) shown.push_back(pane);
    }
    if (m_whyShown && !wants("why")) shown.emplace_back("why");
    return shown;
}

bool LabPage::showView(const QString& pane) {
    if (!m_views->hasPane(pane)) return false;
    m_views->showPane(pane);
    return true;
}

void LabPage::arrangeService() {
    const auto named = [this](const LabView& v) { return wants(v.id); };
    const bool wide = std::any_of(m_drawn.begin(), m_drawn.end(), [&](const LabView& v) { return v.wide && named(v); });
    const bool shown = wants("shop");
    const bool beside = !wide || m_center->width() >= m_ui.theme.px(kBesideShop);
    const QString current = m_viewsShown.contains(QString()) ? QString() : m_views->currentPane();
    // In the step's own order, so that a lab says which one stands in front.
    std::vector<std::string> order;
    if (m_step != nullptr) order = m_step->panes;
    QStringList wanted;
    for (const std::string& pane : order) {
        const bool shop = pane == "shop";
        const auto view = std::find_if(m_drawn.begin(), m_drawn.end(), [&](const LabView& v) { return pane == v.id; });
        if ((shop && !beside) || view != m_drawn.end()) wanted << QString::fromStdString(pane);
    }
    if (wanted == m_viewsShown && m_shop->isVisibleTo(m_service) == shown) return;
    m_viewsShown = wanted;
    const auto take = [this](const QString& id) {
        if (QWidget* w = m_views->takePane(id)) w->setParent(this), w->hide();
    };
    take(QStringLiteral("shop"));
    for (const LabView& v : m_drawn) take(QString::fromLatin1(v.id));
    for (const QString& id : wanted) {
        if (id == QLatin1String("shop")) {
            m_views->addPane(id, m_shop, [] { return tr("Shop"); });
            continue;
        }
        const auto view = std::find_if(m_drawn.begin(), m_drawn.end(), [&](const LabView& v) { return id == QLatin1String(v.id); });
        m_views->addPane(id, view->widget, view->text);
    }
    if (!wanted.contains(QStringLiteral("shop"))) {
        m_service->insertWidget(0, m_shop);
        m_shop->setVisible(shown);
    }
    m_service->setVisible(shown || !wanted.isEmpty()); // a step may be charts and a console alone
    m_views->setVisible(!wanted.isEmpty());
    // The first that is named stands in front; the shop is known from the steps before.
    const QString first = wanted.size() > 1 && wanted.front() == QLatin1String("shop") ? wanted[1] : wanted.value(0);
    m_views->showPane(wanted.contains(current) ? current : first);
}

void LabPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
    layOutCenter();
    updateInterest();
}

// The service, its charts and the console share the height; who moved a handle keeps what they chose.
void LabPage::layOutCenter() {
    arrangeService();
    const QByteArray kept = m_ui.settings.value(Setting::LabLayout).toByteArray();
    if (!kept.isEmpty() && !m_small && m_center->restoreState(kept)) return;
    const int height = std::max(400, m_center->height());
    const int console = m_step != nullptr && m_step->console ? std::clamp(height * 26 / 100, m_ui.theme.px(120), m_ui.theme.px(260)) : 0;
    // Views behind tabs give the tabs' height away.
    const bool tabs = m_views->count() > 1;
    // Where the shop is not the subject, the view is.
    const int share = !wants("shop") && m_views->count() > 0 ? 50 : tabs ? 42 : 36;
    m_chartArea->setVisible(!m_charts.empty());
    const int service = m_charts.empty() ? height - console
                                         : std::clamp(height * share / 100, m_ui.theme.px(tabs ? 240 : 190), m_ui.theme.px(440));
    m_center->setSizes({service, std::max(100, height - service - console), console});
    const int width = std::max(400, m_center->width());
    m_service->setSizes({width * 47 / 100, width * 53 / 100});
}

} // namespace maylab::app
