#include "metrics/promql/series.h"

#include "metrics/promql/text.h"

#include <algorithm>

namespace maylab::metrics::promql {
namespace {

auto lowerBound(const Labels& labels, std::string_view name) {
    return std::lower_bound(labels.begin(), labels.end(), name,
                            [](const auto& label, std::string_view n) { return label.first < n; });
}

} // namespace

std::string_view labelValue(const Labels& labels, std::string_view name) {
    const auto at = lowerBound(labels, name);
    return at != labels.end() && at->first == name ? std::string_view(at->second) : std::string_view();
}

void setLabel(Labels& labels, std::string_view name, std::string_view value) {
    const auto at = labels.begin() + (lowerBound(labels, name) - labels.cbegin());
    const bool there = at != labels.end() && at->first == name;
    if (value.empty()) {
        if (there) labels.erase(at);
    } else if (there) {
        at->second = value;
    } else {
        labels.emplace(at, name, value);
    }
}

std::string labelsText(const Labels& labels) {
    std::string out = "{";
    for (const auto& [name, value] : labels) {
        if (out.size() > 1) out += ", ";
        out += name + '=' + inQuotes(value);
    }
    return out + '}';
}

bool isLabelName(std::string_view name) {
    if (name.empty() || isDigit(name[0])) return false;
    return std::all_of(name.begin(), name.end(), isAlphaNumeric);
}

bool meets(const Labels& labels, std::span<const Matcher> matchers) {
    return std::all_of(matchers.begin(), matchers.end(),
                       [&](const Matcher& m) { return m.matches(labelValue(labels, m.name)); });
}

SeriesList::SeriesList(std::vector<Series> series) : m_series(std::move(series)) {
    std::sort(m_series.begin(), m_series.end(), [](const Series& a, const Series& b) { return a.labels < b.labels; });
}

std::vector<Series> SeriesList::select(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const {
    std::vector<Series> out;
    for (const Series& s : m_series) {
        if (!meets(s.labels, matchers)) continue;
        const auto first = std::lower_bound(s.samples.begin(), s.samples.end(), from,
                                            [](const Sample& p, std::int64_t t) { return p.time < t; });
        const auto last = std::upper_bound(first, s.samples.end(), to,
                                           [](std::int64_t t, const Sample& p) { return t < p.time; });
        if (first != last) out.push_back({s.labels, {first, last}});
    }
    return out;
}

std::vector<Labels> SeriesList::names(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const {
    std::vector<Labels> out;
    for (const Series& s : m_series) {
        if (s.samples.empty() || s.samples.back().time < from || s.samples.front().time > to) continue;
        if (meets(s.labels, matchers)) out.push_back(s.labels);
    }
    return out;
}

} // namespace maylab::metrics::promql
