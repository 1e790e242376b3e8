// How a memcached client chooses the server of a key: on a ring (ketama, as libmemcached's weighted one and
// spymemcached place it: 160 points a server from 40 MD5 digests), or by the remainder of a hash. The servers know
// nothing of it, so the loss of one moves keys by the client's arithmetic alone. Source: cache sheet, section 1.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::memcached {

class KetamaRing {
  public:
    static constexpr std::size_t kPointsPerServer = 160;
    // "host:port"; port 11211 is left out of what is hashed, as libmemcached does it. All weigh the same.
    explicit KetamaRing(std::vector<std::string> servers = {});

    bool empty() const { return m_servers.empty(); }
    const std::vector<std::string>& servers() const { return m_servers; }
    // Index into servers(); asks nothing of an empty ring.
    std::size_t serverFor(std::string_view key) const;
    // Part of the ring that belongs to each server; together 1.
    std::vector<double> shares() const;
    struct Point {
        std::uint32_t at = 0;
        std::uint32_t server = 0;
    };
    std::span<const Point> points() const { return m_points; } // sorted, for a drawn ring
    static std::uint32_t position(std::string_view key);

  private:
    std::vector<std::string> m_servers;
    std::vector<Point> m_points;
};

// libmemcached's default: a hash (Jenkins, one byte at a time) and its remainder.
std::size_t moduloServer(std::string_view key, std::size_t servers);

// What a change of the server list costs: part of the keys that are now asked for at another server.
struct Remapped {
    double ring = 0, modulo = 0;
};
Remapped remappedShare(std::span<const std::string> before, std::span<const std::string> after,
                       std::span<const std::string> keys);

} // namespace maylab::memcached
