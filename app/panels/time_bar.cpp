#include "app/panels/time_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace maylab::app {

namespace {

struct SpeedRow {
    Speed speed;
    const char* id;
};
constexpr SpeedRow kSpeeds[] = {{Speed::X1, "1x"}, {Speed::X10, "10x"}, {Speed::X60, "60x"}, {Speed::X600, "600x"}};

} // namespace

TimeBar::TimeBar(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_play(new Button(ui, ButtonKind::Primary, this)),
      m_step(new IconButton(ui, "step-forward", 18, this)),
      m_clock(markAsData(new NumberField(ui, TextRole::Clock, this))),
      m_clockWord(new Label(ui, TextRole::Smallest, ColorToken::Text2, this)), m_speeds(new Segments(ui, this)),
      m_skip(new Button(ui, ButtonKind::Link, this, ButtonSize::Small)), m_timeline(new Timeline(ui, this)) {
    setObjectName(QStringLiteral("timeBar"));
    setProperty("surface", "panel");
    setProperty("edge", "top");
    m_play->setObjectName(QStringLiteral("play"));
    m_step->setObjectName(QStringLiteral("step"));
    m_clock->setObjectName(QStringLiteral("clock"));
    m_clock->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_clock->setWidestText(QStringLiteral("00:00:00.0"));
    m_skip->setObjectName(QStringLiteral("skip"));
    m_skip->setIconName("skip-forward");
    m_speeds->setObjectName(QStringLiteral("speeds"));
    for (const SpeedRow& row : kSpeeds) {
        m_speeds->addSegment(QLatin1String(row.id), QLatin1String(row.id));
        m_speeds->setSegmentIsData(QLatin1String(row.id));
    }

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 4, 8, 4);
    row->setSpacing(12);
    row->addWidget(m_play);
    row->addWidget(m_step);
    auto* clock = new QVBoxLayout();
    clock->setSpacing(0);
    clock->addStretch(1);
    clock->addWidget(m_clock);
    clock->addWidget(m_clockWord);
    clock->addStretch(1);
    row->addLayout(clock);
    auto* speeds = new QVBoxLayout();
    speeds->setSpacing(2);
    speeds->addStretch(1);
    speeds->addWidget(m_speeds);
    speeds->addWidget(m_skip, 0, Qt::AlignLeft);
    speeds->addStretch(1);
    row->addLayout(speeds);
    row->addWidget(m_timeline, 1);
    row->addStretch(0);

    connect(m_play, &QPushButton::clicked, this, &TimeBar::toggle);
    connect(m_step, &QToolButton::clicked, this, &TimeBar::stepAsked);
    connect(m_skip, &QPushButton::clicked, this, [this] {
        if (m_skipping) emit stopSkipAsked();
        else emit skipAsked();
    });
    connect(m_speeds, &Segments::chosen, this, [this](const QString& id) {
        for (const SpeedRow& s : kSpeeds) {
            if (id == QLatin1String(s.id)) emit speedAsked(s.speed);
        }
    });
    connect(m_timeline, &Timeline::markChosen, this, &TimeBar::markChosen);
    // The bar's keys work on every control of it; what a control needs itself (Space on a button) stays its own.
    for (QWidget* w : {static_cast<QWidget*>(m_step), static_cast<QWidget*>(m_timeline), static_cast<QWidget*>(m_play)}) {
        w->installEventFilter(this);
    }
    retranslate();
}

void TimeBar::addAtEnd(QWidget* widget) {
    auto* row = static_cast<QHBoxLayout*>(layout());
    row->insertWidget(row->count() - 1, widget); // before the stretch of the small form
}

void TimeBar::setNames(HappeningNames names) { m_timeline->setNames(std::move(names)); }

void TimeBar::setSmallForm(bool small) {
    m_small = small;
    m_step->setVisible(!small);
    m_speeds->setVisible(!small);
    m_skip->setVisible(!small);
    m_timeline->setVisible(!small);
    auto* row = static_cast<QHBoxLayout*>(layout());
    row->setStretch(row->count() - 1, small ? 1 : 0);
    showState();
}

void TimeBar::setSnapshot(const Snapshot& s) {
    const bool ready = s.state == RunState::Ready;
    m_clock->setText(m_ui.format().clock(s.now.ns()));
    m_timeline->setState(s.now, s.happenings);
    m_now = s.now;
    const bool same = ready == m_ready && s.playing == m_playing && s.skipping == m_skipping &&
                      s.hasNext == m_hasNext && s.holds == m_holds && s.speed == m_speed && s.atEnd == m_atEnd &&
                      s.skipTarget == m_skipTarget && s.achieved == m_achieved;
    if (same) return;
    m_ready = ready;
    m_playing = s.playing;
    m_skipping = s.skipping;
    m_hasNext = s.hasNext;
    m_holds = s.holds;
    m_speed = s.speed;
    m_atEnd = s.atEnd;
    m_skipTarget = s.skipTarget;
    m_achieved = s.achieved;
    showState();
}

void TimeBar::showState() {
    const bool locked = (m_holds & static_cast<std::uint8_t>(Hold::Prediction)) != 0;
    const bool reading = (m_holds & static_cast<std::uint8_t>(Hold::Reading)) != 0;
    const bool editing = (m_holds & static_cast<std::uint8_t>(Hold::Editing)) != 0;
    m_play->setEnabled(m_ready && !m_atEnd && !locked);
    m_step->setEnabled(m_ready && !m_atEnd && !locked);
    m_speeds->setEnabled(m_ready);
    m_play->setIconName(m_playing ? "pause" : "play");
    const QString play = m_playing ? tr("Pause") : tr("Play");
    m_play->setAccessibleName(play);
    m_play->setToolTip(QStringLiteral("%1 (Ctrl+Space)").arg(play));
    m_play->setText(m_small ? play : QString());
    for (const SpeedRow& s : kSpeeds) {
        if (s.speed == m_speed) m_speeds->setCurrent(QLatin1String(s.id));
    }
    m_skip->setEnabled(m_ready && !locked && (m_skipping || m_hasNext));
    m_skip->setText(m_skipping ? tr("Stop") : tr("Skip the wait"));
    m_skip->setIconName(m_skipping ? "x" : "skip-forward");
    m_skip->setToolTip(m_skipping || m_hasNext ? QString() : tr("Nothing is awaited at present"));

    // What the clock does, in words: nobody should have to guess whether time runs.
    QString words = tr("virtual time");
    if (!m_ready) {
        words = tr("no run");
    } else if (m_atEnd) {
        words = tr("the end of this run");
    } else if (locked) {
        words = tr("waits for your prediction");
    } else if (m_skipping) {
        words = tr("running ahead to %1").arg(m_ui.format().shortClock(m_skipTarget.inSeconds()));
    } else if (!m_playing) {
        words = tr("paused");
    } else if (editing) {
        words = tr("waits while you edit");
    } else if (reading) {
        words = tr("waits while you read");
    } else {
        const double factor = static_cast<double>(factorOf(m_speed));
        if (factor > 1 && m_achieved > 0 && m_achieved < factor * 0.8) {
            words = tr("as fast as it can: %1x").arg(m_ui.format().compact(m_achieved));
        } else if (m_small) {
            words = tr("virtual time, %1x").arg(m_ui.format().compact(factor));
        }
    }
    m_clockWord->setText(words);
}

void TimeBar::retranslate() {
    setAccessibleName(tr("Time"));
    m_step->setName(tr("One event"), QStringLiteral("."));
    m_clock->setAccessibleName(tr("Virtual time"));
    m_clock->setToolTip(tr("Virtual time: one minute here may take a second."));
    m_speeds->setAccessibleName(tr("Speed"));
    // As wide as its longest sentence, so that nothing jumps.
    m_clockWord->setMinimumWidth(m_clockWord->fontMetrics().horizontalAdvance(tr("waits for your prediction")) + 4);
    showState();
}

void TimeBar::toggle() {
    if (m_play->isEnabled()) emit playAsked(!m_playing);
}

bool TimeBar::handleKey(QKeyEvent* event) {
    if (event->modifiers() != Qt::NoModifier && event->modifiers() != Qt::KeypadModifier) return false;
    switch (event->key()) {
    case Qt::Key_Space: toggle(); return true;
    case Qt::Key_Period:
        if (m_small || !m_step->isEnabled()) return false;
        emit stepAsked();
        return true;
    case Qt::Key_BracketLeft: m_timeline->moveMark(-1); return !m_small;
    case Qt::Key_BracketRight: m_timeline->moveMark(1); return !m_small;
    default: return false;
    }
}

void TimeBar::serve(QWidget* view) { view->installEventFilter(this); }

void TimeBar::keyPressEvent(QKeyEvent* event) {
    if (!handleKey(event)) QFrame::keyPressEvent(event);
}

bool TimeBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool buttonsOwn = key->key() == Qt::Key_Space && (watched == m_step || watched == m_play);
        if (!buttonsOwn && handleKey(key)) return true;
    }
    return QFrame::eventFilter(watched, event);
}

void TimeBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) retranslate();
}

} // namespace maylab::app
