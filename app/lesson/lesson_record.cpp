#include "app/lesson/lesson_record.h"

#include <algorithm>

namespace maylab::app {
namespace {

using labs::Scalar;

progress::Figure figureOf(const std::string& name, const Scalar& value) {
    progress::Figure f;
    f.name = name;
    if (value.isText()) f.text = value.text();
    else f.value = value.number();
    return f;
}

progress::Figures figuresOf(const labs::SessionView& view) {
    progress::Figures out;
    for (const labs::FigureView& f : view.figures) {
        if (f.value.present()) out.push_back(figureOf(f.id, f.value));
    }
    return out;
}

std::string comparisonOf(const labs::GoalResult& goal) {
    if (!goal.needed.present()) return {};
    return std::string(labs::toString(goal.is)) + " " + goal.needed.toString();
}

void postBefore(progress::Figures& out, const labs::GoalResult& goal) {
    if (goal.before.present()) out.push_back(figureOf(progress::beforeOf(goal.id), goal.before));
    for (const labs::GoalResult& part : goal.parts) postBefore(out, part);
}

void postVerdict(progress::ProgressStore& store, progress::RunId run, const labs::LabSession& session,
                 const labs::SessionView& view, const std::string& goalId) {
    const auto& verdicts = session.verdicts();
    const auto v = std::find_if(verdicts.begin(), verdicts.end(),
                                [&](const labs::Verdict& x) { return x.goal == goalId; });
    if (v == verdicts.end()) return;
    progress::Verdict fact;
    fact.run = run;
    fact.lab = view.lab;
    fact.step = view.step;
    fact.goal = goalId;
    if (v->measured.isNumber()) fact.measured = v->measured.number();
    fact.at = v->at;
    if (v->measured.isText()) fact.figures.push_back(figureOf("measured", v->measured));
    for (const auto& [part, measured] : v->parts) fact.figures.push_back(figureOf(part, measured));
    for (const labs::GoalResult& g : view.goals) {
        if (g.id == goalId) postBefore(fact.figures, g);
    }
    for (const labs::GoalResult& g : view.goals) {
        if (g.id == goalId) fact.comparison = comparisonOf(g);
    }
    store.post(std::move(fact));
}

void postOutcome(progress::ProgressStore& store, progress::RunId run, const labs::SessionView& view,
                 progress::Outcome outcome, kernel::SimTime at) {
    progress::StepOutcome fact;
    fact.run = run;
    fact.lab = view.lab;
    fact.step = view.step;
    fact.outcome = outcome;
    fact.at = at;
    fact.seed = view.seed;
    store.post(std::move(fact));
}

void postAnswer(progress::ProgressStore& store, progress::RunId run, const labs::SessionView& view,
                const char* question, const labs::QuestionView& q, kernel::SimTime at) {
    progress::Answer fact;
    fact.run = run;
    fact.lab = view.lab;
    fact.step = view.step;
    fact.question = question;
    fact.attempt = q.tries;
    fact.given = q.right || q.tried.empty() ? q.shown : q.tried.back();
    fact.right = q.right;
    fact.at = at;
    store.post(std::move(fact));
}

} // namespace

void recordLessonEvents(progress::ProgressStore& store, progress::RunId run, const labs::LabSession& session,
                        const std::vector<labs::SessionEvent>& events) {
    using Kind = labs::SessionEvent::Kind;
    const labs::SessionView view = session.view();
    const auto predictionOf = [&](const std::string& id) -> const labs::PredictionView* {
        const auto it = std::find_if(view.predictions.begin(), view.predictions.end(),
                                     [&](const labs::PredictionView& p) { return p.id == id; });
        return it == view.predictions.end() ? nullptr : &*it;
    };
    for (const labs::SessionEvent& e : events) {
        switch (e.kind) {
        case Kind::GoalPassed: postVerdict(store, run, session, view, e.id); break;
        case Kind::MistakeMet: {
            progress::MistakeMet fact;
            fact.run = run;
            fact.lab = view.lab;
            fact.step = view.step;
            fact.mistake = e.id;
            fact.at = e.at;
            fact.figures = figuresOf(view);
            store.post(std::move(fact));
            break;
        }
        case Kind::PredictionAnswered:
            if (const auto* p = predictionOf(e.id)) {
                progress::Prediction fact;
                fact.run = run;
                fact.lab = view.lab;
                fact.step = view.step;
                fact.prediction = e.id;
                fact.answer = p->answer;
                fact.right = p->right;
                for (const labs::Prediction& def : session.step().predictions) {
                    if (def.id == e.id) fact.unit = def.unit;
                }
                fact.at = e.at;
                store.post(std::move(fact));
            }
            break;
        case Kind::PredictionShown:
            if (const auto* p = predictionOf(e.id); p != nullptr && p->measured) {
                progress::PredictionMeasured fact;
                fact.run = run;
                fact.lab = view.lab;
                fact.step = view.step;
                fact.prediction = e.id;
                fact.measured = *p->measured;
                fact.right = p->right;
                store.post(std::move(fact));
            }
            break;
        case Kind::WhyAnswered:
        case Kind::WhyShown:
            if (view.why) postAnswer(store, run, view, "why", *view.why, e.at);
            break;
        case Kind::ExamAnswered:
            if (view.exam) postAnswer(store, run, view, "exam", *view.exam, e.at);
            break;
        case Kind::StepDone: {
            postOutcome(store, run, view, progress::Outcome::Done, e.at);
            progress::Debrief debrief;
            debrief.run = run;
            debrief.lab = view.lab;
            debrief.step = view.step;
            debrief.at = e.at;
            debrief.seed = view.seed;
            debrief.figures = figuresOf(view);
            if (view.bill && view.bill->complete && !view.bill->empty()) {
                debrief.figures.push_back(figureOf(progress::kBillTotalFigure, view.bill->total));
            }
            debrief.figures.push_back(figureOf(progress::kHintsFigure, static_cast<double>(view.hints.size())));
            debrief.figures.push_back(figureOf(progress::kChangesFigure, static_cast<double>(view.changes)));
            store.post(std::move(debrief));
            break;
        }
        case Kind::StepUnderstood: postOutcome(store, run, view, progress::Outcome::Understood, e.at); break;
        case Kind::StepShown: postOutcome(store, run, view, progress::Outcome::Shown, e.at); break;
        case Kind::StepTested: postOutcome(store, run, view, progress::Outcome::Tested, e.at); break;
        case Kind::GoalFell:
        case Kind::HintOpened:
        case Kind::PredictionAsked:
        case Kind::AnotherDayDue:
        case Kind::AnotherDayPassed:
        case Kind::AnotherDayFailed:
        case Kind::WhyAsked:
        case Kind::CallRefused: break; // in the journal, no fact of its own
        }
    }
}

void LessonRecord::keepOpen() {
    const std::lock_guard lock(m_mutex);
    m_keepOpen = true;
}

void LessonRecord::continueIn(progress::RunId run) {
    const std::lock_guard lock(m_mutex);
    m_continue = run;
}

progress::RunId LessonRecord::currentRun() const {
    const std::lock_guard lock(m_mutex);
    return m_current;
}

progress::RunId LessonRecord::rowOf(std::uint64_t run) const {
    const std::lock_guard lock(m_mutex);
    const auto it = m_rows.find(run);
    return it == m_rows.end() ? 0 : it->second;
}

void LessonRecord::begin(const kernel::JournalHeader& header, std::uint64_t run) {
    const std::lock_guard lock(m_mutex);
    const progress::RunId row = m_continue != 0 ? m_continue : m_store.beginRun(header);
    m_continue = 0;
    m_rows[run] = row;
    m_current = row;
}

void LessonRecord::append(std::uint64_t run, std::vector<kernel::JournalEntry> entries) {
    if (const progress::RunId row = rowOf(run); row != 0 && !entries.empty()) {
        m_store.appendJournal(row, std::move(entries));
    }
}

void LessonRecord::notReplayable(std::uint64_t run) {
    if (const progress::RunId row = rowOf(run); row != 0) m_store.markNotReplayable(row);
}

void LessonRecord::lesson(std::uint64_t run, const labs::LabSession& session,
                          const std::vector<labs::SessionEvent>& events) {
    if (const progress::RunId row = rowOf(run); row != 0) recordLessonEvents(m_store, row, session, events);
}

void LessonRecord::end(std::uint64_t run) {
    const progress::RunId row = rowOf(run);
    const std::lock_guard lock(m_mutex);
    if (row != 0 && !m_keepOpen) m_store.endRun(row);
}

} // namespace maylab::app
