#include "cache/memcached/ketama.h"

#include "cache/memcached/md5.h"
#include "kernel/assert.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

constexpr std::size_t kPointsPerDigest = 4;
constexpr std::string_view kDefaultPort = ":11211";

std::uint32_t littleEndian(const std::array<std::uint8_t, 16>& digest, std::size_t part) {
    std::uint32_t v = 0;
    for (std::size_t i = 4; i-- > 0;) v = v << 8 | digest[part * 4 + i];
    return v;
}

} // namespace

KetamaRing::KetamaRing(std::vector<std::string> servers) : m_servers(std::move(servers)) {
    m_points.reserve(m_servers.size() * kPointsPerServer);
    for (std::size_t s = 0; s < m_servers.size(); ++s) {
        std::string_view name = m_servers[s];
        if (name.ends_with(kDefaultPort)) name.remove_suffix(kDefaultPort.size());
        for (std::size_t n = 0; n < kPointsPerServer / kPointsPerDigest; ++n) {
            const auto digest = md5(std::string(name) + "-" + std::to_string(n));
            for (std::size_t part = 0; part < kPointsPerDigest; ++part) {
                m_points.push_back({littleEndian(digest, part), static_cast<std::uint32_t>(s)});
            }
        }
    }
    std::sort(m_points.begin(), m_points.end(), [](const Point& a, const Point& b) {
        return a.at != b.at ? a.at < b.at : a.server < b.server;
    });
}

std::uint32_t KetamaRing::position(std::string_view key) { return littleEndian(md5(key), 0); }

std::size_t KetamaRing::serverFor(std::string_view key) const {
    MAYLAB_ASSERT(!empty());
    const std::uint32_t at = position(key);
    const auto point = std::lower_bound(m_points.begin(), m_points.end(), at,
                                        [](const Point& p, std::uint32_t v) { return p.at < v; });
    return (point == m_points.end() ? m_points.front() : *point).server;
}

std::vector<double> KetamaRing::shares() const {
    std::vector<double> shares(m_servers.size());
    // A point owns what lies before it, back to the point before; the first one also what lies behind the last.
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const std::uint32_t from = i == 0 ? m_points.back().at : m_points[i - 1].at;
        shares[m_points[i].server] += static_cast<double>(m_points[i].at - from) * 0x1p-32;
    }
    return shares;
}

std::size_t moduloServer(std::string_view key, std::size_t servers) {
    std::uint32_t h = 0;
    for (const char c : key) {
        h += static_cast<std::uint32_t>(static_cast<std::int32_t>(c));
        h += h << 10;
        h ^= h >> 6;
    }
    h += h << 3;
    h ^= h >> 11;
    h += h << 15;
    return servers == 0 ? 0 : h % servers;
}

Remapped remappedShare(std::span<const std::string> before, std::span<const std::string> after,
                       std::span<const std::string> keys) {
    if (before.empty() || after.empty() || keys.empty()) return {};
    const KetamaRing a({before.begin(), before.end()}), b({after.begin(), after.end()});
    std::size_t ring = 0, modulo = 0;
    for (const std::string& key : keys) {
        if (before[a.serverFor(key)] != after[b.serverFor(key)]) ++ring;
        if (before[moduloServer(key, before.size())] != after[moduloServer(key, after.size())]) ++modulo;
    }
    const auto all = static_cast<double>(keys.size());
    return {static_cast<double>(ring) / all, static_cast<double>(modulo) / all};
}

} // namespace maylab::memcached
