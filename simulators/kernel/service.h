// A simulator as its world sees it. Services hold their state by value and no pointer to anything outside
// themselves, so that a clone is a copy; the world is handed to every call.
#pragma once

#include "kernel/doors.h"
#include "kernel/event_queue.h"
#include "kernel/hash.h"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace maylab::kernel {

class World;

using ApiResult = tl::expected<Json, ApiError>;

// Empty: the reply comes later, through World::reply(call.id, ...).
using MaybeResult = std::optional<ApiResult>;

// Refuses an operation: return fail(...) from call() or peek().
inline tl::unexpected<ApiError> fail(std::string code, std::string message, int httpStatus = 400) {
    return tl::unexpected<ApiError>(ApiError{std::move(code), std::move(message), httpStatus});
}

struct Call {
    CallId id;
    Actor actor;
    std::string_view operation;
    const Json& input;
};

class Service {
  public:
    virtual ~Service() = default;

    virtual std::string_view name() const = 0; // the door's name: "elasticache", "cloudwatch", "lab"
    virtual std::unique_ptr<Service> clone() const = 0;
    // Called once, when the service has been added to a world: open streams, define metrics, first events.
    virtual void start(World&) {}
    virtual void onEvent(World& world, const Event& event) = 0;

    // Changes nothing when it fails, unless the real service would.
    virtual MaybeResult call(World& world, const Call& call) = 0;
    // A read without trace: the fingerprint is the same with and without it. Unknown operations fail.
    virtual ApiResult peek(const World& world, std::string_view operation, const Json& input) const = 0;
    // The reply to a call that this service made with World::callFrom.
    virtual void onReply(World&, std::uint64_t /*token*/, const ApiResult&) {}

    // Data plane. open() refuses with a text ("Connection refused"); replies leave through World::send. via: the host at
    // which the client found a forwarded port of the endpoint ("127.0.0.1"); empty: it is in the world's own network.
    virtual tl::expected<void, std::string> open(World&, ConnectionId, std::string_view /*endpoint*/,
                                                 std::string_view /*via*/) {
        return tl::unexpected<std::string>("Connection refused");
    }
    virtual void receive(World&, ConnectionId, std::string_view /*bytes*/) {}
    virtual void close(World&, ConnectionId) {}

    // Hot-path interfaces between simulators (room ports). kind is the port's own tag; nullptr if not offered.
    virtual void* port(std::uint32_t /*kind*/) { return nullptr; }

    // Whatever of its state the rolling fingerprint of events does not already determine.
    virtual void mixInto(Fingerprint&) const {}
    // Raised when a rule changes. Part of a run's identity.
    virtual int behaviourVersion() const { return 1; }
};

} // namespace maylab::kernel
