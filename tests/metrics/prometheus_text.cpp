#include "prometheus_text.h"

#include "metrics/promql/expression.h"
#include "metrics/promql/text.h"

#include <cmath>
#include <sstream>

namespace maylab::testing {

using namespace metrics::promql;

std::vector<Series> seriesFromText(const std::vector<std::string>& lines) {
    std::map<Labels, Series> all;
    for (const std::string& line : lines) {
        if (line.empty() || line[0] == '#') continue;
        const std::size_t time = line.rfind(' '), value = line.rfind(' ', time - 1);
        const auto selector = parseSelector(line.substr(0, value));
        if (!selector) continue;
        Labels labels;
        for (const Matcher& m : *selector)
            setLabel(labels, m.name, m.value);
        Series& s = all[labels];
        s.labels = labels;
        s.samples.push_back({std::llround(std::stod(line.substr(time + 1)) * 1000),
                             parseNumber(line.substr(value + 1, time - value - 1)).value_or(std::nan(""))});
    }
    std::vector<Series> out;
    for (auto& [labels, series] : all)
        out.push_back(std::move(series));
    return out;
}

std::map<std::string, double> samplesFromText(const std::string& text) {
    std::map<std::string, double> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        const std::size_t space = line.rfind(' ');
        out[line.substr(0, space)] = parseNumber(line.substr(space + 1)).value_or(std::nan(""));
    }
    return out;
}

} // namespace maylab::testing
