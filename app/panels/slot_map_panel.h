// The slot map: 16384 slots as one strip coloured by shard, what migrates at this moment, and a row per shard: slots,
// keys, operations, the engine's CPU (a hot shard stands out by bar, sign and word), primary and replicas by zone.
//
// A key typed into the field is looked for as CLUSTER KEYSLOT would: slot, owner, where it is going. Left and right
// walk over the runs of slots, up and down over the shards, Enter shows the shard's replication.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

class QLineEdit;

namespace maylab::app {

class SlotMapPanel : public DrawnPanel {
    Q_OBJECT
  public:
    static constexpr double kHotPercent = 80; // of one engine thread

    explicit SlotMapPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const SlotsPicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.slotMap); }
    const SlotsPicture& picture() const { return m_picture; }

    void findKey(const QString& key);
    QString keyText() const;               // "product:17: slot 9121, shard 2"; empty without a key
    QString slotText(std::uint32_t slot) const;
    QString shardText(std::size_t shard) const;
    int shardCursor() const { return m_shard; }
    int hottest() const; // place of the busiest shard; -1: none does anything

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  signals:
    void shardChosen(quint32 shard);
    void redirectWhyAsked(const QString& rule); // the newest MOVED or ASK

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Places {
        QRectF strip, scale, note, heading, rows;
        double rowHeight = 0;
        int shown = 0; // rows that fit
    };
    struct Columns {
        double name, owned, keys, rate, bar, nodes; // left edges; owned (slots), keys < 0: no room
        double right;
        double barWidth, figure, sign, remark; // widths of the bar and of what stands behind it, the same in all rows
    };
    Places placesIn(const QRectF& body) const;
    Columns columnsIn(const QRectF& row) const;
    int firstRow(int shown) const;
    double xOf(const QRectF& strip, double slot) const;
    std::uint16_t shardOf(std::uint32_t slot) const;
    QString nameOf(std::uint16_t shard) const;
    QString movingText() const;    // of the resharding; empty: none
    QString remarkOf(int shard) const; // behind its bar: "hottest"; mostly empty
    QString redirectsText() const; // "MOVED 120 · ASK 3"; empty: none
    void paintStrip(QPainter& painter, const Places& p) const;
    void paintRow(QPainter& painter, const QRectF& row, int shard) const;
    void paintNodes(QPainter& painter, const QRectF& rect, const ShardPicture& shard) const;
    void moveShard(int to);
    void moveRun(int to);
    void showHeader();

    SlotsPicture m_picture;
    QLineEdit* m_find;
    Button* m_why;
    QString m_key;
    int m_shard = 0;
    int m_run = -1; // -1: the cursor is in the rows
};

} // namespace maylab::app
