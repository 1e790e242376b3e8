// The composition root: builds every object of the window and hands references down. The program, `maylab shots`,
// benches and window tests all use it; what differs is where the profile and the settings lie.
#pragma once

#include "app/lesson/lab_page.h"
#include "app/shell/main_window.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace maylab::app {

class WeekPage;
class WorklogPage;
class FirstStartPage;
class DebriefPage;
class PreferencesPage;
struct PortsView;

struct ApplicationPaths {
    QString catalog;  // labs/catalog
    QString profile;  // directory of the profile
    QString settings; // the settings' file
    // What pictures need to be the same every time: another clock, and another path to show.
    std::function<progress::WallTime()> clock = &progress::WallTime::now;
    QString profileShown;
};

class Application : public QObject {
    Q_OBJECT
  public:
    // Fails with a sentence when the profile is in use by another instance or there is no catalog.
    static tl::expected<std::unique_ptr<Application>, QString> make(const ApplicationPaths& paths);
    ~Application() override;

    MainWindow& window() { return *m_window; }
    LabPage& labPage() { return *m_labPage; }
    DebriefPage& debriefPage() { return *m_debrief; }
    WorklogPage& worklogPage() { return *m_worklogPage; }
    Theme& theme() { return m_theme; }
    LanguageController& language() { return m_language; }
    Settings& settings() { return m_settings; }
    SessionClient& session() { return *m_client; }
    progress::ProgressStore& store() { return *m_store; }
    const labs::Catalog& catalog() const { return m_catalog; }
    ActionRegistry& actions() { return m_actions; }

    // The first page: the first start's, a run to go on with, or the week.
    void start();
    void openLab(const QString& lab);
    void openStep(const QString& lab, const QString& step);
    void openDebrief(const QString& lab);

  private:
    Application(const ApplicationPaths& paths, labs::Catalog catalog, std::unique_ptr<progress::ProgressStore> store);
    void buildWindow();
    void addActions();
    void watchStore();
    void openPorts(std::uint16_t redis);
    void closePorts();
    void showPorts(const PortsView& ports);
    void offerResume();
    void reportCatalog();
    QString noticeText(const progress::Notice& notice) const;

    ApplicationPaths m_paths;
    labs::Catalog m_catalog;
    std::unique_ptr<progress::ProgressStore> m_store;
    Settings m_settings;
    Theme m_theme;
    IconStore m_icons;
    LanguageController m_language;
    UiContext m_ui;
    ActionRegistry m_actions;
    aws::ModelCatalog m_models;
    std::shared_ptr<LessonRecord> m_record;
    std::unique_ptr<SessionRunner> m_runner;
    std::unique_ptr<SessionClient> m_client;
    std::unique_ptr<CatalogWeekModel> m_week;
    std::unique_ptr<MainWindow> m_window;
    progress::ActivityMeter m_activity;
    QTimer m_watch;
    bool m_portsOn = false;
    std::uint32_t m_portAttempt = 0; // whose failure was said

    FirstStartPage* m_first = nullptr;
    WeekPage* m_weekPage = nullptr;
    LabPage* m_labPage = nullptr;
    DebriefPage* m_debrief = nullptr;
    WorklogPage* m_worklogPage = nullptr;
    PreferencesPage* m_preferences = nullptr;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace maylab::app
