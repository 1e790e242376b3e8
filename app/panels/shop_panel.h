// The shop: visitors -> application -> (cache) -> database with its connections and the queue before them.
//
// Requests go home in virtual time as shapes of their outcome; above 10x and with reduced motion there are only
// counts. Arrow keys walk over the requests on their way, Enter asks why.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

// How an outcome is drawn and called, everywhere.
struct OutcomeLook {
    Marker shape;
    ColorToken color;
};
OutcomeLook outcomeLook(Outcome outcome);
QString outcomeWord(Outcome outcome);

class ShopPanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit ShopPanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const ShopPicture& picture, kernel::SimTime now, Speed speed);
    // Whether it is said what the database does and can do each second; on by default.
    void setLimitShown(bool shown) { m_limitShown = shown; }
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.shop, s.now, s.speed); }
    const ShopPicture& picture() const { return m_picture; }

    // Requests drawn on their way home at present; none above 10x.
    int movingRequests() const { return static_cast<int>(m_moving.size()); }
    std::uint64_t chosenRequest() const { return m_chosen; }

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

    // Above 10x only counts are drawn; a request that was answered is still seen on its way home for a moment.
    static bool drawsRequestsAt(Speed speed) { return speed == Speed::X1 || speed == Speed::X10; }
    static double homeSeconds(Speed speed) { return speed == Speed::X10 ? 7 : 0.7; } // virtual

  signals:
    void requestChosen(quint64 id); // Why?

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
    bool m_limitShown = true;
    struct Moving {
        std::uint64_t id;
        Outcome outcome;
        std::uint32_t product;
        double milliseconds;
        double way; // 0 at the application, 1 at the visitors
        int lane;
        QPointF at; // where it was painted
    };
    struct Places {
        QRectF visitors, application, cache, database, answers, queue, legend;
    };
    static constexpr int kLanes = 5;
    static constexpr QPointF kNowhere{-1e6, -1e6}; // a request that is not drawn cannot be pointed at

    Places placesIn(const QRectF& body) const;
    void paintNode(QPainter& painter, const QRectF& rect, const QByteArray& icon, const QString& name,
                   const QString& detail, bool strong) const;
    void paintDatabase(QPainter& painter, const QRectF& rect) const;
    void paintQueue(QPainter& painter, const QRectF& rect) const;
    void paintAnswers(QPainter& painter, const QRectF& rect);
    bool isCompact(const QRectF& body) const { return body.width() < theme().px(440); }
    std::vector<double> legendWidths() const;
    void paintLegend(QPainter& painter, const QRectF& rect) const;
    std::vector<Outcome> legendOutcomes() const;
    bool usesCache() const { return m_picture.strategy != "none" && !m_picture.strategy.empty(); }
    bool drawsRequests() const { return !theme().reducedMotion() && drawsRequestsAt(m_speed); }
    void showRate();
    QString busyText() const;
    QString rateWords() const; // what the database does and can do each second
    double databaseLimit() const;
    QString waitingText() const;
    QString rateText(double perSecond) const;
    const Moving* movingAt(QPointF position) const;
    void chooseNext(int direction);
    QString requestText(const Moving& m) const;

    ShopPicture m_picture;
    kernel::SimTime m_now;
    Speed m_speed = Speed::X1;
    std::vector<Moving> m_moving; // oldest first
    std::uint64_t m_chosen = 0;
};

} // namespace maylab::app
