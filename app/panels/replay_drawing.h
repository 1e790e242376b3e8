// The replay of the night beside an alarm: a band of the alarm's states with the incidents as triangles, what became of
// each incident, and the same signal under other rules. Draws into a rectangle of a view; no widget of its own.
#pragma once

#include "app/session/alarm_picture.h"
#include "app/shell/ui_context.h"

#include <QCoreApplication>
#include <QRectF>

#include <utility>
#include <vector>

class QPainter;

namespace maylab::app {

class ReplayDrawing {
    Q_DECLARE_TR_FUNCTIONS(maylab::app::ReplayDrawing)
  public:
    ReplayDrawing(const UiContext& ui, const ReplayPicture& picture) : m_ui(ui), m_picture(picture) {}

    bool isEmpty() const { return !m_picture.present || (m_picture.minutes <= 0 && m_picture.rules.empty()); }
    double heightWanted(double width) const;
    void paint(QPainter& painter, const QRectF& rect) const;

    QString title() const;
    QString describe() const;
    // Names and values for a table twin.
    std::vector<std::pair<QString, QString>> table() const;

    QString progressText() const;
    QString incidentText(std::size_t incident) const;
    QString ruleText(std::size_t rule) const; // "2 of 3", with the threshold where they differ, with the period where it is no minute
    QString needText(std::size_t need) const; // "differs in 12 min, from 1:05: OK, needed ALARM"

  private:
    double bandHeight() const;
    double tableHeight() const;
    bool isWide(double width) const;
    bool thresholdsDiffer() const;
    QString hourText(double minute) const;
    QString lateText(const ReplayPicture::Rule& rule) const;
    void paintBand(QPainter& painter, const QRectF& rect) const;
    void paintIncidents(QPainter& painter, const QRectF& rect) const;
    void paintRules(QPainter& painter, const QRectF& rect) const;
    void paintNeeds(QPainter& painter, const QRectF& rect) const;
    // Only the CPU night is about one alarm; otherwise the band is that of the alarm that is shown.
    bool namesAlarm() const { return m_picture.signal != "cpu" && !m_picture.alarm.empty(); }
    bool hasTable() const { return !m_picture.rules.empty() || !m_picture.needs.empty(); }
    QString noteText() const; // beside or below the band where there is no table
    void text(QPainter& painter, const QRectF& rect, const QString& words, ColorToken color, Qt::Alignment align = Qt::AlignLeft) const;

    const UiContext& m_ui;
    const ReplayPicture& m_picture;
};

} // namespace maylab::app
