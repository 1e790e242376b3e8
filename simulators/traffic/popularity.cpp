#include "traffic/popularity.h"

#include "kernel/math.h"

#include <bit>
#include <string>

namespace maylab::traffic {

namespace {

tl::unexpected<SettingError> refusePopularity(const char* setting, const std::string& rest) {
    return tl::unexpected<SettingError>(SettingError{setting, std::string(setting) + " " + rest});
}

} // namespace

tl::expected<void, SettingError> PopularitySettings::validate() const {
    if (keys < 1 || keys > kMaxKeys) {
        return refusePopularity("keys", "must be between 1 and " + std::to_string(kMaxKeys) + ".");
    }
    switch (kind) {
    case PopularityKind::Uniform:
        return {};
    case PopularityKind::Zipf:
        if (!(exponent >= 0 && exponent <= 100))
            return refusePopularity("exponent", "must be a number between 0 and 100.");
        return {};
    case PopularityKind::HotSet:
        if (hotKeys < 1 || hotKeys > keys) {
            return refusePopularity("hotKeys",
                          "must be between 1 and the number of keys (" + std::to_string(keys) + ").");
        }
        if (!(hotShare >= 0 && hotShare <= 1)) return refusePopularity("hotShare", "must be a number between 0 and 1.");
        return {};
    }
    return refusePopularity("kind", "is unknown.");
}

ZipfTable::ZipfTable(std::uint32_t keys, double exponent) : m_cumulative(keys), m_last(keys - 1) {
    MAYLAB_ASSERT(keys > 0);
    double sum = 0;
    for (std::uint32_t i = 0; i < keys; ++i) {
        sum += kernel::math::pow(static_cast<double>(i) + 1, -exponent);
        m_cumulative[i] = sum;
    }
    m_total = sum;
    // A power of two, so that u * size and g / size are exact and the guide never points past the rank.
    const std::size_t size = std::bit_ceil(static_cast<std::size_t>(keys));
    m_guideSize = static_cast<double>(size);
    m_guide.resize(size);
    std::uint32_t r = 0;
    for (std::size_t g = 0; g < size; ++g) {
        const double x = static_cast<double>(g) / m_guideSize * m_total;
        while (r < m_last && m_cumulative[r] <= x)
            ++r;
        m_guide[g] = r;
    }
}

tl::expected<KeyPopularity, SettingError> KeyPopularity::make(const PopularitySettings& settings) {
    KeyPopularity p;
    if (auto ok = p.change(settings); !ok) return tl::unexpected(ok.error());
    return p;
}

tl::expected<void, SettingError> KeyPopularity::change(const PopularitySettings& settings) {
    if (auto ok = settings.validate(); !ok) return ok;
    const bool sameTable =
        m_zipf && m_settings.keys == settings.keys && m_settings.exponent == settings.exponent;
    if (settings.kind == PopularityKind::Zipf && !sameTable) {
        m_zipf = std::make_shared<const ZipfTable>(settings.keys, settings.exponent);
    } else if (settings.kind != PopularityKind::Zipf) {
        m_zipf.reset();
    }
    m_settings = settings;
    m_shift %= settings.keys;
    return {};
}

std::uint32_t KeyPopularity::drawRank(kernel::Rng& rng) const {
    switch (m_settings.kind) {
    case PopularityKind::Zipf:
        return m_zipf->rankAt(rng.uniform());
    case PopularityKind::Uniform:
        break;
    case PopularityKind::HotSet: {
        const std::uint32_t cold = m_settings.keys - m_settings.hotKeys;
        if (cold == 0 || rng.chance(m_settings.hotShare)) {
            return static_cast<std::uint32_t>(rng.below(m_settings.hotKeys));
        }
        return m_settings.hotKeys + static_cast<std::uint32_t>(rng.below(cold));
    }
    }
    return static_cast<std::uint32_t>(rng.below(m_settings.keys));
}

double KeyPopularity::probabilityOfRank(std::uint32_t rank) const {
    MAYLAB_ASSERT(rank < m_settings.keys);
    switch (m_settings.kind) {
    case PopularityKind::Zipf:
        return m_zipf->probability(rank);
    case PopularityKind::Uniform:
        break;
    case PopularityKind::HotSet:
        if (m_settings.hotKeys == m_settings.keys) break;
        return rank < m_settings.hotKeys ? m_settings.hotShare / m_settings.hotKeys
                                         : (1 - m_settings.hotShare) / (m_settings.keys - m_settings.hotKeys);
    }
    return 1.0 / m_settings.keys;
}

} // namespace maylab::traffic
