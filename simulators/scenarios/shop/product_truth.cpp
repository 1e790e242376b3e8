#include "scenarios/shop/product_truth.h"

#include <algorithm>

namespace maylab::scenarios {

using kernel::SimTime;

void ProductTruth::grow(std::uint32_t products) {
    if (products > m_products.size()) m_products.resize(products);
}

std::uint32_t ProductTruth::change(std::uint32_t product, SimTime now) {
    MAYLAB_ASSERT(product < m_products.size());
    Product& p = m_products.mut(product);
    m_log.push({now, p.lastChange});
    m_log.trimTo(kKeptChanges);
    p.lastChange = static_cast<std::uint32_t>(m_log.endIndex());
    return ++p.version;
}

SimTime ProductTruth::replacedAt(std::uint32_t product, std::uint32_t version) const {
    MAYLAB_ASSERT(product < m_products.size() && version < m_products[product].version);
    const Product& p = m_products[product];
    // The change that made `version` the old one lies that many steps before the last.
    std::uint32_t steps = p.version - version - 1;
    std::uint32_t entry = p.lastChange;
    SimTime known = m_log[m_log.firstIndex()].at;
    for (;;) {
        if (entry == 0 || entry - 1 < m_log.firstIndex()) return known;
        const Change& c = m_log[entry - 1];
        known = c.at;
        if (steps-- == 0) return known;
        entry = c.previous;
    }
}

} // namespace maylab::scenarios
