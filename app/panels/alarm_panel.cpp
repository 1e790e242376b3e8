#include "app/panels/alarm_panel.h"

#include "app/shell/widgets/cards.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace maylab::app {

AlarmPanel::AlarmPanel(const UiContext& ui, QWidget* parent)
    : DrawnPanel(ui, parent), m_name(markAsData(new ElidedLabel(ui, TextRole::Command, ColorToken::Text, this))),
      m_choice(markAsData(new QComboBox(this))), m_chip(nullptr), m_part(new Segments(ui, this)),
      m_rulesButton(new IconButton(ui, "git-compare", 14, this)) {
    setObjectName(QStringLiteral("alarmPanel"));
    setMouseTracking(true);
    auto* chip = markAsData(new Chip(ui, this));
    m_chip = chip;
    m_choice->setObjectName(QStringLiteral("alarmChoice"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_part->setObjectName(QStringLiteral("part"));
    m_part->addSegment(QStringLiteral("evaluations"));
    m_part->addSegment(QStringLiteral("rules"));
    m_part->setCurrent(QStringLiteral("evaluations"));
    header()->insertWidget(1, m_name);
    header()->insertWidget(2, m_choice);
    header()->insertWidget(3, m_chip);
    m_rulesButton->setObjectName(QStringLiteral("showRules"));
    m_rulesButton->setCheckable(true);
    header()->insertWidget(header()->count() - 1, m_part);
    header()->insertWidget(header()->count() - 1, m_rulesButton);
    connect(m_choice, &QComboBox::activated, this, [this](int i) { choose(m_choice->itemText(i).toStdString()); });
    connect(m_part, &Segments::chosen, this, [this](const QString& id) { setRulesFirst(id == QLatin1String("rules")); });
    connect(m_rulesButton, &QToolButton::clicked, this, &AlarmPanel::setRulesFirst);
    retranslate();
}

QString AlarmPanel::title() const { return tr("Alarm microscope"); }

QSize AlarmPanel::sizeHint() const { return {theme().px(740), theme().px(240)}; }

void AlarmPanel::retranslate() {
    m_part->setSegmentText(QStringLiteral("evaluations"), tr("Evaluations"), tr("Each evaluation with the data points that it used"));
    m_part->setAccessibleName(tr("What is shown"));
    m_choice->setAccessibleName(tr("Alarm"));
    showHeader();
    DrawnPanel::retranslate();
}

void AlarmPanel::setPicture(const AlarmPicture& alarm, const ReplayPicture& replay) {
    if (alarm.name != m_alarm.name) m_cursor = 0, m_cursorAt = 0;
    m_alarm = alarm;
    m_replay = replay;
    // The cursor stays on its evaluation while newer ones come; on the newest it follows.
    if (m_cursorAt > 0 && !m_alarm.composite) {
        const auto at = std::find_if(m_alarm.rows.begin(), m_alarm.rows.end(), [this](const auto& r) { return r.at <= m_cursorAt; });
        m_cursor = at == m_alarm.rows.end() ? count() - 1 : static_cast<int>(at - m_alarm.rows.begin());
    }
    m_cursor = std::clamp(m_cursor, 0, std::max(0, count() - 1));
    showHeader();
    refresh();
}

void AlarmPanel::choose(const std::string& name) {
    if (name == m_chosen) return;
    m_chosen = name;
    emit alarmChosen();
}

int AlarmPanel::count() const { return static_cast<int>(m_alarm.composite ? m_alarm.children.size() : m_alarm.rows.size()); }

// --- words ---

QString AlarmPanel::unitText() const {
    if (m_alarm.unit == "Percent") return QStringLiteral("%");
    if (m_alarm.unit == "Milliseconds") return QStringLiteral("ms");
    if (m_alarm.unit == "Microseconds") return QStringLiteral("µs");
    if (m_alarm.unit == "Seconds") return QStringLiteral("s");
    if (m_alarm.unit == "Bytes") return QStringLiteral("B");
    if (m_alarm.unit == "Count/Second") return QStringLiteral("1/s");
    return {};
}

QString AlarmPanel::ruleText(bool withRange) const {
    if (!m_alarm.present) return {};
    if (m_alarm.composite) return tr("composite alarm");
    const std::string& c = m_alarm.comparison;
    QString side;
    if (c == "outside") side = tr("outside the band (our model)");
    else if (c == "below") side = tr("below the band (our model)");
    else if (c == "above") side = tr("above the band (our model)");
    else side = (c == ">=" ? QStringLiteral("≥") : c == "<=" ? QStringLiteral("≤") : QString::fromStdString(c)) + QLatin1Char(' ') + ui().format().compact(m_alarm.threshold);
    if (m_alarm.period != 60) side += QLatin1Char(' ') + tr("over %1 s").arg(m_alarm.period);
    if (!withRange) return tr("%1, %2 of %3").arg(side, QString::number(m_alarm.datapointsToAlarm), QString::number(m_alarm.evaluationPeriods));
    return tr("%1, %2 of %3, range %4 points").arg(side, QString::number(m_alarm.datapointsToAlarm), QString::number(m_alarm.evaluationPeriods),
                                                   QString::number(m_alarm.range));
}

QString AlarmPanel::missingText(const AlarmPicture::Row& row) const {
    using Missing = AlarmPicture::Missing;
    switch (row.missing) {
    case Missing::NotNeeded: return tr("not needed");
    case Missing::OlderTaken: return tr("older point taken");
    case Missing::NoneAtAll: return tr("no data at all");
    case Missing::EnoughAlready: return tr("enough without it");
    case Missing::AsBreaching: return tr("%1 as breaching").arg(row.filled);
    case Missing::AsNotBreaching: return tr("%1 as not breaching").arg(row.filled);
    case Missing::OneIsGood: return tr("a good point decides");
    case Missing::OldEnough: return tr("all breach for long enough");
    case Missing::TooEarly: return tr("too early: state kept");
    case Missing::FewSamples: return tr("few samples: state kept");
    }
    return {};
}

QString AlarmPanel::changeText(const AlarmPicture::Row& row) const { return row.changed ? tr("changed") : tr("same"); }

bool AlarmPanel::breachesBelow(const AlarmPicture::Point& p) const {
    const std::string& c = m_alarm.comparison;
    return c == "<" || c == "<=" || c == "below" || (c == "outside" && p.belowBand);
}

QString AlarmPanel::pointsText(const AlarmPicture::Row& row) const {
    QStringList words;
    for (const AlarmPicture::Point& p : row.points) {
        QString text = p.value ? pointText(ui().format(), *p.value, m_alarm.threshold) : QStringLiteral("–");
        if (p.breaching) text += breachesBelow(p) ? QStringLiteral("▼") : QStringLiteral("▲");
        words << (p.lookedAt ? QLatin1Char('[') + text + QLatin1Char(']') : text);
    }
    return words.join(QLatin1Char(' '));
}

QString AlarmPanel::rowText(std::size_t row) const {
    if (row >= m_alarm.rows.size()) return {};
    const AlarmPicture::Row& r = m_alarm.rows[row];
    return tr("Evaluated at %1: data points %2; breaching %3 of %4; missing data: %5; %6, %7")
        .arg(timeOfDay(r.at), pointsText(r), QString::number(r.breaching), QString::number(m_alarm.evaluationPeriods), missingText(r), alarmStateText(r.status),
             changeText(r));
}

QString AlarmPanel::childText(std::size_t child) const {
    if (child >= m_alarm.children.size()) return {};
    const AlarmPicture::Child& c = m_alarm.children[child];
    const QString name = QString::fromStdString(c.name);
    if (!c.exists) return tr("%1: there is no such alarm").arg(name);
    const QString words = tr("%1: %2 since %3").arg(name, alarmStateText(c.status), timeOfDay(c.since));
    return c.suppressor ? tr("Suppressor %1").arg(words) : words;
}

QString AlarmPanel::reasonText() const {
    if (!m_alarm.composite && m_cursor < static_cast<int>(m_alarm.rows.size())) {
        return QString::fromStdString(m_alarm.rows[static_cast<std::size_t>(m_cursor)].reason);
    }
    return QString::fromStdString(m_alarm.reason);
}

QString AlarmPanel::sinceText(std::int64_t at) const {
    return at > 0 ? tr("StateReason, since %1").arg(timeOfDay(at)) : tr("StateReason");
}

QString AlarmPanel::describe() const {
    const ReplayDrawing replay(ui(), m_replay);
    QStringList words;
    if (!m_alarm.present) {
        words << tr("No alarm in this run yet.");
    } else {
        words << tr("Alarm %1 is in state %2: %3.").arg(QString::fromStdString(m_alarm.name), alarmStateText(m_alarm.status), ruleText());
        if (m_alarm.composite) {
            words << tr("Rule: %1").arg(QString::fromStdString(m_alarm.rule)) + QLatin1Char('.');
            for (std::size_t i = 0; i < m_alarm.children.size(); ++i) words << childText(i) + QLatin1Char('.');
        } else if (!m_alarm.rows.empty()) {
            words << tr("Missing data is treated as %1.").arg(QString::fromStdString(m_alarm.treat));
            words << rowText(static_cast<std::size_t>(m_cursor)) + QLatin1Char('.');
        } else {
            words << tr("No evaluation under these settings yet.");
        }
        words << tr("StateReason: %1").arg(reasonText());
    }
    words << replay.describe();
    words.removeAll(QString());
    return words.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> AlarmPanel::table() const {
    std::vector<TableRow> rows;
    if (m_alarm.present) rows.push_back({QString::fromStdString(m_alarm.name), alarmStateText(m_alarm.status) + QStringLiteral(" · ") + ruleText()});
    if (m_alarm.present && !m_alarm.composite) rows.push_back({tr("Missing data"), QString::fromStdString(m_alarm.treat)});
    for (const AlarmPicture::Row& r : m_alarm.rows) {
        rows.push_back({timeOfDay(r.at) + QStringLiteral(": ") + pointsText(r),
                        tr("%1 of %2").arg(r.breaching).arg(m_alarm.evaluationPeriods) + QStringLiteral(" · ") + missingText(r) + QStringLiteral(" · ") +
                            alarmStateText(r.status) + QStringLiteral(" · ") + changeText(r)});
    }
    if (m_alarm.composite) rows.push_back({tr("Rule"), QString::fromStdString(m_alarm.rule)});
    for (const AlarmPicture::Child& c : m_alarm.children) {
        rows.push_back({QString::fromStdString(c.name), c.exists ? alarmStateText(c.status) : tr("no such alarm")});
    }
    if (m_alarm.present) rows.push_back({tr("StateReason"), reasonText()});
    for (auto& [name, value] : ReplayDrawing(ui(), m_replay).table()) rows.push_back({name, value});
    return rows;
}

// --- header ---

void AlarmPanel::showHeader() {
    const bool several = m_alarm.names.size() > 1;
    QStringList names;
    for (const std::string& n : m_alarm.names) names << QString::fromStdString(n);
    QStringList listed;
    for (int i = 0; i < m_choice->count(); ++i) listed << m_choice->itemText(i);
    if (names != listed) {
        m_choice->clear();
        m_choice->addItems(names);
    }
    if (!m_choice->view()->isVisible()) m_choice->setCurrentIndex(static_cast<int>(names.indexOf(QString::fromStdString(m_alarm.name))));
    m_choice->setVisible(several);
    m_name->setText(QString::fromStdString(m_alarm.name));
    m_name->setVisible(!several && m_alarm.present);
    static_cast<Chip*>(m_chip)->setState(stateOf(m_alarm.status), alarmStateText(m_alarm.status));
    // The newest row says it as well: the longest word stands here only where it leaves room for the rule.
    const int room = m_alarm.status == AlarmStatus::InsufficientData ? 820 : 480;
    m_chip->setVisible(m_alarm.present && (!several || width() >= theme().px(room)));
    const bool rules = m_replay.signal.empty() || m_replay.signal == "cpu";
    const QString part = rules ? tr("The same signal under other rules") : tr("The night that is played, and how the alarms did");
    m_part->setSegmentText(QStringLiteral("rules"), rules ? tr("Other rules") : tr("Replay"), part);
    m_rulesButton->setName(part);
    const int wide = width();
    // A rule may be longer than its place: what it does without comes first.
    QStringList words;
    if (m_alarm.present && !m_alarm.actionsEnabled) words << tr("actions off");
    if (!m_alarm.suppressedBy.empty()) words << tr("actions suppressed (%1)").arg(QString::fromStdString(m_alarm.suppressedBy));
    words << ruleText(wide >= theme().px(820)); // the range is to be seen: it is the cells
    fact()->setText(words.join(QStringLiteral(", ")));
    fact()->setVisible(wide >= theme().px(560));
    const bool switched = layoutIn(bodyRect()) == Layout::Switched;
    m_part->setVisible(switched && wide >= theme().px(700));
    m_rulesButton->setVisible(switched && wide < theme().px(700));
    m_part->updateGeometry(); // its words may have changed
    m_choice->setMaximumWidth(std::max(theme().px(90), wide - theme().px(wide < theme().px(480) ? 250 : 330)));
}

void AlarmPanel::setRulesFirst(bool rules) {
    m_rulesFirst = rules;
    m_part->setCurrent(rules ? QStringLiteral("rules") : QStringLiteral("evaluations"));
    m_rulesButton->setChecked(rules);
    refresh();
}

bool AlarmPanel::showsRules() const {
    switch (layoutIn(bodyRect())) {
    case Layout::Alone: return false;
    case Layout::Switched: return m_rulesFirst;
    case Layout::Beside:
    case Layout::Below: return true;
    }
    return false;
}

void AlarmPanel::resizeEvent(QResizeEvent* event) {
    DrawnPanel::resizeEvent(event);
    showHeader();
}

// --- keys and mouse ---

void AlarmPanel::moveCursor(int to) {
    if (count() == 0) return;
    m_cursor = std::clamp(to, 0, count() - 1);
    const auto place = static_cast<std::size_t>(m_cursor);
    m_cursorAt = m_cursor == 0 || m_alarm.composite ? 0 : m_alarm.rows[place].at;
    setAccessibleDescription(m_alarm.composite ? childText(place) : rowText(place) + QStringLiteral(". ") + tr("StateReason: %1").arg(reasonText()));
    update();
}

void AlarmPanel::keyPressEvent(QKeyEvent* event) {
    const int page = std::max(1, placesIn(bodyRect()).shown - 1);
    switch (event->key()) {
    case Qt::Key_Up: moveCursor(m_cursor - 1); return;
    case Qt::Key_Down: moveCursor(m_cursor + 1); return;
    case Qt::Key_PageUp: moveCursor(m_cursor - page); return;
    case Qt::Key_PageDown: moveCursor(m_cursor + page); return;
    case Qt::Key_Home: moveCursor(0); return;
    case Qt::Key_End: moveCursor(count() - 1); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_alarm.composite && m_cursor < count() && m_alarm.children[static_cast<std::size_t>(m_cursor)].exists) {
            choose(m_alarm.children[static_cast<std::size_t>(m_cursor)].name);
            return;
        }
        break;
    default: break;
    }
    DrawnPanel::keyPressEvent(event);
}

int AlarmPanel::firstRow(int shown) const { return std::clamp(m_cursor - shown + 1, 0, std::max(0, count() - shown)); }

int AlarmPanel::rowAt(QPointF position) const {
    if (!m_alarm.present || isTableShown()) return -1;
    const Places p = placesIn(bodyRect());
    if (p.shown < 1 || !p.rows.contains(position)) return -1;
    const int place = static_cast<int>((position.y() - p.rows.top()) / p.rowHeight);
    const int row = firstRow(p.shown) + place;
    return place < p.shown && row < count() ? row : -1;
}

void AlarmPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (const int row = rowAt(event->position()); row >= 0) moveCursor(row);
}

void AlarmPanel::mouseDoubleClickEvent(QMouseEvent* event) {
    DrawnPanel::mouseDoubleClickEvent(event);
    const int row = rowAt(event->position());
    if (row >= 0 && m_alarm.composite && m_alarm.children[static_cast<std::size_t>(row)].exists) choose(m_alarm.children[static_cast<std::size_t>(row)].name);
}

void AlarmPanel::wheelEvent(QWheelEvent* event) {
    const int steps = event->angleDelta().y() / 40;
    if (steps == 0 || count() == 0 || isTableShown()) return DrawnPanel::wheelEvent(event);
    moveCursor(m_cursor - steps);
    event->accept();
}

bool AlarmPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    const int row = rowAt(help->pos());
    const bool reason = m_alarm.present && !isTableShown() && placesIn(bodyRect()).reason.contains(help->pos());
    if (row >= 0) QToolTip::showText(help->globalPos(), m_alarm.composite ? childText(static_cast<std::size_t>(row)) : rowText(static_cast<std::size_t>(row)), this);
    else if (reason) QToolTip::showText(help->globalPos(), reasonText(), this);
    else QToolTip::hideText();
    return true;
}

} // namespace maylab::app
