// The small form of a dashboard's widgets: a new one, one more metric for one, or another title. It checks only that
// something is chosen; what is right is the service's to say.
#pragma once

#include "app/panels/dashboard/dashboard_document.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/text.h"

#include <QComboBox>
#include <QLineEdit>

#include <optional>
#include <string>
#include <vector>

class QGridLayout;
class QPlainTextEdit;

namespace maylab::app {

class WidgetForm : public Card {
    Q_OBJECT
  public:
    enum class Purpose { NewWidget, MoreMetric, Rename, Line, Moment };

    explicit WidgetForm(const UiContext& ui, QWidget* parent = nullptr);

    void open(Purpose purpose, const QString& title = {});
    Purpose purpose() const { return m_purpose; }
    void setMetrics(std::vector<WidgetMetric> metrics); // to choose from
    void setAlarms(std::vector<std::pair<std::string, std::string>> alarms); // name and ARN
    WidgetDraft draft() const;
    // Of a line: its value. Of a moment: hours and minutes (UTC) as seconds of the day. Nothing where it is none.
    std::optional<double> place() const;
    // In the form's own words, or the service's: what is wrong.
    void showProblem(const QString& text);
    static QString metricText(const WidgetMetric& metric);

  signals:
    void submitted();
    void changed(); // the draft
    void closed();

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void retranslate();
    void arrange();
    void submit();
    void close();
    QWidget* addRow(int row, int column, QLabel*& label, QWidget* field, int columns = 1);
    int chosenMetric() const; // -1: none

    const UiContext& m_ui;
    Purpose m_purpose = Purpose::NewWidget;
    std::vector<WidgetMetric> m_metrics;
    std::vector<std::pair<std::string, std::string>> m_alarms;
    QGridLayout* m_grid;
    Label* m_heading;
    QLabel *m_kindLabel, *m_titleLabel, *m_metricLabel, *m_statisticLabel, *m_periodLabel, *m_nameLabel, *m_axisLabel, *m_textLabel,
        *m_alarmLabel;
    QComboBox *m_kind, *m_metric, *m_statistic, *m_period, *m_axis, *m_alarm;
    QLineEdit *m_title, *m_name;
    QPlainTextEdit* m_text;
    TextBlock* m_problem;
    Button *m_submit, *m_cancel;
};

} // namespace maylab::app
