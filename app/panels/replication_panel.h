// The replication stream of one shard: its nodes on a line of offsets, what each replica does not have yet, how old that
// makes it, and the state of its link. Below, the last failover as a line of events (lost, detected, promoted, DNS) and
// how many acknowledged writes it cost; above, the endpoints and what DNS says about them.
//
// Up and down walk over the nodes, Page keys over the shards, Enter asks why the present primary was chosen.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

class ReplicationPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit ReplicationPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const ReplicationPicture& picture, kernel::SimTime now);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.replication, s.now); }
    const ReplicationPicture& picture() const { return m_picture; }

    QString nodeText(std::size_t node) const;
    QString dnsText() const;
    QString failoverText() const; // empty: there was none
    int cursor() const { return m_cursor; }
    // The bytes that the line spans: a round number that holds the slowest replica.
    double span() const;

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  signals:
    void shardAsked(quint32 shard);
    void failoverWhyAsked();
    void lostWritesWhyAsked();

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
        QRectF dns, rows, axis, way, failover;
        double rowHeight = 0;
        int shown = 0;
        double trackLeft = 0, trackRight = 0;
    };
    Places placesIn(const QRectF& body) const;
    int nodeAt(QPointF position) const;
    QString linkText(const NodePicture& node) const;
    QString nameText(const NodePicture& node) const;  // at the left of its line
    QString stateText(const NodePicture& node) const; // at the right of it
    QString bytesText(double bytes) const;
    QString secondsText(double seconds) const;
    QString onTheWayText() const;
    void paintNode(QPainter& painter, const QRectF& row, const Places& p, std::size_t node) const;
    void paintFailover(QPainter& painter, const QRectF& rect) const;
    void moveCursor(int to);
    void showHeader();

    ReplicationPicture m_picture;
    kernel::SimTime m_now;
    Button* m_lost;
    Button* m_why;
    IconButton* m_previous;
    IconButton* m_next;
    int m_cursor = 0;
};

} // namespace maylab::app
