// What the hand-drawn views share: a header with the title and what is shown, a table twin (key T), an accessible
// description that says in words what is drawn, focus shown only for the keyboard, and no colour of their own.
//
// A panel takes plain pictures; it draws at most as often as it is given one (20 Hz).
#pragma once

#include <QFrame>
#include <QTableWidget>
#include <QTimer>

#include "app/shell/marker.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <vector>

class QHBoxLayout;

namespace maylab::app {

// A line that ends in an arrow head at `to`.
void paintArrow(QPainter& painter, QPointF from, QPointF to, const QColor& color);
// Crisp 2 px ring inside a rectangle.
void paintFocus(QPainter& painter, const QRectF& rect, const Theme& theme);

class DrawnPanel : public QFrame, public PaintedText {
    Q_OBJECT
  public:
    DrawnPanel(const UiContext& ui, QWidget* parent);

    bool isTableShown() const { return m_table->isVisibleTo(this); }
    void setTableShown(bool shown);
    // What a reader hears; also what the table twin is named after.
    QString description() const { return m_description; }
    QStringList visibleTexts() const override;
    QSize minimumSizeHint() const override;

  signals:
    // The table twin was asked for or left.
    void tableShownChanged(bool shown);

  protected:
    struct TableRow {
        QString name, value;
    };
    // --- what a panel says ---
    virtual QString title() const = 0;
    virtual QString describe() const = 0;
    virtual std::vector<TableRow> table() const = 0;
    virtual void paintBody(QPainter& painter, const QRectF& body) = 0;
    // Sets every text again; called from the constructor of the final class and after a change of language.
    virtual void retranslate();

    // Draw again; readers and the table twin follow at most once a second, and always with the last state.
    void refresh();
    QRectF bodyRect() const;
    bool showsFocus() const { return m_keyboardFocus && hasFocus(); }
    const UiContext& ui() const { return m_ui; }
    const Theme& theme() const { return m_ui.theme; }
    QHBoxLayout* header() const { return m_header; }
    ElidedLabel* fact() const { return m_fact; } // beside the title
    // Legend entries side by side, in as many lines as the width asks for: where each begins.
    struct LegendPlace {
        double x;
        int line;
    };
    static std::vector<LegendPlace> legendPlaces(const std::vector<double>& widths, double width, double gap);
    static int legendLines(const std::vector<double>& widths, double width, double gap);
    double legendHeight(int lines) const { return theme().px(18) * lines + 4; }
    // One muted sentence in the middle: why there is nothing to draw.
    void paintNote(QPainter& painter, const QRectF& body, const QString& text) const;
    // Too small to draw into: the same in words. True: it was.
    bool paintedInWords(QPainter& painter, const QRectF& body, double leastWidth, double leastHeight) const;
    // A word in its place, elided where it does not fit.
    void paintText(QPainter& painter, const QRectF& rect, const QString& text, ColorToken color,
                   Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter) const;

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void say();
    void fillTable();

    const UiContext& m_ui;
    QWidget* m_headerWidget;
    QHBoxLayout* m_header;
    Label* m_title;
    ElidedLabel* m_fact;
    IconButton* m_tableButton;
    QTableWidget* m_table;
    QString m_description;
    QTimer m_say; // runs while readers have to wait
    bool m_sayAgain = false;
    bool m_keyboardFocus = false;
};

} // namespace maylab::app
