#include "app/shell/actions.h"

#include <algorithm>

namespace maylab::app {

void ActionRegistry::add(Action action) {
    for (Action& there : m_actions) {
        if (there.id == action.id) {
            there = std::move(action);
            emit changed();
            return;
        }
    }
    m_actions.push_back(std::move(action));
    emit changed();
}

void ActionRegistry::remove(const QByteArray& id) {
    if (std::erase_if(m_actions, [&](const Action& a) { return a.id == id; }) > 0) emit changed();
}

void ActionRegistry::removeGroup(const QByteArray& idPrefix) {
    if (std::erase_if(m_actions, [&](const Action& a) { return a.id.startsWith(idPrefix); }) > 0) emit changed();
}

bool ActionRegistry::run(const QByteArray& id) {
    for (const Action& action : m_actions) {
        if (action.id != id) continue;
        if (action.enabled && !action.enabled()) return false;
        const auto act = action.run; // running it may change the registry
        if (act) act();
        return true;
    }
    return false;
}

QString ActionRegistry::fold(const QString& text) {
    QString folded;
    for (QChar c : text.normalized(QString::NormalizationForm_D).toLower()) {
        if (c.category() == QChar::Mark_NonSpacing) continue;
        folded += c == QChar(0x0111) ? QLatin1Char('d') : c;
    }
    return folded;
}

// Every letter of the query in order; letters at the start of a word and runs of letters count more, and a
// shorter text wins among equals.
int ActionRegistry::score(const QString& text, const QString& query) {
    const QString t = fold(text);
    const QString q = fold(query).simplified();
    if (q.isEmpty()) return 1;
    if (const qsizetype whole = t.indexOf(q); whole >= 0) {
        const bool word = whole == 0 || !t[whole - 1].isLetterOrNumber();
        return 1000 + (word ? 500 : 0) - static_cast<int>(std::min<qsizetype>(t.size(), 400));
    }
    int score = 0;
    qsizetype at = 0;
    qsizetype before = -2;
    for (QChar c : q) {
        if (c == QLatin1Char(' ')) continue;
        const qsizetype found = t.indexOf(c, at);
        if (found < 0) return 0;
        const bool word = found == 0 || !t[found - 1].isLetterOrNumber();
        score += word ? 20 : found == before + 1 ? 12 : 1;
        before = found;
        at = found + 1;
    }
    // Letters scattered over a text are no match.
    if (score < 6 * q.size()) return 0;
    return std::max(1, 500 + score - static_cast<int>(std::min<qsizetype>(t.size(), 400)));
}

std::vector<const ActionRegistry::Action*> ActionRegistry::find(const QString& query) const {
    std::vector<std::pair<int, const Action*>> found;
    for (const Action& action : m_actions) {
        if (action.enabled && !action.enabled()) continue;
        int best = score(action.text(), query);
        if (action.otherWords) best = std::max(best, score(action.otherWords(), query) - 200);
        if (action.group && best == 0) best = score(action.group() + QLatin1Char(' ') + action.text(), query) / 2;
        if (best > 0) found.emplace_back(query.trimmed().isEmpty() ? 1 : best, &action);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<const Action*> result;
    result.reserve(found.size());
    for (const auto& [score, action] : found) result.push_back(action);
    return result;
}

} // namespace maylab::app
