#include "app/shell/widgets/progress_ring.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maylab::app {

void paintRing(QPainter& painter, const UiContext& ui, const QRectF& rect, double progress, const QByteArray& icon,
               int iconSize, bool planned) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = rect.width() >= 40 ? 3.5 : 3.0;
    const QRectF circle = rect.adjusted(width / 2 + 0.5, width / 2 + 0.5, -width / 2 - 0.5, -width / 2 - 0.5);
    const bool done = progress >= 0.9999;
    QPen pen(ui.theme.color(done ? ColorToken::Pass : ColorToken::Line), width);
    pen.setCapStyle(Qt::FlatCap);
    if (planned) {
        pen.setWidthF(1.0);
        pen.setDashPattern({4, 4});
        pen.setColor(ui.theme.color(ColorToken::Line2));
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(circle);
    if (!done && !planned && progress > 0) {
        pen.setColor(ui.theme.color(ColorToken::Accent));
        painter.setPen(pen);
        painter.drawArc(circle, 90 * 16, static_cast<int>(std::lround(-progress * 360 * 16)));
    }
    const double side = iconSize;
    ui.icons.paint(painter, icon, QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side),
                   planned ? ColorToken::Muted : ColorToken::Text);
    if (done) {
        const double badge = std::max(14.0, rect.width() * 0.32);
        const QRectF at(rect.right() - badge + 2, rect.bottom() - badge + 2, badge, badge);
        painter.setPen(QPen(ui.theme.color(ColorToken::Panel), 2));
        painter.setBrush(ui.theme.color(ColorToken::Pass));
        painter.drawEllipse(at);
        const double tick = badge * 0.62;
        ui.icons.paint(painter, "check", QRectF(at.center().x() - tick / 2, at.center().y() - tick / 2, tick, tick),
                       ColorToken::Panel, 3.0);
    }
    painter.restore();
}

ProgressRing::ProgressRing(const UiContext& ui, const QByteArray& icon, int diameter, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_icon(icon), m_diameter(diameter) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_animation.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_animation, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_shown = value.toDouble();
        update();
    });
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ProgressRing::setProgress(double progress) {
    progress = std::clamp(progress, 0.0, 1.0);
    if (progress == m_target) return;
    m_target = progress;
    const int duration = m_ui.theme.duration(Motion::Progress);
    m_animation.stop();
    if (duration == 0 || !isVisible()) {
        m_shown = progress;
        update();
        return;
    }
    m_animation.setDuration(duration);
    m_animation.setStartValue(m_shown);
    m_animation.setEndValue(progress);
    m_animation.start();
}

void ProgressRing::setPlanned(bool planned) {
    m_planned = planned;
    update();
}

void ProgressRing::setIconName(const QByteArray& icon) {
    m_icon = icon;
    update();
}

QSize ProgressRing::sizeHint() const {
    const int side = m_ui.theme.px(m_diameter) + 4;
    return {side, side};
}

void ProgressRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int side = m_ui.theme.px(m_diameter);
    paintRing(painter, m_ui, QRectF(0.5, 0.5, side, side), m_shown, m_icon,
              m_ui.theme.px(m_diameter >= 40 ? 22 : 18), m_planned);
}

} // namespace maylab::app
