#include "app/charts/live_chart.h"

#include "app/charts/chart_export.h"
#include "app/charts/chart_header.h"
#include "app/charts/chart_plot.h"
#include "app/charts/chart_table.h"
#include "app/charts/crosshair.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMessageBox>
#include <QSaveFile>
#include <QStackedLayout>
#include <QStandardPaths>
#include <QTableView>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace maylab::app {

struct LiveChart::Private {
    const UiContext& ui;
    ChartModel& model;
    ChartClock& clock;
    ChartGroup& group;
    QWidget* body = nullptr;
    ChartPlot* plot = nullptr;
    ChartHeader* header = nullptr;
    Crosshair* crosshair = nullptr;
    QTableView* table = nullptr;
    ChartTable* tableModel = nullptr;
    QStackedLayout* stack = nullptr;
    std::vector<std::vector<ChartPoint>> points;
    bool xTitleShown = true;
    bool dragging = false;
    double dragFrom = 0;
    double described = -1e9; // virtual second of the last description

    void nameXAxis() {
        plot->setXAxisTitle(xTitleShown ? LiveChart::tr("virtual time, min:s") : QString(), xTitleShown ? LiveChart::tr("min:s") : QString());
    }
};

LiveChart::LiveChart(const UiContext& ui, ChartModel& model, ChartClock& clock, ChartGroup& group, QWidget* parent)
    : QFrame(parent), d(new Private{ui, model, clock, group}) {
    setFocusPolicy(Qt::StrongFocus);
    setProperty("surface", "panel");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    d->body = new QWidget(this);
    d->plot = new ChartPlot(ui, model, d->body);
    d->plot->setAttribute(Qt::WA_OpaquePaintEvent);
    d->header = new ChartHeader(ui, *d->plot, model, this);
    d->crosshair = new Crosshair(ui, *d->plot, model, group, d->plot);
    d->crosshair->setPoints(&d->points);
    d->table = new QTableView(d->body);
    d->table->setObjectName(QStringLiteral("chartTwin"));
    d->tableModel = new ChartTable(ui, model, this);
    d->table->setModel(d->tableModel);
    d->table->setSelectionBehavior(QAbstractItemView::SelectRows);
    d->table->setShowGrid(false);
    d->table->verticalHeader()->hide();
    d->table->horizontalHeader()->setHighlightSections(false);
    d->table->installEventFilter(this);
    d->stack = new QStackedLayout(d->body);
    d->stack->addWidget(d->plot);
    d->stack->addWidget(d->table);
    column->addWidget(d->header);
    column->addWidget(d->body, 1);
    d->plot->installEventFilter(this);

    connect(&group, &ChartGroup::rangeChanged, this, [this] { d->clock.request(*this); });
    connect(&group, &ChartGroup::cursorChanged, d->crosshair, qOverload<>(&QWidget::update));
    connect(&group, &ChartGroup::followChanged, d->header, &ChartHeader::setFollows);
    connect(&model, &ChartModel::structureChanged, this, [this] {
        d->plot->restructure();
        d->header->retranslate();
        d->clock.request(*this);
    });
    connect(&ui.theme, &Theme::changed, this, [this] {
        d->plot->restyle();
        d->table->verticalHeader()->setDefaultSectionSize(d->ui.theme.px(24));
        d->crosshair->update();
        refresh();
    });
    connect(&ui.language, &LanguageController::changed, this, [this] {
        QEvent event(QEvent::LanguageChange);
        changeEvent(&event);
    });
    connect(d->header, &ChartHeader::followAsked, this, [this](bool follow) { d->group.setFollowsLive(follow); });
    connect(d->header, &ChartHeader::tableAsked, this, [this] { setTableShown(!isTableShown()); });
    connect(d->header, &ChartHeader::copyAsked, this, [this] { QGuiApplication::clipboard()->setText(copyText()); });
    connect(d->header, &ChartHeader::saveAsked, this, [this] {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
        const QString path = QFileDialog::getSaveFileName(this, tr("Save picture or data"),
                                                          folder + QLatin1Char('/') + d->model.title() + QStringLiteral(".png"),
                                                          tr("Picture (*.png);;Drawing (*.svg);;Data (*.csv)"));
        if (path.isEmpty()) return;
        const QString problem = save(path);
        if (!problem.isEmpty()) QMessageBox::warning(this, tr("Not saved"), problem);
    });
    d->header->setFollows(group.followsLive());
    d->table->verticalHeader()->setDefaultSectionSize(ui.theme.px(24));
    clock.add(*this);
    QEvent event(QEvent::LanguageChange);
    changeEvent(&event);
}

LiveChart::~LiveChart() {
    d->clock.remove(*this);
}

ChartModel& LiveChart::model() const {
    return d->model;
}

void LiveChart::setXAxisTitleShown(bool shown) {
    d->xTitleShown = shown;
    d->nameXAxis();
    d->clock.request(*this);
}

bool LiveChart::isTableShown() const {
    return d->stack->currentWidget() == d->table;
}

void LiveChart::setTableShown(bool shown) {
    if (shown == isTableShown()) return;
    const bool focus = hasFocus() || isAncestorOf(QApplication::focusWidget());
    d->stack->setCurrentWidget(shown ? static_cast<QWidget*>(d->table) : d->plot);
    d->header->setTableShown(shown);
    refresh();
    if (shown) {
        if (!d->table->currentIndex().isValid() && d->tableModel->rowCount() > 0) {
            d->table->setCurrentIndex(d->tableModel->index(0, 0));
        }
        if (focus) d->table->setFocus(Qt::ShortcutFocusReason);
    } else if (focus) {
        setFocus(Qt::ShortcutFocusReason);
    }
}

QString LiveChart::copyText() const {
    return chartText(d->ui, d->model, d->group.from(), d->group.to());
}

QByteArray LiveChart::toCsv() const {
    return chartCsv(d->model, d->group.from(), d->group.to());
}

void LiveChart::layOutFor(QSize size) {
    resize(size);
    d->plot->setGeometry(0, 0, size.width(), std::max(40, size.height() - d->ui.theme.px(28)));
    refresh(); // ranges
    d->plot->replot(QCustomPlot::rpImmediateRefresh); // margins
    refresh(); // points and ticks for the width that is left
}

QImage LiveChart::toImage(QSize size, double devicePixelRatio) const {
    return chartImage(d->ui, *d->plot, d->model, size, devicePixelRatio);
}

QByteArray LiveChart::toSvg(QSize size) const {
    return chartSvg(d->ui, *d->plot, d->model, size);
}

QString LiveChart::save(const QString& path) const {
    const QString suffix = QFileInfo(path).suffix().toLower();
    const QSize picture = size().expandedTo(QSize(480, 220));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return tr("%1 cannot be written: %2").arg(path, file.errorString());
    if (suffix == QLatin1String("png")) {
        if (!toImage(picture).save(&file, "PNG")) return tr("%1 cannot be written: %2").arg(path, file.errorString());
    } else if (suffix == QLatin1String("svg")) {
        file.write(toSvg(picture));
    } else if (suffix == QLatin1String("csv")) {
        file.write(toCsv());
    } else {
        file.cancelWriting();
        return tr("The name must end in .png, .svg or .csv.");
    }
    if (!file.commit()) return tr("%1 cannot be written: %2").arg(path, file.errorString());
    return {};
}

QList<QRectF> LiveChart::labelRects() const { return d->plot->labelRects(); }
double LiveChart::covered(const QRectF& rect) const { return d->plot->covered(rect); }

int LiveChart::drawnPoints() const {
    return d->plot->drawnPoints();
}

void LiveChart::refresh() {
    d->group.advance(d->model.begin(), d->model.now());
    const double from = d->group.from();
    const double to = d->group.to();
    const std::size_t count = d->plot->series().size();
    d->points.resize(count);
    QStringList values;
    for (std::size_t s = 0; s < count; ++s) {
        d->points[s].clear();
        d->model.points(static_cast<int>(s), from, to, d->points[s]);
        const double end = std::min(to, d->model.knownUntil());
        const double value = valueAt(d->points[s], end, d->model.gapSeconds());
        values << (d->plot->series()[s].ghost ? QString() : d->ui.format().number(value, d->model.decimals()));
    }
    d->header->legend()->setValues(values);
    if (isTableShown()) {
        d->tableModel->update(from, to);
    } else {
        d->plot->show(from, to, d->points);
        d->crosshair->setGeometry(d->plot->rect());
        if (d->group.hasCursor()) d->crosshair->update();
    }

    // What the chart shows, in words, once a virtual second.
    if (std::floor(d->model.now()) == d->described) return;
    d->described = std::floor(d->model.now());
    const Format format = d->ui.format();
    QString text = tr("From %1 to %2.").arg(format.shortClock(from), format.shortClock(to));
    for (std::size_t s = 0; s < count; ++s) {
        double low = 1e300;
        double high = -1e300;
        for (const ChartPoint& p : d->points[s]) {
            if (std::isnan(p.value) || p.at < from || p.at > to) continue;
            low = std::min(low, p.value);
            high = std::max(high, p.value);
        }
        const QString name = d->model.seriesName(static_cast<int>(s));
        if (low > high) {
            text += QLatin1Char(' ') + tr("%1: no data yet.").arg(name);
        } else {
            text += QLatin1Char(' ') + tr("%1: now %2, lowest %3, highest %4.")
                                           .arg(name, values[static_cast<qsizetype>(s)].isEmpty()
                                                          ? QStringLiteral("–")
                                                          : values[static_cast<qsizetype>(s)],
                                                format.number(low, d->model.decimals()),
                                                format.number(high, d->model.decimals()));
        }
    }
    for (const ChartLine& line : d->model.lines()) text += QLatin1Char(' ') + line.label + QLatin1Char('.');
    setAccessibleDescription(text);
}

QStringList LiveChart::visibleTexts() const {
    return d->plot->paintedTexts();
}

QSize LiveChart::sizeHint() const {
    return {d->ui.theme.px(480), d->ui.theme.px(160)};
}

QSize LiveChart::minimumSizeHint() const {
    return {d->ui.theme.px(200), d->ui.theme.px(96)};
}

void LiveChart::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(d->model.unit().isEmpty() ? d->model.title()
                                                    : QStringLiteral("%1, %2").arg(d->model.title(), d->model.unit()));
        d->table->setAccessibleName(tr("%1 as table").arg(d->model.title()));
        d->nameXAxis();
        d->header->retranslate();
        d->tableModel->retranslate();
        d->described = -1e9;
        refresh();
    }
    QFrame::changeEvent(event);
}

void LiveChart::keyPressEvent(QKeyEvent* event) {
    const double span = d->group.span();
    const double middle = d->group.hasCursor() ? d->group.cursor() : (d->group.from() + d->group.to()) / 2;
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const auto moveCursor = [&](int by) {
        const double step = std::max(1.0, std::round(span / 120));
        const double at = d->group.hasCursor() ? d->group.cursor() : std::min(d->group.to(), d->model.now());
        d->group.setCursor(std::clamp(std::round(at) + by * step, d->group.from(), d->group.to()));
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: d->group.zoom(0.5, middle); return;
    case Qt::Key_Minus: d->group.zoom(2.0, middle); return;
    case Qt::Key_Left: shift ? moveCursor(-1) : d->group.pan(-span / 8); return;
    case Qt::Key_Right: shift ? moveCursor(1) : d->group.pan(span / 8); return;
    case Qt::Key_Home: d->group.setFollowsLive(true); return;
    case Qt::Key_T: setTableShown(!isTableShown()); return;
    case Qt::Key_Escape:
        if (d->group.hasCursor()) {
            d->group.clearCursor();
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d->group.hasCursor()) {
            emit whyAsked(d->group.cursor());
            return;
        }
        break;
    default: break;
    }
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(copyText());
        return;
    }
    QFrame::keyPressEvent(event);
}

void LiveChart::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    d->clock.request(*this);
}

void LiveChart::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    d->clock.request(*this);
}

bool LiveChart::eventFilter(QObject* watched, QEvent* event) {
    if (watched == d->table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_T && key->modifiers() == Qt::NoModifier) {
            setTableShown(false);
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            QGuiApplication::clipboard()->setText(copyText());
            return true;
        }
    }
    if (watched != d->plot) return QFrame::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::Wheel: {
        auto* wheel = static_cast<QWheelEvent*>(event);
        if (wheel->angleDelta().y() != 0) {
            d->group.zoom(std::pow(0.8, wheel->angleDelta().y() / 120.0), d->plot->timeAt(wheel->position().x()));
        } else {
            d->group.pan(-wheel->angleDelta().x() / 120.0 * d->group.span() / 16);
        }
        wheel->accept();
        return true;
    }
    case QEvent::MouseButtonPress: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::LeftButton) {
            setFocus(Qt::MouseFocusReason);
            d->dragging = true;
            d->dragFrom = d->plot->timeAt(mouse->position().x());
        }
        return true;
    }
    case QEvent::MouseMove: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const double at = d->plot->timeAt(mouse->position().x());
        if (d->dragging && (mouse->buttons() & Qt::LeftButton)) {
            // Three pixels of a hand that only clicks are no drag.
            if (std::fabs(at - d->dragFrom) > d->group.span() * 3 / std::max(1, d->plot->width())) {
                d->group.pan(d->dragFrom - at);
                d->dragFrom = d->plot->timeAt(mouse->position().x());
            }
        } else if (d->plot->plotRect().contains(mouse->pos())) {
            d->group.setCursor(at);
        } else {
            d->group.clearCursor();
        }
        return true;
    }
    case QEvent::MouseButtonRelease: d->dragging = false; return true;
    case QEvent::MouseButtonDblClick:
        emit whyAsked(d->plot->timeAt(static_cast<QMouseEvent*>(event)->position().x()));
        return true;
    case QEvent::Leave: d->group.clearCursor(); break;
    default: break;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace maylab::app
