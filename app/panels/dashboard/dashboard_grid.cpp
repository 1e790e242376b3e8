#include "app/panels/dashboard/dashboard_grid.h"

#include "app/panels/drawn_panel.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {
namespace {

constexpr int kGrip = 16;  // px that answer at the corner
constexpr int kMenu = 24;

const DashboardPicture& nothing() {
    static const DashboardPicture empty;
    return empty;
}

} // namespace

DashboardGrid::DashboardGrid(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui), m_painter(ui) {
    setObjectName(QStringLiteral("dashboard.grid"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setPicture(nullptr);
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void DashboardGrid::setPicture(std::shared_ptr<const DashboardPicture> picture) {
    const bool other = !m_picture || !picture || picture->name != m_picture->name;
    m_picture = std::move(picture);
    const DashboardPicture& p = m_picture ? *m_picture : nothing();
    if (other) {
        m_expecting = false;
        m_held = {};
    }
    // What is being dragged, or was asked for and not answered yet, is not pulled from under the hand.
    const bool kept = (m_held.widget >= 0 || m_expecting) && m_cells.size() == p.widgets.size();
    if (!kept) {
        m_held = {};
        showCells();
    }
    const int most = static_cast<int>(p.widgets.size()) - 1;
    if (m_chosen > most || (m_chosen < 0 && most >= 0)) choose(std::min(std::max(m_chosen, 0), most));
    tell();
    update();
}

void DashboardGrid::showCells() {
    const int rows = gridRows(m_cells);
    m_cells.clear();
    if (m_picture) {
        for (const WidgetPicture& w : m_picture->widgets) m_cells.push_back(w.cell);
    }
    if (gridRows(m_cells) != rows) updateGeometry();
}

void DashboardGrid::expect(const std::vector<GridCell>& cells) {
    m_cells = cells;
    m_expecting = true;
    updateGeometry();
    update();
}

void DashboardGrid::settle() {
    if (!m_expecting) return;
    m_expecting = false;
    if (m_held.widget < 0) showCells();
    tell();
    update();
}

void DashboardGrid::choose(int widget) {
    if (widget == m_chosen) return;
    m_chosen = widget;
    tell();
    update();
    emit chosenChanged(widget);
}

QString DashboardGrid::chosenText() const {
    if (!m_picture || m_chosen < 0 || m_chosen >= static_cast<int>(m_picture->widgets.size())) return {};
    const auto i = static_cast<std::size_t>(m_chosen);
    const WidgetPicture& w = m_picture->widgets[i];
    const GridCell& c = m_cells[i];
    const QString title = WidgetPainter::titleOf(w);
    return tr("%1 (%2), column %3, row %4, %5 wide, %6 high: %7")
        .arg(title.isEmpty() ? tr("Text") : title, WidgetPainter::kindWord(w.kind, w.stacked), QString::number(c.x + 1), QString::number(c.y + 1),
             QString::number(c.width), QString::number(c.height), m_painter.words(w));
}

void DashboardGrid::tell() {
    setAccessibleName(tr("Widgets of the dashboard"));
    if (const QString text = chosenText(); text != accessibleDescription()) setAccessibleDescription(text);
}

QRectF DashboardGrid::rectOf(const GridCell& c) const {
    // Whole pixels, so that neighbours meet.
    const double left = std::round(c.x * columnWidth()), right = std::round(c.right() * columnWidth());
    return QRectF(left, c.y * rowHeight(), right - left, c.height * rowHeight());
}

QRectF DashboardGrid::gripOf(int widget) const {
    const QRectF r = rectOf(widget);
    return QRectF(r.right() - kGrip, r.bottom() - kGrip, kGrip, kGrip);
}

QRectF DashboardGrid::menuOf(int widget) const {
    const QRectF r = rectOf(widget);
    return QRectF(r.right() - kMenu - 2, r.top() + 1, kMenu, kMenu);
}

QSize DashboardGrid::sizeHint() const {
    return {m_ui.theme.px(700), static_cast<int>(std::ceil(std::max(6, gridRows(m_cells)) * rowHeight())) + 1};
}

QSize DashboardGrid::minimumSizeHint() const {
    return {m_ui.theme.px(240), static_cast<int>(std::ceil(gridRows(m_cells) * rowHeight())) + 1};
}

QStringList DashboardGrid::visibleTexts() const { return {chosenText()}; }

void DashboardGrid::paintEvent(QPaintEvent* event) {
    QPainter p(this);
    const Theme& t = m_ui.theme;
    p.fillRect(event->rect(), t.color(ColorToken::Window));
    if (!m_picture) return;
    const WidgetPainter::Range range{m_picture->from, std::max(m_picture->to, m_picture->from + 1)};
    const auto paintOne = [&](std::size_t i) {
        const QRectF r = rectOf(m_cells[i]);
        if (!r.intersects(event->rect())) return;
        const int n = static_cast<int>(i);
        p.setRenderHint(QPainter::Antialiasing, false);
        p.fillRect(r, t.color(ColorToken::Panel));
        p.setPen(QPen(t.color(ColorToken::Line), 0));
        p.setBrush(Qt::NoBrush);
        p.drawLine(QPointF(r.right() - 1, r.top()), QPointF(r.right() - 1, r.bottom() - 1));
        p.drawLine(QPointF(r.left(), r.bottom() - 1), QPointF(r.right() - 1, r.bottom() - 1));
        m_painter.paint(p, r.adjusted(0, 0, -1, -1), m_picture->widgets[i], range, kMenu + 4);
        p.setRenderHint(QPainter::Antialiasing, true);
        const bool held = m_held.widget == n && (m_held.part == Part::Header || m_held.part == Part::Grip);
        const bool marked = held || (m_keyboardFocus && hasFocus() && m_chosen == n);
        if (m_hover.widget == n || marked) {
            const double icon = t.px(14);
            const QRectF menu = menuOf(n);
            if (m_hover.widget == n && m_hover.part == Part::Menu) p.fillRect(menu, t.color(ColorToken::Hover));
            m_ui.icons.paint(p, "ellipsis", QRectF(menu.center().x() - icon / 2, menu.center().y() - icon / 2, icon, icon), ColorToken::Text2);
            const QPointF corner = r.bottomRight() - QPointF(4, 4);
            p.setPen(QPen(t.color(ColorToken::Line2), 1));
            for (const double d : {4.0, 8.0}) p.drawLine(corner - QPointF(d, 0), corner - QPointF(0, d));
        }
        if (marked) paintFocus(p, r.adjusted(0, 0, -1, -1), t);
    };
    // What is dragged lies on top.
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (static_cast<int>(i) != m_held.widget) paintOne(i);
    }
    if (m_held.widget >= 0) paintOne(static_cast<std::size_t>(m_held.widget));
}

void DashboardGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    update();
}

DashboardGrid::Place DashboardGrid::placeAt(QPointF at) const {
    for (int i = 0; i < static_cast<int>(m_cells.size()); ++i) {
        const QRectF r = rectOf(i);
        if (!r.contains(at)) continue;
        if (gripOf(i).contains(at)) return {i, Part::Grip};
        if (menuOf(i).contains(at)) return {i, Part::Menu};
        return {i, at.y() < r.top() + m_painter.headerHeight() ? Part::Header : Part::Body};
    }
    return {};
}

void DashboardGrid::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_picture) return QWidget::mousePressEvent(event);
    const Place place = placeAt(event->position());
    if (place.widget < 0) return;
    choose(place.widget);
    if (place.part == Part::Menu) {
        emit menuAsked(place.widget, mapToGlobal(menuOf(place.widget).bottomLeft().toPoint()));
        return;
    }
    if (place.part == Part::Body) return;
    m_held = place;
    m_grab = event->position();
    m_cellsBefore = m_cells;
    m_before = m_cells[static_cast<std::size_t>(place.widget)];
    update();
}

void DashboardGrid::propose(GridCell wanted) {
    auto cells = placed(m_cellsBefore, static_cast<std::size_t>(m_held.widget), wanted);
    if (cells == m_cells) return;
    m_cells = std::move(cells);
    updateGeometry();
    update();
}

void DashboardGrid::mouseMoveEvent(QMouseEvent* event) {
    if (m_held.widget >= 0) {
        const int dx = static_cast<int>(std::lround((event->position().x() - m_grab.x()) / columnWidth()));
        const int dy = static_cast<int>(std::lround((event->position().y() - m_grab.y()) / rowHeight()));
        GridCell wanted = m_before;
        if (m_held.part == Part::Header) {
            wanted.x += dx;
            wanted.y += dy;
        } else {
            wanted.width = std::clamp(wanted.width + dx, kLeastWidth, kGridColumns - wanted.x);
            wanted.height = std::max(wanted.height + dy, kLeastHeight);
        }
        propose(wanted);
        emit draggedTo(event->position().toPoint());
        return;
    }
    const Place hover = placeAt(event->position());
    if (hover.widget == m_hover.widget && hover.part == m_hover.part) return;
    m_hover = hover;
    setCursor(hover.part == Part::Grip ? Qt::SizeFDiagCursor : hover.part == Part::Header ? Qt::OpenHandCursor : Qt::ArrowCursor);
    update();
}

void DashboardGrid::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_held.widget < 0) return QWidget::mouseReleaseEvent(event);
    m_held = {};
    update();
    if (m_cells != m_cellsBefore) {
        expect(m_cells);
        tell();
        emit cellsChanged(m_cells);
    }
}

void DashboardGrid::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    m_hover = {};
    update();
}

void DashboardGrid::contextMenuEvent(QContextMenuEvent* event) {
    const Place place = placeAt(event->pos());
    if (place.widget < 0) return;
    choose(place.widget);
    emit menuAsked(place.widget, event->globalPos());
}

int DashboardGrid::neighbour(int from, int dx, int dy) const {
    const GridCell& c = m_cells[static_cast<std::size_t>(from)];
    const double cx = c.x + c.width / 2.0, cy = c.y + c.height / 2.0;
    int best = from;
    double least = 1e18;
    for (int i = 0; i < static_cast<int>(m_cells.size()); ++i) {
        if (i == from) continue;
        const GridCell& o = m_cells[static_cast<std::size_t>(i)];
        const double x = o.x + o.width / 2.0 - cx, y = o.y + o.height / 2.0 - cy;
        const double along = x * dx + y * dy, across = std::fabs(x * dy) + std::fabs(y * dx);
        if (along <= 0) continue;
        if (const double far = along + 3 * across; far < least) {
            least = far;
            best = i;
        }
    }
    return best;
}

void DashboardGrid::moveChosen(int dx, int dy, bool resize) {
    const auto i = static_cast<std::size_t>(m_chosen);
    GridCell wanted = m_cells[i];
    if (resize) {
        wanted.width = std::clamp(wanted.width + dx, kLeastWidth, kGridColumns - wanted.x);
        wanted.height = std::max(wanted.height + dy, kLeastHeight);
    } else {
        wanted.x += dx;
        wanted.y += dy;
    }
    const auto cells = placed(m_cells, i, wanted);
    if (cells == m_cells) return;
    expect(cells);
    tell();
    emit cellsChanged(cells);
}

void DashboardGrid::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_held.widget >= 0) {
        m_cells = m_cellsBefore;
        m_held = {};
        updateGeometry();
        update();
        return;
    }
    if (m_chosen < 0 || m_chosen >= static_cast<int>(m_cells.size())) return QWidget::keyPressEvent(event);
    int dx = 0, dy = 0;
    switch (event->key()) {
    case Qt::Key_Left: dx = -1; break;
    case Qt::Key_Right: dx = 1; break;
    case Qt::Key_Up: dy = -1; break;
    case Qt::Key_Down: dy = 1; break;
    case Qt::Key_F2: emit renameAsked(m_chosen); return;
    case Qt::Key_Delete: emit removeAsked(m_chosen); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Menu: emit menuAsked(m_chosen, mapToGlobal(menuOf(m_chosen).bottomLeft().toPoint())); return;
    default: return QWidget::keyPressEvent(event);
    }
    m_keyboardFocus = true;
    switch (event->modifiers() & ~Qt::KeypadModifier) {
    case Qt::NoModifier: choose(neighbour(m_chosen, dx, dy)); return;
    case Qt::ShiftModifier: moveChosen(dx, dy, false); return;
    case Qt::ControlModifier: moveChosen(dx, dy, true); return;
    default: QWidget::keyPressEvent(event);
    }
}

void DashboardGrid::focusInEvent(QFocusEvent* event) {
    m_keyboardFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                      event->reason() == Qt::ShortcutFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void DashboardGrid::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

void DashboardGrid::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        tell();
        update();
    }
}

bool DashboardGrid::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !m_picture) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Place place = placeAt(help->pos());
    QString text;
    if (place.widget >= 0) {
        const WidgetPicture& w = m_picture->widgets[static_cast<std::size_t>(place.widget)];
        text = m_painter.words(w);
        if (w.kind == WidgetKind::TimeSeries || w.kind == WidgetKind::Heatmap) {
            const WidgetPainter::Range range{m_picture->from, std::max(m_picture->to, m_picture->from + 1)};
            const QRectF plot = m_painter.plotRect(rectOf(place.widget).adjusted(0, 0, -1, -1), w, range);
            if (plot.contains(help->pos())) {
                const double second = range.from + (help->pos().x() - plot.left()) / plot.width() * (range.to - range.from);
                const QString values = m_painter.valuesAt(w, second);
                if (!values.isEmpty()) text = m_painter.clock(second, 0) + u'\n' + values;
            }
        }
    }
    if (text.isEmpty()) QToolTip::hideText();
    else QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace maylab::app
