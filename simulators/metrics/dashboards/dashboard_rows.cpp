// "." and "..." in rows of metrics, and variables.
#include "metrics/dashboards/dashboard_body.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMaxCells = 2 + 2 * 30; // 30 dimensions

// Grows at most to the size of a whole body.
std::string replaced(const std::string& text, const std::string& pattern, const std::string& value) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t i = text.find(pattern); i != std::string::npos && out.size() < kMaxDashboardBody; i = text.find(pattern, from)) {
        out.append(text, from, i - from);
        out += value;
        from = i + pattern.size();
    }
    return out.append(text, from, std::string::npos);
}

void replaceIn(std::optional<std::string>& text, const std::string& pattern, const std::string& value) {
    if (text) text = replaced(*text, pattern, value);
}

void replacePattern(Widget& w, const std::string& pattern, const std::string& value) {
    for (auto* text : {&w.title, &w.markdown, &w.query, &w.region, &w.stat}) replaceIn(*text, pattern, value);
    if (w.rows) {
        for (MetricRow& row : *w.rows) {
            for (std::string& cell : row.cells) cell = replaced(cell, pattern, value);
            if (!row.options) continue;
            for (auto* text : {&row.options->label, &row.options->stat, &row.options->expression, &row.options->promql})
                replaceIn(*text, pattern, value);
        }
    }
    if (w.alarms)
        for (std::string& arn : *w.alarms) arn = replaced(arn, pattern, value);
}

// The value of that dimension, wherever a row has it.
void replaceProperty(Widget& w, const std::string& property, const std::string& value) {
    if (!w.rows) return;
    std::vector<DashboardMessage> ignored;
    std::vector<std::vector<std::string>> cells = resolveRows(*w.rows, "", ignored);
    for (std::size_t r = 0; r < cells.size(); ++r) {
        if (cells[r].empty()) continue;
        for (std::size_t i = 2; i + 1 < cells[r].size(); i += 2)
            if (cells[r][i] == property) cells[r][i + 1] = value;
        (*w.rows)[r].cells = std::move(cells[r]);
    }
}

} // namespace

std::vector<std::vector<std::string>> resolveRows(std::span<const MetricRow> rows, const std::string& path,
                                                  std::vector<DashboardMessage>& messages) {
    std::vector<std::vector<std::string>> out(rows.size());
    const std::vector<std::string>* above = nullptr;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const MetricRow& row = rows[r];
        if (row.isExpression() || row.isPromql()) continue;
        const std::string at = path + '/' + std::to_string(r);
        std::vector<std::string> cells;
        bool good = true;
        for (std::size_t i = 0; i < row.cells.size() && good; ++i) {
            const std::string& cell = row.cells[i];
            if (cell != "." && cell != "...") {
                cells.push_back(cell);
                continue;
            }
            const std::size_t after = row.cells.size() - i - 1; // cells behind "..."
            const std::size_t end = above == nullptr ? 0 : cell == "." ? cells.size() + 1 : above->size() - std::min(above->size(), after);
            good = above != nullptr && end <= above->size();
            if (!good) {
                messages.push_back({at + '/' + std::to_string(i), "There is no cell above that \"" + cell + "\" could repeat"});
                break;
            }
            for (std::size_t k = cells.size(); k < end; ++k) cells.push_back((*above)[k]);
        }
        if (good && cells.size() < 2) {
            messages.push_back({at, "Should NOT have fewer than 2 items"});
            good = false;
        } else if (good && cells.size() % 2 != 0) {
            messages.push_back({at, "The dimension \"" + cells.back() + "\" has no value"});
            good = false;
        } else if (good && cells.size() > kMaxCells) {
            messages.push_back({at, "Should NOT have more than 30 dimensions"});
            good = false;
        }
        if (!good) continue;
        out[r] = std::move(cells);
        above = &out[r];
    }
    return out;
}

SeriesKey keyOf(std::span<const std::string> cells) {
    SeriesKey key;
    key.metricNamespace = cells[0];
    key.name = cells[1];
    for (std::size_t i = 2; i + 1 < cells.size(); i += 2) key.dimensions.emplace_back(cells[i], cells[i + 1]);
    std::sort(key.dimensions.begin(), key.dimensions.end());
    return key;
}

Dashboard withVariables(const Dashboard& dashboard, const VariableValues& values) {
    Dashboard out = dashboard;
    if (!dashboard.variables) return out;
    for (const DashboardVariable& v : *dashboard.variables) {
        const auto chosen = std::find_if(values.begin(), values.end(), [&](const auto& c) { return c.first == v.id; });
        std::optional<std::string> value = v.defaultValue;
        if (!value && v.values && !v.values->empty()) value = v.values->front().value;
        if (chosen != values.end()) value = chosen->second;
        if (!value) continue;
        for (Widget& w : out.widgets) {
            if (v.type == "pattern" && v.pattern && !v.pattern->empty()) replacePattern(w, *v.pattern, *value);
            if (v.type == "property" && v.property) replaceProperty(w, *v.property, *value);
        }
    }
    return out;
}

} // namespace maylab::metrics
