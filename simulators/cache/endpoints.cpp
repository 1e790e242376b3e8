// Names of nodes and groups, and what DNS answers: a node's own name, the primary and the reader endpoint of a group, the
// configuration endpoint of a cluster. Source: ElastiCache user guide, Finding connection endpoints; sheet 1.3, 2.7.
#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "cache/api_helpers.h"
#include "cache/node_ref.h"
#include "kernel/hash.h"

#include <algorithm>
#include <charconv>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

// "<id>.lab0ne.<middle>.apse1.cache.amazonaws.com"
std::string dnsName(const std::string& id, std::string_view middle) {
    return id + "." + std::string(ElastiCacheService::kDnsLabel) + "." + std::string(middle) + "." +
           std::string(aws::kRegionShort) + ".cache.amazonaws.com";
}

// As a JVM would pick one of several records: by chance, yet the same in every run.
std::uint64_t draw(std::uint64_t seed, std::string_view name, SimTime now) {
    return kernel::mix64(seed ^ kernel::fnv1a(name) ^ static_cast<std::uint64_t>(now.ns()));
}

} // namespace

std::string ElastiCacheService::endpointOf(const Cluster& cluster) { return dnsName(cluster.id, "0001"); }
std::string ElastiCacheService::primaryEndpointOf(const ReplicationGroup& g) { return dnsName(g.id, "ng.0001"); }
std::string ElastiCacheService::readerEndpointOf(const ReplicationGroup& g) { return dnsName(g.id + "-ro", "ng.0001"); }
std::string ElastiCacheService::configurationEndpointOf(const ReplicationGroup& g) { return dnsName(g.id, "clustercfg"); }

std::string ElastiCacheService::memcachedEndpointOf(const Cluster& c, const MemcachedNode& n) { return dnsName(c.id, n.id); }
std::string ElastiCacheService::discoveryEndpointOf(const Cluster& c) { return dnsName(c.id, "cfg"); }

// The configuration endpoint is any node that lives; a node is named in full, or as "<cluster>.0002".
std::optional<std::uint32_t> ElastiCacheService::memcachedNamed(const Cluster& c, std::string_view host, std::uint64_t draw) {
    if (host == c.id || host == discoveryEndpointOf(c)) {
        std::vector<std::uint32_t> living;
        for (std::uint32_t i = 0; i < c.memcached.size(); ++i) {
            if (c.memcached[i].used && c.memcached[i].process) living.push_back(i);
        }
        return living.empty() ? 0 : living[draw % living.size()];
    }
    for (std::uint32_t i = 0; i < c.memcached.size(); ++i) {
        const MemcachedNode& n = c.memcached[i];
        if (n.used && n.createdAt && (host == memcachedEndpointOf(c, n) || host == c.id + "." + n.id)) return i;
    }
    return std::nullopt;
}

const Ec2Service& ElastiCacheService::network(const World& world) const {
    return static_cast<const Ec2Service&>(world.service(m_ec2));
}

// The lowest free address of a subnet from .50 on.
std::string ElastiCacheService::freeAddress(const World& world, const Subnet& subnet) const {
    std::uint32_t a = 0, b = 0, c = 0, d = 0;
    const int read = std::sscanf(subnet.cidr.c_str(), "%3u.%3u.%3u.%3u", &a, &b, &c, &d);
    MAYLAB_ASSERT(read == 4);
    (void)world;
    for (std::uint32_t host = 50;; ++host) {
        const std::string address = std::to_string(a) + "." + std::to_string(b) + "." +
                                    std::to_string(c + host / 256) + "." + std::to_string(host % 256);
        const bool taken = std::any_of(m_clusters.begin(), m_clusters.end(), [&](const Cluster& one) {
            return one.used && (one.address == address || one.hasAddress(address));
        });
        if (!taken) return address;
    }
}

std::optional<NodeAddress> ElastiCacheService::named(const World& world, std::string_view host, int& port) const {
    const std::string_view id = host.substr(0, host.find('.'));
    const bool isShort = id.size() == host.size();
    const SimTime now = world.now();
    // An address.
    if (!host.empty() && host[0] >= '0' && host[0] <= '9') {
        for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
            const Cluster& c = m_clusters[slot];
            if (!c.used || !c.createdAt) continue;
            if (const auto node = c.nodeWithAddress(host)) {
                port = c.port;
                return NodeAddress{slot, *node};
            }
        }
        return std::nullopt;
    }
    // A node's own name. It exists from the moment the node does until the cluster is gone.
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        const Cluster& c = m_clusters[slot];
        if (!c.used || c.id != id || !c.createdAt) continue;
        if (c.engine == CacheEngine::Memcached) {
            if (const auto node = memcachedNamed(c, host, draw(m_seed, host, now))) {
                port = c.port;
                return NodeAddress{slot, *node};
            }
        } else if (isShort || host == endpointOf(c)) {
            port = c.port;
            return NodeAddress{slot, 0};
        }
    }
    // A group's.
    for (const ReplicationGroup& g : m_groups) {
        if (!g.used || !g.createdAt || g.shards.empty()) continue;
        port = g.port;
        if (g.clusterMode) {
            if (id != g.id || (!isShort && host != configurationEndpointOf(g))) continue;
            // Any node that lives; if none does, the first.
            std::vector<std::uint32_t> living;
            for (const NodeGroup& s : g.shards) {
                std::copy_if(s.members.begin(), s.members.end(), std::back_inserter(living),
                             [&](std::uint32_t m) { return m_clusters[m].node.has_value(); });
            }
            if (living.empty()) return NodeAddress{g.shards[0].primary, 0};
            return NodeAddress{living[draw(m_seed, host, now) % living.size()], 0};
        }
        const NodeGroup& shard = g.shards[0];
        const std::uint32_t primary = shard.name.answer(now);
        if (id == g.id && (isShort || host == primaryEndpointOf(g))) return NodeAddress{primary, 0};
        if (id != g.id + "-ro" || (!isShort && host != readerEndpointOf(g))) continue;
        std::vector<std::uint32_t> readers;
        std::copy_if(shard.members.begin(), shard.members.end(), std::back_inserter(readers),
                     [&](std::uint32_t m) { return m != primary && m_clusters[m].node.has_value(); });
        if (readers.empty()) return NodeAddress{primary, 0};
        return NodeAddress{readers[draw(m_seed, host, now) % readers.size()], 0};
    }
    port = 0;
    return std::nullopt;
}

ElastiCacheService::Target ElastiCacheService::locate(const World& world, std::string_view endpoint) const {
    Target t;
    const std::size_t colon = endpoint.rfind(':');
    const std::string_view host = endpoint.substr(0, colon);
    t.host = host;
    t.port = 6379;
    if (colon != std::string_view::npos) {
        const std::string_view number = endpoint.substr(colon + 1);
        const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), t.port);
        if (problem != std::errc() || end != number.data() + number.size() || t.port < 1 || t.port > 65535) t.port = 0;
    }
    int port = 0;
    const auto node = named(world, host, port);
    if (!node) return t;
    if (colon == std::string_view::npos) t.port = port;
    if (t.port == 0) return t;
    t.at = *node;
    t.reach = reachOf(world, *node, t.port);
    return t;
}

ElastiCacheService::Reach ElastiCacheService::reachOf(const World& world, NodeAddress at, int port) const {
    const Cluster& c = m_clusters[at.slot];
    if (!network(world).applicationReaches(c.vpc, c.securityGroups, port) || zoneIsLost(at)) return Reach::TimesOut;
    return runs(at) && port == c.port ? Reach::Ok : Reach::Refused;
}

bool ElastiCacheService::zoneIsLost(NodeAddress at) const {
    const Cluster& c = m_clusters[at.slot];
    if (m_lostZones.empty()) return false;
    const MemcachedNode* n = memcachedAt(at);
    return m_lostZones.contains(n != nullptr ? n->zone : c.zone);
}

ElastiCacheService::Resolved ElastiCacheService::resolve(const World& world, std::string_view endpoint) const {
    const Target t = locate(world, endpoint);
    Resolved r;
    r.reach = t.reach;
    r.goodFor = kDnsTtl;
    if (t.reach != Reach::UnknownHost) r.address = t.at.ref(0);
    if (t.reach == Reach::Ok) r.node = refOf(t.at);
    return r;
}

ElastiCacheService::Resolved ElastiCacheService::resolveAddress(const World& world, NodeRef address) const {
    Resolved r;
    const NodeAddress at = NodeAddress::of(address);
    if (at.slot >= m_clusters.size() || !m_clusters[at.slot].used || !m_clusters[at.slot].createdAt) {
        r.reach = Reach::TimesOut; // packets to an address that nobody has
        return r;
    }
    r.address = at.ref(0);
    r.reach = reachOf(world, at, m_clusters[at.slot].port);
    if (r.reach == Reach::Ok) r.node = refOf(at);
    return r;
}

} // namespace maylab::cache
