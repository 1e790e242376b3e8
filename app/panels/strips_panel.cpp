#include "app/panels/strips_panel.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr double kLeastStrip = 22;

} // namespace

StripsPanel::StripsPanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent) {
    setObjectName(QStringLiteral("stripsPanel"));
    setMouseTracking(true);
    retranslate();
}

QString StripsPanel::title() const { return tr("Strips"); }

QSize StripsPanel::sizeHint() const { return {theme().px(740), theme().px(240)}; }

void StripsPanel::retranslate() {
    showFact();
    DrawnPanel::retranslate();
}

void StripsPanel::showFact() {
    QString words;
    const auto all = static_cast<int>(m_picture.strips.size());
    if (m_picture.present && m_picture.evaluated) {
        words = tr("%1 of %2 right").arg(m_picture.right).arg(all);
    } else if (m_picture.present) {
        const auto predicted = std::count_if(m_picture.strips.begin(), m_picture.strips.end(), [](const auto& s) { return s.prediction || s.keep; });
        words = tr("%1 of %2 predicted").arg(predicted).arg(all);
    }
    if (m_picture.present && m_picture.round > 1) words += QStringLiteral(" · ") + tr("round %1").arg(m_picture.round);
    fact()->setText(words);
}

void StripsPanel::setPicture(const StripsPicture& picture) {
    m_picture = picture;
    m_cursor = std::clamp(m_cursor, 0, std::max(0, static_cast<int>(m_picture.strips.size()) - 1));
    showFact();
    refresh();
}

// --- words ---

QString StripsPanel::whyText(const StripsPicture::Strip& s) const {
    if (s.rule == "enough-data") return tr("enough real points: nothing is filled in");
    if (s.rule == "no-data") return tr("no data at all: the setting decides");
    if (s.rule == "enough-breaching") return tr("enough real points breach");
    if (s.rule == "filled-breaching") return tr("gaps count as breaching");
    if (s.rule == "filled-not-breaching") return tr("gaps count as not breaching");
    if (s.rule == "some-not-breaching") return tr("a real point does not breach");
    if (s.rule == "premature") {
        return s.status == AlarmStatus::Alarm && s.treat == "missing" ? tr("all breach for long enough") : tr("too few breach: the state is kept");
    }
    return {};
}

QString StripsPanel::pointsText(const StripsPicture::Strip& s) const {
    QStringList words;
    for (const auto& p : s.points) {
        if (!p) words << QStringLiteral("–");
        else words << pointText(ui().format(), *p, s.threshold) + (isBreaching(s, *p) ? QStringLiteral("▲") : QString());
    }
    return words.join(QLatin1Char(' '));
}

QString StripsPanel::stripText(std::size_t strip) const {
    if (strip >= m_picture.strips.size()) return {};
    const StripsPicture::Strip& s = m_picture.strips[strip];
    QStringList words;
    words << tr("Strip %1: data points %2, threshold %3, %4 of %5, missing data %6, before %7")
                 .arg(QString::number(s.number), pointsText(s), ui().format().compact(s.threshold), QString::number(s.datapointsToAlarm),
                      QString::number(s.evaluationPeriods), QString::fromStdString(s.treat), alarmStateText(s.previous));
    words << (s.keep ? tr("predicted %1").arg(QStringLiteral("KEEP")) : s.prediction ? tr("predicted %1").arg(alarmStateText(*s.prediction)) : tr("not predicted"));
    if (s.status) {
        words << (s.right ? tr("comes to %1: right").arg(alarmStateText(*s.status)) : tr("comes to %1: wrong").arg(alarmStateText(*s.status)));
        if (const QString why = whyText(s); !why.isEmpty()) words << why;
    }
    return words.join(QStringLiteral("; "));
}

QString StripsPanel::describe() const {
    if (!m_picture.present) return tr("This step has no strips.");
    QStringList words{fact()->text() + QLatin1Char('.')};
    for (std::size_t i = 0; i < m_picture.strips.size(); ++i) words << stripText(i) + QLatin1Char('.');
    return words.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> StripsPanel::table() const {
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < m_picture.strips.size(); ++i) {
        const QString words = stripText(i);
        const auto colon = words.indexOf(QStringLiteral(": "));
        rows.push_back({words.left(colon) + QStringLiteral(": ") + pointsText(m_picture.strips[i]), words.mid(words.indexOf(QStringLiteral(", ")) + 2)});
    }
    return rows;
}

// --- places ---

StripsPanel::Columns StripsPanel::columnsIn(double width) const {
    const Theme& t = theme();
    const QFont mono = t.font(TextRole::Command), bold = t.font(TextRole::Command, QFont::Bold), head = t.font(TextRole::Smallest, QFont::DemiBold),
                small = t.font(TextRole::Smallest);
    const double gap = t.px(10);
    Columns c{};
    std::size_t most = 1;
    c.cell = t.px(kLeastStrip);
    c.rule = textWidth(head, tr("Rule"));
    c.treat = textWidth(head, tr("Missing data"));
    c.previous = textWidth(head, tr("Before"));
    c.prediction = textWidth(head, tr("Prediction"));
    c.status = textWidth(head, tr("State"));
    for (const StripsPicture::Strip& s : m_picture.strips) {
        most = std::max(most, s.points.size());
        for (const auto& p : s.points) {
            if (p) c.cell = std::max(c.cell, textWidth(bold, pointText(ui().format(), *p, s.threshold)) + t.px(13));
        }
        c.rule = std::max(c.rule, textWidth(mono, tr("%1 of %2").arg(s.datapointsToAlarm).arg(s.evaluationPeriods)));
        c.treat = std::max(c.treat, textWidth(mono, QString::fromStdString(s.treat)));
        c.previous = std::max(c.previous, alarmChipWidth(t, s.previous));
        if (s.prediction) c.prediction = std::max(c.prediction, alarmChipWidth(t, *s.prediction));
        if (s.keep) c.prediction = std::max(c.prediction, keepChipWidth(t));
        if (s.status) {
            c.status = std::max(c.status, alarmChipWidth(t, *s.status) + t.px(18));
            c.why = std::max(c.why, textWidth(small, whyText(s)));
        }
    }
    for (double* column : {&c.rule, &c.treat, &c.previous, &c.prediction, &c.status}) *column += gap;
    c.number = t.px(22);
    const double fixed = c.number + c.rule + c.treat;
    const auto points = static_cast<double>(most);
    const auto all = [&] { return fixed + c.previous + c.prediction + c.status + points * c.cell + gap; };
    c.previousInWords = all() <= width;
    if (!c.previousInWords) c.previous = std::max(t.px(26) * 1.0, textWidth(head, tr("Before"))) + gap;
    c.twoLines = all() > width;
    const double states = c.previous + c.prediction + c.status;
    const double left = width - fixed - (c.twoLines ? 0 : states) - gap;
    c.cell = std::min(left / points, std::max(c.cell, t.px(33) * 1.0));
    c.points = points * c.cell + gap;
    // Why it is so has a column of its own only where all of it fits.
    const double rest = c.twoLines ? width - c.number - states : width - fixed - states - c.points;
    if (c.why > rest) c.why = 0; // the tip of the strip says it, and the table twin
    return c;
}

StripsPanel::Places StripsPanel::placesIn(const QRectF& body, const Columns& c) const {
    const Theme& t = theme();
    Places p;
    p.heading = QRectF(body.left(), body.top() + 2, body.width(), c.twoLines ? 0 : t.px(kAlarmHeading));
    p.rows = QRectF(body.left(), p.heading.bottom(), body.width(), std::max(0.0, body.bottom() - p.heading.bottom()));
    p.rowHeight = t.px(kAlarmRow) * (c.twoLines ? 2 : 1);
    const auto all = static_cast<double>(m_picture.strips.size());
    // As high as there is room for, up to one and a half.
    if (all > 0) p.rowHeight = std::clamp(std::floor(p.rows.height() / all), p.rowHeight, p.rowHeight * 1.4);
    p.shown = std::min(static_cast<int>(all), static_cast<int>(p.rows.height() / p.rowHeight));
    return p;
}

// --- drawing ---

void StripsPanel::paintHeading(QPainter& painter, const QRectF& rect, const Columns& c) const {
    if (rect.height() < 1) return;
    const Theme& t = theme();
    painter.fillRect(rect, t.color(ColorToken::Sunken));
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    double x = rect.left();
    const auto put = [&](double width, const QString& text) {
        paintText(painter, QRectF(x, rect.top(), width - 2, rect.height()), text, ColorToken::Text2);
        x += width;
    };
    x += c.number;
    // One threshold for all is said once.
    const bool same = std::all_of(m_picture.strips.begin(), m_picture.strips.end(), [this](const auto& s) { return s.threshold == m_picture.strips.front().threshold; });
    const QString threshold = same && !m_picture.strips.empty() ? tr("data points, > %1").arg(ui().format().compact(m_picture.strips.front().threshold)) : tr("data points");
    put(c.points, threshold);
    put(c.rule, tr("Rule"));
    put(c.treat, tr("Missing data"));
    put(c.previous, tr("Before"));
    put(c.prediction, tr("Prediction"));
    put(c.status, tr("State"));
    if (c.why > 0) put(rect.right() - x, tr("Why"));
}

void StripsPanel::paintVerdict(QPainter& painter, double x, double y, double right, const Columns& c, const StripsPicture::Strip& s) const {
    const Theme& t = theme();
    if (!s.status) {
        painter.setFont(t.font(TextRole::Smallest));
        paintText(painter, QRectF(x, y - t.px(9), right - x, t.px(18)), QStringLiteral("–"), ColorToken::Muted);
        return;
    }
    paintAlarmChip(painter, ui(), QPointF(x, y), *s.status);
    const StateLook look = stateLook(s.right ? State::Pass : State::Fail);
    ui().icons.paint(painter, look.icon, QRectF(x + alarmChipWidth(t, *s.status) + t.px(5), std::floor(y - t.px(6)), t.px(12), t.px(12)), look.color, 2);
    if (c.why <= 0) return;
    painter.setFont(t.font(TextRole::Smallest));
    paintText(painter, QRectF(x + c.status, y - t.px(9), right - x - c.status, t.px(18)), whyText(s), ColorToken::Text2);
}

void StripsPanel::paintStrip(QPainter& painter, const QRectF& rect, const Columns& c, std::size_t strip) const {
    const Theme& t = theme();
    const StripsPicture::Strip& s = m_picture.strips[strip];
    const bool selected = static_cast<int>(strip) == m_cursor;
    if (selected) painter.fillRect(rect, t.color(ColorToken::Tint));
    painter.fillRect(QRectF(rect.left(), std::floor(rect.bottom()) - 1, rect.width(), 1), t.color(ColorToken::Line));
    const double height = c.twoLines ? rect.height() / 2 : rect.height();
    const QRectF line(rect.left(), rect.top(), rect.width(), height);
    const auto cell = [&](double x, double width) { return QRectF(x, line.top(), width - 2, line.height()); };
    double x = rect.left();
    painter.setFont(t.font(TextRole::Command));
    paintText(painter, cell(x + t.px(4), c.number), QString::number(s.number), ColorToken::Muted);
    x += c.number;
    const double boxHeight = std::min(height, t.px(24) * 1.0);
    for (std::size_t i = 0; i < s.points.size(); ++i) {
        const QRectF box(x + static_cast<double>(i) * c.cell, line.center().y() - boxHeight / 2, c.cell, boxHeight);
        if (s.points[i]) {
            paintPointCell(painter, ui(), box, {pointText(ui().format(), *s.points[i], s.threshold), isBreaching(s, *s.points[i]), true});
            continue;
        }
        painter.save();
        painter.setPen(QPen(t.color(ColorToken::Line2), 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(std::floor(box.left()) + 1.5, std::floor(box.top()) + 2.5, std::floor(box.width()) - 3, std::floor(box.height()) - 5), 3, 3);
        painter.restore();
        paintPointCell(painter, ui(), box, {});
    }
    x += c.points;
    painter.setFont(t.font(TextRole::Command));
    paintText(painter, cell(x, c.rule), tr("%1 of %2").arg(s.datapointsToAlarm).arg(s.evaluationPeriods), ColorToken::Text);
    x += c.rule;
    paintText(painter, cell(x, c.treat), QString::fromStdString(s.treat), ColorToken::Text);
    x += c.treat;
    double y = line.center().y();
    if (c.twoLines) {
        x = rect.left() + c.number;
        y = rect.top() + height * 1.5;
    }
    paintAlarmChip(painter, ui(), QPointF(x, y), s.previous, c.previousInWords);
    x += c.previous;
    if (s.prediction) {
        paintAlarmChip(painter, ui(), QPointF(x, y), *s.prediction);
    } else if (s.keep) {
        paintKeepChip(painter, ui(), QPointF(x, y));
    } else {
        painter.setFont(t.font(TextRole::Smallest));
        paintText(painter, QRectF(x, y - t.px(9), c.prediction, t.px(18)), QStringLiteral("–"), ColorToken::Muted);
    }
    x += c.prediction;
    paintVerdict(painter, x, y, rect.right(), c, s);
    if (selected && showsFocus()) paintFocus(painter, rect, t);
}

void StripsPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present || m_picture.strips.empty()) {
        paintNote(painter, body, tr("This step has no strips."));
        if (showsFocus()) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
        return;
    }
    if (paintedInWords(painter, body, t.px(340), t.px(100))) return;
    const Columns c = columnsIn(body.width());
    const Places p = placesIn(body, c);
    paintHeading(painter, p.heading, c);
    const int first = firstRow(p.shown);
    for (int i = 0; i < p.shown; ++i) {
        paintStrip(painter, QRectF(p.rows.left(), p.rows.top() + i * p.rowHeight, p.rows.width(), p.rowHeight), c, static_cast<std::size_t>(first + i));
    }
    const QRectF rest = p.rows.adjusted(0, p.shown * p.rowHeight, 0, 0);
    if (const int more = static_cast<int>(m_picture.strips.size()) - p.shown; more > 0 && rest.height() >= t.px(16)) {
        painter.setFont(t.font(TextRole::Smallest));
        paintText(painter, QRectF(rest.left(), rest.top(), rest.width(), t.px(16)), tr("+%1 more").arg(more), ColorToken::Muted, Qt::AlignRight | Qt::AlignVCenter);
    }
}

// --- keys and mouse ---

int StripsPanel::firstRow(int shown) const { return std::clamp(m_cursor - shown + 1, 0, std::max(0, static_cast<int>(m_picture.strips.size()) - shown)); }

void StripsPanel::moveCursor(int to) {
    if (m_picture.strips.empty()) return;
    m_cursor = std::clamp(to, 0, static_cast<int>(m_picture.strips.size()) - 1);
    setAccessibleDescription(stripText(static_cast<std::size_t>(m_cursor)));
    update();
}

void StripsPanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up: moveCursor(m_cursor - 1); return;
    case Qt::Key_Down: moveCursor(m_cursor + 1); return;
    case Qt::Key_Home: moveCursor(0); return;
    case Qt::Key_End: moveCursor(static_cast<int>(m_picture.strips.size()) - 1); return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

int StripsPanel::stripAt(QPointF position) const {
    if (m_picture.strips.empty() || isTableShown()) return -1;
    const Places p = placesIn(bodyRect(), columnsIn(bodyRect().width()));
    if (p.shown < 1 || !p.rows.contains(position)) return -1;
    const int place = static_cast<int>((position.y() - p.rows.top()) / p.rowHeight);
    return place < p.shown ? firstRow(p.shown) + place : -1;
}

void StripsPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (const int strip = stripAt(event->position()); strip >= 0) moveCursor(strip);
}

bool StripsPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    if (const int strip = stripAt(help->pos()); strip >= 0) QToolTip::showText(help->globalPos(), stripText(static_cast<std::size_t>(strip)), this);
    else QToolTip::hideText();
    return true;
}

} // namespace maylab::app
