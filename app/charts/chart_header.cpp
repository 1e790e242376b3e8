#include "app/charts/chart_header.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace maylab::app {

namespace {

constexpr int kSample = 20;
constexpr int kGap = 14;

} // namespace

ChartLegend::ChartLegend(const UiContext& ui, const ChartPlot& plot, const ChartModel& model, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_plot(plot), m_model(model) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ChartLegend::setValues(const QStringList& values) {
    if (values == m_values) return;
    m_values = values;
    m_widest.resize(static_cast<std::size_t>(values.size()), 0);
    const QFontMetrics metrics(m_ui.theme.font(TextRole::Smallest));
    bool grew = false;
    for (qsizetype i = 0; i < values.size(); ++i) {
        const int width = metrics.horizontalAdvance(values[i]);
        int& widest = m_widest[static_cast<std::size_t>(i)];
        if (width > widest) {
            widest = width;
            grew = true;
        }
    }
    if (grew) updateGeometry();
    update();
}

void ChartLegend::retranslate() {
    m_widest.assign(m_widest.size(), 0);
    const QStringList values = m_values;
    m_values.clear();
    setValues(values);
    updateGeometry();
    update();
}

int ChartLegend::entryWidth(int series) const {
    const Theme& theme = m_ui.theme;
    const QFontMetrics metrics(theme.font(TextRole::Smallest));
    int width = theme.px(kSample) + 6 + metrics.horizontalAdvance(m_model.seriesName(series));
    const auto index = static_cast<std::size_t>(series);
    if (index < m_widest.size() && m_widest[index] > 0) width += 5 + m_widest[index];
    return width;
}

QSize ChartLegend::sizeHint() const {
    int width = 0;
    for (int s = 0; s < static_cast<int>(m_plot.series().size()); ++s) width += entryWidth(s) + m_ui.theme.px(kGap);
    return {width, m_ui.theme.lineHeight(TextRole::Smallest)};
}

QStringList ChartLegend::visibleTexts() const {
    QStringList texts;
    for (int s = 0; s < static_cast<int>(m_plot.series().size()); ++s) texts << m_model.seriesName(s);
    return texts;
}

void ChartLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = m_ui.theme;
    const QFont font = theme.font(TextRole::Smallest);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    // Where the room kept for the widest values is not there, the values of now stand closer: a value more tells more
    // than an even gap.
    const bool tight = sizeHint().width() - theme.px(kGap) > width();
    const int gap = tight ? theme.px(8) : theme.px(kGap);
    int x = 0;
    for (int s = 0; s < static_cast<int>(m_plot.series().size()); ++s) {
        const ChartSeries& series = m_plot.series()[static_cast<std::size_t>(s)];
        const QString name = m_model.seriesName(s);
        const int bare = theme.px(kSample) + 6 + metrics.horizontalAdvance(name);
        const int now = s < m_values.size() && !m_values[s].isEmpty() ? bare + 5 + metrics.horizontalAdvance(m_values[s]) : bare;
        const int full = tight ? now : entryWidth(s);
        if (x + bare > width() && x > 0) break; // whole entries only; the table twin has them all
        paintSample(painter, m_plot, series, QRectF(x, height() / 2.0 - 1, theme.px(kSample), 2));
        const int at = x + theme.px(kSample) + 6;
        painter.setPen(theme.color(ColorToken::Text2));
        painter.drawText(QRect(at, 0, width() - at, height()), Qt::AlignVCenter | Qt::AlignLeft, name);
        if (x + now <= width() && now > bare) {
            painter.setPen(theme.color(ColorToken::Text));
            painter.drawText(QRect(at + metrics.horizontalAdvance(name) + 5, 0, width(), height()),
                             Qt::AlignVCenter | Qt::AlignLeft, m_values[s]);
        }
        x += full + gap;
    }
}

ChartHeader::ChartHeader(const UiContext& ui, const ChartPlot& plot, const ChartModel& model, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_model(model), m_title(new ElidedLabel(ui, TextRole::GoalTitle, ColorToken::Text, this)),
      m_unit(new ElidedLabel(ui, TextRole::Smallest, ColorToken::Text2, this)),
      m_legend(new ChartLegend(ui, plot, model, this)), m_follow(new IconButton(ui, "radio", 14, this)),
      m_table(new IconButton(ui, "table", 14, this)), m_copy(new IconButton(ui, "copy", 14, this)),
      m_save(new IconButton(ui, "image", 14, this)), m_more(new IconButton(ui, "ellipsis", 14, this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_unit);
    row->addWidget(m_legend, 1);
    row->addWidget(m_follow);
    row->addWidget(m_table);
    row->addWidget(m_copy);
    row->addWidget(m_save);
    row->addWidget(m_more);
    m_follow->setCheckable(true);
    m_table->setCheckable(true);
    m_follow->setObjectName(QStringLiteral("chartFollow"));
    m_table->setObjectName(QStringLiteral("chartTable"));
    m_copy->setObjectName(QStringLiteral("chartCopy"));
    m_save->setObjectName(QStringLiteral("chartSave"));
    m_more->setObjectName(QStringLiteral("chartMore"));
    connect(m_follow, &QToolButton::clicked, this, &ChartHeader::followAsked);
    connect(m_table, &QToolButton::clicked, this, &ChartHeader::tableAsked);
    connect(m_copy, &QToolButton::clicked, this, &ChartHeader::copyAsked);
    connect(m_save, &QToolButton::clicked, this, &ChartHeader::saveAsked);
    connect(m_more, &QToolButton::clicked, this, [this] {
        QMenu menu(this);
        menu.addAction(m_ui.icons.icon("table"), m_table->accessibleName(), this, &ChartHeader::tableAsked);
        menu.addAction(m_ui.icons.icon("copy"), m_copy->accessibleName(), this, &ChartHeader::copyAsked);
        menu.addAction(m_ui.icons.icon("image"), m_save->accessibleName(), this, &ChartHeader::saveAsked);
        menu.exec(m_more->mapToGlobal(QPoint(0, m_more->height())));
    });
    connect(&ui.theme, &Theme::changed, this, &ChartHeader::restyle);
    retranslate();
    restyle();
}

void ChartHeader::setFollows(bool follows) {
    m_follow->setChecked(follows);
}

void ChartHeader::setTableShown(bool shown) {
    m_table->setChecked(shown);
}

void ChartHeader::restyle() {
    setFixedHeight(m_ui.theme.px(28));
    m_legend->retranslate();
}

void ChartHeader::retranslate() {
    m_title->setText(m_model.title());
    m_unit->setText(m_model.unit());
    m_unit->setVisible(!m_model.unit().isEmpty());
    m_follow->setName(tr("Follow live"), QStringLiteral("Home"));
    m_table->setName(tr("Show as table"), QStringLiteral("T"));
    m_copy->setName(tr("Copy data"), QStringLiteral("Ctrl+C"));
    m_save->setName(tr("Save picture or data"));
    m_more->setName(tr("More"));
    m_legend->retranslate();
    fit();
}

// Below 400 px table, copy and save go under "more"; the unit goes first when even that is not enough.
void ChartHeader::fit() {
    const bool narrow = width() < m_ui.theme.px(400);
    for (QWidget* w : {static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_copy), static_cast<QWidget*>(m_save)}) {
        w->setVisible(!narrow);
    }
    m_more->setVisible(narrow);
    const int buttons = (narrow ? 2 : 4) * m_ui.theme.px(32) + 20;
    const int room = width() - buttons - m_title->sizeHint().width() - m_legend->sizeHint().width() - 24;
    m_unit->setVisible(!m_model.unit().isEmpty() && room >= m_unit->sizeHint().width());
}

void ChartHeader::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fit();
}

} // namespace maylab::app
