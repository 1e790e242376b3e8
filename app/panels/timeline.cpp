#include "app/panels/timeline.h"

#include "app/panels/drawn_panel.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr double kTrackY = 30;
constexpr double kMarkY = 17;
constexpr double kMargin = 10;

bool isShown(const Happening& h) {
    return h.kind == Happening::Kind::Command || h.kind == Happening::Kind::Fault || h.kind == Happening::Kind::Goal;
}

} // namespace

QString happeningText(const Happening& h, const HappeningNames& names) {
    const auto text = [](const char* source) { return QCoreApplication::translate("Happenings", source); };
    const QString name = names ? names(h) : QString();
    const QString what = name.isEmpty() ? QString::fromStdString(h.what) : name;
    switch (h.kind) {
    case Happening::Kind::Step: return text(QT_TRANSLATE_NOOP("Happenings", "Step begun: %1")).arg(what);
    case Happening::Kind::Goal: return text(QT_TRANSLATE_NOOP("Happenings", "Goal passed: %1")).arg(what);
    case Happening::Kind::Service: return what;
    case Happening::Kind::Fault: return text(QT_TRANSLATE_NOOP("Happenings", "Fault: %1")).arg(what);
    case Happening::Kind::Act:
        if (h.operation == "hint") return text(QT_TRANSLATE_NOOP("Happenings", "Hint opened"));
        if (h.operation == "mistake") return text(QT_TRANSLATE_NOOP("Happenings", "Mistake met: %1")).arg(what);
        if (h.operation == "prediction") return text(QT_TRANSLATE_NOOP("Happenings", "Prediction given"));
        if (h.operation == "done") return text(QT_TRANSLATE_NOOP("Happenings", "Step done"));
        return what;
    case Happening::Kind::Command: break;
    }
    QString command;
    if (h.operation == "redis" && h.input.contains("argv") && h.input["argv"].is_array()) {
        QStringList words;
        for (const auto& w : h.input["argv"]) {
            if (w.is_string()) words << QString::fromStdString(w.get<std::string>());
        }
        command = words.join(QLatin1Char(' '));
    } else if (h.operation == "memcached" && h.input.contains("text") && h.input["text"].is_string()) {
        command = QString::fromStdString(h.input["text"].get<std::string>()).replace(QLatin1String("\r\n"), QLatin1String("\n")).trimmed();
        command.replace(QLatin1Char('\n'), QStringLiteral(" \u21b5 ")); // the value has a line of its own
    } else if (h.operation == "redis-close") {
        command = text(QT_TRANSLATE_NOOP("Happenings", "redis-cli hung up"));
    } else {
        command = QString::fromStdString(h.operation);
        QStringList values;
        if (h.input.is_object()) {
            for (const auto& [key, value] : h.input.items()) {
                if (!value.is_primitive()) continue;
                const std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
                values << QStringLiteral("%1 %2").arg(QString::fromStdString(key),
                                                      QString::fromStdString(shown).left(40));
                if (values.size() == 3) break;
            }
        }
        if (!values.isEmpty()) command += QStringLiteral(": ") + values.join(QStringLiteral(", "));
    }
    if (h.input.contains("connection") && command.size() > 60) command = command.left(59) + QChar(0x2026);
    if (!h.code.empty()) {
        return text(QT_TRANSLATE_NOOP("Happenings", "%1, refused: %2")).arg(command, QString::fromStdString(h.code));
    }
    return command;
}

Timeline::Timeline(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui) {
    setObjectName(QStringLiteral("timeline"));
    setFocusPolicy(Qt::StrongFocus);
    setProperty("noFocusRing", true); // draws its own, around the track
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&m_ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    describe();
}

QSize Timeline::sizeHint() const { return {m_ui.theme.px(600), m_ui.theme.px(56)}; }
QSize Timeline::minimumSizeHint() const { return {m_ui.theme.px(120), m_ui.theme.px(56)}; }

double Timeline::spanFor(double now) {
    // What is to come takes at least a tenth of the width; the scale changes in steps.
    for (const double base : {60.0, 120.0, 240.0, 600.0, 1200.0, 1800.0, 3600.0}) {
        if (now <= base * 0.9) return base;
    }
    double span = 7200;
    while (now > span * 0.9) span *= 2;
    return span;
}

double Timeline::tickFor(double span, int room) {
    for (const double tick : {5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21600.0, 86400.0}) {
        if (span / tick <= room) return tick;
    }
    return std::ceil(span / 86400.0 / room) * 86400.0;
}

double Timeline::xOf(double seconds) const {
    return kMargin + (width() - 2 * kMargin) * std::clamp(seconds / m_span, 0.0, 1.0);
}

void Timeline::setState(kernel::SimTime now, std::shared_ptr<const std::vector<Happening>> happenings) {
    const double span = spanFor(now.inSeconds());
    const bool marksMoved = span != m_span || happenings != m_happenings;
    m_now = now;
    m_span = span;
    m_happenings = std::move(happenings);
    if (marksMoved) layoutMarks();
    update();
}

void Timeline::layoutMarks() {
    m_marks.clear();
    if (m_happenings) {
        for (std::size_t i = 0; i < m_happenings->size(); ++i) {
            const Happening& h = (*m_happenings)[i];
            if (!isShown(h)) continue;
            const double x = xOf(h.at.inSeconds());
            if (!m_marks.empty() && x - m_marks.back().x < kMergePixels) {
                Mark& last = m_marks.back();
                last.items.push_back(i);
                if (h.kind == Happening::Kind::Goal) last.kind = h.kind; // what was reached counts most
                continue;
            }
            m_marks.push_back({h.kind, x, {i}});
        }
    }
    m_current = std::min(m_current, static_cast<int>(m_marks.size()) - 1);
    describe();
}

void Timeline::describe() {
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(m_current >= 0 ? markText(m_current)
                                            : tr("%n mark(s)", nullptr, static_cast<int>(m_marks.size())));
}

QString Timeline::markText(int mark) const {
    if (mark < 0 || mark >= static_cast<int>(m_marks.size()) || !m_happenings) return {};
    const Format f = m_ui.format();
    QStringList lines;
    const auto& items = m_marks[static_cast<std::size_t>(mark)].items;
    for (std::size_t k = 0; k < items.size() && k < 8; ++k) {
        const Happening& h = (*m_happenings)[items[k]];
        lines << QStringLiteral("%1  %2").arg(f.shortClock(h.at.inSeconds()), happeningText(h, m_names));
    }
    if (items.size() > 8) lines << tr("and %n more", nullptr, static_cast<int>(items.size()) - 8);
    return lines.join(QLatin1Char('\n'));
}

void Timeline::moveMark(int direction) {
    if (m_marks.empty()) return;
    const int n = static_cast<int>(m_marks.size());
    m_current = m_current < 0 ? (direction > 0 ? 0 : n - 1) : std::clamp(m_current + direction, 0, n - 1);
    describe();
    QToolTip::showText(mapToGlobal(QPoint(static_cast<int>(m_marks[static_cast<std::size_t>(m_current)].x), 0)),
                       markText(m_current), this);
    update();
}

int Timeline::markAt(QPointF p) const {
    int best = -1;
    double nearest = kTargetPixels / 2.0;
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        const double d = std::fabs(m_marks[i].x - p.x());
        if (d <= nearest) {
            nearest = d;
            best = static_cast<int>(i);
        }
    }
    return p.y() <= kTrackY + 4 ? best : -1;
}

void Timeline::paintEvent(QPaintEvent*) {
    const Theme& t = m_ui.theme;
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const double now = xOf(m_now.inSeconds());
    const double left = kMargin, right = width() - kMargin;

    p.setFont(t.font(TextRole::Smallest));
    const double tick = tickFor(m_span, std::max(2, static_cast<int>((right - left) / t.px(76))));
    for (double s = 0; s <= m_span + 1e-6; s += tick) {
        const double x = std::round(xOf(s)) + 0.5;
        p.setPen(QPen(t.color(ColorToken::Axis), 1));
        p.drawLine(QPointF(x, kTrackY + 4), QPointF(x, kTrackY + 8));
        const QString words = m_ui.format().shortClock(s);
        const double w = p.fontMetrics().horizontalAdvance(words) + 2;
        const double at = std::clamp(x - w / 2, 0.0, width() - w);
        p.setPen(t.color(ColorToken::Text2));
        p.drawText(QRectF(at, kTrackY + 9, w, t.px(16)), Qt::AlignCenter, words);
    }

    p.setPen(Qt::NoPen);
    p.setBrush(t.color(ColorToken::Line));
    p.drawRoundedRect(QRectF(left, kTrackY - 2, right - left, 4), 2, 2);
    p.setBrush(t.color(ColorToken::Accent));
    p.drawRoundedRect(QRectF(left, kTrackY - 2, std::max(4.0, now - left), 4), 2, 2);
    p.setPen(QPen(t.color(ColorToken::Accent), 2));
    p.setBrush(t.color(ColorToken::Panel));
    p.drawEllipse(QPointF(now, kTrackY), 6, 6);

    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        const Mark& m = m_marks[i];
        const QPointF c(std::round(m.x) + 0.5, kMarkY);
        if (m.items.size() > 1) {
            const QString words = m.items.size() > 99 ? QStringLiteral("99+") : QString::number(m.items.size());
            p.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
            const double w = std::max(14.0, p.fontMetrics().horizontalAdvance(words) + 6.0);
            const bool goal = m.kind == Happening::Kind::Goal;
            p.setPen(QPen(t.color(goal ? ColorToken::Pass : ColorToken::Line2), 1));
            p.setBrush(t.color(goal ? ColorToken::PassTint : ColorToken::Panel));
            p.drawRoundedRect(QRectF(c.x() - w / 2, c.y() - 8, w, 15), 4, 4);
            p.setPen(t.color(goal ? ColorToken::Pass : ColorToken::Text));
            p.drawText(QRectF(c.x() - w / 2, c.y() - 8, w, 15), Qt::AlignCenter, words);
        } else if (m.kind == Happening::Kind::Goal) {
            p.setPen(Qt::NoPen);
            p.setBrush(t.color(ColorToken::Pass));
            p.drawEllipse(c, 7, 7);
            QPen tickPen(t.color(ColorToken::Panel), 2);
            tickPen.setCapStyle(Qt::RoundCap);
            p.setPen(tickPen);
            const QPointF check[] = {{c.x() - 3.2, c.y() + 0.2}, {c.x() - 0.8, c.y() + 2.6}, {c.x() + 3.4, c.y() - 2.4}};
            p.drawPolyline(check, 3);
        } else if (m.kind == Happening::Kind::Fault) {
            paintMarker(p, Marker::Triangle, c, 13, t.color(ColorToken::Warn));
        } else {
            const Happening& h = (*m_happenings)[m.items.front()];
            p.fillRect(QRectF(c.x() - 1.5, c.y() - 6, 3, 12), t.color(h.code.empty() ? ColorToken::Text2 : ColorToken::Fail));
        }
        if (static_cast<int>(i) == m_current && hasFocus()) {
            paintFocus(p, QRectF(c.x() - 12, c.y() - 12, 24, 23), t);
        }
    }
    if (hasFocus() && m_keyboardFocus && m_current < 0) paintFocus(p, rect(), t);
}

void Timeline::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layoutMarks();
}

void Timeline::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_BracketLeft || event->key() == Qt::Key_Left) {
        moveMark(-1);
    } else if (event->key() == Qt::Key_BracketRight || event->key() == Qt::Key_Right) {
        moveMark(1);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_current >= 0) {
        emit markChosen((*m_happenings)[m_marks[static_cast<std::size_t>(m_current)].items.front()].number);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void Timeline::mousePressEvent(QMouseEvent* event) {
    QWidget::mousePressEvent(event);
    const int mark = markAt(event->position());
    if (mark < 0) return;
    m_current = mark;
    describe();
    update();
    emit markChosen((*m_happenings)[m_marks[static_cast<std::size_t>(mark)].items.front()].number);
}

void Timeline::focusInEvent(QFocusEvent* event) {
    m_keyboardFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                      event->reason() == Qt::ShortcutFocusReason;
    QWidget::focusInEvent(event);
}

void Timeline::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) describe();
    update();
}

bool Timeline::event(QEvent* e) {
    if (e->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(e);
        const int mark = markAt(help->pos());
        if (mark >= 0) QToolTip::showText(help->globalPos(), markText(mark), this);
        else QToolTip::hideText();
        return true;
    }
    return QWidget::event(e);
}

} // namespace maylab::app
