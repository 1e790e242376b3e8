#include "cache/whatif/whatif.h"

#include "kernel/hash.h"

namespace maylab::whatif {

WhatIf::WhatIf(std::size_t capacity, std::span<const Policy> policies) : m_capacity(capacity) {
    for (const Policy p : policies) {
        m_caches.emplace_back(p, capacity);
        m_results.push_back({p});
    }
}

void WhatIf::request(std::uint64_t keyId) {
    for (std::size_t i = 0; i < m_caches.size(); ++i) {
        Result& r = m_results[i];
        ++r.requests;
        r.hits += m_caches[i].request(keyId) ? 1 : 0;
        r.objects = m_caches[i].size();
    }
}

void WhatIf::request(std::string_view key) { request(kernel::mix64(kernel::fnv1a(key))); }

void WhatIf::clearCounts() {
    for (Result& r : m_results) r.requests = r.hits = 0;
}

std::uint64_t WhatIf::fingerprint() const {
    kernel::Fingerprint f;
    for (std::size_t i = 0; i < m_caches.size(); ++i) {
        f.mix(m_caches[i].fingerprint());
        f.mix(m_results[i].hits);
    }
    return f.value();
}

} // namespace maylab::whatif
