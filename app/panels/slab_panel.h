// Memcached as slab classes: a row per class with its pages, its chunks (hot, warm, cold, free) and what was evicted;
// beside it two nodes under the same requests, with the hit ratio of each window.
//
// Up and down walk over the classes.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

class SlabPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit SlabPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const SlabPicture& slabs, const ComparisonPicture& comparison);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.slabs, s.picture.comparison); }
    const SlabPicture& picture() const { return m_slabs; }
    const ComparisonPicture& comparison() const { return m_comparison; }

    QString classText(std::size_t place) const;
    QString nodeText(std::size_t node) const; // of the comparison
    QString phaseText() const;
    int cursor() const { return m_cursor; }

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
    struct Places {
        QRectF classes, heading, rows, legend, strip;
        double rowHeight = 0;
        int shown = 0;
    };
    struct Part { // of a class's bar
        QString name;
        double share;
        int look; // 0 hot, 1 warm, 2 cold, 3 free
    };
    Places placesIn(const QRectF& body) const;
    std::vector<Part> partsOf(const SlabPicture::Class& c) const;
    QString partName(int look) const;
    void paintPart(QPainter& painter, const QRectF& rect, int look) const;
    int classAt(QPointF position) const;
    int firstRow(int shown) const;
    void paintClass(QPainter& painter, const QRectF& row, std::size_t place) const;
    void paintLegend(QPainter& painter, const QRectF& rect) const;
    void paintStrip(QPainter& painter, const QRectF& rect) const;
    void moveCursor(int to);
    void showFact();

    SlabPicture m_slabs;
    ComparisonPicture m_comparison;
    int m_cursor = 0;
};

} // namespace maylab::app
