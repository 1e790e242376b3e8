// The painted timeline of the time bar: what has passed, what is to come, and a mark for everything that happened
// (bar = command, triangle = fault, disc = goal passed). Marks nearer than 14 px are one mark with a number.
// [ and ] walk over the marks; a mark tells what it is on hover and focus.
#pragma once

#include <QWidget>

#include "app/session/snapshot.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/text.h"

#include <functional>

namespace maylab::app {

// What happened, in the learner's words: "aws elasticache create-cache-cluster", "Goal passed: see-queue".
// names gives the title of a goal or step; null: its id.
using HappeningNames = std::function<QString(const Happening&)>;
QString happeningText(const Happening& happening, const HappeningNames& names = {});

class Timeline : public QWidget, public PaintedText {
    Q_OBJECT
  public:
    static constexpr int kMergePixels = 14;
    static constexpr int kTargetPixels = 24;

    struct Mark {
        Happening::Kind kind = Happening::Kind::Command;
        double x = 0;                   // where it is painted
        std::vector<std::size_t> items; // of the happenings shown
    };

    explicit Timeline(const UiContext& ui, QWidget* parent = nullptr);

    void setNames(HappeningNames names) { m_names = std::move(names); }
    void setState(kernel::SimTime now, std::shared_ptr<const std::vector<Happening>> happenings);
    const std::vector<Mark>& marks() const { return m_marks; }
    QString markText(int mark) const;
    int currentMark() const { return m_current; }
    void moveMark(int direction);
    // Seconds of virtual time across the whole width.
    double span() const { return m_span; }
    static double spanFor(double now); // grows in steps, so that nothing creeps
    static double tickFor(double span, int room);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QStringList visibleTexts() const override { return {}; }

  signals:
    void markChosen(quint64 number); // of the happening

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

  private:
    double xOf(double seconds) const;
    void layoutMarks();
    void describe();
    int markAt(QPointF position) const;

    const UiContext& m_ui;
    HappeningNames m_names;
    kernel::SimTime m_now;
    std::shared_ptr<const std::vector<Happening>> m_happenings;
    std::vector<Mark> m_marks;
    double m_span = 60;
    int m_current = -1;
    bool m_keyboardFocus = false;
};

} // namespace maylab::app
