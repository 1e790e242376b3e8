// The dashboard pane: the world's CloudWatch dashboards, one at a time. Widgets are moved, resized, added, renamed and
// removed here; each change is a PutDashboard, said as the command it equals, and what the service says of it stands
// below. The header chooses the dashboard, the range, the period and the values of its variables; it goes out to
// Grafana and comes in from there as a file.
//
// Pictures are shown at most four times a second, the last one always; a changed body at once.
#pragma once

#include "app/panels/dashboard/dashboard_document.h"
#include "app/panels/dashboard/dashboard_grid.h"
#include "app/panels/dashboard/widget_form.h"
#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"
#include "app/session/queries.h"

#include <QTimer>

#include <functional>
#include <memory>

class QComboBox;
class QMenu;
class QScrollArea;

namespace maylab::app {

// How the pane reaches the world. A callback may come at any later time, or never.
struct DashboardDoor {
    using Done = std::function<void(const CallAnswer&)>;
    std::function<void(const std::string& operation, const kernel::Json& input, Done done)> call; // of "cloudwatch"
    std::function<void(const std::string& operation, const kernel::Json& input, Done done)> read; // changes nothing
    std::function<QString(const std::string& operation, const kernel::Json& input)> command;      // the line it equals
};

class DashboardPanel : public DrawnPanel {
    Q_OBJECT
  public:
    static constexpr int kFrameMilliseconds = 250;

    explicit DashboardPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setDoor(DashboardDoor door) { m_door = std::move(door); }
    void setPicture(std::shared_ptr<const DashboardPicture> picture);
    void setSnapshot(const Snapshot& s);
    const DashboardInterest& interest() const { return m_interest; }
    const DashboardPicture* picture() const { return m_picture.get(); }
    DashboardGrid* grid() const { return m_grid; }
    WidgetForm* form() const { return m_form; }
    // A form, a menu or a file dialog is open: who edits should not miss what happens meanwhile.
    bool isEditing() const { return formOpen() || m_asking > 0; }
    // Another run: nothing of what was done to the last one can be taken back in it.
    void beginRun();
    QString commandShown() const;
    QString messageShown() const { return m_message->prose(); }

    // Empty: none was chosen. A test, or another way to choose, may stand in their place.
    std::function<QString(const QString& suggestion)> pathToSave;
    std::function<QString()> pathToOpen;

    // The body before the last change that was taken; asked for once, it changes back.
    void undo();
    void exportGrafana(const QString& dataSource); // "prometheus" or "cloudwatch"
    void importGrafana();

    QSize sizeHint() const override;

  signals:
    void editingChanged();
    void interestChanged(); // another dashboard, range, period or variable is to be seen

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    static QString words(const std::string& s) { return QString::fromStdString(s); }
    // Every "Message" and "DataPath" that a reply of PutDashboard or an import has, a line each.
    static QStringList messagesOf(const kernel::Json& output);
    void buildHeader();
    void buildFoot();
    void showNow(std::shared_ptr<const DashboardPicture> picture);
    void showVariables();
    void layOut();
    bool formOpen() const { return !m_form->isHidden(); }
    void openForm(WidgetForm::Purpose purpose, int widget);
    void takeForm();
    void showFormCommand();
    void showMenu(int widget, const QPoint& at);
    void holdWhile(QMenu* menu);
    QString ask(const std::function<QString()>& path);
    void put(const std::string& text);
    void answered(const CallAnswer& answer, const QString& done);
    void say(const QByteArray& icon, ColorToken color, const QString& text);
    void readMetrics(const std::string& token, std::vector<WidgetMetric> metrics);
    void choiceChanged();
    std::string body() const; // with changes that the world has not shown yet
    std::string nameToPut() const;

    WidgetPainter m_painter;
    DashboardDoor m_door;
    DashboardInterest m_interest;
    std::shared_ptr<const DashboardPicture> m_picture, m_next;
    QTimer m_frame;
    // A change on its way: what was sent, what the world had then, calls without an answer.
    std::string m_sent, m_sentAgainst;
    int m_outstanding = 0, m_quietPictures = 0;
    std::string m_undo;
    int m_formWidget = -1;
    int m_asking = 0; // menus and dialogs that are open
    std::int64_t m_now = 0; // Unix seconds of the world
    kernel::SimTime m_askedAgain;

    QComboBox *m_name, *m_range, *m_period;
    Button *m_add, *m_grafana;
    QMenu* m_grafanaMenu;
    QWidget* m_variables;
    QScrollArea* m_scroll;
    DashboardGrid* m_grid;
    QScrollArea* m_formScroll; // a low pane shows a part of the form
    WidgetForm* m_form;
    QFrame* m_foot;
    IconLabel* m_sign;
    TextBlock* m_message;
    CommandBox* m_command;
    Button* m_undoButton;
    IconButton* m_closeFoot;
};

} // namespace maylab::app
