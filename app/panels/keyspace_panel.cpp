#include "app/panels/keyspace_panel.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr int kTile = 8, kPitch = 9;

// Upper bounds of classes 0..3, in seconds of idle time and in the logarithmic counter.
constexpr float kAgeBounds[] = {1, 5, 30, 120};
constexpr float kFrequencyBounds[] = {2, 6, 15, 40};

const char* shadeId(KeyspacePanel::Shade s) {
    switch (s) {
    case KeyspacePanel::Shade::TtlLeft: return "ttl";
    case KeyspacePanel::Shade::Age: return "age";
    case KeyspacePanel::Shade::Frequency: return "frequency";
    case KeyspacePanel::Shade::LeftBy: return "left";
    }
    return "ttl";
}

constexpr KeyspacePanel::Shade kShades[] = {KeyspacePanel::Shade::TtlLeft, KeyspacePanel::Shade::Age,
                                            KeyspacePanel::Shade::Frequency, KeyspacePanel::Shade::LeftBy};

// The letter of a value that is no string, and its name in TYPE.
struct KindLook {
    char letter;
    const char* name;
};
constexpr KindLook kindLook(ValueKind kind) {
    switch (kind) {
    case ValueKind::List: return {'L', "list"};
    case ValueKind::Set: return {'S', "set"};
    case ValueKind::SortedSet: return {'Z', "zset"};
    case ValueKind::Hash: return {'H', "hash"};
    case ValueKind::Stream: return {'X', "stream"};
    case ValueKind::String: break;
    }
    return {0, "string"};
}

QColor mixed(const QColor& a, const QColor& b, int step, int steps) {
    const auto part = [&](int x, int y) { return x + (y - x) * step / steps; };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

} // namespace

KeyspacePanel::KeyspacePanel(const UiContext& ui, QWidget* parent)
    : DrawnPanel(ui, parent), m_segments(new Segments(ui, this)), m_choice(new QComboBox(this)) {
    setObjectName(QStringLiteral("keyspacePanel"));
    setMouseTracking(true);
    for (const Shade s : kShades) {
        m_segments->addSegment(QLatin1String(shadeId(s)));
    }
    m_segments->setObjectName(QStringLiteral("shade"));
    m_segments->setCurrent(QLatin1String(shadeId(m_shade)));
    header()->insertWidget(header()->count() - 1, m_segments);
    connect(m_segments, &Segments::chosen, this, [this](const QString& id) {
        for (const Shade s : kShades) {
            if (id == QLatin1String(shadeId(s))) setShade(s);
        }
    });
    m_choice->setObjectName(QStringLiteral("shadeChoice"));
    for (const Shade s : kShades) m_choice->addItem(QString(), QLatin1String(shadeId(s)));
    header()->insertWidget(header()->count() - 1, m_choice);
    m_choice->hide();
    connect(m_choice, &QComboBox::activated, this, [this](int i) { setShade(kShades[i]); });
    m_motion.setInterval(50);
    connect(&m_motion, &QTimer::timeout, this, &KeyspacePanel::advanceMotion);
    retranslate();
}

QString KeyspacePanel::title() const { return tr("Keyspace"); }

QSize KeyspacePanel::sizeHint() const { return {theme().px(740), theme().px(184)}; }

void KeyspacePanel::retranslate() {
    m_segments->setSegmentText(QStringLiteral("ttl"), tr("TTL left"), tr("How long until a key expires"));
    m_segments->setSegmentText(QStringLiteral("age"), tr("Age"), tr("How long ago a key was last used"));
    m_segments->setSegmentText(QStringLiteral("frequency"), tr("Frequency"), tr("How often a key is used (LFU counter)"));
    m_segments->setSegmentText(QStringLiteral("left"), tr("Left by"), tr("Why a key that is not there left: expired, evicted or deleted"));
    m_segments->setAccessibleName(tr("Colour tiles by"));
    m_choice->setAccessibleName(tr("Colour tiles by"));
    const QString texts[] = {tr("TTL left"), tr("Age"), tr("Frequency"), tr("Left by")};
    for (int i = 0; i < m_choice->count(); ++i) m_choice->setItemText(i, texts[i]);
    chooseControl();
    showFact();
    DrawnPanel::retranslate();
}

void KeyspacePanel::showFact() {
    const Format f = ui().format();
    QString text;
    if (m_picture.present && width() < theme().px(440)) {
        text = f.count(static_cast<qint64>(m_picture.keys)); // beside the shop there is room for one figure
    } else if (m_picture.present) {
        // With sessions or orders in it, the share of the products says nothing.
        if (m_picture.keys > m_picture.products) text = f.count(static_cast<qint64>(m_picture.keys));
        else text = tr("%1 of %2 keys").arg(f.count(static_cast<qint64>(m_picture.keys)),
                                       f.count(static_cast<qint64>(m_picture.products)));
        if (m_picture.maxMemory > 0) {
            const double mb = 1024.0 * 1024.0;
            text += QStringLiteral(" · ") +
                    tr("%1 of %2 MB").arg(f.number(static_cast<double>(m_picture.usedMemory) / mb, 1),
                                          f.number(static_cast<double>(m_picture.maxMemory) / mb, 1));
        }
    }
    fact()->setText(text);
}

void KeyspacePanel::chooseControl() {
    const bool any = width() >= theme().px(250); // a narrower pane keeps what was chosen
    const bool segments = any && width() >= m_segments->sizeHint().width() + theme().px(200);
    m_segments->setVisible(segments);
    m_choice->setVisible(any && !segments);
}

void KeyspacePanel::setShade(Shade shade) {
    if (shade == m_shade) return;
    m_shade = shade;
    m_choice->setCurrentIndex(static_cast<int>(std::find(std::begin(kShades), std::end(kShades), shade) - std::begin(kShades)));
    m_segments->setCurrent(QLatin1String(shadeId(shade)));
    m_from.clear(); // another question, not a change of the tiles: no steps
    setPicture(KeyspacePicture(m_picture));
    retranslate();
}

int KeyspacePanel::classOf(const TilePicture& tile) const {
    if (m_shade == Shade::LeftBy) {
        if (tile.cached) return kInside;
        switch (tile.left) {
        case LeftBy::Expired: return kExpired;
        case LeftBy::Evicted: return kEvicted;
        case LeftBy::Deleted: return kDeleted;
        case LeftBy::Unknown: return kAbsent;
        }
    }
    if (!tile.cached) return kAbsent;
    switch (m_shade) {
    case Shade::TtlLeft: {
        if (tile.ttlLeft < 0) return kNever;
        const float top = m_picture.ttlTop > 0 ? m_picture.ttlTop : 1;
        return std::clamp(static_cast<int>(tile.ttlLeft / top * 5), 0, 4);
    }
    case Shade::Age:
        return static_cast<int>(std::upper_bound(std::begin(kAgeBounds), std::end(kAgeBounds), tile.age) - kAgeBounds);
    case Shade::Frequency:
        return static_cast<int>(std::upper_bound(std::begin(kFrequencyBounds), std::end(kFrequencyBounds), tile.frequency) -
                                kFrequencyBounds);
    case Shade::LeftBy: break;
    }
    return kAbsent;
}

QString KeyspacePanel::classText(int c) const {
    const Format f = ui().format();
    if (m_shade == Shade::LeftBy) {
        switch (c) {
        case kAbsent: return tr("never there");
        case kInside: return tr("in the cache");
        case kExpired: return tr("expired");
        case kEvicted: return m_picture.policy.empty() ? tr("evicted") : tr("evicted (%1)").arg(QString::fromStdString(m_picture.policy));
        case kDeleted: return tr("deleted");
        default: return {};
        }
    }
    if (c == kAbsent) return tr("not cached");
    if (c == kNever) return tr("no TTL");
    const auto number = [&f](double v) { return f.compact(v); };
    switch (m_shade) {
    case Shade::TtlLeft: {
        const double step = (m_picture.ttlTop > 0 ? m_picture.ttlTop : 1) / 5;
        const QString range = QStringLiteral("%1–%2").arg(number(c * step), number((c + 1) * step));
        return c == 4 ? f.withUnit(range, QStringLiteral("s")) : range;
    }
    case Shade::Age:
        if (c == 0) return QStringLiteral("< %1").arg(number(kAgeBounds[0]));
        if (c == 4) return f.withUnit(QStringLiteral("> %1").arg(number(kAgeBounds[3])), QStringLiteral("s"));
        return QStringLiteral("%1–%2").arg(number(kAgeBounds[c - 1]), number(kAgeBounds[c]));
    case Shade::Frequency:
        if (c == 0) return QStringLiteral("< %1").arg(number(kFrequencyBounds[0]));
        if (c == 4) return QStringLiteral("> %1").arg(number(kFrequencyBounds[3]));
        return QStringLiteral("%1–%2").arg(number(kFrequencyBounds[c - 1]), number(kFrequencyBounds[c]));
    case Shade::LeftBy: break;
    }
    return {};
}

void KeyspacePanel::setPicture(const KeyspacePicture& picture) {
    m_picture = picture;
    const std::size_t n = m_picture.tiles.size();
    const bool same = m_to.size() == n && m_from.size() == n && theme().duration(Motion::TileStep) > 0;
    if (!same) {
        m_from.assign(n, 0);
        m_to.assign(n, 0);
        m_step.assign(n, kSteps);
    }
    bool moving = false;
    for (std::size_t i = 0; i < n; ++i) {
        const auto c = static_cast<std::int8_t>(classOf(m_picture.tiles[i]));
        if (!same) {
            m_from[i] = m_to[i] = c;
        } else if (c != m_to[i]) {
            m_from[i] = m_to[i];
            m_to[i] = c;
            m_step[i] = 0;
        }
        moving = moving || m_step[i] < kSteps;
    }
    if (moving && !m_motion.isActive()) m_motion.start();
    m_cursor = std::clamp(m_cursor, 0, std::max(0, static_cast<int>(n) - 1));
    showFact();
    refresh();
}

void KeyspacePanel::advanceMotion() {
    bool moving = false;
    for (std::uint8_t& step : m_step) {
        if (step < kSteps) ++step;
        moving = moving || step < kSteps;
    }
    if (!moving) m_motion.stop();
    update();
}

QColor KeyspacePanel::classColor(int c) const {
    if (m_shade == Shade::LeftBy) {
        switch (c) {
        case kInside: return theme().scale(0);
        case kExpired: return theme().color(ColorToken::Series3);
        case kEvicted: return theme().color(ColorToken::Series2);
        case kDeleted: return theme().color(ColorToken::Series4);
        default: return theme().color(ColorToken::Panel);
        }
    }
    if (c == kNever) return theme().color(ColorToken::Series4);
    if (c == kAbsent) return theme().color(ColorToken::Panel);
    return theme().scale(c);
}

std::vector<std::uint64_t> KeyspacePanel::counts() const {
    std::vector<std::uint64_t> n(kClasses + 1, 0);
    for (const TilePicture& tile : m_picture.tiles) ++n[static_cast<std::size_t>(classOf(tile) + 1)];
    return n;
}

QString KeyspacePanel::describe() const {
    if (!m_picture.present) return tr("No cache in this run yet.");
    const Format f = ui().format();
    QStringList parts{tr("%1 of %2 keys are in the cache %3.")
                          .arg(f.count(static_cast<qint64>(m_picture.keys)),
                               f.count(static_cast<qint64>(m_picture.products)),
                               QString::fromStdString(m_picture.cluster))};
    const auto n = counts();
    const std::uint64_t all = m_picture.tiles.size();
    for (int c = kAbsent; c < kClasses; ++c) {
        const std::uint64_t count = n[static_cast<std::size_t>(c + 1)];
        if (count == 0 || all == 0) continue;
        parts << QStringLiteral("%1: %2.").arg(
            classText(c), f.percent(100.0 * static_cast<double>(count) / static_cast<double>(all)));
    }
    return parts.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> KeyspacePanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows;
    rows.push_back({tr("Keys in the cache"), f.count(static_cast<qint64>(m_picture.keys))});
    rows.push_back({tr("Products"), f.count(static_cast<qint64>(m_picture.products))});
    if (!m_picture.policy.empty()) {
        rows.push_back({QStringLiteral("maxmemory-policy"), QString::fromStdString(m_picture.policy)});
    }
    const auto n = counts();
    for (int c = kAbsent; c < kClasses; ++c) {
        const bool always = m_shade == Shade::LeftBy ? c <= kDeleted : c != kNever;
        if (!always && n[static_cast<std::size_t>(c + 1)] == 0) continue;
        rows.push_back({tr("Tiles: %1").arg(classText(c)), f.count(static_cast<qint64>(n[static_cast<std::size_t>(c + 1)]))});
    }
    return rows;
}

QStringList KeyspacePanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (m_picture.present) texts << classText(kAbsent);
    return texts;
}

QRectF KeyspacePanel::tileArea(const QRectF& body) const {
    return body.adjusted(0, 2, 0, -legendHeight(legendLines(legendWidths(), body.width(), theme().px(14))) - 4);
}

KeyspacePanel::Grid KeyspacePanel::grid() const {
    const QRectF area = tileArea(bodyRect());
    Grid g;
    g.columns = std::max(1, static_cast<int>(area.width()) / kPitch);
    g.rows = std::max(1, static_cast<int>(area.height()) / kPitch);
    g.origin = {std::floor(area.left()), std::floor(area.top())};
    return g;
}

std::uint32_t KeyspacePanel::roomForTiles() const {
    const Grid g = grid();
    return std::min<std::uint32_t>(static_cast<std::uint32_t>(g.columns * g.rows), KeyspacePicture::kMaxTiles);
}

std::vector<int> KeyspacePanel::legendClasses() const {
    std::vector<int> classes;
    const auto n = counts();
    for (int c = kAbsent; c < kClasses; ++c) {
        const bool always = m_shade == Shade::LeftBy ? c <= kDeleted : c != kNever;
        if (always || n[static_cast<std::size_t>(c + 1)] != 0) classes.push_back(c);
    }
    return classes;
}

std::vector<double> KeyspacePanel::legendWidths() const {
    const QFontMetricsF metrics(theme().font(TextRole::Smallest));
    std::vector<double> widths;
    for (int c : legendClasses()) widths.push_back(14 + metrics.horizontalAdvance(classText(c)));
    return widths;
}

void KeyspacePanel::paintLegend(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.setFont(t.font(TextRole::Smallest));
    const auto widths = legendWidths();
    const auto places = legendPlaces(widths, rect.width(), t.px(14));
    double right = rect.left();
    std::size_t i = 0;
    for (int c : legendClasses()) {
        const QRectF entry(rect.left() + places[i].x, rect.top() + 2 + places[i].line * t.px(18), widths[i], t.px(18));
        const QRectF sample(std::floor(entry.left()), std::floor(entry.center().y() - 4), kTile, kTile);
        if (c == kAbsent) {
            painter.setPen(QPen(t.color(ColorToken::Line2), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(sample.adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            painter.fillRect(sample, classColor(c));
        }
        painter.setPen(t.color(ColorToken::Text2));
        painter.drawText(entry.adjusted(14, 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter, classText(c));
        right = entry.right() + t.px(14);
        ++i;
    }
    // One sentence where the tiles are only a share of the keys, or where some are the learner's.
    QString words;
    const auto own = std::count_if(m_picture.tiles.begin(), m_picture.tiles.end(), [](const TilePicture& tile) { return tile.own; });
    if (m_picture.stride > 1) words = tr("a tile for every %1th product").arg(m_picture.stride);
    if (own > 0) words = words.isEmpty() ? tr("framed: yours") : words + QStringLiteral(", ") + tr("framed: yours");
    if (!words.isEmpty()) {
        const double width = painter.fontMetrics().horizontalAdvance(words);
        if (rect.right() - width > right) {
            const QRectF last(rect.left(), rect.bottom() - t.px(18) - 2, rect.width(), t.px(18));
            painter.setPen(t.color(ColorToken::Muted));
            painter.drawText(last, Qt::AlignRight | Qt::AlignVCenter, words);
        }
    }
}

void KeyspacePanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present) {
        painter.setFont(t.font(TextRole::Small));
        painter.setPen(t.color(ColorToken::Muted));
        painter.drawText(body, Qt::AlignCenter,
                         m_picture.status.empty()
                             ? tr("No cache in this run yet.")
                             : tr("The cluster %1 is %2.").arg(QString::fromStdString(m_picture.cluster),
                                                               QString::fromStdString(m_picture.status)));
        return;
    }
    const Grid g = grid();
    const int n = std::min(static_cast<int>(m_picture.tiles.size()), g.columns * g.rows);
    // One image: thousands of small rectangles cost less than as many painter calls.
    const int rows = (n + g.columns - 1) / g.columns;
    if (rows > 0) {
        QImage image(g.columns * kPitch, rows * kPitch, QImage::Format_RGB32);
        image.fill(t.color(ColorToken::Panel));
        QRgb colors[kClasses + 1];
        for (int c = kAbsent; c < kClasses; ++c) colors[c + 1] = classColor(c).rgb();
        const QRgb line = t.color(ColorToken::Line).rgb();
        for (int i = 0; i < n; ++i) {
            const int x0 = i % g.columns * kPitch, y0 = i / g.columns * kPitch;
            const auto k = static_cast<std::size_t>(i);
            const int to = m_to[k];
            QRgb color = colors[to + 1];
            if (m_step[k] < kSteps) {
                color = mixed(QColor(colors[m_from[k] + 1]), QColor(colors[to + 1]), m_step[k], kSteps).rgb();
            }
            const bool hollow = to == kAbsent && m_step[k] >= kSteps;
            for (int y = 0; y < kTile; ++y) {
                auto* row = reinterpret_cast<QRgb*>(image.scanLine(y0 + y)) + x0;
                for (int x = 0; x < kTile; ++x) {
                    const bool edge = x == 0 || y == 0 || x == kTile - 1 || y == kTile - 1;
                    if (hollow && !edge) continue;
                    row[x] = hollow ? line : color;
                }
            }
        }
        painter.drawImage(g.origin, image);
        paintMarks(painter, g, n);
    }
    const double legend = legendHeight(legendLines(legendWidths(), body.width(), t.px(14)));
    paintLegend(painter, QRectF(body.left(), body.bottom() - legend, body.width(), legend));
    if (hasFocus() && n > 0) {
        const QRectF cell(g.origin.x() + m_cursor % g.columns * kPitch - 2,
                          g.origin.y() + m_cursor / g.columns * kPitch - 2, kTile + 4, kTile + 4);
        if (showsFocus() || m_cursor > 0) paintFocus(painter, cell, t);
        // The focused tile tells its value without a pointer.
        const QString words = tileText(m_cursor);
        painter.setFont(t.font(TextRole::Smallest));
        const double width = painter.fontMetrics().horizontalAdvance(words) + 12;
        QRectF box(cell.right() + 6, cell.bottom() + 4, width, t.px(20));
        if (box.right() > body.right()) box.moveRight(cell.left() - 6);
        if (box.left() < body.left()) box.moveLeft(body.left());
        if (box.bottom() > body.bottom()) box.moveBottom(cell.top() - 4);
        painter.setPen(QPen(t.color(ColorToken::Line2), 1));
        painter.setBrush(t.color(ColorToken::Panel));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(t.color(ColorToken::Text));
        painter.drawText(box, Qt::AlignCenter, words);
    }
}

// Letters of other types, and a frame around the learner's own keys: few, so each is drawn by itself.
void KeyspacePanel::paintMarks(QPainter& painter, const Grid& g, int tiles) const {
    const Theme& t = theme();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    QFont letters = t.font(TextRole::Smallest, QFont::Bold);
    letters.setPixelSize(kTile);
    painter.setFont(letters);
    for (int i = 0; i < tiles; ++i) {
        const TilePicture& tile = m_picture.tiles[static_cast<std::size_t>(i)];
        if (!tile.own && (tile.kind == ValueKind::String || !tile.cached)) continue;
        const QRectF place(g.origin.x() + i % g.columns * kPitch, g.origin.y() + i / g.columns * kPitch, kTile, kTile);
        if (tile.cached && tile.kind != ValueKind::String) {
            painter.fillRect(place, t.color(ColorToken::Panel));
            painter.setPen(t.color(ColorToken::Text));
            painter.drawText(place.adjusted(-2, -2, 2, 2), Qt::AlignCenter, QString(QLatin1Char(kindLook(tile.kind).letter)));
        }
        if (tile.own) {
            painter.setPen(QPen(t.color(ColorToken::Accent), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(place.adjusted(-1, -1, 0, 0));
            painter.drawRect(place.adjusted(0, 0, -1, -1));
        }
    }
    painter.restore();
}

QString KeyspacePanel::keyOf(int index) const {
    const TilePicture& tile = m_picture.tiles[static_cast<std::size_t>(index)];
    return tile.key.empty() ? QStringLiteral("product:%1").arg(tile.product) : QString::fromStdString(tile.key);
}

QString KeyspacePanel::tileText(int index) const {
    if (index < 0 || index >= static_cast<int>(m_picture.tiles.size())) return {};
    const TilePicture& tile = m_picture.tiles[static_cast<std::size_t>(index)];
    const Format f = ui().format();
    QString key = keyOf(index);
    if (tile.kind != ValueKind::String) key += QStringLiteral(" (%1)").arg(QLatin1String(kindLook(tile.kind).name));
    if (!tile.cached) {
        switch (tile.left) {
        case LeftBy::Expired: return tr("%1: expired").arg(key);
        case LeftBy::Evicted: return tr("%1: evicted").arg(key);
        case LeftBy::Deleted: return tr("%1: deleted").arg(key);
        case LeftBy::Unknown: return tr("%1: not cached").arg(key);
        }
    }
    const QString s = QStringLiteral("s");
    switch (m_shade) {
    case Shade::LeftBy: return tr("%1: in the cache").arg(key);
    case Shade::TtlLeft:
        return tile.ttlLeft < 0 ? tr("%1: no TTL").arg(key)
                                : tr("%1: expires in %2").arg(key, f.withUnit(f.compact(tile.ttlLeft), s));
    case Shade::Age: return tr("%1: last used %2 ago").arg(key, f.withUnit(f.compact(tile.age), s));
    case Shade::Frequency: return tr("%1: frequency %2").arg(key, f.compact(tile.frequency));
    }
    return {};
}

int KeyspacePanel::tileAt(QPointF position) const {
    if (!m_picture.present || isTableShown()) return -1;
    const Grid g = grid();
    const QPointF p = position - g.origin;
    if (p.x() < 0 || p.y() < 0) return -1;
    const int column = static_cast<int>(p.x()) / kPitch, row = static_cast<int>(p.y()) / kPitch;
    if (column >= g.columns || row >= g.rows) return -1;
    const int i = row * g.columns + column;
    return i < static_cast<int>(m_picture.tiles.size()) ? i : -1;
}

void KeyspacePanel::moveCursor(int to) {
    const int n = static_cast<int>(m_picture.tiles.size());
    if (n == 0) return;
    m_cursor = std::clamp(to, 0, n - 1);
    setAccessibleDescription(tileText(m_cursor));
    update();
}

void KeyspacePanel::keyPressEvent(QKeyEvent* event) {
    const Grid g = grid();
    switch (event->key()) {
    case Qt::Key_Left: moveCursor(m_cursor - 1); return;
    case Qt::Key_Right: moveCursor(m_cursor + 1); return;
    case Qt::Key_Up: moveCursor(m_cursor - g.columns); return;
    case Qt::Key_Down: moveCursor(m_cursor + g.columns); return;
    case Qt::Key_PageUp: moveCursor(m_cursor - 5 * g.columns); return;
    case Qt::Key_PageDown: moveCursor(m_cursor + 5 * g.columns); return;
    case Qt::Key_Home: moveCursor(0); return;
    case Qt::Key_End: moveCursor(static_cast<int>(m_picture.tiles.size()) - 1); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_picture.tiles.empty()) {
            emit keyChosen(keyOf(m_cursor));
        }
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

void KeyspacePanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    const int i = tileAt(event->position());
    if (event->button() != Qt::LeftButton || i < 0) return;
    moveCursor(i);
    emit keyChosen(keyOf(i));
}

void KeyspacePanel::resizeEvent(QResizeEvent* event) {
    DrawnPanel::resizeEvent(event);
    chooseControl();
    const std::uint32_t room = roomForTiles();
    if (room == m_room) return;
    m_room = room;
    emit roomChanged(room);
}

void KeyspacePanel::changeEvent(QEvent* event) {
    DrawnPanel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) m_step.assign(m_step.size(), kSteps);
}

bool KeyspacePanel::event(QEvent* e) {
    if (e->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(e);
        const int i = tileAt(help->pos());
        if (i >= 0) QToolTip::showText(help->globalPos(), tileText(i), this);
        else QToolTip::hideText();
        return true;
    }
    return DrawnPanel::event(e);
}

} // namespace maylab::app
