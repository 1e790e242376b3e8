// The alarm microscope: each evaluation of an alarm is a row, newest on top, with the data points that it fetched as
// cells, those that it used boxed, the breaching ones red; what missing data became, the state that followed, and under
// the table the exact StateReason of the chosen row. Of a composite alarm its rule and the states of its children.
// Beside or below it, or behind a switch where there is room for one of them only: the replay under other rules.
//
// Up, down, page up, page down, home and end walk over the rows; Enter on a child opens it.
#pragma once

#include "app/panels/alarm_look.h"
#include "app/panels/drawn_panel.h"
#include "app/panels/replay_drawing.h"
#include "app/session/snapshot.h"

class QComboBox;

namespace maylab::app {

class AlarmPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit AlarmPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const AlarmPicture& alarm, const ReplayPicture& replay);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.alarm, s.picture.replay); }
    const AlarmPicture& picture() const { return m_alarm; }
    const ReplayPicture& replay() const { return m_replay; }

    // The alarm that is asked for; empty: none was chosen.
    std::string chosen() const { return m_chosen; }
    void choose(const std::string& name);

    int cursor() const { return m_cursor; }
    QString rowText(std::size_t row) const; // an evaluation in words
    QString childText(std::size_t child) const;
    QString missingText(const AlarmPicture::Row& row) const;
    QString ruleText(bool withRange = true) const; // "> 80, 2 of 3, range 8 points"
    QString reasonText() const; // of the chosen row, as the service words it
    bool showsRules() const; // of the replay
    void setRulesFirst(bool rules); // where there is room for one part only

    QSize sizeHint() const override;

  signals:
    void alarmChosen();

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Places {
        QRectF rule;    // of a composite alarm
        QRectF heading, rows, reason, replay;
        double rowHeight = 0;
        int shown = 0;
    };
    // Where the columns of the microscope begin; a width of 0: there is no room for it.
    struct Columns {
        double time, points, cell, breaching, missing, status, changed;
        int cells;
    };
    enum class Layout { Beside, Below, Switched, Alone };
    Layout layoutIn(const QRectF& body) const;
    Places placesIn(const QRectF& body) const;
    Columns columnsIn(double width) const;
    int reasonLines(double width) const;
    bool breachesBelow(const AlarmPicture::Point& p) const; // by lying below, of those that breach
    QString unitText() const;
    QString missingHeading(bool withSetting) const;
    QString changeText(const AlarmPicture::Row& row) const;
    QString sinceText(std::int64_t at) const;
    QString pointsText(const AlarmPicture::Row& row) const;
    int count() const; // rows, or children
    int firstRow(int shown) const;
    int rowAt(QPointF position) const;
    void moveCursor(int to);
    void showHeader();

    void paintHeading(QPainter& painter, const QRectF& rect, const Columns& c) const;
    void paintRow(QPainter& painter, const QRectF& rect, const Columns& c, std::size_t row) const;
    void paintChild(QPainter& painter, const QRectF& rect, std::size_t child) const;
    void paintChildHeading(QPainter& painter, const QRectF& rect) const;
    void paintRule(QPainter& painter, const QRectF& rect) const;
    void paintReason(QPainter& painter, const QRectF& rect) const;

    AlarmPicture m_alarm;
    ReplayPicture m_replay;
    std::string m_chosen;
    int m_cursor = 0;
    std::int64_t m_cursorAt = 0; // the evaluation under the cursor; 0: the newest, whichever that is
    ElidedLabel* m_name;
    QComboBox* m_choice;
    QWidget* m_chip;
    Segments* m_part;
    IconButton* m_rulesButton; // in its place where the header is narrow
    bool m_rulesFirst = false; // chosen behind the switch
};

} // namespace maylab::app
