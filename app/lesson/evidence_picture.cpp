#include "app/lesson/evidence_picture.h"

#include "app/charts/live_chart.h"
#include "app/lesson/lab_charts.h"
#include "app/panels/world_reader.h"
#include "kernel/run.h"
#include "scenarios/registry.h"

#include <QImage>
#include <QPainter>

#include <algorithm>

namespace maylab::app {

QImage drawEvidence(const UiContext& ui, std::shared_ptr<const labs::Lab> lab, const labs::Step& step,
                    const kernel::World& world, const QString& footer) {
    const double now = world.now().inSeconds();
    ScenarioReader reader;
    ChartClock clock;
    ChartGroup group;
    group.setRange(std::max(0.0, now - 300), std::max(60.0, now));
    constexpr int kWidth = 960, kChart = 300, kMargin = 24, kHead = 56, kFoot = 40;
    const int charts = std::min<int>(2, static_cast<int>(step.charts.size()));
    constexpr double kScale = 2;
    QImage image(QSize(kWidth, kHead + charts * kChart + kFoot) * kScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    image.fill(ui.theme.color(ColorToken::Panel));
    QPainter p(&image);
    p.setRenderHint(QPainter::Antialiasing);
    const LessonWords words(ui, lab);
    p.setFont(ui.theme.font(TextRole::PageTitle));
    p.setPen(ui.theme.color(ColorToken::Text));
    p.drawText(QRectF(kMargin, 14, kWidth - 2 * kMargin, 32), Qt::AlignLeft | Qt::AlignVCenter, words.name(step.id, "title"));
    for (int i = 0; i < charts; ++i) {
        LabChartModel model(ui, lab, step, step.charts[static_cast<std::size_t>(i)], nullptr, group);
        SeriesRequest request;
        request.queries = model.queries();
        request.from = kernel::SimTime::fromNs(static_cast<std::int64_t>(group.from()) * 1'000'000'000);
        request.to = kernel::SimTime::atSecond(world.now().wholeSeconds());
        request.maxPoints = 450;
        SeriesAnswer answer;
        reader.series(world, request, answer);
        model.fill(answer, now);
        LiveChart chart(ui, model, clock, group);
        chart.layOutFor(QSize(kWidth - 2 * kMargin, kChart - 12));
        p.drawImage(QRectF(kMargin, kHead + i * kChart, kWidth - 2 * kMargin, kChart - 12),
                    chart.toImage(QSize(kWidth - 2 * kMargin, kChart - 12), kScale));
    }
    p.setPen(ui.theme.color(ColorToken::Line));
    p.drawLine(QPointF(kMargin, kHead + charts * kChart + 4), QPointF(kWidth - kMargin, kHead + charts * kChart + 4));
    p.setFont(ui.theme.font(TextRole::Small));
    p.setPen(ui.theme.color(ColorToken::Text2));
    p.drawText(QRectF(kMargin, kHead + charts * kChart + 8, kWidth - 2 * kMargin, 24), Qt::AlignLeft | Qt::AlignVCenter, footer);
    return image;
}

worklog::PictureRenderer evidenceRenderer(const UiContext& ui, const labs::Catalog& catalog,
                                          const progress::ProgressStore& store) {
    return [&ui, &catalog, &store](const worklog::Evidence& evidence, const std::string& pngFile) {
        const auto lab = catalog.lab(evidence.lab);
        const labs::Step* step = lab ? lab->step(evidence.step) : nullptr;
        if (step == nullptr) return false;
        const auto stored = store.journal(evidence.run);
        if (!stored || !stored->replayable) return false;
        kernel::Run::ReplayReport report;
        const auto run = kernel::Run::replay(stored->journal, scenarios::makeWorld, report);
        if (!run) return false;
        return drawEvidence(ui, lab, *step, run->world(), QString::fromStdString(evidence.footer))
            .save(QString::fromStdString(pngFile), "PNG");
    };
}

} // namespace maylab::app
