// How a shard is drawn and called, everywhere: colour and hatch by its place, name by its id.
#pragma once

#include "app/session/cluster_picture.h"
#include "app/shell/theme.h"

#include <QBrush>
#include <QRectF>

class QPainter;

namespace maylab::app {

// Six colours of the series; from the seventh shard on they come again hatched, so that colour is never alone.
QBrush shardBrush(const Theme& theme, std::size_t shard);
// Fills a rectangle as the shard's; a hatch lies on the panel's own colour.
void paintShard(QPainter& painter, const QRectF& rect, const Theme& theme, std::size_t shard);
// "shard 2" of the id "0002".
QString shardName(const std::string& id);
// "1b" of "ap-southeast-1b".
QString zoneName(const std::string& zone);

} // namespace maylab::app
