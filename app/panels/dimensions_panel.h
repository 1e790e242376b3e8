// Dimension explosion: every metric that a scheme of dimensions makes as a cell, their number and what they cost against
// the step's targets, and which questions the scheme answers.
//
// Up and down walk over what is shown: the schemes, the two targets, the questions.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

class DimensionsPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit DimensionsPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const DimensionsPicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.dimensions); }
    const DimensionsPicture& picture() const { return m_picture; }

    QString setText(std::size_t set) const; // "Errors: Host 50 × Endpoint 24 = 1,200"
    QString billText() const;               // "4,800 × $0.30 = $1,440.00 a month"
    QString answerText(std::size_t answer) const;
    int cursor() const { return m_cursor; } // an item; -1: none

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    // One metric name's cells: blocks by the first dimension, rows by the second, columns by the rest.
    struct Grid {
        std::uint64_t blocks = 0;
        int rows = 1;
        std::uint64_t columns = 1;
        bool wraps = false; // one run of cells, broken where the width ends
    };
    struct Target {
        QString name, value, limit;
        double part, goal; // of the bar
        bool held;
    };
    Grid gridOf(const DimensionsPicture::Set& set) const;
    double heightOf(const Grid& grid, double width, int pitch) const;
    QString schemeText(const DimensionsPicture::Set& set) const;
    QString cellsText(const DimensionsPicture::Set& set) const; // what a block, a row, a column is
    std::vector<Target> targets() const;
    QString targetText(const Target& target) const;
    QString priceText() const;
    QString questionText(const std::string& question) const;
    std::vector<QString> items() const; // walked over, in order
    void paintSchemes(QPainter& painter, const QRectF& rect) const;
    void paintCells(QPainter& painter, const QRectF& rect) const;
    void paintGrid(QPainter& painter, const Grid& grid, const QRectF& rect, int pitch, ColorToken color) const;
    void paintFacts(QPainter& painter, const QRectF& rect) const;
    void paintItemFocus(QPainter& painter, int item, const QRectF& rect) const;
    void showFact();

    DimensionsPicture m_picture;
    int m_cursor = -1;
};

} // namespace maylab::app
