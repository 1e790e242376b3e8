// The same data at four periods: a row of bars each, its tallest named, and below until when each period can be read.
//
// A count grows with its period, so its rows have scales of their own; any other statistic is drawn on one scale for all.
// What the learner asks the service for, the view follows: the statistic is chosen, the period's row marked.
// Up and down choose the row, left and right the bar.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

class QComboBox;

namespace maylab::app {

class PeriodsPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit PeriodsPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const PeriodsPicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.periods); }
    const PeriodsPicture& picture() const { return m_picture; }

    const std::string& statistic() const { return m_statistic; } // what the reader is to read
    void setStatistic(const std::string& statistic);
    QString barText(std::size_t row, std::size_t bar) const;
    QString tallestText(std::size_t row) const; // "21:43  4,312"; empty: no data
    bool oneScale() const;
    int row() const { return m_row; } // of the cursor; -1: none
    int bar() const { return m_bar; }

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  signals:
    void statisticChosen();

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Places {
        QRectF rows, axis, caption, strip;
        double name = 0, rowHeight = 0; // of the labels at the left; of one row
        QRectF row(std::size_t i) const { return {rows.left(), rows.top() + rowHeight * static_cast<double>(i), rows.width(), rowHeight}; }
        QRectF bars(std::size_t i, double label) const {
            const QRectF r = row(i);
            return {r.left() + name, r.top() + label, r.width() - name, r.height() - label - 3};
        }
    };
    Places placesIn(const QRectF& body) const;
    QString timeText(std::int64_t unixSeconds) const;
    QString valueText(double value) const;
    QString askedText() const; // "You asked for Sum, period 60 s."; empty: nothing was asked yet
    QString noteText() const; // why there is nothing to draw; empty: there is
    double topOf(std::size_t row) const;
    QRectF barRect(std::size_t row, std::size_t bar, const QRectF& bars) const;
    void paintRow(QPainter& painter, const Places& p, std::size_t row) const;
    void paintAxis(QPainter& painter, const Places& p) const;
    void paintStrip(QPainter& painter, const QRectF& rect) const;
    std::pair<int, int> barAt(QPointF position) const;
    void moveCursor(int row, int bar);
    void showFact();

    PeriodsPicture m_picture;
    Segments* m_choice;
    QComboBox* m_list; // the same where there is no room for segments
    std::string m_statistic = "Sum";
    int m_row = -1, m_bar = -1;
    std::uint64_t m_followed = 0; // the call whose statistic was chosen last
};

} // namespace maylab::app
