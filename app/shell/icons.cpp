#include "app/shell/icons.h"

#include "kernel/assert.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

namespace maylab::app {

namespace {

// Paints through the store each time, so that a new theme needs no new icon.
class ThemedIconEngine : public QIconEngine {
  public:
    ThemedIconEngine(const IconStore& store, QByteArray name, ColorToken normal, ColorToken checked)
        : m_store(&store), m_name(std::move(name)), m_normal(normal), m_checked(checked) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const int side = std::min(rect.width(), rect.height());
        m_store->paint(*painter, m_name, QRect(rect.left(), rect.top() + (rect.height() - side) / 2, side, side),
                       token(mode, state));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        // Size is in device pixels here.
        // Wider than high: the icon at the left, then the gap before a button's text.
        const int side = std::min(size.width(), size.height());
        QPixmap icon = m_store->pixmap(m_name, side, m_store->theme().color(token(mode, state)), 1.0);
        if (size.width() > side) {
            QPixmap wide(size.width(), side);
            wide.fill(Qt::transparent);
            QPainter(&wide).drawPixmap(0, 0, icon);
            icon = wide;
        }
        icon.setDevicePixelRatio(scale > 0 ? scale : 1.0);
        return icon;
    }
    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override {
        return {size.width(), std::min(size.width(), size.height())};
    }
    QString key() const override { return QStringLiteral("maylab"); }
    bool isNull() override { return false; }
    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }

  private:
    ColorToken token(QIcon::Mode mode, QIcon::State state) const {
        if (mode == QIcon::Disabled) return ColorToken::Muted;
        return state == QIcon::On ? m_checked : m_normal;
    }

    const IconStore* m_store;
    QByteArray m_name;
    ColorToken m_normal;
    ColorToken m_checked;
};

QString pathOf(const QByteArray& name) {
    return QStringLiteral(":/icons/") + QString::fromLatin1(name) + QStringLiteral(".svg");
}

} // namespace

IconStore::IconStore(const Theme& theme, QObject* parent) : QObject(parent), m_theme(theme) {
    // Old colours are never asked for again soon: keep the cache as small as one theme.
    connect(&theme, &Theme::changed, this, [this] { m_pixmaps.clear(); });
}

bool IconStore::has(const QByteArray& name) {
    return QFile::exists(pathOf(name));
}

QIcon IconStore::icon(const QByteArray& name, ColorToken token, ColorToken checked) const {
    MAYLAB_ASSERT(has(name) && "an icon that is not in the resources");
    return QIcon(new ThemedIconEngine(*this, name, token, checked));
}

QPixmap IconStore::pixmap(const QByteArray& name, int size, const QColor& color, qreal devicePixelRatio,
                          double stroke) const {
    const int side = std::max(1, static_cast<int>(std::lround(size * devicePixelRatio)));
    const QByteArray key = name + '/' + QByteArray::number(side) + '/' + QByteArray::number(color.rgba(), 16) + '/' +
                           QByteArray::number(stroke) + '/' + QByteArray::number(devicePixelRatio);
    if (const auto found = m_pixmaps.constFind(key); found != m_pixmaps.constEnd()) return *found;

    auto source = m_sources.constFind(name);
    if (source == m_sources.constEnd()) {
        QFile file(pathOf(name));
        const bool opened = file.open(QIODevice::ReadOnly);
        MAYLAB_ASSERT(opened && "an icon that is not in the resources");
        source = m_sources.insert(name, file.readAll());
    }
    QByteArray svg = *source;
    svg.replace("currentColor", color.name().toLatin1());
    svg.replace("stroke-width=\"2\"", "stroke-width=\"" + QByteArray::number(stroke) + "\"");
    QSvgRenderer renderer(svg);
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter, QRectF(0, 0, side, side));
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    m_pixmaps.insert(key, pixmap);
    return pixmap;
}

void IconStore::paint(QPainter& painter, const QByteArray& name, const QRectF& rect, ColorToken token,
                      double stroke) const {
    const qreal ratio = painter.device() != nullptr ? painter.device()->devicePixelRatioF() : 1.0;
    const int side = static_cast<int>(std::lround(std::min(rect.width(), rect.height())));
    if (side <= 0) return;
    const QPointF at = rect.center() - QPointF(side / 2.0, side / 2.0);
    painter.drawPixmap(QPointF(std::round(at.x()), std::round(at.y())),
                       pixmap(name, side, m_theme.color(token), ratio, stroke));
}

} // namespace maylab::app
