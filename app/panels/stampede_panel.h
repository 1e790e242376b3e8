// The stampede counter: how many build the home page at this moment (a square each: solid with a connection, hollow
// waiting for one), who holds the lock, who waits for it, who gets the old copy; beside it the most builds at one time of
// each expiry. Left and right walk over the expiries, Enter asks why about the newest build.
#pragma once

#include "app/panels/drawn_panel.h"
#include "app/session/snapshot.h"

namespace maylab::app {

class StampedePanel : public DrawnPanel {
    Q_OBJECT
  public:
    explicit StampedePanel(const UiContext& ui, QWidget* parent = nullptr);

    void setPicture(const StampedePicture& picture);
    void setSnapshot(const Snapshot& s) { setPicture(s.picture.stampede); }
    const StampedePicture& picture() const { return m_picture; }

    QString lockText() const;  // empty where no lock is used
    QString pageText() const;  // fresh for, missing since, old copy
    QString expiryText(std::size_t expiry) const;
    int cursor() const { return m_cursor; }
    int shownExpiries() const; // as many as have room, the newest

    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  signals:
    void buildWhyAsked();

  protected:
    QString title() const override;
    QString describe() const override;
    std::vector<TableRow> table() const override;
    void paintBody(QPainter& painter, const QRectF& body) override;
    void retranslate() override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    std::uint32_t builds() const { return m_picture.building + m_picture.waitingForConnection; }
    QString buildsText() const;
    QString strategyText() const;
    struct Places {
        QRectF builds, history, page, lock;
    };
    Places placesIn(const QRectF& body) const;
    int barsIn(const QRectF& history) const;
    void paintBuilds(QPainter& painter, const QRectF& rect) const;
    void paintLines(QPainter& painter, const Places& p) const;
    void paintHistory(QPainter& painter, const QRectF& rect) const;
    void moveCursor(int to);
    void showFact();

    StampedePicture m_picture;
    int m_cursor = -1; // of the expiries; -1: none
};

} // namespace maylab::app
