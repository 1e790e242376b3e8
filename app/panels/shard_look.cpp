#include "app/panels/shard_look.h"

#include <QCoreApplication>
#include <QPainter>

namespace maylab::app {

QBrush shardBrush(const Theme& theme, std::size_t shard) {
    const QColor color = theme.series(static_cast<int>(shard % kSeriesCount));
    return shard < kSeriesCount ? QBrush(color) : QBrush(color, shard < 2 * kSeriesCount ? Qt::Dense4Pattern : Qt::DiagCrossPattern);
}

void paintShard(QPainter& painter, const QRectF& rect, const Theme& theme, std::size_t shard) {
    if (shard >= kSeriesCount) painter.fillRect(rect, theme.color(ColorToken::Panel));
    painter.fillRect(rect, shardBrush(theme, shard));
}

QString shardName(const std::string& id) {
    const std::size_t digits = id.find_first_not_of('0');
    return QCoreApplication::translate("Shards", "shard %1")
        .arg(QString::fromStdString(digits == std::string::npos ? id : id.substr(digits)));
}

QString zoneName(const std::string& zone) {
    const std::size_t dash = zone.rfind('-');
    return QString::fromStdString(dash == std::string::npos ? zone : zone.substr(dash + 1));
}

} // namespace maylab::app
