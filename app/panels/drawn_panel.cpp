#include "app/panels/drawn_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace maylab::app {

namespace {

constexpr int kHeaderHeight = 32;
constexpr int kSayMilliseconds = 1000;

} // namespace

void paintArrow(QPainter& painter, QPointF from, QPointF to, const QColor& color) {
    painter.setPen(QPen(color, 1));
    painter.setBrush(color);
    painter.drawLine(from, to);
    const double angle = std::atan2(to.y() - from.y(), to.x() - from.x());
    const auto corner = [&](double turn) {
        return QPointF(to.x() - 6 * std::cos(angle + turn), to.y() - 6 * std::sin(angle + turn));
    };
    const QPointF head[] = {to, corner(0.42), corner(-0.42)};
    painter.drawPolygon(head, 3);
}

void paintFocus(QPainter& painter, const QRectF& rect, const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    QPen pen(theme.color(ColorToken::Accent), 2);
    pen.setJoinStyle(Qt::MiterJoin);
    painter.setPen(pen);
    painter.drawRect(rect.adjusted(1, 1, -1, -1));
    painter.restore();
}

DrawnPanel::DrawnPanel(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_headerWidget(new QWidget(this)), m_header(new QHBoxLayout(m_headerWidget)),
      m_title(new Label(ui, TextRole::GoalTitle, ColorToken::Text, m_headerWidget)),
      m_fact(markAsData(new ElidedLabel(ui, TextRole::Small, ColorToken::Text2, m_headerWidget))),
      m_tableButton(new IconButton(ui, "table", 14, m_headerWidget)), m_table(new QTableWidget(0, 2, this)) {
    setFocusPolicy(Qt::StrongFocus);
    setProperty("surface", "panel");
    m_header->setContentsMargins(12, 4, 8, 0);
    m_header->setSpacing(12);
    m_header->addWidget(m_title);
    m_header->addWidget(m_fact);
    m_header->addStretch(1);
    m_tableButton->setObjectName(QStringLiteral("showTable"));
    m_tableButton->setCheckable(true);
    m_header->addWidget(m_tableButton);
    connect(m_tableButton, &QToolButton::toggled, this, &DrawnPanel::setTableShown);

    m_table->setObjectName(QStringLiteral("table"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setShowGrid(false);
    m_table->hide();
    m_say.setSingleShot(true);
    m_say.setInterval(kSayMilliseconds);
    connect(&m_say, &QTimer::timeout, this, [this] {
        if (m_sayAgain) say();
    });
    connect(&m_ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void DrawnPanel::setTableShown(bool shown) {
    if (shown == isTableShown()) return;
    m_table->setVisible(shown);
    m_tableButton->setChecked(shown);
    if (shown) {
        fillTable();
        if (hasFocus()) m_table->setFocus(Qt::OtherFocusReason);
    } else if (m_table->hasFocus()) {
        setFocus(Qt::OtherFocusReason);
    }
    emit tableShownChanged(shown);
    update();
}

std::vector<DrawnPanel::LegendPlace> DrawnPanel::legendPlaces(const std::vector<double>& widths, double width, double gap) {
    std::vector<LegendPlace> places;
    double x = 0;
    int line = 0;
    for (double w : widths) {
        if (x > 0 && x + w > width) {
            x = 0;
            ++line;
        }
        places.push_back({x, line});
        x += w + gap;
    }
    return places;
}

int DrawnPanel::legendLines(const std::vector<double>& widths, double width, double gap) {
    const auto places = legendPlaces(widths, width, gap);
    return places.empty() ? 1 : places.back().line + 1;
}

void DrawnPanel::paintNote(QPainter& painter, const QRectF& body, const QString& text) const {
    painter.setFont(theme().font(TextRole::Small));
    painter.setPen(theme().color(ColorToken::Muted));
    painter.drawText(body, Qt::AlignCenter | Qt::TextWordWrap, text);
}

bool DrawnPanel::paintedInWords(QPainter& painter, const QRectF& body, double leastWidth, double leastHeight) const {
    if (body.width() >= leastWidth && body.height() >= leastHeight) return false;
    painter.setFont(theme().font(TextRole::Smallest));
    painter.setPen(theme().color(ColorToken::Text));
    painter.drawText(body, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, describe());
    return true;
}

void DrawnPanel::paintText(QPainter& painter, const QRectF& rect, const QString& text, ColorToken color,
                           Qt::Alignment align) const {
    painter.setPen(theme().color(color));
    painter.drawText(rect, static_cast<int>(align),
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(std::ceil(rect.width()))));
}

QStringList DrawnPanel::visibleTexts() const { return {m_description}; }

QSize DrawnPanel::minimumSizeHint() const { return {theme().px(300), theme().px(120)}; }

void DrawnPanel::retranslate() {
    m_title->setText(title());
    setAccessibleName(title());
    m_tableButton->setName(tr("Show as table"), QStringLiteral("T"));
    m_table->setAccessibleName(title());
    m_table->setHorizontalHeaderLabels({tr("What"), tr("Value")});
    m_say.stop();
    refresh();
}

void DrawnPanel::refresh() {
    update();
    m_sayAgain = m_say.isActive();
    if (!m_sayAgain) say();
}

void DrawnPanel::say() {
    m_sayAgain = false;
    m_say.start();
    if (const QString now = describe(); now != m_description) {
        m_description = now;
        setAccessibleDescription(now);
    }
    if (isTableShown()) fillTable();
}

void DrawnPanel::fillTable() {
    const std::vector<TableRow> rows = table();
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const TableRow& row = rows[static_cast<std::size_t>(i)];
        for (int column = 0; column < 2; ++column) {
            QTableWidgetItem* item = m_table->item(i, column);
            if (item == nullptr) m_table->setItem(i, column, item = new QTableWidgetItem());
            item->setText(column == 0 ? row.name : row.value);
            if (column == 1) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        }
        m_table->setRowHeight(i, theme().px(24));
    }
    m_table->setColumnWidth(0, std::max(theme().px(180), width() * 3 / 5));
}

QRectF DrawnPanel::bodyRect() const {
    const int top = theme().px(kHeaderHeight);
    return QRectF(12, top, std::max(0, width() - 24), std::max(0, height() - top - 8));
}

void DrawnPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(ColorToken::Panel));
    if (isTableShown()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    paintBody(painter, bodyRect());
}

void DrawnPanel::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    m_headerWidget->setGeometry(0, 0, width(), theme().px(kHeaderHeight));
    m_table->setGeometry(bodyRect().toRect());
}

void DrawnPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_headerWidget->setGeometry(0, 0, width(), theme().px(kHeaderHeight));
        m_table->setGeometry(bodyRect().toRect());
        update();
    }
}

void DrawnPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_T && event->modifiers() == Qt::NoModifier) {
        setTableShown(!isTableShown());
        return;
    }
    QFrame::keyPressEvent(event);
}

void DrawnPanel::focusInEvent(QFocusEvent* event) {
    const Qt::FocusReason reason = event->reason();
    m_keyboardFocus = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                      reason == Qt::ShortcutFocusReason;
    QFrame::focusInEvent(event);
    update();
}

void DrawnPanel::focusOutEvent(QFocusEvent* event) {
    QFrame::focusOutEvent(event);
    update();
}

} // namespace maylab::app
