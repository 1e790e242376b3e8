#include "labs/engine/readings.h"

#include <algorithm>

namespace maylab::labs {

const kernel::ApiResult& Readings::reply(const kernel::World& world, std::string_view service, std::string_view operation,
                                         const kernel::Json& input) {
    const auto known = std::find_if(m_replies.begin(), m_replies.end(), [&](const Reply& r) {
        return r.operation == operation && r.service == service && r.input == input;
    });
    if (known != m_replies.end()) return known->reply;
    return m_replies.emplace_back(Reply{std::string(service), std::string(operation), input, world.peek(service, operation, input)}).reply;
}

std::optional<double> Readings::window(const metrics::MetricStore& store, metrics::SeriesId series,
                                       const metrics::Statistic& statistic, kernel::SimTime from, kernel::SimTime to) {
    const auto known = std::find_if(m_windows.begin(), m_windows.end(), [&](const Window& w) {
        return w.series == series && w.from == from && w.to == to && w.statistic == statistic;
    });
    if (known != m_windows.end()) return known->value;
    return m_windows.emplace_back(Window{series, statistic, from, to, store.window(series, statistic, from, to)}).value;
}

} // namespace maylab::labs
