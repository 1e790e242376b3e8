#include "metrics/promql/label_table.h"

#include <algorithm>

namespace maylab::metrics::promql {
namespace {

std::uint64_t hashOf(const Labels& labels) {
    std::uint64_t h = 14695981039346656037u;
    const auto mix = [&](std::string_view text) {
        for (const char c : text)
            h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
        h = (h ^ 0xFF) * 1099511628211u;
    };
    for (const auto& [name, value] : labels) {
        mix(name);
        mix(value);
    }
    return h;
}

bool contains(std::span<const std::string> names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

LabelsId LabelTable::intern(Labels labels) {
    const std::uint64_t hash = hashOf(labels);
    const auto [first, last] = m_byHash.equal_range(hash);
    for (auto at = first; at != last; ++at)
        if (m_sets[at->second] == labels) return at->second;
    const auto id = static_cast<LabelsId>(m_sets.size());
    m_sets.push_back(std::move(labels));
    m_withoutName.push_back(kNoLabels);
    m_byHash.emplace(hash, id);
    return id;
}

LabelsId LabelTable::withoutName(LabelsId id) {
    if (m_withoutName[id] == kNoLabels) {
        Labels labels = m_sets[id];
        setLabel(labels, kNameLabel, {});
        const LabelsId without = intern(std::move(labels));
        m_withoutName[id] = without;
    }
    return m_withoutName[id];
}

LabelsId LabelTable::keeping(LabelsId id, std::span<const std::string> names) {
    Labels labels = m_sets[id];
    std::erase_if(labels, [&](const auto& l) { return !contains(names, l.first); });
    return intern(std::move(labels));
}

LabelsId LabelTable::dropping(LabelsId id, std::span<const std::string> names, bool nameToo) {
    Labels labels = m_sets[id];
    std::erase_if(labels, [&](const auto& l) { return contains(names, l.first) || (nameToo && l.first == kNameLabel); });
    return intern(std::move(labels));
}

} // namespace maylab::metrics::promql
