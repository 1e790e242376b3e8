#include "app/panels/dashboard/widget_form.h"

#include "app/panels/dashboard/widget_painter.h"

#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPlainTextEdit>
#include <QTime>

namespace maylab::app {
namespace {

struct Choice {
    WidgetKind kind;
    bool stacked;
};
constexpr Choice kChoices[] = {{WidgetKind::TimeSeries, false}, {WidgetKind::TimeSeries, true}, {WidgetKind::Number, false},
                               {WidgetKind::Gauge, false},      {WidgetKind::Bar, false},       {WidgetKind::Pie, false},
                               {WidgetKind::Table, false},      {WidgetKind::Heatmap, false},   {WidgetKind::Alarms, false},
                               {WidgetKind::Text, false}};
constexpr const char* kStatisticNames[] = {"Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p99", "tm95", "IQM"};
constexpr int kPeriods[] = {1, 10, 60, 300, 900, 3600};

QComboBox* makeCombo(QWidget* parent, const char* name) {
    auto* combo = new QComboBox(parent);
    combo->setObjectName(QLatin1String(name));
    combo->setProperty("dense", true);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return combo;
}

} // namespace

WidgetForm::WidgetForm(const UiContext& ui, QWidget* parent)
    : Card(ui, parent), m_ui(ui), m_grid(new QGridLayout), m_heading(new Label(ui, TextRole::GoalTitle, ColorToken::Text, this)),
      m_kind(makeCombo(this, "widget.kind")), m_metric(makeCombo(this, "widget.metric")), m_statistic(makeCombo(this, "widget.statistic")),
      m_period(makeCombo(this, "widget.period")), m_axis(makeCombo(this, "widget.axis")), m_alarm(makeCombo(this, "widget.alarm")),
      m_title(new QLineEdit(this)), m_name(new QLineEdit(this)), m_text(new QPlainTextEdit(this)),
      m_problem(new TextBlock(ui, TextRole::Small, ColorToken::Fail, this)), m_submit(new Button(ui, ButtonKind::Primary, this, ButtonSize::Small)),
      m_cancel(new Button(ui, ButtonKind::Secondary, this, ButtonSize::Small)) {
    setObjectName(QStringLiteral("widget.form"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 12, 8);
    column->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_heading, 1);
    head->addWidget(m_cancel);
    head->addWidget(m_submit);
    column->addLayout(head);
    column->addWidget(m_problem);
    m_problem->hide();
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(3, 1);
    column->addLayout(m_grid);
    for (QWidget* w : std::initializer_list<QWidget*>{m_title, m_name, m_submit, m_cancel}) w->setProperty("dense", true);
    m_title->setObjectName(QStringLiteral("widget.title"));
    m_name->setObjectName(QStringLiteral("widget.label"));
    m_text->setObjectName(QStringLiteral("widget.text"));
    m_text->setMaximumHeight(ui.theme.px(84));
    m_text->setTabChangesFocus(true);
    addRow(0, 0, m_kindLabel, m_kind);
    addRow(0, 2, m_titleLabel, m_title);
    addRow(1, 0, m_metricLabel, m_metric, 3);
    addRow(2, 0, m_statisticLabel, m_statistic);
    addRow(2, 2, m_periodLabel, m_period);
    addRow(3, 0, m_nameLabel, m_name);
    addRow(3, 2, m_axisLabel, m_axis);
    addRow(4, 0, m_alarmLabel, m_alarm, 3);
    addRow(5, 0, m_textLabel, m_text, 3);
    m_submit->setObjectName(QStringLiteral("widget.submit"));
    m_cancel->setObjectName(QStringLiteral("widget.cancel"));

    for (const Choice& c : kChoices) m_kind->addItem(WidgetPainter::kindWord(c.kind, c.stacked));
    for (const char* s : kStatisticNames) m_statistic->addItem(QLatin1String(s));
    markAsData(m_statistic);
    markAsData(m_metric);
    markAsData(m_alarm);
    for (const int seconds : kPeriods) m_period->addItem(QString(), seconds);
    m_axis->addItem(QString());
    m_axis->addItem(QString());
    m_metric->setEditable(true);
    m_metric->lineEdit()->setObjectName(QStringLiteral("widget.metric.text"));
    m_metric->setInsertPolicy(QComboBox::NoInsert);
    m_metric->completer()->setFilterMode(Qt::MatchContains);
    m_metric->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_metric->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    m_metric->setMaxVisibleItems(12);

    for (QComboBox* combo : {m_kind, m_statistic, m_period, m_axis, m_alarm}) {
        connect(combo, &QComboBox::currentIndexChanged, this, [this] {
            arrange();
            emit changed();
        });
    }
    connect(m_metric, &QComboBox::currentTextChanged, this, &WidgetForm::changed);
    connect(m_metric, &QComboBox::activated, this, [this] { m_metric->lineEdit()->setCursorPosition(0); });
    for (QLineEdit* line : {m_title, m_name}) {
        connect(line, &QLineEdit::textChanged, this, &WidgetForm::changed);
        connect(line, &QLineEdit::returnPressed, this, &WidgetForm::submit);
    }
    connect(m_text, &QPlainTextEdit::textChanged, this, &WidgetForm::changed);
    connect(m_submit, &QPushButton::clicked, this, &WidgetForm::submit);
    connect(m_cancel, &QPushButton::clicked, this, &WidgetForm::close);
    // The buttons stand at the head, where a low pane shows them; the fields come first.
    QWidget* const order[] = {m_kind, m_title, m_metric, m_statistic, m_period, m_name, m_axis, m_alarm, m_text, m_submit, m_cancel};
    for (std::size_t i = 1; i < std::size(order); ++i) setTabOrder(order[i - 1], order[i]);
    retranslate();
    hide();
}

QWidget* WidgetForm::addRow(int row, int column, QLabel*& label, QWidget* field, int columns) {
    label = new Label(m_ui, TextRole::Small, ColorToken::Text2, this);
    label->setBuddy(field);
    m_grid->addWidget(label, row, column);
    m_grid->addWidget(field, row, column + 1, 1, columns);
    return field;
}

void WidgetForm::open(Purpose purpose, const QString& title) {
    m_purpose = purpose;
    m_problem->hide();
    m_title->setText(title);
    m_name->clear();
    if (purpose == Purpose::NewWidget) {
        m_period->setCurrentIndex(m_period->findData(60));
        m_axis->setCurrentIndex(0);
    }
    retranslate();
    show();
    raise();
    QWidget* first = purpose == Purpose::NewWidget ? static_cast<QWidget*>(m_kind) : purpose == Purpose::MoreMetric ? static_cast<QWidget*>(m_metric) : m_title;
    first->setFocus(Qt::ShortcutFocusReason);
    if (purpose == Purpose::Rename) m_title->selectAll();
}

QString WidgetForm::metricText(const WidgetMetric& m) {
    QString text = QString::fromStdString(m.metricNamespace + "  " + m.name);
    for (const auto& [name, value] : m.dimensions) text += QStringLiteral("  ") + QString::fromStdString(name + "=" + value);
    return text;
}

void WidgetForm::setMetrics(std::vector<WidgetMetric> metrics) {
    const QString typed = m_metric->currentText();
    m_metrics = std::move(metrics);
    const QSignalBlocker quiet(m_metric);
    m_metric->clear();
    for (const WidgetMetric& m : m_metrics) m_metric->addItem(metricText(m));
    const int before = m_metric->findText(typed);
    m_metric->setCurrentIndex(before >= 0 ? before : m_metrics.empty() ? -1 : 0);
    m_metric->lineEdit()->setCursorPosition(0); // the name begins at the left
}

void WidgetForm::setAlarms(std::vector<std::pair<std::string, std::string>> alarms) {
    m_alarms = std::move(alarms);
    const QSignalBlocker quiet(m_alarm);
    m_alarm->clear();
    for (const auto& [name, arn] : m_alarms) m_alarm->addItem(QString::fromStdString(name));
}

int WidgetForm::chosenMetric() const {
    const QString text = m_metric->currentText().simplified();
    for (std::size_t i = 0; i < m_metrics.size(); ++i) {
        if (metricText(m_metrics[i]).simplified() == text) return static_cast<int>(i);
    }
    return -1;
}

WidgetDraft WidgetForm::draft() const {
    WidgetDraft d;
    const Choice& choice = kChoices[std::max(0, m_kind->currentIndex())];
    d.kind = choice.kind;
    d.stacked = choice.stacked;
    d.title = m_title->text().trimmed().toStdString();
    d.statistic = m_statistic->currentText().toStdString();
    d.period = m_period->currentData().toInt();
    d.text = m_text->toPlainText().toStdString();
    if (const int i = m_alarm->currentIndex(); i >= 0 && i < static_cast<int>(m_alarms.size())) {
        d.alarms.push_back(m_alarms[static_cast<std::size_t>(i)].second);
    }
    if (const int i = chosenMetric(); i >= 0) {
        WidgetMetric m = m_metrics[static_cast<std::size_t>(i)];
        m.label = m_name->text().trimmed().toStdString();
        m.right = m_axis->currentIndex() == 1;
        if (m_purpose == Purpose::MoreMetric) m.statistic = d.statistic;
        d.metrics.push_back(std::move(m));
    }
    return d;
}

void WidgetForm::showProblem(const QString& text) {
    m_problem->setProse(text);
    m_problem->setVisible(!text.isEmpty());
    emit changed(); // the form is as high as its words
}

void WidgetForm::arrange() {
    const WidgetKind kind = kChoices[std::max(0, m_kind->currentIndex())].kind;
    const bool widget = m_purpose == Purpose::NewWidget, line = m_purpose == Purpose::Line || m_purpose == Purpose::Moment;
    const bool rename = m_purpose == Purpose::Rename || line;
    const bool metric = m_purpose == Purpose::MoreMetric || (widget && kind != WidgetKind::Text && kind != WidgetKind::Alarms);
    const auto show = [](bool shown, std::initializer_list<QWidget*> widgets) {
        for (QWidget* w : widgets) w->setVisible(shown);
    };
    show(widget, {m_kindLabel, m_kind});
    show(rename || (widget && kind != WidgetKind::Text), {m_titleLabel, m_title});
    show(metric, {m_metricLabel, m_metric, m_statisticLabel, m_statistic, m_axisLabel, m_axis});
    show(metric || line, {m_nameLabel, m_name});
    // A title alone stands at the left; the value of a line, or the time of a moment, beside it.
    const int title = widget ? 2 : 0, nameRow = line ? 0 : 3, name = line ? 2 : 0;
    m_grid->addWidget(m_titleLabel, 0, title);
    m_grid->addWidget(m_title, 0, title + 1);
    m_grid->addWidget(m_nameLabel, nameRow, name);
    m_grid->addWidget(m_name, nameRow, name + 1);
    show(metric && widget, {m_periodLabel, m_period});
    show(widget && kind == WidgetKind::Alarms, {m_alarmLabel, m_alarm});
    show(widget && kind == WidgetKind::Text, {m_textLabel, m_text});
}

void WidgetForm::submit() {
    const WidgetDraft d = draft();
    const bool metric = m_purpose == Purpose::MoreMetric || (m_purpose == Purpose::NewWidget && d.kind != WidgetKind::Text && d.kind != WidgetKind::Alarms);
    if (metric && d.metrics.empty()) {
        showProblem(m_metrics.empty() ? tr("No metric has a value in this run yet.") : tr("Choose a metric of the list."));
        return;
    }
    if (m_purpose == Purpose::NewWidget && d.kind == WidgetKind::Alarms && d.alarms.empty()) {
        showProblem(tr("There is no alarm in this run yet."));
        return;
    }
    if ((m_purpose == Purpose::Line || m_purpose == Purpose::Moment) && !place()) {
        showProblem(m_purpose == Purpose::Line ? tr("Type a number.") : tr("Type hours and minutes: 13:15."));
        return;
    }
    emit submitted();
}

std::optional<double> WidgetForm::place() const {
    const QString text = m_name->text().trimmed();
    if (m_purpose == Purpose::Moment) {
        QTime time = QTime::fromString(text, QStringLiteral("H:mm"));
        if (!time.isValid()) time = QTime::fromString(text, QStringLiteral("H:mm:ss"));
        return time.isValid() ? std::optional<double>(QTime(0, 0).secsTo(time)) : std::nullopt;
    }
    bool ok = false;
    const double value = m_ui.language.locale().toDouble(text, &ok);
    if (ok) return value;
    const double plain = QLocale::c().toDouble(text, &ok);
    return ok ? std::optional<double>(plain) : std::nullopt;
}

void WidgetForm::close() {
    hide();
    emit closed();
}

void WidgetForm::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close();
    // The panel's own keys are letters here.
    event->accept();
}

void WidgetForm::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void WidgetForm::retranslate() {
    m_heading->setText(m_purpose == Purpose::NewWidget    ? tr("Add a widget")
                       : m_purpose == Purpose::Line       ? tr("Draw a line at a value")
                       : m_purpose == Purpose::Moment     ? tr("Mark a moment")
                       : m_purpose == Purpose::MoreMetric ? tr("Add a metric to this widget")
                                                          : tr("Rename the widget"));
    m_kindLabel->setText(tr("Kind"));
    m_titleLabel->setText(tr("Title"));
    m_metricLabel->setText(tr("Metric"));
    m_statisticLabel->setText(tr("Statistic"));
    m_periodLabel->setText(tr("Period"));
    const bool lines = m_purpose == Purpose::Line || m_purpose == Purpose::Moment;
    if (lines) m_titleLabel->setText(tr("Label"));
    m_nameLabel->setText(m_purpose == Purpose::Line ? tr("Value") : m_purpose == Purpose::Moment ? tr("Time, UTC") : tr("Label"));
    m_axisLabel->setText(tr("Axis"));
    m_alarmLabel->setText(tr("Alarm"));
    m_textLabel->setText(tr("Markdown"));
    for (const auto& [field, label] : {std::pair<QWidget*, QLabel*>{m_kind, m_kindLabel}, {m_title, m_titleLabel}, {m_metric, m_metricLabel},
                                       {m_statistic, m_statisticLabel}, {m_period, m_periodLabel}, {m_name, m_nameLabel}, {m_axis, m_axisLabel},
                                       {m_alarm, m_alarmLabel}, {m_text, m_textLabel}}) {
        field->setAccessibleName(label->text());
    }
    m_metric->lineEdit()->setAccessibleName(m_metricLabel->text());
    for (int i = 0; i < m_kind->count(); ++i) m_kind->setItemText(i, WidgetPainter::kindWord(kChoices[i].kind, kChoices[i].stacked));
    for (int i = 0; i < m_period->count(); ++i) {
        m_period->setItemText(i, m_ui.format().withUnit(QString::number(m_period->itemData(i).toInt()), QStringLiteral("s")));
    }
    m_axis->setItemText(0, tr("left"));
    m_axis->setItemText(1, tr("right"));
    m_submit->setText(m_purpose == Purpose::Rename ? tr("Rename") : tr("Add"));
    m_cancel->setText(tr("Cancel"));
    arrange();
}

} // namespace maylab::app
