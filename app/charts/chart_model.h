// What a chart asks for. A chart pulls when it repaints; nothing pushes into a chart.
//
// Time is virtual seconds since the start of the run. Implementations answer on the UI's thread, cheaply, from what
// the last snapshot or query brought; an absent point is absent: a gap is a point whose value is NaN, or simply a
// longer distance than gapSeconds() between two points.
#pragma once

#include <QObject>
#include <QString>

#include <limits>
#include <optional>
#include <vector>

namespace maylab::app {

struct ChartPoint {
    double at = 0; // virtual seconds
    double value = 0;
};

struct ChartSeries {
    QByteArray id;       // column name in CSV, "hit_ratio"
    int style = 0;       // index of the theme's series 0..5
    bool ghost = false;  // the old future: grey, dashed
    bool markers = false;
    bool right = false; // read on the axis at the right
};

// A horizontal line with its label on it.
struct ChartLine {
    enum class Kind { Goal, Limit };
    Kind kind = Kind::Goal;
    double value = 0;
    QString label; // in the chrome's language
    bool right = false;
    double to = std::numeric_limits<double>::quiet_NaN(); // a band from value to there
    enum class Fill { None, Above, Below } fill = Fill::None;
};

// A vertical mark: a command, a rewind, the begin of a step.
struct ChartMark {
    double at = 0;
    QString label;
};

// A solid band between two times (a fault, a scan).
struct ChartBand {
    double from = 0;
    double to = 0;
    QString label;
    bool annotation = false; // somebody's own mark, not an event of the world
};

class ChartModel : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    // Texts, asked again after every change of language.
    virtual QString title() const = 0;
    virtual QString unit() const = 0; // "ms", "0–1"; may be empty
    virtual QString seriesName(int series) const = 0;

    virtual std::vector<ChartSeries> series() const = 0;
    // Points with from <= at <= to, plus one on either side where there is one, in order of time.
    virtual void points(int series, double from, double to, std::vector<ChartPoint>& out) const = 0;

    virtual double begin() const { return 0; }
    virtual double now() const = 0;
    // Until when points() says everything; the run may be further on than the last answer.
    virtual double knownUntil() const { return now(); }
    virtual double gapSeconds() const { return 1.5; }

    virtual bool logarithmic() const { return false; }
    virtual int decimals() const { return 2; }
    // Fixed ends of the y axis; nullopt = by the data.
    virtual std::optional<double> minimum() const { return 0.0; }
    virtual std::optional<double> maximum() const { return std::nullopt; }

    virtual std::optional<double> rightMinimum() const { return 0.0; }
    virtual std::optional<double> rightMaximum() const { return std::nullopt; }

    virtual bool stacked() const { return false; } // areas on each other: points() are their upper edges
    virtual bool embedded() const { return false; } // margins no wider than the labels (ChartPicture)
    // Under the time axis, of a visible span; "" is the run's clock.
    virtual QString timeText(double /*at*/, double /*span*/) const { return {}; }

    virtual std::vector<ChartLine> lines() const { return {}; }
    virtual std::vector<ChartMark> marks() const { return {}; }
    virtual std::vector<ChartBand> bands() const { return {}; }

  signals:
    void structureChanged(); // other series, title or lines: not for new points
};

} // namespace maylab::app
