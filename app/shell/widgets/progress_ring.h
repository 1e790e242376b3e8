// A ring that fills with progress around an icon; full = done, with a check at the lower right.
#pragma once

#include "app/shell/ui_context.h"

#include <QVariantAnimation>
#include <QWidget>

namespace maylab::app {

// The ring as a drawing, for delegates and other painters.
void paintRing(QPainter& painter, const UiContext& ui, const QRectF& rect, double progress, const QByteArray& icon,
               int iconSize, bool planned = false);

class ProgressRing : public QWidget {
    Q_OBJECT
  public:
    ProgressRing(const UiContext& ui, const QByteArray& icon, int diameter, QWidget* parent = nullptr);
    void setProgress(double progress); // 0 to 1, moves there in 240 ms unless motion is reduced
    double progress() const { return m_target; }
    void setPlanned(bool planned); // not there yet: dashed
    void setIconName(const QByteArray& icon);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
    QByteArray m_icon;
    int m_diameter;
    double m_target = 0;
    double m_shown = 0;
    bool m_planned = false;
    QVariantAnimation m_animation;
};

} // namespace maylab::app
