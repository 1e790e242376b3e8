// Lucide icons from the resources, coloured by the theme when they are painted.
//
// One SVG per name; a pixmap is cached per (name, size, colour, stroke, device pixel ratio). An icon made by icon()
// follows the theme by itself, also inside a button that lives longer than a theme. Unknown names assert.
#pragma once

#include "app/shell/theme.h"

#include <QByteArray>
#include <QHash>
#include <QIcon>
#include <QPixmap>

class QPainter;

namespace maylab::app {

class IconStore : public QObject {
    Q_OBJECT
  public:
    explicit IconStore(const Theme& theme, QObject* parent = nullptr);

    // Normal in `token`, disabled in muted; checked (QIcon::On) and selected in `checked`.
    QIcon icon(const QByteArray& name, ColorToken token = ColorToken::Text2,
               ColorToken checked = ColorToken::Accent) const;
    QPixmap pixmap(const QByteArray& name, int size, const QColor& color, qreal devicePixelRatio,
                   double stroke = 1.75) const;
    void paint(QPainter& painter, const QByteArray& name, const QRectF& rect, ColorToken token,
               double stroke = 1.75) const;

    static bool has(const QByteArray& name);
    int cachedPixmaps() const { return static_cast<int>(m_pixmaps.size()); }

    const Theme& theme() const { return m_theme; }

  private:
    const Theme& m_theme;
    mutable QHash<QByteArray, QByteArray> m_sources;
    mutable QHash<QByteArray, QPixmap> m_pixmaps;
};

} // namespace maylab::app
