// The keyspace as tiles: every product (or every n-th) has a place; hollow = not in the cache, else coloured by the
// time it has left, its age or its frequency on the sequential scale - or, for those that are not there, by why they
// left. Values that are no strings carry a letter, keys that the learner touched are always there and framed. The legend
// is always shown, a tile tells its value on hover and focus, and the table twin counts the classes.
//
// Arrow keys, Home, End and Page keys move the cursor over the tiles; Enter asks why about that key.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

#include <QComboBox>
#include <QImage>
#include <QTimer>

namespace maylab::app {

class KeyspacePanel : public DrawnPanel {
    Q_OBJECT
  public:
    enum class Shade { TtlLeft, Age, Frequency, LeftBy };
    static constexpr int kAbsent = -1;
    static constexpr int kNever = 5;   // cached, and nothing will take it away in time
    static constexpr int kClasses = 6; // 0..4 on the scale, kNever
    // Classes of Shade::LeftBy; kAbsent: not there, and not known to have been.
    static constexpr int kInside = 0, kExpired = 1, kEvicted = 2, kDeleted = 3;

    explicit KeyspacePanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const KeyspacePicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.keyspace); }
    const KeyspacePicture& picture() const { return m_picture; }
    void setShade(Shade shade);
    Shade shade() const { return m_shade; }

    // How many tiles fit: what the session is asked for.
    std::uint32_t roomForTiles() const;
    int classOf(const TilePicture& tile) const;
    QString classText(int c) const; // "4–8 s", "not cached"
    int cursor() const { return m_cursor; }
    QString tileText(int index) const;
    QString keyOf(int index) const; // "product:12"

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  signals:
    void keyChosen(const QString& key); // Why?
    void roomChanged(quint32 tiles);

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Grid {
        int columns = 1, rows = 1;
        QPointF origin;
    };
    Grid grid() const;
    QRectF tileArea(const QRectF& body) const;
    int tileAt(QPointF position) const;
    void moveCursor(int to);
    QColor classColor(int c) const;
    void advanceMotion();
    std::vector<int> legendClasses() const;
    std::vector<double> legendWidths() const;
    void paintLegend(QPainter& painter, const QRectF& rect) const;
    std::vector<std::uint64_t> counts() const; // absent first, then 0..kNever
    void showFact();
    void chooseControl();
    void paintMarks(QPainter& painter, const Grid& grid, int tiles) const;

    KeyspacePicture m_picture;
    Shade m_shade = Shade::TtlLeft;
    Segments* m_segments;
    QComboBox* m_choice; // the same where the segments do not fit
    // A tile that changes its class gets there in four solid steps.
    static constexpr std::uint8_t kSteps = 4;
    std::vector<std::int8_t> m_from, m_to;
    std::vector<std::uint8_t> m_step;
    QTimer m_motion;
    int m_cursor = 0;
    std::uint32_t m_room = 0;
};

} // namespace maylab::app
