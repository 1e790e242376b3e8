// All base widgets of the look on one sheet, as in the drawing of parts.
#pragma once

#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/number_control.h"
#include "app/shell/widgets/pane_state.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

namespace maylab::test {

using namespace maylab::app;

class Sheet : public QWidget {
  public:
    explicit Sheet(const UiContext& ui) {
        setObjectName("sheet");
        setProperty("surface", "window");
        auto* column = new QVBoxLayout(this);
        auto* buttons = new QHBoxLayout;
        const struct {
            ButtonKind kind;
            const char* text;
            const char* name;
        } kinds[] = {{ButtonKind::Primary, "Primary", "b1"}, {ButtonKind::Secondary, "Secondary", "b2"}, {ButtonKind::Flat, "Flat", "b3"},
                     {ButtonKind::Link, "Why?", "b4"}, {ButtonKind::Danger, "Delete run…", "b5"}, {ButtonKind::Secondary, "Disabled", "b6"}};
        for (const auto& k : kinds) {
            auto* b = new Button(ui, k.kind, this);
            b->setText(QString::fromUtf8(k.text));
            b->setObjectName(k.name);
            if (k.kind == ButtonKind::Danger) b->setIconName("trash-2");
            b->setEnabled(QLatin1String(k.name) != QLatin1String("b6"));
            buttons->addWidget(b);
        }
        buttons->addStretch(1);
        column->addLayout(buttons);
        auto* chips = new QHBoxLayout;
        for (State s : {State::Pass, State::Fail, State::Alarm, State::Warning, State::InProgress, State::NotBegun, State::Stopped, State::Locked}) {
            auto* chip = new Chip(ui, this);
            chip->setState(s, stateWord(s));
            chips->addWidget(chip);
        }
        chips->addStretch(1);
        column->addLayout(chips);
        auto* row = new QHBoxLayout;
        auto* left = new QVBoxLayout;
        const auto goal = [&](GoalRow::View view) {
            auto* g = new GoalRow(ui, this);
            g->setView(view);
            left->addWidget(g);
            return g;
        };
        goal({"Hit ratio stays up", State::Running, "0.72", "≥ 0.90", 0.72, 0.90, "held **12 of 30 s**, then fell at 03:20", true, true});
        goal({"Misses arrive evenly", State::Open, "4.1×", "≤ 1.5×", {}, {}, "", false, true});
        goal({"No answer older than 24 s", State::Pass, "20 s", "≤ 24 s", {}, {}, "passed at 02:58", false, true});
        auto* hint = new HintBox(ui, this);
        hint->setHint(1, 3, "chosen because misses come every 20.0 s",
                      "Look at the tiles: nearly all have the same colour, so they will leave together.");
        left->addWidget(hint);
        left->addStretch(1);
        row->addLayout(left, 1);
        auto* right = new QVBoxLayout;
        auto* block = new ControlBlock(ui, this);
        block->setTitle("Writes by the application");
        auto* writes = new Segments(ui, block);
        writes->setObjectName("writes");
        writes->setAccessibleName("Writes by the application");
        writes->addSegment("lazy", "Lazy loading");
        writes->addSegment("through", "Write-through");
        writes->setStretched(true);
        block->addWidget(writes);
        auto* ttl = new NumberControl(ui, {0, 600, 1, 0, false}, block);
        ttl->setObjectName("ttl");
        ttl->setLabel("TTL");
        ttl->setUnit("s");
        ttl->setValue(20);
        block->addWidget(ttl);
        auto* policy = new QComboBox(block);
        policy->setObjectName("policy");
        policy->setAccessibleName("Eviction policy");
        policy->addItems({"volatile-lru", "allkeys-lru"});
        block->addWidget(policy);
        auto* check = new QCheckBox("Follow", block);
        check->setObjectName("follow");
        check->setChecked(true);
        block->addWidget(check);
        block->setCommand("aws elasticache modify-cache-parameter-group --cache-parameter-group-name shop "
                          "--parameter-name-values ParameterName=maxmemory-policy,ParameterValue=volatile-lru");
        right->addWidget(block);
        auto* empty = new EmptyState(ui, this);
        empty->setTexts("No request yet", "Send one from the console, or start the traffic.", "Start traffic");
        auto* loading = new LoadingState(ui, this);
        loading->setTexts("Running ahead to 00:10:00", "Events so far 412,880, about 2 s left.");
        loading->setProgress(0.62);
        auto* error = new ErrorState(ui, this);
        error->setTexts("(error) OOM command not allowed", "The policy is noeviction: every write fails.", "Why?", "Change policy");
        auto* states = new QHBoxLayout;
        for (QWidget* w : {static_cast<QWidget*>(empty), static_cast<QWidget*>(loading), static_cast<QWidget*>(error)}) {
            auto* card = new Card(ui, this);
            auto* inner = new QVBoxLayout(card);
            inner->setContentsMargins(0, 0, 0, 0);
            inner->addWidget(w);
            states->addWidget(card, 1);
        }
        right->addLayout(states);
        right->addStretch(1);
        row->addLayout(right, 1);
        column->addLayout(row);
        auto* bar = new MessageBar(ui, this);
        bar->setMessage(State::Warning, "Port 6379 is in use by another program. Redis clients can reach this lab on **6380**.", "Use 6380");
        column->addWidget(bar);
        column->addStretch(1);
        resize(1000, 620);
    }
};

} // namespace maylab::test
