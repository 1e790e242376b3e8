// The simplest node behind the port KeyValueCache: a sorted map with expiry, an engine of 12 µs a command, a
// way to it that a test can close, and a door "redis" through which a test writes as a person would.
#pragma once

#include "kernel/service.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"

#include <algorithm>
#include <map>
#include <string>

class FakeCache final : public maylab::kernel::Service, public maylab::ports::KeyValueCache {
  public:
    using World = maylab::kernel::World;
    using SimTime = maylab::kernel::SimTime;
    using SimDuration = maylab::kernel::SimDuration;
    using Reply = maylab::ports::CacheReply;

    struct Entry {
        maylab::ports::SyntheticValue value;
        SimTime expires; // zero: never
        bool foreign = false;
    };

    Reach reachNow = Reach::Ok;
    std::size_t capacity = 1'000'000;
    std::map<std::string, Entry, std::less<>> entries;
    std::int64_t connected = 0;
    Renderer renderer = nullptr;

    std::string_view name() const override { return "elasticache"; }
    std::unique_ptr<Service> clone() const override { return std::make_unique<FakeCache>(*this); }
    void onEvent(World&, const maylab::kernel::Event&) override {}
    maylab::kernel::MaybeResult call(World& world, const maylab::kernel::Call& c) override {
        using maylab::kernel::ApiResult;
        if (c.operation == "Reach") {
            reachNow = static_cast<Reach>(c.input["reach"].get<int>());
        } else if (c.operation == "Type") {
            Entry e;
            e.value.length = 5;
            e.foreign = true;
            if (c.input.contains("ttl"))
                e.expires = world.now() + SimDuration::seconds(c.input["ttl"].get<int>());
            entries[c.input["key"].get<std::string>()] = e;
        } else if (c.operation == "Copy") {
            entries[c.input["to"].get<std::string>()] = entries.at(c.input["from"].get<std::string>());
        } else if (c.operation == "Capacity") {
            capacity = c.input["keys"].get<std::size_t>();
        }
        return ApiResult(maylab::kernel::Json::object());
    }
    maylab::kernel::ApiResult peek(const World&, std::string_view,
                                   const maylab::kernel::Json&) const override {
        return maylab::kernel::Json::object();
    }
    void* port(std::uint32_t kind) override {
        return kind == kTag ? static_cast<KeyValueCache*>(this) : nullptr;
    }
    void mixInto(maylab::kernel::Fingerprint& f) const override { f.mix(entries.size()); }

    Resolved resolve(const World&, std::string_view endpoint) const override {
        if (endpoint != "shop") return {Reach::UnknownHost, kNoNode};
        return {reachNow, reachNow == Reach::Ok ? 0 : kNoNode};
    }
    std::vector<maylab::ports::SlotRange> slotMap(const World&, NodeRef) const override { return {}; }
    Reply get(World& world, NodeRef, std::string_view key, maylab::ports::ClientMode) override {
        Reply reply = served(world);
        const auto it = entries.find(key);
        if (it == entries.end()) return reply;
        if (it->second.expires != SimTime() && it->second.expires <= world.now()) {
            entries.erase(it);
            return reply;
        }
        reply.status = Reply::Status::Ok;
        reply.value = it->second.value;
        reply.foreign = it->second.foreign;
        if (it->second.expires != SimTime()) {
            reply.expiresInMilliseconds = (it->second.expires - world.now()).wholeMilliseconds();
        }
        return reply;
    }
    Reply set(World& world, NodeRef, std::string_view key, maylab::ports::SyntheticValue value,
              SimDuration ttl, maylab::ports::ClientMode) override {
        Reply reply = served(world);
        if (entries.size() >= capacity && entries.find(key) == entries.end()) {
            reply.status = Reply::Status::Oom;
            return reply;
        }
        entries[std::string(key)] = {value, ttl > SimDuration() ? world.now() + ttl : SimTime(), false};
        reply.status = Reply::Status::Ok;
        return reply;
    }
    maylab::ports::CommandReply command(World& world, NodeRef, std::span<const std::string_view>,
                                        maylab::ports::ClientMode) override {
        maylab::ports::CommandReply reply;
        reply.status = Reply::Status::Error;
        reply.finishedAt = served(world).finishedAt;
        reply.bytes = "-ERR unknown command\r\n";
        return reply;
    }
    Reply del(World& world, NodeRef, std::string_view key, maylab::ports::ClientMode) override {
        const auto it = entries.find(key);
        if (it != entries.end()) entries.erase(it);
        return served(world);
    }
    void setRenderer(Renderer r) override { renderer = r; }
    void connect(World&, NodeRef, std::uint32_t n) override { connected += n; }
    void disconnect(World&, NodeRef, std::uint32_t n) override { connected -= n; }

  private:
    Reply served(const World& world) {
        m_free = std::max(m_free, world.now()) + SimDuration::microseconds(12);
        Reply reply;
        reply.finishedAt = m_free;
        return reply;
    }
    SimTime m_free;
};
