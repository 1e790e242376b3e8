// What the week page and the rail show, asked again after changed() and after every change of language.
#pragma once

#include "app/shell/widgets/state.h"

#include <QDate>
#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace maylab::app {

struct WeekLab {
    QString id;
    QString title;         // "ElastiCache": a service name
    QByteArray icon;
    int day = 0;           // the programme's number: Monday = 2
    QDate date;            // may be invalid
    QString sentence;      // what the learner does
    State state = State::NotBegun; // NotBegun, InProgress, Pass, Planned
    int stepsDone = 0;
    int stepsTotal = 0;
    int minutes = 0;       // spent, or expected when not begun
    QString figures;       // "Hit ratio 0.94 · p99 7.8 ms" once measured
    QString firstStep;     // title of the first step, for a lab not begun
};

struct WeekGoal {
    State state = State::Open;
    QString text; // "Paths billed 1, needs ≤ 1"
};

struct WeekContinuation {
    QString labId;
    QString title;   // "CloudFront, step 8: Release without waiting"
    QString when;    // "yesterday at 21:14"; empty when nothing was begun yet
    bool begun = false;
    std::vector<WeekGoal> goals;
};

struct WorklogRow {
    State state = State::NotBegun;
    QString text;   // "Day 2 · ElastiCache"
    QString detail; // "26 Jan, 8 figures"
};

struct WorklogSummary {
    QString folder; // "1.4-Week4"
    std::vector<WorklogRow> rows;
    QString warning; // may be empty
};

class WeekModel : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    virtual QString title() const = 0;    // "Week 4"
    virtual QString subtitle() const = 0; // "Monday 26 to Saturday 31 January 2026 · 19 of 80 steps done"
    virtual std::vector<WeekLab> labs() const = 0;
    virtual std::optional<WeekContinuation> continuation() const = 0;
    virtual WorklogSummary worklog() const = 0;

  signals:
    void changed();
};

} // namespace maylab::app
