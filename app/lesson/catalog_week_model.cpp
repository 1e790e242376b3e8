#include "app/lesson/catalog_week_model.h"

#include "app/lesson/lesson_words.h"

#include <QDateTime>

#include <algorithm>

namespace maylab::app {
namespace {

int lang(const UiContext& ui) { return ui.language.chrome() == Language::English ? 0 : 1; }

QDate dateOf(const progress::WallTime& t) {
    return QDate::fromString(QString::fromStdString(t.localDate()), Qt::ISODate);
}

} // namespace

CatalogWeekModel::CatalogWeekModel(const UiContext& ui, const labs::Catalog& catalog, progress::ProgressStore& store,
                                   QObject* parent)
    : WeekModel(parent), m_ui(ui), m_catalog(catalog), m_store(store) {}

const progress::Facts& CatalogWeekModel::facts() const {
    if (const auto revision = m_store.revision(); revision != m_revision) {
        m_revision = revision;
        m_facts = m_store.facts();
    }
    return m_facts;
}

void CatalogWeekModel::poll() {
    if (m_store.revision() != m_revision) {
        facts();
        emit changed();
    }
}

bool CatalogWeekModel::isDone(const std::string& lab, const std::string& step) const {
    return facts().has(lab, step, progress::Outcome::Done) || facts().has(lab, step, progress::Outcome::Tested);
}

double CatalogWeekModel::progressOf(const std::string& labId) const {
    const auto lab = m_catalog.lab(labId);
    if (!lab || lab->steps.empty()) return 0;
    const auto done = std::count_if(lab->steps.begin(), lab->steps.end(),
                                    [&](const labs::Step& s) { return isDone(labId, s.id); });
    return static_cast<double>(done) / static_cast<double>(lab->steps.size());
}

std::string CatalogWeekModel::nextStep(const std::string& labId) const {
    const auto lab = m_catalog.lab(labId);
    if (!lab || lab->steps.empty()) return {};
    for (const labs::Step& s : lab->steps) {
        if (!isDone(labId, s.id)) return s.id;
    }
    return lab->steps.front().id;
}

QByteArray CatalogWeekModel::iconOf(const labs::WeekDay& day) {
    const QByteArray name = QByteArray::fromStdString(day.icon);
    return IconStore::has(name) ? name : QByteArray("flask-conical");
}

QString CatalogWeekModel::title() const {
    return tr("Week %1").arg(m_catalog.week ? m_catalog.week->number : 4);
}

QString CatalogWeekModel::subtitle() const {
    int done = 0, total = 0;
    for (const auto& lab : m_catalog.labs) {
        total += static_cast<int>(lab->steps.size());
        for (const labs::Step& s : lab->steps) done += isDone(lab->id, s.id) ? 1 : 0;
    }
    return tr("%1 of %2 steps done").arg(done).arg(total);
}

std::vector<WeekLab> CatalogWeekModel::labs() const {
    std::vector<WeekLab> out;
    if (!m_catalog.week) return out;
    const int l = lang(m_ui);
    for (const labs::WeekDay& day : m_catalog.week->days) {
        WeekLab w;
        w.id = QString::fromStdString(day.lab);
        w.title = QString::fromStdString(day.title[l]);
        w.icon = iconOf(day);
        w.day = day.day;
        const auto lab = m_catalog.lab(day.lab);
        if (day.planned || !lab) {
            w.state = State::Planned;
            w.sentence = QString::fromStdString(day.task[l]);
            w.firstStep = QString::fromStdString(day.firstStep[l]);
            out.push_back(std::move(w));
            continue;
        }
        const LessonWords words(m_ui, lab);
        w.sentence = words.name("lab", "summary");
        w.stepsTotal = static_cast<int>(lab->steps.size());
        int minutes = 0;
        QDate first;
        for (const labs::Step& s : lab->steps) {
            minutes += s.minutes;
            if (isDone(lab->id, s.id)) ++w.stepsDone;
        }
        for (const auto& run : facts().runs) {
            if (run.lab != lab->id) continue;
            const QDate d = dateOf(run.started);
            if (!first.isValid() || d < first) first = d;
        }
        w.date = first;
        std::int64_t seconds = 0;
        for (const auto& a : facts().activity) seconds += a.lab == lab->id ? a.seconds : 0;
        w.state = w.stepsDone == w.stepsTotal ? State::Pass : first.isValid() ? State::InProgress : State::NotBegun;
        w.minutes = w.state == State::NotBegun ? minutes : static_cast<int>((seconds + 59) / 60);
        w.firstStep = words.name(lab->steps.front().id, "title");
        // The figures of the last step done.
        QStringList figures;
        for (auto s = lab->steps.rbegin(); s != lab->steps.rend() && figures.isEmpty(); ++s) {
            if (const progress::Debrief* d = facts().debrief(lab->id, s->id)) {
                labs::SessionView filled;
                for (const labs::Figure& f : s->figures) {
                    if (const progress::Figure* value = progress::find(d->figures, f.id)) {
                        filled.figures.push_back({f.id,
                                                  value->isText() ? labs::Scalar(value->text) : labs::Scalar(value->value),
                                                  f.unit, f.decimals});
                    }
                }
                figures << words.proseIn(m_ui.language.chrome(), s->id, "debrief", &filled);
            }
        }
        w.figures = figures.join(QLatin1Char(' '));
        out.push_back(std::move(w));
    }
    return out;
}

std::optional<WeekContinuation> CatalogWeekModel::continuation() const {
    const auto& runs = facts().runs;
    const auto newest = std::max_element(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.started < b.started; });
    std::shared_ptr<const labs::Lab> lab;
    std::string step;
    WeekContinuation c;
    if (newest != runs.end() && (lab = m_catalog.lab(newest->lab)) != nullptr) {
        c.begun = true;
        step = isDone(newest->lab, newest->step) ? nextStep(newest->lab) : newest->step;
        const QDate day = dateOf(newest->started);
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(
            newest->started.unixMilliseconds, Qt::OffsetFromUTC, newest->started.offsetMinutes * 60);
        const QString time = m_ui.format().time(at.time());
        const auto ago = day.daysTo(dateOf(m_store.now()));
        c.when = ago == 0 ? tr("today at %1").arg(time) : ago == 1 ? tr("yesterday at %1").arg(time)
                                                                  : m_ui.format().date(day);
    } else if (!m_catalog.labs.empty()) {
        lab = m_catalog.labs.front();
        step = nextStep(lab->id);
    } else {
        return std::nullopt;
    }
    const labs::Step* s = lab->step(step);
    if (s == nullptr) return std::nullopt;
    const LessonWords words(m_ui, lab);
    c.labId = QString::fromStdString(lab->id);
    const int number = static_cast<int>(s - lab->steps.data()) + 1;
    QString service = QString::fromStdString(lab->id);
    for (const labs::WeekDay& d : m_catalog.week ? m_catalog.week->days : std::vector<labs::WeekDay>{}) {
        if (d.lab == lab->id) service = QString::fromStdString(d.title[lang(m_ui)]);
    }
    c.title = tr("%1, step %2: %3").arg(service).arg(number).arg(words.name(step, "title"));
    for (const labs::Goal& g : s->goals) {
        const bool passed = facts().passed(lab->id, step, g.id);
        c.goals.push_back({passed ? State::Pass : State::Open, words.name(step, "goal." + g.id)});
    }
    return c;
}

WorklogSummary CatalogWeekModel::worklog() const {
    WorklogSummary out;
    const int number = m_catalog.week ? m_catalog.week->number : 4;
    out.folder = QStringLiteral("1.%1-Week%1").arg(number);
    for (const WeekLab& lab : labs()) {
        WorklogRow row;
        row.state = lab.state == State::Planned ? State::NotBegun : lab.state;
        row.text = tr("Day %1 · %2").arg(lab.day).arg(lab.title);
        int figures = 0;
        for (const auto& d : facts().debriefs) {
            if (d.lab != lab.id.toStdString()) continue;
            figures += static_cast<int>(std::count_if(d.figures.begin(), d.figures.end(), progress::isLabs));
        }
        if (!lab.date.isValid()) row.detail = tr("nothing yet");
        else if (lab.state == State::Pass) row.detail = tr("%1, %n figure(s)", nullptr, figures).arg(m_ui.format().dateShort(lab.date));
        else row.detail = tr("begun %1, %n figure(s)", nullptr, figures).arg(m_ui.format().dateShort(lab.date));
        out.rows.push_back(std::move(row));
    }
    for (const auto& lab : m_catalog.labs) {
        if (progressOf(lab->id) <= 0) continue;
        if (facts().note(lab->id, "vi").empty() && facts().note(lab->id, "en").empty()) {
            out.warning = tr("Your note for day %1 is empty.").arg(lab->day);
        }
    }
    return out;
}

} // namespace maylab::app
