#include "metrics/exposition.h"

#include "metrics/promql/answer_text.h"
#include "metrics/promql/text.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace maylab::metrics {
namespace {

using promql::Labels;
using promql::MetricFamily;
using promql::Series;

std::string escapedHelp(std::string_view help) {
    std::string out;
    for (const char c : help) {
        if (c == '\\') out += "\\\\";
        else if (c == '\n') out += "\\n";
        else out += c;
    }
    return out;
}

// A histogram's series have suffixes; its family has none.
const MetricFamily* familyOf(const std::map<std::string_view, const MetricFamily*>& families, std::string_view name) {
    if (const auto own = families.find(name); own != families.end()) return own->second;
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
        if (!name.ends_with(suffix)) continue;
        const auto base = families.find(name.substr(0, name.size() - suffix.size()));
        if (base != families.end() && base->second->type == "histogram") return base->second;
    }
    return nullptr;
}

double boundOf(const Series& s) {
    return promql::parseNumber(promql::labelValue(s.labels, promql::kBucketLabel)).value_or(0);
}

} // namespace

std::string exposition(const promql::SeriesSource& source, std::int64_t at) {
    const std::vector<MetricFamily> families = source.families();
    std::map<std::string_view, const MetricFamily*> byName;
    for (const MetricFamily& f : families)
        byName[f.name] = &f;
    const std::vector<Series> all = source.select({}, at - kExpositionLookback + 1, at);

    // All lines of a family together; buckets in the order of their bounds.
    struct Line {
        std::string_view family, name;
        Labels others; // without name and bound
        double bound;
        const Series* series;
    };
    std::vector<Line> lines;
    for (const Series& s : all) {
        if (s.samples.empty()) continue;
        const std::string_view name = promql::labelValue(s.labels, promql::kNameLabel);
        const MetricFamily* family = familyOf(byName, name);
        Labels others = s.labels;
        promql::setLabel(others, promql::kNameLabel, {});
        promql::setLabel(others, promql::kBucketLabel, {});
        lines.push_back({family == nullptr ? name : std::string_view(family->name), name, std::move(others), boundOf(s), &s});
    }
    std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
        return std::tie(a.family, a.others, a.name, a.bound) < std::tie(b.family, b.others, b.name, b.bound);
    });

    std::string out;
    std::string_view last;
    for (const Line& line : lines) {
        if (line.family != last) {
            if (const auto family = byName.find(line.family); family != byName.end()) {
                const MetricFamily& f = *family->second;
                out += "# HELP " + f.name + ' ' + escapedHelp(f.help) + '\n';
                out += "# TYPE " + f.name + ' ' + (f.type == "unknown" ? "untyped" : f.type) + '\n';
            }
            last = line.family;
        }
        Labels labels = line.series->labels;
        promql::setLabel(labels, promql::kNameLabel, {});
        out += line.name;
        out += promql::expositionLabels(labels) + ' ' + promql::sampleText(line.series->samples.back().value) + '\n';
    }
    return out;
}

promql::HttpResponse prometheusAnswer(const promql::HttpRequest& request, const promql::SeriesSource& source,
                                      std::int64_t now) {
    if (request.path == "/metrics") {
        if (request.method != "GET") return {405, "text/plain; charset=utf-8", "Method Not Allowed\n"};
        return {200, std::string(kExpositionType), exposition(source, now)};
    }
    promql::ApiSettings settings;
    settings.now = now;
    return promql::answer(request, source, settings);
}

} // namespace maylab::metrics
