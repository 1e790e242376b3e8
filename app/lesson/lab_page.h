// The page every lab follows: step | service over charts over console | controls, the time bar below. It grows by one
// pane a step: what a step does not name is not there.
//
// The page knows the session through a SessionClient; it holds no world.
#pragma once

#include "app/charts/live_chart.h"
#include "app/console/console_widget.h"
#include "app/lesson/catalog_week_model.h"
#include "app/lesson/lab_charts.h"
#include "app/lesson/lab_views.h"
#include "app/lesson/lesson_record.h"
#include "app/lesson/tab_stack.h"
#include "app/session/session_client.h"
#include "app/shell/page.h"
#include "app/shell/widgets/pane_state.h"
#include "aws/shape.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QSplitter>
#include <QTimer>

#include <memory>
#include <set>

namespace maylab::app {

class BillButton;
class ControlsPane;
class DecisionView;
class DrawnPanel;
class KeyspacePanel;
class ReplicationPanel;
class ShopPanel;
class SlotMapPanel;
class StampedePanel;
class StepPane;
class TimeBar;

class LabPage : public Page {
    Q_OBJECT
  public:
    struct Parts { // all outlive the page
        const UiContext& ui;
        const labs::Catalog& catalog;
        const aws::ModelCatalog& models;
        SessionClient& session;
        LessonRecord& record;
        progress::ProgressStore& store;
        CatalogWeekModel& week;
        QString historyFolder; // where the console's lines are kept
    };
    explicit LabPage(const Parts& parts, QWidget* parent = nullptr);
    ~LabPage() override;

    QString title() const override;
    QString subtitle() const override;
    QList<QWidget*> panes() const override;
    void entered() override;

    // Begins a new run of the step.
    void openStep(const std::string& lab, const std::string& step);
    // Goes on with a run of the profile at its last mark.
    void resume(const progress::ResumePoint& point);
    bool isOpen() const { return m_step != nullptr; }
    std::string labId() const { return m_lab ? m_lab->id : std::string(); }
    std::string stepId() const { return m_step != nullptr ? m_step->id : std::string(); }
    // The small form of the first minutes.
    void setSmall(bool small);
    bool isSmall() const { return m_small; }
    TimeBar& timeBar() const { return *m_time; }
    // Brings a drawn view to the front by its name in the step ("slots"); false: it is not behind a tab here.
    bool showView(const QString& pane);
    std::vector<LiveChart*> charts() const { return m_charts; }

  signals:
    void announced(const QByteArray& icon, const QString& text); // status bar and screen readers
    void weekAsked();
    void debriefAsked();
    void stepOpened(); // another step is shown
    void failed(const QString& text);

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildStep();
    void arrange();
    void showLoading();
    bool asksForARate(const Snapshot& s) const;
    void showSnapshot(const Snapshot& snapshot);
    void showNews(const std::vector<labs::SessionEvent>& events);
    void showMarks();
    enum class Why { BringForward, Beside };
    void askWhy(const DetailQuery& query, Why how = Why::BringForward);
    void begin(Launch launch);
    // Holds the clock about as long as the text takes to be read (a preference); any act ends it.
    void readFor(const QString& text);
    void holdForReading();
    bool wants(const char* pane) const;
    void buildPanes();
    void connectTime();
    void connectStepPane();
    void connectControls();
    void connectPanels();
    // The drawn views a step names: the shop stands beside the others, or among them where there is no room for two.
    void arrangeService();
    std::vector<std::string> panesShown() const;
    void updateInterest();
    Speed preferredSpeed() const; // for steps that begin at 1x
    void layOutCenter();

    Parts m_parts;
    const UiContext& m_ui;
    std::shared_ptr<const labs::Lab> m_lab;
    const labs::Step* m_step = nullptr;
    bool m_small = false;
    bool m_narrow = false;
    bool m_whyShown = false;
    std::uint64_t m_run = 0;
    Speed m_interestSpeed = Speed::X1;
    std::set<std::string> m_passed; // goals of this run

    QMainWindow* m_docks;
    TabStack* m_left;
    TabStack* m_right;
    QDockWidget* m_leftDock;
    QDockWidget* m_rightDock;
    QSplitter* m_center;
    QSplitter* m_service;
    QWidget* m_chartArea;
    StepPane* m_stepPane;
    ControlsPane* m_controls;
    DecisionView* m_why;
    TabStack* m_views; // tabs of m_service
    ShopPanel* m_shop;
    std::vector<LabView> m_drawn; // every view but the shop; those that are wired by name:
    KeyspacePanel* m_keyspace;
    SlotMapPanel* m_slotMap;
    ReplicationPanel* m_replication;
    StampedePanel* m_stampede;
    std::uint32_t m_shard = 0; // whose stream is shown
    QStringList m_viewsShown;
    std::vector<std::string> m_ownKeys; // typed in redis-cli, newest last
    SessionDoor m_door;
    FileHistory m_history;
    ConsoleWidget* m_console;
    TimeBar* m_time;
    BillButton* m_bill;
    LoadingState* m_loading;
    ErrorState* m_error;
    QTimer m_loadingDelay;
    QTimer m_readingTime;
    ChartClock m_clock;
    ChartGroup m_group;
    std::vector<std::unique_ptr<LabChartModel>> m_models;
    std::vector<LiveChart*> m_charts;
};

} // namespace maylab::app
