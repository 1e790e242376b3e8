// A learner at the window: finds what a person sees and presses it (fields, buttons, the console's line), and never
// sleeps: waits for what should come.
#pragma once

#include <QtTest>

#include "app/application.h"
#include "app/shell/widgets/buttons.h"

#include <QComboBox>
#include <QDirIterator>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

namespace maylab::app {

inline constexpr int kPatience = 60'000; // ms of wall time for anything the program does by itself

inline bool copyFolder(const QString& from, const QString& to) {
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next(), target = to + path.mid(from.size());
        if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(path, target)) return false;
        QFile::setPermissions(target, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    return true;
}

class Learner {
  public:
    Learner(const QString& profile, LanguageMode language, const QString& catalog = qEnvironmentVariable("MAYLAB_CATALOG")) {
        auto made = Application::make({catalog, profile, profile + "/settings.ini"});
        if (!made) qFatal("%s", qPrintable(made.error()));
        program = std::move(*made);
        program->language().setMode(language);
        program->theme().setReducedMotion(true);
        program->settings().set(Setting::PauseOnRead, false);
        program->window().resize(1366, 768);
        program->start();
        program->window().show();
        QCoreApplication::processEvents();
    }

    template <class W>
    W* find(const QString& name) {
        W* w = program->window().findChild<W*>(name);
        if (w == nullptr) qWarning("there is no %s", qPrintable(name));
        return w;
    }
    bool wait(const std::function<bool()>& done, int patience = kPatience) {
        return QTest::qWaitFor(done, patience);
    }
    bool press(const QString& name) {
        auto* b = find<QPushButton>(name);
        if (b == nullptr || !wait([b] { return b->isVisible() && b->isEnabled(); }, 5000)) return false;
        b->click();
        QCoreApplication::processEvents();
        return true;
    }
    bool type(const QString& field, double value) {
        auto* f = find<QDoubleSpinBox>(field);
        if (f == nullptr || !wait([f] { return f->isVisible() && f->isEnabled(); }, 5000)) return false;
        f->setFocus(Qt::TabFocusReason);
        f->selectAll();
        QTest::keyClicks(f->findChild<QLineEdit*>(), f->locale().toString(value, 'f', f->decimals()).remove(f->locale().groupSeparator()));
        QTest::keyClick(f->findChild<QLineEdit*>(), Qt::Key_Return);
        QCoreApplication::processEvents();
        return true;
    }
    bool console(ConsoleWidget::Tab tab, const QString& line) {
        auto* c = program->window().findChild<ConsoleWidget*>();
        if (c == nullptr || !wait([c] { return c->isVisible(); }, 5000)) return false;
        c->setCurrentTab(tab);
        auto* input = c->input(tab);
        input->setFocus(Qt::TabFocusReason);
        input->clear();
        QTest::keyClicks(input, line);
        QTest::keyClick(input, Qt::Key_Return);
        QCoreApplication::processEvents();
        QTest::qWait(120); // the reply comes with the next poll
        return true;
    }
    bool choose(const QString& name, const QString& option) {
        if (auto* segments = program->window().findChild<Segments*>(name)) {
            if (!wait([segments] { return segments->isVisible() && segments->isEnabled(); }, 5000)) return false;
            emit segments->chosen(option);
            return true;
        }
        auto* combo = find<QComboBox>(name);
        if (combo == nullptr || !wait([combo] { return combo->isVisible() && combo->isEnabled(); }, 5000)) return false;
        const int i = combo->findData(option);
        if (i < 0) return false;
        combo->setCurrentIndex(i);
        emit combo->activated(i);
        return true;
    }
    // Its upper part stands inside the step's page.
    bool inSight(const QString& name) {
        auto* w = find<QWidget>(name);
        auto* scroll = find<QScrollArea>(QStringLiteral("step.scroll"));
        if (w == nullptr || !w->isVisible()) return false;
        const int y = w->mapTo(scroll->viewport(), QPoint(0, 0)).y();
        return y >= 0 && y + std::min(w->height(), 60) <= scroll->viewport()->height();
    }
    const labs::SessionView* lesson() { return program->session().snapshot().lesson.get(); }
    const labs::GoalResult* goal(const std::string& id) {
        if (lesson() == nullptr) return nullptr;
        for (const auto& g : lesson()->goals) {
            if (g.id == id) return &g;
        }
        return nullptr;
    }
    bool inStep(const std::string& step) {
        return wait([&] { return program->session().snapshot().state == RunState::Ready && lesson() && lesson()->step == step; });
    }
    bool expectGoal(const std::string& id) {
        const bool ok = wait([&] { const auto* g = goal(id); return g != nullptr && g->state == labs::GoalState::Passed; });
        if (!ok) {
            const auto* g = goal(id);
            qWarning("goal %s did not pass; measured %s at %s", id.c_str(), g ? g->measured.toString().c_str() : "-",
                     kernel::formatClock(program->session().snapshot().now).c_str());
        }
        return ok;
    }
    void speed(Speed s) {
        program->session().runner().setSpeed(s);
        program->session().runner().play(true);
    }
    // Answers Say why rightly and waits until the step is done.
    bool sayWhy(const QString& option) {
        const QString step = QString::fromStdString(lesson()->step);
        const QString name = QStringLiteral("question.%1.why.%2").arg(step, option);
        if (!wait([&] { return program->window().findChild<QPushButton*>(name) != nullptr; })) return false;
        return press(name) && wait([&] { return lesson()->standing.understood; });
    }
    bool done() {
        const bool ok = wait([&] { return lesson() && lesson()->standing.done; });
        if (!ok && lesson()) {
            qWarning("the step is not done: another day %d", static_cast<int>(lesson()->anotherDay));
            for (const auto& o : lesson()->otherDays) {
                qWarning("  seed %llu %s %s: %s", static_cast<unsigned long long>(o.seed), o.goal.c_str(), o.part.c_str(), o.measured.toString().c_str());
            }
        }
        return ok;
    }

    std::unique_ptr<Application> program;
};

} // namespace maylab::app
