// The time bar: play or pause, one event, the clock, speeds, "Skip the wait", the timeline. In its small form (the
// first minutes) only pause and the clock. It asks; whoever owns the session acts and hands back a Snapshot.
//
// Keys while the bar or a view it serves has the focus: Space play, . one event, [ ] marks; toggle() is for
// Ctrl+Space from everywhere.
#pragma once

#include <QFrame>

#include "app/panels/timeline.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

namespace maylab::app {

class TimeBar : public QFrame {
    Q_OBJECT
  public:
    explicit TimeBar(const UiContext& ui, QWidget* parent = nullptr);

    void setSnapshot(const Snapshot& s);
    void setSmallForm(bool small);
    bool smallForm() const { return m_small; }
    void setNames(HappeningNames names);
    Timeline* timeline() const { return m_timeline; }
    void addAtEnd(QWidget* widget); // right of the timeline
    // The bar's keys work in this view too.
    void serve(QWidget* view);

  public slots:
    void toggle();

  signals:
    void playAsked(bool play);
    void stepAsked();
    void speedAsked(maylab::app::Speed speed);
    void skipAsked();
    void stopSkipAsked();
    void markChosen(quint64 number);

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    // True when the key was one of the bar's.
    bool handleKey(QKeyEvent* event);
    void retranslate();
    void showState();

    const UiContext& m_ui;
    Button* m_play;
    IconButton* m_step;
    NumberField* m_clock;
    Label* m_clockWord;
    Segments* m_speeds;
    Button* m_skip;
    Timeline* m_timeline;
    bool m_small = false;

    // Of the last snapshot, as far as it is shown.
    bool m_ready = false, m_playing = false, m_skipping = false, m_hasNext = false, m_atEnd = false;
    std::uint8_t m_holds = 0;
    Speed m_speed = Speed::X1;
    double m_achieved = 0;
    kernel::SimTime m_now, m_skipTarget;
};

} // namespace maylab::app
