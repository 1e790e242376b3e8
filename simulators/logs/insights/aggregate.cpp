#include "logs/insights/aggregate.h"

#include "kernel/math.h"

#include <algorithm>
#include <cmath>

namespace maylab::logs::insights {

void Accumulator::add(const Value& v, const Moment& at, TextArena& arena, Work& work) {
    if (v.absent()) return;
    switch (m_function) {
    case Function::Count: ++m_count; return;
    case Function::CountDistinct: {
        const std::string_view text = arena.textOf(v);
        if (m_distinct.emplace(text).second) work.keep(text.size() + 64);
        return;
    }
    case Function::Max:
    case Function::SortsLast: keepIf(compareNaturally(v, m_kept.value()) > 0, v, at); return;
    case Function::Min:
    case Function::SortsFirst: keepIf(compareNaturally(v, m_kept.value()) < 0, v, at); return;
    case Function::Latest: keepIf(at > m_at, v, at); return;
    case Function::Earliest: keepIf(at < m_at, v, at); return;
    default: break;
    }
    const auto x = numberOf(v);
    if (!x) return;
    ++m_count;
    if (m_function == Function::Pct) {
        work.keep(sizeof *x);
        m_values.push_back(*x);
        return;
    }
    m_sum += *x;
    const double off = *x - m_mean;
    m_mean += off / static_cast<double>(m_count);
    m_squares += off * (*x - m_mean);
}

Value Accumulator::result(double percent) {
    const double n = static_cast<double>(m_count);
    switch (m_function) {
    case Function::Count: return Value::of(n);
    case Function::CountDistinct: return Value::of(static_cast<double>(m_distinct.size()));
    case Function::Sum: return Value::of(m_sum);
    default: break;
    }
    if (m_count == 0) return {};
    switch (m_function) {
    case Function::Avg: return Value::of(m_sum / n);
    case Function::Stddev: return m_count > 1 ? Value::of(kernel::math::sqrt(m_squares / (n - 1))) : Value{};
    case Function::Pct: {
        // A little less than the product: 7 % of 100 values are 7 of them, and not 7.000000000000001, which is 8.
        const auto rank = static_cast<std::ptrdiff_t>(std::max(std::ceil(percent * n / 100 - 1e-9), 1.0)) - 1;
        std::nth_element(m_values.begin(), m_values.begin() + rank, m_values.end());
        return Value::of(m_values[static_cast<std::size_t>(rank)]);
    }
    case Function::Max:
    case Function::Min: {
        const Value v = m_kept.value();
        return v.kind == Value::Kind::Time ? Value::of(v.number) : v;
    }
    default: return m_kept.value();
    }
}

} // namespace maylab::logs::insights
