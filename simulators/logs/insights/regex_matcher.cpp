#include "logs/insights/regex.h"
#include "logs/insights/utf8.h"

#include <algorithm>

namespace maylab::logs::insights {
namespace {

bool isWord(std::string_view text, std::size_t at) {
    if (at >= text.size()) return false;
    const char c = text[at];
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool atWordBoundary(std::string_view text, std::size_t at) {
    return (at > 0 && isWord(text, at - 1)) != isWord(text, at);
}

} // namespace

// Follows what consumes nothing; threads that wait for a character are added in the order in which they are preferred.
void RegexMatcher::add(Threads& to, std::uint32_t start, std::string_view text, std::size_t at) {
    using Op = Regex::Instruction::Op;
    m_todo.clear();
    m_todo.push_back({start});
    while (!m_todo.empty()) {
        const Todo todo = m_todo.back();
        m_todo.pop_back();
        if (todo.slot != kNone) {
            m_current[todo.slot] = todo.old;
            continue;
        }
        for (std::uint32_t pc = todo.pc; !to.has(pc);) {
            to.sparse[pc] = static_cast<std::uint32_t>(to.dense.size());
            to.dense.push_back(pc);
            to.captures.insert(to.captures.end(), m_current.begin(), m_current.end());
            const auto& i = m_regex->m_program[pc];
            bool through = false;
            switch (i.op) {
            case Op::Jump: pc = i.x; continue;
            case Op::Split:
                m_todo.push_back({i.y});
                pc = i.x;
                continue;
            case Op::Save:
                if (m_slots > 0) {
                    m_todo.push_back({0, i.x, m_current[i.x]});
                    m_current[i.x] = static_cast<std::uint32_t>(at);
                }
                through = true;
                break;
            case Op::TextBegin: through = at == 0; break;
            case Op::TextEnd: through = at == text.size() || (at + 1 == text.size() && text[at] == '\n'); break;
            case Op::LineBegin: through = at == 0 || text[at - 1] == '\n'; break;
            case Op::LineEnd: through = at == text.size() || text[at] == '\n'; break;
            case Op::WordBoundary: through = atWordBoundary(text, at); break;
            case Op::NoWordBoundary: through = !atWordBoundary(text, at); break;
            default: break;
            }
            if (!through) break;
            ++pc;
        }
    }
}

bool RegexMatcher::run(const Regex& regex, std::string_view text, std::vector<std::string_view>* groups) {
    using Op = Regex::Instruction::Op;
    text = text.substr(0, UINT32_MAX - 1);
    m_work->spend(text.size() / 16 + 1);
    if (text.find(regex.m_required) == std::string_view::npos) return false;
    if (groups != nullptr) groups->assign(regex.m_groupNames.size(), {});
    if (regex.m_literal) return text.find(regex.m_prefix) != std::string_view::npos;

    m_regex = &regex;
    m_slots = groups != nullptr ? regex.m_groupNames.size() * 2 : 0;
    for (Threads* t : {&m_now, &m_next}) {
        if (t->sparse.size() < regex.m_program.size()) t->sparse.resize(regex.m_program.size());
        t->dense.clear();
        t->captures.clear();
    }
    bool matched = false;
    for (std::size_t at = 0;;) {
        if (m_now.dense.empty()) {
            if (matched) break;
            if (!regex.m_prefix.empty()) at = text.find(regex.m_prefix, at);
            if (at == std::string_view::npos || m_work->over()) break;
        }
        if (!matched) {
            m_current.assign(m_slots, kNone);
            add(m_now, 0, text, at);
        }
        m_work->spend(m_now.dense.size());
        std::size_t after = at;
        const bool end = at == text.size();
        const std::uint32_t c = end ? 0 : nextCodePoint(text, after);
        for (std::size_t t = 0; t < m_now.dense.size(); ++t) {
            const std::uint32_t pc = m_now.dense[t];
            const auto& i = regex.m_program[pc];
            const auto* captures = m_now.captures.data() + t * m_slots;
            if (i.op == Op::Match) {
                matched = true;
                m_best.assign(captures, captures + m_slots);
                break; // the rest is less preferred
            }
            const bool takes = !end && (i.op == Op::Char   ? i.x == c
                                        : i.op == Op::Set  ? regex.m_sets[i.x].has(c)
                                        : i.op == Op::Any  ? c != '\n'
                                                           : i.op == Op::Every);
            if (!takes) continue;
            m_current.assign(captures, captures + m_slots);
            add(m_next, pc + 1, text, after);
        }
        if (matched && groups == nullptr) return true;
        std::swap(m_now, m_next);
        m_next.dense.clear();
        m_next.captures.clear();
        if (end) break;
        at = after;
        if (m_work->over()) return false;
    }
    if (!matched) return false;
    if (groups != nullptr) {
        for (std::size_t g = 0; g < groups->size(); ++g) {
            const std::uint32_t from = m_best[g * 2], to = m_best[g * 2 + 1];
            if (from != kNone && to != kNone) (*groups)[g] = text.substr(from, to - from);
        }
    }
    return true;
}

} // namespace maylab::logs::insights
