// SUBSCRIBE, PUBLISH and their family.
#include "cache/engine/pubsub.h"

#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/glob.h"

#include <algorithm>
#include <array>

namespace maylab::cache {

namespace {

constexpr std::int64_t kReceiverNs = 400; // composing and queueing a message for one client

// The same message in the words of either protocol, made once.
class Message {
  public:
    Message(std::string_view kind, std::initializer_list<std::string_view> parts) : m_kind(kind), m_parts(parts) {}
    std::string_view in(int protocol) {
        std::string& text = m_text[protocol == 2 ? 0 : 1];
        if (text.empty()) {
            RespWriter out(text, protocol);
            out.push(m_parts.size() + 1);
            out.bulk(m_kind);
            for (const auto part : m_parts) out.bulk(part);
        }
        return text;
    }

  private:
    std::string_view m_kind;
    std::initializer_list<std::string_view> m_parts;
    std::array<std::string, 2> m_text;
};

std::int64_t deliver(Server& s, const std::vector<ClientId>& to, std::string_view kind,
                     std::initializer_list<std::string_view> parts) {
    Message message(kind, parts);
    std::int64_t n = 0;
    for (const ClientId id : to) {
        Client* c = s.clients.find(id);
        if (c == nullptr) continue;
        sendTo(s, *c, message.in(c->protocol));
        ++n;
    }
    s.charge(n * kReceiverNs);
    return n;
}

void erase(std::vector<std::string>& names, std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at != names.end()) names.erase(at);
}

void leave(PubSub::Table& table, std::string_view name, ClientId id) {
    const auto at = table.find(name);
    if (at == table.end()) return;
    std::erase(at->second, id);
    if (at->second.empty()) table.erase(at);
}

// One of the three ways to listen: by channel, by pattern, by shard channel.
struct Way {
    PubSub::Table PubSub::*table;
    std::vector<std::string> Client::*names;
    std::string_view subscribe, unsubscribe;
};
constexpr Way kChannel{&PubSub::channels, &Client::channels, "subscribe", "unsubscribe"};
constexpr Way kPattern{&PubSub::patterns, &Client::patterns, "psubscribe", "punsubscribe"};
constexpr Way kShard{&PubSub::shardChannels, &Client::shardChannels, "ssubscribe", "sunsubscribe"};

std::int64_t subscriptions(const Client& c, const Way& way) {
    return static_cast<std::int64_t>(way.names == kShard.names ? c.shardChannels.size() : c.channels.size() + c.patterns.size());
}

void confirm(Invocation& i, std::string_view kind, const std::string_view* name, const Way& way) {
    std::string pushed; // heard whatever CLIENT REPLY says
    RespWriter out(i.client.silent() ? pushed : i.out.out(), i.client.protocol);
    out.push(3);
    out.bulk(kind);
    if (name != nullptr) out.bulk(*name);
    else out.null();
    out.integer(subscriptions(i.client, way));
    if (!pushed.empty()) sendTo(i.server, i.client, pushed);
}

void subscribeTo(Invocation& i, const Way& way) {
    // A script or a transaction of a library that cannot hear pushes; MULTI is let through as it always was.
    if (i.client.mayNotWait && !i.client.transaction.open) {
        i.out.error("ERR " + std::string(i.command.name) + " isn't allowed for a DENY BLOCKING client");
        return;
    }
    for (std::size_t k = 1; k < i.argc(); ++k) {
        auto& names = i.client.*way.names;
        if (std::find(names.begin(), names.end(), i.argv[k]) == names.end()) {
            names.emplace_back(i.argv[k]);
            (i.server.pubsub.*way.table)[std::string(i.argv[k])].push_back(i.client.id);
        }
        confirm(i, way.subscribe, &i.argv[k], way);
    }
}

void unsubscribeFrom(Invocation& i, const Way& way) {
    auto& names = i.client.*way.names;
    if (i.argc() == 1) {
        if (names.empty()) confirm(i, way.unsubscribe, nullptr, way);
        while (!names.empty()) {
            const std::string name = names.front();
            const std::string_view shown = name;
            names.erase(names.begin());
            leave(i.server.pubsub.*way.table, name, i.client.id);
            confirm(i, way.unsubscribe, &shown, way);
        }
        return;
    }
    for (std::size_t k = 1; k < i.argc(); ++k) {
        erase(names, i.argv[k]);
        leave(i.server.pubsub.*way.table, i.argv[k], i.client.id);
        confirm(i, way.unsubscribe, &i.argv[k], way);
    }
}

void listChannels(Invocation& i, const PubSub::Table& table) {
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, subscribers] : table) {
        if (i.argc() == 2 || globMatch(i.argv[2], name)) names.push_back(name);
    }
    i.out.array(names.size());
    for (const auto name : names) i.out.bulk(name);
}

void countSubscribers(Invocation& i, const PubSub::Table& table) {
    i.out.array((i.argc() - 2) * 2);
    for (std::size_t k = 2; k < i.argc(); ++k) {
        const auto at = table.find(i.argv[k]);
        i.out.bulk(i.argv[k]);
        i.out.integer(at == table.end() ? 0 : static_cast<std::int64_t>(at->second.size()));
    }
}

} // namespace

std::int64_t publish(Server& s, std::string_view channel, std::string_view message) {
    std::int64_t n = 0;
    if (const auto at = s.pubsub.channels.find(channel); at != s.pubsub.channels.end())
        n += deliver(s, at->second, "message", {channel, message});
    for (const auto& [pattern, subscribers] : s.pubsub.patterns) {
        if (globMatch(pattern, channel)) n += deliver(s, subscribers, "pmessage", {pattern, channel, message});
    }
    return n;
}

std::int64_t publishShard(Server& s, std::string_view channel, std::string_view message) {
    const auto at = s.pubsub.shardChannels.find(channel);
    return at == s.pubsub.shardChannels.end() ? 0 : deliver(s, at->second, "smessage", {channel, message});
}

void forgetSubscriptions(Server& s, Client& c) {
    for (const Way& way : {kChannel, kPattern, kShard}) {
        for (const std::string& name : c.*way.names) leave(s.pubsub.*way.table, name, c.id);
        (c.*way.names).clear();
    }
}

namespace commands {

void subscribe(Invocation& i) { subscribeTo(i, kChannel); }
void psubscribe(Invocation& i) { subscribeTo(i, kPattern); }
void ssubscribe(Invocation& i) { subscribeTo(i, kShard); }
void unsubscribe(Invocation& i) { unsubscribeFrom(i, kChannel); }
void punsubscribe(Invocation& i) { unsubscribeFrom(i, kPattern); }
void sunsubscribe(Invocation& i) { unsubscribeFrom(i, kShard); }

void publish(Invocation& i) { i.out.integer(cache::publish(i.server, i.argv[1], i.argv[2])); }
void spublish(Invocation& i) { i.out.integer(publishShard(i.server, i.argv[1], i.argv[2])); }

void pubsubChannels(Invocation& i) { listChannels(i, i.server.pubsub.channels); }
void pubsubShardchannels(Invocation& i) { listChannels(i, i.server.pubsub.shardChannels); }
void pubsubNumsub(Invocation& i) { countSubscribers(i, i.server.pubsub.channels); }
void pubsubShardnumsub(Invocation& i) { countSubscribers(i, i.server.pubsub.shardChannels); }
void pubsubNumpat(Invocation& i) { i.out.integer(static_cast<std::int64_t>(i.server.pubsub.patterns.size())); }

} // namespace commands

} // namespace maylab::cache
