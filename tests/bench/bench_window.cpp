// How the window feels: time to the first paint, how long the event loop is ever kept busy while the world runs flat
// out with every chart of the page visible, and how much memory a step takes. Prints the same rows as maylab_bench.
#include "app/application.h"
#include "app/environment.h"

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
