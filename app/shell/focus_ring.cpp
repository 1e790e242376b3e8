#include "app/shell/focus_ring.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QFocusEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace maylab::app {

namespace {

constexpr int kAway = 2;
constexpr int kWidth = 2;

} // namespace

FocusRing::FocusRing(const UiContext& ui, QWidget* window) : QWidget(window), m_ui(ui), m_window(window) {
    setObjectName(QStringLiteral("focusRing"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    hide();
    qApp->installEventFilter(this);
    connect(&ui.theme, &Theme::changed, this, &FocusRing::place);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (now == nullptr || now != m_target) follow(nullptr);
    });
}

QWidget* FocusRing::ringed(QWidget* widget) {
    if (widget == nullptr || widget->property("noFocusRing").toBool()) return nullptr;
    // Lists and tables mark the current cell; editors show a cursor and an accent edge of their own.
    if (qobject_cast<QAbstractItemView*>(widget) != nullptr) return nullptr;
    if (auto* line = qobject_cast<QLineEdit*>(widget); line != nullptr) {
        if (line->property("bare").toBool()) return nullptr;
        // The editor inside a spin box or combo box: the ring goes around the whole.
        if (auto* outer = qobject_cast<QWidget*>(line->parent()); outer != nullptr && outer->focusProxy() == line) {
            return outer;
        }
    }
    return widget;
}

void FocusRing::follow(QWidget* widget) {
    if (m_target == widget) return;
    m_target = widget;
    place();
}

void FocusRing::place() {
    if (m_target == nullptr || !m_target->isVisible()) {
        hide();
        return;
    }
    QRect rect(m_target->mapTo(m_window, QPoint(0, 0)), m_target->size());
    rect.adjust(-kAway - kWidth, -kAway - kWidth, kAway + kWidth, kAway + kWidth);
    // Not over what has scrolled away.
    QRect clip = m_window->rect();
    for (QWidget* up = m_target->parentWidget(); up != nullptr && up != m_window; up = up->parentWidget()) {
        auto* area = qobject_cast<QAbstractScrollArea*>(up->parentWidget());
        if (area == nullptr || area->viewport() != up) continue;
        const QRect visible(up->mapTo(m_window, QPoint(0, 0)), up->size());
        if (!visible.intersects(rect.adjusted(4, 4, -4, -4))) {
            hide();
            return;
        }
        clip &= visible;
    }
    setGeometry(rect & clip);
    // Only the ring itself is a widget: what is inside repaints without us.
    const QRect inner = QRect(rect.translated(-geometry().topLeft())).adjusted(kWidth + 1, kWidth + 1, -kWidth - 1, -kWidth - 1);
    setMask(QRegion(this->rect()).subtracted(inner));
    show();
    raise();
    update();
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::FocusIn: {
        auto* widget = qobject_cast<QWidget*>(watched);
        if (widget == nullptr || widget->window() != m_window) break;
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        const bool keyboard = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                              reason == Qt::ShortcutFocusReason;
        // Coming back to the window keeps what was there.
        if (reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason) break;
        follow(keyboard ? ringed(widget) : nullptr);
        break;
    }
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Hide:
    case QEvent::Show:
        if (m_target != nullptr && watched != this) {
            auto* widget = qobject_cast<QWidget*>(watched);
            if (widget != nullptr && (widget == m_target || widget->isAncestorOf(m_target))) place();
        }
        break;
    default: break;
    }
    return QWidget::eventFilter(watched, event);
}

void FocusRing::paintEvent(QPaintEvent*) {
    if (m_target == nullptr) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_ui.theme.color(ColorToken::Accent), kWidth));
    QRectF ring(m_target->mapTo(m_window, QPoint(0, 0)) - pos(), QSizeF(m_target->size()));
    ring.adjust(-kAway - kWidth / 2.0, -kAway - kWidth / 2.0, kAway + kWidth / 2.0, kAway + kWidth / 2.0);
    painter.drawRoundedRect(ring, 6, 6);
}

} // namespace maylab::app
