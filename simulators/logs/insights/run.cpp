#include "logs/insights/run.h"

#include "logs/insights/aggregate.h"
#include "logs/insights/evaluator.h"
#include "logs/insights/event_fields.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace maylab::logs::insights {
namespace {

using Kind = Command::Kind;

// Commands that look at one row at a time.
bool isRowCommand(Kind k) {
    return k == Kind::Fields || k == Kind::Filter || k == Kind::Parse || k == Kind::Display;
}

// Appends a value so that equal rows of values have equal texts, and others other ones.
void appendKey(const Value& v, TextArena& arena, std::string& key) {
    if (v.absent()) {
        key += '-';
        return;
    }
    const std::string_view text = arena.textOf(v);
    key += std::to_string(text.size());
    key += ':';
    key += text;
}

class Runner {
  public:
    Runner(const Query& query, std::span<const Event> events, std::size_t limit, Work work)
        : m_query(query)
        , m_events(events)
        , m_limit(limit)
        , m_work(work)
        , m_kept(m_work)
        , m_fields(query.eventFields())
        , m_evaluator(query, m_kept, m_work) {
        std::size_t most = 0;
        for (const Command& c : query.commands()) most = std::max(most, c.targets.size());
        m_found.reserve(most);
    }

    QueryResult run() {
        m_result.recordsScanned = m_events.size();
        for (const Event& e : m_events) m_result.bytesScanned += e.message.size();

        const auto& commands = m_query.commands();
        std::size_t next = 0;
        while (next < commands.size() && isRowCommand(commands[next].kind)) ++next;
        const bool straightToStats = next < commands.size() && commands[next].kind == Kind::Stats;
        readEvents(next, straightToStats ? &commands[next] : nullptr);
        bool counting = !straightToStats; // whether rows are still what a filter let through
        for (next += straightToStats ? 1 : 0; next < commands.size() && !m_work.over(); ++next) {
            const Command& c = commands[next];
            if (c.kind == Kind::Stats || c.kind == Kind::Dedup || c.kind == Kind::Limit) counting = false;
            apply(c);
            if (counting) m_result.recordsMatched = m_order.size();
        }
        finish();
        return std::move(m_result);
    }

  private:
    // Where the values of a row begin, and of which event it is.
    struct Row {
        std::size_t values = 0;
        std::size_t event = 0;
    };
    struct Group {
        std::vector<KeptValue> keys;
        std::vector<Accumulator> results;
    };
    using Groups = std::vector<Group>;
    struct GroupIndex {
        std::unordered_map<std::string, std::size_t> byKey;
        std::string key;
        std::vector<Value> values;
    };

    Value* values(const Row& r) { return m_values.data() + r.values; }

    void readEvents(std::size_t rowCommands, const Command* stats) {
        const auto& commands = m_query.commands();
        std::vector<Value> row(m_query.slotCount());
        Groups groups;
        GroupIndex index;
        // Without a command that needs all rows, those beyond the limit are only counted.
        const std::size_t rows = stats == nullptr && rowCommands == commands.size() ? m_limit : SIZE_MAX;
        for (std::size_t i = m_events.size(); i-- > 0 && !m_work.over();) {
            const Event& e = m_events[i];
            const TextArena::Mark mark = m_kept.mark();
            std::fill(row.begin(), row.end(), Value{});
            m_work.spend(e.message.size() / 4 + 16);
            m_fields.read(e, row.data(), m_kept);
            bool passes = true;
            for (std::size_t c = 0; c < rowCommands && passes; ++c) passes = applyToRow(commands[c], row.data());
            if (passes) ++m_result.recordsMatched;
            if (passes && stats != nullptr) {
                addToGroup(*stats, row.data(), {static_cast<double>(e.timestamp), e.sequence}, groups, index);
            } else if (passes && m_order.size() < rows) {
                keepRow(row, i);
                continue;
            }
            m_kept.rewind(mark);
        }
        if (stats != nullptr) makeRows(*stats, groups);
    }

    void keepRow(const std::vector<Value>& row, std::size_t event) {
        m_work.keep(row.size() * sizeof(Value) + sizeof(Row));
        m_order.push_back({m_values.size(), event});
        m_values.insert(m_values.end(), row.begin(), row.end());
    }

    // Whether the row is still one.
    bool applyToRow(const Command& c, Value* row) {
        switch (c.kind) {
        case Kind::Filter: return truth(m_evaluator.evaluate(c.expression, row));
        case Kind::Fields:
            for (const Column& column : c.columns) row[column.slot] = m_evaluator.evaluate(column.value, row);
            return true;
        case Kind::Parse: {
            m_found.resize(c.targets.size());
            m_evaluator.parse(c.pattern, m_evaluator.evaluate(c.expression, row), m_found);
            for (std::size_t i = 0; i < c.targets.size(); ++i) row[c.targets[i]] = m_found[i];
            return true;
        }
        default: return true;
        }
    }

    void apply(const Command& c) {
        switch (c.kind) {
        case Kind::Sort: sort(c); break;
        case Kind::Limit: m_order.resize(std::min(m_order.size(), c.limit)); break;
        case Kind::Dedup: dedup(c); break;
        case Kind::Stats: {
            Groups groups;
            GroupIndex index;
            for (const Row& r : m_order) {
                if (m_work.over()) return;
                addToGroup(c, values(r), momentOf(r), groups, index);
            }
            m_work.free(m_values.size() * sizeof(Value));
            m_order.clear();
            m_values.clear();
            makeRows(c, groups);
            break;
        }
        default:
            std::erase_if(m_order, [&](const Row& r) { return !m_work.over() && !applyToRow(c, values(r)); });
        }
    }

    Accumulator::Moment momentOf(const Row& r) {
        if (m_grouped) return {0, r.event};
        return {static_cast<double>(m_events[r.event].timestamp), m_events[r.event].sequence};
    }

    void addToGroup(const Command& stats, const Value* row, const Accumulator::Moment& at, Groups& groups, GroupIndex& index) {
        index.key.clear();
        index.values.clear();
        for (const Column& k : stats.keys) {
            index.values.push_back(m_evaluator.evaluate(k.value, row));
            appendKey(index.values.back(), m_kept, index.key);
        }
        const auto [found, fresh] = index.byKey.try_emplace(index.key, groups.size());
        if (fresh) {
            Group g;
            for (const Value& v : index.values) g.keys.emplace_back(v);
            for (const auto& a : stats.aggregates) g.results.emplace_back(a.function);
            m_work.keep(index.key.size() * 2 + stats.aggregates.size() * sizeof(Accumulator) + 200);
            groups.push_back(std::move(g));
        }
        Group& g = groups[found->second];
        for (std::size_t i = 0; i < stats.aggregates.size(); ++i) {
            const ExprIndex argument = stats.aggregates[i].argument;
            const Value v = argument == kNone ? Value::of(true) : m_evaluator.evaluate(argument, row);
            g.results[i].add(v, at, m_kept, m_work);
        }
    }

    // A row for each group; without `by` there is one also when there are no events.
    void makeRows(const Command& stats, Groups& groups) {
        if (groups.empty() && stats.keys.empty()) {
            groups.emplace_back();
            for (const auto& a : stats.aggregates) groups[0].results.emplace_back(a.function);
        }
        std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
            for (std::size_t i = 0; i < a.keys.size(); ++i) {
                if (const int order = compareNaturally(a.keys[i].value(), b.keys[i].value())) return order < 0;
                // Texts that sort alike (01 and 1) are still two groups.
                if (const int order = print(a.keys[i].value()).compare(print(b.keys[i].value()))) return order < 0;
            }
            return false;
        });
        m_grouped = true;
        std::vector<Value> row(m_query.slotCount()), results;
        for (std::size_t i = 0; i < groups.size() && !m_work.over(); ++i) {
            std::fill(row.begin(), row.end(), Value{});
            results.clear();
            for (std::size_t a = 0; a < stats.aggregates.size(); ++a)
                results.push_back(kept(groups[i].results[a].result(stats.aggregates[a].percent)));
            for (std::size_t k = 0; k < stats.keys.size(); ++k) row[stats.keys[k].slot] = kept(groups[i].keys[k].value());
            for (const Column& c : stats.columns) row[c.slot] = m_evaluator.evaluate(c.value, row.data(), results);
            keepRow(row, i);
        }
    }
    Value kept(const Value& v) { return v.kind == Value::Kind::Text ? m_kept.keep(v.text()) : v; }

    void sort(const Command& c) {
        const std::size_t keys = c.sortKeys.size();
        m_work.keep(m_order.size() * keys * sizeof(Value));
        m_work.spend(m_order.size() * 64);
        if (m_work.over()) return;
        std::vector<Value> of;
        of.reserve(m_order.size() * keys);
        for (const Row& r : m_order) {
            for (const auto& k : c.sortKeys) of.push_back(m_evaluator.evaluate(k.value, values(r)));
        }
        std::vector<std::size_t> places(m_order.size());
        std::iota(places.begin(), places.end(), 0);
        std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
            for (std::size_t k = 0; k < keys; ++k) {
                const int order = compareNaturally(of[a * keys + k], of[b * keys + k]);
                if (order != 0) return c.sortKeys[k].descending ? order > 0 : order < 0;
            }
            return !m_grouped && m_order[a].event < m_order[b].event;
        });
        std::vector<Row> sorted;
        sorted.reserve(places.size());
        for (const std::size_t p : places) sorted.push_back(m_order[p]);
        m_order = std::move(sorted);
        m_work.free(of.size() * sizeof(Value));
    }

    // Keeps the first of equal rows; a row that lacks one of the fields is like no other.
    void dedup(const Command& c) {
        std::unordered_set<std::string> seen;
        std::string key;
        std::erase_if(m_order, [&](const Row& r) {
            if (m_work.over()) return false;
            key.clear();
            for (const ExprIndex e : c.values) {
                const Value v = m_evaluator.evaluate(e, values(r));
                if (v.absent()) return false;
                appendKey(v, m_kept, key);
            }
            if (!seen.insert(key).second) return true;
            m_work.keep(key.size() + 64);
            return false;
        });
    }

    void finish() {
        const bool limited = std::any_of(m_query.commands().begin(), m_query.commands().end(),
                                         [](const Command& c) { return c.kind == Kind::Limit; });
        m_order.resize(std::min(m_order.size(), limited ? kMaxLimit : m_limit));
        for (const Column& c : m_query.shown()) m_result.columns.push_back(c.name);
        for (const Row& r : m_order) {
            if (m_work.over()) break;
            ResultRow row;
            if (!m_grouped) row.event = r.event;
            for (std::uint32_t i = 0; i < m_query.shown().size(); ++i) {
                const Value& v = values(r)[m_query.shown()[i].slot];
                if (v.absent()) continue;
                row.fields.push_back({i, print(v)});
                m_work.keep(row.fields.back().value.size() + sizeof(ResultField));
            }
            m_result.rows.push_back(std::move(row));
        }
        if (!m_work.over()) return;
        m_result.status = m_work.outOfMemory() ? QueryResult::Status::Failed : QueryResult::Status::TimedOut;
        m_result.rows.clear();
    }

    const Query& m_query;
    std::span<const Event> m_events;
    std::size_t m_limit;
    Work m_work;
    TextArena m_kept; // texts of the rows
    EventFields m_fields;
    Evaluator m_evaluator;
    std::vector<Row> m_order;
    std::vector<Value> m_values; // of all rows, one after another
    std::vector<Value> m_found;
    bool m_grouped = false;
    QueryResult m_result;
};

} // namespace

QueryResult run(const Query& query, std::span<const Event> events, std::size_t limit, Work work) {
    return Runner(query, events, limit, work).run();
}

} // namespace maylab::logs::insights
