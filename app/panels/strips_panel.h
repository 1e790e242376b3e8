// Strips of data points with gaps, one a row: the points as cells against the threshold, the rule, what missing data
// becomes, the state before, the learner's prediction; after Evaluate the state that follows, right or wrong, and why.
//
// Up, down, home and end walk over the strips.
#pragma once

#include "app/panels/alarm_look.h"
#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

class StripsPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit StripsPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const StripsPicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.strips); }
    const StripsPicture& picture() const { return m_picture; }

    int cursor() const { return m_cursor; }
    QString stripText(std::size_t strip) const; // in words
    QString whyText(const StripsPicture::Strip& strip) const;

    QSize sizeHint() const override;

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

  private:
    // A width of 0: there is no room for it. In two lines a strip's states stand below its points.
    struct Columns {
        double number, points, cell, rule, treat, previous, prediction, status, why;
        bool twoLines;
        bool previousInWords; // else by its sign alone
    };
    struct Places {
        QRectF heading, rows;
        double rowHeight = 0;
        int shown = 0;
    };
    Columns columnsIn(double width) const;
    Places placesIn(const QRectF& body, const Columns& c) const;
    int firstRow(int shown) const;
    int stripAt(QPointF position) const;
    void moveCursor(int to);
    void showFact();
    bool isBreaching(const StripsPicture::Strip& strip, double value) const { return value > strip.threshold; }
    QString pointsText(const StripsPicture::Strip& strip) const;
    void paintHeading(QPainter& painter, const QRectF& rect, const Columns& c) const;
    void paintStrip(QPainter& painter, const QRectF& rect, const Columns& c, std::size_t strip) const;
    // The state that follows with its sign, and why: to the right of x.
    void paintVerdict(QPainter& painter, double x, double y, double right, const Columns& c, const StripsPicture::Strip& strip) const;

    StripsPicture m_picture;
    int m_cursor = 0;
};

} // namespace maylab::app
