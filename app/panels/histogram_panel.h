// Latency as a histogram on a logarithmic axis, over the last ten minutes: the humps of hits and misses, and where the
// average and the percentiles lie among them.
//
// Left and right walk over the bins; the share of a bin is drawn by its logarithm, so that both humps are seen,
// or linearly.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

class HistogramPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit HistogramPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const HistogramPicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.histogram); }
    const HistogramPicture& picture() const { return m_picture; }

    void setLogarithmic(bool logarithmic); // shares
    bool isLogarithmic() const { return m_logarithmic; }
    int cursor() const { return m_cursor; } // a bin; -1: none
    QString binText(std::size_t bin) const;
    // What a hump is made of and how large: "hit 90.2 %"; empty when there is no such.
    QString humpText(bool hits) const;

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Mark { // a statistic as a line
        QString name;
        double value; // milliseconds
        ColorToken color;
        Qt::PenStyle dash;
        std::vector<double> pattern;
    };
    struct Places {
        QRectF legend, marks, plot, axis, foot;
        std::vector<QString> entries;
    };
    struct Hump {
        int first = -1, last = -1; // bins
        double share = 0;          // percent
        double tallest = 0;        // percent, its largest bin
    };
    std::vector<Mark> marks() const;
    QString markText(const Mark& mark) const;
    QString fastText() const;
    QString milliseconds(double value) const;
    QString share(double percent) const;
    bool usesCache() const { return m_picture.hits + m_picture.misses > 0; }
    double percentOf(double count) const { return m_picture.requests > 0 ? count * 100 / m_picture.requests : 0; }
    Hump humpOf(bool hits) const;
    double binBegin(std::size_t bin) const; // milliseconds
    Places placesIn(const QRectF& body) const;
    double xOf(double milliseconds, const QRectF& plot) const;
    double topShare() const;
    double heightOf(double percent, const QRectF& plot) const;
    void paintLegend(QPainter& painter, const Places& p) const;
    void paintAxes(QPainter& painter, const Places& p) const;
    void paintBars(QPainter& painter, const QRectF& plot) const;
    void paintMarks(QPainter& painter, const Places& p) const;
    void paintHump(QPainter& painter, const Places& p, bool hits) const;
    int binAt(QPointF position) const;
    void walk(int from, int step);
    void showFact();

    HistogramPicture m_picture;
    Segments* m_scale;
    bool m_logarithmic = true;
    int m_cursor = -1;
};

} // namespace maylab::app
