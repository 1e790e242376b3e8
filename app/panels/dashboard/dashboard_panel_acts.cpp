// What the panel does for the learner: puts a changed body and takes it back, its form, its menus, Grafana's files.
#include "app/panels/dashboard/dashboard_panel.h"

#include <QComboBox>
#include <QFile>
#include <QMenu>
#include <QPointer>
#include <QSaveFile>
#include <QScrollArea>

namespace maylab::app {
namespace {

using kernel::Json;

constexpr qint64 kMostFileBytes = 16 << 20;
constexpr std::size_t kMostMetrics = 5'000; // in the form's list

} // namespace

QStringList DashboardPanel::messagesOf(const Json& output) {
    QStringList lines;
    for (const char* list : {"DashboardValidationMessages", "Messages"}) {
        const auto found = output.find(list);
        if (found == output.end() || !found->is_array()) continue;
        for (const Json& m : *found) {
            if (m.is_string()) {
                lines << words(m.get<std::string>());
                continue;
            }
            if (!m.is_object()) continue;
            const std::string path = m.value("DataPath", std::string()), text = m.value("Message", std::string());
            lines << (path.empty() ? words(text) : words(path + ": " + text));
        }
    }
    return lines;
}

std::string DashboardPanel::body() const {
    if (!m_sent.empty()) return m_sent;
    return m_picture ? m_picture->body : std::string();
}

std::string DashboardPanel::nameToPut() const { return m_picture && !m_picture->name.empty() ? m_picture->name : "shop"; }

void DashboardPanel::put(const std::string& text) {
    if (!m_door.call) return;
    const Json input = {{"DashboardName", nameToPut()}, {"DashboardBody", text}};
    const std::string before = body();
    if (m_sent.empty()) m_sentAgainst = m_picture ? m_picture->body : std::string();
    m_sent = text;
    ++m_outstanding;
    m_command->setCommand(m_door.command ? m_door.command("PutDashboard", input) : QString());
    m_command->show();
    m_sign->hide();
    m_message->hide();
    m_undoButton->hide();
    m_foot->show();
    layOut();
    m_door.call("PutDashboard", input, [self = QPointer(this), before](const CallAnswer& a) {
        if (!self || a.pending) return;
        --self->m_outstanding;
        self->m_quietPictures = 2;
        if (!a.ok) {
            self->m_sent.clear();
            self->m_grid->settle();
        } else {
            self->m_undo = before;
            self->m_undoButton->setVisible(!before.empty());
        }
        self->answered(a, tr("Saved, with remarks:"));
    });
}

void DashboardPanel::undo() {
    if (m_undo.empty()) return;
    const std::string text = std::exchange(m_undo, {});
    m_grid->settle(); // the places of the body that comes back
    put(text);
}

void DashboardPanel::answered(const CallAnswer& a, const QString& done) {
    const QStringList remarks = messagesOf(a.output);
    if (a.ok) {
        if (formOpen()) {
            m_form->hide();
            m_grid->setFocus(Qt::OtherFocusReason);
            emit editingChanged();
        }
        if (remarks.isEmpty()) {
            m_sign->hide();
            m_message->hide();
        } else {
            say("info", ColorToken::Text2, done + u' ' + remarks.join(u' '));
        }
        layOut();
        return;
    }
    say("triangle-alert", ColorToken::Fail,
        tr("The service refused this and changed nothing.") + u' ' + words(a.error.code) + QStringLiteral(": ") + words(a.error.message) +
            (remarks.isEmpty() ? QString() : u' ' + remarks.join(u' ')));
}

void DashboardPanel::say(const QByteArray& icon, ColorToken color, const QString& text) {
    m_sign->setIcon(icon, color);
    m_sign->show();
    m_message->setProse(text);
    m_message->setAccessibleName(text);
    m_message->show();
    m_foot->show();
    layOut();
}

void DashboardPanel::openForm(WidgetForm::Purpose purpose, int widget) {
    m_formWidget = widget;
    m_message->hide();
    m_sign->hide();
    m_form->open(purpose, purpose == WidgetForm::Purpose::Rename && widget >= 0
                              ? words(DashboardDocument(body()).title(static_cast<std::size_t>(widget)))
                              : QString());
    if (purpose == WidgetForm::Purpose::NewWidget || purpose == WidgetForm::Purpose::MoreMetric) readMetrics({}, {});
    showFormCommand();
    layOut();
    update();
    emit editingChanged();
}

void DashboardPanel::beginRun() {
    m_form->hide();
    m_foot->hide();
    m_message->hide();
    m_sign->hide();
    m_command->hide();
    m_undoButton->hide();
    m_undo.clear();
    m_sent.clear();
    m_interest.variables.clear();
    m_interest.name.clear();
    layOut();
    emit editingChanged();
}

void DashboardPanel::holdWhile(QMenu* menu) {
    connect(menu, &QMenu::aboutToShow, this, [this] {
        ++m_asking;
        emit editingChanged();
    });
    connect(menu, &QMenu::aboutToHide, this, [this] {
        --m_asking;
        emit editingChanged();
    });
}

QString DashboardPanel::ask(const std::function<QString()>& path) {
    ++m_asking;
    emit editingChanged();
    const QString chosen = path();
    --m_asking;
    emit editingChanged();
    return chosen;
}

void DashboardPanel::readMetrics(const std::string& token, std::vector<WidgetMetric> metrics) {
    if (!m_door.read) return;
    Json input = Json::object();
    if (!token.empty()) input["NextToken"] = token;
    m_door.read("ListMetrics", input, [self = QPointer(this), found = std::move(metrics)](const CallAnswer& a) mutable {
        if (!self || !a.ok) return;
        const auto list = a.output.find("Metrics");
        if (list != a.output.end() && list->is_array()) {
            for (const Json& m : *list) {
                WidgetMetric one{m.value("Namespace", ""), m.value("MetricName", ""), {}, {}, {}, false};
                const Json dimensions = m.value("Dimensions", Json::array());
                for (const Json& d : dimensions) one.dimensions.emplace_back(d.value("Name", ""), d.value("Value", ""));
                found.push_back(std::move(one));
            }
        }
        const std::string next = a.output.value("NextToken", "");
        if (!next.empty() && found.size() < kMostMetrics) return self->readMetrics(next, std::move(found));
        self->m_form->setMetrics(std::move(found));
        self->showFormCommand();
    });
    if (!token.empty()) return;
    m_door.read("DescribeAlarms", Json::object(), [self = QPointer(this)](const CallAnswer& a) {
        if (!self || !a.ok) return;
        std::vector<std::pair<std::string, std::string>> alarms;
        for (const char* list : {"MetricAlarms", "CompositeAlarms"}) {
            const auto found = a.output.find(list);
            if (found == a.output.end() || !found->is_array()) continue;
            for (const Json& alarm : *found) alarms.emplace_back(alarm.value("AlarmName", ""), alarm.value("AlarmArn", ""));
        }
        self->m_form->setAlarms(std::move(alarms));
        self->showFormCommand();
    });
}

namespace {

// What the form would make of the dashboard.
void apply(DashboardDocument& document, const WidgetForm& form, int widget, std::int64_t now) {
    const WidgetDraft draft = form.draft();
    switch (form.purpose()) {
    case WidgetForm::Purpose::NewWidget: {
        const GridCell size = DashboardDocument::usualSize(draft.kind);
        document.add(draft, freePlace(document.cells(), size.width, size.height));
        break;
    }
    case WidgetForm::Purpose::MoreMetric:
        if (!draft.metrics.empty()) document.addMetric(static_cast<std::size_t>(widget), draft.metrics.front());
        break;
    case WidgetForm::Purpose::Rename: document.setTitle(static_cast<std::size_t>(widget), draft.title); break;
    case WidgetForm::Purpose::Line:
        if (const auto value = form.place()) document.addLine(static_cast<std::size_t>(widget), draft.title, *value);
        break;
    case WidgetForm::Purpose::Moment:
        if (const auto second = form.place()) {
            // The last such time: today's, or yesterday's where that is still to come.
            constexpr std::int64_t kDay = 86'400;
            std::int64_t at = now / kDay * kDay + static_cast<std::int64_t>(*second);
            if (at > now) at -= kDay;
            document.addMoment(static_cast<std::size_t>(widget), draft.title, kernel::formatIso8601(at * 1000));
        }
        break;
    }
}

} // namespace

void DashboardPanel::showFormCommand() {
    if (!formOpen() || !m_door.command) return;
    DashboardDocument document(body());
    apply(document, *m_form, m_formWidget, m_now);
    m_command->setCommand(m_door.command("PutDashboard", {{"DashboardName", nameToPut()}, {"DashboardBody", document.text()}}));
    m_command->show();
    m_foot->show();
    layOut();
}

void DashboardPanel::takeForm() {
    DashboardDocument document(body());
    apply(document, *m_form, m_formWidget, m_now);
    put(document.text());
}

void DashboardPanel::showMenu(int widget, const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("widget.menu"));
    holdWhile(menu);
    if (DashboardDocument(body()).holdsMetrics(static_cast<std::size_t>(widget))) {
        menu->addAction(tr("Add a metric…"), this, [this, widget] { openForm(WidgetForm::Purpose::MoreMetric, widget); });
        menu->addAction(tr("Draw a line…"), this, [this, widget] { openForm(WidgetForm::Purpose::Line, widget); });
        menu->addAction(tr("Mark a moment…"), this, [this, widget] { openForm(WidgetForm::Purpose::Moment, widget); });
    }
    menu->addAction(tr("Rename…"), this, [this, widget] { openForm(WidgetForm::Purpose::Rename, widget); });
    menu->addSeparator();
    menu->addAction(tr("Remove"), this, [this, widget] { emit m_grid->removeAsked(widget); });
    menu->addSeparator();
    for (const QString& keys : {tr("Move: drag the title, or Shift and arrows"), tr("Resize: drag the corner, or Ctrl and arrows")}) {
        menu->addAction(keys)->setEnabled(false);
    }
    menu->popup(at);
}

void DashboardPanel::exportGrafana(const QString& dataSource) {
    if (!m_door.call || !m_picture || m_picture->name.empty()) {
        return say("triangle-alert", ColorToken::Warn, tr("There is no dashboard to export yet."));
    }
    m_undoButton->hide();
    const QString path = ask([&] { return pathToSave(words(m_picture->name) + u'-' + dataSource + QStringLiteral(".json")); });
    if (path.isEmpty()) return;
    const Json input = {{"DashboardName", m_picture->name}, {"DataSource", dataSource.toStdString()}};
    m_command->setCommand(m_door.command ? m_door.command("ExportGrafanaDashboard", input) : QString());
    m_command->show();
    m_door.call("ExportGrafanaDashboard", input, [self = QPointer(this), path](const CallAnswer& a) {
        if (!self || a.pending) return;
        if (!a.ok) return self->answered(a, {});
        const auto found = a.output.find("Dashboard");
        const QByteArray text = found == a.output.end()   ? QByteArray()
                                : found->is_string() ? QByteArray::fromStdString(found->get<std::string>())
                                                     : QByteArray::fromStdString(found->dump(2)) + '\n';
        QSaveFile file(path);
        if (text.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
            return self->say("triangle-alert", ColorToken::Fail, tr("Not saved: %1").arg(file.errorString()));
        }
        const QStringList remarks = messagesOf(a.output);
        self->say("circle-check", ColorToken::Pass,
                  tr("Saved as %1. In Grafana: Dashboards, New, Import.").arg(path) + (remarks.isEmpty() ? QString() : u' ' + remarks.join(u' ')));
    });
}

void DashboardPanel::importGrafana() {
    if (!m_door.call) return;
    m_undoButton->hide();
    const QString path = ask(pathToOpen);
    if (path.isEmpty()) return;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return say("triangle-alert", ColorToken::Fail, tr("Not read: %1").arg(file.errorString()));
    if (file.size() > kMostFileBytes) return say("triangle-alert", ColorToken::Fail, tr("Not read: the file is larger than 16 MB."));
    Json dashboard = Json::parse(file.readAll().toStdString(), nullptr, false);
    if (!dashboard.is_object()) return say("triangle-alert", ColorToken::Fail, tr("Not read: the file is no JSON object."));
    // Its title, in the characters that a dashboard's name may have.
    std::string name;
    const auto title = dashboard.find("title");
    for (const char c : title != dashboard.end() && title->is_string() ? title->get<std::string>() : std::string("imported")) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (plain || (!name.empty() && name.back() != '-')) name += plain ? c : '-';
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    if (name.empty()) name = "imported";
    if (m_name->findText(words(name)) >= 0) name += "-grafana"; // the board that is there stays
    const Json input = {{"DashboardName", name}, {"Dashboard", std::move(dashboard)}};
    m_command->setCommand(m_door.command ? m_door.command("ImportGrafanaDashboard", input) : QString());
    m_command->show();
    m_door.call("ImportGrafanaDashboard", input, [self = QPointer(this), name](const CallAnswer& a) {
        if (!self || a.pending) return;
        if (!a.ok) return self->answered(a, {});
        const QStringList remarks = messagesOf(a.output);
        self->say("circle-check", ColorToken::Pass,
                  tr("Imported as %1.").arg(words(name)) + (remarks.isEmpty() ? QString() : u' ' + remarks.join(u' ')));
        self->m_interest.name = name;
        self->m_interest.variables.clear();
        emit self->interestChanged();
    });
}

} // namespace maylab::app
