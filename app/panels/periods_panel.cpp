#include "app/panels/periods_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace maylab::app {

namespace {

constexpr const char* kStatistics[] = {"Sum", "Average", "Maximum", "p99"};

// Retention (sheet 1.1): to which age data can be read at that period. Data of one second are high resolution only.
struct Kept {
    int period;
    std::int64_t seconds;
};
constexpr std::int64_t kDay = 86400;
constexpr Kept kKept[] = {{1, 3 * 3600}, {60, 15 * kDay}, {300, 63 * kDay}, {3600, 455 * kDay}};

std::int64_t keptFor(int period) {
    std::int64_t kept = 0;
    for (const Kept& k : kKept) {
        if (period % k.period == 0) kept = k.seconds;
    }
    return kept;
}

// Every period that has data has the same value: none of them is the tallest.
bool isFlat(const PeriodsPicture::Row& row) {
    if (row.tallest < 0) return false;
    const double top = row.values[static_cast<std::size_t>(row.tallest)];
    std::size_t data = 0;
    for (const double v : row.values) {
        if (!std::isnan(v) && v != top) return false;
        data += std::isnan(v) ? 0 : 1;
    }
    return data > 1;
}

} // namespace

PeriodsPanel::PeriodsPanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent), m_choice(new Segments(ui, this)), m_list(markAsData(new QComboBox(this))) {
    setObjectName(QStringLiteral("periodsPanel"));
    setMouseTracking(true);
    m_choice->setObjectName(QStringLiteral("statistic"));
    for (const char* name : kStatistics) {
        const QString id = QLatin1String(name);
        m_choice->addSegment(id, id);
        m_choice->setSegmentIsData(id);
        m_list->addItem(id);
    }
    m_list->setObjectName(QStringLiteral("statisticList"));
    m_list->hide();
    header()->insertWidget(header()->count() - 1, m_list);
    connect(m_list, &QComboBox::textActivated, this, [this](const QString& id) { setStatistic(id.toStdString()); });
    m_choice->setCurrent(QString::fromStdString(m_statistic));
    header()->insertWidget(header()->count() - 1, m_choice);
    connect(m_choice, &Segments::chosen, this, [this](const QString& id) { setStatistic(id.toStdString()); });
    retranslate();
}

QString PeriodsPanel::title() const { return tr("Period and statistic"); }

QSize PeriodsPanel::sizeHint() const { return {theme().px(740), theme().px(280)}; }

void PeriodsPanel::retranslate() {
    m_choice->setAccessibleName(tr("Statistic"));
    m_list->setAccessibleName(tr("Statistic"));
    showFact();
    DrawnPanel::retranslate();
}

void PeriodsPanel::showFact() {
    QString text;
    if (m_picture.present) {
        text = QString::fromStdString(m_picture.metricNamespace + " " + m_picture.metricName);
        if (m_picture.to > m_picture.from) {
            text += QStringLiteral(", ") + timeText(m_picture.from) + u'\u2013' + timeText(m_picture.to) + QStringLiteral(" UTC");
        }
    }
    fact()->setText(text);
}

void PeriodsPanel::setPicture(const PeriodsPicture& picture) {
    m_picture = picture;
    if (m_row >= 0 && m_bar >= static_cast<int>(m_picture.rows[static_cast<std::size_t>(m_row)].values.size())) m_row = m_bar = -1;
    const bool news = picture.asked != 0 && picture.asked != std::exchange(m_followed, picture.asked);
    if (news && std::find(std::begin(kStatistics), std::end(kStatistics), picture.askedStatistic) != std::end(kStatistics)) setStatistic(picture.askedStatistic);
    showFact();
    refresh();
}

void PeriodsPanel::setStatistic(const std::string& statistic) {
    if (statistic == m_statistic) return;
    m_statistic = statistic;
    m_choice->setCurrent(QString::fromStdString(statistic));
    m_list->setCurrentText(QString::fromStdString(statistic));
    emit statisticChosen();
}

// --- words ---

QString PeriodsPanel::timeText(std::int64_t unixSeconds) const {
    return ui().format().time(QDateTime::fromSecsSinceEpoch(unixSeconds, Qt::UTC).time());
}

QString PeriodsPanel::valueText(double value) const {
    const Format f = ui().format();
    const QString number = f.compact(value);
    if (m_picture.unit == "Percent") return f.withUnit(number, QStringLiteral("%"));
    if (m_picture.unit == "Milliseconds") return f.withUnit(number, QStringLiteral("ms"));
    if (m_picture.unit == "Seconds") return f.withUnit(number, QStringLiteral("s"));
    return number;
}

QString PeriodsPanel::barText(std::size_t row, std::size_t bar) const {
    if (row >= m_picture.rows.size() || bar >= m_picture.rows[row].values.size()) return {};
    const PeriodsPicture::Row& r = m_picture.rows[row];
    const std::int64_t begin = m_picture.from + static_cast<std::int64_t>(bar) * r.period;
    const QString period = tr("Period %1, %2 to %3 UTC")
                               .arg(ui().format().withUnit(QString::number(r.period), QStringLiteral("s")), timeText(begin), timeText(std::min(begin + r.period, m_picture.to)));
    const QString value = std::isnan(r.values[bar]) ? tr("no data") : QString::fromStdString(m_picture.statistic) + u' ' + valueText(r.values[bar]);
    return period + QStringLiteral(": ") + value;
}

QString PeriodsPanel::tallestText(std::size_t row) const {
    if (row >= m_picture.rows.size() || m_picture.rows[row].tallest < 0) return {};
    const PeriodsPicture::Row& r = m_picture.rows[row];
    if (isFlat(r)) return tr("all the same: %1").arg(valueText(r.values[static_cast<std::size_t>(r.tallest)]));
    return timeText(m_picture.from + static_cast<std::int64_t>(r.tallest) * r.period) + QStringLiteral("  ") + valueText(r.values[static_cast<std::size_t>(r.tallest)]);
}

QString PeriodsPanel::askedText() const {
    if (m_picture.asked == 0) return {};
    return tr("You asked for %1, period %2.").arg(QString::fromStdString(m_picture.askedStatistic), ui().format().withUnit(QString::number(m_picture.askedPeriod), QStringLiteral("s")));
}

bool PeriodsPanel::oneScale() const { return m_picture.statistic != "Sum" && m_picture.statistic != "SampleCount"; }

QString PeriodsPanel::noteText() const {
    if (!m_picture.present) return tr("No metric to show yet: this view follows the one that the step names.");
    const QString name = QString::fromStdString(m_picture.metricNamespace + " " + m_picture.metricName);
    if (m_picture.to <= m_picture.from) return tr("%1 has no data yet.").arg(name);
    if (m_picture.noStatistic) return tr("%1 has no %2: data sent as statistic sets, or below zero, keep no percentiles.").arg(name, QString::fromStdString(m_picture.statistic));
    return {};
}

QString PeriodsPanel::describe() const {
    if (const QString note = noteText(); !note.isEmpty()) return note;
    QStringList parts;
    if (const QString asked = askedText(); !asked.isEmpty()) parts << asked;
    for (std::size_t i = 0; i < m_picture.rows.size(); ++i) {
        const PeriodsPicture::Row& r = m_picture.rows[i];
        if (isFlat(r)) parts << tr("Period %1: %2.").arg(ui().format().withUnit(QString::number(r.period), QStringLiteral("s")), tallestText(i));
        else if (r.tallest >= 0) parts << tr("The tallest: %1.").arg(barText(i, static_cast<std::size_t>(r.tallest)));
    }
    return parts.join(u' ');
}

std::vector<DrawnPanel::TableRow> PeriodsPanel::table() const {
    std::vector<TableRow> rows;
    const Format f = ui().format();
    const auto seconds = [&f](int n) { return f.withUnit(QString::number(n), QStringLiteral("s")); };
    for (std::size_t i = 0; i < m_picture.rows.size(); ++i) {
        if (const QString text = tallestText(i); !text.isEmpty()) rows.push_back({tr("Tallest at period %1").arg(seconds(m_picture.rows[i].period)), text});
    }
    for (const Kept& k : kKept) {
        rows.push_back({k.period == 1 ? tr("Period %1 (high resolution) can be read for").arg(seconds(k.period)) : tr("Period %1 can be read for").arg(seconds(k.period)),
                        k.seconds < kDay ? tr("%1 h").arg(k.seconds / 3600) : tr("%1 days").arg(k.seconds / kDay)});
    }
    // Every bar, the long periods first: 360 minutes come last.
    for (std::size_t i = m_picture.rows.size(); i-- > 0;) {
        const PeriodsPicture::Row& r = m_picture.rows[i];
        for (std::size_t bar = 0; bar < r.values.size(); ++bar) {
            if (std::isnan(r.values[bar])) continue;
            rows.push_back({seconds(r.period) + QStringLiteral(", ") + timeText(m_picture.from + static_cast<std::int64_t>(bar) * r.period), valueText(r.values[bar])});
        }
    }
    return rows;
}

QStringList PeriodsPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (noteText().isEmpty()) texts << tr("kept %1 days").arg(15) << tr("finest period that can be read, by the age of the data") << tr("now");
    return texts;
}

// --- drawing ---

PeriodsPanel::Places PeriodsPanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    p.name = px(96);
    const double strip = px(50), line = px(17);
    const bool withStrip = body.height() >= px(200);
    p.strip = QRectF(body.left(), body.bottom() - (withStrip ? strip : 0), body.width(), withStrip ? strip : 0);
    p.caption = QRectF(body.left(), p.strip.top() - line - (withStrip ? px(4) : 0), body.width(), line);
    p.axis = QRectF(body.left() + p.name, p.caption.top() - line, body.width() - p.name, line);
    p.rows = QRectF(body.left(), body.top(), body.width(), std::max(0.0, p.axis.top() - body.top()));
    p.rowHeight = p.rows.height() / static_cast<double>(m_picture.rows.size());
    return p;
}

double PeriodsPanel::topOf(std::size_t row) const {
    double top = 0;
    for (std::size_t i = 0; i < m_picture.rows.size(); ++i) {
        const PeriodsPicture::Row& r = m_picture.rows[i];
        if ((i == row || oneScale()) && r.tallest >= 0) top = std::max(top, r.values[static_cast<std::size_t>(r.tallest)]);
    }
    return top > 0 ? top : 1;
}

QRectF PeriodsPanel::barRect(std::size_t row, std::size_t bar, const QRectF& bars) const {
    const PeriodsPicture::Row& r = m_picture.rows[row];
    const double seconds = static_cast<double>(m_picture.to - m_picture.from);
    const auto x = [&](std::size_t i) {
        return std::floor(bars.left() + bars.width() * std::min(1.0, static_cast<double>(i) * r.period / seconds));
    };
    const double width = x(bar + 1) - x(bar), height = std::floor(std::clamp(r.values[bar] / topOf(row), 0.0, 1.0) * bars.height());
    return {x(bar), std::floor(bars.bottom()) - std::max(1.0, height), std::max(1.0, width >= 4 ? width - 1 : width), std::max(1.0, height)};
}

void PeriodsPanel::paintRow(QPainter& painter, const Places& p, std::size_t row) const {
    const Theme& t = theme();
    const Format f = ui().format();
    const PeriodsPicture::Row& r = m_picture.rows[row];
    const QRectF whole = p.row(row), bars = p.bars(row, t.px(14));
    painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
    const double line = t.px(16);
    const bool two = whole.height() >= t.px(36), asked = m_picture.asked != 0 && m_picture.askedPeriod == r.period;
    const double top = whole.bottom() - 3 - line * (two ? 2 : 1);
    if (asked) painter.fillRect(QRectF(whole.left() - t.px(8), std::floor(top), t.px(3), line * (two ? 2 : 1)), t.color(ColorToken::Accent));
    paintText(painter, QRectF(whole.left(), top, p.name - t.px(8), line), f.withUnit(QString::number(r.period), QStringLiteral("s")), asked ? ColorToken::Accent : ColorToken::Text);
    painter.setFont(t.font(TextRole::Smallest));
    if (two) paintText(painter, QRectF(whole.left(), top + line, p.name - t.px(8), line), tr("kept %1 days").arg(keptFor(r.period) / kDay), ColorToken::Muted);
    const bool flat = isFlat(r);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(bars.left(), std::floor(bars.bottom()), bars.width(), 1), t.color(ColorToken::Line));
    for (std::size_t i = 0; i < r.values.size(); ++i) {
        if (!std::isnan(r.values[i]) && (flat || static_cast<int>(i) != r.tallest)) painter.fillRect(barRect(row, i, bars), t.color(ColorToken::Series1));
    }
    QRectF tallest;
    if (r.tallest >= 0 && !flat) {
        tallest = barRect(row, static_cast<std::size_t>(r.tallest), bars);
        tallest.setWidth(std::max(2.0, tallest.width()));
        painter.fillRect(tallest, t.color(ColorToken::Series2));
    }
    painter.restore();
    if (flat) {
        painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
        paintText(painter, QRectF(bars.left(), whole.top(), bars.width(), t.px(14)), tallestText(row), ColorToken::Text);
    } else if (r.tallest >= 0) {
        // Above its bar; the triangle points at it.
        painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
        const QString words = tallestText(row);
        const double width = painter.fontMetrics().horizontalAdvance(words) + 4, height = t.px(14);
        const double at = tallest.center().x();
        const bool leftwards = at + t.px(7) + width > whole.right();
        const QRectF box(leftwards ? at - t.px(7) - width : at + t.px(7), whole.top(), width, height);
        const double y = whole.top() + height * 0.45;
        const QPointF triangle[] = {{at - t.px(4), y - t.px(3)}, {at + t.px(4), y - t.px(3)}, {at, y + t.px(4)}};
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.color(ColorToken::Series2));
        painter.drawPolygon(triangle, 3);
        paintText(painter, box, words, ColorToken::Text, (leftwards ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (static_cast<int>(row) == m_row && m_bar >= 0 && m_bar < static_cast<int>(r.values.size())) {
        const auto at = static_cast<std::size_t>(m_bar);
        QRectF around = std::isnan(r.values[at]) ? QRectF(bars.left(), bars.bottom(), 1, 1) : barRect(row, at, bars);
        if (std::isnan(r.values[at])) around.moveLeft(bars.left() + bars.width() * static_cast<double>(at) * r.period / static_cast<double>(m_picture.to - m_picture.from));
        paintFocus(painter, QRectF(around.left() - 3, bars.top() - 2, around.width() + 6, bars.height() + 4), t);
    }
}

void PeriodsPanel::paintAxis(QPainter& painter, const Places& p) const {
    const Theme& t = theme();
    painter.setFont(t.font(TextRole::Smallest));
    const double seconds = static_cast<double>(m_picture.to - m_picture.from);
    const double width = painter.fontMetrics().horizontalAdvance(QStringLiteral("00:00")) + 4;
    std::int64_t step = 1800;
    while (p.axis.width() * static_cast<double>(step) / seconds < width * 1.6 && step < kDay) step *= 2;
    for (std::int64_t at = (m_picture.from + step - 1) / step * step; at <= m_picture.to; at += step) {
        const double x = p.axis.left() + p.axis.width() * static_cast<double>(at - m_picture.from) / seconds;
        painter.fillRect(QRectF(std::floor(x), p.axis.top() - 2, 1, 4), t.color(ColorToken::Axis));
        const double left = std::min(x - width / 2, p.axis.right() - width);
        paintText(painter, QRectF(left, p.axis.top() + 2, width, p.axis.height() - 2), timeText(at), ColorToken::Text2, Qt::AlignCenter);
    }
}

// The age of data on a logarithmic axis, the present at the right as in every chart: which period is the finest there.
void PeriodsPanel::paintStrip(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const Format f = ui().format();
    painter.setFont(t.font(TextRole::Smallest));
    const double line = t.px(16);
    const QRectF title(rect.left(), rect.top(), rect.width(), line), band(rect.left(), title.bottom() + 1, rect.width(), t.px(16)),
        ticks(rect.left(), band.bottom(), rect.width(), line);
    const QString heading = tr("finest period that can be read, by the age of the data");
    const double titleWidth = painter.fontMetrics().horizontalAdvance(heading) + 4;
    paintText(painter, title, heading, ColorToken::Text2);
    constexpr double kYoungest = 60;
    const double whole = std::log(static_cast<double>(kKept[3].seconds) / kYoungest);
    const auto x = [&](double age) { return std::floor(band.right() - std::clamp(std::log(std::max(age, kYoungest) / kYoungest) / whole, 0.0, 1.0) * band.width()); };
    const ColorToken shades[] = {ColorToken::Scale2, ColorToken::Scale1, ColorToken::Hover}; // the finer, the stronger
    double age = kYoungest, taken = rect.right();
    for (std::size_t i = 0; i < std::size(kKept); ++i) {
        const double older = static_cast<double>(kKept[i].seconds), younger = std::exchange(age, older);
        const QRectF part(x(older), band.top(), x(younger) - x(older), band.height());
        const bool hollow = i == 0; // only a part of all metrics has it
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing, false);
        if (hollow) {
            painter.setPen(QPen(t.color(ColorToken::Line2), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(part.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(part.adjusted(0, 0, -1, 0), t.color(shades[i - 1]));
        }
        painter.restore();
        const QString period = f.withUnit(QString::number(kKept[i].period), QStringLiteral("s"));
        const QString words = hollow ? tr("%1, high resolution only").arg(period) : period;
        const bool fits = painter.fontMetrics().horizontalAdvance(words) + 6 <= part.width();
        paintText(painter, part.adjusted(3, 0, -3, 0), fits ? words : period, ColorToken::Text, Qt::AlignCenter);
        const QString until = kKept[i].seconds < kDay ? tr("%1 h").arg(kKept[i].seconds / 3600) : tr("%1 days").arg(kKept[i].seconds / kDay);
        const double width = painter.fontMetrics().horizontalAdvance(until) + 4;
        const double left = std::max(rect.left(), part.left() - (i + 1 == std::size(kKept) ? 0 : width / 2));
        // From the right: a tick that would run into its neighbour has no room.
        if (left + width > taken) continue;
        taken = left - t.px(4);
        paintText(painter, QRectF(left, ticks.top(), width, ticks.height()), until, ColorToken::Text2, Qt::AlignCenter);
    }
    paintText(painter, ticks, tr("now"), ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
    // What the rows show.
    const double from = x(static_cast<double>(m_picture.now - m_picture.from)), to = std::max(from + 4, x(static_cast<double>(m_picture.now - m_picture.to)));
    painter.fillRect(QRectF(from, band.top() - 2, to - from, 2), t.color(ColorToken::Text));
    const QString shown = tr("shown");
    const double width = painter.fontMetrics().horizontalAdvance(shown) + 4;
    const double left = std::min((from + to) / 2 - width / 2, band.right() - width);
    if (left > title.left() + titleWidth) paintText(painter, QRectF(left, title.top() - 1, width, line), shown, ColorToken::Text, Qt::AlignCenter);
}

void PeriodsPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (const QString note = noteText(); !note.isEmpty()) {
        paintNote(painter, body, note);
        return;
    }
    if (paintedInWords(painter, body, t.px(300), t.px(140))) return;
    const Places p = placesIn(body);
    for (std::size_t i = 0; i < m_picture.rows.size(); ++i) paintRow(painter, p, i);
    paintAxis(painter, p);
    painter.setFont(t.font(TextRole::Smallest));
    const bool cursor = m_row >= 0 && m_bar >= 0;
    const QString scale = oneScale() ? tr("All rows have one scale.") : tr("Each row has its own scale: a sum grows with its period.");
    const QString asked = askedText();
    const QString caption = cursor ? barText(static_cast<std::size_t>(m_row), static_cast<std::size_t>(m_bar)) : asked.isEmpty() ? scale : asked + u' ' + scale;
    paintText(painter, p.caption, caption, cursor ? ColorToken::Text : ColorToken::Muted);
    if (p.strip.height() > 0) paintStrip(painter, p.strip);
    if (showsFocus() && !cursor) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
}

// --- walking ---

void PeriodsPanel::resizeEvent(QResizeEvent* event) {
    const bool room = width() >= theme().px(600);
    m_choice->setVisible(room);
    m_list->setVisible(!room);
    DrawnPanel::resizeEvent(event);
}

void PeriodsPanel::moveCursor(int row, int bar) {
    if (!noteText().isEmpty()) return;
    m_row = std::clamp(row, 0, static_cast<int>(m_picture.rows.size()) - 1);
    const auto at = static_cast<std::size_t>(m_row);
    m_bar = std::clamp(bar, 0, std::max(0, static_cast<int>(m_picture.rows[at].values.size()) - 1));
    setAccessibleDescription(barText(at, static_cast<std::size_t>(m_bar)));
    update();
}

void PeriodsPanel::keyPressEvent(QKeyEvent* event) {
    const auto tallest = [this](int row) { return std::max(0, m_picture.rows[static_cast<std::size_t>(row)].tallest); };
    const int last = static_cast<int>(m_picture.rows.size()) - 1;
    // The time stays where it is when the row changes.
    const auto toRow = [&](int row) {
        if (m_row < 0) return moveCursor(0, tallest(0));
        row = std::clamp(row, 0, last);
        moveCursor(row, m_bar * m_picture.rows[static_cast<std::size_t>(m_row)].period / m_picture.rows[static_cast<std::size_t>(row)].period);
    };
    switch (event->key()) {
    case Qt::Key_Up: toRow(m_row - 1); return;
    case Qt::Key_Down: toRow(m_row + 1); return;
    case Qt::Key_Left: m_row < 0 ? moveCursor(0, tallest(0)) : moveCursor(m_row, m_bar - 1); return;
    case Qt::Key_Right: m_row < 0 ? moveCursor(0, tallest(0)) : moveCursor(m_row, m_bar + 1); return;
    case Qt::Key_Home: moveCursor(std::max(0, m_row), 0); return;
    case Qt::Key_End: moveCursor(std::max(0, m_row), static_cast<int>(m_picture.rows[static_cast<std::size_t>(std::max(0, m_row))].values.size()) - 1); return;
    case Qt::Key_Escape:
        m_row = m_bar = -1;
        update();
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

std::pair<int, int> PeriodsPanel::barAt(QPointF position) const {
    if (isTableShown() || !noteText().isEmpty()) return {-1, -1};
    const Places p = placesIn(bodyRect());
    for (std::size_t i = 0; i < m_picture.rows.size(); ++i) {
        const QRectF row = p.row(i).adjusted(p.name, 0, 0, 0);
        if (!row.contains(position)) continue;
        const double at = (position.x() - row.left()) / row.width() * static_cast<double>(m_picture.to - m_picture.from);
        return {static_cast<int>(i), std::clamp(static_cast<int>(at / m_picture.rows[i].period), 0, static_cast<int>(m_picture.rows[i].values.size()) - 1)};
    }
    return {-1, -1};
}

void PeriodsPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (const auto at = barAt(event->position()); at.first >= 0) moveCursor(at.first, at.second);
}

bool PeriodsPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    const auto at = barAt(help->pos());
    if (at.first >= 0) QToolTip::showText(help->globalPos(), barText(static_cast<std::size_t>(at.first), static_cast<std::size_t>(at.second)), this);
    else QToolTip::hideText();
    return true;
}

} // namespace maylab::app
