#include "app/panels/dashboard/dashboard_panel.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QSaveFile>
#include <QScrollArea>

#include <algorithm>

namespace maylab::app {
namespace {

using kernel::Json;

QComboBox* headerCombo(QWidget* parent, const char* name) {
    auto* combo = new QComboBox(parent);
    combo->setObjectName(QLatin1String(name));
    combo->setProperty("dense", true);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return combo;
}

} // namespace

DashboardPanel::DashboardPanel(const UiContext& ui, QWidget* parent)
    : DrawnPanel(ui, parent), m_painter(ui), m_name(headerCombo(this, "dashboard.name")), m_range(headerCombo(this, "dashboard.range")),
      m_period(headerCombo(this, "dashboard.period")), m_add(new Button(ui, ButtonKind::Secondary, this, ButtonSize::Small)),
      m_grafana(new Button(ui, ButtonKind::Secondary, this, ButtonSize::Small)), m_grafanaMenu(new QMenu(this)), m_variables(new QWidget(this)),
      m_scroll(new QScrollArea(this)), m_grid(new DashboardGrid(ui)), m_formScroll(new QScrollArea(this)), m_form(new WidgetForm(ui)), m_foot(new QFrame(this)),
      m_sign(new IconLabel(ui, "info", 14, ColorToken::Text2, m_foot)), m_message(new TextBlock(ui, TextRole::Small, ColorToken::Text, m_foot)),
      m_command(new CommandBox(ui, m_foot)), m_undoButton(new Button(ui, ButtonKind::Link, m_foot, ButtonSize::Small)), m_closeFoot(new IconButton(ui, "x", 14, m_foot)) {
    setObjectName(QStringLiteral("dashboardPanel"));
    pathToSave = [this](const QString& suggestion) {
        return QFileDialog::getSaveFileName(this, tr("Grafana JSON"), QDir::home().filePath(suggestion), tr("Dashboard (*.json)"));
    };
    pathToOpen = [this] { return QFileDialog::getOpenFileName(this, tr("Import Grafana JSON"), QDir::homePath(), tr("Dashboard (*.json)")); };
    m_interest.wanted = true;
    m_frame.setSingleShot(true);
    m_frame.setInterval(kFrameMilliseconds);
    connect(&m_frame, &QTimer::timeout, this, [this] {
        if (m_next) showNow(std::exchange(m_next, nullptr));
    });
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_grid);
    m_formScroll->setFrameShape(QFrame::NoFrame);
    m_formScroll->setWidgetResizable(true);
    m_formScroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_formScroll->setFocusPolicy(Qt::NoFocus);
    m_formScroll->setWidget(m_form);
    m_form->hide(); // setWidget shows it
    m_formScroll->hide();
    setFocusProxy(m_grid);
    buildHeader();
    buildFoot();
    connect(m_grid, &DashboardGrid::cellsChanged, this, [this](const std::vector<GridCell>& cells) {
        DashboardDocument document(body());
        document.setCells(cells);
        put(document.text());
    });
    connect(m_grid, &DashboardGrid::menuAsked, this, &DashboardPanel::showMenu);
    connect(m_grid, &DashboardGrid::renameAsked, this, [this](int widget) { openForm(WidgetForm::Purpose::Rename, widget); });
    connect(m_grid, &DashboardGrid::removeAsked, this, [this](int widget) {
        DashboardDocument document(body());
        document.remove(static_cast<std::size_t>(widget));
        put(document.text());
    });
    connect(m_grid, &DashboardGrid::chosenChanged, this, [this](int widget) {
        if (widget < 0 || widget >= static_cast<int>(m_grid->cells().size())) return;
        const QRectF r = m_grid->rectOf(widget);
        m_scroll->ensureVisible(static_cast<int>(r.center().x()), static_cast<int>(r.bottom()), 0, 8);
        m_scroll->ensureVisible(static_cast<int>(r.center().x()), static_cast<int>(r.top()), 0, 8);
    });
    connect(m_grid, &DashboardGrid::draggedTo, this, [this](const QPoint& at) { m_scroll->ensureVisible(at.x(), at.y(), 0, 24); });
    connect(m_form, &WidgetForm::submitted, this, &DashboardPanel::takeForm);
    connect(m_form, &WidgetForm::changed, this, &DashboardPanel::showFormCommand);
    connect(m_form, &WidgetForm::closed, this, [this] {
        m_command->hide();
        if (m_message->isHidden()) m_foot->hide();
        layOut();
        m_grid->setFocus(Qt::OtherFocusReason);
        emit editingChanged();
    });
    connect(this, &DrawnPanel::tableShownChanged, this, [this] { layOut(); });
    connect(&ui.theme, &Theme::changed, this, &DashboardPanel::layOut);
    retranslate();
    layOut();
}

void DashboardPanel::buildHeader() {
    markAsData(m_name);
    for (const int seconds : {0, 300, 900, 1'800, 3'600, 10'800, 21'600, 43'200, 86'400, 604'800}) m_range->addItem(QString(), seconds);
    for (const int seconds : {0, 1, 60, 300, 900, 3'600}) m_period->addItem(QString(), seconds);
    m_add->setObjectName(QStringLiteral("dashboard.add"));
    m_add->setProperty("dense", true);
    m_grafana->setProperty("dense", true);
    m_add->setIconName("plus");
    m_grafana->setObjectName(QStringLiteral("dashboard.grafana"));
    m_grafana->setIconName("download");
    // Behind the title and the fact, before the button of the table twin.
    int place = 2;
    for (QWidget* w : std::initializer_list<QWidget*>{m_name, m_range, m_period}) header()->insertWidget(place++, w);
    header()->insertWidget(header()->count() - 1, m_add);
    header()->insertWidget(header()->count() - 1, m_grafana);
    header()->setSpacing(8);
    auto* row = new QHBoxLayout(m_variables);
    row->setContentsMargins(12, 2, 12, 2);
    row->setSpacing(8);
    m_variables->hide();
    connect(m_name, &QComboBox::activated, this, [this](int) { choiceChanged(); });
    connect(m_range, &QComboBox::activated, this, [this](int) { choiceChanged(); });
    connect(m_period, &QComboBox::activated, this, [this](int) { choiceChanged(); });
    connect(m_add, &QPushButton::clicked, this, [this] { openForm(WidgetForm::Purpose::NewWidget, -1); });
    connect(m_grafana, &QPushButton::clicked, this,
            [this] { m_grafanaMenu->popup(m_grafana->mapToGlobal(QPoint(0, m_grafana->height() + 2))); });
    m_grafanaMenu->addAction(QString(), this, [this] { exportGrafana(QStringLiteral("prometheus")); })->setObjectName(QStringLiteral("export.prometheus"));
    m_grafanaMenu->addAction(QString(), this, [this] { exportGrafana(QStringLiteral("cloudwatch")); })->setObjectName(QStringLiteral("export.cloudwatch"));
    holdWhile(m_grafanaMenu);
    m_grafanaMenu->addSeparator();
    m_grafanaMenu->addAction(QString(), this, [this] { importGrafana(); })->setObjectName(QStringLiteral("import"));
}

void DashboardPanel::buildFoot() {
    m_foot->setProperty("surface", "panel");
    m_foot->setProperty("edge", "top");
    auto* whole = new QHBoxLayout(m_foot);
    whole->setContentsMargins(12, 4, 6, 4);
    whole->setSpacing(4);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addWidget(m_message, 1);
    column->addLayout(row);
    column->addWidget(m_command);
    whole->addLayout(column, 1);
    whole->addWidget(m_undoButton, 0, Qt::AlignTop);
    whole->addWidget(m_closeFoot, 0, Qt::AlignTop);
    m_undoButton->setObjectName(QStringLiteral("dashboard.undo"));
    m_undoButton->hide();
    connect(m_undoButton, &QPushButton::clicked, this, &DashboardPanel::undo);
    m_message->setObjectName(QStringLiteral("dashboard.message"));
    m_closeFoot->setObjectName(QStringLiteral("dashboard.close"));
    m_foot->hide();
    connect(m_closeFoot, &QToolButton::clicked, this, [this] {
        m_foot->hide();
        layOut();
        m_grid->setFocus(Qt::OtherFocusReason);
    });
}

QString DashboardPanel::title() const { return tr("Dashboard"); }

QSize DashboardPanel::sizeHint() const { return {theme().px(740), theme().px(300)}; }

QString DashboardPanel::commandShown() const { return m_command->isVisibleTo(this) ? m_command->command() : QString(); }

void DashboardPanel::setPicture(std::shared_ptr<const DashboardPicture> picture) {
    if (!picture || picture == m_picture) return;
    const bool sameBody = m_picture && m_picture->name == picture->name && m_picture->body == picture->body &&
                          m_picture->names == picture->names;
    if (sameBody && m_frame.isActive()) {
        m_next = std::move(picture);
        return;
    }
    m_next = nullptr;
    showNow(std::move(picture));
}

void DashboardPanel::setSnapshot(const Snapshot& s) {
    m_now = s.calendarStart / 1000 + static_cast<std::int64_t>(s.now.inSeconds());
    setPicture(s.picture.dashboard);
    // The world stopped before the last evaluation was due.
    if (!s.running && s.picture.dashboard && s.picture.dashboard->at != s.now && m_askedAgain != s.now) {
        m_askedAgain = s.now;
        ++m_interest.again;
        emit interestChanged();
    }
}

void DashboardPanel::showNow(std::shared_ptr<const DashboardPicture> picture) {
    m_picture = std::move(picture);
    m_frame.start();
    // A change counts until the world shows it, or has answered and shows something else.
    if (!m_sent.empty() && m_outstanding == 0 && (m_picture->body != m_sentAgainst || m_quietPictures-- <= 0)) m_sent.clear();
    if (m_sent.empty()) m_grid->settle();
    m_grid->setPicture(m_picture);
    {
        const QSignalBlocker quiet(m_name);
        bool same = m_name->count() == static_cast<int>(m_picture->names.size());
        for (int i = 0; same && i < m_name->count(); ++i) same = m_name->itemText(i) == words(m_picture->names[static_cast<std::size_t>(i)]);
        if (!same) {
            m_name->clear();
            for (const std::string& n : m_picture->names) m_name->addItem(words(n));
        }
        m_name->setCurrentIndex(m_name->findText(words(m_picture->name)));
    }
    fact()->setText(m_picture->names.size() > 1 ? QString() : words(m_picture->name));
    showVariables();
    layOut();
    refresh();
}

void DashboardPanel::showVariables() {
    auto* row = static_cast<QHBoxLayout*>(m_variables->layout());
    const auto& variables = m_picture->variables;
    const auto combos = m_variables->findChildren<QComboBox*>(QString(), Qt::FindDirectChildrenOnly);
    bool same = combos.size() == static_cast<qsizetype>(variables.size());
    for (qsizetype i = 0; same && i < combos.size(); ++i) {
        const DashboardVariable& v = variables[static_cast<std::size_t>(i)];
        same = combos[i]->objectName() == words(v.id) && combos[i]->accessibleName() == words(v.label) &&
               combos[i]->count() == static_cast<int>(v.choices.size());
        for (int k = 0; same && k < combos[i]->count(); ++k) same = combos[i]->itemData(k).toString() == words(v.choices[static_cast<std::size_t>(k)].first);
    }
    if (!same) {
        while (QLayoutItem* item = row->takeAt(0)) {
            delete item->widget();
            delete item;
        }
        for (const DashboardVariable& v : variables) {
            auto* label = markAsData(new Label(ui(), TextRole::Small, ColorToken::Text2, m_variables));
            label->setText(words(v.label));
            auto* combo = markAsData(headerCombo(m_variables, ""));
            combo->setObjectName(words(v.id));
            combo->setAccessibleName(words(v.label));
            for (const auto& [value, text] : v.choices) combo->addItem(words(text), words(value));
            const auto take = [this, id = v.id](const QString& value) {
                m_interest.variables[id] = value.toStdString();
                emit interestChanged();
            };
            connect(combo, &QComboBox::activated, this, [combo, take](int) { take(combo->currentData().toString()); });
            if (v.typed) {
                combo->setEditable(true);
                combo->setInsertPolicy(QComboBox::NoInsert);
                combo->lineEdit()->setObjectName(words(v.id) + QStringLiteral(".text"));
                combo->lineEdit()->setAccessibleName(words(v.label));
                connect(combo->lineEdit(), &QLineEdit::returnPressed, this, [combo, take] { take(combo->currentText()); });
            }
            row->addWidget(label);
            row->addWidget(combo);
        }
        row->addStretch(1);
    }
    const auto now = m_variables->findChildren<QComboBox*>(QString(), Qt::FindDirectChildrenOnly);
    for (qsizetype i = 0; i < now.size(); ++i) {
        if (!now[i]->hasFocus()) now[i]->setCurrentIndex(now[i]->findData(words(variables[static_cast<std::size_t>(i)].value)));
    }
    m_variables->setVisible(!variables.empty());
}

void DashboardPanel::choiceChanged() {
    const std::string name = m_name->currentText().toStdString();
    if (name != m_interest.name) m_interest.variables.clear();
    m_interest.name = name;
    m_interest.seconds = m_range->currentData().toInt();
    m_interest.period = m_period->currentData().toInt();
    emit interestChanged();
}

// Header above, then variables, the form where it is open, the widgets, the foot.
void DashboardPanel::layOut() {
    const bool here = m_picture && m_picture->available, some = here && !m_picture->widgets.empty();
    m_name->setVisible(here && m_picture->names.size() > 1);
    m_range->setVisible(some);
    m_period->setVisible(some);
    for (QWidget* w : std::initializer_list<QWidget*>{m_add, m_grafana}) w->setVisible(here);
    m_add->setText(tr("Add widget"));
    m_grafana->setText(tr("Grafana JSON"));
    // Where the header is too narrow, first the words of the buttons go, then the period.
    const auto tooNarrow = [this] {
        header()->invalidate();
        return header()->sizeHint().width() > width();
    };
    if (tooNarrow()) {
        for (Button* b : {m_add, m_grafana}) b->setText(QString());
    }
    if (tooNarrow()) m_period->hide();
    if (tooNarrow()) m_range->hide();
    QRect area(0, static_cast<int>(bodyRect().top()), width(), height() - static_cast<int>(bodyRect().top()));
    if (m_foot->isVisibleTo(this)) {
        const int needed = std::min(m_foot->layout()->hasHeightForWidth() ? m_foot->layout()->heightForWidth(area.width()) : m_foot->sizeHint().height(),
                                    area.height() / 2);
        m_foot->setGeometry(area.left(), area.bottom() + 1 - needed, area.width(), needed);
        area.setBottom(area.bottom() - needed);
    }
    if (m_variables->isVisibleTo(this) && !isTableShown()) {
        const int needed = theme().px(32);
        m_variables->setGeometry(area.left(), area.top(), area.width(), needed);
        area.setTop(area.top() + needed);
    }
    m_formScroll->setVisible(formOpen() && !isTableShown());
    if (formOpen()) {
        const int wanted = std::min(area.width() - 24, theme().px(640));
        const int needed = m_form->layout()->hasHeightForWidth() ? m_form->layout()->heightForWidth(wanted) : m_form->sizeHint().height();
        const int high = std::min(std::max(needed, m_form->minimumSizeHint().height()), area.height() - 8);
        m_formScroll->setGeometry(12, area.top() + 4, wanted, high);
        area.setTop(std::min(area.bottom(), area.top() + high + 10));
    }
    m_scroll->setGeometry(area);
    m_scroll->setVisible(some && !isTableShown() && area.height() >= theme().px(24));
}

void DashboardPanel::resizeEvent(QResizeEvent* event) {
    DrawnPanel::resizeEvent(event);
    layOut();
}

QString DashboardPanel::describe() const {
    if (!m_picture || !m_picture->available) return tr("No dashboards in this run.");
    if (m_picture->name.empty()) return tr("No dashboard yet. Add a widget, or import one.");
    QStringList parts{tr("Dashboard %1: %n widget(s).", nullptr, static_cast<int>(m_picture->widgets.size())).arg(words(m_picture->name))};
    for (const WidgetPicture& w : m_picture->widgets) {
        const QString title = WidgetPainter::titleOf(w);
        parts << (title.isEmpty() ? WidgetPainter::kindWord(w.kind, w.stacked) : title) + QStringLiteral(": ") + m_painter.words(w) + u'.';
    }
    return parts.join(u' ');
}

std::vector<DrawnPanel::TableRow> DashboardPanel::table() const {
    std::vector<TableRow> rows;
    if (!m_picture) return rows;
    for (const WidgetPicture& w : m_picture->widgets) {
        const QString title = WidgetPainter::titleOf(w);
        const QString name = title.isEmpty() ? WidgetPainter::kindWord(w.kind, w.stacked)
                                             : QStringLiteral("%1 (%2)").arg(title, WidgetPainter::kindWord(w.kind, w.stacked));
        if (w.kind == WidgetKind::Alarms) {
            for (const WidgetAlarm& a : w.alarms) rows.push_back({words(a.name), a.state.empty() ? tr("no such alarm") : words(a.state)});
        } else if (!w.columns.empty()) {
            for (const auto& row : w.rows) {
                QStringList cells;
                for (const std::string& cell : row) cells << words(cell);
                rows.push_back({name, cells.join(QStringLiteral(" · "))});
            }
        } else if (w.series.size() > 1) {
            for (const WidgetSeries& s : w.series) rows.push_back({name + QStringLiteral(" · ") + words(s.label), m_painter.value(s.latest)});
        } else {
            rows.push_back({name, w.series.size() == 1 ? m_painter.value(w.series[0].latest) : m_painter.words(w)});
        }
    }
    return rows;
}

void DashboardPanel::paintBody(QPainter& painter, const QRectF& body) {
    if (!m_picture) return;
    if (!m_picture->available) paintNote(painter, body, tr("No dashboards in this run."));
    else if (m_picture->widgets.empty() && !formOpen()) {
        paintNote(painter, body, m_picture->name.empty() ? tr("No dashboard yet. Add a widget, or import one.")
                                                         : tr("This dashboard has no widgets yet."));
    }
}

void DashboardPanel::retranslate() {
    for (int i = 0; i < m_range->count(); ++i) {
        const int seconds = m_range->itemData(i).toInt();
        QString text;
        if (seconds == 0) text = tr("range as saved");
        else if (seconds < 3'600) text = tr("last %1 min").arg(seconds / 60);
        else if (seconds < 86'400) text = tr("last %1 h").arg(seconds / 3'600);
        else text = tr("last %n day(s)", nullptr, seconds / 86'400);
        m_range->setItemText(i, text);
    }
    for (int i = 0; i < m_period->count(); ++i) {
        const int seconds = m_period->itemData(i).toInt();
        m_period->setItemText(i, seconds == 0 ? tr("period as saved") : tr("period %1 s").arg(seconds));
    }
    m_name->setAccessibleName(tr("Dashboard"));
    m_range->setAccessibleName(tr("Time range"));
    m_period->setAccessibleName(tr("Period"));
    m_add->setAccessibleName(tr("Add widget"));
    m_add->setToolTip(tr("Add widget"));
    m_grafana->setAccessibleName(tr("Grafana JSON"));
    m_grafana->setToolTip(tr("Grafana JSON"));
    m_closeFoot->setName(tr("Close"));
    m_undoButton->setText(tr("Undo"));
    for (QAction* a : m_grafanaMenu->actions()) {
        if (a->objectName() == QLatin1String("export.prometheus")) a->setText(tr("Export for a Prometheus data source…"));
        if (a->objectName() == QLatin1String("export.cloudwatch")) a->setText(tr("Export for a CloudWatch data source…"));
        if (a->objectName() == QLatin1String("import")) a->setText(tr("Import…"));
    }
    DrawnPanel::retranslate();
    layOut();
}

} // namespace maylab::app
