#include "app/lesson/step_dots.h"

#include <QMouseEvent>
#include <QPainter>

namespace maylab::app {

StepDots::StepDots(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&ui.theme, &Theme::changed, this, [this] { update(); });
}

void StepDots::setMarks(const std::vector<StepPane::StepMark>& marks, int current) {
    m_marks = marks;
    m_current = current;
    update();
}

QSize StepDots::sizeHint() const { return {120, 24}; }

QRectF StepDots::bar(int index) const {
    const double n = static_cast<double>(std::max<std::size_t>(1, m_marks.size()));
    const double pitch = std::min(40.0, width() / n);
    return {index * pitch, 0, pitch - 4, static_cast<double>(height())};
}

void StepDots::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    for (int i = 0; i < static_cast<int>(m_marks.size()); ++i) {
        const QRectF r = bar(i);
        const bool done = m_marks[static_cast<std::size_t>(i)].state == State::Pass;
        const double h = i == m_current ? 6 : 4;
        p.setBrush(m_ui.theme.color(done ? ColorToken::Pass : i == m_current ? ColorToken::Accent : ColorToken::Line2));
        p.drawRoundedRect(QRectF(r.left(), r.center().y() - h / 2, r.width(), h), 2, 2);
    }
}

void StepDots::mousePressEvent(QMouseEvent* event) {
    for (int i = 0; i < static_cast<int>(m_marks.size()); ++i) {
        if (bar(i).contains(event->position())) emit chosen(i);
    }
}

} // namespace maylab::app
