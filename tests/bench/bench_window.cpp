// How the window feels: time to the first paint, how long the event loop is ever kept busy while the world runs flat
// out with every chart of the page visible, and how much memory a step takes. Prints the same rows as maylab_bench.
#include "app/application.h"
#include "app/environment.h"
#include "app/panels/dashboard/dashboard_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

using namespace maylab::app;
using nlohmann::json;

namespace {

json row(const char* name, const char* what, const char* quantity, double target, double measured) {
    return {{"benchmark", name}, {"what", what},         {"quantity", quantity},
            {"target", target},  {"measured", measured}, {"ratio", measured > 0 ? target / measured : 0.0}};
}

double residentMegabytes() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:")) return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

bool until(const std::function<bool()>& done, int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        if (timer.elapsed() > milliseconds) return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 10);
    }
    return true;
}

// Notes when the window has painted for the first time.
class PaintWatch : public QObject {
  public:
    bool painted = false;

  protected:
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint) painted = true;
        return false;
    }
};

// Twelve charts of four series with 24 h by the minute each, as large as a window of 1920 x 1080 shows them: a second's
// worth of redraws, the median.
double dashboardRedraw(Application& program) {
    IconStore icons(program.theme());
    const UiContext ui{program.theme(), icons, program.language(), program.settings()};
    auto picture = std::make_shared<DashboardPicture>();
    picture->available = true;
    picture->name = "bench";
    picture->from = 1'769'472'000;
    picture->to = picture->from + 86'400;
    for (int w = 0; w < 12; ++w) {
        WidgetPicture widget;
        widget.cell = {w % 3 * 8, w / 3 * 8, 8, 8};
        widget.title = "widget";
        for (int s = 0; s < 4; ++s) {
            WidgetSeries series;
            series.label = "series";
            unsigned noise = static_cast<unsigned>(w * 4 + s + 1);
            for (int i = 0; i < 1'440; ++i) {
                noise = noise * 1'664'525u + 1'013'904'223u;
                series.at.push_back(picture->from + 60.0 * i);
                series.values.push_back(40.0 * s + static_cast<double>(noise >> 16) / 2'000);
            }
            widget.series.push_back(std::move(series));
        }
        picture->widgets.push_back(std::move(widget));
    }
    DashboardGrid grid(ui);
    grid.resize(1150, grid.sizeHint().height());
    grid.setPicture(picture);
    grid.resize(1150, grid.minimumSizeHint().height());
    QImage image(grid.size(), QImage::Format_ARGB32_Premultiplied);
    std::vector<double> milliseconds;
    QElapsedTimer whole;
    whole.start();
    while (whole.elapsed() < 1'000 || milliseconds.size() < 5) {
        QElapsedTimer one;
        one.start();
        grid.render(&image);
        milliseconds.push_back(static_cast<double>(one.nsecsElapsed()) * 1e-6);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    return milliseconds[milliseconds.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    QElapsedTimer sinceStart;
    sinceStart.start();
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QTemporaryDir profile;
    auto made = Application::make({catalogDirectory(), profile.path(), profile.path() + QStringLiteral("/settings.ini")});
    if (!made) {
        std::fprintf(stderr, "maylab bench: %s\n", qPrintable(made.error()));
        return 1;
    }
    Application& program = **made;
    PaintWatch watch;
    program.window().installEventFilter(&watch);
    program.start();
    program.window().show();
    if (!until([&] { return watch.painted; }, 20'000)) return 1;
    json rows = json::array();
    rows.push_back(row("FirstPaint", "start to first paint", "ms", 1000, static_cast<double>(sinceStart.elapsed())));

    rows.push_back(row("DashboardRedraw", "twelve dashboard widgets, 4 series of 1,440 points each", "ms", 16, dashboardRedraw(program)));

    double worstMemory = 0;
    std::vector<double> gaps; // ms by which an event that is due every millisecond comes late
    const auto& lab = program.catalog().labs.front();
    program.window().setChromeShown(true);
    for (const auto& step : lab->steps) {
        program.openStep(QString::fromStdString(lab->id), QString::fromStdString(step.id));
        SessionClient& client = program.session();
        if (!until([&] { return client.snapshot().state == RunState::Ready && client.snapshot().step == step.id; }, 60'000)) {
            std::fprintf(stderr, "maylab bench: step %s did not become ready\n", step.id.c_str());
            return 1;
        }
        // A prediction locks the run: answer it, so that the world can run.
        for (const auto& p : step.predictions) {
            if (p.after.empty()) client.act("predict", {{"id", p.id}, {"value", p.from}}, &program);
        }
        client.runner().play(true);
        client.runner().setSpeed(Speed::FlatOut);
        until([] { return false; }, 500);
        QElapsedTimer turn;
        QTimer beat;
        beat.setTimerType(Qt::PreciseTimer);
        beat.setInterval(1);
        turn.start();
        QObject::connect(&beat, &QTimer::timeout, [&] {
            gaps.push_back(std::max(0.0, static_cast<double>(turn.nsecsElapsed()) * 1e-6 - 1));
            turn.restart();
        });
        beat.start();
        until([] { return false; }, 3'000);
        beat.stop();
        client.runner().play(false);
        worstMemory = std::max(worstMemory, residentMegabytes());
    }
    std::sort(gaps.begin(), gaps.end());
    const double p99 = gaps.empty() ? 0 : gaps[gaps.size() * 99 / 100];
    rows.push_back(row("EventLoopP99", "delay of an event due every millisecond, 99th percentile, world flat out, all charts", "ms", 16, p99));
    rows.push_back(row("EventLoopMax", "longest such delay", "ms", 100, gaps.empty() ? 0 : gaps.back()));
    rows.push_back(row("ResidentMemory", "resident memory in the worst step", "MB", 250, worstMemory));

    if (argc > 1 && std::strcmp(argv[1], "--json") == 0) {
        std::printf("%s\n", json{{"benchmarks", rows}}.dump(2).c_str());
    } else {
        for (const json& r : rows) {
            std::printf("%-20s %10.2f of %8.2f %s\n", r["benchmark"].get<std::string>().c_str(), r["measured"].get<double>(),
                        r["target"].get<double>(), r["quantity"].get<std::string>().c_str());
        }
    }
    return 0;
}
