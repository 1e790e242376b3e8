// A cluster behind the port KeyValueCache: shards with replicas that copy after a lag, an engine of 12 µs a command each,
// slots as Redis has them. Endpoint "shop". Node numbers: shard, or shard + 100 * (1 + replica).
#pragma once

#include "cache/engine/keyslot.h"
#include "kernel/service.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

class FakeCluster final : public maylab::kernel::Service, public maylab::ports::KeyValueCache {
  public:
    using World = maylab::kernel::World;
    using SimTime = maylab::kernel::SimTime;
    using SimDuration = maylab::kernel::SimDuration;
    using Reply = maylab::ports::CacheReply;
    using Mode = maylab::ports::ClientMode;

    FakeCluster(std::uint32_t shards, std::uint32_t replicas, SimDuration lag = SimDuration::milliseconds(50))
        : m_shards(shards), m_replicas(replicas), m_lag(lag), m_entries(shards) {}

    std::string_view name() const override { return "elasticache"; }
    std::unique_ptr<Service> clone() const override { return std::make_unique<FakeCluster>(*this); }
    void onEvent(World&, const maylab::kernel::Event&) override {}
    maylab::kernel::MaybeResult call(World&, const maylab::kernel::Call&) override {
        return maylab::kernel::ApiResult(maylab::kernel::Json::object());
    }
    maylab::kernel::ApiResult peek(const World&, std::string_view, const maylab::kernel::Json&) const override {
        return maylab::kernel::Json::object();
    }
    void* port(std::uint32_t kind) override { return kind == kTag ? static_cast<KeyValueCache*>(this) : nullptr; }
    void mixInto(maylab::kernel::Fingerprint& f) const override {
        for (const auto& [node, ns] : m_busy)
            f.mix(static_cast<std::uint64_t>(ns));
    }

    Resolved resolve(const World&, std::string_view endpoint) const override {
        if (endpoint != "shop") return {Reach::UnknownHost, kNoNode};
        return {Reach::Ok, 0};
    }
    std::vector<maylab::ports::SlotRange> slotMap(const World&, NodeRef) const override {
        std::vector<maylab::ports::SlotRange> all;
        for (std::uint32_t s = 0; s < m_shards; ++s) {
            maylab::ports::SlotRange r;
            r.first = static_cast<std::uint16_t>(s * 16384 / m_shards);
            r.last = static_cast<std::uint16_t>((s + 1) * 16384 / m_shards - 1);
            r.primary = s;
            for (std::uint32_t k = 0; k < m_replicas; ++k)
                r.replicas.push_back(s + 100 * (1 + k));
            all.push_back(r);
        }
        return all;
    }
    Reply get(World& world, NodeRef node, std::string_view key, Mode mode) override {
        Reply reply = served(world, node);
        const std::uint32_t shard = shardOf(key);
        if (node % 100 != shard || (node >= 100 && !mode.readOnly)) {
            reply.status = Reply::Status::Moved;
            reply.redirect = shard;
            return reply;
        }
        const auto it = m_entries[shard].find(key);
        if (it == m_entries[shard].end()) return reply;
        const Entry& e = it->second;
        const bool old = node >= 100 && world.now() < e.written + m_lag;
        if (old && !e.before) return reply;
        reply.status = Reply::Status::Ok;
        reply.value = old ? e.previous : e.value;
        return reply;
    }
    Reply set(World& world, NodeRef node, std::string_view key, maylab::ports::SyntheticValue value, SimDuration,
              Mode) override {
        Reply reply = served(world, node);
        const std::uint32_t shard = shardOf(key);
        if (node != shard) {
            reply.status = node >= 100 ? Reply::Status::ReadOnly : Reply::Status::Moved;
            reply.redirect = shard;
            return reply;
        }
        Entry& e = m_entries[shard][std::string(key)];
        e = {value, e.value, e.written != SimTime(), world.now()};
        reply.status = Reply::Status::Ok;
        return reply;
    }
    Reply del(World& world, NodeRef node, std::string_view, Mode) override { return served(world, node); }
    maylab::ports::CommandReply command(World& world, NodeRef node, std::span<const std::string_view>, Mode) override {
        maylab::ports::CommandReply reply;
        reply.status = Reply::Status::Error;
        reply.finishedAt = served(world, node).finishedAt;
        reply.bytes = "-ERR unknown command\r\n";
        return reply;
    }
    void setRenderer(Renderer) override {}
    void connect(World&, NodeRef, std::uint32_t) override {}
    void disconnect(World&, NodeRef, std::uint32_t) override {}

    // Engine time so far of the busiest node.
    double busiestSeconds() const {
        std::int64_t most = 0;
        for (const auto& [node, ns] : m_busy)
            most = std::max(most, ns);
        return static_cast<double>(most) * 1e-9;
    }
    void resetBusy() { m_busy.clear(); }

  private:
    struct Entry {
        maylab::ports::SyntheticValue value, previous;
        bool before = false;
        SimTime written;
    };
    std::uint32_t shardOf(std::string_view key) const {
        const std::uint32_t slot = maylab::cache::keySlot(key);
        std::uint32_t shard = slot * m_shards / 16384;
        while ((shard + 1) * 16384 / m_shards <= slot)
            ++shard;
        return shard;
    }
    Reply served(const World& world, NodeRef node) {
        constexpr SimDuration kCost = SimDuration::microseconds(12);
        SimTime& free = m_free[node];
        free = std::max(free, world.now()) + kCost;
        m_busy[node] += kCost.ns();
        Reply reply;
        reply.finishedAt = free;
        return reply;
    }

    std::uint32_t m_shards, m_replicas;
    SimDuration m_lag;
    std::vector<std::map<std::string, Entry, std::less<>>> m_entries;
    std::map<NodeRef, SimTime> m_free;
    std::map<NodeRef, std::int64_t> m_busy;
};
