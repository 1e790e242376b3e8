#include "app/charts/chart_export.h"

#include "app/charts/chart_table.h"

#include <QBuffer>
#include <QSvgGenerator>

#include <cmath>

namespace maylab::app {

QByteArray chartCsv(const ChartModel& model, double from, double to) {
    QByteArray csv = "time_s";
    for (const ChartSeries& series : model.series()) csv += ',' + series.id;
    csv += '\n';
    for (const ChartTable::Row& row : joinSeries(model, from, to)) {
        csv += QByteArray::number(row.at, 'f', row.at == std::floor(row.at) ? 0 : 3);
        for (double value : row.values) {
            csv += ',';
            if (!std::isnan(value)) csv += QByteArray::number(value, 'g', 9);
        }
        csv += '\n';
    }
    return csv;
}

QString chartText(const UiContext& ui, const ChartModel& model, double from, double to) {
    const Format format = ui.format();
    QString text = ChartTable::tr("Time");
    const int count = static_cast<int>(model.series().size());
    for (int s = 0; s < count; ++s) text += QLatin1Char('\t') + model.seriesName(s);
    text += QLatin1Char('\n');
    for (const ChartTable::Row& row : joinSeries(model, from, to)) {
        text += format.shortClock(row.at);
        for (double value : row.values) {
            text += QLatin1Char('\t');
            if (!std::isnan(value)) text += format.number(value, model.decimals());
        }
        text += QLatin1Char('\n');
    }
    return text;
}

namespace {

// Title and legend above, the plot below.
void paintChart(const UiContext& ui, ChartPlot& plot, const ChartModel& model, QSize size, QCPPainter& painter) {
    const Theme& theme = ui.theme;
    const int header = theme.px(28);
    painter.fillRect(QRect(QPoint(0, 0), size), theme.color(ColorToken::Panel));
    const QFont bold = theme.font(TextRole::Small, QFont::DemiBold);
    const QFont small = theme.font(TextRole::Smallest);
    double x = theme.px(12);
    const auto write = [&](const QFont& font, ColorToken token, const QString& text) {
        painter.setFont(font);
        painter.setPen(theme.color(token));
        const double width = QFontMetricsF(font).horizontalAdvance(text);
        painter.drawText(QRectF(x, 0, width + 4, header), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
        x += width;
    };
    write(bold, ColorToken::Text, model.title());
    if (!model.unit().isEmpty()) {
        x += theme.px(8);
        write(small, ColorToken::Text2, model.unit());
    }
    for (std::size_t s = 0; s < plot.series().size(); ++s) {
        x += theme.px(14);
        paintSample(painter, plot, plot.series()[s], QRectF(x, header / 2.0 - 1, theme.px(20), 2));
        x += theme.px(26);
        write(small, ColorToken::Text2, model.seriesName(static_cast<int>(s)));
    }
    painter.translate(0, header);
    plot.toPainter(&painter, size.width(), size.height() - header);
    painter.translate(0, -header);
}

} // namespace

QImage chartImage(const UiContext& ui, ChartPlot& plot, const ChartModel& model, QSize size, double devicePixelRatio) {
    QImage image(size * devicePixelRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(devicePixelRatio);
    QCPPainter painter;
    painter.begin(&image);
    paintChart(ui, plot, model, size, painter);
    painter.end();
    return image;
}

QByteArray chartSvg(const UiContext& ui, ChartPlot& plot, const ChartModel& model, QSize size) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(model.title());
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    paintChart(ui, plot, model, size, painter);
    painter.end();
    return bytes;
}

} // namespace maylab::app
