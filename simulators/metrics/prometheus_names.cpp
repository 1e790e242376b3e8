#include "metrics/prometheus_names.h"

#include "metrics/characters.h"

namespace maylab::metrics {
namespace {

constexpr bool isLowerOrDigit(char c) {
    return isLower(c) || isDigit(c);
}
constexpr char lowered(char c) {
    return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// Only letters, digits and single underscores.
std::string safe(std::string_view text) {
    std::string out;
    for (const char raw : text) {
        const char c = lowered(raw);
        if (isLowerOrDigit(c)) out += c;
        else if (out.empty() || out.back() != '_') out += '_';
    }
    return out;
}

std::string withoutDigitAhead(std::string name) {
    if (name.empty() || isDigit(name[0])) name.insert(name.begin(), '_');
    return name;
}

} // namespace

std::string prometheusSnakeCase(std::string_view name) {
    std::string words;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (i > 0 && isUpper(name[i]) && isLowerOrDigit(name[i - 1])) words += '_';
        words += name[i];
    }
    return safe(words);
}

std::string prometheusLabelName(std::string_view dimension) {
    return withoutDigitAhead(prometheusSnakeCase(dimension));
}

std::string prometheusBaseName(std::string_view metricNamespace, std::string_view metric) {
    return withoutDigitAhead(safe(safe(metricNamespace) + '_' + prometheusSnakeCase(metric)));
}

std::string prometheusStatistic(std::string_view statistic) {
    std::string name = safe(statistic);
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return name;
}

std::string prometheusGaugeName(const SeriesKey& key, const Statistic& statistic) {
    return prometheusBaseName(key.metricNamespace, key.name) + '_' + prometheusStatistic(statistic.text());
}

std::vector<std::pair<std::string, std::string>> prometheusLabels(const Dimensions& dimensions) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (const auto& [name, value] : dimensions)
        labels.emplace_back(prometheusLabelName(name), value);
    return labels;
}

std::string prometheusQuoted(std::string_view value) {
    std::string out = "\"";
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') out += "\\n";
        else out += c;
    }
    return out + '"';
}

} // namespace maylab::metrics
