// The widgets of a dashboard on their grid: drawn, chosen, dragged by their header, resized by their lower right corner.
// While something is dragged the others show where they would go; nothing is changed before the button is let go.
//
// Keys: arrows choose, Shift + arrows move by a column or row, Ctrl + arrows resize, Enter opens the menu, F2 renames,
// Delete removes, Escape lets go of what is dragged. One tab stop.
#pragma once

#include "app/panels/dashboard/dashboard_layout.h"
#include "app/panels/dashboard/widget_painter.h"
#include "app/shell/widgets/text.h"

#include <QWidget>

#include <memory>

namespace maylab::app {

class DashboardGrid : public QWidget, public PaintedText {
    Q_OBJECT
  public:
    explicit DashboardGrid(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(std::shared_ptr<const DashboardPicture> picture);
    const std::vector<GridCell>& cells() const { return m_cells; }
    int chosen() const { return m_chosen; } // -1: none
    void choose(int widget);
    QString chosenText() const;
    // Lays the widgets out as asked, whatever pictures come, until this is settled.
    void expect(const std::vector<GridCell>& cells);
    void settle();

    QRectF rectOf(const GridCell& cell) const; // pixels
    QRectF rectOf(int widget) const { return rectOf(m_cells[static_cast<std::size_t>(widget)]); }
    QRectF gripOf(int widget) const; // the corner that resizes
    double rowHeight() const { return m_ui.theme.px(23); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QStringList visibleTexts() const override;

  signals:
    void cellsChanged(const std::vector<maylab::app::GridCell>& cells);
    void menuAsked(int widget, const QPoint& at); // of this widget
    void renameAsked(int widget);
    void removeAsked(int widget);
    void chosenChanged(int widget);
    void draggedTo(const QPoint& at); // so that what is under the hand can be kept in view

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

  private:
    enum class Part { Nothing, Body, Header, Grip, Menu };
    struct Place {
        int widget = -1;
        Part part = Part::Nothing;
    };
    Place placeAt(QPointF at) const;
    QRectF menuOf(int widget) const;
    double columnWidth() const { return static_cast<double>(width()) / kGridColumns; }
    int neighbour(int from, int dx, int dy) const;
    void moveChosen(int dx, int dy, bool resize);
    void propose(GridCell wanted);
    void showCells();
    void tell(); // readers

    const UiContext& m_ui;
    WidgetPainter m_painter;
    std::shared_ptr<const DashboardPicture> m_picture;
    std::vector<GridCell> m_cells; // as they are drawn
    bool m_expecting = false;
    int m_chosen = -1;
    Place m_hover;
    Place m_held;
    QPointF m_grab;
    GridCell m_before;
    std::vector<GridCell> m_cellsBefore;
    bool m_keyboardFocus = false;
};

} // namespace maylab::app
